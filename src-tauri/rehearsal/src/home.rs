//! Where a rehearsal is kept, so that a restarted program finds the same tenant and the same Exchange
//! organisation.
//!
//! Every write is a whole new file that takes the place of the old one (written beside it, synced,
//! renamed), so a program that is killed leaves either the old state or the new one.

use crosstrust_core::disk::{self, LONGEST_OWN};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use std::path::{Path, PathBuf};

/// Where state is kept.
#[derive(Clone, Debug)]
pub enum Home {
    /// Nowhere: it ends with the program.
    Memory,
    /// In this file, as JSON. Its folder is made when it is missing.
    File(PathBuf),
}

/// State could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// The disk refused.
    #[error("{}: {source}", path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file holds something else.
    #[error("{} is not what a rehearsal wrote: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
}

impl Home {
    /// What was kept last, or nothing.
    ///
    /// # Errors
    /// The disk refused, or the file holds something else.
    pub fn read<T: DeserializeOwned>(&self) -> Result<Option<T>, HomeError> {
        let Self::File(path) = self else {
            return Ok(None);
        };
        let bytes = match disk::read_own(path, LONGEST_OWN) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(disk(path, source)),
        };
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|source| HomeError::Unreadable { path: path.clone(), source })
    }

    /// Keeps this in place of what was kept before.
    ///
    /// # Errors
    /// The disk refused. What was kept before is still there.
    pub fn write<T: Serialize>(&self, value: &T) -> Result<(), HomeError> {
        let Self::File(path) = self else {
            return Ok(());
        };
        let folder =
            path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let write = || {
            disk::make_folder(folder)?;
            disk::save(path, &serde_json::to_vec_pretty(value)?)
        };
        write().map_err(|source| disk(path, source))
    }

    /// Moves an unreadable file out of the way, and says where it is now.
    pub(crate) fn set_aside(&self) -> Result<Option<PathBuf>, HomeError> {
        let Self::File(path) = self else {
            return Ok(None);
        };
        let mut name = path.clone().into_os_string();
        name.push(".unreadable");
        let aside = PathBuf::from(name);
        disk::rename(path, &aside).map_err(|source| disk(path, source))?;
        Ok(Some(aside))
    }
}

fn disk(path: &Path, source: io::Error) -> HomeError {
    HomeError::Disk { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_again_and_a_new_folder_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::File(folder.path().join("deep/er/tenant.json"));
        assert_eq!(home.read::<Vec<u32>>().unwrap(), None);
        home.write(&[1, 2]).unwrap();
        home.write(&[3]).unwrap();
        assert_eq!(home.read::<Vec<u32>>().unwrap(), Some(vec![3]));
        let files = std::fs::read_dir(folder.path().join("deep/er")).unwrap();
        assert_eq!(files.count(), 1, "no temporary file stays behind");
    }

    #[test]
    fn memory_keeps_nothing() {
        Home::Memory.write(&1).unwrap();
        assert_eq!(Home::Memory.read::<u32>().unwrap(), None);
        assert_eq!(Home::Memory.set_aside().unwrap(), None);
    }

    #[test]
    fn an_unreadable_file_is_reported_and_can_be_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tenant.json");
        std::fs::write(&path, "{").unwrap();
        let home = Home::File(path.clone());
        let error = home.read::<u32>().unwrap_err();
        assert!(matches!(error, HomeError::Unreadable { .. }), "{error}");
        assert!(error.to_string().contains("tenant.json"), "{error}");
        let aside = home.set_aside().unwrap().unwrap();
        assert_eq!(std::fs::read_to_string(aside).unwrap(), "{");
        assert_eq!(home.read::<u32>().unwrap(), None);
    }

    #[test]
    fn a_disk_that_refuses_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let home = Home::File(file.join("tenant.json"));
        assert!(matches!(home.write(&1), Err(HomeError::Disk { .. })));
        let home = Home::File(folder.path().to_owned());
        assert!(matches!(home.read::<u32>(), Err(HomeError::Disk { .. })));
    }
}
