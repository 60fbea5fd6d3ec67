//! A setup in the shape the window shows. The window computes no state: it shows this.

use super::complaints::ComplaintView;
use super::expiry::{CertificateAlarm, Expiry};
use super::linked_setup::LinkedGuide;
use super::mending::ProbedView;
use super::pages::StepPage;
use super::plan_view::PlanView;
use super::remedies::FindingRemedy;
use super::script_row::ScriptRow;
use super::standing::{Servers, SetupStanding, StepProgress};
use super::status::StepStatus;
use super::upload_page::{UploadPage, WriteScope};
use super::verify_page::VerifyPage;
use crate::certificate::CertificateCard;
use crate::error::Problem;
use crate::graph::{ApplicationFinding, ReadApplication, VerifiedPrincipal};
use crate::guide::{
    AnswerId, AnswerSpec, Application, Article, Check, Difference, Explanation, GuideId, Phase,
    Question, ScriptId, ScriptRole, Shell, StepId, StepKind,
};
use crate::ids::{AppId, Thumbprint};
use crate::receipt::{
    CertificateUse, Discovery, Judgement, PrerequisiteLine, StepJudgement, Suggestion,
};
use crate::script::HowToRun;
use crate::setup::{NoticeView, PlanFor};
use crate::timeline::TimelineEntry;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use ts_rs::TS;

pub use crate::guide::AnswerProblem;

/// The state of a step.
#[derive(Clone, Copy, Debug, serde::Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum StepState {
    /// Nothing has happened yet.
    Todo,
    /// Its script was copied, saved or exported; no receipt yet.
    HandedOut,
    /// Proved: by a receipt, by reading back, or said so by the operator (see `Evidence`).
    Done,
    /// For a day that has not come; everything else is as it has to be. `StepView::waiting` names it.
    Waiting,
    /// A fact waits for the operator's decision.
    Decide,
    /// Read back and not as expected, or ended in an error.
    Failed,
    /// The operator left it out.
    Skipped,
    /// Was done, but an answer it used has changed since.
    Stale,
    /// Was under way when the program ended: check again.
    Unknown,
}

/// What a finished step is based on.
#[derive(Clone, Copy, Debug, serde::Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Evidence {
    /// A script's receipt.
    Receipt,
    /// The app itself, from Graph.
    ReadBack,
    /// The operator, who said so.
    #[serde(rename = "word")]
    Attested,
    /// Another setup, which does the step in full.
    Setup,
}

/// What a step waits for.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WaitView {
    /// The day.
    #[ts(type = "string")]
    pub until: Timestamp,
    /// It has come: what the step waited for has to be read now.
    pub over: bool,
    /// Why it waits, in a sentence.
    pub reason: String,
    /// The heading while it waits, with `{date}` for the day; none where the status says enough.
    pub heading: Option<String>,
}

/// A day to come, on which something happens by itself.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AnnouncedDay {
    /// The day.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What happens, with `{date}` for the day.
    pub words: String,
}

/// A guide, as the list of guides shows it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct GuideSummary {
    /// Its id.
    pub id: GuideId,
    /// Its title.
    pub title: String,
    /// What works once it is done.
    pub summary: String,
    /// Where it comes from.
    pub article: Article,
    /// How many steps.
    pub steps: u32,
    /// Minutes for all of them.
    pub minutes: u32,
    /// It checks what is there, and says what explains the problems of users.
    pub checks: bool,
}

/// A setup, as the first page shows it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SetupSummary {
    /// Its id (UUID).
    pub id: String,
    /// The organisation's name, or the domain, or "New setup".
    pub name: String,
    /// Its guide.
    pub guide: GuideId,
    /// The guide's title.
    pub guide_title: String,
    /// Against the built-in tenant; nothing leaves the machine.
    pub rehearsal: bool,
    /// Finished steps (done or skipped), without optional ones.
    pub done: u32,
    /// All steps but those that are optional.
    pub total: u32,
    /// What it comes to.
    pub standing: SetupStanding,
    /// How many steps have which status; the questions are not counted.
    pub progress: StepProgress,
    /// How many checks that only a person can make are not ticked.
    pub checks_open: u32,
    /// "Step 9 of 10: upload the certificate", or what to know of a finished one.
    pub position: String,
    /// The step to open on Resume.
    pub resume_at: StepId,
    /// What that step waits for.
    pub waiting: Option<WaitView>,
    /// When it last changed.
    #[ts(type = "string")]
    pub changed: Timestamp,
    /// Days left of the certificate in use, once it is known.
    pub certificate_days: Option<i32>,
    /// How long it holds, once it is finished.
    pub expiry: Option<Expiry>,
    /// What is urgent about the certificate in use; none while nothing is.
    pub alarm: Option<CertificateAlarm>,
    /// Another window has it open.
    pub locked: bool,
    /// The operator has put it into the archive.
    pub archived: bool,
    /// The organization that its answers name, whatever its own name is; none while they name none.
    pub organization: Option<String>,
    /// When something is due next: the day that its next step waits for, or the end of the certificate in use.
    #[ts(type = "string | null")]
    pub due: Option<Timestamp>,
}

