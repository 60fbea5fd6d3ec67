//! Saving what the operator takes with him: where he says, or, for automation, into one folder.

use crate::app::App;
use crate::desktop::Question;
use crosstrust_core::error::{ErrorCode, Problem};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Saves bytes under a name the operator may change. `None`: he thought better of it.
pub(crate) async fn save(
    app: &App,
    question: &Question<'_>,
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

/// A folder the operator chooses. `None`: he thought better of it.
pub(crate) async fn folder(app: &App, title: &str) -> Result<Option<PathBuf>, Problem> {
    match &app.options.save_to {
        Some(folder) => Ok(Some(folder.clone())),
        None => app.desktop().folder(title).await,
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, bytes))
        .map_err(|error| not_written(path, &error))
}

/// Writes a file and replaces none: where one of that name holds something else, the next free name is
/// taken, `report (2).html`.
fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Problem> {
    std::fs::create_dir_all(folder).map_err(|error| not_written(folder, &error))?;
    let mut number = 1_u32;
    loop {
        let path = folder.join(numbered(name, number));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                return match file.write_all(bytes) {
                    Ok(()) => Ok(path),
                    Err(error) => {
                        drop(file);
                        // Half a file under this name would be taken for a whole one.
                        std::fs::remove_file(&path).ok();
                        Err(not_written(&path, &error))
                    }
                };
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                if std::fs::read(&path).is_ok_and(|known| known == bytes) {
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
    Problem::new(
        ErrorCode::StorageFailed,
        format!("{} could not be written. Choose another folder.", path.display()),
    )
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
    fn a_folder_that_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "x").unwrap();
        let problem = write_new(&file, "report.html", b"one").unwrap_err();
        assert_eq!(problem.code, ErrorCode::StorageFailed);
    }
}
