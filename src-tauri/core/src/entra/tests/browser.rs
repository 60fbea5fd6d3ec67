//! Sign-in in the browser, which the tests themselves are.

use super::fake::*;
use crate::entra::{Browsing, SignIn, SignInMethod, SignInStop, SignedIn};
use crate::error::{ErrorCode, Problem};
use crate::http::{BearerSource, Renew};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use reqwest::Response;
use secrecy::ExposeSecret;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::future::pending as never;
use std::net::SocketAddr;
use url::Url;

const CODE: &str = "hush-code";

/// The person's browser, and what the address that it opened holds.
struct Browser {
    http: reqwest::Client,
    page: Url,
    asked: HashMap<String, String>,
}

impl Browser {
    fn at(browsing: &Browsing) -> Self {
        let page: Url = browsing.view().address.parse().unwrap();
        let asked = page.query_pairs().into_owned().collect();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { http, page, asked }
    }

    /// The same for a browser that takes `localhost` for that address.
    fn over(browsing: &Browsing, address: &str) -> Self {
        let address: SocketAddr = address.parse().unwrap();
        let http = reqwest::Client::builder().no_proxy().resolve("localhost", address).build();
        Self { http: http.unwrap(), ..Self::at(browsing) }
    }

    fn of(&self, name: &str) -> &str {
        &self.asked[name]
    }

    fn back(&self, fields: &[(&str, &str)]) -> Url {
        Url::parse_with_params(self.of("redirect_uri"), fields).unwrap()
    }

    /// Is sent back with these fields.
    async fn brings(&self, fields: &[(&str, &str)]) -> Response {
        self.http.get(self.back(fields)).send().await.unwrap()
    }

    async fn brings_code(&self) -> Response {
        self.brings(&[("code", CODE), ("state", self.of("state")), ("session_state", "x")]).await
    }

    /// The tokens that the service gives for the code.
    fn tokens(&self, mark: &str, tenant: &str) -> Answer {
        tokens_with(mark, tenant, Some(self.of("nonce")))
    }
}

async fn set() -> Stage {
    Stage::with_clock(TestClock::stopped()).await
}

async fn wait(stage: &Stage, browsing: &Browsing) -> Result<SignedIn, SignInStop> {
    stage.sign_in.wait_browser(browsing, never()).await
}

fn refused(stop: SignInStop) -> Problem {
    let SignInStop::Refused(problem) = stop else { panic!("it was refused, not cancelled") };
    assert!(!format!("{problem:?}").contains(HUSH), "{problem:?}");
    problem
}

async fn text(response: Response) -> String {
    let text = response.text().await.unwrap();
    assert!(!text.contains(HUSH), "{text}");
    text
}

/// Whether somebody answers at the port.
async fn is_open(browser: &Browser) -> bool {
    browser.http.get(browser.back(&[])).send().await.is_ok()
}

/// A sign-in that was refused before or after the code was redeemed.
async fn refusal(
    stage: &Stage,
    fields: &[(&str, &str)],
    answer: Option<Answer>,
) -> (Problem, String) {
    let browsing = stage.sign_in.start_browser().await.unwrap();
    let browser = Browser::at(&browsing);
    stage.fake.then(answer);
    let all = [fields, &[("state", browser.of("state"))]].concat();
    let (ended, page) = tokio::join!(wait(stage, &browsing), browser.brings(&all));
    assert!(!stage.keeps("session").await && !stage.keeps("session-browser").await);
    assert!(stage.sign_in.resume().await.is_none(), "nobody is signed in");
    assert!(!is_open(&browser).await, "the port is free again");
    (refused(ended.unwrap_err()), text(page).await)
}

