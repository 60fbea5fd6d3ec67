//! Microsoft Graph: which request is carried out, and how it is answered.
//!
//! One entry for all of `/v1.0/`, because every request goes the same way: ids, faults, token, then
//! the resource. The rules for keys are in `principal`.

use super::fault::{Fault, FaultKind, Subject};
use super::line::Line;
use super::person::Person;
use super::principal::{Key, Principal, Refusal, Replication};
use super::tenant::{APPLICATIONS, OTHER_TENANT_ID, TENANT_ID, TokenKind, tenant_of};
use super::world::{Shared, World};
use crate::certificate;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::header::{CONTENT_TYPE, DATE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

/// The scopes that allow to write, and those that allow to read.
const MAY_WRITE: [&str; 2] = ["Application.ReadWrite.All", "Directory.ReadWrite.All"];
const MAY_READ: [&str; 2] = ["Application.Read.All", "Directory.Read.All"];

/// The properties of a service principal that are simulated.
const PROPERTIES: [&str; 8] = [
    "id",
    "appId",
    "displayName",
    "appDisplayName",
    "accountEnabled",
    "servicePrincipalType",
    "servicePrincipalNames",
    "keyCredentials",
];

/// What a path names.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Resource {
    Me,
    MemberOf,
    Organization,
    Principals,
    Principal(By),
}

/// How a principal is named.
#[derive(Clone, Debug, Eq, PartialEq)]
enum By {
    AppId(String),
    Id(String),
}

/// A request, taken apart.
struct Call<'a> {
    method: &'a str,
    query: HashMap<String, String>,
    body: &'a [u8],
    /// The principal's application id, when the request names one that is there.
    app_id: Option<String>,
}

impl Call<'_> {
    fn subject(&self) -> Subject<'_> {
        Subject { method: self.method, app_id: self.app_id.as_deref() }
    }
}

/// An answer before it has its headers.
struct Answer {
    status: u16,
    body: Option<Value>,
    retry_after: Option<u32>,
}

impl Answer {
    fn ok(body: Value) -> Self {
        Self::new(200, Some(body))
    }

    fn new(status: u16, body: Option<Value>) -> Self {
        Self { status, body, retry_after: None }
    }
}

/// All of `/v1.0/`.
pub(super) async fn serve(
    State(shared): State<Shared>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request_id = Uuid::new_v4().to_string();
    let client_id = headers
        .get("client-request-id")
        .and_then(|value| value.to_str().ok())
        .map_or_else(|| request_id.clone(), str::to_owned);
    let resource = resource(&path);
    let query = query.unwrap_or_default();
    let mut call = Call {
        method: method.as_str(),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        body: &body,
        app_id: None,
    };
    let delay = {
        let mut world = shared.lock();
        call.app_id = app_id(&world, resource.as_ref(), &call);
        world.faults.take(FaultKind::Delay, &call.subject())
    };
    if let Some(milliseconds) = delay.and_then(|fault| fault.milliseconds) {
        tokio::time::sleep(Duration::from_millis(milliseconds.into())).await;
    }

    let mut world = shared.lock();
    if world.faults.take(FaultKind::ResetBeforeApply, &call.subject()).is_some() {
        line.reset();
        return StatusCode::NO_CONTENT.into_response();
    }
    let answer = carry_out(&mut world, resource.as_ref(), &call, &headers);
    if world.faults.take(FaultKind::ResetAfterApply, &call.subject()).is_some() {
        line.reset();
    } else if world.faults.take(FaultKind::HalfAnswer, &call.subject()).is_some() {
        line.halve();
    }
    let answer =
        answer.unwrap_or_else(|refusal| refused(&world, &refusal, &request_id, &client_id));
    respond(&world, answer, &request_id, &client_id)
}

fn refused(world: &World, refusal: &Refusal, request_id: &str, client_id: &str) -> Answer {
    let date = world.now().strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let body = json!({ "error": {
        "code": refusal.code,
        "message": refusal.message,
        "innerError": { "date": date, "request-id": request_id, "client-request-id": client_id },
    } });
    Answer::new(refusal.status, Some(body))
}

