//! What a probe asks, said before it asks: for those who decide whether to run it, and for the script
//! that asks the same elsewhere.

use super::autodiscover::{self, Protocol};
use super::hosts::{HYBRID_AGENT, Hosts};
use crate::clouds::exchange_online;
use crate::entra::{Cloud, TenantName, configuration_url};
use crate::guide::SmtpAddress;
use crate::messages::say;
use serde::Serialize;
use ts_rs::TS;
use url::Url;

/// To whom a probe sends requests, and what it asks there.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ProbePlan {
    /// The mailbox.
    pub address: String,
    /// The hosts.
    pub recipients: Vec<Recipient>,
}

/// A host that is asked.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, rename = "ProbeRecipient")]
pub struct Recipient {
    /// Its name; none for those that the first answers name.
    pub host: Option<String>,
    /// What it is asked, in a sentence.
    pub purpose: String,
}

/// A request that needs no answer of another.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Start {
    /// The address.
    pub url: Url,
    /// Whether an empty token is sent along.
    pub empty_token: bool,
    /// Whether Autodiscover is asked for an address there.
    pub look_up: bool,
}

/// What is asked about.
#[derive(Clone, Debug)]
pub struct ProbeQuestion {
    /// The mailbox.
    pub address: SmtpAddress,
    /// The tenant whose tokens the server should accept; looked up by the domain of the address when
    /// it is not given.
    pub tenant: Option<TenantName>,
    /// Whose Exchange Online is asked.
    pub cloud: Cloud,
    /// The organisation's own host; `autodiscover.` and the domain of the address when it is not given.
    pub autodiscover: Option<Url>,
}

impl ProbeQuestion {
    /// Whom the sign-in service is asked about; nobody where the id of the tenant is given.
    fn looked_up(&self) -> Option<TenantName> {
        let name = self.tenant.clone().or_else(|| TenantName::parse(self.domain()).ok())?;
        name.id().is_none().then_some(name)
    }

    /// The domain of the mailbox.
    pub fn domain(&self) -> &str {
        self.address.as_str().rsplit('@').next().unwrap_or_default()
    }

    fn hosts(&self) -> Hosts {
        Hosts::of(&self.address, self.cloud, self.autodiscover.as_ref())
    }

    /// To whom requests are sent.
    pub fn plan(&self) -> ProbePlan {
        let hosts = self.hosts();
        let host = |url: &Url| Some(url.host_str().unwrap_or_default().to_owned());
        let to = |host: Option<String>, purpose: String| Recipient { host, purpose };
        let mut recipients = vec![
            to(host(hosts.exchange_online()), say!("probe-plan-exchange-online")),
            to(host(hosts.autodiscover()), say!("probe-plan-autodiscover")),
            to(None, say!("probe-plan-services")),
        ];
        if self.looked_up().is_some() {
            let sign_in = host(&self.cloud.endpoints().login);
            recipients.push(to(sign_in, say!("probe-plan-sign-in")));
        }
        ProbePlan { address: self.address.as_str().to_owned(), recipients }
    }

    /// The requests with which it begins.
    pub fn starts(&self) -> Vec<Start> {
        let hosts = self.hosts();
        let (online, own, address) = (hosts.exchange_online(), hosts.autodiscover(), &self.address);
        let look_up = |url: Url| Start { url, empty_token: false, look_up: true };
        let mut starts = vec![
            look_up(autodiscover::in_path(online, address, Protocol::Ews)),
            look_up(autodiscover::in_query(online, address, Protocol::Ews)),
            look_up(autodiscover::in_path(own, address, Protocol::Ews)),
            look_up(autodiscover::in_query(own, address, Protocol::Ews)),
            look_up(autodiscover::in_query(own, address, Protocol::Rest)),
            Start { url: autodiscover::service(own), empty_token: true, look_up: false },
        ];
        starts.extend(self.looked_up().map(|name| Start {
            url: configuration_url(&self.cloud.endpoints(), &name),
            empty_token: false,
            look_up: false,
        }));
        starts
    }
}

/// The domains of Exchange Online and of the Hybrid Agent: nothing there is asked because an own host names
/// it.
pub fn cloud_domains() -> Vec<&'static str> {
    exchange_online().into_iter().chain([HYBRID_AGENT]).collect()
}
