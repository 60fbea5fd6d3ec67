//! The journal: what happened to a setup, as typed events. An entry holds ids, codes and values and no
//! sentence; `journal_text` words it when it is shown, so that mended words reach old setups.

use super::{Notice, TenantOperation};
use crate::dns::LookUpSummary;
use crate::error::{ErrorCode, Problem};
use crate::graph::{FindingCode, KeyIdentity, PrincipalState};
use crate::guide::{AnswerId, GuideId, ScriptId, StepId};
use crate::ids::{AppId, TenantId, Thumbprint};
use crate::messages::{SavedText, Text};
use crate::probe::ProbeSummary;
use crate::receipt::Verdict;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Something that happened.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JournalEntry {
    /// When.
    pub at: Timestamp,
    /// Who: the signed-in account, the account and computer of a receipt, or "operator".
    pub who: String,
    /// What. Names answers, never their values.
    pub event: JournalEvent,
}

/// What happened.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(
    tag = "kind",
    deny_unknown_fields,
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum JournalEvent {
    /// An entry of version 3 or older, which kept the sentence alone. It is shown as it is.
    Text {
        /// The sentence.
        text: String,
    },
    /// The setup was created.
    Created {
        /// Against the simulated organization.
        rehearsal: bool,
    },
    /// The answers are those of another setup of the same guide.
    AnswersCopied {
        /// Of the rehearsal that became this setup; otherwise of a setup that was duplicated.
        rehearsal: bool,
    },
    /// Answers of a setup of another guide were imported.
    AnswersImported {
        /// The other setup is a rehearsal.
        rehearsal: bool,
        /// Its guide.
        guide: GuideId,
        /// The title of that guide.
        guide_title: String,
        /// When that setup was created.
        created: Timestamp,
        /// The answers, in the order of the guide.
        answers: Vec<AnswerId>,
        /// Those of them that nobody typed there: the other guide read them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        read: Vec<AnswerId>,
    },
    /// The id of the tenant is that which another setup looked up.
    TenantImported,
    /// The setup has another name.
    Renamed,
    /// The setup was put into the archive, or taken out.
    Archived {
        /// Into the archive.
        archived: bool,
    },
    /// The setup was read from a file of another computer, or of another folder.
    ImportedFromFile,
    /// Answers changed.
    AnswersChanged {
        /// Which, in the order in which they were given.
        answers: Vec<AnswerId>,
    },
    /// A receipt answered a question.
    AnswerFilled {
        /// The question.
        answer: AnswerId,
    },
    /// The operator decided about a write.
    WriteDecided {
        /// The step that writes.
        step: StepId,
        /// The answer that holds the decision.
        answer: AnswerId,
        /// What was decided.
        decision: WriteDecision,
    },
    /// The operator decided about a difference that a receipt shows.
    DifferenceDecided {
        /// The step.
        step: StepId,
        /// The answer that holds the decision.
        answer: AnswerId,
        /// The script changes it; otherwise it stays.
        change: bool,
    },
    /// A notice that needs attention, given with no other entry.
    Notice {
        /// The notice.
        notice: Notice,
    },
    /// A receipt was imported.
    Receipt {
        /// When its run began.
        started: Timestamp,
        /// A dry run.
        dry_run: bool,
        /// The script's own words, when it ended before its first step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refused: Option<String>,
        /// It has what discovery found.
        discovery: bool,
        /// The steps for which it counts.
        steps: Vec<JournalStep>,
        /// What the run changed, or planned to change.
        changes: Vec<JournalChange>,
        /// Notices that need attention.
        notices: Vec<Notice>,
    },
    /// A script was copied, saved or exported.
    ScriptTaken {
        /// The script.
        script: ScriptId,
    },
    /// The program began to run a script.
    RunStarted {
        /// The script.
        script: ScriptId,
        /// A dry run.
        dry_run: bool,
        /// The switches of the script that it was given.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        switches: Vec<String>,
    },
    /// A run of the program ended without a result.
    RunFailed {
        /// The script.
        script: ScriptId,
        /// A dry run.
        dry_run: bool,
        /// Why.
        problem: JournalProblem,
        /// What the script changes is unknown.
        unknown: bool,
    },
    /// The program ended while it ran a script.
    RunInterrupted {
        /// The script.
        script: ScriptId,
        /// A dry run.
        dry_run: bool,
        /// When it began.
        since: Timestamp,
        /// What the script changes is unknown.
        unknown: bool,
    },
    /// The operator marked a step as done.
    MarkedDone {
        /// The step.
        step: StepId,
        /// The operator's note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// The operator skipped a step.
    Skipped {
        /// The step.
        step: StepId,
        /// The operator's note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// The operator opened a step again.
    Reopened {
        /// The step.
        step: StepId,
    },
    /// The operator ticked a check, or removed the tick.
    CheckTicked {
        /// The step.
        step: StepId,
        /// The check.
        check: String,
        /// Ticked.
        ticked: bool,
    },
    /// The operator chose a certificate file.
    CertificateChosen {
        /// The name of the file.
        file: String,
        /// The thumbprint of the certificate.
        thumbprint: Thumbprint,
    },
    /// The operator removed the certificate that was chosen.
    CertificateReleased,
    /// The sign-in service named the id of the tenant.
    TenantFound {
        /// The id.
        tenant_id: TenantId,
    },
    /// The tenant was read to plan a write.
    Planned {
        /// What was planned.
        #[serde(rename = "work")]
        operation: TenantOperation,
        /// How many applications would be written.
        write: usize,
        /// How many would be created.
        create: usize,
        /// How many stay as they are.
        nothing: usize,
        /// How many cannot be written.
        cannot: usize,
        /// The keys that would be removed.
        removes: Vec<JournalKey>,
    },
    /// An operation in the tenant started.
    #[serde(rename = "work-began")]
    OperationStarted {
        /// Which one.
        #[serde(rename = "work")]
        operation: TenantOperation,
    },
    /// The operator canceled an operation in the tenant.
    #[serde(rename = "work-cancelled")]
    OperationCancelled {
        /// Which one.
        #[serde(rename = "work")]
        operation: TenantOperation,
    },
    /// An operation in the tenant ended before it had a result.
    #[serde(rename = "work-failed")]
    OperationFailed {
        /// Which one.
        #[serde(rename = "work")]
        operation: TenantOperation,
        /// Why.
        problem: JournalProblem,
    },
    /// An operation in the tenant ended with results.
    #[serde(rename = "work-ended")]
    OperationEnded {
        /// Which one.
        #[serde(rename = "work")]
        operation: TenantOperation,
        /// A result for each application.
        results: Vec<JournalResult>,
    },
    /// The program ended during an operation in the tenant.
    #[serde(rename = "work-interrupted")]
    OperationInterrupted {
        /// Which one.
        #[serde(rename = "work")]
        operation: TenantOperation,
        /// When it began.
        since: Timestamp,
    },
    /// The hybrid applications in the tenant were read.
    ApplicationsRead {
        /// What was found; none when the setup named another tenant or application in the end.
        findings: Option<Vec<JournalFinding>>,
    },
    /// A copy of keys was stored in the setup.
    BackupStored {
        /// Its number.
        id: String,
        /// How many keys.
        keys: usize,
    },
    /// A copy of keys was saved as a file.
    BackupSaved {
        /// The file.
        path: String,
    },
    /// A copy of keys could not be saved as a file.
    BackupNotSaved {
        /// The file that it was to be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        /// Why, as version 4 saved it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        problem: Option<JournalProblem>,
    },
    /// All scripts were exported.
    ScriptsExported {
        /// Into this folder.
        folder: String,
    },
    /// A setup of another guide was created for a step.
    LinkedGuideOpened {
        /// The step.
        step: StepId,
        /// The other guide.
        guide: GuideId,
        /// Its title.
        guide_title: String,
    },
    /// The outcome of a setup of another guide was imported for a step.
    OutcomeImported {
        /// The step.
        step: StepId,
        /// The other guide.
        guide: GuideId,
        /// Its title.
        guide_title: String,
        /// When that setup was finished.
        finished: Timestamp,
    },
    /// The host of a step was looked up in the DNS.
    HostLookedUp {
        /// The step.
        step: StepId,
        /// What was found.
        found: LookUpSummary,
    },
    /// The result of a check from outside was stored.
    Probed {
        /// What was found.
        found: ProbeSummary,
    },
    /// The file of the setup was damaged or gone, and the copy before it was opened.
    FileRecovered {
        /// Where the damaged file is; none when it is gone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        aside: Option<String>,
    },
    /// The file of the setup was damaged or gone while the setup was open, and was saved again whole.
    FileSavedAgain {
        /// Where the damaged file is; none when it is gone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        aside: Option<String>,
    },
    /// Entries that were here could not be read. This is never saved: it is so at each reading.
    EntriesLost {
        /// How many.
        entries: usize,
        /// The name of their file.
        file: String,
    },
}

/// What the operator decided about a write.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WriteDecision {
    /// To write it.
    Agreed,
    /// To write it, with the word that the guide asks for.
    AgreedTyped,
    /// Not to write it after all.
    Withdrawn,
    /// Not to write it.
    Declined,
}

/// A step of a receipt that counts.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JournalStep {
    /// The step.
    pub step: StepId,
    /// What the receipt proves.
    pub verdict: Verdict,
    /// The run changed something at this step.
    pub changed: bool,
}

