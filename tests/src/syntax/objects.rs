//! Which properties a script reads off the objects of cmdlets, as far as its text shows it: in a
//! pipeline, through a variable, in a loop, out of a function that hands objects on.

use super::splats::literal;
use super::tree::{Script, View, children, is_in, line, only, within};
use std::collections::BTreeSet;
use tree_sitter::Node;

/// Commands that hand on the objects they get.
const PASSING: [&str; 3] = ["Select-Object", "Sort-Object", "Where-Object"];

/// So many steps back are looked at from a property to the cmdlet.
const DEPTH: usize = 12;

/// A property that is read.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Reading {
    /// The cmdlet whose objects have it.
    pub cmdlet: String,
    /// Its name.
    pub property: String,
    /// The line.
    pub line: usize,
}

/// The properties that a script reads off the objects of cmdlets (`Get-Thing`).
pub fn readings(script: &Script) -> Vec<Reading> {
    found(&View::new(script))
}

/// The keys of the tables that stand under a key of a table: of each entry where that is a list.
pub fn keys_under(script: &Script, key: &str) -> BTreeSet<String> {
    let view = View::new(script);
    let tables = view.of_kind("hash_literal_expression").flat_map(|table| literal(&view, table));
    let values = tables.filter(|entry| entry.key == key).filter_map(|entry| entry.value);
    let inner = values.flat_map(within).filter(|node| node.kind() == "hash_literal_expression");
    inner.flat_map(|table| literal(&view, table)).map(|entry| entry.key).collect()
}

pub(super) fn found(view: &View<'_>) -> Vec<Reading> {
    let mut found = Vec::new();
    for node in view.of_kind("member_access") {
        let (Some(object), Some(member)) = (node.child(0), node.child(2)) else { continue };
        let Some(property) = view.constant(member) else { continue };
        if let Some(cmdlet) = source(view, object, DEPTH) {
            found.push(Reading { cmdlet: cmdlet.to_owned(), property, line: line(node) });
        }
    }
    found
}

/// The cmdlet whose objects an expression gives.
fn source<'s>(view: &View<'s>, node: Node<'s>, depth: usize) -> Option<&'s str> {
    let depth = depth.checked_sub(1)?;
    let node = only(node);
    match node.kind() {
        "array_expression"
        | "parenthesized_expression"
        | "sub_expression"
        | "statement_list"
        | "pipeline" => {
            let inner: Vec<Node<'s>> = children(node).into_iter().filter(Node::is_named).collect();
            let [only] = inner.as_slice() else { return None };
            source(view, *only, depth)
        }
        "pipeline_chain" => through(view, &parts(node), depth),
        // A command without arguments is nothing but its name.
        "command" | "command_name" => {
            let name = node.child_by_field_name("command_name").unwrap_or(node);
            let name = view.at(name);
            match function(view, name) {
                Some(body) => returned(view, body, depth),
                None => name.starts_with("Get-").then_some(name),
            }
        }
        "element_access" => source(view, node.child(0)?, depth),
        "variable" if view.at(node) == "$_" => piped(view, node, depth),
        "variable" => assigned(view, node, depth),
        _ => None,
    }
}

/// The parts of a pipeline.
fn parts(chain: Node<'_>) -> Vec<Node<'_>> {
    children(chain).into_iter().filter(Node::is_named).collect()
}

/// What comes out of a pipeline.
fn through<'s>(view: &View<'s>, parts: &[Node<'s>], depth: usize) -> Option<&'s str> {
    let (first, rest) = parts.split_first()?;
    let passes = |part: &Node<'s>| {
        let name = part.child_by_field_name("command_name");
        name.is_some_and(|name| PASSING.contains(&view.at(name)))
            && !view.at(*part).contains("-ExpandProperty")
    };
    if rest.iter().all(passes) { source(view, *first, depth) } else { None }
}

/// What `$_` is in a block that a pipeline runs for each object.
fn piped<'s>(view: &View<'s>, node: Node<'s>, depth: usize) -> Option<&'s str> {
    let mut around =
        view.around(node).skip_while(|outer| outer.kind() != "script_block_expression");
    let block = around.next()?;
    let command = view.around(block).find(|outer| outer.kind() == "command")?;
    let name = view.at(command.child_by_field_name("command_name")?);
    if name != "ForEach-Object" && !PASSING.contains(&name) {
        return None;
    }
    let chain = view.around(command).find(|outer| outer.kind() == "pipeline_chain")?;
    let before: Vec<Node<'s>> =
        parts(chain).into_iter().take_while(|part| !is_in(command, *part)).collect();
    through(view, &before, depth)
}

/// What a variable is set to: by the loop around it, or by the last assignment before it.
fn assigned<'s>(view: &View<'s>, node: Node<'s>, depth: usize) -> Option<&'s str> {
    let name = view.at(node);
    let scope = view.around(node).find(|outer| outer.kind() == "function_statement");
    let scope = scope.unwrap_or(view.root());
    let is_it = |variable: Node<'s>| view.at(only(variable)).eq_ignore_ascii_case(name);
    let looped = view.of_kind("foreach_statement").filter_map(|each| {
        let inner = children(each);
        let variable = *inner.iter().find(|part| part.kind() == "variable")?;
        let list = *inner.iter().find(|part| part.kind() == "pipeline")?;
        let body = *inner.iter().find(|part| part.kind() == "statement_block")?;
        (is_in(node, body) && is_it(variable)).then_some((each.start_byte(), list))
    });
    let set = view.of_kind("assignment_expression").filter_map(|one| {
        let before = one.end_byte() <= node.start_byte() && is_in(one, scope);
        (before && is_it(one.child(0)?)).then_some((one.start_byte(), one.child(2)?))
    });
    let (_, value) = looped.chain(set).max_by_key(|(at, _)| *at)?;
    source(view, value, depth)
}

fn function<'s>(view: &View<'s>, name: &str) -> Option<Node<'s>> {
    view.of_kind("function_statement").find(|node| {
        let mut parts = children(*node).into_iter();
        parts.any(|part| part.kind() == "function_name" && view.at(part) == name)
    })
}

/// What a function hands on: the first of its statements whose objects are known.
fn returned<'s>(view: &View<'s>, function: Node<'s>, depth: usize) -> Option<&'s str> {
    let inner = [
        "array_expression",
        "parenthesized_expression",
        "script_block_expression",
        "sub_expression",
    ];
    let statements =
        view.of_kind("pipeline").filter(|node| is_in(*node, function)).filter(|node| {
            let outer = view.around(*node).take_while(|outer| *outer != function);
            let outer: Vec<&str> = outer.map(|outer| outer.kind()).collect();
            outer.first() == Some(&"statement_list")
                && !outer.iter().any(|kind| inner.contains(kind))
        });
    let expressions = statements.filter(|node| only(*node).kind() != "assignment_expression");
    let mut known = expressions.filter_map(|node| source(view, node, depth));
    known.next()
}
