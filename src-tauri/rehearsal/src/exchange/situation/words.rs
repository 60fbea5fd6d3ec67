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
    /// What it is called: "Partly configured".
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
                "Configured by the wizard and manually",
                "The Hybrid Configuration Wizard created some objects under other names, and others are missing.",
            ),
            ("exchange-oauth", Self::SplitPermissions) => (
                "A right is missing",
                "Your account isn't allowed to create authorization servers. See what to ask for.",
            ),
            ("exchange-oauth", Self::SeveralTenants) => (
                "Exchange trusts another tenant",
                "Exchange is already configured for another tenant. The scripts add yours.",
            ),
            ("rotate", Self::Fresh) => (
                "The certificate expires in four weeks",
                "Nobody has done anything yet. This is the usual start.",
            ),
            ("rotate", Self::HalfDoneByHand) => (
                "A new certificate exists, but isn't set",
                "It is on the server, and the script sets it as the next one. The dedicated hybrid application is in use.",
            ),
            ("rotate", Self::NextCertificate) => (
                "The next certificate is set",
                "Exchange switches to it in three weeks. The tenant doesn't have it yet.",
            ),
            ("rotate", Self::PartlyConfigured) => (
                "Exchange uses the new certificate",
                "The tenant has the new certificate, and still has the old one.",
            ),
            ("rotate", Self::ExpiredCertificate) => (
                "The certificate has expired",
                "OAuth no longer works. See what to do, and in which order.",
            ),
            ("skype-hybrid" | "skype-server", Self::HalfDoneByHand) => {
                ("Partly configured manually", "Some objects exist with wrong values.")
            }
            ("skype-hybrid" | "skype-server", Self::ExpiredCertificate) => (
                "The certificate has expired",
                "The certificate for signing tokens has expired. See what to do.",
            ),
            _ => return None,
        })
    }

    #[expect(clippy::too_many_lines, reason = "two sentences for each situation")]
    fn in_general(self) -> (&'static str, &'static str) {
        match self {
            Self::Fresh => (
                "Nothing is configured yet",
                "The scripts create everything. This is the usual start.",
            ),
            Self::PartlyConfigured => ("Partly configured", "Somebody began, and didn't finish."),
            Self::FullyConfigured => {
                ("Everything is configured", "See how the scripts find everything in place.")
            }
            Self::HalfDoneByHand => (
                "Partly configured manually",
                "One application is linked to another account, and one is disabled. Crosstrust asks you to decide.",
            ),
            Self::SplitPermissions => (
                "Split permissions",
                "Your account isn't allowed to create mail users. See what to ask for.",
            ),
            Self::ExpiredCertificate => (
                "The certificate has expired",
                "The script exports it, but you can't upload it. See what to do.",
            ),
            Self::NextCertificate => (
                "A next certificate is set",
                "Exchange has the current and the next certificate. You upload both.",
            ),
            Self::WrongShell => (
                "The wrong window is open",
                "You run the script in Windows PowerShell, and it says which window it needs.",
            ),
            Self::FailedInRole => (
                "A domain controller is slow",
                "One change fails at first. You run the same script again.",
            ),
            Self::OAuthMissing => {
                ("OAuth isn't configured", "The other steps depend on it. See what to do first.")
            }
            Self::SeveralTenants => (
                "Exchange trusts two tenants",
                "The objects of the other tenant are enabled, and those of your tenant are disabled.",
            ),
            Self::TeamsKeptOut => (
                "Exchange blocks Teams",
                "A policy allows only Outlook to use EWS, OAuth is off on a server, and a domain has a wildcard. A second server lacks an update and the certificate.",
            ),
            Self::DelegateUnmarked => (
                "A delegate has rights only on the folder",
                "Everything works, but somebody gave the delegate the rights without Outlook's Delegate Access.",
            ),
            Self::EwsBlocked => (
                "Exchange Online refuses EWS",
                "Everything is in place, but your application isn't on the list of Exchange Online.",
            ),
            Self::HybridAgent => (
                "Exchange Online uses the Hybrid Agent",
                "Everything is in place for free/busy information, and requests of Teams don't arrive.",
            ),
            Self::ApplicationDeleted => (
                "The hybrid application is deleted",
                "Everything is in place on the servers, but the tenant no longer has the application.",
            ),
            Self::ConsentMissing => (
                "Consent is missing",
                "Everything is in place on the servers, but nobody granted consent to the application.",
            ),
            Self::ApplicationKeyEnded => (
                "The application has an old certificate",
                "Everything is in place on the servers, but the application has only an expired certificate.",
            ),
            Self::ExchangeScriptMissing => (
                "A script of Exchange is missing",
                "The folder of Exchange lacks the script that creates partner applications.",
            ),
            Self::TokenIssuerMissing => (
                "No certificate for signing tokens",
                "No certificate is assigned to OAuthTokenIssuer. See what to do.",
            ),
            Self::HostUnknown => (
                "The DNS record is missing",
                "The Front End server doesn't find the Autodiscover host.",
            ),
            Self::PartnerTwice => (
                "Exchange exists twice",
                "Two partner applications have the address of Exchange. The script doesn't guess which one you mean.",
            ),
            Self::TokenRefused => (
                "Exchange refuses the tokens",
                "Everything is in place, but the test still fails with 401.",
            ),
            Self::CertificateElsewhere => (
                "The certificates are on another server",
                "This server has none of them. See what the script can still read, and what it can't.",
            ),
            Self::KeyNotExportable => (
                "A new certificate can't be exported",
                "It would stay on one server. See why the script refuses it, and create another one.",
            ),
            Self::StorageDenied => (
                "You aren't allowed to run the test",
                "Your account isn't in the local group that the Storage Service requires.",
            ),
            Self::ReplicationLate => (
                "A server has old settings",
                "The newest settings don't reach one server of the pool, so the script doesn't run the test.",
            ),
            Self::ServerNotBack => (
                "A server doesn't respond",
                "After the restart of IIS, an Exchange server doesn't respond. The script doesn't restart the others.",
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
