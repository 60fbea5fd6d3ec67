//! The simulated organisation: what its directory, its servers and the operator's window hold.
//!
//! Names of things are compared without regard to case, as Exchange does.

use super::exchange_server::{ExchangeServers, TeamsAccess};
use super::hybrid::Hybrid;
use super::parameters::Parameters;
use super::run::{Run, RunOutput};
use super::script::{NotRehearsed, Script};
use super::situation::Situation;
use super::skype::SkypeServer;
use super::window::Window;
use crosstrust_core::receipt::Journal;
use crosstrust_core::rehearsal::RehearsalPlan;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Office 365 Exchange Online.
pub(super) const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";
/// Where scripts write by default.
pub(super) use crosstrust_core::places::OUTPUT_FOLDER;

/// A recipient.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Its name.
    pub name: String,
    /// `MailUser`, `UserMailbox`, ….
    pub kind: String,
    /// `contoso.com/Users/TeamsScheduler`.
    pub identity: String,
    /// The external address.
    pub address: String,
    /// Hidden from address lists.
    pub hidden: bool,
}

/// A management role.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ManagementRole {
    /// Its name.
    pub name: String,
    /// `UserApplication`, ….
    pub kind: String,
    /// The commands it allows.
    pub entries: Vec<String>,
}

/// A role given to an account.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Assignment {
    /// `TeamsSchedulerRole-TeamsScheduler`.
    pub name: String,
    /// The role's name.
    pub role: String,
    /// The account's name.
    pub assignee: String,
}

impl Assignment {
    /// With the name that Exchange gives it.
    pub(super) fn new(role: &str, assignee: &str) -> Self {
        Self {
            name: format!("{role}-{assignee}"),
            role: role.to_owned(),
            assignee: assignee.to_owned(),
        }
    }
}

/// A partner application.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PartnerApplication {
    /// Its name.
    pub name: String,
    /// The application id.
    pub app_id: String,
    /// Whether it is enabled.
    pub enabled: bool,
    /// The tenant it belongs to; empty: any.
    pub realm: String,
    /// The identity of the account it acts through; empty: none.
    pub linked_account: String,
    /// Where it is described; empty: nowhere.
    #[serde(default)]
    pub metadata_url: String,
}

/// An authorization server.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthServer {
    /// Its name.
    pub name: String,
    /// `MicrosoftACS` or `AzureAD`.
    pub kind: String,
    /// Whether it is enabled.
    pub enabled: bool,
    /// The tenant.
    pub realm: String,
    /// Where it is described.
    pub metadata_url: String,
    /// The application as which Exchange signs in there; empty: none of its own.
    #[serde(default)]
    pub application_identifier: String,
    /// The domains whose mailboxes it is asked for.
    #[serde(default)]
    pub domain_names: Vec<String>,
}

/// An intra-organization connector.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Connector {
    /// Its name.
    pub name: String,
    /// Whether it is enabled.
    pub enabled: bool,
    /// The domains it is for.
    pub domains: Vec<String>,
    /// Where it asks.
    #[serde(default)]
    pub discovery_endpoint: String,
    /// Where it asks instead, such as at the Hybrid Agent.
    #[serde(default)]
    pub target_sharing_epr: String,
}

/// A certificate in the server's store: its public part; there is no other.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthCertificate {
    /// 40 upper-case hex digits.
    pub thumbprint: String,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
    /// Standard base64 of the DER.
    pub der: String,
    /// Whether its private key can be exported; none: Exchange does not say.
    #[serde(default = "can_be_exported")]
    pub exportable: Option<bool>,
}

/// Certificates that were kept before this was known of them.
#[expect(clippy::unnecessary_wraps, reason = "the default of a field that may be unknown")]
fn can_be_exported() -> Option<bool> {
    Some(true)
}

/// A command that will fail, with Exchange's words.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Failing {
    pub(super) command: String,
    pub(super) message: String,
    pub(super) times: u32,
}

