//! The simulated Skype for Business Server beside the Exchange organisation: what its management shell
//! shows. Names of things are those of its commands.

use super::organisation::AuthCertificate;
use serde::{Deserialize, Serialize};

/// Skype for Business Server, when the organisation has one.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SkypeServer {
    /// The name of the Front End server on which scripts run.
    pub computer: String,
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
    /// What `Test-CsExStorageConnectivity` says.
    pub storage_test: String,
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

/// A partner application.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SkypePartner {
    /// Its name.
    pub identity: String,
    /// The application id; empty where a metadata address stands for it.
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
    /// The name by which clients outside reach it.
    pub external: String,
}
