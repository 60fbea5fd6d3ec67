//! Copies of keys: kept in the setup before every write, and reported of where else they lie.

use crate::error::Problem;
use crate::graph::{Backup, BackupNotSaved, KeyFate, NameFate, Plan, PrincipalResult};
use crate::ids::Thumbprint;
use crate::setup::event::Follow;
use crate::setup::journal_text::backup_not_saved;
use crate::setup::{BackupGroup, JournalEvent, Setup};
use jiff::Timestamp;
use std::path::{Path, PathBuf};

impl Setup {
    /// Keeps the keys as they were before a write, to be saved before it. What one upload or restore
    /// has written over is in one copy, as it was before it.
    pub(in crate::setup) fn on_backup_stored(
        &mut self,
        principals: Vec<Backup>,
        now: Timestamp,
        who: &str,
    ) -> Follow {
        let keys: usize = principals.iter().map(|backup| backup.keys.len()).sum();
        let since = self.in_flight.as_ref().map(|in_flight| in_flight.since);
        let begun = self.backups.iter().rposition(|group| Some(group.taken_at) == since);
        let place = begun.unwrap_or_else(|| {
            let id = (self.backups.len() + 1).to_string();
            let taken_at = since.unwrap_or(now);
            let principals = Vec::new();
            self.backups.push(BackupGroup { id, taken_at, principals, unwritten: false });
            self.backups.len() - 1
        });
        let group = &mut self.backups[place];
        for backup in principals {
            // The keys of others that came between two tries are copied as well. What the plan adds is
            // in a later copy because an earlier write of the same work put it there: with it the copy
            // could never again lead back to what was there before.
            let own = |thumbprint: Thumbprint| {
                self.plan.iter().flat_map(|plan| &plan.principals).any(|planned| {
                    planned.app_id == backup.app_id
                        && planned.keys.iter().any(|key| {
                            key.fate == KeyFate::Add && key.thumbprint == Some(thumbprint)
                        })
                })
            };
            match group.principals.iter_mut().find(|known| known.app_id == backup.app_id) {
                Some(known) => {
                    known.keys_untouched &= backup.keys_untouched;
                    keep_names(known, &backup, self.plan.as_ref());
                    for key in &backup.keys {
                        let is_known =
                            known.keys.iter().any(|one| one.thumbprint == key.thumbprint);
                        if !is_known && !own(key.thumbprint) {
                            known.keys.push(key.clone());
                        }
                    }
                }
                None => group.principals.push(backup),
            }
        }
        let id = group.id.clone();
        self.note(now, who, JournalEvent::BackupStored { id, keys });
        Follow::Nothing
    }

    /// Notes whether the work that began at `since` wrote anything over what was copied for it.
    pub(super) fn mark_unwritten(&mut self, since: Timestamp, results: &[PrincipalResult]) {
        let unwritten = |backup: &Backup| {
            let mut of = results.iter().filter(|one| one.app_id == backup.app_id);
            of.next().is_some_and(|one| one.written == Some(false))
        };
        if let Some(group) = self.backups.iter_mut().rfind(|group| group.taken_at == since) {
            group.unwritten = group.principals.iter().all(unwritten);
        }
    }

    /// Remembers the folder that all scripts were exported into: from now on copies of keys go there
    /// as well.
    pub(in crate::setup) fn on_scripts_exported(
        &mut self,
        folder: &Path,
        now: Timestamp,
        who: &str,
    ) -> Follow {
        let folder = folder.display().to_string();
        self.note(now, who, JournalEvent::ScriptsExported { folder: folder.clone() });
        self.bundle_folder = Some(folder);
        self.backup_problem = None;
        Follow::Nothing
    }

    /// Where copies of keys go besides the setup.
    pub fn backup_folder(&self) -> Option<&Path> {
        self.bundle_folder.as_deref().map(Path::new)
    }

    /// Why a copy of the last write is not beside the scripts, in words.
    pub(in crate::setup) fn backup_problem(&self) -> Option<Problem> {
        let problem = Problem::from(self.backup_problem.clone()?);
        Some(Problem { message: backup_not_saved(&problem.message).into(), ..problem })
    }

    /// Notes what became of a copy that was to lie beside the scripts. One that does not is reported until
    /// the next write begins or the scripts are exported again; the copy in the setup is not touched.
    pub(in crate::setup) fn on_backup_saved(
        &mut self,
        written: Result<PathBuf, BackupNotSaved>,
        now: Timestamp,
        who: &str,
    ) -> Follow {
        match written {
            Ok(path) => {
                let path = path.display().to_string();
                self.note(now, who, JournalEvent::BackupSaved { path });
            }
            Err(failed) => {
                let event =
                    JournalEvent::BackupNotSaved { path: failed.path.clone(), problem: None };
                self.note(now, who, event);
                self.backup_problem = Some(failed);
            }
        }
        Follow::Nothing
    }
}

/// Adds the names of others that came between two tries, but none that the plan adds, and what the
/// first copy did not hold.
fn keep_names(known: &mut Backup, newer: &Backup, plan: Option<&Plan>) {
    // The first write may have left names, or whether it is enabled, alone.
    known.account_enabled = known.account_enabled.or(newer.account_enabled);
    let Some(newer_names) = &newer.names else { return };
    let names = known.names.get_or_insert_default();
    let own = |name: &str| {
        plan.iter().flat_map(|plan| &plan.principals).any(|planned| {
            planned.app_id == newer.app_id
                && planned
                    .names
                    .iter()
                    .any(|one| one.fate == NameFate::Add && one.name.eq_ignore_ascii_case(name))
        })
    };
    for name in newer_names {
        if !names.iter().any(|one| one.eq_ignore_ascii_case(name)) && !own(name) {
            names.push(name.clone());
        }
    }
}
