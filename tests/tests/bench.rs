//! Measuring works, in every test run at a small size: no figure of it counts.

use crosstrust_tests::bench::{BenchFigures, MARKS, PAGE, README, SAVED};
use std::path::Path;
use std::process::Command;

fn read(file: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    std::fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn the_figures_of_the_documentation_are_those_of_a_whole_run() {
    let figures: BenchFigures = serde_json::from_str(&read(SAVED)).expect("figures");
    assert!(!figures.quick);
    assert!(figures.figures.len() > 8, "{figures:?}");
    assert_eq!(read(PAGE), figures.page(), "run `cargo xtask bench --write`");
    assert_eq!(read(SAVED), figures.json());
    let [begin, end] = MARKS;
    let table = [begin, &figures.summary(), end].concat();
    let readme = read(README);
    assert!(readme.contains(&table), "{README} is to have {table}");
    assert!(readme.contains(&format!("]({PAGE})")), "{README} leads to the page");
}

#[test]
fn a_quick_run_measures_and_reports_every_figure_as_json() {
    let run = Command::new(env!("CARGO_BIN_EXE_bench")).args(["--quick", "--json"]).output();
    let run = run.expect("it runs");
    let shown = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{shown}");
    let figures: BenchFigures = serde_json::from_slice(&run.stdout).expect("JSON");
    assert!(figures.quick);
    for what in [
        "From an answer to its script",
        "Saving an answer",
        "All scripts",
        "Upload and verification at 100 ms",
    ] {
        let figure = figures.figures.iter().find(|figure| figure.what.starts_with(what));
        let figure = figure.unwrap_or_else(|| panic!("{what} is measured: {figures:?}"));
        assert!(figure.value > 0.0 && figure.value.is_finite(), "{figure:?}");
        assert!(figures.table().contains(&figure.what));
    }
}
