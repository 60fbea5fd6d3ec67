//! The application account: read, made, taken back.

use crate::exchange::organisation::Account;
use crate::exchange::run::{End, Run, Stop};
use crate::exchange::situation::ACCOUNT;

const TITLE: &str = "Application account TeamsScheduler";

impl Run<'_> {
    /// The account by its name. Any other recipient of that name is an obstacle.
    fn account(&self) -> Result<Option<Account>, Stop> {
        let found = self.organisation.accounts_named(ACCOUNT);
        match found.as_slice() {
            [] => Ok(None),
            [account] if account.kind == "MailUser" => Ok(Some(account.clone())),
            [account] => Err(Stop::new(
                "account-name-taken",
                format!(
                    "The name TeamsScheduler belongs to a {}, not to a mail user. Rename it and run the script again.",
                    account.kind
                ),
            )),
            _ => Err(Stop::new(
                "account-ambiguous",
                "More than one recipient is named TeamsScheduler. Rename the others.",
            )),
        }
    }

    /// The account, for a step that builds on it. In a dry run it may be missing.
    pub(super) fn required_account(&self) -> Result<Option<Account>, Stop> {
        match self.account()? {
            None if !self.what_if => Err(Stop::new(
                "account-missing",
                format!(
                    "The mail user TeamsScheduler is not there on {}. Run the script of the step \"Application account\" first.",
                    self.domain_controller()
                ),
            )),
            account => Ok(account),
        }
    }

    fn tell_account(&mut self, account: Option<&Account>) {
        self.fact("identity", account.map_or("", |account| &account.identity));
        self.fact("address", account.map_or("", |account| &account.address));
        self.fact("hidden", account.is_some_and(|account| account.hidden));
    }

    pub(in crate::exchange) fn make_account(&mut self) -> End {
        self.start("account", TITLE);
        if self.account()?.is_none() {
            let domain = self.script.answers.text("VerifiedDomain");
            let done =
                self.change(ACCOUNT, "Create the mail user", "New-MailUser", |organisation| {
                    organisation.add_account(ACCOUNT, domain, false);
                })?;
            if !done {
                return Ok(());
            }
        }
        if self.account()?.is_some_and(|account| !account.hidden) {
            self.change(ACCOUNT, "Hide from address lists", "Set-MailUser", |organisation| {
                let named = organisation.accounts.iter_mut().find(|one| one.name == ACCOUNT);
                if let Some(account) = named {
                    account.hidden = true;
                }
            })?;
        }
        let account = self.account()?;
        self.tell_account(account.as_ref());
        Ok(())
    }

    pub(in crate::exchange) fn check_account(&mut self) -> End {
        self.start("account", &format!("{TITLE} (only read)"));
        let account = self.account()?;
        self.tell_account(account.as_ref());
        Ok(())
    }

    pub(in crate::exchange) fn undo_account(&mut self) -> End {
        self.start("account", TITLE);
        let found = self.organisation.accounts_named(ACCOUNT);
        if let [account] = found.as_slice()
            && self.script.answers.holds("Created", "account")
        {
            if account.kind != "MailUser" {
                return Err(Stop::new(
                    "undo-changed-since",
                    format!("TeamsScheduler is now a {}. It is left as it is.", account.kind),
                ));
            }
            let applications = self.organisation.applications.iter();
            let linked: Vec<_> = applications
                .filter(|one| one.linked_account.eq_ignore_ascii_case(&account.identity))
                .map(|one| one.name.as_str())
                .collect();
            if !linked.is_empty() && !self.what_if {
                return Err(Stop::new(
                    "undo-in-use",
                    format!(
                        "TeamsScheduler is still the linked account of {}. It is left as it is.",
                        linked.join(", ")
                    ),
                ));
            }
            self.change(ACCOUNT, "Remove the mail user", "Remove-MailUser", |organisation| {
                organisation.accounts.retain(|one| one.name != ACCOUNT);
            })?;
        }
        if !self.is_planned() {
            let present = !self.organisation.accounts_named(ACCOUNT).is_empty();
            self.fact("present", present);
        }
        Ok(())
    }
}
