//! The run book of every guide: whoever has only the folder can follow it, and nothing that an answer
//! holds can be taken for a command.

use crosstrust_core::error::script_remedy;
use crosstrust_core::guide::{Guide, ScriptEffect, ScriptRole, StepKind};
use crosstrust_core::places::{RECEIPT_FILE, SCRIPT_FOLDER};
use crosstrust_core::script::{Bundle, ScriptContext, UndoList, numbered};
use crosstrust_core::text::is_hidden;
use crosstrust_tests::answer_sets::{
    ALL, AnswerSet, HOSTILE, INTERNATIONAL, PLAIN, Setup, library,
};
use std::collections::{BTreeMap, BTreeSet};

/// The run book, with plain line ends and without its mark.
fn book_of(guide: &Guide, setup: &Setup) -> String {
    let bundle = Bundle::new(&library(), guide, &setup.context());
    let bundle = bundle.unwrap_or_else(|error| panic!("{}: {error}", guide.id));
    let file = bundle.files.iter().find(|file| file.name == "run-book.txt").expect("a run book");
    let text = String::from_utf8(file.bytes.clone()).expect("it is UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("it begins with its mark");
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "it has the line ends of Windows");
    text.replace("\r\n", "\n")
}

fn each_book(set: &AnswerSet, mut look: impl FnMut(&Guide, &str)) {
    let library = library();
    assert!(library.guides().count() > 0, "there are guides");
    for guide in library.guides() {
        look(guide, &book_of(guide, &set.setup(guide)));
    }
}

/// The lines to copy, in order: no other line begins with just as many blanks.
fn commands(book: &str) -> Vec<&str> {
    let lines = book.lines().filter_map(|line| line.strip_prefix("    "));
    lines.filter(|line| !line.starts_with(' ')).collect()
}

#[test]
fn a_script_that_can_change_something_is_run_dry_first_and_one_that_only_reads_never() {
    each_book(&PLAIN, |guide, book| {
        let lines = commands(book);
        for one in numbered(guide) {
            let at = format!("{} {}", guide.id, one.spec.id);
            let line = format!(".\\{}", one.file_name());
            let own: Vec<&str> = lines
                .iter()
                .copied()
                .filter(|found| found.split(' ').next() == Some(line.as_str()))
                .collect();
            let running = &one.spec.running;
            let mut expected = match running.effect {
                ScriptEffect::Changes => vec![format!("{line} -WhatIf"), line.clone()],
                ScriptEffect::Reads | ScriptEffect::Tests => vec![line.clone()],
            };
            for switch in &running.switches {
                let with = format!("{line} {}", switch.name);
                expected.extend([format!("{with} -WhatIf"), with]);
            }
            assert_eq!(own, expected, "{at}");
            let title = format!("\n{:02}  {}\n", one.number, one.spec.title);
            assert!(book.contains(&title), "{at}: it stands under its number");
        }
        let run: Vec<&str> =
            lines.iter().filter_map(|line| line.strip_prefix(".\\")?.split(' ').next()).collect();
        let mut in_order = run.clone();
        in_order.sort_unstable();
        assert_eq!(run, in_order, "{}: the numbers are the order", guide.id);
    });
}

#[test]
fn whoever_has_only_the_folder_learns_where_to_begin_and_where_the_receipt_is() {
    each_book(&PLAIN, |guide, book| {
        let at = |part: &str| {
            book.find(part).unwrap_or_else(|| panic!("{}: no {part:?} in\n{book}", guide.id))
        };
        let first = at(".\\01-");
        assert!(at(&format!("    cd '{SCRIPT_FOLDER}'\n")) < first, "{}", guide.id);
        assert!(at("Unblock-File") < first && at("SHA256SUMS") < first, "{}", guide.id);
        assert!(at(RECEIPT_FILE) < first, "{}", guide.id);
        let shells: BTreeSet<&str> =
            guide.scripts.iter().map(|script| script.running.shell.name()).collect();
        for shell in shells {
            let opened = match shell {
                "Exchange Online PowerShell" => "    Connect-ExchangeOnline\n".to_owned(),
                name => format!("select\n\"{name}\"").replace('\n', " "),
            };
            let flat = book.replace('\n', " ");
            let found = flat.find(opened.trim_end()).map(|place| place < first);
            assert_eq!(found, Some(true), "{}: {opened:?}", guide.id);
        }
    });
}

