//! A copy of keys as a file of its own: written before a write, read back for a restore.
//!
//! What is written is never written over, because it may be the only copy of something. What is read
//! is untrusted: it lay in a folder, and what it holds goes to the tenant. So it is small, of exactly
//! this form, and every thumbprint in it is computed again from the bytes.

use super::key::{KeyBytes, TYPE, USAGE};
use super::{Backup, BackupKey};
use crate::disk;
use crate::error::{ErrorCode, Problem};
use crate::messages::{say, text};
use crate::text::decode;
use serde::{Deserialize, Serialize};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The names of these files begin so.
const PREFIX: &str = "crosstrust-keys-";

/// Twenty keys with their certificates are under 100 KiB.
const LARGEST: u64 = 1 << 20;

impl Backup {
    /// Writes the copy into a folder that is there, and onto the disk, under a name that no file has;
    /// gives the file.
    ///
    /// # Errors
    /// The folder is gone, or the disk refuses.
    pub fn save(&self, folder: &Path) -> Result<PathBuf, BackupNotSaved> {
        let text =
            serde_json::to_string_pretty(self).map_err(|error| not_kept(folder, &error.into()))?;
        let stem = format!("{PREFIX}{}-{}", self.app_id, self.taken_at.strftime("%Y%m%dT%H%M%SZ"));
        for count in 1..=u32::MAX {
            let name =
                if count == 1 { format!("{stem}.json") } else { format!("{stem}-{count}.json") };
            let path = folder.join(name);
            match disk::save_new(&path, text.as_bytes()) {
                Ok(()) => return Ok(path),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(not_kept(&path, &error)),
            }
        }
        Err(not_kept(folder, &ErrorKind::AlreadyExists.into()))
    }

    /// Reads a copy from its file, which an editor may have saved again in any encoding.
    ///
    /// # Errors
    /// [`ErrorCode::BackupUnreadable`]: it is no such file, or it does not hold what it says.
    pub fn load(path: &Path) -> Result<Self, Problem> {
        let damaged = |why: String| {
            let path = path.display();
            Problem::new(
                ErrorCode::BackupUnreadable,
                text!("graph-backup-file-unusable", path = path, why = why),
            )
        };
        let bytes = disk::read_file(path, LARGEST).map_err(|error| damaged(error.to_string()))?;
        let backup: Self =
            serde_json::from_str(&decode(&bytes)).map_err(|error| damaged(error.to_string()))?;
        if Uuid::try_parse(&backup.object_id).is_err() {
            return Err(damaged(say!("graph-backup-id", id = backup.object_id)));
        }
        backup.check().map_err(damaged)?;
        Ok(backup)
    }

    /// The keys, each of them what it is said to be.
    ///
    /// # Errors
    /// [`ErrorCode::BackupUnreadable`].
    pub(super) fn contents(&self) -> Result<Vec<KeyBytes>, Problem> {
        self.check().map_err(|why| {
            Problem::new(
                ErrorCode::BackupUnreadable,
                text!("graph-backup-unusable", app = self.app_id, why = why),
            )
        })
    }

    fn check(&self) -> Result<Vec<KeyBytes>, String> {
        let keys: Vec<KeyBytes> =
            self.keys.iter().map(BackupKey::check).collect::<Result<_, _>>()?;
        // Every application has its own id as a name, so an empty list was never read.
        if let Some(names) = &self.names
            && (names.is_empty() || names.iter().any(String::is_empty))
        {
            return Err(say!("graph-backup-names"));
        }
        Ok(keys)
    }
}

impl BackupKey {
    fn check(&self) -> Result<KeyBytes, String> {
        KeyBytes::read(&self.key)
            .filter(|bytes| {
                self.r#type == TYPE && self.usage == USAGE && bytes.thumbprint == self.thumbprint
            })
            .ok_or_else(|| say!("graph-backup-key", thumbprint = self.thumbprint))
    }
}

