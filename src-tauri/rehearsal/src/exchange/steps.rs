//! The steps of the Teams guide, as their scripts do them.

use super::Organisation;
use super::console::{Console, FOLDER, Stop};
use super::organisation::{
    ACCOUNT, KEPT_ENTRY, MailUser, PartnerApplication, ROLE, Role, TENANT, USER_APPLICATION,
};
use super::script::Script;
use serde_json::{Value, json};

/// What comes of a step.
pub(super) type Ended = Result<(), Stop>;

impl Organisation {
    pub(super) fn exchange_oauth(&self, script: &Script, console: &mut Console) {
        console.start("exchange-oauth", "Exchange OAuth with Exchange Online (only read)");
        console.fact("serviceName", "00000002-0000-0ff1-ce00-000000000000");
        console.fact("realm", "");
        console.fact("authServers", self.auth_servers(true));
        let online = self.application("00000002-0000-0ff1-ce00-000000000000");
        console.fact("exchangeOnlinePartner", online.is_some_and(|one| one.enabled));
        console.fact("connectors", connectors());
        if script.text("TestMailbox").is_some_and(|mailbox| !mailbox.is_empty()) {
            console.fact("oauthTest", "Success");
        }
    }

    pub(super) fn account(&mut self, script: &Script, console: &mut Console) -> Ended {
        console.start("account", "Application account TeamsScheduler");
        if self.find_account(ACCOUNT).is_none() {
            if !self.may_create_mail_user {
                return Err(not_in_role("Create the mail user", "New-MailUser", ACCOUNT));
            }
            if !console.change(ACCOUNT, "Create the mail user") {
                return Ok(());
            }
            let domain = script.text("VerifiedDomain").unwrap_or_default();
            self.accounts.push(MailUser {
                name: ACCOUNT.to_owned(),
                address: format!("{ACCOUNT}-ApplicationAccount@{domain}"),
                hidden: false,
            });
        }
        if self.find_account(ACCOUNT).is_some_and(|account| !account.hidden)
            && console.change(ACCOUNT, "Hide from address lists")
        {
            for account in self.accounts.iter_mut().filter(|account| account.name == ACCOUNT) {
                account.hidden = true;
            }
        }
        self.account_facts(console);
        Ok(())
    }

    pub(super) fn account_check(&self, console: &mut Console) {
        console.start("account", "Application account TeamsScheduler (only read)");
        self.account_facts(console);
    }

    fn account_facts(&self, console: &mut Console) {
        let account = self.find_account(ACCOUNT);
        let identity = account.map(|account| self.identity(&account.name)).unwrap_or_default();
        let address = account.map(|account| account.address.clone()).unwrap_or_default();
        console.fact("identity", identity);
        console.fact("address", address);
        console.fact("hidden", account.is_some_and(|account| account.hidden));
    }

    pub(super) fn role(&mut self, console: &mut Console) -> Ended {
        console.start("role", "Management role TeamsSchedulerRole");
        self.require_account(console)?;
        if self.role.is_none() {
            if !console.change(ROLE, "Create the role from UserApplication") {
                return Ok(());
            }
            let entries = USER_APPLICATION.map(str::to_owned).to_vec();
            self.role = Some(Role { entries, assignees: Vec::new() });
        }
        let Some(role) = self.role.as_mut() else { return Ok(()) };
        let surplus = role.entries.iter().filter(|entry| *entry != KEPT_ENTRY).count();
        if surplus > 0
            && console.change(ROLE, &format!("Remove {surplus} entries, keep {KEPT_ENTRY}"))
        {
            role.entries.retain(|entry| entry == KEPT_ENTRY);
        }
        if !role.assignees.iter().any(|name| name == ACCOUNT)
            && console.change(ROLE, "Assign to TeamsScheduler")
        {
            role.assignees.push(ACCOUNT.to_owned());
        }
        if !console.is_planned() {
            self.role_facts(console);
        }
        Ok(())
    }

    pub(super) fn role_check(&self, console: &mut Console) {
        console.start("role", "Management role TeamsSchedulerRole (only read)");
        self.role_facts(console);
    }

    fn role_facts(&self, console: &mut Console) {
        let role = self.role.as_ref();
        console.fact("entries", role.map(|role| role.entries.clone()).unwrap_or_default());
        console.fact("assignees", role.map(|role| role.assignees.clone()).unwrap_or_default());
    }

