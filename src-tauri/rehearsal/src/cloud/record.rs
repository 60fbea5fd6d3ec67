//! The record of every request, so that a test can say what was sent and not only what came of it.
//! Nothing by which one could sign in is kept in it.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use std::collections::VecDeque;

/// The oldest requests go when there are more.
const LONGEST: usize = 2_000;

/// Fields that hold a secret.
const SECRET: [&str; 6] =
    ["device_code", "refresh_token", "client_secret", "code", "code_verifier", "state"];

const REDACTED: &str = "[redacted]";

/// One request.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// Counted from 1 since the cloud was started.
    pub number: u64,
    /// When it came.
    pub time: Timestamp,
    /// `GET`.
    pub method: String,
    /// Path and query, decoded.
    pub path: String,
    /// The HTTP status it was answered with.
    pub status: u16,
    /// The JSON body, the fields of a form, or text.
    pub body: Option<Value>,
    /// What Graph answered, whole, also when the line was cut before it got there. What the sign-in
    /// service answers is secret and not kept.
    pub answer: Option<Value>,
}

#[derive(Debug, Default)]
pub(crate) struct Record {
    requests: VecDeque<Request>,
    count: u64,
}

impl Record {
    /// Adds a request; its number is given here.
    pub(crate) fn add(&mut self, request: Request) {
        self.count += 1;
        self.requests.push_back(Request { number: self.count, ..request });
        if self.requests.len() > LONGEST {
            self.requests.pop_front();
        }
    }

    pub(crate) fn all(&self) -> Vec<Request> {
        self.requests.iter().cloned().collect()
    }

    pub(crate) fn clear(&mut self) {
        self.requests.clear();
    }
}

/// The value of a field as the record keeps it.
pub(crate) fn value<'a>(name: &str, value: &'a str) -> &'a str {
    if SECRET.contains(&name) { REDACTED } else { value }
}

/// A body as the record keeps it.
pub(crate) fn body(content_type: &str, bytes: &[u8]) -> Option<Value> {
    if bytes.is_empty() {
        return None;
    }
    if content_type.starts_with("application/x-www-form-urlencoded") {
        let fields = url::form_urlencoded::parse(bytes).map(|(name, sent)| {
            let kept = value(&name, &sent).to_owned();
            (name.into_owned(), Value::from(kept))
        });
        return Some(Value::Object(fields.collect()));
    }
    let text = || Value::from(String::from_utf8_lossy(bytes).into_owned());
    Some(serde_json::from_slice(bytes).unwrap_or_else(|_| text()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

    #[test]
    fn secrets_of_a_form_are_not_kept() {
        let kept = body(FORM, b"client_id=x&device_code=s1&refresh_token=s2&scope=a+b").unwrap();
        assert_eq!(
            kept,
            json!({"client_id": "x", "device_code": REDACTED, "refresh_token": REDACTED, "scope": "a b"})
        );
    }

    #[test]
    fn json_is_kept_as_json_and_anything_else_as_text() {
        let json_type = "application/json";
        assert_eq!(body(json_type, br#"{"a":[1]}"#), Some(json!({"a": [1]})));
        assert_eq!(body(json_type, b"{"), Some(json!("{")));
        assert_eq!(body(json_type, b""), None);
        assert_eq!(body("", b"\xff"), Some(json!("\u{fffd}")));
    }

    #[test]
    fn the_oldest_requests_go_and_the_count_goes_on() {
        let mut record = Record::default();
        for _ in 0..LONGEST + 3 {
            record.add(Request {
                number: 0,
                time: Timestamp::UNIX_EPOCH,
                method: "GET".to_owned(),
                path: "/".to_owned(),
                status: 200,
                body: None,
                answer: None,
            });
        }
        let all = record.all();
        assert_eq!(all.len(), LONGEST);
        assert_eq!(all[0].number, 4);
    }
}
