//! Comparing a fact with what a guide expects, and reporting both in words.
//!
//! Text is compared without regard to case, as PowerShell does. A list of one and its entry are the
//! same thing here, because PowerShell turns one into the other.

use super::tenant::{Lack, OwnTenant};
use crate::guide::Rule;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

mod builds;
mod own;
mod requests;
mod updates;
mod user_agents;

/// Longer texts are shortened when they are shown.
const SHOWN: usize = 300;

/// How a fact compares with a rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Comparison {
    /// As the rule wants it.
    Agrees,
    /// Otherwise.
    Differs,
    /// It is null: the script could not read it, so it is neither as it should be nor otherwise.
    Unread,
    /// It is not known whose it is, so it cannot be compared.
    Unknown(Lack),
    /// What was read does not say; a person has to look.
    NotKnown,
}

impl Comparison {
    fn of(agrees: bool) -> Self {
        if agrees { Self::Agrees } else { Self::Differs }
    }
}

/// Compares a fact with a rule. What belongs to another tenant than this one does not count.
pub(super) fn compare(rule: &Rule, fact: &Value, tenant: &OwnTenant) -> Comparison {
    match rule {
        Rule::Own(wanted) => own::compare(wanted, fact, tenant),
        Rule::OfTenant(mark) => match scalar(fact) {
            Some(text) => tenant.named_by(*mark, &text).into(),
            None if is_empty(fact) => tenant.named_by(*mark, "").into(),
            None => Comparison::Differs,
        },
        Rule::Builds(wanted) => builds::compare(wanted, fact),
        Rule::Updates(wanted) => updates::compare(wanted, fact),
        Rule::UserAgents(patterns) => user_agents::compare(patterns, fact),
        Rule::RequestsOf(application) => requests::compare(application, fact),
        Rule::Lacks(unwanted) => match Match::most(unwanted, fact) {
            _ if fact.is_null() => Comparison::Unread,
            Some(Match::Whole) => Comparison::Differs,
            Some(Match::Unread) => Comparison::Unread,
            None => Comparison::Agrees,
        },
        Rule::IfReported(rule) if !fact.is_null() => compare(rule, fact, tenant),
        _ if is_unread(rule, fact, tenant) => Comparison::Unread,
        _ => Comparison::of(agrees(rule, fact, tenant)),
    }
}

/// Whether all that keeps a fact from being as the rule wants it is a value that a script could not
/// read. PowerShell makes null of an empty list, so that null says nothing of lists.
fn is_unread(rule: &Rule, fact: &Value, tenant: &OwnTenant) -> bool {
    match rule {
        Rule::Is(wanted) => {
            fact.is_null() && !is_empty(wanted) && !wanted.is_array() && !wanted.is_object()
        }
        Rule::EndsWith(_) | Rule::Contains(_) | Rule::AtLeast(_) | Rule::OneOf(_) => fact.is_null(),
        Rule::Item(wanted) => Match::most(wanted, fact) == Some(Match::Unread),
        Rule::Only(wanted) => {
            let found: Vec<&Value> =
                entries(fact).into_iter().filter(|entry| is_item(&wanted.with, entry)).collect();
            let [only] = found.as_slice() else { return false };
            has_unread(&wanted.has, only, tenant)
        }
        Rule::Empty(_)
        | Rule::Exactly(_)
        | Rule::Holds(_)
        | Rule::IfReported(_)
        | Rule::Own(_)
        | Rule::OfTenant(_)
        | Rule::Builds(_)
        | Rule::Updates(_)
        | Rule::Lacks(_)
        | Rule::RequestsOf(_)
        | Rule::UserAgents(_) => false,
    }
}

/// How far an object has the properties of a rule.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Match {
    /// All that were read, and some could not be read.
    Unread,
    /// All of them.
    Whole,
}

impl Match {
    fn of(wanted: &Map<String, Value>, entry: &Value) -> Option<Self> {
        if is_item(wanted, entry) {
            return Some(Self::Whole);
        }
        let is_read = |name: &String| entry.get(name) != Some(&Value::Null);
        let read = wanted.iter().filter(|(name, _)| is_read(name));
        let read: Map<String, Value> =
            read.map(|(name, value)| (name.clone(), value.clone())).collect();
        (read.len() < wanted.len() && is_item(&read, entry)).then_some(Self::Unread)
    }

