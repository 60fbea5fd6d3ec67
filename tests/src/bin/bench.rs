//! Measures what must stay small, and prints the figures of one run. `--quick` only shows that measuring works.

use crosstrust_tests::bench::{BenchFigures, Figure, Sizes, all_scripts, measure_setups, upload};
use crosstrust_tests::program;
use crosstrust_tests::torture::program::Host;
use std::path::{Path, PathBuf};

/// As few as show anything.
const QUICK: Sizes = Sizes { setups: 12, entries: 200, rounds: 3 };

const WHOLE: Sizes = Sizes { setups: 1_000, entries: 10_000, rounds: 41 };

/// Odd, so that one of them is the median.
const UPLOADS: usize = 7;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [work, address] = &arguments[..]
        && work == "upload-alone"
    {
        return upload::upload_alone(address);
    }
    let mut programs = None;
    let mut flags = Vec::new();
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "--programs" => programs = Some(PathBuf::from(rest.next().expect("a folder"))),
            "--quick" | "--json" | "--write" => flags.push(word.as_str()),
            other => panic!("{other:?} is none of --quick, --json, --write and --programs DIR"),
        }
    }
    let given = |name: &str| flags.contains(&name);
    let quick = given("--quick");
    let figures =
        BenchFigures { quick, computer: computer(), figures: measure(quick, programs.as_deref()) };
    if given("--write") {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
        figures.write(root).expect("the page is written");
    }
    if given("--json") {
        print!("{}", figures.json());
    } else {
        print!(
            "{}, {}\n\n{}",
            figures.computer,
            if quick { "quick" } else { "whole" },
            figures.table()
        );
    }
}

/// `programs` is the folder of the two programs with a window, where they are not beside this one.
fn measure(quick: bool, programs: Option<&Path>) -> Vec<Figure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let mut figures = if quick {
        let folder = tempfile::tempdir().expect("a folder");
        let ids = crosstrust_tests::bench::short_and_long(folder.path(), QUICK);
        let host = Host::start(&program::host(), folder.path()).expect("the host starts");
        let figures = runtime.block_on(measure_setups(&host, &ids, QUICK));
        host.kill();
        figures
    } else {
        let [ours, bare] = match programs {
            Some(folder) => ["crosstrust", "crosstrust-bare"].map(|name| folder.join(name)),
            None => [program::crosstrust(), program::bare()],
        };
        runtime.block_on(crosstrust_tests::bench::window::measure(&ours, &bare, WHOLE))
    };
    // Of this program itself: without optimization the time says nothing.
    if quick || !cfg!(debug_assertions) {
        let (count, took) = all_scripts(if quick { 1 } else { 21 });
        let of = format!("{count} scripts");
        figures.push(Figure::new("All scripts of all guides", took, "ms", 2.0, of));
    }
    let upload = upload::upload_and_article(if quick { 1 } else { UPLOADS });
    let what =
        "Upload and verification at 100 ms latency against the nine calls of Microsoft's article";
    figures.push(Figure::ratio(what, (upload.ours, upload.article), "ms", 0.3));
    if let Some((few, many)) = upload.memory {
        let what = "Peak memory of an upload with twenty keys on each application against none";
        figures.push(Figure::ratio(what, (f64::from(many), f64::from(few)), "KiB", 1.1));
    }
    figures
}

/// The system and its processors: the figures of two runs compare only on the same.
fn computer() -> String {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{} on {}, {processors} processors", std::env::consts::OS, std::env::consts::ARCH)
}
