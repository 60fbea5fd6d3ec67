//! A publication on loopback: Exchange Online, Microsoft's sign-in service and an organisation's own
//! hosts, as one real HTTPS server that goes by the name it is asked for. Hosts are mapped to it.
//!
//! It answers as servers in good order do, unless a test gives another answer for some requests, and
//! writes down what it was asked.

use native_tls::{Identity, Protocol, TlsAcceptor};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// The mailbox of this publication.
pub const MAILBOX: &str = "anna@contoso.com";
/// The tenant of its domain.
pub const TENANT: &str = "11111111-2222-4333-8444-555555555555";
/// The host of Exchange Online.
pub const CLOUD: &str = "outlook.office365.com";
/// The organisation's host for Autodiscover.
pub const AUTODISCOVER: &str = "autodiscover.contoso.com";
/// The organisation's host for EWS.
pub const MAIL: &str = "mail.contoso.com";
/// Microsoft's sign-in service.
pub const LOGIN: &str = "login.microsoftonline.com";
/// What Autodiscover names.
pub const EWS: &str = "https://mail.contoso.com/EWS/Exchange.asmx";

/// A request as it came.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Seen {
    /// The method.
    pub method: String,
    /// The host without its port, in lower case.
    pub host: String,
    /// Path and query.
    pub path: String,
    /// The head as it came, line by line.
    pub head: Vec<String>,
}

impl Seen {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.iter().filter_map(|line| line.split_once(':'));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// Whether it carries an empty token and no other.
    pub fn has_empty_token(&self) -> bool {
        self.header("authorization") == Some("Bearer")
    }

    /// Whether it asks for that host, and its path begins so.
    pub fn is(&self, host: &str, path: &str) -> bool {
        self.host == host && self.path.starts_with(path)
    }

    /// Whether it asks the Autodiscover service, whichever host.
    pub fn is_of_service(&self) -> bool {
        self.path.starts_with("/autodiscover/autodiscover.svc")
    }

    /// Whether it asks Autodiscover v2 of that host for EWS, in either form.
    pub fn looks_up(&self, host: &str) -> bool {
        self.is(host, "/autodiscover/autodiscover.json") && self.path.contains("Protocol=EWS")
    }
}

/// What a server does with a request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Writes these bytes and closes.
    Bytes(Vec<u8>),
    /// Closes without a byte.
    Close,
    /// Holds the connection until the other side ends it.
    Silence,
}

impl Reply {
    /// An answer with these header lines.
    pub fn with(status: u16, headers: &[&str], body: &str) -> Self {
        let mut text = format!("HTTP/1.1 {status} Made\r\ncontent-length: {}\r\n", body.len());
        for header in headers {
            text.push_str(header);
            text.push_str("\r\n");
        }
        text.push_str("connection: close\r\n\r\n");
        text.push_str(body);
        Self::Bytes(text.into_bytes())
    }

    /// JSON.
    pub fn json(status: u16, body: &str) -> Self {
        let headers: &[&str] = if status == 200 {
            &["content-type: application/json; charset=utf-8"]
        } else {
            &["content-type: application/json; charset=utf-8", "jsonerror: true"]
        };
        Self::with(status, headers, body)
    }

    /// HTML.
    pub fn html(status: u16, body: &str) -> Self {
        Self::with(status, &["content-type: text/html; charset=utf-8"], body)
    }

