//! Which tenant a domain belongs to, asked without signing in.

use super::refusal::{EntraError, redirected};
use super::{Cloud, Endpoints, LONGEST_ANSWER};
use crate::error::{ErrorCode, Problem};
use crate::http;
use crate::ids::TenantId;
use crate::messages::text;
use crate::text::{compact, without_marks};
use reqwest::header::LOCATION;
use serde::Deserialize;
use url::Url;

/// The tenant as the operator names it: a domain or an id, in lower case, safe in a path.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TenantName(String);

impl TenantName {
    /// Refuses what is neither a domain nor an id. `common` and its like are no tenants.
    ///
    /// # Errors
    /// [`ErrorCode::AnswerInvalid`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if let Ok(id) = compact(text).parse::<TenantId>() {
            return Ok(id.into());
        }
        let text = without_marks(text);
        let ascii = idna::domain_to_ascii(text.trim()).unwrap_or_default();
        let is_domain = ascii.len() <= 253
            && ascii.contains('.')
            && ascii.split('.').all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            });
        if is_domain {
            Ok(Self(ascii))
        } else {
            Err(Problem::new(ErrorCode::AnswerInvalid, text!("sign-in-tenant-invalid")))
        }
    }

    /// As it can be in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id, where the tenant is named by it.
    pub fn id(&self) -> Option<TenantId> {
        self.0.parse().ok()
    }
}

impl From<TenantId> for TenantName {
    fn from(id: TenantId) -> Self {
        Self(id.to_string())
    }
}

/// What is read of the `OpenID` configuration.
#[derive(Deserialize)]
struct Configuration {
    issuer: Url,
    token_endpoint: Option<Url>,
}

/// The id of the tenant that `tenant` (a domain or an id) names in this cloud.
///
/// # Errors
/// [`ErrorCode::AnswerInvalid`] for what is neither a domain nor an id,
/// [`ErrorCode::TenantUnknown`] when this cloud does not know it,
/// [`ErrorCode::SignInWrongTenant`] when it is in another cloud, and the network's.
pub async fn find_tenant(
    http: &reqwest::Client,
    endpoints: &Endpoints,
    tenant: &str,
) -> Result<TenantId, Problem> {
    find(http, endpoints, &TenantName::parse(tenant)?).await
}

pub(super) async fn find(
    http: &reqwest::Client,
    endpoints: &Endpoints,
    tenant: &TenantName,
) -> Result<TenantId, Problem> {
    endpoints.check()?;
    let url = configuration_url(endpoints, tenant);
    let sent = http.get(url).header("accept", "application/json").send();
    let mut answer = sent.await.map_err(|error| http::problem(&error))?;
    let status = answer.status().as_u16();
    let location = answer.headers().get(LOCATION).and_then(|it| it.to_str().ok());
    let location = location.map(str::to_owned);
    let body = http::body(&mut answer, LONGEST_ANSWER).await;
    let body = body.map_err(|error| http::problem(&error))?;
    let body = body.ok_or_else(|| unreadable(endpoints, "the answer is far too long"))?;
    read_configuration(endpoints, tenant, status, location.as_deref(), &body)
}

/// Where the `OpenID` configuration of a tenant is.
pub(crate) fn configuration_url(endpoints: &Endpoints, tenant: &TenantName) -> Url {
    let mut url = endpoints.login.clone();
    url.set_path(&format!("/{}/v2.0/.well-known/openid-configuration", tenant.as_str()));
    url
}

/// The id of the tenant in the answer from there.
///
/// # Errors
/// As [`find_tenant`].
pub(crate) fn read_configuration(
    endpoints: &Endpoints,
    tenant: &TenantName,
    status: u16,
    location: Option<&str>,
    body: &[u8],
) -> Result<TenantId, Problem> {
    if (300..400).contains(&status) {
        let to = http::redirect_target(status, location);
        return Err(redirected(status, to.as_deref()));
    }
    if !(200..300).contains(&status) {
        return Err(refusal(status, body, endpoints, tenant));
    }
    let configuration: Configuration =
        serde_json::from_slice(body).map_err(|error| unreadable(endpoints, &error.to_string()))?;
    if let Some(cloud) = other_cloud(&configuration, endpoints) {
        return Err(Problem::new(
            ErrorCode::SignInWrongTenant,
            text!("sign-in-other-cloud", tenant = tenant.as_str(), cloud = cloud.label()),
        ));
    }
    // https://<host>/<tenant id>/v2.0; the host is the service's own affair.
    configuration
        .issuer
        .path_segments()
        .and_then(|mut segments| segments.next())
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| unreadable(endpoints, "the issuer names no tenant id"))
}

