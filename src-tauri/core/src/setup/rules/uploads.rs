//! What a reading of the principals shows of what upload steps want. Names, enabled and removed keys
//! count as keys do: only as read back.

use super::Effect;
use crate::graph::{Coverage, DesiredState};
use crate::guide::{Guide, Step, StepKind};
use crate::setup::view::{Evidence, StepState};
use crate::setup::{Reading, Setup};
use jiff::Timestamp;

impl Setup {
    /// Moves the upload steps to where the readings have them: one that was read back and is no longer
    /// covered is stale, and comes back when the same readings cover it again.
    pub(super) fn recompute_uploads(&mut self, guide: &Guide, now: Timestamp, effect: &mut Effect) {
        for step in uploads(guide) {
            let record = self.step(&step.id);
            if record.evidence != Some(Evidence::ReadBack) {
                continue;
            }
            let holds = self.is_uploaded(guide, step, now);
            match record.state {
                StepState::Done if !holds => {
                    self.move_to(&step.id, StepState::Stale, now, effect);
                }
                StepState::Stale
                    if holds
                        && record.fingerprint.as_ref()
                            == Some(&self.fingerprint(guide, &step.uses)) =>
                {
                    self.move_to(&step.id, StepState::Done, now, effect);
                }
                StepState::Todo
                | StepState::HandedOut
                | StepState::Done
                | StepState::Waiting
                | StepState::Decide
                | StepState::Failed
                | StepState::Skipped
                | StepState::Stale
                | StepState::Unknown => {}
            }
        }
    }

    /// Whether everything an upload step wants was seen, by a write or by a later reading.
    pub(super) fn is_uploaded(&self, guide: &Guide, step: &Step, now: Timestamp) -> bool {
        let Ok(desired) = self.desired(guide, &step.id, now) else { return false };
        self.covers(guide, &desired, self.verified.as_ref(), now)
            || self.is_satisfied(guide, &desired, now)
    }

    /// Whether the results of the last write, or of the reading that took their place, show everything
    /// that is wanted.
    pub(in crate::setup) fn is_satisfied(
        &self,
        guide: &Guide,
        desired: &[DesiredState],
        now: Timestamp,
    ) -> bool {
        self.covers(guide, desired, self.written.as_ref(), now)
            && !self.is_contradicted(guide, desired, now)
    }

    /// Whether the last reading for the verification shows what every upload step wants; where nothing
    /// is uploaded, nothing has to be read back.
    pub(in crate::setup) fn tenant_is_verified(&self, guide: &Guide, now: Timestamp) -> bool {
        self.uploads_that_count(guide).into_iter().all(|step| {
            let desired = self.desired(guide, &step.id, now);
            desired.is_ok_and(|it| self.covers(guide, &it, self.verified.as_ref(), now))
        })
    }

    /// The same as far as it can be known: steps that still wait for something are not asked.
    pub(super) fn tenant_is_verified_so_far(&self, guide: &Guide, now: Timestamp) -> bool {
        let steps = self.uploads_that_count(guide);
        let known: Vec<_> =
            steps.iter().filter_map(|step| self.desired(guide, &step.id, now).ok()).collect();
        known.iter().all(|it| self.covers(guide, it, self.verified.as_ref(), now))
            && (!known.is_empty() || !guide.uploads())
    }

    /// Whether every application was read back as an upload step wants it, in the tenant that the
    /// answers name. A step of which nothing is known, or that asks nothing of any application, is not
    /// covered.
    pub(super) fn covers(
        &self,
        guide: &Guide,
        desired: &[DesiredState],
        reading: Option<&Reading>,
        now: Timestamp,
    ) -> bool {
        reading.is_some_and(|reading| {
            reading.fingerprint == self.fingerprint_of_tenant(guide)
                && coverage(desired, reading, now) == Coverage::Satisfied
        })
    }

    /// Whether nothing was asked of any application, because none holds the certificate in use.
    pub(super) fn asks_nothing(&self, desired: &[DesiredState], now: Timestamp) -> bool {
        self.written
            .as_ref()
            .is_some_and(|reading| coverage(desired, reading, now) == Coverage::NotAsked)
    }

    /// Whether a reading that is newer than the write looked for something and did not find it.
    fn is_contradicted(&self, guide: &Guide, desired: &[DesiredState], now: Timestamp) -> bool {
        self.verified.as_ref().is_some_and(|reading| {
            reading.fingerprint == self.fingerprint_of_tenant(guide)
                && desired.iter().any(|one| one.is_contradicted_by(&reading.principals, now))
        })
    }
}

/// The upload steps.
pub(super) fn uploads(guide: &Guide) -> impl Iterator<Item = &Step> {
    guide.steps.iter().filter(|step| step.kind == StepKind::Upload)
}

/// What a reading shows of all that a step wants.
fn coverage(desired: &[DesiredState], reading: &Reading, now: Timestamp) -> Coverage {
    Coverage::of_all(desired.iter().map(|one| one.coverage(&reading.principals, now)))
}
