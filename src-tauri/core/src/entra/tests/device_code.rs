use super::fake::*;
use crate::entra::keyring::SecretStore;
use crate::entra::{Cloud, Endpoints, SignIn, SignInStop};
use crate::error::{ErrorCode, Problem};
use crate::http::{BearerSource, Renew};
use secrecy::ExposeSecret;
use serde_json::json;
use std::future::pending as never;
use std::time::Duration;

fn refused(stop: SignInStop) -> Problem {
    match stop {
        SignInStop::Refused(problem) => problem,
        SignInStop::Cancelled => panic!("it was refused, not cancelled"),
    }
}

/// Starts, and waits with these answers of the token endpoint.
pub(super) async fn refusal(stage: &Stage, answers: impl IntoIterator<Item = Answer>) -> Problem {
    stage.fake.then(answers);
    let pending = stage.sign_in.start().await.unwrap();
    let problem = refused(stage.sign_in.wait(&pending, never()).await.unwrap_err());
    assert!(!format!("{problem:?}").contains(HUSH), "{problem:?}");
    assert!(!stage.keeps("pending").await, "a code that is over is forgotten");
    assert!(!stage.keeps("session").await, "nobody is signed in");
    problem
}

#[tokio::test]
async fn a_code_is_asked_for_at_the_tenant_and_shown_as_it_came() {
    let stage = Stage::set().await;
    let pending = stage.sign_in.start().await.unwrap();
    stage.clock.pass(60);
    let view = pending.view();
    assert_eq!(view.verification_uri, "https://microsoft.com/devicelogin");
    assert_eq!(view.user_code, "ABC12345");
    assert_eq!(view.expires_in, 840);
    assert_eq!(view.client_name, "Microsoft Graph Command Line Tools");

    let asked = stage.fake.asked.lock().unwrap().clone();
    assert_eq!(asked[0].path, "/contoso.com/v2.0/.well-known/openid-configuration");
    assert_eq!(asked[1].path, format!("/{TENANT}/oauth2/v2.0/devicecode"));
    assert_eq!(asked[1].form["client_id"], "14d82eec-204b-4c2f-b7e8-296a70dab67e");
    let graph = stage.endpoints.graph.as_str().trim_end_matches('/');
    assert_eq!(
        asked[1].form["scope"],
        format!("{graph}/Application.ReadWrite.All openid profile offline_access")
    );
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1].form.len(), 2, "no secret goes with it: {asked:?}");
}

#[tokio::test]
async fn the_clock_of_the_day_neither_ends_nor_prolongs_a_code() {
    let stage = Stage::set().await;
    let pending = stage.sign_in.start().await.unwrap();
    for back in [86_400, -3 * 86_400] {
        stage.clock.set_back(back);
        assert_eq!(pending.view().expires_in, 900);
    }
}

#[tokio::test]
async fn waiting_polls_at_the_interval_and_slower_when_asked() {
    let stage = Stage::set().await;
    stage.fake.then([
        pending(),
        pending(),
        refuses("slow_down", 70017),
        pending(),
        refuses("slow_down", 70017),
        tokens("1"),
    ]);
    let code = stage.sign_in.start().await.unwrap();
    let signed_in = stage.sign_in.wait(&code, never()).await.unwrap();
    assert_eq!(stage.clock.slept(), [5, 5, 5, 10, 10, 15]);
    assert_eq!(signed_in.account.name, "Zo\u{eb} O'Brien");
    assert_eq!(signed_in.account.username, "zoe@contoso.com");
    assert_eq!(signed_in.account.tenant_id, TENANT);
    assert_eq!(signed_in.session.account(), &signed_in.account);
    assert_eq!(signed_in.session.tenant().to_string(), TENANT);
    assert!(!signed_in.kept, "memory is not the keyring");
    let token = signed_in.session.bearer(Renew::No).await.unwrap();
    assert_eq!(token.expose_secret(), "hush-access-1");
    for request in stage.fake.token_requests() {
        assert_eq!(request.path, format!("/{TENANT}/oauth2/v2.0/token"));
        assert_eq!(request.form["grant_type"], "urn:ietf:params:oauth:grant-type:device_code");
        assert_eq!(request.form["client_id"], "14d82eec-204b-4c2f-b7e8-296a70dab67e");
        assert_eq!(request.form["device_code"], "hush-device");
        assert_eq!(request.form.len(), 3);
    }
    assert!(!stage.keeps("pending").await, "a code that was used is forgotten");
    assert!(stage.keeps("session").await);
}

