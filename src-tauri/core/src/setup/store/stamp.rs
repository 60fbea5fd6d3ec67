//! Which file a setup was read from. A file that took its place, or that was changed since, has another stamp.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Two changes may come so close together that the system gives both the same time.
const SETTLED: Duration = Duration::from_secs(2);

/// What the system says of a file without reading it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    place: Place,
}

/// Which file it is, and when anything of it last changed: nobody can set this time.
#[cfg(unix)]
type Place = [i128; 4];

#[cfg(not(unix))]
type Place = Option<SystemTime>;

impl Stamp {
    /// The stamp of a regular file; none where there is no such.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let found = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
        Some(Self { length: found.len(), modified: found.modified().ok(), place: place(&found) })
    }

    /// Whether the file was changed long enough ago that a later change has another time.
    pub(super) fn is_settled(&self, now: SystemTime) -> bool {
        let age = self.modified.and_then(|at| now.duration_since(at).ok());
        age.is_some_and(|age| age >= SETTLED)
    }
}

#[cfg(unix)]
fn place(found: &fs::Metadata) -> Place {
    use std::os::unix::fs::MetadataExt as _;
    [found.dev().into(), found.ino().into(), found.ctime().into(), found.ctime_nsec().into()]
}

#[cfg(not(unix))]
fn place(found: &fs::Metadata) -> Place {
    found.created().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_file_and_a_changed_one_have_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        assert_eq!(Stamp::of(&path), None);
        assert_eq!(Stamp::of(folder.path()), None, "a folder is no file");
        fs::write(&path, "one").unwrap();
        let first = Stamp::of(&path);
        assert!(first.is_some());
        assert_eq!(Stamp::of(&path), first);
        fs::write(&path, "longer").unwrap();
        assert_ne!(Stamp::of(&path), first);
        let second = Stamp::of(&path);
        let beside = folder.path().join("beside");
        fs::write(&beside, "longer").unwrap();
        fs::rename(&beside, &path).unwrap();
        assert_ne!(Stamp::of(&path), second, "the same bytes in another file");
    }

    #[test]
    fn a_file_that_has_just_changed_is_not_settled() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "one").unwrap();
        let stamp = Stamp::of(&path).unwrap();
        let now = SystemTime::now();
        assert!(!stamp.is_settled(now));
        assert!(stamp.is_settled(now + SETTLED));
        assert!(!stamp.is_settled(now - Duration::from_mins(1)), "nor one from the future");
    }
}
