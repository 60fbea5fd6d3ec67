//! One answer of Graph: its status, the ids by which Microsoft's support finds it, how long it asks
//! to wait, and its error turned into a [`Problem`]. What the error itself says is read in
//! `error_body`.

use super::error_body::GraphError;
use super::{claims, skew};
use crate::error::{ErrorCode, Problem};
use crate::http;
use crate::messages::text;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{DATE, HeaderMap, LOCATION, RETRY_AFTER};
use std::fmt::Write;
use std::time::Duration;

/// A proxy may answer with a whole web page instead of an error.
const LONGEST_DETAIL: usize = 2_000;

/// An answer, whatever its status.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    /// When Graph answered, by its own clock, to the second.
    pub(super) date: Option<Timestamp>,
    /// How far its clock is ahead of this computer's.
    pub(super) ahead: Option<SignedDuration>,
    /// How long Graph asks to wait.
    pub(super) retry_after: Option<Duration>,
    /// The claims that Graph wants the token to have, with a 401.
    pub(super) claims: Option<String>,
    /// Where a redirect leads: scheme, host and port alone, because the rest may hold secrets.
    redirect: Option<String>,
    request_id: Option<String>,
    client_request_id: String,
}

impl Response {
    /// `now` is this computer's time, for a `Retry-After` date in an answer without a date of its own.
    pub(super) fn new(
        status: u16,
        headers: &HeaderMap,
        body: Vec<u8>,
        client_request_id: String,
        now: Timestamp,
    ) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let date = text(DATE.as_str()).and_then(http_date);
        Self {
            status,
            body,
            date,
            ahead: date.map(|date| date.duration_since(now)),
            retry_after: text(RETRY_AFTER.as_str())
                .and_then(|value| retry_after(value, date.unwrap_or(now))),
            claims: claims::claims(status, headers),
            redirect: http::redirect_target(status, text(LOCATION.as_str())),
            request_id: text("request-id").map(str::to_owned),
            client_request_id,
        }
    }

    /// Gives the log the ids by which Microsoft's support finds this answer.
    pub(super) fn log(&self, method: &str) {
        let request_id = self.request_id.as_deref().unwrap_or_default();
        let client_request_id = &self.client_request_id;
        let status = self.status;
        tracing::info!(method, status, request_id, client_request_id, "Microsoft Graph answered");
    }

    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Graph's own error code, empty when the answer holds none.
    pub(super) fn code(&self) -> String {
        self.error().code
    }

    fn error(&self) -> GraphError {
        GraphError::read(&self.body)
    }

    /// Whether the body is one that Graph may give with a good status: none, or JSON. A page of the
    /// network comes with a good status as well.
    pub(super) fn may_be_graphs(&self) -> bool {
        self.body.is_empty() || serde_json::from_slice::<serde::de::IgnoredAny>(&self.body).is_ok()
    }

    /// Whether the sender says that the request has to go elsewhere and was not carried out
    /// (RFC 9110 section 15.4). After a 303 it may have been.
    pub(super) fn turns_away(&self) -> bool {
        matches!(self.status, 301 | 302 | 307 | 308)
    }

    /// The refusal in the operator's words, with everything Microsoft's support will ask for.
    pub(super) fn problem(&self) -> Problem {
        if (300..400).contains(&self.status) {
            return self.redirected();
        }
        let error = self.error();
        // A renewed token did not have the claims either: only a person can get them.
        let code = match self.claims {
            Some(_) => ErrorCode::SignInStepUp,
            None => ErrorCode::of_graph(self.status, &error.code, &error.message),
        };
        let problem = match code {
            ErrorCode::GraphRefused
            | ErrorCode::GraphUnavailable
            | ErrorCode::GraphThrottled
            | ErrorCode::PrincipalNameTaken => error.problem(code),
            _ => Problem::of(code),
        };
        problem.with_detail(self.detail(&error))
    }

    /// Graph documents no redirect: something on the way has answered in its place.
    fn redirected(&self) -> Problem {
        let message = match &self.redirect {
            Some(to) => text!("graph-redirect-to", to = to),
            None => text!("graph-redirect"),
        };
        Problem::new(ErrorCode::GraphUnreadable, message)
            .with_detail(self.detail(&GraphError::default()))
    }

    /// An answer that is not what Graph documents.
    pub(super) fn unreadable(&self, why: &str) -> Problem {
        let detail = format!("{why}\n{}", self.detail(&GraphError::default()));
        Problem::new(ErrorCode::GraphUnreadable, text!("graph-unreadable")).with_detail(detail)
    }

    fn detail(&self, error: &GraphError) -> String {
        let mut detail = format!("HTTP {}", self.status);
        if !error.code.is_empty() {
            let _ = write!(detail, " {}", cut(&error.code, LONGEST_DETAIL));
        }
        if !error.message.is_empty() {
            let _ = write!(detail, ": {}", cut(&error.message, LONGEST_DETAIL));
        }
        if let Some(to) = &self.redirect {
            let _ = write!(detail, ", redirect to {to}");
        }
        if let Some(id) = self.request_id.as_ref().or(error.request_id.as_ref()) {
            let _ = write!(detail, "\nrequest-id {id}");
        }
        let client_request_id = error.client_request_id.as_ref().unwrap_or(&self.client_request_id);
        let _ = write!(detail, "\nclient-request-id {client_request_id}");
        match (self.date, &error.date) {
            (Some(date), _) => {
                let _ = write!(detail, "\n{date}");
            }
            (None, Some(date)) => {
                let _ = write!(detail, "\n{date} UTC");
            }
            (None, None) => {}
        }
        if let Some(off) = self.ahead.and_then(skew::describe) {
            let _ = write!(detail, "\n{off}");
        }
        detail
    }
}

