//! Which steps already look done: those of which a guide names signs, and all of them are there.

use super::{Facts, OwnTenant, agrees};
use crate::guide::{Step, StepId};
use crate::receipt::judge::Expected;

/// The steps of the guide that look done, in the guide's order.
pub(super) fn likely(
    facts: &Facts<'_>,
    expected: &Expected<'_>,
    tenant: &OwnTenant,
) -> Vec<StepId> {
    let looks_done = |step: &&Step| {
        let found = |fact: &str| facts.0.get(fact);
        let mut signs = step.signs.iter();
        !step.signs.is_empty()
            && signs.all(|sign| {
                let rule = expected.filled(&sign.rule);
                found(&sign.fact).is_some_and(|fact| agrees(&rule, fact, tenant))
            })
    };
    expected.guide.steps.iter().filter(looks_done).map(|step| step.id.clone()).collect()
}
