//! What the discovery script found, as suggestions for answers and lines to read, and what the receipt
//! of a step found for a question.
//!
//! Nothing here proves a step: `likely_done` only shows the operator what to expect.

use super::carried::without_bytes;
use super::compare::{agrees, entries, plain, shortened};
use super::judge::Expected;
use super::tenant::OwnTenant;
use super::{Discovery, Receipt, Suggestion};
use crate::guide::answer::{Answer, AnswerKind};
use crate::guide::{
    AnswerId, AnswerRole, AnswerSpec, DISCOVERY_STEP, Discovered, Guide, Rule, StepId,
};
use crate::ids::TenantId;
use crate::messages::say;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

mod done;
mod notes;
pub(crate) mod prerequisites;

/// The step of a discovery that looks at everything.
pub(super) fn whole() -> StepId {
    StepId::from(DISCOVERY_STEP)
}

/// What the receipt reports on the organisation; `None` when it is not from discovery, or when
/// discovery failed before it read anything.
pub(super) fn discovery(receipt: &Receipt, expected: &Expected<'_>) -> Option<Discovery> {
    let step = receipt.steps.iter().rfind(|step| step.id.is_discovery())?;
    if step.facts.is_empty() {
        return None;
    }
    let mut read = step.facts.clone();
    // A script that also does steps reads a fact once: for the step that judges it.
    for Discovered { fact, .. } in &expected.guide.discovered {
        let of_step = receipt.steps.iter().rev().find_map(|step| step.facts.get(fact));
        if let (None, Some(value)) = (read.get(fact), of_step) {
            read.insert(fact.clone(), value.clone());
        }
    }
    Some(of_facts(&step.id, without_bytes(&read), expected))
}

/// What these facts report of a part of the organisation.
fn of_facts(part: &StepId, read: Map<String, Value>, expected: &Expected<'_>) -> Discovery {
    let facts = Facts(&read);
    // Before anything is answered, the only tenant that is found is taken for the one that is meant.
    let tenant = expected.tenant().or(only(realms(&facts)), only(routing_domains(&facts)));
    Discovery {
        part: part.clone(),
        suggestions: suggestions(&facts, expected.guide),
        notes: notes::notes(&facts, expected),
        unread: unread(&facts, expected.guide),
        prerequisites: prerequisites::lines(&facts, expected, &tenant),
        likely_done: done::likely(&facts, expected, &tenant),
        facts: read,
    }
}

impl Discovery {
    /// The same without what [`Discovery::reworded`] makes again from the facts.
    #[must_use]
    pub fn without_words(self) -> Self {
        if self.facts.is_empty() {
            return self;
        }
        Self {
            part: self.part,
            suggestions: Vec::new(),
            notes: Vec::new(),
            unread: Vec::new(),
            prerequisites: Vec::new(),
            likely_done: Vec::new(),
            facts: self.facts,
        }
    }

    /// The same in the words of today. Earlier versions saved no facts: there the words of then stay.
    #[must_use]
    pub fn reworded(self, expected: &Expected<'_>) -> Self {
        if self.facts.is_empty() {
            return self;
        }
        let made = of_facts(&self.part, self.facts, expected);
        Self { facts: Map::new(), ..made }
    }
}

/// Facts by name, with what is absent or of another kind read as nothing.
struct Facts<'a>(&'a Map<String, Value>);

impl<'a> Facts<'a> {
    fn list(&self, name: &str) -> Vec<&'a Value> {
        self.0.get(name).map(entries).unwrap_or_default()
    }

    fn text(&self, name: &str) -> &'a str {
        self.0.get(name).map(plain).unwrap_or_default()
    }

    fn was_read(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// The one of them, when there is one alone.
fn only<T>(found: BTreeSet<T>) -> Option<T> {
    let mut found = found.into_iter();
    found.next().filter(|_| found.next().is_none())
}

/// The ids of the tenants whose authorization servers Exchange trusts.
fn realms(facts: &Facts<'_>) -> BTreeSet<TenantId> {
    let servers = facts.list("authServers").into_iter();
    servers.filter_map(|server| field(server, "realm").parse().ok()).collect()
}

/// The domains by which mail reaches tenants.
fn routing_domains(facts: &Facts<'_>) -> BTreeSet<String> {
    let domains = known_domains(facts).into_iter().map(|(domain, _)| domain);
    domains.filter(|domain| is_name(domain) && routing_tenant(domain).is_some()).collect()
}

fn field<'a>(entry: &'a Value, name: &str) -> &'a str {
    entry.get(name).map(plain).unwrap_or_default()
}

