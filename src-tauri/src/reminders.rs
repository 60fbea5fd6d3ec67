//! Reminders while the window is open: the system shows each once, as a notification.
//!
//! What is due is decided in the core. Here is when to look for it, how a notification reaches the system, and a small
//! file of the data folder that says which were shown. A system that shows none is no problem of the operator.

use crate::app::App;
use crate::files;
use crosstrust_core::disk;
use crosstrust_core::setup::{Notification, Reminders};
use jiff::Timestamp;
use notify_rust::NotificationHandle;
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tauri::{Manager, WebviewWindow};

const FILE: &str = "reminders.json";

/// No wait is as short as this: what begins meanwhile is found in time. After the computer slept, a reminder is at most
/// this late.
const LONGEST_PAUSE: Duration = Duration::from_mins(10);

/// A system that could not show a notification is asked again after this time.
const AFTER_FAILURE: Duration = Duration::from_hours(1);

/// Some desktops take a notification away when the connection of its program ends: that of the last ones is kept.
const KEPT_OPEN: usize = 8;

/// Reminds the operator of this window for as long as the program runs.
pub(crate) fn watch(window: WebviewWindow) {
    std::thread::spawn(move || {
        let app = window.state::<App>();
        let mut reminders = Reminders::since(Timestamp::now());
        let mut kept_open = VecDeque::new();
        loop {
            let has_focus = window.is_focused().unwrap_or_default();
            let identifier = &window.config().identifier;
            let pause = remind(&app, &mut reminders, Timestamp::now(), has_focus, |notification| {
                kept_open.push_back(show(notification, identifier)?);
                if kept_open.len() > KEPT_OPEN {
                    kept_open.pop_front();
                }
                Ok::<(), notify_rust::error::Error>(())
            });
            std::thread::sleep(pause);
        }
    });
}

/// Shows what is due, and keeps that it was shown. Gives how long nothing more is due.
fn remind<E: Display>(
    app: &App,
    reminders: &mut Reminders,
    now: Timestamp,
    has_focus: bool,
    mut show: impl FnMut(&Notification) -> Result<(), E>,
) -> Duration {
    if !app.settings().reminders {
        return LONGEST_PAUSE;
    }
    reminders.recall(read(app.data()));
    let before = reminders.given().clone();
    let look = app.look_for_reminders(reminders, now, has_focus);
    let until_next = look.next.map(|next| next.duration_since(now).unsigned_abs());
    let mut pause = until_next.map_or(LONGEST_PAUSE, |until| until.min(LONGEST_PAUSE));
    for notification in &look.notifications {
        match show(notification) {
            Ok(()) => reminders.give(notification, now),
            Err(error) => {
                tracing::debug!(%error, "the system shows no notification");
                pause = AFTER_FAILURE;
                break;
            }
        }
    }
    if *reminders.given() != before {
        save(app.data(), reminders.given());
    }
    pause
}

/// Asks the system to show a notification.
fn show(
    notification: &Notification,
    identifier: &str,
) -> Result<NotificationHandle, notify_rust::error::Error> {
    let mut shown = notify_rust::Notification::new();
    shown.appname("Crosstrust").summary(&notification.title).body(&notification.words);
    named(&mut shown, identifier);
    shown.show()
}

/// Names the entry of the program's package, which has its icon.
#[cfg(not(windows))]
fn named(shown: &mut notify_rust::Notification, _identifier: &str) {
    shown.icon("crosstrust");
    #[cfg(target_os = "linux")]
    shown.hint(notify_rust::Hint::DesktopEntry("crosstrust".to_owned()));
}

/// Windows shows no notification of a program that no installer has made known. One that was started without being
/// installed shows them as PowerShell, which is the default of the library.
#[cfg(windows)]
fn named(shown: &mut notify_rust::Notification, identifier: &str) {
    use windows_registry::{CURRENT_USER, LOCAL_MACHINE};
    let key = format!(r"Software\Classes\AppUserModelId\{identifier}");
    if [CURRENT_USER, LOCAL_MACHINE].iter().any(|root| root.open(&key).is_ok()) {
        shown.app_id(identifier);
    }
}

/// Reads what was shown. Without a readable file, a reminder may come twice.
fn read(data: &Path) -> BTreeMap<String, Timestamp> {
    files::read_kept(&file(data)).unwrap_or_default()
}

fn save(data: &Path, given: &BTreeMap<String, Timestamp>) {
    let text = serde_json::to_string_pretty(given).expect("BUG: ids and times have a JSON form");
    if let Err(error) = disk::save(&file(data), text.as_bytes()) {
        tracing::warn!(%error, "what was shown as a notification could not be saved");
    }
}

/// Deletes what a killed save left.
pub(crate) fn sweep(data: &Path) {
    disk::sweep(data, |name| name == FILE);
}

