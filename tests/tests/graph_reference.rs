//! What the program sends to Graph, and what the simulated Graph answers, kept against Microsoft's
//! description: in every course of an upload and with every fault.
//!
//! The description lies beside the project, or where `CROSSTRUST_REFERENCE` says. Where it does not,
//! nothing is checked, and that is said.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by unwrapping it")]

use crosstrust_core::certificate::Certificate;
use crosstrust_core::clock::Clock;
use crosstrust_core::error::Problem;
use crosstrust_core::graph::{
    Backup, Client, DesiredState, KeyName, RetryPolicy, UploadOptions, apply, plan, plan_restore,
    read_applications, role_check, verify,
};
use crosstrust_core::http::{self, BearerSource, Renew};
use crosstrust_core::ids::{AppId, Thumbprint};
use crosstrust_rehearsal::certificate;
use crosstrust_rehearsal::cloud::{
    ApplicationStart, CLOUD_VOICEMAIL, Cloud, CloudOptions, EXCHANGE_ONLINE, Fault, FaultKind,
    Person, Request, RunningCloud, SKYPE_ONLINE, TEAMS_SCHEDULER, TENANT_ID, TenantStart,
};
use crosstrust_tests::graph::Description;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Described on another page of Microsoft's than the description was made from:
/// <https://learn.microsoft.com/graph/api/user-list-memberof>
const ROLES: &str = "/v1.0/me/memberOf/microsoft.graph.directoryRole";

/// The end of a path that is described on another page as well:
/// <https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments>
const ASSIGNMENTS: &str = "/appRoleAssignments";

/// The dedicated hybrid application.
const APPLICATION: &str = "2222dddd-3333-eeee-4444-ffff5555aaaa";

fn description() -> Option<Description> {
    let found = Description::find();
    if found.is_none() {
        writeln!(
            std::io::stderr(),
            "Skipped: no graph-service-principals.openapi.json at ../shared/reference nor in CROSSTRUST_REFERENCE, so the simulated Graph was not kept against it."
        )
        .expect("standard error is open");
    }
    found
}

/// Pauses take no time.
struct Hurry;

