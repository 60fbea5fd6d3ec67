//! What a hybrid with Exchange Online is made of beside what every organisation has, the side of
//! Exchange Online among it, and what others do for it.
//!
//! A script may ask the operator to have something done that no script of ours does: to run
//! Microsoft's script for the dedicated hybrid application, to change a load balancer. In a rehearsal
//! there is nobody to do it, so it counts as done when the next script is run, and the window says so.

use super::organisation::{
    Assignment, AuthServer, Connector, EXCHANGE_ONLINE, Organisation, PartnerApplication,
    routing_domain,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The role without which Exchange Online can do nothing through its account.
pub(super) const USER_APPLICATION: &str = "UserApplication";
/// The dedicated hybrid application that Microsoft's script makes.
pub(super) const HYBRID_APPLICATION: &str = "2222dddd-3333-eeee-4444-ffff5555aaaa";
/// The section of the setting that switches it on.
pub(super) const OVERRIDE_SECTION: &str = "ExchangeOnpremAsThirdPartyAppId";
/// The applications of Teams that act through the authorization servers.
const TEAMS: [&str; 3] = [
    "00000004-0000-0ff1-ce00-000000000000",
    "7557eb47-c689-4224-abcf-aef9bd7573df",
    "db7de2b5-2149-435e-8043-e080dd50afae",
];
const SWITCHED_ON: &str = "Enabled=true";

/// The hybrid with Exchange Online.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Hybrid {
    /// `Get-SettingOverride`.
    pub setting_overrides: Vec<SettingOverride>,
    /// The addresses of each server.
    pub virtual_directories: Vec<VirtualDirectory>,
    /// The servers beside the one on which scripts run.
    pub other_servers: Vec<OtherServer>,
    /// `Get-OrganizationRelationship`.
    pub relationships: Vec<Relationship>,
    /// `Get-AvailabilityAddressSpace`.
    pub address_spaces: Vec<AddressSpace>,
    /// `Get-IntraOrganizationConnector` of Exchange Online.
    pub online_connectors: Vec<Connector>,
    /// What Exchange Online says about EWS.
    pub ews: EwsAccess,
    /// The version of `ExSetup.exe` on the server on which scripts run; empty: not read.
    pub setup_build: String,
    /// What the test from the cloud says because of what stands in front of Exchange; empty: nothing
    /// stands in the way.
    pub obstacle: String,
    /// What the operator was asked to have done, and nobody has done yet.
    pub asked: BTreeSet<Asked>,
    /// What became of the dedicated application in the tenant after it was made.
    pub in_tenant: InTenant,
    /// Somebody uploaded a key to the principal that Exchange Online shares, as the article has it.
    pub shared_key: bool,
    /// The certificate (DER, base64) of a key that has ended, where it holds one.
    pub ended_key: String,
    /// The routing domain that Microsoft's script was to be given; empty: the usual one.
    pub routing_domain: String,
}

/// What became of the dedicated hybrid application in the tenant.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InTenant {
    /// It is as Microsoft's script leaves it.
    #[default]
    Whole,
    /// Somebody deleted it.
    Deleted,
    /// Nobody consented to its permission.
    NoConsent,
    /// It holds only a key that has ended.
    KeyEnded,
}

/// Who may use EWS: in Exchange Online, or on the servers.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct EwsAccess {
    /// `EwsEnabled`; none: not set.
    pub enabled: Option<bool>,
    /// `EwsAllowedAppIDs`, which only Exchange Online has.
    pub allowed_app_ids: Vec<String>,
    /// `EwsApplicationAccessPolicy`; empty: not set.
    pub policy: String,
    /// `EwsAllowList`.
    pub allow_list: Vec<String>,
    /// `EwsBlockList`.
    pub block_list: Vec<String>,
}

impl EwsAccess {
    /// Whether an application is on the list.
    pub(super) fn lists(&self, id: &str) -> bool {
        self.allowed_app_ids.iter().any(|one| one.eq_ignore_ascii_case(id))
    }

    /// Why Exchange Online refuses an application, in the words of its header; none: it does not.
    fn refuses(&self, id: &str) -> Option<&'static str> {
        match self.enabled {
            Some(false) => Some("EWS is disabled for this user or tenant"),
            Some(true) if !self.allowed_app_ids.is_empty() && !self.lists(id) => {
                Some("EWS is blocked by policy for this user or tenant")
            }
            Some(true) | None => None,
        }
    }
}

/// Something that others do.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// To run Microsoft's script for the dedicated hybrid application.
    HybridApplication,
    /// To let Exchange Setup give the account of Exchange Online its roles.
    AccountRoles,
    /// To let requests through as they came.
    LoadBalancer,
}

/// A setting that differs from what Exchange comes with.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SettingOverride {
    /// Its name.
    pub name: String,
    /// The section it is about.
    pub section: String,
    /// `Enabled=true`.
    pub parameters: String,
    /// Where it applies, in the script's words; empty: everywhere.
    #[serde(default)]
    pub scope: String,
}

