//! What works where: which features Microsoft supports for which Exchange together with which Skype or
//! Teams, and which guide leads there.
//!
//! A combination is never shown as supported when Microsoft has ended the support of its Exchange, and
//! never as not listed when another article of Microsoft's covers it.
//!
//! The published table is content (`guides/features.toml`), cell by cell in its own words. This module
//! reads it, refuses one that contradicts itself or names a guide that is not there, and applies to it
//! what has happened since: a service that was retired is supported nowhere. It is separate from the
//! guides because it belongs to none of them.

mod check;
mod view;

#[cfg(test)]
mod tests;

pub use view::{
    CombinationView, FeatureTable, FeatureView, GuideLink, PickView, Support, SupportEnd,
};

use crate::guide::{Article, FEATURES_FILE as FILE, GuideError, GuideId, Library};
use serde::Deserialize;

/// The file as it is built in.
#[cfg(test)]
const BUILT_IN: &str = include_str!("../../guides/features.toml");

/// The table of what works where, as Microsoft published it.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Features {
    /// The article with the table.
    article: Article,
    /// The side that Microsoft has retired.
    retired: Retired,
    /// The note below the table.
    note: Note,
    /// The versions of Exchange to choose from, the newest first.
    exchanges: Vec<Exchange>,
    /// The Skype or Teams sides to choose from.
    sides: Vec<Pick>,
    /// The conditions that cells name.
    conditions: Vec<Condition>,
    /// The columns of the table, in order.
    combinations: Vec<Column>,
    /// Combinations that the table does not list.
    beyond: Vec<Beyond>,
    /// The rows of the table, in order.
    #[serde(rename = "features")]
    rows: Vec<Feature>,
}

/// A service that Microsoft has retired.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Retired {
    /// The side.
    side: String,
    /// Microsoft's words.
    words: String,
    /// The side that replaced it.
    replaced_by: String,
    /// What to do.
    next: String,
}

/// The note below the table.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    /// Microsoft's words.
    words: String,
    /// The feature it is about.
    feature: String,
}

/// Something to choose.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pick {
    /// The name by which other entries refer to it.
    id: String,
    /// The name that is shown.
    label: String,
}

/// An Exchange to choose.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Exchange {
    /// The name by which other entries refer to it.
    id: String,
    /// The name that is shown.
    label: String,
    /// The entry of the timeline that has the last day of Microsoft's support.
    support_ended: Option<String>,
    /// That day, and where it was published.
    #[serde(skip)]
    end: Option<SupportEnd>,
}

/// The text in brackets after a Y.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Condition {
    /// "need Exchange 2016/2013"
    words: String,
    /// The versions of Exchange that meet it.
    exchanges: Vec<String>,
}

/// A column of the table.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    /// Its head, as published.
    published: String,
    /// The versions of Exchange.
    exchanges: Vec<String>,
    /// The Skype or Teams side.
    side: String,
    /// The guide that leads there.
    guide: Option<GuideId>,
}

/// A combination that the table does not list.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Beyond {
    /// The versions of Exchange.
    exchanges: Vec<String>,
    /// The Skype or Teams side.
    side: String,
    /// What to know of it, in our words.
    words: String,
    /// Whether another article of Microsoft's covers it.
    #[serde(default)]
    supported: bool,
    /// The guide that leads there.
    guide: Option<GuideId>,
}

/// A row of the table.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Feature {
    /// Its name, as published.
    name: String,
    /// The text in brackets after its name.
    note: Option<String>,
    /// A cell for each column: `Y`, `N` or `Y (condition)`.
    cells: Vec<String>,
}

/// What a cell says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Cell<'a> {
    Yes,
    No,
    /// Under the condition of these words.
    YesIf(&'a str),
}

impl<'a> Cell<'a> {
    /// Reads `Y`, `N` or `Y (…)`.
    fn read(text: &'a str) -> Option<Self> {
        match text {
            "Y" => Some(Self::Yes),
            "N" => Some(Self::No),
            _ => text.strip_prefix("Y (")?.strip_suffix(')').map(Self::YesIf),
        }
    }
}

impl Features {
    /// The table that is built in, against the guides that are.
    ///
    /// # Errors
    /// [`GuideError`] when it contradicts itself or names a guide that is not in the library.
    pub fn built_in(library: &Library) -> Result<Self, GuideError> {
        Self::read(library.features(), library)
    }

    fn read(text: &str, library: &Library) -> Result<Self, GuideError> {
        let mut features: Self = toml::from_str(text).map_err(|error| GuideError::Malformed {
            file: FILE.to_owned(),
            why: error.to_string().trim_end().to_owned(),
        })?;
        for exchange in &mut features.exchanges {
            let Some(id) = &exchange.support_ended else { continue };
            let event = library.timeline().event(id).ok_or_else(|| GuideError::Malformed {
                file: FILE.to_owned(),
                why: format!("\"{}\" names \"{id}\", which is not in the timeline", exchange.id),
            })?;
            exchange.end = Some(SupportEnd { day: event.date, source: event.source.url.clone() });
        }
        check::table(&features, library)?;
        Ok(features)
    }
}
