//! What the operator marks as done, skips, opens again or ticks: nothing else confirms it.

use super::Effect;
use crate::guide::{Guide, Step, StepId, StepKind};
use crate::setup::event::Follow;
use crate::setup::view::{Evidence, StepState};
use crate::setup::{JournalEvent, Setup, SetupError};
use jiff::Timestamp;

impl Setup {
    /// A step that the operator may move: nothing is under way, and its answers do not decide alone.
    fn find_attestable<'a>(&self, guide: &'a Guide, step: &StepId) -> Result<&'a Step, SetupError> {
        let spec = self.find(guide, step)?;
        self.idle()?;
        if spec.kind == StepKind::Answers {
            return Err(SetupError::ByAnswersOnly { title: spec.title.clone() });
        }
        Ok(spec)
    }

    /// "I have checked this myself": the step is done because the operator says so.
    ///
    /// # Errors
    /// [`SetupError::ByAnswersOnly`] for a step of questions, [`SetupError::UnderWay`],
    /// [`SetupError::UnknownStep`].
    pub(in crate::setup) fn on_marked_done(
        &mut self,
        guide: &Guide,
        step: &StepId,
        note: &str,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Result<Follow, SetupError> {
        let spec = self.find_attestable(guide, step)?;
        self.mark_done(guide, spec, Evidence::Attested, now, effect);
        let note = self.save_note(step, note);
        self.note(now, who, JournalEvent::MarkedDone { step: step.clone(), note });
        Ok(Follow::Recompute)
    }

    /// Leaves a step out.
    ///
    /// # Errors
    /// As [`Setup::on_marked_done`].
    pub(in crate::setup) fn on_skipped(
        &mut self,
        guide: &Guide,
        step: &StepId,
        note: &str,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Result<Follow, SetupError> {
        self.find_attestable(guide, step)?;
        self.move_to(step, StepState::Skipped, now, effect);
        let note = self.save_note(step, note);
        self.note(now, who, JournalEvent::Skipped { step: step.clone(), note });
        Ok(Follow::Recompute)
    }

    /// Opens a step again, whatever it stood on. What a receipt said of it stays to be read.
    ///
    /// # Errors
    /// As [`Setup::on_marked_done`].
    pub(in crate::setup) fn on_reopened(
        &mut self,
        guide: &Guide,
        step: &StepId,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Result<Follow, SetupError> {
        let spec = self.find_attestable(guide, step)?;
        if spec.kind == StepKind::Verify {
            self.on_premises.clear();
            self.verified = None;
            self.applications = None;
        }
        self.move_to(step, StepState::Todo, now, effect);
        self.save_note(step, "");
        self.note(now, who, JournalEvent::Reopened { step: step.clone() });
        Ok(Follow::Recompute)
    }

    /// Ticks a check, or takes the tick away. Only the operator confirms it.
    ///
    /// # Errors
    /// [`SetupError::UnknownCheck`], [`SetupError::UnknownStep`].
    pub(in crate::setup) fn on_check_ticked(
        &mut self,
        guide: &Guide,
        step: &StepId,
        check: &str,
        seen: bool,
        now: Timestamp,
        who: &str,
    ) -> Result<Follow, SetupError> {
        let spec = self.find(guide, step)?;
        let found = spec.checks.iter().find(|known| known.id == check).ok_or_else(|| {
            SetupError::UnknownCheck { step: step.clone(), check: check.to_owned() }
        })?;
        let ticks = &mut self.steps.entry(step.clone()).or_default().ticks;
        let changed = if seen {
            ticks.insert(found.id.clone(), now).is_none()
        } else {
            ticks.remove(&found.id).is_some()
        };
        if changed {
            let (step, check) = (step.clone(), found.id.clone());
            self.note(now, who, JournalEvent::CheckTicked { step, check, ticked: seen });
        }
        Ok(Follow::Nothing)
    }

    /// Keeps the operator's note with the step, and gives it back for the journal.
    fn save_note(&mut self, step: &StepId, note: &str) -> Option<String> {
        let note = note.trim();
        let kept = (!note.is_empty()).then(|| note.to_owned());
        self.steps.entry(step.clone()).or_default().note.clone_from(&kept);
        kept
    }
}
