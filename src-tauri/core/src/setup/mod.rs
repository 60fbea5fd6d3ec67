//! Setups: the progress of one organisation through one guide, saved after every step.
//!
//! [`Setup::apply`] is the one way to change a setup: it takes an [`Event`], the time and who it was,
//! and changes nothing when it refuses. What a receipt, an answer, a decision or a person's word does to
//! the steps is in `rules`. What the operator is to know of a change is in `notice`. [`Store`] puts setups on disk; `show` says them in the shape the window shows, which
//! is in `view`. Reading a receipt is `receipt`'s work, talking to Graph is `graph`'s: their
//! results come in here as values.

mod archived;
mod certificates;
mod complaints;
mod desired;
mod error;
mod event;
mod expiry;
mod history;
mod id;
mod imported;
mod journal;
mod journal_parts;
mod journal_text;
mod linked_setup;
mod look_up;
mod mending;
mod migrate;
mod name;
mod notice;
mod pages;
mod plan_view;
mod remedies;
mod reminder;
mod rules;
mod saved;
mod script_page;
mod script_row;
mod show;
mod standing;
mod status;
mod store;
mod undo_list;
mod upload_page;
mod verify_page;
pub mod view;
mod waiting;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod test_events;

pub use certificates::{CertificateSource, StoredCertificate};
pub use complaints::{CauseSource, CauseView, ComplaintState, ComplaintView};
pub use error::{SetupError, StoreError};
pub use event::Event;
pub use expiry::{CertificateAlarm, Expiry, ExpiryLevel};
pub use history::{
    Content, ContentKey, FormerValue, History, ScriptChange, ScriptRun, TenantChange,
};
pub use id::{NotAnId, SetupId};
pub use journal::{
    JournalChange, JournalEntry, JournalEvent, JournalFinding, JournalKey, JournalProblem,
    JournalResult, JournalStep, WriteDecision,
};
pub use journal_parts::SetupJournal;
pub use journal_text::JournalText;
pub use linked_setup::{
    AnswerSource, CarriedAnswer, LinkedGuide, LinkedResult, LinkedSetup, answer_sources,
    carried_answers, linked_guide, setups_that_mend,
};
pub use mending::{CauseMend, MendTarget, ProbedView};
pub use notice::{Notice, NoticeSeverity, NoticeView};
pub use pages::{PageBlocker, StepPage};
pub use plan_view::{KeyEnd, PlanView, PlannedKeyView, PrincipalPlanView};
pub use remedies::{FindingRemedy, RemedyLine};
pub use reminder::{Notification, ReminderLook, Reminders};
pub use rules::{Effect, StepChange};
pub use script_page::{DryRunStep, NoChange, ScriptLead, ScriptPage, ScriptStage, ScriptTitle};
pub use script_row::{RowFinding, RowFound, ScriptRow};
pub use show::{guides, journal, script, summary, summary_of, view};
pub use standing::{ServerPlace, ServerStanding, Servers, SetupStanding, StepProgress};
pub use status::StepStatus;
pub use store::{ImportError, Loaded, Lock, Outline, Stamp, Store, read_file};
pub use upload_page::{PlanSummary, UploadNeed, UploadOutcome, UploadPage, WriteScope};
pub use verify_page::{
    CertificateEnd, CheckParts, OutsideResult, ScriptsAt, VerifyHeading, VerifyOpen, VerifyPage,
    VerifyStage,
};

use crate::graph::{ApplicationReading, Backup, BackupNotSaved, Plan, PrincipalResult};
use crate::guide::{AnswerId, Answers, Guide, GuideId, ScriptId, Step, StepId, StepKind};
use crate::ids::TenantId;
use crate::probe::Probed;
use crate::receipt::{Discovery, JudgedBy, Judgement, StepJudgement, Verdict};
use crate::script::UndoList;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;
use view::{Evidence, StepState};

/// The version of the saved form that this program writes.
pub const VERSION: u32 = 6;

/// Who it was when nobody is signed in and no receipt names a computer.
pub const OPERATOR: &str = "operator";

