//! The addresses of the host: the pages, the commands, and what tests arrange.

use crate::desktop::{HostDesktop, Seen};
use crate::guard::{self, Guard};
use crate::pages::{self, Pages};
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use crosstrust_core::serving::{ListenerLimits, serve};
use crosstrust_core::setup::{NotAnId, SetupId};
use crosstrust_rehearsal::cloud::Person;
use crosstrust_shell::Program;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use url::Url;
use uuid::Uuid;

/// More than any file that a page hands over, as a list of numbers.
const LARGEST_BODY: usize = 16 << 20;

/// A host that runs.
pub(crate) struct Host {
    pub(crate) address: String,
    pub(crate) token: String,
}

/// Listens on a free port of this computer.
///
/// # Errors
/// There is no free port.
pub(crate) async fn start(
    program: Program,
    desktop: HostDesktop,
    folder: PathBuf,
) -> Result<Host, std::io::Error> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let port = listener.local_addr()?.port();
    let token = Uuid::new_v4().simple().to_string();
    let guard = Arc::new(Guard::new(port, token.clone()));
    let commands = Router::new()
        .route("/commands/{command}", post(call))
        .route("/simulated-cloud/{id}", get(simulated_cloud))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(Arc::new(program));
    let arrangements = Router::new()
        .route("/desktop", get(seen))
        .route("/desktop/person", post(set_person))
        .route("/desktop/choices", post(set_choices))
        .with_state(desktop);
    let pages = Router::new().fallback(get(pages::page)).with_state(Arc::new(Pages::new(folder)));
    let router =
        commands.merge(arrangements).merge(pages).layer(from_fn_with_state(guard, guard::check));
    tokio::spawn(serve(listener, router, std::future::pending(), ListenerLimits::PROGRAMS));
    Ok(Host { address: format!("http://127.0.0.1:{port}/"), token })
}

/// Calls a command. Each line of the answer is an object: messages while the command runs, then the result or
/// the problem. The command goes on to its end when nobody reads any more.
async fn call(
    State(program): State<Arc<Program>>,
    Path(command): Path<String>,
    Json(arguments): Json<Value>,
) -> Response {
    let (sender, lines) = unbounded_channel();
    tokio::spawn(async move {
        let messages = sender.clone();
        // Nobody reads any more once the page is left.
        let on_message = Arc::new(move |message: Value| {
            messages.send(json!({ "message": message })).ok();
        });
        let last = match program.call(&command, &arguments, on_message).await {
            Ok(result) => json!({ "result": result }),
            Err(problem) => json!({ "problem": problem }),
        };
        sender.send(last).ok();
    });
    ([(CONTENT_TYPE, "application/x-ndjson")], body(lines)).into_response()
}

fn body(lines: UnboundedReceiver<Value>) -> Body {
    Body::from_stream(futures::stream::unfold(lines, async |mut lines| {
        let line = lines.recv().await?;
        Some((Ok::<_, std::convert::Infallible>(Bytes::from(format!("{line}\n"))), lines))
    }))
}

/// The address of a rehearsal's simulated cloud.
async fn simulated_cloud(
    State(program): State<Arc<Program>>,
    Path(id): Path<String>,
) -> Result<Json<Url>, (StatusCode, String)> {
    let refused = |error: String| (StatusCode::NOT_FOUND, error);
    let id: SetupId = id.parse().map_err(|error: NotAnId| refused(error.to_string()))?;
    program.simulated_cloud(id).await.map(Json).map_err(|problem| refused(problem.to_string()))
}

async fn seen(State(desktop): State<HostDesktop>) -> Json<Seen> {
    Json(desktop.seen())
}

async fn set_person(
    State(desktop): State<HostDesktop>,
    Json(person): Json<Option<Person>>,
) -> Json<Seen> {
    desktop.set_person(person);
    Json(desktop.seen())
}

async fn set_choices(
    State(desktop): State<HostDesktop>,
    Json(choices): Json<VecDeque<Option<PathBuf>>>,
) -> Json<Seen> {
    desktop.set_choices(choices);
    Json(desktop.seen())
}

#[cfg(test)]
mod tests;
