//! The check from outside: what it would ask, and its result.

use crate::app::App;
use crate::desktop::Question;
use crate::{files, log};
use crosstrust_core::entra::Cloud;
use crosstrust_core::error::Problem;
use crosstrust_core::messages::say;
use crosstrust_core::probe::{ProbePlan, ProbeProgress, Probed};
use crosstrust_core::setup::view::SetupView;
use crosstrust_core::setup::{ProbedView, SetupId};
use crosstrust_rehearsal::publication::PublicationFault;
use serde::Serialize;
use std::sync::Arc;
use ts_rs::TS;

/// What the page shows before it asks.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ProbePage {
    /// The mailbox to begin with.
    suggested: String,
    /// To whom requests are sent; none while there is no address.
    plan: Option<ProbePlan>,
    /// Why there is no plan; none where nothing was typed.
    problem: Option<String>,
    /// The clouds to choose from; none where the setup names one.
    clouds: Vec<CloudView>,
    /// What can be wrong in a rehearsal; none elsewhere.
    faults: Vec<FaultView>,
    /// Which of these is wrong now.
    fault: Option<PublicationFault>,
}

/// A cloud to choose.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct CloudView {
    /// Its id.
    id: &'static str,
    /// As the operator knows it.
    label: String,
}

/// Something that can be wrong with the simulated publication.
#[derive(Debug, Serialize, TS)]
#[ts(export, rename = "ProbeFault")]
pub(crate) struct FaultView {
    /// Its name: `oauth-off`.
    id: PublicationFault,
    /// What it is called.
    label: &'static str,
}

/// The result of a check, and the setup that keeps it.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ProbeRun {
    /// The result.
    probed: ProbedView,
    /// The setup; none where the check was made without one.
    setup: Option<SetupView>,
}

pub(super) async fn probe_page(
    app: &App,
    id: Option<SetupId>,
    address: String,
    cloud: Option<String>,
) -> Result<ProbePage, Problem> {
    let suggested = id.map_or(Ok(String::new()), |id| app.suggested_mailbox(id))?;
    let (plan, problem) = match app.question(id, address.trim(), cloud.as_deref()) {
        Ok(question) => (Some(question.plan()), None),
        Err(problem) => {
            (None, Some(problem.message.into()).filter(|_: &String| !address.trim().is_empty()))
        }
    };
    let clouds = id.is_none().then(Cloud::all).into_iter().flatten();
    let rehearsal = match id {
        Some(id) => app.read(id)?.0.is_rehearsal().then(|| app.get(id)).transpose()?,
        None => None,
    };
    let faults = if rehearsal.is_some() { &PublicationFault::ALL[..] } else { &[] };
    Ok(ProbePage {
        suggested,
        plan,
        problem,
        clouds: clouds.map(|cloud| CloudView { id: cloud.id(), label: cloud.label() }).collect(),
        faults: faults.iter().map(|it| FaultView { id: *it, label: it.text().label }).collect(),
        fault: match rehearsal {
            Some(open) => open.tenant.rehearsal()?.publication_fault()?,
            None => None,
        },
    })
}

pub(super) async fn run_probe(
    app: &App,
    id: Option<SetupId>,
    address: String,
    cloud: Option<String>,
    progress: impl Fn(ProbeProgress) + Send + Sync + 'static,
) -> Result<ProbeRun, Problem> {
    let question = app.question(id, address.trim(), cloud.as_deref())?;
    let checked = app.check_from_outside(id, &question, Arc::new(progress)).await;
    run(app, id, log::ended("the check from outside", checked)?)
}

pub(super) async fn cancel_probe(app: &App) -> Result<(), Problem> {
    app.cancel_check();
    Ok(())
}

/// Reads the receipt of the script that asked elsewhere.
pub(super) async fn read_probe_receipt(
    app: &App,
    id: Option<SetupId>,
    bytes: Vec<u8>,
) -> Result<ProbeRun, Problem> {
    let taken = app.take_recording(id, &bytes).await;
    run(app, id, log::ended("reading the check from outside", taken)?)
}

/// Copies the script that asks the same on another computer, in the form to paste.
pub(super) async fn copy_probe_script(
    app: &App,
    id: Option<SetupId>,
    address: String,
    cloud: Option<String>,
) -> Result<(), Problem> {
    let question = app.question(id, address.trim(), cloud.as_deref())?;
    app.desktop().copy(&app.probe_script(id, &question)?.pasteable())
}

/// Saves it, and returns where.
pub(super) async fn save_probe_script(
    app: &App,
    id: Option<SetupId>,
    address: String,
    cloud: Option<String>,
) -> Result<Option<String>, Problem> {
    let question = app.question(id, address.trim(), cloud.as_deref())?;
    let script = app.probe_script(id, &question)?;
    let path = files::save(app, &script_file(), &script.file_name, &script.bytes()).await?;
    Ok(path.map(|path| path.display().to_string()))
}

/// Chooses what is wrong in a rehearsal, or puts it right; what was done for that, in sentences.
pub(super) async fn rehearse_fault(
    app: &App,
    id: SetupId,
    fault: Option<PublicationFault>,
) -> Result<Vec<String>, Problem> {
    let open = app.get(id)?;
    let rehearsal = open.tenant.rehearsal()?;
    let before = rehearsal.publication_fault()?;
    rehearsal.set_publication_fault(fault)?;
    let right = before.filter(|_| fault.is_none()).map(|fault| fault.text().put_right.to_owned());
    Ok(right.into_iter().collect())
}

fn run(app: &App, id: Option<SetupId>, probed: Probed) -> Result<ProbeRun, Problem> {
    let setup = id.map(|id| app.view(id)).transpose()?;
    let shown = setup.as_ref().and_then(|view| view.probed.clone());
    let here = || ProbedView::of(None, probed.reworded()).with_titles(app.library);
    Ok(ProbeRun { probed: shown.unwrap_or_else(here), setup })
}

/// What is asked for the script.
fn script_file() -> Question {
    Question {
        title: say!("program-dialog-save-script"),
        kind: say!("program-dialog-script"),
        endings: &["ps1"],
    }
}
