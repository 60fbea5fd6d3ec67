//! Short ways to apply one event, for tests.

use super::event::{Event, SetupChange};
use super::fixture::guide_of;
use super::{Effect, Setup, SetupError, TenantOperation};
use crate::certificate::Certificate;
use crate::dns::Resolved;
use crate::error::Problem;
use crate::graph::{ApplicationReading, Backup, BackupNotSaved, Plan, PrincipalResult};
use crate::guide::{AnswerId, AnswerProblem, Answers, Guide, ScriptId, StepId};
use crate::probe::Probed;
use crate::receipt::{FoundReceipts, Judgement};
use crate::setup::PlanFor;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type Applied = Result<Effect, SetupError>;

/// What became of answers that were given.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AnswersTaken {
    /// What they changed.
    pub(crate) effect: Effect,
    /// What is wrong with any answer of the setup, not only with those given.
    pub(crate) problems: Vec<AnswerProblem>,
}

impl Setup {
    pub(crate) fn record_applications(
        &mut self,
        guide: &Guide,
        way: &str,
        reading: ApplicationReading,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        self.apply(guide, Event::ApplicationsRead { reading, way: way.to_owned() }, now, who)
    }

    pub(crate) fn set_answers(
        &mut self,
        guide: &Guide,
        answers: BTreeMap<AnswerId, String>,
        now: Timestamp,
        who: &str,
    ) -> Result<AnswersTaken, SetupError> {
        let effect = self.apply(guide, Event::AnswersSet { answers }, now, who)?;
        Ok(AnswersTaken { effect, problems: Answers::parse(guide, &self.answers).1 })
    }

    pub(crate) fn import_answers(
        &mut self,
        guide: &Guide,
        other: &Self,
        other_guide: &Guide,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        self.apply(guide, Event::AnswersImported { other, other_guide }, now, who)
    }

    pub(crate) fn rename(&mut self, name: &str, now: Timestamp, who: &str) -> Applied {
        self.apply(&guide_of(self), Event::Renamed { name: name.to_owned() }, now, who)
    }

    pub(crate) fn take_script(
        &mut self,
        guide: &Guide,
        script: &ScriptId,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        self.apply(guide, Event::ScriptTaken { script: script.clone() }, now, who)
    }

    pub(crate) fn import_receipts(
        &mut self,
        guide: &Guide,
        found: &FoundReceipts,
        now: Timestamp,
    ) -> Applied {
        self.apply(guide, Event::ReceiptsImported { found }, now, super::OPERATOR)
    }

    pub(crate) fn take_receipt(
        &mut self,
        guide: &Guide,
        judgement: &Judgement,
        now: Timestamp,
    ) -> Applied {
        self.apply_one(guide, SetupChange::Receipt(judgement), now, super::OPERATOR)
    }

    pub(crate) fn decide_difference(
        &mut self,
        guide: &Guide,
        step: &StepId,
        change: bool,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        self.apply(guide, Event::DifferenceDecided { step: step.clone(), change }, now, who)
    }

    #[expect(clippy::too_many_arguments, reason = "one decision, its words, when and by whom")]
    pub(crate) fn decide_write(
        &mut self,
        guide: &Guide,
        step: &StepId,
        answer: &AnswerId,
        change: bool,
        typed: &str,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        let (step, answer, typed) = (step.clone(), answer.clone(), typed.to_owned());
        self.apply(guide, Event::WriteDecided { step, answer, change, typed }, now, who)
    }

    pub(crate) fn confirm(
        &mut self,
        guide: &Guide,
        step: &StepId,
        note: &str,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        let (step, note) = (step.clone(), note.to_owned());
        self.apply(guide, Event::MarkedDone { step, note }, now, who)
    }

    pub(crate) fn skip(
        &mut self,
        guide: &Guide,
        step: &StepId,
        note: &str,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        let (step, note) = (step.clone(), note.to_owned());
        self.apply(guide, Event::Skipped { step, note }, now, who)
    }

    pub(crate) fn reopen(
        &mut self,
        guide: &Guide,
        step: &StepId,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        self.apply(guide, Event::Reopened { step: step.clone() }, now, who)
    }

