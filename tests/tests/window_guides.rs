//! Guides other than the one for Teams, whole, in a real window.

#![cfg(target_os = "linux")]

use crosstrust_tests::window::{Desktop, Journey, Page, Person, SimulatedCloud};

const CLOUD_VOICEMAIL: &str = "db7de2b5-2149-435e-8043-e080dd50afae";
const TEAMS_SCHEDULER: &str = "7557eb47-c689-4224-abcf-aef9bd7573df";
const SKYPE_ONLINE: &str = "00000004-0000-0ff1-ce00-000000000000";
const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";

async fn state(page: &Page, step: &str) -> String {
    page.attribute(&format!("step-{step}"), "data-state").await
}

/// Waits until a step is where it should be.
async fn is(page: &Page, step: &str, state: &str) {
    page.wait(&format!("[data-testid='step-{step}'][data-state='{state}']")).await;
}

async fn principal(page: &Page, app_id: &str) -> String {
    page.attribute(&format!("principal-{app_id}"), "data-state").await
}

async fn thumbprints(cloud: &SimulatedCloud, app_id: &str) -> Vec<String> {
    cloud.keys(app_id).await.0.into_iter().map(|(thumbprint, _)| thumbprint).collect()
}

#[tokio::test]
async fn a_hybrid_deployment_of_skype_is_set_up_and_a_key_that_has_ended_deleted() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin_guide("skype-hybrid", "fresh").await;
    journey.answer_with(&[("organization_name", "Contoso"), ("tenant", "contoso.com")]).await;
    journey.run_until("web-services", "done").await;
    page.press("next").await;

    // The key on Exchange Online is left out, and only the very word changes that.
    page.shows("write-question", "Crosstrust won't make this change").await;
    page.press("write-change").await;
    page.fill("write-typed", "cve-2025-53786").await;
    let shut = "return document.querySelector(\"[data-testid='write-confirm']\").disabled";
    assert_eq!(page.run(shut).await, true, "another word is not enough");
    page.press("write-keep").await;
    page.shows("writes", "pool1").await;

    journey.take_code().await;
    let cloud = SimulatedCloud::behind(&page).await;
    let (names_before, _) = cloud.names(SKYPE_ONLINE).await;
    let keys_of_exchange = thumbprints(&cloud, EXCHANGE_ONLINE).await;
    let before = thumbprints(&cloud, SKYPE_ONLINE).await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    page.press("drop-expired").await;
    page.shows("plan", "kept").await;
    journey.apply().await;
    for app_id in [SKYPE_ONLINE, EXCHANGE_ONLINE] {
        let state = principal(&page, app_id).await;
        assert!(matches!(state.as_str(), "done" | "already-there"), "{app_id} {state}");
    }
    is(&page, "upload", "done").await;
    let (names, enabled) = cloud.names(SKYPE_ONLINE).await;
    assert!(enabled && names_before.iter().all(|name| names.contains(name)), "{names:?}");
    let added: Vec<&String> = names.iter().filter(|name| !names_before.contains(name)).collect();
    assert!(!added.is_empty() && added.iter().all(|name| name.contains("pool")), "{added:?}");
    let (_, enabled) = cloud.names(EXCHANGE_ONLINE).await;
    assert!(enabled, "Exchange Online is on");
    let held = thumbprints(&cloud, EXCHANGE_ONLINE).await;
    assert_eq!(held, keys_of_exchange, "no key was written to it");

    // The key that has ended stayed, as the operator wanted, and goes by itself.
    let keys = thumbprints(&cloud, SKYPE_ONLINE).await;
    assert!(before.iter().all(|key| keys.contains(key)), "every key stayed");
    let button = format!(
        "[...document.querySelectorAll(\"[data-testid='principal-{SKYPE_ONLINE}'] li\")].find((one) => one.textContent.includes('expired')).querySelector(\"[data-testid='delete-key']\").click()"
    );
    page.run(&button).await;
    page.find("removal").await;
    page.press("removal-apply").await;
    assert_eq!(page.attribute("removal-done", "data-state").await, "done");
    page.press("sheet-close").await;
    let left = thumbprints(&cloud, SKYPE_ONLINE).await;
    assert_eq!(left.len(), keys.len() - 1, "one key went");
    is(&page, "upload", "done").await;

    // What Microsoft's script for the hybrid application made is the operator's to read.
    page.press("next").await;
    journey.run_until("hybrid-application", "decide").await;
    page.press("open-by-hand").await;
    page.fill("by-hand-note", "Microsoft's script ended without an error").await;
    page.press("by-hand-confirm").await;
    is(&page, "hybrid-application", "done").await;

    journey.verify().await;
    journey.read_server_again().await;
    for step in [
        "organisation",
        "oauth-server",
        "exchange-partner",
        "service-name",
        "token-issuer",
        "web-services",
        "upload",
        "verify",
    ] {
        assert_eq!(state(&page, step).await, "done", "step {step}");
    }
    page.close().await;
}

