//! What the operator agrees to before an upload writes it, and takes back.

use super::Effect;
use super::answers::YES;
use crate::guide::{AnswerId, Answers, Guide, StepId};
use crate::setup::event::Follow;
use crate::setup::view::StepState;
use crate::setup::{JournalEvent, Notice, Setup, SetupError, WriteDecision};
use jiff::Timestamp;

/// How an answer of kind `flag` says no, when a decision gives it.
const NO: &str = "false";

impl Setup {
    /// Records the operator's decision about a write: make it (`change` true), which may have to
    /// be typed, or leave it. What was agreed to and is taken back opens the step again: what is in
    /// the tenant because of it stays there until somebody removes it.
    ///
    /// # Errors
    /// [`SetupError::NothingToDecide`] when no write of the step asks for that; [`SetupError::NotTyped`]
    /// when the word differs in any sign.
    #[expect(clippy::too_many_arguments, reason = "one decision, its words, when and by whom")]
    pub(in crate::setup) fn on_write_decided(
        &mut self,
        guide: &Guide,
        (step, answer): (&StepId, &AnswerId),
        change: bool,
        typed: &str,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Result<Follow, SetupError> {
        let spec = self.find(guide, step)?;
        self.idle()?;
        let mut questions = spec.writes.iter().filter_map(|write| write.ask.as_ref());
        let question = questions
            .find(|question| question.answer == *answer)
            .ok_or_else(|| SetupError::NothingToDecide { title: spec.title.clone() })?;
        if change
            && let Some(word) = &question.typed
            && word != typed
        {
            return Err(SetupError::NotTyped { word: word.clone() });
        }
        let (answers, _) = Answers::parse(guide, &self.answers);
        let was_agreed = answers.flag(answer.as_str());
        self.answers.insert(answer.clone(), if change { YES } else { NO }.to_owned());
        let decision = match (change, &question.typed) {
            (true, Some(_)) => WriteDecision::AgreedTyped,
            (true, None) => WriteDecision::Agreed,
            (false, _) if was_agreed => WriteDecision::Withdrawn,
            (false, _) => WriteDecision::Declined,
        };
        let (step_id, answer_id) = (step.clone(), answer.clone());
        let event = JournalEvent::WriteDecided { step: step_id, answer: answer_id, decision };
        self.note(now, who, event);
        if was_agreed != change {
            self.plan = None;
            self.plan_for = None;
        }
        if was_agreed && !change {
            // What was read was read with the agreement.
            self.verified = None;
            if matches!(self.step(step).state, StepState::Done | StepState::Stale) {
                self.move_to(step, StepState::Todo, now, effect);
            }
            let remains = Notice::WriteRemains { step: step.clone() };
            self.notify(remains, now, who, effect);
        }
        Ok(Follow::Recompute)
    }

    /// Takes every agreement to a write back, because the answers lead to another tenant: what was typed
    /// was said of the one before.
    pub(super) fn withdraw_agreements(
        &mut self,
        guide: &Guide,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) {
        let (answers, _) = Answers::parse(guide, &self.answers);
        let asked = guide.steps.iter().flat_map(|step| {
            let questions = step.writes.iter().filter_map(|write| write.ask.as_ref());
            questions.map(move |question| (&step.id, &question.answer))
        });
        for (step, answer) in asked.filter(|(_, answer)| answers.flag(answer.as_str())) {
            self.answers.remove(answer);
            let withdrawn =
                Notice::AgreementWithdrawn { answer: answer.clone(), step: step.clone() };
            self.notify(withdrawn, now, who, effect);
            self.plan = None;
            self.plan_for = None;
        }
    }

    /// The label of an answer that is a decision about a write: [`Event::WriteDecided`](crate::setup::Event::WriteDecided) alone sets it, so
    /// that no typed word is passed by.
    pub(super) fn decided_elsewhere(guide: &Guide, answer: &AnswerId) -> Option<String> {
        let asked = guide
            .steps
            .iter()
            .flat_map(|step| &step.writes)
            .filter_map(|write| write.ask.as_ref())
            .any(|question| question.answer == *answer);
        guide.answer(answer).filter(|_| asked).map(|spec| spec.label.clone())
    }
}
