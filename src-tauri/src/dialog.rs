//! The system's own file dialogs. They are made on the main thread, where macOS demands it, and
//! awaited off it, so that the window stays alive behind them.

use crate::desktop::Question;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::messages::say;
use rfd::{AsyncFileDialog, FileHandle};
use std::path::PathBuf;
use tauri::{AppHandle, Manager};

/// Asks where to save a file. `None`: the operator thought better of it.
pub(crate) async fn save(
    app: &AppHandle,
    question: &Question,
    name: &str,
) -> Result<Option<PathBuf>, Problem> {
    let dialog = dialog(app, question).set_file_name(name);
    path(app, move || dialog.save_file()).await
}

/// Asks for a file to open. `None`: the operator thought better of it.
pub(crate) async fn open(app: &AppHandle, question: &Question) -> Result<Option<PathBuf>, Problem> {
    let dialog = dialog(app, question);
    path(app, move || dialog.pick_file()).await
}

/// Asks for a folder. `None`: the operator thought better of it.
pub(crate) async fn folder(app: &AppHandle, title: &str) -> Result<Option<PathBuf>, Problem> {
    let dialog =
        dialog(app, &Question { title: title.to_owned(), kind: String::new(), endings: &[] });
    path(app, move || dialog.pick_folder()).await
}

fn dialog(app: &AppHandle, question: &Question) -> AsyncFileDialog {
    let dialog = AsyncFileDialog::new().set_title(&question.title);
    let dialog = match app.get_webview_window("main") {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    };
    if question.endings.is_empty() {
        return dialog;
    }
    dialog
        .add_filter(&question.kind, question.endings)
        .add_filter(say!("program-dialog-all-files"), &["*"])
}

/// Opens a dialog on the main thread and waits for what is chosen.
async fn path<F, D>(app: &AppHandle, open: F) -> Result<Option<PathBuf>, Problem>
where
    F: FnOnce() -> D + Send + 'static,
    D: Future<Output = Option<FileHandle>> + Send + 'static,
{
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let opened = app.run_on_main_thread(move || {
        // The receiver is gone only when the window is.
        let _ = sender.send(open());
    });
    let failed = |cause: String| {
        Problem::new(ErrorCode::Internal, say!("program-dialog-failed")).with_detail(cause)
    };
    opened.map_err(|error| failed(error.to_string()))?;
    let dialog = receiver.await.map_err(|error| failed(error.to_string()))?;
    Ok(dialog.await.map(|file| file.path().to_owned()))
}
