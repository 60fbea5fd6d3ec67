//! A writer that lets no secret through.

use super::redact;
use std::io::{self, Write};

/// The most of one record that is written: more is a dump of something, and not worth the disk.
const LONGEST: usize = 32 * 1024;

/// Collects one record, and writes it redacted when it is dropped: a secret that comes in two writes
/// is whole by then. A disk that refuses is not reported, because nobody would see it: whoever logs
/// has other things to do.
#[derive(Debug)]
pub struct Redacting<W: Write> {
    record: Vec<u8>,
    inner: W,
}

impl<W: Write> Redacting<W> {
    /// A writer for one record.
    pub fn new(inner: W) -> Self {
        Self { record: Vec::new(), inner }
    }
}

impl<W: Write> Write for Redacting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.record.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Nothing leaves before the record is whole.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W: Write> Drop for Redacting<W> {
    fn drop(&mut self) {
        let text = String::from_utf8_lossy(&self.record);
        let safe = redact(&text);
        // In one write, so that records of several threads do not mix.
        let written = match safe.char_indices().nth(LONGEST) {
            Some((end, _)) => self.inner.write_all(format!("{}...\n", &safe[..end]).as_bytes()),
            None => self.inner.write_all(safe.as_bytes()),
        };
        let _ = written.and_then(|()| self.inner.flush());
    }
}
