//! Reading hybrid applications, against answers put together for each test, by path.

use super::bench::{Tokens, tenant};
use super::certificates::{CURRENT, EXPIRED, FOREIGN, NEXT, TODAY, TestCertificate, at};
use super::clock::TestClock;
use crate::graph::{
    ApplicationFinding, ApplicationReading, Client, FindingCode, FindingSeverity, KeyOwner, Known,
    KnownCertificate, Permissions, RetryPolicy, Seen, judge, read_applications,
};
use crate::http;
use crate::ids::AppId;
use axum::http::{Method, StatusCode, Uri};
use axum::response::IntoResponse;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use url::Url;

const APP: &str = "2222dddd-3333-eeee-4444-ffff5555aaaa";
const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";
const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
const PRINCIPAL: &str = "0b0a7e0f-8f32-4a1c-9a2e-1d6a5e9d0001";
const EXCHANGE_PRINCIPAL: &str = "0b0a7e0f-8f32-4a1c-9a2e-1d6a5e9d0002";
const GRAPH_PRINCIPAL: &str = "0b0a7e0f-8f32-4a1c-9a2e-1d6a5e9d0003";
const FULL_ACCESS: &str = "dc890d15-9560-4a4c-9b7f-a736ec74ec40";
const CALENDARS: &str = "798ee544-9d2d-430c-a058-570e29e34338";
const OTHER_ROLE: &str = "dc50a0fb-09a3-484d-be87-e023b12c6440";

/// What a tenant answers, by path and, where a path is asked for two things, by what is selected.
struct Tenant(BTreeMap<String, (u16, Value)>);

fn key(made: &TestCertificate) -> Value {
    json!({
        "keyId": "11111111-2222-3333-4444-555555555555",
        "type": "AsymmetricX509Cert",
        "usage": "Verify",
        "key": made.base64(),
        "endDateTime": made.certificate().not_after().to_string(),
    })
}

fn absent() -> (u16, Value) {
    let error = json!({"code": "Request_ResourceNotFound", "message": "It does not exist."});
    (404, json!({ "error": error }))
}

fn denied() -> (u16, Value) {
    let error =
        json!({"code": "Authorization_RequestDenied", "message": "Insufficient privileges."});
    (403, json!({ "error": error }))
}

fn keys_of(app: &str, object_id: &str, keys: &[Value]) -> Value {
    json!({
        "id": object_id, "appId": app, "displayName": "It", "accountEnabled": true,
        "servicePrincipalNames": [app], "keyCredentials": keys,
    })
}

fn application() -> String {
    format!("applications(appId='{APP}')")
}

fn principal(app: &str) -> String {
    format!("servicePrincipals(appId='{app}')")
}

fn roles(app: &str) -> String {
    format!("servicePrincipals(appId='{app}') roles")
}

fn assignments() -> String {
    format!("servicePrincipals/{PRINCIPAL}/appRoleAssignments")
}

fn granted(role: &str, resource: &str) -> Value {
    json!({"id": "x", "appRoleId": role, "resourceId": resource, "principalId": PRINCIPAL})
}

impl Tenant {
    /// Everything is as it should be.
    fn good() -> Self {
        let registration = json!({
            "appId": APP, "displayName": "ExchangeServerApp",
            "keyCredentials": [key(&CURRENT), key(&NEXT)], "passwordCredentials": [],
        });
        let role = |id: &str, value: &str| json!({"id": id, "value": value, "isEnabled": true});
        let exchange = [role(OTHER_ROLE, "Mail.Read"), role(FULL_ACCESS, "full_access_as_app")];
        let graph = [role(CALENDARS, "Calendars.Read")];
        Self(BTreeMap::from([
            (application(), (200, registration)),
            (principal(APP), (200, keys_of(APP, PRINCIPAL, &[]))),
            (assignments(), (200, json!({"value": [granted(FULL_ACCESS, EXCHANGE_PRINCIPAL)]}))),
            (principal(EXCHANGE), (200, keys_of(EXCHANGE, EXCHANGE_PRINCIPAL, &[]))),
            (roles(EXCHANGE), (200, json!({"id": EXCHANGE_PRINCIPAL, "appRoles": exchange}))),
            (roles(GRAPH), (200, json!({"id": GRAPH_PRINCIPAL, "appRoles": graph}))),
        ]))
    }

