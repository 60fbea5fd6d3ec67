//! What is said in the end of one principal: never more than what was read.

use super::{Course, Doubt};
use crate::error::{ErrorCode, Problem};
use crate::graph::principal::Reading;
use crate::graph::{KeyFate, PrincipalPlan, PrincipalResult, PrincipalState};
use crate::http::BearerSource;

impl<B: BearerSource> Course<'_, B> {
    /// How far the principal came.
    pub(super) fn result(&self, end: Result<PrincipalState, Problem>) -> PrincipalResult {
        let wants = |key: &_| self.part.wish.wants(key);
        let last = self.last.as_ref();
        let problem = match end {
            Ok(state) => {
                let (state, error) = self.with_others(state, None);
                return Reading::result(last, self.app(), state, wants, error);
            }
            // The certificates were read back; what failed is to put back a key of somebody else.
            Err(problem) if self.shown => {
                let (state, error) = self.with_others(PrincipalState::Done, Some(problem));
                return Reading::result(last, self.app(), state, wants, error);
            }
            Err(problem) => problem,
        };
        let (state, so_far) = match (self.accepted, self.in_doubt, self.created) {
            (true, _, _) => (
                PrincipalState::Unknown,
                "Microsoft Graph accepted the keys, but they could not be read back. Verify before you try again.",
            ),
            (false, Some(Doubt::Keys), _) => (
                PrincipalState::Unknown,
                "It is not known whether the keys were written. Verify before you try again.",
            ),
            (false, Some(Doubt::Creation), _) => (
                PrincipalState::Unknown,
                "It is not known whether the application was added to the tenant. No keys were written.",
            ),
            (false, None, true) => (
                PrincipalState::Failed,
                "The application is in the tenant now, but no keys were written.",
            ),
            (false, None, false) => (PrincipalState::Failed, "Nothing was written."),
        };
        let error = Problem { message: format!("{} {so_far}", problem.message), ..problem };
        Reading::result(last, self.app(), state, wants, Some(error))
    }

    /// A good end, and what became of the keys that others added meanwhile.
    fn with_others(
        &self,
        state: PrincipalState,
        cause: Option<Problem>,
    ) -> (PrincipalState, Option<Problem>) {
        let told = self.last.as_ref().and_then(|last| self.strangers.told(last));
        let Some((problem, lost)) = told else { return (state, None) };
        if !lost {
            return (state, Some(problem));
        }
        let message =
            format!("{} The certificates themselves were written and read back.", problem.message);
        let detail = cause.map(|cause| match cause.detail {
            Some(detail) => format!("{}\n{detail}", cause.message),
            None => cause.message,
        });
        (PrincipalState::Failed, Some(Problem { message, detail, ..problem }))
    }
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
