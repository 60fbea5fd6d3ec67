//! What the program itself does in the tenant for a setup: plan, apply, verify, remove, put back. Begun
//! and ended work is on disk before and after, so that a program that dies in the middle knows what it
//! does not know.

pub(crate) mod application;

use crate::app::{App, locked};
use crosstrust_core::entra::Session;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::graph::{
    self, Backup, DesiredState, KeyName, Prepared, Progress, RoleCheck, UploadOptions,
};
use crosstrust_core::guide::{AnswerRole, Answers, Guide, StepId};
use crosstrust_core::ids::{AppId, TenantId};
use crosstrust_core::messages::text;
use crosstrust_core::setup::view::SetupView;
use crosstrust_core::setup::{
    Event, OPERATOR, PlanFor, Setup, SetupError, SetupId, TenantOperation,
};
use jiff::Timestamp;
use std::path::Path;
use std::time::Duration;

/// Receives the progress of each principal.
type OnProgress<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// How long looking a tenant up may keep the operator waiting.
const LOOK_UP: Duration = Duration::from_secs(4);

/// Finds the tenant's id by one of its domains, so that scripts can compare it. A machine without a
/// way to the cloud continues without: signing in finds the id as well.
pub(crate) async fn look_tenant_up(app: &App, id: SetupId) -> Result<SetupView, Problem> {
    let (setup, guide) = app.read(id)?;
    let (answers, _) = Answers::parse(guide, setup.raw_answers());
    if setup.tenant_id(guide).is_none() && answers.of(AnswerRole::Tenant).is_some() {
        let open = app.get(id)?;
        match tokio::time::timeout(LOOK_UP, open.tenant.find(&answers)).await {
            Ok(Ok(found)) => {
                let way = setup.way_to_tenant(guide);
                store_tenant(app, id, &way, found, OPERATOR)?;
            }
            Ok(Err(problem)) => tracing::info!(%problem, "the tenant was not looked up"),
            Err(_) => tracing::info!("looking the tenant up took too long"),
        }
    }
    app.view(id)
}

/// Keeps the id of the tenant that was found by these answers, unless they have changed since.
pub(crate) fn store_tenant(
    app: &App,
    id: SetupId,
    way: &str,
    tenant_id: TenantId,
    who: &str,
) -> Result<(), Problem> {
    app.change(id, who, Event::TenantFound { tenant_id, way: way.to_owned() })
}

/// Reads which roles the account that is signed in holds.
pub(crate) async fn check_role(app: &App, id: SetupId) -> Result<RoleCheck, Problem> {
    let _kept_open = app.get(id)?;
    Ok(graph::role_check(&graph_of(app, id).await?).await)
}

/// The Graph of a setup's tenant, in the name of who is signed in.
async fn graph_of(app: &App, id: SetupId) -> Result<graph::Client<Session>, Problem> {
    app.get(id)?.tenant.graph(&app.answers(id)?).await
}

/// A plan as the operator was shown it.
pub(crate) struct PendingPlan {
    prepared: Prepared,
    plan_for: PlanFor,
    /// What was wanted when it was made; empty where a copy is put back.
    desired: Vec<DesiredState>,
}

/// Reads the principals and reports what an upload of this step would change.
pub(crate) async fn plan_upload(
    app: &App,
    id: SetupId,
    step: StepId,
    options: UploadOptions,
) -> Result<SetupView, Problem> {
    let _kept_open = app.get(id)?;
    let (setup, guide) = app.read(id)?;
    let desired = setup.desired(guide, &step, Timestamp::now())?;
    let client = graph_of(app, id).await?;
    let prepared = graph::plan(&client, &desired, options, &silent).await?;
    show(
        app,
        id,
        PendingPlan {
            prepared,
            plan_for: PlanFor { step, operation: TenantOperation::Upload, page: None },
            desired,
        },
    )
}

/// Reads an application's principal and reports what removing one key of it would change. `page` is the
/// step on whose page the operator asks for it.
pub(crate) async fn plan_removal(
    app: &App,
    id: SetupId,
    page: &StepId,
    app_id: &str,
    key: &str,
) -> Result<SetupView, Problem> {
    let _kept_open = app.get(id)?;
    let (setup, guide) = app.read(id)?;
    let application: AppId = app_id.parse()?;
    if !applications(guide).contains(&application) {
        return Err(Problem::new(
            ErrorCode::NotInGuide,
            text!("program-other-application", application = application),
        ));
    }
    let removed: KeyName = key.parse()?;
    let step = setup.step_of_application(guide, Some(application))?;
    let page = other_page(guide, &step, page)?;
    let desired = vec![DesiredState {
        removes: vec![removed],
        ..DesiredState::certificates(application, &[])
    }];
    let client = graph_of(app, id).await?;
    // Only one key is removed: expired keys stay.
    let options = UploadOptions { drop_expired: false, create_missing: false };
    let prepared = graph::plan(&client, &desired, options, &silent).await?;
    show(
        app,
        id,
        PendingPlan {
            prepared,
            plan_for: PlanFor { step, operation: TenantOperation::Removal, page },
            desired,
        },
    )
}

/// Reads the principals and reports what putting a copy of keys back would change. `page` is the step on
/// whose page the operator asks for it.
pub(crate) async fn plan_restore(
    app: &App,
    id: SetupId,
    page: &StepId,
    backup: &str,
) -> Result<SetupView, Problem> {
    let (setup, _) = app.read(id)?;
    put_back(app, id, page, &setup.backup(backup)?.principals).await
}

/// The same for a copy that lies in a file.
pub(crate) async fn plan_restore_file(
    app: &App,
    id: SetupId,
    page: &StepId,
    file: &Path,
) -> Result<SetupView, Problem> {
    put_back(app, id, page, &[Backup::load(file)?]).await
}

