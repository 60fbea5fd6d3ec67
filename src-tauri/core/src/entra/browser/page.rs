//! What the browser shows at the end: static, without a script, the same in every browser.

use crate::entra::{Account, SignInStop};
use crate::messages::say;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use minijinja::{Environment, context};
use sha2::{Digest, Sha256};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");

fn back() -> String {
    say!("sign-in-page-back")
}

fn back_for_more() -> String {
    say!("sign-in-page-back-for-more")
}

/// A page.
#[derive(Debug)]
pub(in crate::entra) struct SignInPage {
    status: StatusCode,
    /// The same in every language, for tests that drive a browser.
    id: &'static str,
    title: String,
    lines: Vec<String>,
}

impl SignInPage {
    fn new(
        status: StatusCode,
        id: &'static str,
        title: String,
        lines: impl Into<Vec<String>>,
    ) -> Self {
        Self { status, id, title, lines: lines.into() }
    }

    /// What came of the sign-in.
    pub(in crate::entra) fn of(ended: Result<&Account, &SignInStop>) -> Self {
        match ended {
            Ok(account) => {
                let who = say!("sign-in-page-account", account = account.username);
                Self::new(StatusCode::OK, "signed-in", say!("sign-in-page-done"), [who, back()])
            }
            Err(SignInStop::Cancelled) => Self::new(
                StatusCode::OK,
                "cancelled",
                say!("sign-in-page-cancelled"),
                [say!("sign-in-page-cancelled-text"), back()],
            ),
            Err(SignInStop::Refused(problem)) => Self::new(
                StatusCode::OK,
                "refused",
                problem.title.to_string(),
                [problem.message.to_string(), back_for_more()],
            ),
        }
    }

    /// An answer that belongs to another sign-in, or to none.
    pub(super) fn foreign() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "foreign",
            say!("sign-in-page-foreign"),
            [say!("sign-in-page-foreign-text"), say!("sign-in-page-foreign-next")],
        )
    }

    /// The sign-in ended while the browser waited.
    pub(super) fn over() -> Self {
        let lines = [say!("sign-in-page-over-text"), back()];
        Self::new(StatusCode::GONE, "over", say!("sign-in-page-over"), lines)
    }

    /// There is nothing else here.
    pub(super) fn absent() -> Self {
        Self::new(StatusCode::NOT_FOUND, "absent", say!("sign-in-page-absent"), [back()])
    }

    /// Asked for under another name: a page of somebody else's, most likely.
    pub(super) fn misdirected() -> Self {
        let status = StatusCode::MISDIRECTED_REQUEST;
        Self::new(status, "misdirected", say!("sign-in-page-absent"), [back()])
    }

    /// Something is to be sent here.
    pub(super) fn only_read() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "only-read",
            say!("sign-in-page-only-read"),
            [back()],
        )
    }
}

impl IntoResponse for SignInPage {
    fn into_response(self) -> Response {
        let mut pages = Environment::new();
        // The name's ending switches HTML escaping on.
        pages.add_template("page.html", PAGE).expect("BUG: the page is a template, tests show it");
        let Self { status, id, title, lines } = self;
        let text = pages
            .get_template("page.html")
            .and_then(|page| page.render(context! { id, title, lines, style => STYLE }))
            .expect("BUG: the page renders with any text, tests show it");
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            BASE64_STANDARD.encode(Sha256::digest(STYLE))
        );
        let fixed: [(HeaderName, &str); 6] = [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CONTENT_SECURITY_POLICY, &policy),
            (CACHE_CONTROL, "no-store"),
            (REFERRER_POLICY, "no-referrer"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            // Nothing follows, and an idle connection would hold up the end.
            (CONNECTION, "close"),
        ];
        let mut response = (status, fixed, text).into_response();
        if status == StatusCode::METHOD_NOT_ALLOWED {
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorCode, Problem};

    async fn shown(page: SignInPage) -> String {
        let body = page.into_response().into_body();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn hostile_text_stays_text() {
        for hostile in ["<script>alert(1)</script>", "\"'><img src=x>", "{{ 7 * 7 }}", "\u{0}&amp;"]
        {
            let problem = Problem::new(ErrorCode::SignInRefused, hostile);
            let text = shown(SignInPage::of(Err(&SignInStop::Refused(problem)))).await;
            assert!(!text.contains("<script") && !text.contains("<img"), "{text}");
            assert!(!text.contains(">49<"), "no template in a value: {text}");
        }
    }

    #[tokio::test]
    async fn the_style_that_the_policy_allows_is_the_one_on_the_page() {
        let text = shown(SignInPage::over()).await;
        let (_, rest) = text.split_once("<style>").unwrap();
        let (style, _) = rest.split_once("</style>").unwrap();
        let response = SignInPage::over().into_response();
        let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        let digest = BASE64_STANDARD.encode(Sha256::digest(style));
        assert!(policy.contains(&format!("style-src 'sha256-{digest}'")), "{policy}");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(style.contains("prefers-color-scheme: dark"));
        assert!(!text.contains("<script"), "{text}");
    }
}
