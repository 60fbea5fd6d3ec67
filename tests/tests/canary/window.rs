//! The window: the whole way through upload and verification, refusals that repeat what was sent,
//! everything that can be saved, and a crash. What crosses between program and page is recorded too.

use crate::place::{PATIENCE, Place};
use crate::search::Found;
use crosstrust_rehearsal::certificate;
use crosstrust_rehearsal::cloud::{Fault, FaultKind, Person, SecretKind};
use crosstrust_tests::window::{Desktop, Page};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Records whatever crosses between the page and the program, both ways.
const RECORDER: &str = r#"
    if (window.__said) return;
    window.__said = [];
    const say = (value) => {
        if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) value = new TextDecoder().decode(value);
        window.__said.push(typeof value === "string" ? value : JSON.stringify(value) ?? String(value));
    };
    const fetched = window.fetch;
    window.fetch = async (...given) => {
        say(String(given[0]));
        if (given[1]?.body) say(given[1].body);
        const answer = await fetched(...given);
        say([...answer.headers]);
        answer.clone().text().then(say);
        return answer;
    };
    const internals = window.__TAURI_INTERNALS__;
    for (const name of ["runCallback", "invoke"]) {
        const real = internals[name];
        const recording = (...given) => {
            say(given);
            const result = real.apply(internals, given);
            if (result?.then) result.then(say, say);
            return result;
        };
        try { internals[name] = recording; } catch {}
    }
    const post = window.ipc?.postMessage;
    if (post) try { window.ipc.postMessage = (text) => { say(text); return post.call(window.ipc, text); }; } catch {}
"#;

/// Everything that was seen and heard.
struct Observer {
    heard: String,
}

impl Observer {
    /// What the page shows now, in all its text, fields and attributes, and what has crossed since.
    async fn look(&mut self, page: &Page) {
        let seen = page
            .run(
                "return document.documentElement.outerHTML + document.documentElement.innerText \
                + [...document.querySelectorAll('input, textarea')].map((field) => field.value) \
                + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) \
                + (window.__said ?? []).splice(0).join('\\n')",
            )
            .await;
        self.heard.push_str(seen.as_str().expect("text"));
        self.heard.push('\n');
    }
}

/// A real setup at that cloud, with a certificate at hand; its id.
async fn setup(page: &Page, place: &Place) -> Value {
    let url = place.cloud.url().as_str();
    let guide = json!({ "guide": "teams", "rehearsal": false, "situation": null });
    let setup = page.call("create_setup", guide).await.expect("a setup");
    let id = setup["summary"]["id"].clone();
    let answers = json!({
        "tenant": "contoso.com",
        "verified_domain": "contoso.com",
        "domain_controller": "dc01.contoso.com",
        "cloud": "custom",
        "login_url": url,
        "graph_url": url,
    });
    page.call("save_answers", json!({ "id": id, "answers": answers })).await.expect("answers");
    let day = |days: i64| Timestamp::now() + SignedDuration::from_hours(24 * days);
    let der = certificate::make(certificate::AUTH_CERTIFICATE, day(-1), day(1_500)).unwrap();
    let file = json!({ "id": id, "name": "auth.cer", "bytes": der });
    page.call("read_certificate", file).await.expect("a certificate");
    id
}

async fn sign_in(page: &Page, place: &Place, id: &Value) {
    let code = page.call("start_sign_in", json!({ "id": id })).await.expect("a code");
    let code = code["userCode"].as_str().expect("a code to type");
    assert!(place.cloud.sign_in(code, Person::GlobalAdministrator), "{code}");
    let end = page.call("await_sign_in", json!({ "id": id })).await.expect("an end");
    assert_eq!(end["end"], "signed-in", "{end}");
}

/// Goes through every page of the setup, and those beside it.
async fn visit_pages(page: &Page, observer: &mut Observer) {
    page.press("help-link").await;
    page.find("data-folder").await;
    observer.look(page).await;
    page.press("settings-link").await;
    page.find("theme").await;
    observer.look(page).await;
    page.press("home-link").await;
    page.find("setup-card").await;
    observer.look(page).await;
    page.press("setup-open").await;
    page.find("steps").await;
    let script = "return [...document.querySelectorAll(\"[data-testid='steps'] [data-testid^='step-']\")] \
        .map((element) => element.dataset.testid)";
    let steps = page.run(script).await;
    for step in steps.as_array().expect("steps") {
        page.press(step.as_str().expect("a step")).await;
        page.drawn().await;
        observer.look(page).await;
    }
}

