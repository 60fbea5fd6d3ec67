//! The operator's part in a step: answers, decisions, marks.

use crate::app::App;
use crate::tenant_operations;
use crosstrust_core::error::Problem;
use crosstrust_core::guide::{AnswerId, StepId};
use crosstrust_core::setup::view::SetupView;
use crosstrust_core::setup::{Event, OPERATOR, SetupId};
use std::collections::BTreeMap;

pub(super) async fn save_answers(
    app: &App,
    id: SetupId,
    answers: BTreeMap<AnswerId, String>,
) -> Result<SetupView, Problem> {
    app.change(id, OPERATOR, Event::AnswersSet { answers })?;
    tenant_operations::look_tenant_up(app, id).await
}

pub(super) async fn decide(
    app: &App,
    id: SetupId,
    step: StepId,
    change: bool,
) -> Result<SetupView, Problem> {
    app.changed(id, OPERATOR, Event::DifferenceDecided { step, change })
}

pub(super) async fn decide_write(
    app: &App,
    id: SetupId,
    step: StepId,
    answer: AnswerId,
    change: bool,
    typed: String,
) -> Result<SetupView, Problem> {
    app.changed(id, OPERATOR, Event::WriteDecided { step, answer, change, typed })
}

pub(super) async fn confirm_step(
    app: &App,
    id: SetupId,
    step: StepId,
    note: String,
) -> Result<SetupView, Problem> {
    app.changed(id, OPERATOR, Event::MarkedDone { step, note })
}

pub(super) async fn skip_step(
    app: &App,
    id: SetupId,
    step: StepId,
    note: String,
) -> Result<SetupView, Problem> {
    app.changed(id, OPERATOR, Event::Skipped { step, note })
}

pub(super) async fn reopen_step(
    app: &App,
    id: SetupId,
    step: StepId,
) -> Result<SetupView, Problem> {
    app.changed(id, OPERATOR, Event::Reopened { step })
}

pub(super) async fn tick(
    app: &App,
    id: SetupId,
    step: StepId,
    check: String,
    ticked: bool,
) -> Result<SetupView, Problem> {
    app.changed(id, OPERATOR, Event::CheckTicked { step, check, ticked })
}
