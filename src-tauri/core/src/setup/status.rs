//! What the operator sees of a step. Window, report and command line show this and decide nothing
//! themselves.
//!
//! What was read, what a script only reported, and what a person only said are different statuses, and
//! no two of them share a code or words.

use super::Setup;
use super::view::{Evidence, StepState};
use crate::guide::{Guide, Step, StepKind};
use crate::messages::say;
use crate::receipt::{Outcome, StepJudgement, Verdict};
use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// What the operator sees of a step.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum StepStatus {
    /// Read back: by this program in the tenant, or by a script that changed nothing.
    Verified,
    /// The script that made the change reported it; nothing has read it since.
    Reported,
    /// The operator says that it is done.
    MarkedDone,
    /// Another setup, which does the step in full, verified it.
    OtherSetup,
    /// The operator left it out.
    Skipped,
    /// Everything is right but for what a day brings that has not come.
    Waiting,
    /// Everything is right but for what another step has to do first.
    NotYet,
    /// All questions of the step are answered.
    Answered,
    /// The day has come that the step waited for: its script has to read again.
    DateReached,
    /// Nothing has happened yet.
    ToDo,
    /// Its script was copied, saved or exported, or has made a dry run; no result yet.
    ScriptSaved,
    /// A fact waits for the operator's decision.
    Decide,
    /// Read, and not as expected.
    Differs,
    /// Ended in an error.
    Failed,
    /// Was done, and something it depends on has changed since.
    OutOfDate,
    /// Was under way when the program ended.
    Unknown,
}

impl StepStatus {
    /// All of them, the finished ones first.
    pub const ALL: [Self; 16] = [
        Self::Verified,
        Self::Reported,
        Self::MarkedDone,
        Self::OtherSetup,
        Self::Skipped,
        Self::Waiting,
        Self::NotYet,
        Self::Answered,
        Self::DateReached,
        Self::ToDo,
        Self::ScriptSaved,
        Self::Decide,
        Self::Differs,
        Self::Failed,
        Self::OutOfDate,
        Self::Unknown,
    ];

    /// The words for it everywhere.
    pub fn words(self) -> String {
        match self {
            Self::Verified => say!("status-verified"),
            Self::Reported => say!("status-reported"),
            Self::MarkedDone => say!("status-marked-done"),
            Self::OtherSetup => say!("status-other-setup"),
            Self::Skipped => say!("status-skipped"),
            Self::Waiting => say!("status-waiting"),
            Self::NotYet => say!("status-not-yet"),
            Self::Answered => say!("status-answered"),
            Self::DateReached => say!("status-date-reached"),
            Self::ToDo => say!("status-to-do"),
            Self::ScriptSaved => say!("status-script-saved"),
            Self::Decide => say!("status-decide"),
            Self::Differs => say!("status-differs"),
            Self::Failed => say!("status-failed"),
            Self::OutOfDate => say!("status-out-of-date"),
            Self::Unknown => say!("status-unknown"),
        }
    }

    /// What a status that nothing more is done for rests on, for a reader who was not there; nothing
    /// for one that is open.
    pub fn evidence(self, kind: StepKind, evidence: Option<Evidence>) -> String {
        match (self, kind, evidence) {
            (Self::Verified, StepKind::Verify, Some(Evidence::ReadBack)) => {
                say!("evidence-verify")
            }
            (Self::Verified, _, Some(Evidence::ReadBack)) => say!("evidence-tenant"),
            (Self::Verified, _, _) => say!("evidence-script"),
            (Self::Reported, _, _) => say!("evidence-changed"),
            (Self::MarkedDone, _, _) => say!("evidence-marked"),
            (Self::OtherSetup, _, _) => say!("evidence-other-setup"),
            (Self::Skipped, _, _) => say!("evidence-skipped"),
            (Self::Answered, _, _) => say!("evidence-answered"),
            (
                Self::Waiting
                | Self::NotYet
                | Self::DateReached
                | Self::ToDo
                | Self::ScriptSaved
                | Self::Decide
                | Self::Differs
                | Self::Failed
                | Self::OutOfDate
                | Self::Unknown,
                _,
                _,
            ) => String::new(),
        }
    }

    /// Whether nothing more is asked of the operator.
    pub fn is_settled(self) -> bool {
        match self {
            Self::Verified
            | Self::Reported
            | Self::MarkedDone
            | Self::OtherSetup
            | Self::Skipped
            | Self::Answered => true,
            Self::Waiting
            | Self::NotYet
            | Self::DateReached
            | Self::ToDo
            | Self::ScriptSaved
            | Self::Decide
            | Self::Differs
            | Self::Failed
            | Self::OutOfDate
            | Self::Unknown => false,
        }
    }

    /// Whether what receipts found is what the step rests on. What a dry run or a failed run read says
    /// nothing of a step that a person marked, skipped or took from another setup afterwards.
    pub fn rests_on_receipts(self) -> bool {
        !matches!(self, Self::MarkedDone | Self::OtherSetup | Self::Skipped)
    }

    /// What one receipt alone shows of a step.
    pub fn of_receipt(judgement: &StepJudgement) -> Self {
        let untouched = judgement.outcome == Outcome::Unchanged && judgement.changes.is_empty();
        match judgement.verdict {
            Verdict::InPlace if untouched => Self::Verified,
            Verdict::InPlace => Self::Reported,
            Verdict::Waiting if judgement.waits_until.is_none() => Self::NotYet,
            Verdict::Waiting => Self::Waiting,
            Verdict::Planned => Self::ScriptSaved,
            Verdict::Decide => Self::Decide,
            Verdict::Differs => Self::Differs,
            Verdict::Failed => Self::Failed,
            Verdict::NotReached => Self::ToDo,
            Verdict::NotRead => Self::Unknown,
        }
    }
}

impl Setup {
    /// What the operator sees of a step at this time.
    pub fn status(&self, guide: &Guide, step: &Step, now: Timestamp) -> StepStatus {
        let record = self.step(&step.id);
        match self.state_now(guide, step, now) {
            StepState::Todo => StepStatus::ToDo,
            StepState::HandedOut => StepStatus::ScriptSaved,
            StepState::Waiting => match self.waits(guide, step, now) {
                Some(wait) if wait.over => StepStatus::DateReached,
                Some(_) => StepStatus::Waiting,
                None => StepStatus::NotYet,
            },
            StepState::Decide => StepStatus::Decide,
            StepState::Failed => match record.judgement.map(|judgement| judgement.verdict) {
                Some(Verdict::Differs) if step.kind == StepKind::Script => StepStatus::Differs,
                Some(_) | None => StepStatus::Failed,
            },
            StepState::Skipped => StepStatus::Skipped,
            StepState::Stale => StepStatus::OutOfDate,
            StepState::Unknown => StepStatus::Unknown,
            StepState::Done => match (record.evidence, step.kind) {
                (Some(Evidence::Attested) | None, StepKind::Answers) => StepStatus::Answered,
                // Whatever nobody vouches for is no more than what a person says.
                (Some(Evidence::Attested) | None, _) => StepStatus::MarkedDone,
                (Some(Evidence::Setup), _) => StepStatus::OtherSetup,
                (Some(Evidence::ReadBack), _) => StepStatus::Verified,
                // A verification is proved by scripts that changed nothing.
                (Some(Evidence::Receipt), kind) => {
                    if kind != StepKind::Verify && record.is_only_reported() {
                        StepStatus::Reported
                    } else {
                        StepStatus::Verified
                    }
                }
            },
        }
    }
}

#[cfg(test)]
mod tests;
