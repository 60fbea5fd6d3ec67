//! The tokens that the simulated Entra gives out. They look like Entra's and are not signed.

use super::canary::SecretKind;
use super::person::Person;
use super::tenant::{OTHER_TENANT_ID, Token, TokenKind, Way, tenant_of};
use super::world::World;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

/// Seconds for which an access token is good. Entra varies between 60 and 90 minutes.
const ACCESS_LIFETIME: i64 = 4_799;

/// Days for which an unused refresh token is good.
const REFRESH_LIFETIME: i64 = 90;

/// Entra's refresh tokens are one to two thousand characters long, more than one entry of Windows
/// Credential Manager takes.
const REFRESH_LENGTH: usize = 1_400;

/// What one sign-in gives.
pub(super) struct Grant<'a> {
    pub(super) person: Person,
    pub(super) client_id: &'a str,
    pub(super) scope: &'a str,
    /// The claims that were asked for.
    pub(super) claims: Option<&'a str>,
    /// For the id token.
    pub(super) nonce: Option<&'a str>,
    pub(super) way: Way,
}

/// Gives tokens out and keeps them. Returns the body of the answer.
pub(super) fn give(world: &mut World, grant: &Grant<'_>) -> Value {
    let now = world.now();
    let asked = |name: &str| grant.scope.split_whitespace().any(|scope| scope == name);
    let access = access_token(world, grant, now);
    let mut kept = vec![keep(
        grant,
        TokenKind::Access,
        access.clone(),
        now + SignedDuration::from_secs(ACCESS_LIFETIME),
    )];
    let mut body = json!({
        "token_type": "Bearer",
        "scope": grant.scope,
        "expires_in": ACCESS_LIFETIME,
        "ext_expires_in": ACCESS_LIFETIME,
        "access_token": access,
    });
    if asked("offline_access") {
        let refresh = refresh_token(&world.canaries.word(SecretKind::RefreshToken));
        body["refresh_token"] = refresh.clone().into();
        let expires = now + SignedDuration::from_hours(24 * REFRESH_LIFETIME);
        kept.push(keep(grant, TokenKind::Refresh, refresh, expires));
    }
    if asked("openid") {
        body["id_token"] = id_token(world, grant, now).into();
    }
    world.tenant.tokens.extend(kept);
    body
}

fn keep(grant: &Grant<'_>, kind: TokenKind, value: String, expires: Timestamp) -> Token {
    Token {
        value,
        kind,
        person: grant.person,
        client_id: grant.client_id.to_owned(),
        scope: grant.scope.to_owned(),
        claims: grant.claims.map(str::to_owned),
        way: grant.way,
        expires,
        spent: false,
    }
}

fn issuer(world: &World, tenant: &str) -> String {
    format!("{}{tenant}/v2.0", world.url)
}

fn access_token(world: &mut World, grant: &Grant<'_>, now: Timestamp) -> String {
    let tenant = tenant_of(grant.person);
    let canary = world.canaries.word(SecretKind::AccessToken);
    let claims = json!({
        "aud": world.url,
        "iss": issuer(world, tenant),
        "exp": now.as_second() + ACCESS_LIFETIME,
        "jti": Uuid::new_v4(),
        "scp": grant.scope,
        "tid": tenant,
        "oid": grant.person.object_id(),
        "wids": grant.person.role().map(|role| role.template),
        // In the claims, and once more as it is: a part of a token is a secret as well.
        "canary": canary,
    });
    format!("{}{canary}", jwt(&claims))
}

fn id_token(world: &World, grant: &Grant<'_>, now: Timestamp) -> String {
    let tenant = tenant_of(grant.person);
    let mut claims = json!({
        "aud": grant.client_id,
        "iss": issuer(world, tenant),
        "iat": now.as_second(),
        "nbf": now.as_second(),
        "exp": now.as_second() + ACCESS_LIFETIME,
        "name": grant.person.name(),
        "oid": grant.person.object_id(),
        "preferred_username": world.tenant.user_name(grant.person),
        "sub": grant.person.object_id(),
        "tid": tenant,
        "ver": "2.0",
    });
    if grant.person == Person::Guest {
        claims["idp"] = format!("https://sts.windows.net/{OTHER_TENANT_ID}/").into();
    }
    if let Some(nonce) = grant.nonce {
        claims["nonce"] = nonce.into();
    }
    jwt(&claims)
}

/// A JSON Web Token (RFC 7519) in form. Its signature is a sentence, because nobody may rely on it:
/// a program reads the id token it got straight from the token endpoint over its own connection.
fn jwt(claims: &Value) -> String {
    let header = json!({ "typ": "JWT", "alg": "RS256", "kid": "rehearsal" });
    let part = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    format!(
        "{}.{}.{}",
        part(header.to_string().as_bytes()),
        part(claims.to_string().as_bytes()),
        part(b"This is a rehearsal: nothing is signed.")
    )
}

fn refresh_token(word: &str) -> String {
    let random = std::iter::repeat_with(fastrand::alphanumeric).take(REFRESH_LENGTH);
    format!("1.{word}{}", random.collect::<String>())
}
