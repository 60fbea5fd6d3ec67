//! The id of a setup. Apart, because it becomes part of file names: nothing but a UUID gets through.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use ts_rs::TS;
use uuid::{Builder, Uuid};

/// The id of a setup: a UUID of version 7, written in lower case with hyphens in receipts, in file
/// names and in the window.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, TS)]
#[serde(transparent)]
#[ts(export, type = "string")]
pub struct SetupId(Uuid);

impl SetupId {
    /// A new id, from the time and ten bytes of chance.
    pub fn new(now: Timestamp, chance: [u8; 10]) -> Self {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
        Self(Builder::from_unix_timestamp_millis(millis, &chance).into_uuid())
    }
}

impl fmt::Display for SetupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

/// The text is no id of a setup.
#[derive(Debug, Eq, PartialEq, thiserror::Error)]
#[error("this is not the id of a setup")]
pub struct NotAnId;

impl FromStr for SetupId {
    type Err = NotAnId;

    /// Takes the written form only: braces, URNs and forms without hyphens name no file of ours.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let id = Self(Uuid::try_parse(text).map_err(|_| NotAnId)?);
        if id.to_string() == text { Ok(id) } else { Err(NotAnId) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_id_is_a_version_7_uuid_that_reads_back() {
        let now: Timestamp = "2026-11-21T02:03:40Z".parse().unwrap();
        let id = SetupId::new(now, [7; 10]);
        assert_eq!(id.0.get_version_num(), 7);
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn ids_of_later_setups_sort_after_earlier_ones() {
        let early = SetupId::new("2026-11-21T02:03:40Z".parse().unwrap(), [255; 10]);
        let late = SetupId::new("2026-11-21T02:03:41Z".parse().unwrap(), [0; 10]);
        assert!(early < late);
    }

    #[test]
    fn what_is_not_a_written_uuid_is_refused() {
        for text in [
            "",
            "..",
            "../../etc/passwd",
            "..\\..\\windows",
            "/etc/passwd",
            "C:\\setup",
            "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11/..",
            "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11\0",
            "0190b6f03c1e7d529a412f6f4f6f0c11",
            "{0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11}",
            "urn:uuid:0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11",
            "0190B6F0-3C1E-7D52-9A41-2F6F4F6F0C11",
            " 0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11",
        ] {
            assert_eq!(text.parse::<SetupId>(), Err(NotAnId), "{text:?}");
        }
    }
}