/// The progress through one guide. Holds no secret: answers, public certificates and public keys only.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Setup {
    /// [`VERSION`].
    version: u32,
    id: SetupId,
    guide: GuideId,
    /// Against the simulated organisation and tenant.
    rehearsal: bool,
    /// The name that the operator gave it; none where its answers name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The operator has put it into the archive.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    archived: bool,
    created: Timestamp,
    changed: Timestamp,
    /// As typed, right or wrong.
    answers: BTreeMap<AnswerId, String>,
    /// The id of the tenant that the answers name, once it was looked up.
    tenant: Option<FoundTenant>,
    /// Steps whose difference the operator decided to leave as it is.
    #[serde(rename = "kept")]
    accepted_differences: BTreeSet<StepId>,
    steps: BTreeMap<StepId, StepRecord>,
    /// What discovery found, a part for each place it looked at.
    discovery: Vec<DiscoveryResult>,
    last_receipt: Option<Judgement>,
    certificates: Vec<StoredCertificate>,
    /// What undo may take back.
    #[serde(rename = "made")]
    undo_list: UndoList,
    plan: Option<Plan>,
    /// What that plan was made for; plans of earlier versions do not say it.
    #[serde(default)]
    plan_for: Option<PlanFor>,
    /// What the last upload, restore or removal came to.
    written: Option<Reading>,
    /// What the app last read to verify.
    verified: Option<Reading>,
    /// What was last read of hybrid applications; setups of earlier versions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    applications: Option<ReadApplications>,
    /// What the verification scripts showed, by script.
    on_premises: BTreeMap<ScriptId, OnPremises>,
    backups: Vec<BackupGroup>,
    /// The folder that all scripts were last exported into; copies of keys go there as well.
    bundle_folder: Option<String>,
    /// Why a copy of the last write is not there.
    backup_problem: Option<BackupNotSaved>,
    in_flight: Option<InFlight>,
    /// The script that the program itself runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    script_in_flight: Option<ScriptInFlight>,
    /// Scripts that were run, in earnest or dry, and with which answers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tried: BTreeMap<ScriptId, Tried>,
    /// Setups that do a step in full, by step.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    links: BTreeMap<StepId, linked_setup::SetupLink>,
    /// What the last check from outside found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    probed: Option<Probed>,
    /// What was changed; setups of earlier versions kept no record of their own.
    #[serde(default)]
    history: History,
    /// Oldest first. The file has the old entries in parts of their own.
    journal: SetupJournal,
}

/// The state of one step, and why.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StepRecord {
    /// Its state.
    pub state: StepState,
    /// What its state is based on; kept while a step is stale, so that it can come back.
    #[serde(rename = "witness")]
    pub evidence: Option<Evidence>,
    /// The operator's note.
    pub note: Option<String>,
    /// When the state last changed.
    pub changed: Option<Timestamp>,
    /// When what makes it done was last made so: the end of the script's run, the write, or the
    /// operator's word. Reading it again moves it no further.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Timestamp>,
    /// What the newest receipt says of it.
    pub judgement: Option<StepJudgement>,
    /// When the script of that receipt began.
    pub receipt_started: Option<Timestamp>,
    /// The computer that receipt names.
    pub computer: Option<String>,
    /// The fingerprint of the answers it used when it last got its state from a proof or a word.
    pub fingerprint: Option<String>,
    /// The fingerprint of the answers in the script that was last taken for it, or whose receipt came
    /// last; none in setups of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script_answers: Option<String>,
    /// Checks the operator has ticked, and when.
    pub ticks: BTreeMap<String, Timestamp>,
}

impl StepRecord {
    /// Whether nothing is behind it but the receipt of a script that changed something: no run that
    /// changed nothing has read it since.
    fn is_only_reported(&self) -> bool {
        let shown = self.judgement.as_ref().map(StepStatus::of_receipt);
        self.evidence == Some(Evidence::Receipt) && shown != Some(StepStatus::Verified)
    }

    /// Where a stale step stood before: its word or its judgement is still here.
    fn before_stale(&self) -> StepState {
        let verdict = self.judgement.as_ref().map(|judgement| judgement.verdict);
        match (self.evidence, verdict) {
            (Some(_), _) => StepState::Done,
            (None, Some(Verdict::Decide)) => StepState::Decide,
            (None, Some(Verdict::Waiting)) => StepState::Waiting,
            (None, _) => StepState::Failed,
        }
    }
}

