//! The few things the operator can set, in one small file of the data folder.

use crosstrust_core::error::{ErrorCode, Problem};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use ts_rs::TS;

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
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Self::default(),
            Err(error) => {
                tracing::warn!(%error, "settings could not be read");
                return Self::default();
            }
        };
        serde_json::from_str(&text).unwrap_or_else(|error| {
            tracing::warn!(%error, "settings could not be understood");
            Self::default()
        })
    }

    /// Keeps what is set.
    ///
    /// # Errors
    /// The disk refused.
    pub(crate) fn save(self, data: &Path) -> Result<(), Problem> {
        let text = serde_json::to_string_pretty(&self).expect("BUG: settings have a JSON form");
        fs::create_dir_all(data).and_then(|()| fs::write(file(data), text)).map_err(|error| {
            Problem::new(ErrorCode::StorageFailed, "The setting could not be saved.")
                .with_detail(error.to_string())
        })
    }
}

fn file(data: &Path) -> PathBuf {
    data.join("settings.json")
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
}
