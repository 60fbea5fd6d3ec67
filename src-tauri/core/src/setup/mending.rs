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
    pub targets: Vec<Option<MendTarget>>,
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
        let target = |mends: &[Mends]| MendTarget::of(guide, mends);
        Self { targets: probed.findings.iter().map(|one| target(&one.mends)).collect(), probed }
    }
}

impl MendTarget {
    /// Of these steps, that of the guide of the setup comes first, then the step of the setup that opens a guide
    /// of them, then a new setup.
    fn of(guide: Option<&Guide>, mends: &[Mends]) -> Option<Self> {
        let own = |guide: &Guide| {
            let of_guide = mends.iter().find(|one| one.guide == guide.id)?;
            guide.step(&of_guide.step).map(|(_, step)| step.id.clone())
        };
        let opening = |guide: &Guide| {
            let opens = |opened: &GuideId| mends.iter().any(|one| one.guide == *opened);
            let mut steps = guide.steps.iter();
            steps.find(|step| step.opens.as_ref().is_some_and(opens)).map(|step| step.id.clone())
        };
        let step = guide.and_then(|guide| own(guide).or_else(|| opening(guide)));
        match step {
            Some(step) => Some(Self::Step { step }),
            None => mends.first().map(|one| Self::NewSetup { guide: one.guide.clone() }),
        }
    }
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
        let of = |all: &[Mends]| MendTarget::of(teams, all);
        let other = mends("exchange-oauth", "enable-connector");
        assert_eq!(of(&[other.clone(), mends("teams", "account")]), Some(step("account")));
        assert_eq!(of(&[other]), Some(step("exchange-oauth")), "its step opens that guide");
        assert_eq!(of(&[mends("rotate", "export")]), Some(new_setup("rotate")));
        assert_eq!(of(&[mends("teams", "nowhere")]), Some(new_setup("teams")));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn without_a_setup_a_finding_is_mended_in_a_new_one() {
        let all = [mends("exchange-oauth", "enable-connector"), mends("teams", "account")];
        assert_eq!(MendTarget::of(None, &all), Some(new_setup("exchange-oauth")));
    }
}
