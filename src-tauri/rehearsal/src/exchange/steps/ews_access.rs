//! What Exchange Online says about EWS, and the list of applications that can use it.

use super::{Family, known};
use crate::exchange::hybrid::EwsAccess;
use crate::exchange::run::{End, Run, Stop, time};
use jiff::SignedDuration;
use serde_json::Value;

pub(super) const FAMILY: Family = Family {
    guides: &["exchange-oauth"],
    functions: &[
        known("Invoke-EwsAccessStep", |_| true, |run, _| run.allow_ews_access()),
        known(
            "Invoke-EwsAccessCheck",
            |_| true,
            |run, _| {
                run.start("ews-access", &format!("{TITLE} (only read)"));
                run.record_ews_access(Value::Null);
                Ok(())
            },
        ),
        known("Invoke-UndoEwsAccessStep", |_| true, |run, _| run.undo_ews_access()),
    ],
};

const TITLE: &str = "Access to EWS in Exchange Online";
const WRITES: &str = "Set-OrganizationConfig";
/// What stands before the id in what a setup made.
const MADE: &str = "ews-allowed:";

impl Run<'_> {
    fn ews(&mut self) -> &mut EwsAccess {
        &mut self.organisation.hybrid.ews
    }

    fn record_ews_access(&mut self, in_effect: Value) {
        let id = self.script.answers.text("HybridApplicationId").to_owned();
        let ews = self.ews().clone();
        let text = |value: &str| match value {
            "" => Value::from("not set"),
            set => Value::from(set),
        };
        let enabled = ews.enabled.map_or("not set", |on| if on { "true" } else { "false" });
        let listed = if id.is_empty() { Value::Null } else { ews.lists(&id).into() };
        self.fact("ewsEnabled", enabled);
        self.fact("ewsAllowedAppIds", ews.allowed_app_ids);
        self.fact("ewsApplicationAccessPolicy", text(&ews.policy));
        self.fact("ewsAllowList", ews.allow_list);
        self.fact("ewsBlockList", ews.block_list);
        self.fact("applicationId", id);
        self.fact("applicationListed", listed);
        self.fact("inEffect", in_effect);
    }

    fn allow_ews_access(&mut self) -> End {
        self.start("ews-access", TITLE);
        let answers = &self.script.answers;
        let id = answers.text("HybridApplicationId").to_owned();
        let ews = self.organisation.hybrid.ews.clone();
        if answers.flag("AllowApplication") && !id.is_empty() && !ews.lists(&id) {
            if ews.allowed_app_ids.is_empty() && ews.enabled == Some(true) {
                return Err(Stop::new(
                    "ews-list-empty",
                    "EwsEnabled is true and EwsAllowedAppIDs is empty. With this application as its only entry, the list would block every other application that uses EWS. Set the list with all applications that need EWS, then run the script again.",
                ));
            }
            let odd = ews.allowed_app_ids.iter().filter(|one| uuid::Uuid::try_parse(one).is_err());
            let odd: Vec<_> = odd.map(String::as_str).collect();
            if !odd.is_empty() {
                let odd = odd.join(", ");
                return Err(Stop::new(
                    "ews-list-unreadable",
                    format!(
                        "EwsAllowedAppIDs has an entry that is not an application ID: {odd}. The script did not change the list."
                    ),
                ));
            }
            self.fact("formerEwsAllowedAppIds", ews.allowed_app_ids.join(","));
            let allowed = [ews.allowed_app_ids.clone(), vec![id.clone()]].concat();
            self.turning(ews.allowed_app_ids, allowed);
            let done = self.change(&id, "Allow the application to use EWS", WRITES, |all| {
                all.hybrid.ews.allowed_app_ids.push(id.clone());
            })?;
            if !done {
                return Ok(());
            }
            let takes_effect = self.started + SignedDuration::from_hours(24);
            self.fact("takesEffect", time(takes_effect));
            self.record_ews_access(false.into());
            return Ok(());
        }
        self.record_ews_access(Value::Null);
        Ok(())
    }

    fn undo_ews_access(&mut self) -> End {
        let made = self.script.answers.texts("Created");
        let made: Vec<_> = made.into_iter().filter_map(|one| one.strip_prefix(MADE)).collect();
        if made.is_empty() {
            return Ok(());
        }
        self.start("ews-access", TITLE);
        let is_made = |one: &String| made.iter().any(|id| id.eq_ignore_ascii_case(one));
        let ews = self.organisation.hybrid.ews.clone();
        let all = ews.allowed_app_ids.clone();
        let (gone, rest): (Vec<_>, Vec<_>) = ews.allowed_app_ids.into_iter().partition(is_made);
        if !gone.is_empty() {
            if rest.is_empty() && ews.enabled == Some(true) {
                return Err(Stop::new(
                    "undo-in-use",
                    "EwsEnabled is true and EwsAllowedAppIDs has no other entry now. Without one, the list would change which applications can use EWS. The script did not change it.",
                ));
            }
            let action = "Take the application off the list";
            self.turning(all, rest.clone());
            self.change(&gone.join(", "), action, WRITES, |all| {
                all.hybrid.ews.allowed_app_ids = rest;
            })?;
        }
        if self.is_planned() {
            return Ok(());
        }
        let present = self.ews().allowed_app_ids.iter().any(is_made);
        self.fact("present", present);
        self.record_ews_access(Value::Null);
        Ok(())
    }
}
