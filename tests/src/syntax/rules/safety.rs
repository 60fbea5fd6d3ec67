//! Rules that keep a run from doing what nobody asked for: going on after an error, reading what
//! another domain controller does not know yet, waiting for an answer, changing under `-WhatIf`.

use super::cmdlets;
use crate::syntax::calls::{Call, Given, bind};
use crate::syntax::splats::{When, literal};
use crate::syntax::tree::{View, children, is_in, line, only};
use crate::syntax::{Finding, RuleContext};
use tree_sitter::Node;

/// The function that asks before a change and makes none under `-WhatIf`.
const ASKING: &str = "Invoke-Change";

/// The verbs of commands that change nothing.
const READING: [&str; 2] = ["Get", "Test"];

pub(super) fn error_action(script: &View<'_>, context: RuleContext<'_>) -> Vec<Finding> {
    let stops = |given: &Given<'_>| {
        given.when == When::Always
            && given.value.and_then(|value| script.constant(value)).as_deref() == Some("Stop")
    };
    cmdlets(script)
        .into_iter()
        .filter(|call| !given(script, call, context, "ErrorAction").is_some_and(|one| stops(&one)))
        .map(|call| Finding::new(call.line, format!("{} without -ErrorAction Stop", call.name)))
        .collect()
}

/// A script that knows no domain controller, because it is run to find one, may do without.
pub(super) fn domain_controller(script: &View<'_>, context: RuleContext<'_>) -> Vec<Finding> {
    let Some(reference) = context.reference else { return Vec::new() };
    let known = knows_domain_controller(script);
    cmdlets(script)
        .into_iter()
        .filter(|call| {
            let cmdlet = reference.cmdlet(call.name);
            cmdlet.is_some_and(|cmdlet| {
                cmdlet.is_switch("DomainController").is_some()
                    && cmdlet.without("DomainController", context.versions).is_empty()
            })
        })
        .filter(|call| match given(script, call, context, "DomainController") {
            Some(given) => known && given.when != When::Always,
            None => true,
        })
        .map(|call| Finding::new(call.line, format!("{} without -DomainController", call.name)))
        .collect()
}

fn knows_domain_controller(script: &View<'_>) -> bool {
    !script.of_kind("hash_literal_expression").any(|table| {
        literal(script, table).iter().any(|entry| {
            entry.key == "DomainController"
                && entry.value.and_then(|value| script.constant(value)).as_deref() == Some("")
        })
    })
}

pub(super) fn confirm(script: &View<'_>, context: RuleContext<'_>) -> Vec<Finding> {
    let is_off = |given: &Given<'_>| {
        given.when == When::Always
            && given.value.is_some_and(|value| script.at(only(value)) == "$false")
    };
    cmdlets(script)
        .into_iter()
        .filter(|call| call.name.starts_with("Remove-"))
        .filter(|call| !given(script, call, context, "Confirm").is_some_and(|one| is_off(&one)))
        .map(|call| Finding::new(call.line, format!("{} without -Confirm:$false", call.name)))
        .collect()
}

/// A parameter of a cmdlet, where it is given.
fn given<'s>(
    script: &View<'s>,
    call: &Call<'s>,
    context: RuleContext<'_>,
    name: &str,
) -> Option<Given<'s>> {
    let cmdlet = context.reference.and_then(|reference| reference.cmdlet(call.name));
    let is_switch = |name: &str| cmdlet.and_then(|cmdlet| cmdlet.is_switch(name));
    bind(script, call, is_switch).get(name).cloned()
}

pub(super) fn asked_first(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for call in cmdlets(script) {
        if call.name.split('-').next().is_some_and(|verb| READING.contains(&verb)) {
            continue;
        }
        let asking = asking(script, call.node);
        if asking.is_empty() {
            let what = format!("{} is called outside {ASKING}", call.name);
            found.push(Finding::new(call.line, what));
        }
        for asking in asking {
            if !named(script, asking).iter().any(|name| name == call.name) {
                let what = format!("{ASKING} does not ask for {}", call.name);
                found.push(Finding::new(line(asking), what));
            }
        }
    }
    found
}

/// The calls of the asking function that carry out a call: the one it stands in, or those that are
/// given the block it stands in. None where the block is also run by itself.
fn asking<'s>(script: &View<'s>, call: Node<'s>) -> Vec<Node<'s>> {
    let asks = |node: &Node<'s>| {
        let name = node.child_by_field_name("command_name");
        node.kind() == "command" && name.is_some_and(|name| script.at(name) == ASKING)
    };
    if let Some(around) = script.around(call).find(asks) {
        return vec![around];
    }
    let kept =
        script.around(call).filter(|node| node.kind() == "assignment_expression").find(|node| {
            node.child(2).is_some_and(|value| only(value).kind() == "script_block_expression")
        });
    let Some(block) = kept.and_then(|node| node.child(0)) else { return Vec::new() };
    let uses: Vec<Option<Node<'s>>> = script
        .of_kind("variable")
        .filter(|node| script.at(*node) == script.at(block) && !is_in(*node, block))
        .map(|node| script.around(node).find(asks))
        .collect();
    uses.into_iter().collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// The texts that a command may be given: those that stand there, and those that a variable which
/// stands there is set to anywhere in the script.
fn named<'s>(script: &View<'s>, command: Node<'s>) -> Vec<String> {
    let Some(elements) = command.child_by_field_name("command_elements") else {
        return Vec::new();
    };
    let arguments: Vec<Node<'s>> = children(elements).into_iter().map(only).collect();
    let set_to = |variable: &str| -> Vec<String> {
        script
            .of_kind("assignment_expression")
            .filter(|node| node.child(0).is_some_and(|to| script.at(to) == variable))
            .filter_map(|node| script.constant(node.child(2)?))
            .collect()
    };
    let by_variable = arguments
        .iter()
        .filter(|argument| argument.kind() == "variable")
        .flat_map(|argument| set_to(script.at(*argument)));
    arguments.iter().filter_map(|argument| script.constant(*argument)).chain(by_variable).collect()
}
