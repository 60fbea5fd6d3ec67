//! The page in the browser on which one signs in with the code.

use super::client;
use super::page::{page, people, refused_to};
use super::person::{Ending, Person};
use super::world::{Shared, World};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

/// Why a code cannot be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum CodeProblem {
    Unknown,
    Expired,
    Used,
}

impl CodeProblem {
    fn words(self) -> &'static str {
        match self {
            Self::Unknown => "That code did not work. Check it and try again.",
            Self::Expired => "That code has run out. Get a new one in Crosstrust.",
            Self::Used => "That code has been used already. Get a new one in Crosstrust.",
        }
    }
}

/// The code that can be used now, and the app that asked for it.
fn open_code(world: &World, typed: &str) -> Result<usize, CodeProblem> {
    let typed: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    let codes = &world.tenant.codes;
    let place = codes.iter().rposition(|code| code.user_code == typed);
    let place = place.ok_or(CodeProblem::Unknown)?;
    let code = &codes[place];
    // Whom only the page refuses may try again as somebody else, as on Microsoft's page.
    let used = code.person.is_some_and(|person| !matches!(person.ending(), Ending::LeftWaiting(_)));
    if used {
        return Err(CodeProblem::Used);
    }
    if world.now() >= code.expires {
        return Err(CodeProblem::Expired);
    }
    Ok(place)
}

/// Signs in with a code as somebody.
pub(crate) fn sign_in(world: &mut World, typed: &str, person: Person) -> Result<(), CodeProblem> {
    let place = open_code(world, typed)?;
    world.tenant.codes[place].person = Some(person);
    world.keep();
    Ok(())
}

/// `GET /device`, with `?code=` filled in.
pub(super) async fn ask(RawQuery(query): RawQuery) -> Response {
    let fields = fields(query.unwrap_or_default().as_bytes());
    let code = field(&fields, "code");
    let view = json!({ "stage": "code", "code": code, "problem": null });
    page(StatusCode::OK, &view)
}

/// `POST /device`: a code alone asks who signs in; a code and a person sign in.
pub(super) async fn answer(State(shared): State<Shared>, body: Bytes) -> Response {
    let fields = fields(&body);
    let code = field(&fields, "code").trim().to_owned();
    let mut world = shared.lock();
    let place = match open_code(&world, &code) {
        Ok(place) => place,
        Err(problem) => return again(&code, problem.words()),
    };
    let asked = field(&fields, "person");
    if asked.is_empty() {
        let app = client::name(&world.tenant.codes[place].client_id);
        let people = people(&world);
        let view = json!({
            "stage": "people",
            "action": "/device",
            "code": code,
            "app": app,
            "people": people,
        });
        return page(StatusCode::OK, &view);
    }
    let Some(person) = Person::of_id(asked) else {
        return again(&code, "There is nobody of that name here.");
    };
    if let Err(problem) = sign_in(&mut world, &code, person) {
        return again(&code, problem.words());
    }
    let view = match person.ending() {
        Ending::Tokens => json!({ "stage": "done", "user": world.tenant.user_name(person) }),
        Ending::Declined => json!({ "stage": "declined" }),
        Ending::Refused(refusal) | Ending::LeftWaiting(refusal) => {
            refused_to(&world, person, refusal)
        }
    };
    page(StatusCode::OK, &view)
}

fn again(code: &str, problem: &str) -> Response {
    let view = json!({ "stage": "code", "code": code, "problem": problem });
    page(StatusCode::BAD_REQUEST, &view)
}

fn fields(text: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(key, _)| key == name);
    found.map_or("", |(_, value)| value)
}
