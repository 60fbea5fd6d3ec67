//! What the dedicated hybrid application needs and brings: the host names of the servers, whether it
//! is in place, what old servers need, and the tests of both ways.

use super::auth_server::EVO_STS;
use super::{Family, known};
use crate::exchange::hybrid::{AddressSpace, Asked, OVERRIDE_SECTION, OtherServer};
use crate::exchange::organisation::{OUTPUT_FOLDER, Organisation};
use crate::exchange::run::{End, Run};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const FAMILY: Family = Family {
    guides: &["exchange-oauth"],
    functions: &[
        known(
            "Invoke-HostNameStep",
            |_| true,
            |run, _| {
                run.read_host_names();
                Ok(())
            },
        ),
        known("Invoke-HybridApplicationStep", |_| true, |run, _| run.read_hybrid_application()),
        known("Invoke-AvailabilityStep", |_| true, |run, _| run.add_address_space()),
        known(
            "Invoke-AvailabilityCheck",
            |_| true,
            |run, _| {
                run.start("availability", &format!("{AVAILABILITY} (only read)"));
                run.record_availability();
                Ok(())
            },
        ),
        known(
            "Invoke-TestStep",
            |_| true,
            |run, _| {
                run.test_to_the_cloud();
                Ok(())
            },
        ),
        known(
            "Invoke-OnlineTestStep",
            |_| true,
            |run, _| {
                run.test_from_the_cloud();
                Ok(())
            },
        ),
    ],
};

const AVAILABILITY: &str = "Availability address space for servers older than Exchange 2013 SP1";
/// The section of the setting that lets servers use Microsoft Graph instead of EWS.
const GRAPH_SECTION: &str = "RouteThroughMSGraph";
/// Exchange 2013 SP1.
const CONNECTORS_SINCE: [u32; 3] = [15, 0, 847];

/// The first three numbers of a build as Exchange writes it: `Version 15.2 (Build 1748.10)`.
fn numbers(build: &str) -> Option<[u32; 3]> {
    let parts =
        build.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty());
    let read: Vec<u32> = parts.take(3).filter_map(|part| part.parse().ok()).collect();
    read.try_into().ok()
}

impl Organisation {
    /// The servers that know no connectors.
    pub(super) fn old_servers(&self) -> Vec<&OtherServer> {
        let servers = self.hybrid.other_servers.iter();
        let old = |one: &&OtherServer| {
            let mut roles = one.role.split([',', ' ']);
            roles.any(|role| matches!(role, "Mailbox" | "ClientAccess"))
                && numbers(&one.build).is_some_and(|it| it < CONNECTORS_SINCE)
        };
        servers.filter(old).collect()
    }

    /// Those, as receipts report them.
    pub(super) fn old_servers_reported(&self) -> Value {
        let reported = self
            .old_servers()
            .into_iter()
            .map(|one| json!({ "name": one.name, "build": one.build }));
        reported.collect()
    }

    /// The addresses of Exchange Web Services from outside, each once.
    pub(super) fn ews_urls(&self) -> BTreeSet<String> {
        let directories = self.hybrid.virtual_directories.iter();
        let outside = directories.map(|one| &one.external).filter(|url| !url.is_empty());
        outside.map(|url| format!("{url}EWS/Exchange.asmx")).collect()
    }
}

