//! Carrying out a plan: principals side by side, each by itself, none hindered by another.
//!
//! What is done to one principal: backup, (create,) write, read back until it shows. What the program
//! says at the end is what it read, not what it sent:
//!
//! * One read that shows the whole change proves it, even while others still show the old keys: no
//!   server invents keys that were not written, and replication only moves forward. So a good write
//!   takes one read, and an upload three round trips. It proves that write, and only until the next
//!   is sent: what is claimed in the end is what the last reading shows.
//! * No number of reads that show the old keys proves that a write was *not* applied until the time
//!   for replication is over. Only then is a write of unknown end tried again, once, and again after
//!   everything was read again.
//! * A write replaces all keys or names that it sends, so keys that another tool has added since the
//!   operator looked would be lost. A reading older than a moment is therefore not written upon: the principal is read again,
//!   twice (`consistent_read`), new keys are kept, and when anything else has changed, nothing is written and
//!   the operator is asked to look again. A computer that slept has old readings, too.
//! * What another tool wrote in the moment between reading and writing shows afterwards at best; what
//!   shows is put back (`concurrent_changes`).

mod creation;
mod ending;

use super::client::{Client, Write};
use super::concurrent_changes::{ConcurrentChanges, Replaced};
use super::decide::{self, Decision, PutBack};
use super::plan::{self, OnProgress, Prepared, PreparedPrincipal};
use super::principal::{self, Covers, PrincipalReading};
use super::{
    Backup, KeyFate, NameFate, PlanAction, PrincipalPlan, PrincipalResult, PrincipalState,
    Progress, ProgressPhase, agreed,
};
use crate::error::{ErrorCode, Problem};
use crate::http::BearerSource;
use crate::ids::AppId;
use crate::messages::{say, text};
use ending::{explain, is_absent, passes};
use futures::future::join_all;
use reqwest::Method;

/// Keeps a backup for good. A principal is written only after this has succeeded for it.
pub type KeepBackup<'a> = &'a (dyn Fn(&Backup) -> Result<(), Problem> + Send + Sync);

/// A read that follows a write is tried this often before the next one takes its turn.
const READ_BACK_TRIES: u32 = 2;

/// How often a write may end without its end being known.
const UNKNOWN_WRITES: u32 = 2;

/// How often keys of others are put back before the other tool is let have its way.
const PUT_BACKS: u32 = 2;

/// Carries out a plan and reports for each principal what is there in the end.
///
/// Dropping the future stops it where it is; a write that is on its way may then be applied.
pub async fn apply<B: BearerSource>(
    client: &Client<B>,
    prepared: &Prepared,
    keep: KeepBackup<'_>,
    progress: OnProgress<'_>,
) -> Vec<PrincipalResult> {
    let pairs = prepared.principals.iter().zip(&prepared.plan.principals);
    join_all(pairs.map(|(part, agreed)| async move {
        let mut principal_write = PrincipalWrite {
            client,
            part,
            agreed,
            keep,
            progress,
            created: false,
            creation_in_doubt: false,
            wrote: Wrote::Nothing,
            replaced: Replaced::default(),
            last: part.reading.clone(),
            before: None,
            saved: None,
            concurrent: ConcurrentChanges::default(),
        };
        let end = if prepared.tenant_id == client.tenant_id() {
            principal_write.run().await
        } else {
            Err(Problem::new(
                ErrorCode::SignInTenantMismatch,
                text!(
                    "graph-plan-of-other-tenant",
                    planned = prepared.tenant_id,
                    signed_in = client.tenant_id()
                ),
            ))
        };
        let result = principal_write.result(end);
        principal_write.tell(ProgressPhase::Ended, None);
        result
    }))
    .await
}

/// One principal on its way.
struct PrincipalWrite<'a, B> {
    client: &'a Client<B>,
    part: &'a PreparedPrincipal,
    agreed: &'a PrincipalPlan,
    keep: KeepBackup<'a>,
    progress: OnProgress<'a>,
    /// The principal was created on the way.
    created: bool,
    /// It is not known whether it was created.
    creation_in_doubt: bool,
    wrote: Wrote,
    /// What all writes so far have replaced.
    replaced: Replaced,
    last: Option<PrincipalReading>,
    /// What was read before anything was sent.
    before: Option<PrincipalReading>,
    saved: Option<Backup>,
    concurrent: ConcurrentChanges,
}

/// The last write that may have been applied. What an earlier one came to counts no more: each
/// replaces what it sends.
enum Wrote {
    /// There was none.
    Nothing,
    /// Its end is not known.
    InDoubt,
    /// Graph accepted it, and it was not read back yet.
    Accepted,
    /// It was read back; whether it still shows, the last reading shows.
    Shown(Box<Decision>),
}

/// What reading back showed.
enum ReadBack {
    Yes,
    /// Why not, as the last read has it.
    No(Problem),
}

