//! A small Graph on loopback: Graph's rules for the calls of this module, faults to order, and a
//! record of everything that was sent.

use super::certificates::TestCertificate;
use super::clock::TestClock;
use crate::certificate::Certificate;
use crate::clock::Clock;
use crate::ids::Thumbprint;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::Barrier;
use url::Url;

/// A Graph that one test has to itself.
pub(super) struct Fake {
    pub(super) base: Url,
    shared: Arc<Shared>,
    server: tokio::task::JoinHandle<()>,
}

struct Shared {
    tenant: Mutex<Tenant>,
    clock: Arc<TestClock>,
}

/// What the fake holds.
#[derive(Default)]
pub(super) struct Tenant {
    pub(super) principals: Vec<Principal>,
    /// Applications that Microsoft offers here without a principal in the tenant yet.
    pub(super) available: Vec<String>,
    pub(super) requests: Vec<Sent>,
    faults: Vec<(Method, String, VecDeque<Fault>)>,
    /// All requests wait here for each other.
    pub(super) barrier: Option<Arc<Barrier>>,
    /// The service's clock runs ahead of this computer's by so many hours.
    pub(super) hours_ahead: i64,
    ids: u32,
}

/// A request as it came in.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) method: Method,
    pub(super) target: String,
    pub(super) token: String,
    pub(super) client_request_id: String,
    pub(super) body: Value,
}

#[derive(Clone, Debug)]
pub(super) struct Principal {
    pub(super) app: String,
    pub(super) object_id: String,
    pub(super) enabled: bool,
    pub(super) keys: Vec<Key>,
    pub(super) names: Vec<String>,
    /// What reads that are behind show.
    before: Option<Box<Principal>>,
    /// So many reads after a write are behind.
    pub(super) lag: u32,
    /// Every second read after a write is behind.
    pub(super) alternates: bool,
    reads_since: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) usage: String,
    pub(super) content: String,
    /// What is reported as the end; none: null is reported.
    pub(super) ends: Option<Timestamp>,
    /// The content comes back from no read, from reads by object id, or from all.
    pub(super) content_shows: Shows,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shows {
    Never,
    ByObjectId,
    Always,
}

/// What goes wrong with one request.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// Refused at the door.
    Refused(u16, &'static str, &'static str),
    /// Refused at the door, with a `Retry-After`.
    Later(u16, &'static str),
    /// The connection is reset before anything is done.
    ResetBefore,
    /// It is done, then the connection is reset.
    ResetAfter,
    /// It is done, then a gateway answers with this status.
    StatusAfter(u16),
    /// Nothing is done, and no answer comes.
    SilenceBefore,
    /// It is done, and no answer comes.
    SilenceAfter,
    /// The answer breaks off in the middle.
    HalfAnswer,
    /// A good status with a web page as its body.
    WebPage,
    /// Nothing is done; the answer sends the client to another address.
    Redirect(u16, String),
    /// Another tool writes just before this request is handled.
    Meanwhile(fn(&mut Principal)),
    /// Nothing is wrong with this one.
    None,
}

impl Key {
    pub(super) fn of(made: &TestCertificate) -> Self {
        Self {
            id: format!("id-of-{}", made.name()),
            kind: "AsymmetricX509Cert".into(),
            usage: "Verify".into(),
            content: made.base64(),
            ends: Some(made.certificate().not_after()),
            content_shows: Shows::Always,
        }
    }

    fn certificate(&self) -> Option<Certificate> {
        Certificate::read(&STANDARD.decode(&self.content).ok()?).ok()
    }

    fn show(&self, by_object_id: bool) -> Value {
        let content = match self.content_shows {
            Shows::Always => Some(&self.content),
            Shows::ByObjectId if by_object_id => Some(&self.content),
            Shows::ByObjectId | Shows::Never => None,
        };
        json!({
            "customKeyIdentifier": self.certificate().map(|it| it.thumbprint()),
            "displayName": null,
            "endDateTime": self.ends.map(|end| end.to_string()),
            "key": content,
            "keyId": self.id,
            "type": self.kind,
            "usage": self.usage,
        })
    }
}

