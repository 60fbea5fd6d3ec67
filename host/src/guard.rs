//! Who may call: a browser or a test on this computer that knows the token. Any page on the web can send a
//! request to 127.0.0.1, so host, origin and token are checked each time.

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use url::form_urlencoded;

/// What a call must know.
pub(crate) struct Guard {
    port: u16,
    token: String,
}

impl Guard {
    pub(crate) fn new(port: u16, token: String) -> Self {
        Self { port, token }
    }

    /// Cookies are of a host, whatever the port: two programs must not share one.
    fn cookie(&self) -> String {
        format!("crosstrust-{}={}", self.port, self.token)
    }

    fn is_own_host(&self, headers: &HeaderMap) -> bool {
        text(headers, HOST) == Some(&format!("127.0.0.1:{}", self.port))
    }

    fn is_own_origin(&self, headers: &HeaderMap) -> bool {
        let own = format!("http://127.0.0.1:{}", self.port);
        headers.get(ORIGIN).is_none_or(|origin| origin.as_bytes() == own.as_bytes())
    }

    fn knows_token(&self, headers: &HeaderMap) -> bool {
        let bearer = text(headers, AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
        let cookie = self.cookie();
        let cookies = text(headers, COOKIE).unwrap_or_default();
        bearer == Some(&self.token) || cookies.split("; ").any(|one| one == cookie)
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Lets a call through, or refuses it. A first visit with the token in its address gets a cookie.
pub(crate) async fn check(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    if !guard.is_own_host(headers) || !guard.is_own_origin(headers) {
        return (StatusCode::FORBIDDEN, "This address serves its own pages only.").into_response();
    }
    if guard.knows_token(headers) {
        return next.run(request).await;
    }
    let query = request.uri().query().unwrap_or_default();
    let given = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "token");
    if given.is_some_and(|(_, token)| token == guard.token) {
        let cookie = format!("{}; Path=/; HttpOnly; SameSite=Strict", guard.cookie());
        let headers = [(SET_COOKIE, cookie), (LOCATION, "/".to_owned())];
        return (StatusCode::SEE_OTHER, headers).into_response();
    }
    (StatusCode::UNAUTHORIZED, "Open the address with the token that the program printed.")
        .into_response()
}
