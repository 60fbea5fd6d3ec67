//! Comparing the builds of servers with the updates that Microsoft published.

use super::builds::{read_build, text};
use super::{Comparison, entries};
use crate::guide::UpdatesRule;
use crate::messages::say;
use crate::timeline::{UpdateLine, UpdateStanding, standing};
use serde_json::Value;

/// Whether every server has the newest update that is known. One that lacks it decides, whatever is not
/// known of the others; no server at all says nothing.
pub(super) fn compare(wanted: &UpdatesRule, fact: &Value) -> Comparison {
    let standings: Vec<UpdateStanding<'_>> =
        entries(fact).into_iter().map(|server| of_server(wanted, server)).collect();
    if standings.iter().copied().any(is_behind) {
        Comparison::Differs
    } else if !standings.is_empty()
        && standings.iter().all(|one| matches!(one, UpdateStanding::Newest(_)))
    {
        Comparison::Agrees
    } else {
        Comparison::NotKnown
    }
}

/// Each server with its build, and what there is to say of it.
pub(super) fn in_words(wanted: &UpdatesRule, fact: &Value) -> String {
    let reported = |server: &Value| {
        let server_name = text(server, "name");
        let build = read_build(server)
            .map_or_else(|| text(server, "build").to_owned(), |build| build.to_string());
        let words = match of_server(wanted, server) {
            UpdateStanding::Newest(line) => {
                let update = line.newest().map_or("", |newest| newest.update.as_str());
                let product = &line.product;
                say!("updates-newest", build = build, product = product, update = update)
            }
            UpdateStanding::Older(line) => {
                let newest = line.newest().map(|newest| newest.build.to_string());
                let (product, newest) = (&line.product, newest.unwrap_or_default());
                let day = line.known_on;
                say!("updates-older", build = build, product = product, newest = newest, day = day)
            }
            UpdateStanding::NoUpdates => say!("updates-none", build = build),
            UpdateStanding::Newer => say!("updates-newer", build = build),
            UpdateStanding::HotfixUnknown(line) => {
                say!("updates-hotfix-unknown", build = build, product = &line.product)
            }
            UpdateStanding::Unread => say!("receipt-not-known"),
        };
        let ended = line_of(of_server(wanted, server)).and_then(|line| line.ended_on);
        match ended {
            Some(day) => {
                say!("updates-support-ended", server = server_name, words = words, day = day)
            }
            None => say!("updates-server", server = server_name, words = words),
        }
    };
    match entries(fact).as_slice() {
        [] => say!("receipt-not-known"),
        servers => {
            // Long lists are shortened: what there is to do comes first.
            let mut servers = servers.to_vec();
            servers.sort_by_key(|server| match of_server(wanted, server) {
                standing if is_behind(standing) => 0,
                UpdateStanding::Newest(_) => 2,
                _ => 1,
            });
            servers.into_iter().map(reported).collect::<Vec<_>>().join("; ")
        }
    }
}

fn of_server<'r>(wanted: &'r UpdatesRule, server: &Value) -> UpdateStanding<'r> {
    let exact = server.get("exact").and_then(Value::as_bool).unwrap_or(false);
    standing(&wanted.lines, read_build(server), exact)
}

fn line_of(standing: UpdateStanding<'_>) -> Option<&UpdateLine> {
    match standing {
        UpdateStanding::Newest(line)
        | UpdateStanding::Older(line)
        | UpdateStanding::HotfixUnknown(line) => Some(line),
        UpdateStanding::NoUpdates | UpdateStanding::Newer | UpdateStanding::Unread => None,
    }
}

/// Whether a server lacks an update, or gets none any more.
fn is_behind(standing: UpdateStanding<'_>) -> bool {
    match standing {
        UpdateStanding::Older(_) | UpdateStanding::NoUpdates => true,
        UpdateStanding::Newest(line) | UpdateStanding::HotfixUnknown(line) => {
            line.ended_on.is_some()
        }
        UpdateStanding::Newer | UpdateStanding::Unread => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::Library;
    use serde_json::json;

    fn rule() -> UpdatesRule {
        let library = Library::built_in().unwrap();
        let lines = library.timeline().updates("exchange").cloned().collect();
        UpdatesRule { of: "exchange".to_owned(), lines }
    }

    #[test]
    fn a_build_newer_than_the_table_is_not_verified_and_never_wrong() {
        let server = |name: &str, build: &str, exact: bool| json!({ "name": name, "build": build, "exact": exact });
        let newest = server("EX01", "15.02.2562.053", true);
        let older = server("EX02", "15.02.2562.029", true);
        let newer = server("EX03", "15.2.2562.60", true);
        let next_level = server("EX04", "15.2.2800.1", true);
        let floor = server("EX05", "Version 15.2 (Build 2562.17)", false);
        let ended = server("EX06", "15.2.1748.53", true);
        let old_level = server("EX07", "Version 15.0 (Build 1497.2)", false);
        let unread = server("EX08", "", false);
        for (fact, expected, words) in [
            (
                json!([newest]),
                Comparison::Agrees,
                "EX01: 15.2.2562.53 (Exchange Server SE, September 2026 v2)",
            ),
            (
                json!([newest, older]),
                Comparison::Differs,
                "EX02: 15.2.2562.29 (Exchange Server SE, newest on 8 October 2026: 15.2.2562.53); EX01: 15.2.2562.53 (Exchange Server SE, September 2026 v2)",
            ),
            (
                json!([newer]),
                Comparison::NotKnown,
                "EX03: 15.2.2562.60 (newer than the list of this version, not verified)",
            ),
            (
                json!(next_level),
                Comparison::NotKnown,
                "EX04: 15.2.2800.1 (newer than the list of this version, not verified)",
            ),
            (
                json!([floor]),
                Comparison::NotKnown,
                "EX05: 15.2.2562.17 or later (Exchange Server SE, hotfixes not read)",
            ),
            (
                json!([ended]),
                Comparison::Differs,
                "EX06: 15.2.1748.53 (Exchange Server 2019 CU15, October 2026, extended security updates). Support ended on 14 October 2025.",
            ),
            (
                json!([old_level]),
                Comparison::Differs,
                "EX07: 15.0.1497.2 (this update level gets no updates)",
            ),
            (json!([unread]), Comparison::NotKnown, "EX08: not known"),
            (json!(null), Comparison::NotKnown, "not known"),
        ] {
            assert_eq!(compare(&rule(), &fact), expected, "{fact}");
            assert_eq!(in_words(&rule(), &fact), words);
        }
    }
}
