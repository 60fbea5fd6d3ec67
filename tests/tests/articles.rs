//! The steps, notes and cautions of Microsoft's articles are in the product: a table names passages, and
//! where each of them led.
//!
//! The articles themselves are not part of this project. Where they lie beside it, or in the folder that
//! `CROSSTRUST_SEEDS` names, each passage is looked up in its article as well.

use crosstrust_core::guide::{Guide, Step};
use crosstrust_tests::answer_sets::library;
use crosstrust_tests::numbers::named;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A passage of an article, and where it is in the product.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Passage {
    article: String,
    #[serde(rename = "passage")]
    quote: String,
    guide: String,
    step: Option<String>,
    found: Option<String>,
    #[serde(default)]
    words: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    added: Vec<String>,
    passages: Vec<Passage>,
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn table() -> Table {
    let text = std::fs::read_to_string(here("data/articles.toml")).expect("the table");
    toml::from_str(&text).expect("a table of passages")
}

fn passages() -> Vec<Passage> {
    table().passages
}

/// A text with single blanks.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The scripts with plain answers in which a step is done.
fn scripts(guide: &Guide, step: &Step) -> Vec<String> {
    let folder = here("golden").join(guide.id.as_str()).join("plain");
    let of_step = guide.scripts.iter().filter(|script| script.steps.contains(&step.id));
    let paths = of_step.filter_map(|script| named(&folder, &format!("{}.ps1", script.id)));
    paths.map(|path| std::fs::read_to_string(path).expect("a script")).collect()
}

/// Whether a step has what the table says that a passage led to.
fn is_in(step: &Step, guide: &Guide, found: &str, words: &str) -> bool {
    match found {
        "difference" => step.differences.iter().any(|one| {
            [&one.published, &one.trouble, &one.instead].iter().any(|text| text.contains(words))
        }),
        "command" => {
            let scripts = scripts(guide, step);
            scripts.iter().any(|text| text.contains(&format!("{words} ")))
        }
        "check" => step.checks.iter().any(|check| check.id.as_str() == words),
        "expectation" => step.expect.iter().any(|one| one.fact == words),
        "answer" => step.uses.iter().any(|answer| answer.as_str() == words),
        "rights" => step.rights.iter().any(|right| right.contains(words)),
        "why" => step.why.contains(words),
        "script" => guide.scripts.iter().any(|script| script.id.as_str() == words),
        other => panic!("{other:?} is nothing that a step has"),
    }
}

#[test]
fn each_passage_of_the_articles_led_to_something_in_the_product() {
    let library = library();
    let features = include_str!("../../src-tauri/core/guides/features.toml");
    let passages = passages();
    for one in &passages {
        let at = format!("article {}: {:?}", one.article, one.quote);
        let guide = library.guide(&one.guide.as_str().into());
        let guide = guide.unwrap_or_else(|| panic!("{at}: no guide {}", one.guide));
        if one.found.as_deref() == Some("feature") {
            assert!(one.step.is_none() && features.contains(&one.words), "{at}: {}", one.words);
            continue;
        }
        let step = one.step.as_deref().unwrap_or_else(|| panic!("{at}: no step is named"));
        let step = guide.steps.iter().find(|known| known.id.as_str() == step);
        let step = step.unwrap_or_else(|| panic!("{at}: {} has no such step", one.guide));
        if let Some(found) = &one.found {
            assert!(!one.words.is_empty(), "{at}: no words");
            let (guide_id, step_id) = (&one.guide, &step.id);
            let is_there = is_in(step, guide, found, &one.words);
            assert!(is_there, "{at}: {guide_id} {step_id} has no {found} {:?}", one.words);
        }
    }
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &passages {
        *counted.entry(one.article.as_str()).or_default() += 1;
    }
    assert_eq!(counted.len(), 5, "{counted:?}");
    assert!(counted.values().all(|count| *count >= 8), "{counted:?}");
}

/// What the articles have a guide for is not left out of the table.
#[test]
fn every_step_that_an_article_asks_for_has_a_passage() {
    let table = table();
    let reached: BTreeSet<String> = table
        .passages
        .iter()
        .filter_map(|one| Some(format!("{} {}", one.guide, one.step.as_ref()?)))
        .chain(table.added)
        .collect();
    let library = library();
    for guide in library.guides() {
        let of_articles = ["teams", "skype-online", "skype-server", "skype-hybrid"];
        if !of_articles.contains(&guide.id.as_str()) {
            continue;
        }
        for step in guide.steps.iter().filter(|step| step.id.as_str() != "organisation") {
            let step = format!("{} {}", guide.id, step.id);
            assert!(reached.contains(&step), "no passage led to {step}");
        }
    }
}

#[test]
fn each_passage_is_in_its_article() {
    let given = std::env::var_os("CROSSTRUST_SEEDS").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| here("../../shared/seeds"));
    let Ok(files) = std::fs::read_dir(&folder) else {
        writeln!(
            std::io::stderr(),
            "Skipped: passages were not looked up in the articles, because these are not at ../shared/seeds nor in CROSSTRUST_SEEDS."
        )
        .expect("standard error is open");
        return;
    };
    let articles: BTreeMap<String, String> = files
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let text = std::fs::read(&path).expect("an article");
            (name, plain(&String::from_utf8_lossy(&text)))
        })
        .collect();
    for one in passages() {
        let article = articles.iter().find(|(name, _)| name.starts_with(&one.article));
        let (name, text) = article.unwrap_or_else(|| panic!("no article {}", one.article));
        assert!(text.contains(&plain(&one.quote)), "{name}: {:?}", one.quote);
    }
}