fn is_on(entry: &Value, name: &str) -> bool {
    let on = Rule::Is(Value::Bool(true));
    entry.get(name).is_some_and(|value| agrees(&on, value, &OwnTenant::default()))
}

fn suggestions(facts: &Facts<'_>, guide: &Guide) -> Vec<Suggestion> {
    let found = [
        (AnswerRole::VerifiedDomain, domains(facts)),
        (AnswerRole::Tenant, tenants(facts)),
        (AnswerRole::DomainController, domain_controllers(facts)),
        (AnswerRole::HybridDomain, hybrid_domains(facts)),
        (AnswerRole::EwsHost, public_hosts(facts)),
    ];
    let found =
        found.into_iter().filter_map(|(role, values)| Some((answer_for(guide, role)?, values)));
    let answers = guide.answers.iter();
    let named = answers.map(|spec| (spec.id.clone(), found_by_name(facts, spec, None)));
    // What says which tenant is meant is taken by itself only where there is one tenant alone.
    let several = realms(facts).len() > 1 || routing_domains(facts).len() > 1;
    let mut suggestions = each_once(found.chain(named));
    for suggestion in &mut suggestions {
        let spec = guide.answer(&suggestion.answer);
        let role = spec.and_then(|spec| spec.role);
        suggestion.choose = several && role.is_some_and(AnswerRole::names_tenant);
    }
    suggestions
}

/// The question with that role. A guide that only checks hands what it found on to other guides, under the
/// name that they all have for it.
fn answer_for(guide: &Guide, role: AnswerRole) -> Option<AnswerId> {
    let asked = guide.answer_with(role).map(|spec| spec.id.clone());
    asked.or_else(|| {
        let hands_on = !guide.complaints.is_empty();
        hands_on.then(|| AnswerId::from(role.name().replace('-', "_").as_str()))
    })
}

/// Values that the facts of any step hold for the questions of a guide, best first.
pub(crate) fn suggested_in(facts: &Map<String, Value>, guide: &Guide) -> Vec<Suggestion> {
    suggestions(&Facts(facts), guide)
}

/// Values that the receipt of a step found for questions, best first. The facts are those of that step.
pub(crate) fn suggested_by(
    step: &StepId,
    facts: &Map<String, Value>,
    guide: &Guide,
) -> Vec<Suggestion> {
    let found =
        |spec: &AnswerSpec| (spec.id.clone(), found_by_name(&Facts(facts), spec, Some(step)));
    each_once(guide.answers.iter().map(found))
}

fn each_once(found: impl Iterator<Item = (AnswerId, Vec<(String, String)>)>) -> Vec<Suggestion> {
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for (answer, values) in found {
        for (value, source) in values {
            let known = suggestions
                .iter()
                .any(|other| other.answer == answer && other.value.eq_ignore_ascii_case(&value));
            if !known {
                let answer = answer.clone();
                suggestions.push(Suggestion { answer, value, source, choose: false });
            }
        }
    }
    suggestions
}

/// Values where the guide says that discovery, or that step, finds them, as far as the question takes
/// them. Where a host is asked for, an address represents its host.
fn found_by_name(
    facts: &Facts<'_>,
    spec: &AnswerSpec,
    step: Option<&StepId>,
) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for found in spec.found.iter().filter(|found| found.step.as_ref() == step) {
        for entry in facts.list(&found.fact) {
            let text = match &found.property {
                Some(property) => field(entry, property),
                None => plain(entry),
            };
            let host = url::Url::parse(text).ok().filter(|_| spec.kind == AnswerKind::Fqdn);
            let host = host.as_ref().and_then(url::Url::host_str);
            if let Ok(value) = Answer::parse(spec.kind, &spec.choices, host.unwrap_or(text)) {
                values.push((value.as_str().to_owned(), notes::filled(&found.source, entry)));
            }
        }
    }
    values
}

