//! The entries of a list that belong to this tenant, compared and distinguished from the others.

use super::{Comparison, agrees, entries, has_unread, is_item, object_in_words};
use crate::guide::{OwnEntry, OwnedKind};
use crate::messages::say;
use crate::receipt::compare::plain;
use crate::receipt::tenant::{Lack, OwnTenant, Owner};
use serde_json::Value;

/// The entries a rule is about, by their owner.
struct Sorted<'a> {
    own: Vec<&'a Value>,
    others: Vec<&'a Value>,
    unknown: Vec<(&'a Value, Lack)>,
}

impl<'a> Sorted<'a> {
    fn of(wanted: &OwnEntry, fact: &'a Value, tenant: &OwnTenant) -> Self {
        let mut sorted = Self { own: Vec::new(), others: Vec::new(), unknown: Vec::new() };
        for entry in entries(fact).into_iter().filter(|entry| is_item(&wanted.with, entry)) {
            match tenant.owner(wanted.kind, entry) {
                Owner::Own => sorted.own.push(entry),
                Owner::Other => sorted.others.push(entry),
                Owner::Unknown(lack) => sorted.unknown.push((entry, lack)),
            }
        }
        // Exchange takes a partner application without a realm, whatever others there are.
        let has_no_realm =
            |entry: &&Value| entry.get("realm").is_some_and(|it| plain(it).is_empty());
        if wanted.kind == OwnedKind::PartnerApplication && sorted.own.iter().any(has_no_realm) {
            sorted.own.retain(has_no_realm);
            sorted.unknown.clear();
        }
        sorted
    }
}

fn is_as_wanted(wanted: &OwnEntry, entry: &Value, tenant: &OwnTenant) -> bool {
    let reported = |name: &String| entry.get(name).unwrap_or(&Value::Null);
    wanted.has.iter().all(|(name, rule)| agrees(rule, reported(name), tenant))
}

/// Compares the entries of this tenant. Of one whose owner is not known nothing follows.
pub(super) fn compare(wanted: &OwnEntry, fact: &Value, tenant: &OwnTenant) -> Comparison {
    let sorted = Sorted::of(wanted, fact, tenant);
    let ambiguous = wanted.kind == OwnedKind::PartnerApplication && sorted.own.len() > 1;
    if !ambiguous && sorted.own.iter().any(|entry| is_as_wanted(wanted, entry, tenant)) {
        return Comparison::Agrees;
    }
    // One that is not as it should be is so for every owner.
    let lacks = |(entry, lack): &(&Value, Lack)| {
        (sorted.own.is_empty() || is_as_wanted(wanted, entry, tenant)).then_some(*lack)
    };
    if let Some(lack) = sorted.unknown.iter().find_map(lacks) {
        return Comparison::Unknown(lack);
    }
    let unread =
        !ambiguous && sorted.own.iter().any(|entry| has_unread(&wanted.has, entry, tenant));
    if unread { Comparison::Unread } else { Comparison::Differs }
}

/// The entries in words: those of this tenant, those of others, and those that nobody can assign.
pub(super) fn in_words(wanted: &OwnEntry, fact: &Value, tenant: &OwnTenant) -> String {
    let looked_at: Vec<&str> = wanted.has.keys().map(String::as_str).collect();
    let words = |entry: &Value| match entry {
        Value::Object(object) => object_in_words(object, &looked_at),
        other => plain(other).to_owned(),
    };
    let listed =
        |list: &[&Value]| list.iter().map(|entry| words(entry)).collect::<Vec<_>>().join(", ");
    let sorted = Sorted::of(wanted, fact, tenant);
    let mut parts = Vec::new();
    if !sorted.own.is_empty() {
        parts.push(listed(&sorted.own));
    }
    if let Some((_, lack)) = sorted.unknown.first() {
        let unknown: Vec<&Value> = sorted.unknown.iter().map(|(entry, _)| *entry).collect();
        parts.push(format!("{}. {}", listed(&unknown), lack.words()));
    }
    if !sorted.others.is_empty() {
        if parts.is_empty() {
            parts.push(say!("receipt-nothing"));
        }
        let list = listed(&sorted.others);
        parts.push(match wanted.kind {
            OwnedKind::AuthorizationServer | OwnedKind::PartnerApplication => {
                say!("receipt-of-another-tenant", list = list)
            }
            OwnedKind::Connector | OwnedKind::OnlineConnector => {
                say!("receipt-for-other-domains", list = list)
            }
        });
    }
    if parts.is_empty() { say!("receipt-nothing") } else { parts.join("; ") }
}

#[cfg(test)]
mod tests;
