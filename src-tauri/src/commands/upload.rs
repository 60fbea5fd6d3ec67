//! The moments in which the tenant is touched, and the reading that proves them.

use crate::app::App;
use crate::dialog::{self, Question};
use crate::{log, work};
use crosstrust_core::error::Problem;
use crosstrust_core::graph::{Progress, RoleCheck, UploadOptions};
use crosstrust_core::guide::StepId;
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
    step: StepId,
    drop_expired: bool,
    create_missing: bool,
) -> Result<SetupView, Problem> {
    let options = UploadOptions { drop_expired, create_missing };
    log::ended("planning the upload", work::plan_upload(&app, id, step, options).await)
}

#[tauri::command]
pub(crate) async fn apply_upload(
    app: State<'_, App>,
    id: SetupId,
    progress: Channel<Progress>,
) -> Result<SetupView, Problem> {
    tracing::info!("the upload begins");
    log::ended("the upload", work::apply(&app, id, Work::Upload, &tell(progress)).await)
}

#[tauri::command]
pub(crate) async fn plan_removal(
    app: State<'_, App>,
    id: SetupId,
    app_id: &str,
    key: &str,
) -> Result<SetupView, Problem> {
    log::ended("planning to remove a key", work::plan_removal(&app, id, app_id, key).await)
}

#[tauri::command]
pub(crate) async fn apply_removal(
    app: State<'_, App>,
    id: SetupId,
    progress: Channel<Progress>,
) -> Result<SetupView, Problem> {
    tracing::info!("removing a key begins");
    log::ended("removing a key", work::apply(&app, id, Work::Removal, &tell(progress)).await)
}

#[tauri::command]
pub(crate) async fn plan_restore(
    app: State<'_, App>,
    id: SetupId,
    backup: &str,
) -> Result<SetupView, Problem> {
    log::ended("planning to put keys back", work::plan_restore(&app, id, backup).await)
}

#[tauri::command]
pub(crate) async fn plan_restore_file(
    tauri: AppHandle,
    app: State<'_, App>,
    id: SetupId,
) -> Result<Option<SetupView>, Problem> {
    let Some(path) = dialog::open(&tauri, &COPY).await? else { return Ok(None) };
    let planned = work::plan_restore_file(&app, id, &path).await;
    log::ended("planning to put keys back from a file", planned).map(Some)
}

#[tauri::command]
pub(crate) async fn apply_restore(
    app: State<'_, App>,
    id: SetupId,
    progress: Channel<Progress>,
) -> Result<SetupView, Problem> {
    tracing::info!("putting keys back begins");
    log::ended("putting keys back", work::apply(&app, id, Work::Restore, &tell(progress)).await)
}

#[tauri::command]
pub(crate) async fn verify(app: State<'_, App>, id: SetupId) -> Result<SetupView, Problem> {
    log::ended("verifying", work::verify(&app, id).await)
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
