//! Which certificate of this organisation each key of a principal is, and how long it still lasts.
//!
//! No network and no clock here: a result that was kept, the known certificates and the time in,
//! what is reported out. Days are counted when they are reported, so a result that was kept does not age.

use super::{
    KeyOwner, PlannedKey, PrincipalPlan, PrincipalResult, ReadName, VerifiedKey, VerifiedPrincipal,
    spn,
};
use crate::certificate::{ENDS_SOON, days_until};
use crate::error::{ErrorCode, Problem};
use crate::ids::Thumbprint;
use crate::messages::{say, text};
use jiff::Timestamp;

/// A known certificate, by its thumbprint, and what it is to the organisation.
pub type KnownCertificate = (Thumbprint, KeyOwner);

impl KeyOwner {
    /// What the operator sees of such a key.
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
    /// Which of the known certificates it is. One that is known as two is called by what matters
    /// most: current, next, chosen. A key whose thumbprint is not known is unknown.
    pub fn owner(&self, at_hand: &[KnownCertificate]) -> KeyOwner {
        let Some(thumbprint) = self.thumbprint else { return KeyOwner::Unknown };
        let known = at_hand.iter().filter(|(known, _)| *known == thumbprint);
        known.map(|(_, standing)| *standing).min().unwrap_or(KeyOwner::Unknown)
    }
}

impl VerifiedPrincipal {
    /// What a result reports on a principal at this time.
    pub fn of(result: &PrincipalResult, at_hand: &[KnownCertificate], now: Timestamp) -> Self {
        Self {
            app_id: result.app_id,
            state: result.state,
            account_enabled: result.account_enabled,
            keys: result.keys.iter().map(|key| VerifiedKey::of(key, at_hand, now)).collect(),
            names: result.names.clone(),
            wanted_names: Vec::new(),
            other_names: u32::try_from(result.names.len()).unwrap_or(u32::MAX),
            enabled_as_wanted: None,
            only_disabled: result
                .error
                .as_ref()
                .is_some_and(|problem| problem.code == ErrorCode::PrincipalDisabled),
            error: result.error.clone(),
            written: result.written,
            effect: result.effect,
        }
    }

    /// The same beside what the guide wants of it: these names, and where it enables it, that it is enabled.
    #[must_use]
    pub fn beside(mut self, names: &[String], enabled: bool) -> Self {
        let read =
            |name: &String| ReadName { name: name.clone(), present: spn::has(&self.names, name) };
        self.wanted_names = names.iter().map(read).collect();
        let others = self.names.iter().filter(|name| !spn::has(names, name)).count();
        self.other_names = u32::try_from(others).unwrap_or(u32::MAX);
        self.enabled_as_wanted = enabled.then_some(self.account_enabled == Some(true));
        self
    }
}

