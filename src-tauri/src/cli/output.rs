//! How a command speaks and ends.

use crosstrust_core::error::{ErrorCode, Problem};
use serde::Serialize;
use std::io::Write;
use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Exit {
    /// Everything asked for is done and read back.
    Done,
    /// Something could not be done.
    Failed,
    /// The command line was wrong.
    Usage,
    /// A person is needed: to sign in, to agree, to get a role.
    NeedsOperator,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::NeedsOperator => 3,
        })
    }
}

/// Prints one JSON object on a line of its own. A reader that has gone away is no failure of ours.
pub(crate) fn json(value: &impl Serialize) {
    let line = serde_json::to_string(value).expect("BUG: what is printed has a JSON form");
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Prints text for a person on standard output.
pub(crate) fn text(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Prints text for a person beside the output.
pub(crate) fn aside(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Tells a problem, as JSON where that was asked for, and how the program ends with it.
pub(crate) fn problem(problem: &Problem, as_json: bool) -> Exit {
    if as_json {
        json(&serde_json::json!({ "event": "error", "error": problem }));
    }
    aside(&format!("{}: {}", problem.title, problem.message));
    for line in &problem.next {
        aside(&format!("  - {line}"));
    }
    if let Some(detail) = &problem.detail {
        aside(&format!("  ({detail})"));
    }
    exit_for(problem.code)
}

/// Which ending a code stands for.
pub(super) fn exit_for(code: ErrorCode) -> Exit {
    match code {
        ErrorCode::Usage
        | ErrorCode::AnswerInvalid
        | ErrorCode::AnswerMissing
        | ErrorCode::NotInGuide
        | ErrorCode::InsecureAddress => Exit::Usage,
        ErrorCode::SignInWrongCode
        | ErrorCode::SignInExpired
        | ErrorCode::SignInDeclined
        | ErrorCode::SignInDeviceCodeBlocked
        | ErrorCode::SignInPolicyBlocked
        | ErrorCode::SignInDeviceRefused
        | ErrorCode::SignInMfaRequired
        | ErrorCode::SignInMfaRegistration
        | ErrorCode::SignInAccount
        | ErrorCode::SignInForeignAccount
        | ErrorCode::SignInConsentNeeded
        | ErrorCode::SignInConsentRefused
        | ErrorCode::SignInNotAssigned
        | ErrorCode::SignInSessionEnded
        | ErrorCode::SignInTenantMismatch
        | ErrorCode::NotSignedIn
        | ErrorCode::GraphAccessDenied
        | ErrorCode::Cancelled => Exit::NeedsOperator,
        _ => Exit::Failed,
    }
}
