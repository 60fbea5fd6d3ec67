//! The rules, by name.

mod bytes;
mod commands;
mod culture;
mod editions;
mod newer;
mod owner;
mod parameters;
mod safety;
mod scopes;
mod unread;
mod values;

use super::calls::Call;
use super::tree::{View, children, within};
use super::{Finding, RuleContext, builtin};
use tree_sitter::Node;

/// A rule.
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// What it forbids, in a sentence.
    pub forbids: &'static str,
    /// Whether it can be judged only where Microsoft's cmdlet reference is at hand.
    pub needs_reference: bool,
    /// Judges a script.
    pub(super) check: fn(&View<'_>, RuleContext<'_>) -> Vec<Finding>,
}

const fn rule(
    name: &'static str,
    forbids: &'static str,
    check: fn(&View<'_>, RuleContext<'_>) -> Vec<Finding>,
) -> Rule {
    Rule { name, forbids, needs_reference: false, check }
}

const fn referring(
    name: &'static str,
    forbids: &'static str,
    check: fn(&View<'_>, RuleContext<'_>) -> Vec<Finding>,
) -> Rule {
    Rule { name, forbids, needs_reference: true, check }
}

/// All rules.
pub const RULES: &[Rule] = &[
    rule("mark", "a file that Windows PowerShell would read as ANSI", bytes::mark),
    rule("line-ends", "any line end but those of Windows", bytes::line_ends),
    rule("ascii", "a character beyond ASCII anywhere but in a value", bytes::ascii),
    rule("trailing-blanks", "blanks at the end of a line", bytes::trailing_blanks),
    rule("final-newline", "an end without a line end, or with empty lines", bytes::final_newline),
    rule("parses", "what the grammar takes for an error", bytes::parses),
    rule("no-alias", "a command by its short name", commands::no_alias),
    referring("command-exists", "a command nobody knows", commands::command_exists),
    referring(
        "available",
        "a command or parameter that a version of the server lacks",
        commands::available,
    ),
    referring(
        "parameter-exists",
        "a parameter that the command lacks, or whose name is not given in full",
        parameters::parameter_exists,
    ),
    referring(
        "parameter-set",
        "parameters that do not go together, or that lack one that is needed",
        parameters::parameter_set,
    ),
    rule("error-action", "an Exchange command that goes on after an error", safety::error_action),
    referring(
        "domain-controller",
        "an Exchange command that lets Exchange choose a domain controller",
        safety::domain_controller,
    ),
    rule("confirm", "a removal that asks a question nobody may answer", safety::confirm),
    rule(
        "asked-first",
        "a change that is made under -WhatIf, or without the command having been asked for",
        safety::asked_first,
    ),
    rule(
        "shadowed",
        "a block that reads a variable of the function that runs it",
        scopes::shadowed,
    ),
    rule("whose", "one of several objects, without a word about whose it is", owner::whose),
    rule("bare-words", "a bare word beside a comma", values::bare_words),
    rule("double-quotes", "a value in a string that PowerShell reads into", values::double_quotes),
    rule(
        "invariant",
        "what comes out otherwise on a server of another language",
        culture::invariant,
    ),
    rule("powershell-4", "what PowerShell 4 does not understand", newer::powershell_4),
    rule(
        "editions",
        "what Windows PowerShell 5.1 and PowerShell 7 do differently",
        editions::editions,
    ),
    rule("unread", "a value for what could not be read", unread::unread),
    rule("added-list", "a list that is added to a text by mistake", editions::added_list),
];

/// What a command is.
enum Kind {
    /// A function of the script.
    Function,
    /// A command of PowerShell itself.
    Builtin(&'static builtin::Builtin),
    /// A program of Windows.
    Program,
    /// Anything else: a cmdlet of the server's shell.
    Cmdlet,
}

fn kind(script: &View<'_>, call: &Call<'_>) -> Kind {
    if function(script, call.name).is_some() {
        Kind::Function
    } else if let Some(builtin) = builtin::find(call.name) {
        Kind::Builtin(builtin)
    } else if builtin::PROGRAMS.contains(&call.name) {
        Kind::Program
    } else {
        Kind::Cmdlet
    }
}

/// The calls of cmdlets of the server's shell.
fn cmdlets<'s>(script: &View<'s>) -> Vec<Call<'s>> {
    super::calls::calls(script)
        .into_iter()
        .filter(|call| matches!(kind(script, call), Kind::Cmdlet) && call.name.contains('-'))
        .collect()
}

/// A function that the script defines.
struct Function {
    /// Its parameters in order: the name, and whether it takes no value.
    parameters: Vec<(String, bool)>,
    /// Whether it takes the parameters that every cmdlet takes.
    advanced: bool,
}

fn function(script: &View<'_>, name: &str) -> Option<Function> {
    let parts = children(function_named(script, name)?);
    let inner =
        parts.iter().find(|part| part.kind() == "script_block").map(|block| children(*block));
    let list = parts
        .into_iter()
        .chain(inner.unwrap_or_default())
        .find(|node| matches!(node.kind(), "param_block" | "function_parameter_declaration"));
    let parameters = list.map(within).unwrap_or_default();
    let parameters = parameters.into_iter().filter(|node| node.kind() == "script_parameter");
    let parameters = parameters.filter_map(|parameter| {
        let variable = children(parameter).into_iter().find(|node| node.kind() == "variable")?;
        let is_switch = script.at(parameter).to_ascii_lowercase().contains("[switch]");
        Some((script.at(variable).trim_start_matches('$').to_owned(), is_switch))
    });
    let head = list.map_or("", |list| script.at(list));
    let advanced = head.contains("[CmdletBinding") || head.contains("[Parameter");
    Some(Function { parameters: parameters.collect(), advanced })
}

/// Where a function of the script is defined.
fn function_named<'s>(script: &View<'s>, name: &str) -> Option<Node<'s>> {
    script.of_kind("function_statement").find(|node| {
        let mut parts = children(*node).into_iter();
        parts.any(|part| part.kind() == "function_name" && script.at(part) == name)
    })
}
