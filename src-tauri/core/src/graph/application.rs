//! Dedicated hybrid applications in the tenant, and the principal that Exchange Online shares with
//! every tenant: what a reading shows of them. Reads only; nothing here writes.
//!
//! A reading is kept as facts. What follows from it is decided in `judge`, each time it is shown, by the
//! certificates and the time of then. What could not be read is no fault and no proof: it is not known,
//! with the reason.
//!
//! `Application.ReadWrite.All`, which sign-in asks for in any case, covers every request here.

mod judge;
mod words;

pub use judge::{Known, judge};

use super::client::Client;
use super::key::KeyCredential;
use super::principal::{self, Needs, Principal};
use super::response::Response;
use super::{KeyFate, PlannedKey, VerifiedKey};
use crate::error::{ErrorCode, Problem};
use crate::http::BearerSource;
use crate::ids::{AppId, Thumbprint};
use crate::messages::say;
use futures::future::{join, join_all};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use ts_rs::TS;
use uuid::Uuid;

/// The permission of Exchange Online by which a server may use EWS.
const EXCHANGE_PERMISSION: &str = "full_access_as_app";

/// The permissions of Microsoft Graph that servers use instead of EWS.
const GRAPH_PERMISSIONS: [&str; 4] =
    ["Calendars.Read", "MailboxSettings.Read", "MailTips.ReadBasic.All", "ProfilePhoto.Read.All"];

/// An application has a handful of permissions; Graph gives a hundred a page.
const MOST_PAGES: usize = 20;

/// How the detail of a refusal begins, whatever code Graph gives it.
const FORBIDDEN: &str = "HTTP 403";

const REGISTRATION: &str = "$select=appId,displayName,keyCredentials,passwordCredentials";
const ASSIGNMENTS: &str = "$select=appRoleId,resourceId";
const ROLES: &str = "$select=id,appRoles";

/// What the tenant was read to hold.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationReading {
    /// The applications that the servers name, each once. Empty: no id was known.
    pub applications: Vec<HybridApplication>,
    /// The keys of the shared principal of Exchange Online.
    pub shared: Seen<Vec<PlannedKey>>,
}

/// One dedicated hybrid application.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HybridApplication {
    /// The application id, as the servers name it.
    pub app_id: AppId,
    /// The application object.
    pub registration: Seen<Registration>,
    /// Its service principal.
    pub principal: Seen<ServicePrincipal>,
    /// What an administrator consented to; absent when there is no service principal.
    pub permissions: Seen<Permissions>,
}

/// What a reading shows of one thing.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "seen")]
pub enum Seen<T> {
    /// It is there.
    Found(T),
    /// The tenant does not have it.
    Absent,
    /// It could not be read.
    NotRead(NotRead),
}

/// Why something was not read.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NotRead {
    /// Why.
    pub code: NotReadReason,
    /// What Graph said, with the ids by which Microsoft's support finds the request.
    pub detail: Option<String>,
}

/// Why something was not read.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotReadReason {
    /// The account or the app may not read it.
    NotPermitted,
    /// The sign-in ended or is not enough.
    SignInNeeded,
    /// Graph did not answer.
    NotReached,
    /// Graph's answer was not what it documents.
    NotUnderstood,
}

/// An application object.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Registration {
    /// Its name in this tenant.
    pub display_name: Option<String>,
    /// Its keys.
    pub keys: Vec<PlannedKey>,
    /// How many client secrets it has that have not ended.
    pub secrets: u32,
}

/// The service principal of an application.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServicePrincipal {
    /// Whether it is enabled.
    pub account_enabled: Option<bool>,
    /// The keys that it has besides those of the application object.
    pub keys: Vec<PlannedKey>,
}

/// Which of the permissions that matter here an administrator consented to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Permissions {
    /// `full_access_as_app` of Exchange Online.
    pub exchange: bool,
    /// Those of Microsoft Graph that servers use; read only where that of Exchange Online is missing.
    pub graph: Vec<String>,
}

/// What a reading comes to.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ApplicationFinding {
    /// What was found.
    pub code: FindingCode,
    /// How bad that is.
    pub severity: FindingSeverity,
    /// The same in words.
    pub severity_words: String,
    /// The application; none where no id is known.
    pub app_id: Option<AppId>,
    /// The keys that are meant, by the thumbprints of their certificates.
    pub thumbprints: Vec<Thumbprint>,
    /// What was found and what it means.
    pub words: String,
    /// What to do, a line each.
    pub remedy: Vec<String>,
    /// Where Microsoft describes it.
    pub link: Option<String>,
    /// What Graph said, where something was not read.
    pub detail: Option<String>,
}

