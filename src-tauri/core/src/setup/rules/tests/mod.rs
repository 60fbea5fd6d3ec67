//! What each rule does, and what it refuses.

mod answers;
mod backups;
mod cloud;
mod receipts;
mod skype;
mod teams;
mod word;

use crate::guide::StepId;
use crate::setup::view::{StepState, Witness};
use crate::setup::{Effect, Setup};

fn state(setup: &Setup, step: &str) -> StepState {
    setup.step(&StepId::from(step)).state
}

fn witness(setup: &Setup, step: &str) -> Option<Witness> {
    setup.step(&StepId::from(step)).witness
}

/// The last thing that happened, and who it was.
fn last(setup: &Setup) -> (&str, &str) {
    let entry = setup.journal().last().unwrap();
    (&entry.who, &entry.what)
}

/// The moves an effect tells, as short text.
fn moves(effect: &Effect) -> Vec<String> {
    effect
        .changes
        .iter()
        .map(|change| format!("{}: {:?} to {:?}", change.step, change.from, change.to))
        .collect()
}
