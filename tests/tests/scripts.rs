//! Whatever the answers are, a script stays the script it is.

use crosstrust_core::guide::{AnswerId, Answers, Guide, Library, ScriptId};
use crosstrust_core::script::{Script, ScriptContext, UndoList, write};
use crosstrust_core::text::is_hidden;
use crosstrust_tests::answer_sets::{PLAIN, SETUP_ID, library};
use crosstrust_tests::powershell::Parsed;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(library);

/// Any text whose characters all show, with those that PowerShell looks at more often than chance would
/// have them.
fn any_text() -> impl Strategy<Value = String> {
    let special = "['\u{2018}\u{2019}\u{201a}\u{201b}\"\u{201c}\u{201d}\u{201e}`$(){}@#<>;|&,\u{2013}\u{2014}\\-\u{a0} a]{0,16}";
    let any = prop_oneof![special, "[^\\p{Cc}]{0,32}"];
    any.prop_filter("a character does not show", |text| !text.contains(is_hidden))
}

/// Any text at all, mostly with characters that do not show.
fn hidden_text() -> impl Strategy<Value = String> {
    let special = "[\0\u{7}\u{1b}\r\n\u{7f}\u{85}\u{9b}\u{200b}\u{202e}\u{2028}\u{2029}\u{2066}\u{feff}\u{e0041}'\u{2019}\"`$()+#; a]{1,16}";
    prop_oneof![special, ".{0,32}"]
}

/// What may stand before the @ of an address.
fn any_mailbox() -> impl Strategy<Value = String> {
    "[a-z!#$%&'*+/=?^_`{|}~-]{1,40}@contoso\\.com"
}

fn guide() -> &'static Guide {
    LIBRARY.guide(&"teams".into()).expect("the Teams guide is built in")
}

fn answers(more: &[(&str, &str)]) -> Answers {
    let plain = PLAIN.setup(guide()).answers;
    let mut raw = plain.raw();
    raw.extend(more.iter().map(|(id, value)| (AnswerId::from(*id), (*value).to_owned())));
    let (answers, problems) = Answers::parse(guide(), &raw);
    assert_eq!(problems, []);
    answers
}

fn script(id: &str, answers: &Answers, undo_list: &UndoList) -> Script {
    let context =
        ScriptContext { setup_id: SETUP_ID, answers, tenant_id: None, undo_list, uploaded: &[] };
    write(&LIBRARY, guide(), &ScriptId::from(id), &context)
        .unwrap_or_else(|error| panic!("{error}"))
}

fn undo(key: &str, former: &str) -> Script {
    let undo_list = UndoList {
        created: vec![key.to_owned()],
        enabled: vec![former.to_owned()],
        relinked: BTreeMap::from([(key.to_owned(), former.to_owned())]),
    };
    script("teams-undo", &answers(&[]), &undo_list)
}

