//! Words for the codes with which a script on the server ends, by `error.code` of its receipt.
//!
//! Apart from the table of this program's own codes, because scripts are content: a template may end
//! with a new code without the program changing. The data is `script-remedies.toml`,
//! the texts are in the catalog.

use super::texts::{Texts, numbered};
use crate::guide::GuideId;
use crate::messages::Text;
use serde::Deserialize;
use std::sync::LazyLock;

/// The text for an error code of a script.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptRemedy {
    /// The code: "wrong-shell".
    pub code: String,
    /// A short heading.
    #[serde(skip)]
    pub title: String,
    /// What has happened.
    #[serde(skip)]
    pub means: String,
    /// What to do now, in order.
    #[serde(skip)]
    pub next: Vec<String>,
    /// More to do, in some guides only.
    #[serde(default)]
    only: Vec<OnlyIn>,
}

/// Next steps for some guides only: roles and commands of one product.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OnlyIn {
    /// The guides.
    guides: Vec<GuideId>,
    /// What to do now, in order.
    #[serde(skip)]
    next: Vec<String>,
}

impl ScriptRemedy {
    /// What to do when a script of this guide ended with the code, in order.
    pub fn next_in(&self, guide: &GuideId) -> Vec<String> {
        let only = self.only.iter().filter(|only| only.guides.contains(guide));
        self.next.iter().chain(only.flat_map(|only| &only.next)).cloned().collect()
    }
}

/// The codes with which scripts end.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    /// One entry for each code.
    script: Vec<ScriptRemedy>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table: Table = toml::from_str(include_str!("script-remedies.toml"))
        .expect("BUG: script-remedies.toml is built in, and tests read it");
    for remedy in &mut table.script {
        let id = format!("script-problem-{}", remedy.code);
        let texts = Texts::of(&id);
        (remedy.title, remedy.means) = (texts.title.into(), texts.means.into());
        remedy.next = words(texts.next);
        for (number, only) in (1..).zip(&mut remedy.only) {
            only.next = words(numbered(&format!("{id}.only-{number}")));
        }
    }
    table
});

fn words(texts: Vec<Text>) -> Vec<String> {
    texts.into_iter().map(String::from).collect()
}

/// The words for a script's error code; none for a code that is not in the table, such as one that
/// came in with a receipt from elsewhere.
pub fn script_remedy(code: &str) -> Option<&'static ScriptRemedy> {
    TABLE.script.iter().find(|remedy| remedy.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::Library;
    use std::collections::HashSet;

    #[test]
    fn a_code_of_the_scripts_has_words_and_another_has_none() {
        let remedy = script_remedy("wrong-shell").unwrap();
        assert!(!remedy.next.is_empty());
        assert!(script_remedy("Wrong-Shell").is_none());
        assert!(script_remedy("").is_none());
    }

    #[test]
    fn every_entry_can_be_shown_and_none_stands_twice() {
        let mut seen = HashSet::new();
        for remedy in &TABLE.script {
            assert!(seen.insert(&remedy.code), "{} stands twice", remedy.code);
            assert!(!remedy.title.is_empty(), "{}", remedy.code);
            assert!(remedy.means.ends_with('.'), "{}", remedy.code);
            assert!(!remedy.next.is_empty(), "{}", remedy.code);
        }
    }

    #[test]
    fn what_is_for_some_guides_only_is_for_guides_that_exist() {
        let library = Library::built_in().unwrap();
        for only in TABLE.script.iter().flat_map(|remedy| &remedy.only) {
            assert!(!only.guides.is_empty() && !only.next.is_empty(), "{only:?}");
            for guide in &only.guides {
                assert!(library.guide(guide).is_some(), "{guide}");
            }
        }
    }
}
