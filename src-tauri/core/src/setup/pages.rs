//! The pages of a setup: which steps are worked on together, by which script, and what holds a page up.

use super::Setup;
use super::script_page::{ScriptPage, script_page};
use super::standing::StepProgress;
use super::status::StepStatus;
use super::view::{HeldCertificate, ScriptChoice, StepView};
use crate::guide::{Guide, ScriptId, ScriptRole, ScriptSpec, Step, StepId, StepKind};
use crate::receipt::Judgement;
use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// Steps that are worked on together.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StepPage {
    /// The steps, in the order of the guide.
    pub steps: Vec<StepId>,
    /// The script of the page, where it has one.
    pub script: Option<ScriptId>,
    /// How many of its steps have which status.
    pub progress: StepProgress,
    /// What holds it up; none when nothing more is asked of the operator.
    pub blocked_by: Option<PageBlocker>,
    /// How far the work with its script has come; none where a script does none of its steps.
    pub script_page: Option<ScriptPage>,
    /// The undo scripts that the page names: those of its steps; on the page of the verification, all of a
    /// guide that has several.
    pub undo_scripts: Vec<ScriptId>,
}

/// What holds a page up: the most pressing reason of its steps.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "reason")]
#[ts(export)]
pub enum PageBlocker {
    /// Its script cannot be written before something else is known or decided.
    Needs,
    /// Facts wait for the operator's decision.
    Decisions {
        /// How many steps.
        count: u32,
    },
    /// Steps failed, or are not as expected.
    Failed {
        /// Their numbers, from 1.
        steps: Vec<u32>,
    },
    /// An answer has changed since a step was done.
    OutOfDate,
    /// What was under way when the program ended is not known.
    Unknown,
    /// The day has come that it waited for.
    DateReached,
    /// A day has to come.
    Date {
        /// The day.
        #[ts(type = "string")]
        until: Timestamp,
    },
    /// Other steps come first.
    OtherSteps,
    /// The receipt of its script is not there yet.
    Receipt,
    /// Nothing was uploaded yet.
    Upload,
    /// Questions are not answered.
    Answers,
    /// The verification was not made.
    Verification,
}

/// What pages show of a setup: its scripts, its steps, the last receipt and the known certificates.
#[derive(Clone, Copy)]
pub(super) struct PageSources<'v> {
    pub(super) scripts: &'v [ScriptChoice],
    pub(super) steps: &'v [StepView],
    pub(super) last_receipt: Option<&'v Judgement>,
    pub(super) certificates: &'v [HeldCertificate],
}

/// The steps of a page with their numbers, and the script that they share.
type StepsOfPage<'a> = (Vec<(&'a Step, u32)>, Option<&'a ScriptSpec>);

/// The pages in the order of the guide. Steps in a row that one script does together are one page,
/// unless each step is to have its own (`alone`). A guide may have such a script for each place; a step
/// that is between others of another place has its own script.
pub(super) fn pages(
    setup: &Setup,
    guide: &Guide,
    shown: PageSources<'_>,
    alone: bool,
    now: Timestamp,
) -> Vec<StepPage> {
    let mut pages: Vec<StepsOfPage<'_>> = Vec::new();
    for (step, number) in guide.steps.iter().zip(1_u32..) {
        let together = if alone { None } else { shared_script(guide, step) };
        match pages.last_mut() {
            Some((steps, script))
                if together.is_some() && together.map(id_of) == script.map(id_of) =>
            {
                steps.push((step, number));
            }
            _ => pages.push((vec![(step, number)], together.or_else(|| own_script(guide, step)))),
        }
    }
    let page = |(steps, script): StepsOfPage<'_>| {
        let own = match steps.as_slice() {
            [(step, _)] => own_script(guide, step),
            _ => None,
        };
        let script = own.or(script).map(|script| script.id.clone());
        let choice = shown
            .scripts
            .iter()
            .find(|choice| script.as_ref() == Some(&choice.id))
            .filter(|_| steps.iter().all(|(step, _)| step.kind == StepKind::Script));
        let statuses = steps.iter().map(|(step, _)| setup.status(guide, step, now));
        let progress = StepProgress::of(statuses);
        let blocked_by = blocked_by(setup, guide, &steps, now).map(|blocker| {
            if choice.is_some_and(|choice| !choice.needs.is_empty()) {
                PageBlocker::Needs
            } else {
                blocker
            }
        });
        let script_page = choice.map(|choice| {
            let is_here = |view: &&StepView| steps.iter().any(|(step, _)| step.id == view.id);
            let here: Vec<&StepView> = shown.steps.iter().filter(is_here).collect();
            let done = shown.steps.iter().filter(|view| choice.steps.contains(&view.id));
            let numbers = done.map(|view| view.number).collect();
            let standing = (&progress, blocked_by.as_ref());
            script_page(&here, choice, numbers, standing, shown)
        });
        let here: Vec<&Step> = steps.iter().map(|(step, _)| *step).collect();
        StepPage {
            progress,
            blocked_by,
            script_page,
            undo_scripts: undo_scripts(guide, &here),
            steps: steps.into_iter().map(|(step, _)| step.id.clone()).collect(),
            script,
        }
    };
    pages.into_iter().map(page).collect()
}

