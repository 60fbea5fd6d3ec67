//! Measurements: figures of one run, as JSON and as a table. Ratios compare two measurements of the same run,
//! so that they mean the same on any computer.

mod scripts;
mod setups;
pub mod upload;
pub mod window;

pub use scripts::all_scripts;
pub use setups::{Sizes, grown, measure_setups, short_and_long};

use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::path::Path;

/// One figure.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What is measured.
    pub what: String,
    /// What came out.
    pub value: f64,
    /// What it counts; "×" for a ratio.
    pub unit: String,
    /// At most this is wanted.
    pub goal: f64,
    /// The two measurements of a ratio or a difference, or how it was measured.
    pub of: String,
}

impl Figure {
    /// A figure with its goal.
    pub fn new(what: &str, value: f64, unit: &str, goal: f64, of: String) -> Self {
        let value = (value * 100.0).round() / 100.0;
        Self { what: what.to_owned(), value, unit: unit.to_owned(), goal, of }
    }

    /// How often one measurement has the other in it.
    pub fn ratio(what: &str, of: (f64, f64), unit: &str, goal: f64) -> Self {
        let words = format!("{:.1} {unit} against {:.1} {unit}", of.0, of.1);
        Self::new(what, of.0 / of.1, "×", goal, words)
    }
}

/// All figures of one run.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BenchFigures {
    /// Small sizes and unoptimized programs: it shows that measuring works, and no figure of it counts.
    pub quick: bool,
    /// The system and its processors.
    pub computer: String,
    /// In the order of the table.
    pub figures: Vec<Figure>,
}

impl BenchFigures {
    /// The table for people, in Markdown.
    ///
    /// # Panics
    /// Never: a string takes every text.
    pub fn table(&self) -> String {
        let mut table = "| Figure | Measured | Goal | Of |\n|---|---|---|---|\n".to_owned();
        for Figure { what, value, unit, goal, of } in &self.figures {
            let met = if value <= goal { "" } else { " (not met)" };
            writeln!(table, "| {what} | {value} {unit} | ≤ {goal} {unit}{met} | {of} |")
                .expect("BUG: writing to a string does not fail");
        }
        table
    }

    /// The short table of the README.
    ///
    /// # Panics
    /// Never: a string takes every text.
    pub fn summary(&self) -> String {
        let mut table = "| Size and speed | Measured | Goal |\n|---|---|---|\n".to_owned();
        for Figure { what, value, unit, goal, .. } in &self.figures {
            writeln!(table, "| {what} | {value} {unit} | ≤ {goal} {unit} |")
                .expect("BUG: writing to a string does not fail");
        }
        table
    }
}

/// The page of the documentation that lists the figures, in the folder of the workspace.
pub const PAGE: &str = "docs/FIGURES.md";

/// The figures that this page was written from.
pub const SAVED: &str = "docs/figures.json";

/// The page that begins the documentation. A part of it, between two marks, is the short table.
pub const README: &str = "README.md";

/// Where the short table begins and ends.
pub const MARKS: [&str; 2] = ["<!-- figures -->\n\n", "\n<!-- end of figures -->"];

impl BenchFigures {
    /// The whole page.
    pub fn page(&self) -> String {
        format!(
            "# Figures\n\n\
             How large and how fast Crosstrust is. `cargo xtask bench --write` measures the program that ships, and \
             writes this\npage and [figures.json](figures.json). A ratio compares two measurements of one run, so it \
             means the same on any\ncomputer. The bare page is a window with one heading (`bare/`).\n\n\
             Measured on {}.\n\n{}",
            self.computer,
            self.table()
        )
    }

    /// The figures as they are saved.
    ///
    /// # Panics
    /// Never: figures are JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("JSON") + "\n"
    }

    /// Writes the page and its figures in the folder of the workspace.
    ///
    /// # Errors
    /// The system refused, or the README has no place for its table.
    ///
    /// # Panics
    /// The run was a quick one.
    pub fn write(&self, root: &Path) -> std::io::Result<()> {
        assert!(!self.quick, "no figure of a quick run counts");
        std::fs::write(root.join(SAVED), self.json())?;
        std::fs::write(root.join(PAGE), self.page())?;
        let readme = std::fs::read_to_string(root.join(README))?;
        let [begin, end] = MARKS;
        let (before, rest) = readme.split_once(begin).ok_or_else(|| no_marks(begin))?;
        let (_, after) = rest.split_once(end).ok_or_else(|| no_marks(end))?;
        std::fs::write(root.join(README), [before, begin, &self.summary(), end, after].concat())
    }
}

fn no_marks(mark: &str) -> std::io::Error {
    std::io::Error::other(format!("{README} has no {:?}", mark.trim()))
}

/// The middle one of several measurements.
///
/// # Panics
/// There is none.
pub fn median(mut measured: Vec<f64>) -> f64 {
    measured.sort_by(f64::total_cmp);
    measured[measured.len() / 2]
}

/// What 19 of 20 measurements do not exceed.
///
/// # Panics
/// There is none.
pub fn p95(mut measured: Vec<f64>) -> f64 {
    measured.sort_by(f64::total_cmp);
    measured[(measured.len() * 19).div_ceil(20) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_twentieth_are_taken() {
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert!((p95(hundred) - 95.0).abs() < f64::EPSILON);
        assert!((p95(vec![7.0]) - 7.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_table_says_which_goal_is_not_met() {
        let figures = [
            Figure::ratio("Start", (115.0, 100.0), "ms", 1.1),
            Figure::new("Scripts", 1.5, "ms", 2.0, "one run".to_owned()),
        ];
        let figures = BenchFigures { figures: figures.into(), ..BenchFigures::default() };
        let table = figures.table();
        assert!(
            table.contains("| Start | 1.15 × | ≤ 1.1 × (not met) | 115.0 ms against 100.0 ms |")
        );
        assert!(table.contains("| Scripts | 1.5 ms | ≤ 2 ms | one run |"));
    }

    #[test]
    fn the_page_is_written_beside_the_figures_that_it_shows() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("docs")).expect("a folder");
        let figures = [Figure::ratio("Start", (115.0, 100.0), "ms", 1.1)];
        let figures = BenchFigures { figures: figures.into(), ..BenchFigures::default() };
        let readme =
            |table: &str| ["# Crosstrust\n\n", MARKS[0], table, MARKS[1], "\nMore\n"].concat();
        std::fs::write(folder.path().join(README), readme("An older one\n")).expect("a file");
        figures.write(folder.path()).expect("it is written");
        let read = |file: &str| std::fs::read_to_string(folder.path().join(file)).expect(file);
        let saved: BenchFigures = serde_json::from_str(&read(SAVED)).expect("figures");
        assert_eq!(saved, figures);
        assert_eq!(read(PAGE), saved.page());
        assert!(read(PAGE).ends_with(&saved.table()));
        assert_eq!(read(README), readme(&saved.summary()));
    }

    #[test]
    #[should_panic(expected = "no figure of a quick run counts")]
    fn a_quick_run_is_no_page() {
        let figures = BenchFigures { quick: true, ..BenchFigures::default() };
        let _ = figures.write(Path::new("nowhere"));
    }
}
