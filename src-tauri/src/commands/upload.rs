//! The two moments in which the tenant is touched, and the reading that proves them.

use crate::app::App;
use crate::dialog::{self, Question};
use crate::work;
use crosstrust_core::error::Problem;
use crosstrust_core::graph::{Progress, RoleCheck, UploadOptions};
use crosstrust_core::setup::view::SetupView;
use crosstrust_core::setup::{SetupId, Work};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};

const COPY: Question<'static> =
    Question { title: "Choose a copy of keys", kind: "Copy of keys", endings: &["json"] };

#[tauri::command]
pub(crate) async fn check_role(app: State<'_, App>, id: SetupId) -> Result<RoleCheck, Problem> {
    work::check_role(&app, id).await
}

#[tauri::command]
pub(crate) async fn plan_upload(
    app: State<'_, App>,
    id: SetupId,
    drop_expired: bool,
    create_missing: bool,
) -> Result<SetupView, Problem> {
    work::plan_upload(&app, id, UploadOptions { drop_expired, create_missing }).await
}

#[tauri::command]
pub(crate) async fn apply_upload(
    app: State<'_, App>,
    id: SetupId,
    progress: Channel<Progress>,
) -> Result<SetupView, Problem> {
    work::apply(&app, id, Work::Upload, &tell(progress)).await
}

#[tauri::command]
pub(crate) async fn plan_restore(
    app: State<'_, App>,
    id: SetupId,
    backup: &str,
) -> Result<SetupView, Problem> {
    work::plan_restore(&app, id, backup).await
}

#[tauri::command]
pub(crate) async fn plan_restore_file(
    tauri: AppHandle,
    app: State<'_, App>,
    id: SetupId,
) -> Result<Option<SetupView>, Problem> {
    let Some(path) = dialog::open(&tauri, &COPY).await? else { return Ok(None) };
    work::plan_restore_file(&app, id, &path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn apply_restore(
    app: State<'_, App>,
    id: SetupId,
    progress: Channel<Progress>,
) -> Result<SetupView, Problem> {
    work::apply(&app, id, Work::Restore, &tell(progress)).await
}

#[tauri::command]
pub(crate) async fn verify(app: State<'_, App>, id: SetupId) -> Result<SetupView, Problem> {
    work::verify(&app, id).await
}

/// Tells the window how far each principal has come. A window that is gone is told nothing; the
/// work goes on to its end all the same.
fn tell(channel: Channel<Progress>) -> impl Fn(Progress) + Send + Sync {
    move |progress| {
        if let Err(error) = channel.send(progress) {
            tracing::debug!(%error, "the window no longer listens");
        }
    }
}
