//! What an answer is to the program, whatever the guide calls it.

use super::answer::AnswerKind;
use super::{AnswerSpec, Guide};
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// What the program does with an answer. An answer without a role is for the guide's scripts alone.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum AnswerRole {
    /// The cloud of the tenant: the id of one of Microsoft's clouds. Every other choice is a cloud whose
    /// addresses are asked for.
    Cloud,
    /// The tenant, by its id or one of its domains: to sign in to, and to find out whose an object is.
    Tenant,
    /// The address of the sign-in service, where the cloud is none of Microsoft's.
    LoginUrl,
    /// The address of Microsoft Graph, where the cloud is none of Microsoft's.
    GraphUrl,
    /// The app registration to sign in with, instead of the one of Microsoft's.
    ClientId,
    /// The name of the organization in the list of setups and in the report.
    OrganizationName,
    /// The mail domain of both sides. Discovery suggests a value.
    VerifiedDomain,
    /// The domain by which mail reaches the tenant. It decides whose a connector is. Discovery suggests
    /// a value.
    HybridDomain,
    /// The SIP domain. It names the simulated organization where there is no verified domain.
    SipDomain,
    /// The domain controller that scripts name. Discovery suggests a value.
    DomainController,
    /// The host of Exchange Web Services. Discovery suggests a value.
    EwsHost,
    /// The host of Autodiscover, where it is not `autodiscover.` and the mail domain. The check from outside
    /// asks it.
    AutodiscoverHost,
    /// A mailbox on the server. The check from outside begins with it.
    TestMailbox,
    /// The metadata address of an authorization server of the tenant. Several answers may have this role.
    MetadataUrl,
}

impl AnswerRole {
    /// The kind of an answer that has the role.
    pub(super) const fn kind(self) -> AnswerKind {
        match self {
            Self::Cloud => AnswerKind::Choice,
            Self::Tenant => AnswerKind::Tenant,
            Self::LoginUrl | Self::GraphUrl | Self::MetadataUrl => AnswerKind::Url,
            Self::ClientId => AnswerKind::Uuid,
            Self::OrganizationName => AnswerKind::Text,
            Self::VerifiedDomain | Self::HybridDomain | Self::SipDomain => AnswerKind::SmtpDomain,
            Self::DomainController | Self::EwsHost | Self::AutodiscoverHost => AnswerKind::Fqdn,
            Self::TestMailbox => AnswerKind::SmtpAddress,
        }
    }

    /// Whether several answers may have the role.
    pub(super) const fn is_shared(self) -> bool {
        matches!(self, Self::MetadataUrl)
    }

    /// Whether the answer says which tenant is meant.
    pub(crate) const fn names_tenant(self) -> bool {
        matches!(self, Self::Tenant | Self::HybridDomain | Self::MetadataUrl)
    }

    /// Its name, as guides have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cloud => "cloud",
            Self::Tenant => "tenant",
            Self::LoginUrl => "login-url",
            Self::GraphUrl => "graph-url",
            Self::ClientId => "client-id",
            Self::OrganizationName => "organization-name",
            Self::VerifiedDomain => "verified-domain",
            Self::HybridDomain => "hybrid-domain",
            Self::SipDomain => "sip-domain",
            Self::DomainController => "domain-controller",
            Self::EwsHost => "ews-host",
            Self::AutodiscoverHost => "autodiscover-host",
            Self::TestMailbox => "test-mailbox",
            Self::MetadataUrl => "metadata-url",
        }
    }
}

impl fmt::Display for AnswerRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Guide {
    /// The questions whose answers have the role.
    pub fn answers_with(&self, role: AnswerRole) -> impl Iterator<Item = &AnswerSpec> {
        self.answers.iter().filter(move |spec| spec.role == Some(role))
    }

    /// The question whose answer has the role.
    pub fn answer_with(&self, role: AnswerRole) -> Option<&AnswerSpec> {
        self.answers_with(role).next()
    }
}
