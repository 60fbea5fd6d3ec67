//! What the operator types, and what no longer holds because of it.

use super::Effect;
use crate::guide::answer::AnswerKind;
use crate::guide::{AnswerId, Answers, Guide, Step, StepId, StepKind};
use crate::setup::event::Follow;
use crate::setup::linked_setup::{leading_to_tenant, way_to_tenant};
use crate::setup::view::{Evidence, StepState};
use crate::setup::{JournalEvent, Notice, Setup, SetupError, StepRecord};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How an answer of kind `flag` says yes when a decision gives it.
pub(super) const YES: &str = "true";

impl Setup {
    /// Takes in what was typed. Answers that are not mentioned stay; an empty one is taken away.
    /// Steps that were finished or judged with an answer that has changed become stale; they come
    /// back when the answer does.
    ///
    /// # Errors
    /// [`SetupError::UnknownAnswer`]; [`SetupError::ByDecisionOnly`] for an answer that decides what is
    /// written to the tenant; [`SetupError::UnderWay`] while keys are written or read.
    pub(in crate::setup) fn on_answers_set(
        &mut self,
        guide: &Guide,
        given: BTreeMap<AnswerId, String>,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Result<Follow, SetupError> {
        self.idle()?;
        let mut known = Vec::new();
        for (id, value) in given {
            match guide.answer(&id) {
                Some(spec) => {
                    let is_new = self.answers.get(&id).map_or("", String::as_str) != value;
                    if let Some(label) = Self::decided_elsewhere(guide, &id).filter(|_| is_new) {
                        return Err(SetupError::ByDecisionOnly { label });
                    }
                    known.push((spec, value));
                }
                None => return Err(SetupError::UnknownAnswer(id)),
            }
        }
        let mut changed = Vec::new();
        let tenant = self.fingerprint_of_tenant(guide);
        for (spec, value) in known {
            if self.answers.get(&spec.id).map_or("", String::as_str) != value {
                changed.push(spec.id.clone());
            }
            if value.is_empty() {
                self.answers.remove(&spec.id);
            } else {
                self.answers.insert(spec.id.clone(), value);
            }
        }
        if changed.is_empty() {
            return Ok(Follow::Recompute);
        }
        self.note_again(now, who, JournalEvent::AnswersChanged { answers: changed });
        if self.fingerprint_of_tenant(guide) != tenant {
            self.withdraw_agreements(guide, now, who, effect);
        }
        Ok(Follow::RecomputeAndTell)
    }

    /// Moves the steps of questions to where the answers have them.
    pub(super) fn recompute_questions(
        &mut self,
        guide: &Guide,
        now: Timestamp,
        effect: &mut Effect,
    ) {
        let (answers, problems) = Answers::parse(guide, &self.answers);
        let all: Vec<AnswerId> = guide.answers.iter().map(|spec| spec.id.clone()).collect();
        let complete = problems.is_empty() && answers.missing(guide, &all).is_empty();
        for step in guide.steps.iter().filter(|step| step.kind == StepKind::Answers) {
            if complete {
                self.mark_done(guide, step, Evidence::Attested, now, effect);
            } else {
                self.move_to(&step.id, StepState::Todo, now, effect);
            }
        }
    }

    /// The answers that the state of a step is based on: those it uses. Another setup's outcome was
    /// taken because that setup is of the same tenant, whether the step itself uses the tenant or not.
    pub(in crate::setup) fn stands_on(&self, guide: &Guide, step: &Step) -> Vec<AnswerId> {
        let mut used = step.uses.clone();
        if self.step(&step.id).evidence == Some(Evidence::Setup) {
            let leading = leading_to_tenant(guide).into_iter();
            used.extend(leading.filter(|id| !step.uses.contains(id)));
        }
        used
    }

    /// Makes stale what used an answer that has changed, and brings back what used the one that is
    /// there again. A script in the operator's hands holds the old answers: its receipt would be
    /// refused, so the operator needs a new copy.
    pub(super) fn invalidate_dependents(
        &mut self,
        guide: &Guide,
        before: &Self,
        now: Timestamp,
        effect: &mut Effect,
    ) {
        let scripts_changed =
            before.fingerprint_of_scripts(guide) != self.fingerprint_of_scripts(guide);
        for step in &guide.steps {
            let used = self.stands_on(guide, step);
            let (old, new) = (before.fingerprint(guide, &used), self.fingerprint(guide, &used));
            let used_changed = old != new;
            if step.kind == StepKind::Upload && used_changed {
                self.plan = None;
                self.plan_for = None;
            }
            if step.kind == StepKind::Answers {
                continue;
            }
            let record = self.step(&step.id);
            let proved_with = record.fingerprint.clone().unwrap_or(old);
            let to = match record.state {
                StepState::Done | StepState::Waiting | StepState::Failed | StepState::Decide
                    if used_changed && proved_with != new =>
                {
                    StepState::Stale
                }
                StepState::Stale if used_changed && proved_with == new => record.before_stale(),
                StepState::HandedOut if scripts_changed => StepState::Todo,
                StepState::Todo
                | StepState::HandedOut
                | StepState::Done
                | StepState::Waiting
                | StepState::Decide
                | StepState::Failed
                | StepState::Skipped
                | StepState::Stale
                | StepState::Unknown => continue,
            };
            self.move_to(&step.id, to, now, effect);
            if let Some(record) = self.steps.get_mut(&step.id) {
                record.fingerprint = Some(proved_with);
            }
        }
    }

    /// Reports which steps have become stale.
    pub(in crate::setup) fn tell_stale(&mut self, now: Timestamp, who: &str, effect: &mut Effect) {
        let stale = effect.changes.iter().filter(|change| change.to == StepState::Stale);
        let steps: Vec<StepId> = stale.map(|change| change.step.clone()).collect();
        if !steps.is_empty() {
            self.notify(Notice::AnswerChanged { steps }, now, who, effect);
        }
    }

    /// Represents the values of these answers, as far as they are valid in the form in which scripts
    /// use them: other capitals in a host name are no change, and neither is a no that was never
    /// a yes.
    pub(in crate::setup) fn fingerprint(&self, guide: &Guide, used: &[AnswerId]) -> String {
        let (answers, _) = Answers::parse(guide, &self.answers);
        let values: Vec<(&AnswerId, Option<String>)> = used
            .iter()
            .map(|id| {
                let typed = || self.answers.get(id).map(|typed| typed.trim().to_owned());
                let value = match guide.answer(id).map(|spec| spec.kind) {
                    Some(AnswerKind::Flag) => answers.flag(id.as_str()).then(|| YES.to_owned()),
                    _ => answers.text(id.as_str()).map(str::to_owned).or_else(typed),
                };
                (id, value)
            })
            .collect();
        let text = serde_json::to_string(&values).expect("BUG: text always serialises");
        Sha256::digest(text).iter().take(8).fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("BUG: writing into a String does not fail");
            hex
        })
    }

    /// Of all answers that change what on-premises scripts do.
    pub(super) fn fingerprint_of_scripts(&self, guide: &Guide) -> String {
        let used: Vec<AnswerId> = guide
            .answers
            .iter()
            .filter(|spec| spec.in_scripts)
            .map(|spec| spec.id.clone())
            .collect();
        self.fingerprint(guide, &used)
    }

    /// Whether an answer has changed that the script of this step contains, since the operator has it.
    pub(in crate::setup) fn is_script_outdated(&self, guide: &Guide, step: &StepRecord) -> bool {
        let taken = step.script_answers.as_ref();
        taken.is_some_and(|taken| *taken != self.fingerprint_of_scripts(guide))
    }

    /// Of all answers that lead to the tenant. Decisions about what is written there do not.
    pub(in crate::setup) fn fingerprint_of_tenant(&self, guide: &Guide) -> String {
        let leads = |id: &&AnswerId| guide.answer(id).is_none_or(|spec| !spec.decision);
        let used: Vec<AnswerId> = way_to_tenant(guide).into_iter().filter(leads).cloned().collect();
        self.fingerprint(guide, &used)
    }

    /// Writes into the journal, over the last entry when that says the same of the same person: a
    /// field is saved with every pause in typing.
    pub(in crate::setup) fn note_again(&mut self, now: Timestamp, who: &str, event: JournalEvent) {
        if self.journal.last().is_some_and(|last| last.event == event && last.who == who) {
            self.journal.pop();
        }
        self.note(now, who, event);
    }
}