#[tokio::test]
async fn the_page_is_asked_for_at_the_tenant_with_proof_state_and_nonce() {
    let stage = set().await;
    let browsing = stage.sign_in.start_browser().await.unwrap();
    let view = browsing.view();
    assert_eq!(view.client_name, "Microsoft Graph Command Line Tools");
    assert_eq!(view.expires_in, 600);
    stage.clock.pass(61);
    assert_eq!(browsing.view().expires_in, 539, "it counts down on the monotonic clock");
    stage.clock.set_back(86_400);
    assert_eq!(browsing.view().expires_in, 539);

    let browser = Browser::at(&browsing);
    assert_eq!(browser.page.path(), format!("/{TENANT}/oauth2/v2.0/authorize"));
    assert!(
        stage.endpoints.login.as_str().starts_with(&browser.page.origin().ascii_serialization())
    );
    let graph = stage.endpoints.graph.as_str().trim_end_matches('/');
    for (name, value) in [
        ("response_type", "code"),
        ("response_mode", "query"),
        ("prompt", "select_account"),
        ("client_id", "14d82eec-204b-4c2f-b7e8-296a70dab67e"),
        ("code_challenge_method", "S256"),
        ("scope", &format!("{graph}/Application.ReadWrite.All openid profile offline_access")),
    ] {
        assert_eq!(browser.of(name), value, "{name}");
    }
    let port = browser.of("redirect_uri").strip_prefix("http://localhost:").unwrap();
    assert!(port.parse::<u16>().is_ok(), "no path and no slash: {port}");
    assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(browser.of("code_challenge")).unwrap().len(), 32);
    for secret in ["state", "nonce"] {
        assert!(browser.of(secret).len() >= 22, "128 bits of chance: {secret}");
    }
    assert_eq!(browser.asked.len(), 10, "nothing else goes with it: {:?}", browser.asked);
    let asked = stage.fake.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 1, "only the tenant was looked up: {asked:?}");
}

#[tokio::test]
async fn nothing_of_one_sign_in_is_that_of_another() {
    let stage = set().await;
    let first = stage.sign_in.start_browser().await.unwrap();
    let second = stage.sign_in.start_browser().await.unwrap();
    let (first, second) = (Browser::at(&first), Browser::at(&second));
    for name in ["state", "nonce", "code_challenge", "redirect_uri"] {
        assert_ne!(first.of(name), second.of(name), "{name}");
    }
}

#[tokio::test]
async fn the_code_is_redeemed_with_its_proof_and_the_browser_sees_that_it_worked() {
    let stage = set().await;
    let browsing = stage.sign_in.start_browser().await.unwrap();
    let browser = Browser::at(&browsing);
    stage.fake.then([browser.tokens("1", TENANT)]);
    let (ended, page) = tokio::join!(wait(&stage, &browsing), browser.brings_code());
    let signed_in = ended.unwrap();
    assert_eq!(signed_in.account.username, "zoe@contoso.com");
    assert_eq!(signed_in.method, SignInMethod::Browser);
    assert_eq!(signed_in.session.method(), SignInMethod::Browser);
    let token = signed_in.session.bearer(Renew::No).await.unwrap();
    assert_eq!(token.expose_secret(), "hush-access-1");

    let asked = stage.fake.token_requests();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].path, format!("/{TENANT}/oauth2/v2.0/token"));
    let form = &asked[0].form;
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!(form["code"], CODE);
    assert_eq!(form["redirect_uri"], browser.of("redirect_uri"));
    assert_eq!(form["client_id"], browser.of("client_id"));
    let digest = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
    assert_eq!(digest, browser.of("code_challenge"), "RFC 7636 section 4.6");
    assert_eq!(form.len(), 5, "no secret of the app's goes with it: {form:?}");

    assert_eq!(page.status(), 200);
    let headers = page.headers().clone();
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("content-type", "text/html; charset=utf-8"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let page = text(page).await;
    assert!(page.contains("You are signed in") && page.contains("zoe@contoso.com"), "{page}");
    assert!(page.contains("return to Crosstrust"), "{page}");
    assert!(!is_open(&browser).await, "the port is free again");
}

#[tokio::test]
async fn a_browser_may_take_localhost_for_either_address() {
    for address in ["127.0.0.1:0", "[::1]:0"] {
        let stage = set().await;
        let browsing = stage.sign_in.start_browser().await.unwrap();
        let browser = Browser::over(&browsing, address);
        stage.fake.then([browser.tokens("1", TENANT)]);
        let (ended, page) = tokio::join!(wait(&stage, &browsing), browser.brings_code());
        assert!(ended.is_ok() && page.status() == 200, "{address}");
    }
}

