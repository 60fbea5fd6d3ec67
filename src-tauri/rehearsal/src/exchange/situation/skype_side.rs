//! The deployment of Skype for Business Server in an organisation that has one, and the servers of
//! Exchange that it speaks to: as they are before anybody begins, and what puts them right.

use super::{Organisation, Situation, make_certificate};
use crate::certificate::NotMade;
use crate::cloud::SKYPE_ONLINE;
use crate::exchange::exchange_server::{ClientAccess, ExchangeServers, Lack};
use crate::exchange::skype::{
    STORAGE_DENIED, SkypePartner, SkypeServer, SkypeWebServer, StorageTest, TOKEN_REFUSED,
};
use jiff::Timestamp;

/// The guides whose organisation has a deployment of Skype for Business Server.
const GUIDES: [&str; 2] = ["skype-server", "skype-hybrid"];

/// The build of the update that knows the dedicated hybrid application.
const UPDATED: &str = "7.0.2046.553";

/// How long a certificate of a certification authority is good, in days.
const TWO_YEARS: i64 = 2 * 365;

impl Organisation {
    /// Puts Skype for Business Server beside Exchange, as it is in the organisation's situation.
    pub(super) fn add_skype(&mut self, now: Timestamp) -> Result<(), NotMade> {
        if !GUIDES.contains(&self.guide.as_str()) {
            return Ok(());
        }
        let domain = self.domain.clone();
        let address = |name: &str, uri: &str| ClientAccess {
            name: name.to_owned(),
            autodiscover_uri: uri.to_owned(),
        };
        self.servers = ExchangeServers {
            client_access: vec![
                address(
                    "EX01",
                    &format!("https://autodiscover.{domain}/Autodiscover/Autodiscover.xml"),
                ),
                address("EX02", ""),
            ],
            ..ExchangeServers::default()
        };
        let pool = |name: &str, servers: &[&str]| SkypeWebServer {
            pool: format!("{name}.{domain}"),
            external: format!("{name}web.{domain}"),
            computers: servers.iter().map(|server| format!("{server}.{domain}")).collect(),
        };
        self.skype = SkypeServer {
            computer: "FE01".to_owned(),
            product: "Skype for Business Server 2019".to_owned(),
            build: UPDATED.to_owned(),
            service_name: SKYPE_ONLINE.to_owned(),
            realm: domain.clone(),
            web_servers: vec![pool("pool1", &["fe01", "fe02"]), pool("pool2", &["fe03"])],
            ..SkypeServer::default()
        };
        let expired = self.situation == Situation::ExpiredCertificate;
        self.assign_token_issuer(now, if expired { -3 } else { TWO_YEARS })
    }

    /// Assigns a new certificate to `OAuthTokenIssuer`, with the pool in its subject.
    fn assign_token_issuer(&mut self, now: Timestamp, to: i64) -> Result<(), NotMade> {
        let name = format!("pool1.{}", self.domain);
        let new = make_certificate(&name, now, -TWO_YEARS / 4, to)?;
        self.skype.token_issuer.clone_from(&new.thumbprint);
        self.skype.certificates = vec![new];
        Ok(())
    }

