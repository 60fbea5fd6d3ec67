//! The encodings in which people save texts.

/// A text of Latin letters in every encoding in which an editor, Windows PowerShell or a mail program
/// saves one, by its name.
///
/// # Panics
/// The text has a character beyond U+00FF, which Windows-1252 does not have at that place.
pub fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf_16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect();
    let (little, big): (Vec<u8>, Vec<u8>) = (utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes));
    let latin = |letter: char| u8::try_from(u32::from(letter)).expect("a Latin letter");
    vec![
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8 with a mark", [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat()),
        ("UTF-16, little end first, with a mark", [&[0xFF, 0xFE], &little[..]].concat()),
        ("UTF-16, big end first, with a mark", [&[0xFE, 0xFF], &big[..]].concat()),
        ("UTF-16, little end first", little),
        ("UTF-16, big end first", big),
        ("Windows-1252", text.chars().map(latin).collect()),
        ("UTF-8 with NULs around it", [&[0; 2], text.as_bytes(), &[0; 3]].concat()),
    ]
}
