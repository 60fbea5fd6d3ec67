//! A judgement without its words, and the words made again.
//!
//! What a step was judged to be is stored with its facts and with the answers that it was judged by.
//! What to call it, what was expected and what to do are texts of the guide and of the tables: they are
//! made when a judgement is shown, so that a mended text reaches setups that were saved before. Earlier
//! versions stored the words: there they stay where nothing can be made in their place.

use super::carried::with_marks;
use super::compare::{in_words, is_empty};
use super::judge::{find, findings_of, worded};
use super::{
    Discovery, Expected, Finding, FindingState, JudgedBy, Judgement, ReceivedCertificate,
    ReportedStep, ScriptError, ScriptProblem, StepJudgement, Verdict,
};
use crate::guide::{GuideId, Rule, Step};
use jiff::Timestamp;
use serde_json::Map;

/// What is expected of a fact of which the guide no longer says anything.
const NO_LONGER_ASKED: &str = "no longer part of this guide";

impl Judgement {
    /// The same without what [`StepJudgement::reworded`] and [`ScriptProblem::reworded`] make again.
    #[must_use]
    pub fn without_words(mut self, judged_by: &JudgedBy) -> Self {
        self.refused = self.refused.map(ScriptProblem::without_words);
        self.steps = self.steps.into_iter().map(|step| step.without_words(judged_by)).collect();
        // The setup has its facts as what was found in that part of the organisation.
        let found = self.discovery.map(Discovery::without_words);
        self.discovery = found.map(|found| Discovery { facts: Map::new(), ..found });
        let certificates = self.certificates.into_iter();
        self.certificates = certificates.map(ReceivedCertificate::without_words).collect();
        self
    }
}

impl ReceivedCertificate {
    /// The same without its warnings: they are made again from its bytes.
    #[must_use]
    pub fn without_words(mut self) -> Self {
        self.card.warnings.clear();
        self
    }
}

impl StepJudgement {
    /// The same without what [`StepJudgement::reworded`] makes again from the facts and these answers.
    #[must_use]
    pub fn without_words(mut self, judged_by: &JudgedBy) -> Self {
        let made_again =
            |finding: &&mut Finding| finding.fact.is_some() || finding.certificate.is_some();
        for finding in self.findings.iter_mut().filter(made_again) {
            finding.label.clear();
            finding.expected.clear();
            finding.found.clear();
            finding.otherwise = None;
        }
        if let Some(question) = &mut self.question {
            for words in [
                &mut question.title,
                &mut question.text,
                &mut question.keep,
                &mut question.change,
                &mut question.difference,
            ] {
                words.clear();
            }
            question.typed = None;
            question.shows = None;
        }
        self.problem = self.problem.map(ScriptProblem::without_words);
        self.judged_by = Some(judged_by.clone());
        self
    }

    /// The same with the words of today. The verdict, the state of each finding and the facts stay.
    #[must_use]
    pub fn reworded(mut self, expected: &Expected<'_>) -> Self {
        self.judged_by = None;
        self.reword_problem(&expected.guide.id);
        for finding in &mut self.findings {
            if let Some(certificate) = finding.certificate.take() {
                *finding = Finding { certificate: None, ..certificate.finding() };
            }
        }
        let Some((_, step)) = expected.guide.step(&self.step) else { return self };
        if self.verdict == Verdict::NotReached {
            return self;
        }
        let error = self.problem.as_ref().map(|problem| ScriptError {
            code: problem.code.clone(),
            message: problem.message.clone(),
            id: String::new(),
            line: None,
        });
        let reported = ReportedStep {
            id: self.step.clone(),
            outcome: self.outcome,
            facts: with_marks(&self.facts),
            changes: self.changes.clone(),
            error,
        };
        // A day that the step waited for had not come when its script ended.
        let ended = if self.waits_until.is_some() { Timestamp::MIN } else { Timestamp::MAX };
        let (today, question) = findings_of(step, &reported, ended, expected);
        for (saved, today) in pairs(&mut self.findings, &today) {
            reword(saved, today);
        }
        for finding in self.findings.iter_mut().filter(|finding| finding.label.is_empty()) {
            reword_alone(finding, step, &reported, expected);
        }
        if let Some(saved) = &mut self.question {
            // What the receipt says of it is reported where the facts ask the same today.
            let asked = step.expect.iter().filter_map(|expectation| expectation.ask.clone());
            let mut today = question.into_iter().chain(asked);
            if let Some(today) = today.find(|today| today.answer == saved.answer) {
                *saved = today;
            }
        }
        // The guide asks no longer, and there are no words to ask with.
        self.question = self.question.filter(|question| !question.title.is_empty());
        self
    }

