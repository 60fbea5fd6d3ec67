//! Finding the receipts in a text by the markers around them.
//!
//! Markers may have come through the same mails and chats as the rest: in small letters, with
//! typographic dashes, with quoting between their words. A marker in quotation marks is a mention of
//! one, such as in the script itself, which a console repeats when somebody pastes it.

use super::payload::{is_filler, separates};

/// The text between two markers, or behind the only one.
pub(super) struct Block<'t> {
    /// The text between, from the end of the first marker to the beginning of the second.
    pub(super) body: &'t str,
    /// Where the body begins in the text.
    pub(super) start: usize,
    /// The text before the first marker in its line.
    pub(super) lead: &'t str,
    /// Whether the second marker is there.
    pub(super) ends: bool,
}

/// What markers there are, in the order of the text.
pub(super) enum Piece<'t> {
    /// A first line and a last one, and nothing of another receipt between them.
    Whole(Block<'t>),
    /// A first line without a last one.
    WithoutEnd(Block<'t>),
    /// A last line without a first one, and where it is.
    WithoutBegin(usize),
}

/// All receipts in a text, whole or not.
pub(super) fn find(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut begun: Option<Block<'_>> = None;
    let mut behind = 0;
    for marker in markers(text) {
        let before = begun.take().map(|block| block.up_to(text, marker.start));
        match (marker.kind, before) {
            (MarkerKind::Begin, before) => {
                found.extend(before.map(Piece::WithoutEnd));
                begun = Some(Block::begin(text, behind, &marker));
            }
            (MarkerKind::End, Some(block)) => {
                found.push(Piece::Whole(Block { ends: true, ..block }));
            }
            (MarkerKind::End, None) => found.push(Piece::WithoutBegin(marker.start)),
        }
        behind = marker.end;
    }
    found.extend(begun.map(Piece::WithoutEnd));
    found
}

impl<'t> Block<'t> {
    /// What follows a first marker, to the end of the text. `behind`: where the marker before it ends.
    fn begin(text: &'t str, behind: usize, marker: &Marker) -> Self {
        let before = &text[behind..marker.word];
        let line = before.rfind(['\r', '\n']).map_or(0, |end| end + 1);
        let lead = before[line..].trim_end_matches(is_filler);
        Self {
            body: &text[marker.end..],
            start: marker.end,
            lead: lead.trim_end_matches(|character| significant(character) == b'-'),
            ends: false,
        }
    }

    fn up_to(self, text: &'t str, end: usize) -> Self {
        Self { body: &text[self.start..end.max(self.start)], ..self }
    }
}

/// The whole text as a block, for base64 without markers.
pub(super) fn bare(text: &str) -> Block<'_> {
    Block { body: text, start: 0, lead: "", ends: false }
}

#[derive(Clone, Copy)]
enum MarkerKind {
    Begin,
    End,
}

/// A marker and where it is in the text, its dashes included.
struct Marker {
    kind: MarkerKind,
    start: usize,
    /// Where its first word begins.
    word: usize,
    end: usize,
}

/// The letters that both markers share, without the spaces that wrapping may have turned into line
/// ends.
const NAME: &[u8] = b"CROSSTRUSTRECEIPT";

/// The markers of a text. Those in quotation marks count only where there are no others.
fn markers(text: &str) -> Vec<Marker> {
    let (mentions, markers): (Vec<_>, Vec<_>) =
        all_markers(text).into_iter().partition(|marker| is_quoted(text, marker));
    if markers.is_empty() { mentions } else { markers }
}

fn is_quoted(text: &str, marker: &Marker) -> bool {
    let before = text[..marker.start].chars().next_back();
    let behind = text[marker.end..].chars().next();
    let quote = |character: char| {
        matches!(character, '\'' | '"' | '`' | '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}')
    };
    before.is_some_and(quote) && behind.is_some_and(quote)
}

