//! Two ways of signing in, and that nothing of one is ever used for the other.

use super::fake::*;
use crate::entra::{SignIn, SignInMethod, SignedIn};
use crate::error::ErrorCode;
use crate::http::{BearerSource, Renew};
use secrecy::ExposeSecret;
use serde_json::json;
use std::future::pending as never;
use url::Url;

/// Signs in in the browser, with these tokens.
async fn in_browser(stage: &Stage, sign_in: &SignIn, mark: &str) -> SignedIn {
    // Nothing is waited for on the clock but the time limit.
    stage.clock.stop();
    let browsing = sign_in.start_browser().await.unwrap();
    let page: Url = browsing.view().address.parse().unwrap();
    let of = |name: &str| {
        let mut pairs = page.query_pairs().into_owned();
        pairs.find(|(known, _)| known == name).unwrap().1
    };
    stage.fake.then([tokens_with(mark, TENANT, Some(&of("nonce")))]);
    let fields = [("code", "c"), ("state", &of("state"))];
    let back = Url::parse_with_params(&of("redirect_uri"), fields).unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let (ended, page) =
        tokio::join!(sign_in.wait_browser(&browsing, never()), http.get(back).send());
    assert_eq!(page.unwrap().status(), 200);
    ended.unwrap()
}

#[tokio::test]
async fn each_method_keeps_its_session_apart_and_gives_it_back_as_its_own() {
    let stage = Stage::set().await;
    assert_eq!(stage.signed_in().await.method, SignInMethod::DeviceCode);
    let resumed = stage.restarted().resume().await.unwrap();
    assert_eq!(resumed.method(), SignInMethod::DeviceCode);

    let signed_in = in_browser(&stage, &stage.sign_in, "2").await;
    assert_eq!(signed_in.method, SignInMethod::Browser);
    assert!(!stage.keeps("session").await, "what the code had left is removed");
    assert!(stage.keeps("session-browser").await);
    let resumed = stage.restarted().resume().await.unwrap();
    assert_eq!(resumed.method(), SignInMethod::Browser);
    stage.fake.then([tokens("3")]);
    assert_eq!(resumed.bearer(Renew::No).await.unwrap().expose_secret(), "hush-access-3");
    let asked = stage.fake.token_requests();
    assert_eq!(asked.last().unwrap().form["refresh_token"], "hush-refresh-2");
}

#[tokio::test]
async fn signing_in_one_way_ends_what_was_signed_in_the_other_way() {
    let stage = Stage::set().await;
    let by_code = stage.signed_in().await.session;
    let by_browser = in_browser(&stage, &stage.sign_in, "2").await.session;
    let problem = by_code.bearer(Renew::Refused).await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::NotSignedIn);
    assert_eq!(by_browser.bearer(Renew::No).await.unwrap().expose_secret(), "hush-access-2");
}

#[tokio::test]
async fn whoever_turns_to_the_browser_leaves_the_code() {
    let stage = Stage::set().await;
    stage.sign_in.start().await.unwrap();
    assert!(stage.keeps("pending").await);
    stage.sign_in.start_browser().await.unwrap();
    assert!(!stage.keeps("pending").await);
    assert!(stage.restarted().resume_pending().await.is_none());
}

#[tokio::test]
async fn signing_in_by_code_removes_what_the_browser_had_left() {
    let stage = Stage::set().await;
    let left = json!({ "from": "an earlier run" }).to_string().into_bytes();
    stage.store.put("setup-1/session-browser", left.into()).await;
    stage.signed_in().await;
    assert!(stage.keeps("session").await && !stage.keeps("session-browser").await);
}

#[tokio::test]
async fn signing_out_removes_what_either_method_kept_and_the_waiting_code() {
    let stage = Stage::set().await;
    for name in ["session", "session-browser", "pending"] {
        let name = format!("setup-1/{name}");
        stage.store.put(&name, b"{}".to_vec().into()).await;
    }
    stage.sign_in.sign_out().await.unwrap();
    for name in ["session", "session-browser", "pending"] {
        assert!(!stage.keeps(name).await, "{name}");
    }
}

/// A kept session, as this version writes it but for what the test changes.
fn kept(stage: &Stage, token: &str, more: &serde_json::Value) -> Vec<u8> {
    let mut kept = json!({
        "asked": {
            "endpoints": { "login": stage.endpoints.login, "graph": stage.endpoints.graph },
            "tenant": "contoso.com",
            "client_id": "14d82eec-204b-4c2f-b7e8-296a70dab67e",
        },
        "account": { "name": "Zoe", "username": "zoe@contoso.com", "tenantId": TENANT },
        "refresh_token": token,
    });
    kept.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    kept.to_string().into_bytes()
}

#[tokio::test]
async fn what_an_earlier_version_kept_was_got_with_a_code_and_goes_on_as_such() {
    let stage = Stage::set().await;
    let earlier = kept(&stage, "hush-old", &json!({}));
    stage.store.put("setup-1/session", earlier.into()).await;
    let session = stage.sign_in.resume().await.unwrap();
    assert_eq!(session.method(), SignInMethod::DeviceCode);
    assert!(!session.account().guest);
    stage.fake.then([tokens("1")]);
    session.bearer(Renew::No).await.unwrap();
    assert_eq!(stage.fake.token_requests()[0].form["refresh_token"], "hush-old");
    stage.sign_in.sign_out().await.unwrap();
    assert!(!stage.keeps("session").await);
}

#[tokio::test]
async fn a_session_under_the_name_of_the_other_method_is_not_used() {
    let stage = Stage::set().await;
    for (name, method) in [("session", "browser"), ("session-browser", "device-code")] {
        let wrong = kept(&stage, "hush-1", &json!({ "method": method }));
        stage.store.put(&format!("setup-1/{name}"), wrong.into()).await;
    }
    let unsaid = kept(&stage, "hush-1", &json!({}));
    stage.store.put("setup-1/session-browser", unsaid.into()).await;
    assert!(stage.sign_in.resume().await.is_none());
}

#[tokio::test]
async fn of_two_that_were_kept_the_later_one_counts() {
    for (code, browser, method) in [
        ("2026-08-01T10:00:00Z", "2026-08-01T11:00:00Z", SignInMethod::Browser),
        ("2026-08-01T12:00:00Z", "2026-08-01T11:00:00Z", SignInMethod::DeviceCode),
    ] {
        let stage = Stage::set().await;
        let by_code = kept(&stage, "hush-1", &json!({ "method": "device-code", "since": code }));
        stage.store.put("setup-1/session", by_code.into()).await;
        let by_browser = kept(&stage, "hush-2", &json!({ "method": "browser", "since": browser }));
        stage.store.put("setup-1/session-browser", by_browser.into()).await;
        assert_eq!(stage.sign_in.resume().await.unwrap().method(), method);
    }
}
