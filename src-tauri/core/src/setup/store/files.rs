//! The files of one setup, and the order in which they are written.

use super::parts;
use super::stamp::Stamp;
use crate::disk::{self, LONGEST_OWN};
use crate::setup::{SetupId, StoreError};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

const MAIN: &str = ".json";
const PREVIOUS: &str = ".json.previous";
/// Being written; worth nothing until it is renamed.
const NEW: &str = ".json.new";
const NEW_PREVIOUS: &str = ".json.previous.new";
const ASIDE: &str = ".json.unreadable-";
/// A part of the journal that is being written.
const NEW_PART: &str = ".journal.new";
const BEING_WRITTEN: [&str; 3] = [NEW, NEW_PREVIOUS, NEW_PART];

/// The setup a file name belongs to: any of a setup's files but those being written, and but the parts of its
/// journal, which are nothing without it.
pub(super) fn id_of(name: &str) -> Option<SetupId> {
    let (id, rest) = split(name)?;
    let ours = rest == MAIN || rest == PREVIOUS || rest.starts_with(ASIDE);
    ours.then_some(id)
}

/// The setup to which something belongs that is worth nothing without it: a part of its journal, or what was being
/// written.
pub(super) fn id_of_left(name: &str) -> Option<SetupId> {
    let written = || split(name).filter(|(_, rest)| BEING_WRITTEN.contains(rest));
    parts::id_of(name).or_else(|| written().map(|(id, _)| id))
}

/// The id at the beginning of a name, and the rest of it.
pub(super) fn split(name: &str) -> Option<(SetupId, &str)> {
    let (id, rest) = name.split_at_checked(36)?;
    Some((id.parse().ok()?, rest))
}

/// The order in which the files of a setup are removed.
#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
enum DeletionRank {
    /// Copies of the main file, which it would be restored from.
    Copies,
    /// The main file: without it there is no setup.
    Main,
    /// The parts of the journal, and what a rehearsal holds. The next start deletes what is left of them.
    Others,
}

/// What became of the files of a setup that was removed.
pub(super) struct RemovedFiles {
    /// How many there were and are no more.
    pub(super) count: usize,
    /// Why the first of those that are left did not go. The setup is gone without it.
    pub(super) left: Option<StoreError>,
}

/// The files of one setup.
pub(super) struct Files {
    folder: PathBuf,
    id: SetupId,
}

