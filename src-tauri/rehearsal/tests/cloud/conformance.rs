//! What the RFCs ask of a sign-in service, and that the simulated one does it. Each test names its
//! section.

use crate::browser::{CHALLENGE, Page, VERIFIER};
use crate::support::{CLIENT, SCOPE, place, place_with};
use crosstrust_rehearsal::cloud::{CloudOptions, Person};
use serde_json::json;

#[tokio::test]
async fn rfc_8628_section_3_2_a_device_code_has_the_required_fields() {
    let place = place().await;
    let code = place.device_code().await;
    for name in ["device_code", "user_code", "verification_uri"] {
        assert!(code[name].as_str().is_some_and(|text| !text.is_empty()), "{name} is REQUIRED");
    }
    assert!(code["expires_in"].as_u64().is_some_and(|seconds| seconds > 0), "REQUIRED");
    assert!(code["interval"].as_u64().is_some_and(|seconds| seconds > 0));
    let other = place.device_code().await;
    assert_ne!(code["device_code"], other["device_code"]);
    assert_ne!(code["user_code"], other["user_code"]);
}

#[tokio::test]
async fn rfc_8628_section_3_2_interval_and_lifetime_are_what_was_promised() {
    let options = CloudOptions { poll_interval: 7, code_lifetime: 60, ..CloudOptions::default() };
    let place = place_with(options).await;
    let code = place.device_code().await;
    assert_eq!((&code["interval"], &code["expires_in"]), (&json!(7), &json!(60)));
    place.poll(&code).await;
    place.time.pass(7);
    assert_eq!(place.poll(&code).await.1["error"], "authorization_pending", "at the interval");
    place.time.pass(5);
    assert_eq!(place.poll(&code).await.1["error"], "slow_down", "sooner");
}

#[tokio::test]
async fn rfc_8628_section_3_1_client_id_is_required() {
    let place = place().await;
    let (status, body) =
        place.post_form("contoso.com/oauth2/v2.0/devicecode", &[("scope", SCOPE)]).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_request")));
}

#[tokio::test]
async fn rfc_8628_section_3_4_the_token_request_needs_its_three_fields() {
    let place = place().await;
    let code = place.device_code().await;
    let all = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", code["device_code"].as_str().unwrap()),
        ("client_id", CLIENT),
    ];
    for left_out in 0..3 {
        let mut fields = all.to_vec();
        let (name, _) = fields.remove(left_out);
        let (status, body) = place.post_form("contoso.com/oauth2/v2.0/token", &fields).await;
        assert_eq!((status, &body["error"]), (400, &json!("invalid_request")), "{name}");
    }
}

#[tokio::test]
async fn rfc_8628_section_3_5_pending_until_somebody_has_signed_in() {
    let place = place().await;
    let code = place.device_code().await;
    for _ in 0..3 {
        let (status, body) = place.poll(&code).await;
        assert_eq!((status, &body["error"]), (400, &json!("authorization_pending")));
        place.time.pass(5);
    }
    assert!(place.cloud.sign_in(code["user_code"].as_str().unwrap(), Person::NoRole));
    assert_eq!(place.poll(&code).await.0, 200);
}

#[tokio::test]
async fn rfc_8628_section_3_5_slow_down_adds_five_seconds_for_all_requests_that_follow() {
    let place = place().await;
    let code = place.device_code().await;
    place.poll(&code).await;
    place.time.pass(1);
    assert_eq!(place.poll(&code).await.1["error"], "slow_down");
    for (pause, error) in [
        (10, "authorization_pending"),
        (9, "slow_down"),
        (15, "authorization_pending"),
        (15, "authorization_pending"),
        (14, "slow_down"),
    ] {
        place.time.pass(pause);
        assert_eq!(place.poll(&code).await.1["error"], error, "after {pause} s");
    }
}

#[tokio::test]
async fn rfc_8628_section_3_5_a_code_that_ran_out_is_an_expired_token() {
    let place = place().await;
    let code = place.device_code().await;
    place.time.pass(899);
    assert_eq!(place.poll(&code).await.1["error"], "authorization_pending");
    place.time.pass(1);
    let (status, body) = place.poll(&code).await;
    assert_eq!((status, &body["error"]), (400, &json!("expired_token")));
    assert!(!place.cloud.sign_in(code["user_code"].as_str().unwrap(), Person::NoRole));
}

