//! Answers that send the program to another address, as a proxy or a sign-in page of the network does
//! in the place of Microsoft's services. Nothing is carried out.

use super::fault::{Fault, FaultKind, Subject};
use super::world::Shared;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Where such an answer leads when the fault does not say.
const CAPTIVE_PORTAL: &str = "http://127.0.0.1:9/login";

/// The answer.
pub(super) fn answer(fault: &Fault) -> Response {
    let status = fault.status.and_then(|status| StatusCode::from_u16(status).ok());
    let to = fault.location.clone().unwrap_or_else(|| CAPTIVE_PORTAL.to_owned());
    (status.unwrap_or(StatusCode::FOUND), [(LOCATION, to)]).into_response()
}

/// Of the sign-in service, for what the program itself sends. The pages for people stay.
pub(super) async fn of_sign_in(
    State(shared): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let is_sign_in = ["/openid-configuration", "/oauth2/v2.0/devicecode", "/oauth2/v2.0/token"]
        .iter()
        .any(|end| path.ends_with(end));
    let subject = Subject { method: request.method().as_str(), app_id: None };
    let fault = is_sign_in
        .then(|| shared.lock().faults.take(FaultKind::SignInRedirect, &subject))
        .flatten();
    match fault {
        Some(fault) => answer(&fault),
        None => next.run(request).await,
    }
}
