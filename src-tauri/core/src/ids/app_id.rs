//! Application ids: what a service principal and its application are found by.

use super::{as_text, hyphenated};
use crate::error::{ErrorCode, Problem};
use crate::messages::say;
use crate::text::compact;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
use uuid::Uuid;

/// An application id, the same in every tenant. It is read in capitals or small letters and written in
/// small letters.
///
/// A service principal is found by it. Display names are never used for that: they differ between
/// tenants and anybody can choose them.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct AppId(Uuid);

impl AppId {
    /// Office 365 Exchange Online. Keys on this principal let a server on premises act for the whole
    /// tenant (CVE-2025-53786); Microsoft asks to empty it, so an upload to it is refused.
    pub const EXCHANGE_ONLINE: Self =
        Self(Uuid::from_u128(0x0000_0002_0000_0ff1_ce00_0000_0000_0000));

    /// Microsoft Graph itself, whose permissions other applications are given.
    pub const GRAPH: Self = Self(Uuid::from_u128(0x0000_0003_0000_0000_c000_0000_0000_0000));
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
        hyphenated(&compact(text)).map(Self).ok_or_else(|| NoAppId(text.to_owned()))
    }
}

as_text!(AppId, NoAppId);

impl fmt::Display for AppId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

/// The files of guides have it as text.
#[cfg(test)]
impl schemars::JsonSchema for AppId {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

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
    fn both_cases_are_one_id_in_json_and_as_a_key() {
        let small = "\"7557eb47-c689-4224-abcf-aef9bd7573df\"";
        let read = |text: &str| serde_json::from_str::<AppId>(text);
        assert_eq!(read(&small.to_uppercase()).unwrap(), read(small).unwrap());
        assert_eq!(serde_json::to_string(&read(&small.to_uppercase()).unwrap()).unwrap(), small);
        let counts = |text: &str| serde_json::from_str::<BTreeMap<AppId, u32>>(text).unwrap();
        let counted = counts(&format!("{{{}:1}}", small.to_uppercase()));
        assert_eq!(counted, counts(&format!("{{{small}:1}}")));
        assert_eq!(serde_json::to_string(&counted).unwrap(), format!("{{{small}:1}}"));
        for bad in ["\"Skype for Business Online\"", "\"\"", "7"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        let refused = read("\"Skype\"").unwrap_err().to_string();
        assert!(refused.contains("\"Skype\" isn't an application ID."), "{refused}");
    }

    #[test]
    fn a_text_is_the_id_in_either_case() {
        let id: AppId = "7557eb47-c689-4224-abcf-aef9bd7573df".parse().unwrap();
        assert_eq!(id, "7557EB47-C689-4224-ABCF-AEF9BD7573DF");
        assert_ne!(id, "7557eb47-c689-4224-abcf-aef9bd7573de");
        assert_ne!(id, "7557eb47");
    }

    #[test]
    fn exchange_online_is_known_by_its_id() {
        assert_eq!("00000002-0000-0ff1-ce00-000000000000".parse(), Ok(AppId::EXCHANGE_ONLINE));
    }
}
