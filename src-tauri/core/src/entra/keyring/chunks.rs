//! One secret over several entries.
//!
//! Each chunk begins with the version, how many chunks there are, which one it is, and the first
//! bytes of the whole secret's SHA-256. A secret whose chunks do not all belong together (written
//! half, or overwritten half, when the program ended) counts as absent, and so does one of another
//! version of this form: its chunks are reported as remains, to be removed.

use super::entries::{Entries, Unavailable};
use sha2::{Digest, Sha256};

/// The most an entry holds on all systems: Windows' `CRED_MAX_CREDENTIAL_BLOB_SIZE` is 2,560 bytes.
pub(super) const ENTRY_LIMIT: usize = 2_560;

/// The most chunks a secret may have.
pub(super) const CHUNKS: u8 = 16;

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
        .filter(|count| *count <= CHUNKS)
        .ok_or(Unavailable::TooLong(value.len()))?;
    let digest = digest(value);
    for index in 0..count {
        let start = usize::from(index) * PAYLOAD;
        let payload = &value[start..value.len().min(start + PAYLOAD)];
        let mut chunk = Vec::with_capacity(HEADER + payload.len());
        chunk.extend_from_slice(&[VERSION, count, index]);
        chunk.extend_from_slice(&digest);
        chunk.extend_from_slice(payload);
        entries.set(&entry_name(name, index), &chunk)?;
    }
    delete(entries, name, count)
}

/// What is saved under a name.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum StoredSecret {
    /// Nothing.
    Nothing,
    /// A whole secret.
    Whole(Vec<u8>),
    /// Something that is no secret, or not all of one.
    Remains,
}

/// Reads a secret.
pub(super) fn read(entries: &dyn Entries, name: &str) -> Result<StoredSecret, Unavailable> {
    let mut value = Vec::new();
    let mut expected = None;
    let mut index = 0;
    loop {
        let Some(chunk) = entries.get(&entry_name(name, index))? else {
            return Ok(if index == 0 { StoredSecret::Nothing } else { StoredSecret::Remains });
        };
        let Some((header, payload)) = chunk.split_at_checked(HEADER) else {
            return Ok(StoredSecret::Remains);
        };
        let (count, whole) = (header[1], header[3..].to_vec());
        let known = header[0] == VERSION && header[2] == index && count <= CHUNKS;
        let (first_count, first_whole) = expected.get_or_insert((count, whole.clone()));
        if !known || *first_count != count || *first_whole != whole {
            return Ok(StoredSecret::Remains);
        }
        value.extend_from_slice(payload);
        index += 1;
        if index >= count {
            let is_whole = digest(&value)[..] == whole;
            return Ok(if is_whole { StoredSecret::Whole(value) } else { StoredSecret::Remains });
        }
    }
}

/// The name of the secret that an entry is a chunk of.
pub(super) fn secret_of(entry: &str) -> &str {
    entry.rsplit_once('#').map_or(entry, |(name, _)| name)
}

/// Removes all chunks.
pub(super) fn remove(entries: &dyn Entries, name: &str) -> Result<(), Unavailable> {
    delete(entries, name, 0)
}

/// Removes the chunks from that one on, all that there could be: an earlier removal may have left a
/// hole.
fn delete(entries: &dyn Entries, name: &str, from: u8) -> Result<(), Unavailable> {
    (from..CHUNKS).map(|index| entries.delete(&entry_name(name, index))).fold(Ok(()), Result::and)
}
