//! The TLS handshake with a server, and what is wrong with its certificate.
//!
//! The system's own TLS does the handshake, as for the rest of the program: on Windows that is the
//! one that Microsoft's services use. Its errors differ from system to system, and speak the system's
//! language. So the cause is found by what works: when a handshake fails that checks the certificate,
//! one is made that checks nothing, and the certificate is read. Nothing is sent over that one.

use super::first_record::{FirstBytes, FirstRecord, RecordingStream};
use super::names;
use crate::messages::say;
use jiff::Timestamp;
use native_tls::Certificate;
use tokio::net::TcpStream;
use tokio_native_tls::{TlsConnector, TlsStream};
use url::Url;
use x509_parser::prelude::{FromDer, X509Certificate};

/// A stream that is encrypted.
pub(super) type Encrypted = TlsStream<RecordingStream<TcpStream>>;

/// What is wrong with a certificate. Times are days in UTC.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum CertificateFault {
    /// Its end has come.
    Expired {
        /// The last day.
        end: String,
    },
    /// Its beginning has not come.
    NotYetValid {
        /// The first day.
        start: String,
    },
    /// It is for other names.
    Name {
        /// The names it is for.
        names: String,
    },
    /// Its issuer is not trusted.
    Untrusted {
        /// The issuer.
        issuer: String,
    },
    /// It was refused, and is not known.
    NotShown,
}

/// Why a handshake failed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum HandshakeFailure {
    /// The certificate is at fault, in one way or several.
    Certificate(Vec<CertificateFault>),
    /// The server has no version of TLS from 1.2 on.
    TooOld,
    /// No common way to encrypt.
    NoCommon,
    /// The server does not know the name.
    UnknownName,
    /// The connection broke off, or what answers does not speak TLS.
    BrokenOff {
        /// What is known of it.
        detail: String,
    },
}

/// What a good handshake shows.
pub(super) struct Handshake {
    pub(super) stream: Encrypted,
    /// The last moment at which the certificate is valid.
    pub(super) end: Option<Timestamp>,
}

/// How much of a certificate is checked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum ChainVerifier {
    Everything,
    /// The chain and not the name.
    AnyName,
    /// Nothing: to read the certificate.
    Nothing,
}

/// Makes handshakes with what is trusted.
pub(super) struct Tls {
    strict: TlsConnector,
    roots: Vec<Certificate>,
    now: Timestamp,
}

impl Tls {
    /// # Errors
    /// The system's TLS cannot be set up.
    pub(super) fn new(roots: &[Certificate], now: Timestamp) -> Result<Self, native_tls::Error> {
        let strict = connector(roots, ChainVerifier::Everything)?;
        Ok(Self { strict, roots: roots.to_vec(), now })
    }

    /// A handshake with the host of that address. Where it fails, `again` makes the connections on
    /// which the cause is looked for.
    pub(super) async fn handshake<Again, Connecting>(
        &self,
        url: &Url,
        stream: TcpStream,
        again: Again,
    ) -> Result<Handshake, HandshakeFailure>
    where
        Again: Fn() -> Connecting,
        Connecting: Future<Output = Option<TcpStream>>,
    {
        let host = host(url);
        let (tried, seen) = handshake_with(&self.strict, &host, stream).await;
        if let Ok(stream) = tried {
            let end = leaf(&stream).and_then(|der| end(&der));
            return Ok(Handshake { stream, end });
        }
        let broken_off = |detail: &str| HandshakeFailure::BrokenOff { detail: detail.to_owned() };
        match seen.record() {
            FirstRecord::TooOld => Err(HandshakeFailure::TooOld),
            FirstRecord::NoCommon => Err(HandshakeFailure::NoCommon),
            FirstRecord::UnknownName => Err(HandshakeFailure::UnknownName),
            FirstRecord::NotTls => Err(broken_off("what answers there does not speak TLS")),
            FirstRecord::Nothing | FirstRecord::CutOff => {
                Err(broken_off("during the TLS handshake"))
            }
            FirstRecord::Alert(number) => Err(broken_off(&format!("with the TLS alert {number}"))),
            FirstRecord::Current => match self.look(url, &host, &again).await {
                Some(faults) => Err(HandshakeFailure::Certificate(faults)),
                None => Err(broken_off("during the TLS handshake")),
            },
        }
    }

    /// What is wrong with the certificate; none when it is not that.
    async fn look<Again, Connecting>(
        &self,
        url: &Url,
        host: &str,
        again: &Again,
    ) -> Option<Vec<CertificateFault>>
    where
        Again: Fn() -> Connecting,
        Connecting: Future<Output = Option<TcpStream>>,
    {
        let stream =
            self.handshake_checking(ChainVerifier::Nothing, host, again().await?).await?.ok()?;
        let der = leaf(&stream)?;
        let (mut faults, in_time) = faults_in(&der, url, self.now);
        // Whether the issuer is trusted shows only while the certificate is valid.
        let distrusted = in_time
            && match again().await {
                Some(stream) => {
                    let shaken =
                        self.handshake_checking(ChainVerifier::AnyName, host, stream).await;
                    shaken.is_some_and(|it| it.is_err())
                }
                None => false,
            };
        if distrusted {
            faults.push(CertificateFault::Untrusted { issuer: issuer(&der) });
        }
        // Without a fault it was not the certificate that the handshake failed at.
        (!faults.is_empty()).then_some(faults)
    }

