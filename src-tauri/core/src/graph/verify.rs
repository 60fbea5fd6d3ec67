//! Whether certificates are on the principals: reads only, never writes, and asks for no right to.

use super::app_id::AppId;
use super::client::Client;
use super::key::KeyCredential;
use super::plan::{OnProgress, distinct};
use super::principal::{self, Reading};
use super::{PrincipalResult, PrincipalState, Progress, ProgressPhase, Wanted};
use crate::certificate::Certificate;
use crate::error::{ErrorCode, Problem};
use crate::http::BearerSource;
use futures::future::join_all;

/// Reads the principals side by side and tells for each whether all certificates are there and it
/// can act with them.
///
/// A principal that does not show one at once is read again after a moment, because reads may come
/// from a server of Microsoft's that is behind.
///
/// # Errors
/// [`ErrorCode::CertificateMissing`] when no certificate is given.
pub async fn verify<B: BearerSource>(
    client: &Client<B>,
    wanted: &[Wanted],
    progress: OnProgress<'_>,
) -> Result<Vec<PrincipalResult>, Problem> {
    let wanted = wanted.iter().map(|wanted| Ok((wanted.app, distinct(&wanted.certificates)?)));
    let wanted: Vec<_> = wanted.collect::<Result<_, Problem>>()?;
    let results =
        wanted.iter().map(|(app, certificates)| one(client, *app, certificates, progress));
    Ok(join_all(results).await)
}

async fn one<B: BearerSource>(
    client: &Client<B>,
    app: AppId,
    certificates: &[Certificate],
    progress: OnProgress<'_>,
) -> PrincipalResult {
    let tell = |phase, note| {
        progress(Progress { app_id: app.to_string(), phase, note });
    };
    let told = |note| tell(ProgressPhase::Reading, Some(note));
    tell(ProgressPhase::Reading, None);
    let mut pauses = client.pace().verify.iter();
    let result = loop {
        let reading = match principal::read(client, app, client.pace().tries, &told).await {
            Ok(reading) => reading,
            Err(problem) => break failed(app, problem),
        };
        let result = judge(app, &reading, certificates);
        let lags = |problem: &Problem| problem.code == ErrorCode::NotReadBack;
        match pauses.next() {
            Some(pause) if result.error.as_ref().is_some_and(lags) => {
                client.rest(*pause, "reading once more", &told).await;
            }
            _ => break result,
        }
    };
    tell(ProgressPhase::Ended, None);
    result
}

fn failed(app: AppId, problem: Problem) -> PrincipalResult {
    Reading::result(None, app, PrincipalState::Failed, |_| false, Some(problem))
}

fn judge(app: AppId, reading: &Reading, certificates: &[Certificate]) -> PrincipalResult {
    let Some(principal) = &reading.principal else {
        return failed(app, Problem::of(ErrorCode::PrincipalAbsent));
    };
    let asked = |key: &KeyCredential| {
        key.verifies()
            && certificates
                .iter()
                .any(|certificate| key.thumbprint() == Some(certificate.thumbprint()))
    };
    let shows = |certificate: &&Certificate| {
        principal.keys.iter().any(|key| {
            key.verifies()
                && key.thumbprint() == Some(certificate.thumbprint())
                && !key.is_expired(reading.at)
        })
    };
    let invalid = certificates.iter().find_map(|certificate| certificate.check(reading.at).err());
    let missing: Vec<_> = certificates
        .iter()
        .filter(|certificate| !shows(certificate))
        .map(|certificate| certificate.thumbprint().to_string())
        .collect();
    let disabled = (principal.account_enabled == Some(false)).then(disabled);
    let error = match invalid {
        Some(invalid) => Some(invalid.into()),
        None if missing.is_empty() => disabled,
        None => Some(not_there(&missing, disabled)),
    };
    let state = match error {
        Some(_) => PrincipalState::Failed,
        None => PrincipalState::AlreadyThere,
    };
    Reading::result(Some(reading), app, state, asked, error)
}

fn disabled() -> Problem {
    Problem::new(
        ErrorCode::PrincipalDisabled,
        "The keys are there, but this application is disabled in the tenant: it cannot act with them.",
    )
}

/// Certificates that do not show. A principal that is disabled as well is told in the same breath.
fn not_there(missing: &[String], disabled: Option<Problem>) -> Problem {
    let missing = missing.join(" and ");
    let message = format!("Reading this application's keys does not show {missing}.");
    match disabled {
        None => Problem::new(ErrorCode::NotReadBack, message),
        Some(disabled) => {
            let message = format!("{message} Besides, the application is disabled in the tenant.");
            let mut problem = Problem::new(ErrorCode::NotReadBack, message);
            problem.next.extend(disabled.next);
            problem
        }
    }
}
