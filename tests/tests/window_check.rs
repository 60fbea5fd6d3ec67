//! The check of a setup that somebody made earlier, in a real window: from the first page to what explains the
//! problem, and on to the guide that fixes it, with the answers that are known.

#![cfg(target_os = "linux")]

use crosstrust_tests::window::{Desktop, Journey, Page, Person};
use serde_json::Value;
use std::collections::BTreeSet;

const FIRST_CAUSE: &str = "[data-testid='complaint-cause']:first-of-type";

/// From the first page to the questions of a rehearsed check.
async fn begin(page: &Page, situation: &str) {
    page.press("check-rehearse").await;
    page.wait(&format!("[data-testid='situation'] option[value='{situation}']")).await;
    page.choose("situation", situation).await;
    page.press("create-setup").await;
    page.find("answer-test_mailbox").await;
}

/// Lets the discovery script find the organization, and answers what it cannot know.
async fn answer(journey: &Journey<'_>, page: &Page) {
    journey.discover().await;
    let answers = [
        ("test_mailbox", "anna@contoso.com"),
        ("verified_domain", "contoso.com"),
        ("tenant", "contoso.com"),
    ];
    for (answer, value) in answers {
        page.fill(&format!("answer-{answer}"), value).await;
    }
    page.press("next").await;
    page.find("show-script").await;
}

/// Comes to the last page, reads the server there with one script, and asks from outside.
async fn read_everything(journey: &Journey<'_>, page: &Page) {
    page.press("step-verify").await;
    page.shows("heading", "What explains the problems").await;
    page.shows("check-parts", "not imported yet").await;
    page.press("rehearse-real").await;
    page.shows("console", "END CROSSTRUST RECEIPT").await;
    page.press("take-receipt").await;
    page.shows("check-parts", "The script on the server: imported").await;
    page.press("probe-link").await;
    page.press("probe-run").await;
    page.wait("[data-testid='probe-result'][data-outcome='good']").await;
    page.press("home-link").await;
    journey.resume().await;
    page.press("step-verify").await;
    page.shows("check-parts", "The check from outside: done").await;
}

/// What is in a field.
async fn value_of(page: &Page, id: &str) -> String {
    let script = format!("return document.querySelector(\"[data-testid='{id}']\").value");
    page.run(&script).await.as_str().expect("a text").to_owned()
}

/// The names of the buttons that open steps of other guides, each with the step.
async fn buttons(page: &Page) -> BTreeSet<(String, String)> {
    let script = "return [...document.querySelectorAll(\"[data-testid='mend']\")]\
                  .map((one) => [one.textContent.trim(), `${one.dataset.guide} ${one.dataset.step}`])";
    let found = page.run(script).await;
    let text = |one: &Value| one.as_str().expect("a text").to_owned();
    let each = found.as_array().expect("a list").iter();
    each.map(|one| (text(&one[0]), text(&one[1]))).collect()
}

fn complaint(id: &str, state: &str) -> String {
    format!("[data-testid='complaint'][data-complaint='{id}'][data-state='{state}']")
}