impl Files {
    pub(super) fn new(folder: &Path, id: SetupId) -> Self {
        Self { folder: folder.to_owned(), id }
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}{ending}", self.id))
    }

    /// The setup's file; `None` when there is none.
    pub(super) fn read(&self) -> Result<Option<Vec<u8>>, StoreError> {
        read(&self.path(MAIN))
    }

    /// The stamp of the setup's file.
    pub(super) fn stamp(&self) -> Option<Stamp> {
        Stamp::of(&self.path(MAIN))
    }

    /// The copy before the last change; `None` when there is none.
    pub(super) fn read_previous(&self) -> Result<Option<Vec<u8>>, StoreError> {
        read(&self.path(PREVIOUS))
    }

    /// Whether any file of the setup is there.
    pub(super) fn are_there(&self) -> bool {
        let aside = || self.aside().is_ok_and(|path| path.is_some());
        [MAIN, PREVIOUS].iter().any(|ending| self.path(ending).symlink_metadata().is_ok())
            || aside()
    }

    /// Writes the setup's file. What was there becomes the previous copy first, so at every moment
    /// a whole file is under each name that is in use.
    ///
    /// Only the new file waits for the disk: the one that was there is on it already, and gets a second name
    /// instead of being written again.
    pub(super) fn write(&self, bytes: &[u8]) -> Result<(), StoreError> {
        self.write_beside(bytes, NEW)?;
        if self.keep_beside()? {
            self.rename(NEW_PREVIOUS, PREVIOUS)?;
            self.remove_beside(NEW_PREVIOUS);
        }
        self.rename(NEW, MAIN)?;
        self.sync_folder()
    }

    /// Gives the setup's file the name of the copy that is being made. False where there is no file yet.
    fn keep_beside(&self) -> Result<bool, StoreError> {
        match disk::link_own(&self.path(MAIN), &self.path(NEW_PREVIOUS)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            // Not every disk has second names. What is no file of ours is refused when it is read.
            Err(_) => match self.read()? {
                Some(before) => self.write_beside(&before, NEW_PREVIOUS).map(|()| true),
                None => Ok(false),
            },
        }
    }

    /// Makes the copy a file of its own, where a program was killed after the setup's file became the copy and
    /// before the new one took its place: one damage must not be of both.
    fn separate(&self) -> Result<(), StoreError> {
        if disk::has_second_name(&self.path(PREVIOUS))
            && let Some(before) = self.read_previous()?
        {
            self.put(&before, NEW_PREVIOUS, PREVIOUS)?;
        }
        Ok(())
    }

    /// Writes a part of the journal, where it is not there already.
    pub(super) fn write_part(
        &self,
        ending: &str,
        bytes: impl FnOnce() -> Vec<u8>,
    ) -> Result<(), StoreError> {
        if self.path(ending).symlink_metadata().is_ok_and(|found| found.is_file()) {
            return Ok(());
        }
        self.put(&bytes(), NEW_PART, ending)
    }

    /// The bytes of a part of the journal, and the name of its file.
    pub(super) fn read_part(&self, ending: &str) -> (Result<Option<Vec<u8>>, StoreError>, String) {
        (read(&self.path(ending)), format!("{}{ending}", self.id))
    }

    /// Deletes the parts of the journal but those with these endings.
    pub(super) fn remove_parts_but(&self, kept: &BTreeSet<String>) -> Result<(), StoreError> {
        let kept: BTreeSet<PathBuf> = kept.iter().map(|ending| self.path(ending)).collect();
        for path in self.all()?.into_iter().filter(|path| !kept.contains(path)) {
            let name = path.file_name().and_then(OsStr::to_str);
            if name.and_then(parts::id_of) == Some(self.id) {
                fs::remove_file(&path).map_err(StoreError::io("remove", &path))?;
            }
        }
        Ok(())
    }

    /// Writes the setup's file in place of a damaged one; the previous copy stays as it is.
    pub(super) fn restore(&self, bytes: &[u8]) -> Result<(), StoreError> {
        self.put(bytes, NEW, MAIN)
    }

    /// Renames the setup's file aside, to a name that is free.
    pub(super) fn put_aside(&self, now: Timestamp) -> Result<PathBuf, StoreError> {
        let from = self.path(MAIN);
        let stem = format!("{ASIDE}{}", now.strftime("%Y%m%dT%H%M%SZ"));
        let to = (1..=u32::MAX)
            .map(|count| if count == 1 { stem.clone() } else { format!("{stem}-{count}") })
            .map(|ending| self.path(&ending))
            .find(|path| !path.exists())
            .expect("BUG: one of four billion names is free");
        disk::rename(&from, &to).map_err(StoreError::io("keep-aside", &from))?;
        self.sync_folder()?;
        Ok(to)
    }

    /// The newest file that was put aside.
    pub(super) fn aside(&self) -> Result<Option<PathBuf>, StoreError> {
        Ok(self.all()?.into_iter().filter(|path| has_ending(path, ASIDE)).max())
    }

    /// Removes all files of the setup, wherever it has some.
    ///
    /// The copies are removed first, then the main file, then everything else. A program that is killed meanwhile
    /// leaves the whole setup or none: never one whose rehearsal has lost its tenant. So does one that the disk
    /// refuses something: as long as the setup can be read or restored, nothing else of it is removed, and
    /// once it cannot, the others go as far as they can.
    ///
    /// # Errors
    /// A file with the setup itself is still there, or the folders cannot be read.
    pub(super) fn remove(places: &[Self]) -> Result<RemovedFiles, StoreError> {
        let mut paths = Vec::new();
        for files in places {
            paths.extend(files.all()?.into_iter().map(|path| (files.removed_as(&path), path)));
        }
        paths.sort();
        let mut removed = RemovedFiles { count: 0, left: None };
        for (rank, path) in &paths {
            let refused = match fs::remove_file(path) {
                Ok(()) => {
                    removed.count += 1;
                    continue;
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => StoreError::io("remove", path)(error),
            };
            if *rank != DeletionRank::Others && holds_setup(path) {
                return Err(refused);
            }
            removed.left.get_or_insert(refused);
        }
        for files in places {
            if let Err(refused) = files.sync_folder() {
                removed.left.get_or_insert(refused);
            }
        }
        Ok(removed)
    }

    /// When a file is removed, among those of the setup.
    fn removed_as(&self, path: &Path) -> DeletionRank {
        let copies = format!("{}{MAIN}", self.id);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if *path == self.path(MAIN) {
            DeletionRank::Main
        } else if name.contains(&copies) {
            DeletionRank::Copies
        } else {
            DeletionRank::Others
        }
    }

    /// Deletes what a killed program left of its saves. The holder of the lock alone may do that: nobody
    /// else saves a file of this setup.
    pub(super) fn sweep(&self) {
        let id = self.id.to_string();
        disk::sweep_all(&self.folder, |name| name.starts_with(&id));
        for left in BEING_WRITTEN {
            self.remove_beside(left);
        }
        if let Err(error) = self.separate() {
            tracing::debug!(%error, "a file and the copy before it stay one");
        }
    }

    /// Deletes what is left of a save.
    fn remove_beside(&self, left: &str) {
        if let Err(error) = fs::remove_file(self.path(left))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::debug!(%error, "what a save left stays");
        }
    }

    /// All files whose names begin with the id, and what killed saves of them left.
    fn all(&self) -> Result<Vec<PathBuf>, StoreError> {
        let failed = || StoreError::io("read-folder", &self.folder);
        let id = self.id.to_string();
        let mut paths = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(failed())? {
            let entry = entry.map_err(failed())?;
            let name = entry.file_name();
            let name = name.to_str().map(|name| name.strip_prefix('.').unwrap_or(name));
            if name.is_some_and(|name| name.starts_with(&id)) {
                paths.push(entry.path());
            }
        }
        Ok(paths)
    }

    /// Writes beside, syncs, renames: the name never shows half a file. The name beside is always
    /// the same; only the holder of the lock writes, so what lies there is left from a crash.
    fn put(&self, bytes: &[u8], beside: &str, name: &str) -> Result<(), StoreError> {
        self.write_beside(bytes, beside)?;
        self.rename(beside, name)?;
        self.sync_folder()
    }

    fn write_beside(&self, bytes: &[u8], beside: &str) -> Result<(), StoreError> {
        let beside = self.path(beside);
        let written = disk::create_own(&beside).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(StoreError::io("write", &beside))
    }

    fn rename(&self, beside: &str, name: &str) -> Result<(), StoreError> {
        let path = self.path(name);
        disk::rename(&self.path(beside), &path).map_err(StoreError::io("write", &path))
    }

    /// Makes a rename last.
    fn sync_folder(&self) -> Result<(), StoreError> {
        disk::sync_folder(&self.folder).map_err(StoreError::io("write-folder", &self.folder))
    }
}