    pub(crate) fn tick(
        &mut self,
        guide: &Guide,
        step: &StepId,
        check: &str,
        ticked: bool,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        let (step, check) = (step.clone(), check.to_owned());
        self.apply(guide, Event::CheckTicked { step, check, ticked }, now, who)
    }

    pub(crate) fn choose_certificate(
        &mut self,
        guide: &Guide,
        certificate: &Certificate,
        file: &str,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        let file = file.to_owned();
        self.apply(guide, Event::CertificateChosen { certificate, file }, now, who)
    }

    pub(crate) fn release_certificate(
        &mut self,
        guide: &Guide,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        self.apply(guide, Event::CertificateReleased, now, who)
    }

    pub(crate) fn find_tenant(
        &mut self,
        guide: &Guide,
        tenant_id: &str,
        now: Timestamp,
        who: &str,
    ) {
        let (tenant_id, way) = (tenant_id.parse().unwrap(), self.way_to_tenant(guide));
        self.apply(guide, Event::TenantFound { tenant_id, way }, now, who).unwrap();
    }

    pub(crate) fn record_plan(&mut self, plan_for: PlanFor, plan: Plan, now: Timestamp, who: &str) {
        self.apply(&guide_of(self), Event::Planned { plan_for, plan }, now, who).unwrap();
    }

    pub(crate) fn start_operation(
        &mut self,
        guide: &Guide,
        operation: TenantOperation,
        step: &StepId,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        self.apply(guide, Event::OperationStarted { operation, step: step.clone() }, now, who)
    }

    pub(crate) fn fail_operation(
        &mut self,
        problem: &Problem,
        now: Timestamp,
        who: &str,
    ) -> Effect {
        let problem = problem.clone();
        self.apply(&guide_of(self), Event::OperationFailed { problem }, now, who).unwrap()
    }

    pub(crate) fn end_operation(
        &mut self,
        guide: &Guide,
        results: Vec<PrincipalResult>,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        self.apply(guide, Event::OperationEnded { results }, now, who)
    }

    pub(crate) fn record_verified(
        &mut self,
        guide: &Guide,
        results: Vec<PrincipalResult>,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        self.apply(guide, Event::Verified { results }, now, who)
    }

    pub(crate) fn reopen_after_crash(&mut self, guide: &Guide, now: Timestamp) -> Effect {
        self.apply(guide, Event::Opened, now, super::OPERATOR).unwrap()
    }

    /// The number of the copy.
    pub(crate) fn store_backup(
        &mut self,
        principals: Vec<Backup>,
        now: Timestamp,
        who: &str,
    ) -> String {
        self.apply(&guide_of(self), Event::BackupStored { principals }, now, who).unwrap();
        match &self.journal.last().unwrap().event {
            super::JournalEvent::BackupStored { id, .. } => id.clone(),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn export_scripts(&mut self, folder: &Path, now: Timestamp, who: &str) {
        let folder = folder.to_owned();
        self.apply(&guide_of(self), Event::ScriptsExported { folder }, now, who).unwrap();
    }

    pub(crate) fn save_backup(
        &mut self,
        written: Result<PathBuf, BackupNotSaved>,
        now: Timestamp,
        who: &str,
    ) {
        self.apply(&guide_of(self), Event::BackupSaved { written }, now, who).unwrap();
    }

    pub(crate) fn open_linked_guide(
        &mut self,
        guide: &Guide,
        step: &StepId,
        other: &Self,
        other_guide: &Guide,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        let step = step.clone();
        self.apply(guide, Event::LinkedGuideOpened { step, other, other_guide }, now, who)
    }

    pub(crate) fn import_linked_result(
        &mut self,
        guide: &Guide,
        step: &StepId,
        other: &Self,
        other_guide: &Guide,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        let step = step.clone();
        self.apply(guide, Event::LinkedResultImported { step, other, other_guide }, now, who)
    }

    pub(crate) fn record_probe(&mut self, probed: Probed, now: Timestamp, who: &str) {
        self.apply(&guide_of(self), Event::Probed { probed }, now, who).unwrap();
    }

    pub(crate) fn look_up_host(
        &mut self,
        guide: &Guide,
        step: &StepId,
        found: &Resolved,
        now: Timestamp,
        who: &str,
    ) -> Applied {
        self.apply(guide, Event::HostLookedUp { step: step.clone(), found }, now, who)
    }
}