    /// A handshake that checks less; none when it cannot be set up.
    async fn handshake_checking(
        &self,
        check: ChainVerifier,
        host: &str,
        stream: TcpStream,
    ) -> Option<Result<Encrypted, native_tls::Error>> {
        let connector = connector(&self.roots, check).ok()?;
        Some(handshake_with(&connector, host, stream).await.0)
    }
}

fn connector(
    roots: &[Certificate],
    check: ChainVerifier,
) -> Result<TlsConnector, native_tls::Error> {
    let mut builder = native_tls::TlsConnector::builder();
    builder
        .min_protocol_version(Some(native_tls::Protocol::Tlsv12))
        .danger_accept_invalid_hostnames(check != ChainVerifier::Everything)
        .danger_accept_invalid_certs(check == ChainVerifier::Nothing);
    for root in roots {
        builder.add_root_certificate(root.clone());
    }
    builder.build().map(TlsConnector::from)
}

async fn handshake_with(
    connector: &TlsConnector,
    host: &str,
    stream: TcpStream,
) -> (Result<Encrypted, native_tls::Error>, FirstBytes) {
    let (stream, seen) = RecordingStream::new(stream);
    (connector.connect(host, stream).await, seen)
}

/// The faults that a certificate shows by itself, and whether the time is between its dates.
fn faults_in(der: &[u8], url: &Url, now: Timestamp) -> (Vec<CertificateFault>, bool) {
    let mut faults = Vec::new();
    let mut in_time = true;
    if let Some((start, end)) = validity(der) {
        in_time = start <= now && now <= end;
        if now > end {
            faults.push(CertificateFault::Expired { end: day(end) });
        } else if now < start {
            faults.push(CertificateFault::NotYetValid { start: day(start) });
        }
    }
    let names = names::of(der);
    if url.host().is_some_and(|host| !names::fit(&names, &host)) {
        faults.push(CertificateFault::Name { names: names::listed(&names) });
    }
    (faults, in_time)
}

/// What is wrong with a certificate that another computer refused. Where it shows no fault by itself,
/// its issuer is not trusted there.
pub(super) fn refused_elsewhere(der: &[u8], url: &Url, now: Timestamp) -> Vec<CertificateFault> {
    let (mut faults, _) = faults_in(der, url, now);
    if faults.is_empty() {
        faults.push(CertificateFault::Untrusted { issuer: issuer(der) });
    }
    faults
}

/// The last moment at which a certificate is valid.
pub(super) fn end(der: &[u8]) -> Option<Timestamp> {
    validity(der).map(|(_, end)| end)
}

/// The host as the handshake takes it: an IPv6 address without brackets.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    host.trim_start_matches('[').trim_end_matches(']').to_owned()
}

/// The certificate that the server showed for itself.
fn leaf(stream: &Encrypted) -> Option<Vec<u8>> {
    stream.get_ref().peer_certificate().ok()??.to_der().ok()
}

fn validity(der: &[u8]) -> Option<(Timestamp, Timestamp)> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let validity = certificate.validity();
    let at = |seconds| Timestamp::from_second(seconds).ok();
    Some((at(validity.not_before.timestamp())?, at(validity.not_after.timestamp())?))
}

fn issuer(der: &[u8]) -> String {
    let read = X509Certificate::from_der(der);
    read.map_or_else(|_| say!("probe-unknown-issuer"), |(_, it)| it.issuer().to_string())
}

/// The day in UTC.
pub(super) fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

/// The certificates of a file, PEM or DER, for `--cacert`.
///
/// # Errors
/// A sentence: the file holds none, or one cannot be read.
pub fn read_roots(bytes: &[u8]) -> Result<Vec<Certificate>, String> {
    let unreadable =
        |error: &dyn std::fmt::Display| say!("probe-certificate-unreadable", error = error);
    let mut roots = Vec::new();
    for block in x509_parser::pem::Pem::iter_from_buffer(bytes) {
        let block = block.map_err(|error| unreadable(&error))?;
        if matches!(block.label.as_str(), "CERTIFICATE" | "TRUSTED CERTIFICATE") {
            let (_, _) =
                X509Certificate::from_der(&block.contents).map_err(|error| unreadable(&error))?;
            let root = Certificate::from_der(&block.contents);
            roots.push(root.map_err(|error| unreadable(&error))?);
        }
    }
    if roots.is_empty() && X509Certificate::from_der(bytes).is_ok_and(|(rest, _)| rest.is_empty()) {
        let root = Certificate::from_der(bytes);
        roots.push(root.map_err(|error| unreadable(&error))?);
    }
    if roots.is_empty() {
        return Err(say!("probe-no-certificate"));
    }
    Ok(roots)
}
