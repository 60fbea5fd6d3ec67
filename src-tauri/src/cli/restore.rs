//! `crosstrust restore`

use super::output::{self, Exit};
use super::write::{self, Agreement, PlannedWrite};
use super::{TenantOptions, role, sign_in};
use clap::Args;
use crosstrust_core::error::Problem;
use crosstrust_core::graph::{self, Backup};
use std::path::PathBuf;

/// Restore backups of service principals. Each one gets the certificates that it had before.
#[derive(Args, Debug)]
pub(crate) struct RestoreArguments {
    /// The file of a backup (crosstrust-keys-*.json). Repeat this option once for each application.
    #[arg(long = "backup", value_name = "FILE", required = true, num_args = 1..)]
    backups: Vec<PathBuf>,
    #[command(flatten)]
    tenant: TenantOptions,
    #[command(flatten)]
    agreement: Agreement,
    /// The folder for backups of the current state.
    #[arg(long, value_name = "DIR", default_value = ".")]
    copies: PathBuf,
    /// Print one JSON object in each line: sign-in, role, plan, result.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &RestoreArguments) -> Exit {
    match super::runtime().block_on(restore(options)) {
        Ok(exit) => exit,
        Err(problem) => output::problem(&problem, options.json),
    }
}

async fn restore(options: &RestoreArguments) -> Result<Exit, Problem> {
    // Everything that can be refused without signing in is refused first.
    let load = |file: &PathBuf| Backup::load(file);
    let backups = options.backups.iter().map(load).collect::<Result<Vec<Backup>, _>>()?;
    let applications = sign_in::applications(&options.tenant)?;
    let client = sign_in::graph(&options.tenant, options.json).await?;
    role::print(&client, options.json).await;
    let prepared = graph::plan_restore(&client, &backups, &applications, &write::silent).await?;
    let planned_write = PlannedWrite {
        agreement: options.agreement,
        copies: &options.copies,
        at_hand: &[],
        as_json: options.json,
    };
    Ok(planned_write.run(&client, &prepared).await)
}
