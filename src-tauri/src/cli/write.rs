//! What `upload` and `restore` share: the plan is shown and agreed to, today's keys are kept, the plan
//! is carried out, and what was read back is shown.

use super::output::{self, Exit};
use super::{keys, sign_in};
use clap::Args;
use crosstrust_core::entra::Session;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::graph::{
    self, Backup, Client, KnownCertificate, NameFate, Plan, PlanAction, PlannedName, Prepared,
    PrincipalResult, PrincipalState, Progress, VerifiedPrincipal, WriteEffect,
};
use crosstrust_core::messages::say;
use jiff::Timestamp;
use serde_json::json;
use std::path::Path;

/// How far to go.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Agreement {
    /// Show the plan, and change nothing.
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Agree to the plan without a question.
    #[arg(long)]
    yes: bool,
}

/// How a plan is carried out.
pub(super) struct PlannedWrite<'a> {
    pub(super) agreement: Agreement,
    /// The folder for copies of today's keys.
    pub(super) copies: &'a Path,
    /// The certificates of an upload, by which keys are called; none for a restore.
    pub(super) at_hand: &'a [KnownCertificate],
    pub(super) as_json: bool,
}

impl PlannedWrite<'_> {
    /// Shows the plan and carries it out, as far as it is agreed to.
    pub(super) async fn run(&self, client: &Client<Session>, prepared: &Prepared) -> Exit {
        let plan = prepared.plan();
        if self.as_json {
            output::json(&json!({ "event": "plan", "principals": plan.principals }));
        } else {
            output::lines(&describe(plan, self.at_hand));
        }
        if let Some(note) = plan.clock_note() {
            output::aside(&note);
        }
        if self.agreement.dry_run {
            let principals = plan.principals.iter();
            return ending_with(principals.filter_map(|principal| principal.problem.as_ref()));
        }
        let writes = plan
            .principals
            .iter()
            .any(|principal| matches!(principal.action, PlanAction::Write | PlanAction::Create));
        if writes && !self.agreement.yes && !sign_in::agreed(&question(plan.effect())) {
            output::aside(&say!("command-line-not-agreed"));
            return Exit::NeedsOperator;
        }
        let save_backup = |backup: &Backup| save_backup(self.copies, backup);
        let results = graph::apply(client, prepared, &save_backup, &silent).await;
        print_results(&results, self.at_hand, self.as_json);
        ending(&results)
    }
}

/// What is asked before a plan is carried out.
fn question(effect: WriteEffect) -> String {
    match effect {
        WriteEffect::Nothing | WriteEffect::Adds => say!("command-line-write-question"),
        WriteEffect::Deletes => say!("command-line-delete-question"),
        WriteEffect::Both => say!("command-line-both-question"),
    }
}

/// Keeps a copy of the keys that were there, public parts only.
fn save_backup(folder: &Path, backup: &Backup) -> Result<(), Problem> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Problem::new(
            ErrorCode::StorageFailed,
            say!("command-line-backup-folder", folder = folder.display()),
        )
        .with_detail(error.to_string())
    })?;
    let path = backup.save(folder)?;
    output::aside(&if backup.keys_untouched {
        say!("command-line-backup-saved-rest", path = path.display())
    } else {
        say!("command-line-backup-saved", path = path.display())
    });
    Ok(())
}

