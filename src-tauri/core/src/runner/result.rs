//! Which result a run has: a receipt of this very run, or the reason why there is none.

use super::failure::{RunExit, run_failure};
use super::output::RunOutput;
use crate::error::{ErrorCode, Problem};
use crate::guide::{GuideId, ScriptId};
use crate::receipt::{self, FoundReceipts, Receipt};
use jiff::{SignedDuration, Timestamp};

/// How much earlier than the run its receipt may say that it began: both are read from one clock, with other
/// precision.
const EARLIER: SignedDuration = SignedDuration::from_secs(2);

/// What was run.
#[derive(Clone, Copy, Debug)]
pub struct RanScript<'a> {
    /// Of this guide.
    pub guide: &'a GuideId,
    /// The script.
    pub script: &'a ScriptId,
    /// The setup that it was written for.
    pub setup: &'a str,
    /// A dry run.
    pub what_if: bool,
    /// When the run began.
    pub begun: Timestamp,
}

impl RanScript<'_> {
    /// Whether a receipt is of this run, and no other that its output may repeat.
    fn is_of(&self, receipt: &Receipt) -> bool {
        receipt.guide == *self.guide
            && receipt.script.as_ref() == Some(self.script)
            && receipt.setup.eq_ignore_ascii_case(self.setup)
            && receipt.what_if == self.what_if
            && receipt.started >= self.begun - EARLIER
    }
}

/// The receipts that a run printed. A run that was ended from here counts as well when it had printed its
/// receipt before.
///
/// # Errors
/// It printed none, or one that cannot be read; or [`ErrorCode::RunOtherResult`].
pub fn run_receipts(
    output: &RunOutput,
    exit: &RunExit,
    ran: &RanScript<'_>,
) -> Result<FoundReceipts, Problem> {
    if output.receipts().is_empty() {
        return Err(run_failure(output, exit));
    }
    let found = receipt::read(output.receipts().as_bytes()).map_err(|error| match exit {
        RunExit::Ended(_) => Problem::from(error),
        // It was ended while it printed its receipt.
        RunExit::NotStarted(_)
        | RunExit::Cancelled
        | RunExit::TimedOut(_)
        | RunExit::TooMuchOutput => run_failure(output, exit),
    })?;
    if found.receipts.iter().all(|receipt| ran.is_of(receipt)) {
        Ok(found)
    } else {
        Err(Problem::of(ErrorCode::RunOtherResult))
    }
}
