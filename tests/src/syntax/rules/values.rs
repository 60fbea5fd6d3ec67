//! Rules on how values are written.

use crate::syntax::tree::{View, line, within};
use crate::syntax::{Finding, RuleContext};
use tree_sitter::Node;

/// Other readers than PowerShell take a bare word before a comma for an error.
pub(super) fn bare_words(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    let is_comma = |node: Option<Node<'_>>| node.is_some_and(|node| node.kind() == ",");
    script
        .of_kind("generic_token")
        .filter(|word| is_comma(word.next_sibling()) || is_comma(word.prev_sibling()))
        .map(|word| {
            Finding::new(line(word), format!("{} beside a comma, not quoted", script.at(word)))
        })
        .collect()
}

/// A value that comes from outside stands in single quotes, so that nothing in it is read as code. In
/// a double-quoted string only variables of the system may stand, and a here-string is not used at
/// all.
pub(super) fn double_quotes(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    let answers = answers(script);
    let mut found = Vec::new();
    for node in script.nodes() {
        match node.kind() {
            "expandable_here_string_literal" | "verbatim_here_string_characters" => {
                found.push(Finding::new(line(node), "a here-string"));
            }
            "expandable_string_literal" => {
                for inner in within(node).into_iter().skip(1).filter(Node::is_named) {
                    let text = script.at(inner);
                    let of_system = inner.kind() == "variable" && text.starts_with("$env:");
                    if !of_system {
                        let what = format!("{text} in a double-quoted string");
                        found.push(Finding::new(line(inner), what));
                        break;
                    }
                }
                let text = script.at(node);
                for answer in answers.iter().filter(|answer| text.contains(answer.as_str())) {
                    let what = format!("the answer {answer:?} in a double-quoted string");
                    found.push(Finding::new(line(node), what));
                }
            }
            _ => {}
        }
    }
    found
}

/// The texts in the script's table of answers.
fn answers(script: &View<'_>) -> Vec<String> {
    let table = script
        .of_kind("assignment_expression")
        .find(|node| node.child(0).is_some_and(|to| script.at(to) == "$Answers"));
    let strings = table.map(within).unwrap_or_default();
    let texts = strings
        .into_iter()
        .filter(|node| node.kind() == "verbatim_string_characters")
        .filter_map(|node| script.constant(node));
    texts.filter(|text| !text.is_empty()).collect()
}
