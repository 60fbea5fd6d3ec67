//! `crosstrust verify`

use super::output::{self, Exit};
use super::{TenantOptions, sign_in, upload};
use clap::Args;
use crosstrust_core::error::Problem;
use crosstrust_core::graph;
use jiff::Timestamp;
use std::path::PathBuf;

/// Tell which keys the service principals hold, and whether the certificate is among them.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// The certificate; may be given twice, for the current and the next one.
    #[arg(long = "certificate", value_name = "FILE", required = true)]
    certificates: Vec<PathBuf>,
    #[command(flatten)]
    tenant: TenantOptions,
    /// Print one JSON object a line: sign-in, result.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options) -> Exit {
    match super::runtime().block_on(verify(options)) {
        Ok(exit) => exit,
        Err(problem) => output::problem(&problem, options.json),
    }
}

async fn verify(options: &Options) -> Result<Exit, Problem> {
    let certificates = upload::read(&options.certificates, Timestamp::now())?;
    let applications = sign_in::applications(&options.tenant)?;
    let client = sign_in::graph(&options.tenant, options.json).await?;
    let results = graph::verify(&client, &applications, &certificates, &upload::silent).await?;
    upload::tell(&results, options.json);
    Ok(upload::ending(&results))
}
