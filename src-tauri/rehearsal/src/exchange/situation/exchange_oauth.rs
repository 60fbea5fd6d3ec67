//! The guide for Exchange Server and Exchange Online: as Exchange Setup leaves it, begun, done, and
//! done by the Hybrid Configuration Wizard and by hand.

use super::{Procedure, Situation};
use crate::cloud::ApplicationStart;
use crate::exchange::hybrid::{
    HYBRID_APPLICATION, InTenant, OVERRIDE_SECTION, OtherServer, Relationship, SettingOverride,
    USER_APPLICATION, VirtualDirectory,
};
use crate::exchange::organisation::{
    Assignment, AuthServer, Connector, EXCHANGE_ONLINE, Organisation, routing_domain,
};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// The guide.
const GUIDE: &str = "exchange-oauth";
/// The guides whose organization may use the dedicated hybrid application from the beginning.
const WITH_APPLICATION: [&str; 2] = [GUIDE, "check"];
/// An application of somebody else's that uses EWS in Exchange Online.
const OTHER_APPLICATION: &str = "3333eeee-4444-ffff-5555-aaaa6666bbbb";
/// The authorization server that the article names after Azure's access control service.
const ACS: (&str, &str) = ("WindowsAzureACS", "MicrosoftACS");
const EVO_STS: (&str, &str) = ("evoSTS", "AzureAD");
/// The address that the wizard gives a Hybrid Agent.
const HYBRID_AGENT: &str = "https://6ca7c832-49a2-4a5d-aeae-a616f6d4b8e7.resource.mailboxmigration.his.msappproxy.net/EWS/Exchange.asmx";
/// What the wizard puts behind the names of what it makes.
const WIZARD: &str = "0cd1a9b2-1111-4222-8333-444455556666";

pub(super) const PROCEDURE: Procedure = Procedure {
    guide: GUIDE,
    situations: &[
        Situation::Fresh,
        Situation::PartlyConfigured,
        Situation::FullyConfigured,
        Situation::HalfDoneByHand,
        Situation::SplitPermissions,
        Situation::ExpiredCertificate,
        Situation::NextCertificate,
        Situation::WrongShell,
        Situation::FailedInRole,
        Situation::SeveralTenants,
        Situation::EwsBlocked,
        Situation::HybridAgent,
        Situation::ApplicationDeleted,
        Situation::ConsentMissing,
        Situation::ApplicationKeyEnded,
    ],
    account: None,
    fails: "New-AuthServer",
    found,
    begin: |organisation| {
        add_auth_servers(organisation);
        // A server from before connectors is still there.
        organisation.hybrid.other_servers.push(OtherServer {
            name: "EX10".to_owned(),
            build: "Version 14.3 (Build 123.4)".to_owned(),
            role: "ClientAccess, HubTransport, Mailbox".to_owned(),
            setup_build: String::new(),
        });
        // The version of an Edge server is as old as its subscription.
        organisation.hybrid.other_servers.push(OtherServer {
            name: "EDGE01".to_owned(),
            build: "Version 14.3 (Build 123.4)".to_owned(),
            role: "Edge".to_owned(),
            setup_build: String::new(),
        });
        add_relationship(organisation);
    },
    configure,
    by_hand,
    arrange: None,
    rolls_over: false,
};

/// As Exchange Setup leaves an organisation: nobody is trusted yet, and Exchange Online is known and
/// off.
fn found(organisation: &mut Organisation) {
    organisation.auth_servers.clear();
    organisation.connectors.clear();
    for application in &mut organisation.applications {
        application.enabled = false;
        application.realm.clear();
    }
    if let Some(account) = organisation.exchange_online_account() {
        organisation.assignments.push(Assignment::new(USER_APPLICATION, &account));
    }
    let domain = &organisation.domain;
    let autodiscover = format!("https://autodiscover.{domain}/Autodiscover/Autodiscover.xml");
    let (public, second) = (format!("https://mail.{domain}/"), format!("https://ex02.{domain}/"));
    let directory = |server: &str, internal: &str, external: &str| VirtualDirectory {
        server: server.to_owned(),
        internal: internal.to_owned(),
        external: external.to_owned(),
        autodiscover: autodiscover.clone(),
    };
    organisation.hybrid.virtual_directories =
        vec![directory("EX01", &public, &public), directory("EX02", &second, "")];
    let role = "Mailbox".to_owned();
    let build = "Version 15.2 (Build 2562.17)".to_owned();
    let setup_build = String::new();
    organisation.hybrid.other_servers =
        vec![OtherServer { name: "EX02".to_owned(), build, role, setup_build }];
    "Version 15.2 (Build 1748.10)".clone_into(&mut organisation.build);
    "15.02.1748.039".clone_into(&mut organisation.hybrid.setup_build);
    organisation.hybrid.ews.enabled = Some(true);
    organisation.hybrid.ews.allowed_app_ids =
        [OTHER_APPLICATION, HYBRID_APPLICATION].map(str::to_owned).to_vec();
}

fn add_auth_servers(organisation: &mut Organisation) {
    let domain = organisation.domain.clone();
    let acs = format!("https://accounts.accesscontrol.windows.net/{domain}/metadata/json/1");
    organisation.add_auth_server(ACS.0, ACS.1, &acs);
    let sts = format!(
        "https://login.windows.net/{domain}/federationmetadata/2007-06/federationmetadata.xml"
    );
    organisation.add_auth_server(EVO_STS.0, EVO_STS.1, &sts);
}