/// What was found. Closed: those who script match on it.
#[derive(
    Clone,
    Copy,
    Debug,
    Deserialize,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
    TS,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
#[ts(export)]
pub enum FindingCode {
    /// Everything that was read is as it should be.
    Ok,
    /// The tenant has no such application.
    ApplicationMissing,
    /// The application has no service principal.
    ServicePrincipalMissing,
    /// The service principal is disabled.
    ServicePrincipalDisabled,
    /// Nobody consented to its permission.
    ConsentMissing,
    /// Only permissions of Microsoft Graph were consented to.
    ConsentGraphOnly,
    /// It does not know the current Auth Certificate.
    CertificateCurrentMissing,
    /// It does not know the next Auth Certificate.
    CertificateNextMissing,
    /// A key of it has ended.
    KeyExpired,
    /// It has a client secret.
    ClientSecret,
    /// The shared principal of Exchange Online has keys.
    SharedPrincipalHasKeys,
    /// Which application the servers use is not known.
    #[serde(rename = "not-read:application-id")]
    #[strum(serialize = "not-read:application-id")]
    NotReadApplicationId,
    /// The application was not read.
    #[serde(rename = "not-read:application")]
    #[strum(serialize = "not-read:application")]
    NotReadApplication,
    /// Its service principal was not read.
    #[serde(rename = "not-read:service-principal")]
    #[strum(serialize = "not-read:service-principal")]
    NotReadServicePrincipal,
    /// Whether somebody consented was not read.
    #[serde(rename = "not-read:consent")]
    #[strum(serialize = "not-read:consent")]
    NotReadConsent,
    /// No Auth Certificate is known to compare keys with.
    #[serde(rename = "not-read:certificate")]
    #[strum(serialize = "not-read:certificate")]
    NotReadCertificate,
    /// The shared principal was not read.
    #[serde(rename = "not-read:shared-principal")]
    #[strum(serialize = "not-read:shared-principal")]
    NotReadSharedPrincipal,
}

impl FindingCode {
    /// The code as those who script see it: "application-missing".
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum FindingSeverity {
    /// As it should be.
    Ok,
    /// Not known.
    Unknown,
    /// To be put right, and nothing fails because of it today.
    Warning,
    /// Servers get no access because of it.
    Failed,
}

impl FindingSeverity {
    /// The words for it everywhere.
    pub fn words(self) -> String {
        match self {
            Self::Ok => say!("graph-severity-ok"),
            Self::Unknown => say!("graph-severity-unknown"),
            Self::Warning => say!("graph-severity-warning"),
            Self::Failed => say!("graph-severity-failed"),
        }
    }
}

/// An application that was read, with its keys described by the certificates and the time of now.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ReadApplication {
    /// The application id.
    pub app_id: AppId,
    /// Its name in this tenant, where it was read.
    pub name: Option<String>,
    /// Each key, of the application object and of its service principal.
    pub keys: Vec<VerifiedKey>,
}

/// Reads these applications and the shared principal, side by side. It never fails: what could not be
/// read says so itself.
pub async fn read_applications<B: BearerSource>(
    client: &Client<B>,
    apps: &[AppId],
) -> ApplicationReading {
    let apps: BTreeSet<AppId> = apps.iter().copied().collect();
    let each = join_all(apps.into_iter().map(|app| application(client, app)));
    let (applications, shared) = join(each, principal_of(client, AppId::EXCHANGE_ONLINE)).await;
    let shared = match shared {
        Seen::Found((_, read)) => Seen::Found(read.keys),
        Seen::Absent => Seen::Absent,
        Seen::NotRead(why) => Seen::NotRead(why),
    };
    ApplicationReading { applications, shared }
}

async fn application<B: BearerSource>(client: &Client<B>, app: AppId) -> HybridApplication {
    let (registration, principal) =
        join(registration(client, app), principal_of(client, app)).await;
    let permissions = match &principal {
        Seen::Found((object_id, _)) => permissions(client, *object_id).await.into(),
        Seen::Absent => Seen::Absent,
        Seen::NotRead(why) => Seen::NotRead(why.clone()),
    };
    let principal = match principal {
        Seen::Found((_, read)) => Seen::Found(read),
        Seen::Absent => Seen::Absent,
        Seen::NotRead(why) => Seen::NotRead(why),
    };
    HybridApplication { app_id: app, registration, principal, permissions }
}