/// Shows the results.
fn print_results(results: &[PrincipalResult], at_hand: &[KnownCertificate], as_json: bool) {
    if as_json {
        output::json(&json!({ "event": "result", "principals": results }));
        return;
    }
    let now = Timestamp::now();
    for result in results {
        let state = match result.state {
            PrincipalState::Done if result.effect == Some(WriteEffect::Deletes) => "deleted",
            PrincipalState::Done => "done",
            PrincipalState::AlreadyThere => "already-there",
            PrincipalState::Failed => "failed",
            PrincipalState::Unknown => "unknown",
            PrincipalState::Skipped => "skipped",
        };
        output::text(&say!("command-line-result", app = result.app_id, state = state));
        for key in &VerifiedPrincipal::of(result, at_hand, now).keys {
            for line in keys::read_lines(key, at_hand) {
                output::text(&line);
            }
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
        Exit::Done | Exit::Failed | Exit::Usage | Exit::NobodyAsked | Exit::ProbeUsage => {
            Exit::Failed
        }
    }
}

/// How the program ends with these problems of principals. A person who is needed for one of them
/// is reported so, even when others failed for good.
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
fn describe(plan: &Plan, at_hand: &[KnownCertificate]) -> Vec<String> {
    let mut lines = Vec::new();
    for principal in &plan.principals {
        let name = principal.display_name.clone();
        let name = name.unwrap_or_else(|| say!("command-line-no-name"));
        let action = match principal.action {
            PlanAction::Write => "write",
            PlanAction::Nothing => "nothing",
            PlanAction::Create => "create",
            PlanAction::Cannot => "cannot",
        };
        lines.push(say!("command-line-plan", app = principal.app_id, name = name, action = action));
        lines.extend(principal.keys.iter().flat_map(|key| keys::planned_lines(key, at_hand)));
        lines.extend(principal.names.iter().map(name_line));
        lines.extend(principal.sets_enabled.map(|enabled| {
            let line = if enabled {
                say!("command-line-plan-enables")
            } else {
                say!("command-line-plan-disables")
            };
            format!("  {line}")
        }));
        if let Some(warning) = &principal.warning {
            let line = say!("command-line-plan-warning", message = warning.message);
            lines.push(format!("  {line}"));
        }
        if let Some(problem) = &principal.problem {
            lines.push(format!("  {}", problem.message));
            if problem.code == ErrorCode::PrincipalAbsent && !at_hand.is_empty() {
                lines.push(format!("  {}", say!("command-line-plan-create-missing")));
            }
        }
    }
    lines
}

/// A name of a plan, in words.
fn name_line(row: &PlannedName) -> String {
    let fate = match row.fate {
        NameFate::Add => "add",
        NameFate::Present => "present",
        NameFate::Remove => "remove",
    };
    format!("  {}", say!("command-line-plan-name", name = row.name, fate = fate))
}

/// For what is over in a moment.
pub(super) fn silent(_: Progress) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crosstrust_core::graph::{KeyFate, PlannedKey, PrincipalPlan};
    use crosstrust_core::ids::AppId;

    #[test]
    fn a_plan_reports_names_the_state_and_what_goes() {
        let key = PlannedKey {
            thumbprint: Some("A9993E364706816ABA3E25717850C26C9CD0D89D".parse().unwrap()),
            key_id: None,
            not_before: None,
            not_after: None,
            fate: KeyFate::Remove,
            other_kind: None,
            other_end: None,
        };
        let name = |name: &str, fate| PlannedName { name: name.to_owned(), fate };
        let principal = |sets_enabled| PrincipalPlan {
            app_id: AppId::EXCHANGE_ONLINE,
            display_name: Some("Office 365 Exchange Online".to_owned()),
            account_enabled: Some(false),
            action: PlanAction::Write,
            keys: vec![key.clone()],
            names: vec![
                name("https://mail.contoso.com/", NameFate::Add),
                name("https://outlook.com/", NameFate::Present),
                name("https://old.contoso.com/", NameFate::Remove),
            ],
            sets_enabled,
            problem: None,
            warning: None,
        };
        let plan = |sets_enabled| Plan {
            principals: vec![principal(sets_enabled)],
            read_at: Timestamp::UNIX_EPOCH,
            clock_ahead: None,
        };
        assert_eq!(
            describe(&plan(Some(true)), &[]),
            [
                "00000002-0000-0ff1-ce00-000000000000  Office 365 Exchange Online: will be written",
                "  - A9993E364706816ABA3E25717850C26C9CD0D89D, will be deleted",
                "  + the name https://mail.contoso.com/: will be added",
                "  = the name https://outlook.com/: already exists",
                "  - the name https://old.contoso.com/: will be deleted",
                "  + will be enabled in the tenant",
            ]
        );
        let last = |enabled| describe(&plan(enabled), &[]).pop().expect("a line");
        assert!(last(Some(false)).ends_with("- will be disabled again in the tenant"));
        assert!(last(None).ends_with("old.contoso.com/: will be deleted"));
    }
}
