//! The row of a step among the results of a script: what was found of it, and whether the script came to
//! it. The window has the words.

use super::linked_setup::LinkedResult;
use super::status::StepStatus;
use crate::receipt::{Finding, FindingState, StepJudgement, Verdict};
use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// The row of a step among the results of a script.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScriptRow {
    /// Whether the script ended before the step, and nothing else is known of it.
    pub not_run: bool,
    /// What was found.
    pub found: RowFound,
}

/// What was found of a step. Only what is not as expected is listed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "code")]
#[ts(export)]
pub enum RowFound {
    /// Another setup verified it.
    OtherSetup {
        /// The title of its guide.
        guide: String,
        /// When it was finished.
        #[ts(type = "string")]
        finished: Timestamp,
    },
    /// The operator marked or skipped it.
    NotVerified {
        /// The operator's note.
        note: Option<String>,
    },
    /// No script result is about it.
    NoResult,
    /// The script failed.
    Problem {
        /// The script's own sentence.
        message: String,
    },
    /// The script ended before it.
    NotReached,
    /// The script could not read it.
    NotRead,
    /// Everything is as expected.
    AsExpected,
    /// What is not as expected was kept by the operator.
    Kept {
        /// What that is.
        findings: Vec<RowFinding>,
    },
    /// What is not as expected was kept, or is advice.
    Noted {
        /// What that is.
        findings: Vec<RowFinding>,
    },
    /// What is not as expected was kept, or is not due yet.
    Waiting {
        /// What that is.
        findings: Vec<RowFinding>,
    },
    /// Something is not as expected.
    Differs {
        /// What that is.
        findings: Vec<RowFinding>,
    },
}

/// One value that is not as expected.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RowFinding {
    /// What was looked at.
    pub label: String,
    /// What was found.
    pub found: String,
}

/// The row of a step with this status, note and judgement; `outcome` is that of another setup.
pub(super) fn script_row(
    status: StepStatus,
    outcome: Option<&LinkedResult>,
    note: Option<&str>,
    judgement: Option<&StepJudgement>,
) -> ScriptRow {
    let not_reached = judgement.is_some_and(|judged| judged.verdict == Verdict::NotReached);
    let found = if let Some(outcome) = outcome {
        RowFound::OtherSetup { guide: outcome.guide_title.clone(), finished: outcome.finished }
    } else if status.rests_on_receipts() {
        judgement.map_or(RowFound::NoResult, found_in)
    } else {
        RowFound::NotVerified { note: note.map(str::to_owned) }
    };
    ScriptRow {
        not_run: not_reached && matches!(status, StepStatus::ToDo | StepStatus::ScriptSaved),
        found,
    }
}

fn found_in(judgement: &StepJudgement) -> RowFound {
    if let Some(problem) = &judgement.problem {
        return RowFound::Problem { message: problem.message.clone() };
    }
    match judgement.verdict {
        Verdict::NotReached => return RowFound::NotReached,
        Verdict::NotRead => return RowFound::NotRead,
        Verdict::InPlace
        | Verdict::Planned
        | Verdict::Differs
        | Verdict::Waiting
        | Verdict::Decide
        | Verdict::Failed => {}
    }
    let other: Vec<&Finding> =
        judgement.findings.iter().filter(|one| one.state != FindingState::Met).collect();
    let only = |states: &[FindingState]| other.iter().all(|one| states.contains(&one.state));
    let listed = |one: &&Finding| RowFinding { label: one.label.clone(), found: one.found.clone() };
    let findings = other.iter().map(listed).collect();
    if other.is_empty() {
        RowFound::AsExpected
    } else if only(&[FindingState::Kept]) {
        RowFound::Kept { findings }
    } else if only(&[FindingState::Kept, FindingState::Noted]) {
        RowFound::Noted { findings }
    } else if only(&[FindingState::Kept, FindingState::Waiting]) {
        RowFound::Waiting { findings }
    } else {
        RowFound::Differs { findings }
    }
}

#[cfg(test)]
mod tests;
