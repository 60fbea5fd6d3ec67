use super::fake::*;
use crate::entra::find_tenant;
use crate::error::ErrorCode;
use serde_json::json;

async fn find(answer: Answer) -> Result<String, crate::error::Problem> {
    let (fake, endpoints) = Fake::start().await;
    *fake.configuration.lock().unwrap() = Some(answer);
    let http = endpoints.sign_in_client().unwrap();
    let found = find_tenant(&http, &endpoints, "Contoso.com").await;
    found.map(|tenant| tenant.to_string())
}

#[tokio::test]
async fn the_tenant_is_read_from_the_issuer() {
    let issuer = format!("https://login.microsoftonline.com/{}/v2.0", TENANT.to_uppercase());
    assert_eq!(find(Answer::Json(200, json!({"issuer": issuer}))).await.unwrap(), TENANT);
}

#[tokio::test]
async fn an_unknown_tenant_is_named_with_the_service_and_its_ids() {
    let problem = find(refuses("invalid_tenant", 90002)).await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::TenantUnknown);
    assert!(problem.message.contains("contoso.com"), "{}", problem.message);
    assert!(problem.message.contains("127.0.0.1"), "{}", problem.message);
    assert!(problem.detail.unwrap().contains("correlation-1"));
}

#[tokio::test]
async fn what_does_not_name_a_tenant_is_distinguished() {
    for (answer, code) in [
        (refuses("temporarily_unavailable", 90033), ErrorCode::SignInBusy),
        (refuses("something_new", 1), ErrorCode::SignInRefused),
        (Answer::Text(503, ""), ErrorCode::SignInBusy),
        (Answer::Text(429, ""), ErrorCode::SignInBusy),
        (Answer::Text(404, "<html>"), ErrorCode::SignInUnreadable),
        (Answer::Text(302, ""), ErrorCode::SignInUnreadable),
        (Answer::Text(200, "<html>"), ErrorCode::SignInUnreadable),
        (Answer::Json(200, json!({})), ErrorCode::SignInUnreadable),
        (Answer::Json(200, json!({"issuer": "x"})), ErrorCode::SignInUnreadable),
        (
            Answer::Json(200, json!({"issuer": "https://a/common/v2.0"})),
            ErrorCode::SignInUnreadable,
        ),
        (Answer::Json(200, json!({"issuer": "data:a"})), ErrorCode::SignInUnreadable),
        (Answer::Json(200, json!({"issuer": "x".repeat(2 << 20)})), ErrorCode::SignInUnreadable),
        (Answer::Broken, ErrorCode::NetworkUnreachable),
    ] {
        let problem = find(answer).await.unwrap_err();
        assert_eq!(problem.code, code, "{problem:?}");
    }
}