#[tokio::test]
async fn an_answer_to_another_sign_in_is_turned_away_and_does_not_end_the_waiting() {
    let stage = set().await;
    let browsing = stage.sign_in.start_browser().await.unwrap();
    let browser = Browser::at(&browsing);
    stage.fake.then([browser.tokens("1", TENANT)]);
    let right = browser.of("state").to_owned();
    let visits = async {
        for fields in [
            &[][..],
            &[("code", "hush-stolen")],
            &[("code", "hush-stolen"), ("state", "wrong")],
            &[("error", "access_denied"), ("state", "wrong")],
            &[("code", "hush-stolen"), ("state", &right), ("state", &right)],
        ] {
            let page = browser.brings(fields).await;
            assert_eq!(page.status(), 400, "{fields:?}");
            assert!(text(page).await.contains("t from the current sign-in"), "{fields:?}");
        }
        browser.brings_code().await
    };
    let (ended, page) = tokio::join!(wait(&stage, &browsing), visits);
    assert_eq!((ended.is_ok(), page.status().as_u16()), (true, 200));
    let codes: Vec<_> =
        stage.fake.token_requests().iter().map(|request| request.form["code"].clone()).collect();
    assert_eq!(codes, [CODE], "only the right one is redeemed");
}

#[tokio::test]
async fn nothing_but_the_way_back_is_answered() {
    let stage = set().await;
    let browsing = stage.sign_in.start_browser().await.unwrap();
    let browser = Browser::at(&browsing);
    stage.fake.then([browser.tokens("1", TENANT)]);
    let back = browser.back(&[("code", CODE), ("state", browser.of("state"))]);
    let visits = async {
        for path in ["/favicon.ico", "/x", "//"] {
            let mut url = back.clone();
            url.set_path(path);
            assert_eq!(browser.http.get(url).send().await.unwrap().status(), 404, "{path}");
        }
        for method in ["POST", "HEAD", "PUT", "OPTIONS"] {
            let method = method.parse().unwrap();
            let page = browser.http.request(method, back.clone()).send().await.unwrap();
            assert_eq!(
                (page.status().as_u16(), &page.headers()["allow"]),
                (405, &"GET".parse().unwrap())
            );
        }
        let port = back.port().unwrap();
        for host in [
            "evil.example",
            "localhost",
            "localhost:1",
            &format!("127.0.0.1:{port}"),
            &format!("a.localhost:{port}"),
        ] {
            let page = browser.http.get(back.clone()).header("host", host).send().await.unwrap();
            assert_eq!(page.status(), 421, "{host}");
        }
        browser.brings_code().await
    };
    let (ended, page) = tokio::join!(wait(&stage, &browsing), visits);
    assert_eq!((ended.is_ok(), page.status().as_u16()), (true, 200));
}

#[tokio::test]
async fn an_error_in_the_address_is_reported_with_its_remedy_on_both_sides() {
    let words = |number: u32| {
        let number = if number == 0 { String::new() } else { format!("AADSTS{number}: ") };
        format!(
            "{number}<b>So it is.</b> Trace ID: t-1 Correlation ID: c-1 Timestamp: 2026-08-01 10:00:00Z"
        )
    };
    for (error, number, more, code) in [
        ("access_denied", 0, Some(("error_subcode", "cancel")), ErrorCode::SignInDeclined),
        ("access_denied", 65004, Some(("error_subcode", "cancel")), ErrorCode::SignInDeclined),
        ("access_denied", 0, None, ErrorCode::SignInDeclined),
        ("access_denied", 530_084, None, ErrorCode::SignInTokenProtection),
        ("access_denied", 1, None, ErrorCode::SignInRefused),
        ("access_denied", 53003, None, ErrorCode::SignInPolicyBlocked),
        ("interaction_required", 50105, None, ErrorCode::SignInNotAssigned),
        ("consent_required", 65001, None, ErrorCode::SignInConsentNeeded),
        ("temporarily_unavailable", 90033, None, ErrorCode::SignInBusy),
        ("invalid_request", 1, Some(("error_codes", "50011")), ErrorCode::SignInRedirectUnknown),
        ("something_new", 1, None, ErrorCode::SignInRefused),
    ] {
        let stage = set().await;
        let words = words(number);
        let mut fields = vec![("error", error), ("error_description", words.as_str())];
        fields.extend(more);
        let (problem, page) = refusal(&stage, &fields, None).await;
        assert_eq!(problem.code, code, "{error} {number}");
        if code == ErrorCode::SignInRefused {
            assert!(problem.next[0].ends_with("error?code=1"), "{problem:?}");
        } else {
            assert_eq!(problem.next, code.remedy().next);
        }
        let detail = problem.detail.unwrap();
        for part in [error, "trace id: t-1", "correlation id: c-1", "2026-08-01 10:00:00Z"] {
            assert!(detail.contains(part), "{part} is missing in {detail}");
        }
        assert!(page.contains(&problem.title.replace('\'', "&#x27;")), "{page}");
        assert!(page.contains("return to Crosstrust") && !page.contains("<b>"), "{page}");
        assert!(stage.fake.token_requests().is_empty(), "nothing is redeemed");
    }
}

