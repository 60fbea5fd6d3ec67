//! The numbers before the file names of scripts: the order in which they are run.
//!
//! A number depends on the guide alone, never on the answers: a script that is saved by itself has the
//! same name as in a bundle, and one that a bundle lacks leaves a gap.

use crate::guide::{Guide, ScriptRole, ScriptSpec};

/// The first number of the scripts that are not run one after the other: those that undo, and those
/// that are guarded.
const APART: usize = 91;

/// A script and its number.
#[derive(Clone, Copy, Debug)]
pub struct Numbered<'g> {
    /// The number, from 1.
    pub number: usize,
    /// The script.
    pub spec: &'g ScriptSpec,
}

impl Numbered<'_> {
    /// The name of its file: "03-account.ps1".
    pub fn file_name(&self) -> String {
        format!("{:02}-{}.ps1", self.number, self.spec.id)
    }
}

/// All scripts of a guide in the order in which they are run: discovery, everything in one run, the
/// same step by step, verification, optional steps. What undoes and what is guarded comes last, with
/// numbers apart.
pub fn numbered(guide: &Guide) -> Vec<Numbered<'_>> {
    let of_role = |role| guide.scripts.iter().filter(move |spec| spec.role == role);
    let mut steps: Vec<&ScriptSpec> = of_role(ScriptRole::Step).collect();
    let position = |spec: &&ScriptSpec| {
        guide.steps.iter().position(|step| spec.steps.contains(&step.id)).unwrap_or(usize::MAX)
    };
    steps.sort_by_key(position);
    let (optional, steps): (Vec<_>, Vec<_>) =
        steps.into_iter().partition(|spec| guide.is_optional(spec));
    let sequence = of_role(ScriptRole::Discovery)
        .chain(of_role(ScriptRole::AllInOne))
        .chain(steps)
        .chain(of_role(ScriptRole::Verification))
        .chain(optional);
    let apart = of_role(ScriptRole::Undo).chain(of_role(ScriptRole::Guarded));
    let number = |(number, spec)| Numbered { number, spec };
    (1..).zip(sequence).map(number).chain((APART..).zip(apart).map(number)).collect()
}

/// The name of a script's file: "03-account.ps1".
///
/// # Panics
/// Never, for a script of that guide.
pub(super) fn file_name(guide: &Guide, spec: &ScriptSpec) -> String {
    let all = numbered(guide);
    let own = all.iter().find(|one| one.spec.id == spec.id);
    own.expect("BUG: every script of a guide has a number").file_name()
}
