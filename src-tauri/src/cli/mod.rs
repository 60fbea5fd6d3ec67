//! The command line, for those who script. The same binary, the same core: without a command it
//! opens the window.
//!
//! With `--json` a command prints JSON on standard output and nothing else there; everything meant
//! for a person is written to standard error. Exit 0: done. 1: failed. 2: wrong usage. 3: needs the
//! operator. `probe` has exit codes of its own.

mod answers;
mod certificate;
mod check;
mod desired_state;
mod duration;
mod export;
mod keys;
mod output;
mod probe;
mod receipt;
mod rehearse;
mod restore;
mod role;
mod run;
mod sign_in;
mod upload;
mod verify;
mod write;

pub(crate) use output::Exit;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use crosstrust_core::entra::Cloud;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::text::{visible, without_marks};
use std::ffi::OsString;
use std::path::PathBuf;
use url::Url;

/// The setup id of scripts that were exported without a setup. The same for all, so that the same
/// answers give the same bytes and a receipt can be judged against the answers alone.
const STANDALONE_SETUP_ID: &str = "00000000-0000-7000-8000-000000000000";

/// Configure OAuth between Exchange Server and Microsoft Teams, Exchange Online or Skype for Business.
///
/// Without a command, Crosstrust opens its window.
#[derive(Debug, Parser)]
#[command(
    name = "crosstrust",
    bin_name = "crosstrust",
    version,
    args_conflicts_with_subcommands = true
)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) window: WindowOptions,
}

/// How the window is opened.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct WindowOptions {
    /// The folder for setups, settings and logs. Without it, Crosstrust uses the folder of the user.
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Only rehearse, with a simulated tenant and simulated servers. Nothing leaves this computer.
    #[arg(long)]
    pub(crate) rehearsal: bool,
    /// Save files to this folder and don't ask for one. Use it for automation.
    #[arg(long, value_name = "DIR")]
    pub(crate) save_to: Option<PathBuf>,
}

/// What to do instead of opening the window. The help of a command is the documentation of its arguments.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the guides.
    Guides {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    Export(export::ExportArguments),
    Certificate(certificate::CertificateArguments),
    Receipt(receipt::ReceiptArguments),
    Run(run::RunArguments),
    Upload(upload::UploadArguments),
    Restore(restore::RestoreArguments),
    Verify(verify::VerifyArguments),
    Probe(probe::ProbeArguments),
    Check(check::CheckArguments),
    Rehearse(rehearse::RehearseArguments),
}

/// Which tenant, in which cloud, asked by which app.
#[derive(Args, Clone, Debug)]
pub(crate) struct TenantOptions {
    /// The tenant: its ID or one of its domains.
    #[arg(long, value_name = "TENANT")]
    pub(crate) tenant: String,
    /// The cloud of the tenant.
    #[arg(long, value_name = "ID", default_value = "global", value_parser = clouds(), conflicts_with_all = ["login_url", "graph_url"])]
    pub(crate) cloud: Cloud,
    /// The address of another sign-in service. It can begin with http:// only for this computer.
    #[arg(long, value_name = "URL", value_parser = address, requires = "graph_url")]
    pub(crate) login_url: Option<Url>,
    /// The address of another Microsoft Graph. It can begin with http:// only for this computer.
    #[arg(long, value_name = "URL", value_parser = address, requires = "login_url")]
    pub(crate) graph_url: Option<Url>,
    /// The application (client) ID of your own app registration.
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,
    /// Sign in with the browser of this computer instead of a code. Policies often block codes.
    #[arg(long)]
    pub(crate) browser: bool,
    /// The ID of an application. Repeat this option for several applications.
    #[arg(long = "app-id", value_name = "ID")]
    pub(crate) app_ids: Vec<String>,
}

/// Reads the command line. Help and version are printed, and what is not understood is reported: to a
/// person always, and as JSON where that was asked for.
///
/// # Errors
/// There is nothing to run; the program ends so.
pub(crate) fn arguments() -> Result<CommandLine, Exit> {
    let given: Vec<OsString> = std::env::args_os().collect();
    CommandLine::try_parse_from(&given).map_err(|error| {
        if !error.use_stderr() {
            // A reader that has gone away is no failure of ours.
            let _ = error.print();
            return Exit::Done;
        }
        let complaint = complaint(&error, &given);
        complaint.lines().for_each(output::aside);
        if given.iter().any(|word| word == "--json") {
            let problem = Problem::new(ErrorCode::Usage, sentence(&complaint));
            output::json(&serde_json::json!({ "event": "error", "error": problem }));
        }
        if given.get(1).is_some_and(|word| word == "probe") {
            return Exit::ProbeUsage;
        }
        Exit::Usage
    })
}

/// The complaint about words that were given. It repeats them with every hidden character spelt out, so that
/// a line break in one begins no line and none steers the terminal.
fn complaint(refused: &clap::Error, given: &[OsString]) -> String {
    let spelt = given.iter().map(|word| visible(&word.to_string_lossy()));
    match CommandLine::try_parse_from(spelt) {
        Err(error) => error.to_string(),
        // What was refused is gone with the hidden characters: it is not repeated.
        Ok(_) => format!("error: {}", refused.kind()),
    }
}

/// The first paragraph of a complaint, on one line: the rest repeats how the command is used.
fn sentence(complaint: &str) -> String {
    let first = complaint.split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = first.split_whitespace().collect();
    words.join(" ").trim_start_matches("error: ").to_owned()
}

/// Reads the id of a cloud.
fn clouds() -> impl TypedValueParser<Value = Cloud> {
    PossibleValuesParser::new(Cloud::all().map(Cloud::id))
        .map(|id| Cloud::from_id(&id).expect("BUG: only the ids of clouds are taken"))
}

/// Reads an address, as it may have been copied out of a web page.
fn address(text: &str) -> Result<Url, url::ParseError> {
    Url::parse(without_marks(text).trim())
}

/// Runs a command and returns how the program ends.
pub(crate) fn run(command: Command) -> Exit {
    match command {
        Command::Guides { json } => export::guides(json),
        Command::Export(options) => export::run(&options),
        Command::Certificate(options) => certificate::run(&options),
        Command::Receipt(options) => receipt::run(&options),
        Command::Run(options) => run::run(&options),
        Command::Upload(options) => upload::run(&options),
        Command::Restore(options) => restore::run(&options),
        Command::Verify(options) => verify::run(&options),
        Command::Probe(options) => probe::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Rehearse(options) => rehearse::run(&options),
    }
}

/// Prints a line for the user of the program.
pub(crate) fn print_error(line: &str) {
    output::aside(line);
}

/// Prints why something did not succeed, beside the output, and how the program ends with it.
pub(crate) fn report(problem: &Problem) -> Exit {
    output::remark(problem)
}

/// What commands that talk to a tenant run on.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("BUG: a runtime on this thread needs nothing that can be missing")
}
