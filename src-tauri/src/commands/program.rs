//! The program itself: what it is, how it looks, what it hands to the system.

use crate::app::App;
use crate::log;
use crate::settings::{Settings, Theme};
use crosstrust_core::error::{ErrorCode, Problem};
use serde::Serialize;
use std::path::PathBuf;
use tauri::{AppHandle, State, Url};
use tauri_plugin_clipboard_manager::ClipboardExt;
use ts_rs::TS;

/// What the window says of the program.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct AppInfo {
    /// The program's version.
    version: String,
    /// Where setups are kept.
    data_folder: String,
    /// Where the log is kept.
    log_folder: String,
    /// Light or dark.
    theme: Theme,
    /// Only rehearsals can be begun.
    rehearsal_only: bool,
}

#[tauri::command]
pub(crate) fn app_info(app: State<'_, App>) -> AppInfo {
    AppInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_folder: app.data().display().to_string(),
        log_folder: log::folder(app.data()).display().to_string(),
        theme: app.settings().theme,
        rehearsal_only: app.options.rehearsal,
    }
}

#[tauri::command]
pub(crate) fn set_theme(app: State<'_, App>, theme: Theme) -> Result<(), Problem> {
    Settings { theme }.save(app.data())
}

#[tauri::command]
pub(crate) fn copy_text(tauri: AppHandle, text: &str) -> Result<(), Problem> {
    copy(&tauri, text)
}

#[tauri::command]
pub(crate) fn open_link(url: Url) -> Result<(), Problem> {
    open(&url)
}

/// Opens the folder of a file that this window has saved, in the system's file manager. Any other path is
/// refused: a page opens nothing that the operator did not save.
#[tauri::command]
pub(crate) fn open_folder(app: State<'_, App>, path: PathBuf) -> Result<(), Problem> {
    let folder = app.saved_folder(&path).ok_or_else(|| {
        Problem::new(ErrorCode::Usage, "Crosstrust opens only folders that it saved something to.")
    })?;
    opener::open(&folder).map_err(|error| {
        Problem::new(
            ErrorCode::Internal,
            format!("The folder couldn't be opened. Open {} yourself.", folder.display()),
        )
        .with_detail(error.to_string())
    })
}

/// Puts text on the clipboard.
pub(super) fn copy(tauri: &AppHandle, text: &str) -> Result<(), Problem> {
    tauri.clipboard().write_text(text).map_err(|error| {
        Problem::new(ErrorCode::Internal, "The text could not be put on the clipboard.")
            .with_detail(error.to_string())
    })
}

/// Opens a page in the system's browser: on the web over https, or on this machine.
pub(super) fn open(url: &Url) -> Result<(), Problem> {
    crosstrust_core::http::check_url(url)?;
    opener::open_browser(url.as_str()).map_err(|error| {
        Problem::new(
            ErrorCode::Internal,
            format!("The browser could not be opened. Open {url} yourself."),
        )
        .with_detail(error.to_string())
    })
}

#[cfg(test)]
mod tests {
    use crate::app::App;
    use crate::cli::Arguments;
    use clap::Parser;
    use std::path::Path;

    #[test]
    fn only_the_folders_of_what_was_saved_can_be_opened() {
        let data = tempfile::tempdir().expect("a folder");
        let options =
            Arguments::try_parse_from(["crosstrust"]).expect("it opens the window").window;
        let app = App::at(data.path().to_owned(), options).expect("a data folder");
        let saved = data.path().join("out/report.html");
        assert_eq!(app.saved_folder(&saved), None, "nothing was saved there yet");
        app.record_saved(&saved);
        assert_eq!(app.saved_folder(&saved).as_deref(), Some(&*data.path().join("out")));
        for other in ["/etc/passwd", "", "https://contoso.com", "out"] {
            assert_eq!(app.saved_folder(Path::new(other)), None, "{other:?}");
        }
        assert_eq!(app.saved_folder(&data.path().join("out/../../secret")), None);
    }
}
