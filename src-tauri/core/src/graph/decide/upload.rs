//! What an upload would make of a principal: what is wanted is added, what is named is removed, everything
//! else that is valid stays.

use super::Consequence;
use super::{
    Decision, Idle, KeyChanges, NameChanges, PutBack, TargetKey, cannot, name_row, plan_of, row,
    together, wanted_row,
};
use crate::certificate::Certificate;
use crate::error::{ErrorCode, Problem};
use crate::graph::desired::Precondition;
use crate::graph::key::{KeyBytes, KeyCredential};
use crate::graph::principal::{Principal, PrincipalReading};
use crate::graph::{
    DesiredState, KeyFate, KeyName, NameFate, PlanAction, PrincipalPlan, UploadOptions, spn,
};
use crate::ids::{AppId, Thumbprint};
use crate::messages::text;
use uuid::Uuid;

/// The state with keys named by their thumbprints, as this reading reports them.
pub(super) fn resolved(mut state: DesiredState, reading: &PrincipalReading) -> DesiredState {
    // One that cannot be resolved stays, and the plan says why.
    if let Ok(removed) = removed(&state.removes, reading.keys()) {
        state.removes = removed.into_iter().map(KeyName::Thumbprint).collect();
    }
    state
}

pub(super) fn upload(
    state: &DesiredState,
    options: UploadOptions,
    reading: &PrincipalReading,
    put_back: &PutBack,
) -> Decision {
    let app = state.app;
    let principal = reading.principal.as_ref();
    let diff = state.diff(&reading.observed());
    match &diff.condition {
        Precondition::Met => {}
        Precondition::NotHeld => {
            return idle(app, reading, Idle::NotHeld(state.where_held.clone()));
        }
        Precondition::NotKnown { key } => {
            return cannot(app, principal, state.condition_unknown(key));
        }
    }
    if let Some(refused) = state.refused(reading.at) {
        return cannot(app, principal, refused);
    }
    let removed = match removed(&state.removes, reading.keys()) {
        Ok(removed) => removed,
        Err(problem) => return cannot(app, principal, problem),
    };
    if let Some(both) = state.certificates.iter().find(|it| removed.contains(&it.thumbprint())) {
        let problem = Problem::new(
            ErrorCode::AnswerInvalid,
            text!("graph-keep-and-remove", thumbprint = both.thumbprint()),
        );
        return cannot(app, principal, problem);
    }
    let is_lacking = |it: &&Certificate| diff.lacks(it.thumbprint());
    let missing: Vec<&Certificate> = state.certificates.iter().filter(is_lacking).collect();
    let Some(principal) = principal else {
        return match (diff.is_met(), options.create_missing) {
            (true, _) => idle(app, reading, Idle::Absent),
            (false, false) => cannot(app, None, Problem::of(ErrorCode::PrincipalAbsent)),
            (false, true) if is_refused(state, &missing) => cannot(app, None, refused()),
            (false, true) => create(state),
        };
    };
    if is_refused(state, &missing) {
        return cannot(app, Some(principal), refused());
    }
    let harms = app == AppId::EXCHANGE_ONLINE && !missing.is_empty();
    let keys = keys(principal, reading, (state, options), &removed, &missing, put_back);
    let names = match the_names(principal, state, put_back) {
        Ok(names) => names,
        Err(problem) => return cannot(app, Some(principal), problem),
    };
    let mut decision = together(app, principal, keys, names, state.enabled.then_some(true));
    if harms {
        decision.plan.warning = Some(harm());
    }
    decision
}

/// Keys are not added to Exchange Online's principal unless the operator was warned.
/// This is about keys that are wanted: one that another tool put there itself, and that a write of ours
/// took away, is put back.
fn is_refused(state: &DesiredState, added: &[&Certificate]) -> bool {
    state.app == AppId::EXCHANGE_ONLINE && !added.is_empty() && !state.despite_warning
}

fn refused() -> Problem {
    Problem::new(ErrorCode::AnswerInvalid, text!("graph-exchange-online-refused"))
}

/// The warning of a plan that puts a key on Exchange Online's principal.
pub(super) fn harm() -> Problem {
    Problem {
        title: text!("graph-harm-title"),
        next: vec![text!("graph-harm-next-agree"), text!("graph-harm-next-leave-out")],
        ..Problem::new(ErrorCode::AnswerInvalid, text!("graph-harm"))
    }
}

/// Nothing is wanted of it.
fn idle(app: AppId, reading: &PrincipalReading, idle: Idle) -> Decision {
    let principal = reading.principal.as_ref();
    let keys = principal.map(|principal| KeyChanges::untouched(principal, reading.at).rows);
    let plan = PrincipalPlan { keys: keys.unwrap_or_default(), ..plan_of(app, principal) };
    Decision { idle: Some(idle), ..Decision::of(plan) }
}