/// A simulated Exchange organisation with one server. Plain data: the caller keeps it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Organisation {
    /// The guide whose steps somebody may have begun.
    #[serde(default = "teams")]
    pub guide: String,
    /// The state it was made in.
    pub situation: Situation,
    /// Its domain.
    pub domain: String,
    /// Its tenant in the cloud.
    pub tenant_id: String,
    /// The server's name.
    pub computer: String,
    /// The server's build, in Exchange's words.
    pub build: String,
    /// The window in which the operator works.
    pub window: Window,
    /// Commands that the operator's roles do not hold.
    pub missing_commands: BTreeSet<String>,
    /// `Get-AuthConfig`'s service name.
    pub service_name: String,
    /// Thumbprint of the certificate in use; empty: none.
    pub current_certificate: String,
    /// Thumbprint of the one that takes over; empty: none.
    pub next_certificate: String,
    /// When the next one takes over; none: at once.
    #[serde(default)]
    pub next_effective: Option<Timestamp>,
    /// Thumbprint of the one that was in use before; empty: none.
    #[serde(default)]
    pub previous_certificate: String,
    /// Thumbprints of those whose keys the applications in the cloud hold when the rehearsal begins.
    #[serde(default)]
    pub in_the_cloud: Vec<String>,
    /// The certificates in the server's store.
    pub certificates: Vec<AuthCertificate>,
    /// Those that are only in the store of another server.
    #[serde(default)]
    pub elsewhere: Vec<AuthCertificate>,
    /// The forests and domains that its forest trusts.
    #[serde(default)]
    pub trusts: Vec<String>,
    /// What lets the requests of Teams in, or keeps them out.
    #[serde(default)]
    pub teams_access: TeamsAccess,
    /// A delegate has rights on the calendar folder, and is not marked as a delegate there.
    #[serde(default)]
    pub delegate_unmarked: bool,
    /// The global catalogs that Exchange uses.
    #[serde(default)]
    pub global_catalogs: Vec<String>,
    /// The authorization servers.
    pub auth_servers: Vec<AuthServer>,
    /// The connectors.
    pub connectors: Vec<Connector>,
    /// The recipients.
    pub accounts: Vec<Account>,
    /// The management roles.
    pub roles: Vec<ManagementRole>,
    /// Who holds them.
    pub assignments: Vec<Assignment>,
    /// The partner applications.
    pub applications: Vec<PartnerApplication>,
    /// Files in the output folder: path, and standard base64 of what they hold.
    pub files: BTreeMap<String, String>,
    /// What `Test-OAuthConnectivity` says.
    pub oauth_test: String,
    /// The Exchange servers themselves.
    #[serde(default)]
    pub servers: ExchangeServers,
    /// What the hybrid with Exchange Online is made of.
    #[serde(default)]
    pub hybrid: Hybrid,
    /// Skype for Business Server; as good as none in an organisation that has none.
    #[serde(default)]
    pub skype: SkypeServer,
    pub(super) failing: Vec<Failing>,
    /// Where the next run that changes something is interrupted.
    #[serde(default)]
    pub interruption: Option<Interruption>,
    /// The journals in the output folder: those of runs that did not come to their end.
    #[serde(default)]
    pub journals: Vec<Journal>,
    /// The lists of objects that only the guide's plan knows.
    #[serde(flatten)]
    pub objects: BTreeMap<String, Value>,
    /// What the guide says of its own functions and states. It is content, and not kept.
    #[serde(skip)]
    pub(super) plan: Option<Arc<RehearsalPlan>>,
}

/// Where a run is interrupted, counted in changes from 1.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interruption {
    /// The process is killed after it has noted this change and before it makes it.
    KilledBefore(usize),
    /// The process is killed after it has made this change and before it notes that.
    KilledAfter(usize),
    /// Somebody presses Ctrl+C after this change.
    Stopped(usize),
}

impl Organisation {
    /// The same organization with what its guide says of its own functions. An organization that was kept
    /// has to be given it again.
    #[must_use]
    pub fn with_plan(mut self, plan: Option<&Arc<RehearsalPlan>>) -> Self {
        self.plan = plan.cloned();
        self
    }

