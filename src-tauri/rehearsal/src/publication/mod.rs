//! The simulated publication: Exchange Online's Autodiscover and an organisation's hosts, over HTTPS on
//! loopback, each under its own name. Whoever asks maps the hosts here.
//!
//! It answers as servers in good order do, but for the one thing that is wrong: [`PublicationFault`].

mod answers;
mod certificates;
mod fault;

pub use fault::{FaultText, PublicationFault};

use answers::{Answers, HttpRequest};
use axum::serve::Listener;
use certificates::Authority;
use crosstrust_core::serving::{Asking, Connections, ListenerLimits};
use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// An address that documentation may use (RFC 5737): what the simulated DNS says of every host.
const PUBLIC: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 10);

/// What the simulated DNS says of a host that it gives an internal address.
const INTERNAL: Ipv4Addr = Ipv4Addr::new(10, 20, 30, 40);

/// The TLS alert `protocol_version` (RFC 8446 section 6): the server has no version that is asked for.
const NO_SUCH_VERSION: [u8; 7] = [21, 3, 1, 0, 2, 2, 70];

/// The most bytes of a request's head that are read.
const MOST_HEAD: usize = 16 * 1024;

/// What those who connect may take up, at each of its ports.
const LIMITS: ListenerLimits = ListenerLimits { keep_alive: false, ..ListenerLimits::PROGRAMS };

