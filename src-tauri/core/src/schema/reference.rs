//! The reference of the keys, written from the schemas.

use super::Kind;
use serde_json::{Map, Value};
use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write as _;

const BEGINNING: &str = "# The files of a guide, key by key

<!-- Generated from the types that read these files: run `cargo xtask schema`. Changes made here are lost. -->

A guide is a folder with `guide.toml` and PowerShell templates. This page lists every key of `guide.toml` and of
the files beside the guides. The [README of the guides](../src-tauri/core/guides/README.md) describes the
templates. [CONTRIBUTING](../CONTRIBUTING.md) has the recipe for a new guide.

The first line of each file names its schema. An editor that knows the line `#:schema` completes the keys and
marks mistakes. The program ignores the line: it is a comment.
";

type Object = Map<String, Value>;

/// The page. A type that several files have is described with the first of them.
pub(super) fn write(schemas: &[(&Kind, Value)]) -> String {
    let mut page = BEGINNING.to_owned();
    let mut described = BTreeSet::new();
    for (kind, schema) in schemas {
        let file = format!("{}.schema.json", kind.name);
        write!(
            page,
            "\n## `{}.toml`\n\nFiles: {}. Schema: [{file}]({file}).\n",
            kind.name, kind.files
        )
        .unwrap();
        let root = schema.as_object().unwrap();
        describe(&mut page, root);
        for (name, places) in definitions(root) {
            if !described.insert(name.to_owned()) {
                continue;
            }
            write!(page, "\n### {name}\n\nIn {}.\n", listed(&places)).unwrap();
            describe(&mut page, definition(root, name));
        }
    }
    page
}

/// The definitions of a schema in the order in which they are met, the outer ones first, each with the
/// places where it is used.
fn definitions(root: &Object) -> Vec<(&str, Vec<String>)> {
    let mut found: Vec<(&str, Vec<String>)> = Vec::new();
    let mut waiting = VecDeque::from([(String::new(), root)]);
    while let Some((place, schema)) = waiting.pop_front() {
        for (key, property) in keys(schema) {
            let inner = if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
            for name in references(property) {
                let index = found.iter().position(|(known, _)| *known == name);
                let index = index.unwrap_or_else(|| {
                    found.push((name, Vec::new()));
                    waiting.push_back((inner.clone(), definition(root, name)));
                    found.len() - 1
                });
                let places = &mut found[index].1;
                if !places.contains(&inner) {
                    places.push(inner.clone());
                }
            }
        }
        for name in choices(schema).iter().flat_map(|choice| references(choice)) {
            if found.iter().all(|(known, _)| *known != name) {
                found.push((name, vec![place.clone()]));
                waiting.push_back((place.clone(), definition(root, name)));
            }
        }
    }
    found
}

fn definition<'a>(root: &'a Object, name: &str) -> &'a Object {
    root["definitions"][name].as_object().unwrap()
}

/// The keys of an object, or of each form that it can have.
fn keys(schema: &Object) -> Vec<(&str, &Value)> {
    let own = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let forms = choices(schema).iter().filter_map(|choice| choice.get("properties")?.as_object());
    own.chain(forms.flatten()).map(|(key, value)| (key.as_str(), value)).collect()
}

/// The forms that a value can have.
fn choices(schema: &Object) -> &[Value] {
    let choices = schema.get("oneOf").or_else(|| schema.get("anyOf"));
    choices.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The names of the definitions that a schema refers to by itself.
fn references(schema: &Value) -> Vec<&str> {
    match schema {
        Value::Object(entries) => entries
            .iter()
            .flat_map(|(key, value)| match value {
                Value::String(path) if key == "$ref" => {
                    path.rsplit('/').next().into_iter().collect()
                }
                other => references(other),
            })
            .collect(),
        Value::Array(entries) => entries.iter().flat_map(references).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// What a schema is about, and its keys or values.
fn describe(page: &mut String, schema: &Object) {
    if let Some(text) = schema.get("description").and_then(Value::as_str) {
        write!(page, "\n{text}\n").unwrap();
    }
    let is_needed = |key: &str| {
        let required = schema.get("required").and_then(Value::as_array);
        required.is_some_and(|required| required.iter().any(|name| name == key))
    };
    if let Some(Value::Object(properties)) = schema.get("properties") {
        *page += "\n| Key | Value | Needed | Meaning |\n|---|---|---|---|\n";
        for (key, property) in properties {
            let needed = if is_needed(key) { "yes" } else { "no" };
            let meaning = meaning(property);
            writeln!(page, "| `{key}` | {} | {needed} | {meaning} |", value_of(property)).unwrap();
        }
    }
    let forms = choices(schema);
    let is_object = |choice: &Value| choice.get("properties").is_some();
    let is_reference = |form: &Value| form.get("$ref").or_else(|| form.get("allOf")).is_some();
    if forms.iter().all(is_reference) && !forms.is_empty() {
        let names: Vec<String> = forms.iter().map(value_of).collect();
        write!(page, "\nOne of: {}.\n", names.join(", ")).unwrap();
    } else if forms.iter().any(is_object) {
        *page += "\nA table with exactly one of these keys:\n\n| Key | Value | Meaning |\n|---|---|---|\n";
        for form in forms {
            for (key, property) in form["properties"].as_object().into_iter().flatten() {
                writeln!(page, "| `{key}` | {} | {} |", value_of(property), meaning(form)).unwrap();
            }
        }
    } else if !forms.is_empty() {
        *page += "\n| Value | Meaning |\n|---|---|\n";
        for form in forms {
            // A value without a description is in a list of its likes.
            let list = form.get("enum").and_then(Value::as_array).into_iter().flatten();
            for value in form.get("const").into_iter().chain(list) {
                let value = value.as_str().unwrap_or_else(|| panic!("a value to describe: {form}"));
                writeln!(page, "| `{value}` | {} |", meaning(form)).unwrap();
            }
        }
    }
}

fn meaning(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// What kind of value it is, in words.
fn value_of(schema: &Value) -> String {
    let inner = |key: &str| schema.get(key).map_or_else(|| "value".to_owned(), value_of);
    if let Some(path) = schema.get("$ref").and_then(Value::as_str) {
        let name = path.rsplit('/').next().unwrap_or_default();
        return format!("[{name}](#{})", name.to_lowercase());
    }
    if let Some(Value::Array(parts)) = schema.get("allOf") {
        return parts.first().map_or_else(String::new, value_of);
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => "text".to_owned(),
        Some("integer" | "number") => "number".to_owned(),
        Some("boolean") => "true or false".to_owned(),
        Some("array") => format!("list: {}", inner("items")),
        Some("object") if schema.get("additionalProperties").is_some_and(Value::is_object) => {
            format!("table: {}", inner("additionalProperties"))
        }
        Some("object") => "table".to_owned(),
        Some(_) | None => "any value".to_owned(),
    }
}

/// Places in a file, as keys are written.
fn listed(places: &[String]) -> String {
    places.iter().map(|place| format!("`{place}`")).collect::<Vec<_>>().join(", ")
}
