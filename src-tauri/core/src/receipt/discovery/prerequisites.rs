//! What must be there before a guide can work, beside what discovery read of it.

use super::Facts;
use crate::guide::{Guide, PrerequisiteSpec};
use crate::receipt::compare::{Comparison, compare, entries, in_words};
use crate::receipt::judge::Expected;
use crate::receipt::tenant::OwnTenant;
use crate::receipt::{PrerequisiteLine, PrerequisiteState};

/// Each prerequisite with what was read of it.
pub(super) fn lines(
    facts: &Facts<'_>,
    expected: &Expected<'_>,
    tenant: &OwnTenant,
) -> Vec<PrerequisiteLine> {
    let specs = expected.guide.prerequisites.iter();
    specs.map(|spec| line(spec, facts, expected, tenant)).collect()
}

/// The prerequisites of a guide in the words of today, with what discovery read of each.
pub(crate) fn of_guide(guide: &Guide, read: &[PrerequisiteLine]) -> Vec<PrerequisiteLine> {
    let each = guide.prerequisites.iter().map(|spec| {
        let known = read.iter().find(|line| line.id == spec.id);
        PrerequisiteLine {
            state: known.map_or(PrerequisiteState::NotRead, |line| line.state),
            found: known.and_then(|line| line.found.clone()),
            ..unread(spec)
        }
    });
    each.collect()
}

fn unread(spec: &PrerequisiteSpec) -> PrerequisiteLine {
    PrerequisiteLine {
        id: spec.id.clone(),
        text: spec.text.clone(),
        state: PrerequisiteState::NotRead,
        found: None,
        next: spec.otherwise.clone(),
    }
}

fn line(
    spec: &PrerequisiteSpec,
    facts: &Facts<'_>,
    expected: &Expected<'_>,
    tenant: &OwnTenant,
) -> PrerequisiteLine {
    let (Some(name), Some(rule)) = (&spec.fact, &spec.rule) else { return unread(spec) };
    let Some(fact) = facts.0.get(name) else { return unread(spec) };
    let rule = expected.filled(rule);
    let partly = spec.unread.as_ref().and_then(|unread| facts.0.get(unread));
    let is_partly_read = partly.is_some_and(|unread| !entries(unread).is_empty());
    let state = match compare(&rule, fact, tenant) {
        Comparison::Differs => PrerequisiteState::NotMet,
        Comparison::Agrees if !is_partly_read => PrerequisiteState::Met,
        Comparison::Agrees | Comparison::Unread | Comparison::Unknown(_) | Comparison::NotKnown => {
            PrerequisiteState::NotRead
        }
    };
    PrerequisiteLine { state, found: Some(in_words(&rule, fact, tenant)), ..unread(spec) }
}
