//! The moments in which the tenant is touched, and the reading that proves them.

use crate::app::App;
use crate::desktop::Question;
use crate::log;
use crate::tenant_operations;
use crosstrust_core::error::Problem;
use crosstrust_core::graph::{Progress, RoleCheck, UploadOptions};
use crosstrust_core::guide::StepId;
use crosstrust_core::messages::say;
use crosstrust_core::setup::view::SetupView;
use crosstrust_core::setup::{SetupId, TenantOperation};

pub(super) async fn check_role(app: &App, id: SetupId) -> Result<RoleCheck, Problem> {
    tenant_operations::check_role(app, id).await
}

pub(super) async fn plan_upload(
    app: &App,
    id: SetupId,
    step: StepId,
    drop_expired: bool,
    create_missing: bool,
) -> Result<SetupView, Problem> {
    let options = UploadOptions { drop_expired, create_missing };
    log::ended("planning the upload", tenant_operations::plan_upload(app, id, step, options).await)
}

pub(super) async fn apply_upload(
    app: &App,
    id: SetupId,
    progress: impl Fn(Progress) + Send + Sync,
) -> Result<SetupView, Problem> {
    tracing::info!("the upload begins");
    log::ended(
        "the upload",
        tenant_operations::apply(app, id, TenantOperation::Upload, &progress).await,
    )
}

pub(super) async fn plan_removal(
    app: &App,
    id: SetupId,
    step: StepId,
    app_id: String,
    key: String,
) -> Result<SetupView, Problem> {
    log::ended(
        "planning to remove a key",
        tenant_operations::plan_removal(app, id, &step, &app_id, &key).await,
    )
}

pub(super) async fn apply_removal(
    app: &App,
    id: SetupId,
    progress: impl Fn(Progress) + Send + Sync,
) -> Result<SetupView, Problem> {
    tracing::info!("removing a key begins");
    log::ended(
        "removing a key",
        tenant_operations::apply(app, id, TenantOperation::Removal, &progress).await,
    )
}

pub(super) async fn plan_restore(
    app: &App,
    id: SetupId,
    step: StepId,
    backup: String,
) -> Result<SetupView, Problem> {
    let planned = tenant_operations::plan_restore(app, id, &step, &backup).await;
    log::ended("planning to put keys back", planned)
}

pub(super) async fn plan_restore_file(
    app: &App,
    id: SetupId,
    step: StepId,
) -> Result<Option<SetupView>, Problem> {
    let Some(path) = app.desktop().open(&backup_file()).await? else { return Ok(None) };
    let planned = tenant_operations::plan_restore_file(app, id, &step, &path).await;
    log::ended("planning to put keys back from a file", planned).map(Some)
}

pub(super) async fn apply_restore(
    app: &App,
    id: SetupId,
    progress: impl Fn(Progress) + Send + Sync,
) -> Result<SetupView, Problem> {
    tracing::info!("putting keys back begins");
    log::ended(
        "putting keys back",
        tenant_operations::apply(app, id, TenantOperation::Restore, &progress).await,
    )
}

pub(super) async fn verify(app: &App, id: SetupId) -> Result<SetupView, Problem> {
    log::ended("verifying", tenant_operations::verify(app, id).await)
}

pub(super) async fn read_application(app: &App, id: SetupId) -> Result<SetupView, Problem> {
    log::ended(
        "reading the hybrid application",
        tenant_operations::application::read(app, id).await,
    )
}

/// What is asked for a backup.
fn backup_file() -> Question {
    Question {
        title: say!("program-dialog-choose-backup"),
        kind: say!("program-dialog-backup"),
        endings: &["json"],
    }
}
