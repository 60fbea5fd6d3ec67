//! Runs that ended without their receipt, as a later receipt of the same setup reports on them.
//!
//! A script notes each change in a journal beside its receipts: before it makes it, and again when it
//! was made. When a run is interrupted, its journal stays, and the next script of the setup takes its
//! lines unchanged into its own receipt. What they say is untrusted like the rest of it: a line
//! that is damaged, or about something else than this setup, is counted and passed over.

use super::compare::shortened;
use super::judge::Expected;
use super::{InterruptedChange, InterruptedRun, Receipt, held};
use crate::guide::{ScriptId, StepId};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The newest form of a journal that this version reads.
const FORM: u64 = 1;

/// The first line: whose run it is.
#[derive(Deserialize)]
struct Head {
    journal: u64,
    setup: String,
    guide: String,
    #[serde(default)]
    script: Option<ScriptId>,
    #[serde(default)]
    computer: Option<String>,
    #[serde(default)]
    account: Option<String>,
    started: Timestamp,
}

/// A change that is about to be made.
#[derive(Deserialize)]
struct Ahead {
    change: u64,
    step: StepId,
    target: String,
    action: String,
    #[serde(default)]
    former: Option<Map<String, Value>>,
    #[serde(default, deserialize_with = "held::recorded")]
    before: Option<Value>,
    #[serde(default, deserialize_with = "held::recorded")]
    after: Option<Value>,
}

/// What came of it.
#[derive(Deserialize)]
struct JournalOutcome {
    change: u64,
    done: bool,
}

/// The interrupted runs of this setup that a receipt reports on, the oldest first.
pub(super) fn runs(receipt: &Receipt, expected: &Expected<'_>) -> Vec<InterruptedRun> {
    let journals = receipt.interrupted.iter();
    let mut runs: Vec<InterruptedRun> =
        journals.filter_map(|journal| run(&journal.lines, expected)).collect();
    runs.sort_by_key(|run| run.started);
    runs
}

