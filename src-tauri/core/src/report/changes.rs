//! Who changed what, where and when, with what was there before and after: the history of a setup as
//! one list, oldest first.

use crate::graph::PrincipalState;
use crate::guide::{Guide, ReversibleKind, StepId};
use crate::messages::say;
use crate::setup::{Content, ScriptChange, Setup, TenantChange, TenantOperation};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// One change. In JSON, times are RFC 3339 in UTC.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReportChange {
    /// When the script began, or when it was known what a write came to.
    at: Timestamp,
    /// The account that ran the script or was signed in; none where the receipt does not say.
    who: Option<String>,
    /// Where a script ran; none for a write to the tenant.
    computer: Option<String>,
    /// The script, by its title.
    script: Option<String>,
    step: String,
    step_title: String,
    /// An application's id, for a write to the tenant.
    target: String,
    /// The name that the guide gives that application.
    target_name: Option<String>,
    action: String,
    /// False for what a dry run only planned.
    done: bool,
    /// What became of it, where that is not simply that it was done.
    remark: String,
    /// How far a write to the tenant came.
    #[serde(skip)]
    state: Option<PrincipalState>,
    /// Empty where it was not reported.
    before: Vec<StateValue>,
    after: Vec<StateValue>,
}

impl ReportChange {
    /// Whether a script made it, or the program tried to write it.
    pub(super) fn is_made(&self) -> bool {
        self.done && self.state != Some(PrincipalState::Skipped)
    }

    /// Whether a write failed, or its result is not known.
    pub(super) fn has_failed(&self) -> bool {
        matches!(self.state, Some(PrincipalState::Failed | PrincipalState::Unknown))
    }

    /// Whether a dry run only planned it.
    pub(super) fn is_planned(&self) -> bool {
        !self.done
    }
}

/// Something that was there.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StateValue {
    label: String,
    value: String,
    until: Option<Timestamp>,
}

impl StateValue {
    fn state(value: impl Into<String>) -> Self {
        Self { label: String::new(), value: value.into(), until: None }
    }
}

/// Every change that the setup knows of, oldest first.
pub(super) fn of(setup: &Setup, guide: &Guide) -> Vec<ReportChange> {
    let history = setup.history();
    let scripts = history.scripts.iter().map(|change| by_script(guide, change));
    let tenant = history.tenant.iter().map(|change| in_tenant(guide, change));
    let mut all: Vec<ReportChange> = scripts.chain(tenant).collect();
    all.sort_by_key(|change| change.at);
    all
}

fn title(guide: &Guide, step: &StepId) -> String {
    guide.step(step).map_or_else(|| step.to_string(), |(_, step)| step.title.clone())
}

fn by_script(guide: &Guide, change: &ScriptChange) -> ReportChange {
    let (before, after) = replaced(change);
    let script = change
        .script
        .as_ref()
        .map(|id| guide.script(id).map_or_else(|| id.to_string(), |script| script.title.clone()));
    ReportChange {
        at: change.started,
        who: change.account.clone(),
        computer: Some(match change.computer.as_str() {
            "" => say!("receipt-unnamed-computer"),
            named => named.to_owned(),
        }),
        script,
        step: change.step.to_string(),
        step_title: title(guide, &change.step),
        target: change.target.clone(),
        target_name: None,
        action: change.action.clone(),
        done: change.done,
        remark: match (change.done, change.unknown) {
            (false, _) => say!("report-change-planned"),
            (true, true) => say!("report-change-unknown"),
            (true, false) => String::new(),
        },
        state: None,
        before,
        after,
    }
}

/// How it was before a change, and after it. What the script says comes before what the guide says of
/// such a change.
fn replaced(change: &ScriptChange) -> (Vec<StateValue>, Vec<StateValue>) {
    let (before, after) =
        if change.done { replaced_by_known(change) } else { (Vec::new(), Vec::new()) };
    let before = change.before.as_ref().map_or(before, said);
    let after = change.after.as_ref().map_or(after, said);
    match (change.done, change.unknown) {
        (true, true) => (before, vec![StateValue::state(say!("report-state-unknown"))]),
        (true, false) => (before, after),
        (false, _) => {
            let planned = after
                .into_iter()
                .map(|one| StateValue { label: say!("report-label-planned"), ..one });
            (before, planned.collect())
        }
    }
}

