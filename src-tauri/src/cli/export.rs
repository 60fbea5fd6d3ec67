//! `crosstrust guides` and `crosstrust export`

use super::output::{self, Exit};
use super::{answers, occasion};
use crate::app::guide;
use clap::Args;
use crosstrust_core::error::Problem;
use crosstrust_core::guide::{GuideId, Library};
use crosstrust_core::script::{Bundle, Made, ScriptContext};
use crosstrust_core::setup;
use std::path::PathBuf;

/// Write all scripts of a guide, with run book and checksums.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// The guide.
    #[arg(long, value_name = "ID")]
    guide: String,
    /// The answers: a flat JSON object by answer id.
    #[arg(long, value_name = "FILE")]
    answers: PathBuf,
    /// The folder to write to. Made when it is missing.
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

pub(super) fn run(options: &Options) -> Exit {
    match export(options) {
        Ok(files) => {
            if options.json {
                output::json(&serde_json::json!({ "folder": options.out, "files": files }));
            } else {
                for file in files {
                    output::text(&file);
                }
            }
            Exit::Done
        }
        Err(problem) => output::problem(&problem, options.json),
    }
}

fn export(options: &Options) -> Result<Vec<String>, Problem> {
    let library = Library::built_in()?;
    let guide = guide(&library, &GuideId::from(options.guide.as_str()))?;
    let answers = answers::read(&options.answers, guide)?;
    let made = Made::default();
    let context = ScriptContext {
        setup_id: occasion::SETUP_ID,
        answers: &answers,
        tenant_id: None,
        made: &made,
    };
    let bundle = Bundle::new(&library, guide, &context)?;
    bundle.write_to(&options.out)?;
    Ok(bundle.files.iter().map(|file| file.name.clone()).collect())
}
