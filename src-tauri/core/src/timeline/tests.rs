use super::*;
use crate::guide::Library;
use jiff::civil::date;

const SMALL: &str = r#"
[[events]]
id = "off"
date = "2027-04-01"
says = "It is off."
source = { title = "A post", url = "https://example.com/post" }
grade = "one-source"

[[requirements]]
id = "feature"
says = "It needs these builds."
builds = [
    { product = "Server SE", build = "15.2.2562.17" },
    { product = "Server 2019 CU15", build = "15.2.1748.24" },
    { product = "Server 2016 CU23", build = "15.1.2507.55" },
]
source = { title = "A page", url = "https://example.com/page" }
grade = "documented"
"#;

fn small() -> Timeline {
    Timeline::read(SMALL).unwrap()
}

fn refusal(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    match Timeline::read(&SMALL.replacen(from, to, 1)) {
        Err(GuideError::Malformed { file, why }) => {
            assert_eq!(file, FILE);
            why
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_incomplete_is_refused_with_the_reason() {
    for (from, to, words) in [
        ("2027-04-01", "1 April 2027", "date"),
        ("2027-04-01", "2027-02-30", "date"),
        ("id = \"off\"", "id = \"Off\"", "small letters"),
        ("id = \"feature\"", "id = \"off\"", "two entries \"off\""),
        ("It is off.", "It is off", "full stop"),
        ("https://example.com/post", "http://example.com/post", "https address"),
        ("title = \"A page\"", "title = \" \"", "title"),
        ("one-source", "hearsay", "grade"),
        ("15.2.2562.17", "15.2.2562", "four numbers"),
        ("15.2.2562.17", "15.02.2562.017", "four numbers"),
        ("Server SE", "Server \\\"SE\\\"", "name of a product"),
        ("says = \"It is off.\"", "says = \"It is off.\"\nmore = 1", "more"),
    ] {
        let why = refusal(from, to);
        assert!(why.contains(words), "{to}: {why}");
    }
}

#[test]
fn words_follow_the_day_on_which_they_are_read() {
    let at = |today| small().entries(&["off".to_owned()], today).remove(0);
    let before = at(date(2027, 3, 31));
    assert_eq!((before.when.as_str(), before.past), ("From 1 April 2027", false));
    for today in [date(2027, 4, 1), date(2028, 1, 1)] {
        let after = at(today);
        assert_eq!((after.when.as_str(), after.past), ("Since 1 April 2027", true));
    }
    let moved = Timeline::read(&SMALL.replace("2027-04-01", "2027-05-03")).unwrap();
    let shown = moved.entries(&["off".to_owned()], date(2027, 4, 2)).remove(0);
    assert_eq!(shown.when, "From 3 May 2027", "a date is changed in the file alone");
}

#[test]
fn texts_get_the_dates_and_builds_they_name() {
    let text = "Off on {date:off}; from {builds:feature} on, {date} and { } stay.";
    assert_eq!(
        small().fill(text).unwrap(),
        "Off on 1 April 2027; from Server SE 15.2.2562.17, Server 2019 CU15 15.2.1748.24 or Server 2016 CU23 15.1.2507.55 on, {date} and { } stay."
    );
    for (text, name) in [("{date:feature}", "feature"), ("{builds:on}", "on"), ("{date:of", "of")] {
        assert_eq!(small().fill(text).unwrap_err(), name);
    }
}

#[test]
fn a_build_is_compared_within_its_update_level() {
    let timeline = small();
    let feature = timeline.requirement("feature").unwrap();
    let standing = |text: &str, exact| feature.standing(Build::read(text), exact);
    for (text, exact, expected) in [
        ("15.02.1748.024", true, BuildStanding::Enough),
        ("15.2.1748.10", true, BuildStanding::TooOld),
        ("Version 15.2 (Build 1748.10)", false, BuildStanding::HotfixUnknown),
        ("Version 15.2 (Build 1748.24)", false, BuildStanding::Enough),
        ("Version 15.2 (Build 1258.12)", false, BuildStanding::TooOld),
        ("Version 15.0 (Build 1497.2)", false, BuildStanding::TooOld),
        ("Version 14.3 (Build 123.4)", false, BuildStanding::TooOld),
        ("15.1.2507.66", true, BuildStanding::Enough),
        ("15.1.2600.1", true, BuildStanding::NewerThanListed),
        ("15.2.2562.53", true, BuildStanding::Enough),
        ("15.2.3000.1", false, BuildStanding::NewerThanListed),
        ("16.0.1.1", true, BuildStanding::NewerThanListed),
        ("", true, BuildStanding::Unread),
        ("15.2.1748", true, BuildStanding::Unread),
        ("99999999999.1.1.1", true, BuildStanding::Unread),
    ] {
        assert_eq!(standing(text, exact), expected, "{text} {exact}");
    }
}

const UPDATES: &str = r#"
[[updates]]
id = "server-se"
family = "server"
product = "Server SE"
builds = [
    { build = "15.2.2562.53", update = "September" },
    { build = "15.2.2562.17", update = "RTM" },
]
support-ended = "off"
known-on = "2027-10-08"
source = { title = "A page", url = "https://example.com/builds" }
grade = "one-source"
"#;

#[test]
fn updates_are_read_with_the_day_on_which_support_ended() {
    let timeline = Timeline::read(&format!("{SMALL}{UPDATES}")).unwrap();
    let lines: Vec<UpdateLine> = timeline.updates("server").cloned().collect();
    assert_eq!(lines[0].ended_on, Some(date(2027, 4, 1)));
    assert!(timeline.updates("other").next().is_none());
    let of = |text: &str, exact| standing(&lines, Build::read(text), exact);
    assert_eq!(of("15.02.2562.053", true), UpdateStanding::Newest(&lines[0]));
    assert_eq!(of("15.2.2562.54", true), UpdateStanding::Newer);
    assert_eq!(of("15.2.2562.17", true), UpdateStanding::Older(&lines[0]));
    assert_eq!(of("15.2.2562.17", false), UpdateStanding::HotfixUnknown(&lines[0]));
    assert_eq!(of("15.2.2000.1", true), UpdateStanding::NoUpdates);
    assert_eq!(of("15.2.2600.1", false), UpdateStanding::Newer);
    assert_eq!(of("", true), UpdateStanding::Unread);
}

#[test]
fn updates_that_are_incomplete_are_refused_with_the_reason() {
    let fill = |from: &str, to: &str| {
        assert!(UPDATES.contains(from), "{from}");
        Timeline::read(&format!("{SMALL}{}", UPDATES.replacen(from, to, 1)))
    };
    for (from, to, words) in [
        ("15.2.2562.53", "15.2.2562.16", "the newest one"),
        ("15.2.2562.17", "15.2.2562.53", "the newest one"),
        ("15.2.2562.17", "15.2.1748.17", "one update level"),
        ("\"off\"", "\"on\"", "names no event"),
        ("2027-10-08", "2027-01-08", "names no event"),
        ("server-se", "off", "another entry"),
        ("update = \"RTM\"", "update = \" \"", "the update of each build"),
        ("https", "http", "https address"),
    ] {
        let Err(GuideError::Malformed { why, .. }) = fill(from, to) else {
            panic!("{to} is taken")
        };
        assert!(why.contains(words), "{to}: {why}");
    }
}

#[test]
fn the_built_in_file_has_what_guides_name_and_nothing_that_no_one_reads() {
    let library = Library::built_in().unwrap();
    let timeline = library.timeline();
    let out = |id: &str| timeline.event(id).unwrap().date;
    assert_eq!(out("ews-off"), date(2027, 4, 1));
    assert_eq!(out("shared-application-blocked"), date(2025, 10, 31));
    for id in ["dedicated-application", "graph-flow", "skype-dedicated-application"] {
        assert!(timeline.requirement(id).is_some(), "{id}");
    }
}
