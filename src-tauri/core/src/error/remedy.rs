//! The table of remedies: words for each code, and which of Microsoft's codes stand for it.
//!
//! The data is `remedies.toml`; nothing else in the program knows an AADSTS number. What the program
//! *does* depends on the OAuth `error` and on Graph's `error.code` alone; numbers and messages only
//! choose which words are shown, because Microsoft changes them without notice.

use super::ErrorCode;
use crate::places::RECEIPT_FILE;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Words for a code, and what selects it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Remedy {
    /// A short heading.
    pub title: String,
    /// What has happened.
    pub means: String,
    /// What to do now, in order.
    pub next: Vec<String>,
    /// Where to read on (https).
    #[serde(default)]
    pub help: Option<Box<str>>,
    /// The answer to correct, by id.
    #[serde(default)]
    pub answer: Option<Box<str>>,
    #[serde(default)]
    aadsts: Vec<u32>,
    #[serde(default)]
    oauth: Vec<String>,
    #[serde(default)]
    graph: Vec<String>,
    #[serde(default)]
    graph_message: Vec<String>,
}

/// What stands for the file in which a script saves its receipt.
const RECEIPT_FILE_MARK: &str = "{receipt-file}";

static TABLE: LazyLock<BTreeMap<ErrorCode, Remedy>> = LazyLock::new(|| {
    let mut table: BTreeMap<ErrorCode, Remedy> = toml::from_str(include_str!("remedies.toml"))
        .expect("BUG: remedies.toml is built in, and tests read it");
    for line in table.values_mut().flat_map(|remedy| &mut remedy.next) {
        *line = line.replace(RECEIPT_FILE_MARK, RECEIPT_FILE);
    }
    table
});

impl ErrorCode {
    /// The words for this code.
    ///
    /// # Panics
    /// Never: the table is built in, and tests read it whole.
    pub fn remedy(self) -> &'static Remedy {
        TABLE
            .get(&self)
            .expect("BUG: remedies.toml has an entry for every code, and a test checks it")
    }

    /// The code whose words fit an OAuth error of Entra (RFC 6749 section 5.2): by the first AADSTS
    /// number that the table knows, else by `error`.
    pub fn of_oauth(error: &str, aadsts: &[u32]) -> Self {
        aadsts
            .iter()
            .find_map(|number| find(|remedy| remedy.aadsts.contains(number)))
            .or_else(|| find(|remedy| remedy.oauth.iter().any(|known| known == error)))
            .unwrap_or(Self::SignInRefused)
    }

    /// The code for a refusal of Graph: by `error.code`, by the words of a general code's message,
    /// else by the HTTP status. An empty `code` means that the answer held none.
    pub fn of_graph(status: u16, code: &str, message: &str) -> Self {
        find(|remedy| remedy.graph.iter().any(|known| known == code))
            .or_else(|| {
                find(|remedy| remedy.graph_message.iter().any(|words| message.contains(words)))
            })
            .unwrap_or(match status {
                401 => Self::GraphTokenRefused,
                403 => Self::GraphAccessDenied,
                407 => Self::NetworkProxy,
                429 => Self::GraphThrottled,
                500..=599 => Self::GraphUnavailable,
                // 404 among them: a wrong address is not an absent principal, and only Graph's own
                // code may lead to one being created.
                _ => Self::GraphRefused,
            })
    }
}

fn find(fits: impl Fn(&Remedy) -> bool) -> Option<ErrorCode> {
    TABLE.iter().find_map(|(code, remedy)| fits(remedy).then_some(*code))
}

#[cfg(test)]
mod tests;
