//! The authorization servers of the tenant: read, made, enabled, taken back.

use super::{Family, known};
use crate::exchange::organisation::{AuthServer, Organisation};
use crate::exchange::run::{End, Run, Stop};
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) const FAMILY: Family = Family {
    guides: &["exchange-oauth"],
    functions: &[
        known("Invoke-AuthServerStep", |_| true, |run, _| run.make_auth_servers()),
        known("Invoke-AuthServerCheck", |_| true, |run, _| run.check_auth_servers()),
        known("Invoke-UndoAuthServerStep", |_| true, |run, _| run.undo_auth_servers()),
    ],
};

const TITLE: &str = "Authorization servers of this tenant";

/// A sign-in service whose tokens Exchange has to accept.
pub(super) struct Wanted {
    name: &'static str,
    kind: &'static str,
    /// The answer that holds its address.
    address: &'static str,
}

/// The two of this tenant, in the order of the script.
const WANTED: [Wanted; 2] =
    [Wanted { name: "WindowsAzureACS", kind: "MicrosoftACS", address: "AcsMetadataUrl" }, EVO_STS];

/// Today's one.
pub(super) const EVO_STS: Wanted =
    Wanted { name: "evoSTS", kind: "AzureAD", address: "EvoStsMetadataUrl" };

/// The name, or the name with the first number that is free.
pub(super) fn free_name<'a>(name: &str, taken: impl Iterator<Item = &'a str>) -> String {
    let taken: Vec<&str> = taken.collect();
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let is_free = |name: &String| !taken.iter().any(|one| one.eq_ignore_ascii_case(name));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(is_free).expect("BUG: there are more numbers than names")
}

/// The name by which undo knows one.
fn made(name: &str) -> String {
    format!("auth-server:{name}")
}

