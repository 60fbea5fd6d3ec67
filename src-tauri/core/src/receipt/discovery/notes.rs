//! What was found, as lines to read: servers, certificates, and whose the objects are that Exchange
//! trusts.

use super::{Directory, Facts, field, is_on, name_of, realms, routing_domains};
use crate::certificate::{never_ends, read_end};
use crate::guide::{AnswerRole, Discovered, Guide, OwnedKind, Rule};
use crate::messages::{day, say};
use crate::receipt::compare::{Comparison, compare, entries, in_words, is_empty, plain, shortened};
use crate::receipt::judge::Expected;
use crate::receipt::tenant::{OwnTenant, Owner};
use jiff::Timestamp;
use serde_json::Value;

/// The notes, in the order in which they are read.
pub(super) fn notes(facts: &Facts<'_>, expected: &Expected<'_>) -> Vec<String> {
    let (guide, now, tenant) = (expected.guide, expected.now, &expected.tenant());
    let mut notes = several(facts, guide);
    notes.extend(shared_by_tenants(facts));
    notes.extend(other_forests(facts));
    notes.extend(chosen_controller(facts, expected));
    let mut each = |fact: &str, none: String, line: &dyn Fn(&Value) -> String| {
        let found = facts.list(fact);
        if found.is_empty() && facts.was_read(fact) && !none.is_empty() {
            notes.push(none);
        }
        notes.extend(found.into_iter().map(|entry| shortened(&line(entry))));
    };
    each("servers", String::new(), &server);
    each("oldServers", String::new(), &|entry| say!("discovery-old-server", name = name_of(entry)));
    each("certificates", say!("discovery-no-certificate"), &|entry| certificate(entry, now));
    let server_of = |entry: &Value| auth_server(entry, tenant);
    each("authServers", say!("discovery-no-auth-server"), &server_of);
    let connector_of = |entry: &Value| connector(entry, tenant);
    each("connectors", say!("discovery-no-connector"), &connector_of);
    let application_of = |entry: &Value| application(entry, tenant);
    each("partnerApplications", say!("discovery-no-partner-application"), &application_of);
    each("accounts", String::new(), &|entry| {
        let (kind, identity) = (field(entry, "type"), field(entry, "identity"));
        say!("discovery-account", name = name_of(entry), kind = kind, identity = identity)
    });
    each("roles", String::new(), &|entry| {
        let holders = entry.get("assignees").map(entries).unwrap_or_default();
        let holders: Vec<&str> = holders.into_iter().map(plain).collect();
        let (name, kind) = (name_of(entry), field(entry, "type"));
        if holders.is_empty() {
            say!("discovery-role", name = name, kind = kind)
        } else {
            let holders = holders.join(", ");
            say!("discovery-role-held", name = name, kind = kind, holders = holders)
        }
    });
    for Discovered { fact, line, none, .. } in &guide.discovered {
        if let Some(line) = line {
            each(fact, none.clone().unwrap_or_default(), &|entry| filled(line, entry));
        }
    }
    notes.extend(guide.discovered.iter().flat_map(|one| not_as_expected(one, facts, expected)));
    if facts.0.get("mayCreateMailUser") == Some(&Value::Bool(false)) {
        notes.push(say!("discovery-no-right-to-create"));
    }
    notes
}

/// What of a fact is not as a later step will expect it, with what to do.
fn not_as_expected(
    discovered: &Discovered,
    facts: &Facts<'_>,
    expected: &Expected<'_>,
) -> Vec<String> {
    let step = discovered.judged_by.as_ref().and_then(|id| expected.guide.step(id));
    let (Some((number, step)), Some(fact)) = (step, facts.0.get(&discovered.fact)) else {
        return Vec::new();
    };
    let tenant = expected.tenant();
    let of_fact = step.expect.iter().filter(|one| one.fact == discovered.fact);
    let differing = of_fact.filter_map(|one| {
        let rule = expected.filled(&one.rule);
        let differs = match compare(&rule, fact, &tenant) {
            Comparison::Agrees => return None,
            _ if one.advice => None,
            Comparison::Differs => Some(true),
            Comparison::Unread | Comparison::Unknown(_) | Comparison::NotKnown => Some(false),
        };
        let found = match &one.none {
            Some(none) if is_empty(fact) => none.clone(),
            _ => in_words(&rule, fact, &tenant),
        };
        let label = &one.label;
        let found = found.trim_end_matches('.');
        Some(shortened(&match differs {
            Some(true) => {
                say!("discovery-must-change", label = label, found = found, number = number)
            }
            Some(false) => {
                say!("discovery-not-known", label = label, found = found, number = number)
            }
            None => say!("discovery-advice", label = label, found = found, number = number),
        }))
    });
    differing.collect()
}

/// Says that there are several tenants, and which answer chooses one.
fn several(facts: &Facts<'_>, guide: &Guide) -> Vec<String> {
    let label = |role, found: &[String]| {
        guide.answer_with(role).filter(|_| found.len() > 1).map(|spec| spec.label.as_str())
    };
    let tenants: Vec<String> = realms(facts).into_iter().map(String::from).collect();
    let domains: Vec<String> = routing_domains(facts).into_iter().collect();
    let of_tenants = label(AnswerRole::Tenant, &tenants)
        .map(|answer| say!("discovery-tenants", tenants = tenants.join(", "), answer = answer));
    let of_domains = label(AnswerRole::HybridDomain, &domains)
        .map(|answer| say!("discovery-domains", domains = domains.join(", "), answer = answer));
    of_tenants.into_iter().chain(of_domains).map(|note| shortened(&note)).collect()
}

