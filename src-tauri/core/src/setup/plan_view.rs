//! A plan as the window shows it: what it comes to, and what happens to each key. The window has the words.

use super::upload_page::PlanSummary;
use crate::certificate::never_ends;
use crate::error::Problem;
use crate::graph::{
    KeyFate, OtherEnd, Plan, PlanAction, PlannedKey, PlannedName, PrincipalPlan, WriteEffect,
};
use crate::ids::{AppId, Thumbprint};
use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// A plan, with what it comes to.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PlanView {
    /// One entry for each application asked for, in that order.
    pub principals: Vec<PrincipalPlanView>,
    /// That the clock of this computer is wrong, in words for the operator.
    pub clock_note: Option<String>,
    /// Whether it adds or deletes.
    pub effect: WriteEffect,
    /// What it comes to in numbers.
    pub summary: PlanSummary,
}

/// What is about to change on one service principal.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PrincipalPlanView {
    /// The application id.
    pub app_id: AppId,
    /// The name it has in this tenant.
    pub display_name: Option<String>,
    /// Whether it is disabled and the write does not enable it.
    pub stays_disabled: bool,
    /// What will be done with it.
    pub action: PlanAction,
    /// Whether that adds or deletes.
    pub effect: WriteEffect,
    /// Each key: those that the setup is about come first, then those that stay, those that are deleted, and
    /// those of a backup that cannot be restored.
    pub keys: Vec<PlannedKeyView>,
    /// How many keys are deleted because they were named, or because a backup lacks them.
    pub removed: u32,
    /// How many other keys it has or gets.
    pub others: u32,
    /// Each name that is written or was asked for.
    pub names: Vec<PlannedName>,
    /// That the write enables it, or disables it again.
    pub sets_enabled: Option<bool>,
    /// Why nothing can be done.
    pub problem: Option<Problem>,
    /// What the operator should know before agreeing.
    pub warning: Option<Problem>,
}

/// A key, now or after the write.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PlannedKeyView {
    /// SHA-1 of the certificate.
    pub thumbprint: Option<Thumbprint>,
    /// Graph's id of the credential; none for a new one.
    pub key_id: Option<String>,
    /// What happens to it.
    pub fate: KeyFate,
    /// How long it is valid.
    pub end: KeyEnd,
    /// The end that Graph reports, where it is not the certificate's and the certificate is one of the setup.
    pub other_end: Option<OtherEnd>,
}

