//! Scripts: the PowerShell of a step with the answers filled in.
//!
//! Rendering is a function of its inputs: the same guide, answers and setup give the same bytes. How
//! a value is written is in `guide::literal`, and nowhere else; which names a template may use was
//! checked when the guide was read.

mod bundle;
mod directory_team;
mod explain;
mod how;
mod number;
mod probe;
mod run_book;
mod starter;
mod text;

pub use bundle::{Bundle, BundleError, BundleFile};
pub use explain::explanations;
pub use how::{HowToRun, Instruction};
pub use number::{Numbered, numbered};
pub use probe::probe;

use crate::error::{ErrorCode, Problem};
use crate::guide::templates::{
    AZURE_ENVIRONMENTS, OF_CLOUD, azure_environments, of_cloud, value, words,
};
use crate::guide::{
    AnswerId, AnswerRole, Answers, Guide, GuideId, Library, ScriptId, ScriptRole, ScriptSpec,
    StepId,
};
use crate::ids::TenantId;
use crate::messages::{say, text};
use minijinja::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// What a setup has made, as its receipts say, and so what undo takes back. The names are those the
/// guide gives (`account`, `sfbonline`).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UndoList {
    /// What was not there before.
    pub created: Vec<String>,
    /// What was disabled before.
    pub enabled: Vec<String>,
    /// What pointed elsewhere before, with where.
    pub relinked: BTreeMap<String, String>,
}

impl UndoList {
    /// Whether there is nothing to take back.
    pub fn is_empty(&self) -> bool {
        let Self { created, enabled, relinked } = self;
        created.is_empty() && enabled.is_empty() && relinked.is_empty()
    }

    /// Whether there is something that this undo script takes back: a guide whose steps run in several
    /// places has one for each.
    pub fn concerns(&self, guide: &Guide, script: &ScriptSpec) -> bool {
        let steps = guide.steps.iter().filter(|step| script.steps.contains(&step.id));
        let mut changes = steps.flat_map(|step| &step.reversible);
        let names = || self.created.iter().chain(&self.enabled).chain(self.relinked.keys());
        changes.any(|reversible| names().any(|name| reversible.names(name)))
    }
}

/// Everything a script is written from, besides its template.
#[derive(Clone, Copy, Debug)]
pub struct ScriptContext<'a> {
    /// The setup's id; the receipt carries it back.
    pub setup_id: &'a str,
    /// The answers.
    pub answers: &'a Answers,
    /// The tenant's id, once it is known.
    pub tenant_id: Option<TenantId>,
    /// What undo takes back.
    pub undo_list: &'a UndoList,
    /// The upload steps that are done: what a script on a server cannot read in the tenant itself.
    pub uploaded: &'a [StepId],
}

/// Why a script was not written.
#[derive(Debug, Error)]
pub enum RenderError {
    /// Answers that the script needs were not given.
    #[error("{}", say!("script-answers-missing", title = title, answers = labels.join(", ")))]
    Missing {
        /// The script's title.
        title: String,
        /// What is missing, in the order in which it is asked.
        missing: Vec<AnswerId>,
        /// The same, as the questions are labelled.
        labels: Vec<String>,
    },
    /// The script is written only after the operator has confirmed something.
    #[error("{}", say!("script-not-confirmed", title = title, label = label))]
    Unconfirmed {
        /// The script's title.
        title: String,
        /// What is to be confirmed.
        label: String,
        /// The answer that must be yes.
        answer: AnswerId,
    },
    /// There is no such script in the guide.
    #[error("{}", say!("script-unknown", guide = guide, script = script))]
    Unknown {
        /// The guide.
        guide: GuideId,
        /// The script.
        script: ScriptId,
    },
    /// A value cannot be in the run book.
    #[error("{}", say!("script-run-book-failed-why", why = why))]
    RunBook {
        /// What is wrong with the value.
        why: String,
    },
    /// The template could not be rendered.
    #[error("{}", say!("script-failed-why", script = script, why = why))]
    Template {
        /// The script.
        script: ScriptId,
        /// What the template engine says.
        why: String,
    },
}