/// The first page.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Home {
    /// Last changed first.
    pub setups: Vec<SetupSummary>,
    /// Files that could not be read, each with the reason; they were kept aside.
    pub unreadable: Vec<Problem>,
    /// The guides to choose from.
    pub guides: Vec<GuideSummary>,
}

/// A setup, whole.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SetupView {
    /// Counts the views that the shell made since it started. A change that was answered with one view is
    /// also in every view with a higher number.
    pub sequence: u32,
    /// As on the first page.
    pub summary: SetupSummary,
    /// Groups of steps.
    pub phases: Vec<Phase>,
    /// The steps, in order.
    pub steps: Vec<StepView>,
    /// The pages, with steps together that one script does.
    pub pages: Vec<StepPage>,
    /// The pages where each step has its own.
    pub single_pages: Vec<StepPage>,
    /// The questions with their values.
    pub answers: Vec<AnswerView>,
    /// Whether all questions of the guide are answered.
    pub answered: bool,
    /// What discovery found.
    pub discovery: Option<Discovery>,
    /// What must be there before the guide can work, with what discovery read of it.
    pub prerequisites: Vec<PrerequisiteLine>,
    /// What the steps on servers come to together.
    pub servers: Servers,
    /// The scripts that can be written.
    pub scripts: Vec<ScriptChoice>,
    /// The last receipt taken in, whole.
    pub last_receipt: Option<Judgement>,
    /// The run from here that ended without a result; none once another run began, a result came or its steps
    /// were marked or skipped.
    pub failed_run: Option<FailedRun>,
    /// Known certificates.
    pub certificates: Vec<HeldCertificate>,
    /// The applications the upload writes.
    pub applications: Vec<Application>,
    /// What all uploads together write, an application once, without what the operator has not agreed
    /// to.
    pub writes: Vec<WriteView>,
    /// What these writes are about.
    pub scope: WriteScope,
    /// The last plan shown.
    pub plan: Option<PlanView>,
    /// For which step and which work that plan was made; none for a plan of an earlier version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub plan_for: Option<PlanFor>,
    /// The last result of an upload, a removal or a restore, a principal each: which key is which
    /// certificate, days counted now.
    pub results: Vec<VerifiedPrincipal>,
    /// The last reading of `verify`, a principal each: which key is which certificate, days counted
    /// now.
    pub verified: Vec<VerifiedPrincipal>,
    /// When that was.
    #[ts(type = "string | null")]
    pub verified_at: Option<Timestamp>,
    /// The dedicated hybrid application and the shared principal of Exchange Online; none where the
    /// guide reads neither.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hybrid: Option<ApplicationView>,
    /// Copies of keys that can be put back, newest first; none of those over which nothing was
    /// written.
    pub backups: Vec<BackupView>,
    /// Where copies of keys go besides the setup: the folder that all scripts were last exported into.
    pub backup_folder: Option<String>,
    /// Why a copy of the last write is not there. Nothing is lost: it is among `backups`.
    pub backup_problem: Option<Problem>,
    /// Whether the guide is for a service that asks from outside, so that the check is offered.
    pub asked_from_outside: bool,
    /// What the last check from outside found.
    pub probed: Option<ProbedView>,
    /// What explains the complaints that the guide names.
    pub complaints: Vec<ComplaintView>,
    /// Why what is shown is not saved yet, or cannot be.
    pub not_saved: Option<Problem>,
    /// What the operator is to know of what was done since the view before this one.
    pub notices: Vec<NoticeView>,
    /// How many entries the journal has.
    pub journal_entries: u32,
    /// The article.
    pub article: Article,
}

