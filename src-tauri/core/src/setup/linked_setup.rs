//! What one setup has from another: the answers it began with, and the outcome of a step that another
//! guide does in full.
//!
//! Nothing but answers and that one outcome crosses. A decision was about what one organisation's
//! receipts showed, and a receipt is of the setup it names.

use super::event::Follow;
use super::rules::Effect;
use super::view::{Evidence, SetupSummary, StepState};
use super::{FoundTenant, JournalEvent, Setup, SetupError, SetupId, show};
use crate::guide::answer::{Answer, AnswerKind};
use crate::guide::{
    AnswerId, AnswerRole, AnswerSpec, Answers, Guide, GuideId, Library, Step, StepId, StepKind,
};
use crate::messages::say;
use crate::receipt::{Suggestion, suggested_in};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;

/// A setup that was opened from a step, to do that step in full.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct SetupLink {
    /// Which one.
    setup: SetupId,
    /// Its outcome, as it was taken last.
    outcome: Option<LinkedResult>,
}

/// What another setup showed of a step.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[ts(export)]
pub struct LinkedResult {
    /// The other setup's name.
    pub name: String,
    /// The title of its guide.
    pub guide_title: String,
    /// When it was finished.
    #[ts(type = "string")]
    pub finished: Timestamp,
    /// When what it is based on was read; a receipt of the step that is newer counts for more.
    #[ts(type = "string")]
    pub read: Timestamp,
}

/// A setup whose answers another one can begin with.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AnswerSource {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The title of its guide.
    pub guide_title: String,
    /// Of the simulated organisation.
    pub rehearsal: bool,
    /// When it last changed.
    #[ts(type = "string")]
    pub changed: Timestamp,
    /// The questions it has answers to, by label.
    pub answers: Vec<String>,
}

/// An answer that a setup has for another guide.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CarriedAnswer {
    /// The question.
    pub answer: AnswerId,
    /// The answer.
    pub value: String,
    /// Nobody typed it: a guide that checks has read it.
    pub read: bool,
}

/// A guide that does a step in full, and what became of it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LinkedGuide {
    /// Its id.
    pub guide: GuideId,
    /// Its title.
    pub title: String,
    /// What works once it is done.
    pub summary: String,
    /// The setup that was opened from here.
    pub setup: Option<LinkedSetup>,
    /// The outcome that the step is based on.
    pub outcome: Option<LinkedResult>,
}

/// A setup that was opened from a step.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LinkedSetup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its state.
    pub position: String,
    /// Finished steps.
    pub done: u32,
    /// All steps.
    pub total: u32,
    /// Why its outcome cannot be taken yet; empty when it can.
    pub missing: Vec<String>,
}

/// The answers that this setup has for another guide, in the order of that guide: what was typed for the
/// same question, and what a guide that checks has read of the organization.
pub fn carried_answers(setup: &Setup, guide: &Guide, other_guide: &Guide) -> Vec<CarriedAnswer> {
    let typed = shared(other_guide, setup, guide);
    let hands_on = !guide.complaints.is_empty();
    let read = if hands_on { setup.read_for(guide, other_guide) } else { Vec::new() };
    let carried = |spec: &AnswerSpec| {
        let answer = |value: &String, read| {
            Some(CarriedAnswer { answer: spec.id.clone(), value: value.clone(), read })
        };
        if let Some(value) = typed.get(&spec.id) {
            return answer(value, false);
        }
        let (_, value) = read.iter().find(|(id, _)| *id == spec.id && !spec.decision)?;
        Answer::parse(spec.kind, &spec.choices, value).ok()?;
        answer(value, true)
    };
    other_guide.answers.iter().filter_map(carried).collect()
}

/// The setups of a guide for the organization of this setup: each can mend what this one found.
pub fn setups_that_mend<'a>(
    setups: impl IntoIterator<Item = &'a Setup>,
    (setup, guide): (&Setup, &Guide),
    mending: &Guide,
    now: Timestamp,
) -> Vec<SetupSummary> {
    let fits = |other: &&Setup| {
        other.guide == mending.id
            && other.id != setup.id
            && setup.is_of_same_organization(guide, other, mending)
    };
    let fitting = setups.into_iter().filter(fits);
    fitting.map(|other| show::summary(other, mending, now, false)).collect()
}

