//! A port of this computer that answers HTTP. Everybody on this computer can connect there, so the number of
//! connections is limited, and the time that each may take to ask. How long an answer takes is up to whoever gives it.

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use hyper::Request;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use tower_service::Service as _;

/// The longest head of a request. Entra's codes have up to two thousand letters.
const LONGEST_HEAD: usize = 64 << 10;

/// What those who connect may take up.
#[derive(Clone, Copy, Debug)]
pub struct ListenerLimits {
    /// Connections at the same time.
    pub connections: usize,
    /// How long each may take to ask, and to ask again.
    pub to_ask: Duration,
    /// Whether one may ask again at the same connection.
    pub keep_alive: bool,
}

impl ListenerLimits {
    /// For programs that ask many things. They are far from these limits, and a system allows a program about a
    /// thousand open files.
    pub const PROGRAMS: Self =
        Self { connections: 128, to_ask: Duration::from_secs(30), keep_alive: true };
}

/// Answers everybody until it is `closed`, and then waits for the answers that are being given. A handler finds
/// what the listener says of the connection as [`ConnectInfo`].
pub async fn serve<L>(
    mut listener: L,
    router: Router,
    closed: impl Future<Output = ()>,
    limits: ListenerLimits,
) where
    L: Listener,
    L::Addr: Clone + Sync + 'static,
{
    let mut connections = Connections::new(limits.connections);
    let mut closed = pin!(closed);
    loop {
        let (stream, address) = tokio::select! {
            accepted = listener.accept() => accepted,
            () = closed.as_mut() => break,
        };
        connections.admit(|at| converse(stream, address, router.clone(), at, limits));
    }
    drop(listener);
    connections.end().await;
}

/// Answers at one connection.
async fn converse<S, A>(stream: S, address: A, router: Router, at: Admitted, limits: ListenerLimits)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    A: Clone + Send + Sync + 'static,
{
    let Admitted { asking, mut ending } = at;
    let service = service_fn(move |request: Request<Incoming>| {
        let answering = asking.begin();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(address.clone()));
        let answer = router.clone().call(request);
        async move {
            let answer = answer.await?;
            let answer = answer.map(|body| AnswerBody { body, _answering: answering });
            Ok::<_, std::convert::Infallible>(answer)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.to_ask)
        .max_buf_size(LONGEST_HEAD)
        .keep_alive(limits.keep_alive)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        // How it ended is the other side's own affair.
        _ = connection.as_mut() => return,
        _ = ending.changed() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// The connections at a port. Dropping them ends them.
#[derive(Debug)]
pub struct Connections {
    most: usize,
    /// The oldest first.
    open: VecDeque<OpenConnection>,
    tasks: JoinSet<()>,
    ending: watch::Sender<()>,
}

#[derive(Debug)]
struct OpenConnection {
    asking: Asking,
    connection: AbortHandle,
}

/// What a connection is given when it is let in.
#[derive(Debug)]
pub struct Admitted {
    /// Says whether it has asked.
    pub asking: Asking,
    /// Changes when the port is closed.
    ending: watch::Receiver<()>,
}

/// Whether somebody has asked at a connection.
#[derive(Clone, Debug, Default)]
pub struct Asking(Arc<AskedState>);

#[derive(Debug, Default)]
struct AskedState {
    ever: AtomicBool,
    now: AtomicBool,
}

impl Asking {
    /// Somebody has asked, and is being answered until what is returned is dropped.
    #[must_use]
    pub fn begin(&self) -> Answering {
        self.0.ever.store(true, Ordering::Relaxed);
        self.0.now.store(true, Ordering::Relaxed);
        Answering(self.clone())
    }
}

/// An answer that is being given.
#[derive(Debug)]
pub struct Answering(Asking);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.0.now.store(false, Ordering::Relaxed);
    }
}

impl Connections {
    /// None yet, and never more than this many.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            open: VecDeque::new(),
            tasks: JoinSet::new(),
            ending: watch::Sender::default(),
        }
    }

    /// Lets one more in. Where there are too many, the oldest that waits for no answer has to go: whoever means to
    /// ask does so as soon as it is connected. Where all wait for one, the newest has to go.
    pub fn admit<C>(&mut self, connection: impl FnOnce(Admitted) -> C)
    where
        C: Future<Output = ()> + Send + 'static,
    {
        while self.tasks.try_join_next().is_some() {}
        self.open.retain(|one| !one.connection.is_finished());
        if self.open.len() >= self.most {
            let silent = self.open.iter().position(|one| !one.asking.0.now.load(Ordering::Relaxed));
            if let Some(leaving) = self.open.remove(silent.unwrap_or(self.open.len() - 1)) {
                leaving.connection.abort();
            }
        }
        let asking = Asking::default();
        let admitted = Admitted { asking: asking.clone(), ending: self.ending.subscribe() };
        let connection = self.tasks.spawn(connection(admitted));
        self.open.push_back(OpenConnection { asking, connection });
    }

    /// Waits for those who have asked to take their answer.
    pub async fn end(mut self) {
        for one in &self.open {
            if !one.asking.0.ever.load(Ordering::Relaxed) {
                one.connection.abort();
            }
        }
        self.ending.send_replace(());
        while self.tasks.join_next().await.is_some() {}
    }
}

