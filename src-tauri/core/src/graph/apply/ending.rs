//! What is said in the end of one principal: never more than what was read.

use super::{Course, Wrote};
use crate::error::{ErrorCode, Problem};
use crate::graph::principal::Reading;
use crate::graph::{KeyFate, PrincipalPlan, PrincipalResult, PrincipalState};
use crate::http::BearerSource;

impl<B: BearerSource> Course<'_, B> {
    /// How far the principal came.
    pub(super) fn result(&self, end: Result<PrincipalState, Problem>) -> PrincipalResult {
        let wants = |key: &_| self.part.wish.wants(key);
        let (state, error) = match end {
            Ok(state) => self.with_others(state, None),
            Err(cause) => self.broken_off(cause),
        };
        Reading::result(self.last.as_ref(), self.app(), state, wants, error)
    }

    /// An end before everything was done. An earlier write counts as read back only while the last
    /// reading still shows it.
    fn broken_off(&self, cause: Problem) -> (PrincipalState, Option<Problem>) {
        let failed = |so_far| (PrincipalState::Failed, Some(adding(cause.clone(), so_far)));
        match &self.wrote {
            Wrote::Nothing if self.created => {
                failed("The application is in the tenant now, but no keys were written.")
            }
            Wrote::Nothing if self.creation_in_doubt => (
                PrincipalState::Unknown,
                Some(adding(
                    cause,
                    "It is not known whether the application was added to the tenant. No keys were written.",
                )),
            ),
            Wrote::Nothing => failed("Nothing was written."),
            Wrote::InDoubt => self.open(
                cause,
                "It is not known whether the keys were written. Verify before you try again.",
            ),
            Wrote::Accepted => self.open(
                cause,
                "Microsoft Graph accepted the keys, but they could not be read back. Verify before you try again.",
            ),
            Wrote::Shown(decision) => {
                match self.last.as_ref().and_then(|last| decision.missing_from(last)) {
                    None => self.with_others(PrincipalState::Done, Some(cause)),
                    Some(missing) => self.open(
                        cause,
                        &format!(
                            "The keys were written and read back, but the last reading does not show them so any more: {missing}. Verify before you try again."
                        ),
                    ),
                }
            }
        }
    }

    /// An end that reading did not settle, and what the last reading shows of the keys of others.
    fn open(&self, cause: Problem, so_far: &str) -> (PrincipalState, Option<Problem>) {
        let mut problem = adding(cause, so_far);
        if let Some(last) = &self.last {
            self.strangers.mention(last, &mut problem);
        }
        (PrincipalState::Unknown, Some(problem))
    }

    /// An end whose last reading shows all that was decided; what became of the keys that others added
    /// meanwhile, and what broke the rest off.
    fn with_others(
        &self,
        state: PrincipalState,
        cause: Option<Problem>,
    ) -> (PrincipalState, Option<Problem>) {
        const WRITTEN: &str = "The certificates themselves were written and read back.";
        let told = self.last.as_ref().and_then(|last| self.strangers.told(last));
        let Some((problem, lost)) = told else {
            return (state, cause.map(|cause| adding(cause, WRITTEN)));
        };
        let detail = cause.map(|cause| match cause.detail {
            Some(detail) => format!("{}\n{detail}", cause.message),
            None => cause.message,
        });
        let problem = Problem { detail, ..problem };
        if lost {
            (PrincipalState::Failed, Some(adding(problem, WRITTEN)))
        } else {
            (state, Some(problem))
        }
    }
}

/// The same problem, and what has come about nevertheless.
fn adding(problem: Problem, so_far: &str) -> Problem {
    Problem { message: format!("{} {so_far}", problem.message), ..problem }
}

/// Whether reading on may still come to an end.
pub(super) fn passes(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::NetworkUnreachable
            | ErrorCode::NetworkTimeout
            | ErrorCode::GraphUnavailable
            | ErrorCode::GraphThrottled
            | ErrorCode::GraphUnreadable
            | ErrorCode::PrincipalNotReplicated
    )
}

pub(super) fn is_absent(problem: &Problem) -> bool {
    matches!(problem.code, ErrorCode::PrincipalAbsent | ErrorCode::PrincipalNotReplicated)
}

/// The words of the table fit the new certificate; an expired key that stays is refused alike.
pub(super) fn explain(problem: Problem, plan: &PrincipalPlan) -> Problem {
    let keeps_expired = plan.keys.iter().any(|key| key.fate == KeyFate::KeepExpired);
    if problem.code == ErrorCode::GraphCertificateEndDate && keeps_expired {
        Problem {
            message: "Microsoft Graph does not take expired keys again. Let the expired keys be dropped, then try again.".to_owned(),
            ..problem
        }
    } else {
        problem
    }
}
