//! Kills the program's parts and damages its files, for a given time, and reports what did not hold. Ends
//! with an error where something did not.

use crosstrust_tests::program::host;
use crosstrust_tests::torture::{Limits, Report, program, store, window};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const USAGE: &str =
    "torture [--minutes N] [--kills N] [--seed N] [--folder DIR] [--json] [PART]...";

/// Every part, in the order in which they run.
const PARTS: [&str; 3] = ["store", "program", "window"];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [work, folder, seed, first] = &arguments[..]
        && work == "store-work"
    {
        store::work(Path::new(folder), number(seed), number(first));
        return ExitCode::SUCCESS;
    }
    let options = Options::read(&arguments);
    let reports: BTreeMap<String, Report> =
        options.parts.iter().map(|part| (part.clone(), options.run(part))).collect();
    if options.json {
        println!("{}", serde_json::to_string_pretty(&reports).expect("JSON"));
    } else {
        for (part, report) in &reports {
            print!("{part}\n{}", report.lines());
        }
    }
    let holds = reports.values().all(|report| report.violations == 0);
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Options {
    parts: Vec<String>,
    /// For each part.
    time: Duration,
    kills: u64,
    seed: u64,
    folder: Option<String>,
    json: bool,
}

impl Options {
    fn read(arguments: &[String]) -> Self {
        let mut options = Self {
            parts: Vec::new(),
            time: Duration::from_mins(3),
            kills: u64::MAX,
            seed: fastrand::u64(..),
            folder: None,
            json: false,
        };
        let mut rest = arguments.iter();
        while let Some(word) = rest.next() {
            let mut value =
                || rest.next().unwrap_or_else(|| panic!("{word} needs a value: {USAGE}"));
            match word.as_str() {
                "--minutes" => {
                    let minutes: f64 = value().parse().expect("--minutes is a number");
                    options.time = Duration::from_secs_f64(minutes * 60.0);
                }
                "--kills" => options.kills = number(value()),
                "--seed" => options.seed = number(value()),
                "--folder" => options.folder = Some(value().clone()),
                "--json" => options.json = true,
                part if PARTS.contains(&part) => options.parts.push(part.to_owned()),
                other => panic!("{other:?} is no part ({}): {USAGE}", PARTS.join(", ")),
            }
        }
        if options.parts.is_empty() {
            options.parts.extend(PARTS.map(str::to_owned));
        }
        options.time /= u32::try_from(options.parts.len()).expect("there are few parts");
        options
    }

    fn run(&self, part: &str) -> Report {
        let temporary = match &self.folder {
            Some(folder) => tempfile::tempdir_in(folder),
            None => tempfile::tempdir(),
        };
        let temporary = temporary.expect("a temporary folder");
        let this = std::env::current_exe().expect("this program has a path");
        let limits = Limits { until: Instant::now() + self.time, kills: self.kills };
        eprintln!("{part}: seed {}, in {}", self.seed, temporary.path().display());
        match part {
            "store" => store::torture(&this, temporary.path(), self.seed, limits),
            "program" => {
                runtime().block_on(program::torture(&host(), temporary.path(), self.seed, limits))
            }
            "window" => runtime().block_on(window::torture(self.seed, limits)),
            other => panic!("BUG: {other} is a part"),
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}
