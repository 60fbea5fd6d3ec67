//! Builds of servers, and whether one has what a feature needs.

use super::Requirement;
use serde::Deserialize;
use std::fmt;

/// A build: `15.2.1748.24`. The first three numbers are the update level, the last one shows its hotfixes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(try_from = "String")]
pub struct Build([u32; 4]);

/// What a build says about a feature.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BuildStanding {
    /// It has the feature.
    Enough,
    /// It does not.
    TooOld,
    /// Its update level is newer than any that is listed.
    NewerThanListed,
    /// Only the update level is known, and hotfixes decide.
    HotfixUnknown,
    /// It could not be read.
    Unread,
}

impl Build {
    /// Reads a build in any of Exchange's forms: `15.2.1748.24`, `15.02.1748.024`,
    /// `Version 15.2 (Build 1748.10)`. Nothing when it does not have four numbers.
    pub fn read(text: &str) -> Option<Self> {
        let parts = text.split(|sign: char| !sign.is_ascii_digit()).filter(|part| !part.is_empty());
        let numbers: Option<Vec<u32>> = parts.map(|part| part.parse().ok()).collect();
        Some(Self(numbers?.try_into().ok()?))
    }

    pub(super) fn version(self) -> [u32; 2] {
        [self.0[0], self.0[1]]
    }

    pub(super) fn level(self) -> [u32; 3] {
        [self.0[0], self.0[1], self.0[2]]
    }
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, level, hotfix] = self.0;
        write!(f, "{major}.{minor}.{level}.{hotfix}")
    }
}

impl TryFrom<String> for Build {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let build = Self::read(&text).filter(|build| build.to_string() == text);
        build
            .ok_or_else(|| format!("\"{text}\" is no build: it has four numbers with dots between"))
    }
}

impl Requirement {
    /// What a build says about this feature. `exact`: hotfixes are in it. Exchange keeps the build of the
    /// update level in the directory, so that of another server is only the least that it can be.
    pub fn standing(&self, build: Option<Build>, exact: bool) -> BuildStanding {
        let Some(build) = build else { return BuildStanding::Unread };
        let listed = || self.builds.iter().map(|one| one.build);
        if let Some(needed) = listed().filter(|one| one.level() == build.level()).min() {
            return match (build >= needed, exact) {
                (true, _) => BuildStanding::Enough,
                (false, true) => BuildStanding::TooOld,
                (false, false) => BuildStanding::HotfixUnknown,
            };
        }
        let newest = listed().filter(|one| one.version() == build.version()).max();
        let newest = newest.or_else(|| listed().max());
        if newest.is_some_and(|newest| build > newest) {
            BuildStanding::NewerThanListed
        } else {
            BuildStanding::TooOld
        }
    }
}
