//! Everything that was changed, by whom, where and when.
//!
//! Steps, receipts and readings say how things are, and newer ones take the place of older ones. What
//! was changed stays here for good: a later verification, a dry run or a run that finds everything in
//! place does not replace it. The report is written from it.

use super::{Setup, TenantOperation};
use crate::graph::{
    Backup, KeyIdentity, PlanAction, PlannedKey, PrincipalBefore, PrincipalResult, PrincipalState,
};
use crate::guide::{Guide, ReversibleKind, ScriptId, Step, StepId};
use crate::ids::{AppId, TenantId, Thumbprint};
use crate::receipt::{Change, InterruptedRun, Judgement};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Every change that this setup knows of.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct History {
    /// What scripts changed, receipt by receipt in the order in which they were taken in.
    pub scripts: Vec<ScriptChange>,
    /// What the program itself wrote to the tenant, oldest first.
    pub tenant: Vec<TenantChange>,
    /// Every run of a script whose receipt was taken in, whether it changed anything or not, in the
    /// order in which they were taken in. Earlier versions did not keep them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<ScriptRun>,
}

/// One run of a script.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ScriptRun {
    /// When it began.
    pub started: Timestamp,
    /// The computer on which it ran.
    pub computer: String,
    /// The account that ran it, where the receipt says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

/// A change that a script reported.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ScriptChange {
    /// When the run began.
    pub started: Timestamp,
    /// The computer on which it ran.
    pub computer: String,
    /// The account that ran it, where the receipt says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The script, where the receipt says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<ScriptId>,
    /// The step to which it belongs.
    pub step: StepId,
    /// What was changed.
    pub target: String,
    /// How.
    pub action: String,
    /// False where it was only planned.
    pub done: bool,
    /// The run was interrupted before it could say whether the change was made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unknown: bool,
    /// What kind of change it is, where the guide says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ReversibleKind>,
    /// For one that replaced values: what they were, as the script read them before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerValue>,
    /// For one that replaced a value: what took its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub became: Option<String>,
    /// What was there before; null where nothing was. None where the script does not say.
    #[serde(
        default,
        deserialize_with = "crate::receipt::held::recorded",
        skip_serializing_if = "Option::is_none"
    )]
    pub before: Option<Value>,
    /// What is there after it, in the same way.
    #[serde(
        default,
        deserialize_with = "crate::receipt::held::recorded",
        skip_serializing_if = "Option::is_none"
    )]
    pub after: Option<Value>,
}

/// A value as it was before a change.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FormerValue {
    /// The fact of the receipt that said so: `formerLinkedAccount`.
    pub fact: String,
    /// Empty where there was none.
    pub value: String,
}

/// A write to one application of the tenant.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct TenantChange {
    /// When what it came to was known.
    pub at: Timestamp,
    /// The account that was signed in.
    pub who: String,
    /// What was done.
    #[serde(rename = "work")]
    pub operation: TenantOperation,
    /// On which step.
    pub step: StepId,
    /// The tenant, when its id was known.
    pub tenant_id: Option<TenantId>,
    /// The application id.
    pub app_id: AppId,
    /// How far it came.
    pub state: PrincipalState,
    /// What was there before the first write.
    pub before: Content,
    /// What the last reading showed; none where it is not known what is there now.
    pub after: Option<Content>,
}

/// What one application held at one moment.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Content {
    /// Whether the application was in the tenant.
    pub present: bool,
    /// Its keys.
    pub keys: Vec<ContentKey>,
    /// Its service principal names; none when they were not read.
    pub names: Option<Vec<String>>,
    /// Whether it was enabled, when that was read.
    pub account_enabled: Option<bool>,
}

/// A key as it was read.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ContentKey {
    /// SHA-1 of its certificate.
    pub thumbprint: Option<Thumbprint>,
    /// Graph's id of it.
    pub key_id: Option<String>,
    /// End of validity.
    pub not_after: Option<Timestamp>,
}

/// How many changes of an interrupted run are new to a history.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct NewChanges {
    /// Of those that the run noted as made.
    pub(super) confirmed: usize,
    /// Of those of which it is not known.
    pub(super) unknown: usize,
}

impl History {
    /// Takes in what a receipt says was changed. The same receipt again adds nothing.
    pub(super) fn take_receipt(&mut self, guide: &Guide, judgement: &Judgement) {
        let run = ScriptRun {
            started: judgement.started,
            computer: judgement.computer.clone(),
            account: judgement.account.clone(),
        };
        if !self.runs.contains(&run) {
            self.runs.push(run);
        }
        for step in &judgement.steps {
            let spec = guide.step(&step.step).map(|(_, spec)| spec);
            let entries = step.changes.iter().map(|change| {
                let entry = ScriptChange {
                    account: judgement.account.clone(),
                    script: judgement.script.clone(),
                    ..ScriptChange::new(judgement.started, &judgement.computer, &step.step, change)
                };
                match spec {
                    Some(spec) => entry.with_former(spec, &|fact| {
                        step.facts.get(fact).and_then(|value| value.as_str()).map(str::to_owned)
                    }),
                    None => entry,
                }
            });
            self.add(entries.collect());
        }
    }