#[tokio::test]
async fn each_refusal_ends_the_waiting_with_its_words_and_ids() {
    for (error, number, code) in [
        ("authorization_declined", 90120, ErrorCode::SignInDeclined),
        ("access_denied", 530_084, ErrorCode::SignInTokenProtection),
        ("access_denied", 1, ErrorCode::SignInRefused),
        ("invalid_grant", 53011, ErrorCode::SignInRiskBlocked),
        ("invalid_grant", 50137, ErrorCode::SignInRefused),
        ("invalid_grant", 90093, ErrorCode::SignInConsentNeeded),
        ("invalid_client", 650_052, ErrorCode::SignInResourceDisabled),
        ("invalid_client", 2, ErrorCode::SignInRefused),
        ("invalid_resource", 500_014, ErrorCode::SignInResourceDisabled),
        ("bad_verification_code", 70018, ErrorCode::SignInWrongCode),
        ("expired_token", 70020, ErrorCode::SignInExpired),
        ("access_denied", 530_035, ErrorCode::SignInDeviceCodeBlocked),
        ("invalid_grant", 53003, ErrorCode::SignInPolicyBlocked),
        ("invalid_client", 7_000_218, ErrorCode::SignInPublicClientOff),
        ("something_new", 1, ErrorCode::SignInRefused),
        // A number alone must not keep the loop going.
        ("invalid_request", 70016, ErrorCode::SignInRefused),
    ] {
        let stage = Stage::set().await;
        let problem = refusal(&stage, [pending(), refuses(error, number)]).await;
        assert_eq!(problem.code, code, "{error} {number}");
        let detail = problem.detail.unwrap();
        for part in [error, &format!("AADSTS{number}"), "trace-1", "correlation-1", "10:00:00Z"] {
            assert!(detail.contains(part), "{part} is missing in {detail}");
        }
        assert_eq!(stage.fake.token_requests().len(), 2, "{error}: it is not asked again");
    }
}

#[tokio::test]
async fn a_code_that_runs_out_here_is_not_asked_for_any_longer() {
    let stage = Stage::set().await;
    *stage.fake.device.lock().unwrap() = Some(device_code(12));
    let problem = refusal(&stage, [pending(), pending(), pending()]).await;
    assert_eq!(problem.code, ErrorCode::SignInExpired);
    assert_eq!(problem.detail, None);
    assert_eq!(stage.clock.slept(), [5, 5, 2], "the last poll is at the very end");
    assert_eq!(stage.fake.token_requests().len(), 3);
}

#[tokio::test]
async fn a_broken_connection_or_a_busy_service_only_makes_the_pauses_longer() {
    let stage = Stage::set().await;
    stage.fake.then([
        Answer::Broken,
        Answer::Text(503, "<html>Service Unavailable</html>"),
        Answer::Text(429, ""),
        refuses("temporarily_unavailable", 90033),
        pending(),
        tokens("1"),
    ]);
    let code = stage.sign_in.start().await.unwrap();
    let signed_in = stage.sign_in.wait(&code, never()).await.unwrap();
    assert_eq!(signed_in.account.username, "zoe@contoso.com");
    assert_eq!(stage.clock.slept(), [5, 10, 20, 30, 30, 5]);
}

#[tokio::test]
async fn when_the_last_attempts_failed_running_out_says_so() {
    let stage = Stage::set().await;
    *stage.fake.device.lock().unwrap() = Some(device_code(14));
    let problem = refusal(&stage, [pending(), Answer::Broken, Answer::Broken]).await;
    assert_eq!(problem.code, ErrorCode::SignInExpired);
    let detail = problem.detail.unwrap();
    assert!(
        detail.contains("last attempts. Crosstrust couldn't reach http://127.0.0.1:"),
        "{detail}"
    );
}

