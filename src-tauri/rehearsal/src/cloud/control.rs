//! The rehearsal's own routes: switching faults on, reading what was sent and what came of it.

use super::LARGEST_BODY;
use super::fault::Fault;
use super::record;
use super::world::Shared;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Json, Response};
use serde::Deserialize;
use serde_json::{Value, json};

/// Paths of Graph begin so; what it answers is no secret.
const GRAPH: &str = "/v1.0/";

const JSON: &str = "application/json";

/// One fault, or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    More(Vec<Value>),
    One(Value),
}

pub(super) async fn faults(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({ "faults": shared.lock().faults.all() }))
}

/// Switches faults on: all of those in the body, or none when one of them is not understood.
pub(super) async fn add_faults(State(shared): State<Shared>, body: Bytes) -> Response {
    match read_faults(&body) {
        Ok(new) => {
            let mut world = shared.lock();
            for fault in new {
                world.faults.add(fault);
            }
            Json(json!({ "faults": world.faults.all() })).into_response()
        }
        Err(error) => {
            let reported = json!({ "error": error.to_string() });
            (StatusCode::BAD_REQUEST, Json(reported)).into_response()
        }
    }
}

fn read_faults(body: &[u8]) -> Result<Vec<Fault>, serde_json::Error> {
    let values = match serde_json::from_slice(body)? {
        OneOrMore::More(values) => values,
        OneOrMore::One(value) => vec![value],
    };
    // Read one by one, so that the error names what is wrong with the fault.
    values.into_iter().map(serde_json::from_value).collect()
}

pub(super) async fn clear_faults(State(shared): State<Shared>) -> StatusCode {
    shared.lock().faults.clear();
    StatusCode::NO_CONTENT
}

pub(super) async fn requests(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({ "requests": shared.lock().record.all() }))
}

pub(super) async fn forget_requests(State(shared): State<Shared>) -> StatusCode {
    shared.lock().record.clear();
    StatusCode::NO_CONTENT
}

pub(super) async fn tenant(State(shared): State<Shared>) -> Json<Value> {
    Json(json!(shared.lock().tenant.view()))
}

/// Writes every request down before it is answered.
pub(super) async fn write_down(
    State(shared): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let content_type = parts.headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kept = record::body(content_type, &bytes);
    let method = parts.method.to_string();
    let path = decoded(parts.uri.path(), parts.uri.query());
    let latency = shared.lock().latency;
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    let (parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let answer = path.starts_with(GRAPH).then(|| record::body(JSON, &bytes)).flatten();
    let mut world = shared.lock();
    let time = world.now();
    let status = parts.status.as_u16();
    world.record.add(record::Request { number: 0, time, method, path, status, body: kept, answer });
    Response::from_parts(parts, Body::from(bytes))
}

/// Path and query as a person reads them.
fn decoded(path: &str, query: Option<&str>) -> String {
    let path = decode(path);
    let Some(query) = query else { return path };
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| format!("{name}={}", record::value(&name, &value)))
        .collect();
    format!("{path}?{}", pairs.join("&"))
}

/// Decodes `%20` and the like; a plus sign stays, as it does in a path.
fn decode(path: &str) -> String {
    let protected = path.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(protected.as_bytes()).map(|(name, _)| name.into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_down_as_a_person_reads_it() {
        let query = Some("%24select=id%2CappId&$filter=appId+eq+%27x%27");
        assert_eq!(
            decoded("/v1.0/servicePrincipals(appId=%27a+b&c%27)", query),
            "/v1.0/servicePrincipals(appId='a+b&c')?$select=id,appId&$filter=appId eq 'x'"
        );
        assert_eq!(decoded("/device", None), "/device");
        assert_eq!(decoded("/device", Some("code=AB")), "/device?code=[redacted]");
    }
}
