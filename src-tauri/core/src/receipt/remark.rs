//! What the operator has to know about a text beside the receipts that were taken from it.

use super::ReceiptError;
use super::error::moment;
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
    /// Its run began later, or it stands behind all others.
    Newer,
    /// Its run began earlier, or at once.
    Older,
    /// Nothing tells.
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
    /// not tell how things are now.
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
            Self::CutOff { line, missing: Missing::Begin, .. } => write!(
                f,
                "A receipt in this text has no BEGIN line, only the END line at line {line}. Copy it again, from its BEGIN line on."
            ),
            Self::CutOff { line, missing: Missing::End, age } => match age {
                Age::Newer => write!(
                    f,
                    "A newer receipt in this text is cut off. It begins at line {line}. Copy it again, up to the END line."
                ),
                Age::Unknown => write!(
                    f,
                    "A receipt in this text is cut off and may be newer. It begins at line {line}. Copy it again, up to the END line."
                ),
                Age::Older => write!(
                    f,
                    "An older receipt in this text is cut off. It begins at line {line} and was not used."
                ),
            },
            Self::Damaged { line, reason, .. } => {
                let at = line.map(|line| format!(" at line {line}")).unwrap_or_default();
                write!(f, "A receipt in this text is damaged{at} and was not used: {reason}")
            }
            Self::LaterFormat { format } => write!(
                f,
                "A receipt in this text has format {format} and was not used. Update Crosstrust to read it."
            ),
            Self::OtherGuide { guide } => {
                write!(f, "This text also has a receipt of the guide \"{guide}\". It was not used.")
            }
            Self::OtherSetup { computer, started } => write!(
                f,
                "This text also has a receipt of another setup ({computer}, {}). It was not used.",
                moment(*started)
            ),
            Self::OtherAnswers { computer, started, .. } => write!(
                f,
                "The receipt of {} on {computer} was made with answers that have changed since. It was not used.",
                moment(*started)
            ),
        }
    }
}
