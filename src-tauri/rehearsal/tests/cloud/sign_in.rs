//! Sign-in by device code and renewal, with every ending.

use crate::support::{CLIENT, SCOPE, place, place_with};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use crosstrust_rehearsal::cloud::{CloudOptions, OTHER_TENANT_ID, Person, TENANT_ID};
use serde_json::{Value, json};

fn claims(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn metadata_report_the_tenant_of_a_domain() {
    let domains = vec!["Adatum.example".to_owned()];
    let place = place_with(CloudOptions { domains, ..CloudOptions::default() }).await;
    place.cloud.add_domain("later.example");
    let named =
        ["contoso.com", "CONTOSO.onmicrosoft.com", "adatum.example", "later.example", TENANT_ID];
    for tenant in named {
        let path = format!("{tenant}/v2.0/.well-known/openid-configuration");
        let (status, body) = place.get(&path, "").await;
        assert_eq!(status, 200, "{tenant}");
        assert_eq!(body["issuer"], place.url(&format!("{TENANT_ID}/v2.0")), "{tenant}");
        let expected = place.url(&format!("{TENANT_ID}/oauth2/v2.0/devicecode"));
        assert_eq!(body["device_authorization_endpoint"], expected);
    }
    let (_, body) = place.get("fabrikam.com/v2.0/.well-known/openid-configuration", "").await;
    assert!(body["issuer"].as_str().unwrap().contains(OTHER_TENANT_ID), "{body}");
}

#[tokio::test]
async fn an_unknown_tenant_is_reported_as_entra_reports_it() {
    let place = place().await;
    let (status, body) =
        place.get("nowhere.example/v2.0/.well-known/openid-configuration", "").await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_tenant")));
    assert_eq!(body["error_codes"], json!([90002]));
    let words = body["error_description"].as_str().unwrap();
    assert!(words.starts_with("AADSTS90002: Tenant 'nowhere.example' not found."), "{words}");
    for name in ["timestamp", "trace_id", "correlation_id"] {
        assert!(body[name].is_string(), "{name}");
    }
    for path in ["nowhere.example/oauth2/v2.0/devicecode", "nowhere.example/oauth2/v2.0/token"] {
        let (_, body) = place.post_form(path, &[("client_id", CLIENT)]).await;
        assert_eq!(body["error_codes"], json!([90002]), "{path}");
    }
}

#[tokio::test]
async fn a_device_code_has_everything_rfc_8628_asks_for() {
    let place = place().await;
    let code = place.device_code().await;
    assert_eq!(code["verification_uri"], place.url("device"));
    assert_eq!((&code["expires_in"], &code["interval"]), (&json!(900), &json!(5)));
    assert_eq!(code["user_code"].as_str().unwrap().len(), 9);
    assert!(code["message"].as_str().unwrap().contains(code["user_code"].as_str().unwrap()));
}

#[tokio::test]
async fn who_signs_in_gets_tokens_of_the_tenant_once() {
    let place = place().await;
    let code = place.device_code().await;
    let (status, body) = place.poll(&code).await;
    assert_eq!((status, &body["error"]), (400, &json!("authorization_pending")));
    assert_eq!(body["error_codes"], json!([70016]));

    let user_code = code["user_code"].as_str().unwrap();
    assert!(place.cloud.sign_in(user_code, Person::GlobalAdministrator));
    let (status, body) = place.poll(&code).await;
    assert_eq!((status, &body["token_type"]), (200, &json!("Bearer")));
    let id = claims(&body["id_token"]);
    assert_eq!(id["tid"], TENANT_ID);
    assert_eq!(id["name"], "Tenant administrator");
    assert_eq!(id["preferred_username"], "admin@contoso.com");
    assert_eq!((&id["ver"], &id["aud"]), (&json!("2.0"), &json!(CLIENT)));
    assert!(body["refresh_token"].as_str().unwrap().len() > 1_280, "longer than one keyring entry");

    let (_, body) = place.poll(&code).await;
    assert_eq!((&body["error"], &body["error_codes"]), (&json!("invalid_grant"), &json!([54005])));
    assert!(!place.cloud.sign_in(user_code, Person::NoRole), "the code was used");
}

#[tokio::test]
async fn people_have_names_in_the_domain_the_operator_typed() {
    let domains = vec!["adatum.example".to_owned()];
    let place = place_with(CloudOptions { domains, ..CloudOptions::default() }).await;
    let body = place.tokens(Person::GlobalAdministrator).await;
    assert_eq!(claims(&body["id_token"])["preferred_username"], "admin@adatum.example");
}

#[tokio::test]
async fn somebody_of_another_tenant_gets_that_tenants_token() {
    let place = place().await;
    let body = place.tokens(Person::OtherTenant).await;
    let id = claims(&body["id_token"]);
    assert_eq!(
        (&id["tid"], &id["preferred_username"]),
        (&json!(OTHER_TENANT_ID), &json!("admin@fabrikam.com"))
    );
}

#[tokio::test]
async fn who_declines_and_who_is_blocked_by_defaults_is_reported_at_the_token_endpoint() {
    let place = place().await;
    for (person, error, number) in [
        (Person::Declines, "authorization_declined", 90120),
        (Person::BlockedByDefaults, "invalid_grant", 530_035),
    ] {
        let code = place.device_code().await;
        assert!(place.cloud.sign_in(code["user_code"].as_str().unwrap(), person));
        let (status, body) = place.poll(&code).await;
        assert_eq!((status, &body["error"]), (400, &json!(error)));
        assert_eq!(body["error_codes"], json!([number]));
    }
}

#[tokio::test]
async fn who_is_blocked_by_a_policy_is_waited_for_until_the_code_runs_out() {
    let place = place().await;
    let code = place.device_code().await;
    let user_code = code["user_code"].as_str().unwrap();
    assert!(place.cloud.sign_in(user_code, Person::BlockedByPolicy));
    for _ in 0..3 {
        let (_, body) = place.poll(&code).await;
        assert_eq!(body["error"], "authorization_pending");
        place.time.pass(5);
    }
    place.time.pass(900);
    let (_, body) = place.poll(&code).await;
    assert_eq!((&body["error"], &body["error_codes"]), (&json!("expired_token"), &json!([70020])));
    assert!(!place.cloud.sign_in(user_code, Person::GlobalAdministrator), "it ran out");
}

#[tokio::test]
async fn who_polls_too_often_has_to_slow_down_by_five_seconds() {
    let place = place().await;
    let code = place.device_code().await;
    let mut errors = vec![];
    for pause in [0, 5, 2, 5, 10] {
        place.time.pass(pause);
        errors.push(place.poll(&code).await.1["error"].as_str().unwrap().to_owned());
    }
    let pending = "authorization_pending";
    assert_eq!(errors, [pending, pending, "slow_down", "slow_down", "slow_down"]);
    place.time.pass(20);
    assert_eq!(place.poll(&code).await.1["error"], pending);
}

#[tokio::test]
async fn a_wrong_device_code_and_another_clients_are_refused() {
    let place = place().await;
    let (_, body) = place.poll(&json!({ "device_code": "wrong" })).await;
    assert_eq!(
        (&body["error"], &body["error_codes"]),
        (&json!("bad_verification_code"), &json!([70018]))
    );
    let code = place.device_code().await;
    let fields = [
        ("client_id", "99999999-204b-4c2f-b7e8-296a70dab67e"),
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", code["device_code"].as_str().unwrap()),
    ];
    let (_, body) = place.post_form("contoso.com/oauth2/v2.0/token", &fields).await;
    assert_eq!(body["error"], "bad_verification_code");
}

#[tokio::test]
async fn clients_that_entra_refuses_are_refused() {
    let place = place().await;
    let ask = async |client: &str| {
        let fields = [("client_id", client), ("scope", SCOPE)];
        let (status, body) = place.post_form("contoso.com/oauth2/v2.0/devicecode", &fields).await;
        (status, body["error_codes"][0].as_u64())
    };
    assert_eq!(ask("1950a258-227b-4e31-a9cf-717495945fc2").await, (400, Some(65002)));
    assert_eq!(ask("my app").await, (400, Some(700_016)));
    assert_eq!(ask("").await, (400, Some(900_144)));
    assert_eq!(
        ask("11112222-bbbb-3333-cccc-4444dddd5555").await,
        (200, None),
        "an own registration"
    );
}

async fn renew(place: &crate::support::Place, token: &Value) -> (u16, Value) {
    let fields = [
        ("client_id", CLIENT),
        ("grant_type", "refresh_token"),
        ("refresh_token", token.as_str().unwrap()),
    ];
    place.post_form("contoso.com/oauth2/v2.0/token", &fields).await
}

#[tokio::test]
async fn a_refresh_token_is_good_for_one_use_and_gives_the_next_one() {
    let place = place().await;
    let first = place.tokens(Person::GlobalAdministrator).await;
    let (status, second) = renew(&place, &first["refresh_token"]).await;
    assert_eq!(status, 200, "{second}");
    assert_ne!(first["access_token"], second["access_token"]);
    assert_eq!(second["scope"], first["scope"]);
    assert_eq!(renew(&place, &second["refresh_token"]).await.0, 200);
    let (status, body) = renew(&place, &first["refresh_token"]).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
    let (_, body) = renew(&place, &json!("made up")).await;
    assert_eq!(body["error"], "invalid_grant");
}

#[tokio::test]
async fn a_refresh_token_ends_after_ninety_days() {
    let place = place().await;
    let tokens = place.tokens(Person::GlobalAdministrator).await;
    place.time.pass(90 * 86_400);
    let (_, body) = renew(&place, &tokens["refresh_token"]).await;
    assert_eq!(body["error_codes"], json!([700_082]));
}

#[tokio::test]
async fn only_what_was_asked_for_is_given() {
    let place = place().await;
    let fields = [("client_id", CLIENT), ("scope", "https://graph.microsoft.com/User.Read")];
    let (_, code) = place.post_form("contoso.com/oauth2/v2.0/devicecode", &fields).await;
    place.cloud.sign_in(code["user_code"].as_str().unwrap(), Person::GlobalAdministrator);
    let (_, body) = place.poll(&code).await;
    assert!(body["refresh_token"].is_null() && body["id_token"].is_null(), "{body}");
    let token = body["access_token"].as_str().unwrap();
    let (status, body) = place.get("v1.0/servicePrincipals", token).await;
    assert_eq!((status, &body["error"]["code"]), (403, &json!("Authorization_RequestDenied")));
    assert_eq!(place.get("v1.0/me", token).await.0, 200);
}

#[tokio::test]
async fn another_grant_is_refused() {
    let place = place().await;
    let fields = [("client_id", CLIENT), ("grant_type", "password")];
    let (_, body) = place.post_form("contoso.com/oauth2/v2.0/token", &fields).await;
    assert_eq!(body["error"], "unsupported_grant_type");
}