    /// The best match of a list.
    fn most(wanted: &Map<String, Value>, fact: &Value) -> Option<Self> {
        entries(fact).into_iter().filter_map(|entry| Self::of(wanted, entry)).max()
    }
}

/// Whether all properties of an object are as wanted, but for some that could not be read.
fn has_unread(wanted: &BTreeMap<String, Rule>, object: &Value, tenant: &OwnTenant) -> bool {
    let compared: Vec<Comparison> = wanted
        .iter()
        .map(|(name, rule)| match object.get(name) {
            Some(reported) => compare(rule, reported, tenant),
            None => Comparison::of(agrees(rule, &Value::Null, tenant)),
        })
        .collect();
    compared.contains(&Comparison::Unread)
        && compared.iter().all(|one| matches!(one, Comparison::Agrees | Comparison::Unread))
}

/// Whether a fact is as the rule wants it.
pub(super) fn agrees(rule: &Rule, fact: &Value, tenant: &OwnTenant) -> bool {
    match rule {
        Rule::Is(wanted) => same(wanted, fact),
        Rule::OneOf(wanted) => wanted.iter().any(|one| same_text(one, fact)),
        Rule::Empty(wanted) => is_empty(fact) == *wanted,
        Rule::Exactly(wanted) => {
            let found = entries(fact);
            let is_wanted = |entry: &&Value| wanted.iter().any(|one| same_text(one, entry));
            found.iter().all(is_wanted) && wanted.iter().all(|one| holds(&found, one))
        }
        Rule::Holds(wanted) => holds(&entries(fact), wanted),
        Rule::EndsWith(wanted) => {
            scalar(fact).is_some_and(|text| text.to_lowercase().ends_with(&wanted.to_lowercase()))
        }
        // What holds nothing in particular would be held by everything.
        Rule::Contains(wanted) => {
            !wanted.is_empty()
                && scalar(fact)
                    .is_some_and(|text| text.to_lowercase().contains(&wanted.to_lowercase()))
        }
        Rule::AtLeast(least) => scalar(fact)
            .and_then(|text| text.trim().parse::<i64>().ok())
            .is_some_and(|number| number >= *least),
        Rule::Item(wanted) => entries(fact).into_iter().any(|entry| is_item(wanted, entry)),
        Rule::Only(wanted) => {
            let found: Vec<&Value> =
                entries(fact).into_iter().filter(|entry| is_item(&wanted.with, entry)).collect();
            let [only] = found.as_slice() else { return false };
            let reported = |name: &String| only.get(name).unwrap_or(&Value::Null);
            wanted.has.iter().all(|(name, rule)| agrees(rule, reported(name), tenant))
        }
        Rule::IfReported(rule) => fact.is_null() || agrees(rule, fact, tenant),
        Rule::Own(_)
        | Rule::OfTenant(_)
        | Rule::Builds(_)
        | Rule::Updates(_)
        | Rule::Lacks(_)
        | Rule::RequestsOf(_)
        | Rule::UserAgents(_) => compare(rule, fact, tenant) == Comparison::Agrees,
    }
}

fn is_item(wanted: &Map<String, Value>, entry: &Value) -> bool {
    wanted.iter().all(|(name, value)| {
        entry.get(name).is_some_and(|found| {
            same(value, found) || entries(found).into_iter().any(|one| same(value, one))
        })
    })
}

fn holds(found: &[&Value], wanted: &str) -> bool {
    found.iter().any(|entry| same_text(wanted, entry))
}

fn same(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Array(wanted), _) if wanted.len() != 1 => {
            let found = entries(found);
            wanted.len() == found.len()
                && wanted.iter().all(|one| found.iter().any(|entry| same(one, entry)))
        }
        _ if is_empty(wanted) => is_empty(found),
        _ => match (scalar(wanted), scalar(found)) {
            (Some(wanted), Some(found)) => wanted.to_lowercase() == found.to_lowercase(),
            _ => wanted == found,
        },
    }
}

fn same_text(wanted: &str, found: &Value) -> bool {
    scalar(found).is_some_and(|found| wanted.to_lowercase() == found.to_lowercase())
}

/// Empty text, an empty list, an empty object or null.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(entries) => entries.iter().all(is_empty),
        Value::Object(object) => object.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The entries of what is, or was, a list; none of a fact that is empty.
pub(super) fn entries(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(entries) => entries.iter().collect(),
        _ if is_empty(value) => Vec::new(),
        only => vec![only],
    }
}

