//! Authorization as Teams asks: whether the way from Microsoft Teams to a mailbox on premises is open, seen
//! from this PC, without a password and without changing anything.
//!
//! For one mailbox address, Autodiscover v2 is asked at Exchange Online and at the organisation's own
//! host, and every service that it names is asked with an empty token. What comes back is judged by
//! its addresses, statuses and challenges, never by words. [`probe`] is the one way in; nothing else
//! is sent than what [`Report::log`] lists, and to nobody else.
//!
//! A script can ask the same elsewhere and bring what it recorded in a receipt: [`Recording`]. It is
//! judged by the same code.
//!
//! The module knows no setup and of guides only names and the mail address of a question, and, from
//! `entra`, clouds and how a tenant is looked up. `collect` sends the requests, `judge` turns the answers
//! into findings, `result` is what is kept, and the words are in `findings.toml`. Sources: Microsoft's "Resolve interoperability issues between
//! Microsoft Teams and Exchange Server" for the requests, "How to configure Exchange Server
//! on-premises to use Hybrid Modern Authentication" for the challenges.

mod autodiscover;
mod bearer;
mod client;
mod collect;
mod connect_to;
mod connector;
mod diagnostics;
mod finding;
mod first_record;
mod hosts;
mod judge;
mod names;
mod plan;
mod recording;
mod redirect;
mod request;
mod result;
mod tls;

pub use connect_to::{ConnectTo, InvalidConnectTo};
pub use connector::{Names, Proxies};
pub use finding::{EndpointFinding, Mends, ProbeCode, ProbeVerdict};
pub use native_tls::Certificate as Root;
pub use plan::{ProbePlan, ProbeQuestion, Recipient, Start, cloud_domains};
pub use recording::{Recording, SCRIPT};
pub use request::AGENT;
pub use result::{ProbeFinding, ProbeSummary, Probed, limitations};
pub use tls::read_roots;

use crate::entra::{Cloud, TenantName};
use crate::error::{ErrorCode, Problem};
use crate::guide::SmtpAddress;
use crate::http::challenge::challenges;
use crate::http::check_url;
use crate::messages::text;
use bearer::Bearer;
use client::{ProbeClient, Source};
use collect::Collector;
use connector::Connector;
use hosts::Hosts;
use jiff::Timestamp;
use request::{Authorization, Hop, Transport};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tls::Tls;
use ts_rs::TS;
use url::Url;

/// What is asked, and how.
#[derive(Clone)]
pub struct Options {
    /// The mailbox.
    pub address: SmtpAddress,
    /// The tenant whose tokens the server should accept; looked up by the domain of the address when
    /// it is not given.
    pub tenant: Option<TenantName>,
    /// Whose Exchange Online is asked.
    pub cloud: Cloud,
    /// The organisation's own host, of which only scheme, host and port count; `autodiscover.` and
    /// the domain of the address when it is not given.
    pub autodiscover: Option<Url>,
    /// Where connections are made instead.
    pub connect_to: Vec<ConnectTo>,
    /// What takes the place of the DNS, in a rehearsal. A name that is not among these has no address.
    pub names: Option<Names>,
    /// Certificates that are trusted besides those of the system.
    pub roots: Vec<Root>,
    /// Whether the proxies of the system are used.
    pub proxies: Proxies,
    /// How long is waited.
    pub limits: Limits,
    /// The time, by which certificates are judged.
    pub now: Timestamp,
}

/// How long is waited for what.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// For the DNS, and for a connection.
    pub connect: Duration,
    /// For encryption and the whole answer.
    pub answer: Duration,
    /// Before a server is asked again that reports a fault of its own.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(8),
            answer: Duration::from_secs(15),
            pause: Duration::from_secs(2),
        }
    }
}

/// What a probe came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The mailbox address.
    pub address: String,
    /// One for each thing found, in the order in which Teams meets them.
    pub findings: Vec<EndpointFinding>,
    /// How many HTTP requests were sent.
    pub requests: u32,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Every request, redirects included.
    #[serde(skip)]
    pub log: Vec<LoggedRequest>,
    /// Whether a connection to any host that Teams asks was made.
    #[serde(skip)]
    pub connected: bool,
}

/// How far a probe is.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ProbeProgress {
    /// The host of the request that was last begun or ended.
    pub host: String,
    /// How many requests have begun.
    pub asked: u32,
    /// How many of them have ended.
    pub answered: u32,
}

/// Takes the progress of a probe.
pub type OnProbeProgress = Arc<dyn Fn(ProbeProgress) + Send + Sync>;

