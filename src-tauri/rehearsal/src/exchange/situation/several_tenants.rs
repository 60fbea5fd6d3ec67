//! An organisation that trusts two tenants: what belongs to the other one is enabled, and what belongs
//! to its own is switched off.

use super::{Organisation, Situation};
use crate::exchange::organisation::{AuthServer, Connector, EXCHANGE_ONLINE};

/// The id of the other tenant.
const OTHER_TENANT: &str = "11112222-0000-3333-4444-555566667777";
/// A domain of the other tenant, and the one by which mail reaches it.
const OTHER_DOMAIN: &str = "fabrikam.com";
const OTHER_ROUTING_DOMAIN: &str = "fabrikam.mail.onmicrosoft.com";
/// The application as which Exchange signs in to the other tenant.
const OTHER_APPLICATION: &str = "3333eeee-4444-ffff-5555-aaaa6666bbbb";
/// The names that the wizard gives to what belongs to this tenant.
const WIZARD: [&str; 2] = ["ACS - 5c0d", "EvoSts - 5c0d"];

impl Organisation {
    /// Puts the other tenant beside this one. Its objects have the names of the published commands.
    pub(super) fn add_other_tenant(&mut self) {
        for (server, name) in self.auth_servers.iter_mut().zip(WIZARD) {
            name.clone_into(&mut server.name);
            server.enabled = false;
        }
        for connector in &mut self.connectors {
            connector.enabled = false;
        }
        for application in &mut self.applications {
            if application.app_id == EXCHANGE_ONLINE {
                application.realm.clear();
                application.enabled = false;
            }
        }
        self.trusts = vec!["fabrikam.local".to_owned()];
        let server = |name: &str, kind: &str, application: &str, url: String| AuthServer {
            name: name.to_owned(),
            kind: kind.to_owned(),
            enabled: true,
            realm: OTHER_TENANT.to_owned(),
            metadata_url: url,
            application_identifier: application.to_owned(),
            domain_names: vec![OTHER_DOMAIN.to_owned(), OTHER_ROUTING_DOMAIN.to_owned()],
        };
        let acs =
            format!("https://accounts.accesscontrol.windows.net/{OTHER_DOMAIN}/metadata/json/1");
        let sts = format!(
            "https://login.windows.net/{OTHER_DOMAIN}/federationmetadata/2007-06/federationmetadata.xml"
        );
        self.auth_servers.insert(0, server("WindowsAzureACS", "MicrosoftACS", "", acs));
        self.auth_servers.insert(1, server("evoSTS", "AzureAD", OTHER_APPLICATION, sts));
        let connector = |name: &str, domain: &str| Connector {
            name: name.to_owned(),
            enabled: true,
            domains: vec![domain.to_owned()],
            discovery_endpoint: String::new(),
            target_sharing_epr: String::new(),
        };
        self.connectors
            .insert(0, connector("ExchangeHybridOnPremisesToOnline", OTHER_ROUTING_DOMAIN));
        // The own tenant serves another forest as well.
        self.hybrid
            .online_connectors
            .insert(0, connector("ExchangeHybridOnlineToOnPremises", OTHER_DOMAIN));
        self.add_application("Exchange Online - Fabrikam", EXCHANGE_ONLINE, None);
        if let Some(application) = self.application_mut("Exchange Online - Fabrikam") {
            OTHER_TENANT.clone_into(&mut application.realm);
        }
    }

    /// Enables what belongs to this tenant, as the remedies say. Whether there was anything to enable.
    pub(super) fn enable_own_tenant(&mut self) -> bool {
        if self.situation != Situation::SeveralTenants {
            return false;
        }
        let routing = super::routing_domain(&self.domain);
        let servers = self.auth_servers.iter_mut();
        let servers = servers.filter(|one| one.realm == self.tenant_id).map(|one| &mut one.enabled);
        let connectors = self.connectors.iter_mut();
        let connectors =
            connectors.filter(|one| one.domains.contains(&routing)).map(|one| &mut one.enabled);
        let applications = self.applications.iter_mut();
        let applications = applications
            .filter(|one| one.app_id == EXCHANGE_ONLINE && one.realm.is_empty())
            .map(|one| &mut one.enabled);
        let mut all = servers.chain(connectors).chain(applications).collect::<Vec<_>>();
        let was_off = all.iter().any(|enabled| !**enabled);
        for enabled in &mut all {
            **enabled = true;
        }
        was_off
    }
}
