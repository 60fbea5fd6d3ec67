//! `crosstrust verify`

mod application;

use super::desired_state::DesiredStateOptions;
use super::keys::{self, CertificateOptions};
use super::output::{self, Exit};
use super::{TenantOptions, sign_in, write};
use clap::Args;
use crosstrust_core::error::Problem;
use crosstrust_core::graph::{self, KnownCertificate, PrincipalState, VerifiedPrincipal};
use crosstrust_core::ids::AppId;
use crosstrust_core::messages::say;
use jiff::Timestamp;
use serde_json::json;

/// Verify the certificates and names of service principals, and whether they are enabled.
///
/// Without --app-id, the command reads the service principals of Microsoft Teams. --name, --enable and
/// --remove-key need exactly one --app-id. Here they describe the expected state. The command changes
/// nothing.
///
/// With --hybrid-application, it reads a dedicated hybrid application and the shared application of Exchange
/// Online instead. It then ends with 0 if everything is as expected, and with 1 if it found a problem. It ends
/// with 3 if it couldn't read something.
#[derive(Args, Debug)]
#[command(mut_arg("certificates", |arg| arg.required_unless_present("hybrid_application")))]
pub(crate) struct VerifyArguments {
    /// The ID of your dedicated hybrid application: the `ApplicationIdentifier` in `Get-AuthServer`. The
    /// command compares its certificates with --certificate.
    #[arg(long, value_name = "ID", conflicts_with_all = ["app_ids", "names", "enable", "remove_keys"])]
    hybrid_application: Option<AppId>,
    #[command(flatten)]
    certificates: CertificateOptions,
    #[command(flatten)]
    desired: DesiredStateOptions,
    #[command(flatten)]
    tenant: TenantOptions,
    /// Print one JSON object in each line: sign-in, result.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &VerifyArguments) -> Exit {
    match super::runtime().block_on(verify(options)) {
        Ok(exit) => exit,
        Err(problem) => output::problem(&problem, options.json),
    }
}

async fn verify(options: &VerifyArguments) -> Result<Exit, Problem> {
    if let Some(app) = options.hybrid_application {
        return application::verify(app, options).await;
    }
    let (desired_state, at_hand) =
        options.desired.desired_state(&options.certificates, &options.tenant)?;
    let client = sign_in::graph(&options.tenant, options.json).await?;
    let results = graph::verify(&client, &desired_state, &write::silent).await?;
    let now = Timestamp::now();
    let shown = |result| VerifiedPrincipal::of(result, &at_hand, now);
    let principals: Vec<VerifiedPrincipal> = results.iter().map(shown).collect();
    if options.json {
        output::json(&json!({ "event": "result", "principals": principals }));
    } else {
        for principal in &principals {
            print_principal(principal, &at_hand)?;
        }
    }
    Ok(write::ending(&results))
}

fn print_principal(
    principal: &VerifiedPrincipal,
    at_hand: &[KnownCertificate],
) -> Result<(), Problem> {
    let state = match principal.state {
        PrincipalState::Done | PrincipalState::AlreadyThere => "as-expected",
        PrincipalState::Failed => "failed",
        PrincipalState::Unknown => "unknown",
        PrincipalState::Skipped => "skipped",
    };
    let enabled = match principal.account_enabled {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    };
    let name = keys::name(principal.app_id)?;
    output::text(&say!(
        "command-line-verified",
        app = principal.app_id,
        name = name,
        state = state
    ));
    let line = say!("command-line-account-enabled", enabled = enabled);
    output::text(&format!("    {line}"));
    for key in &principal.keys {
        for line in keys::read_lines(key, at_hand) {
            output::text(&line);
        }
    }
    for name in &principal.names {
        output::text(&format!("    {}", say!("command-line-name", name = name)));
    }
    if let Some(problem) = &principal.error {
        output::remark(problem);
    }
    Ok(())
}
