//! How a fact of a receipt is compared: what a guide expects of it, or by what a step looks done.

use crate::timeline::{Requirement, UpdateLine};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How a fact is compared with what is expected. Text is compared without regard to case, as
/// PowerShell does. It may contain answers as `{{ name }}`.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The same text, number or truth value.
    Is(Value),
    /// Empty text, an empty list or null.
    Empty(bool),
    /// A list with exactly these entries, in any order.
    Exactly(Vec<String>),
    /// A list that contains this entry.
    Holds(String),
    /// Text that ends with this.
    EndsWith(String),
    /// Text that contains this.
    Contains(String),
    /// A number that is at least this.
    AtLeast(i64),
    /// A list that contains an object with these properties.
    Item(Map<String, Value>),
    /// A list that contains exactly one object with some properties, and rules for its other properties.
    Only(OnlyEntry),
    /// A value that agrees with this rule, or no value at all.
    IfReported(Box<Rule>),
    /// A list that contains an object of this tenant, and rules for its properties.
    Own(OwnEntry),
    /// A text that names the owner of an object: it must name this tenant.
    OfTenant(TenantMark),
    /// A list of servers (`name`, `build`, `exact`), each with a build that has a feature.
    Builds(BuildsRule),
    /// A list of servers (`name`, `build`, `exact`), each with the newest update that is known.
    Updates(UpdatesRule),
    /// A list that contains no object with these properties. A property that could not be read (null)
    /// says nothing.
    Lacks(Map<String, Value>),
    /// One of these texts.
    OneOf(Vec<String>),
    /// Requests of applications as a script counted them in the logs (`id`, `count`, `last`, `agents`,
    /// `statuses`). The application of this id must have a good answer.
    RequestsOf(String),
    /// The settings of one place or several that decide which programs may use Exchange Web Services
    /// (`name`, `policy`, `allowed`, `blocked`). Programs with these user agents must be let in.
    UserAgents(Vec<String>),
}

/// The builds that servers need, by an entry of `timeline.toml`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BuildsRule {
    /// The entry: `dedicated-application`.
    pub of: String,
    /// The entry itself, once the library has read it.
    #[serde(skip)]
    pub(crate) requirement: Option<Requirement>,
}

/// The updates of servers, by their family in `timeline.toml`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdatesRule {
    /// The family: `exchange`.
    pub of: String,
    /// Its update levels, once the library has read them.
    #[serde(skip)]
    pub(crate) lines: Vec<UpdateLine>,
}

/// The entry of a list that belongs to this tenant. An organisation can trust several tenants. An object
/// of another tenant never counts.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OwnEntry {
    /// What kind of object it is. It decides which properties name the owner.
    pub kind: OwnedKind,
    /// The properties that identify it among those of its kind: `{ type = "AzureAD" }`.
    #[serde(default)]
    pub with: Map<String, Value>,
    /// Rules for its other properties. A property that the receipt lacks counts as empty.
    #[serde(default)]
    pub has: BTreeMap<String, Rule>,
}

/// A kind of object that an organisation has several of when it trusts several tenants, or when
/// several organisations share one tenant.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum OwnedKind {
    /// A sign-in service that is trusted. Its `realm` is the id of its tenant, and its `metadataUrl`
    /// names the tenant.
    AuthorizationServer,
    /// An application that is trusted. Its `realm` is empty, or the id of its tenant. One without a
    /// realm comes first: Microsoft's procedures create it like that. One of a server on premises is
    /// known by its `metadataUrl` instead.
    PartnerApplication,
    /// An intra-organization connector on premises. Its `domains` hold the routing domain of the
    /// tenant.
    Connector,
    /// An intra-organization connector of Exchange Online. Its `domains` hold a mail domain of this
    /// Exchange organisation.
    OnlineConnector,
}

impl OwnedKind {
    /// The properties that say whose an object is.
    pub fn owner_properties(self) -> &'static [&'static str] {
        match self {
            Self::AuthorizationServer | Self::PartnerApplication => &["realm", "metadataUrl"],
            Self::Connector | Self::OnlineConnector => &["domains"],
        }
    }
}

/// In which form a text names a tenant.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum TenantMark {
    /// The id of the tenant, or nothing: every tenant.
    Realm,
    /// An address with the tenant's id or one of its domains in its path.
    Address,
}

/// A fact, and how it is compared.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FactRule {
    /// The fact.
    pub fact: String,
    /// How it is compared.
    pub rule: Rule,
}

/// The one entry of a list that is compared. Two entries that match are a fault.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OnlyEntry {
    /// The properties that identify it: `{ applicationIdentifier = "00000004-..." }`.
    pub with: Map<String, Value>,
    /// Rules for its other properties. A property that the receipt lacks counts as empty.
    #[serde(default)]
    pub has: BTreeMap<String, Rule>,
}

impl Rule {
    /// The same rule with its texts changed.
    pub(crate) fn map(&self, change: &impl Fn(&str) -> String) -> Self {
        match self {
            Self::Is(value) => Self::Is(map_texts(value, change)),
            Self::Empty(empty) => Self::Empty(*empty),
            Self::Exactly(entries) => {
                Self::Exactly(entries.iter().map(|entry| change(entry)).collect())
            }
            Self::Holds(text) => Self::Holds(change(text)),
            Self::EndsWith(text) => Self::EndsWith(change(text)),
            Self::Contains(text) => Self::Contains(change(text)),
            Self::AtLeast(number) => Self::AtLeast(*number),
            Self::Item(properties) => Self::Item(map_values(properties, change)),
            Self::Only(wanted) => Self::Only(OnlyEntry {
                with: map_values(&wanted.with, change),
                has: map_rules(&wanted.has, change),
            }),
            Self::IfReported(rule) => Self::IfReported(Box::new(rule.map(change))),
            Self::Own(own) => Self::Own(OwnEntry {
                kind: own.kind,
                with: map_values(&own.with, change),
                has: map_rules(&own.has, change),
            }),
            Self::OfTenant(mark) => Self::OfTenant(*mark),
            Self::Builds(builds) => Self::Builds(builds.clone()),
            Self::Updates(updates) => Self::Updates(updates.clone()),
            Self::Lacks(properties) => Self::Lacks(map_values(properties, change)),
            Self::OneOf(texts) => Self::OneOf(texts.iter().map(|text| change(text)).collect()),
            Self::RequestsOf(application) => Self::RequestsOf(application.clone()),
            Self::UserAgents(patterns) => Self::UserAgents(patterns.clone()),
        }
    }
}

fn map_values(
    properties: &Map<String, Value>,
    change: &impl Fn(&str) -> String,
) -> Map<String, Value> {
    properties.iter().map(|(name, value)| (name.clone(), map_texts(value, change))).collect()
}

fn map_rules(
    rules: &BTreeMap<String, Rule>,
    change: &impl Fn(&str) -> String,
) -> BTreeMap<String, Rule> {
    rules.iter().map(|(name, rule)| (name.clone(), rule.map(change))).collect()
}

fn map_texts(value: &Value, change: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => change(text).into(),
        Value::Array(entries) => entries.iter().map(|entry| map_texts(entry, change)).collect(),
        Value::Object(entries) => {
            entries.iter().map(|(name, value)| (name.clone(), map_texts(value, change))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
