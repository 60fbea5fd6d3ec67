//! X.509 certificates as far as an upload needs them: read from DER, PEM or base64 text, described,
//! and refused where they must not be uploaded.
//!
//! Only the public part is ever looked at: a file with a private key is refused by its outer form.
//! Where a certificate comes from and where it goes is left to `receipt`, `setup` and `graph`.

mod end;
mod error;
mod key;
mod name;
mod read;

#[cfg(test)]
mod tests;

pub(crate) use end::read_end;
pub use end::{NO_END, never_ends};
pub use error::{CertificateError, Form, PrivateKeyForm};
pub use key::Key;

use crate::ids::Thumbprint;
use crate::messages::{self, say};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use ts_rs::TS;
use x509_parser::asn1_rs::FromDer;
use x509_parser::certificate::X509Certificate;

/// Fewer days than this are worth a warning.
pub(crate) const ENDS_SOON: i32 = 60;

/// RSA keys shorter than this are worth a warning.
const RSA_BITS: usize = 2048;

const SECONDS_A_DAY: i64 = 86_400;

/// One certificate, read and known to be well formed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Certificate {
    der: Vec<u8>,
    thumbprint: Thumbprint,
    subject: String,
    issuer: String,
    serial: String,
    not_before: Timestamp,
    not_after: Timestamp,
    key: Key,
}

impl Certificate {
    /// Reads DER, and PEM or bare base64 text in any encoding, up to 64 KiB.
    ///
    /// # Errors
    /// Says what else the file is; a file with a private key is refused and not read further.
    /// Validity is not looked at here, see [`Certificate::check`].
    pub fn read(bytes: &[u8]) -> Result<Self, CertificateError> {
        let der = read::der(bytes)?;
        let broken = || CertificateError::Unreadable { looks_like: Form::BrokenDer };
        let (_, parsed) = X509Certificate::from_der(&der).map_err(|_| broken())?;
        let at = |seconds: i64| Timestamp::from_second(seconds).map_err(|_| broken());
        Ok(Self {
            thumbprint: Thumbprint::of_der(&der),
            subject: name::text(parsed.subject()),
            issuer: name::text(parsed.issuer()),
            serial: hex(parsed.raw_serial()),
            not_before: at(parsed.validity().not_before.timestamp())?,
            not_after: end::end_of(parsed.validity().not_after.timestamp()).ok_or_else(broken)?,
            key: Key::of(parsed.public_key()),
            der,
        })
    }

    /// Refuses a certificate that is not valid at this time, which is that of the clock of this computer.
    ///
    /// # Errors
    /// [`CertificateError::Expired`] or [`CertificateError::NotYetValid`].
    pub fn check(&self, now: Timestamp) -> Result<(), CertificateError> {
        if now > self.not_after {
            return Err(CertificateError::Expired {
                thumbprint: self.thumbprint,
                not_after: self.not_after,
                now: Some(now),
            });
        }
        if now < self.not_before {
            return Err(CertificateError::NotYetValid {
                thumbprint: self.thumbprint,
                not_before: self.not_before,
                now,
            });
        }
        Ok(())
    }

    /// The certificate in words, with the days left counted from `now`.
    pub fn card(&self, now: Timestamp) -> CertificateCard {
        let days_left = self.days_left(now);
        CertificateCard {
            subject: self.subject.clone(),
            issuer: self.issuer.clone(),
            serial: self.serial.clone(),
            thumbprint: self.thumbprint,
            thumbprint_sha256: hex(&Sha256::digest(&self.der)),
            not_before: self.not_before,
            not_after: self.not_after,
            never_ends: never_ends(self.not_after),
            days_left,
            key: self.key.to_string(),
            warnings: self.warnings(days_left),
        }
    }

    /// Whole days until the end of validity, negative once it has passed; [`NO_END`] without one.
    pub fn days_left(&self, now: Timestamp) -> i32 {
        days_until(self.not_after, now)
    }

    fn warnings(&self, days_left: i32) -> Vec<String> {
        let mut warnings = Vec::new();
        if (0..ENDS_SOON).contains(&days_left) {
            let date = messages::day(self.not_after);
            warnings.push(say!("certificate-expires-soon", days = days_left, date = date));
        }
        match self.key {
            Key::Rsa(bits) if bits < RSA_BITS => {
                // The size of a key is a name rather than a number: it has no separators.
                let (bits, expected) = (bits.to_string(), RSA_BITS.to_string());
                warnings.push(say!("certificate-short-key", bits = bits, expected = expected));
            }
            Key::Rsa(_) | Key::Curve(_) | Key::Other(_) => {}
        }
        warnings
    }

    /// The certificate's bytes. Public.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The subject as RFC 4514 text.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The SHA-1 of the DER.
    pub fn thumbprint(&self) -> Thumbprint {
        self.thumbprint
    }

    /// Start of validity.
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// End of validity; the last moment of all where there is none, see [`never_ends`].
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// The certified key.
    pub fn key(&self) -> &Key {
        &self.key
    }
}

/// Whole days from one moment to an end, negative once it has passed; [`NO_END`] where there is none.
pub(crate) fn days_until(end: Timestamp, now: Timestamp) -> i32 {
    if never_ends(end) {
        return NO_END;
    }
    let days = (end.as_second() - now.as_second()).div_euclid(SECONDS_A_DAY);
    i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}

/// The day of a moment, in UTC: "2028-11-21".
pub(crate) fn day(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).date().to_string()
}

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
    pub thumbprint: Thumbprint,
    /// SHA-256 of the DER, 64 upper-case hex digits.
    pub thumbprint_sha256: String,
    /// Start of validity.
    #[ts(type = "string")]
    pub not_before: Timestamp,
    /// End of validity; 9999-12-30T22:00:00.999999999Z where `neverEnds`.
    #[ts(type = "string")]
    pub not_after: Timestamp,
    /// It has no end (99991231235959Z, RFC 5280).
    #[serde(default)]
    pub never_ends: bool,
    /// Whole days until the end, negative when past, at the time the card was made; 2147483647 where
    /// `neverEnds`.
    pub days_left: i32,
    /// "RSA 2048".
    pub key: String,
    /// What the operator should know before using it: under 60 days left, RSA under 2048.
    pub warnings: Vec<String>,
}
