//! The moments in which the tenant is touched, and the reading that proves them.

use crate::app::App;
use crate::desktop::Question;
use crate::log;
use crate::work;
use crosstrust_core::error::Problem;
use crosstrust_core::graph::{Progress, RoleCheck, UploadOptions};
use crosstrust_core::guide::StepId;
use crosstrust_core::setup::view::SetupView;
use crosstrust_core::setup::{SetupId, Work};

const COPY: Question<'static> =
    Question { title: "Choose a copy of keys", kind: "Copy of keys", endings: &["json"] };

pub(super) async fn check_role(app: &App, id: SetupId) -> Result<RoleCheck, Problem> {
    work::check_role(app, id).await
}

pub(super) async fn plan_upload(
    app: &App,
    id: SetupId,
    step: StepId,
    drop_expired: bool,
    create_missing: bool,
) -> Result<SetupView, Problem> {
    let options = UploadOptions { drop_expired, create_missing };
    log::ended("planning the upload", work::plan_upload(app, id, step, options).await)
}

pub(super) async fn apply_upload(
    app: &App,
    id: SetupId,
    progress: impl Fn(Progress) + Send + Sync,
) -> Result<SetupView, Problem> {
    tracing::info!("the upload begins");
    log::ended("the upload", work::apply(app, id, Work::Upload, &progress).await)
}

pub(super) async fn plan_removal(
    app: &App,
    id: SetupId,
    app_id: String,
    key: String,
) -> Result<SetupView, Problem> {
    log::ended("planning to remove a key", work::plan_removal(app, id, &app_id, &key).await)
}

pub(super) async fn apply_removal(
    app: &App,
    id: SetupId,
    progress: impl Fn(Progress) + Send + Sync,
) -> Result<SetupView, Problem> {
    tracing::info!("removing a key begins");
    log::ended("removing a key", work::apply(app, id, Work::Removal, &progress).await)
}

pub(super) async fn plan_restore(
    app: &App,
    id: SetupId,
    backup: String,
) -> Result<SetupView, Problem> {
    log::ended("planning to put keys back", work::plan_restore(app, id, &backup).await)
}

pub(super) async fn plan_restore_file(
    app: &App,
    id: SetupId,
) -> Result<Option<SetupView>, Problem> {
    let Some(path) = app.desktop().open(&COPY).await? else { return Ok(None) };
    let planned = work::plan_restore_file(app, id, &path).await;
    log::ended("planning to put keys back from a file", planned).map(Some)
}

pub(super) async fn apply_restore(
    app: &App,
    id: SetupId,
    progress: impl Fn(Progress) + Send + Sync,
) -> Result<SetupView, Problem> {
    tracing::info!("putting keys back begins");
    log::ended("putting keys back", work::apply(app, id, Work::Restore, &progress).await)
}

pub(super) async fn verify(app: &App, id: SetupId) -> Result<SetupView, Problem> {
    log::ended("verifying", work::verify(app, id).await)
}

pub(super) async fn read_application(app: &App, id: SetupId) -> Result<SetupView, Problem> {
    log::ended("reading the hybrid application", work::application::read(app, id).await)
}
