//! Each cloud is in each guide that asks for the cloud, and in each table by cloud.

use crosstrust_core::entra::Cloud;
use crosstrust_core::guide::{AnswerId, Library};
use crosstrust_tests::repository::{files, text};
use std::collections::BTreeSet;

const GUIDES: &str = "src-tauri/core/guides";

/// What the operator can choose beside the clouds of the program.
const CUSTOM: &str = "custom";

fn clouds() -> BTreeSet<String> {
    let known = Cloud::ALL.into_iter().map(Cloud::id);
    known.chain([CUSTOM]).map(str::to_owned).collect()
}

/// The keys of the tables `{ "global": …, 'custom': … }[cloud]` of a text.
fn tables(text: &str) -> Vec<BTreeSet<String>> {
    let ends = text.match_indices("}[cloud]").map(|(at, _)| at);
    let table = |end: usize| text[..end].rfind("{{").map_or("", |begin| &text[begin + 2..end]);
    ends.map(|end| {
        // A value may hold a colon; before that one there is no quote.
        let (keys, _) = table(end).rsplit_once(':').unwrap_or_default();
        let entries = keys.split(':').filter_map(|before| {
            let key = before.trim_end();
            let quote = key.chars().next_back().filter(|last| matches!(last, '\'' | '"'))?;
            key[..key.len() - 1].rsplit(quote).next()
        });
        // Templates have an entry for no answer as well.
        entries.filter(|key| !key.is_empty()).map(str::to_owned).collect()
    })
    .collect()
}

#[test]
fn every_guide_offers_every_cloud_and_every_table_has_it() {
    let library = Library::built_in().expect("the built-in guides");
    let asking: Vec<_> = library
        .guides()
        .filter_map(|guide| Some((guide, guide.answer(&AnswerId::from("cloud"))?)))
        .collect();
    assert!(asking.len() >= 5, "guides ask for the cloud");
    for (guide, answer) in asking {
        let offered: BTreeSet<String> =
            answer.choices.iter().map(|choice| choice.value.clone()).collect();
        assert_eq!(offered, clouds(), "the choices of \"cloud\" in the guide {}", guide.id);
    }
    let mut count = 0;
    for path in files(GUIDES) {
        for keys in tables(&text(&path)) {
            assert_eq!(keys, clouds(), "a table by cloud in {path}");
            count += 1;
        }
    }
    assert!(count > 10, "tables by cloud are found: {count}");
}

#[test]
fn a_table_without_a_cloud_is_found() {
    let found = tables(r#"x {{ { "global": "https://a.b:8/c", 'dod': '' }[cloud] }} y"#);
    assert_eq!(found, [["global", "dod"].map(str::to_owned).into_iter().collect()]);
}
