//! What one setup has from another, and from the network beside the tenant: answers to begin with, a
//! step that another guide does in full, a host in the DNS.

use crate::app::App;
use crate::rehearsal::Situation;
use crosstrust_core::dns::{self, Resolved};
use crosstrust_core::error::Problem;
use crosstrust_core::guide::{GuideId, StepId};
use crosstrust_core::setup::view::{SetupSummary, SetupView};
use crosstrust_core::setup::{self, AnswerSource, Event, OPERATOR, Setup, SetupError, SetupId};
use crosstrust_rehearsal::exchange::dns::addresses;
use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// A look-up, and the setup with its note.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct LookUp {
    /// What was found.
    found: Resolved,
    /// The setup.
    setup: SetupView,
}

pub(super) async fn answer_sources(
    app: &App,
    guide: GuideId,
) -> Result<Vec<AnswerSource>, Problem> {
    let setups = app.setups();
    Ok(setup::answer_sources(&setups, app.guide(&guide)?, app.library, Timestamp::now()))
}

pub(super) async fn mending_setups(
    app: &App,
    id: SetupId,
    guide: GuideId,
) -> Result<Vec<SetupSummary>, Problem> {
    let (setup, own_guide) = app.read(id)?;
    let setups = app.setups();
    let mending = app.guide(&guide)?;
    Ok(setup::setups_that_mend(&setups, (&setup, own_guide), mending, Timestamp::now()))
}

/// Gives the id of the setup that does this step in full: the one that was opened from here before, or
/// a new one with the same answers.
pub(super) async fn open_linked_guide(
    app: &App,
    id: SetupId,
    step: StepId,
) -> Result<SetupId, Problem> {
    app.open_linked_guide(id, &step)
}

pub(super) async fn import_linked_result(
    app: &App,
    id: SetupId,
    step: StepId,
) -> Result<SetupView, Problem> {
    app.import_linked_result(id, &step)
}

pub(super) async fn resolve_host(app: &App, id: SetupId, step: StepId) -> Result<LookUp, Problem> {
    let (setup, guide) = app.read(id)?;
    let host = setup.host_to_look_up(guide, &step)?;
    let now = Timestamp::now();
    let found = if setup.is_rehearsal() {
        dns::simulated(&host, &addresses(&host), now)
    } else {
        dns::look_up(&host, now).await
    };
    let setup = app.changed(id, OPERATOR, Event::HostLookedUp { step, found: &found })?;
    Ok(LookUp { found, setup })
}

impl App {
    fn open_linked_guide(&self, id: SetupId, step: &StepId) -> Result<SetupId, Problem> {
        let (setup, guide) = self.read(id)?;
        if let Some(known) = setup.linked(step)
            && self.peek(known).is_ok()
        {
            return Ok(known);
        }
        let (_, spec) = guide.step(step).ok_or_else(|| SetupError::UnknownStep(step.clone()))?;
        let opened = spec
            .opens
            .as_ref()
            .ok_or_else(|| SetupError::OpensNothing { title: spec.title.clone() })?;
        let other_guide = self.guide(opened)?;
        let now = Timestamp::now();
        let rehearsal = setup.is_rehearsal();
        let mut other = Setup::new(Self::new_id(now), other_guide, rehearsal, now, OPERATOR);
        let imported = Event::AnswersImported { other: &setup, other_guide: guide };
        let taken = other.apply(other_guide, imported, now, OPERATOR)?;
        self.notify(other.id(), other_guide, &taken);
        self.create_setup(&other, Situation::Fresh)?;
        let step = step.clone();
        self.change(id, OPERATOR, Event::LinkedGuideOpened { step, other: &other, other_guide })?;
        Ok(other.id())
    }

    fn import_linked_result(&self, id: SetupId, step: &StepId) -> Result<SetupView, Problem> {
        let (setup, guide) = self.read(id)?;
        let (_, spec) = guide.step(step).ok_or_else(|| SetupError::UnknownStep(step.clone()))?;
        let known = setup
            .linked(step)
            .ok_or_else(|| SetupError::OpensNothing { title: spec.title.clone() })?;
        let other = self.peek(known)?;
        let other_guide = self.guide(other.guide())?;
        let step = step.clone();
        self.changed(id, OPERATOR, Event::LinkedResultImported { step, other: &other, other_guide })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crosstrust_core::error::ErrorCode;
    use std::collections::BTreeMap;
    use tempfile::TempDir;

    fn app() -> (App, TempDir) {
        let data = tempfile::tempdir().expect("a folder");
        (App::for_tests(data.path()), data)
    }

    /// A setup of the Teams guide that knows its domain.
    fn teams(app: &App, rehearsal: bool) -> SetupId {
        let guide = app.guide(&"teams".into()).expect("the guide");
        let now = Timestamp::now();
        let mut setup = Setup::new(App::new_id(now), guide, rehearsal, now, OPERATOR);
        let answers = BTreeMap::from([("verified_domain".into(), "contoso.com".to_owned())]);
        drop(setup.apply(guide, Event::AnswersSet { answers }, now, OPERATOR).expect("answers"));
        app.create_setup(&setup, Situation::Fresh).expect("it is kept");
        setup.id()
    }

    #[test]
    fn a_step_opens_its_guide_once() {
        let (app, _data) = app();
        let step = StepId::from("exchange-oauth");
        for rehearsal in [false, true] {
            let id = teams(&app, rehearsal);
            let opened = app.open_linked_guide(id, &step);
            let shown = app.view(id).expect("a view");
            let card = shown.steps.iter().find(|one| one.id == step).expect("the step");
            let opened = opened.expect("a setup");
            assert_eq!(app.open_linked_guide(id, &step).expect("the same"), opened);
            let other = app.peek(opened).expect("it is kept");
            assert_eq!(other.is_rehearsal(), rehearsal);
            let domain = other.raw_answers().get(&"verified_domain".into());
            assert_eq!(domain.map(String::as_str), Some("contoso.com"));
            let setup = card.opens.as_ref().and_then(|other| other.setup.as_ref());
            assert_eq!(setup.expect("it is shown").id, opened.to_string());
            let refused =
                app.import_linked_result(id, &step).expect_err("nothing is finished there");
            assert_eq!(refused.code, ErrorCode::StepNotReady);
        }
    }

    #[test]
    fn a_step_that_opens_nothing_says_so() {
        let (app, _data) = app();
        let id = teams(&app, false);
        let code = |step: &str| app.open_linked_guide(id, &step.into()).expect_err("refused").code;
        assert_eq!(code("account"), ErrorCode::StepNotReady);
        assert_eq!(code("nowhere"), ErrorCode::NotInGuide);
        let taken =
            |step: &str| app.import_linked_result(id, &step.into()).expect_err("refused").code;
        assert_eq!(taken("exchange-oauth"), ErrorCode::StepNotReady);
        assert_eq!(taken("nowhere"), ErrorCode::NotInGuide);
    }
}
