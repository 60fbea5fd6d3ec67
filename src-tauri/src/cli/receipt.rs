//! `crosstrust receipt FILE`

use super::certificate::unreadable;
use super::output::{self, Exit};
use super::{STANDALONE_SETUP_ID, answers};
use crate::app::guide;
use clap::Args;
use crosstrust_core::disk::{self, LONGEST_NAMED};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::{GuideId, Library, StepId};
use crosstrust_core::messages::say;
use crosstrust_core::receipt::{
    self, Discovery, FindingState, Judged, Judgement, PrerequisiteState, Remark, ScriptProblem,
    StepJudgement, Verdict,
};
use crosstrust_core::setup::{Event, Notice, NoticeView, OPERATOR, Setup, SetupId, StepStatus};
use crosstrust_core::text::compact;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Check the result of a script.
#[derive(Args, Debug)]
pub(crate) struct ReceiptArguments {
    /// The script result: the saved file, or a text that contains it. If the text contains several results,
    /// the newest one counts for each step.
    file: PathBuf,
    /// The ID of the guide. `crosstrust guides` lists the guides.
    #[arg(long, value_name = "ID")]
    guide: String,
    /// The file of answers that you exported the scripts with.
    #[arg(long, value_name = "FILE")]
    answers: PathBuf,
    /// The ID of the setup, if you saved the script in the window.
    #[arg(long, value_name = "ID", default_value = STANDALONE_SETUP_ID)]
    setup: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What a text proves, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReceiptOutput {
    /// All receipts as one: the newest, with the newest of each step that it does not report.
    #[serde(flatten)]
    together: Value,
    /// The receipts, the oldest first.
    receipts: Vec<Source>,
    /// What else the text holds.
    remarks: Vec<RemarkOutput>,
    /// What the operator is to know of them.
    notices: Vec<NoticeView>,
}

/// A receipt that counts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    computer: String,
    account: Option<String>,
    started: Timestamp,
    what_if: bool,
    refused: Option<ScriptProblem>,
    /// The steps of which it is the newest.
    steps: Vec<StepId>,
}

#[derive(Serialize)]
struct RemarkOutput {
    #[serde(flatten)]
    remark: Remark,
    text: String,
}

impl Source {
    fn of(judgement: &Judgement) -> Self {
        Self {
            computer: judgement.computer.clone(),
            account: judgement.account.clone(),
            started: judgement.started,
            what_if: judgement.what_if,
            refused: judgement.refused.clone(),
            steps: judgement.steps.iter().map(|step| step.step.clone()).collect(),
        }
    }
}

pub(super) fn run(options: &ReceiptArguments) -> Exit {
    let (judged, together, notices) = match judge(options) {
        Ok(shown) => shown,
        Err(problem) => return output::problem(&problem, options.json),
    };
    for remark in &judged.remarks {
        output::aside(&remark.to_string());
    }
    if !options.json {
        for notice in &notices {
            output::aside(&notice.text);
        }
    }
    let exit = ending(&together, &judged.remarks);
    let counting = judged.counting();
    if options.json {
        let shown =
            |remark: &Remark| RemarkOutput { remark: remark.clone(), text: remark.to_string() };
        output::json(&ReceiptOutput {
            together: with_statuses(&together),
            receipts: counting.iter().map(Source::of).collect(),
            remarks: judged.remarks.iter().map(shown).collect(),
            notices,
        });
    } else {
        output::lines(&describe(&counting, &together));
    }
    exit
}

/// What the text proves, each receipt and all of them as one, and what is to be known of it beside the
/// remarks.
fn judge(options: &ReceiptArguments) -> Result<(Judged, Judgement, Vec<NoticeView>), Problem> {
    let library = Library::built_in()?;
    let guide = guide(&library, &GuideId::from(options.guide.as_str()))?;
    let answers = answers::read(&options.answers, guide)?;
    let bytes = disk::read_any(&options.file, LONGEST_NAMED)
        .map_err(|error| unreadable(&options.file, &error))?;
    let found = receipt::read(&bytes)?;
    let now = Timestamp::now();
    let mut setup = Setup::in_memory(setup_id(&options.setup)?, guide, &answers, now);
    let judged = setup.judge_receipts(guide, &found, now)?;
    let together = judged.together(guide);
    let effect = setup.apply(guide, Event::ReceiptsImported { found: &found }, now, OPERATOR)?;
    let beside = |notice: &&Notice| !matches!(notice, Notice::ReceiptNotUsed { .. });
    let notices = effect.notices.iter().filter(beside).map(|notice| notice.view(guide)).collect();
    Ok((judged, together, notices))
}

