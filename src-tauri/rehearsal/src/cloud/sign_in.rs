//! Entra's endpoints: metadata of a tenant, device codes, tokens.
//!
//! The protocol is RFC 8628 and RFC 6749 section 6, with Entra's names for the errors and its body of
//! an error.

use super::fault::{FaultKind, Subject};
use super::person::Ending;
use super::tenant::{DeviceCode, TokenKind};
use super::token::{self, Grant};
use super::world::{Shared, World};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::response::{IntoResponse, Json, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

const DEVICE_CODE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Azure PowerShell and Azure CLI: Entra refuses Graph scopes to them.
const REFUSED_CLIENTS: [&str; 2] =
    ["1950a258-227b-4e31-a9cf-717495945fc2", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"];

/// A poll may be this much early without being told off: the program's clock and the way to here are
/// not exact.
const LENIENCE: SignedDuration = SignedDuration::from_millis(500);

/// Letters and digits that are not taken for each other.
const CODE_LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const USER_CODE_LENGTH: usize = 9;
const DEVICE_CODE_LENGTH: usize = 200;

/// An error of Entra.
struct EntraError {
    status: StatusCode,
    error: String,
    number: u32,
    message: String,
}

impl EntraError {
    fn new(error: &str, number: u32, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error: error.to_owned(),
            number,
            message: message.into(),
        }
    }

    fn response(self, world: &World) -> Response {
        let (trace, correlation) = (Uuid::new_v4(), Uuid::new_v4());
        let now = world.now().strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        let Self { number, message, .. } = self;
        let body = json!({
            "error": self.error,
            "error_description": format!(
                "AADSTS{number}: {message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {now}"
            ),
            "error_codes": [number],
            "timestamp": now,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("{}error?code={number}", world.url),
        });
        answer(self.status, body)
    }
}

fn answer(status: StatusCode, body: Value) -> Response {
    let id = HeaderName::from_static("x-ms-request-id");
    let headers =
        [(CACHE_CONTROL, "no-store, no-cache".to_owned()), (id, Uuid::new_v4().to_string())];
    (status, headers, Json(body)).into_response()
}

fn no_tenant(tenant: &str) -> EntraError {
    EntraError::new(
        "invalid_tenant",
        90_002,
        format!(
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."
        ),
    )
}

/// `OpenID` Connect Discovery 1.0: tells the tenant's id to whoever knows one of its domains.
pub(super) async fn metadata(State(shared): State<Shared>, Path(tenant): Path<String>) -> Response {
    let world = shared.lock();
    let Some(id) = world.tenant.id_of(&tenant) else {
        return no_tenant(&tenant).response(&world);
    };
    let url = &world.url;
    let body = json!({
        "issuer": format!("{url}{id}/v2.0"),
        "authorization_endpoint": format!("{url}{id}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{url}{id}/oauth2/v2.0/token"),
        "device_authorization_endpoint": format!("{url}{id}/oauth2/v2.0/devicecode"),
        "jwks_uri": format!("{url}{id}/discovery/v2.0/keys"),
        "userinfo_endpoint": format!("{url}oidc/userinfo"),
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "tenant_region_scope": "EU",
        "msgraph_host": url.authority(),
    });
    answer(StatusCode::OK, body)
}

/// Nothing is signed, so there are no keys.
pub(super) async fn keys() -> Response {
    answer(StatusCode::OK, json!({ "keys": [] }))
}

/// RFC 8628 section 3.1 and 3.2.
pub(super) async fn device_code(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    body: Bytes,
) -> Response {
    let form = form(&body);
    let mut world = shared.lock();
    match give_code(&mut world, &tenant, &form) {
        Ok(body) => answer(StatusCode::OK, body),
        Err(error) => error.response(&world),
    }
}

fn give_code(
    world: &mut World,
    tenant: &str,
    form: &HashMap<String, String>,
) -> Result<Value, EntraError> {
    if world.tenant.id_of(tenant).is_none() {
        return Err(no_tenant(tenant));
    }
    let client_id = client(form)?;
    let scope = field(form, "scope")?;
    let random = |length: usize| -> String {
        let letter = || char::from(CODE_LETTERS[fastrand::usize(..CODE_LETTERS.len())]);
        std::iter::repeat_with(letter).take(length).collect()
    };
    let (lifetime, interval) = (world.code_lifetime, world.poll_interval);
    let code = DeviceCode {
        value: random(DEVICE_CODE_LENGTH),
        user_code: random(USER_CODE_LENGTH),
        client_id: client_id.to_owned(),
        scope: scope.to_owned(),
        expires: world.now() + SignedDuration::from_secs(lifetime.into()),
        interval,
        person: None,
        redeemed: false,
        last_poll: None,
    };
    let page = format!("{}device", world.url);
    let body = json!({
        "user_code": code.user_code,
        "device_code": code.value,
        "verification_uri": page,
        "expires_in": lifetime,
        "interval": interval,
        "message": format!(
            "To sign in, use a web browser to open the page {page} and enter the code {} to authenticate.",
            code.user_code
        ),
    });
    world.tenant.codes.push(code);
    world.keep();
    Ok(body)
}

/// RFC 8628 section 3.4 and 3.5; RFC 6749 section 6.
pub(super) async fn token(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    body: Bytes,
) -> Response {
    let form = form(&body);
    let mut world = shared.lock();
    let given = give_token(&mut world, &tenant, &form);
    match given {
        Ok(body) => {
            world.keep();
            answer(StatusCode::OK, body)
        }
        Err(error) => error.response(&world),
    }
}

fn give_token(
    world: &mut World,
    tenant: &str,
    form: &HashMap<String, String>,
) -> Result<Value, EntraError> {
    if world.tenant.id_of(tenant).is_none() {
        return Err(no_tenant(tenant));
    }
    let subject = Subject { method: "POST", app_id: None };
    if let Some(fault) = world.faults.take(FaultKind::SignInError, &subject) {
        let error = fault.error.as_deref().unwrap_or("invalid_grant");
        let message = "An error that was switched on for this rehearsal.";
        return Err(EntraError::new(error, fault.number.unwrap_or(70_000), message));
    }
    let client_id = client(form)?.to_owned();
    match field(form, "grant_type")? {
        DEVICE_CODE_GRANT => by_device_code(world, &client_id, field(form, "device_code")?),
        "refresh_token" => {
            let scope = form.get("scope").map(String::as_str);
            by_refresh_token(world, &client_id, field(form, "refresh_token")?, scope)
        }
        other => Err(EntraError::new(
            "unsupported_grant_type",
            70_003,
            format!("The app requested an unsupported grant type '{other}'."),
        )),
    }
}

fn by_device_code(world: &mut World, client_id: &str, sent: &str) -> Result<Value, EntraError> {
    let now = world.now();
    let code = world
        .tenant
        .codes
        .iter_mut()
        .find(|code| code.value == sent && code.client_id == client_id)
        .ok_or_else(|| {
            EntraError::new(
                "bad_verification_code",
                70_018,
                "Invalid verification code due to User typing in wrong user code for device code flow.",
            )
        })?;
    if code.redeemed {
        return Err(EntraError::new(
            "invalid_grant",
            54_005,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
        ));
    }
    if now >= code.expires {
        return Err(EntraError::new(
            "expired_token",
            70_020,
            "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
        ));
    }
    let ending = code.person.map(|person| (person, person.ending()));
    match ending {
        None | Some((_, Ending::LeftWaiting(_))) => Err(wait(code, now)),
        Some((_, Ending::Declined)) => Err(EntraError::new(
            "authorization_declined",
            90_120,
            "The device code has been declined by the user.",
        )),
        Some((_, Ending::Refused(refusal))) => {
            Err(EntraError::new("invalid_grant", refusal.number, refusal.message))
        }
        Some((person, Ending::Tokens)) => {
            code.redeemed = true;
            let scope = code.scope.clone();
            let grant = Grant { person, client_id, scope: &scope };
            Ok(token::give(world, &grant))
        }
    }
}

/// RFC 8628 section 3.5: who asks too soon is told to ask five seconds less often from now on.
fn wait(code: &mut DeviceCode, now: Timestamp) -> EntraError {
    let pause = SignedDuration::from_secs(code.interval.into());
    let too_soon = code.last_poll.is_some_and(|last| now.duration_since(last) + LENIENCE < pause);
    code.last_poll = Some(now);
    if too_soon {
        code.interval += 5;
        return EntraError::new(
            "slow_down",
            70_016,
            "OAuth 2.0 device flow error. The client polls too often.",
        );
    }
    EntraError::new(
        "authorization_pending",
        70_016,
        "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
    )
}

fn by_refresh_token(
    world: &mut World,
    client_id: &str,
    sent: &str,
    scope: Option<&str>,
) -> Result<Value, EntraError> {
    let now = world.now();
    let token = world
        .tenant
        .tokens
        .iter_mut()
        .find(|token| {
            token.kind == TokenKind::Refresh && token.value == sent && token.client_id == client_id
        })
        .ok_or_else(|| {
            EntraError::new(
                "invalid_grant",
                9_002_313,
                "Invalid request. Request is malformed or invalid.",
            )
        })?;
    if token.spent || now >= token.expires {
        return Err(EntraError::new(
            "invalid_grant",
            700_082,
            "The refresh token has expired due to inactivity.",
        ));
    }
    token.spent = true;
    let person = token.person;
    let scope = scope.map_or_else(|| token.scope.clone(), str::to_owned);
    let grant = Grant { person, client_id, scope: &scope };
    Ok(token::give(world, &grant))
}

/// The client that asks. Any id is taken for the organisation's own registration.
fn client(form: &HashMap<String, String>) -> Result<&str, EntraError> {
    let client = field(form, "client_id")?;
    if REFUSED_CLIENTS.contains(&client.to_ascii_lowercase().as_str()) {
        return Err(EntraError::new(
            "invalid_grant",
            65_002,
            format!(
                "Consent between first party application '{client}' and first party resource '00000003-0000-0000-c000-000000000000' must be configured via preauthorization."
            ),
        ));
    }
    if Uuid::try_parse(client).is_err() {
        return Err(EntraError::new(
            "unauthorized_client",
            700_016,
            format!("Application with identifier '{client}' was not found in the directory."),
        ));
    }
    Ok(client)
}

fn form(body: &[u8]) -> HashMap<String, String> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

fn field<'a>(form: &'a HashMap<String, String>, name: &str) -> Result<&'a str, EntraError> {
    form.get(name).map(String::as_str).filter(|value| !value.is_empty()).ok_or_else(|| {
        EntraError::new(
            "invalid_request",
            900_144,
            format!("The request body must contain the following parameter: '{name}'."),
        )
    })
}