/// How long a key is valid.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "code")]
#[ts(export)]
pub enum KeyEnd {
    /// Its end is not known.
    Unknown,
    /// It has expired, and when is not known.
    Expired,
    /// It has expired.
    Past {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// It never expires.
    Never,
    /// It will expire.
    Valid {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
}

impl PlanView {
    /// The plan as it is at this time.
    pub(super) fn of(plan: &Plan, now: Timestamp) -> Self {
        Self {
            principals: plan.principals.iter().map(|one| PrincipalPlanView::of(one, now)).collect(),
            clock_note: plan.clock_note(),
            effect: plan.effect(),
            summary: PlanSummary::of(plan),
        }
    }
}

impl PrincipalPlanView {
    fn of(plan: &PrincipalPlan, now: Timestamp) -> Self {
        let mut keys: Vec<PlannedKeyView> =
            plan.keys.iter().map(|key| PlannedKeyView::of(key, now)).collect();
        keys.sort_by_key(|key| rank(key.fate));
        let with = |fates: &[KeyFate]| keys.iter().filter(|key| fates.contains(&key.fate)).count();
        let removed = with(&[KeyFate::Remove]);
        let others = keys.len() - removed - with(&[KeyFate::NotRestored]);
        Self {
            app_id: plan.app_id,
            display_name: plan.display_name.clone(),
            stays_disabled: plan.account_enabled == Some(false) && plan.sets_enabled != Some(true),
            action: plan.action,
            effect: plan.effect(),
            removed: count(removed),
            others: count(others),
            keys,
            names: plan.names.clone(),
            sets_enabled: plan.sets_enabled,
            problem: plan.problem.clone(),
            warning: plan.warning.clone(),
        }
    }
}

impl PlannedKeyView {
    fn of(key: &PlannedKey, now: Timestamp) -> Self {
        let is_ours = matches!(key.fate, KeyFate::Present | KeyFate::Drop);
        Self {
            thumbprint: key.thumbprint,
            key_id: key.key_id.clone(),
            fate: key.fate,
            end: KeyEnd::of(key, now),
            other_end: key.other_end.filter(|_| is_ours),
        }
    }
}

impl KeyEnd {
    /// A key that is to be deleted as expired has expired, whatever the clock of this PC says. A backup may hold
    /// keys that have expired since.
    fn of(key: &PlannedKey, now: Timestamp) -> Self {
        let expired =
            matches!(key.fate, KeyFate::Drop | KeyFate::KeepExpired | KeyFate::NotRestored);
        match key.not_after {
            None if expired => Self::Expired,
            None => Self::Unknown,
            Some(at) if expired || at < now => Self::Past { at },
            Some(at) if never_ends(at) => Self::Never,
            Some(at) => Self::Valid { at },
        }
    }
}

fn rank(fate: KeyFate) -> u8 {
    match fate {
        KeyFate::Add | KeyFate::Present => 0,
        KeyFate::Keep | KeyFate::KeepExpired => 1,
        KeyFate::Drop | KeyFate::Remove => 2,
        KeyFate::NotRestored => 3,
    }
}

/// A principal has far fewer keys than a `u32` counts.
fn count(parts: usize) -> u32 {
    u32::try_from(parts).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::fixture::{SFB, at, current, days, held_key};

    fn key(fate: KeyFate, not_after: Option<Timestamp>) -> PlannedKey {
        PlannedKey { not_after, fate, ..held_key(&current()) }
    }

    fn shown(plan: PrincipalPlan) -> PrincipalPlanView {
        let plan = Plan { principals: vec![plan], read_at: at(0), clock_ahead: None };
        PlanView::of(&plan, at(0)).principals.remove(0)
    }

    fn plan(keys: Vec<PlannedKey>) -> PrincipalPlan {
        PrincipalPlan {
            app_id: SFB.parse().unwrap(),
            display_name: None,
            account_enabled: Some(true),
            action: PlanAction::Write,
            keys,
            names: Vec::new(),
            sets_enabled: None,
            problem: None,
            warning: None,
        }
    }

    #[test]
    fn a_key_of_a_backup_that_has_expired_since_is_never_shown_as_valid() {
        let end = |fate, not_after| KeyEnd::of(&key(fate, not_after), at(0));
        let (past, ahead) = (at(0) - days(1), at(0) + days(1));
        assert_eq!(end(KeyFate::Add, Some(past)), KeyEnd::Past { at: past });
        assert_eq!(end(KeyFate::Add, Some(ahead)), KeyEnd::Valid { at: ahead });
        assert_eq!(end(KeyFate::Keep, Some(Timestamp::MAX)), KeyEnd::Never);
        assert_eq!(end(KeyFate::Remove, None), KeyEnd::Unknown);
        for fate in [KeyFate::Drop, KeyFate::KeepExpired, KeyFate::NotRestored] {
            assert_eq!(end(fate, Some(ahead)), KeyEnd::Past { at: ahead }, "{fate:?}");
            assert_eq!(end(fate, None), KeyEnd::Expired, "{fate:?}");
        }
    }

    #[test]
    fn the_keys_that_the_setup_is_about_come_first_and_those_that_are_deleted_last() {
        use KeyFate::{Add, Drop, Keep, KeepExpired, NotRestored, Present, Remove};
        let fates = [NotRestored, Remove, KeepExpired, Present, Drop, Keep, Add];
        let principal = shown(plan(fates.map(|fate| key(fate, None)).to_vec()));
        let sorted: Vec<KeyFate> = principal.keys.iter().map(|key| key.fate).collect();
        assert_eq!(sorted, [Present, Add, KeepExpired, Keep, Remove, Drop, NotRestored]);
        assert_eq!((principal.removed, principal.others), (1, 5));
    }

    #[test]
    fn another_end_is_shown_of_certificates_of_the_setup_only() {
        let other_end = Some(OtherEnd { reported: Some(at(0)), certificate_end: at(9) });
        for (fate, is_shown) in
            [(KeyFate::Present, true), (KeyFate::Drop, true), (KeyFate::Keep, false)]
        {
            let of_tenant = PlannedKey { other_end, ..key(fate, Some(at(9))) };
            let view = PlannedKeyView::of(&of_tenant, at(0));
            assert_eq!(view.other_end.is_some(), is_shown, "{fate:?}");
        }
    }

    #[test]
    fn an_application_stays_disabled_unless_the_write_enables_it() {
        let disabled = |account_enabled, sets_enabled| {
            shown(PrincipalPlan { account_enabled, sets_enabled, ..plan(Vec::new()) })
                .stays_disabled
        };
        assert!(disabled(Some(false), None));
        assert!(!disabled(Some(false), Some(true)));
        assert!(!disabled(Some(true), None));
        assert!(!disabled(None, None), "it was not read");
    }
}