/// The undo scripts of these steps. An undo script without steps undoes all of them.
fn undo_scripts(guide: &Guide, steps: &[&Step]) -> Vec<ScriptId> {
    let all: Vec<&ScriptSpec> =
        guide.scripts.iter().filter(|script| script.role == ScriptRole::Undo).collect();
    let has = |kind: StepKind| steps.iter().any(|step| step.kind == kind);
    let is_of_these = |script: &&&ScriptSpec| {
        script.steps.is_empty() || steps.iter().any(|step| script.steps.contains(&step.id))
    };
    let of_these: Vec<&ScriptSpec> = all.iter().filter(is_of_these).copied().collect();
    let shown = if has(StepKind::Verify) {
        if all.len() > 1 { all } else { Vec::new() }
    } else if !has(StepKind::Script) {
        Vec::new()
    } else if of_these.is_empty() && all.len() < 2 {
        all
    } else {
        of_these
    };
    shown.into_iter().map(|script| script.id.clone()).collect()
}

fn id_of(script: &ScriptSpec) -> &ScriptId {
    &script.id
}

/// The script that does this step together with others.
fn shared_script<'g>(guide: &'g Guide, step: &Step) -> Option<&'g ScriptSpec> {
    let mut scripts = guide.scripts.iter().filter(|script| script.role == ScriptRole::AllInOne);
    scripts.find(|script| script.steps.contains(&step.id))
}

/// The script of this step's own page.
pub(super) fn own_script<'g>(guide: &'g Guide, step: &Step) -> Option<&'g ScriptSpec> {
    guide.scripts.iter().find(|script| match (step.kind, script.role) {
        (StepKind::Script, ScriptRole::Step) => script.steps.contains(&step.id),
        (StepKind::Answers, ScriptRole::Discovery)
        | (StepKind::Verify, ScriptRole::Verification) => true,
        _ => false,
    })
}

/// What holds these steps up, with their numbers.
fn blocked_by(
    setup: &Setup,
    guide: &Guide,
    steps: &[(&Step, u32)],
    now: Timestamp,
) -> Option<PageBlocker> {
    let with_status =
        steps.iter().map(|(step, number)| (*step, *number, setup.status(guide, step, now)));
    let open: Vec<(&Step, u32, StepStatus)> =
        with_status.filter(|(_, _, status)| !status.is_settled()).collect();
    let is = |wanted: StepStatus| open.iter().any(|(_, _, status)| *status == wanted);
    let all = |wanted: &[StepStatus]| open.iter().all(|(_, _, status)| wanted.contains(status));
    let has = |kind: StepKind| open.iter().any(|(step, _, _)| step.kind == kind);
    let (first, _, _) = *open.first()?;
    let decisions = open.iter().filter(|(_, _, status)| *status == StepStatus::Decide).count();
    if decisions > 0 {
        return Some(PageBlocker::Decisions {
            count: u32::try_from(decisions).unwrap_or(u32::MAX),
        });
    }
    if is(StepStatus::Failed) || is(StepStatus::Differs) {
        let failed = open
            .iter()
            .filter(|(_, _, status)| matches!(status, StepStatus::Failed | StepStatus::Differs));
        return Some(PageBlocker::Failed { steps: failed.map(|(_, number, _)| *number).collect() });
    }
    if is(StepStatus::OutOfDate) {
        return Some(PageBlocker::OutOfDate);
    }
    if is(StepStatus::Unknown) {
        return Some(PageBlocker::Unknown);
    }
    let waits = open.iter().map(|(step, _, _)| setup.waits(guide, step, now));
    if let Some(waits) = waits.collect::<Option<Vec<_>>>()
        && let Some(wait) = waits.first()
    {
        return Some(if wait.over {
            PageBlocker::DateReached
        } else {
            PageBlocker::Date { until: wait.until }
        });
    }
    if all(&[StepStatus::NotYet]) {
        return Some(PageBlocker::OtherSteps);
    }
    Some(if has(StepKind::Script) {
        PageBlocker::Receipt
    } else if has(StepKind::Upload) {
        PageBlocker::Upload
    } else {
        match first.kind {
            StepKind::Answers => PageBlocker::Answers,
            StepKind::Verify | StepKind::Script | StepKind::Upload => PageBlocker::Verification,
        }
    })
}

#[cfg(test)]
mod tests;
