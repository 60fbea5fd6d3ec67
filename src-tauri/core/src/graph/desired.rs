//! What is wanted of a service principal, and what a reading lacks of it.
//!
//! One comparison serves the plan, reading back after a write, verification, and the question whether a
//! step has all that it writes. Which key counts as the key of a certificate is in `key_match`, and which
//! names are the same in `spn`.

use super::key::KeyCredential;
use super::key_match::KeyFacts;
use super::principal::{Needs, PrincipalReading};
use super::{KeyName, PrincipalResult, spn};
use crate::certificate::{Certificate, CertificateError};
use crate::error::{ErrorCode, Problem};
use crate::ids::{AppId, Thumbprint};
use crate::messages::{Any, Day, Text, text};
use jiff::Timestamp;
use uuid::Uuid;

/// What is wanted of the service principal of one application. What is there besides stays.
#[derive(Clone, Debug, PartialEq)]
pub struct DesiredState {
    /// The application.
    pub app: AppId,
    /// It holds keys with these certificates.
    pub certificates: Vec<Certificate>,
    /// It has these service principal names.
    pub names: Vec<String>,
    /// It is enabled (`accountEnabled`).
    pub enabled: bool,
    /// It holds none of these keys.
    pub removes: Vec<KeyName>,
    /// All of this only where it holds one of these certificates already; none: everywhere.
    pub where_held: Vec<Thumbprint>,
    /// The operator was warned that a key does harm on this application, and wants it all the same.
    pub despite_warning: bool,
}

impl DesiredState {
    /// These certificates on an application, and nothing else.
    pub fn certificates(app: AppId, certificates: &[Certificate]) -> Self {
        Self {
            app,
            certificates: certificates.to_vec(),
            names: Vec::new(),
            enabled: false,
            removes: Vec::new(),
            where_held: Vec::new(),
            despite_warning: false,
        }
    }

    /// Whether nothing at all is wanted.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
            && self.names.is_empty()
            && !self.enabled
            && self.removes.is_empty()
    }

    /// The same without repetitions.
    ///
    /// # Errors
    /// [`ErrorCode::CertificateMissing`] when nothing at all is wanted, [`ErrorCode::AnswerInvalid`] when
    /// a name cannot be one.
    pub(super) fn checked(&self) -> Result<Self, Problem> {
        let mut certificates: Vec<Certificate> = Vec::new();
        for certificate in &self.certificates {
            if !certificates.iter().any(|known| known.thumbprint() == certificate.thumbprint()) {
                certificates.push(certificate.clone());
            }
        }
        let names = spn::distinct(&self.names)?;
        if self.is_empty() {
            return Err(Problem::of(ErrorCode::CertificateMissing));
        }
        Ok(Self { certificates, names, ..self.clone() })
    }

    /// Why one of the certificates cannot be uploaded at this time, which is that of Graph's clock.
    pub(super) fn refused(&self, at: Timestamp) -> Option<Problem> {
        let error = self.certificates.iter().find_map(|certificate| certificate.check(at).err())?;
        let words = match &error {
            CertificateError::Expired { thumbprint, not_after, .. } => text!(
                "graph-certificate-expired",
                thumbprint = thumbprint,
                date = Day(*not_after),
                today = Day(at)
            ),
            CertificateError::NotYetValid { thumbprint, not_before, .. } => text!(
                "graph-certificate-not-yet-valid",
                thumbprint = thumbprint,
                date = Day(*not_before),
                today = Day(at)
            ),
            // Only of a file.
            other => other.text(),
        };
        Some(Problem::new(error.code(), words))
    }

    /// Whether the key holds one of the certificates.
    pub(super) fn wants(&self, key: &KeyCredential) -> bool {
        self.certificates.iter().any(|wanted| key.facts().holds(wanted.thumbprint()))
    }

    /// What a reading must hold besides keys.
    pub(super) fn needs(&self) -> Needs {
        Needs { names: !self.names.is_empty(), enabled: self.enabled }
    }

    /// What of it is not there. A principal that is absent is one that holds nothing.
    pub(super) fn diff(&self, observed: &Observed<'_>) -> StateDiff {
        let required = Requirements {
            keys: self
                .certificates
                .iter()
                .map(|it| RequiredKey::working(it.thumbprint()))
                .collect(),
            gone: self.removes.clone(),
            names: self.names.clone(),
            names_gone: Vec::new(),
            enabled: self.enabled.then_some(true),
        };
        StateDiff { condition: self.condition(observed), ..required.diff(observed) }
    }

    /// Whether it holds a certificate on which all depends, expired or not.
    fn condition(&self, observed: &Observed<'_>) -> Precondition {
        if self.where_held.is_empty() || self.where_held.iter().any(|it| observed.holds(*it)) {
            return Precondition::Met;
        }
        match observed.keys.iter().find(|key| key.verifies && key.thumbprint.is_none()) {
            None => Precondition::NotHeld,
            Some(key) => {
                let key = key.key_id.map_or_else(|| text!("graph-key-without-name"), Text::from);
                Precondition::NotKnown { key }
            }
        }
    }

    /// That it is not known whether it holds a certificate on which all depends.
    pub(super) fn condition_unknown(&self, key: &Text) -> Problem {
        let certificates = Any(self.where_held.iter().map(Thumbprint::to_string).collect());
        Problem::new(
            ErrorCode::KeyBytesMissing,
            text!("graph-key-content-unknown", key = key, certificates = certificates),
        )
    }
}

