//! What a judged receipt does to the steps, and what the operator decides about what it shows.

use super::answers::YES;
use super::{Effect, verifications};
use crate::guide::{
    AnswerId, Answers, Guide, ScriptEffect, ScriptId, ScriptRole, ScriptSpec, Step, StepId,
    StepKind,
};
use crate::ids::TenantId;
use crate::receipt::{
    Change, Discovery, Expected, FindingState, FoundReceipts, InterruptedRun, Judged, JudgedBy,
    Judgement, Outcome, ScriptProblem, StepJudgement, Verdict, judge_all,
};
use crate::setup::event::Follow;
use crate::setup::undo_list::{self, Undone};
use crate::setup::view::{Evidence, StepState};
use crate::setup::{
    DiscoveryResult, JournalChange, JournalEvent, JournalStep, Notice, NoticeSeverity, OnPremises,
    Setup, SetupError, Tried,
};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Setup {
    /// Notes that a script was copied, saved or exported: its steps now wait for the receipt. What
    /// is finished, left out or waits for a decision stays as it is.
    ///
    /// # Errors
    /// [`SetupError::UnknownScript`].
    pub(in crate::setup) fn on_script_taken(
        &mut self,
        guide: &Guide,
        script: &ScriptId,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Result<Follow, SetupError> {
        let spec = guide.script(script).ok_or_else(|| SetupError::UnknownScript(script.clone()))?;
        let waiting: Vec<StepId> = match spec.role {
            ScriptRole::Step | ScriptRole::AllInOne => spec.steps.clone(),
            ScriptRole::Verification => guide
                .steps
                .iter()
                .filter(|step| step.kind == StepKind::Verify)
                .map(|step| step.id.clone())
                .collect(),
            ScriptRole::Discovery | ScriptRole::Undo | ScriptRole::Guarded => Vec::new(),
        };
        let answers = self.fingerprint_of_scripts(guide);
        for step in &waiting {
            self.steps.entry(step.clone()).or_default().script_answers = Some(answers.clone());
            let record = self.step(step);
            let waits_until = record.judgement.and_then(|judgement| judgement.waits_until);
            match record.state {
                // Before the day the script has nothing new to report.
                StepState::Waiting if waits_until.is_some_and(|day| day > now) => {}
                StepState::Todo
                | StepState::Waiting
                | StepState::HandedOut
                | StepState::Failed
                | StepState::Stale
                | StepState::Unknown => self.move_to(step, StepState::HandedOut, now, effect),
                StepState::Done | StepState::Decide | StepState::Skipped => {}
            }
        }
        self.note_again(now, who, JournalEvent::ScriptTaken { script: script.clone() });
        Ok(Follow::Nothing)
    }

    /// Judges the receipts of a text by this setup as it is now: its answers, and what the operator has
    /// decided.
    ///
    /// # Errors
    /// [`SetupError::Receipt`] when none is one of this setup, or its answers have changed since.
    pub fn judge_receipts(
        &self,
        guide: &Guide,
        found: &FoundReceipts,
        now: Timestamp,
    ) -> Result<Judged, SetupError> {
        self.of(guide)?;
        let by = self.judging_by(guide);
        Ok(self.expecting(guide, by, now, |expected| judge_all(found, expected))?)
    }

    /// A judgement that was saved, in the words of today and with the answers that it was made by. Earlier
    /// versions saved its words instead of the answers: they stay where the answers have changed since.
    pub(in crate::setup) fn reworded(
        &self,
        guide: &Guide,
        step: &Step,
        saved: StepJudgement,
        now: Timestamp,
    ) -> StepJudgement {
        if let Some(by) = &saved.judged_by {
            let raw = by.answers.clone();
            return self
                .expecting(guide, (&raw, by.tenant_id), now, |expected| saved.reworded(expected));
        }
        let judged_with = self.steps.get(&step.id).and_then(|record| record.fingerprint.as_ref());
        if judged_with != Some(&self.fingerprint(guide, &step.uses)) {
            return saved;
        }
        self.expecting(guide, self.judging_by(guide), now, |expected| saved.reworded(expected))
    }

    /// What discovery found in one place, in the words of today.
    pub(in crate::setup) fn discovered(
        &self,
        guide: &Guide,
        result: &DiscoveryResult,
        now: Timestamp,
    ) -> Discovery {
        let found = result.found.clone();
        let Some(by) = &result.judged_by else { return found };
        let judged = (&by.answers, by.tenant_id);
        self.expecting(guide, judged, now, |expected| found.reworded(expected))
    }

    /// The answers of now and the tenant that they name.
    fn judging_by(&self, guide: &Guide) -> (&BTreeMap<AnswerId, String>, Option<TenantId>) {
        (&self.answers, self.tenant_id(guide))
    }

    /// The same, to be stored with a judgement.
    pub(in crate::setup) fn judged_by(&self, guide: &Guide) -> JudgedBy {
        let (answers, tenant_id) = self.judging_by(guide);
        JudgedBy { answers: answers.clone(), tenant_id }
    }

    /// What this setup expects of receipts, by these answers and in this tenant.
    fn expecting<T>(
        &self,
        guide: &Guide,
        (answers, tenant_id): (&BTreeMap<AnswerId, String>, Option<TenantId>),
        now: Timestamp,
        judge: impl FnOnce(&Expected<'_>) -> T,
    ) -> T {
        let (answers, _) = Answers::parse(guide, answers);
        judge(&Expected {
            guide,
            setup_id: &self.id.to_string(),
            answers: &answers,
            fingerprint: &answers.fingerprint(guide),
            tenant_id,
            accepted_differences: &self.accepted_differences,
            now,
        })
    }

    /// Takes in a judged receipt. A dry run proves nothing and takes nothing away; a receipt older
    /// than what a step is based on leaves that step as it is and is reported. What a script changed is
    /// remembered for undo even when it failed afterwards.
    ///
    /// # Errors
    /// [`SetupError::UnknownStep`].
    pub(in crate::setup) fn on_receipt(
        &mut self,
        guide: &Guide,
        judgement: &Judgement,
        now: Timestamp,
        effect: &mut Effect,
    ) -> Result<Follow, SetupError> {
        for step in &judgement.steps {
            self.find(guide, &step.step)?;
        }
        let known = self.knows(guide, judgement);
        for run in &judgement.interrupted {
            self.take_interrupted(guide, run, effect);
        }
        self.history.take_receipt(guide, judgement);
        let mut fates = Vec::new();
        for step in &judgement.steps {
            fates.push((step, self.take_step(guide, judgement, step, now, effect)));
        }
        let with = |wanted: Fate| -> Vec<StepId> {
            let those = fates.iter().filter(|(_, fate)| *fate == wanted);
            those.map(|(step, _)| step.step.clone()).collect()
        };
        let (older, differs) = (with(Fate::Older), with(Fate::LeftByDryRun));
        if !older.is_empty() {
            effect.notices.push(Notice::OlderReceipt { steps: older });
        }
        if !differs.is_empty() {
            effect.notices.push(Notice::DryRunDiffers { steps: differs });
        }
        let not_read = judgement.steps.iter().filter(|step| step.verdict == Verdict::NotRead);
        let not_read: Vec<StepId> = not_read.map(|step| step.step.clone()).collect();
        if !not_read.is_empty() {
            effect.notices.push(Notice::NotRead { steps: not_read });
        }
        self.receive_certificates(judgement, effect);
        self.receive_discovery(guide, judgement);
        self.receive_verification(guide, judgement);
        self.receive_run(guide, judgement);
        if self.last_receipt.as_ref().is_none_or(|known| known.started <= judgement.started) {
            self.last_receipt = Some(judgement.clone().without_words(&self.judged_by(guide)));
        }
        let taken = fates.iter().filter(|(_, fate)| *fate == Fate::Taken);
        let taken: Vec<&StepJudgement> = taken.map(|(step, _)| *step).collect();
        for step in &taken {
            self.take_found(guide, judgement, step, now, effect);
        }
        Ok(Follow::RecomputeReceipt(TakenReceipt {
            known,
            dry_run: judgement.what_if,
            who: judgement.who(),
            event: receipt_event(judgement, &taken),
        }))
    }

    /// Adds a receipt to the journal, once everything that follows from it is known: one that changed
    /// nothing is none.
    pub(in crate::setup) fn note_receipt(
        &mut self,
        taken: TakenReceipt,
        before: &Self,
        now: Timestamp,
        effect: &mut Effect,
    ) {
        let TakenReceipt { known, dry_run, who, mut event } = taken;
        let is_as_before = *effect == Effect::default() && self.stands_as(before);
        match known {
            Novelty::Itself if is_as_before => {
                effect.notices.push(Notice::AlreadyImported);
                return;
            }
            Novelty::SameFindings if is_as_before && dry_run => {
                effect.notices.push(Notice::SameDryRun);
            }
            Novelty::Itself | Novelty::SameFindings | Novelty::No => {}
        }
        if let JournalEvent::Receipt { notices, .. } = &mut event {
            let reported = effect.notices.iter();
            let reported = reported.filter(|one| one.severity() == NoticeSeverity::Attention);
            notices.extend(reported.cloned());
        }
        self.note_again(now, &who, event);
    }

    /// Takes in what a run changed that ended without its receipt. The objects are there, so later runs
    /// find them unchanged; that this setup made them is known from here alone.
    fn take_interrupted(&mut self, guide: &Guide, run: &InterruptedRun, effect: &mut Effect) {
        let new = self.history.take_interrupted(guide, run);
        // What an undo script, or one of those that only remove something, did is nothing to take back.
        let takes_back =
            |script: &ScriptSpec| matches!(script.role, ScriptRole::Undo | ScriptRole::Guarded);
        let script = run.script.as_ref().and_then(|id| guide.script(id));
        if !script.is_some_and(takes_back) {
            for change in &run.changes {
                let Some((_, spec)) = guide.step(&change.step) else { continue };
                let record = self.step(&change.step);
                let undone = record.judgement.as_ref().and_then(undo_list::undone).is_some();
                let since = record.receipt_started.is_some_and(|known| known > run.started);
                if !(undone && since) {
                    undo_list::remember_interrupted(&mut self.undo_list, spec, change);
                }
            }
        }
        if new.confirmed + new.unknown > 0 {
            effect.notices.push(Notice::InterruptedRun {
                computer: run.computer.clone(),
                started: run.started,
                confirmed: new.confirmed,
                unknown: new.unknown,
            });
        }
    }

    /// Whether every step, what undo may take back and what was read again are as they were.
    fn stands_as(&self, before: &Self) -> bool {
        let states = |setup: &Self| -> Vec<_> {
            let records = setup.steps.iter();
            records.map(|(id, record)| (id.clone(), record.state, record.evidence)).collect()
        };
        states(self) == states(before)
            && self.undo_list == before.undo_list
            && self.on_premises == before.on_premises
    }

    /// What is known of a receipt before it is taken in.
    fn knows(&self, guide: &Guide, judgement: &Judgement) -> Novelty {
        let mut steps = judgement.steps.iter().filter(|step| is_reported(guide, step)).peekable();
        let mut known = Novelty::Itself;
        if steps.peek().is_none() {
            let same = |found: &Discovery| {
                self.discovery
                    .iter()
                    .any(|one| one.started == judgement.started && one.found.part == found.part)
            };
            let last = self.last_receipt.as_ref().is_some_and(|last| {
                last.started == judgement.started
                    && last.computer == judgement.computer
                    && last.refused.clone().map(ScriptProblem::without_words)
                        == judgement.refused.clone().map(ScriptProblem::without_words)
            });
            let is_known = judgement.discovery.as_ref().map_or(last, same);
            return if is_known { Novelty::Itself } else { Novelty::No };
        }
        for step in steps {
            let record = self.step(&step.step);
            let Some(before) = &record.judgement else { return Novelty::No };
            let itself = record.receipt_started == Some(judgement.started)
                && record.computer.as_deref() == Some(&judgement.computer)
                && before.verdict == step.verdict;
            if !itself {
                known = Novelty::SameFindings;
                let judged_by = self.judged_by(guide);
                let bare = |one: &StepJudgement| one.clone().without_words(&judged_by);
                if bare(before) != bare(step) {
                    return Novelty::No;
                }
            }
        }
        known
    }

    /// Takes in one step of a receipt.
    fn take_step(
        &mut self,
        guide: &Guide,
        judgement: &Judgement,
        step: &StepJudgement,
        now: Timestamp,
        effect: &mut Effect,
    ) -> Fate {
        let Some((_, spec)) = guide.step(&step.step) else { return Fate::NotTold };
        if !is_reported(guide, step) {
            return Fate::NotTold;
        }
        let record = self.step(&step.step);
        let newer_known = record.receipt_started.is_some_and(|known| known > judgement.started)
            || self.linked_result_is_newer(&step.step, judgement.started);
        let undo = if judgement.what_if { None } else { undo_list::undone(step) };
        let undone_since =
            newer_known && record.judgement.as_ref().and_then(undo_list::undone).is_some();
        if !judgement.what_if && undo.is_none() && !undone_since {
            undo_list::remember(&mut self.undo_list, spec, step);
        }
        if newer_known {
            return Fate::Older;
        }
        let finished = matches!(record.state, StepState::Done | StepState::Skipped);
        if judgement.what_if && finished && step.verdict != Verdict::InPlace {
            return Fate::LeftByDryRun;
        }
        let judged_by = self.judged_by(guide);
        let fingerprint = self.fingerprint(guide, &spec.uses);
        let script_answers = self.fingerprint_of_scripts(guide);
        let kept = self.steps.entry(step.step.clone()).or_default();
        kept.judgement = Some(step.clone().without_words(&judged_by));
        kept.receipt_started = Some(judgement.started);
        kept.computer = Some(judgement.computer.clone());
        kept.fingerprint = Some(fingerprint);
        kept.script_answers = Some(script_answers);
        if let Some(undone) = undo {
            undo_list::forget(&mut self.undo_list, spec, undone);
            match undone {
                Undone::Gone | Undone::AsBefore => {
                    self.move_to(&step.step, StepState::Todo, now, effect);
                }
                Undone::Left => {}
            }
            return Fate::Taken;
        }
        match step.verdict {
            // The verification step also needs the app's own reading: that is computed afterwards.
            Verdict::InPlace if spec.kind == StepKind::Verify => {}
            Verdict::InPlace => {
                let ended = judgement.ended.min(now);
                let record = self.steps.entry(step.step.clone()).or_default();
                if step.outcome == Outcome::Changed {
                    record.done_at = Some(ended);
                } else {
                    record.done_at.get_or_insert(ended);
                }
                self.mark_done(guide, spec, Evidence::Receipt, now, effect);
            }
            Verdict::Planned => self.move_to(&step.step, StepState::HandedOut, now, effect),
            Verdict::Differs | Verdict::Failed => {
                self.move_to(&step.step, StepState::Failed, now, effect);
            }
            Verdict::Decide => self.move_to(&step.step, StepState::Decide, now, effect),
            Verdict::Waiting => self.move_to(&step.step, StepState::Waiting, now, effect),
            Verdict::NotReached | Verdict::NotRead => {}
        }
        Fate::Taken
    }

    /// Notes which verification scripts this receipt covers: one that read every step of theirs,
    /// found each in place, and changed none. Steps that were left out need not be read.
    fn receive_verification(&mut self, guide: &Guide, judgement: &Judgement) {
        let in_place = |id: &StepId| {
            self.step(id).state == StepState::Skipped
                || judgement.steps.iter().any(|step| {
                    step.step == *id
                        && step.verdict == Verdict::InPlace
                        && step.outcome == Outcome::Unchanged
                })
        };
        if judgement.what_if {
            return;
        }
        let reported = |id: &StepId| judgement.steps.iter().any(|step| step.step == *id);
        let read: Vec<ScriptId> = verifications(guide)
            .filter(|script| script.steps.iter().any(reported) && script.steps.iter().all(in_place))
            .map(|script| script.id.clone())
            .collect();
        for script in read {
            let known = self.on_premises.get(&script);
            if known.is_none_or(|known| known.started <= judgement.started) {
                let read = OnPremises {
                    started: judgement.started,
                    computer: judgement.computer.clone(),
                    fingerprint: self.fingerprint_of_scripts(guide),
                };
                self.on_premises.insert(script, read);
            }
        }
    }

    /// Notes which script was run, in earnest or dry. Receipts of earlier versions do not name it, and
    /// one that ended before the first step showed nothing of what the script would do.
    fn receive_run(&mut self, guide: &Guide, judgement: &Judgement) {
        let script = judgement.script.as_ref().and_then(|id| guide.script(id));
        let Some(script) = script.filter(|_| judgement.refused.is_none()) else { return };
        let fingerprint = self.fingerprint(guide, &script.uses);
        self.tried.insert(script.id.clone(), Tried { fingerprint });
    }

    /// Whether a dry run of the script comes first: it can change something, and no run of it with the
    /// answers as they are has come back.
    pub(in crate::setup) fn needs_dry_run(&self, guide: &Guide, script: &ScriptSpec) -> bool {
        let tried = || self.tried.get(&script.id);
        script.running.effect == ScriptEffect::Changes
            && tried()
                .is_none_or(|tried| tried.fingerprint != self.fingerprint(guide, &script.uses))
    }

    fn receive_discovery(&mut self, guide: &Guide, judgement: &Judgement) {
        let Some(found) = &judgement.discovery else { return };
        let discovered = DiscoveryResult {
            started: judgement.started,
            judged_by: (!found.facts.is_empty()).then(|| self.judged_by(guide)),
            found: found.clone().without_words(),
        };
        match self.discovery.iter_mut().find(|known| known.found.part == found.part) {
            Some(known) if known.started > judgement.started => {}
            Some(known) => *known = discovered,
            None => self.discovery.push(discovered),
        }
    }

    /// Records the operator's decision about a fact that differs: leave it (`change` false), which
    /// finishes the step, or have the script change it. A step waits for a decision only when
    /// nothing else is wrong with it.
    ///
    /// # Errors
    /// [`SetupError::NothingToDecide`].
    pub(in crate::setup) fn on_difference_decided(
        &mut self,
        guide: &Guide,
        step: &StepId,
        change: bool,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Result<Follow, SetupError> {
        let spec = self.find(guide, step)?;
        self.idle()?;
        let record = self.step(step);
        let nothing = || SetupError::NothingToDecide { title: spec.title.clone() };
        let mut judgement = record.judgement.ok_or_else(nothing)?;
        let question = judgement.question.take().ok_or_else(nothing)?;
        if record.state != StepState::Decide {
            return Err(nothing());
        }
        if change {
            self.accepted_differences.remove(step);
            self.answers.insert(question.answer.clone(), YES.to_owned());
            self.keep_judgement(step, judgement);
            self.note(now, who, decided(step, &question.answer, true));
            self.move_to(step, StepState::Todo, now, effect);
            let run = Notice::RunAgain { step: step.clone() };
            self.notify(run, now, who, effect);
            return Ok(Follow::Recompute);
        }
        self.accepted_differences.insert(step.clone());
        self.answers.remove(&question.answer);
        for finding in &mut judgement.findings {
            if finding.state == FindingState::Ask {
                finding.state = FindingState::Kept;
            }
        }
        let waits = judgement.findings.iter().any(|finding| finding.state == FindingState::Waiting);
        judgement.verdict = if waits { Verdict::Waiting } else { Verdict::InPlace };
        self.keep_judgement(step, judgement);
        self.note(now, who, decided(step, &question.answer, false));
        if waits {
            self.move_to(step, StepState::Waiting, now, effect);
        } else {
            self.mark_done(guide, spec, Evidence::Receipt, now, effect);
        }
        Ok(Follow::Recompute)
    }

    fn keep_judgement(&mut self, step: &StepId, judgement: StepJudgement) {
        self.steps.entry(step.clone()).or_default().judgement = Some(judgement);
    }
}

/// What became of a step of a receipt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fate {
    /// What the receipt says of it counts from now on.
    Taken,
    /// Something newer is known of it.
    Older,
    /// It is finished, and a dry run does not find it in place.
    LeftByDryRun,
    /// The receipt says nothing of it that counts.
    NotTold,
}

/// A receipt that was taken in, for the journal.
pub(in crate::setup) struct TakenReceipt {
    known: Novelty,
    dry_run: bool,
    who: String,
    /// Without the notices.
    event: JournalEvent,
}

/// What is known of a receipt before it is taken in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Novelty {
    /// It was taken in before, and nothing has replaced it.
    Itself,
    /// Other receipts showed the same of every step.
    SameFindings,
    /// Something in it is new.
    No,
}

/// Whether a receipt can say anything of that step: the script came to it, and it is not one of those
/// that only the program finishes.
fn is_reported(guide: &Guide, step: &StepJudgement) -> bool {
    let kind = guide.step(&step.step).map(|(_, step)| step.kind);
    !matches!(step.verdict, Verdict::NotReached | Verdict::NotRead)
        && matches!(kind, Some(StepKind::Script | StepKind::Verify))
}

/// A receipt for the journal: of its steps, those that were taken.
fn receipt_event(judgement: &Judgement, taken: &[&StepJudgement]) -> JournalEvent {
    let step = |step: &&StepJudgement| JournalStep {
        step: step.step.clone(),
        verdict: step.verdict,
        changed: is_changed(step),
    };
    let change = |change: &Change| JournalChange {
        target: change.target.clone(),
        action: change.action.clone(),
        done: change.done,
    };
    JournalEvent::Receipt {
        started: judgement.started,
        dry_run: judgement.what_if,
        refused: judgement.refused.as_ref().map(|refused| refused.message.clone()),
        discovery: judgement.discovery.is_some(),
        steps: taken.iter().map(step).collect(),
        changes: judgement.steps.iter().flat_map(|step| &step.changes).map(change).collect(),
        notices: Vec::new(),
    }
}

fn decided(step: &StepId, answer: &AnswerId, change: bool) -> JournalEvent {
    JournalEvent::DifferenceDecided { step: step.clone(), answer: answer.clone(), change }
}

/// Whether the run made a change at this step: what it made in place, it did not find in place.
fn is_changed(step: &StepJudgement) -> bool {
    step.outcome == Outcome::Changed || step.changes.iter().any(|change| change.done)
}
