//! Whether results that were kept show what is wanted of an application.

use super::desired::Precondition;
use super::{DesiredState, PrincipalResult, PrincipalState};
use crate::error::ErrorCode;
use jiff::Timestamp;

/// What results say of what is wanted of one application.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Coverage {
    /// All of it is there.
    Satisfied,
    /// Nothing is asked of it: it does not hold the certificate that it would have to hold.
    NotAsked,
    /// Something is missing, or was not read.
    NotSatisfied,
}

impl Coverage {
    /// What several come to together: all must be there, and at least one must be asked.
    pub fn of_all(each: impl IntoIterator<Item = Self>) -> Self {
        let worst = |one: Option<Self>, other: Self| match (one, other) {
            (None, other) => Some(other),
            (Some(Self::NotSatisfied), _) | (_, Self::NotSatisfied) => Some(Self::NotSatisfied),
            (Some(Self::Satisfied), _) | (_, Self::Satisfied) => Some(Self::Satisfied),
            (Some(Self::NotAsked), Self::NotAsked) => Some(Self::NotAsked),
        };
        each.into_iter().fold(None, worst).unwrap_or(Self::NotSatisfied)
    }
}

impl DesiredState {
    /// What these results show of it at this time. An application may be among them more than once.
    pub fn coverage(&self, results: &[PrincipalResult], now: Timestamp) -> Coverage {
        Coverage::of_all(self.entries(results).map(|result| self.coverage_of(result, now)))
    }

    /// Whether one of these results looked for it and did not find it.
    pub fn is_contradicted_by(&self, results: &[PrincipalResult], now: Timestamp) -> bool {
        self.entries(results).any(|result| {
            let code = result.error.as_ref().map(|error| error.code);
            code == Some(ErrorCode::NotReadBack) && !self.diff(&result.observed(now)).is_met()
        })
    }

    fn entries<'r>(
        &self,
        results: &'r [PrincipalResult],
    ) -> impl Iterator<Item = &'r PrincipalResult> {
        let app = self.app;
        results.iter().filter(move |result| result.app_id == app)
    }

    fn coverage_of(&self, result: &PrincipalResult, now: Timestamp) -> Coverage {
        let read = matches!(result.state, PrincipalState::Done | PrincipalState::AlreadyThere);
        let code = result.error.as_ref().map(|error| error.code);
        let absent =
            result.state == PrincipalState::Failed && code == Some(ErrorCode::PrincipalAbsent);
        let diff = self.diff(&result.observed(now));
        let all = read && diff.is_met();
        match diff.condition {
            // What was wanted may have taken the place of the certificate by which it was known. Where
            // nothing was to be there, nothing distinguishes this application from one that is somebody else's.
            Precondition::NotHeld | Precondition::NotKnown { .. }
                if all && !self.certificates.is_empty() =>
            {
                Coverage::Satisfied
            }
            Precondition::NotHeld if read || absent => Coverage::NotAsked,
            Precondition::Met if all => Coverage::Satisfied,
            Precondition::Met | Precondition::NotHeld | Precondition::NotKnown { .. } => {
                Coverage::NotSatisfied
            }
        }
    }
}