fn configure(organisation: &mut Organisation) {
    add_auth_servers(organisation);
    if let Some(application) = organisation.application_mut("Exchange Online") {
        application.enabled = true;
    }
    organisation.connectors.push(Connector {
        name: "ExchangeHybridOnPremisesToOnline".to_owned(),
        enabled: true,
        domains: vec![routing_domain(&organisation.domain)],
        discovery_endpoint: "https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc"
            .to_owned(),
        target_sharing_epr: String::new(),
    });
    organisation.hybrid.online_connectors.push(Connector {
        name: "ExchangeHybridOnlineToOnPremises".to_owned(),
        enabled: true,
        domains: vec![organisation.domain.clone()],
        discovery_endpoint: format!(
            "https://autodiscover.{}/autodiscover/autodiscover.svc",
            organisation.domain
        ),
        target_sharing_epr: String::new(),
    });
    organisation.make_hybrid_application();
    organisation.export();
}

/// Free and busy times of the cloud come through a relationship.
fn add_relationship(organisation: &mut Organisation) {
    organisation.hybrid.relationships.push(Relationship {
        name: "On-premises to O365".to_owned(),
        enabled: true,
        free_busy: true,
        domains: vec![routing_domain(&organisation.domain)],
        target_autodiscover_epr:
            "https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc/WSSecurity".to_owned(),
        target_sharing_epr: String::new(),
    });
}

/// The wizard's names, some of it switched off since, and a load balancer in front of it all.
fn by_hand(organisation: &mut Organisation) {
    for (server, name) in organisation.auth_servers.iter_mut().zip(["ACS", "EvoSts"]) {
        server.name = format!("{name} - {WIZARD}");
        server.enabled = name == "ACS";
    }
    for connector in
        organisation.connectors.iter_mut().chain(&mut organisation.hybrid.online_connectors)
    {
        connector.name = format!("HybridIOC - {WIZARD}");
        connector.enabled = false;
    }
    for application in &mut organisation.applications {
        if application.app_id == EXCHANGE_ONLINE {
            application.enabled = false;
        }
    }
    // Free and busy times were left to the relationship on purpose.
    add_relationship(organisation);
    organisation.assignments.retain(|one| one.role != USER_APPLICATION);
    organisation.hybrid.setting_overrides = vec![SettingOverride {
        name: "Not yet".to_owned(),
        section: OVERRIDE_SECTION.to_owned(),
        parameters: "Enabled=false".to_owned(),
        scope: String::new(),
    }];
    block_ews(organisation);
    organisation.hybrid.shared_key = true;
    organisation.hybrid.obstacle = format!(
        "The remote server returned an error: (401) Unauthorized. error_category=\"invalid_resource\", the audience is http://mail.{}/",
        organisation.domain
    );
}

/// The list of Exchange Online does not have the hybrid application.
pub(super) fn block_ews(organisation: &mut Organisation) {
    organisation.hybrid.ews.allowed_app_ids.retain(|one| one != HYBRID_APPLICATION);
}

/// The Hybrid Configuration Wizard was run for a modern hybrid deployment.
pub(super) fn use_hybrid_agent(organisation: &mut Organisation) {
    for connector in &mut organisation.hybrid.online_connectors {
        HYBRID_AGENT.clone_into(&mut connector.target_sharing_epr);
    }
}

impl Organisation {
    /// The dedicated hybrid application, as the tenant has it. None: it does not have it.
    pub fn application_in_tenant(&self) -> Option<ApplicationStart> {
        let named = |one: &&AuthServer| {
            one.kind == "AzureAD"
                && one.realm.eq_ignore_ascii_case(&self.tenant_id)
                && !one.application_identifier.is_empty()
        };
        let known = WITH_APPLICATION.contains(&self.guide.as_str());
        let server = self.auth_servers.iter().find(named).filter(|_| known)?;
        let in_use = [&self.current_certificate, &self.next_certificate];
        let in_use = in_use.into_iter().filter_map(|thumbprint| self.certificate(thumbprint));
        let keys: Vec<String> = match self.hybrid.in_tenant {
            InTenant::Deleted => return None,
            InTenant::Whole | InTenant::NoConsent => in_use.map(|one| one.der.clone()).collect(),
            InTenant::KeyEnded => vec![self.hybrid.ended_key.clone()],
        };
        Some(ApplicationStart {
            app_id: server.application_identifier.clone(),
            display_name: "ExchangeServerApp".to_owned(),
            keys: keys.iter().filter_map(|der| BASE64_STANDARD.decode(der).ok()).collect(),
            consent: self.hybrid.in_tenant != InTenant::NoConsent,
            secrets: vec![],
        })
    }

    /// Whether no server has a key on the principal that Exchange Online shares. Nothing is known of it
    /// where another guide is rehearsed.
    pub fn shared_principal_is_clean(&self) -> bool {
        WITH_APPLICATION.contains(&self.guide.as_str()) && !self.hybrid.shared_key
    }

    /// What an administrator does in the tenant about the application; each in a sentence.
    pub(super) fn put_tenant_right(&mut self, done: &mut Vec<String>) {
        let sentence = match std::mem::take(&mut self.hybrid.in_tenant) {
            InTenant::Whole => None,
            InTenant::Deleted => {
                Some("The application was restored in the Microsoft Entra admin center.")
            }
            InTenant::NoConsent => Some("A Global Administrator granted admin consent."),
            InTenant::KeyEnded => Some("Microsoft's script was run with -UpdateCertificate."),
        };
        done.extend(sentence.map(str::to_owned));
        if std::mem::take(&mut self.hybrid.shared_key) {
            done.push(
                "Microsoft's script removed the old certificates of Office 365 Exchange Online."
                    .to_owned(),
            );
        }
    }
}
