//! One key credential as Graph sends it, and what can be done with it.
//!
//! What is not understood is kept for showing. Whether it can be sent back is another question: a
//! write replaces the whole collection, so a key that cannot be sent back forbids the write.

use super::key_match::KeyFacts;
use super::{BackupKey, KeyFate, KeyIdentity, OtherEnd, PlannedKey};
use crate::certificate::{Certificate, CertificateError, read_end};
use crate::ids::Thumbprint;
use crate::messages::say;
use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The only type of key that may be sent to these principals.
pub(super) const TYPE: &str = "AsymmetricX509Cert";

/// The only usage of key that may be sent to these principals.
pub(super) const USAGE: &str = "Verify";

/// Graph writes standard base64 with padding; its metadata promises the URL alphabet, other tools
/// leave the padding out.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD_LENIENT: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_LENIENT: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// A key credential as it was read.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct KeyCredential {
    pub(super) key_id: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) usage: Option<String>,
    pub(super) bytes: Option<KeyBytes>,
    /// `customKeyIdentifier`, when it is a thumbprint.
    identifier: Option<Thumbprint>,
    /// `startDateTime`.
    begins: Option<Timestamp>,
    /// `endDateTime`.
    ends: Option<Timestamp>,
    /// Graph reports an `endDateTime` that cannot be read: nothing is known of it.
    end_unread: bool,
}

/// The content of a key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct KeyBytes {
    /// As Graph stores it: DER, or (by Microsoft's own script) base64 text of the DER. Sent back as
    /// it is, so that a key that stays is not changed in any way.
    stored: Vec<u8>,
    pub(super) thumbprint: Thumbprint,
    /// The begin of the certificate's validity; none when the content is no certificate.
    pub(super) not_before: Option<Timestamp>,
    /// The end of the certificate's validity; none when the content is no certificate.
    pub(super) not_after: Option<Timestamp>,
}

impl KeyBytes {
    /// Reads `key`. Nothing when it is no base64, or when it holds a private key, which must neither
    /// be kept nor sent on.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text: String = text.split_ascii_whitespace().collect();
        let stored = STANDARD_LENIENT
            .decode(&text)
            .or_else(|_| URL_LENIENT.decode(&text))
            .ok()
            .filter(|stored| !stored.is_empty())?;
        match Certificate::read(&stored) {
            Ok(certificate) => Some(Self {
                stored,
                thumbprint: certificate.thumbprint(),
                not_before: Some(certificate.not_before()),
                not_after: Some(certificate.not_after()),
            }),
            Err(CertificateError::PrivateKey { .. }) => None,
            Err(_) => {
                let thumbprint = Thumbprint::of_der(&stored);
                Some(Self { thumbprint, not_before: None, not_after: None, stored })
            }
        }
    }

    /// What Graph takes for this certificate.
    pub(super) fn of(certificate: &Certificate) -> Self {
        Self {
            stored: certificate.der().to_vec(),
            thumbprint: certificate.thumbprint(),
            not_before: Some(certificate.not_before()),
            not_after: Some(certificate.not_after()),
        }
    }

    /// Standard base64, as Graph documents it.
    pub(super) fn base64(&self) -> String {
        STANDARD.encode(&self.stored)
    }

    /// The entry as it may be sent: these three fields and no other, or Graph refuses the write.
    pub(super) fn to_wire(&self) -> Value {
        json!({ "type": TYPE, "usage": USAGE, "key": self.base64() })
    }
}

impl KeyCredential {
    /// Reads one entry. Never fails: what is missing or of another shape is absent.
    pub(super) fn read(entry: &Value) -> Self {
        let text = |name| entry.get(name).and_then(Value::as_str);
        let ends = text("endDateTime").and_then(read_end);
        let end_is_reported = entry.get("endDateTime").is_some_and(|end| !end.is_null());
        Self {
            key_id: text("keyId").map(str::to_owned),
            kind: text("type").map(str::to_owned),
            usage: text("usage").map(str::to_owned),
            bytes: text("key").and_then(KeyBytes::read),
            identifier: text("customKeyIdentifier").and_then(Thumbprint::from_key_identifier),
            begins: text("startDateTime").and_then(|at| at.parse().ok()),
            ends,
            end_unread: end_is_reported && ends.is_none(),
        }
    }

    /// The SHA-1 of the content; `customKeyIdentifier` may hold anything and is only a substitute.
    pub(super) fn thumbprint(&self) -> Option<Thumbprint> {
        self.bytes.as_ref().map(|bytes| bytes.thumbprint).or(self.identifier)
    }

