//! What the sign-in service says when it says no, and what is made of it: Entra's errors in a body or
//! in the browser's address, and the failures on the way to it.

use crate::error::{ErrorCode, Problem};
use crate::messages::text;
use oauth2::ErrorResponse;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An error of Entra: OAuth's fields (RFC 6749 sections 4.1.2.1 and 5.2) and its own.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct EntraError {
    /// The OAuth error. Behaviour depends on this alone.
    pub(super) error: String,
    #[serde(default)]
    error_description: Option<String>,
    #[serde(default)]
    error_codes: Vec<u32>,
    #[serde(default)]
    timestamp: Option<String>,
    #[serde(default)]
    trace_id: Option<String>,
    #[serde(default)]
    correlation_id: Option<String>,
    /// `cancel` when a person turned back. Only in the browser's address.
    #[serde(default, skip_serializing)]
    error_subcode: Option<String>,
}

impl ErrorResponse for EntraError {}

impl fmt::Display for EntraError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.error)
    }
}

/// The longest part of a description that is shown.
const DESCRIPTION_LIMIT: usize = 1_000;

/// The longest id or time that is shown.
const FIELD_LIMIT: usize = 100;

/// Entra's words are cut here in a sentence for the operator.
const WORDS_LIMIT: usize = 400;

/// Microsoft's page about one AADSTS number ("Microsoft Entra authentication and authorization error
/// codes", section "Lookup current error code information").
const ERROR_PAGE: &str = "https://login.microsoftonline.com/error?code=";

impl EntraError {
    /// The error that came in the browser's address, where ids and time are in the description
    /// alone. `field` gives the value of a parameter.
    pub(super) fn of_redirect(error: &str, field: impl Fn(&str) -> Option<String>) -> Self {
        let codes = field("error_codes").unwrap_or_default();
        let numbers = codes.split(|letter: char| !letter.is_ascii_digit());
        Self {
            error: error.chars().take(FIELD_LIMIT).collect(),
            error_description: field("error_description"),
            error_codes: numbers.filter_map(|digits| digits.parse().ok()).take(8).collect(),
            error_subcode: field("error_subcode"),
            ..Self::default()
        }
    }

    /// The numbers that choose the words: those of `error_codes`, else the one that the description
    /// begins with.
    fn numbers(&self) -> Vec<u32> {
        if !self.error_codes.is_empty() {
            return self.error_codes.clone();
        }
        self.error_description
            .as_deref()
            .and_then(|text| text.strip_prefix("AADSTS"))
            .and_then(|text| text.split(|letter: char| !letter.is_ascii_digit()).next())
            .and_then(|digits| digits.parse().ok())
            .into_iter()
            .collect()
    }

    /// What the description says after that name: Entra ends it with the ids, one after the other.
    fn said(&self, name: &str) -> Option<String> {
        let (_, rest) = self.error_description.as_deref()?.split_once(name)?;
        let ends = [" Trace ID:", " Correlation ID:", " Timestamp:", "\r", "\n"];
        let end = ends.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
        let value: String = rest[..end].trim().chars().take(FIELD_LIMIT).collect();
        (!value.is_empty()).then_some(value)
    }

    /// The description without the ids that Entra ends it with.
    fn words(&self, limit: usize) -> Option<String> {
        let text = self.error_description.as_deref()?;
        let text = text.split("Trace ID:").next().unwrap_or_default().trim();
        Some(text.chars().take(limit).collect())
    }

