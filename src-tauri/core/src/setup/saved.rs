//! The saved form of a setup: what the table of remedies says of a problem is left out, and no
//! judgement is saved twice.
//!
//! A problem is saved as its code and what is its own: words of the table come back from the table when
//! it is read (see `SavedProblem`). So a mended remedy reaches problems that were saved before.

use super::Setup;
use crate::error::ErrorCode;
use serde_json::{Map, Value};

/// The file of a setup.
pub(super) fn to_json(setup: &Setup) -> Vec<u8> {
    let mut saved =
        serde_json::to_value(setup).expect("BUG: a setup holds nothing that JSON cannot");
    leave_out_repeated(&mut saved);
    leave_out_table_words(&mut saved);
    serde_json::to_vec_pretty(&saved).expect("BUG: a JSON value is JSON")
}

/// Leaves the steps of the last receipt out that the setup has as what is known of the step: the id of
/// the step stands for it.
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

/// Leaves out what the table says, of every problem in this value.
pub(super) fn leave_out_table_words(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(leave_out_table_words),
        Value::Object(fields) => {
            if let Some(code) = code_of_problem(fields) {
                shorten(fields, code);
            }
            fields.values_mut().for_each(leave_out_table_words);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The code, when this is a problem: the error of a script has no `help`.
fn code_of_problem(fields: &Map<String, Value>) -> Option<ErrorCode> {
    let names = ["title", "message", "next", "detail", "help"];
    let is_problem = names.iter().all(|name| fields.contains_key(*name));
    is_problem.then(|| serde_json::from_value(fields.get("code")?.clone()).ok()).flatten()
}

fn shorten(fields: &mut Map<String, Value>, code: ErrorCode) {
    let remedy = code.remedy();
    let help = remedy.help.as_deref().map_or(Value::Null, Value::from);
    let words =
        [("title", Value::from(remedy.title.as_str())), ("message", remedy.means.as_str().into())];
    for (name, of_table) in words.into_iter().chain([("help", help)]) {
        if fields.get(name) == Some(&of_table) {
            fields.remove(name);
        }
    }
    if fields.get("answer").and_then(Value::as_str) == remedy.answer.as_deref() {
        fields.remove("answer");
    } else {
        fields.entry("answer").or_insert(Value::Null);
    }
    let Some(Value::Array(next)) = fields.get("next") else { return };
    let of_table = next.iter().zip(&remedy.next).take_while(|(own, table)| *own == *table).count();
    if of_table == remedy.next.len() {
        let more: Vec<Value> = next[of_table..].to_vec();
        fields.remove("next");
        if !more.is_empty() {
            fields.insert("nextAlso".to_owned(), more.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Problem;
    use crate::receipt::Verdict;
    use crate::setup::fixture::{at, dry, finished, guide, receipt, step};
    use crate::setup::migrate;
    use serde_json::json;

    fn saved(problem: &Problem) -> Value {
        let mut value = json!({ "in": [problem] });
        leave_out_table_words(&mut value);
        value["in"][0].take()
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
        let mut problem = Problem::new(ErrorCode::PrincipalLocked, "Only this one.");
        problem.title = "Its own heading".to_owned();
        problem.next.push("Ask for this name.".to_owned());
        let short = saved(&problem);
        assert_eq!(short["nextAlso"], json!(["Ask for this name."]));
        assert_eq!(short.get("next"), None);
        assert_eq!(read(&short), problem);
        problem.next = vec!["Only this.".to_owned()];
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
        assert!(!short.to_string().contains(&ErrorCode::GraphThrottled.remedy().title));
        let read = read(&short);
        assert_eq!(read.next, ErrorCode::GraphThrottled.remedy().next);
    }

    #[test]
    fn the_error_of_a_script_is_no_problem_of_the_table() {
        let error = json!({
            "code": "network-timeout", "title": "t", "message": "m", "next": [], "detail": "",
        });
        let mut same = error.clone();
        leave_out_table_words(&mut same);
        assert_eq!(same, error);
    }
}
