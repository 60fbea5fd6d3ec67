//! The support file: shown before it is saved, and saved where the operator says.

use crate::app::App;
use crate::desktop::Question;
use crate::{files, log, system};
use crosstrust_core::error::Problem;
use crosstrust_core::messages::say;
use crosstrust_core::setup::SetupId;
use crosstrust_core::support::{Sources, SupportContents, SupportFile};
use jiff::Timestamp;

pub(super) async fn support_contents(
    app: &App,
    id: Option<SetupId>,
) -> Result<SupportContents, Problem> {
    Ok(make(app, id)?.contents())
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
