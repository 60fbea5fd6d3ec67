//! The situations in words, for who chooses one: what the organisation looks like, and what it shows.

use super::Situation;
use crosstrust_core::rehearsal::RehearsalPlan;
use serde::Serialize;
use std::borrow::Cow;

/// A situation in which a guide can be rehearsed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct SituationText {
    /// The situation.
    pub id: Situation,
    /// What it is called: "Partly set up".
    pub label: Cow<'static, str>,
    /// What there is to see in it.
    pub text: Cow<'static, str>,
}

impl Situation {
    /// The situations in which a guide can be rehearsed, in words.
    pub fn texts(guide: &str, plan: Option<&RehearsalPlan>) -> Vec<SituationText> {
        let texts = |id: Self| {
            let (label, text) = id.in_guide(guide).unwrap_or_else(|| id.in_general());
            let planned =
                plan.and_then(|plan| plan.situations.iter().find(|one| one.id == id.name()));
            let (own_label, own_text) =
                planned.map_or((None, None), |one| (one.label.clone(), one.text.clone()));
            SituationText {
                id,
                label: own_label.map_or(Cow::Borrowed(label), Cow::Owned),
                text: own_text.map_or(Cow::Borrowed(text), Cow::Owned),
            }
        };
        Self::offered(guide, plan).into_iter().map(texts).collect()
    }

    /// Words where a guide gives a situation a meaning of its own.
    fn in_guide(self, guide: &str) -> Option<(&'static str, &'static str)> {
        Some(match (guide, self) {
            ("exchange-oauth", Self::HalfDoneByHand) => (
                "Done by the wizard and by hand",
                "The Hybrid Configuration Wizard made some of it under other names, and some is missing.",
            ),
            ("exchange-oauth", Self::SplitPermissions) => (
                "A right is missing",
                "Your account may not make authorization servers. See what to ask for.",
            ),
            ("exchange-oauth", Self::SeveralTenants) => (
                "Exchange trusts another tenant",
                "Another tenant is set up already. Yours is created beside it.",
            ),
            ("rotate", Self::Fresh) => (
                "The certificate ends in four weeks",
                "Nobody has done anything yet. The usual first time.",
            ),
            ("rotate", Self::HalfDoneByHand) => (
                "A new certificate is made, but not set",
                "It lies on the server. The script sets it as the next one. The dedicated hybrid application is in use.",
            ),
            ("rotate", Self::NextCertificate) => (
                "The next certificate is set",
                "Exchange goes over to it in three weeks, and the cloud does not know it yet.",
            ),
            ("rotate", Self::PartlyConfigured) => (
                "Exchange has gone over",
                "The cloud knows the new certificate, and the old key is still there.",
            ),
            ("rotate", Self::ExpiredCertificate) => (
                "The certificate has ended",
                "Nothing works any more. See what to do, and in which order.",
            ),
            ("skype-hybrid" | "skype-server", Self::HalfDoneByHand) => {
                ("Half done by hand", "Some of it is there with other values than it should have.")
            }
            ("skype-hybrid" | "skype-server", Self::ExpiredCertificate) => (
                "The certificate has expired",
                "The certificate for signing tokens has ended. See what to do.",
            ),
            _ => return None,
        })
    }

