//! Measures the upload of a certificate to three principals over a way that takes its time: as
//! Crosstrust does it, reading back included, and as Microsoft's article does it, nine calls one
//! after the other. Waiting for the network is all that counts, so an unoptimised build will do.
//!
//! On Linux it also reports how much memory an upload needs, without keys and with twenty on each
//! principal. Memory is that of a process of its own: this program once more, with an address.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use crosstrust_core::certificate::Certificate;
use crosstrust_core::entra::keyring::SecretStore;
use crosstrust_core::entra::{Endpoints, Session, SignIn};
use crosstrust_core::graph::{
    self, Client, DesiredState, PrincipalState, RetryPolicy, UploadOptions,
};
use crosstrust_core::http;
use crosstrust_rehearsal::certificate;
use crosstrust_rehearsal::cloud::{
    CLOUD_VOICEMAIL, Cloud, CloudOptions, RunningCloud, SKYPE_ONLINE, TEAMS_SCHEDULER, TenantStart,
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use std::process::Command;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use url::Url;

const LATENCY: Duration = Duration::from_millis(100);

const APPLICATIONS: [&str; 3] = [CLOUD_VOICEMAIL, TEAMS_SCHEDULER, SKYPE_ONLINE];

/// What one round of uploading took.
struct Measured {
    time: Duration,
    requests: usize,
    /// Requests side by side count once.
    round_trips: usize,
}

/// What an upload took.
#[derive(Debug, Serialize)]
pub struct Upload {
    /// Crosstrust, read back, in milliseconds.
    pub ours: f64,
    /// The article's calls, not read back, in milliseconds.
    pub article: f64,
    /// The requests of Crosstrust, and in how many round trips.
    pub requests: (usize, usize),
    /// The requests of the article, and in how many round trips.
    pub requests_of_article: (usize, usize),
    /// Peak memory in KiB without keys, and with twenty on each principal.
    pub memory: Option<(u32, u32)>,
}

/// Measures both ways.
///
/// # Panics
/// The simulated cloud does not do what it must.
pub fn upload_and_article(rounds: usize) -> Upload {
    let runtime = runtime();
    let ours = measure(rounds, |cloud| {
        runtime.block_on(async {
            let client = sign_in(cloud.url()).await;
            let before = (Instant::now(), answered(cloud).len());
            upload(&client).await;
            before
        })
    });
    let article = measure(rounds, |cloud| {
        runtime.block_on(async {
            let token = token(cloud.url()).await;
            let before = (Instant::now(), answered(cloud).len());
            follow_the_article(cloud.url(), &token).await;
            before
        })
    });
    Upload {
        ours: ours.time.as_secs_f64() * 1_000.0,
        article: article.time.as_secs_f64() * 1_000.0,
        requests: (ours.requests, ours.round_trips),
        requests_of_article: (article.requests, article.round_trips),
        memory: memory_of_upload(0).zip(memory_of_upload(20)),
    }
}

/// Uploads once to the simulated cloud at this address, and prints the peak memory of this process.
///
/// # Panics
/// There is no simulated cloud.
pub fn upload_alone(address: &str) {
    let address = Url::parse(address).expect("an address of a simulated cloud");
    runtime().block_on(async { upload(&sign_in(&address).await).await });
    println!("{}", peak_memory().expect("Linux reports it"));
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// Runs a way of uploading several times, each in a new tenant. `run` gives when it began and how
/// many requests had been sent by then.
fn measure(rounds: usize, run: impl Fn(&RunningCloud) -> (Instant, usize)) -> Measured {
    let mut measured: Vec<Measured> = (0..rounds)
        .map(|_| {
            let cloud = cloud(LATENCY, 0);
            let (began, requests_before) = run(&cloud);
            let time = began.elapsed();
            let state = cloud.state();
            let of_upload = |app: &str| APPLICATIONS.contains(&app);
            for principal in state.principals.iter().filter(|one| of_upload(&one.app_id)) {
                assert_eq!(principal.keys.len(), 1, "it was uploaded");
            }
            let answered = &answered(&cloud)[requests_before..];
            Measured { time, requests: answered.len(), round_trips: round_trips(answered) }
        })
        .collect();
    measured.sort_by_key(|round| round.time);
    measured.swap_remove(rounds / 2)
}

/// A simulated cloud on a thread of its own, with that many keys on each principal.
fn cloud(latency: Duration, keys: usize) -> RunningCloud {
    let mut start = TenantStart::without_keys();
    for application in APPLICATIONS {
        start = start.and_keys(application, (0..keys).map(|_| new_certificate().into()));
    }
    let options =
        CloudOptions { start: Some(start), latency, poll_interval: 0, ..CloudOptions::default() };
    let (started, running) = mpsc::channel();
    std::thread::spawn(move || {
        runtime().block_on(async {
            let cloud = Cloud::start(options).await.expect("a port of this machine");
            started.send(cloud).expect("somebody waits for it");
            std::future::pending::<()>().await;
        });
    });
    running.recv().expect("the cloud has started")
}

/// When Graph answered, request by request.
fn answered(cloud: &RunningCloud) -> Vec<Timestamp> {
    let requests = cloud.requests().into_iter();
    requests.filter(|request| request.path.starts_with("/v1.0/")).map(|it| it.time).collect()
}

/// Answers that come closer together than half the way here were asked for side by side.
fn round_trips(answered: &[Timestamp]) -> usize {
    let apart = |pair: &&[Timestamp]| pair[1].duration_since(pair[0]).unsigned_abs() > LATENCY / 2;
    answered.windows(2).filter(apart).count() + 1
}

fn new_certificate() -> Vec<u8> {
    let day = |days: i64| Timestamp::now() + SignedDuration::from_hours(24 * days);
    certificate::make(certificate::AUTH_CERTIFICATE, day(-1), day(1_500)).expect("random numbers")
}

/// Uploads as Crosstrust does.
async fn upload(client: &Client<Session>) {
    let certificates = [Certificate::read(&new_certificate()).expect("a certificate")];
    let wanted = |app: &str| DesiredState::certificates(app.parse().expect("an id"), &certificates);
    let wanted = APPLICATIONS.map(wanted);
    let options = UploadOptions { drop_expired: true, create_missing: false };
    let prepared = graph::plan(client, &wanted, options, &|_| {}).await;
    let prepared = prepared.expect("a plan");
    let results = graph::apply(client, &prepared, &|_| Ok(()), &|_| {}).await;
    assert!(results.iter().all(|result| result.state == PrincipalState::Done), "{results:?}");
}

/// Sends what the article's script sends, in its order: for each application a list by its id, the
/// same with its keys, and the write.
async fn follow_the_article(address: &Url, token: &str) {
    let http = http::loopback_client().expect("a client");
    let key = BASE64_STANDARD.encode(new_certificate());
    let entry = json!({ "type": "AsymmetricX509Cert", "usage": "Verify", "key": key });
    for application in APPLICATIONS {
        let list = async |select: &[(&str, &str)]| -> Value {
            let filter = format!("appId eq '{application}'");
            let url = at(address, "v1.0/servicePrincipals");
            let request = http.get(url).query(&[("$filter", filter.as_str())]).query(select);
            let answer = request.bearer_auth(token).send().await.expect("an answer");
            answer.json().await.expect("a list")
        };
        let found = list(&[]).await;
        let keys = list(&[("$select", "keyCredentials")]).await;
        assert_eq!(keys["value"][0]["keyCredentials"], json!([]), "nothing is there yet");
        let id = found["value"][0]["id"].as_str().expect("an object id");
        let url = at(address, &format!("v1.0/servicePrincipals/{id}"));
        let request = http.patch(url).json(&json!({ "keyCredentials": [entry] }));
        let answer = request.bearer_auth(token).send().await.expect("an answer");
        assert_eq!(answer.status(), 204);
    }
}

fn at(address: &Url, path: &str) -> Url {
    address.join(path).expect("a path")
}

/// Signs in as Crosstrust does, with somebody at the page.
async fn sign_in(address: &Url) -> Client<Session> {
    let endpoints = Endpoints::custom(address.as_str(), address.as_str()).expect("addresses");
    let http = endpoints.sign_in_client().expect("a client");
    let store = SecretStore::memory();
    let sign_in = SignIn::new(http.clone(), endpoints, "contoso.com", None, store, "bench")
        .expect("a sign-in");
    let pending = sign_in.start().await.expect("a code");
    use_code(&http, address, &pending.view().user_code).await;
    let signed_in = sign_in.wait(&pending, std::future::pending()).await;
    let session = signed_in.unwrap_or_else(|_| panic!("nobody refuses")).session;
    let tenant = session.tenant();
    Client::new(http, address.clone(), session, tenant, RetryPolicy::real(1))
}

/// A token, for what is not sent by Crosstrust.
async fn token(address: &Url) -> String {
    let http = http::loopback_client().expect("a client");
    let ask = async |path: &str, fields: &[(&str, &str)]| -> Value {
        let url = at(address, &format!("contoso.com/oauth2/v2.0/{path}"));
        let answer = http.post(url).form(fields).send().await.expect("an answer");
        answer.json().await.expect("JSON")
    };
    let client = ("client_id", "14d82eec-204b-4c2f-b7e8-296a70dab67e");
    let scope = ("scope", "https://graph.microsoft.com/Application.ReadWrite.All");
    let code = ask("devicecode", &[client, scope]).await;
    use_code(&http, address, code["user_code"].as_str().expect("a code")).await;
    let grant = ("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
    let device_code = ("device_code", code["device_code"].as_str().expect("a code"));
    let tokens = ask("token", &[client, grant, device_code]).await;
    tokens["access_token"].as_str().expect("a token").to_owned()
}

async fn use_code(http: &reqwest::Client, address: &Url, code: &str) {
    let fields = [("code", code), ("person", "global-administrator")];
    let request = http.post(at(address, "device")).form(&fields);
    request.send().await.expect("an answer").error_for_status().expect("a code that is good");
}

/// The peak memory in KiB of a process that uploads where each principal has that many keys.
fn memory_of_upload(keys: usize) -> Option<u32> {
    peak_memory()?;
    let cloud = cloud(Duration::ZERO, keys);
    let this = std::env::current_exe().expect("this program has a path");
    let output =
        Command::new(this).args(["upload-alone", cloud.url().as_str()]).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}

/// The most memory in KiB that this process has had so far; none where the system does not report it.
fn peak_memory() -> Option<u32> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
