//! The saved form of a setup: a problem is saved as its code and what is its own, see `SavedProblem`, and no
//! judgement is saved twice.

use super::Setup;
use crate::error::Problem;
use serde::Serialize;
use serde_json::{Map, Value};

/// Where the file of a setup names the closed parts of its journal.
pub(super) const PARTS: &str = "journalParts";

/// The file of a setup.
///
/// The closed parts of its journal are files of their own: it names them, see `store`.
pub(super) fn to_json(setup: &Setup) -> Vec<u8> {
    let mut open = setup.clone();
    let parts = open.journal.take_references();
    let mut saved = json(&open);
    if !parts.is_empty() {
        saved[PARTS] = json(&parts);
    }
    leave_out_repeated(&mut saved);
    for (problem, place) in problems(setup) {
        *saved.pointer_mut(&place).expect("BUG: a problem is where it is saved") =
            json(&problem.saved());
    }
    serde_json::to_vec_pretty(&saved).expect("BUG: a JSON value is JSON")
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("BUG: a setup holds nothing that JSON cannot")
}

/// The problems of a setup, each with its place in the file.
fn problems(setup: &Setup) -> Vec<(&Problem, String)> {
    let plans = setup.plan.iter().flat_map(|plan| &plan.principals).enumerate();
    let planned = plans.flat_map(|(index, plan)| {
        let of = |problem, name| (problem, format!("/plan/principals/{index}/{name}"));
        [of(&plan.problem, "problem"), of(&plan.warning, "warning")]
    });
    let readings = [(&setup.written, "written"), (&setup.verified, "verified")].into_iter();
    let read = readings.flat_map(|(reading, name)| {
        let results = reading.iter().flat_map(|reading| &reading.principals).enumerate();
        results.map(move |(index, result)| {
            (&result.error, format!("/{name}/principals/{index}/error"))
        })
    });
    let certificates = setup.certificates.iter().enumerate().map(|(index, stored)| {
        (&stored.received.refused, format!("/certificates/{index}/received/refused"))
    });
    let last = setup.last_receipt.iter().flat_map(|last| &last.certificates).enumerate();
    let received = last.map(|(index, received)| {
        (&received.refused, format!("/lastReceipt/certificates/{index}/refused"))
    });
    let all = planned.chain(read).chain(certificates).chain(received);
    all.filter_map(|(problem, place)| Some((problem.as_ref()?, place))).collect()
}

/// Leaves out the steps of the last receipt that the setup keeps as the state of the step: the id of
/// the step replaces them.
fn leave_out_repeated(saved: &mut Value) {
    let Some(Value::Object(steps)) = saved.get("steps").cloned() else { return };
    let last = saved.pointer_mut("/lastReceipt/steps").and_then(Value::as_array_mut);
    for judged in last.into_iter().flatten() {
        let Some(id) = judged["step"].as_str().map(str::to_owned) else { continue };
        if steps.get(&id).is_some_and(|record| record["judgement"] == *judged) {
            *judged = Value::from(id);
        }
    }
}

