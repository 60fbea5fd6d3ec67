//! What prevents an answer: DNS, connections, TLS, time.

use super::Judge;
use crate::messages::say;
use crate::probe::connector::ConnectFailure;
use crate::probe::finding::{EndpointFinding, Situation};
use crate::probe::request::{Failure, Hop};
use crate::probe::tls::{CertificateFault, HandshakeFailure, day};
use jiff::SignedDuration;

/// How long before its end a certificate is warned about: certificates that renew themselves are
/// renewed earlier.
const SOON: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Judge<'_> {
    /// What keeps an answer away; nothing when there is an answer.
    pub(super) fn obstacles(&self, hop: &Hop) -> Vec<EndpointFinding> {
        let at =
            |situation: Situation, values: &[(&str, &str)]| situation.at(&hop.url, None, values);
        let seconds = |limit: std::time::Duration| limit.as_secs_f64().round().to_string();
        let (to_connect, to_answer) = self.limits;
        let one = match &hop.answer {
            Ok(_) => return Vec::new(),
            Err(Failure::Connection(failure)) => match failure {
                ConnectFailure::NoAddress { name } => at(Situation::DnsNotFound, &[("name", name)]),
                ConnectFailure::NoDns { name } => {
                    at(Situation::NoDnsInTime, &[("name", name), ("seconds", &seconds(to_connect))])
                }
                ConnectFailure::Refused { place } => at(Situation::Refused, &[("place", place)]),
                ConnectFailure::TimedOut { place } => at(
                    Situation::NoConnectionInTime,
                    &[("place", place), ("seconds", &seconds(to_connect))],
                ),
                ConnectFailure::Unreachable { place, detail } => {
                    at(Situation::Unreachable, &[("place", place), ("detail", detail)])
                }
                ConnectFailure::Proxy { detail } => {
                    at(Situation::ProxyRefused, &[("detail", detail)])
                }
            },
            Err(Failure::Handshake(failure)) => match failure {
                HandshakeFailure::Certificate(faults) => {
                    return faults.iter().map(|fault| certificate(hop, fault)).collect();
                }
                HandshakeFailure::TooOld => at(Situation::TlsTooOld, &[]),
                HandshakeFailure::NoCommon => at(Situation::TlsNoCommon, &[]),
                HandshakeFailure::UnknownName => at(Situation::NameNotServed, &[]),
                HandshakeFailure::BrokenOff { detail } => {
                    at(Situation::BrokenOff, &[("detail", detail)])
                }
            },
            Err(Failure::BrokenOff { detail }) => at(Situation::BrokenOff, &[("detail", detail)]),
            Err(Failure::TimedOut) => {
                at(Situation::NoAnswerInTime, &[("seconds", &seconds(to_answer))])
            }
            Err(Failure::NotRecorded) => at(Situation::NotRecorded, &[("path", hop.url.path())]),
        };
        vec![one]
    }

    /// What was seen on the route, with an answer or without. Microsoft's own hosts are not judged.
    pub(super) fn route(&self, hop: &Hop) -> Vec<EndpointFinding> {
        let mut findings = Vec::new();
        if self.hosts.is_cloud(&hop.url) {
            return findings;
        }
        let name = hop.url.host_str().unwrap_or_default();
        let route = &hop.route;
        if route.no_address {
            let values = [("name", name)];
            findings.push(Situation::DnsNotFoundBehindProxy.at(&hop.url, None, &values));
        }
        if !route.private.is_empty() {
            let addresses: Vec<String> = route.private.iter().map(ToString::to_string).collect();
            let values = [("name", name), ("addresses", &addresses.join(", "))];
            findings.push(Situation::DnsPrivateAddress.at(&hop.url, None, &values));
        }
        if let Some(end) = hop.certificate_end
            && end < self.now + SOON
        {
            let values = [("end", day(end))];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            findings.push(Situation::CertificateEndsSoon.at(&hop.url, None, &values));
        }
        if let (Some(status), Ok(answer)) = (hop.first_status, &hop.answer)
            && !answer.is_server_fault()
        {
            let status_text = status.to_string();
            let values = [("status", status_text.as_str()), ("path", hop.url.path())];
            findings.push(Situation::ServerStarting.at(&hop.url, Some(status), &values));
        }
        findings
    }

    /// Why there is no answer, in some words, for a sentence about something else.
    pub(super) fn why(hop: &Hop) -> String {
        match &hop.answer {
            Ok(answer) => say!("probe-detail-status", status = answer.status),
            Err(Failure::Connection(failure)) => match failure {
                ConnectFailure::NoAddress { name } => say!("probe-detail-no-address", name = name),
                ConnectFailure::NoDns { .. } => say!("probe-detail-no-dns"),
                ConnectFailure::Refused { .. } => say!("probe-detail-refused"),
                ConnectFailure::TimedOut { .. } => say!("probe-detail-no-connection"),
                ConnectFailure::Unreachable { detail, .. } => detail.clone(),
                ConnectFailure::Proxy { detail } => say!("probe-detail-proxy", detail = detail),
            },
            Err(Failure::Handshake(failure)) => match failure {
                HandshakeFailure::Certificate(_) => say!("probe-detail-certificate"),
                HandshakeFailure::TooOld
                | HandshakeFailure::NoCommon
                | HandshakeFailure::UnknownName => {
                    say!("probe-detail-no-tls")
                }
                HandshakeFailure::BrokenOff { detail } => detail.clone(),
            },
            Err(Failure::BrokenOff { detail }) => detail.clone(),
            Err(Failure::TimedOut) => say!("probe-detail-no-answer"),
            Err(Failure::NotRecorded) => say!("probe-detail-not-recorded"),
        }
    }
}

fn certificate(hop: &Hop, fault: &CertificateFault) -> EndpointFinding {
    let at = |situation: Situation, name: &str, value: &str| {
        situation.at(&hop.url, None, &[(name, value)])
    };
    match fault {
        CertificateFault::Expired { end } => at(Situation::CertificateExpired, "end", end),
        CertificateFault::NotYetValid { start } => {
            at(Situation::CertificateNotYetValid, "start", start)
        }
        CertificateFault::Name { names } => at(Situation::CertificateName, "names", names),
        CertificateFault::Untrusted { issuer } => {
            at(Situation::CertificateUntrusted, "issuer", issuer)
        }
        CertificateFault::NotShown => Situation::CertificateNotShown.at(&hop.url, None, &[]),
    }
}
