//! The states in which a rehearsed organisation can begin, and what puts a hindered one right.
//!
//! What they mean for a guide, which account somebody began with, what is in place once everything
//! is, stands in a file of that guide.

mod exchange_oauth;
mod rotate;
mod several_tenants;
mod skype_hybrid;
mod skype_server;
mod skype_side;
mod teams;
mod words;

pub use words::SituationText;

use super::exchange_server::{ExchangeServers, TeamsAccess};
use super::hybrid::{Hybrid, InTenant, NEWEST_BUILD, OtherServer};
use super::organisation::{
    Account, AuthCertificate, AuthServer, Connector, EXCHANGE_ONLINE, Failing, ManagementRole,
    OUTPUT_FOLDER, Organisation, PartnerApplication, routing_domain,
};
use super::planned::{NotApplied, Scope};
use super::skype::SkypeServer;
use super::window::Window;
use crate::certificate::{self, AUTH_CERTIFICATE, NotMade};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use crosstrust_core::rehearsal::{RehearsalPlan, SITUATIONS};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use ts_rs::TS;

/// How an organisation begins.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Situation {
    /// Nothing of the guide's own is there. Unless the guide sets it up, OAuth with Exchange Online is.
    Fresh,
    /// Somebody began: the first of what the guide makes is there.
    PartlyConfigured,
    /// Everything is in place and exported.
    FullyConfigured,
    /// The operator may not create mail users, or what the guide makes instead.
    SplitPermissions,
    /// Fresh, and the Auth Certificate has expired three days ago.
    ExpiredCertificate,
    /// Everything is in place, and the next Auth Certificate is set.
    NextCertificate,
    /// In place by hand, and not quite: under other names, linked elsewhere, or disabled.
    HalfDoneByHand,
    /// Fresh, but the window is a plain PowerShell.
    WrongShell,
    /// Fresh, and a change fails at the first try: a domain controller lags.
    FailedInRole,
    /// Fresh, and OAuth with Exchange Online was never set up.
    OAuthMissing,
    /// Fresh, and Exchange trusts another tenant as well: its objects are enabled, those of the own
    /// tenant are off or missing.
    SeveralTenants,
    /// Fresh, and settings of Exchange keep the requests of Teams out.
    TeamsKeptOut,
    /// Everything is in place, and Exchange Online does not let the hybrid application use EWS.
    EwsBlocked,
    /// Everything is in place, and the connector of Exchange Online leads through the Hybrid Agent.
    HybridAgent,
    /// Everything is in place, and somebody deleted the dedicated hybrid application in the tenant.
    ApplicationDeleted,
    /// Everything is in place, and nobody consented to the permission of the hybrid application.
    ConsentMissing,
    /// Everything is in place, and the hybrid application holds only a key that has ended.
    ApplicationKeyEnded,
    /// Fresh, and the folder of Exchange lacks the script that makes partner applications.
    ExchangeScriptMissing,
    /// Fresh, and no certificate is assigned to `OAuthTokenIssuer`.
    TokenIssuerMissing,
    /// Fresh, and the Front End server does not find the autodiscover host.
    HostUnknown,
    /// Fresh, but for two partner applications that point at Exchange.
    PartnerTwice,
    /// Everything is in place, and Exchange does not take the tokens of Skype for Business Server yet.
    TokenRefused,
    /// Everything is in place, and the operator may not use the Storage Service.
    StorageDenied,
    /// Fresh, and a server of the pool does not get the newest settings.
    ReplicationLate,
    /// Fresh, and an Exchange server does not answer again after a restart of IIS.
    ServerNotBack,
    /// Fresh, and Skype for Business Server lacks the update that knows its hybrid application.
    BuildTooOld,
    /// As with a next certificate, but the server on which scripts run has neither certificate.
    CertificateElsewhere,
    /// A new certificate is made, and its private key cannot be exported.
    KeyNotExportable,
    /// Fresh, and somebody gave a delegate rights on the calendar folder alone.
    DelegateUnmarked,
}

const NEW_MAIL_USER: &str = "New-MailUser";

const USER_APPLICATION: [&str; 17] = [
    "AddDelegate",
    "ApplyConversationAction",
    "ConvertId",
    "CreateItem",
    "DeleteItem",
    "FindFolder",
    "FindItem",
    "GetDelegate",
    "GetFolder",
    "GetItem",
    "GetMailTips",
    "GetUserAvailability",
    "RemoveDelegate",
    "SendItem",
    "SyncFolderItems",
    "UpdateDelegate",
    "UpdateItem",
];

