//! The operator's part in a step: answers, decisions, his word.

use crate::app::App;
use crate::work;
use crosstrust_core::error::Problem;
use crosstrust_core::guide::{AnswerId, StepId};
use crosstrust_core::setup::view::SetupView;
use crosstrust_core::setup::{Event, OPERATOR, SetupId};
use std::collections::BTreeMap;
use tauri::State;

#[tauri::command]
pub(crate) async fn save_answers(
    app: State<'_, App>,
    id: SetupId,
    answers: BTreeMap<AnswerId, String>,
) -> Result<SetupView, Problem> {
    app.change(id, OPERATOR, Event::AnswersSet { answers })?;
    work::look_tenant_up(&app, id).await
}

#[tauri::command]
pub(crate) fn decide(
    app: State<'_, App>,
    id: SetupId,
    step: StepId,
    change: bool,
) -> Result<SetupView, Problem> {
    app.changed(id, OPERATOR, Event::DifferenceDecided { step, change })
}

#[tauri::command]
pub(crate) fn decide_write(
    app: State<'_, App>,
    id: SetupId,
    step: StepId,
    answer: AnswerId,
    change: bool,
    typed: String,
) -> Result<SetupView, Problem> {
    app.changed(id, OPERATOR, Event::WriteDecided { step, answer, change, typed })
}

#[tauri::command]
pub(crate) fn confirm_step(
    app: State<'_, App>,
    id: SetupId,
    step: StepId,
    note: String,
) -> Result<SetupView, Problem> {
    app.changed(id, OPERATOR, Event::MarkedDone { step, note })
}

#[tauri::command]
pub(crate) fn skip_step(
    app: State<'_, App>,
    id: SetupId,
    step: StepId,
    note: String,
) -> Result<SetupView, Problem> {
    app.changed(id, OPERATOR, Event::Skipped { step, note })
}

#[tauri::command]
pub(crate) fn reopen_step(
    app: State<'_, App>,
    id: SetupId,
    step: StepId,
) -> Result<SetupView, Problem> {
    app.changed(id, OPERATOR, Event::Reopened { step })
}

#[tauri::command]
pub(crate) fn tick(
    app: State<'_, App>,
    id: SetupId,
    step: StepId,
    check: String,
    ticked: bool,
) -> Result<SetupView, Problem> {
    app.changed(id, OPERATOR, Event::CheckTicked { step, check, ticked })
}