#[tokio::test]
async fn a_code_that_is_not_redeemed_is_reported_on_both_sides() {
    for (answer, code) in [
        (refuses("invalid_grant", 54005), ErrorCode::SignInRestart),
        (refuses("invalid_grant", 70000), ErrorCode::SignInRestart),
        (refuses("invalid_grant", 53003), ErrorCode::SignInPolicyBlocked),
        (refuses("invalid_client", 7_000_218), ErrorCode::SignInPublicClientOff),
        (Answer::Text(503, "<html>busy</html>"), ErrorCode::SignInBusy),
        (Answer::Text(200, "<html>hush</html>"), ErrorCode::SignInUnreadable),
        (Answer::Broken, ErrorCode::NetworkUnreachable),
    ] {
        let stage = set().await;
        let (problem, page) = refusal(&stage, &[("code", CODE)], Some(answer)).await;
        assert_eq!(problem.code, code, "{problem:?}");
        assert!(page.contains(&*problem.title) && page.contains("id=\"refused\""), "{page}");
        assert_eq!(stage.fake.token_requests().len(), 1, "a code is used once");
    }
}

#[tokio::test]
async fn a_token_that_was_made_for_another_page_is_not_kept() {
    for nonce in [None, Some("wrong"), Some("")] {
        let stage = set().await;
        let answer = tokens_with("1", TENANT, nonce);
        let (problem, page) = refusal(&stage, &[("code", CODE)], Some(answer)).await;
        assert_eq!(problem.code, ErrorCode::SignInRestart);
        assert!(problem.detail.unwrap().contains("nonce"));
        assert!(page.contains("Start the sign-in again"), "{page}");
    }
}

#[tokio::test]
async fn a_sign_in_to_another_tenant_is_named_and_not_kept() {
    let stage = set().await;
    let browsing = stage.sign_in.start_browser().await.unwrap();
    let browser = Browser::at(&browsing);
    stage.fake.then([browser.tokens("1", OTHER_TENANT)]);
    let (ended, page) = tokio::join!(wait(&stage, &browsing), browser.brings_code());
    let problem = refused(ended.unwrap_err());
    assert_eq!(problem.code, ErrorCode::SignInTenantMismatch);
    assert!(problem.message.contains(OTHER_TENANT));
    assert!(text(page).await.contains("Signed in to another tenant"));
    assert!(!stage.keeps("session-browser").await);
}

#[tokio::test]
async fn an_answer_without_code_and_error_cannot_be_read() {
    let stage = set().await;
    let (problem, _) = refusal(&stage, &[("code", "")], None).await;
    assert_eq!(problem.code, ErrorCode::SignInUnreadable);
    assert!(stage.fake.token_requests().is_empty());
}

#[tokio::test]
async fn after_ten_minutes_nobody_waits_any_longer() {
    let stage = Stage::set().await;
    let browsing = stage.sign_in.start_browser().await.unwrap();
    let browser = Browser::at(&browsing);
    let problem = refused(wait(&stage, &browsing).await.unwrap_err());
    assert_eq!(problem.code, ErrorCode::SignInBrowserTimedOut);
    assert_eq!(stage.clock.slept(), [600]);
    assert!(!is_open(&browser).await, "the port is free again");
}

#[tokio::test]
async fn time_runs_from_the_beginning_and_not_from_the_waiting() {
    let stage = Stage::set().await;
    let browsing = stage.sign_in.start_browser().await.unwrap();
    stage.clock.pass(590);
    let problem = refused(wait(&stage, &browsing).await.unwrap_err());
    assert_eq!(problem.code, ErrorCode::SignInBrowserTimedOut);
    assert_eq!(stage.clock.slept(), [10]);
}

