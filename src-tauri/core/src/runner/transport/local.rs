//! The Exchange Management Shell of this computer, opened as its shortcut does it.

use super::{ComputerFacts, ConnectRequest, Connection, RunTransport, ShellTransport};
use crate::error::Problem;
use crate::guide::Shell;
use crate::messages::say;

pub(super) struct Local;

impl ShellTransport for Local {
    fn kind(&self) -> RunTransport {
        RunTransport::Local
    }

    fn leads_to(&self, shell: Shell) -> bool {
        shell == Shell::Exchange
    }

    fn lacks(&self, facts: &ComputerFacts) -> Option<String> {
        facts.exchange.is_none().then(|| say!("runner-lacks-exchange"))
    }

    fn place(&self, _facts: &ComputerFacts) -> String {
        say!("runner-place-local")
    }

    fn connection(&self, _request: &ConnectRequest<'_>) -> Result<Connection, Problem> {
        Ok(Connection::Local)
    }
}
