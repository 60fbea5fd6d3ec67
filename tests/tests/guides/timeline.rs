//! Dates and builds that Microsoft publishes stand in `timeline.toml` alone, and what is shown follows it.

use crosstrust_core::guide::{Guide, Library};
use crosstrust_core::setup::Setup;
use crosstrust_core::timeline::Build;
use crosstrust_tests::answer_sets::library;
use jiff::Timestamp;
use jiff::civil::date;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Words before a year that make it a date, and not part of a product's name.
const BEFORE_A_YEAR: [&str; 8] =
    ["in", "since", "until", "from", "before", "after", "by", "during"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/core/guides")
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.starts_with("20") && word.bytes().all(|sign| sign.is_ascii_digit())
}

/// What in a text reads as a date or as a build of a server.
fn dates_and_builds(text: &str) -> Vec<String> {
    let plain =
        |word: &str| word.trim_matches(|sign: char| !sign.is_ascii_alphanumeric()).to_owned();
    let words: Vec<String> = text.split_whitespace().map(plain).collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |at| words[at].as_str());
        let after = words.get(at + 1).map_or("", String::as_str);
        let of_month = MONTHS.contains(&word.as_str())
            && (is_year(after) || after.parse::<u8>().is_ok() || before.parse::<u8>().is_ok());
        let of_year = is_year(word) && BEFORE_A_YEAR.contains(&before.to_lowercase().as_str());
        let iso = word.parse::<jiff::civil::Date>().is_ok();
        let build = word.matches('.').count() == 3
            && word.bytes().all(|sign| sign.is_ascii_digit() || sign == b'.')
            && Build::read(word).is_some_and(|build| build.to_string() == *word);
        if of_month || of_year || iso || build {
            found.push(format!("{before} {word} {after}"));
        }
    }
    found
}

