//! The changes that undo takes back.

use serde::{Deserialize, Serialize};

/// A change that undo can take back, recognised by the action a receipt records.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Making {
    /// How the action begins: "Create the mail user".
    pub action: String,
    /// What kind of change it is.
    pub kind: MakingKind,
    /// The name the undo script knows it by: `account`. Where `{}` is stands what was changed, for a
    /// step that may change several things or one whose name it does not choose: `connector:{}`.
    pub name: String,
    /// For `relinked`: the fact of the same step that holds the former value.
    #[serde(default)]
    pub former: Option<String>,
}

/// What kind of change undo takes back.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MakingKind {
    /// Was not there before: undo removes it.
    Created,
    /// Was disabled before: undo disables it.
    Enabled,
    /// Pointed elsewhere before: undo points it there again.
    Relinked,
}

impl Making {
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
