//! PowerShell as its grammar sees it: whether a script parses, and into what.
//!
//! No shell is needed for this. What a script does when it runs is tested elsewhere.

use tree_sitter::{Node, Parser, Tree, TreeCursor};

/// A parsed script.
pub struct Parsed<'a> {
    text: &'a str,
    tree: Tree,
}

impl<'a> Parsed<'a> {
    /// Parses a script without its byte order mark.
    ///
    /// # Panics
    ///
    /// When the grammar and the parser do not fit together.
    pub fn new(text: &'a str) -> Self {
        let mut parser = Parser::new();
        parser
            .set_language(&tree_sitter_powershell::LANGUAGE.into())
            .expect("BUG: the grammar is of a version the parser takes");
        let tree = parser.parse(text, None).expect("BUG: parsing has no time limit");
        Self { text, tree }
    }

    /// The lines (from 1) at which the grammar found something wrong or missing.
    pub fn faults(&self) -> Vec<usize> {
        self.nodes()
            .into_iter()
            .filter(|node| node.is_error() || node.is_missing())
            .map(|node| node.start_position().row + 1)
            .collect()
    }

    /// The kinds of all nodes, nested: the same for two scripts that differ only in what their
    /// strings hold, and in how many strings a list of nothing else holds.
    pub fn shape(&self) -> String {
        let mut shape = String::new();
        write_shape(&mut self.tree.walk(), &mut shape);
        shape
    }

    /// The single-quoted strings, as they stand in the script.
    pub fn single_quoted(&self) -> Vec<&'a str> {
        self.of_kind("verbatim_string_characters")
    }

    /// The names of the commands that are called.
    pub fn commands(&self) -> Vec<&'a str> {
        self.of_kind("command_name")
    }

    /// The commands that are no part of another one, each with its arguments.
    pub fn top_level_commands(&self) -> Vec<&'a str> {
        let is_inner = |node: &Node<'_>| {
            std::iter::successors(node.parent(), Node::parent)
                .any(|outer| outer.kind() == "command")
        };
        self.nodes()
            .into_iter()
            .filter(|node| node.kind() == "command" && !is_inner(node))
            .map(|node| &self.text[node.byte_range()])
            .collect()
    }

    /// The lines (from 1) that hold a character beyond ASCII outside a single-quoted string.
    pub fn beyond_ascii_in_code(&self) -> Vec<usize> {
        let strings: Vec<_> = self
            .nodes()
            .into_iter()
            .filter(|node| node.kind() == "verbatim_string_characters")
            .map(|node| node.byte_range())
            .collect();
        self.text
            .char_indices()
            .filter(|(at, sign)| {
                !sign.is_ascii() && !strings.iter().any(|range| range.contains(at))
            })
            .map(|(at, _)| self.text[..at].matches('\n').count() + 1)
            .collect()
    }

    fn of_kind(&self, kind: &str) -> Vec<&'a str> {
        self.nodes()
            .into_iter()
            .filter(|node| node.kind() == kind)
            .map(|node| &self.text[node.byte_range()])
            .collect()
    }

    fn nodes(&self) -> Vec<Node<'_>> {
        let mut found = Vec::new();
        let mut waiting = vec![self.tree.root_node()];
        while let Some(node) = waiting.pop() {
            found.push(node);
            let mut cursor = node.walk();
            let mut children: Vec<Node<'_>> = node.children(&mut cursor).collect();
            children.reverse();
            waiting.extend(children);
        }
        found
    }
}

fn write_shape(cursor: &mut TreeCursor<'_>, shape: &mut String) {
    if is_list_of_strings(cursor.node()) {
        shape.push_str("(list of strings)");
        return;
    }
    shape.push('(');
    shape.push_str(cursor.node().kind());
    if cursor.goto_first_child() {
        loop {
            write_shape(cursor, shape);
            if !cursor.goto_next_sibling() {
                break;
            }
        }
        cursor.goto_parent();
    }
    shape.push(')');
}

/// Whether a node is `@(...)` with nothing in it but single-quoted strings and commas, or nothing.
fn is_list_of_strings(node: Node<'_>) -> bool {
    let is_list =
        node.child_count() >= 2 && node.child(0).is_some_and(|first| first.kind() == "@(");
    let mut waiting = vec![node];
    while let Some(inner) = waiting.pop() {
        let mut cursor = inner.walk();
        let children: Vec<Node<'_>> = inner.children(&mut cursor).collect();
        let is_leaf = children.is_empty() || inner.kind() == "verbatim_string_characters";
        if is_leaf && !matches!(inner.kind(), "@(" | ")" | "," | "verbatim_string_characters") {
            return false;
        }
        waiting.extend(children.into_iter().filter(|_| !is_leaf));
    }
    is_list
}

#[cfg(test)]
mod tests {
    use super::Parsed;

    #[test]
    fn a_fault_is_found_with_its_line() {
        assert!(Parsed::new("Get-Thing -Name 'x'\n").faults().is_empty());
        assert!(!Parsed::new("Get-Thing\nif (").faults().is_empty());
    }

    #[test]
    fn the_shape_sees_a_value_that_breaks_out_of_its_string() {
        let plain = Parsed::new("Set-Thing -Name 'x'\n").shape();
        assert_eq!(Parsed::new("Set-Thing -Name 'y''; Remove-Thing'\n").shape(), plain);
        assert_ne!(Parsed::new("Set-Thing -Name 'y'; Remove-Thing\n").shape(), plain);
    }

    #[test]
    fn the_shape_does_not_count_the_strings_of_a_list() {
        let none = Parsed::new("$a = @()\n").shape();
        for list in ["@('x')", "@('x', 'y')", "@('x''; Remove-Thing', 'y')"] {
            assert_eq!(Parsed::new(&format!("$a = {list}\n")).shape(), none, "{list}");
        }
        for other in
            ["@('x', (Get-Thing))", "@('x'); Get-Thing", "@($x)", "@{}", "'x'", "@(Get-Thing)"]
        {
            assert_ne!(Parsed::new(&format!("$a = {other}\n")).shape(), none, "{other}");
        }
    }

    #[test]
    fn commands_and_strings_are_listed_in_order() {
        let parsed = Parsed::new("Get-Thing 'a' | Set-Thing -To 'b''c'\n");
        assert_eq!(parsed.commands(), ["Get-Thing", "Set-Thing"]);
        assert_eq!(parsed.single_quoted(), ["'a'", "'b''c'"]);
    }

    #[test]
    fn a_command_within_another_is_not_at_the_top() {
        let parsed = Parsed::new("& {\nGet-Thing (Get-Other)\n} -WhatIf\nSet-Thing 'a'\n");
        let top = parsed.top_level_commands();
        assert_eq!(top, ["& {\nGet-Thing (Get-Other)\n} -WhatIf", "Set-Thing 'a'"]);
    }

    #[test]
    fn what_is_not_ascii_is_found_only_outside_single_quotes() {
        let parsed = Parsed::new("$a = '\u{fc}'\n# \u{fc}\n$b = \"\u{fc}\"\n");
        assert_eq!(parsed.beyond_ascii_in_code(), [2, 3]);
    }
}
