//! What a write would make of one principal. No network here: a reading and a goal in, the plan to
//! show and the properties to send out.
//!
//! Only properties that change are sent. A write of names leaves the keys alone, so a key that came
//! back without its content does not prevent a write of names, and the other way round.

mod restore;
#[cfg(test)]
mod tests;
mod upload;

use super::desired::{KeyLeft, MissingKey, RequiredKey, Requirements};
use super::key::{KeyBytes, KeyCredential};
use super::principal::{Needs, Principal, PrincipalReading};
use super::spn;
use super::{
    DesiredState, KeyFate, KeyName, NameFate, PlanAction, PlannedKey, PlannedName, PrincipalPlan,
    UploadOptions,
};
use crate::error::{ErrorCode, Problem};
use crate::ids::{AppId, Thumbprint};
use crate::messages::{Moment, Text, text};
use jiff::Timestamp;
use serde_json::{Map, Value};

pub(super) use restore::Restore;

/// What a plan is to bring about on one principal.
#[derive(Clone, Debug)]
pub(super) enum Goal {
    /// This is there; whatever else is valid stays.
    Desired(DesiredState, UploadOptions),
    /// What a copy covers is as in the copy.
    Restore(Restore),
}

/// What others had added and an earlier write took away: to be put back with the next.
#[derive(Clone, Debug, Default)]
pub(super) struct PutBack {
    pub(super) keys: Vec<KeyBytes>,
    pub(super) names: Vec<String>,
}

impl PutBack {
    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.names.is_empty()
    }
}

/// What comes of a goal.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) plan: PrincipalPlan,
    /// What the write sends.
    pub(super) sends: Sends,
    /// Keys that must show, after the write or without one; all of them when keys are sent.
    target: Vec<TargetKey>,
    /// Keys that must not show any more.
    gone: Vec<Thumbprint>,
    /// Names that must show; all of them when names are sent.
    names: Vec<String>,
    /// Names that must not show any more.
    names_gone: Vec<String>,
    /// Whether it must show as enabled.
    enabled: Option<bool>,
    /// Every name of the reading that was decided on.
    pub(super) known_names: Vec<String>,
    /// Why nothing is wanted of it, as long as that lasts.
    idle: Option<Idle>,
}

/// The properties that a write sends.
#[derive(Clone, Debug, Default)]
pub(super) struct Sends {
    /// The target, as the whole collection.
    pub(super) keys: bool,
    /// The whole list.
    pub(super) names: Option<Vec<String>>,
    pub(super) enabled: Option<bool>,
}

impl Sends {
    fn anything(&self) -> bool {
        self.keys || self.names.is_some() || self.enabled.is_some()
    }
}

/// Why nothing is wanted of a principal.
#[derive(Clone, Debug, PartialEq)]
enum Idle {
    /// It does not hold the certificate on which all depends.
    NotHeld(Vec<Thumbprint>),
    /// It is not in the tenant, and so holds nothing that would have to go.
    Absent,
}

/// A key as it must be after the write.
#[derive(Clone, Debug)]
struct TargetKey {
    bytes: KeyBytes,
    /// It must work. A key of others that has ended only has to be there still.
    works: bool,
}

impl TargetKey {
    fn working(bytes: KeyBytes) -> Self {
        Self { bytes, works: true }
    }

    fn kept(bytes: &KeyBytes) -> Self {
        Self { bytes: bytes.clone(), works: false }
    }

    fn required(&self) -> RequiredKey {
        let certificate = self.bytes.thumbprint;
        if self.works { RequiredKey::working(certificate) } else { RequiredKey::kept(certificate) }
    }
}

impl Decision {
    /// A decision that asks for nothing.
    fn of(plan: PrincipalPlan) -> Self {
        Self {
            plan,
            sends: Sends::default(),
            target: Vec::new(),
            gone: Vec::new(),
            names: Vec::new(),
            names_gone: Vec::new(),
            enabled: None,
            known_names: Vec::new(),
            idle: None,
        }
    }

