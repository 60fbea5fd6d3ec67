//! The page in the browser on which one signs in with the code: plain HTML with its style in it, no
//! scripts, the same for a browser and for a program that sends forms.

use super::person::{Ending, Person};
use super::world::{Shared, World};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::response::{IntoResponse, Response};
use minijinja::Environment;
use serde_json::{Value, json};

const PAGE: &str = include_str!("pages/device.html");

/// The style is in the page; nothing else is loaded, and forms go nowhere else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The app whose name Microsoft's own page shows for the client id that Crosstrust uses.
const GRAPH_COMMAND_LINE_TOOLS: (&str, &str) =
    ("14d82eec-204b-4c2f-b7e8-296a70dab67e", "Microsoft Graph Command Line Tools");

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
        let client = &world.tenant.codes[place].client_id;
        let app = match GRAPH_COMMAND_LINE_TOOLS {
            (id, name) if id == client => name,
            _ => client,
        };
        let people = Person::ALL.map(|person| {
            json!({
                "id": person.id(),
                "name": person.name(),
                "user": world.tenant.user_name(person),
                "story": person.story(),
            })
        });
        let view = json!({ "stage": "people", "code": code, "app": app, "people": people });
        return page(StatusCode::OK, &view);
    }
    let Some(person) = Person::of_id(asked) else {
        return again(&code, "There is nobody of that name here.");
    };
    if let Err(problem) = sign_in(&mut world, &code, person) {
        return again(&code, problem.words());
    }
    let user = world.tenant.user_name(person);
    let (stage, refusal) = match person.ending() {
        Ending::Tokens => ("done", None),
        Ending::Declined => ("declined", None),
        Ending::Refused(refusal) | Ending::LeftWaiting(refusal) => ("refused", Some(refusal)),
    };
    let view = json!({
        "stage": stage,
        "user": user,
        "number": refusal.map(|refusal| refusal.number),
        "message": refusal.map(|refusal| refusal.message),
        "correlation": uuid::Uuid::new_v4(),
        "time": world.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    });
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

fn page(status: StatusCode, view: &Value) -> Response {
    let mut pages = Environment::new();
    // The name's ending switches HTML escaping on.
    pages
        .add_template("device.html", PAGE)
        .expect("BUG: the page is a template, as its tests show");
    let text = pages
        .get_template("device.html")
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
