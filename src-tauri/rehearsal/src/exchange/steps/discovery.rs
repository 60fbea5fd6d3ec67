//! Discovery: everything that helps to fill the answers in. What cannot be read is reported, and the rest
//! is read all the same.

use super::{Family, known};
use crate::exchange::organisation::{EXCHANGE_ONLINE, Organisation, routing_domain};
use crate::exchange::run::{Run, time};
use crate::exchange::script::Call;
use serde_json::{Value, json};

pub(super) const FAMILY: Family = Family {
    guides: &[],
    functions: &[known(
        "Invoke-DiscoveryStep",
        |call| call.has_list(0) && call.has_list(1),
        |run, call| {
            run.discover(call);
            Ok(())
        },
    )],
};

/// Before OAuth is set up, other things are of interest.
pub(super) const BEFORE_OAUTH: Family = Family {
    guides: &["exchange-oauth"],
    functions: &[known(
        "Invoke-DiscoveryStep",
        |call| call.arguments.is_empty(),
        |run, _| {
            run.discover_before_oauth();
            Ok(())
        },
    )],
};

impl Run<'_> {
    fn discover(&mut self, call: &Call) {
        self.start("discovery", "Look at this organisation (nothing is changed)");
        let domain_controller = self.domain_controller();
        let organisation = &*self.organisation;
        let auth_config = json!({ "serviceName": organisation.service_name, "realm": "" });
        let readings = [
            ("domainController", "Get-OrganizationConfig", json!(domain_controller)),
            ("directory", "Get-ExchangeServer", directory(organisation)),
            ("acceptedDomains", "Get-AcceptedDomain", accepted_domains(organisation)),
            ("servers", "Get-ExchangeServer", servers(organisation)),
            ("authConfig", "Get-AuthConfig", auth_config),
            ("partnerApplications", "Get-PartnerApplication", applications(organisation)),
            ("authServers", "Get-AuthServer", self.auth_servers()),
            ("connectors", "Get-IntraOrganizationConnector", self.connectors()),
            ("trusts", "Get-Trust", json!(organisation.trusts)),
            ("accounts", "Get-Recipient", accounts(organisation, &call.list(0))),
            ("roles", "Get-ManagementRole", roles(organisation, &call.list(1))),
        ];
        let may_create = organisation.has("New-MailUser");
        let certificates = certificates(organisation);
        self.fact("mayCreateMailUser", may_create);
        self.fact("certificates", certificates);
        self.record_readings(readings);
    }

    fn discover_before_oauth(&mut self) {
        self.start("discovery", "Look at this organisation (nothing is changed)");
        let domain_controller = self.domain_controller();
        let organisation = &*self.organisation;
        let auth_config = json!({ "serviceName": organisation.service_name, "realm": "" });
        let mut all = servers(organisation);
        if let Some(all) = all.as_array_mut() {
            let others = organisation.hybrid.other_servers.iter();
            all.extend(
                others.map(|one| json!({ "name": one.name, "build": one.build, "role": one.role })),
            );
        }
        let mut partners = applications(organisation);
        if let Some(partners) = partners.as_array_mut() {
            partners.retain(|one| one["applicationIdentifier"] == EXCHANGE_ONLINE);
        }
        let auth_servers = organisation.auth_servers.iter().map(|one| {
            json!({
                "name": one.name,
                "type": one.kind,
                "enabled": one.enabled,
                "realm": one.realm,
                "metadataUrl": one.metadata_url,
                "applicationIdentifier": one.application_identifier,
            })
        });
        let addresses = |kind: &str| -> Value {
            let of_kind = organisation.auth_servers.iter().filter(|one| one.kind == kind);
            of_kind.map(|one| one.metadata_url.clone()).collect()
        };
        let readings = [
            ("domainController", "Get-OrganizationConfig", json!(domain_controller)),
            ("acceptedDomains", "Get-AcceptedDomain", accepted_domains(organisation)),
            ("acsMetadataUrls", "Get-AuthServer", addresses("MicrosoftACS")),
            ("evoStsMetadataUrls", "Get-AuthServer", addresses("AzureAD")),
            ("servers", "Get-ExchangeServer", all),
            ("oldServers", "Get-ExchangeServer", organisation.old_servers_reported()),
            ("authConfig", "Get-AuthConfig", auth_config),
            ("partnerApplications", "Get-PartnerApplication", partners),
            ("authServers", "Get-AuthServer", auth_servers.collect()),
            ("connectors", "Get-IntraOrganizationConnector", self.connectors()),
            ("trusts", "Get-Trust", json!(organisation.trusts)),
            ("ewsUrls", "Get-WebServicesVirtualDirectory", json!(organisation.ews_urls())),
        ];
        let certificates = certificates(organisation);
        self.fact("certificates", certificates);
        self.record_readings(readings);
    }

    /// Reports what was read, and of what could not be read why: a name, the command that reads it, and
    /// the value.
    pub(super) fn record_readings<const N: usize>(
        &mut self,
        readings: [(&'static str, &'static str, Value); N],
    ) {
        let mut unread = vec![];
        for (name, command, value) in readings {
            if self.organisation.has(command) {
                self.fact(name, value);
                continue;
            }
            let reason = not_recognized(command);
            self.say(&format!("  not read: {name} ({reason})"));
            unread.push(json!({ "name": name, "reason": reason }));
        }
        self.fact("unread", unread);
    }
}

