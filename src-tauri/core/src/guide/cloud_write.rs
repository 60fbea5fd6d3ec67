//! What an upload writes to one application, and which receipts report it.

use super::{Guide, Question, StepId, StepKind};
use crate::ids::AppId;
use serde::Deserialize;

/// What an upload writes to one application.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CloudWrite {
    /// One of the guide's applications.
    pub app_id: AppId,
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

impl CloudWrite {
    /// The certificates of the setup as keys of this application, and nothing else.
    fn of_keys(app_id: AppId) -> Self {
        Self {
            app_id,
            keys: true,
            names: None,
            enabled: false,
            removes: None,
            where_held: false,
            or_held: Vec::new(),
            ask: None,
        }
    }
}

impl Guide {
    /// The guide in which every upload says what it writes: one that names nothing writes the
    /// certificates to every application. Nothing else asks what an empty list means.
    #[must_use]
    pub(crate) fn with_default_writes(mut self) -> Self {
        let applications = self.applications.iter();
        let everywhere: Vec<_> =
            applications.map(|application| CloudWrite::of_keys(application.app_id)).collect();
        let uploads = self.steps.iter_mut().filter(|step| step.kind == StepKind::Upload);
        for step in uploads.filter(|step| step.writes.is_empty()) {
            step.writes.clone_from(&everywhere);
        }
        self
    }
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
