//! What crosses the border when something goes wrong: a closed code with words from the table.

use super::ErrorCode;
use crate::redact::redact;
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

/// An error at the border: what the window shows and the command line prints.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Problem {
    /// The closed code.
    pub code: ErrorCode,
    /// A short heading.
    pub title: String,
    /// A sentence for the operator, with the values that matter.
    pub message: String,
    /// What to do next, one entry a line.
    pub next: Vec<String>,
    /// The raw cause: service code and message, request id, correlation id, UTC time. Never a token.
    pub detail: Option<String>,
    /// Where to read on (https).
    pub help: Option<Box<str>>,
    /// The answer to correct, by id; guides need not ask for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub answer: Option<Box<str>>,
}

/// A problem as it was saved: what it does not have is as the table says it now.
#[expect(clippy::option_option, reason = "not saved, and saved as none, are two things")]
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedProblem {
    code: ErrorCode,
    title: Option<String>,
    message: Option<String>,
    next: Option<Vec<String>>,
    /// Steps after those of the table.
    #[serde(default)]
    next_also: Vec<String>,
    detail: Option<String>,
    /// None where nothing was saved, `Some(None)` where the problem has none of its own.
    #[serde(default, deserialize_with = "saved")]
    help: Option<Option<Box<str>>>,
    #[serde(default, deserialize_with = "saved")]
    answer: Option<Option<Box<str>>>,
}

impl<'de> Deserialize<'de> for Problem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        SavedProblem::deserialize(deserializer).map(Self::from)
    }
}

/// A value that is there, also when it is null.
#[expect(clippy::option_option, reason = "not saved, and saved as none, are two things")]
fn saved<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Box<str>>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl From<SavedProblem> for Problem {
    fn from(saved: SavedProblem) -> Self {
        let remedy = saved.code.remedy();
        let mut next = saved.next.unwrap_or_else(|| remedy.next.clone());
        next.extend(saved.next_also);
        Self {
            code: saved.code,
            title: saved.title.unwrap_or_else(|| remedy.title.clone()),
            message: saved.message.unwrap_or_else(|| remedy.means.clone()),
            next,
            detail: saved.detail,
            help: saved.help.unwrap_or_else(|| remedy.help.clone()),
            answer: saved.answer.unwrap_or_else(|| remedy.answer.clone()),
        }
    }
}

impl Problem {
    /// The problem of that code, with a sentence of the caller's; heading, next steps and help come
    /// from the table. What a service or a proxy said may repeat what it was sent: anything by which
    /// one could sign in is taken out, here and in the detail.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        let remedy = code.remedy();
        Self {
            code,
            title: remedy.title.clone(),
            message: redact(&message.into()).into_owned(),
            next: remedy.next.clone(),
            detail: None,
            help: remedy.help.clone(),
            answer: remedy.answer.clone(),
        }
    }

    /// The problem of that code in the table's own words, for callers that know no more.
    pub fn of(code: ErrorCode) -> Self {
        Self::new(code, code.remedy().means.clone())
    }

    /// The same with its raw cause.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(redact(&detail.into()).into_owned());
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.title, self.message)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_problem_crosses_the_border_in_this_form() {
        let problem = Problem::new(ErrorCode::SetupLocked, "EX is open elsewhere.")
            .with_detail("process 4711");
        assert_eq!(
            serde_json::to_value(&problem).unwrap(),
            json!({
                "code": "setup-locked",
                "title": "Open in another window",
                "message": "EX is open elsewhere.",
                "next": ["Close the other window, then open the setup here."],
                "detail": "process 4711",
                "help": null,
            })
        );
    }

    #[test]
    fn what_a_service_repeats_of_a_token_goes_no_further() {
        let token = "0.AXoAqq7MzAAA3ERd3d3i7u4F0xBuRRuT0JUaFo6mTGi6vf8AAPQ";
        let problem = Problem::new(ErrorCode::GraphRefused, format!("Graph says: no {token}"))
            .with_detail(format!("HTTP 401: Bearer {token}"));
        let told = serde_json::to_string(&problem).unwrap();
        assert!(!told.contains(&token[..12]), "{told}");
        assert!(told.contains("Graph says: no [redacted]"), "{told}");
    }

    #[test]
    fn without_a_sentence_of_the_caller_the_table_speaks() {
        let problem = Problem::of(ErrorCode::SignInDeclined);
        assert_eq!(problem.message, ErrorCode::SignInDeclined.remedy().means);
        assert_eq!(problem.detail, None);
        assert_eq!(problem.to_string(), format!("{}: {}", problem.title, problem.message));
    }
}
