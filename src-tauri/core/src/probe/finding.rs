//! What the probe found, one line for each thing, judged by the table `findings.toml`, with its texts from
//! the catalog.

use crate::guide::{GuideId, StepId};
use crate::messages::{self, Text, Value, say};
use crate::text::{doubled_quotes, is_hidden};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use ts_rs::TS;
use url::Url;

/// What kind of thing was found. Closed: those who script match on it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ProbeCode {
    /// Autodiscover leads Teams to the server.
    AutodiscoverOk,
    /// Autodiscover leads Teams to Exchange Online.
    AutodiscoverAnswersCloud,
    /// Autodiscover does not know the mailbox.
    AutodiscoverUserNotFound,
    /// Autodiscover cannot be asked at that address.
    AutodiscoverNotPublished,
    /// Autodiscover's answer cannot be used.
    AutodiscoverNotJson,
    /// A service offers OAuth.
    EwsOk,
    /// A service cannot be asked at the address that Autodiscover names.
    EwsNotPublished,
    /// A service refuses before it asks who is there.
    EwsForbidden,
    /// A service does not ask for a token.
    OauthNotOffered,
    /// The server does not take tokens of the tenant.
    TenantNotTrusted,
    /// Something in front of the server signs people in.
    PreAuthentication,
    /// An answer leads to another host.
    RedirectElsewhere,
    /// A name has no address.
    DnsNotFound,
    /// A name has an address of an internal network.
    DnsPrivateAddress,
    /// No connection could be made or kept.
    ConnectionRefused,
    /// No answer came in time.
    TimedOut,
    /// A certificate is not valid at this time, or not for long.
    TlsExpired,
    /// A certificate is for other names.
    TlsName,
    /// A certificate is issued by an authority that is not trusted.
    TlsUntrusted,
    /// No version of TLS that Microsoft's services use.
    TlsTooOld,
    /// The server reports a fault of its own.
    ServerError,
    /// The server reported a fault that was gone a moment later.
    ServerStarting,
    /// Exchange Online could not be asked.
    CloudNotReached,
}

/// How a finding is judged.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum ProbeVerdict {
    /// As Teams needs it.
    Ok,
    /// It could not be found out.
    Unknown,
    /// Teams may get through, or will not for long.
    Warning,
    /// Teams does not get through.
    Failed,
}

impl ProbeCode {
    /// What it means to Teams, as a heading.
    pub fn title(self) -> String {
        match self {
            Self::AutodiscoverOk => say!("probe-autodiscover-ok"),
            Self::AutodiscoverAnswersCloud => say!("probe-autodiscover-answers-cloud"),
            Self::AutodiscoverUserNotFound => say!("probe-autodiscover-user-not-found"),
            Self::AutodiscoverNotPublished => say!("probe-autodiscover-not-published"),
            Self::AutodiscoverNotJson => say!("probe-autodiscover-not-json"),
            Self::EwsOk => say!("probe-ews-ok"),
            Self::EwsNotPublished => say!("probe-ews-not-published"),
            Self::EwsForbidden => say!("probe-ews-forbidden"),
            Self::OauthNotOffered => say!("probe-oauth-not-offered"),
            Self::TenantNotTrusted => say!("probe-tenant-not-trusted"),
            Self::PreAuthentication => say!("probe-pre-authentication"),
            Self::RedirectElsewhere => say!("probe-redirect-elsewhere"),
            Self::DnsNotFound => say!("probe-dns-not-found"),
            Self::DnsPrivateAddress => say!("probe-dns-private-address"),
            Self::ConnectionRefused => say!("probe-connection-refused"),
            Self::TimedOut => say!("probe-timed-out"),
            Self::TlsExpired => say!("probe-tls-expired"),
            Self::TlsName => say!("probe-tls-name"),
            Self::TlsUntrusted => say!("probe-tls-untrusted"),
            Self::TlsTooOld => say!("probe-tls-too-old"),
            Self::ServerError => say!("probe-server-error"),
            Self::ServerStarting => say!("probe-server-starting"),
            Self::CloudNotReached => say!("probe-cloud-not-reached"),
        }
    }
}

/// A step of a guide that mends what was found.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, rename = "ProbeMends")]
pub struct Mends {
    /// The guide.
    pub guide: GuideId,
    /// Its step.
    pub step: StepId,
}

/// One thing that was found.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct EndpointFinding {
    /// What kind of thing.
    pub code: ProbeCode,
    /// The address that was asked.
    pub url: String,
    /// The HTTP status of the answer; none where there was no answer.
    pub status: Option<u16>,
    /// How it is judged.
    pub verdict: ProbeVerdict,
    /// What was found and what it means.
    pub words: Text,
    /// What to do; none where there is nothing to do.
    pub remedy: Option<Text>,
    /// A command for the Exchange Management Shell that shows more, or that mends it.
    #[serde(skip)]
    pub command: Option<String>,
    /// The steps that mend it, one for each guide that has one.
    #[serde(skip)]
    pub mends: Vec<Mends>,
}

