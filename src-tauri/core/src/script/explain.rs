//! Which words go with a script: an explanation for each of its commands.

use super::Script;
use crate::guide::{Explanation, Guide, Step};

/// The commands of a script in words, in the order in which they are first used. The words of the
/// steps it covers come first, then those of the guide, then those of any other step.
pub fn explanations(guide: &Guide, script: &Script) -> Vec<Explanation> {
    let covered = guide.script(&script.id).map_or(&[][..], |spec| &spec.steps);
    let is_covered = |step: &&Step| covered.contains(&step.id);
    let own = guide.steps.iter().filter(is_covered).flat_map(|step| &step.explain);
    let others = guide.steps.iter().filter(|step| !is_covered(step)).flat_map(|step| &step.explain);
    let known: Vec<&Explanation> = own.chain(&guide.explain).chain(others).collect();
    let words = script.words();
    let explained = words.iter().filter_map(|word| known.iter().find(|one| one.command == *word));
    explained.copied().cloned().collect()
}
