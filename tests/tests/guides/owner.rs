//! No rule asks whether one of several objects is there or enabled without asking whose it is.
//!
//! An organisation can trust several tenants, and several organisations can share one. What belongs to
//! another must never put a step in place.

use super::{Scripts, each_guide};
use crosstrust_core::guide::{OwnedKind, Rule};
use std::collections::BTreeSet;

/// Facts that list objects of several tenants, and which kind of object each holds.
const OF_ANY_TENANT: [(&str, &[OwnedKind]); 5] = [
    ("authServers", &[OwnedKind::AuthorizationServer]),
    ("oauthServers", &[OwnedKind::AuthorizationServer]),
    ("partnerApplications", &[OwnedKind::PartnerApplication]),
    ("exchangeOnlinePartners", &[OwnedKind::PartnerApplication]),
    ("connectors", &[OwnedKind::Connector, OwnedKind::OnlineConnector]),
];

/// Facts that list objects of one owner alone, and why that is so.
const OF_ONE_OWNER: [(&str, &str); 16] = [
    (
        "accounts",
        "Recipients of this Exchange organisation, asked for by the name the guide gives.",
    ),
    ("roles", "Management roles of this Exchange organisation, or those of one account of it."),
    ("assignees", "Who holds the one role of this step."),
    (
        "certificates",
        "The certificates that the server itself signs with, as its configuration names them.",
    ),
    ("tokenIssuers", "The certificate that Skype for Business Server assigns to OAuthTokenIssuer."),
    ("oauthConfiguration", "The one configuration of this Skype for Business Server deployment."),
    (
        "skypePartners",
        "The name is given once in a deployment, and the id of Exchange Online is the same for every tenant.",
    ),
    ("linkedAccounts", "Of the partner application that the script took by its realm."),
    ("hostNames", "The servers of this Exchange organisation."),
    ("hostNameOrigins", "The servers of this Exchange organisation."),
    ("externalFqdns", "The pools of this Skype for Business Server deployment."),
    (
        "applicationIdentifiers",
        "Of the authorization server that the script took by its realm or its address.",
    ),
    ("servers", "The servers of this Exchange organisation."),
    ("serverAddresses", "The servers of this Exchange organisation."),
    ("clientAccess", "The servers of this Exchange organisation."),
    ("ewsAddresses", "The servers of this Exchange organisation."),
];

/// What is wrong with a rule on a fact; nothing when it says whose the objects are.
fn fault(fact: &str, rule: &Rule, is_list: bool) -> Option<String> {
    let kinds = OF_ANY_TENANT.iter().find(|(name, _)| *name == fact).map(|(_, kinds)| *kinds);
    let is_of_one = OF_ONE_OWNER.iter().any(|(name, _)| *name == fact);
    let answered = |properties: &serde_json::Map<String, serde_json::Value>| {
        // Where the owner is known by certain properties, one of these holds the answer.
        let owner = |name: &str| {
            let mut known = kinds.into_iter().flatten().flat_map(|kind| kind.owner_properties());
            kinds.is_none() || known.any(|property| *property == name)
        };
        let mut given = properties.iter().filter(|(name, _)| owner(name));
        given.any(|(_, value)| value.as_str().is_some_and(|text| text.contains("{{")))
    };
    let says_whose = match rule {
        Rule::Own(own) if kinds.is_some_and(|kinds| kinds.contains(&own.kind)) => true,
        Rule::Own(_) => return Some(format!("{fact} does not hold objects of that kind")),
        Rule::Item(properties) => answered(properties) || is_of_one,
        Rule::Only(entry) => answered(&entry.with) || is_of_one,
        Rule::Holds(text) => text.contains("{{") || is_of_one,
        Rule::Empty(false) => !is_list || is_of_one,
        Rule::IfReported(inner) => return fault(fact, inner, is_list),
        // These look at a single value, or at every entry of a list.
        Rule::Is(_)
        | Rule::Empty(true)
        | Rule::Exactly(_)
        | Rule::EndsWith(_)
        | Rule::Contains(_)
        | Rule::AtLeast(_)
        | Rule::OfTenant(_)
        | Rule::Builds(_)
        | Rule::Updates(_)
        | Rule::Lacks(_)
        | Rule::OneOf(_)
        | Rule::RequestsOf(_)
        | Rule::UserAgents(_) => true,
    };
    (!says_whose).then(|| format!("asks for one of {fact} without asking whose it is"))
}

/// Whether a rule looks for an entry of a list.
fn looks_for_one(rule: &Rule, is_list: bool) -> bool {
    match rule {
        Rule::Own(_) | Rule::Item(_) | Rule::Only(_) | Rule::Holds(_) => true,
        Rule::Empty(false) => is_list,
        Rule::IfReported(inner) => looks_for_one(inner, is_list),
        _ => false,
    }
}

