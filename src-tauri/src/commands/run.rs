//! Scripts that are run from here.

use crate::app::App;
use crate::log;
use crate::run_script::{RunProgress, RunRequest, RunState, ScriptRun};
use crosstrust_core::error::Problem;
use crosstrust_core::guide::ScriptId;
use crosstrust_core::runner::RunOffer;
use crosstrust_core::setup::SetupId;
use std::sync::Arc;

pub(super) async fn run_offers(
    app: &App,
    id: SetupId,
    script: ScriptId,
) -> Result<Vec<RunOffer>, Problem> {
    app.run_offers(id, &script)
}

pub(super) async fn find_servers(app: &App, id: SetupId) -> Result<Vec<String>, Problem> {
    log::ended("looking for servers", app.find_servers(id).await)
}

pub(super) async fn run_script(
    app: &App,
    id: SetupId,
    request: RunRequest,
    progress: impl Fn(RunProgress) + Send + Sync + 'static,
) -> Result<ScriptRun, Problem> {
    let RunRequest { what_if, transport, .. } = request;
    tracing::info!(what_if, transport = transport.name(), "a script begins to run");
    app.run_script(id, request, Arc::new(progress)).await
}

pub(super) async fn run_state(app: &App, id: SetupId) -> Result<Option<RunState>, Problem> {
    app.run_state(id)
}

pub(super) async fn cancel_run(app: &App, id: SetupId) -> Result<(), Problem> {
    app.cancel_run(id)
}