fn file(data: &Path) -> PathBuf {
    data.join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crosstrust_core::guide::{AnswerId, GuideId};
    use crosstrust_core::setup::{Event, OPERATOR, Setup, SetupId, Store};
    use jiff::SignedDuration;
    use tempfile::TempDir;

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    fn now() -> Timestamp {
        "2026-11-21T02:00:00Z".parse().expect("a time")
    }

    /// A program with setups whose rollover was done at these times: each waits a day for its next step.
    fn waiting(rollovers: &[Timestamp]) -> (App, TempDir, Vec<SetupId>) {
        let data = tempfile::tempdir().expect("a folder");
        let app = App::for_tests(data.path());
        let guide = app.guide(&GuideId::from("rotate")).expect("a guide");
        let store = Store::open(data.path()).expect("a store");
        let save = |at: &Timestamp| {
            let mut setup = Setup::new(App::new_id(*at), guide, false, *at, OPERATOR);
            let answers = [("tenant", "contoso.com"), ("domain_controller", "dc01.contoso.com")];
            let answers = answers.map(|(id, value)| (AnswerId::from(id), value.to_owned())).into();
            let mut apply =
                |event| drop(setup.apply(guide, event, *at, OPERATOR).expect("it is taken"));
            apply(Event::AnswersSet { answers });
            for step in ["certificates", "next", "upload", "hybrid-application"] {
                apply(Event::Skipped { step: step.into(), note: String::new() });
            }
            apply(Event::MarkedDone { step: "rollover".into(), note: String::new() });
            let lock = store.lock(setup.id()).expect("nobody has it");
            store.save(&lock, &setup).expect("it is saved");
            setup.id()
        };
        let ids = rollovers.iter().map(save).collect();
        (app, data, ids)
    }

    /// Looks once. Gives what the system showed, and the pause.
    fn look(app: &App, reminders: &mut Reminders, now: Timestamp) -> (Vec<String>, Duration) {
        let mut titles = Vec::new();
        let pause = remind(app, reminders, now, false, |notification| {
            titles.push(notification.title.clone());
            Ok::<(), String>(())
        });
        (titles, pause)
    }

    #[test]
    fn the_next_look_is_when_the_next_wait_ends_and_never_far_away() {
        let (app, _data, _) = waiting(&[now()]);
        let mut reminders = Reminders::since(now());
        let soon = now() + DAY - SignedDuration::from_secs(7);
        assert_eq!(look(&app, &mut reminders, now()), (vec![], LONGEST_PAUSE));
        assert_eq!(look(&app, &mut reminders, soon), (vec![], Duration::from_secs(7)));
        let shown = look(&app, &mut reminders, now() + DAY);
        assert_eq!(shown, (vec!["contoso.com".to_owned()], LONGEST_PAUSE));
    }

    #[test]
    fn what_was_shown_is_not_shown_after_another_start_or_by_another_window() {
        let (app, data, _) = waiting(&[now()]);
        let mut other = Reminders::since(now());
        assert_eq!(look(&app, &mut Reminders::since(now()), now() + DAY).0.len(), 1);
        assert_eq!(look(&app, &mut other, now() + DAY).0, [""; 0]);
        let again = App::for_tests(data.path());
        assert_eq!(look(&again, &mut Reminders::since(now()), now() + DAY).0, [""; 0]);
    }

    #[test]
    fn a_system_that_shows_nothing_is_asked_again_later() {
        let (app, data, _) = waiting(&[now(), now()]);
        let mut reminders = Reminders::since(now());
        let mut asked = 0;
        let pause = remind(&app, &mut reminders, now() + DAY, false, |_| {
            asked += 1;
            Err("nobody shows notifications")
        });
        assert_eq!((asked, pause), (1, AFTER_FAILURE));
        assert!(!file(data.path()).exists(), "nothing was shown");
        assert_eq!(look(&app, &mut reminders, now() + DAY).0.len(), 2);
    }

    #[test]
    fn nothing_is_shown_once_the_operator_has_turned_it_off() {
        let (app, _data, _) = waiting(&[now()]);
        app.set(|settings| settings.reminders = false).expect("it is saved");
        let mut reminders = Reminders::since(now());
        assert_eq!(look(&app, &mut reminders, now() + DAY), (vec![], LONGEST_PAUSE));
        app.set(|settings| settings.reminders = true).expect("it is saved");
        assert_eq!(look(&app, &mut reminders, now() + DAY).0.len(), 1);
    }

    #[test]
    fn who_looks_at_the_page_of_a_setup_gets_no_notification_of_it() {
        let (app, _data, ids) = waiting(&[now(), now()]);
        app.open_setup(ids[0]).expect("it opens");
        let shown = |has_focus| {
            let mut count = 0;
            remind(&app, &mut Reminders::since(now()), now() + DAY, has_focus, |_| {
                count += 1;
                Ok::<(), String>(())
            });
            count
        };
        assert_eq!(shown(true), 1, "the other one");
        assert_eq!(shown(false), 0, "both are known");
    }

    #[test]
    fn a_damaged_setup_gives_none_and_is_left_for_the_first_page_to_report() {
        let (app, data, ids) = waiting(&[now(), now()]);
        let damaged = data.path().join(format!("setups/{}.json", ids[0]));
        std::fs::write(&damaged, "{").expect("it is written");
        assert_eq!(look(&app, &mut Reminders::since(now()), now() + DAY).0.len(), 1);
        assert_eq!(std::fs::read_to_string(&damaged).expect("it is there"), "{");
        assert_eq!(app.home().expect("the list").unreadable.len(), 1);
    }

    #[test]
    fn a_broken_file_is_no_reason_to_stop() {
        let (app, data, _) = waiting(&[now()]);
        for text in ["", "{", "[]", r#"{"wait":"never"}"#] {
            std::fs::write(file(data.path()), text).expect("it is written");
            let shown = look(&app, &mut Reminders::since(now()), now() + DAY).0;
            assert_eq!(shown.len(), 1, "{text}");
        }
    }
}
