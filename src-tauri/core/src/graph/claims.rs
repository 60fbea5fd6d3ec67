//! What Graph asks of the next token when it refuses one for its claims: a claims challenge, as
//! Microsoft's "Claims challenges, claims requests and client capabilities" has it.

use crate::http::challenge::{Challenge, challenges};
use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine as _};
use reqwest::header::HeaderMap;
use serde_json::{Map, Value};

/// The longest claims that are passed on. Real ones have some hundred bytes; these travel in an
/// address.
const LONGEST: usize = 8 * 1024;

/// The claims of a 401, as the JSON object they are. What is none is ignored: it would go to the
/// sign-in service as it came.
pub(super) fn claims(status: u16, headers: &HeaderMap) -> Option<String> {
    if status != 401 {
        return None;
    }
    challenges(headers).iter().find_map(asked)
}

fn asked(challenge: &Challenge) -> Option<String> {
    let error = challenge.value("error").filter(|_| challenge.is("Bearer"));
    let claims = challenge.value("claims").filter(|_| error == Some("insufficient_claims"));
    claims.and_then(decoded)
}

/// Both alphabets of base64 are met in the field, with and without padding.
fn decoded(claims: &str) -> Option<String> {
    let standard = claims.trim_end_matches('=').replace('-', "+").replace('_', "/");
    let bytes = BASE64_STANDARD_NO_PAD.decode(standard).ok()?;
    let text = String::from_utf8(bytes).ok().filter(|text| text.len() <= LONGEST)?;
    serde_json::from_str::<Map<String, Value>>(&text).is_ok().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::challenge::read as challenges_in;
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
    use reqwest::header::{HeaderValue, WWW_AUTHENTICATE};

    /// Both alphabets differ in it, and it needs padding.
    const CLAIMS: &str =
        r#"{"access_token":{"acrs":{"essential":true,"value":"c1>>>???~"},"n":{"x":"é"}}}"#;

    fn read(status: u16, values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_str(value).unwrap());
        }
        claims(status, &headers)
    }

    /// The same from a text that no header of `reqwest` can hold.
    fn asked_in(text: &str) -> Option<String> {
        challenges_in(text).iter().find_map(asked)
    }

    fn challenge(claims: &str) -> String {
        format!(
            r#"Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000", error="insufficient_claims", claims="{claims}""#
        )
    }

    #[test]
    fn claims_are_read_in_both_alphabets_with_and_without_padding() {
        let standard = BASE64_STANDARD.encode(CLAIMS);
        let safe = BASE64_URL_SAFE.encode(CLAIMS);
        assert_ne!(standard, safe, "the alphabets differ in this one");
        let bare = BASE64_URL_SAFE_NO_PAD.encode(CLAIMS);
        assert_ne!(bare, safe, "it needs padding");
        for claims in [&standard, &safe, &bare] {
            assert_eq!(read(401, &[&challenge(claims)]).as_deref(), Some(CLAIMS), "{claims}");
        }
    }

    #[test]
    fn the_challenge_is_found_among_others_and_in_any_order() {
        let claims = BASE64_STANDARD.encode(CLAIMS);
        let first =
            format!(r#"bearer claims="{claims}" , error=insufficient_claims, realm="a\",b""#);
        let spaced =
            format!(r#"BEARER realm="x\\", error = "insufficient_claims",claims="{claims}""#);
        let two = format!("Negotiate, {}", challenge(&claims));
        for values in [
            &[first.as_str()][..],
            &[&spaced],
            &[&two],
            &["Basic realm=\"x\"", &challenge(&claims)],
            &["Bearer error=\"invalid_token\"", &challenge(&claims)],
        ] {
            assert_eq!(read(401, values).as_deref(), Some(CLAIMS), "{values:?}");
        }
    }

    #[test]
    fn what_is_no_claims_challenge_is_ignored() {
        let good = BASE64_STANDARD.encode(CLAIMS);
        assert_eq!(read(403, &[&challenge(&good)]), None, "another status");
        let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(LONGEST));
        for bad in ["", "=", "%7B%7D", "x", "\u{2022}"] {
            assert_eq!(asked_in(&challenge(bad)), None, "{bad}");
        }
        for bad in ["[]", "1", "null", "\"x\"", "{", "{}x", &long] {
            assert_eq!(read(401, &[&challenge(&BASE64_STANDARD.encode(bad))]), None, "{bad}");
        }
        assert_eq!(asked_in(&challenge(&BASE64_STANDARD.encode(b"\xff\xfe"))), None);
        for bad in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer claims",
            "Bearer claims=\"",
            &format!("Bearer claims=\"{good}\""),
            &format!("Bearer error=\"invalid_token\", claims=\"{good}\""),
            &format!("Basic error=\"insufficient_claims\", claims=\"{good}\""),
            &format!("Bearer realm=\"error=insufficient_claims, claims={good}\""),
        ] {
            assert_eq!(read(401, &[bad]), None, "{bad}");
        }
    }

    #[test]
    fn the_longest_claims_are_just_taken() {
        let claims = format!(r#"{{"a":"{}"}}"#, "x".repeat(LONGEST - 8));
        assert_eq!(claims.len(), LONGEST);
        assert_eq!(read(401, &[&challenge(&BASE64_STANDARD.encode(&claims))]), Some(claims));
    }
}
