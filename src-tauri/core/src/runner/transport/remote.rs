//! Remote PowerShell of an Exchange server, with the Kerberos ticket of the Windows user who is signed in.
//!
//! Microsoft has announced that a later update of Exchange Server SE replaces remote PowerShell: what is
//! said of it is here and in the runner, and nowhere else.

use super::{ComputerFacts, ConnectRequest, Connection, RunTransport, ShellTransport, server_name};
use crate::error::Problem;
use crate::guide::Shell;
use crate::messages::say;

pub(super) struct Remote;

impl ShellTransport for Remote {
    fn kind(&self) -> RunTransport {
        RunTransport::Remote
    }

    fn leads_to(&self, shell: Shell) -> bool {
        shell == Shell::Exchange
    }

    fn lacks(&self, facts: &ComputerFacts) -> Option<String> {
        facts.domain.is_none().then(|| say!("runner-lacks-domain"))
    }

    fn place(&self, facts: &ComputerFacts) -> String {
        let domain = facts.domain.as_deref().unwrap_or_default();
        say!("runner-place-remote", domain = domain)
    }

    fn connection(&self, request: &ConnectRequest<'_>) -> Result<Connection, Problem> {
        Ok(Connection::Remote {
            server: server_name(request.server)?,
            commands: request.commands.to_vec(),
        })
    }
}
