//! A short torture in every test run; `cargo xtask torture` goes on for a given time.

use crosstrust_tests::program::host;
use crosstrust_tests::torture::{Limits, program, store};
use std::path::Path;
use std::time::{Duration, Instant};

/// More than the kills below take anywhere.
const LONGEST: Duration = Duration::from_mins(5);

#[test]
fn no_kill_loses_a_setup_and_no_damage_is_taken_for_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits { until: Instant::now() + LONGEST, kills: 150 };
    let program = Path::new(env!("CARGO_BIN_EXE_torture"));
    let report = store::torture(program, folder.path(), 1, limits);
    assert_eq!(report.violations, 0, "{}", report.lines());
    assert_eq!(report.counted("kills"), 150);
    let tried = [
        "saves and deletions that ended",
        "killed in an operation, which changed nothing",
        "parts of journals that were compared",
    ];
    for tried in store::DAMAGES.map(|(met, _)| met).into_iter().chain(tried) {
        assert!(report.counted(tried) > 0, "{tried}: {}", report.lines());
    }
}

#[tokio::test]
async fn no_kill_of_the_program_loses_what_it_had_answered_or_shows_what_is_not_in_the_tenant() {
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits { until: Instant::now() + LONGEST, kills: 25 };
    let report = program::torture(&host(), folder.path(), 1, limits).await;
    assert_eq!(report.violations, 0, "{}", report.lines());
    assert_eq!(report.counted("kills"), 25);
    assert!(report.counted("uploads begun") > 0, "{}", report.lines());
}
