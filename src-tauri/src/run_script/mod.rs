//! Running a script from here: Windows PowerShell with the runner, or the simulated organization of a rehearsal.
//! What a run means is decided in core; here it is started, followed, ended and recorded.
//!
//! What is under way is saved before it begins and keeps its setup open until its outcome is recorded, as an
//! operation in the tenant does.

mod computer;
mod control;
mod folder;
mod job;
mod powershell;
mod process;
mod tree;

pub use computer::{Computer, RunLimits};
pub(crate) use control::{RunControl, RunProgress, RunState};
pub(crate) use folder::{RunFolder, sweep};
pub(crate) use job::{PowerShellJob, find_servers};

use crate::app::{App, locked};
use crate::log;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::{
    AnswerRole, Answers, Guide, GuideId, ScriptEffect, ScriptId, ScriptSpec,
};
use crosstrust_core::messages::text;
use crosstrust_core::receipt::FoundReceipts;
use crosstrust_core::runner::{
    RanScript, RunExit, RunOffer, RunOutput, RunTransport, ScriptParameters, check_offered,
    chosen_switches, run_offers, run_receipts,
};
use crosstrust_core::script::Script;
use crosstrust_core::setup::view::SetupView;
use crosstrust_core::setup::{Event, SetupError, SetupId};
use crosstrust_rehearsal::exchange::Parameters;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use ts_rs::TS;

/// How long a line of a rehearsal takes.
const REHEARSED_LINE: Duration = Duration::from_millis(10);

/// Receives what happens in a run.
pub(crate) type OnRunProgress = Arc<dyn Fn(RunProgress) + Send + Sync>;

/// What is to be run, and how.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct RunRequest {
    /// The script.
    pub(crate) script: ScriptId,
    /// The way to its commands.
    pub(crate) transport: RunTransport,
    /// The name of the server, where the way needs one.
    pub(crate) server: Option<String>,
    /// A dry run.
    pub(crate) what_if: bool,
    /// The switches of the script that it is given.
    pub(crate) switches: Vec<String>,
}

/// A run that may begin. Whoever saw the changes of its dry run has agreed to those of this very script with these
/// switches.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct PreparedRun {
    /// The guide of the script. What comes back names it, and the setup need not be read again to know it.
    guide: GuideId,
    script: Script,
    /// As the script writes them.
    switches: Vec<String>,
    /// Whether it can change something, so that a dry run comes before it.
    changes: bool,
}

/// How a run ended.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ScriptRun {
    /// The setup. The result of the run is in it as if it had been imported.
    pub(crate) setup: SetupView,
    /// Why the run had no result; none where it had one.
    pub(crate) problem: Option<Problem>,
    /// It was a dry run that showed what a run would change: such a run can begin now.
    pub(crate) shows_changes: bool,
}

/// Where the lines of a run come from.
enum RunSource {
    PowerShell(Box<PowerShellJob>),
    /// What the simulated server's window shows.
    Rehearsal {
        console: String,
    },
}

/// What came back of a run.
type CameBack = (RunOutput, RunExit);

impl App {
    /// The ways to run a script, the best first.
    ///
    /// # Errors
    /// There is no such script.
    pub(crate) fn run_offers(
        &self,
        id: SetupId,
        script: &ScriptId,
    ) -> Result<Vec<RunOffer>, Problem> {
        let (setup, guide) = self.read(id)?;
        let spec = script_of(guide, script)?;
        Ok(run_offers(&self.computer().facts, &spec.running, setup.is_rehearsal()))
    }

    /// The Exchange servers that Active Directory names, in the order of their names; none in a rehearsal.
    ///
    /// # Errors
    /// Active Directory could not be read.
    pub(crate) async fn find_servers(&self, id: SetupId) -> Result<Vec<String>, Problem> {
        if self.read(id)?.0.is_rehearsal() {
            return Ok(Vec::new());
        }
        let computer = self.computer();
        off_thread(move || find_servers(&computer)).await?
    }

