//! Skype for Business Server as a partner application of Exchange, the certificate by which Exchange
//! speaks to it, and the restart that makes Exchange see both.

use super::{Family, known};
use crate::exchange::exchange_server::Lack;
use crate::exchange::organisation::PartnerApplication;
use crate::exchange::run::{End, Run, Stop};
use serde_json::Value;
use uuid::Uuid;

pub(super) const FAMILY: Family = Family {
    guides: &["skype-server"],
    functions: &[
        known("Invoke-ExchangeCertificateStep", |_| true, |run, _| run.check_auth_certificate()),
        known("Invoke-SkypePartnerStep", |_| true, |run, _| run.make_skype_partner()),
        known(
            "Invoke-SkypePartnerCheck",
            |_| true,
            |run, _| {
                run.start("skype-partner", &format!("{TITLE} (only read)"));
                let application = run.skype_partner()?;
                run.record_skype_partner(application.as_ref());
                Ok(())
            },
        ),
        known("Invoke-UndoSkypePartnerStep", |_| true, |run, _| run.undo_skype_partner()),
        known("Invoke-RestartStep", |_| true, |run, _| run.restart_iis_where_asked()),
    ],
};

const TITLE: &str = "Partner application Skype for Business Server";
/// The name that the script of Exchange gives the application.
const NAME: &str = "LyncEnterprise";
const ENTERPRISE_SCRIPT: &str = "Configure-EnterprisePartnerApplication.ps1";
/// Where Setup puts Exchange by default.
const SCRIPTS: &str = r"C:\Program Files\Microsoft\Exchange Server\V15\Scripts";

impl Run<'_> {
    fn check_auth_certificate(&mut self) -> End {
        self.start("exchange-certificate", "Auth Certificate of Exchange (only read)");
        let thumbprint = &self.organisation.current_certificate;
        if thumbprint.is_empty() {
            return Err(Stop::new(
                "no-auth-certificate",
                "Exchange has no current Auth Certificate. Renew it first (New-ExchangeCertificate, Set-AuthConfig).",
            ));
        }
        if thumbprint.len() != 40 || !thumbprint.chars().all(|letter| letter.is_ascii_hexdigit()) {
            return Err(Stop::new(
                "bad-thumbprint",
                format!(
                    "The current thumbprint in the Auth configuration is not 40 hex digits: {thumbprint}"
                ),
            ));
        }
        let Some(certificate) = self.organisation.certificate(thumbprint).cloned() else {
            return Err(Stop::new(
                "certificate-not-on-server",
                format!(
                    "The current Auth Certificate {thumbprint} is not on this server. Run the script on another Mailbox server."
                ),
            ));
        };
        self.record_certificate(&certificate);
        self.fact("der", certificate.der.as_str());
        Ok(())
    }

    /// The partner application with the address of the pool.
    fn skype_partner(&self) -> Result<Option<PartnerApplication>, Stop> {
        let address = self.script.answers.text("SkypeMetadataUrl");
        let of = |one: &&PartnerApplication| one.metadata_url.eq_ignore_ascii_case(address);
        let mut found: Vec<_> = self.organisation.applications.iter().filter(of).cloned().collect();
        if found.len() > 1 {
            let all: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
            return Err(Stop::new(
                "partner-duplicate",
                format!(
                    "Several partner applications have the address {address}: {}. Remove those that are not in use.",
                    all.join(", ")
                ),
            ));
        }
        Ok(found.pop())
    }

    fn record_skype_partner(&mut self, application: Option<&PartnerApplication>) {
        self.fact("name", application.map_or("", |one| &one.name));
        self.fact("enabled", application.is_some_and(|one| one.enabled));
        self.fact("linkedAccount", application.map_or("", |one| &one.linked_account));
    }

    fn make_skype_partner(&mut self) -> End {
        self.start("skype-partner", TITLE);
        match self.skype_partner()? {
            None => {
                if !self.run_enterprise_script()? {
                    return Ok(());
                }
            }
            Some(application) if !application.enabled => {
                self.switch_partner(&application.name, "Enable the partner application", true)?;
            }
            Some(_) => {}
        }
        let application = self.skype_partner()?;
        self.record_skype_partner(application.as_ref());
        Ok(())
    }

    /// Runs the script that comes with Exchange. Returns whether it was run.
    fn run_enterprise_script(&mut self) -> Result<bool, Stop> {
        let lacks = |lack| self.organisation.servers.lacks.contains(&lack);
        if lacks(Lack::InstallPath) {
            return Err(Stop::new(
                "exchange-folder-unknown",
                "ExchangeInstallPath is not set. Open the Exchange Management Shell on an Exchange server.",
            ));
        }
        if lacks(Lack::EnterpriseScript) {
            return Err(Stop::new(
                "exchange-script-missing",
                format!(r"Not found: {SCRIPTS}\{ENTERPRISE_SCRIPT}"),
            ));
        }
        let address = self.script.answers.text("SkypeMetadataUrl");
        let action = format!("Run {ENTERPRISE_SCRIPT}");
        let done = self.change(address, &action, "", |organisation| {
            organisation.applications.push(PartnerApplication {
                name: NAME.to_owned(),
                app_id: Uuid::nil().to_string(),
                enabled: true,
                realm: String::new(),
                linked_account: String::new(),
                metadata_url: address.to_owned(),
            });
        })?;
        if done && self.organisation.servers.lacks.contains(&Lack::Replication) {
            return Err(Stop::new(
                "skype-partner-missing",
                format!(
                    "The script of Exchange ran, but after a minute the partner application is not visible on {}. Wait a few minutes and run this script again.",
                    self.domain_controller()
                ),
            ));
        }
        Ok(done)
    }

    fn undo_skype_partner(&mut self) -> End {
        self.start("skype-partner", TITLE);
        if let Some(application) = self.skype_partner()? {
            let name = &application.name;
            if self.script.answers.holds("Created", "skype-partner") {
                let (action, command) =
                    ("Remove the partner application", "Remove-PartnerApplication");
                self.turning(name.as_str(), Value::Null);
                self.change(name, action, command, |organisation| {
                    organisation.applications.retain(|one| one.name != *name);
                })?;
            } else if self.script.answers.holds("Enabled", "skype-partner") && application.enabled {
                self.switch_partner(name, "Disable the partner application again", false)?;
            }
        }
        if self.is_planned() {
            return Ok(());
        }
        let left = self.skype_partner()?;
        self.fact("present", left.is_some());
        if left.is_some() {
            self.record_skype_partner(left.as_ref());
        }
        Ok(())
    }

    fn restart_iis_where_asked(&mut self) -> End {
        self.start("iis", "Restart IIS where you asked for it");
        let servers = self.script.answers.texts("RestartIisOn");
        if !servers.is_empty() {
            self.assert_elevated()?;
        }
        let domain = self.organisation.domain.clone();
        let is_there = |name: &&str| self.organisation.servers.named(name, &domain).is_some();
        let others: Vec<&str> = servers.iter().copied().filter(|name| !is_there(name)).collect();
        if !others.is_empty() {
            return Err(Stop::new(
                "not-an-exchange-server",
                format!(
                    "Exchange has no Mailbox or Client Access server with the name {}. The script did not restart IIS.",
                    others.join(", ")
                ),
            ));
        }
        let pools = self.script.answers.text("RestartIisWith") == "pools";
        let mut restarted: Vec<String> = vec![];
        self.fact("restarted", restarted.clone());
        for server in servers {
            if self.restart_server(server, pools)? {
                restarted.push(server.to_owned());
            }
            self.fact("restarted", restarted.clone());
        }
        Ok(())
    }
}
