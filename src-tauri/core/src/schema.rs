//! JSON schemas of the files in which guides and remedies are written, and the reference of their keys.
//!
//! Both are generated from the types that read these files, so neither can differ from them. An editor
//! completes and checks the files by the schemas (the `#:schema` line at their top); people read the
//! reference, `docs/GUIDES.md`.
//!
//! The schemas are stricter than reading in one thing: a key that no type has is refused everywhere.
//!
//! Only tests compile this module. `cargo xtask schema` runs the test below and lets it write.

mod reference;

use crate::clouds::Clouds;
use crate::error::{ErrorCode, Remedy, ScriptRemedies};
use crate::features::Features;
use crate::guide::{AnswersFile, Guide, SharedExplanations};
use crate::rehearsal::RehearsalPlan;
use crate::timeline::Timeline;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

/// A kind of file that is written by hand.
struct Kind {
    /// The name of its schema: `guide` for `guide.schema.json`.
    name: &'static str,
    /// Which files it is about, from the root of the repository.
    files: &'static str,
    schema: fn() -> Value,
}

const KINDS: [Kind; 9] = [
    Kind { name: "guide", files: "`src-tauri/core/guides/*/guide.toml`", schema: of::<Guide> },
    Kind {
        name: "explain",
        files: "`src-tauri/core/guides/shared/explain.toml`",
        schema: of::<SharedExplanations>,
    },
    Kind {
        name: "answers",
        files: "`src-tauri/core/guides/shared/answers.toml`",
        schema: of::<AnswersFile>,
    },
    Kind {
        name: "rehearsal",
        files: "`src-tauri/core/guides/*/rehearsal.toml`",
        schema: of::<RehearsalPlan>,
    },
    Kind {
        name: "features",
        files: "`src-tauri/core/guides/features.toml`",
        schema: of::<Features>,
    },
    Kind { name: "clouds", files: "`src-tauri/core/guides/clouds.toml`", schema: of::<Clouds> },
    Kind {
        name: "timeline",
        files: "`src-tauri/core/guides/timeline.toml`",
        schema: of::<Timeline>,
    },
    Kind {
        name: "remedies",
        files: "`src-tauri/core/src/error/remedies.toml`",
        schema: of_remedies,
    },
    Kind {
        name: "script-remedies",
        files: "`src-tauri/core/src/error/script-remedies.toml`",
        schema: of::<ScriptRemedies>,
    },
];

/// The schema of a type as it is read.
fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft07().for_deserialize();
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut schema = schema.to_value();
    tidy(&mut schema);
    schema
}

/// The table of remedies has an entry for an error code, by its name, where there is more than its texts.
fn of_remedies() -> Value {
    let mut entry = of::<Remedy>();
    let Value::Object(remedy) = &mut entry else { panic!("a struct has an object as its schema") };
    let draft = remedy.remove("$schema");
    let mut definitions = match remedy.remove("definitions") {
        Some(Value::Object(definitions)) => definitions,
        Some(_) | None => Map::new(),
    };
    definitions.insert("Remedy".to_owned(), entry);
    let entries: Map<String, Value> = ErrorCode::ALL
        .iter()
        .map(|code| (code.as_str().to_owned(), json!({ "$ref": "#/definitions/Remedy" })))
        .collect();
    json!({
        "$schema": draft,
        "title": "Remedies",
        "description": "The table of remedies: an entry for an error code of the program, by its name, where there is more than its texts.",
        "type": "object",
        "properties": entries,
        "additionalProperties": false,
        "definitions": definitions,
    })
}

/// Fits a schema to TOML: no key has the value null, and no key is there that no type has. Links of
/// the documentation of Rust become plain names.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(entries) => {
            entries.values_mut().for_each(tidy);
            without_null(entries);
            if entries.contains_key("properties") && !entries.contains_key("additionalProperties") {
                entries.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            if let Some(Value::String(text)) = entries.get_mut("description") {
                *text = text.replace("[`", "`").replace("`]", "`");
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(tidy),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn without_null(schema: &mut Map<String, Value>) {
    if schema.get("default") == Some(&Value::Null) {
        schema.remove("default");
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|one| one != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            schema.insert("type".to_owned(), one);
        }
    }
    let Some(Value::Array(choices)) = schema.get_mut("anyOf") else { return };
    choices.retain(|choice| choice.get("type").is_none_or(|one| one != "null"));
    if let [Value::Object(one)] = choices.as_slice() {
        let one = one.clone();
        schema.remove("anyOf");
        if schema.is_empty() {
            schema.extend(one);
        } else {
            // What is next to a reference is ignored in this draft.
            schema.insert("allOf".to_owned(), json!([one]));
        }
    }
}

/// Every generated file, by its name in `docs/`.
fn generated() -> Vec<(String, String)> {
    let schemas: Vec<(&Kind, Value)> = KINDS.iter().map(|kind| (kind, (kind.schema)())).collect();
    let mut files: Vec<(String, String)> = schemas
        .iter()
        .map(|(kind, schema)| {
            let text = serde_json::to_string_pretty(schema).unwrap();
            (format!("{}.schema.json", kind.name), text + "\n")
        })
        .collect();
    files.push(("GUIDES.md".to_owned(), reference::write(&schemas)));
    files
}

#[test]
fn schemas_and_reference_are_those_of_the_types() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let write = std::env::var_os("CROSSTRUST_SCHEMA").is_some_and(|value| value == "write");
    let mut differing = Vec::new();
    for (name, text) in generated() {
        let path = docs.join(&name);
        if write {
            fs::write(&path, &text).unwrap();
        }
        let there = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        if there != text {
            differing.push(name);
        }
    }
    assert_eq!(differing, Vec::<String>::new(), "in docs/: run `cargo xtask schema`");
}
