//! Tenant ids. A tenant may also be named by one of its domains: that is no id, and stays text.

use super::{as_text, hyphenated};
use crate::error::{ErrorCode, Problem};
use crate::messages::say;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
use uuid::Uuid;

/// The id of a tenant. It is read in capitals or small letters and written in small letters.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct TenantId(Uuid);

/// A text that is no tenant id. It may be the name of a tenant all the same.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{}", say!("sign-in-tenant-id-invalid", id = format!("{_0:?}")))]
pub struct NoTenantId(String);

/// More of a text that is no id is not shown.
const SHOWN: usize = 80;

impl From<NoTenantId> for Problem {
    fn from(error: NoTenantId) -> Self {
        Self::new(ErrorCode::AnswerInvalid, error.to_string())
    }
}

impl FromStr for TenantId {
    type Err = NoTenantId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NoTenantId(text.chars().take(SHOWN).collect());
        hyphenated(text).map(Self).ok_or_else(refused)
    }
}

as_text!(TenantId, NoTenantId);

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::TenantId;
    use std::collections::BTreeMap;

    const ID: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

    #[test]
    fn both_cases_are_one_id_in_json_and_as_a_key() {
        let read = |text: &str| serde_json::from_value::<TenantId>(text.into());
        let id = read(&ID.to_uppercase()).unwrap();
        assert_eq!(id, read(ID).unwrap());
        assert_eq!(serde_json::to_value(id).unwrap(), ID);
        let counts = |text: &str| {
            serde_json::from_str::<BTreeMap<TenantId, u32>>(&format!("{{\"{text}\":1}}")).unwrap()
        };
        assert_eq!(counts(&ID.to_uppercase()), counts(ID));
    }

    #[test]
    fn only_the_written_form_of_an_id_is_read() {
        assert_eq!(ID.parse::<TenantId>().unwrap().to_string(), ID);
        for bad in [
            "",
            "contoso.com",
            "common",
            "aaaabbbb0000cccc1111dddd2222eeee",
            "{aaaabbbb-0000-cccc-1111-dddd2222eeee}",
            "urn:uuid:aaaabbbb-0000-cccc-1111-dddd2222eeee",
            "aaaabbbb-0000-cccc-1111-dddd2222eeeg",
            " aaaabbbb-0000-cccc-1111-dddd2222eeee",
        ] {
            let refused = serde_json::from_value::<TenantId>(bad.into()).unwrap_err().to_string();
            let sentence = format!("\"{bad}\" isn't a tenant ID. Example: {ID}.");
            assert!(refused.contains(&sentence), "{refused}");
        }
        let long = "x".repeat(5000).parse::<TenantId>().unwrap_err().to_string();
        assert!(long.len() < 250, "{long}");
    }

    #[test]
    fn a_text_is_the_id_in_either_case() {
        let id: TenantId = ID.parse().unwrap();
        assert_eq!(id, ID.to_uppercase().as_str());
        assert_ne!(id, "contoso.com");
        assert_ne!(id, "bbbbcccc-1111-dddd-2222-eeee3333ffff");
    }
}
