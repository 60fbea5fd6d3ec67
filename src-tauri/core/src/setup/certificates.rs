//! Known certificates: what receipts brought and the file the operator chose. Whether one can be
//! used depends on the day, so it is asked each time and never saved.

use super::view::HeldCertificate;
use super::{Effect, Notice, Setup, SetupError};
use crate::certificate::{Certificate, CertificateCard, CertificateError, ENDS_SOON};
use crate::error::{ErrorCode, Problem};
use crate::graph::{KeyOwner, KnownCertificate};
use crate::ids::Thumbprint;
use crate::messages::say;
use crate::receipt::{CertificateUse, Judgement, ReceivedCertificate};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use ts_rs::TS;

/// A certificate as it is saved.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StoredCertificate {
    /// The certificate, as it was judged when it came in.
    pub received: ReceivedCertificate,
    /// Where it came from.
    pub source: CertificateSource,
    /// When the script began that reported it, or when the file was chosen.
    pub since: Timestamp,
    /// What the bytes hold.
    #[serde(skip)]
    parsed: Parsed,
}

/// Where a certificate came from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(
    tag = "kind",
    deny_unknown_fields,
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
#[ts(export)]
pub enum CertificateSource {
    /// A receipt.
    Receipt {
        /// The computer that it names.
        computer: String,
    },
    /// A file that the operator chose.
    File {
        /// Its name.
        file: String,
    },
    /// What an earlier version said of it, where that names neither.
    Text {
        /// The sentence.
        text: String,
    },
}

impl CertificateSource {
    /// The source that a sentence of an earlier version names.
    pub(super) fn from_words(words: &str) -> Self {
        let after = |beginning: &str| words.strip_prefix(beginning).map(str::to_owned);
        if let Some(computer) = after(FROM_RECEIPT) {
            Self::Receipt { computer }
        } else if let Some(file) = after(FROM_FILE) {
            Self::File { file }
        } else {
            Self::Text { text: words.to_owned() }
        }
    }

    /// The same in words: "From the script result of EX01".
    pub(super) fn words(&self) -> String {
        match self {
            Self::Receipt { computer } => {
                say!("setup-certificate-from-result", computer = computer)
            }
            Self::File { file } => say!("setup-certificate-from-file", file = file),
            Self::Text { text } => text.clone(),
        }
    }
}

/// The words of earlier versions and of today.
const FROM_RECEIPT: &str = "From the receipt of ";
const FROM_FILE: &str = "From the file ";

/// A certificate, parsed from its bytes the first time that it is asked for. The bytes say which one it
/// is, so this is no difference between two stored certificates.
#[derive(Clone, Debug, Default)]
struct Parsed(OnceLock<Result<Certificate, Box<Problem>>>);

impl PartialEq for Parsed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl StoredCertificate {
    /// A certificate that came in.
    pub fn new(received: ReceivedCertificate, source: CertificateSource, since: Timestamp) -> Self {
        Self { received: received.without_words(), source, since, parsed: Parsed::default() }
    }

    fn read(&self) -> Result<&Certificate, &Problem> {
        let parsed = self.parsed.0.get_or_init(|| {
            let bytes = STANDARD.decode(&self.received.der).map_err(|error| {
                Problem::of(ErrorCode::CertificateUnreadable).with_detail(error.to_string())
            })?;
            Ok(Certificate::read(&bytes).map_err(Problem::from)?)
        });
        parsed.as_ref().map_err(|problem| &**problem)
    }

    /// The certificate, when it can be uploaded at this time.
    fn usable(&self, now: Timestamp) -> Result<&Certificate, Box<Problem>> {
        let certificate = self.read().map_err(Clone::clone)?;
        certificate.check(now).map_err(Problem::from)?;
        match &self.received.refused {
            Some(problem) if !depends_on_the_day(problem.code) => Err(problem.clone().into()),
            Some(_) | None => Ok(certificate),
        }
    }

    /// What a key that holds this certificate is called. The bytes decide; where they cannot be read,
    /// what was said of them when they came in.
    fn known(&self) -> KnownCertificate {
        let thumbprint = match self.read() {
            Ok(certificate) => certificate.thumbprint(),
            Err(_) => self.received.card.thumbprint,
        };
        let owner = match self.received.r#use {
            CertificateUse::Current => KeyOwner::Current,
            CertificateUse::Next => KeyOwner::Next,
            CertificateUse::Chosen => KeyOwner::Chosen,
        };
        (thumbprint, owner)
    }

    fn held(&self, now: Timestamp) -> HeldCertificate {
        let card = self.read().map_or_else(|_| self.received.card.clone(), |read| read.card(now));
        HeldCertificate {
            r#use: self.received.r#use,
            ends_soon: card.days_left < ENDS_SOON,
            card,
            source: self.source.words(),
            refused: self.usable(now).err().map(|problem| *problem),
        }
    }
}

