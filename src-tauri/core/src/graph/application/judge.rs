//! What a reading of hybrid applications comes to. No network and no clock: the reading, the
//! known certificates and the time in, findings out.

use super::words::FindingSituation;
use super::{
    ApplicationFinding, ApplicationReading, FindingSeverity, HybridApplication, NotRead,
    ReadApplication, Seen,
};
use crate::graph::{KeyOwner, KnownCertificate, PlannedKey, VerifiedKey};
use crate::ids::{AppId, Thumbprint};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// What is known besides the reading.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The known certificates, and what each is.
    pub at_hand: &'a [KnownCertificate],
    /// What Microsoft's script takes for the cloud: empty, or ` -AzureEnvironment ChinaCloud`.
    pub environment: &'a str,
    /// Since when Exchange Online refuses the shared principal: "31 October 2025".
    pub blocked_since: &'a str,
    /// Whether anything names the application at all: where nothing can, that is what is reported.
    pub can_be_named: bool,
    /// Now.
    pub now: Timestamp,
}

/// Judges a reading: findings of each application, then of the shared principal, each with at least
/// one.
pub fn judge(reading: &ApplicationReading, known: &Known<'_>) -> Vec<ApplicationFinding> {
    let mut findings = Vec::new();
    if reading.applications.is_empty() {
        let situation = if known.can_be_named {
            FindingSituation::ApplicationNotNamed
        } else {
            FindingSituation::ApplicationNeverNamed
        };
        findings.push(situation.finding(None, &[], known));
    }
    for application in &reading.applications {
        let found = of_application(application, known);
        if found.is_empty() {
            findings.push(FindingSituation::ApplicationOk.finding(
                Some(application.app_id),
                &[],
                known,
            ));
        }
        findings.extend(found);
    }
    findings.push(of_shared(&reading.shared, known));
    findings
}

fn of_application(application: &HybridApplication, known: &Known<'_>) -> Vec<ApplicationFinding> {
    let reported = |situation: FindingSituation, thumbprints: &[Thumbprint]| {
        situation.finding(Some(application.app_id), thumbprints, known)
    };
    let HybridApplication { registration, principal, permissions, .. } = application;
    let mut findings = Vec::new();
    match registration {
        Seen::Found(_) => {}
        Seen::Absent => findings.push(reported(FindingSituation::ApplicationMissing, &[])),
        Seen::NotRead(why) => {
            findings.push(reported(FindingSituation::ApplicationNotRead, &[]).because(why));
        }
    }
    match principal {
        Seen::Found(read) if read.account_enabled == Some(false) => {
            findings.push(reported(FindingSituation::PrincipalDisabled, &[]));
        }
        Seen::Found(_) => {}
        // The creator of the application creates both.
        Seen::Absent if *registration == Seen::Absent => {}
        Seen::Absent => findings.push(reported(FindingSituation::PrincipalMissing, &[])),
        Seen::NotRead(why) => {
            findings.push(reported(FindingSituation::PrincipalNotRead, &[]).because(why));
        }
    }
    match permissions {
        Seen::Found(given) if given.exchange => {}
        Seen::Found(given) if given.graph.is_empty() => {
            findings.push(reported(FindingSituation::ConsentMissing, &[]));
        }
        Seen::Found(_) => findings.push(reported(FindingSituation::ConsentGraphOnly, &[])),
        // What cannot be read for want of the principal is reported with the principal.
        Seen::Absent => {}
        Seen::NotRead(_) if principal.not_read().is_some() => {}
        Seen::NotRead(why) => {
            findings.push(reported(FindingSituation::ConsentNotRead, &[]).because(why));
        }
    }
    if registration.found().is_some() || principal.found().is_some() {
        findings.extend(of_keys(application, known));
    }
    if registration.found().is_some_and(|read| read.secrets > 0) {
        findings.push(reported(FindingSituation::ClientSecret, &[]));
    }
    findings
}

