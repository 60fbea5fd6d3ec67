//! What an upload writes to one application, and which receipts tell it.

use super::{Question, StepId};
use serde::Deserialize;

/// What an upload writes to one application.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CloudWrite {
    /// One of the guide's applications.
    pub app_id: String,
    /// The certificates of the setup become keys of its service principal.
    #[serde(default)]
    pub keys: bool,
    /// Names are added to its service principal; those that are there stay.
    #[serde(default)]
    pub names: Option<CloudNames>,
    /// Its service principal is enabled (`accountEnabled`).
    #[serde(default)]
    pub enabled: bool,
    /// The keys to remove: a receipt has their thumbprints.
    #[serde(default)]
    pub removes: Option<FactRef>,
    /// Nothing is written unless the principal already holds the certificate in use.
    #[serde(default)]
    pub where_held: bool,
    /// With `where-held`: certificates that were in use before count as well. A receipt has their
    /// thumbprints. A receipt that does not exist yet is not waited for.
    #[serde(default)]
    pub or_held: Vec<FactRef>,
    /// What is asked before any of this is written; its answer must be yes.
    #[serde(default)]
    pub ask: Option<Question>,
}

/// A fact in the receipt of a step.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FactRef {
    /// The step.
    pub step: StepId,
    /// The fact: a text or a list of texts.
    pub fact: String,
}

/// Names of a service principal, from a receipt.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CloudNames {
    /// The step whose receipt has them.
    pub step: StepId,
    /// The fact that lists host names.
    pub fact: String,
    /// The name for a host. `{}` is replaced by the host: `https://{}/`.
    pub form: String,
}
