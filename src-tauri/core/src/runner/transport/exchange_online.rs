//! The module of Exchange Online on this computer. It shows its own window to sign in: this program sees
//! neither a password nor a token of it.

use super::{ComputerFacts, ConnectRequest, Connection, RunTransport, ShellTransport};
use crate::error::{ErrorCode, Problem};
use crate::guide::Shell;
use crate::messages::say;

pub(super) struct Online;

impl ShellTransport for Online {
    fn kind(&self) -> RunTransport {
        RunTransport::ExchangeOnline
    }

    fn leads_to(&self, shell: Shell) -> bool {
        shell == Shell::ExchangeOnline
    }

    fn lacks(&self, facts: &ComputerFacts) -> Option<String> {
        facts.exchange_online_module.is_none().then(|| say!("runner-lacks-online"))
    }

    fn place(&self, _facts: &ComputerFacts) -> String {
        say!("runner-place-online")
    }

    fn connection(&self, request: &ConnectRequest<'_>) -> Result<Connection, Problem> {
        let module =
            request.facts.exchange_online_module.as_ref().ok_or_else(|| {
                Problem::new(ErrorCode::RunUnavailable, say!("runner-lacks-online"))
            })?;
        Ok(Connection::Online {
            module: module.display().to_string(),
            environment: request.environment.to_owned(),
        })
    }
}