    fn but(mut self, place: String, answer: (u16, Value)) -> Self {
        assert!(self.0.insert(place, answer).is_some(), "the good tenant answers there as well");
        self
    }

    fn also(mut self, place: String, answer: (u16, Value)) -> Self {
        self.0.insert(place, answer);
        self
    }

    fn keys(self, keys: &[Value]) -> Self {
        let registration = json!({
            "appId": APP, "displayName": "ExchangeServerApp",
            "keyCredentials": keys, "passwordCredentials": [],
        });
        self.but(application(), (200, registration))
    }

    fn assigned(self, assigned: &[Value]) -> Self {
        self.but(assignments(), (200, json!({ "value": assigned })))
    }

    /// Reads it, and says what was asked for.
    async fn read(self) -> (ApplicationReading, Vec<String>) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (seen, address) = (Arc::clone(&asked), base.to_string());
        let answers = Arc::new(self.0);
        let answer = move |method: Method, uri: Uri| async move {
            seen.lock().unwrap().push(format!("{method} {uri}"));
            let path = uri.path().strip_prefix("/v1.0/").unwrap();
            let query = uri.query().unwrap_or_default();
            let place =
                if query.contains("appRoles") { format!("{path} roles") } else { path.into() };
            let place = if query.contains("page") { format!("{place} {query}") } else { place };
            let (status, body) = answers.get(&place).cloned().unwrap_or_else(absent);
            let body = body.to_string().replace("{base}", &address);
            (StatusCode::from_u16(status).unwrap(), body).into_response()
        };
        let server = tokio::spawn(async move {
            axum::serve(listener, axum::Router::new().fallback(answer)).await.unwrap();
        });
        let policy = RetryPolicy { clock: Arc::new(TestClock::new()), ..RetryPolicy::real(7) };
        let http = http::loopback_client().unwrap();
        let client = Client::new(http, base, Tokens::default(), tenant(), policy);
        let app: AppId = APP.parse().unwrap();
        let reading = read_applications(&client, &[app, app]).await;
        server.abort();
        let asked = asked.lock().unwrap().clone();
        (reading, asked)
    }

    async fn found(self) -> Vec<ApplicationFinding> {
        let reading = self.read().await.0;
        // What is saved and read again says the same.
        let saved = serde_json::to_value(&reading).unwrap();
        let reading: ApplicationReading = serde_json::from_value(saved).unwrap();
        judge(&reading, &known(&at_hand()))
    }

    async fn codes(self) -> Vec<FindingCode> {
        self.found().await.into_iter().map(|finding| finding.code).collect()
    }
}

fn at_hand() -> Vec<KnownCertificate> {
    vec![
        (CURRENT.thumbprint(), KeyOwner::Current),
        (NEXT.thumbprint(), KeyOwner::Next),
        (FOREIGN.thumbprint(), KeyOwner::Chosen),
    ]
}

fn known(at_hand: &[KnownCertificate]) -> Known<'_> {
    Known {
        at_hand,
        environment: "",
        blocked_since: "31 October 2025",
        can_be_named: true,
        now: at(TODAY),
    }
}

#[tokio::test]
async fn a_tenant_in_which_everything_is_as_it_should_be_is_read_without_a_write() {
    let (reading, asked) = Tenant::good().read().await;
    let findings = judge(&reading, &known(&at_hand()));
    let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [FindingCode::Ok, FindingCode::Ok], "{findings:#?}");
    assert_eq!(ApplicationFinding::worst(&findings), FindingSeverity::Ok);
    assert_eq!(findings.iter().filter(|finding| finding.is_of_shared()).count(), 1);
    assert!(asked.iter().all(|request| request.starts_with("GET ")), "{asked:?}");
    assert_eq!(asked.len(), 5, "one id that is named twice is read once: {asked:?}");
    let shown = reading.shown(&known(&at_hand()));
    assert_eq!(shown.len(), 2);
    let standings: Vec<_> = shown[0].keys.iter().map(|key| key.standing).collect();
    assert_eq!(standings, [KeyOwner::Current, KeyOwner::Next]);
}