/// What exactly was found. Each has an entry in the table, which says to which [`ProbeCode`] it belongs.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Situation {
    CloudRedirects,
    CloudNamesServer,
    ServerNames,
    AutodiscoverOffersOauth,
    CloudAnswersItself,
    ServerAnswersCloud,
    CloudUserNotFound,
    ServerUserNotFound,
    AutodiscoverMissing,
    AutodiscoverForbidden,
    AutodiscoverRefuses,
    AutodiscoverOddStatus,
    AutodiscoverServiceMissing,
    AutodiscoverServiceForbidden,
    AutodiscoverServiceOddStatus,
    AutodiscoverNotJson,
    AutodiscoverNamesNothing,
    EwsOffersOauth,
    RestOffersOauth,
    EwsMissing,
    EwsNotHttps,
    NamesHybridAgent,
    EwsOddStatus,
    EwsForbidden,
    RestMissing,
    RestForbidden,
    RestOddStatus,
    WindowsOnly,
    NoBearer,
    NoBearerFromExchange,
    OtherBearer,
    UnclearBearer,
    TenantNotAmong,
    TenantListMissing,
    TenantListMissingAdfs,
    TenantNotKnown,
    DiagnosticsUnclear,
    DiagnosticsFault,
    SignInPage,
    WebPage,
    SignInRedirect,
    OtherPathRedirect,
    AsksAnonymous,
    HybridAgentRedirect,
    ElsewhereRedirect,
    ElsewhereAnswers,
    CloudLeadsElsewhere,
    CloudLeadsElsewhereAnswers,
    CircleRedirect,
    UnreadableRedirect,
    DnsNotFound,
    DnsNotFoundBehindProxy,
    DnsPrivateAddress,
    Refused,
    Unreachable,
    BrokenOff,
    ProxyRefused,
    NoConnectionInTime,
    NoAnswerInTime,
    NoDnsInTime,
    NotRecorded,
    CertificateExpired,
    CertificateNotYetValid,
    CertificateEndsSoon,
    CertificateName,
    NameNotServed,
    CertificateUntrusted,
    CertificateNotShown,
    TlsTooOld,
    TlsNoCommon,
    ServerError,
    ServerStarting,
    CloudNotReached,
    CloudUnclear,
}

/// An entry of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    code: ProbeCode,
    verdict: ProbeVerdict,
    command: Option<String>,
    /// The command where EWS was asked.
    command_ews: Option<String>,
    /// The command where Autodiscover was asked.
    command_autodiscover: Option<String>,
    #[serde(default)]
    mends: Vec<Mends>,
}

impl Entry {
    /// The command for what was asked there.
    fn command(&self, url: &Url) -> Option<&String> {
        let path = url.path().to_ascii_lowercase();
        let ews = self.command_ews.as_ref().filter(|_| path.starts_with("/ews/"));
        let autodiscover =
            self.command_autodiscover.as_ref().filter(|_| path.starts_with("/autodiscover/"));
        ews.or(autodiscover).or(self.command.as_ref())
    }
}

static TABLE: LazyLock<BTreeMap<Situation, Entry>> = LazyLock::new(|| {
    toml::from_str(include_str!("findings.toml"))
        .expect("BUG: findings.toml is built in, and tests read it")
});

/// The most characters of a server's text in a sentence.
const MOST_SHOWN: usize = 200;

/// The most characters of a server's text on a line of its own.
const MOST_SHOWN_LONG: usize = 1000;

/// A text that is not ours, fit to be shown: nothing hidden in it, and not too long.
pub(super) fn shown(text: &str) -> String {
    cut(text, MOST_SHOWN)
}

/// As [`shown`], for a line of its own.
pub(super) fn shown_long(text: &str) -> String {
    cut(text, MOST_SHOWN_LONG)
}

fn cut(text: &str, most: usize) -> String {
    let mut shown: String = text
        .chars()
        .take(most)
        .map(|letter| if is_hidden(letter) { '\u{fffd}' } else { letter })
        .collect();
    if text.chars().nth(most).is_some() {
        shown.push('…');
    }
    shown
}

/// An address without what may be secret in it: no user, no query, no fragment.
pub(super) fn shown_url(url: &Url) -> String {
    shown(&format!("{}{}", url.origin().ascii_serialization(), url.path()))
}

impl Situation {
    fn entry(self) -> &'static Entry {
        TABLE.get(&self).expect("BUG: findings.toml has an entry for every situation, as tests see")
    }

    /// The message that says what was found.
    fn message_id(self) -> String {
        messages::id_of("probe-finding", &self)
    }

    /// The message that says what to do. Not every situation has one.
    fn remedy_id(self) -> String {
        format!("{}.remedy", self.message_id())
    }

    /// What to do, where that has no values in it.
    pub(super) fn remedy(self) -> Option<Text> {
        self.remedy_with(&[])
    }

    fn remedy_with(self, values: &[(&str, Value)]) -> Option<Text> {
        let id = self.remedy_id();
        messages::has(&id).then(|| Text::of(&id, values.iter().cloned()))
    }

    /// The finding, with these values in its words. Values of servers may be given as they came.
    pub(super) fn at(
        self,
        url: &Url,
        status: Option<u16>,
        values: &[(&str, &str)],
    ) -> EndpointFinding {
        let entry = self.entry();
        let host = url.host_str().unwrap_or_default();
        let mut values: Vec<(&str, Value)> =
            values.iter().map(|(name, value)| (*name, Value::Raw(shown(value)))).collect();
        values.push(("host", Value::Raw(shown(host))));
        EndpointFinding {
            code: entry.code,
            url: url.to_string(),
            status,
            verdict: entry.verdict,
            words: Text::of(&self.message_id(), values.iter().cloned()),
            remedy: self.remedy_with(&values),
            command: entry.command(url).cloned(),
            mends: entry.mends.clone(),
        }
    }
}

impl EndpointFinding {
    /// The same, judged no worse than that.
    pub(super) fn at_most(mut self, verdict: ProbeVerdict) -> Self {
        self.verdict = self.verdict.min(verdict);
        self
    }

    /// The same with the mailbox written into its command, as a literal of PowerShell.
    pub(super) fn about(mut self, address: &str) -> Self {
        let literal = || format!("'{}'", doubled_quotes(address));
        self.command = self.command.map(|text| text.replace("{address}", &literal()));
        self
    }
}

#[cfg(test)]
mod tests;
