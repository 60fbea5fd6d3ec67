//! Setups on disk: one file each, written so that a crash at any moment loses at most the change
//! being written, and never by two windows at once.
//!
//! A file begins with its checksum, so that damage is named and never taken for content. Next to
//! `setups/<id>.json` is `<id>.json.previous`, the copy before the last change. Rehearsals
//! have a folder of their own, `rehearsals/`; `locks/` says which setup is open. Reading needs no
//! lock, every write does.
//!
//! The old entries of a journal are in closed parts, `<id>.journal-<number>-<checksum>.json`, which never
//! change. A save writes a new part first and then the setup's file, which names it. So a save takes the
//! same time however long the journal is, and the file and its copy name the parts that they need. A part that
//! neither names is deleted when the setup is opened. A part that is lost takes nothing else with it: it is
//! reported at each reading, and a part that is put back counts again.

mod checksum;
mod files;
mod import;
mod lock;
mod outline;
mod parts;
mod stamp;

#[cfg(test)]
mod tests;

pub use import::{ImportError, read_file};
pub use lock::Lock;
pub use outline::Outline;
pub(in crate::setup) use parts::PartReference;
pub use stamp::Stamp;

use super::journal_parts::ReadPart;
use super::journal_text::{file_kept, file_recovered};
use super::migrate::{self, ReadError};
use super::{JournalEvent, Setup, SetupId, StoreError, VERSION, saved};
use crate::disk;
use crate::error::{ErrorCode, Problem};
use crate::messages::{say, text};
use files::Files;
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Who notes in a journal that a file was damaged.
const PROGRAM: &str = "Crosstrust";

const GONE: &str = "the file is gone";

/// The saved setups of one data folder.
#[derive(Clone, Debug)]
pub struct Store {
    /// Real setups, then rehearsals.
    setup_folders: [SetupFolder; 2],
    locks: PathBuf,
    /// The same for all clones.
    outlines: Arc<outline::Outlines>,
}

/// A folder of setups that are all real, or all rehearsed.
#[derive(Clone, Debug)]
struct SetupFolder {
    folder: PathBuf,
    rehearsal: bool,
}

/// A setup that was read.
#[derive(Debug)]
pub struct Loaded {
    /// The setup.
    pub setup: Setup,
    /// Set when its file was damaged and the copy before the last change was opened instead, or when a part of
    /// its journal is lost.
    pub damage: Option<Problem>,
}

impl Loaded {
    /// A setup from its file. What is lost of its journal is reported.
    fn of(setup: Setup) -> Self {
        let damage = lost_entries(&setup);
        Self { setup, damage }
    }
}

/// What is to be said of the entries of the journal that could not be read.
fn lost_entries(setup: &Setup) -> Option<Problem> {
    if setup.journal.is_whole() {
        return None;
    }
    let lost = setup.journal.iter().filter_map(|entry| match &entry.event {
        JournalEvent::EntriesLost { entries, file } => Some((*entries, file.as_str())),
        _ => None,
    });
    let (counts, files): (Vec<usize>, Vec<&str>) = lost.unzip();
    let count: usize = counts.iter().sum();
    let message = text!("setup-entries-lost", count = count);
    let mut problem = Problem::new(ErrorCode::SetupUnreadable, message);
    problem.title = text!("setup-entries-lost-title");
    problem.next = vec![text!("setup-entries-lost-restore"), text!("setup-entries-lost-continue")];
    Some(problem.with_detail(files.join("\n")))
}

/// What a setup's file says of the parts of its journal, whatever else is in it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    version: u32,
    #[serde(default)]
    journal_parts: Vec<PartReference>,
}

impl Named {
    /// The endings of the parts that this file names. None where it cannot be read, or may name others too.
    fn endings(bytes: &[u8]) -> Option<impl Iterator<Item = String>> {
        let json = checksum::open(bytes).ok()?;
        let named: Self = serde_json::from_slice(&json).ok()?;
        let parts = named.journal_parts.into_iter().zip(1..);
        (named.version <= VERSION).then(|| parts.map(|(part, number)| part.ending(number)))
    }
}

