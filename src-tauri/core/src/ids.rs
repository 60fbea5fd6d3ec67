//! The ids that Microsoft's services give: each kind is a type of its own, in one spelling, so that no
//! place compares texts and forgets that capitals do not count. They are read and written as text.

mod app_id;
mod tenant_id;
mod thumbprint;

pub use app_id::{AppId, NoAppId};
pub use tenant_id::{NoTenantId, TenantId};
pub use thumbprint::{NoThumbprint, Thumbprint};

use uuid::Uuid;

/// Reads an id in its hyphenated form alone, in capitals or small letters. `Uuid` also reads 32 bare digits,
/// braces and URNs, which Microsoft's services and pages never write.
pub(crate) fn hyphenated(text: &str) -> Option<Uuid> {
    const LENGTH: usize = uuid::fmt::Hyphenated::LENGTH;
    if text.len() == LENGTH { Uuid::try_parse(text).ok() } else { None }
}

/// What every id can do that is printed and read in one spelling: it is text in files and in the window,
/// and a text can be compared with it.
macro_rules! as_text {
    ($id:ty, $refused:ty) => {
        impl TryFrom<String> for $id {
            type Error = $refused;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$id> for String {
            fn from(id: $id) -> Self {
                id.to_string()
            }
        }

        /// Whether a text is this id, in capitals or small letters.
        impl PartialEq<str> for $id {
            fn eq(&self, text: &str) -> bool {
                text.parse() == Ok(*self)
            }
        }

        impl PartialEq<&str> for $id {
            fn eq(&self, text: &&str) -> bool {
                *self == **text
            }
        }

        /// The window has it as a plain string.
        impl ts_rs::TS for $id {
            type OptionInnerType = Self;
            type WithoutGenerics = Self;

            fn name(_: &ts_rs::Config) -> String {
                "string".to_owned()
            }

            fn inline(config: &ts_rs::Config) -> String {
                Self::name(config)
            }
        }
    };
}
use as_text;