#[tokio::test]
async fn each_fault_of_an_application_has_its_code() {
    use FindingCode as F;
    let registration = Tenant::good().0.remove(&application()).unwrap().1;
    let mut with_secret = registration.clone();
    with_secret["passwordCredentials"] =
        json!([{"keyId": "x", "endDateTime": "2020-01-01T00:00:00Z"}, {"keyId": "y"}]);
    let mut with_old_secret = registration.clone();
    with_old_secret["passwordCredentials"] = json!([{"endDateTime": "2020-01-01T00:00:00Z"}]);
    let mut disabled = keys_of(APP, PRINCIPAL, &[]);
    disabled["accountEnabled"] = false.into();
    let on_principal = keys_of(APP, PRINCIPAL, &[key(&CURRENT)]);
    let shared = keys_of(EXCHANGE, EXCHANGE_PRINCIPAL, &[key(&CURRENT)]);
    let good = Tenant::good;
    for (what, tenant, wanted) in [
        (
            "nothing there",
            good().but(application(), absent()).but(principal(APP), absent()),
            vec![F::ApplicationMissing, F::Ok],
        ),
        (
            "no principal",
            good().but(principal(APP), absent()),
            vec![F::ServicePrincipalMissing, F::Ok],
        ),
        (
            "disabled",
            good().but(principal(APP), (200, disabled)),
            vec![F::ServicePrincipalDisabled, F::Ok],
        ),
        ("no consent", good().assigned(&[]), vec![F::ConsentMissing, F::Ok]),
        (
            "another permission",
            good().assigned(&[granted(OTHER_ROLE, EXCHANGE_PRINCIPAL)]),
            vec![F::ConsentMissing, F::Ok],
        ),
        (
            "the same permission of another resource",
            good().assigned(&[granted(FULL_ACCESS, GRAPH_PRINCIPAL)]),
            vec![F::ConsentMissing, F::Ok],
        ),
        (
            "Microsoft Graph only",
            good().assigned(&[granted(CALENDARS, GRAPH_PRINCIPAL)]),
            vec![F::ConsentGraphOnly, F::Ok],
        ),
        ("no current key", good().keys(&[key(&NEXT)]), vec![F::CertificateCurrentMissing, F::Ok]),
        ("no next key", good().keys(&[key(&CURRENT)]), vec![F::CertificateNextMissing, F::Ok]),
        (
            "a key that has expired",
            good().keys(&[key(&CURRENT), key(&NEXT), key(&EXPIRED)]),
            vec![F::KeyExpired, F::Ok],
        ),
        (
            "the current key on the principal",
            good().keys(&[key(&NEXT)]).but(principal(APP), (200, on_principal)),
            vec![F::Ok, F::Ok],
        ),
        (
            "a client secret",
            good().but(application(), (200, with_secret)),
            vec![F::ClientSecret, F::Ok],
        ),
        (
            "a secret that has ended",
            good().but(application(), (200, with_old_secret)),
            vec![F::Ok, F::Ok],
        ),
        (
            "keys on the shared principal",
            good().but(principal(EXCHANGE), (200, shared)),
            vec![F::Ok, F::SharedPrincipalHasKeys],
        ),
    ] {
        assert_eq!(tenant.codes().await, wanted, "{what}");
    }
}

#[tokio::test]
async fn an_entry_that_has_ended_is_no_key_of_its_certificate() {
    let mut ended = key(&CURRENT);
    ended["endDateTime"] = "2026-01-01T00:00:00Z".into();
    let found = Tenant::good().keys(&[ended, key(&NEXT)]).found().await;
    let codes: Vec<_> = found.iter().map(|finding| finding.code).collect();
    let wanted = [FindingCode::CertificateCurrentMissing, FindingCode::KeyExpired, FindingCode::Ok];
    assert_eq!(codes, wanted);
    assert_eq!(found[0].thumbprints, [CURRENT.thumbprint()]);
    assert_eq!(found[1].thumbprints, [CURRENT.thumbprint()]);
}

#[tokio::test]
async fn what_may_not_be_read_is_not_known_with_who_may_read_it() {
    use FindingCode as F;
    for (place, wanted) in [
        (application(), vec![F::NotReadApplication, F::Ok]),
        (principal(APP), vec![F::NotReadServicePrincipal, F::Ok]),
        (assignments(), vec![F::NotReadConsent, F::Ok]),
        (roles(EXCHANGE), vec![F::NotReadConsent, F::Ok]),
        (principal(EXCHANGE), vec![F::Ok, F::NotReadSharedPrincipal]),
    ] {
        let found = Tenant::good().but(place.clone(), denied()).found().await;
        let codes: Vec<_> = found.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, wanted, "{place}");
        let not_read =
            found.iter().find(|one| one.severity != FindingSeverity::Ok).expect("one is not known");
        assert_eq!(not_read.severity, FindingSeverity::Unknown, "{place}");
        let remedy = not_read.remedy.join(" ");
        assert!(remedy.contains("Cloud Application Administrator"), "{remedy}");
        assert!(remedy.contains("Application.Read.All"), "{remedy}");
        assert!(not_read.detail.as_deref().unwrap().starts_with("HTTP 403"), "{not_read:?}");
    }
}

