//! Setups that the operator has put into the archive.

use super::event::Follow;
use super::{JournalEvent, Setup};
use jiff::Timestamp;

impl Setup {
    /// Whether the operator has put it into the archive. Nothing else about it differs.
    pub fn is_archived(&self) -> bool {
        self.archived
    }

    /// Puts it into the archive, or takes it out.
    pub(super) fn on_archived(&mut self, archived: bool, now: Timestamp, who: &str) -> Follow {
        if archived != self.archived {
            self.archived = archived;
            self.note(now, who, JournalEvent::Archived { archived });
        }
        Follow::Nothing
    }
}

#[cfg(test)]
mod tests {
    use crate::setup::fixture::{at, finished, guide, journal};
    use crate::setup::{Event, OPERATOR, Setup, summary};

    fn archive(setup: &mut Setup, archived: bool, minute: i64) {
        setup.apply(&guide(), Event::Archived { archived }, at(minute), OPERATOR).unwrap();
    }

    #[test]
    fn an_archived_setup_is_the_same_but_for_its_place() {
        let (mut setup, _) = finished();
        let before = summary(&setup, &guide(), at(90), false);
        archive(&mut setup, true, 60);
        let after = summary(&setup, &guide(), at(90), false);
        assert!(after.archived && !before.archived);
        assert_eq!((after.standing, after.position), (before.standing, before.position));
        assert!(journal(&setup).iter().any(|what| what == "Moved this setup to the archive."));
        archive(&mut setup, false, 61);
        assert!(!setup.is_archived());
        assert!(journal(&setup).iter().any(|what| what == "Moved this setup out of the archive."));
    }

    #[test]
    fn an_archived_setup_is_saved_as_such_and_any_other_says_nothing_of_it() {
        let (mut setup, _) = finished();
        let saved = serde_json::to_value(&setup).unwrap();
        assert_eq!(saved.get("archived"), None);
        archive(&mut setup, true, 60);
        let read: Setup = serde_json::from_value(serde_json::to_value(&setup).unwrap()).unwrap();
        assert!(read.is_archived());
    }

    #[test]
    fn the_same_place_again_changes_nothing() {
        let (mut setup, _) = finished();
        archive(&mut setup, true, 60);
        let before = setup.clone();
        archive(&mut setup, true, 61);
        assert_eq!(setup, before);
    }
}
