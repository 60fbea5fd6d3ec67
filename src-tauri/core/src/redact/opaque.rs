//! Telling a secret by its looks alone: a long run of letters and digits that is no word, no id, no
//! thumbprint and no date.

use super::REDACTED;
use std::borrow::Cow;

/// Shorter runs are names more often than secrets. Entra's tokens and codes have hundreds.
const SHORTEST: usize = 24;

/// A part between hyphens that is no word is at least this long in a secret.
const SHORTEST_PART: usize = 10;

/// Words are shorter than this, even those that programmers put together.
const LONGEST_WORD: usize = 40;

/// A SHA-1 thumbprint. Anything longer in hex may be a secret.
const LONGEST_HEX: usize = 40;

/// No name of anything is this long and has small letters, capitals and digits in it.
const LONGEST_NAME: usize = 64;

const GUID: [usize; 5] = [8, 4, 4, 4, 12];

/// A run of letters and digits, with the secret taken out if it holds one. The text before an
/// equals sign is a name and stays.
pub(super) fn without(run: &str) -> Cow<'_, str> {
    let (name, value) = match run.split_once('=') {
        Some((name, value)) if is_name(name) && !value.is_empty() => (Some(name), value),
        _ => (None, run),
    };
    if !value.split(['/', '.', '=', '~']).any(is_opaque) {
        return Cow::Borrowed(run);
    }
    Cow::Owned(match name {
        Some(name) => format!("{name}={REDACTED}"),
        None => REDACTED.to_owned(),
    })
}

fn is_name(text: &str) -> bool {
    text.len() < SHORTEST && !text.contains(['/', '+', '%'])
}

fn is_opaque(segment: &str) -> bool {
    if segment.len() < SHORTEST {
        return false;
    }
    let parts: Vec<&str> = segment.split(['-', '_', '+', '%']).collect();
    let mut at = 0;
    while at < parts.len() {
        if begins_with_guid(&parts[at..]) {
            at += GUID.len();
        } else if is_no_word(parts[at]) {
            return true;
        } else {
            at += 1;
        }
    }
    // Many short parts that are no words make a secret as well: base64url may fall apart so, even
    // into parts of a letter or two.
    let strange = parts.iter().filter(|part| part.len() >= 5 && is_mixed(part)).count();
    (strange >= 4 || (segment.len() > LONGEST_NAME && is_of_all_kinds(segment)))
        && !parts.windows(GUID.len()).any(begins_with_guid)
}

fn is_of_all_kinds(segment: &str) -> bool {
    let has = |is: fn(&u8) -> bool| segment.as_bytes().iter().any(is);
    has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}

fn begins_with_guid(parts: &[&str]) -> bool {
    parts.len() >= GUID.len()
        && parts.iter().zip(GUID).all(|(part, length)| part.len() == length && is_hex(part))
}

fn is_no_word(part: &str) -> bool {
    let length = part.len();
    if is_hex(part) {
        return length > LONGEST_HEX;
    }
    (length >= SHORTEST_PART && is_mixed(part) && !is_time(part))
        || (length >= LONGEST_WORD && changes_case_like_chance(part))
}

fn is_hex(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_mixed(part: &str) -> bool {
    part.bytes().any(|byte| byte.is_ascii_digit())
        && part.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// "20261121T020340Z", which is in the names of files.
fn is_time(part: &str) -> bool {
    let bytes = part.as_bytes();
    bytes.len() == 16
        && bytes[8] == b'T'
        && bytes[15] == b'Z'
        && [&bytes[..8], &bytes[9..15]].concat().iter().all(u8::is_ascii_digit)
}

/// Words put together change between small and capital letters at most every third letter.
fn changes_case_like_chance(part: &str) -> bool {
    let bytes = part.as_bytes();
    let changes = bytes
        .windows(2)
        .filter(|pair| pair[0].is_ascii_uppercase() != pair[1].is_ascii_uppercase())
        .count();
    changes * 3 > bytes.len()
}