/// Whether the setup can be read or restored from this file.
fn holds_setup(path: &Path) -> bool {
    path.file_name().and_then(OsStr::to_str).and_then(id_of).is_some()
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.file_name().and_then(OsStr::to_str).is_some_and(|name| name.contains(ending))
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match disk::read_own(path, LONGEST_OWN) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io("read", path)(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::DeletionRank::{Copies, Main, Others};
    use super::*;

    #[test]
    fn a_setup_is_removed_between_its_copies_and_what_its_rehearsal_holds() {
        let folder = tempfile::tempdir().unwrap();
        let id: SetupId = "0198f000-0000-7000-8000-000000000001".parse().unwrap();
        let files = Files::new(folder.path(), id);
        let part = ".journal-1-0123456789abcdef.json";
        let aside = ".json.unreadable-20261130T000000Z";
        for ending in [".tenant", part, MAIN, PREVIOUS, aside, ".exchange"] {
            fs::write(files.path(ending), "{}").unwrap();
        }
        fs::write(folder.path().join(format!(".{id}.json.new")), "{}").unwrap();
        let mut order: Vec<DeletionRank> =
            files.all().unwrap().iter().map(|path| files.removed_as(path)).collect();
        order.sort();
        assert_eq!(order, [Copies, Copies, Copies, Main, Others, Others, Others]);
        let removed = Files::remove(&[files]).unwrap();
        assert_eq!((removed.count, removed.left.is_none()), (7, true));
    }
}
