//! Saving what the operator exports: where the dialog says, or, for automation, into one folder. And reading the
//! small files of the data folder in which the window keeps something.

use crate::app::App;
use crate::desktop::Question;
use crosstrust_core::disk::{self, LONGEST_NAMED, LONGEST_OWN};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::messages::say;
use serde::de::DeserializeOwned;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Reads a small file of the data folder; none where it is missing. One that cannot be read is logged, and nothing
/// in it is worth stopping for.
pub(crate) fn read_kept<T: DeserializeOwned>(path: &Path) -> Option<T> {
    let bytes = match disk::read_own(path, LONGEST_NAMED) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::warn!(%error, file = ?path.file_name(), "a file could not be read");
            return None;
        }
    };
    let kept = serde_json::from_slice(&bytes);
    kept.inspect_err(|error| {
        tracing::warn!(%error, file = ?path.file_name(), "a file is not understood");
    })
    .ok()
}

/// Saves bytes under a name the operator may change. `None`: the operator canceled.
pub(crate) async fn save(
    app: &App,
    question: &Question,
    name: &str,
    bytes: &[u8],
) -> Result<Option<PathBuf>, Problem> {
    let path = match &app.options.save_to {
        Some(folder) => write_new(folder, name, bytes)?,
        // The dialog asks before a file is replaced.
        None => match app.desktop().save(question, name).await? {
            Some(path) => {
                write(&path, bytes)?;
                path
            }
            None => return Ok(None),
        },
    };
    app.record_saved(&path);
    Ok(Some(path))
}

/// A folder the operator chooses. `None`: the operator canceled.
pub(crate) async fn folder(app: &App, title: &str) -> Result<Option<PathBuf>, Problem> {
    match &app.options.save_to {
        Some(folder) => Ok(Some(folder.clone())),
        None => app.desktop().folder(title).await,
    }
}

/// Reads a file that the operator chose.
///
/// # Errors
/// It cannot be read, or is larger than anything that is read here.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    disk::read_file(path, LONGEST_NAMED).map_err(|error| {
        Problem::new(
            ErrorCode::StorageFailed,
            say!("program-file-unreadable", file = path.display()),
        )
        .with_detail(error.to_string())
    })
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let folder = path.parent().unwrap_or(Path::new("."));
    disk::make_folder(folder)
        .and_then(|()| disk::save_named(path, bytes))
        .map_err(|error| not_written(path, &error))
}

/// Writes a file and replaces none: where one of that name holds something else, the next free name is
/// taken, `report (2).html`.
fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Problem> {
    disk::make_folder(folder).map_err(|error| not_written(folder, &error))?;
    let mut number = 1_u32;
    loop {
        let path = folder.join(numbered(name, number));
        match disk::save_new(&path, bytes) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                if disk::read_file(&path, LONGEST_OWN).is_ok_and(|known| known == bytes) {
                    return Ok(path);
                }
            }
            Err(error) => return Err(not_written(&path, &error)),
        }
        number += 1;
    }
}

/// `report.html`, `report (2).html`, `report (3).html`.
fn numbered(name: &str, number: u32) -> String {
    match (number, name.rsplit_once('.')) {
        (1, _) => name.to_owned(),
        (_, Some((stem, ending))) => format!("{stem} ({number}).{ending}"),
        (_, None) => format!("{name} ({number})"),
    }
}

fn not_written(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(ErrorCode::StorageFailed, say!("program-file-not-saved", file = path.display()))
        .with_detail(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_twice_on_one_day_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("new");
        let name = "crosstrust-report-small-contoso.com-2026-11-29.html";
        let save = |text: &str| write_new(&folder, name, text.as_bytes()).unwrap();
        let first = save("one");
        assert_eq!(first, folder.join(name));
        assert_eq!(save("one"), first, "the same again is there already");
        let second = save("two");
        let third = save("three");
        assert!(second.ends_with("crosstrust-report-small-contoso.com-2026-11-29 (2).html"));
        assert!(third.ends_with("crosstrust-report-small-contoso.com-2026-11-29 (3).html"));
        for (path, text) in [(first, "one"), (second, "two"), (third, "three")] {
            assert_eq!(std::fs::read_to_string(path).unwrap(), text);
        }
    }

    #[test]
    fn what_is_saved_where_the_operator_says_replaces_the_file_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/report.html");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        let taken = folder.path().join("taken");
        std::fs::create_dir_all(taken.join("mine")).unwrap();
        assert_eq!(write(&taken, b"one").unwrap_err().code, ErrorCode::StorageFailed);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing half stays");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "x").unwrap();
        let problem = write_new(&file, "report.html", b"one").unwrap_err();
        assert_eq!(problem.code, ErrorCode::StorageFailed);
    }
}
