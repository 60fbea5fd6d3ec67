//! What the script recorded that asks the same elsewhere: read from its receipt, and judged by the same
//! code as the answers from this PC.
//!
//! A receipt is a stranger's text. Its parts are read up to limits, and what cannot be read is left out.

use super::client::{ProbeClient, Source};
use super::collect::Collector;
use super::connector::{ConnectFailure, Route, is_internal};
use super::finding::shown;
use super::hosts::Hosts;
use super::request::{Authorization, Failure, Hop, MOST_BODY, MOST_HEADERS, ProbeResponse};
use super::tls::{self, CertificateFault, HandshakeFailure};
use super::{Probed, judged, rounded};
use crate::entra::{Cloud, TenantName};
use crate::error::{ErrorCode, Problem};
use crate::guide::SmtpAddress;
use crate::http::check_url;
use crate::messages::{say, text};
use crate::receipt::{self, Receipt};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::HeaderMap;
use hyper::header::{HeaderName, HeaderValue};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::net::IpAddr;
use std::time::Duration;
use url::Url;

/// The name of the script, and of the one step of its receipt.
pub const SCRIPT: &str = "probe";

/// How long the script waits for an answer. It does not limit the connection, which Windows gives up
/// after 21 seconds.
const LIMITS: (Duration, Duration) = (Duration::from_secs(21), Duration::from_mins(1));

/// The most requests that are read of a receipt. A probe has some ten.
const MOST_REQUESTS: usize = 100;

/// A probe that a script made.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The setup for which the script was written; empty without one.
    pub setup: String,
    /// The mailbox.
    pub address: SmtpAddress,
    /// Where it ran.
    pub computer: String,
    /// When it began.
    pub started: Timestamp,
    ended: Timestamp,
    cloud: Cloud,
    tenant: Option<TenantName>,
    autodiscover: Option<Url>,
    requests: Vec<Request>,
}

/// A request as the script recorded it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    url: String,
    #[serde(default)]
    empty_token: bool,
    #[serde(default)]
    status: Option<u16>,
    #[serde(default)]
    first_status: Option<u16>,
    /// `Name: value`, a line each.
    #[serde(default, deserialize_with = "list")]
    headers: Vec<String>,
    /// In base64.
    #[serde(default)]
    body: Option<String>,
    /// The name of .NET's `WebExceptionStatus`.
    #[serde(default)]
    failure: Option<String>,
    /// The name of .NET's `SocketError`.
    #[serde(default)]
    socket: Option<String>,
    #[serde(default)]
    detail: Option<String>,
    #[serde(default)]
    proxied: bool,
    /// What the DNS of that computer says.
    #[serde(default, deserialize_with = "list")]
    addresses: Vec<String>,
    /// The certificate of the server, DER in base64.
    #[serde(default)]
    certificate: Option<String>,
}

/// A list; null is an empty one, and anything else is its only entry, as PowerShell may write it.
fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let entries = match Value::deserialize(deserializer)? {
        Value::Null => Vec::new(),
        Value::Array(entries) => entries,
        only => vec![only],
    };
    let read = entries.into_iter().map(|entry| T::deserialize(entry));
    read.collect::<Result<_, _>>().map_err(serde::de::Error::custom)
}

/// What the script notes of itself besides the receipt's own parts.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RecordedFacts {
    address: String,
    cloud: String,
    #[serde(default)]
    tenant: Option<String>,
    #[serde(default)]
    autodiscover: Option<String>,
    #[serde(default, deserialize_with = "list")]
    requests: Vec<Request>,
}

/// The answers of a recording, by address.
pub(super) struct Recorded {
    requests: Vec<(Url, Authorization, Request)>,
    started: Timestamp,
}

impl Recording {
    /// Reads the newest receipt of the script out of whatever was handed in.
    ///
    /// # Errors
    /// There is no receipt, none of this script, or one that is damaged.
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        let found = receipt::read(bytes)?;
        let own = found.receipts.iter().filter(|receipt| receipt.guide.as_str() == SCRIPT);
        let newest = own.max_by_key(|receipt| receipt.started).ok_or_else(|| {
            Problem::new(ErrorCode::ReceiptOfOtherGuide, text!("probe-recording-of-step"))
        })?;
        Self::of(newest)
    }

    fn of(receipt: &Receipt) -> Result<Self, Problem> {
        let unreadable = |detail: String| {
            Problem::new(ErrorCode::ReceiptUnreadable, text!("probe-recording-unreadable"))
                .with_detail(detail)
        };
        let step = receipt.steps.iter().find(|step| step.id.as_str() == SCRIPT);
        let Some(step) = step else {
            let refused = receipt.steps.iter().find_map(|step| step.error.as_ref());
            let why = refused
                .map_or_else(|| say!("probe-recording-empty"), |error| error.message.clone());
            return Err(unreadable(shown(&why)));
        };
        let facts: RecordedFacts = serde_json::from_value(Value::Object(step.facts.clone()))
            .map_err(|error| unreadable(error.to_string()))?;
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let address = facts
            .address
            .parse()
            .map_err(|error: crate::guide::answer::InvalidAnswer| unreadable(error.reason))?;
        let cloud = Cloud::from_id(&facts.cloud)
            .ok_or_else(|| unreadable(format!("cloud: {}", shown(&facts.cloud))))?;
        let tenant = given(facts.tenant)
            .map(|name| TenantName::parse(&name))
            .transpose()
            .map_err(|problem| unreadable(problem.message.into()))?;
        let autodiscover = given(facts.autodiscover)
            .map(|text| Url::parse(&text))
            .transpose()
            .map_err(|error| unreadable(error.to_string()))?;
        if let Some(own) = &autodiscover {
            check_url(own)?;
        }
        let mut requests = facts.requests;
        requests.truncate(MOST_REQUESTS);
        Ok(Self {
            setup: receipt.setup.clone(),
            address,
            computer: receipt.computer.clone(),
            started: receipt.started,
            ended: receipt.ended,
            cloud,
            tenant,
            autodiscover,
            requests,
        })
    }

    /// Judges it.
    pub async fn judge(&self) -> Probed {
        let endpoints = self.cloud.endpoints();
        let hosts = Hosts::of(&self.address, self.cloud, self.autodiscover.as_ref());
        let recorded = Recorded::of(&self.requests, self.started);
        let client = ProbeClient::new(Source::Recorded(recorded), None);
        let collector = Collector {
            client: &client,
            address: &self.address,
            tenant: self.tenant.as_ref(),
            endpoints: &endpoints,
            hosts: &hosts,
        };
        let mut report = judged(&collector, self.started, LIMITS).await;
        report.seconds = rounded(self.ended.duration_since(self.started).as_secs_f64().max(0.0));
        let computer = if self.computer.is_empty() {
            say!("probe-recording-another-computer")
        } else {
            self.computer.clone()
        };
        Probed::new(&report, self.started, Some(computer))
    }
}

