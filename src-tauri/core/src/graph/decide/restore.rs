//! What putting a copy back would make of a principal: what the copy covers becomes what it was.
//!
//! A copy covers what its write replaced, and nothing else: one that was kept before names were
//! written does not bring keys back that were removed since, and one of keys takes no names away.
//!
//! Exchange Online's principal is no exception, because a removed key must not be lost for good. A
//! restore adds to it only what the copy says was there, and warns of the harm in the plan.

use super::upload::harm;
use super::{
    Decision, KeyChanges, NameChanges, PutBack, TargetKey, cannot, name_row, row, together,
    wanted_row,
};
use crate::error::{ErrorCode, Problem};
use crate::graph::key::{KeyBytes, KeyCredential};
use crate::graph::principal::{Needs, Principal, PrincipalReading};
use crate::graph::{KeyFate, NameFate, spn};
use crate::ids::AppId;
use crate::messages::text;

/// What a copy holds.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Restore {
    pub(in crate::graph) object_id: String,
    /// The keys; none when the copy does not cover them.
    pub(in crate::graph) keys: Option<Vec<KeyBytes>>,
    /// The names, likewise.
    pub(in crate::graph) names: Option<Vec<String>>,
    /// Whether it was enabled, likewise.
    pub(in crate::graph) enabled: Option<bool>,
}

impl Restore {
    pub(super) fn wants(&self, key: &KeyCredential) -> bool {
        self.keys.iter().flatten().any(|saved| key.facts().holds(saved.thumbprint))
    }

    pub(super) fn needs(&self) -> Needs {
        Needs { names: self.names.is_some(), enabled: self.enabled.is_some() }
    }
}

pub(super) fn restore(
    app: AppId,
    reading: &PrincipalReading,
    copy: &Restore,
    put_back: &PutBack,
) -> Decision {
    let Some(principal) = &reading.principal else {
        return cannot(app, None, Problem::of(ErrorCode::PrincipalAbsent));
    };
    let object_id = &copy.object_id;
    if principal.object_id.to_string() != object_id.to_lowercase() {
        let problem = Problem::new(
            ErrorCode::BackupForeign,
            text!("graph-restore-other-entry", object_id = object_id, now = principal.object_id),
        );
        return cannot(app, Some(principal), problem);
    }
    let names = match the_names(principal, copy, put_back) {
        Ok(names) => names,
        Err(problem) => return cannot(app, Some(principal), problem),
    };
    let (keys, stays_away) = match &copy.keys {
        None => (KeyChanges::untouched(principal, reading.at), Vec::new()),
        Some(saved) => keys(principal, reading, copy, saved, put_back),
    };
    let adds = keys.rows.iter().any(|key| key.fate == KeyFate::Add);
    let mut decision = together(app, principal, keys, names, copy.enabled);
    decision.plan.keys.extend(stays_away.iter().map(|saved| row(saved, KeyFate::NotRestored)));
    if app == AppId::EXCHANGE_ONLINE && adds {
        decision.plan.warning = Some(harm());
    }
    decision
}

/// What becomes of the keys, and those of the copy that stay away.
fn keys(
    principal: &Principal,
    reading: &PrincipalReading,
    copy: &Restore,
    keys: &[KeyBytes],
    put_back: &PutBack,
) -> (KeyChanges, Vec<KeyBytes>) {
    let fate = |key: &KeyCredential| match (copy.wants(key), key.is_expired(reading.at)) {
        (true, false) => KeyFate::Present,
        (true, true) => KeyFate::KeepExpired,
        (false, true) => KeyFate::Drop,
        (false, false) => KeyFate::Remove,
    };
    let fates: Vec<_> = principal.keys.iter().map(|key| (key, fate(key))).collect();
    let absent =
        |saved: &&KeyBytes| !principal.keys.iter().any(|key| key.facts().holds(saved.thumbprint));
    // Graph takes no expired certificate, so one that has gone stays away.
    let (expired, added): (Vec<_>, Vec<_>) = keys
        .iter()
        .filter(absent)
        .chain(&put_back.keys)
        .cloned()
        .partition(|saved| saved.not_after.is_some_and(|end| end <= reading.at));
    let unchanged =
        fates.iter().all(|(_, fate)| matches!(fate, KeyFate::Present | KeyFate::KeepExpired));
    let keys = if unchanged && added.is_empty() {
        let kept =
            |(key, _): &(&KeyCredential, KeyFate)| Some(TargetKey::kept(key.bytes.as_ref()?));
        KeyChanges {
            rows: fates.iter().map(|(key, fate)| key.planned(*fate)).collect(),
            target: fates.iter().filter_map(kept).collect(),
            gone: Vec::new(),
            sends: false,
            problem: None,
        }
    } else {
        KeyChanges::written(&fates, added)
    };
    (keys, expired)
}

fn the_names(
    principal: &Principal,
    copy: &Restore,
    put_back: &PutBack,
) -> Result<NameChanges, Problem> {
    let Some(saved) = &copy.names else { return Ok(NameChanges::default()) };
    let there = principal.names.as_ref().ok_or_else(|| Problem::of(ErrorCode::GraphUnreadable))?;
    let wanted = [saved.as_slice(), &spn::lacking(saved, &put_back.names)].concat();
    let row = |name: &String| wanted_row(there, name);
    let gone: Vec<_> = spn::lacking(&wanted, there);
    let rows =
        wanted.iter().map(row).chain(gone.iter().map(|name| name_row(name, NameFate::Remove)));
    let changes = !gone.is_empty() || !spn::lacking(there, &wanted).is_empty();
    Ok(NameChanges {
        rows: rows.collect(),
        sends: changes.then(|| wanted.clone()),
        shown: wanted,
        gone,
    })
}
