//! Comparing who may use Exchange Web Services (EWS) with the programs that have to.
//!
//! Exchange lets programs in by their user agent, where a policy says so: only those of a list, or all
//! but those of a list. Entries of both lists contain `*` for any text.

use super::{Comparison, entries, plain};
use crate::messages::say;
use serde_json::Value;

const ALLOW_LIST: &str = "EnforceAllowList";
const BLOCK_LIST: &str = "EnforceBlockList";

/// What one policy means for the programs.
#[derive(Clone, Debug, Eq, PartialEq)]
enum PolicyEffect {
    /// They are let in.
    LetIn,
    /// The allow list has none of the patterns: these are missing.
    NotAllowed(Vec<String>),
    /// The allow list has some of the patterns. Whether that is enough is not known.
    SomeAllowed(Vec<String>),
    /// These entries of the block list cover them.
    Blocked(Vec<String>),
    /// These entries of the block list cover some of them.
    SomeBlocked(Vec<String>),
    /// A policy of another name.
    Unknown,
}

/// Whether programs with these user agents are let in everywhere. A place that keeps them out decides.
pub(super) fn compare(patterns: &[String], fact: &Value) -> Comparison {
    if fact.is_null() {
        return Comparison::Unread;
    }
    let effects: Vec<PolicyEffect> =
        entries(fact).into_iter().map(|place| effect(patterns, place)).collect();
    let keeps_out = |effect: &PolicyEffect| {
        matches!(effect, PolicyEffect::NotAllowed(_) | PolicyEffect::Blocked(_))
    };
    if effects.iter().any(keeps_out) {
        Comparison::Differs
    } else if effects.iter().all(|effect| *effect == PolicyEffect::LetIn) {
        Comparison::Agrees
    } else {
        Comparison::NotKnown
    }
}

/// Each place with its policy, and what it means for the programs.
pub(super) fn in_words(patterns: &[String], fact: &Value) -> String {
    let described = |place: &Value| {
        let (name, policy) = (text(place, "name"), text(place, "policy"));
        let policy =
            if policy.is_empty() { say!("receipt-policy-none") } else { policy.to_owned() };
        match effect(patterns, place) {
            PolicyEffect::LetIn => say!("receipt-policy", name = name, policy = policy),
            PolicyEffect::NotAllowed(missing) | PolicyEffect::SomeAllowed(missing) => {
                let entries = missing.join(", ");
                say!("receipt-policy-without", name = name, policy = policy, entries = entries)
            }
            PolicyEffect::Blocked(by) | PolicyEffect::SomeBlocked(by) => {
                let entries = by.join(", ");
                say!("receipt-policy-with", name = name, policy = policy, entries = entries)
            }
            PolicyEffect::Unknown => {
                say!("receipt-policy-not-known", name = name, policy = policy)
            }
        }
    };
    match entries(fact).as_slice() {
        [] => say!("receipt-not-known"),
        places => places.iter().map(|place| described(place)).collect::<Vec<_>>().join("; "),
    }
}

fn effect(patterns: &[String], place: &Value) -> PolicyEffect {
    let policy = text(place, "policy");
    if policy.is_empty() {
        PolicyEffect::LetIn
    } else if policy.eq_ignore_ascii_case(ALLOW_LIST) {
        let allowed = list(place, "allowed");
        let is_missing = |pattern: &&String| !allowed.iter().any(|entry| covers(entry, pattern));
        let missing: Vec<String> = patterns.iter().filter(is_missing).cloned().collect();
        match missing.len() {
            0 => PolicyEffect::LetIn,
            all if all == patterns.len() => PolicyEffect::NotAllowed(missing),
            _ => PolicyEffect::SomeAllowed(missing),
        }
    } else if policy.eq_ignore_ascii_case(BLOCK_LIST) {
        let blocked = list(place, "blocked");
        let found = |covers: &dyn Fn(&str, &str) -> bool| -> Vec<String> {
            let of_ours = |entry: &&&str| patterns.iter().any(|pattern| covers(entry, pattern));
            blocked.iter().filter(of_ours).map(|entry| (*entry).to_owned()).collect()
        };
        let (whole, part) = (found(&covers), found(&|entry, pattern| covers(pattern, entry)));
        if !whole.is_empty() {
            PolicyEffect::Blocked(whole)
        } else if !part.is_empty() {
            PolicyEffect::SomeBlocked(part)
        } else {
            PolicyEffect::LetIn
        }
    } else {
        PolicyEffect::Unknown
    }
}

