//! Certificates for a rehearsal: made, and read as far as the simulated Graph needs it.
//!
//! Exchange's Auth Certificate has an RSA key of 2048 bits, so these have one too. It is a random
//! number in the shape of a public key: nobody holds a private key for it, none is in this
//! repository, and none has to be generated. The signature is that of a throw-away key. Neither
//! matters, because nobody checks the signature of a certificate that is its own issuer.

use jiff::Timestamp;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, Issuer, KeyPair, PKCS_RSA_SHA256, PublicKeyData,
    SignatureAlgorithm,
};
use sha1::{Digest, Sha1};
use std::fmt::Write;
use std::time::Duration;

/// The subject of Exchange's Auth Certificate.
pub const AUTH_CERTIFICATE: &str = "Microsoft Exchange Server Auth Certificate";

/// A certificate could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the certificate \"{subject}\" could not be made: {source}")]
pub struct NotMade {
    subject: String,
    source: rcgen::Error,
}

/// What a certificate says of itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Description {
    /// SHA-1 of the DER, 40 upper-case hex digits.
    pub thumbprint: String,
    /// The subject: `CN=Microsoft Exchange Server Auth Certificate`.
    pub subject: String,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
    /// Bits of its key; 0 for a kind of key that has no such length.
    pub key_length: usize,
}

/// The numbers of an RSA public key, without anybody who could have the private ones.
struct RandomRsaKey(Vec<u8>);

const MODULUS_BYTES: usize = 256;

impl RandomRsaKey {
    /// PKCS #1 (RFC 8017, A.1.1): a sequence of modulus and exponent.
    fn new() -> Self {
        let mut modulus: Vec<u8> =
            std::iter::repeat_with(|| fastrand::u8(..)).take(MODULUS_BYTES).collect();
        // 2048 bits long, and odd, as every modulus is.
        modulus[0] |= 0x80;
        modulus[MODULUS_BYTES - 1] |= 1;
        let mut der = vec![0x30, 0x82, 0x01, 0x0a, 0x02, 0x82, 0x01, 0x01, 0x00];
        der.extend(modulus);
        der.extend([0x02, 0x03, 0x01, 0x00, 0x01]);
        Self(der)
    }
}

impl PublicKeyData for RandomRsaKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_RSA_SHA256
    }
}

/// Makes a certificate with that common name and validity, to the second. Returns the DER.
///
/// # Errors
/// The system gives no random numbers.
pub fn make(common_name: &str, from: Timestamp, to: Timestamp) -> Result<Vec<u8>, NotMade> {
    let make = || {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, common_name);
        let instant = |time: Timestamp| {
            let seconds = u64::try_from(time.as_second()).unwrap_or_default();
            rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds)
        };
        params.not_before = instant(from);
        params.not_after = instant(to);
        let key = KeyPair::generate()?;
        let issuer = Issuer::from_params(&params, key);
        let certificate = params.signed_by(&RandomRsaKey::new(), &issuer)?;
        Ok(certificate.der().to_vec())
    };
    make().map_err(|source| NotMade { subject: common_name.to_owned(), source })
}

/// Reads a certificate. None when the bytes are not exactly one certificate in DER.
pub fn read(der: &[u8]) -> Option<Description> {
    let (rest, certificate) = x509_parser::parse_x509_certificate(der).ok()?;
    if !rest.is_empty() {
        return None;
    }
    let validity = certificate.validity();
    Some(Description {
        thumbprint: thumbprint(der),
        subject: certificate.subject().to_string(),
        not_before: Timestamp::from_second(validity.not_before.timestamp()).ok()?,
        not_after: end(validity.not_after.timestamp())?,
        key_length: certificate.public_key().parsed().map_or(0, |key| key.key_size()),
    })
}

/// An end of validity. What lies beyond the last moment, as the end of a certificate without one does
/// (RFC 5280, 4.1.2.5), is that moment.
fn end(seconds: i64) -> Option<Timestamp> {
    let last = Timestamp::MAX.as_second();
    if seconds > last { Some(Timestamp::MAX) } else { Timestamp::from_second(seconds).ok() }
}

/// SHA-1 in upper-case hex: what Microsoft calls the thumbprint.
pub fn thumbprint(der: &[u8]) -> String {
    Sha1::digest(der).iter().fold(String::with_capacity(40), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_certificate_is_read_as_it_was_asked_for() {
        let (from, to) = (time("2023-11-21T02:03:37Z"), time("2028-11-21T02:03:37Z"));
        let der = make(AUTH_CERTIFICATE, from, to).unwrap();
        let read = read(&der).unwrap();
        assert_eq!(read.subject, format!("CN={AUTH_CERTIFICATE}"));
        assert_eq!((read.not_before, read.not_after), (from, to));
        assert_eq!(read.thumbprint.len(), 40);
        assert_eq!(read.thumbprint, read.thumbprint.to_uppercase());
        assert_eq!(read.key_length, 2048);
    }

    #[test]
    fn a_certificate_has_an_rsa_key_of_2048_bits_as_exchange_makes_it() {
        let der = make("x", time("2023-01-01T00:00:00Z"), time("2028-01-01T00:00:00Z")).unwrap();
        let (_, certificate) = x509_parser::parse_x509_certificate(&der).unwrap();
        let key = certificate.public_key().parsed().unwrap();
        assert_eq!(key.key_size(), 2048);
        assert!(matches!(key, x509_parser::public_key::PublicKey::RSA(_)));
    }

    #[test]
    fn no_two_certificates_are_the_same() {
        let made =
            || make("x", time("2023-01-01T00:00:00Z"), time("2028-01-01T00:00:00Z")).unwrap();
        assert_ne!(thumbprint(&made()), thumbprint(&made()));
    }

    #[test]
    fn what_is_not_exactly_one_certificate_is_not_read() {
        let der = make("x", time("2023-01-01T00:00:00Z"), time("2028-01-01T00:00:00Z")).unwrap();
        assert!(read(b"").is_none());
        assert!(read(b"-----BEGIN CERTIFICATE-----").is_none());
        assert!(read(&der[..der.len() - 1]).is_none());
        assert!(read(&[der.as_slice(), b"\n"].concat()).is_none());
    }
}
