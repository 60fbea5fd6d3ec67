//! What is said in the end of one principal: never more than what was read.

use super::{PrincipalWrite, Wrote};
use crate::error::{ErrorCode, Problem};
use crate::graph::principal::PrincipalReading;
use crate::graph::{KeyFate, NameFate, PrincipalPlan, PrincipalResult, PrincipalState};
use crate::http::BearerSource;
use crate::messages::{Text, text};

/// What a write is of, for the sentences at the end of one.
#[derive(Clone, Copy)]
pub(super) enum Subject {
    /// Keys alone.
    Keys,
    /// Names or the state as well.
    All,
}

impl Subject {
    /// That it is not what the plan was made from.
    pub(super) fn changed(self) -> Text {
        match self {
            Self::Keys => text!("graph-keys-changed"),
            Self::All => text!("graph-all-changed"),
        }
    }

    /// That it was not touched, after the application was created.
    fn only_created(self) -> Text {
        match self {
            Self::Keys => text!("graph-keys-only-created"),
            Self::All => text!("graph-all-only-created"),
        }
    }

    fn in_doubt(self) -> Text {
        match self {
            Self::Keys => text!("graph-keys-in-doubt"),
            Self::All => text!("graph-all-in-doubt"),
        }
    }

    fn accepted(self) -> Text {
        match self {
            Self::Keys => text!("graph-keys-accepted"),
            Self::All => text!("graph-all-accepted"),
        }
    }

    /// What the last reading does not show any more.
    fn shown_before(self, missing: &Text) -> Text {
        match self {
            Self::Keys => text!("graph-keys-shown-before", missing = missing),
            Self::All => text!("graph-all-shown-before", missing = missing),
        }
    }

    fn written(self) -> Text {
        match self {
            Self::Keys => text!("graph-keys-written"),
            Self::All => text!("graph-all-written"),
        }
    }
}

impl<B: BearerSource> PrincipalWrite<'_, B> {
    /// What the plan is of.
    pub(super) fn subject(&self) -> Subject {
        let covers = self.covers();
        if covers.names || covers.enabled { Subject::All } else { Subject::Keys }
    }

    /// How far the principal came.
    pub(super) fn result(&self, end: Result<PrincipalState, Problem>) -> PrincipalResult {
        let wants = |key: &_| self.part.goal.wants(key);
        let (state, error) = match end {
            Ok(state) => self.with_others(state, None),
            Err(cause) => self.broken_off(cause),
        };
        let written = self.may_have_written();
        let before = self.before.as_ref().filter(|_| written);
        let effect = (state == PrincipalState::Done).then(|| self.agreed.effect());
        PrincipalResult {
            before: before.map(|reading| reading.before(wants)),
            effect,
            written: Some(written),
            ..PrincipalReading::result(self.last.as_ref(), self.app(), state, wants, error)
        }
    }

    /// Whether anything is in the tenant because of this, or may be.
    fn may_have_written(&self) -> bool {
        match self.wrote {
            Wrote::Nothing => self.created || self.creation_in_doubt,
            Wrote::InDoubt | Wrote::Accepted | Wrote::Shown(_) => true,
        }
    }

    /// An end before everything was done. An earlier write counts as read back only while the last
    /// reading still shows it.
    fn broken_off(&self, cause: Problem) -> (PrincipalState, Option<Problem>) {
        let failed = |so_far: Text| (PrincipalState::Failed, Some(adding(cause.clone(), so_far)));
        match &self.wrote {
            Wrote::Nothing if self.created => failed(self.subject().only_created()),
            Wrote::Nothing if self.creation_in_doubt => {
                (PrincipalState::Unknown, Some(adding(cause, text!("graph-creation-in-doubt"))))
            }
            Wrote::Nothing => failed(text!("graph-nothing-written")),
            Wrote::InDoubt => self.open(cause, self.subject().in_doubt()),
            Wrote::Accepted => self.open(cause, self.subject().accepted()),
            Wrote::Shown(decision) => {
                match self.last.as_ref().and_then(|last| decision.missing_from(last)) {
                    None => self.with_others(PrincipalState::Done, Some(cause)),
                    Some(missing) => self.open(cause, self.subject().shown_before(&missing)),
                }
            }
        }
    }

    /// An end that reading did not settle, and what the last reading shows of the keys of others.
    fn open(&self, cause: Problem, so_far: Text) -> (PrincipalState, Option<Problem>) {
        let mut problem = adding(cause, so_far);
        if let Some(last) = &self.last {
            self.concurrent.mention(last, &mut problem);
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
        let written = self.subject().written();
        let reported = self.last.as_ref().and_then(|last| self.concurrent.problem(last));
        let Some((problem, lost)) = reported else {
            return (state, cause.map(|cause| adding(cause, written)));
        };
        let detail = cause.map(|cause| match cause.detail {
            Some(detail) => format!("{}\n{detail}", cause.message),
            None => cause.message.into(),
        });
        let problem = Problem { detail, ..problem };
        if lost {
            (PrincipalState::Failed, Some(adding(problem, written)))
        } else {
            (state, Some(problem))
        }
    }
}

/// The same problem, and what has come about nevertheless.
fn adding(problem: Problem, so_far: Text) -> Problem {
    Problem { message: problem.message.then(so_far), ..problem }
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
        Problem { message: text!("graph-expired-refused"), ..problem }
    } else {
        with_names(problem, plan)
    }
}

/// A refusal of a write that adds names, and the names: a person with the right to add them must know which.
fn with_names(mut problem: Problem, plan: &PrincipalPlan) -> Problem {
    let is_refusal =
        matches!(problem.code, ErrorCode::PrincipalLocked | ErrorCode::GraphAccessDenied);
    let added = plan.names.iter().filter(|name| name.fate == NameFate::Add);
    let added: Vec<_> = added.map(|name| name.name.as_str()).collect();
    if !is_refusal || added.is_empty() {
        return problem;
    }
    let added = added.join(", ");
    let names = text!("graph-names-missing", names = added);
    problem.message = problem.message.then(names);
    problem.next.push(match problem.code {
        ErrorCode::PrincipalLocked => {
            text!("graph-names-support", added = added)
        }
        _ => text!("graph-names-refused", added = added),
    });
    problem
}
