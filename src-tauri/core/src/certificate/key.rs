//! What kind of key a certificate certifies, and how long it is.

use crate::messages::say;
use std::fmt;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

/// The certified key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Key {
    /// RSA, with the bits of its modulus.
    Rsa(usize),
    /// An elliptic curve, by its usual name, or by its OID when it has none here.
    Curve(String),
    /// Another algorithm, by name or OID.
    Other(String),
}

impl Key {
    pub(super) fn of(info: &SubjectPublicKeyInfo<'_>) -> Self {
        let algorithm = info.algorithm.algorithm.to_id_string();
        match (info.parsed(), algorithm.as_str()) {
            (Ok(PublicKey::RSA(key)), _) => Self::Rsa(bits(key.modulus)),
            (_, "1.2.840.10045.2.1") => Self::Curve(curve(info)),
            (_, "1.3.101.112") => Self::Other("Ed25519".to_owned()),
            (_, "1.3.101.113") => Self::Other("Ed448".to_owned()),
            (_, "1.2.840.10040.4.1") => Self::Other("DSA".to_owned()),
            (_, oid) => Self::Other(say!("certificate-key-type", oid = oid)),
        }
    }
}

/// The length of an unsigned number, leading zeros not counted.
fn bits(number: &[u8]) -> usize {
    match number.iter().position(|byte| *byte != 0) {
        Some(first) => {
            let leading = usize::try_from(number[first].leading_zeros()).unwrap_or(0);
            (number.len() - first) * 8 - leading
        }
        None => 0,
    }
}

fn curve(info: &SubjectPublicKeyInfo<'_>) -> String {
    let parameters = info.algorithm.parameters.as_ref();
    let Some(oid) = parameters.and_then(|any| any.as_oid().ok()) else {
        return say!("certificate-key-unnamed-curve");
    };
    match oid.to_id_string().as_str() {
        "1.2.840.10045.3.1.7" => "P-256".to_owned(),
        "1.3.132.0.34" => "P-384".to_owned(),
        "1.3.132.0.35" => "P-521".to_owned(),
        other => other.to_owned(),
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(bits) => write!(f, "RSA {bits}"),
            Self::Curve(name) => write!(f, "EC {name}"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bits;

    #[test]
    fn bits_are_counted_without_leading_zeros() {
        assert_eq!(bits(&[0, 0x80, 0]), 16);
        assert_eq!(bits(&[0x01, 0xFF]), 9);
        assert_eq!(bits(&[0, 0]), 0);
        assert_eq!(bits(&[]), 0);
    }
}
