//! The script of the check from outside: it asks what the program itself would ask, on another computer.
//! It belongs to no guide: its template is beside this file, and it is rendered from values of its own.

use super::{RenderError, Script, text};
use crate::guide::templates::words;
use crate::guide::{Library, ScriptId};
use crate::messages::say;
use crate::probe::{AGENT, ProbeQuestion, SCRIPT, Start, cloud_domains};
use minijinja::Value;
use std::collections::BTreeMap;

/// The template. It includes what the scripts of guides share.
const TEMPLATE: &str = include_str!("probe.ps1");

/// Writes the script. `setup_id` comes back in its receipt; it is empty where there is no setup.
///
/// # Errors
/// The template could not be rendered.
pub fn probe(
    library: &Library,
    setup_id: &str,
    question: &ProbeQuestion,
) -> Result<Script, RenderError> {
    let id = ScriptId::from(SCRIPT);
    let rendered = library
        .templates()
        .environment()
        .render_named_str("shared/probe.ps1", TEMPLATE, values(setup_id, question))
        .map_err(|error| RenderError::Template { script: id.clone(), why: words(&error) })?;
    Ok(Script {
        id,
        file_name: format!("{SCRIPT}.ps1"),
        title: say!("script-probe-title"),
        text: text::with_one_end(rendered),
    })
}

fn values(setup_id: &str, question: &ProbeQuestion) -> BTreeMap<&'static str, Value> {
    let start = |start: &Start| {
        Value::from(BTreeMap::from([
            ("emptyToken", Value::from(start.empty_token)),
            ("lookUp", Value::from(start.look_up)),
            ("url", Value::from(start.url.as_str())),
        ]))
    };
    let text = |text: Option<String>| Value::from(text.unwrap_or_default());
    BTreeMap::from([
        ("setup_id", Value::from(setup_id)),
        ("guide_id", Value::from(SCRIPT)),
        ("script_id", Value::from(SCRIPT)),
        ("reads_only", Value::from(true)),
        ("address", Value::from(question.address.as_str())),
        ("cloud", Value::from(question.cloud.id())),
        ("tenant", text(question.tenant.as_ref().map(|name| name.as_str().to_owned()))),
        ("autodiscover", text(question.autodiscover.as_ref().map(ToString::to_string))),
        ("agent", Value::from(AGENT)),
        ("cloud_domains", cloud_domains().into_iter().collect()),
        ("starts", question.starts().iter().map(start).collect()),
    ])
}