    #[expect(clippy::too_many_lines, reason = "two sentences for each situation")]
    fn in_general(self) -> (&'static str, &'static str) {
        match self {
            Self::Fresh => ("Nothing is there yet", "Everything is created. The usual first time."),
            Self::PartlyConfigured => ("Partly set up", "Somebody began and did not finish."),
            Self::FullyConfigured => {
                ("All set up", "See how a second run finds everything in place.")
            }
            Self::HalfDoneByHand => (
                "Half done by hand",
                "One application is linked to another account, one is disabled. You are asked to decide.",
            ),
            Self::SplitPermissions => (
                "Split permissions",
                "Your account may not create mail users. See what to ask for.",
            ),
            Self::ExpiredCertificate => (
                "The certificate has expired",
                "It is exported but cannot be uploaded. See what to do.",
            ),
            Self::NextCertificate => (
                "A next certificate is waiting",
                "Exchange holds the current and the next certificate. Both are uploaded.",
            ),
            Self::WrongShell => (
                "The wrong window is open",
                "The script is run in a plain PowerShell, and says which window it needs.",
            ),
            Self::FailedInRole => (
                "A domain controller lags",
                "One change fails at the first try. The same script is run again.",
            ),
            Self::OAuthMissing => (
                "OAuth was never set up",
                "What the other steps stand on is missing. See what comes first.",
            ),
            Self::SeveralTenants => (
                "Exchange trusts two tenants",
                "What belongs to the other tenant is enabled, and what belongs to yours is off.",
            ),
            Self::TeamsKeptOut => (
                "Exchange keeps Teams out",
                "A policy lets only Outlook use EWS, OAuth is off on a server, and a domain is a wildcard. A second server lacks an update and the certificate.",
            ),
            Self::EwsBlocked => (
                "Exchange Online refuses EWS",
                "Everything is in place, and your application is not on the list of Exchange Online.",
            ),
            Self::ApplicationDeleted => (
                "The hybrid application is deleted",
                "Everything is in place on the servers, and the tenant no longer has the application.",
            ),
            Self::ConsentMissing => (
                "Consent is missing",
                "Everything is in place on the servers, and nobody granted consent to the application.",
            ),
            Self::ApplicationKeyEnded => (
                "The application has an old key",
                "Everything is in place on the servers, and the application knows an expired certificate only.",
            ),
            Self::ExchangeScriptMissing => (
                "A script of Exchange is missing",
                "The folder of Exchange lacks the script that makes partner applications.",
            ),
            Self::TokenIssuerMissing => (
                "No certificate for signing tokens",
                "Nothing is assigned to OAuthTokenIssuer. See what to do.",
            ),
            Self::HostUnknown => (
                "The DNS record is missing",
                "The Front End server does not find the autodiscover host.",
            ),
            Self::PartnerTwice => (
                "Exchange is there twice",
                "Two partner applications point at Exchange. The script does not guess.",
            ),
            Self::TokenRefused => (
                "Exchange refuses the tokens",
                "Everything is in place, and the test still fails with 401.",
            ),
            Self::CertificateElsewhere => (
                "The certificates are on another server",
                "This server has none of them. See what the script can still read, and what it cannot.",
            ),
            Self::KeyNotExportable => (
                "A new certificate cannot be exported",
                "It would stay on one server. See why the script does not take it, and make another.",
            ),
            Self::StorageDenied => (
                "The test may not be run",
                "Your account is not in the local group that the Storage Service asks for.",
            ),
            Self::ReplicationLate => (
                "A server works with old settings",
                "The newest settings do not reach one server of the pool, so the test is not run.",
            ),
            Self::ServerNotBack => (
                "A server does not come back",
                "After the restart of IIS, an Exchange server stays silent. The others are left alone.",
            ),
            Self::BuildTooOld => (
                "An update is missing",
                "Skype for Business Server is too old for its dedicated hybrid application.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crosstrust_core::rehearsal::SITUATIONS;
    use std::collections::BTreeSet;

    #[test]
    fn a_plan_names_each_situation_as_it_is_saved() {
        assert_eq!(SITUATIONS.len(), Situation::ALL.len());
        for situation in Situation::ALL {
            assert_eq!(serde_json::to_value(situation).unwrap(), situation.name());
            assert_eq!(Situation::named(situation.name()), Some(situation));
        }
        assert_eq!(Situation::named("other"), None);
    }

    #[test]
    fn a_plan_has_words_of_its_own_for_a_situation_or_the_usual_ones() {
        let plan: RehearsalPlan = serde_json::from_value(serde_json::json!({ "situations": [
            { "id": "fresh" },
            { "id": "partly-configured", "label": "Begun", "text": "One is there." },
        ] }))
        .unwrap();
        let texts = Situation::texts("other", Some(&plan));
        let words: Vec<(&str, &str)> =
            texts.iter().map(|one| (one.label.as_ref(), one.text.as_ref())).collect();
        let (label, text) = Situation::Fresh.in_general();
        assert_eq!(words, [(label, text), ("Begun", "One is there.")]);
    }

    #[test]
    fn every_situation_of_a_guide_has_a_name_of_its_own_there() {
        for guide in ["teams", "exchange-oauth", "rotate", "skype-hybrid", "skype-server"] {
            let texts = Situation::texts(guide, None);
            assert!(texts.len() > 4, "{guide}");
            let ids: Vec<Situation> = texts.iter().map(|one| one.id).collect();
            assert_eq!(ids, Situation::of(guide));
            let labels: BTreeSet<&str> = texts.iter().map(|one| one.label.as_ref()).collect();
            assert_eq!(labels.len(), texts.len(), "{guide}: {labels:?}");
            assert!(texts.iter().all(|one| one.text.ends_with('.')), "{guide}");
        }
    }
}
