//! Names that guides give to their parts: short, lower-case, unique within a guide.

use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, TS)]
        #[serde(transparent)]
        #[ts(export, type = "string")]
        pub struct $name(String);

        impl $name {
            /// The name as it is in `guide.toml`, in receipts and in saved setups.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A guide, named after its folder: `teams`.
    GuideId
);
id!(
    /// A step of a guide, the same name in receipts: `sfbonline`.
    StepId
);
id!(
    /// A question of a guide: `verified_domain`.
    AnswerId
);
id!(
    /// A script of a guide: `teams-on-premises`.
    ScriptId
);
