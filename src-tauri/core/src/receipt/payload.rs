//! The base64 of a receipt out of the lines between its markers, whatever was put around them.
//!
//! The lines may have come through a mail, a chat, a table or an editor: quoted, in cells, indented,
//! numbered, wrapped at another width. What was put around the first line of a receipt was put around
//! all of them: its column and its number say what to take of the others. Nothing is taken away that
//! this does not explain; what is left over is refused with its line.

use super::ReceiptError;
use super::block::Block;
use super::paste::{Paste, lines};
use crate::messages::say;
use crate::text;

/// The base64 of a receipt, and from which line of the pasted text each part of it came.
pub(super) struct Payload {
    /// Nothing but base64 characters.
    pub(super) base64: String,
    /// Offsets in `base64` with the line (from 1) that begins there, ascending.
    lines: Vec<(usize, usize)>,
}

impl Payload {
    /// The line of the pasted text from which the character at this offset came.
    pub(super) fn line(&self, offset: usize) -> usize {
        let after = self.lines.partition_point(|(start, _)| *start <= offset);
        after.checked_sub(1).map_or(1, |index| self.lines[index].1)
    }

    /// The base64 of a block. Without `numbers`, what looks like the number of a line is taken for
    /// base64 as well.
    pub(super) fn of(block: &Block<'_>, paste: &Paste<'_>, numbers: bool) -> Result<Self, Fault> {
        let mut payload = Self { base64: String::new(), lines: Vec::new() };
        let frame = Frame::of(block.lead);
        let mut count = Count::of(frame.cell, numbers);
        let all: Vec<(usize, &str)> = lines(block.body).collect();
        for (index, (place, line)) in all.iter().enumerate() {
            let at = paste.line(block.start + place);
            let fault = |payload: &mut Self, reason: String| Fault {
                so_far: std::mem::take(&mut payload.base64),
                error: ReceiptError::Unreadable { line: Some(at), reason },
            };
            let cells = match (index == 0, index + 1 == all.len() && block.ends) {
                // All in one line: the cells of a table, one behind the other.
                (true, true) => cells(line).collect(),
                (true, false) => cells(line).take(1).collect(),
                (false, last) => match frame.cell_of(line, last) {
                    Ok(cell) => vec![cell],
                    Err(reason) => return Err(fault(&mut payload, reason)),
                },
            };
            payload.lines.push((payload.base64.len(), at));
            for cell in cells {
                let content = count.strip(cell).map_err(|reason| fault(&mut payload, reason))?;
                if let Some(other) = payload.push(content) {
                    let reason = say!("receipt-damage-character", other = format!("{other:?}"));
                    return Err(fault(&mut payload, reason));
                }
            }
        }
        Ok(payload)
    }

    /// Adds the base64 of a line; gives the first character that is none.
    fn push(&mut self, content: &str) -> Option<char> {
        for character in content.chars() {
            match character {
                'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' | '=' => self.base64.push(character),
                _ if is_filler(character) => {}
                _ => return Some(character),
            }
        }
        None
    }
}

/// Why a block is no base64, and what came before that.
pub(super) struct Fault {
    /// The base64 before the fault.
    pub(super) so_far: String,
    pub(super) error: ReceiptError,
}

/// Where in its line a receipt's first line is, and so the others.
struct Frame<'a> {
    /// How many separators are before it.
    column: usize,
    /// The text before it in its own cell.
    cell: &'a str,
}

impl<'a> Frame<'a> {
    fn of(lead: &'a str) -> Self {
        let column = lead.chars().filter(|character| separates(*character)).count();
        Self { column, cell: cells(lead).last().unwrap_or_default() }
    }

