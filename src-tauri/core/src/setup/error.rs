//! Why a setup refuses something: of the rules, and of the disk.

use super::id::SetupId;
use crate::certificate::CertificateError;
use crate::error::{ErrorCode, Problem};
use crate::guide::{AnswerId, GuideId, ScriptId, StepId};
use crate::receipt::NoneUsable;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a change to a setup was refused. The setup is as it was before.
#[derive(Debug, Error)]
pub enum SetupError {
    /// The guide given is not the one this setup walks through.
    #[error("This setup walks through the guide \"{0}\".")]
    OtherGuide(GuideId),
    /// No step of that name.
    #[error("The guide has no step \"{0}\".")]
    UnknownStep(StepId),
    /// No question of that name.
    #[error("The guide has no question \"{0}\".")]
    UnknownAnswer(AnswerId),
    /// No script of that name.
    #[error("The guide has no script \"{0}\".")]
    UnknownScript(ScriptId),
    /// No check of that name on that step.
    #[error("The step \"{step}\" has no check \"{check}\".")]
    UnknownCheck {
        /// The step.
        step: StepId,
        /// The check asked for.
        check: String,
    },
    /// No copy of keys of that number.
    #[error("This setup has no copy of keys with the number {0}.")]
    UnknownBackup(String),
    /// The step is of another kind.
    #[error("The step \"{title}\" is finished by its answers. Fill them in instead.")]
    ByAnswersOnly {
        /// The step's title.
        title: String,
    },
    /// Nothing waits for a decision.
    #[error("Nothing waits for a decision in the step \"{title}\".")]
    NothingToDecide {
        /// The step's title.
        title: String,
    },
    /// Something is under way.
    #[error("{what} is under way. Wait until it has ended.")]
    UnderWay {
        /// "The upload".
        what: String,
    },
    /// Nothing is at hand that could be uploaded.
    #[error(
        "No certificate that can be uploaded is at hand. Take in the receipt of the export step, or choose the file."
    )]
    NoCertificate,
    /// The step writes nothing to the tenant.
    #[error("The step \"{title}\" writes nothing to the tenant.")]
    NotAnUpload {
        /// The step's title.
        title: String,
    },
    /// No receipt has told yet what is to be written.
    #[error("What \"{title}\" tells: run its script, and take in the receipt.")]
    NotToldYet {
        /// The title of the step whose receipt it is.
        title: String,
    },
    /// A receipt tells something that cannot be written.
    #[error(
        "The receipt of \"{title}\" tells {told}, which cannot be written to an application. Run its script again, and take in the new receipt."
    )]
    ToldWrong {
        /// The title of the step whose receipt it is.
        title: String,
        /// The beginning of what it tells, in quotes.
        told: String,
    },
    /// A key is to be removed whose certificate is to be there.
    #[error(
        "The key {thumbprint} would be removed, and it is that of a certificate at hand. Take in the newest receipt with the certificates, or let go of the file you chose."
    )]
    RemovesAtHand {
        /// Its thumbprint.
        thumbprint: String,
    },
    /// Everything the step writes has to be agreed to first, and nothing was.
    #[error(
        "Your decision: \"{title}\" writes only what you agree to. Decide there, or leave the step out."
    )]
    NothingAgreed {
        /// The step's title.
        title: String,
    },
    /// It is too early: time has to pass after another step.
    #[error("Wait until {until}. {reason}")]
    TooEarly {
        /// Until when, in words.
        until: String,
        /// Why, in a sentence.
        reason: String,
    },
    /// What receipts told comes to nothing.
    #[error(
        "The receipts tell nothing for \"{title}\" to write or to remove. If that is right, leave the step out."
    )]
    NothingToWrite {
        /// The step's title.
        title: String,
    },
    /// A decision that has to be typed was not.
    #[error("Nothing was decided. To go on, type {word} exactly as it stands there.")]
    NotTyped {
        /// What has to be typed.
        word: String,
    },
    /// An answer that is a decision about a write, and is taken on its step's page.
    #[error("\"{label}\" is decided on the page of its step, not among the answers.")]
    ByDecisionOnly {
        /// The answer's label.
        label: String,
    },
    /// The certificate must not be uploaded.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The receipt says nothing about this setup as it is now.
    #[error(transparent)]
    Receipt(#[from] NoneUsable),
    /// No setup of that kind was opened from this step.
    #[error("No setup was opened from the step \"{title}\" that could do it in full.")]
    OpensNothing {
        /// The step's title.
        title: String,
    },
    /// The other setup does not show everything in place.
    #[error("The setup of \"{title}\" does not show yet that this step is done. {why}")]
    OutcomeLacks {
        /// The other guide's title.
        title: String,
        /// What is missing, in sentences.
        why: String,
    },
    /// The step names no host.
    #[error("The step \"{title}\" has no host to look up.")]
    LooksNothingUp {
        /// The step's title.
        title: String,
    },
    /// The answer that names the host is missing, or cannot be read.
    #[error("{label} is not answered yet, or is not right. Answer it first.")]
    HostMissing {
        /// The question's label.
        label: String,
    },
    /// A name cannot be shown in the list.
    #[error("{0}")]
    NameRefused(String),
    /// Only a rehearsal can be made real.
    #[error("This setup is a real one already.")]
    NotARehearsal,
}

