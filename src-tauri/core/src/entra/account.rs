//! Who signed in: the claims of an id token.
//!
//! The signature is not checked. The token came straight from the token endpoint over TLS, which
//! `OpenID` Connect Core section 3.1.3.7 accepts in its place, and nothing is granted by these claims:
//! the tenant is compared with the one asked for, the names are shown.

use super::Account;
use crate::ids::TenantId;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

#[derive(Deserialize)]
struct Claims {
    tid: String,
    name: Option<String>,
    preferred_username: Option<String>,
    upn: Option<String>,
    email: Option<String>,
    oid: Option<String>,
    iss: Option<String>,
    idp: Option<String>,
    acct: Option<Value>,
    nonce: Option<String>,
}

/// What an id token reports.
#[derive(Debug)]
pub(super) struct Identity {
    /// Who signed in.
    pub(super) account: Account,
    /// To which tenant.
    pub(super) tenant: TenantId,
    /// For which request, when that asked with one.
    pub(super) nonce: Option<String>,
}

/// An id token that cannot be read. Holds nothing of the token.
#[derive(Debug, thiserror::Error)]
pub(super) enum IdTokenError {
    #[error("the answer holds no id token")]
    Missing,
    #[error("the id token is not a JWT with a JSON body")]
    Malformed,
    #[error("the id token names no tenant id")]
    Tenant,
}

/// Reads who signed in, and to which tenant.
pub(super) fn read(id_token: Option<&str>) -> Result<Identity, IdTokenError> {
    let id_token = id_token.ok_or(IdTokenError::Missing)?;
    let mut parts = id_token.split('.');
    let (Some(_), Some(body), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(IdTokenError::Malformed);
    };
    let body = BASE64_URL_SAFE_NO_PAD.decode(body).map_err(|_| IdTokenError::Malformed)?;
    let claims: Claims = serde_json::from_slice(&body).map_err(|_| IdTokenError::Malformed)?;
    let tenant = claims.tid.parse().map_err(|_| IdTokenError::Tenant)?;
    let guest = is_guest(&claims, tenant);
    let username = [claims.preferred_username, claims.upn, claims.email, claims.oid]
        .into_iter()
        .flatten()
        .find(|name| !name.is_empty())
        .unwrap_or_default();
    let name = claims.name.filter(|name| !name.is_empty()).unwrap_or_else(|| username.clone());
    let account = Account { name, username, tenant_id: tenant, guest };
    Ok(Identity { account, tenant, nonce: claims.nonce })
}

/// The mark in the name of an account that was invited.
const INVITED: &str = "#ext#";

/// Whether the account is at home elsewhere. Which of the claims a token has depends on the app's
/// registration, so each counts by itself (Microsoft's reference of ID token claims).
fn is_guest(claims: &Claims, tenant: TenantId) -> bool {
    let invited = [&claims.upn, &claims.preferred_username]
        .into_iter()
        .flatten()
        .any(|name| name.to_ascii_lowercase().contains(INVITED));
    let elsewhere = claims
        .idp
        .as_deref()
        .is_some_and(|idp| claims.iss.as_deref() != Some(idp) && !names(idp, tenant));
    claims.acct == Some(Value::from(1)) || invited || elsewhere
}

/// Whether an identity provider is that tenant: it has an address for each version of its tokens.
fn names(provider: &str, tenant: TenantId) -> bool {
    Url::parse(provider)
        .ok()
        .and_then(|url| url.path_segments()?.next()?.parse::<TenantId>().ok())
        .is_some_and(|named| named == tenant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TENANT: &str = "11111111-2222-4333-8444-555555555555";

    fn token(body: &[u8]) -> String {
        format!("e30.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(body))
    }

    #[test]
    fn the_names_and_the_tenant_are_read() {
        let body = json!({
            "tid": TENANT.to_uppercase(),
            "name": "Zo\u{eb} O'Brien",
            "preferred_username": "zoe@contoso.com",
            "oid": "x",
            "aud": "y",
        });
        let Identity { account, tenant, nonce } =
            read(Some(&token(body.to_string().as_bytes()))).unwrap();
        assert_eq!(nonce, None);
        assert!(!account.guest);
        assert_eq!(account.name, "Zo\u{eb} O'Brien");
        assert_eq!(account.username, "zoe@contoso.com");
        assert_eq!(account.tenant_id, TENANT, "ids are compared in one spelling");
        assert_eq!(tenant.to_string(), TENANT);
    }

    #[test]
    fn a_token_without_names_falls_back_to_what_there_is() {
        for (claims, name, username) in [
            (json!({"tid": TENANT, "upn": "a@b.c"}), "a@b.c", "a@b.c"),
            (json!({"tid": TENANT, "name": "", "email": "a@b.c"}), "a@b.c", "a@b.c"),
            (json!({"tid": TENANT, "name": "A", "oid": "1"}), "A", "1"),
            (json!({"tid": TENANT}), "", ""),
        ] {
            let account = read(Some(&token(claims.to_string().as_bytes()))).unwrap().account;
            assert_eq!((account.name.as_str(), account.username.as_str()), (name, username));
        }
    }

    #[test]
    fn what_is_no_id_token_is_refused_without_being_repeated() {
        assert!(matches!(read(None), Err(IdTokenError::Missing)));
        let no_tenant = token(br#"{"name":"hush"}"#);
        let other_tenant = token(br#"{"tid":"common"}"#);
        for (bad, says) in [
            ("", "JWT"),
            ("hush", "JWT"),
            ("a.hush.c.d", "JWT"),
            ("a.h\u{fc}sh.c", "JWT"),
            (&token(b"\xff\xfe"), "JWT"),
            (&token(b"[]"), "JWT"),
            (&no_tenant, "JWT"),
            (&other_tenant, "tenant"),
        ] {
            let error = read(Some(bad)).unwrap_err().to_string();
            assert!(error.contains(says), "{bad}: {error}");
            assert!(!error.contains("hush"), "{error}");
        }
    }

    #[test]
    fn a_guest_is_known_by_each_of_three_claims() {
        let iss = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
        let guest = |more: Value| {
            let mut claims = json!({ "tid": TENANT, "iss": iss, "preferred_username": "a@b.c" });
            claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            read(Some(&token(claims.to_string().as_bytes()))).unwrap().account.guest
        };
        for more in [
            json!({ "idp": "https://sts.windows.net/99999999-2222-4333-8444-555555555555/" }),
            json!({ "idp": "live.com" }),
            json!({ "idp": "mail" }),
            json!({ "upn": "a_b.c#EXT#@contoso.onmicrosoft.com" }),
            json!({ "preferred_username": "a_b.c#ext#@contoso.onmicrosoft.com" }),
            json!({ "acct": 1 }),
            json!({ "acct": 1, "idp": iss }),
        ] {
            assert!(guest(more.clone()), "{more}");
        }
        for more in [
            json!({}),
            json!({ "idp": iss }),
            json!({ "idp": format!("https://sts.windows.net/{TENANT}/") }),
            json!({ "idp": null }),
            json!({ "upn": "a@b.c", "acct": 0 }),
        ] {
            assert!(!guest(more.clone()), "{more}");
        }
    }
}
