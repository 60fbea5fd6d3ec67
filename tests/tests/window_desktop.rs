//! What makes the window one of the desktop, in a real window: its size, its place, its title, its zoom, its keys and its menu.

#![cfg(target_os = "linux")]

use crosstrust_core::guide::Library;
use crosstrust_core::setup::{Event, OPERATOR, Setup, SetupId, Store};
use crosstrust_tests::window::{Desktop, Journey, Page};
use fantoccini::key::Key;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

async fn size(page: &Page) -> Value {
    page.run("return [innerWidth, innerHeight]").await
}

/// Waits until the page is so many CSS pixels wide.
async fn waits_for_width(page: &Page, width: u64) {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let now = page.run("return innerWidth").await;
        if now == json!(width) {
            return;
        }
        assert!(Instant::now() < deadline, "the page is {now} wide, not {width}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_window_opens_again_as_large_as_it_was_left() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    page.find("heading").await;
    page.resize(1000, 600).await;
    let saved = desktop.data().join("window.json");
    let deadline = Instant::now() + Duration::from_secs(20);
    let is_saved = || {
        let text = std::fs::read(&saved).unwrap_or_default();
        let place: Value = serde_json::from_slice(&text).unwrap_or_default();
        place["width"] == json!(1000.0) && place["height"] == json!(600.0)
    };
    while !is_saved() {
        assert!(Instant::now() < deadline, "{:?}", std::fs::read_to_string(&saved));
        tokio::task::yield_now().await;
    }
    page.close().await;

    let page = desktop.open().await;
    page.find("heading").await;
    assert_eq!(size(&page).await, json!([1000, 600]));
    page.close().await;

    // A place on a screen that is gone.
    let gone = json!({ "x": 9000, "y": 0, "width": 1000, "height": 600, "maximized": false });
    std::fs::write(&saved, gone.to_string()).expect("it is written");
    let page = desktop.open().await;
    page.find("heading").await;
    assert_ne!(size(&page).await, json!([1000, 600]), "it opens as it does the first time");
    page.close().await;
}

#[tokio::test]
async fn the_footer_is_seen_on_the_smallest_screens() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin("fresh").await;
    journey.answer().await;
    for (width, height) in [(960, 540), (960, 460)] {
        page.resize(width, height).await;
        assert!(page.is_in_view("next").await, "{width} x {height}");
    }
    page.close().await;
}

#[tokio::test]
async fn the_title_names_the_page_and_the_setup() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    page.find("heading").await;
    desktop.waits_for_title("Welcome to Crosstrust - Crosstrust");
    Journey::new(&page).begin("fresh").await;
    let heading = page.read("heading").await;
    desktop.waits_for_title(&format!("New setup - {heading} - Crosstrust"));
    page.close().await;
}

#[tokio::test]
async fn a_size_that_was_chosen_is_kept() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    page.find("heading").await;
    page.resize(1200, 700).await;
    for _ in 0..5 {
        page.keys(&[Key::Control], '+').await;
    }
    waits_for_width(&page, 600).await;
    page.close().await;

    let page = desktop.open().await;
    page.find("heading").await;
    waits_for_width(&page, 600).await;
    page.keys(&[Key::Control], '0').await;
    waits_for_width(&page, 1200).await;
    page.close().await;
}

#[tokio::test]
async fn the_keys_lead_where_the_menu_does() {
    let desktop = Desktop::start_opening_nothing();
    let page = desktop.open().await;
    page.find("heading").await;

    page.keys(&[Key::Control], 'n').await;
    page.shows("heading", "rehearsal").await;
    page.press("create-setup").await;
    page.find("answer-tenant").await;

    page.keys(&[], char::from(Key::F1)).await;
    page.shows("heading", "Help").await;
    page.keys(&[Key::Control], 'k').await;
    page.press("menu-log").await;
    let log = page.call("app_info", json!({})).await.expect("it is told")["logFolder"].clone();
    desktop.waits_for_opened(&[log.as_str().expect("a folder")]);

    page.keys(&[Key::Control], 'k').await;
    page.press("menu-report").await;
    page.find("report-text").await;
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let text =
            page.run("return document.querySelector('[data-testid=report-text]').value").await;
        if text.as_str().is_some_and(|text| text.contains(env!("CARGO_PKG_VERSION"))) {
            break;
        }
        assert!(Instant::now() < deadline, "{text}");
    }
    page.close().await;
}

#[test]
fn a_window_that_cannot_open_says_why_and_what_to_do() {
    let desktop = Desktop::start();
    let file = desktop.home().join("a file");
    std::fs::write(&file, "").expect("a file");
    let folder = file.join("data");
    let ended = desktop.run(&["--data-dir", &folder.display().to_string()]);
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("Crosstrust couldn't save or read a file"), "{said}");
    assert!(said.contains("- Check that"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

/// Saves a setup whose next step waits until this time: a day after its rollover.
fn save_waiting(data: &Path, until: Timestamp) {
    let library = Library::built_in().expect("the guides");
    let guide = library.guide(&"rotate".into()).expect("a guide");
    let rollover = until - SignedDuration::from_hours(24);
    let id = SetupId::new(rollover, std::array::from_fn(|_| fastrand::u8(..)));
    let mut setup = Setup::new(id, guide, false, rollover, OPERATOR);
    let mut apply =
        |event| drop(setup.apply(guide, event, rollover, OPERATOR).expect("it is taken"));
    let answers = [("tenant", "contoso.com"), ("domain_controller", "dc01.contoso.com")];
    let answers = answers.map(|(id, value)| (id.into(), value.to_owned())).into();
    apply(Event::AnswersSet { answers });
    for step in ["certificates", "next", "upload", "hybrid-application"] {
        apply(Event::Skipped { step: step.into(), note: String::new() });
    }
    apply(Event::MarkedDone { step: "rollover".into(), note: String::new() });
    let store = Store::open(data).expect("a data folder");
    let lock = store.lock(id).expect("nobody has it open");
    store.save(&lock, &setup).expect("it is saved");
}

#[tokio::test]
async fn the_system_shows_a_notification_when_a_wait_ends() {
    // A wait that ended before the window opened is no news: a slow machine gets more time.
    for seconds in [15, 120] {
        let desktop = Desktop::start();
        let notifications = desktop.show_notifications();
        let until = Timestamp::now() + SignedDuration::from_secs(seconds);
        save_waiting(&desktop.data(), until);
        let page = desktop.open_real().await;
        page.find("setup-card").await;
        let left = until.duration_since(Timestamp::now());
        if left.is_positive() {
            let almost = left.unsigned_abs().saturating_sub(Duration::from_secs(1));
            tokio::time::sleep(almost).await;
            notifications.wait();
            assert!(Timestamp::now() >= until, "it comes when the wait ends");
            let title = "contoso.com".to_owned();
            let words = "The wait is over. Next step: Remove the old certificate".to_owned();
            assert_eq!(notifications.shown(), [(title, words)]);
            page.close().await;
            return;
        }
        page.close().await;
    }
    panic!("the window took two minutes to open");
}

#[tokio::test]
async fn notifications_are_turned_off_in_the_settings() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    page.press("settings-link").await;
    for expected in [false, true] {
        page.press("reminders").await;
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let info = page.call("app_info", json!({})).await.expect("it is told");
            if info["reminders"] == json!(expected) {
                break;
            }
            assert!(Instant::now() < deadline, "{info}");
        }
    }
    page.close().await;
}