    /// What it is known by.
    pub(super) fn identity(&self) -> Option<KeyIdentity> {
        KeyIdentity::of(self.thumbprint(), self.key_id.as_deref())
    }

    /// The same for the operator.
    pub(super) fn name(&self) -> String {
        self.identity()
            .map_or_else(|| say!("graph-key-without-name"), |identity| identity.to_string())
    }

    /// Whether it is a certificate that verifies signatures, the only kind that may be sent.
    pub(super) fn verifies(&self) -> bool {
        self.kind.as_deref() == Some(TYPE) && self.usage.as_deref() == Some(USAGE)
    }

    /// The content, when the entry can be sent back and is then the same as before.
    pub(super) fn resendable(&self) -> Option<&KeyBytes> {
        self.bytes.as_ref().filter(|_| self.verifies())
    }

    /// The begin of validity: of the entry or of its certificate, whichever comes last.
    pub(super) fn not_before(&self) -> Option<Timestamp> {
        let certificate = self.bytes.as_ref().and_then(|bytes| bytes.not_before);
        match (self.begins, certificate) {
            (Some(entry), Some(certificate)) => Some(entry.max(certificate)),
            (entry, certificate) => entry.or(certificate),
        }
    }

    /// The end of validity: of the entry or of its certificate, whichever comes first.
    pub(super) fn not_after(&self) -> Option<Timestamp> {
        let certificate = self.bytes.as_ref().and_then(|bytes| bytes.not_after);
        match (self.ends, certificate) {
            (Some(entry), Some(certificate)) => Some(entry.min(certificate)),
            (entry, certificate) => entry.or(certificate),
        }
    }

    /// An entry whose end is not known has not expired.
    pub(super) fn is_expired(&self, now: Timestamp) -> bool {
        self.facts().has_ended(now)
    }

