//! A run that is under way, as another page finds it: what it runs, how far it is, and the way to cancel it.

use crate::app::locked;
use crosstrust_core::guide::ScriptId;
use crosstrust_core::runner::{RunLine, RunPhase, RunTransport};
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use ts_rs::TS;

/// So many lines are kept for a page that is opened later.
const KEPT: usize = 500;

/// What happens in a run, sent while it happens.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct RunProgress {
    /// What the run is doing.
    pub(crate) phase: RunPhase,
    /// The next line; none where only the phase or the time has changed.
    pub(crate) line: Option<RunLine>,
    /// For how many seconds it runs.
    pub(crate) seconds: u32,
}

/// A run that is under way.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct RunState {
    /// The script.
    pub(crate) script: ScriptId,
    /// A dry run.
    pub(crate) what_if: bool,
    /// Which way it runs.
    pub(crate) transport: RunTransport,
    /// What it is doing.
    pub(crate) phase: RunPhase,
    /// The last lines, the oldest first.
    pub(crate) lines: Vec<RunLine>,
    /// For how many seconds it runs.
    pub(crate) seconds: u32,
    /// It was canceled, and is about to end.
    pub(crate) cancelled: bool,
}

/// The control of a run.
#[derive(Debug)]
pub(crate) struct RunControl {
    script: ScriptId,
    what_if: bool,
    transport: RunTransport,
    begun: Instant,
    pub(super) cancelled: AtomicBool,
    seen: Mutex<(RunPhase, VecDeque<RunLine>)>,
}

impl RunControl {
    pub(super) fn new(script: ScriptId, what_if: bool, transport: RunTransport) -> Self {
        Self {
            script,
            what_if,
            transport,
            begun: Instant::now(),
            cancelled: AtomicBool::new(false),
            seen: Mutex::default(),
        }
    }

    /// Ends the run, as soon as it can.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Keeps what has happened, and gives it as a message. None where nothing new is to be said.
    pub(super) fn note(&self, phase: RunPhase, line: Option<RunLine>) -> Option<RunProgress> {
        let mut seen = locked(&self.seen);
        if seen.0 == phase && line.is_none() {
            return None;
        }
        seen.0 = phase;
        if let Some(line) = &line {
            if seen.1.len() == KEPT {
                seen.1.pop_front();
            }
            seen.1.push_back(line.clone());
        }
        Some(RunProgress { phase, line, seconds: self.seconds() })
    }

    /// As a page finds it.
    pub(super) fn state(&self) -> RunState {
        let seen = locked(&self.seen);
        RunState {
            script: self.script.clone(),
            what_if: self.what_if,
            transport: self.transport,
            phase: seen.0,
            lines: seen.1.iter().cloned().collect(),
            seconds: self.seconds(),
            cancelled: self.is_cancelled(),
        }
    }

    fn seconds(&self) -> u32 {
        u32::try_from(self.begun.elapsed().as_secs()).unwrap_or(u32::MAX)
    }
}
