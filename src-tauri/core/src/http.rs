//! What sign-in and Graph share on the wire: how a client is built, which addresses are accepted, who
//! supplies the bearer token, and how a failed transport is reported.
//!
//! Knows nothing of what is sent. What a server *answers* is judged by `entra` and `graph`.

pub(crate) mod challenge;

use crate::error::{ErrorCode, Problem};
use crate::messages::{Text, text};
use secrecy::SecretString;
use std::error::Error;
use std::time::Duration;
use url::{Host, Url};

/// Which token a request needs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Renew {
    /// The one in hand will do.
    No,
    /// The service has just refused the one in hand.
    Refused,
    /// The service has just refused it and asks for one with these claims, a JSON object (`OpenID`
    /// Connect Core section 5.5).
    Claims(String),
}

/// Supplies the `Authorization` header of a request.
pub trait BearerSource: Send + Sync {
    /// An access token that is valid now, and none that was just refused.
    ///
    /// # Errors
    /// Nobody is signed in, or the sign-in could not be renewed.
    fn bearer(&self, renew: Renew) -> impl Future<Output = Result<SecretString, Problem>> + Send;
}

/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a request may take as a whole.
const REQUEST_TIMEOUT: Duration = Duration::from_mins(1);

/// A client that honours the proxy and the trusted certificates of the system.
///
/// It follows no redirect: none of the services documents one, and following would carry tokens to
/// an address that nobody checked.
///
/// # Errors
/// [`ErrorCode::Internal`] when the system's TLS cannot be set up.
pub fn client() -> Result<reqwest::Client, Problem> {
    build(base())
}

/// As [`client`], but by way of this proxy and no other, whatever the system says.
///
/// # Errors
/// [`ErrorCode::Internal`] when the client cannot be set up.
pub fn client_through(proxy: &Url) -> Result<reqwest::Client, Problem> {
    let proxy = reqwest::Proxy::all(proxy.as_str()).map_err(|error| not_set_up(&error))?;
    build(base().proxy(proxy))
}

/// A client for addresses on this very computer: as [`client`], but past the proxy, which could not
/// reach them.
///
/// # Errors
/// [`ErrorCode::Internal`] when the client cannot be set up.
pub fn loopback_client() -> Result<reqwest::Client, Problem> {
    build(base().no_proxy())
}

/// The client for this address: past the proxy where it is on this very computer, and by way of the
/// system's proxy for any other.
///
/// # Errors
/// As [`client`].
pub fn client_for(url: &Url) -> Result<reqwest::Client, Problem> {
    if is_loopback(url) { loopback_client() } else { client() }
}

/// The body of an answer; none where it is longer than `longest` bytes. No more than that is read.
///
/// # Errors
/// The connection broke off.
pub async fn body(
    answer: &mut reqwest::Response,
    longest: usize,
) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut read = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if chunk.len() > longest - read.len() {
            return Ok(None);
        }
        read.extend_from_slice(&chunk);
    }
    Ok(Some(read))
}

fn base() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("Crosstrust/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(REQUEST_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, Problem> {
    builder.build().map_err(|error| not_set_up(&error))
}

fn not_set_up(error: &reqwest::Error) -> Problem {
    Problem::new(ErrorCode::Internal, text!("network-client")).with_detail(causes(error))
}

/// Whether the address is on this very computer, reported without asking a name server.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        // "localhost" is reserved for loopback (RFC 6761 section 6.3).
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Where an answer with that status redirects to: the origin of `location` alone, because path and
/// query may hold secrets. None when it is no redirect, or names no other server.
pub(crate) fn redirect_target(status: u16, location: Option<&str>) -> Option<String> {
    let target = location.filter(|_| (300..400).contains(&status))?;
    let url = Url::parse(target).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(url.origin().ascii_serialization())
}

/// Refuses an address that would send a token unprotected: anything but `https://`, and `http://` to
/// this very computer.
///
/// # Errors
/// [`ErrorCode::InsecureAddress`], naming the host; user name, path and query are left out.
pub fn check_url(url: &Url) -> Result<(), Problem> {
    match url.scheme() {
        "https" if url.host().is_some() => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        scheme => Err(Problem::new(
            ErrorCode::InsecureAddress,
            text!("network-insecure", scheme = scheme, host = url.host_str().unwrap_or_default()),
        )),
    }
}

/// Shows the operator why a request did not come through, with the host but no path, query or
/// header of it, because those may hold secrets.
pub fn problem(error: &reqwest::Error) -> Problem {
    let server = error.url().map_or_else(
        || text!("network-unknown-server"),
        |url| url.origin().ascii_serialization().into(),
    );
    let causes = causes(error);
    let code = classify(error.is_timeout(), &causes);
    let message = match code {
        ErrorCode::NetworkTimeout => text!("network-timeout", server = server),
        ErrorCode::NetworkUntrusted => {
            Distrust::of(&causes).unwrap_or(Distrust::Unsaid).words(&server)
        }
        ErrorCode::NetworkProxy => text!("network-proxy", server = server),
        _ if error.is_body() || error.is_decode() => {
            text!("network-broken-off", server = server)
        }
        _ => text!("network-unreachable", server = server),
    };
    Problem::new(code, message).with_detail(causes)
}

