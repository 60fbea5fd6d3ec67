//! What the operator is to know of a change, beside the steps that moved: a closed list, worded here
//! alone. A rule gives notices as data; the window, the command line and the journal show the words.
//! The journal keeps them as data too.

use super::{CertificateSource, Effect, JournalEvent, Setup};
use crate::guide::{AnswerId, Guide, StepId};
use crate::ids::Thumbprint;
use crate::messages::{and, moment, say};
use crate::receipt::Remark;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something to know of a change.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[ts(export)]
pub enum Notice {
    /// A receipt is older than what is known of these steps. They did not change.
    OlderReceipt {
        /// The steps.
        steps: Vec<StepId>,
    },
    /// A dry run does not find these finished steps in place. They did not change.
    DryRunDiffers {
        /// The steps.
        steps: Vec<StepId>,
    },
    /// This very receipt was imported before.
    AlreadyImported,
    /// A dry run shows what the receipts before it show.
    SameDryRun,
    /// A receipt brought a certificate that was not known.
    CertificateReceived {
        /// Its thumbprint.
        thumbprint: Thumbprint,
    },
    /// Two servers reported different certificates for the same use.
    CertificatesDiffer {
        /// The server whose receipt it is.
        computer: String,
        /// The thumbprint it reported.
        thumbprint: Thumbprint,
        /// The thumbprint that was known.
        other: Thumbprint,
        /// Where that one came from.
        source: CertificateSource,
    },
    /// A receipt in the same text was not used.
    ReceiptNotUsed {
        /// Which one, and why.
        remark: Remark,
    },
    /// A run ended without its receipt, and a later receipt brought what it changed.
    InterruptedRun {
        /// Where it ran.
        computer: String,
        /// When it began.
        #[ts(type = "string")]
        started: Timestamp,
        /// How many changes it made that were not known.
        #[ts(type = "number")]
        confirmed: usize,
        /// How many more it began without noting that they were made.
        #[ts(type = "number")]
        unknown: usize,
    },
    /// The account that ran a verification may not read these steps. They did not change.
    NotRead {
        /// The steps.
        steps: Vec<StepId>,
    },
    /// The operator decided on a change that the next run of the script makes.
    RunAgain {
        /// The step.
        step: StepId,
    },
    /// A receipt found exactly one value for a question without an answer, and it is the answer now.
    AnswerFilled {
        /// The question.
        answer: AnswerId,
        /// The answer.
        value: String,
        /// The server whose receipt it is.
        computer: String,
    },
    /// An answer that these steps used has changed.
    AnswerChanged {
        /// The steps.
        steps: Vec<StepId>,
    },
    /// The answers lead to another tenant than the one an agreement was about.
    AgreementWithdrawn {
        /// The answer that said yes.
        answer: AnswerId,
        /// The step that asks for it.
        step: StepId,
    },
    /// An agreement was taken back. What was written because of it stays.
    WriteRemains {
        /// The step that wrote it.
        step: StepId,
    },
    /// No application holds the certificate by which a step knows which ones to write.
    NothingWritten {
        /// The step.
        step: StepId,
    },
}

/// Whether a notice can wait.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum NoticeSeverity {
    /// Good to know.
    Info,
    /// Something is other than the operator may think. The journal has it as well.
    Attention,
}

/// A notice as it is shown.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct NoticeView {
    /// What it is, for programs.
    #[serde(flatten)]
    pub notice: Notice,
    /// Whether it can wait.
    pub severity: NoticeSeverity,
    /// What it is, for people.
    pub text: String,
}

impl Notice {
    /// As it is shown.
    pub fn view(&self, guide: &Guide) -> NoticeView {
        NoticeView { notice: self.clone(), severity: self.severity(), text: self.text(guide) }
    }

    /// Whether it can wait.
    pub fn severity(&self) -> NoticeSeverity {
        match self {
            Self::ReceiptNotUsed { remark } if remark.may_be_newer() => NoticeSeverity::Attention,
            Self::AlreadyImported
            | Self::ReceiptNotUsed { .. }
            | Self::SameDryRun
            | Self::CertificateReceived { .. }
            | Self::AnswerFilled { .. }
            | Self::RunAgain { .. } => NoticeSeverity::Info,
            Self::OlderReceipt { .. }
            | Self::DryRunDiffers { .. }
            | Self::InterruptedRun { .. }
            | Self::NotRead { .. }
            | Self::CertificatesDiffer { .. }
            | Self::AnswerChanged { .. }
            | Self::AgreementWithdrawn { .. }
            | Self::WriteRemains { .. }
            | Self::NothingWritten { .. } => NoticeSeverity::Attention,
        }
    }

