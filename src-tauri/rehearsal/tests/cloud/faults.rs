//! Every fault, as a client meets it, and the record of what was sent.

use crate::support::{Place, by_app_id, entry, new_key, place, place_with, status_and_body};
use crosstrust_rehearsal::cloud::{
    CLOUD_VOICEMAIL, CloudOptions, Fault, FaultKind, KeyStart, Person, SKYPE_ONLINE,
    TEAMS_SCHEDULER, TenantStart,
};
use reqwest::Method;
use serde_json::{Value, json};

async fn signed_in(place: &Place) -> String {
    place.token(Person::GlobalAdministrator).await
}

/// Writes a new key to a principal that has none.
async fn write(place: &Place, token: &str) -> reqwest::Result<u16> {
    let (_, new) = new_key(&place.time, 700);
    let path = format!("v1.0/servicePrincipals/{}", place.id(CLOUD_VOICEMAIL));
    let body = json!({ "keyCredentials": [new] });
    let answer = place.send(Method::PATCH, &path, token, Some(&body)).await?;
    Ok(answer.status().as_u16())
}

#[tokio::test]
async fn throttling_is_reported_with_and_without_a_time_to_wait() {
    let place = place().await;
    let token = signed_in(&place).await;
    let path = by_app_id(TEAMS_SCHEDULER);
    for (kind, status, code) in
        [("throttle", 429, "TooManyRequests"), ("unavailable", 503, "ServiceUnavailable")]
    {
        let faults = json!([{ "kind": kind, "retryAfter": 7 }, { "kind": kind, "times": 2 }]);
        assert_eq!(place.fault(&faults).await.0, 200);
        let mut waits = vec![];
        for _ in 0..3 {
            let answer = place.send(Method::GET, &path, &token, None).await.unwrap();
            assert_eq!(answer.status(), status);
            waits.push(
                answer.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned()),
            );
            assert_eq!(status_and_body(answer).await.1["error"]["code"], code);
        }
        assert_eq!(waits, [Some("7".to_owned()), None, None]);
        assert_eq!(place.get(&path, &token).await.0, 200, "it is over");
    }
}

#[tokio::test]
async fn a_connection_is_reset_before_or_after_the_write() {
    let place = place().await;
    let token = signed_in(&place).await;
    place.cloud.add_fault(Fault::new(FaultKind::ResetBeforeApply));
    assert!(write(&place, &token).await.is_err());
    assert_eq!(place.held(CLOUD_VOICEMAIL).len(), 0, "not carried out");
    place.cloud.add_fault(Fault::new(FaultKind::ResetAfterApply));
    assert!(write(&place, &token).await.is_err());
    assert_eq!(place.held(CLOUD_VOICEMAIL).len(), 1, "carried out");
    assert_eq!(write(&place, &token).await.unwrap(), 204, "it is over");
}

#[tokio::test]
async fn an_answer_can_end_in_its_middle() {
    let place = place().await;
    let token = signed_in(&place).await;
    place.cloud.add_fault(Fault::new(FaultKind::HalfAnswer));
    let answer = place.send(Method::GET, &by_app_id(TEAMS_SCHEDULER), &token, None).await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), 200, "the head came through");
    assert!(answer.bytes().await.is_err(), "the body did not");
    place.cloud.add_fault(Fault::new(FaultKind::HalfAnswer));
    assert!(write(&place, &token).await.is_err(), "an answer without a body ends in its head");
    assert_eq!(place.held(CLOUD_VOICEMAIL).len(), 1, "carried out");
}

#[tokio::test]
async fn reads_lag_behind_writes() {
    let place = place().await;
    let token = signed_in(&place).await;
    let seen = async || place.keys(CLOUD_VOICEMAIL, &token).await.len();
    place.cloud.add_fault(Fault::new(FaultKind::Lag).reads(2));
    write(&place, &token).await.unwrap();
    assert_eq!([seen().await, seen().await, seen().await], [0, 0, 1]);

    place.cloud.clear_faults();
    place.fault(&json!({ "kind": "lag", "seconds": 20 })).await;
    let path = place.id(CLOUD_VOICEMAIL);
    place.patch(&path, &token, &[]).await;
    assert_eq!(seen().await, 1);
    place.time.pass(20);
    assert_eq!(seen().await, 0);

    place.cloud.clear_faults();
    place.cloud.add_fault(Fault::new(FaultKind::AlternateReads).reads(4));
    write(&place, &token).await.unwrap();
    let mut turns = vec![];
    for _ in 0..5 {
        turns.push(seen().await);
    }
    assert_eq!(turns, [1, 0, 1, 0, 1]);
}