#[test]
fn the_lint_finds_dates_and_builds_and_nothing_else() {
    for text in [
        "blocked since October 2025.",
        "on 31 October 2025,",
        "on April 1",
        "retired that module in 2025.",
        "2025-10-31",
        "needs 15.2.1748.24 or later",
    ] {
        assert_eq!(dates_and_builds(text).len(), 1, "{text}");
    }
    for text in [
        "Exchange 2019 CU15",
        "from Windows Server 2012 on",
        "You may run it again.",
        "CVE-2025-53786",
        "{date:ews-off} and {builds:graph-flow}",
        "7557eb47-c689-4224-abcf-aef9bd7573df",
    ] {
        assert_eq!(dates_and_builds(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn no_guide_names_a_date_or_a_build_of_its_own() {
    let mut read = 0;
    for entry in fs::read_dir(folder()).expect("the guides are there") {
        let path = entry.expect("it can be read").path().join("guide.toml");
        let Ok(text) = fs::read_to_string(&path) else { continue };
        read += 1;
        for (number, line) in text.lines().enumerate() {
            let line = if line.starts_with("url = ") || line.starts_with('#') { "" } else { line };
            let found = dates_and_builds(line);
            assert!(found.is_empty(), "{}:{}: {found:?}", path.display(), number + 1);
        }
    }
    assert_eq!(read, library().guides().count());
}

/// The guides with another timeline.
fn with_timeline(change: impl Fn(&str) -> String) -> Library {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("it can be made");
        for entry in fs::read_dir(from).expect("it can be read") {
            let path = entry.expect("it can be read").path();
            let target = to.join(path.file_name().expect("it has a name"));
            if path.is_dir() {
                copy(&path, &target);
            } else {
                fs::copy(&path, &target).expect("it can be copied");
            }
        }
    }
    let place = tempfile::tempdir().expect("a folder");
    copy(&folder(), place.path());
    let file = place.path().join("timeline.toml");
    let text = fs::read_to_string(&file).expect("it is there");
    fs::write(&file, change(&text)).expect("it can be written");
    Library::read(place.path()).unwrap_or_else(|error| panic!("{error}"))
}

/// What a new setup of a guide shows of the timeline on a day, a line an entry.
fn shown(guide: &Guide, now: &str) -> BTreeSet<String> {
    let now: Timestamp = now.parse().expect("a time");
    let id = crosstrust_core::setup::SetupId::new(now, [0; 10]);
    let setup = Setup::new(id, guide, false, now, "operator");
    let view = crosstrust_core::setup::view(&setup, guide, now, false);
    let entries = view.steps.into_iter().flat_map(|step| step.timeline);
    entries.map(|entry| format!("{}: {}", entry.when, entry.says)).collect()
}

#[test]
fn a_date_that_is_changed_in_the_file_changes_what_is_shown() {
    let off = "EWS in Exchange Online is off for everyone";
    let line = |library: &Library, now: &str| {
        let guide = library.guide(&"exchange-oauth".into()).expect("it is there");
        let shown = shown(guide, now).into_iter().find(|line| line.contains(off));
        shown.expect("the guide shows it")
    };
    let published = library();
    assert!(line(&published, "2027-03-31T23:00:00Z").starts_with("From 1 April 2027: "));
    assert!(line(&published, "2027-04-01T00:00:00Z").starts_with("Since 1 April 2027: "));
    let moved = with_timeline(|text| text.replace("2027-04-01", "2027-07-01"));
    assert!(line(&moved, "2027-04-01T00:00:00Z").starts_with("From 1 July 2027: "));
    let why = |library: &Library| {
        let guide = library.guide(&"exchange-oauth".into()).expect("it is there");
        guide.step(&"ews-access".into()).expect("it is a step").1.why.clone()
    };
    assert!(why(&published).contains("1 April 2027") && why(&moved).contains("1 July 2027"));
    let end = |library: &Library| {
        let features = crosstrust_core::features::Features::built_in(library).expect("it is read");
        let table = features.view(library, date(2030, 1, 1));
        let of = table.combinations.iter().find(|one| one.exchange == "exchange-2019");
        of.and_then(|one| one.support_ended.clone()).expect("it has ended").day
    };
    let longer = with_timeline(|text| text.replace("2025-10-14", "2026-09-14"));
    assert_eq!((end(&published), end(&longer)), (date(2025, 10, 14), date(2026, 9, 14)));
}

#[test]
fn a_report_reports_what_microsoft_changed_in_the_words_of_its_day() {
    let library = library();
    let guide = library.guide(&"skype-hybrid".into()).expect("it is built in");
    let text = |now: &str| {
        let now: Timestamp = now.parse().expect("a time");
        let id = crosstrust_core::setup::SetupId::new(now, [0; 10]);
        let setup = Setup::new(id, guide, false, now, "operator");
        crosstrust_core::report::html(&setup, guide, now, &jiff::tz::TimeZone::UTC)
    };
    let (before, after) = (text("2027-03-31T09:00:00Z"), text("2027-04-02T09:00:00Z"));
    assert!(before.contains("From 1 April 2027") && after.contains("Since 1 April 2027"));
    assert!(before.contains("Since 31 October 2025") && before.contains("(only one source;"));
}

#[test]
fn the_guides_that_depend_on_exchange_online_say_what_microsoft_changed() {
    let library = library();
    for (id, words) in [
        ("exchange-oauth", ["Since 31 October 2025: ", "From 1 April 2027: "]),
        ("skype-hybrid", ["Since 14 October 2025: ", "From 1 April 2027: "]),
        ("teams", ["Since 10 October 2026: ", "From 1 April 2027: "]),
    ] {
        let guide = library.guide(&id.into()).expect("it is built in");
        let shown = shown(guide, "2026-11-29T09:00:00Z");
        for words in words {
            assert!(shown.iter().any(|line| line.starts_with(words)), "{id} {words}: {shown:?}");
        }
    }
}

#[test]
fn every_event_is_named_by_a_guide_or_by_the_table_of_features() {
    let mut texts = fs::read_to_string(folder().join("features.toml")).expect("it is there");
    for guide in library().guides() {
        let path = folder().join(guide.id.as_str()).join("guide.toml");
        texts.push_str(&fs::read_to_string(path).expect("it is there"));
    }
    let timeline = fs::read_to_string(folder().join("timeline.toml")).expect("it is there");
    let (events, _) = timeline.split_once("[[requirements]]").expect("builds come last");
    let ids = events.lines().filter_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"'));
    for id in ids {
        let named = [format!("\"{id}\""), format!(":{id}}}")];
        assert!(named.iter().any(|name| texts.contains(name)), "nothing names \"{id}\"");
    }
}