    /// An error of Autodiscover v2.
    pub fn error(status: u16, code: &str) -> Self {
        Self::json(status, &format!(r#"{{"ErrorCode":"{code}","ErrorMessage":"words"}}"#))
    }

    /// What Autodiscover v2 says when it knows the address.
    pub fn names(url: &str) -> Self {
        Self::json(200, &format!(r#"{{"Protocol":"EWS","Url":"{url}"}}"#))
    }

    /// A redirect.
    pub fn redirect(to: &str) -> Self {
        Self::with(302, &[&format!("location: {to}")], "")
    }

    /// What Exchange answers to an empty token, when it trusts that tenant.
    pub fn challenge(tenant: &str) -> Self {
        let bearer = format!(
            "www-authenticate: Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", trusted_issuers=\"00000001-0000-0000-c000-000000000000@{tenant},00000004-0000-0ff1-ce00-000000000000@contoso.com\", token_types=\"app_asserted_user_v1 service_asserted_app_v1\", error=\"invalid_token\""
        );
        Self::with(
            401,
            &[
                &bearer,
                "www-authenticate: Negotiate",
                "www-authenticate: NTLM",
                "x-ms-diagnostics: 4000000;reason=\"Flighting is not enabled for domain 'contoso.com'.\";error_category=\"oauth_not_available\"",
                "x-feserver: EX01",
            ],
            "",
        )
    }
}

/// What a server in good order answers.
pub fn in_order(request: &Seen) -> Reply {
    match request.host.as_str() {
        CLOUD if request.path.starts_with("/autodiscover/autodiscover.json") => {
            Reply::redirect(&format!(
                "https://{AUTODISCOVER}/autodiscover/autodiscover.json?Email={MAILBOX}&Protocol=EWS&RedirectCount=1"
            ))
        }
        AUTODISCOVER if request.path.contains("Protocol=REST") => {
            Reply::error(404, "MailboxNotEnabledForRESTAPI")
        }
        AUTODISCOVER if request.path.starts_with("/autodiscover/autodiscover.json") => {
            Reply::names(EWS)
        }
        AUTODISCOVER if request.is(AUTODISCOVER, "/autodiscover/autodiscover.svc") => {
            token(request)
        }
        MAIL if request.is(MAIL, "/EWS/Exchange.asmx") => token(request),
        LOGIN => Reply::json(
            200,
            &format!(
                r#"{{"issuer":"https://login.microsoftonline.com/{TENANT}/v2.0","token_endpoint":"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"}}"#
            ),
        ),
        _ => Reply::html(404, "<h1>Not here</h1>"),
    }
}

fn token(request: &Seen) -> Reply {
    if request.has_empty_token() {
        Reply::challenge(TENANT)
    } else {
        // Newer builds offer OAuth only to those who bring a token.
        Reply::with(401, &["www-authenticate: Negotiate", "www-authenticate: NTLM"], "")
    }
}

/// An authority that issues certificates.
pub struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl Authority {
    /// A new one, which nobody trusts yet.
    ///
    /// # Panics
    /// No certificate can be made.
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        // Two authorities of one name would be taken for one.
        let bytes = key.public_key_raw();
        let number = u32::from_be_bytes([bytes[1], bytes[2], bytes[3], bytes[4]]);
        let name = format!("Contoso Test Authority {number}");
        params.distinguished_name.push(DnType::CommonName, name);
        let certificate = params.self_signed(&key).expect("a certificate");
        Self { pem: certificate.pem(), issuer: Issuer::new(params, key) }
    }

    /// Its certificate, for those who must trust it.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A certificate for these names, valid from the first day of one year to that of another.
    ///
    /// # Panics
    /// No certificate can be made.
    pub fn issue(&self, names: &[&str], years: [i32; 2]) -> Identity {
        let days = years.map(|year| date_time_ymd(year, 1, 1));
        self.issue_between(names, |params| [params.not_before, params.not_after] = days)
    }

    /// A certificate for these names that was valid yesterday and has so many days left.
    ///
    /// # Panics
    /// No certificate can be made.
    pub fn issue_for_days(&self, names: &[&str], days: u64) -> Identity {
        let day = Duration::from_hours(24);
        let now = std::time::SystemTime::now();
        self.issue_between(names, |params| {
            params.not_before = (now - day).into();
            params.not_after = (now + day * u32::try_from(days).expect("some days")).into();
        })
    }

    fn issue_between(
        &self,
        names: &[&str],
        dates: impl FnOnce(&mut CertificateParams),
    ) -> Identity {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).expect("names");
        dates(&mut params);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        let pem = certificate.pem();
        Identity::from_pkcs8(pem.as_bytes(), key.serialize_pem().as_bytes()).expect("an identity")
    }
}

/// What answers a request; none to leave it to [`in_order`].
type Answers = dyn Fn(&Seen) -> Option<Reply> + Send + Sync;

/// A running server. It ends with the test program.
pub struct Server {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Serves with this certificate.
    ///
    /// # Panics
    /// No server can be started.
    pub fn start(
        identity: Identity,
        answers: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        let acceptor = TlsAcceptor::new(identity).expect("an acceptor");
        Self::serve(Some(acceptor), answers)
    }

    /// Serves with TLS 1.1 at most.
    ///
    /// # Panics
    /// No server can be started.
    pub fn start_old(identity: Identity) -> Self {
        let mut builder = TlsAcceptor::builder(identity);
        builder.min_protocol_version(Some(Protocol::Tlsv10));
        builder.max_protocol_version(Some(Protocol::Tlsv11));
        Self::serve(Some(builder.build().expect("an acceptor")), |_| None)
    }

    /// Serves without encryption.
    ///
    /// # Panics
    /// No server can be started.
    pub fn start_plain(answers: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static) -> Self {
        Self::serve(None, answers)
    }

    /// Treats each connection so, before anything is read.
    ///
    /// # Panics
    /// No server can be started.
    pub fn start_raw(treat: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let seen = Arc::default();
        let port = listen(treat);
        Self { port, seen }
    }

    fn serve(
        acceptor: Option<TlsAcceptor>,
        answers: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let (note, answers): (_, Arc<Answers>) = (Arc::clone(&seen), Arc::new(answers));
        let port = listen(move |stream| match &acceptor {
            Some(acceptor) => {
                if let Ok(stream) = acceptor.accept(stream) {
                    converse(stream, &note, &answers);
                }
            }
            None => converse(stream, &note, &answers),
        });
        Self { port, seen }
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The rule that leads a host here; every host when there is none.
    pub fn rule(&self, host: &str) -> String {
        format!("{host}::127.0.0.1:{}", self.port)
    }

    /// What it was asked.
    ///
    /// # Panics
    /// Never.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Treats each connection on a thread of its own; the port.
fn listen(treat: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let treat = Arc::new(treat);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let treat = Arc::clone(&treat);
            thread::spawn(move || treat(stream));
        }
    });
    port
}

fn converse(mut stream: impl Read + Write, note: &Mutex<Vec<Seen>>, answers: &Arc<Answers>) {
    let Some(request) = read(&mut stream) else { return };
    note.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
    match answers(&request).unwrap_or_else(|| in_order(&request)) {
        Reply::Bytes(bytes) => {
            let _ = stream.write_all(&bytes);
            let _ = stream.flush();
        }
        Reply::Close => {}
        Reply::Silence => {
            let _ = stream.read(&mut [0; 1]);
        }
    }
}

/// The head of a request.
fn read(stream: &mut impl Read) -> Option<Seen> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        let mut byte = [0; 1];
        if stream.read(&mut byte).ok()? == 0 || bytes.len() > 64 * 1024 {
            return None;
        }
        bytes.push(byte[0]);
    }
    let text = String::from_utf8(bytes).ok()?;
    let head: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut first = head.first()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let seen = Seen { method, host: String::new(), path, head };
    let host = seen.header("host")?.to_ascii_lowercase();
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name.to_owned(),
        _ => host,
    };
    Some(Seen { host, ..seen })
}
