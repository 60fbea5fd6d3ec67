//! The guide that checks what is there, and the texts about Exchange Web Services that it shares.

use super::*;
use crosstrust_tests::repository::files;

const ANALYZER: &str = "https://testconnectivity.microsoft.com/";

/// The addresses of Microsoft's own tests in a text.
fn tests_in(text: &str) -> BTreeSet<String> {
    let end = |sign: char| !(sign.is_ascii_alphanumeric() || "/:.-".contains(sign));
    let found = text.match_indices(ANALYZER).map(|(at, _)| &text[at..]);
    found
        .map(|rest| rest.split(end).next().unwrap_or_default().trim_end_matches('.').to_owned())
        .collect()
}

#[test]
fn microsofts_tests_are_offered_where_they_are_available_and_the_page_has_the_same() {
    let mut offered: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for guide in library().guides() {
        for check in guide.steps.iter().flat_map(|step| &step.checks) {
            let limits = check.only_with.as_deref().unwrap_or_default();
            for words in std::iter::once(&check.text).chain(&check.if_not) {
                let found = tests_in(words);
                let says = limits.contains("without GCC") || words.contains("not in GCC");
                assert!(found.is_empty() || says, "{}: {words}", guide.id);
                offered.entry(guide.id.to_string()).or_default().extend(found);
            }
        }
    }
    let page = text("docs/AFTERWARDS.md");
    assert!(page.contains("It isn't available for GCC and\nGCC High."));
    let page = tests_in(&page);
    assert_eq!(page.len(), 5, "one for anything, and one for each problem");
    assert_eq!(offered["check"], page);
    assert!(offered.values().all(|tests| tests.is_subset(&page)), "{offered:?}");
}

/// To switch the mode of the policy blocks every program that is not on the list.
#[test]
fn no_guide_switches_the_policy_for_ews_or_replaces_its_lists() {
    let mut counted = 0;
    for path in files("src-tauri/core/guides") {
        let text = text(&path);
        assert!(!text.contains("-EwsApplicationAccessPolicy"), "{path}");
        for (list, how) in [("-EwsAllowList ", "@{Add="), ("-EwsBlockList ", "@{Remove=")] {
            for (at, _) in text.match_indices(list) {
                assert!(text[at + list.len()..].starts_with(how), "{path}: {list}");
                counted += 1;
            }
        }
    }
    assert!(counted > 0, "no guide has a command for the lists");
}
