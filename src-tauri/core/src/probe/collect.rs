//! Sends the requests of a probe: those that do not depend on an answer at the same time.

use super::autodiscover::{self, LookupAnswer, Protocol};
use super::client::ProbeClient;
use super::hosts::{Hosts, is_hybrid_agent};
use super::redirect::{Target, target};
use super::request::{Authorization, Hop};
use crate::entra::{Endpoints, TenantName, configuration_url, read_configuration};
use crate::guide::SmtpAddress;
use crate::http::check_url;
use crate::ids::TenantId;
use crate::messages::say;
use std::sync::Arc;
use url::Url;

/// The most redirects that are followed. Exchange Server itself ends after ten.
const MOST_HOPS: usize = 6;

/// A request and what it was redirected to, hop by hop.
#[derive(Clone, Debug)]
pub(super) struct Chain(pub(super) Vec<Arc<Hop>>);

impl Chain {
    pub(super) fn first(&self) -> &Hop {
        self.0.first().expect("BUG: a chain has a first hop")
    }

    pub(super) fn last(&self) -> &Hop {
        self.0.last().expect("BUG: a chain has a first hop")
    }

    /// The address that the last answer names.
    fn named(&self, protocol: Protocol) -> Option<Url> {
        let answer = self.last().answer.as_ref().ok().filter(|answer| answer.status == 200)?;
        match autodiscover::read(&answer.body, protocol) {
            LookupAnswer::Names(url) => Some(url),
            LookupAnswer::NamesNothing | LookupAnswer::Error(_) | LookupAnswer::NotJson => None,
        }
    }
}

/// Whose tokens the server should accept.
#[derive(Clone, Debug)]
pub(super) enum ExpectedTenant {
    Known(TenantId),
    /// And why.
    NotKnown(String),
}

/// Everything that was answered.
pub(super) struct Observations {
    /// Exchange Online's answers to both forms.
    pub(super) cloud: [Chain; 2],
    /// The answers of the organisation's own host to both forms.
    pub(super) own: [Chain; 2],
    /// The Autodiscover service of that host, asked with an empty token.
    pub(super) service: Arc<Hop>,
    /// The EWS addresses that were named, asked with an empty token.
    pub(super) ews: Vec<Arc<Hop>>,
    /// The REST address that was named, asked with an empty token.
    pub(super) rest: Option<Arc<Hop>>,
    pub(super) tenant: ExpectedTenant,
}

/// What is needed to send them.
pub(super) struct Collector<'a> {
    pub(super) client: &'a ProbeClient,
    pub(super) address: &'a SmtpAddress,
    pub(super) tenant: Option<&'a TenantName>,
    pub(super) endpoints: &'a Endpoints,
    pub(super) hosts: &'a Hosts,
}

impl Collector<'_> {
    /// Sends them all.
    pub(super) async fn collect(&self) -> Observations {
        let (cloud, own) = (self.hosts.exchange_online(), self.hosts.autodiscover());
        let ews = Protocol::Ews;
        let service = autodiscover::service(own);
        let (
            (cloud_path, ews_1),
            (cloud_query, ews_2),
            (own_path, ews_3),
            (own_query, ews_4),
            rest,
            service,
            tenant,
        ) = tokio::join!(
            self.look_up(autodiscover::in_path(cloud, self.address, ews), ews),
            self.look_up(autodiscover::in_query(cloud, self.address, ews), ews),
            self.look_up(autodiscover::in_path(own, self.address, ews), ews),
            self.look_up(autodiscover::in_query(own, self.address, ews), ews),
            self.look_up(autodiscover::in_query(own, self.address, Protocol::Rest), Protocol::Rest),
            self.client.ask(&service, Authorization::EmptyBearer),
            self.tenant(),
        );
        let mut found: Vec<Arc<Hop>> = Vec::new();
        for hop in [ews_3, ews_4, ews_1, ews_2].into_iter().flatten() {
            if found.iter().all(|known| known.url != hop.url) {
                found.push(hop);
            }
        }
        Observations {
            cloud: [cloud_path, cloud_query],
            own: [own_path, own_query],
            service,
            ews: found,
            rest: rest.1,
            tenant,
        }
    }

    /// Looks the address of a service up, beginning there, and asks the service.
    async fn look_up(&self, start: Url, protocol: Protocol) -> (Chain, Option<Arc<Hop>>) {
        let chain = self.follow(start).await;
        let named = chain.named(protocol);
        let is_asked = |url: &Url| {
            check_url(url).is_ok() && !self.hosts.is_cloud(url) && !is_hybrid_agent(url)
        };
        let named = named.filter(is_asked);
        let asked = match named {
            Some(url) => Some(self.client.ask(&url, Authorization::EmptyBearer).await),
            None => None,
        };
        (chain, asked)
    }

    /// Asks there, and wherever Autodiscover redirects to. Another redirect is not followed, nor is
    /// one back into the cloud.
    async fn follow(&self, start: Url) -> Chain {
        let mut chain = Vec::new();
        let mut next = Some(start);
        while let Some(url) = next.take() {
            let hop = self.client.ask(&url, Authorization::Anonymous).await;
            let leads = hop.answer.as_ref().ok().and_then(|answer| target(&url, answer));
            chain.push(hop);
            if let Some(Target::Autodiscover(to)) = leads {
                let back = self.hosts.is_cloud(&to) && !self.hosts.is_cloud(&url);
                let again = chain.iter().any(|known: &Arc<Hop>| known.url == to);
                next = Some(to).filter(|_| !back && !again && chain.len() < MOST_HOPS);
            }
        }
        Chain(chain)
    }

    /// The tenant: as it was given, or as Microsoft's sign-in service knows it by the domain.
    async fn tenant(&self) -> ExpectedTenant {
        let domain = self.hosts.domain();
        let name = match self.tenant {
            Some(name) => name.clone(),
            None => match TenantName::parse(domain) {
                Ok(name) => name,
                Err(problem) => return ExpectedTenant::NotKnown(problem.message.into()),
            },
        };
        if let Some(id) = name.id() {
            return ExpectedTenant::Known(id);
        }
        let url = configuration_url(self.endpoints, &name);
        let hop = self.client.ask(&url, Authorization::Anonymous).await;
        let Ok(answer) = &hop.answer else {
            let host = url.host_str().unwrap_or_default();
            return ExpectedTenant::NotKnown(say!("probe-no-answer-from", host = host));
        };
        let location = answer.location();
        let read = read_configuration(
            self.endpoints,
            &name,
            answer.status,
            location.as_deref(),
            &answer.body,
        );
        match read {
            Ok(id) => ExpectedTenant::Known(id),
            Err(problem) => {
                ExpectedTenant::NotKnown(problem.message.trim_end_matches('.').to_owned())
            }
        }
    }
}
