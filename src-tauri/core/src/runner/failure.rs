//! Why a run came to no result, by what the runner said last, by the numbers of Windows and by the ids of
//! PowerShell. Words of the system are in its language, so they decide nothing.

use super::output::{RunOutput, RunnerEnd};
use crate::error::{ErrorCode, Problem};
use crate::messages::{say, text};
use regex::Regex;
use std::sync::LazyLock;

/// How the process ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RunExit {
    /// It could not be started, for this reason.
    NotStarted(String),
    /// By itself, with this exit code where the system gives one.
    Ended(Option<i32>),
    /// The operator canceled it.
    Cancelled,
    /// It took too long: so many minutes.
    TimedOut(u64),
    /// It printed more than any script does.
    TooMuchOutput,
}

/// Numbers of Windows and of its remote management, each with what it means here (`winerror.h`, `wsmerror.h`).
const NUMBERS: [(u32, ErrorCode); 15] = [
    (0x0000_0005, ErrorCode::RunAccessDenied),
    (0x8007_0005, ErrorCode::RunAccessDenied),
    // The signed-in session came from another computer and may not go on to a third.
    (0x8007_0520, ErrorCode::RunDoubleHop),
    (0x8009_030E, ErrorCode::RunDoubleHop),
    (0x8009_0303, ErrorCode::RunKerberosFailed),
    (0x8009_030C, ErrorCode::RunKerberosFailed),
    (0x8009_0311, ErrorCode::RunKerberosFailed),
    (0x8009_0322, ErrorCode::RunKerberosFailed),
    (0x8009_0324, ErrorCode::RunKerberosFailed),
    (0x8009_0350, ErrorCode::RunKerberosFailed),
    (0x8033_809D, ErrorCode::RunKerberosFailed),
    (0x8033_81B9, ErrorCode::RunServerNotFound),
    (0x8007_2AF9, ErrorCode::RunServerNotFound),
    (0x8033_8012, ErrorCode::RunConnectionFailed),
    (0x8033_8126, ErrorCode::RunConnectionFailed),
];

/// Ids of PowerShell's errors, as parts of what it prints.
const IDS: [(&str, ErrorCode); 7] = [
    ("AccessDenied,PSSession", ErrorCode::RunAccessDenied),
    ("ComputerNotFound,PSSession", ErrorCode::RunServerNotFound),
    ("LogonFailure,PSSession", ErrorCode::RunKerberosFailed),
    ("ScriptContainedMaliciousContent", ErrorCode::RunBlocked),
    ("UnauthorizedAccess", ErrorCode::RunPolicyForbids),
    ("PSSecurityException", ErrorCode::RunPolicyForbids),
    ("about_Execution_Policies", ErrorCode::RunPolicyForbids),
];

static HEXADECIMAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("0[xX]([0-9A-Fa-f]{8})").expect("BUG: a test uses the expression"));

/// Why there is no result of a run. For a run that printed no receipt.
pub fn run_failure(output: &RunOutput, exit: &RunExit) -> Problem {
    match exit {
        RunExit::NotStarted(why) => {
            return Problem::of(ErrorCode::RunNotStarted).with_detail(why.as_str());
        }
        RunExit::Cancelled => return Problem::of(ErrorCode::Cancelled),
        RunExit::TimedOut(minutes) => {
            return Problem::new(
                ErrorCode::RunTimedOut,
                text!("runner-timed-out", minutes = *minutes),
            );
        }
        RunExit::TooMuchOutput => return Problem::of(ErrorCode::RunTooMuchOutput),
        RunExit::Ended(_) => {}
    }
    match output.end() {
        Some(end) => by_end(end, output),
        // The runner was refused, or ended before it came to the script.
        None if !output.script_began() => {
            let loose = output.loose();
            let code = by_id(&loose).unwrap_or(ErrorCode::RunNotStarted);
            detailed(code, &loose, exit)
        }
        None => detailed(ErrorCode::RunBrokeOff, "", exit),
    }
}

/// Why the system refused to load the script. An error that ended it later may have the same id.
pub(super) fn refusal(output: &RunOutput) -> Option<ErrorCode> {
    let end = output.end().filter(|end| end.code == "script-refused")?;
    if output.script_said() { None } else { by_id(&reason(end)) }
}

fn reason(end: &RunnerEnd) -> String {
    format!("{} {}", end.id, end.message)
}

fn by_end(end: &RunnerEnd, output: &RunOutput) -> Problem {
    let code = match end.code.as_str() {
        "ended" => ErrorCode::RunNoResult,
        "language-restricted" => ErrorCode::RunLanguageRestricted,
        "not-elevated" => ErrorCode::RunNotElevated,
        "shell-missing" | "shell-failed" => {
            by_id(&reason(end)).unwrap_or(ErrorCode::RunShellFailed)
        }
        "connection-failed" => {
            by_id(&end.id).or_else(|| by_number(end)).unwrap_or(ErrorCode::RunConnectionFailed)
        }
        "script-refused" => refusal(output).unwrap_or(ErrorCode::RunNoResult),
        "directory-failed" => ErrorCode::RunDirectoryFailed,
        _ if output.script_began() => ErrorCode::RunBrokeOff,
        _ => ErrorCode::RunNotStarted,
    };
    let problem = Problem::of(code);
    if end.message.is_empty() { problem } else { problem.with_detail(end.message.as_str()) }
}

fn by_id(text: &str) -> Option<ErrorCode> {
    IDS.iter().find(|(id, _)| text.contains(id)).map(|(_, code)| *code)
}

/// A number in the words says more than that of the error: it is its cause.
fn by_number(end: &RunnerEnd) -> Option<ErrorCode> {
    let inner = HEXADECIMAL
        .captures_iter(&end.message)
        .filter_map(|found| u32::from_str_radix(found.get(1)?.as_str(), 16).ok());
    // PowerShell gives the number with a sign.
    let own = i32::try_from(end.number).map(i32::cast_unsigned).or_else(|_| end.number.try_into());
    let known = |number: u32| NUMBERS.iter().find(|(one, _)| *one == number).map(|(_, code)| *code);
    inner.chain(own).find_map(known)
}

fn detailed(code: ErrorCode, said: &str, exit: &RunExit) -> Problem {
    let ended = match exit {
        RunExit::Ended(Some(number)) => say!("runner-exit-code", code = number.to_string()),
        RunExit::Ended(None)
        | RunExit::NotStarted(_)
        | RunExit::Cancelled
        | RunExit::TimedOut(_)
        | RunExit::TooMuchOutput => String::new(),
    };
    let detail = [said, ended.as_str()].join("\n");
    let problem = Problem::of(code);
    match detail.trim() {
        "" => problem,
        detail => problem.with_detail(detail),
    }
}
