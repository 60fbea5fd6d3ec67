//! What can be wrong with the simulated publication: one situation for each kind of thing that a check
//! from outside finds.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is wrong.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum PublicationFault {
    /// The user has a mailbox in Exchange Online.
    MailboxInCloud,
    /// Neither side knows the address.
    UserNotFound,
    /// The firewall does not publish Autodiscover.
    AutodiscoverNotPublished,
    /// A web site answers in place of Autodiscover.
    AutodiscoverNotJson,
    /// The firewall does not publish EWS.
    EwsNotPublished,
    /// The external URL of EWS is that of the Hybrid Agent.
    HybridAgent,
    /// The firewall lets only some addresses to EWS.
    EwsForbidden,
    /// OAuth is off for the virtual directory.
    OauthOff,
    /// The authorization server is that of another tenant.
    OtherTenant,
    /// The firewall asks for a sign-in.
    PreAuthentication,
    /// The firewall redirects to another host.
    RedirectElsewhere,
    /// The DNS record of the mail host is missing.
    DnsNotFound,
    /// The DNS gives an internal address.
    DnsPrivateAddress,
    /// Nobody listens at the port.
    ConnectionRefused,
    /// The firewall drops what comes.
    TimedOut,
    /// The certificate has expired.
    CertificateExpired,
    /// The certificate is for another name.
    CertificateName,
    /// The certificate is of an authority that nobody knows.
    CertificateUntrusted,
    /// The server refuses TLS 1.2.
    TlsTooOld,
    /// Exchange fails.
    ServerError,
    /// Exchange is starting.
    ServerStarting,
    /// Exchange Online cannot be reached from this PC.
    CloudNotReached,
}

/// How a fault is offered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FaultText {
    /// The fault.
    pub fault: PublicationFault,
    /// What it is called.
    pub label: &'static str,
    /// The code of the finding that a check gives.
    pub code: &'static str,
    /// What is done to put it right, in a sentence.
    pub put_right: &'static str,
}

impl PublicationFault {
    /// Every fault, in the order in which they are offered.
    pub const ALL: [Self; 22] = [
        Self::OauthOff,
        Self::OtherTenant,
        Self::PreAuthentication,
        Self::EwsForbidden,
        Self::EwsNotPublished,
        Self::HybridAgent,
        Self::AutodiscoverNotPublished,
        Self::AutodiscoverNotJson,
        Self::MailboxInCloud,
        Self::UserNotFound,
        Self::RedirectElsewhere,
        Self::DnsNotFound,
        Self::DnsPrivateAddress,
        Self::ConnectionRefused,
        Self::TimedOut,
        Self::CertificateExpired,
        Self::CertificateName,
        Self::CertificateUntrusted,
        Self::TlsTooOld,
        Self::ServerError,
        Self::ServerStarting,
        Self::CloudNotReached,
    ];

    /// How it is offered.
    #[expect(clippy::too_many_lines, reason = "one row for each fault")]
    pub const fn text(self) -> FaultText {
        let (label, code, put_right) = match self {
            Self::MailboxInCloud => (
                "The user has a mailbox in Exchange Online",
                "autodiscover-answers-cloud",
                "The mailbox in Exchange Online was removed. The user is a mail user there again.",
            ),
            Self::UserNotFound => (
                "The address is unknown",
                "autodiscover-user-not-found",
                "The user was synchronized to the tenant.",
            ),
            Self::AutodiscoverNotPublished => (
                "Autodiscover is not published",
                "autodiscover-not-published",
                "The firewall publishes the folder /autodiscover.",
            ),
            Self::AutodiscoverNotJson => (
                "A website responds instead of Autodiscover",
                "autodiscover-not-json",
                "The host name leads to Exchange Server.",
            ),
            Self::EwsNotPublished => (
                "EWS is not published",
                "ews-not-published",
                "The firewall publishes the folder /EWS.",
            ),
            Self::HybridAgent => (
                "Autodiscover names the Hybrid Agent",
                "ews-not-published",
                "EWS is published, and its external URL names the published host.",
            ),
            Self::EwsForbidden => (
                "The firewall forbids EWS",
                "ews-forbidden",
                "The firewall allows the addresses of Microsoft Teams to reach EWS.",
            ),
            Self::OauthOff => (
                "OAuth is off for EWS",
                "oauth-not-offered",
                "OAuth is on for the virtual directory of EWS on every server.",
            ),
            Self::OtherTenant => (
                "The server trusts another tenant",
                "tenant-not-trusted",
                "The authorization server of your tenant is enabled.",
            ),
            Self::PreAuthentication => (
                "The firewall asks for a sign-in",
                "pre-authentication",
                "The firewall passes /EWS and /autodiscover through without a sign-in.",
            ),
            Self::RedirectElsewhere => (
                "The firewall redirects EWS to another host",
                "redirect-elsewhere",
                "The firewall no longer redirects /EWS.",
            ),
            Self::DnsNotFound => (
                "The DNS record is missing",
                "dns-not-found",
                "The DNS record of the mail host was created.",
            ),
            Self::DnsPrivateAddress => (
                "The DNS returns an internal address",
                "dns-private-address",
                "The DNS returns the public address.",
            ),
            Self::ConnectionRefused => (
                "The port is closed",
                "connection-refused",
                "The firewall forwards port 443 to Exchange Server.",
            ),
            Self::TimedOut => {
                ("There is no response", "timed-out", "The firewall reaches Exchange Server again.")
            }
            Self::CertificateExpired => (
                "The certificate has expired",
                "tls-expired",
                "The certificate of the mail host was renewed.",
            ),
            Self::CertificateName => (
                "The certificate is for another name",
                "tls-name",
                "A certificate with the name of the mail host was installed.",
            ),
            Self::CertificateUntrusted => (
                "The certificate is not trusted",
                "tls-untrusted",
                "A certificate of a public certification authority was installed.",
            ),
            Self::TlsTooOld => {
                ("The server doesn't offer TLS 1.2", "tls-too-old", "TLS 1.2 was turned on.")
            }
            Self::ServerError => (
                "Exchange reports an error",
                "server-error",
                "The application pool of EWS was started again.",
            ),
            Self::ServerStarting => {
                ("Exchange is starting", "server-starting", "Exchange Server has started.")
            }
            Self::CloudNotReached => (
                "This PC can't reach Exchange Online",
                "cloud-not-reached",
                "The proxy of this PC allows requests to Exchange Online.",
            ),
        };
        FaultText { fault: self, label, code, put_right }
    }
}
