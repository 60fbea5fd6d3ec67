//! The guide for Skype for Business Server with Exchange Server: begun, done, done by hand.

use super::{Procedure, Situation};
use crate::exchange::organisation::{Organisation, PartnerApplication};
use uuid::Uuid;

pub(super) const PROCEDURE: Procedure = Procedure {
    guide: "skype-server",
    situations: &[
        Situation::Fresh,
        Situation::PartlyConfigured,
        Situation::FullyConfigured,
        Situation::HalfDoneByHand,
        Situation::ExpiredCertificate,
        Situation::WrongShell,
        Situation::ExchangeScriptMissing,
        Situation::TokenIssuerMissing,
        Situation::HostUnknown,
        Situation::PartnerTwice,
        Situation::TokenRefused,
        Situation::StorageDenied,
        Situation::ReplicationLate,
        Situation::ServerNotBack,
    ],
    account: None,
    fails: "",
    found: |_| {},
    begin: |organisation| {
        fill_addresses(organisation);
        organisation.skype.autodiscover_url = address(organisation, "autodiscover.xml");
    },
    configure,
    by_hand: |organisation| {
        // As it was before the Exchange servers were replaced.
        let former = format!("https://old.{}/autodiscover", organisation.domain);
        organisation.skype.autodiscover_url = format!("{former}/autodiscover.svc");
        if let Some(partner) = organisation.skype.partner_mut("Exchange") {
            partner.metadata_url = format!("{former}/metadata/json/1");
            "None".clone_into(&mut partner.trust_level);
        }
        if let Some(application) = organisation.application_mut(APPLICATION) {
            application.enabled = false;
        }
    },
    arrange: None,
    rolls_over: false,
};

/// The name that the script of Exchange gives the application.
const APPLICATION: &str = "LyncEnterprise";

fn address(organisation: &Organisation, end: &str) -> String {
    format!("https://autodiscover.{}/autodiscover/{end}", organisation.domain)
}

fn fill_addresses(organisation: &mut Organisation) {
    let address = address(organisation, "autodiscover.xml");
    for server in &mut organisation.servers.client_access {
        if server.autodiscover_uri.is_empty() {
            server.autodiscover_uri.clone_from(&address);
        }
    }
}

fn configure(organisation: &mut Organisation) {
    fill_addresses(organisation);
    let pool = organisation.skype.web_servers.first().map(|one| one.pool.as_str());
    let metadata_url = format!("https://{}/metadata/json/1", pool.unwrap_or_default());
    organisation.applications.push(PartnerApplication {
        name: APPLICATION.to_owned(),
        app_id: Uuid::nil().to_string(),
        enabled: true,
        realm: String::new(),
        linked_account: String::new(),
        metadata_url,
    });
    organisation.skype.autodiscover_url = address(organisation, "autodiscover.svc");
    organisation.add_exchange_partner("Exchange");
    organisation.export_token_issuer();
}
