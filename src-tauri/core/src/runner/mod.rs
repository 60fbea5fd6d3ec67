//! Running a script from here: which ways to its commands this computer has, what the runner script is
//! ordered to do, and what its output means.
//!
//! Nothing is started here. The shell starts Windows PowerShell with `runner.ps1`, writes the order
//! beside it and hands over each line that comes back. The script that is run is the file as it is shown.

mod failure;
mod order;
mod output;
mod result;
mod switches;
mod transport;

pub use failure::{RunExit, run_failure};
pub use order::{
    ORDER_FILE, POWERSHELL_SWITCHES, RUNNER_FILE, RunOrder, RunTask, ScriptParameters, runner,
};
pub use output::{LineKind, RunLine, RunOutput, RunPhase};
pub use result::{RanScript, run_receipts};
pub use switches::chosen_switches;
pub use transport::{
    ComputerFacts, ConnectRequest, Connection, RunOffer, RunTransport, ShellTransport,
    check_offered, run_offers, transport,
};

#[cfg(test)]
mod tests;