impl<B: BearerSource> PrincipalWrite<'_, B> {
    fn app(&self) -> AppId {
        self.part.app
    }

    fn tell(&self, phase: ProgressPhase, note: Option<String>) {
        (self.progress)(Progress { app_id: self.app(), phase, note });
    }

    async fn wait(&self, pause: std::time::Duration, why: &str, phase: ProgressPhase) {
        let reported = |note| self.tell(phase, Some(note));
        self.client.wait(pause, why, &reported).await;
    }

    /// Reads, writes and reads back. `Ok` says whether anything had to be written.
    async fn run(&mut self) -> Result<PrincipalState, Problem> {
        if self.agreed.action == PlanAction::Cannot {
            let reported = self.agreed.problem.clone();
            return Err(reported.unwrap_or_else(|| Problem::of(ErrorCode::Internal)));
        }
        let mut postponed = 0;
        let mut unknown = 0;
        let mut changed = 0;
        let mut put_backs = 0;
        let mut decision = self.first_decision().await?;
        loop {
            if !agreed::stays_within(&decision.plan, self.agreed) {
                return Err(Problem::new(
                    ErrorCode::KeysChangedMeanwhile,
                    self.subject().changed(),
                ));
            }
            decision = self.with_concurrent_changes(decision);
            match decision.plan.action {
                PlanAction::Cannot => {
                    let reported = decision.plan.problem;
                    return Err(reported.unwrap_or_else(|| Problem::of(ErrorCode::Internal)));
                }
                PlanAction::Nothing => return self.confirm(&decision).await,
                PlanAction::Create => {
                    // Once created it may still be absent from some reads.
                    postponed += u32::from(self.created);
                    if postponed >= self.client.policy().tries {
                        return Err(Problem::of(ErrorCode::PrincipalNotReplicated));
                    }
                    if self.before.is_none() {
                        self.before.clone_from(&self.last);
                    }
                    self.create().await?;
                    decision = self.look().await?;
                    continue;
                }
                PlanAction::Write => {}
            }
            match self.write(&decision, postponed).await? {
                // Keeping the copy took so long that the reading is old.
                None => {}
                Some(Write::Accepted) => {
                    self.wrote = Wrote::Accepted;
                    if let ReadBack::No(why) = self.read_back(&decision).await {
                        return Err(why);
                    }
                    if !self.has_lost_changes() || put_backs >= PUT_BACKS {
                        return Ok(PrincipalState::Done);
                    }
                    put_backs += 1;
                }
                Some(Write::Postponed { pause, why, problem }) => {
                    postponed += 1;
                    if postponed >= self.client.policy().tries {
                        return Err(problem);
                    }
                    self.wait(pause, why, ProgressPhase::Writing).await;
                }
                Some(Write::Unknown(problem)) => {
                    unknown += 1;
                    self.wrote = Wrote::InDoubt;
                    if let ReadBack::Yes = self.read_back(&decision).await
                        && !self.has_lost_changes()
                    {
                        return Ok(PrincipalState::Done);
                    }
                    if unknown >= UNKNOWN_WRITES {
                        return Err(problem);
                    }
                }
                Some(Write::Refused { problem, .. }) if self.created && is_absent(&problem) => {
                    postponed += 1;
                    if postponed >= self.client.policy().tries {
                        return Err(problem);
                    }
                    let pause = self.client.policy().cap;
                    self.wait(pause, "new-entry", ProgressPhase::Writing).await;
                }
                Some(Write::Refused { problem, .. }) => {
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
        match self.last.as_ref().filter(|reading| self.is_fresh(reading)) {
            Some(reading) => Ok(decide::decide(self.app(), reading, &self.part.goal)),
            None => self.look().await,
        }
    }

    /// Whether a reading may be written upon. A clock that was set back says nothing about age.
    fn is_fresh(&self, reading: &PrincipalReading) -> bool {
        let policy = self.client.policy();
        reading.age(policy.clock.as_ref()).is_some_and(|age| age <= policy.fresh_for)
    }

    /// The decision, and with it the keys of others that an earlier write took away.
    fn with_concurrent_changes(&mut self, decision: Decision) -> Decision {
        let Some(reading) = &self.last else { return decision };
        let lost = self.concurrent.to_put_back(reading);
        if lost.is_empty() {
            return decision;
        }
        let decision = decide::decide_with(self.app(), reading, &self.part.goal, &lost);
        self.concurrent.remember(&lost);
        let note = if lost.keys.is_empty() {
            say!("graph-putting-back-name")
        } else {
            say!("graph-putting-back-key")
        };
        self.tell(ProgressPhase::Writing, Some(note));
        decision
    }

    fn has_lost_changes(&self) -> bool {
        let lost = self.last.as_ref().map(|reading| self.concurrent.to_put_back(reading));
        lost.is_some_and(|lost: PutBack| !lost.is_empty())
    }

    /// Reads again and decides.
    async fn look(&mut self) -> Result<Decision, Problem> {
        self.tell(ProgressPhase::Reading, None);
        let reported = |note| self.tell(ProgressPhase::Reading, Some(note));
        let (reading, decision) =
            plan::look(self.client, self.app(), &self.part.goal, &reported).await?;
        self.last = Some(reading);
        Ok(decision)
    }

    /// Nothing is to be written; one more read says that it is so.
    async fn confirm(&mut self, decision: &Decision) -> Result<PrincipalState, Problem> {
        match self.read_back(decision).await {
            ReadBack::No(why) => Err(why),
            ReadBack::Yes => Ok(match self.wrote {
                Wrote::Nothing if !self.created => PrincipalState::AlreadyThere,
                Wrote::Nothing | Wrote::InDoubt | Wrote::Accepted | Wrote::Shown(_) => {
                    PrincipalState::Done
                }
            }),
        }
    }

    /// Keeps a backup and writes once; `None` when that took so long that the keys must be read again.
    async fn write(
        &mut self,
        decision: &Decision,
        failed_before: u32,
    ) -> Result<Option<Write>, Problem> {
        let Some((reading, principal)) =
            self.last.as_ref().and_then(|reading| Some((reading, reading.principal.as_ref()?)))
        else {
            return Err(Problem::of(ErrorCode::Internal));
        };
        let backup =
            principal.backup(self.client.tenant_id(), self.app(), reading.began, self.covers());
        let path = principal::by_object_id(principal.object_id);
        // After a pause everything is mostly the same, and one copy of it is enough.
        let copied = |copy: &Backup| Backup { taken_at: reading.began, ..copy.clone() };
        if self.saved.as_ref().map(copied).as_ref() != Some(&backup) {
            let was_fresh = self.is_fresh(reading);
            (self.keep)(&backup)?;
            self.saved = Some(backup);
            // A slow disk, or a computer that slept meanwhile.
            if was_fresh && !self.is_fresh(reading) {
                return Ok(None);
            }
        }
        self.tell(ProgressPhase::Writing, None);
        self.before.get_or_insert_with(|| reading.clone());
        self.replaced.keys |= decision.sends.keys;
        self.replaced.names |= decision.sends.names.is_some();
        let body = decision.body();
        Ok(Some(self.client.write(Method::PATCH, &path, &body, failed_before).await))
    }

    /// What the plan replaces. A later write of the same principal may replace less.
    fn covers(&self) -> Covers {
        let changes_key = |fate| matches!(fate, KeyFate::Add | KeyFate::Drop | KeyFate::Remove);
        let changes_name = |fate| matches!(fate, NameFate::Add | NameFate::Remove);
        Covers {
            keys: self.agreed.keys.iter().any(|key| changes_key(key.fate)),
            names: self.agreed.names.iter().any(|name| changes_name(name.fate)),
            enabled: self.agreed.sets_enabled.is_some(),
        }
    }

    /// Reads until the decision shows.
    async fn read_back(&mut self, decision: &Decision) -> ReadBack {
        let written = !matches!(self.wrote, Wrote::Nothing);
        let replaced = if written { self.replaced } else { Replaced::default() };
        self.concurrent.know(decision);
        let missing = |reading: &PrincipalReading, concurrent: &mut ConcurrentChanges| {
            if replaced.anything() {
                concurrent.note(reading, replaced);
            }
            let missing = decision.missing_from(reading)?;
            Some(Problem::new(
                ErrorCode::NotReadBack,
                text!("graph-not-read-back", missing = missing),
            ))
        };
        let read_back = self.poll(ProgressPhase::ReadingBack, missing).await;
        if written && matches!(read_back, ReadBack::Yes) {
            self.wrote = Wrote::Shown(Box::new(decision.clone()));
        }
        read_back
    }

    /// Reads until nothing is missing or the time for replication is over.
    async fn poll(
        &mut self,
        phase: ProgressPhase,
        missing: impl Fn(&PrincipalReading, &mut ConcurrentChanges) -> Option<Problem>,
    ) -> ReadBack {
        let (client, about) = (self.client, (self.app(), self.part.goal.needs()));
        let mut pauses = client.policy().read_back.iter();
        self.tell(phase, None);
        loop {
            let read = {
                let reported = |note| self.tell(phase, Some(note));
                principal::read(client, about, READ_BACK_TRIES, &reported).await
            };
            let problem = match read {
                Ok(reading) => {
                    let missing = missing(&reading, &mut self.concurrent);
                    self.last = Some(reading);
                    match missing {
                        None => return ReadBack::Yes,
                        Some(problem) => problem,
                    }
                }
                // Waiting does not bring back a sign-in or a right.
                Err(problem) if !passes(problem.code) => return ReadBack::No(problem),
                Err(problem) => problem,
            };
            let Some(pause) = pauses.next() else {
                return ReadBack::No(problem);
            };
            self.wait(*pause, "change", phase).await;
        }
    }
}
