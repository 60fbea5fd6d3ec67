//! Judging the requests of one application that a script counted in the logs of the servers.
//!
//! One good answer proves that requests come in. No request at all proves nothing: perhaps nobody used
//! the feature.

use super::{Comparison, entries, plain};
use crate::messages::{moment, say};
use jiff::Timestamp;
use serde_json::Value;

/// More user agents are not shown.
const MOST_AGENTS: usize = 3;

/// Whether requests of the application were answered well.
pub(super) fn compare(application: &str, fact: &Value) -> Comparison {
    if fact.is_null() {
        return Comparison::Unread;
    }
    let Some(requests) = of(application, fact) else { return Comparison::NotKnown };
    let statuses = statuses(requests);
    if statuses.iter().any(|(status, count)| is_good(status) && *count > 0) {
        Comparison::Agrees
    } else if statuses.iter().any(|(_, count)| *count > 0) {
        Comparison::Differs
    } else {
        Comparison::NotKnown
    }
}

/// How many requests there were, when the last one was, and how they were answered.
pub(super) fn in_words(application: &str, fact: &Value) -> String {
    let requests = of(application, fact);
    let count: u64 = requests
        .map(|requests| statuses(requests).iter().map(|(_, count)| count).sum())
        .unwrap_or_default();
    let Some(requests) = requests.filter(|_| count > 0) else {
        return if fact.is_null() {
            say!("receipt-not-known")
        } else {
            say!("receipt-requests-none")
        };
    };
    let last = requests.get("last").map(plain).unwrap_or_default();
    let last = last.parse::<Timestamp>().map_or_else(|_| last.to_owned(), moment);
    let answers = statuses(requests).into_iter().map(|(status, count)| match status {
        "0" => say!("receipt-requests-no-status", count = count),
        status => format!("{status}: {count}"),
    });
    let answers: Vec<String> = answers.collect();
    let agents = requests.get("agents").map(entries).unwrap_or_default();
    let agents: Vec<&str> = agents.into_iter().map(plain).take(MOST_AGENTS).collect();
    let (answers, agents) = (answers.join(", "), agents.join(", "));
    if agents.is_empty() {
        say!("receipt-requests", count = count, last = last, answers = answers)
    } else {
        say!(
            "receipt-requests-from",
            count = count,
            last = last,
            answers = answers,
            agents = agents
        )
    }
}

fn of<'v>(application: &str, fact: &'v Value) -> Option<&'v Value> {
    let of_it = |one: &&Value| one.get("id").map(plain) == Some(application);
    entries(fact).into_iter().find(of_it)
}

/// The HTTP statuses with their counts.
fn statuses(requests: &Value) -> Vec<(&str, u64)> {
    let listed = requests.get("statuses").map(entries).unwrap_or_default();
    let read = |one: &'_ Value| -> Option<u64> { one.get("count")?.as_u64() };
    listed
        .into_iter()
        .map(|one| (one.get("status").map(plain).unwrap_or_default(), read(one).unwrap_or(0)))
        .collect()
}

fn is_good(status: &str) -> bool {
    status.len() == 3 && status.starts_with('2')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn calls(statuses: &Value) -> Value {
        json!([
            { "id": "voicemail", "name": "Cloud Voicemail", "count": 9, "last": "", "agents": ["b/1", "a/1"], "statuses": [{ "status": "200", "count": 9 }] },
            { "id": "calendar", "name": "Teams calendar", "count": 3, "last": "2026-11-28T17:05:09.123Z", "statuses": statuses },
        ])
    }

    #[test]
    fn one_good_answer_is_enough_and_no_request_proves_nothing() {
        let status = |status: &str, count: u64| json!({ "status": status, "count": count });
        for (statuses, expected, words) in [
            (
                json!([status("200", 2), status("401", 1)]),
                Comparison::Agrees,
                "3 requests, the last on 28 Nov 2026, 17:05 UTC; 200: 2, 401: 1",
            ),
            (
                json!([status("401", 3)]),
                Comparison::Differs,
                "3 requests, the last on 28 Nov 2026, 17:05 UTC; 401: 3",
            ),
            (
                status("0", 1),
                Comparison::Differs,
                "1 request, the last on 28 Nov 2026, 17:05 UTC; no status: 1",
            ),
            (json!([]), Comparison::NotKnown, "no request"),
        ] {
            assert_eq!(compare("calendar", &calls(&statuses)), expected, "{words}");
            assert_eq!(in_words("calendar", &calls(&statuses)), words);
        }
        let other = calls(&json!([]));
        assert_eq!(compare("voicemail", &other), Comparison::Agrees, "each by itself");
        assert_eq!(
            in_words("voicemail", &other),
            "9 requests, the last on ; 200: 9; from b/1, a/1",
            "whatever the log calls the time"
        );
        assert_eq!(compare("presence", &other), Comparison::NotKnown, "not counted");
        assert_eq!(compare("calendar", &Value::Null), Comparison::Unread);
        assert_eq!(in_words("calendar", &Value::Null), "not known");
    }
}
