//! The dedicated hybrid application, read on the page of the verification in a real window.

#![cfg(target_os = "linux")]

use crosstrust_tests::window::{Desktop, Journey, Page, Person};

/// Comes to the verification of the guide for Exchange Online, with the servers read.
async fn come_to_the_verification(journey: &Journey<'_>, page: &Page, situation: &str) {
    journey.begin_guide("exchange-oauth", situation).await;
    let answers = [
        ("tenant", "contoso.com"),
        ("verified_domain", "contoso.com"),
        ("hybrid_domain", "contoso.mail.onmicrosoft.com"),
        ("domain_controller", "dc01.contoso.com"),
        ("ews_host", "mail.contoso.com"),
        ("test_mailbox", "anna@contoso.com"),
        ("online_mailbox", "ben@contoso.com"),
    ];
    journey.answer_with(&answers).await;
    journey.run_until("hybrid-application", "done").await;
    page.press("step-verify").await;
    page.find("hybrid-read").await;
    journey.take_code().await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    page.wait("[data-testid='hybrid-read']:not([disabled])").await;
}

/// What a check by hand became.
async fn read(page: &Page, check: &str) -> String {
    page.attribute(&format!("check-{check}"), "data-read").await
}

#[tokio::test]
async fn a_good_application_takes_the_place_of_the_checks_by_hand() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    come_to_the_verification(&journey, &page, "fully-configured").await;
    page.press("hybrid-read").await;
    page.wait("[data-testid='hybrid-finding'][data-severity='ok']").await;
    page.shows("hybrid", "It has consent").await;
    let others = "return document.querySelectorAll(\"[data-testid='hybrid-finding']:not([data-code='ok'])\").length";
    assert_eq!(page.run(others).await.as_u64(), Some(0));
    assert_eq!(read(&page, "application-in-tenant").await, "verified");
    assert_eq!(read(&page, "old-keys-removed").await, "verified");
    page.close().await;
}

#[tokio::test]
async fn missing_consent_is_found_with_what_to_do_and_the_check_stays_open() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    come_to_the_verification(&journey, &page, "consent-missing").await;
    page.press("hybrid-read").await;
    page.wait(
        "[data-testid='hybrid-finding'][data-code='consent-missing'][data-severity='failed']",
    )
    .await;
    page.shows("hybrid", "full_access_as_app").await;
    page.shows("hybrid", "Grant admin consent").await;
    assert_eq!(read(&page, "application-in-tenant").await, "differs");
    assert_eq!(read(&page, "old-keys-removed").await, "verified");
    page.close().await;
}
