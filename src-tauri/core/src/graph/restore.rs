//! Putting a backup back: a plan like that of an upload, applied by the same `apply`.

use super::Backup;
use super::client::Client;
use super::decide::{Goal, Restore};
use super::plan::{OnProgress, Prepared, prepare};
use crate::error::{ErrorCode, Problem};
use crate::http::BearerSource;
use crate::ids::AppId;
use crate::messages::{Text, text};

/// Plans to make these principals what they were when the backups were taken, as far as the backups
/// cover it: a backup covers what its write replaced. `apps` are those that may be written here.
///
/// Keys that have expired since stay away, because Graph takes no expired certificate. A principal
/// that is another one than the backup was taken of cannot be written, and its plan says so.
///
/// # Errors
/// Before anything is read: a backup of another tenant or of an application that is not among `apps`
/// ([`ErrorCode::BackupForeign`]), one that is damaged ([`ErrorCode::BackupUnreadable`]), or two of the
/// same application.
pub async fn plan_restore<B: BearerSource>(
    client: &Client<B>,
    backups: &[Backup],
    apps: &[AppId],
    progress: OnProgress<'_>,
) -> Result<Prepared, Problem> {
    let mut goals: Vec<(AppId, Goal)> = Vec::new();
    for backup in backups {
        if backup.tenant_id != client.tenant_id() {
            return Err(foreign(text!(
                "graph-backup-of-other-tenant",
                taken = backup.tenant_id,
                signed_in = client.tenant_id()
            )));
        }
        let keys = backup.contents()?;
        let app = backup.app_id;
        if !apps.contains(&app) {
            return Err(foreign(text!("graph-backup-of-other-application", app = app)));
        }
        if goals.iter().any(|(known, _)| *known == app) {
            return Err(Problem::new(
                ErrorCode::AnswerInvalid,
                text!("graph-backup-twice", app = app),
            ));
        }
        let restore = Restore {
            object_id: backup.object_id.clone(),
            keys: (!backup.keys_untouched).then_some(keys),
            names: backup.names.clone(),
            enabled: backup.account_enabled,
        };
        goals.push((app, Goal::Restore(restore)));
    }
    Ok(prepare(client, goals, progress).await)
}

fn foreign(message: Text) -> Problem {
    Problem::new(ErrorCode::BackupForeign, message)
}
