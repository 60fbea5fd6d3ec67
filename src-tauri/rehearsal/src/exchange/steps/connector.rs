//! The connectors between both sides: the one on premises, and that of Exchange Online.

use super::auth_server::free_name;
use super::enable_connector::enabled_by_us;
use super::{Family, known};
use crate::exchange::organisation::{Connector, Organisation, routing_domain};
use crate::exchange::run::{End, Run, Stop};
use serde_json::{Value, json};

pub(super) const FAMILY: Family = Family {
    guides: &["exchange-oauth"],
    functions: &[
        known("Invoke-ConnectorStep", |_| true, |run, _| run.make_connector()),
        known("Invoke-ConnectorCheck", |_| true, |run, _| run.check_connector()),
        known("Invoke-UndoConnectorStep", |_| true, |run, _| run.undo_connector()),
        known(
            "Invoke-UndoEnableConnectorStep",
            |_| true,
            |run, _| run.record_what_is_left_enabled(),
        ),
        known("Assert-Tenant", |_| true, |run, _| run.assert_tenant()),
        known("Invoke-OnlineConnectorStep", |_| true, |run, _| run.make_online_connector()),
        known("Invoke-OnlineConnectorCheck", |_| true, |run, _| run.check_online_connector()),
        known("Invoke-UndoOnlineConnectorStep", |_| true, |run, _| run.undo_online_connector()),
    ],
};

/// The domain in which a Hybrid Agent has its address.
const HYBRID_AGENT: &str = ".resource.mailboxmigration.his.msappproxy.net";

/// One of the two sides.
#[derive(Clone, Copy)]
pub(super) enum Side {
    OnPremises,
    Online,
}

impl Side {
    fn step(self) -> &'static str {
        match self {
            Self::OnPremises => "connector",
            Self::Online => "connector-online",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::OnPremises => "Intra-organization connector to Exchange Online",
            Self::Online => "Intra-organization connector of Exchange Online",
        }
    }

    /// The name of the one that a script makes.
    fn name(self) -> &'static str {
        match self {
            Self::OnPremises => "ExchangeHybridOnPremisesToOnline",
            Self::Online => "ExchangeHybridOnlineToOnPremises",
        }
    }

    /// The answers that hold the domain it is known by, and where it asks.
    fn answers(self) -> (&'static str, &'static str) {
        match self {
            Self::OnPremises => ("HybridDomain", "OnlineDiscoveryEndpoint"),
            Self::Online => ("VerifiedDomain", "OnPremisesDiscoveryEndpoint"),
        }
    }

    fn of(self, organisation: &mut Organisation) -> &mut Vec<Connector> {
        match self {
            Self::OnPremises => &mut organisation.connectors,
            Self::Online => &mut organisation.hybrid.online_connectors,
        }
    }

    fn made(self, name: &str) -> String {
        format!("{}:{name}", self.step())
    }
}

fn leads_to(connector: &Connector, domain: &str) -> bool {
    connector.domains.iter().any(|one| one.eq_ignore_ascii_case(domain))
}

