//! The operator's part in a step: answers, decisions, his word.

use crate::app::App;
use crate::work;
use crosstrust_core::error::Problem;
use crosstrust_core::guide::{AnswerId, StepId};
use crosstrust_core::setup::view::SetupView;
use crosstrust_core::setup::{OPERATOR, SetupId};
use std::collections::BTreeMap;
use tauri::State;

#[tauri::command]
pub(crate) async fn save_answers(
    app: State<'_, App>,
    id: SetupId,
    answers: BTreeMap<AnswerId, String>,
) -> Result<SetupView, Problem> {
    app.change(id, |setup, guide, now| setup.set_answers(guide, answers, now, OPERATOR))?;
    work::look_tenant_up(&app, id).await
}

#[tauri::command]
pub(crate) fn decide(
    app: State<'_, App>,
    id: SetupId,
    step: StepId,
    change: bool,
) -> Result<SetupView, Problem> {
    app.changed(id, |setup, guide, now| setup.decide(guide, &step, change, now, OPERATOR))
}

#[tauri::command]
pub(crate) fn decide_write(
    app: State<'_, App>,
    id: SetupId,
    step: StepId,
    answer: AnswerId,
    change: bool,
    typed: &str,
) -> Result<SetupView, Problem> {
    app.changed(id, |setup, guide, now| {
        setup.decide_write(guide, &step, &answer, change, typed, now, OPERATOR)
    })
}

#[tauri::command]
pub(crate) fn confirm_step(
    app: State<'_, App>,
    id: SetupId,
    step: StepId,
    note: &str,
) -> Result<SetupView, Problem> {
    app.changed(id, |setup, guide, now| setup.confirm(guide, &step, note, now, OPERATOR))
}

#[tauri::command]
pub(crate) fn skip_step(
    app: State<'_, App>,
    id: SetupId,
    step: StepId,
    note: &str,
) -> Result<SetupView, Problem> {
    app.changed(id, |setup, guide, now| setup.skip(guide, &step, note, now, OPERATOR))
}

#[tauri::command]
pub(crate) fn reopen_step(
    app: State<'_, App>,
    id: SetupId,
    step: StepId,
) -> Result<SetupView, Problem> {
    app.changed(id, |setup, guide, now| setup.reopen(guide, &step, now, OPERATOR))
}

#[tauri::command]
pub(crate) fn tick(
    app: State<'_, App>,
    id: SetupId,
    step: StepId,
    check: &str,
    ticked: bool,
) -> Result<SetupView, Problem> {
    app.changed(id, |setup, guide, now| setup.tick(guide, &step, check, ticked, now, OPERATOR))
}