/// A step, with all its page shows.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the step")]
pub struct StepView {
    /// Its id.
    pub id: StepId,
    /// From 1.
    pub number: u32,
    /// Which page it has.
    pub kind: StepKind,
    /// The phase it is in.
    pub phase: String,
    /// "Application account".
    pub title: String,
    /// Why it is done.
    pub why: String,
    /// Where it runs, in words.
    pub place: String,
    /// The window in which its script runs; none where the step has no script.
    pub shell: Option<Shell>,
    /// Whether it needs a way to the internet.
    pub internet: bool,
    /// Which right it needs.
    pub rights: Vec<String>,
    /// What else there is to know of these rights, a sentence each.
    pub rights_notes: Vec<String>,
    /// How long it takes.
    pub minutes: u32,
    /// The section of the article, in words.
    pub section: String,
    /// The number of the article's step, where the section is one.
    pub section_step: Option<u32>,
    /// What is there afterwards.
    pub changes: Vec<String>,
    /// What success looks like.
    pub expectation: String,
    /// How it is taken back.
    pub undo: String,
    /// What Microsoft changed or will change that matters here, oldest first, in the words of today.
    pub timeline: Vec<TimelineEntry>,
    /// Departures from the article.
    pub differences: Vec<Difference>,
    /// What only a person can see.
    pub checks: Vec<CheckView>,
    /// How many of these checks everybody has to make: nothing waits for the others.
    pub checks_total: u32,
    /// How many of them are made: ticked, or read as they should be.
    pub checks_made: u32,
    /// For `upload`: what is written, an application once, without what the operator has not agreed
    /// to.
    pub writes: Vec<WriteView>,
    /// For `upload`: what the operator is asked before some of it is written.
    pub asks: Vec<AskedWrite>,
    /// For `upload`: the steps whose receipts have to report what is written, and have not yet.
    pub waits_for: Vec<StepId>,
    /// For `upload`: whether `results` show everything that this step writes.
    pub satisfied: bool,
    /// For `upload`: what its page is about and how far it has come.
    pub upload: Option<UploadPage>,
    /// For `verify`: how far it has come.
    pub verify: Option<VerifyPage>,
    /// The guide that does this step in full.
    pub opens: Option<LinkedGuide>,
    /// The answer whose host this PC can look up in the DNS.
    pub resolves: Option<AnswerId>,
    /// The questions for which its receipt can find values; they can be answered on its page as well.
    pub finds: Vec<AnswerId>,
    /// The values that its last receipt found for them, best first.
    pub found: Vec<Suggestion>,
    /// The script that the operator has holds answers that have changed since: it has to be copied or
    /// saved again.
    pub script_outdated: bool,
    /// The step's own script, for `script` steps.
    pub script: Option<ScriptId>,
    /// Its state.
    pub state: StepState,
    /// What the operator sees of it.
    pub status: StepStatus,
    /// The same in words.
    pub status_words: String,
    /// Whether nothing more is asked of the operator.
    pub settled: bool,
    /// Whether what receipts found is what it is based on: not where a person marked or skipped it, or
    /// another setup verified it.
    pub rests_on_receipts: bool,
    /// What it waits for, while it waits.
    pub waiting: Option<WaitView>,
    /// The day to come that this step, or one after it, waits for.
    pub announced: Option<AnnouncedDay>,
    /// What it is based on, when done.
    pub evidence: Option<Evidence>,
    /// The operator's note.
    pub note: Option<String>,
    /// When the state last changed.
    #[ts(type = "string | null")]
    pub changed: Option<Timestamp>,
    /// What it still needs before it can be worked on, in words; empty when nothing.
    pub needs: Vec<String>,
    /// What the last receipt says of it; nothing where the step is based on something else.
    pub judgement: Option<StepJudgement>,
    /// Its row among the results of a script.
    pub row: ScriptRow,
    /// What to do about the facts that differ.
    pub remedies: Vec<FindingRemedy>,
}

/// What an upload writes to one application.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WriteView {
    /// The application id.
    pub app_id: AppId,
    /// The known certificates become keys of it.
    pub keys: bool,
    /// The names that it gets, as receipts report them.
    pub names: Vec<String>,
    /// It is enabled.
    pub enabled: bool,
    /// Thumbprints of the keys that are removed, as receipts report them.
    pub removes: Vec<Thumbprint>,
    /// Its key is written only where it holds the certificate that is in use.
    pub where_held: bool,
}

