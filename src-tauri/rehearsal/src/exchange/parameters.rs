//! The parameters of a run, and whether somebody is at its window to answer a question.

use std::collections::BTreeMap;

/// The parameters that a script is given.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Parameters {
    /// `-WhatIf`: nothing is changed.
    pub what_if: bool,
    /// Nobody is there to answer whether a change may be made, and the script is not said to ask nothing.
    pub(super) unanswered: bool,
}

impl Parameters {
    /// Those of a window with a person at it, who agrees to each change.
    pub fn attended(what_if: bool) -> Self {
        Self { what_if, unanswered: false }
    }

    /// Those of a Windows PowerShell that was started with `-NonInteractive`, each on or off: `Confirm` off is
    /// `-Confirm:$false`.
    pub fn unattended(given: &BTreeMap<String, bool>) -> Self {
        let is = |name: &str, value: bool| given.get(name) == Some(&value);
        Self { what_if: is("WhatIf", true), unanswered: !is("Confirm", false) }
    }
}
