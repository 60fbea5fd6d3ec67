//! Measuring what ships beside a bare window. The program that measures stands beside the tests, because it
//! drives the window and the simulated cloud.

use crate::command::{Result, run};
use crate::{run, setup, ui};
use clap::Args;

/// What to measure.
#[derive(Args)]
pub(crate) struct BenchOptions {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Write `docs/FIGURES.md`, `docs/figures.json` and the table of the README.
    #[arg(long, conflicts_with = "quick")]
    write: bool,
    /// Only show that measuring works: small sizes, no window and no optimized build.
    #[arg(long)]
    quick: bool,
}

/// Builds the programs and measures them.
pub(crate) fn bench(options: &BenchOptions) -> Result {
    let given = [("--json", options.json), ("--quick", options.quick), ("--write", options.write)];
    let arguments: Vec<&str> =
        given.into_iter().filter_map(|(name, given)| given.then_some(name)).collect();
    if options.quick {
        run::build()?;
        return run::start("bench", &arguments);
    }
    setup::for_tests()?;
    ui::build()?;
    // The program that measures has more features of the crates that both use. What ships is built without it.
    let ships = ["-p", "crosstrust", "-p", "crosstrust-bare", "--bins"];
    let measures = ["-p", "crosstrust-tests", "--bin", "bench"];
    for programs in [&ships[..], &measures] {
        run("cargo", &[&["build", "--release", "--locked"], programs].concat())?;
    }
    run(&run::optimized("bench").to_string_lossy(), &arguments)
}
