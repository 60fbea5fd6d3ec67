//! What an upload is about to change: every principal is read, side by side, and nothing is written.
//!
//! The operator sees the [`Plan`]. What it was made from stays with it in [`Prepared`], so that
//! applying it can say whether the tenant is still as the operator saw it.

use super::client::{Client, OnPause};
use super::decide::{self, Decision, Goal};
use super::principal::{self, PrincipalReading};
use super::{DesiredState, Plan, Progress, ProgressPhase, UploadOptions, consistent_read, skew};
use crate::error::{ErrorCode, Problem};
use crate::http::BearerSource;
use crate::ids::{AppId, TenantId};
use futures::future::join_all;

/// Gets how far each principal has come, while others wait.
pub type OnProgress<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// A plan together with what it was made from.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(super) plan: Plan,
    pub(super) tenant_id: TenantId,
    /// One for each principal of the plan, in its order.
    pub(super) principals: Vec<PreparedPrincipal>,
}

/// One principal of a [`Prepared`].
#[derive(Clone, Debug)]
pub(super) struct PreparedPrincipal {
    pub(super) app: AppId,
    pub(super) goal: Goal,
    /// None when reading failed.
    pub(super) reading: Option<PrincipalReading>,
}

impl Prepared {
    /// What the operator is shown and agrees to.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}

/// Plans to bring about what is wanted of each application.
///
/// What prevents the change of one principal is its own `problem` and does not hinder the others.
///
/// # Errors
/// [`ErrorCode::CertificateMissing`] when nothing at all is wanted of an application,
/// [`ErrorCode::AnswerInvalid`] when a name cannot be one.
pub async fn plan<B: BearerSource>(
    client: &Client<B>,
    desired: &[DesiredState],
    options: UploadOptions,
    progress: OnProgress<'_>,
) -> Result<Prepared, Problem> {
    let mut goals: Vec<(AppId, Goal)> = Vec::new();
    for one in desired {
        // Two writes to one principal at a time could each undo the other.
        if !goals.iter().any(|(known, _)| *known == one.app) {
            goals.push((one.app, Goal::Desired(one.checked()?, options)));
        }
    }
    Ok(prepare(client, goals, progress).await)
}

/// Reads all principals side by side and decides what each goal comes to.
pub(super) async fn prepare<B: BearerSource>(
    client: &Client<B>,
    goals: Vec<(AppId, Goal)>,
    progress: OnProgress<'_>,
) -> Prepared {
    let read_at = client.now();
    let parts = join_all(goals.into_iter().map(|(app, goal)| async move {
        let reported = |note| progress(reading(app, Some(note)));
        progress(reading(app, None));
        match look(client, app, &goal, &reported).await {
            Ok((reading, decision)) => {
                let goal = goal.resolved(&reading);
                let reading = Some(reading);
                (decision.plan, PreparedPrincipal { app, goal, reading })
            }
            Err(problem) => {
                let reading = None;
                let decision = decide::cannot(app, None, problem);
                (decision.plan, PreparedPrincipal { app, goal, reading })
            }
        }
    }))
    .await;
    let (plans, principals) = parts.into_iter().unzip();
    Prepared {
        plan: Plan { principals: plans, read_at, clock_ahead: skew::to_save(client.ahead()) },
        tenant_id: client.tenant_id(),
        principals,
    }
}

fn reading(app: AppId, note: Option<String>) -> Progress {
    Progress { app_id: app, phase: ProgressPhase::Reading, note }
}

/// Reads one principal until two reads agree, and decides; when a key that is to stay came back
/// without its content, reads once more by object id.
pub(super) async fn look<B: BearerSource>(
    client: &Client<B>,
    app: AppId,
    goal: &Goal,
    reported: OnPause<'_>,
) -> Result<(PrincipalReading, Decision), Problem> {
    let needs = goal.needs();
    let reading = consistent_read::read(client, (app, needs), reported).await?;
    let decision = decide::decide(app, &reading, goal);
    let content_missing = decision
        .plan
        .problem
        .as_ref()
        .is_some_and(|problem| problem.code == ErrorCode::KeyBytesMissing);
    match &reading.principal {
        Some(principal)
            if content_missing
                && principal.keys.iter().any(|key| key.verifies() && key.bytes.is_none()) =>
        {
            let again = principal::read_again(client, (app, needs), principal, reported).await?;
            // Keys that came or went meanwhile are another state, and this one read of it is not enough.
            if !again.agrees_with(&reading, needs) {
                return Ok((reading, decision));
            }
            let decision = decide::decide(app, &again, goal);
            Ok((again, decision))
        }
        _ => Ok((reading, decision)),
    }
}
