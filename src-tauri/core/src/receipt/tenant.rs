//! Whose an object of Exchange is.
//!
//! A hybrid can have several tenants and several forests. Only what belongs to the tenant of this
//! setup counts, and what cannot be distinguished is said to be unknown.

use super::compare::{Comparison, entries, plain};
use crate::guide::{AnswerRole, Answers, Guide, OwnedKind, TenantMark};
use crate::ids::TenantId;
use crate::messages::say;
use serde_json::Value;

/// What is known of this tenant.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnTenant {
    /// Its id.
    id: Option<TenantId>,
    /// What names it in an address, lower case: domains that are verified in it, and its id.
    names: Vec<String>,
    /// Metadata addresses that were given as answers.
    addresses: Vec<String>,
    /// The domain by which mail reaches it.
    routing_domain: Option<String>,
    /// The mail domain of both sides.
    mail_domain: Option<String>,
    /// Whether an answer says which tenant it is.
    is_answered: bool,
}

/// Whether an object belongs to this tenant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Owner {
    /// It does.
    Own,
    /// It belongs to another one, or leads elsewhere.
    Other,
    /// It is not known.
    Unknown(Lack),
}

/// Why it is not known whose an object is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Lack {
    /// The id of this tenant is not known.
    TenantId,
    /// The answer is missing that holds the domain by which mail reaches this tenant.
    RoutingDomain,
    /// The receipt does not say it.
    NotTold,
}

impl From<Owner> for Comparison {
    fn from(owner: Owner) -> Self {
        match owner {
            Owner::Own => Self::Agrees,
            Owner::Other => Self::Differs,
            Owner::Unknown(lack) => Self::Unknown(lack),
        }
    }
}

impl OwnTenant {
    /// What the answers say of the tenant, and its id where that was looked up.
    pub(super) fn of(guide: &Guide, answers: &Answers, id: Option<TenantId>) -> Self {
        let text = |role| answers.of(role).map(str::to_lowercase);
        let tenant = text(AnswerRole::Tenant);
        // The answer may be a domain: that names the tenant, and is not its id.
        let id = id.or_else(|| tenant.as_ref()?.parse().ok());
        let names = [id.map(String::from), tenant.clone(), text(AnswerRole::VerifiedDomain)];
        let mut names: Vec<String> = names.into_iter().flatten().collect();
        names.extend(names.clone().iter().filter_map(|name| routing_domain_of(name)));
        let given = guide.answers_with(AnswerRole::MetadataUrl);
        let given = given.filter_map(|spec| answers.text(spec.id.as_str()));
        Self {
            names,
            addresses: given.map(str::to_lowercase).collect(),
            routing_domain: text(AnswerRole::HybridDomain),
            mail_domain: text(AnswerRole::VerifiedDomain),
            is_answered: tenant.is_some(),
            id,
        }
    }

    /// The same, with what an organisation shows where no answer says otherwise.
    pub(super) fn or(mut self, id: Option<TenantId>, routing_domain: Option<String>) -> Self {
        if self.id.is_none() && !self.is_answered {
            self.id = id;
        }
        if self.routing_domain.is_none() {
            self.routing_domain = routing_domain;
        }
        self
    }

    /// Whose an object of that kind is.
    pub(super) fn owner(&self, kind: OwnedKind, entry: &Value) -> Owner {
        let text = |name: &str| entry.get(name).map(plain);
        match kind {
            OwnedKind::AuthorizationServer => self.owner_of_server(
                text("realm").unwrap_or_default(),
                text("metadataUrl").unwrap_or_default(),
            ),
            OwnedKind::PartnerApplication => text("realm")
                .map_or(Owner::Unknown(Lack::NotTold), |realm| self.owner_of_realm(realm)),
            OwnedKind::Connector => self.owner_of_connector(entry, self.routing_domain.as_ref()),
            OwnedKind::OnlineConnector => self.owner_of_connector(entry, self.mail_domain.as_ref()),
        }
    }

    /// Whether this text names the tenant.
    pub(super) fn named_by(&self, mark: TenantMark, text: &str) -> Owner {
        match mark {
            TenantMark::Realm => self.owner_of_realm(text),
            TenantMark::Address if self.is_named_in(text) => Owner::Own,
            TenantMark::Address if self.id.is_none() && !text.is_empty() => {
                Owner::Unknown(Lack::TenantId)
            }
            TenantMark::Address => Owner::Other,
        }
    }

    /// The realm of an authorization server is the id of its tenant and decides. The address decides
    /// where one of the two ids is not known.
    fn owner_of_server(&self, realm: &str, address: &str) -> Owner {
        match self.id {
            Some(id) if !realm.is_empty() => owned(realm.parse() == Ok(id)),
            _ if self.is_named_in(address) => Owner::Own,
            _ if realm.is_empty() && address.is_empty() => Owner::Unknown(Lack::NotTold),
            None => Owner::Unknown(Lack::TenantId),
            Some(_) => Owner::Other,
        }
    }