    /// Takes in what an interrupted run changed, and counts what was not known before.
    pub(super) fn take_interrupted(&mut self, guide: &Guide, run: &InterruptedRun) -> NewChanges {
        let this = ScriptRun {
            started: run.started,
            computer: run.computer.clone(),
            account: run.account.clone(),
        };
        if !self.runs.contains(&this) {
            self.runs.push(this);
        }
        let known = self.scripts.len();
        let entries = run.changes.iter().map(|reported| {
            let change = Change {
                target: reported.target.clone(),
                action: reported.action.clone(),
                done: true,
                before: reported.before.clone(),
                after: reported.after.clone(),
            };
            let entry = ScriptChange {
                account: run.account.clone(),
                script: run.script.clone(),
                unknown: !reported.confirmed,
                ..ScriptChange::new(run.started, &run.computer, &reported.step, &change)
            };
            match guide.step(&reported.step) {
                Some((_, spec)) => {
                    entry.with_former(spec, &|fact| reported.former.get(fact).cloned())
                }
                None => entry,
            }
        });
        self.add(entries.collect());
        let new = &self.scripts[known..];
        NewChanges {
            confirmed: new.iter().filter(|change| !change.unknown).count(),
            unknown: new.iter().filter(|change| change.unknown).count(),
        }
    }

    /// What the receipts say that a setup still holds: setups of earlier versions kept no more than
    /// the newest of each step.
    pub(super) fn of_earlier_version(setup: &Setup) -> Self {
        let mut history = Self::default();
        for (step, record) in &setup.steps {
            let (Some(judgement), Some(started)) = (&record.judgement, record.receipt_started)
            else {
                continue;
            };
            let computer = record.computer.as_deref().unwrap_or_default();
            let of = |change| ScriptChange::new(started, computer, step, change);
            history.add(judgement.changes.iter().map(of).collect());
        }
        if let Some(last) = &setup.last_receipt {
            for step in &last.steps {
                let of =
                    |change| ScriptChange::new(last.started, &last.computer, &step.step, change);
                history.add(step.changes.iter().map(of).collect());
            }
        }
        history.scripts.sort_by_key(|change| change.started);
        history
    }

    /// Adds the changes of one step of one run, but those that are known. A run that made the same
    /// change twice has made two.
    fn add(&mut self, changes: Vec<ScriptChange>) {
        let known = self.scripts.len();
        let mut reported: Vec<ScriptChange> = Vec::new();
        for change in changes {
            let same = |other: &&ScriptChange| other.is_same(&change);
            let before = reported.iter().filter(same).count();
            if self.scripts[..known].iter().filter(same).count() <= before {
                self.scripts.push(change.clone());
            }
            reported.push(change);
        }
    }
}

impl ScriptChange {
    fn new(started: Timestamp, computer: &str, step: &StepId, change: &Change) -> Self {
        Self {
            started,
            computer: computer.to_owned(),
            account: None,
            script: None,
            step: step.clone(),
            target: change.target.clone(),
            action: change.action.clone(),
            done: change.done,
            unknown: false,
            kind: None,
            former: Vec::new(),
            became: None,
            before: change.before.clone(),
            after: change.after.clone(),
        }
    }

    /// With what the guide knows of such a change, and with the values that it replaced, which `value`
    /// gives by the name of their fact.
    fn with_former(mut self, spec: &Step, value: &dyn Fn(&str) -> Option<String>) -> Self {
        for reversible in
            spec.reversible.iter().filter(|reversible| self.action.starts_with(&reversible.action))
        {
            self.kind = Some(reversible.kind);
            let Some(fact) = reversible.former.as_deref().filter(|_| self.done) else { continue };
            if let Some(value) = value(fact) {
                self.former.push(FormerValue { fact: fact.to_owned(), value });
            }
            let rest = self.action[reversible.action.len()..].trim();
            if !rest.is_empty() {
                self.became = Some(rest.to_owned());
            }
        }
        self
    }

    /// Whether both are the same change of the same run.
    fn is_same(&self, other: &Self) -> bool {
        self.started == other.started
            && self.computer.eq_ignore_ascii_case(&other.computer)
            && self.step == other.step
            && self.target == other.target
            && self.action == other.action
    }
}

