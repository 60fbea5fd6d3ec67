//! Whether a plan that was made again is still what the operator agreed to.

use super::{KeyFate, KeyIdentity, NameFate, PlanAction, PrincipalPlan, spn};
use std::collections::BTreeMap;

/// Whether a newer plan stays within what the operator agreed to: nothing they did not see is added,
/// dropped or removed, and nothing they saw staying is lost. Keys and names that have come meanwhile
/// and stay are no change to their word, and neither is a goal that somebody else has reached already.
pub(super) fn stays_within(newer: &PrincipalPlan, agreed: &PrincipalPlan) -> bool {
    if newer.action == PlanAction::Create && agreed.action != PlanAction::Create {
        return false;
    }
    if newer.sets_enabled.is_some() && newer.sets_enabled != agreed.sets_enabled {
        return false;
    }
    let newer_fates = by_identity(newer);
    let agreed_fates = by_identity(agreed);
    let no_surprise = newer_fates.iter().all(|(name, fates)| match agreed_fates.get(name) {
        None => fates.iter().all(|fate| {
            matches!(fate, KeyFate::Keep | KeyFate::KeepExpired | KeyFate::NotRestored)
        }),
        Some(agreed) => {
            agreed == fates
                || (agreed.as_slice() == [KeyFate::Add] && fates.as_slice() == [KeyFate::Present])
        }
    });
    let no_loss = agreed_fates.iter().all(|(name, fates)| {
        newer_fates.contains_key(name)
            || fates
                .iter()
                .all(|fate| matches!(fate, KeyFate::Drop | KeyFate::Remove | KeyFate::NotRestored))
    });
    no_surprise && no_loss && names_stay_within(newer, agreed)
}

fn names_stay_within(newer: &PrincipalPlan, agreed: &PrincipalPlan) -> bool {
    let fates = |plan: &PrincipalPlan| -> BTreeMap<String, NameFate> {
        plan.names.iter().map(|row| (spn::folded(&row.name), row.fate)).collect()
    };
    let agreed = fates(agreed);
    fates(newer).iter().all(|(name, fate)| match (agreed.get(name), fate) {
        (Some(agreed), fate) if agreed == fate => true,
        (Some(NameFate::Add) | None, NameFate::Present) => true,
        (Some(_) | None, NameFate::Add | NameFate::Present | NameFate::Remove) => false,
    })
}

/// What becomes of the keys, by what these are known by.
fn by_identity(plan: &PrincipalPlan) -> BTreeMap<Option<KeyIdentity>, Vec<KeyFate>> {
    let mut fates: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for key in &plan.keys {
        fates.entry(key.identity()).or_default().push(key.fate);
    }
    for list in fates.values_mut() {
        list.sort_by_key(|fate| *fate as u8);
    }
    fates
}
