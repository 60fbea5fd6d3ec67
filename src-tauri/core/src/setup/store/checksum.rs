//! The checksum of a setup file, in its first line. It names damage that would still read as a setup, such
//! as another digit in a thumbprint.
//!
//! The same checksum names the closed parts of a journal, see `parts`.
//!
//! It is no signature: who may write the file may write the checksum too. A file of an earlier version has
//! none, and neither has one from which a person removed the line.

use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt::Write as _;

/// How a file with a checksum begins; 64 hexadecimal digits and [`END`] follow.
const BEGIN: &[u8] = b"{\n  \"checksum\": \"";
const END: &[u8] = b"\",";
const DIGITS: usize = 64;

/// The file does not hold what it was saved with.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Damaged;

/// A JSON object as it is saved: with the checksum of all its other bytes.
pub(super) fn seal(json: &[u8]) -> Vec<u8> {
    let rest = json.strip_prefix(b"{").expect("BUG: a setup is an object");
    [BEGIN, digits(json).as_bytes(), END, rest].concat()
}

/// The JSON object that was saved.
pub(super) fn open(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Damaged> {
    let Some(sealed) = bytes.strip_prefix(BEGIN) else { return Ok(Cow::Borrowed(bytes)) };
    let (sum, rest) = sealed.split_at_checked(DIGITS).ok_or(Damaged)?;
    let json = [b"{", rest.strip_prefix(END).ok_or(Damaged)?].concat();
    if digits(&json).as_bytes() == sum { Ok(Cow::Owned(json)) } else { Err(Damaged) }
}

/// The checksum of these bytes.
pub(super) fn digits(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(DIGITS), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("BUG: writing to a string does not fail");
        digits
    })
}

/// Whether a text is a checksum as it is saved.
pub(super) fn is_checksum(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &[u8] = b"{\n  \"version\": 4,\n  \"text\": \"abc\"\n}";

    #[test]
    fn what_is_sealed_is_json_and_opens_to_the_same_bytes() {
        let sealed = seal(JSON);
        assert_eq!(&*open(&sealed).unwrap(), JSON);
        let value: serde_json::Value = serde_json::from_slice(&sealed).unwrap();
        assert_eq!(value["checksum"].as_str().unwrap().len(), DIGITS);
        assert_eq!(value["text"], "abc");
    }

    #[test]
    fn what_has_no_checksum_opens_as_it_is() {
        for bytes in [JSON, b"", b"{", b"nonsense", &BEGIN[..5]] {
            assert_eq!(&*open(bytes).unwrap(), bytes);
        }
    }

    #[test]
    fn what_is_cut_off_or_longer_is_damaged() {
        let sealed = seal(JSON);
        for length in BEGIN.len()..sealed.len() {
            assert_eq!(open(&sealed[..length]), Err(Damaged), "{length}");
        }
        assert_eq!(open(&[&sealed[..], b" "].concat()), Err(Damaged));
    }
}
