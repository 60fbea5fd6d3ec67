//! The closed parts of a journal, each a file. A part never changes, so its file is written once. The
//! setup's file has the checksum of each part, and the name of a part has its beginning: a part that is damaged,
//! lost or another one is noticed, and two parts never have one name.

use super::{checksum, files};
use crate::setup::{JournalEntry, SetupId};
use serde::{Deserialize, Serialize};

/// What follows the id in the name of a part.
const PART: &str = ".journal-";
const ENDING: &str = ".json";

/// How many digits of the checksum are in the name.
const IN_NAME: usize = 16;

/// What the setup's file says of a part.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(in crate::setup) struct PartReference {
    entries: usize,
    /// Of the whole file of the part.
    checksum: Sum,
}

/// A checksum: nothing else comes from a file into a name.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
struct Sum(String);

impl TryFrom<String> for Sum {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if checksum::is_checksum(&text) {
            Ok(Self(text))
        } else {
            Err("it is no checksum".to_owned())
        }
    }
}

impl From<Sum> for String {
    fn from(sum: Sum) -> Self {
        sum.0
    }
}

impl PartReference {
    /// What is said of these entries.
    pub(in crate::setup) fn of(entries: &[JournalEntry]) -> Self {
        Self { entries: entries.len(), checksum: Sum(checksum::digits(&to_json(entries))) }
    }

    /// How many entries there are.
    pub(in crate::setup) fn entries(&self) -> usize {
        self.entries
    }

    /// How the name of its file ends. `number`: its place in the journal, from 1.
    pub(super) fn ending(&self, number: usize) -> String {
        format!("{PART}{number}-{}{ENDING}", &self.checksum.0[..IN_NAME])
    }

    /// The entries of a part, where these are its bytes.
    pub(super) fn read(&self, bytes: &[u8]) -> Option<Vec<JournalEntry>> {
        let whole = checksum::digits(bytes) == self.checksum.0;
        let entries: Vec<JournalEntry> = serde_json::from_slice(bytes).ok().filter(|_| whole)?;
        Some(entries).filter(|entries| entries.len() == self.entries)
    }
}

/// The file of a part.
pub(super) fn to_json(entries: &[JournalEntry]) -> Vec<u8> {
    serde_json::to_vec_pretty(entries).expect("BUG: a journal holds nothing that JSON cannot")
}

/// The setup that a part belongs to, by its name.
pub(super) fn id_of(name: &str) -> Option<SetupId> {
    let (id, rest) = files::split(name)?;
    (rest.starts_with(PART) && rest.ends_with(ENDING)).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::JournalEvent;
    use crate::setup::fixture::at;
    use serde_json::json;

    fn entries() -> Vec<JournalEntry> {
        let event = JournalEvent::Created { rehearsal: false };
        vec![JournalEntry { at: at(1), who: "admin".to_owned(), event }; 3]
    }

    #[test]
    fn a_part_is_read_and_no_bit_of_it_can_change() {
        let entries = entries();
        let reference = PartReference::of(&entries);
        let bytes = to_json(&entries);
        assert_eq!(reference.read(&bytes), Some(entries));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << (at % 8);
            assert_eq!(reference.read(&damaged), None, "byte {at}");
            assert_eq!(reference.read(&bytes[..at]), None, "cut off at {at}");
        }
    }

    #[test]
    fn a_part_with_another_number_of_entries_is_not_read() {
        let entries = entries();
        let mut reference = PartReference::of(&entries);
        reference.entries += 1;
        assert_eq!(reference.read(&to_json(&entries)), None);
    }

    #[test]
    fn only_a_checksum_comes_into_a_name() {
        let whole = serde_json::to_value(PartReference::of(&entries())).unwrap();
        let read = |checksum: &str| {
            let mut saved = whole.clone();
            saved["checksum"] = json!(checksum);
            serde_json::from_value::<PartReference>(saved)
        };
        let sum = whole["checksum"].as_str().unwrap();
        let name = read(sum).unwrap().ending(3);
        assert_eq!(name, format!(".journal-3-{}.json", &sum[..IN_NAME]));
        let id = "018f3a52-7b1c-7e44-8d15-3b0a6c9e2f71";
        assert_eq!(id_of(&format!("{id}{name}")), id.parse().ok());
        for other in ["", "../../../../etc/passwd", &sum[1..], &sum.to_uppercase(), &"é".repeat(32)]
        {
            assert!(read(other).is_err(), "{other}");
        }
        for other in [".json", ".journal.new", ".json.previous", ".journal-1"] {
            assert_eq!(id_of(&format!("{id}{other}")), None, "{other}");
        }
    }
}
