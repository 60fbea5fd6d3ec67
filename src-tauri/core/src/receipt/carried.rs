//! The certificates a receipt carries.
//!
//! A receipt says which thumbprint a certificate has; the bytes decide. What cannot be uploaded is
//! told beside the step that exported it, because there it is put right.

use super::compare::entries;
use super::{CertificateUse, Finding, FindingState, ReceivedCertificate};
use crate::certificate::{Certificate, Thumbprint};
use crate::error::{ErrorCode, Problem};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// What the `certificates` fact of a step holds.
#[derive(Default)]
pub(super) struct Carried {
    /// The certificates that can be read.
    pub(super) certificates: Vec<ReceivedCertificate>,
    /// What cannot be read, or is not what the receipt says it is.
    pub(super) damaged: Vec<Finding>,
    /// What is in order but cannot be uploaded now.
    pub(super) unusable: Vec<Finding>,
}

/// Takes the certificates out of a step's facts. Discovery tells of certificates without carrying
/// them; those are passed over.
pub(super) fn take(facts: &Map<String, Value>, now: Timestamp) -> Carried {
    let mut carried = Carried::default();
    let Some(fact) = facts.get("certificates") else {
        return carried;
    };
    for entry in entries(fact) {
        if let Some(der) = entry.get("der") {
            carried.add(entry, der.as_str().unwrap_or_default(), now);
        }
    }
    carried
}

impl Carried {
    fn add(&mut self, entry: &Value, der: &str, now: Timestamp) {
        let Some(r#use) = which(entry) else {
            let said = entry.get("use").unwrap_or(&Value::Null);
            self.damaged.push(finding(
                "The certificate's use",
                "The current or the next one",
                format!("{said}"),
                RUN_AGAIN,
            ));
            return;
        };
        let label = match r#use {
            CertificateUse::Next => "Next certificate",
            CertificateUse::Current | CertificateUse::Chosen => "Certificate in use",
        };
        let certificate = match Certificate::read(der.as_bytes()) {
            Ok(certificate) => certificate,
            Err(error) => {
                let found = error.to_string();
                let expected = "A certificate that can be read";
                self.damaged.push(finding(label, expected, found, RUN_AGAIN));
                return;
            }
        };
        let refused = match mismatch(entry, &certificate) {
            Some(message) => {
                let expected = "The certificate that the receipt names";
                self.damaged.push(finding(label, expected, message.clone(), RUN_AGAIN));
                Some(Problem::new(ErrorCode::ReceiptUnreadable, message))
            }
            None => certificate.check(now).err().map(|error| {
                let found = error.to_string();
                self.unusable.push(finding(label, "Valid today", found, RENEW));
                error.into()
            }),
        };
        self.certificates.push(ReceivedCertificate {
            r#use,
            card: certificate.card(now),
            refused,
            der: STANDARD.encode(certificate.der()),
        });
    }
}

const RUN_AGAIN: &str =
    "Run the script again, and give back the receipt file that it saves, unopened.";

const RENEW: &str = "The receipt holds it, but it cannot be used now. Renew it on the server, then run the script of this step again.";

fn which(entry: &Value) -> Option<CertificateUse> {
    match entry.get("use").and_then(Value::as_str) {
        Some("current") => Some(CertificateUse::Current),
        Some("next") => Some(CertificateUse::Next),
        Some(_) | None => None,
    }
}

fn mismatch(entry: &Value, certificate: &Certificate) -> Option<String> {
    let said = entry.get("thumbprint").and_then(Value::as_str);
    let said = said.unwrap_or_default();
    let carried = certificate.thumbprint();
    (Thumbprint::from_hex(said) != Some(carried)).then(|| {
        let said: String = said.chars().take(60).collect();
        format!("The receipt names the certificate \"{said}\" but carries {carried}.")
    })
}

fn finding(label: &str, expected: &str, found: String, otherwise: &str) -> Finding {
    Finding {
        label: label.to_owned(),
        expected: expected.to_owned(),
        found,
        state: FindingState::Differs,
        otherwise: Some(otherwise.to_owned()),
    }
}

/// The same facts without the bytes of certificates, at any depth.
pub(super) fn without_bytes(facts: &Map<String, Value>) -> Map<String, Value> {
    facts
        .iter()
        .filter(|(name, _)| *name != "der")
        .map(|(name, value)| (name.clone(), value_without_bytes(value)))
        .collect()
}

fn value_without_bytes(value: &Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(without_bytes(object)),
        Value::Array(entries) => entries.iter().map(value_without_bytes).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
