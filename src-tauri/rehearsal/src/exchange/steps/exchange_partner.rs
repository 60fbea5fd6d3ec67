//! Exchange Server as a partner application of Skype for Business Server, and the test of both.

use super::{Family, known};
use crate::exchange::run::{End, Run, Stop};
use crate::exchange::skype::{SkypePartner, StorageTest, TEST_PASSED, TOKEN_REFUSED};
use serde_json::Value;

pub(super) const FAMILY: Family = Family {
    guides: &["skype-server"],
    functions: &[
        known("Invoke-ExchangePartnerStep", |_| true, |run, _| run.make_exchange_partner()),
        known(
            "Invoke-ExchangePartnerCheck",
            |_| true,
            |run, _| {
                run.start("exchange-partner", &format!("{TITLE} (only read)"));
                let application = run.exchange_partner()?;
                run.record_exchange_partner(application.as_ref());
                Ok(())
            },
        ),
        known("Invoke-UndoExchangePartnerStep", |_| true, |run, _| run.undo_exchange_partner()),
        known("Invoke-TestStep", |_| true, |run, _| run.test_storage()),
    ],
};

const TITLE: &str = "Partner application Exchange";
const NAME: &str = "Exchange";
/// What the metadata of Exchange says: the identifier of every Exchange.
const EXCHANGE: &str = crate::exchange::organisation::EXCHANGE_ONLINE;

/// How the partner application is or will be, in lines for the report.
fn state(address: &str, trust: &str, enabled: bool) -> Vec<String> {
    let address = (!address.is_empty()).then(|| format!("Address: {address}"));
    let enabled = if enabled { "Enabled" } else { "Disabled" };
    address.into_iter().chain([format!("Trust level: {trust}"), enabled.to_owned()]).collect()
}

