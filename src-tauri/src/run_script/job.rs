//! One run of Windows PowerShell: its folder, its order, and its way from the first line to the last.

use super::computer::Computer;
use super::folder::RunFolder;
use super::{CameBack, RunRequest, powershell, process};
use crosstrust_core::entra::Cloud;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::{Fqdn, ScriptSpec};
use crosstrust_core::messages::say;
use crosstrust_core::runner::{
    ComputerFacts, ConnectRequest, Connection, RunExit, RunLine, RunOrder, RunOutput, RunTask,
    ScriptParameters, run_failure, transport,
};
use crosstrust_core::script::Script;
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// A run that is ready to begin.
pub(crate) struct PowerShellJob {
    computer: Computer,
    folder: RunFolder,
    order: RunOrder,
    longest: Duration,
}

impl PowerShellJob {
    /// Prepares the run of a script. `cloud`: the id of the cloud in the answers.
    ///
    /// # Errors
    /// The way is none, the name of its server is wrong, or the disk refused.
    pub(crate) fn new(
        computer: Computer,
        folder: RunFolder,
        request: &RunRequest,
        spec: &ScriptSpec,
        script: &Script,
        cloud: &str,
    ) -> Result<Self, Problem> {
        let environment =
            Cloud::from_id(cloud).and_then(Cloud::exchange_environment).unwrap_or_default();
        let connection = connection(&computer.facts, request, script, environment)?;
        let task = RunTask::Run {
            connection,
            script: folder.save_script(script)?,
            parameters: ScriptParameters::of(request.what_if, &request.switches),
            elevated: spec.running.needs_elevation(&request.switches),
        };
        let longest = computer.limits.longest;
        Ok(Self { computer, folder, order: order(task), longest })
    }

    /// Runs it to its end, and gives each line while it comes.
    pub(crate) fn run(
        &self,
        cancelled: &AtomicBool,
        said: impl Fn(&RunOutput, Option<RunLine>),
    ) -> CameBack {
        let mut output = RunOutput::new(&self.order.mark);
        let command = powershell::command(&self.computer.facts, self.folder.path());
        let Some(mut command) = command else {
            return (output, RunExit::NotStarted(say!("runner-lacks-windows")));
        };
        let exit = process::run(
            &mut command,
            self.computer.limits,
            self.longest,
            cancelled,
            || self.folder.save_order(&self.order),
            |line| {
                let line = output.take(line);
                said(&output, line);
            },
        );
        (output, exit)
    }
}

/// How the runner connects for this request.
///
/// # Errors
/// The way is none, or the name of its server is wrong.
pub(super) fn connection(
    facts: &ComputerFacts,
    request: &RunRequest,
    script: &Script,
    environment: &str,
) -> Result<Connection, Problem> {
    let way = transport(request.transport).ok_or_else(|| Problem::of(ErrorCode::RunUnavailable))?;
    let commands = script.needed_commands();
    let server = request.server.as_deref();
    way.connection(&ConnectRequest { facts, server, commands: &commands, environment })
}

/// The Exchange servers that Active Directory names, each once, in the order of their names.
///
/// # Errors
/// This is no Windows computer, or Active Directory could not be read.
pub(crate) fn find_servers(computer: &Computer) -> Result<Vec<String>, Problem> {
    if computer.facts.powershell.is_none() {
        return Err(Problem::new(ErrorCode::RunUnavailable, say!("runner-lacks-windows")));
    }
    let job = PowerShellJob {
        computer: computer.clone(),
        folder: RunFolder::temporary()?,
        order: order(RunTask::Servers),
        longest: computer.limits.longest_search,
    };
    let (output, exit) = job.run(&AtomicBool::new(false), |_, _| {});
    if !output.ended() {
        return Err(run_failure(&output, &exit));
    }
    // What the directory says becomes a part of an address: it is read as strictly as what is typed.
    let names = output.servers().iter().filter_map(|name| name.parse::<Fqdn>().ok());
    let names: BTreeSet<String> = names.map(|name| name.as_str().to_owned()).collect();
    Ok(names.into_iter().collect())
}

fn order(task: RunTask) -> RunOrder {
    let mark: u128 = fastrand::u128(..);
    RunOrder { mark: format!("{mark:032x}"), modules: powershell::modules(), task }
}
