//! The module of Skype for Business Server on this computer.

use super::{ComputerFacts, ConnectRequest, Connection, RunTransport, ShellTransport};
use crate::error::{ErrorCode, Problem};
use crate::guide::Shell;
use crate::messages::say;

pub(super) struct Skype;

impl ShellTransport for Skype {
    fn kind(&self) -> RunTransport {
        RunTransport::SkypeModule
    }

    fn leads_to(&self, shell: Shell) -> bool {
        shell == Shell::Skype
    }

    fn lacks(&self, facts: &ComputerFacts) -> Option<String> {
        facts.skype_module.is_none().then(|| say!("runner-lacks-skype"))
    }

    fn place(&self, _facts: &ComputerFacts) -> String {
        say!("runner-place-skype")
    }

    fn connection(&self, request: &ConnectRequest<'_>) -> Result<Connection, Problem> {
        let module =
            request.facts.skype_module.as_ref().ok_or_else(|| {
                Problem::new(ErrorCode::RunUnavailable, say!("runner-lacks-skype"))
            })?;
        Ok(Connection::Skype { module: module.display().to_string() })
    }
}