    /// Code, the service's words, ids and time: what a support case asks for.
    pub(super) fn detail(&self) -> String {
        let numbers: Vec<_> =
            self.numbers().iter().map(|number| format!("AADSTS{number}")).collect();
        let description = self.words(DESCRIPTION_LIMIT);
        let lines = [
            ("error", Some(self.error.clone())),
            ("number", (!numbers.is_empty()).then(|| numbers.join(", "))),
            ("message", description),
            ("trace id", self.trace_id.clone().or_else(|| self.said("Trace ID: "))),
            (
                "correlation id",
                self.correlation_id.clone().or_else(|| self.said("Correlation ID: ")),
            ),
            ("time", self.timestamp.clone().or_else(|| self.said("Timestamp: "))),
        ];
        lines
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| format!("{name}: {value}")))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The problem with the words that the table has for it.
    pub(super) fn problem(&self) -> Problem {
        // Who turns back on the consent page has declined too, whatever the number says.
        let code = if self.error_subcode.as_deref() == Some("cancel") {
            ErrorCode::SignInDeclined
        } else {
            ErrorCode::of_oauth(&self.error, &self.numbers())
        };
        let problem = match code {
            ErrorCode::SignInRefused => self.general_problem(),
            _ => Problem::of(code),
        };
        problem.with_detail(self.detail())
    }

    /// A refusal that the table has no words for, in Entra's own.
    fn general_problem(&self) -> Problem {
        let mut problem = Problem::of(ErrorCode::SignInRefused);
        let number = self.numbers().first().copied();
        let words = self.words(WORDS_LIMIT).filter(|words| !words.is_empty());
        let words = match (words, number) {
            // Entra's description begins with the number.
            (Some(words), Some(number)) if !words.contains(&number.to_string()) => {
                format!("AADSTS{number}: {words}")
            }
            (Some(words), _) => words,
            (None, Some(number)) => format!("AADSTS{number} ({})", self.error),
            (None, None) => self.error.clone(),
        };
        problem = Problem::new(problem.code, text!("sign-in-refused", words = words));
        if let Some(number) = number {
            let page = format!("{ERROR_PAGE}{number}");
            problem.next = vec![
                text!("sign-in-look-up", number = number.to_string(), page = page),
                text!("sign-in-ask-identity-team"),
            ];
            problem.help = Some(page.into());
        }
        problem
    }
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// The service said so.
    #[error("{0}")]
    Service(EntraError),
    /// The service could not answer: HTTP 429 or 5xx without an OAuth error.
    #[error("HTTP {0}")]
    Busy(u16),
    /// The request did not come through.
    #[error("{0}")]
    Transport(Problem),
    /// Something on the way sent the request elsewhere, and it was not followed. Holds the status, and
    /// the server that it named.
    #[error("HTTP {0}, a redirect")]
    Redirected(u16, Option<String>),
    /// The answer is no answer of a token endpoint. Holds nothing of it.
    #[error("{0}")]
    Unreadable(String),
}

impl Refusal {
    /// Whether trying again may help without anybody doing anything.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Service(error) => {
                matches!(error.error.as_str(), "temporarily_unavailable" | "server_error")
            }
            Self::Busy(_) => true,
            Self::Transport(problem) => {
                matches!(problem.code, ErrorCode::NetworkUnreachable | ErrorCode::NetworkTimeout)
            }
            Self::Redirected(..) | Self::Unreadable(_) => false,
        }
    }

    /// As the operator meets it.
    pub(super) fn problem(self) -> Problem {
        match self {
            Self::Service(error) => error.problem(),
            Self::Busy(status) => {
                Problem::of(ErrorCode::SignInBusy).with_detail(format!("HTTP {status}"))
            }
            Self::Transport(problem) => problem,
            Self::Redirected(status, to) => redirected(status, to.as_deref()),
            Self::Unreadable(cause) => Problem::of(ErrorCode::SignInUnreadable).with_detail(cause),
        }
    }
}

