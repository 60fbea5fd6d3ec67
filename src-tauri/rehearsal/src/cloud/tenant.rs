//! The simulated tenant: its domains, its service principals, the device codes and tokens it gave out.
//! This is what a restarted program finds again.

use super::application::Application;
use super::person::Person;
use super::principal::{Key, Principal};
use crate::certificate::{self, AUTH_CERTIFICATE, NotMade};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The tenant of the rehearsal.
pub const TENANT_ID: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
/// The domains it always has.
pub const DOMAINS: [&str; 3] =
    ["contoso.com", "contoso.onmicrosoft.com", "contoso.mail.onmicrosoft.com"];
/// Another organisation's tenant, which one can sign in to by mistake.
pub const OTHER_TENANT_ID: &str = "bbbbcccc-1111-dddd-2222-eeee3333ffff";
/// Its domains.
pub const OTHER_DOMAINS: [&str; 2] = ["fabrikam.com", "fabrikam.onmicrosoft.com"];

/// Teams Calendar Scheduler.
pub const TEAMS_SCHEDULER: &str = "7557eb47-c689-4224-abcf-aef9bd7573df";
/// Cloud Voicemail.
pub const CLOUD_VOICEMAIL: &str = "db7de2b5-2149-435e-8043-e080dd50afae";
/// Skype for Business Online (legacy).
pub const SKYPE_ONLINE: &str = "00000004-0000-0ff1-ce00-000000000000";

/// Office 365 Exchange Online.
pub const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";

/// What principals are called when they are created.
pub(crate) const APPLICATIONS: [(&str, &str); 4] = [
    (CLOUD_VOICEMAIL, "Cloud Voicemail"),
    (TEAMS_SCHEDULER, "Teams Calendar Scheduler"),
    (SKYPE_ONLINE, "Skype for Business Online"),
    (EXCHANGE_ONLINE, "Office 365 Exchange Online"),
];

/// The service principal names that Microsoft gives a new principal, besides its own id.
const NAMES: [(&str, &[&str]); 2] = [
    (
        EXCHANGE_ONLINE,
        &[
            "00000002-0000-0ff1-ce00-000000000000/outlook.office365.com",
            "https://outlook.office365.com/",
            "https://outlook.office365.com:443/",
            "https://outlook.office.com/",
            "https://outlook.com/",
            "https://ps.outlook.com/",
        ],
    ),
    (SKYPE_ONLINE, &["00000004-0000-0ff1-ce00-000000000000/*.online.lync.com", "Microsoft.Lync"]),
];

/// All names of a new principal.
pub(crate) fn names_of(app_id: &str) -> Vec<String> {
    let more = NAMES.iter().find(|(known, _)| *known == app_id);
    let more = more.map_or(&[][..], |(_, names)| names);
    std::iter::once(&app_id).chain(more).map(|name| (*name).to_owned()).collect()
}

/// Which principals a new tenant has, and which keys they hold.
#[derive(Clone, Debug)]
pub struct TenantStart {
    /// The principals, in order.
    pub principals: Vec<PrincipalStart>,
}

/// A principal of a new tenant.
#[derive(Clone, Debug)]
pub struct PrincipalStart {
    /// The application id.
    pub app_id: String,
    /// The name in this tenant.
    pub display_name: String,
    /// The keys it holds.
    pub keys: Vec<KeyStart>,
    /// Its service principal names besides those that Microsoft gives.
    pub names: Vec<String>,
    /// Whether it is enabled.
    pub enabled: bool,
}

/// A key of a new tenant.
#[derive(Clone, Debug)]
pub struct KeyStart {
    /// A certificate in DER.
    pub der: Vec<u8>,
    /// `AsymmetricX509Cert` but for keys that another tool has made.
    pub kind: String,
    /// `Verify`, likewise.
    pub usage: String,
}

impl From<Vec<u8>> for KeyStart {
    fn from(der: Vec<u8>) -> Self {
        Self { der, kind: "AsymmetricX509Cert".to_owned(), usage: "Verify".to_owned() }
    }
}

impl TenantStart {
    /// The three applications of the Teams procedure, and Exchange Online. Teams Calendar Scheduler,
    /// Skype for Business Online and Exchange Online hold an older key that is still valid, the second
    /// also an expired one; Cloud Voicemail holds none.
    ///
    /// # Errors
    /// A certificate could not be made.
    pub fn usual(now: Timestamp) -> Result<Self, NotMade> {
        let day = |days: i64| now + SignedDuration::from_hours(24 * days);
        let older = certificate::make(AUTH_CERTIFICATE, day(102 - 1_826), day(102))?;
        let expired = certificate::make(AUTH_CERTIFICATE, day(-834 - 1_826), day(-834))?;
        Ok(Self::with(|app_id| match app_id {
            TEAMS_SCHEDULER | EXCHANGE_ONLINE => vec![older.clone()],
            SKYPE_ONLINE => vec![older.clone(), expired.clone()],
            _ => vec![],
        }))
    }

