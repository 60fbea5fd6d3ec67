//! What Exchange writes into its challenge named `Bearer`, and whether it takes tokens of a tenant.

use crate::http::challenge::Challenge;
use crate::ids::{AppId, TenantId};
use std::fmt;

/// Who issues tokens that the server takes: `<application id>@<realm>`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Issuer {
    /// The application id.
    pub(super) id: String,
    /// Of which tenant its tokens are.
    pub(super) realm: Realm,
}

/// Which tenant an issuer is for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Realm {
    /// Every one: `*`.
    Every,
    /// The one with this id.
    Tenant(TenantId),
    /// What is no id: a domain, as a server with AD FS names it.
    Name(String),
}

impl Realm {
    fn read(text: &str) -> Self {
        match text.parse() {
            Ok(id) => Self::Tenant(id),
            Err(_) if text == "*" => Self::Every,
            Err(_) => Self::Name(text.to_owned()),
        }
    }

    fn includes(&self, tenant: TenantId) -> bool {
        match self {
            Self::Every => true,
            Self::Tenant(id) => *id == tenant,
            Self::Name(_) => false,
        }
    }
}

impl fmt::Display for Realm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every => f.write_str("*"),
            Self::Tenant(id) => id.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

/// What a `Bearer` challenge says, as far as Exchange writes it.
///
/// Fields as in "How to configure Exchange Server on-premises to use Hybrid Modern Authentication".
/// `authorization_uri` is left out: it is for programs in which a person signs in, and nothing shows
/// that its absence keeps Teams out.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Bearer {
    /// The application that tokens must be for.
    pub(super) client_id: Option<String>,
    /// The issuers; none where the server names no list.
    pub(super) trusted_issuers: Option<Vec<Issuer>>,
    /// The kinds of tokens, such as `app_asserted_user_v1`.
    pub(super) token_types: Vec<String>,
    /// `AzureAD` or `ADFS`; older builds do not say it.
    pub(super) issuer_kind: Option<String>,
    /// The OAuth error; `invalid_token` is normal for an empty token.
    pub(super) error: Option<String>,
}

/// Whether a server takes tokens of a tenant, as far as its challenge says it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Trust {
    /// The tenant is in the list.
    Yes,
    /// There is a list, and the tenant is not in it.
    No,
    /// There is no list.
    NotSaid,
}

impl Bearer {
    /// What the challenges say; none without a `Bearer` among them. Where there are several, the one
    /// for Exchange counts, and what others for Exchange add to the issuers.
    pub(super) fn of(challenges: &[Challenge]) -> Option<Self> {
        let all: Vec<Self> =
            challenges.iter().filter(|one| one.is("Bearer")).map(Self::read).collect();
        let mut chosen = all.iter().find(|one| one.is_exchange()).or(all.first())?.clone();
        if chosen.is_exchange() {
            let lists = all.iter().filter(|one| one.is_exchange());
            let lists: Vec<_> = lists.filter_map(|one| one.trusted_issuers.clone()).collect();
            chosen.trusted_issuers = (!lists.is_empty()).then(|| lists.concat());
        }
        Some(chosen)
    }

    fn read(challenge: &Challenge) -> Self {
        let text = |name| challenge.value(name).map(str::trim).map(str::to_owned);
        let filled = |name| text(name).filter(|value| !value.is_empty());
        let issuer = |entry: &str| {
            let (id, realm) = entry.trim().split_once('@')?;
            Some(Issuer { id: id.to_owned(), realm: Realm::read(realm) })
        };
        Self {
            client_id: filled("client_id"),
            trusted_issuers: filled("trusted_issuers")
                .map(|list| list.split(',').filter_map(issuer).collect()),
            token_types: text("token_types")
                .map(|list| list.split_whitespace().map(str::to_owned).collect())
                .unwrap_or_default(),
            issuer_kind: filled("issuer_kind"),
            error: filled("error"),
        }
    }

    /// Whether it asks for tokens for Exchange, which has the same id in every Microsoft cloud and on
    /// every Exchange Server.
    pub(super) fn is_exchange(&self) -> bool {
        self.client_id.as_deref().is_some_and(|id| AppId::EXCHANGE_ONLINE == *id)
    }

    /// Whether tokens of that tenant are taken.
    pub(super) fn trusts(&self, tenant: TenantId) -> Trust {
        let takes = |issuer: &Issuer| issuer.realm.includes(tenant);
        match &self.trusted_issuers {
            None => Trust::NotSaid,
            Some(issuers) if issuers.iter().any(takes) => Trust::Yes,
            Some(_) => Trust::No,
        }
    }

    /// What else it says, in a line for troubleshooting; unchanged, and not fit to be shown.
    pub(super) fn summary(&self) -> String {
        let issuer = |issuer: &Issuer| format!("{}@{}", issuer.id, issuer.realm);
        let issuers = self.trusted_issuers.as_ref();
        let parts = [
            ("client_id", self.client_id.clone()),
            (
                "trusted_issuers",
                issuers.map(|all| all.iter().map(issuer).collect::<Vec<_>>().join(",")),
            ),
            ("token_types", Some(self.token_types.join(" ")).filter(|types| !types.is_empty())),
            ("issuer_kind", self.issuer_kind.clone()),
            ("error", self.error.clone()),
        ];
        let parts =
            parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        format!("Bearer {}", parts.collect::<Vec<_>>().join(", "))
    }

