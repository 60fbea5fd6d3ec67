//! Putting a backup back: a plan like that of an upload, applied by the same `apply`.

use super::Backup;
use super::app_id::AppId;
use super::client::Client;
use super::decide::Wish;
use super::key::{KeyBytes, TYPE, USAGE};
use super::plan::{OnProgress, Prepared, prepare};
use crate::error::{ErrorCode, Problem};
use crate::http::BearerSource;

/// Plans to make the keys of these principals what they were when the backups were taken.
///
/// Keys that have expired since stay away, because Graph takes no expired certificate.
///
/// # Errors
/// A backup of another tenant ([`ErrorCode::SignInTenantMismatch`]), one that names no application,
/// is damaged ([`ErrorCode::KeyEncodingRefused`]), or two of the same application.
pub async fn plan_restore<B: BearerSource>(
    client: &Client<B>,
    backups: &[Backup],
    progress: OnProgress<'_>,
) -> Result<Prepared, Problem> {
    let mut wishes: Vec<(AppId, Wish)> = Vec::new();
    for backup in backups {
        if !backup.tenant_id.eq_ignore_ascii_case(client.tenant_id()) {
            return Err(Problem::new(
                ErrorCode::SignInTenantMismatch,
                format!(
                    "The backup is of the tenant {}, and you are signed in to {}. Nothing was read or written.",
                    backup.tenant_id,
                    client.tenant_id()
                ),
            ));
        }
        let app: AppId = backup.app_id.parse()?;
        if wishes.iter().any(|(known, _)| *known == app) {
            return Err(Problem::new(
                ErrorCode::AnswerInvalid,
                format!("There are two backups of {app}. Choose one of them."),
            ));
        }
        wishes.push((app, wish(backup)?));
    }
    Ok(prepare(client, wishes, progress).await)
}

fn wish(backup: &Backup) -> Result<Wish, Problem> {
    let keys = backup.keys.iter().map(|key| {
        let bytes = KeyBytes::read(&key.key);
        bytes
            .filter(|bytes| {
                key.r#type == TYPE
                    && key.usage == USAGE
                    && bytes.thumbprint.to_string() == key.thumbprint
            })
            .ok_or_else(|| {
                Problem::new(
                    ErrorCode::KeyEncodingRefused,
                    format!(
                        "The backup of {} is damaged: the key {} does not hold what its thumbprint says. Nothing was read or written.",
                        backup.app_id, key.thumbprint
                    ),
                )
            })
    });
    Ok(Wish::Restore { object_id: backup.object_id.clone(), keys: keys.collect::<Result<_, _>>()? })
}