    pub(super) fn partner_application(
        &mut self,
        step: &str,
        name: &str,
        app_id: &str,
        linked: bool,
        relink: bool,
        console: &mut Console,
    ) -> Ended {
        console.start(step, &format!("Partner application {name}"));
        if linked {
            self.require_account(console)?;
        }
        let wanted = if linked { ACCOUNT } else { "" };
        let Some(index) = self.applications.iter().position(|one| one.app_id == app_id) else {
            if console.change(name, "Create the partner application") {
                self.applications.push(PartnerApplication {
                    name: name.to_owned(),
                    app_id: app_id.to_owned(),
                    enabled: true,
                    realm: String::new(),
                    linked: wanted.to_owned(),
                });
                self.application_facts(app_id, console);
            }
            return Ok(());
        };
        let identity = self.identity(wanted);
        let former = self.identity(&self.applications[index].linked);
        let application = &mut self.applications[index];
        if !application.enabled
            && console.change(&application.name, "Enable the partner application")
        {
            application.enabled = true;
        }
        let elsewhere = linked && application.linked != wanted;
        if elsewhere
            && (relink || application.linked.is_empty())
            && console.change(&application.name, &format!("Link to {identity}"))
        {
            wanted.clone_into(&mut application.linked);
            console.fact("formerLinkedAccount", former);
        }
        self.application_facts(app_id, console);
        Ok(())
    }

    pub(super) fn partner_application_check(
        &self,
        step: &str,
        name: &str,
        app_id: &str,
        console: &mut Console,
    ) {
        console.start(step, &format!("Partner application {name} (only read)"));
        self.application_facts(app_id, console);
    }

    fn application_facts(&self, app_id: &str, console: &mut Console) {
        let found = self.application(app_id);
        console.fact("name", found.map(|one| one.name.clone()).unwrap_or_default());
        console.fact("enabled", found.is_some_and(|one| one.enabled));
        let linked = found.map(|one| self.identity(&one.linked)).unwrap_or_default();
        console.fact("linkedAccount", linked);
        console.fact("realm", found.map(|one| one.realm.clone()).unwrap_or_default());
    }

    pub(super) fn export(&mut self, console: &mut Console) {
        console.start("export", "Export the Auth Certificate (public part)");
        for certificate in &self.certificates {
            let file =
                if certificate.r#use == "next" { "OAuthCert-next.cer" } else { "OAuthCert.cer" };
            let path = format!("{FOLDER}\\{file}");
            if self.files.get(&path) != Some(&certificate.thumbprint)
                && console.change(&path, "Write the certificate")
            {
                self.files.insert(path, certificate.thumbprint.clone());
            }
        }
        self.certificate_facts(console);
    }

    pub(super) fn certificate_check(&self, console: &mut Console) {
        console.start("export", "Auth Certificate (only read)");
        self.certificate_facts(console);
    }

    fn certificate_facts(&self, console: &mut Console) {
        let certificates = self.certificates.iter().map(|one| {
            json!({
                "use": one.r#use,
                "thumbprint": one.thumbprint,
                "notBefore": one.not_before,
                "notAfter": one.not_after,
                "der": one.der,
            })
        });
        console.fact("certificates", certificates.collect::<Vec<_>>());
    }

    /// In a dry run the account may be missing: a real run of all steps would have made it by now.
    fn require_account(&self, console: &Console) -> Ended {
        if self.find_account(ACCOUNT).is_some() || console.what_if() {
            return Ok(());
        }
        Err(Stop::new(
            "account-missing",
            "The mail user TeamsScheduler is not there. Run the script of the step \"Application \
             account\" first.",
        ))
    }

    pub(super) fn find_account(&self, name: &str) -> Option<&MailUser> {
        self.accounts.iter().find(|account| account.name == name)
    }

    pub(super) fn application(&self, app_id: &str) -> Option<&PartnerApplication> {
        self.applications.iter().find(|application| application.app_id == app_id)
    }

    /// The authorization servers, as an organisation with OAuth has them.
    pub(super) fn auth_servers(&self, with_address: bool) -> Value {
        let domain = &self.domain;
        let servers = [
            (
                "WindowsAzureACS",
                "MicrosoftACS",
                format!("https://accounts.accesscontrol.windows.net/{domain}/metadata/json/1"),
            ),
            (
                "evoSTS",
                "AzureAD",
                format!(
                    "https://login.windows.net/{domain}/federationmetadata/2007-06/federationmetadata.xml"
                ),
            ),
        ];
        let describe = |(name, kind, address): (&str, &str, String)| {
            let mut server =
                json!({ "name": name, "type": kind, "enabled": true, "realm": TENANT });
            if with_address {
                server["metadataUrl"] = address.into();
            }
            server
        };
        servers.map(describe).to_vec().into()
    }
}

/// The connector to Exchange Online.
pub(super) fn connectors() -> Value {
    json!([{ "name": "HybridIOC", "enabled": true, "domains": ["contoso.mail.onmicrosoft.com"] }])
}

fn not_in_role(action: &str, command: &str, target: &str) -> Stop {
    Stop::new(
        "cmdlet-not-in-role",
        format!(
            "{action} needs {command}, which your account may not use. Ask somebody with \
             Organization Management to run this script, or to make {target} by hand; then run it \
             again."
        ),
    )
}
