//! Requests of Teams in the logs of the servers, and what a delegate may do: only read.

use super::{Family, known};
use crate::cloud::{CLOUD_VOICEMAIL, TEAMS_SCHEDULER};
use crate::exchange::exchange_server::TeamsAccess;
use crate::exchange::run::{End, Run, Stop, time};
use jiff::SignedDuration;
use serde_json::{Value, json};

pub(super) const FAMILY: Family = Family {
    guides: &["check", "teams"],
    functions: &[
        known(
            "Invoke-TeamsCallsStep",
            |call| call.arguments.is_empty(),
            |run, _| {
                run.count_requests();
                Ok(())
            },
        ),
        known(
            "Invoke-DelegateStep",
            |call| call.arguments.is_empty(),
            |run, _| run.read_delegate(),
        ),
    ],
};

/// The applications that are counted, each with its name, the user agent of its requests, and the id of the
/// partner application that Exchange needs for them.
const APPLICATIONS: [(&str, &str, &str, &str); 5] = [
    ("scheduler", "Teams Calendar Scheduler", "SchedulingService", TEAMS_SCHEDULER),
    ("voicemail", "Cloud Voicemail", "", CLOUD_VOICEMAIL),
    ("presence", "Presence", "Microsoft.Skype.Presence.App/1.0", ""),
    (
        "calendar",
        "Teams calendar",
        "MicrosoftNinja/1.0 Teams/1.0 (ExchangeServicesClient/1.0.0.0) SkypeSpaces/1.0a$*+",
        "",
    ),
    ("legacy", "Skype for Business Online (legacy)", "", ""),
];

impl Run<'_> {
    fn count_requests(&mut self) {
        self.start(
            "teams-calls",
            "Requests of Teams in the logs of every Mailbox server (only read)",
        );
        let organisation = &*self.organisation;
        let access = &organisation.teams_access;
        // Who is not trusted, or kept out, is refused; so is who is no partner application.
        let status = if organisation.auth_servers.iter().all(|one| !one.enabled)
            || access.without_oauth.contains(&organisation.computer)
        {
            "401"
        } else if access.organisation.policy.is_empty() {
            "200"
        } else {
            "403"
        };
        let last = time(self.started - SignedDuration::from_mins(20));
        let is_partner = |app_id: &str| {
            app_id.is_empty() || organisation.applications_of(app_id).iter().any(|one| one.enabled)
        };
        let calls = APPLICATIONS.map(|(id, name, agent, app_id)| {
            let seen = id != "legacy";
            let status = if is_partner(app_id) { status } else { "401" };
            let agents = if seen && !agent.is_empty() { vec![agent] } else { vec![] };
            let statuses: Value =
                if seen { json!([{ "status": status, "count": 12 }]) } else { json!([]) };
            json!({
                "id": id,
                "name": name,
                "count": if seen { 12 } else { 0 },
                "last": if seen { last.as_str() } else { "" },
                "agents": agents,
                "statuses": statuses,
            })
        });
        let errors: &[&str] = if status == "401" && !access.wildcard_domains.is_empty() {
            &["invalid_tenant"]
        } else {
            &[]
        };
        self.fact("calls", calls.to_vec());
        self.fact("tokenErrors", json!(errors));
        self.fact("logDays", 3);
        self.fact("logFiles", 6);
        self.fact("logServersUnread", json!([]));
    }

    fn read_delegate(&mut self) -> End {
        self.start("delegate", "A delegate and the mailbox (only read)");
        let answers = &self.script.answers;
        if answers.text("Owner").is_empty() || answers.text("Delegate").is_empty() {
            return Err(Stop::new(
                "delegate-not-named",
                "Enter the person and the delegate in Crosstrust, and save the script again.",
            ));
        }
        let complete = self.organisation.teams_access == TeamsAccess::default();
        self.fact("ownerType", "UserMailbox");
        self.fact("delegateType", "UserMailbox");
        self.fact("maySendOnBehalf", complete);
        self.fact("calendarRights", json!([if complete { "Editor" } else { "Reviewer" }]));
        let is_marked = complete && !self.organisation.delegate_unmarked;
        self.fact("sharingFlags", if is_marked { "Delegate" } else { "None" });
        Ok(())
    }
}