#[tokio::test]
async fn a_key_can_come_without_its_bytes() {
    let place = place().await;
    let token = signed_in(&place).await;
    let by_id = format!("v1.0/servicePrincipals/{}?$select=keyCredentials", place.id(SKYPE_ONLINE));
    let bytes = async |path: &str| -> Vec<bool> {
        let (_, body) = place.get(path, &token).await;
        let keys = body["keyCredentials"].as_array().unwrap().clone();
        keys.iter().map(|key| key["key"].is_string()).collect()
    };
    let mut fault = json!({ "kind": "key-without-bytes", "appId": SKYPE_ONLINE, "entry": 1 });
    place.fault(&fault).await;
    assert_eq!(bytes(&by_app_id(SKYPE_ONLINE)).await, [true, false]);
    assert_eq!(bytes(&by_id).await, [true, false]);
    assert_eq!(bytes(&by_app_id(TEAMS_SCHEDULER)).await, [true], "another principal");
    place.cloud.clear_faults();
    fault["onlyByAppId"] = json!(true);
    place.fault(&fault).await;
    assert_eq!(bytes(&by_app_id(SKYPE_ONLINE)).await, [true, false]);
    assert_eq!(bytes(&by_id).await, [true, true]);
}

#[tokio::test]
async fn writes_can_be_refused_for_each_reason() {
    let place = place().await;
    let token = signed_in(&place).await;
    let id = place.id(CLOUD_VOICEMAIL);
    let (_, new) = new_key(&place.time, 700);
    for (fault, status, code) in [
        (json!({ "kind": "denied" }), 403, "Authorization_RequestDenied"),
        (json!({ "kind": "unauthorized" }), 401, "InvalidAuthenticationToken"),
        (json!({ "kind": "locked" }), 400, "CannotUpdateLockedServicePrincipalProperty"),
        (
            json!({ "kind": "lifetime-policy", "days": 180 }),
            400,
            "CredentialInvalidLifetimeAsPerAppPolicy",
        ),
    ] {
        place.fault(&fault).await;
        let (reported, body) = place.patch(&id, &token, std::slice::from_ref(&new)).await;
        assert_eq!((reported, &body["error"]["code"]), (status, &json!(code)));
        assert_eq!(place.held(CLOUD_VOICEMAIL).len(), 0, "{code}");
        place.cloud.clear_faults();
    }
}

#[tokio::test]
async fn an_absent_principal_can_be_created_unless_nothing_is_behind_it() {
    let place = place().await;
    let token = signed_in(&place).await;
    let create = async || {
        let body = json!({ "appId": SKYPE_ONLINE });
        let answer = place.send(Method::POST, "v1.0/servicePrincipals", &token, Some(&body)).await;
        status_and_body(answer.unwrap()).await
    };
    let seen = async || place.get(&by_app_id(SKYPE_ONLINE), &token).await.0;
    let fault = Fault::new(FaultKind::NoBackingApplication).of(SKYPE_ONLINE);
    place.cloud.add_fault(fault);
    assert_eq!(seen().await, 404);
    let (status, body) = create().await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!("NoBackingApplicationObject")));
    place.cloud.clear_faults();
    assert_eq!(seen().await, 200);

    place.cloud.add_fault(Fault::new(FaultKind::Absent).of(SKYPE_ONLINE));
    assert_eq!(seen().await, 404);
    assert_eq!(place.get(&by_app_id(TEAMS_SCHEDULER), &token).await.0, 200);
    let (_, list) = place.get("v1.0/servicePrincipals", &token).await;
    assert_eq!(list["value"].as_array().unwrap().len(), 3);
    assert_eq!(create().await.0, 201);
    assert_eq!(place.keys(SKYPE_ONLINE, &token).await, [] as [Value; 0], "a new one holds no keys");
}

