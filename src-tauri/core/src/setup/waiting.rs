//! The day that a step waits for, and whether it has come.
//!
//! The state that is saved does not move by itself when a day comes, so it is asked here, with the time
//! of now.

use super::Setup;
use super::view::{AnnouncedDay, StepState, WaitView};
use crate::guide::{Guide, Step, Wait, WaitAfter};
use jiff::{SignedDuration, Timestamp};

/// The hours after which a day has passed.
const HOURS_A_DAY: i64 = 24;

impl Setup {
    /// The state of a step at this time: where it was left, or waiting for a day.
    pub fn state_now(&self, guide: &Guide, step: &Step, now: Timestamp) -> StepState {
        match self.waits(guide, step, now) {
            Some(_) => StepState::Waiting,
            None => self.step(&step.id).state,
        }
    }

    /// What a step waits for at this time. One that waited for a day that a receipt names waits until
    /// its script is run again, also when the day has come.
    pub(super) fn waits(&self, guide: &Guide, step: &Step, now: Timestamp) -> Option<WaitView> {
        let day = || self.waits_for_day(step, now);
        self.awaited(step, day, || self.waits_for_time(guide, step, now))
    }

    /// When what a step waits for ends, or has ended while nothing was done about it since.
    pub(super) fn wait_end(&self, guide: &Guide, step: &Step) -> Option<Timestamp> {
        let day = || self.step(&step.id).judgement?.waits_until;
        self.awaited(step, day, || self.time_to_pass(guide, step).map(|(until, _)| until))
    }

    /// What a step in its state waits for: the day that a receipt names, or a time that has to pass.
    fn awaited<T>(
        &self,
        step: &Step,
        day: impl FnOnce() -> Option<T>,
        time: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        match self.step(&step.id).state {
            // The guide of an earlier version may have known a day that this one does not.
            StepState::Waiting => day().or_else(time),
            StepState::Todo | StepState::HandedOut => time(),
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
        let day = step.waits.iter().find_map(Wait::day);
        Some(WaitView {
            until,
            over: until <= now,
            reason: day.map(|day| day.reason.clone()).unwrap_or_default(),
            heading: day.and_then(|day| day.heading.clone()),
        })
    }

    /// The day to come that a step waits for, for that step and those before it. The newest receipt
    /// that says anything of the day counts, of whichever step; one that names none takes it back.
    pub(crate) fn announced(
        &self,
        guide: &Guide,
        step: &Step,
        now: Timestamp,
    ) -> Option<AnnouncedDay> {
        let rest = guide.steps.iter().skip_while(|one| one.id != step.id);
        let open =
            |one: &&Step| !matches!(self.step(&one.id).state, StepState::Done | StepState::Skipped);
        let mut days = rest.filter(open).flat_map(|one| one.waits.iter().filter_map(Wait::day));
        days.find_map(|day| {
            let words = day.announcement.clone()?;
            let at = self.newest_day(guide, &day.fact).filter(|at| *at > now)?;
            Some(AnnouncedDay { at, words })
        })
    }

    /// The day that a fact names in the newest receipt that has it.
    fn newest_day(&self, guide: &Guide, fact: &str) -> Option<Timestamp> {
        let reported = guide.steps.iter().filter_map(|step| {
            let record = self.step(&step.id);
            let value = record.judgement?.facts.get(fact)?.clone();
            Some((record.receipt_started, value))
        });
        let (_, value) = reported.max_by_key(|(started, _)| *started)?;
        value.as_str()?.trim().parse().ok()
    }

    /// The time that has to pass after other steps, as long as it has not. A step that was skipped is
    /// not waited for, nor one that is not done: what is missing there is reported there. A rehearsal lets
    /// no time pass.
    pub(super) fn waits_for_time(
        &self,
        guide: &Guide,
        step: &Step,
        now: Timestamp,
    ) -> Option<WaitView> {
        let (until, reason) = self.time_to_pass(guide, step)?;
        (until > now).then(|| WaitView {
            until,
            over: false,
            reason: reason.to_owned(),
            heading: None,
        })
    }

    /// When the time is over that has to pass after other steps, and why it has to.
    fn time_to_pass<'g>(&self, guide: &'g Guide, step: &'g Step) -> Option<(Timestamp, &'g str)> {
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
            Wait::Day(_) | Wait::Others(_) => None,
            Wait::After(wait) => Some((until(wait)?, wait.reason.as_str())),
        });
        waits.max_by_key(|(until, _)| *until)
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
