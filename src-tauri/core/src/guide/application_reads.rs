//! What a verification reads of dedicated hybrid applications in the tenant, and of the principal that
//! Exchange Online shares.

use super::{AnswerId, Answers, FactRef, Guide};
use serde::Deserialize;

/// What a verification reads of hybrid applications in the tenant.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ApplicationReads {
    /// The receipt that names the application. Without it, nothing names the application, and only the
    /// shared principal of Exchange Online is read.
    #[serde(default)]
    pub named_by: Option<FactRef>,
    /// The answer that names it where no receipt does.
    #[serde(default)]
    pub answer: Option<AnswerId>,
    /// The check of this step that the reading of the application replaces.
    #[serde(default)]
    pub check: Option<String>,
    /// The check of this step that the reading of the shared principal replaces.
    #[serde(default)]
    pub shared_check: Option<String>,
    /// The applications of the guide are read as well, though no step writes to them: whether each is
    /// there, is enabled, and has the certificates of the servers.
    #[serde(default)]
    pub compares_certificates: bool,
    /// What Microsoft's script takes for the cloud, with a space before it: ` -AzureEnvironment
    /// ChinaCloud`.
    pub environment: String,
    /// Since when Exchange Online refuses the shared principal.
    pub blocked_since: String,
}

impl Guide {
    /// What its verification reads of hybrid applications.
    pub fn application_reads(&self) -> Option<&ApplicationReads> {
        self.steps.iter().find_map(|step| step.applications.as_ref())
    }

    /// What Microsoft's script takes for the cloud of these answers; empty where the guide does not say
    /// it, and in the global cloud.
    pub fn script_environment(&self, answers: &Answers) -> String {
        let reads = self.application_reads();
        reads.map_or_else(String::new, |reads| self.interpolate(&reads.environment, answers))
    }
}
