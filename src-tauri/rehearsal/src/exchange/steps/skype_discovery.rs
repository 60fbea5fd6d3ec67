//! Discovery in the two shells of a deployment of Skype for Business Server, and the names under which
//! its pools are reached. What cannot be read is reported, and the rest is still read.

use super::discovery::{accepted_domains, servers};
use super::{Family, known};
use crate::exchange::run::{Run, time};
use serde_json::{Value, json};

pub(super) const EXCHANGE: Family = Family {
    guides: &["skype-server"],
    functions: &[known(
        "Invoke-DiscoveryStep",
        |_| true,
        |run, _| {
            run.discover_exchange();
            Ok(())
        },
    )],
};

pub(super) const FAMILY: Family = Family {
    guides: &["skype-server", "skype-hybrid"],
    functions: &[
        known(
            "Invoke-SkypeDiscoveryStep",
            |_| true,
            |run, _| {
                run.discover_skype();
                Ok(())
            },
        ),
        known(
            "Invoke-WebServiceStep",
            |_| true,
            |run, _| {
                run.read_external_names();
                Ok(())
            },
        ),
    ],
};

impl Run<'_> {
    fn discover_exchange(&mut self) {
        self.start("discovery", "Look at this organisation (nothing is changed)");
        let organisation = &*self.organisation;
        let addresses = if organisation.has("Get-ClientAccessService") {
            "Get-ClientAccessService"
        } else {
            "Get-ClientAccessServer"
        };
        let applications = organisation.applications.iter().map(|one| {
            json!({
                "name": one.name,
                "applicationIdentifier": one.app_id,
                "enabled": one.enabled,
                "realm": one.realm,
                "linkedAccount": one.linked_account,
                "metadataUrl": one.metadata_url,
            })
        });
        let readings = [
            ("domainController", "Get-OrganizationConfig", json!(self.domain_controller())),
            ("acceptedDomains", "Get-AcceptedDomain", accepted_domains(organisation)),
            ("servers", "Get-ExchangeServer", servers(organisation)),
            ("clientAccess", addresses, self.autodiscover_addresses()),
            ("withoutAddress", addresses, self.without_address()),
            ("partnerApplications", "Get-PartnerApplication", applications.collect()),
            ("certificates", "Get-AuthConfig", self.current_certificate()),
        ];
        self.record_readings(readings);
    }

    fn current_certificate(&self) -> Value {
        let thumbprint = &self.organisation.current_certificate;
        if thumbprint.is_empty() {
            return json!([]);
        }
        let found = self.organisation.certificate(thumbprint);
        json!([{
            "use": "current",
            "thumbprint": thumbprint,
            "onThisServer": found.is_some(),
            "notAfter": found.map(|one| time(one.not_after)),
        }])
    }

    fn discover_skype(&mut self) {
        self.start("discovery-skype", "Look at this deployment (nothing is changed)");
        let skype = &self.organisation.skype;
        let web_services = skype
            .web_servers
            .iter()
            .map(|one| json!({ "pool": one.pool, "externalFqdn": one.external }));
        let pools = skype
            .web_servers
            .iter()
            .map(|one| json!({ "fqdn": one.pool, "computers": one.computers }));
        let configuration = json!({
            "serviceName": skype.service_name,
            "exchangeAutodiscoverUrl": skype.autodiscover_url,
            "realm": skype.realm,
        });
        let servers = skype.oauth_servers.iter().map(|one| {
            json!({ "name": one.identity, "metadataUrl": one.metadata_url, "realm": one.realm() })
        });
        let partners = skype.partner_applications.iter().map(|one| {
            json!({
                "name": one.identity,
                "applicationIdentifier": one.application_identifier,
                "trustLevel": one.trust_level,
                "useOAuthServer": one.use_oauth_server,
                "metadataUrl": one.metadata_url,
                "enabled": one.enabled,
            })
        });
        let readings = [
            ("webServices", "Get-CsService", web_services.collect()),
            ("pools", "Get-CsPool", pools.collect()),
            ("oauthConfiguration", "Get-CsOAuthConfiguration", configuration),
            ("oauthServers", "Get-CsOAuthServer", servers.collect()),
            ("skypePartners", "Get-CsPartnerApplication", partners.collect()),
            ("tokenIssuers", "Get-CsCertificate", self.token_issuers()),
        ];
        self.record_readings(readings);
    }

    fn read_external_names(&mut self) {
        self.start("web-services", "External web services names of all pools (only read)");
        let pools = self.organisation.skype.web_servers.iter();
        let mut names: Vec<_> =
            pools.map(|one| one.external.clone()).filter(|name| !name.is_empty()).collect();
        names.sort();
        names.dedup();
        self.fact("externalFqdns", names);
    }
}