fn respond(world: &World, answer: Answer, request_id: &str, client_id: &str) -> Response {
    let status = StatusCode::from_u16(answer.status).expect("BUG: every status here is one");
    let mut response = match answer.body {
        Some(body) => (status, [(CONTENT_TYPE, JSON)], body.to_string()).into_response(),
        None => status.into_response(),
    };
    let date = world.now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let ids = [
        (HeaderName::from_static("request-id"), request_id.to_owned()),
        (HeaderName::from_static("client-request-id"), client_id.to_owned()),
        (DATE, date),
    ];
    let retry = answer.retry_after.map(|seconds| (RETRY_AFTER, seconds.to_string()));
    for (name, value) in ids.into_iter().chain(retry) {
        // The client's own id may hold what a header cannot; it is then left out.
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    if status == StatusCode::UNAUTHORIZED {
        let value = HeaderValue::from_static("Bearer realm=\"\", error=\"invalid_token\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, value);
    }
    response
}

fn resource(path: &str) -> Option<Resource> {
    let path = path.trim_end_matches('/');
    let parts: Vec<_> = path.split('/').collect();
    match parts[..] {
        ["me"] => Some(Resource::Me),
        ["me", "memberOf"] => Some(Resource::MemberOf),
        ["organization"] => Some(Resource::Organization),
        ["servicePrincipals"] => Some(Resource::Principals),
        ["servicePrincipals", id] => Some(Resource::Principal(By::Id(id.to_owned()))),
        [key] => key
            .strip_prefix("servicePrincipals(appId='")
            .and_then(|rest| rest.strip_suffix("')"))
            .map(|app_id| Resource::Principal(By::AppId(app_id.to_owned()))),
        _ => None,
    }
}

/// Which application a request is about, so that faults of one principal meet it.
fn app_id(world: &World, resource: Option<&Resource>, call: &Call<'_>) -> Option<String> {
    match resource? {
        Resource::Principal(By::AppId(app_id)) => Some(app_id.to_ascii_lowercase()),
        Resource::Principal(By::Id(id)) => {
            let principals = &world.tenant.principals;
            let found = principals.iter().find(|principal| is_id(principal, id));
            found.map(|principal| principal.app_id.clone())
        }
        Resource::Principals if call.method == "POST" => {
            let body: Value = serde_json::from_slice(call.body).ok()?;
            body["appId"].as_str().map(str::to_ascii_lowercase)
        }
        Resource::Principals => filtered(&call.query).ok().flatten(),
        Resource::Me | Resource::MemberOf | Resource::Organization => None,
    }
}

fn is_id(principal: &Principal, id: &str) -> bool {
    principal.id.to_string().eq_ignore_ascii_case(id)
}

/// The application id of `$filter=appId eq '…'`; none without a filter.
fn filtered(query: &HashMap<String, String>) -> Result<Option<String>, Refusal> {
    let Some(filter) = query.get("$filter") else {
        return Ok(None);
    };
    filter
        .trim()
        .strip_prefix("appId eq '")
        .and_then(|rest| rest.strip_suffix('\''))
        .filter(|value| !value.contains('\''))
        .map(|value| Some(value.to_ascii_lowercase()))
        .ok_or_else(|| {
            let message = "Unsupported or invalid query filter clause specified for property of resource 'ServicePrincipal'. This rehearsal knows appId eq '...' only.";
            Refusal::new(400, "Request_UnsupportedQuery", message)
        })
}

fn carry_out(
    world: &mut World,
    resource: Option<&Resource>,
    call: &Call<'_>,
    headers: &HeaderMap,
) -> Result<Answer, Refusal> {
    if let Some(busy) = busy(world, call) {
        return Ok(busy);
    }
    let caller = caller(world, call, headers)?;
    let Some(resource) = resource else {
        let message = "Resource not found for the segment. This rehearsal does not have it.";
        return Err(Refusal::new(400, "BadRequest", message));
    };
    match (call.method, resource) {
        ("GET", Resource::Me) => Ok(Answer::ok(me(world, caller.person))),
        ("GET", Resource::MemberOf) => Ok(Answer::ok(roles(caller.person))),
        ("GET", Resource::Organization) => Ok(Answer::ok(organization(world, caller.person))),
        ("GET", Resource::Principals) => {
            caller.needs(&[&MAY_WRITE[..], &MAY_READ[..]])?;
            list(world, call, caller.person)
        }
        ("GET", Resource::Principal(by)) => {
            caller.needs(&[&MAY_WRITE[..], &MAY_READ[..]])?;
            read(world, call, by, caller.person)
        }
        ("POST", Resource::Principals) => {
            caller.needs(&[&MAY_WRITE[..]])?;
            create(world, call, caller.person)
        }
        ("PATCH", Resource::Principal(by)) => {
            caller.needs(&[&MAY_WRITE[..]])?;
            write(world, call, by, caller.person)
        }
        (method, _) => Err(Refusal::new(
            405,
            "Request_BadRequest",
            format!("Specified HTTP method {method} is not allowed for the request target."),
        )),
    }
}

/// The answers of a service that has no time.
fn busy(world: &mut World, call: &Call<'_>) -> Option<Answer> {
    let subject = call.subject();
    let told = |fault: Fault, status: u16, code: &'static str, message: &'static str| {
        let body = json!({ "error": { "code": code, "message": message, "innerError": {} } });
        Answer { retry_after: fault.retry_after, ..Answer::new(status, Some(body)) }
    };
    if let Some(fault) = world.faults.take(FaultKind::Throttle, &subject) {
        let message = "Too many requests. Retry after the time in Retry-After.";
        return Some(told(fault, 429, "TooManyRequests", message));
    }
    let fault = world.faults.take(FaultKind::Unavailable, &subject)?;
    let message = "The service is temporarily unavailable.";
    Some(told(fault, 503, "ServiceUnavailable", message))
}

/// Who asks.
struct Caller {
    person: Person,
    scope: String,
}

impl Caller {
    /// One scope of these must have been consented to.
    fn needs(&self, allowed: &[&[&str]]) -> Result<(), Refusal> {
        let granted = self.scope.split_whitespace().any(|scope| {
            let name = scope.rsplit('/').next().unwrap_or(scope);
            let named = allowed.iter().flat_map(|names| names.iter());
            name == ".default" || named.into_iter().any(|wanted| wanted.eq_ignore_ascii_case(name))
        });
        if granted { Ok(()) } else { Err(denied()) }
    }
}

fn denied() -> Refusal {
    Refusal::new(
        403,
        "Authorization_RequestDenied",
        "Insufficient privileges to complete the operation.",
    )
}

fn caller(world: &mut World, call: &Call<'_>, headers: &HeaderMap) -> Result<Caller, Refusal> {
    let refused = |message: &str| Refusal::new(401, "InvalidAuthenticationToken", message);
    if world.faults.take(FaultKind::Unauthorized, &call.subject()).is_some() {
        return Err(refused(
            "Continuous access evaluation resulted in challenge with result: InteractionRequired.",
        ));
    }
    let header = headers.get("authorization").and_then(|value| value.to_str().ok());
    let sent = header
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| refused("Access token is empty."))?;
    let now = world.now();
    let token = world
        .tenant
        .tokens
        .iter()
        .find(|token| token.kind == TokenKind::Access && token.value == sent)
        .ok_or_else(|| refused("Access token validation failure. Invalid audience."))?;
    if now >= token.expires {
        return Err(refused("Lifetime validation failed, the token is expired."));
    }
    Ok(Caller { person: token.person, scope: token.scope.clone() })
}

fn me(world: &World, person: Person) -> Value {
    json!({
        "@odata.context": format!("{}v1.0/$metadata#users/$entity", world.url),
        "id": person.object_id(),
        "displayName": person.name(),
        "userPrincipalName": world.tenant.user_name(person),
    })
}

fn roles(person: Person) -> Value {
    let roles: Vec<_> = person
        .role()
        .into_iter()
        .map(|role| {
            json!({
                "@odata.type": "#microsoft.graph.directoryRole",
                "displayName": role.name,
                "roleTemplateId": role.template,
            })
        })
        .collect();
    json!({ "value": roles })
}

fn organization(world: &World, person: Person) -> Value {
    let (id, name) = match tenant_of(person) {
        OTHER_TENANT_ID => (OTHER_TENANT_ID, "Fabrikam"),
        _ => (TENANT_ID, "Contoso"),
    };
    let domains = if id == TENANT_ID { world.tenant.domains() } else { vec![] };
    let domains: Vec<_> = domains.iter().map(|name| json!({ "name": name })).collect();
    json!({ "value": [{ "id": id, "displayName": name, "verifiedDomains": domains }] })
}

/// The place of a principal that is there for this person and this request.
fn place(world: &World, by: &By, person: Person) -> Result<usize, Refusal> {
    let named = match by {
        By::AppId(id) | By::Id(id) => id,
    };
    if let By::Id(id) = by
        && Uuid::try_parse(id).is_err()
    {
        return Err(Refusal::bad(format!("Invalid object identifier '{id}'.")));
    }
    let found = world.tenant.principals.iter().position(|principal| match by {
        By::AppId(app_id) => principal.app_id.eq_ignore_ascii_case(app_id),
        By::Id(id) => is_id(principal, id),
    });
    found
        .filter(|place| is_there(world, &world.tenant.principals[*place].app_id, person))
        .ok_or_else(|| {
            Refusal::new(
                404,
                "Request_ResourceNotFound",
                format!("Resource '{named}' does not exist or one of its queried reference-property objects are not present."),
            )
        })
}

/// Principals are those of the tenant one is signed in to, and faults can take them away.
fn is_there(world: &World, app_id: &str, person: Person) -> bool {
    let subject = Subject { method: "GET", app_id: Some(app_id) };
    let away = [FaultKind::Absent, FaultKind::NoBackingApplication]
        .into_iter()
        .any(|kind| world.faults.find(kind, &subject).is_some());
    !away && tenant_of(person) == TENANT_ID
}

/// The properties asked for; none: all.
fn selected(query: &HashMap<String, String>) -> Result<Option<Vec<&str>>, Refusal> {
    let Some(select) = query.get("$select") else {
        return Ok(None);
    };
    let names: Vec<_> = select.split(',').map(str::trim).collect();
    match names.iter().find(|name| !PROPERTIES.contains(name)) {
        None => Ok(Some(names)),
        Some(name) => Err(Refusal::new(
            400,
            "BadRequest",
            format!(
                "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.servicePrincipal'."
            ),
        )),
    }
}

fn show(principal: &Principal, keys: &[Value], select: Option<&[&str]>) -> Map<String, Value> {
    let all = json!({
        "id": principal.id,
        "appId": principal.app_id,
        "displayName": principal.display_name,
        "appDisplayName": principal.display_name,
        "accountEnabled": true,
        "servicePrincipalType": "Application",
        "servicePrincipalNames": [principal.app_id],
        "keyCredentials": keys,
    });
    let Value::Object(mut all) = all else {
        return Map::new();
    };
    if let Some(names) = select {
        all.retain(|name, _| names.contains(&name.as_str()));
    }
    all
}

fn list(world: &mut World, call: &Call<'_>, person: Person) -> Result<Answer, Refusal> {
    let wanted = filtered(&call.query)?;
    let select = selected(&call.query)?;
    let now = world.now();
    let mut value = vec![];
    for place in 0..world.tenant.principals.len() {
        let app_id = world.tenant.principals[place].app_id.clone();
        let asked = wanted.as_ref().is_none_or(|wanted| *wanted == app_id);
        if !asked || !is_there(world, &app_id, person) {
            continue;
        }
        let principal = &mut world.tenant.principals[place];
        // The bytes never come back in a list.
        let keys: Vec<_> = principal.shown(now).iter().map(|key| key.json(false)).collect();
        value.push(Value::Object(show(principal, &keys, select.as_deref())));
    }
    world.keep();
    let context = format!("{}v1.0/$metadata#servicePrincipals", world.url);
    Ok(Answer::ok(json!({ "@odata.context": context, "value": value })))
}

fn read(world: &mut World, call: &Call<'_>, by: &By, person: Person) -> Result<Answer, Refusal> {
    let place = place(world, by, person)?;
    let select = selected(&call.query)?;
    let now = world.now();
    // The bytes come back when they are asked for by name, from one object.
    let asked = select.as_ref().is_some_and(|names| names.contains(&"keyCredentials"));
    let fault = world.faults.find(FaultKind::KeyWithoutBytes, &call.subject());
    let hidden = fault
        .filter(|fault| matches!(by, By::AppId(_)) || !fault.only_by_app_id)
        .map(|fault| fault.entry.unwrap_or(0));
    let principal = &mut world.tenant.principals[place];
    principal.reads += 1;
    let keys: Vec<_> = principal
        .shown(now)
        .iter()
        .enumerate()
        .map(|(index, key)| key.json(asked && hidden != Some(index)))
        .collect();
    let mut body = show(principal, &keys, select.as_deref());
    let context = format!("{}v1.0/$metadata#servicePrincipals/$entity", world.url);
    body.insert("@odata.context".to_owned(), context.into());
    add_foreign_key(world, call, place);
    world.keep();
    Ok(Answer::ok(Value::Object(body)))
}

/// Another tool's key, added behind the back of the program under rehearsal.
fn add_foreign_key(world: &mut World, call: &Call<'_>, place: usize) {
    let subject = call.subject();
    let fault = world.faults.find(FaultKind::ForeignKeyAddedBetween, &subject);
    let Some(due) = fault.map(|fault| fault.reads.unwrap_or(1)) else {
        return;
    };
    if world.tenant.principals[place].reads < due {
        return;
    }
    world.faults.take(FaultKind::ForeignKeyAddedBetween, &subject);
    let now = world.now();
    let to = now + SignedDuration::from_hours(24 * 400);
    match certificate::make("Another tool", now, to) {
        Ok(der) => world.tenant.principals[place].keys.extend(Key::of(&der)),
        Err(error) => tracing::error!(%error, "no key was added in between"),
    }
}

/// Only a Global Administrator may write keys of Microsoft's own applications.
fn write(world: &mut World, call: &Call<'_>, by: &By, person: Person) -> Result<Answer, Refusal> {
    let place = place(world, by, person)?;
    let subject = call.subject();
    let denied_by_fault = world.faults.take(FaultKind::Denied, &subject).is_some();
    if denied_by_fault || person != Person::GlobalAdministrator {
        return Err(denied());
    }
    if world.faults.take(FaultKind::Locked, &subject).is_some() {
        return Err(Refusal::new(
            400,
            "CannotUpdateLockedServicePrincipalProperty",
            "Property keyCredentials is invalid. The service principal is locked by its owner.",
        ));
    }
    let body: Value = serde_json::from_slice(call.body)
        .map_err(|_| Refusal::new(400, "BadRequest", "Unable to read JSON request payload."))?;
    let fields = body
        .as_object()
        .ok_or_else(|| Refusal::new(400, "BadRequest", "Unable to read JSON request payload."))?;
    let other = fields.keys().find(|name| name.as_str() != "keyCredentials");
    if let Some(name) = other {
        return Err(Refusal::bad(format!("Invalid property '{name}'.")));
    }
    let Some(sent) = fields.get("keyCredentials") else {
        return Ok(Answer::new(204, None));
    };
    let policy = world.faults.find(FaultKind::LifetimePolicy, &subject);
    let longest = policy.map(|fault| fault.days.unwrap_or(365));
    let now = world.now();
    let replication = replication(world, call);
    world.tenant.principals[place].replace(sent, longest, replication, now)?;
    world.keep();
    Ok(Answer::new(204, None))
}

fn replication(world: &World, call: &Call<'_>) -> Replication {
    let subject = call.subject();
    if let Some(fault) = world.faults.find(FaultKind::AlternateReads, &subject) {
        return Replication {
            reads: Some(fault.reads.unwrap_or(4)),
            by_turns: true,
            ..Replication::default()
        };
    }
    let Some(fault) = world.faults.find(FaultKind::Lag, &subject) else {
        return Replication::default();
    };
    let until = |seconds: u32| world.now() + SignedDuration::from_secs(seconds.into());
    Replication {
        reads: fault.reads.or(fault.seconds.is_none().then_some(1)),
        until: fault.seconds.map(until),
        by_turns: false,
    }
}

fn create(world: &mut World, call: &Call<'_>, person: Person) -> Result<Answer, Refusal> {
    let subject = call.subject();
    let role = person.role().is_some() && tenant_of(person) == TENANT_ID;
    if world.faults.take(FaultKind::Denied, &subject).is_some() || !role {
        return Err(denied());
    }
    let app_id = call
        .app_id
        .clone()
        .ok_or_else(|| Refusal::bad("The appId of the service principal is missing."))?;
    let known = APPLICATIONS.iter().find(|(id, _)| *id == app_id);
    let refused = world.faults.find(FaultKind::NoBackingApplication, &subject).is_some();
    let Some((_, name)) = known.filter(|_| !refused) else {
        return Err(Refusal::new(
            400,
            "NoBackingApplicationObject",
            format!(
                "When using this permission, the backing application of the service principal being created must in the local tenant. The appId '{app_id}' does not reference one."
            ),
        ));
    };
    let absent = world.faults.find(FaultKind::Absent, &subject).is_some();
    let principals = &mut world.tenant.principals;
    let place = principals.iter().position(|principal| principal.app_id == app_id);
    if place.is_some() && !absent {
        return Err(Refusal::new(
            409,
            "Request_MultipleObjectsWithSameKeyValue",
            format!(
                "The service principal cannot be created, updated, or restored because the service principal name {app_id} is already in use."
            ),
        ));
    }
    let principal = Principal::new(&app_id, name, vec![]);
    let body = show(&principal, &[], None);
    match place {
        Some(place) => principals[place] = principal,
        None => principals.push(principal),
    }
    world.faults.end(FaultKind::Absent, &app_id);
    world.keep();
    Ok(Answer::new(201, Some(Value::Object(body))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_resources() {
        let app = "7557eb47-c689-4224-abcf-aef9bd7573df";
        assert_eq!(
            resource(&format!("servicePrincipals(appId='{app}')")),
            Some(Resource::Principal(By::AppId(app.into())))
        );
        assert_eq!(resource("servicePrincipals/x/"), Some(Resource::Principal(By::Id("x".into()))));
        assert_eq!(resource("me/memberOf"), Some(Resource::MemberOf));
        for path in ["", "users", "servicePrincipals(appId=x)", "servicePrincipals/x/addKey"] {
            assert_eq!(resource(path), None, "{path}");
        }
    }

    #[test]
    fn only_the_filter_by_application_is_understood() {
        let read = |filter: &str| filtered(&HashMap::from([("$filter".into(), filter.into())]));
        assert_eq!(read("appId eq 'A-B'"), Ok(Some("a-b".into())));
        assert_eq!(filtered(&HashMap::new()), Ok(None));
        for filter in ["displayName eq 'x'", "appId eq 'x' or true", "appId eq 'x' or appId eq 'y'"]
        {
            assert_eq!(read(filter).unwrap_err().code, "Request_UnsupportedQuery", "{filter}");
        }
    }
}
