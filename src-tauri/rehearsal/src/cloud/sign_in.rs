//! Entra's endpoints: metadata of a tenant, device codes, tokens.
//!
//! The protocol is RFC 8628, RFC 6749 sections 4.1.3 and 6, and RFC 7636 section 4.6, with Entra's
//! names for the errors and its body of an error.

use super::canary::SecretKind;
use super::client::{self, Registration};
use super::fault::{FaultKind, Subject};
use super::oauth_error::{EntraError, answer, no_tenant};
use super::person::{Ending, Person, Refusal};
use super::pkce;
use super::tenant::{DeviceCode, TokenKind, Way};
use super::token::{self, Grant};
use super::world::{Shared, World};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::HashMap;

const DEVICE_CODE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A poll may be this much early without a refusal: the program's clock and the way to here are
/// not exact.
const LENIENCE: SignedDuration = SignedDuration::from_millis(500);

/// Letters and digits that are not taken for each other.
const CODE_LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const USER_CODE_LENGTH: usize = 9;
const DEVICE_CODE_LENGTH: usize = 200;

/// `OpenID` Connect Discovery 1.0: gives the tenant's id to whoever knows one of its domains.
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
    let client_id = client(world, form)?.client_id;
    let scope = field(form, "scope")?;
    let random = |length: usize| -> String {
        let letter = || char::from(CODE_LETTERS[fastrand::usize(..CODE_LETTERS.len())]);
        std::iter::repeat_with(letter).take(length).collect()
    };
    let (lifetime, interval) = (world.code_lifetime, world.poll_interval);
    let canary = world.canaries.word(SecretKind::DeviceCode);
    let code = DeviceCode {
        value: format!("{canary}{}", random(DEVICE_CODE_LENGTH)),
        user_code: random(USER_CODE_LENGTH),
        client_id,
        scope: scope.to_owned(),
        claims: form.get("claims").cloned(),
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
        let mut message = fault
            .message
            .clone()
            .unwrap_or_else(|| "An error that was switched on for this rehearsal.".to_owned());
        if fault.echo {
            for name in ["device_code", "refresh_token", "code"] {
                message.extend(form.get(name).map(|sent| format!(" You sent {sent}.")));
            }
        }
        return Err(EntraError::new(error, fault.number.unwrap_or(70_000), message));
    }
    let client = client(world, form)?;
    match field(form, "grant_type")? {
        DEVICE_CODE_GRANT => by_device_code(world, &client, field(form, "device_code")?),
        "authorization_code" => by_authorization(world, &client, form),
        "refresh_token" => by_refresh_token(world, &client, form),
        other => Err(EntraError::new(
            "unsupported_grant_type",
            70_003,
            format!("The app requested an unsupported grant type '{other}'."),
        )),
    }
}

/// Why nobody gets in with a device code, once a policy that blocks them was switched on.
fn codes_switched_off(world: &World) -> Option<Refusal> {
    let subject = Subject { method: "POST", app_id: None };
    world.faults.find(FaultKind::DeviceCodesBlocked, &subject).map(|_| Refusal {
        number: 530_035,
        message: "Access has been blocked by security defaults. The request is deemed unsafe by security defaults policies.",
    })
}

/// Why that person does not get in with a device code, nor with what was got with one.
fn codes_blocked(world: &World, person: Person) -> Option<Refusal> {
    match person.ending() {
        Ending::Refused(refusal) | Ending::LeftWaiting(refusal) => Some(refusal),
        Ending::Tokens | Ending::Declined => codes_switched_off(world),
    }
}

fn refused(refusal: Refusal) -> EntraError {
    EntraError::new("invalid_grant", refusal.number, refusal.message)
}

fn by_device_code(
    world: &mut World,
    client: &Registration,
    sent: &str,
) -> Result<Value, EntraError> {
    let now = world.now();
    let switched_off = codes_switched_off(world);
    let code = world
        .tenant
        .codes
        .iter_mut()
        .find(|code| code.value == sent && code.client_id == client.client_id)
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
        Some((_, Ending::Refused(refusal))) => Err(refused(refusal)),
        Some((person, Ending::Tokens)) => {
            // Only now does Entra look at the app, as one sees with an app that is not public.
            client.check_public()?;
            client.check_consent("invalid_grant")?;
            if let Some(refusal) = switched_off {
                return Err(refused(refusal));
            }
            code.redeemed = true;
            let (scope, claims) = (code.scope.clone(), code.claims.clone());
            Ok(token::give(
                world,
                &Grant {
                    person,
                    client_id: &client.client_id,
                    scope: &scope,
                    claims: claims.as_deref(),
                    nonce: None,
                    way: Way::DeviceCode,
                },
            ))
        }
    }
}

