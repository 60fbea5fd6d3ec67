//! Measuring works, in every test run at a small size: no figure of it counts.

use crosstrust_tests::bench::BenchFigures;
use std::process::Command;

#[test]
fn a_quick_run_measures_and_reports_every_figure_as_json() {
    let run = Command::new(env!("CARGO_BIN_EXE_bench")).args(["--quick", "--json"]).output();
    let run = run.expect("it runs");
    let shown = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{shown}");
    let figures: BenchFigures = serde_json::from_slice(&run.stdout).expect("JSON");
    assert!(figures.quick);
    for what in
        ["From an answer to its script", "Saving an answer", "All scripts", "Upload at 100 ms"]
    {
        let figure = figures.figures.iter().find(|figure| figure.what.starts_with(what));
        let figure = figure.unwrap_or_else(|| panic!("{what} is measured: {figures:?}"));
        assert!(figure.value > 0.0 && figure.value.is_finite(), "{figure:?}");
        assert!(figures.table().contains(&figure.what));
    }
}
