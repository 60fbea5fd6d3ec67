//! Answers: typed values the operator gives once.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What kind of value a question accepts.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum AnswerKind {
    /// A tenant's id or one of its domains.
    Tenant,
    /// An SMTP domain, internationalised or not; kept as punycode.
    SmtpDomain,
    /// A fully qualified host name.
    Fqdn,
    /// An SMTP address.
    SmtpAddress,
    /// A SIP URI.
    SipUri,
    /// An https address (http on this machine).
    Url,
    /// 40 hex digits.
    Thumbprint,
    /// A UUID: an application's id.
    Uuid,
    /// Text without control characters.
    Text,
    /// One of the choices.
    Choice,
    /// Yes or no.
    Flag,
}
