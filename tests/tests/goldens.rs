//! Every file of every guide's bundle, for each set of answers, byte for byte as it was last agreed on.
//!
//! `UPDATE_GOLDENS=1 cargo test --workspace --test goldens` writes them anew; read the difference before
//! it is committed.

use crosstrust_core::guide::GuideId;
use crosstrust_core::script::Bundle;
use crosstrust_tests::answer_sets::{ALL, AnswerSet, PLAIN, library};
use crosstrust_tests::golden::{self, Files};
use crosstrust_tests::powershell::Parsed;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

/// Calls `look` with the bundle of every guide and set.
fn each_bundle(mut look: impl FnMut(&GuideId, &AnswerSet, &Bundle)) {
    let library = library();
    assert!(library.guides().count() > 0, "there are guides");
    for guide in library.guides() {
        for set in ALL {
            let setup = set.setup(guide);
            let bundle = Bundle::new(&library, guide, &setup.context())
                .unwrap_or_else(|error| panic!("{} {}: {error}", guide.id, set.name));
            let for_others = usize::from(guide.split_permissions.is_some());
            assert_eq!(
                bundle.files.iter().filter(|file| !is_starter(&file.name)).count(),
                guide.scripts.len() + 2 + for_others,
                "{} {}: every script, the run book, the checksums and what is for others",
                guide.id,
                set.name
            );
            look(&guide.id, set, &bundle);
        }
    }
}

/// Whether it is one of the files to double-click, which are in folders.
fn is_starter(name: &str) -> bool {
    name.contains('/')
}

fn is_script(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "ps1")
}

fn scripts(bundle: &Bundle) -> impl Iterator<Item = (&str, String)> {
    bundle.files.iter().filter(|file| is_script(&file.name)).map(|file| {
        let text = String::from_utf8(file.bytes.clone()).expect("a script is UTF-8");
        let text = text.strip_prefix('\u{feff}').expect("a script begins with its mark");
        (file.name.as_str(), text.to_owned())
    })
}

#[test]
fn every_file_of_a_bundle_is_as_it_was_agreed_on() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut differences = Vec::new();
    each_bundle(|guide, set, bundle| {
        // Files to double-click are content of the guides, with the name of a script.
        let files = bundle.files.iter().filter(|file| !is_starter(&file.name));
        let files = files.map(|file| (file.name.clone(), file.bytes.clone()));
        let written: Files = files.collect();
        if update {
            golden::write(guide.as_str(), set.name, &written);
        }
        let agreed = match golden::read(guide.as_str(), set.name) {
            Ok(agreed) => agreed,
            Err(shown) => return differences.push(shown),
        };
        let names = |files: &Files| files.keys().cloned().collect::<BTreeSet<String>>();
        for name in names(&agreed).symmetric_difference(&names(&written)) {
            differences.push(format!("{guide}/{}/{name} is only on one side", set.name));
        }
        for (name, bytes) in &written {
            if let Some(found) = agreed.get(name).filter(|found| *found != bytes) {
                let line = first_difference(found, bytes);
                differences.push(format!("{guide}/{}/{name} differs from line {line}", set.name));
            }
        }
    });
    assert!(
        differences.is_empty(),
        "{}\nUPDATE_GOLDENS=1 writes them anew.",
        differences.join("\n")
    );
}

#[test]
fn no_answer_is_in_a_file_to_double_click() {
    let mut plain: BTreeMap<(String, String), Vec<u8>> = BTreeMap::new();
    each_bundle(|guide, set, bundle| {
        for file in bundle.files.iter().filter(|file| is_starter(&file.name)) {
            let place = (guide.to_string(), file.name.clone());
            let first = plain.entry(place).or_insert_with(|| file.bytes.clone());
            assert!(*first == file.bytes, "{guide}/{}/{}", set.name, file.name);
        }
    });
    assert!(plain.len() > 30, "{}", plain.len());
}

#[test]
fn nothing_else_lies_among_the_goldens() {
    let guides = library().guides().map(|guide| guide.id.to_string()).collect();
    assert_eq!(golden::strays(&guides), Vec::<String>::new());
}

fn first_difference(one: &[u8], other: &[u8]) -> usize {
    let same = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    one[..same].split(|byte| *byte == b'\n').count()
}

#[test]
fn every_script_parses() {
    each_bundle(|guide, set, bundle| {
        for (name, text) in scripts(bundle) {
            let faults = Parsed::new(&text).faults();
            assert!(faults.is_empty(), "{guide}/{}/{name}: lines {faults:?}", set.name);
        }
    });
}

#[test]
fn a_script_holds_only_ascii_but_for_values() {
    each_bundle(|guide, set, bundle| {
        for (name, text) in scripts(bundle) {
            let lines = Parsed::new(&text).beyond_ascii_in_code();
            assert!(lines.is_empty(), "{guide}/{}/{name}: lines {lines:?}", set.name);
            assert!(set.name != PLAIN.name || text.is_ascii(), "{guide}/{name}: plain answers");
        }
    });
}

#[test]
fn a_script_has_one_kind_of_line_end_and_no_blanks_at_the_end_of_a_line() {
    each_bundle(|guide, set, bundle| {
        for (name, text) in scripts(bundle) {
            let whole: Vec<&str> = text.split("\r\n").collect();
            let bad = whole
                .iter()
                .position(|line| line.contains(['\r', '\n']) || line.ends_with([' ', '\t']));
            assert_eq!(bad, None, "{guide}/{}/{name}", set.name);
            assert_eq!(whole.last(), Some(&""), "{guide}/{}/{name} ends with a line end", set.name);
        }
    });
}

/// One value in parts: `('a' + [char]0x202E + 'b')`.
static IN_PARTS: LazyLock<Regex> = LazyLock::new(|| {
    let part = r"(?:\[char\]0x[0-9A-F]{4}|'(?:[^'\r\n]|'')*')";
    Regex::new(&format!(r"\('(?:[^'\r\n]|'')*'(?: \+ {part})+\)")).expect("a pattern")
});

#[test]
fn the_answers_change_values_and_nothing_else_of_a_script() {
    let library = library();
    for guide in library.guides() {
        let shapes = |set: &AnswerSet| -> Vec<(String, String)> {
            let setup = set.setup(guide);
            let bundle = Bundle::new(&library, guide, &setup.context()).unwrap();
            scripts(&bundle)
                .map(|(name, text)| {
                    // A value with a character that does not show is written in parts. It is still one value.
                    let whole = IN_PARTS.replace_all(&text, "''");
                    (name.to_owned(), Parsed::new(&whole).shape())
                })
                .collect()
        };
        let plain = shapes(&PLAIN);
        for set in ALL {
            for (one, other) in shapes(set).iter().zip(&plain) {
                assert!(one == other, "{}/{}: {} has another shape", guide.id, set.name, one.0);
            }
        }
    }
}
