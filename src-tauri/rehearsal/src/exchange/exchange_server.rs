//! What the Exchange servers themselves have and do, beside what the directory holds: their
//! autodiscover addresses, the folder of Exchange, IIS.

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
    /// The servers whose IIS does not come back.
    pub iis_fails_on: BTreeSet<String>,
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
