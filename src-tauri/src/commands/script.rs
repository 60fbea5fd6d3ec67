//! Scripts: written, handed out, and in a rehearsal run on the simulated server.

use crate::app::App;
use crate::desktop::Question;
use crate::files;
use crosstrust_core::error::Problem;
use crosstrust_core::guide::ScriptId;
use crosstrust_core::messages::say;
use crosstrust_core::setup::view::{ScriptView, SetupView};
use crosstrust_core::setup::{self, Event, OPERATOR, SetupId};
use crosstrust_rehearsal::exchange::Parameters;
use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// Where a script was saved.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct SavedScript {
    /// The file; none when the operator thought better of it.
    path: Option<String>,
    /// The setup, with the script's steps handed out.
    setup: SetupView,
}

/// What the simulated server's window shows after a run.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct RehearsedRun {
    /// Everything, the receipt included.
    console: String,
}

pub(super) async fn script(
    app: &App,
    id: SetupId,
    script: ScriptId,
) -> Result<ScriptView, Problem> {
    let (_, guide) = app.read(id)?;
    Ok(setup::script(&app.write_script(id, &script)?, guide))
}

pub(super) async fn copy_script(
    app: &App,
    id: SetupId,
    script: ScriptId,
    dry_run: bool,
) -> Result<SetupView, Problem> {
    let written = app.write_script(id, &script)?;
    let text = if dry_run { written.pasteable_dry_run() } else { written.pasteable() };
    app.desktop().copy(&text)?;
    hand_out(app, id, &script)
}

pub(super) async fn save_script(
    app: &App,
    id: SetupId,
    script: ScriptId,
) -> Result<SavedScript, Problem> {
    let written = app.write_script(id, &script)?;
    let path = files::save(app, &script_file(), &written.file_name, &written.bytes()).await?;
    let setup = match path {
        Some(_) => hand_out(app, id, &script)?,
        None => app.view(id)?,
    };
    Ok(SavedScript { path: path.map(|path| path.display().to_string()), setup })
}

pub(super) async fn rehearse_script(
    app: &App,
    id: SetupId,
    script: ScriptId,
    what_if: bool,
) -> Result<RehearsedRun, Problem> {
    let written = app.write_script(id, &script)?;
    let open = app.get(id)?;
    let answers = app.answers(id)?;
    let now = Timestamp::now();
    let given = Parameters::attended(what_if);
    let console = open.tenant.rehearsal()?.run(&answers, &written.text, &given, now)?;
    hand_out(app, id, &script)?;
    Ok(RehearsedRun { console })
}

fn hand_out(app: &App, id: SetupId, script: &ScriptId) -> Result<SetupView, Problem> {
    app.changed(id, OPERATOR, Event::ScriptTaken { script: script.clone() })
}

/// What is asked for a script.
fn script_file() -> Question {
    Question {
        title: say!("program-dialog-save-script"),
        kind: say!("program-dialog-script"),
        endings: &["ps1"],
    }
}
