//! What this setup made on premises, as receipts record it: only that may an undo script take back.

use crate::guide::{Making, MakingKind, Step};
use crate::receipt::{Outcome, StepJudgement};
use crate::script::Made;
use serde_json::Value;

/// Adds what the changes of this step have made. A former value is kept from the first time: later
/// runs only see what we set ourselves.
pub(super) fn remember(made: &mut Made, step: &Step, judgement: &StepJudgement) {
    for change in judgement.changes.iter().filter(|change| change.done) {
        for making in step.makes.iter().filter(|making| change.action.starts_with(&making.action)) {
            match making.kind {
                MakingKind::Created => add(&mut made.created, &making.name_for(&change.target)),
                MakingKind::Enabled => {
                    if !made.created.contains(&making.name) {
                        add(&mut made.enabled, &making.name);
                    }
                }
                MakingKind::Relinked => {
                    if let Some(former) = former(making, judgement)
                        && !made.created.contains(&making.name)
                    {
                        made.relinked.entry(making.name.clone()).or_insert(former);
                    }
                }
            }
        }
    }
}

fn add(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

/// What it pointed at before; empty text for nothing. Without that fact there is no way back.
fn former(making: &Making, judgement: &StepJudgement) -> Option<String> {
    match judgement.facts.get(making.former.as_deref()?) {
        Some(Value::String(former)) => Some(former.clone()),
        _ => None,
    }
}

/// What an undo script says of a step: whether the thing is still there. Only scripts that
/// take something away record the fact `present`.
pub(super) fn undone(judgement: &StepJudgement) -> Option<Undone> {
    let Some(Value::Bool(present)) = judgement.facts.get("present") else { return None };
    match (present, judgement.outcome) {
        (_, Outcome::Failed | Outcome::Planned) => None,
        (false, Outcome::Unchanged | Outcome::Changed) => Some(Undone::Gone),
        (true, Outcome::Changed) => Some(Undone::AsBefore),
        (true, Outcome::Unchanged) => Some(Undone::Left),
    }
}

/// What an undo script did with one step.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Undone {
    /// It is not there any more.
    Gone,
    /// It was there before this setup, and is as it was then.
    AsBefore,
    /// It is there, and nothing of it was to be taken back.
    Left,
}

/// Removes what was taken back. What remains of a thing that is still there carries the step's name.
pub(super) fn forget(made: &mut Made, step: &Step, undone: Undone) {
    for making in &step.makes {
        let thing_itself = making.name == step.id.as_str();
        let stays = match undone {
            Undone::Gone => false,
            Undone::AsBefore => thing_itself && making.kind == MakingKind::Created,
            Undone::Left => true,
        };
        if stays {
            continue;
        }
        match making.kind {
            MakingKind::Created => made.created.retain(|name| !making.is_named(name)),
            MakingKind::Enabled => made.enabled.retain(|name| !making.is_named(name)),
            MakingKind::Relinked => {
                made.relinked.remove(&making.name);
            }
        }
    }
}
