//! Connections that can be broken on purpose.
//!
//! A fault such as "the request was carried out, then the connection was reset" cannot be shown by an
//! HTTP answer. So every connection carries a [`Line`] that a request handler can cut; the stream
//! below looks at it whenever the server writes.

use axum::serve::Listener;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// The state of one connection, shared between its stream and the handlers of its requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line(Arc<AtomicU8>);

const WHOLE: u8 = 0;
const RESET: u8 = 1;
const HALF: u8 = 2;

impl Line {
    /// Nothing more is sent, and the other side sees a reset.
    pub(crate) fn reset(&self) {
        self.0.store(RESET, Ordering::SeqCst);
    }

    /// The next answer ends in its middle.
    pub(crate) fn halve(&self) {
        self.0.store(HALF, Ordering::SeqCst);
    }
}

/// Accepts connections and gives each its [`Line`].
pub(crate) struct LineListener(pub(crate) TcpListener);

impl Listener for LineListener {
    type Io = LineStream;
    type Addr = Line;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        // That of axum continues after a connection that failed.
        let (stream, _) = Listener::accept(&mut self.0).await;
        let line = Line::default();
        (LineStream { stream, line: line.clone() }, line)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(Line::default())
    }
}

/// A TCP stream that obeys its [`Line`].
pub(crate) struct LineStream {
    stream: TcpStream,
    line: Line,
}

impl AsyncRead for LineStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for LineStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.line.0.load(Ordering::SeqCst) {
            WHOLE => Pin::new(&mut self.stream).poll_write(context, bytes),
            HALF => {
                let part = &bytes[..middle(bytes)];
                let written =
                    std::task::ready!(Pin::new(&mut self.stream).poll_write(context, part));
                written?;
                self.line.0.store(u8::MAX, Ordering::SeqCst);
                Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
            }
            RESET => {
                // With no time to linger, closing sends a reset instead of an orderly end.
                self.stream.set_zero_linger()?;
                Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
            }
            _ => Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Where an answer is cut: in the middle of its body, or of its head when it has no body.
fn middle(answer: &[u8]) -> usize {
    let end = b"\r\n\r\n";
    match answer.windows(end.len()).position(|part| part == end) {
        Some(head) if head + end.len() < answer.len() => {
            let body = head + end.len();
            body + (answer.len() - body) / 2
        }
        _ => answer.len() / 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_cut_in_its_body_when_it_has_one() {
        assert_eq!(middle(b"HTTP\r\n\r\n1234"), 10);
        assert_eq!(middle(b"HTTP/1.1\r\n\r\n"), 6);
        assert_eq!(middle(b"12"), 1);
    }
}
