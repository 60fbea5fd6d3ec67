//! What the Exchange servers themselves have and do, beside what the directory holds: their
//! autodiscover addresses, the folder of Exchange, IIS.

use super::hybrid::EwsAccess;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The Exchange servers, and the window in which the operator works on one of them.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ExchangeServers {
    /// `Get-ClientAccessService`.
    pub client_access: Vec<ClientAccess>,
    /// What is missing where the script runs.
    pub lacks: BTreeSet<Lack>,
    /// The servers on which IIS cannot be restarted.
    pub iis_fails_on: BTreeSet<String>,
    /// The servers whose health pages do not answer, whatever happens.
    pub silent: BTreeSet<String>,
    /// The servers whose health pages do not answer after a restart.
    pub not_back: BTreeSet<String>,
}

/// What lets the requests of Teams in, or keeps them out. As Exchange comes, all of it lets them in.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TeamsAccess {
    /// Who may use Exchange Web Services in the organization.
    pub organisation: EwsAccess,
    /// Who may use them with a mailbox.
    pub mailbox: EwsAccess,
    /// Accepted domains with a wildcard.
    pub wildcard_domains: Vec<String>,
    /// The servers whose virtual directories refuse OAuth.
    pub without_oauth: BTreeSet<String>,
    /// The other servers that lack the Auth Certificates.
    pub without_certificate: BTreeSet<String>,
}

impl TeamsAccess {
    /// As somebody leaves it who secured the servers and did not think of Teams.
    pub(super) fn closed(server: &str, domain: &str) -> Self {
        Self {
            organisation: EwsAccess {
                policy: "EnforceAllowList".to_owned(),
                allow_list: vec!["*Outlook*".to_owned()],
                ..EwsAccess::default()
            },
            mailbox: EwsAccess::default(),
            wildcard_domains: vec![format!("*.{domain}")],
            without_oauth: BTreeSet::from([server.to_owned()]),
            without_certificate: BTreeSet::from(["EX02".to_owned()]),
        }
    }
}

impl ExchangeServers {
    /// The server of that name, short or in full.
    pub(super) fn named(&self, name: &str, domain: &str) -> Option<&ClientAccess> {
        self.client_access.iter().find(|one| {
            one.name.eq_ignore_ascii_case(name) || one.fqdn(domain).eq_ignore_ascii_case(name)
        })
    }
}

/// A server that answers autodiscover requests.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientAccess {
    /// Its name.
    pub name: String,
    /// `AutoDiscoverServiceInternalUri`; empty: none.
    pub autodiscover_uri: String,
}

impl ClientAccess {
    /// Its full name.
    pub(super) fn fqdn(&self, domain: &str) -> String {
        format!("{}.{domain}", self.name.to_lowercase())
    }
}

/// What a script may miss on the server.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lack {
    /// The variable in which Setup says where Exchange is.
    InstallPath,
    /// `Configure-EnterprisePartnerApplication.ps1`.
    EnterpriseScript,
    /// The domain controller does not show yet what that script makes.
    Replication,
    /// Administrator rights in the window.
    Elevation,
}