impl Store {
    /// Opens the store in this data folder; makes the folders that are missing, closes them to other
    /// users, and deletes what killed programs left in them.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn open(data: &Path) -> Result<Self, StoreError> {
        let store = Self {
            setup_folders: [
                SetupFolder { folder: data.join("setups"), rehearsal: false },
                SetupFolder { folder: data.join("rehearsals"), rehearsal: true },
            ],
            locks: data.join("locks"),
            outlines: Arc::default(),
        };
        for folder in store.setup_folders.iter().map(|folder| &folder.folder).chain([&store.locks])
        {
            disk::make_own_folder(folder).map_err(StoreError::io("make-folder", folder))?;
        }
        store.sweep();
        Ok(store)
    }

    /// Deletes what killed programs left: files that were being saved, and locks and parts of no setup.
    fn sweep(&self) {
        let mut ids = BTreeSet::new();
        for folder in &self.setup_folders {
            disk::sweep(&folder.folder, |_| true);
            self.sweep_left_of_none(folder);
            match folder.ids() {
                Ok(found) => ids.extend(found),
                // Which locks are in use is not known.
                Err(_) => return,
            }
        }
        lock::sweep(&self.locks, |id| ids.contains(&id) || self.holds(id));
    }

    /// Deletes what is left of setups that are no more. Whoever saves the first file of a setup holds its lock.
    fn sweep_left_of_none(&self, folder: &SetupFolder) {
        let left = folder.ids_by(files::id_of_left).unwrap_or_default();
        for id in left.into_iter().filter(|id| !self.holds(*id)) {
            let Ok(lock) = self.lock(id) else { continue };
            if !lock.is_read_only() && !self.holds(id) {
                let files = folder.files(id);
                files.sweep();
                let removed = files.remove_parts_but(&BTreeSet::new());
                if let Err(error) = removed.and_then(|()| lock.remove()) {
                    tracing::debug!(%error, "something of a deleted setup stays");
                }
            }
        }
    }

    /// Whether there is a setup of that id, readable or not.
    pub fn holds(&self, id: SetupId) -> bool {
        self.setup_folders.iter().any(|folder| folder.files(id).are_there())
    }

    /// Every setup that can be read, last changed first, and a problem for each file that cannot. An
    /// unreadable file is renamed aside, unless its setup is open elsewhere, and reported as long as it
    /// lies there without a readable copy; one of a newer version is reported and left alone.
    pub fn list(&self, now: Timestamp) -> (Vec<Setup>, Vec<Problem>) {
        let mut setups = Vec::new();
        let mut problems = Vec::new();
        for folder in &self.setup_folders {
            let ids = match folder.ids() {
                Ok(ids) => ids,
                Err(error) => {
                    problems.push(error.into());
                    continue;
                }
            };
            for id in ids {
                match self.read(folder, id, now) {
                    Ok(loaded) => {
                        problems.extend(loaded.damage);
                        setups.push(loaded.setup);
                    }
                    // Removed by another window since the folder was read.
                    Err(StoreError::NotFound(_)) => {}
                    Err(error) => problems.push(error.into()),
                }
            }
        }
        setups.sort_by_key(|setup| (std::cmp::Reverse(setup.changed()), setup.id()));
        (setups, problems)
    }

    /// Reads a setup to look at it, also while it is open elsewhere. Damage is reported and not repaired.
    ///
    /// # Errors
    /// As [`Store::load`].
    pub fn peek(&self, id: SetupId) -> Result<Setup, StoreError> {
        for folder in &self.setup_folders {
            match folder.read(id) {
                Err(StoreError::NotFound(_)) => {}
                other => return other,
            }
        }
        Err(StoreError::NotFound(id.to_string()))
    }

    /// The stamp of a setup's file; none where it is gone.
    pub fn stamp(&self, id: SetupId) -> Option<Stamp> {
        self.setup_folders.iter().find_map(|folder| folder.files(id).stamp())
    }

    /// Takes the right to write this setup. It ends with the value, or with the process.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another window has it; [`StoreError::Io`].
    pub fn lock(&self, id: SetupId) -> Result<Lock, StoreError> {
        Lock::take(&self.locks, id)
    }

    /// Whether somebody has the right to write this setup.
    pub fn is_locked(&self, id: SetupId) -> bool {
        lock::is_held(&self.locks, id)
    }

    /// Deletes what killed saves of this setup left, and the parts of its journal that nothing names any more.
    /// Nobody else saves it: the caller has the lock.
    pub fn sweep_setup(&self, lock: &Lock) {
        for folder in self.setup_folders.iter().filter(|_| !lock.is_read_only()) {
            let files = folder.files(lock.id());
            files.sweep();
            if let Some(named) = named_parts(&files)
                && let Err(error) = files.remove_parts_but(&named)
            {
                tracing::debug!(%error, "parts that nothing names stay");
            }
        }
    }

    /// Reads a setup for work.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Newer`], [`StoreError::Unreadable`],
    /// [`StoreError::Io`].
    pub fn load(&self, lock: &Lock, now: Timestamp) -> Result<Loaded, StoreError> {
        for folder in &self.setup_folders {
            match folder.read_or_recover(lock, now) {
                Err(StoreError::NotFound(_)) => {}
                other => return other,
            }
        }
        Err(StoreError::NotFound(lock.id().to_string()))
    }

    /// Reads a setup that is open, of which `known` is what was last read or saved. Where its file is damaged or gone,
    /// `known` is saved again: nothing of it is lost. The damaged file is kept aside under another name.
    ///
    /// # Errors
    /// [`StoreError::Newer`], [`StoreError::Io`].
    ///
    /// # Panics
    /// When the lock is another setup's, which is a fault of the caller.
    pub fn load_open(
        &self,
        lock: &Lock,
        known: &Setup,
        now: Timestamp,
    ) -> Result<Setup, StoreError> {
        assert_eq!(lock.id(), known.id(), "BUG: a setup is read under its own lock");
        self.place_of(known).read_or_save(lock, known, now)
    }

    /// Saves a setup: after this returns, it is on disk, and the copy before it too.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::ReadOnly`]; the setup as it was saved before is still there.
    ///
    /// # Panics
    /// When the lock is another setup's, which is a fault of the caller.
    pub fn save(&self, lock: &Lock, setup: &Setup) -> Result<(), StoreError> {
        assert_eq!(lock.id(), setup.id(), "BUG: a setup is saved under its own lock");
        if lock.is_read_only() {
            return Err(StoreError::ReadOnly(setup.id()));
        }
        let files = self.place_of(setup).files(setup.id());
        write_parts(&files, setup)?;
        files.write(&to_json(setup))
    }

    /// The folder that a setup belongs into.
    fn place_of(&self, setup: &Setup) -> &SetupFolder {
        let [real, rehearsed] = &self.setup_folders;
        if setup.is_rehearsal() { rehearsed } else { real }
    }

    /// Removes a setup with all its copies, and the file of its lock. Gives why something is left that belonged to it,
    /// and is nothing without it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::ReadOnly`]; [`StoreError::Io`]: the setup is still there, and removing
    /// it again continues.
    pub fn delete(&self, lock: &Lock) -> Result<Option<StoreError>, StoreError> {
        let id = lock.id();
        if lock.is_read_only() {
            return Err(StoreError::ReadOnly(id));
        }
        let removed = Files::remove(&self.setup_folders.each_ref().map(|folder| folder.files(id)))?;
        let left = removed.left.or(lock.remove().err());
        if removed.count == 0 && left.is_none() {
            return Err(StoreError::NotFound(id.to_string()));
        }
        Ok(left)
    }

    /// Reads for the list: damage is put right only when nobody else has the setup open.
    fn read(
        &self,
        folder: &SetupFolder,
        id: SetupId,
        now: Timestamp,
    ) -> Result<Loaded, StoreError> {
        match folder.read(id) {
            Err(StoreError::Unreadable { .. } | StoreError::NotFound(_)) => {}
            other => return other.map(Loaded::of),
        }
        match self.lock(id) {
            Ok(lock) => folder.read_or_recover(&lock, now),
            Err(StoreError::Locked(_)) => folder.read(id).map(Loaded::of),
            Err(error) => Err(error),
        }
    }
}