/// The error's causes, outermost first. The error's own text is left out when it has causes, because
/// it holds the whole address.
fn causes(error: &reqwest::Error) -> String {
    let mut texts = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        // A redirect or proxy cause may itself be an error of the client, with an address.
        if !cause.is::<reqwest::Error>() {
            let text = cause.to_string();
            if texts.last() != Some(&text) {
                texts.push(text);
            }
        }
        next = cause.source();
    }
    if texts.is_empty() { kind(error).to_owned() } else { texts.join(": ") }
}

/// What kind of failure it is, for one without causes.
fn kind(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "timed out"
    } else if error.is_connect() {
        "connecting failed"
    } else if error.is_builder() {
        "the request could not be made"
    } else {
        "the request failed"
    }
}

/// Why a certificate is not trusted, as far as it can be known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Distrust {
    /// Issued by an authority that this computer does not know: what a proxy shows that reads traffic.
    UnknownIssuer,
    /// Outside its validity, by the clock of this computer.
    Time,
    /// Of another name.
    Name,
    /// Revoked, or it could not be found out.
    Revocation,
    /// The system says no more.
    Unsaid,
}

/// Words with which the TLS libraries of Linux, Windows and macOS say that a certificate is not
/// trusted; the first that fits counts. Windows speaks the system's language, so its error numbers
/// are here: the `CERT_E_*` and `SEC_E_*` values as signed 32-bit numbers.
const UNTRUSTED: &[(&str, Distrust)] = &[
    ("self-signed certificate", Distrust::UnknownIssuer),
    ("self signed certificate", Distrust::UnknownIssuer),
    ("unable to get local issuer certificate", Distrust::UnknownIssuer),
    ("os error -2146762487", Distrust::UnknownIssuer), // CERT_E_UNTRUSTEDROOT
    ("os error -2146762486", Distrust::UnknownIssuer), // CERT_E_CHAINING
    ("os error -2146893019", Distrust::UnknownIssuer), // SEC_E_UNTRUSTED_ROOT
    ("certificate has expired", Distrust::Time),
    ("certificate is not yet valid", Distrust::Time),
    ("os error -2146762495", Distrust::Time), // CERT_E_EXPIRED
    ("os error -2146893016", Distrust::Time), // SEC_E_CERT_EXPIRED
    ("hostname mismatch", Distrust::Name),
    ("ip address mismatch", Distrust::Name),
    ("os error -2146762481", Distrust::Name), // CERT_E_CN_NO_MATCH
    ("os error -2146893022", Distrust::Name), // SEC_E_WRONG_PRINCIPAL
    ("os error -2146762484", Distrust::Revocation), // CERT_E_REVOKED
    ("os error -2146885614", Distrust::Revocation), // CRYPT_E_NO_REVOCATION_CHECK
    ("os error -2146885613", Distrust::Revocation), // CRYPT_E_REVOCATION_OFFLINE
    ("os error -2146893017", Distrust::Unsaid), // SEC_E_CERT_UNKNOWN
    ("certificate verify failed", Distrust::Unsaid),
    ("certificate was not trusted", Distrust::Unsaid),
    ("certificate is not trusted", Distrust::Unsaid),
];

impl Distrust {
    fn of(causes: &str) -> Option<Self> {
        let causes = causes.to_ascii_lowercase();
        UNTRUSTED.iter().find(|(words, _)| causes.contains(words)).map(|(_, distrust)| *distrust)
    }

    /// Says that the certificate of this server is not trusted, and why.
    fn words(self, server: &Text) -> Text {
        match self {
            Self::UnknownIssuer => text!("network-untrusted-issuer", server = server),
            Self::Time => text!("network-untrusted-time", server = server),
            Self::Name => text!("network-untrusted-name", server = server),
            Self::Revocation => text!("network-untrusted-revocation", server = server),
            Self::Unsaid => text!("network-untrusted", server = server),
        }
    }
}

/// The words of a proxy that asks for credentials when a tunnel is opened through it.
const PROXY_ASKS: &str = "proxy authorization required";

fn classify(timed_out: bool, causes: &str) -> ErrorCode {
    if timed_out {
        ErrorCode::NetworkTimeout
    } else if Distrust::of(causes).is_some() {
        ErrorCode::NetworkUntrusted
    } else if causes.to_ascii_lowercase().contains(PROXY_ASKS) {
        ErrorCode::NetworkProxy
    } else {
        ErrorCode::NetworkUnreachable
    }
}

#[cfg(test)]
pub(crate) mod elsewhere;
#[cfg(test)]
mod tests;
