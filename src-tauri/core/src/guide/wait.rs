//! What of a step is not due yet: a day that a receipt names, so many days after another step, or what
//! has to be in place before it.

use super::StepId;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// What represents the day in the words about it.
pub(crate) const DATE: &str = "{date}";

/// What a step waits for. A step may wait for several; the latest day counts.
///
/// The first form is a day that the receipt of this step names. Until then the expectations in `allows`
/// may differ: when everything else agrees, the step waits instead of failing.
///
/// ```toml
/// [[steps.waits]]
/// fact = "effectiveDate"
/// allows = ["rolledOver", "currentDaysLeft"]
/// reason = "Exchange switches to the next certificate on this day."
/// ```
///
/// The second form is a number of days after another step was done. An upload writes nothing before
/// then. A step that was skipped is not waited for.
///
/// ```toml
/// [[steps.waits]]
/// after = "hybrid-application"
/// days = 1
/// reason = "Microsoft's services take up to a day to use the new key."
/// ```
///
/// The third form is a list in the receipt of this step: what has to be in place first. As long as the
/// list has an entry, the expectations in `allows` may differ, and their questions are not asked.
///
/// ```toml
/// [[steps.waits]]
/// until-empty = "waitsFor"
/// allows = ["connectors", "oauthTest"]
/// reason = "The connector is enabled once the test says Success."
/// ```
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(untagged))]
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Wait {
    /// For a day that a fact names.
    Day(WaitForDay),
    /// For time to pass after another step.
    After(WaitAfter),
    /// For what has to be in place first.
    Others(WaitForOthers),
}

/// The key that only one form has decides the form. A key that this form does not have is then refused
/// by its name.
impl<'de> Deserialize<'de> for Wait {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let table = toml::Table::deserialize(deserializer)?;
        let wait = if table.contains_key("after") {
            WaitAfter::deserialize(table).map(Self::After)
        } else if table.contains_key("until-empty") {
            WaitForOthers::deserialize(table).map(Self::Others)
        } else {
            WaitForDay::deserialize(table).map(Self::Day)
        };
        wait.map_err(D::Error::custom)
    }
}

/// The step waits for a day that its own receipt names.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WaitForDay {
    /// The fact that holds the day, as a time with its offset (RFC 3339). A receipt without it, or with
    /// an empty one, names no day, and nothing is waited for.
    pub fact: String,
    /// The facts of the step's expectations that may differ until then.
    pub allows: Vec<String>,
    /// The heading of the step's page while it waits. `{date}` is replaced by the day: "Exchange switches
    /// on {date}".
    #[serde(default)]
    pub heading: Option<String>,
    /// The text about the day on the pages of this step and the steps before it, and in the report. It is
    /// shown as soon as a receipt of any step names the day. `{date}` is replaced by the day.
    #[serde(default)]
    pub announcement: Option<String>,
    /// What happens on that day, in a sentence.
    pub reason: String,
}

/// The step waits until another step was done for some days.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WaitAfter {
    /// An earlier step.
    pub after: StepId,
    /// How many times 24 hours.
    pub days: u32,
    /// Why it takes that long, in a sentence.
    pub reason: String,
}

/// The step waits for what its own receipt lists as missing.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WaitForOthers {
    /// The fact that lists what is missing. A receipt without it, or with an empty one, waits for
    /// nothing.
    pub until_empty: String,
    /// The facts of the step's expectations that may differ until then.
    pub allows: Vec<String>,
    /// Why it waits, in a sentence. It is shown for each expectation that differs and has no text of its
    /// own.
    pub reason: String,
}

impl Wait {
    /// The day that a fact names, where the step waits for one.
    pub fn day(&self) -> Option<&WaitForDay> {
        match self {
            Self::Day(wait) => Some(wait),
            Self::After(_) | Self::Others(_) => None,
        }
    }

    /// Why the step waits, in a sentence.
    pub fn reason(&self) -> &str {
        match self {
            Self::Day(wait) => &wait.reason,
            Self::After(wait) => &wait.reason,
            Self::Others(wait) => &wait.reason,
        }
    }
}