#[tokio::test]
async fn another_tool_can_add_a_key_after_the_plan_was_made() {
    let place = place().await;
    let token = signed_in(&place).await;
    place.cloud.add_fault(Fault::new(FaultKind::ForeignKeyAddedBetween).of(TEAMS_SCHEDULER));
    let keys = place.keys(TEAMS_SCHEDULER, &token).await;
    assert_eq!(keys.len(), 1, "the read that the plan is made from does not show it");
    assert_eq!(place.held(TEAMS_SCHEDULER).len(), 2);
    assert_eq!(place.keys(TEAMS_SCHEDULER, &token).await.len(), 2);
    // A writer of what was read first removes the other tool's key: the test that uses this sees it.
    place.patch(&place.id(TEAMS_SCHEDULER), &token, &[entry(&keys[0]["key"])]).await;
    assert_eq!(place.held(TEAMS_SCHEDULER).len(), 1);
}

#[tokio::test]
async fn the_token_endpoint_can_fail_with_any_number() {
    let place = place().await;
    let code = place.device_code().await;
    let fault =
        json!({ "kind": "sign-in-error", "error": "interaction_required", "number": 50076 });
    place.fault(&fault).await;
    let (_, body) = place.poll(&code).await;
    assert_eq!(
        (&body["error"], &body["error_codes"]),
        (&json!("interaction_required"), &json!([50076]))
    );
    assert_eq!(place.poll(&code).await.1["error"], "authorization_pending", "it is over");
}

#[tokio::test]
async fn an_answer_can_be_late() {
    let place = place().await;
    let token = signed_in(&place).await;
    place.fault(&json!({ "kind": "delay", "milliseconds": 60_000 })).await;
    let path = by_app_id(TEAMS_SCHEDULER);
    let late = place.client.get(place.url(&path)).bearer_auth(&token);
    let late = late.timeout(std::time::Duration::from_millis(50)).send().await;
    assert!(late.unwrap_err().is_timeout());
    assert_eq!(place.get(&path, &token).await.0, 200, "the next one is not");
}

#[tokio::test]
async fn a_write_can_be_carried_out_and_its_answer_lost() {
    let place = place().await;
    let token = signed_in(&place).await;
    let mut held = 0;
    for (kind, status) in [("unavailable", 503), ("gateway-timeout", 504)] {
        place.fault(&json!({ "kind": kind, "method": "PATCH" })).await;
        assert_eq!(write(&place, &token).await.unwrap(), status);
        assert_eq!(place.held(CLOUD_VOICEMAIL).len(), held, "{kind}: not carried out");
        let before = place.held(CLOUD_VOICEMAIL);
        place.fault(&json!({ "kind": kind, "applied": true })).await;
        assert_eq!(place.get(&by_app_id(CLOUD_VOICEMAIL), &token).await.0, 200, "no write");
        assert_eq!(write(&place, &token).await.unwrap(), status);
        assert_ne!(place.held(CLOUD_VOICEMAIL), before, "{kind}: carried out");
        held = 1;
    }
    let before = place.held(CLOUD_VOICEMAIL);
    place.fault(&json!({ "kind": "delay", "milliseconds": 60_000, "applied": true })).await;
    let (_, new) = new_key(&place.time, 700);
    let path = format!("v1.0/servicePrincipals/{}", place.id(CLOUD_VOICEMAIL));
    let late = place.client.patch(place.url(&path)).bearer_auth(&token);
    let late = late.json(&json!({ "keyCredentials": [new] }));
    let late = late.timeout(std::time::Duration::from_millis(200)).send().await;
    assert!(late.unwrap_err().is_timeout());
    assert_ne!(place.held(CLOUD_VOICEMAIL), before, "carried out at once");
}

#[tokio::test]
async fn the_services_clock_can_be_off() {
    let place = place().await;
    let token = signed_in(&place).await;
    place.fault(&json!({ "kind": "wrong-date", "hours": -3 })).await;
    let answer = place.send(Method::GET, &by_app_id(TEAMS_SCHEDULER), &token, None).await;
    assert_eq!(answer.unwrap().headers()["date"], "Sat, 01 Aug 2026 09:00:00 GMT");
}