/// The setups that have answers to questions of this guide, as they come.
pub fn answer_sources<'a>(
    setups: impl IntoIterator<Item = &'a Setup>,
    guide: &Guide,
    library: &Library,
    now: Timestamp,
) -> Vec<AnswerSource> {
    let source = |setup: &Setup| {
        let other = library.guide(&setup.guide)?;
        let answers = shared(guide, setup, other);
        let labels = guide.answers.iter().filter(|spec| answers.contains_key(&spec.id));
        let answers: Vec<String> = labels.map(|spec| spec.label.clone()).collect();
        let summary = show::summary(setup, other, now, false);
        (!answers.is_empty()).then_some(AnswerSource {
            id: summary.id,
            name: summary.name,
            guide_title: summary.guide_title,
            rehearsal: setup.rehearsal,
            changed: setup.changed,
            answers,
        })
    };
    setups.into_iter().filter_map(source).collect()
}

/// The guide that does this step in full, as far as it is offered. `other` is the setup that was opened
/// from the step, while it is there.
pub fn linked_guide(
    setup: &Setup,
    guide: &Guide,
    step: &Step,
    library: &Library,
    other: Option<&Setup>,
    now: Timestamp,
) -> Option<LinkedGuide> {
    let opened = step.opens.as_ref()?;
    let other_guide = library.guides().find(|one| one.id == *opened)?;
    let other = other.filter(|other| setup.linked(&step.id) == Some(other.id));
    Some(LinkedGuide {
        guide: other_guide.id.clone(),
        title: other_guide.title.clone(),
        summary: other_guide.summary.clone(),
        setup: other.map(|other| {
            let summary = show::summary(other, other_guide, now, false);
            LinkedSetup {
                id: summary.id,
                name: summary.name,
                position: summary.position,
                done: summary.done,
                total: summary.total,
                missing: setup.lacks(guide, step, other, other_guide),
            }
        }),
        outcome: setup.outcome(&step.id).cloned(),
    })
}

/// The right answers of a setup to questions that this guide asks as well, by name and kind, as they
/// were typed.
fn shared(guide: &Guide, other: &Setup, other_guide: &Guide) -> BTreeMap<AnswerId, String> {
    let (right, _) = Answers::parse(other_guide, &other.answers);
    let given = right.raw();
    let wanted = guide.answers.iter().filter(|spec| {
        let same = |asked: &&AnswerSpec| asked.kind == spec.kind && !asked.decision;
        !spec.decision && other_guide.answer(&spec.id).as_ref().is_some_and(same)
    });
    wanted
        .filter(|spec| given.contains_key(&spec.id))
        .filter_map(|spec| {
            let typed = other.answers.get(&spec.id)?;
            Answer::parse(spec.kind, &spec.choices, typed).ok()?;
            Some((spec.id.clone(), typed.clone()))
        })
        .collect()
}

impl Setup {
    /// What scripts have read that answers questions of another guide, the best first.
    fn read_for(&self, guide: &Guide, other_guide: &Guide) -> Vec<(AnswerId, String)> {
        let tenant = other_guide.answer_with(AnswerRole::Tenant).map(|spec| spec.id.clone());
        let tenant = tenant.zip(self.tenant_id(guide).map(String::from));
        let mut read: Vec<(AnswerId, String)> = tenant.into_iter().collect();
        // Which values were found is the same at any time.
        let discovered = self.discovery(guide, self.changed);
        let discovered = discovered.map(|found| found.suggestions).unwrap_or_default();
        for Suggestion { answer, value, choose, .. } in discovered {
            let role = guide.answer(&answer).and_then(|spec| spec.role);
            let same = role.and_then(|role| other_guide.answer_with(role));
            if !choose {
                read.push((same.map_or(answer, |spec| spec.id.clone()), value));
            }
        }
        for step in &guide.steps {
            let record = self.step(&step.id);
            let Some(judgement) = record.judgement.filter(|_| record.state != StepState::Stale)
            else {
                continue;
            };
            let found = suggested_in(&judgement.facts, other_guide).into_iter();
            read.extend(found.filter(|one| !one.choose).map(|one| (one.answer, one.value)));
        }
        read
    }

