//! What the program itself does in the tenant for a setup: plan, apply, verify. Begun and ended work
//! is on disk before and after, so that a program that dies in the middle knows what it does not
//! know.

use crate::app::{App, locked};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::graph::{self, AppId, Backup, Prepared, Progress, RoleCheck, UploadOptions};
use crosstrust_core::guide::Guide;
use crosstrust_core::setup::view::SetupView;
use crosstrust_core::setup::{OPERATOR, SetupId, Work};
use jiff::Timestamp;
use std::path::Path;
use std::time::Duration;

/// Told how far each principal has come.
type OnProgress<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// How long looking a tenant up may keep the operator waiting.
const LOOK_UP: Duration = Duration::from_secs(4);

/// Finds the tenant's id by one of its domains, so that scripts can compare it. A machine without a
/// way to the cloud goes on without: signing in finds the id as well.
pub(crate) async fn look_tenant_up(app: &App, id: SetupId) -> Result<SetupView, Problem> {
    let (setup, guide) = app.read(id)?;
    let answers = app.answers(id)?;
    if setup.tenant_id(guide).is_none() && answers.text("tenant").is_some() {
        let open = app.get(id)?;
        match tokio::time::timeout(LOOK_UP, open.tenant.find(&answers)).await {
            Ok(Ok(found)) => {
                app.change(id, |setup, guide, now| {
                    setup.record_tenant(guide, &found.to_string(), now, OPERATOR);
                    Ok(())
                })?;
            }
            Ok(Err(problem)) => tracing::info!(%problem, "the tenant was not looked up"),
            Err(_) => tracing::info!("looking the tenant up took too long"),
        }
    }
    app.view(id)
}

/// Reads which roles the account that is signed in holds.
pub(crate) async fn check_role(app: &App, id: SetupId) -> Result<RoleCheck, Problem> {
    let open = app.get(id)?;
    let client = open.tenant.graph(&app.answers(id)?).await?;
    Ok(graph::role_check(&client).await)
}

/// Reads the principals and tells what an upload would change.
pub(crate) async fn plan_upload(
    app: &App,
    id: SetupId,
    options: UploadOptions,
) -> Result<SetupView, Problem> {
    let open = app.get(id)?;
    let (setup, guide) = app.read(id)?;
    let client = open.tenant.graph(&app.answers(id)?).await?;
    let certificates = setup.usable_certificates(Timestamp::now());
    let prepared =
        graph::plan(&client, &applications(guide)?, &certificates, options, &silent).await?;
    show(app, id, prepared)
}

/// Reads the principals and tells what putting a copy of keys back would change.
pub(crate) async fn plan_restore(
    app: &App,
    id: SetupId,
    backup: &str,
) -> Result<SetupView, Problem> {
    let (setup, _) = app.read(id)?;
    put_back(app, id, &setup.backup(backup)?.principals).await
}

/// The same for a copy that lies in a file.
pub(crate) async fn plan_restore_file(
    app: &App,
    id: SetupId,
    file: &Path,
) -> Result<SetupView, Problem> {
    put_back(app, id, &[Backup::load(file)?]).await
}

async fn put_back(app: &App, id: SetupId, backups: &[Backup]) -> Result<SetupView, Problem> {
    let open = app.get(id)?;
    let (_, guide) = app.read(id)?;
    let client = open.tenant.graph(&app.answers(id)?).await?;
    let prepared = graph::plan_restore(&client, backups, &applications(guide)?, &silent).await?;
    show(app, id, prepared)
}

/// Carries out the plan that was last shown.
pub(crate) async fn apply(
    app: &App,
    id: SetupId,
    work: Work,
    progress: OnProgress<'_>,
) -> Result<SetupView, Problem> {
    let open = app.get(id)?;
    let prepared = locked(&open.prepared).take().ok_or_else(|| {
        Problem::new(ErrorCode::StepNotReady, "Read what will change first, then agree to it.")
    })?;
    let client = open.tenant.graph(&app.answers(id)?).await?;
    let who = app.who(id);
    app.change(id, |setup, guide, now| setup.begin(guide, work, now, &who))?;
    let keep = |backup: &Backup| keep(app, id, backup, &who);
    let results = graph::apply(&client, &prepared, &keep, progress).await;
    app.changed(id, |setup, guide, now| setup.record_results(guide, results, now, &who))
}

/// Keeps a copy of keys: in the setup, without which nothing is written, and beside the scripts that
/// were exported, where a failure is told and holds nothing up.
fn keep(app: &App, id: SetupId, backup: &Backup, who: &str) -> Result<(), Problem> {
    app.change(id, |setup, _, now| {
        setup.keep_backup(vec![backup.clone()], now, who);
        Ok(())
    })?;
    let (setup, _) = app.read(id)?;
    let Some(folder) = setup.backup_folder() else { return Ok(()) };
    let written = backup.save(folder);
    app.change(id, |setup, _, now| {
        setup.record_backup_file(written, now, who);
        Ok(())
    })
}

/// Reads the principals and tells whether the certificates are there.
pub(crate) async fn verify(app: &App, id: SetupId) -> Result<SetupView, Problem> {
    let open = app.get(id)?;
    let (setup, guide) = app.read(id)?;
    let client = open.tenant.graph(&app.answers(id)?).await?;
    let certificates = setup.usable_certificates(Timestamp::now());
    let who = app.who(id);
    app.change(id, |setup, guide, now| setup.begin(guide, Work::Verify, now, &who))?;
    match graph::verify(&client, &applications(guide)?, &certificates, &silent).await {
        Ok(results) => {
            app.changed(id, |setup, guide, now| setup.record_verified(guide, results, now, &who))
        }
        Err(problem) => {
            app.change(id, |setup, _, now| {
                setup.finish(&problem, now, &who);
                Ok(())
            })?;
            Err(problem)
        }
    }
}

/// Keeps a plan until the operator agrees to it, and shows it.
fn show(app: &App, id: SetupId, prepared: Prepared) -> Result<SetupView, Problem> {
    let plan = prepared.plan().clone();
    *locked(&app.get(id)?.prepared) = Some(prepared);
    let who = app.who(id);
    app.changed(id, |setup, _, now| {
        setup.record_plan(plan, now, &who);
        Ok(())
    })
}

fn applications(guide: &Guide) -> Result<Vec<AppId>, Problem> {
    let parse = |application: &crosstrust_core::guide::Application| application.app_id.parse();
    Ok(guide.applications.iter().map(parse).collect::<Result<Vec<AppId>, _>>()?)
}

/// For what is over in a moment.
fn silent(_: Progress) {}
