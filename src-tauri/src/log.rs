//! What the program logs while it runs: to a file of each day in the data folder, and to standard
//! error for who starts it in a terminal.
//!
//! Modules log what happened, not what it was about: no token, no answer. Should one slip through all
//! the same, every record is redacted on its way out, a panic's too. Nothing here may stop the
//! program: a disk that refuses the log is reported once, and the program continues without.

use crosstrust_core::disk::{self, LONGEST_OWN};
use crosstrust_core::error::Problem;
use crosstrust_core::messages::say;
use crosstrust_core::redact::Redacting;
use crosstrust_core::support::LogFile;
use crosstrust_core::text::visible_lines;
use std::io::{self, Write};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::{FilterExt as _, filter_fn};
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry};

/// Chooses what is logged, in the form `tracing` uses: `debug`, `crosstrust_core::graph=trace`.
const CHOICE: &str = "CROSSTRUST_LOG";

/// What is logged without a choice.
const IN_FILE: &str = "crosstrust=info";
const IN_TERMINAL: &str = "crosstrust=warn";

/// Panics are logged whatever was chosen.
const PANIC: &str = "crosstrust::panic";

/// The days that are kept, a file each.
const DAYS: usize = 7;

/// The most that one run writes to its files, in bytes. At the usual setting a day is a few hundred
/// lines; a program that talks without end must not fill the disk.
const MOST: u64 = 8 << 20;

/// How file names begin and end; the day is between.
const NAME: &str = "crosstrust";
const ENDING: &str = "log";

static FILE: OnceLock<RollingFileAppender> = OnceLock::new();
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// The folder of the log.
pub(crate) fn folder(data: &Path) -> PathBuf {
    data.join("logs")
}

/// Starts the log, in the terminal alone until [`write_to`] says where files are.
pub(crate) fn start() {
    let in_file = fmt::layer().with_ansi(false).with_writer(ToFile).with_filter(chosen(IN_FILE));
    let in_terminal = fmt::layer().with_writer(ToTerminal).with_filter(chosen(IN_TERMINAL));
    let both = vec![in_file.boxed(), in_terminal.boxed()];
    tracing_subscriber::registry().with(both).init();
    std::panic::set_hook(Box::new(log_panic));
}

/// From now on writes the log to files of this data folder as well.
pub(crate) fn write_to(data: &Path) {
    if let Err(error) = disk::make_own_folder(&folder(data)).and_then(|()| only_files(data)) {
        tracing::warn!(%error, "there is no log file");
        return;
    }
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix(NAME)
        .filename_suffix(ENDING)
        .max_log_files(DAYS)
        .build(folder(data));
    // Also those of an earlier version.
    for entry in std::fs::read_dir(folder(data)).into_iter().flatten().flatten() {
        disk::close_to_others(&entry.path());
    }
    match appender {
        // A second folder is not asked for: one process opens one window.
        Ok(appender) => drop(FILE.set(appender)),
        Err(error) => tracing::warn!(%error, "there is no log file"),
    }
}

/// Refuses a folder in which a link or a pipe has the name of a log: it would be followed or waited for.
fn only_files(data: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder(data))? {
        let entry = entry?;
        let ours = entry.file_name().to_str().is_some_and(is_log);
        if ours && !entry.file_type()?.is_file() {
            let path = entry.path();
            return Err(io::Error::other(format!("{} is no regular file", path.display())));
        }
    }
    Ok(())
}

fn is_log(name: &str) -> bool {
    name.starts_with(NAME) && name.ends_with(ENDING)
}

/// The log as it is, oldest day first. What cannot be read is left out.
pub(crate) fn read(data: &Path) -> Vec<LogFile> {
    let Ok(entries) = std::fs::read_dir(folder(data)) else { return Vec::new() };
    let mut files: Vec<LogFile> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?.to_owned();
            let text = is_log(&name).then(|| disk::read_own(&path, LONGEST_OWN).ok())??;
            Some(LogFile { name, text: String::from_utf8_lossy(&text).into_owned() })
        })
        .collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    files
}

/// Logs how something ended that was worth logging: with what code, but not about what.
pub(crate) fn ended<T>(what: &'static str, result: Result<T, Problem>) -> Result<T, Problem> {
    match &result {
        Ok(_) => tracing::info!(what, "ended"),
        Err(problem) => tracing::warn!(what, ended = problem.code.as_str(), "ended"),
    }
    result
}

/// Our own modules as chosen; libraries only when they warn, because what they log in detail is not
/// ours to answer for.
fn chosen(usual: &str) -> impl tracing_subscriber::layer::Filter<Registry> + use<> {
    let choice = EnvFilter::try_from_env(CHOICE).unwrap_or_else(|_| EnvFilter::new(usual));
    let panics = format!("{PANIC}=error").parse().expect("BUG: it is a directive");
    choice.add_directive(panics).and(filter_fn(|metadata: &Metadata<'_>| {
        metadata.target().starts_with("crosstrust") || *metadata.level() <= LevelFilter::WARN
    }))
}