async fn registration<B: BearerSource>(client: &Client<B>, app: AppId) -> Seen<Registration> {
    let path = format!("applications(appId='{app}')");
    let tries = client.policy().tries;
    let parse = |answer: &Response| {
        let at = answer.date.unwrap_or_else(|| client.service_time());
        Registration::read(answer, app, at)
    };
    client.get(&path, REGISTRATION, tries, &|_| {}, parse).await.into()
}

/// The principal of an application, with its object id.
async fn principal_of<B: BearerSource>(
    client: &Client<B>,
    app: AppId,
) -> Seen<(Uuid, ServicePrincipal)> {
    let about = (app, Needs::default());
    let read = principal::read(client, about, client.policy().tries, &|_| {}).await;
    match read {
        Err(problem) => Seen::NotRead(problem.into()),
        Ok(reading) => match reading.principal {
            None => Seen::Absent,
            Some(Principal { object_id, account_enabled, keys, .. }) => {
                let keys = keys.iter().map(|key| as_read(key, reading.at)).collect();
                Seen::Found((object_id, ServicePrincipal { account_enabled, keys }))
            }
        },
    }
}

/// A key that nothing is done with; the clock of the service decides whether it has expired.
fn as_read(key: &KeyCredential, at: Timestamp) -> PlannedKey {
    key.planned(if key.is_expired(at) { KeyFate::KeepExpired } else { KeyFate::Keep })
}

impl Registration {
    /// Strict where something missing could be taken for "no keys".
    fn read(answer: &Response, app: AppId, at: Timestamp) -> Result<Self, &'static str> {
        let body: Value = serde_json::from_slice(&answer.body).map_err(|_| "it is no JSON")?;
        let text = |name| body.get(name).and_then(Value::as_str);
        if text("appId").and_then(|id| id.parse().ok()) != Some(app) {
            return Err("it is about another application");
        }
        let list = |name: &str, missing| body.get(name).and_then(Value::as_array).ok_or(missing);
        let keys = list("keyCredentials", "the keys are missing")?;
        let secrets = list("passwordCredentials", "the client secrets are missing")?;
        if body.get("keyCredentials@odata.nextLink").is_some() {
            return Err("it holds only a part of the keys");
        }
        let counts = |secret: &&Value| {
            let end = secret.get("endDateTime").and_then(Value::as_str);
            end.and_then(|end| end.parse::<Timestamp>().ok()).is_none_or(|end| end > at)
        };
        Ok(Self {
            display_name: text("displayName").map(str::to_owned),
            keys: keys.iter().map(|key| as_read(&KeyCredential::read(key), at)).collect(),
            secrets: u32::try_from(secrets.iter().filter(counts).count()).unwrap_or(u32::MAX),
        })
    }
}

/// A page of a list.
#[derive(Deserialize)]
struct ListPage<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
}

/// One permission that somebody consented to.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Assignment {
    app_role_id: Uuid,
    resource_id: Uuid,
}

/// An application that gives permissions out.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    id: Uuid,
    app_roles: Vec<AppRole>,
}

/// A permission that applications can get.
#[derive(Deserialize)]
struct AppRole {
    id: Uuid,
    value: Option<String>,
}

impl Resource {
    /// Whether the permission of that name is among those that were given.
    fn grants(&self, permission: &str, assignments: &[Assignment]) -> bool {
        let named = |role: &&AppRole| role.value.as_deref() == Some(permission);
        self.app_roles.iter().filter(named).any(|role| {
            let same = |one: &Assignment| one.resource_id == self.id && one.app_role_id == role.id;
            assignments.iter().any(same)
        })
    }
}

