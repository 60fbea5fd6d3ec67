//! The tenant's side of the guide in a real window: who signs in and how, what is written, put back and
//! proved, and what is shown where the tenant does not go along.

#![cfg(target_os = "linux")]

use crosstrust_rehearsal::cloud::{CLOUD_VOICEMAIL, SKYPE_ONLINE, TEAMS_SCHEDULER};
use crosstrust_tests::browser::Browser;
use crosstrust_tests::window::{
    Desktop, Journey, Key, Page, Person, SimulatedCloud, SystemBrowser,
};
use serde_json::json;
use std::io::Read;
use std::path::{Path, PathBuf};

const APPLICATIONS: [&str; 3] = [CLOUD_VOICEMAIL, TEAMS_SCHEDULER, SKYPE_ONLINE];

/// An app registration of the organisation's own.
const OWN_APP: &str = "11112222-bbbb-3333-cccc-4444dddd5555";

/// From the first page to the card that asks to sign in.
async fn up_to_sign_in(page: &Page) -> Journey<'_> {
    let journey = Journey::new(page);
    journey.begin("fresh").await;
    journey.answer().await;
    journey.run_script().await;
    journey.to_upload().await;
    journey
}

/// From the first page to a code that waits to be used.
async fn up_to_the_code(page: &Page) -> (Journey<'_>, SimulatedCloud) {
    let journey = up_to_sign_in(page).await;
    journey.take_code().await;
    (journey, SimulatedCloud::behind(page).await)
}

/// Opens another page of the same setup.
async fn go(page: &Page, place: &str) {
    page.run(&format!(
        "location.hash = location.hash.split('/').slice(0, 3).concat('{place}').join('/')"
    ))
    .await;
}

/// What all applications hold, and how often each was written.
async fn tenant(cloud: &SimulatedCloud) -> Vec<(Vec<Key>, u64)> {
    let mut held = Vec::new();
    for app_id in APPLICATIONS {
        let (mut keys, writes) = cloud.keys(app_id).await;
        keys.sort();
        held.push((keys, writes));
    }
    held
}

async fn writes(cloud: &SimulatedCloud) -> Vec<u64> {
    tenant(cloud).await.into_iter().map(|(_, writes)| writes).collect()
}

async fn keys(cloud: &SimulatedCloud) -> Vec<Vec<Key>> {
    tenant(cloud).await.into_iter().map(|(keys, _)| keys).collect()
}

async fn states(page: &Page) -> Vec<String> {
    let mut states = Vec::new();
    for app_id in APPLICATIONS {
        states.push(page.attribute(&format!("principal-{app_id}"), "data-state").await);
    }
    states
}

async fn error_code(page: &Page) -> String {
    page.attribute("error", "data-code").await
}

#[tokio::test]
async fn whose_code_is_blocked_goes_on_in_the_browser_with_one_click() {
    let desktop = Desktop::start();
    let system = SystemBrowser::of(&desktop);
    let page = desktop.open().await;
    let (journey, cloud) = up_to_the_code(&page).await;
    let before = keys(&cloud).await;
    journey.sign_in_as(Person::BlockedBySecurityDefaults).await;
    assert_eq!(error_code(&page).await, "sign-in-device-code-blocked");
    page.press("sign-in-instead").await;
    let address = page.attribute("sign-in-address", "data-address").await;
    assert_eq!(system.opened().await, address, "the click opened the system's browser");
    assert!(!page.has("error").await, "what was refused is not shown beside what goes on");

    let browser = Browser::start().await;
    browser.open(&address).await;
    let ending = browser.sign_in_as(Person::BlockedBySecurityDefaults.id()).await;
    assert_eq!(ending.id, "signed-in", "{ending:?}");
    browser.close().await;

    page.shows("signed-in-as", "dana@contoso.com").await;
    let text = page.text().await;
    assert!(
        text.contains("Signed in with the browser. Saved in the credential store of this PC"),
        "{text}"
    );
    page.shows("roles", "Global Administrator").await;
    journey.see_plan().await;
    journey.apply().await;
    assert_eq!(states(&page).await, ["done"; 3]);
    page.close().await;

    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.resume().await;
    page.shows("signed-in-as", "dana@contoso.com").await;
    assert!(
        page.text().await.contains("Signed in with the browser"),
        "the keyring knows which way it was"
    );
    page.press("verify").await;
    page.find("verified").await;
    assert_eq!(states(&page).await, ["already-there"; 3]);
    assert_eq!(writes(&cloud).await, [1; 3]);
    let after = keys(&cloud).await;
    let [ours] = after[0].as_slice() else { panic!("one key, not {:?}", after[0]) };
    for (before, after) in before.iter().zip(&after) {
        assert!(!before.contains(ours) && after.contains(ours), "{before:?} became {after:?}");
    }
    page.close().await;
}