    /// Whether both are about one organization: one tenant, where both know its id, or else one tenant or
    /// domain in the answers.
    fn is_of_same_organization(&self, guide: &Guide, other: &Self, other_guide: &Guide) -> bool {
        if self.rehearsal != other.rehearsal {
            return false;
        }
        if let (Some(own), Some(theirs)) = (self.tenant_id(guide), other.tenant_id(other_guide)) {
            return own == theirs;
        }
        let (own, _) = Answers::parse(guide, &self.answers);
        let (theirs, _) = Answers::parse(other_guide, &other.answers);
        let roles = [AnswerRole::Tenant, AnswerRole::VerifiedDomain, AnswerRole::SipDomain];
        roles.into_iter().any(|role| match (own.of(role), theirs.of(role)) {
            (Some(own), Some(theirs)) => own.eq_ignore_ascii_case(theirs),
            (None, _) | (_, None) => false,
        })
    }

    /// Takes over the answers of another setup that this guide asks for as well, by name and kind, and what
    /// a guide that checks has read. Decisions stay behind. The id of the tenant comes along when all that leads to the tenant does,
    /// but never between a rehearsal and a real setup: a rehearsal's tenant is made up.
    ///
    /// # Errors
    /// As those of [`Event::AnswersSet`](super::Event::AnswersSet).
    pub(super) fn on_answers_imported(
        &mut self,
        guide: &Guide,
        other: &Self,
        other_guide: &Guide,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Result<Follow, SetupError> {
        other.of(other_guide)?;
        let carried = carried_answers(other, other_guide, guide);
        let imported: Vec<AnswerId> = carried.iter().map(|one| one.answer.clone()).collect();
        let read = carried.iter().filter(|one| one.read).map(|one| one.answer.clone()).collect();
        let answers = carried.into_iter().map(|one| (one.answer, one.value)).collect();
        let follow = self.on_answers_set(guide, answers, now, who, effect)?;
        if imported.is_empty() {
            return Ok(follow);
        }
        let event = JournalEvent::AnswersImported {
            rehearsal: other.rehearsal,
            guide: other_guide.id.clone(),
            guide_title: other_guide.title.clone(),
            created: other.created,
            answers: imported,
            read,
        };
        self.note(now, who, event);
        if let Some(id) = other.tenant_id(other_guide)
            && self.rehearsal == other.rehearsal
            && self.leads_to_the_same_tenant(guide, other, other_guide)
        {
            let fingerprint = self.fingerprint_of_tenant(guide);
            self.tenant = Some(FoundTenant { id, fingerprint });
            self.note(now, who, JournalEvent::TenantImported);
        }
        Ok(follow)
    }

    /// Whether every answer that leads either guide to the tenant is there, and the same, in both.
    fn leads_to_the_same_tenant(&self, guide: &Guide, other: &Self, other_guide: &Guide) -> bool {
        let mut used: BTreeSet<AnswerId> = leading_to_tenant(guide);
        used.extend(leading_to_tenant(other_guide));
        let used: Vec<AnswerId> = used.into_iter().collect();
        let tenant = |id: &AnswerId| {
            let spec = guide.answer(id);
            spec.is_some_and(|spec| spec.kind == AnswerKind::Tenant)
                && Answers::parse(guide, &self.answers).0.get(id).is_some()
        };
        used.iter().any(tenant)
            && self.fingerprint(guide, &used) == other.fingerprint(other_guide, &used)
    }

    /// The setup that was opened from this step.
    pub fn linked(&self, step: &StepId) -> Option<SetupId> {
        self.links.get(step).map(|linked| linked.setup)
    }

    /// What another setup showed of this step, while the step is based on it.
    pub fn outcome(&self, step: &StepId) -> Option<&LinkedResult> {
        let stands = self.steps.get(step)?.evidence == Some(Evidence::Setup);
        self.links.get(step)?.outcome.as_ref().filter(|_| stands)
    }

    /// Remembers the setup that does this step in full.
    ///
    /// # Errors
    /// [`SetupError::OpensNothing`] when the step does not open a setup of that guide.
    pub(super) fn on_linked_guide_opened(
        &mut self,
        guide: &Guide,
        step: &StepId,
        other: &Self,
        other_guide: &Guide,
        now: Timestamp,
        who: &str,
    ) -> Result<Follow, SetupError> {
        let spec = self.find(guide, step)?;
        opens(spec, other, other_guide)?;
        self.links.insert(step.clone(), SetupLink { setup: other.id, outcome: None });
        let event = JournalEvent::LinkedGuideOpened {
            step: step.clone(),
            guide: other_guide.id.clone(),
            guide_title: other_guide.title.clone(),
        };
        self.note(now, who, event);
        Ok(Follow::Nothing)
    }

    /// Takes the outcome of the setup that does this step in full: the step is done, shown by that
    /// setup.
    ///
    /// # Errors
    /// [`SetupError::OpensNothing`] when that setup was not opened from this step;
    /// [`SetupError::OutcomeLacks`] as long as it does not show everything in place in the same
    /// tenant; [`SetupError::UnderWay`].
    pub(super) fn on_linked_result_imported(
        &mut self,
        guide: &Guide,
        step: &StepId,
        (other, other_guide): (&Self, &Guide),
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Result<Follow, SetupError> {
        let spec = self.find(guide, step)?;
        self.idle()?;
        opens(spec, other, other_guide)?;
        let nothing = || SetupError::OpensNothing { title: spec.title.clone() };
        if self.linked(step) != Some(other.id) {
            return Err(nothing());
        }
        let missing = self.lacks(guide, spec, other, other_guide);
        if !missing.is_empty() {
            let why = missing.join(" ");
            return Err(SetupError::OutcomeLacks { title: other_guide.title.clone(), why });
        }
        let finished = other.steps.values().filter_map(|record| record.changed).max();
        let outcome = LinkedResult {
            name: show::summary(other, other_guide, now, false).name,
            guide_title: other_guide.title.clone(),
            finished: finished.unwrap_or(other.changed),
            read: other.read_again_at().unwrap_or(other.created),
        };
        let event = JournalEvent::OutcomeImported {
            step: step.clone(),
            guide: other_guide.id.clone(),
            guide_title: other_guide.title.clone(),
            finished: outcome.finished,
        };
        self.links.insert(step.clone(), SetupLink { setup: other.id, outcome: Some(outcome) });
        self.mark_done(guide, spec, Evidence::Setup, now, effect);
        self.note(now, who, event);
        Ok(Follow::Recompute)
    }

    /// When the other setup's scripts last read everything again: the oldest of them, so that nothing
    /// read before counts as newer than what came after.
    fn read_again_at(&self) -> Option<Timestamp> {
        self.on_premises.values().map(|read| read.started).min()
    }

    /// Whether the outcome a step is based on was read after this time.
    pub(super) fn linked_result_is_newer(&self, step: &StepId, than: Timestamp) -> bool {
        self.outcome(step).is_some_and(|outcome| outcome.read > than)
    }

    /// Why the other setup's outcome does not show this step in place; nothing when it does.
    fn lacks(&self, guide: &Guide, step: &Step, other: &Self, other_guide: &Guide) -> Vec<String> {
        let mut missing = Vec::new();
        if self.rehearsal != other.rehearsal {
            missing.push(say!("setup-other-rehearsal"));
        }
        // Also what was under way when the program ended there, until that setup is opened again.
        if other.idle().is_err() {
            missing.push(say!("setup-other-in-progress"));
        }
        let open: Vec<String> = other_guide
            .required_steps()
            .filter(|one| {
                !matches!(other.step(&one.id).state, StepState::Done | StepState::Skipped)
            })
            .map(|one| format!("\"{}\"", one.title))
            .collect();
        if !open.is_empty() {
            missing.push(say!("setup-other-open", steps = open.join(", ")));
        } else if !other.was_verified(other_guide) {
            missing.push(say!("setup-other-unverified"));
        }
        if !self.is_of_the_same_tenant(guide, step, other, other_guide) {
            missing.push(say!("setup-other-tenant"));
        }
        let record = self.step(&step.id);
        if let (Some(own), Some(read)) = (record.receipt_started, other.read_again_at())
            && own > read
            && record.state != StepState::Done
        {
            missing.push(say!("setup-other-outdated"));
        }
        missing
    }

    /// Whether every verification step is based on what was read.
    fn was_verified(&self, guide: &Guide) -> bool {
        let mut verifications =
            guide.steps.iter().filter(|step| step.kind == StepKind::Verify).peekable();
        verifications.peek().is_some()
            && verifications.all(|step| {
                let record = self.step(&step.id);
                record.state == StepState::Done
                    && matches!(record.evidence, Some(Evidence::ReadBack | Evidence::Receipt))
            })
    }

    /// Whether the answers that lead to the tenant, and the domains this step uses, are the same in
    /// both, as far as both ask for them. Where the tenants' ids were looked up, they decide over how
    /// the tenant is written.
    fn is_of_the_same_tenant(
        &self,
        guide: &Guide,
        step: &Step,
        other: &Self,
        other_guide: &Guide,
    ) -> bool {
        let ids = (self.tenant_id(guide), other.tenant_id(other_guide));
        let known = match ids {
            (Some(own), Some(theirs)) if own != theirs => return false,
            (Some(_), Some(_)) => true,
            (None, _) | (_, None) => false,
        };
        // A domain that need not be answered here, and is not, says nothing.
        let (own, _) = Answers::parse(guide, &self.answers);
        let domains = step.uses.iter().filter(|id| {
            guide.answer(id).is_some_and(|spec| {
                spec.kind == AnswerKind::SmtpDomain && !(spec.optional && own.get(id).is_none())
            })
        });
        let mut used = leading_to_tenant(guide);
        used.extend(domains.cloned());
        used.retain(|id| match (guide.answer(id), other_guide.answer(id)) {
            (Some(own), Some(theirs)) => own.kind == theirs.kind,
            (None, _) | (_, None) => false,
        });
        let kind = |id: &AnswerId| guide.answer(id).map(|spec| spec.kind);
        let tenant = |id: &AnswerId| kind(id) == Some(AnswerKind::Tenant);
        if !known && !used.iter().any(|id| tenant(id) && own.get(id).is_some()) {
            return false;
        }
        let compared: Vec<AnswerId> =
            used.into_iter().filter(|id| !(known && tenant(id))).collect();
        self.fingerprint(guide, &compared) == other.fingerprint(other_guide, &compared)
    }
}

/// The answers that lead to the tenant.
pub(super) fn leading_to_tenant(guide: &Guide) -> BTreeSet<AnswerId> {
    way_to_tenant(guide).into_iter().cloned().collect()
}

/// The same in the order of the guide: what its uploads use. A guide that only reads the tenant has them by
/// their roles.
pub(super) fn way_to_tenant(guide: &Guide) -> Vec<&AnswerId> {
    if guide.uploads() {
        let uploads = guide.steps.iter().filter(|step| step.kind == StepKind::Upload);
        return uploads.flat_map(|step| &step.uses).collect();
    }
    let leads = [AnswerRole::Cloud, AnswerRole::Tenant, AnswerRole::LoginUrl, AnswerRole::GraphUrl];
    let answers = leads.iter().filter_map(|role| guide.answer_with(*role));
    answers.map(|spec| &spec.id).collect()
}

/// Refuses a setup of a guide that the step does not open.
fn opens(step: &Step, other: &Setup, other_guide: &Guide) -> Result<(), SetupError> {
    other.of(other_guide)?;
    if step.opens.as_ref() == Some(&other_guide.id) {
        Ok(())
    } else {
        Err(SetupError::OpensNothing { title: step.title.clone() })
    }
}

#[cfg(test)]
mod tests;