impl Run<'_> {
    /// Those of one kind that belong to this tenant, whatever their names.
    pub(super) fn find_auth_servers(&self, wanted: &Wanted) -> Result<Vec<AuthServer>, Stop> {
        let (tenant, url) = (self.tenant(), self.script.answers.text(wanted.address));
        let all = self.organisation.auth_servers.iter();
        let of_kind: Vec<_> = all.filter(|one| one.kind == wanted.kind).collect();
        // The realm is the id of a tenant and decides; the address where one of the two is not known.
        let belongs = |one: &&&AuthServer| {
            let unknown = one.realm.is_empty() || !self.is_tenant_known();
            one.realm.eq_ignore_ascii_case(tenant)
                || (unknown && one.metadata_url.eq_ignore_ascii_case(url))
        };
        let found: Vec<AuthServer> =
            of_kind.iter().filter(belongs).map(|one| (*one).clone()).collect();
        if found.is_empty() && !of_kind.is_empty() && !self.is_tenant_known() {
            let names: Vec<_> = of_kind.iter().map(|one| one.name.as_str()).collect();
            return Err(Stop::tenant_unknown("authorization servers", &names.join(", ")));
        }
        Ok(found)
    }

    /// The tenant as the script names it.
    pub(super) fn tenant(&self) -> &str {
        self.script.answers.text("TenantId")
    }

    /// Whether the script names it by its id, and not by one of its domains.
    pub(super) fn is_tenant_known(&self) -> bool {
        let tenant = self.tenant();
        tenant.len() == 36 && Uuid::try_parse(tenant).is_ok()
    }

    fn all_auth_servers(&self) -> Result<Vec<AuthServer>, Stop> {
        let mut all = vec![];
        for wanted in &WANTED {
            all.extend(self.find_auth_servers(wanted)?);
        }
        Ok(all)
    }

    fn record_auth_servers(&mut self) -> End {
        let organisation = &*self.organisation;
        let facts = [
            ("serviceName", json!(organisation.service_name)),
            ("realm", json!("")),
            ("currentThumbprint", json!(organisation.current_certificate)),
            ("nextThumbprint", json!(organisation.next_certificate)),
        ];
        let servers = self.all_auth_servers()?.into_iter().map(|one| {
            json!({
                "name": one.name,
                "type": one.kind,
                "enabled": one.enabled,
                "realm": one.realm,
                "metadataUrl": one.metadata_url,
                "applicationIdentifier": one.application_identifier,
            })
        });
        let servers: Vec<Value> = servers.collect();
        for (name, value) in facts {
            self.fact(name, value);
        }
        self.fact("authServers", servers);
        Ok(())
    }

    fn make_auth_servers(&mut self) -> End {
        self.start("auth-servers", TITLE);
        for wanted in &WANTED {
            let found = self.find_auth_servers(wanted)?;
            let Some(first) = found.first() else {
                let url = self.script.answers.text(wanted.address);
                let action = "Create the authorization server";
                let taken = self.organisation.auth_servers.iter().map(|one| one.name.as_str());
                let name = free_name(wanted.name, taken);
                self.change(&name, action, "New-AuthServer", |organisation| {
                    organisation.add_auth_server(&name, wanted.kind, url);
                })?;
                continue;
            };
            if found.iter().all(|one| !one.enabled) {
                self.switch(&first.name, "Enable the authorization server", true)?;
            }
        }
        self.record_auth_servers()
    }

    /// Refuses to take away what the applications of Teams need.
    pub(super) fn assert_no_teams_application(&self, what: &str) -> End {
        let names = self.organisation.teams_applications();
        if names.is_empty() {
            return Ok(());
        }
        Err(Stop::new(
            "undo-in-use",
            format!(
                "Teams uses {what}: the partner applications {} are enabled and accept its tokens. The script did not change it. Undo the setup for Teams first.",
                names.join(", ")
            ),
        ))
    }

    fn switch(&mut self, name: &str, action: &str, on: bool) -> Result<bool, Stop> {
        self.switching(on);
        self.change(name, action, "Set-AuthServer", |organisation| {
            let mut named = organisation.auth_servers.iter_mut();
            if let Some(one) = named.find(|one| one.name.eq_ignore_ascii_case(name)) {
                one.enabled = on;
            }
        })
    }

    fn check_auth_servers(&mut self) -> End {
        self.start("auth-servers", &format!("{TITLE} (only read)"));
        self.record_auth_servers()
    }

    fn undo_auth_servers(&mut self) -> End {
        self.start("auth-servers", TITLE);
        let script = self.script;
        let servers = self.all_auth_servers()?;
        let is_ours = |one: &&AuthServer| script.answers.holds("Created", &made(&one.name));
        let is_enabled =
            |one: &&AuthServer| one.enabled && script.answers.holds("Enabled", &made(&one.name));
        self.record_hybrid_override();
        let on = self.organisation.is_hybrid_application_on();
        let used = |one: &&AuthServer| !one.application_identifier.is_empty();
        let taken_back = |one: &&AuthServer| is_ours(one) || (on && is_enabled(one));
        if let Some(used) = servers.iter().filter(taken_back).find(used) {
            return Err(Stop::new(
                "undo-in-use",
                format!(
                    "The authorization server {} has the ID of the dedicated Exchange hybrid application. The script did not change it or the others.",
                    used.name
                ),
            ));
        }
        let concerned = servers.iter().filter(is_ours);
        let concerned =
            concerned.chain(servers.iter().filter(|one| !is_ours(one) && is_enabled(one)));
        let concerned: Vec<_> = concerned.map(|one| one.name.as_str()).collect();
        if !concerned.is_empty() {
            let what = format!("the authorization servers {}", concerned.join(", "));
            self.assert_no_teams_application(&what)?;
        }
        for server in &servers {
            let name = &server.name;
            if is_ours(&server) {
                let action = "Remove the authorization server";
                self.turning(name.as_str(), Value::Null);
                self.change(name, action, "Remove-AuthServer", |organisation| {
                    organisation.auth_servers.retain(|one| one.name != *name);
                })?;
            } else if server.enabled && script.answers.holds("Enabled", &made(name)) {
                self.switch(name, "Disable the authorization server again", false)?;
            }
        }
        if self.is_planned() {
            return Ok(());
        }
        let present = !self.all_auth_servers()?.is_empty();
        self.fact("present", present);
        if present { self.record_auth_servers() } else { Ok(()) }
    }
}

impl Organisation {
    /// An authorization server; the realm is what its address contains.
    pub(in crate::exchange) fn add_auth_server(&mut self, name: &str, kind: &str, url: &str) {
        self.auth_servers.push(AuthServer {
            name: name.to_owned(),
            kind: kind.to_owned(),
            enabled: true,
            realm: self.tenant_id.clone(),
            metadata_url: url.to_owned(),
            application_identifier: String::new(),
            domain_names: vec![],
        });
    }
}
