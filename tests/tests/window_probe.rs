//! The check from outside, in a real window: it asks, finds something, says what to do, and finds nothing
//! once that is put right. All in a rehearsal: nothing leaves this computer.

#![cfg(target_os = "linux")]

use crosstrust_tests::window::{Desktop, Journey, Page};

/// The finding that is not good.
const FAULT: &str = "[data-testid='probe-finding']:not([data-verdict='ok'])";

async fn fault_text(page: &Page) -> String {
    page.wait(FAULT).await.text().await.expect("it has a text")
}

#[tokio::test]
async fn a_check_finds_what_is_wrong_says_what_to_do_and_is_good_afterwards() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin("fully-configured").await;
    journey.answer().await;
    page.press("step-verify").await;
    page.press("probe-link").await;

    page.shows("heading", "Check from outside").await;
    page.fill("probe-address", "anna").await;
    page.wait("#probe-wrong").await;
    page.fill("probe-address", "anna@contoso.com").await;
    for host in ["outlook.office365.com", "autodiscover.contoso.com"] {
        page.shows("probe-recipients", host).await;
    }
    assert!(!page.has("probe-result").await, "nothing was asked yet");

    page.choose("probe-fault", "oauth-off").await;
    page.press("probe-run").await;
    assert_eq!(page.attribute("probe-result", "data-outcome").await, "found");
    let text = fault_text(&page).await;
    for part in ["Failed", "OAuth", "What to do:", "Set-WebServicesVirtualDirectory"] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
    page.press_all("[data-testid='probe-result'] details > summary").await;
    page.shows("probe-log", "https://mail.contoso.com/EWS/Exchange.asmx").await;

    page.press("probe-put-right").await;
    page.shows("probe-right", "OAuth is on").await;
    page.press("probe-run").await;
    page.wait("[data-testid='probe-result'][data-outcome='good']").await;

    // The setup keeps the result, and no step moves by it.
    page.press("home-link").await;
    journey.resume().await;
    page.press("step-verify").await;
    let text = page.text().await;
    assert!(text.contains("everything is as Teams requires it"), "{text}");
    let verify = page.attribute("step-verify", "data-state").await;
    assert_ne!(verify, "done", "a check proves no step");
    page.close().await;
}

#[tokio::test]
async fn a_finding_opens_the_step_that_mends_it() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin("fully-configured").await;
    journey.answer().await;
    page.press("step-verify").await;
    page.press("probe-link").await;
    page.fill("probe-address", "anna@contoso.com").await;
    page.choose("probe-fault", "other-tenant").await;
    page.press("probe-run").await;
    assert!(fault_text(&page).await.contains("Get-AuthServer"));
    page.press("probe-mend").await;
    page.find("opens").await;
    page.close().await;
}

#[tokio::test]
async fn the_script_for_another_computer_is_saved_and_other_receipts_are_refused() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    page.press("help-link").await;
    page.press("probe-link").await;
    page.fill("probe-address", "anna@contoso.com").await;
    page.press("probe-save-script").await;
    page.find("toast").await;
    page.fill("probe-receipt-text", "no receipt").await;
    page.press("probe-read-receipt").await;
    page.find("error").await;
    page.close().await;
}
