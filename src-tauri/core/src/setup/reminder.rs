//! What a person is reminded of while the program runs: a wait that has ended, a certificate that is due. Each once,
//! also over restarts.
//!
//! When a wait ends is decided in `waiting`, and what is urgent about a certificate in `expiry`. How a notification is
//! shown, and where it is kept that it was, is the shell's.

use super::show::{name_of, next_step};
use super::{CertificateAlarm, Outline, Setup, SetupId, expiry};
use crate::guide::Guide;
use crate::messages::{day, say};
use crate::text::is_hidden;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// More reminders than this come as one notification.
const MOST: usize = 3;

/// No system shows more characters of a title.
const LONGEST_TITLE: usize = 80;

/// It is kept for so long that a reminder was given: longer than any certificate is due.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);

/// The reminders that were given.
#[derive(Clone, Debug)]
pub struct Reminders {
    /// Waits that ended before are no news: the first page has shown them.
    since: Timestamp,
    /// The ids of the reminders that were given, and when each was.
    given: BTreeMap<String, Timestamp>,
}

/// What is due at one moment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReminderLook {
    /// What to show, in the order of the setups.
    pub notifications: Vec<Notification>,
    /// When the next wait ends.
    pub next: Option<Timestamp>,
}

/// A notification to show. It names setups, steps and days, and nobody.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Notification {
    /// The name of the setup, or how many reminders this is. One line without hidden characters.
    pub title: String,
    /// What is due, in the words of the program alone.
    pub words: String,
    /// The ids of its reminders.
    reminders: Vec<String>,
}

impl Reminders {
    /// For a program that begins to remind at this time.
    pub fn since(since: Timestamp) -> Self {
        Self { since, given: BTreeMap::new() }
    }

    /// Adds what was given earlier, or by another window.
    pub fn recall(&mut self, given: BTreeMap<String, Timestamp>) {
        self.given.extend(given);
    }

    /// What was given, to be recalled later.
    pub fn given(&self) -> &BTreeMap<String, Timestamp> {
        &self.given
    }

    /// What is due now and was not given. An operator who looks at a setup reads there what is due: that
    /// counts as given.
    pub fn look<'s>(
        &mut self,
        setups: impl IntoIterator<Item = (&'s Outline, &'s Guide)>,
        now: Timestamp,
        looks_at: impl Fn(SetupId) -> bool,
    ) -> ReminderLook {
        // Whoever sets the clock back is reminded from then on.
        self.since = self.since.min(now);
        self.given.retain(|_, given| now.duration_since(*given) < KEPT);
        let mut notifications = Vec::new();
        let mut next: Option<Timestamp> = None;
        for (outline, guide) in setups {
            let setup = outline.setup();
            if setup.is_archived() {
                continue;
            }
            let end = wait_end(setup, guide);
            next = next.into_iter().chain(end.map(|(end, _)| end).filter(|end| *end > now)).min();
            let ended = end.filter(|(end, _)| (self.since..=now).contains(end));
            let wait = ended.map(|(end, step)| of_wait(setup, guide, step, end));
            for reminder in wait.into_iter().chain(of_certificate(setup, guide, now)) {
                if reminder.reminders.iter().any(|id| self.given.contains_key(id)) {
                    continue;
                }
                if looks_at(setup.id()) {
                    self.give(&reminder, now);
                } else {
                    notifications.push(reminder);
                }
            }
        }
        if notifications.len() > MOST {
            notifications = vec![all_in_one(notifications)];
        }
        ReminderLook { notifications, next }
    }

    /// Notes that a notification was shown.
    pub fn give(&mut self, notification: &Notification, now: Timestamp) {
        self.given.extend(notification.reminders.iter().map(|id| (id.clone(), now)));
    }
}

/// When the wait of the next step ends or has ended, and the title of that step.
fn wait_end<'g>(setup: &Setup, guide: &'g Guide) -> Option<(Timestamp, &'g str)> {
    let step = guide.steps.get(next_step(setup, guide)?)?;
    Some((setup.wait_end(guide, step)?, &step.title))
}

fn of_wait(setup: &Setup, guide: &Guide, step: &str, end: Timestamp) -> Notification {
    Notification {
        title: title(setup, guide),
        words: say!("reminder-wait-ended", step = step),
        reminders: vec![format!("wait {} {end}", setup.id())],
    }
}

/// A certificate is due again whenever it becomes more urgent. That of a rehearsal is nobody's.
fn of_certificate(setup: &Setup, guide: &Guide, now: Timestamp) -> Option<Notification> {
    if setup.is_rehearsal() {
        return None;
    }
    let expiry = expiry::expiry(setup, guide, now);
    let alarm = expiry::alarm(setup, expiry.as_ref(), now)?;
    let card = setup.certificate_in_use(now)?.card;
    let end = day(card.not_after);
    let (level, plain) = match alarm {
        CertificateAlarm::Soon => ("soon", say!("reminder-expires", end = end)),
        CertificateAlarm::Before { .. } => ("before", say!("reminder-expires", end = end)),
        CertificateAlarm::Now => ("now", say!("reminder-expired", end = end)),
        CertificateAlarm::Over => ("over", say!("reminder-expired", end = end)),
    };
    Some(Notification {
        title: title(setup, guide),
        words: expiry.map_or(plain, |expiry| expiry.words),
        reminders: vec![format!("certificate {} {} {level}", setup.id(), card.thumbprint)],
    })
}

/// The name of a setup. Hidden characters are left out: with them it could look like another name.
fn title(setup: &Setup, guide: &Guide) -> String {
    let name = name_of(setup, guide);
    let name: String = name.chars().filter(|one| !is_hidden(*one)).take(LONGEST_TITLE).collect();
    if setup.is_rehearsal() { say!("reminder-rehearsal", setup = name) } else { name }
}

fn all_in_one(notifications: Vec<Notification>) -> Notification {
    Notification {
        title: say!("reminder-many-title", count = notifications.len()),
        words: say!("reminder-many"),
        reminders: notifications.into_iter().flat_map(|one| one.reminders).collect(),
    }
}

#[cfg(test)]
mod tests;
