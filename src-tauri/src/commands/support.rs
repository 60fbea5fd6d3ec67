//! The support file: shown before it is saved, and saved where the operator says.

use crate::app::App;
use crate::desktop::Question;
pub(super) use crate::problem_report::ProblemReport;
use crate::problem_report::{Facts, ReportedPlace};
use crate::{files, log, system};
use crosstrust_core::error::Problem;
use crosstrust_core::guide::StepId;
use crosstrust_core::messages::say;
use crosstrust_core::setup::{self, SetupId};
use crosstrust_core::support::{Sources, SupportContents, SupportFile};
use jiff::Timestamp;

pub(super) async fn support_contents(
    app: &App,
    id: Option<SetupId>,
) -> Result<SupportContents, Problem> {
    Ok(make(app, id)?.contents())
}

pub(super) async fn problem_report(
    app: &App,
    id: Option<SetupId>,
    step: Option<StepId>,
) -> Result<ProblemReport, Problem> {
    let read = id.map(|id| app.read(id)).transpose()?;
    let view = read.map(|(read, guide)| setup::view(&read, guide, Timestamp::now(), false));
    let place = view.as_ref().map(|view| {
        let shown = view.steps.iter().find(|one| Some(&one.id) == step.as_ref());
        let step = shown.map(|one| (&one.id, one.status));
        ReportedPlace { guide: &view.summary.guide, rehearsal: view.summary.rehearsal, step }
    });
    Ok(ProblemReport::new(&Facts {
        version: env!("CARGO_PKG_VERSION"),
        system: system::name(),
        webview: system::webview(),
        place,
        codes: app.last_codes(),
        repository: env!("CARGO_PKG_REPOSITORY"),
    }))
}

/// Saves the support file and returns where.
pub(super) async fn save_support_file(
    app: &App,
    id: Option<SetupId>,
) -> Result<Option<String>, Problem> {
    let file = make(app, id)?;
    let path = files::save(app, &support_file(), file.name(), &file.to_zip()).await?;
    Ok(path.map(|path| path.display().to_string()))
}

fn make(app: &App, id: Option<SetupId>) -> Result<SupportFile, Problem> {
    let setup = id.map(|id| app.read(id)).transpose()?.map(|(setup, _)| setup);
    Ok(SupportFile::new(&Sources {
        setup: setup.as_deref(),
        known: &app.setups(),
        library: app.library,
        personal: &system::personal(app.data()),
        logs: log::read(app.data()),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        system: system::name(),
        webview: Some(system::webview()),
        now: Timestamp::now(),
    }))
}

/// What is asked for the support file.
fn support_file() -> Question {
    Question {
        title: say!("program-dialog-save-support"),
        kind: say!("program-dialog-zip"),
        endings: &["zip"],
    }
}
