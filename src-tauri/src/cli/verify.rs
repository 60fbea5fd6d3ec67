//! `crosstrust verify`

use super::keys::{self, CertificateOptions};
use super::output::{self, Exit};
use super::{TenantOptions, sign_in, write};
use clap::Args;
use crosstrust_core::error::Problem;
use crosstrust_core::graph::{self, AtHand, PrincipalState, VerifiedPrincipal, Wanted};
use jiff::Timestamp;
use serde_json::json;

/// Tell whether the service principals are enabled, which keys they hold, and which certificate each
/// key is.
#[derive(Args, Debug)]
pub(crate) struct Options {
    #[command(flatten)]
    certificates: CertificateOptions,
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
    let (certificates, at_hand) = keys::split(options.certificates.read(Timestamp::now())?);
    let applications = sign_in::applications(&options.tenant)?;
    let wanted: Vec<Wanted> =
        applications.iter().map(|app| Wanted::certificates(*app, &certificates)).collect();
    let client = sign_in::graph(&options.tenant, options.json).await?;
    let results = graph::verify(&client, &wanted, &write::silent).await?;
    let now = Timestamp::now();
    let told = |result| VerifiedPrincipal::of(result, &at_hand, now);
    let principals: Vec<VerifiedPrincipal> = results.iter().map(told).collect();
    if options.json {
        output::json(&json!({ "event": "result", "principals": principals }));
    } else {
        for principal in &principals {
            tell(principal, &at_hand)?;
        }
    }
    Ok(write::ending(&results))
}

fn tell(principal: &VerifiedPrincipal, at_hand: &[AtHand]) -> Result<(), Problem> {
    let state = match principal.state {
        PrincipalState::Done | PrincipalState::AlreadyThere => "as it should be",
        PrincipalState::Failed => "not as it should be",
        PrincipalState::Unknown => "not known",
        PrincipalState::Skipped => "not read",
    };
    let enabled = match principal.account_enabled {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not told",
    };
    let name = keys::name(&principal.app_id)?;
    output::text(&format!("{}  {name}: {state}", principal.app_id));
    output::text(&format!("    account enabled: {enabled}"));
    for key in &principal.keys {
        output::text(&keys::read_line(key, at_hand));
    }
    if let Some(problem) = &principal.error {
        output::remark(problem);
    }
    Ok(())
}
