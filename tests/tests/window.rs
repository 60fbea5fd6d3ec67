//! The Teams guide in a real window, as an operator goes through it and as it can go wrong.

#![cfg(target_os = "linux")]

use crosstrust_tests::window::{Desktop, Journey, Page, Person, SimulatedCloud};
use serde_json::json;

const CLOUD_VOICEMAIL: &str = "db7de2b5-2149-435e-8043-e080dd50afae";
const TEAMS_SCHEDULER: &str = "7557eb47-c689-4224-abcf-aef9bd7573df";
const SFB_ONLINE: &str = "00000004-0000-0ff1-ce00-000000000000";
const APPLICATIONS: [&str; 3] = [CLOUD_VOICEMAIL, TEAMS_SCHEDULER, SFB_ONLINE];
const STEPS: [&str; 10] = [
    "organisation",
    "exchange-oauth",
    "account",
    "role",
    "sfbonline",
    "teams-scheduler",
    "cloud-voicemail",
    "export",
    "upload",
    "verify",
];

/// From the first page to a code that waits to be used.
async fn up_to_the_code(page: &Page) -> SimulatedCloud {
    let journey = Journey::new(page);
    journey.begin("fresh").await;
    journey.answer().await;
    journey.run_script().await;
    journey.to_upload().await;
    journey.take_code().await;
    SimulatedCloud::behind(page).await
}

async fn state_of(page: &Page, app_id: &str) -> String {
    page.attribute(&format!("principal-{app_id}"), "data-state").await
}

#[tokio::test]
async fn the_whole_guide_is_done_although_the_window_is_closed_in_four_of_its_steps() {
    let desktop = Desktop::start();

    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin("fresh").await;
    journey.answer().await;
    page.close().await;

    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.resume().await;
    journey.dry_run().await;
    journey.run_script().await;
    page.close().await;

    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.resume().await;
    journey.take_code().await;
    let code = page.attribute("sign-in-code", "data-code").await;
    page.close().await;

    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.resume().await;
    let kept = page.attribute("sign-in-code", "data-code").await;
    assert_eq!(kept, code, "the code that waited is still good after the window was closed");
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    page.close().await;

    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.resume().await;
    journey.see_plan().await;
    journey.apply().await;
    for app_id in APPLICATIONS {
        assert_eq!(state_of(&page, app_id).await, "done", "{app_id} is written and read back");
    }
    journey.verify().await;
    journey.read_server_again().await;
    for step in STEPS {
        let state = page.attribute(&format!("step-{step}"), "data-state").await;
        assert_eq!(state, "done", "step {step} is done");
    }

    // The cloud gives its address only with a code, so it is looked at through a new sign-in.
    page.press("sign-out").await;
    journey.take_code().await;
    let cloud = SimulatedCloud::behind(&page).await;
    let (voicemail, _) = cloud.keys(CLOUD_VOICEMAIL).await;
    let (scheduler, _) = cloud.keys(TEAMS_SCHEDULER).await;
    let (legacy, _) = cloud.keys(SFB_ONLINE).await;
    let [ours] = voicemail.as_slice() else { panic!("one key, not {voicemail:?}") };
    assert_eq!(scheduler.len(), 2, "the older valid key stays beside ours");
    assert_eq!(legacy.len(), 2, "the expired key is gone, the valid one stays");
    assert!(scheduler.contains(ours) && legacy.contains(ours), "all three hold the certificate");
    let stayed = scheduler.iter().find(|key| *key != ours).expect("an older key");
    assert!(legacy.contains(stayed), "it is the same older key on both");
    page.close().await;
}

#[tokio::test]
async fn a_setup_that_is_deleted_leaves_nothing_in_the_keyring() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    up_to_the_code(&page).await;
    Journey::new(&page).sign_in_as(Person::GlobalAdministrator).await;
    page.find("plan").await;
    assert!(desktop.kept() > 0, "the keyring holds the sign-in");
    page.press("home-link").await;
    page.press("setup-delete").await;
    page.press("delete-confirm").await;
    page.find("empty-state").await;
    assert_eq!(desktop.kept(), 0, "and holds it no longer than the setup is there");
    page.close().await;
}

#[tokio::test]
async fn a_locked_keyring_that_keeps_the_sign_in_of_a_deleted_setup_is_named() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    up_to_the_code(&page).await;
    Journey::new(&page).sign_in_as(Person::GlobalAdministrator).await;
    page.find("plan").await;
    desktop.lock_keyring();
    page.press("home-link").await;
    page.press("setup-delete").await;
    page.press("delete-confirm").await;
    page.find("unreadable").await;
    page.find("empty-state").await;
    let text = page.text().await;
    assert!(text.contains("the credential store kept its sign-in"), "{text}");
    assert!(text.contains("Unlock the credential store"), "{text}");
    page.close().await;
}