    /// What is sent: the properties that change, and no other.
    pub(super) fn body(&self) -> Value {
        let mut body = Map::new();
        if self.sends.keys {
            let keys = self.target.iter().map(|target| target.bytes.to_wire()).collect();
            body.insert("keyCredentials".to_owned(), keys);
        }
        if let Some(names) = &self.sends.names {
            body.insert("servicePrincipalNames".to_owned(), names.clone().into());
        }
        if let Some(enabled) = self.sends.enabled {
            body.insert("accountEnabled".to_owned(), enabled.into());
        }
        body.into()
    }

    /// What of the decision this reading does not show, in sentences; none when all of it shows.
    pub(super) fn missing_from(&self, reading: &PrincipalReading) -> Option<Text> {
        if reading.principal.is_none() {
            return self.idle.is_none().then(|| text!("graph-missing-application"));
        }
        let observed = reading.observed();
        let required = Requirements {
            keys: self.target.iter().map(TargetKey::required).collect(),
            gone: self.gone.iter().copied().map(KeyName::Thumbprint).collect(),
            names: self.names.clone(),
            names_gone: self.names_gone.clone(),
            enabled: self.enabled,
        };
        let diff = required.diff(&observed);
        let mut all: Vec<Text> = diff.keys.iter().map(missing_key).collect();
        all.extend(diff.keys_left.iter().map(key_left));
        all.extend(diff.names.iter().map(|name| text!("graph-missing-name", name = name)));
        all.extend(diff.names_left.iter().map(|name| text!("graph-name-left", name = name)));
        all.extend(diff.enabled.map(|enabled| {
            if enabled { text!("graph-missing-enabled") } else { text!("graph-missing-disabled") }
        }));
        match &self.idle {
            Some(Idle::NotHeld(certificates)) => {
                let held = certificates.iter().filter(|certificate| observed.holds(**certificate));
                all.extend(
                    held.map(|certificate| text!("graph-held-now", certificate = certificate)),
                );
            }
            Some(Idle::Absent) => all.push(text!("graph-came-meanwhile")),
            None => {}
        }
        (!all.is_empty()).then(|| Text::joined(all))
    }
}

fn missing_key(missing: &MissingKey) -> Text {
    let certificate = missing.certificate;
    match missing.entry {
        None => text!("graph-missing-key", certificate = certificate),
        Some(entry) => match entry.end {
            Some(end) => {
                text!("graph-missing-key-expired", certificate = certificate, end = Moment(end))
            }
            None => text!("graph-missing-key-expired-unknown", certificate = certificate),
        },
    }
}

fn key_left(left: &KeyLeft) -> Text {
    match left {
        KeyLeft::Thumbprint(thumbprint) => text!("graph-key-left", thumbprint = thumbprint),
        KeyLeft::Id(id) => text!("graph-key-left", thumbprint = id),
        KeyLeft::NotKnown(id) => text!("graph-key-left-unknown", id = id),
    }
}

impl Goal {
    /// Whether the key is one of those asked for.
    pub(super) fn wants(&self, key: &KeyCredential) -> bool {
        match self {
            Self::Desired(state, _) => state.wants(key),
            Self::Restore(restore) => restore.wants(key),
        }
    }

    /// What a reading must hold besides keys.
    pub(super) fn needs(&self) -> Needs {
        match self {
            Self::Desired(state, _) => state.needs(),
            Self::Restore(restore) => restore.needs(),
        }
    }

    /// The goal with keys named by what does not change with a write, as this reading reports it.
    pub(super) fn resolved(self, reading: &PrincipalReading) -> Self {
        match self {
            Self::Desired(state, options) => {
                Self::Desired(upload::resolved(state, reading), options)
            }
            Self::Restore(_) => self,
        }
    }
}

