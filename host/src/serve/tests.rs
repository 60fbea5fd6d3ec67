//! Who is let in, and that a command does in a browser what it does in the window.

use super::*;
use crosstrust_core::entra::keyring::SecretStore;
use crosstrust_shell::Environment;
use reqwest::header::{CONTENT_SECURITY_POLICY, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder};
use std::time::Duration;
use tempfile::TempDir;

async fn host() -> (Host, Client, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("pages");
    std::fs::create_dir(&pages).unwrap();
    std::fs::write(pages.join("index.html"), "<title>Crosstrust</title>").unwrap();
    std::fs::write(folder.path().join("secret.html"), "not for you").unwrap();
    let desktop = HostDesktop::new(folder.path().join("saved"));
    let environment = Environment {
        desktop: Box::new(desktop.clone()),
        keyring: SecretStore::memory,
        policy: crate::brief,
        computer: Box::new(crosstrust_shell::Computer::none),
        updates: None,
    };
    let program = Program::open(folder.path().join("data"), environment).unwrap();
    let host = start(program, desktop, pages).await.unwrap();
    let http = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    (host, http.build().unwrap(), folder)
}

async fn status(request: RequestBuilder) -> StatusCode {
    request.send().await.unwrap().status()
}

#[tokio::test]
async fn only_who_knows_the_token_is_let_in_and_only_from_its_own_pages() {
    let (host, http, _folder) = host().await;
    let home = format!("{}commands/home", host.address);
    let home = || http.post(&home).json(&json!({}));
    assert_eq!(status(home()).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(home().bearer_auth("another")).await, StatusCode::UNAUTHORIZED);
    let known = || home().bearer_auth(&host.token);
    assert_eq!(status(known()).await, StatusCode::OK);
    let own = host.address.trim_end_matches('/').to_owned();
    assert_eq!(status(known().header(ORIGIN, &own)).await, StatusCode::OK);
    for foreign in ["http://example.com", "null", "http://127.0.0.1:1", "https://127.0.0.1"] {
        assert_eq!(
            status(known().header(ORIGIN, foreign)).await,
            StatusCode::FORBIDDEN,
            "{foreign}"
        );
    }
    for foreign in ["example.com", "localhost", "127.0.0.1:1"] {
        assert_eq!(status(known().header(HOST, foreign)).await, StatusCode::FORBIDDEN, "{foreign}");
    }
    assert_eq!(status(http.get(&host.address)).await, StatusCode::UNAUTHORIZED);
    let wrong = format!("{}?token=another", host.address);
    assert_eq!(status(http.get(wrong)).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_browser_gets_a_cookie_and_the_pages_under_the_policy_of_the_window() {
    let (host, http, _folder) = host().await;
    let first = http.get(format!("{}?token={}", host.address, host.token)).send().await.unwrap();
    assert_eq!(first.status(), StatusCode::SEE_OTHER);
    assert_eq!(first.headers()[LOCATION], "/");
    let cookie = first.headers()[SET_COOKIE].to_str().unwrap();
    assert!(cookie.ends_with("; HttpOnly; SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let page = http.get(&host.address).header(COOKIE, &cookie).send().await.unwrap();
    let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(
        policy.contains("default-src 'self'") && policy.contains("connect-src 'self'"),
        "{policy}"
    );
    assert_eq!(page.text().await.unwrap(), "<title>Crosstrust</title>");
    for outside in ["%2e%2e/secret.html", "..%2fsecret.html", "nowhere.js", "/etc/passwd"] {
        let request = http.get(format!("{}{outside}", host.address)).header(COOKIE, &cookie);
        assert_eq!(status(request).await, StatusCode::NOT_FOUND, "{outside}");
    }
}

/// The lines of an answer.
async fn lines(host: &Host, http: &Client, command: &str, arguments: Value) -> Vec<Value> {
    let request = http.post(format!("{}commands/{command}", host.address)).json(&arguments);
    let text = request.bearer_auth(&host.token).send().await.unwrap().text().await.unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn a_command_gives_its_result_or_its_problem() {
    let (host, http, _folder) = host().await;
    let made = json!({ "guide": "teams", "rehearsal": true });
    let made = lines(&host, &http, "create_setup", made).await;
    let id = made[0]["result"]["summary"]["id"].clone();
    let home = lines(&host, &http, "home", json!({})).await;
    assert_eq!(home[0]["result"]["setups"][0]["id"], id);
    let refused = json!({ "id": id, "text": "no receipt" });
    let refused = lines(&host, &http, "read_receipt", refused).await;
    assert_eq!(refused[0]["problem"]["code"], "receipt-not-found");
    let unknown = lines(&host, &http, "nothing", json!({})).await;
    assert_eq!(unknown[0]["problem"]["code"], "internal");
}

#[tokio::test]
async fn an_upload_sends_its_progress_before_its_result() {
    let (host, http, _folder) = host().await;
    let call = async |command: &str, arguments: Value| {
        let answer = lines(&host, &http, command, arguments).await;
        assert!(answer.last().unwrap().get("result").is_some(), "{command}: {answer:?}");
        answer
    };
    let person = http.post(format!("{}desktop/person", host.address));
    let person = person.bearer_auth(&host.token).json(&Person::GlobalAdministrator);
    assert_eq!(status(person).await, StatusCode::OK);
    let made = call("create_setup", json!({ "guide": "teams", "rehearsal": true })).await;
    let id = made[0]["result"]["summary"]["id"].clone();
    let answers = json!({
        "tenant": "contoso.com",
        "verified_domain": "contoso.com",
        "domain_controller": "dc01.contoso.com",
    });
    call("save_answers", json!({ "id": id, "answers": answers })).await;
    let script = json!({ "id": id, "script": "teams-on-premises", "whatIf": false });
    let run = call("rehearse_script", script).await;
    let receipt = run[0]["result"]["console"].clone();
    call("read_receipt", json!({ "id": id, "text": receipt })).await;
    call("start_browser_sign_in", json!({ "id": id })).await;
    call("open_sign_in_page", json!({ "id": id })).await;
    let end = call("await_sign_in", json!({ "id": id })).await;
    assert_eq!(end[0]["result"]["end"], "signed-in", "{end:?}");
    let plan = json!({ "id": id, "step": "upload", "dropExpired": true, "createMissing": false });
    call("plan_upload", plan).await;
    let applied = call("apply_upload", json!({ "id": id })).await;
    let (last, before) = applied.split_last().unwrap();
    assert!(before.len() >= 3, "each application reports how far it is: {before:?}");
    assert!(before.iter().all(|line| line["message"]["appId"].is_string()), "{before:?}");
    assert_eq!(last["result"]["results"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn connections_that_say_nothing_keep_no_page_out() {
    use tokio::io::AsyncReadExt as _;
    let (host, http, _folder) = host().await;
    let address = host.address.trim_start_matches("http://").trim_end_matches('/');
    let mut silent = Vec::new();
    for _ in 0..2 * ListenerLimits::PROGRAMS.connections {
        silent.push(tokio::net::TcpStream::connect(address).await.unwrap());
    }
    let home = format!("{}commands/home", host.address);
    let home = http.post(&home).json(&json!({})).bearer_auth(&host.token);
    assert_eq!(status(home).await, StatusCode::OK);
    let ended = tokio::time::timeout(Duration::from_secs(5), silent[0].read(&mut [0; 1])).await;
    assert!(matches!(ended, Ok(Ok(0) | Err(_))), "the oldest had to go");
}
