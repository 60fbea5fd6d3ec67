//! One secret over several entries.
//!
//! Each piece begins with the version, how many pieces there are, which one it is, and the first
//! bytes of the whole secret's SHA-256. A secret whose pieces do not all belong together (written
//! half, or overwritten half, when the program ended) counts as absent, and so does one of another
//! version of this form: its pieces are told as remains, to be removed.

use super::entries::{Entries, Unavailable};
use sha2::{Digest, Sha256};

/// The most an entry holds on all systems: Windows' `CRED_MAX_CREDENTIAL_BLOB_SIZE` is 2,560 bytes.
pub(super) const ENTRY_LIMIT: usize = 2_560;

/// The most pieces a secret may have.
pub(super) const PIECES: u8 = 16;

const VERSION: u8 = 1;
const DIGEST: usize = 8;
const HEADER: usize = 3 + DIGEST;
const PAYLOAD: usize = 2_048;
const _: () = assert!(HEADER + PAYLOAD < ENTRY_LIMIT);

fn entry_name(name: &str, index: u8) -> String {
    format!("{name}#{index}")
}

fn digest(value: &[u8]) -> [u8; DIGEST] {
    let whole = Sha256::digest(value);
    std::array::from_fn(|index| whole[index])
}

/// Writes a secret, in place of what was there.
pub(super) fn write(entries: &dyn Entries, name: &str, value: &[u8]) -> Result<(), Unavailable> {
    let count = u8::try_from(value.len().div_ceil(PAYLOAD).max(1))
        .ok()
        .filter(|count| *count <= PIECES)
        .ok_or(Unavailable::TooLong(value.len()))?;
    let digest = digest(value);
    for index in 0..count {
        let start = usize::from(index) * PAYLOAD;
        let payload = &value[start..value.len().min(start + PAYLOAD)];
        let mut piece = Vec::with_capacity(HEADER + payload.len());
        piece.extend_from_slice(&[VERSION, count, index]);
        piece.extend_from_slice(&digest);
        piece.extend_from_slice(payload);
        entries.set(&entry_name(name, index), &piece)?;
    }
    delete(entries, name, count)
}

/// What stands under a name.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A whole secret.
    Whole(Vec<u8>),
    /// Something that is no secret, or not all of one.
    Remains,
}

/// Reads a secret.
pub(super) fn read(entries: &dyn Entries, name: &str) -> Result<Found, Unavailable> {
    let mut value = Vec::new();
    let mut expected = None;
    let mut index = 0;
    loop {
        let Some(piece) = entries.get(&entry_name(name, index))? else {
            return Ok(if index == 0 { Found::Nothing } else { Found::Remains });
        };
        let Some((header, payload)) = piece.split_at_checked(HEADER) else {
            return Ok(Found::Remains);
        };
        let (count, whole) = (header[1], header[3..].to_vec());
        let known = header[0] == VERSION && header[2] == index && count <= PIECES;
        let (first_count, first_whole) = expected.get_or_insert((count, whole.clone()));
        if !known || *first_count != count || *first_whole != whole {
            return Ok(Found::Remains);
        }
        value.extend_from_slice(payload);
        index += 1;
        if index >= count {
            let is_whole = digest(&value)[..] == whole;
            return Ok(if is_whole { Found::Whole(value) } else { Found::Remains });
        }
    }
}

/// The name of the secret that an entry is a piece of.
pub(super) fn secret_of(entry: &str) -> &str {
    entry.rsplit_once('#').map_or(entry, |(name, _)| name)
}

/// Removes all pieces.
pub(super) fn remove(entries: &dyn Entries, name: &str) -> Result<(), Unavailable> {
    delete(entries, name, 0)
}

/// Removes the pieces from that one on, all that there could be: an earlier removal may have left a
/// hole.
fn delete(entries: &dyn Entries, name: &str, from: u8) -> Result<(), Unavailable> {
    (from..PIECES).map(|index| entries.delete(&entry_name(name, index))).fold(Ok(()), Result::and)
}
