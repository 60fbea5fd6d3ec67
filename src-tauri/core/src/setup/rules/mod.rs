//! The rules: what happens to the steps when something is learned, a function for each
//! [`Event`](super::Event). What follows from a change over several steps is in `recompute_derived`.

mod agreement;
mod answers;
mod application;
mod attestation;
mod backups;
mod cloud;
mod found;
mod probe;
mod receipts;
mod runs;
mod uploads;

#[cfg(test)]
mod tests;

pub(in crate::setup) use receipts::TakenReceipt;

use super::view::{Evidence, StepState};
use super::{Notice, Setup, SetupError};
use crate::guide::{Guide, ScriptId, ScriptRole, ScriptSpec, Step, StepId, StepKind};
use jiff::Timestamp;

/// What an event changed. The caller shows its notices to the operator:
///
/// ```compile_fail
/// #![deny(unused_must_use)]
/// # use crosstrust_core::setup::Effect;
/// # fn rule() -> Result<Effect, ()> { Ok(Effect::default()) }
/// fn apply() -> Result<(), ()> {
///     rule()?;
///     Ok(())
/// }
/// ```
///
/// ```
/// #![deny(unused_must_use)]
/// # use crosstrust_core::setup::{Effect, Notice};
/// # fn rule() -> Result<Effect, ()> { Ok(Effect::default()) }
/// fn apply() -> Result<Vec<Notice>, ()> {
///     Ok(rule()?.notices)
/// }
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
// The tests of this crate look at the setup that a rule leaves.
#[cfg_attr(not(test), must_use = "its notices are for the operator")]
pub struct Effect {
    /// Steps with a new state, in the order in which they changed.
    pub changes: Vec<StepChange>,
    /// What else the operator is to know.
    pub notices: Vec<Notice>,
}

/// A step that moved.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StepChange {
    /// The step.
    pub step: StepId,
    /// Where it stood.
    pub from: StepState,
    /// Its state.
    pub to: StepState,
}

impl Effect {
    /// Adds what happened afterwards.
    pub(super) fn add(&mut self, later: Self) {
        for change in later.changes {
            self.moved(&change.step, change.from, change.to);
        }
        self.notices.extend(later.notices);
    }

    /// Adds a move. Two moves of one step are one, and a step that came back has not moved.
    fn moved(&mut self, step: &StepId, from: StepState, to: StepState) {
        match self.changes.iter().position(|change| change.step == *step) {
            None => self.changes.push(StepChange { step: step.clone(), from, to }),
            Some(index) if self.changes[index].from == to => {
                self.changes.remove(index);
            }
            Some(index) => self.changes[index].to = to,
        }
    }
}

impl Setup {
    /// Moves a step and reports it. A step that is not done is based on nobody's word, but for a stale
    /// one, which can come back.
    fn move_to(&mut self, step: &StepId, to: StepState, now: Timestamp, effect: &mut Effect) {
        if !self.steps.contains_key(step) && to == StepState::Todo {
            return;
        }
        let record = self.steps.entry(step.clone()).or_default();
        if !matches!(to, StepState::Done | StepState::Stale) {
            record.evidence = None;
            record.done_at = None;
        }
        if record.state != to {
            effect.moved(step, record.state, to);
            record.state = to;
            record.changed = Some(now);
        }
    }

    /// Marks a step done, on this word and with the answers as they are now.
    pub(in crate::setup) fn mark_done(
        &mut self,
        guide: &Guide,
        step: &Step,
        evidence: Evidence,
        now: Timestamp,
        effect: &mut Effect,
    ) {
        self.move_to(&step.id, StepState::Done, now, effect);
        self.steps.entry(step.id.clone()).or_default().evidence = Some(evidence);
        let fingerprint = self.fingerprint(guide, &self.stands_on(guide, step));
        let record = self.steps.entry(step.id.clone()).or_default();
        record.fingerprint = Some(fingerprint);
        record.done_at.get_or_insert(now);
    }

    /// Computes what follows from a change over several steps: an answer that changed makes stale what
    /// used it, an upload no longer covers a certificate that came later, a verification no longer
    /// holds when what it verified has moved. Doing it again changes nothing.
    pub(in crate::setup) fn recompute_derived(
        &mut self,
        guide: &Guide,
        before: &Self,
        now: Timestamp,
        effect: &mut Effect,
    ) {
        if self.answers != before.answers {
            self.invalidate_dependents(guide, before, now, effect);
        }
        self.recompute_uploads(guide, now, effect);
        self.recompute_verification(guide, now, effect);
        self.recompute_questions(guide, now, effect);
    }

