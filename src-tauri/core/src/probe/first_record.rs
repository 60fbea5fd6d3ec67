//! The first record that a server sends in a TLS handshake (RFC 8446 section 5.1, RFC 5246 section
//! 6.2.1): what distinguishes an old version of TLS from a bad certificate, whichever library does the
//! handshake and whatever language it speaks.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// As much of the first record as is looked at, in bytes.
const LOOKED_AT: usize = 16;

/// What a server's first bytes are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum FirstRecord {
    /// None came.
    Nothing,
    /// Too few to decide.
    CutOff,
    /// Not TLS.
    NotTls,
    /// It continues with TLS 1.2 or newer.
    Current,
    /// It chose a version before TLS 1.2, or refuses the newer ones.
    TooOld,
    /// It refuses for want of a common way to encrypt.
    NoCommon,
    /// It does not know the name.
    UnknownName,
    /// It refuses for another reason, with this number (RFC 8446 section 6).
    Alert(u8),
}

/// The first bytes that came through a stream.
#[derive(Clone, Debug, Default)]
pub(super) struct FirstBytes(Arc<Mutex<Vec<u8>>>);

impl FirstBytes {
    /// What they are.
    pub(super) fn record(&self) -> FirstRecord {
        read(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, bytes: &[u8]) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = LOOKED_AT.saturating_sub(seen.len());
        seen.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

fn read(bytes: &[u8]) -> FirstRecord {
    const ALERT: u8 = 21;
    const HANDSHAKE: u8 = 22;
    const SERVER_HELLO: u8 = 2;
    const TLS_1_2: [u8; 2] = [3, 3];
    match bytes {
        [] => FirstRecord::Nothing,
        [ALERT, 3, _, _, _, _, reason, ..] => match reason {
            70 => FirstRecord::TooOld,        // protocol_version
            40 | 71 => FirstRecord::NoCommon, // handshake_failure, insufficient_security
            112 => FirstRecord::UnknownName,  // unrecognized_name
            other => FirstRecord::Alert(*other),
        },
        [HANDSHAKE, 3, _, _, _, SERVER_HELLO, _, _, _, major, minor, ..] => {
            if [*major, *minor] < TLS_1_2 { FirstRecord::TooOld } else { FirstRecord::Current }
        }
        [HANDSHAKE, 3, _, _, _, other, ..] if *other != SERVER_HELLO => FirstRecord::NotTls,
        [ALERT | HANDSHAKE] | [ALERT | HANDSHAKE, 3, ..] => FirstRecord::CutOff,
        _ => FirstRecord::NotTls,
    }
}

/// A stream whose first bytes are remembered.
pub(super) struct RecordingStream<S> {
    stream: S,
    seen: FirstBytes,
}

impl<S> RecordingStream<S> {
    pub(super) fn new(stream: S) -> (Self, FirstBytes) {
        let seen = FirstBytes::default();
        (Self { stream, seen: seen.clone() }, seen)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for RecordingStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.seen.add(&buffer.filled()[before..]);
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for RecordingStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    /// The beginning of a `ServerHello` of that version.
    fn hello(version: [u8; 2]) -> Vec<u8> {
        [&[22, 3, 3, 0, 90, 2, 0, 0, 86][..], &version, &[7; 32]].concat()
    }

    #[test]
    fn versions_before_1_2_are_too_old_whether_chosen_or_insisted_on() {
        for version in [[3, 0], [3, 1], [3, 2]] {
            assert_eq!(read(&hello(version)), FirstRecord::TooOld, "{version:?}");
        }
        assert_eq!(read(&hello([3, 3])), FirstRecord::Current);
        assert_eq!(read(&[21, 3, 1, 0, 2, 2, 70]), FirstRecord::TooOld);
    }

    #[test]
    fn refusals_are_reported_by_their_number() {
        let alert = |reason| read(&[21, 3, 3, 0, 2, 2, reason]);
        assert_eq!(alert(40), FirstRecord::NoCommon);
        assert_eq!(alert(71), FirstRecord::NoCommon);
        assert_eq!(alert(112), FirstRecord::UnknownName);
        assert_eq!(alert(80), FirstRecord::Alert(80));
    }

    #[test]
    fn what_is_no_record_is_not_taken_for_one() {
        assert_eq!(read(&[]), FirstRecord::Nothing);
        for bytes in [&b"HTTP/1.1 400"[..], b"\x16", b"\x16\x03\x03", b"\x15\x03\x03\x00\x02\x02"] {
            assert!(matches!(read(bytes), FirstRecord::NotTls | FirstRecord::CutOff), "{bytes:?}");
        }
        assert_eq!(read(b"HTTP/1.1 400"), FirstRecord::NotTls);
    }

    #[tokio::test]
    async fn only_the_first_bytes_are_remembered() {
        let (mut stream, seen) =
            RecordingStream::new(&[21, 3, 3, 0, 2, 2, 70, 1, 1, 1, 1, 1, 1, 1][..]);
        let mut all = Vec::new();
        for _ in 0..7 {
            let mut bytes = [0; 2];
            stream.read_exact(&mut bytes).await.unwrap();
            all.extend(bytes);
        }
        assert_eq!(all.len(), 14);
        assert_eq!(seen.record(), FirstRecord::TooOld);
        seen.add(&[0; 100]);
        assert_eq!(seen.0.lock().unwrap().len(), LOOKED_AT);
    }
}
