//! What the program itself does through Graph: begun, ended, and what it proves.

use super::Effect;
use crate::certificate::Certificate;
use crate::error::{ErrorCode, Problem};
use crate::graph::{Plan, PlanAction, PrincipalResult, PrincipalState};
use crate::guide::{Application, CloudWrite, Guide, StepId, StepKind};
use crate::receipt::{CertificateUse, ReceivedCertificate};
use crate::setup::view::{StepState, Witness};
use crate::setup::{FoundTenant, InFlight, Reading, Setup, SetupError, StoredCertificate, Work};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

/// Who it was when nobody asked for it.
const PROGRAM: &str = "Crosstrust";

/// Makes sure that the guide wants what the program does: certificates on each of its applications,
/// and nothing else. A key on an application that must have none would be harm done.
fn only_keys(guide: &Guide) -> Result<(), SetupError> {
    let uploads = guide.steps.iter().filter(|step| step.kind == StepKind::Upload);
    for step in uploads.filter(|step| !step.writes.is_empty()) {
        let keys_alone = |write: &CloudWrite| write.keys && !write.enabled && write.names.is_none();
        let covered = |application: &Application| {
            step.writes.iter().any(|write| write.app_id == application.app_id)
        };
        if !step.writes.iter().all(keys_alone) || !guide.applications.iter().all(covered) {
            return Err(SetupError::NotOnlyKeys { title: step.title.clone() });
        }
    }
    Ok(())
}

