//! A step whose host the program itself looks up in the DNS. It is noted, and proves nothing: what the
//! servers see is for the step's script to read.

use super::event::Follow;
use super::{JournalEvent, Setup, SetupError};
use crate::dns::{self, Resolved};
use crate::guide::{Answers, Guide, StepId};
use jiff::Timestamp;

impl Setup {
    /// The host that this step's answer names.
    ///
    /// # Errors
    /// [`SetupError::LooksNothingUp`] when the step has none to look up; [`SetupError::HostMissing`]
    /// when the answer is missing, wrong, or names no host.
    pub fn host_to_look_up(&self, guide: &Guide, step: &StepId) -> Result<String, SetupError> {
        let spec = self.find(guide, step)?;
        let nothing = || SetupError::LooksNothingUp { title: spec.title.clone() };
        let asked = spec.resolves.as_ref().and_then(|id| guide.answer(id)).ok_or_else(nothing)?;
        let (answers, _) = Answers::parse(guide, &self.answers);
        answers
            .get(&asked.id)
            .and_then(dns::host_of)
            .ok_or_else(|| SetupError::HostMissing { label: asked.label.clone() })
    }

    /// Notes that the host was looked up. No step moves.
    ///
    /// # Errors
    /// [`SetupError::UnknownStep`].
    pub(super) fn on_host_looked_up(
        &mut self,
        guide: &Guide,
        step: &StepId,
        found: &Resolved,
        now: Timestamp,
        who: &str,
    ) -> Result<Follow, SetupError> {
        self.find(guide, step)?;
        let found = found.summary();
        self.note_again(now, who, JournalEvent::HostLookedUp { step: step.clone(), found });
        Ok(Follow::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::OPERATOR;
    use crate::setup::fixture::{answered, at, given, guide, journal};

    fn resolving() -> Guide {
        let mut guide = guide();
        guide.steps.iter_mut().find(|step| step.id.as_str() == "role").unwrap().resolves =
            Some("domain_controller".into());
        guide
    }

    #[test]
    fn the_host_is_the_one_that_the_answer_names() {
        let guide = resolving();
        let mut setup = answered();
        let host = |setup: &Setup| setup.host_to_look_up(&guide, &"role".into());
        assert_eq!(host(&setup).unwrap(), "dc01.contoso.com");
        for wrong in ["", "dc 01"] {
            let answer = given(&[("domain_controller", wrong)]);
            setup.set_answers(&guide, answer, at(5), OPERATOR).unwrap();
            match host(&setup) {
                Err(SetupError::HostMissing { label }) => assert_eq!(label, "Domain controller"),
                other => panic!("{other:?}"),
            }
        }
        let elsewhere = setup.host_to_look_up(&guide, &"account".into());
        assert!(matches!(elsewhere, Err(SetupError::LooksNothingUp { .. })));
    }

    #[test]
    fn a_look_up_is_noted_without_the_host_and_moves_no_step() {
        let guide = resolving();
        let mut setup = answered();
        let before = setup.clone();
        let found = dns::simulated("dc01.contoso.com", &["192.0.2.25".parse().unwrap()], at(6));
        setup.look_up_host(&guide, &"role".into(), &found, at(6), OPERATOR).unwrap();
        let what = journal(&setup).pop().unwrap();
        assert_eq!(
            what,
            "DNS lookup in the simulated organization: 1 address, for \"Management role\"."
        );
        assert_eq!(setup.steps, before.steps);
        assert_eq!(setup.journal().len(), before.journal().len() + 1);
    }
}
