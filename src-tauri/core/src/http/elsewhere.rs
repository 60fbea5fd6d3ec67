//! For tests: another server on this computer, to which an answer tries to send the program. It
//! writes down every request that reaches it.

use axum::Router;
use axum::http::{HeaderMap, Method, Uri};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// The server; it ends with the test's runtime.
pub(crate) struct Elsewhere {
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Elsewhere {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let note = Arc::clone(&seen);
        let answer = move |method: Method, uri: Uri, headers: HeaderMap, body: String| async move {
            note.lock().unwrap().push(format!("{method} {uri} {headers:?} {body}"));
            "{\"value\":[]}"
        };
        let router = Router::new().fallback(answer);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, seen }
    }

    /// An address of this server.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Its scheme, host and port.
    pub(crate) fn origin(&self) -> &str {
        &self.url
    }

    /// Nothing has reached it; and what reaches it is written down, or that would prove nothing.
    pub(crate) async fn assert_unseen(&self, context: &str) {
        let seen = self.seen.lock().unwrap().clone();
        assert!(seen.is_empty(), "{context}: {seen:?}");
        let http = super::loopback_client().unwrap();
        let asked = http.get(self.at("/probe")).bearer_auth("probe").send().await;
        assert!(asked.unwrap().status().is_success());
        let seen = std::mem::take(&mut *self.seen.lock().unwrap());
        assert!(seen.len() == 1 && seen[0].contains("Bearer probe"), "{seen:?}");
    }
}
