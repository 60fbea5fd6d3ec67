//! Graph's answers without faults. The rules for keys are tested one by one beside them.

use crate::support::{by_app_id, entry, new_key, place, place_with, status_and_body};
use crosstrust_rehearsal::cloud::{
    CLOUD_VOICEMAIL, CloudOptions, Person, SKYPE_ONLINE, TEAMS_SCHEDULER, TENANT_ID, TenantStart,
};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_new_tenant_holds_what_the_procedure_meets() {
    let place = place().await;
    let now = place.time.now();
    let state = place.cloud.state();
    assert_eq!(state.tenant_id, TENANT_ID);
    let ends = |app_id: &str| -> Vec<bool> {
        let principal = state.principal(app_id).unwrap();
        principal.keys.iter().map(|key| key.not_after.unwrap() > now).collect()
    };
    assert_eq!(ends(CLOUD_VOICEMAIL), [] as [bool; 0]);
    assert_eq!(ends(TEAMS_SCHEDULER), [true]);
    assert_eq!(ends(SKYPE_ONLINE), [true, false]);
    assert_eq!(place.held(SKYPE_ONLINE)[0], place.held(TEAMS_SCHEDULER)[0], "the same older key");
}

#[tokio::test]
async fn bytes_come_back_only_from_one_object_and_only_when_asked_for() {
    let place = place().await;
    let token = place.token(Person::GlobalAdministrator).await;
    let keys = place.keys(TEAMS_SCHEDULER, &token).await;
    assert!(keys[0]["key"].is_string());
    assert_eq!(keys[0]["customKeyIdentifier"], place.held(TEAMS_SCHEDULER)[0]);

    let id = place.id(TEAMS_SCHEDULER);
    let (_, body) =
        place.get(&format!("v1.0/servicePrincipals/{id}?$select=keyCredentials"), &token).await;
    assert!(body["keyCredentials"][0]["key"].is_string(), "by object id");
    assert!(body["appId"].is_null(), "$select is honoured");

    let (_, body) = place.get(&format!("v1.0/servicePrincipals/{id}"), &token).await;
    assert_eq!(body["appId"], TEAMS_SCHEDULER);
    assert_eq!(body["keyCredentials"][0]["key"], Value::Null, "not asked for by name");

    let list = format!(
        "v1.0/servicePrincipals?$filter=appId eq '{TEAMS_SCHEDULER}'&$select=appId,keyCredentials"
    );
    let (_, body) = place.get(&list, &token).await;
    assert_eq!(body["value"].as_array().unwrap().len(), 1);
    assert_eq!(body["value"][0]["keyCredentials"][0]["key"], Value::Null, "a list");
    let (_, body) = place.get("v1.0/servicePrincipals", &token).await;
    assert_eq!(body["value"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_write_by_object_id_and_by_application_id_is_204() {
    let place = place().await;
    let token = place.token(Person::GlobalAdministrator).await;
    let (thumbprint, new) = new_key(&place.time, 700);
    let kept = entry(&place.keys(TEAMS_SCHEDULER, &token).await[0]["key"]);
    let old = place.held(TEAMS_SCHEDULER);
    let (status, body) =
        place.patch(&place.id(TEAMS_SCHEDULER), &token, &[kept, new.clone()]).await;
    assert_eq!((status, body), (204, json!("")));
    assert_eq!(place.held(TEAMS_SCHEDULER), [old[0].clone(), thumbprint.clone()]);

    let path = format!("v1.0/servicePrincipals(appId='{CLOUD_VOICEMAIL}')");
    let body = json!({ "keyCredentials": [new] });
    let answer = place.send(Method::PATCH, &path, &token, Some(&body)).await.unwrap();
    assert_eq!(answer.status(), 204);
    assert_eq!(place.held(CLOUD_VOICEMAIL), [thumbprint]);
}

#[tokio::test]
async fn every_answer_carries_the_ids_that_support_asks_for() {
    let place = place().await;
    let token = place.token(Person::GlobalAdministrator).await;
    let request =
        place.client.get(place.url("v1.0/servicePrincipals/00000000-0000-0000-0000-000000000000"));
    let request = request.bearer_auth(&token).header("client-request-id", "mine");
    let response = request.send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    let request_id = header("request-id");
    assert_eq!(header("client-request-id"), "mine");
    assert_eq!(header("date"), "Sat, 01 Aug 2026 12:00:00 GMT");
    let (status, body) = status_and_body(response).await;
    assert_eq!((status, &body["error"]["code"]), (404, &json!("Request_ResourceNotFound")));
    let inner = &body["error"]["innerError"];
    assert_eq!(inner["request-id"], request_id);
    assert_eq!(inner["client-request-id"], "mine");
    assert_eq!(inner["date"], "2026-08-01T12:00:00");
}

#[tokio::test]
async fn without_a_good_token_nothing_is_answered() {
    let place = place().await;
    let good = place.tokens(Person::GlobalAdministrator).await;
    let path = by_app_id(TEAMS_SCHEDULER);
    let refused = async |token: &str| {
        let response = place.send(Method::GET, &path, token, None).await.unwrap();
        assert!(response.headers().contains_key("www-authenticate"));
        let (status, body) = status_and_body(response).await;
        assert_eq!((status, &body["error"]["code"]), (401, &json!("InvalidAuthenticationToken")));
    };
    refused("").await;
    refused("made up").await;
    refused(good["refresh_token"].as_str().unwrap()).await;
    let token = good["access_token"].as_str().unwrap();
    assert_eq!(place.get(&path, token).await.0, 200);
    place.time.pass(4_799);
    refused(token).await;
}

#[tokio::test]
async fn only_a_global_administrator_writes_keys_and_the_others_read() {
    let place = place().await;
    let id = place.id(TEAMS_SCHEDULER);
    for person in [Person::ApplicationAdministrator, Person::NoRole] {
        let token = place.token(person).await;
        assert_eq!(place.keys(TEAMS_SCHEDULER, &token).await.len(), 1);
        let (status, body) = place.patch(&id, &token, &[]).await;
        assert_eq!((status, &body["error"]["code"]), (403, &json!("Authorization_RequestDenied")));
    }
    assert_eq!(place.held(TEAMS_SCHEDULER).len(), 1, "nothing was written");
}

#[tokio::test]
async fn another_tenant_has_none_of_these_principals() {
    let place = place().await;
    let token = place.token(Person::OtherTenant).await;
    assert_eq!(place.get(&by_app_id(TEAMS_SCHEDULER), &token).await.0, 404);
    let (_, body) = place.get("v1.0/servicePrincipals", &token).await;
    assert_eq!(body["value"], json!([]));
    let body = json!({ "appId": TEAMS_SCHEDULER });
    let answer = place.send(Method::POST, "v1.0/servicePrincipals", &token, Some(&body)).await;
    assert_eq!(answer.unwrap().status(), 403);
}

#[tokio::test]
async fn a_missing_principal_is_created_once() {
    let mut start = TenantStart::without_keys();
    start.principals.retain(|principal| principal.app_id != TEAMS_SCHEDULER);
    let place = place_with(CloudOptions { start: Some(start), ..CloudOptions::default() }).await;
    let create = async |person, app_id: &str| {
        let token = place.token(person).await;
        let body = json!({ "appId": app_id });
        let answer = place.send(Method::POST, "v1.0/servicePrincipals", &token, Some(&body)).await;
        status_and_body(answer.unwrap()).await
    };
    assert_eq!(create(Person::NoRole, TEAMS_SCHEDULER).await.0, 403);
    let (status, body) = create(Person::ApplicationAdministrator, TEAMS_SCHEDULER).await;
    assert_eq!((status, &body["appId"]), (201, &json!(TEAMS_SCHEDULER)));
    assert_eq!(body["id"], place.id(TEAMS_SCHEDULER));
    let (status, body) = create(Person::GlobalAdministrator, TEAMS_SCHEDULER).await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (409, &json!("Request_MultipleObjectsWithSameKeyValue"))
    );
    let unknown = "99999999-c689-4224-abcf-aef9bd7573df";
    let (status, body) = create(Person::GlobalAdministrator, unknown).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!("NoBackingApplicationObject")));
}

