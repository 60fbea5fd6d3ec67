//! Looking a host name up in the DNS, as this PC sees it.
//!
//! It proves nothing about what the servers see, which is for a script to read there: a company's DNS
//! often answers differently inside and outside. It shows an operator early that a record is missing
//! or points elsewhere. This module owns the words; who answers (the system's resolver, or a rehearsal)
//! comes in as a future.

use crate::guide::answer::Answer;
use crate::messages::say;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::time::Duration;
use ts_rs::TS;

/// How long the resolver is waited for. Resolvers of Windows and Linux give up on their own after five
/// to fifteen seconds, by the number of servers they ask.
pub const LIMIT: Duration = Duration::from_secs(10);

/// What a look-up came to.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Resolved {
    /// The host that was looked up.
    pub host: String,
    /// What the answer was.
    pub outcome: ResolvedAs,
    /// The addresses, each once.
    pub addresses: Vec<String>,
    /// What it means, in a sentence or two.
    pub words: String,
    /// The system's own words, when it failed.
    pub detail: Option<String>,
    /// The simulated organisation answered; nothing was asked in any network.
    pub simulated: bool,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// How a look-up ended.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ResolvedAs {
    /// With addresses.
    Found,
    /// Without any.
    NotFound,
    /// Not in time.
    NoAnswer,
}

/// The host that an answer names: a host itself, a domain, or the host of an address.
pub fn host_of(answer: &Answer) -> Option<String> {
    match answer {
        Answer::Fqdn(host) => Some(host.as_str().to_owned()),
        Answer::SmtpDomain(domain) => Some(domain.as_str().to_owned()),
        Answer::Url(address) => {
            url::Url::parse(address.as_str()).ok()?.host_str().map(str::to_owned)
        }
        Answer::Tenant(_)
        | Answer::FqdnList(_)
        | Answer::SmtpAddress(_)
        | Answer::SipUri(_)
        | Answer::Thumbprint(_)
        | Answer::Uuid(_)
        | Answer::Text(_)
        | Answer::Choice(_)
        | Answer::Flag(_) => None,
    }
}

/// Looks the host up with the resolver of this system.
pub async fn look_up(host: &str, now: Timestamp) -> Resolved {
    let asked = async {
        let found = tokio::net::lookup_host((host, 0)).await?;
        Ok(found.map(|socket| socket.ip()).collect())
    };
    resolve_within(host, asked, LIMIT, now).await
}

/// What the simulated organisation answers.
pub fn simulated(host: &str, addresses: &[IpAddr], now: Timestamp) -> Resolved {
    let shown = texts(addresses);
    let words = if shown.is_empty() {
        say!("dns-simulated-not-found", host = host)
    } else {
        say!("dns-simulated-found")
    };
    Resolved {
        host: host.to_owned(),
        outcome: if shown.is_empty() { ResolvedAs::NotFound } else { ResolvedAs::Found },
        addresses: shown,
        words,
        detail: None,
        simulated: true,
        at: now,
    }
}

async fn resolve_within(
    host: &str,
    asked: impl Future<Output = io::Result<Vec<IpAddr>>>,
    limit: Duration,
    now: Timestamp,
) -> Resolved {
    let (outcome, addresses, detail, words) = match tokio::time::timeout(limit, asked).await {
        Ok(Ok(addresses)) if !addresses.is_empty() => {
            (ResolvedAs::Found, texts(&addresses), None, say!("dns-found", host = host))
        }
        Ok(Ok(_)) => (ResolvedAs::NotFound, Vec::new(), None, not_found(host)),
        Ok(Err(error)) => {
            (ResolvedAs::NotFound, Vec::new(), Some(error.to_string()), not_found(host))
        }
        Err(_) => (
            ResolvedAs::NoAnswer,
            Vec::new(),
            None,
            say!("dns-no-answer", host = host, seconds = limit.as_secs()),
        ),
    };
    Resolved { host: host.to_owned(), outcome, addresses, words, detail, simulated: false, at: now }
}

fn not_found(host: &str) -> String {
    say!("dns-not-found", host = host)
}

/// Each address once, those of IPv4 first.
fn texts(addresses: &[IpAddr]) -> Vec<String> {
    let sorted: BTreeSet<IpAddr> = addresses.iter().copied().collect();
    sorted.into_iter().map(|address| address.to_string()).collect()
}

impl Resolved {
    /// For the journal: how many addresses, not which.
    pub fn summary(&self) -> LookUpSummary {
        LookUpSummary {
            outcome: self.outcome,
            addresses: self.addresses.len(),
            simulated: self.simulated,
        }
    }
}

