//! Which roles the account holds, against answers put together for each test.

use super::bench::{Tokens, tenant};
use super::clock::TestClock;
use crate::error::ErrorCode;
use crate::graph::{Client, RetryPolicy, RoleCheck, role_check};
use crate::http;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use url::Url;

const GLOBAL: &str = "62e90394-69f5-4237-9190-012177145e10";
const APPLICATION: &str = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
const CLOUD_APPLICATION: &str = "158c047a-c907-4556-b7ef-446551a6b5f7";
const HYBRID_IDENTITY: &str = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";
const READER: &str = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";

/// What came of the check, and what was asked for.
struct Checked {
    check: RoleCheck,
    asked: Vec<String>,
}

/// Checks against these answers, one after the other, the last for good. `{base}` in them becomes the
/// address.
async fn checked(answers: Vec<(u16, Value)>) -> Checked {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (seen, address) = (Arc::clone(&asked), base.to_string());
    let answer = move |uri: Uri| async move {
        let mut seen = seen.lock().unwrap();
        let (status, body) = &answers[seen.len().min(answers.len() - 1)];
        seen.push(uri.to_string());
        let body = body.to_string().replace("{base}", &address);
        (StatusCode::from_u16(*status).unwrap(), body).into_response()
    };
    let server = tokio::spawn(async move {
        axum::serve(listener, axum::Router::new().fallback(answer)).await.unwrap();
    });
    let policy = RetryPolicy { clock: Arc::new(TestClock::new()), ..RetryPolicy::real(7) };
    let http = http::loopback_client().unwrap();
    let check = role_check(&Client::new(http, base, Tokens::default(), tenant(), policy)).await;
    server.abort();
    let asked = asked.lock().unwrap().clone();
    Checked { check, asked }
}

fn role(name: &str, template: &str) -> Value {
    json!({
        "@odata.type": "#microsoft.graph.directoryRole",
        "displayName": name,
        "roleTemplateId": template,
    })
}

async fn of_roles(roles: Value) -> RoleCheck {
    let checked = checked(vec![(200, json!({ "value": roles }))]).await;
    assert_eq!(
        checked.asked,
        ["/v1.0/me/memberOf/microsoft.graph.directoryRole?$select=displayName,roleTemplateId"],
        "one read, and nothing is tried by writing"
    );
    checked.check
}

/// The doubt is reported and the cause kept.
fn assert_unknown(check: &RoleCheck, code: ErrorCode) {
    let RoleCheck::Unknown { problem } = check else { panic!("{check:?}") };
    assert_eq!(problem.code, code, "{problem}");
    assert!(problem.message.starts_with("Crosstrust couldn't read your roles"), "{problem}");
}

#[tokio::test]
async fn a_global_administrator_will_do() {
    let roles = json!([role("Reports Reader", READER), role("Global Administrator", GLOBAL)]);
    let names = ["Reports Reader", "Global Administrator"].map(str::to_owned).into();
    assert_eq!(of_roles(roles).await, RoleCheck::Holds { roles: names, doubtful: false });
}

#[tokio::test]
async fn roles_that_are_documented_but_refused_at_times_are_doubtful() {
    for template in [APPLICATION, CLOUD_APPLICATION, HYBRID_IDENTITY] {
        let roles = vec!["Some Administrator".to_owned()];
        assert_eq!(
            of_roles(json!([role("Some Administrator", template)])).await,
            RoleCheck::Holds { roles, doubtful: true }
        );
    }
}

#[tokio::test]
async fn other_roles_and_none_at_all_are_reported_as_lacking() {
    let reader = vec!["Reports Reader".to_owned()];
    assert_eq!(
        of_roles(json!([role("Reports Reader", READER)])).await,
        RoleCheck::Lacks { roles: reader }
    );
    assert_eq!(of_roles(json!([])).await, RoleCheck::Lacks { roles: Vec::new() });
    let named = json!([role("Global Administrator", READER)]);
    assert!(matches!(of_roles(named).await, RoleCheck::Lacks { .. }), "a name proves nothing");
}

#[tokio::test]
async fn a_tenant_that_does_not_let_roles_be_read_leaves_it_unknown() {
    let denied = json!({ "error": { "code": "Authorization_RequestDenied", "message": "no" } });
    let checked = checked(vec![(403, denied)]).await;
    assert_unknown(&checked.check, ErrorCode::GraphAccessDenied);
    assert_eq!(checked.asked.len(), 1);
}

#[tokio::test]
async fn roles_without_their_content_are_not_taken_for_none() {
    let empty = json!({ "@odata.type": "#microsoft.graph.directoryRole", "displayName": null });
    let check = of_roles(json!([empty, role("Application Administrator", APPLICATION)])).await;
    assert_unknown(&check, ErrorCode::GraphUnreadable);
    let check = of_roles(json!([empty, role("Global Administrator", GLOBAL)])).await;
    assert!(matches!(check, RoleCheck::Holds { doubtful: false, .. }), "{check:?}");
}

#[tokio::test]
async fn further_pages_are_read_from_the_same_host() {
    let link = "{base}v1.0/me/memberOf/microsoft.graph.directoryRole?$skiptoken=a%20b";
    let first = json!({ "value": [role("Reports Reader", READER)], "@odata.nextLink": link });
    let second = json!({ "value": [role("Global Administrator", GLOBAL)] });
    let checked = checked(vec![(200, first), (200, second)]).await;
    assert!(matches!(checked.check, RoleCheck::Holds { ref roles, .. } if roles.len() == 2));
    assert_eq!(
        checked.asked[1],
        "/v1.0/me/memberOf/microsoft.graph.directoryRole?$skiptoken=a%20b"
    );
}

#[tokio::test]
async fn a_link_to_anywhere_else_is_not_followed() {
    for link in [
        "https://graph.contoso.example/v1.0/me/memberOf",
        "http://localhost:1/v1.0/me/memberOf",
        "{base}v1.0/../beta/me",
        "{base}beta/me",
        "/v1.0/me/memberOf",
        "file:///etc/passwd",
    ] {
        let page = json!({ "value": [role("Reports Reader", READER)], "@odata.nextLink": link });
        let checked = checked(vec![(200, page)]).await;
        assert_unknown(&checked.check, ErrorCode::GraphUnreadable);
        assert_eq!(checked.asked.len(), 1, "{link}");
    }
}

#[tokio::test]
async fn a_list_that_never_ends_is_given_up() {
    let page = json!({ "value": [], "@odata.nextLink": "{base}v1.0/me/memberOf?$skiptoken=x" });
    let checked = checked(vec![(200, page)]).await;
    assert_unknown(&checked.check, ErrorCode::GraphUnreadable);
    assert_eq!(checked.asked.len(), 10);
}

#[tokio::test]
async fn an_answer_that_is_no_list_is_not_taken_for_no_roles() {
    let checked = checked(vec![(200, json!({ "roles": [] }))]).await;
    assert_unknown(&checked.check, ErrorCode::GraphUnreadable);
}