    /// The cell of a line that holds the receipt. `last`: the line of the second marker, up to it.
    fn cell_of<'t>(&self, line: &'t str, last: bool) -> Result<&'t str, String> {
        let all: Vec<&str> = cells(line).collect();
        let here = all.get(self.column).copied().filter(|cell| !is_blank(cell));
        // The text before the second marker is that before the first one.
        if last && all.len() == self.column + 1 {
            return Ok(here.unwrap_or_default());
        }
        let mut filled = all.iter().copied().filter(|cell| !is_blank(cell));
        match (here, filled.next(), filled.next()) {
            (Some(cell), ..) | (None, Some(cell), None) => Ok(cell),
            (None, None, _) => Ok(""),
            (None, Some(_), Some(_)) => Err(say!("receipt-damage-columns")),
        }
    }
}

/// The numbers of lines, as editors and web pages put them in front.
struct Count {
    /// The number that the next line has, once one was seen.
    next: Option<u64>,
    /// Whether they may be directly before the text.
    attached: bool,
    /// Whether numbers are looked for at all.
    wanted: bool,
    /// Whether a line with text has been seen.
    begun: bool,
}

impl Count {
    /// The text before the first marker says how its line is numbered, if it is.
    fn of(before_marker: &str, wanted: bool) -> Self {
        let number = number(before_marker).filter(|found| wanted && is_blank(found.rest));
        Self {
            next: number.as_ref().map(|found| found.value + 1),
            attached: number.is_some()
                && before_marker.ends_with(|last: char| last.is_ascii_digit()),
            wanted,
            begun: false,
        }
    }

    /// A line without its number.
    fn strip<'t>(&mut self, line: &'t str) -> Result<&'t str, String> {
        if !self.wanted || is_blank(line) {
            return Ok(line);
        }
        let first = !std::mem::replace(&mut self.begun, true);
        let found = number(line).filter(|found| found.apart || is_blank(found.rest));
        match (self.next, found) {
            (Some(next), Some(found)) if found.value == next => {
                self.next = Some(next + 1);
                Ok(found.rest)
            }
            (Some(next), Some(found)) if found.apart => {
                Err(say!("receipt-damage-numbers", number = found.value, next = next))
            }
            (Some(next), _) if self.attached => match behind(line, next) {
                Some(rest) => {
                    self.next = Some(next + 1);
                    Ok(rest)
                }
                None => Ok(line),
            },
            // The JSON of a receipt does not begin so: the lines are numbered, and the marker is not.
            (None, Some(found)) if first => {
                self.next = Some(found.value + 1);
                Ok(found.rest)
            }
            _ => Ok(line),
        }
    }
}

/// A number at the beginning of a line.
struct Number<'t> {
    value: u64,
    /// The text after it.
    rest: &'t str,
    /// Whether a space or a sign is between.
    apart: bool,
}

/// The number that a line begins with: `12`, `012:`, `12.`, `[12]`, `(12)`.
fn number(line: &str) -> Option<Number<'_>> {
    let line = line.trim_start_matches(is_filler);
    let line = line.strip_prefix(['[', '(', '#']).unwrap_or(line);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let value =
        line.get(..digits).filter(|digits| (1..=7).contains(&digits.len()))?.parse().ok()?;
    let rest = line[digits..].trim_start_matches([':', '.', ')', ']', '-']);
    let content = rest.trim_start_matches(is_filler);
    Some(Number { value, rest: content, apart: content.len() < line.len() - digits })
}

/// The text directly after this number.
fn behind(line: &str, number: u64) -> Option<&str> {
    let line = line.trim_start_matches(is_filler);
    line.trim_start_matches('0').strip_prefix(&number.to_string())
}

fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.split(separates)
}

/// What quoting and tables put between a line's end and its text.
pub(super) fn separates(character: char) -> bool {
    matches!(
        character,
        '>' | '|' | '\t' | '\u{a6}' | '\u{bb}' | '\u{203a}' | '\u{2502}' | '\u{2503}' | '\u{2551}'
    )
}

fn is_blank(text: &str) -> bool {
    text.chars().all(is_filler)
}

/// Characters without meaning: spaces of every kind, marks that are not shown.
pub(super) fn is_filler(character: char) -> bool {
    character.is_whitespace() || text::is_mark(character)
}
