//! The updates that Microsoft published for each update level, and how current the build of a server is.

use super::{Build, Grade};
use crate::guide::Article;
use jiff::civil::Date;
use serde::Deserialize;

/// The updates of one update level, as they were known on a day.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct UpdateLine {
    /// By which its errors name it.
    pub id: String,
    /// Which servers it is about. Guides name it: "exchange".
    pub family: String,
    /// "Exchange Server 2019 CU15".
    pub product: String,
    /// Its builds, newest first.
    pub builds: Vec<PublishedBuild>,
    /// The event on whose day support ended.
    #[serde(default)]
    pub support_ended: Option<String>,
    /// That day, once the file is read.
    #[serde(skip)]
    pub ended_on: Option<Date>,
    /// The day on which the newest build was the newest one.
    #[cfg_attr(test, schemars(with = "String"))]
    pub known_on: Date,
    /// Where they were published.
    pub source: Article,
    /// How well they are known.
    pub grade: Grade,
}

/// A build, and the update that brought it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PublishedBuild {
    /// The build: "15.2.2562.53".
    #[cfg_attr(test, schemars(with = "String"))]
    pub build: Build,
    /// The update: "September 2026 v2".
    pub update: String,
}

/// How current a build is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UpdateStanding<'l> {
    /// The newest one of its update level that is known.
    Newest(&'l UpdateLine),
    /// An older one of that update level.
    Older(&'l UpdateLine),
    /// Its update level gets no updates, or none of its version does.
    NoUpdates,
    /// Newer than every build that is known: not verified, and nothing against it.
    Newer,
    /// Only the update level is known, and hotfixes decide.
    HotfixUnknown(&'l UpdateLine),
    /// It could not be read.
    Unread,
}

impl UpdateLine {
    /// The newest build, and its update.
    pub fn newest(&self) -> Option<&PublishedBuild> {
        self.builds.first()
    }

    /// Why the line cannot be read; nothing when it can.
    pub(super) fn fault(&self) -> Option<String> {
        let Some(newest) = self.newest() else { return Some("it has no build".to_owned()) };
        if self.builds.iter().any(|one| one.build.level() != newest.build.level()) {
            return Some("its builds are not all of one update level".to_owned());
        }
        if self.builds.windows(2).any(|pair| pair[0].build <= pair[1].build) {
            return Some("its builds do not begin with the newest one".to_owned());
        }
        let named = [&self.family, &self.product];
        let updates = self.builds.iter().map(|one| &one.update);
        let blank = named.into_iter().chain(updates).any(|text| text.trim().is_empty());
        blank.then(|| "it needs a family, a product and the update of each build".to_owned())
    }
}

/// How current a build is among these update levels. `exact`: hotfixes are in it.
pub fn standing<'l>(
    lines: &'l [UpdateLine],
    build: Option<Build>,
    exact: bool,
) -> UpdateStanding<'l> {
    let Some(build) = build else { return UpdateStanding::Unread };
    let newest = |line: &'l UpdateLine| line.newest().map(|one| one.build);
    let of_level =
        lines.iter().find(|line| newest(line).is_some_and(|known| known.level() == build.level()));
    if let Some(line) = of_level {
        return match newest(line).map(|known| build.cmp(&known)) {
            Some(std::cmp::Ordering::Greater) => UpdateStanding::Newer,
            Some(std::cmp::Ordering::Equal) => UpdateStanding::Newest(line),
            Some(std::cmp::Ordering::Less) if exact => UpdateStanding::Older(line),
            Some(std::cmp::Ordering::Less) | None => UpdateStanding::HotfixUnknown(line),
        };
    }
    let all = || lines.iter().filter_map(newest);
    let of_version = all().filter(|one| one.version() == build.version()).max();
    match of_version.or_else(|| all().max()) {
        Some(known) if build < known => UpdateStanding::NoUpdates,
        Some(_) | None => UpdateStanding::Newer,
    }
}
