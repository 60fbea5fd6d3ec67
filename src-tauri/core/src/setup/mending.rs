//! Where a finding of the check from outside is mended: in this setup, or in a new one of another guide.

use crate::guide::{Guide, GuideId, StepId};
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
    },
}

impl ProbedView {
    /// What was found for a setup of this guide, or for none.
    pub fn of(guide: Option<&Guide>, probed: Probed) -> Self {
        let targets = |mends: &[Mends]| MendTarget::all(guide, mends);
        Self { targets: probed.findings.iter().map(|one| targets(&one.mends)).collect(), probed }
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
        each_once(mends.iter().map(|one| Self::NewSetup { guide: one.guide.clone() }))
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
    use crate::guide::Library;

    fn mends(guide: &str, step: &str) -> Mends {
        Mends { guide: guide.into(), step: step.into() }
    }

    fn step(id: &str) -> MendTarget {
        MendTarget::Step { step: id.into() }
    }

    fn new_setup(guide: &str) -> MendTarget {
        MendTarget::NewSetup { guide: guide.into() }
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
}