    /// What is wrong with the deployment in the organisation's situation.
    pub(super) fn hinder_skype(&mut self) {
        match self.situation {
            Situation::TokenIssuerMissing => self.skype.token_issuer.clear(),
            Situation::HostUnknown => self.skype.host_unknown = true,
            Situation::TokenRefused => {
                self.skype.storage_test = Some(StorageTest::Fails(TOKEN_REFUSED.to_owned()));
            }
            Situation::StorageDenied => {
                self.skype.storage_test = Some(StorageTest::Denied(STORAGE_DENIED.to_owned()));
            }
            Situation::PartnerTwice => {
                for identity in ["Exchange", "Exchange-Old"] {
                    self.add_exchange_partner(identity);
                }
            }
            Situation::ExchangeScriptMissing => {
                self.servers.lacks.insert(Lack::EnterpriseScript);
            }
            Situation::BuildTooOld => "7.0.2046.530".clone_into(&mut self.skype.build),
            Situation::ReplicationLate => {
                self.skype.late = vec![format!("fe02.{}", self.domain)];
            }
            Situation::ServerNotBack => {
                self.servers.not_back.insert(format!("ex01.{}", self.domain));
            }
            Situation::Fresh
            | Situation::PartlyConfigured
            | Situation::FullyConfigured
            | Situation::SplitPermissions
            | Situation::ExpiredCertificate
            | Situation::NextCertificate
            | Situation::HalfDoneByHand
            | Situation::WrongShell
            | Situation::FailedInRole
            | Situation::OAuthMissing
            | Situation::SeveralTenants
            | Situation::TeamsKeptOut
            | Situation::DelegateUnmarked
            | Situation::CertificateElsewhere
            | Situation::KeyNotExportable
            | Situation::EwsBlocked
            | Situation::HybridAgent
            | Situation::ApplicationDeleted
            | Situation::ConsentMissing
            | Situation::ApplicationKeyEnded => {}
        }
    }

    /// Exchange is a partner application of Skype for Business Server under that name.
    pub(super) fn add_exchange_partner(&mut self, identity: &str) {
        self.skype.partner_applications.push(SkypePartner {
            identity: identity.to_owned(),
            application_identifier: super::EXCHANGE_ONLINE.to_owned(),
            trust_level: "Full".to_owned(),
            use_oauth_server: false,
            metadata_url: format!(
                "https://autodiscover.{}/autodiscover/metadata/json/1",
                self.domain
            ),
            enabled: true,
        });
    }

    /// The public part of the certificate for `OAuthTokenIssuer` is in the output folder.
    pub(super) fn export_token_issuer(&mut self) {
        let der = self.skype.certificate(&self.skype.token_issuer).map(|one| one.der.clone());
        let file = format!(r"{}\OAuthTokenIssuer.cer", super::OUTPUT_FOLDER);
        self.files.extend(der.map(|der| (file, der)));
    }

    /// Does what somebody would do about whatever stops the scripts of a deployment.
    pub(super) fn put_skype_right(
        &mut self,
        now: Timestamp,
        done: &mut Vec<String>,
    ) -> Result<(), NotMade> {
        if !GUIDES.contains(&self.guide.as_str()) {
            return Ok(());
        }
        let assigned = self.skype.certificate(&self.skype.token_issuer);
        if assigned.is_none_or(|one| one.not_after <= now) {
            self.assign_token_issuer(now, TWO_YEARS)?;
            done.push("A new certificate was assigned to OAuthTokenIssuer.".to_owned());
        }
        if self.skype.host_unknown {
            self.skype.host_unknown = false;
            done.push("The Autodiscover host has a DNS record.".to_owned());
        }
        if let Some(ends) = self.skype.storage_test.take() {
            done.push(if matches!(ends, StorageTest::Denied(_)) {
                "Your account is in the local group RTC Local User Administrators.".to_owned()
            } else {
                "IIS was restarted on every Exchange server.".to_owned()
            });
        }
        if self.skype.partner("Exchange").is_some() && self.skype.partner("Exchange-Old").is_some()
        {
            self.skype.partner_applications.retain(|one| one.identity != "Exchange-Old");
            done.push("The partner application that is not in use was removed.".to_owned());
        }
        if self.situation == Situation::BuildTooOld && self.skype.build != UPDATED {
            UPDATED.clone_into(&mut self.skype.build);
            done.push("The newest update of Skype for Business Server was installed.".to_owned());
        }
        if !self.skype.late.is_empty() {
            self.skype.late.clear();
            done.push("Every server of the pool has the newest settings.".to_owned());
        }
        if !self.servers.not_back.is_empty() {
            self.servers.not_back.clear();
            done.push("The Exchange server responds again.".to_owned());
        }
        if !self.servers.lacks.is_empty() {
            self.servers.lacks.clear();
            done.push("The installation of Exchange was repaired.".to_owned());
        }
        Ok(())
    }
}
