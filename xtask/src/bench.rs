//! Measuring an upload. The program that measures stands beside the tests, because it drives the
//! simulated cloud.

use crate::command::Result;
use crate::run;

/// Builds and runs it.
pub(crate) fn bench() -> Result {
    run::build()?;
    run::start("bench", &[])
}
