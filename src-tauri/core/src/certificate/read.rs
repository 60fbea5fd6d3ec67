//! From a file's bytes to the DER of one certificate, or the reason why not.
//!
//! A file with a private key is recognised by the outermost ASN.1 structure or by the label of a PEM
//! block; nothing inside it is looked at.

use super::{CertificateError, Form, PrivateKeyForm};
use crate::text;
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use x509_parser::asn1_rs::FromDer;
use x509_parser::certificate::X509Certificate;
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::revocation_list::CertificateRevocationList;

/// No certificate comes near this.
const LIMIT: usize = 64 * 1024;

/// Base64 as it is typed and pasted: with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The DER of the one certificate in these bytes.
pub(super) fn der(bytes: &[u8]) -> Result<Vec<u8>, CertificateError> {
    let head = &bytes[..bytes.len().min(LIMIT)];
    if let [0x30, ..] = head {
        refuse_private_key(head)?;
        refuse_large(bytes)?;
        return from_der(head);
    }
    let text = text::decode(head);
    refuse_private_key_text(&text)?;
    refuse_large(bytes)?;
    if text.trim().is_empty() {
        return Err(unreadable(Form::Empty));
    }
    if text.contains("-----BEGIN ") { from_pem(&text) } else { from_base64(&text) }
}

fn refuse_large(bytes: &[u8]) -> Result<(), CertificateError> {
    if bytes.len() > LIMIT {
        return Err(CertificateError::TooLarge { bytes: bytes.len() });
    }
    Ok(())
}

fn unreadable(looks_like: Form) -> CertificateError {
    CertificateError::Unreadable { looks_like }
}

/// Refuses text with a private key in any of the forms that tools write.
fn refuse_private_key_text(text: &str) -> Result<(), CertificateError> {
    let form = if text.contains("PRIVATE KEY-----") {
        PrivateKeyForm::Pem
    } else if text.trim_start().starts_with("PuTTY-User-Key-File-") {
        PrivateKeyForm::Putty
    } else if text.contains("<RSAKeyValue>") && text.contains("<D>") {
        PrivateKeyForm::Xml
    } else {
        return Ok(());
    };
    Err(CertificateError::PrivateKey { form })
}

/// Refuses DER whose outermost structure is that of a file with a private key.
///
/// PKCS#12 (RFC 7292) begins with the version 3 and a content type; PKCS#8 (RFC 5958), PKCS#1
/// (RFC 8017) and SEC 1 (RFC 5915) private keys with the version 0 or 1; an encrypted PKCS#8 key is
/// an algorithm followed by an octet string, which nothing else here is.
fn refuse_private_key(der: &[u8]) -> Result<(), CertificateError> {
    let Some((SEQUENCE, inside, _)) = element(der) else {
        return Ok(());
    };
    let form = match element(inside) {
        Some((INTEGER, [3], rest)) if rest.first() == Some(&SEQUENCE) => PrivateKeyForm::Pkcs12,
        Some((INTEGER, [0 | 1], _)) => PrivateKeyForm::Plain,
        Some((SEQUENCE, algorithm, [OCTET_STRING, ..])) if algorithm.first() == Some(&OID) => {
            PrivateKeyForm::Encrypted
        }
        _ => return Ok(()),
    };
    Err(CertificateError::PrivateKey { form })
}

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

/// The tag and content of the first element, and what follows it. Content that is cut off ends
/// where the bytes end; indefinite lengths (BER, which older PKCS#12 writers use) run to the end.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match *length {
        0x80 => (rest.len(), rest),
        short @ 0..0x80 => (usize::from(short), rest),
        long => {
            let (digits, rest) = rest.split_at_checked(usize::from(long & 0x7F))?;
            let length = digits.iter().try_fold(0_usize, |length, digit| {
                Some(length.checked_mul(256)? | usize::from(*digit))
            })?;
            (length, rest)
        }
    };
    let (content, rest) = rest.split_at(length.min(rest.len()));
    Some((*tag, content, rest))
}

/// 1.2.840.113549.1.7.2, signed data: a PKCS#7 file (.p7b), which carries a chain.
const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];

