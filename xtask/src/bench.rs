//! Measuring an upload. The program that measures stands beside the tests, because it drives the
//! simulated cloud.

use crate::command::{Result, run};

/// Builds and runs it.
pub(crate) fn bench() -> Result {
    let words = ["run", "--quiet", "--package", "crosstrust-tests", "--bin", "bench", "--locked"];
    run("cargo", &words)
}
