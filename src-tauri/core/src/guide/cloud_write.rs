//! What an upload writes to one application, and which receipts tell it.

use super::{Question, StepId};
use serde::Deserialize;

/// What an upload writes to one application.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CloudWrite {
    /// One of the guide's applications.
    pub app_id: String,
    /// The certificates at hand become keys of its service principal.
    #[serde(default)]
    pub keys: bool,
    /// Names are added to its service principal; those that are there stay.
    #[serde(default)]
    pub names: Option<CloudNames>,
    /// Its service principal is enabled (`accountEnabled`).
    #[serde(default)]
    pub enabled: bool,
    /// The keys with the thumbprints that a receipt tells are removed.
    #[serde(default)]
    pub removes: Option<FactRef>,
    /// Only where it holds the certificate that is in use.
    #[serde(default)]
    pub where_held: bool,
    /// Beside `where-held`: or one that was in use before, with a thumbprint that a receipt tells. What
    /// no receipt has told yet is not waited for.
    #[serde(default)]
    pub or_held: Vec<FactRef>,
    /// What is asked before any of this is written; its answer must be yes.
    #[serde(default)]
    pub ask: Option<Question>,
}

/// A fact that the receipt of a step tells.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FactRef {
    /// The step.
    pub step: StepId,
    /// The fact: a text or a list of texts.
    pub fact: String,
}

/// Names of a service principal that a receipt tells.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CloudNames {
    /// The step whose receipt tells them.
    pub step: StepId,
    /// The fact that lists host names.
    pub fact: String,
    /// The name for a host, which stands where `{}` is: `https://{}/`.
    pub form: String,
}
