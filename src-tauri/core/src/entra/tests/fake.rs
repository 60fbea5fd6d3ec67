//! A sign-in service that answers as a test sets it and remembers what it was asked; and a clock on
//! which sleeping takes no time.

use crate::entra::keyring::SecretStore;
use crate::entra::{Clock, Endpoints, SignIn};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

pub(super) const TENANT: &str = "11111111-2222-4333-8444-555555555555";
pub(super) const OTHER_TENANT: &str = "99999999-2222-4333-8444-555555555555";

/// It is in every secret of the fake; no test may find it in what is shown.
pub(super) const HUSH: &str = "hush";

/// How the fake answers one request.
pub(super) enum Answer {
    /// With this status and body.
    Json(u16, Value),
    /// With this status and text.
    Text(u16, &'static str),
    /// With this status, to another address.
    Redirect(u16, String),
    /// With half an answer, then the connection breaks.
    Broken,
    /// Never.
    Silence,
}

#[derive(Default)]
pub(super) struct Fake {
    pub(super) configuration: Mutex<Option<Answer>>,
    pub(super) device: Mutex<Option<Answer>>,
    pub(super) token: Mutex<VecDeque<Answer>>,
    pub(super) asked: Mutex<Vec<Request>>,
}

/// A request as it came in.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) path: String,
    pub(super) form: HashMap<String, String>,
}

impl Fake {
    /// Starts the service; it ends with the test's runtime.
    pub(super) async fn start() -> (Arc<Self>, Endpoints) {
        let fake = Arc::new(Self::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&fake));
        tokio::spawn(async move { axum::serve(listener, router).await });
        (fake, Endpoints::custom(&url, &url).unwrap())
    }

    /// Queues answers of the token endpoint.
    pub(super) fn then(&self, answers: impl IntoIterator<Item = Answer>) {
        self.token.lock().unwrap().extend(answers);
    }

    /// What the token endpoint was asked.
    pub(super) fn token_requests(&self) -> Vec<Request> {
        let asked = self.asked.lock().unwrap();
        let to_token = |request: &&Request| request.path.ends_with("/token");
        asked.iter().filter(to_token).cloned().collect()
    }
}

async fn answer(State(fake): State<Arc<Fake>>, uri: Uri, body: String) -> Response {
    let path = uri.path().to_owned();
    let form = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    fake.asked.lock().unwrap().push(Request { path: path.clone(), form });
    let reported = if path.ends_with("/openid-configuration") {
        fake.configuration.lock().unwrap().take()
    } else if path.ends_with("/devicecode") {
        fake.device.lock().unwrap().take()
    } else {
        fake.token.lock().unwrap().pop_front()
    };
    let reported = reported.unwrap_or_else(|| {
        if path.ends_with("/openid-configuration") {
            Answer::Json(200, json!({"issuer": format!("http://127.0.0.1/{TENANT}/v2.0")}))
        } else if path.ends_with("/devicecode") {
            device_code(900)
        } else {
            // A test that asks more often than it said must fail.
            Answer::Json(400, json!({"error": "not_queued"}))
        }
    });
    match reported {
        Answer::Json(status, body) => {
            (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response()
        }
        Answer::Text(status, body) => (StatusCode::from_u16(status).unwrap(), body).into_response(),
        Answer::Redirect(status, to) => {
            (StatusCode::from_u16(status).unwrap(), [("location", to)]).into_response()
        }
        Answer::Broken => {
            let half = [Ok("{\"half"), Err(std::io::Error::other("broken"))];
            Body::from_stream(futures::stream::iter(half)).into_response()
        }
        Answer::Silence => std::future::pending().await,
    }
}

pub(super) fn device_code(expires_in: u64) -> Answer {
    device_code_at("https://microsoft.com/devicelogin", "ABC12345", expires_in)
}

/// A code to type on that page.
pub(super) fn device_code_at(page: &str, code: &str, expires_in: u64) -> Answer {
    Answer::Json(
        200,
        json!({
            "device_code": format!("{HUSH}-device"),
            "user_code": code,
            "verification_uri": page,
            "expires_in": expires_in,
            "interval": 5,
            "message": "To sign in, use a web browser",
        }),
    )
}

/// An error as Entra writes it.
pub(super) fn refuses(error: &str, number: u32) -> Answer {
    Answer::Json(
        400,
        json!({
            "error": error,
            "error_description": format!("AADSTS{number}: So it is. Trace ID: t Correlation ID: c Timestamp: x"),
            "error_codes": [number],
            "timestamp": "2026-08-01 10:00:00Z",
            "trace_id": "trace-1",
            "correlation_id": "correlation-1",
        }),
    )
}

pub(super) fn pending() -> Answer {
    refuses("authorization_pending", 70016)
}

pub(super) fn id_token(tenant: &str) -> String {
    id_token_with(tenant, None)
}

fn id_token_with(tenant: &str, nonce: Option<&str>) -> String {
    let claims = json!({
        "tid": tenant,
        "name": "Zo\u{eb} O'Brien",
        "preferred_username": "zoe@contoso.com",
        "oid": "o",
        "nonce": nonce,
    });
    format!("e30.{}.{HUSH}", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()))
}

