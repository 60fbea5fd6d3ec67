//! Whether principals are as they are wanted: reads only, never writes, and asks for no right to.

use super::app_id::AppId;
use super::client::Client;
use super::decide::{Held, Upload, held};
use super::key::KeyCredential;
use super::plan::{OnProgress, wish};
use super::principal::{self, Principal, Reading};
use super::{
    KeyName, PrincipalResult, PrincipalState, Progress, ProgressPhase, UploadOptions, Wanted, names,
};
use crate::certificate::{Certificate, Thumbprint};
use crate::error::{ErrorCode, Problem};
use crate::http::BearerSource;
use futures::future::join_all;
use uuid::Uuid;

/// Nothing is written here.
const READ_ONLY: UploadOptions = UploadOptions { drop_expired: false, create_missing: false };

/// Reads the principals side by side and tells for each whether everything wanted is there, and
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
    wanted: &[Wanted],
    progress: OnProgress<'_>,
) -> Result<Vec<PrincipalResult>, Problem> {
    let wishes = wanted.iter().map(|wanted| Ok((wanted.app, wish(wanted, READ_ONLY)?)));
    let wishes: Vec<_> = wishes.collect::<Result<_, Problem>>()?;
    let results = wishes.iter().map(|(app, wish)| one(client, *app, wish, progress));
    Ok(join_all(results).await)
}

async fn one<B: BearerSource>(
    client: &Client<B>,
    app: AppId,
    wish: &Upload,
    progress: OnProgress<'_>,
) -> PrincipalResult {
    let tell = |phase, note| {
        progress(Progress { app_id: app.to_string(), phase, note });
    };
    let told = |note| tell(ProgressPhase::Reading, Some(note));
    tell(ProgressPhase::Reading, None);
    let about = (app, wish.needs());
    let mut pauses = client.pace().verify.iter();
    let result = loop {
        let (reading, error) =
            match principal::read(client, about, client.pace().tries, &told).await {
                Ok(reading) => {
                    let error = lacks(&reading, wish);
                    (Some(reading), error)
                }
                Err(problem) => (None, Some(problem)),
            };
        match pauses.next() {
            Some(pause) if error.as_ref().is_some_and(|error| may_lag(error, wish)) => {
                client.rest(*pause, "reading once more", &told).await;
            }
            _ => {
                let state = match error {
                    Some(_) => PrincipalState::Failed,
                    None => PrincipalState::AlreadyThere,
                };
                let wants = |key: &_| wish.wants(key);
                break Reading::result(reading.as_ref(), app, state, wants, error);
            }
        }
    };
    tell(ProgressPhase::Ended, None);
    result
}

/// Whether another read may show it. Waiting enables nothing, unless somebody has just done so.
fn may_lag(problem: &Problem, wish: &Upload) -> bool {
    problem.code == ErrorCode::NotReadBack
        || (wish.enabled && problem.code == ErrorCode::PrincipalDisabled)
}

/// What is not as it is wanted.
fn lacks(reading: &Reading, wish: &Upload) -> Option<Problem> {
    let principal = reading.principal.as_ref();
    if !wish.where_held.is_empty() {
        match held(principal, &wish.where_held) {
            Held::Yes => {}
            Held::No => return None,
            Held::Unknown(problem) => return Some(problem),
        }
    }
    let Some(principal) = principal else {
        return (!wish.is_met_by_absence()).then(|| Problem::of(ErrorCode::PrincipalAbsent));
    };
    let mut certificates = wish.certificates.iter();
    if let Some(invalid) = certificates.find_map(|it| it.check(reading.at).err()) {
        return Some(invalid.into());
    }
    let missing = missing(principal, reading, wish);
    let acts = !wish.certificates.is_empty() || !wish.names.is_empty() || wish.enabled;
    let is_disabled = acts && principal.account_enabled == Some(false);
    match (missing.is_empty(), is_disabled) {
        (true, false) => None,
        (true, true) => Some(disabled(wish)),
        (false, false) => Some(Problem::new(ErrorCode::NotReadBack, missing.join(" "))),
        // One that is disabled as well is told in the same breath.
        (false, true) => {
            let message = format!(
                "{} Besides, the application is disabled in the tenant.",
                missing.join(" ")
            );
            let mut problem = Problem::new(ErrorCode::NotReadBack, message);
            problem.next.extend(disabled(wish).next);
            Some(problem)
        }
    }
}

/// What does not show, in sentences.
fn missing(principal: &Principal, reading: &Reading, wish: &Upload) -> Vec<String> {
    let mut sentences = Vec::new();
    let missing = wish.missing(&principal.keys, reading.at);
    let ended = |it: &Thumbprint| principal.keys.iter().find(|key| key.facts().holds(*it));
    let missing = missing.into_iter().map(Certificate::thumbprint);
    let (ended, absent): (Vec<_>, Vec<_>) =
        missing.map(|it| (it, ended(&it))).partition(|(_, key)| key.is_some());
    if !absent.is_empty() {
        let absent: Vec<_> = absent.iter().map(|(it, _)| it.to_string()).collect();
        let absent = absent.join(" and ");
        sentences.push(format!("Reading this application's keys does not show {absent}."));
    }
    for (certificate, key) in ended {
        let end = key.and_then(KeyCredential::not_after);
        let end = end.map(|end| format!(" on {end}")).unwrap_or_default();
        sentences.push(format!(
            "The key with the certificate {certificate} ended{end}, so Microsoft no longer accepts it. Upload the certificate again: the new key replaces this one."
        ));
    }
    let lacking = names::lacking(reading.names(), &wish.names);
    if !lacking.is_empty() {
        sentences.push(format!("Reading its names does not show these: {}.", lacking.join(", ")));
    }
    for name in &wish.removes {
        match name {
            KeyName::Thumbprint(thumbprint) => {
                if principal.keys.iter().any(|key| key.thumbprint() == Some(*thumbprint)) {
                    sentences.push(format!("The key {thumbprint} is still there."));
                }
            }
            KeyName::Id(id) => {
                let is = |it: &Option<String>| {
                    it.as_deref().and_then(|it| Uuid::try_parse(it).ok()) == Some(*id)
                };
                // Ids change with every write, so an id that is not there proves nothing.
                sentences.push(if principal.keys.iter().any(|key| is(&key.key_id)) {
                    format!("The key {id} is still there.")
                } else {
                    format!("No key has the id {id}, but ids change with every write, so it is not known whether that key has gone.")
                });
            }
        }
    }
    if wish.enabled && principal.account_enabled.is_none() {
        sentences.push("Reading it does not show that it is enabled.".to_owned());
    }
    sentences
}

fn disabled(wish: &Upload) -> Problem {
    let message = if wish.names.is_empty() && !wish.certificates.is_empty() {
        "The keys are there, but this application is disabled in the tenant: it cannot act with them."
    } else {
        "This application is disabled in the tenant: whatever it holds, it cannot act with it."
    };
    Problem::new(ErrorCode::PrincipalDisabled, message)
}
