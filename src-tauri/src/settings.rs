//! The few things the operator can set, in one small file of the data folder.

use crate::files;
use crosstrust_core::disk;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::messages::say;
use serde::{Deserialize, Serialize};
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

/// How the size of everything in the window changes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub(crate) enum ZoomChange {
    /// To the next larger size.
    In,
    /// To the next smaller size.
    Out,
    /// To 100 percent.
    Reset,
}

/// The sizes that browsers offer too, in percent.
const ZOOMS: [u16; 13] = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];

/// The size of everything in the window, in percent: one of the sizes that are offered.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "u16", into = "u16")]
pub(crate) struct Zoom(u16);

impl Default for Zoom {
    fn default() -> Self {
        Self(100)
    }
}

impl From<u16> for Zoom {
    /// A size that is not offered becomes the nearest one that is.
    fn from(percent: u16) -> Self {
        let nearest = ZOOMS.into_iter().min_by_key(|zoom| zoom.abs_diff(percent));
        nearest.map_or_else(Self::default, Self)
    }
}

impl From<Zoom> for u16 {
    fn from(zoom: Zoom) -> Self {
        zoom.0
    }
}

impl Zoom {
    /// The size after a change. The largest and the smallest stay as they are.
    pub(crate) fn changed(self, change: ZoomChange) -> Self {
        let Self(now) = self;
        match change {
            ZoomChange::In => ZOOMS.into_iter().find(|zoom| *zoom > now).map_or(self, Self),
            ZoomChange::Out => ZOOMS.into_iter().rfind(|zoom| *zoom < now).map_or(self, Self),
            ZoomChange::Reset => Self::default(),
        }
    }
}

/// What is set.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub(crate) struct Settings {
    /// Light or dark.
    pub(crate) theme: Theme,
    /// The size of everything in the window.
    pub(crate) zoom: Zoom,
    /// Look for a newer version at each start. Only the operator turns it on.
    pub(crate) updates: bool,
    /// The system shows a notification when a wait ends or a certificate is due.
    pub(crate) reminders: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { theme: Theme::default(), zoom: Zoom::default(), updates: false, reminders: true }
    }
}

impl Settings {
    /// Reads what was set. Nothing set yet, or a file that cannot be read: everything as it comes,
    /// since nothing here is worth stopping for.
    pub(crate) fn read(data: &Path) -> Self {
        files::read_kept(&file(data)).unwrap_or_default()
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
    use super::{Settings, Theme, ZOOMS, Zoom, ZoomChange, file};

    #[test]
    fn what_was_set_is_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("not-there-yet");
        Settings { theme: Theme::Dark, ..Settings::default() }.save(&data).expect("it is saved");
        assert_eq!(Settings::read(&data).theme, Theme::Dark, "the theme is kept");
    }

    #[test]
    fn each_size_is_reached_from_its_neighbor_and_no_further() {
        let mut zoom = Zoom::from(0);
        for larger in &ZOOMS[1..] {
            assert_eq!(zoom.changed(ZoomChange::In).changed(ZoomChange::Out), zoom);
            zoom = zoom.changed(ZoomChange::In);
            assert_eq!(u16::from(zoom), *larger);
        }
        assert_eq!(zoom.changed(ZoomChange::In), zoom, "the largest");
        assert_eq!(Zoom::from(50).changed(ZoomChange::Out), Zoom::from(50), "the smallest");
        assert_eq!(u16::from(zoom.changed(ZoomChange::Reset)), 100);
    }

    #[test]
    fn a_file_without_a_size_or_with_another_one_has_one_that_is_offered() {
        let folder = tempfile::tempdir().expect("a folder");
        for (text, expected) in
            [("{\"theme\":\"dark\"}", 100), ("{\"zoom\":9999}", 300), ("{\"zoom\":104}", 100)]
        {
            std::fs::write(file(folder.path()), text).expect("it is written");
            assert_eq!(u16::from(Settings::read(folder.path()).zoom), expected, "{text}");
        }
    }

    #[test]
    fn notifications_are_on_until_somebody_turns_them_off() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(file(folder.path()), "{\"theme\":\"dark\"}").expect("it is written");
        let before = Settings::read(folder.path());
        assert!(before.reminders, "an earlier version saved nothing about them");
        Settings { reminders: false, ..before }.save(folder.path()).expect("it is saved");
        assert!(!Settings::read(folder.path()).reminders);
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
        Settings { theme: Theme::Dark, ..Settings::default() }
            .save(folder.path())
            .expect("it is saved");
        let whole = std::fs::read(file(folder.path())).expect("it is there");
        let file = file(folder.path());
        std::fs::remove_file(&file).expect("it is removed");
        std::fs::create_dir_all(file.join("in the way")).expect("a folder");
        Settings { theme: Theme::Light, ..Settings::default() }
            .save(folder.path())
            .expect_err("the name is taken");
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1);
        std::fs::remove_dir_all(&file).expect("it is removed");
        std::fs::write(&file, whole).expect("it is put back");
        assert_eq!(Settings::read(folder.path()).theme, Theme::Dark);
    }
}
