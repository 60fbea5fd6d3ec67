//! X.509 certificates as far as an upload needs them: read from DER, PEM or base64 text, described,
//! and refused where they must not be uploaded.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A certificate as the window shows it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CertificateCard {
    /// Subject as RFC 4514 text.
    pub subject: String,
    /// Issuer as RFC 4514 text.
    pub issuer: String,
    /// Serial number, upper-case hex.
    pub serial: String,
    /// SHA-1 of the DER, 40 upper-case hex digits: Microsoft's "thumbprint".
    pub thumbprint: String,
    /// SHA-256 of the DER, 64 upper-case hex digits.
    pub thumbprint_sha256: String,
    /// Start of validity.
    #[ts(type = "string")]
    pub not_before: Timestamp,
    /// End of validity.
    #[ts(type = "string")]
    pub not_after: Timestamp,
    /// Whole days until the end, negative when past, at the time the card was made.
    pub days_left: i32,
    /// "RSA 2048".
    pub key: String,
    /// What the operator should know before using it: under 60 days left, RSA under 2048.
    pub warnings: Vec<String>,
}