    /// The run that is under way.
    ///
    /// # Errors
    /// The setup cannot be opened.
    pub(crate) fn run_state(&self, id: SetupId) -> Result<Option<RunState>, Problem> {
        Ok(locked(&self.get(id)?.run).as_ref().map(|run| run.state()))
    }

    /// Ends the run that is under way, if there is one.
    ///
    /// # Errors
    /// The setup cannot be opened.
    pub(crate) fn cancel_run(&self, id: SetupId) -> Result<(), Problem> {
        if let Some(run) = &*locked(&self.get(id)?.run) {
            run.cancel();
        }
        Ok(())
    }

    /// Runs a script and takes its result into the setup.
    ///
    /// # Errors
    /// The run did not begin: this way is not offered, an answer is missing, no dry run showed its changes, something
    /// else is under way, or the disk refused. What goes wrong later is in the result.
    pub(crate) async fn run_script(
        &self,
        id: SetupId,
        mut request: RunRequest,
        on_progress: OnRunProgress,
    ) -> Result<ScriptRun, Problem> {
        let open = self.begin_operation(id)?;
        let run = self.check_run(id, &request)?;
        request.switches.clone_from(&run.switches);
        // Whatever runs now, what a dry run before it showed may have changed.
        let shown = locked(&open.dry_run).take();
        if run.changes && !request.what_if && shown.as_ref() != Some(&run) {
            return Err(Problem::of(ErrorCode::RunDryRunFirst));
        }
        let who = self.who(id);
        let RunRequest { script, transport, what_if, switches, .. } = &request;
        let begun = Timestamp::now();
        let (script, switches) = (script.clone(), switches.clone());
        let started = Event::RunStarted { script: script.clone(), what_if: *what_if, switches };
        self.change(id, &who, started)?;
        let control = Arc::new(RunControl::new(script, *what_if, *transport));
        *locked(&open.run) = Some(Arc::clone(&control));
        let ended = match self.source(id, &request, &run.script, begun) {
            Ok(source) => follow(source, control, on_progress).await,
            Err(problem) => Err(problem),
        };
        let recorded = self.record_run(id, &run.guide, &request, begun, ended, &who);
        *locked(&open.run) = None;
        let (problem, shows_changes) = match recorded? {
            Recorded::Result { shows_changes } => (None, request.what_if && shows_changes),
            Recorded::Failure(problem) => (Some(problem), false),
        };
        *locked(&open.dry_run) = shows_changes.then_some(run);
        Ok(ScriptRun { setup: self.view(id)?, problem, shows_changes })
    }

    /// Refuses what cannot be run, before anything is noted.
    fn check_run(&self, id: SetupId, request: &RunRequest) -> Result<PreparedRun, Problem> {
        let (setup, guide) = self.read(id)?;
        let spec = script_of(guide, &request.script)?;
        let computer = self.computer();
        check_offered(&computer.facts, spec, setup.is_rehearsal(), request.transport)?;
        let switches = chosen_switches(spec, request.transport, &request.switches)?;
        let script = self.write_script(id, &request.script)?;
        if request.transport != RunTransport::Rehearsal {
            job::connection(&computer.facts, request, &script, "")?;
        }
        let changes = spec.running.effect == ScriptEffect::Changes || !switches.is_empty();
        Ok(PreparedRun { guide: guide.id.clone(), script, switches, changes })
    }

    /// Prepares a run, and in a rehearsal carries it out.
    fn source(
        &self,
        id: SetupId,
        request: &RunRequest,
        script: &Script,
        begun: Timestamp,
    ) -> Result<RunSource, Problem> {
        let (setup, guide) = self.read(id)?;
        let (answers, _) = Answers::parse(guide, setup.raw_answers());
        if request.transport == RunTransport::Rehearsal {
            let open = self.get(id)?;
            let rehearsal = open.tenant.rehearsal()?;
            let given = ScriptParameters::of(request.what_if, &request.switches);
            let given = Parameters::unattended(given.each());
            let console = rehearsal.run(&answers, &script.text, &given, begun)?;
            return Ok(RunSource::Rehearsal { console });
        }
        let spec = script_of(guide, &request.script)?;
        let folder = RunFolder::of_setup(self.data(), id)?;
        let cloud = answers.of(AnswerRole::Cloud).unwrap_or_default();
        let job = PowerShellJob::new(self.computer(), folder, request, spec, script, cloud)?;
        Ok(RunSource::PowerShell(Box::new(job)))
    }

