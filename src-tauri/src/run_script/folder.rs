//! The folder of a run: the script as it is shown, the runner, and its order. For this user alone, and gone when
//! the run is over.

use crosstrust_core::disk;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::messages::text;
use crosstrust_core::runner::{ORDER_FILE, RUNNER_FILE, RunOrder, runner};
use crosstrust_core::script::Script;
use crosstrust_core::setup::{SetupId, Store};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The folder of all runs, in the data folder.
const RUNS: &str = "runs";

/// How the name begins of the folder of a run without a setup, in the system's folder for temporary files.
const TEMPORARY: &str = "crosstrust-run-";

/// How many letters come behind it.
const LOTS: usize = 6;

/// The file in a temporary folder that is locked while the run lasts, however it ends.
const IN_USE: &str = "in-use.lock";

/// A temporary folder is this old before it is deleted: one that is being made is locked by then.
const LEFT_BEHIND: Duration = Duration::from_mins(1);

/// The folder of one run. Dropping it deletes it.
pub(crate) struct RunFolder {
    path: PathBuf,
    in_use: Option<File>,
}

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
        Self::temporary_in(&std::env::temp_dir())
    }

    /// The same in this folder. What killed runs left there is deleted first.
    fn temporary_in(parent: &Path) -> Result<Self, Problem> {
        sweep_temporary(parent);
        let mut builder = tempfile::Builder::new();
        let made = builder.prefix(TEMPORARY).rand_bytes(LOTS).tempdir_in(parent);
        let path = made.map_err(|error| refused(parent, &error))?.keep();
        let mut folder = Self { path, in_use: None };
        let lock = || {
            let file = disk::create_own(&folder.path.join(IN_USE))?;
            file.lock()?;
            Ok(file)
        };
        folder.in_use = Some(lock().map_err(|error| refused(&folder.path, &error))?);
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
        let folder = Self { path, in_use: None };
        folder.fill()?;
        Ok(folder)
    }

    fn fill(&self) -> Result<(), Problem> {
        let path = self.path.join(RUNNER_FILE);
        disk::save(&path, &runner()).map_err(|error| refused(&path, &error))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Saves the script, byte for byte as it is exported, and gives its full path.
    ///
    /// # Errors
    /// The disk refused.
    pub(super) fn save_script(&self, script: &Script) -> Result<String, Problem> {
        let path = self.path.join(&script.file_name);
        disk::save(&path, &script.bytes()).map_err(|error| refused(&path, &error))?;
        Ok(path.display().to_string())
    }

    /// Saves the order in one move: the runner waits for it.
    ///
    /// # Errors
    /// The disk refused.
    pub(super) fn save_order(&self, order: &RunOrder) -> io::Result<()> {
        disk::save(&self.path.join(ORDER_FILE), &order.bytes())
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        // Windows deletes no file that is open.
        drop(self.in_use.take());
        if let Err(error) = delete(&self.path) {
            tracing::warn!(%error, "the folder of a run stays until the next start");
        }
    }
}

/// Deletes what runs left that were killed with their program. What another window runs stays.
pub(crate) fn sweep(data: &Path, store: &Store) {
    sweep_temporary(&std::env::temp_dir());
    let Ok(entries) = std::fs::read_dir(data.join(RUNS)) else { return };
    for entry in entries.flatten() {
        let id = entry.file_name().to_str().and_then(|name| name.parse::<SetupId>().ok());
        if id.is_some_and(|id| !store.is_locked(id)) && delete(&entry.path()).is_ok() {
            tracing::info!("what was left of a run was deleted");
        }
    }
}

/// The same for runs without a setup. Other users have folders there too: those are left alone.
fn sweep_temporary(parent: &Path) {
    let Ok(entries) = std::fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let lots = name.to_str().and_then(|name| name.strip_prefix(TEMPORARY));
        let is_named_so = lots.is_some_and(|lots| {
            lots.len() == LOTS && lots.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        // Of the entry itself: a link is never followed.
        if !is_named_so || !entry.metadata().is_ok_and(|found| is_left_behind(&found)) {
            continue;
        }
        let path = entry.path();
        if !is_in_use(&path) && delete(&path).is_ok() {
            tracing::info!("what was left of a run was deleted");
        }
    }
}

/// Whether it is an old folder of this user.
fn is_left_behind(found: &std::fs::Metadata) -> bool {
    #[cfg(unix)]
    let ours = std::os::unix::fs::MetadataExt::uid(found) == rustix::process::geteuid().as_raw();
    #[cfg(not(unix))]
    let ours = true;
    ours && found.is_dir() && disk::is_older(found, LEFT_BEHIND)
}

/// Whether a run holds the lock of a folder. Runs of earlier versions had none.
fn is_in_use(folder: &Path) -> bool {
    match disk::open_own(&folder.join(IN_USE), false) {
        Ok(file) => file.try_lock().is_err(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    fn age(folder: &Path, minutes: u64) {
        let at = SystemTime::now() - Duration::from_mins(minutes);
        File::open(folder).unwrap().set_modified(at).unwrap();
    }

    // Windows sets the time of a folder another way.
    #[cfg(unix)]
    #[test]
    fn what_killed_runs_without_a_setup_left_is_deleted_and_nothing_else() {
        let parent = tempfile::tempdir().unwrap();
        let killed = |minutes| {
            let mut folder = RunFolder::temporary_in(parent.path()).unwrap();
            drop(folder.in_use.take());
            let path = folder.path.clone();
            std::mem::forget(folder);
            age(&path, minutes);
            path
        };
        let gone = killed(5);
        let without_lock = killed(5);
        std::fs::remove_file(without_lock.join(IN_USE)).unwrap();
        age(&without_lock, 5);
        let new = killed(0);
        let in_use = RunFolder::temporary_in(parent.path()).unwrap();
        age(&in_use.path, 5);
        let named = |name: &str| {
            let path = parent.path().join(name);
            std::fs::create_dir(&path).unwrap();
            age(&path, 5);
            path
        };
        let others =
            [named("crosstrust-run-aB3dE"), named("crosstrust-run-aB3-E6"), named("aB3dE6")];
        let link = parent.path().join("crosstrust-run-LiNk12");
        std::os::unix::fs::symlink(&others[0], &link).unwrap();
        let next = RunFolder::temporary_in(parent.path()).unwrap();
        assert!(!gone.exists() && !without_lock.exists(), "their runs have ended");
        assert!(new.exists(), "it may be being made");
        assert!(in_use.path.join(RUNNER_FILE).exists(), "its run goes on");
        assert!(others.iter().all(|path| path.exists()));
        assert!(link.symlink_metadata().is_ok());
        let (path, other) = (in_use.path.clone(), next.path.clone());
        drop((in_use, next));
        assert!(!path.exists() && !other.exists());
    }
}
