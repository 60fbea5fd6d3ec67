//! Carrying out a plan: principals side by side, each by itself, none hindered by another.
//!
//! The course of one principal: backup, (create,) write, read back until it shows. What the program
//! says at the end is what it read, not what it sent:
//!
//! * One read that shows the whole change proves it, even while others still show the old keys: no
//!   server invents keys that were not written, and replication only moves forward. So a good write
//!   takes one read, and an upload three round trips.
//! * No number of reads that show the old keys proves that a write was *not* applied until the time
//!   for replication is over. Only then is a write of unknown end tried again, once, and again after
//!   everything was read anew.
//! * A write replaces all keys, so keys that another tool has added since the operator looked would be
//!   lost. A reading older than a few seconds is therefore not written upon: the principal is read
//!   again, new keys are kept, and when anything else has changed, nothing is written and the operator
//!   is asked to look again.

use super::app_id::AppId;
use super::client::{Client, Write};
use super::decide::{self, Decision};
use super::plan::{self, OnProgress, Prepared, PreparedPrincipal};
use super::principal::{self, Reading};
use super::{
    Backup, KeyFate, PlanAction, PrincipalPlan, PrincipalResult, PrincipalState, Progress,
    ProgressPhase,
};
use crate::error::{ErrorCode, Problem};
use crate::http::BearerSource;
use futures::future::join_all;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

/// Keeps a backup for good. A principal is written only after this has succeeded for it.
pub type KeepBackup<'a> = &'a (dyn Fn(&Backup) -> Result<(), Problem> + Send + Sync);

/// A read that follows a write is tried this often before the next one takes its turn.
const READ_BACK_TRIES: u32 = 2;

/// How often a write may end without its end being known.
const UNKNOWN_WRITES: u32 = 2;

/// Graph's code when the principal to be created is there already.
const EXISTS: &str = "Request_MultipleObjectsWithSameKeyValue";

/// Carries out a plan and tells for each principal what is there in the end.
///
/// Dropping the future stops it where it stands; a write that is on its way may then be applied.
pub async fn apply<B: BearerSource>(
    client: &Client<B>,
    prepared: &Prepared,
    keep: KeepBackup<'_>,
    progress: OnProgress<'_>,
) -> Vec<PrincipalResult> {
    let pairs = prepared.principals.iter().zip(&prepared.plan.principals);
    join_all(pairs.map(|(part, agreed)| async move {
        let mut course = Course {
            client,
            part,
            agreed,
            keep,
            progress,
            created: false,
            accepted: false,
            in_doubt: None,
            last: part.reading.clone(),
            saved: None,
        };
        let end = if prepared.tenant_id.eq_ignore_ascii_case(client.tenant_id()) {
            course.run().await
        } else {
            Err(Problem::new(
                ErrorCode::SignInTenantMismatch,
                format!(
                    "The plan is of the tenant {}, and you are signed in to {}.",
                    prepared.tenant_id,
                    client.tenant_id()
                ),
            ))
        };
        let result = course.result(end);
        course.tell(ProgressPhase::Ended, None);
        result
    }))
    .await
}

/// One principal on its way.
struct Course<'a, B> {
    client: &'a Client<B>,
    part: &'a PreparedPrincipal,
    agreed: &'a PrincipalPlan,
    keep: KeepBackup<'a>,
    progress: OnProgress<'a>,
    /// The principal was created on the way.
    created: bool,
    /// Graph accepted a write.
    accepted: bool,
    /// A write whose end is not known.
    in_doubt: Option<Doubt>,
    last: Option<Reading>,
    saved: Option<Backup>,
}

/// What it is not known whether it was applied.
#[derive(Clone, Copy)]
enum Doubt {
    Creation,
    Keys,
}

/// What reading back showed.
enum Shown {
    Yes,
    /// Why not, as the last read has it.
    No(Problem),
}

