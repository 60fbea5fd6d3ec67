use super::fake::*;
use crate::entra::Session;
use crate::error::{ErrorCode, Problem};
use crate::http::{BearerSource, Renew};
use secrecy::ExposeSecret;
use serde_json::json;
use std::time::Duration;

async fn bearer(session: &Session, renew: bool) -> Result<String, Problem> {
    let renew = if renew { Renew::Refused } else { Renew::No };
    let token = session.bearer(renew).await?;
    Ok(token.expose_secret().to_owned())
}

#[tokio::test]
async fn a_token_is_given_without_asking_until_shortly_before_its_end() {
    let stage = Stage::set().await;
    let session = stage.signed_in().await.session;
    stage.clock.pass(3_600 - 5 - 121);
    stage.clock.pass(5);
    assert_eq!(bearer(&session, false).await.unwrap(), "hush-access-1");
    assert_eq!(stage.fake.token_requests().len(), 1, "only the sign-in itself");
    stage.clock.pass(2);
    stage.fake.then([tokens("2")]);
    assert_eq!(bearer(&session, false).await.unwrap(), "hush-access-2");
    let asked = &stage.fake.token_requests()[1];
    assert_eq!(asked.path, format!("/{TENANT}/oauth2/v2.0/token"));
    assert_eq!(asked.form["grant_type"], "refresh_token");
    assert_eq!(asked.form["refresh_token"], "hush-refresh-1");
    assert_eq!(asked.form["client_id"], "14d82eec-204b-4c2f-b7e8-296a70dab67e");
    assert!(asked.form["scope"].contains("/Application.ReadWrite.All openid"));
}

#[tokio::test]
async fn a_token_that_was_refused_is_not_given_again() {
    let stage = Stage::set().await;
    let session = stage.signed_in().await.session;
    stage.fake.then([Answer::Broken, tokens("2")]);
    let problem = bearer(&session, true).await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::NetworkUnreachable);
    assert_eq!(
        bearer(&session, false).await.unwrap(),
        "hush-access-2",
        "also not after a renewal that failed"
    );
}

#[tokio::test]
async fn requests_side_by_side_that_were_refused_renew_once() {
    let stage = Stage::set().await;
    let session = stage.signed_in().await.session;
    stage.fake.then([tokens("2")]);
    let (a, b, c) =
        tokio::join!(bearer(&session, true), bearer(&session, true), bearer(&session, true));
    for token in [a, b, c] {
        assert_eq!(token.unwrap(), "hush-access-2");
    }
    assert_eq!(stage.fake.token_requests().len(), 2);
}

#[tokio::test]
async fn a_renewal_without_a_new_refresh_token_keeps_the_old_one() {
    let stage = Stage::set().await;
    let session = stage.signed_in().await.session;
    let without = json!({"token_type": "Bearer", "expires_in": 60, "access_token": "hush-2"});
    stage.fake.then([Answer::Json(200, without), tokens("3")]);
    assert_eq!(bearer(&session, true).await.unwrap(), "hush-2");
    assert_eq!(
        bearer(&session, false).await.unwrap(),
        "hush-access-3",
        "60 s are within the margin"
    );
    assert_eq!(stage.fake.token_requests()[2].form["refresh_token"], "hush-refresh-1");
    assert!(stage.keeps("session").await);
}

#[tokio::test]
async fn a_token_of_unsaid_lifetime_is_used_for_some_minutes() {
    let stage = Stage::set().await;
    let session = stage.signed_in().await.session;
    stage.fake.then([
        Answer::Json(200, json!({"token_type": "Bearer", "access_token": "hush-2"})),
        tokens("3"),
    ]);
    assert_eq!(bearer(&session, true).await.unwrap(), "hush-2");
    stage.clock.pass(470);
    assert_eq!(bearer(&session, false).await.unwrap(), "hush-2");
    stage.clock.pass(20);
    assert_eq!(bearer(&session, false).await.unwrap(), "hush-access-3");
}