impl SetupFolder {
    fn files(&self, id: SetupId) -> Files {
        Files::new(&self.folder, id)
    }

    /// The ids of all setups, also of those whose files were put aside.
    fn ids(&self) -> Result<BTreeSet<SetupId>, StoreError> {
        self.ids_by(files::id_of)
    }

    fn ids_by(
        &self,
        id_of: impl Fn(&str) -> Option<SetupId>,
    ) -> Result<BTreeSet<SetupId>, StoreError> {
        let failed = || StoreError::io("read-folder", &self.folder);
        let mut ids = BTreeSet::new();
        for entry in std::fs::read_dir(&self.folder).map_err(failed())? {
            let name = entry.map_err(failed())?.file_name();
            if let Some(id) = name.to_str().and_then(&id_of) {
                ids.insert(id);
            }
        }
        Ok(ids)
    }

    fn read(&self, id: SetupId) -> Result<Setup, StoreError> {
        let files = self.files(id);
        self.read_unchanged(id, || {
            files.read()?.ok_or_else(|| StoreError::NotFound(id.to_string()))
        })
    }

    /// Reads a setup from its file, and once more where the file changed while parts of its journal were missing.
    fn read_unchanged(
        &self,
        id: SetupId,
        mut bytes: impl FnMut() -> Result<Vec<u8>, StoreError>,
    ) -> Result<Setup, StoreError> {
        let mut read = bytes()?;
        loop {
            let setup = self.understand(id, &read, &say!("setup-file-left"))?;
            if setup.journal.is_whole() {
                return Ok(setup);
            }
            // Whoever saved it meanwhile may have deleted a part that only the earlier file names.
            let now = bytes()?;
            if now == read {
                return Ok(setup);
            }
            read = now;
        }
    }