/// A single value as PowerShell would write it; a list of one is its entry.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(entries) => match entries.as_slice() {
            [only] => scalar(only),
            _ => None,
        },
        Value::Null | Value::Object(_) => None,
    }
}

/// A fact that is text, also when PowerShell made it a list of one.
pub(super) fn plain(value: &Value) -> &str {
    match value {
        Value::String(text) => text.trim(),
        Value::Array(entries) => match entries.as_slice() {
            [only] => plain(only),
            _ => "",
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => "",
    }
}

/// Whether a script found nothing: no object, an empty text or an empty list. Builds that a receipt lacks
/// are not known instead.
pub(super) fn is_nothing(rule: &Rule, fact: &Value) -> bool {
    match rule {
        Rule::IfReported(rule) => is_nothing(rule, fact),
        Rule::Builds(_)
        | Rule::Updates(_)
        | Rule::Lacks(_)
        | Rule::RequestsOf(_)
        | Rule::UserAgents(_) => false,
        _ => is_empty(fact),
    }
}

/// A fact in words. Of objects, their names are reported, and those properties the rule looks at.
pub(super) fn in_words(rule: &Rule, fact: &Value, tenant: &OwnTenant) -> String {
    let looked_at = match rule {
        Rule::Own(wanted) => return shortened(&own::in_words(wanted, fact, tenant)),
        Rule::Builds(wanted) => return shortened(&builds::in_words(wanted, fact)),
        Rule::Updates(wanted) => return shortened(&updates::in_words(wanted, fact)),
        Rule::RequestsOf(application) => return shortened(&requests::in_words(application, fact)),
        Rule::UserAgents(patterns) => return shortened(&user_agents::in_words(patterns, fact)),
        Rule::Lacks(unwanted) => return shortened(&unwanted_in_words(unwanted, fact)),
        Rule::Item(wanted) => wanted.keys().map(String::as_str).collect(),
        Rule::Only(wanted) => {
            wanted.with.keys().chain(wanted.has.keys()).map(String::as_str).collect()
        }
        Rule::IfReported(rule) => return in_words(rule, fact, tenant),
        Rule::Is(_)
        | Rule::Empty(_)
        | Rule::Exactly(_)
        | Rule::Holds(_)
        | Rule::EndsWith(_)
        | Rule::Contains(_)
        | Rule::AtLeast(_)
        | Rule::OneOf(_)
        | Rule::OfTenant(_) => Vec::new(),
    };
    shortened(&words(fact, &looked_at))
}

/// The entries that a list should not have, by name, and those of which that is not known.
fn unwanted_in_words(unwanted: &Map<String, Value>, fact: &Value) -> String {
    let reported = |entry: &Value| {
        let name = words(entry, &[]);
        match Match::of(unwanted, entry)? {
            Match::Whole => Some(name),
            Match::Unread => Some(format!("{name} (not read)")),
        }
    };
    let found: Vec<String> = entries(fact).into_iter().filter_map(reported).collect();
    if found.is_empty() { "none".to_owned() } else { found.join(", ") }
}

fn words(value: &Value, looked_at: &[&str]) -> String {
    match value {
        _ if is_empty(value) => "nothing".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(entries) => {
            entries.iter().map(|entry| words(entry, looked_at)).collect::<Vec<_>>().join(", ")
        }
        Value::Object(object) => object_in_words(object, looked_at),
        Value::String(text) => text.clone(),
        Value::Null | Value::Number(_) => value.to_string(),
    }
}

fn object_in_words(object: &Map<String, Value>, looked_at: &[&str]) -> String {
    let reported = |(name, value): (&String, &Value)| format!("{name} {}", words(value, &[]));
    // The bytes of a certificate say nothing to a reader: its thumbprint is its name.
    let called = if object.contains_key("der") { "thumbprint" } else { "name" };
    let Some(name) = object.get(called).and_then(Value::as_str) else {
        let read = object.iter().filter(|(key, _)| *key != "der");
        return read.map(reported).collect::<Vec<_>>().join(", ");
    };
    let details: Vec<String> = object
        .iter()
        .filter(|(key, _)| *key != called && looked_at.contains(&key.as_str()))
        .map(reported)
        .collect();
    if details.is_empty() { name.to_owned() } else { format!("{name} ({})", details.join(", ")) }
}

/// Text from a receipt, cut to what a page can show.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn agrees(rule: &Rule, fact: &Value) -> bool {
        super::agrees(rule, fact, &OwnTenant::default())
    }

    fn in_words(rule: &Rule, fact: &Value) -> String {
        super::in_words(rule, fact, &OwnTenant::default())
    }

    fn item(value: &Value) -> Rule {
        Rule::Item(value.as_object().unwrap().clone())
    }

    fn list(entries: &[&str]) -> Vec<String> {
        entries.iter().map(|entry| (*entry).to_owned()).collect()
    }

    #[test]
    fn the_same_value_agrees_whatever_its_case() {
        for (wanted, found) in [
            (json!("TeamsScheduler"), json!("teamsscheduler")),
            (json!("ZÜRICH"), json!("zürich")),
            (json!(true), json!(true)),
            (json!(true), json!("True")),
            (json!(3), json!("3")),
            (json!("x"), json!(["X"])),
            (json!(["x"]), json!("X")),
            (json!(["a", "b"]), json!(["B", "A"])),
            (json!(""), json!(null)),
            (json!(null), json!([])),
        ] {
            assert!(agrees(&Rule::Is(wanted.clone()), &found), "{wanted} and {found}");
        }
    }

    #[test]
    fn another_value_does_not_agree() {
        for (wanted, found) in [
            (json!("TeamsScheduler"), json!("TeamsScheduler2")),
            (json!(true), json!(false)),
            (json!(true), json!(null)),
            (json!(true), json!("")),
            (json!(""), json!("x")),
            (json!("x"), json!(["x", "y"])),
            (json!(["a", "b"]), json!(["a"])),
            (json!("x"), json!({ "name": "x" })),
        ] {
            assert!(!agrees(&Rule::Is(wanted.clone()), &found), "{wanted} and {found}");
        }
    }

    #[test]
    fn empty_is_null_blank_text_or_a_list_of_nothing() {
        for empty in [json!(null), json!(""), json!("  "), json!([]), json!([""]), json!({})] {
            assert!(agrees(&Rule::Empty(true), &empty), "{empty}");
            assert!(!agrees(&Rule::Empty(false), &empty), "{empty}");
        }
        for full in [json!("x"), json!(false), json!(0), json!(["x"])] {
            assert!(!agrees(&Rule::Empty(true), &full), "{full}");
            assert!(agrees(&Rule::Empty(false), &full), "{full}");
        }
    }

    #[test]
    fn a_list_holds_exactly_these_entries_in_any_order() {
        let rule = Rule::Exactly(list(&["GetDelegate", "GetUser"]));
        assert!(agrees(&rule, &json!(["getuser", "GetDelegate"])));
        assert!(!agrees(&rule, &json!(["GetUser"])));
        assert!(!agrees(&rule, &json!(["GetUser", "GetDelegate", "SetUser"])));
        assert!(!agrees(&rule, &json!(["GetUser", "GetDelegate", { "name": "x" }])));
        let one = Rule::Exactly(list(&["GetDelegate"]));
        assert!(agrees(&one, &json!("GetDelegate")), "PowerShell took the list off");
        assert!(!agrees(&one, &json!(null)));
        assert!(agrees(&Rule::Exactly(Vec::new()), &json!(null)));
    }

    #[test]
    fn a_list_holds_an_entry() {
        let rule = Rule::Holds("TeamsScheduler".to_owned());
        assert!(agrees(&rule, &json!(["Other", "teamsscheduler"])));
        assert!(agrees(&rule, &json!("TeamsScheduler")));
        assert!(!agrees(&rule, &json!(["TeamsScheduler2"])));
        assert!(!agrees(&rule, &json!([])));
    }

    #[test]
    fn text_ends_with_a_part() {
        let rule = Rule::EndsWith("/TeamsScheduler".to_owned());
        assert!(agrees(&rule, &json!("contoso.com/Users/teamsscheduler")));
        assert!(!agrees(&rule, &json!("contoso.com/Users/NotTeamsScheduler")));
        assert!(!agrees(&rule, &json!(null)));
        assert!(!agrees(&rule, &json!(["a/TeamsScheduler", "b"])));
    }

    #[test]
    fn the_only_entry_of_a_kind_is_compared_in_each_property() {
        let rule = toml::from_str::<BTreeMap<String, Rule>>(
            "rule = { only = { with = { id = 'a' }, has = { on = { is = true }, of = { ends-with = '/x' }, more = { if-reported = { exactly = ['y'] } } } } }",
        );
        let rule = rule.unwrap().remove("rule").unwrap();
        let agrees = |fact: Value| agrees(&rule, &fact);
        assert!(agrees(json!([{ "id": "A", "on": true, "of": "o/X" }, { "id": "b" }])));
        assert!(
            agrees(json!({ "id": "a", "on": true, "of": "o/x", "more": "Y" })),
            "a list of one"
        );
        assert!(!agrees(json!([{ "id": "a", "on": true, "of": "o/x", "more": ["y", "z"] }])));
        assert!(
            !agrees(json!([{ "id": "a", "on": true, "of": "o/x", "more": [] }])),
            "told, and nothing"
        );
        assert!(!agrees(json!([{ "id": "a", "on": true }])), "not told");
        assert!(!agrees(json!([{ "id": "a", "on": false, "of": "o/x" }])));
        let one = json!({ "id": "a", "on": true, "of": "o/x" });
        assert!(!agrees(json!([one, one])), "two of a kind");
        for nothing in [json!(null), json!([]), json!("a"), json!([[]])] {
            assert!(!agrees(nothing));
        }
        let said = in_words(&rule, &json!([{ "name": "n", "id": "a", "on": false, "other": 1 }]));
        assert_eq!(said, "n (id a, on no)");
    }

    #[test]
    fn text_holds_a_part() {
        let rule = Rule::Contains("Contoso.com".to_owned());
        assert!(agrees(&rule, &json!("CN=pool1.contoso.com, O=Contoso")));
        assert!(agrees(&rule, &json!(["CN=contoso.com"])), "a list of one is its entry");
        assert!(!agrees(&rule, &json!("CN=pool1.fabrikam.com")));
        assert!(!agrees(&rule, &json!(null)));
        assert!(!agrees(&Rule::Contains(String::new()), &json!("x")), "nothing is held by nothing");
    }

    #[test]
    fn a_number_is_at_least_another() {
        let rule = Rule::AtLeast(2048);
        for enough in [json!(2048), json!(4096), json!("2048"), json!([4096])] {
            assert!(agrees(&rule, &enough), "{enough}");
        }
        for short in [json!(2047), json!(0), json!(-4096), json!(null), json!("many"), json!(true)]
        {
            assert!(!agrees(&rule, &short), "{short}");
        }
    }

    #[test]
    fn a_list_holds_an_object_with_these_properties() {
        let rule = item(&json!({ "type": "AzureAD", "enabled": true }));
        let acs = json!({ "name": "a", "type": "MicrosoftACS", "enabled": true });
        let off = json!({ "name": "b", "type": "AzureAD", "enabled": false });
        let on = json!({ "name": "c", "type": "azuread", "enabled": true });
        assert!(agrees(&rule, &json!([acs, off, on])));
        assert!(agrees(&rule, &on), "PowerShell took the list off");
        assert!(!agrees(&rule, &json!([acs, off])), "no single one has both");
        assert!(!agrees(&rule, &json!(["AzureAD"])));
        let domains = json!([{ "domains": ["a.com", "b.com"] }]);
        assert!(agrees(&item(&json!({ "domains": "b.com" })), &domains));
    }

    #[test]
    fn facts_are_reported_in_words() {
        let any = Rule::Empty(false);
        for (fact, said) in [
            (json!(true), "yes"),
            (json!(false), "no"),
            (json!(""), "nothing"),
            (json!(null), "nothing"),
            (json!([]), "nothing"),
            (json!(7), "7"),
            (json!(["a", "b"]), "a, b"),
            (json!([{ "name": "a", "x": 1 }, { "name": "b" }]), "a, b"),
            (json!({ "code": 5, "on": true }), "code 5, on yes"),
        ] {
            assert_eq!(in_words(&any, &fact), said, "{fact}");
        }
        let rule = item(&json!({ "enabled": true }));
        let servers = json!([{ "name": "evoSTS", "enabled": false, "realm": "x" }]);
        assert_eq!(in_words(&rule, &servers), "evoSTS (enabled no)");
        let held =
            json!([{ "use": "current", "thumbprint": "D8BB", "der": "MIIC", "keyLength": 2048 }]);
        assert_eq!(in_words(&any, &held), "D8BB", "nobody reads the bytes of a certificate");
        assert_eq!(in_words(&item(&json!({ "use": "current" })), &held), "D8BB (use current)");
        let unnamed = json!({ "use": "next", "der": "MIIC" });
        assert_eq!(in_words(&any, &unnamed), "use next");
    }

    #[test]
    fn what_could_not_be_read_is_neither_right_nor_wrong() {
        let compared = |rule: &Rule, fact: &Value| compare(rule, fact, &OwnTenant::default());
        let null = Value::Null;
        for rule in [
            Rule::AtLeast(2048),
            Rule::Is(json!(true)),
            Rule::Is(json!("Success")),
            Rule::Contains("contoso.com".to_owned()),
            Rule::EndsWith("/x".to_owned()),
            Rule::OneOf(list(&["Author", "Editor"])),
        ] {
            assert_eq!(compared(&rule, &null), Comparison::Unread, "{rule:?}");
            assert_eq!(compared(&rule, &json!("")), Comparison::Differs, "{rule:?}");
        }
        // PowerShell makes null of an empty list.
        for rule in [Rule::Exactly(list(&["a"])), Rule::Holds("a".to_owned()), Rule::Empty(false)] {
            assert_eq!(compared(&rule, &null), Comparison::Differs, "{rule:?}");
        }
        assert_eq!(compared(&Rule::Is(json!("")), &null), Comparison::Agrees);
    }

    #[test]
    fn a_property_that_could_not_be_read_is_not_a_wrong_one() {
        let compared = |rule: &Rule, fact: &Value| compare(rule, fact, &OwnTenant::default());
        let there = item(&json!({ "use": "current", "onThisServer": true }));
        let unread = json!([{ "use": "current", "onThisServer": null }]);
        assert_eq!(compared(&there, &unread), Comparison::Unread);
        let other = json!([{ "use": "next", "onThisServer": null }]);
        assert_eq!(compared(&there, &other), Comparison::Differs);
        let both = json!([{ "use": "current", "onThisServer": true }, unread[0]]);
        assert_eq!(compared(&there, &both), Comparison::Agrees);
        let rule = toml::from_str::<BTreeMap<String, Rule>>(
            "rule = { only = { with = { id = 'a' }, has = { on = { is = true }, of = { is = 'x' } } } }",
        );
        let only = rule.unwrap().remove("rule").unwrap();
        assert_eq!(
            compared(&only, &json!([{ "id": "a", "on": null, "of": "x" }])),
            Comparison::Unread
        );
        assert_eq!(
            compared(&only, &json!([{ "id": "a", "on": null, "of": "y" }])),
            Comparison::Differs
        );
        assert_eq!(
            compared(&only, &json!([{ "id": "a", "of": "x" }])),
            Comparison::Differs,
            "not told"
        );
    }

    #[test]
    fn a_text_is_one_of_several() {
        let rule = Rule::OneOf(list(&["Author", "Editor"]));
        for one in [json!("editor"), json!(["Author"])] {
            assert!(agrees(&rule, &one), "{one}");
        }
        for other in [json!("Owner"), json!(["Author", "Editor"]), json!([]), json!(true)] {
            assert!(!agrees(&rule, &other), "{other}");
        }
    }

    #[test]
    fn a_list_lacks_what_should_not_be_there() {
        let unwanted = json!({ "kind": "ews", "oauth": false });
        let rule = Rule::Lacks(unwanted.as_object().unwrap().clone());
        let compared = |fact: &Value| compare(&rule, fact, &OwnTenant::default());
        let directory = |name: &str, kind: &str, oauth: Value| json!({ "name": name, "kind": kind, "oauth": oauth });
        let on = directory("a", "ews", json!(true));
        let off = directory("b", "EWS", json!(false));
        let unread = directory("c", "ews", Value::Null);
        let other = directory("d", "autodiscover", json!(false));
        for (fact, expected, said) in [
            (json!([on, other]), Comparison::Agrees, "none"),
            (json!([]), Comparison::Agrees, "none"),
            (json!([on, off]), Comparison::Differs, "b"),
            (off.clone(), Comparison::Differs, "b"),
            (json!([on, unread]), Comparison::Unread, "c (not read)"),
            (json!([off, unread]), Comparison::Differs, "b, c (not read)"),
            (json!([directory("e", "autodiscover", Value::Null)]), Comparison::Agrees, "none"),
            (Value::Null, Comparison::Unread, "none"),
        ] {
            assert_eq!(compared(&fact), expected, "{fact}");
            assert_eq!(in_words(&rule, &fact), said, "{fact}");
        }
    }

    #[test]
    fn long_facts_are_cut_between_characters() {
        let said = in_words(&Rule::Empty(false), &json!("ü".repeat(1000)));
        assert_eq!(said, format!("{}…", "ü".repeat(300)));
    }
}
