//! What was found, as lines to read: servers, certificates, and whose the objects are that Exchange
//! trusts.

use super::{Directory, Facts, field, is_on, name_of, realms, routing_domains};
use crate::certificate::{day, never_ends, read_end};
use crate::guide::{AnswerRole, Discovered, Guide, OwnedKind, Rule};
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
    let mut each = |fact: &str, none: &str, line: &dyn Fn(&Value) -> String| {
        let found = facts.list(fact);
        if found.is_empty() && facts.was_read(fact) && !none.is_empty() {
            notes.push(none.to_owned());
        }
        notes.extend(found.into_iter().map(|entry| shortened(&line(entry))));
    };
    each("servers", "", &server);
    each("oldServers", "", &|entry| {
        format!(
            "Server {} is older than Exchange 2013 SP1: it needs an address space",
            name_of(entry)
        )
    });
    each(
        "certificates",
        "Exchange has no Auth Certificate. Renew it before you go on.",
        &|entry| certificate(entry, now),
    );
    let server_of = |entry: &Value| auth_server(entry, tenant);
    each("authServers", "No authorization server is set up.", &server_of);
    let connector_of = |entry: &Value| connector(entry, tenant);
    each("connectors", "No intra-organization connector is set up.", &connector_of);
    let application_of = |entry: &Value| application(entry, tenant);
    each("partnerApplications", "No partner application is set up.", &application_of);
    each("accounts", "", &|entry| {
        let identity = field(entry, "identity");
        format!("Account {}: {}, {identity}", name_of(entry), field(entry, "type"))
    });
    each("roles", "", &|entry| {
        let holders = entry.get("assignees").map(entries).unwrap_or_default();
        let holders: Vec<&str> = holders.into_iter().map(plain).collect();
        let held = if holders.is_empty() {
            String::new()
        } else {
            format!(", held by {}", holders.join(", "))
        };
        format!("Management role {}, of the type {}{held}", name_of(entry), field(entry, "type"))
    });
    for Discovered { fact, line, none, .. } in &guide.discovered {
        if let Some(line) = line {
            each(fact, none.as_deref().unwrap_or_default(), &|entry| filled(line, entry));
        }
    }
    notes.extend(guide.discovered.iter().flat_map(|one| not_as_expected(one, facts, expected)));
    if facts.0.get("mayCreateMailUser") == Some(&Value::Bool(false)) {
        notes.push("Your account may not create mail users (New-MailUser). Somebody with Mail Recipient Creation has to run the account step, or to make the account.".to_owned());
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
        let state = match compare(&rule, fact, &tenant) {
            Comparison::Agrees => return None,
            Comparison::Differs => "has to be changed",
            Comparison::Unread | Comparison::Unknown(_) | Comparison::NotKnown => "is not known",
        };
        let found = match &one.none {
            Some(none) if is_empty(fact) => none.clone(),
            _ => in_words(&rule, fact, &tenant),
        };
        let label = &one.label;
        Some(shortened(&format!("{label}: {found}. This {state}. Step {number} says what to do.")))
    });
    differing.collect()
}

/// Says that there are several tenants, and which answer chooses one.
fn several(facts: &Facts<'_>, guide: &Guide) -> Vec<String> {
    let tenants = (
        AnswerRole::Tenant,
        realms(facts),
        "Exchange trusts several tenants",
        "Only what belongs to your tenant counts. ",
    );
    let domains =
        (AnswerRole::HybridDomain, routing_domains(facts), "There are several routing domains", "");
    let said = [tenants, domains].into_iter().filter_map(|(role, found, words, more)| {
        let spec = guide.answer_with(role).filter(|_| found.len() > 1)?;
        let found: Vec<String> = found.into_iter().collect();
        Some(shortened(&format!(
            "{words}: {}. {more}Choose yours as the answer \"{}\".",
            found.join(", "),
            spec.label
        )))
    });
    said.collect()
}

/// Says what several tenants share, which one setup alone cannot give to each of them.
fn shared_by_tenants(facts: &Facts<'_>) -> Option<String> {
    let count = realms(facts).len();
    (count > 1).then(|| {
        format!(
            "The Auth Certificate and the setting overrides of Exchange count for all {count} tenants. Create one setup for each tenant. Each tenant needs its own dedicated hybrid application and consent to it."
        )
    })
}

