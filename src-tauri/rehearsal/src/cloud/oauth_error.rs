//! An error of Entra's, as a body and as it stands in the address that a browser is sent back to.

use super::world::World;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::response::{IntoResponse, Json, Response};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

/// An error of Entra.
#[derive(Debug)]
pub(super) struct EntraError {
    pub(super) status: StatusCode,
    pub(super) error: String,
    pub(super) number: u32,
    pub(super) message: String,
}

impl EntraError {
    pub(super) fn new(error: &str, number: u32, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error: error.to_owned(),
            number,
            message: message.into(),
        }
    }

    /// The description with its ids, the same in a body and in an address.
    fn description(&self, trace: Uuid, correlation: Uuid, now: Timestamp) -> String {
        let time = now.strftime("%Y-%m-%d %H:%M:%SZ");
        format!(
            "AADSTS{}: {} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}",
            self.number, self.message
        )
    }

    pub(super) fn response(self, world: &World) -> Response {
        let (trace, correlation, now) = (Uuid::new_v4(), Uuid::new_v4(), world.now());
        let number = self.number;
        let body = json!({
            "error": self.error,
            "error_description": self.description(trace, correlation, now),
            "error_codes": [number],
            "timestamp": now.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("{}error?code={number}", world.url),
        });
        answer(self.status, body)
    }

    /// The fields of the address (RFC 6749 section 4.1.2.1).
    pub(super) fn fields(&self, now: Timestamp) -> Vec<(&'static str, String)> {
        let description = self.description(Uuid::new_v4(), Uuid::new_v4(), now);
        vec![("error", self.error.clone()), ("error_description", description)]
    }
}

/// An answer of Entra that is not kept by anybody on its way.
pub(super) fn answer(status: StatusCode, body: Value) -> Response {
    let id = HeaderName::from_static("x-ms-request-id");
    let headers =
        [(CACHE_CONTROL, "no-store, no-cache".to_owned()), (id, Uuid::new_v4().to_string())];
    (status, headers, Json(body)).into_response()
}

pub(super) fn no_tenant(tenant: &str) -> EntraError {
    EntraError::new(
        "invalid_tenant",
        90_002,
        format!(
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."
        ),
    )
}