#[test]
fn every_code_of_the_bundles_scripts_is_explained_and_no_other() {
    let mut known = BTreeSet::new();
    each_book(&PLAIN, |guide, book| {
        let (_, section) = book.split_once("If a script stops\n").expect("a part about codes");
        let section = section.split("\n\n\n").next().expect("it ends");
        let explained: BTreeSet<&str> = section
            .lines()
            .filter(|line| !line.starts_with(' '))
            .filter_map(|line| line.split_once(": "))
            .map(|(code, _)| code)
            .filter(|code| script_remedy(code).is_some())
            .collect();
        let reported: BTreeSet<&str> = guide
            .scripts
            .iter()
            .flat_map(|script| &script.running.codes)
            .map(String::as_str)
            .collect();
        assert_eq!(explained, reported, "{}", guide.id);
        assert!(explained.contains("exchange-error"), "{}", guide.id);
        for code in &explained {
            let remedy = script_remedy(code).expect("it is known");
            for next in remedy.next_in(&guide.id) {
                let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(flat(section).contains(&flat(&next)), "{} {code}: {next}", guide.id);
            }
        }
        known.insert(explained.len());
    });
    assert!(known.len() > 1, "the guides do not all have the same codes: {known:?}");
}

#[test]
fn rights_are_names_and_every_script_says_which_it_needs() {
    each_book(&PLAIN, |guide, book| {
        let mut lines = 0;
        for line in book.lines().filter_map(|line| line.strip_prefix("Rights: ")) {
            // A long list is wrapped; each line of it holds whole names.
            for right in line.trim_end_matches(',').split(", ") {
                let plain = right
                    .split(' ')
                    .all(|word| word.starts_with(|sign: char| sign.is_ascii_uppercase()));
                assert!(plain, "{}: {right:?} is not a right", guide.id);
            }
            lines += 1;
        }
        let uploads = guide.steps.iter().filter(|step| step.kind == StepKind::Upload).count();
        assert_eq!(lines, guide.scripts.len() + uploads, "{}", guide.id);
        assert!(!book.contains("Right:"), "{}", guide.id);
    });
}

#[test]
fn the_steps_in_the_cloud_are_reported_for_the_window_and_for_the_command_line() {
    let mut uploads = 0;
    each_book(&PLAIN, |guide, book| {
        let of = |word: &str| -> Vec<&str> {
            commands(book).into_iter().filter(|line| line.starts_with(word)).collect()
        };
        let (writes, verifies) = (of("crosstrust upload "), of("crosstrust verify "));
        if !guide.uploads() {
            assert!(writes.is_empty() && verifies.is_empty(), "{}", guide.id);
            return;
        }
        uploads += 1;
        assert!(book.contains("\nIn the cloud\n"), "{}", guide.id);
        assert!(book.contains("In the window: open this setup"), "{}", guide.id);
        assert!(!verifies.is_empty(), "{}", guide.id);
        for line in writes.iter().chain(&verifies) {
            assert!(line.contains(" --tenant 'aaaabbbb-0000-cccc-1111-dddd2222eeee'"), "{line}");
            assert!(line.contains(" --cloud 'global'"), "{line}");
            let names = [" --app-id '", " --hybrid-application '"];
            assert!(names.iter().any(|name| line.contains(name)), "{line}");
        }
        let (dry, real): (Vec<&str>, Vec<&str>) =
            writes.iter().copied().partition(|line| line.ends_with(" --dry-run"));
        let without: Vec<&str> =
            dry.iter().map(|line| line.strip_suffix(" --dry-run").expect("it ends so")).collect();
        assert_eq!(without, real, "{}: each plan comes before its write", guide.id);
        let shared = "--app-id '00000002-0000-0ff1-ce00-000000000000'";
        assert!(
            !writes.iter().any(|line| line.contains(shared) && line.contains("--certificate")),
            "{}: no key goes to the shared application",
            guide.id
        );
        let shown: BTreeSet<String> =
            guide.applications.iter().map(|one| one.app_id.to_string()).collect();
        for application in shown {
            assert!(book.contains(&application), "{} {application}", guide.id);
        }
    });
    assert!(uploads > 3, "{uploads} guides upload");
}

/// The answers that lead to a tenant, as harmless as the others are hostile.
fn harmless(guide: &Guide) -> Setup {
    let custom = BTreeMap::from([
        ("cloud", "custom"),
        ("login_url", "https://login.contoso.com"),
        ("graph_url", "https://graph.contoso.com"),
        ("sts_metadata_url", "https://sts.contoso.com/metadata/json/1"),
        ("acs_metadata_url", "https://acs.contoso.com"),
        ("evosts_metadata_url", "https://sts.contoso.com"),
        ("online_discovery_url", "https://autodiscover.contoso.com"),
        ("online_ews_url", "https://ews.contoso.com"),
    ]);
    let asked = |(id, _): &(&str, &str)| guide.answers.iter().any(|spec| spec.id.as_str() == *id);
    PLAIN.with(guide, &custom.into_iter().filter(asked).collect())
}