impl Principal {
    pub(super) fn new(app: &str, keys: Vec<Key>) -> Self {
        Self {
            app: app.into(),
            object_id: format!("aaaaaaaa{}", &app[8..]),
            enabled: true,
            keys,
            names: vec![app.into()],
            before: None,
            lag: 0,
            alternates: false,
            reads_since: 0,
        }
    }

    /// Thumbprints of what is really there.
    pub(super) fn thumbprints(&self) -> Vec<Thumbprint> {
        let of = |key: &Key| match key.certificate() {
            Some(certificate) => certificate.thumbprint(),
            None => Thumbprint::of_der(key.content.as_bytes()),
        };
        self.keys.iter().map(of).collect()
    }

    fn show(&mut self, by_object_id: bool) -> Value {
        self.reads_since += u32::from(self.before.is_some());
        let mut shown = &*self;
        if let Some(before) = &self.before {
            let behind = self.reads_since <= self.lag
                || (self.alternates && !self.reads_since.is_multiple_of(2));
            if behind {
                shown = before;
            }
        }
        json!({
            "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#servicePrincipals/$entity",
            "id": self.object_id,
            "appId": self.app,
            "displayName": format!("Display name of {}", self.app),
            "accountEnabled": shown.enabled,
            "servicePrincipalNames": shown.names,
            "keyCredentials": shown.keys.iter().map(|key| key.show(by_object_id)).collect::<Vec<_>>(),
        })
    }
}