impl Default for StepRecord {
    fn default() -> Self {
        Self {
            state: StepState::Todo,
            evidence: None,
            note: None,
            changed: None,
            done_at: None,
            judgement: None,
            receipt_started: None,
            computer: None,
            fingerprint: None,
            script_answers: None,
            ticks: BTreeMap::new(),
        }
    }
}

/// The id of a tenant that the answers may name by one of its domains.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct FoundTenant {
    id: TenantId,
    /// Of the answers that lead to the tenant.
    fingerprint: String,
}

/// What the app saw of the principals, a principal each.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Reading {
    at: Timestamp,
    /// Of the answers that lead to the tenant: what was seen in another tenant proves nothing here.
    fingerprint: String,
    principals: Vec<PrincipalResult>,
    /// Which work on which step that was, for a write; earlier versions did not save it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<PlanFor>,
}

/// What the app saw of hybrid applications.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ReadApplications {
    at: Timestamp,
    /// Of the answers that lead to the tenant.
    fingerprint: String,
    reading: ApplicationReading,
}

/// A receipt that showed every step of a verification script in place without changing any.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct OnPremises {
    /// When its script began.
    started: Timestamp,
    /// Where it ran.
    computer: String,
    /// Of the answers that scripts use.
    fingerprint: String,
}

/// A script that was run, in earnest or dry, and came to its steps.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Tried {
    /// Of the answers it uses.
    fingerprint: String,
}

/// What a discovery script found.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct DiscoveryResult {
    /// When the script began.
    started: Timestamp,
    /// Without words, where it has facts.
    found: Discovery,
    /// What it was judged by; none where it was saved with words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    judged_by: Option<JudgedBy>,
}

/// The keys of several principals, copied before one upload.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BackupGroup {
    /// A number, counted from 1 in each setup.
    pub id: String,
    /// When the copy was taken.
    pub taken_at: Timestamp,
    /// A copy for each principal.
    pub principals: Vec<Backup>,
    /// The upload wrote nothing, so there is nothing to put back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unwritten: bool,
}

/// What the program itself does in the tenant, and what is therefore unknown when it ends in the middle.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum TenantOperation {
    /// Writing what a step wants: keys, names, whether a principal is enabled.
    Upload,
    /// Putting a copy of keys back.
    Restore,
    /// Deleting one key that the operator chose.
    Removal,
    /// Reading everything back.
    Verify,
}

impl TenantOperation {
    /// The name by which messages know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Restore => "restore",
            Self::Removal => "removal",
            Self::Verify => "verify",
        }
    }
}

/// What a plan was made for.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[ts(export)]
pub struct PlanFor {
    /// On which step.
    pub step: StepId,
    /// What would be done.
    #[serde(rename = "work")]
    pub operation: TenantOperation,
    /// The step on whose page it was asked for, where that is another one. A backup and a single key
    /// belong to an application, and several steps may write to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub page: Option<StepId>,
}

/// An operation that has started and not ended.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct InFlight {
    /// What.
    #[serde(rename = "work")]
    pub operation: TenantOperation,
    /// On which step.
    pub step: StepId,
    /// Since when.
    pub since: Timestamp,
}

/// A script that the program itself runs, and whose outcome is not recorded yet.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ScriptInFlight {
    /// The script.
    pub script: ScriptId,
    /// A dry run.
    pub what_if: bool,
    /// The switches of the script that it was given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub switches: Vec<String>,
    /// Since when.
    pub since: Timestamp,
}

