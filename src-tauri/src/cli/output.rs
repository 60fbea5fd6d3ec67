//! How a command speaks and ends.

use crosstrust_core::error::{CommandEnding, ErrorCode, Problem};
use crosstrust_core::text::{visible, visible_json};
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
    /// The probe reached nobody.
    NobodyAsked,
    /// The command line of the probe was wrong. Its 2 means something else, so this is `EX_USAGE` of
    /// `sysexits.h`.
    ProbeUsage,
}

impl From<Exit> for u8 {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            // The probe's 2 means that nobody could be asked.
            Exit::Usage | Exit::NobodyAsked => 2,
            Exit::NeedsOperator => 3,
            Exit::ProbeUsage => 64,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(u8::from(exit))
    }
}

/// Prints one JSON object on a line of its own. A reader that has gone away is no failure of ours.
pub(crate) fn json(value: &impl Serialize) {
    let line = serde_json::to_string(value).expect("BUG: what is printed has a JSON form");
    let _ = writeln!(std::io::stdout(), "{}", visible_json(&line));
}

/// Prints one line for a person on standard output. What came from elsewhere in it can neither steer the
/// terminal nor look like another line.
pub(crate) fn text(line: &str) {
    let _ = writeln!(std::io::stdout(), "{}", visible(line));
}

/// Prints lines for a person on standard output, each as [`text`].
pub(crate) fn lines(lines: &[String]) {
    for line in lines {
        text(line);
    }
}

/// Prints one line for a person beside the output, as [`text`].
pub(crate) fn aside(line: &str) {
    let _ = writeln!(std::io::stderr(), "{}", visible(line));
}

/// Prints a problem, as JSON where that was asked for, and how the program ends with it.
pub(crate) fn problem(problem: &Problem, as_json: bool) -> Exit {
    if as_json {
        json(&serde_json::json!({ "event": "error", "error": problem }));
    }
    remark(problem)
}

/// Prints a problem to a person, beside the output, and how the program ends with it.
pub(super) fn remark(problem: &Problem) -> Exit {
    for line in words(problem) {
        aside(&line);
    }
    exit_for(problem.code)
}

/// A problem in lines. Only the first one begins at the margin: what a service or a file says in several
/// lines does not look like a line of the program.
fn words(problem: &Problem) -> Vec<String> {
    let mut message = problem.message.lines();
    let mut lines = vec![format!("{}: {}", problem.title, message.next().unwrap_or_default())];
    lines.extend(message.map(|line| format!("  {line}")));
    lines.extend(problem.next.iter().map(|line| format!("  - {line}")));
    if let Some(detail) = &problem.detail {
        let detail = format!("({detail})");
        lines.extend(detail.lines().map(|line| format!("  {line}")));
    }
    lines
}

/// Which ending a code has, by the table of remedies.
pub(super) fn exit_for(code: ErrorCode) -> Exit {
    match code.remedy().ending {
        CommandEnding::Failed => Exit::Failed,
        CommandEnding::Usage => Exit::Usage,
        CommandEnding::Person => Exit::NeedsOperator,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_in_several_lines_looks_like_one() {
        let problem = Problem::new(ErrorCode::GraphRefused, "one\r\nDone: all is verified\ntwo")
            .with_detail("code\nDone: all is verified");
        let lines = words(&problem);
        assert!(lines[0].ends_with(": one"), "{lines:?}");
        assert!(
            lines.len() > 3 && lines[1..].iter().all(|line| line.starts_with("  ")),
            "{lines:?}"
        );
    }

    #[test]
    fn no_problem_ends_as_if_all_were_done() {
        for code in ErrorCode::ALL {
            assert_ne!(exit_for(*code), Exit::Done, "{code}");
        }
    }

    #[test]
    fn a_person_is_needed_for_signing_in_for_a_role_and_for_agreeing() {
        let names = [
            "sign-in-wrong-code",
            "sign-in-expired",
            "sign-in-declined",
            "sign-in-device-code-blocked",
            "sign-in-policy-blocked",
            "sign-in-token-protection",
            "sign-in-risk-blocked",
            "sign-in-resource-disabled",
            "sign-in-device-refused",
            "sign-in-mfa-required",
            "sign-in-mfa-registration",
            "sign-in-account",
            "sign-in-foreign-account",
            "sign-in-consent-needed",
            "sign-in-consent-refused",
            "sign-in-unknown-client",
            "sign-in-public-client-off",
            "sign-in-not-assigned",
            "sign-in-redirect-unknown",
            "sign-in-restart",
            "sign-in-browser-timed-out",
            "sign-in-step-up",
            "sign-in-session-ended",
            "sign-in-tenant-mismatch",
            "not-signed-in",
            "graph-token-refused",
            "graph-access-denied",
            "principal-absent",
            "principal-disabled",
            "keys-changed-meanwhile",
            "cancelled",
        ];
        assert_eq!(ending_in(Exit::NeedsOperator), names);
    }

    #[test]
    fn a_command_line_that_will_never_do_is_wrong_usage() {
        let names = [
            "answer-invalid",
            "answer-missing",
            "not-in-guide",
            "certificate-missing",
            "sign-in-wrong-tenant",
            "tenant-unknown",
            "backup-foreign",
            "backup-unreadable",
            "insecure-address",
            "run-switch-unknown",
            "usage",
            "file-unreadable",
        ];
        assert_eq!(ending_in(Exit::Usage), names);
    }

    #[test]
    fn the_endings_have_the_numbers_that_scripts_know() {
        let endings = [
            Exit::Done,
            Exit::Failed,
            Exit::Usage,
            Exit::NeedsOperator,
            Exit::NobodyAsked,
            Exit::ProbeUsage,
        ];
        let numbers = [0, 1, 2, 3, 2, 64].map(ExitCode::from);
        assert_eq!(format!("{:?}", endings.map(ExitCode::from)), format!("{numbers:?}"));
    }

    fn ending_in(exit: Exit) -> Vec<&'static str> {
        let codes = ErrorCode::ALL.iter().filter(|code| exit_for(**code) == exit);
        codes.map(|code| code.as_str()).collect()
    }
}
