//! The ways to the commands of a script, a module each. A way only decides whether this computer has it
//! and how the runner connects.

mod exchange_online;
mod local;
mod remote;
mod skype;

use crate::error::{ErrorCode, Problem};
use crate::guide::{Fqdn, Running, ScriptSpec, Shell};
use crate::messages::say;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use ts_rs::TS;

/// A way to the commands of a script.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum RunTransport {
    /// The Exchange Management Shell of this computer.
    Local,
    /// Remote PowerShell of an Exchange server, as the Windows user who is signed in.
    Remote,
    /// The module of Skype for Business Server on this computer.
    SkypeModule,
    /// The module of Exchange Online on this computer. It asks the person to sign in.
    ExchangeOnline,
    /// The simulated organization of a rehearsal.
    Rehearsal,
}

impl RunTransport {
    /// Its name on the command line and in messages: "remote".
    pub fn name(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Remote => "remote",
            Self::SkypeModule => "skype-module",
            Self::ExchangeOnline => "exchange-online",
            Self::Rehearsal => "rehearsal",
        }
    }
}

/// What is known of this computer. The shell finds it out.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ComputerFacts {
    /// Windows PowerShell of the system; none where this is no Windows computer.
    pub powershell: Option<PathBuf>,
    /// The folder in which Exchange Server, or its management tools, are installed.
    pub exchange: Option<PathBuf>,
    /// The module of Skype for Business Server.
    pub skype_module: Option<PathBuf>,
    /// The module of Exchange Online that is installed for all users.
    pub exchange_online_module: Option<PathBuf>,
    /// The DNS domain of the Windows user who is signed in; none for a local account.
    pub domain: Option<String>,
}

/// A way, and whether this computer offers it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunOffer {
    /// The way.
    pub transport: RunTransport,
    /// Whether the script can be run this way.
    pub offered: bool,
    /// Where the script would run, or why it cannot run this way and what to do.
    pub text: String,
    /// Whether the name of a server is needed.
    pub needs_server: bool,
}

/// How the runner connects, as its order says it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Connection {
    /// As the shortcut of the Exchange Management Shell does.
    Local,
    /// To remote PowerShell of this server.
    Remote {
        /// The full name of the server.
        server: String,
        /// The commands to import.
        commands: Vec<String>,
    },
    /// By loading the module of Skype for Business Server.
    Skype {
        /// The folder of the module.
        module: String,
    },
    /// With the module of Exchange Online.
    Online {
        /// The folder of the module.
        module: String,
        /// The name of the cloud for the module; empty for the global cloud.
        environment: String,
    },
}

/// What a way needs to connect.
#[derive(Clone, Debug)]
pub struct ConnectRequest<'a> {
    /// What is known of this computer.
    pub facts: &'a ComputerFacts,
    /// The server, as it was typed or found.
    pub server: Option<&'a str>,
    /// The commands of the script.
    pub commands: &'a [String],
    /// The name of the cloud for the module of Exchange Online.
    pub environment: &'a str,
}

/// One way to the commands of a script.
pub trait ShellTransport: Sync {
    /// Which one.
    fn kind(&self) -> RunTransport;

    /// Whether it leads to the commands of this management shell.
    fn leads_to(&self, shell: Shell) -> bool;

    /// Why this computer does not have it, and what to do; none where it has it.
    fn lacks(&self, facts: &ComputerFacts) -> Option<String>;

    /// Where the script would run.
    fn place(&self, facts: &ComputerFacts) -> String;

    /// How the runner connects.
    ///
    /// # Errors
    /// The name of the server is missing or wrong.
    fn connection(&self, request: &ConnectRequest<'_>) -> Result<Connection, Problem>;
}

/// Every way, the best first.
static TRANSPORTS: [&dyn ShellTransport; 4] =
    [&local::Local, &remote::Remote, &skype::Skype, &exchange_online::Online];

/// The code for a way; none for a rehearsal, which needs no PowerShell.
pub fn transport(kind: RunTransport) -> Option<&'static dyn ShellTransport> {
    TRANSPORTS.into_iter().find(|one| one.kind() == kind)
}

/// The ways to the commands of a script, the best first, each with its reason where it is not offered. A
/// rehearsal has its simulated organization alone.
pub fn run_offers(facts: &ComputerFacts, running: &Running, rehearsal: bool) -> Vec<RunOffer> {
    if rehearsal {
        return vec![RunOffer {
            transport: RunTransport::Rehearsal,
            offered: true,
            text: say!("runner-place-rehearsal"),
            needs_server: false,
        }];
    }
    let fitting = TRANSPORTS.into_iter().filter(|one| one.leads_to(running.shell));
    let offer = |one: &dyn ShellTransport| {
        let lacks = match &facts.powershell {
            None => Some(say!("runner-lacks-windows")),
            // It would look for them on this PC.
            Some(_) if running.local_certificates && one.kind() == RunTransport::Remote => {
                Some(say!("runner-lacks-certificates"))
            }
            Some(_) => one.lacks(facts),
        };
        RunOffer {
            transport: one.kind(),
            offered: lacks.is_none(),
            text: lacks.unwrap_or_else(|| one.place(facts)),
            needs_server: one.kind() == RunTransport::Remote,
        }
    };
    fitting.map(offer).collect()
}

/// Refuses a way that is not offered for a script.
///
/// # Errors
/// [`ErrorCode::RunUnavailable`], with the reason.
pub fn check_offered(
    facts: &ComputerFacts,
    spec: &ScriptSpec,
    rehearsal: bool,
    kind: RunTransport,
) -> Result<(), Problem> {
    let offers = run_offers(facts, &spec.running, rehearsal);
    match offers.into_iter().find(|offer| offer.transport == kind) {
        Some(offer) if offer.offered => Ok(()),
        Some(offer) => Err(Problem::new(ErrorCode::RunUnavailable, offer.text)),
        None => Err(Problem::new(
            ErrorCode::RunUnavailable,
            say!("runner-other-shell", title = spec.title),
        )),
    }
}

/// The name of a server, strictly read: it becomes a part of an address.
fn server_name(typed: Option<&str>) -> Result<String, Problem> {
    let name: Fqdn = typed.unwrap_or_default().parse()?;
    Ok(name.as_str().to_owned())
}
