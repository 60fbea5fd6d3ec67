//! What is fuzzed: everything that comes from elsewhere. Each function takes any bytes, must not panic, and
//! checks one property of what it reads.

use crosstrust_core::certificate::Certificate;
use crosstrust_core::clock::Clock;
use crosstrust_core::entra::{Endpoints, find_tenant};
use crosstrust_core::error::Problem;
use crosstrust_core::graph::{self, Backup, Client, DesiredState, RetryPolicy, UploadOptions};
use crosstrust_core::guide::{Answers, Guide, Library, ScriptRole};
use crosstrust_core::http::{self, BearerSource, Renew};
use crosstrust_core::ids::AppId;
use crosstrust_core::receipt;
use crosstrust_core::redact::redact;
use crosstrust_core::report;
use crosstrust_core::script::{ScriptContext, UndoList, write};
use crosstrust_core::setup::{self, Event, OPERATOR, Setup, SetupId, Store};
use crosstrust_core::text::{decode, is_hidden, visible, visible_json};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use url::Url;

/// The id of every setup here, so that a saved one is found under its own name.
pub const SETUP: &str = "018f3a52-7b1c-7e44-8d15-3b0a6c9e2f71";

static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| Library::built_in().expect("the guides that are built in"));
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

fn now() -> Timestamp {
    "2026-11-29T12:00:00Z".parse().expect("a time")
}

fn guide(choice: u8) -> &'static Guide {
    let count = LIBRARY.guides().count();
    LIBRARY.guides().nth(usize::from(choice) % count).expect("a guide")
}

/// Shows a setup in every form there is.
fn show(setup: &Setup, guide: &Guide) {
    let view = setup::view(setup, guide, now(), false);
    assert!(view.summary.done <= view.summary.total);
    let html = report::html(setup, guide, now(), &TimeZone::UTC);
    assert!(!html.contains(|sign| is_hidden(sign) && !matches!(sign, '\n' | '\t' | '\r')));
}

/// A text with receipts: what is taken into a setup can be shown, and taking it again changes no step.
pub fn receipt(data: &[u8]) {
    let (choice, text) = data.split_first().unwrap_or((&0, &[]));
    let Ok(found) = receipt::read(text) else { return };
    let guide = guide(*choice);
    let id: SetupId = SETUP.parse().expect("an id");
    let mut setup = Setup::in_memory(id, guide, &answers_of(guide, b""), now());
    let imported = Event::ReceiptsImported { found: &found };
    if setup.apply(guide, imported, now(), OPERATOR).is_ok() {
        show(&setup, guide);
    }
}

/// A certificate is the same when it is read from its own bytes.
pub fn certificate(data: &[u8]) {
    let Ok(certificate) = Certificate::read(data) else { return };
    let again = Certificate::read(certificate.der()).expect("its own bytes are a certificate");
    assert_eq!(again.thumbprint(), certificate.thumbprint());
    assert_eq!(again.der(), certificate.der());
    let card = certificate.card(now());
    assert!(!card.subject.contains(is_hidden) && !card.issuer.contains(is_hidden));
    let _ = certificate.check(now());
}

/// A setup file that is read can be shown, and reads back after it was saved.
pub fn setup_file(data: &[u8]) {
    let folder = FOLDER.path().join("data");
    let store = Store::open(&folder).expect("a data folder");
    let id: SetupId = SETUP.parse().expect("an id");
    let lock = store.lock(id).expect("nobody else has it");
    std::fs::write(folder.join("setups").join(format!("{SETUP}.json")), data).expect("a file");
    let Ok(setup) = store.peek(id) else { return };
    store.save(&lock, &setup).expect("it is saved");
    assert_eq!(store.peek(id).expect("it was saved a moment ago"), setup);
    if let Some(guide) = LIBRARY.guide(setup.guide()) {
        show(&setup, guide);
    }
}

/// Any text as each answer: what is taken stands in every script as one value, and adds no line.
pub fn answers(data: &[u8]) {
    let (choice, text) = data.split_first().unwrap_or((&0, &[]));
    let guide = guide(*choice);
    let answers = answers_of(guide, text);
    let undo_list = UndoList {
        created: vec![decode(text)],
        relinked: BTreeMap::from([(decode(text), decode(text))]),
        ..UndoList::default()
    };
    let context = ScriptContext {
        setup_id: SETUP,
        answers: &answers,
        tenant_id: None,
        undo_list: &undo_list,
        uploaded: &[],
    };
    for spec in &guide.scripts {
        let Ok(script) = write(&LIBRARY, guide, &spec.id, &context) else { continue };
        let hides = |line: &str| line.contains(|sign| is_hidden(sign) && sign != '\t');
        assert!(!script.text.lines().any(hides), "{}", script.id);
        if spec.role != ScriptRole::Undo {
            let plain = answers_of(guide, b"");
            let context = ScriptContext { answers: &plain, ..context };
            if let Ok(plain) = write(&LIBRARY, guide, &spec.id, &context) {
                assert_eq!(script.text.lines().count(), plain.text.lines().count());
            }
        }
    }
}

