//! The states in which a rehearsed organisation can begin, and what puts a hindered one right.

use super::organisation::{
    Account, Application, Assignment, AuthCertificate, AuthServer, Connector, Failing,
    Organisation, Role, Window,
};
use crate::certificate::{self, AUTH_CERTIFICATE, NotMade};
use crate::cloud::{CLOUD_VOICEMAIL, SKYPE_ONLINE, TEAMS_SCHEDULER};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How an organisation begins.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Situation {
    /// OAuth with Exchange Online is in place, nothing of the Teams procedure is.
    Fresh,
    /// Somebody began: the account is there and visible, and SfBOnline.
    PartlyConfigured,
    /// Everything is in place and exported.
    FullyConfigured,
    /// The operator may not create mail users.
    SplitPermissions,
    /// Fresh, and the Auth Certificate has expired three days ago.
    ExpiredCertificate,
    /// Everything is in place, and the next Auth Certificate is set.
    NextCertificate,
    /// In place by hand: SfBOnline acts through another account, CloudVoicemail is disabled.
    HalfDoneByHand,
    /// Fresh, but the window is a plain PowerShell.
    WrongShell,
    /// Fresh, and the role cannot be assigned at the first try: a domain controller lags.
    FailedInRole,
    /// Fresh, and OAuth with Exchange Online was never set up.
    OAuthMissing,
}

/// The account of the Teams procedure.
pub(super) const ACCOUNT: &str = "TeamsScheduler";
/// Its role.
pub(super) const ROLE: &str = "TeamsSchedulerRole";
/// The account that the older article gave to SfBOnline.
pub(super) const OLDER_ACCOUNT: &str = "SfBOnline-ApplicationAccount";
/// Office 365 Exchange Online.
pub(super) const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";
/// Where scripts write unless told otherwise.
pub(super) const OUTPUT_FOLDER: &str = r"C:\OAuthConfig";

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
    pub const ALL: [Self; 10] = [
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
    ];
}

