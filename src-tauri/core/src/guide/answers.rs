//! The answers to a guide's questions, read together: defaults, questions that are not asked, what
//! is missing, and the fingerprint by which a receipt says which answers its script had.

use super::answer::{Answer, AnswerKind, InvalidAnswer};
use super::{AnswerId, AnswerRole, AnswerSpec, Guide};
use crate::messages::say;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use ts_rs::TS;

/// What became of an answer that was handed in.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AnswerProblem {
    /// The question.
    pub answer: AnswerId,
    /// What is wrong, with an example of a right value.
    pub message: String,
}

/// Answers that have been read: each is of its question's kind.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Answers {
    given: BTreeMap<AnswerId, Answer>,
    defaults: BTreeMap<AnswerId, Answer>,
    /// The question of each role.
    roles: BTreeMap<AnswerRole, AnswerId>,
}

impl Answers {
    /// Reads what the operator gave. What cannot be read counts as not given and is reported; an empty
    /// text is no answer; a question that is not asked (`only-when`) has no answer.
    pub fn parse(guide: &Guide, raw: &BTreeMap<AnswerId, String>) -> (Self, Vec<AnswerProblem>) {
        let mut answers = Self::default();
        let mut problems = Vec::new();
        for spec in &guide.answers {
            if let Some(role) = spec.role {
                answers.roles.entry(role).or_insert_with(|| spec.id.clone());
            }
            if !answers.asks(spec) {
                continue;
            }
            // A library takes only guides whose defaults can be read.
            let default = spec.default.as_deref();
            if let Some(Ok(value)) =
                default.map(|text| Answer::parse(spec.kind, &spec.choices, text))
            {
                answers.defaults.insert(spec.id.clone(), value);
            }
            let Some(text) = raw.get(&spec.id).filter(|text| !text.trim().is_empty()) else {
                continue;
            };
            match Answer::parse(spec.kind, &spec.choices, text) {
                Ok(value) => {
                    answers.given.insert(spec.id.clone(), value);
                }
                Err(error) => {
                    let error = InvalidAnswer { example: spec.example.clone(), ..error };
                    problems.push(AnswerProblem {
                        answer: spec.id.clone(),
                        message: error.to_string(),
                    });
                }
            }
        }
        for id in raw.keys().filter(|id| guide.answer(id).is_none()) {
            problems
                .push(AnswerProblem { answer: id.clone(), message: say!("answer-no-question") });
        }
        (answers, problems)
    }

    /// Whether the question is asked, given the answers to those before it.
    pub fn asks(&self, spec: &AnswerSpec) -> bool {
        spec.only_when.as_ref().is_none_or(|condition| {
            self.get(&condition.id).is_some_and(|value| condition.holds(value.as_str()))
        })
    }

    /// The answer, or what its question says an empty one means.
    pub fn get(&self, id: &AnswerId) -> Option<&Answer> {
        self.given.get(id).or_else(|| self.defaults.get(id))
    }

    /// The answer in the one way in which it is written, or `None` when there is none.
    pub fn text(&self, id: &str) -> Option<&str> {
        self.get(&AnswerId::from(id)).map(Answer::as_str)
    }

    /// The answer with that role, in the one way in which it is written.
    pub fn of(&self, role: AnswerRole) -> Option<&str> {
        self.get(self.roles.get(&role)?).map(Answer::as_str)
    }

    /// Whether a yes-or-no question was answered with yes.
    pub fn flag(&self, id: &str) -> bool {
        matches!(self.get(&AnswerId::from(id)), Some(Answer::Flag(flag)) if flag.is_set())
    }

    /// Those of `needed` that must be answered and are not, in the order in which they are asked.
    pub fn missing(&self, guide: &Guide, needed: &[AnswerId]) -> Vec<AnswerId> {
        guide
            .answers
            .iter()
            .filter(|spec| {
                needed.contains(&spec.id)
                    && !spec.optional
                    && spec.kind != AnswerKind::Flag
                    && self.asks(spec)
                    && self.get(&spec.id).is_none()
            })
            .map(|spec| spec.id.clone())
            .collect()
    }

    /// Twelve hex digits that change when an answer changes that is in scripts. Questions without
    /// an answer do not count, and neither does a no: a guide can gain a question and the receipts of
    /// scripts that did not have it stay good.
    pub fn fingerprint(&self, guide: &Guide) -> String {
        let mut lines: Vec<String> = guide
            .answers
            .iter()
            .filter(|spec| spec.in_scripts)
            .filter_map(|spec| {
                let value = self.get(&spec.id)?;
                let counts = !matches!(value, Answer::Flag(flag) if !flag.is_set());
                counts.then(|| format!("{}={}\n", spec.id, value.as_str()))
            })
            .collect();
        lines.sort();
        let digest = Sha256::digest(lines.concat().as_bytes());
        digest[..6].iter().fold(String::with_capacity(12), |mut digits, byte| {
            write!(digits, "{byte:02x}").expect("BUG: writing to a string does not fail");
            digits
        })
    }

    /// What the operator gave, each in the one way in which it is written; without defaults.
    pub fn raw(&self) -> BTreeMap<AnswerId, String> {
        self.given.iter().map(|(id, value)| (id.clone(), value.as_str().to_owned())).collect()
    }
}
