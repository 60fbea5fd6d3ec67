//! The table of remedies: texts for each code, and which of Microsoft's codes select it.
//!
//! The data is `remedies.toml`, the texts are in the catalog; nothing else in the program knows an AADSTS number. What the program
//! *does* depends on the OAuth `error` and on Graph's `error.code` alone; numbers and messages only
//! choose which words are shown, because Microsoft changes them without notice.

use super::ErrorCode;
use super::texts::Texts;
use crate::messages::Text;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How a command ends that ends with an error.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum CommandEnding {
    /// Something could not be done.
    #[default]
    Failed,
    /// The same command line can never work.
    Usage,
    /// It can work after a person has signed in, has agreed, or has got a role.
    Person,
}

/// The text for an error code, and what selects it.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Remedy {
    /// A short heading.
    #[serde(skip)]
    pub title: Text,
    /// What has happened.
    #[serde(skip)]
    pub means: Text,
    /// What to do now, in order.
    #[serde(skip)]
    pub next: Vec<Text>,
    /// How a command ends with it.
    #[serde(default)]
    pub ending: CommandEnding,
    /// Where to read on (https).
    #[serde(default)]
    pub help: Option<Box<str>>,
    /// The answer to correct, by id.
    #[serde(default)]
    pub answer: Option<Box<str>>,
    /// The AADSTS numbers that select this entry.
    #[serde(default)]
    aadsts: Vec<u32>,
    /// The OAuth `error` values that select this entry when there is no number.
    #[serde(default)]
    oauth: Vec<String>,
    /// The Graph `error.code` values that select this entry.
    #[serde(default)]
    graph: Vec<String>,
    /// Parts of a Graph message that select this entry when Graph gives only a general code.
    #[serde(default)]
    graph_message: Vec<String>,
}

/// Codes of Graph that say nothing by themselves: there the words of the message choose.
const GENERAL: [&str; 5] = ["", "Request_BadRequest", "BadRequest", "Forbidden", "UnknownError"];

static TABLE: LazyLock<BTreeMap<ErrorCode, Remedy>> = LazyLock::new(|| {
    let mut table: BTreeMap<ErrorCode, Remedy> = toml::from_str(include_str!("remedies.toml"))
        .expect("BUG: remedies.toml is built in, and tests read it");
    for code in ErrorCode::ALL {
        let remedy = table.entry(*code).or_default();
        let texts = Texts::of(&format!("problem-{code}"));
        (remedy.title, remedy.means, remedy.next) = (texts.title, texts.means, texts.next);
    }
    table
});

impl ErrorCode {
    /// The words for this code.
    ///
    /// # Panics
    /// Never: the table is built in, and tests read it whole.
    pub fn remedy(self) -> &'static Remedy {
        TABLE.get(&self).expect("BUG: the table is filled from the list of codes")
    }

    /// The code whose words fit an OAuth error of Entra (RFC 6749 section 5.2): by the first AADSTS
    /// number that the table knows. `error` chooses only where there is no number at all: Entra
    /// uses each value for many causes, so one with an unknown number would get another's words.
    pub fn of_oauth(error: &str, aadsts: &[u32]) -> Self {
        let by_number =
            aadsts.iter().find_map(|number| find(|remedy| remedy.aadsts.contains(number)));
        let by_error = || {
            let without_number = aadsts.is_empty();
            find(|remedy| without_number && remedy.oauth.iter().any(|known| known == error))
        };
        by_number.or_else(by_error).unwrap_or(Self::SignInRefused)
    }

    /// The code for a refusal of Graph: by `error.code`, by the words of a general code's message,
    /// else by the HTTP status. An empty `code` means that the answer held none.
    ///
    /// A status chooses no more words than it represents by RFC 9110 and RFC 6585. 403 has many
    /// causes, so a code that the table does not know with it says nothing of roles.
    pub fn of_graph(status: u16, code: &str, message: &str) -> Self {
        let by_code = || find(|remedy| remedy.graph.iter().any(|known| known == code));
        let by_words = || {
            let is_general = GENERAL.contains(&code);
            let fits = |words: &String| message.contains(words);
            find(|remedy| is_general && remedy.graph_message.iter().any(fits))
        };
        by_code().or_else(by_words).unwrap_or(match status {
            401 => Self::GraphTokenRefused,
            407 => Self::NetworkProxy,
            429 => Self::GraphThrottled,
            500..=599 => Self::GraphUnavailable,
            // Graph always gives a code or words, so another server has answered. 404 among them: a
            // wrong address is not an absent principal, and only Graph's own code may lead to one
            // being created.
            _ if code.is_empty() && message.is_empty() => Self::GraphUnreadable,
            _ => Self::GraphRefused,
        })
    }
}

fn find(fits: impl Fn(&Remedy) -> bool) -> Option<ErrorCode> {
    TABLE.iter().find_map(|(code, remedy)| fits(remedy).then_some(*code))
}

#[cfg(test)]
mod tests;
