//! The guide for Skype for Business Online: begun, done, done by hand.

use super::{Procedure, Situation};
use crate::cloud::SKYPE_ONLINE;
use crate::exchange::organisation::{Assignment, Organisation, Role};

const ACCOUNT: &str = "SfBOnline-ApplicationAccount";
const ROLES: [&str; 2] = ["UserApplication", "ArchiveApplication"];
/// The account to which the procedure for Teams links SfBOnline.
const TEAMS_ACCOUNT: (&str, &str) = ("TeamsScheduler", "TeamsScheduler-ApplicationAccount");

pub(super) const PROCEDURE: Procedure = Procedure {
    guide: "skype-online",
    situations: &Situation::WITH_ACCOUNT,
    account: Some((ACCOUNT, ACCOUNT)),
    fails: "New-ManagementRoleAssignment",
    found: |_| {},
    begin: |organisation| {
        organisation.add_own_account((ACCOUNT, ACCOUNT), false);
        organisation.add_application("SfBOnline", SKYPE_ONLINE, Some(ACCOUNT));
    },
    configure,
    by_hand: |organisation| {
        organisation.add_own_account(TEAMS_ACCOUNT, true);
        let role = "TeamsSchedulerRole";
        organisation.roles.push(Role {
            name: role.to_owned(),
            kind: "UserApplication".to_owned(),
            entries: vec!["GetDelegate".to_owned()],
        });
        organisation.assignments.push(Assignment::new(role, TEAMS_ACCOUNT.0));
        let teams = organisation.identity(TEAMS_ACCOUNT.0);
        if let Some(application) = organisation.application_mut("SfBOnline") {
            application.linked_account = teams;
            application.enabled = false;
        }
        organisation.assignments.retain(|one| one.role != "ArchiveApplication");
    },
    arrange: None,
    rolls_over: false,
};

fn configure(organisation: &mut Organisation) {
    organisation.add_own_account((ACCOUNT, ACCOUNT), true);
    organisation.assignments.extend(ROLES.map(|role| Assignment::new(role, ACCOUNT)));
    organisation.add_application("SfBOnline", SKYPE_ONLINE, Some(ACCOUNT));
    organisation.export();
}
