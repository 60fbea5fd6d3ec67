//! Why a text is not a receipt, or not one that says anything about this setup.

use crate::error::{ErrorCode, Problem};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use thiserror::Error;

/// Why a receipt was not taken in. Nothing is lost by it: no state changes, and the text can be
/// handed in again elsewhere.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum ReceiptError {
    /// Neither markers nor JSON.
    #[error("There is no receipt in this text. {hint}")]
    NotFound {
        /// What the text looks like instead, or where to look.
        hint: &'static str,
    },
    /// One of the two markers is missing.
    #[error("The receipt is cut off: {missing} is missing.")]
    CutOff {
        /// "the line END CROSSTRUST RECEIPT".
        missing: &'static str,
    },
    /// The content was damaged on the way.
    #[error("The receipt is damaged{}: {reason}", at_line(*.line))]
    Unreadable {
        /// The line of the text that was handed in, from 1, where it is known.
        line: Option<usize>,
        /// What is wrong there.
        reason: String,
    },
    /// More than 1 MiB.
    #[error("The text has {bytes} bytes. A receipt has a few thousand.")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// A small text that unpacks to more than any receipt.
    #[error("The receipt unpacks to more than {} MB. No receipt is that large.", limit / 1_000_000)]
    TooLargeUnpacked {
        /// The most that is unpacked, in bytes.
        limit: usize,
    },
    /// Of a format this version does not know.
    #[error("The receipt has format {format}; this version of Crosstrust knows formats 1 and 2.")]
    Newer {
        /// The receipt's format.
        format: u64,
    },
    /// From another guide.
    #[error("The receipt is from the guide \"{theirs}\", and this setup follows \"{ours}\".")]
    OtherGuide {
        /// The guide the receipt names.
        theirs: String,
        /// The guide of this setup.
        ours: String,
    },
    /// From another setup.
    #[error(
        "The receipt is from another setup. It was made on {computer}, {}.",
        moment(*.started)
    )]
    OtherSetup {
        /// Where it ran.
        computer: String,
        /// When.
        started: Timestamp,
    },
    /// Made with answers that have changed since.
    #[error(
        "The receipt of {} on {computer} was made with answers that have changed since.",
        moment(*.started)
    )]
    Stale {
        /// Where it ran.
        computer: String,
        /// When.
        started: Timestamp,
    },
}

fn at_line(line: Option<usize>) -> String {
    line.map(|line| format!(" at line {line}")).unwrap_or_default()
}

pub(crate) fn moment(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string()
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