pub(super) fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// RFC 9110 section 10.2.3: seconds, or a date.
fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = http_date(value)?.duration_since(now);
    Some(until.try_into().unwrap_or(Duration::ZERO))
}

/// RFC 9110 section 5.6.7, in the one form that is still sent.
fn http_date(value: &str) -> Option<Timestamp> {
    rfc2822::parse(value).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Response {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                ((*name).try_into().unwrap(), HeaderValue::from_str(value).unwrap())
            })
            .collect();
        let now = "2026-08-01T12:00:00Z".parse().unwrap();
        Response::new(status, &headers, body.into(), "c-1".into(), now)
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        let pause = |headers: &[(&'static str, &str)]| {
            answer(429, headers, "").retry_after.map(|d| d.as_secs())
        };
        assert_eq!(pause(&[("retry-after", " 12 ")]), Some(12));
        let at = ("retry-after", "Sat, 01 Aug 2026 12:00:30 GMT");
        assert_eq!(pause(&[at]), Some(30), "by this computer's clock");
        let date = ("date", "Sat, 01 Aug 2026 12:00:10 GMT");
        assert_eq!(pause(&[at, date]), Some(20), "by the clock of the service");
        let date = ("date", "Sat, 01 Aug 2026 13:00:00 GMT");
        assert_eq!(pause(&[at, date]), Some(0), "a moment that has passed");
        assert_eq!(pause(&[("retry-after", "soon")]), None);
        assert_eq!(pause(&[("retry-after", "-3")]), None);
        assert_eq!(pause(&[]), None);
    }

    #[test]
    fn a_refusal_carries_what_support_will_ask_for() {
        let problem = answer(
            403,
            &[("request-id", "r-1"), ("date", "Sat, 01 Aug 2026 12:00:10 GMT")],
            r#"{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges.",
                "innerError":{"date":"2026-08-01T12:00:10","request-id":"r-1","client-request-id":"c-1"}}}"#,
        )
        .problem();
        assert_eq!(problem.code, ErrorCode::GraphAccessDenied);
        assert_eq!(
            problem.detail.unwrap(),
            "HTTP 403 Authorization_RequestDenied: Insufficient privileges.\nrequest-id r-1\nclient-request-id c-1\n2026-08-01T12:00:10Z"
        );
    }

    #[test]
    fn a_refusal_tells_that_the_clock_of_this_computer_is_wrong() {
        let date = [("date", "Sat, 01 Aug 2026 12:20:00 GMT")];
        let detail = answer(403, &date, "").problem().detail.unwrap();
        assert!(
            detail.ends_with("the clock of this computer is 20 min behind Microsoft's"),
            "{detail}"
        );
    }

    #[test]
    fn ids_in_the_body_serve_when_the_headers_have_none() {
        let detail = answer(
            400,
            &[],
            r#"{"error":{"code":"x","message":"","innerError":{"date":"2026-08-01T12:00:10","request-id":"r-2","client-request-id":"c-2"}}}"#,
        )
        .problem()
        .detail
        .unwrap();
        assert_eq!(
            detail,
            "HTTP 400 x\nrequest-id r-2\nclient-request-id c-2\n2026-08-01T12:00:10 UTC"
        );
    }

    #[test]
    fn an_unknown_refusal_is_reported_in_graphs_own_words_and_cut() {
        let long = "é".repeat(5_000);
        let body = format!(r#"{{"error":{{"code":"Request_BadRequest","message":"{long}"}}}}"#);
        let problem = answer(400, &[], &body).problem();
        assert_eq!(problem.code, ErrorCode::GraphRefused);
        assert!(problem.message.contains("éé"), "{}", problem.message);
        assert!(problem.message.chars().count() < 500);
        assert!(problem.detail.unwrap().chars().count() < 2_200);
    }

    #[test]
    fn a_redirect_is_reported_as_what_the_network_did_and_by_its_host_alone() {
        for status in [301, 302, 303, 307, 308] {
            let to = ("location", "https://proxy.contoso.com:8443/login?token=hush#x");
            let problem = answer(status, &[to], "<html>moved</html>").problem();
            assert_eq!(problem.code, ErrorCode::GraphUnreadable, "{status}");
            assert!(problem.message.contains("https://proxy.contoso.com:8443."), "{problem}");
            assert!(problem.next.iter().any(|line| line.contains("network team")), "{problem:?}");
            let reported = format!("{problem:?}");
            assert!(!reported.contains("hush") && !reported.contains("/login"), "{reported}");
            let bare = answer(status, &[], "").problem();
            assert_eq!(bare.code, ErrorCode::GraphUnreadable, "{status}");
        }
    }

    #[test]
    fn a_web_page_instead_of_an_error_is_reported_by_its_status() {
        for (status, code) in [
            (401, ErrorCode::GraphTokenRefused),
            (403, ErrorCode::GraphUnreadable),
            (404, ErrorCode::GraphUnreadable),
            (407, ErrorCode::NetworkProxy),
            (502, ErrorCode::GraphUnavailable),
        ] {
            let answer = answer(status, &[], "<html>proxy</html>");
            assert_eq!(answer.problem().code, code, "{status}");
            assert_eq!(answer.code(), "");
        }
    }
}
