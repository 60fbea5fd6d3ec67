//! What Microsoft changed or will change, and which builds a feature needs: the one place for their
//! dates, builds and sources.
//!
//! It is content (`guides/timeline.toml`), because Microsoft moves such dates and a new date must not
//! need new code. Guides name an entry by its id; its date or builds are written into their text
//! when they are loaded, so that no guide repeats one. Whether an entry lies in the past is worked out
//! for the day on which it is shown.

mod build;
mod updates;

pub use build::{Build, BuildStanding};
pub use updates::{PublishedBuild, UpdateLine, UpdateStanding, standing};

use crate::guide::{Article, GuideError};
use crate::messages::{long_day, or, say};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use ts_rs::TS;

/// The file, as errors name it.
pub(crate) const FILE: &str = "timeline.toml";

/// Longer sentences are not read in a notice.
const MOST_CHARACTERS: usize = 200;

/// What changed when, and which builds what needs. Checked when it is read.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    #[serde(default)]
    events: Vec<TimelineEvent>,
    #[serde(default)]
    requirements: Vec<Requirement>,
    #[serde(default)]
    updates: Vec<UpdateLine>,
}

/// Something that Microsoft changed, or will change, on a day.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TimelineEvent {
    /// By which guides name it.
    pub id: String,
    /// The day from which it holds; of the end of support, the last day of it.
    #[cfg_attr(test, schemars(with = "String"))]
    pub date: Date,
    /// What holds from that day on, in a sentence that is true on every later day.
    pub says: String,
    /// Where it was published.
    pub source: Article,
    /// How well it is known.
    pub grade: Grade,
}

/// The builds that a feature needs.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// By which guides name it.
    pub id: String,
    /// What needs them, in a sentence.
    pub says: String,
    /// The lowest build of each update level that has the feature, newest first.
    pub builds: Vec<ProductBuild>,
    /// Where they were published.
    pub source: Article,
    /// How well they are known.
    pub grade: Grade,
}

/// A build, and the product it is of.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProductBuild {
    /// "Exchange Server 2019 CU15".
    pub product: String,
    /// The lowest build: "15.2.1748.24".
    #[cfg_attr(test, schemars(with = "String"))]
    pub build: Build,
}

/// How well something is known.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Grade {
    /// Microsoft's own text was read.
    Documented,
    /// One account by somebody else, or a copy, was read.
    OneSource,
}

/// An event in the words of the day on which it is shown.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TimelineEntry {
    /// Its id.
    pub id: String,
    /// The day.
    #[ts(type = "string")]
    pub date: Date,
    /// Whether that day has come.
    pub past: bool,
    /// "Since 31 October 2025", or "From 1 April 2027".
    pub when: String,
    /// What holds from that day on.
    pub says: String,
    /// Where it was published.
    pub source: Article,
    /// How well it is known.
    pub grade: Grade,
}

impl Timeline {
    /// Reads the file.
    ///
    /// # Errors
    /// It is not of the known form, an id is given twice, or a sentence or a source is missing.
    pub(crate) fn read(text: &str) -> Result<Self, GuideError> {
        let mut timeline: Self =
            toml::from_str(text).map_err(|error| malformed(error.to_string().trim_end()))?;
        timeline.check()?;
        for line in &mut timeline.updates {
            let ended = line.support_ended.as_ref();
            let of_event = |id: &String| timeline.events.iter().find(|one| one.id == *id);
            line.ended_on = ended.and_then(of_event).map(|event| event.date);
        }
        Ok(timeline)
    }