impl From<RenderError> for Problem {
    fn from(error: RenderError) -> Self {
        let message = error.to_string();
        match error {
            RenderError::Missing { .. } | RenderError::Unconfirmed { .. } => {
                Self::new(ErrorCode::AnswerMissing, message)
            }
            RenderError::Unknown { .. } => Self::new(ErrorCode::NotInGuide, message),
            RenderError::RunBook { why } => {
                Self::new(ErrorCode::GuideBroken, text!("script-run-book-failed")).with_detail(why)
            }
            RenderError::Template { script, why } => {
                Self::new(ErrorCode::GuideBroken, text!("script-failed", script = script))
                    .with_detail(why)
            }
        }
    }
}

/// A script, ready to be run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Script {
    /// Its name in the guide.
    pub id: ScriptId,
    /// The name of its file: "03-account.ps1".
    pub file_name: String,
    /// Its title.
    pub title: String,
    /// Its text, with one line end at its end. The lines themselves are as the templates have them.
    pub text: String,
}

/// Writes a script of a guide.
pub fn write(
    library: &Library,
    guide: &Guide,
    script: &ScriptId,
    context: &ScriptContext<'_>,
) -> Result<Script, RenderError> {
    let unknown = || RenderError::Unknown { guide: guide.id.clone(), script: script.clone() };
    let spec = guide.script(script).ok_or_else(unknown)?;
    let label = |id: &AnswerId| guide.answer(id).map_or(id.as_str(), |spec| &spec.label).to_owned();
    if let Some(question) = &spec.ask
        && !context.answers.flag(question.answer.as_str())
    {
        let answer = question.answer.clone();
        return Err(RenderError::Unconfirmed {
            title: spec.title.clone(),
            label: label(&answer),
            answer,
        });
    }
    let missing = context.answers.missing(guide, &spec.uses);
    if !missing.is_empty() {
        let labels = missing.iter().map(label).collect();
        return Err(RenderError::Missing { title: spec.title.clone(), missing, labels });
    }
    let rendered = library
        .templates()
        .environment()
        .get_template(&guide.template_name(spec))
        .and_then(|template| template.render(values(guide, spec, context)))
        .map_err(|error| RenderError::Template { script: script.clone(), why: words(&error) })?;
    let file_name = number::file_name(guide, spec);
    let text = text::with_one_end(text::with_own_name(rendered, spec.id.as_str(), &file_name));
    Ok(Script { id: spec.id.clone(), file_name, title: spec.title.clone(), text })
}

/// The values templates can name. Every answer is there: one that was not given is empty text, or no.
fn values<'a>(
    guide: &'a Guide,
    script: &ScriptSpec,
    context: &ScriptContext<'_>,
) -> BTreeMap<&'a str, Value> {
    let answers = context.answers;
    let mut values: BTreeMap<&str, Value> = guide
        .answers
        .iter()
        .map(|spec| (spec.id.as_str(), value(spec.kind, answers.get(&spec.id))))
        .collect();
    let tenant = context.tenant_id.map_or_else(
        || answers.of(AnswerRole::Tenant).unwrap_or_default().to_owned(),
        String::from,
    );
    values.insert(OF_CLOUD, of_cloud(answers, &tenant));
    values.insert(AZURE_ENVIRONMENTS, azure_environments());
    values.insert("setup_id", Value::from(context.setup_id));
    values.insert("guide_id", Value::from(guide.id.as_str()));
    values.insert("script_id", Value::from(script.id.as_str()));
    let reads_only = matches!(script.role, ScriptRole::Discovery | ScriptRole::Verification);
    values.insert("reads_only", Value::from(reads_only));
    values.insert("fingerprint", Value::from(answers.fingerprint(guide)));
    values.insert("tenant_id", Value::from(tenant));
    values.insert("created", Value::from(context.undo_list.created.clone()));
    values.insert("enabled", Value::from(context.undo_list.enabled.clone()));
    values.insert("relinked", Value::from(context.undo_list.relinked.clone()));
    values.insert("uploaded", context.uploaded.iter().map(StepId::as_str).collect());
    values
}

#[cfg(test)]
mod tests;
