//! OAuth with Exchange Online: only read.

use super::{Family, known};
use crate::exchange::organisation::{EXCHANGE_ONLINE, PartnerApplication};
use crate::exchange::run::Run;
use serde_json::{Value, json};

pub(super) const FAMILY: Family = Family {
    guides: &[],
    functions: &[known(
        "Invoke-OAuthStep",
        |_| true,
        |run, _| {
            run.read_oauth();
            Ok(())
        },
    )],
};

impl Run<'_> {
    fn read_oauth(&mut self) {
        self.start("exchange-oauth", "Exchange OAuth with Exchange Online (only read)");
        let organisation = &*self.organisation;
        let partners = organisation.applications_of(EXCHANGE_ONLINE);
        let enabled = self.own_applications(&partners).iter().any(|one| one.enabled);
        let facts = [
            ("serviceName", json!(organisation.service_name)),
            ("realm", json!("")),
            ("currentThumbprint", json!(organisation.current_certificate)),
            ("nextThumbprint", json!(organisation.next_certificate)),
            ("authServers", self.auth_servers()),
            ("exchangeOnlinePartners", reported(&partners)),
            ("exchangeOnlinePartner", json!(enabled)),
            ("connectors", self.connectors()),
        ];
        if !self.is_tenant_known() {
            self.say(
                "  The script does not know the tenant ID. Crosstrust compares addresses instead.",
            );
        }
        for (name, value) in facts {
            self.fact(name, value);
        }
        let answers = &self.script.answers;
        if !answers.text("TestMailbox").is_empty() && !answers.text("TestUri").is_empty() {
            let result = self.organisation.oauth_test.clone();
            self.fact("oauthTest", result);
            self.fact("oauthTestDetail", "The configuration was last successfully loaded.");
        }
    }

    pub(super) fn auth_servers(&self) -> Value {
        let servers = self.organisation.auth_servers.iter().map(|one| {
            json!({
                "name": one.name,
                "type": one.kind,
                "enabled": one.enabled,
                "realm": one.realm,
                "metadataUrl": one.metadata_url,
            })
        });
        servers.collect()
    }

    pub(super) fn connectors(&self) -> Value {
        let connectors =
            self.organisation.connectors.iter().map(
                |one| json!({ "name": one.name, "enabled": one.enabled, "domains": one.domains }),
            );
        connectors.collect()
    }
}

/// Partner applications, as receipts report whose they are.
pub(super) fn reported(partners: &[PartnerApplication]) -> Value {
    let reported = partners.iter().map(|one| {
        json!({
            "name": one.name,
            "applicationIdentifier": one.app_id,
            "enabled": one.enabled,
            "realm": one.realm,
        })
    });
    reported.collect()
}
