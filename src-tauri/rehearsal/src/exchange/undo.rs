//! Taking back what a setup made, and the removal of the legacy application.

use super::Organisation;
use super::console::{Console, Stop};
use super::organisation::{ACCOUNT, ROLE};
use super::script::Script;
use super::steps::Ended;
use serde_json::json;

const LEGACY: &str = "00000004-0000-0ff1-ce00-000000000000";

impl Organisation {
    pub(super) fn undo_application(
        &mut self,
        step: &str,
        name: &str,
        app_id: &str,
        script: &Script,
        console: &mut Console,
    ) -> Ended {
        console.start(step, &format!("Partner application {name}"));
        let domain = format!("{}/Users/", self.domain);
        let index = self.applications.iter().position(|one| one.app_id == app_id);
        if let Some(index) = index {
            if script.holds("Created", step) {
                let found = &self.applications[index].name;
                if found != name {
                    return Err(Stop::new(
                        "undo-changed-since",
                        format!(
                            "The partner application is now named {found}: somebody changed it \
                             since. It is left as it is."
                        ),
                    ));
                }
                if console.change(name, "Remove the partner application") {
                    self.applications.remove(index);
                }
            } else {
                let former =
                    script.entry("Relinked", step).map(|path| path.trim_start_matches(&domain));
                let application = &mut self.applications[index];
                if let Some(former) = former.filter(|former| *former != application.linked)
                    && console.change(&application.name, "Link to the former account again")
                {
                    former.clone_into(&mut application.linked);
                }
                if script.holds("Enabled", step)
                    && application.enabled
                    && console.change(&application.name, "Disable the partner application again")
                {
                    application.enabled = false;
                }
            }
        }
        if console.is_planned() {
            return Ok(());
        }
        let left = self.application(app_id).map(|one| (one.enabled, self.identity(&one.linked)));
        console.fact("present", left.is_some());
        if let Some((enabled, linked)) = left {
            console.fact("enabled", enabled);
            console.fact("linkedAccount", linked);
        }
        Ok(())
    }

    pub(super) fn undo_role(&mut self, script: &Script, console: &mut Console) {
        console.start("role", "Management role TeamsSchedulerRole");
        if let Some(role) = &mut self.role {
            let assignment = format!("{ROLE}-{ACCOUNT}");
            if script.holds("Created", "assignment")
                && role.assignees.iter().any(|name| name == ACCOUNT)
                && console.change(&assignment, "Remove the role assignment")
            {
                role.assignees.retain(|name| name != ACCOUNT);
            }
            if script.holds("Created", "role") && console.change(ROLE, "Remove the role") {
                self.role = None;
            }
        }
        if !console.is_planned() {
            console.fact("present", self.role.is_some());
        }
    }

    pub(super) fn undo_account(&mut self, script: &Script, console: &mut Console) -> Ended {
        console.start("account", "Application account TeamsScheduler");
        if self.find_account(ACCOUNT).is_some() && script.holds("Created", "account") {
            let linked: Vec<&str> = self
                .applications
                .iter()
                .filter(|one| one.linked == ACCOUNT)
                .map(|one| one.name.as_str())
                .collect();
            if !linked.is_empty() && !console.what_if() {
                return Err(Stop::new(
                    "undo-in-use",
                    format!(
                        "TeamsScheduler is still the linked account of {}. It is left as it is.",
                        linked.join(", ")
                    ),
                ));
            }
            if console.change(ACCOUNT, "Remove the mail user") {
                self.accounts.retain(|account| account.name != ACCOUNT);
            }
        }
        if !console.is_planned() {
            console.fact("present", self.find_account(ACCOUNT).is_some());
        }
        Ok(())
    }

    pub(super) fn remove_legacy(&mut self, script: &Script, console: &mut Console) -> Ended {
        console.start(
            "remove-legacy",
            "Remove the legacy partner application Skype for Business Online",
        );
        if !script.flag("MicrosoftAdvised") {
            return Err(Stop::new(
                "not-confirmed",
                "Crosstrust was not told that Microsoft says this application may go. Nothing was \
                 removed.",
            ));
        }
        if let Some(index) = self.applications.iter().position(|one| one.app_id == LEGACY) {
            let one = &self.applications[index];
            let removed = json!({
                "name": one.name,
                "enabled": one.enabled,
                "linkedAccount": self.identity(&one.linked),
                "realm": one.realm,
            });
            console.fact("removed", removed);
            if console.change(&one.name, "Remove the partner application") {
                self.applications.remove(index);
            }
        }
        if !console.is_planned() {
            console.fact("present", self.application(LEGACY).is_some());
        }
        Ok(())
    }
}
