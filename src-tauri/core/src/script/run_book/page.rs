//! Plain text in the making: headings, paragraphs, lists and lines to copy.

use crate::script::Instruction;
use crate::text::wrap;

/// Where lines are broken.
const WIDTH: usize = 78;

/// The text before a line to copy.
const COMMAND: &str = "    ";

/// Text in the making.
#[derive(Default)]
pub(super) struct Page(String);

impl Page {
    pub(super) fn heading(&mut self, title: &str) {
        self.gap();
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        let rule = "-".repeat(title.chars().count());
        for part in [title, "\n", &rule, "\n\n"] {
            self.0.push_str(part);
        }
    }

    /// A paragraph.
    pub(super) fn text(&mut self, text: &str) {
        self.wrapped(text, "", "");
        self.gap();
    }

    /// An entry of a list.
    pub(super) fn line(&mut self, text: &str) {
        self.wrapped(text, "", "  ");
    }

    /// A line that belongs to the entry above it. No part of it begins where a line to copy does.
    pub(super) fn nested(&mut self, text: &str) {
        self.wrapped(text, "  ", "     ");
    }

    /// Lines to copy, each whole.
    pub(super) fn commands<'a>(&mut self, commands: impl IntoIterator<Item = &'a str>) {
        for command in commands {
            for part in [COMMAND, command, "\n"] {
                self.0.push_str(part);
            }
        }
        self.gap();
    }

    /// What to do, and the lines to copy for it.
    pub(super) fn instruction(&mut self, instruction: &Instruction) {
        self.text(&instruction.text);
        self.commands(instruction.commands.iter().map(String::as_str));
    }

    pub(super) fn instructions(&mut self, instructions: &[Instruction]) {
        for instruction in instructions {
            self.instruction(instruction);
        }
    }

    fn wrapped(&mut self, text: &str, first: &str, indent: &str) {
        self.0.push_str(&wrap(text, WIDTH, first, indent));
        self.0.push('\n');
    }

    /// An empty line, unless there is one.
    pub(super) fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    pub(super) fn finish(self) -> String {
        let mut text = self.0.trim_end().to_owned();
        text.push('\n');
        text
    }
}
