//! Answers that the receipt of a step brings along: what a script found for a question that nobody has
//! answered yet.

use super::Effect;
use crate::guide::{AnswerId, Found, Guide};
use crate::receipt::{Judgement, StepJudgement, suggested_by};
use crate::setup::{JournalEvent, Notice, Setup};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Setup {
    /// Fills in what a step found for questions without an answer, where it found exactly one value.
    /// Among several the operator chooses, what is only offered is left to the operator, and what was
    /// typed stays as it is. Nothing is filled in while the program itself is at work.
    pub(super) fn take_found(
        &mut self,
        guide: &Guide,
        judgement: &Judgement,
        step: &StepJudgement,
        now: Timestamp,
        effect: &mut Effect,
    ) {
        if self.idle().is_err() {
            return;
        }
        let mut found: BTreeMap<AnswerId, Vec<String>> = BTreeMap::new();
        for suggestion in suggested_by(&step.step, &step.facts, guide) {
            found.entry(suggestion.answer).or_default().push(suggestion.value);
        }
        for (id, values) in found {
            let typed = self.answers.get(&id).is_some_and(|typed| !typed.trim().is_empty());
            let (false, [value], Some(spec)) = (typed, values.as_slice(), guide.answer(&id)) else {
                continue;
            };
            let of_step = |found: &&Found| found.step.as_ref() == Some(&step.step);
            if spec.found.iter().filter(of_step).any(|found| found.only_offered) {
                continue;
            }
            self.answers.insert(id.clone(), value.clone());
            let filled = JournalEvent::AnswerFilled { answer: id.clone() };
            self.note(now, &judgement.who(), filled);
            effect.notices.push(Notice::AnswerFilled {
                answer: id,
                value: value.clone(),
                computer: judgement.computer.clone(),
            });
        }
    }
}
