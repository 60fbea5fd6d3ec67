//! Comparing the builds of servers with those that a feature needs.

use super::{Comparison, entries};
use crate::guide::BuildsRule;
use crate::messages::say;
use crate::timeline::{Build, BuildStanding};
use serde_json::Value;

/// Whether every server has a build with the feature. One that is too old decides, whatever is not known
/// of the others; no server at all says nothing.
pub(super) fn compare(wanted: &BuildsRule, fact: &Value) -> Comparison {
    let standings: Vec<BuildStanding> =
        entries(fact).into_iter().map(|server| standing(wanted, server)).collect();
    if standings.contains(&BuildStanding::TooOld) {
        Comparison::Differs
    } else if !standings.is_empty() && standings.iter().all(|one| *one == BuildStanding::Enough) {
        Comparison::Agrees
    } else {
        Comparison::NotKnown
    }
}

/// Each server with its build, and what there is to say of it.
pub(super) fn in_words(wanted: &BuildsRule, fact: &Value) -> String {
    let reported = |server: &Value| {
        let name = text(server, "name");
        let build = read_build(server)
            .map_or_else(|| text(server, "build").to_owned(), |build| build.to_string());
        match standing(wanted, server) {
            BuildStanding::Enough => format!("{name} {build}"),
            BuildStanding::TooOld => say!("receipt-build-too-old", name = name, build = build),
            BuildStanding::NewerThanListed => {
                say!("receipt-build-newer", name = name, build = build)
            }
            BuildStanding::HotfixUnknown => {
                say!("receipt-build-or-later", name = name, build = build)
            }
            BuildStanding::Unread => say!("receipt-build-unread", name = name),
        }
    };
    match entries(fact).as_slice() {
        [] => say!("receipt-not-known"),
        servers => servers.iter().map(|server| reported(server)).collect::<Vec<_>>().join(", "),
    }
}

fn standing(wanted: &BuildsRule, server: &Value) -> BuildStanding {
    let Some(requirement) = &wanted.requirement else { return BuildStanding::Unread };
    let exact = server.get("exact").and_then(Value::as_bool).unwrap_or(false);
    requirement.standing(read_build(server), exact)
}

pub(super) fn read_build(server: &Value) -> Option<Build> {
    Build::read(text(server, "build"))
}

pub(super) fn text<'v>(server: &'v Value, property: &str) -> &'v str {
    server.get(property).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{Library, Rule};
    use serde_json::json;

    fn rule() -> BuildsRule {
        let library = Library::built_in().unwrap();
        let guide = library.guide(&"exchange-oauth".into()).unwrap();
        let mut rules = guide.steps.iter().flat_map(|step| &step.expect).map(|one| &one.rule);
        let found = rules.find_map(|rule| match rule {
            Rule::Builds(builds) if builds.of == "dedicated-application" => Some(builds.clone()),
            _ => None,
        });
        found.expect("the guide judges builds")
    }

    #[test]
    fn one_server_that_is_too_old_decides_and_one_that_is_not_known_is_looked_at() {
        let server = |name: &str, build: &str, exact: bool| json!({ "name": name, "build": build, "exact": exact });
        let exact = server("EX01", "15.02.1748.039", true);
        let floor = server("EX02", "Version 15.2 (Build 1748.10)", false);
        let old = server("EX03", "Version 15.0 (Build 1497.2)", false);
        let unread = server("EX04", "", false);
        for (fact, expected, words) in [
            (json!([exact]), Comparison::Agrees, "EX01 15.2.1748.39"),
            (json!(exact), Comparison::Agrees, "EX01 15.2.1748.39"),
            (
                json!([exact, floor]),
                Comparison::NotKnown,
                "EX01 15.2.1748.39, EX02 15.2.1748.10 or later",
            ),
            (
                json!([floor, old]),
                Comparison::Differs,
                "EX02 15.2.1748.10 or later, EX03 15.0.1497.2 (too old)",
            ),
            (json!([unread]), Comparison::NotKnown, "EX04 (build not known)"),
            (json!([]), Comparison::NotKnown, "not known"),
            (json!(null), Comparison::NotKnown, "not known"),
        ] {
            assert_eq!(compare(&rule(), &fact), expected, "{fact}");
            assert_eq!(in_words(&rule(), &fact), words);
        }
    }
}
