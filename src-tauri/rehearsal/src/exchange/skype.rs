//! The simulated Skype for Business Server beside the Exchange organisation: what its management shell
//! shows. Names of things are those of its commands.

use super::organisation::AuthCertificate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What `Test-CsExStorageConnectivity` says when all is well.
pub(super) const TEST_PASSED: &str = "Test passed.";
/// What it says while Exchange does not know the Front End servers.
pub(super) const TOKEN_REFUSED: &str = "ExCreateItem exchange operation failed, code = Exception, reason = The request failed. The remote server returned an error: (401) Unauthorized.";
/// What it says to an account that may not use the Storage Service.
pub(super) const STORAGE_DENIED: &str =
    "Access Denied. The caller does not belong to the group RTC Local User Administrators.";

/// How `Test-CsExStorageConnectivity` ends.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StorageTest {
    /// Without an error; what it prints, in the language of the server.
    Says(String),
    /// With an error of no kind in particular.
    Fails(String),
    /// With an error whose type is a denied access.
    Denied(String),
}

/// Skype for Business Server, when the organisation has one.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SkypeServer {
    /// The name of the Front End server on which scripts run.
    pub computer: String,
    /// The product, as the names of its components begin.
    pub product: String,
    /// The newest build of its components; empty: it cannot be read.
    pub build: String,
    /// `Get-CsOAuthServer`.
    pub oauth_servers: Vec<SkypeOAuthServer>,
    /// `Get-CsPartnerApplication`.
    pub partner_applications: Vec<SkypePartner>,
    /// `ServiceName` of `Get-CsOAuthConfiguration`.
    pub service_name: String,
    /// `ExchangeAutodiscoverUrl` of the same.
    pub autodiscover_url: String,
    /// `Realm` of the same.
    pub realm: String,
    /// Thumbprint of the certificate for `OAuthTokenIssuer`; empty: none.
    pub token_issuer: String,
    /// The certificates in the server's store.
    pub certificates: Vec<AuthCertificate>,
    /// `Get-CsService -WebServer`.
    pub web_servers: Vec<SkypeWebServer>,
    /// How `Test-CsExStorageConnectivity` ends whatever is set up; none: as follows from it.
    pub storage_test: Option<StorageTest>,
    /// The servers that do not get the newest settings.
    pub late: Vec<String>,
    /// The Front End server's DNS does not know the autodiscover host.
    pub host_unknown: bool,
}

/// An authorization server.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SkypeOAuthServer {
    /// Its name.
    pub identity: String,
    /// Where it is described.
    pub metadata_url: String,
}

impl SkypeOAuthServer {
    /// The tenant, as the description names it: here, the id that stands in its address.
    pub(super) fn realm(&self) -> &str {
        let is_id = |part: &&str| part.len() == 36 && Uuid::try_parse(part).is_ok();
        self.metadata_url.split('/').find(is_id).unwrap_or_default()
    }
}

/// A partner application.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SkypePartner {
    /// Its name.
    pub identity: String,
    /// The application id.
    pub application_identifier: String,
    /// `Full` or another level of trust.
    pub trust_level: String,
    /// Whether an authorization server vouches for it.
    pub use_oauth_server: bool,
    /// Where it is described; empty: nowhere.
    pub metadata_url: String,
    /// Whether it is enabled.
    pub enabled: bool,
}

/// The web services of a pool.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SkypeWebServer {
    /// The pool's name.
    pub pool: String,
    /// The name by which clients outside reach it; empty: none.
    pub external: String,
    /// The servers of the pool.
    #[serde(default)]
    pub computers: Vec<String>,
}

impl SkypeServer {
    /// The servers of the pool of this Front End server.
    pub(super) fn pool_servers(&self) -> Vec<String> {
        let is_here = |server: &String| {
            server.split('.').next().is_some_and(|name| name.eq_ignore_ascii_case(&self.computer))
        };
        let pools = self.web_servers.iter().map(|pool| &pool.computers);
        pools.filter(|servers| servers.iter().any(is_here)).flatten().cloned().collect()
    }

    /// The certificate with that thumbprint, if it is in the server's store.
    pub(super) fn certificate(&self, thumbprint: &str) -> Option<&AuthCertificate> {
        self.certificates.iter().find(|one| one.thumbprint.eq_ignore_ascii_case(thumbprint))
    }

    /// The partner application of that name.
    pub(super) fn partner(&self, identity: &str) -> Option<&SkypePartner> {
        self.partner_applications.iter().find(|one| one.identity.eq_ignore_ascii_case(identity))
    }

    pub(super) fn partner_mut(&mut self, identity: &str) -> Option<&mut SkypePartner> {
        let named = |one: &&mut SkypePartner| one.identity.eq_ignore_ascii_case(identity);
        self.partner_applications.iter_mut().find(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tenant_of_an_authorization_server_is_the_id_in_its_address() {
        let realm = |url: &str| {
            let server =
                SkypeOAuthServer { identity: "microsoft.sts".into(), metadata_url: url.into() };
            server.realm().to_owned()
        };
        let id = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
        assert_eq!(realm(&format!("https://sts.example/{id}/metadata/json/1")), id);
        assert_eq!(realm("https://sts.example/contoso.com/metadata/json/1"), "");
    }
}