/// The facts that the scripts of a guide report as lists.
fn lists(scripts: &Scripts<'_>) -> BTreeSet<String> {
    let shown = |text: &str, before: &str, behind: &str| -> Vec<String> {
        let parts = text.split(before).skip(1).filter_map(|rest| rest.split_once('\''));
        let lists = parts.filter(|(_, rest)| rest.starts_with(behind));
        lists.map(|(name, _)| name.to_owned()).collect()
    };
    let of = |text: &String| {
        [shown(text, "Add-Fact '", " @("), shown(text, "Read-Fact '", " -List")].concat()
    };
    scripts.texts.values().flat_map(of).collect()
}

/// Every rule of a guide: where it stands, the fact, and the rule.
fn rules<'a>(scripts: &Scripts<'a>) -> Vec<(String, &'a str, &'a Rule)> {
    let mut all = Vec::new();
    for step in &scripts.guide.steps {
        let at = format!("{} {}", scripts.guide.id, step.id);
        let expected = step.expect.iter().map(|one| (one.fact.as_str(), &one.rule));
        let signs = step.signs.iter().map(|one| (one.fact.as_str(), &one.rule));
        all.extend(expected.chain(signs).map(|(fact, rule)| (at.clone(), fact, rule)));
    }
    all
}

#[test]
fn every_rule_on_a_list_asks_whose_the_objects_are() {
    let mut faults = Vec::new();
    let mut used = BTreeSet::new();
    let mut asked = 0;
    each_guide(|scripts| {
        let lists = lists(scripts);
        for (at, fact, rule) in rules(scripts) {
            let is_list = lists.contains(fact);
            if looks_for_one(rule, is_list) {
                used.insert(fact.to_owned());
                asked += 1;
            }
            faults.extend(fault(fact, rule, is_list).map(|fault| format!("{at}: {fault}")));
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(asked > 40, "{asked} rules look for an entry");
    let named = OF_ONE_OWNER.iter().map(|(fact, _)| *fact);
    let named = named.chain(OF_ANY_TENANT.iter().map(|(fact, _)| *fact));
    let idle: Vec<_> = named.filter(|fact| !used.contains(*fact)).collect();
    assert!(idle.is_empty(), "no rule looks for one of these: {idle:?}");
    assert!(OF_ONE_OWNER.iter().all(|(_, reason)| reason.ends_with('.')), "each has its reason");
}

/// A rule as it stands in a guide.
fn read(rule: &str) -> Rule {
    let text = format!("rule = {rule}");
    let mut table: std::collections::BTreeMap<String, Rule> =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{rule}: {error}"));
    table.remove("rule").expect("it is in there")
}

#[test]
fn a_rule_that_does_not_ask_is_found() {
    for (fact, rule) in [
        ("authServers", "{ item = { type = 'AzureAD', enabled = true } }"),
        (
            "authServers",
            "{ only = { with = { type = 'AzureAD' }, has = { enabled = { is = true } } } }",
        ),
        ("partnerApplications", "{ only = { with = { applicationIdentifier = 'x' } } }"),
        ("partnerApplications", "{ item = { name = '{{ tenant }}', enabled = true } }"),
        ("connectors", "{ item = { enabled = true } }"),
        ("connectors", "{ if-reported = { item = { enabled = true } } }"),
        ("connectors", "{ empty = false }"),
        ("connectors", "{ own = { kind = 'partner-application' } }"),
        ("domainNames", "{ holds = 'contoso.com' }"),
        ("organizationRelationships", "{ item = { enabled = true } }"),
        ("organizationRelationships", "{ own = { kind = 'connector' } }"),
        ("remoteDomains", "{ empty = false }"),
    ] {
        assert!(fault(fact, &read(rule), true).is_some(), "{fact}: {rule}");
    }
}

#[test]
fn a_rule_that_asks_passes() {
    for (fact, rule) in [
        (
            "authServers",
            "{ own = { kind = 'authorization-server', has = { enabled = { is = true } } } }",
        ),
        ("connectors", "{ own = { kind = 'online-connector' } }"),
        ("connectors", "{ item = { domains = '{{ hybrid_domain }}', enabled = true } }"),
        ("domainNames", "{ holds = '{{ hybrid_domain }}' }"),
        ("organizationRelationships", "{ item = { domains = '{{ verified_domain }}' } }"),
        ("currentThumbprint", "{ is = 'x' }"),
        ("missingDomains", "{ empty = true }"),
    ] {
        assert_eq!(fault(fact, &read(rule), true), None, "{fact}: {rule}");
    }
    assert_eq!(fault("realm", &read("{ empty = false }"), false), None, "it is no list");
}