async fn permissions<B: BearerSource>(
    client: &Client<B>,
    object_id: Uuid,
) -> Result<Permissions, Problem> {
    let exchange = resource(client, AppId::EXCHANGE_ONLINE);
    let (assignments, exchange) = join(assignments(client, object_id), exchange).await;
    let assignments = assignments?;
    if let Some(exchange) = exchange? {
        let known = |role: &AppRole| role.value.as_deref() == Some(EXCHANGE_PERMISSION);
        if !exchange.app_roles.iter().any(known) {
            return Err(unreadable(
                "Exchange Online does not list the permission full_access_as_app",
            ));
        }
        if exchange.grants(EXCHANGE_PERMISSION, &assignments) {
            return Ok(Permissions { exchange: true, graph: Vec::new() });
        }
    }
    if assignments.is_empty() {
        return Ok(Permissions { exchange: false, graph: Vec::new() });
    }
    let graph = resource(client, AppId::GRAPH).await?;
    let granted = |permission: &&str| {
        graph.as_ref().is_some_and(|graph| graph.grants(permission, &assignments))
    };
    let graph = GRAPH_PERMISSIONS.iter().copied().filter(|it| granted(it)).map(str::to_owned);
    Ok(Permissions { exchange: false, graph: graph.collect() })
}

/// Every permission that the principal was given, page by page.
async fn assignments<B: BearerSource>(
    client: &Client<B>,
    object_id: Uuid,
) -> Result<Vec<Assignment>, Problem> {
    let mut all = Vec::new();
    let path = format!("{}/appRoleAssignments", principal::by_object_id(object_id));
    let (mut path, mut query) = (path, ASSIGNMENTS.to_owned());
    for _ in 0..MOST_PAGES {
        let page: ListPage<Assignment> = get(client, &path, &query).await?;
        all.extend(page.value);
        let Some(next) = page.next else { return Ok(all) };
        (path, query) = client
            .place_of(&next)
            .ok_or_else(|| unreadable("the next page is said to be somewhere else"))?;
    }
    Err(unreadable("the list of permissions does not end"))
}

/// The permissions that an application gives out; none where the tenant does not have it.
async fn resource<B: BearerSource>(
    client: &Client<B>,
    app: AppId,
) -> Result<Option<Resource>, Problem> {
    match get(client, &format!("servicePrincipals(appId='{app}')"), ROLES).await {
        Ok(resource) => Ok(Some(resource)),
        Err(problem) if problem.code == ErrorCode::PrincipalAbsent => Ok(None),
        Err(problem) => Err(problem),
    }
}

async fn get<T: DeserializeOwned, B: BearerSource>(
    client: &Client<B>,
    path: &str,
    query: &str,
) -> Result<T, Problem> {
    let parse = |answer: &Response| {
        serde_json::from_slice(&answer.body).map_err(|_| "it lacks what was asked for")
    };
    client.get(path, query, client.policy().tries, &|_| {}, parse).await
}

fn unreadable(why: &str) -> Problem {
    let message = say!("graph-unreadable");
    Problem::new(ErrorCode::GraphUnreadable, message).with_detail(why.to_owned())
}

impl<T> From<Result<T, Problem>> for Seen<T> {
    fn from(read: Result<T, Problem>) -> Self {
        match read {
            Ok(found) => Self::Found(found),
            Err(problem) if problem.code == ErrorCode::PrincipalAbsent => Self::Absent,
            Err(problem) => Self::NotRead(problem.into()),
        }
    }
}

impl<T> Seen<T> {
    fn found(&self) -> Option<&T> {
        match self {
            Self::Found(found) => Some(found),
            Self::Absent | Self::NotRead(_) => None,
        }
    }

    fn not_read(&self) -> Option<&NotRead> {
        match self {
            Self::NotRead(why) => Some(why),
            Self::Found(_) | Self::Absent => None,
        }
    }
}

impl From<Problem> for NotRead {
    fn from(problem: Problem) -> Self {
        let denied = problem.detail.as_deref().is_some_and(|detail| detail.starts_with(FORBIDDEN));
        let code = match NotReadReason::of(problem.code) {
            NotReadReason::NotUnderstood if denied => NotReadReason::NotPermitted,
            code => code,
        };
        Self { code, detail: problem.detail }
    }
}

impl NotReadReason {
    fn of(code: ErrorCode) -> Self {
        if code == ErrorCode::GraphAccessDenied {
            Self::NotPermitted
        } else if matches!(code, ErrorCode::NotSignedIn | ErrorCode::GraphTokenRefused)
            || code.as_str().starts_with("sign-in-")
        {
            Self::SignInNeeded
        } else if matches!(code, ErrorCode::GraphUnavailable | ErrorCode::GraphThrottled)
            || code.as_str().starts_with("network-")
        {
            Self::NotReached
        } else {
            Self::NotUnderstood
        }
    }
}
