//! What several steps come to: those on servers, and all of a setup.
//!
//! In place is only what was read. What a script reported, a person said or skipped is counted apart
//! from it, and so are the checks that only a person can make.

use super::Setup;
use super::status::StepStatus;
use super::view::CheckReading;
use crate::guide::{Check, Guide, ScriptRole, Shell, Step, StepKind};
use crate::messages::say;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;
use ts_rs::TS;

impl Setup {
    /// What the steps of a setup come to, without its questions and without optional steps.
    pub fn progress(&self, guide: &Guide, now: Timestamp) -> StepProgress {
        let steps = guide.required_steps().filter(|step| step.kind != StepKind::Answers);
        StepProgress::of(steps.map(|step| self.status(guide, step, now)))
    }

    /// What a whole setup comes to. In place is only what was read: a step that can be read again, and
    /// was not, leaves the setup finished at best. Optional steps say nothing of it.
    pub fn standing(&self, guide: &Guide, now: Timestamp) -> SetupStanding {
        let of = |step: &Step| self.status(guide, step, now);
        if !guide.required_steps().all(|step| of(step).is_settled()) {
            return SetupStanding::Open;
        }
        let holds = |step: &Step| match of(step) {
            StepStatus::Verified | StepStatus::OtherSetup | StepStatus::Answered => true,
            StepStatus::Reported | StepStatus::MarkedDone => !can_be_read(guide, step),
            StepStatus::Skipped
            | StepStatus::Waiting
            | StepStatus::NotYet
            | StepStatus::DateReached
            | StepStatus::ToDo
            | StepStatus::ScriptSaved
            | StepStatus::Decide
            | StepStatus::Differs
            | StepStatus::Failed
            | StepStatus::OutOfDate
            | StepStatus::Unknown => false,
        };
        let reads_any = guide.steps.iter().any(|step| can_be_read(guide, step));
        if reads_any && guide.required_steps().all(holds) {
            SetupStanding::InPlace
        } else {
            SetupStanding::Finished
        }
    }

    /// How many checks that only a person can make are not ticked. One that does not concern everybody
    /// is not among them: where it concerns nobody there is nothing to see.
    pub fn open_checks(&self, guide: &Guide, now: Timestamp) -> u32 {
        count(guide.steps.iter().map(|step| self.unticked(guide, step, now)).sum())
    }

    /// The same, of one step.
    pub(super) fn unticked(&self, guide: &Guide, step: &Step, now: Timestamp) -> usize {
        step.checks.iter().filter(|check| self.is_open(guide, step, check, now)).count()
    }

    /// Whether a check is still to be made. What was read decides, whatever was ticked before; a check
    /// of which nothing was read waits for its tick.
    pub(super) fn is_open(
        &self,
        guide: &Guide,
        step: &Step,
        check: &Check,
        now: Timestamp,
    ) -> bool {
        let open = match self.check_reading(guide, &check.id, now) {
            Some(CheckReading::Verified) => false,
            Some(CheckReading::Differs) => true,
            None => !self.step(&step.id).ticks.contains_key(&check.id),
        };
        open && check.only_with.is_none()
    }

    /// What the steps on servers come to together.
    pub(super) fn servers(&self, guide: &Guide, now: Timestamp) -> Servers {
        let steps: Vec<&Step> =
            guide.required_steps().filter(|step| step.kind == StepKind::Script).collect();
        let statuses: Vec<StepStatus> =
            steps.iter().map(|step| self.status(guide, step, now)).collect();
        let progress = StepProgress::of(statuses.iter().copied());
        let any = |wanted| statuses.contains(&wanted);
        let unread = |(step, status): (&&Step, &StepStatus)| {
            *status == StepStatus::Skipped
                || (can_be_read(guide, step)
                    && matches!(status, StepStatus::Reported | StepStatus::MarkedDone))
        };
        let all_read = !steps.iter().zip(&statuses).any(unread);
        let (standing, words) = if !statuses.iter().all(|status| status.is_settled()) {
            let waits = statuses.iter().all(|one| one.is_settled() || *one == StepStatus::Waiting);
            let words =
                if waits { StepStatus::Waiting.words() } else { say!("standing-not-finished") };
            (ServerStanding::Open, words)
        } else if self.on_premises_holds(guide) {
            if all_read {
                (ServerStanding::Verified, StepStatus::Verified.words())
            } else {
                (ServerStanding::PartlyVerified, say!("standing-partly-verified"))
            }
        } else if any(StepStatus::Reported) {
            (ServerStanding::NotVerified, say!("standing-reported"))
        } else if any(StepStatus::MarkedDone) {
            (ServerStanding::NotVerified, say!("standing-marked"))
        } else if statuses.iter().all(|status| *status == StepStatus::Skipped) {
            (ServerStanding::NotVerified, StepStatus::Skipped.words())
        } else {
            (ServerStanding::NotVerified, say!("standing-not-run"))
        };
        let shells: BTreeSet<Option<Shell>> =
            steps.iter().map(|step| guide.shell_of(step)).collect();
        let place = if shells.len() > 1 {
            ServerPlace::Several
        } else if shells.contains(&Some(Shell::Skype)) {
            ServerPlace::Skype
        } else {
            ServerPlace::Exchange
        };
        Servers { standing, words, progress, place }
    }
}