    /// Its words.
    pub(super) fn text(&self, guide: &Guide) -> String {
        match self {
            Self::OlderReceipt { steps } => {
                say!("notice-older-result", steps = titles(guide, steps))
            }
            Self::DryRunDiffers { steps } => {
                say!("notice-dry-run-differs", steps = titles(guide, steps))
            }
            Self::AlreadyImported => {
                say!("notice-already-imported")
            }
            Self::SameDryRun => {
                say!("notice-same-dry-run")
            }
            Self::CertificateReceived { thumbprint } => {
                say!("notice-certificate-received", thumbprint = thumbprint)
            }
            Self::CertificatesDiffer { computer, thumbprint, other, source } => say!(
                "notice-certificates-differ",
                computer = computer,
                thumbprint = thumbprint,
                other = other,
                source = source.words()
            ),
            Self::ReceiptNotUsed { remark } => remark.to_string(),
            Self::InterruptedRun { computer, started, confirmed, unknown } => {
                let computer = if computer.is_empty() {
                    say!("receipt-unnamed-computer")
                } else {
                    computer.clone()
                };
                let started = moment(*started);
                match (*confirmed, *unknown) {
                    (0, 0) => {
                        say!("notice-interrupted", computer = computer, started = started)
                    }
                    (count, 0) => say!(
                        "notice-interrupted-changes",
                        computer = computer,
                        started = started,
                        count = count
                    ),
                    (0, unknown) => say!(
                        "notice-interrupted-unknown",
                        computer = computer,
                        started = started,
                        unknown = unknown
                    ),
                    (count, unknown) => say!(
                        "notice-interrupted-both",
                        computer = computer,
                        started = started,
                        count = count,
                        unknown = unknown
                    ),
                }
            }
            Self::NotRead { steps } => say!("notice-not-read", steps = titles(guide, steps)),
            Self::RunAgain { step } => {
                say!("notice-run-again", title = title(guide, step))
            }
            Self::AnswerFilled { answer, value, computer } => say!(
                "notice-answer-filled",
                label = guide.answer(answer).map_or(answer.as_str(), |spec| spec.label.as_str()),
                computer = computer,
                value = value
            ),
            Self::AnswerChanged { steps } => {
                say!("notice-answer-changed", steps = titles(guide, steps))
            }
            Self::AgreementWithdrawn { answer, step } => say!(
                "notice-agreement-withdrawn",
                question = question(guide, step, answer),
                title = title(guide, step)
            ),
            Self::WriteRemains { step } => say!("notice-write-remains", title = title(guide, step)),
            Self::NothingWritten { step } => {
                say!("notice-nothing-written", title = title(guide, step))
            }
        }
    }
}

/// The title of a step, in quotes.
fn title(guide: &Guide, step: &StepId) -> String {
    guide
        .step(step)
        .map_or_else(|| format!("\"{step}\""), |(_, step)| format!("\"{}\"", step.title))
}

fn titles(guide: &Guide, steps: &[StepId]) -> String {
    and(steps.iter().map(|step| title(guide, step)))
}

/// The heading of the question that an answer decides.
fn question<'g>(guide: &'g Guide, step: &StepId, answer: &'g AnswerId) -> &'g str {
    let step = guide.step(step).map(|(_, step)| step);
    let mut asked =
        step.into_iter().flat_map(|step| &step.writes).filter_map(|one| one.ask.as_ref());
    asked.find(|ask| ask.answer == *answer).map_or(answer.as_str(), |ask| ask.title.as_str())
}

impl Setup {
    /// Adds a notice to what a rule gives back. One that cannot wait is added to the journal as well.
    pub(super) fn notify(
        &mut self,
        notice: Notice,
        now: Timestamp,
        who: &str,
        effect: &mut Effect,
    ) {
        if notice.severity() == NoticeSeverity::Attention {
            self.note_again(now, who, JournalEvent::Notice { notice: notice.clone() });
        }
        effect.notices.push(notice);
    }
}

#[cfg(test)]
mod tests;