/// What the operator must say before something is written.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AskedWrite {
    /// The question.
    pub ask: Question,
    /// Whether the operator has agreed.
    pub agreed: bool,
}

/// A check with its tick.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CheckView {
    /// The check.
    #[serde(flatten)]
    pub check: Check,
    /// Ticked by the operator.
    pub ticked: bool,
    /// What a reading says of it in the operator's place; none where nothing was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub read: Option<CheckReading>,
    /// Whether it is still to be made. For the report.
    #[serde(skip)]
    #[ts(skip)]
    pub open: bool,
}

/// What a reading says of a check.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum CheckReading {
    /// It was read, and is as it should be.
    Verified,
    /// It was read, and is not as it should be.
    Differs,
}

/// What was read of hybrid applications in the tenant.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ApplicationView {
    /// When; none: not yet.
    #[ts(type = "string | null")]
    pub read_at: Option<Timestamp>,
    /// What was read is of another tenant or application than the setup names now, and does not count.
    pub outdated: bool,
    /// What it comes to by the certificates and the day of now; empty while nothing that counts was
    /// read.
    pub findings: Vec<ApplicationFinding>,
    /// The applications with their keys, the shared principal last.
    pub applications: Vec<ReadApplication>,
}

/// A question with its value.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AnswerView {
    /// The question.
    pub spec: AnswerSpec,
    /// What the operator typed last, right or wrong; empty when nothing.
    pub value: String,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// Where it came from, while it is as another setup had it.
    pub origin: Option<String>,
    /// Whether it is asked among the questions: it is no decision, and the answers before it make it a
    /// question.
    pub asked: bool,
    /// Whether it has to be answered, and has no value that can be used.
    pub missing: bool,
    /// The value that discovery found for an empty answer. None where a person has to choose among several.
    pub offered: Option<String>,
}

/// A script that can be written.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScriptChoice {
    /// Its id.
    pub id: ScriptId,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub role: ScriptRole,
    /// The steps it covers.
    pub steps: Vec<StepId>,
    /// Where it runs.
    pub place: String,
    /// How it is run there.
    pub how: HowToRun,
    /// It can change something, and with these answers it was not run yet, not even as a dry run.
    pub dry_run_first: bool,
    /// What is missing before it can be written, in words; empty when nothing.
    pub needs: Vec<String>,
    /// For a guarded script: what the operator must say before it is written.
    pub ask: Option<Question>,
}

/// A run of a script from here that ended without a result.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FailedRun {
    /// The script.
    pub script: ScriptId,
    /// A dry run.
    pub dry_run: bool,
    /// When it ended; when it began, where the program ended before it.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Why it had no result.
    pub problem: Problem,
}

/// A script with the answers filled in.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScriptView {
    /// Its id.
    pub id: ScriptId,
    /// "02-teams-on-premises.ps1".
    pub file_name: String,
    /// Its title.
    pub title: String,
    /// The text as saved, but with plain line ends.
    pub text: String,
    /// How many lines.
    pub lines: u32,
    /// The line (from 0) at which the steps begin, to be shown first.
    pub first_line: u32,
    /// Its commands in words, in order of first appearance.
    pub explanations: Vec<Explanation>,
}

/// A known certificate.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HeldCertificate {
    /// Which one.
    pub r#use: CertificateUse,
    /// Its description, days counted now.
    pub card: CertificateCard,
    /// "From the script result of EX01".
    pub source: String,
    /// It ends soon, or has ended.
    pub ends_soon: bool,
    /// Why it cannot be uploaded.
    pub refused: Option<Problem>,
}

/// A copy of keys that can be put back.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BackupView {
    /// Its id.
    pub id: String,
    /// When it was taken.
    #[ts(type = "string")]
    pub taken_at: Timestamp,
    /// How many keys, by application id.
    pub keys: BTreeMap<AppId, u32>,
}

/// An entry of the journal.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct JournalView {
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who: the signed-in account, the computer of a receipt, or "operator".
    pub who: String,
    /// What, in words: these parts one after another.
    pub what: Vec<JournalPart>,
}

/// A part of the words of the journal.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum JournalPart {
    /// Text.
    Text(String),
    /// A moment, to be written as on the clock of this PC.
    At(#[ts(type = "string")] Timestamp),
}
