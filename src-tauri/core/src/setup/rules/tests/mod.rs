//! What each rule does, and what it refuses.

mod answers;
mod application;
mod attestation;
mod backups;
mod cloud;
mod found;
mod receipts;
mod runs;
mod skype;
mod teams;
mod uploads;
mod waiting;

use crate::guide::StepId;
use crate::setup::fixture::journal;
use crate::setup::view::{Evidence, StepState};
use crate::setup::{Effect, Setup, TenantOperation};

fn state(setup: &Setup, step: &str) -> StepState {
    setup.step(&StepId::from(step)).state
}

fn evidence(setup: &Setup, step: &str) -> Option<Evidence> {
    setup.step(&StepId::from(step)).evidence
}

/// The step of the small guide on which this work is done.
fn at_work(operation: TenantOperation) -> StepId {
    match operation {
        TenantOperation::Upload | TenantOperation::Restore | TenantOperation::Removal => {
            "upload".into()
        }
        TenantOperation::Verify => "verify".into(),
    }
}

/// The last thing that happened, and who it was.
fn last(setup: &Setup) -> (&str, &'static str) {
    let entry = setup.journal().last().unwrap();
    (&entry.who, journal(setup).pop().unwrap().leak())
}

/// The moves an effect reports, as short text.
fn moves(effect: &Effect) -> Vec<String> {
    effect
        .changes
        .iter()
        .map(|change| format!("{}: {:?} to {:?}", change.step, change.from, change.to))
        .collect()
}
