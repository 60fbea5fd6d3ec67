//! `crosstrust upload`

use super::keys::{self, CertificateOptions};
use super::output::{self, Exit};
use super::{TenantOptions, role, sign_in};
use clap::Args;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::graph::{
    self, AtHand, Backup, Plan, PlanAction, PrincipalResult, PrincipalState, Progress,
    UploadOptions, VerifiedPrincipal,
};
use jiff::Timestamp;
use serde_json::json;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Upload a certificate to the service principals of Microsoft Teams.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Options {
    #[command(flatten)]
    certificates: CertificateOptions,
    #[command(flatten)]
    tenant: TenantOptions,
    /// Leave keys that have expired.
    #[arg(long)]
    keep_expired: bool,
    /// Create principals that are absent.
    #[arg(long)]
    create_missing: bool,
    /// End after the plan; write nothing.
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Agree to the plan beforehand.
    #[arg(long)]
    yes: bool,
    /// Keep the copies of today's keys in this folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    backup: PathBuf,
    /// Print one JSON object a line: sign-in, role, plan, result.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options) -> Exit {
    match super::runtime().block_on(upload(options)) {
        Ok(exit) => exit,
        Err(problem) => output::problem(&problem, options.json),
    }
}

async fn upload(options: &Options) -> Result<Exit, Problem> {
    // Everything that can be refused without signing in is refused first.
    let now = Timestamp::now();
    let (certificates, at_hand) = keys::split(options.certificates.read(now)?);
    let applications = sign_in::applications(&options.tenant)?;
    let client = sign_in::graph(&options.tenant, options.json).await?;
    role::tell(&client, options.json).await;
    let choice = UploadOptions {
        drop_expired: !options.keep_expired,
        create_missing: options.create_missing,
    };
    let prepared = graph::plan(&client, &applications, &certificates, choice, &silent).await?;
    let plan = prepared.plan();
    if options.json {
        output::json(&json!({ "event": "plan", "principals": plan.principals }));
    } else {
        output::text(&describe(plan, &at_hand));
    }
    if let Some(note) = &plan.clock_note {
        output::aside(note);
    }
    if options.dry_run {
        let problems = plan.principals.iter().filter_map(|principal| principal.problem.as_ref());
        return Ok(ending_with(problems));
    }
    let writes = plan
        .principals
        .iter()
        .any(|principal| matches!(principal.action, PlanAction::Write | PlanAction::Create));
    if writes && !options.yes && !sign_in::agreed("Write this?") {
        output::aside("Nothing was written. Run it again with --yes to agree to the plan.");
        return Ok(Exit::NeedsOperator);
    }
    let keep = |backup: &Backup| keep(&options.backup, backup, now);
    let results = graph::apply(&client, &prepared, &keep, &silent).await;
    tell(&results, &at_hand, options.json);
    Ok(ending(&results))
}

/// Keeps a copy of the keys that were there, public parts only. A file that is there is never
/// written over: it may be the only copy of something.
fn keep(folder: &Path, backup: &Backup, now: Timestamp) -> Result<(), Problem> {
    let name = format!("crosstrust-keys-{}-{}.json", backup.app_id, now.as_second());
    let path = folder.join(name);
    let text = serde_json::to_string_pretty(backup).expect("BUG: a backup has a JSON form");
    let write = || {
        std::fs::create_dir_all(folder)?;
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error: std::io::Error| {
        Problem::new(
            ErrorCode::StorageFailed,
            format!("The copy of today's keys could not be kept as {}.", path.display()),
        )
        .with_detail(error.to_string())
    })?;
    output::aside(&format!("Kept a copy of the keys as {}.", path.display()));
    Ok(())
}

/// Tells the results.
fn tell(results: &[PrincipalResult], at_hand: &[AtHand], as_json: bool) {
    if as_json {
        output::json(&json!({ "event": "result", "principals": results }));
        return;
    }
    for result in results {
        let state = match result.state {
            PrincipalState::Done => "done, read back",
            PrincipalState::AlreadyThere => "there already",
            PrincipalState::Failed => "not done",
            PrincipalState::Unknown => "not known: run it again to find out",
            PrincipalState::Skipped => "not tried",
        };
        output::text(&format!("{}  {state}", result.app_id));
        for key in &VerifiedPrincipal::of(result, at_hand, Timestamp::now()).keys {
            output::text(&keys::read_line(key));
        }
        if let Some(problem) = &result.error {
            output::remark(problem);
        }
    }
}

/// How the program ends with these results.
pub(super) fn ending(results: &[PrincipalResult]) -> Exit {
    let done = |result: &PrincipalResult| {
        matches!(result.state, PrincipalState::Done | PrincipalState::AlreadyThere)
    };
    if results.iter().all(done) {
        return Exit::Done;
    }
    match ending_with(results.iter().filter_map(|result| result.error.as_ref())) {
        Exit::NeedsOperator => Exit::NeedsOperator,
        Exit::Done | Exit::Failed | Exit::Usage => Exit::Failed,
    }
}

/// How the program ends with these problems of principals. A person who is needed for one of them
/// is told so, even when others failed for good.
fn ending_with<'a>(problems: impl Iterator<Item = &'a Problem>) -> Exit {
    let exits: Vec<Exit> = problems.map(|problem| output::exit_for(problem.code)).collect();
    if exits.is_empty() {
        Exit::Done
    } else if exits.contains(&Exit::NeedsOperator) {
        Exit::NeedsOperator
    } else {
        Exit::Failed
    }
}

/// The plan in words.
fn describe(plan: &Plan, at_hand: &[AtHand]) -> String {
    let mut lines = Vec::new();
    for principal in &plan.principals {
        let name = principal.display_name.as_deref().unwrap_or("absent");
        let action = match principal.action {
            PlanAction::Write => "will be written",
            PlanAction::Nothing => "nothing to do",
            PlanAction::Create => "will be created",
            PlanAction::Cannot => "cannot be written",
        };
        lines.push(format!("{}  {name}: {action}", principal.app_id));
        lines.extend(principal.keys.iter().map(|key| keys::planned_line(key, at_hand)));
        if let Some(warning) = &principal.warning {
            lines.push(format!("  Warning: {}", warning.message));
        }
        if let Some(problem) = &principal.problem {
            lines.push(format!("  {}", problem.message));
            if problem.code == ErrorCode::PrincipalAbsent {
                lines.push("  With --create-missing it is created.".to_owned());
            }
        }
    }
    lines.join("\n")
}

/// For what is over in a moment.
pub(super) fn silent(_: Progress) {}
