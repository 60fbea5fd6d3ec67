//! The window that ships beside a bare one: start, memory, size; and what grows in it.

use super::{Figure, Sizes, grown, measure_setups, median, short_and_long};
use crate::window::{Desktop, Page};
use std::path::Path;
use std::time::{Duration, Instant};

/// Memory is read when the page has had this long to settle.
const SETTLES: Duration = Duration::from_secs(2);

/// What both programs show first.
const HEADING: &str = "[data-testid='heading']";

const CARD: &str = "[data-testid='setup-card']";

const MEGABYTE: f64 = 1_000_000.0;

/// Measures both programs, and Crosstrust with many setups and with a long journal.
///
/// # Panics
/// A window does not open.
pub async fn measure(ours: &Path, bare: &Path, sizes: Sizes) -> Vec<Figure> {
    let desktop = Desktop::start();
    let folder = |name: &str| desktop.home().join(name);
    let arguments = |name: &str| {
        let folder = folder(name).display().to_string();
        vec!["--rehearsal".to_owned(), "--data-dir".to_owned(), folder]
    };
    grown(&folder("one"), 1, 1);
    grown(&folder("many"), sizes.setups, 1);
    let long = short_and_long(&folder("long"), sizes);

    let mut starts = [Vec::new(), Vec::new()];
    let mut memory = [Vec::new(), Vec::new()];
    let mut first_cards = [Vec::new(), Vec::new()];
    for _ in 0..sizes.rounds.min(7) {
        for (index, program) in [ours, bare].into_iter().enumerate() {
            let words = if index == 0 { arguments("empty") } else { Vec::new() };
            let (took, page) = start(&desktop, program, &words, HEADING).await;
            starts[index].push(took);
            tokio::time::sleep(SETTLES).await;
            memory[index].push(memory_of(desktop.process_of(program)));
            page.close().await;
        }
        for (index, name) in ["many", "one"].into_iter().enumerate() {
            let (took, page) = start(&desktop, ours, &arguments(name), CARD).await;
            first_cards[index].push(took);
            page.close().await;
        }
    }
    let size = |program: &Path| {
        let length = program.metadata().expect("it is built").len();
        f64::from(u32::try_from(length).expect("it is small")) / MEGABYTE
    };
    let [start_ours, start_bare] = starts.map(median);
    let [memory_ours, memory_bare] = memory.map(median);
    let [many, one] = first_cards.map(median);
    let (large, small) = (size(ours), size(bare));
    let mut figures = vec![
        Figure::ratio(
            "Start to first content against a bare page",
            (start_ours, start_bare),
            "ms",
            1.1,
        ),
        Figure::ratio(
            "Memory of all processes against a bare page",
            (memory_ours, memory_bare),
            "MB",
            1.1,
        ),
        Figure::new(
            "Size of the program beyond a bare one",
            large - small,
            "MB",
            6.0,
            format!("{large:.1} MB against {small:.1} MB"),
        ),
        Figure::ratio(
            &format!("First page with {} setups against 1", sizes.setups),
            (many, one),
            "ms",
            1.2,
        ),
    ];
    let (_, page) = start(&desktop, ours, &arguments("long"), CARD).await;
    figures.extend(measure_setups(&page, &long, sizes).await);
    page.close().await;
    figures
}

/// Opens a window, and gives the milliseconds until the selector finds something in it.
async fn start(
    desktop: &Desktop,
    program: &Path,
    arguments: &[String],
    selector: &str,
) -> (f64, Page) {
    let began = Instant::now();
    let page = desktop.open_program(program, arguments).await;
    page.appears(selector).await;
    (began.elapsed().as_secs_f64() * 1_000.0, page)
}

/// The memory of a process and of all that it has started, in megabytes. What several share counts in parts.
fn memory_of(process: u32) -> f64 {
    let parent = |number: u32| -> Option<u32> {
        let stat = std::fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
        stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
    };
    let entries = std::fs::read_dir("/proc").expect("this is Linux").flatten();
    let all: Vec<u32> =
        entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    let descends = |number: u32| {
        let line = std::iter::successors(Some(number), |number| parent(*number));
        line.take_while(|number| *number > 1).any(|number| number == process)
    };
    let share = |number: u32| -> Option<f64> {
        let rollup = std::fs::read_to_string(format!("/proc/{number}/smaps_rollup")).ok()?;
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
        line.split_whitespace().next()?.parse().ok()
    };
    let kilobytes: f64 = all.into_iter().filter(|one| descends(*one)).filter_map(share).sum();
    kilobytes * 1_024.0 / MEGABYTE
}
