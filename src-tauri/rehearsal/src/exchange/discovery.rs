//! Discovery: what is there, read and not changed.

use super::Organisation;
use super::console::{BUILD, Console, SERVER};
use super::organisation::{ACCOUNT, ROLE};
use super::steps::connectors;
use serde_json::{Value, json};

impl Organisation {
    pub(super) fn discovery(&self, console: &mut Console) {
        console.start("discovery", "Look at this organisation (nothing is changed)");
        let domain = &self.domain;
        let hybrid = "contoso.mail.onmicrosoft.com";
        console.fact("unread", json!([]));
        console.fact("domainController", format!("dc01.{domain}"));
        console.fact(
            "acceptedDomains",
            json!([
                { "name": domain, "default": true, "type": "Authoritative" },
                { "name": hybrid, "default": false, "type": "InternalRelay" },
            ]),
        );
        console.fact("servers", json!([{ "name": SERVER, "build": BUILD, "role": "Mailbox" }]));
        let service = "00000002-0000-0ff1-ce00-000000000000";
        console.fact("authConfig", json!({ "serviceName": service, "realm": "" }));
        console.fact("partnerApplications", self.described_applications());
        console.fact("authServers", self.auth_servers(false));
        console.fact("connectors", connectors());
        console.fact("accounts", self.described_accounts());
        console.fact("roles", self.described_roles());
        console.fact("mayCreateMailUser", self.may_create_mail_user);
        console.fact("certificates", self.described_certificates());
    }

    fn described_applications(&self) -> Vec<Value> {
        let describe = |one: &super::organisation::PartnerApplication| {
            json!({
                "name": one.name,
                "applicationIdentifier": one.app_id,
                "enabled": one.enabled,
                "realm": one.realm,
                "linkedAccount": self.identity(&one.linked),
            })
        };
        self.applications.iter().map(describe).collect()
    }

    fn described_accounts(&self) -> Vec<Value> {
        let known = [ACCOUNT, "SfBOnline-ApplicationAccount"];
        let describe = |one: &super::organisation::MailUser| {
            json!({
                "name": one.name,
                "type": "MailUser",
                "identity": self.identity(&one.name),
                "hidden": one.hidden,
            })
        };
        self.accounts
            .iter()
            .filter(|one| known.contains(&one.name.as_str()))
            .map(describe)
            .collect()
    }

    fn described_roles(&self) -> Vec<Value> {
        let describe = |role: &super::organisation::Role| {
            json!({
                "name": ROLE,
                "type": "UserApplication",
                "entries": role.entries,
                "assignees": role.assignees,
            })
        };
        self.role.iter().map(describe).collect()
    }

    fn described_certificates(&self) -> Vec<Value> {
        let describe = |one: &super::organisation::AuthCertificate| {
            json!({
                "use": one.r#use,
                "thumbprint": one.thumbprint,
                "onThisServer": true,
                "notAfter": one.not_after,
            })
        };
        self.certificates.iter().map(describe).collect()
    }
}
