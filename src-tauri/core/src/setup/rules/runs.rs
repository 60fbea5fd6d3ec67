//! A script that the program itself runs: begun, ended with its receipt, or ended without one.

use super::Effect;
use crate::error::Problem;
use crate::guide::{Guide, StepKind};
use crate::setup::event::Follow;
use crate::setup::view::StepState;
use crate::setup::{JournalEvent, JournalProblem, ScriptInFlight, Setup, SetupError};
use jiff::Timestamp;

impl Setup {
    /// Notes that the program begins to run a script, to be saved before it does: should the program end in
    /// the middle, what the script changes reopens as unknown.
    ///
    /// # Errors
    /// [`SetupError::UnderWay`] when something is already; [`SetupError::UnknownScript`].
    pub(in crate::setup) fn on_run_started(
        &mut self,
        guide: &Guide,
        run: ScriptInFlight,
        who: &str,
    ) -> Result<Follow, SetupError> {
        self.idle()?;
        if guide.script(&run.script).is_none() {
            return Err(SetupError::UnknownScript(run.script));
        }
        let ScriptInFlight { script, what_if: dry_run, switches, since } = run.clone();
        self.note(since, who, JournalEvent::RunStarted { script, dry_run, switches });
        self.script_in_flight = Some(run);
        Ok(Follow::Nothing)
    }

    /// Notes that the run is over. What its receipt shows is taken in by itself.
    pub(in crate::setup) fn on_run_reported(&mut self) -> Follow {
        self.script_in_flight = None;
        Follow::Nothing
    }

    /// Notes that a run ended without a receipt. `began`: the script itself began, so what it changes is
    /// unknown now.
    pub(in crate::setup) fn on_run_failed(
        &mut self,
        guide: &Guide,
        began: bool,
        problem: &Problem,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) -> Follow {
        let Some(run) = self.script_in_flight.take() else { return Follow::Nothing };
        let problem = JournalProblem::of(problem);
        let unknown = began && self.becomes_unknown(guide, &run, now, effect);
        let ScriptInFlight { script, what_if, .. } = run;
        self.note(now, who, JournalEvent::RunFailed { script, dry_run: what_if, problem, unknown });
        Follow::Recompute
    }

    /// A run that was under way when the program ended.
    pub(super) fn interrupt_run(
        &mut self,
        guide: &Guide,
        run: ScriptInFlight,
        now: Timestamp,
        effect: &mut Effect,
    ) -> Follow {
        let unknown = self.becomes_unknown(guide, &run, now, effect);
        let ScriptInFlight { script, what_if, since, .. } = run;
        self.note(
            now,
            super::cloud::PROGRAM,
            JournalEvent::RunInterrupted { script, dry_run: what_if, since, unknown },
        );
        Follow::Recompute
    }

    /// What a script changes is unknown after a run of which nothing came back. A dry run and a script that
    /// only reads leave everything as it was.
    fn becomes_unknown(
        &mut self,
        guide: &Guide,
        run: &ScriptInFlight,
        now: Timestamp,
        effect: &mut Effect,
    ) -> bool {
        let Some(spec) = guide.script(&run.script) else { return false };
        if run.what_if || !spec.running.changes_steps(&run.switches) {
            return false;
        }
        let of_servers = |kind: StepKind| kind == StepKind::Script;
        for id in &spec.steps {
            let is_one = guide.step(id).is_some_and(|(_, step)| of_servers(step.kind));
            if is_one && self.step(id).state != StepState::Skipped {
                self.move_to(id, StepState::Unknown, now, effect);
            }
        }
        // What a dry run listed before is no longer what the script would change.
        self.last_receipt = self.last_receipt.take().filter(|last| !last.what_if);
        true
    }
}
