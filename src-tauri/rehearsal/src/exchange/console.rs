//! The window on the server: what a script prints and reports, in the words of the scripts' shared
//! opening and closing.

use super::RunOutput;
use super::script::Script;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crosstrust_core::receipt::{Change, Outcome, Receipt, ReportedStep, ScriptError};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// The simulated server.
pub(super) const SERVER: &str = "EX01";
pub(super) const BUILD: &str = "Version 15.2 (Build 1748.10)";
const POWERSHELL: &str = "5.1.20348.2849";
pub(super) const FOLDER: &str = r"C:\OAuthConfig";

/// Why a step ended the script.
pub(super) struct Stop {
    code: &'static str,
    reason: String,
}

impl Stop {
    pub(super) fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }
}

/// What a run has printed and recorded so far.
pub(super) struct Console {
    what_if: bool,
    stop_line: u32,
    receipt: Receipt,
    lines: Vec<String>,
}

impl Console {
    pub(super) fn new(script: &Script, what_if: bool, now: Timestamp) -> Self {
        let text = |name| script.text(name).unwrap_or_default().to_owned();
        let receipt = Receipt {
            format: 1,
            guide: script.guide().into(),
            setup: text("SetupId"),
            answers: text("AnswersHash"),
            computer: SERVER.to_owned(),
            build: Some(BUILD.to_owned()),
            powershell: POWERSHELL.to_owned(),
            what_if,
            started: now,
            ended: now,
            steps: Vec::new(),
            failure: None,
        };
        Self { what_if, stop_line: script.stop_line, receipt, lines: Vec::new() }
    }

    pub(super) fn what_if(&self) -> bool {
        self.what_if
    }

    /// `Start-Step`
    pub(super) fn start(&mut self, id: &str, title: &str) {
        self.lines.push(format!("* {title}"));
        self.receipt.steps.push(ReportedStep {
            id: id.into(),
            outcome: Outcome::Unchanged,
            facts: Map::new(),
            changes: Vec::new(),
            error: None,
        });
    }

    /// `Add-Fact`
    pub(super) fn fact(&mut self, name: &str, value: impl Into<Value>) {
        self.step().facts.insert(name.to_owned(), value.into());
    }

    /// `Invoke-Change`: whether the change is to be made.
    pub(super) fn change(&mut self, target: &str, action: &str) -> bool {
        let done = !self.what_if;
        let step = self.step();
        step.changes.push(Change { target: target.to_owned(), action: action.to_owned(), done });
        step.outcome = if done { Outcome::Changed } else { Outcome::Planned };
        self.lines.push(if done {
            format!("  {action}: {target}")
        } else {
            format!("What if: Performing the operation \"{action}\" on target \"{target}\".")
        });
        done
    }

    /// Whether a dry run has come to something it would change: the step ends there.
    pub(super) fn is_planned(&mut self) -> bool {
        self.step().outcome == Outcome::Planned
    }

    /// `Add-Failure`
    pub(super) fn fail(&mut self, stop: Stop) {
        let line = self.stop_line;
        let step = self.step();
        step.outcome = Outcome::Failed;
        step.error = Some(ScriptError {
            code: stop.code.to_owned(),
            message: stop.reason.clone(),
            id: stop.reason.clone(),
            line: Some(line),
        });
        let id = step.id.clone();
        self.lines.push(format!("WARNING: Stopped at step \"{id}\": {}", stop.reason));
        self.receipt.failure.get_or_insert(id);
    }

    /// `Write-Receipt`
    pub(super) fn close(mut self, now: Timestamp) -> RunOutput {
        let failed = self.receipt.failure.is_some();
        if failed {
            let stays = "What was done so far stays; nothing is lost. Put the cause right and run \
                         the same script again.";
            self.lines.push(format!("WARNING: {stays}"));
        }
        self.receipt.ended = now;
        let json = serde_json::to_string(&self.receipt).expect("BUG: a receipt has a JSON form");
        let text = STANDARD.encode(json);
        self.lines.push(String::new());
        self.lines.push("-----BEGIN CROSSTRUST RECEIPT-----".to_owned());
        let columns = text.as_bytes().chunks(76);
        self.lines.extend(columns.map(|line| String::from_utf8_lossy(line).into_owned()));
        self.lines.push("-----END CROSSTRUST RECEIPT-----".to_owned());
        self.lines.push(String::new());
        let stamp = self.receipt.started.strftime("%Y%m%d-%H%M%S");
        self.lines.push(format!("Saved as {FOLDER}\\receipt-{stamp}.txt"));
        RunOutput { console: self.lines.join("\n") + "\n", failed }
    }

    fn step(&mut self) -> &mut ReportedStep {
        self.receipt.steps.last_mut().expect("BUG: a run begins with the check of its window")
    }
}