/// Puts back what [`to_json`] left out of the last receipt. A step that is not there stays as it is: it
/// is refused with the rest of the form.
pub(super) fn put_repeated_back(saved: &mut Map<String, Value>) {
    let Some(Value::Object(steps)) = saved.get("steps").cloned() else { return };
    let last = saved.get_mut("lastReceipt").and_then(|last| last.get_mut("steps"));
    for judged in last.and_then(Value::as_array_mut).into_iter().flatten() {
        let known = judged.as_str().and_then(|id| steps.get(id)).map(|record| &record["judgement"]);
        if let Some(known) = known {
            *judged = known.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;
    use crate::messages::text;
    use crate::receipt::Verdict;
    use crate::setup::fixture::{at, dry, finished, guide, receipt, step};
    use crate::setup::migrate;
    use serde_json::json;

    fn saved(problem: &Problem) -> Value {
        json(&problem.saved())
    }

    fn read(value: &Value) -> Problem {
        serde_json::from_value(value.clone()).unwrap()
    }

    #[test]
    fn a_judgement_that_the_step_has_as_well_is_saved_once() {
        let (mut setup, _) = finished();
        let whole = |setup: &Setup| serde_json::to_value(setup).unwrap();
        let steps = |file: &[u8]| {
            serde_json::from_slice::<Value>(file).unwrap()["lastReceipt"]["steps"].take()
        };
        assert_eq!(steps(&to_json(&setup)), json!(["account", "role", "sfbonline", "export"]));
        assert_eq!(whole(&migrate::read(&to_json(&setup)).unwrap()), whole(&setup));
        // A dry run took nothing back, so it is the receipt alone that says so.
        let planned = dry(receipt(50, vec![step("role", Verdict::Planned)]));
        setup.take_receipt(&guide(), &planned, at(51)).unwrap();
        assert_eq!(steps(&to_json(&setup))[0]["verdict"], "planned");
        assert_eq!(migrate::read(&to_json(&setup)).unwrap(), setup);
    }

    #[test]
    fn a_step_that_is_not_there_is_no_part_of_a_receipt() {
        let (setup, _) = finished();
        let mut saved: Value = serde_json::from_slice(&to_json(&setup)).unwrap();
        saved["lastReceipt"]["steps"][0] = "none".into();
        assert!(migrate::read(&serde_json::to_vec(&saved).unwrap()).is_err());
    }

    #[test]
    fn of_a_problem_that_the_table_words_the_code_is_saved() {
        let problem = Problem::of(ErrorCode::NetworkTimeout).with_detail("10 s");
        assert_eq!(saved(&problem), json!({ "code": "network-timeout", "detail": "10 s" }));
        assert_eq!(read(&saved(&problem)), problem);
    }

    #[test]
    fn what_is_a_problems_own_is_saved_with_it() {
        let message = text!("graph-key-absent", id = "the key").then("Graph's own words.".into());
        let mut problem = Problem::new(ErrorCode::PrincipalLocked, message);
        problem.title = text!("graph-key-absent-title");
        problem.next.push(text!("graph-names-support", added = "a"));
        let short = saved(&problem);
        let own = json!({ "say": "graph-key-absent", "with": { "id": "the key" } });
        assert_eq!(short["message"], json!([own, "Graph's own words."]));
        assert_eq!(short["title"], json!({ "say": "graph-key-absent-title" }));
        let next = json!({ "say": "graph-names-support", "with": { "added": "a" } });
        assert_eq!(short["nextAlso"], json!([next]));
        assert_eq!(short.get("next"), None);
        assert_eq!(read(&short), problem);
        problem.next = vec!["Only this.".into()];
        problem.help = None;
        problem.answer = Some("tenant".into());
        assert_eq!(saved(&problem)["next"], json!(["Only this."]));
        assert_eq!(read(&saved(&problem)), problem);
        let mut answers = ErrorCode::ALL.iter().filter(|code| code.remedy().answer.is_some());
        let mut without = Problem::of(*answers.next().expect("one names an answer"));
        without.answer = None;
        assert_eq!(read(&saved(&without)), without);
    }

    #[test]
    fn every_code_comes_back_as_the_table_has_it() {
        for &code in ErrorCode::ALL {
            let problem = Problem::of(code);
            assert_eq!(read(&saved(&problem)), problem, "{code:?}");
            let whole = serde_json::to_value(&problem).unwrap();
            assert_eq!(read(&whole), problem, "{code:?} in the form of earlier versions");
        }
    }

    #[test]
    fn a_mended_remedy_reaches_a_problem_that_was_saved_before() {
        let short = saved(&Problem::of(ErrorCode::GraphThrottled));
        assert!(!short.to_string().contains(&*ErrorCode::GraphThrottled.remedy().title));
        let read = read(&short);
        assert_eq!(read.next, ErrorCode::GraphThrottled.remedy().next);
    }

    #[test]
    fn sentences_of_an_earlier_version_stay_and_one_that_is_gone_is_that_of_the_table() {
        let code = ErrorCode::GraphThrottled;
        let of =
            |message: Value| read(&json!({ "code": code, "message": message, "detail": null }));
        assert_eq!(of("As it was said then.".into()).message, "As it was said then.");
        assert_eq!(of(json!({ "say": "no-longer-there" })), Problem::of(code));
    }
}