    fn recompute_verification(&mut self, guide: &Guide, now: Timestamp, effect: &mut Effect) {
        let undone: Vec<ScriptId> = verifications(guide)
            .filter(|script| self.was_undone(guide, script))
            .map(|script| script.id.clone())
            .collect();
        self.on_premises.retain(|script, _| !undone.contains(script));
        let holds = self.on_premises_holds(guide) && self.tenant_is_verified(guide, now);
        let evidence = if guide.uploads() { Evidence::ReadBack } else { Evidence::Receipt };
        for step in guide.steps.iter().filter(|step| step.kind == StepKind::Verify) {
            match self.step(&step.id).state {
                StepState::Done if !holds && !self.is_on_word(&step.id) => {
                    self.move_to(&step.id, StepState::Stale, now, effect);
                }
                // What was read says more than what a person said before.
                StepState::Done if holds && self.is_on_word(&step.id) => {
                    self.mark_done(guide, step, evidence, now, effect);
                }
                StepState::Done | StepState::Skipped => {}
                StepState::Todo
                | StepState::HandedOut
                | StepState::Waiting
                | StepState::Decide
                | StepState::Failed
                | StepState::Stale
                | StepState::Unknown => {
                    if holds {
                        self.mark_done(guide, step, evidence, now, effect);
                    }
                }
            }
        }
    }

    fn is_on_word(&self, step: &StepId) -> bool {
        self.step(step).evidence == Some(Evidence::Attested)
    }

    /// The on-premises steps that a verification script reads again.
    fn steps_read_again<'g>(
        guide: &'g Guide,
        script: &'g ScriptSpec,
    ) -> impl Iterator<Item = &'g StepId> {
        script
            .steps
            .iter()
            .filter(|id| guide.step(id).is_some_and(|(_, step)| step.kind == StepKind::Script))
    }

    /// Whether a step was seen out of place, or taken back, after this script had read it.
    fn was_undone(&self, guide: &Guide, script: &ScriptSpec) -> bool {
        Self::steps_read_again(guide, script).any(|id| match self.step(id).state {
            StepState::Todo
            | StepState::Waiting
            | StepState::Decide
            | StepState::Failed
            | StepState::Unknown => true,
            StepState::HandedOut | StepState::Done | StepState::Skipped | StepState::Stale => false,
        })
    }

    /// Whether every verification script has spoken for the answers as they are, and every step it
    /// read is finished.
    pub(in crate::setup) fn on_premises_holds(&self, guide: &Guide) -> bool {
        verifications(guide).next().is_some() && self.not_read_again(guide).is_empty()
    }

    /// The verification scripts whose receipts do not show everything in place, as the answers are.
    pub(in crate::setup) fn not_read_again<'g>(&self, guide: &'g Guide) -> Vec<&'g ScriptSpec> {
        let fingerprint = self.fingerprint_of_scripts(guide);
        let finished = |id: &StepId| {
            let record = self.step(id);
            match record.state {
                // A change that a script reported since then was not read by this one.
                StepState::Done => !record.is_only_reported(),
                StepState::Skipped => true,
                StepState::Todo
                | StepState::HandedOut
                | StepState::Waiting
                | StepState::Decide
                | StepState::Failed
                | StepState::Stale
                | StepState::Unknown => false,
            }
        };
        let holds = |script: &&ScriptSpec| {
            let read = self.on_premises.get(&script.id);
            read.is_some_and(|read| read.fingerprint == fingerprint)
                && Self::steps_read_again(guide, script).all(finished)
        };
        verifications(guide).filter(|script| !holds(script)).collect()
    }

    /// The first step of that kind.
    fn step_of_kind<'g>(&self, guide: &'g Guide, kind: StepKind) -> Result<&'g Step, SetupError> {
        self.of(guide)?;
        guide.steps.iter().find(|step| step.kind == kind).ok_or_else(|| {
            SetupError::UnknownStep(match kind {
                StepKind::Answers => "answers".into(),
                StepKind::Script => "script".into(),
                StepKind::Upload => "upload".into(),
                StepKind::Verify => "verify".into(),
            })
        })
    }

    /// Refuses while the program itself is at work.
    pub(in crate::setup) fn idle(&self) -> Result<(), SetupError> {
        if let Some(in_flight) = &self.in_flight {
            return Err(SetupError::UnderWay { what: in_flight.operation.name().to_owned() });
        }
        if self.script_in_flight.is_some() {
            return Err(SetupError::UnderWay { what: "script".to_owned() });
        }
        Ok(())
    }
}

/// The scripts that read everything again, one for each place where that takes one.
fn verifications(guide: &Guide) -> impl Iterator<Item = &ScriptSpec> {
    guide
        .scripts
        .iter()
        .filter(|script| script.role == ScriptRole::Verification && !script.steps.is_empty())
}