    /// Records what came back of a run. Nothing is read for it: it must be recorded where nothing can be read.
    fn record_run(
        &self,
        id: SetupId,
        guide: &GuideId,
        request: &RunRequest,
        begun: Timestamp,
        ended: Result<CameBack, Problem>,
        who: &str,
    ) -> Result<Recorded, Problem> {
        let (script_began, result) = match ended {
            Ok((output, exit)) => {
                let ran = RanScript {
                    guide,
                    script: &request.script,
                    setup: &id.to_string(),
                    what_if: request.what_if,
                    begun,
                };
                (output.script_began(), run_receipts(&output, &exit, &ran))
            }
            Err(problem) => (false, Err(problem)),
        };
        let taken = result.and_then(|found| {
            self.record(id, who, Event::RunReported { found: &found })?;
            Ok(Recorded::Result { shows_changes: shows_changes(&found, &request.switches) })
        });
        log::ended("running a script", taken).or_else(|problem| {
            let failed = Event::RunFailed { began: script_began, problem: problem.clone() };
            self.record(id, who, failed)?;
            Ok(Recorded::Failure(problem))
        })
    }
}

/// What a run came to.
enum Recorded {
    Result {
        /// A dry run showed what the run would change.
        shows_changes: bool,
    },
    /// Why it had no result.
    Failure(Problem),
}

/// Whether the result of a dry run shows what the run would change. With a switch it has to list a change: what is
/// done with it does not depend on the steps. Without one it may find everything in place.
fn shows_changes(found: &FoundReceipts, switches: &[String]) -> bool {
    let receipt = found.newest();
    let lists_some = receipt.steps.iter().any(|step| !step.changes.is_empty());
    let failed = receipt.failure.is_some();
    if switches.is_empty() { lists_some || !failed } else { lists_some && !failed }
}

/// Follows a run to its end.
async fn follow(
    source: RunSource,
    control: Arc<RunControl>,
    on_progress: OnRunProgress,
) -> Result<CameBack, Problem> {
    let said = {
        let control = Arc::clone(&control);
        move |output: &RunOutput, line| {
            if let Some(progress) = control.note(output.phase(), line) {
                on_progress(progress);
            }
        }
    };
    match source {
        RunSource::PowerShell(job) => off_thread(move || job.run(&control.cancelled, said)).await,
        RunSource::Rehearsal { console } => {
            let mut output = RunOutput::new(REHEARSAL_MARK);
            let mut lines = vec![format!("{REHEARSAL_MARK} phase running")];
            lines.extend(console.lines().map(|line| format!("{REHEARSAL_MARK} output {line}")));
            for line in lines {
                if control.is_cancelled() {
                    return Ok((output, RunExit::Cancelled));
                }
                let line = output.take(line.as_bytes());
                said(&output, line);
                tokio::time::sleep(REHEARSED_LINE).await;
            }
            Ok((output, RunExit::Ended(Some(0))))
        }
    }
}

/// The mark of lines in a rehearsal, where no script runs that could print it.
const REHEARSAL_MARK: &str = "rehearsal";

fn script_of<'g>(guide: &'g Guide, script: &ScriptId) -> Result<&'g ScriptSpec, Problem> {
    guide.script(script).ok_or_else(|| SetupError::UnknownScript(script.clone()).into())
}

/// Does something that waits, on a thread of its own.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        Problem::new(ErrorCode::Internal, text!("program-run-failed"))
            .with_detail(error.to_string())
    })
}

// The stand-in for PowerShell is a script of a Unix shell.
#[cfg(all(test, unix))]
mod tests;
