//! `crosstrust upload`

use super::desired_state::DesiredStateOptions;
use super::keys::CertificateOptions;
use super::output::{self, Exit};
use super::write::{self, Agreement, PlannedWrite};
use super::{TenantOptions, role, sign_in};
use clap::Args;
use crosstrust_core::error::Problem;
use crosstrust_core::graph::{self, UploadOptions};
use std::path::PathBuf;

/// Upload a certificate to service principals, or change one service principal.
///
/// Without --app-id, the command uses the service principals of Microsoft Teams. --name, --enable and
/// --remove-key need exactly one --app-id. The command never uploads a certificate to Office 365 Exchange
/// Online (00000002-0000-0ff1-ce00-000000000000).
#[derive(Args, Debug)]
pub(crate) struct UploadArguments {
    #[command(flatten)]
    certificates: CertificateOptions,
    #[command(flatten)]
    desired: DesiredStateOptions,
    #[command(flatten)]
    tenant: TenantOptions,
    /// Keep expired certificates.
    #[arg(long)]
    keep_expired: bool,
    /// Create service principals that are missing.
    #[arg(long)]
    create_missing: bool,
    #[command(flatten)]
    agreement: Agreement,
    /// The folder for backups of the current state.
    #[arg(long, value_name = "DIR", default_value = ".")]
    backup: PathBuf,
    /// Print one JSON object in each line: sign-in, role, plan, result.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &UploadArguments) -> Exit {
    match super::runtime().block_on(upload(options)) {
        Ok(exit) => exit,
        Err(problem) => output::problem(&problem, options.json),
    }
}

async fn upload(options: &UploadArguments) -> Result<Exit, Problem> {
    // Everything that can be refused without signing in is refused first.
    let (desired_state, at_hand) =
        options.desired.desired_state(&options.certificates, &options.tenant)?;
    let client = sign_in::graph(&options.tenant, options.json).await?;
    role::print(&client, options.json).await;
    let choice = UploadOptions {
        drop_expired: !options.keep_expired,
        create_missing: options.create_missing,
    };
    let prepared = graph::plan(&client, &desired_state, choice, &write::silent).await?;
    let planned_write = PlannedWrite {
        agreement: options.agreement,
        copies: &options.backup,
        at_hand: &at_hand,
        as_json: options.json,
    };
    Ok(planned_write.run(&client, &prepared).await)
}
