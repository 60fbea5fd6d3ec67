//! What one key of a principal is called by: as an operator gives it, and as it was read.

use super::{KeyName, PlannedKey};
use crate::error::{ErrorCode, Problem};
use crate::ids::{Thumbprint, hyphenated};
use crate::messages::say;
use crate::text::compact;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A text by which no key is called.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{}", say!("graph-key-name-invalid", name = format!("{_0:?}")))]
pub struct NoKeyName(String);

impl From<NoKeyName> for Problem {
    fn from(error: NoKeyName) -> Self {
        Self::new(ErrorCode::AnswerInvalid, error.to_string())
    }
}

impl FromStr for KeyName {
    type Err = NoKeyName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = compact(text);
        hyphenated(&trimmed)
            .map(Self::Id)
            .or_else(|| Thumbprint::from_hex(&trimmed).map(Self::Thumbprint))
            .ok_or_else(|| NoKeyName(text.chars().take(80).collect()))
    }
}

/// What one key that was read is known by. Two keys with the same one are the same key.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(untagged)]
pub enum KeyIdentity {
    /// The thumbprint of its certificate, as long as it has one.
    Thumbprint(Thumbprint),
    /// Graph's id of the entry, which changes with every write to the principal.
    Id(String),
}

impl KeyIdentity {
    /// What a key with this thumbprint and this id is known by; none when it has neither.
    pub fn of(thumbprint: Option<Thumbprint>, key_id: Option<&str>) -> Option<Self> {
        let id = || key_id.map(|id| Self::Id(id.to_owned()));
        thumbprint.map(Self::Thumbprint).or_else(id)
    }
}

impl fmt::Display for KeyIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Thumbprint(thumbprint) => thumbprint.fmt(f),
            Self::Id(id) => id.fmt(f),
        }
    }
}

impl PlannedKey {
    /// What it is known by.
    pub fn identity(&self) -> Option<KeyIdentity> {
        KeyIdentity::of(self.thumbprint, self.key_id.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_key_is_called_by_its_id_or_by_its_thumbprint() {
        let expected = KeyName::Id(Uuid::from_u128(0x1f3b_1a0a_0000_4000_8000_0000_0000_0001));
        for text in [
            " 1F3B1A0A-0000-4000-8000-000000000001\n",
            "\u{202a}1f3b1a0a-0000-4000-8000\u{ad}-000000000001\u{202c}",
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text:?}");
        }
        let expected = KeyName::Thumbprint(Thumbprint::from_hex(&"AB".repeat(20)).unwrap());
        for text in ["ab".repeat(20), format!("\u{200e}{}", "ab\u{a0}".repeat(20))] {
            assert_eq!(text.parse(), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn a_key_that_was_read_is_known_by_its_thumbprint_before_its_id() {
        let thumbprint = Thumbprint::of_der(b"abc");
        let both = KeyIdentity::of(Some(thumbprint), Some("1"));
        assert_eq!(both, KeyIdentity::of(Some(thumbprint), Some("2")), "ids change");
        assert_eq!(KeyIdentity::of(None, Some("1")), Some(KeyIdentity::Id("1".to_owned())));
        assert_eq!(KeyIdentity::of(None, None), None);
    }

    #[test]
    fn a_saved_identity_is_read_as_what_it_is_in_either_case() {
        let thumbprint = Thumbprint::of_der(b"abc");
        let read = |text: &str| serde_json::from_value::<KeyIdentity>(text.into()).unwrap();
        let text = thumbprint.to_string();
        for text in [&text, &text.to_lowercase()] {
            assert_eq!(read(text), KeyIdentity::Thumbprint(thumbprint));
        }
        assert_eq!(serde_json::to_value(read(&text)).unwrap(), text);
        let id = "1f3b1a0a-0000-4000-8000-000000000001";
        assert_eq!(read(id), KeyIdentity::Id(id.to_owned()));
        assert_eq!(read(id).to_string(), id);
    }

    #[test]
    fn anything_else_names_no_key() {
        for text in ["", "current", "1f3b1a0a00004000800000000000001", &"a".repeat(39), "$(id)"] {
            let problem = Problem::from(text.parse::<KeyName>().unwrap_err());
            assert_eq!(problem.code, ErrorCode::AnswerInvalid, "{text:?}");
            assert!(problem.message.contains("thumbprint"), "{}", problem.message);
        }
    }
}