impl Clock for Hurry {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn time_of_day(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

struct Token(String);

impl BearerSource for Token {
    async fn bearer(&self, _: Renew) -> Result<SecretString, Problem> {
        Ok(self.0.clone().into())
    }
}

/// A simulated cloud to which somebody has signed in.
struct Place {
    cloud: RunningCloud,
    http: reqwest::Client,
    token: String,
}

impl Place {
    async fn of(person: Person) -> Self {
        let start = TenantStart::usual(Timestamp::now()).unwrap().and_disabled(SKYPE_ONLINE);
        let options = CloudOptions { start: Some(start), ..CloudOptions::default() };
        let cloud = Cloud::start(options).await.unwrap();
        let now = Timestamp::now();
        let until = now + SignedDuration::from_hours(24 * 700);
        cloud.put_application(&ApplicationStart {
            app_id: APPLICATION.to_owned(),
            display_name: "ExchangeServerApp".to_owned(),
            keys: vec![certificate::make(certificate::AUTH_CERTIFICATE, now, until).unwrap()],
            consent: true,
            secrets: vec![until],
        });
        let http = http::loopback_client().unwrap();
        let post = async |path: &str, form: &[(&str, &str)]| -> Value {
            let url = cloud.url().join(path).unwrap();
            http.post(url).form(form).send().await.unwrap().json().await.unwrap()
        };
        let client = ("client_id", "14d82eec-204b-4c2f-b7e8-296a70dab67e");
        let scope = ("scope", "Application.ReadWrite.All");
        let code = post("contoso.com/oauth2/v2.0/devicecode", &[client, scope]).await;
        assert!(cloud.sign_in(code["user_code"].as_str().unwrap(), person));
        let grant = ("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
        let device_code = ("device_code", code["device_code"].as_str().unwrap());
        let tokens = post("contoso.com/oauth2/v2.0/token", &[client, grant, device_code]).await;
        let token = tokens["access_token"].as_str().unwrap().to_owned();
        Self { cloud, http, token }
    }

    fn client(&self) -> Client<Token> {
        let policy = RetryPolicy { clock: Arc::new(Hurry), ..RetryPolicy::real(7) };
        let token = Token(self.token.clone());
        Client::new(
            self.http.clone(),
            self.cloud.url().clone(),
            token,
            TENANT_ID.parse().unwrap(),
            policy,
        )
    }

    /// Asks for something that the program itself does not ask for.
    async fn get(&self, path: &str) {
        let url = self.cloud.url().join(path).unwrap();
        self.http.get(url).bearer_auth(&self.token).send().await.unwrap();
    }

    /// Roles, plan, upload, verification and restore, whatever becomes of each.
    async fn course(&self) {
        let client = self.client();
        let apps: Vec<AppId> = [CLOUD_VOICEMAIL, TEAMS_SCHEDULER, SKYPE_ONLINE]
            .map(|app_id| app_id.parse().unwrap())
            .into();
        let day = |days: i64| Timestamp::now() + SignedDuration::from_hours(24 * days);
        let der = certificate::make(certificate::AUTH_CERTIFICATE, day(-1), day(700)).unwrap();
        let certificates = [Certificate::read(&der).unwrap()];
        let names = vec!["https://mail.contoso.com/".to_owned()];
        let removes = vec![KeyName::Thumbprint(self.a_key(SKYPE_ONLINE))];
        let wanted = apps.iter().map(|app| DesiredState {
            // Names and "enabled" with keys, by themselves, and not at all.
            names: if *app == apps[0] { Vec::new() } else { names.clone() },
            enabled: *app == apps[2],
            removes: if *app == apps[2] { removes.clone() } else { Vec::new() },
            ..DesiredState::certificates(*app, &certificates)
        });
        let exchange = DesiredState {
            names: names.clone(),
            enabled: true,
            ..DesiredState::certificates(EXCHANGE_ONLINE.parse().unwrap(), &[])
        };
        let wanted: Vec<DesiredState> = wanted.chain([exchange]).collect();
        let apps: Vec<AppId> = wanted.iter().map(|wanted| wanted.app).collect();
        let options = UploadOptions { drop_expired: true, create_missing: true };
        let backups = Mutex::new(Vec::new());
        let keep = |backup: &Backup| {
            backups.lock().unwrap().push(backup.clone());
            Ok(())
        };
        role_check(&client).await;
        read_applications(&client, &[APPLICATION.parse().unwrap(), apps[0]]).await;
        let prepared = plan(&client, &wanted, options, &|_| {}).await.unwrap();
        apply(&client, &prepared, &keep, &|_| {}).await;
        verify(&client, &wanted, &|_| {}).await.unwrap();
        let mut kept: Vec<Backup> = Vec::new();
        for backup in backups.into_inner().unwrap() {
            if kept.iter().all(|known| known.app_id != backup.app_id) {
                kept.push(backup);
            }
        }
        let prepared = plan_restore(&client, &kept, &apps, &|_| {}).await.unwrap();
        apply(&client, &prepared, &|_| Ok(()), &|_| {}).await;
    }

    /// A key of that application, before anything is written.
    fn a_key(&self, app_id: &str) -> Thumbprint {
        let tenant = self.cloud.state();
        Thumbprint::from_hex(tenant.principal(app_id).unwrap().thumbprints()[0]).unwrap()
    }

    /// What was asked of Graph.
    fn requests(&self) -> Vec<Request> {
        let mut requests = self.cloud.requests();
        requests.retain(|request| request.path.starts_with("/v1.0/"));
        assert!(!requests.is_empty(), "something was asked for");
        requests
    }
}

/// Every fault in which Graph answers as it is described: serde names them all when it is given another.
/// A refusal with a body of any form departs from the description on purpose.
fn faults() -> Vec<FaultKind> {
    let complaint = serde_json::from_str::<FaultKind>("\"another\"").unwrap_err().to_string();
    let (_, listed) = complaint.split_once("expected one of").unwrap();
    let names = listed.split('`').skip(1).step_by(2);
    let kinds: Vec<_> = names.map(|name| serde_json::from_value(name.into()).unwrap()).collect();
    assert!(kinds.contains(&FaultKind::Throttle) && kinds.contains(&FaultKind::SignInError));
    kinds.into_iter().filter(|kind| *kind != FaultKind::Refused).collect()
}

/// Departures of these requests and their answers, and what of the description they touched.
fn judge(
    description: &Description,
    requests: &[Request],
    seen: &mut BTreeSet<String>,
) -> Vec<String> {
    let mut found = Vec::new();
    for request in requests {
        // What sends the program elsewhere is not Graph.
        if (300..400).contains(&request.status) {
            continue;
        }
        let template = if request.path.starts_with(ROLES) {
            found.extend(of_roles(request));
            ROLES
        } else if is_of_assignments(request) {
            found.extend(of_assignments(request));
            ASSIGNMENTS
        } else {
            found.extend(description.departures(request));
            description.template(&request.path).unwrap_or_default()
        };
        seen.insert(format!("{} {template} {}", request.method, request.status));
    }
    found
}

/// The properties that a request writes.
fn written(request: &Request) -> Vec<String> {
    let body = request.body.as_ref().filter(|_| request.method == "PATCH");
    let fields = body.and_then(Value::as_object).into_iter().flatten();
    fields.map(|(name, _)| name.clone()).collect()
}

/// The roles have no place in the description: directory objects with a name and a template.
fn of_roles(request: &Request) -> Option<String> {
    let query = request.path.strip_prefix(ROLES).unwrap();
    let asked = request.method == "GET" && query == "?$select=displayName,roleTemplateId";
    let kept = match (request.status, request.answer.as_ref()) {
        (_, None) => false,
        (200, Some(answer)) => answer["value"].as_array().unwrap().iter().all(|role| {
            ["displayName", "roleTemplateId"].iter().all(|name| role[name].is_string())
        }),
        (_, Some(answer)) => answer["error"]["code"].is_string(),
    };
    (!asked || !kept).then(|| format!("{request:?}"))
}

fn is_of_assignments(request: &Request) -> bool {
    request.path.split('?').next().unwrap().ends_with(ASSIGNMENTS)
}

/// Permissions that were given: who has which of whom.
fn of_assignments(request: &Request) -> Option<String> {
    let (path, query) = request.path.split_once('?').unwrap();
    let id = path.strip_prefix("/v1.0/servicePrincipals/").unwrap();
    let id = id.strip_suffix(ASSIGNMENTS).unwrap();
    let is_id = |id: &str| id.parse::<AppId>().is_ok();
    let asked = request.method == "GET" && is_id(id) && query == "$select=appRoleId,resourceId";
    let kept = match (request.status, request.answer.as_ref()) {
        (_, None) => false,
        (200, Some(answer)) => answer["value"].as_array().unwrap().iter().all(|one| {
            ["appRoleId", "resourceId"].iter().all(|name| one[name].as_str().is_some_and(is_id))
        }),
        (_, Some(answer)) => answer["error"]["code"].is_string(),
    };
    (!asked || !kept).then(|| format!("{request:?}"))
}

#[tokio::test]
async fn every_request_and_every_answer_keeps_to_the_description() {
    let Some(description) = description() else { return };
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let mut sent = BTreeSet::new();
    for person in [Person::GlobalAdministrator, Person::ApplicationAdministrator, Person::NoRole] {
        let place = Place::of(person).await;
        place.course().await;
        for path in ["v1.0/me", "v1.0/organization", "v1.0/servicePrincipals"] {
            place.get(path).await;
        }
        let filter = format!("v1.0/servicePrincipals?$filter=appId eq '{SKYPE_ONLINE}'");
        place.get(&format!("{filter}&$select=appId,keyCredentials")).await;
        sent.extend(place.requests().iter().flat_map(written));
        found.extend(judge(&description, &place.requests(), &mut seen));
    }
    for kind in faults() {
        // As it comes; then where only one application, one kind of request or one way to read meets it.
        let of_one = || Fault::new(kind).of(SKYPE_ONLINE);
        let of_writes = Fault { method: Some("PATCH".to_owned()), ..of_one() };
        let by_app_id = Fault { only_by_app_id: true, ..of_one() };
        for fault in [Fault::new(kind), of_one(), of_writes, by_app_id] {
            let place = Place::of(Person::GlobalAdministrator).await;
            place.cloud.add_fault(fault);
            place.course().await;
            found.extend(judge(&description, &place.requests(), &mut seen));
        }
    }
    assert_eq!(found, Vec::<String>::new());
    for property in ["keyCredentials", "servicePrincipalNames", "accountEnabled"] {
        assert!(sent.contains(property), "{property} was written: {sent:?}");
    }
    for touched in [
        "GET /servicePrincipals(appId='{appId}') 200",
        "GET /servicePrincipals(appId='{appId}') 401",
        "GET /servicePrincipals(appId='{appId}') 404",
        "GET /servicePrincipals(appId='{appId}') 429",
        "GET /servicePrincipals(appId='{appId}') 503",
        "GET /servicePrincipals/{servicePrincipal-id} 200",
        "PATCH /servicePrincipals/{servicePrincipal-id} 204",
        "PATCH /servicePrincipals/{servicePrincipal-id} 400",
        "PATCH /servicePrincipals/{servicePrincipal-id} 403",
        "GET /applications(appId='{appId}') 200",
        "GET /applications(appId='{appId}') 404",
        "POST /servicePrincipals 201",
        "POST /servicePrincipals 400",
        "GET /servicePrincipals 200",
        "GET /me 200",
        "GET /organization 200",
    ] {
        assert!(seen.contains(touched), "{touched} was gone through: {seen:#?}");
    }
    assert!(seen.contains(&format!("GET {ASSIGNMENTS} 200")), "{seen:#?}");
    for status in [200, 403] {
        assert!(seen.contains(&format!("GET {ROLES} {status}")), "{seen:#?}");
    }
}

#[tokio::test]
async fn whatever_departs_from_the_description_is_found() {
    let Some(description) = description() else { return };
    let place = Place::of(Person::GlobalAdministrator).await;
    place.cloud.add_fault(Fault::new(FaultKind::Locked).of(TEAMS_SCHEDULER));
    place.course().await;
    let requests = place.requests();
    let one = |method: &str, status: u16| {
        let of = |request: &&Request| request.method == method && request.status == status;
        let found =
            requests.iter().rev().find(|request| of(request) && !request.path.contains("/me/"));
        found.unwrap().clone()
    };
    let (read, written, refused) = (one("GET", 200), one("PATCH", 204), one("PATCH", 400));
    for good in [&read, &written, &refused] {
        assert_eq!(description.departures(good), Vec::<String>::new());
    }

    let answered = |good: &Request, place: &str, value: Value| {
        let mut bad = good.clone();
        let answer = bad.answer.as_mut().unwrap();
        let (parent, name) = place.rsplit_once('/').unwrap();
        answer.pointer_mut(parent).unwrap()[name] = value;
        bad
    };
    let without = |good: &Request, parent: &str, name: &str| {
        let mut bad = good.clone();
        let parent = bad.answer.as_mut().unwrap().pointer_mut(parent).unwrap();
        parent.as_object_mut().unwrap().remove(name).unwrap();
        bad
    };
    let sent = |body: Value| Request { body: Some(body), ..written.clone() };
    let asked = |path: &str| Request { path: path.to_owned(), ..read.clone() };
    let key = json!({ "type": "AsymmetricX509Cert", "usage": "Verify", "key": "AAAA" });
    let principal = "/v1.0/servicePrincipals(appId='x')";
    let wrong = [
        ("no list", answered(&read, "/keyCredentials", json!({}))),
        ("no list, but nothing", answered(&read, "/keyCredentials", Value::Null)),
        ("names that are no list", answered(&read, "/servicePrincipalNames", json!("x"))),
        ("a name that is no text", answered(&read, "/servicePrincipalNames", json!([7]))),
        ("no truth value sent", sent(json!({ "accountEnabled": "yes" }))),
        ("names sent that are no list", sent(json!({ "servicePrincipalNames": "x" }))),
        ("a name sent that is no text", sent(json!({ "servicePrincipalNames": [null] }))),
        ("no truth value", answered(&read, "/accountEnabled", json!("yes"))),
        ("no text", answered(&read, "/id", json!(7))),
        ("an unknown property", answered(&read, "/secret", json!("x"))),
        ("an unknown property of a key", answered(&read, "/keyCredentials/0/secret", json!("x"))),
        ("no uuid", answered(&read, "/keyCredentials/0/keyId", json!("1"))),
        ("no time", answered(&read, "/keyCredentials/0/endDateTime", json!("2026-08-01"))),
        ("no base64", answered(&read, "/keyCredentials/0/key", json!("***"))),
        ("no code", without(&refused, "/error", "code")),
        ("no error", without(&refused, "", "error")),
        ("a number for a code", answered(&refused, "/error/code", json!(400))),
        ("no date", answered(&refused, "/error/innerError/date", json!("yesterday"))),
        ("an unknown property of an error", answered(&refused, "/error/cause", json!("x"))),
        ("no answer", Request { answer: None, ..read.clone() }),
        ("an answer to what has none", Request { answer: Some(json!({})), ..written.clone() }),
        ("an unknown status", Request { status: 302, ..read.clone() }),
        ("a creation with more than an entity has", {
            let body = json!({ "appId": "x", "keys": [] });
            let path = "/v1.0/servicePrincipals".to_owned();
            Request { method: "POST".to_owned(), path, body: Some(body), ..written.clone() }
        }),
        ("an unknown property sent", sent(json!({ "keys": [] }))),
        ("no list sent", sent(json!({ "keyCredentials": key }))),
        ("a key with more than it has", {
            let mut key = key.clone();
            key["password"] = json!("x");
            sent(json!({ "keyCredentials": [key] }))
        }),
        ("nothing sent", Request { body: None, ..written.clone() }),
        ("something sent to read", Request { body: Some(json!({})), ..read.clone() }),
        ("an unknown path", asked("/v1.0/servicePrincipals/x/keys")),
        ("another version", asked("/beta/servicePrincipals")),
        ("an unknown method", Request { method: "PUT".to_owned(), ..written.clone() }),
        ("an unknown query parameter", asked(&format!("{principal}?$filter=x"))),
        ("an unknown property selected", asked(&format!("{principal}?$select=id,secrets"))),
    ];
    for (what, request) in wrong {
        assert_ne!(description.departures(&request), Vec::<String>::new(), "{what}");
    }
}
