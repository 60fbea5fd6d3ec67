//! What comes back from the server: receipts, and certificates as files.

use crate::app::App;
use crate::desktop::Question;
use crate::files::read;
use crosstrust_core::certificate::Certificate;
use crosstrust_core::error::Problem;
use crosstrust_core::messages::say;
use crosstrust_core::setup::view::SetupView;
use crosstrust_core::setup::{Event, OPERATOR, SetupId};

pub(super) async fn read_receipt(
    app: &App,
    id: SetupId,
    text: String,
) -> Result<SetupView, Problem> {
    app.take_receipt(id, text.as_bytes())
}

pub(super) async fn read_receipt_bytes(
    app: &App,
    id: SetupId,
    bytes: Vec<u8>,
) -> Result<SetupView, Problem> {
    app.take_receipt(id, &bytes)
}

pub(super) async fn open_receipt(app: &App, id: SetupId) -> Result<Option<SetupView>, Problem> {
    let Some(path) = app.desktop().open(&receipt_file()).await? else { return Ok(None) };
    app.take_receipt(id, &read(&path)?).map(Some)
}

pub(super) async fn read_certificate(
    app: &App,
    id: SetupId,
    name: String,
    bytes: Vec<u8>,
) -> Result<SetupView, Problem> {
    take_certificate(app, id, &name, &bytes)
}

pub(super) async fn choose_certificate(
    app: &App,
    id: SetupId,
) -> Result<Option<SetupView>, Problem> {
    let Some(path) = app.desktop().open(&certificate_file()).await? else { return Ok(None) };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    take_certificate(app, id, &name, &read(&path)?).map(Some)
}

fn take_certificate(
    app: &App,
    id: SetupId,
    name: &str,
    bytes: &[u8],
) -> Result<SetupView, Problem> {
    let certificate = Certificate::read(bytes)?;
    let file = name.to_owned();
    app.changed(id, OPERATOR, Event::CertificateChosen { certificate: &certificate, file })
}

/// What is asked for a receipt.
fn receipt_file() -> Question {
    Question {
        title: say!("program-dialog-open-result"),
        kind: say!("program-dialog-result"),
        endings: &["txt", "json"],
    }
}

/// What is asked for a certificate.
fn certificate_file() -> Question {
    Question {
        title: say!("program-dialog-choose-certificate"),
        kind: say!("program-dialog-certificate"),
        endings: &["cer", "crt", "pem", "der"],
    }
}
