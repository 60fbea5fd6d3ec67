//! The data of a report. The page and the JSON form are written from it.

use super::changes::{self, ReportChange};
use super::summary::Summary;
use crate::certificate::day as day_of;
use crate::error::Problem;
use crate::graph::{KeyName, PrincipalResult, PrincipalState, VerifiedKey, VerifiedPrincipal};
use crate::guide::{Answers, Article, DATE, Guide, Step};
use crate::ids::{AppId, TenantId, Thumbprint};
use crate::messages::say;
use crate::probe::Probed;
use crate::receipt::{CertificateUse, Change, Finding, FindingState, ScriptProblem, StepJudgement};
use crate::setup::view::{
    AnswerView, ApplicationView, CheckReading, CheckView, Evidence, HeldCertificate, StepView,
};
use crate::setup::{ComplaintView, Setup, SetupStanding, StepProgress, StepStatus, view};
use crate::timeline::TimelineEntry;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Map, Value};

/// The version of the JSON form.
const FORMAT: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReportData {
    format: u32,
    program: &'static str,
    written_at: Timestamp,
    setup: String,
    name: String,
    rehearsal: bool,
    guide: ReportGuide,
    /// What to know first.
    summary: Summary,
    began: Timestamp,
    changed: Timestamp,
    standing: SetupStanding,
    progress: StepProgress,
    checks_open: u32,
    position: String,
    tenant_id: Option<TenantId>,
    /// The next day on which something happens by itself.
    announced: Option<ReportAnnounced>,
    /// What Microsoft changed or will change that matters in this guide, oldest first.
    timeline: Vec<TimelineEntry>,
    answers: Vec<ReportAnswer>,
    steps: Vec<ReportStep>,
    /// Who changed what, oldest first.
    changes: Vec<ReportChange>,
    certificates: Vec<ReportCertificate>,
    written: Vec<ReportPrincipal>,
    verified: Vec<ReportVerified>,
    verified_at: Option<Timestamp>,
    /// The dedicated hybrid application and the shared principal of Exchange Online.
    hybrid: Option<ApplicationView>,
    /// What explains the complaints that the guide names.
    complaints: Vec<ComplaintView>,
    /// What the last check from outside found. It proves no step.
    probed: Option<Probed>,
    backups: Vec<ReportBackup>,
    journal: Vec<ReportJournal>,
}

#[derive(Serialize)]
struct ReportGuide {
    id: String,
    title: String,
    article: Article,
}

#[derive(Serialize)]
struct ReportAnnounced {
    at: Timestamp,
    words: String,
}

