//! What the runner prints, line by line: what happens, what the script says, its receipt, and how it ended.

use super::failure::refusal;
use crate::text::visible;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the runner prints where only simple commands are allowed: it cannot read its order there.
const RESTRICTED: &str = "CROSSTRUST-RUN language-restricted";

/// As in the receipts of scripts.
const BEGIN: &str = "-----BEGIN CROSSTRUST RECEIPT-----";
const END: &str = "-----END CROSSTRUST RECEIPT-----";

/// More of a receipt is none: reading it refuses it.
const MOST_RECEIPT: usize = 1024 * 1024 + 1;

/// So many lines without the mark are kept: they say why the runner did not begin.
const MOST_LOOSE: usize = 40;

/// So many servers are listed.
const MOST_SERVERS: usize = 200;

/// What a run is doing.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum RunPhase {
    /// Windows PowerShell starts.
    #[default]
    Starting,
    /// The management shell or the connection is opened.
    Connecting,
    /// The script runs.
    Running,
    /// The script prints its result, or has printed it.
    Result,
}

/// Who says a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum LineKind {
    /// The script, or the management shell.
    Output,
    /// The same, as a warning.
    Warning,
    /// The same, as an error.
    Error,
}

/// A line to show. Every hidden character is spelled out.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct RunLine {
    /// Who says it.
    pub kind: LineKind,
    /// What it says.
    pub text: String,
}

/// How the runner says that it ended.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(default)]
pub(super) struct RunnerEnd {
    /// Why: "ended" after the script came to its end.
    pub(super) code: String,
    /// The error in words.
    pub(super) message: String,
    /// PowerShell's id of the error.
    pub(super) id: String,
    /// The number of the error in Windows.
    pub(super) number: i64,
}

/// What a run has printed so far.
#[derive(Clone, Debug, Default)]
pub struct RunOutput {
    mark: String,
    phase: RunPhase,
    began: bool,
    script_began: bool,
    /// How many lines came after it began.
    script_lines: usize,
    receipts: String,
    in_receipt: bool,
    loose: Vec<String>,
    servers: Vec<String>,
    end: Option<RunnerEnd>,
}

impl RunOutput {
    /// Of a runner with this mark.
    pub fn new(mark: &str) -> Self {
        Self { mark: mark.to_owned(), ..Self::default() }
    }

    /// Takes the next line, without its end. Gives what there is to show of it: the lines of a receipt and
    /// what the runner says to the program alone are not shown.
    pub fn take(&mut self, line: &[u8]) -> Option<RunLine> {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches(['\r', '\n']);
        // Whatever is written first may carry the mark of its encoding.
        let line = line.strip_prefix('\u{feff}').unwrap_or(line);
        if line == RESTRICTED && !self.began {
            self.end =
                Some(RunnerEnd { code: "language-restricted".into(), ..RunnerEnd::default() });
            return None;
        }
        let marked = line.strip_prefix(self.mark.as_str()).and_then(|rest| rest.strip_prefix(' '));
        let Some(said) = marked.filter(|_| !self.mark.is_empty()) else {
            if self.loose.len() < MOST_LOOSE {
                self.loose.push(line.to_owned());
            }
            return self.show(LineKind::Output, line);
        };
        self.began = true;
        let (kind, text) = said.split_once(' ').unwrap_or((said, ""));
        match kind {
            "output" => self.show(LineKind::Output, text),
            "warning" => self.show(LineKind::Warning, text),
            "error" => self.show(LineKind::Error, text),
            "phase" => {
                self.enter(text);
                None
            }
            "server" if self.servers.len() < MOST_SERVERS => {
                self.servers.push(text.to_owned());
                None
            }
            "end" if self.end.is_none() => {
                self.end = Some(serde_json::from_str(text).unwrap_or_default());
                None
            }
            _ => None,
        }
    }

    fn enter(&mut self, phase: &str) {
        match phase {
            "connecting" => self.phase = RunPhase::Connecting,
            "running" => {
                self.phase = RunPhase::Running;
                self.script_began = true;
            }
            _ => {}
        }
    }

    fn show(&mut self, kind: LineKind, text: &str) -> Option<RunLine> {
        self.script_lines += usize::from(self.script_began);
        // Before the script nobody prints a receipt of it.
        if self.script_began && (self.in_receipt || text.trim() == BEGIN) {
            self.phase = RunPhase::Result;
            self.in_receipt = text.trim() != END;
            if self.receipts.len() + text.len() < MOST_RECEIPT {
                self.receipts.push_str(text);
                self.receipts.push('\n');
            }
            return None;
        }
        Some(RunLine { kind, text: visible(&text.replace('\t', "    ")) })
    }

    /// What the run is doing.
    pub fn phase(&self) -> RunPhase {
        self.phase
    }

    /// Whether the script began: from then on it may have changed something. One that the system refused
    /// to load did not.
    pub fn script_began(&self) -> bool {
        self.script_began && refusal(self).is_none()
    }

    /// Whether the script, or a command that it called, said anything.
    pub(super) fn script_said(&self) -> bool {
        self.script_lines > 0
    }

    /// The receipts that the script printed; empty when it printed none.
    pub fn receipts(&self) -> &str {
        &self.receipts
    }

    /// The names of servers that the runner found, as it says them.
    pub fn servers(&self) -> &[String] {
        &self.servers
    }

    /// Whether the runner came to its end and had nothing to complain of.
    pub fn ended(&self) -> bool {
        self.end.as_ref().is_some_and(|end| end.code == "ended")
    }

    /// How the runner says that it ended; none when it did not come to its end.
    pub(super) fn end(&self) -> Option<&RunnerEnd> {
        self.end.as_ref()
    }

    /// The lines that nobody marked, the first ones.
    pub(super) fn loose(&self) -> String {
        self.loose.join("\n")
    }
}
