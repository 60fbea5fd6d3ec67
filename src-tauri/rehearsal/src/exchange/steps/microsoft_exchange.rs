//! Exchange Online as a partner application of Skype for Business Server, `microsoft.exchange`: made,
//! made anew where its identifier is another one, trusted, and taken back.

use super::exchange_partner::flag;
use super::{Family, known};
use crate::exchange::organisation::EXCHANGE_ONLINE;
use crate::exchange::run::{End, Run, Stop};
use crate::exchange::skype::SkypePartner;
use serde_json::Value;

pub(super) const FAMILY: Family = Family {
    guides: &["skype-hybrid"],
    functions: &[
        known("Invoke-ExchangePartnerStep", |_| true, |run, _| run.make_microsoft_exchange()),
        known(
            "Invoke-ExchangePartnerCheck",
            |_| true,
            |run, _| {
                run.start("exchange-partner", &format!("{TITLE} (only read)"));
                run.record_microsoft_exchange();
                Ok(())
            },
        ),
        known("Invoke-UndoExchangePartnerStep", |_| true, |run, _| run.undo_microsoft_exchange()),
    ],
};

const TITLE: &str = "Partner application microsoft.exchange";
const NAME: &str = "microsoft.exchange";
const FULL: &str = "Full";

/// What the application was like before this setup changed it.
struct Former<'a> {
    /// Set where it had another identifier and was removed.
    identifier: Option<&'a str>,
    /// Set where anything was changed.
    trust: Option<&'a str>,
    address: &'a str,
    through_server: bool,
}

