//! A receipt as scripts write it, with PowerShell's habits forgiven.
//!
//! PowerShell turns a list of one into its entry and an empty list into null where a script does not
//! take care; both read as the list they were. Windows PowerShell 5.1 writes a list that a cmdlet has
//! handled as `{"value": [...], "Count": n}`; that is read as the list too, wherever it is.

use super::compare::shortened;
use super::{Change, Outcome};
use crate::guide::{GuideId, ScriptId, StepId};
use crate::text::is_hidden;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// What a script reports of one run.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// The version of this form: 1, or 2 where the block packs it.
    pub format: u64,
    /// The guide whose script ran.
    pub guide: GuideId,
    /// The script. Scripts of earlier versions do not say.
    #[serde(default)]
    pub script: Option<ScriptId>,
    /// The setup the script was written for.
    pub setup: String,
    /// The fingerprint of the answers in the script.
    #[serde(deserialize_with = "text")]
    pub answers: String,
    /// Where it ran.
    #[serde(default, deserialize_with = "name")]
    pub computer: String,
    /// Who ran it: `CONTOSO\admin`. Scripts of earlier versions do not say.
    #[serde(default, deserialize_with = "optional_name")]
    pub account: Option<String>,
    /// The Exchange build, when it could be read.
    #[serde(default)]
    pub build: Option<String>,
    /// The PowerShell version.
    #[serde(default, deserialize_with = "text")]
    pub powershell: String,
    /// A dry run.
    pub what_if: bool,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// What it did, in order.
    #[serde(deserialize_with = "list")]
    pub steps: Vec<ReportedStep>,
    /// The first step that failed.
    #[serde(default)]
    pub failure: Option<StepId>,
    /// The journals of earlier runs that were interrupted. Scripts of earlier versions keep none.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub interrupted: Vec<Journal>,
}

/// The journal of a run that ended without its receipt, as it is in its file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Journal {
    /// The name of the file.
    #[serde(default, deserialize_with = "text")]
    pub file: String,
    /// Its lines: JSON, where they are not damaged.
    #[serde(default, deserialize_with = "list")]
    pub lines: Vec<String>,
}

/// What a script reports of one step.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ReportedStep {
    /// The step, or "shell" for the check of the window.
    pub id: StepId,
    /// What the script says it did.
    pub outcome: Outcome,
    /// What it read.
    #[serde(default, deserialize_with = "or_default")]
    pub facts: Map<String, Value>,
    /// What it changed, or would.
    #[serde(default, deserialize_with = "list")]
    pub changes: Vec<Change>,
    /// Why it ended here.
    #[serde(default)]
    pub error: Option<ScriptError>,
}

/// The error that ended a step.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ScriptError {
    /// Selects the remedy.
    pub code: String,
    /// The sentence for the operator.
    #[serde(default, deserialize_with = "text")]
    pub message: String,
    /// PowerShell's error id.
    #[serde(default, deserialize_with = "text")]
    pub id: String,
    /// The line of the script.
    #[serde(default)]
    pub line: Option<u32>,
}

fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Text; null, PowerShell's empty variable, is empty text.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    or_default(deserializer)
}

/// The name of a computer or an account: on one line, without characters that would show it as
/// another, and no longer than such names get. Null is an empty name.
fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = text(deserializer)?;
    let visible: String = name.chars().filter(|character| !is_hidden(*character)).collect();
    Ok(shortened(visible.trim()))
}

/// A name that is not always known; an empty one is none.
fn optional_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    name(deserializer).map(|name| (!name.is_empty()).then_some(name))
}

/// A list; null is an empty one, and anything else is its only entry.
fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    entries(Value::deserialize(deserializer)?)
        .into_iter()
        .map(|entry| T::deserialize(entry).map_err(serde::de::Error::custom))
        .collect()
}

/// The value with every list that Windows PowerShell 5.1 wrote as an object turned into a list again:
/// an object of exactly `value` and `Count`, where the count is that of the values.
pub(super) fn lists_again(value: Value) -> Value {
    match value {
        Value::Array(entries) => entries.into_iter().map(lists_again).collect(),
        Value::Object(mut object) => {
            if let Some(entries) = counted(&mut object) {
                return entries.into_iter().map(lists_again).collect();
            }
            let entries = object.into_iter().map(|(name, value)| (name, lists_again(value)));
            Value::Object(entries.collect())
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

/// The entries of a list in that form, taken out of it.
fn counted(object: &mut Map<String, Value>) -> Option<Vec<Value>> {
    if object.len() != 2 {
        return None;
    }
    let count = object.get("Count").and_then(Value::as_u64)?;
    let entries = object.get_mut("value")?.as_array_mut()?;
    let is_all = u64::try_from(entries.len()).is_ok_and(|length| length == count);
    is_all.then(|| std::mem::take(entries))
}

/// The entries of what was a list before PowerShell wrote it.
fn entries(value: Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(entries) => entries,
        only => vec![only],
    }
}