impl Setup {
    /// A new setup of this guide.
    pub fn new(id: SetupId, guide: &Guide, rehearsal: bool, now: Timestamp, who: &str) -> Self {
        let mut setup = Self {
            version: VERSION,
            id,
            guide: guide.id.clone(),
            rehearsal,
            name: None,
            created: now,
            changed: now,
            answers: BTreeMap::new(),
            tenant: None,
            accepted_differences: BTreeSet::new(),
            steps: BTreeMap::new(),
            discovery: Vec::new(),
            last_receipt: None,
            certificates: Vec::new(),
            undo_list: UndoList::default(),
            plan: None,
            plan_for: None,
            written: None,
            verified: None,
            applications: None,
            on_premises: BTreeMap::new(),
            backups: Vec::new(),
            archived: false,
            bundle_folder: None,
            backup_problem: None,
            in_flight: None,
            script_in_flight: None,
            tried: BTreeMap::new(),
            links: BTreeMap::new(),
            probed: None,
            history: History::default(),
            journal: SetupJournal::default(),
        };
        setup.note(now, who, JournalEvent::Created { rehearsal });
        setup
    }

    /// A setup that only lives in memory, with these answers, decisions among them: the command line
    /// judges receipts by it.
    pub fn in_memory(id: SetupId, guide: &Guide, answers: &Answers, now: Timestamp) -> Self {
        let mut setup = Self::new(id, guide, false, now, OPERATOR);
        setup.answers = answers.raw();
        setup
    }

    /// A real setup with the answers of this rehearsal and nothing else of it: what the simulated
    /// organisation reported proves nothing.
    ///
    /// # Errors
    /// [`SetupError::NotARehearsal`].
    pub fn made_real(
        &self,
        id: SetupId,
        guide: &Guide,
        now: Timestamp,
        who: &str,
    ) -> Result<Self, SetupError> {
        if !self.rehearsal {
            return Err(SetupError::NotARehearsal);
        }
        self.with_same_answers(id, guide, false, now, who)
    }

    /// A new setup of this name with the same answers, rehearsed or real as this one.
    ///
    /// # Errors
    /// [`SetupError::OtherGuide`], [`SetupError::NameRefused`].
    pub fn duplicate(
        &self,
        id: SetupId,
        guide: &Guide,
        name: &str,
        now: Timestamp,
        who: &str,
    ) -> Result<Self, SetupError> {
        let name = name::checked(name)?;
        let mut copy = self.with_same_answers(id, guide, self.rehearsal, now, who)?;
        copy.name = name;
        Ok(copy)
    }

    /// Decisions are left behind: they were about what one organisation's receipts showed.
    fn with_same_answers(
        &self,
        id: SetupId,
        guide: &Guide,
        rehearsal: bool,
        now: Timestamp,
        who: &str,
    ) -> Result<Self, SetupError> {
        self.of(guide)?;
        let mut setup = Self::new(id, guide, rehearsal, now, who);
        let answers = self
            .answers
            .iter()
            .filter(|(answer, _)| guide.answer(answer).is_some_and(|spec| !spec.decision))
            .map(|(answer, value)| (answer.clone(), value.clone()))
            .collect();
        // Nothing of a new setup can be known to have changed.
        drop(setup.apply(guide, Event::AnswersSet { answers }, now, who)?);
        // A rehearsal that stays one was duplicated as any other setup.
        let rehearsal = self.rehearsal && !rehearsal;
        setup.note(now, who, JournalEvent::AnswersCopied { rehearsal });
        Ok(setup)
    }

    /// Its id.
    pub fn id(&self) -> SetupId {
        self.id
    }

    /// The guide it follows.
    pub fn guide(&self) -> &GuideId {
        &self.guide
    }

    /// Whether it runs against the simulated organisation and tenant.
    pub fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    /// When it began.
    pub fn created(&self) -> Timestamp {
        self.created
    }

    /// When it last changed.
    pub fn changed(&self) -> Timestamp {
        self.changed
    }

    /// The answers as typed, right or wrong.
    pub fn raw_answers(&self) -> &BTreeMap<AnswerId, String> {
        &self.answers
    }

    /// The steps whose difference the operator decided to leave as it is.
    pub fn accepted_differences(&self) -> &BTreeSet<StepId> {
        &self.accepted_differences
    }

    /// What an undo script may take back.
    pub fn undo_list(&self) -> &UndoList {
        &self.undo_list
    }

    /// The upload steps that are done, read back or by the operator's word.
    pub fn uploaded(&self, guide: &Guide) -> Vec<StepId> {
        let uploads = guide.steps.iter().filter(|step| step.kind == StepKind::Upload);
        let done = uploads.filter(|step| self.step(&step.id).state == StepState::Done);
        done.map(|step| step.id.clone()).collect()
    }