/// Decides what a write would do.
pub(super) fn decide(app: AppId, reading: &PrincipalReading, goal: &Goal) -> Decision {
    decide_with(app, reading, goal, &PutBack::default())
}

/// The same, and what others had added, which the reading does not show, is put back with it.
pub(super) fn decide_with(
    app: AppId,
    reading: &PrincipalReading,
    goal: &Goal,
    put_back: &PutBack,
) -> Decision {
    let mut decision = match goal {
        Goal::Desired(state, options) => upload::upload(state, *options, reading, put_back),
        Goal::Restore(restore) => restore::restore(app, reading, restore, put_back),
    };
    let names = reading.principal.as_ref().and_then(|principal| principal.names.clone());
    decision.known_names = names.unwrap_or_default();
    decision
}

/// A plan that only says why nothing can be done.
pub(super) fn cannot(app: AppId, principal: Option<&Principal>, problem: Problem) -> Decision {
    let keys = principal.map(|principal| {
        let fate = |key: &KeyCredential| key.planned(KeyFate::Keep);
        principal.keys.iter().map(fate).collect()
    });
    Decision::of(PrincipalPlan {
        action: PlanAction::Cannot,
        keys: keys.unwrap_or_default(),
        problem: Some(problem),
        ..plan_of(app, principal)
    })
}

/// The plan of a principal before anything is decided.
fn plan_of(app: AppId, principal: Option<&Principal>) -> PrincipalPlan {
    PrincipalPlan {
        app_id: app,
        display_name: principal.and_then(|principal| principal.display_name.clone()),
        account_enabled: principal.and_then(|principal| principal.account_enabled),
        action: PlanAction::Nothing,
        keys: Vec::new(),
        names: Vec::new(),
        sets_enabled: None,
        problem: None,
        warning: None,
    }
}

/// What becomes of the keys of a principal.
struct KeyChanges {
    rows: Vec<PlannedKey>,
    target: Vec<TargetKey>,
    gone: Vec<Thumbprint>,
    /// Whether they are written.
    sends: bool,
    /// Why they cannot be.
    problem: Option<Problem>,
}

impl KeyChanges {
    /// No key is asked for, and none is written.
    fn untouched(principal: &Principal, now: Timestamp) -> Self {
        let fate = |key: &KeyCredential| {
            if key.is_expired(now) { KeyFate::KeepExpired } else { KeyFate::Keep }
        };
        let rows = principal.keys.iter().map(|key| key.planned(fate(key))).collect();
        Self { rows, target: Vec::new(), gone: Vec::new(), sends: false, problem: None }
    }

    /// The whole collection is written.
    fn written(fates: &[(&KeyCredential, KeyFate)], added: Vec<KeyBytes>) -> Self {
        let mut target = Vec::new();
        let mut gone = Vec::new();
        let mut problem = None;
        let mut cannot = |key, consequence| {
            problem.get_or_insert_with(|| cannot_be_sent(key, consequence));
        };
        for (key, fate) in fates {
            match fate {
                KeyFate::Drop => gone.extend(key.thumbprint()),
                KeyFate::Remove => {
                    gone.extend(key.thumbprint());
                    // A key of which no copy can be made could never be put back again.
                    if key.resendable().is_none() {
                        cannot(key, Consequence::Removed);
                    }
                }
                // Not among the keys of the principal.
                KeyFate::NotRestored => {}
                KeyFate::Add | KeyFate::Present | KeyFate::Keep | KeyFate::KeepExpired => {
                    match (key.resendable(), fate) {
                        (Some(bytes), KeyFate::Present) => {
                            target.push(TargetKey::working(bytes.clone()));
                        }
                        (Some(bytes), _) => target.push(TargetKey::kept(bytes)),
                        (None, _) => cannot(key, Consequence::Destroyed),
                    }
                }
            }
        }
        let new_rows = added.iter().map(|bytes| row(bytes, KeyFate::Add));
        let rows = fates.iter().map(|(key, fate)| key.planned(*fate)).chain(new_rows).collect();
        target.extend(added.into_iter().map(TargetKey::working));
        gone.retain(|gone| !target.iter().any(|target| target.bytes.thumbprint == *gone));
        Self { rows, target, gone, sends: true, problem }
    }
}

