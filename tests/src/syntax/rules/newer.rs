//! The rule on what the oldest PowerShell understands: 4.0, which the oldest servers have.

use crate::syntax::tree::{View, line};
use crate::syntax::{Finding, RuleContext};

/// What shows in the code, outside strings and comments, with the version that brought it.
const SIGNS: [(&str, &str); 5] =
    [("::new(", "5.0"), ("&&", "7.0"), ("||", "7.0"), ("6>", "5.0"), ("clean {", "7.3")];

/// Kinds of nodes.
const KINDS: [(&str, &str); 4] = [
    ("class_statement", "5.0"),
    ("enum_statement", "5.0"),
    ("background_operator", "6.0"),
    ("foreach_parameter", "a workflow"),
];

/// Variables, in lower case.
const VARIABLES: [(&str, &str); 6] = [
    ("$iscoreclr", "6.0"),
    ("$islinux", "6.0"),
    ("$ismacos", "6.0"),
    ("$iswindows", "6.0"),
    ("$psedition", "5.1"),
    ("$psstyle", "7.2"),
];

/// Parameters of any command, in lower case.
const PARAMETERS: [(&str, &str); 6] = [
    ("-asarray", "7.0"),
    ("-ashashtable", "6.0"),
    ("-informationaction", "5.0"),
    ("-informationvariable", "5.0"),
    ("-parallel", "7.0"),
    ("-progressaction", "7.4"),
];

/// Attributes and types.
const TYPES: [(&str, &str); 5] = [
    ("argumentcompleter", "5.0"),
    ("argumentcompletions", "6.0"),
    ("supportswildcards", "5.0"),
    ("validatenotnullorwhitespace", "7.4"),
    ("validateuserdrive", "5.0"),
];

pub(super) fn powershell_4(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    let code = script.code();
    let mut found = Vec::new();
    let mut say = |line: usize, what: &str, since: &str| {
        found.push(Finding::new(line, format!("{what} needs {since}")));
    };
    for (sign, since) in SIGNS {
        for (at, _) in code.match_indices(sign) {
            say(script.line_at(at), sign, since);
        }
    }
    // A question mark is a ternary, `??`, `?.` or `?[`; only `$?` is old.
    for (at, _) in code.match_indices('?').filter(|(at, _)| !code[..*at].ends_with('$')) {
        say(script.line_at(at), "?", "7.0");
    }
    for node in script.nodes() {
        let text = script.at(node).to_ascii_lowercase();
        let known: &[(&str, &str)] = match node.kind() {
            "variable" => &VARIABLES,
            "command_parameter" => &PARAMETERS,
            "type_identifier" | "simple_name" => &TYPES,
            "expandable_string_literal" => {
                for escape in ["`u{", "`e"] {
                    if text.contains(escape) {
                        say(line(node), escape, "6.0");
                    }
                }
                &[]
            }
            "command_name" if text == "using" => {
                say(line(node), "using", "5.0");
                &[]
            }
            kind => {
                if let Some((_, since)) = KINDS.iter().find(|(known, _)| *known == kind) {
                    say(line(node), kind, since);
                }
                &[]
            }
        };
        if let Some((name, since)) = known.iter().find(|(name, _)| *name == text) {
            say(line(node), name, since);
        }
    }
    found
}