#[tokio::test]
async fn who_may_not_be_the_right_one_is_reported_and_nothing_is_written() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let (journey, cloud) = up_to_the_code(&page).await;
    let before = keys(&cloud).await;

    journey.sign_in_as(Person::OfAnotherTenant).await;
    assert_eq!(error_code(&page).await, "sign-in-tenant-mismatch");
    assert!(!page.has("signed-in-as").await, "that sign-in is not kept");
    page.press("error-answer").await;
    page.find("answer-tenant").await;
    assert_eq!(page.focused().await, "answer-tenant", "the tenant can be corrected at once");
    page.run("history.back()").await;
    page.find("start-sign-in").await;

    journey.take_code().await;
    journey.sign_in_as(Person::Guest).await;
    page.shows("guest", "gwen@fabrikam.com is a guest account from another organization").await;
    page.shows("role", "The account has no active role in this tenant").await;
    journey.see_plan().await;
    page.press("other-account").await;

    journey.take_code().await;
    journey.sign_in_as(Person::WithoutRole).await;
    page.shows("role", "activate it now").await;
    journey.see_plan().await;
    assert!(!page.has("guest").await, "who belongs to the tenant is no guest");
    assert_eq!(writes(&cloud).await, [0; 3], "nothing is tried to find out");
    journey.apply().await;
    assert_eq!(states(&page).await, ["failed"; 3]);
    page.shows("heading", "Upload failed for 3 of 3 applications").await;
    let alerts = page.run("return document.querySelectorAll('main [role=alert]').length").await;
    let shown = page.read("error").await;
    let alarms = page.run("return document.querySelectorAll('main .bad-news').length").await;
    assert_eq!(alarms, json!(1), "one cause is one alarm, of {alerts} alerts: {shown}");
    for name in ["Cloud Voicemail", "Teams Calendar Scheduler", "Skype for Business Online"] {
        assert!(shown.contains(name), "{name} in {shown}");
    }
    assert!(page.text().await.contains("Nothing was changed."));
    assert!(!page.has("backups").await, "nothing was written, so nothing is to be put back");

    page.press("sign-out").await;
    page.press("retry").await;
    cloud.fault(json!({ "kind": "roles-hidden" })).await;
    journey.take_code().await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    page.shows("role", "Crosstrust couldn't read this account's roles").await;
    journey.see_plan().await;
    assert_eq!(writes(&cloud).await, [0; 3]);
    assert_eq!(keys(&cloud).await, before, "the tenant is as it was");
    page.close().await;
}

#[tokio::test]
async fn ones_own_app_is_kept_named_and_given_up_again() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    up_to_sign_in(&page).await;
    page.shows("asking-app", "Microsoft Graph Command Line Tools").await;
    page.press("own-app").await;
    let hash = page.run("return location.hash").await.to_string();
    assert!(hash.trim_matches('"').ends_with("/app"), "{hash}");
    page.fill("answer-client_id", "14d82eec").await;
    page.run("document.activeElement.blur()").await;
    page.wait("[data-testid='answer-client_id'][aria-invalid='true']").await;
    page.wait(".field .wrong").await;
    page.fill("answer-client_id", OWN_APP).await;
    page.press("back").await;
    page.shows("asking-app", OWN_APP).await;
    page.close().await;

    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.resume().await;
    page.shows("asking-app", OWN_APP).await;
    journey.take_code().await;
    assert!(page.text().await.contains(OWN_APP), "the card with the code names the app");
    let cloud = SimulatedCloud::behind(&page).await;
    let refusal =
        json!({ "kind": "sign-in-error", "error": "invalid_client", "number": 7_000_218 });
    cloud.fault(refusal).await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    assert_eq!(error_code(&page).await, "sign-in-public-client-off");
    page.shows("error", "Set Allow public client flows to Yes").await;

    page.press("own-app").await;
    page.shows("own-app-codes", "7000218").await;
    page.press("own-app-default").await;
    page.press("back").await;
    page.shows("asking-app", "Microsoft Graph Command Line Tools").await;
    journey.take_code().await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    page.close().await;
}

