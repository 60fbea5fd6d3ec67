//! Known vulnerabilities of crates and npm packages. The databases are on the internet: where they cannot be
//! reached, a check of everything says so and goes on. The workflow insists on them.

use crate::command::{Result, captured, root};
use crate::setup;

/// What follows when a database cannot be reached.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Unreachable {
    /// It is said.
    Reported,
    /// It is an error.
    Refused,
}

/// A check, and how its output shows what came of it.
struct Check {
    name: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
    folder: &'static str,
    /// Only in the output of a check that could not read its database.
    unreachable: &'static [&'static str],
}

const CHECKS: [Check; 2] = [
    Check {
        name: "crates",
        program: "cargo",
        arguments: &["deny", "check", "advisories"],
        folder: "",
        unreachable: &["failed to fetch advisory database"],
    },
    Check {
        name: "npm packages",
        program: "npm",
        arguments: &["audit", "--audit-level", "low"],
        folder: "ui",
        unreachable: &[
            "audit endpoint returned an error",
            "audit request to",
            "ENOTFOUND",
            "EAI_AGAIN",
        ],
    },
];

/// Looks every crate and every npm package up.
pub(crate) fn check(unreachable: Unreachable) -> Result {
    setup::for_lints()?;
    for check in &CHECKS {
        let (succeeded, output) =
            captured(&root().join(check.folder), check.program, check.arguments)?;
        match judge(check, succeeded, &output) {
            Judged::Clean => {}
            Judged::Unreachable if unreachable == Unreachable::Reported => eprintln!(
                "Skipped: the database of advisories for {} could not be reached.",
                check.name
            ),
            Judged::Unreachable => {
                eprintln!("{output}");
                return Err(format!(
                    "the database of advisories for {} could not be reached",
                    check.name
                ));
            }
            Judged::Found => {
                eprintln!("{output}");
                return Err(format!("{} have known vulnerabilities", check.name));
            }
        }
    }
    Ok(())
}

#[derive(Debug, PartialEq)]
enum Judged {
    Clean,
    Unreachable,
    Found,
}

fn judge(check: &Check, succeeded: bool, output: &str) -> Judged {
    let lost = || check.unreachable.iter().any(|words| output.contains(words));
    if succeeded {
        Judged::Clean
    } else if lost() {
        Judged::Unreachable
    } else {
        Judged::Found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_reached_is_no_finding_and_a_finding_is_not_passed_over() {
        let [crates, npm] = &CHECKS;
        let fetch =
            "[ERROR] failed to fetch advisory database https://github.com/RustSec/advisory-db";
        assert_eq!(judge(crates, false, fetch), Judged::Unreachable);
        assert_eq!(
            judge(crates, false, "error[vulnerability]: a crate\nadvisories FAILED"),
            Judged::Found
        );
        assert_eq!(judge(crates, true, "advisories ok"), Judged::Clean);
        let refused =
            "npm warn audit 405 Method Not Allowed\nnpm error audit endpoint returned an error";
        assert_eq!(judge(npm, false, refused), Judged::Unreachable);
        assert_eq!(judge(npm, false, "1 high severity vulnerability"), Judged::Found);
        assert_eq!(judge(npm, true, "found 0 vulnerabilities"), Judged::Clean);
    }
}