impl Situation {
    /// Every situation.
    pub const ALL: [Self; 29] = [
        Self::Fresh,
        Self::PartlyConfigured,
        Self::FullyConfigured,
        Self::SplitPermissions,
        Self::ExpiredCertificate,
        Self::NextCertificate,
        Self::HalfDoneByHand,
        Self::WrongShell,
        Self::FailedInRole,
        Self::OAuthMissing,
        Self::SeveralTenants,
        Self::TeamsKeptOut,
        Self::EwsBlocked,
        Self::HybridAgent,
        Self::ApplicationDeleted,
        Self::ConsentMissing,
        Self::ApplicationKeyEnded,
        Self::ExchangeScriptMissing,
        Self::TokenIssuerMissing,
        Self::HostUnknown,
        Self::PartnerTwice,
        Self::TokenRefused,
        Self::StorageDenied,
        Self::ReplicationLate,
        Self::ServerNotBack,
        Self::BuildTooOld,
        Self::CertificateElsewhere,
        Self::KeyNotExportable,
        Self::DelegateUnmarked,
    ];

    /// Those in which a guide can be rehearsed that makes an account for Exchange Online's sake.
    const WITH_ACCOUNT: [Self; 12] = [
        Self::Fresh,
        Self::PartlyConfigured,
        Self::FullyConfigured,
        Self::SplitPermissions,
        Self::ExpiredCertificate,
        Self::NextCertificate,
        Self::HalfDoneByHand,
        Self::WrongShell,
        Self::FailedInRole,
        Self::OAuthMissing,
        Self::SeveralTenants,
        Self::TeamsKeptOut,
    ];

    /// The situations in which a guide without a plan can be rehearsed.
    pub fn of(guide: &str) -> &'static [Self] {
        procedure(guide).situations
    }

    /// The situations in which a guide can be rehearsed: those of its plan, or those that are known.
    pub fn offered(guide: &str, plan: Option<&RehearsalPlan>) -> Vec<Self> {
        match plan {
            Some(plan) => plan.situations.iter().filter_map(|one| Self::named(&one.id)).collect(),
            None => Self::of(guide).to_vec(),
        }
    }

    /// The situation of that name.
    fn named(name: &str) -> Option<Self> {
        let place = SITUATIONS.iter().position(|known| *known == name)?;
        Self::ALL.get(place).copied()
    }

    /// Its name: `partly-configured`.
    fn name(self) -> &'static str {
        let place = Self::ALL.iter().position(|one| *one == self);
        place.and_then(|place| SITUATIONS.get(place)).copied().unwrap_or_default()
    }
}

/// Puts things in an organisation that take time or a certificate.
type Arrange = fn(&mut Organisation, Timestamp) -> Result<(), NotMade>;

/// What a guide's steps leave in an organisation, done in part, done by hand, done whole.
struct Procedure {
    guide: &'static str,
    /// The situations that make sense for it.
    situations: &'static [Situation],
    /// The account it makes, with what stands before the @ of its address.
    account: Option<(&'static str, &'static str)>,
    /// The command that fails at the first try in [`Situation::FailedInRole`]. Where the guide makes
    /// no account, it is also the one that is missing in [`Situation::SplitPermissions`].
    fails: &'static str,
    /// What there is before anybody begins, where that differs from OAuth being in place.
    found: fn(&mut Organisation),
    /// Somebody began.
    begin: fn(&mut Organisation),
    /// Everything is done.
    configure: fn(&mut Organisation),
    /// What somebody did otherwise, once everything is done.
    by_hand: fn(&mut Organisation),
    /// What every situation means where that is more than the above.
    arrange: Option<Arrange>,
    /// The guide waits for the day on which Exchange goes over to the next certificate, and in time
    /// that day comes.
    rolls_over: bool,
}

const PROCEDURES: &[&Procedure] = &[
    &exchange_oauth::PROCEDURE,
    &rotate::PROCEDURE,
    &skype_hybrid::PROCEDURE,
    &skype_server::PROCEDURE,
    &teams::PROCEDURE,
];

