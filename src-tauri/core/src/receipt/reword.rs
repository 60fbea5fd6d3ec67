//! The words of a judgement that was saved, made again.
//!
//! What a step was judged to be is saved with its facts, and stays. What to call it, what was expected
//! and what to do are texts of the guide and of the tables: they are made from the facts when a
//! judgement is shown, so that a mended text reaches setups of earlier versions.

use super::judge::{findings_of, worded};
use super::{
    Expected, Finding, FindingState, ReportedStep, ScriptError, ScriptProblem, StepJudgement,
    Verdict,
};
use crate::guide::GuideId;
use jiff::Timestamp;

impl StepJudgement {
    /// The same with the words of today. The verdict, the state of each finding and the facts stay.
    /// What the guide no longer asks keeps the words that it was saved with.
    #[must_use]
    pub fn reworded(mut self, expected: &Expected<'_>) -> Self {
        self.reword_problem(&expected.guide.id);
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
            facts: self.facts.clone(),
            changes: self.changes.clone(),
            error,
        };
        // A day that the step waited for had not come when its script ended.
        let ended = if self.waits_until.is_some() { Timestamp::MIN } else { Timestamp::MAX };
        let (today, question) = findings_of(step, &reported, ended, expected);
        for (saved, today) in pairs(&mut self.findings, &today) {
            reword(saved, today);
        }
        if let (Some(saved), Some(today)) = (&mut self.question, question)
            && saved.answer == today.answer
        {
            *saved = today;
        }
        self
    }

    fn reword_problem(&mut self, guide: &GuideId) {
        let problem = self.problem.take();
        self.problem = problem.map(|saved| saved.reworded(guide));
    }
}

impl ScriptProblem {
    /// The same with the heading and the next steps that the table has for its code now.
    #[must_use]
    pub fn reworded(self, guide: &GuideId) -> Self {
        worded(&self.code, self.message, self.detail, guide)
    }
}

/// Each saved finding with that of today about the same: by its fact, and where several are about one
/// fact, in their order. Earlier versions did not save the fact: there the label tells.
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
        chosen.push(if same_number { by_place() } else { by_label() });
    }
    let each = saved.iter_mut().zip(chosen);
    each.filter_map(|(saved, place)| Some((saved, &today[place?]))).collect()
}

/// Takes the words of today. What was found, and what to do about it, belong to the state: where the
/// same facts come to another state now, they stay.
fn reword(saved: &mut Finding, today: &Finding) {
    saved.label.clone_from(&today.label);
    saved.expected.clone_from(&today.expected);
    saved.fact.clone_from(&today.fact);
    let decided = saved.state == FindingState::Kept;
    if saved.state == today.state || decided {
        saved.found.clone_from(&today.found);
        saved.empty = today.empty;
    }
    if saved.state == today.state {
        saved.otherwise.clone_from(&today.otherwise);
    }
}