#[tokio::test]
async fn keys_of_other_kinds_can_be_there_and_cannot_be_written() {
    let der = |name: &str| {
        let time = |text: &str| text.parse().unwrap();
        let (from, to) = (time("2026-01-01T00:00:00Z"), time("2028-01-01T00:00:00Z"));
        crosstrust_rehearsal::certificate::make(name, from, to).unwrap()
    };
    let other = |kind: &str, usage: &str| KeyStart {
        kind: kind.into(),
        usage: usage.into(),
        ..KeyStart::from(der(kind))
    };
    let keys = [other("Symmetric", "Verify"), other("AsymmetricX509Cert", "Sign")];
    let start = TenantStart::without_keys().and_keys(CLOUD_VOICEMAIL, keys);
    let place = place_with(CloudOptions { start: Some(start), ..CloudOptions::default() }).await;
    let token = signed_in(&place).await;
    let keys = place.keys(CLOUD_VOICEMAIL, &token).await;
    assert_eq!((&keys[0]["type"], &keys[0]["key"]), (&json!("Symmetric"), &Value::Null));
    assert_eq!((&keys[1]["usage"], keys[1]["key"].is_string()), (&json!("Sign"), true));
    let mut entry = entry(&keys[1]["key"]);
    entry["usage"] = json!("Sign");
    let (status, _) = place.patch(&place.id(CLOUD_VOICEMAIL), &token, &[entry]).await;
    assert_eq!((status, place.held(CLOUD_VOICEMAIL).len()), (400, 2));
}

#[tokio::test]
async fn faults_are_listed_refused_when_misspelt_and_switched_off() {
    let place = place().await;
    let (status, body) = place.fault(&json!([{ "kind": "locked" }, { "kind": "lokced" }])).await;
    assert_eq!(status, 400);
    assert!(body["error"].as_str().unwrap().contains("lokced"), "{body}");
    let (_, body) = place.get("rehearsal/faults", "").await;
    assert_eq!(body["faults"], json!([]), "none of a list that holds a wrong one");
    let (_, body) = place.fault(&json!({ "kind": "throttle", "times": 3 })).await;
    assert_eq!(body["faults"], json!([{ "kind": "throttle", "times": 3 }]));
    let answer = place.client.delete(place.url("rehearsal/faults")).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    assert_eq!(place.get("rehearsal/faults", "").await.1["faults"], json!([]));
}

#[tokio::test]
async fn what_was_sent_is_recorded_without_secrets() {
    let place = place().await;
    let token = signed_in(&place).await;
    let (_, new) = new_key(&place.time, 700);
    place.patch(&place.id(CLOUD_VOICEMAIL), &token, std::slice::from_ref(&new)).await;
    let (_, body) = place.get("rehearsal/requests", "").await;
    let requests = body["requests"].as_array().unwrap();
    let paths: Vec<_> = requests.iter().map(|request| request["path"].as_str().unwrap()).collect();
    assert_eq!(paths[0], "/contoso.com/oauth2/v2.0/devicecode");
    let written = requests.iter().find(|request| request["method"] == "PATCH").unwrap();
    assert_eq!(written["body"], json!({ "keyCredentials": [new] }));
    assert_eq!(written["status"], 204);
    let text = body.to_string();
    assert!(!text.contains(&token), "no token");
    assert!(text.contains("[redacted]"), "the device code was there and is hidden");
    assert_eq!(place.cloud.requests().len(), requests.len());

    place.client.delete(place.url("rehearsal/requests")).send().await.unwrap();
    assert!(place.cloud.requests().is_empty());
    let (_, tenant) = place.get("rehearsal/tenant", "").await;
    assert_eq!(tenant["principals"][0]["keys"][0]["thumbprint"], place.held(CLOUD_VOICEMAIL)[0]);
}

/// The names in the first column of the table under that heading of the README.
fn listed(heading: &str) -> Vec<&'static str> {
    let text = include_str!("../../README.md").split_once(heading).unwrap().1;
    let section = text.split("\n#").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split('`').next())
        .filter(|name| *name != "kind" && *name != "person")
        .collect()
}

#[tokio::test]
async fn the_readme_names_every_fault_and_everybody() {
    let place = place().await;
    let kinds = listed("### Switching faults on");
    for kind in &kinds {
        assert_eq!(place.fault(&json!({ "kind": kind })).await.0, 200, "{kind}");
    }
    let (_, refused) = place.fault(&json!({ "kind": "x" })).await;
    let known = refused["error"].as_str().unwrap().matches('`').count() / 2 - 1;
    assert_eq!(kinds.len(), known, "as many as the error lists: {refused}");
    let people: Vec<_> = Person::ALL.iter().map(|person| person.id()).collect();
    assert_eq!(listed("### Signing in"), people);
}