#[tokio::test]
async fn what_the_check_finds_opens_the_step_that_fixes_it_with_the_answers_filled_in() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    begin(&page, "half-done-by-hand").await;
    // No other question: the script for the server finds the rest.
    page.fill("answer-test_mailbox", "anna@contoso.com").await;
    page.fill("answer-tenant", "contoso.com").await;
    page.press("next").await;
    page.find("show-script").await;
    read_everything(&journey, &page).await;
    page.wait(&complaint("out-of-office-greeting", "not-known")).await;

    journey.take_code().await;
    journey.sign_in_as(Person::GlobalAdministrator).await;
    page.press("verify").await;
    page.find("verified").await;
    page.shows("check-parts", "The applications in the tenant: read").await;
    let found = complaint("out-of-office-greeting", "explained");
    let text = page.wait(&found).await.text().await.expect("a text");
    for part in ["Application Cloud Voicemail in the tenant", "Upload your Auth Certificate"] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }

    let mend = format!("{found} {FIRST_CAUSE} [data-testid='mend'][data-step='upload']");
    page.wait(&mend).await;
    page.press_all(&mend).await;
    page.wait("[data-testid='step-upload'][aria-current]").await;
    page.press("step-organisation").await;
    for (answer, value) in [
        ("tenant", "contoso.com"),
        ("verified_domain", "contoso.com"),
        ("domain_controller", "dc01.contoso.com"),
    ] {
        let field = format!("answer-{answer}");
        assert_eq!(value_of(&page, &field).await, value, "{answer}");
    }
    let origin = |answer: &str| format!("[data-testid='answer-origin'][data-answer='{answer}']");
    for (answer, words) in [
        ("domain_controller", "Read by the guide"),
        ("verified_domain", "Read by the guide"),
        ("tenant", "From your setup of the guide"),
    ] {
        let text = page.wait(&origin(answer)).await.text().await.expect("a text");
        assert!(text.contains(words), "{answer}: {text}");
    }
    // What somebody types is their own.
    page.fill("answer-domain_controller", "dc03.contoso.com").await;
    page.appears(&format!("body:not(:has({}))", origin("domain_controller"))).await;
    page.close().await;
}

#[tokio::test]
async fn a_setup_of_the_same_organization_is_offered_before_another_one_is_made() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    journey.begin("fresh").await;
    journey.answer_what_is_needed().await;
    page.press("home-link").await;
    begin(&page, "teams-kept-out").await;
    answer(&journey, &page).await;
    page.press("step-verify").await;
    page.press("rehearse-real").await;
    page.shows("console", "END CROSSTRUST RECEIPT").await;
    page.press("take-receipt").await;
    let found = complaint("calendar-app", "explained");
    page.wait(&found).await;
    let mend = format!("{found} {FIRST_CAUSE} [data-testid='mend']");
    page.press_all(&mend).await;
    page.press("mend-setup").await;
    page.wait("[data-testid='step-exchange-oauth'][aria-current]").await;
    page.press("home-link").await;
    page.find("setup-card").await;
    let cards =
        page.run("return document.querySelectorAll(\"[data-testid='setup-card']\").length").await;
    assert_eq!(cards.as_u64(), Some(2), "no other setup was made");
    page.close().await;
}

/// The server trusts another tenant: several guides set that up. OAuth is not configured either.
#[tokio::test]
async fn each_guide_that_fixes_a_finding_is_offered() {
    let desktop = Desktop::start();
    let page = desktop.open().await;
    let journey = Journey::new(&page);
    begin(&page, "o-auth-missing").await;
    answer(&journey, &page).await;
    page.press("step-verify").await;
    page.press("rehearse-real").await;
    page.shows("console", "END CROSSTRUST RECEIPT").await;
    page.press("take-receipt").await;
    page.shows("check-parts", "The script on the server: imported").await;
    page.press("probe-link").await;
    page.choose("probe-fault", "other-tenant").await;
    page.press("probe-run").await;
    page.wait("[data-testid='probe-result'][data-outcome='found']").await;
    let targets =
        page.run("return document.querySelectorAll(\"[data-testid='probe-mend']\").length").await;
    assert_eq!(targets.as_u64(), Some(2), "the steps of this guide that open the others");
    page.press("home-link").await;
    journey.resume().await;
    page.press("step-verify").await;
    let found = complaint("calendar-app", "explained");
    for (guide, title) in [
        ("exchange-oauth", "Exchange Server and Exchange Online"),
        ("teams", "Microsoft Teams with Exchange Server"),
        ("skype-online", ""),
    ] {
        let mend = format!("{found} {FIRST_CAUSE} [data-testid='mend'][data-guide='{guide}']");
        let text = page.wait(&mend).await.text().await.expect("a text");
        assert!(text.contains(title) && text.contains("in the guide"), "{text}");
    }
    let buttons = buttons(&page).await;
    let of_one_guide = buttons.iter().filter(|(_, step)| step.starts_with("exchange-oauth "));
    assert!(of_one_guide.count() > 1, "two steps of one guide: {buttons:?}");
    let names: BTreeSet<&String> = buttons.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), buttons.len(), "each step has a name of its own: {buttons:?}");
    page.close().await;
}
