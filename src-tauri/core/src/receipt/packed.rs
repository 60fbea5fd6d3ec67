//! The bytes of a receipt between its base64 and its JSON: packed with gzip since format 2, bare
//! before.
//!
//! Scripts write what this reads, and so does the rehearsal, through [`lines`]: the counterpart of the
//! function of the same work in `shared/receipt.ps1`.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::borrow::Cow;
use std::io::{ErrorKind, Read, Write};

/// No receipt unpacks to more bytes than this. The largest that was ever seen, of an organisation with
/// 3,000 domains and 300 servers, has 300 KB.
pub(super) const LIMIT: usize = 16 * 1024 * 1024;

/// Characters on a line between the markers.
const LINE: usize = 76;

/// How gzip begins (RFC 1952): its two bytes, and deflate, the only method there is.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 0x08];

/// How the base64 of that begins.
pub(super) const BASE64_MAGIC: &str = "H4sI";

/// Why bytes do not unpack.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum NotUnpacked {
    /// The end is not there.
    CutOff,
    /// Bytes are missing or changed.
    Damaged,
    /// More than [`LIMIT`] came out.
    TooLarge,
}

/// The JSON in these bytes.
///
/// # Errors
/// They are packed, and do not unpack whole.
pub(super) fn unpack(bytes: &[u8]) -> Result<Cow<'_, [u8]>, NotUnpacked> {
    if !bytes.starts_with(&MAGIC) {
        return Ok(Cow::Borrowed(bytes));
    }
    let (json, fault) = inflate(bytes);
    fault.map_or(Ok(Cow::Owned(json)), Err)
}

/// As much JSON as the beginning of a receipt reports.
pub(super) fn beginning(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.starts_with(&MAGIC) { Cow::Owned(inflate(bytes).0) } else { Cow::Borrowed(bytes) }
}

/// What comes out, up to the limit, and what is wrong.
fn inflate(bytes: &[u8]) -> (Vec<u8>, Option<NotUnpacked>) {
    let mut out = Vec::new();
    let limit = u64::try_from(LIMIT).unwrap_or(u64::MAX);
    let mut unpacking = GzDecoder::new(bytes).take(limit + 1);
    let fault = match unpacking.read_to_end(&mut out) {
        Ok(_) if out.len() > LIMIT => {
            out.truncate(LIMIT);
            Some(NotUnpacked::TooLarge)
        }
        Ok(_) => None,
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Some(NotUnpacked::CutOff),
        Err(_) => Some(NotUnpacked::Damaged),
    };
    (out, fault)
}

/// A receipt's JSON as a script prints it: packed, in base64, between its markers.
///
/// # Panics
/// Never: writing to memory does not fail.
pub fn lines(json: &str) -> Vec<String> {
    let mut packing = GzEncoder::new(Vec::new(), Compression::default());
    let packed = packing.write_all(json.as_bytes()).and_then(|()| packing.finish());
    let text = BASE64_STANDARD.encode(packed.expect("BUG: writing to memory does not fail"));
    let mut lines = vec!["-----BEGIN CROSSTRUST RECEIPT-----".to_owned()];
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(LINE));
        lines.push(line.to_owned());
        rest = more;
    }
    lines.push("-----END CROSSTRUST RECEIPT-----".to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packing = GzEncoder::new(Vec::new(), Compression::best());
        packing.write_all(bytes).unwrap();
        packing.finish().unwrap()
    }

    #[test]
    fn what_was_packed_comes_out_and_what_was_not_stays() {
        assert_eq!(&*unpack(b"{}").unwrap(), b"{}");
        assert_eq!(&*unpack(&packed(b"{}")).unwrap(), b"{}");
        assert!(BASE64_STANDARD.encode(packed(b"{}")).starts_with(BASE64_MAGIC));
    }

    #[test]
    fn no_more_comes_out_than_the_limit() {
        assert_eq!(unpack(&packed(&vec![b' '; LIMIT])).unwrap().len(), LIMIT);
        let bomb = packed(&vec![b' '; LIMIT + 1]);
        assert!(bomb.len() < 64 * 1024, "a small text");
        assert_eq!(unpack(&bomb), Err(NotUnpacked::TooLarge));
    }

    #[test]
    fn any_byte_that_is_missing_or_changed_is_noticed() {
        let whole = packed(b"{\"format\":2,\"guide\":\"teams\",\"setup\":\"s\"}");
        for at in 3..whole.len() {
            assert_eq!(unpack(&whole[..at]), Err(NotUnpacked::CutOff), "cut off at {at}");
        }
        // The ten bytes of the header say when and where it was packed, which nobody reads.
        for at in 10..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x10;
            assert!(unpack(&changed).is_err(), "changed at {at}");
        }
    }

    #[test]
    fn the_beginning_tells_what_it_can() {
        let json = format!("{{\"started\":\"x\",\"rest\":\"{}\"}}", "abc def ".repeat(500));
        let whole = packed(json.as_bytes());
        let said = beginning(&whole[..whole.len() - 8]).into_owned();
        assert!(said.starts_with(b"{\"started\":\"x\""), "{said:?}");
        assert_eq!(&*beginning(b"{\"a"), b"{\"a");
    }

    #[test]
    fn lines_are_as_long_as_a_mail_leaves_them() {
        let json: String = (0..4_000).fold(String::new(), |text, n| text + &format!("{n} "));
        let lines = lines(&json);
        assert!(lines.iter().all(|line| line.len() <= LINE), "{lines:?}");
        let text = lines[1..lines.len() - 1].concat();
        assert_eq!(&*unpack(&BASE64_STANDARD.decode(text).unwrap()).unwrap(), json.as_bytes());
    }
}
