//! `crosstrust guides` and `crosstrust export`

use super::output::{self, Exit};
use super::{STANDALONE_SETUP_ID, answers};
use crate::app::guide;
use clap::Args;
use crosstrust_core::error::Problem;
use crosstrust_core::guide::{GuideId, Library, ScriptRole};
use crosstrust_core::messages::say;
use crosstrust_core::script::{self, Bundle, ScriptContext, UndoList};
use crosstrust_core::setup;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Export all scripts of a guide, with a run book and checksums.
#[derive(Args, Debug)]
pub(crate) struct ExportArguments {
    /// The ID of the guide. `crosstrust guides` lists the guides.
    #[arg(long, value_name = "ID")]
    guide: String,
    /// The file of answers: one JSON object with the ID and the value of each answer.
    #[arg(long, value_name = "FILE")]
    answers: PathBuf,
    /// The folder for the scripts. The command creates it if it is missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn guides(json: bool) -> Exit {
    let library = match Library::built_in() {
        Ok(library) => library,
        Err(error) => return output::problem(&error.into(), json),
    };
    let summaries = setup::guides(library.guides());
    if json {
        output::json(&serde_json::json!({ "guides": summaries }));
    } else {
        for guide in summaries {
            output::text(&format!("{:16} {}", guide.id, guide.title));
        }
    }
    Exit::Done
}

/// What was written, and what was not.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Exported<'a> {
    folder: &'a Path,
    files: Vec<String>,
    left_out: Vec<LeftOut>,
}

/// A script that the available answers do not allow.
#[derive(Serialize)]
struct LeftOut {
    script: String,
    why: String,
}

pub(super) fn run(options: &ExportArguments) -> Exit {
    match export(options) {
        Ok(exported) => {
            if options.json {
                output::json(&exported);
            } else {
                for file in &exported.files {
                    output::text(file);
                }
            }
            for script in &exported.left_out {
                output::aside(&say!("command-line-left-out", why = script.why));
            }
            Exit::Done
        }
        Err(problem) => output::problem(&problem, options.json),
    }
}

fn export(options: &ExportArguments) -> Result<Exported<'_>, Problem> {
    let library = Library::built_in()?;
    let guide = guide(&library, &GuideId::from(options.guide.as_str()))?;
    let answers = answers::read(&options.answers, guide)?;
    let undo_list = UndoList::default();
    let context = ScriptContext {
        setup_id: STANDALONE_SETUP_ID,
        answers: &answers,
        tenant_id: None,
        undo_list: &undo_list,
        uploaded: &[],
    };
    let bundle = Bundle::new(&library, guide, &context)?;
    bundle.write_to(&options.out)?;
    // An undo takes back what a setup has made, and there is no setup here.
    let scripts = guide.scripts.iter().filter(|script| script.role != ScriptRole::Undo);
    let left_out = scripts.filter_map(|script| {
        let why = script::write(&library, guide, &script.id, &context).err()?.to_string();
        Some(LeftOut { script: script.id.to_string(), why })
    });
    Ok(Exported {
        folder: &options.out,
        files: bundle.files.iter().map(|file| file.name.clone()).collect(),
        left_out: left_out.collect(),
    })
}
