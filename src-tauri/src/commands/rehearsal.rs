//! What only a rehearsal has: situations to begin in, and people who put things right.

use crate::app::App;
use crate::rehearsal::Situation;
use crosstrust_core::error::Problem;
use crosstrust_core::guide::GuideId;
use crosstrust_core::setup::SetupId;
use jiff::Timestamp;
use serde::Serialize;
use std::borrow::Cow;
use ts_rs::TS;

/// A state in which the made-up organisation of a guide can begin.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct SituationView {
    /// Its name: `partly-configured`.
    id: Situation,
    /// What it is called: "Partly set up".
    label: Cow<'static, str>,
    /// What there is to see in it.
    text: Cow<'static, str>,
}

pub(super) async fn situations(app: &App, guide: GuideId) -> Result<Vec<SituationView>, Problem> {
    let plan = app.library.rehearsal(&guide).map(AsRef::as_ref);
    let texts = Situation::texts(guide.as_str(), plan).into_iter();
    Ok(texts.map(|one| SituationView { id: one.id, label: one.label, text: one.text }).collect())
}

pub(super) async fn put_right(app: &App, id: SetupId) -> Result<Vec<String>, Problem> {
    app.get(id)?.tenant.rehearsal()?.put_right(Timestamp::now())
}
