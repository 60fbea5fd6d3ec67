//! Rules on which commands a script calls.

use super::{Kind, cmdlets, kind};
use crate::syntax::calls::{Binding, bind, calls};
use crate::syntax::tree::{View, line, only};
use crate::syntax::{Finding, Ground, builtin};

pub(super) fn no_alias(script: &View<'_>, _: Ground<'_>) -> Vec<Finding> {
    calls(script)
        .into_iter()
        .filter(|call| builtin::ALIASES.contains(&call.name.to_ascii_lowercase().as_str()))
        .map(|call| Finding::new(call.line, format!("{} is an alias", call.name)))
        .collect()
}

/// Commands are also named in strings, where a script asks whether they may be used.
pub(super) fn command_exists(script: &View<'_>, ground: Ground<'_>) -> Vec<Finding> {
    let Some(reference) = ground.reference else { return Vec::new() };
    let called = calls(script)
        .into_iter()
        .filter(|call| matches!(kind(script, call), Kind::Cmdlet))
        .map(|call| (call.line, call.name.to_owned()));
    let named = script
        .of_kind("string_literal")
        .filter_map(|node| Some((line(node), script.constant(node)?)))
        .filter(|(_, text)| reads_as_cmdlet(text) && builtin::find(text).is_none());
    let unseen = script
        .of_kind("command")
        .filter_map(|node| node.child_by_field_name("command_name"))
        .filter(|name| name.kind() == "command_name_expr")
        .map(|name| (line(name), only(name)))
        .filter(|(_, name)| !matches!(name.kind(), "variable" | "script_block_expression"))
        .map(|(line, name)| {
            Finding::new(line, format!("what is called is not seen: {}", script.at(name)))
        });
    called
        .chain(named)
        .filter(|(_, name)| reference.cmdlet(name).is_none())
        .map(|(line, name)| Finding::new(line, format!("no such command: {name}")))
        .chain(unseen)
        .collect()
}

/// A name as Exchange's cmdlets have it, with one of the verbs that Exchange uses here.
fn reads_as_cmdlet(text: &str) -> bool {
    let Some((verb, noun)) = text.split_once('-') else { return false };
    matches!(verb, "Add" | "Get" | "New" | "Remove" | "Set" | "Test")
        && noun.starts_with(|sign: char| sign.is_ascii_uppercase())
        && noun.chars().all(|sign| sign.is_ascii_alphanumeric())
}

pub(super) fn available(script: &View<'_>, ground: Ground<'_>) -> Vec<Finding> {
    let Some(reference) = ground.reference else { return Vec::new() };
    let mut found = Vec::new();
    for call in cmdlets(script) {
        let Some(cmdlet) = reference.cmdlet(call.name) else { continue };
        let has = |version: &&str| cmdlet.applicable.iter().any(|one| one == version);
        let (with, without): (Vec<&str>, Vec<&str>) =
            ground.versions.iter().partition(|one| has(one));
        if !is_asked_for(script, call.name) {
            for version in without {
                found.push(Finding::new(call.line, format!("{version} has no {}", call.name)));
            }
        }
        let Binding { given, .. } = bind(script, &call, |name| cmdlet.is_switch(name));
        for given in given {
            for version in cmdlet.without(&given.name, &with) {
                let what = format!("{version} has no {} -{}", call.name, given.name);
                found.push(Finding::new(given.line, what));
            }
        }
    }
    found
}

/// Whether the script asks if this server has the command, or another one for the same thing, before
/// it calls either.
fn is_asked_for(script: &View<'_>, name: &str) -> bool {
    let Some((_, noun)) = name.split_once('-') else { return false };
    let end = format!("-{noun}");
    calls(script).iter().filter(|call| call.name == "Get-Command").any(|call| {
        let binding = bind(script, call, |name| builtin::find("Get-Command")?.is_switch(name));
        let asked = binding.get("Name").and_then(|given| script.constant(given.value?));
        asked.is_some_and(|asked| asked.ends_with(&end))
    })
}