/// RFC 8628 section 3.5: who asks too soon has to ask five seconds less often from now on.
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

/// RFC 6749 section 4.1.3, RFC 7636 section 4.6.
fn by_authorization(
    world: &mut World,
    client: &Registration,
    form: &HashMap<String, String>,
) -> Result<Value, EntraError> {
    let (now, sent) = (world.now(), field(form, "code")?);
    let verifier = field(form, "code_verifier")?;
    let redirect = field(form, "redirect_uri")?;
    client.check_public()?;
    let refused = |number, message| Err(EntraError::new("invalid_grant", number, message));
    let found = world.tenant.authorizations.iter_mut();
    let mut found = found.filter(|given| given.code == sent && given.client_id == client.client_id);
    let Some(given) = found.next() else {
        return refused(70_000, "The provided value for the 'code' parameter is not valid.");
    };
    if given.redeemed {
        return refused(
            54_005,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
        );
    }
    if now >= given.expires {
        return refused(
            70_008,
            "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
        );
    }
    if given.redirect_uri != redirect {
        return refused(
            500_112,
            "The reply address does not match the reply address provided when requesting Authorization code.",
        );
    }
    if !pkce::proves(verifier, &given.challenge) {
        return refused(
            501_481,
            "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
        );
    }
    given.redeemed = true;
    let given = given.clone();
    let grant = Grant {
        person: given.person,
        client_id: &client.client_id,
        scope: &given.scope,
        claims: given.claims.as_deref(),
        nonce: given.nonce.as_deref(),
        way: Way::Browser,
    };
    Ok(token::give(world, &grant))
}

/// RFC 6749 section 6.
fn by_refresh_token(
    world: &mut World,
    client: &Registration,
    form: &HashMap<String, String>,
) -> Result<Value, EntraError> {
    let (now, sent) = (world.now(), field(form, "refresh_token")?);
    client.check_public()?;
    let refused_number = |number, message| Err(EntraError::new("invalid_grant", number, message));
    let tokens = &mut world.tenant.tokens;
    let place = tokens.iter().position(|token| {
        token.kind == TokenKind::Refresh
            && token.value == sent
            && token.client_id == client.client_id
    });
    let Some(token) = place.map(|place| tokens[place].clone()) else {
        return refused_number(9_002_313, "Invalid request. Request is malformed or invalid.");
    };
    if token.spent || now >= token.expires {
        return refused_number(700_082, "The refresh token has expired due to inactivity.");
    }
    if let (Way::DeviceCode, Some(refusal)) = (token.way, codes_blocked(world, token.person)) {
        return Err(refused(refusal));
    }
    let asked = form.get("claims");
    // Which requests to Graph need the claims is nothing that the sign-in knows.
    let strict = world
        .faults
        .all()
        .iter()
        .any(|fault| fault.kind == FaultKind::ClaimsChallenge && fault.interactive_only);
    if asked.is_some() && strict {
        return Err(EntraError::new(
            "interaction_required",
            50_076,
            "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '00000003-0000-0000-c000-000000000000'.",
        ));
    }
    if let Some(place) = place {
        world.tenant.tokens[place].spent = true;
    }
    let claims = asked.or(token.claims.as_ref());
    let grant = Grant {
        person: token.person,
        client_id: &client.client_id,
        scope: form.get("scope").unwrap_or(&token.scope),
        claims: claims.map(String::as_str),
        nonce: None,
        way: token.way,
    };
    Ok(token::give(world, &grant))
}

/// The client that asks.
fn client(world: &World, form: &HashMap<String, String>) -> Result<Registration, EntraError> {
    client::find(world, field(form, "client_id")?)
}

pub(super) fn form(body: &[u8]) -> HashMap<String, String> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

pub(super) fn field<'a>(
    form: &'a HashMap<String, String>,
    name: &str,
) -> Result<&'a str, EntraError> {
    form.get(name).map(String::as_str).filter(|value| !value.is_empty()).ok_or_else(|| {
        EntraError::new(
            "invalid_request",
            900_144,
            format!("The request body must contain the following parameter: '{name}'."),
        )
    })
}