/// What there is on a principal: as it was just read, or as a result keeps it.
#[derive(Debug)]
pub(super) struct Observed<'a> {
    keys: Vec<KeyFacts<'a>>,
    names: &'a [String],
    enabled: Option<bool>,
    /// Keys are judged by this time.
    at: Timestamp,
}

impl Observed<'_> {
    /// Whether a key of that certificate is there, expired or not.
    pub(super) fn holds(&self, certificate: Thumbprint) -> bool {
        self.keys.iter().any(|key| key.holds(certificate))
    }
}

impl PrincipalReading {
    /// What it shows.
    pub(super) fn observed(&self) -> Observed<'_> {
        Observed {
            keys: self.keys().iter().map(KeyCredential::facts).collect(),
            names: self.names(),
            enabled: self.principal.as_ref().and_then(|principal| principal.account_enabled),
            at: self.at,
        }
    }
}

impl PrincipalResult {
    /// What it shows at this time: what was valid when it was read may have expired since.
    pub(super) fn observed(&self, now: Timestamp) -> Observed<'_> {
        Observed {
            keys: self.keys.iter().map(super::PlannedKey::facts).collect(),
            names: &self.names,
            enabled: self.account_enabled,
            at: now,
        }
    }
}

/// What must show: of a desired state, or of what one write brings about.
#[derive(Clone, Debug, Default)]
pub(super) struct Requirements {
    pub(super) keys: Vec<RequiredKey>,
    pub(super) gone: Vec<KeyName>,
    pub(super) names: Vec<String>,
    pub(super) names_gone: Vec<String>,
    pub(super) enabled: Option<bool>,
}

/// A certificate of which there must be a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequiredKey {
    certificate: Thumbprint,
    /// It must work. A key of others that has expired only has to be there still.
    works: bool,
}

impl RequiredKey {
    pub(super) fn working(certificate: Thumbprint) -> Self {
        Self { certificate, works: true }
    }

    pub(super) fn kept(certificate: Thumbprint) -> Self {
        Self { certificate, works: false }
    }

    fn missing_from(self, observed: &Observed<'_>) -> Option<MissingKey> {
        let certificate = self.certificate;
        let mut keys = observed.keys.iter().filter(|key| key.holds(certificate)).peekable();
        let Some(first) = keys.peek() else {
            return Some(MissingKey { certificate, entry: None });
        };
        let entry = Some(ExpiredEntry { end: first.ends });
        let is_there = !self.works || keys.any(|key| key.works_for(certificate, observed.at));
        (!is_there).then_some(MissingKey { certificate, entry })
    }
}

impl Requirements {
    /// What of it is not there.
    pub(super) fn diff(&self, observed: &Observed<'_>) -> StateDiff {
        let left = |name: &KeyName| match *name {
            KeyName::Thumbprint(gone) => {
                let is = |key: &KeyFacts<'_>| key.thumbprint == Some(gone);
                observed.keys.iter().any(is).then_some(KeyLeft::Thumbprint(gone))
            }
            // Ids change with every write, so an id that is not there proves nothing.
            KeyName::Id(id) => {
                let is_there = observed.keys.iter().any(|key| key.has_id(id));
                Some(if is_there { KeyLeft::Id(id) } else { KeyLeft::NotKnown(id) })
            }
        };
        let stays = |name: &&String| spn::has(observed.names, name);
        StateDiff {
            condition: Precondition::Met,
            keys: self.keys.iter().filter_map(|key| key.missing_from(observed)).collect(),
            keys_left: self.gone.iter().filter_map(left).collect(),
            names: spn::lacking(observed.names, &self.names),
            names_left: self.names_gone.iter().filter(stays).cloned().collect(),
            enabled: self.enabled.filter(|enabled| observed.enabled != Some(*enabled)),
        }
    }
}

/// What is not as it must be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StateDiff {
    /// Whether anything is wanted of it at all.
    pub(super) condition: Precondition,
    /// Certificates without a key that counts.
    pub(super) keys: Vec<MissingKey>,
    /// Keys that must not be there.
    pub(super) keys_left: Vec<KeyLeft>,
    /// Names that are not there.
    pub(super) names: Vec<String>,
    /// Names that must not be there.
    pub(super) names_left: Vec<String>,
    /// It must be enabled or disabled, and does not show so.
    pub(super) enabled: Option<bool>,
}

impl StateDiff {
    /// Whether everything is as it must be. Whether that was asked at all is `condition`.
    pub(super) fn is_met(&self) -> bool {
        self.keys.is_empty()
            && self.keys_left.is_empty()
            && self.names.is_empty()
            && self.names_left.is_empty()
            && self.enabled.is_none()
    }

    /// Whether a key of that certificate is missing.
    pub(super) fn lacks(&self, certificate: Thumbprint) -> bool {
        self.keys.iter().any(|key| key.certificate == certificate)
    }
}

/// Whether a principal holds one of the certificates on which all depends.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Precondition {
    /// It does, or nothing depends on one.
    Met,
    /// It does not: nothing is asked of it.
    NotHeld,
    /// A key could be it, and its content did not come back.
    NotKnown {
        /// What that key is called.
        key: Text,
    },
}

/// A certificate without a key that works.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct MissingKey {
    pub(super) certificate: Thumbprint,
    /// There is an entry of it that has expired.
    pub(super) entry: Option<ExpiredEntry>,
}

/// An entry that no longer works.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ExpiredEntry {
    pub(super) end: Option<Timestamp>,
}

/// A key that must not be there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum KeyLeft {
    /// A key with that thumbprint is there.
    Thumbprint(Thumbprint),
    /// The key with that id is there.
    Id(Uuid),
    /// No key has that id, which proves nothing.
    NotKnown(Uuid),
}
