//! What the operator is to know of a change, beside the steps that moved: a closed list, worded here
//! alone. A rule gives notices as data; the window, the command line and the journal show the words.
//! The journal keeps them as data too.

use super::rules::listed;
use super::{CertificateSource, Effect, JournalEvent, Setup};
use crate::guide::{AnswerId, Guide, StepId};
use crate::receipt::{Remark, moment};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
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
    /// A receipt brought a certificate that was not at hand.
    CertificateReceived {
        /// Its thumbprint.
        thumbprint: String,
    },
    /// Two servers told different certificates for the same use.
    CertificatesDiffer {
        /// The server whose receipt it is.
        computer: String,
        /// The thumbprint it told.
        thumbprint: String,
        /// The thumbprint that was known.
        other: String,
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
            Self::OlderReceipt { steps } => format!(
                "This receipt is older than what Crosstrust already knows. These steps did not change: {}.",
                titles(guide, steps)
            ),
            Self::DryRunDiffers { steps } => format!(
                "The dry run did not find these finished steps in place: {}. A dry run does not reopen a step. Check them, or run the script.",
                titles(guide, steps)
            ),
            Self::AlreadyImported => {
                "You already imported this receipt. Nothing changed.".to_owned()
            }
            Self::SameDryRun => {
                "This dry run shows the same as the results you already imported. Nothing changed."
                    .to_owned()
            }
            Self::CertificateReceived { thumbprint } => format!(
                "The receipt has a certificate that is new to this setup. Its thumbprint is {thumbprint}."
            ),
            Self::CertificatesDiffer { computer, thumbprint, other, source } => format!(
                "{computer} uses the certificate {thumbprint}. Another server uses {other} ({}). If you did not renew it in between, the servers use different certificates.",
                source.words()
            ),
            Self::ReceiptNotUsed { remark } => remark.to_string(),
            Self::InterruptedRun { computer, started, confirmed, unknown } => {
                let computer = if computer.is_empty() { "an unnamed computer" } else { computer };
                let changes = |number: usize| match number {
                    1 => "1 change".to_owned(),
                    more => format!("{more} changes"),
                };
                let mut text = format!(
                    "An earlier run on {computer} ({}) ended without its receipt.",
                    moment(*started)
                );
                if *confirmed > 0 {
                    let _ = write!(text, " It made {}.", changes(*confirmed));
                }
                if *unknown > 0 {
                    let _ = write!(
                        text,
                        " It was interrupted during {}: whether that took effect is not known.",
                        changes(*unknown)
                    );
                }
                text.push_str(" Undo takes this run into account.");
                text
            }
            Self::NotRead { steps } => format!(
                "Your account could not read these steps: {}. They did not change, and this run does not verify them. Ask for a role group that holds the missing commands, or have somebody else run the script.",
                titles(guide, steps)
            ),
            Self::RunAgain { step } => {
                format!("Run the script of {} again. It makes the change now.", title(guide, step))
            }
            Self::AnswerFilled { answer, value, computer } => format!(
                "{}: filled in from the script result of {computer} ({value}). The script contains this answer: copy or save it again, then run it.",
                guide.answer(answer).map_or(answer.as_str(), |spec| spec.label.as_str())
            ),
            Self::AnswerChanged { steps } => format!(
                "An answer that these steps use has changed. Check them again: {}.",
                titles(guide, steps)
            ),
            Self::AgreementWithdrawn { answer, step } => format!(
                "The answers lead to another tenant, so your agreement no longer counts: \"{}\". If you still want it, agree again in {}.",
                question(guide, step, answer),
                title(guide, step)
            ),
            Self::WriteRemains { step } => format!(
                "Crosstrust deleted nothing. What it already wrote with your agreement is still in the tenant. To delete it, open {}.",
                title(guide, step)
            ),
            Self::NothingWritten { step } => format!(
                "{} wrote nothing: no application has the certificate in use. Upload that certificate first.",
                title(guide, step)
            ),
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
    let titles: Vec<String> = steps.iter().map(|step| title(guide, step)).collect();
    listed(&titles)
}

/// The heading of the question that an answer decides.
fn question<'g>(guide: &'g Guide, step: &StepId, answer: &'g AnswerId) -> &'g str {
    let step = guide.step(step).map(|(_, step)| step);
    let mut asked =
        step.into_iter().flat_map(|step| &step.writes).filter_map(|one| one.ask.as_ref());
    asked.find(|ask| ask.answer == *answer).map_or(answer.as_str(), |ask| ask.title.as_str())
}

impl Setup {
    /// Adds a notice to what a rule gives back. One that cannot wait goes into the journal as well.
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