fn create(state: &DesiredState) -> Decision {
    let app = state.app;
    let added: Vec<_> = state.certificates.iter().map(KeyBytes::of).collect();
    let plan = PrincipalPlan {
        action: PlanAction::Create,
        keys: added.iter().map(|bytes| row(bytes, KeyFate::Add)).collect(),
        names: state.names.iter().map(|name| name_row(name, NameFate::Add)).collect(),
        sets_enabled: state.enabled.then_some(true),
        warning: (app == AppId::EXCHANGE_ONLINE && !added.is_empty()).then(harm),
        ..plan_of(app, None)
    };
    Decision { target: added.into_iter().map(TargetKey::working).collect(), ..Decision::of(plan) }
}

fn keys(
    principal: &Principal,
    reading: &PrincipalReading,
    (state, options): (&DesiredState, UploadOptions),
    removed: &[Thumbprint],
    missing: &[&Certificate],
    put_back: &PutBack,
) -> KeyChanges {
    let fate = |key: &KeyCredential| {
        if key.thumbprint().is_some_and(|thumbprint| removed.contains(&thumbprint)) {
            return KeyFate::Remove;
        }
        match (key.is_expired(reading.at), state.wants(key)) {
            (false, true) => KeyFate::Present,
            (false, false) => KeyFate::Keep,
            // An entry that ended before its certificate did: the new entry takes its place.
            (true, true) => KeyFate::Drop,
            (true, false) if options.drop_expired => KeyFate::Drop,
            (true, false) => KeyFate::KeepExpired,
        }
    };
    let fates: Vec<_> = principal.keys.iter().map(|key| (key, fate(key))).collect();
    let added: Vec<_> =
        missing.iter().map(|it| KeyBytes::of(it)).chain(put_back.keys.iter().cloned()).collect();
    let any_goes = fates.iter().any(|(_, fate)| *fate == KeyFate::Remove);
    let mut keys = if added.is_empty() && !any_goes {
        // Nothing is written only to be rid of expired keys; they harm nobody.
        let staying = |fate| match fate {
            KeyFate::Drop => KeyFate::KeepExpired,
            other => other,
        };
        KeyChanges {
            rows: fates.iter().map(|(key, fate)| key.planned(staying(*fate))).collect(),
            target: state.certificates.iter().map(KeyBytes::of).map(TargetKey::working).collect(),
            gone: Vec::new(),
            sends: false,
            problem: None,
        }
    } else {
        KeyChanges::written(&fates, added)
    };
    // Those that had gone before must not come back either.
    let gone_before = removed.iter().filter(|gone| !keys.gone.contains(gone)).copied();
    keys.gone.extend(gone_before.collect::<Vec<_>>());
    keys
}

fn the_names(
    principal: &Principal,
    state: &DesiredState,
    put_back: &PutBack,
) -> Result<NameChanges, Problem> {
    if state.names.is_empty() && put_back.names.is_empty() {
        return Ok(NameChanges::default());
    }
    // Reading refuses an answer without names where they are wanted; never write without them.
    let there = principal.names.as_ref().ok_or_else(|| Problem::of(ErrorCode::GraphUnreadable))?;
    let mut added = spn::lacking(there, &state.names);
    added.extend(spn::lacking(&added, &spn::lacking(there, &put_back.names)));
    let wanted = state.names.iter().map(|name| wanted_row(there, name));
    let others = added.iter().filter(|name| !spn::has(&state.names, name));
    let rows = wanted.chain(others.map(|name| name_row(name, NameFate::Add))).collect();
    let sends = (!added.is_empty()).then(|| [there.as_slice(), &added].concat());
    let shown = sends.clone().unwrap_or_else(|| state.names.clone());
    Ok(NameChanges { rows, shown, gone: Vec::new(), sends })
}

/// The thumbprints of the keys that are to go.
///
/// # Errors
/// A key id that nothing has, or one that does not distinguish the key from others: ids change with every
/// write, so what is removed must be known by more than its id.
fn removed(named: &[KeyName], keys: &[KeyCredential]) -> Result<Vec<Thumbprint>, Problem> {
    let mut removed = Vec::new();
    for name in named {
        let thumbprint = match name {
            KeyName::Thumbprint(thumbprint) => *thumbprint,
            KeyName::Id(id) => by_id(*id, keys)?,
        };
        if !removed.contains(&thumbprint) {
            removed.push(thumbprint);
        }
    }
    Ok(removed)
}

fn by_id(id: Uuid, keys: &[KeyCredential]) -> Result<Thumbprint, Problem> {
    let Some(key) = keys.iter().find(|key| key.facts().has_id(id)) else {
        return Err(Problem {
            title: text!("graph-key-absent-title"),
            next: vec![text!("graph-key-absent-next")],
            ..Problem::new(ErrorCode::KeysChangedMeanwhile, text!("graph-key-absent", id = id))
        });
    };
    let Some(thumbprint) = key.thumbprint() else {
        return Err(super::cannot_be_sent(key, Consequence::Removed));
    };
    if keys.iter().filter(|other| other.thumbprint() == Some(thumbprint)).count() > 1 {
        return Err(Problem {
            title: text!("graph-key-several-title"),
            next: vec![text!("graph-key-several-next", thumbprint = thumbprint)],
            ..Problem::new(
                ErrorCode::AnswerInvalid,
                text!("graph-key-several", id = id, thumbprint = thumbprint),
            )
        });
    }
    Ok(thumbprint)
}