#[tokio::test]
async fn a_stronger_sign_in_asked_for_in_the_middle_is_given_and_the_upload_finishes() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let (journey, cloud) = up_to_the_code(&page).await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    let challenge = json!({
        "kind": "claims-challenge",
        "appId": TEAMS_SCHEDULER,
        "method": "PATCH",
        "interactiveOnly": true,
    });
    cloud.fault(challenge).await;
    journey.apply().await;
    // How far the others are when the session ends is chance; what is claimed must be so.
    let (claimed, written) = (states(&page).await, writes(&cloud).await);
    assert_eq!((claimed[1].as_str(), written[1]), ("failed", 0));
    for (state, times) in claimed.iter().zip(&written) {
        let may_be: &[&str] =
            if *times == 0 { &["failed", "skipped", "unknown"] } else { &["done", "unknown"] };
        assert!(may_be.contains(&state.as_str()), "{claimed:?} after {written:?} writes");
    }
    page.wait("[data-testid='error'][data-code='sign-in-step-up']").await;
    assert!(!page.has("signed-in-as").await, "this sign-in is good for nothing any more");

    page.press("retry").await;
    page.shows("error", "Sign in again. The sign-in page shows what the tenant requires").await;
    // The fault stays: only a token with the claims gets past it.
    journey.take_code().await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    assert!(!page.has("error").await, "what was asked for is given");
    for (app_id, times) in APPLICATIONS.into_iter().zip(&written) {
        let action = if *times == 0 { "write" } else { "nothing" };
        let read = page.attribute(&format!("principal-{app_id}"), "data-action").await;
        assert_eq!(read, action, "the plan was read again: {app_id}");
    }
    journey.apply().await;
    for (app_id, times) in APPLICATIONS.into_iter().zip(written) {
        let state = if times == 0 { "done" } else { "already-there" };
        page.wait(&format!("[data-testid='principal-{app_id}'][data-state='{state}']")).await;
    }
    assert_eq!(writes(&cloud).await, [1; 3], "each is written once");
    page.close().await;
}

#[tokio::test]
async fn keys_are_put_back_as_they_were_from_the_copy_in_the_list() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let (journey, cloud) = up_to_the_code(&page).await;
    go(&page, "verify").await;
    page.press("export-folder").await;
    page.find("toast").await;
    go(&page, "upload").await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    let before = keys(&cloud).await;
    journey.apply().await;
    assert_ne!(keys(&cloud).await, before);
    let copies = saved_copies(&desktop.files());
    assert_eq!(copies.len(), 3, "a copy of each application's keys beside the scripts: {copies:?}");
    page.shows("backup-folder", &desktop.files().display().to_string()).await;

    page.press("restore").await;
    journey.see_plan().await;
    page.shows("heading", "Review what Crosstrust will restore").await;
    let text = page.text().await;
    assert!(
        text.contains(
            "It can't restore expired certificates, because Microsoft doesn't accept them."
        ),
        "{text}"
    );
    assert_eq!(writes(&cloud).await, [1; 3], "a plan writes nothing");
    journey.apply().await;
    assert_eq!(states(&page).await, ["done"; 3]);
    let now = jiff::Timestamp::now();
    let is_valid = |(_, end): &Key| end.parse::<jiff::Timestamp>().expect("a time") > now;
    let expected = before.into_iter().map(|keys| keys.into_iter().filter(is_valid).collect());
    let expected: Vec<Vec<Key>> = expected.collect();
    assert_eq!(keys(&cloud).await, expected, "what is valid is as it was");
    assert_eq!(writes(&cloud).await, [2; 3]);
    assert_eq!(saved_copies(&desktop.files()).len(), 6, "putting back is a write like any other");
    page.close().await;
}

/// The copies of keys in a folder.
fn saved_copies(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let is_copy = |path: &PathBuf| {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        stem.starts_with("crosstrust-keys-") && path.extension().is_some_and(|end| end == "json")
    };
    paths.filter(is_copy).collect()
}

