//! The texts of the files of guides by their keys, and the same texts in another language.
//!
//! English is in the files themselves. A translation is a file next to them: `texts.de.toml` next to
//! `guide.toml`, `answers.de.toml` next to `answers.toml`, `timeline.de.toml` next to `timeline.toml`. It has each text by its key, with the English
//! text that it translates.
//!
//! Every translation is checked when the guides are read. It is refused when a text is missing or
//! unknown, or when the English text has changed since. A translated text has the same commands and the
//! same places for values. So a language changes words, and nothing else.

use super::GuideError;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use toml::{Table, Value};

/// A text that a person reads.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeyedText {
    /// Where it is in its file: `steps.account.why`. An entry of a list has its id, or its number from 1.
    pub key: String,
    /// The text.
    pub text: String,
}

/// The keys whose values are texts.
const KEYS: [&str; 37] = [
    "announcement",
    "change",
    "changes",
    "difference",
    "expectation",
    "heading",
    "held",
    "help",
    "if-not",
    "instead",
    "keep",
    "label",
    "line",
    "means",
    "next",
    "none",
    "not-supported",
    "note",
    "only-with",
    "otherwise",
    "place",
    "published",
    "purpose",
    "reason",
    "rights-notes",
    "says",
    "source",
    "summary",
    "text",
    "title",
    "trouble",
    "undo",
    "unknown",
    "update",
    "why",
    "without-delegates",
    "words",
];

/// The table whose values are all texts.
const EXPLANATIONS: &str = "explain";

/// Tables with the words of others, as they published them: the title of an article, Microsoft's cells.
const OF_OTHERS: [&str; 3] = ["article", "source", "cells"];

/// The lines of a text that are commands begin so.
const COMMAND: &str = "    ";

/// The texts of a file of the guides.
pub fn texts(file: &Table) -> Vec<KeyedText> {
    let mut texts = Vec::new();
    let mut file = Value::Table(file.clone());
    visit(&mut file, "", false, &mut |key, text| {
        texts.push(KeyedText { key: key.to_owned(), text: text.clone() });
    });
    texts
}

/// A translation, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Translation {
    texts: Vec<Translated>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Translated {
    key: String,
    english: String,
    text: String,
}

/// A file in a language, or as it is where none is chosen. All of its translations are checked.
///
/// # Errors
/// A translation has a fault, or there is none in the chosen language.
pub(super) fn in_language(
    file: &str,
    text: &str,
    files: &BTreeMap<String, String>,
    language: Option<&str>,
) -> Result<String, GuideError> {
    let (before, after) = name_around_language(file);
    let mut chosen = language.is_none().then(|| text.to_owned());
    for (name, translation) in files {
        let of = name.strip_prefix(&before).and_then(|rest| rest.strip_suffix(after));
        let Some(of) = of.filter(|of| is_language(of)) else { continue };
        let translated = translate(text, translation)
            .map_err(|why| GuideError::Malformed { file: name.clone(), why })?;
        if language == Some(of) {
            chosen = Some(translated);
        }
    }
    chosen.ok_or_else(|| GuideError::Malformed {
        file: format!("{before}{}{after}", language.unwrap_or_default()),
        why: "it is missing".to_owned(),
    })
}

/// What is before and after the language in the name of a translation.
fn name_around_language(file: &str) -> (String, &'static str) {
    let stem = file.trim_end_matches(".toml");
    let before = match stem.strip_suffix("/guide") {
        Some(folder) => format!("{folder}/texts."),
        None => format!("{stem}."),
    };
    (before, ".toml")
}

fn is_language(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-')
}

