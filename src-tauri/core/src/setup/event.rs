//! Everything that changes a setup: one event at a time, applied in one place.
//!
//! [`Setup::apply`] is the only way to change a setup. An event is checked and handled by its rule in
//! `rules`; what follows from it over several steps is computed once, at its end. A refused event
//! changes nothing.

use super::{Effect, Notice, PlanFor, ScriptInFlight, Setup, SetupError, TenantOperation};
use crate::certificate::Certificate;
use crate::dns::Resolved;
use crate::error::Problem;
use crate::graph::{ApplicationReading, Backup, BackupNotSaved, Plan, PrincipalResult};
use crate::guide::{AnswerId, Guide, ScriptId, StepId};
use crate::ids::TenantId;
use crate::probe::Probed;
use crate::receipt::{FoundReceipts, Judgement};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Something that changes a setup.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// The setup was opened. An operation that was under way when the program ended is unknown from now on.
    Opened,
    /// Something else changed the file of the setup while it was open here. What is under way here continues. Other
    /// work that is under way in that file is unknown from now on: nobody does it.
    FileChanged {
        /// The setup as it was known here before.
        known: &'a Setup,
    },
    /// The operator gave it another name; with an empty one it is listed by its organization.
    Renamed {
        /// The name.
        name: String,
    },
    /// The operator put it into the archive, or took it out.
    Archived {
        /// Into the archive.
        archived: bool,
    },
    /// The operator typed answers. Answers that are not mentioned stay; an empty one is removed.
    AnswersSet {
        /// The answers, as typed.
        answers: BTreeMap<AnswerId, String>,
    },
    /// The answers of another setup that this guide asks for as well, by name and kind.
    AnswersImported {
        /// The other setup.
        other: &'a Setup,
        /// Its guide.
        other_guide: &'a Guide,
    },
    /// The sign-in service named the id of the tenant.
    TenantFound {
        /// The id.
        tenant_id: TenantId,
        /// What [`Setup::way_to_tenant`] was when it was looked up. When the answers lead elsewhere by
        /// now, the id is not kept.
        way: String,
    },
    /// A script was copied, saved or exported: its steps now wait for the receipt.
    ScriptTaken {
        /// The script.
        script: ScriptId,
    },
    /// Receipts were imported. Each is judged and taken in by itself, the oldest first.
    ReceiptsImported {
        /// The receipts of a text.
        found: &'a FoundReceipts,
    },
    /// The program begins to run a script. This is saved before it does.
    RunStarted {
        /// The script.
        script: ScriptId,
        /// A dry run.
        what_if: bool,
        /// The switches of the script that it is given, as the script writes them.
        switches: Vec<String>,
    },
    /// The script that the program ran has ended with these receipts. They are taken in as those that are
    /// imported.
    RunReported {
        /// The receipts of the run.
        found: &'a FoundReceipts,
    },
    /// The run ended without a receipt of it.
    RunFailed {
        /// Whether the script began, so that it may have changed something.
        began: bool,
        /// Why.
        problem: Problem,
    },
    /// The operator decided about a fact that differs.
    DifferenceDecided {
        /// The step.
        step: StepId,
        /// The script changes it; otherwise it stays as it is.
        change: bool,
    },
    /// The operator decided about a write.
    WriteDecided {
        /// The step that writes.
        step: StepId,
        /// The answer that holds the decision.
        answer: AnswerId,
        /// Agreed.
        change: bool,
        /// What was typed, where the guide asks for a word.
        typed: String,
    },
    /// The operator says that a step is done.
    MarkedDone {
        /// The step.
        step: StepId,
        /// The operator's note.
        note: String,
    },
    /// The operator skipped a step.
    Skipped {
        /// The step.
        step: StepId,
        /// The operator's note.
        note: String,
    },
    /// The operator opened a step again.
    Reopened {
        /// The step.
        step: StepId,
    },
    /// The operator ticked a check, or removed the tick.
    CheckTicked {
        /// The step.
        step: StepId,
        /// The check.
        check: String,
        /// Ticked.
        ticked: bool,
    },
    /// The operator chose a certificate file.
    CertificateChosen {
        /// The certificate in it.
        certificate: &'a Certificate,
        /// Its name.
        file: String,
    },
    /// The operator removed the certificate that was chosen.
    CertificateReleased,
    /// A plan is about to be shown.
    Planned {
        /// What it was made for.
        plan_for: PlanFor,
        /// The plan.
        plan: Plan,
    },
    /// An operation in the tenant starts. This is saved before it does.
    OperationStarted {
        /// The work.
        operation: TenantOperation,
        /// The step.
        step: StepId,
    },
    /// An upload, a restore or a removal ended with results.
    OperationEnded {
        /// A result for each application.
        results: Vec<PrincipalResult>,
    },
    /// Everything was read back to verify.
    Verified {
        /// A result for each application.
        results: Vec<PrincipalResult>,
    },
    /// Hybrid applications were read.
    ApplicationsRead {
        /// What was read.
        reading: ApplicationReading,
        /// What [`Setup::way_to_tenant`] was when it was read. When the answers lead elsewhere by now,
        /// the reading does not count.
        way: String,
    },
    /// An operation ended before it had a result for any application.
    OperationFailed {
        /// Why.
        problem: Problem,
    },
    /// A copy of keys, to be saved before they are written over.
    BackupStored {
        /// A copy for each application.
        principals: Vec<Backup>,
    },
    /// What became of the copy that is to lie beside the scripts.
    BackupSaved {
        /// The file, or why there is none.
        written: Result<PathBuf, BackupNotSaved>,
    },
    /// All scripts were exported.
    ScriptsExported {
        /// Into this folder.
        folder: PathBuf,
    },
    /// A setup of another guide was created to do a step in full.
    LinkedGuideOpened {
        /// The step.
        step: StepId,
        /// The other setup.
        other: &'a Setup,
        /// Its guide.
        other_guide: &'a Guide,
    },
    /// The outcome of that setup was imported.
    LinkedResultImported {
        /// The step.
        step: StepId,
        /// The other setup.
        other: &'a Setup,
        /// Its guide.
        other_guide: &'a Guide,
    },
    /// This PC looked the host of a step up in the DNS.
    HostLookedUp {
        /// The step.
        step: StepId,
        /// What was found.
        found: &'a Resolved,
    },
    /// A check from outside ended.
    Probed {
        /// What it found.
        probed: Probed,
    },
}