/// Says what several tenants share, which one setup alone cannot give to each of them.
fn shared_by_tenants(facts: &Facts<'_>) -> Option<String> {
    let count = realms(facts).len();
    (count > 1).then(|| say!("discovery-shared-by-tenants", count = count))
}

/// Says that the forest trusts others, and what that means where Exchange runs there too.
fn other_forests(facts: &Facts<'_>) -> Option<String> {
    let trusts = facts.list("trusts");
    let names: Vec<&str> = trusts.into_iter().map(plain).filter(|name| !name.is_empty()).collect();
    (!names.is_empty())
        .then(|| shortened(&say!("discovery-other-forests", forests = names.join(", "))))
}

/// Says that the domain controller among the answers is not one in which Exchange looks accounts up.
fn chosen_controller(facts: &Facts<'_>, expected: &Expected<'_>) -> Option<String> {
    let spec = expected.guide.answer_with(AnswerRole::DomainController)?;
    let chosen = expected.answers.text(spec.id.as_str())?.to_lowercase();
    let directory = Directory::of(facts);
    let usable: Vec<&str> = directory.usable().collect();
    if usable.is_empty() || usable.contains(&chosen.as_str()) {
        return None;
    }
    let (answer, usable) = (&spec.label, usable.join(", "));
    let note = match directory.domain.as_str() {
        domain if !directory.is_of_domain(&chosen) => say!(
            "discovery-controller-other-domain",
            answer = answer,
            chosen = chosen,
            domain = domain,
            usable = usable
        ),
        "" => say!(
            "discovery-controller-no-global-catalog",
            answer = answer,
            chosen = chosen,
            usable = usable
        ),
        domain => say!(
            "discovery-controller-no-global-catalog-of",
            answer = answer,
            chosen = chosen,
            domain = domain,
            usable = usable
        ),
    };
    Some(shortened(&note))
}

/// A line with the properties of an entry in place of `{name}`, and the entry in place of `{}`. Of a
/// time, the day is reported.
pub(super) fn filled(line: &str, entry: &Value) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        out.push_str(before);
        let value = if name.is_empty() { Some(entry) } else { entry.get(name) };
        let value = value.unwrap_or(&Value::Null);
        let time = value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
        let words = || in_words(&Rule::Empty(false), value, &OwnTenant::default());
        out.push_str(&time.map_or_else(words, day));
        rest = behind;
    }
    out.push_str(rest);
    out
}

fn server(entry: &Value) -> String {
    let (build, role) = (field(entry, "build"), field(entry, "role"));
    say!("discovery-server", name = name_of(entry), build = build, role = role)
}

fn certificate(entry: &Value, now: Timestamp) -> String {
    let r#use = field(entry, "use");
    let (validity, days, date) = match read_end(field(entry, "notAfter")) {
        Some(end) if never_ends(end) => ("never", 0, String::new()),
        Some(end) if end < now => ("expired", 0, day(end)),
        Some(end) => ("days", (end.as_second() - now.as_second()) / 86_400, day(end)),
        None => ("unknown", 0, String::new()),
    };
    let place =
        if entry.get("onThisServer") == Some(&Value::Bool(false)) { "other" } else { "here" };
    say!(
        "discovery-certificate",
        kind = r#use,
        thumbprint = field(entry, "thumbprint"),
        validity = validity,
        days = days,
        date = date,
        place = place
    )
}

fn auth_server(entry: &Value, tenant: &OwnTenant) -> String {
    let realm = field(entry, "realm");
    let whose = match tenant.owner(OwnedKind::AuthorizationServer, entry) {
        Owner::Own => "own",
        Owner::Other | Owner::Unknown(_) if realm.is_empty() => "none",
        Owner::Other => "other",
        Owner::Unknown(_) => "unknown",
    };
    say!(
        "discovery-auth-server",
        name = name_of(entry),
        kind = field(entry, "type"),
        whose = whose,
        realm = realm,
        state = on_or_off(entry)
    )
}

fn connector(entry: &Value, tenant: &OwnTenant) -> String {
    let domains = entry.get("domains").map(entries).unwrap_or_default();
    let domains: Vec<&str> = domains.into_iter().map(plain).collect();
    let whose = match tenant.owner(OwnedKind::Connector, entry) {
        Owner::Own => "own",
        Owner::Other => "other",
        Owner::Unknown(_) => "unknown",
    };
    say!(
        "discovery-connector",
        name = name_of(entry),
        domains = domains.join(", "),
        whose = whose,
        state = on_or_off(entry)
    )
}

fn application(entry: &Value, tenant: &OwnTenant) -> String {
    let realm = field(entry, "realm");
    let whose = match tenant.owner(OwnedKind::PartnerApplication, entry) {
        _ if realm.is_empty() => "none",
        Owner::Own => "own",
        Owner::Other => "other",
        Owner::Unknown(_) => "unknown",
    };
    let account = field(entry, "linkedAccount");
    say!(
        "discovery-partner-application",
        name = name_of(entry),
        whose = whose,
        realm = realm,
        state = on_or_off(entry),
        linked = if account.is_empty() { "no" } else { "yes" },
        account = account
    )
}

fn on_or_off(entry: &Value) -> &'static str {
    if is_on(entry, "enabled") { "on" } else { "off" }
}
