//! What all the receipts in a text prove together.
//!
//! People paste a whole console, or a mail with an older one quoted below. All receipts of a setup
//! count, and for each step the newest run that reports on it, wherever it is in the text.

use super::read::FoundReceipts;
use super::remark::{Age, Remark};
use super::{Expected, Judgement, Receipt, ReceiptError, StepJudgement, Verdict, judge};
use crate::error::Problem;
use crate::guide::{Guide, StepId};
use std::collections::BTreeMap;
use thiserror::Error;

/// The receipts of a text that belong to a setup, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// One or more, the oldest first: taken in this order, each step ends with its newest.
    pub judgements: Vec<Judgement>,
    /// What else the text holds.
    pub remarks: Vec<Remark>,
}

/// No receipt of a text can be used.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{error}")]
pub struct NoneUsable {
    /// Why the one that comes closest cannot.
    pub error: ReceiptError,
    /// What else the text holds.
    pub remarks: Vec<Remark>,
}

impl From<NoneUsable> for Problem {
    fn from(none: NoneUsable) -> Self {
        let problem = Self::from(none.error);
        if none.remarks.is_empty() {
            return problem;
        }
        let remarks: Vec<String> = none.remarks.iter().map(Remark::to_string).collect();
        problem.with_detail(remarks.join(" "))
    }
}

/// Judges every receipt of a text.
///
/// # Errors
/// None of them is of this guide, this setup and these answers.
pub fn judge_all(found: &FoundReceipts, expected: &Expected<'_>) -> Result<Judged, NoneUsable> {
    let mut judgements = Vec::new();
    let mut refused: Vec<(&Receipt, ReceiptError)> = Vec::new();
    for receipt in &found.receipts {
        match judge(receipt, expected) {
            Ok(judgement) => judgements.push(judgement),
            Err(error) => refused.push((receipt, error)),
        }
    }
    judgements.sort_by_key(|judgement| judgement.started);
    // A mail often holds the same receipt twice: pasted and quoted.
    judgements.dedup();
    let Some(newest) = judgements.last().map(|judgement| judgement.started) else {
        return Err(none_usable(found, refused));
    };
    let unused = refused
        .into_iter()
        .map(|(receipt, error)| Remark::of(error, Age::of(Some(receipt.started), newest)));
    let remarks = found.remarks.iter().cloned().chain(unused).collect();
    Ok(Judged { judgements, remarks })
}

/// What is nearest to being of use is what the operator sees: answers that have changed, then
/// another setup, then another guide; of several the newest.
fn none_usable(found: &FoundReceipts, mut refused: Vec<(&Receipt, ReceiptError)>) -> NoneUsable {
    let nearness = |error: &ReceiptError| match error {
        ReceiptError::OtherGuide { .. } => 0,
        ReceiptError::OtherSetup { .. } => 1,
        _ => 2,
    };
    refused.sort_by_key(|(receipt, error)| (nearness(error), receipt.started));
    let (_, error) = refused.pop().expect("BUG: a text that was read holds a receipt");
    let unused = refused.into_iter().map(|(_, error)| Remark::of(error, Age::Unknown));
    NoneUsable { error, remarks: found.remarks.iter().cloned().chain(unused).collect() }
}

impl Judged {
    /// The receipts, the oldest first, each with only those steps of which it says how things are
    /// now. A dry run takes nothing away from what a run has proved, and neither does a run that did
    /// not come to a step.
    pub fn counting(&self) -> Vec<Judgement> {
        let mut counts: BTreeMap<&StepId, (usize, &StepJudgement)> = BTreeMap::new();
        for (index, judgement) in self.judgements.iter().enumerate() {
            for step in &judgement.steps {
                let before = counts.get(&step.step).map(|(_, before)| *before);
                if before.is_none_or(|before| supersedes(judgement, step, before)) {
                    counts.insert(&step.step, (index, step));
                }
            }
        }
        let of = |index: usize, step: &StepJudgement| {
            counts.get(&step.step).is_some_and(|(counting, _)| *counting == index)
        };
        let judgements = self.judgements.iter().enumerate();
        judgements
            .map(|(index, judgement)| {
                let steps = judgement.steps.iter().filter(|step| of(index, step));
                Judgement { steps: steps.cloned().collect(), ..judgement.clone() }
            })
            .collect()
    }

    /// All of it as one: the newest receipt with what the others report on steps, certificates and parts
    /// of the organisation that it does not report on.
    ///
    /// # Panics
    /// Never: at least one receipt was judged.
    pub fn together(&self, guide: &Guide) -> Judgement {
        let mut counting = self.counting().into_iter().rev();
        let mut whole = counting.next().expect("BUG: at least one receipt was judged");
        let mut parts: Vec<StepId> =
            whole.discovery.iter().map(|found| found.part.clone()).collect();
        for older in counting {
            whole.interrupted.extend(older.interrupted);
            whole.steps.extend(older.steps);
            for certificate in older.certificates {
                if whole.certificates.iter().all(|known| known.r#use != certificate.r#use) {
                    whole.certificates.push(certificate);
                }
            }
            if let Some(found) = older.discovery.filter(|found| !parts.contains(&found.part)) {
                parts.push(found.part.clone());
                whole.discovery = Some(match whole.discovery {
                    Some(known) => known.and(found),
                    None => found,
                });
            }
        }
        let place =
            |step: &StepJudgement| guide.steps.iter().position(|known| known.id == step.step);
        whole.steps.sort_by_key(place);
        whole
    }
}

/// Whether what a later receipt reports on a step takes the place of what an earlier one reported.
fn supersedes(later: &Judgement, reported: &StepJudgement, before: &StepJudgement) -> bool {
    match (reported.verdict, before.verdict) {
        (Verdict::NotReached | Verdict::NotRead, before) => {
            matches!(before, Verdict::NotReached | Verdict::NotRead)
        }
        (reported, Verdict::InPlace) => reported == Verdict::InPlace || !later.what_if,
        (_, _) => true,
    }
}

#[cfg(test)]
mod tests;
