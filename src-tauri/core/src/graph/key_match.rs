//! Whether a key of a principal is the key of a certificate, and whether it still works: the one rule
//! for the plan, for reading back, for verification, and for what a setup remembers of a reading.
//!
//! A key counts by its certificate. The end that Graph reports (`endDateTime`) belongs to the entry:
//! other tools can set it apart from the certificate's own end, and may leave it out. An end that is
//! earlier or later than the certificate's, or none at all, makes it no other key; it is shown as a
//! remark ([`OtherEnd`]).
//!
//! An entry past its end does not count, even while its certificate is valid. Graph documents
//! `endDateTime` as the time at which the credential expires (resource type `keyCredential`), and
//! Entra then refuses what is signed with it: AADSTS700027, "The key used is expired", with the start
//! and the end of the entry. A plan replaces such an entry: it drops it and adds the certificate
//! again. A write sends no dates, so the new entry ends with its certificate.

use super::{KeyFate, OtherEnd, PlannedKey, PrincipalResult};
use crate::ids::Thumbprint;
use crate::messages::say;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// How far the end that Graph reports may lie from the certificate's without a remark: a day covers
/// every time zone.
const END_MAY_DIFFER: SignedDuration = SignedDuration::from_hours(24);

/// What the rule looks at.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyFacts<'a> {
    /// Graph's id of the entry.
    pub(super) key_id: Option<&'a str>,
    pub(super) thumbprint: Option<Thumbprint>,
    /// It is a certificate that verifies signatures. A key of another kind never counts as one.
    pub(super) verifies: bool,
    /// The entry's end or its certificate's, whichever comes first. None: not known, so not past.
    pub(super) ends: Option<Timestamp>,
    /// It had ended when it was read, by the clock of the service.
    pub(super) had_ended: bool,
}

impl KeyFacts<'_> {
    /// Ids are the same in capitals and small letters.
    pub(super) fn has_id(&self, id: Uuid) -> bool {
        self.key_id.and_then(|it| Uuid::try_parse(it).ok()) == Some(id)
    }

    /// It is a key of that certificate, whether it still works or not.
    pub(super) fn holds(&self, certificate: Thumbprint) -> bool {
        self.verifies && self.thumbprint == Some(certificate)
    }

    /// It is a key of that certificate, and Entra accepts it at that time.
    pub(super) fn works_for(&self, certificate: Thumbprint, at: Timestamp) -> bool {
        self.holds(certificate) && !self.has_ended(at)
    }

    pub(super) fn has_ended(&self, at: Timestamp) -> bool {
        self.had_ended || self.ends.is_some_and(|end| end <= at)
    }
}

impl PlannedKey {
    /// What decides whether it is the key of a certificate.
    pub(super) fn facts(&self) -> KeyFacts<'_> {
        KeyFacts {
            key_id: self.key_id.as_deref(),
            thumbprint: self.thumbprint,
            verifies: self.other_kind.is_none(),
            ends: self.not_after,
            had_ended: matches!(
                self.fate,
                KeyFate::KeepExpired | KeyFate::Drop | KeyFate::NotRestored
            ),
        }
    }

    /// Whether it had ended when it was read, by the clock of the service, or has ended since.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.facts().has_ended(now)
    }
}

impl PrincipalResult {
    /// Whether a key of that certificate was read that still works.
    pub fn has_working_key(&self, certificate: Thumbprint, now: Timestamp) -> bool {
        self.keys.iter().any(|key| key.facts().works_for(certificate, now))
    }
}

impl OtherEnd {
    /// The remark about an entry whose end is not its certificate's. `reported` is none when Graph
    /// reports no end.
    pub(super) fn of(reported: Option<Timestamp>, certificate: Timestamp) -> Option<Self> {
        let agrees = reported
            .is_some_and(|reported| reported.duration_since(certificate).abs() <= END_MAY_DIFFER);
        (!agrees).then_some(Self { reported, certificate_end: certificate })
    }

    /// The remark in words.
    pub fn words(&self) -> String {
        let certificate = self.certificate_end;
        match self.reported {
            None => say!("graph-key-without-end", certificate = certificate),
            Some(end) => say!("graph-key-other-end", end = end, certificate = certificate),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::certificates::{CURRENT, NEXT, at};

    fn facts(ends: Option<&str>) -> KeyFacts<'static> {
        KeyFacts {
            key_id: None,
            thumbprint: Some(CURRENT.thumbprint()),
            verifies: true,
            ends: ends.map(at),
            had_ended: false,
        }
    }

    #[test]
    fn a_key_counts_by_its_certificate_until_its_end() {
        let now = at("2026-08-01T12:00:00Z");
        for (ends, works) in [
            (None, true),
            (Some("2026-08-01T12:00:01Z"), true),
            (Some("2099-01-01T00:00:00Z"), true),
            (Some("2026-08-01T12:00:00Z"), false),
            (Some("2020-01-01T00:00:00Z"), false),
        ] {
            assert_eq!(facts(ends).works_for(CURRENT.thumbprint(), now), works, "{ends:?}");
            assert!(facts(ends).holds(CURRENT.thumbprint()), "{ends:?}");
            assert!(!facts(ends).holds(NEXT.thumbprint()), "{ends:?}");
        }
        let expired_when_read = KeyFacts { had_ended: true, ..facts(None) };
        assert!(!expired_when_read.works_for(CURRENT.thumbprint(), now));
        let other_kind = KeyFacts { verifies: false, ..facts(None) };
        assert!(!other_kind.holds(CURRENT.thumbprint()));
        let nameless = KeyFacts { thumbprint: None, ..facts(None) };
        assert!(!nameless.holds(CURRENT.thumbprint()));
    }

    #[test]
    fn an_end_that_is_not_the_certificates_is_a_remark() {
        let certificate = at("2029-01-01T00:00:00Z");
        for same in ["2029-01-01T00:00:00Z", "2028-12-31T00:00:00Z", "2029-01-02T00:00:00Z"] {
            assert_eq!(OtherEnd::of(Some(at(same)), certificate), None, "{same}");
        }
        for (other, day) in [
            ("2027-01-01T00:00:00Z", "1 Jan 2027"),
            ("2028-12-30T23:59:59Z", "30 Dec 2028"),
            ("2031-01-01T00:00:00Z", "1 Jan 2031"),
        ] {
            let remark = OtherEnd::of(Some(at(other)), certificate).unwrap().words();
            assert!(remark.contains(day) && remark.contains("1 Jan 2029"), "{remark}");
        }
        let none = OtherEnd::of(None, certificate).unwrap().words();
        assert!(none.contains("reports no expiration date"), "{none}");
    }
}
