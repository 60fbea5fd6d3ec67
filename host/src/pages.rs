//! The built pages, under the same security policy as in the window, but for the address of the commands.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

const CONFIGURATION: &str = include_str!("../../src-tauri/tauri.conf.json");

/// How the window's pages reach the program, and how pages in a browser do.
const FROM_WINDOW: &str = "connect-src ipc: http://ipc.localhost";
const FROM_BROWSER: &str = "connect-src 'self'";

/// The folder of the pages, and their policy.
pub(crate) struct Pages {
    folder: PathBuf,
    policy: String,
}

impl Pages {
    pub(crate) fn new(folder: PathBuf) -> Self {
        let configuration: Value =
            serde_json::from_str(CONFIGURATION).expect("BUG: the window's configuration is JSON");
        let policy = configuration["app"]["security"]["csp"].as_str().unwrap_or_default();
        assert!(policy.contains(FROM_WINDOW), "BUG: the window has another policy: {policy}");
        Self { folder, policy: policy.replace(FROM_WINDOW, FROM_BROWSER) }
    }

    fn file(&self, path: &str) -> Option<PathBuf> {
        let path = Path::new(path.trim_start_matches('/'));
        let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
        let file = if path.as_os_str().is_empty() { "index.html".as_ref() } else { path };
        Some(self.folder.join(file)).filter(|file| inside && file.is_file())
    }
}

pub(crate) async fn page(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    let found = pages.file(request.uri().path());
    let Some((file, bytes)) =
        found.and_then(|file| std::fs::read(&file).ok().map(|bytes| (file, bytes)))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let headers = [(CONTENT_TYPE, kind), (CONTENT_SECURITY_POLICY, pages.policy.as_str())];
    (headers, bytes).into_response()
}
