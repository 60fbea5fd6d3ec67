//! A 401 that asks for claims, read and answered.

use crate::error::{ErrorCode, Problem};
use crate::graph::tests::bench::{OPTIONS, VOICEMAIL, tenant};
use crate::graph::{Client, RetryPolicy, plan};
use crate::http::{self, BearerSource, Renew};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use secrecy::SecretString;
use std::sync::{Arc, Mutex};
use url::Url;

const CLAIMS: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;

/// Writes down which tokens were asked for.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<Renew>>>);

impl BearerSource for Asked {
    async fn bearer(&self, renew: Renew) -> Result<SecretString, Problem> {
        self.0.lock().unwrap().push(renew);
        Ok("token".into())
    }
}

/// The code of the problem that reading ends with where each request gets that challenge, and the
/// tokens that were asked for.
async fn challenged_with(challenge: &'static str) -> (ErrorCode, Vec<Renew>) {
    let answer = move || async move {
        let body = r#"{"error":{"code":"InvalidAuthenticationToken","message":"no"}}"#;
        let headers = [("www-authenticate", challenge)];
        (StatusCode::UNAUTHORIZED, headers, body).into_response()
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let service = axum::Router::new().fallback(answer);
    let server = tokio::spawn(async move { axum::serve(listener, service).await });
    let asked = Asked::default();
    let http = http::loopback_client().unwrap();
    let client = Client::new(http, base, asked.clone(), tenant(), RetryPolicy::real(1));
    let prepared = plan(&client, &wanted(&[VOICEMAIL], &[]), OPTIONS, &|_| {}).await;
    server.abort();
    let code = match prepared {
        Ok(prepared) => prepared.plan().principals[0].problem.as_ref().unwrap().code,
        Err(problem) => problem.code,
    };
    let asked = asked.0.lock().unwrap().clone();
    (code, asked)
}

#[tokio::test]
async fn a_claims_challenge_asks_for_a_token_with_those_claims_once() {
    let encoded = BASE64_STANDARD.encode(CLAIMS);
    let challenge = format!(r#"Bearer error="insufficient_claims", claims="{encoded}""#);
    let (code, asked) = challenged_with(challenge.leak()).await;
    assert_eq!(code, ErrorCode::SignInStepUp, "the second token did not have them either");
    assert_eq!(asked, [Renew::No, Renew::Claims(CLAIMS.to_owned())]);
}

#[tokio::test]
async fn any_other_401_asks_for_another_token_once() {
    let (code, asked) = challenged_with(r#"Bearer realm="", error="invalid_token""#).await;
    assert_eq!(code, ErrorCode::GraphTokenRefused);
    assert_eq!(asked, [Renew::No, Renew::Refused]);
}