    fn understand(&self, id: SetupId, bytes: &[u8], kept: &str) -> Result<Setup, StoreError> {
        let unreadable =
            |reason: String| StoreError::Unreadable { id, kept: kept.to_owned(), reason };
        let json = checksum::open(bytes).map_err(|checksum::Damaged| {
            unreadable(
                "it does not match its checksum: it was damaged, or changed outside Crosstrust"
                    .to_owned(),
            )
        })?;
        let files = self.files(id);
        let part = |number, reference: &PartReference| read_part(&files, number, reference);
        let setup = migrate::read_with_parts(&json, part).map_err(|error| match error {
            ReadError::Newer(version) => StoreError::Newer { id, version },
            ReadError::Unreadable(reason) => unreadable(reason),
        })?;
        if setup.id() != id {
            return Err(unreadable(format!("the file holds the setup {}", setup.id())));
        }
        if setup.is_rehearsal() != self.rehearsal {
            return Err(unreadable("a rehearsal and a real setup were mixed up".to_owned()));
        }
        Ok(setup)
    }

    /// Reads a setup. When its file is damaged or gone, the copy before it is put in its place, and
    /// the damaged file is kept aside under another name.
    fn read_or_recover(&self, lock: &Lock, now: Timestamp) -> Result<Loaded, StoreError> {
        let id = lock.id();
        let files = self.files(id);
        let (reason, aside) = match self.read(id) {
            Ok(setup) => return Ok(Loaded::of(setup)),
            Err(StoreError::Unreadable { reason, .. }) if lock.is_read_only() => (reason, None),
            Err(StoreError::Unreadable { reason, .. }) => (reason, Some(files.put_aside(now)?)),
            Err(gone @ StoreError::NotFound(_)) if lock.is_read_only() => {
                let previous = files.read_previous()?;
                return previous.map_or(Err(gone), |_| self.look_at_previous(id, GONE));
            }
            Err(StoreError::NotFound(_)) => (GONE.to_owned(), files.aside()?),
            Err(error) => return Err(error),
        };
        let aside = aside.map(|path| path.display().to_string());
        let kept = file_kept(aside.as_deref());
        if lock.is_read_only() {
            return self.look_at_previous(id, &reason);
        }
        match files.read_previous()? {
            Some(bytes) => {
                let mut setup =
                    self.understand(id, &bytes, &kept).map_err(|error| match error {
                        StoreError::Unreadable { reason: previous, .. } => StoreError::Unreadable {
                            id,
                            kept: kept.clone(),
                            reason: format!("{reason}; the copy before it: {previous}"),
                        },
                        other => other,
                    })?;
                let recovered = file_recovered(aside.as_deref());
                setup.note(now, PROGRAM, JournalEvent::FileRecovered { aside });
                write_parts(&files, &setup)?;
                files.restore(&to_json(&setup))?;
                let damage =
                    Problem::new(ErrorCode::SetupUnreadable, recovered).with_detail(reason);
                Ok(Loaded { setup, damage: Some(damage) })
            }
            None if aside.is_some() => Err(StoreError::Unreadable { id, kept, reason }),
            None => Err(StoreError::NotFound(id.to_string())),
        }
    }
}

