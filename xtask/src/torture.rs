//! Killing the program and damaging its files, for a given time. The program that does it stands
//! beside the tests.

use crate::command::{self, Result};
use crate::{run, setup, ui};
use clap::Args;

/// What to torture, and for how long.
#[derive(Args)]
pub(crate) struct TortureOptions {
    /// For how many minutes, shared by all parts.
    #[arg(long, default_value_t = 3.0)]
    minutes: f64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Repeat a run with its seed.
    #[arg(long)]
    seed: Option<u64>,
    /// Keep the files in this folder, such as one in memory.
    #[arg(long, value_name = "DIR")]
    folder: Option<String>,
    /// Torture optimized programs: they are killed several times as often.
    #[arg(long)]
    optimized: bool,
    /// Only these parts.
    parts: Vec<String>,
}

/// Builds the programs and runs the torture.
pub(crate) fn torture(options: &TortureOptions) -> Result {
    setup::for_tests()?;
    let program = if options.optimized {
        ui::build()?;
        let every =
            ["build", "--release", "--workspace", "--exclude", "xtask", "--bins", "--locked"];
        command::run("cargo", &every)?;
        run::optimized("torture")
    } else {
        run::build()?;
        run::built("torture")
    };
    let mut arguments = vec!["--minutes".to_owned(), options.minutes.to_string()];
    if options.json {
        arguments.push("--json".to_owned());
    }
    if let Some(seed) = options.seed {
        arguments.extend(["--seed".to_owned(), seed.to_string()]);
    }
    if let Some(folder) = &options.folder {
        arguments.extend(["--folder".to_owned(), folder.clone()]);
    }
    arguments.extend(options.parts.iter().cloned());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    command::run(&program.to_string_lossy(), &arguments)
}