#[tokio::test]
async fn a_refusal_with_a_code_that_is_not_known_is_a_refusal() {
    let refused = (403, json!({"error": {"code": "AccessDenied", "message": "No."}}));
    let found = Tenant::good().but(application(), refused).found().await;
    assert!(found[0].words.contains("isn't allowed to read it"), "{found:?}");
}

#[tokio::test]
async fn a_key_is_not_said_to_be_missing_while_a_part_was_not_read() {
    let tenant = Tenant::good().keys(&[]).but(principal(APP), denied());
    let codes = tenant.codes().await;
    assert_eq!(codes, [FindingCode::NotReadServicePrincipal, FindingCode::Ok]);
}

#[tokio::test]
async fn what_is_damaged_or_does_not_come_is_not_known() {
    for answer in [
        (200, json!({"appId": APP, "passwordCredentials": []})),
        (200, json!({"appId": APP, "keyCredentials": []})),
        (200, json!({"appId": EXCHANGE, "keyCredentials": [], "passwordCredentials": []})),
        (503, json!({"error": {"code": "ServiceUnavailable", "message": "Later."}})),
    ] {
        let found = Tenant::good().but(application(), answer.clone()).found().await;
        assert_eq!(found[0].code, FindingCode::NotReadApplication, "{answer:?}");
    }
    // A server on the way that knows no Graph is no proof that the application is missing.
    let web_page = Tenant::good().but(application(), (404, json!("Not found")));
    assert_eq!(web_page.codes().await[0], FindingCode::NotReadApplication);
}

#[tokio::test]
async fn permissions_are_read_to_the_last_page() {
    let next = format!("{{base}}v1.0/{}?page=2", assignments());
    let first =
        json!({"value": [granted(OTHER_ROLE, EXCHANGE_PRINCIPAL)], "@odata.nextLink": next});
    let second = json!({"value": [granted(FULL_ACCESS, EXCHANGE_PRINCIPAL)]});
    let tenant = Tenant::good()
        .but(assignments(), (200, first))
        .also(format!("{} page=2", assignments()), (200, second));
    let (reading, _) = tenant.read().await;
    let given = Permissions { exchange: true, graph: Vec::new() };
    assert_eq!(reading.applications[0].permissions, Seen::Found(given));

    let elsewhere = json!({"value": [], "@odata.nextLink": "https://graph.example.com/v1.0/x"});
    let codes = Tenant::good().but(assignments(), (200, elsewhere)).codes().await;
    assert_eq!(codes, [FindingCode::NotReadConsent, FindingCode::Ok], "tokens go nowhere else");
}

#[tokio::test]
async fn without_a_certificate_at_hand_keys_are_not_compared() {
    let (reading, _) = Tenant::good().read().await;
    let findings = judge(&reading, &known(&[]));
    assert_eq!(findings[0].code, FindingCode::NotReadCertificate);
    let chosen = [(CURRENT.thumbprint(), KeyOwner::Chosen)];
    assert_eq!(judge(&reading, &known(&chosen))[0].code, FindingCode::Ok);
    let other = [(FOREIGN.thumbprint(), KeyOwner::Chosen)];
    assert_eq!(judge(&reading, &known(&other))[0].code, FindingCode::CertificateCurrentMissing);
}

#[tokio::test]
async fn an_application_that_nothing_names_is_not_known() {
    let (reading, _) = Tenant::good().read().await;
    let reading = ApplicationReading { applications: Vec::new(), ..reading };
    for can_be_named in [true, false] {
        let known = Known { can_be_named, ..known(&[]) };
        let findings = judge(&reading, &known);
        assert_eq!(findings[0].code, FindingCode::NotReadApplicationId);
        assert_eq!(findings[0].words.contains("No script result"), can_be_named, "{findings:?}");
    }
}
