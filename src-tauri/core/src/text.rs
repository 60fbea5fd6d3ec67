//! Text as files, mail and clipboards bring it: which of the Unicode encodings it is in, and which of
//! its characters do not show.
//!
//! Apart from what reads it, because receipts and certificates arrive the same ways. What the text
//! means is left to them.

/// How many bytes are looked at to tell UTF-16 without a mark.
const SAMPLE: usize = 512;

/// The text of these bytes: UTF-8 or UTF-16 of either order, with or without a byte order mark.
///
/// What is not valid in the encoding becomes U+FFFD, so that the reader can still say what the text
/// looks like and where it stops making sense.
pub(crate) fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => match zeros(bytes) {
            (0, 0) => String::from_utf8_lossy(bytes).into_owned(),
            (even, odd) if odd > even => utf16(bytes, u16::from_le_bytes),
            (even, odd) if even > odd => utf16(bytes, u16::from_be_bytes),
            _ => String::from_utf8_lossy(bytes).into_owned(),
        },
    }
}

/// How many zero bytes stand at even and at odd places near the beginning. Latin text in UTF-16 has
/// them at every other place; UTF-8 text has none.
fn zeros(bytes: &[u8]) -> (usize, usize) {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let at = |parity: usize| {
        let places = sample.iter().skip(parity).step_by(2);
        places.filter(|byte| **byte == 0).count()
    };
    (at(0), at(1))
}

/// Whether a character does not show, or changes how its neighbours are shown: controls, marks of
/// direction, joiners and spaces without width, tags.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().copied().map(unit).collect();
    let mut text = String::from_utf16_lossy(&units);
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::decode;

    const TEXT: &str = "Zürich receipt \u{1F4DC}";

    fn units(order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        TEXT.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let little = units(u16::to_le_bytes);
        let big = units(u16::to_be_bytes);
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            TEXT.as_bytes().to_vec(),
            marked(&[0xEF, 0xBB, 0xBF], TEXT.as_bytes()),
            marked(&[0xFF, 0xFE], &little),
            marked(&[0xFE, 0xFF], &big),
            little,
            big,
        ] {
            assert_eq!(decode(&bytes), TEXT, "from {bytes:02X?}");
        }
    }

    #[test]
    fn what_is_not_valid_is_marked_rather_than_dropped() {
        assert_eq!(decode(&[b'a', 0xFF, b'b']), "a\u{FFFD}b");
        assert_eq!(decode(&[0xFF, 0xFE, b'a', 0, b'b']), "a\u{FFFD}");
        assert_eq!(decode(b""), "");
    }

    #[test]
    fn binary_without_a_pattern_is_not_taken_for_utf_16() {
        assert_eq!(decode(&[0, 0, b'x']), "\0\0x");
    }
}
