//! Partner applications: read, made, linked, taken back, and the legacy one removed.

use super::discovery::not_recognized;
use super::{Family, known};
use crate::cloud::SKYPE_ONLINE;
use crate::exchange::organisation::PartnerApplication;
use crate::exchange::run::{End, Run, Stop};
use crate::exchange::script::Call;
use serde_json::{Value, json};

pub(super) const FAMILY: Family = Family {
    guides: &[],
    functions: &[
        known(
            "Invoke-PartnerApplicationStep",
            |call| call.has_texts(3) && (call.arguments.len() == 3 || account_of(call).is_some()),
            |run, call| {
                let relink = run.script.flag(call, 4);
                run.make_application(&Named::of(call), account_of(call).as_deref(), relink)
            },
        ),
        known(
            "Invoke-PartnerApplicationCheck",
            |call| call.has_texts(call.arguments.len()) && matches!(call.arguments.len(), 3 | 4),
            |run, call| run.check_application(&Named::of(call), call.text(3)),
        ),
        known(
            "Invoke-UndoApplicationStep",
            |call| call.has_texts(call.arguments.len()) && matches!(call.arguments.len(), 3 | 4),
            |run, call| run.undo_application(&Named::of(call), call.text(3)),
        ),
        known("Invoke-RemoveLegacyStep", |_| true, |run, _| run.remove_legacy()),
    ],
};

/// A partner application as a step names it.
struct Named {
    step: String,
    name: String,
    app_id: String,
}

impl Named {
    fn of(call: &Call) -> Self {
        let text = |at| call.text(at).to_owned();
        Self { step: text(0), name: text(1), app_id: text(2) }
    }
}

/// The name of the account the application acts through.
fn account_of(call: &Call) -> Option<String> {
    let find = call.block(3)?;
    let is_named = find.function == "Get-RequiredAccount" && find.has_texts(1);
    is_named.then(|| find.text(0).to_owned())
}

/// Whether an identity is that of the account of that name.
fn is_account(identity: &str, name: &str) -> bool {
    let last = identity.rsplit_once('/').map(|(_, last)| last);
    last.is_some_and(|last| last.eq_ignore_ascii_case(name))
}

fn title(named: &Named) -> String {
    format!("Partner application {}", named.name)
}

