//! Where the browser's answer comes in: one port on both loopback addresses of this computer, because
//! a browser may take `localhost` for either (RFC 8252 section 7.3). Nobody else can reach them.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use tokio::net::{TcpListener, TcpStream};

/// How many ports are tried. One is taken on one of the two addresses only by chance.
const TRIES: usize = 32;

/// An open port: nobody answers yet, and who comes waits.
#[derive(Debug)]
pub(in crate::entra) struct LoopbackListener {
    port: u16,
    v4: TcpListener,
    v6: Option<TcpListener>,
}

impl LoopbackListener {
    /// Listens at a free port.
    pub(in crate::entra) fn open() -> io::Result<Self> {
        Self::open_with(std::net::TcpListener::bind::<SocketAddr>)
    }

    /// The same with another way to take a port.
    fn open_with(
        mut bind: impl FnMut(SocketAddr) -> io::Result<std::net::TcpListener>,
    ) -> io::Result<Self> {
        let mut at = |address: IpAddr, port| bind(SocketAddr::new(address, port));
        for _ in 0..TRIES {
            let v4 = at(Ipv4Addr::LOCALHOST.into(), 0)?;
            let port = v4.local_addr()?.port();
            let v6 = match at(Ipv6Addr::LOCALHOST.into(), port) {
                Ok(v6) => Some(v6),
                // Somebody else would get the answer of a browser that prefers this address. Windows
                // says "access denied" of a port that another program holds for itself alone.
                Err(error) if is_taken(&error) => continue,
                Err(error) => {
                    tracing::debug!(%error, "no IPv6 on this computer; IPv4 alone");
                    None
                }
            };
            let v6 = v6.map(listening).transpose()?;
            return Ok(Self { port, v4: listening(v4)?, v6 });
        }
        Err(io::Error::new(ErrorKind::AddrInUse, "no port is free on both loopback addresses"))
    }

    /// The port, the same on both addresses.
    pub(super) fn port(&self) -> u16 {
        self.port
    }
}

fn is_taken(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::AddrInUse | ErrorKind::PermissionDenied)
}

fn listening(listener: std::net::TcpListener) -> io::Result<TcpListener> {
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

impl axum::serve::Listener for LoopbackListener {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        // That of axum continues after a connection that failed.
        let v4 = axum::serve::Listener::accept(&mut self.v4);
        match &mut self.v6 {
            Some(v6) => tokio::select! {
                accepted = v4 => accepted,
                accepted = axum::serve::Listener::accept(v6) => accepted,
            },
            None => v4.await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.v4.local_addr()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(kind: ErrorKind) -> io::Result<std::net::TcpListener> {
        Err(kind.into())
    }

    #[tokio::test]
    async fn both_addresses_have_the_same_port() {
        let listener = LoopbackListener::open().unwrap();
        assert_eq!(
            listener.v4.local_addr().unwrap().to_string(),
            format!("127.0.0.1:{}", listener.port)
        );
        let v6 = listener.v6.as_ref().expect("this computer has IPv6 on its loopback");
        assert_eq!(v6.local_addr().unwrap().to_string(), format!("[::1]:{}", listener.port));
    }

    #[tokio::test]
    async fn a_port_that_is_taken_on_one_address_is_not_used() {
        for taken in [ErrorKind::AddrInUse, ErrorKind::PermissionDenied] {
            let mut asked = Vec::new();
            let listener = LoopbackListener::open_with(|address| {
                asked.push(address);
                if address.is_ipv6() && asked.len() < 6 {
                    return refused(taken);
                }
                std::net::TcpListener::bind(address)
            })
            .unwrap();
            assert_eq!(asked.len(), 6, "the third port is the first free on both: {asked:?}");
            assert_eq!(asked[5].port(), listener.port);
            assert!(asked.iter().all(|address| address.ip().is_loopback()));
        }
    }

    #[tokio::test]
    async fn without_ipv6_the_other_address_serves_alone() {
        for kind in [ErrorKind::AddrNotAvailable, ErrorKind::Unsupported] {
            let listener = LoopbackListener::open_with(|address| {
                if address.is_ipv6() { refused(kind) } else { std::net::TcpListener::bind(address) }
            })
            .unwrap();
            assert!(listener.v6.is_none());
        }
    }

    #[tokio::test]
    async fn no_free_port_is_an_error() {
        let none = LoopbackListener::open_with(|_| refused(ErrorKind::AddrInUse)).unwrap_err();
        assert_eq!(none.kind(), ErrorKind::AddrInUse);
        let half = LoopbackListener::open_with(|address| {
            if address.is_ipv6() {
                refused(ErrorKind::AddrInUse)
            } else {
                std::net::TcpListener::bind(address)
            }
        });
        assert_eq!(half.unwrap_err().kind(), ErrorKind::AddrInUse, "it does not try for ever");
    }
}