fn of_keys(application: &HybridApplication, known: &Known<'_>) -> Vec<ApplicationFinding> {
    let reported = |situation: FindingSituation, thumbprints: &[Thumbprint]| {
        situation.finding(Some(application.app_id), thumbprints, known)
    };
    let keys = application.keys();
    let held = |thumbprint: Thumbprint| {
        keys.iter().any(|key| key.facts().works_for(thumbprint, known.now))
    };
    // Where a part was not read, a key that does not show may be there.
    let whole =
        application.registration.not_read().is_none() && application.principal.not_read().is_none();
    let mut findings = Vec::new();
    let current = in_use(known.at_hand);
    if current.is_empty() {
        findings.push(reported(FindingSituation::CertificateNotKnown, &[]));
    }
    let lacking = |wanted: BTreeSet<Thumbprint>| -> Vec<Thumbprint> {
        wanted.into_iter().filter(|it| whole && !held(*it)).collect()
    };
    let current = lacking(current);
    if !current.is_empty() {
        findings.push(reported(FindingSituation::CurrentMissing, &current));
    }
    let next = lacking(of_standing(known.at_hand, KeyOwner::Next));
    if !next.is_empty() {
        findings.push(reported(FindingSituation::NextMissing, &next));
    }
    let ended: Vec<&PlannedKey> =
        keys.iter().copied().filter(|key| key.has_ended(known.now)).collect();
    if !ended.is_empty() {
        findings.push(reported(FindingSituation::KeyExpired, &thumbprints_of(ended)));
    }
    findings
}

fn of_shared(shared: &Seen<Vec<PlannedKey>>, known: &Known<'_>) -> ApplicationFinding {
    let reported = |situation: FindingSituation, thumbprints: &[Thumbprint]| {
        situation.finding(Some(AppId::EXCHANGE_ONLINE), thumbprints, known)
    };
    match shared {
        Seen::Found(keys) if !keys.is_empty() => {
            reported(FindingSituation::SharedHasKeys, &thumbprints_of(keys))
        }
        Seen::Found(_) | Seen::Absent => reported(FindingSituation::SharedOk, &[]),
        Seen::NotRead(why) => reported(FindingSituation::SharedNotRead, &[]).because(why),
    }
}

/// What these keys are known by, each once.
fn thumbprints_of<'k>(keys: impl IntoIterator<Item = &'k PlannedKey>) -> Vec<Thumbprint> {
    let each: BTreeSet<Thumbprint> = keys.into_iter().filter_map(|key| key.thumbprint).collect();
    each.into_iter().collect()
}

/// The certificate in use, or the one that the operator chose where no server named one.
fn in_use(at_hand: &[KnownCertificate]) -> BTreeSet<Thumbprint> {
    let current = of_standing(at_hand, KeyOwner::Current);
    if current.is_empty() { of_standing(at_hand, KeyOwner::Chosen) } else { current }
}

fn of_standing(at_hand: &[KnownCertificate], wanted: KeyOwner) -> BTreeSet<Thumbprint> {
    let of =
        |(thumbprint, standing): &KnownCertificate| (*standing == wanted).then_some(*thumbprint);
    at_hand.iter().filter_map(of).collect()
}

impl HybridApplication {
    /// Its keys, wherever they are: the sign-in service accepts both.
    fn keys(&self) -> Vec<&PlannedKey> {
        let of_registration = self.registration.found().map(|read| &read.keys);
        let of_principal = self.principal.found().map(|read| &read.keys);
        of_registration.into_iter().chain(of_principal).flatten().collect()
    }
}

impl ApplicationReading {
    /// Each application that is there with its keys, the shared principal last.
    pub fn shown(&self, known: &Known<'_>) -> Vec<ReadApplication> {
        let verified = |key: &PlannedKey| VerifiedKey::of(key, known.at_hand, known.now);
        let is_there = |one: &&HybridApplication| {
            one.registration.found().is_some() || one.principal.found().is_some()
        };
        let own = self.applications.iter().filter(is_there).map(|one| ReadApplication {
            app_id: one.app_id,
            name: one.registration.found().and_then(|read| read.display_name.clone()),
            keys: one.keys().into_iter().map(verified).collect(),
        });
        let shared = self.shared.found().map(|keys| ReadApplication {
            app_id: AppId::EXCHANGE_ONLINE,
            name: Some("Office 365 Exchange Online".to_owned()),
            keys: keys.iter().map(verified).collect(),
        });
        own.chain(shared).collect()
    }
}

impl ApplicationFinding {
    /// The worst of several; none: nothing is known.
    pub fn worst<'f>(findings: impl IntoIterator<Item = &'f Self>) -> FindingSeverity {
        let severities = findings.into_iter().map(|finding| finding.severity);
        severities.max().unwrap_or(FindingSeverity::Unknown)
    }

    /// Whether it is about the shared principal, and not about an application of the organization.
    pub fn is_of_shared(&self) -> bool {
        self.app_id == Some(AppId::EXCHANGE_ONLINE)
    }

    fn because(self, why: &NotRead) -> Self {
        let cause = super::words::cause(why.code);
        Self {
            words: format!("{} {}", self.words, cause.words),
            remedy: cause.remedy.clone(),
            link: cause.link.clone().or(self.link),
            detail: why.detail.clone(),
            ..self
        }
    }
}
