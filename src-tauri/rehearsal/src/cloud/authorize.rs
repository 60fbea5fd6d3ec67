//! Sign-in in the browser (RFC 6749 section 4.1, RFC 7636): the page that asks who signs in, and the
//! way back to the program with a code or an error.
//!
//! What is wrong with the app or with the way back stands on the page and goes nowhere, as at
//! Microsoft: an address that is not registered must not learn anything (RFC 6749 section 4.1.2.1).

use super::canary::SecretKind;
use super::client::{self, Registration};
use super::oauth_error::{EntraError, no_tenant};
use super::page::{page, people, refused};
use super::person::{Ending, Person};
use super::pkce;
use super::sign_in::{field, form};
use super::tenant::Authorization;
use super::world::{Shared, World};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use serde_json::json;
use std::collections::HashMap;
use url::Url;
use uuid::Uuid;

/// How long a code is good (RFC 6749 section 4.1.2 asks for ten minutes at most).
const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// Entra's codes are long.
const CODE_LENGTH: usize = 900;

/// A request that may be answered by sending the browser back.
struct AuthorizeRequest {
    client: Registration,
    redirect_uri: String,
    back: Url,
    fields: HashMap<String, String>,
}

/// Who learns that a request is wrong.
enum Wrong {
    /// Only the person at the page.
    Here(EntraError),
    /// The program that waits.
    There(AuthorizeRequest, EntraError),
}

/// `GET`: who signs in?
pub(super) async fn ask(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    uri: Uri,
) -> Response {
    let world = shared.lock();
    match read(&world, &tenant, uri.query().unwrap_or_default().as_bytes()) {
        Ok(request) => {
            let view = json!({
                "stage": "people",
                "action": uri.to_string(),
                "app": client::name(&request.client.client_id),
                "people": people(&world),
            });
            page(StatusCode::OK, &view)
        }
        Err(wrong) => turned_away(&world, &wrong),
    }
}

/// `POST`: that person does.
pub(super) async fn answer(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    uri: Uri,
    body: Bytes,
) -> Response {
    let mut world = shared.lock();
    let request = match read(&world, &tenant, uri.query().unwrap_or_default().as_bytes()) {
        Ok(request) => request,
        Err(wrong) => return turned_away(&world, &wrong),
    };
    let chosen = form(&body);
    let Some(person) = chosen.get("person").and_then(|id| Person::of_id(id)) else {
        let message = "There is nobody of that name here.";
        return page(StatusCode::BAD_REQUEST, &refused(&world, None, 50_034, message));
    };
    match person.ending_in_browser() {
        Ending::Tokens => {
            let code = authorize(&mut world, &request, person);
            request.send_back(&[("code", code), ("session_state", Uuid::new_v4().to_string())])
        }
        Ending::Declined => {
            let message = "The user has declined to sign in.";
            let error = EntraError::new("access_denied", 65_004, message);
            let mut fields = error.fields(world.now());
            fields.push(("error_subcode", "cancel".to_owned()));
            request.send_back(&fields)
        }
        Ending::Refused(refusal) | Ending::LeftWaiting(refusal) => {
            let error = EntraError::new("interaction_required", refusal.number, refusal.message);
            request.send_back(&error.fields(world.now()))
        }
    }
}

/// Reads a request: first what decides whether the browser may be sent back at all.
fn read(world: &World, tenant: &str, query: &[u8]) -> Result<AuthorizeRequest, Wrong> {
    if world.tenant.id_of(tenant).is_none() {
        return Err(Wrong::Here(no_tenant(tenant)));
    }
    let fields = form(query);
    let known = || {
        let client = client::find(world, field(&fields, "client_id")?)?;
        let redirect = field(&fields, "redirect_uri")?;
        client.check_redirect(redirect)?;
        let back = Url::parse(redirect).expect("BUG: it was parsed when it was checked");
        Ok((client, redirect.to_owned(), back))
    };
    let (client, redirect_uri, back) = known().map_err(Wrong::Here)?;
    let request = AuthorizeRequest { client, redirect_uri, back, fields };
    match request.check() {
        Ok(()) => Ok(request),
        Err(error) => Err(Wrong::There(request, error)),
    }
}

impl AuthorizeRequest {
    fn check(&self) -> Result<(), EntraError> {
        let is = |name: &str, wanted: &str| {
            self.fields.get(name).map(String::as_str).is_none_or(|value| value == wanted)
        };
        field(&self.fields, "scope")?;
        if field(&self.fields, "response_type")? != "code" || !is("response_mode", "query") {
            let message = "The response type or mode is not supported.";
            return Err(EntraError::new("unsupported_response_type", 700_054, message));
        }
        let challenge = self.fields.get("code_challenge").map(String::as_str);
        let method = self.fields.get("code_challenge_method").map(String::as_str);
        if !challenge.is_some_and(pkce::is_challenge) || method != Some("S256") {
            // Without a method it would be `plain` (RFC 7636 section 4.3).
            let message = "Proof Key for Code Exchange with the method S256 is required for authorization code redemption.";
            return Err(EntraError::new("invalid_request", 9_002_325, message));
        }
        self.client.check_consent("consent_required")
    }

    /// Sends the browser back with these fields and the state.
    fn send_back(&self, fields: &[(&str, String)]) -> Response {
        let mut back = self.back.clone();
        back.query_pairs_mut().extend_pairs(fields);
        if let Some(state) = self.fields.get("state") {
            back.query_pairs_mut().append_pair("state", state);
        }
        let headers = [
            (LOCATION, back.to_string()),
            (CACHE_CONTROL, "no-store".to_owned()),
            (REFERRER_POLICY, "no-referrer".to_owned()),
        ];
        (StatusCode::FOUND, headers).into_response()
    }
}

fn turned_away(world: &World, wrong: &Wrong) -> Response {
    match wrong {
        Wrong::Here(error) => {
            page(StatusCode::BAD_REQUEST, &refused(world, None, error.number, &error.message))
        }
        Wrong::There(request, error) => request.send_back(&error.fields(world.now())),
    }
}

/// A code for that person, good for one use.
fn authorize(world: &mut World, request: &AuthorizeRequest, person: Person) -> String {
    let random = std::iter::repeat_with(fastrand::alphanumeric).take(CODE_LENGTH);
    let canary = world.canaries.word(SecretKind::AuthorizationCode);
    let code = format!("1.{canary}{}", random.collect::<String>());
    let of = |name: &str| request.fields.get(name).cloned();
    world.tenant.authorizations.push(Authorization {
        code: code.clone(),
        client_id: request.client.client_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        challenge: of("code_challenge").unwrap_or_default(),
        scope: of("scope").unwrap_or_default(),
        nonce: of("nonce"),
        claims: of("claims"),
        person,
        expires: world.now() + CODE_LIFETIME,
        redeemed: false,
    });
    world.keep();
    code
}