/// A line with what stands between single quotes left out. PowerShell takes five characters for the
/// quote, and two of them in a row for one within the value.
fn outside_quotes(line: &str) -> String {
    let is_quote = |sign: char| "'\u{2018}\u{2019}\u{201a}\u{201b}".contains(sign);
    let mut outside = String::new();
    let mut quoted = false;
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        match (quoted, is_quote(sign)) {
            (false, false) => outside.push(sign),
            (false, true) => {
                outside.push('\'');
                quoted = true;
            }
            (true, true) if signs.next_if(|next| is_quote(*next)).is_some() => {}
            (true, true) => {
                outside.push('\'');
                quoted = false;
            }
            (true, false) => {}
        }
    }
    assert!(!quoted, "a value does not end: {line}");
    outside
}

#[test]
fn a_hostile_answer_stands_in_a_line_to_copy_only_as_a_quoted_value() {
    assert_eq!(outside_quotes("a 'b'' c' 'd' e"), "a '' '' e");
    assert_ne!(outside_quotes("a 'b'; c"), outside_quotes("a 'b; c'"));
    let mut held = 0;
    each_book(&HOSTILE, |guide, book| {
        let plain = book_of(guide, &harmless(guide));
        let (hostile, plain) = (commands(book), commands(&plain));
        assert_eq!(hostile.len(), plain.len(), "{}", guide.id);
        for (one, other) in hostile.iter().zip(&plain) {
            assert_eq!(outside_quotes(one), outside_quotes(other), "{}", guide.id);
            held += usize::from(one != other);
        }
    });
    assert!(held > 5, "{held} lines hold an answer");
}

#[test]
fn nothing_in_a_run_book_is_hidden_or_changes_how_the_rest_is_shown() {
    for set in ALL {
        each_book(set, |guide, book| {
            let hidden = book.chars().find(|&sign| sign != '\n' && is_hidden(sign));
            assert_eq!(hidden, None, "{} {}", guide.id, set.name);
        });
    }
}

#[test]
fn a_value_that_cannot_stand_in_a_line_ends_the_bundle() {
    let library = library();
    let guide = library.guide(&"teams".into()).expect("the Teams guide is built in");
    let setup = PLAIN.setup(guide);
    let undo_list = UndoList::default();
    for setup_id in ["a\n    Remove-Item C:\\", "a-setup\u{202e}.2"] {
        let context = ScriptContext {
            setup_id,
            answers: &setup.answers,
            tenant_id: None,
            undo_list: &undo_list,
            uploaded: &[],
        };
        assert!(Bundle::new(&library, guide, &context).is_err(), "{setup_id:?}");
    }
}

#[test]
fn undo_and_what_is_guarded_stand_apart() {
    each_book(&PLAIN, |guide, book| {
        for one in numbered(guide) {
            let apart = matches!(one.spec.role, ScriptRole::Undo | ScriptRole::Guarded);
            assert_eq!(apart, one.number > 90, "{} {}", guide.id, one.spec.id);
        }
        let verify = book.find("\nVerify: read everything again\n").expect("a verification");
        if let Some(undo) = book.find("\nUndo\n") {
            assert!(verify < undo, "{}", guide.id);
        }
    });
}

/// A run book is read on any later day: it names dates, and not whether they have come.
#[test]
fn what_microsoft_changed_stands_there_with_its_dates_and_sources() {
    each_book(&PLAIN, |guide, book| {
        let events = guide.timeline_ids().count();
        assert_eq!(book.contains("What Microsoft changed\n---"), events > 0, "{}", guide.id);
        assert!(!book.contains("Since 31 October 2025") && !book.contains("From 1 April 2027"));
        if guide.id.as_str() == "exchange-oauth" {
            let text = book.split_whitespace().collect::<Vec<_>>().join(" ");
            for words in [
                "31 October 2025: Exchange Online refuses",
                "1 April 2027: EWS in Exchange Online is off",
                "(only one source; check it before you rely on it)",
            ] {
                assert!(text.contains(words), "{words}");
            }
        }
    });
}

#[test]
fn what_microsoft_does_not_support_in_a_cloud_stands_below_that_answer() {
    let words = "only in the commercial cloud, GCC and GCC High";
    let shown = |set: &AnswerSet| {
        let mut found = BTreeSet::new();
        each_book(set, |guide, book| {
            let text = book.split_whitespace().collect::<Vec<_>>().join(" ");
            if text.contains(words) {
                found.insert(guide.id.to_string());
            }
        });
        found
    };
    assert_eq!(shown(&INTERNATIONAL), BTreeSet::from(["teams".to_owned()]), "21Vianet is chosen");
    assert_eq!(shown(&PLAIN), BTreeSet::new());
}