    /// The same applications without any key.
    pub fn without_keys() -> Self {
        Self::with(|_| vec![])
    }

    /// The same, and these keys besides on the principal of that application.
    #[must_use]
    pub fn and_keys(mut self, app_id: &str, keys: impl IntoIterator<Item = KeyStart>) -> Self {
        let found = self.principals.iter_mut().find(|principal| principal.app_id == app_id);
        if let Some(principal) = found {
            principal.keys.extend(keys);
        }
        self
    }

    /// The same, and that application holds no key.
    #[must_use]
    pub fn and_no_keys(mut self, app_id: &str) -> Self {
        let found = self.principals.iter_mut().find(|principal| principal.app_id == app_id);
        if let Some(principal) = found {
            principal.keys.clear();
        }
        self
    }

    /// The same, and that application has these names besides.
    #[must_use]
    pub fn and_names(mut self, app_id: &str, names: &[&str]) -> Self {
        let found = self.principals.iter_mut().find(|principal| principal.app_id == app_id);
        if let Some(principal) = found {
            principal.names.extend(names.iter().map(|name| (*name).to_owned()));
        }
        self
    }

    /// The same, and that application is disabled.
    #[must_use]
    pub fn and_disabled(mut self, app_id: &str) -> Self {
        let found = self.principals.iter_mut().find(|principal| principal.app_id == app_id);
        if let Some(principal) = found {
            principal.enabled = false;
        }
        self
    }

    fn with(keys: impl Fn(&str) -> Vec<Vec<u8>>) -> Self {
        let principals = APPLICATIONS.map(|(app_id, name)| PrincipalStart {
            app_id: app_id.to_owned(),
            display_name: name.to_owned(),
            keys: keys(app_id).into_iter().map(KeyStart::from).collect(),
            names: vec![],
            enabled: true,
        });
        Self { principals: principals.into() }
    }
}

/// What is kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Tenant {
    /// Of the file's form.
    version: u32,
    /// Besides those it always has.
    pub(crate) domains: Vec<String>,
    pub(crate) principals: Vec<Principal>,
    /// The organisation's own. Files of earlier versions have none.
    #[serde(default)]
    pub(crate) applications: Vec<Application>,
    pub(crate) codes: Vec<DeviceCode>,
    /// Files of earlier versions have none.
    #[serde(default)]
    pub(crate) authorizations: Vec<Authorization>,
    pub(crate) tokens: Vec<Token>,
}

/// A device code that was given out.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct DeviceCode {
    /// What the waiting program shows.
    pub(crate) value: String,
    /// What the person types.
    pub(crate) user_code: String,
    pub(crate) client_id: String,
    pub(crate) scope: String,
    #[serde(default)]
    pub(crate) claims: Option<String>,
    pub(crate) expires: Timestamp,
    /// Seconds between two polls.
    pub(crate) interval: u32,
    /// Who signed in on the page.
    pub(crate) person: Option<Person>,
    /// Tokens were given for it.
    pub(crate) redeemed: bool,
    #[serde(skip)]
    pub(crate) last_poll: Option<Timestamp>,
}

/// A code that a browser took to the waiting program.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Authorization {
    pub(crate) code: String,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: String,
    pub(crate) scope: String,
    pub(crate) nonce: Option<String>,
    pub(crate) claims: Option<String>,
    pub(crate) person: Person,
    pub(crate) expires: Timestamp,
    pub(crate) redeemed: bool,
}

/// How somebody signed in. A refresh token stays bound to it.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Way {
    #[default]
    DeviceCode,
    Browser,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TokenKind {
    Access,
    Refresh,
}

/// A token that was given out.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Token {
    pub(crate) value: String,
    pub(crate) kind: TokenKind,
    pub(crate) person: Person,
    pub(crate) client_id: String,
    pub(crate) scope: String,
    /// The claims it was issued with.
    #[serde(default)]
    pub(crate) claims: Option<String>,
    #[serde(default)]
    pub(crate) way: Way,
    pub(crate) expires: Timestamp,
    /// A refresh token that was used: its follower takes its place.
    pub(crate) spent: bool,
}

/// The tenant as a test sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TenantView {
    /// Its id.
    pub tenant_id: String,
    /// Every domain it answers to.
    pub domains: Vec<String>,
    /// Its principals, in order.
    pub principals: Vec<PrincipalView>,
}

/// A principal as a test sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrincipalView {
    /// The object id.
    pub id: Uuid,
    /// The application id.
    pub app_id: String,
    /// The name in this tenant.
    pub display_name: String,
    /// Its keys as they are, whatever replicas show.
    pub keys: Vec<KeyView>,
    /// Its service principal names, likewise.
    pub names: Vec<String>,
    /// Whether it is enabled, likewise.
    pub enabled: bool,
    /// How often it was written through Graph.
    pub writes: u32,
    /// The thumbprints of keys that other tools have added, whether they are still there or not.
    pub of_others: Vec<String>,
    /// The names that other tools have added, likewise.
    pub names_of_others: Vec<String>,
}

