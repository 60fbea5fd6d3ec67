//! Where a finding is mended: in this setup, or in one of another guide.

use super::view::SetupView;
use crate::guide::{Guide, GuideId, Library, StepId};
use crate::probe::{Mends, Probed};
use serde::Serialize;
use ts_rs::TS;

/// What the check from outside last found, and where each of its findings is mended.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ProbedView {
    /// What it found.
    #[serde(flatten)]
    #[ts(flatten)]
    pub probed: Probed,
    /// Where each finding is mended, in their order; none where no step mends it.
    pub targets: Vec<Vec<MendTarget>>,
}

/// A step of another guide that mends what explains a complaint.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CauseMend {
    /// The guide.
    pub guide: GuideId,
    /// Its step.
    pub step: StepId,
    /// The title of the guide; its id until a library has named it.
    pub guide_title: String,
    /// The title of the step; its id until a library has named it.
    pub step_title: String,
}

impl CauseMend {
    /// One for each of these steps.
    pub(super) fn all<'m>(mends: impl IntoIterator<Item = &'m Mends>) -> Vec<Self> {
        mends.into_iter().map(Self::of).collect()
    }

    fn of(mends: &Mends) -> Self {
        let Mends { guide, step } = mends.clone();
        let (guide_title, step_title) = (guide.to_string(), step.to_string());
        Self { guide, step, guide_title, step_title }
    }
}

impl SetupView {
    /// The same with the titles of the guides and steps that mend what was found.
    #[must_use]
    pub fn with_titles(mut self, library: &Library) -> Self {
        let complaints = self.complaints.iter_mut();
        let causes = complaints.flat_map(|complaint| &mut complaint.causes);
        for mend in causes.flat_map(|cause| &mut cause.mends) {
            let Some(guide) = library.guide(&mend.guide) else { continue };
            mend.guide_title.clone_from(&guide.title);
            if let Some((_, step)) = guide.step(&mend.step) {
                mend.step_title.clone_from(&step.title);
            }
        }
        self.probed = self.probed.map(|probed| probed.with_titles(library));
        self
    }
}

/// The page on which a finding is mended.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "code")]
#[ts(export)]
pub enum MendTarget {
    /// A step of this setup.
    Step {
        /// Its id.
        step: StepId,
    },
    /// A new setup.
    NewSetup {
        /// Of this guide.
        guide: GuideId,
        /// The title of the guide; its id until a library has named it.
        title: String,
    },
}

impl ProbedView {
    /// What was found for a setup of this guide, or for none.
    pub fn of(guide: Option<&Guide>, probed: Probed) -> Self {
        let targets = |mends: &[Mends]| MendTarget::all(guide, mends);
        Self { targets: probed.findings.iter().map(|one| targets(&one.mends)).collect(), probed }
    }

    /// The same with the titles of the guides.
    #[must_use]
    pub fn with_titles(mut self, library: &Library) -> Self {
        for target in self.targets.iter_mut().flatten() {
            if let MendTarget::NewSetup { guide, title } = target
                && let Some(guide) = library.guide(guide)
            {
                title.clone_from(&guide.title);
            }
        }
        self
    }
}

impl MendTarget {
    /// Of these steps, those that the setup has: of its own guide, and those that open a guide of them. Where
    /// it has none, a new setup of each guide.
    fn all(guide: Option<&Guide>, mends: &[Mends]) -> Vec<Self> {
        let own = |guide: &Guide, one: &Mends| {
            let step = (one.guide == guide.id).then(|| guide.step(&one.step)).flatten();
            step.map(|(_, step)| step.id.clone())
        };
        let opening = |guide: &Guide, one: &Mends| {
            let mut steps = guide.steps.iter();
            let opens = steps.find(|step| step.opens.as_ref() == Some(&one.guide));
            opens.map(|step| step.id.clone())
        };
        let of_guide = guide.into_iter().flat_map(|guide| {
            let owned = mends.iter().filter_map(|one| own(guide, one));
            owned.chain(mends.iter().filter_map(|one| opening(guide, one)))
        });
        let steps = each_once(of_guide.map(|step| Self::Step { step }));
        if !steps.is_empty() {
            return steps;
        }
        each_once(
            mends.iter().map(|one| Self::NewSetup {
                guide: one.guide.clone(),
                title: one.guide.to_string(),
            }),
        )
    }
}