impl<B: BearerSource> Course<'_, B> {
    fn app(&self) -> AppId {
        self.part.app
    }

    fn tell(&self, phase: ProgressPhase, note: Option<String>) {
        (self.progress)(Progress { app_id: self.app().to_string(), phase, note });
    }

    async fn rest(&self, pause: std::time::Duration, why: &str, phase: ProgressPhase) {
        let told = |note| self.tell(phase, Some(note));
        self.client.rest(pause, why, &told).await;
    }

    /// Reads, writes and reads back. `Ok` tells whether anything had to be written.
    async fn run(&mut self) -> Result<PrincipalState, Problem> {
        if self.agreed.action == PlanAction::Cannot {
            let told = self.agreed.problem.clone();
            return Err(told.unwrap_or_else(|| Problem::of(ErrorCode::Internal)));
        }
        let mut postponed = 0;
        let mut unknown = 0;
        let mut changed = 0;
        let mut decision = self.first_decision().await?;
        loop {
            if !decide::stays_within(&decision.plan, self.agreed) {
                return Err(Problem::new(
                    ErrorCode::KeysChangedMeanwhile,
                    "The keys of this application have changed since the plan was made.",
                ));
            }
            match decision.plan.action {
                PlanAction::Cannot => {
                    let told = decision.plan.problem;
                    return Err(told.unwrap_or_else(|| Problem::of(ErrorCode::Internal)));
                }
                PlanAction::Nothing => return self.confirm(&decision).await,
                PlanAction::Create => {
                    // Once created it may still be absent from some reads.
                    postponed += u32::from(self.created);
                    if postponed >= self.client.pace().tries {
                        return Err(Problem::of(ErrorCode::PrincipalNotReplicated));
                    }
                    self.create().await?;
                    decision = self.look().await?;
                    continue;
                }
                PlanAction::Write => {}
            }
            match self.write(&decision, postponed).await? {
                Write::Accepted => {
                    self.accepted = true;
                    self.in_doubt = None;
                    return match self.read_back(&decision).await {
                        Shown::Yes => Ok(PrincipalState::Done),
                        Shown::No(why) => Err(why),
                    };
                }
                Write::Postponed { pause, why, problem } => {
                    postponed += 1;
                    if postponed >= self.client.pace().tries {
                        return Err(problem);
                    }
                    self.rest(pause, why, ProgressPhase::Writing).await;
                }
                Write::Unknown(problem) => {
                    unknown += 1;
                    self.in_doubt = Some(Doubt::Keys);
                    if let Shown::Yes = self.read_back(&decision).await {
                        return Ok(PrincipalState::Done);
                    }
                    if unknown >= UNKNOWN_WRITES {
                        return Err(problem);
                    }
                }
                Write::Refused { problem, .. } if self.created && is_absent(&problem) => {
                    postponed += 1;
                    if postponed >= self.client.pace().tries {
                        return Err(problem);
                    }
                    let pause = self.client.pace().cap;
                    self.rest(pause, "the new entry does not show yet", ProgressPhase::Writing)
                        .await;
                }
                Write::Refused { problem, .. } => {
                    changed += 1;
                    if problem.code != ErrorCode::KeysChangedMeanwhile || changed > 1 {
                        return Err(explain(problem, &decision.plan));
                    }
                }
            }
            decision = self.look().await?;
        }
    }

    /// Decides on the reading that the plan was made from while it is fresh, else on a new one.
    async fn first_decision(&mut self) -> Result<Decision, Problem> {
        let fresh_for = SignedDuration::try_from(self.client.pace().fresh_for).unwrap_or_default();
        let fresh = self.last.as_ref().filter(|reading| {
            let age = self.client.now().duration_since(reading.began);
            // A clock that was set back tells nothing about age.
            !age.is_negative() && age <= fresh_for
        });
        match fresh {
            Some(reading) => Ok(decide::decide(self.app(), reading, &self.part.wish)),
            None => self.look().await,
        }
    }

    /// Reads anew and decides.
    async fn look(&mut self) -> Result<Decision, Problem> {
        self.tell(ProgressPhase::Reading, None);
        let told = |note| self.tell(ProgressPhase::Reading, Some(note));
        let (reading, decision) =
            plan::look(self.client, self.app(), &self.part.wish, &told).await?;
        self.last = Some(reading);
        Ok(decision)
    }

    /// Nothing is to be written; one more read says that it is so.
    async fn confirm(&mut self, decision: &Decision) -> Result<PrincipalState, Problem> {
        match self.read_back(decision).await {
            Shown::Yes if self.in_doubt.is_some() => Ok(PrincipalState::Done),
            Shown::Yes => Ok(PrincipalState::AlreadyThere),
            Shown::No(why) => Err(why),
        }
    }

    /// Keeps a backup and writes once.
    async fn write(&mut self, decision: &Decision, failed_before: u32) -> Result<Write, Problem> {
        let Some((reading, principal)) =
            self.last.as_ref().and_then(|reading| Some((reading, reading.principal.as_ref()?)))
        else {
            return Err(Problem::of(ErrorCode::Internal));
        };
        let backup = principal.backup(self.client.tenant_id(), self.app(), reading.began);
        let path = principal::by_object_id(principal.object_id);
        // After a pause the keys are mostly the same, and one copy of them is enough.
        let saved = self.saved.as_ref().map(|saved| &saved.keys);
        if saved != Some(&backup.keys) {
            (self.keep)(&backup)?;
            self.saved = Some(backup);
        }
        self.tell(ProgressPhase::Writing, None);
        let keys: Vec<Value> =
            decision.target.iter().map(|target| target.bytes.to_wire()).collect();
        let body = json!({ "keyCredentials": keys });
        Ok(self.client.write(Method::PATCH, &path, &body, failed_before).await)
    }

    /// Adds the principal to the tenant and waits until it shows.
    async fn create(&mut self) -> Result<(), Problem> {
        let body = json!({ "appId": self.app().to_string() });
        let mut failed = 0;
        let mut unknown = 0;
        loop {
            self.tell(ProgressPhase::Creating, None);
            match self.client.write(Method::POST, "servicePrincipals", &body, failed).await {
                Write::Accepted => break,
                Write::Refused { code, .. } if code == EXISTS => break,
                Write::Refused { problem, .. } => return Err(problem),
                Write::Postponed { pause, why, problem } => {
                    failed += 1;
                    if failed >= self.client.pace().tries {
                        return Err(problem);
                    }
                    self.rest(pause, why, ProgressPhase::Creating).await;
                }
                Write::Unknown(problem) => {
                    unknown += 1;
                    self.in_doubt = Some(Doubt::Creation);
                    if let Shown::Yes = self.appears().await {
                        break;
                    }
                    if unknown >= UNKNOWN_WRITES {
                        return Err(problem);
                    }
                }
            }
        }
        self.created = true;
        self.in_doubt = None;
        match self.appears().await {
            Shown::Yes => Ok(()),
            Shown::No(problem) => Err(problem),
        }
    }

    /// Reads until the principal itself shows.
    async fn appears(&mut self) -> Shown {
        self.poll(ProgressPhase::Creating, |reading| match reading.principal {
            Some(_) => None,
            None => Some(Problem::new(
                ErrorCode::PrincipalNotReplicated,
                "The application does not show in the tenant yet.",
            )),
        })
        .await
    }

    /// Reads until the decision shows.
    async fn read_back(&mut self, decision: &Decision) -> Shown {
        self.poll(ProgressPhase::ReadingBack, |reading| {
            let missing = match &reading.principal {
                Some(principal) => decision.missing_from(principal)?,
                None => "the application itself does not show".to_owned(),
            };
            Some(Problem::new(
                ErrorCode::NotReadBack,
                format!("Reading back did not show the change in time: {missing}."),
            ))
        })
        .await
    }

    /// Reads until nothing is missing or the time for replication is over.
    async fn poll(
        &mut self,
        phase: ProgressPhase,
        missing: impl Fn(&Reading) -> Option<Problem>,
    ) -> Shown {
        let (client, app) = (self.client, self.app());
        let mut pauses = client.pace().read_back.iter();
        self.tell(phase, None);
        loop {
            let read = {
                let told = |note| self.tell(phase, Some(note));
                principal::read(client, app, READ_BACK_TRIES, &told).await
            };
            let problem = match read {
                Ok(reading) => {
                    let missing = missing(&reading);
                    self.last = Some(reading);
                    match missing {
                        None => return Shown::Yes,
                        Some(problem) => problem,
                    }
                }
                // Waiting does not bring back a sign-in or a right.
                Err(problem) if !passes(problem.code) => return Shown::No(problem),
                Err(problem) => problem,
            };
            let Some(pause) = pauses.next() else {
                return Shown::No(problem);
            };
            self.rest(*pause, "the change does not show yet", phase).await;
        }
    }

    /// What is said in the end: never more than what was read.
    fn result(&self, end: Result<PrincipalState, Problem>) -> PrincipalResult {
        let wants = |key: &_| self.part.wish.wants(key);
        let last = self.last.as_ref();
        let problem = match end {
            Ok(state) => return Reading::result(last, self.app(), state, wants, None),
            Err(problem) => problem,
        };
        let (state, so_far) = match (self.accepted, self.in_doubt, self.created) {
            (true, _, _) => (
                PrincipalState::Unknown,
                "Microsoft Graph accepted the keys, but they could not be read back. Verify before you try again.",
            ),
            (false, Some(Doubt::Keys), _) => (
                PrincipalState::Unknown,
                "It is not known whether the keys were written. Verify before you try again.",
            ),
            (false, Some(Doubt::Creation), _) => (
                PrincipalState::Unknown,
                "It is not known whether the application was added to the tenant. No keys were written.",
            ),
            (false, None, true) => (
                PrincipalState::Failed,
                "The application is in the tenant now, but no keys were written.",
            ),
            (false, None, false) => (PrincipalState::Failed, "Nothing was written."),
        };
        let error = Problem { message: format!("{} {so_far}", problem.message), ..problem };
        Reading::result(last, self.app(), state, wants, Some(error))
    }
}

fn passes(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::NetworkUnreachable
            | ErrorCode::NetworkTimeout
            | ErrorCode::GraphUnavailable
            | ErrorCode::GraphThrottled
            | ErrorCode::GraphUnreadable
            | ErrorCode::PrincipalNotReplicated
    )
}

fn is_absent(problem: &Problem) -> bool {
    matches!(problem.code, ErrorCode::PrincipalAbsent | ErrorCode::PrincipalNotReplicated)
}

/// The words of the table fit the new certificate; an expired key that stays is refused alike.
fn explain(problem: Problem, plan: &PrincipalPlan) -> Problem {
    let keeps_expired = plan.keys.iter().any(|key| key.fate == KeyFate::KeepExpired);
    if problem.code == ErrorCode::GraphCertificateEndDate && keeps_expired {
        Problem {
            message: "Microsoft Graph does not take expired keys again. Let the expired keys be dropped, then try again.".to_owned(),
            ..problem
        }
    } else {
        problem
    }
}