#[derive(Serialize)]
struct ReportAnswer {
    id: String,
    label: String,
    value: String,
    problem: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportStep {
    id: String,
    number: u32,
    title: String,
    /// Nothing waits for it, and it does not count.
    optional: bool,
    section: String,
    undo: String,
    status: StepStatus,
    status_words: String,
    waits_until: Option<Timestamp>,
    evidence: Option<Evidence>,
    evidence_words: String,
    changed: Option<Timestamp>,
    note: Option<String>,
    computer: Option<String>,
    receipt_started: Option<Timestamp>,
    findings: Vec<ReportFinding>,
    changes: Vec<Change>,
    problem: Option<ScriptProblem>,
    facts: Map<String, Value>,
    checks: Vec<ReportCheck>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportFinding {
    #[serde(skip_serializing_if = "Option::is_none")]
    fact: Option<String>,
    /// Each of these words is there, even where a file from elsewhere has none.
    label: String,
    expected: String,
    found: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    empty: bool,
    state: FindingState,
    otherwise: Option<String>,
    state_words: String,
}

impl From<Finding> for ReportFinding {
    fn from(finding: Finding) -> Self {
        let Finding { fact, label, expected, found, empty, state, otherwise, .. } = finding;
        let state_words = finding_words(state);
        Self { fact, label, expected, found, empty, state, otherwise, state_words }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportCheck {
    text: String,
    only_with: Option<String>,
    ticked_at: Option<Timestamp>,
    /// What was read in the operator's place.
    read: Option<CheckReading>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportCertificate {
    #[serde(flatten)]
    held: HeldCertificate,
    use_words: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportPrincipal {
    app_id: AppId,
    name: Option<String>,
    state: PrincipalState,
    state_words: String,
    thumbprints: Vec<Thumbprint>,
    /// Keys that a step removes and that are not there any more.
    removed: Vec<Thumbprint>,
    names: Vec<String>,
    account_enabled: Option<bool>,
    enabled_words: String,
    error: Option<Problem>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportVerified {
    #[serde(flatten)]
    principal: ReportPrincipal,
    keys: Vec<ReportKey>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportKey {
    #[serde(flatten)]
    key: VerifiedKey,
    standing_words: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportBackup {
    id: String,
    taken_at: Timestamp,
    principals: Vec<BackupPrincipal>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BackupPrincipal {
    app_id: AppId,
    tenant_id: TenantId,
    keys: Vec<ReportBackupKey>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportBackupKey {
    thumbprint: Thumbprint,
    not_after: Option<Timestamp>,
}

/// What happened, in a sentence.
#[derive(Serialize)]
struct ReportJournal {
    at: Timestamp,
    who: String,
    what: String,
}

impl ReportData {
    pub(super) fn of(setup: &Setup, guide: &Guide, now: Timestamp) -> Self {
        let view = view(setup, guide, now, false);
        let removed = Removed::of(setup, guide, now);
        let changes = changes::of(setup, guide);
        let (answers, _) = Answers::parse(guide, setup.raw_answers());
        let summary = Summary::of(setup, guide, &view, &changes, now);
        Self {
            format: FORMAT,
            program: concat!("Crosstrust ", env!("CARGO_PKG_VERSION")),
            written_at: now,
            setup: view.summary.id,
            name: view.summary.name,
            rehearsal: view.summary.rehearsal,
            guide: ReportGuide {
                id: guide.id.to_string(),
                title: guide.title.clone(),
                article: view.article,
            },
            summary,
            began: setup.created(),
            changed: setup.changed(),
            standing: view.summary.standing,
            progress: view.summary.progress,
            checks_open: view.summary.checks_open,
            position: view.summary.position,
            tenant_id: setup.tenant_id(guide),
            announced: view.steps.iter().find_map(|step| step.announced.as_ref()).map(|day| {
                ReportAnnounced { at: day.at, words: day.words.replace(DATE, &day_of(day.at)) }
            }),
            timeline: guide
                .timeline
                .entries(guide.timeline_ids(), now.to_zoned(TimeZone::UTC).date()),
            answers: view.answers.into_iter().filter_map(answer).collect(),
            steps: guide
                .steps
                .iter()
                .zip(view.steps)
                .map(|(step, shown)| report_step(setup, step, shown))
                .collect(),
            changes,
            certificates: view
                .certificates
                .into_iter()
                .map(|held| ReportCertificate { use_words: use_words(held.r#use), held })
                .collect(),
            written: setup
                .results()
                .iter()
                .map(|read| written(guide, &removed, read.clone()))
                .collect(),
            verified: view
                .verified
                .into_iter()
                .map(|read| verified(guide, &removed, read))
                .collect(),
            verified_at: view.verified_at,
            hybrid: view.hybrid,
            complaints: view.complaints,
            probed: view.probed.map(|shown| shown.probed),
            backups: setup.backups().iter().map(backup).collect(),
            journal: setup
                .journal()
                .iter()
                .map(|entry| ReportJournal {
                    at: entry.at,
                    who: entry.who.clone(),
                    what: entry.event.words(guide, &answers).to_string(),
                })
                .collect(),
        }
    }
}

fn answer(view: AnswerView) -> Option<ReportAnswer> {
    (!view.value.is_empty()).then(|| ReportAnswer {
        id: view.spec.id.to_string(),
        label: view.spec.label,
        value: view.value,
        problem: view.problem,
    })
}

fn report_step(setup: &Setup, step: &Step, shown: StepView) -> ReportStep {
    let record = setup.step(&step.id);
    let (findings, changes, problem, facts) = match shown.judgement {
        Some(StepJudgement { findings, changes, problem, facts, .. }) => {
            (findings, changes, problem, facts)
        }
        None => (Vec::new(), Vec::new(), None, Map::new()),
    };
    ReportStep {
        id: step.id.to_string(),
        number: shown.number,
        title: shown.title,
        optional: step.optional,
        section: shown.section,
        undo: shown.undo,
        status: shown.status,
        status_words: shown.status_words,
        waits_until: shown.waiting.map(|wait| wait.until),
        evidence: shown.evidence,
        evidence_words: match setup.outcome(&step.id) {
            Some(outcome) => say!(
                "report-other-setup",
                name = outcome.name,
                guide = outcome.guide_title,
                finished = outcome.finished
            ),
            None => shown.status.evidence(step.kind, shown.evidence),
        },
        changed: shown.changed,
        note: shown.note,
        computer: record.computer,
        receipt_started: record.receipt_started,
        findings: findings.into_iter().map(ReportFinding::from).collect(),
        changes,
        problem,
        facts,
        checks: shown
            .checks
            .into_iter()
            .map(|CheckView { check, read, .. }| ReportCheck {
                read,
                ticked_at: record.ticks.get(&check.id).copied(),
                text: check.text,
                only_with: check.only_with,
            })
            .collect(),
    }
}

/// Which keys the steps of a guide remove, by application.
struct Removed(Vec<(AppId, Vec<Thumbprint>)>);

impl Removed {
    fn of(setup: &Setup, guide: &Guide, now: Timestamp) -> Self {
        let thumbprint = |name: &KeyName| match name {
            KeyName::Thumbprint(thumbprint) => Some(*thumbprint),
            KeyName::Id(_) => None,
        };
        let wanted = setup.desired_of_all(guide, now).unwrap_or_default().into_iter();
        let each = wanted
            .map(|wanted| (wanted.app, wanted.removes.iter().filter_map(thumbprint).collect()));
        Self(each.collect())
    }

    /// Those of them that a principal was read without.
    fn from(&self, app_id: AppId, state: PrincipalState, held: &[Thumbprint]) -> Vec<Thumbprint> {
        if !matches!(state, PrincipalState::Done | PrincipalState::AlreadyThere) {
            return Vec::new();
        }
        let of_it = self.0.iter().filter(|(app, _)| *app == app_id);
        let gone = |removed: &Thumbprint| !held.contains(removed);
        of_it.flat_map(|(_, removed)| removed).copied().filter(gone).collect()
    }
}

fn written(guide: &Guide, removed: &Removed, result: PrincipalResult) -> ReportPrincipal {
    ReportPrincipal {
        name: name(guide, result.app_id),
        removed: removed.from(result.app_id, result.state, &result.thumbprints),
        app_id: result.app_id,
        state: result.state,
        state_words: principal_words(result.state, true),
        thumbprints: result.thumbprints,
        names: result.names,
        account_enabled: result.account_enabled,
        enabled_words: enabled_words(result.account_enabled),
        error: result.error,
    }
}

fn verified(guide: &Guide, removed: &Removed, read: VerifiedPrincipal) -> ReportVerified {
    let thumbprints: Vec<Thumbprint> = read.keys.iter().filter_map(|key| key.thumbprint).collect();
    ReportVerified {
        principal: ReportPrincipal {
            name: name(guide, read.app_id),
            removed: removed.from(read.app_id, read.state, &thumbprints),
            app_id: read.app_id,
            state: read.state,
            state_words: principal_words(read.state, false),
            thumbprints,
            names: read.names,
            account_enabled: read.account_enabled,
            enabled_words: enabled_words(read.account_enabled),
            error: read.error,
        },
        keys: read
            .keys
            .into_iter()
            .map(|key| ReportKey { standing_words: key.standing.words(), key })
            .collect(),
    }
}

fn enabled_words(enabled: Option<bool>) -> String {
    match enabled {
        Some(true) => say!("report-enabled"),
        Some(false) => say!("report-disabled"),
        None => say!("report-enabled-unknown"),
    }
}

/// The name the guide gives an application.
fn name(guide: &Guide, app_id: AppId) -> Option<String> {
    let applications = &mut guide.applications.iter();
    let found = applications.find(|one| one.app_id == app_id);
    found.map(|application| application.name.clone())
}

fn backup(group: &crate::setup::BackupGroup) -> ReportBackup {
    ReportBackup {
        id: group.id.clone(),
        taken_at: group.taken_at,
        principals: group
            .principals
            .iter()
            .map(|copy| BackupPrincipal {
                app_id: copy.app_id,
                tenant_id: copy.tenant_id,
                keys: copy
                    .keys
                    .iter()
                    .map(|key| ReportBackupKey {
                        thumbprint: key.thumbprint,
                        not_after: key.not_after,
                    })
                    .collect(),
            })
            .collect(),
    }
}

fn finding_words(state: FindingState) -> String {
    match state {
        FindingState::Met => say!("report-finding-met"),
        FindingState::Differs => say!("report-finding-differs"),
        FindingState::Missing => say!("report-finding-missing"),
        FindingState::Ask => say!("report-finding-ask"),
        FindingState::Waiting => say!("report-finding-waiting"),
        FindingState::Noted => say!("report-finding-noted"),
        FindingState::Kept => say!("report-finding-kept"),
    }
}

pub(super) fn use_words(r#use: CertificateUse) -> String {
    match r#use {
        CertificateUse::Current => say!("report-use-current"),
        CertificateUse::Next => say!("report-use-next"),
        CertificateUse::Chosen => say!("report-use-chosen"),
    }
}

fn principal_words(state: PrincipalState, written: bool) -> String {
    match (state, written) {
        (PrincipalState::Done, true) => say!("report-principal-written"),
        (PrincipalState::AlreadyThere, true) => say!("report-principal-nothing"),
        (PrincipalState::Done | PrincipalState::AlreadyThere, false) => {
            say!("report-principal-verified")
        }
        (PrincipalState::Failed, true) => say!("report-principal-failed"),
        (PrincipalState::Failed, false) => say!("report-principal-not-as-expected"),
        (PrincipalState::Unknown, _) => say!("report-principal-unknown"),
        (PrincipalState::Skipped, _) => say!("report-principal-skipped"),
    }
}