impl SetupError {
    /// Whether no certificate is there that can be uploaded.
    pub(super) fn is_about_certificates(&self) -> bool {
        matches!(self, Self::NoCertificate | Self::Certificate(_))
    }

    /// The closed code.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::OtherGuide(_)
            | Self::UnknownStep(_)
            | Self::UnknownAnswer(_)
            | Self::UnknownScript(_)
            | Self::UnknownCheck { .. } => ErrorCode::NotInGuide,
            Self::UnknownBackup(_)
            | Self::ByAnswersOnly { .. }
            | Self::NothingToDecide { .. }
            | Self::UnderWay { .. }
            | Self::NotAnUpload { .. }
            | Self::NotToldYet { .. }
            | Self::ToldWrong { .. }
            | Self::RemovesAtHand { .. }
            | Self::NothingAgreed { .. }
            | Self::NothingToWrite { .. }
            | Self::TooEarly { .. }
            | Self::ByDecisionOnly { .. }
            | Self::OpensNothing { .. }
            | Self::OutcomeLacks { .. }
            | Self::LooksNothingUp { .. }
            | Self::NotARehearsal => ErrorCode::StepNotReady,
            Self::HostMissing { .. } => ErrorCode::AnswerMissing,
            Self::NoCertificate => ErrorCode::CertificateMissing,
            Self::NotTyped { .. } | Self::NameRefused(_) => ErrorCode::AnswerInvalid,
            Self::Certificate(error) => error.code(),
            Self::Receipt(none) => none.error.code(),
        }
    }
}

impl From<SetupError> for Problem {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::Receipt(none) => none.into(),
            other => Self::new(other.code(), other.to_string()),
        }
    }
}

