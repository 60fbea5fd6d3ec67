//! Where the window is and how large it is: saved in a small file of the data folder, and restored on a screen that
//! is still there.

use crate::files;
use crosstrust_core::disk;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const FILE: &str = "window.json";

/// The smallest window, in logical pixels. A screen of 1920 x 1080 at 200 % has 960 x 540 of them: the window fits it
/// with the title bar and the taskbar, and half of it.
pub(crate) const SMALLEST: (f64, f64) = (480.0, 300.0);

/// A place counts when the window has not moved for this long. Shorter ones are on the way to another.
const QUIET: Duration = Duration::from_millis(400);

/// About the height of a title bar, in logical pixels.
const TITLE: f64 = 32.0;

/// A place of the window.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WindowPlace {
    /// The corner at the top left, with the frame, in physical pixels of all screens together.
    pub(crate) x: i32,
    /// As `x`.
    pub(crate) y: i32,
    /// The size without the frame, in logical pixels: on another screen the window looks as large.
    pub(crate) width: f64,
    /// As `width`.
    pub(crate) height: f64,
    /// The window fills the screen. The other values are those of the window before.
    pub(crate) maximized: bool,
}

/// The part of a screen that windows can use, in physical pixels of all screens together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Physical pixels of a logical one.
    pub(crate) scale: f64,
}

impl WindowPlace {
    /// Reads the place that was saved last. Without a readable one, the window opens as it does the first time.
    pub(crate) fn read(data: &Path) -> Option<Self> {
        files::read_kept(&file(data))
    }

    fn save(self, data: &Path) {
        let text = serde_json::to_string_pretty(&self).expect("BUG: a place has a JSON form");
        if let Err(error) = disk::save(&file(data), text.as_bytes()) {
            tracing::warn!(%error, "the place of the window could not be saved");
        }
    }

    /// Deletes what a killed save left.
    pub(crate) fn sweep(data: &Path) {
        disk::sweep(data, |name| name == FILE);
    }

    /// The same place, moved and made smaller so that the whole window is on a screen. None: no screen shows any of it.
    pub(crate) fn fitted(self, screens: &[Screen]) -> Option<Self> {
        // How large the window is depends on the screen: the one with its corner counts first.
        let seen = |screen: &&Screen| (self.begins_on(screen), self.overlap(screen));
        let screen = screens.iter().max_by_key(seen).filter(|screen| self.overlap(screen) > 0)?;
        let width = self.width.max(SMALLEST.0).min(f64::from(screen.width) / screen.scale);
        let free = f64::from(screen.height) / screen.scale - TITLE;
        let height = self.height.max(SMALLEST.1).min(free);
        let [wide, high] = [width, height + TITLE].map(|length| pixels(length * screen.scale));
        let within = |at: i32, from: i32, length: u32, own: i64| {
            let from = i64::from(from);
            let last = (from + i64::from(length) - own).max(from);
            i32::try_from(i64::from(at).clamp(from, last)).unwrap_or(at)
        };
        Some(Self {
            x: within(self.x, screen.x, screen.width, wide),
            y: within(self.y, screen.y, screen.height, high),
            width,
            height,
            maximized: self.maximized,
        })
    }

    /// Whether the corner at the top left is on this screen.
    fn begins_on(&self, screen: &Screen) -> bool {
        let within = |at: i32, from: i32, length: u32| {
            let (at, from) = (i64::from(at), i64::from(from));
            (from..from + i64::from(length)).contains(&at)
        };
        within(self.x, screen.x, screen.width) && within(self.y, screen.y, screen.height)
    }

    /// How many physical pixels of the window this screen shows.
    fn overlap(&self, screen: &Screen) -> i64 {
        let common = |at: i32, own: f64, from: i32, length: u32| {
            let (at, from) = (i64::from(at), i64::from(from));
            let end = at.saturating_add(pixels(own * screen.scale)).min(from + i64::from(length));
            (end - at.max(from)).max(0)
        };
        common(self.x, self.width, screen.x, screen.width)
            * common(self.y, self.height, screen.y, screen.height)
    }
}

/// A length as a whole number of pixels, within what any screen has.
#[expect(clippy::cast_possible_truncation, reason = "it is between 0 and 100,000")]
fn pixels(length: f64) -> i64 {
    length.clamp(0.0, 100_000.0).round() as i64
}

fn file(data: &Path) -> PathBuf {
    data.join(FILE)
}

/// Keeps where the window is.
pub(crate) struct PlaceKeeper {
    data: PathBuf,
    last: Mutex<Option<WindowPlace>>,
}

impl PlaceKeeper {
    /// For the window of this data folder, with the place that was saved last.
    pub(crate) fn new(data: &Path, saved: Option<WindowPlace>) -> Self {
        Self { data: data.to_owned(), last: Mutex::new(saved) }
    }

