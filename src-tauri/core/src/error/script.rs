//! Words for the codes with which a script on the server ends, by `error.code` of its receipt.
//!
//! Apart from the table of this program's own codes, because scripts are content: a template may end
//! with a new code without the program changing. The data is `script-remedies.toml`.

use serde::Deserialize;
use std::sync::LazyLock;

/// Words for a script's error code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptRemedy {
    /// The code: "wrong-shell".
    pub code: String,
    /// A short heading.
    pub title: String,
    /// What has happened.
    pub means: String,
    /// What to do now, in order.
    pub next: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    script: Vec<ScriptRemedy>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    toml::from_str(include_str!("script-remedies.toml"))
        .expect("BUG: script-remedies.toml is built in, and tests read it")
});

/// The words for a script's error code; none for a code that is not in the table, such as one that
/// came in with a receipt from elsewhere.
pub fn script_remedy(code: &str) -> Option<&'static ScriptRemedy> {
    TABLE.script.iter().find(|remedy| remedy.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
