//! The Microsoft Teams guide: begun, done, done by hand.

use super::{Procedure, Situation};
use crate::cloud::{CLOUD_VOICEMAIL, SKYPE_ONLINE, TEAMS_SCHEDULER};
use crate::exchange::organisation::{Assignment, ManagementRole, Organisation};

const ACCOUNT: &str = "TeamsScheduler";
const MAILBOX: &str = "TeamsScheduler-ApplicationAccount";
const ROLE: &str = "TeamsSchedulerRole";
/// The account that the older article gave to SfBOnline.
const OLDER_ACCOUNT: &str = "SfBOnline-ApplicationAccount";

pub(super) const PROCEDURE: Procedure = Procedure {
    guide: "teams",
    situations: &Situation::WITH_ACCOUNT,
    account: Some((ACCOUNT, MAILBOX)),
    fails: "New-ManagementRoleAssignment",
    found: |_| {},
    begin: |organisation| {
        organisation.add_own_account((ACCOUNT, MAILBOX), false);
        organisation.add_application("SfBOnline", SKYPE_ONLINE, Some(ACCOUNT));
    },
    configure,
    by_hand: |organisation| {
        organisation.add_own_account((OLDER_ACCOUNT, OLDER_ACCOUNT), true);
        let roles = ["UserApplication", "ArchiveApplication"];
        let held = roles.map(|role| Assignment::new(role, OLDER_ACCOUNT));
        organisation.assignments.extend(held);
        let older = organisation.identity(OLDER_ACCOUNT);
        if let Some(application) = organisation.application_mut("SfBOnline") {
            application.linked_account = older;
        }
        if let Some(application) = organisation.application_mut("CloudVoicemail") {
            application.enabled = false;
        }
    },
    arrange: None,
    rolls_over: false,
};

fn configure(organisation: &mut Organisation) {
    organisation.add_own_account((ACCOUNT, MAILBOX), true);
    organisation.roles.push(ManagementRole {
        name: ROLE.to_owned(),
        kind: "UserApplication".to_owned(),
        entries: vec!["GetDelegate".to_owned()],
    });
    organisation.assignments.push(Assignment::new(ROLE, ACCOUNT));
    organisation.add_application("SfBOnline", SKYPE_ONLINE, Some(ACCOUNT));
    organisation.add_application("TeamsScheduler", TEAMS_SCHEDULER, Some(ACCOUNT));
    organisation.add_application("CloudVoicemail", CLOUD_VOICEMAIL, None);
    organisation.export();
}
