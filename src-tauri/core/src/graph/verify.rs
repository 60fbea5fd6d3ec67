//! Whether principals are as they are wanted: reads only, never writes, and asks for no right to.

use super::client::Client;
use super::desired::{KeyLeft, Precondition, StateDiff};
use super::plan::OnProgress;
use super::principal::{self, PrincipalReading};
use super::{DesiredState, PrincipalResult, PrincipalState, Progress, ProgressPhase};
use crate::error::{ErrorCode, Problem};
use crate::http::BearerSource;
use crate::messages::{All, Moment, Text, text};
use futures::future::join_all;

/// Reads the principals side by side and reports for each whether everything wanted is there, and
/// whether it can act with it.
///
/// A principal that does not show it at once is read again after a moment, because reads may come
/// from a server of Microsoft's that is behind.
///
/// # Errors
/// [`ErrorCode::CertificateMissing`] when nothing at all is wanted of an application,
/// [`ErrorCode::AnswerInvalid`] when a name cannot be one.
pub async fn verify<B: BearerSource>(
    client: &Client<B>,
    desired: &[DesiredState],
    progress: OnProgress<'_>,
) -> Result<Vec<PrincipalResult>, Problem> {
    let desired: Vec<_> = desired.iter().map(DesiredState::checked).collect::<Result<_, _>>()?;
    Ok(join_all(desired.iter().map(|state| one(client, state, progress))).await)
}

async fn one<B: BearerSource>(
    client: &Client<B>,
    state: &DesiredState,
    progress: OnProgress<'_>,
) -> PrincipalResult {
    let app = state.app;
    let tell = |phase, note| {
        progress(Progress { app_id: app, phase, note });
    };
    let reported = |note| tell(ProgressPhase::Reading, Some(note));
    tell(ProgressPhase::Reading, None);
    let about = (app, state.needs());
    let mut pauses = client.policy().verify.iter();
    let result = loop {
        let (reading, error) =
            match principal::read(client, about, client.policy().tries, &reported).await {
                Ok(reading) => {
                    let error = lacks(&reading, state);
                    (Some(reading), error)
                }
                Err(problem) => (None, Some(problem)),
            };
        match pauses.next() {
            Some(pause) if error.as_ref().is_some_and(|error| may_lag(error, state)) => {
                client.wait(*pause, "again", &reported).await;
            }
            _ => {
                let end = match error {
                    Some(_) => PrincipalState::Failed,
                    None => PrincipalState::AlreadyThere,
                };
                let wants = |key: &_| state.wants(key);
                break PrincipalReading::result(reading.as_ref(), app, end, wants, error);
            }
        }
    };
    tell(ProgressPhase::Ended, None);
    result
}

/// Whether another read may show it. Waiting enables nothing, unless somebody has just done so.
fn may_lag(problem: &Problem, state: &DesiredState) -> bool {
    problem.code == ErrorCode::NotReadBack
        || (state.enabled && problem.code == ErrorCode::PrincipalDisabled)
}

/// What is not as it is wanted.
fn lacks(reading: &PrincipalReading, state: &DesiredState) -> Option<Problem> {
    let diff = state.diff(&reading.observed());
    match &diff.condition {
        Precondition::Met => {}
        Precondition::NotHeld => return None,
        Precondition::NotKnown { key } => return Some(state.condition_unknown(key)),
    }
    let Some(principal) = &reading.principal else {
        return (!diff.is_met()).then(|| Problem::of(ErrorCode::PrincipalAbsent));
    };
    if let Some(refused) = state.refused(reading.at) {
        return Some(refused);
    }
    let missing = missing(&diff, principal.account_enabled);
    let acts = !state.certificates.is_empty() || !state.names.is_empty() || state.enabled;
    let is_disabled = acts && principal.account_enabled == Some(false);
    match (missing.is_empty(), is_disabled) {
        (true, false) => None,
        (true, true) => Some(disabled(state)),
        (false, false) => Some(Problem::new(ErrorCode::NotReadBack, Text::joined(missing))),
        // One that is disabled as well is reported with it.
        (false, true) => {
            let also = text!("graph-verify-also-disabled");
            let message = Text::joined(missing.into_iter().chain([also]));
            let mut problem = Problem::new(ErrorCode::NotReadBack, message);
            problem.next.extend(disabled(state).next);
            Some(problem)
        }
    }
}

/// What does not show, in sentences. That it is disabled is said elsewhere.
fn missing(diff: &StateDiff, account_enabled: Option<bool>) -> Vec<Text> {
    let mut sentences = Vec::new();
    let absent = diff.keys.iter().filter(|key| key.entry.is_none());
    let absent: Vec<_> = absent.map(|key| key.certificate.to_string()).collect();
    if !absent.is_empty() {
        sentences.push(text!("graph-verify-missing", absent = All(absent)));
    }
    for key in &diff.keys {
        let Some(entry) = key.entry else { continue };
        let certificate = key.certificate;
        sentences.push(match entry.end {
            Some(end) => {
                text!("graph-verify-expired-at", certificate = certificate, end = Moment(end))
            }
            None => text!("graph-verify-expired", certificate = certificate),
        });
    }
    if !diff.names.is_empty() {
        sentences.push(text!("graph-verify-names", names = diff.names.join(", ")));
    }
    sentences.extend(diff.keys_left.iter().map(|left| match left {
        KeyLeft::Thumbprint(thumbprint) => text!("graph-verify-key-left", thumbprint = thumbprint),
        KeyLeft::Id(id) => text!("graph-verify-key-left", thumbprint = id),
        KeyLeft::NotKnown(id) => text!("graph-verify-key-left-unknown", id = id),
    }));
    if diff.enabled == Some(true) && account_enabled.is_none() {
        sentences.push(text!("graph-verify-not-enabled"));
    }
    sentences
}

fn disabled(state: &DesiredState) -> Problem {
    let message = if state.names.is_empty() && !state.certificates.is_empty() {
        text!("graph-verify-disabled-keys")
    } else {
        text!("graph-verify-disabled")
    };
    Problem::new(ErrorCode::PrincipalDisabled, message)
}
