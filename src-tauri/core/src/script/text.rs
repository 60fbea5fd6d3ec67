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
        self.words().into_iter().filter(|word| is_command(word)).map(str::to_owned).collect()
    }

    /// Every word that is among code, in the order of first use; the name in a function's own
    /// heading does not count.
    pub(super) fn words(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        let mut before = (0, "");
        for (line, word) in code_words(&self.text) {
            let in_heading = before == (line, "function");
            if !in_heading && seen.insert(word) {
                found.push(word);
            }
            before = (line, word);
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

/// The words of a text with the numbers of their lines, without comments and the text between quotes.
fn code_words(text: &str) -> Vec<(usize, &str)> {
    let is_word = |sign: &u8| sign.is_ascii_alphanumeric() || b"-_$:\\".contains(sign);
    let mut words = Vec::new();
    let mut in_block = false;
    for (number, line) in text.lines().enumerate() {
        // Every sign that ends or begins something is ASCII, so each place is one between characters.
        let mut rest = line;
        while let Some(sign) = rest.as_bytes().first() {
            let end = match sign {
                _ if in_block => match rest.find("#>") {
                    Some(end) => {
                        in_block = false;
                        end + 2
                    }
                    None => break,
                },
                b'<' if rest[1..].starts_with('#') => {
                    in_block = true;
                    1
                }
                b'#' => break,
                b'\'' | b'"' => match rest[1..].find(char::from(*sign)) {
                    Some(end) => end + 2,
                    None => break,
                },
                sign if is_word(sign) => {
                    let end = rest.bytes().position(|sign| !is_word(&sign)).unwrap_or(rest.len());
                    words.push((number, &rest[..end]));
                    end
                }
                _ => rest.chars().next().map_or(1, char::len_utf8),
            };
            rest = &rest[end..];
        }
    }
    words
}

/// The text with the script's own file name in its help, which a template names without a number. No
/// value can be in a comment, so nothing else is touched.
pub(super) fn with_own_name(mut rendered: String, id: &str, file_name: &str) -> String {
    let help = if rendered.starts_with("<#") { rendered.find("#>") } else { None };
    if let Some(end) = help {
        let named = rendered[..end].replace(&format!(".\\{id}.ps1"), &format!(".\\{file_name}"));
        rendered.replace_range(..end, &named);
    }
    rendered
}

/// The text with one line end at its end. The lines themselves are as the templates have them: plain line ends, and
/// no blanks before them, which tests hold. A script is long, so it is not copied.
pub(super) fn with_one_end(mut rendered: String) -> String {
    rendered.truncate(rendered.trim_end().len());
    rendered.push('\n');
    rendered
}
