//! The folder of a run: the script as it is shown, the runner, and its order. For this user alone, and gone when
//! the run is over.

use crosstrust_core::disk;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::messages::text;
use crosstrust_core::runner::{ORDER_FILE, RUNNER_FILE, RunOrder, runner};
use crosstrust_core::script::Script;
use crosstrust_core::setup::{SetupId, Store};
use std::io;
use std::path::{Path, PathBuf};

/// The folder of all runs, in the data folder.
const RUNS: &str = "runs";

/// The folder of one run. Dropping it deletes it.
pub(crate) struct RunFolder(PathBuf);

impl RunFolder {
    /// Makes the folder for a run of this setup, which nobody else runs: it is locked.
    ///
    /// # Errors
    /// The disk refused.
    pub(crate) fn of_setup(data: &Path, id: SetupId) -> Result<Self, Problem> {
        Self::at(data.join(RUNS).join(id.to_string()))
    }

    /// Makes a folder for a run without a setup.
    ///
    /// # Errors
    /// The disk refused.
    pub(crate) fn temporary() -> Result<Self, Problem> {
        let made = tempfile::Builder::new().prefix("crosstrust-run-").tempdir();
        let made = made.map_err(|error| refused(&std::env::temp_dir(), &error))?;
        let folder = Self(made.keep());
        folder.fill()?;
        Ok(folder)
    }

    /// Makes the folder at this place. What a killed run left there is deleted first.
    fn at(path: PathBuf) -> Result<Self, Problem> {
        let make = || {
            delete(&path)?;
            if let Some(runs) = path.parent() {
                disk::make_own_folder(runs)?;
            }
            disk::make_own_folder(&path)
        };
        make().map_err(|error| refused(&path, &error))?;
        let folder = Self(path);
        folder.fill()?;
        Ok(folder)
    }

    fn fill(&self) -> Result<(), Problem> {
        let path = self.0.join(RUNNER_FILE);
        disk::save(&path, &runner()).map_err(|error| refused(&path, &error))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Saves the script, byte for byte as it is exported, and gives its full path.
    ///
    /// # Errors
    /// The disk refused.
    pub(super) fn save_script(&self, script: &Script) -> Result<String, Problem> {
        let path = self.0.join(&script.file_name);
        disk::save(&path, &script.bytes()).map_err(|error| refused(&path, &error))?;
        Ok(path.display().to_string())
    }

    /// Saves the order in one move: the runner waits for it.
    ///
    /// # Errors
    /// The disk refused.
    pub(super) fn save_order(&self, order: &RunOrder) -> io::Result<()> {
        disk::save(&self.0.join(ORDER_FILE), &order.bytes())
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        if let Err(error) = delete(&self.0) {
            tracing::warn!(%error, "the folder of a run stays until the next start");
        }
    }
}

/// Deletes what runs left that were killed with their program. What another window runs stays.
pub(crate) fn sweep(data: &Path, store: &Store) {
    let Ok(entries) = std::fs::read_dir(data.join(RUNS)) else { return };
    for entry in entries.flatten() {
        let id = entry.file_name().to_str().and_then(|name| name.parse::<SetupId>().ok());
        if id.is_some_and(|id| !store.is_locked(id)) && delete(&entry.path()).is_ok() {
            tracing::info!("what was left of a run was deleted");
        }
    }
}

/// Deletes a folder with what is in it. A link is deleted and not followed.
fn delete(path: &Path) -> io::Result<()> {
    let deleted = match std::fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => std::fs::remove_dir_all(path),
        Ok(_) => std::fs::remove_file(path),
        Err(error) => Err(error),
    };
    match deleted {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn refused(path: &Path, error: &io::Error) -> Problem {
    Problem::new(ErrorCode::StorageFailed, text!("runner-folder-failed", path = path.display()))
        .with_detail(error.to_string())
}