#[tokio::test]
async fn rfc_8628_section_5_2_a_code_is_used_once() {
    let place = place().await;
    let code = place.device_code().await;
    assert!(place.cloud.sign_in(code["user_code"].as_str().unwrap(), Person::NoRole));
    assert_eq!(place.poll(&code).await.0, 200);
    let (status, body) = place.poll(&code).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn rfc_6749_section_5_1_tokens_are_not_cached_and_say_what_they_are() {
    let place = place().await;
    let page = Page::good();
    let answer = place.client.post(place.url("contoso.com/oauth2/v2.0/token"));
    let code = page.code(&place, Person::NoRole).await;
    let answer = answer.form(&page.redeems(&code)).send().await.unwrap();
    assert!(answer.headers()["cache-control"].to_str().unwrap().contains("no-store"));
    let body: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(body["token_type"], "Bearer");
    assert!(body["access_token"].is_string() && body["expires_in"].is_u64());
}

#[tokio::test]
async fn rfc_6749_section_4_1_2_the_browser_comes_back_with_code_and_state() {
    let place = place().await;
    let back = Page::good().signs_in(&place, Person::GlobalAdministrator).await.unwrap();
    assert_eq!(back.as_str().split('?').next(), Some("http://localhost:4711/"));
    let of = |name: &str| back.query_pairs().find(|(known, _)| known == name).unwrap().1;
    assert_eq!(of("state"), "s & t");
    assert!(of("code").len() > 40);
}

#[tokio::test]
async fn rfc_6749_section_4_1_2_a_code_is_good_for_ten_minutes_and_one_use() {
    let place = place().await;
    let page = Page::good();
    let code = page.code(&place, Person::GlobalAdministrator).await;
    place.time.pass(599);
    assert_eq!(page.redeem(&place, &code).await.0, 200);
    let (status, body) = page.redeem(&place, &code).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")), "code replay");
    assert_eq!(body["error_codes"], json!([54005]));

    let code = page.code(&place, Person::GlobalAdministrator).await;
    place.time.pass(600);
    let (status, body) = page.redeem(&place, &code).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")), "it ran out");
}

#[tokio::test]
async fn rfc_6749_section_4_1_3_a_code_is_bound_to_client_and_redirect() {
    let place = place().await;
    let page = Page::good();
    let code = page.code(&place, Person::GlobalAdministrator).await;
    for (name, other) in [
        ("client_id", "11112222-bbbb-3333-cccc-4444dddd5555"),
        ("redirect_uri", "http://localhost:4712"),
        ("redirect_uri", "http://localhost:4711/"),
        ("code", "1.made-up"),
    ] {
        let (status, body) =
            place.post_form(Page::TOKEN, &page.redeems_with(&code, name, other)).await;
        assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")), "{name} {other}");
    }
    assert_eq!(page.redeem(&place, &code).await.0, 200, "it was not used up");
}

#[tokio::test]
async fn rfc_6749_section_4_1_2_1_errors_come_back_with_the_state() {
    let place = place().await;
    let back = Page::good().signs_in(&place, Person::Declines).await.unwrap();
    let of = |name: &str| back.query_pairs().find(|(known, _)| known == name).unwrap().1;
    assert_eq!((of("error").as_ref(), of("state").as_ref()), ("access_denied", "s & t"));
    assert!(!back.query_pairs().any(|(name, _)| name == "code"), "{back}");
    let implicit = Page::good().with("response_type", "token").opened(&place).await;
    assert!(implicit.unwrap().as_str().contains("error=unsupported_response_type"));
}

#[tokio::test]
async fn rfc_6749_section_4_1_2_1_a_wrong_client_or_redirect_goes_nowhere() {
    let place = place().await;
    for (name, wrong, number) in [
        ("client_id", "my app", "700016"),
        ("redirect_uri", "https://evil.example/", "50011"),
        ("redirect_uri", "http://localhost.evil.example", "50011"),
        ("redirect_uri", "http://127.0.0.1:4711", "50011"),
        ("redirect_uri", "http://localhost:4711/path", "50011"),
        ("redirect_uri", "not an address", "50011"),
        ("redirect_uri", "", "900144"),
    ] {
        let page = Page::good().with(name, wrong);
        let reported = page.opened(&place).await.unwrap_err();
        assert!(reported.contains(number), "{name} {wrong}: {reported}");
        let reported = page.signs_in(&place, Person::GlobalAdministrator).await.unwrap_err();
        assert!(reported.contains(number), "nor does the form: {reported}");
    }
}

#[tokio::test]
async fn rfc_7636_appendix_b_the_example_signs_in() {
    assert_eq!(VERIFIER, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(CHALLENGE, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    let place = place().await;
    let page = Page::good();
    let code = page.code(&place, Person::GlobalAdministrator).await;
    assert_eq!(page.redeem(&place, &code).await.0, 200);
}

#[tokio::test]
async fn rfc_7636_section_4_4_1_without_a_challenge_or_with_plain_nothing_is_asked() {
    let place = place().await;
    for page in [
        Page::good().with("code_challenge", ""),
        Page::good().with("code_challenge", "short"),
        Page::good().with("code_challenge_method", "plain").with("code_challenge", VERIFIER),
        Page::good().with("code_challenge_method", "plain"),
        Page::good().without("code_challenge_method"),
        Page::good().without("code_challenge"),
    ] {
        let back = page.opened(&place).await.unwrap();
        assert!(back.as_str().contains("error=invalid_request"), "{back}");
        let back = page.signs_in(&place, Person::GlobalAdministrator).await.unwrap();
        assert!(!back.query_pairs().any(|(name, _)| name == "code"), "{back}");
    }
}

#[tokio::test]
async fn rfc_7636_section_4_6_a_wrong_or_missing_verifier_redeems_nothing() {
    let place = place().await;
    let page = Page::good();
    let code = page.code(&place, Person::GlobalAdministrator).await;
    let wrong = VERIFIER.to_lowercase();
    let long = "a".repeat(129);
    for verifier in
        [wrong.as_str(), CHALLENGE, "short", &long, "dBjftJeZ4CVP mB92K27uhbUJU1p1r_wW1gFWFOEjXk"]
    {
        let fields = page.redeems_with(&code, "code_verifier", verifier);
        let (status, body) = place.post_form(Page::TOKEN, &fields).await;
        assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")), "{verifier}");
        assert_eq!(body["error_codes"], json!([501_481]));
    }
    let mut fields = page.redeems(&code);
    fields.retain(|(name, _)| *name != "code_verifier");
    let (status, body) = place.post_form(Page::TOKEN, &fields).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_request")), "missing");
    assert_eq!(page.redeem(&place, &code).await.0, 200, "whoever asked still can");
}