pub(super) fn accepted_domains(organisation: &Organisation) -> Value {
    let routing = routing_domain(&organisation.domain);
    json!([
        { "name": organisation.domain, "default": true, "type": "Authoritative" },
        { "name": routing, "default": false, "type": "InternalRelay" },
    ])
}

/// What PowerShell says of a command that the window does not have.
pub(super) fn not_recognized(command: &str) -> String {
    format!(
        "The term '{command}' is not recognized as the name of a cmdlet, function, script file, or operable program. Check the spelling of the name, or if a path was included, verify that the path is correct and try again."
    )
}

/// The domain of the server, and the global catalogs that it uses.
pub(super) fn directory(organisation: &Organisation) -> Value {
    json!({ "domain": organisation.domain, "globalCatalogs": organisation.global_catalogs })
}

pub(super) fn servers(organisation: &Organisation) -> Value {
    json!([{ "name": organisation.computer, "build": organisation.build, "role": "Mailbox" }])
}

fn applications(organisation: &Organisation) -> Value {
    let applications = organisation.applications.iter().map(|one| {
        json!({
            "name": one.name,
            "applicationIdentifier": one.app_id,
            "enabled": one.enabled,
            "realm": one.realm,
            "linkedAccount": one.linked_account,
        })
    });
    applications.collect()
}

fn accounts(organisation: &Organisation, names: &[&str]) -> Value {
    let accounts = names.iter().flat_map(|name| organisation.accounts_named(name));
    let reported = accounts.map(|one| {
        json!({ "name": one.name, "type": one.kind, "identity": one.identity, "hidden": one.hidden })
    });
    reported.collect()
}

fn roles(organisation: &Organisation, names: &[&str]) -> Value {
    let is_wanted = |name: &str| names.iter().any(|wanted| wanted.eq_ignore_ascii_case(name));
    let reported = organisation.roles.iter().filter(|role| is_wanted(&role.name)).map(|role| {
        json!({
            "name": role.name,
            "type": role.kind,
            "entries": role.entries,
            "assignees": organisation.assignees(&role.name),
        })
    });
    reported.collect()
}

pub(super) fn certificates(organisation: &Organisation) -> Value {
    let uses =
        [("current", &organisation.current_certificate), ("next", &organisation.next_certificate)];
    let set = uses.into_iter().filter(|(_, thumbprint)| !thumbprint.is_empty());
    let reported = set.map(|(used, thumbprint)| {
        let found = organisation.certificate(thumbprint);
        json!({
            "use": used,
            "thumbprint": thumbprint,
            "onThisServer": found.is_some(),
            "notAfter": found.map(|one| time(one.not_after)),
        })
    });
    reported.collect()
}
