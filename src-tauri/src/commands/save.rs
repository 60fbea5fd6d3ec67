//! What the operator exports: all scripts, and the report.

use crate::app::App;
use crate::desktop::Question;
use crate::files;
use crosstrust_core::error::Problem;
use crosstrust_core::file_name::{SavedFile, file_name};
use crosstrust_core::guide::{Answers, Guide, ScriptRole};
use crosstrust_core::messages::say;
use crosstrust_core::report;
use crosstrust_core::setup::view::JournalView;
use crosstrust_core::setup::{Event, OPERATOR, Setup, SetupId};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::Deserialize;
use ts_rs::TS;

/// The form of the report.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub(crate) enum ReportFormat {
    /// One page to read and print.
    Html,
    /// The same for programs.
    Json,
    /// The days of the certificates, for a calendar.
    Calendar,
}

/// Saves all scripts with run book and checksums, as a .zip or into a folder, and returns where.
pub(super) async fn export_bundle(
    app: &App,
    id: SetupId,
    zip: bool,
) -> Result<Option<String>, Problem> {
    let bundle = app.bundle(id)?;
    let (setup, guide) = app.read(id)?;
    let name = name_of(SavedFile::Scripts, &setup, guide);
    let path = if zip {
        files::save(app, &scripts_file(), &format!("{name}.zip"), &bundle.to_zip()).await?
    } else {
        match files::folder(app, &say!("program-dialog-scripts-folder")).await? {
            Some(parent) => {
                let folder = bundle.write_into(&parent, &name)?;
                app.record_saved(&folder);
                Some(folder)
            }
            None => None,
        }
    };
    if let Some(path) = &path {
        // The folder of the archive, or the one that holds the folder of scripts; found again from
        // wherever the program is started next.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        let beside = path.parent().unwrap_or(&path);
        app.change(id, OPERATOR, Event::ScriptsExported { folder: beside.to_owned() })?;
        let everything = guide.scripts.iter().filter(|one| one.role == ScriptRole::AllInOne);
        for script in everything {
            app.change(id, OPERATOR, Event::ScriptTaken { script: script.id.clone() })?;
        }
    }
    Ok(path.map(|path| path.display().to_string()))
}

pub(super) async fn journal(app: &App, id: SetupId) -> Result<Vec<JournalView>, Problem> {
    app.journal(id)
}

/// Saves the report and returns where.
pub(super) async fn save_report(
    app: &App,
    id: SetupId,
    format: ReportFormat,
) -> Result<Option<String>, Problem> {
    let (setup, guide) = app.read(id)?;
    let now = Timestamp::now();
    let (text, kind, ending, endings): (_, _, _, &[&str]) = match format {
        ReportFormat::Html => {
            let page = report::html(&setup, guide, now, &TimeZone::system());
            (page, say!("program-dialog-web-page"), "html", &["html"])
        }
        ReportFormat::Json => {
            (report::json_text(&setup, guide, now), "JSON".to_owned(), "json", &["json"])
        }
        ReportFormat::Calendar => {
            let calendar = report::calendar(&setup, guide, now);
            (calendar, say!("program-dialog-calendar"), "ics", &["ics"])
        }
    };
    let question = Question { title: say!("program-dialog-save-report"), kind, endings };
    let name = format!("{}.{ending}", name_of(SavedFile::Report, &setup, guide));
    let path = files::save(app, &question, &name, text.as_bytes()).await?;
    Ok(path.map(|path| path.display().to_string()))
}

/// What a file of this setup is called today, by the calendar of this computer.
fn name_of(file: SavedFile, setup: &Setup, guide: &Guide) -> String {
    let (answers, _) = Answers::parse(guide, setup.raw_answers());
    file_name(file, guide, &answers, setup.is_rehearsal(), Zoned::now().date())
}

/// What is asked for the archive of scripts.
fn scripts_file() -> Question {
    Question {
        title: say!("program-dialog-save-scripts"),
        kind: say!("program-dialog-zip"),
        endings: &["zip"],
    }
}
