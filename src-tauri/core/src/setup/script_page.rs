//! The page of a script: which part of its work is next, and what its heading is about. The window has the
//! words.

use super::certificates::each_once;
use super::pages::{PageBlocker, PageSources};
use super::standing::StepProgress;
use super::status::StepStatus;
use super::view::{HeldCertificate, ScriptChoice, StepState, StepView};
use crate::guide::{CERTIFICATES_FACT, Shell, StepId};
use crate::receipt::{Change, StepJudgement, Verdict};
use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// The page of a script, for one step or for several together.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the page")]
pub struct ScriptPage {
    /// Which part of its work is next.
    pub stage: ScriptStage,
    /// Whether the last receipt is about this page.
    pub has_receipt: bool,
    /// Whether the steps are based on that receipt, so that the heading names it.
    pub names_receipt: bool,
    /// Whether the script has to be run: nothing came back yet, or not everything is as expected.
    pub runs: bool,
    /// Whether the operator has the script, so that its result is what comes next.
    pub taken: bool,
    /// What the dry run would change of each step; empty at other stages.
    pub dry_run: Vec<DryRunStep>,
    /// The certificates that came with the results of its steps, each once.
    pub certificates: Vec<HeldCertificate>,
    /// The steps whose script contains an answer that its own result can bring along.
    pub finds: Vec<StepId>,
    /// What the title is about.
    pub title: ScriptTitle,
    /// What the sentence below the title is about.
    pub lead: ScriptLead,
}

/// What a dry run would change of one step.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DryRunStep {
    /// The step.
    pub step: StepId,
    /// What would be changed.
    pub changes: Vec<Change>,
    /// Why nothing would be; none where something would.
    pub instead: Option<NoChange>,
}

/// Why a dry run would change nothing of a step. Not every step changes something.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum NoChange {
    /// The script ended before the step.
    NotRun,
    /// The script could not read it.
    NotRead,
    /// The script read that it is in place.
    InPlace,
    /// The script would change nothing, and did not read that it is in place.
    Nothing,
}

impl DryRunStep {
    fn of(judgement: &StepJudgement) -> Self {
        let instead = match judgement.verdict {
            Verdict::NotReached => NoChange::NotRun,
            Verdict::NotRead => NoChange::NotRead,
            Verdict::InPlace => NoChange::InPlace,
            Verdict::Planned
            | Verdict::Differs
            | Verdict::Waiting
            | Verdict::Decide
            | Verdict::Failed => NoChange::Nothing,
        };
        Self {
            step: judgement.step.clone(),
            changes: judgement.changes.clone(),
            instead: judgement.changes.is_empty().then_some(instead),
        }
    }
}

/// Which part of the work of a script is next.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ScriptStage {
    /// Running it.
    Script,
    /// Reading what a dry run would change.
    DryRun,
    /// Reading what its results show.
    Result,
}

/// What the title of the page is about.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "code")]
#[ts(export)]
pub enum ScriptTitle {
    /// The one step of the page.
    Step,
    /// All steps of the page, which are still to be done.
    Together,
    /// The dry run.
    DryRun,
    /// What happens on a day to come.
    Waiting {
        /// The words, with `{date}` for the day.
        heading: String,
        /// The day.
        #[ts(type = "string")]
        until: Timestamp,
    },
    /// The status of the one step.
    Status,
    /// The step at which the script stopped.
    Failed {
        /// Its number, from 1.
        number: u32,
        /// Its title.
        title: String,
    },
    /// A run ended without a result: what it changed is unknown.
    Interrupted,
    /// How many steps have which status.
    Progress,
}

/// What the sentence below the title is about.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "code")]
#[ts(export)]
pub enum ScriptLead {
    /// There is none: why the step is done says enough.
    None,
    /// One script does these steps together.
    Together {
        /// Their numbers, from 1.
        steps: Vec<u32>,
    },
    /// A dry run proves nothing yet.
    DryRun {
        /// An answer has changed since the script was taken.
        outdated: bool,
    },
    /// Another setup verified all steps.
    OtherSetup {
        /// How many steps.
        count: u32,
    },
    /// All steps were verified.
    Verified {
        /// Their script runs in Exchange Online, and not on a server.
        online: bool,
    },
    /// The operator marked all steps as done.
    Marked {
        /// How many steps.
        count: u32,
    },
    /// The operator skipped all steps.
    Skipped {
        /// How many steps.
        count: u32,
    },
    /// Nothing is open, and the steps are based on different things.
    Mixed {
        /// How many steps a script reported.
        reported: u32,
        /// How many steps the operator marked as done.
        marked: u32,
        /// How many steps the operator skipped.
        skipped: u32,
    },
    /// The day has come that the step waited for.
    DateReached {
        /// Why it waited, in a sentence.
        reason: String,
    },
    /// A day has to come.
    Waiting {
        /// Why, in a sentence.
        reason: String,
    },
    /// The operator has to act outside of this program: no script and no question does it.
    NoScript,
    /// Other steps come first.
    NotYet,
    /// The operator has to decide, and nothing has to be run before.
    Decide {
        /// How many decisions.
        count: u32,
    },
    /// An answer has changed since the script was taken: it has to be taken again.
    Outdated,
    /// A run ended without a result: what it changed is unknown.
    Interrupted,
    /// What is not as expected has to be fixed, and the script run again.
    Fix,
}

