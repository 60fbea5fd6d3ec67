//! Questions that several guides ask, once for all of them.
//!
//! A guide takes one with `shared = "tenant"` in the place of its own entry. What it has beside that key is
//! its own, in place of what the shared question has.

use super::AnswerSpec;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::{Table, Value};

/// The file, from the folder of guides.
pub(super) const FILE: &str = "shared/answers.toml";

/// The file, as it is written.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswersFile {
    /// The questions. A guide asks those that it names, in its own order.
    answers: Vec<AnswerSpec>,
}

/// A question of a guide, as it is written: its own, or a shared one.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum AnswerEntry {
    /// A question of its own.
    Own(AnswerSpec),
    /// A question of `answers.toml`.
    Shared(SharedAnswer),
}

/// A question of `answers.toml`, with what differs in this guide.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct SharedAnswer {
    /// Its name in `answers.toml`, and in this guide.
    shared: super::AnswerId,
    /// What the program does with the answer, besides writing it into scripts.
    role: Option<super::AnswerRole>,
    /// The field's label.
    label: Option<String>,
    /// One or two sentences below the field.
    help: Option<String>,
    /// A valid value, shown as an example and in errors.
    example: Option<String>,
    /// Whether the guide can go on without it.
    optional: Option<bool>,
    /// Whether it changes what on-premises scripts do; only these count in the fingerprint.
    in_scripts: Option<bool>,
    /// For the role `cloud`: what to know of a cloud once it is chosen, by its `teams-calendars` in
    /// `clouds.toml`.
    calendar_notes: Option<super::CalendarNotes>,
    /// Where discovery or the receipt of a step finds a value, the best first.
    found: Option<Vec<super::Found>>,
}

/// The shared questions by their names.
#[derive(Default)]
pub(super) struct SharedAnswers(BTreeMap<String, Table>);

impl SharedAnswers {
    /// Reads the file, and says what is wrong with it.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let typed: AnswersFile = toml::from_str(text).map_err(|error| error.to_string())?;
        let table: Table = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut answers = BTreeMap::new();
        for (spec, entry) in typed.answers.iter().zip(entries(&table)) {
            if answers.insert(spec.id.to_string(), entry.clone()).is_some() {
                return Err(format!("there are two answers \"{}\"", spec.id));
            }
        }
        Ok(Self(answers))
    }

    /// A guide with the shared questions in their places, or nothing where it names none.
    ///
    /// # Errors
    /// A question that is not there, or one that says again what the shared one says.
    pub(super) fn fill(&self, text: &str) -> Result<Option<Table>, String> {
        // What is no TOML is reported where the guide is read.
        let Ok(mut guide) = toml::from_str::<Table>(text) else { return Ok(None) };
        if !entries(&guide).any(|entry| entry.contains_key("shared")) {
            return Ok(None);
        }
        let answers = guide.get_mut("answers").and_then(Value::as_array_mut);
        for entry in answers.into_iter().flatten().filter_map(Value::as_table_mut) {
            let Some(name) = entry.remove("shared") else { continue };
            let shared = name.as_str().and_then(|name| self.0.get(name));
            let shared = shared.ok_or_else(|| format!("answer {name} is not in {FILE}"))?;
            if entry.contains_key("id") {
                return Err(format!("answer {name} has its id from {FILE}"));
            }
            if let Some((key, _)) = entry.iter().find(|(key, own)| shared.get(*key) == Some(*own)) {
                return Err(format!("answer {name}: {key} is the same in {FILE}"));
            }
            let own = std::mem::replace(entry, shared.clone());
            entry.extend(own);
        }
        Ok(Some(guide))
    }
}

/// The questions of a file.
fn entries(file: &Table) -> impl Iterator<Item = &Table> {
    let answers = file.get("answers").and_then(Value::as_array);
    answers.into_iter().flatten().filter_map(Value::as_table)
}