/// Nobody reads a thumbprint off the console: the result brings it, and the page fills it in.
#[tokio::test]
async fn a_renewal_from_nothing_needs_only_the_buttons_of_its_pages() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin_guide("rotate", "fresh").await;
    let answers = [("tenant", "contoso.com"), ("domain_controller", "dc01.contoso.com")];
    journey.answer_with(&answers).await;
    journey.run_until("certificates", "done").await;
    page.press("next").await;
    // No certificate exists: one message, and the same script is run again.
    journey.run_until("next", "failed").await;
    page.shows("receipt-result", "Next certificate: not set").await;
    // The result names the certificate that was created.
    journey.run_until("next", "stale").await;
    page.shows("found-answer", "The script found this value").await;
    journey.run_until("next", "done").await;
    page.press("next").await;
    journey.take_code().await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    journey.apply().await;
    is(&page, "upload", "done").await;
    page.press("next").await;
    journey.run_until("hybrid-application", "done").await;
    page.press("next").await;
    journey.run_until("rollover", "waiting").await;
    journey.run_until("rollover", "done").await;
    page.press("next").await;
    journey.see_plan().await;
    journey.apply().await;
    is(&page, "remove", "done").await;
    journey.verify().await;
    journey.read_server_again().await;
    page.close().await;
}

#[tokio::test]
async fn the_next_certificate_is_known_before_its_day_and_the_old_key_goes_afterwards() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    let all = [CLOUD_VOICEMAIL, TEAMS_SCHEDULER, SKYPE_ONLINE];
    journey.begin_guide("rotate", "next-certificate").await;
    let answers = [
        ("organization_name", "Contoso"),
        ("tenant", "contoso.com"),
        ("domain_controller", "dc01.contoso.com"),
    ];
    journey.answer_with(&answers).await;
    journey.run_until("certificates", "done").await;
    page.press("next").await;
    journey.run_until("next", "done").await;
    page.press("next").await;
    page.shows("announced", "Exchange switches to the next certificate on").await;
    journey.take_code().await;
    let cloud = SimulatedCloud::behind(&page).await;
    let before = thumbprints(&cloud, CLOUD_VOICEMAIL).await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    journey.apply().await;
    is(&page, "upload", "done").await;
    let with_both = thumbprints(&cloud, CLOUD_VOICEMAIL).await;
    let new: Vec<&String> = with_both.iter().filter(|key| !before.contains(key)).collect();
    let [new] = new.as_slice() else { panic!("one key came, not {new:?}") };
    for app_id in all {
        assert!(thumbprints(&cloud, app_id).await.contains(new), "{app_id}");
    }

    // Before the day the script says so, and nothing can be removed.
    page.press("next").await;
    journey.run_until("hybrid-application", "done").await;
    page.press("next").await;
    page.shows("announced", "Exchange switches to the next certificate on").await;
    journey.run_until("rollover", "waiting").await;
    page.shows("heading", "Exchange switches on").await;
    assert_eq!(state(&page, "remove").await, "todo");
    // The day comes.
    journey.run_until("rollover", "done").await;
    page.press("next").await;
    journey.see_plan().await;
    let deletion = "Delete the old certificate from 3 applications";
    page.shows("heading", deletion).await;
    page.shows("next", deletion).await;
    page.shows("why", "a day after the rollover").await;
    journey.apply().await;
    is(&page, "remove", "done").await;
    page.shows("heading", "The old certificate was deleted from 3 applications").await;
    page.shows("results", "deleted").await;
    page.shows("why", "a day after the rollover").await;
    for app_id in all {
        let keys = thumbprints(&cloud, app_id).await;
        assert!(keys.contains(new), "{app_id} {keys:?}");
    }
    let left = thumbprints(&cloud, CLOUD_VOICEMAIL).await;
    assert_eq!(left.len(), with_both.len() - 1, "the old key is gone: {left:?}");

    journey.verify().await;
    journey.read_server_again().await;
    let steps = [
        "organisation",
        "certificates",
        "next",
        "upload",
        "hybrid-application",
        "rollover",
        "remove",
        "verify",
    ];
    for step in steps {
        assert_eq!(state(&page, step).await, "done", "step {step}");
    }
    page.close().await;
}

