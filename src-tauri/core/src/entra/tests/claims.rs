//! A claims challenge of Graph's, answered in silence or by signing in again.

use super::fake::*;
use crate::entra::Session;
use crate::error::{ErrorCode, Problem};
use crate::http::{BearerSource, Renew};
use secrecy::ExposeSecret;
use serde_json::json;
use std::future::pending as never;

const CLAIMS: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;

async fn challenged(session: &Session) -> Result<String, Problem> {
    let token = session.bearer(Renew::Claims(CLAIMS.to_owned())).await?;
    Ok(token.expose_secret().to_owned())
}

/// What the page of a sign-in that begins now asks for, in the browser and with a code.
async fn next_asks_for(stage: &Stage) -> [Option<String>; 2] {
    let page = stage.sign_in.start_browser().await.unwrap().view().address;
    let page: url::Url = page.parse().unwrap();
    let in_browser = page.query_pairs().find(|(name, _)| name == "claims");
    stage.sign_in.start().await.unwrap();
    let asked = stage.fake.asked.lock().unwrap().clone();
    let with_code = asked.last().unwrap().form.get("claims").cloned();
    [in_browser.map(|(_, claims)| claims.into_owned()), with_code]
}

#[tokio::test]
async fn the_claims_are_first_asked_for_in_silence() {
    let stage = Stage::set().await;
    let session = stage.signed_in().await.session;
    stage.fake.then([tokens("2")]);
    assert_eq!(challenged(&session).await.unwrap(), "hush-access-2");
    let asked = &stage.fake.token_requests()[1];
    assert_eq!(asked.form["grant_type"], "refresh_token");
    assert_eq!(asked.form["claims"], CLAIMS);
    assert!(!session.has_ended());
    stage.fake.then([tokens("3")]);
    session.bearer(Renew::Refused).await.unwrap();
    let asked = &stage.fake.token_requests()[2];
    assert!(!asked.form.contains_key("claims"), "a plain renewal asks for nothing special");
}

#[tokio::test]
async fn requests_side_by_side_that_were_challenged_renew_once() {
    let stage = Stage::set().await;
    let session = stage.signed_in().await.session;
    stage.fake.then([tokens("2")]);
    let (a, b) = tokio::join!(challenged(&session), challenged(&session));
    assert_eq!((a.unwrap(), b.unwrap()), ("hush-access-2".into(), "hush-access-2".into()));
    assert_eq!(stage.fake.token_requests().len(), 2);
}

#[tokio::test]
async fn where_silence_does_not_do_the_next_sign_in_asks_for_the_claims() {
    for (error, number) in [("interaction_required", 50076), ("invalid_grant", 50173)] {
        let stage = Stage::set().await;
        let session = stage.signed_in().await.session;
        stage.fake.then([refuses(error, number)]);
        let problem = challenged(&session).await.unwrap_err();
        assert_eq!(problem.code, ErrorCode::SignInStepUp, "{error}");
        assert!(problem.detail.as_ref().unwrap().contains("correlation-1"), "{problem:?}");
        assert!(session.has_ended() && !stage.keeps("session").await);
        assert_eq!(session.bearer(Renew::No).await.unwrap_err(), problem, "until then");

        assert_eq!(next_asks_for(&stage).await, [Some(CLAIMS.into()), Some(CLAIMS.into())]);
        stage.fake.then([tokens("2")]);
        let pending = stage.sign_in.start().await.unwrap();
        stage.sign_in.wait(&pending, never()).await.unwrap();
        assert_eq!(next_asks_for(&stage).await, [None, None], "once somebody has signed in");
    }
}

#[tokio::test]
async fn a_failure_on_the_way_does_not_end_a_session_that_was_challenged() {
    let stage = Stage::set().await;
    let session = stage.signed_in().await.session;
    stage.fake.then([Answer::Broken, tokens("2")]);
    let problem = challenged(&session).await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::NetworkUnreachable);
    assert_eq!(challenged(&session).await.unwrap(), "hush-access-2");
}

#[tokio::test]
async fn without_a_refresh_token_the_next_sign_in_asks_for_the_claims() {
    let stage = Stage::set().await;
    let only_access = json!({
        "token_type": "Bearer",
        "expires_in": 3600,
        "access_token": "hush-short",
        "id_token": id_token(TENANT),
    });
    stage.fake.then([Answer::Json(200, only_access)]);
    let pending = stage.sign_in.start().await.unwrap();
    let session = stage.sign_in.wait(&pending, never()).await.unwrap().session;
    let problem = challenged(&session).await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::SignInStepUp);
    assert_eq!(next_asks_for(&stage).await, [Some(CLAIMS.into()), Some(CLAIMS.into())]);
}

#[tokio::test]
async fn signing_out_forgets_what_was_asked_for_and_so_does_a_restart() {
    let stage = Stage::set().await;
    let session = stage.signed_in().await.session;
    stage.fake.then([refuses("interaction_required", 50076)]);
    challenged(&session).await.unwrap_err();
    let page = stage.restarted().start_browser().await.unwrap().view().address;
    assert!(!page.contains("claims="), "it is in memory alone: {page}");
    stage.sign_in.sign_out().await.unwrap();
    assert_eq!(next_asks_for(&stage).await, [None, None]);
}