/// The addresses under which a server is reached, each up to its first slash; empty: none.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualDirectory {
    /// The server's name.
    pub server: String,
    /// From inside.
    pub internal: String,
    /// From outside.
    pub external: String,
    /// Of Autodiscover.
    pub autodiscover: String,
}

/// A server beside the one on which scripts run.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OtherServer {
    /// Its name.
    pub name: String,
    /// Its build, in Exchange's words.
    pub build: String,
    /// `Mailbox`, `Edge`, or several with commas between them.
    #[serde(default = "mailbox")]
    pub role: String,
    /// The version of `ExSetup.exe` on it; empty: its administrative share refuses.
    #[serde(default)]
    pub setup_build: String,
}

/// The newest update of the simulated servers.
pub(super) const NEWEST_BUILD: &str = "15.02.2562.053";

/// Servers that were kept before they had roles.
fn mailbox() -> String {
    "Mailbox".to_owned()
}

/// A relationship with another organisation, by which free and busy times are asked for where no
/// enabled connector leads.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Relationship {
    /// Its name.
    pub name: String,
    /// Whether it is enabled.
    pub enabled: bool,
    /// Whether it provides free and busy times.
    pub free_busy: bool,
    /// The domains it is for.
    pub domains: Vec<String>,
    /// Where Autodiscover is asked.
    pub target_autodiscover_epr: String,
    /// Where Exchange Web Services are asked; empty: what Autodiscover returns.
    pub target_sharing_epr: String,
}

/// Where old servers ask for free and busy times of other organisations.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AddressSpace {
    /// The domain.
    pub name: String,
    /// `InternalProxy`.
    pub access_method: String,
    /// The server that asks for them.
    pub proxy_url: String,
}

