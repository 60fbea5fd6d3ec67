//! What came from elsewhere can neither steer the terminal nor look like a line of the program.

use crate::cloud::Place;
use crate::program::{Desk, Ended};
use crosstrust_core::text::is_hidden;
use crosstrust_rehearsal::cloud::{CloudOptions, Fault, FaultKind, Person, TEAMS_SCHEDULER};

/// Sets a title, colours, turns the direction around and forges a line.
const HOSTILE: &str =
    "\u{1b}]0;PWNED\u{7}\u{1b}[31m\u{9b}31m\u{202e}x\r\nDone: all in place\u{2028}y";

fn assert_harmless(ended: &Ended, context: &str) {
    for (name, reported) in [("standard output", &ended.stdout), ("standard error", &ended.stderr)]
    {
        let hidden: Vec<char> =
            reported.chars().filter(|one| is_hidden(*one) && *one != '\n').collect();
        assert!(hidden.is_empty(), "{context}, {name}: {hidden:?}\n{reported}");
        assert!(
            !reported.lines().any(|line| line.starts_with("Done: all in place")),
            "{context}: {reported}"
        );
    }
}

#[test]
fn words_of_graph_are_harmless() {
    for json in [&[][..], &["--json"]] {
        let place = Place::with(CloudOptions::default());
        place.cloud.add_fault(Fault {
            app_id: Some(TEAMS_SCHEDULER.to_owned()),
            method: Some("PATCH".to_owned()),
            code: Some(format!("Code{HOSTILE}")),
            message: Some(format!("Message {HOSTILE}")),
            ..Fault::new(FaultKind::Refused)
        });
        let desk = Desk::new();
        desk.put_certificate("auth.cer", -1, 1_500);
        let words = [&["upload", "--certificate", "auth.cer", "--yes"], json].concat();
        let ended = place.run_as(Person::GlobalAdministrator, &desk, &words);
        assert_harmless(&ended, "upload");
        let (reported, sign) = match json {
            [] => (&ended.stderr, "[U+001B]"),
            _ => (&ended.stdout, "\\u001b"),
        };
        assert!(reported.contains(sign), "the words are shown: {ended:?}");
    }
}

#[test]
fn words_of_files_are_harmless() {
    let desk = Desk::new();
    desk.put("answers.json", serde_json::json!({ "tenant": HOSTILE, HOSTILE: "x" }).to_string());
    desk.put("receipt.txt", HOSTILE);
    let words = ["receipt", "receipt.txt", "--guide", "teams", "--answers", "answers.json"];
    for json in [&[][..], &["--json"]] {
        let ended = desk.run(&[&words[..], json].concat());
        assert_ne!(ended.code, 0);
        assert_harmless(&ended, "answers");
    }
}

#[test]
fn what_was_given_on_the_command_line_is_repeated_without_harm() {
    let desk = Desk::new();
    for words in [
        &["certificate", HOSTILE][..],
        &["certificate", "x", HOSTILE],
        &[HOSTILE],
        &[&format!("--cloud={HOSTILE}")],
        &["verify", "--tenant", "contoso.com", &format!("--cloud={HOSTILE}")],
        &["verify", "--tenant", "contoso.com", "--login-url", HOSTILE, "--graph-url", HOSTILE],
        &["export", "--guide", HOSTILE, "--answers", HOSTILE, "--out", HOSTILE],
        &["receipt", HOSTILE, "--guide", HOSTILE, "--answers", HOSTILE],
        &["verify", "--tenant", HOSTILE, "--certificate", HOSTILE],
    ] {
        for json in [&[][..], &["--json"]] {
            let ended = desk.run(&[words, json].concat());
            assert_ne!(ended.code, 0);
            assert_harmless(&ended, &format!("{words:?}"));
        }
    }
}
