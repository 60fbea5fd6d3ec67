//! One request and its answer: sent as Teams sends it, nothing followed, nothing believed.

use super::connector::{ConnectFailure, Connector, Route};
use super::tls::{HandshakeFailure, Tls};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, AUTHORIZATION, HOST, HeaderMap, LOCATION, USER_AGENT};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use std::error::Error;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use url::{Position, Url};

/// The most that is read of an answer's body, in bytes. Answers of Autodiscover have some hundred.
pub(super) const MOST_BODY: usize = 64 * 1024;

/// The most that is read of an answer's headers, in bytes.
pub(super) const MOST_HEADERS: usize = 64 * 1024;

/// The user agent of Microsoft's sample for this question, and who really asks.
pub const AGENT: &str = concat!("Teams (Crosstrust/", env!("CARGO_PKG_VERSION"), ")");

/// How a request says who asks.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Authorization {
    /// Not at all.
    Anonymous,
    /// With an empty token, to which a server answers which tokens it takes.
    EmptyBearer,
}

/// An answer of a server. Nothing in it is trusted.
#[derive(Clone, Debug)]
pub(super) struct ProbeResponse {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// The body, or its beginning.
    pub(super) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Failure {
    /// No connection.
    Connection(ConnectFailure),
    /// No encryption.
    Handshake(HandshakeFailure),
    /// The connection was closed, or what came is not HTTP.
    BrokenOff {
        /// What is known of it.
        detail: String,
    },
    /// Nothing came in time.
    TimedOut,
    /// A script that asked elsewhere has not recorded it.
    NotRecorded,
}

/// What a request came to.
#[derive(Clone, Debug)]
pub(super) struct Hop {
    pub(super) url: Url,
    pub(super) authorization: Authorization,
    pub(super) route: Route,
    /// The last moment at which the server's certificate is valid.
    pub(super) certificate_end: Option<Timestamp>,
    pub(super) answer: Result<ProbeResponse, Failure>,
    /// Whether the request was sent: without a connection, or on one that is not to be trusted, it is
    /// not.
    pub(super) sent: bool,
    /// The status of the first attempt, where a fault of the server made a second one needed.
    pub(super) first_status: Option<u16>,
}

impl ProbeResponse {
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    /// Where it redirects to, as it was written.
    pub(super) fn location(&self) -> Option<String> {
        (300..400).contains(&self.status).then(|| self.header(LOCATION.as_str())).flatten()
    }

    pub(super) fn is_server_fault(&self) -> bool {
        (500..600).contains(&self.status)
    }

    /// Whether Exchange shows itself in the headers. A device in front could remove or copy them, so
    /// this only chooses words.
    pub(super) fn looks_like_exchange(&self) -> bool {
        let names = ["x-feserver", "x-beserver", "request-id", "x-owa-version", "x-ms-diagnostics"];
        names.iter().any(|name| self.headers.contains_key(*name))
    }
}

/// Sends requests.
pub(super) struct Transport {
    pub(super) connector: Connector,
    pub(super) tls: Tls,
    /// How long an answer is waited for, once connected.
    pub(super) limit: Duration,
}

impl Transport {
    /// Sends one request on a connection of its own.
    pub(super) async fn send(&self, url: &Url, authorization: Authorization) -> Hop {
        let mut hop = Hop {
            url: url.clone(),
            authorization,
            route: Route::default(),
            certificate_end: None,
            answer: Err(Failure::TimedOut),
            sent: false,
            first_status: None,
        };
        let (route, stream) = self.connector.connect(url).await;
        hop.route = route;
        let stream = match stream {
            Ok(stream) => stream,
            Err(failure) => {
                hop.answer = Err(Failure::Connection(failure));
                return hop;
            }
        };
        let answered = async {
            if url.scheme() != "https" {
                hop.sent = true;
                return ask(stream, url, authorization).await;
            }
            let again = || async { self.connector.connect(url).await.1.ok() };
            let handshake = self.tls.handshake(url, stream, again).await;
            let handshake = handshake.map_err(Failure::Handshake)?;
            hop.certificate_end = handshake.end;
            hop.sent = true;
            ask(handshake.stream, url, authorization).await
        };
        hop.answer =
            tokio::time::timeout(self.limit, answered).await.unwrap_or(Err(Failure::TimedOut));
        hop
    }
}

/// Sends the request and reads the answer, up to the limits.
async fn ask<S>(
    stream: S,
    url: &Url,
    authorization: Authorization,
) -> Result<ProbeResponse, Failure>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let mut builder = http1::Builder::new();
    builder.max_buf_size(MOST_HEADERS);
    let (mut sender, connection) =
        builder.handshake(TokioIo::new(stream)).await.map_err(|error| broken_off(&error))?;
    // Ends with the connection, or with this request.
    let _connection = Ending(tokio::spawn(connection));
    let request = request(url, authorization).ok_or_else(|| Failure::BrokenOff {
        detail: "the address cannot be written into a request".to_owned(),
    })?;
    let response = sender.send_request(request).await.map_err(|error| broken_off(&error))?;
    read(response).await
}

/// Aborts a task when it goes out of scope.
struct Ending(tokio::task::JoinHandle<Result<(), hyper::Error>>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn request(url: &Url, authorization: Authorization) -> Option<Request<Empty<&'static [u8]>>> {
    let host = match (url.host_str()?, url.port()) {
        (host, Some(port)) => format!("{host}:{port}"),
        (host, None) => host.to_owned(),
    };
    let mut request = Request::builder()
        .method(Method::GET)
        .uri(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, host)
        .header(USER_AGENT, AGENT)
        .header(ACCEPT, "application/json, */*;q=0.5");
    if authorization == Authorization::EmptyBearer {
        request = request.header(AUTHORIZATION, "Bearer");
    }
    request.body(Empty::new()).ok()
}

async fn read(response: Response<Incoming>) -> Result<ProbeResponse, Failure> {
    let (head, mut incoming) = response.into_parts();
    let mut body = Vec::new();
    while body.len() < MOST_BODY {
        // Where the connection breaks off, what has come has to do: the headers have.
        let Some(Ok(frame)) = incoming.frame().await else { break };
        if let Some(data) = frame.data_ref() {
            let room = MOST_BODY - body.len();
            body.extend_from_slice(&data[..data.len().min(room)]);
        }
    }
    Ok(ProbeResponse { status: head.status.as_u16(), headers: head.headers, body })
}

fn broken_off(error: &hyper::Error) -> Failure {
    let mut detail = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        detail = cause.to_string();
        next = cause.source();
    }
    Failure::BrokenOff { detail }
}
