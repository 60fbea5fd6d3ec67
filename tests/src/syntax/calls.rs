//! Calls of commands, and which argument goes to which parameter.

use super::splats::{self, Entry, When};
use super::tree::{View, children, line, only};
use tree_sitter::Node;

/// A call of a command that is named in the script.
#[derive(Clone, Debug)]
pub(super) struct Call<'s> {
    /// The command.
    pub(super) name: &'s str,
    /// The line.
    pub(super) line: usize,
    /// Whether something is piped into it.
    pub(super) piped: bool,
    /// Where it stands.
    pub(super) node: Node<'s>,
    elements: Vec<Element<'s>>,
}

#[derive(Clone, Copy, Debug)]
enum Element<'s> {
    /// `-Name`; with a value attached by a colon or not.
    Parameter { name: &'s str, line: usize, attached: bool },
    /// A value.
    Value(Node<'s>),
    /// `@name`.
    Splat(&'s str),
}

/// A parameter that a call gives, by name.
#[derive(Clone, Debug)]
pub(super) struct Given<'s> {
    /// Its name as it is written.
    pub(super) name: String,
    /// The line.
    pub(super) line: usize,
    /// Its value; a switch has none.
    pub(super) value: Option<Node<'s>>,
    /// Whether it is always given.
    pub(super) when: When,
}

/// The arguments of a call, as PowerShell binds them.
#[derive(Debug, Default)]
pub(super) struct Binding<'s> {
    /// What is given by name, splatted tables among it.
    pub(super) given: Vec<Given<'s>>,
    /// What is given by position.
    pub(super) positional: Vec<Node<'s>>,
    /// Splatted variables that are no table this script builds.
    pub(super) unresolved: Vec<&'s str>,
}

impl<'s> Binding<'s> {
    /// A parameter by its full name.
    pub(super) fn get(&self, name: &str) -> Option<&Given<'s>> {
        self.given.iter().find(|given| given.name == name)
    }
}

/// All calls of a script, in the order of the text.
pub(super) fn calls<'s>(script: &View<'s>) -> Vec<Call<'s>> {
    script.of_kind("command").filter_map(|node| call(script, node)).collect()
}

fn call<'s>(script: &View<'s>, node: Node<'s>) -> Option<Call<'s>> {
    let name = only(node.child_by_field_name("command_name")?);
    // `& $block` and `& { }` call no command by its name.
    if !matches!(name.kind(), "command_name" | "path_command_name_token" | "path_command_name") {
        return None;
    }
    if script.at(name).starts_with('$') {
        return None;
    }
    let elements = node
        .child_by_field_name("command_elements")
        .map(|elements| elements_of(script, elements))
        .unwrap_or_default();
    Some(Call {
        name: script.at(name),
        line: line(node),
        piped: node.prev_sibling().is_some_and(|before| before.kind() == "|"),
        node,
        elements,
    })
}

fn elements_of<'s>(script: &View<'s>, node: Node<'s>) -> Vec<Element<'s>> {
    let mut found = Vec::new();
    let mut in_list = false;
    for child in children(node) {
        match child.kind() {
            "command_argument_sep" => {
                if script.at(child) == ":"
                    && let Some(Element::Parameter { attached, .. }) = found.last_mut()
                {
                    *attached = true;
                }
            }
            "," => in_list = true,
            "command_parameter" => found.push(Element::Parameter {
                name: script.at(child).trim_start_matches('-'),
                line: line(child),
                attached: false,
            }),
            "redirection" | "stop_parsing" => {}
            // The second value of a list belongs to the argument its first one began.
            _ if in_list => in_list = false,
            _ => {
                let value = only(child);
                found.push(match script.at(value).strip_prefix('@') {
                    Some(name) if value.kind() == "variable" => Element::Splat(name),
                    _ => Element::Value(child),
                });
            }
        }
    }
    found
}

/// Binds a call's arguments. `is_switch` says whether a parameter takes no value; of one it does not
/// know it is assumed that a value follows.
pub(super) fn bind<'s>(
    script: &View<'s>,
    call: &Call<'s>,
    is_switch: impl Fn(&str) -> Option<bool>,
) -> Binding<'s> {
    let mut binding = Binding::default();
    let mut elements = call.elements.iter().peekable();
    while let Some(element) = elements.next() {
        match *element {
            Element::Parameter { name, line, attached } => {
                let takes_value = attached || is_switch(name) != Some(true);
                let value = match elements.peek() {
                    Some(Element::Value(value)) if takes_value => Some(*value),
                    _ => None,
                };
                if value.is_some() {
                    elements.next();
                }
                let when = When::Always;
                binding.given.push(Given { name: name.to_owned(), line, value, when });
            }
            Element::Value(value) => binding.positional.push(value),
            Element::Splat(name) => match splats::table(script, name, call.node) {
                Some(entries) => binding.given.extend(entries.into_iter().map(
                    |Entry { key, line, value, when }| Given { name: key, line, value, when },
                )),
                None => binding.unresolved.push(name),
            },
        }
    }
    binding
}