/// The answers of the example of each question, and this text wherever it is taken.
fn answers_of(guide: &Guide, text: &[u8]) -> Answers {
    let text = decode(text);
    let mut raw = BTreeMap::new();
    for spec in &guide.answers {
        let (_, problems) = Answers::parse(guide, &[(spec.id.clone(), text.clone())].into());
        let taken = !text.is_empty() && problems.iter().all(|problem| problem.answer != spec.id);
        raw.insert(spec.id.clone(), if taken { text.clone() } else { spec.example.clone() });
    }
    Answers::parse(guide, &raw).0
}

/// A copy of keys that is read holds what it says.
pub fn backup(data: &[u8]) {
    let path = FOLDER.path().join("keys.json");
    std::fs::write(&path, data).expect("a file");
    let Ok(backup) = Backup::load(&path) else { return };
    std::fs::write(&path, serde_json::to_vec(&backup).expect("JSON")).expect("a file");
    assert_eq!(Backup::load(&path).expect("it was read before"), backup);
}

/// Texts of services: redacting twice is redacting once, and what is shown hides nothing.
pub fn texts(data: &[u8]) {
    let text = decode(data);
    let once = redact(&text).into_owned();
    assert_eq!(redact(&once), once);
    assert!(!visible(&text).contains(is_hidden));
    let json = serde_json::to_string(&text).expect("JSON");
    let shown = visible_json(&json);
    assert!(!shown.contains(is_hidden));
    assert_eq!(serde_json::from_str::<String>(&shown).expect("JSON"), text);
}

/// A clock on which nobody waits.
struct Hurried;

impl Clock for Hurried {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn time_of_day(&self) -> Timestamp {
        now()
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

struct Token;

impl BearerSource for Token {
    async fn bearer(&self, _: Renew) -> Result<SecretString, Problem> {
        Ok("token".to_owned().into())
    }
}

/// A server that gives the same answer to every request.
struct Service {
    runtime: Runtime,
    url: Url,
    answer: Arc<Mutex<(u8, Vec<u8>)>>,
    /// Made once: reading what it trusts takes longer than everything else.
    http: reqwest::Client,
}

static SERVICE: LazyLock<Service> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let answer = Arc::new(Mutex::new((0, Vec::new())));
    let given = Arc::clone(&answer);
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
    let address = listener.local_addr().expect("an address");
    runtime.spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let given = Arc::clone(&given);
            tokio::spawn(async move {
                let mut request = [0; 8_192];
                while matches!(stream.read(&mut request).await, Ok(length) if length > 0) {
                    let (choice, body) = given.lock().expect("it is whole").clone();
                    let statuses = [200, 201, 204, 302, 400, 401, 403, 404, 409, 412, 429, 500, 503];
                    let status = statuses[usize::from(choice) % statuses.len()];
                    let length = body.len();
                    let head = format!("HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
                    if stream.write_all(&[head.as_bytes(), &body].concat()).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    let url = Url::parse(&format!("http://{address}/")).expect("an address");
    Service { runtime, url, answer, http: http::loopback_client().expect("a client") }
});

/// Any answer of Graph and of the sign-in service. The first byte chooses the status.
pub fn graph(data: &[u8]) {
    let (choice, body) = data.split_first().unwrap_or((&0, &[]));
    let service = &*SERVICE;
    *service.answer.lock().expect("it is whole") = (*choice, body.to_vec());
    let app: AppId = "7557eb47-c689-4224-abcf-aef9bd7573df".parse().expect("an id");
    let seconds = vec![Duration::ZERO; 2];
    let policy = RetryPolicy {
        tries: 2,
        consistent_read: seconds.clone(),
        read_back: seconds.clone(),
        verify: seconds,
        clock: Arc::new(Hurried),
        ..RetryPolicy::real(1)
    };
    let (http, url) = (service.http.clone(), service.url.clone());
    service.runtime.block_on(async {
        let endpoints = Endpoints::custom(url.as_str(), url.as_str()).expect("addresses");
        let _ = find_tenant(&http, &endpoints, "contoso.com").await;
        let tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee".parse().expect("an id");
        let client = Client::new(http, url, Token, tenant, policy);
        let desired = [DesiredState { enabled: true, ..DesiredState::certificates(app, &[]) }];
        let options = UploadOptions { drop_expired: true, create_missing: true };
        if let Ok(prepared) = graph::plan(&client, &desired, options, &|_| {}).await {
            assert_eq!(prepared.plan().principals.len(), 1);
        }
        let _ = graph::role_check(&client).await;
    });
}
