//! The parameters of a run, and whether somebody is at its window to answer a question.

use std::collections::{BTreeMap, BTreeSet};

/// The parameters that a script is given.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Parameters {
    /// `-WhatIf`: nothing is changed.
    pub what_if: bool,
    /// The switches of the script itself that are on: "Publish".
    pub switches: BTreeSet<String>,
    /// Nobody is there to answer whether a change may be made, and the script is not said to ask nothing.
    pub(super) unanswered: bool,
}

impl Parameters {
    /// Those of a window with a person at it, who agrees to each change.
    pub fn attended(what_if: bool) -> Self {
        Self { what_if, ..Self::default() }
    }

    /// Those of a Windows PowerShell that was started with `-NonInteractive`, each on or off: `Confirm` off is
    /// `-Confirm:$false`.
    pub fn unattended(given: &BTreeMap<String, bool>) -> Self {
        let is = |name: &str, value: bool| given.get(name) == Some(&value);
        let common = ["WhatIf", "Confirm"];
        let own = given.iter().filter(|(name, on)| **on && !common.contains(&name.as_str()));
        Self {
            what_if: is("WhatIf", true),
            switches: own.map(|(name, _)| name.clone()).collect(),
            unanswered: !is("Confirm", false),
        }
    }

    /// Whether a variable of the script, such as `$Publish`, is a switch that is on.
    pub(super) fn is_on(&self, variable: &str) -> bool {
        variable.strip_prefix('$').is_some_and(|name| self.switches.contains(name))
    }
}
