//! Text that people bring, in files and through the clipboard: the one decoder for all of it, and the
//! characters that come along without being seen.
//!
//! Answers, receipts, certificates and copies of keys arrive the same ways: saved by an editor,
//! written by Windows PowerShell, copied out of a dialog or a web page. What the text means is left to
//! those who read it.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::fmt::Write as _;

/// The text of these bytes, in whichever encoding it is: UTF-8 or UTF-16 of either byte order, with or
/// without a byte order mark, and Windows-1252 where the bytes are neither.
///
/// Byte order marks and NULs are left out: they disturb every reader and mean nothing.
/// What is not valid in the encoding becomes U+FFFD, so that the reader can still say where the text
/// stops making sense. Takes time in proportion to the length.
pub fn decode(bytes: &[u8]) -> String {
    let (encoding, marked) = Encoding::for_bom(bytes).unwrap_or_else(|| (unmarked(bytes), 0));
    let (text, _) = encoding.decode_without_bom_handling(&bytes[marked..]);
    let text = text.trim_start_matches('\u{FEFF}');
    text.replace('\0', "")
}

/// The encoding of bytes without a byte order mark.
fn unmarked(bytes: &[u8]) -> &'static Encoding {
    let valid = std::str::from_utf8(bytes).is_ok();
    match utf_16(bytes, valid) {
        Some(encoding) => encoding,
        None if valid => UTF_8,
        None => WINDOWS_1252,
    }
}

/// Latin letters in UTF-16 have a zero byte on one side, always the same one. Bytes that could be UTF-8
/// as well have to be mostly of that form; where they could not, some of it is enough, because the rest
/// can be in another script.
fn utf_16(bytes: &[u8], valid_utf_8: bool) -> Option<&'static Encoding> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let zeros = |side: usize| pairs.iter().filter(|pair| pair[side] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let (encoding, zeros, others) =
        if second > first { (UTF_16LE, second, first) } else { (UTF_16BE, first, second) };
    let part = if valid_utf_8 { 2 } else { 8 };
    (zeros * part > pairs.len() && others * 16 <= zeros).then_some(encoding)
}

/// Whether a character is a mark that is not seen and only changes how its neighbours are shown or
/// joined: soft hyphens, spaces without width, joiners, marks and overrides of the writing direction.
pub fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{feff}'
    )
}

/// A value that is compared letter by letter (a thumbprint, an id, the name of a host) without the
/// marks that a dialog or a web page put around and into it.
///
/// Two things stay, because leaving them out would make another value of it: joiners in text that is
/// not ASCII, where they belong to the spelling, and no-break spaces between two letters or digits,
/// which may keep two values apart.
pub fn without_marks(text: &str) -> String {
    let ascii =
        |character: char| character.is_ascii() || is_mark(character) || is_no_break(character);
    let spelled = !text.chars().all(ascii);
    let kept = |character: &char| {
        !is_mark(*character) || (spelled && matches!(character, '\u{200c}' | '\u{200d}'))
    };
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().filter(kept).peekable();
    while let Some(character) = characters.next() {
        let letter = |other: Option<char>| other.is_some_and(char::is_alphanumeric);
        let keeps_apart = letter(clean.chars().next_back()) && letter(characters.peek().copied());
        if !is_no_break(character) || keeps_apart {
            clean.push(character);
        }
    }
    clean
}