/// What a single-quoted string says.
fn unquoted(literal: &str) -> String {
    let mut text = literal[1..literal.len() - 1].to_owned();
    for quote in ["'", "\u{2018}", "\u{2019}", "\u{201a}", "\u{201b}"] {
        text = text.replace(&quote.repeat(2), quote);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_from_a_receipt_changes_the_shape_of_a_script(key in any_text(), former in any_text()) {
        let plain = undo("sfbonline", "contoso.com/Users/Account");
        let script = undo(&key, &former);
        let parsed = Parsed::new(&script.text);
        prop_assert_eq!(parsed.faults(), Vec::<usize>::new());
        prop_assert!(parsed.shape() == Parsed::new(&plain.text).shape(), "{}", script.text);
        let strings: Vec<String> = parsed.single_quoted().into_iter().map(unquoted).collect();
        prop_assert!(strings.contains(&former), "{:?} is not among the strings", former);
        prop_assert_eq!(script.text.lines().count(), plain.text.lines().count());
    }

    #[test]
    fn no_text_from_a_receipt_hides_in_a_script(key in hidden_text(), former in hidden_text()) {
        let plain = undo("sfbonline", "contoso.com/Users/Account");
        let script = undo(&key, &former);
        let parsed = Parsed::new(&script.text);
        prop_assert_eq!(parsed.faults(), Vec::<usize>::new());
        prop_assert_eq!(parsed.commands(), Parsed::new(&plain.text).commands());
        prop_assert_eq!(script.text.lines().count(), plain.text.lines().count());
        let hides = |line: &str| line.replace('\t', "").contains(is_hidden);
        prop_assert!(!script.text.lines().any(hides), "{:?}", script.text);
    }

    #[test]
    fn no_answer_changes_the_shape_of_a_script(mailbox in any_mailbox()) {
        let undo_list = UndoList::default();
        let plain = script("teams-on-premises", &answers(&[("test_mailbox", "anna@contoso.com")]), &undo_list);
        let script = script("teams-on-premises", &answers(&[("test_mailbox", &mailbox)]), &undo_list);
        let parsed = Parsed::new(&script.text);
        prop_assert!(parsed.shape() == Parsed::new(&plain.text).shape(), "{}", script.text);
        let pasted = script.pasteable();
        prop_assert_eq!(Parsed::new(&pasted).faults(), Vec::<usize>::new());
        prop_assert!(Parsed::new(&pasted).shape() == Parsed::new(&plain.pasteable()).shape());
        let dry_run = script.pasteable_dry_run();
        prop_assert_eq!(Parsed::new(&dry_run).faults(), Vec::<usize>::new());
        prop_assert!(Parsed::new(&dry_run).shape() == Parsed::new(&plain.pasteable_dry_run()).shape());
    }
}

/// Every script of every guide.
fn each_script(mut look: impl FnMut(&Guide, &Script)) {
    for guide in LIBRARY.guides() {
        let setup = PLAIN.setup(guide);
        for spec in &guide.scripts {
            let script = write(&LIBRARY, guide, &spec.id, &setup.context())
                .unwrap_or_else(|error| panic!("{}: {error}", guide.id));
            look(guide, &script);
        }
    }
}

#[test]
fn the_form_to_paste_is_one_block_that_parses() {
    each_script(|guide, script| {
        let at = format!("{} {}", guide.id, script.id);
        let pasted = script.pasteable();
        let parsed = Parsed::new(&pasted);
        assert!(parsed.faults().is_empty(), "{at}: {:?}", parsed.faults());
        let head = "& {\r\n[CmdletBinding(";
        assert!(pasted.starts_with(head), "{at}: help is gone, the head stays");
        assert!(pasted.ends_with("\r\n}\r\n"), "{at}");
        assert!(!pasted.contains("\r\n\r\n"), "{at}: no blank lines");
        let commands = |parsed: &Parsed<'_>| {
            parsed.commands().iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(commands(&parsed), commands(&Parsed::new(&script.text)), "{at}");
    });
}

/// `& { ... } -WhatIf`: the block declares that it supports the switch, so PowerShell binds it as it
/// does for the file, and `$WhatIfPreference` is set in the block and in the functions it calls.
#[test]
fn the_dry_run_to_paste_is_the_same_block_called_with_whatif() {
    each_script(|guide, script| {
        let at = format!("{} {}", guide.id, script.id);
        let dry_run = script.pasteable_dry_run();
        let parsed = Parsed::new(&dry_run);
        assert!(parsed.faults().is_empty(), "{at}: {:?}", parsed.faults());
        let head = "& {\r\n[CmdletBinding(SupportsShouldProcess = $true, ";
        assert!(dry_run.starts_with(head), "{at}: the switch can be bound");
        assert!(dry_run.ends_with("\r\n} -WhatIf\r\n"), "{at}");
        let calls = parsed.top_level_commands();
        assert_eq!(calls.len(), 1, "{at}: one call: nothing runs before its end is there");
        assert!(calls[0].ends_with("-WhatIf"), "{at}: the switch is of that call");
        assert_eq!(
            dry_run.strip_suffix(" -WhatIf\r\n"),
            script.pasteable().strip_suffix("\r\n"),
            "{at}: what runs is the same"
        );
        let asked = script.text.contains("whatIf      = [bool]$WhatIfPreference");
        assert!(asked, "{at}: the receipt names a dry run");
        let answers = dry_run.find("$Answers = @{").expect("a table of answers");
        let parameters = dry_run.find("\r\nparam(\r\n").expect("a parameter block");
        assert!(parameters < answers, "{at}: parameters come first in a block");
    });
}

#[test]
fn every_line_of_a_script_ends_plainly_and_without_blanks() {
    each_script(|guide, script| {
        let lines = script.text.strip_suffix('\n').expect("a line end").split('\n');
        for (number, line) in lines.enumerate() {
            let place = format!("{}/{}, line {}", guide.id, script.id, number + 1);
            assert_eq!(line.trim_end_matches([' ', '\t', '\r']), line, "{place}");
        }
    });
}

#[test]
fn the_help_of_every_script_names_its_file() {
    each_script(|guide, script| {
        let at = format!("{} {}", guide.id, script.id);
        let (help, _) = script.text.split_once("#>").expect("a script begins with its help");
        assert!(help.contains(&format!("    .\\{}", script.file_name)), "{at}");
        assert!(!script.text.contains(&format!("\\{}.ps1", script.id)), "{at}: without a number");
    });
}

#[test]
fn every_command_of_a_script_is_explained_and_the_steps_are_shown_first() {
    each_script(|guide, script| {
        let at = format!("{} {}", guide.id, script.id);
        assert!(script.first_line() > 0, "{at}: the heading of the steps is there");
        let explained = crosstrust_core::script::explanations(guide, script);
        let explained: Vec<&str> = explained.iter().map(|one| one.command.as_str()).collect();
        let missing: Vec<String> = script
            .commands()
            .into_iter()
            .filter(|command| !explained.contains(&command.as_str()))
            .collect();
        assert_eq!(missing, Vec::<String>::new(), "{at}");
        // What a simple reading of the text finds is what the grammar finds.
        let parsed = Parsed::new(&script.text);
        for command in parsed.commands().iter().filter(|name| name.contains('-')) {
            assert!(script.commands().iter().any(|found| found == command), "{at}: {command}");
        }
    });
}