/// A request and what came back.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[ts(export, rename = "ProbeRequest")]
pub struct LoggedRequest {
    /// The address.
    pub url: String,
    /// Whether an empty token was sent along.
    pub empty_token: bool,
    /// Whether it was sent: it is not without a connection, or on one that is not to be trusted.
    pub sent: bool,
    /// The status of the answer; none without one.
    pub status: Option<u16>,
    /// Where the answer redirects to, fit to be shown.
    pub redirect: Option<String>,
    /// What the answer says of the tokens that are accepted, fit to be shown.
    pub challenge: Option<String>,
    /// Why there is no answer, fit to be shown.
    pub why: Option<String>,
}

/// How a probe ended, all in all.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ProbeOutcome {
    /// Everything is as Teams needs it.
    Good,
    /// Something is not, or could not be found out.
    Found,
    /// Nobody could be asked.
    Unreachable,
}

impl Report {
    /// How it ended.
    pub fn outcome(&self) -> ProbeOutcome {
        if !self.connected {
            ProbeOutcome::Unreachable
        } else if self.findings.iter().all(|finding| finding.verdict == ProbeVerdict::Ok) {
            ProbeOutcome::Good
        } else {
            ProbeOutcome::Found
        }
    }
}

/// Asks, and judges the answers. Sends nothing else than the requests that the report lists, and
/// follows no redirect but one of Autodiscover to Autodiscover.
///
/// # Errors
/// [`ErrorCode::InsecureAddress`] for an own host that is neither `https://` nor on this computer,
/// [`ErrorCode::Internal`] when the system's TLS cannot be set up.
pub async fn probe(options: &Options) -> Result<Report, Problem> {
    probe_with(options, None).await
}

/// The same, with its progress. Dropping it ends what is in progress.
///
/// # Errors
/// As [`probe`].
pub async fn probe_with(
    options: &Options,
    on_progress: Option<OnProbeProgress>,
) -> Result<Report, Problem> {
    if let Some(own) = &options.autodiscover {
        check_url(own)?;
    }
    let began = Instant::now();
    let Limits { connect, answer, pause } = options.limits;
    let tls = Tls::new(&options.roots, options.now).map_err(|error| {
        Problem::new(ErrorCode::Internal, text!("probe-tls-setup")).with_detail(error.to_string())
    })?;
    let endpoints = options.cloud.endpoints();
    let hosts = Hosts::of(&options.address, options.cloud, options.autodiscover.as_ref());
    let rules = options.connect_to.clone();
    let connector =
        Connector::new(rules, options.names.clone(), options.proxies, hosts.clone(), connect);
    let transport = Transport { connector, tls, limit: answer };
    let client =
        ProbeClient::new(Source::Network { transport: Box::new(transport), pause }, on_progress);
    let collector = Collector {
        client: &client,
        address: &options.address,
        tenant: options.tenant.as_ref(),
        endpoints: &endpoints,
        hosts: &hosts,
    };
    let mut report = judged(&collector, options.now, (connect, answer)).await;
    report.seconds = rounded(began.elapsed().as_secs_f64());
    Ok(report)
}

/// To milliseconds.
fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

/// Collects all answers and judges them. The caller knows the time.
async fn judged(collector: &Collector<'_>, now: Timestamp, limits: (Duration, Duration)) -> Report {
    let Collector { client, address, hosts, .. } = collector;
    let observations = collector.collect().await;
    let findings = judge::judge(&observations, hosts, now, limits).into_iter();
    let answered = client.answered();
    let connected = answered.iter().any(|hop| !hosts.is_sign_in(&hop.url) && judge::connected(hop));
    Report {
        address: address.as_str().to_owned(),
        findings: findings.map(|finding| finding.about(address.as_str())).collect(),
        requests: client.sent(),
        seconds: 0.0,
        log: answered.iter().map(|hop| logged(hop)).collect(),
        connected,
    }
}

fn logged(hop: &Hop) -> LoggedRequest {
    let answer = hop.answer.as_ref().ok();
    LoggedRequest {
        url: hop.url.to_string(),
        empty_token: hop.authorization == Authorization::EmptyBearer,
        sent: hop.sent,
        status: answer.map(|answer| answer.status),
        redirect: answer.and_then(request::ProbeResponse::location).map(|to| finding::shown(&to)),
        challenge: answer
            .and_then(|answer| Bearer::of(&challenges(&answer.headers)))
            .map(|bearer| finding::shown_long(&bearer.summary())),
        why: answer.is_none().then(|| finding::shown(&judge::why(hop))),
    }
}