/// Whether a step can be read again: in the tenant, or by a verification script. What restarts a
/// service leaves nothing to read.
fn can_be_read(guide: &Guide, step: &Step) -> bool {
    match step.kind {
        StepKind::Answers => false,
        StepKind::Upload | StepKind::Verify => true,
        StepKind::Script => guide.scripts.iter().any(|script| {
            script.role == ScriptRole::Verification && script.steps.contains(&step.id)
        }),
    }
}

/// What a whole setup comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum SetupStanding {
    /// A step is open.
    Open,
    /// No step is open, and not everything that can be read was read.
    Finished,
    /// Everything that can be read was read.
    InPlace,
}

/// What the steps on servers come to together.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Servers {
    /// Together.
    pub standing: ServerStanding,
    /// The same in words.
    pub words: String,
    /// One by one.
    pub progress: StepProgress,
    /// Where they run.
    pub place: ServerPlace,
}

/// Where the steps on servers run.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ServerPlace {
    /// In several windows: on servers of different kinds, or in Exchange Online as well.
    Several,
    /// On a Front End server.
    Skype,
    /// On an Exchange server.
    Exchange,
}

/// Whether the servers were read again.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ServerStanding {
    /// Every step that can be read again was, by the verification scripts.
    Verified,
    /// The verification scripts read all that was not skipped or marked as done.
    PartlyVerified,
    /// No step is open, and the verification scripts have not read all of them.
    NotVerified,
    /// A step is open.
    Open,
}

/// How many of some steps have which status.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StepProgress {
    /// How many steps there are.
    pub total: u32,
    /// Verified, here or in another setup.
    pub verified: u32,
    /// Reported by the script that made the change.
    pub reported: u32,
    /// Marked as done by the operator.
    pub marked: u32,
    /// Skipped.
    pub skipped: u32,
    /// Waiting for a date.
    pub waiting: u32,
    /// All others.
    pub open: u32,
    /// The same in words: "3 of 9 steps verified, 2 reported by the script".
    pub words: String,
}

impl StepProgress {
    /// Counts these steps.
    pub fn of(statuses: impl IntoIterator<Item = StepStatus>) -> Self {
        let mut progress = Self::default();
        for status in statuses {
            progress.total += 1;
            *match status {
                StepStatus::Verified | StepStatus::OtherSetup => &mut progress.verified,
                StepStatus::Reported => &mut progress.reported,
                StepStatus::MarkedDone => &mut progress.marked,
                StepStatus::Skipped => &mut progress.skipped,
                StepStatus::Waiting => &mut progress.waiting,
                StepStatus::Answered
                | StepStatus::NotYet
                | StepStatus::DateReached
                | StepStatus::ToDo
                | StepStatus::ScriptSaved
                | StepStatus::Decide
                | StepStatus::Differs
                | StepStatus::Failed
                | StepStatus::OutOfDate
                | StepStatus::Unknown => &mut progress.open,
            } += 1;
        }
        progress.words = progress.in_words();
        progress
    }

    /// What was verified comes first, and everything that was not is counted apart from it.
    fn in_words(&self) -> String {
        let total = self.total;
        if total > 0 && self.marked == total {
            return say!("progress-all-marked", total = total);
        }
        if total > 0 && self.reported == total {
            return say!("progress-all-reported", total = total);
        }
        let mut parts = vec![say!("progress-verified", verified = self.verified, total = total)];
        if self.reported > 0 {
            parts.push(say!("progress-reported", count = self.reported));
        }
        if self.marked > 0 {
            parts.push(say!("progress-marked", count = self.marked));
        }
        if self.waiting > 0 {
            parts.push(say!("progress-waiting", count = self.waiting));
        }
        let parts = parts.join(", ");
        match self.skipped {
            0 => parts,
            skipped => say!("progress-with-skipped", parts = parts, skipped = skipped),
        }
    }
}

/// Setups have far fewer parts than a `u32` counts.
fn count(parts: usize) -> u32 {
    u32::try_from(parts).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