/// The targets in their order, without those that are there already.
fn each_once(targets: impl Iterator<Item = MendTarget>) -> Vec<MendTarget> {
    let mut all = Vec::new();
    for target in targets {
        if !all.contains(&target) {
            all.push(target);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::fixture::{at, finished, guide_of};
    use crate::setup::{CauseSource, CauseView, ComplaintState, ComplaintView, view};

    fn mends(guide: &str, step: &str) -> Mends {
        Mends { guide: guide.into(), step: step.into() }
    }

    fn step(id: &str) -> MendTarget {
        MendTarget::Step { step: id.into() }
    }

    fn new_setup(guide: &str) -> MendTarget {
        MendTarget::NewSetup { guide: guide.into(), title: guide.to_owned() }
    }

    #[test]
    fn a_finding_is_mended_in_the_setup_that_is_open_where_its_guide_can() {
        let library = Library::built_in().unwrap();
        let teams = library.guide(&"teams".into());
        let of = |all: &[Mends]| MendTarget::all(teams, all);
        let other = mends("exchange-oauth", "enable-connector");
        let both = [step("account"), step("exchange-oauth")];
        assert_eq!(of(&[other.clone(), mends("teams", "account")]), both, "its own comes first");
        let same = [other.clone(), mends("teams", "exchange-oauth"), mends("rotate", "export")];
        assert_eq!(of(&same), [step("exchange-oauth")], "it opens that guide, and is named once");
        assert_eq!(of(&[other]), [step("exchange-oauth")], "its step opens that guide");
        assert_eq!(of(&[mends("rotate", "export")]), [new_setup("rotate")]);
        assert_eq!(of(&[mends("teams", "nowhere")]), [new_setup("teams")]);
        assert_eq!(of(&[]), []);
    }

    #[test]
    fn without_a_setup_a_finding_is_mended_in_a_new_one_of_each_guide() {
        let all = [mends("exchange-oauth", "enable-connector"), mends("teams", "account")];
        assert_eq!(MendTarget::all(None, &all), [new_setup("exchange-oauth"), new_setup("teams")]);
        let of_one_guide = [mends("teams", "account"), mends("teams", "role")];
        assert_eq!(MendTarget::all(None, &of_one_guide), [new_setup("teams")], "offered once");
    }

    #[test]
    fn guides_and_steps_are_named_by_the_library_and_else_by_their_ids() {
        let library = Library::built_in().unwrap();
        let (setup, _) = finished();
        let mut view = view(&setup, &guide_of(&setup), at(0), false);
        let steps = [
            mends("teams", "upload"),
            mends("teams", "role"),
            mends("teams", "nowhere"),
            mends("none", "step"),
        ];
        view.complaints = vec![ComplaintView {
            id: "calendar-app".to_owned(),
            title: String::new(),
            state: ComplaintState::Explained,
            causes: vec![CauseView {
                source: CauseSource::Tenant,
                certain: true,
                title: String::new(),
                found: String::new(),
                remedy: None,
                mends: CauseMend::all(&steps),
            }],
            otherwise: String::new(),
        }];
        let teams = library.guide(&"teams".into()).unwrap();
        let title = |step: &str| teams.step(&step.into()).unwrap().1.title.clone();
        let view = view.with_titles(&library);
        let named = view.complaints[0].causes[0].mends.iter();
        let named: Vec<_> =
            named.map(|one| (one.guide_title.as_str(), one.step_title.clone())).collect();
        let teams = teams.title.as_str();
        let expected = [
            (teams, title("upload")),
            (teams, title("role")),
            (teams, "nowhere".to_owned()),
            ("none", "step".to_owned()),
        ];
        assert_eq!(named, expected);
        assert_ne!(title("upload"), title("role"));
    }

    #[test]
    fn a_new_setup_has_the_title_of_its_guide() {
        let library = Library::built_in().unwrap();
        let report: Probed = serde_json::from_value(serde_json::json!({
            "at": "2026-11-21T12:00:00Z", "address": "anna@contoso.com", "computer": null,
            "outcome": "found", "requests": 1, "seconds": 1.0, "log": [], "limitations": "",
            "findings": [{
                "code": "tenant-not-trusted", "title": "", "url": "", "status": 401,
                "verdict": "failed", "words": "", "remedy": null, "command": null,
                "mends": [{ "guide": "exchange-oauth", "step": "auth-servers" }],
            }],
        }))
        .unwrap();
        let shown = ProbedView::of(None, report).with_titles(&library);
        let title = library.guide(&"exchange-oauth".into()).unwrap().title.clone();
        let guide = "exchange-oauth".into();
        assert_eq!(shown.targets, [[MendTarget::NewSetup { guide, title }]]);
    }
}
