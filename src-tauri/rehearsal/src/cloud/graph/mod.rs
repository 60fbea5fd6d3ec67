//! Microsoft Graph: which request is carried out, and how it is answered.
//!
//! One entry for all of `/v1.0/`, because every request goes the same way: ids, faults, token, then
//! the resource.

mod applications;
mod caller;
mod principals;
mod request;

use super::fault::{Fault, FaultKind};
use super::line::Line;
use super::principal::GraphRefusal;
use super::redirect;
use super::world::{Shared, World};
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::header::{CONTENT_TYPE, DATE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use caller::{MAY_READ, MAY_WRITE, caller, challenge, denied, echo, me, organization, roles};
use jiff::{SignedDuration, Timestamp};
use request::{GraphCall, Resource, app_id, resource};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

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
    let mut call = GraphCall {
        method: method.as_str(),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        body: &body,
        app_id: None,
    };
    let delay = {
        let mut world = shared.lock();
        call.app_id = app_id(&world, resource.as_ref(), &call);
        world.faults.take_applied(FaultKind::Delay, &call.subject(), false)
    };
    wait(delay).await;
    let (answer, late) =
        answer(&shared, &line, resource.as_ref(), &call, &headers, (&request_id, &client_id));
    wait(late).await;
    answer
}

async fn wait(delay: Option<Fault>) {
    if let Some(milliseconds) = delay.and_then(|fault| fault.milliseconds) {
        tokio::time::sleep(Duration::from_millis(milliseconds.into())).await;
    }
}

/// Carries a request out; how it is answered, and how late.
fn answer(
    shared: &Shared,
    line: &Line,
    resource: Option<&Resource>,
    call: &GraphCall<'_>,
    headers: &HeaderMap,
    (request_id, client_id): (&str, &str),
) -> (Response, Option<Fault>) {
    let mut world = shared.lock();
    let subject = call.subject();
    if world.faults.take(FaultKind::ResetBeforeApply, &subject).is_some() {
        line.reset();
        return (StatusCode::NO_CONTENT.into_response(), None);
    }
    if let Some(fault) = world.faults.take(FaultKind::Redirect, &subject) {
        return (redirect::answer(&fault), None);
    }
    let challenge = challenge(&mut world, call, headers);
    let answer = match &challenge {
        Some(_) => Err(GraphRefusal::new(
            401,
            "InvalidAuthenticationToken",
            "Continuous access evaluation resulted in claims challenge.",
        )),
        None => carry_out(&mut world, resource, call, headers),
    };
    if world.faults.take(FaultKind::ResetAfterApply, &subject).is_some() {
        line.reset();
    } else if world.faults.take(FaultKind::HalfAnswer, &subject).is_some() {
        line.halve();
    }
    let answer = busy(&mut world, call, headers, true).unwrap_or_else(|| {
        answer.unwrap_or_else(|refusal| refused(&world, &refusal, request_id, client_id))
    });
    let late = world.faults.take_applied(FaultKind::Delay, &subject, true);
    let hours = world.faults.find(FaultKind::WrongDate, &subject).and_then(|fault| fault.hours);
    let date = world.now() + SignedDuration::from_hours(hours.unwrap_or_default().into());
    let mut response = respond(date, answer, request_id, client_id);
    if let Some(challenge) = challenge {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    (response, late)
}

fn refused(world: &World, refusal: &GraphRefusal, request_id: &str, client_id: &str) -> Answer {
    let date = world.now().strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let body = json!({ "error": {
        "code": refusal.code,
        "message": refusal.message,
        "innerError": { "date": date, "request-id": request_id, "client-request-id": client_id },
    } });
    Answer::new(refusal.status, Some(body))
}

fn respond(date: Timestamp, answer: Answer, request_id: &str, client_id: &str) -> Response {
    let status = StatusCode::from_u16(answer.status).expect("BUG: every status here is one");
    let mut response = match answer.body {
        Some(body) => (status, [(CONTENT_TYPE, JSON)], body.to_string()).into_response(),
        None => status.into_response(),
    };
    let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
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

fn carry_out(
    world: &mut World,
    resource: Option<&Resource>,
    call: &GraphCall<'_>,
    headers: &HeaderMap,
) -> Result<Answer, GraphRefusal> {
    if let Some(busy) = busy(world, call, headers, false) {
        return Ok(busy);
    }
    let caller = caller(world, call, headers)?;
    if let Some(fault) = world.faults.take(FaultKind::Refused, &call.subject()) {
        let body = fault.body.unwrap_or_else(|| {
            let code = fault.code.as_deref().unwrap_or("Refused");
            json!({ "error": { "code": code, "message": fault.message, "innerError": null } })
        });
        return Ok(Answer::new(fault.status.unwrap_or(403), Some(body)));
    }
    let Some(resource) = resource else {
        let message = "Resource not found for the segment. This rehearsal does not have it.";
        return Err(GraphRefusal::new(400, "BadRequest", message));
    };
    match (call.method, resource) {
        ("GET", Resource::Me) => Ok(Answer::ok(me(world, caller.person))),
        ("GET", Resource::MemberOf) => {
            match world.faults.take(FaultKind::RolesHidden, &call.subject()) {
                Some(_) => Err(denied()),
                None => Ok(Answer::ok(roles(world, caller.person))),
            }
        }
        ("GET", Resource::Organization) => Ok(Answer::ok(organization(world, caller.person))),
        ("GET", Resource::Principals) => {
            caller.needs(&[&MAY_WRITE[..], &MAY_READ[..]])?;
            principals::list(world, call, caller.person)
        }
        ("GET", Resource::Principal(by)) => {
            caller.needs(&[&MAY_WRITE[..], &MAY_READ[..]])?;
            principals::read(world, call, by, caller.person)
        }
        ("GET", Resource::Application(app_id)) => {
            caller.needs(&[&MAY_WRITE[..], &MAY_READ[..]])?;
            applications::read(world, call, app_id, caller.person)
        }
        ("GET", Resource::Assignments(by)) => {
            caller.needs(&[&MAY_WRITE[..], &MAY_READ[..]])?;
            applications::assignments(world, call, by, caller.person)
        }
        ("POST", Resource::Principals) => {
            caller.needs(&[&MAY_WRITE[..]])?;
            principals::create(world, call, caller.person)
        }
        ("PATCH", Resource::Principal(by)) => {
            caller.needs(&[&MAY_WRITE[..]])?;
            principals::write(world, call, by, caller.person)
        }
        (method, _) => Err(GraphRefusal::new(
            405,
            "Request_BadRequest",
            format!("Specified HTTP method {method} is not allowed for the request target."),
        )),
    }
}

/// The answers of a service that has no time, before a request is carried out or after it.
fn busy(
    world: &mut World,
    call: &GraphCall<'_>,
    headers: &HeaderMap,
    applied: bool,
) -> Option<Answer> {
    let kinds = [
        (FaultKind::Throttle, 429, "TooManyRequests", "Too many requests. Retry later."),
        (FaultKind::Unavailable, 503, "ServiceUnavailable", "The service is unavailable."),
        (FaultKind::GatewayTimeout, 504, "GatewayTimeout", "The gateway did not get an answer."),
    ];
    kinds.into_iter().find_map(|(kind, status, code, message)| {
        let fault = world.faults.take_applied(kind, &call.subject(), applied)?;
        let message = echo(&fault, message, headers);
        let body = json!({ "error": { "code": code, "message": message, "innerError": {} } });
        Some(Answer { retry_after: fault.retry_after, ..Answer::new(status, Some(body)) })
    })
}