/// The sign-in service documents no redirect for what is sent here: a proxy or a sign-in page of the
/// network has answered in its place. `to` is the server that the redirect names.
pub(super) fn redirected(status: u16, to: Option<&str>) -> Problem {
    let (message, detail) = match to {
        Some(to) => {
            (text!("sign-in-redirect-to", to = to), format!("HTTP {status}, redirect to {to}"))
        }
        None => (text!("sign-in-redirect"), format!("HTTP {status}, redirect")),
    };
    Problem::new(ErrorCode::SignInUnreadable, message).with_detail(detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_taken_from_the_description_when_entra_gives_no_list() {
        let error = |description: &str, codes: &[u32]| EntraError {
            error: "invalid_grant".into(),
            error_description: Some(description.into()),
            error_codes: codes.to_vec(),
            ..EntraError::default()
        };
        assert_eq!(error("AADSTS50076: Due to", &[]).numbers(), [50076]);
        assert_eq!(error("AADSTS50076: Due to", &[7]).numbers(), [7]);
        for other in ["", "AADSTS", "see AADSTS50076", "AADSTS99999999999999: x"] {
            assert!(error(other, &[]).numbers().is_empty(), "{other}");
        }
    }

    #[test]
    fn all_that_a_support_case_asks_for_is_in_the_detail() {
        let error: EntraError = serde_json::from_value(serde_json::json!({
            "error": "access_denied",
            "error_description": "AADSTS530035: Access has been blocked by security defaults. Trace ID: t-1 Correlation ID: c-1 Timestamp: now",
            "error_codes": [530_035],
            "timestamp": "2026-08-01 10:00:00Z",
            "trace_id": "t-1",
            "correlation_id": "c-1",
            "error_uri": "https://login.microsoftonline.com/error?code=530035",
            "suberror": "x",
        }))
        .unwrap();
        let problem = error.problem();
        assert_eq!(problem.code, ErrorCode::SignInDeviceCodeBlocked);
        assert_eq!(
            problem.detail.unwrap(),
            "error: access_denied\nnumber: AADSTS530035\n\
             message: AADSTS530035: Access has been blocked by security defaults.\n\
             trace id: t-1\ncorrelation id: c-1\ntime: 2026-08-01 10:00:00Z"
        );
    }

    #[test]
    fn a_number_that_is_not_known_is_reported_in_entras_own_words() {
        for (error, number) in [
            ("access_denied", 530_999),
            ("invalid_grant", 50137),
            ("invalid_client", 650_053),
            ("invalid_resource", 500_015),
            ("unauthorized_client", 1),
            ("consent_required", 99_999),
        ] {
            let error = EntraError {
                error: error.into(),
                error_description: Some(format!("AADSTS{number}: So it is. Trace ID: t-1")),
                error_codes: vec![number],
                ..EntraError::default()
            };
            let problem = error.problem();
            assert_eq!(problem.code, ErrorCode::SignInRefused, "{number}");
            assert!(problem.message.ends_with(&format!("message: AADSTS{number}: So it is.")));
            let page = format!("https://login.microsoftonline.com/error?code={number}");
            assert_eq!(problem.help.as_deref(), Some(page.as_str()));
            assert!(problem.next[0].ends_with(&page), "{problem:?}");
        }
    }

    #[test]
    fn words_without_a_number_and_a_number_without_words_are_reported() {
        let reported = |description: Option<&str>, codes: &[u32]| {
            let error = EntraError {
                error: "something_new".into(),
                error_description: description.map(str::to_owned),
                error_codes: codes.to_vec(),
                ..EntraError::default()
            };
            error.problem()
        };
        assert!(reported(Some("No."), &[]).message.ends_with("message: No."));
        assert!(reported(None, &[]).message.ends_with("message: something_new"));
        assert!(reported(None, &[7]).message.ends_with("message: AADSTS7 (something_new)"));
        assert!(reported(Some("No."), &[7]).message.ends_with("message: AADSTS7: No."));
        assert_eq!(reported(Some("No."), &[]).help, ErrorCode::SignInRefused.remedy().help);
        let long = reported(Some(&"é".repeat(5_000)), &[7]);
        assert!(long.message.chars().count() < 500, "{}", long.message);
    }

    #[test]
    fn a_description_of_any_length_is_cut_between_letters() {
        let error = EntraError {
            error: "x".into(),
            error_description: Some("\u{1f511}".repeat(64 * 1024)),
            ..EntraError::default()
        };
        let shown = error.detail().chars().filter(|letter| *letter == '\u{1f511}').count();
        assert_eq!(shown, DESCRIPTION_LIMIT);
    }

    fn in_address(fields: &'static [(&'static str, &'static str)]) -> EntraError {
        EntraError::of_redirect("access_denied", |name| {
            let found = fields.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn an_error_in_the_address_has_its_ids_in_the_description() {
        for between in [" ", "\r\n", "\n"] {
            let text = format!(
                "AADSTS53003: Access has been blocked.{between}Trace ID: t-1{between}Correlation ID: c-1{between}Timestamp: 2026-08-01 10:00:00Z"
            );
            let error = EntraError::of_redirect("access_denied", |name| {
                (name == "error_description").then(|| text.clone())
            });
            let problem = error.problem();
            assert_eq!(problem.code, ErrorCode::SignInPolicyBlocked);
            assert_eq!(
                problem.detail.unwrap(),
                "error: access_denied\nnumber: AADSTS53003\n\
                 message: AADSTS53003: Access has been blocked.\n\
                 trace id: t-1\ncorrelation id: c-1\ntime: 2026-08-01 10:00:00Z"
            );
        }
    }

    #[test]
    fn numbers_in_the_address_are_read_however_they_are_listed() {
        for codes in ["530035", "[530035]", "[\"530035\",1]", "530035,99999999999999"] {
            let error = EntraError::of_redirect("access_denied", |name| {
                (name == "error_codes").then(|| codes.to_owned())
            });
            assert_eq!(error.problem().code, ErrorCode::SignInDeviceCodeBlocked, "{codes}");
        }
    }

    #[test]
    fn who_turns_back_has_declined_whatever_the_number_says() {
        let plain = in_address(&[]);
        assert_eq!(plain.problem().code, ErrorCode::SignInDeclined);
        let consent = in_address(&[
            ("error_description", "AADSTS65004: User declined to consent."),
            ("error_subcode", "cancel"),
        ]);
        assert_eq!(consent.problem().code, ErrorCode::SignInDeclined);
    }
}
