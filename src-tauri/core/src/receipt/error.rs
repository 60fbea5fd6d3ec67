//! Why a text is not a receipt, or not one that says anything about this setup.

use crate::error::{ErrorCode, Problem};
use crate::messages::{moment, say};
use jiff::Timestamp;
use thiserror::Error;

/// Why a receipt was not taken in. Nothing is lost by it: no state changes, and the text can be
/// handed in again elsewhere.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum ReceiptError {
    /// Neither markers nor JSON.
    #[error("{}", say!("receipt-not-found", instead = instead))]
    NotFound {
        /// What the text looks like instead, or where to look.
        instead: InsteadOfReceipt,
    },
    /// One of the two markers is missing.
    #[error("{}", say!("receipt-cut-off", missing = missing))]
    CutOff {
        /// "the line END CROSSTRUST RECEIPT".
        missing: MissingPart,
    },
    /// The content was damaged on the way.
    #[error("{}", damaged(*.line, reason))]
    Unreadable {
        /// The line of the text that was handed in, from 1, where it is known.
        line: Option<usize>,
        /// What is wrong there.
        reason: String,
    },
    /// More than 1 MiB.
    #[error("{}", say!("receipt-too-large", bytes = bytes))]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// A small text that unpacks to more than any receipt.
    #[error("{}", say!("receipt-too-large-unpacked", megabytes = limit / 1_000_000))]
    TooLargeUnpacked {
        /// The most that is unpacked, in bytes.
        limit: usize,
    },
    /// Of a format this version does not know.
    #[error("{}", say!("receipt-newer", format = format))]
    Newer {
        /// The receipt's format.
        format: u64,
    },
    /// From another guide.
    #[error("{}", say!("receipt-other-guide", theirs = theirs, ours = ours))]
    OtherGuide {
        /// The guide the receipt names.
        theirs: String,
        /// The guide of this setup.
        ours: String,
    },
    /// From another setup.
    #[error(
        "{}", say!("receipt-other-setup", computer = computer, started = moment(*started)))]
    OtherSetup {
        /// Where it ran.
        computer: String,
        /// When.
        started: Timestamp,
    },
    /// Made with answers that have changed since.
    #[error(
        "{}", say!("receipt-stale", computer = computer, started = moment(*started)))]
    Stale {
        /// Where it ran.
        computer: String,
        /// When.
        started: Timestamp,
    },
}

fn damaged(line: Option<usize>, reason: &str) -> String {
    match line {
        Some(line) => say!("receipt-damaged-at", line = line, reason = reason),
        None => say!("receipt-damaged", reason = reason),
    }
}

/// What a text is that holds no receipt.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum InsteadOfReceipt {
    /// Nothing.
    Empty,
    /// A certificate.
    Certificate,
    /// The script that prints the receipt.
    Script,
    /// Something else.
    Other,
}

/// Which part of a receipt is missing.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum MissingPart {
    /// The first line.
    Begin,
    /// The last line.
    End,
    /// One of both lines.
    Marker,
    /// The end of its JSON.
    Json,
}

impl ReceiptError {
    /// The code under which it crosses the border.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotFound { .. } => ErrorCode::ReceiptNotFound,
            Self::CutOff { .. } => ErrorCode::ReceiptCutOff,
            Self::Unreadable { .. } => ErrorCode::ReceiptUnreadable,
            Self::TooLarge { .. } | Self::TooLargeUnpacked { .. } => ErrorCode::ReceiptTooLarge,
            Self::Newer { .. } => ErrorCode::ReceiptNewer,
            Self::OtherGuide { .. } => ErrorCode::ReceiptOfOtherGuide,
            Self::OtherSetup { .. } => ErrorCode::ReceiptOfOtherSetup,
            Self::Stale { .. } => ErrorCode::ReceiptStale,
        }
    }
}

impl From<ReceiptError> for Problem {
    fn from(error: ReceiptError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}
