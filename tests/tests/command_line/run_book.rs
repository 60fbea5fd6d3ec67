//! The lines of the run book for the cloud, as the program takes them.

use crate::program::Desk;
use crosstrust_tests::answer_sets::{PLAIN, library};
use serde_json::{Map, Value};

/// The words of a line as PowerShell reads them: what stands between single quotes is one.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for sign in line.chars() {
        match sign {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(sign),
        }
    }
    words
}

/// Each line is run with a certificate that has expired: it is refused before anybody signs in, and
/// only once the whole line was understood.
#[test]
fn the_program_takes_every_line_of_every_run_book() {
    let library = library();
    let mut taken = 0;
    for guide in library.guides().filter(|guide| guide.uploads()) {
        let desk = Desk::new();
        let answers: Map<String, Value> = PLAIN
            .setup(guide)
            .answers
            .raw()
            .into_iter()
            .map(|(id, value)| (id.to_string(), Value::from(value)))
            .collect();
        desk.put("answers.json", Value::from(answers).to_string());
        desk.put_certificate("expired.cer", -400, -30);
        let id = guide.id.as_str();
        let export = ["export", "--guide", id, "--answers", "answers.json", "--out", "bundle"];
        assert_eq!(desk.run(&export).code, 0, "{id}");
        let book = std::fs::read_to_string(desk.path("bundle/run-book.txt")).unwrap();
        let lines = book.lines().filter_map(|line| line.strip_prefix("    crosstrust "));
        for line in lines.filter(|line| !line.starts_with("receipt ")) {
            let mut given: Vec<String> = words(line)
                .into_iter()
                .map(|word| match word.as_str() {
                    "APPLICATION" => "7d5d5a4e-3a51-4a2c-9d4b-0c1f2e3d4b5a".to_owned(),
                    "THUMBPRINT" => "A9993E364706816ABA3E25717850C26C9CD0D89D".to_owned(),
                    path if path.strip_suffix(".cer").is_some() => "expired.cer".to_owned(),
                    _ => word,
                })
                .collect();
            if !given.iter().any(|word| word == "--certificate") {
                given.extend(["--certificate".to_owned(), "expired.cer".to_owned()]);
            }
            given.push("--json".to_owned());
            let given: Vec<&str> = given.iter().map(String::as_str).collect();
            desk.run(&given).assert_problem(1, "certificate-expired");
            taken += 1;
        }
    }
    assert!(taken >= 12, "{taken} lines");
}
