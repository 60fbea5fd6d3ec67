//! A management role of the account's own: read, made, taken back.

use super::{Family, known};
use crate::exchange::organisation::{Assignment, ManagementRole};
use crate::exchange::run::{End, Run, Stop};
use serde_json::Value;

pub(super) const FAMILY: Family = Family {
    guides: &[],
    functions: &[
        known(
            "Invoke-RoleStep",
            |call| call.has_texts(4),
            |run, call| run.make_role([0, 1, 2, 3].map(|at| call.text(at))),
        ),
        known(
            "Invoke-RoleCheck",
            |call| call.has_texts(2),
            |run, call| run.check_role(call.text(0), call.text(1)),
        ),
        known(
            "Invoke-UndoRoleStep",
            |call| call.has_texts(2),
            |run, call| run.undo_role(call.text(0), call.text(1)),
        ),
    ],
};

fn title(name: &str) -> String {
    format!("Management role {name}")
}

impl Run<'_> {
    fn role(&self, name: &str, parent: &str) -> Result<Option<ManagementRole>, Stop> {
        match self.organisation.role(name) {
            Some(role) if role.kind != parent => Err(Stop::new(
                "role-of-other-type",
                format!(
                    "A role {name} exists, but its type is {}, not {parent}. Rename or remove it.",
                    role.kind
                ),
            )),
            role => Ok(role.cloned()),
        }
    }

    fn record_role(&mut self, name: &str) {
        let role = self.organisation.role(name);
        let entries = role.map(|role| role.entries.clone()).unwrap_or_default();
        let assignees = self.organisation.assignees(name);
        self.fact("entries", entries);
        self.fact("assignees", assignees);
    }

    fn make_role(&mut self, [name, parent, kept, holder]: [&str; 4]) -> End {
        self.start("role", &title(name));
        let account = self.required_account(holder)?;
        if self.role(name, parent)?.is_none() {
            let action = format!("Create the role from {parent}");
            let done = self.change(name, &action, "New-ManagementRole", |organisation| {
                let entries = organisation.role(parent).map(|parent| parent.entries.clone());
                organisation.roles.push(ManagementRole {
                    name: name.to_owned(),
                    kind: parent.to_owned(),
                    entries: entries.unwrap_or_default(),
                });
            })?;
            if !done {
                return Ok(());
            }
        }
        let entries = self.role(name, parent)?.map(|role| role.entries).unwrap_or_default();
        if !entries.iter().any(|entry| entry == kept) {
            return Err(Stop::new(
                "role-without-getdelegate",
                format!("{name} no longer holds {kept}. Remove the role and run the script again."),
            ));
        }
        if entries.len() > 1 {
            let action = format!("Remove {} entries, keep {kept}", entries.len() - 1);
            self.turning(entries, kept);
            self.change(name, &action, "Remove-ManagementRoleEntry", |organisation| {
                for role in organisation.roles.iter_mut().filter(|role| role.name == name) {
                    role.entries.retain(|entry| entry == kept);
                }
            })?;
        }
        let assigned = account.is_some_and(|one| self.organisation.is_assigned(name, &one.name));
        if !assigned {
            self.change(
                name,
                &format!("Assign to {holder}"),
                "New-ManagementRoleAssignment",
                |organisation| organisation.assignments.push(Assignment::new(name, holder)),
            )?;
        }
        if !self.is_planned() {
            self.record_role(name);
        }
        Ok(())
    }

    fn check_role(&mut self, name: &str, parent: &str) -> End {
        self.start("role", &format!("{} (only read)", title(name)));
        self.role(name, parent)?;
        self.record_role(name);
        Ok(())
    }

    fn undo_role(&mut self, name: &str, holder: &str) -> End {
        self.start("role", &title(name));
        if self.organisation.role(name).is_some() {
            self.undo_present_role(name, holder)?;
        }
        if !self.is_planned() {
            let present = self.organisation.role(name).is_some();
            self.fact("present", present);
        }
        Ok(())
    }

    fn undo_present_role(&mut self, name: &str, holder: &str) -> End {
        let of_role = self.organisation.assignments.iter().filter(|one| one.role == name);
        let (ours, others): (Vec<_>, Vec<_>) =
            of_role.cloned().partition(|one| one.assignee == holder);
        if self.script.answers.holds("Created", "assignment") {
            self.assert_nothing_linked(holder)?;
            for one in ours {
                let command = "Remove-ManagementRoleAssignment";
                self.turning(one.name.as_str(), Value::Null);
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
                        "{name} is now also assigned to {}. The script did not change it.",
                        names.join(", ")
                    ),
                ));
            }
            self.turning(name, Value::Null);
            self.change(name, "Remove the role", "Remove-ManagementRole", |organisation| {
                organisation.roles.retain(|role| role.name != name);
            })?;
        }
        Ok(())
    }
}