/// Whether a character does not show, or changes how its neighbours are shown: controls, marks, other
/// format characters, separators of lines and paragraphs (Unicode categories Cc, Cf, Zl and Zp), and letters and
/// signs that leave a gap or nothing at all: fillers of Hangul, the empty pattern of Braille and the grapheme joiner.
/// A text with one looks like another text.
///
/// The selectors U+FE00 to U+FE0F and U+E0100 to U+E01EF stay: emoji and Japanese names have them.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || is_mark(character)
        || matches!(
            character,
            '\u{34f}'
                | '\u{600}'..='\u{605}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{890}'..='\u{891}'
                | '\u{8e2}'
                | '\u{115f}'..='\u{1160}'
                | '\u{2028}'..='\u{2029}'
                | '\u{2065}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{110bd}'
                | '\u{110cd}'
                | '\u{13430}'..='\u{1343f}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Text from elsewhere as one line for a person: every hidden character is spelt out, a line break too. So it
/// can neither steer a terminal nor look like another text or another line.
pub fn visible(text: &str) -> String {
    spelt_out(text, |_| false)
}

/// The same for text that may have several lines.
pub fn visible_lines(text: &str) -> String {
    spelt_out(text, |character| matches!(character, '\n' | '\t'))
}

fn spelt_out(text: &str, stays: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) && !stays(character) {
            let _ = write!(out, "[U+{:04X}]", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

/// JSON text with every hidden character in its strings as an escape. Its value stays the same.
pub fn visible_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if is_hidden(character) && !matches!(character, '\n' | '\t' | '\r') {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// Breaks a text into lines of that width, the first after `first` and the others after `indent`. A word is
/// never broken, and neither is an address.
pub(crate) fn wrap(text: &str, width: usize, first: &str, indent: &str) -> String {
    let mut lines = first.to_owned();
    let mut used = first.len();
    let mut begun = false;
    for word in text.split(' ') {
        let length = word.chars().count();
        if begun && used + 1 + length > width {
            lines.push('\n');
            lines.push_str(indent);
            used = indent.len();
        } else if begun {
            lines.push(' ');
            used += 1;
        }
        begun = true;
        lines.push_str(word);
        used += length;
    }
    lines
}

/// An id in digits of a fixed number, without marks and without the spaces in it: whatever is left out
/// of it, it cannot become another one. Line ends and other controls inside it stay, to be refused.
pub fn compact(text: &str) -> String {
    let space = |character: char| character == ' ' || is_no_break(character);
    let text: String = text.chars().filter(|one| !is_mark(*one) && !space(*one)).collect();
    text.trim().to_owned()
}

/// A space at which no line may end, as web pages put it around values.
fn is_no_break(character: char) -> bool {
    matches!(character, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// The characters that end a single-quoted string of PowerShell: U+0027 and the four typographic ones, as
/// measured on PowerShell's own parser.
pub(crate) const SINGLE_QUOTES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];

/// The text between the single quotes of a PowerShell string: every character that would end it is doubled.
pub(crate) fn doubled_quotes(text: &str) -> String {
    let times = |sign: char| if SINGLE_QUOTES.contains(&sign) { 2 } else { 1 };
    text.chars().flat_map(|sign| std::iter::repeat_n(sign, times(sign))).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every way in which an editor, Windows PowerShell or a mail program saves a text, by its name.
    /// The last one is there only for text that Windows-1252 has.
    pub(crate) fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
        let utf_16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect();
        let (little, big): (Vec<u8>, Vec<u8>) =
            (utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes));
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        let mut all = vec![
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8 with a mark", marked(&[0xEF, 0xBB, 0xBF], text.as_bytes())),
            ("UTF-8 with two marks", marked("\u{FEFF}\u{FEFF}".as_bytes(), text.as_bytes())),
            ("UTF-8 with a NUL behind it", marked(text.as_bytes(), &[0])),
            ("UTF-8 with NULs before and behind it", [&[0; 3], text.as_bytes(), &[0; 5]].concat()),
            ("UTF-16, little end first, with a mark", marked(&[0xFF, 0xFE], &little)),
            ("UTF-16, big end first, with a mark", marked(&[0xFE, 0xFF], &big)),
            ("UTF-16, little end first", little),
            ("UTF-16, big end first", big),
        ];
        let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
        if !unmappable {
            all.push(("Windows-1252", bytes.into_owned()));
        }
        all
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        for text in
            ["Z\u{fc}rich \u{2013} \u{20ac} 5", "receipt \u{1F4DC}", "{}", "dc01.contoso.com\r\n"]
        {
            for (name, bytes) in encodings(text) {
                assert_eq!(decode(&bytes), text, "{name}");
            }
        }
    }

    #[test]
    fn utf_16_without_a_mark_is_known_also_among_another_script() {
        let text = "\u{65e5}\u{672c}\u{8a9e}\u{3067}\u{3059}\u{3002}".repeat(40);
        let text = format!("{text}{}{text}", "eyJmb3JtYXQiOjF9".repeat(6));
        for (name, bytes) in encodings(&text) {
            assert_eq!(decode(&bytes), text, "{name}");
        }
    }

    #[test]
    fn text_of_two_encodings_in_one_file_is_read_where_it_is_ascii() {
        // What Windows PowerShell makes of `>>` behind a text that another program wrote.
        let appended: Vec<u8> = "second\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bytes = ["first line\r\nand one more\r\n".as_bytes(), &appended].concat();
        assert_eq!(decode(&bytes), "first line\r\nand one more\r\nsecond\r\n");
    }

    #[test]
    fn what_is_not_valid_is_marked_rather_than_dropped() {
        assert_eq!(decode(&[0xEF, 0xBB, 0xBF, b'a', 0xFF, b'b']), "a\u{FFFD}b");
        assert_eq!(decode(&[0xFF, 0xFE, b'a', 0, b'b']), "a\u{FFFD}");
        assert_eq!(decode(b""), "");
    }

    #[test]
    fn few_nuls_do_not_make_utf_16_of_other_text() {
        for bytes in [&b"ab\0"[..], b"abc\0", b"a\0bcdefg", b"\0abcdefg", b"abcd\0\0\0\0\0\0\0\0"] {
            let letters: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
            assert_eq!(decode(bytes).as_bytes(), letters, "{bytes:?}");
        }
    }

    #[test]
    fn marks_around_and_inside_a_value_are_left_out() {
        for mark in [
            '\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{202a}',
            '\u{202e}', '\u{2060}', '\u{2066}', '\u{2069}', '\u{feff}', '\u{61c}',
        ] {
            let text = format!("{mark}dc{mark}01.con{mark}toso.com{mark}");
            assert_eq!(without_marks(&text), "dc01.contoso.com", "{mark:?}");
        }
        assert_eq!(without_marks("\u{a0}dc01\u{a0}.contoso.\u{202f}com\u{a0}"), "dc01.contoso.com");
    }

    #[test]
    fn controls_marks_and_separators_are_hidden() {
        for hidden in [
            '\0',
            '\n',
            '\r',
            '\t',
            '\u{1b}',
            '\u{7f}',
            '\u{85}',
            '\u{200e}',
            '\u{202e}',
            '\u{2028}',
            '\u{2029}',
            '\u{2066}',
            '\u{feff}',
            '\u{ad}',
            '\u{e0041}',
            '\u{34f}',
            '\u{115f}',
            '\u{1160}',
            '\u{2800}',
            '\u{3164}',
            '\u{ffa0}',
        ] {
            assert!(is_hidden(hidden), "{hidden:?}");
        }
        let seen = "O'Brien \u{201c}M\u{fc}ller\u{201d}\u{a0}\u{65e5}\u{672c} \u{1f512}";
        assert!(!seen.chars().any(is_hidden));
        let emoji_and_neighbours =
            "\u{2764}\u{fe0f} \u{1100}\u{1161} \u{2801} \u{3163}\u{3165} \u{8fbb}\u{e0100}";
        assert!(!emoji_and_neighbours.chars().any(is_hidden));
    }

    #[test]
    fn hidden_characters_are_spelt_out() {
        let hostile = "a\u{1b}]0;PWNED\u{7}\u{202e}b\u{9b}31m\r\nDone\t.\u{e0041}";
        assert_eq!(
            visible(hostile),
            "a[U+001B]]0;PWNED[U+0007][U+202E]b[U+009B]31m[U+000D][U+000A]Done[U+0009].[U+E0041]"
        );
        assert_eq!(visible_lines("a\r\n\tb\u{1b}"), "a[U+000D]\n\tb[U+001B]");
        let plain = "O'Brien \u{201c}M\u{fc}ller\u{201d}\u{a0}\u{65e5}\u{672c} \u{1f512}";
        assert_eq!((visible(plain), visible_lines(plain)), (plain.to_owned(), plain.to_owned()));
        let value = serde_json::json!({ hostile: [hostile, 1, null] });
        for text in [value.to_string(), format!("{value:#}")] {
            let shown = visible_json(&text);
            assert!(!shown.chars().any(|one| is_hidden(one) && one != '\n'), "{shown}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
        }
    }

    #[test]
    fn an_id_keeps_no_space_and_no_mark() {
        assert_eq!(compact("\u{200e}7557eb47\u{a0}-c6 89\u{ad}\r\n"), "7557eb47-c689");
        assert_eq!(compact("7557\neb47"), "7557\neb47");
    }

    #[test]
    fn what_leaving_out_would_make_another_value_of_stays() {
        let persian = "\u{646}\u{627}\u{645}\u{647}\u{200c}\u{627}\u{6cc}.example";
        assert_eq!(without_marks(persian), persian);
        assert_eq!(without_marks("a.example\u{a0}b.example"), "a.example\u{a0}b.example");
    }

    proptest! {
        #[test]
        fn any_text_is_the_same_in_utf_8_and_in_marked_utf_16(text in "[^\u{0}\u{feff}]{0,40}") {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            prop_assert_eq!(decode(&[&[0xFF, 0xFE], &bytes[..]].concat()), text.clone());
            prop_assert_eq!(decode(&[&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat()), text);
        }

        #[test]
        fn no_bytes_make_the_decoder_fail(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let text = decode(&bytes);
            let in_the_way = text.contains('\0') || text.starts_with('\u{FEFF}');
            prop_assert!(!in_the_way);
            let clean = without_marks(&text);
            prop_assert_eq!(without_marks(&clean), clean);
        }
    }
}
