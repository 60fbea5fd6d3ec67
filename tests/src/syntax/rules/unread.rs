//! The rule on what could not be read: it is null, and never a value that means something.

use crate::syntax::tree::{View, children, is_in, line, only, within};
use crate::syntax::{Finding, RuleContext};
use tree_sitter::Node;

/// Values that a rule on a receipt would take for bad ones.
const VALUES: [&str; 5] = ["0", "-1", "''", "\"\"", "$false"];

/// `try { $a = ... } catch { $a = 0 }`: a failed read becomes a value. Where the `catch` also records
/// what happened, the value is not alone.
pub(super) fn unread(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for attempt in script.of_kind("try_statement") {
        let clauses: Vec<Node<'_>> =
            within(attempt).into_iter().filter(|node| node.kind() == "catch_clause").collect();
        let set_in = |part: Node<'_>| {
            let all = script.of_kind("assignment_expression");
            all.filter(|one| is_in(*one, part))
                .filter_map(|one| Some((line(one), one.child(0)?, one.child(2)?)))
                .map(|(at, to, value)| (at, script.at(to).trim(), script.at(only(value)).trim()))
                .collect::<Vec<_>>()
        };
        for clause in &clauses {
            let text = script.at(*clause);
            if text.contains("Add-Fact") || text.contains("throw") || text.contains("Stop-Step") {
                continue;
            }
            let Some(tried) =
                children(attempt).into_iter().find(|part| part.kind() == "statement_block")
            else {
                continue;
            };
            let read: Vec<&str> = set_in(tried).into_iter().map(|(_, to, _)| to).collect();
            for (at, to, value) in set_in(*clause) {
                if VALUES.contains(&value) && read.contains(&to) {
                    let what = format!("{to} is {value} where it could not be read, not $null");
                    found.push(Finding::new(at, what));
                }
            }
        }
    }
    found
}