fn all_markers(text: &str) -> Vec<Marker> {
    // What is left of the text when spaces, quoting and invisible characters are passed over; the
    // place of each character is kept beside it.
    let (letters, places): (Vec<u8>, Vec<(usize, usize)>) = text
        .char_indices()
        .filter(|(_, character)| !is_filler(*character) && !separates(*character))
        .map(|(place, character)| (significant(character), (place, place + character.len_utf8())))
        .unzip();
    let mut found = Vec::new();
    let mut from = 0;
    let mut taken = 0;
    while let Some(at) = find_name(&letters[from..]).map(|at| from + at) {
        from = at + NAME.len();
        let kinds = [(MarkerKind::Begin, &b"BEGIN"[..]), (MarkerKind::End, &b"END"[..])];
        for (kind, word) in kinds {
            if !letters[..at].ends_with(word) {
                continue;
            }
            let before = dashes(letters[..at - word.len()].iter().rev());
            let behind = dashes(letters[from..].iter());
            if before > 0 && behind > 0 {
                // Two markers may share their dashes when nothing is between them.
                let start = (at - word.len() - before).max(taken);
                taken = from + behind;
                found.push(Marker {
                    kind,
                    start: places[start].0,
                    word: places[at - word.len()].0,
                    end: places[taken - 1].1,
                });
            }
        }
    }
    found
}

fn find_name(letters: &[u8]) -> Option<usize> {
    letters.windows(NAME.len()).position(|window| window == NAME)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(text: &str) -> Vec<&str> {
        let whole = |found| match found {
            Piece::Whole(block) => Some(block.body.trim()),
            Piece::WithoutEnd(_) | Piece::WithoutBegin(_) => None,
        };
        find(text).into_iter().filter_map(whole).collect()
    }

    const BEGIN: &str = "-----BEGIN CROSSTRUST RECEIPT-----";
    const END: &str = "-----END CROSSTRUST RECEIPT-----";

    #[test]
    fn a_marker_needs_its_dashes() {
        assert!(
            find("Copy all from BEGIN CROSSTRUST RECEIPT to END CROSSTRUST RECEIPT.").is_empty()
        );
    }

    #[test]
    fn markers_are_found_in_lower_case_and_with_typographic_dashes() {
        let text = "\u{2014}\u{2013} begin Crosstrust receipt \u{2014}-\nQUJD\n\u{2212}End crosstrust receipt\u{2010}";
        assert_eq!(bodies(text), ["QUJD"]);
    }

    #[test]
    fn every_receipt_is_found_and_what_is_missing_of_the_others() {
        let text = format!("{END}\n{BEGIN}\na\n{BEGIN}\nb\n{END}\n{BEGIN}c{END}{BEGIN}\nd");
        let kinds: Vec<String> = find(&text)
            .into_iter()
            .map(|found| match found {
                Piece::Whole(block) => block.body.trim().to_owned(),
                Piece::WithoutEnd(block) => format!("{} without end", block.body.trim()),
                Piece::WithoutBegin(place) => format!("without begin at {place}"),
            })
            .collect();
        assert_eq!(kinds, ["without begin at 0", "a without end", "b", "c", "d without end"]);
    }

    #[test]
    fn what_stands_before_a_marker_in_its_line_is_kept() {
        for (text, lead) in [
            (format!("{BEGIN}\n{END}"), ""),
            (format!("one\n  7  {BEGIN}\n{END}"), "  7  "),
            (format!("--\n| 1 | {BEGIN} | x |\n{END}"), "| 1 | "),
            (format!("| --- |\n| {BEGIN} |\n{END}"), "| "),
        ] {
            match find(&text).remove(0) {
                Piece::Whole(block) => assert_eq!(block.lead, lead, "{text}"),
                Piece::WithoutEnd(_) | Piece::WithoutBegin(_) => panic!("{text}"),
            }
        }
    }

    #[test]
    fn a_marker_in_quotation_marks_is_a_mention() {
        let script = format!("$lines = @('{BEGIN}')\n$lines += '{END}'\n");
        let text = format!("{script}{BEGIN}\nQUJD\n{END}\n");
        assert_eq!(bodies(&text), ["QUJD"]);
        assert_eq!(bodies(&script).len(), 1, "alone it is what there is");
    }
}
