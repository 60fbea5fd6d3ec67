//! The list of setups and the page of a new one, in a real window.

#![cfg(target_os = "linux")]

use crosstrust_tests::window::{Desktop, Journey, Page};
use serde_json::json;

/// The names on the cards, in order.
async fn names(page: &Page) -> Vec<String> {
    page.find("setup-card").await;
    let cards = page
        .run(
            "return [...document.querySelectorAll('[data-testid=setup-card] h2')] \
             .map((one) => one.firstChild.textContent.trim())",
        )
        .await;
    serde_json::from_value(cards).expect("names")
}

#[tokio::test]
async fn the_button_that_starts_a_new_setup_is_seen_without_scrolling() {
    let desktop = Desktop::start();
    let page = desktop.open_real().await;
    for (width, height) in [(1280, 860), (1024, 640)] {
        page.resize(width, height).await;
        for start in ["rehearse-first", "new-setup"] {
            page.press("home-link").await;
            page.press(start).await;
            assert!(page.is_in_view("create-setup").await, "{start} at {width} x {height}");
        }
    }
    page.close().await;
}

#[tokio::test]
async fn a_copy_gets_a_name_of_its_own_and_a_setup_can_be_renamed() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin("fresh").await;
    journey.answer().await;
    page.press("home-link").await;
    let [first] = names(&page).await.try_into().expect("one setup");

    page.press("setup-duplicate").await;
    page.press("name-save").await;
    page.shows("setup-card", "(copy)").await;
    assert_eq!(names(&page).await, [format!("{first} (copy)"), first.clone()]);

    page.press("setup-rename").await;
    page.fill("setup-name", "Second forest").await;
    page.press("name-save").await;
    page.shows("setup-card", "Second forest").await;
    assert_eq!(names(&page).await, ["Second forest".to_owned(), first.clone()]);

    page.press("setup-rename").await;
    page.fill("setup-name", &"x".repeat(81)).await;
    page.press("name-save").await;
    page.shows("error", "at most 80").await;
    page.press("sheet-close").await;
    assert_eq!(names(&page).await, ["Second forest".to_owned(), first], "nothing was changed");
    page.close().await;
}

#[tokio::test]
async fn the_folder_of_a_saved_file_can_be_opened_and_no_other() {
    let desktop = Desktop::start_opening_nothing();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin("fresh").await;
    journey.answer().await;
    page.press("save-script").await;
    page.shows("toast", "Saved as").await;
    page.press("toast-folder").await;
    let folder = desktop.files().display().to_string();
    desktop.waits_for_opened(&[&folder]);

    let path = desktop.home().join("elsewhere/file.txt").display().to_string();
    let refused = page.call("open_folder", json!({ "path": path })).await;
    assert_eq!(refused.expect_err("it was not saved")["code"], "usage");
    assert_eq!(desktop.opened(), [folder], "nothing else was opened");
    page.close().await;
}

#[tokio::test]
async fn the_first_page_has_its_setups_from_the_start_and_a_page_that_is_loaded_again_asks() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    Journey::new(&page).begin("fresh").await;
    page.close().await;

    let page = desktop.open().await;
    let [first] = names(&page).await.try_into().expect("one setup");
    let given = page.run("return crosstrustAnswers.home.setups[0].name").await;
    assert_eq!(given, first.as_str(), "it came with the page");
    let id = page.call("home", json!({})).await.expect("a list")["setups"][0]["id"].clone();
    let renamed = page.call("rename_setup", json!({ "id": id, "name": "Second forest" })).await;
    renamed.expect("it is renamed");
    assert_eq!(names(&page).await, [first], "the page has not asked again");

    page.run("location.reload()").await;
    page.shows("setup-card", "Second forest").await;
    page.close().await;
}