/// The page of these steps, which its script does; with what holds it up, the last receipt and the
/// known certificates, and the numbers of all steps that the script does.
pub(super) fn script_page(
    steps: &[&StepView],
    choice: &ScriptChoice,
    numbers: Vec<u32>,
    (progress, blocked_by): (&StepProgress, Option<&PageBlocker>),
    shown: PageSources<'_>,
) -> ScriptPage {
    let receipt = shown.last_receipt.filter(|last| {
        let is_here = |id: &StepId| steps.iter().any(|step| step.id == *id);
        (last.discovery.is_none() && last.refused.is_some())
            || last.steps.iter().any(|judged| is_here(&judged.step))
    });
    let open = || steps.iter().filter(|step| !step.settled);
    let interrupted = steps.iter().any(|step| step.state == StepState::Unknown);
    let stage = if receipt.is_some_and(|last| last.what_if) && open().next().is_some() {
        ScriptStage::DryRun
    } else if interrupted
        || steps.iter().any(|step| step.judgement.is_some() || step.settled)
        || receipt.is_some_and(|last| last.refused.is_some())
    {
        ScriptStage::Result
    } else {
        ScriptStage::Script
    };
    let runs = stage != ScriptStage::Result || open().any(|step| step.state != StepState::Decide);
    let only = match steps {
        [step] => Some(*step),
        _ => None,
    };
    let outdated = open().any(|step| step.script_outdated);
    let title = match stage {
        ScriptStage::DryRun => ScriptTitle::DryRun,
        ScriptStage::Result if interrupted && only.is_none() => ScriptTitle::Interrupted,
        ScriptStage::Result => title_of_result(steps, only),
        ScriptStage::Script if only.is_some() => ScriptTitle::Step,
        ScriptStage::Script => ScriptTitle::Together,
    };
    let lead = match stage {
        ScriptStage::DryRun => ScriptLead::DryRun { outdated },
        ScriptStage::Result if interrupted => ScriptLead::Interrupted,
        ScriptStage::Result if blocked_by.is_none() => rests_on(steps, progress, choice),
        ScriptStage::Result => lead_of_open(steps, only, runs, outdated),
        ScriptStage::Script if only.is_some() => ScriptLead::None,
        ScriptStage::Script => ScriptLead::Together { steps: numbers },
    };
    let brings_certificates = |step: &&StepView| {
        let judgement = step.judgement.as_ref();
        judgement.is_some_and(|judged| judged.facts.contains_key(CERTIFICATES_FACT))
    };
    ScriptPage {
        stage,
        dry_run: receipt
            .filter(|_| stage == ScriptStage::DryRun)
            .map(|last| last.steps.iter().map(DryRunStep::of).collect())
            .unwrap_or_default(),
        certificates: if steps.iter().any(brings_certificates) {
            each_once(shown.certificates.iter().cloned())
        } else {
            Vec::new()
        },
        has_receipt: receipt.is_some(),
        names_receipt: receipt.is_some()
            && stage != ScriptStage::Script
            && steps.iter().any(|step| step.rests_on_receipts),
        runs,
        taken: stage != ScriptStage::Script
            || steps.iter().any(|step| step.state == StepState::HandedOut),
        finds: open()
            .filter(|step| stage != ScriptStage::Script && !step.finds.is_empty())
            .map(|step| step.id.clone())
            .collect(),
        title,
        lead,
    }
}

fn title_of_result(steps: &[&StepView], only: Option<&StepView>) -> ScriptTitle {
    if let Some(step) = only {
        let waiting = step.waiting.as_ref().filter(|waiting| !waiting.over);
        return match waiting.and_then(|waiting| Some((waiting.heading.clone()?, waiting.until))) {
            Some((heading, until)) => ScriptTitle::Waiting { heading, until },
            None => ScriptTitle::Status,
        };
    }
    match steps.iter().find(|step| step.status == StepStatus::Failed) {
        Some(step) => ScriptTitle::Failed { number: step.number, title: step.title.clone() },
        None => ScriptTitle::Progress,
    }
}

/// What steps are based on of which nothing is open.
fn rests_on(steps: &[&StepView], progress: &StepProgress, choice: &ScriptChoice) -> ScriptLead {
    let &StepProgress { total: count, verified, reported, marked, skipped, .. } = progress;
    if steps.iter().all(|step| step.status == StepStatus::OtherSetup) {
        ScriptLead::OtherSetup { count }
    } else if verified == count {
        ScriptLead::Verified { online: choice.how.shell == Shell::ExchangeOnline }
    } else if marked == count {
        ScriptLead::Marked { count }
    } else if skipped == count {
        ScriptLead::Skipped { count }
    } else {
        ScriptLead::Mixed { reported, marked, skipped }
    }
}

/// What is next where something is open.
fn lead_of_open(
    steps: &[&StepView],
    only: Option<&StepView>,
    runs: bool,
    outdated: bool,
) -> ScriptLead {
    if let Some(waiting) = only.and_then(|step| step.waiting.as_ref()) {
        let reason = waiting.reason.clone();
        return if waiting.over {
            ScriptLead::DateReached { reason }
        } else {
            ScriptLead::Waiting { reason }
        };
    }
    let asks = |step: &StepView| {
        step.judgement.as_ref().is_some_and(|judgement| judgement.question.is_some())
    };
    if only.is_some_and(|step| step.state == StepState::Decide && !asks(step)) {
        return ScriptLead::NoScript;
    }
    let waits = |step: &&StepView| step.status == StepStatus::NotYet;
    if steps.iter().any(waits) && steps.iter().all(|step| waits(step) || step.settled) {
        return ScriptLead::NotYet;
    }
    let decisions = steps.iter().filter(|step| step.state == StepState::Decide).count();
    if decisions > 0 && !runs {
        return ScriptLead::Decide { count: u32::try_from(decisions).unwrap_or(u32::MAX) };
    }
    if outdated { ScriptLead::Outdated } else { ScriptLead::Fix }
}

#[cfg(test)]
mod tests;
