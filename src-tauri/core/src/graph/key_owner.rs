//! Which certificate of this organisation each key of a principal is, and how long it still lasts.
//!
//! No network and no clock here: a result that was kept, the certificates at hand and the time in,
//! what is told out. Days are counted when they are told, so a result that was kept does not age.

use super::{KeyOwner, PlannedKey, PrincipalPlan, PrincipalResult, VerifiedKey, VerifiedPrincipal};
use crate::certificate::{Thumbprint, days_until};
use crate::error::{ErrorCode, Problem};
use crate::messages::say;
use jiff::Timestamp;

/// A certificate at hand, by its thumbprint, and what it is to the organisation.
pub type KnownCertificate = (Thumbprint, KeyOwner);

impl KeyOwner {
    /// What the operator is told of such a key.
    pub fn words(self) -> String {
        match self {
            Self::Current => say!("graph-owner-current"),
            Self::Next => say!("graph-owner-next"),
            Self::Chosen => say!("graph-owner-chosen"),
            Self::Unknown => say!("graph-owner-unknown"),
        }
    }
}

impl PlannedKey {
    /// Which of the certificates at hand it is. One that is at hand as two is called by what matters
    /// most: current, next, chosen. A key whose thumbprint is not known is unknown.
    pub fn owner(&self, at_hand: &[KnownCertificate]) -> KeyOwner {
        let Some(thumbprint) = self.thumbprint.as_deref().and_then(Thumbprint::from_hex) else {
            return KeyOwner::Unknown;
        };
        let known = at_hand.iter().filter(|(known, _)| *known == thumbprint);
        known.map(|(_, standing)| *standing).min().unwrap_or(KeyOwner::Unknown)
    }
}

impl VerifiedPrincipal {
    /// What a result tells of a principal at this time.
    pub fn of(result: &PrincipalResult, at_hand: &[KnownCertificate], now: Timestamp) -> Self {
        Self {
            app_id: result.app_id.clone(),
            state: result.state,
            account_enabled: result.account_enabled,
            keys: result.keys.iter().map(|key| VerifiedKey::of(key, at_hand, now)).collect(),
            names: result.names.clone(),
            error: result.error.clone(),
            written: result.written,
            effect: result.effect,
        }
    }
}

impl VerifiedKey {
    /// What a key that was read is at this time.
    pub(super) fn of(key: &PlannedKey, at_hand: &[KnownCertificate], now: Timestamp) -> Self {
        Self {
            thumbprint: key.thumbprint.clone(),
            key_id: key.key_id.clone(),
            not_before: key.not_before,
            not_after: key.not_after,
            days_left: key.not_after.map(|end| days_until(end, now)),
            ended: key.has_ended(now),
            standing: key.owner(at_hand),
            other_kind: key.other_kind.clone(),
            other_end: key.other_end,
        }
    }
}

impl PrincipalPlan {
    /// The warning of a plan for a principal with this state: a disabled one can be written, but does
    /// nothing with its keys.
    pub(super) fn warning_for(account_enabled: Option<bool>) -> Option<Problem> {
        (account_enabled == Some(false))
            .then(|| Problem::new(ErrorCode::PrincipalDisabled, say!("graph-warning-disabled")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::certificates::{CURRENT, FOREIGN, NEXT, TODAY, TestCertificate, at};
    use crate::graph::{KeyFate, PrincipalState};

    fn key(made: &TestCertificate) -> PlannedKey {
        PlannedKey {
            thumbprint: Some(made.name()),
            key_id: Some("1".to_owned()),
            not_before: Some(made.certificate().not_before()),
            not_after: Some(made.certificate().not_after()),
            fate: KeyFate::Keep,
            other_kind: None,
            other_end: None,
        }
    }

    fn told(keys: Vec<PlannedKey>, now: &str) -> Vec<VerifiedKey> {
        let result = PrincipalResult {
            names: Vec::new(),
            app_id: "7557eb47-c689-4224-abcf-aef9bd7573df".to_owned(),
            state: PrincipalState::AlreadyThere,
            thumbprints: Vec::new(),
            keys,
            account_enabled: Some(true),
            effect: None,
            error: None,
            before: None,
            written: None,
        };
        let at_hand = [
            (NEXT.thumbprint(), KeyOwner::Next),
            (CURRENT.thumbprint(), KeyOwner::Chosen),
            (CURRENT.thumbprint(), KeyOwner::Current),
        ];
        VerifiedPrincipal::of(&result, &at_hand, at(now)).keys
    }

    #[test]
    fn each_key_is_called_by_what_it_is_to_the_organisation() {
        let standings: Vec<_> = told(vec![key(&FOREIGN), key(&NEXT), key(&CURRENT)], TODAY)
            .iter()
            .map(|key| key.standing)
            .collect();
        let current = KeyOwner::Current;
        assert_eq!(
            standings,
            [KeyOwner::Unknown, KeyOwner::Next, current],
            "a certificate that was chosen from a file and is in use is the current one"
        );
    }

    #[test]
    fn a_key_without_a_thumbprint_is_nobodys_we_know() {
        let nameless = PlannedKey { thumbprint: None, not_after: None, ..key(&CURRENT) };
        let told = told(vec![nameless], TODAY).remove(0);
        assert_eq!((told.standing, told.days_left), (KeyOwner::Unknown, None));
    }

    #[test]
    fn a_thumbprint_is_known_in_either_case() {
        let small = PlannedKey { thumbprint: Some(CURRENT.name().to_lowercase()), ..key(&CURRENT) };
        assert_eq!(told(vec![small], TODAY)[0].standing, KeyOwner::Current);
    }

    #[test]
    fn days_are_whole_and_counted_when_they_are_told() {
        // The certificate ends with the year 2028.
        for (now, days) in [
            ("2028-12-30T23:00:00Z", 1),
            ("2028-12-31T12:00:00Z", 0),
            ("2029-01-01T00:00:01Z", -1),
            ("2029-01-04T00:00:00Z", -3),
        ] {
            assert_eq!(told(vec![key(&CURRENT)], now)[0].days_left, Some(days), "{now}");
        }
    }
}