/// The run of one journal; none where it does not begin as one of this setup.
fn run(lines: &[String], expected: &Expected<'_>) -> Option<InterruptedRun> {
    let (first, lines) = lines.split_first()?;
    let head: Head = serde_json::from_str(first).ok()?;
    let belongs = head.journal <= FORM
        && head.setup.eq_ignore_ascii_case(expected.setup_id)
        && head.guide == expected.guide.id.as_str();
    if !belongs {
        return None;
    }
    let mut damaged = 0;
    let mut changes: BTreeMap<u64, InterruptedChange> = BTreeMap::new();
    for line in lines {
        if let Ok(ahead) = serde_json::from_str::<Ahead>(line)
            && let Some((_, step)) = expected.guide.step(&ahead.step)
        {
            // Only what the guide asks for: names from outside stay there.
            let is_asked = |fact: &str| {
                step.reversible.iter().any(|reversible| reversible.former.as_deref() == Some(fact))
            };
            let former = ahead.former.unwrap_or_default();
            let change = InterruptedChange {
                step: ahead.step,
                target: shortened(&ahead.target),
                action: shortened(&ahead.action),
                confirmed: false,
                former: former
                    .into_iter()
                    .filter(|(fact, _)| is_asked(fact))
                    .filter_map(|(fact, value)| Some((fact, value.as_str()?.to_owned())))
                    .collect(),
                before: ahead.before,
                after: ahead.after,
            };
            changes.insert(ahead.change, change);
        } else if let Ok(outcome) = serde_json::from_str::<JournalOutcome>(line) {
            match (outcome.done, changes.get_mut(&outcome.change)) {
                (true, Some(change)) => change.confirmed = true,
                // The server refused it: nothing was changed.
                (false, Some(_)) => drop(changes.remove(&outcome.change)),
                (_, None) => damaged += 1,
            }
        } else {
            damaged += 1;
        }
    }
    let name = |name: Option<String>| name.filter(|name| !name.trim().is_empty());
    Some(InterruptedRun {
        started: head.started,
        computer: shortened(&name(head.computer).unwrap_or_default()),
        account: name(head.account).map(|account| shortened(&account)),
        script: head.script.filter(|script| expected.guide.script(script).is_some()),
        changes: changes.into_values().collect(),
        damaged,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::Answers;
    use crate::receipt::wire::Journal;
    use crate::setup::fixture::guide;
    use serde_json::json;
    use std::collections::BTreeSet;

    fn head() -> Value {
        json!({
            "journal": 1, "setup": "S-1", "domain": "contoso.com", "guide": guide().id.as_str(),
            "script": "all", "computer": "EX01", "account": "CONTOSO\\admin",
            "started": "2026-11-21T02:03:40.1234567Z",
        })
    }

    fn ahead(change: u64, step: &str, action: &str) -> Value {
        json!({
            "change": change, "at": "2026-11-21T02:03:41Z", "step": step, "target": "TeamsScheduler",
            "action": action, "former": {},
        })
    }

    fn done(change: u64, done: bool) -> Value {
        json!({ "change": change, "done": done })
    }

    fn read(journals: &[&[Value]]) -> Vec<InterruptedRun> {
        let lines: Vec<Vec<String>> = journals
            .iter()
            .map(|lines| {
                let text = |line: &Value| line.as_str().map_or(line.to_string(), str::to_owned);
                lines.iter().map(text).collect()
            })
            .collect();
        read_lines(lines)
    }

    fn read_lines(journals: Vec<Vec<String>>) -> Vec<InterruptedRun> {
        let guide = guide();
        let (answers, _) = Answers::parse(&guide, &BTreeMap::new());
        let expected = Expected {
            guide: &guide,
            setup_id: "s-1",
            answers: &answers,
            fingerprint: "f",
            tenant_id: None,
            accepted_differences: &BTreeSet::new(),
            now: "2026-11-21T12:00:00Z".parse().unwrap(),
        };
        let receipt = json!({
            "format": 2, "guide": guide.id.as_str(), "setup": "s-1", "answers": "f",
            "whatIf": false, "started": "2026-11-21T02:03:40Z", "ended": "2026-11-21T02:03:41Z",
            "steps": [],
        });
        let mut receipt: Receipt = serde_json::from_value(receipt).unwrap();
        receipt.interrupted = journals
            .into_iter()
            .map(|lines| Journal { file: "changes-s-1.jsonl".to_owned(), lines })
            .collect();
        runs(&receipt, &expected)
    }

    fn reported(run: &InterruptedRun) -> Vec<(&str, bool)> {
        run.changes.iter().map(|change| (change.action.as_str(), change.confirmed)).collect()
    }

    #[test]
    fn what_was_confirmed_was_made_and_what_was_not_is_not_known() {
        let runs = read(&[&[
            head(),
            ahead(1, "account", "Create the mail user"),
            done(1, true),
            ahead(2, "role", "Create the role"),
            done(2, false),
            ahead(3, "role", "Assign"),
        ]]);
        let [run] = runs.as_slice() else { panic!("{runs:?}") };
        assert_eq!(reported(run), [("Create the mail user", true), ("Assign", false)]);
        assert_eq!(run.started.to_string(), "2026-11-21T02:03:40.1234567Z");
        assert_eq!(
            (run.computer.as_str(), run.account.as_deref()),
            ("EX01", Some(r"CONTOSO\admin"))
        );
        assert_eq!(run.damaged, 0);
    }

    #[test]
    fn a_former_value_comes_with_its_change() {
        let mut relink = ahead(1, "sfbonline", "Link to TeamsScheduler");
        relink["former"] = json!({
            "formerLinkedAccount": "contoso.com/Users/Old", "other": "x", "more": 7,
        });
        let runs = read(&[&[head(), relink]]);
        let former: Vec<_> = runs[0].changes[0].former.iter().collect();
        assert_eq!(former.len(), 1);
        assert_eq!(former[0].0, "formerLinkedAccount");
        assert_eq!(former[0].1, "contoso.com/Users/Old");
    }

    #[test]
    fn what_was_there_before_and_after_comes_with_its_change() {
        let mut disable = ahead(1, "role", "Disable");
        disable["before"] = json!(["A", "B"]);
        disable["after"] = Value::Null;
        let runs = read(&[&[head(), disable, ahead(2, "role", "Assign")]]);
        let [reported, silent] = runs[0].changes.as_slice() else { panic!("{runs:?}") };
        assert_eq!(
            (&reported.before, &reported.after),
            (&Some(json!(["A", "B"])), &Some(Value::Null))
        );
        assert_eq!((&silent.before, &silent.after), (&None, &None));
    }

    #[test]
    fn damaged_and_foreign_lines_are_counted_and_hide_nothing() {
        let whole = ahead(2, "role", "Create the role").to_string();
        let cut = &whole[..whole.len() / 2];
        let runs = read(&[&[
            head(),
            json!("oops"),
            ahead(1, "account", "Create the mail user"),
            ahead(7, "no-such-step", "Create"),
            done(9, true),
            done(1, true),
            json!(cut),
        ]]);
        assert_eq!(reported(&runs[0]), [("Create the mail user", true)]);
        assert_eq!(runs[0].damaged, 4);
    }

    #[test]
    fn a_journal_of_another_setup_or_guide_or_form_is_none() {
        let with = |name: &str, value: Value| {
            let mut head = head();
            head[name] = value;
            read(&[&[head, ahead(1, "account", "Create the mail user"), done(1, true)]])
        };
        assert_eq!(with("setup", json!("s-1")).len(), 1);
        for (name, value) in [
            ("setup", json!("s-2")),
            ("guide", json!("other")),
            ("journal", json!(2)),
            ("started", json!("yesterday")),
        ] {
            assert_eq!(with(name, value), [], "{name}");
        }
        assert_eq!(read(&[&[]]), []);
        assert_eq!(read(&[&[json!("no head"), ahead(1, "account", "Create")]]), []);
    }

    #[test]
    fn of_several_runs_the_oldest_comes_first() {
        let mut older = head();
        older["started"] = json!("2026-11-20T02:03:40Z");
        let runs = read(&[&[head()], &[older]]);
        assert!(runs[0].started < runs[1].started, "{runs:?}");
    }
}
