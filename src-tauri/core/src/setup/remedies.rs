//! What to do about the facts that a receipt shows otherwise than expected.

use super::view::StepState;
use crate::receipt::{Finding, FindingState, StepJudgement};
use serde::Serialize;
use ts_rs::TS;

/// What to do about one fact.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FindingRemedy {
    /// What was looked at: "Linked account".
    pub label: String,
    /// What was found, in words.
    pub found: String,
    /// How it compares with what was expected.
    pub state: FindingState,
    /// What to do, in order.
    pub lines: Vec<RemedyLine>,
}

/// A line of a remedy.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(tag = "kind", content = "text", rename_all = "kebab-case")]
#[ts(export)]
pub enum RemedyLine {
    /// A sentence or more.
    Text(String),
    /// A command to copy.
    Command(String),
}

/// A line of a guide's text that begins with this is a command.
const COMMAND: &str = "    ";

impl RemedyLine {
    /// The lines of a text from a guide.
    fn of(text: &str) -> Vec<Self> {
        let lines = text.trim_end().trim_start_matches(['\r', '\n']).lines();
        lines
            .map(|line| match line.strip_prefix(COMMAND) {
                Some(command) => Self::Command(command.trim().to_owned()),
                None => Self::Text(line.to_owned()),
            })
            .collect()
    }
}

/// The remedies of a step. What was found with other answers is no reason to do anything now.
pub(super) fn remedies(state: StepState, judgement: Option<&StepJudgement>) -> Vec<FindingRemedy> {
    let Some(judgement) = judgement.filter(|_| state != StepState::Stale) else {
        return Vec::new();
    };
    let asks = judgement.question.is_some();
    let open = judgement.findings.iter().filter(|finding| is_open(finding.state, asks));
    open.filter_map(remedy).collect()
}

/// Whether the operator has something to do. What only a person can do is no question: it is done, and
/// marked as done.
fn is_open(state: FindingState, asks: bool) -> bool {
    match state {
        FindingState::Differs
        | FindingState::Missing
        | FindingState::Waiting
        | FindingState::Noted => true,
        FindingState::Ask => !asks,
        FindingState::Met | FindingState::Kept => false,
    }
}

fn remedy(finding: &Finding) -> Option<FindingRemedy> {
    let lines = RemedyLine::of(finding.otherwise.as_deref()?);
    let (label, found) = (finding.label.clone(), finding.found.clone());
    Some(FindingRemedy { label, found, state: finding.state, lines })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::fixture::{asking, finding};

    #[test]
    fn a_line_with_four_blanks_is_a_command() {
        let lines = RemedyLine::of("\nRun this:\n    Set-Thing -On $true \n   Then wait.\n\n");
        let text = |text: &str| RemedyLine::Text(text.to_owned());
        let command = RemedyLine::Command("Set-Thing -On $true".to_owned());
        assert_eq!(lines, [text("Run this:"), command.clone(), text("   Then wait.")]);
        assert_eq!(RemedyLine::of("    Set-Thing -On $true"), [command]);
        let json = serde_json::to_value(&lines[1]).unwrap();
        assert_eq!(json, serde_json::json!({ "kind": "command", "text": "Set-Thing -On $true" }));
    }

    #[test]
    fn only_what_is_open_has_a_remedy() {
        let mut judgement = asking();
        let question = judgement.question.take();
        let with = |label, state, otherwise: Option<&str>| Finding {
            otherwise: otherwise.map(str::to_owned),
            ..finding(label, state)
        };
        judgement.findings = vec![
            with("a", FindingState::Met, Some("x")),
            with("b", FindingState::Differs, Some("x")),
            with("c", FindingState::Differs, None),
            with("d", FindingState::Ask, Some("x")),
            with("e", FindingState::Kept, Some("x")),
            with("f", FindingState::Missing, Some("x")),
            with("g", FindingState::Waiting, Some("x")),
        ];
        let labels = |state, judgement: &StepJudgement| -> Vec<String> {
            remedies(state, Some(judgement)).into_iter().map(|one| one.label).collect()
        };
        assert_eq!(labels(StepState::Failed, &judgement), ["b", "d", "f", "g"]);
        assert!(labels(StepState::Stale, &judgement).is_empty(), "other answers were in it");
        judgement.question = question;
        assert_eq!(labels(StepState::Decide, &judgement), ["b", "f", "g"], "a question is asked");
        assert!(remedies(StepState::Failed, None).is_empty());
    }
}