#[tokio::test]
async fn a_session_that_the_tenant_ended_says_so_and_is_not_kept() {
    for (error, number, words) in [
        ("invalid_grant", 50173, ErrorCode::SignInSessionEnded),
        ("invalid_grant", 53003, ErrorCode::SignInPolicyBlocked),
        ("interaction_required", 50076, ErrorCode::SignInMfaRequired),
        ("login_required", 700_082, ErrorCode::SignInSessionEnded),
        ("consent_required", 65001, ErrorCode::SignInConsentNeeded),
    ] {
        let stage = Stage::set().await;
        let session = stage.signed_in().await.session;
        stage.fake.then([refuses(error, number)]);
        let problem = bearer(&session, true).await.unwrap_err();
        assert_eq!(problem.code, ErrorCode::SignInSessionEnded, "{error} {number}");
        assert_eq!(problem.message, words.remedy().means, "{error} {number}");
        assert_eq!(problem.next, words.remedy().next, "{error} {number}");
        assert!(problem.detail.as_ref().unwrap().contains("correlation-1"));
        assert!(session.has_ended());
        assert!(!stage.keeps("session").await);
        assert_eq!(bearer(&session, false).await.unwrap_err(), problem);
        assert_eq!(stage.fake.token_requests().len(), 2, "it is not tried again");
    }
}

#[tokio::test]
async fn a_session_that_ended_for_an_unknown_reason_says_so_in_entras_words() {
    for error in ["invalid_grant", "login_required"] {
        let stage = Stage::set().await;
        let session = stage.signed_in().await.session;
        stage.fake.then([refuses(error, 50137)]);
        let problem = bearer(&session, true).await.unwrap_err();
        assert_eq!(problem.code, ErrorCode::SignInSessionEnded, "{error}");
        assert!(problem.message.contains("AADSTS50137"), "{problem}");
        assert_eq!(problem.next[0], "Sign in again.");
        assert!(problem.help.unwrap().ends_with("error?code=50137"));
        assert!(session.has_ended());
    }
}

#[tokio::test]
async fn a_passing_failure_does_not_end_a_session() {
    for failure in [0, 1, 2] {
        let answer = || match failure {
            0 => Answer::Broken,
            1 => Answer::Text(503, "busy"),
            _ => refuses("temporarily_unavailable", 90033),
        };
        let stage = Stage::set().await;
        let session = stage.signed_in().await.session;
        stage.clock.pass(3_500);
        stage.fake.then([answer(), answer(), tokens("2")]);
        assert_eq!(
            bearer(&session, false).await.unwrap(),
            "hush-access-1",
            "the token in hand still serves"
        );
        stage.clock.pass(100);
        let problem = bearer(&session, false).await.unwrap_err();
        assert!(
            matches!(problem.code, ErrorCode::NetworkUnreachable | ErrorCode::SignInBusy),
            "{problem:?}"
        );
        assert!(!session.has_ended());
        assert_eq!(bearer(&session, false).await.unwrap(), "hush-access-2");
    }
}

#[tokio::test]
async fn a_refusal_that_a_new_sign_in_would_not_mend_leaves_the_session() {
    let stage = Stage::set().await;
    let session = stage.signed_in().await.session;
    stage.fake.then([
        refuses("invalid_client", 7_000_218),
        Answer::Text(200, "<html>hush</html>"),
        Answer::Text(200, ""),
        tokens("2"),
    ]);
    for code in
        [ErrorCode::SignInPublicClientOff, ErrorCode::SignInUnreadable, ErrorCode::SignInUnreadable]
    {
        let problem = bearer(&session, true).await.unwrap_err();
        assert_eq!(problem.code, code);
        assert!(!format!("{problem:?}").contains(HUSH), "{problem:?}");
    }
    assert_eq!(bearer(&session, true).await.unwrap(), "hush-access-2");
}

#[tokio::test]
async fn a_renewal_for_another_tenant_ends_the_session() {
    let stage = Stage::set().await;
    let session = stage.signed_in().await.session;
    stage.fake.then([tokens_of("2", OTHER_TENANT)]);
    let problem = bearer(&session, true).await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::SignInTenantMismatch);
    assert!(problem.message.contains(TENANT) && problem.message.contains(OTHER_TENANT));
    assert!(session.has_ended());
    assert!(!stage.keeps("session").await);
}

