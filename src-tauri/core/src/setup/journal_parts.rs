//! The journal in parts. Old entries are in closed parts, which never change: copies of a setup share them,
//! and a save does not write them again. The newest entries are open.

use super::journal::{JournalEntry, JournalEvent};
use super::store::PartReference;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::{Arc, OnceLock};

/// The most entries that are open. One more closes them.
const MOST_OPEN: usize = 128;

/// Who says in a journal that entries are missing.
const PROGRAM: &str = "Crosstrust";

/// What happened to a setup, oldest first. Its JSON form is the list of all entries.
#[derive(Clone, Debug, Default)]
pub struct SetupJournal {
    closed: Vec<Arc<ClosedPart>>,
    open: Vec<JournalEntry>,
}

/// Entries that never change any more.
#[derive(Debug)]
pub(super) struct ClosedPart {
    /// Where the file of the part is lost, one entry that says so.
    entries: Vec<JournalEntry>,
    lost: bool,
    /// What the setup's file says of it, once that is known.
    reference: OnceLock<PartReference>,
}

/// A part that was lost has only the name of its file.
pub(super) type ReadPart = Result<Vec<JournalEntry>, String>;

impl ClosedPart {
    fn closed(entries: Vec<JournalEntry>) -> Self {
        Self { entries, lost: false, reference: OnceLock::new() }
    }

    /// The entries, none where they are lost.
    pub(super) fn entries(&self) -> Option<&[JournalEntry]> {
        (!self.lost).then_some(self.entries.as_slice())
    }

    /// What the setup's file says of it.
    pub(super) fn reference(&self) -> &PartReference {
        self.reference.get_or_init(|| PartReference::of(&self.entries))
    }
}

impl PartialEq for ClosedPart {
    fn eq(&self, other: &Self) -> bool {
        self.lost == other.lost && self.entries == other.entries
    }
}

/// Two names of one part are equal without a look at its entries.
impl Eq for ClosedPart {}

impl SetupJournal {
    /// The entries, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &JournalEntry> {
        self.closed.iter().flat_map(|part| &part.entries).chain(&self.open)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.closed.iter().map(|part| part.entries.len()).sum::<usize>() + self.open.len()
    }

    /// Whether nothing happened yet.
    pub fn is_empty(&self) -> bool {
        self.closed.is_empty() && self.open.is_empty()
    }

    /// The newest entry.
    pub fn last(&self) -> Option<&JournalEntry> {
        self.iter().next_back()
    }

    /// Whether every entry could be read.
    pub fn is_whole(&self) -> bool {
        self.closed.iter().all(|part| !part.lost)
    }

    /// Adds the newest entry.
    pub(super) fn push(&mut self, entry: JournalEntry) {
        if self.open.len() >= MOST_OPEN {
            let entries = std::mem::take(&mut self.open);
            self.closed.push(Arc::new(ClosedPart::closed(entries)));
        }
        self.open.push(entry);
    }

    /// Removes the newest entry.
    pub(super) fn pop(&mut self) -> Option<JournalEntry> {
        if self.open.is_empty()
            && let Some(part) = self.closed.pop_if(|part| !part.lost)
        {
            self.open.clone_from(&part.entries);
        }
        self.open.pop()
    }

    /// The closed parts, oldest first.
    pub(super) fn closed(&self) -> impl Iterator<Item = &ClosedPart> {
        self.closed.iter().map(AsRef::as_ref)
    }

    /// Leaves the open entries alone, and gives what the setup's file says of the closed parts.
    pub(super) fn take_references(&mut self) -> Vec<PartReference> {
        std::mem::take(&mut self.closed).iter().map(|part| part.reference().clone()).collect()
    }

    /// Puts the closed parts before the open entries. In the place of a part that is lost an entry says so, with
    /// the time of the entry after it. `changed`: the time after all of them.
    pub(super) fn put_before(&mut self, parts: Vec<(PartReference, ReadPart)>, changed: Timestamp) {
        let mut at = self.open.first().map_or(changed, |entry| entry.at);
        for (reference, read) in parts.into_iter().rev() {
            let lost = read.is_err();
            let entries = read.unwrap_or_else(|file| {
                let event = JournalEvent::EntriesLost { entries: reference.entries(), file };
                vec![JournalEntry { at, who: PROGRAM.to_owned(), event }]
            });
            at = entries.first().map_or(at, |entry| entry.at);
            let reference = OnceLock::from(reference);
            self.closed.push(Arc::new(ClosedPart { entries, lost, reference }));
        }
        self.closed.reverse();
    }
}

