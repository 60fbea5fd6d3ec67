//! The clouds of Microsoft: every value that depends on the cloud, from `guides/clouds.toml`.
//!
//! Templates, sentences of guides, the sign-in and the command line read it here. Their names are messages
//! of the catalog. What is done with an
//! address is their own matter.

use crate::messages;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;
use url::Url;

/// The file, from the folder of guides.
pub const FILE: &str = "clouds.toml";

static TABLE: LazyLock<Result<Clouds, String>> =
    LazyLock::new(|| Clouds::read(include_str!("../guides/clouds.toml")));

/// The table, as it is written.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clouds {
    /// One row for each cloud, the most common first.
    clouds: Vec<Row>,
    /// A cloud that is none of these. Its addresses are asked for.
    other: Other,
}

/// One cloud of Microsoft's. Hosts are without `https://`.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Row {
    /// The name in answers and on the command line.
    id: String,
    /// The host to sign in at.
    login: String,
    /// The host of Microsoft Graph.
    graph: String,
    /// The host of Exchange Online.
    exchange: String,
    /// The host of Autodiscover in Exchange Online, for connectors.
    autodiscover: String,
    /// The metadata address of ACS, or `not-published`. `{tenant_id}` and `{verified_domain}` represent
    /// the tenant of the setup.
    acs_metadata: Published,
    /// The same address as Skype for Business Server has it, or `not-published`.
    sts_metadata: Published,
    /// The metadata address of evoSTS, or `not-published`.
    evosts_metadata: Published,
    /// The name for `-ExchangeEnvironmentName` of `Connect-ExchangeOnline`, as Microsoft's cmdlet reference
    /// has it: empty where none is needed, `not-published` where the reference does not name the cloud.
    exchange_environment: Published,
    /// The name for `-AzureEnvironment` of Microsoft's script for the hybrid application; empty where none
    /// is needed.
    azure_environment: String,
    /// The domains of its Exchange Online.
    exchange_domains: Vec<String>,
    /// The domains that end the names of its tenants: `onmicrosoft.com`.
    tenant_domains: Vec<String>,
    /// The domains of its sign-in and of Microsoft Graph. They name nobody.
    service_domains: Vec<String>,
    /// Whether Teams shows calendars of mailboxes on premises there.
    teams_calendars: TeamsCalendars,
}

/// A cloud that is not in the table.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Other {
    /// The name in answers.
    id: String,
    /// What represents the name of its `-AzureEnvironment`.
    azure_environment: String,
}

/// A value that Microsoft publishes, or does not.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(with = "String"))]
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "String")]
enum Published {
    No,
    As(String),
}

impl From<String> for Published {
    fn from(text: String) -> Self {
        if text == "not-published" { Self::No } else { Self::As(text) }
    }
}

impl Published {
    fn text(&self) -> Option<&str> {
        match self {
            Self::No => None,
            Self::As(text) => Some(text),
        }
    }
}

/// Whether Teams shows calendars of mailboxes on premises in a cloud.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum TeamsCalendars {
    /// Microsoft supports it.
    Supported,
    /// Microsoft supports it, but delegates cannot schedule Teams meetings.
    WithoutDelegates,
    /// Microsoft does not support it.
    NotSupported,
}