/// Why a copy is not in a file of its own.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BackupNotSaved {
    /// The file that it was to be, or its folder. Earlier versions did not always save it.
    pub path: Option<String>,
    /// What the system said.
    pub cause: Option<String>,
}

impl BackupNotSaved {
    /// What happened, in a sentence.
    pub fn message(&self) -> String {
        match &self.path {
            Some(path) => say!("graph-backup-not-saved", path = path),
            None => say!("graph-backup-not-saved-beside-scripts"),
        }
    }
}

impl From<BackupNotSaved> for Problem {
    fn from(failed: BackupNotSaved) -> Self {
        let problem = Self::new(ErrorCode::StorageFailed, failed.message());
        match failed.cause {
            Some(cause) => problem.with_detail(cause),
            None => problem,
        }
    }
}

fn not_kept(path: &Path, error: &io::Error) -> BackupNotSaved {
    BackupNotSaved { path: Some(path.display().to_string()), cause: Some(error.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::certificates::{CURRENT, LATE, TODAY, TestCertificate, at};
    use crate::text::tests::encodings;

    const APP: &str = "7557eb47-c689-4224-abcf-aef9bd7573df";
    const TENANT: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

    fn key(made: &TestCertificate) -> BackupKey {
        BackupKey {
            r#type: TYPE.to_owned(),
            usage: USAGE.to_owned(),
            key: made.base64(),
            thumbprint: made.thumbprint(),
            not_after: Some(made.certificate().not_after()),
        }
    }

    fn backup() -> Backup {
        Backup {
            keys_untouched: false,
            names: None,
            account_enabled: None,
            tenant_id: TENANT.parse().unwrap(),
            app_id: APP.parse().unwrap(),
            object_id: "0b0a7e0f-8f32-4a1c-9a2e-1d6a5e9d0001".to_owned(),
            taken_at: at(TODAY),
            keys: vec![key(&CURRENT)],
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_written_is_read_back_and_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let first = backup().save(folder.path()).unwrap();
        assert_eq!(Backup::load(&first).unwrap(), backup());
        let mut other = backup();
        other.keys.push(key(&LATE));
        other.names = Some(vec![APP.to_owned(), "https://mail.contoso.com/".to_owned()]);
        other.account_enabled = Some(false);
        let second = other.save(folder.path()).unwrap();
        assert_eq!(Backup::load(&first).unwrap(), backup(), "the first is as it was");
        assert_eq!(Backup::load(&second).unwrap(), other);
        let stem = format!("crosstrust-keys-{APP}-20260801T120000Z");
        assert_eq!(names(folder.path()), [format!("{stem}-2.json"), format!("{stem}.json")]);
    }

    #[test]
    fn a_folder_that_is_gone_is_reported_and_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let gone = folder.path().join("stick");
        let problem = Problem::from(backup().save(&gone).unwrap_err());
        assert_eq!(problem.code, ErrorCode::StorageFailed);
        assert!(problem.message.contains("stick"), "{problem}");
        assert!(problem.detail.is_some());
        assert!(!gone.exists(), "a stick that was pulled out is not replaced by a folder");
    }

    #[test]
    fn a_copy_of_an_earlier_version_is_of_keys_alone() {
        let text = serde_json::to_string(&backup()).unwrap();
        for later in ["names", "accountEnabled", "keysUntouched"] {
            assert!(!text.contains(later), "the form is as it always was: {text}");
        }
        let loaded = load(text.as_bytes()).unwrap();
        assert_eq!((loaded.names, loaded.account_enabled), (None, None));
        assert!(!loaded.keys_untouched);
    }

    fn load(text: &[u8]) -> Result<Backup, Problem> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("copy.json");
        std::fs::write(&path, text).unwrap();
        Backup::load(&path)
    }

    #[test]
    fn a_copy_that_an_editor_saved_again_is_read_in_every_encoding() {
        let mut copy = backup();
        copy.names = Some(vec![APP.to_owned(), "https://mail.contoso.com/".to_owned()]);
        let text = serde_json::to_string_pretty(&copy).unwrap().replace('\n', "\r\n");
        for (name, bytes) in encodings(&text) {
            assert_eq!(
                load(&bytes).unwrap_or_else(|error| panic!("{name}: {error}")),
                copy,
                "{name}"
            );
        }
    }

    #[test]
    fn a_file_that_does_not_hold_what_it_says_is_refused() {
        let damages: [fn(&mut Backup); 8] = [
            |backup| backup.names = Some(vec![]),
            |backup| backup.names = Some(vec![APP.into(), String::new()]),
            |backup| backup.keys[0].key = "***".into(),
            |backup| backup.keys[0].key = LATE.base64(),
            |backup| backup.keys[0].thumbprint = LATE.thumbprint(),
            |backup| backup.keys[0].r#type = "Symmetric".into(),
            |backup| backup.keys[0].usage = "Sign".into(),
            |backup| backup.object_id = "../users/1".into(),
        ];
        for (number, damage) in damages.into_iter().enumerate() {
            let mut spoilt = backup();
            damage(&mut spoilt);
            let problem = load(&serde_json::to_vec(&spoilt).unwrap()).unwrap_err();
            assert_eq!(problem.code, ErrorCode::BackupUnreadable, "damage {number}");
            assert!(problem.message.contains("copy.json"), "{problem}");
        }
    }

    #[test]
    fn an_application_is_named_by_an_id_in_either_case() {
        let text = serde_json::to_string(&backup()).unwrap();
        let named = |id: &str| load(text.replacen(APP, id, 1).as_bytes());
        assert_eq!(named(&APP.to_uppercase()).unwrap(), backup());
        for bad in ["Skype", &format!("{APP}')/x"), ""] {
            let problem = named(bad).unwrap_err();
            assert_eq!(problem.code, ErrorCode::BackupUnreadable, "{bad}");
            assert!(problem.message.contains("copy.json"), "{problem}");
            let words = format!("\"{bad}\" isn't an application ID.");
            assert!(problem.message.contains(&words), "{problem}");
        }
    }

    #[test]
    fn the_tenant_and_the_keys_are_named_by_ids_in_either_case() {
        let (text, print) = (serde_json::to_string(&backup()).unwrap(), CURRENT.name());
        for (id, other_case, sentence) in [
            (TENANT, TENANT.to_uppercase(), "\"contoso.com\" isn't a tenant ID."),
            (&print, print.to_lowercase(), "\"contoso.com\" isn't a certificate thumbprint"),
        ] {
            let named = |name: &str| load(text.replacen(id, name, 1).as_bytes());
            assert_eq!(named(&other_case).unwrap(), backup());
            let problem = named("contoso.com").unwrap_err();
            assert_eq!(problem.code, ErrorCode::BackupUnreadable);
            assert!(problem.message.contains(sentence), "{problem}");
        }
    }

    #[test]
    fn what_is_no_copy_of_keys_is_refused() {
        let whole = serde_json::to_string(&backup()).unwrap();
        let unknown = whole.replacen('{', "{\"script\":\"x\",", 1);
        let unknown_in_key = whole.replacen("\"usage\"", "\"keyId\":\"1\",\"usage\"", 1);
        let half = &whole[..whole.len() / 2];
        let long = vec![b' '; usize::try_from(LARGEST).unwrap() + 1];
        for text in [
            b"" as &[u8],
            b"{}",
            b"[]",
            &[0; 64],
            half.as_bytes(),
            unknown.as_bytes(),
            unknown_in_key.as_bytes(),
            &long,
        ] {
            let problem = load(text).unwrap_err();
            assert_eq!(problem.code, ErrorCode::BackupUnreadable, "{problem}");
        }
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().join("gone.json"), folder.path().to_owned()] {
            let problem = Backup::load(&path).unwrap_err();
            assert_eq!(problem.code, ErrorCode::BackupUnreadable, "{problem}");
        }
    }
}
