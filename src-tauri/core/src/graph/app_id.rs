//! The id by which a service principal is found. Display names are never used for that: they differ
//! between tenants and anybody can choose them.

use crate::error::{ErrorCode, Problem};
use crate::messages::say;
use crate::text::compact;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
use uuid::Uuid;

/// An application id, the same in every tenant.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct AppId(Uuid);

impl AppId {
    /// Office 365 Exchange Online. Keys on this principal let a server on premises act for the whole
    /// tenant (CVE-2025-53786); Microsoft asks to empty it, so an upload to it is refused.
    pub const EXCHANGE_ONLINE: Self =
        Self(Uuid::from_u128(0x0000_0002_0000_0ff1_ce00_0000_0000_0000));

    /// Whether this text is the id, in capitals or small letters.
    pub fn is(self, text: &str) -> bool {
        text.parse() == Ok(self)
    }
}

/// A text that is no application id.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{}", say!("graph-app-id-invalid", id = _0))]
pub struct NoAppId(String);

impl From<NoAppId> for Problem {
    fn from(error: NoAppId) -> Self {
        Self::new(ErrorCode::AnswerInvalid, error.to_string())
    }
}

impl FromStr for AppId {
    type Err = NoAppId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = compact(text);
        // `Uuid` also reads 32 bare digits, braces and URNs, which Microsoft's pages never show.
        if trimmed.len() != 36 {
            return Err(NoAppId(text.to_owned()));
        }
        Uuid::try_parse(&trimmed).map(Self).map_err(|_| NoAppId(text.to_owned()))
    }
}

impl fmt::Display for AppId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_in_either_case_and_written_in_lower_case() {
        for text in [
            " 7557EB47-C689-4224-ABCF-AEF9BD7573DF\n",
            "\u{200e}7557eb47-c689-4224\u{200b}-abcf-aef9bd7573df\u{a0}",
        ] {
            let id: AppId = text.parse().unwrap();
            assert_eq!(id.to_string(), "7557eb47-c689-4224-abcf-aef9bd7573df", "{text:?}");
        }
    }

    #[test]
    fn anything_else_is_refused_with_an_example() {
        for text in [
            "",
            "Skype for Business Online",
            "7557eb47c6894224abcfaef9bd7573df",
            "{7557eb47-c689-4224-abcf-aef9bd7573df}",
            "7557eb47-c689-4224-abcf-aef9bd7573dg",
            "7557eb47-c689-4224-abcf-aef9bd757')/'",
        ] {
            let problem = Problem::from(text.parse::<AppId>().unwrap_err());
            assert_eq!(problem.code, ErrorCode::AnswerInvalid, "{text:?}");
            assert!(problem.message.contains("7557eb47-"), "{}", problem.message);
        }
    }

    #[test]
    fn exchange_online_is_known_by_its_id() {
        assert_eq!("00000002-0000-0ff1-ce00-000000000000".parse(), Ok(AppId::EXCHANGE_ONLINE));
    }
}
