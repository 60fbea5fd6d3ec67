//! Crosstrust: the window, and the command line of the same program.
//!
//! Thin on purpose: what the wizard knows is in `crosstrust-core`; here are the window, its commands,
//! the system's dialogs, and the ways in.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;
mod cli;
mod commands;
mod console;
mod desktop;
mod dialog;
mod files;
mod log;
mod outside;
mod rehearsal;
mod settings;
mod system;
mod tenant;
mod window;
mod work;

use std::process::ExitCode;

fn main() -> ExitCode {
    console::attach();
    system::leave_no_image();
    system::keep_to_this_user();
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
