//! The error in the body of an answer: Graph's, and the older form of it.
//!
//! Lenient, because an error that is not read is lost to the operator: what is null, missing or of
//! another type hides nothing of the rest. Forms: `{"error": {"code", "message", "innerError"}}` as
//! "Microsoft Graph error responses and resource types" documents it, and `{"odata.error": {"code",
//! "message": {"lang", "value"}, "requestId", "date"}}` of Azure AD Graph, which the directory behind
//! Graph still lets through.

use super::response::cut;
use crate::error::{ErrorCode, Problem};
use crate::messages::text;
use serde_json::Value;

/// Graph's words for the operator are cut here; the detail keeps more.
const LONGEST_MESSAGE: usize = 400;

/// An error as it is in a body; all empty when there is none.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct GraphError {
    pub(super) code: String,
    pub(super) message: String,
    pub(super) request_id: Option<String>,
    pub(super) client_request_id: Option<String>,
    pub(super) date: Option<String>,
}

impl GraphError {
    pub(super) fn read(body: &[u8]) -> Self {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let Ok(body) = serde_json::from_slice::<Value>(body) else { return Self::default() };
        let error = ["error", "odata.error"].iter().find_map(|name| body.get(name));
        error.map(Self::of).unwrap_or_default()
    }

    fn of(error: &Value) -> Self {
        // Some gateways put a text in its place.
        if let Some(text) = error.as_str() {
            return Self { code: text.to_owned(), ..Self::default() };
        }
        let inner = ["innerError", "innererror"].iter().find_map(|name| error.get(name));
        let text = |of: Option<&Value>| of.and_then(Value::as_str).map(str::to_owned);
        let of_either = |names: &[&str]| {
            let of = |of: &Value| names.iter().find_map(|name| text(of.get(name)));
            inner.and_then(of).or_else(|| of(error))
        };
        let message = error.get("message");
        let message = text(message).or_else(|| text(message.and_then(|it| it.get("value"))));
        Self {
            code: text(error.get("code")).unwrap_or_default(),
            message: message.unwrap_or_default(),
            request_id: of_either(&["request-id", "requestId"]),
            client_request_id: of_either(&["client-request-id"]),
            date: of_either(&["date"]),
        }
    }

    /// Graph's own words in a problem of that code; the table's where there are none.
    pub(super) fn problem(&self, code: ErrorCode) -> Problem {
        let words = match (self.code.as_str(), self.message.as_str()) {
            ("", "") => return Problem::of(code),
            (code, "") => code.to_owned(),
            ("", message) => message.to_owned(),
            (code, message) => format!("{message} ({code})"),
        };
        let words = cut(&words, LONGEST_MESSAGE);
        let message = match code {
            ErrorCode::GraphRefused => text!("graph-refused", words = words),
            _ => text!("graph-says", means = code.remedy().means, words = words),
        };
        Problem::new(code, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &Value) -> (String, String) {
        let error = GraphError::read(body.to_string().as_bytes());
        (error.code, error.message)
    }

    #[test]
    fn code_and_message_are_read_in_every_form() {
        let whole = ("Code".to_owned(), "Words.".to_owned());
        for body in [
            json!({"error": {"code": "Code", "message": "Words.", "innerError": {"date": "x"}}}),
            json!({"error": {"code": "Code", "message": "Words.", "innerError": null}}),
            json!({"error": {"code": "Code", "message": "Words.", "innerError": "x"}}),
            json!({"error": {"code": "Code", "message": "Words.", "innererror": {"date": 7}}}),
            json!({"error": {"code": "Code", "message": "Words.", "details": [null]}}),
            json!({"error": {"code": "Code", "message": {"lang": "en", "value": "Words."}}}),
            json!({"odata.error": {"code": "Code", "message": {"lang": "en", "value": "Words."}}}),
            json!({"odata.error": {"code": "Code", "message": "Words.", "values": null}}),
        ] {
            assert_eq!(read(&body), whole, "{body}");
        }
    }

    #[test]
    fn what_is_null_or_of_another_type_hides_nothing_of_the_rest() {
        for (body, code, message) in [
            (json!({"error": {"code": "Code", "message": null}}), "Code", ""),
            (json!({"error": {"code": null, "message": "Words."}}), "", "Words."),
            (json!({"error": {"code": 7, "message": ["x"]}}), "", ""),
            (json!({"odata.error": {"code": "Code", "message": null}}), "Code", ""),
            (json!({"odata.error": {"code": "Code", "message": {"value": null}}}), "Code", ""),
            (json!({"error": "invalid_request"}), "invalid_request", ""),
            (json!({"error": null}), "", ""),
            (json!([]), "", ""),
            (Value::Null, "", ""),
        ] {
            assert_eq!(read(&body), (code.to_owned(), message.to_owned()), "{body}");
        }
        for text in ["", "<html>", "{", "\u{feff}"] {
            assert_eq!(GraphError::read(text.as_bytes()), GraphError::default(), "{text}");
        }
        let marked = format!("\u{feff}{}", json!({"error": {"code": "Code"}}));
        assert_eq!(GraphError::read(marked.as_bytes()).code, "Code");
    }

    #[test]
    fn ids_and_time_are_read_from_the_inner_error_or_beside_the_code() {
        let inner = json!({"date": "d", "request-id": "r", "client-request-id": "c"});
        for body in [
            json!({"error": {"code": "x", "message": "", "innerError": inner}}),
            json!({"odata.error": {"code": "x", "requestId": "r", "date": "d", "client-request-id": "c"}}),
        ] {
            let error = GraphError::read(body.to_string().as_bytes());
            let read = (error.request_id, error.client_request_id, error.date);
            assert_eq!(read, (Some("r".into()), Some("c".into()), Some("d".into())), "{body}");
        }
    }

    #[test]
    fn graphs_own_words_are_reported_whole_or_in_part() {
        let reported = |code: &str, message: &str| {
            let error =
                GraphError { code: code.into(), message: message.into(), ..GraphError::default() };
            error.problem(ErrorCode::GraphRefused).message
        };
        assert_eq!(
            reported("Code", "Words."),
            "Microsoft Graph refused the request. Its message: Words. (Code)"
        );
        assert_eq!(reported("Code", ""), "Microsoft Graph refused the request. Its message: Code");
        assert_eq!(
            reported("", "Words."),
            "Microsoft Graph refused the request. Its message: Words."
        );
        assert_eq!(reported("", ""), ErrorCode::GraphRefused.remedy().means);
    }
}
