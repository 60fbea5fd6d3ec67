//! A script and its syntax tree, with the few questions that rules ask of it.

use std::collections::HashMap;
use tree_sitter::{Node, Parser, Tree};

/// The mark with which Windows PowerShell knows a file to be UTF-8.
pub(super) const MARK: &str = "\u{feff}";

/// A script as it stands in a file.
#[derive(Debug)]
pub struct Script {
    bytes: Vec<u8>,
    text: String,
    tree: Tree,
}

impl Script {
    /// Parses a file.
    ///
    /// # Panics
    ///
    /// When the grammar and the parser do not fit together.
    pub fn new(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix(MARK).unwrap_or(&text).to_owned();
        let mut parser = Parser::new();
        parser
            .set_language(&tree_sitter_powershell::LANGUAGE.into())
            .expect("BUG: the grammar is of a version the parser takes");
        let tree = parser.parse(&text, None).expect("BUG: parsing has no time limit");
        Self { bytes: bytes.to_vec(), text, tree }
    }
}

/// A script with its nodes laid out: what rules look at. Asking the tree itself for what a node is
/// inside of, or for all nodes of a kind, is slow, so that is noted once.
pub(super) struct View<'s> {
    script: &'s Script,
    nodes: Vec<Node<'s>>,
    kinds: HashMap<&'s str, Vec<Node<'s>>>,
    outer: HashMap<usize, Node<'s>>,
}

impl<'s> View<'s> {
    /// Lays out a script.
    pub(super) fn new(script: &'s Script) -> Self {
        let (nodes, kinds, outer) = (Vec::new(), HashMap::new(), HashMap::new());
        let mut view = Self { script, nodes, kinds, outer };
        let mut waiting = vec![view.root()];
        while let Some(node) = waiting.pop() {
            view.nodes.push(node);
            view.kinds.entry(node.kind()).or_default().push(node);
            for inner in children(node).into_iter().rev() {
                view.outer.insert(inner.id(), node);
                waiting.push(inner);
            }
        }
        view
    }

    /// The file.
    pub(super) fn bytes(&self) -> &'s [u8] {
        &self.script.bytes
    }

    /// The file's text without its mark.
    pub(super) fn text(&self) -> &'s str {
        &self.script.text
    }

    /// The whole script.
    pub(super) fn root(&self) -> Node<'s> {
        self.script.tree.root_node()
    }

    /// All nodes, in the order of the text.
    pub(super) fn nodes(&self) -> impl Iterator<Item = Node<'s>> {
        self.nodes.iter().copied()
    }

    /// The nodes of one kind, in the order of the text.
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = Node<'s>> {
        self.kinds.get(kind).into_iter().flatten().copied()
    }

    /// What a node is inside of, from the inside out.
    pub(super) fn around(&self, node: Node<'s>) -> impl Iterator<Item = Node<'s>> {
        std::iter::successors(self.outer.get(&node.id()).copied(), |node| {
            self.outer.get(&node.id()).copied()
        })
    }

    /// What stands at a node.
    pub(super) fn at(&self, node: Node<'s>) -> &'s str {
        &self.text()[node.byte_range()]
    }

    /// The text a node stands for, where that is written down: a string without a variable, a bare
    /// word.
    pub(super) fn constant(&self, node: Node<'s>) -> Option<String> {
        let node = only(node);
        let text = self.at(node);
        match node.kind() {
            "verbatim_string_characters" => Some(text[1..text.len() - 1].replace("''", "'")),
            "expandable_string_literal" if node.named_child_count() == 0 => {
                Some(text[1..text.len() - 1].to_owned())
            }
            "generic_token" | "simple_name" => Some(text.to_owned()),
            _ => None,
        }
    }

    /// The text with strings and comments blanked out, byte for byte as long as before.
    pub(super) fn code(&self) -> String {
        let mut code = self.text().as_bytes().to_vec();
        for node in self.nodes().filter(|node| matches!(node.kind(), "comment" | "string_literal"))
        {
            code[node.byte_range()].fill(b' ');
        }
        String::from_utf8_lossy(&code).into_owned()
    }

    /// The line of a place in the text.
    pub(super) fn line_at(&self, at: usize) -> usize {
        self.text()[..at].matches('\n').count() + 1
    }
}

/// The line at which a node begins.
pub(super) fn line(node: Node<'_>) -> usize {
    node.start_position().row + 1
}

/// Whether a node is inside of another, or is it.
pub(super) fn is_in(node: Node<'_>, outer: Node<'_>) -> bool {
    outer.start_byte() <= node.start_byte() && node.end_byte() <= outer.end_byte()
}

/// A node and all that it holds, in the order of the text.
pub(super) fn within(node: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        found.push(node);
        waiting.extend(children(node).into_iter().rev());
    }
    found
}

/// What a node holds, punctuation too.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    node.children(&mut node.walk()).collect()
}

/// The innermost node with the same text: the grammar wraps every expression in a dozen levels.
pub(super) fn only(mut node: Node<'_>) -> Node<'_> {
    while node.child_count() == 1
        && let Some(inner) = node.child(0)
        && inner.is_named()
    {
        node = inner;
    }
    node
}
