//! Why a setup refuses something: of the rules, and of the disk.

use super::id::SetupId;
use crate::certificate::CertificateError;
use crate::error::{ErrorCode, Problem};
use crate::guide::{AnswerId, GuideId, ScriptId, StepId};
use crate::ids::Thumbprint;
use crate::messages::say;
use crate::receipt::NoneUsable;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a change to a setup was refused. The setup is as it was before.
#[derive(Debug, Error)]
pub enum SetupError {
    /// The guide given is not the one this setup follows.
    #[error("{}", say!("setup-other-guide", guide = _0))]
    OtherGuide(GuideId),
    /// No step of that name.
    #[error("{}", say!("setup-no-step", step = _0))]
    UnknownStep(StepId),
    /// No question of that name.
    #[error("{}", say!("setup-no-question", question = _0))]
    UnknownAnswer(AnswerId),
    /// No script of that name.
    #[error("{}", say!("setup-no-script", script = _0))]
    UnknownScript(ScriptId),
    /// No check of that name on that step.
    #[error("{}", say!("setup-no-check", step = step, check = check))]
    UnknownCheck {
        /// The step.
        step: StepId,
        /// The check asked for.
        check: String,
    },
    /// No copy of keys of that number.
    #[error("{}", say!("setup-no-backup", number = _0))]
    UnknownBackup(String),
    /// The step is of another kind.
    #[error("{}", say!("setup-step-of-answers", title = title))]
    ByAnswersOnly {
        /// The step's title.
        title: String,
    },
    /// Nothing waits for a decision.
    #[error("{}", say!("setup-no-decision", title = title))]
    NothingToDecide {
        /// The step's title.
        title: String,
    },
    /// Something is under way.
    #[error("{}", say!("setup-in-progress", work = what))]
    UnderWay {
        /// "upload".
        what: String,
    },
    /// Nothing is known that could be uploaded.
    #[error(
        "{}", say!("setup-no-certificate"))]
    NoCertificate,
    /// The step writes nothing to the tenant.
    #[error("{}", say!("setup-nothing-to-write", title = title))]
    NotAnUpload {
        /// The step's title.
        title: String,
    },
    /// No receipt has reported yet what is to be written.
    #[error("{}", say!("setup-needs-result", title = title))]
    NotReportedYet {
        /// The title of the step whose receipt it is.
        title: String,
    },
    /// A receipt reports something that cannot be written.
    #[error(
        "{}", say!("setup-result-unusable", title = title, value = value))]
    InvalidFactValue {
        /// The title of the step whose receipt it is.
        title: String,
        /// The beginning of what it reports, in quotes.
        value: String,
    },
    /// A key is to be removed whose certificate is to be there.
    #[error(
        "{}", say!("setup-certificate-in-use", thumbprint = thumbprint))]
    RemovesAtHand {
        /// Its thumbprint.
        thumbprint: Thumbprint,
    },
    /// Everything the step writes has to be agreed to first, and nothing was.
    #[error(
        "{}", say!("setup-needs-decision", title = title))]
    NothingAgreed {
        /// The step's title.
        title: String,
    },
    /// It is too early: time has to pass after another step.
    #[error("{}", say!("setup-too-early", until = until, reason = reason))]
    TooEarly {
        /// Until when, in words.
        until: String,
        /// Why, in a sentence.
        reason: String,
    },
    /// What receipts reported comes to nothing.
    #[error(
        "{}", say!("setup-nothing-reported", title = title))]
    NothingToWrite {
        /// The step's title.
        title: String,
    },
    /// A decision that has to be typed was not.
    #[error("{}", say!("setup-type-to-decide", word = word))]
    NotTyped {
        /// What has to be typed.
        word: String,
    },
    /// An answer that is a decision about a write, and is taken on its step's page.
    #[error("{}", say!("setup-decided-on-page", label = label))]
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
    #[error("{}", say!("setup-no-other-setup", title = title))]
    OpensNothing {
        /// The step's title.
        title: String,
    },
    /// The other setup does not show everything in place.
    #[error("{}", say!("setup-other-not-finished", title = title, why = why))]
    OutcomeLacks {
        /// The other guide's title.
        title: String,
        /// What is missing, in sentences.
        why: String,
    },
    /// The step names no host.
    #[error("{}", say!("setup-no-host", title = title))]
    LooksNothingUp {
        /// The step's title.
        title: String,
    },
    /// The answer that names the host is missing, or cannot be read.
    #[error("{}", say!("setup-answer-first", label = label))]
    HostMissing {
        /// The question's label.
        label: String,
    },
    /// A name cannot be shown in the list.
    #[error("{0}")]
    NameRefused(String),
    /// Only a rehearsal can be made real.
    #[error("{}", say!("setup-already-real"))]
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
            | Self::NotReportedYet { .. }
            | Self::InvalidFactValue { .. }
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
    #[error("{}", say!("setup-not-found", id = _0))]
    NotFound(String),
    /// Another window, or the command line, has it open.
    #[error("{}", say!("setup-open-elsewhere"))]
    Locked(SetupId),
    /// Saved by a newer version of this program.
    #[error(
        "{}", say!("setup-newer", id = id, version = version))]
    Newer {
        /// The setup.
        id: SetupId,
        /// Its version.
        version: u64,
    },
    /// Neither the file nor its previous copy can be read.
    #[error("{}", say!("setup-unreadable", id = id, kept = kept))]
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
        "{}", say!("setup-read-only"))]
    ReadOnly(SetupId),
    /// The disk refused.
    #[error("{}", say!("setup-disk", what = what, path = path.display()))]
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
            (SetupError::UnderWay { what: "upload".to_owned() }, ErrorCode::StepNotReady, "upload"),
            (SetupError::NoCertificate, ErrorCode::CertificateMissing, "export"),
            (SetupError::NotAnUpload { title: "Role".to_owned() }, ErrorCode::StepNotReady, "Role"),
            (
                SetupError::NotReportedYet { title: "Host names".to_owned() },
                ErrorCode::StepNotReady,
                "Host names",
            ),
            (
                SetupError::InvalidFactValue {
                    title: "Host names".to_owned(),
                    value: "\"a b\"".to_owned(),
                },
                ErrorCode::StepNotReady,
                "\"a b\"",
            ),
            (
                SetupError::RemovesAtHand { thumbprint: "A".repeat(40).parse().unwrap() },
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
    fn the_systems_reason_is_reported_beside_the_place() {
        let refused = StoreError::io("write", Path::new("/data/setups/x.json"))(
            std::io::Error::other("disk full"),
        );
        let problem = Problem::from(refused);
        assert_eq!(problem.code, ErrorCode::StorageFailed);
        assert_eq!(problem.message, "Crosstrust couldn't save the setup: /data/setups/x.json");
        assert_eq!(problem.detail.as_deref(), Some("disk full"));
    }
}
