//! Enabling the connector on premises: what has to be in place first, and what it replaces.

use super::auth_server::EVO_STS;
use super::connector::Side;
use super::{Family, known};
use crate::exchange::organisation::Connector;
use crate::exchange::run::{End, Run, Stop};
use serde_json::{Value, json};

pub(super) const FAMILY: Family = Family {
    guides: &["exchange-oauth"],
    functions: &[
        known("Invoke-EnableConnectorStep", |_| true, |run, _| run.enable_own_connector()),
        known("Invoke-EnableConnectorCheck", |_| true, |run, _| run.check_own_connector()),
    ],
};

const STEP: &str = "enable-connector";
const TITLE: &str = "Enable the connector to Exchange Online";
const NOT_ASKED: &str = "not asked";
const SUCCESS: &str = "Success";

/// The name by which undo knows that this setup enabled a connector.
pub(super) fn enabled_by_us(name: &str) -> String {
    format!("connector-enabled:{name}")
}

/// What was read before the connector may be enabled.
struct Read {
    /// The steps that come first.
    waits_for: Vec<&'static str>,
    test: String,
}

impl Run<'_> {
    pub(super) fn may_read_relationships(&self) -> bool {
        self.organisation.has("Get-OrganizationRelationship")
    }

    /// The relationships that lead to this tenant.
    pub(super) fn record_relationships(&mut self) {
        if !self.may_read_relationships() {
            self.fact("relationships", Value::Null);
            return;
        }
        let domain = self.script.answers.text("HybridDomain");
        let all = self.organisation.hybrid.relationships.iter();
        let own = all.filter(|one| one.domains.iter().any(|it| it.eq_ignore_ascii_case(domain)));
        let reported = own.map(|one| {
            json!({
                "name": one.name,
                "enabled": one.enabled,
                "freeBusy": one.free_busy,
                "domains": one.domains,
                "targetAutodiscoverEpr": one.target_autodiscover_epr,
                "targetSharingEpr": one.target_sharing_epr,
            })
        });
        let reported: Vec<Value> = reported.collect();
        self.fact("relationships", reported);
    }

    /// The names of those that provide free and busy times.
    pub(super) fn free_busy_relationships(&self) -> Vec<String> {
        if !self.may_read_relationships() {
            return vec![];
        }
        let domain = self.script.answers.text("HybridDomain");
        let all = self.organisation.hybrid.relationships.iter();
        let own = all.filter(|one| one.domains.iter().any(|it| it.eq_ignore_ascii_case(domain)));
        own.filter(|one| one.enabled && one.free_busy).map(|one| one.name.clone()).collect()
    }

    fn record_enabled(&mut self, found: &[Connector]) -> End {
        self.record_connectors(Side::OnPremises)?;
        let enabled = found.iter().any(|one| one.enabled);
        self.fact("connectorEnabled", enabled);
        let through = if !self.may_read_relationships() {
            Value::Null
        } else if enabled {
            json!([])
        } else {
            json!(self.free_busy_relationships())
        };
        self.fact("freeBusyThrough", through);
        Ok(())
    }

    /// What the test of this run said, or a new one.
    fn test_result(&self) -> String {
        if let Some(tested) = self.facts_of("test") {
            return tested.get("result").and_then(Value::as_str).unwrap_or_default().to_owned();
        }
        let answers = &self.script.answers;
        if answers.text("TestMailbox").is_empty() || answers.text("TestUri").is_empty() {
            return NOT_ASKED.to_owned();
        }
        self.organisation.test_to_the_cloud(self.started).0.to_owned()
    }

    fn read_before_enabling(&mut self, found: &[Connector]) -> Result<Read, Stop> {
        self.record_relationships();
        self.record_enabled(found)?;
        let servers = self.find_auth_servers(&EVO_STS)?;
        let named = servers.iter().any(|one| one.enabled && !one.application_identifier.is_empty());
        self.record_hybrid_override();
        let application = named && self.organisation.is_hybrid_application_on();
        self.fact("hybridApplication", application);
        let registered = self.script.answers.holds("Uploaded", "register-names");
        self.fact("namesRegistered", registered);
        let test = self.test_result();
        self.fact("oauthTest", test.clone());
        let missing = [
            ("connector", found.is_empty()),
            ("hybrid-application", !application),
            ("register-names", !registered),
            ("test", test != SUCCESS && test != NOT_ASKED),
        ];
        let is_off = found.iter().all(|one| !one.enabled);
        let waits_for = missing.into_iter().filter(|(_, missing)| is_off && *missing);
        let waits_for: Vec<_> = waits_for.map(|(step, _)| step).collect();
        self.fact("waitsFor", waits_for.clone());
        Ok(Read { waits_for, test })
    }

    /// Whether this setup created the connector and has not enabled it yet.
    fn is_own_connector(&self, name: &str) -> bool {
        let answers = &self.script.answers;
        let created = answers.holds("Created", &format!("connector:{name}"))
            || self.has_changed("connector", name);
        created && !answers.holds("Enabled", &enabled_by_us(name))
    }

    /// Whether the connector is enabled without a question: a test proves only the server that it ran on.
    fn is_ready_connector(&self, read: &Read, name: &str) -> bool {
        let is_limited = self.organisation.is_hybrid_application_limited();
        read.test == SUCCESS && !is_limited && self.is_own_connector(name)
    }

    fn enable_own_connector(&mut self) -> End {
        self.start(STEP, TITLE);
        let found = self.found(Side::OnPremises);
        let read = self.read_before_enabling(&found)?;
        if found.iter().any(|one| one.enabled) {
            return Ok(());
        }
        let Some(first) = found.first().filter(|_| read.waits_for.is_empty()) else {
            let steps = read.waits_for.join(", ");
            self.say(&format!("  The connector stays disabled. These steps come first: {steps}"));
            return Ok(());
        };
        let name = &first.name;
        let decided = self.script.answers.flag("EnableConnector");
        if !decided && !self.is_ready_connector(&read, name) {
            self.say(&format!(
                "  The connector {name} stays disabled until you decide in Crosstrust whether to enable it."
            ));
            return Ok(());
        }
        for relationship in self.free_busy_relationships() {
            self.say(&format!("  Free/busy information now comes through the connector, and no longer through the organization relationship {relationship}"));
        }
        if !self.switch_connector(Side::OnPremises, name, "Enable the connector", true)? {
            return Ok(());
        }
        let found = self.found(Side::OnPremises);
        self.record_enabled(&found)
    }

    fn check_own_connector(&mut self) -> End {
        self.start(STEP, &format!("{TITLE} (only read)"));
        let found = self.found(Side::OnPremises);
        let read = self.read_before_enabling(&found)?;
        let is_off = found.iter().all(|one| !one.enabled);
        let is_ready =
            found.first().is_some_and(|first| self.is_ready_connector(&read, &first.name));
        if is_off && read.waits_for.is_empty() && is_ready {
            self.fact("waitsFor", vec![STEP]);
        }
        Ok(())
    }
}