impl SetupFolder {
    /// Reads a setup. Where its file is damaged or gone, `known` takes its place.
    fn read_or_save(
        &self,
        lock: &Lock,
        known: &Setup,
        now: Timestamp,
    ) -> Result<Setup, StoreError> {
        let files = self.files(lock.id());
        let aside = match self.read(lock.id()) {
            // Nothing can be put right.
            Err(StoreError::Unreadable { .. } | StoreError::NotFound(_)) if lock.is_read_only() => {
                return Ok(known.clone());
            }
            Err(StoreError::Unreadable { .. }) => Some(files.put_aside(now)?),
            Err(StoreError::NotFound(_)) => None,
            other => return other,
        };
        let aside = aside.map(|path| path.display().to_string());
        let mut setup = known.clone();
        setup.note(now, PROGRAM, JournalEvent::FileSavedAgain { aside });
        write_parts(&files, &setup)?;
        files.restore(&to_json(&setup))?;
        Ok(setup)
    }

    /// The copy before the last change, where nothing can be put right.
    fn look_at_previous(&self, id: SetupId, reason: &str) -> Result<Loaded, StoreError> {
        let kept = say!("setup-file-left");
        let unreadable =
            || StoreError::Unreadable { id, kept: kept.clone(), reason: reason.to_owned() };
        let bytes = self.files(id).read_previous()?.ok_or_else(unreadable)?;
        let setup = self.understand(id, &bytes, &kept)?;
        let damage =
            Problem::new(ErrorCode::SetupUnreadable, text!("setup-copy-opened", kept = kept));
        Ok(Loaded { setup, damage: Some(damage.with_detail(reason)) })
    }
}

/// Writes the closed parts of a journal that are not there yet.
fn write_parts(files: &Files, setup: &Setup) -> Result<(), StoreError> {
    for (part, number) in setup.journal.closed().zip(1..) {
        if let Some(entries) = part.entries() {
            files.write_part(&part.reference().ending(number), || parts::to_json(entries))?;
        }
    }
    Ok(())
}

fn read_part(files: &Files, number: usize, reference: &PartReference) -> ReadPart {
    let (read, name) = files.read_part(&reference.ending(number));
    let bytes = read.unwrap_or_else(|error| {
        tracing::warn!(%error, "a part of a journal cannot be read");
        None
    });
    bytes.and_then(|bytes| reference.read(&bytes)).ok_or(name)
}

/// The endings of the parts that the setup's file and the copy before it name. None where that is not known.
fn named_parts(files: &Files) -> Option<BTreeSet<String>> {
    // Somebody may repair a file that was put aside.
    if files.aside().ok()?.is_some() {
        return None;
    }
    let mut named: BTreeSet<String> = Named::endings(&files.read().ok()??)?.collect();
    if let Some(previous) = files.read_previous().ok()? {
        named.extend(Named::endings(&previous)?);
    }
    Some(named)
}

fn to_json(setup: &Setup) -> Vec<u8> {
    checksum::seal(&saved::to_json(setup))
}
