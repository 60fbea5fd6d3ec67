//! Nothing that is written or shown names a command that Microsoft has retired, but where a guide
//! says what was published.

use super::each_guide;
use crosstrust_tests::answer_sets::library;
use std::path::{Path, PathBuf};

/// The commands of modules that are gone, by their nouns: `MSOnline`, `AzureAD`, the connector of
/// Skype for Business Online, and what came with it.
fn retired(text: &str) -> Vec<&str> {
    let word = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
    text.split(|sign| !word(sign))
        .filter(|word| {
            let Some((verb, noun)) = word.split_once('-') else { return false };
            let noun = noun.to_ascii_lowercase();
            !verb.is_empty()
                && (noun.starts_with("msol")
                    || noun.starts_with("azuread")
                    || noun == "csonlinesession"
                    || noun == "cstenant")
        })
        .collect()
}

fn guides() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/core/guides")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn the_names_of_retired_commands_are_recognised() {
    for name in [
        "Connect-MsolService",
        "get-msolserviceprincipal",
        "New-AzureADUser",
        "New-CsOnlineSession",
        "Get-CsTenant",
    ] {
        assert_eq!(retired(&format!("x = \"{name} -Y\"")), [name]);
    }
    assert_eq!(retired("Get-CsPartnerApplication, MSOnline, Msol, Azure-Something"), [""; 0]);
}

#[test]
fn no_template_and_no_sentence_of_a_guide_names_a_retired_command() {
    let mut all = Vec::new();
    files(&guides(), &mut all);
    let mut quoted = 0;
    for path in all {
        let text = std::fs::read_to_string(&path).expect("a text");
        for (number, line) in text.lines().enumerate() {
            let found = retired(line);
            if found.is_empty() {
                continue;
            }
            let is_guide = path.ends_with("guide.toml");
            assert!(
                is_guide && line.starts_with("published = "),
                "{}:{}: {found:?}",
                path.display(),
                number + 1
            );
            quoted += 1;
        }
    }
    assert!(quoted > 0, "what was published is shown");
}

#[test]
fn no_script_names_a_retired_command() {
    each_guide(|scripts| {
        for (id, text) in &scripts.texts {
            assert_eq!(retired(text), [""; 0], "{} {id}", scripts.guide.id);
        }
    });
}

#[test]
fn the_words_around_a_difference_name_none_either() {
    for guide in library().guides() {
        for difference in guide.steps.iter().flat_map(|step| &step.differences) {
            for text in [&difference.trouble, &difference.instead] {
                assert_eq!(retired(text), [""; 0], "{}", guide.id);
            }
        }
    }
}
