//! The words that a person reads: short sentences, plain words, one term for one thing.
//!
//! The texts are found in `sources`, and the rules are in `rules`. A text that has to break a rule is
//! in `exceptions`, with its reason.

mod exceptions;
mod rules;
mod sources;
mod terms;

use exceptions::EXCEPTIONS;
use rules::faults;
use sources::{Said, all};
use std::collections::BTreeSet;

/// A text with what is wrong with it.
fn wrong(said: &Said) -> Vec<(String, String)> {
    faults(&said.text)
        .into_iter()
        .map(|fault| (fault.rule, fault.shown))
        .filter(|(rule, _)| !EXCEPTIONS.iter().any(|one| one.excuses(said, rule)))
        .collect()
}

#[test]
fn every_text_is_in_plain_words() {
    let texts = all();
    let wrong: Vec<String> = texts
        .iter()
        .flat_map(|said| {
            let place = &said.place;
            wrong(said).into_iter().map(move |(rule, shown)| format!("{place}\n  {rule}: {shown}"))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} faults in the words. See tests/tests/words/rules.rs.\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_term_is_explained_in_the_glossary() {
    assert_eq!(terms::unexplained(&all()), Vec::<String>::new());
}

#[test]
fn every_abbreviation_is_explained_or_known() {
    let texts = all();
    let unknown: Vec<String> = texts
        .iter()
        .flat_map(|said| {
            let found = terms::abbreviations(&said.text).into_iter();
            found.map(move |one| format!("{}: {one}", said.place))
        })
        .collect();
    assert_eq!(unknown, Vec::<String>::new(), "see tests/tests/words/terms.rs");
    let found = terms::abbreviations("The XYZ trusts ACS, EWS and `ABC`, says AADSTS50012.");
    assert_eq!(found, BTreeSet::from(["XYZ".to_owned()]));
}

#[test]
fn texts_of_each_kind_are_found() {
    let texts = all();
    for kind in sources::KINDS {
        let found = texts.iter().filter(|said| said.place.starts_with(kind.begins_with)).count();
        assert!(found >= kind.at_least, "{}: {found} texts", kind.begins_with);
    }
}

#[test]
fn every_exception_excuses_a_fault_and_has_a_reason() {
    let texts = all();
    for exception in EXCEPTIONS {
        let used = texts.iter().any(|said| {
            faults(&said.text).iter().any(|fault| exception.excuses(said, &fault.rule))
        });
        assert!(used, "nothing needs the exception for {} in {}", exception.rule, exception.place);
        assert!(exception.reason.len() > 20, "{}: {}", exception.place, exception.reason);
    }
}

#[test]
fn each_rule_finds_its_fault() {
    let long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen \
                fifteen sixteen seventeen eighteen nineteen twenty a b c d e f.";
    for (text, rule) in [
        (long, "long-sentence"),
        ("You shall sign in.", "shall"),
        ("What is open is told below.", "told"),
        ("It stands in the list.", "stands"),
        ("The walk ends here.", "walk"),
        ("Do it in full.", "in full"),
        ("It goes on from there.", "goes"),
        ("The mode is read first.", "passive"),
        ("Prove that it works.", "prove"),
        ("Take a made-up name.", "made-up"),
        ("The operator decides.", "operator"),
        ("The application has a key of a server.", "key"),
        ("What this means is not known.", "is not known"),
        ("Your organisation.", "organisation"),
    ] {
        let found: Vec<String> = faults(text).into_iter().map(|fault| fault.rule).collect();
        assert!(found.iter().any(|found| found == rule), "{text}: {found:?}");
    }
}

#[test]
fn commands_are_no_words() {
    for text in [
        "Run this command:\n    Get-Thing -One 'shall' -Two a b c d e f g h i j k l m n o p q r s t u v w x y z",
        "Run `stands told shall` and wait.",
        "The tenant is {{ 'told' if stands else 'shall' }}.",
        "The password and the sidewalk.",
    ] {
        assert_eq!(faults(text).len(), 0, "{text}");
    }
}

#[test]
fn a_message_is_read_in_each_of_its_forms() {
    let message = "steps = { $count ->\n    [one] One step is told.\n   *[other] { $count } steps\n }\n    .title = It stands here\n";
    let texts: BTreeSet<String> =
        sources::messages("x.ftl", message).into_iter().map(|said| said.text).collect();
    let expected = ["It stands here", "One step is told.", "X steps"].map(str::to_owned);
    assert_eq!(texts, BTreeSet::from(expected));
}

#[test]
fn help_is_read_from_types_that_declare_commands_and_from_no_others() {
    let code = "/// A command.\n///\n/// Its\n/// description.\n#[expect(dead_code)]\n#[derive(Args, Debug)]\n\
                struct Arguments {\n    /// An option.\n    #[arg(long)]\n    one: bool,\n}\n\n\
                /// A comment.\n#[derive(Debug)]\nstruct Other {\n    /// A field.\n    two: bool,\n}\n";
    let texts: Vec<String> =
        sources::options("x.rs", code).into_iter().map(|said| said.text).collect();
    assert_eq!(texts, ["A command.", "Its description.", "An option."]);
}
