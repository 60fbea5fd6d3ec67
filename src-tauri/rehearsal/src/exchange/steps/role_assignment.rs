//! Built-in roles given to the account: read, assigned, taken away.

use super::{Family, known};
use crate::exchange::organisation::Assignment;
use crate::exchange::run::{End, Run};
use crate::exchange::script::Call;
use serde_json::Value;

pub(super) const FAMILY: Family = Family {
    guides: &[],
    functions: &[
        known("Invoke-RoleAssignmentStep", takes, |run, call| {
            run.assign_roles(call.text(0), &call.list(1))
        }),
        known("Invoke-RoleAssignmentCheck", takes, |run, call| {
            run.check_roles(call.text(0), &call.list(1));
            Ok(())
        }),
        known("Invoke-UndoRoleAssignmentStep", takes, |run, call| {
            run.undo_roles(call.text(0), &call.list(1))
        }),
    ],
};

fn takes(call: &Call) -> bool {
    call.has_texts(1) && call.has_list(1)
}

fn title(roles: &[&str]) -> String {
    format!("Roles {}", roles.join(" and "))
}

impl Run<'_> {
    /// Those of the roles that the account holds.
    fn held(&self, account: &str, roles: &[&str]) -> Vec<String> {
        let held = roles.iter().filter(|role| self.organisation.is_assigned(role, account));
        held.map(|role| (*role).to_owned()).collect()
    }

    fn assign_roles(&mut self, account: &str, roles: &[&str]) -> End {
        self.start("role", &title(roles));
        let found = self.required_account(account)?;
        let held = found.map(|one| self.held(&one.name, roles)).unwrap_or_default();
        for role in roles.iter().copied().filter(|role| !held.iter().any(|one| one == role)) {
            let command = "New-ManagementRoleAssignment";
            self.change(account, &format!("Assign {role}"), command, |organisation| {
                organisation.assignments.push(Assignment::new(role, account));
            })?;
        }
        if !self.is_planned() {
            let held = self.held(account, roles);
            self.fact("roles", held);
        }
        Ok(())
    }

    fn check_roles(&mut self, account: &str, roles: &[&str]) {
        self.start("role", &format!("{} (only read)", title(roles)));
        let held = self.held(account, roles);
        self.fact("roles", held);
    }

    fn undo_roles(&mut self, account: &str, roles: &[&str]) -> End {
        self.start("role", &title(roles));
        let script = self.script;
        let made: Vec<_> =
            roles.iter().filter(|role| script.answers.holds("Created", role)).collect();
        if !made.is_empty() {
            self.assert_nothing_linked(account)?;
        }
        for role in made {
            let of_account = |one: &&Assignment| {
                one.role.eq_ignore_ascii_case(role) && one.assignee.eq_ignore_ascii_case(account)
            };
            let found = self.organisation.assignments.iter().filter(of_account);
            for one in found.cloned().collect::<Vec<_>>() {
                let command = "Remove-ManagementRoleAssignment";
                self.turning(one.name.as_str(), Value::Null);
                self.change(&one.name, "Remove the role assignment", command, |organisation| {
                    organisation.assignments.retain(|other| other.name != one.name);
                })?;
            }
        }
        if !self.is_planned() {
            let present = !self.held(account, roles).is_empty();
            self.fact("present", present);
        }
        Ok(())
    }
}
