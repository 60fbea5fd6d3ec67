//! The application account: read, made, taken back.

use super::{Family, known};
use crate::exchange::organisation::Account;
use crate::exchange::run::{End, Run, Stop};
use serde_json::Value;

pub(super) const FAMILY: Family = Family {
    guides: &[],
    functions: &[
        known(
            "Invoke-AccountStep",
            |call| call.has_texts(2),
            |run, call| run.make_account(call.text(0), call.text(1)),
        ),
        known(
            "Invoke-AccountCheck",
            |call| call.has_texts(1),
            |run, call| run.check_account(call.text(0)),
        ),
        known(
            "Invoke-UndoAccountStep",
            |call| call.has_texts(1) && call.has_list(1),
            |run, call| run.undo_account(call.text(0), &call.list(1)),
        ),
    ],
};

fn title(name: &str) -> String {
    format!("Application account {name}")
}

impl Run<'_> {
    /// The account by its name. Any other recipient of that name is an obstacle.
    fn account(&self, name: &str) -> Result<Option<Account>, Stop> {
        let found = self.organisation.accounts_named(name);
        match found.as_slice() {
            [] => Ok(None),
            [account] if account.kind == "MailUser" => Ok(Some(account.clone())),
            [account] => Err(Stop::new(
                "account-name-taken",
                format!(
                    "The name {name} belongs to a {}, not to a mail user. Rename it and run the script again.",
                    account.kind
                ),
            )),
            _ => Err(Stop::new(
                "account-ambiguous",
                format!("More than one recipient is named {name}. Rename the others."),
            )),
        }
    }

    /// The account, for a step that builds on it. In a dry run it may be missing.
    pub(super) fn required_account(&self, name: &str) -> Result<Option<Account>, Stop> {
        match self.account(name)? {
            None if !self.what_if => Err(Stop::new(
                "account-missing",
                format!(
                    "The mail user {name} is missing on {}. Run the script of the step \"Application account\" first.",
                    self.domain_controller()
                ),
            )),
            account => Ok(account),
        }
    }

    fn record_account(&mut self, account: Option<&Account>) {
        self.fact("identity", account.map_or("", |account| &account.identity));
        self.fact("address", account.map_or("", |account| &account.address));
        self.fact("hidden", account.is_some_and(|account| account.hidden));
    }

    fn make_account(&mut self, name: &str, mailbox: &str) -> End {
        self.start("account", &title(name));
        if self.account(name)?.is_none() {
            let domain = self.script.answers.text("VerifiedDomain");
            let done =
                self.change(name, "Create the mail user", "New-MailUser", |organisation| {
                    organisation.add_account(name, &format!("{mailbox}@{domain}"), false);
                })?;
            if !done {
                return Ok(());
            }
        }
        if self.account(name)?.is_some_and(|account| !account.hidden) {
            self.turning("Shown in address lists", "Hidden from address lists");
            self.change(name, "Hide from address lists", "Set-MailUser", |organisation| {
                let mut named = organisation.accounts.iter_mut();
                if let Some(account) = named.find(|one| one.name.eq_ignore_ascii_case(name)) {
                    account.hidden = true;
                }
            })?;
        }
        let account = self.account(name)?;
        self.record_account(account.as_ref());
        Ok(())
    }

    fn check_account(&mut self, name: &str) -> End {
        self.start("account", &format!("{} (only read)", title(name)));
        let account = self.account(name)?;
        self.record_account(account.as_ref());
        Ok(())
    }

    /// Stops where an application still acts through the account, and this setup made the account.
    pub(super) fn assert_nothing_linked(&self, name: &str) -> End {
        if self.what_if || !self.script.answers.holds("Created", "account") {
            return Ok(());
        }
        let found = self.organisation.accounts_named(name);
        let [account] = found.as_slice() else { return Ok(()) };
        let applications = self.organisation.applications.iter();
        let linked: Vec<_> = applications
            .filter(|one| one.linked_account.eq_ignore_ascii_case(&account.identity))
            .map(|one| one.name.as_str())
            .collect();
        if linked.is_empty() {
            return Ok(());
        }
        Err(Stop::new(
            "undo-in-use",
            format!(
                "{name} is still the linked account of {}. The script did not change it.",
                linked.join(", ")
            ),
        ))
    }

    /// `roles` are those that the guide gives to the account.
    fn undo_account(&mut self, name: &str, roles: &[&str]) -> End {
        self.start("account", &title(name));
        let found = self.organisation.accounts_named(name);
        if let [account] = found.as_slice()
            && self.script.answers.holds("Created", "account")
        {
            if account.kind != "MailUser" {
                return Err(Stop::new(
                    "undo-changed-since",
                    format!("{name} is now a {}. The script did not change it.", account.kind),
                ));
            }
            self.assert_nothing_linked(name)?;
            let others = self.organisation.roles_of(&account.identity).into_iter();
            let others: Vec<_> = others
                .filter(|role| !roles.iter().any(|one| one.eq_ignore_ascii_case(role)))
                .collect();
            if !others.is_empty() {
                return Err(Stop::new(
                    "undo-in-use",
                    format!(
                        "{name} also holds {}, which this setup did not assign. The script did not change it.",
                        others.join(", ")
                    ),
                ));
            }
            self.turning(name, Value::Null);
            self.change(name, "Remove the mail user", "Remove-MailUser", |organisation| {
                organisation.accounts.retain(|one| !one.name.eq_ignore_ascii_case(name));
            })?;
        }
        if !self.is_planned() {
            let present = !self.organisation.accounts_named(name).is_empty();
            self.fact("present", present);
        }
        Ok(())
    }
}