/// The id as it is written in scripts and receipts, in capitals or not.
fn setup_id(text: &str) -> Result<SetupId, Problem> {
    compact(text)
        .to_ascii_lowercase()
        .parse()
        .map_err(|_| Problem::new(ErrorCode::Usage, say!("command-line-setup-id", text = text)))
}

/// A dry run or a decision waits for the operator; a failure is one. So does what may be a newer
/// receipt and cannot be read.
pub(super) fn ending(together: &Judgement, remarks: &[Remark]) -> Exit {
    let verdicts = || together.steps.iter().map(|step| step.verdict);
    if together.refused.is_some()
        || verdicts().any(|verdict| matches!(verdict, Verdict::Failed | Verdict::Differs))
    {
        Exit::Failed
    } else if verdicts().any(|verdict| verdict != Verdict::InPlace)
        || remarks.iter().any(Remark::may_be_newer)
    {
        Exit::NeedsOperator
    } else {
        Exit::Done
    }
}

/// The judgement in words.
pub(super) fn describe(counting: &[Judgement], together: &Judgement) -> Vec<String> {
    let mut lines = Vec::new();
    for judgement in counting {
        lines.push(say!(
            "command-line-receipt",
            who = judgement.who(),
            started = judgement.started
        ));
        if let Some(problem) = &judgement.refused {
            lines.push(format!("{}: {}", problem.title, problem.message));
            lines.extend(problem.next.iter().map(|next| format!("  - {next}")));
        }
        for step in &judgement.steps {
            let until = step.waits_until.filter(|_| step.verdict == Verdict::Waiting);
            let words = match until {
                Some(day) => say!("command-line-waiting-until", words = words(step), day = day),
                None => words(step),
            };
            lines.push(format!("{:16} {words}", step.step));
            lines.extend(remarks(step));
        }
        let says_more = judgement.refused.is_some() || judgement.discovery.is_some();
        if judgement.steps.is_empty() && !says_more && counting.len() > 1 {
            lines.push(format!("  {}", say!("command-line-receipt-replaced")));
        }
    }
    if let Some(discovery) = &together.discovery {
        lines.extend(found(discovery));
    }
    for certificate in &together.certificates {
        let card = &certificate.card;
        lines.push(if card.never_ends {
            say!("command-line-certificate-never-expires", thumbprint = card.thumbprint)
        } else {
            say!(
                "command-line-certificate-until",
                days = card.days_left,
                thumbprint = card.thumbprint,
                end = card.not_after
            )
        });
        lines.extend(certificate.refused.iter().map(|problem| format!("  - {}", problem.message)));
    }
    lines
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
    for one in &discovery.prerequisites {
        let state = match one.state {
            PrerequisiteState::Met => "met",
            PrerequisiteState::NotMet => "not-met",
            PrerequisiteState::NotRead => "not-read",
        };
        let line = say!("command-line-prerequisite", state = state, text = one.text);
        lines.push(format!("  {line}"));
    }
    lines.extend(
        discovery
            .unread
            .iter()
            .map(|unread| format!("  {}", say!("command-line-not-read", unread = unread))),
    );
    lines
}

/// What the receipt shows of a step. Words for what was read differ from those for what the script that
/// made the change reported of it.
fn words(step: &StepJudgement) -> String {
    match step.verdict {
        Verdict::Planned => say!("command-line-dry-run"),
        Verdict::NotReached => say!("command-line-not-reached"),
        Verdict::NotRead => say!("command-line-unread"),
        Verdict::Waiting => say!("command-line-waiting"),
        Verdict::InPlace | Verdict::Decide | Verdict::Differs | Verdict::Failed => {
            StepStatus::of_receipt(step).words()
        }
    }
}

/// The judgement with the status of each step, as reports name it.
pub(super) fn with_statuses(judgement: &Judgement) -> Value {
    let mut value =
        serde_json::to_value(judgement).expect("BUG: a judgement holds nothing that JSON cannot");
    let statuses: Vec<StepStatus> = judgement.steps.iter().map(StepStatus::of_receipt).collect();
    let steps = value["steps"].as_array_mut().into_iter().flatten();
    for (step, status) in steps.zip(statuses) {
        step["status"] = json!(status);
    }
    value
}

fn remarks(step: &StepJudgement) -> Vec<String> {
    let mut lines = Vec::new();
    for finding in step.findings.iter().filter(|finding| finding.state != FindingState::Met) {
        let line = say!(
            "command-line-finding",
            label = finding.label,
            expected = finding.expected,
            found = finding.found
        );
        lines.push(format!("  {line}"));
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