impl Recorded {
    fn of(requests: &[Request], started: Timestamp) -> Self {
        let read = |request: &Request| {
            let authorization = if request.empty_token {
                Authorization::EmptyBearer
            } else {
                Authorization::Anonymous
            };
            Some((Url::parse(&request.url).ok()?, authorization, request.clone()))
        };
        Self { requests: requests.iter().filter_map(read).collect(), started }
    }

    /// What was recorded of that request.
    pub(super) fn hop(&self, url: &Url, authorization: Authorization) -> Hop {
        let known =
            self.requests.iter().find(|(known, with, _)| known == url && *with == authorization);
        let mut hop = Hop {
            url: url.clone(),
            authorization,
            route: Route::default(),
            certificate_end: None,
            answer: Err(Failure::NotRecorded),
            sent: false,
            first_status: None,
        };
        let Some((_, _, request)) = known else { return hop };
        let certificate =
            request.certificate.as_deref().and_then(|text| STANDARD.decode(text).ok());
        let addresses = request.addresses.iter().filter_map(|text| text.parse::<IpAddr>().ok());
        let mut private: Vec<IpAddr> = addresses.filter(|address| is_internal(*address)).collect();
        private.sort_unstable();
        private.dedup();
        hop.route = Route { private, proxied: request.proxied, no_address: false };
        hop.first_status = request.first_status;
        hop.answer = match request.status {
            Some(status) => {
                hop.certificate_end = certificate.as_deref().and_then(tls::end);
                Ok(ProbeResponse {
                    status,
                    headers: headers(&request.headers),
                    body: body(request),
                })
            }
            None => Err(self.failure(url, request, certificate.as_deref())),
        };
        hop.sent = match &hop.answer {
            Ok(_) | Err(Failure::BrokenOff { .. } | Failure::TimedOut) => true,
            Err(Failure::Connection(_) | Failure::Handshake(_) | Failure::NotRecorded) => false,
        };
        hop
    }

    /// Why there is no answer, by the names that .NET gives.
    fn failure(&self, url: &Url, request: &Request, certificate: Option<&[u8]>) -> Failure {
        let name = url.host_str().unwrap_or_default().to_owned();
        let port = url.port_or_known_default().unwrap_or_default();
        let place = format!("{name}:{port}");
        let status = request.failure.as_deref().unwrap_or_default();
        let socket = request.socket.as_deref().unwrap_or_default();
        let detail = shown(request.detail.as_deref().unwrap_or(status));
        let connection = match (status, socket) {
            ("NameResolutionFailure", _) | (_, "HostNotFound" | "NoData") => {
                ConnectFailure::NoAddress { name }
            }
            (_, "TryAgain") => ConnectFailure::NoDns { name },
            (_, "ConnectionRefused") => ConnectFailure::Refused { place },
            ("ConnectFailure", "TimedOut") => ConnectFailure::TimedOut { place },
            ("ProxyNameResolutionFailure" | "RequestProhibitedByProxy", _) => {
                ConnectFailure::Proxy { detail }
            }
            ("ConnectFailure", _) => ConnectFailure::Unreachable { place, detail },
            ("TrustFailure", _) => {
                let faults = certificate.map_or(vec![CertificateFault::NotShown], |der| {
                    tls::refused_elsewhere(der, url, self.started)
                });
                return Failure::Handshake(HandshakeFailure::Certificate(faults));
            }
            ("SecureChannelFailure", _) => return Failure::Handshake(HandshakeFailure::NoCommon),
            ("Timeout", _) => return Failure::TimedOut,
            _ => return Failure::BrokenOff { detail },
        };
        Failure::Connection(connection)
    }
}

fn headers(lines: &[String]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut length = 0;
    for line in lines {
        length += line.len();
        let Some((name, value)) = line.split_once(':') else { continue };
        let name = HeaderName::from_bytes(name.trim().as_bytes());
        let value = HeaderValue::from_bytes(value.trim().as_bytes());
        if let (Ok(name), Ok(value)) = (name, value)
            && length <= MOST_HEADERS
        {
            headers.append(name, value);
        }
    }
    headers
}

fn body(request: &Request) -> Vec<u8> {
    let text = request.body.as_deref().unwrap_or_default();
    let mut bytes = STANDARD.decode(text).unwrap_or_default();
    bytes.truncate(MOST_BODY);
    bytes
}

#[cfg(test)]
mod tests;
