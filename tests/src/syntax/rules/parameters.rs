//! Rules on the parameters of a call.

use super::{Kind, cmdlets, function, kind};
use crate::syntax::builtin::{COMMON_SWITCHES, COMMON_VALUED};
use crate::syntax::calls::{Binding, Call, Given, bind, calls};
use crate::syntax::reference::{Cmdlet, ParameterSet};
use crate::syntax::splats::When;
use crate::syntax::tree::View;
use crate::syntax::{Finding, RuleContext};

/// The most parameters of one call that may depend on conditions: every combination is tried.
const MOST_CONDITIONAL: usize = 8;

pub(super) fn parameter_exists(script: &View<'_>, context: RuleContext<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for call in calls(script) {
        match kind(script, &call) {
            Kind::Builtin(builtin) => {
                let is_switch = |name: &str| builtin.is_switch(name).or_else(|| common(name));
                look(script, &call, is_switch, &mut found);
            }
            Kind::Function => found.extend(of_function(script, &call)),
            Kind::Program => {}
            Kind::Cmdlet => {
                let known = context.reference.and_then(|reference| reference.cmdlet(call.name));
                let Some(cmdlet) = known else { continue };
                let is_switch = |name: &str| cmdlet.is_switch(name).or_else(|| common(name));
                let binding = look(script, &call, is_switch, &mut found);
                for _ in binding.positional {
                    let what = format!("{} has an argument without its parameter", call.name);
                    found.push(Finding::new(call.line, what));
                }
            }
        }
    }
    found
}

/// Finds the parameters that a command does not have.
fn look<'s>(
    script: &View<'s>,
    call: &Call<'s>,
    is_switch: impl Fn(&str) -> Option<bool>,
    found: &mut Vec<Finding>,
) -> Binding<'s> {
    let binding = bind(script, call, &is_switch);
    for given in &binding.given {
        if is_switch(&given.name).is_none() && !is_asked_for(given) {
            let what = format!("{} has no parameter -{}", call.name, given.name);
            found.push(Finding::new(given.line, what));
        }
    }
    for name in &binding.unresolved {
        let what = format!("{} gets @{name}, and what is in it is not seen", call.name);
        found.push(Finding::new(call.line, what));
    }
    binding
}

fn of_function(script: &View<'_>, call: &Call<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let Some(function) = function(script, call.name) else { return found };
    let is_switch = |name: &str| {
        let own = function.parameters.iter().find(|(own, _)| own == name);
        let own = own.map(|(_, is_switch)| *is_switch);
        own.or_else(|| common(name).filter(|_| function.advanced))
    };
    let binding = look(script, call, is_switch, &mut found);
    let by_name = binding
        .given
        .iter()
        .filter(|given| function.parameters.iter().any(|(own, _)| *own == given.name));
    let switches = function.parameters.iter().filter(|(_, is_switch)| *is_switch).count();
    let valued_by_name = by_name.filter(|given| is_switch(&given.name) == Some(false)).count();
    let places = function.parameters.len() - switches - valued_by_name;
    if binding.positional.len() > places {
        let what = format!(
            "{} gets {} arguments and has place for {places}",
            call.name,
            binding.positional.len()
        );
        found.push(Finding::new(call.line, what));
    }
    found
}

fn common(name: &str) -> Option<bool> {
    if COMMON_SWITCHES.contains(&name) {
        return Some(true);
    }
    COMMON_VALUED.contains(&name).then_some(false)
}

/// Whether the script gives the parameter only after asking whether this server's cmdlet has it.
fn is_asked_for(given: &Given<'_>) -> bool {
    let asked = format!(".Parameters.ContainsKey('{}')", given.name);
    matches!(&given.when, When::If(condition) if condition.contains(&asked))
}

pub(super) fn parameter_set(script: &View<'_>, context: RuleContext<'_>) -> Vec<Finding> {
    let Some(reference) = context.reference else { return Vec::new() };
    let mut found = Vec::new();
    for call in cmdlets(script) {
        let Some(cmdlet) = reference.cmdlet(call.name) else { continue };
        let binding = bind(script, &call, |name| cmdlet.is_switch(name).or_else(|| common(name)));
        // A parameter that does not exist, or has no name, is the matter of another rule.
        if !binding.positional.is_empty() || !binding.unresolved.is_empty() {
            continue;
        }
        let of_sets =
            || binding.given.iter().filter(|given| cmdlet.is_switch(&given.name).is_some());
        let always: Vec<&str> = of_sets()
            .filter(|given| given.when == When::Always)
            .map(|given| &*given.name)
            .collect();
        let sometimes: Vec<&str> = of_sets()
            .filter(|given| given.when != When::Always)
            .map(|given| &*given.name)
            .collect();
        if sometimes.len() > MOST_CONDITIONAL {
            found.push(Finding::new(call.line, "too many parameters depend on conditions"));
            continue;
        }
        for choice in 0..1_usize << sometimes.len() {
            let chosen = sometimes.iter().enumerate().filter(|(at, _)| choice >> at & 1 == 1);
            let given: Vec<&str> =
                always.iter().copied().chain(chosen.map(|(_, name)| *name)).collect();
            if let Some(what) = misfit(cmdlet, &given, call.piped, context.versions) {
                found.push(Finding::new(call.line, format!("{}: {what}", call.name)));
                break;
            }
        }
    }
    found
}

/// Why parameters fit no set of a cmdlet, for the set that comes nearest. Sets that need what a
/// version lacks, those of Exchange Online among them, do not count.
fn misfit(cmdlet: &Cmdlet, given: &[&str], piped: bool, versions: &[&str]) -> Option<String> {
    let at_hand = |set: &&ParameterSet| {
        let mut needed = set.parameters.iter().filter(|parameter| parameter.is_needed());
        needed.all(|parameter| cmdlet.without(&parameter.name, versions).is_empty())
    };
    let trouble = |set: &ParameterSet| -> Vec<String> {
        let foreign = given
            .iter()
            .filter(|name| !set.parameters.iter().any(|parameter| parameter.name == **name))
            .map(|name| format!("-{name} is not in it"));
        let lacking = set
            .parameters
            .iter()
            .filter(|parameter| parameter.is_needed() && !(piped && parameter.pipeline))
            .filter(|parameter| !given.contains(&parameter.name.as_str()))
            .map(|parameter| format!("-{} is lacking", parameter.name));
        foreign.chain(lacking).collect()
    };
    let (set, trouble) = cmdlet
        .parameter_sets
        .iter()
        .filter(at_hand)
        .map(|set| (set, trouble(set)))
        .min_by_key(|(_, trouble)| trouble.len())?;
    (!trouble.is_empty())
        .then(|| format!("no parameter set fits; nearest is {}: {}", set.name, trouble.join(", ")))
}
