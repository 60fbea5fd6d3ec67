//! The changes that undo takes back.

use serde::{Deserialize, Serialize};

/// A change that undo can reverse. The action in the receipt identifies it.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReversibleChange {
    /// The beginning of the action: "Create the mail user".
    pub action: String,
    /// What kind of change it is.
    pub kind: ReversibleKind,
    /// The name by which the undo script knows it: `account`. `{}` is replaced by the changed object, for
    /// a step that changes several objects or does not choose the name: `connector:{}`.
    pub name: String,
    /// For `relinked`: the fact of the same step that holds the former value.
    #[serde(default)]
    pub former: Option<String>,
}

/// What kind of change undo reverses.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReversibleKind {
    /// It did not exist before: undo deletes it.
    Created,
    /// It was disabled before: undo disables it.
    Enabled,
    /// It had another value before: undo restores that value.
    Relinked,
}

impl ReversibleChange {
    /// The name of a change of this kind that was made to `target`.
    pub fn name_for(&self, target: &str) -> String {
        self.name.replace("{}", target)
    }

    /// Whether a name is that of a change of this kind, whatever it was made to.
    pub fn names(&self, name: &str) -> bool {
        match self.name.split_once("{}") {
            Some((before, after)) => {
                name.len() >= before.len() + after.len()
                    && name.starts_with(before)
                    && name.ends_with(after)
            }
            None => self.name == name,
        }
    }
}