impl Run<'_> {
    /// The partner application with that identifier. Matched by identifier, never by name.
    fn application(&self, wanted: &Named) -> Result<Option<PartnerApplication>, Stop> {
        let all = self.organisation.applications_of(&wanted.app_id);
        let mut own = self.own_applications(&all);
        if own.len() > 1 {
            let names: Vec<_> = own.iter().map(|one| one.name.as_str()).collect();
            return Err(Stop::new(
                "partner-duplicate",
                format!(
                    "Several partner applications have the identifier of {}: {}. Remove those that are not in use.",
                    wanted.name,
                    names.join(", ")
                ),
            ));
        }
        if own.is_empty() && !all.is_empty() {
            let names: Vec<_> =
                all.iter().map(|one| format!("{} ({})", one.name, one.realm)).collect();
            let names = names.join(", ");
            return Err(if self.is_tenant_known() {
                Stop::new(
                    "partner-foreign-realm",
                    format!("These partner applications belong to another tenant: {names}."),
                )
            } else {
                Stop::tenant_unknown("partner applications", &names)
            });
        }
        Ok(own.pop())
    }

    /// Of partner applications those of this tenant: the ones without a realm, else the ones with its
    /// id.
    pub(super) fn own_applications(&self, all: &[PartnerApplication]) -> Vec<PartnerApplication> {
        let with = |realm: &str| -> Vec<_> {
            let same = |one: &&PartnerApplication| one.realm.eq_ignore_ascii_case(realm);
            all.iter().filter(same).cloned().collect()
        };
        match with("") {
            blank if blank.is_empty() => with(self.tenant()),
            blank => blank,
        }
    }

    /// `account` is the name of the one that the guide links the application to; of another one the roles
    /// are reported.
    fn record_application(&mut self, application: Option<&PartnerApplication>, account: &str) {
        self.fact("name", application.map_or("", |one| &one.name));
        self.fact("enabled", application.is_some_and(|one| one.enabled));
        self.fact("linkedAccount", application.map_or("", |one| &one.linked_account));
        self.fact("realm", application.map_or("", |one| &one.realm));
        let link = application.map(|one| one.linked_account.clone()).unwrap_or_default();
        if !account.is_empty() && !link.is_empty() && !is_account(&link, account) {
            self.record_linked_roles(&link);
        }
    }

    /// The roles that an account holds; null where they cannot be read.
    fn record_linked_roles(&mut self, account: &str) {
        let command = "Get-ManagementRoleAssignment";
        if self.organisation.has(command) {
            let roles = self.organisation.roles_of(account);
            self.fact("linkedAccountRoles", roles.into_iter().collect::<Vec<_>>());
            return;
        }
        let reason = not_recognized(command);
        self.say(&format!("  not read: the roles of {account} ({reason})"));
        self.fact("linkedAccountRoles", Value::Null);
    }

    fn make_application(&mut self, named: &Named, account: Option<&str>, relink: bool) -> End {
        self.start(&named.step, &title(named));
        let account = match account {
            Some(name) => self.required_account(name)?,
            None => None,
        };
        let name = account.as_ref().map(|account| account.name.clone()).unwrap_or_default();
        let identity = account.map(|account| account.identity);
        match self.application(named)? {
            None => {
                let command = "New-PartnerApplication";
                let action = "Create the partner application";
                let done = self.change(&named.name, action, command, |organisation| {
                    organisation.applications.push(PartnerApplication {
                        name: named.name.clone(),
                        app_id: named.app_id.clone(),
                        enabled: true,
                        realm: String::new(),
                        linked_account: identity.unwrap_or_default(),
                        metadata_url: String::new(),
                    });
                })?;
                if !done {
                    return Ok(());
                }
            }
            Some(application) => {
                if !application.enabled {
                    self.switching(true);
                    self.set(&application, "Enable the partner application", |one| {
                        one.enabled = true;
                    })?;
                }
                let former = application.linked_account.clone();
                if let Some(identity) = identity
                    && !former.eq_ignore_ascii_case(&identity)
                    && (relink || former.is_empty())
                {
                    let action = format!("Link to {identity}");
                    self.turning(former.as_str(), identity.as_str());
                    self.replacing("formerLinkedAccount", former);
                    self.set(&application, &action, |one| one.linked_account = identity)?;
                }
            }
        }
        let application = self.application(named)?;
        self.record_application(application.as_ref(), &name);
        Ok(())
    }

    /// Changes a partner application. Returns whether it was done.
    fn set(
        &mut self,
        application: &PartnerApplication,
        action: &str,
        change: impl FnOnce(&mut PartnerApplication),
    ) -> Result<bool, Stop> {
        let name = &application.name;
        self.change(name, action, "Set-PartnerApplication", |organisation| {
            if let Some(one) = organisation.application_mut(name) {
                change(one);
            }
        })
    }

    fn remove(&mut self, target: &str, application: &PartnerApplication) -> Result<bool, Stop> {
        let command = "Remove-PartnerApplication";
        self.turning(application.name.as_str(), Value::Null);
        self.change(target, "Remove the partner application", command, |organisation| {
            organisation.applications.retain(|one| one.name != application.name);
        })
    }

    fn check_application(&mut self, named: &Named, account: &str) -> End {
        self.start(&named.step, &format!("{} (only read)", title(named)));
        let application = self.application(named)?;
        self.record_application(application.as_ref(), account);
        Ok(())
    }

    /// `account` is the one that this setup links the application to.
    fn undo_application(&mut self, named: &Named, account: &str) -> End {
        self.start(&named.step, &title(named));
        if let Some(application) = self.application(named)? {
            self.undo_present_application(named, account, &application)?;
        }
        if self.is_planned() {
            return Ok(());
        }
        let left = self.application(named)?;
        self.fact("present", left.is_some());
        if let Some(left) = left {
            self.fact("enabled", left.enabled);
            self.fact("linkedAccount", left.linked_account);
        }
        Ok(())
    }

    /// One that somebody renamed or linked elsewhere since is left: something depends on it by now.
    fn undo_present_application(
        &mut self,
        named: &Named,
        account: &str,
        application: &PartnerApplication,
    ) -> End {
        let answers = &self.script.answers;
        let (name, link) = (&application.name, application.linked_account.as_str());
        let ours = if account.is_empty() { link.is_empty() } else { is_account(link, account) };
        if answers.holds("Created", &named.step) {
            let since = "somebody changed it since. The script did not change it.";
            if !name.eq_ignore_ascii_case(&named.name) {
                let reported = format!("The partner application is now named {name}: {since}");
                return Err(Stop::new("undo-changed-since", reported));
            }
            if !ours {
                let reported = format!(
                    "The partner application {} is now linked to \"{link}\": {since}",
                    named.name
                );
                return Err(Stop::new("undo-changed-since", reported));
            }
            self.remove(&named.name, application)?;
            return Ok(());
        }
        let former = answers.entry("Relinked", &named.step);
        let former = former.filter(|former| !former.eq_ignore_ascii_case(link));
        let enabled = answers.holds("Enabled", &named.step) && application.enabled;
        if former.is_some() && !ours {
            self.say(&format!("  left: somebody linked {name} to \"{link}\" since"));
            return Ok(());
        }
        if let Some(former) = former {
            self.turning(link, former);
            self.set(application, "Link to the former account again", |one| {
                former.clone_into(&mut one.linked_account);
            })?;
        }
        if enabled {
            self.switching(false);
            let action = "Disable the partner application again";
            self.set(application, action, |one| one.enabled = false)?;
        }
        Ok(())
    }

    fn remove_legacy(&mut self) -> End {
        self.start(
            "remove-legacy",
            "Remove the legacy partner application Skype for Business Online",
        );
        if !self.script.answers.flag("MicrosoftAdvised") {
            return Err(Stop::new(
                "not-confirmed",
                "Nobody confirmed in Crosstrust that Microsoft announced the removal. The script removed nothing.",
            ));
        }
        let legacy = Named {
            step: "remove-legacy".to_owned(),
            name: "Skype for Business Online".to_owned(),
            app_id: SKYPE_ONLINE.to_owned(),
        };
        if let Some(application) = self.application(&legacy)? {
            let removed = json!({
                "name": application.name,
                "enabled": application.enabled,
                "linkedAccount": application.linked_account,
                "realm": application.realm,
            });
            self.fact("removed", removed);
            self.remove(&application.name, &application)?;
        }
        if !self.is_planned() {
            let present = self.application(&legacy)?.is_some();
            self.fact("present", present);
        }
        Ok(())
    }
}