#[tokio::test]
async fn an_answer_that_is_none_ends_the_waiting_without_being_repeated() {
    for bad in [
        Answer::Text(200, "<html>hush</html>"),
        Answer::Text(400, "<html>hush</html>"),
        Answer::Text(302, "hush"),
        Answer::Text(200, ""),
        Answer::Json(200, json!({"access_token": "hush"})),
        Answer::Json(200, json!({"access_token": 7, "token_type": "hush"})),
        Answer::Json(200, json!({"access_token": "hush", "token_type": "Bearer"})),
        Answer::Json(
            200,
            json!({"access_token": "hush", "token_type": "Bearer", "id_token": "hush"}),
        ),
        Answer::Json(
            200,
            json!({"access_token": "hush", "token_type": "mac", "id_token": id_token(TENANT)}),
        ),
        Answer::Json(400, json!({"message": "hush"})),
        Answer::Json(200, json!({"access_token": "hush".repeat(1 << 20)})),
    ] {
        let stage = Stage::set().await;
        let problem = refusal(&stage, [bad]).await;
        assert_eq!(problem.code, ErrorCode::SignInUnreadable, "{problem:?}");
        assert!(problem.detail.is_some());
    }
}

#[tokio::test]
async fn a_sign_in_to_another_tenant_is_named_and_not_kept() {
    let stage = Stage::set().await;
    let problem = refusal(&stage, [tokens_of("1", OTHER_TENANT)]).await;
    assert_eq!(problem.code, ErrorCode::SignInTenantMismatch);
    for part in ["zoe@contoso.com", "contoso.com", TENANT, OTHER_TENANT] {
        assert!(problem.message.contains(part), "{part}: {}", problem.message);
    }
    assert!(stage.sign_in.resume().await.is_none());
}

#[tokio::test]
async fn cancelling_ends_the_waiting_between_two_polls() {
    let stage = Stage::with_clock(TestClock::stopped()).await;
    let code = stage.sign_in.start().await.unwrap();
    assert!(stage.keeps("pending").await);
    let (cancel, cancelled) = tokio::sync::oneshot::channel::<()>();
    let waiting = stage.sign_in.wait(&code, async {
        let _ = cancelled.await;
    });
    let (stop, ()) = tokio::join!(waiting, async { cancel.send(()).unwrap() });
    assert_eq!(stop.unwrap_err(), SignInStop::Cancelled);
    assert!(!stage.keeps("pending").await);
    assert!(stage.fake.token_requests().is_empty());
}

#[tokio::test]
async fn cancelling_ends_the_waiting_during_a_request() {
    let stage = Stage::set().await;
    stage.fake.then([Answer::Silence]);
    let code = stage.sign_in.start().await.unwrap();
    let stop = stage.sign_in.wait(&code, stage.polled()).await.unwrap_err();
    assert_eq!(stop, SignInStop::Cancelled);
    assert!(!stage.keeps("session").await);
}

#[tokio::test]
async fn an_app_of_the_organisations_own_is_used_and_named() {
    let stage = Stage::set().await;
    let own = "AAAAAAAA-1111-4222-8333-444444444444";
    let sign_in = stage.restarted_for("contoso.com", Some(own));
    let code = sign_in.start().await.unwrap();
    assert!(code.view().client_name.contains("aaaaaaaa-1111-4222-8333-444444444444"));
    let asked = stage.fake.asked.lock().unwrap().clone();
    assert_eq!(asked[1].form["client_id"], own.to_lowercase());
}