impl Clouds {
    /// Reads the table, and says what is wrong with it and where.
    fn read(text: &str) -> Result<Self, String> {
        let table: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if table.clouds.is_empty() {
            return Err("it has no cloud".to_owned());
        }
        let mut ids = BTreeSet::from([table.other.id.as_str()]);
        for row in &table.clouds {
            let wrong = |why: String| Err(format!("cloud \"{}\": {why}", row.id));
            if !ids.insert(&row.id) {
                return wrong("there are two of that id".to_owned());
            }
            let hosts = [
                ("login", &row.login),
                ("graph", &row.graph),
                ("exchange", &row.exchange),
                ("autodiscover", &row.autodiscover),
            ];
            for (key, host) in hosts {
                if Url::parse(&format!("https://{host}/")).ok().as_ref().and_then(Url::host_str)
                    != Some(host)
                {
                    return wrong(format!("{key} is no host: \"{host}\""));
                }
            }
            let addresses = [
                ("acs-metadata", &row.acs_metadata),
                ("sts-metadata", &row.sts_metadata),
                ("evosts-metadata", &row.evosts_metadata),
            ];
            for (key, address) in addresses {
                let Some(address) = address.text() else { continue };
                let filled = filled(address, "id", "contoso.com");
                if filled.contains(['{', '}']) || !filled.starts_with("https://") {
                    return wrong(format!(
                        "{key} is no https address with {{tenant_id}} or {{verified_domain}}, nor \"not-published\": \"{address}\""
                    ));
                }
            }
            let is_inside = |host: &str, domains: &[String]| {
                domains.iter().any(|domain| is_in_domain(host, domain))
            };
            if !is_inside(&row.exchange, &row.exchange_domains) {
                return wrong(format!("{} is in none of its exchange-domains", row.exchange));
            }
            for host in [&row.login, &row.graph] {
                if !is_inside(host, &row.service_domains) {
                    return wrong(format!("{host} is in none of its service-domains"));
                }
            }
        }
        Ok(table)
    }
}

/// Whether a host is a domain or is in it.
pub fn is_in_domain(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// Says what is wrong with the table that is built in.
///
/// # Errors
/// A sentence that names the cloud and the key.
pub fn check() -> Result<(), String> {
    TABLE.as_ref().map(|_| ()).map_err(Clone::clone)
}

fn table() -> &'static Clouds {
    TABLE.as_ref().unwrap_or_else(|why| panic!("BUG: {FILE}: {why}"))
}

/// A cloud of Microsoft's.
#[derive(Clone, Copy)]
pub struct Cloud(&'static Row);

impl Cloud {
    /// All of them, the most common first.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        table().clouds.iter().map(Self)
    }

    /// The most common one: the worldwide cloud.
    pub fn global() -> Self {
        Self(&table().clouds[0])
    }

    /// The cloud of that id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::all().find(|cloud| cloud.id() == id)
    }

    /// The name in answers and on the command line.
    pub fn id(self) -> &'static str {
        &self.0.id
    }

    /// The name an operator knows it by.
    ///
    /// # Panics
    /// In debug builds, for a cloud without a message. A test has all of them.
    pub fn label(self) -> String {
        messages::message(&messages::id_of("cloud", &self), &[])
    }

    /// Its name for `-ExchangeEnvironmentName` of `Connect-ExchangeOnline`: empty for a cloud that needs
    /// none, and none where Microsoft's reference does not name the cloud.
    pub fn exchange_environment(self) -> Option<&'static str> {
        self.0.exchange_environment.text()
    }

    /// Its name for `-AzureEnvironment` of `ConfigureExchangeHybridApplication.ps1`, empty where none is
    /// needed.
    pub fn azure_environment(self) -> &'static str {
        &self.0.azure_environment
    }

    /// The host of Autodiscover in Exchange Online.
    pub fn autodiscover_host(self) -> &'static str {
        &self.0.autodiscover
    }

    /// The host to sign in at.
    pub fn login_host(self) -> &'static str {
        &self.0.login
    }

    /// The host of Microsoft Graph.
    pub fn graph_host(self) -> &'static str {
        &self.0.graph
    }

    /// The host of its Exchange Online.
    pub fn exchange_host(self) -> &'static str {
        &self.0.exchange
    }

    /// The domains of its Exchange Online.
    pub fn exchange_domains(self) -> impl Iterator<Item = &'static str> {
        self.0.exchange_domains.iter().map(String::as_str)
    }

    /// The domains that end the names of its tenants.
    pub fn tenant_domains(self) -> impl Iterator<Item = &'static str> {
        self.0.tenant_domains.iter().map(String::as_str)
    }

    /// The domains of its sign-in and of Microsoft Graph, which name nobody.
    pub fn service_domains(self) -> impl Iterator<Item = &'static str> {
        self.0.service_domains.iter().map(String::as_str)
    }

    /// Whether Teams shows calendars of mailboxes on premises there.
    pub fn teams_calendars(self) -> TeamsCalendars {
        self.0.teams_calendars
    }
}

impl PartialEq for Cloud {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Cloud {}

impl Hash for Cloud {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id().hash(state);
    }
}

impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Cloud {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for Cloud {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Self::from_id(&id)
            .ok_or_else(|| serde::de::Error::custom(format!("there is no cloud \"{id}\"")))
    }
}

/// The domains of Exchange Online in all clouds, and those of tenants in it, each once.
pub fn exchange_online() -> Vec<&'static str> {
    let mut domains: Vec<&str> = Vec::new();
    let all = Cloud::all().flat_map(Cloud::exchange_domains);
    for domain in all.chain(Cloud::all().flat_map(Cloud::tenant_domains)) {
        if !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    domains
}

/// Whether a host is the sign-in or Microsoft Graph of a cloud, or in one of their domains.
pub fn is_service(host: &str) -> bool {
    Cloud::all().flat_map(Cloud::service_domains).any(|domain| is_in_domain(host, domain))
}

/// The ids of the clouds for which a value of templates is not published, the one that is not in the table
/// among them; none where templates have no such value.
pub(crate) fn without(value: &str) -> Option<Vec<&'static str>> {
    let is_empty = |cloud: Cloud| {
        values(Some(cloud.id()), "id", "contoso.com").get(value).is_none_or(String::is_empty)
    };
    values(None, "", "").contains_key(value).then(|| {
        let clouds = Cloud::all().filter(|cloud| is_empty(*cloud)).map(Cloud::id);
        clouds.chain([other().0]).collect()
    })
}

/// The answer for a cloud that is not in the table, and its name.
pub(crate) fn other() -> (&'static str, String) {
    let id = table().other.id.as_str();
    (id, messages::message(&messages::id_of("cloud", &id), &[]))
}

/// Each name for `-AzureEnvironment` with its cloud, as a line to read:
/// `  USGovernmentL4 (GCC High), BleuCloud (Bleu).`
pub(crate) fn azure_environments() -> String {
    let named = Cloud::all().filter(|cloud| !cloud.azure_environment().is_empty());
    let name = |cloud: Cloud| {
        let label = cloud.label();
        let label = label.split(" (").next().unwrap_or_default();
        format!("{} ({label})", cloud.azure_environment())
    };
    format!("  {}.", named.map(name).collect::<Vec<_>>().join(", "))
}

/// The values that templates and sentences have of a cloud, by their names there. A value that is not
/// published is empty, as every value is where no cloud is chosen.
pub(crate) fn values(
    cloud: Option<&str>,
    tenant_id: &str,
    verified_domain: &str,
) -> BTreeMap<&'static str, String> {
    let row = cloud.and_then(Cloud::from_id).map(|cloud| cloud.0);
    let host = |host: fn(&Row) -> &String| row.map(host).cloned().unwrap_or_default();
    let address = |address: fn(&Row) -> &Published| {
        let address = row.and_then(|row| address(row).text());
        address.map(|address| filled(address, tenant_id, verified_domain)).unwrap_or_default()
    };
    let on = |host: &str, path: &str| match host {
        "" => String::new(),
        host => format!("https://{host}/{path}"),
    };
    let environment = match (row, cloud) {
        (Some(row), _) => row.azure_environment.as_str(),
        (None, None | Some("")) => "",
        (None, Some(_)) => &table().other.azure_environment,
    };
    let argument = match environment {
        "" => String::new(),
        name => format!(" -AzureEnvironment {name}"),
    };
    let exchange = host(|row| &row.exchange);
    let autodiscover = host(|row| &row.autodiscover);
    BTreeMap::from([
        ("acs_metadata", address(|row| &row.acs_metadata)),
        ("azure_environment", environment.to_owned()),
        ("azure_environment_argument", argument),
        ("discovery_url", on(&autodiscover, "autodiscover/autodiscover.svc")),
        ("evosts_metadata", address(|row| &row.evosts_metadata)),
        ("ews_url", on(&exchange, "ews/exchange.asmx")),
        ("exchange_host", exchange),
        ("sts_metadata", address(|row| &row.sts_metadata)),
    ])
}