impl Organisation {
    /// Others do what the operator has to ask for. Says each in a sentence.
    pub(super) fn do_what_was_asked(&mut self) -> Vec<&'static str> {
        let mut done = vec![];
        for asked in std::mem::take(&mut self.hybrid.asked) {
            match self.done_by_others(asked) {
                Some(sentence) => done.push(sentence),
                None => {
                    self.hybrid.asked.insert(asked);
                }
            }
        }
        done
    }

    fn done_by_others(&mut self, asked: Asked) -> Option<&'static str> {
        match asked {
            Asked::HybridApplication => self.make_hybrid_application().then_some(
                "Meanwhile, somebody ran Microsoft's script ConfigureExchangeHybridApplication.ps1.",
            ),
            Asked::AccountRoles => {
                let account = self.exchange_online_account()?;
                self.assignments.push(Assignment::new(USER_APPLICATION, &account));
                Some("Meanwhile, somebody ran Exchange Setup with /PrepareAD.")
            }
            Asked::LoadBalancer => {
                self.hybrid.obstacle.clear();
                Some("Meanwhile, the load balancer was configured to pass TLS through to the servers.")
            }
        }
    }

    /// What Microsoft's script does, once an override that says no was removed. It finds nothing to
    /// work on without an enabled authorization server of this tenant.
    pub(super) fn make_hybrid_application(&mut self) -> bool {
        let tenant = self.tenant_id.clone();
        let mut servers = self.auth_servers.iter_mut();
        let fits = |kind: &str, realm: &str, enabled| {
            kind == "AzureAD" && realm.eq_ignore_ascii_case(&tenant) && enabled
        };
        let Some(server) = servers.find(|one| fits(&one.kind, &one.realm, one.enabled)) else {
            return false;
        };
        HYBRID_APPLICATION.clone_into(&mut server.application_identifier);
        let routing = match std::mem::take(&mut self.hybrid.routing_domain) {
            named if named.is_empty() => routing_domain(&self.domain),
            named => named,
        };
        for domain in [self.domain.clone(), routing] {
            if !server.domain_names.contains(&domain) {
                server.domain_names.push(domain);
            }
        }
        let overrides = &mut self.hybrid.setting_overrides;
        overrides.retain(|one| one.section != OVERRIDE_SECTION || one.parameters == SWITCHED_ON);
        if !overrides.iter().any(|one| one.section == OVERRIDE_SECTION) {
            overrides.push(SettingOverride {
                name: "EnableExchangeHybrid3PAppFeature".to_owned(),
                section: OVERRIDE_SECTION.to_owned(),
                parameters: SWITCHED_ON.to_owned(),
                scope: String::new(),
            });
        }
        true
    }

    /// Whether the setting that switches the dedicated hybrid application on is there, and none that
    /// switches it off.
    pub(super) fn is_hybrid_application_on(&self) -> bool {
        let overrides = self.hybrid.setting_overrides.iter();
        let mut own = overrides.filter(|one| one.section == OVERRIDE_SECTION).peekable();
        own.peek().is_some() && own.all(|one| one.parameters == SWITCHED_ON)
    }

    /// Whether that setting is limited to some servers or versions.
    pub(super) fn is_hybrid_application_limited(&self) -> bool {
        let mut overrides = self.hybrid.setting_overrides.iter();
        overrides.any(|one| one.section == OVERRIDE_SECTION && !one.scope.is_empty())
    }

    /// Whether an authorization server of this tenant carries the dedicated hybrid application, and the
    /// setting is on.
    pub(super) fn is_hybrid_application_in_use(&self) -> bool {
        let named = self.own_auth_servers().any(|one| {
            one.enabled && one.kind == "AzureAD" && !one.application_identifier.is_empty()
        });
        named && self.is_hybrid_application_on()
    }

    /// The names of the enabled partner applications of Teams that accept tokens of this tenant.
    pub(super) fn teams_applications(&self) -> Vec<String> {
        let of_teams = |one: &&PartnerApplication| {
            one.enabled
                && TEAMS.iter().any(|id| one.app_id.eq_ignore_ascii_case(id))
                && (one.realm.is_empty() || one.realm.eq_ignore_ascii_case(&self.tenant_id))
        };
        self.applications.iter().filter(of_teams).map(|one| one.name.clone()).collect()
    }

    /// The name of the account through which Exchange Online acts.
    pub(super) fn exchange_online_account(&self) -> Option<String> {
        let applications = self.applications_of(EXCHANGE_ONLINE);
        let linked = applications.iter().map(|one| name_of(&one.linked_account));
        linked.into_iter().find(|name| !name.is_empty()).map(str::to_owned)
    }

    /// The roles an account holds, each once.
    pub(super) fn roles_of(&self, identity: &str) -> BTreeSet<String> {
        let held = |one: &&Assignment| one.assignee.eq_ignore_ascii_case(name_of(identity));
        self.assignments.iter().filter(held).map(|one| one.role.clone()).collect()
    }

    fn own_auth_servers(&self) -> impl Iterator<Item = &AuthServer> {
        let own = |one: &&AuthServer| one.realm.eq_ignore_ascii_case(&self.tenant_id);
        self.auth_servers.iter().filter(own)
    }

    fn trusts_both_services(&self) -> bool {
        ["MicrosoftACS", "AzureAD"]
            .iter()
            .all(|kind| self.own_auth_servers().any(|one| one.kind == *kind && one.enabled))
    }

    /// What a test of OAuth to Exchange Online says: its result and the detail.
    pub(super) fn test_to_the_cloud(&self, now: Timestamp) -> (&'static str, String) {
        let loaded = loaded(now);
        let certificate = self.certificate(&self.current_certificate);
        let Some(certificate) = certificate.filter(|one| one.not_after > now) else {
            return ("Error", format!("{loaded} Missing signing certificate."));
        };
        if self.is_hybrid_application_in_use() {
            let mut servers = self.own_auth_servers().filter(|one| one.kind == "AzureAD");
            let refused =
                servers.find_map(|one| self.hybrid.ews.refuses(&one.application_identifier));
            let Some(reason) = refused else { return ("Success", loaded) };
            let detail = format!(
                "{loaded} The remote server returned an error: (403) Forbidden. X-EWS-Policy-Reason: {reason}"
            );
            return ("Error", detail);
        }
        let detail = format!(
            "{loaded} Error code: 'invalid_client'. Description: 'AADSTS50012: Client assertion contains an invalid signature. [Reason - The key was not found., Thumbprint of key used by client: '{}']'",
            certificate.thumbprint
        );
        ("Error", detail)
    }

    /// What a test of OAuth from Exchange Online says: its result and the detail.
    pub(super) fn test_from_the_cloud(&self, now: Timestamp) -> (&'static str, String) {
        let loaded = loaded(now);
        let mut partner = self.applications_of(EXCHANGE_ONLINE);
        partner.retain(|one| one.realm.is_empty() || one.realm == self.tenant_id);
        let enabled = partner.iter().any(|one| one.enabled) && self.trusts_both_services();
        let may =
            partner.iter().any(|one| self.roles_of(&one.linked_account).contains(USER_APPLICATION));
        let cause = if !self.hybrid.obstacle.is_empty() {
            &self.hybrid.obstacle
        } else if !enabled {
            "The remote server returned an error: (401) Unauthorized."
        } else if !may {
            "The application is missing a linked account for RBAC roles, or the linked account has no RBAC role assignments, or the calling users account is logon disabled."
        } else {
            return ("Success", loaded);
        };
        ("Error", format!("{loaded} {cause}"))
    }
}

/// What every test begins with.
fn loaded(now: Timestamp) -> String {
    format!("The configuration was last successfully loaded at {}.", now.strftime("%F %T UTC"))
}

/// The name in `contoso.com/Users/Exchange Online-ApplicationAccount`.
fn name_of(identity: &str) -> &str {
    identity.rsplit('/').next().unwrap_or(identity)
}
