//! Finding a receipt's lines in whatever was pasted around and into them.
//!
//! The lines may have come through a console, a mail or a chat: quoted, indented, wrapped at another
//! width, with typographic dashes and invisible characters. None of these characters occurs in
//! base64, so they are passed over; what cannot be explained is refused with its line.

use super::ReceiptError;

/// The base64 of a receipt, and from which line of the text each part of it came.
pub(super) struct Payload {
    /// Nothing but base64 characters.
    pub(super) base64: String,
    /// Offsets in `base64` with the line (from 1) that begins there, ascending.
    lines: Vec<(usize, usize)>,
}

impl Payload {
    /// The line of the text from which the character at this offset came.
    pub(super) fn line(&self, offset: usize) -> usize {
        let after = self.lines.partition_point(|(start, _)| *start <= offset);
        after.checked_sub(1).map_or(1, |index| self.lines[index].1)
    }

    /// Cleans lines of base64, of which the first has this number.
    pub(super) fn clean(body: &str, first_line: usize) -> Result<Self, ReceiptError> {
        let mut payload = Self { base64: String::with_capacity(body.len()), lines: Vec::new() };
        for (line, text) in (first_line..).zip(lines(body)) {
            payload.lines.push((payload.base64.len(), line));
            for character in unquoted(text).chars() {
                match character {
                    'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' | '=' => {
                        payload.base64.push(character);
                    }
                    _ if is_filler(character) => {}
                    _ => {
                        return Err(ReceiptError::Unreadable {
                            line: Some(line),
                            reason: format!("the character {character:?} does not belong there."),
                        });
                    }
                }
            }
        }
        Ok(payload)
    }
}

/// The last complete block between markers; `None` when there is no marker at all.
///
/// When several receipts were pasted, the last one tells how things stand now.
pub(super) fn last(text: &str) -> Option<Result<Payload, ReceiptError>> {
    let mut begun = None;
    let mut last = None;
    let mut begins = false;
    let mut ends = false;
    for marker in markers(text) {
        match marker.kind {
            Kind::Begin => {
                begins = true;
                begun = Some(marker.end);
            }
            Kind::End => {
                ends = true;
                if let Some(start) = begun.take() {
                    last = Some((start, marker.start));
                }
            }
        }
    }
    let cut_off = |missing| Some(Err(ReceiptError::CutOff { missing }));
    match last {
        Some((start, end)) => {
            let line = lines(&text[..start]).count().max(1);
            Some(Payload::clean(&text[start..end], line))
        }
        None if begins => cut_off("the line END CROSSTRUST RECEIPT"),
        None if ends => cut_off("the line BEGIN CROSSTRUST RECEIPT"),
        None => None,
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Begin,
    End,
}

/// A marker and where it stands in the text, its dashes included.
struct Marker {
    kind: Kind,
    start: usize,
    end: usize,
}

/// The letters that both markers share, without the spaces that wrapping may have turned into line
/// ends.
const NAME: &[u8] = b"CROSSTRUSTRECEIPT";

fn markers(text: &str) -> Vec<Marker> {
    // What is left of the text when spaces, quoting and invisible characters are passed over; the
    // place of each character is kept beside it.
    let (letters, places): (Vec<u8>, Vec<usize>) = text
        .char_indices()
        .filter(|(_, character)| !is_filler(*character) && !matches!(character, '>' | '|'))
        .map(|(place, character)| (significant(character), place))
        .unzip();
    let mut found = Vec::new();
    let mut from = 0;
    let mut taken = 0;
    while let Some(at) = find(&letters[from..], NAME).map(|at| from + at) {
        from = at + NAME.len();
        let kinds = [(Kind::Begin, &b"BEGIN"[..]), (Kind::End, &b"END"[..])];
        for (kind, word) in kinds {
            if !letters[..at].ends_with(word) {
                continue;
            }
            let before = dashes(letters[..at - word.len()].iter().rev());
            let behind = dashes(letters[from..].iter());
            if before > 0 && behind > 0 {
                // Two markers may share their dashes when nothing stands between them.
                let start = (at - word.len() - before).max(taken);
                taken = from + behind;
                found.push(Marker {
                    kind,
                    start: places[start],
                    end: places.get(taken).copied().unwrap_or(text.len()),
                });
            }
        }
    }
    found
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn dashes<'a>(letters: impl Iterator<Item = &'a u8>) -> usize {
    letters.take_while(|letter| **letter == b'-').count()
}

/// A character as far as markers are concerned: letters in upper case, any dash as a dash.
fn significant(character: char) -> u8 {
    match character {
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => b'-',
        _ if character.is_ascii() => (character as u8).to_ascii_uppercase(),
        _ => 0,
    }
}

/// The text's lines, whichever way they end.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\r', '\n']) else {
            rest = None;
            return Some(text);
        };
        let length = if text[end..].starts_with("\r\n") { 2 } else { 1 };
        rest = Some(&text[end + length..]);
        Some(&text[..end])
    })
}

/// A line without what a mail program or a console put in front: `> `, `>> `, `| `, `JD> `.
fn unquoted(line: &str) -> &str {
    line.rsplit_once(['>', '|']).map_or(line, |(_, content)| content)
}

/// Characters without meaning: spaces of every kind, marks that are not shown.
fn is_filler(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\0'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base64(text: &str) -> String {
        last(text)
            .expect("the text holds a marker")
            .unwrap_or_else(|error| panic!("{error}"))
            .base64
    }

    #[test]
    fn lines_end_in_any_of_three_ways() {
        let found: Vec<&str> = lines("a\r\nb\rc\n\nd").collect();
        assert_eq!(found, ["a", "b", "c", "", "d"]);
    }

    #[test]
    fn a_marker_needs_its_dashes() {
        assert!(
            last("Copy all from BEGIN CROSSTRUST RECEIPT to END CROSSTRUST RECEIPT.").is_none()
        );
    }

    #[test]
    fn markers_are_found_in_lower_case_and_with_typographic_dashes() {
        let text = "\u{2014}\u{2013} begin Crosstrust receipt \u{2014}-\nQUJD\n\u{2212}End crosstrust receipt\u{2010}";
        assert_eq!(base64(text), "QUJD");
    }

    #[test]
    fn a_line_number_is_that_of_the_pasted_text() {
        let text = "one\ntwo\n-----BEGIN CROSSTRUST RECEIPT-----\nQUJD\nREVG\n-----END CROSSTRUST RECEIPT-----";
        let payload = last(text).unwrap().unwrap();
        assert_eq!(payload.base64, "QUJDREVG");
        assert_eq!([0, 3, 4, 7].map(|offset| payload.line(offset)), [4, 4, 5, 5]);
    }

    #[test]
    fn quoting_is_taken_off_each_line() {
        for line in ["> QUJD", ">> QUJD", "| QUJD", "JD> QUJD", ">\u{A0}QUJD  ", "> > QUJD"] {
            assert_eq!(unquoted(line).trim(), "QUJD", "from {line:?}");
        }
    }
}