/// What becomes of the names of a principal.
#[derive(Default)]
struct NameChanges {
    rows: Vec<PlannedName>,
    /// Those that must show.
    shown: Vec<String>,
    gone: Vec<String>,
    /// The whole list, when it is written.
    sends: Option<Vec<String>>,
}

fn name_row(name: &str, fate: NameFate) -> PlannedName {
    PlannedName { name: name.to_owned(), fate }
}

/// A name that is to be there.
fn wanted_row(there: &[String], name: &str) -> PlannedName {
    let fate = if spn::has(there, name) { NameFate::Present } else { NameFate::Add };
    name_row(name, fate)
}

/// Puts together what becomes of each property.
fn together(
    app: AppId,
    principal: &Principal,
    keys: KeyChanges,
    names: NameChanges,
    enabled: Option<bool>,
) -> Decision {
    let changes = enabled.filter(|enabled| principal.account_enabled != Some(*enabled));
    let sends = Sends { keys: keys.sends, names: names.sends, enabled: changes };
    let stays_disabled = match changes {
        Some(_) => None,
        None => PrincipalPlan::warning_for(principal.account_enabled),
    };
    let plan = PrincipalPlan {
        action: match keys.problem {
            Some(_) => PlanAction::Cannot,
            None if sends.anything() => PlanAction::Write,
            None => PlanAction::Nothing,
        },
        keys: keys.rows,
        names: names.rows,
        sets_enabled: changes,
        problem: keys.problem,
        warning: stays_disabled,
        ..plan_of(app, Some(principal))
    };
    Decision {
        sends,
        target: keys.target,
        gone: keys.gone,
        names: names.shown,
        names_gone: names.gone,
        enabled,
        ..Decision::of(plan)
    }
}

fn row(bytes: &KeyBytes, fate: KeyFate) -> PlannedKey {
    PlannedKey {
        thumbprint: Some(bytes.thumbprint),
        key_id: None,
        not_before: bytes.not_before,
        not_after: bytes.not_after,
        fate,
        other_kind: None,
        other_end: None,
    }
}

/// What would become of a key that cannot be sent.
#[derive(Clone, Copy, Debug)]
enum Consequence {
    /// It would be removed without a copy.
    Removed,
    /// It has to stay, and the write would destroy it.
    Destroyed,
}

fn cannot_be_sent(key: &KeyCredential, consequence: Consequence) -> Problem {
    let name = key.name();
    if key.verifies() {
        let message = match consequence {
            Consequence::Removed => text!("graph-key-bytes-removed", name = name),
            Consequence::Destroyed => text!("graph-key-bytes-kept", name = name),
        };
        return Problem::new(ErrorCode::KeyBytesMissing, message);
    }
    let known = |part: &Option<String>| {
        part.as_deref().map_or_else(|| text!("graph-key-kind-unknown"), Text::from)
    };
    let (kind, usage) = (known(&key.kind), known(&key.usage));
    let message = match consequence {
        Consequence::Removed => {
            text!("graph-key-kind-removed", name = name, kind = kind, usage = usage)
        }
        Consequence::Destroyed => {
            text!("graph-key-kind-kept", name = name, kind = kind, usage = usage)
        }
    };
    // Waiting helps a key whose content is missing, not one of another kind.
    Problem {
        title: text!("graph-key-kind-title"),
        next: vec![text!("graph-key-kind-next-find"), text!("graph-key-kind-next-support")],
        ..Problem::new(ErrorCode::KeyBytesMissing, message)
    }
}
