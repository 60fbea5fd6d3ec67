//! The file of answers: one flat JSON object by answer id, in any encoding that editors and Windows
//! PowerShell write.

use super::certificate::unreadable;
use crosstrust_core::disk::{self, LONGEST_NAMED};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::{AnswerId, Answers, Guide};
use crosstrust_core::messages::say;
use crosstrust_core::text::decode;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// Reads the answers to a guide's questions. Every wrong one is reported, all at once.
pub(super) fn read(file: &Path, guide: &Guide) -> Result<Answers, Problem> {
    let bytes = disk::read_any(file, LONGEST_NAMED).map_err(|error| unreadable(file, &error))?;
    let object: Map<String, Value> = serde_json::from_str(&decode(&bytes)).map_err(|error| {
        invalid(say!("command-line-answers-json", file = file.display(), error = error))
    })?;
    let mut raw = BTreeMap::new();
    let mut faults = Vec::new();
    for (name, value) in object {
        let id = AnswerId::from(name.as_str());
        match (guide.answer(&id), text_of(&value)) {
            (Some(_), Some(text)) => drop(raw.insert(id, text)),
            (Some(_), None) => faults.push(say!("command-line-answer-type", name = name)),
            (None, _) => faults.push(say!("command-line-answer-unknown", name = name)),
        }
    }
    let (answers, problems) = Answers::parse(guide, &raw);
    faults.extend(
        problems.into_iter().map(|problem| format!("{}: {}", problem.answer, problem.message)),
    );
    if faults.is_empty() { Ok(answers) } else { Err(invalid(faults.join("\n"))) }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null => Some(String::new()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn invalid(message: String) -> Problem {
    Problem::new(ErrorCode::AnswerInvalid, message)
}
