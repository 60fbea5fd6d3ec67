//! The right to write one setup, held through the system's file lock: it ends with the process,
//! however that ends, so nobody has to clear up after a crash.

use crate::disk;
use crate::setup::{SetupId, StoreError};
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Asking whether a lock is held takes it for a moment; taking it for good waits that moment out.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(10);

const ENDING: &str = ".lock";

/// The right to write one setup. Ends when dropped.
#[derive(Debug)]
pub struct Lock {
    id: SetupId,
    path: PathBuf,
    /// None where the folder is read-only: nobody can write there, and nobody has to be kept out.
    file: Option<File>,
}

impl Lock {
    pub(super) fn take(folder: &Path, id: SetupId) -> Result<Self, StoreError> {
        let path = path_of(folder, id);
        for attempt in 1.. {
            let file = match disk::open_own(&path, true) {
                Ok(file) => file,
                Err(error) if is_read_only(&error) => return Ok(Self { id, path, file: None }),
                Err(error) => return Err(StoreError::io("lock", &path)(error)),
            };
            match file.try_lock() {
                // If the file was deleted meanwhile, its lock is on another file than the next one.
                Ok(()) if is_at(&file, &path) => {
                    return Ok(Self { id, path, file: Some(file) });
                }
                Ok(()) | Err(TryLockError::WouldBlock) if attempt < TRIES => thread::sleep(PAUSE),
                Ok(()) | Err(TryLockError::WouldBlock) => break,
                Err(TryLockError::Error(error)) => {
                    return Err(StoreError::io("lock", &path)(error));
                }
            }
        }
        Err(StoreError::Locked(id))
    }

    /// The lock of a setup in a folder in which nobody can write.
    #[cfg(test)]
    pub(super) fn of_read_only_folder(folder: &Path, id: SetupId) -> Self {
        Self { id, path: path_of(folder, id), file: None }
    }

    /// The setup it is for.
    pub fn id(&self) -> SetupId {
        self.id
    }

    /// Whether the folder is read-only, so that nothing can be saved.
    pub fn is_read_only(&self) -> bool {
        self.file.is_none()
    }

    /// Removes its file, once there is nothing left to lock. The lock itself is held until it is dropped.
    pub(super) fn remove(&self) -> Result<(), StoreError> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(StoreError::io("unlock", &self.path)(error))
            }
            _ => Ok(()),
        }
    }
}

/// Whether somebody holds the lock of this setup.
pub(super) fn is_held(folder: &Path, id: SetupId) -> bool {
    disk::open_own(&path_of(folder, id), false)
        .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// Deletes the files of locks that nobody holds and that belong to no setup.
pub(super) fn sweep(folder: &Path, is_setup: impl Fn(SetupId) -> bool) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let ids = names.filter_map(|name| name.strip_suffix(ENDING)?.parse::<SetupId>().ok());
    for id in ids.filter(|id| !is_setup(*id)) {
        let Ok(file) = disk::open_own(&path_of(folder, id), false) else { continue };
        // Held from here on: a caller that saves the first file of a setup has the lock already.
        if file.try_lock().is_ok() && !is_setup(id) {
            let _ = fs::remove_file(path_of(folder, id));
        }
    }
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

/// Whether this open file is still the one of that name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(open), Ok(named)) = (file.metadata(), fs::symlink_metadata(path)) else { return false };
    (open.dev(), open.ino()) == (named.dev(), named.ino())
}

/// Windows keeps the name taken until the last who has opened the file has closed it.
#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    path.exists()
}

fn path_of(folder: &Path, id: SetupId) -> PathBuf {
    folder.join(format!("{id}{ENDING}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_the_right_to_write_is_read_only_and_a_full_one_is_not() {
        for kind in [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem] {
            assert!(is_read_only(&kind.into()), "{kind}");
        }
        for kind in [ErrorKind::StorageFull, ErrorKind::NotFound, ErrorKind::Other] {
            assert!(!is_read_only(&kind.into()), "{kind}");
        }
    }
}
