//! The program itself: what it is, how it looks, what it hands to the system.

use crate::app::App;
use crate::log;
use crate::settings::{Theme, ZoomChange};
use crate::update_check::{NewVersion, UpdateCheck};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::messages::say;
use serde::Serialize;
use std::path::PathBuf;
use ts_rs::TS;
use url::Url;

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
    /// The size of everything in the window, in percent.
    zoom: u16,
    /// Whether the program looks for a newer version when it starts.
    updates: UpdateCheck,
    /// Whether the system shows a notification when a wait ends or a certificate is due.
    reminders: bool,
    /// Only rehearsals can be begun.
    rehearsal_only: bool,
}

pub(super) async fn app_info(app: &App) -> Result<AppInfo, Problem> {
    let settings = app.settings();
    Ok(AppInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_folder: app.data().display().to_string(),
        log_folder: log::folder(app.data()).display().to_string(),
        theme: settings.theme,
        zoom: settings.zoom.into(),
        updates: match app.updates() {
            None => UpdateCheck::Unavailable,
            Some(_) if settings.updates => UpdateCheck::On,
            Some(_) => UpdateCheck::Off,
        },
        reminders: settings.reminders,
        rehearsal_only: app.options.rehearsal,
    })
}

pub(super) async fn set_theme(app: &App, theme: Theme) -> Result<(), Problem> {
    app.set(|settings| settings.theme = theme).map(drop)
}

/// Changes the size of everything in the window, and gives the new one in percent. It changes too where it cannot be
/// saved.
pub(super) async fn set_zoom(app: &App, change: ZoomChange) -> Result<u16, Problem> {
    // One change after the other: keys come faster than files are saved.
    let mut zoomed = Ok(());
    let saved = app.set(|settings| {
        let zoom = settings.zoom.changed(change);
        zoomed = app.desktop().zoom(zoom.into());
        if zoomed.is_ok() {
            settings.zoom = zoom;
        }
    });
    zoomed?;
    Ok(saved?.zoom.into())
}

pub(super) async fn set_update_check(app: &App, on: bool) -> Result<(), Problem> {
    app.set(|settings| settings.updates = on).map(drop)
}

pub(super) async fn set_reminders(app: &App, on: bool) -> Result<(), Problem> {
    app.set(|settings| settings.reminders = on).map(drop)
}

/// Looks for a newer version. Nothing is sent before the operator has agreed.
pub(super) async fn check_for_update(app: &App) -> Result<Option<NewVersion>, Problem> {
    match app.updates() {
        Some(source) if app.settings().updates => source.newer(env!("CARGO_PKG_VERSION")).await,
        _ => Ok(None),
    }
}

pub(super) async fn open_log_folder(app: &App) -> Result<(), Problem> {
    app.desktop().open_folder(&log::folder(app.data()))
}

pub(super) async fn copy_text(app: &App, text: String) -> Result<(), Problem> {
    app.desktop().copy(&text)
}

pub(super) async fn open_link(app: &App, url: String) -> Result<(), Problem> {
    let page = url
        .parse()
        .map_err(|_| Problem::new(ErrorCode::Usage, say!("program-not-an-address", url = url)))?;
    open(app, &page)
}

/// Opens the folder of a file that this window has saved, in the system's file manager. Any other path is
/// refused: a page opens nothing that the operator did not save.
pub(super) async fn open_folder(app: &App, path: PathBuf) -> Result<(), Problem> {
    let folder = app
        .saved_folder(&path)
        .ok_or_else(|| Problem::new(ErrorCode::Usage, say!("program-not-our-folder")))?;
    app.desktop().open_folder(&folder)
}

/// Opens a page in the system's browser: on the web over https, or on this machine.
pub(super) fn open(app: &App, page: &Url) -> Result<(), Problem> {
    crosstrust_core::http::check_url(page)?;
    app.desktop().open_page(page)
}

#[cfg(test)]
mod tests {
    use super::set_zoom;
    use crate::app::App;
    use crate::settings::ZoomChange;
    use std::path::Path;

    #[test]
    fn each_change_of_the_zoom_counts_however_fast_they_come() {
        let data = tempfile::tempdir().expect("a folder");
        let app = App::for_tests(data.path());
        std::thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| {
                    let runtime = tokio::runtime::Builder::new_current_thread().build();
                    let zoomed =
                        runtime.expect("a runtime").block_on(set_zoom(&app, ZoomChange::In));
                    zoomed.expect("it is saved");
                });
            }
        });
        assert_eq!(u16::from(app.settings().zoom), 175);
    }

    #[test]
    fn only_the_folders_of_what_was_saved_can_be_opened() {
        let data = tempfile::tempdir().expect("a folder");
        let app = App::for_tests(data.path());
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