/// What no script can read stands on the operator's word, and is never shown as verified.
#[tokio::test]
async fn a_hybrid_application_in_use_is_updated_by_the_operator_who_says_so() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin_guide("rotate", "half-done-by-hand").await;
    let answers = [("tenant", "contoso.com"), ("domain_controller", "dc01.contoso.com")];
    journey.answer_with(&answers).await;
    page.press("step-hybrid-application").await;
    journey.run_until("hybrid-application", "decide").await;
    page.shows("receipt-result", "ConfigureExchangeHybridApplication.ps1 -UpdateCertificate").await;
    page.press("open-by-hand").await;
    page.fill("by-hand-note", "The script ended without an error").await;
    page.press("by-hand-confirm").await;
    is(&page, "hybrid-application", "done").await;
    let status = page.attribute("step-hybrid-application", "data-status").await;
    assert_eq!(status, "marked-done");
    page.close().await;
}

/// Where the setup that the page shows has its id.
async fn address(page: &Page) -> String {
    let hash = page.run("return location.hash").await;
    hash.as_str().expect("an address").to_owned()
}

#[tokio::test]
async fn oauth_is_set_up_in_full_from_the_teams_guide_and_its_outcome_taken() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin_guide("teams", "o-auth-missing").await;
    journey.answer().await;
    journey.run_until("exchange-oauth", "failed").await;
    page.press("step-exchange-oauth").await;
    let teams = address(&page).await;

    // The other guide begins with the answers of this one.
    page.press("open-other").await;
    page.find("answer-hybrid_domain").await;
    let here = address(&page).await;
    assert!(here.ends_with("/organisation"), "{here}: a page that does not change while one types");
    let given = page.find("answer-verified_domain").await.prop("value").await;
    assert_eq!(given.expect("a field").as_deref(), Some("contoso.com"));
    let answers = [
        ("hybrid_domain", "contoso.mail.onmicrosoft.com"),
        ("ews_host", "mail.contoso.com"),
        ("test_mailbox", "anna@contoso.com"),
        ("online_mailbox", "ben@contoso.com"),
    ];
    journey.answer_with(&answers).await;

    // Microsoft's script is for others to run. It is shown with its command, and is run meanwhile.
    journey.run_until("hybrid-application", "failed").await;
    page.shows("receipt-result", "-FullyConfigureExchangeHybridApplication").await;
    assert_eq!(state(&page, "connector").await, "done");
    assert_eq!(state(&page, "test").await, "failed", "nobody is known to the cloud yet");
    assert_eq!(state(&page, "enable-connector").await, "waiting", "free and busy times go on");
    journey.run_until("hybrid-application", "done").await;
    assert_eq!(state(&page, "test").await, "done");
    page.press("next").await;

    // Names are written, and no key.
    journey.take_code().await;
    let cloud = SimulatedCloud::behind(&page).await;
    let keys = thumbprints(&cloud, EXCHANGE_ONLINE).await;
    let (names_before, _) = cloud.names(EXCHANGE_ONLINE).await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    journey.see_plan().await;
    journey.apply().await;
    is(&page, "register-names", "done").await;
    let (names, _) = cloud.names(EXCHANGE_ONLINE).await;
    for host in ["mail", "autodiscover"] {
        assert!(names.contains(&format!("https://{host}.contoso.com/")), "{names:?}");
    }
    assert!(names_before.iter().all(|name| names.contains(name)), "every name stayed");
    assert_eq!(thumbprints(&cloud, EXCHANGE_ONLINE).await, keys, "no key was written");

    // What runs in Exchange Online says how its window is connected.
    page.press("next").await;
    page.press_all("[data-testid='to-type'] summary").await;
    page.shows("to-type", "Connect-ExchangeOnline").await;
    let output = page.read("to-type").await;
    assert!(
        !output.contains("support"),
        "in the global cloud the command is known whole: {output}"
    );
    journey.run_until("connector-online", "done").await;
    // The connector was created off, and waited until the names were registered.
    page.press("next").await;
    journey.run_until("enable-connector", "done").await;
    page.press("next").await;
    is(&page, "test-online", "done").await;

    // It was enabled just now, so both sides are left to be read.
    page.press("next").await;
    page.press("verify").await;
    page.find("verified").await;
    page.shows("still-open", "\"On-premises verification").await;
    page.shows("still-open", "\"Verification in Exchange Online").await;
    for script in ["verify-oauth", "verify-oauth-online"] {
        page.press(&format!("offered-script-{script}")).await;
        page.press("rehearse-real").await;
        page.shows("console", "END CROSSTRUST RECEIPT").await;
        page.press("take-receipt").await;
    }
    page.shows("heading", "Everything is in place").await;
    is(&page, "verify", "done").await;

    // Its outcome stands for the step of the Teams guide.
    page.run(&format!("location.hash = '{teams}'")).await;
    page.press("take-outcome").await;
    page.shows("outcome", "Exchange Server and Exchange Online").await;
    is(&page, "exchange-oauth", "done").await;
    page.close().await;
}