/// A key as a test sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyView {
    /// Graph's id of it.
    pub key_id: Uuid,
    /// 40 upper-case hex digits; none when it was destroyed.
    pub thumbprint: Option<String>,
    /// Start of validity.
    pub not_before: Option<Timestamp>,
    /// End of validity.
    pub not_after: Option<Timestamp>,
    /// A null was written in its place: nobody can use it any more.
    pub destroyed: bool,
}

impl TenantView {
    /// The principal of that application.
    pub fn principal(&self, app_id: &str) -> Option<&PrincipalView> {
        self.principals.iter().find(|principal| principal.app_id.eq_ignore_ascii_case(app_id))
    }
}

impl PrincipalView {
    /// The thumbprints of its keys, in order.
    pub fn thumbprints(&self) -> Vec<&str> {
        self.keys.iter().filter_map(|key| key.thumbprint.as_deref()).collect()
    }
}

/// The form of the file that this program writes and reads.
const VERSION: u32 = 1;

impl Tenant {
    pub(crate) fn new(start: &TenantStart) -> Self {
        let principals = start.principals.iter().map(|start| {
            let key =
                |start: &KeyStart| Some(Key::of(&start.der)?.of_kind(&start.kind, &start.usage));
            let keys = start.keys.iter().filter_map(key).collect();
            Principal::beginning(start, keys)
        });
        Self {
            version: VERSION,
            domains: vec![],
            principals: principals.collect(),
            applications: vec![],
            codes: vec![],
            authorizations: vec![],
            tokens: vec![],
        }
    }

    pub(crate) fn is_of_this_version(&self) -> bool {
        self.version == VERSION
    }

    pub(crate) fn add_domains(&mut self, domains: &[String]) {
        for domain in domains {
            let domain = domain.to_ascii_lowercase();
            if !self.domains.contains(&domain) {
                self.domains.push(domain);
            }
        }
    }

    /// The domain that people of this tenant have in their names.
    fn primary_domain(&self) -> &str {
        self.domains.first().map_or(DOMAINS[0], String::as_str)
    }

    /// The id of the tenant by which a request names one: an id or a domain. None: there is no such.
    pub(crate) fn id_of(&self, tenant: &str) -> Option<&'static str> {
        let tenant = tenant.to_ascii_lowercase();
        let other = tenant == OTHER_TENANT_ID || OTHER_DOMAINS.contains(&tenant.as_str());
        let this = tenant == TENANT_ID
            || DOMAINS.contains(&tenant.as_str())
            || self.domains.contains(&tenant);
        match (this, other) {
            (true, _) => Some(TENANT_ID),
            (false, true) => Some(OTHER_TENANT_ID),
            (false, false) => None,
        }
    }

    pub(crate) fn user_name(&self, person: Person) -> String {
        let domain = match person {
            Person::OtherTenant | Person::Guest => OTHER_DOMAINS[0],
            _ => self.primary_domain(),
        };
        format!("{}@{domain}", person.mailbox())
    }

    pub(crate) fn domains(&self) -> Vec<String> {
        let always = DOMAINS.iter().map(|domain| (*domain).to_owned());
        self.domains.iter().cloned().chain(always).collect()
    }

    /// Codes and tokens that can no longer be asked for go, so that the file does not grow. A code is
    /// kept for a day after its end: a program that wakes up late learns that it has expired.
    pub(crate) fn forget_old(&mut self, now: Timestamp) {
        let day = SignedDuration::from_hours(24);
        self.codes.retain(|code| code.expires + day > now);
        self.authorizations.retain(|given| given.expires + day > now);
        self.tokens.retain(|token| token.expires + day > now);
    }

    pub(crate) fn view(&self) -> TenantView {
        let key = |key: &Key| KeyView {
            key_id: key.id,
            thumbprint: key.thumbprint.clone(),
            not_before: key.start,
            not_after: key.end,
            destroyed: key.is_destroyed(),
        };
        let principal = |principal: &Principal| PrincipalView {
            id: principal.id,
            app_id: principal.app_id.clone(),
            display_name: principal.display_name.clone(),
            keys: principal.keys.iter().map(key).collect(),
            names: principal.names(),
            enabled: principal.enabled,
            writes: principal.writes,
            of_others: principal.of_others.clone(),
            names_of_others: principal.names_of_others.clone(),
        };
        TenantView {
            tenant_id: TENANT_ID.to_owned(),
            domains: self.domains(),
            principals: self.principals.iter().map(principal).collect(),
        }
    }
}

/// The id of the tenant that a person belongs to.
pub(crate) fn tenant_of(person: Person) -> &'static str {
    match person {
        Person::OtherTenant => OTHER_TENANT_ID,
        Person::GlobalAdministrator
        | Person::ApplicationAdministrator
        | Person::NoRole
        | Person::Declines
        | Person::BlockedByDefaults
        | Person::BlockedByPolicy
        | Person::BlockedEverywhere
        | Person::NotAssigned
        | Person::Guest => TENANT_ID,
    }
}