/// Whether every text that fits `pattern` fits `entry` as well. The `*` of the pattern is an ordinary
/// character here: only a `*` of the entry covers it.
fn covers(entry: &str, pattern: &str) -> bool {
    let (entry, pattern) = (entry.to_lowercase(), pattern.to_lowercase());
    let Some((first, rest)) = entry.split_once('*') else { return entry == pattern };
    let Some(mut behind) = pattern.strip_prefix(first) else { return false };
    let parts: Vec<&str> = rest.split('*').collect();
    let Some((last, between)) = parts.split_last() else { return true };
    for part in between {
        let Some(at) = behind.find(part) else { return false };
        behind = &behind[at + part.len()..];
    }
    behind.ends_with(last)
}

fn text<'v>(place: &'v Value, property: &str) -> &'v str {
    place.get(property).map(plain).unwrap_or_default()
}

fn list<'v>(place: &'v Value, property: &str) -> Vec<&'v str> {
    place.get(property).map(entries).unwrap_or_default().into_iter().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn calendar() -> Vec<String> {
        ["MicrosoftNinja/*", "*Teams/*", "SkypeSpaces/*"].map(str::to_owned).to_vec()
    }

    fn place(policy: &str, allowed: &[&str], blocked: &[&str]) -> Value {
        json!({ "name": "organization", "policy": policy, "allowed": allowed, "blocked": blocked })
    }

    #[test]
    fn an_entry_covers_what_fits_it_whatever_its_case() {
        for (entry, pattern) in [
            ("*", "MicrosoftNinja/*"),
            ("microsoftninja/*", "MicrosoftNinja/*"),
            ("*Teams*", "*Teams/*"),
            ("Microsoft*/*", "MicrosoftNinja/*"),
            ("*a*", "*a*"),
        ] {
            assert!(covers(entry, pattern), "{entry} {pattern}");
        }
        for (entry, pattern) in [
            ("MicrosoftNinja/1.0", "MicrosoftNinja/*"),
            ("Teams/*", "*Teams/*"),
            ("MicrosoftNinja/", "MicrosoftNinja/*"),
            ("*Outlook*", "*Teams/*"),
            ("*Teams/*Skype", "*Teams/*"),
            ("", "*"),
        ] {
            assert!(!covers(entry, pattern), "{entry} {pattern}");
        }
    }

    #[test]
    fn only_a_policy_keeps_programs_out_and_a_mailbox_can_as_well() {
        let calendar = calendar();
        let open = place("", &[], &["*Teams/*"]);
        let all: Vec<&str> = calendar.iter().map(String::as_str).collect();
        for (fact, expected, said) in [
            (json!([open]), Comparison::Agrees, "organization: no policy"),
            (
                json!([place("EnforceAllowList", &all, &[])]),
                Comparison::Agrees,
                "organization: EnforceAllowList",
            ),
            (
                json!([place("enforceallowlist", &[], &[])]),
                Comparison::Differs,
                "organization: enforceallowlist without MicrosoftNinja/*, *Teams/*, SkypeSpaces/*",
            ),
            (
                json!([place("EnforceAllowList", &["*Teams*"], &[])]),
                Comparison::NotKnown,
                "organization: EnforceAllowList without MicrosoftNinja/*, SkypeSpaces/*",
            ),
            (
                json!([place("EnforceBlockList", &all, &["Mac*"])]),
                Comparison::Agrees,
                "organization: EnforceBlockList",
            ),
            (
                json!([place("EnforceBlockList", &[], &["*Teams*"])]),
                Comparison::Differs,
                "organization: EnforceBlockList with *Teams*",
            ),
            (
                json!([place("EnforceBlockList", &[], &["MicrosoftNinja/1.0*"])]),
                Comparison::NotKnown,
                "organization: EnforceBlockList with MicrosoftNinja/1.0*",
            ),
            (
                json!([place("Anything", &[], &[])]),
                Comparison::NotKnown,
                "organization: Anything (not known)",
            ),
            (
                json!([open, place("EnforceAllowList", &["*Outlook*"], &[])]),
                Comparison::Differs,
                "organization: no policy; organization: EnforceAllowList without MicrosoftNinja/*, *Teams/*, SkypeSpaces/*",
            ),
            (json!(null), Comparison::Unread, "not known"),
        ] {
            assert_eq!(compare(&calendar, &fact), expected, "{fact}");
            assert_eq!(in_words(&calendar, &fact), said);
        }
    }
}
