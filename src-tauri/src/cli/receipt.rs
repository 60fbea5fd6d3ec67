//! `crosstrust receipt FILE`

use super::certificate::unreadable;
use super::output::{self, Exit};
use super::{answers, occasion};
use crate::app::guide;
use clap::Args;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::{GuideId, Library};
use crosstrust_core::receipt::{self, Discovery, FindingState, Judgement, StepJudgement, Verdict};
use crosstrust_core::setup::{NoticeView, Setup, SetupId};
use jiff::Timestamp;
use serde::Serialize;
use std::path::PathBuf;

/// Judge what a script reported.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// The receipt: the saved file, or text that holds it.
    file: PathBuf,
    /// The guide.
    #[arg(long, value_name = "ID")]
    guide: String,
    /// The answers the scripts were written with.
    #[arg(long, value_name = "FILE")]
    answers: PathBuf,
    /// The setup the scripts were written for, when the window wrote them.
    #[arg(long, value_name = "ID", default_value = occasion::SETUP_ID)]
    setup: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What a receipt shows.
#[derive(Serialize)]
struct Judged {
    #[serde(flatten)]
    judgement: Judgement,
    /// What the operator is to know of it.
    notices: Vec<NoticeView>,
}

pub(super) fn run(options: &Options) -> Exit {
    let judged = match judge(options) {
        Ok(judged) => judged,
        Err(problem) => return output::problem(&problem, options.json),
    };
    if options.json {
        output::json(&judged);
    } else {
        output::text(&describe(&judged.judgement));
        for notice in &judged.notices {
            output::aside(&notice.text);
        }
    }
    ending(&judged.judgement)
}

fn judge(options: &Options) -> Result<Judged, Problem> {
    let library = Library::built_in()?;
    let guide = guide(&library, &GuideId::from(options.guide.as_str()))?;
    let answers = answers::read(&options.answers, guide)?;
    let bytes = std::fs::read(&options.file).map_err(|error| unreadable(&options.file, &error))?;
    let receipt = receipt::read(&bytes)?;
    let now = Timestamp::now();
    let mut setup = Setup::in_memory(setup_id(&options.setup)?, guide, &answers, now);
    let judgement = setup.judge_receipt(guide, &receipt, now)?;
    let effect = setup.import_receipt(guide, &receipt, now)?;
    let notices = effect.notices.iter().map(|notice| notice.view(guide)).collect();
    Ok(Judged { judgement, notices })
}

/// The id as it is written in scripts and receipts, in capitals or not.
fn setup_id(text: &str) -> Result<SetupId, Problem> {
    text.to_ascii_lowercase().parse().map_err(|_| {
        Problem::new(
            ErrorCode::Usage,
            format!("\"{text}\" is not a setup ID. Copy the ID that stands behind \"Setup =\" in the script."),
        )
    })
}

/// A dry run or a decision waits for the operator; a failure is one.
fn ending(judgement: &Judgement) -> Exit {
    let verdicts = || judgement.steps.iter().map(|step| step.verdict);
    if judgement.refused.is_some()
        || verdicts().any(|verdict| matches!(verdict, Verdict::Failed | Verdict::Differs))
    {
        Exit::Failed
    } else if verdicts().any(|verdict| verdict != Verdict::InPlace) {
        Exit::NeedsOperator
    } else {
        Exit::Done
    }
}

/// The judgement in words.
fn describe(judgement: &Judgement) -> String {
    let mut lines = vec![format!("Receipt of {}, {}", judgement.who(), judgement.started)];
    if let Some(problem) = &judgement.refused {
        lines.push(format!("{}: {}", problem.title, problem.message));
        lines.extend(problem.next.iter().map(|next| format!("  - {next}")));
    }
    for step in &judgement.steps {
        let until = step.waits_until.filter(|_| step.verdict == Verdict::Waiting);
        let until = until.map_or_else(String::new, |day| format!(" until {day}"));
        lines.push(format!("{:16} {}{until}", step.step, verdict(step.verdict)));
        lines.extend(remarks(step));
    }
    if let Some(discovery) = &judgement.discovery {
        lines.extend(found(discovery));
    }
    for certificate in &judgement.certificates {
        let card = &certificate.card;
        lines.push(format!(
            "Certificate {} until {} ({} days)",
            card.thumbprint, card.not_after, card.days_left
        ));
        lines.extend(certificate.refused.iter().map(|problem| format!("  - {}", problem.message)));
    }
    lines.join("\n")
}

/// What discovery found: answers first, in the form in which the file of answers has them.
fn found(discovery: &Discovery) -> Vec<String> {
    let mut lines = Vec::new();
    for suggestion in &discovery.suggestions {
        lines.push(format!(
            "{:18} {}  ({})",
            suggestion.answer, suggestion.value, suggestion.source
        ));
    }
    lines.extend(discovery.notes.iter().map(|note| format!("  {note}")));
    lines.extend(discovery.unread.iter().map(|unread| format!("  Not read: {unread}")));
    lines
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::InPlace => "in place",
        Verdict::Planned => "planned only (dry run)",
        Verdict::Differs => "not as expected",
        Verdict::Waiting => "waiting",
        Verdict::Decide => "needs your decision",
        Verdict::Failed => "failed",
        Verdict::NotReached => "not reached",
    }
}

fn remarks(step: &StepJudgement) -> Vec<String> {
    let mut lines = Vec::new();
    for finding in step.findings.iter().filter(|finding| finding.state != FindingState::Met) {
        lines.push(format!(
            "  {}: expected {}, found {}",
            finding.label, finding.expected, finding.found
        ));
        let remedy = finding.otherwise.iter().flat_map(|next| next.trim().lines());
        lines.extend(remedy.enumerate().map(|(at, line)| {
            let before = if at == 0 { "  - " } else { "    " };
            format!("{before}{line}")
        }));
    }
    if let Some(problem) = &step.problem {
        lines.push(format!("  {}: {}", problem.title, problem.message));
        lines.extend(problem.next.iter().map(|next| format!("  - {next}")));
    }
    lines
}