#[tokio::test]
async fn a_code_that_is_refused_at_once_is_reported() {
    for (answer, code) in [
        (refuses("unauthorized_client", 700_016), ErrorCode::SignInUnknownClient),
        (refuses("invalid_request", 90002), ErrorCode::SignInWrongTenant),
        (Answer::Text(502, "bad gateway"), ErrorCode::SignInBusy),
        (Answer::Text(200, "hello"), ErrorCode::SignInUnreadable),
        (Answer::Text(404, ""), ErrorCode::SignInUnreadable),
        (Answer::Broken, ErrorCode::NetworkUnreachable),
    ] {
        let stage = Stage::set().await;
        *stage.fake.device.lock().unwrap() = Some(answer);
        let problem = stage.sign_in.start().await.unwrap_err();
        assert_eq!(problem.code, code, "{problem:?}");
        assert!(!stage.keeps("pending").await);
    }
}

#[tokio::test]
async fn a_code_that_steers_a_terminal_and_a_page_that_is_none_are_refused() {
    let page = "https://microsoft.com/devicelogin";
    for (page, code) in [
        ("file:///etc/passwd", "ABC12345"),
        ("javascript:alert(1)", "ABC12345"),
        ("http://microsoft.com/devicelogin", "ABC12345"),
        (page, "\u{1b}]0;PWNED\u{7}"),
        (page, "ABC\u{202e}12345"),
        (page, "ABC\nDone"),
        (page, &"A".repeat(65)),
        (page, ""),
    ] {
        let stage = Stage::set().await;
        *stage.fake.device.lock().unwrap() = Some(device_code_at(page, code, 900));
        let problem = stage.sign_in.start().await.unwrap_err();
        assert_eq!(problem.code, ErrorCode::SignInUnreadable, "{page} {code:?}");
        assert!(!stage.keeps("pending").await);
    }
}

#[test]
fn what_cannot_be_right_is_refused_before_anything_is_sent() {
    let new = |endpoints: Endpoints, tenant: &str, client: Option<&str>| {
        let http = endpoints.sign_in_client().unwrap();
        SignIn::new(http, endpoints, tenant, client, SecretStore::memory(), "s")
            .map(drop)
            .map_err(|problem| problem.code)
    };
    let global = Cloud::global().endpoints();
    assert_eq!(new(global.clone(), "contoso.com", None), Ok(()));
    assert_eq!(new(global.clone(), "common", None), Err(ErrorCode::AnswerInvalid));
    assert_eq!(new(global.clone(), "contoso.com", Some("x")), Err(ErrorCode::AnswerInvalid));
    let mut open = global;
    open.login.set_scheme("http").unwrap();
    assert_eq!(new(open, "contoso.com", None), Err(ErrorCode::InsecureAddress));
}

#[tokio::test]
async fn nothing_secret_is_shown_by_debug() {
    let stage = Stage::set().await;
    let code = stage.sign_in.start().await.unwrap();
    let shown = format!("{code:?}");
    assert!(!shown.contains(HUSH) && !shown.contains("ABC12345"), "{shown}");
    let signed_in = stage.signed_in().await;
    let shown = format!("{signed_in:?} {:?} {:?}", stage.sign_in, stage.store);
    assert!(!shown.contains(HUSH), "{shown}");
}

#[tokio::test]
async fn a_service_that_never_answers_is_not_waited_for_once_it_is_cancelled() {
    for asked_for_code in [false, true] {
        let stage = Stage::set().await;
        let silent = if asked_for_code { &stage.fake.device } else { &stage.fake.configuration };
        let fall_silent = || *silent.lock().unwrap() = Some(Answer::Silence);
        fall_silent();
        let cancel = || tokio::time::sleep(Duration::from_millis(50));
        let started = async { stage.sign_in.start_unless(cancel()).await.map(|_| ()) };
        let started = tokio::time::timeout(Duration::from_secs(10), started).await.unwrap();
        assert_eq!(started, Err(SignInStop::Cancelled));
        assert!(stage.sign_in.resume_pending().await.is_none(), "no code is kept");
        fall_silent();
        let browser = async { stage.sign_in.start_browser_unless(cancel()).await.map(|_| ()) };
        let browser = tokio::time::timeout(Duration::from_secs(10), browser).await.unwrap();
        assert_eq!(browser.is_ok(), asked_for_code, "the browser asks for no code");
    }
}