    /// The record of a step; one that nothing has happened to is `todo`.
    pub fn step(&self, step: &StepId) -> StepRecord {
        self.steps.get(step).cloned().unwrap_or_default()
    }

    /// The last plan shown.
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// What that plan was made for.
    pub fn plan_for(&self) -> Option<&PlanFor> {
        self.plan_for.as_ref()
    }

    /// What the last upload, restore or removal came to, a principal each.
    pub fn results(&self) -> &[PrincipalResult] {
        self.written.as_ref().map_or(&[], |written| &written.principals)
    }

    /// Which work they came of, on which step; earlier versions did not save it.
    pub(super) fn written_for(&self) -> Option<&PlanFor> {
        self.written.as_ref()?.of.as_ref()
    }

    /// The texts of a fact that the last receipt of a finished step reported; none when no receipt did. One
    /// whose script failed there or was only planned did not come to reading everything, and reports
    /// nothing, even when a person has said since that the step is done.
    pub fn fact_values(&self, step: &StepId, fact: &str) -> Option<Vec<String>> {
        let record = self.steps.get(step)?;
        if record.state != StepState::Done {
            return None;
        }
        let judgement = record.judgement.as_ref()?;
        match judgement.verdict {
            Verdict::InPlace | Verdict::Waiting | Verdict::Differs | Verdict::Decide => {}
            Verdict::Planned | Verdict::Failed | Verdict::NotReached | Verdict::NotRead => {
                return None;
            }
        }
        let fact = judgement.facts.get(fact)?;
        let texts = match fact {
            Value::Array(entries) => entries.iter().map(Value::as_str).collect(),
            other => other.as_str().map(|text| vec![text]),
        };
        Some(texts?.into_iter().map(str::to_owned).collect())
    }

    /// What discovery found, in all places taken together, in the words of today.
    pub fn discovery(&self, guide: &Guide, now: Timestamp) -> Option<Discovery> {
        let mut parts = self.discovery.iter().map(|result| self.discovered(guide, result, now));
        let first = parts.next()?;
        Some(parts.fold(first, Discovery::and))
    }

    /// The copies of keys, oldest first.
    pub fn backups(&self) -> &[BackupGroup] {
        &self.backups
    }

    /// The copy of keys of that number.
    ///
    /// # Errors
    /// [`SetupError::UnknownBackup`].
    pub fn backup(&self, id: &str) -> Result<&BackupGroup, SetupError> {
        self.backups
            .iter()
            .find(|group| group.id == id)
            .ok_or_else(|| SetupError::UnknownBackup(id.to_owned()))
    }

    /// What the last check from outside found. It proves no step.
    pub fn probed(&self) -> Option<&Probed> {
        self.probed.as_ref()
    }

    /// What is under way.
    pub fn in_flight(&self) -> Option<&InFlight> {
        self.in_flight.as_ref()
    }

    /// The script that the program itself runs.
    pub fn script_in_flight(&self) -> Option<&ScriptInFlight> {
        self.script_in_flight.as_ref()
    }

    /// What happened, oldest first.
    pub fn journal(&self) -> &SetupJournal {
        &self.journal
    }

    /// Makes sure that this is the setup's guide.
    fn of(&self, guide: &Guide) -> Result<(), SetupError> {
        if self.guide == guide.id {
            Ok(())
        } else {
            Err(SetupError::OtherGuide(self.guide.clone()))
        }
    }

    /// The step of that name in the setup's guide.
    fn find<'g>(&self, guide: &'g Guide, step: &StepId) -> Result<&'g Step, SetupError> {
        self.of(guide)?;
        guide.step(step).map(|(_, step)| step).ok_or_else(|| SetupError::UnknownStep(step.clone()))
    }

    /// Writes to the journal. Every change passes through here, so `changed` is updated with it.
    fn note(&mut self, now: Timestamp, who: &str, event: JournalEvent) {
        self.changed = now;
        self.journal.push(JournalEntry { at: now, who: who.to_owned(), event });
    }
}