/// What the journal keeps of a look-up: neither the host nor an address.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LookUpSummary {
    /// What the answer was.
    pub outcome: ResolvedAs,
    /// How many addresses.
    pub addresses: usize,
    /// The simulated organisation answered.
    pub simulated: bool,
}

impl fmt::Display for LookUpSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.addresses;
        f.write_str(&match (self.simulated, self.outcome) {
            (false, ResolvedAs::Found) => say!("dns-journal-found", count = count),
            (false, ResolvedAs::NotFound) => say!("dns-journal-not-found"),
            (false, ResolvedAs::NoAnswer) => say!("dns-journal-no-answer"),
            (true, ResolvedAs::Found) => say!("dns-journal-simulated-found", count = count),
            (true, ResolvedAs::NotFound) => say!("dns-journal-simulated-not-found"),
            (true, ResolvedAs::NoAnswer) => say!("dns-journal-simulated-no-answer"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::answer::AnswerKind;

    fn now() -> Timestamp {
        "2026-11-21T02:00:00Z".parse().unwrap()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn the_systems_resolver_is_asked() {
        let found = look_up("localhost", now()).await;
        assert_eq!((found.outcome, found.simulated), (ResolvedAs::Found, false), "{found:?}");
        let loopback = |text: &String| ip(text).is_loopback();
        assert!(found.addresses.iter().all(loopback), "{:?}", found.addresses);
        assert_eq!(found.at, now());
    }

    #[tokio::test]
    async fn addresses_are_shown_once_each_and_in_order() {
        let answer = vec![ip("2001:db8::1"), ip("192.0.2.9"), ip("192.0.2.9"), ip("192.0.2.2")];
        let found = resolve_within("ex.contoso.com", async { Ok(answer) }, LIMIT, now()).await;
        assert_eq!(found.addresses, ["192.0.2.2", "192.0.2.9", "2001:db8::1"]);
        assert_eq!(found.summary().to_string(), "DNS lookup from this PC: 3 addresses");
        assert!(
            !found.summary().to_string().contains("contoso"),
            "the journal holds no value of an answer"
        );
    }

    #[tokio::test]
    async fn a_name_without_an_address_is_reported_with_the_systems_words() {
        let error =
            || io::Error::other("failed to lookup address information: Name or service not known");
        let missing = resolve_within("ex.contoso.com", async { Err(error()) }, LIMIT, now()).await;
        assert_eq!(missing.outcome, ResolvedAs::NotFound);
        assert!(missing.words.contains("no address for ex.contoso.com"), "{}", missing.words);
        assert!(missing.detail.as_deref().unwrap().contains("Name or service not known"));
        assert_eq!(missing.summary().to_string(), "DNS lookup from this PC: no address");
        let empty = resolve_within("ex.contoso.com", async { Ok(Vec::new()) }, LIMIT, now()).await;
        assert_eq!((empty.outcome, empty.detail), (ResolvedAs::NotFound, None));
    }

    #[tokio::test]
    async fn a_resolver_that_does_not_answer_is_not_waited_for_longer_than_the_limit() {
        let silent = std::future::pending();
        let slow = resolve_within("ex.contoso.com", silent, Duration::ZERO, now()).await;
        assert_eq!((slow.outcome, slow.addresses.len()), (ResolvedAs::NoAnswer, 0));
        assert!(
            slow.words
                .contains("didn't respond within 0 seconds when this PC looked up ex.contoso.com"),
            "{}",
            slow.words
        );
        assert_eq!(slow.summary().to_string(), "DNS lookup from this PC: no response in time");
    }

    #[test]
    fn the_made_up_organisation_answers_for_itself() {
        let found = simulated("ex.contoso.com", &[ip("192.0.2.25")], now());
        assert_eq!((found.outcome, found.simulated), (ResolvedAs::Found, true));
        assert_eq!(
            found.summary().to_string(),
            "DNS lookup in the simulated organization: 1 address"
        );
        let missing = simulated("ex.contoso.com", &[], now());
        assert_eq!(missing.outcome, ResolvedAs::NotFound);
        assert!(missing.words.contains("no record"), "{}", missing.words);
    }

    #[test]
    fn only_answers_that_name_a_host_have_one() {
        let host = |kind, text| host_of(&Answer::parse(kind, &[], text).unwrap());
        let named = Some("autodiscover.contoso.com".to_owned());
        assert_eq!(host(AnswerKind::Fqdn, "autodiscover.contoso.com"), named);
        assert_eq!(host(AnswerKind::Url, "https://autodiscover.contoso.com/x/y.svc"), named);
        assert_eq!(host(AnswerKind::SmtpDomain, "contoso.com").as_deref(), Some("contoso.com"));
        assert_eq!(host(AnswerKind::Text, "autodiscover.contoso.com"), None);
    }
}
