//! Rules on which commands a script calls.

use super::{Kind, cmdlets, kind};
use crate::syntax::calls::{Binding, Call, bind, calls};
use crate::syntax::tree::{View, is_in, line, only};
use crate::syntax::{Finding, RuleContext, builtin};
use tree_sitter::Node;

pub(super) fn no_alias(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    calls(script)
        .into_iter()
        .filter(|call| builtin::ALIASES.contains(&call.name.to_ascii_lowercase().as_str()))
        .map(|call| Finding::new(call.line, format!("{} is an alias", call.name)))
        .collect()
}

/// Commands are also named in strings, where a script asks whether they may be used.
pub(super) fn command_exists(script: &View<'_>, context: RuleContext<'_>) -> Vec<Finding> {
    let Some(reference) = context.reference else { return Vec::new() };
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

/// Whether a call stands where the script has asked for a command of the same noun: a version that
/// has `Get-Thing` has `Set-Thing`.
fn is_asked_for(script: &View<'_>, call: &Call<'_>) -> bool {
    let Some((_, noun)) = call.name.split_once('-') else { return false };
    let asks =
        |text: &str| text.contains("Get-Command -Name") && text.contains(&format!("-{noun}'"));
    let set_to_asking = |condition: &str| {
        script
            .of_kind("assignment_expression")
            .filter(|node| node.child(2).is_some_and(|value| asks(script.at(value))))
            .filter_map(|node| node.child(0))
            .any(|variable| script.at(variable) == condition.trim())
    };
    let condition_of = |node: Node<'_>| {
        node.child_by_field_name("condition")
            .map_or("", |condition| script.at(condition))
            .to_owned()
    };
    let around = script
        .around(call.node)
        .filter(|node| node.kind() == "if_statement")
        .map(condition_of)
        .any(|condition| asks(&condition) || set_to_asking(&condition));
    let function = script.around(call.node).find(|node| node.kind() == "function_statement");
    let left_before = function.is_some_and(|function| {
        script
            .of_kind("if_statement")
            .filter(|node| is_in(*node, function) && node.end_byte() <= call.node.start_byte())
            .any(|node| {
                let condition = condition_of(node);
                condition.contains("-not (Get-Command -Name")
                    && asks(&condition)
                    && script.at(node).ends_with("{ return }")
            })
    });
    around || left_before
}

pub(super) fn available(script: &View<'_>, context: RuleContext<'_>) -> Vec<Finding> {
    let Some(reference) = context.reference else { return Vec::new() };
    let mut found = Vec::new();
    for call in cmdlets(script) {
        let Some(cmdlet) = reference.cmdlet(call.name) else { continue };
        let lacks = |version: &&&str| !cmdlet.applicable.iter().any(|one| one == **version);
        // Where a script asks first, it runs only where the command is there.
        let asked = is_asked_for(script, &call);
        let versions: Vec<&str> =
            context.versions.iter().filter(|version| !(asked && lacks(version))).copied().collect();
        for version in versions.iter().filter(lacks) {
            found.push(Finding::new(call.line, format!("{version} has no {}", call.name)));
        }
        let Binding { given, .. } = bind(script, &call, |name| cmdlet.is_switch(name));
        for given in given {
            for version in cmdlet.without(&given.name, &versions) {
                let what = format!("{version} has no {} -{}", call.name, given.name);
                found.push(Finding::new(given.line, what));
            }
        }
    }
    found
}