/// Tokens that end with `mark`, for an hour.
pub(super) fn tokens(mark: &str) -> Answer {
    tokens_of(mark, TENANT)
}

pub(super) fn tokens_of(mark: &str, tenant: &str) -> Answer {
    tokens_with(mark, tenant, None)
}

/// The same, made for the page of that nonce.
pub(super) fn tokens_with(mark: &str, tenant: &str, nonce: Option<&str>) -> Answer {
    Answer::Json(
        200,
        json!({
            "token_type": "Bearer",
            "scope": "Application.ReadWrite.All openid profile",
            "expires_in": 3600,
            "ext_expires_in": 3600,
            "access_token": format!("{HUSH}-access-{mark}"),
            "refresh_token": format!("{HUSH}-refresh-{mark}"),
            "id_token": id_token_with(tenant, nonce),
        }),
    )
}

/// Sleeping moves this clock on and returns at once.
pub(super) struct TestClock {
    start: Instant,
    passed: Mutex<Duration>,
    pub(super) day: Mutex<Timestamp>,
    pub(super) sleeps: Mutex<Vec<u64>>,
    hangs: AtomicBool,
}

impl TestClock {
    pub(super) fn new() -> Self {
        Self {
            start: Instant::now(),
            passed: Mutex::default(),
            day: Mutex::new("2026-08-01T10:00:00Z".parse().unwrap()),
            sleeps: Mutex::default(),
            hangs: AtomicBool::new(false),
        }
    }

    /// A clock on which a sleep never ends.
    pub(super) fn stopped() -> Self {
        let clock = Self::new();
        clock.stop();
        clock
    }

    /// From now on, a sleep never ends.
    pub(super) fn stop(&self) {
        self.hangs.store(true, Ordering::SeqCst);
    }

    /// Lets time pass on both clocks.
    pub(super) fn pass(&self, seconds: u64) {
        *self.passed.lock().unwrap() += Duration::from_secs(seconds);
        self.set_back(-i64::try_from(seconds).unwrap());
    }

    /// Turns the time of day back; the monotonic clock does not notice.
    pub(super) fn set_back(&self, seconds: i64) {
        let mut day = self.day.lock().unwrap();
        *day -= SignedDuration::from_secs(seconds);
    }

    pub(super) fn slept(&self) -> Vec<u64> {
        self.sleeps.lock().unwrap().clone()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        self.start + *self.passed.lock().unwrap()
    }

    fn time_of_day(&self) -> Timestamp {
        *self.day.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        if self.hangs.load(Ordering::SeqCst) {
            return Box::pin(std::future::pending());
        }
        self.sleeps.lock().unwrap().push(duration.as_secs());
        self.pass(duration.as_secs());
        Box::pin(tokio::task::yield_now())
    }
}

/// A sign-in to contoso.com against the fake, with all that surrounds it.
pub(super) struct Stage {
    pub(super) fake: Arc<Fake>,
    pub(super) endpoints: Endpoints,
    pub(super) clock: Arc<TestClock>,
    pub(super) store: SecretStore,
    pub(super) sign_in: SignIn,
}

impl Stage {
    pub(super) async fn set() -> Self {
        Self::with_clock(TestClock::new()).await
    }

    pub(super) async fn with_clock(clock: TestClock) -> Self {
        let (fake, endpoints) = Fake::start().await;
        let (clock, store) = (Arc::new(clock), SecretStore::memory());
        let sign_in = sign_in(&endpoints, "contoso.com", None, &store, &clock);
        Self { fake, endpoints, clock, store, sign_in }
    }

    /// The program after a restart: the same store and clock, nothing else.
    pub(super) fn restarted(&self) -> SignIn {
        self.restarted_for("contoso.com", None)
    }

    pub(super) fn restarted_for(&self, tenant: &str, client: Option<&str>) -> SignIn {
        sign_in(&self.endpoints, tenant, client, &self.store, &self.clock)
    }

    /// Somebody signed in with the tokens "1".
    pub(super) async fn signed_in(&self) -> crate::entra::SignedIn {
        self.fake.then([tokens("1")]);
        let pending = self.sign_in.start().await.unwrap();
        self.sign_in.wait(&pending, std::future::pending()).await.unwrap()
    }

    /// Until the token endpoint was asked once.
    pub(super) async fn polled(&self) {
        while self.fake.token_requests().is_empty() {
            tokio::task::yield_now().await;
        }
    }

    pub(super) async fn keeps(&self, what: &str) -> bool {
        self.store.get(&format!("setup-1/{what}")).await.is_some()
    }
}

fn sign_in(
    endpoints: &Endpoints,
    tenant: &str,
    client: Option<&str>,
    store: &SecretStore,
    clock: &Arc<TestClock>,
) -> SignIn {
    let http = endpoints.sign_in_client().unwrap();
    let clock: Arc<dyn Clock> = Arc::<TestClock>::clone(clock);
    SignIn::new(http, endpoints.clone(), tenant, client, store.clone(), "setup-1")
        .unwrap()
        .with_clock(clock)
}