impl Run<'_> {
    fn microsoft_exchange(&self) -> Option<SkypePartner> {
        self.organisation.skype.partner(NAME).cloned()
    }

    fn record_microsoft_exchange(&mut self) {
        let application = self.microsoft_exchange();
        let application = application.as_ref();
        self.fact(
            "applicationIdentifier",
            application.map_or("", |one| &one.application_identifier),
        );
        self.fact("trustLevel", application.map_or("", |one| &one.trust_level));
        self.fact("useOAuthServer", application.is_some_and(|one| one.use_oauth_server));
        self.fact("enabled", application.is_some_and(|one| one.enabled));
    }

    fn add_microsoft_exchange(
        &mut self,
        action: &str,
        change: impl FnOnce(&mut SkypePartner),
    ) -> End {
        self.change(NAME, action, "New-CsPartnerApplication", |organisation| {
            let mut one = own();
            change(&mut one);
            organisation.skype.partner_applications.push(one);
        })?;
        Ok(())
    }

    fn make_microsoft_exchange(&mut self) -> End {
        self.start("exchange-partner", TITLE);
        let application = self.microsoft_exchange();
        let is_other =
            application.as_ref().is_some_and(|one| one.application_identifier != EXCHANGE_ONLINE);
        let is_less = application
            .as_ref()
            .is_some_and(|one| one.trust_level != FULL || !one.use_oauth_server);
        if let Some(one) = application.as_ref().filter(|_| is_other || is_less) {
            self.fact("formerApplicationIdentifier", one.application_identifier.as_str());
            self.fact("formerTrustLevel", one.trust_level.as_str());
            self.fact("formerUseOAuthServer", flag(one.use_oauth_server));
            self.fact("formerMetadataUrl", one.metadata_url.as_str());
        }
        let state = application.as_ref().map(|one| one.in_lines(true));
        if is_other {
            self.turning(state.clone(), Value::Null);
            self.remove_partner(NAME, "Remove it, because it has another application identifier")?;
        }
        if is_other || application.is_none() {
            self.add_microsoft_exchange("Create the partner application", |_| {})?;
        } else if is_less {
            self.turning(state, own().in_lines(true));
            self.set_partner(NAME, "Trust it fully, through the authorization server", |one| {
                FULL.clone_into(&mut one.trust_level);
                one.use_oauth_server = true;
                one.metadata_url.clear();
            })?;
        }
        if !is_other && application.is_some_and(|one| !one.enabled) {
            self.switching(true);
            self.set_partner(NAME, "Enable the partner application", |one| one.enabled = true)?;
        }
        if !self.is_planned() {
            self.record_microsoft_exchange();
        }
        Ok(())
    }

    fn former_microsoft_exchange(&self) -> Former<'_> {
        let entry = |name| self.script.answers.entry("Relinked", name);
        Former {
            identifier: entry("exchange-partner-identifier"),
            trust: entry("exchange-partner-trust"),
            address: entry("exchange-partner-address").unwrap_or_default(),
            through_server: entry("exchange-partner-server") == Some("True"),
        }
    }

    fn undo_microsoft_exchange(&mut self) -> End {
        self.start("exchange-partner", TITLE);
        let former = self.former_microsoft_exchange();
        let (identifier, address) =
            (former.identifier.map(str::to_owned), former.address.to_owned());
        let trust = former.trust.unwrap_or_default().to_owned();
        let was_less = former.trust.is_some() && former.identifier.is_none();
        if (identifier.is_some() || was_less) && address.is_empty() && !former.through_server {
            return Err(Stop::new(
                "undo-by-hand",
                "The partner application microsoft.exchange trusted a certificate before, and the script cannot restore that certificate. The script did not change it.",
            ));
        }
        let mut application = self.microsoft_exchange();
        if let Some(one) = &application
            && self.script.answers.holds("Created", "exchange-partner")
        {
            if is_own(one) {
                self.turning(NAME, Value::Null);
                self.remove_partner(NAME, "Remove the partner application")?;
                application = None;
            } else if identifier.is_none() {
                return Err(Stop::new(
                    "undo-changed-since",
                    "The partner application microsoft.exchange has changed since this setup created it. The script did not change it.",
                ));
            }
        }
        if application.is_none()
            && let Some(identifier) = identifier
        {
            let action = if address.is_empty() {
                format!("Make the former one again, with the identifier {identifier}")
            } else {
                format!("Make the former one again, with the address {address}")
            };
            let former = (identifier, trust.clone(), address.clone());
            let again = |mut one: SkypePartner| {
                one.use_oauth_server = former.2.is_empty();
                (one.application_identifier, one.trust_level, one.metadata_url) = former;
                one
            };
            let again = again(own());
            self.turning(Value::Null, again.in_lines(true));
            self.add_microsoft_exchange(&action, |one| *one = again)?;
        }
        if was_less && application.as_ref().is_some_and(is_own) {
            let action = if address.is_empty() {
                format!("Give it its former trust again: {trust}")
            } else {
                format!("Give it its former address and trust again: {address}, {trust}")
            };
            let former = SkypePartner {
                use_oauth_server: address.is_empty(),
                trust_level: trust.clone(),
                metadata_url: address.clone(),
                ..own()
            };
            self.turning(own().in_lines(false), former.in_lines(false));
            self.set_partner(NAME, &action, |one| {
                one.use_oauth_server &= address.is_empty();
                (one.trust_level, one.metadata_url) = (trust, address);
            })?;
        }
        if application.is_some_and(|one| one.enabled)
            && self.script.answers.holds("Enabled", "exchange-partner")
        {
            self.switching(false);
            let action = "Disable the partner application again";
            self.set_partner(NAME, action, |one| one.enabled = false)?;
        }
        if self.is_planned() {
            return Ok(());
        }
        let left = self.microsoft_exchange();
        self.fact("present", left.as_ref().is_some_and(is_own));
        if left.is_some() {
            self.record_microsoft_exchange();
        }
        Ok(())
    }
}

/// The application as this guide makes it.
fn own() -> SkypePartner {
    SkypePartner {
        identity: NAME.to_owned(),
        application_identifier: EXCHANGE_ONLINE.to_owned(),
        trust_level: FULL.to_owned(),
        use_oauth_server: true,
        metadata_url: String::new(),
        enabled: true,
    }
}

impl SkypePartner {
    /// Its trust in lines for the report, after its identifier where that is asked for.
    fn in_lines(&self, with_identifier: bool) -> Vec<String> {
        let identifier = format!("Application identifier: {}", self.application_identifier);
        let mut lines: Vec<String> = with_identifier.then_some(identifier).into_iter().collect();
        lines.push(format!("Trust level: {}", self.trust_level));
        if self.use_oauth_server {
            lines.push("Through the authorization server".to_owned());
        } else if !self.metadata_url.is_empty() {
            lines.push(format!("Address: {}", self.metadata_url));
        }
        lines
    }
}

/// Whether the application is as this guide makes it.
fn is_own(one: &SkypePartner) -> bool {
    one.application_identifier == EXCHANGE_ONLINE && one.trust_level == FULL && one.use_oauth_server
}