/// A guide of which nothing is known: its scripts meet an organisation in which nobody has begun.
const UNKNOWN: Procedure = Procedure {
    guide: "",
    situations: &[Situation::Fresh, Situation::WrongShell],
    account: None,
    fails: "",
    found: |_| {},
    begin: |_| {},
    configure: |_| {},
    by_hand: |_| {},
    arrange: None,
    rolls_over: false,
};

fn procedure(guide: &str) -> &'static Procedure {
    PROCEDURES.iter().find(|one| one.guide == guide).unwrap_or(&&UNKNOWN)
}

/// A rehearsal cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum NotBegun {
    /// A certificate could not be made.
    #[error(transparent)]
    Certificate(#[from] NotMade),
    /// What the guide says of the state does not fit.
    #[error(transparent)]
    Plan(#[from] NotApplied),
}

/// What the steps of a guide leave, as its plan says or as it is known.
struct GuideProcedure {
    code: &'static Procedure,
    plan: Option<Arc<RehearsalPlan>>,
}

impl GuideProcedure {
    fn of(guide: &str, plan: Option<&Arc<RehearsalPlan>>) -> Self {
        let code = if plan.is_some() { &UNKNOWN } else { procedure(guide) };
        Self { code, plan: plan.cloned() }
    }

    /// The account that the guide makes, with what stands before the @ of its address.
    fn account(&self) -> Option<(&str, &str)> {
        match &self.plan {
            Some(plan) => {
                plan.account.as_ref().map(|one| (one.name.as_str(), one.mailbox.as_str()))
            }
            None => self.code.account,
        }
    }

    fn fails(&self) -> &str {
        match &self.plan {
            Some(plan) => plan.fails.as_deref().unwrap_or_default(),
            None => self.code.fails,
        }
    }

    fn found(&self, organisation: &mut Organisation) -> Result<(), NotApplied> {
        (self.code.found)(organisation);
        self.apply(Situation::Fresh, organisation)
    }

    fn begin(&self, organisation: &mut Organisation) -> Result<(), NotApplied> {
        (self.code.begin)(organisation);
        self.apply(Situation::PartlyConfigured, organisation)
    }

    fn configure(&self, organisation: &mut Organisation) -> Result<(), NotApplied> {
        (self.code.configure)(organisation);
        self.apply(Situation::FullyConfigured, organisation)
    }

    /// What the plan says of the situation itself, once everything that it starts from is there.
    fn finish(&self, organisation: &mut Organisation) -> Result<(), NotApplied> {
        match organisation.situation {
            // They are what other situations start from, and are there already.
            Situation::Fresh | Situation::PartlyConfigured | Situation::FullyConfigured => Ok(()),
            other => self.apply(other, organisation),
        }
    }

    fn apply(
        &self,
        situation: Situation,
        organisation: &mut Organisation,
    ) -> Result<(), NotApplied> {
        let planned = self.plan.iter().flat_map(|plan| &plan.situations);
        for one in planned.filter(|one| one.id == situation.name()) {
            let scope = Scope::of(organisation);
            *organisation = organisation.changed(&one.changes, &scope)?;
            if one.exported {
                organisation.export();
            }
            if let Some(uploaded) = one.uploaded {
                let current = Some(organisation.current_certificate.clone());
                organisation.in_the_cloud = current.filter(|_| uploaded).into_iter().collect();
            }
        }
        Ok(())
    }
}

impl Organisation {
    /// An organisation of that domain and tenant, as it is `now` for somebody who follows this guide,
    /// which has no plan of its own.
    ///
    /// # Errors
    /// Its Auth Certificate could not be made.
    pub fn new(
        guide: &str,
        situation: Situation,
        domain: &str,
        tenant_id: &str,
        now: Timestamp,
    ) -> Result<Self, NotMade> {
        match Self::planned(guide, None, situation, domain, tenant_id, now) {
            Ok(organisation) => Ok(organisation),
            Err(NotBegun::Certificate(error)) => Err(error),
            Err(NotBegun::Plan(error)) => unreachable!("BUG: there is no plan, and yet: {error}"),
        }
    }

    /// Takes away what OAuth needs.
    fn remove_oauth(&mut self) {
        self.auth_servers.clear();
        self.connectors.clear();
        self.accounts.clear();
        "Error".clone_into(&mut self.oauth_test);
        for application in &mut self.applications {
            application.enabled = false;
            application.realm.clear();
            application.linked_account.clear();
        }
    }

    /// The same for a guide that may have a plan.
    ///
    /// # Errors
    /// Its Auth Certificate could not be made, or the plan does not fit.
    pub fn planned(
        guide: &str,
        plan: Option<&Arc<RehearsalPlan>>,
        situation: Situation,
        domain: &str,
        tenant_id: &str,
        now: Timestamp,
    ) -> Result<Self, NotBegun> {
        let procedure = GuideProcedure::of(guide, plan);
        let mut organisation = Self::fresh(situation, domain, tenant_id, now)?.with_plan(plan);
        guide.clone_into(&mut organisation.guide);
        organisation.add_skype(now)?;
        procedure.found(&mut organisation)?;
        match situation {
            Situation::Fresh
            | Situation::KeyNotExportable
            | Situation::ExchangeScriptMissing
            | Situation::TokenIssuerMissing
            | Situation::HostUnknown
            | Situation::PartnerTwice
            | Situation::ReplicationLate
            | Situation::ServerNotBack
            | Situation::BuildTooOld => {}
            Situation::PartlyConfigured => procedure.begin(&mut organisation)?,
            Situation::FullyConfigured | Situation::TokenRefused | Situation::StorageDenied => {
                procedure.configure(&mut organisation)?;
            }
            Situation::SplitPermissions => {
                let lacks = procedure.account().map_or(procedure.fails(), |_| NEW_MAIL_USER);
                organisation.missing_commands.insert(lacks.to_owned());
            }
            Situation::ExpiredCertificate => {
                organisation.renew(now, -3 * 365, -3)?;
            }
            Situation::NextCertificate | Situation::CertificateElsewhere => {
                procedure.configure(&mut organisation)?;
                let next = auth_certificate(now, -30, 5 * 365)?;
                organisation.next_certificate.clone_from(&next.thumbprint);
                organisation.next_effective = Some(now + SignedDuration::from_hours(24 * 30));
                organisation.certificates.push(next);
            }
            Situation::HalfDoneByHand => {
                procedure.configure(&mut organisation)?;
                (procedure.code.by_hand)(&mut organisation);
            }
            Situation::WrongShell => organisation.window = Window::PowerShell,
            Situation::FailedInRole => {
                let object = procedure
                    .account()
                    .map_or_else(|| domain.to_owned(), |(name, _)| organisation.identity(name));
                organisation.failing.push(Failing {
                    command: procedure.fails().to_owned(),
                    message: format!(
                        "The operation couldn't be performed because object '{object}' couldn't be found on 'dc01.{domain}'."
                    ),
                    times: 1,
                });
            }
            Situation::SeveralTenants => organisation.add_other_tenant(),
            Situation::TeamsKeptOut => {
                organisation.teams_access = TeamsAccess::closed(&organisation.computer, domain);
                // A second server is behind, and lacks the certificate.
                organisation.hybrid.other_servers.push(OtherServer {
                    name: "EX02".to_owned(),
                    build: organisation.build.clone(),
                    role: "Mailbox".to_owned(),
                    setup_build: "15.02.2562.029".to_owned(),
                });
            }
            Situation::DelegateUnmarked => organisation.delegate_unmarked = true,
            Situation::EwsBlocked => {
                procedure.configure(&mut organisation)?;
                exchange_oauth::block_ews(&mut organisation);
            }
            Situation::HybridAgent => {
                procedure.configure(&mut organisation)?;
                exchange_oauth::use_hybrid_agent(&mut organisation);
            }
            Situation::ApplicationDeleted => {
                procedure.configure(&mut organisation)?;
                organisation.hybrid.in_tenant = InTenant::Deleted;
            }
            Situation::ConsentMissing => {
                procedure.configure(&mut organisation)?;
                organisation.hybrid.in_tenant = InTenant::NoConsent;
            }
            Situation::ApplicationKeyEnded => {
                procedure.configure(&mut organisation)?;
                organisation.hybrid.in_tenant = InTenant::KeyEnded;
                let ended = auth_certificate(now, -6 * 365, -30)?;
                organisation.hybrid.ended_key = ended.der;
            }
            Situation::OAuthMissing => organisation.remove_oauth(),
        }
        organisation.hinder_skype();
        if let Some(arrange) = procedure.code.arrange {
            arrange(&mut organisation, now)?;
        }
        procedure.finish(&mut organisation)?;
        Ok(organisation)
    }

    fn fresh(
        situation: Situation,
        domain: &str,
        tenant_id: &str,
        now: Timestamp,
    ) -> Result<Self, NotMade> {
        let server = |name: &str, kind: &str, metadata_url: String| AuthServer {
            name: name.to_owned(),
            kind: kind.to_owned(),
            enabled: true,
            realm: tenant_id.to_owned(),
            metadata_url,
            application_identifier: String::new(),
            domain_names: vec![],
        };
        let role = |name: &str, entries: &[&str]| ManagementRole {
            name: name.to_owned(),
            kind: name.to_owned(),
            entries: entries.iter().map(|entry| (*entry).to_owned()).collect(),
        };
        let mut organisation = Self {
            guide: String::new(),
            situation,
            domain: domain.to_owned(),
            tenant_id: tenant_id.to_owned(),
            computer: "EX01".to_owned(),
            build: "Version 15.2 (Build 2562.17)".to_owned(),
            window: Window::ExchangeManagementShell,
            missing_commands: BTreeSet::new(),
            service_name: EXCHANGE_ONLINE.to_owned(),
            current_certificate: String::new(),
            next_certificate: String::new(),
            next_effective: None,
            previous_certificate: String::new(),
            in_the_cloud: vec![],
            certificates: vec![],
            elsewhere: vec![],
            trusts: vec![],
            teams_access: TeamsAccess::default(),
            delegate_unmarked: false,
            global_catalogs: vec![format!("dc01.{domain}"), format!("dc03.{domain}")],
            auth_servers: vec![
                server(
                    "WindowsAzureACS",
                    "MicrosoftACS",
                    format!("https://accounts.accesscontrol.windows.net/{domain}/metadata/json/1"),
                ),
                server(
                    "evoSTS",
                    "AzureAD",
                    format!(
                        "https://login.windows.net/{domain}/federationmetadata/2007-06/federationmetadata.xml"
                    ),
                ),
            ],
            connectors: vec![Connector {
                name: "HybridIOC".to_owned(),
                enabled: true,
                domains: vec![routing_domain(domain)],
                discovery_endpoint: String::new(),
                target_sharing_epr: String::new(),
            }],
            accounts: vec![],
            roles: vec![
                role("UserApplication", &USER_APPLICATION),
                role("ArchiveApplication", &["CreateItem", "GetItem"]),
            ],
            assignments: vec![],
            applications: vec![],
            files: BTreeMap::new(),
            servers: ExchangeServers::default(),
            oauth_test: "Success".to_owned(),
            hybrid: Hybrid { setup_build: NEWEST_BUILD.to_owned(), ..Hybrid::default() },
            skype: SkypeServer::default(),
            failing: vec![],
            interruption: None,
            journals: vec![],
            objects: BTreeMap::new(),
            plan: None,
        };
        let account = "Exchange Online-ApplicationAccount";
        let address = format!("ExchangeOnline-ApplicationAccount@{domain}");
        organisation.add_account(account, &address, true);
        organisation.add_application("Exchange Online", EXCHANGE_ONLINE, Some(account));
        if let Some(application) = organisation.application_mut("Exchange Online") {
            tenant_id.clone_into(&mut application.realm);
        }
        organisation.renew(now, -3 * 365, 2 * 365)?;
        Ok(organisation)
    }

    /// The public part of the certificate in use is in the output folder.
    fn export(&mut self) {
        let der = self.certificate(&self.current_certificate).map(|one| one.der.clone());
        let file = format!(r"{OUTPUT_FOLDER}\OAuthCert.cer");
        self.files.extend(der.map(|der| (file, der)));
    }

    /// The canonical name of an account of this organisation.
    pub(super) fn identity(&self, name: &str) -> String {
        format!("{}/Users/{name}", self.domain)
    }

    pub(super) fn add_account(&mut self, name: &str, address: &str, hidden: bool) {
        self.accounts.push(Account {
            name: name.to_owned(),
            kind: "MailUser".to_owned(),
            identity: self.identity(name),
            address: address.to_owned(),
            hidden,
        });
    }

    /// The account of a guide, with an address of this organisation.
    fn add_own_account(&mut self, (name, mailbox): (&str, &str), hidden: bool) {
        let address = format!("{mailbox}@{}", self.domain);
        self.add_account(name, &address, hidden);
    }

    pub(super) fn add_application(&mut self, name: &str, app_id: &str, account: Option<&str>) {
        self.applications.push(PartnerApplication {
            name: name.to_owned(),
            app_id: app_id.to_owned(),
            enabled: true,
            realm: String::new(),
            linked_account: account.map(|name| self.identity(name)).unwrap_or_default(),
            metadata_url: String::new(),
        });
    }

    /// Puts a new Auth Certificate in the place of the one in use.
    fn renew(&mut self, now: Timestamp, from: i64, to: i64) -> Result<(), NotMade> {
        let new = auth_certificate(now, from, to)?;
        self.current_certificate.clone_from(&new.thumbprint);
        self.certificates.retain(|one| one.thumbprint == self.next_certificate);
        self.certificates.insert(0, new);
        Ok(())
    }

    /// Does what the operator would do, or ask somebody for, about whatever stops the scripts. Says
    /// each thing that was done in a sentence; nothing when nothing hinders.
    ///
    /// # Errors
    /// A new Auth Certificate was due and could not be made.
    pub fn put_right(&mut self, now: Timestamp) -> Result<Vec<String>, NotMade> {
        let mut done = vec![];
        if matches!(self.window, Window::PowerShell | Window::ExchangeOnline) {
            self.window = Window::ExchangeManagementShell;
            done.push("The Exchange Management Shell was opened.".to_owned());
        }
        let procedure = GuideProcedure::of(&self.guide, self.plan.as_ref());
        if let Some(account) = procedure.account()
            && self.missing_commands.contains(NEW_MAIL_USER)
            && self.accounts_named(account.0).is_empty()
        {
            self.add_own_account(account, false);
            done.push(format!(
                "An administrator with the required role created the mail user {}.",
                account.0
            ));
        }
        if procedure.account().is_none() && self.missing_commands.remove(procedure.fails()) {
            done.push(format!("You got a role that contains {}.", procedure.fails()));
        }
        if self.failing.iter().any(|one| one.times > 0) {
            self.failing.clear();
            done.push("The domain controllers have replicated.".to_owned());
        }
        // Where the guide has a script for it, that is run instead.
        if procedure.account().is_some() && self.enable_own_tenant() {
            done.push("The objects of your tenant were enabled: its authorization servers, the partner application and the connector.".to_owned());
        }
        if std::mem::take(&mut self.teams_access) != TeamsAccess::default() {
            for server in &mut self.hybrid.other_servers {
                NEWEST_BUILD.clone_into(&mut server.setup_build);
            }
            done.push(
                "The EWS policy allows Teams, OAuth is on, and the wildcard domain is deleted."
                    .to_owned(),
            );
            done.push("The second server was updated, and has the certificate.".to_owned());
        }
        if std::mem::take(&mut self.delegate_unmarked) {
            done.push("The person added the delegate again in Outlook.".to_owned());
        }
        if !self.elsewhere.is_empty() {
            self.certificates.append(&mut self.elsewhere);
            done.push("The Auth Certificates were imported on this server.".to_owned());
        }
        if procedure.code.rolls_over && self.roll_over() {
            done.push("The rollover date was reached.".to_owned());
        }
        let current = self.certificate(&self.current_certificate);
        if current.is_none_or(|current| current.not_after <= now) {
            self.renew(now, 0, 5 * 365)?;
            done.push("The Auth Certificate was renewed and published.".to_owned());
        }
        self.put_tenant_right(&mut done);
        self.put_skype_right(now, &mut done)?;
        Ok(done)
    }
}

fn auth_certificate(now: Timestamp, from: i64, to: i64) -> Result<AuthCertificate, NotMade> {
    make_certificate(AUTH_CERTIFICATE, now, from, to)
}

/// A certificate with that common name, valid between these days from now.
///
/// It ends half a day later than that, so that the count of whole days stays the same while a
/// rehearsal runs.
fn make_certificate(
    name: &str,
    now: Timestamp,
    from: i64,
    to: i64,
) -> Result<AuthCertificate, NotMade> {
    let day = |days: i64| now + SignedDuration::from_hours(24 * days);
    // A certificate knows seconds, no parts of them.
    let second = |time: Timestamp| Timestamp::from_second(time.as_second()).unwrap_or(time);
    let (not_before, not_after) =
        (second(day(from)), second(day(to) + SignedDuration::from_hours(12)));
    let der = certificate::make(name, not_before, not_after)?;
    Ok(AuthCertificate {
        thumbprint: certificate::thumbprint(&der),
        not_before,
        not_after,
        der: BASE64_STANDARD.encode(der),
        exportable: Some(true),
    })
}