fn filled(address: &str, tenant_id: &str, verified_domain: &str) -> String {
    address.replace("{tenant_id}", tenant_id).replace("{verified_domain}", verified_domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../guides/clouds.toml");

    #[test]
    fn a_cloud_is_found_by_its_id_and_by_nothing_else() {
        check().unwrap();
        assert!(Cloud::all().count() >= 6);
        assert_eq!(Cloud::global().id(), "global");
        for cloud in Cloud::all() {
            assert_eq!(Cloud::from_id(cloud.id()), Some(cloud));
            assert_eq!(serde_json::to_value(cloud).unwrap(), cloud.id());
            assert_eq!(serde_json::from_value::<Cloud>(cloud.id().into()).unwrap(), cloud);
            assert!(!cloud.label().is_empty());
        }
        for wrong in ["", "Global", "gcc", "global ", "custom"] {
            assert_eq!(Cloud::from_id(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_row_without_a_value_is_refused_with_the_key() {
        let rows = toml::from_str::<toml::Table>(TEXT).unwrap();
        let keys: Vec<&String> = rows["clouds"][0].as_table().unwrap().keys().collect();
        assert!(keys.len() > 10);
        for key in keys {
            let mut lacking = rows.clone();
            lacking["clouds"][2].as_table_mut().unwrap().remove(key);
            let why = Clouds::read(&toml::to_string(&lacking).unwrap()).unwrap_err();
            assert!(why.contains(&format!("missing field `{key}`")), "{why}");
        }
    }

    #[test]
    fn a_value_that_cannot_be_right_is_refused_with_the_cloud() {
        for (from, to, words) in [
            ("id = \"dod\"", "id = \"global\"", "cloud \"global\": there are two of that id"),
            ("id = \"dod\"", "id = \"custom\"", "cloud \"custom\": there are two of that id"),
            ("\"dod-graph.", "\"https://dod-graph.", "cloud \"dod\": graph is no host"),
            ("\"partner.outlook.cn\"\n", "\"\"\n", "cloud \"china\": exchange is no host"),
            ("{verified_domain}/metadata", "{domain}/metadata", "\"global\": acs-metadata is no"),
            ("\"O365China\"", "3", "expected a string"),
            ("[\"outlook.sovcloud.fr\"]", "[\"outlook.fr\"]", "in none of its exchange-domains"),
            ("\"svc.sovcloud.de\"", "\"sovcloud.example\"", "in none of its service-domains"),
            ("graph = \"graph.svc.sovcloud.fr\"", "grap = \"x\"", "unknown field `grap`"),
        ] {
            assert!(TEXT.contains(from), "{from}");
            let why = Clouds::read(&TEXT.replacen(from, to, 1)).unwrap_err();
            assert!(why.contains(words), "{to}: {why}");
        }
        assert_eq!(
            Clouds::read("clouds = []\n[other]\nid = \"o\"\nazure-environment = \"\"").unwrap_err(),
            "it has no cloud"
        );
    }

    #[test]
    fn templates_have_the_values_of_the_cloud_that_is_chosen() {
        let of = |cloud| values(cloud, "<id>", "contoso.com");
        let global = of(Some("global"));
        assert_eq!(global["ews_url"], "https://outlook.office365.com/ews/exchange.asmx");
        assert_eq!(
            global["acs_metadata"],
            "https://accounts.accesscontrol.windows.net/contoso.com/metadata/json/1"
        );
        assert_eq!(global["azure_environment_argument"], "");
        let dod = of(Some("dod"));
        assert_eq!(dod["sts_metadata"], "https://login.microsoftonline.us/<id>/metadata/json/1");
        assert_eq!(dod["azure_environment_argument"], " -AzureEnvironment USGovernmentL5");
        assert_eq!(of(Some("china"))["acs_metadata"], "", "it is not published");
        let (id, _) = other();
        let custom = of(Some(id));
        assert_eq!(custom["azure_environment"], "<name of your cloud>");
        assert_eq!((custom["ews_url"].as_str(), custom["discovery_url"].as_str()), ("", ""));
        assert_eq!(without("acs_metadata").unwrap(), ["china", "bleu", "delos", "custom"]);
        assert_eq!(without("ews_url").unwrap(), ["custom"]);
        assert_eq!(without("acs-metadata"), None);
        assert!(of(None).values().all(String::is_empty), "no cloud is chosen");
    }
}