/// A change of a run.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JournalChange {
    /// What was changed.
    pub target: String,
    /// How.
    pub action: String,
    /// False in a dry run.
    pub done: bool,
}

/// A key of an application.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct JournalKey {
    /// The application id.
    pub app_id: AppId,
    /// What the key is known by; none when it was read with neither.
    pub key: Option<KeyIdentity>,
}

/// What work in the tenant came to for one application.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct JournalResult {
    /// The application id.
    pub app_id: AppId,
    /// The result.
    pub state: PrincipalState,
    /// What went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorCode>,
}

/// What was found about one application.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct JournalFinding {
    /// The application id; none where none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<AppId>,
    /// What.
    pub code: FindingCode,
}

/// What went wrong: the code, and what the table does not say of it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JournalProblem {
    /// The code.
    pub code: ErrorCode,
    /// What happened, where the words of the table do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<SavedText>,
}

impl JournalProblem {
    /// What is kept of a problem. The words of the table are not: they may be mended later.
    pub(super) fn of(problem: &Problem) -> Self {
        let message = &problem.message;
        let own = (*message != problem.code.remedy().means).then(|| message.saved().clone());
        Self { code: problem.code, message: own }
    }

    /// What happened, in a sentence.
    pub(super) fn message(&self) -> Text {
        let own = self.message.clone().and_then(SavedText::worded);
        own.unwrap_or_else(|| self.code.remedy().means.clone())
    }
}