#[tokio::test]
async fn keys_of_others_and_a_disabled_application_are_reported_when_all_is_read_back() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let (journey, cloud) = up_to_the_code(&page).await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    journey.apply().await;
    let before = tenant(&cloud).await;
    journey.verify().await;
    assert_eq!(states(&page).await, ["already-there"; 3]);
    let row = format!("[data-testid='principal-{TEAMS_SCHEDULER}']");
    let unknown = page.wait(&format!("{row} [data-standing='unknown']")).await;
    let unknown = unknown.text().await.expect("it has text");
    assert!(unknown.contains("Unknown certificate. Crosstrust won't change it."), "{unknown}");
    assert!(unknown.contains("days left"), "{unknown}");
    page.wait(&format!("{row} [data-standing='current']")).await;
    let deletions = async |standing: &str| {
        let within = format!("[data-standing='{standing}'] [data-testid='delete-key']");
        page.run(&format!("return document.querySelectorAll(\"{within}\").length")).await
    };
    assert_eq!(deletions("current").await, json!(0), "the certificate in use is not deleted here");
    assert_eq!(deletions("unknown").await, json!(2));
    go(&page, "upload").await;
    page.find("results").await;
    assert_eq!(deletions("current").await, json!(0));
    page.run("document.querySelector(\"[data-testid='own-keys']\").open = true").await;
    page.wait("[data-testid='own-keys'] [data-testid='delete-key']").await;
    go(&page, "verify").await;
    page.find("verified").await;

    cloud.fault(json!({ "kind": "disabled", "appId": TEAMS_SCHEDULER })).await;
    page.press("verify").await;
    page.wait(&format!("{row}[data-enabled='false']")).await;
    assert_eq!(error_code(&page).await, "principal-disabled");
    page.shows("heading", "Some applications are not as expected").await;
    assert_eq!(tenant(&cloud).await, before, "reading back changes nothing");
    page.close().await;
}

#[tokio::test]
async fn a_key_whose_entry_ends_before_its_certificate_is_there_and_remarked_on() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let (journey, cloud) = up_to_the_code(&page).await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    journey.apply().await;
    let before = tenant(&cloud).await;
    let end = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 90)).to_string();
    cloud.fault(json!({ "kind": "key-end", "appId": CLOUD_VOICEMAIL, "end": end })).await;
    let row = format!("[data-testid='principal-{CLOUD_VOICEMAIL}']");

    page.press("read-plan").await;
    page.wait(&format!("{row}[data-action='nothing'] [data-testid='other-end']")).await;
    page.shows("other-end", "as the expiration date. The certificate is valid until").await;
    journey.apply().await;
    page.wait(&format!("{row}[data-state='already-there'] [data-testid='other-end']")).await;
    page.shows("heading", "The certificate is uploaded").await;
    journey.verify().await;
    assert_eq!(states(&page).await, ["already-there"; 3]);
    page.wait(&format!("{row} [data-standing='current'] [data-testid='other-end']")).await;
    assert_eq!(tenant(&cloud).await, before, "nothing was written again");
    page.close().await;
}

#[tokio::test]
async fn a_wrong_clock_of_this_computer_is_reported_beside_the_plan() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let (journey, cloud) = up_to_the_code(&page).await;
    cloud.fault(json!({ "kind": "wrong-date", "hours": 5 })).await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    page.shows("clock-note", "behind Microsoft's").await;
    cloud.mend().await;
    page.press("read-plan").await;
    page.wait("body:not(:has([data-testid='clock-note']))").await;
    journey.see_plan().await;
    page.close().await;
}

#[tokio::test]
async fn a_support_file_holds_what_is_listed_and_no_answer() {
    let answers = ["Wolkenbruch", "contoso.com", "dc01"];
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin("fresh").await;
    page.fill("answer-organization_name", answers[0]).await;
    journey.answer_the_rest().await;
    journey.run_script().await;
    page.press("support").await;
    let listed = page.read("support-entries").await;
    page.press("support-save").await;
    page.shows("toast", "Saved as").await;
    let files = std::fs::read_dir(desktop.files()).expect("the folder of saved files");
    let paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    let [path] = paths.as_slice() else { panic!("one file, not {paths:?}") };

    let file = std::fs::File::open(path).expect("the support file");
    let mut archive = zip::ZipArchive::new(file).expect("it is an archive");
    let names: Vec<String> =
        archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    for part in ["setup.json", "versions.json", "log/"] {
        assert!(names.iter().any(|name| name.starts_with(part)), "{part} in {names:?}");
    }
    for name in names {
        assert!(listed.contains(&name), "{name} is listed: {listed}");
        let mut text = String::new();
        let mut part = archive.by_name(&name).expect("it is in it");
        part.read_to_string(&mut text).expect("all of it is text");
        for answer in answers {
            assert!(!text.contains(answer), "{answer} in {name}:\n{text}");
        }
    }
    page.close().await;
}
