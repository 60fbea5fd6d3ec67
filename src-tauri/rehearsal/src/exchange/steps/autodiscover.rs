//! The autodiscover addresses of the Exchange servers, and the name that leads to them.

use super::{Family, known};
use crate::exchange::exchange_server::ClientAccess;
use crate::exchange::run::{End, Run, Stop};
use serde_json::{Value, json};

pub(super) const FAMILY: Family = Family {
    guides: &["skype-server"],
    functions: &[
        known("Invoke-AutodiscoverStep", |_| true, |run, _| run.set_autodiscover()),
        known(
            "Invoke-AutodiscoverCheck",
            |_| true,
            |run, _| {
                run.start("autodiscover", &format!("{TITLE} (only read)"));
                run.record_autodiscover();
                Ok(())
            },
        ),
        known("Invoke-UndoAutodiscoverStep", |_| true, |run, _| run.undo_autodiscover()),
        known(
            "Invoke-DnsStep",
            |_| true,
            |run, _| {
                run.look_up_host();
                Ok(())
            },
        ),
    ],
};

const TITLE: &str = "Autodiscover address of every server";
/// Where the records of the simulated DNS point.
const EXCHANGE_ADDRESS: &str = "192.0.2.10";

impl Run<'_> {
    /// Exchange 2013 has the older command only.
    fn setting_command(&self) -> &'static str {
        if self.organisation.has("Get-ClientAccessService") {
            "Set-ClientAccessService"
        } else {
            "Set-ClientAccessServer"
        }
    }

    pub(super) fn autodiscover_addresses(&self) -> Value {
        let servers = self.organisation.servers.client_access.iter();
        let reported =
            servers.map(|one| json!({ "name": one.name, "autodiscoverUri": one.autodiscover_uri }));
        reported.collect()
    }

    pub(super) fn without_address(&self) -> Value {
        let blank = |one: &&ClientAccess| one.autodiscover_uri.is_empty();
        let servers = self.organisation.servers.client_access.iter().filter(blank);
        servers.map(|one| one.name.clone()).collect()
    }

    /// The servers that the operator chose to be given an address.
    fn is_chosen(&self, server: &ClientAccess) -> bool {
        let fqdn = server.fqdn(&self.organisation.domain);
        let mut chosen = self.script.answers.texts("FillAutodiscoverOn").into_iter();
        chosen
            .any(|name| name.eq_ignore_ascii_case(&fqdn) || name.eq_ignore_ascii_case(&server.name))
    }

    fn blank_servers(&self) -> Vec<ClientAccess> {
        let blank = |one: &&ClientAccess| one.autodiscover_uri.is_empty();
        self.organisation.servers.client_access.iter().filter(blank).cloned().collect()
    }

    fn record_autodiscover(&mut self) {
        let servers = self.autodiscover_addresses();
        let without = self.without_address();
        let blank = self.blank_servers();
        let address = |one: &ClientAccess| match one.autodiscover_uri.as_str() {
            "" => format!("{}: blank", one.name),
            address => format!("{}: {address}", one.name),
        };
        let all = self.organisation.servers.client_access.iter();
        let addresses: Vec<String> = all.map(address).collect();
        let domain = &self.organisation.domain;
        let hosts: Value =
            blank.iter().map(|one| json!({ "name": one.name, "host": one.fqdn(domain) })).collect();
        let any = !self.script.answers.texts("FillAutodiscoverOn").is_empty();
        let names = |wanted: &dyn Fn(&ClientAccess) -> bool| -> Value {
            blank.iter().filter(|one| wanted(one)).map(|one| one.name.clone()).collect()
        };
        let (undecided, not_filled) = (names(&|_| !any), names(&|one| self.is_chosen(one)));
        self.fact("servers", servers);
        self.fact("serverAddresses", addresses);
        self.fact("withoutAddress", without);
        self.fact("blankServers", hosts);
        self.fact("undecided", undecided);
        self.fact("notFilled", not_filled);
    }

    fn set_address(&mut self, server: &str, action: &str, address: &str) -> End {
        let command = self.setting_command();
        let former = self.organisation.servers.client_access.iter().find(|one| one.name == server);
        let former = former.map_or("", |one| &one.autodiscover_uri).to_owned();
        self.turning(former, address);
        self.change(server, action, command, |organisation| {
            let mut servers = organisation.servers.client_access.iter_mut();
            if let Some(one) = servers.find(|one| one.name == server) {
                address.clone_into(&mut one.autodiscover_uri);
            }
        })?;
        Ok(())
    }

    fn set_autodiscover(&mut self) -> End {
        self.start("autodiscover", TITLE);
        let address = self.script.answers.text("AutodiscoverUri");
        let organisation = &self.organisation;
        let names = self.script.answers.texts("FillAutodiscoverOn");
        let is_there =
            |name: &&str| organisation.servers.named(name, &organisation.domain).is_some();
        let unknown: Vec<&str> = names.into_iter().filter(|name| !is_there(name)).collect();
        if !unknown.is_empty() {
            return Err(Stop::new(
                "autodiscover-server-unknown",
                format!(
                    "Exchange has no Client Access server with the name {}. Nothing was changed.",
                    unknown.join(", ")
                ),
            ));
        }
        for server in self.blank_servers() {
            if self.is_chosen(&server) {
                let action = format!("Set the autodiscover address to {address}");
                self.set_address(&server.name, &action, address)?;
            }
        }
        self.record_autodiscover();
        Ok(())
    }

    /// The servers that this setup gave the address and that still have one.
    fn own_servers(&self) -> Vec<ClientAccess> {
        let own = |one: &&ClientAccess| {
            let made = format!("autodiscover-address:{}", one.name);
            !one.autodiscover_uri.is_empty() && self.script.answers.holds("Created", &made)
        };
        self.organisation.servers.client_access.iter().filter(own).cloned().collect()
    }

    fn undo_autodiscover(&mut self) -> End {
        self.start("autodiscover", TITLE);
        for server in self.own_servers() {
            let ours = self.script.answers.text("AutodiscoverUri");
            if !server.autodiscover_uri.eq_ignore_ascii_case(ours) {
                return Err(Stop::new(
                    "undo-changed-since",
                    format!(
                        "The autodiscover address of {} is now {}: somebody changed it since. The script did not change it.",
                        server.name, server.autodiscover_uri
                    ),
                ));
            }
            self.set_address(&server.name, "Take the autodiscover address away again", "")?;
        }
        if !self.is_planned() {
            let present = !self.own_servers().is_empty();
            self.fact("present", present);
            self.record_autodiscover();
        }
        Ok(())
    }

    fn look_up_host(&mut self) {
        self.start("dns", "DNS record of the autodiscover host (only read)");
        let host = self.script.answers.text("AutodiscoverHost");
        self.fact("host", host);
        if self.organisation.skype.host_unknown {
            let reason = format!("{host} : DNS name does not exist");
            self.say(&format!("  not found: {host} ({reason})"));
            self.fact("notResolved", reason);
            self.fact("addresses", json!([]));
        } else {
            self.fact("addresses", json!([EXCHANGE_ADDRESS]));
        }
    }
}