/// Why a setup could not be listed, locked, read, written or removed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No setup of that id.
    #[error("There is no setup with the id {0}.")]
    NotFound(String),
    /// Another window, or the command line, has it open.
    #[error("This setup is open in another window. Close it there first.")]
    Locked(SetupId),
    /// Saved by a newer version of this program.
    #[error(
        "The setup {id} was saved by a newer version of Crosstrust (form {version}). It was left as it is."
    )]
    Newer {
        /// The setup.
        id: SetupId,
        /// Its version.
        version: u64,
    },
    /// Neither the file nor its previous copy can be read.
    #[error("The setup {id} cannot be read. {kept}")]
    Unreadable {
        /// The setup.
        id: SetupId,
        /// Where the file is now, in a sentence.
        kept: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The folder is read-only.
    #[error(
        "Nothing can be saved: the folder of this setup is read-only for you. The setup can be read."
    )]
    ReadOnly(SetupId),
    /// The disk refused.
    #[error("{what} failed: {}", path.display())]
    Io {
        /// "Writing the setup".
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl StoreError {
    /// Names the file and what was tried when the disk refuses.
    pub(super) fn io(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { what, path, source }
    }

    /// The closed code.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotFound(_) => ErrorCode::SetupNotFound,
            Self::Locked(_) => ErrorCode::SetupLocked,
            Self::Newer { .. } => ErrorCode::SetupNewer,
            Self::Unreadable { .. } => ErrorCode::SetupUnreadable,
            Self::ReadOnly(_) | Self::Io { .. } => ErrorCode::StorageFailed,
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let problem = Self::new(error.code(), error.to_string());
        match error {
            StoreError::Unreadable { reason, .. } => problem.with_detail(reason),
            StoreError::Io { source, .. } => problem.with_detail(source.to_string()),
            StoreError::NotFound(_)
            | StoreError::Locked(_)
            | StoreError::Newer { .. }
            | StoreError::ReadOnly(_) => problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receipt::{Age, Missing, ReceiptError, Remark};

    #[test]
    fn a_receipt_that_is_refused_keeps_its_code_and_its_words() {
        let refused =
            ReceiptError::OtherGuide { theirs: "rotate".to_owned(), ours: "teams".to_owned() };
        let words = refused.to_string();
        let cut = Remark::CutOff { line: 7, missing: Missing::End, age: Age::Unknown };
        let error = SetupError::from(NoneUsable { error: refused, remarks: vec![cut.clone()] });
        assert_eq!((error.code(), error.to_string()), (ErrorCode::ReceiptOfOtherGuide, words));
        assert_eq!(Problem::from(error).detail, Some(cut.to_string()), "what else there is");
    }

    #[test]
    fn every_refusal_of_the_rules_has_its_code_and_names_what_it_is_about() {
        for (error, code, named) in [
            (SetupError::OtherGuide("teams".into()), ErrorCode::NotInGuide, "teams"),
            (SetupError::UnknownStep("role".into()), ErrorCode::NotInGuide, "role"),
            (SetupError::UnknownAnswer("tenant".into()), ErrorCode::NotInGuide, "tenant"),
            (SetupError::UnknownScript("undo".into()), ErrorCode::NotInGuide, "undo"),
            (
                SetupError::UnknownCheck { step: "verify".into(), check: "mail".to_owned() },
                ErrorCode::NotInGuide,
                "mail",
            ),
            (SetupError::UnknownBackup("7".to_owned()), ErrorCode::StepNotReady, "7"),
            (
                SetupError::ByAnswersOnly { title: "Answers".to_owned() },
                ErrorCode::StepNotReady,
                "Answers",
            ),
            (
                SetupError::NothingToDecide { title: "Role".to_owned() },
                ErrorCode::StepNotReady,
                "Role",
            ),
            (
                SetupError::UnderWay { what: "The upload".to_owned() },
                ErrorCode::StepNotReady,
                "The upload",
            ),
            (SetupError::NoCertificate, ErrorCode::CertificateMissing, "export"),
            (SetupError::NotAnUpload { title: "Role".to_owned() }, ErrorCode::StepNotReady, "Role"),
            (
                SetupError::NotToldYet { title: "Host names".to_owned() },
                ErrorCode::StepNotReady,
                "Host names",
            ),
            (
                SetupError::ToldWrong {
                    title: "Host names".to_owned(),
                    told: "\"a b\"".to_owned(),
                },
                ErrorCode::StepNotReady,
                "\"a b\"",
            ),
            (
                SetupError::RemovesAtHand { thumbprint: "A".repeat(40) },
                ErrorCode::StepNotReady,
                "AAAA",
            ),
            (
                SetupError::NothingAgreed { title: "Remove".to_owned() },
                ErrorCode::StepNotReady,
                "Remove",
            ),
            (
                SetupError::NothingToWrite { title: "Remove".to_owned() },
                ErrorCode::StepNotReady,
                "Remove",
            ),
            (
                SetupError::NotTyped { word: "CVE-2025-53786".to_owned() },
                ErrorCode::AnswerInvalid,
                "CVE-2025-53786",
            ),
            (
                SetupError::ByDecisionOnly { label: "Upload it".to_owned() },
                ErrorCode::StepNotReady,
                "Upload it",
            ),
            (
                SetupError::OpensNothing { title: "Exchange OAuth".to_owned() },
                ErrorCode::StepNotReady,
                "Exchange OAuth",
            ),
            (
                SetupError::OutcomeLacks {
                    title: "Exchange".to_owned(),
                    why: "Not finished there yet.".to_owned(),
                },
                ErrorCode::StepNotReady,
                "Not finished there yet.",
            ),
            (
                SetupError::LooksNothingUp { title: "Management role".to_owned() },
                ErrorCode::StepNotReady,
                "Management role",
            ),
            (
                SetupError::HostMissing { label: "Autodiscover host".to_owned() },
                ErrorCode::AnswerMissing,
                "Autodiscover host",
            ),
            (SetupError::NotARehearsal, ErrorCode::StepNotReady, "real"),
        ] {
            let problem = Problem::from(error);
            assert_eq!(problem.code, code);
            assert!(problem.message.contains(named), "{}", problem.message);
        }
    }

    #[test]
    fn the_systems_reason_is_told_beside_the_place() {
        let refused = StoreError::io("Writing the setup", Path::new("/data/setups/x.json"))(
            std::io::Error::other("disk full"),
        );
        let problem = Problem::from(refused);
        assert_eq!(problem.code, ErrorCode::StorageFailed);
        assert_eq!(problem.message, "Writing the setup failed: /data/setups/x.json");
        assert_eq!(problem.detail.as_deref(), Some("disk full"));
    }
}
