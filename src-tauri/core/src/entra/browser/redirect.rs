//! What the browser brings: a code or an error (RFC 6749 sections 4.1.2 and 4.1.2.1), for this very
//! sign-in or not.

use crate::entra::refusal::EntraError;
use crate::error::{ErrorCode, Problem};
use oauth2::{AuthorizationCode, CsrfToken};
use sha2::{Digest, Sha256};

/// The longest query that is read; Entra's codes have up to two thousand letters.
const LONGEST: usize = 32 * 1024;

/// What an answer to this sign-in says.
pub(in crate::entra) type RedirectResult = Result<AuthorizationCode, Problem>;

/// Reads the query of the address that the browser was sent to. None: it is not an answer to the
/// sign-in of that state, and says nothing about it.
pub(super) fn read(query: &str, state: &CsrfToken) -> Option<RedirectResult> {
    if query.len() > LONGEST {
        return None;
    }
    let fields: Vec<(String, String)> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    // A parameter that is there twice is none (RFC 6749 section 3.1).
    let field = |name: &str| {
        let mut found = fields.iter().filter(|(known, _)| known == name);
        let only = found.next().filter(|_| found.next().is_none());
        only.map(|(_, value)| value.clone())
    };
    // Digests, so that how long the comparison takes says nothing about the state.
    let digest = |text: &str| Sha256::digest(text.as_bytes());
    if digest(&field("state")?) != digest(state.secret()) {
        return None;
    }
    Some(match (field("error"), field("code")) {
        (Some(error), _) => Err(EntraError::of_redirect(&error, field).problem()),
        (None, Some(code)) if !code.is_empty() => Ok(AuthorizationCode::new(code)),
        (None, _) => Err(Problem::of(ErrorCode::SignInUnreadable)
            .with_detail("the answer in the browser holds neither a code nor an error")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Option<RedirectResult> {
        read(query, &CsrfToken::new("s t&te".to_owned()))
    }

    #[test]
    fn a_code_with_the_right_state_is_read() {
        for query in ["code=c%2B1&state=s+t%26te", "state=s%20t%26te&session_state=x&code=c%2B1"] {
            assert_eq!(asked(query).unwrap().unwrap().secret(), "c+1", "{query}");
        }
    }

    #[test]
    fn what_is_for_another_sign_in_says_nothing_about_this_one() {
        let long = format!("state=s+t%26te&code={}", "x".repeat(LONGEST));
        for query in [
            "",
            "code=c",
            "code=c&state=",
            "code=c&state=wrong",
            "code=c&state=s+t%26t",
            "code=c&state=s+t%26te&state=s+t%26te",
            "code=c&state=wrong&state=s+t%26te",
            "error=access_denied",
            "error=access_denied&state=wrong",
            "\u{0}&&==&%%%",
            &long,
        ] {
            assert!(asked(query).is_none(), "{query}");
        }
    }

    #[test]
    fn an_error_is_reported_with_its_words() {
        let answer = asked("state=s+t%26te&error=access_denied&error_subcode=cancel&code=x");
        assert_eq!(answer.unwrap().unwrap_err().code, ErrorCode::SignInDeclined);
        let answer = asked(
            "error=server_error&error_description=AADSTS90033%3a+Busy.%0d%0aTrace+ID%3a+t-1&state=s+t%26te",
        );
        let problem = answer.unwrap().unwrap_err();
        assert_eq!(problem.code, ErrorCode::SignInBusy);
        assert!(problem.detail.unwrap().ends_with("trace id: t-1"));
    }

    #[test]
    fn neither_code_nor_error_cannot_be_read() {
        for query in ["state=s+t%26te", "state=s+t%26te&code=", "state=s+t%26te&code=a&code=b"] {
            let problem = asked(query).unwrap().unwrap_err();
            assert_eq!(problem.code, ErrorCode::SignInUnreadable, "{query}");
        }
    }
}
