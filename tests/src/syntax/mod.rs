//! What must hold for every script that Crosstrust writes, checked on its syntax tree and its bytes.
//!
//! A script is judged here without PowerShell and without Exchange, so that a slip is found on every
//! build: a parameter that a cmdlet lacks, a call that goes on after an error, a removal that asks a
//! question nobody answers. What a script does when it runs is tested elsewhere.
//!
//! Each rule is a function with a name in `RULES`. It returns what it found with the line of the script.
//! What is known about Exchange's cmdlets comes from Microsoft's reference (`Reference`), which is not
//! part of this project; rules that cannot be judged without it find nothing.

mod builtin;
mod calls;
mod objects;
mod reference;
mod rules;
mod splats;
mod tree;

pub use objects::{Reading, keys_under, readings};
pub use reference::Reference;
pub use rules::{RULES, Rule};
pub use tree::Script;

/// What rules are judged against.
#[derive(Clone, Copy, Debug)]
pub struct RuleContext<'a> {
    /// Microsoft's cmdlet reference, where it is at hand.
    pub reference: Option<&'a Reference>,
    /// The server versions a script must run on, by their names in the reference.
    pub versions: &'a [&'a str],
}

/// Something in a script that breaks a rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

impl Finding {
    fn new(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

/// Judges a script by every rule: the rule's name with what it found.
pub fn check(script: &Script, context: RuleContext<'_>) -> Vec<(&'static str, Finding)> {
    let view = tree::View::new(script);
    let judged = RULES.iter().map(|rule| (rule.name, (rule.check)(&view, context)));
    judged.flat_map(|(name, found)| found.into_iter().map(move |one| (name, one))).collect()
}

/// Judges a script by one rule, without the reference.
///
/// # Panics
///
/// When there is no such rule.
pub fn check_only(script: &Script, rule: &str) -> Vec<Finding> {
    let rule = RULES.iter().find(|known| known.name == rule);
    let rule = rule.expect("BUG: a test names a rule that there is not");
    (rule.check)(&tree::View::new(script), RuleContext { reference: None, versions: &[] })
}
