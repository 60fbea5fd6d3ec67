//! Who asks: the token, the scopes it carries, and what Graph returns of its owner.

use super::request::GraphCall;
use crate::cloud::fault::{Fault, FaultKind};
use crate::cloud::person::Person;
use crate::cloud::principal::GraphRefusal;
use crate::cloud::tenant::{OTHER_TENANT_ID, TENANT_ID, TokenKind, tenant_of};
use crate::cloud::world::World;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

/// The scopes that allow to write, and those that allow to read.
pub(super) const MAY_WRITE: [&str; 2] = ["Application.ReadWrite.All", "Directory.ReadWrite.All"];

pub(super) const MAY_READ: [&str; 2] = ["Application.Read.All", "Directory.Read.All"];

/// The authentication context that is asked for where a fault names no claims.
const CLAIMS: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;

/// Who asks.
pub(super) struct Caller {
    pub(super) person: Person,
    scope: String,
}

impl Caller {
    /// One scope of these must have been consented to.
    pub(super) fn needs(&self, allowed: &[&[&str]]) -> Result<(), GraphRefusal> {
        let granted = self.scope.split_whitespace().any(|scope| {
            let name = scope.rsplit('/').next().unwrap_or(scope);
            let named = allowed.iter().flat_map(|names| names.iter());
            name == ".default" || named.into_iter().any(|wanted| wanted.eq_ignore_ascii_case(name))
        });
        if granted { Ok(()) } else { Err(denied()) }
    }
}

pub(super) fn denied() -> GraphRefusal {
    GraphRefusal::new(
        403,
        "Authorization_RequestDenied",
        "Insufficient privileges to complete the operation.",
    )
}

pub(super) fn caller(
    world: &mut World,
    call: &GraphCall<'_>,
    headers: &HeaderMap,
) -> Result<Caller, GraphRefusal> {
    let refused = |message: &str| GraphRefusal::new(401, "InvalidAuthenticationToken", message);
    if let Some(fault) = world.faults.take(FaultKind::Unauthorized, &call.subject()) {
        let message =
            "Continuous access evaluation resulted in challenge with result: InteractionRequired.";
        return Err(refused(&echo(&fault, message, headers)));
    }
    let sent = bearer(headers).ok_or_else(|| refused("Access token is empty."))?;
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

fn bearer(headers: &HeaderMap) -> Option<&str> {
    sent(headers)
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
}

/// What Graph asks of a token that was issued without the claims that are asked for, in the words of
/// Microsoft's claims challenge.
pub(super) fn challenge(
    world: &mut World,
    call: &GraphCall<'_>,
    headers: &HeaderMap,
) -> Option<HeaderValue> {
    let fault = world.faults.find(FaultKind::ClaimsChallenge, &call.subject())?;
    let claims = fault.claims.clone().unwrap_or_else(|| CLAIMS.to_owned());
    let sent = bearer(headers)?;
    let tokens = &world.tenant.tokens;
    let token = tokens.iter().find(|token| token.value == sent)?;
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    if token.claims.as_deref().and_then(read) == read(&claims) {
        return None;
    }
    // Counted only where it is met.
    world.faults.take(FaultKind::ClaimsChallenge, &call.subject());
    let encoded = BASE64_STANDARD.encode(claims);
    let value = format!(
        "Bearer realm=\"\", authorization_uri=\"{}common/oauth2/authorize\", client_id=\"00000003-0000-0000-c000-000000000000\", error=\"insufficient_claims\", claims=\"{encoded}\"",
        world.url
    );
    HeaderValue::from_str(&value).ok()
}

/// The `Authorization` header.
fn sent(headers: &HeaderMap) -> Option<&str> {
    headers.get("authorization").and_then(|value| value.to_str().ok())
}

/// The message of an error, with what was sent where the fault wants that.
pub(super) fn echo(fault: &Fault, message: &str, headers: &HeaderMap) -> String {
    match sent(headers) {
        Some(sent) if fault.echo => format!("{message} You sent {sent}"),
        _ => message.to_owned(),
    }
}

pub(super) fn me(world: &World, person: Person) -> Value {
    json!({
        "@odata.context": format!("{}v1.0/$metadata#users/$entity", world.url),
        "id": person.object_id(),
        "displayName": person.name(),
        "userPrincipalName": world.tenant.user_name(person),
    })
}

pub(super) fn roles(world: &World, person: Person) -> Value {
    let roles: Vec<_> = person
        .role()
        .into_iter()
        .map(|role| {
            json!({
                "@odata.type": "#microsoft.graph.directoryRole",
                "id": role.template,
                "displayName": role.name,
                "roleTemplateId": role.template,
            })
        })
        .collect();
    json!({
        "@odata.context": format!("{}v1.0/$metadata#directoryObjects", world.url),
        "value": roles,
    })
}

pub(super) fn organization(world: &World, person: Person) -> Value {
    let (id, name) = match tenant_of(person) {
        OTHER_TENANT_ID => (OTHER_TENANT_ID, "Fabrikam"),
        _ => (TENANT_ID, "Contoso"),
    };
    let domains = if id == TENANT_ID { world.tenant.domains() } else { vec![] };
    let domains: Vec<_> = domains.iter().map(|name| json!({ "name": name })).collect();
    json!({ "value": [{ "id": id, "displayName": name, "verifiedDomains": domains }] })
}
