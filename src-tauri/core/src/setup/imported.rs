//! Setups that came from a file of another computer.

use super::{JournalEvent, Setup};
use jiff::Timestamp;

impl Setup {
    /// The same setup on another computer. What leads to that computer's folders and to its other setups is left
    /// behind: copies of keys must not be written to a folder that a file names.
    #[must_use]
    pub fn imported(mut self, now: Timestamp, who: &str) -> Self {
        self.bundle_folder = None;
        self.backup_problem = None;
        self.links.clear();
        self.archived = false;
        self.note(now, who, JournalEvent::ImportedFromFile);
        self
    }
}

#[cfg(test)]
mod tests {
    use crate::setup::fixture::{at, finished, guide, journal};
    use crate::setup::{Event, OPERATOR};
    use std::path::PathBuf;

    #[test]
    fn an_imported_setup_leads_to_no_folder_of_another_computer() {
        let (mut setup, _) = finished();
        let folder = PathBuf::from("/srv/scripts");
        setup.apply(&guide(), Event::ScriptsExported { folder }, at(60), OPERATOR).unwrap();
        assert!(setup.bundle_folder.is_some());
        let steps = setup.steps.clone();
        let imported = setup.imported(at(61), OPERATOR);
        assert_eq!((imported.bundle_folder.as_deref(), imported.links.len()), (None, 0));
        assert_eq!(imported.steps, steps, "everything else is the same");
        assert!(journal(&imported).iter().any(|what| what == "Opened this setup from a file."));
    }
}
