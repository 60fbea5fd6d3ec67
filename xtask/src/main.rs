//! `cargo xtask …`: everything around the code that a developer would otherwise do by hand.

mod advisories;
mod bench;
mod bindings;
mod capability;
mod command;
mod files;
mod lint;
mod messages;
mod packages;
mod powershell;
mod release;
mod run;
mod schema;
mod setup;
mod test;
mod tools;
mod torture;
mod ui;
mod windows;

use advisories::Unreachable;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Project automation for Crosstrust.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Find what this machine lacks and install it.
    Setup,
    /// Build Crosstrust and open it on the rehearsal tenant; without a display, walk through it.
    Run,
    /// Build the pages and serve them to a browser of this computer, on rehearsals.
    Browse,
    /// Run all tests.
    Test(test::TestOptions),
    /// Check formatting, lints, documentation, types and licences.
    Lint,
    /// Look all crates and npm packages up in the databases of known vulnerabilities.
    Advisories,
    /// Write the TypeScript types that belong to the Rust ones and to the catalog of messages.
    Bindings {
        /// Only report whether they are up to date.
        #[arg(long)]
        check: bool,
        /// Only those of the catalog, which takes a second.
        #[arg(long)]
        messages: bool,
    },
    /// Write the schemas of the guides' files and the reference of their keys.
    Schema {
        /// Only report whether they are up to date.
        #[arg(long)]
        check: bool,
    },
    /// Measure start, memory, size, saving and the upload, each against something to compare with.
    Bench(bench::BenchOptions),
    /// Kill the program at random moments, damage its files, and compare what is opened afterwards.
    Torture(torture::TortureOptions),
    /// Go through the whole Teams guide in a real window and leave pictures of every page.
    Walkthrough,
    /// Build the program for Windows and check it: its manifest, icon and version.
    Windows(windows::WindowsOptions),
    /// Build the packages for Linux: .deb and .rpm.
    Packages(packages::PackageOptions),
    /// Check the version of a release, and write its checksums, notes and winget manifests.
    Release(release::ReleaseOptions),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Setup => setup::everything(),
        Task::Run => run::run_program(),
        Task::Browse => run::browse(),
        Task::Test(options) => test::test(&options),
        Task::Lint => lint::lint(),
        Task::Advisories => advisories::check(Unreachable::Refused),
        Task::Bindings { check: false, messages: false } => bindings::write(),
        Task::Bindings { check: false, messages: true } => bindings::write_messages(),
        Task::Bindings { check: true, messages: false } => bindings::check(),
        Task::Bindings { check: true, messages: true } => bindings::check_messages(),
        Task::Schema { check: false } => schema::write(),
        Task::Schema { check: true } => schema::check(),
        Task::Bench(options) => bench::bench(&options),
        Task::Torture(options) => torture::torture(&options),
        Task::Walkthrough => run::walkthrough(),
        Task::Windows(options) => windows::build(&options),
        Task::Packages(options) => packages::build(&options),
        Task::Release(options) => release::release(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\ncargo xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}
