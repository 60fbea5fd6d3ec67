//! The right to write one setup, held through the system's file lock: it ends with the process,
//! however that ends, so nobody has to clear up after a crash.

use crate::setup::{SetupId, StoreError};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Asking whether a lock is held takes it for a moment; taking it for good waits that moment out.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(10);

/// The right to write one setup. Ends when dropped.
#[derive(Debug)]
pub struct Lock {
    id: SetupId,
    path: PathBuf,
    file: File,
}

impl Lock {
    pub(super) fn take(folder: &Path, id: SetupId) -> Result<Self, StoreError> {
        let path = path_of(folder, id);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(StoreError::io("Locking the setup", &path))?;
        for attempt in 1.. {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if attempt < TRIES => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(StoreError::Locked(id)),
                Err(TryLockError::Error(error)) => {
                    return Err(StoreError::io("Locking the setup", &path)(error));
                }
            }
        }
        Ok(Self { id, path, file })
    }

    /// The setup it is for.
    pub fn id(&self) -> SetupId {
        self.id
    }

    /// Ends it and removes its file, once there is nothing left to lock.
    pub(super) fn remove(self) -> Result<(), StoreError> {
        let Self { path, file, .. } = self;
        drop(file);
        fs::remove_file(&path).map_err(StoreError::io("Removing the lock of a setup", &path))
    }
}

/// Whether somebody holds the lock of this setup.
pub(super) fn is_held(folder: &Path, id: SetupId) -> bool {
    File::options()
        .write(true)
        .open(path_of(folder, id))
        .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

fn path_of(folder: &Path, id: SetupId) -> PathBuf {
    folder.join(format!("{id}.lock"))
}