/// A value that a script says was there, one entry a line.
fn said(value: &Value) -> Vec<StateValue> {
    let text = |value: &Value| match value {
        Value::Null => StateValue::state(say!("report-state-absent")),
        Value::String(text) if text.is_empty() => StateValue::state(say!("report-state-empty")),
        Value::String(text) => StateValue::state(text),
        other => StateValue::state(other.to_string()),
    };
    match value {
        Value::Array(entries) if entries.is_empty() => {
            vec![StateValue::state(say!("report-state-empty"))]
        }
        Value::Array(entries) => entries.iter().map(text).collect(),
        one => vec![text(one)],
    }
}

/// What the guide says of a change that was made.
fn replaced_by_known(change: &ScriptChange) -> (Vec<StateValue>, Vec<StateValue>) {
    match change.kind {
        None => (Vec::new(), Vec::new()),
        Some(ReversibleKind::Created) => (
            vec![StateValue::state(say!("report-state-absent"))],
            vec![StateValue::state(say!("report-state-created"))],
        ),
        Some(ReversibleKind::Enabled) => (
            vec![StateValue::state(say!("report-disabled"))],
            vec![StateValue::state(say!("report-enabled"))],
        ),
        Some(ReversibleKind::Relinked) => {
            let former = change.former.iter().map(|former| match former.value.as_str() {
                "" => StateValue::state(say!("report-state-empty")),
                value => StateValue::state(value),
            });
            (former.collect(), change.became.iter().map(StateValue::state).collect())
        }
    }
}

fn in_tenant(guide: &Guide, change: &TenantChange) -> ReportChange {
    let mut applications = guide.applications.iter();
    let application = applications.find(|one| one.app_id == change.app_id);
    ReportChange {
        at: change.at,
        who: (!change.who.is_empty()).then(|| change.who.clone()),
        computer: None,
        script: None,
        step: change.step.to_string(),
        step_title: title(guide, &change.step),
        target: change.app_id.to_string(),
        target_name: application.map(|application| application.name.clone()),
        action: match change.operation {
            TenantOperation::Upload => say!("report-operation-upload"),
            TenantOperation::Restore => say!("report-operation-restore"),
            TenantOperation::Removal => say!("report-operation-removal"),
            TenantOperation::Verify => say!("report-operation-verify"),
        },
        done: true,
        remark: match change.state {
            PrincipalState::Done | PrincipalState::AlreadyThere => {
                say!("report-principal-verified")
            }
            PrincipalState::Failed => say!("report-principal-failed"),
            PrincipalState::Unknown => say!("report-result-unknown"),
            PrincipalState::Skipped => say!("report-principal-skipped"),
        },
        state: Some(change.state),
        before: held(&change.before),
        after: match &change.after {
            Some(after) => held(after),
            None => vec![StateValue::state(say!("report-state-unknown"))],
        },
    }
}

fn held(content: &Content) -> Vec<StateValue> {
    if !content.present {
        return vec![StateValue::state(say!("report-state-not-in-tenant"))];
    }
    let mut all: Vec<StateValue> = content
        .keys
        .iter()
        .map(|key| StateValue {
            label: say!("report-label-key"),
            value: key
                .identity()
                .map_or_else(|| say!("graph-key-without-name"), |identity| identity.to_string()),
            until: key.not_after,
        })
        .collect();
    if all.is_empty() {
        all.push(StateValue::state(say!("report-state-no-certificates")));
    }
    let names = content.names.iter().flatten();
    all.extend(names.map(|name| StateValue {
        label: say!("report-label-name"),
        value: name.clone(),
        until: None,
    }));
    all.extend(content.account_enabled.map(|enabled| {
        let enabled = if enabled { say!("report-enabled") } else { say!("report-disabled") };
        StateValue::state(enabled)
    }));
    all
}
