//! What stands around setups, in a real window: which guide it takes, and a setup that begins with the
//! answers of another.

#![cfg(target_os = "linux")]

use crosstrust_tests::window::{Desktop, Journey, Page};

async fn support(page: &Page, exchange: &str, side: &str) -> String {
    page.choose("exchange", exchange).await;
    page.choose("side", side).await;
    page.attribute("supported", "data-support").await
}

async fn value(page: &Page, answer: &str) -> String {
    page.find(&format!("answer-{answer}")).await;
    let field = format!("[data-testid='answer-{answer}']");
    let script = format!("return document.querySelector(\"{field}\").value");
    page.run(&script).await.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_table_of_what_works_leads_to_a_guide_and_its_answers_to_the_next() {
    let desktop = Desktop::start();
    let page = desktop.open().await;

    page.press("features-link").await;
    assert_eq!(support(&page, "exchange-2010", "skype-server").await, "out-of-support");
    page.shows("supported", "ended on").await;
    page.shows("features", "no: need Exchange 2016/2013").await;
    assert_eq!(support(&page, "exchange-2016", "skype-server").await, "out-of-support");
    let table = page.read("features").await;
    assert!(!table.contains("no: need"), "the condition is met:\n{table}");
    assert!(!table.contains("✓"), "nothing unsupported looks as if it were:\n{table}");
    assert_eq!(support(&page, "exchange-2016", "skype-online").await, "retired");
    page.shows("supported", "July 31, 2021").await;
    let table = page.read("features").await;
    assert!(!table.contains("✓"), "nothing works any more:\n{table}");
    page.press("instead-side").await;
    assert_eq!(page.attribute("supported", "data-support").await, "out-of-support");
    assert_eq!(support(&page, "exchange-se", "teams").await, "supported");
    assert_eq!(page.attribute("begin-guide", "data-guide").await, "teams");
    page.press("begin-guide").await;
    page.press("create-setup").await;
    Journey::new(&page).answer().await;

    page.press("home-link").await;
    let first = page.attribute("setup-card", "data-id").await;
    page.press("rehearse-first").await;
    page.press("guide-skype-online").await;
    page.choose("answers-from", &first).await;
    page.press("create-setup").await;
    assert_eq!(value(&page, "tenant").await, "contoso.com");
    assert_eq!(value(&page, "domain_controller").await, "dc01.contoso.com");
    assert_eq!(value(&page, "organization_name").await, "Contoso");
    page.close().await;
}
