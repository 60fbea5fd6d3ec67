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
                run.tell_autodiscover();
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
        let told =
            servers.map(|one| json!({ "name": one.name, "autodiscoverUri": one.autodiscover_uri }));
        told.collect()
    }

    pub(super) fn without_address(&self) -> Value {
        let blank = |one: &&ClientAccess| one.autodiscover_uri.is_empty();
        let servers = self.organisation.servers.client_access.iter().filter(blank);
        servers.map(|one| one.name.clone()).collect()
    }

    fn tell_autodiscover(&mut self) {
        let servers = self.autodiscover_addresses();
        let without = self.without_address();
        self.fact("servers", servers);
        self.fact("withoutAddress", without);
    }

    fn set_address(&mut self, server: &str, action: &str, address: &str) -> End {
        let command = self.setting_command();
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
        let blank = |one: &&ClientAccess| one.autodiscover_uri.is_empty();
        let servers = self.organisation.servers.client_access.iter().filter(blank);
        for server in servers.cloned().collect::<Vec<_>>() {
            let action = format!("Set the autodiscover address to {address}");
            self.set_address(&server.name, &action, address)?;
        }
        self.tell_autodiscover();
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
                        "The autodiscover address of {} is now {}: somebody changed it since. It is left as it is.",
                        server.name, server.autodiscover_uri
                    ),
                ));
            }
            self.set_address(&server.name, "Take the autodiscover address away again", "")?;
        }
        if !self.is_planned() {
            let present = !self.own_servers().is_empty();
            self.fact("present", present);
            self.tell_autodiscover();
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