/// Says that the forest trusts others, and what that means where Exchange runs there too.
fn other_forests(facts: &Facts<'_>) -> Option<String> {
    let trusts = facts.list("trusts");
    let names: Vec<&str> = trusts.into_iter().map(plain).filter(|name| !name.is_empty()).collect();
    (!names.is_empty()).then(|| {
        shortened(&format!(
            "Your forest trusts {}. If Exchange runs in another forest too, that forest needs a setup and a hybrid application of its own.",
            names.join(", ")
        ))
    })
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
    let what = if directory.is_of_domain(&chosen) {
        format!("is not among the global catalogs{} that Exchange uses", directory.in_words())
    } else {
        format!("is not of the domain of this Exchange server, {}", directory.domain)
    };
    Some(shortened(&format!(
        "The answer \"{}\", {chosen}, {what}. Exchange may not find an account there. Choose one of: {}.",
        spec.label,
        usable.join(", ")
    )))
}

/// A line with the properties of an entry where `{name}` stands, and the entry where `{}` does. Of a
/// time, the day is told.
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
    let build = field(entry, "build");
    format!("Server {}: {build}, {}", name_of(entry), field(entry, "role"))
}

fn certificate(entry: &Value, now: Timestamp) -> String {
    let r#use = match field(entry, "use") {
        "current" => "Auth Certificate in use".to_owned(),
        "next" => "Next Auth Certificate".to_owned(),
        other => format!("Auth Certificate ({other})"),
    };
    let validity = match read_end(field(entry, "notAfter")) {
        Some(end) if never_ends(end) => "never expires".to_owned(),
        Some(end) if end < now => format!("expired on {}", day(end)),
        Some(end) => {
            let days = (end.as_second() - now.as_second()) / 86_400;
            format!("{days} days left, until {}", day(end))
        }
        None => "its end is not known".to_owned(),
    };
    let elsewhere = if entry.get("onThisServer") == Some(&Value::Bool(false)) {
        "; it is not on this server, so export it on another one"
    } else {
        ""
    };
    format!("{}: {}, {validity}{elsewhere}", r#use, field(entry, "thumbprint"))
}

fn auth_server(entry: &Value, tenant: &OwnTenant) -> String {
    let (kind, realm) = (field(entry, "type"), field(entry, "realm"));
    let whose = match tenant.owner(OwnedKind::AuthorizationServer, entry) {
        Owner::Own => " of your tenant".to_owned(),
        Owner::Other | Owner::Unknown(_) if realm.is_empty() => String::new(),
        Owner::Other => format!(" of another tenant, {realm}"),
        Owner::Unknown(_) => format!(" of the tenant {realm}"),
    };
    format!("Authorization server {} ({kind}){whose}: {}", name_of(entry), on_or_off(entry))
}

fn connector(entry: &Value, tenant: &OwnTenant) -> String {
    let domains = entry.get("domains").map(entries).unwrap_or_default();
    let domains: Vec<&str> = domains.into_iter().map(plain).collect();
    let whose = match tenant.owner(OwnedKind::Connector, entry) {
        Owner::Own => ", to your tenant",
        Owner::Other => ", not to your tenant",
        Owner::Unknown(_) => "",
    };
    format!("Connector {} for {}{whose}: {}", name_of(entry), domains.join(", "), on_or_off(entry))
}

fn application(entry: &Value, tenant: &OwnTenant) -> String {
    let linked = match field(entry, "linkedAccount") {
        "" => "no linked account".to_owned(),
        account => format!("linked to {account}"),
    };
    let realm = field(entry, "realm");
    let whose = match tenant.owner(OwnedKind::PartnerApplication, entry) {
        _ if realm.is_empty() => String::new(),
        Owner::Own => " of your tenant".to_owned(),
        Owner::Other => format!(" of another tenant, {realm}"),
        Owner::Unknown(_) => format!(" of the tenant {realm}"),
    };
    format!("Partner application {}{whose}: {}, {linked}", name_of(entry), on_or_off(entry))
}

fn on_or_off(entry: &Value) -> &'static str {
    if is_on(entry, "enabled") { "enabled" } else { "disabled" }
}