/// The file with the texts of the translation, or all that is wrong with the translation.
fn translate(text: &str, translation: &str) -> Result<String, String> {
    // What is no TOML is refused where the file itself is read.
    let Ok(table) = toml::from_str::<Table>(text) else { return Ok(text.to_owned()) };
    let translation: Translation =
        toml::from_str(translation).map_err(|error| error.to_string().trim_end().to_owned())?;
    let mut faults = Vec::new();
    let mut by_key = BTreeMap::new();
    for one in translation.texts {
        if let Some(twice) = by_key.insert(one.key.clone(), one) {
            faults.push(format!("{}: it is there twice", twice.key));
        }
    }
    let mut missing = String::new();
    let mut file = Value::Table(table);
    visit(&mut file, "", false, &mut |key, english| {
        if let Some(one) = by_key.remove(key) {
            faults.extend(fault(&one, english).map(|fault| format!("{key}: {fault}")));
            *english = one.text;
        } else {
            let entry = Table::from_iter(
                [("key", key), ("english", english.as_str()), ("text", "")]
                    .map(|(name, value)| (name.to_owned(), Value::from(value))),
            );
            let _ = write!(missing, "\n[[texts]]\n{entry}");
        }
    });
    faults.extend(by_key.keys().map(|key| format!("{key}: there is no such text")));
    if !missing.is_empty() {
        faults.push(format!("these texts are missing:\n{missing}"));
    }
    if faults.is_empty() {
        toml::to_string(&file).map_err(|error| error.to_string())
    } else {
        Err(faults.join("\n"))
    }
}

/// What is wrong with a translated text.
fn fault(one: &Translated, english: &str) -> Option<String> {
    let commands = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with(COMMAND)).map(str::to_owned).collect()
    };
    if one.english != english {
        Some(format!("the English text is now {english:?}"))
    } else if one.text.trim().is_empty() {
        Some("it is empty".to_owned())
    } else if commands(&one.text) != commands(english) {
        Some("its commands differ from those of the English text".to_owned())
    } else if places(&one.text) != places(english) {
        Some(format!("its places for values differ from {:?}", places(english)))
    } else {
        None
    }
}

/// The places for values in a text, `{date}` or `{{ tenant }}`, in the order of their names. Texts
/// within them are left out: they may be translated.
fn places(text: &str) -> Vec<String> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    let mut places: Vec<String> = inside
        .map(|(inside, _)| inside.split('\'').step_by(2).collect::<Vec<_>>().join("''"))
        .collect();
    places.sort();
    places
}

/// Calls `act` with the key of each text, and with the text.
fn visit(value: &mut Value, key: &str, is_text: bool, act: &mut dyn FnMut(&str, &mut String)) {
    let below = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    match value {
        Value::String(text) if is_text => act(key, text),
        Value::Array(entries) => {
            for (number, entry) in (1..).zip(entries) {
                let name = name_of(entry).unwrap_or_else(|| number.to_string());
                visit(entry, &below(&name), is_text, act);
            }
        }
        Value::Table(table) => {
            for (name, entry) in table.iter_mut() {
                if entry.is_table() && OF_OTHERS.contains(&name.as_str()) {
                    continue;
                }
                let all = name == EXPLANATIONS;
                let is_text = is_text || all || KEYS.contains(&name.as_str());
                let is_text = is_text && (all || !entry.is_table());
                visit(entry, &below(name), is_text, act);
            }
        }
        _ => {}
    }
}