#[tokio::test]
async fn a_window_writes_and_says_no_token_from_sign_in_to_crash() {
    let place = Place::new();
    let desktop = Desktop::start_talkative();
    let page = desktop.open_real().await;
    let mut observer = Observer { heard: String::new() };
    page.find("heading").await;
    page.run(RECORDER).await;
    let id = setup(&page, &place).await;
    let of_setup = json!({ "id": id });

    // A code that is refused, with the code in the answer.
    place.cloud.add_fault(Fault::new(FaultKind::SignInError).echoing());
    page.call("start_sign_in", of_setup.clone()).await.expect("a code");
    let end = page.call("await_sign_in", of_setup.clone()).await.expect("an end");
    assert!(end.to_string().contains("You sent"), "the service did repeat the code: {end}");

    // Sign-in, upload and verification, once throttled and once renewed on the way.
    sign_in(&page, &place, &id).await;
    visit_pages(&page, &mut observer).await;
    place.cloud.add_fault(Fault::new(FaultKind::Unavailable).times(1).echoing());
    place.cloud.add_fault(Fault::new(FaultKind::Unauthorized).times(1).echoing());
    let options =
        json!({ "id": id, "step": "upload", "dropExpired": true, "createMissing": false });
    page.call("plan_upload", options).await.expect("a plan");
    let channel = page.run("return `__CHANNEL__:${window.__TAURI_INTERNALS__.transformCallback((told) => window.__said.push(JSON.stringify(told)))}`").await;
    let applied = page.call("apply_upload", json!({ "id": id, "onMessage": channel })).await;
    let applied = applied.expect("results");
    assert_eq!(applied["results"][0]["state"], "done", "{applied}");
    page.call("verify", of_setup.clone()).await.expect("a verification");
    visit_pages(&page, &mut observer).await;

    // Graph refuses the token for good, and repeats it.
    place.cloud.add_fault(Fault::new(FaultKind::Unauthorized).times(50).echoing());
    let refused = match page.call("verify", of_setup.clone()).await {
        Ok(shown) | Err(shown) => shown.to_string(),
    };
    assert!(refused.contains("You sent"), "Graph did repeat the token: {refused}");
    place.cloud.clear_faults();
    visit_pages(&page, &mut observer).await;

    // The tenant refuses to renew, and repeats the token.
    place.cloud.add_fault(Fault::new(FaultKind::Unauthorized).echoing());
    place.cloud.add_fault(Fault::new(FaultKind::SignInError).echoing());
    let refused = match page.call("verify", of_setup.clone()).await {
        Ok(shown) | Err(shown) => shown.to_string(),
    };
    assert!(refused.contains("sign-in-session-ended"), "{refused}");
    place.cloud.clear_faults();
    visit_pages(&page, &mut observer).await;

    // Everything that can be saved.
    for format in ["html", "json"] {
        let report = json!({ "id": id, "format": format });
        page.call("save_report", report).await.expect("a report");
    }
    for zip in [true, false] {
        page.call("export_bundle", json!({ "id": id, "zip": zip })).await.expect("scripts");
    }
    for about in [id.clone(), Value::Null] {
        page.call("support_contents", json!({ "id": about })).await.expect("its contents");
        let saved = page.call("save_support_file", json!({ "id": about })).await;
        assert!(Path::new(saved.expect("a file").as_str().expect("a path")).is_file());
    }

    // And a crash in the middle of it all.
    sign_in(&page, &place, &id).await;
    observer.look(&page).await;
    assert!(desktop.kept() > 0, "the keyring does hold the sign-in");
    crash(&desktop);

    assert_heard(&observer);
    let issued = place.issued();
    assert!(issued[&SecretKind::DeviceCode] >= 3, "{issued:?}");
    assert!(issued[&SecretKind::AccessToken] >= 4, "{issued:?}");
    assert!(issued[&SecretKind::RefreshToken] >= 4, "{issued:?}");
    let search = place.search();
    let (mut found, files) = search.folder(desktop.home(), &[&desktop.keyrings()]);
    found.extend(search.bytes("the window", observer.heard.as_bytes()));
    assert_eq!(found, Found::new());
    assert!(files > 20, "{files} files were searched");
    assert_written(&desktop);
}

/// What was recorded is what crossed: commands, results, progress, and the pages themselves.
fn assert_heard(observer: &Observer) {
    for part in [
        "admin@contoso.com",
        "apply_upload",
        "reading-back",
        "sign-in-session-ended",
        "userCode",
        "data-testid=\"data-folder\"",
    ] {
        assert!(observer.heard.contains(part), "{part} was not heard");
    }
}

/// What was searched is what the program writes: setup, log, reports, scripts, support files.
fn assert_written(desktop: &Desktop) {
    for folder in ["setups", "logs"] {
        let files = desktop.data().join(folder).read_dir().expect("a folder").count();
        assert!(files > 0, "{folder} were written");
    }
    let names: Vec<String> = desktop
        .files()
        .read_dir()
        .expect("saved files")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    for part in ["crosstrust-report-", "crosstrust-scripts-", "crosstrust-support-"] {
        assert!(names.iter().any(|name| name.starts_with(part)), "{part} is in {names:?}");
    }
    let logs = desktop.data().join("logs").read_dir().expect("logs");
    let log: String = logs
        .map(|entry| std::fs::read_to_string(entry.expect("a log").path()).expect("text"))
        .collect();
    for part in ["started", "opened", "signed in", "Microsoft Graph answered"] {
        assert!(log.contains(part), "the log says {part:?}: {log}");
    }
}

/// Ends the program as a fault of its own would: with SIGABRT, by which an image is written.
fn crash(desktop: &Desktop) {
    let process = desktop.process();
    let killed = Command::new("kill").args(["-ABRT", &process.to_string()]).status();
    assert!(killed.expect("kill runs").success());
    let deadline = Instant::now() + PATIENCE;
    let state = || std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // Gone, or waiting to be reported: a zombie writes nothing more.
    while !(state().is_empty() || state().contains(") Z ")) {
        assert!(Instant::now() < deadline, "the program does not end");
        std::thread::yield_now();
    }
}
