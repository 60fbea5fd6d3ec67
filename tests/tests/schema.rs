//! The files of guides and remedies against the schemas that editors check them by.

use crosstrust_core::guide::Library;
use crosstrust_tests::repository::{files, has_extension, root, text};
use jsonschema::Validator;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Tables whose keys are names of Exchange's properties or of commands, and so of any spelling.
const FREE: [&str; 11] = [
    "with",
    "without",
    "has",
    "item",
    "is",
    "lacks",
    "object",
    "to",
    "facts",
    "if-answers",
    "explain",
];

/// The files of a folder that are written by hand and have a schema.
fn tables(folder: &str) -> Vec<String> {
    files(folder).into_iter().filter(|path| has_extension(path, &["toml"])).collect()
}

fn read(path: &str) -> Value {
    toml::from_str(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The schema that the first line of a file names, and that it has to name.
fn schema(path: &str) -> Validator {
    let text = text(path);
    let line = text.lines().next().unwrap_or_default();
    let named =
        line.strip_prefix("#:schema ").unwrap_or_else(|| panic!("{path} begins with {line}"));
    let kind = Path::new(path).file_stem().expect("a name").to_string_lossy();
    let docs = root().join("docs").join(format!("{kind}.schema.json"));
    let found = root().join(path).with_file_name(named);
    assert_eq!(found.canonicalize().ok(), docs.canonicalize().ok(), "{path} names {named}");
    let schema = std::fs::read_to_string(docs).expect("it is there");
    let schema = serde_json::from_str(&schema).expect("a schema is JSON");
    jsonschema::validator_for(&schema).expect("it is a schema")
}

fn errors(schema: &Validator, value: &Value) -> Vec<String> {
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn all_are_valid(paths: &[String]) {
    for path in paths {
        assert_eq!(errors(&schema(path), &read(path)), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn every_guide_of_the_repository_is_valid() {
    let paths = tables("src-tauri/core/guides");
    let guides = Library::built_in().expect("a line for editors is a comment").guides().count();
    assert_eq!(
        paths.len(),
        guides + 7,
        "the guides, answers.toml, clouds.toml, explain.toml, features.toml, timeline.toml and two rehearsal.toml: {paths:?}"
    );
    all_are_valid(&paths);
}

#[test]
fn the_remedies_of_the_repository_are_valid() {
    let paths = tables("src-tauri/core/src/error");
    assert_eq!(paths.len(), 2, "{paths:?}");
    all_are_valid(&paths);
}

/// The places of keys below a value: as JSON pointers, one for all entries of a list.
fn places(
    value: &Value,
    at: &str,
    kind: &str,
    seen: &mut BTreeSet<String>,
    found: &mut Vec<String>,
) {
    match value {
        Value::Object(entries) => {
            let is_free = FREE.iter().any(|name| kind.ends_with(&format!("/{name}")));
            for (key, entry) in entries {
                // A name in a table of names stands for all of them.
                let kind = format!("{kind}/{}", if is_free { "*" } else { key });
                let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                if seen.insert(kind.clone()) && !is_free {
                    found.push(at.clone());
                }
                places(entry, &at, &kind, seen, found);
            }
        }
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                places(entry, &format!("{at}/{index}"), kind, seen, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn a_misspelled_key_is_refused() {
    let mut count = 0;
    let kinds = ["src-tauri/core/guides", "src-tauri/core/src/error"];
    for path in kinds.iter().flat_map(|folder| tables(folder)) {
        let schema = schema(&path);
        let value = read(&path);
        let mut found = Vec::new();
        places(&value, "", "", &mut BTreeSet::new(), &mut found);
        for place in found {
            let (table, key) = place.rsplit_once('/').expect("a place begins with a slash");
            let mut wrong = value.clone();
            let table = wrong.pointer_mut(table).and_then(Value::as_object_mut).expect("a table");
            let entry = table.remove(key).expect("it is there");
            table.insert(format!("{key}s-"), entry);
            assert!(!schema.is_valid(&wrong), "{path}: {place} may be misspelled");
            count += 1;
        }
    }
    assert!(count > 200, "keys are misspelled: {count}");
}

#[test]
fn a_value_of_another_kind_is_refused() {
    let path = "src-tauri/core/guides/teams/guide.toml";
    let schema = schema(path);
    let value = read(path);
    for (place, wrong) in [
        ("/steps/0/kind", Value::from("scripts")),
        ("/steps/0/minutes", Value::from("5")),
        ("/answers/10/kind", Value::from("domain")),
        ("/scripts/0/role", Value::from("undo-all")),
        ("/article/title", Value::from(1)),
    ] {
        let mut changed = value.clone();
        *changed.pointer_mut(place).unwrap_or_else(|| panic!("{place} is there")) = wrong;
        assert!(!schema.is_valid(&changed), "{place}");
    }
}
