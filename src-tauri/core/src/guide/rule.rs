//! How a fact of a receipt is compared: what a guide expects of it, or by what a step looks done.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How a fact is compared with what is expected. Text is compared without regard to case, as
/// PowerShell does; answers may stand in it as `{{ name }}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The same text, number or truth value.
    Is(Value),
    /// Empty text, an empty list or null.
    Empty(bool),
    /// A list with exactly these entries, in any order.
    Exactly(Vec<String>),
    /// A list that holds this entry.
    Holds(String),
    /// Text that ends with this.
    EndsWith(String),
    /// Text that holds this.
    Contains(String),
    /// A number that is at least this.
    AtLeast(i64),
    /// A list that holds an object with these properties.
    Item(Map<String, Value>),
    /// A list that holds exactly one object with some properties, and what else it must be like.
    Only(OnlyEntry),
    /// Whatever is told agrees with this; nothing need be told.
    IfTold(Box<Rule>),
}

/// The one entry of a list that is looked at. Two of a kind are a fault to be put right first.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OnlyEntry {
    /// The properties by which it is known: `{ applicationIdentifier = "00000004-..." }`.
    pub with: Map<String, Value>,
    /// How its other properties are compared. One that is not told counts as nothing.
    #[serde(default)]
    pub has: BTreeMap<String, Rule>,
}

impl Rule {
    /// The same rule with its texts changed.
    pub(crate) fn map(&self, change: &impl Fn(&str) -> String) -> Self {
        match self {
            Self::Is(value) => Self::Is(map_texts(value, change)),
            Self::Empty(empty) => Self::Empty(*empty),
            Self::Exactly(entries) => {
                Self::Exactly(entries.iter().map(|entry| change(entry)).collect())
            }
            Self::Holds(text) => Self::Holds(change(text)),
            Self::EndsWith(text) => Self::EndsWith(change(text)),
            Self::Contains(text) => Self::Contains(change(text)),
            Self::AtLeast(number) => Self::AtLeast(*number),
            Self::Item(properties) => Self::Item(
                properties
                    .iter()
                    .map(|(name, value)| (name.clone(), map_texts(value, change)))
                    .collect(),
            ),
            Self::Only(wanted) => Self::Only(OnlyEntry {
                with: wanted
                    .with
                    .iter()
                    .map(|(name, value)| (name.clone(), map_texts(value, change)))
                    .collect(),
                has: wanted
                    .has
                    .iter()
                    .map(|(name, rule)| (name.clone(), rule.map(change)))
                    .collect(),
            }),
            Self::IfTold(rule) => Self::IfTold(Box::new(rule.map(change))),
        }
    }
}

fn map_texts(value: &Value, change: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => change(text).into(),
        Value::Array(entries) => entries.iter().map(|entry| map_texts(entry, change)).collect(),
        Value::Object(entries) => {
            entries.iter().map(|(name, value)| (name.clone(), map_texts(value, change))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
