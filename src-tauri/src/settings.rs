//! The few things the operator can set, in one small file of the data folder.

use crosstrust_core::disk::{self, LONGEST_NAMED};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::messages::say;
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use ts_rs::TS;

const FILE: &str = "settings.json";

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub(crate) enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// What is set.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub(crate) struct Settings {
    /// Light or dark.
    pub(crate) theme: Theme,
}

impl Settings {
    /// Reads what was set. Nothing set yet, or a file that cannot be read: everything as it comes,
    /// since nothing here is worth stopping for.
    pub(crate) fn read(data: &Path) -> Self {
        let file = file(data);
        let bytes = match disk::read_own(&file, LONGEST_NAMED) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Self::default(),
            Err(error) => {
                tracing::warn!(%error, "settings could not be read");
                return Self::default();
            }
        };
        serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            tracing::warn!(%error, "settings could not be understood");
            Self::default()
        })
    }

    /// Deletes what a killed save left. The folder may be anybody's: nothing else is looked at.
    pub(crate) fn sweep(data: &Path) {
        disk::sweep(data, |name| name == FILE);
    }

    /// Keeps what is set.
    ///
    /// # Errors
    /// The disk refused.
    pub(crate) fn save(self, data: &Path) -> Result<(), Problem> {
        let text = serde_json::to_string_pretty(&self).expect("BUG: settings have a JSON form");
        let saved = disk::make_folder(data).and_then(|()| disk::save(&file(data), text.as_bytes()));
        saved.map_err(|error| {
            Problem::new(ErrorCode::StorageFailed, say!("program-setting-not-saved"))
                .with_detail(error.to_string())
        })
    }
}

fn file(data: &Path) -> PathBuf {
    data.join(FILE)
}

#[cfg(test)]
mod tests {
    use super::{Settings, Theme, file};

    #[test]
    fn what_was_set_is_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("not-there-yet");
        Settings { theme: Theme::Dark }.save(&data).expect("it is saved");
        assert_eq!(Settings::read(&data).theme, Theme::Dark, "the theme is kept");
    }

    #[test]
    fn a_broken_file_is_no_reason_to_stop() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(file(folder.path()), "{").expect("it is written");
        assert_eq!(Settings::read(folder.path()), Settings::default(), "defaults stand in");
    }

    #[test]
    fn a_setting_that_cannot_be_saved_leaves_the_one_before() {
        let folder = tempfile::tempdir().expect("a folder");
        Settings { theme: Theme::Dark }.save(folder.path()).expect("it is saved");
        let whole = std::fs::read(file(folder.path())).expect("it is there");
        let file = file(folder.path());
        std::fs::remove_file(&file).expect("it is removed");
        std::fs::create_dir_all(file.join("in the way")).expect("a folder");
        Settings { theme: Theme::Light }.save(folder.path()).expect_err("the name is taken");
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1);
        std::fs::remove_dir_all(&file).expect("it is removed");
        std::fs::write(&file, whole).expect("it is put back");
        assert_eq!(Settings::read(folder.path()).theme, Theme::Dark);
    }
}
