//! The guide for a hybrid deployment of Skype for Business Server: begun, done, done by hand.

use super::{EXCHANGE_ONLINE, Procedure, Situation};
use crate::exchange::organisation::Organisation;
use crate::exchange::skype::{SkypeOAuthServer, SkypePartner};

pub(super) const PROCEDURE: Procedure = Procedure {
    guide: "skype-hybrid",
    situations: &[
        Situation::Fresh,
        Situation::PartlyConfigured,
        Situation::FullyConfigured,
        Situation::HalfDoneByHand,
        Situation::ExpiredCertificate,
        Situation::WrongShell,
        Situation::TokenIssuerMissing,
        Situation::BuildTooOld,
    ],
    account: None,
    fails: "",
    found: |_| {},
    begin: |organisation| {
        // The article's own address, and an application that was never finished.
        let tenant = organisation.tenant_id.clone();
        trust_server(organisation, &tenant);
        trust_exchange(organisation, EXCHANGE_ONLINE);
        if let Some(partner) = organisation.skype.partner_mut("microsoft.exchange") {
            "None".clone_into(&mut partner.trust_level);
        }
    },
    configure,
    by_hand: |organisation| {
        // By the tenant's name instead of its id, and an application that is another one.
        let domain = organisation.domain.clone();
        organisation.skype.oauth_servers.clear();
        trust_server(organisation, &domain);
        organisation.skype.partner_applications.clear();
        trust_exchange(organisation, "00000002-0000-0000-0000-000000000000");
        organisation.skype.service_name = format!("lync.{domain}");
    },
    arrange: None,
    rolls_over: false,
};

fn trust_server(organisation: &mut Organisation, tenant: &str) {
    organisation.skype.oauth_servers.push(SkypeOAuthServer {
        identity: "microsoft.sts".to_owned(),
        metadata_url: format!(
            "https://accounts.accesscontrol.windows.net/{tenant}/metadata/json/1"
        ),
    });
}

fn trust_exchange(organisation: &mut Organisation, identifier: &str) {
    organisation.skype.partner_applications.push(SkypePartner {
        identity: "microsoft.exchange".to_owned(),
        application_identifier: identifier.to_owned(),
        trust_level: "Full".to_owned(),
        use_oauth_server: true,
        metadata_url: String::new(),
        enabled: true,
    });
}

fn configure(organisation: &mut Organisation) {
    let tenant = organisation.tenant_id.clone();
    trust_server(organisation, &tenant);
    trust_exchange(organisation, EXCHANGE_ONLINE);
    organisation.export_token_issuer();
}