/// Each certificate once, for its first use. After a rollover the current certificate may still be named as
/// the next one.
pub(super) fn each_once(held: impl IntoIterator<Item = HeldCertificate>) -> Vec<HeldCertificate> {
    let mut once: Vec<HeldCertificate> = Vec::new();
    for one in held {
        if once.iter().all(|known| known.card.thumbprint != one.card.thumbprint) {
            once.push(one);
        }
    }
    once
}

fn depends_on_the_day(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::CertificateExpired | ErrorCode::CertificateNotYetValid)
}

impl Setup {
    /// The known certificates: current, next, chosen.
    pub fn certificates(&self, now: Timestamp) -> Vec<HeldCertificate> {
        self.certificates.iter().map(|stored| stored.held(now)).collect()
    }

    /// A known certificate in words, by its bytes as a receipt has them.
    pub(super) fn card_of(&self, der: &str, now: Timestamp) -> Option<CertificateCard> {
        let stored = self.certificates.iter().find(|stored| stored.received.der == der)?;
        Some(stored.held(now).card)
    }

    /// What keys that hold the known certificates are called, whether these can be uploaded or not.
    pub(super) fn known_certificates(&self) -> Vec<KnownCertificate> {
        self.certificates.iter().map(StoredCertificate::known).collect()
    }

    /// Those that can be uploaded at this time, each once.
    pub fn usable_certificates(&self, now: Timestamp) -> Vec<Certificate> {
        let mut usable: Vec<Certificate> = Vec::new();
        for certificate in self.certificates.iter().filter_map(|stored| stored.usable(now).ok()) {
            if usable.iter().all(|known| known.thumbprint() != certificate.thumbprint()) {
                usable.push(certificate.clone());
            }
        }
        usable
    }

    /// Why no certificate can be uploaded. Where one is known that is not valid at this time, that is the
    /// reason, and often the clock of this computer is: one that will be valid, else the one in use that has expired.
    pub(super) fn lack_of_certificates(&self, now: Timestamp) -> SetupError {
        let check = |stored: &StoredCertificate| {
            Some((stored.received.r#use, stored.read().ok()?.check(now).err()?))
        };
        let not_valid: Vec<_> = self.certificates.iter().filter_map(check).collect();
        let early =
            |error: &CertificateError| matches!(error, CertificateError::NotYetValid { .. });
        let named = not_valid
            .iter()
            .find(|(_, error)| early(error))
            .or_else(|| not_valid.iter().find(|(r#use, _)| *r#use != CertificateUse::Next));
        named.map_or(SetupError::NoCertificate, |(_, error)| SetupError::Certificate(error.clone()))
    }

    /// The certificate that decides how long the trust holds: the current one, else the chosen one.
    pub(crate) fn certificate_in_use(&self, now: Timestamp) -> Option<HeldCertificate> {
        self.certificates
            .iter()
            .find(|stored| stored.received.r#use != CertificateUse::Next)
            .map(|stored| stored.held(now))
    }

    /// The thumbprint of that certificate, whether it can still be uploaded or not.
    pub(super) fn thumbprint_in_use(&self) -> Option<Thumbprint> {
        let mut certificates = self.certificates.iter();
        let in_use = certificates.find(|stored| stored.received.r#use != CertificateUse::Next)?;
        Some(in_use.known().0)
    }

    /// Takes over what a receipt reports on the Auth Certificates: both of them, so one that it no
    /// longer names is gone. A receipt older than what is known changes nothing.
    pub(super) fn receive_certificates(&mut self, judgement: &Judgement, effect: &mut Effect) {
        let newer_at_hand = self.certificates.iter().any(|stored| {
            stored.received.r#use != CertificateUse::Chosen && stored.since > judgement.started
        });
        if judgement.certificates.is_empty() || newer_at_hand {
            return;
        }
        for received in &judgement.certificates {
            if self.certificates.iter().all(|stored| stored.received.der != received.der) {
                effect
                    .notices
                    .push(Notice::CertificateReceived { thumbprint: received.card.thumbprint });
            }
        }
        let source = CertificateSource::Receipt { computer: judgement.computer.clone() };
        for received in &judgement.certificates {
            let differs = |stored: &&StoredCertificate| {
                stored.received.r#use == received.r#use
                    && stored.received.der != received.der
                    && stored.source != source
            };
            if let Some(other) = self.certificates.iter().find(differs) {
                effect.notices.push(Notice::CertificatesDiffer {
                    computer: judgement.computer.clone(),
                    thumbprint: received.card.thumbprint,
                    other: other.received.card.thumbprint,
                    source: other.source.clone(),
                });
            }
        }
        self.certificates.retain(|stored| {
            stored.received.r#use == CertificateUse::Chosen
                && judgement.certificates.iter().all(|received| received.der != stored.received.der)
        });
        self.certificates.extend(judgement.certificates.iter().map(|received| {
            StoredCertificate::new(received.clone(), source.clone(), judgement.started)
        }));
        self.certificates.sort_by_key(|stored| stored.received.r#use);
    }
}
