//! The clouds of Microsoft, and the two addresses that make one.

use crate::error::{ErrorCode, Problem};
use crate::http;
use serde::{Deserialize, Serialize};
use url::Url;

/// A cloud of Microsoft's. Hosts as in CSS-Exchange `Get-CloudServiceEndpoint.ps1`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cloud {
    /// The worldwide cloud, and GCC.
    Global,
    /// GCC High (US government L4).
    GccHigh,
    /// US Department of Defense (L5).
    Dod,
    /// 21Vianet.
    China,
    /// France.
    Bleu,
    /// Germany.
    Delos,
}

impl Cloud {
    /// All of them, the most common first.
    pub const ALL: [Self; 6] =
        [Self::Global, Self::GccHigh, Self::Dod, Self::China, Self::Bleu, Self::Delos];

    /// The name in answers and on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::GccHigh => "gcc-high",
            Self::Dod => "dod",
            Self::China => "china",
            Self::Bleu => "bleu",
            Self::Delos => "delos",
        }
    }

    /// The cloud of that id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cloud| cloud.id() == id)
    }

    /// The name an operator knows it by.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Global => "Global and GCC",
            Self::GccHigh => "US government GCC High",
            Self::Dod => "US government DoD",
            Self::China => "China (21Vianet)",
            Self::Bleu => "France (Bleu)",
            Self::Delos => "Germany (Delos)",
        }
    }

    /// Its name for `-ExchangeEnvironmentName` of `Connect-ExchangeOnline`, as Microsoft's cmdlet
    /// reference has it: empty for the global cloud, which needs none, and none where the reference
    /// does not name the cloud.
    pub const fn exchange_environment(self) -> Option<&'static str> {
        match self {
            Self::Global => Some(""),
            Self::GccHigh => Some("O365USGovGCCHigh"),
            Self::Dod => Some("O365USGovDoD"),
            Self::China => Some("O365China"),
            Self::Bleu | Self::Delos => None,
        }
    }

    const fn hosts(self) -> (&'static str, &'static str) {
        match self {
            Self::Global => ("login.microsoftonline.com", "graph.microsoft.com"),
            Self::GccHigh => ("login.microsoftonline.us", "graph.microsoft.us"),
            Self::Dod => ("login.microsoftonline.us", "dod-graph.microsoft.us"),
            Self::China => ("login.partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn"),
            Self::Bleu => ("login.sovcloud-identity.fr", "graph.svc.sovcloud.fr"),
            Self::Delos => ("login.sovcloud-identity.de", "graph.svc.sovcloud.de"),
        }
    }

    /// The host of its Exchange Online, as in CSS-Exchange `Get-CloudServiceEndpoint.ps1`.
    pub const fn exchange_host(self) -> &'static str {
        match self {
            Self::Global => "outlook.office365.com",
            Self::GccHigh => "outlook.office365.us",
            Self::Dod => "outlook-dod.office365.us",
            Self::China => "partner.outlook.cn",
            Self::Bleu => "outlook.sovcloud.fr",
            Self::Delos => "outlook.sovcloud.de",
        }
    }

    /// Its addresses.
    pub fn endpoints(self) -> Endpoints {
        let (login, graph) = self.hosts();
        Endpoints { login: https(login), graph: https(graph) }
    }

    /// The sign-in host, to tell clouds apart.
    pub(super) const fn login_host(self) -> &'static str {
        self.hosts().0
    }
}

fn https(host: &str) -> Url {
    Url::parse(&format!("https://{host}/")).expect("BUG: the host stands in the list above")
}

/// Where to sign in and which Graph to talk to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Endpoints {
    /// Sign-in host, without a path: `https://login.microsoftonline.com/`.
    pub login: Url,
    /// Graph host, without a path: `https://graph.microsoft.com/`.
    pub graph: Url,
}

impl Endpoints {
    /// Addresses that the operator gave.
    ///
    /// # Errors
    /// [`ErrorCode::AnswerInvalid`] for one that is no address of a host alone;
    /// [`ErrorCode::InsecureAddress`] for `http://` to anything but this computer.
    pub fn custom(login: &str, graph: &str) -> Result<Self, Problem> {
        Ok(Self {
            login: host_alone(login, "https://login.microsoftonline.com")?,
            graph: host_alone(graph, "https://graph.microsoft.com")?,
        })
    }

    /// Refuses addresses that would send a token unprotected.
    ///
    /// # Errors
    /// [`ErrorCode::InsecureAddress`].
    pub fn check(&self) -> Result<(), Problem> {
        http::check_url(&self.login)?;
        http::check_url(&self.graph)
    }

