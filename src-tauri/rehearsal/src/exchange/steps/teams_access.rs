//! What lets the requests of Teams in on the servers: only read, as facts of the step that is open.

use super::{Family, known};
use crate::exchange::hybrid::EwsAccess;
use crate::exchange::organisation::Organisation;
use crate::exchange::run::Run;
use serde_json::{Value, json};

pub(super) const FAMILY: Family = Family {
    guides: &[],
    functions: &[known(
        "Add-TeamsAccessFact",
        |call| call.arguments.is_empty(),
        |run, _| {
            run.read_teams_access();
            Ok(())
        },
    )],
};

impl Run<'_> {
    fn read_teams_access(&mut self) {
        let mailbox = self.script.answers.text("TestMailbox").to_owned();
        let organisation = &*self.organisation;
        let access = &organisation.teams_access;
        let directories = directories(organisation);
        let readings = [
            (
                "EWS access of the organization",
                "Get-OrganizationConfig",
                vec![("ewsGates", json!([gate("organization", &access.organisation)]))],
            ),
            (
                "EWS access of the mailbox",
                "Get-CASMailbox",
                vec![("mailboxEwsGates", json!([gate(&mailbox, &access.mailbox)]))],
            ),
            (
                "Accepted domains",
                "Get-AcceptedDomain",
                vec![("wildcardDomains", json!(access.wildcard_domains))],
            ),
            (
                "Virtual directories",
                "Get-AutodiscoverVirtualDirectory",
                vec![
                    ("ewsAddresses", addresses(&directories)),
                    ("virtualDirectories", directories),
                ],
            ),
            ("Proxies", "Get-ExchangeServer", vec![("proxies", json!([]))]),
            (
                "Autodiscover service connection points",
                "Get-ClientAccessService",
                vec![("connectionPoints", connection_points(organisation))],
            ),
        ];
        let mut unread = vec![];
        for (what, command, facts) in readings {
            if command == "Get-CASMailbox" && mailbox.is_empty() {
                continue;
            }
            if self.organisation.has(command) {
                for (name, value) in facts {
                    self.fact(name, value);
                }
                continue;
            }
            self.say(&format!(
                "  not read: {what} (Your account is not allowed to use {command}. Ask for a role group that holds it.)"
            ));
            unread.push(what);
        }
        let in_use = !self.organisation.current_certificate.is_empty();
        if self.organisation.has("Get-ExchangeServer") {
            self.record_builds();
            if in_use {
                self.record_servers();
            }
        } else {
            self.fact("builds", Value::Null);
            if in_use {
                unread.push("Certificates of the servers");
            }
        }
        self.fact("accessUnread", unread);
    }
}

fn gate(name: &str, access: &EwsAccess) -> Value {
    let enabled = access.enabled.map_or("not set".to_owned(), |enabled| enabled.to_string());
    json!({
        "name": name,
        "enabled": enabled,
        "policy": access.policy,
        "allowed": access.allow_list,
        "blocked": access.block_list,
    })
}

/// The virtual directories of every server, those of both web sites.
fn directories(organisation: &Organisation) -> Value {
    let published = organisation.hybrid.virtual_directories.iter();
    let mut servers: Vec<(String, String)> =
        published.map(|one| (one.server.clone(), one.external.clone())).collect();
    if servers.is_empty() {
        let address = format!("https://mail.{}", organisation.domain);
        servers.push((organisation.computer.clone(), address));
    }
    let mut found = vec![];
    for (server, external) in servers {
        let external = external.trim_end_matches('/');
        let oauth = !organisation.teams_access.without_oauth.contains(&server);
        for (kind, name, path) in
            [("ews", "EWS", "/EWS/Exchange.asmx"), ("autodiscover", "Autodiscover", "")]
        {
            for site in ["Default Web Site", "Exchange Back End"] {
                let is_front = site == "Default Web Site";
                let has_address = is_front && !path.is_empty() && !external.is_empty();
                let url = if has_address { format!("{external}{path}") } else { String::new() };
                found.push(json!({
                    "name": format!("{server}\\{name} ({site})"),
                    "kind": kind,
                    "oauth": oauth || !is_front,
                    "scheme": url.split(':').next().unwrap_or_default(),
                    "externalUrl": url,
                }));
            }
        }
    }
    found.into()
}

fn addresses(directories: &Value) -> Value {
    let entries = directories.as_array().into_iter().flatten();
    let mut found: Vec<&str> = entries
        .filter(|one| one["kind"] == "ews")
        .filter_map(|one| one["externalUrl"].as_str())
        .filter(|url| !url.is_empty())
        .collect();
    found.sort_unstable();
    found.dedup();
    json!(found)
}

fn connection_points(organisation: &Organisation) -> Value {
    let services = organisation.servers.client_access.iter();
    services.map(|one| json!({ "name": one.name, "address": one.autodiscover_uri })).collect()
}