/// Domains that could be the verified one: the default first, Microsoft's own last. The domain that
/// routes mail between the two sides is never it, and a wildcard is no domain.
fn domains(facts: &Facts<'_>) -> Vec<(String, String)> {
    let mut found: Vec<(u8, String, String)> = facts
        .list("acceptedDomains")
        .into_iter()
        .map(|entry| (entry, field(entry, "name").to_lowercase()))
        .filter(|(_, name)| is_name(name) && routing_tenant(name).is_none())
        .map(|(entry, name)| {
            if is_on(entry, "default") {
                (0, name, say!("discovery-from-default-domain"))
            } else if name.ends_with(".onmicrosoft.com") {
                (2, name, say!("discovery-from-microsoft-domain"))
            } else {
                (1, name, say!("discovery-from-accepted-domain"))
            }
        })
        .collect();
    found.sort_by_key(|(rank, _, _)| *rank);
    found.into_iter().map(|(_, name, source)| (name, source)).collect()
}

/// The tenant by id, as the authorization servers have it, or by its first domain.
fn tenants(facts: &Facts<'_>) -> Vec<(String, String)> {
    let mut servers = facts.list("authServers");
    servers.sort_by_key(|server| !field(server, "type").eq_ignore_ascii_case("AzureAD"));
    let by_id = servers.into_iter().filter_map(|server| {
        let realm = field(server, "realm").to_lowercase();
        let source = say!("discovery-from-realm", server = name_of(server));
        uuid::Uuid::try_parse(&realm).ok().map(|_| (realm, source))
    });
    let by_domain = known_domains(facts).into_iter().filter_map(|(domain, source)| {
        let tenant = routing_tenant(&domain).map(|name| format!("{name}.onmicrosoft.com"));
        let tenant = tenant.or_else(|| {
            let is_first = domain.ends_with(".onmicrosoft.com");
            is_first.then(|| domain.clone())
        })?;
        is_name(&tenant).then(|| (tenant, source.words(&domain)))
    });
    by_id.chain(by_domain).collect()
}

/// The domain by which the tenant's mail is reached from the server: connectors are for it, and
/// Exchange receives mail for it.
fn hybrid_domains(facts: &Facts<'_>) -> Vec<(String, String)> {
    let mut found = known_domains(facts);
    found.retain(|(domain, _)| is_name(domain) && routing_tenant(domain).is_some());
    found.reverse();
    found.into_iter().map(|(domain, source)| (domain.clone(), source.words(&domain))).collect()
}

/// Where a domain was found.
#[derive(Clone, Copy)]
enum DomainSource {
    /// Among the accepted domains.
    Accepted,
    /// In a connector.
    Connector,
}

impl DomainSource {
    fn words(self, domain: &str) -> String {
        match self {
            Self::Accepted => say!("discovery-from-domain", domain = domain),
            Self::Connector => say!("discovery-from-connector", domain = domain),
        }
    }
}

/// Accepted domains and those of connectors, with the words for where they were found.
fn known_domains(facts: &Facts<'_>) -> Vec<(String, DomainSource)> {
    let accepted = facts.list("acceptedDomains");
    let accepted = accepted.iter().map(|entry| field(entry, "name"));
    let connectors = facts.list("connectors");
    let connected = connectors
        .iter()
        .filter_map(|connector| connector.get("domains"))
        .flat_map(entries)
        .map(plain);
    accepted
        .map(|domain| (domain.to_lowercase(), DomainSource::Accepted))
        .chain(connected.map(|domain| (domain.to_lowercase(), DomainSource::Connector)))
        .collect()
}

/// Domain controllers that every command can name. Exchange looks the account of an application up in a
/// global catalog, so one of those that it uses is offered, of the domain of its servers. The one that
/// answered about the organisation need not be one: it is offered where none is known.
fn domain_controllers(facts: &Facts<'_>) -> Vec<(String, String)> {
    let answered = facts.text("domainController").to_lowercase();
    let directory = Directory::of(facts);
    let mut found: Vec<String> = directory.usable().map(str::to_owned).collect();
    found.sort_by_key(|name| *name != answered);
    if !found.is_empty() {
        let source = match directory.domain.as_str() {
            "" => say!("discovery-from-global-catalog"),
            domain => say!("discovery-from-global-catalog-of", domain = domain),
        };
        return found.into_iter().map(|name| (name, source.clone())).collect();
    }
    if !is_name(&answered) {
        return Vec::new();
    }
    let source = match (directory.was_read, directory.domain.as_str()) {
        (false, _) => say!("discovery-from-controller"),
        (true, "") => say!("discovery-from-controller-in-doubt"),
        (true, domain) => say!("discovery-from-controller-in-doubt-of", domain = domain),
    };
    vec![(answered, source)]
}

