//! What the program itself does through Graph: begun, ended, and what it proves.

use super::Effect;
use super::uploads::uploads;
use crate::certificate::Certificate;
use crate::error::{ErrorCode, Problem};
use crate::graph::{KeyFate, Plan, PlanAction, PrincipalPlan, PrincipalResult, PrincipalState};
use crate::guide::{Guide, Step, StepId, StepKind};
use crate::ids::{AppId, TenantId};
use crate::receipt::{CertificateUse, ReceivedCertificate};
use crate::setup::event::Follow;
use crate::setup::view::{Evidence, StepState};
use crate::setup::{
    CertificateSource, FoundTenant, InFlight, JournalEvent, JournalKey, JournalProblem,
    JournalResult, Notice, PlanFor, Reading, Setup, SetupError, StoredCertificate, TenantOperation,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

/// Who it was when nobody asked for it.
pub(super) const PROGRAM: &str = "Crosstrust";

impl Setup {
    /// Takes a certificate from a file, in place of one that was chosen before.
    ///
    /// # Errors
    /// [`SetupError::Certificate`] when it is not valid at this time.
    pub(in crate::setup) fn on_certificate_chosen(
        &mut self,
        certificate: &Certificate,
        file: String,
        now: Timestamp,
        who: &str,
    ) -> Result<Follow, SetupError> {
        self.idle()?;
        certificate.check(now)?;
        self.certificates.retain(|stored| stored.received.r#use != CertificateUse::Chosen);
        let received = ReceivedCertificate {
            r#use: CertificateUse::Chosen,
            card: certificate.card(now),
            refused: None,
            der: STANDARD.encode(certificate.der()),
        };
        let source = CertificateSource::File { file: file.clone() };
        self.certificates.push(StoredCertificate::new(received, source, now));
        let thumbprint = certificate.thumbprint();
        self.note(now, who, JournalEvent::CertificateChosen { file, thumbprint });
        Ok(Follow::Recompute)
    }

    /// Lets go of the certificate that was chosen from a file.
    ///
    /// # Errors
    /// [`SetupError::NoCertificate`] when none was.
    pub(in crate::setup) fn on_certificate_released(
        &mut self,
        now: Timestamp,
        who: &str,
    ) -> Result<Follow, SetupError> {
        self.idle()?;
        let before = self.certificates.len();
        self.certificates.retain(|stored| stored.received.r#use != CertificateUse::Chosen);
        if self.certificates.len() == before {
            return Err(SetupError::NoCertificate);
        }
        self.note(now, who, JournalEvent::CertificateReleased);
        Ok(Follow::Recompute)
    }

    /// Represents the answers that lead to the tenant: what was found by them is kept only while they
    /// are the same.
    pub fn way_to_tenant(&self, guide: &Guide) -> String {
        self.fingerprint_of_tenant(guide)
    }

    /// Keeps the id of the tenant that the answers name, as the sign-in service reported it, unless the
    /// answers have changed since: a domain is looked up while it is still being typed, and half of it
    /// may be somebody else's.
    pub(in crate::setup) fn on_tenant_found(
        &mut self,
        guide: &Guide,
        tenant_id: TenantId,
        way: &str,
        now: Timestamp,
        who: &str,
    ) -> Follow {
        let fingerprint = self.fingerprint_of_tenant(guide);
        if fingerprint != way || self.tenant_id(guide) == Some(tenant_id) {
            return Follow::Nothing;
        }
        self.tenant = Some(FoundTenant { id: tenant_id, fingerprint });
        self.note(now, who, JournalEvent::TenantFound { tenant_id });
        Follow::Nothing
    }

    /// The id of the tenant, as long as the answers name the same one.
    pub fn tenant_id(&self, guide: &Guide) -> Option<TenantId> {
        let found = self.tenant.as_ref()?;
        (found.fingerprint == self.fingerprint_of_tenant(guide)).then_some(found.id)
    }

    /// Keeps the plan that is about to be shown, and what it was made for.
    pub(in crate::setup) fn on_planned(
        &mut self,
        plan_for: PlanFor,
        plan: Plan,
        now: Timestamp,
        who: &str,
    ) -> Follow {
        let count = |wanted: PlanAction| {
            plan.principals.iter().filter(|principal| principal.action == wanted).count()
        };
        let removed = |principal: &PrincipalPlan| {
            let keys = principal.keys.iter().filter(|key| key.fate == KeyFate::Remove);
            let app_id = principal.app_id;
            keys.map(|key| JournalKey { app_id, key: key.identity() }).collect::<Vec<_>>()
        };
        let event = JournalEvent::Planned {
            operation: plan_for.operation,
            write: count(PlanAction::Write),
            create: count(PlanAction::Create),
            nothing: count(PlanAction::Nothing),
            cannot: count(PlanAction::Cannot),
            removes: plan.principals.iter().flat_map(removed).collect(),
        };
        self.plan = Some(plan);
        self.plan_for = Some(plan_for);
        self.note_again(now, who, event);
        Follow::Nothing
    }

    /// The step that putting keys back or removing one belongs to: the first upload that writes to that
    /// application, else the first upload. So is it where no application is named.
    ///
    /// # Errors
    /// [`SetupError::UnknownStep`] when the guide has no upload.
    pub fn step_of_application(
        &self,
        guide: &Guide,
        app_id: Option<AppId>,
    ) -> Result<StepId, SetupError> {
        let first = self.step_of_kind(guide, StepKind::Upload)?;
        let writes_to = |step: &&Step| step.writes.iter().any(|write| Some(write.app_id) == app_id);
        Ok(uploads(guide).find(writes_to).unwrap_or(first).id.clone())
    }

    /// The step in which everything is read back.
    ///
    /// # Errors
    /// [`SetupError::UnknownStep`] when the guide has none.
    pub fn verification(&self, guide: &Guide) -> Result<StepId, SetupError> {
        Ok(self.step_of_kind(guide, StepKind::Verify)?.id.clone())
    }

    /// Notes that work on a step begins, to be saved before it does: should the program end in the
    /// middle, the step reopens as unknown.
    ///
    /// # Errors
    /// [`SetupError::UnderWay`] when something is already; [`SetupError::NotAnUpload`] when the step
    /// does not write; for an upload and a verification also what [`Setup::desired`] lacks.
    pub(in crate::setup) fn on_operation_started(
        &mut self,
        guide: &Guide,
        operation: TenantOperation,
        step: &StepId,
        now: Timestamp,
        who: &str,
    ) -> Result<Follow, SetupError> {
        let step = self.find(guide, step)?;
        self.idle()?;
        let kind = match operation {
            TenantOperation::Upload | TenantOperation::Restore | TenantOperation::Removal => {
                StepKind::Upload
            }
            TenantOperation::Verify => StepKind::Verify,
        };
        if step.kind != kind {
            return Err(SetupError::NotAnUpload { title: step.title.clone() });
        }
        match operation {
            TenantOperation::Upload => drop(self.desired(guide, &step.id, now)?),
            TenantOperation::Verify => drop(self.desired_of_all(guide, now)?),
            TenantOperation::Restore | TenantOperation::Removal => {}
        }
        match operation {
            TenantOperation::Upload | TenantOperation::Restore | TenantOperation::Removal => {
                self.backup_problem = None;
            }
            TenantOperation::Verify => {}
        }
        self.in_flight = Some(InFlight { operation, step: step.id.clone(), since: now });
        self.note(now, who, JournalEvent::OperationStarted { operation });
        Ok(Follow::Nothing)
    }

    /// Notes that work ended before it came to a result for any principal. What was proved before
    /// stays proved; cancelling changes nothing.
    pub(in crate::setup) fn on_operation_failed(
        &mut self,
        problem: &Problem,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Follow {
        let Some(InFlight { operation, step, .. }) = self.in_flight.take() else {
            return Follow::Nothing;
        };
        if problem.code == ErrorCode::Cancelled {
            self.note(now, who, JournalEvent::OperationCancelled { operation });
            return Follow::Nothing;
        }
        match self.step(&step).state {
            StepState::Done | StepState::Unknown => {}
            StepState::Todo
            | StepState::HandedOut
            | StepState::Waiting
            | StepState::Decide
            | StepState::Failed
            | StepState::Skipped
            | StepState::Stale => self.move_to(&step, StepState::Failed, now, effect),
        }
        let problem = JournalProblem::of(problem);
        self.note(now, who, JournalEvent::OperationFailed { operation, problem });
        Follow::Nothing
    }

    /// Takes in what an upload, a restore or a removal came to. The step is done only when everything
    /// it wants was read back. Principals that are not mentioned keep what was known of them in the
    /// same tenant.
    ///
    /// # Errors
    /// [`SetupError::UnknownStep`] when the guide has no upload.
    pub(in crate::setup) fn on_operation_ended(
        &mut self,
        guide: &Guide,
        mut results: Vec<PrincipalResult>,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Result<Follow, SetupError> {
        let first = self.step_of_kind(guide, StepKind::Upload)?;
        let (operation, step) = match self.in_flight.take() {
            Some(InFlight { operation, step, since }) => {
                self.mark_unwritten(since, &results);
                (operation, guide.step(&step).map_or(first, |(_, step)| step))
            }
            None => (TenantOperation::Upload, first),
        };
        let fingerprint = self.fingerprint_of_tenant(guide);
        let known = self.last_seen(guide);
        let any = |wanted| results.iter().any(|result| result.state == wanted);
        let written_now = any(PrincipalState::Done);
        let otherwise = if any(PrincipalState::Unknown) {
            StepState::Unknown
        } else if any(PrincipalState::Failed) {
            StepState::Failed
        } else {
            StepState::Todo
        };
        self.note(now, who, operation_ended(operation, &results));
        self.record_writes(guide, operation, &step.id, &mut results, now, who);
        let mentioned = |app_id: AppId| results.iter().any(|result| result.app_id == app_id);
        let mut principals = known;
        principals.retain(|principal| !mentioned(principal.app_id));
        principals.extend(results);
        let planned = self.plan_for.take().filter(|planned| planned.step == step.id);
        let page = planned.and_then(|planned| planned.page);
        let of = Some(PlanFor { step: step.id.clone(), operation, page });
        self.written = Some(Reading { at: now, fingerprint, principals, of });
        // What was read before the write is no proof of what is there now.
        self.verified = None;
        self.plan = None;
        let before = self.step(&step.id).state;
        // A step that still waits for something wants nothing, and nothing covers it.
        let desired = self.desired(guide, &step.id, now).unwrap_or_default();
        let covered = self.covers(guide, &desired, self.written.as_ref(), now);
        match operation {
            TenantOperation::Removal if before == StepState::Skipped => {}
            _ if covered => {
                if written_now {
                    self.steps.entry(step.id.clone()).or_default().done_at = Some(now);
                }
                self.mark_done(guide, step, Evidence::ReadBack, now, effect);
            }
            // The removal of one key says little of the step beside which it was asked for: what the
            // reading no longer shows is settled below.
            TenantOperation::Removal => match (otherwise, before) {
                (StepState::Unknown, _) => {
                    self.move_to(&step.id, StepState::Unknown, now, effect);
                }
                (_, StepState::Unknown) => {
                    self.move_to(&step.id, StepState::Todo, now, effect);
                }
                _ => {}
            },
            TenantOperation::Upload | TenantOperation::Restore | TenantOperation::Verify => {
                self.move_to(&step.id, otherwise, now, effect);
            }
        }
        if operation == TenantOperation::Upload && self.asks_nothing(&desired, now) {
            let nothing = Notice::NothingWritten { step: step.id.clone() };
            self.notify(nothing, now, who, effect);
        }
        Ok(Follow::Recompute)
    }

    /// What is known of each application of the tenant that the answers name: what a write came to, and
    /// in its place what a verification has read since.
    fn last_seen(&self, guide: &Guide) -> Vec<PrincipalResult> {
        let fingerprint = self.fingerprint_of_tenant(guide);
        let of = |reading: &Option<Reading>| -> Vec<PrincipalResult> {
            let same = reading.as_ref().filter(|reading| reading.fingerprint == fingerprint);
            same.map(|reading| reading.principals.clone()).unwrap_or_default()
        };
        let read: Vec<PrincipalResult> = of(&self.verified).into_iter().filter(was_read).collect();
        let mut seen = of(&self.written);
        for known in &mut seen {
            let newer = read.iter().find(|one| one.app_id == known.app_id);
            if let Some(newer) = newer {
                known.clone_from(newer);
            }
        }
        seen
    }

    /// Takes in what the app read back to verify. The step is done when the reading shows what every
    /// upload step wants and a receipt has shown every on-premises step in place; the checks that only
    /// a person can make are separate and do not delay it.
    ///
    /// # Errors
    /// [`SetupError::UnknownStep`] when the guide has no verification.
    pub(in crate::setup) fn on_verified(
        &mut self,
        guide: &Guide,
        results: Vec<PrincipalResult>,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Result<Follow, SetupError> {
        let step = self.step_of_kind(guide, StepKind::Verify)?;
        let results = one_each(results);
        self.in_flight = None;
        self.note(now, who, operation_ended(TenantOperation::Verify, &results));
        let fingerprint = self.fingerprint_of_tenant(guide);
        self.verified = Some(Reading { at: now, fingerprint, principals: results, of: None });
        // A reading verifies an upload just as well, no matter who made it.
        for upload in self.uploads_that_count(guide) {
            let proved =
                self.step(&upload.id).state == StepState::Done && !self.is_on_word(&upload.id);
            if proved {
                continue;
            }
            let desired = self.desired(guide, &upload.id, now).unwrap_or_default();
            if self.covers(guide, &desired, self.verified.as_ref(), now) {
                self.mark_done(guide, upload, Evidence::ReadBack, now, effect);
            }
        }
        if self.tenant_is_verified_so_far(guide, now) {
            if matches!(self.step(&step.id).state, StepState::Failed | StepState::Unknown) {
                self.move_to(&step.id, StepState::Todo, now, effect);
            }
        } else {
            self.move_to(&step.id, StepState::Failed, now, effect);
        }
        Ok(Follow::Recompute)
    }

    /// What was under way when the program ended is unknown now.
    pub(in crate::setup) fn on_opened(
        &mut self,
        guide: &Guide,
        now: Timestamp,
        effect: &mut Effect,
    ) -> Follow {
        if let Some(run) = self.script_in_flight.take() {
            return self.interrupt_run(guide, run, now, effect);
        }
        let Some(InFlight { operation, step, since }) = self.in_flight.take() else {
            return Follow::Nothing;
        };
        self.move_to(&step, StepState::Unknown, now, effect);
        self.note(now, PROGRAM, JournalEvent::OperationInterrupted { operation, since });
        match operation {
            // A write replaces what is there, so whatever was read before it proves nothing any more,
            // not for other steps either.
            TenantOperation::Upload | TenantOperation::Restore | TenantOperation::Removal => {
                self.keep_unfinished_writes(guide, operation, &step, since, now);
                self.written = None;
                self.verified = None;
                Follow::Recompute
            }
            // It read and changed nothing: what was known before is as true as it was.
            TenantOperation::Verify => Follow::Nothing,
        }
    }

    /// Work that is under way in this file and not in the setup as it was known here is unknown now. What was known
    /// to be under way continues, whatever the file says.
    pub(in crate::setup) fn on_file_changed(
        &mut self,
        guide: &Guide,
        known: &Self,
        now: Timestamp,
        effect: &mut Effect,
    ) -> Follow {
        let same =
            self.in_flight == known.in_flight && self.script_in_flight == known.script_in_flight;
        if same {
            return Follow::Nothing;
        }
        let follow = self.on_opened(guide, now, effect);
        self.in_flight.clone_from(&known.in_flight);
        self.script_in_flight.clone_from(&known.script_in_flight);
        follow
    }
}

/// Whether this is what was read, and not that reading failed.
fn was_read(result: &PrincipalResult) -> bool {
    match result.state {
        PrincipalState::Done | PrincipalState::AlreadyThere => true,
        PrincipalState::Failed | PrincipalState::Unknown | PrincipalState::Skipped => {
            result.error.as_ref().is_some_and(|error| error.code == ErrorCode::NotReadBack)
        }
    }
}

/// Each application once. Of one that was read for two steps that is kept which shows a fault.
fn one_each(results: Vec<PrincipalResult>) -> Vec<PrincipalResult> {
    let mut each: Vec<PrincipalResult> = Vec::new();
    for result in results {
        let same = |known: &&mut PrincipalResult| known.app_id == result.app_id;
        match each.iter_mut().find(same) {
            None => each.push(result),
            Some(known) => match known.state {
                PrincipalState::Done | PrincipalState::AlreadyThere => *known = result,
                PrincipalState::Failed | PrincipalState::Unknown | PrincipalState::Skipped => {}
            },
        }
    }
    each
}

/// Results for the journal.
fn operation_ended(operation: TenantOperation, results: &[PrincipalResult]) -> JournalEvent {
    let of = |result: &PrincipalResult| JournalResult {
        app_id: result.app_id,
        state: result.state,
        error: result.error.as_ref().map(|error| error.code),
    };
    JournalEvent::OperationEnded { operation, results: results.iter().map(of).collect() }
}
