//! Tables of parameters that are splatted: `$new = @{ … }`, keys added later, keys taken away again.

use super::tree::{View, children, is_in, line, only, within};
use tree_sitter::Node;

/// Whether a key is in the table when the command is called.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum When {
    /// Whatever happens.
    Always,
    /// Only under a condition, whose text this is.
    If(String),
}

/// One key of a table.
#[derive(Clone, Debug)]
pub(super) struct Entry<'s> {
    /// The key, the name of a parameter.
    pub(super) key: String,
    /// The line it is given at.
    pub(super) line: usize,
    /// Its value.
    pub(super) value: Option<Node<'s>>,
    /// When it is there.
    pub(super) when: When,
}

/// The keys of the table `name` at a call, or `None` where the script builds no such table that the
/// call can see.
///
/// A table that is built outside the function of the call counts with every change the script makes
/// to it, because what runs first is not what stands first.
pub(super) fn table<'s>(script: &View<'s>, name: &str, call: Node<'s>) -> Option<Vec<Entry<'s>>> {
    let mut seen: Vec<Node<'s>> = script.around(call).filter(|node| is_scope(*node)).collect();
    seen.push(script.root());
    let variable = format!("${name}");
    seen.into_iter().find_map(|scope| table_of(script, &variable, scope, call))
}

fn table_of<'s>(
    script: &View<'s>,
    variable: &str,
    scope: Node<'s>,
    call: Node<'s>,
) -> Option<Vec<Entry<'s>>> {
    let same_scope = innermost_scope(script, call) == scope.id();
    let mut entries: Option<Vec<Entry<'s>>> = None;
    let assigned = script.of_kind("assignment_expression");
    let mut done: Vec<Node<'s>> = assigned.chain(script.of_kind("invokation_expression")).collect();
    done.sort_by_key(Node::start_byte);
    for node in done.into_iter().filter(|node| is_in(*node, scope)) {
        if same_scope && node.start_byte() >= call.start_byte() {
            break;
        }
        if node.kind() == "assignment_expression" {
            let (Some(to), Some(value)) = (node.child(0).map(only), node.child(2)) else {
                continue;
            };
            if script.at(to) == variable {
                let table = only(value);
                // Another function's variable of the same name is another variable.
                let own = innermost_scope(script, node) == scope.id();
                if own && table.kind() == "hash_literal_expression" {
                    entries = Some(literal(script, table));
                }
            } else if let Some(key) = key_of(script, to, variable)
                && let Some(entries) = &mut entries
            {
                let when = condition(script, node, call);
                entries.retain(|entry| entry.key != key);
                entries.push(Entry { key, line: line(node), value: Some(value), when });
            }
        } else if node.kind() == "invokation_expression"
            && let Some(key) = removed(script, node, variable)
            && let Some(entries) = &mut entries
        {
            match condition(script, node, call) {
                When::Always => entries.retain(|entry| entry.key != key),
                when @ When::If(_) => {
                    for entry in entries.iter_mut().filter(|entry| entry.key == key) {
                        entry.when = when.clone();
                    }
                }
            }
        }
    }
    entries
}

/// The entries of `@{ … }`.
pub(super) fn literal<'s>(script: &View<'s>, table: Node<'s>) -> Vec<Entry<'s>> {
    let Some(body) = children(table).into_iter().find(|node| node.kind() == "hash_literal_body")
    else {
        return Vec::new();
    };
    let entry = |node: Node<'s>| {
        let key = script.constant(node.child(0)?)?;
        Some(Entry { key, line: line(node), value: node.child(2), when: When::Always })
    };
    children(body).into_iter().filter_map(entry).collect()
}

/// The key in `$table['Key']` or `$table.Key`.
fn key_of<'s>(script: &View<'s>, to: Node<'s>, variable: &str) -> Option<String> {
    let of = to.child(0)?;
    (matches!(to.kind(), "element_access" | "member_access") && script.at(of) == variable)
        .then(|| script.constant(to.child(2)?))
        .flatten()
}

/// The key in `$table.Remove('Key')`.
fn removed<'s>(script: &View<'s>, node: Node<'s>, variable: &str) -> Option<String> {
    let argument = node.child(3)?;
    (script.at(node.child(0)?) == variable && script.at(node.child(2)?) == "Remove")
        .then(|| within(argument).into_iter().find_map(|inner| script.constant(inner)))
        .flatten()
}

/// Under which condition something is done that a call may see.
fn condition<'s>(script: &View<'s>, done: Node<'s>, call: Node<'s>) -> When {
    let inside = script.around(done).take_while(|node| !is_in(call, *node));
    for node in inside {
        match node.kind() {
            "if_statement" => {
                let asked = node.child_by_field_name("condition");
                return When::If(
                    asked.map(|asked| script.at(asked)).unwrap_or_default().to_owned(),
                );
            }
            "elseif_clause" | "else_clause" | "switch_statement" | "catch_clause"
            | "foreach_statement" | "for_statement" | "while_statement" => {
                return When::If(node.kind().to_owned());
            }
            _ => {}
        }
    }
    When::Always
}

fn is_scope(node: Node<'_>) -> bool {
    matches!(node.kind(), "function_statement" | "script_block_expression")
}

/// The innermost scope around a node.
fn innermost_scope<'s>(script: &View<'s>, node: Node<'s>) -> usize {
    script.around(node).find(|node| is_scope(*node)).unwrap_or(script.root()).id()
}