/// The body of an answer, which is being given until its end is read.
struct AnswerBody {
    body: Body,
    _answering: Answering,
}

impl HttpBody for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use axum::routing::get;
    use std::convert::Infallible;
    use std::net::SocketAddr;
    use std::time::Instant;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::oneshot;
    use tokio::task::JoinHandle;

    const FEW: ListenerLimits =
        ListenerLimits { connections: 4, to_ask: Duration::from_millis(300), keep_alive: true };

    struct Port {
        address: SocketAddr,
        close: oneshot::Sender<()>,
        task: JoinHandle<()>,
    }

    impl Port {
        async fn open(limits: ListenerLimits) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let who = |ConnectInfo(who): ConnectInfo<SocketAddr>| async move { who.to_string() };
            let late = || async {
                tokio::time::sleep(Duration::from_millis(1200)).await;
                "late"
            };
            let lines = || async {
                Body::from_stream(futures::stream::unfold(0, |line: u8| async move {
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    (line < 4).then(|| (Ok::<_, Infallible>(Bytes::from("line\n")), line + 1))
                }))
            };
            let router = Router::new()
                .route("/", get(who))
                .route("/late", get(late))
                .route("/lines", get(lines));
            let (close, closed) = oneshot::channel::<()>();
            let closed = async {
                let _ = closed.await;
            };
            let task = tokio::spawn(serve(listener, router, closed, limits));
            Self { address, close, task }
        }

        async fn connect(&self) -> TcpStream {
            TcpStream::connect(self.address).await.unwrap()
        }

        /// What a client of its own is answered.
        fn ask(&self, path: &str) -> JoinHandle<reqwest::Result<String>> {
            let url = format!("http://{}{path}", self.address);
            tokio::spawn(async move {
                let client = reqwest::Client::builder().no_proxy().build().unwrap();
                client.get(url).send().await?.text().await
            })
        }
    }

    /// Whether the other side has hung up.
    pub(crate) async fn is_over(stream: &mut TcpStream) -> bool {
        let mut bytes = [0; 512];
        let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut bytes));
        matches!(read.await, Ok(Ok(0) | Err(_)))
    }

    #[tokio::test]
    async fn those_who_say_nothing_go_and_those_who_ask_are_answered() {
        let limits = ListenerLimits { to_ask: Duration::from_mins(1), ..FEW };
        let port = Port::open(limits).await;
        let (late, lines) = (port.ask("/late"), port.ask("/lines"));
        tokio::time::sleep(Duration::from_millis(400)).await;
        let mut silent = Vec::new();
        for _ in 0..8 * limits.connections {
            let mut stream = port.connect().await;
            stream.write_all(b"GET / HT").await.unwrap();
            silent.push(stream);
        }
        assert!(port.ask("/").await.unwrap().unwrap().starts_with("127.0.0.1:"));
        let kept = limits.connections - 2;
        for stream in silent.iter_mut().rev().skip(kept) {
            assert!(is_over(stream).await, "no more than the limit are open");
        }
        assert_eq!(late.await.unwrap().unwrap(), "late");
        assert_eq!(lines.await.unwrap().unwrap(), "line\n".repeat(4), "to the end of the answer");
    }

    #[tokio::test]
    async fn a_slow_answer_outlasts_the_time_to_ask_and_a_slow_question_does_not() {
        let port = Port::open(FEW).await;
        let late = port.ask("/late");
        let mut slow = port.connect().await;
        slow.write_all(b"GET / HTTP/1.1\r\nhost: ").await.unwrap();
        let begun = Instant::now();
        let mut answer = Vec::new();
        slow.read_to_end(&mut answer).await.ok();
        assert!(begun.elapsed() < Duration::from_secs(1), "its time was up");
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 408"));
        assert_eq!(late.await.unwrap().unwrap(), "late");
    }

    #[tokio::test]
    async fn where_all_wait_for_an_answer_no_more_than_the_limit_are_open() {
        let port = Port::open(FEW).await;
        let waiting: Vec<_> = (0..3 * FEW.connections).map(|_| port.ask("/late")).collect();
        let mut answered = 0;
        for one in waiting {
            answered += usize::from(one.await.unwrap().is_ok());
        }
        assert!((1..=FEW.connections).contains(&answered), "{answered}");
    }

    #[tokio::test]
    async fn closing_waits_for_answers_and_for_nobody_else() {
        let port = Port::open(FEW).await;
        let (mut silent, mut again) = (port.connect().await, port.connect().await);
        again.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        again.read_exact(&mut [0; 15]).await.unwrap();
        let late = port.ask("/late");
        tokio::time::sleep(Duration::from_millis(100)).await;
        port.close.send(()).unwrap();
        assert!(is_over(&mut silent).await);
        let mut rest = String::new();
        again.read_to_string(&mut rest).await.unwrap();
        assert!(rest.contains("127.0.0.1:"), "{rest}");
        assert!(!port.task.is_finished(), "an answer is being given");
        assert_eq!(late.await.unwrap().unwrap(), "late");
        port.task.await.unwrap();
        std::net::TcpListener::bind(port.address).expect("the port is free");
    }
}