impl Organisation {
    /// An organisation of that domain and tenant, as it is `now`.
    ///
    /// # Errors
    /// Its Auth Certificate could not be made.
    pub fn new(
        situation: Situation,
        domain: &str,
        tenant_id: &str,
        now: Timestamp,
    ) -> Result<Self, NotMade> {
        let mut organisation = Self::fresh(situation, domain, tenant_id, now)?;
        match situation {
            Situation::Fresh => {}
            Situation::PartlyConfigured => {
                organisation.add_account(ACCOUNT, domain, false);
                organisation.add_application("SfBOnline", SKYPE_ONLINE, Some(ACCOUNT));
            }
            Situation::FullyConfigured => organisation.configure(),
            Situation::SplitPermissions => {
                organisation.missing_commands.insert("New-MailUser".to_owned());
            }
            Situation::ExpiredCertificate => {
                organisation.renew(now, -3 * 365, -3)?;
            }
            Situation::NextCertificate => {
                organisation.configure();
                let next = auth_certificate(now, -30, 5 * 365)?;
                organisation.next_certificate.clone_from(&next.thumbprint);
                organisation.certificates.push(next);
            }
            Situation::HalfDoneByHand => {
                organisation.configure();
                organisation.add_account(OLDER_ACCOUNT, domain, true);
                let older = organisation.identity(OLDER_ACCOUNT);
                if let Some(application) = organisation.application_mut("SfBOnline") {
                    application.linked_account = older;
                }
                if let Some(application) = organisation.application_mut("CloudVoicemail") {
                    application.enabled = false;
                }
            }
            Situation::WrongShell => organisation.window = Window::PowerShell,
            Situation::FailedInRole => {
                let account = organisation.identity(ACCOUNT);
                organisation.failing.push(Failing {
                    command: "New-ManagementRoleAssignment".to_owned(),
                    message: format!(
                        "The operation couldn't be performed because object '{account}' couldn't be found on 'dc01.{domain}'."
                    ),
                    times: 1,
                });
            }
            Situation::OAuthMissing => {
                organisation.auth_servers.clear();
                organisation.connectors.clear();
                organisation.accounts.clear();
                "Error".clone_into(&mut organisation.oauth_test);
                for application in &mut organisation.applications {
                    application.enabled = false;
                    application.realm.clear();
                    application.linked_account.clear();
                }
            }
        }
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
        };
        let role = |name: &str, entries: &[&str]| Role {
            name: name.to_owned(),
            kind: name.to_owned(),
            entries: entries.iter().map(|entry| (*entry).to_owned()).collect(),
        };
        let mut organisation = Self {
            situation,
            domain: domain.to_owned(),
            tenant_id: tenant_id.to_owned(),
            computer: "EX01".to_owned(),
            build: "Version 15.2 (Build 1748.10)".to_owned(),
            window: Window::ExchangeManagementShell,
            missing_commands: BTreeSet::new(),
            service_name: EXCHANGE_ONLINE.to_owned(),
            current_certificate: String::new(),
            next_certificate: String::new(),
            certificates: vec![],
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
            }],
            accounts: vec![],
            roles: vec![
                role("UserApplication", &USER_APPLICATION),
                role("ArchiveApplication", &["CreateItem", "GetItem"]),
            ],
            assignments: vec![],
            applications: vec![],
            files: BTreeMap::new(),
            oauth_test: "Success".to_owned(),
            failing: vec![],
        };
        organisation.add_account("Exchange Online-ApplicationAccount", domain, true);
        let account = "Exchange Online-ApplicationAccount";
        organisation.add_application("Exchange Online", EXCHANGE_ONLINE, Some(account));
        if let Some(application) = organisation.application_mut("Exchange Online") {
            tenant_id.clone_into(&mut application.realm);
        }
        organisation.renew(now, -3 * 365, 2 * 365)?;
        Ok(organisation)
    }

    /// The Teams procedure, done.
    fn configure(&mut self) {
        let domain = self.domain.clone();
        self.add_account(ACCOUNT, &domain, true);
        self.roles.push(Role {
            name: ROLE.to_owned(),
            kind: "UserApplication".to_owned(),
            entries: vec!["GetDelegate".to_owned()],
        });
        self.assignments.push(Assignment {
            name: format!("{ROLE}-{ACCOUNT}"),
            role: ROLE.to_owned(),
            assignee: ACCOUNT.to_owned(),
        });
        self.add_application("SfBOnline", SKYPE_ONLINE, Some(ACCOUNT));
        self.add_application("TeamsScheduler", TEAMS_SCHEDULER, Some(ACCOUNT));
        self.add_application("CloudVoicemail", CLOUD_VOICEMAIL, None);
        let der = self.certificate(&self.current_certificate).map(|one| one.der.clone());
        let file = format!(r"{OUTPUT_FOLDER}\OAuthCert.cer");
        self.files.extend(der.map(|der| (file, der)));
    }

    /// The canonical name of an account of this organisation.
    pub(super) fn identity(&self, name: &str) -> String {
        format!("{}/Users/{name}", self.domain)
    }

    pub(super) fn add_account(&mut self, name: &str, address_domain: &str, hidden: bool) {
        let local = match name {
            ACCOUNT => format!("{ACCOUNT}-ApplicationAccount"),
            other => other.replace(' ', ""),
        };
        self.accounts.push(Account {
            name: name.to_owned(),
            kind: "MailUser".to_owned(),
            identity: self.identity(name),
            address: format!("{local}@{address_domain}"),
            hidden,
        });
    }

    pub(super) fn add_application(&mut self, name: &str, app_id: &str, account: Option<&str>) {
        self.applications.push(Application {
            name: name.to_owned(),
            app_id: app_id.to_owned(),
            enabled: true,
            realm: String::new(),
            linked_account: account.map(|name| self.identity(name)).unwrap_or_default(),
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
        if self.window != Window::ExchangeManagementShell {
            self.window = Window::ExchangeManagementShell;
            done.push("The Exchange Management Shell was opened.".to_owned());
        }
        if self.missing_commands.contains("New-MailUser") && self.accounts_named(ACCOUNT).is_empty()
        {
            let domain = self.domain.clone();
            self.add_account(ACCOUNT, &domain, false);
            done.push(format!("A colleague with the right to do so made the mail user {ACCOUNT}."));
        }
        if self.failing.iter().any(|one| one.times > 0) {
            self.failing.clear();
            done.push("The domain controllers have caught up with each other.".to_owned());
        }
        let current = self.certificate(&self.current_certificate);
        if current.is_none_or(|current| current.not_after <= now) {
            self.renew(now, 0, 5 * 365)?;
            done.push("The Auth Certificate was renewed and published.".to_owned());
        }
        Ok(done)
    }
}

/// The domain by which Exchange Online is reached: `contoso.mail.onmicrosoft.com`.
pub(super) fn routing_domain(domain: &str) -> String {
    let first = domain.split('.').next().unwrap_or(domain);
    format!("{first}.mail.onmicrosoft.com")
}

fn auth_certificate(now: Timestamp, from: i64, to: i64) -> Result<AuthCertificate, NotMade> {
    let day = |days: i64| now + SignedDuration::from_hours(24 * days);
    // A certificate knows seconds, no parts of them.
    let second = |time: Timestamp| Timestamp::from_second(time.as_second()).unwrap_or(time);
    let (not_before, not_after) = (second(day(from)), second(day(to)));
    let der = certificate::make(AUTH_CERTIFICATE, not_before, not_after)?;
    Ok(AuthCertificate {
        thumbprint: certificate::thumbprint(&der),
        not_before,
        not_after,
        der: BASE64_STANDARD.encode(der),
    })
}