/// The domain of the Exchange server on which discovery ran, and the global catalogs that it uses.
struct Directory {
    was_read: bool,
    /// Empty where it is not known.
    domain: String,
    global_catalogs: Vec<String>,
}

impl Directory {
    fn of(facts: &Facts<'_>) -> Self {
        let directory = facts.0.get("directory").filter(|fact| fact.is_object());
        let reported = |name: &str| directory.and_then(|directory| directory.get(name));
        let catalogs = reported("globalCatalogs").map(entries).unwrap_or_default();
        let catalogs = catalogs.into_iter().map(|name| plain(name).to_lowercase());
        Self {
            was_read: directory.is_some(),
            domain: reported("domain").map(plain).unwrap_or_default().to_lowercase(),
            global_catalogs: catalogs.filter(|name| is_name(name)).collect(),
        }
    }

    /// Whether a domain controller is of the domain; any is where the domain is not known.
    fn is_of_domain(&self, name: &str) -> bool {
        let domain = name.split_once('.').map(|(_, domain)| domain);
        self.domain.is_empty() || domain == Some(self.domain.as_str())
    }

    /// The global catalogs of the domain.
    fn usable(&self) -> impl Iterator<Item = &str> {
        let names = self.global_catalogs.iter().map(String::as_str);
        names.filter(|name| self.is_of_domain(name))
    }
}

/// The hosts under which Exchange Web Services are reached from outside.
fn public_hosts(facts: &Facts<'_>) -> Vec<(String, String)> {
    // Discovery reports them by one name, the step that reads the virtual directories by the other.
    let addresses = facts.list("ewsUrls").into_iter().chain(facts.list("ewsAddresses"));
    addresses
        .filter_map(|address| url::Url::parse(plain(address)).ok())
        .filter_map(|address| address.host_str().map(str::to_lowercase))
        .filter(|host| is_name(host))
        .map(|host| (host, say!("discovery-from-ews")))
        .collect()
}

/// "contoso" of "contoso.mail.onmicrosoft.com".
fn routing_tenant(domain: &str) -> Option<&str> {
    domain.strip_suffix(".mail.onmicrosoft.com")
}

/// Whether this can be a host's or a domain's name at all; the question itself looks closer.
fn is_name(name: &str) -> bool {
    let allowed = |character: char| character.is_alphanumeric() || matches!(character, '.' | '-');
    name.contains('.') && name.len() <= 253 && name.chars().all(allowed)
}

fn name_of(entry: &Value) -> String {
    match field(entry, "name") {
        "" => say!("discovery-without-name"),
        name => shortened(name),
    }
}

fn unread(facts: &Facts<'_>, guide: &Guide) -> Vec<String> {
    facts
        .list("unread")
        .into_iter()
        .map(|entry| {
            let name = match field(entry, "name") {
                "" => plain(entry),
                name => name,
            };
            let what = match name {
                "domainController" => say!("discovery-unread-domain-controller"),
                "directory" => say!("discovery-unread-directory"),
                "acceptedDomains" => say!("discovery-unread-accepted-domains"),
                "servers" => say!("discovery-unread-servers"),
                "oldServers" => say!("discovery-unread-old-servers"),
                "ewsUrls" => say!("discovery-unread-ews-urls"),
                "authConfig" => say!("discovery-unread-auth-config"),
                "partnerApplications" => say!("discovery-unread-partner-applications"),
                "authServers" => say!("discovery-unread-auth-servers"),
                "connectors" => say!("discovery-unread-connectors"),
                "trusts" => say!("discovery-unread-trusts"),
                "accounts" => say!("discovery-unread-accounts"),
                "roles" => say!("discovery-unread-roles"),
                "mayCreateMailUser" => say!("discovery-unread-may-create-mail-user"),
                "certificates" => say!("discovery-unread-certificates"),
                other => {
                    let known = guide.discovered.iter().find(|known| known.fact == other);
                    known.map_or_else(|| other.to_owned(), |known| known.title.clone())
                }
            };
            match field(entry, "reason") {
                "" => shortened(&what),
                reason => shortened(&say!("discovery-unread", what = what, reason = reason)),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