impl VerifiedKey {
    /// What a key that was read is at this time.
    pub(super) fn of(key: &PlannedKey, at_hand: &[KnownCertificate], now: Timestamp) -> Self {
        let (owner, ended) = (key.owner(at_hand), key.has_ended(now));
        let is_at_hand = owner != KeyOwner::Unknown;
        let days_left = key.not_after.map(|end| days_until(end, now));
        Self {
            thumbprint: key.thumbprint,
            key_id: key.key_id.clone(),
            not_before: key.not_before,
            not_after: key.not_after,
            days_left,
            ended,
            standing: owner,
            in_use: is_at_hand && !ended,
            ends_soon: is_at_hand && days_left.is_some_and(|days| days < ENDS_SOON),
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
            .then(|| Problem::new(ErrorCode::PrincipalDisabled, text!("graph-warning-disabled")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::certificates::{CURRENT, FOREIGN, NEXT, TODAY, TestCertificate, at};
    use crate::graph::{KeyFate, PrincipalState};

    fn key(made: &TestCertificate) -> PlannedKey {
        PlannedKey {
            thumbprint: Some(made.thumbprint()),
            key_id: Some("1".to_owned()),
            not_before: Some(made.certificate().not_before()),
            not_after: Some(made.certificate().not_after()),
            fate: KeyFate::Keep,
            other_kind: None,
            other_end: None,
        }
    }

    fn reported(keys: Vec<PlannedKey>, now: &str) -> Vec<VerifiedKey> {
        read(keys, &[], now).keys
    }

    fn read(keys: Vec<PlannedKey>, names: &[&str], now: &str) -> VerifiedPrincipal {
        let result = PrincipalResult {
            names: names.iter().map(|&name| name.to_owned()).collect(),
            app_id: "7557eb47-c689-4224-abcf-aef9bd7573df".parse().unwrap(),
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
        VerifiedPrincipal::of(&result, &at_hand, at(now))
    }

    #[test]
    fn each_key_is_called_by_what_it_is_to_the_organisation() {
        let standings: Vec<_> = reported(vec![key(&FOREIGN), key(&NEXT), key(&CURRENT)], TODAY)
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
    fn names_that_are_wanted_are_distinguished_from_others_in_either_case() {
        let wanted = ["https://Mail.contoso.com/", "https://missing.contoso.com/"];
        let wanted = wanted.map(str::to_owned);
        let names = ["https://mail.contoso.com/", "app", "https://other.contoso.com/"];
        let read = read(Vec::new(), &names, TODAY).beside(&wanted, true);
        let present: Vec<(&str, bool)> =
            read.wanted_names.iter().map(|one| (one.name.as_str(), one.present)).collect();
        assert_eq!(present, [(wanted[0].as_str(), true), (wanted[1].as_str(), false)]);
        assert_eq!((read.other_names, read.enabled_as_wanted), (2, Some(true)));
        let unknown = VerifiedPrincipal { account_enabled: None, ..read };
        assert_eq!(unknown.beside(&wanted, true).enabled_as_wanted, Some(false), "it was not read");
    }

    #[test]
    fn a_key_at_hand_is_in_use_until_it_ends_and_ends_soon_within_sixty_days() {
        let of = |made: &TestCertificate, now: &str| {
            let reported = reported(vec![key(made)], now).remove(0);
            (reported.in_use, reported.ends_soon)
        };
        assert_eq!(of(&CURRENT, TODAY), (true, false));
        assert_eq!(of(&CURRENT, "2028-12-30T23:00:00Z"), (true, true));
        assert_eq!(of(&CURRENT, "2029-01-04T00:00:00Z"), (false, true));
        assert_eq!(of(&FOREIGN, TODAY), (false, false), "nobody here knows what uses it");
    }

    #[test]
    fn a_key_without_a_thumbprint_is_nobodys_we_know() {
        let nameless = PlannedKey { thumbprint: None, not_after: None, ..key(&CURRENT) };
        let reported = reported(vec![nameless], TODAY).remove(0);
        assert_eq!((reported.standing, reported.days_left), (KeyOwner::Unknown, None));
    }

    #[test]
    fn a_thumbprint_is_known_in_either_case() {
        let saved = serde_json::to_string(&key(&CURRENT)).unwrap();
        let small = saved.replace(&CURRENT.name(), &CURRENT.name().to_lowercase());
        assert_ne!(small, saved);
        let small: PlannedKey = serde_json::from_str(&small).unwrap();
        assert_eq!(reported(vec![small], TODAY)[0].standing, KeyOwner::Current);
    }

    #[test]
    fn days_are_whole_and_counted_when_they_are_reported() {
        // The certificate ends with the year 2028.
        for (now, days) in [
            ("2028-12-30T23:00:00Z", 1),
            ("2028-12-31T12:00:00Z", 0),
            ("2029-01-01T00:00:01Z", -1),
            ("2029-01-04T00:00:00Z", -3),
        ] {
            assert_eq!(reported(vec![key(&CURRENT)], now)[0].days_left, Some(days), "{now}");
        }
    }
}