    /// Saves where the window is now. Of a window that fills its screen only that is new.
    pub(crate) fn keep(&self, now: WindowPlace) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let place = match *last {
            Some(before) if now.maximized => WindowPlace { maximized: true, ..before },
            _ => now,
        };
        if last.replace(place) != Some(place) {
            place.save(&self.data);
        }
    }
}

/// Waits until the window has moved, and has then come to rest. False: it moves no more.
pub(crate) fn has_come_to_rest(moves: &Receiver<()>) -> bool {
    let has_moved = moves.recv().is_ok();
    while moves.recv_timeout(QUIET).is_ok() {}
    has_moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    const LEFT: Screen = Screen { x: 0, y: 0, width: 1920, height: 1040, scale: 1.0 };
    const RIGHT: Screen = Screen { x: 1920, y: 0, width: 3840, height: 2080, scale: 2.0 };

    fn place(x: i32, y: i32, width: f64, height: f64) -> WindowPlace {
        WindowPlace { x, y, width, height, maximized: false }
    }

    #[test]
    fn a_place_on_a_screen_stays_as_it_is() {
        for kept in [place(100, 80, 1280.0, 860.0), place(2000, 100, 1280.0, 860.0)] {
            assert_eq!(kept.fitted(&[LEFT, RIGHT]), Some(kept));
        }
    }

    #[test]
    fn a_place_on_a_screen_that_is_gone_is_given_up() {
        for gone in [place(2000, 100, 1280.0, 860.0), place(-32_000, -32_000, 900.0, 640.0)] {
            assert_eq!(gone.fitted(&[LEFT]), None, "{gone:?}");
            assert_eq!(gone.fitted(&[]), None);
        }
        let edges = [(i32::MAX, i32::MAX), (i32::MIN, i32::MIN), (0, i32::MIN), (i32::MAX, 0)];
        for (x, y) in edges {
            assert_eq!(place(x, y, f64::MAX, -1.0).fitted(&[LEFT, RIGHT]), None);
        }
    }

    #[test]
    fn a_window_that_hangs_over_the_edge_is_moved_inside() {
        let moved = place(1800, 900, 1280.0, 860.0).fitted(&[LEFT]).expect("a place");
        assert_eq!((moved.x, moved.y), (640, 148));
        let moved = place(-600, -20, 1280.0, 860.0).fitted(&[LEFT]).expect("a place");
        assert_eq!((moved.x, moved.y), (0, 0), "its title bar can be reached");
    }

    #[test]
    fn a_window_larger_than_its_screen_is_made_smaller() {
        let small = Screen { x: 0, y: 0, width: 1920, height: 1000, scale: 2.0 };
        let fitted = place(10, 10, 1280.0, 860.0).fitted(&[small]).expect("a place");
        assert_eq!((fitted.width, fitted.height), (960.0, 468.0));
        assert_eq!((fitted.x, fitted.y), (0, 0));
    }

    #[test]
    fn a_screen_smaller_than_the_smallest_window_limits_it_all_the_same() {
        let tiny = Screen { x: 0, y: 0, width: 640, height: 400, scale: 2.0 };
        let fitted = place(10, 10, 1280.0, 860.0).fitted(&[tiny]).expect("a place");
        assert_eq!((fitted.width, fitted.height), (320.0, 168.0));
    }

    #[test]
    fn a_window_that_fills_its_screen_keeps_the_place_it_returns_to() {
        let data = tempfile::tempdir().expect("a folder");
        let keeper = PlaceKeeper::new(data.path(), None);
        let before = place(100, 80, 1000.0, 700.0);
        let filled = WindowPlace { maximized: true, ..place(0, 0, 1920.0, 1040.0) };
        keeper.keep(before);
        keeper.keep(filled);
        let saved = WindowPlace::read(data.path());
        assert_eq!(saved, Some(WindowPlace { maximized: true, ..before }));

        let opened_again = PlaceKeeper::new(data.path(), saved);
        opened_again.keep(filled);
        assert_eq!(WindowPlace::read(data.path()), saved);
    }

    #[test]
    fn a_place_counts_once_the_window_has_come_to_rest() {
        let (signal, moves) = mpsc::channel();
        for _ in 0..7 {
            signal.send(()).expect("somebody waits");
        }
        assert!(has_come_to_rest(&moves));
        assert!(moves.try_recv().is_err(), "all moves are one");
        drop(signal);
        assert!(!has_come_to_rest(&moves), "a window that is gone has no place");
    }

    #[test]
    fn a_broken_file_is_no_reason_to_stop() {
        let data = tempfile::tempdir().expect("a folder");
        for text in [
            "",
            "{",
            "[]",
            r#"{"x":1}"#,
            r#"{"x":1e99,"y":0,"width":1,"height":1,"maximized":false}"#,
        ] {
            std::fs::write(file(data.path()), text).expect("it is written");
            assert_eq!(WindowPlace::read(data.path()), None, "{text}");
        }
    }
}
