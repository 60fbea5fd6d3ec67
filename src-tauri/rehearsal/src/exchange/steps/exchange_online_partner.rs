//! The partner application Exchange Online: read, enabled, disabled again.

use super::oauth::reported;
use super::{Family, known};
use crate::exchange::hybrid::{Asked, USER_APPLICATION};
use crate::exchange::organisation::{EXCHANGE_ONLINE, PartnerApplication};
use crate::exchange::run::{End, Run, Stop};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) const FAMILY: Family = Family {
    guides: &["exchange-oauth"],
    functions: &[
        known("Invoke-ExchangeOnlinePartnerStep", |_| true, |run, _| run.enable_partner()),
        known("Invoke-ExchangeOnlinePartnerCheck", |_| true, |run, _| run.check_partner()),
        known("Invoke-UndoExchangeOnlinePartnerStep", |_| true, |run, _| run.undo_partner()),
    ],
};

const STEP: &str = "exchange-online-partner";
const TITLE: &str = "Partner application Exchange Online";

impl Run<'_> {
    /// Those that may be this tenant's; where there are some without a realm, these.
    fn find_partner(&self) -> Result<Vec<PartnerApplication>, Stop> {
        let all = self.organisation.applications_of(EXCHANGE_ONLINE);
        let found = self.own_applications(&all);
        if found.is_empty() && !all.is_empty() && !self.is_tenant_known() {
            let names: Vec<_> = all.iter().map(|one| one.name.as_str()).collect();
            return Err(Stop::tenant_unknown("partner applications", &names.join(", ")));
        }
        Ok(found)
    }

    fn record_partner(&mut self, found: &[PartnerApplication]) {
        let enabled = found.iter().any(|one| one.enabled);
        self.fact("enabled", enabled);
        self.fact("exchangeOnlinePartner", enabled);
        self.fact("exchangeOnlinePartners", reported(found));
        let linked = found.iter().map(|one| one.linked_account.clone());
        let linked: Vec<_> = linked.filter(|identity| !identity.is_empty()).collect();
        let roles: BTreeSet<_> =
            linked.iter().flat_map(|identity| self.organisation.roles_of(identity)).collect();
        let may_read = self.organisation.has("Get-ManagementRoleAssignment");
        if may_read && !linked.is_empty() {
            if !roles.contains(USER_APPLICATION) {
                self.ask(Asked::AccountRoles, "The rehearsal runs Exchange Setup with /PrepareAD for you, before you run the next script.");
            }
            self.fact("roles", roles.into_iter().map(Value::from).collect::<Vec<_>>());
        }
        self.fact("linkedAccounts", linked);
    }

    /// Enables or disables a partner application; whether it was done.
    pub(super) fn switch_partner(
        &mut self,
        name: &str,
        action: &str,
        on: bool,
    ) -> Result<bool, Stop> {
        self.switching(on);
        self.change(name, action, "Set-PartnerApplication", |organisation| {
            if let Some(one) = organisation.application_mut(name) {
                one.enabled = on;
            }
        })
    }

    fn enable_partner(&mut self) -> End {
        self.start(STEP, TITLE);
        let mut found = self.find_partner()?;
        let Some(first) = found.first() else {
            return Err(Stop::new(
                "exchange-online-partner-missing",
                "Exchange Setup creates this partner application, but it is missing. Run Exchange Setup with /PrepareAD again.",
            ));
        };
        if found.iter().all(|one| !one.enabled) {
            let name = first.name.clone();
            self.switch_partner(&name, "Enable the partner application", true)?;
            found = self.find_partner()?;
        }
        self.record_partner(&found);
        Ok(())
    }

    fn check_partner(&mut self) -> End {
        self.start(STEP, &format!("{TITLE} (only read)"));
        let found = self.find_partner()?;
        self.record_partner(&found);
        Ok(())
    }

    fn undo_partner(&mut self) -> End {
        self.start(STEP, TITLE);
        let script = self.script;
        for application in self.find_partner()? {
            let name = application.name;
            if application.enabled && script.answers.holds("Enabled", &format!("{STEP}:{name}")) {
                self.assert_no_teams_application(&format!("the partner application {name}"))?;
                self.switch_partner(&name, "Disable the partner application again", false)?;
            }
        }
        if self.is_planned() {
            return Ok(());
        }
        let left = self.find_partner()?;
        self.fact("present", !left.is_empty());
        if !left.is_empty() {
            self.fact("enabled", left.iter().any(|one| one.enabled));
        }
        Ok(())
    }
}
