//! The rule on blocks that are handed to functions.
//!
//! PowerShell looks a variable up where a block is run, not where it is written. A block that reads
//! `$name` and is run by a function with a parameter `$Name` gets the function's.

use super::function_named;
use crate::syntax::calls::calls;
use crate::syntax::tree::{View, children, is_in, line, only};
use crate::syntax::{Finding, RuleContext};
use std::collections::BTreeSet;
use tree_sitter::Node;

pub(super) fn shadowed(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for call in calls(script) {
        let Some(function) = function_named(script, call.name) else { continue };
        let theirs = set_in(script, function);
        let Some(elements) = call.node.child_by_field_name("command_elements") else { continue };
        for block in children(elements).into_iter().flat_map(|argument| blocks(script, argument)) {
            let own = set_in(script, block);
            for variable in script.of_kind("variable").filter(|node| is_in(*node, block)) {
                let name = name_of(script, variable);
                if theirs.contains(&name) && !own.contains(&name) {
                    let what = format!(
                        "${name} is read in a block that {} runs, and {0} has its own",
                        call.name
                    );
                    found.push(Finding::new(line(variable), what));
                }
            }
        }
    }
    found
}

/// The blocks an argument stands for: itself, or those that a variable is set to.
fn blocks<'s>(script: &View<'s>, argument: Node<'s>) -> Vec<Node<'s>> {
    let argument = only(argument);
    match argument.kind() {
        "script_block_expression" => vec![argument],
        "variable" => script
            .of_kind("assignment_expression")
            .filter(|node| node.child(0).is_some_and(|to| script.at(to) == script.at(argument)))
            .filter_map(|node| node.child(2).map(only))
            .filter(|value| value.kind() == "script_block_expression")
            .collect(),
        _ => Vec::new(),
    }
}

/// The variables that are set in a part of a script: by assignment, by a loop, as parameters.
fn set_in(script: &View<'_>, part: Node<'_>) -> BTreeSet<String> {
    let assigned =
        script.of_kind("assignment_expression").map(|node| (node, node.child(0).map(only)));
    let declared = ["foreach_statement", "script_parameter"]
        .into_iter()
        .flat_map(|kind| script.of_kind(kind))
        .map(|node| (node, children(node).into_iter().find(|inner| inner.kind() == "variable")));
    assigned
        .chain(declared)
        .filter(|(node, _)| is_in(*node, part))
        .filter_map(|(_, variable)| variable)
        .filter(|node| node.kind() == "variable")
        .map(|node| name_of(script, node))
        .collect()
}

/// A variable's name without its sign, in lower case: PowerShell does not distinguish them.
fn name_of(script: &View<'_>, variable: Node<'_>) -> String {
    script.at(variable).trim_start_matches(['$', '@']).to_ascii_lowercase()
}