#[tokio::test]
async fn a_session_without_a_refresh_token_lasts_as_long_as_its_access_token() {
    let stage = Stage::set().await;
    stage.signed_in().await;
    let only_access = json!({
        "token_type": "Bearer",
        "expires_in": 3600,
        "access_token": "hush-short",
        "id_token": id_token(TENANT),
    });
    stage.fake.then([Answer::Json(200, only_access)]);
    let pending = stage.sign_in.start().await.unwrap();
    let never = std::future::pending();
    let signed_in = stage.sign_in.wait(&pending, never).await.unwrap();
    assert!(!signed_in.kept);
    assert!(!stage.keeps("session").await, "the session before it is not kept either");
    assert_eq!(bearer(&signed_in.session, false).await.unwrap(), "hush-short");
    stage.clock.pass(3_500);
    assert_eq!(bearer(&signed_in.session, false).await.unwrap(), "hush-short");
    stage.clock.pass(100);
    let problem = bearer(&signed_in.session, false).await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::SignInSessionEnded);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_removes_all_that_was_kept() {
    let stage = Stage::set().await;
    let session = stage.signed_in().await.session;
    stage.sign_in.start().await.unwrap();
    assert!(stage.keeps("session").await && stage.keeps("pending").await);
    stage.sign_in.sign_out().await.unwrap();
    assert!(!stage.keeps("session").await && !stage.keeps("pending").await);
    assert!(session.has_ended());
    for renew in [false, true] {
        let problem = bearer(&session, renew).await.unwrap_err();
        assert_eq!(problem.code, ErrorCode::NotSignedIn);
    }
    assert!(stage.sign_in.resume().await.is_none());
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let stage = Stage::set().await;
    let first = stage.signed_in().await.session;
    stage.fake.then([tokens("2")]);
    let pending = stage.sign_in.start().await.unwrap();
    let second = stage.sign_in.wait(&pending, std::future::pending()).await.unwrap().session;
    assert_eq!(bearer(&first, true).await.unwrap_err().code, ErrorCode::NotSignedIn);
    assert_eq!(bearer(&second, false).await.unwrap(), "hush-access-2");
    assert!(stage.keeps("session").await);
}

#[tokio::test]
async fn resuming_a_session_that_is_under_way_gives_that_very_session() {
    let stage = Stage::set().await;
    stage.signed_in().await;
    let session = stage.sign_in.resume().await.unwrap();
    assert_eq!(bearer(&session, false).await.unwrap(), "hush-access-1", "nothing is renewed");
    stage.fake.then([refuses("invalid_grant", 50173)]);
    bearer(&session, true).await.unwrap_err();
    assert!(stage.sign_in.resume().await.is_none(), "one that has ended is not");
}

#[tokio::test]
async fn signing_out_after_a_restart_ends_the_resumed_session() {
    let stage = Stage::set().await;
    stage.signed_in().await;
    let restarted = stage.restarted();
    let session = restarted.resume().await.unwrap();
    restarted.sign_out().await.unwrap();
    assert_eq!(bearer(&session, false).await.unwrap_err().code, ErrorCode::NotSignedIn);
    assert!(!stage.keeps("session").await);
}

#[tokio::test]
async fn signing_out_does_not_wait_for_a_renewal_that_is_never_answered() {
    let stage = Stage::set().await;
    let session = stage.signed_in().await.session;
    stage.fake.then([Answer::Silence]);
    let sign_out = async {
        while stage.fake.token_requests().len() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stage.sign_in.sign_out().await.unwrap();
    };
    let both = async { tokio::join!(bearer(&session, true), sign_out) };
    let (renewed, ()) = tokio::time::timeout(Duration::from_secs(10), both).await.unwrap();
    assert_eq!(renewed.unwrap_err().code, ErrorCode::NotSignedIn);
    assert!(session.has_ended() && !stage.keeps("session").await);
}