    fn check(&self) -> Result<(), GuideError> {
        let events = self.events.iter().map(|one| (&one.id, &one.says, &one.source));
        let requirements = self.requirements.iter().map(|one| (&one.id, &one.says, &one.source));
        let mut seen = BTreeSet::new();
        for (id, says, source) in events.chain(requirements) {
            let plain =
                |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
            if id.is_empty() || !id.chars().all(plain) {
                return Err(malformed(&format!(
                    "\"{id}\": an id has only small letters, digits and \"-\""
                )));
            }
            if !seen.insert(id) {
                return Err(malformed(&format!("there are two entries \"{id}\"")));
            }
            if !says.ends_with('.') || says.chars().count() > MOST_CHARACTERS {
                return Err(malformed(&format!(
                    "\"{id}\" needs a sentence of at most {MOST_CHARACTERS} characters, with its full stop"
                )));
            }
            let address = url::Url::parse(&source.url);
            if source.title.trim().is_empty() || !address.is_ok_and(|url| url.scheme() == "https") {
                return Err(malformed(&format!(
                    "\"{id}\" needs a source with a title and an https address"
                )));
            }
        }
        for requirement in &self.requirements {
            // The names are written into texts of guides, between quotes.
            let plain = |name: &str| {
                !name.is_empty()
                    && name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == ' ')
            };
            if requirement.builds.is_empty()
                || !requirement.builds.iter().all(|one| plain(&one.product))
            {
                return Err(malformed(&format!(
                    "\"{}\" needs builds, each with the name of a product in letters, digits and blanks",
                    requirement.id
                )));
            }
        }
        self.check_updates(&mut seen)
    }

    fn check_updates<'a>(&'a self, seen: &mut BTreeSet<&'a String>) -> Result<(), GuideError> {
        for line in &self.updates {
            let refused =
                |why: &str| Err(malformed(&format!("the updates \"{}\": {why}", line.id)));
            if !seen.insert(&line.id) {
                return refused("there is another entry of this id");
            }
            if let Some(why) = line.fault() {
                return refused(&why);
            }
            if let Some(id) = &line.support_ended {
                let ended = self.event(id).map(|event| event.date);
                // What is said of the end of support is said as of something past.
                if ended.is_none_or(|ended| ended > line.known_on) {
                    return refused("\"support-ended\" names no event before \"known-on\"");
                }
            }
            let address = url::Url::parse(&line.source.url);
            if line.source.title.trim().is_empty()
                || !address.is_ok_and(|url| url.scheme() == "https")
            {
                return refused("it needs a source with a title and an https address");
            }
        }
        Ok(())
    }

    /// The update levels of a family of servers, in the order of the file.
    pub fn updates<'a>(&'a self, family: &'a str) -> impl Iterator<Item = &'a UpdateLine> {
        self.updates.iter().filter(move |line| line.family == family)
    }

    /// The event of that id.
    pub fn event(&self, id: &str) -> Option<&TimelineEvent> {
        self.events.iter().find(|one| one.id == id)
    }

    /// The builds of that id.
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.requirements.iter().find(|one| one.id == id)
    }

    /// The events of these ids in the words of a day, oldest first; ids that are not there are left out.
    pub fn entries<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a String>,
        today: Date,
    ) -> Vec<TimelineEntry> {
        self.events(ids).into_iter().map(|one| one.entry(today)).collect()
    }

    /// The events of these ids, oldest first.
    pub(crate) fn events<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a String>,
    ) -> Vec<&TimelineEvent> {
        let wanted: BTreeSet<&String> = ids.into_iter().collect();
        let mut events: Vec<&TimelineEvent> =
            self.events.iter().filter(|one| wanted.contains(&one.id)).collect();
        events.sort_by_key(|one| one.date);
        events
    }

    /// The text with `{date:ID}` and `{builds:ID}` written out: "31 October 2025", "Exchange Server SE
    /// 15.2.2562.17 or Exchange Server 2016 CU23 15.1.2507.55".
    ///
    /// # Errors
    /// It names an entry that is not there; the name is given.
    pub(crate) fn fill(&self, text: &str) -> Result<String, String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((start, is_date)) = next_place(rest) {
            let (before, place) = rest.split_at(start);
            let after = if is_date { DATE_PLACE } else { BUILDS_PLACE };
            let place = &place[after.len()..];
            let (id, behind) = place.split_once('}').unwrap_or((place, ""));
            let words = if is_date {
                self.event(id).map(|event| long_day(event.date))
            } else {
                self.requirement(id).map(Requirement::in_words)
            };
            filled.push_str(before);
            filled.push_str(&words.ok_or_else(|| id.to_owned())?);
            rest = behind;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

const DATE_PLACE: &str = "{date:";
const BUILDS_PLACE: &str = "{builds:";

/// Where the next place to fill begins, and whether it is one for a date.
fn next_place(text: &str) -> Option<(usize, bool)> {
    let date = text.find(DATE_PLACE).map(|at| (at, true));
    let builds = text.find(BUILDS_PLACE).map(|at| (at, false));
    date.into_iter().chain(builds).min()
}

impl TimelineEvent {
    fn entry(&self, today: Date) -> TimelineEntry {
        let past = self.date <= today;
        TimelineEntry {
            id: self.id.clone(),
            date: self.date,
            past,
            when: if past {
                say!("timeline-since", day = self.date)
            } else {
                say!("timeline-from", day = self.date)
            },
            says: self.says.clone(),
            source: self.source.clone(),
            grade: self.grade,
        }
    }
}

impl Requirement {
    fn in_words(&self) -> String {
        or(self.builds.iter().map(|one| format!("{} {}", one.product, one.build)))
    }
}

fn malformed(why: &str) -> GuideError {
    GuideError::Malformed { file: FILE.to_owned(), why: why.to_owned() }
}

#[cfg(test)]
mod tests;
