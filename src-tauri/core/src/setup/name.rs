//! The name under which a setup is listed. Without one of its own it has that of its organisation.

use super::event::Follow;
use super::{JournalEvent, Setup, SetupError};
use crate::messages::say;
use crate::text::is_hidden;
use jiff::Timestamp;

/// The most characters of a name.
const LONGEST: usize = 80;

impl Setup {
    /// The name that the operator gave it.
    pub fn own_name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Gives it another name. With an empty one it is listed by its organisation again.
    ///
    /// # Errors
    /// [`SetupError::NameRefused`].
    pub(super) fn on_renamed(
        &mut self,
        name: &str,
        now: Timestamp,
        who: &str,
    ) -> Result<Follow, SetupError> {
        let name = checked(name)?;
        if name != self.name {
            self.name = name;
            self.note(now, who, JournalEvent::Renamed);
        }
        Ok(Follow::Nothing)
    }
}

/// A name without the spaces around it; none when nothing is left.
///
/// # Errors
/// [`SetupError::NameRefused`] for one that is too long or that holds invisible characters, which would
/// make two cards look alike.
pub(super) fn checked(name: &str) -> Result<Option<String>, SetupError> {
    let name = name.trim();
    let characters = name.chars().count();
    if characters > LONGEST {
        return Err(SetupError::NameRefused(say!(
            "setup-name-too-long",
            count = characters,
            most = LONGEST
        )));
    }
    if let Some(hidden) = name.chars().find(|character| is_hidden(*character)) {
        return Err(SetupError::NameRefused(say!(
            "setup-name-invisible",
            code = format!("{:04X}", u32::from(hidden))
        )));
    }
    Ok(Some(name).filter(|name| !name.is_empty()).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::fixture::{at, guide, id, journal};
    use crate::setup::{OPERATOR, summary};

    fn new() -> Setup {
        Setup::new(id(1), &guide(), false, at(0), OPERATOR)
    }

    fn listed(setup: &Setup) -> String {
        summary(setup, &guide(), at(9), false).name
    }

    #[test]
    fn a_setup_is_listed_by_its_own_name_until_that_is_taken_away() {
        let mut setup = new();
        let before = listed(&setup);
        setup.rename("  Second forest ", at(1), OPERATOR).unwrap();
        assert_eq!(listed(&setup), "Second forest");
        assert!(journal(&setup).iter().any(|what| what == "Renamed this setup."));
        setup.rename(" ", at(2), OPERATOR).unwrap();
        assert_eq!(listed(&setup), before);
    }

    #[test]
    fn the_same_name_again_changes_nothing() {
        let mut setup = new();
        setup.rename("Lab", at(1), OPERATOR).unwrap();
        let before = setup.clone();
        setup.rename("Lab ", at(2), OPERATOR).unwrap();
        assert_eq!(setup, before);
    }

    #[test]
    fn a_name_that_is_too_long_or_cannot_be_seen_is_refused_and_changes_nothing() {
        let mut setup = new();
        let before = setup.clone();
        for name in ["x".repeat(81), "two\nlines".to_owned(), "a\u{202e}b".to_owned()] {
            let refused = setup.rename(&name, at(1), OPERATOR).unwrap_err();
            assert!(matches!(refused, SetupError::NameRefused(_)), "{name:?}");
            assert!(setup.duplicate(id(2), &guide(), &name, at(1), OPERATOR).is_err());
        }
        assert_eq!(setup, before);
        assert!(setup.rename(&"x".repeat(80), at(1), OPERATOR).is_ok());
    }

    #[test]
    fn a_duplicate_has_the_name_it_was_given_and_its_original_keeps_its_own() {
        let mut setup = new();
        setup.rename("Lab", at(1), OPERATOR).unwrap();
        let copy = setup.duplicate(id(2), &guide(), "Lab (copy)", at(2), OPERATOR).unwrap();
        assert_eq!((listed(&copy), listed(&setup)), ("Lab (copy)".to_owned(), "Lab".to_owned()));
    }

    #[test]
    fn a_setup_that_was_saved_without_a_name_is_read() {
        let mut saved = serde_json::to_value(new()).unwrap();
        assert_eq!(saved.get("name"), None, "and none is written");
        saved["name"] = "Lab".into();
        let read: Setup = serde_json::from_value(saved).unwrap();
        assert_eq!(read.own_name(), Some("Lab"));
    }
}