    /// The client that signs in.
    ///
    /// # Errors
    /// As [`http::client_for`].
    pub fn sign_in_client(&self) -> Result<reqwest::Client, Problem> {
        http::client_for(&self.login)
    }

    /// The client that talks to Graph. It is another one: each of the two addresses may be on this
    /// computer, where no proxy may come between.
    ///
    /// # Errors
    /// As [`http::client_for`].
    pub fn graph_client(&self) -> Result<reqwest::Client, Problem> {
        http::client_for(&self.graph)
    }
}

/// An address without user, path, query and fragment. The given text is not repeated in the error,
/// because it may hold a password.
fn host_alone(text: &str, example: &str) -> Result<Url, Problem> {
    let invalid = || {
        Problem::new(
            ErrorCode::AnswerInvalid,
            format!("An address of a server is needed, without anything behind it: {example}"),
        )
    };
    let url = Url::parse(text.trim()).map_err(|_| invalid())?;
    http::check_url(&url)?;
    let alone = url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none();
    if alone { Ok(url) } else { Err(invalid()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cloud_is_found_by_its_id_and_by_nothing_else() {
        for cloud in Cloud::ALL {
            assert_eq!(Cloud::from_id(cloud.id()), Some(cloud));
            assert_eq!(serde_json::to_value(cloud).unwrap(), cloud.id());
            assert!(!cloud.label().is_empty());
        }
        for wrong in ["", "Global", "gcc", "global "] {
            assert_eq!(Cloud::from_id(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_cloud_has_the_published_hosts() {
        let hosts: Vec<_> = Cloud::ALL
            .into_iter()
            .map(|cloud| {
                let endpoints = cloud.endpoints();
                endpoints.check().unwrap();
                format!("{} {} {}", cloud.id(), endpoints.login, endpoints.graph)
            })
            .collect();
        assert_eq!(
            hosts,
            [
                "global https://login.microsoftonline.com/ https://graph.microsoft.com/",
                "gcc-high https://login.microsoftonline.us/ https://graph.microsoft.us/",
                "dod https://login.microsoftonline.us/ https://dod-graph.microsoft.us/",
                "china https://login.partner.microsoftonline.cn/ https://microsoftgraph.chinacloudapi.cn/",
                "bleu https://login.sovcloud-identity.fr/ https://graph.svc.sovcloud.fr/",
                "delos https://login.sovcloud-identity.de/ https://graph.svc.sovcloud.de/",
            ]
        );
    }

    #[test]
    fn exchange_online_of_each_cloud_is_the_one_of_the_guides() {
        let table = include_str!("../../guides/shared/steps/test-uri.ps1");
        for cloud in Cloud::ALL {
            let (id, host) = (cloud.id(), cloud.exchange_host());
            let row = format!("\"{id}\": \"https://{host}/ews/exchange.asmx\"");
            assert!(table.contains(&row), "{row}");
        }
    }

    #[test]
    fn own_addresses_are_hosts_alone() {
        let endpoints =
            Endpoints::custom(" http://127.0.0.1:4711 ", "https://graph.example").unwrap();
        assert_eq!(endpoints.login.as_str(), "http://127.0.0.1:4711/");
        assert_eq!(endpoints.graph.as_str(), "https://graph.example/");
        for (bad, code) in [
            ("http://login.example", ErrorCode::InsecureAddress),
            ("ftp://login.example", ErrorCode::InsecureAddress),
            ("login.example", ErrorCode::AnswerInvalid),
            ("", ErrorCode::AnswerInvalid),
            ("https://login.example/common", ErrorCode::AnswerInvalid),
            ("https://login.example/?a=hush", ErrorCode::AnswerInvalid),
            ("https://login.example/#hush", ErrorCode::AnswerInvalid),
            ("https://me:hush@login.example", ErrorCode::AnswerInvalid),
        ] {
            for problem in [
                Endpoints::custom(bad, "https://graph.example").unwrap_err(),
                Endpoints::custom("https://login.example", bad).unwrap_err(),
            ] {
                assert_eq!(problem.code, code, "{bad}");
                assert!(!format!("{problem:?}").contains("hush"), "{problem:?}");
            }
        }
    }

    #[test]
    fn addresses_made_by_hand_are_checked_as_well() {
        let mut endpoints = Cloud::Global.endpoints();
        endpoints.graph = Url::parse("http://graph.microsoft.com/").unwrap();
        assert_eq!(endpoints.check().unwrap_err().code, ErrorCode::InsecureAddress);
        assert!(endpoints.sign_in_client().is_ok());
    }
}