impl Setup {
    /// Everything that was changed.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Every run of a script that is known, in no order. Setups of earlier versions kept those that
    /// changed something, and the newest of each step.
    pub(crate) fn runs(&self) -> Vec<ScriptRun> {
        let mut all = self.history.runs.clone();
        let mut add = |started: Timestamp, computer: &str, account: Option<&String>| {
            if !all.iter().any(|run| run.started == started && run.computer == computer) {
                let (computer, account) = (computer.to_owned(), account.cloned());
                all.push(ScriptRun { started, computer, account });
            }
        };
        for change in &self.history.scripts {
            add(change.started, &change.computer, change.account.as_ref());
        }
        if let Some(last) = &self.last_receipt {
            add(last.started, &last.computer, last.account.as_ref());
        }
        for record in self.steps.values() {
            if let (Some(started), Some(computer)) = (record.receipt_started, &record.computer) {
                add(started, computer, None);
            }
        }
        all
    }

    /// Keeps what was written, application by application. What was only read is no change.
    pub(super) fn record_writes(
        &mut self,
        guide: &Guide,
        operation: TenantOperation,
        step: &StepId,
        results: &mut [PrincipalResult],
        now: Timestamp,
        who: &str,
    ) {
        let tenant_id = self.tenant_id(guide);
        for result in results {
            let Some(before) = result.before.take() else { continue };
            self.history.tenant.push(TenantChange {
                at: now,
                who: who.to_owned(),
                operation,
                step: step.clone(),
                tenant_id,
                app_id: result.app_id,
                state: result.state,
                before: Content::before(before),
                after: Content::after(result),
            });
        }
    }

    /// Keeps what may have been written before the program ended in the middle: a copy was kept of
    /// every application that was written to, and what was to be created is in the plan.
    pub(super) fn keep_unfinished_writes(
        &mut self,
        guide: &Guide,
        operation: TenantOperation,
        step: &StepId,
        since: Timestamp,
        now: Timestamp,
    ) {
        let begun_by = self.journal.iter().rfind(|entry| entry.at == since);
        let who = begun_by.map_or_else(String::new, |entry| entry.who.clone());
        let groups = self.backups.iter().filter(|group| group.taken_at == since);
        let copies: Vec<&Backup> = groups.flat_map(|group| &group.principals).collect();
        let mut begun: Vec<(AppId, Content)> =
            copies.iter().map(|copy| (copy.app_id, Content::copied(copy))).collect();
        let plan = self.plan.iter().filter(|_| {
            let plan_for = self.plan_for.as_ref();
            plan_for
                .is_none_or(|plan_for| plan_for.operation == operation && plan_for.step == *step)
        });
        let created = plan.flat_map(|plan| &plan.principals).filter(|principal| {
            principal.action == PlanAction::Create
                && !copies.iter().any(|copy| copy.app_id == principal.app_id)
        });
        begun.extend(created.map(|principal| (principal.app_id, Content::default())));
        let tenant_id = self.tenant_id(guide);
        self.history.tenant.extend(begun.into_iter().map(|(app_id, before)| TenantChange {
            at: now,
            who: who.clone(),
            operation,
            step: step.clone(),
            tenant_id,
            app_id,
            state: PrincipalState::Unknown,
            before,
            after: None,
        }));
    }
}

impl Content {
    fn before(before: PrincipalBefore) -> Self {
        Self {
            present: before.present,
            keys: before.keys.iter().map(ContentKey::of).collect(),
            names: before.names,
            account_enabled: before.account_enabled,
        }
    }

    /// What is there after a write. A write of unknown end was not read back, and one whose reading
    /// found no application made one that does not show yet.
    fn after(result: &PrincipalResult) -> Option<Self> {
        let names = (!result.names.is_empty()).then(|| result.names.clone());
        let present =
            result.account_enabled.is_some() || names.is_some() || !result.keys.is_empty();
        (present && result.state != PrincipalState::Unknown).then(|| Self {
            present,
            keys: result.keys.iter().map(ContentKey::of).collect(),
            names,
            account_enabled: result.account_enabled,
        })
    }

    fn copied(copy: &Backup) -> Self {
        let key = |key: &crate::graph::BackupKey| ContentKey {
            thumbprint: Some(key.thumbprint),
            key_id: None,
            not_after: key.not_after,
        };
        Self {
            present: true,
            keys: copy.keys.iter().map(key).collect(),
            names: copy.names.clone(),
            account_enabled: copy.account_enabled,
        }
    }
}

impl ContentKey {
    /// What it is known by.
    pub fn identity(&self) -> Option<KeyIdentity> {
        KeyIdentity::of(self.thumbprint, self.key_id.as_deref())
    }

    fn of(key: &PlannedKey) -> Self {
        Self { thumbprint: key.thumbprint, key_id: key.key_id.clone(), not_after: key.not_after }
    }
}

#[cfg(test)]
mod tests;
