//! Sign-in in the browser, by a program that sends the forms of a browser.

use crate::support::{CLIENT, Place, SCOPE, place, place_with, status_and_body};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use crosstrust_rehearsal::cloud::{CloudOptions, Person, Registration, TENANT_ID};
use reqwest::{Method, Response, Url};
use serde_json::{Value, json};

/// The example of RFC 7636 appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const BACK: &str = "http://localhost:4711";

/// The page that a program opens in the browser.
pub(crate) struct Page(Vec<(&'static str, String)>);

impl Page {
    pub(crate) const TOKEN: &'static str = "contoso.com/oauth2/v2.0/token";

    pub(crate) fn good() -> Self {
        let fields = [
            ("client_id", CLIENT),
            ("response_type", "code"),
            ("response_mode", "query"),
            ("redirect_uri", BACK),
            ("scope", SCOPE),
            ("state", "s & t"),
            ("nonce", "n-1"),
            ("prompt", "select_account"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        Self(fields.map(|(name, value)| (name, value.to_owned())).into())
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| *known != name);
        self
    }

    pub(crate) fn with(self, name: &'static str, value: &str) -> Self {
        let mut page = self.without(name);
        page.0.push((name, value.to_owned()));
        page
    }

    fn of(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    fn address(&self, place: &Place) -> Url {
        let page = place.url("contoso.com/oauth2/v2.0/authorize");
        Url::parse_with_params(&page, &self.0).unwrap()
    }

    /// Where opening the page leads at once, or what it shows.
    pub(crate) async fn opened(&self, place: &Place) -> Result<Url, String> {
        led(browser().get(self.address(place)).send().await.unwrap()).await
    }

    /// Where the form leads, or what it shows.
    pub(crate) async fn signs_in(&self, place: &Place, person: Person) -> Result<Url, String> {
        let form = [("person", person.id())];
        led(browser().post(self.address(place)).form(&form).send().await.unwrap()).await
    }

    pub(crate) async fn code(&self, place: &Place, person: Person) -> String {
        let back = self.signs_in(place, person).await.unwrap();
        let code = back.query_pairs().find(|(name, _)| name == "code");
        code.unwrap_or_else(|| panic!("a code in {back}")).1.into_owned()
    }

    pub(crate) fn redeems<'a>(&'a self, code: &'a str) -> Vec<(&'static str, &'a str)> {
        vec![
            ("grant_type", "authorization_code"),
            ("client_id", self.of("client_id")),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ]
    }

    pub(crate) fn redeems_with<'a>(
        &'a self,
        code: &'a str,
        name: &'static str,
        value: &'a str,
    ) -> Vec<(&'static str, &'a str)> {
        let mut fields = self.redeems(code);
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
        fields
    }

    pub(crate) async fn redeem(&self, place: &Place, code: &str) -> (u16, Value) {
        place.post_form(Self::TOKEN, &self.redeems(code)).await
    }

    async fn tokens(&self, place: &Place, person: Person) -> Value {
        let code = self.code(place, person).await;
        let (status, body) = self.redeem(place, &code).await;
        assert_eq!(status, 200, "{body}");
        body
    }
}

/// A browser that stops where it is sent on.
fn browser() -> reqwest::Client {
    let stays = reqwest::redirect::Policy::none();
    reqwest::Client::builder().no_proxy().redirect(stays).build().unwrap()
}

async fn led(answer: Response) -> Result<Url, String> {
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
    if let Some(location) = answer.headers().get("location") {
        assert_eq!(answer.status(), 302);
        return Ok(location.to_str().unwrap().parse().unwrap());
    }
    Err(answer.text().await.unwrap())
}

fn claims(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn field(url: &Url, name: &str) -> String {
    let found = url.query_pairs().find(|(known, _)| known == name);
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

async fn renew(place: &Place, token: &Value, more: &[(&str, &str)]) -> (u16, Value) {
    let fields = [
        ("client_id", CLIENT),
        ("grant_type", "refresh_token"),
        ("refresh_token", token.as_str().unwrap()),
    ];
    place.post_form(Page::TOKEN, &[&fields, more].concat()).await
}

#[tokio::test]
async fn the_page_lets_everybody_be_chosen_and_runs_no_script() {
    let place = place().await;
    let page = Page::good().with("state", "\"><script>x</script>");
    let answer = browser().get(page.address(&place)).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    assert!(policy.contains("form-action 'self' http://localhost:*"), "the way back: {policy}");
    let text = answer.text().await.unwrap();
    assert!(text.contains("Microsoft Graph Command Line Tools asks to sign in."), "{text}");
    assert!(!text.contains("<script"), "{text}");
    for person in Person::ALL {
        assert!(text.contains(&format!(r#"id="{}""#, person.id())), "{person:?}");
    }
}

#[tokio::test]
async fn who_signs_in_gets_tokens_for_the_request_that_asked() {
    let place = place().await;
    let body = Page::good().tokens(&place, Person::GlobalAdministrator).await;
    let id = claims(&body["id_token"]);
    assert_eq!((&id["nonce"], &id["tid"]), (&json!("n-1"), &json!(TENANT_ID)));
    assert_eq!(id["preferred_username"], "admin@contoso.com");
    assert!(id["idp"].is_null());
    let token = body["access_token"].as_str().unwrap();
    assert_eq!(place.get("v1.0/me", token).await.0, 200);
    let (status, renewed) = renew(&place, &body["refresh_token"], &[]).await;
    assert_eq!(status, 200, "{renewed}");
    assert!(claims(&renewed["id_token"])["nonce"].is_null(), "only the first is for the request");
}

#[tokio::test]
async fn whose_codes_alone_are_blocked_passes_in_the_browser_and_is_renewed() {
    let place = place().await;
    for person in [Person::BlockedByDefaults, Person::BlockedByPolicy] {
        let body = Page::good().tokens(&place, person).await;
        assert_eq!(renew(&place, &body["refresh_token"], &[]).await.0, 200, "{person:?}");
    }
}

#[tokio::test]
async fn each_refusal_comes_back_to_the_program() {
    let place = place().await;
    for (person, error, number, subcode) in [
        (Person::Declines, "access_denied", "AADSTS65004", "cancel"),
        (Person::NotAssigned, "interaction_required", "AADSTS50105", ""),
        (Person::BlockedEverywhere, "interaction_required", "AADSTS53003", ""),
    ] {
        let back = Page::good().signs_in(&place, person).await.unwrap();
        assert_eq!(field(&back, "error"), error, "{person:?}");
        assert_eq!(field(&back, "error_subcode"), subcode);
        let words = field(&back, "error_description");
        assert!(words.starts_with(number) && words.contains("Correlation ID: "), "{words}");
        assert_eq!(field(&back, "code"), "");
    }
}

#[tokio::test]
async fn with_a_code_the_same_people_are_refused_at_the_token_endpoint() {
    let place = place().await;
    for (person, number) in [(Person::NotAssigned, 50105), (Person::BlockedEverywhere, 53003)] {
        let code = place.device_code().await;
        assert!(place.cloud.sign_in(code["user_code"].as_str().unwrap(), person));
        assert_eq!(place.poll(&code).await.1["error_codes"], json!([number]), "{person:?}");
    }
}

#[tokio::test]
async fn a_guest_is_at_home_elsewhere_and_signs_in_to_this_tenant() {
    let place = place().await;
    let body = Page::good().tokens(&place, Person::Guest).await;
    let id = claims(&body["id_token"]);
    assert_eq!(id["tid"], TENANT_ID);
    assert_eq!(id["preferred_username"], "gwen@fabrikam.com");
    assert_ne!(id["idp"], Value::Null);
    assert!(!id["idp"].as_str().unwrap().contains(TENANT_ID));
}

#[tokio::test]
async fn a_stranger_is_not_signed_in() {
    let place = place().await;
    let form = [("person", "stranger")];
    let page = Page::good().address(&place);
    let reported = led(browser().post(page).form(&form).send().await.unwrap()).await.unwrap_err();
    assert!(reported.contains("nobody of that name"), "{reported}");
}

#[tokio::test]
async fn when_codes_are_blocked_what_was_got_with_one_is_not_renewed() {
    let place = place().await;
    let by_code = place.tokens(Person::GlobalAdministrator).await;
    let in_browser = Page::good().tokens(&place, Person::GlobalAdministrator).await;
    place.fault(&json!({ "kind": "device-codes-blocked" })).await;
    let (status, body) = renew(&place, &by_code["refresh_token"], &[]).await;
    assert_eq!((status, &body["error_codes"]), (400, &json!([530_035])));
    let (status, next) = renew(&place, &in_browser["refresh_token"], &[]).await;
    assert_eq!(status, 200, "it stays bound to how it was got: {next}");
    assert_eq!(renew(&place, &next["refresh_token"], &[]).await.0, 200);
    let code = place.device_code().await;
    place.cloud.sign_in(code["user_code"].as_str().unwrap(), Person::GlobalAdministrator);
    assert_eq!(place.poll(&code).await.1["error_codes"], json!([530_035]));
}

const OWN: &str = "11112222-bbbb-3333-cccc-4444dddd5555";

async fn place_of(change: impl FnOnce(&mut Registration)) -> Place {
    let mut registration = Registration::good(OWN);
    change(&mut registration);
    let registrations = vec![registration];
    place_with(CloudOptions { registrations, ..CloudOptions::default() }).await
}

/// A device code of the own app, used; the answer of the token endpoint.
async fn own_by_code(place: &Place) -> Value {
    let fields = [("client_id", OWN), ("scope", SCOPE)];
    let (status, code) = place.post_form("contoso.com/oauth2/v2.0/devicecode", &fields).await;
    if status != 200 {
        return code;
    }
    place.cloud.sign_in(code["user_code"].as_str().unwrap(), Person::GlobalAdministrator);
    let fields = [
        ("client_id", OWN),
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", code["device_code"].as_str().unwrap()),
    ];
    place.post_form(Page::TOKEN, &fields).await.1
}

#[tokio::test]
async fn an_own_registration_works_when_it_is_set_up() {
    let place = place_of(|_| {}).await;
    let page = Page::good().with("client_id", OWN);
    page.tokens(&place, Person::GlobalAdministrator).await;
    assert!(own_by_code(&place).await["access_token"].is_string());
    Page::good().tokens(&place, Person::GlobalAdministrator).await;
}

#[tokio::test]
async fn what_is_wrong_with_an_own_registration_is_met_where_entra_reports_it() {
    let page = Page::good().with("client_id", OWN);
    let person = Person::GlobalAdministrator;

    let place = place_of(|own| own.public_client = false).await;
    let code = page.code(&place, person).await;
    let (status, body) = page.redeem(&place, &code).await;
    assert_eq!((status, &body["error"]), (401, &json!("invalid_client")));
    assert_eq!(body["error_codes"], json!([7_000_218]));
    assert_eq!(own_by_code(&place).await["error_codes"], json!([7_000_218]));

    let place = place_of(|own| own.localhost = false).await;
    assert!(page.opened(&place).await.unwrap_err().contains("50011"), "only on the page");
    assert!(own_by_code(&place).await["access_token"].is_string(), "a code needs no way back");

    let place = place_of(|own| own.consented = false).await;
    let back = page.opened(&place).await.unwrap();
    assert_eq!(field(&back, "error"), "consent_required");
    assert!(field(&back, "error_description").starts_with("AADSTS65001"));
    assert_eq!(own_by_code(&place).await["error_codes"], json!([65001]));

    let place = place_of(|own| own.client_id = CLIENT.replace('1', "2")).await;
    assert!(page.opened(&place).await.unwrap_err().contains("700016"), "only on the page");
    assert_eq!(own_by_code(&place).await["error_codes"], json!([700_016]));
}

const WANTED: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c2"}}}"#;

#[tokio::test]
async fn graph_asks_for_claims_until_the_token_has_them() {
    let place = place().await;
    let tokens = place.tokens(Person::GlobalAdministrator).await;
    let token = tokens["access_token"].as_str().unwrap();
    place.fault(&json!({ "kind": "claims-challenge", "claims": WANTED })).await;
    let answer = place.send(Method::GET, "v1.0/me", token, None).await.unwrap();
    let challenge = answer.headers()["www-authenticate"].to_str().unwrap().to_owned();
    assert!(challenge.contains("error=\"insufficient_claims\""), "{challenge}");
    let encoded = BASE64_STANDARD.encode(WANTED);
    assert!(challenge.contains(&format!("claims=\"{encoded}\"")), "{challenge}");
    let (status, body) = status_and_body(answer).await;
    assert_eq!((status, &body["error"]["code"]), (401, &json!("InvalidAuthenticationToken")));

    let (status, plain) = renew(&place, &tokens["refresh_token"], &[]).await;
    assert_eq!(status, 200);
    let token = plain["access_token"].as_str().unwrap();
    assert_eq!(place.get("v1.0/me", token).await.0, 401, "a plain renewal does not help");
    let (_, with) = renew(&place, &plain["refresh_token"], &[("claims", WANTED)]).await;
    assert_eq!(place.get("v1.0/me", with["access_token"].as_str().unwrap()).await.0, 200);
}

#[tokio::test]
async fn claims_may_be_had_by_signing_in_alone() {
    let place = place().await;
    let tokens = place.tokens(Person::GlobalAdministrator).await;
    let fault = json!({ "kind": "claims-challenge", "claims": WANTED, "interactiveOnly": true });
    place.fault(&fault).await;
    let (status, body) = renew(&place, &tokens["refresh_token"], &[("claims", WANTED)]).await;
    assert_eq!((status, &body["error"]), (400, &json!("interaction_required")));
    let page = Page::good().with("claims", WANTED);
    let tokens = page.tokens(&place, Person::GlobalAdministrator).await;
    assert_eq!(place.get("v1.0/me", tokens["access_token"].as_str().unwrap()).await.0, 200);

    let fields = [("client_id", CLIENT), ("scope", SCOPE), ("claims", WANTED)];
    let (_, code) = place.post_form("contoso.com/oauth2/v2.0/devicecode", &fields).await;
    place.cloud.sign_in(code["user_code"].as_str().unwrap(), Person::GlobalAdministrator);
    let (_, tokens) = place.poll(&code).await;
    assert_eq!(place.get("v1.0/me", tokens["access_token"].as_str().unwrap()).await.0, 200);
}

#[tokio::test]
async fn a_renewal_does_not_bring_claims_that_only_some_requests_need() {
    let place = place().await;
    let tokens = place.tokens(Person::GlobalAdministrator).await;
    let fault = json!({ "kind": "claims-challenge", "claims": WANTED, "method": "PATCH", "interactiveOnly": true });
    place.fault(&fault).await;
    let (status, body) = renew(&place, &tokens["refresh_token"], &[("claims", WANTED)]).await;
    assert_eq!((status, &body["error"]), (400, &json!("interaction_required")));
}

#[tokio::test]
async fn neither_code_nor_state_stands_in_the_record() {
    let place = place().await;
    let page = Page::good().with("state", "hush-state");
    let code = page.code(&place, Person::GlobalAdministrator).await;
    page.redeem(&place, &code).await;
    let text = serde_json::to_string(&place.cloud.requests()).unwrap();
    for secret in [code.as_str(), "hush-state", VERIFIER] {
        assert!(!text.contains(secret), "{text}");
    }
}
