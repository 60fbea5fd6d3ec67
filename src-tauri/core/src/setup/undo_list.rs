//! What this setup made on premises, as receipts record it: only that may an undo script take back.

use crate::guide::{PRESENT_FACT, ReversibleKind, Step};
use crate::receipt::{InterruptedChange, Outcome, StepJudgement};
use crate::script::UndoList;
use serde_json::Value;

/// Adds what the changes of this step have made. A former value is kept from the first time: later
/// runs only see what we set ourselves.
pub(super) fn remember(undo_list: &mut UndoList, step: &Step, judgement: &StepJudgement) {
    let former = |fact: &str| match judgement.facts.get(fact) {
        Some(Value::String(former)) => Some(former.clone()),
        _ => None,
    };
    for change in judgement.changes.iter().filter(|change| change.done) {
        remember_change(undo_list, step, &change.target, &change.action, &former);
    }
}

/// Adds what a change of an interrupted run has made. One that was not confirmed counts too: undo looks
/// whether the thing is there, and without this nobody would know whose it is.
pub(super) fn remember_interrupted(
    undo_list: &mut UndoList,
    step: &Step,
    change: &InterruptedChange,
) {
    let former = |fact: &str| change.former.get(fact).cloned();
    remember_change(undo_list, step, &change.target, &change.action, &former);
}

/// `former`: the value of a fact, as it was before. Without that fact there is no way back.
fn remember_change(
    undo_list: &mut UndoList,
    step: &Step,
    target: &str,
    action: &str,
    former: &dyn Fn(&str) -> Option<String>,
) {
    for reversible in
        step.reversible.iter().filter(|reversible| action.starts_with(&reversible.action))
    {
        let name = reversible.name_for(target);
        match reversible.kind {
            ReversibleKind::Created => add(&mut undo_list.created, name),
            ReversibleKind::Enabled => {
                if !undo_list.created.contains(&name) {
                    add(&mut undo_list.enabled, name);
                }
            }
            ReversibleKind::Relinked => {
                if let Some(former) = reversible.former.as_deref().and_then(former)
                    && !undo_list.created.contains(&name)
                {
                    undo_list.relinked.entry(name).or_insert(former);
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
pub(super) fn forget(undo_list: &mut UndoList, step: &Step, undone: Undone) {
    for reversible in &step.reversible {
        let thing_itself = reversible.name == step.id.as_str();
        let stays = match undone {
            Undone::Gone => false,
            Undone::AsBefore => thing_itself && reversible.kind == ReversibleKind::Created,
            Undone::Left => true,
        };
        if stays {
            continue;
        }
        match reversible.kind {
            ReversibleKind::Created => undo_list.created.retain(|name| !reversible.names(name)),
            ReversibleKind::Enabled => undo_list.enabled.retain(|name| !reversible.names(name)),
            ReversibleKind::Relinked => {
                undo_list.relinked.retain(|name, _| !reversible.names(name));
            }
        }
    }
}
