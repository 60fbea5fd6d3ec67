//! What a write comes to on the whole: whether it adds something, deletes something, or both. A page and
//! its button say so before anybody agrees.

use super::{KeyFate, NameFate, Plan, PlanAction, PrincipalPlan};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether a write adds or deletes.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum WriteEffect {
    /// Nothing is written.
    #[default]
    Nothing,
    /// Keys, names or an application are added, or one is enabled; nothing is deleted.
    Adds,
    /// Keys or names are deleted, or an application is disabled; nothing is added.
    Deletes,
    /// Some of both.
    Both,
}

impl WriteEffect {
    fn of(adds: bool, deletes: bool) -> Self {
        match (adds, deletes) {
            (false, false) => Self::Nothing,
            (true, false) => Self::Adds,
            (false, true) => Self::Deletes,
            (true, true) => Self::Both,
        }
    }

    fn adds(self) -> bool {
        matches!(self, Self::Adds | Self::Both)
    }

    fn deletes(self) -> bool {
        matches!(self, Self::Deletes | Self::Both)
    }
}

impl PrincipalPlan {
    /// What the write to this principal comes to.
    pub fn effect(&self) -> WriteEffect {
        let create = match self.action {
            PlanAction::Nothing | PlanAction::Cannot => return WriteEffect::Nothing,
            PlanAction::Create => true,
            PlanAction::Write => false,
        };
        let key = |fate: KeyFate| self.keys.iter().any(|key| key.fate == fate);
        let name = |fate: NameFate| self.names.iter().any(|name| name.fate == fate);
        WriteEffect::of(
            create || key(KeyFate::Add) || name(NameFate::Add) || self.sets_enabled == Some(true),
            key(KeyFate::Drop)
                || key(KeyFate::Remove)
                || name(NameFate::Remove)
                || self.sets_enabled == Some(false),
        )
    }
}

impl Plan {
    /// What all its writes come to.
    pub fn effect(&self) -> WriteEffect {
        let each = || self.principals.iter().map(PrincipalPlan::effect);
        WriteEffect::of(each().any(WriteEffect::adds), each().any(WriteEffect::deletes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{PlannedKey, PlannedName};

    fn plan(action: PlanAction, keys: &[KeyFate], names: &[NameFate]) -> PrincipalPlan {
        let key = |fate: &KeyFate| PlannedKey {
            thumbprint: None,
            key_id: None,
            not_before: None,
            not_after: None,
            fate: *fate,
            other_kind: None,
            other_end: None,
        };
        let name = |fate: &NameFate| PlannedName { name: "n".to_owned(), fate: *fate };
        PrincipalPlan {
            app_id: "7557eb47-c689-4224-abcf-aef9bd7573df".parse().unwrap(),
            display_name: None,
            account_enabled: Some(true),
            action,
            keys: keys.iter().map(key).collect(),
            names: names.iter().map(name).collect(),
            sets_enabled: None,
            problem: None,
            warning: None,
        }
    }

    #[test]
    fn a_write_adds_deletes_or_does_both() {
        use KeyFate::{Add, Drop, Keep, KeepExpired, Present, Remove};
        let write = |keys: &[KeyFate]| plan(PlanAction::Write, keys, &[]).effect();
        assert_eq!(write(&[Add, Keep, KeepExpired, Present]), WriteEffect::Adds);
        assert_eq!(write(&[Keep, Remove]), WriteEffect::Deletes);
        assert_eq!(write(&[Drop]), WriteEffect::Deletes, "an expired one is deleted too");
        assert_eq!(write(&[Add, Drop]), WriteEffect::Both);
        assert_eq!(write(&[Keep]), WriteEffect::Nothing);
        let names = |fates: &[NameFate]| plan(PlanAction::Write, &[], fates).effect();
        assert_eq!(names(&[NameFate::Add, NameFate::Present]), WriteEffect::Adds);
        assert_eq!(names(&[NameFate::Remove]), WriteEffect::Deletes);
        for (enables, effect) in [(true, WriteEffect::Adds), (false, WriteEffect::Deletes)] {
            let plan = plan(PlanAction::Write, &[], &[]);
            let plan = PrincipalPlan { sets_enabled: Some(enables), ..plan };
            assert_eq!(plan.effect(), effect);
        }
        assert_eq!(plan(PlanAction::Create, &[], &[]).effect(), WriteEffect::Adds);
    }

    #[test]
    fn what_is_not_written_has_no_effect() {
        for action in [PlanAction::Nothing, PlanAction::Cannot] {
            let effect = plan(action, &[KeyFate::Remove], &[NameFate::Add]).effect();
            assert_eq!(effect, WriteEffect::Nothing, "{action:?}");
        }
    }

    #[test]
    fn a_plan_comes_to_what_all_its_writes_come_to() {
        let adds = || plan(PlanAction::Write, &[KeyFate::Add], &[]);
        let deletes = || plan(PlanAction::Write, &[KeyFate::Remove], &[]);
        let cannot = || plan(PlanAction::Cannot, &[KeyFate::Remove], &[]);
        let of = |principals| Plan {
            principals,
            read_at: jiff::Timestamp::UNIX_EPOCH,
            clock_ahead: None,
        };
        assert_eq!(of(vec![adds(), cannot()]).effect(), WriteEffect::Adds);
        assert_eq!(of(vec![deletes(), deletes()]).effect(), WriteEffect::Deletes);
        assert_eq!(of(vec![adds(), deletes()]).effect(), WriteEffect::Both);
        assert_eq!(of(vec![cannot()]).effect(), WriteEffect::Nothing);
    }
}
