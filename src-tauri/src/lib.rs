//! Crosstrust: the window, and the command line of the same program.
//!
//! Thin on purpose: what the wizard knows is in `crosstrust-core`; here are the window, its commands,
//! the system's dialogs, and the ways in.
//!
//! A library, so that the browser host can call the same commands (see [`Program`]). What ships is the
//! program in `main.rs`.

mod app;
mod cli;
mod clipboard;
mod closing;
mod commands;
mod console;
mod desktop;
mod dialog;
mod environment;
mod files;
mod first_page;
mod log;
mod outside;
mod problem_report;
mod rehearsal;
mod reminders;
mod run_script;
mod settings;
mod system;
mod tenant;
mod tenant_operations;
mod update_check;
mod webview;
mod window;
mod window_place;

pub use crate::commands::OnMessage;
pub use crate::desktop::{Chosen, Desktop, Question};
pub use crate::environment::Environment;
pub use crate::run_script::{Computer, RunLimits};
pub use crate::update_check::UpdateSource;

use crate::app::App;
use crate::cli::WindowOptions;
use crosstrust_core::error::Problem;
use crosstrust_core::messages::set_formats;
use crosstrust_core::setup::SetupId;
use serde_json::Value;
use std::path::PathBuf;
use std::process::ExitCode;
use url::Url;

/// The program as it is started: the command line, or the window.
pub fn start() -> ExitCode {
    console::attach();
    system::disable_core_dumps();
    system::restrict_new_files_to_user();
    set_formats(system::formats());
    let exit = match cli::arguments() {
        Ok(arguments) => {
            log::start();
            match arguments.command {
                Some(command) => cli::run(command),
                None => window::open(arguments.window),
            }
        }
        Err(exit) => exit,
    };
    exit.into()
}

/// The program without its window: its commands, for the browser host.
pub struct Program(App);

impl Program {
    /// Opens a data folder.
    ///
    /// # Errors
    /// The folder cannot be used.
    pub fn open(data: PathBuf, environment: Environment) -> Result<Self, Problem> {
        Ok(Self(App::at(data, WindowOptions::default(), environment)?))
    }

    /// Calls a command of the window with its arguments, an object in camel case. `on_message` takes the messages
    /// that the command sends while it runs.
    ///
    /// # Errors
    /// There is no such command, its arguments are of other types, or it failed.
    pub async fn call(
        &self,
        command: &str,
        arguments: &Value,
        on_message: OnMessage,
    ) -> Result<Value, Problem> {
        commands::dispatch(&self.0, command, arguments, on_message).await
    }

    /// Where the simulated cloud of a rehearsal answers, so that a test can switch its faults on.
    ///
    /// # Errors
    /// There is no such setup, or it is no rehearsal.
    pub async fn simulated_cloud(&self, id: SetupId) -> Result<Url, Problem> {
        let answers = self.0.answers(id)?;
        let open = self.0.get(id)?;
        Ok(open.tenant.rehearsal()?.endpoints(&answers).await?.graph)
    }
}
