//! What a step waits for that only time brings, and when that has come.
//!
//! The state that is saved does not move by itself when a day comes, so it is asked here, with the time
//! of now.

use super::Setup;
use super::view::{StepState, WaitView};
use crate::guide::{Guide, Step, Wait, WaitAfter};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The hours after which a day has passed.
const HOURS_A_DAY: i64 = 24;

/// A moment in UTC: "2026-11-22, 09:41 UTC".
pub(super) fn moment(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d, %H:%M UTC").to_string()
}

impl Setup {
    /// Where a step stands at this time: where it was left, or waiting for a day.
    pub fn state_now(&self, guide: &Guide, step: &Step, now: Timestamp) -> StepState {
        match self.waits(guide, step, now) {
            Some(_) => StepState::Waiting,
            None => self.step(&step.id).state,
        }
    }

    /// What a step waits for at this time. One that waited for a day that a receipt names waits until
    /// its script is run again, also when the day has come.
    pub(super) fn waits(&self, guide: &Guide, step: &Step, now: Timestamp) -> Option<WaitView> {
        match self.step(&step.id).state {
            StepState::Waiting => self.waits_for_day(step, now).or_else(|| {
                // The guide of an earlier version may have known a day that this one does not.
                self.waits_for_time(guide, step, now)
            }),
            StepState::Todo | StepState::HandedOut => self.waits_for_time(guide, step, now),
            StepState::Done
            | StepState::Decide
            | StepState::Failed
            | StepState::Skipped
            | StepState::Stale
            | StepState::Unknown => None,
        }
    }

    fn waits_for_day(&self, step: &Step, now: Timestamp) -> Option<WaitView> {
        let until = self.step(&step.id).judgement?.waits_until?;
        let reason = step.waits.iter().find(|wait| matches!(wait, Wait::Day(_)));
        let reason = reason.map_or("", Wait::reason).to_owned();
        Some(WaitView { until, over: until <= now, reason })
    }

    /// The time that has to pass after other steps, as long as it has not. A step that was skipped is
    /// not waited for, nor one that is not done: what is missing there is told there. A rehearsal lets
    /// no time pass.
    pub(super) fn waits_for_time(
        &self,
        guide: &Guide,
        step: &Step,
        now: Timestamp,
    ) -> Option<WaitView> {
        if self.rehearsal {
            return None;
        }
        let until = |wait: &WaitAfter| {
            let (_, before) = guide.step(&wait.after)?;
            let done = self.done_at(before)?;
            let length = SignedDuration::from_hours(HOURS_A_DAY * i64::from(wait.days));
            done.checked_add(length).ok()
        };
        let waits = step.waits.iter().filter_map(|wait| match wait {
            Wait::Day(_) => None,
            Wait::After(wait) => Some((until(wait)?, &wait.reason)),
        });
        let (until, reason) = waits.max_by_key(|(until, _)| *until)?;
        (until > now).then(|| WaitView { until, over: false, reason: reason.clone() })
    }

    /// When a finished step was done. Earlier versions kept only when its state last changed.
    fn done_at(&self, step: &Step) -> Option<Timestamp> {
        let record = self.step(&step.id);
        match record.state {
            StepState::Done => record.done_at.or(record.changed),
            StepState::Todo
            | StepState::HandedOut
            | StepState::Waiting
            | StepState::Decide
            | StepState::Failed
            | StepState::Skipped
            | StepState::Stale
            | StepState::Unknown => None,
        }
    }
}
