//! The page in the browser.

use crate::support::{Place, place};
use crosstrust_rehearsal::cloud::Person;

async fn page(place: &Place, fields: &[(&str, &str)]) -> (u16, String) {
    let response = place.client.post(place.url("device")).form(fields).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn the_page_fills_a_code_in_and_runs_no_script() {
    let place = place().await;
    let response = place.client.get(place.url("device?code=ABC")).send().await.unwrap();
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    let text = response.text().await.unwrap();
    assert!(text.contains(r#"value="ABC""#), "{text}");
    assert!(!text.contains("<script"), "{text}");
    assert!(text.contains(r#"<label for="code">"#), "the field has a label");
}

#[tokio::test]
async fn a_hostile_code_stays_text() {
    let place = place().await;
    for code in [r#""><script>alert(1)</script>"#, "' onfocus=alert(1) x='", "{{ 7 * 7 }}"] {
        let (status, text) = page(&place, &[("code", code)]).await;
        assert_eq!(status, 400);
        assert!(!text.contains("<script"), "{text}");
        assert!(!text.contains(r#"value="">"#), "the attribute was not left: {text}");
        assert!(!text.contains("value=\"49\""), "no template in a value");
    }
}

#[tokio::test]
async fn a_code_then_a_person_sign_in_as_in_a_browser() {
    let place = place().await;
    let code = place.device_code().await;
    let typed = code["user_code"].as_str().unwrap().to_lowercase();
    let typed = format!(" {}-{} ", &typed[..4], &typed[4..]);
    let (status, text) = page(&place, &[("code", &typed)]).await;
    assert_eq!(status, 200, "case, blanks and dashes do not matter");
    assert!(text.contains("Microsoft Graph Command Line Tools asks to sign in."), "{text}");
    for person in Person::ALL {
        assert!(text.contains(&format!(r#"id="{}""#, person.id())), "{person:?}");
    }
    let (status, text) =
        page(&place, &[("code", &typed), ("person", "global-administrator")]).await;
    assert_eq!(status, 200);
    assert!(text.contains("You are admin@contoso.com."), "{text}");
    assert_eq!(place.poll(&code).await.0, 200);
    let (status, text) = page(&place, &[("code", &typed)]).await;
    assert!(status == 400 && text.contains("has been used already"), "{text}");
}

#[tokio::test]
async fn wrong_codes_old_codes_and_strangers_are_reported_on_the_page() {
    let place = place().await;
    let (status, text) = page(&place, &[("code", "WRONG")]).await;
    assert!(status == 400 && text.contains("That code did not work."), "{text}");
    let code = place.device_code().await;
    let user_code = code["user_code"].as_str().unwrap();
    let (status, text) = page(&place, &[("code", user_code), ("person", "stranger")]).await;
    assert!(status == 400 && text.contains("nobody of that name"), "{text}");
    place.time.pass(900);
    let (status, text) = page(&place, &[("code", user_code)]).await;
    assert!(status == 400 && text.contains("That code has run out."), "{text}");
}

#[tokio::test]
async fn the_page_says_why_somebody_is_refused() {
    let place = place().await;
    for (person, words) in [
        ("declines", "You have declined"),
        ("blocked-by-defaults", "530035"),
        ("blocked-by-policy", "53003"),
    ] {
        let code = place.device_code().await;
        let user_code = code["user_code"].as_str().unwrap();
        let (status, text) = page(&place, &[("code", user_code), ("person", person)]).await;
        assert!(status == 200 && text.contains(words), "{text}");
    }
}

#[tokio::test]
async fn whom_a_policy_blocked_may_try_as_somebody_else() {
    let place = place().await;
    let code = place.device_code().await;
    let user_code = code["user_code"].as_str().unwrap();
    page(&place, &[("code", user_code), ("person", "blocked-by-policy")]).await;
    page(&place, &[("code", user_code), ("person", "global-administrator")]).await;
    assert_eq!(place.poll(&code).await.0, 200);
}
