//! What the answers mean to Teams: from observations to findings. Nothing is asked here.
//!
//! `lookup` judges what Autodiscover v2 says, `service` what EWS, REST and the Autodiscover service
//! answer to an empty token, `connection` what prevents an answer.

mod connection;
mod lookup;
mod service;

use super::collect::Observations;
use super::finding::{EndpointFinding, ProbeCode, ProbeVerdict};
use super::hosts::Hosts;
use super::request::{Failure, Hop};
use jiff::Timestamp;
use service::ServiceKind;
use std::time::Duration;

/// What is judged by.
pub(super) struct Judge<'a> {
    pub(super) hosts: &'a Hosts,
    pub(super) now: Timestamp,
    /// How long a connection was waited for, and how long an answer.
    pub(super) limits: (Duration, Duration),
    /// Whether the organisation's own host answered.
    own_answers: bool,
    findings: Vec<FoundLine>,
}

/// A finding and which part of the way it is about.
struct FoundLine {
    area: Area,
    host: String,
    finding: EndpointFinding,
}

/// Parts of the route, in which the same code is another thing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Area {
    /// Looking up addresses.
    Lookup,
    /// The Autodiscover service.
    Autodiscover,
    Ews,
    Rest,
    /// A host, whatever is asked of it.
    Host,
    /// The organisation, whichever host is asked.
    Organisation,
}

/// The findings of these observations, in the order in which Teams meets them.
pub(super) fn judge(
    observations: &Observations,
    hosts: &Hosts,
    now: Timestamp,
    limits: (Duration, Duration),
) -> Vec<EndpointFinding> {
    let own = observations.own.iter().flat_map(|chain| &chain.0).chain([&observations.service]);
    let own_answers = own.into_iter().any(|hop| hop.answer.is_ok());
    let mut judge = Judge { hosts, now, limits, own_answers, findings: Vec::new() };
    for chain in &observations.cloud {
        judge.cloud(chain);
    }
    for chain in &observations.own {
        judge.own(chain);
    }
    judge.service(&observations.service, ServiceKind::Autodiscover, &observations.tenant);
    for hop in &observations.ews {
        judge.service(hop, ServiceKind::Ews, &observations.tenant);
    }
    if let Some(hop) = &observations.rest {
        judge.service(hop, ServiceKind::Rest, &observations.tenant);
    }
    judge.findings.into_iter().map(|line| line.finding).collect()
}

/// Whether a request came so far that something could be found: a connection was made.
pub(super) fn connected(hop: &Hop) -> bool {
    !matches!(hop.answer, Err(Failure::Connection(_) | Failure::NotRecorded))
}

/// Why a request has no answer, in some words.
pub(super) fn why(hop: &Hop) -> String {
    Judge::why(hop)
}

impl Judge<'_> {
    /// Adds a finding. What is known already is not said twice; the worse verdict counts.
    fn add(&mut self, area: Area, finding: EndpointFinding) {
        let area = match finding.code {
            ProbeCode::DnsNotFound
            | ProbeCode::DnsPrivateAddress
            | ProbeCode::ConnectionRefused
            | ProbeCode::TimedOut
            | ProbeCode::TlsExpired
            | ProbeCode::TlsName
            | ProbeCode::TlsUntrusted
            | ProbeCode::TlsTooOld => Area::Host,
            ProbeCode::TenantNotTrusted => Area::Organisation,
            ProbeCode::AutodiscoverOk
            | ProbeCode::AutodiscoverAnswersCloud
            | ProbeCode::AutodiscoverUserNotFound
            | ProbeCode::AutodiscoverNotPublished
            | ProbeCode::AutodiscoverNotJson
            | ProbeCode::EwsOk
            | ProbeCode::EwsNotPublished
            | ProbeCode::EwsForbidden
            | ProbeCode::OauthNotOffered
            | ProbeCode::PreAuthentication
            | ProbeCode::RedirectElsewhere
            | ProbeCode::ServerError
            | ProbeCode::ServerStarting
            | ProbeCode::CloudNotReached => area,
        };
        let host = origin(&finding.url);
        let known = self.findings.iter_mut().find(|line| {
            // A fault of the folder /autodiscover is one thing, whichever file in it is asked.
            let same_area = line.area == area
                || (finding.verdict != ProbeVerdict::Ok
                    && line.area == Area::Lookup
                    && area == Area::Autodiscover);
            let same_host = area == Area::Organisation || line.host == host;
            line.finding.code == finding.code && same_area && same_host
        });
        match known {
            Some(line) if line.finding.verdict < finding.verdict => line.finding = finding,
            Some(_) => {}
            None => self.findings.push(FoundLine { area, host, finding }),
        }
    }

    /// Adds what was seen on the way to an answer.
    fn add_route(&mut self, area: Area, hop: &Hop) {
        for finding in self.route(hop) {
            self.add(area, finding);
        }
    }
}

/// Scheme, host and port of an address.
fn origin(url: &str) -> String {
    url::Url::parse(url).map_or_else(|_| String::new(), |it| it.origin().ascii_serialization())
}
