//! The small server that the browser is sent back to. It answers one request, that of the browser with
//! the answer, once it is known what came of the sign-in; everything else at once.

use super::loopback_listener::LoopbackListener;
use super::page::SignInPage;
use super::redirect::{self, RedirectResult};
use crate::serving::{self, ListenerLimits};
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

/// A browser opens a few connections and asks at once.
const LIMITS: ListenerLimits =
    ListenerLimits { connections: 32, to_ask: Duration::from_secs(10), keep_alive: false };

/// An answer to this sign-in, and the browser that waits for the page to show.
pub(in crate::entra) struct Brought {
    pub(in crate::entra) answer: RedirectResult,
    pub(in crate::entra) browser: Browser,
}

/// A browser that waits for a page.
pub(in crate::entra) struct Browser(oneshot::Sender<SignInPage>);

impl Browser {
    /// Shows what came of the sign-in.
    pub(in crate::entra) fn show(self, page: SignInPage) {
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
    pub(super) fn start(listener: LoopbackListener, state: &CsrfToken) -> Self {
        Self::start_with(listener, state, LIMITS)
    }

    fn start_with(listener: LoopbackListener, state: &CsrfToken, limits: ListenerLimits) -> Self {
        let (arrived, arrivals) = mpsc::channel(1);
        let name = format!("localhost:{}", listener.port());
        let desk = Arc::new(Desk { name, state: state.clone(), arrivals: arrived });
        let router = Router::new().fallback(receive).with_state(desk);
        let (closing, closed) = oneshot::channel::<()>();
        let closed = async {
            // Dropping the sender is as good as sending.
            let _ = closed.await;
        };
        let task = tokio::spawn(serving::serve(listener, router, closed, limits));
        Self { arrivals, closing: Some(closing), task }
    }

    /// The next answer to this sign-in; never one to another.
    pub(in crate::entra) async fn arrival(&mut self) -> Brought {
        match self.arrivals.recv().await {
            Some(brought) => brought,
            // The server has ended and was logged; the operator learns it from the time limit.
            None => std::future::pending().await,
        }
    }

    /// Ends it, once the browser has taken its page. The port is free then.
    pub(in crate::entra) async fn close(mut self) {
        self.closing.take();
        // Who waits for a page that will not come gets an answer.
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
        return SignInPage::misdirected().into_response();
    }
    if uri.path() != "/" {
        return SignInPage::absent().into_response();
    }
    if method != Method::GET {
        return SignInPage::only_read().into_response();
    }
    let Some(answer) = redirect::read(uri.query().unwrap_or_default(), &desk.state) else {
        return SignInPage::foreign().into_response();
    };
    let (browser, page) = oneshot::channel();
    if desk.arrivals.try_send(Brought { answer, browser: Browser(browser) }).is_err() {
        return SignInPage::over().into_response();
    }
    page.await.unwrap_or_else(|_| SignInPage::over()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entra::SignInStop;
    use crate::serving::tests::is_over;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    #[tokio::test]
    async fn connections_that_say_nothing_keep_no_browser_out() {
        let listener = LoopbackListener::open().unwrap();
        let port = listener.port();
        let mut serving = Serving::start(listener, &CsrfToken::new("s".to_owned()));
        let mut silent = Vec::new();
        for _ in 0..4 * LIMITS.connections {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            stream.write_all(b"GET /?state=s").await.unwrap();
            silent.push(stream);
        }
        let browser = reqwest::Client::builder().no_proxy().build().unwrap();
        let address = format!("http://localhost:{port}/?state=s&code=c");
        let asking = tokio::spawn(browser.get(&address).send());
        let brought = tokio::time::timeout(Duration::from_secs(5), serving.arrival()).await;
        let brought = brought.expect("the browser is let in");
        // More of them do not push out the browser that waits for its page.
        for _ in 0..2 * LIMITS.connections {
            silent.push(TcpStream::connect(("127.0.0.1", port)).await.unwrap());
        }
        assert!(is_over(&mut silent[0]).await, "the oldest had to go");
        brought.browser.show(SignInPage::of(Err(&SignInStop::Cancelled)));
        assert_eq!(asking.await.unwrap().unwrap().status(), 200);
        let ending = std::time::Instant::now();
        serving.close().await;
        assert!(ending.elapsed() < PATIENCE, "nobody waits for those who said nothing");
        std::net::TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
    }

    #[tokio::test]
    async fn a_request_that_never_ends_is_cut_off() {
        let listener = LoopbackListener::open().unwrap();
        let port = listener.port();
        let limits = ListenerLimits { to_ask: Duration::from_millis(200), ..LIMITS };
        let _serving = Serving::start_with(listener, &CsrfToken::new("s".to_owned()), limits);
        let mut silent = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        assert!(is_over(&mut silent).await, "nothing was asked");
        let mut slow = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nhost: ").await.unwrap();
        let mut answer = Vec::new();
        let read = slow.read_to_end(&mut answer);
        tokio::time::timeout(Duration::from_secs(5), read).await.expect("it ends").ok();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    }

    #[tokio::test]
    async fn a_head_without_end_is_refused() {
        let listener = LoopbackListener::open().unwrap();
        let port = listener.port();
        let _serving = Serving::start(listener, &CsrfToken::new("s".to_owned()));
        let mut long = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let _ = long.write_all(b"GET / HTTP/1.1\r\nx: ").await;
        for _ in 0..64 {
            if long.write_all(&[b'x'; 16 << 10]).await.is_err() {
                break;
            }
        }
        let mut answer = Vec::new();
        let read = long.read_to_end(&mut answer);
        tokio::time::timeout(Duration::from_secs(5), read).await.expect("it ends").ok();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    }

    #[tokio::test]
    async fn the_same_answer_is_taken_once() {
        let listener = LoopbackListener::open().unwrap();
        let address = format!("http://localhost:{}/?state=s&code=c", listener.port());
        let mut serving = Serving::start(listener, &CsrfToken::new("s".to_owned()));
        let browser = reqwest::Client::builder().no_proxy().build().unwrap();
        let (mut first, mut second) =
            (Box::pin(browser.get(&address).send()), Box::pin(browser.get(&address).send()));
        // Nobody has taken the answer yet: whichever comes second gets an answer at once.
        let reported = tokio::select! {
            page = &mut first => (page, second),
            page = &mut second => (page, first),
        };
        assert_eq!(reported.0.unwrap().status(), 410);
        let brought = serving.arrival().await;
        assert_eq!(brought.answer.unwrap().secret(), "c");
        brought.browser.show(SignInPage::of(Err(&SignInStop::Cancelled)));
        assert_eq!(reported.1.await.unwrap().status(), 200);
        serving.close().await;
    }

    #[tokio::test]
    async fn whoever_waits_for_a_page_at_the_end_is_reported_that_it_is_over() {
        let listener = LoopbackListener::open().unwrap();
        let address = format!("http://localhost:{}/?state=s&code=c", listener.port());
        let mut serving = Serving::start(listener, &CsrfToken::new("s".to_owned()));
        let browser = reqwest::Client::builder().no_proxy().build().unwrap();
        let ended = async {
            drop(serving.arrival().await);
            serving.close().await;
        };
        let (page, ()) = tokio::join!(browser.get(&address).send(), ended);
        assert_eq!(page.unwrap().status(), 410);
    }
}
