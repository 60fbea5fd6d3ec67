//! Scripts: the PowerShell of a step with the answers filled in.
//!
//! Rendering is a function of its inputs: the same guide, answers and setup give the same bytes. How
//! a value is written stands in `literal`, and nowhere else; which names a template may use was
//! checked when the guide was read.

mod literal;
mod text;

use crate::guide::answer::AnswerKind;
use crate::guide::templates::words;
use crate::guide::{AnswerId, Answers, Guide, GuideId, Library, ScriptId};
use minijinja::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// What a setup has made, as its receipts say, and so what undo takes back. The names are those the
/// guide gives (`account`, `sfbonline`).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Made {
    /// What was not there before.
    pub created: Vec<String>,
    /// What was disabled before.
    pub enabled: Vec<String>,
    /// What pointed elsewhere before, with where.
    pub relinked: BTreeMap<String, String>,
}

/// Everything a script is written from, besides its template.
#[derive(Clone, Copy, Debug)]
pub struct ScriptContext<'a> {
    /// The setup's id; the receipt carries it back.
    pub setup_id: &'a str,
    /// The answers.
    pub answers: &'a Answers,
    /// The tenant's id, once it is known.
    pub tenant_id: Option<&'a str>,
    /// What undo takes back.
    pub made: &'a Made,
}

/// Why a script was not written.
#[derive(Debug, Error)]
pub enum ScriptError {
    /// Answers that the script needs were not given.
    #[error("The script \"{script}\" needs answers that were not given: {}.", list(.missing))]
    Missing {
        /// The script.
        script: ScriptId,
        /// What is missing, in the order in which it is asked.
        missing: Vec<AnswerId>,
    },
    /// The script is written only after the operator has confirmed something.
    #[error("The script \"{script}\" is written only after \"{answer}\" was confirmed.")]
    Unconfirmed {
        /// The script.
        script: ScriptId,
        /// The answer that must be yes.
        answer: AnswerId,
    },
    /// There is no such script in the guide.
    #[error("There is no script \"{script}\" in the guide \"{guide}\".")]
    Unknown {
        /// The guide.
        guide: GuideId,
        /// The script.
        script: ScriptId,
    },
    /// The template could not be rendered.
    #[error("The script \"{script}\" could not be written: {why}")]
    Template {
        /// The script.
        script: ScriptId,
        /// What the template engine says.
        why: String,
    },
}

fn list(missing: &[AnswerId]) -> String {
    missing.iter().map(AnswerId::as_str).collect::<Vec<_>>().join(", ")
}

/// A script, ready to be run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Script {
    /// Its name in the guide.
    pub id: ScriptId,
    /// The name of its file.
    pub file_name: String,
    /// Its title.
    pub title: String,
    /// Its text: plain line ends, one at the end, no blanks at the end of a line.
    pub text: String,
}

/// Writes a script of a guide.
pub fn write(
    library: &Library,
    guide: &Guide,
    script: &ScriptId,
    context: &ScriptContext<'_>,
) -> Result<Script, ScriptError> {
    let unknown = || ScriptError::Unknown { guide: guide.id.clone(), script: script.clone() };
    let spec = guide.script(script).ok_or_else(unknown)?;
    if let Some(question) =
        spec.ask.as_ref().filter(|question| !context.answers.flag(question.answer.as_str()))
    {
        return Err(ScriptError::Unconfirmed {
            script: script.clone(),
            answer: question.answer.clone(),
        });
    }
    let missing = context.answers.missing(guide, &spec.uses);
    if !missing.is_empty() {
        return Err(ScriptError::Missing { script: script.clone(), missing });
    }
    let mut environment = library.templates().environment();
    environment.set_formatter(|out, _, value| literal::write_value(out, value));
    let rendered = environment
        .get_template(&guide.template_name(spec))
        .and_then(|template| template.render(values(guide, context)))
        .map_err(|error| ScriptError::Template { script: script.clone(), why: words(&error) })?;
    Ok(Script {
        id: spec.id.clone(),
        file_name: format!("{}.ps1", spec.id),
        title: spec.title.clone(),
        text: text::tidy(&rendered),
    })
}

/// The values templates can name. Every answer is there: one that was not given is empty text, or no.
fn values<'a>(guide: &'a Guide, context: &ScriptContext<'_>) -> BTreeMap<&'a str, Value> {
    let answers = context.answers;
    let mut values: BTreeMap<&str, Value> = guide
        .answers
        .iter()
        .map(|spec| {
            let id = spec.id.as_str();
            let value = match spec.kind {
                AnswerKind::Flag => Value::from(answers.flag(id)),
                _ => Value::from(answers.text(id).unwrap_or_default()),
            };
            (id, value)
        })
        .collect();
    let tenant = context.tenant_id.or_else(|| answers.text("tenant")).unwrap_or_default();
    values.insert("setup_id", Value::from(context.setup_id));
    values.insert("guide_id", Value::from(guide.id.as_str()));
    values.insert("fingerprint", Value::from(answers.fingerprint(guide)));
    values.insert("tenant_id", Value::from(tenant));
    values.insert("created", Value::from(context.made.created.clone()));
    values.insert("enabled", Value::from(context.made.enabled.clone()));
    values.insert("relinked", Value::from(context.made.relinked.clone()));
    values
}

#[cfg(test)]
mod tests;
