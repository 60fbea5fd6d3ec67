//! The management role: read, made, taken back.

use crate::exchange::organisation::{Assignment, Role};
use crate::exchange::run::{End, Run, Stop};
use crate::exchange::situation::{ACCOUNT, ROLE};

const TITLE: &str = "Management role TeamsSchedulerRole";
const PARENT: &str = "UserApplication";
const KEPT: &str = "GetDelegate";

impl Run<'_> {
    fn role(&self) -> Result<Option<Role>, Stop> {
        match self.organisation.role(ROLE) {
            Some(role) if role.kind != PARENT => Err(Stop::new(
                "role-of-other-type",
                format!(
                    "A role TeamsSchedulerRole exists, but its type is {}, not UserApplication. Rename or remove it.",
                    role.kind
                ),
            )),
            role => Ok(role.cloned()),
        }
    }

    fn tell_role(&mut self) {
        let role = self.organisation.role(ROLE);
        let entries = role.map(|role| role.entries.clone()).unwrap_or_default();
        let assignees = self.organisation.assignees(ROLE);
        self.fact("entries", entries);
        self.fact("assignees", assignees);
    }

    pub(in crate::exchange) fn make_role(&mut self) -> End {
        self.start("role", TITLE);
        let account = self.required_account()?;
        if self.role()?.is_none() {
            let action = "Create the role from UserApplication";
            let done = self.change(ROLE, action, "New-ManagementRole", |organisation| {
                let entries = organisation.role(PARENT).map(|parent| parent.entries.clone());
                organisation.roles.push(Role {
                    name: ROLE.to_owned(),
                    kind: PARENT.to_owned(),
                    entries: entries.unwrap_or_default(),
                });
            })?;
            if !done {
                return Ok(());
            }
        }
        let entries = self.role()?.map(|role| role.entries).unwrap_or_default();
        if !entries.iter().any(|entry| entry == KEPT) {
            return Err(Stop::new(
                "role-without-getdelegate",
                "TeamsSchedulerRole no longer holds GetDelegate. Remove the role and run the script again.",
            ));
        }
        if entries.len() > 1 {
            let action = format!("Remove {} entries, keep {KEPT}", entries.len() - 1);
            self.change(ROLE, &action, "Remove-ManagementRoleEntry", |organisation| {
                for role in organisation.roles.iter_mut().filter(|role| role.name == ROLE) {
                    role.entries.retain(|entry| entry == KEPT);
                }
            })?;
        }
        let assigned = account.is_some_and(|account| {
            let assignees = self.organisation.assignees(ROLE);
            assignees.iter().any(|name| name.eq_ignore_ascii_case(&account.name))
        });
        if !assigned {
            let command = "New-ManagementRoleAssignment";
            self.change(ROLE, "Assign to TeamsScheduler", command, |organisation| {
                organisation.assignments.push(Assignment {
                    name: format!("{ROLE}-{ACCOUNT}"),
                    role: ROLE.to_owned(),
                    assignee: ACCOUNT.to_owned(),
                });
            })?;
        }
        if !self.is_planned() {
            self.tell_role();
        }
        Ok(())
    }

    pub(in crate::exchange) fn check_role(&mut self) -> End {
        self.start("role", &format!("{TITLE} (only read)"));
        self.role()?;
        self.tell_role();
        Ok(())
    }

    pub(in crate::exchange) fn undo_role(&mut self) -> End {
        self.start("role", TITLE);
        if self.organisation.role(ROLE).is_some() {
            self.undo_present_role()?;
        }
        if !self.is_planned() {
            let present = self.organisation.role(ROLE).is_some();
            self.fact("present", present);
        }
        Ok(())
    }

    fn undo_present_role(&mut self) -> End {
        let of_role = self.organisation.assignments.iter().filter(|one| one.role == ROLE);
        let (ours, others): (Vec<_>, Vec<_>) =
            of_role.cloned().partition(|one| one.assignee == ACCOUNT);
        if self.script.answers.holds("Created", "assignment") {
            for one in ours {
                let command = "Remove-ManagementRoleAssignment";
                self.change(&one.name, "Remove the role assignment", command, |organisation| {
                    organisation.assignments.retain(|other| other.name != one.name);
                })?;
            }
        }
        if self.script.answers.holds("Created", "role") {
            if !others.is_empty() {
                let names: Vec<_> = others.iter().map(|one| one.assignee.as_str()).collect();
                return Err(Stop::new(
                    "undo-in-use",
                    format!(
                        "TeamsSchedulerRole is now also assigned to {}. It is left as it is.",
                        names.join(", ")
                    ),
                ));
            }
            self.change(ROLE, "Remove the role", "Remove-ManagementRole", |organisation| {
                organisation.roles.retain(|role| role.name != ROLE);
            })?;
        }
        Ok(())
    }
}