    /// Runs a script in a window with a person at it. Without `-WhatIf` (`what_if`) the organisation is changed as
    /// the script would change it.
    ///
    /// # Errors
    /// As those of [`Organisation::run_with`].
    pub fn run(
        &mut self,
        text: &str,
        what_if: bool,
        now: Timestamp,
    ) -> Result<RunOutput, NotRehearsed> {
        self.run_with(text, &Parameters::attended(what_if), now)
    }

    /// Runs a script with these parameters and returns what its window shows, the receipt included.
    ///
    /// # Errors
    /// The text is not a script of Crosstrust's, lacks a parameter that it is given, or has a step that is not
    /// rehearsed. Nothing is changed then.
    pub fn run_with(
        &mut self,
        text: &str,
        given: &Parameters,
        now: Timestamp,
    ) -> Result<RunOutput, NotRehearsed> {
        let plan = self.plan.clone();
        let script = Script::read(text, plan.as_deref(), given)?;
        let meanwhile = self.do_what_was_asked();
        let usual = self.window;
        self.window = usual.for_script(script.window);
        let output = Run::new(self, &script, given, now).carry_out(&meanwhile);
        self.window = usual;
        Ok(output)
    }

    /// The name of the computer whose window is open.
    pub(super) fn computer(&self) -> &str {
        match self.window {
            Window::SkypeManagementShell => &self.skype.computer,
            // Exchange Online is looked after from any PC.
            Window::ExchangeOnline => "PC01",
            Window::ExchangeManagementShell | Window::PowerShell => &self.computer,
        }
    }

    /// The account of whoever works in the window: `CONTOSO\Administrator`.
    pub(super) fn operator(&self) -> String {
        let first = self.domain.split('.').next().unwrap_or(&self.domain);
        format!(r"{}\Administrator", first.to_uppercase())
    }

    /// Whether the window has this command, and the operator's roles hold it.
    pub(super) fn has(&self, command: &str) -> bool {
        self.window.has(command) && !self.missing_commands.contains(command)
    }

    /// The words of a failure that is due for this command; it is then used up.
    pub(super) fn failure_of(&mut self, command: &str) -> Option<String> {
        let failing =
            self.failing.iter_mut().find(|one| one.times > 0 && one.command == command)?;
        failing.times -= 1;
        Some(failing.message.clone())
    }

    pub(super) fn accounts_named(&self, name: &str) -> Vec<Account> {
        let named = |account: &&Account| account.name.eq_ignore_ascii_case(name);
        self.accounts.iter().filter(named).cloned().collect()
    }

    pub(super) fn role(&self, name: &str) -> Option<&ManagementRole> {
        self.roles.iter().find(|role| role.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn assignees(&self, role: &str) -> Vec<String> {
        let of = |one: &&Assignment| one.role.eq_ignore_ascii_case(role);
        self.assignments.iter().filter(of).map(|one| one.assignee.clone()).collect()
    }

    pub(super) fn is_assigned(&self, role: &str, account: &str) -> bool {
        self.assignees(role).iter().any(|name| name.eq_ignore_ascii_case(account))
    }

    pub(super) fn applications_of(&self, app_id: &str) -> Vec<PartnerApplication> {
        let of = |one: &&PartnerApplication| one.app_id.eq_ignore_ascii_case(app_id);
        self.applications.iter().filter(of).cloned().collect()
    }

    pub(super) fn application_mut(&mut self, name: &str) -> Option<&mut PartnerApplication> {
        self.applications.iter_mut().find(|one| one.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn certificate(&self, thumbprint: &str) -> Option<&AuthCertificate> {
        self.certificates.iter().find(|one| one.thumbprint.eq_ignore_ascii_case(thumbprint))
    }
}

/// Organisations that were kept before there was more than one guide.
fn teams() -> String {
    "teams".to_owned()
}

/// The domain by which Exchange Online is reached: `contoso.mail.onmicrosoft.com`.
pub(super) fn routing_domain(domain: &str) -> String {
    let first = domain.split('.').next().unwrap_or(domain);
    format!("{first}.mail.onmicrosoft.com")
}
