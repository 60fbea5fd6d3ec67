//! The pages in the browser: plain HTML with its style in it, no scripts, the same for a browser and
//! for a program that sends forms.

use super::person::{Person, Refusal};
use super::world::World;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::response::{IntoResponse, Response};
use minijinja::Environment;
use serde_json::{Value, json};

const PAGE: &str = include_str!("pages/sign_in.html");

/// The style is in the page; nothing else is loaded. Forms go here, and a browser also asks for leave
/// of the address that the answer to a form sends it on to: the program that waits.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://localhost:*; base-uri 'none'; frame-ancestors 'none'";

/// Everybody, as the page shows them.
pub(super) fn people(world: &World) -> Vec<Value> {
    let shown = |person: Person| {
        json!({
            "id": person.id(),
            "name": person.name(),
            "user": world.tenant.user_name(person),
            "story": person.story(),
        })
    };
    Person::ALL.map(shown).into()
}

/// The page on which Microsoft says no.
pub(super) fn refused(world: &World, user: Option<&str>, number: u32, message: &str) -> Value {
    json!({
        "stage": "refused",
        "user": user,
        "number": number,
        "message": message,
        "correlation": uuid::Uuid::new_v4(),
        "time": world.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    })
}

/// The same for one of a person's refusals.
pub(super) fn refused_to(world: &World, person: Person, refusal: Refusal) -> Value {
    let user = world.tenant.user_name(person);
    refused(world, Some(&user), refusal.number, refusal.message)
}

/// A page at that stage.
pub(super) fn page(status: StatusCode, view: &Value) -> Response {
    let mut pages = Environment::new();
    // The name's ending switches HTML escaping on.
    pages
        .add_template("sign_in.html", PAGE)
        .expect("BUG: the page is a template, as its tests show");
    let text = pages
        .get_template("sign_in.html")
        .and_then(|template| template.render(minijinja::value::Serde(view)))
        .expect("BUG: the page renders at every stage, as its tests show");
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, text).into_response()
}