/// Long lists of entries come from earlier versions: what is old in them is one part.
impl From<Vec<JournalEntry>> for SetupJournal {
    fn from(mut entries: Vec<JournalEntry>) -> Self {
        let old = entries.len().saturating_sub(1) / MOST_OPEN * MOST_OPEN;
        let open = entries.split_off(old);
        let closed = (old > 0).then(|| Arc::new(ClosedPart::closed(entries)));
        Self { closed: closed.into_iter().collect(), open }
    }
}

impl PartialEq for SetupJournal {
    fn eq(&self, other: &Self) -> bool {
        if self.closed == other.closed {
            self.open == other.open
        } else {
            self.len() == other.len() && self.iter().eq(other.iter())
        }
    }
}

impl Serialize for SetupJournal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for SetupJournal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::fixture::at;

    fn entry(number: usize) -> JournalEntry {
        let event = JournalEvent::ScriptsExported { folder: number.to_string() };
        JournalEntry { at: at(1), who: "admin".to_owned(), event }
    }

    fn list(count: usize) -> Vec<JournalEntry> {
        (0..count).map(entry).collect()
    }

    fn pushed(count: usize) -> SetupJournal {
        let mut journal = SetupJournal::default();
        for entry in list(count) {
            journal.push(entry);
        }
        journal
    }

    #[test]
    fn a_journal_is_the_list_of_its_entries_however_it_is_parted() {
        for count in [0, 1, MOST_OPEN, MOST_OPEN + 1, 3 * MOST_OPEN, 3 * MOST_OPEN + 1, 1_000] {
            let journal = pushed(count);
            assert!(journal.iter().eq(&list(count)), "{count}");
            assert!(journal.iter().rev().eq(list(count).iter().rev()), "{count}");
            assert_eq!(journal.len(), count);
            assert_eq!(journal.is_empty(), count == 0);
            assert_eq!(journal.last(), list(count).last());
            assert!(journal.open.len() <= MOST_OPEN, "{count}");
            assert!(count == 0 || !journal.open.is_empty(), "{count}: the newest is open");
            let at_once = SetupJournal::from(list(count));
            assert!(at_once.open.len() <= MOST_OPEN && at_once.closed.len() <= 1, "{count}");
            assert_eq!(at_once, journal);
            assert_ne!(at_once, pushed(count + 1));
            let json = serde_json::to_value(&journal).unwrap();
            assert_eq!(json, serde_json::to_value(list(count)).unwrap());
            assert_eq!(serde_json::from_value::<SetupJournal>(json).unwrap(), journal);
        }
    }

    #[test]
    fn journals_of_the_same_length_and_other_entries_differ() {
        let (mut open, mut closed) = (pushed(300), list(300));
        open.pop();
        open.push(entry(4));
        assert_ne!(open, pushed(300));
        closed[3] = entry(4);
        assert_ne!(SetupJournal::from(closed), pushed(300));
    }

    #[test]
    fn the_newest_entry_is_removed_also_where_it_is_closed() {
        let mut journal = pushed(MOST_OPEN + 2);
        for left in (0..MOST_OPEN + 2).rev() {
            assert_eq!(journal.pop(), Some(entry(left)));
            assert_eq!(journal.len(), left);
        }
        assert_eq!(journal.pop(), None);
    }

    #[test]
    fn a_copy_shares_the_closed_parts() {
        let journal = pushed(1_000);
        let mut copy = journal.clone();
        copy.push(entry(1_000));
        assert!(!journal.closed.is_empty());
        for (one, other) in journal.closed.iter().zip(&copy.closed) {
            assert!(Arc::ptr_eq(one, other));
        }
    }

    #[test]
    fn a_lost_part_keeps_its_reference_and_an_entry_says_that_it_is_lost() {
        let mut journal = pushed(300);
        let open = journal.open.clone();
        let references = journal.take_references();
        assert_eq!(journal.len(), open.len());
        let read = [Ok(list(MOST_OPEN)), Err("a.json".to_owned())];
        journal.put_before(references.iter().cloned().zip(read).collect(), at(9));
        assert!(!journal.is_whole());
        assert_eq!(journal.len(), MOST_OPEN + 1 + open.len());
        let lost = journal.iter().nth(MOST_OPEN).unwrap();
        let event = JournalEvent::EntriesLost { entries: MOST_OPEN, file: "a.json".to_owned() };
        assert_eq!((lost.at, &lost.event), (at(1), &event));
        let kept: Vec<_> = journal.closed().map(|part| part.entries().is_some()).collect();
        assert_eq!(kept, [true, false]);
        assert_eq!(journal.take_references(), references);
    }
}