#[tokio::test]
async fn hostile_requests_are_refused_and_change_nothing() {
    let place = place().await;
    let before = place.cloud.state();
    let token = place.token(Person::GlobalAdministrator).await;
    let id = place.id(TEAMS_SCHEDULER);
    for (path, status) in [
        ("v1.0/servicePrincipals(appId='%27%20or%20true')".to_owned(), 404),
        ("v1.0/servicePrincipals/..%2f..".to_owned(), 400),
        ("v1.0/servicePrincipals?$filter=appId eq 'x' or 1 eq 1".to_owned(), 400),
        (format!("v1.0/servicePrincipals/{id}?$select=secrets"), 400),
        ("v1.0/users".to_owned(), 400),
    ] {
        assert_eq!(place.get(&path, &token).await.0, status, "{path}");
    }
    let path = format!("v1.0/servicePrincipals/{id}");
    for body in
        [json!([]), json!("x"), json!({ "keyCredentials": null }), json!({ "displayName": "x" })]
    {
        let answer = place.send(Method::PATCH, &path, &token, Some(&body)).await.unwrap();
        assert_eq!(answer.status(), 400, "{body}");
    }
    let request = place.client.patch(place.url(&path)).bearer_auth(&token).body("{");
    assert_eq!(request.send().await.unwrap().status(), 400);
    assert_eq!(place.send(Method::DELETE, &path, &token, None).await.unwrap().status(), 405);
    assert_eq!(place.cloud.state(), before);
}

#[tokio::test]
async fn who_is_signed_in_is_reported() {
    let place = place().await;
    let token = place.token(Person::ApplicationAdministrator).await;
    let (_, me) = place.get("v1.0/me", &token).await;
    assert_eq!(me["userPrincipalName"], "appadmin@contoso.com");
    let (_, roles) = place.get("v1.0/me/memberOf", &token).await;
    assert_eq!(roles["value"][0]["displayName"], "Application Administrator");
    let (_, organization) = place.get("v1.0/organization", &token).await;
    assert_eq!(organization["value"][0]["id"], TENANT_ID);
    assert_eq!(organization["value"][0]["verifiedDomains"][0]["name"], "contoso.com");
}
