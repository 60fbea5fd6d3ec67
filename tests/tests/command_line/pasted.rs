//! `crosstrust receipt` for texts that hold a receipt in a table, in HTML, behind numbers, or several.

use crate::brought::case;
use crate::program::{Desk, Ended};
use serde_json::{Value, json};

/// What the program makes of a text, with the answers that the examples were made with.
fn judged(desk: &Desk, text: &[u8], more: &[&str]) -> Ended {
    desk.put("answers.json", std::fs::read(case("receipts/answers.json")).unwrap());
    desk.put("receipt.txt", text);
    let words = ["receipt", "receipt.txt", "--guide", "teams", "--answers", "answers.json"];
    desk.run(&[&words[..], more].concat())
}

fn example(name: &str) -> String {
    std::fs::read_to_string(case(&format!("receipts/{name}"))).unwrap()
}

/// The steps and what each counts as.
fn verdicts(object: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let steps = object["steps"].as_array().unwrap().iter();
    steps.map(|step| (text(&step["step"]), text(&step["verdict"]))).collect()
}

/// The block that is quoted in the example of a mail: the same receipt as in the other examples.
fn plain() -> String {
    let mail = example("newest-above.txt");
    let quoted: Vec<&str> = mail.lines().filter_map(|line| line.strip_prefix("> ")).collect();
    quoted.join("\n") + "\n"
}

#[test]
fn a_receipt_in_a_table_in_html_or_behind_numbers_is_the_same_receipt() {
    let desk = Desk::new();
    let expected = judged(&desk, plain().as_bytes(), &["--json"]).object();
    assert_eq!(verdicts(&expected).len(), 7, "{expected}");
    for name in ["table.txt", "html-line-ends.txt", "line-numbers.txt"] {
        let ended = judged(&desk, example(name).as_bytes(), &["--json"]);
        assert_eq!(ended.object(), expected, "{name}");
    }
}

#[test]
fn a_number_that_does_not_follow_is_refused_with_its_line() {
    let desk = Desk::new();
    let text = example("line-numbers.txt");
    let without_the_second: Vec<&str> =
        text.lines().enumerate().filter(|(index, _)| *index != 1).map(|(_, line)| line).collect();
    let ended = judged(&desk, without_the_second.join("\n").as_bytes(), &["--json"]);
    let problem = ended.assert_problem(1, "receipt-unreadable");
    assert!(problem["message"].as_str().unwrap().contains("at line 2"), "{problem}");
}

#[test]
fn the_newest_run_counts_wherever_it_stands() {
    let desk = Desk::new();
    let mail = example("newest-above.txt");
    let (above, below) = mail.split_once("From: Grace").unwrap();
    for text in [mail.clone(), format!("From: Grace{below}\n{above}")] {
        let ended = judged(&desk, text.as_bytes(), &["--json"]);
        assert_eq!(ended.code, 1, "the newest run has failed: {ended:?}");
        let object = ended.object();
        assert_eq!(object["started"], "2026-11-22T02:03:40Z");
        let failed = ("export".to_owned(), "failed".to_owned());
        assert!(verdicts(&object).contains(&failed), "{object}");
        let receipts = object["receipts"].as_array().unwrap();
        assert_eq!(receipts.len(), 2, "both are reported, the oldest first");
        assert_eq!(receipts[0]["steps"], json!([]), "a newer one reports all its steps");
        assert_eq!(receipts[1]["steps"].as_array().unwrap().len(), 7);
    }
    let words = judged(&desk, mail.as_bytes(), &[]);
    assert_eq!(words.code, 1);
    assert!(words.stdout.contains("Newer script results in this text"), "{}", words.stdout);
}

#[test]
fn a_newer_receipt_that_is_cut_off_is_reported_and_the_older_one_counts() {
    let desk = Desk::new();
    let alone = judged(&desk, plain().as_bytes(), &["--json"]).object();
    let text = example("newest-cut-off.txt");
    let ended = judged(&desk, text.as_bytes(), &["--json"]);
    assert_ne!(ended.code, 0, "what the newest run did is not known: {ended:?}");
    let object = ended.object();
    assert_eq!(verdicts(&object), verdicts(&alone));
    let remarks = object["remarks"].as_array().unwrap();
    assert_eq!(remarks.len(), 1, "{object}");
    let expected = json!({ "kind": "cut-off", "line": 74, "missing": "end", "age": "newer" });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&remarks[0][name], value, "{name}");
    }
    assert!(
        ended.stderr.contains("newer script result in this text is incomplete"),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("up to the END line"), "{}", ended.stderr);
}

#[test]
fn the_receipts_of_several_steps_all_count() {
    let desk = Desk::new();
    let ended = judged(&desk, example("three-steps.txt").as_bytes(), &["--json"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let object = ended.object();
    let in_place = |step: &str| (step.to_owned(), "in-place".to_owned());
    assert_eq!(verdicts(&object), ["account", "role", "sfbonline"].map(in_place));
    assert_eq!(object["receipts"].as_array().unwrap().len(), 3);
    let words = judged(&desk, example("three-steps.txt").as_bytes(), &[]);
    assert_eq!(words.stdout.matches("Result of the script on ").count(), 3, "{}", words.stdout);
}

#[test]
fn a_receipt_of_another_setup_is_named_and_hides_nothing() {
    let desk = Desk::new();
    let recorded = case("../recorded/fresh.txt");
    let theirs = std::fs::read_to_string(recorded).unwrap();
    for text in [format!("{}{theirs}", plain()), format!("{theirs}\n{}", plain())] {
        let ended = judged(&desk, text.as_bytes(), &["--json"]);
        let object = ended.object();
        assert_eq!(verdicts(&object).len(), 7, "{ended:?}");
        let remarks = object["remarks"].as_array().unwrap();
        assert_eq!(remarks.len(), 1, "{object}");
        assert_eq!(remarks[0]["kind"], "other-setup");
        assert!(ended.stderr.contains("of another setup (EX01"), "{}", ended.stderr);
    }
    let cut = plain().replace("-----END", "");
    let ended = judged(&desk, format!("{theirs}\n{cut}").as_bytes(), &["--json"]);
    let problem = ended.assert_problem(1, "receipt-of-other-setup");
    assert!(
        problem["detail"].as_str().unwrap().contains("incomplete"),
        "what else there is: {problem}"
    );
}

#[test]
fn one_receipt_is_reported_as_before_and_of_nothing_else() {
    let desk = Desk::new();
    let object = judged(&desk, plain().as_bytes(), &["--json"]).object();
    assert_eq!(object["remarks"], json!([]));
    let receipts = object["receipts"].as_array().unwrap();
    assert_eq!(receipts.len(), 1);
    assert_eq!(receipts[0]["computer"], object["computer"]);
}