impl Run<'_> {
    pub(super) fn all(&self, side: Side) -> &[Connector] {
        match side {
            Side::OnPremises => &self.organisation.connectors,
            Side::Online => &self.organisation.hybrid.online_connectors,
        }
    }

    pub(super) fn found(&self, side: Side) -> Vec<Connector> {
        let domain = self.script.answers.text(side.answers().0);
        self.all(side).iter().filter(|one| leads_to(one, domain)).cloned().collect()
    }

    /// The domains that the connector of a side leads to.
    fn domains(&self, side: Side) -> Result<Vec<String>, Stop> {
        let first = self.script.answers.text(side.answers().0).to_owned();
        let mut domains = vec![first];
        if let Side::Online = side {
            let more = self.script.answers.text("MoreDomains");
            let more = more.split(|letter: char| letter.is_whitespace() || ",;".contains(letter));
            for domain in more.filter(|part| !part.is_empty()).map(str::to_lowercase) {
                if !is_mail_domain(&domain) {
                    return Err(Stop::new(
                        "domain-unreadable",
                        format!(
                            "\"{domain}\" is not a mail domain. Correct the answer \"Other mail domains\": separate the domains with commas."
                        ),
                    ));
                }
                if !domains.contains(&domain) {
                    domains.push(domain);
                }
            }
        }
        Ok(domains)
    }

    pub(super) fn record_connectors(&mut self, side: Side) -> End {
        let reported: Vec<Value> = self
            .found(side)
            .iter()
            .map(|one| {
                json!({
                    "name": one.name,
                    "enabled": one.enabled,
                    "domains": one.domains,
                    "discoveryEndpoint": one.discovery_endpoint,
                })
            })
            .collect();
        self.fact("connectors", reported);
        if let Side::Online = side {
            let mut missing = self.domains(side)?;
            let all = &self.organisation.hybrid.online_connectors;
            missing.retain(|domain| !all.iter().any(|one| one.enabled && leads_to(one, domain)));
            let through_agent = |one: &Connector| one.target_sharing_epr.contains(HYBRID_AGENT);
            let found = self.found(side).into_iter().filter(through_agent);
            let agent: Vec<String> = found.map(|one| one.name).collect();
            self.fact("hybridAgentConnectors", agent);
            self.fact("missingDomains", missing);
        }
        Ok(())
    }

    fn make_on(&mut self, side: Side) -> End {
        self.start(side.step(), side.title());
        let domains = self.domains(side)?;
        let found = self.found(side);
        if let Some(first) = found.first() {
            // One on premises is enabled in a step of its own.
            if let Side::Online = side
                && found.iter().all(|one| !one.enabled)
            {
                if self.script.answers.flag("EnableOnlineConnector") {
                    self.switch_connector(side, &first.name, "Enable the connector", true)?;
                } else {
                    self.say(&format!(
                        "  The connector {} is disabled, and stays disabled until you decide in Crosstrust whether to enable it.",
                        first.name
                    ));
                }
            }
        } else {
            let endpoint = self.script.answers.text(side.answers().1);
            let command = "New-IntraOrganizationConnector";
            let name = free_name(side.name(), self.all(side).iter().map(|one| one.name.as_str()));
            let done = self.change(&name, "Create the connector", command, |all| {
                side.of(all).push(Connector {
                    name: name.clone(),
                    enabled: matches!(side, Side::Online),
                    domains,
                    discovery_endpoint: endpoint.to_owned(),
                    target_sharing_epr: String::new(),
                });
            })?;
            if !done {
                return Ok(());
            }
        }
        self.record_connectors(side)
    }

    pub(super) fn switch_connector(
        &mut self,
        side: Side,
        name: &str,
        action: &str,
        on: bool,
    ) -> Result<bool, Stop> {
        self.switching(on);
        self.change(name, action, "Set-IntraOrganizationConnector", |all| {
            if let Some(one) = side.of(all).iter_mut().find(|one| one.name == name) {
                one.enabled = on;
            }
        })
    }

    fn check_on(&mut self, side: Side) -> End {
        self.start(side.step(), &format!("{} (only read)", side.title()));
        self.record_connectors(side)
    }

    fn undo_on(&mut self, side: Side) -> End {
        self.start(side.step(), side.title());
        let script = self.script;
        let own = self.domains(side)?;
        for connector in self.found(side) {
            let name = &connector.name;
            if script.answers.holds("Created", &side.made(name)) {
                let others = connector.domains.iter().filter(|one| !own.contains(one));
                let others: Vec<_> = others.map(String::as_str).collect();
                if !others.is_empty() {
                    let elsewhere = match side {
                        Side::OnPremises => "other domains".to_owned(),
                        Side::Online => others.join(", "),
                    };
                    return Err(Stop::new(
                        "undo-changed-since",
                        format!(
                            "The connector {name} leads to {elsewhere} as well now: somebody changed it since. The script did not change it."
                        ),
                    ));
                }
                self.show_connector_in_use(side, &connector);
                let command = "Remove-IntraOrganizationConnector";
                self.turning(name.as_str(), Value::Null);
                self.change(name, "Remove the connector", command, |all| {
                    side.of(all).retain(|one| one.name != *name);
                })?;
            } else if connector.enabled
                && [side.made(name), enabled_by_us(name)]
                    .iter()
                    .any(|made| script.answers.holds("Enabled", made))
            {
                self.show_connector_in_use(side, &connector);
                self.switch_connector(side, name, "Disable the connector again", false)?;
            }
        }
        if self.is_planned() {
            return Ok(());
        }
        let present = !self.found(side).is_empty();
        self.fact("present", present);
        if present { self.record_connectors(side) } else { Ok(()) }
    }

    /// What users lose with the connector.
    fn show_connector_in_use(&mut self, side: Side, connector: &Connector) {
        if !connector.enabled {
            return;
        }
        let name = &connector.name;
        if let Side::Online = side {
            self.say(&format!("WARNING: Users may rely on the connector {name}: free/busy information of mailboxes on your servers comes to Exchange Online through it."));
            return;
        }
        self.record_hybrid_override();
        self.record_relationships();
        if self.organisation.is_hybrid_application_on() {
            self.say(&format!("WARNING: Users rely on the connector {name}: with the dedicated hybrid application in use, free/busy information of mailboxes in the cloud comes through it."));
        }
        let others = self.free_busy_relationships();
        let sentence = if !self.may_read_relationships() {
            "Your account is not allowed to read organization relationships, so the script cannot tell whether one replaces the connector.".to_owned()
        } else if others.is_empty() {
            "No organization relationship replaces the connector. Users on your servers then see no free/busy information of mailboxes in the cloud.".to_owned()
        } else {
            format!("Exchange then uses the organization relationship {} again.", others.join(", "))
        };
        self.say(&format!("WARNING: {sentence}"));
    }

    fn record_what_is_left_enabled(&mut self) -> End {
        let was_planned = self.is_planned();
        self.start("enable-connector", "Enable the connector to Exchange Online (only read)");
        self.record_connectors(Side::OnPremises)?;
        if !was_planned {
            let left = self.found(Side::OnPremises).iter().any(|one| one.enabled);
            self.fact("present", left);
        }
        Ok(())
    }

    fn make_connector(&mut self) -> End {
        self.make_on(Side::OnPremises)
    }

    fn check_connector(&mut self) -> End {
        self.check_on(Side::OnPremises)
    }

    fn undo_connector(&mut self) -> End {
        self.undo_on(Side::OnPremises)
    }

    fn make_online_connector(&mut self) -> End {
        self.make_on(Side::Online)
    }

    fn check_online_connector(&mut self) -> End {
        self.check_on(Side::Online)
    }

    fn undo_online_connector(&mut self) -> End {
        self.undo_on(Side::Online)
    }

    /// Refuses a window that is connected to another tenant.
    fn assert_tenant(&mut self) -> End {
        let answers = &self.script.answers;
        let (verified, hybrid) = (answers.text("VerifiedDomain"), answers.text("HybridDomain"));
        let own = &self.organisation.domain;
        let routing = routing_domain(own);
        if own.eq_ignore_ascii_case(verified) || routing.eq_ignore_ascii_case(hybrid) {
            return Ok(());
        }
        Err(Stop::new(
            "other-tenant",
            format!(
                "The tenant this window is connected to has neither {verified} nor {hybrid}. Connect the window to your own tenant, or correct the answers, and run the script again."
            ),
        ))
    }
}

/// Whether this is a domain as the script takes it: parts with points between them.
fn is_mail_domain(text: &str) -> bool {
    let mut parts = text.split('.');
    let plain = |part: &str| !part.is_empty() && !part.contains(['@', '/', ':']);
    text.contains('.') && parts.all(plain)
}
