//! Which words go with a script: an explanation for each of its commands.

use super::Script;
use crate::guide::{Explanation, Guide};

/// The commands of a script in words, in the order in which they are first used.
pub fn explanations(guide: &Guide, script: &Script) -> Vec<Explanation> {
    let spec = guide.script(&script.id);
    let explained = script.words().into_iter().filter_map(|command| {
        let says = guide.explanation(spec, command)?.to_owned();
        Some(Explanation { command: command.to_owned(), says })
    });
    explained.collect()
}
