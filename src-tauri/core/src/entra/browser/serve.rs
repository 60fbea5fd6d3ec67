//! The small server that the browser is sent back to. It answers one request, that of the browser with
//! the answer, once it is known what came of the sign-in; everything else at once.

use super::answer::{self, Answer};
use super::door::Door;
use super::page::Page;
use axum::Router;
use axum::extract::State;
use axum::http::header::HOST;
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::response::{IntoResponse, Response};
use oauth2::CsrfToken;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// How long a browser gets to take the last page.
const PATIENCE: Duration = Duration::from_secs(2);

/// An answer to this sign-in, and the browser that waits for the page to show.
pub(in crate::entra) struct Brought {
    pub(in crate::entra) answer: Answer,
    pub(in crate::entra) browser: Browser,
}

/// A browser that waits for a page.
pub(in crate::entra) struct Browser(oneshot::Sender<Page>);

impl Browser {
    /// Shows what came of the sign-in.
    pub(in crate::entra) fn show(self, page: Page) {
        // It may have been closed meanwhile.
        let _ = self.0.send(page);
    }
}

/// The server while it runs. Dropping it ends it.
pub(in crate::entra) struct Serving {
    arrivals: mpsc::Receiver<Brought>,
    closing: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// What a request meets.
struct Desk {
    /// `localhost:<port>`, the name by which the browser was sent here.
    name: String,
    state: CsrfToken,
    arrivals: mpsc::Sender<Brought>,
}

impl Serving {
    pub(super) fn start(door: Door, state: &CsrfToken) -> Self {
        let (arrived, arrivals) = mpsc::channel(1);
        let name = format!("localhost:{}", door.port());
        let desk = Arc::new(Desk { name, state: state.clone(), arrivals: arrived });
        let router = Router::new().fallback(receive).with_state(desk);
        let (closing, closed) = oneshot::channel::<()>();
        let server = axum::serve(door, router).with_graceful_shutdown(async {
            // Dropping the sender is as good as sending.
            let _ = closed.await;
        });
        let task = tokio::spawn(async move {
            if let Err(error) = server.await {
                tracing::warn!(%error, "the browser cannot bring its answer any longer");
            }
        });
        Self { arrivals, closing: Some(closing), task }
    }

    /// The next answer to this sign-in; never one to another.
    pub(in crate::entra) async fn arrival(&mut self) -> Brought {
        match self.arrivals.recv().await {
            Some(brought) => brought,
            // The server has ended and was logged; the time limit tells the operator.
            None => std::future::pending().await,
        }
    }

    /// Ends it, once the browser has taken its page. The port is free then.
    pub(in crate::entra) async fn close(mut self) {
        self.closing.take();
        // Who waits for a page that will not come is told so.
        self.arrivals.close();
        while self.arrivals.try_recv().is_ok() {}
        if tokio::time::timeout(PATIENCE, &mut self.task).await.is_err() {
            tracing::debug!("a browser did not take the last page");
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn receive(
    State(desk): State<Arc<Desk>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    // A name of somebody else's that was made to lead here (DNS rebinding) is not answered.
    let mut hosts = headers.get_all(HOST).iter();
    let ours = |host: &HeaderValue| host.as_bytes().eq_ignore_ascii_case(desk.name.as_bytes());
    if !hosts.next().is_some_and(ours) || hosts.next().is_some() {
        return Page::misdirected().into_response();
    }
    if uri.path() != "/" {
        return Page::absent().into_response();
    }
    if method != Method::GET {
        return Page::only_read().into_response();
    }
    let Some(answer) = answer::read(uri.query().unwrap_or_default(), &desk.state) else {
        return Page::foreign().into_response();
    };
    let (browser, page) = oneshot::channel();
    if desk.arrivals.try_send(Brought { answer, browser: Browser(browser) }).is_err() {
        return Page::over().into_response();
    }
    page.await.unwrap_or_else(|_| Page::over()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entra::SignInStop;

    #[tokio::test]
    async fn the_same_answer_is_taken_once() {
        let door = Door::open().unwrap();
        let address = format!("http://localhost:{}/?state=s&code=c", door.port());
        let mut serving = Serving::start(door, &CsrfToken::new("s".to_owned()));
        let browser = reqwest::Client::builder().no_proxy().build().unwrap();
        let (mut first, mut second) =
            (Box::pin(browser.get(&address).send()), Box::pin(browser.get(&address).send()));
        // Nobody has taken the answer yet: whichever comes second is told at once.
        let told = tokio::select! {
            page = &mut first => (page, second),
            page = &mut second => (page, first),
        };
        assert_eq!(told.0.unwrap().status(), 410);
        let brought = serving.arrival().await;
        assert_eq!(brought.answer.unwrap().secret(), "c");
        brought.browser.show(Page::of(Err(&SignInStop::Cancelled)));
        assert_eq!(told.1.await.unwrap().status(), 200);
        serving.close().await;
    }

    #[tokio::test]
    async fn whoever_waits_for_a_page_at_the_end_is_told_that_it_is_over() {
        let door = Door::open().unwrap();
        let address = format!("http://localhost:{}/?state=s&code=c", door.port());
        let mut serving = Serving::start(door, &CsrfToken::new("s".to_owned()));
        let browser = reqwest::Client::builder().no_proxy().build().unwrap();
        let ended = async {
            drop(serving.arrival().await);
            serving.close().await;
        };
        let (page, ()) = tokio::join!(browser.get(&address).send(), ended);
        assert_eq!(page.unwrap().status(), 410);
    }
}