async fn put_back(
    app: &App,
    id: SetupId,
    page: &StepId,
    backups: &[Backup],
) -> Result<SetupView, Problem> {
    let _kept_open = app.get(id)?;
    let (setup, guide) = app.read(id)?;
    let first = backups.first().map(|backup| backup.app_id);
    let step = setup.step_of_application(guide, first)?;
    let page = other_page(guide, &step, page)?;
    let client = graph_of(app, id).await?;
    let prepared = graph::plan_restore(&client, backups, &applications(guide), &silent).await?;
    let plan_for = PlanFor { step, operation: TenantOperation::Restore, page };
    show(app, id, PendingPlan { prepared, plan_for, desired: Vec::new() })
}

/// The step on whose page something was asked for, where that is not the step that it belongs to.
fn other_page(guide: &Guide, step: &StepId, page: &StepId) -> Result<Option<StepId>, Problem> {
    if guide.step(page).is_none() {
        return Err(SetupError::UnknownStep(page.clone()).into());
    }
    Ok((page != step).then(|| page.clone()))
}

/// Carries out the plan that was last shown, when it was made for this work and what it was made of
/// is still so.
pub(crate) async fn apply(
    app: &App,
    id: SetupId,
    operation: TenantOperation,
    progress: OnProgress<'_>,
) -> Result<SetupView, Problem> {
    let open = app.begin_operation(id)?;
    let read_first = || Problem::new(ErrorCode::StepNotReady, text!("program-read-first"));
    let pending = locked(&open.pending_plan).take().ok_or_else(read_first)?;
    // Signing in again takes time, in which a decision may be taken back: what is still so is asked after
    // it, with nothing to wait for before the work begins.
    let client = open.tenant.graph(&app.answers(id)?).await;
    let (setup, guide) = app.read(id)?;
    // Answers, receipts and decisions that came since may have made it another plan, and so may a
    // second reading that was under way at the same time.
    if pending.plan_for.operation != operation
        || setup.plan_for() != Some(&pending.plan_for)
        || setup.plan() != Some(pending.prepared.plan())
    {
        return Err(read_first());
    }
    let step = &pending.plan_for.step;
    if operation == TenantOperation::Upload
        && setup.desired(guide, step, Timestamp::now())? != pending.desired
    {
        return Err(Problem::new(ErrorCode::StepNotReady, text!("program-plan-outdated")));
    }
    let client = client?;
    let who = app.who(id);
    app.change(id, &who, Event::OperationStarted { operation, step: step.clone() })?;
    let store_backup = |backup: &Backup| store_backup(app, id, backup, &who);
    let results = graph::apply(&client, &pending.prepared, &store_backup, progress).await;
    app.record(id, &who, Event::OperationEnded { results })?;
    app.view(id)
}

/// Keeps a copy of keys: in the setup, without which nothing is written, and beside the scripts that
/// were exported, where a failure is reported and holds nothing up.
fn store_backup(app: &App, id: SetupId, backup: &Backup, who: &str) -> Result<(), Problem> {
    app.change(id, who, Event::BackupStored { principals: vec![backup.clone()] })?;
    let (setup, _) = app.read(id)?;
    let Some(folder) = setup.backup_folder() else { return Ok(()) };
    let written = backup.save(folder);
    app.record(id, who, Event::BackupSaved { written })
}

/// Reads the principals and reports whether everything that the guide writes is there.
pub(crate) async fn verify(app: &App, id: SetupId) -> Result<SetupView, Problem> {
    let _kept_open = app.begin_operation(id)?;
    let (before, guide) = app.read(id)?;
    let step = before.verification(guide)?;
    before.desired_of_all(guide, Timestamp::now())?;
    let client = graph_of(app, id).await?;
    let (setup, guide) = app.read(id)?;
    still_leads_there(&before, &setup, guide)?;
    let desired = setup.desired_of_all(guide, Timestamp::now())?;
    let who = app.who(id);
    app.change(id, &who, Event::OperationStarted { operation: TenantOperation::Verify, step })?;
    let read = application::of(&client, &setup, guide);
    let (verified, read) = tokio::join!(graph::verify(&client, &desired, &silent), read);
    match verified {
        Ok(results) => {
            app.record(id, &who, Event::Verified { results })?;
            if let Some(read) = read {
                application::store(app, id, read)?;
            }
            app.view(id)
        }
        Err(problem) => {
            app.record(id, &who, Event::OperationFailed { problem: problem.clone() })?;
            Err(problem)
        }
    }
}

/// Refuses when the answers have led elsewhere since: what is read in one tenant proves nothing of
/// another.
fn still_leads_there(before: &Setup, now: &Setup, guide: &Guide) -> Result<(), Problem> {
    if before.way_to_tenant(guide) == now.way_to_tenant(guide) {
        return Ok(());
    }
    Err(Problem::new(ErrorCode::StepNotReady, text!("program-tenant-changed")))
}

/// Keeps a plan until the operator agrees to it, and shows it.
fn show(app: &App, id: SetupId, pending: PendingPlan) -> Result<SetupView, Problem> {
    let plan = pending.prepared.plan().clone();
    let plan_for = pending.plan_for.clone();
    *locked(&app.get(id)?.pending_plan) = Some(pending);
    let who = app.who(id);
    app.changed(id, &who, Event::Planned { plan_for, plan })
}

/// All applications of the guide: copies may be put back into any of them.
fn applications(guide: &Guide) -> Vec<AppId> {
    guide.applications.iter().map(|application| application.app_id).collect()
}

/// For what is over in a moment.
fn silent(_: Progress) {}

#[cfg(test)]
mod tests;
