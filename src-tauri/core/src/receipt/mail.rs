//! Mail that was saved or copied as its source, where the text is encoded for transport: base64, or
//! quoted-printable, which writes `=3D` for `=` and ends long lines in `=` (RFC 2045, section 6).

use crate::text;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Message, MessageParser, PartType};

/// The texts of a mail without the encoding for transport: its body, its attachments and the mails
/// attached to it. Nothing where these bytes do not look like the source of a mail.
pub(super) fn message(bytes: &[u8]) -> Option<String> {
    const HEADER: &[u8] = b"content-transfer-encoding:";
    let named = bytes.windows(HEADER.len()).any(|window| window.eq_ignore_ascii_case(HEADER));
    let mut texts = String::new();
    collect(&named.then(|| MessageParser::default().parse(bytes)).flatten()?, &mut texts);
    Some(texts)
}

/// A part of a mail that was copied without its headers, read as quoted-printable. Nothing where it
/// has none of its signs.
pub(super) fn quoted_printable(text: &str) -> Option<String> {
    let encoded = text.contains("=3D")
        || text.contains("=3d")
        || text.lines().any(|line| line.trim_end().ends_with('='));
    let decoded = encoded.then(|| quoted_printable_decode(text.as_bytes())).flatten()?;
    Some(text::decode(&decoded))
}

fn collect(message: &Message<'_>, texts: &mut String) {
    for part in &message.parts {
        match &part.body {
            PartType::Text(body) | PartType::Html(body) => texts.push_str(body),
            PartType::Binary(body) | PartType::InlineBinary(body) => {
                texts.push_str(&text::decode(body));
            }
            PartType::Message(attached) => collect(attached, texts),
            PartType::Multipart(_) => {}
        }
        texts.push('\n');
    }
}
