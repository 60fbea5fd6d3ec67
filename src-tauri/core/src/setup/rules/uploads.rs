//! What a reading of the principals shows of what upload steps want. Names, enabled and removed keys
//! count as keys do: only as read back.

use super::Effect;
use crate::graph::{Coverage, DesiredState};
use crate::guide::{Guide, Step, StepId, StepKind};
use crate::setup::view::{StepState, Witness};
use crate::setup::{Reading, Setup};
use jiff::Timestamp;

impl Setup {
    /// Moves the upload steps to where the readings have them: one that was read back and is no longer
    /// covered is stale, and comes back when the same readings cover it again.
    pub(super) fn recompute_uploads(&mut self, guide: &Guide, now: Timestamp, effect: &mut Effect) {
        for step in uploads(guide) {
            let record = self.step(&step.id);
            if record.witness != Some(Witness::ReadBack) {
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
        self.covers(guide, step, self.verified.as_ref(), now) || self.is_satisfied(guide, step, now)
    }

    /// Whether the results of the last write, or of the reading that took their place, show everything
    /// that this step wants.
    pub(in crate::setup) fn is_satisfied(
        &self,
        guide: &Guide,
        step: &Step,
        now: Timestamp,
    ) -> bool {
        self.covers(guide, step, self.written.as_ref(), now)
            && !self.is_contradicted(guide, step, now)
    }

    /// Whether the last reading for the verification shows what every upload step wants; where nothing
    /// is uploaded, nothing has to be read back.
    pub(in crate::setup) fn tenant_is_verified(&self, guide: &Guide, now: Timestamp) -> bool {
        let mut steps = self.uploads_that_count(guide).into_iter();
        steps.all(|step| self.covers(guide, step, self.verified.as_ref(), now))
    }

    /// The same as far as it can be known: steps that still wait for something are not asked.
    pub(super) fn tenant_is_verified_so_far(&self, guide: &Guide, now: Timestamp) -> bool {
        let mut steps = self.uploads_that_count(guide).into_iter();
        let waits = |step: &Step| !self.wishes(guide, step, now).needs.is_empty();
        let mut known = 0;
        steps.all(|step| {
            let waits = waits(step);
            known += u32::from(!waits);
            waits || self.covers(guide, step, self.verified.as_ref(), now)
        }) && (known > 0 || !guide.uploads())
    }

    /// Whether every application was read back as an upload step wants it, in the tenant that the
    /// answers name. A step of which nothing is known, or that asks nothing of any application, is not
    /// covered.
    pub(super) fn covers(
        &self,
        guide: &Guide,
        step: &Step,
        reading: Option<&Reading>,
        now: Timestamp,
    ) -> bool {
        let Some(reading) = reading else { return false };
        if reading.fingerprint != self.fingerprint_of_tenant(guide) {
            return false;
        }
        let Ok(wanted) = self.wanted(guide, &step.id, now) else { return false };
        coverage(&wanted, reading, now) == Coverage::Satisfied
    }

    /// Whether nothing was asked of any application, because none holds the certificate in use.
    pub(super) fn asks_nothing(&self, guide: &Guide, step: &StepId, now: Timestamp) -> bool {
        let (Some(reading), Ok(wanted)) = (&self.written, self.wanted(guide, step, now)) else {
            return false;
        };
        coverage(&wanted, reading, now) == Coverage::NotAsked
    }

    /// Whether a reading that is newer than the write looked for something and did not find it.
    fn is_contradicted(&self, guide: &Guide, step: &Step, now: Timestamp) -> bool {
        let Some(reading) = &self.verified else { return false };
        let Ok(wanted) = self.wanted(guide, &step.id, now) else { return false };
        reading.fingerprint == self.fingerprint_of_tenant(guide)
            && wanted.iter().any(|one| one.is_contradicted_by(&reading.principals, now))
    }
}

/// The upload steps.
pub(super) fn uploads(guide: &Guide) -> impl Iterator<Item = &Step> {
    guide.steps.iter().filter(|step| step.kind == StepKind::Upload)
}

fn coverage(wanted: &[DesiredState], reading: &Reading, now: Timestamp) -> Coverage {
    Coverage::of_all(wanted.iter().map(|one| one.coverage(&reading.principals, now)))
}