/// Why the publication could not be started.
#[derive(Debug, Error)]
pub enum PublicationError {
    /// No port.
    #[error("no port on this computer could be used: {0}")]
    Listen(#[from] io::Error),
    /// No certificate.
    #[error("no certificate could be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// A certificate was refused.
    #[error("a certificate could not be used: {0}")]
    Tls(#[from] tokio_rustls::rustls::Error),
}

/// Whose publication it is.
#[derive(Clone, Debug)]
pub struct Options {
    /// The host of Exchange Online.
    pub exchange_online: String,
    /// The host of Microsoft's sign-in service.
    pub sign_in: String,
    /// The organisation's host for Autodiscover.
    pub autodiscover: String,
    /// The domain of the mailbox.
    pub domain: String,
    /// The tenant whose tokens the server takes.
    pub tenant: String,
    /// What is wrong.
    pub fault: Option<PublicationFault>,
}

/// A running publication. It ends when this is dropped.
pub struct Publication {
    /// Where hosts are, in the form of `--connect-to`; the first that fits counts.
    pub connect_to: Vec<String>,
    /// What the DNS says.
    pub names: BTreeMap<String, Vec<IpAddr>>,
    /// The certificate of the authority that issued the good certificates, as PEM.
    pub authority: String,
    tasks: Vec<AbortHandle>,
}

impl Drop for Publication {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// What a listener does with a connection.
#[derive(Clone)]
enum Treatment {
    /// Speaks TLS and answers requests.
    Serve(TlsAcceptor, Arc<Answers>),
    /// Writes these bytes and closes.
    Refuse(&'static [u8]),
    /// Never answers.
    Silence,
}

impl Publication {
    /// Starts it.
    ///
    /// # Errors
    /// No port or no certificate can be had.
    pub async fn start(options: Options) -> Result<Self, PublicationError> {
        let Options { exchange_online, sign_in, autodiscover, domain, fault, .. } = &options;
        let (mail, fault) = (format!("mail.{domain}"), *fault);
        let hosts = [exchange_online.as_str(), sign_in, autodiscover, &mail];
        let authority = Authority::new()?;
        let answers = Arc::new(Answers::new(options.clone()));
        let good = Treatment::Serve(authority.acceptor(&hosts, true)?, Arc::clone(&answers));
        let mut publication = Self {
            connect_to: Vec::new(),
            names: hosts.map(|host| (host.to_owned(), vec![IpAddr::V4(PUBLIC)])).into(),
            authority: authority.pem(),
            tasks: Vec::new(),
        };
        let other = |acceptor| Treatment::Serve(acceptor, Arc::clone(&answers));
        let faulty = match fault {
            Some(PublicationFault::CertificateExpired) => {
                Some((mail.as_str(), other(authority.acceptor(&[&mail], false)?)))
            }
            Some(PublicationFault::CertificateName) => {
                let name = format!("owa.{domain}");
                Some((mail.as_str(), other(authority.acceptor(&[&name], true)?)))
            }
            Some(PublicationFault::CertificateUntrusted) => {
                Some((mail.as_str(), other(Authority::new()?.acceptor(&[&mail], true)?)))
            }
            Some(PublicationFault::TlsTooOld) => {
                Some((mail.as_str(), Treatment::Refuse(&NO_SUCH_VERSION)))
            }
            Some(PublicationFault::TimedOut) => Some((mail.as_str(), Treatment::Silence)),
            Some(PublicationFault::ConnectionRefused) => {
                publication.map(&mail, closed_port().await?);
                None
            }
            Some(PublicationFault::CloudNotReached) => {
                publication.map(exchange_online, closed_port().await?);
                None
            }
            Some(PublicationFault::DnsNotFound) => {
                publication.names.remove(&mail);
                None
            }
            Some(PublicationFault::DnsPrivateAddress) => {
                publication.names.insert(mail.clone(), vec![IpAddr::V4(INTERNAL)]);
                None
            }
            Some(
                PublicationFault::MailboxInCloud
                | PublicationFault::UserNotFound
                | PublicationFault::HybridAgent
                | PublicationFault::AutodiscoverNotPublished
                | PublicationFault::AutodiscoverNotJson
                | PublicationFault::EwsNotPublished
                | PublicationFault::EwsForbidden
                | PublicationFault::OauthOff
                | PublicationFault::OtherTenant
                | PublicationFault::PreAuthentication
                | PublicationFault::RedirectElsewhere
                | PublicationFault::ServerError
                | PublicationFault::ServerStarting,
            )
            | None => None,
        };
        if let Some((host, treatment)) = faulty {
            let port = publication.listen(treatment).await?;
            publication.map(host, port);
        }
        let port = publication.listen(good).await?;
        publication.map("", port);
        Ok(publication)
    }

    /// Leads a host to a port of this computer; every host when there is none.
    fn map(&mut self, host: &str, port: u16) {
        self.connect_to.push(format!("{host}::127.0.0.1:{port}"));
    }

    /// Treats each connection so, on a port of its own.
    async fn listen(&mut self, treatment: Treatment) -> io::Result<u16> {
        let mut listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let task = tokio::spawn(async move {
            // Connections end with the listener.
            let mut connections = Connections::new(LIMITS.connections);
            loop {
                // That of axum continues after a connection that failed.
                let (stream, _) = Listener::accept(&mut listener).await;
                connections.admit(|at| treat(stream, treatment.clone(), at.asking));
            }
        });
        self.tasks.push(task.abort_handle());
        Ok(port)
    }
}

/// A port on which nobody listens.
async fn closed_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?.local_addr()?.port())
}

async fn treat(mut stream: TcpStream, treatment: Treatment, asking: Asking) {
    match treatment {
        Treatment::Serve(acceptor, answers) => {
            // Whoever refuses the certificate ends the handshake.
            let asked = timeout(LIMITS.to_ask, async {
                let mut stream = acceptor.accept(stream).await.ok()?;
                let request = read_request(&mut stream).await?;
                Some((stream, request))
            });
            if let Ok(Some((mut stream, request))) = asked.await {
                let _answering = asking.begin();
                // Whoever has gone gets no answer.
                let _ = stream.write_all(answers.to(&request).as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        }
        Treatment::Refuse(bytes) => {
            // Only whoever has begun to speak reads the answer. What was not read when the connection
            // ends would take the answer with it.
            let refused = timeout(LIMITS.to_ask, async {
                let mut ignored = vec![0; MOST_HEAD];
                let _ = stream.read(&mut ignored).await;
                let _ = stream.write_all(bytes).await;
                let _ = stream.shutdown().await;
                while stream.read(&mut ignored).await.is_ok_and(|read| read > 0) {}
            });
            let _ = refused.await;
        }
        Treatment::Silence => {
            let mut ignored = [0; 512];
            while stream.read(&mut ignored).await.is_ok_and(|read| read > 0) {}
        }
    }
}

/// The one request that is answered; none where it is too long or is none.
async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<HttpRequest> {
    let mut head = Vec::new();
    let mut part = [0; 1024];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut part).await {
            Ok(read) if read > 0 && head.len() < MOST_HEAD => head.extend_from_slice(&part[..read]),
            _ => return None,
        }
    }
    HttpRequest::read(&String::from_utf8_lossy(&head))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_fault_is_offered_under_a_label_of_its_own_and_only_two_share_a_code() {
        let text = PublicationFault::ALL.map(PublicationFault::text);
        let labels: BTreeSet<_> = text.iter().map(|one| one.label).collect();
        let codes: BTreeSet<_> = text.iter().map(|one| one.code).collect();
        assert_eq!((labels.len(), codes.len()), (text.len(), text.len() - 1));
        let code = |fault: PublicationFault| fault.text().code;
        assert_eq!(code(PublicationFault::HybridAgent), code(PublicationFault::EwsNotPublished));
    }
}