#[tokio::test]
async fn forgetting_everything_ends_every_sign_in_and_empties_the_keyring() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    up_to_the_code(&page).await;
    Journey::new(&page).sign_in_as(Person::GlobalAdministrator).await;
    page.find("plan").await;
    let home = page.call("home", json!({})).await.expect("the first page");
    let id = home["setups"][0]["id"].clone();
    assert!(desktop.kept() > 0, "the keyring holds the sign-in");
    let forgotten = page.call("forget_everything", json!({})).await;
    assert_eq!(forgotten, Ok(json!({ "signIns": 1 })));
    assert_eq!(desktop.kept(), 0, "nothing of it stays");
    let state = page.call("sign_in_state", json!({ "id": id })).await.expect("a state");
    assert_eq!(state["state"], "signed-out", "nor does the window hold it");
    page.close().await;
}

#[tokio::test]
async fn declining_to_sign_in_is_reported_and_nothing_is_written() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let cloud = up_to_the_code(&page).await;
    Journey::new(&page).sign_in_as(Person::Declines).await;
    let code = page.attribute("error", "data-code").await;
    assert_eq!(code, "sign-in-declined");
    page.find("start-sign-in").await;
    for app_id in APPLICATIONS {
        assert_eq!(cloud.keys(app_id).await.1, 0, "{app_id} is not written");
    }
    page.close().await;
}

#[tokio::test]
async fn a_policy_that_blocks_codes_is_reported_with_its_remedy() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    up_to_the_code(&page).await;
    Journey::new(&page).sign_in_as(Person::BlockedBySecurityDefaults).await;
    let code = page.attribute("error", "data-code").await;
    assert_eq!(code, "sign-in-device-code-blocked");
    page.shows("error", "530035").await;
    page.close().await;
}

#[tokio::test]
async fn a_storm_of_throttling_is_waited_out() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let cloud = up_to_the_code(&page).await;
    cloud
        .fault(json!([
            { "kind": "throttle", "times": 4, "retryAfter": 1, "method": "GET" },
            { "kind": "throttle", "times": 2, "retryAfter": 1, "method": "PATCH" },
        ]))
        .await;
    let journey = Journey::new(&page);
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    journey.apply().await;
    for app_id in APPLICATIONS {
        assert_eq!(state_of(&page, app_id).await, "done", "{app_id} is written after all");
        assert_eq!(cloud.keys(app_id).await.1, 1, "{app_id} is written once");
    }
    page.close().await;
}

#[tokio::test]
async fn a_key_that_comes_back_without_its_bytes_is_never_written_over() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let cloud = up_to_the_code(&page).await;
    cloud.fault(json!({ "kind": "key-without-bytes", "appId": TEAMS_SCHEDULER, "entry": 0 })).await;
    let before = cloud.keys(TEAMS_SCHEDULER).await;
    let journey = Journey::new(&page);
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    let row = format!("principal-{TEAMS_SCHEDULER}");
    assert_eq!(page.attribute(&row, "data-action").await, "cannot", "the plan says so beforehand");
    journey.apply().await;
    assert_eq!(state_of(&page, TEAMS_SCHEDULER).await, "failed");
    assert_eq!(cloud.keys(TEAMS_SCHEDULER).await, before, "its keys are as they were");
    assert_eq!(state_of(&page, SFB_ONLINE).await, "done", "one does not hold up the others");
    page.close().await;
}

#[tokio::test]
async fn the_way_to_the_upload_is_gone_by_keyboard_alone() {
    let desktop = Desktop::start();
    let page = desktop.open().await.by_keyboard();
    let cloud = up_to_the_code(&page).await;
    let journey = Journey::new(&page);
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    journey.apply().await;
    for app_id in APPLICATIONS {
        assert_eq!(cloud.keys(app_id).await.1, 1, "{app_id} is written");
    }
    page.close().await;
}

#[tokio::test]
async fn hostile_answers_are_shown_as_what_they_are() {
    let hostile = "O’Brien'; <img src=x onerror=document.title=1> & $(Get-Date) {{ x }}";
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin("fresh").await;
    page.fill("answer-organization_name", hostile).await;
    journey.answer_the_rest().await;
    page.shows("heading", "script").await;
    let text = page.run("return document.body.textContent").await.to_string();
    let hostile_json = serde_json::json!(hostile).to_string();
    assert!(
        text.contains(hostile_json.trim_matches('"')),
        "the name stands in the window letter for letter: {text}"
    );
    let images = page.run("return document.images.length").await;
    assert_eq!(images, 0, "and has become nothing else");
    page.press("home-link").await;
    page.shows("setup-card", hostile).await;
    page.close().await;
}
