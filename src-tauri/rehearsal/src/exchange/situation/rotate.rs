//! The guide for renewing the Auth Certificate. It has no account and no applications of its own: an
//! organisation begins with Teams set up, and differs in its certificates.

use super::{Procedure, Situation, auth_certificate};
use crate::certificate::NotMade;
use crate::cloud::{
    CLOUD_VOICEMAIL, EXCHANGE_ONLINE, KeyStart, SKYPE_ONLINE, TEAMS_SCHEDULER, TenantStart,
};
use crate::exchange::organisation::Organisation;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::{SignedDuration, Timestamp};

/// What each situation means here: the certificate in use ends in four weeks and nobody has done
/// anything (`Fresh`), has made one, and the dedicated hybrid application is in use (`HalfDoneByHand`), has set the next one (`NextCertificate`);
/// Exchange has gone over and the old key is still there (`PartlyConfigured`); it has ended
/// (`ExpiredCertificate`); the next one is set and both are on another server (`CertificateElsewhere`);
/// somebody has made one whose private key cannot be exported (`KeyNotExportable`). Once everything is done there is nothing to rehearse.
pub(super) const PROCEDURE: Procedure = Procedure {
    guide: "rotate",
    situations: &[
        Situation::Fresh,
        Situation::HalfDoneByHand,
        Situation::NextCertificate,
        Situation::PartlyConfigured,
        Situation::ExpiredCertificate,
        Situation::CertificateElsewhere,
        Situation::KeyNotExportable,
        Situation::WrongShell,
    ],
    account: None,
    fails: "Set-AuthConfig",
    found: |_| {},
    begin: |_| {},
    configure: |_| {},
    by_hand: |_| {},
    arrange: Some(arrange),
    rolls_over: true,
};

/// How long a certificate lasts.
const YEARS: i64 = 5 * 365;
/// How long the one in use has left.
const LEFT: i64 = 28;

/// Puts the certificates of that situation in their places, and notes which the cloud knows.
fn arrange(organisation: &mut Organisation, now: Timestamp) -> Result<(), NotMade> {
    (super::teams::PROCEDURE.configure)(organisation);
    let expired = organisation.situation == Situation::ExpiredCertificate;
    if !expired {
        organisation.renew(now, LEFT - YEARS, LEFT)?;
    }
    // The output folder is empty: what was exported once is long gone.
    organisation.files.clear();
    let current = organisation.current_certificate.clone();
    organisation.in_the_cloud = vec![current.clone()];
    match organisation.situation {
        Situation::Fresh
        | Situation::SplitPermissions
        | Situation::WrongShell
        | Situation::FailedInRole
        | Situation::OAuthMissing
        | Situation::SeveralTenants
        | Situation::TeamsKeptOut
        | Situation::DelegateUnmarked
        | Situation::EwsBlocked
        | Situation::HybridAgent
        | Situation::ApplicationDeleted
        | Situation::ConsentMissing
        | Situation::ApplicationKeyEnded
        | Situation::ExchangeScriptMissing
        | Situation::TokenIssuerMissing
        | Situation::HostUnknown
        | Situation::PartnerTwice
        | Situation::TokenRefused
        | Situation::StorageDenied
        | Situation::ReplicationLate
        | Situation::ServerNotBack
        | Situation::BuildTooOld => {}
        Situation::HalfDoneByHand | Situation::ExpiredCertificate => {
            if !expired {
                organisation.make_hybrid_application();
            }
            let made = auth_certificate(now, 0, YEARS)?;
            organisation.certificates.push(made);
        }
        Situation::NextCertificate | Situation::CertificateElsewhere => {
            organisation.next_effective = Some(now + SignedDuration::from_hours(24 * (LEFT - 7)));
            if organisation.situation == Situation::CertificateElsewhere {
                organisation.elsewhere = std::mem::take(&mut organisation.certificates);
            }
        }
        Situation::KeyNotExportable => {
            let mut made = auth_certificate(now, 0, YEARS)?;
            made.exportable = Some(false);
            organisation.certificates.push(made);
        }
        Situation::PartlyConfigured | Situation::FullyConfigured => {
            let made = auth_certificate(now, -30, YEARS - 30)?;
            organisation.in_the_cloud.push(made.thumbprint.clone());
            organisation.next_certificate.clone_from(&made.thumbprint);
            organisation.certificates.push(made);
            organisation.roll_over();
            if organisation.situation == Situation::FullyConfigured {
                organisation.in_the_cloud.retain(|known| *known != current);
            }
        }
    }
    Ok(())
}

impl Organisation {
    /// What the tenant holds when the rehearsal of this organisation begins; none: what every new
    /// tenant does.
    ///
    /// # Errors
    /// A certificate could not be made.
    pub fn tenant_start(&self, now: Timestamp) -> Result<Option<TenantStart>, NotMade> {
        let all = self.certificates.iter().chain(&self.elsewhere);
        let known = all.filter(|one| self.in_the_cloud.contains(&one.thumbprint));
        let known: Vec<Vec<u8>> =
            known.filter_map(|one| BASE64_STANDARD.decode(&one.der).ok()).collect();
        let is_clean = self.shared_principal_is_clean();
        if known.is_empty() && !is_clean {
            return Ok(None);
        }
        let mut start = TenantStart::usual(now)?;
        if is_clean {
            start = start.and_no_keys(EXCHANGE_ONLINE);
        }
        for app_id in [CLOUD_VOICEMAIL, TEAMS_SCHEDULER, SKYPE_ONLINE] {
            start = start.and_keys(app_id, known.iter().cloned().map(KeyStart::from));
        }
        Ok(Some(start))
    }

    /// A certificate that may become the next one is made.
    ///
    /// # Errors
    /// It could not be made.
    pub(in crate::exchange) fn make_next(&mut self, now: Timestamp) -> Result<(), NotMade> {
        self.certificates.push(auth_certificate(now, 0, YEARS)?);
        Ok(())
    }

    /// The day of the rollover comes: the next certificate is the one in use. False when none is set.
    pub(in crate::exchange) fn roll_over(&mut self) -> bool {
        if self.next_certificate.is_empty() {
            return false;
        }
        let next = std::mem::take(&mut self.next_certificate);
        self.previous_certificate = std::mem::replace(&mut self.current_certificate, next);
        self.next_effective = None;
        true
    }
}