    /// What decides whether it is the key of a certificate.
    pub(super) fn facts(&self) -> KeyFacts<'_> {
        KeyFacts {
            key_id: self.key_id.as_deref(),
            thumbprint: self.thumbprint(),
            verifies: self.verifies(),
            ends: self.not_after(),
            had_ended: false,
        }
    }

    /// The remark about an end that is not the certificate's.
    fn other_end(&self) -> Option<OtherEnd> {
        let certificate = self.bytes.as_ref()?.not_after?;
        OtherEnd::of(self.ends, certificate).filter(|_| !self.end_unread)
    }

    /// Its type and usage, when it is of a kind that never counts as the key of a certificate.
    fn other_kind(&self) -> Option<String> {
        let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "unknown".to_owned());
        (!self.verifies()).then(|| format!("{}, {}", word(&self.kind), word(&self.usage)))
    }

    /// `endDateTime` as Graph reported it.
    pub(super) fn reported_end(&self) -> Option<Timestamp> {
        self.ends
    }

    pub(super) fn planned(&self, fate: KeyFate) -> PlannedKey {
        PlannedKey {
            thumbprint: self.thumbprint(),
            key_id: self.key_id.clone(),
            not_before: self.not_before(),
            not_after: self.not_after(),
            fate,
            other_kind: self.other_kind(),
            other_end: self.other_end(),
        }
    }

    /// The entry as it can be put back, if it can.
    pub(super) fn backup(&self) -> Option<BackupKey> {
        self.resendable().map(|bytes| BackupKey {
            r#type: TYPE.to_owned(),
            usage: USAGE.to_owned(),
            key: bytes.base64(),
            thumbprint: bytes.thumbprint,
            not_after: self.ends,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::certificates::{CURRENT, at};
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

    fn der() -> Vec<u8> {
        CURRENT.certificate().der().to_vec()
    }

    #[test]
    fn every_way_of_writing_the_content_is_the_same_certificate() {
        let der = der();
        for text in [
            STANDARD.encode(&der),
            STANDARD_NO_PAD.encode(&der),
            URL_SAFE.encode(&der),
            URL_SAFE_NO_PAD.encode(&der),
            STANDARD.encode(STANDARD.encode(&der)),
            format!("{}\r\n", STANDARD.encode(&der)),
        ] {
            let bytes = KeyBytes::read(&text).unwrap();
            assert_eq!(bytes.thumbprint, CURRENT.thumbprint(), "{text}");
            assert_eq!(bytes.not_after, Some(CURRENT.certificate().not_after()));
        }
    }

    #[test]
    fn a_key_that_stays_is_sent_as_it_is_stored_and_in_three_fields() {
        let double = STANDARD.encode(STANDARD.encode(der()));
        for text in [STANDARD.encode(der()), double] {
            let wire = KeyBytes::read(&text).unwrap().to_wire();
            assert_eq!(wire, json!({"type": "AsymmetricX509Cert", "usage": "Verify", "key": text}));
        }
    }

    #[test]
    fn content_that_is_no_certificate_is_kept_under_its_own_sha_1() {
        let bytes = KeyBytes::read("YWJj").unwrap();
        assert_eq!(bytes.thumbprint.to_string(), "A9993E364706816ABA3E25717850C26C9CD0D89D");
        assert_eq!(bytes.not_after, None);
        assert_eq!(bytes.base64(), "YWJj");
    }

    #[test]
    fn content_that_is_no_base64_or_empty_or_private_is_no_content() {
        let pem = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";
        for text in ["", "  ", "***", "é", &STANDARD.encode(pem)] {
            assert_eq!(KeyBytes::read(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_identifier_stands_in_only_when_the_content_is_missing() {
        let other = "A9993E364706816ABA3E25717850C26C9CD0D89D";
        let mut entry = json!({"customKeyIdentifier": other});
        for identifier in [other, "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="] {
            entry["customKeyIdentifier"] = identifier.into();
            let read = KeyCredential::read(&entry);
            assert_eq!(read.thumbprint().unwrap().to_string(), other);
        }
        entry["key"] = STANDARD.encode(der()).into();
        assert_eq!(KeyCredential::read(&entry).thumbprint(), Some(CURRENT.thumbprint()));
        entry = json!({"customKeyIdentifier": "bXkga2V5"});
        assert_eq!(KeyCredential::read(&entry).thumbprint(), None);
    }

    #[test]
    fn an_entry_of_any_shape_is_read_and_only_the_right_ones_can_be_sent_back() {
        let key = STANDARD.encode(der());
        for entry in [
            json!(null),
            json!("text"),
            json!({"type": 3, "usage": [], "key": {}, "endDateTime": "yesterday"}),
            json!({"type": "Symmetric", "usage": "Verify", "key": key}),
            json!({"type": "AsymmetricX509Cert", "usage": "Sign", "key": key}),
            json!({"type": "AsymmetricX509Cert", "usage": "Verify", "key": null}),
        ] {
            let read = KeyCredential::read(&entry);
            assert_eq!(read.resendable(), None, "{entry}");
            assert_eq!(read.backup(), None, "{entry}");
        }
        let entry = json!({"type": "AsymmetricX509Cert", "usage": "Verify", "key": key});
        assert!(KeyCredential::read(&entry).resendable().is_some());
    }

    #[test]
    fn a_key_ends_with_its_entry_or_its_certificate_whichever_is_first() {
        let entry = |end: &str| {
            KeyCredential::read(&json!({"key": STANDARD.encode(der()), "endDateTime": end}))
                .not_after()
                .unwrap()
        };
        assert_eq!(entry("2026-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z"));
        let certificate = CURRENT.certificate().not_after();
        assert_eq!(entry("2099-01-01T00:00:00Z"), certificate);
        assert_eq!(entry("not told"), certificate);
    }

    #[test]
    fn an_end_that_is_not_the_certificates_stands_on_the_row() {
        let planned = |end: Value| {
            let key = STANDARD.encode(der());
            let entry = json!({"type": TYPE, "usage": USAGE, "key": key, "endDateTime": end});
            KeyCredential::read(&entry).planned(KeyFate::Present)
        };
        let certificate = CURRENT.certificate().not_after();
        let remark = |end| planned(end).other_end.map(|other| other.reported);
        assert_eq!(remark(json!(certificate.to_string())), None);
        let earlier = at("2026-09-01T00:00:00Z");
        assert_eq!(remark(json!(earlier.to_string())), Some(Some(earlier)));
        assert_eq!(remark(json!("9999-12-31T23:59:59Z")), Some(Some(Timestamp::MAX)));
        assert_eq!(remark(Value::Null), Some(None), "Graph reports none");
        assert_eq!(remark(json!("not a time")), None, "nothing is known of it");
    }

    #[test]
    fn a_key_of_another_kind_says_of_which() {
        let kind = |kind: &str, usage: &str| {
            let entry = json!({"type": kind, "usage": usage, "key": STANDARD.encode(der())});
            KeyCredential::read(&entry).planned(KeyFate::Keep).other_kind
        };
        assert_eq!(kind(TYPE, USAGE), None);
        assert_eq!(kind(TYPE, "Sign").as_deref(), Some("AsymmetricX509Cert, Sign"));
        assert_eq!(kind("Symmetric", USAGE).as_deref(), Some("Symmetric, Verify"));
    }

    #[test]
    fn an_end_that_is_not_known_is_not_past() {
        let entry = KeyCredential::read(&json!({}));
        assert!(!entry.is_expired(at("9000-01-01T00:00:00Z")));
    }
}
