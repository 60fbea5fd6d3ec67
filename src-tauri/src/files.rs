//! Saving what the operator takes with him: where he says, or, for automation, into one folder.

use crate::app::App;
use crate::dialog::{self, Question};
use crosstrust_core::error::{ErrorCode, Problem};
use std::path::{Path, PathBuf};
use tauri::AppHandle;

/// Saves bytes under a name the operator may change. `None`: he thought better of it.
pub(crate) async fn save(
    tauri: &AppHandle,
    app: &App,
    question: &Question<'_>,
    name: &str,
    bytes: &[u8],
) -> Result<Option<PathBuf>, Problem> {
    let path = match &app.options.save_to {
        Some(folder) => folder.join(name),
        None => match dialog::save(tauri, question, name).await? {
            Some(path) => path,
            None => return Ok(None),
        },
    };
    write(&path, bytes)?;
    app.record_saved(&path);
    Ok(Some(path))
}

/// A folder the operator chooses. `None`: he thought better of it.
pub(crate) async fn folder(
    tauri: &AppHandle,
    app: &App,
    title: &str,
) -> Result<Option<PathBuf>, Problem> {
    match &app.options.save_to {
        Some(folder) => Ok(Some(folder.clone())),
        None => dialog::folder(tauri, title).await,
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, bytes)).map_err(|error| {
        Problem::new(
            ErrorCode::StorageFailed,
            format!("{} could not be written. Choose another folder.", path.display()),
        )
        .with_detail(error.to_string())
    })
}