type Refusal = (u16, &'static str, String);

impl Tenant {
    pub(super) fn principal(&mut self, app: &str) -> &mut Principal {
        self.principals
            .iter_mut()
            .find(|principal| principal.app == app)
            .expect("BUG: the test asks for a principal that it has not made")
    }

    /// The next requests of that kind for that application meet these, one each.
    pub(super) fn faults(&mut self, method: Method, app: &str, faults: &[Fault]) {
        let faults = faults.iter().cloned().collect();
        self.faults.push((method, app.into(), faults));
    }

    fn next_fault(&mut self, method: &Method, app: &str) -> Fault {
        self.faults
            .iter_mut()
            .filter(|(m, a, _)| m == method && a == app)
            .find_map(|(_, _, queue)| queue.pop_front())
            .unwrap_or(Fault::None)
    }

    fn read(&mut self, app: &str, by_object_id: bool) -> Result<Value, Refusal> {
        self.principals
            .iter_mut()
            .find(|principal| principal.app == app)
            .map(|principal| principal.show(by_object_id))
            .ok_or((404, "Request_ResourceNotFound", format!("Resource '{app}' does not exist.")))
    }

    fn patch(&mut self, app: &str, body: &Value, now: Timestamp) -> Result<(), Refusal> {
        let bad = |why: &str| (400, "Request_BadRequest", why.to_owned());
        let fields = body.as_object().ok_or_else(|| bad("not an object"))?;
        let known = ["keyCredentials", "servicePrincipalNames", "accountEnabled"];
        if fields.is_empty() || fields.keys().any(|name| !known.contains(&name.as_str())) {
            return Err(bad("only keys, names and whether it is enabled may be sent here"));
        }
        let list = |name: &str| match fields.get(name) {
            None => Ok(None),
            Some(value) => value.as_array().map(Some).ok_or_else(|| bad("not a list")),
        };
        let names = match list("servicePrincipalNames")? {
            None => None,
            Some(names) => {
                let text = |name: &Value| name.as_str().map(str::to_owned);
                let names: Option<Vec<String>> = names.iter().map(text).collect();
                Some(names.ok_or_else(|| bad("a name is no text"))?)
            }
        };
        let enabled = match fields.get("accountEnabled") {
            None => None,
            Some(value) => Some(value.as_bool().ok_or_else(|| bad("not true or false"))?),
        };
        let keys = match list("keyCredentials")? {
            None => None,
            Some(entries) => Some(self.sent_keys(entries, now)?),
        };
        let principal = self.principal(app);
        principal.before = Some(Box::new(Principal { before: None, ..principal.clone() }));
        principal.keys = keys.unwrap_or_else(|| principal.keys.clone());
        principal.names = names.unwrap_or_else(|| principal.names.clone());
        principal.enabled = enabled.unwrap_or(principal.enabled);
        principal.reads_since = 0;
        Ok(())
    }

    fn sent_keys(&mut self, entries: &[Value], now: Timestamp) -> Result<Vec<Key>, Refusal> {
        let bad = |why: &str| (400, "Request_BadRequest", why.to_owned());
        let mut keys = Vec::new();
        for entry in entries {
            let entry = entry.as_object().ok_or_else(|| bad("not an object"))?;
            let mut names: Vec<_> = entry.keys().map(String::as_str).collect();
            names.sort_unstable();
            if names != ["key", "type", "usage"] {
                return Err(bad("Property in keyCredentials is not allowed on this object"));
            }
            let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
            if (text("type").as_str(), text("usage").as_str()) != ("AsymmetricX509Cert", "Verify") {
                return Err(bad("only certificates that verify"));
            }
            let certificate = STANDARD
                .decode(text("key"))
                .ok()
                .and_then(|stored| Certificate::read(&stored).ok())
                .ok_or_else(|| {
                    bad("Cannot convert the literal to the expected type 'Edm.Binary'.")
                })?;
            if certificate.not_after() <= now {
                let why = "Key credential end date is invalid.".to_owned();
                return Err((400, "KeyCredentialsInvalidEndDate", why));
            }
            self.ids += 1;
            keys.push(Key {
                id: format!("new-id-{}", self.ids),
                kind: text("type"),
                usage: text("usage"),
                content: text("key"),
                ends: Some(certificate.not_after()),
                content_shows: Shows::Always,
            });
        }
        Ok(keys)
    }

    fn create(&mut self, app: &str) -> Result<Value, Refusal> {
        if self.principals.iter().any(|principal| principal.app == app) {
            let why = "Another object with the same value for property servicePrincipalNames already exists.";
            return Err((409, "Request_MultipleObjectsWithSameKeyValue", why.into()));
        }
        if !self.available.iter().any(|available| available == app) {
            let why = format!("The appId '{app}' does not reference a valid application object.");
            return Err((400, "NoBackingApplicationObject", why));
        }
        self.principals.push(Principal::new(app, Vec::new()));
        self.read(app, true)
    }
}

impl Fake {
    pub(super) async fn start(clock: Arc<TestClock>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let shared = Arc::new(Shared { tenant: Mutex::default(), clock });
        let app = axum::Router::new().fallback(handle).with_state(shared.clone());
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { base, shared, server }
    }

    pub(super) fn tenant(&self) -> MutexGuard<'_, Tenant> {
        self.shared.tenant.lock().unwrap()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let path = uri.path().strip_prefix("/v1.0/servicePrincipals").unwrap();
    let by_object_id = path.starts_with('/');
    let (fault, barrier, app) = {
        let mut tenant = shared.tenant.lock().unwrap();
        let app = if let Some(id) = path.strip_prefix('/') {
            let of = |p: &&Principal| p.object_id == id;
            tenant.principals.iter().find(of).unwrap().app.clone()
        } else if let Some(rest) = path.strip_prefix("(appId='") {
            rest.strip_suffix("')").unwrap().to_owned()
        } else {
            body["appId"].as_str().unwrap().to_owned()
        };
        tenant.requests.push(Sent {
            method: method.clone(),
            target: uri.to_string(),
            token: header("authorization"),
            client_request_id: header("client-request-id"),
            body: body.clone(),
        });
        let fault = tenant.next_fault(&method, &app);
        (fault, tenant.barrier.clone(), app)
    };
    if let Some(barrier) = barrier {
        barrier.wait().await;
    }
    match &fault {
        Fault::Refused(status, code, message) => {
            return shared.refuse((*status, code, (*message).to_owned()), None);
        }
        Fault::Later(status, after) => {
            let words = "Too many requests.".to_owned();
            return shared.refuse((*status, "TooManyRequests", words), Some(after));
        }
        Fault::ResetBefore => reset(),
        Fault::SilenceBefore => return std::future::pending().await,
        Fault::Meanwhile(change) => change(shared.tenant.lock().unwrap().principal(&app)),
        Fault::Redirect(status, to) => {
            let status = StatusCode::from_u16(*status).unwrap();
            return (status, [("location", to.as_str()), ("retry-after", "1")]).into_response();
        }
        Fault::WebPage => {
            return "<html>Please accept the terms of this network</html>".into_response();
        }
        Fault::ResetAfter
        | Fault::StatusAfter(_)
        | Fault::SilenceAfter
        | Fault::HalfAnswer
        | Fault::None => {}
    }
    let answer = shared.answer(&method, &app, by_object_id, &body);
    match fault {
        Fault::ResetAfter => reset(),
        Fault::SilenceAfter => std::future::pending().await,
        Fault::StatusAfter(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Fault::HalfAnswer => half(),
        _ => answer,
    }
}

impl Shared {
    /// The time by the clock of the service.
    fn now(&self) -> Timestamp {
        let ahead = SignedDuration::from_hours(self.tenant.lock().unwrap().hours_ahead);
        self.clock.time_of_day() + ahead
    }

    fn answer(&self, method: &Method, app: &str, by_object_id: bool, body: &Value) -> Response {
        let now = self.now();
        let mut tenant = self.tenant.lock().unwrap();
        let done = match *method {
            Method::GET => tenant.read(app, by_object_id).map(|value| (200, value)),
            Method::PATCH => tenant.patch(app, body, now).map(|()| (204, Value::Null)),
            Method::POST => tenant.create(app).map(|value| (201, value)),
            _ => Err((405, "Request_BadRequest", "method".to_owned())),
        };
        drop(tenant);
        match done {
            Ok((204, _)) => StatusCode::NO_CONTENT.into_response(),
            Ok((status, value)) => (
                StatusCode::from_u16(status).unwrap(),
                [("date", http_date(now)), ("content-type", "application/json".into())],
                value.to_string(),
            )
                .into_response(),
            Err(refusal) => self.refuse(refusal, None),
        }
    }

    fn refuse(&self, (status, code, message): Refusal, later: Option<&str>) -> Response {
        let body = json!({"error": {
            "code": code,
            "message": message,
            "innerError": {"date": "2026-08-01T12:00:00", "request-id": "r-1", "client-request-id": "c-1"},
        }});
        let mut response = (
            StatusCode::from_u16(status).unwrap(),
            [
                ("request-id", "r-1".to_owned()),
                ("date", http_date(self.now())),
                ("content-type", "application/json".to_owned()),
            ],
            body.to_string(),
        )
            .into_response();
        if let Some(later) = later {
            response.headers_mut().insert("retry-after", later.parse().unwrap());
        }
        response
    }
}

fn http_date(at: Timestamp) -> String {
    rfc2822::to_string(&at.to_zoned(TimeZone::UTC)).unwrap()
}

/// Ends the connection without an answer. The server notices only that its handler is gone.
fn reset() -> ! {
    std::panic::resume_unwind(Box::new("connection reset"))
}

fn half() -> Response {
    let parts: [Result<&str, std::io::Error>; 2] =
        [Ok("{\"id\":\"aaaa"), Err(std::io::ErrorKind::ConnectionReset.into())];
    let stream = futures::stream::iter(parts);
    ([("content-type", "application/json"), ("content-length", "5000")], Body::from_stream(stream))
        .into_response()
}