impl Run<'_> {
    /// The partner application of Exchange by its name or its address.
    fn exchange_partner(&self) -> Result<Option<SkypePartner>, Stop> {
        let address = self.script.answers.text("ExchangeMetadataUrl");
        let of = |one: &&SkypePartner| {
            one.identity.eq_ignore_ascii_case(NAME)
                || one.metadata_url.eq_ignore_ascii_case(address)
        };
        let partners = self.organisation.skype.partner_applications.iter();
        let mut found: Vec<_> = partners.filter(of).cloned().collect();
        if found.len() > 1 {
            let all: Vec<_> = found.iter().map(|one| one.identity.as_str()).collect();
            return Err(Stop::new(
                "partner-duplicate",
                format!(
                    "Several partner applications point at Exchange: {}. Remove those that are not in use.",
                    all.join(", ")
                ),
            ));
        }
        Ok(found.pop())
    }

    fn record_exchange_partner(&mut self, application: Option<&SkypePartner>) {
        self.fact("identity", application.map_or("", |one| &one.identity));
        self.fact("metadataUrl", application.map_or("", |one| &one.metadata_url));
        self.fact("trustLevel", application.map_or("", |one| &one.trust_level));
        self.fact("enabled", application.is_some_and(|one| one.enabled));
    }

    fn make_exchange_partner(&mut self) -> End {
        self.start("exchange-partner", TITLE);
        let address = self.script.answers.text("ExchangeMetadataUrl");
        match self.exchange_partner()? {
            None => {
                let (action, command) =
                    ("Create the partner application", "New-CsPartnerApplication");
                self.change(NAME, action, command, |organisation| {
                    organisation.skype.partner_applications.push(SkypePartner {
                        identity: NAME.to_owned(),
                        application_identifier: EXCHANGE.to_owned(),
                        trust_level: "Full".to_owned(),
                        use_oauth_server: false,
                        metadata_url: address.to_owned(),
                        enabled: true,
                    });
                })?;
            }
            Some(one)
                if !one.metadata_url.eq_ignore_ascii_case(address)
                    || one.trust_level != "Full"
                    || !one.enabled =>
            {
                self.turning(
                    state(&one.metadata_url, &one.trust_level, one.enabled),
                    state(address, "Full", true),
                );
                self.fact("formerMetadataUrl", one.metadata_url);
                self.fact("formerTrustLevel", one.trust_level);
                self.fact("formerEnabled", flag(one.enabled));
                let action = "Point the partner application at Exchange, fully trusted";
                self.set_partner(&one.identity, action, |one| {
                    address.clone_into(&mut one.metadata_url);
                    "Full".clone_into(&mut one.trust_level);
                    one.enabled = true;
                })?;
            }
            Some(_) => {}
        }
        if self.is_planned() {
            return Ok(());
        }
        if self.is_changed() {
            self.send_configuration()?;
        }
        let application = self.exchange_partner()?;
        self.record_exchange_partner(application.as_ref());
        Ok(())
    }

    /// What was set is sent to the servers of this pool at once.
    pub(super) fn send_configuration(&mut self) -> End {
        let command = "Invoke-CsManagementStoreReplication";
        if !self.organisation.has(command) {
            return Ok(());
        }
        for server in self.organisation.skype.pool_servers() {
            self.change(&server, "Send the settings to this server", command, |_| {})?;
        }
        Ok(())
    }

    /// The test is not run while a server of the pool works with old settings.
    fn wait_for_replication(&self) -> End {
        let late = &self.organisation.skype.late;
        if late.is_empty() || !self.organisation.has("Get-CsManagementStoreReplicationStatus") {
            return Ok(());
        }
        Err(Stop::new(
            "replication-pending",
            format!(
                "The script did not run the test. After 5 minutes, these servers do not have the newest settings yet: {}",
                late.join(", ")
            ),
        ))
    }

    /// Changes a partner application of Skype for Business Server.
    pub(super) fn set_partner(
        &mut self,
        identity: &str,
        action: &str,
        change: impl FnOnce(&mut SkypePartner),
    ) -> End {
        self.change(identity, action, "Set-CsPartnerApplication", |organisation| {
            if let Some(one) = organisation.skype.partner_mut(identity) {
                change(one);
            }
        })?;
        Ok(())
    }

    /// Removes a partner application of Skype for Business Server.
    pub(super) fn remove_partner(&mut self, identity: &str, action: &str) -> End {
        self.change(identity, action, "Remove-CsPartnerApplication", |organisation| {
            organisation.skype.partner_applications.retain(|one| one.identity != identity);
        })?;
        Ok(())
    }

    fn undo_exchange_partner(&mut self) -> End {
        self.start("exchange-partner", TITLE);
        let answers = &self.script.answers;
        if let Some(application) = self.exchange_partner()? {
            let address = answers.text("ExchangeMetadataUrl");
            let ours = application.metadata_url.eq_ignore_ascii_case(address);
            if answers.holds("Created", "exchange-partner") {
                if !ours {
                    return Err(Stop::new(
                        "undo-changed-since",
                        format!(
                            "The partner application now has the address {}: somebody changed it since. The script did not change it.",
                            application.metadata_url
                        ),
                    ));
                }
                self.turning(application.identity.as_str(), Value::Null);
                self.remove_partner(&application.identity, "Remove the partner application")?;
            } else if ours && let Some(former) = answers.entry("Relinked", "exchange-partner") {
                self.give_former_values(&application, former)?;
            }
        }
        if self.is_planned() {
            return Ok(());
        }
        let left = self.exchange_partner()?;
        self.fact("present", left.is_some());
        if left.is_some() {
            self.record_exchange_partner(left.as_ref());
        }
        Ok(())
    }

    fn give_former_values(&mut self, application: &SkypePartner, address: &str) -> End {
        if address.is_empty() {
            return Err(Stop::new(
                "undo-by-hand",
                format!(
                    "The partner application {} had no address before. If it had a certificate, the script cannot restore that certificate. The script did not change it.",
                    application.identity
                ),
            ));
        }
        let answers = &self.script.answers;
        let trust = answers.entry("Relinked", "exchange-partner-trust").unwrap_or_default();
        let enabled = answers.entry("Relinked", "exchange-partner-enabled") == Some("True");
        if !address.eq_ignore_ascii_case(&application.metadata_url)
            || trust != application.trust_level
            || enabled != application.enabled
        {
            let action = format!("Give it its former address and trust again: {address}, {trust}");
            let held =
                state(&application.metadata_url, &application.trust_level, application.enabled);
            self.turning(held, state(address, trust, enabled));
            self.set_partner(&application.identity, &action, |one| {
                address.clone_into(&mut one.metadata_url);
                trust.clone_into(&mut one.trust_level);
                one.enabled = enabled;
            })?;
        }
        Ok(())
    }

    fn test_storage(&mut self) -> End {
        self.start("test", "Write to a mailbox and read it back");
        let user = self.script.answers.text("TestSipUri");
        if user.is_empty() {
            self.fact("result", "not asked");
            return Ok(());
        }
        if self.what_if {
            self.fact("result", "not run with -WhatIf");
            return Ok(());
        }
        self.wait_for_replication()?;
        let (denied, reported) = match self.storage_test() {
            StorageTest::Says(said) => {
                self.fact("result", "run");
                self.fact("said", said.as_str());
                self.say(&format!("  {said}"));
                return Ok(());
            }
            StorageTest::Fails(reported) => (false, reported),
            StorageTest::Denied(reported) => (true, reported),
        };
        Err(if tells_401(&reported, user) {
            Stop::new(
                "exchange-refuses-token",
                format!(
                    "Exchange does not accept the tokens of Skype for Business Server yet: {reported}"
                ),
            )
        } else if denied {
            Stop::new(
                "storage-access-denied",
                format!("Your account is not allowed to use the Storage Service: {reported}"),
            )
        } else {
            Stop::new("storage-test-failed", format!("The test ended with an error: {reported}"))
        })
    }

    /// How the test ends: as it was arranged, or as what is set up has it. Exchange takes the tokens
    /// of a deployment that it knows as a partner.
    fn storage_test(&self) -> StorageTest {
        if let Some(arranged) = &self.organisation.skype.storage_test {
            return arranged.clone();
        }
        let mut applications = self.organisation.applications.iter();
        let known = applications.any(|one| one.enabled && !one.metadata_url.is_empty());
        if known {
            StorageTest::Says(TEST_PASSED.to_owned())
        } else {
            StorageTest::Fails(TOKEN_REFUSED.to_owned())
        }
    }
}

/// Whether an error names 401: a number of its own, in ASCII, and not one of the user's address.
fn tells_401(reported: &str, user: &str) -> bool {
    let user = user.trim_start_matches("sips:").trim_start_matches("sip:");
    let reported = reported.replace(user, "");
    let is_word = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
    reported.match_indices("401").any(|(at, found)| {
        let before = reported[..at].chars().next_back();
        let after = reported[at + found.len()..].chars().next();
        !before.is_some_and(|sign| is_word(sign) || sign == '.') && !after.is_some_and(is_word)
    })
}

/// True or false as PowerShell writes it.
pub(super) fn flag(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}