/// A panic's words and place.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let words = panic.payload_as_str().unwrap_or("(no words)");
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let thread = std::thread::current();
    let thread = thread.name().unwrap_or("unnamed");
    tracing::error!(target: PANIC, place, thread, "the program has a fault: {words}");
}

/// Makes a writer for each record of the file.
struct ToFile;

impl<'a> MakeWriter<'a> for ToFile {
    type Writer = Redacting<Box<dyn Write + 'a>>;

    fn make_writer(&'a self) -> Self::Writer {
        Redacting::new(match FILE.get() {
            Some(appender) if WRITTEN.load(Ordering::Relaxed) < MOST => {
                Box::new(Visible(Measured(appender.make_writer())))
            }
            _ => Box::new(io::sink()),
        })
    }
}

/// Makes a writer for each record of the terminal.
struct ToTerminal;

impl<'a> MakeWriter<'a> for ToTerminal {
    type Writer = Redacting<Visible<io::Stderr>>;

    fn make_writer(&'a self) -> Self::Writer {
        Redacting::new(Visible(io::stderr()))
    }
}

/// Spells hidden characters out: what a record says may come from elsewhere. Takes whole records.
struct Visible<W>(W);

impl<W: Write> Write for Visible<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = visible_lines(&String::from_utf8_lossy(bytes));
        self.0.write_all(text.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Counts what is written, and says so once it is the most.
struct Measured<W>(W);

impl<W: Write> Write for Measured<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.0.write(bytes)?;
        let before = WRITTEN.fetch_add(written as u64, Ordering::Relaxed);
        if before < MOST && before + written as u64 >= MOST {
            writeln!(self.0, "{}", say!("program-log-full"))?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    //! A process has one log. So each test starts this same program again for the part it plays, with
    //! `--ignored` and the part's name.

    use super::*;
    use std::process::{Command, Output};
    use tempfile::TempDir;

    /// Where the parts keep their log.
    const DATA: &str = "CROSSTRUST_TEST_DATA";
    const TOKEN: &str = "0.AXoAqq7MzAAA3ERd3d3i7u4F0xBuRRuT0JUaFo6mTGi6vf8AAPQ";

    fn play(part: &str, data: &Path, choice: Option<&str>) -> Output {
        let mut command = Command::new(std::env::current_exe().expect("a test has a path"));
        command.args(["--ignored", "--exact", "--nocapture", &format!("log::tests::{part}")]);
        command.env(DATA, data).env_remove(CHOICE);
        if let Some(choice) = choice {
            command.env(CHOICE, choice);
        }
        let output = command.output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{output:?}");
        output
    }

    fn files(data: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder(data)).expect("there is a log folder");
        let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        files
    }

    fn log(data: &Path) -> String {
        let read = |file: &PathBuf| std::fs::read_to_string(file).expect("a log is text");
        files(data).iter().map(read).collect()
    }

    fn begin() {
        let data = std::env::var_os(DATA).expect("a part is played by a test");
        start();
        write_to(Path::new(&data));
    }

    #[test]
    #[ignore = "a part of a test below"]
    fn part_tells() {
        begin();
        tracing::info!(access_token = TOKEN, "something happened");
        tracing::error!("Bearer {TOKEN}");
        tracing::trace!("in detail");
        tracing::trace!(target: "some_library", "a library in detail");
        tracing::warn!(target: "some_library", "a library warns of {TOKEN}");
        tracing::warn!(steers = %"\u{1b}]0;PWNED\u{7}", "\u{1b}[31m\u{202e}\u{9b}31m");
    }

    #[test]
    #[ignore = "a part of a test below"]
    fn part_panics() {
        begin();
        let panicked = std::thread::spawn(|| panic!("no such token: {TOKEN}")).join();
        assert!(panicked.is_err());
    }

    #[test]
    #[ignore = "a part of a test below"]
    fn part_talks_without_end() {
        begin();
        let line = "all work and no play ".repeat(1_400);
        for _ in 0..400 {
            tracing::info!("{line}");
        }
    }

    #[test]
    fn a_secret_reaches_neither_the_file_nor_the_terminal() {
        let data = TempDir::new().expect("a folder");
        for choice in [None, Some("trace")] {
            let output = play("part_tells", data.path(), choice);
            let (log, terminal) = (log(data.path()), String::from_utf8_lossy(&output.stderr));
            for shown in [&*log, &*terminal] {
                assert!(shown.contains("Bearer [redacted]"), "{shown}");
                assert!(!shown.contains(&TOKEN[..12]), "{shown}");
            }
            assert!(log.contains("something happened"), "{log}");
        }
    }

    #[test]
    fn no_record_steers_a_terminal() {
        let data = TempDir::new().expect("a folder");
        let output = play("part_tells", data.path(), None);
        let (log, terminal) = (log(data.path()), String::from_utf8_lossy(&output.stderr));
        for shown in [&*log, &*terminal] {
            assert!(shown.contains("PWNED") && shown.contains("[U+202E]"), "{shown}");
            let hidden = |one: char| crosstrust_core::text::is_hidden(one) && one != '\n';
            assert!(!shown.chars().any(hidden), "{shown:?}");
        }
    }

    #[test]
    fn libraries_are_heard_only_when_they_warn() {
        let data = TempDir::new().expect("a folder");
        play("part_tells", data.path(), Some("trace"));
        let log = log(data.path());
        assert!(log.contains("in detail") && log.contains("a library warns"), "{log}");
        assert!(!log.contains("a library in detail"), "{log}");
    }

    #[test]
    fn a_panic_is_reported_in_both_places_without_its_secret_even_when_silence_was_chosen() {
        for choice in [None, Some("off")] {
            let data = TempDir::new().expect("a folder");
            let output = play("part_panics", data.path(), choice);
            let (log, terminal) = (log(data.path()), String::from_utf8_lossy(&output.stderr));
            for shown in [&*log, &*terminal] {
                assert!(shown.contains("no such token: [redacted]"), "{shown}");
                assert!(shown.contains("log.rs"), "the place is logged: {shown}");
                assert!(!shown.contains(&TOKEN[..12]), "{shown}");
            }
        }
    }

    #[test]
    fn a_week_is_kept_and_other_files_are_left_alone() {
        let data = TempDir::new().expect("a folder");
        std::fs::create_dir(folder(data.path())).expect("a folder");
        for day in 1..=12 {
            let name = format!("crosstrust.2026-01-{day:02}.log");
            std::fs::write(folder(data.path()).join(name), "older").expect("a file");
        }
        std::fs::write(folder(data.path()).join("mine.txt"), "mine").expect("a file");
        play("part_tells", data.path(), None);
        let files = files(data.path());
        assert_eq!(files.len(), DAYS + 1, "{files:?}");
        assert!(files.iter().any(|file| file.ends_with("mine.txt")), "{files:?}");
        assert!(log(data.path()).contains("something happened"), "today's is among them");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_place_of_a_log_is_not_followed() {
        let (data, elsewhere) = (TempDir::new().expect("a folder"), TempDir::new().expect("one"));
        std::fs::create_dir(folder(data.path())).expect("a folder");
        let today = format!("crosstrust.{}.log", jiff::Timestamp::now().strftime("%Y-%m-%d"));
        let target = elsewhere.path().join("target");
        std::fs::write(&target, "mine").expect("a file");
        std::os::unix::fs::symlink(&target, folder(data.path()).join(today)).expect("a link");
        let output = play("part_tells", data.path(), None);
        assert_eq!(std::fs::read_to_string(&target).expect("it is there"), "mine");
        let terminal = String::from_utf8_lossy(&output.stderr);
        assert!(terminal.contains("there is no log file"), "{terminal}");
    }

    #[cfg(unix)]
    #[test]
    fn the_log_is_for_this_user_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let data = TempDir::new().expect("a folder");
        std::fs::create_dir(folder(data.path())).expect("a folder");
        let earlier = folder(data.path()).join("crosstrust.2026-01-01.log");
        std::fs::write(&earlier, "older").expect("a file");
        let open = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
        };
        open(&earlier, 0o644);
        open(&folder(data.path()), 0o755);
        play("part_tells", data.path(), None);
        let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode(&folder(data.path())), 0o700);
        let files = files(data.path());
        assert_eq!(files.len(), 2, "{files:?}");
        for file in files {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }

    #[test]
    fn a_disk_that_refuses_the_log_stops_nobody() {
        let data = TempDir::new().expect("a folder");
        std::fs::write(folder(data.path()), "a file where the folder should be").expect("a file");
        let output = play("part_tells", data.path(), None);
        let terminal = String::from_utf8_lossy(&output.stderr);
        assert!(terminal.contains("there is no log file"), "{terminal}");
    }

    #[test]
    fn a_program_that_talks_without_end_does_not_fill_the_disk() {
        let data = TempDir::new().expect("a folder");
        play("part_talks_without_end", data.path(), None);
        let log = log(data.path());
        assert!((log.len() as u64) < MOST + (64 << 10), "{} bytes", log.len());
        assert!(log.contains("has reached its limit"), "and says so");
    }
}