    /// A partner application without a realm is for every tenant.
    fn owner_of_realm(&self, realm: &str) -> Owner {
        match self.id {
            _ if realm.is_empty() => Owner::Own,
            Some(id) => owned(realm.parse() == Ok(id)),
            None => Owner::Unknown(Lack::TenantId),
        }
    }

    /// A connector leads to the domain. Where that is not known, one that leads to a domain of the
    /// tenant is its own all the same.
    fn owner_of_connector(&self, entry: &Value, domain: Option<&String>) -> Owner {
        let Some(domains) = entry.get("domains") else { return Owner::Unknown(Lack::NotTold) };
        let leads_to = |one: &String| {
            entries(domains).into_iter().any(|led| plain(led).eq_ignore_ascii_case(one))
        };
        match domain {
            Some(domain) => owned(leads_to(domain)),
            None if self.names.iter().any(leads_to) => Owner::Own,
            None => Owner::Unknown(Lack::RoutingDomain),
        }
    }

    /// Whether the address is one of those given, or has a name of the tenant in its path.
    fn is_named_in(&self, address: &str) -> bool {
        let same = |one: &String| one.to_lowercase() == address.to_lowercase();
        let path = address.splitn(4, '/').nth(3).unwrap_or_default().to_lowercase();
        self.addresses.iter().any(same)
            || path.split('/').any(|part| self.names.iter().any(|name| name == part))
    }
}

impl Lack {
    /// What is not known, behind the names of what was found.
    pub(super) fn words(self) -> String {
        match self {
            Self::TenantId => say!("receipt-tenant-no-id"),
            Self::RoutingDomain => say!("receipt-tenant-no-routing-domain"),
            Self::NotTold => say!("receipt-tenant-not-reported"),
        }
    }

    /// What to do about it.
    pub(super) fn next(self, guide: &Guide) -> String {
        let label = |role| guide.answer_with(role).map(|spec| spec.label.clone());
        match self {
            Self::TenantId => {
                let usual = || say!("receipt-tenant-label");
                let answer = label(AnswerRole::Tenant).unwrap_or_else(usual);
                say!("receipt-tenant-no-id-next", answer = answer)
            }
            Self::RoutingDomain => {
                let usual = || say!("receipt-tenant-routing-domain-label");
                let answer = label(AnswerRole::HybridDomain).unwrap_or_else(usual);
                say!("receipt-tenant-no-routing-domain-next", answer = answer)
            }
            Self::NotTold => run_again(),
        }
    }
}

/// For a receipt of an older script.
pub(super) fn run_again() -> String {
    say!("receipt-older-script")
}

/// The domain by which mail reaches the tenant with this first domain: it lies below it.
fn routing_domain_of(first: &str) -> Option<String> {
    let suffixes = [".onmicrosoft.com", ".onmicrosoft.us", ".partner.onmschina.cn"];
    suffixes.into_iter().find_map(|suffix| {
        let name = first.strip_suffix(suffix).filter(|name| !name.contains('.'))?;
        Some(format!("{name}.mail{suffix}"))
    })
}

fn owned(own: bool) -> Owner {
    if own { Owner::Own } else { Owner::Other }
}

#[cfg(test)]
pub(super) mod testing {
    //! Tenants of which more or less is known.

    use super::OwnTenant;
    use crate::guide::{AnswerId, Answers, Library};

    /// The id of the tenant that is meant.
    pub(crate) const OURS: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
    /// The id of another one.
    pub(crate) const OTHER: &str = "11112222-0000-3333-4444-555566667777";

    /// What these answers to the questions of a guide say.
    pub(crate) fn answered(guide: &str, given: &[(&str, &str)], id: Option<&str>) -> OwnTenant {
        let library = Library::built_in().unwrap();
        let guide = library.guide(&guide.into()).unwrap();
        let raw = given.iter().map(|(id, value)| (AnswerId::from(*id), (*value).to_owned()));
        let (answers, problems) = Answers::parse(guide, &raw.collect());
        assert_eq!(problems, []);
        OwnTenant::of(guide, &answers, id.map(|id| id.parse().unwrap()))
    }

    /// All of it.
    pub(crate) fn ours() -> OwnTenant {
        let routing = ("hybrid_domain", "contoso.mail.onmicrosoft.com");
        let mail = ("verified_domain", "contoso.com");
        answered("teams", &[("tenant", OURS), mail, routing], None)
    }

    /// The mail domain alone.
    pub(crate) fn unknown() -> OwnTenant {
        let given = [("tenant", "contoso.com"), ("verified_domain", "contoso.com")];
        answered("teams", &given, None)
    }
}

#[cfg(test)]
mod tests;
