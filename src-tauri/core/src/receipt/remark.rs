//! What the operator has to know about a text beside the receipts that were taken from it.

use super::ReceiptError;
use crate::messages::{moment, say};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// A receipt in the text that was not used, while others were.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum Remark {
    /// One of its two markers is missing.
    CutOff {
        /// The line of the marker that is there, from 1.
        line: usize,
        /// The marker that is missing.
        missing: Missing,
        /// How old it is beside those that were used.
        age: Age,
    },
    /// It was damaged on the way.
    Damaged {
        /// The line of the fault, from 1, where it is known.
        line: Option<usize>,
        /// What is wrong there, as a sentence.
        reason: String,
        /// How old it is beside those that were used.
        age: Age,
    },
    /// It has a format that this version does not know.
    LaterFormat {
        /// The format.
        #[ts(type = "number")]
        format: u64,
    },
    /// It is from another guide.
    OtherGuide {
        /// The guide that it names.
        guide: String,
    },
    /// It is from another setup.
    OtherSetup {
        /// Where it ran.
        computer: String,
        /// When its run began.
        #[ts(type = "string")]
        started: Timestamp,
    },
    /// It was made with answers that have changed since.
    OtherAnswers {
        /// Where it ran.
        computer: String,
        /// When its run began.
        #[ts(type = "string")]
        started: Timestamp,
        /// How old it is beside those that were used.
        age: Age,
    },
}

/// One of the two markers of a receipt.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Missing {
    /// The line BEGIN CROSSTRUST RECEIPT.
    Begin,
    /// The line END CROSSTRUST RECEIPT.
    End,
}

/// How old a receipt is beside the newest one that was used.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Age {
    /// Its run began later, or it is after all others.
    Newer,
    /// Its run began earlier, or at once.
    Older,
    /// Nothing says.
    Unknown,
}

impl Age {
    /// The age of a run that began then, or of one that cannot be dated.
    pub(super) fn of(started: Option<Timestamp>, newest: Timestamp) -> Self {
        match started {
            Some(started) if started > newest => Self::Newer,
            Some(_) => Self::Older,
            None => Self::Unknown,
        }
    }
}

impl Remark {
    /// The remark about a receipt that was refused for this.
    pub(super) fn of(error: ReceiptError, age: Age) -> Self {
        let damaged = |line, reason| Self::Damaged { line, reason, age };
        match error {
            ReceiptError::Newer { format } => Self::LaterFormat { format },
            ReceiptError::OtherGuide { theirs, .. } => Self::OtherGuide { guide: theirs },
            ReceiptError::OtherSetup { computer, started } => {
                Self::OtherSetup { computer, started }
            }
            ReceiptError::Stale { computer, started } => {
                Self::OtherAnswers { computer, started, age }
            }
            ReceiptError::Unreadable { line, reason } => damaged(line, reason),
            ReceiptError::NotFound { .. }
            | ReceiptError::CutOff { .. }
            | ReceiptError::TooLarge { .. }
            | ReceiptError::TooLargeUnpacked { .. } => damaged(None, error.to_string()),
        }
    }

    /// Whether it may be about a newer run of this setup than those that were used, so that these may
    /// not say how things are now.
    pub fn may_be_newer(&self) -> bool {
        match self {
            Self::CutOff { age, .. }
            | Self::Damaged { age, .. }
            | Self::OtherAnswers { age, .. } => *age != Age::Older,
            Self::LaterFormat { .. } => true,
            Self::OtherGuide { .. } | Self::OtherSetup { .. } => false,
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CutOff { line, missing: Missing::Begin, .. } => {
                f.write_str(&say!("receipt-remark-no-begin", line = line))
            }
            Self::CutOff { line, missing: Missing::End, age } => match age {
                Age::Newer => f.write_str(&say!("receipt-remark-no-end-newer", line = line)),
                Age::Unknown => f.write_str(&say!("receipt-remark-no-end-unknown", line = line)),
                Age::Older => f.write_str(&say!("receipt-remark-no-end-older", line = line)),
            },
            Self::Damaged { line, reason, .. } => f.write_str(&match line {
                Some(line) => {
                    say!("receipt-remark-damaged-at", line = line, reason = reason)
                }
                None => say!("receipt-remark-damaged", reason = reason),
            }),
            Self::LaterFormat { format } => {
                f.write_str(&say!("receipt-remark-later-format", format = format))
            }
            Self::OtherGuide { guide } => {
                f.write_str(&say!("receipt-remark-other-guide", guide = guide))
            }
            Self::OtherSetup { computer, started } => f.write_str(&say!(
                "receipt-remark-other-setup",
                computer = computer,
                started = moment(*started)
            )),
            Self::OtherAnswers { computer, started, .. } => f.write_str(&say!(
                "receipt-remark-other-answers",
                computer = computer,
                started = moment(*started)
            )),
        }
    }
}
