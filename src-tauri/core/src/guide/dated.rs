//! What of a guide depends on the timeline: the entries that its steps name, the days from and until
//! which an expectation holds, the builds that servers need, and the updates that they should have.

use super::{Guide, GuideError, Rule};
use crate::timeline::Timeline;
use std::sync::Arc;

/// Gives the guide the timeline, and each rule about builds or updates its entries.
///
/// # Errors
/// The guide names an entry that is not there.
pub(super) fn bind(guide: &mut Guide, timeline: &Arc<Timeline>) -> Result<(), GuideError> {
    guide.timeline = Arc::clone(timeline);
    let id = guide.id.clone();
    let unknown = |place: &str, what, name: &str| GuideError::Unknown {
        guide: id.clone(),
        place: place.to_owned(),
        what,
        name: name.to_owned(),
    };
    for step in &mut guide.steps {
        let place = format!("step \"{}\"", step.id);
        let days = step.expect.iter().flat_map(|one| one.from.iter().chain(&one.until));
        if let Some(name) =
            step.timeline.iter().chain(days).find(|name| timeline.event(name).is_none())
        {
            return Err(unknown(&place, "entry of the timeline", name));
        }
        for expectation in &mut step.expect {
            if let Rule::Builds(builds) = &mut expectation.rule {
                let requirement = timeline.requirement(&builds.of).cloned();
                builds.requirement =
                    Some(requirement.ok_or_else(|| unknown(&place, "builds", &builds.of))?);
            }
            if let Rule::Updates(updates) = &mut expectation.rule {
                updates.lines = timeline.updates(&updates.of).cloned().collect();
                if updates.lines.is_empty() {
                    return Err(unknown(&place, "updates", &updates.of));
                }
            }
        }
    }
    Ok(())
}