impl Run<'_> {
    /// Notes what the operator has to have done by others, and says what becomes of it here.
    pub(super) fn ask(&mut self, asked: Asked, sentence: &str) {
        // A dry run leaves everything as it was.
        if self.what_if {
            return;
        }
        if asked == Asked::HybridApplication {
            let routing = self.script.answers.text("HybridDomain");
            routing.clone_into(&mut self.organisation.hybrid.routing_domain);
        }
        if self.organisation.hybrid.asked.insert(asked) {
            self.aside(sentence);
        }
    }

    fn read_host_names(&mut self) {
        self.start("host-names", "Host names that clients use (only read)");
        let directories = &self.organisation.hybrid.virtual_directories;
        let urls = directories.iter().flat_map(|one| {
            [
                (&one.internal, "internal"),
                (&one.external, "external"),
                (&one.autodiscover, "internal"),
            ]
        });
        let read = urls.filter_map(|(url, origin)| {
            let rest = url.strip_prefix("https://")?;
            rest.split(['/', ':']).next().map(|host| (host.to_lowercase(), origin))
        });
        let answers = ["EwsHost", "AutodiscoverHost"];
        let answered =
            answers.map(|name| (self.script.answers.text(name).to_lowercase(), "answer"));
        let mut hosts: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for (host, origin) in read.chain(answered).filter(|(host, _)| !host.is_empty()) {
            hosts.entry(host).or_default().insert(origin);
        }
        let origins =
            hosts.iter().map(|(name, origins)| json!({ "name": name, "origins": origins }));
        let origins: Vec<Value> = origins.collect();
        self.fact("hostNames", hosts.into_keys().map(Value::from).collect::<Vec<_>>());
        self.fact("hostNameOrigins", origins);
    }

    /// The settings that switch the dedicated application on or off.
    pub(super) fn record_hybrid_override(&mut self) {
        let overrides = self.organisation.hybrid.setting_overrides.iter();
        let overrides: Vec<_> = overrides
            .filter(|one| one.section == OVERRIDE_SECTION)
            .map(|one| format!("{}: {}", one.name, one.parameters))
            .collect();
        let on = self.organisation.is_hybrid_application_on();
        let all = &self.organisation.hybrid.setting_overrides;
        let limited = all.iter().filter(|one| one.section == OVERRIDE_SECTION);
        let limited = limited.filter(|one| !one.scope.is_empty());
        let limited: Vec<_> = limited.map(|one| format!("{}: {}", one.name, one.scope)).collect();
        let mut graph = all.iter().filter(|one| one.section == GRAPH_SECTION).peekable();
        let graph_on = graph.peek().is_some()
            && graph.all(|one| one.parameters == "Enabled=true" && one.scope.is_empty());
        self.fact("overrides", overrides);
        self.fact("settingOverride", on);
        self.fact("limitedOverrides", limited);
        self.fact("graphOverride", graph_on);
    }

    /// The build of each server, with its hotfixes where its files can be read.
    pub(super) fn record_builds(&mut self) {
        let organisation = &*self.organisation;
        let own = &organisation.hybrid.setup_build;
        let own = if own.is_empty() { (&organisation.build, false) } else { (own, true) };
        let others = organisation.hybrid.other_servers.iter().filter(|one| one.role != "Edge");
        let builds: Vec<Value> = std::iter::once((&organisation.computer, own))
            .chain(others.map(|one| match one.setup_build.as_str() {
                "" => (&one.name, (&one.build, false)),
                _ => (&one.name, (&one.setup_build, true)),
            }))
            .map(|(name, (build, exact))| json!({ "name": name, "build": build, "exact": exact }))
            .collect();
        self.fact("builds", builds);
    }

    fn read_hybrid_application(&mut self) -> End {
        self.start("hybrid-application", "Dedicated Exchange hybrid application (only read)");
        let mut servers = self.find_auth_servers(&EVO_STS)?;
        servers.retain(|one| !one.application_identifier.is_empty());
        let ids: Vec<_> = servers.iter().map(|one| one.application_identifier.clone()).collect();
        let domains: Vec<_> = servers.iter().flat_map(|one| one.domain_names.clone()).collect();
        let lacks_domain = !domains
            .iter()
            .any(|one| one.eq_ignore_ascii_case(self.script.answers.text("HybridDomain")));
        let on = self.organisation.is_hybrid_application_on();
        self.fact("applicationIdentifiers", ids);
        self.fact("domainNames", domains);
        self.record_hybrid_override();
        self.record_builds();
        if servers.is_empty() {
            self.show_commands();
        }
        if servers.is_empty() || lacks_domain || !on {
            self.ask(
                Asked::HybridApplication,
                "The rehearsal runs Microsoft's script for you, before you run the next script.",
            );
        }
        Ok(())
    }

    /// How Microsoft's script is called in this organisation.
    fn show_commands(&mut self) {
        let answers = &self.script.answers;
        let call = r"    .\ConfigureExchangeHybridApplication.ps1 ";
        let environment = match answers.text("AzureEnvironment") {
            "" => String::new(),
            environment => format!(" -AzureEnvironment {environment}"),
        };
        let tenant = if self.is_tenant_known() { self.tenant() } else { "<id of your tenant>" };
        let routing = answers.text("HybridDomain");
        let lines = [
            "  The application is not configured yet. Get Microsoft's script from https://aka.ms/ConfigureExchangeHybridApplication.".to_owned(),
            "  Run it on a Mailbox server with internet access, in the Exchange Management Shell as administrator:".to_owned(),
            format!("{call}-FullyConfigureExchangeHybridApplication{environment}"),
            "  If no Exchange server has internet access, there are two parts. First, on another computer of this domain".to_owned(),
            "  with internet access, in Windows PowerShell 5.1 as administrator, with the exported certificate:".to_owned(),
            format!(r"{call}-CreateApplication -UpdateCertificate -CertificateMethod 'File' -CertificateInformation '{OUTPUT_FOLDER}\OAuthCert.cer'{environment}"),
            "  Then on the Exchange server, with the App ID from the first part:".to_owned(),
            format!("{call}-ConfigureAuthServer -ConfigureTargetSharingEpr -EnableExchangeHybridApplicationOverride -CustomAppId <App ID> -TenantId {tenant} -RemoteRoutingDomain {routing}"),
        ];
        for line in lines {
            self.say(&line);
        }
    }

    fn add_address_space(&mut self) -> End {
        self.start("availability", AVAILABILITY);
        let answers = &self.script.answers;
        let (domain, proxy) = (answers.text("HybridDomain"), answers.text("EwsUrl"));
        if self.organisation.old_servers().is_empty() {
            self.say("  Not needed: no server is older than Exchange 2013 SP1.");
        } else if self.address_spaces().is_empty() && !answers.flag("AddAddressSpace") {
            let old = self.organisation.old_servers();
            let names: Vec<_> = old.iter().map(|one| one.name.as_str()).collect();
            let sentence = format!(
                "  Older than Exchange 2013 SP1: {}. Decide in Crosstrust whether they need the address space.",
                names.join(", ")
            );
            self.say(&sentence);
        } else if self.address_spaces().is_empty() {
            let command = "Add-AvailabilityAddressSpace";
            let action = "Add the availability address space";
            self.turning(Value::Null, proxy);
            let done = self.change(domain, action, command, |organisation| {
                organisation.hybrid.address_spaces.push(AddressSpace {
                    name: domain.to_owned(),
                    access_method: "InternalProxy".to_owned(),
                    proxy_url: proxy.to_owned(),
                });
            })?;
            if !done {
                return Ok(());
            }
        }
        self.record_availability();
        Ok(())
    }

    fn address_spaces(&self) -> Vec<AddressSpace> {
        let domain = self.script.answers.text("HybridDomain");
        let spaces = self.organisation.hybrid.address_spaces.iter();
        spaces.filter(|one| one.name.eq_ignore_ascii_case(domain)).cloned().collect()
    }

    fn record_availability(&mut self) {
        let spaces = self.address_spaces();
        let old = self.organisation.old_servers();
        let without: Vec<_> = if spaces.is_empty() {
            old.iter().map(|one| one.name.clone()).collect()
        } else {
            vec![]
        };
        let old = self.organisation.old_servers_reported();
        let reported = spaces.iter().map(|one| {
            json!({ "name": one.name, "accessMethod": one.access_method, "proxyUrl": one.proxy_url })
        });
        let reported: Vec<Value> = reported.collect();
        self.fact("oldServers", old);
        self.fact("addressSpaces", reported);
        self.fact("withoutAddressSpace", without);
    }

    fn test_to_the_cloud(&mut self) {
        self.start("test", "Test OAuth to Exchange Online");
        let answers = &self.script.answers;
        if answers.text("TestMailbox").is_empty() || answers.text("TestUri").is_empty() {
            self.fact("result", "not asked");
            return;
        }
        let (result, detail) = self.organisation.test_to_the_cloud(self.started);
        self.fact("result", result);
        self.fact("oauthTest", result);
        self.fact("detail", detail.clone());
        self.fact("oauthTestDetail", detail);
    }

    fn test_from_the_cloud(&mut self) {
        self.start("test-online", "Test OAuth to the servers on premises");
        if self.script.answers.text("OnlineMailbox").is_empty() {
            self.fact("result", "not asked");
            return;
        }
        let (result, detail) = self.organisation.test_from_the_cloud(self.started);
        if !self.organisation.hybrid.obstacle.is_empty() {
            self.ask(
                Asked::LoadBalancer,
                "The rehearsal configures the load balancer for you, before you run the next script.",
            );
        }
        self.fact("result", result);
        self.fact("detail", detail);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_are_compared_as_numbers() {
        assert_eq!(numbers("Version 15.2 (Build 1748.10)"), Some([15, 2, 1748]));
        assert_eq!(numbers("15.2"), None);
        assert!(numbers("Version 14.3 (Build 123.4)").unwrap() < CONNECTORS_SINCE);
        assert!(numbers("Version 15.0 (Build 847.32)").unwrap() >= CONNECTORS_SINCE);
    }
}
