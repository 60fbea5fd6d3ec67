//! What this setup made on premises, as receipts record it: only that may an undo script take back.

use crate::guide::{MakingKind, PRESENT_FACT, Step};
use crate::receipt::{InterruptedChange, Outcome, StepJudgement};
use crate::script::Made;
use serde_json::Value;

/// Adds what the changes of this step have made. A former value is kept from the first time: later
/// runs only see what we set ourselves.
pub(super) fn remember(made: &mut Made, step: &Step, judgement: &StepJudgement) {
    let former = |fact: &str| match judgement.facts.get(fact) {
        Some(Value::String(former)) => Some(former.clone()),
        _ => None,
    };
    for change in judgement.changes.iter().filter(|change| change.done) {
        remember_change(made, step, &change.target, &change.action, &former);
    }
}

/// Adds what a change of an interrupted run has made. One that was not confirmed counts too: undo looks
/// whether the thing is there, and without this nobody would know whose it is.
pub(super) fn remember_interrupted(made: &mut Made, step: &Step, change: &InterruptedChange) {
    let former = |fact: &str| change.former.get(fact).cloned();
    remember_change(made, step, &change.target, &change.action, &former);
}

/// `former`: the value of a fact, as it was before. Without that fact there is no way back.
fn remember_change(
    made: &mut Made,
    step: &Step,
    target: &str,
    action: &str,
    former: &dyn Fn(&str) -> Option<String>,
) {
    for making in step.makes.iter().filter(|making| action.starts_with(&making.action)) {
        let name = making.name_for(target);
        match making.kind {
            MakingKind::Created => add(&mut made.created, name),
            MakingKind::Enabled => {
                if !made.created.contains(&name) {
                    add(&mut made.enabled, name);
                }
            }
            MakingKind::Relinked => {
                if let Some(former) = making.former.as_deref().and_then(former)
                    && !made.created.contains(&name)
                {
                    made.relinked.entry(name).or_insert(former);
                }
            }
        }
    }
}

fn add(names: &mut Vec<String>, name: String) {
    if !names.contains(&name) {
        names.push(name);
    }
}

/// What an undo script says of a step: whether the thing is still there. Only scripts that
/// take something away record the fact `present`.
pub(super) fn undone(judgement: &StepJudgement) -> Option<Undone> {
    let Some(Value::Bool(present)) = judgement.facts.get(PRESENT_FACT) else { return None };
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
            MakingKind::Created => made.created.retain(|name| !making.names(name)),
            MakingKind::Enabled => made.enabled.retain(|name| !making.names(name)),
            MakingKind::Relinked => made.relinked.retain(|name, _| !making.names(name)),
        }
    }
}