fn from_der(der: &[u8]) -> Result<Vec<u8>, CertificateError> {
    refuse_private_key(der)?;
    // The parser also takes other constructed tags, by which the bytes alone are no DER any more.
    if der.first() != Some(&SEQUENCE) {
        return Err(unreadable(Form::BrokenDer));
    }
    match X509Certificate::from_der(der) {
        Ok((rest, certificate)) => {
            if rest.first() == Some(&SEQUENCE) {
                refuse_private_key(rest)?;
                return Err(CertificateError::Several { count: 0 });
            }
            if !rest.iter().all(u8::is_ascii_whitespace) {
                return Err(unreadable(Form::BrokenDer));
            }
            Ok(certificate.as_raw().to_vec())
        }
        Err(_) => Err(other_der(der)),
    }
}

fn other_der(der: &[u8]) -> CertificateError {
    let Some((SEQUENCE, inside, _)) = element(der) else {
        return unreadable(Form::Binary);
    };
    let first = element(inside);
    if let Some((OID, SIGNED_DATA, _)) = first {
        return CertificateError::Chain;
    }
    unreadable(if X509CertificationRequest::from_der(der).is_ok() {
        Form::Request
    } else if CertificateRevocationList::from_der(der).is_ok() {
        Form::RevocationList
    } else {
        match first {
            Some((SEQUENCE, algorithm, [0x03, ..])) if algorithm.first() == Some(&OID) => {
                Form::PublicKey
            }
            Some((INTEGER, _, [INTEGER, ..])) => Form::PublicKey,
            Some((SEQUENCE, [0xA0 | INTEGER, ..], _)) => Form::BrokenDer,
            _ => Form::Binary,
        }
    })
}

fn from_pem(text: &str) -> Result<Vec<u8>, CertificateError> {
    let labels: Vec<&str> = text
        .split("-----BEGIN ")
        .skip(1)
        .filter_map(|block| block.split_once("-----").map(|(label, _)| label.trim()))
        .collect();
    let is_certificate = |label: &&&str| matches!(**label, "CERTIFICATE" | "X509 CERTIFICATE");
    match labels.iter().filter(is_certificate).count() {
        0 => Err(other_pem(&labels)),
        1 => pem_body(text)
            .and_then(|body| decode_base64(&body))
            .ok_or_else(|| unreadable(Form::BrokenPem))
            .and_then(|der| from_der(&der)),
        count => Err(CertificateError::Several { count }),
    }
}

fn other_pem(labels: &[&str]) -> CertificateError {
    match labels.first().copied() {
        Some("PKCS7" | "CMS") => CertificateError::Chain,
        Some("CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST") => unreadable(Form::Request),
        Some("X509 CRL") => unreadable(Form::RevocationList),
        Some("PUBLIC KEY" | "RSA PUBLIC KEY") => unreadable(Form::PublicKey),
        Some("CROSSTRUST RECEIPT") => unreadable(Form::Receipt),
        Some(label) => unreadable(Form::OtherPem(label.chars().take(40).collect())),
        None => unreadable(Form::BrokenPem),
    }
}

/// The text between the markers of the one certificate block.
fn pem_body(text: &str) -> Option<String> {
    ["CERTIFICATE", "X509 CERTIFICATE"].iter().find_map(|label| {
        let (_, after) = text.split_once(&format!("-----BEGIN {label}-----"))?;
        let (body, _) = after.split_once(&format!("-----END {label}-----"))?;
        Some(body.to_owned())
    })
}

fn from_base64(text: &str) -> Result<Vec<u8>, CertificateError> {
    let text = text.trim();
    if text.starts_with('<') {
        return Err(unreadable(Form::Markup));
    }
    let other = |sign: char| sign == char::REPLACEMENT_CHARACTER || sign.is_control();
    let binary = text.chars().any(|sign| other(sign) && !sign.is_whitespace());
    match decode_base64(text) {
        Some(der) if der.first() == Some(&SEQUENCE) => from_der(&der),
        _ if binary => Err(unreadable(Form::Binary)),
        _ => Err(unreadable(Form::Text)),
    }
}

fn decode_base64(body: &str) -> Option<Vec<u8>> {
    let plain: String = body
        .chars()
        .filter(|character| !character.is_whitespace() && !text::is_mark(*character))
        .collect();
    BASE64.decode(plain).ok()
}
