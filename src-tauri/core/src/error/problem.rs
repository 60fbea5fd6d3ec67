//! What crosses the border when something goes wrong: a closed code with texts from the catalog.

use super::ErrorCode;
use crate::messages::{SavedText, Text};
use crate::redact::redact;
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

/// An error at the border: what the window shows and the command line prints. Serialized it is its words;
/// a file has its `SavedProblem`.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Problem {
    /// The closed code.
    pub code: ErrorCode,
    /// A short heading.
    #[ts(type = "string")]
    pub title: Text,
    /// A sentence for the operator, with the values that matter.
    #[ts(type = "string")]
    pub message: Text,
    /// What to do next, one entry a line.
    #[ts(type = "Array<string>")]
    pub next: Vec<Text>,
    /// The raw cause: service code and message, request id, correlation id, UTC time. Never a token.
    pub detail: Option<String>,
    /// Where to read on (https).
    pub help: Option<Box<str>>,
    /// The answer to correct, by id; guides need not ask for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub answer: Option<Box<str>>,
}

/// A problem as it is saved: its code, and what the table does not say of it. Its own sentences are saved
/// as messages with their values, so a mended sentence reaches problems that were saved before. Earlier
/// versions saved words.
#[expect(clippy::option_option, reason = "not saved, and saved as none, are two things")]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedProblem {
    code: ErrorCode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<SavedText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<SavedText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<Vec<SavedText>>,
    /// Steps after those of the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    next_also: Vec<SavedText>,
    detail: Option<String>,
    /// None where nothing was saved, `Some(None)` where the problem has none of its own.
    #[serde(default, deserialize_with = "saved", skip_serializing_if = "Option::is_none")]
    help: Option<Option<Box<str>>>,
    #[serde(default, deserialize_with = "saved", skip_serializing_if = "Option::is_none")]
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
        // What the catalog has no more is as the table says it now.
        let worded = |text: Option<SavedText>, of_table: &Text| {
            text.and_then(SavedText::worded).unwrap_or_else(|| of_table.clone())
        };
        let each = |texts: Vec<SavedText>| texts.into_iter().filter_map(SavedText::worded);
        let mut next: Vec<Text> =
            saved.next.map_or_else(|| remedy.next.clone(), |own| each(own).collect());
        next.extend(each(saved.next_also));
        Self {
            code: saved.code,
            title: worded(saved.title, &remedy.title),
            message: worded(saved.message, &remedy.means),
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
    pub fn new(code: ErrorCode, message: impl Into<Text>) -> Self {
        let remedy = code.remedy();
        Self {
            code,
            title: remedy.title.clone(),
            message: without_secrets(message.into()),
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

    /// The form that is saved.
    pub fn saved(&self) -> SavedProblem {
        let remedy = self.code.remedy();
        let own = |text: &Text, of_table: &Text| (text != of_table).then(|| text.saved().clone());
        let each = |texts: &[Text]| texts.iter().map(|text| text.saved().clone()).collect();
        let (next, next_also) = match self.next.strip_prefix(remedy.next.as_slice()) {
            Some(more) => (None, each(more)),
            None => (Some(each(&self.next)), Vec::new()),
        };
        SavedProblem {
            code: self.code,
            title: own(&self.title, &remedy.title),
            message: own(&self.message, &remedy.means),
            next,
            next_also,
            detail: self.detail.clone(),
            help: (self.help != remedy.help).then(|| self.help.clone()),
            answer: (self.answer != remedy.answer).then(|| self.answer.clone()),
        }
    }
}

/// A text without anything by which one could sign in.
fn without_secrets(text: Text) -> Text {
    if !is_redacted(&text) {
        return text;
    }
    let without = text.map_raw(|words| redact(words).into_owned());
    // A secret that shows only between two parts.
    if is_redacted(&without) { redact(&text).into_owned().into() } else { without }
}

/// Whether there is something in it to take out.
fn is_redacted(text: &str) -> bool {
    *redact(text) != *text
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
        let reported = serde_json::to_string(&problem).unwrap();
        assert!(!reported.contains(&token[..12]), "{reported}");
        assert!(reported.contains("Graph says: no [redacted]"), "{reported}");
    }

    #[test]
    fn without_a_sentence_of_the_caller_the_table_speaks() {
        let problem = Problem::of(ErrorCode::SignInDeclined);
        assert_eq!(problem.message, ErrorCode::SignInDeclined.remedy().means);
        assert_eq!(problem.detail, None);
        assert_eq!(problem.to_string(), format!("{}: {}", problem.title, problem.message));
    }
}