impl Setup {
    /// Takes a certificate from a file, in place of one that was chosen before.
    ///
    /// # Errors
    /// [`SetupError::Certificate`] when it is not valid at this time.
    pub fn hold_certificate(
        &mut self,
        guide: &Guide,
        certificate: &Certificate,
        file_name: &str,
        now: Timestamp,
        who: &str,
    ) -> Result<Effect, SetupError> {
        self.of(guide)?;
        self.idle()?;
        certificate.check(now)?;
        self.certificates.retain(|stored| stored.received.r#use != CertificateUse::Chosen);
        self.certificates.push(StoredCertificate {
            received: ReceivedCertificate {
                r#use: CertificateUse::Chosen,
                card: certificate.card(now),
                refused: None,
                der: STANDARD.encode(certificate.der()),
            },
            source: format!("From the file {file_name}"),
            since: now,
        });
        let thumbprint = certificate.thumbprint();
        self.note(
            now,
            who,
            format!("Chose the file {file_name} with the certificate {thumbprint}."),
        );
        let mut effect = Effect::default();
        self.settle(guide, now, &mut effect);
        Ok(effect)
    }

    /// Lets go of the certificate that was chosen from a file.
    ///
    /// # Errors
    /// [`SetupError::NoCertificate`] when none was.
    pub fn release_certificate(
        &mut self,
        guide: &Guide,
        now: Timestamp,
        who: &str,
    ) -> Result<Effect, SetupError> {
        self.of(guide)?;
        self.idle()?;
        let before = self.certificates.len();
        self.certificates.retain(|stored| stored.received.r#use != CertificateUse::Chosen);
        if self.certificates.len() == before {
            return Err(SetupError::NoCertificate);
        }
        self.note(now, who, "Let go of the certificate that was chosen from a file.");
        let mut effect = Effect::default();
        self.settle(guide, now, &mut effect);
        Ok(effect)
    }

    /// Keeps the id of the tenant that the answers name, as the sign-in service told it.
    pub fn record_tenant(&mut self, guide: &Guide, tenant_id: &str, now: Timestamp, who: &str) {
        if self.tenant_id(guide) == Some(tenant_id) {
            return;
        }
        let fingerprint = self.fingerprint_of_tenant(guide);
        self.tenant = Some(FoundTenant { id: tenant_id.to_owned(), fingerprint });
        self.note(now, who, format!("Looked the tenant up: its id is {tenant_id}."));
    }

    /// The id of the tenant, as long as the answers name the same one.
    pub fn tenant_id(&self, guide: &Guide) -> Option<&str> {
        let found = self.tenant.as_ref()?;
        (found.fingerprint == self.fingerprint_of_tenant(guide)).then_some(found.id.as_str())
    }

    /// Keeps the plan that is about to be shown.
    pub fn record_plan(&mut self, plan: Plan, now: Timestamp, who: &str) {
        let count = |wanted: PlanAction| {
            plan.principals.iter().filter(|principal| principal.action == wanted).count()
        };
        let what = format!(
            "Read what an upload would change: {} to write, {} to create, {} unchanged, {} not possible.",
            count(PlanAction::Write),
            count(PlanAction::Create),
            count(PlanAction::Nothing),
            count(PlanAction::Cannot),
        );
        self.plan = Some(plan);
        self.note_again(now, who, what);
    }

    /// Notes that work begins, to be saved before it does: should the program end in the middle,
    /// the step reopens as unknown.
    ///
    /// # Errors
    /// [`SetupError::UnderWay`] when something is already; [`SetupError::NoCertificate`] when there
    /// is nothing to upload; [`SetupError::NotOnlyKeys`] when certificates on every application are
    /// not what the guide wants.
    pub fn begin(
        &mut self,
        guide: &Guide,
        work: Work,
        now: Timestamp,
        who: &str,
    ) -> Result<(), SetupError> {
        let step = match work {
            Work::Upload | Work::Restore => self.step_of_kind(guide, StepKind::Upload)?,
            Work::Verify => self.step_of_kind(guide, StepKind::Verify)?,
        };
        self.idle()?;
        if work != Work::Restore {
            only_keys(guide)?;
        }
        match work {
            Work::Upload if self.usable_certificates(now).is_empty() => {
                return Err(SetupError::NoCertificate);
            }
            Work::Upload | Work::Restore | Work::Verify => {}
        }
        match work {
            Work::Upload | Work::Restore => self.backup_problem = None,
            Work::Verify => {}
        }
        self.in_flight = Some(InFlight { work, step: step.id.clone(), since: now });
        self.note(now, who, format!("{} began.", work.words()));
        Ok(())
    }

    /// Notes that work ended before it came to a result for any principal. What was proved before
    /// stays proved; cancelling changes nothing.
    pub fn finish(&mut self, problem: &Problem, now: Timestamp, who: &str) -> Effect {
        let mut effect = Effect::default();
        let Some(InFlight { work, step, .. }) = self.in_flight.take() else { return effect };
        if problem.code == ErrorCode::Cancelled {
            self.note(now, who, format!("{} was cancelled.", work.words()));
            return effect;
        }
        match self.step(&step).state {
            StepState::Done | StepState::Unknown => {}
            StepState::Todo
            | StepState::HandedOut
            | StepState::Decide
            | StepState::Failed
            | StepState::Skipped
            | StepState::Stale => self.move_to(&step, StepState::Failed, now, &mut effect),
        }
        self.note(now, who, format!("{} ended: {}", work.words(), problem.message));
        effect
    }

    /// Takes in what an upload or a restore came to. The step is done only when every application of
    /// the guide was read back with every usable certificate. Principals that are not mentioned keep
    /// what was known of them in the same tenant.
    ///
    /// # Errors
    /// [`SetupError::UnknownStep`] when the guide has no upload.
    pub fn record_results(
        &mut self,
        guide: &Guide,
        results: Vec<PrincipalResult>,
        now: Timestamp,
        who: &str,
    ) -> Result<Effect, SetupError> {
        let step = self.step_of_kind(guide, StepKind::Upload)?;
        let work = self.in_flight.take().map_or(Work::Upload, |in_flight| in_flight.work);
        let fingerprint = self.fingerprint_of_tenant(guide);
        let known = match self.written.take() {
            Some(known) if known.fingerprint == fingerprint => known.principals,
            Some(_) | None => Vec::new(),
        };
        let any = |wanted| results.iter().any(|result| result.state == wanted);
        let otherwise = if any(PrincipalState::Unknown) {
            StepState::Unknown
        } else if any(PrincipalState::Failed) {
            StepState::Failed
        } else {
            StepState::Todo
        };
        self.note(now, who, told(work, &results));
        let mentioned = |app_id: &str| results.iter().any(|result| result.app_id == app_id);
        let mut principals = known;
        principals.retain(|principal| !mentioned(&principal.app_id));
        principals.extend(results);
        self.written = Some(Reading { at: now, fingerprint, principals });
        // What was read before the write is no proof of what is there now.
        self.verified = None;
        self.plan = None;
        let mut effect = Effect::default();
        if self.covers(guide, self.written.as_ref(), now) {
            self.prove(guide, step, Witness::ReadBack, now, &mut effect);
        } else {
            self.move_to(&step.id, otherwise, now, &mut effect);
        }
        self.settle(guide, now, &mut effect);
        Ok(effect)
    }

    /// Takes in what the app read back to verify. The step is done when the reading shows every
    /// usable certificate on every application and a receipt has shown every on-premises step in
    /// place; the checks that only a person can make stand beside it and do not hold it up.
    ///
    /// # Errors
    /// [`SetupError::UnknownStep`] when the guide has no verification.
    pub fn record_verified(
        &mut self,
        guide: &Guide,
        results: Vec<PrincipalResult>,
        now: Timestamp,
        who: &str,
    ) -> Result<Effect, SetupError> {
        let step = self.step_of_kind(guide, StepKind::Verify)?;
        self.in_flight = None;
        self.note(now, who, told(Work::Verify, &results));
        let fingerprint = self.fingerprint_of_tenant(guide);
        self.verified = Some(Reading { at: now, fingerprint, principals: results });
        let mut effect = Effect::default();
        if self.certificates_are_verified(guide, now) {
            // A reading proves an upload just as well, whoever made it.
            for upload in guide.steps.iter().filter(|step| step.kind == StepKind::Upload) {
                if self.step(&upload.id).state != StepState::Done {
                    self.prove(guide, upload, Witness::ReadBack, now, &mut effect);
                }
            }
            if matches!(self.step(&step.id).state, StepState::Failed | StepState::Unknown) {
                self.move_to(&step.id, StepState::Todo, now, &mut effect);
            }
        } else {
            self.move_to(&step.id, StepState::Failed, now, &mut effect);
        }
        self.settle(guide, now, &mut effect);
        Ok(effect)
    }

    /// To be called when a saved setup is opened for work: what was under way when the program
    /// ended is unknown now. Gives the step.
    pub fn crashed(&mut self, now: Timestamp) -> Option<StepId> {
        let InFlight { work, step, since } = self.in_flight.take()?;
        let mut effect = Effect::default();
        self.move_to(&step, StepState::Unknown, now, &mut effect);
        self.note(
            now,
            PROGRAM,
            format!(
                "{} began at {since} and the program ended before it did. What was written is not known: check again.",
                work.words()
            ),
        );
        Some(step)
    }
}

/// Results in a sentence of the journal.
fn told(work: Work, results: &[PrincipalResult]) -> String {
    let each: Vec<String> = results
        .iter()
        .map(|result| {
            let state = match (work, result.state) {
                (Work::Verify, PrincipalState::Done | PrincipalState::AlreadyThere) => "read",
                (_, PrincipalState::Done) => "written and read back",
                (_, PrincipalState::AlreadyThere) => "nothing to write",
                (_, PrincipalState::Failed) => "failed",
                (_, PrincipalState::Unknown) => "not known",
                (_, PrincipalState::Skipped) => "not tried",
            };
            let cause =
                result.error.as_ref().map_or(String::new(), |error| format!(" ({})", error.title));
            format!("{} {state}{cause}", result.app_id)
        })
        .collect();
    format!("{} ended: {}.", work.words(), each.join(", "))
}