/// One change: an event, or one receipt of those that an event brings.
#[derive(Clone, Debug)]
pub(super) enum SetupChange<'a> {
    Event(Event<'a>),
    Receipt(&'a Judgement),
}

/// What a handled change leaves to be done at its end.
pub(super) enum Follow {
    /// It says nothing of how things are.
    Nothing,
    /// What follows from it has to be computed.
    Recompute,
    /// The same. Steps that become stale are reported.
    RecomputeAndTell,
    /// The same. What the journal says of the receipt depends on it.
    RecomputeReceipt(super::rules::TakenReceipt),
}

impl Setup {
    /// Applies an event. `who`: the account that is signed in, else [`OPERATOR`](super::OPERATOR); a
    /// receipt names its own.
    ///
    /// # Errors
    /// The rule of the event refuses; the setup is as it was.
    pub fn apply(
        &mut self,
        guide: &Guide,
        event: Event<'_>,
        now: Timestamp,
        who: &str,
    ) -> Result<Effect, SetupError> {
        match event {
            Event::ReceiptsImported { found } | Event::RunReported { found } => {
                let judged = self.judge_receipts(guide, found, now)?;
                let before = self.clone();
                let mut effect = Effect::default();
                if let Event::RunReported { .. } = event {
                    effect.add(self.apply_one(guide, SetupChange::Event(event), now, who)?);
                }
                for judgement in &judged.judgements {
                    match self.apply_one(guide, SetupChange::Receipt(judgement), now, who) {
                        Ok(taken) => effect.add(taken),
                        Err(refused) => {
                            *self = before;
                            return Err(refused);
                        }
                    }
                }
                let remarks = judged.remarks.into_iter();
                effect.notices.extend(remarks.map(|remark| Notice::ReceiptNotUsed { remark }));
                Ok(effect)
            }
            event => self.apply_one(guide, SetupChange::Event(event), now, who),
        }
    }

    pub(super) fn apply_one(
        &mut self,
        guide: &Guide,
        change: SetupChange<'_>,
        now: Timestamp,
        who: &str,
    ) -> Result<Effect, SetupError> {
        self.of(guide)?;
        let before = self.clone();
        let mut effect = Effect::default();
        match self.handle(guide, change, now, who, &mut effect) {
            Ok(follow) => {
                self.conclude(guide, follow, &before, now, who, &mut effect);
                Ok(effect)
            }
            Err(refused) => {
                *self = before;
                Err(refused)
            }
        }
    }

    /// What an event itself changes, by its rule.
    fn handle(
        &mut self,
        guide: &Guide,
        change: SetupChange<'_>,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Result<Follow, SetupError> {
        let event = match change {
            SetupChange::Receipt(judgement) => {
                return self.on_receipt(guide, judgement, now, effect);
            }
            SetupChange::Event(event) => event,
        };
        match event {
            // It is taken apart before: each receipt is a change of its own.
            Event::ReceiptsImported { .. } => Ok(Follow::Nothing),
            // So are its receipts.
            Event::RunReported { .. } => Ok(self.on_run_reported()),
            Event::RunStarted { script, what_if, switches } => {
                let run = ScriptInFlight { script, what_if, switches, since: now };
                self.on_run_started(guide, run, who)
            }
            Event::RunFailed { began, problem } => {
                Ok(self.on_run_failed(guide, began, &problem, now, who, effect))
            }
            Event::Opened => Ok(self.on_opened(guide, now, effect)),
            Event::FileChanged { known } => Ok(self.on_file_changed(guide, known, now, effect)),
            Event::Renamed { name } => self.on_renamed(&name, now, who),
            Event::Archived { archived } => Ok(self.on_archived(archived, now, who)),
            Event::AnswersSet { answers } => self.on_answers_set(guide, answers, now, who, effect),
            Event::AnswersImported { other, other_guide } => {
                self.on_answers_imported(guide, other, other_guide, now, who, effect)
            }
            Event::TenantFound { tenant_id, way } => {
                Ok(self.on_tenant_found(guide, tenant_id, &way, now, who))
            }
            Event::ScriptTaken { script } => self.on_script_taken(guide, &script, now, who, effect),
            Event::DifferenceDecided { step, change } => {
                self.on_difference_decided(guide, &step, change, now, who, effect)
            }
            Event::WriteDecided { step, answer, change, typed } => {
                self.on_write_decided(guide, (&step, &answer), change, &typed, now, who, effect)
            }
            Event::MarkedDone { step, note } => {
                self.on_marked_done(guide, &step, &note, now, who, effect)
            }
            Event::Skipped { step, note } => self.on_skipped(guide, &step, &note, now, who, effect),
            Event::Reopened { step } => self.on_reopened(guide, &step, now, who, effect),
            Event::CheckTicked { step, check, ticked } => {
                self.on_check_ticked(guide, &step, &check, ticked, now, who)
            }
            Event::CertificateChosen { certificate, file } => {
                self.on_certificate_chosen(certificate, file, now, who)
            }
            Event::CertificateReleased => self.on_certificate_released(now, who),
            Event::Planned { plan_for, plan } => Ok(self.on_planned(plan_for, plan, now, who)),
            Event::OperationStarted { operation, step } => {
                self.on_operation_started(guide, operation, &step, now, who)
            }
            Event::OperationEnded { results } => {
                self.on_operation_ended(guide, results, now, who, effect)
            }
            Event::Verified { results } => self.on_verified(guide, results, now, who, effect),
            Event::ApplicationsRead { reading, way } => {
                Ok(self.on_applications_read(guide, reading, way, now, who))
            }
            Event::OperationFailed { problem } => {
                Ok(self.on_operation_failed(&problem, now, who, effect))
            }
            Event::BackupStored { principals } => Ok(self.on_backup_stored(principals, now, who)),
            Event::BackupSaved { written } => Ok(self.on_backup_saved(written, now, who)),
            Event::ScriptsExported { folder } => Ok(self.on_scripts_exported(&folder, now, who)),
            Event::LinkedGuideOpened { step, other, other_guide } => {
                self.on_linked_guide_opened(guide, &step, other, other_guide, now, who)
            }
            Event::LinkedResultImported { step, other, other_guide } => {
                self.on_linked_result_imported(guide, &step, (other, other_guide), now, who, effect)
            }
            Event::HostLookedUp { step, found } => {
                self.on_host_looked_up(guide, &step, found, now, who)
            }
            Event::Probed { probed } => Ok(self.on_probed(probed, now, who)),
        }
    }

    /// What follows from a change that was handled.
    fn conclude(
        &mut self,
        guide: &Guide,
        follow: Follow,
        before: &Self,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) {
        match &follow {
            Follow::Nothing => return,
            Follow::Recompute | Follow::RecomputeAndTell | Follow::RecomputeReceipt(_) => {
                self.recompute_derived(guide, before, now, effect);
            }
        }
        match follow {
            Follow::Nothing | Follow::Recompute => {}
            Follow::RecomputeAndTell => self.tell_stale(now, who, effect),
            Follow::RecomputeReceipt(taken) => self.note_receipt(taken, before, now, effect),
        }
    }
}

#[cfg(test)]
mod tests;