    fn reword_problem(&mut self, guide: &GuideId) {
        let problem = self.problem.take();
        self.problem = problem.map(|saved| saved.reworded(guide));
    }
}

impl ScriptProblem {
    /// The same without what the table has for its code.
    #[must_use]
    pub fn without_words(mut self) -> Self {
        self.title.clear();
        self.next.clear();
        self
    }

    /// The same with the heading and the next steps that the table has for its code now.
    #[must_use]
    pub fn reworded(self, guide: &GuideId) -> Self {
        worded(&self.code, self.message, self.detail, guide)
    }
}

/// Each saved finding with that of today about the same: by its fact, and where several are about one
/// fact, in their order. Earlier versions did not save the fact: there the label decides.
fn pairs<'f>(
    saved: &'f mut [Finding],
    today: &'f [Finding],
) -> Vec<(&'f mut Finding, &'f Finding)> {
    let of_fact = |fact: &Option<String>, all: &[Finding]| {
        all.iter().filter(|one| one.fact == *fact && fact.is_some()).count()
    };
    let mut chosen: Vec<Option<usize>> = Vec::new();
    for (index, finding) in saved.iter().enumerate() {
        let by_label = || {
            today.iter().position(|one| {
                one.label == finding.label && (finding.fact.is_none() || finding.fact == one.fact)
            })
        };
        let same_number = finding.fact.is_some()
            && of_fact(&finding.fact, saved) == of_fact(&finding.fact, today);
        let by_place = || {
            let before = saved[..index].iter().filter(|one| one.fact == finding.fact).count();
            let mut those = today.iter().enumerate().filter(|(_, one)| one.fact == finding.fact);
            those.nth(before).map(|(place, _)| place)
        };
        let first_of_fact = || {
            finding.fact.as_ref()?;
            today.iter().position(|one| one.fact == finding.fact)
        };
        chosen.push(match (same_number, finding.label.is_empty()) {
            (true, _) => by_place(),
            (false, false) => by_label(),
            (false, true) => first_of_fact(),
        });
    }
    let each = saved.iter_mut().zip(chosen);
    each.filter_map(|(saved, place)| Some((saved, &today[place?]))).collect()
}

/// Takes the words of today. What was found, and what to do about it, belong to the state: where the
/// same facts come to another state now, words of an earlier version stay.
fn reword(saved: &mut Finding, today: &Finding) {
    let had_words = !saved.label.is_empty();
    saved.label.clone_from(&today.label);
    saved.expected.clone_from(&today.expected);
    saved.fact.clone_from(&today.fact);
    let decided = saved.state == FindingState::Kept;
    if saved.state == today.state || decided || !had_words {
        saved.found.clone_from(&today.found);
        saved.empty = today.empty;
    }
    if saved.state == today.state {
        saved.otherwise.clone_from(&today.otherwise);
    }
}

/// Words for a finding that today's guide would not make of the same facts.
fn reword_alone(
    saved: &mut Finding,
    step: &Step,
    reported: &ReportedStep,
    expected: &Expected<'_>,
) {
    let Some(fact) = saved.fact.clone() else { return };
    let mut those = step.expect.iter().filter(|expectation| expectation.fact == fact);
    if let Some(found) = those.find_map(|one| find(one, step, reported, expected)) {
        reword(saved, &found);
        return;
    }
    let value = reported.facts.get(&fact).filter(|value| !is_empty(value));
    saved.found = value.map_or_else(
        || "nothing".to_owned(),
        |value| in_words(&Rule::Empty(false), value, &expected.tenant()),
    );
    saved.label = fact;
    NO_LONGER_ASKED.clone_into(&mut saved.expected);
}