/// The cloud that the service points to, when it is another one than was asked. The worldwide
/// service answers for tenants of the US government too, and names their own token endpoint.
fn other_cloud(configuration: &Configuration, endpoints: &Endpoints) -> Option<Cloud> {
    let host = configuration.token_endpoint.as_ref()?.host_str()?;
    let asked = endpoints.login.host_str()?;
    let known = |host: &str| Cloud::all().find(|cloud| cloud.login_host() == host);
    known(asked)?;
    (host != asked).then(|| known(host)).flatten()
}

fn refusal(status: u16, body: &[u8], endpoints: &Endpoints, tenant: &TenantName) -> Problem {
    let Ok(error) = serde_json::from_slice::<EntraError>(body) else {
        return if status == 429 || status >= 500 {
            Problem::of(ErrorCode::SignInBusy).with_detail(format!("HTTP {status}"))
        } else {
            unreadable(endpoints, &format!("HTTP {status}"))
        };
    };
    if error.error == "invalid_tenant" {
        Problem::new(
            ErrorCode::TenantUnknown,
            text!(
                "sign-in-tenant-unknown",
                host = endpoints.login.host_str().unwrap_or_default(),
                tenant = tenant.as_str()
            ),
        )
        .with_detail(error.detail())
    } else {
        error.problem()
    }
}

fn unreadable(endpoints: &Endpoints, cause: &str) -> Problem {
    Problem::new(
        ErrorCode::SignInUnreadable,
        text!("sign-in-no-service", address = endpoints.login.origin().ascii_serialization()),
    )
    .with_detail(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_is_a_domain_or_an_id() {
        for (given, read) in [
            ("contoso.com", "contoso.com"),
            (" Contoso.OnMicrosoft.com ", "contoso.onmicrosoft.com"),
            ("b\u{fc}cher.example", "xn--bcher-kva.example"),
            ("11111111-2222-4333-8444-AAAAAAAAAAAA", "11111111-2222-4333-8444-aaaaaaaaaaaa"),
            ("\u{200e}contoso\u{200b}.com\u{a0}", "contoso.com"),
            (
                "\u{202a}11111111-2222-4333-8444-aaaaaaaaaaaa\u{202c}",
                "11111111-2222-4333-8444-aaaaaaaaaaaa",
            ),
        ] {
            assert_eq!(TenantName::parse(given).unwrap().as_str(), read, "{given:?}");
        }
        for bad in [
            "",
            "common",
            "organizations",
            "contoso",
            "contoso.com/..",
            "contoso.com?x=.y",
            "a b.com",
            "contoso..com",
            ".com",
            "contoso.com#a",
            "%2e%2e/contoso.com",
            "contoso.com\n",
            "{11111111-2222-4333-8444-aaaaaaaaaaaa}",
            "a\u{202e}b.com\u{0}",
            "a.com\u{a0}b.com",
            &"a".repeat(70_000),
        ] {
            // A newline at the end is cut off like any space; inside it is refused.
            let given = bad.replace('\n', "\n.x");
            let problem = TenantName::parse(&given).unwrap_err();
            assert_eq!(problem.code, ErrorCode::AnswerInvalid, "{given:?}");
        }
    }

    #[test]
    fn a_tenant_of_another_cloud_is_recognised_by_its_token_endpoint() {
        let configuration = |token_endpoint: Option<&str>| Configuration {
            issuer: Url::parse("https://login.microsoftonline.us/x/v2.0").unwrap(),
            token_endpoint: token_endpoint.map(|text| Url::parse(text).unwrap()),
        };
        let us = configuration(Some("https://login.microsoftonline.us/x/oauth2/v2.0/token"));
        let found = |cloud: Cloud| other_cloud(&us, &cloud.endpoints());
        assert_eq!(found(Cloud::global()), Cloud::from_id("gcc-high"));
        assert_eq!(
            found(Cloud::from_id("dod").unwrap()),
            None,
            "GCC High and DoD share the sign-in host"
        );
        let own = Endpoints::custom("http://127.0.0.1:1", "http://127.0.0.1:1").unwrap();
        assert_eq!(other_cloud(&us, &own), None, "own addresses are the operator's choice");
        let alias = configuration(Some("https://login.windows.net/x/oauth2/v2.0/token"));
        assert_eq!(other_cloud(&alias, &Cloud::global().endpoints()), None);
        let none = configuration(None);
        assert_eq!(other_cloud(&none, &Cloud::global().endpoints()), None);
    }
}