/// The name of an entry of a list, where it has one.
fn name_of(entry: &Value) -> Option<String> {
    ["id", "shared", "code"]
        .into_iter()
        .find_map(|name| entry.get(name)?.as_str().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        title = "A guide"
        order = 1
        article = { title = "An article", url = "https://example.com" }
        [[steps]]
        id = "one"
        why = "For {{ tenant }}."
        rights-notes = ["First.", "Second."]
        [[steps.expect]]
        fact = "state"
        otherwise = """
        Run this:
            Set-Thing -One
        Then wait."""
        [explain]
        Get-Thing = "Reads it."
    "#;

    fn file() -> String {
        FILE.replace("\n        ", "\n")
    }

    fn german(key: &str, english: &str) -> String {
        let words = [
            ("A guide", "Eine Anleitung"),
            ("For", "F\u{fc}r"),
            ("First", "Erstens"),
            ("Second", "Zweitens"),
            ("Run this", "Ausf\u{fc}hren"),
            ("Then wait", "Dann warten"),
            ("Reads it", "Liest es"),
        ];
        let text = words.iter().fold(english.to_owned(), |text, (from, to)| text.replace(from, to));
        let entry = [("key", key), ("english", english), ("text", text.as_str())];
        let entry = entry.map(|(name, value)| (name.to_owned(), Value::from(value)));
        format!("[[texts]]\n{}\n", Table::from_iter(entry))
    }

    fn translation() -> String {
        let table: Table = file().parse().unwrap();
        texts(&table).iter().map(|one| german(&one.key, &one.text)).collect()
    }

    fn owned((before, after): (&str, &str)) -> (String, String) {
        (before.to_owned(), after.to_owned())
    }

    fn refusal(changed: &str, by: &str) -> String {
        let translation = translation();
        assert!(translation.contains(changed), "{translation}");
        translate(&file(), &translation.replacen(changed, by, 1)).unwrap_err()
    }

    #[test]
    fn texts_are_found_by_their_keys_and_nothing_else_is() {
        let table: Table = file().parse().unwrap();
        let keys: Vec<String> = texts(&table).into_iter().map(|one| one.key).collect();
        let expected = [
            "explain.Get-Thing",
            "steps.one.expect.1.otherwise",
            "steps.one.rights-notes.1",
            "steps.one.rights-notes.2",
            "steps.one.why",
            "title",
        ];
        assert_eq!(keys, expected);
    }

    #[test]
    fn a_translation_changes_the_texts_and_nothing_else() {
        let translated: Table = translate(&file(), &translation()).unwrap().parse().unwrap();
        let english: Table = file().parse().unwrap();
        assert_eq!(translated["title"].as_str(), Some("Eine Anleitung"));
        assert_eq!(translated["article"], english["article"]);
        assert_eq!(
            texts(&translated).iter().find(|one| one.key.ends_with("otherwise")).unwrap().text,
            "Ausf\u{fc}hren:\n    Set-Thing -One\nDann warten."
        );
        assert_eq!(translated["order"], english["order"]);
        assert_eq!(translated["steps"][0]["id"], english["steps"][0]["id"]);
        assert_eq!(
            translated["steps"][0]["expect"][0]["fact"],
            english["steps"][0]["expect"][0]["fact"]
        );
    }

    #[test]
    fn a_translation_with_a_fault_is_refused_with_the_key() {
        let missing = refusal("key = \"title\"", "key = \"titel\"");
        assert!(missing.contains("titel: there is no such text"), "{missing}");
        assert!(missing.contains("key = \"title\""), "it shows the entry to add: {missing}");
        let changed = refusal("english = \"A guide\"", "english = \"A book\"");
        assert_eq!(changed, "title: the English text is now \"A guide\"");
        let place = refusal("F\u{fc}r {{ tenant }}", "F\u{fc}r {{ cloud }}");
        assert!(place.starts_with("steps.one.why: its places for values differ"), "{place}");
        let (before, after) = translation().rsplit_once("-One").map(owned).unwrap();
        let command = translate(&file(), &format!("{before}-Two{after}")).unwrap_err();
        assert!(command.contains("steps.one.expect.1.otherwise: its commands differ"), "{command}");
        let empty = refusal("text = \"Erstens.\"", "text = \" \"");
        assert_eq!(empty, "steps.one.rights-notes.1: it is empty");
        let twice = translate(&file(), &translation().repeat(2)).unwrap_err();
        assert!(twice.contains("title: it is there twice"), "{twice}");
    }

    #[test]
    fn a_language_is_chosen_by_the_name_of_the_file() {
        let files = BTreeMap::from([("g/texts.de.toml".to_owned(), translation())]);
        let read = |language| in_language("g/guide.toml", &file(), &files, language);
        assert!(read(Some("de")).unwrap().contains("Eine Anleitung"));
        assert_eq!(read(None).unwrap(), file());
        let missing = read(Some("fr")).unwrap_err().to_string();
        assert_eq!(missing, "g/texts.fr.toml: it is missing");
        let broken = BTreeMap::from([("g/texts.de.toml".to_owned(), "texts = []".to_owned())]);
        assert!(in_language("g/guide.toml", &file(), &broken, None).is_err(), "it is checked");
    }
}
