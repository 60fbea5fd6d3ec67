//! Reading what one key of a principal is called by, as an operator gives it.

use super::KeyName;
use crate::certificate::Thumbprint;
use crate::error::{ErrorCode, Problem};
use crate::messages::say;
use crate::text::compact;
use std::str::FromStr;
use thiserror::Error;
use uuid::Uuid;

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
        // `Uuid` also reads 32 bare digits, braces and URNs, which Graph never tells.
        let id = Uuid::try_parse(&trimmed).ok().filter(|_| trimmed.len() == 36);
        id.map(Self::Id)
            .or_else(|| Thumbprint::from_hex(&trimmed).map(Self::Thumbprint))
            .ok_or_else(|| NoKeyName(text.chars().take(80).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn anything_else_names_no_key() {
        for text in ["", "current", "1f3b1a0a00004000800000000000001", &"a".repeat(39), "$(id)"] {
            let problem = Problem::from(text.parse::<KeyName>().unwrap_err());
            assert_eq!(problem.code, ErrorCode::AnswerInvalid, "{text:?}");
            assert!(problem.message.contains("thumbprint"), "{}", problem.message);
        }
    }
}