#[tokio::test]
async fn cancelling_ends_the_waiting_and_frees_the_port() {
    let stage = set().await;
    let browsing = stage.sign_in.start_browser().await.unwrap();
    let browser = Browser::at(&browsing);
    let stop = stage.sign_in.wait_browser(&browsing, std::future::ready(())).await.unwrap_err();
    assert_eq!(stop, SignInStop::Cancelled);
    assert!(!is_open(&browser).await);
}

#[tokio::test]
async fn cancelling_while_the_code_is_redeemed_is_reported_in_the_browser() {
    let stage = set().await;
    let browsing = stage.sign_in.start_browser().await.unwrap();
    let browser = Browser::at(&browsing);
    stage.fake.then([Answer::Silence]);
    let waiting = stage.sign_in.wait_browser(&browsing, stage.polled());
    let (ended, page) = tokio::join!(waiting, browser.brings_code());
    assert_eq!(ended.unwrap_err(), SignInStop::Cancelled);
    assert!(text(page).await.contains("You canceled the sign-in in Crosstrust"));
    assert!(!stage.keeps("session-browser").await);
}

#[tokio::test]
async fn whoever_stops_waiting_or_never_waits_frees_the_port() {
    let stage = set().await;
    let never_awaited = stage.sign_in.start_browser().await.unwrap();
    let browser = Browser::at(&never_awaited);
    drop(never_awaited);
    assert!(!is_open(&browser).await);

    let browsing = stage.sign_in.start_browser().await.unwrap();
    let browser = Browser::at(&browsing);
    tokio::select! {
        _ = wait(&stage, &browsing) => panic!("it waits"),
        open = is_open(&browser) => assert!(open),
    }
    while is_open(&browser).await {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_page_is_waited_for_once() {
    let stage = set().await;
    let browsing = stage.sign_in.start_browser().await.unwrap();
    stage.sign_in.wait_browser(&browsing, std::future::ready(())).await.unwrap_err();
    let problem = refused(wait(&stage, &browsing).await.unwrap_err());
    assert_eq!(problem.code, ErrorCode::SignInRestart);
}

#[tokio::test]
async fn who_comes_before_anybody_waits_is_answered_once_somebody_does() {
    let stage = set().await;
    let browsing = stage.sign_in.start_browser().await.unwrap();
    let browser = Browser::at(&browsing);
    stage.fake.then([browser.tokens("1", TENANT)]);
    let mut early = Box::pin(browser.brings_code());
    tokio::select! {
        biased;
        _ = &mut early => panic!("nobody answers yet"),
        () = tokio::task::yield_now() => {}
    }
    let (ended, page) = tokio::join!(wait(&stage, &browsing), early);
    assert!(ended.is_ok() && page.status() == 200);
}

#[tokio::test]
async fn an_app_of_the_organisations_own_is_asked_for_and_named_where_it_is_at_fault() {
    let own = "aaaaaaaa-1111-4222-8333-444444444444";
    let stage = set().await;
    let sign_in: SignIn = stage.restarted_for("contoso.com", Some(own));
    let browsing = sign_in.start_browser().await.unwrap();
    assert!(browsing.view().client_name.contains(own));
    let browser = Browser::at(&browsing);
    assert_eq!(browser.of("client_id"), own);
    stage.fake.then([refuses("invalid_client", 7_000_218)]);
    let (ended, _) = tokio::join!(sign_in.wait_browser(&browsing, never()), browser.brings_code());
    let problem = refused(ended.unwrap_err());
    assert_eq!(problem.code, ErrorCode::SignInPublicClientOff);
    let detail = problem.detail.unwrap();
    assert!(detail.starts_with(&format!("app: your own registration {own}\n")), "{detail}");
}

#[tokio::test]
async fn an_unknown_tenant_is_reported_before_a_port_is_opened() {
    let stage = set().await;
    *stage.fake.configuration.lock().unwrap() =
        Some(Answer::Json(400, json!({ "error": "invalid_tenant" })));
    let problem = stage.sign_in.start_browser().await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::TenantUnknown);
}

#[tokio::test]
async fn nothing_secret_is_shown_by_debug() {
    let stage = set().await;
    let browsing = stage.sign_in.start_browser().await.unwrap();
    let browser = Browser::at(&browsing);
    let shown = format!("{browsing:?}");
    for name in ["state", "nonce", "code_challenge"] {
        assert!(!shown.contains(browser.of(name)), "{name}: {shown}");
    }
    assert!(shown.contains("http://localhost:"), "{shown}");
}