    /// The tenants among the realms, each once.
    pub(super) fn tenants(&self) -> Vec<TenantId> {
        let mut tenants = Vec::new();
        for issuer in self.trusted_issuers.iter().flatten() {
            match &issuer.realm {
                Realm::Tenant(tenant) if !tenants.contains(tenant) => tenants.push(*tenant),
                Realm::Tenant(_) | Realm::Every | Realm::Name(_) => {}
            }
        }
        tenants
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::challenge::challenges;
    use hyper::HeaderMap;
    use hyper::header::{HeaderValue, WWW_AUTHENTICATE};

    const EXCHANGE: AppId = AppId::EXCHANGE_ONLINE;
    const TENANT: &str = "11111111-2222-4333-8444-555555555555";

    fn bearer(values: &[&str]) -> Option<Bearer> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_str(value).unwrap());
        }
        Bearer::of(&challenges(&headers))
    }

    fn hop(issuers: &str) -> String {
        format!("Bearer client_id=\"{EXCHANGE}\", trusted_issuers=\"{issuers}\"")
    }

    fn tenant(text: &str) -> TenantId {
        text.parse().unwrap()
    }

    #[test]
    fn the_line_of_an_exchange_server_is_read_whole() {
        let line = format!(
            "Bearer client_id=\"{EXCHANGE}\", trusted_issuers=\"00000001-0000-0000-c000-000000000000@{TENANT},00000004-0000-0ff1-ce00-000000000000@contoso.com\", token_types=\"app_asserted_user_v1 service_asserted_app_v1\", authorization_uri=\"https://login.windows.net/common/oauth2/authorize\", issuer_kind=\"AzureAD\", error=\"invalid_token\""
        );
        let read = bearer(&[&line]).unwrap();
        assert!(read.is_exchange());
        assert_eq!(read.tenants(), [tenant(TENANT)]);
        assert_eq!(read.trusts(tenant(TENANT)), Trust::Yes);
        assert_eq!(
            read.trusted_issuers.as_ref().unwrap()[1].realm,
            Realm::Name("contoso.com".to_owned())
        );
        assert_eq!(read.token_types, ["app_asserted_user_v1", "service_asserted_app_v1"]);
        assert_eq!(read.issuer_kind.as_deref(), Some("AzureAD"));
        assert_eq!(read.error.as_deref(), Some("invalid_token"));
        let summary = read.summary();
        for part in ["contoso.com, token_types=app", "issuer_kind=AzureAD, error=invalid_token"] {
            assert!(summary.contains(part), "{part}: {summary}");
        }
    }

    #[test]
    fn another_tenant_no_list_and_every_tenant_are_distinguished() {
        let issuers = |realm: &str| hop(&format!("00000001-0000-0000-c000-000000000000@{realm}"));
        let trusts = |line: &str| bearer(&[line]).unwrap().trusts(tenant(TENANT));
        assert_eq!(trusts(&issuers(&TENANT.to_uppercase())), Trust::Yes);
        assert_eq!(trusts(&issuers("*")), Trust::Yes);
        assert_eq!(trusts(&issuers("99999999-2222-4333-8444-555555555555")), Trust::No);
        let adfs = format!("Bearer client_id=\"{EXCHANGE}\", issuer_kind=\"ADFS\"");
        assert_eq!(trusts(&adfs), Trust::NotSaid);
        assert_eq!(trusts(&hop("")), Trust::NotSaid);
    }

    #[test]
    fn case_blanks_missing_commas_and_bare_addresses_do_not_matter() {
        let line = format!(
            "bEARER  Client_ID = \"{EXCHANGE}\" Trusted_Issuers=\"x@{TENANT}\",authorization_uri=https://login.windows.net/common/oauth2/authorize, ISSUER_KIND=AzureAD"
        );
        let read = bearer(&[&line]).unwrap();
        assert!(read.is_exchange());
        assert_eq!(read.trusts(tenant(TENANT)), Trust::Yes);
        assert_eq!(read.issuer_kind.as_deref(), Some("AzureAD"));
    }

    #[test]
    fn repeated_headers_are_one_list_and_the_challenge_for_exchange_counts() {
        let other =
            "Bearer client_id=\"00000003-0000-0000-c000-000000000000\", trusted_issuers=\"x@*\"";
        let first = hop("x@99999999-2222-4333-8444-555555555555");
        let second = hop(&format!("x@{TENANT}"));
        let read = bearer(&["Negotiate", other, &first, "NTLM", &second]).unwrap();
        assert!(read.is_exchange());
        assert_eq!(read.tenants().len(), 2);
        assert_eq!(read.trusts(tenant(TENANT)), Trust::Yes);
        assert_eq!(bearer(&["Negotiate", "NTLM"]), None);
        assert!(!bearer(&[other]).unwrap().is_exchange());
        assert_eq!(bearer(&["Bearer"]), Some(Bearer::default()));
    }
}
