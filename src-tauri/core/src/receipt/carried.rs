//! The certificates a receipt carries.
//!
//! A receipt says which thumbprint a certificate has; the bytes decide. Names, dates and the length of
//! the key are read from the bytes as well, here and nowhere else: what a script says of them depends on
//! the engine that runs it. What cannot be uploaded is reported beside the step that exported it, because
//! there it is put right.

use super::compare::entries;
use super::{
    CertificateFinding, CertificateUse, Finding, FindingState, ReceivedCertificate, ReportedStep,
};
use crate::certificate::{Certificate, Key};
use crate::error::{ErrorCode, Problem};
use crate::guide::{CERTIFICATES_FACT, Step};
use crate::ids::Thumbprint;
use crate::messages::{Text, say, text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// The fact with the bytes of the one certificate that a step looks at, and does not hand on.
const BYTES: &str = "der";

/// The facts that are read from the bytes of a certificate, whatever a script says of them: a script
/// hands on the bytes, in one of these two facts.
pub fn read_from_bytes(fact: &str) -> Option<[&'static str; 2]> {
    (OF_CURRENT.contains(&fact) || OF_NEXT.contains(&fact)).then_some([BYTES, CERTIFICATES_FACT])
}

/// The facts of a step that report on the certificate in use, and of the next one.
const OF_CURRENT: [&str; 5] =
    ["thumbprint", "subject", "keyLength", "validToday", "currentDaysLeft"];
const OF_NEXT: [&str; 1] = ["nextDaysLeft"];

/// The certificates that the facts of a step hold.
#[derive(Default)]
pub(super) struct Carried {
    /// The certificates that can be read.
    pub(super) certificates: Vec<ReceivedCertificate>,
    /// What cannot be read, or is not what the receipt says it is.
    pub(super) damaged: Vec<Finding>,
    /// What is in order but cannot be uploaded now.
    pub(super) unusable: Vec<Finding>,
    /// The certificates themselves; none where the bytes are damaged.
    read: Vec<(CertificateUse, Option<Certificate>)>,
}

/// Takes the certificates out of a step's facts. Discovery reports on certificates without carrying
/// them; those are passed over.
pub(super) fn take(facts: &Map<String, Value>, now: Timestamp) -> Carried {
    let mut carried = Carried::default();
    if let Some(der) = facts.get(BYTES) {
        let said = facts.get("thumbprint").unwrap_or(&Value::Null);
        carried.look_at(CertificateUse::Current, said, der.as_str().unwrap_or_default());
    }
    for entry in facts.get(CERTIFICATES_FACT).map(entries).unwrap_or_default() {
        if let Some(der) = entry.get("der") {
            carried.add(entry, der.as_str().unwrap_or_default(), now);
        }
    }
    carried
}

impl Carried {
    /// What a step reports, with everything that the bytes of its certificates say taken from them. Of
    /// bytes that are damaged nothing is known.
    pub(super) fn read_from_bytes(
        &self,
        step: &Step,
        reported: &ReportedStep,
        now: Timestamp,
    ) -> ReportedStep {
        let mut read = reported.clone();
        let asked = |name: &str| {
            step.expect.iter().any(|expectation| {
                let mut conditions = expectation.only_if.iter();
                expectation.fact == name || conditions.any(|condition| condition.fact == name)
            })
        };
        for (r#use, certificate) in &self.read {
            let names: &[&str] = match r#use {
                CertificateUse::Current => &OF_CURRENT,
                CertificateUse::Next => &OF_NEXT,
                CertificateUse::Chosen => &[],
            };
            for name in names {
                if read.facts.contains_key(*name) || asked(name) {
                    let said = certificate.as_ref().map(|certificate| said(name, certificate, now));
                    read.facts.insert((*name).to_owned(), said.unwrap_or_default());
                }
            }
        }
        if let Some(Value::Array(entries)) = read.facts.get_mut(CERTIFICATES_FACT) {
            for entry in entries {
                self.date(entry);
            }
        }
        // Scripts of earlier versions said 0 where they could not read a length.
        if let Some(length) = read.facts.get_mut("keyLength")
            && length.as_u64() == Some(0)
        {
            *length = Value::Null;
        }
        read
    }

    /// Dates an entry of the list of certificates by its bytes.
    fn date(&self, entry: &mut Value) {
        let Some(r#use) = which(entry) else { return };
        let of_it = self.read.iter().find(|(known, _)| *known == r#use);
        let (Some((_, Some(certificate))), Value::Object(entry)) = (of_it, entry) else { return };
        if entry.contains_key("der") {
            entry.insert("subject".to_owned(), certificate.subject().into());
            entry.insert("notBefore".to_owned(), certificate.not_before().to_string().into());
            entry.insert("notAfter".to_owned(), certificate.not_after().to_string().into());
        }
    }

    /// Reads a certificate, and compares it with the thumbprint that the receipt says it has. Gives the
    /// certificate, if there is one, and what was named where it is another one.
    fn look_at(
        &mut self,
        r#use: CertificateUse,
        said: &Value,
        der: &str,
    ) -> Option<(Certificate, Option<String>)> {
        let certificate = match Certificate::read(der.as_bytes()) {
            Ok(certificate) => certificate,
            Err(error) => {
                self.damaged.push(CertificateFinding::Unreadable { r#use, error }.finding());
                self.read.push((r#use, None));
                return None;
            }
        };
        let another = mismatch(said, &certificate);
        if let Some(said) = another.clone() {
            let carried = certificate.thumbprint();
            let other = CertificateFinding::AnotherOne { r#use, said, carried };
            self.damaged.push(other.finding());
        }
        self.read.push((r#use, another.is_none().then(|| certificate.clone())));
        Some((certificate, another))
    }

    fn add(&mut self, entry: &Value, der: &str, now: Timestamp) {
        let Some(r#use) = which(entry) else {
            let said = entry.get("use").unwrap_or(&Value::Null);
            let unknown = CertificateFinding::UseUnknown { said: said.to_string() };
            self.damaged.push(unknown.finding());
            return;
        };
        let named = entry.get("thumbprint").unwrap_or(&Value::Null);
        let Some((certificate, another)) = self.look_at(r#use, named, der) else { return };
        let refused = if let Some(said) = another {
            let message = another_one(&said, certificate.thumbprint());
            Some(Problem::new(ErrorCode::ReceiptUnreadable, message))
        } else {
            certificate.check(now).err().map(|error| {
                let not_valid = CertificateFinding::NotValid { r#use, error: error.clone() };
                self.unusable.push(not_valid.finding());
                error.into()
            })
        };
        self.certificates.push(ReceivedCertificate {
            r#use,
            card: certificate.card(now),
            refused,
            der: STANDARD.encode(certificate.der()),
        });
    }
}

fn run_again() -> String {
    say!("receipt-certificate-run-again")
}

fn renew() -> String {
    say!("receipt-certificate-renew")
}

fn label(r#use: CertificateUse) -> String {
    match r#use {
        CertificateUse::Next => say!("receipt-certificate-next"),
        CertificateUse::Current | CertificateUse::Chosen => say!("receipt-certificate-current"),
    }
}

fn which(entry: &Value) -> Option<CertificateUse> {
    match entry.get("use").and_then(Value::as_str) {
        Some("current") => Some(CertificateUse::Current),
        Some("next") => Some(CertificateUse::Next),
        Some(_) | None => None,
    }
}

/// What the bytes of a certificate say of a fact.
fn said(fact: &str, certificate: &Certificate, now: Timestamp) -> Value {
    match fact {
        "thumbprint" => certificate.thumbprint().to_string().into(),
        "subject" => certificate.subject().into(),
        "keyLength" => match certificate.key() {
            Key::Rsa(bits) => (*bits).into(),
            // It has another kind of length, and these servers do not use it.
            Key::Curve(_) | Key::Other(_) => certificate.key().to_string().into(),
        },
        "validToday" => certificate.check(now).is_ok().into(),
        _ => certificate.days_left(now).into(),
    }
}

/// What a receipt names, where the certificate is another one.
fn mismatch(said: &Value, certificate: &Certificate) -> Option<String> {
    let said = said.as_str().unwrap_or_default();
    let is_another = Thumbprint::from_hex(said) != Some(certificate.thumbprint());
    is_another.then(|| said.chars().take(60).collect())
}

fn another_one(said: &str, carried: Thumbprint) -> Text {
    text!("receipt-certificate-mismatch", said = said, carried = carried)
}

impl CertificateFinding {
    /// The finding in words.
    pub(super) fn finding(self) -> Finding {
        let (label, expected, found, otherwise) = match &self {
            Self::UseUnknown { said } => (
                say!("receipt-certificate-use"),
                say!("receipt-certificate-uses"),
                said.clone(),
                run_again(),
            ),
            Self::Unreadable { r#use, error } => (
                label(*r#use),
                say!("receipt-certificate-readable"),
                error.to_string(),
                run_again(),
            ),
            Self::AnotherOne { r#use, said, carried } => (
                label(*r#use),
                say!("receipt-certificate-named"),
                another_one(said, *carried).into(),
                run_again(),
            ),
            Self::NotValid { r#use, error } => {
                (label(*r#use), say!("receipt-certificate-valid"), error.to_string(), renew())
            }
        };
        Finding {
            fact: None,
            label,
            expected,
            found,
            empty: false,
            state: FindingState::Differs,
            otherwise: Some(otherwise),
            certificate: Some(self),
        }
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

/// The facts as a receipt has them that carries certificates: what distinguishes a certificate from another object
/// is that it has bytes. The bytes themselves are not saved.
pub(super) fn with_marks(facts: &Map<String, Value>) -> Map<String, Value> {
    let mut marked = facts.clone();
    let mark = |certificate: &mut Value| {
        if let Value::Object(object) = certificate
            && object.contains_key("thumbprint")
        {
            object.entry("der").or_insert_with(|| Value::from(""));
        }
    };
    match marked.get_mut(CERTIFICATES_FACT) {
        Some(Value::Array(certificates)) => certificates.iter_mut().for_each(mark),
        Some(only) => mark(only),
        None => {}
    }
    marked
}

fn value_without_bytes(value: &Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(without_bytes(object)),
        Value::Array(entries) => entries.iter().map(value_without_bytes).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
