//! The forms a script's text takes: as a file, as something to paste, as something to read.
//!
//! Only whole lines are looked at here, and no value can hold a line break, so a value cannot pass for
//! a part of the script.

use super::Script;
use std::collections::HashSet;

/// The line above the part that does the work; templates carry it.
const STEPS_HEADING: &str = "# ---- Steps";

impl Script {
    /// The file: UTF-8 with a byte order mark, because Windows PowerShell reads a file without one as
    /// ANSI, and the line ends of Windows.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        bytes.extend_from_slice(self.text.replace('\n', "\r\n").as_bytes());
        bytes
    }

    /// A form that can be pasted into a console: one block without its comment help, which is only
    /// for files, and without blank lines, at which older consoles take the input for complete.
    pub fn pasteable(&self) -> String {
        self.block("}")
    }

    /// The same as a dry run: the block is called with `-WhatIf`, as the file would be. Its parameters
    /// be at its start, so it takes that one as well, and `$WhatIfPreference` is set in it. The
    /// switch is on the line that completes the input: nothing runs before it is there.
    pub fn pasteable_dry_run(&self) -> String {
        self.block("} -WhatIf")
    }

    fn block(&self, end: &str) -> String {
        let body = self
            .text
            .strip_prefix("<#")
            .and_then(|rest| rest.split_once("#>"))
            .map_or(self.text.as_str(), |(_, body)| body);
        let lines = body.lines().filter(|line| !line.trim().is_empty());
        ["& {"].into_iter().chain(lines).chain([end]).flat_map(|line| [line, "\r\n"]).collect()
    }

    /// The line (from 0) at which the part that does the work begins, or the first.
    pub fn first_line(&self) -> usize {
        self.text.lines().position(|line| line.starts_with(STEPS_HEADING)).unwrap_or(0)
    }

    /// The commands it uses, those it defines itself among them, in the order in which they are first
    /// used.
    pub fn commands(&self) -> Vec<String> {
        self.words().into_iter().filter(|word| is_command(word)).collect()
    }

    /// Every word that is among code, in the order of first use; the name in a function's own
    /// heading does not count.
    pub(super) fn words(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        for line in code_lines(&self.text) {
            let mut before = "";
            let words =
                line.split(|sign: char| !(sign.is_ascii_alphanumeric() || "-_$:\\".contains(sign)));
            for word in words.filter(|word| !word.is_empty()) {
                if before != "function" && seen.insert(word.to_owned()) {
                    found.push(word.to_owned());
                }
                before = word;
            }
        }
        found
    }
}

/// `Verb-Noun`, both beginning with a capital letter.
fn is_command(word: &str) -> bool {
    let part = |text: &str| {
        text.starts_with(|sign: char| sign.is_ascii_uppercase())
            && text.len() > 1
            && text.chars().all(|sign| sign.is_ascii_alphanumeric())
    };
    word.split_once('-').is_some_and(|(verb, noun)| part(verb) && part(noun))
}

/// The lines without comments and without the text between quotes.
fn code_lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut in_block = false;
    for line in text.lines() {
        let mut code = String::new();
        let mut quote = None;
        let mut rest = line;
        while let Some(sign) = rest.chars().next() {
            let after = &rest[sign.len_utf8()..];
            if in_block {
                if rest.starts_with("#>") {
                    in_block = false;
                    rest = &rest[2..];
                    continue;
                }
            } else if let Some(open) = quote {
                if sign == open {
                    quote = None;
                    code.push(' ');
                }
            } else if rest.starts_with("<#") {
                in_block = true;
            } else if sign == '#' {
                break;
            } else if sign == '\'' || sign == '"' {
                quote = Some(sign);
                code.push(' ');
            } else {
                code.push(sign);
            }
            rest = after;
        }
        lines.push(code);
    }
    lines
}

/// The text with the script's own file name in its help, which a template names without a number. No
/// value can be in a comment, so nothing else is touched.
pub(super) fn with_own_name(rendered: &str, id: &str, file_name: &str) -> String {
    let help = rendered.starts_with("<#").then(|| rendered.split_once("#>")).flatten();
    match help {
        Some((help, rest)) => {
            let help = help.replace(&format!(".\\{id}.ps1"), &format!(".\\{file_name}"));
            format!("{help}#>{rest}")
        }
        None => rendered.to_owned(),
    }
}

/// Plain line ends, one at the end, no blanks at the end of a line.
pub(super) fn tidy(rendered: &str) -> String {
    let mut text = String::with_capacity(rendered.len());
    for line in rendered.trim_end().lines() {
        text.push_str(line.trim_end_matches([' ', '\t']));
        text.push('\n');
    }
    text
}
