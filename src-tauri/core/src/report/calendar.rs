//! The days of the certificates as an iCalendar file (RFC 5545), for a calendar outside the program.

use crate::certificate::never_ends;
use crate::guide::Guide;
use crate::messages::{civil_day, day, say};
use crate::setup::view::HeldCertificate;
use crate::setup::{Setup, view};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property, Trigger};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// So many days before its end a certificate should be renewed.
const RENEW_BEFORE: i64 = 60;

/// The days on which the known certificates expire, each with a day to renew it before; none of a
/// certificate that never expires. The same certificate has the same events in every file, so that a
/// calendar replaces them.
pub fn calendar(setup: &Setup, guide: &Guide, now: Timestamp) -> String {
    let mut calendar = Calendar::new();
    for held in &view(setup, guide, now, false).certificates {
        for event in events(held, now) {
            calendar.push(event);
        }
    }
    calendar.done().to_string()
}

fn events(held: &HeldCertificate, now: Timestamp) -> Vec<Event> {
    let end = held.card.not_after;
    if never_ends(end) {
        return Vec::new();
    }
    let thumbprint = held.card.thumbprint;
    let expires = day(end);
    let renew = end - SignedDuration::from_hours(24 * RENEW_BEFORE);
    let text = say!("calendar-certificate", thumbprint = thumbprint, day = expires);
    vec![
        event(&format!("{thumbprint}-renew"), renew, now, &say!("calendar-renew"), &text),
        event(&format!("{thumbprint}-expires"), end, now, &say!("calendar-expires"), &text),
    ]
}

/// An event of a whole day, in the time zone of the person.
fn event(id: &str, at: Timestamp, now: Timestamp, title: &str, text: &str) -> Event {
    let date = civil_day(at).strftime("%Y%m%d").to_string();
    let written = now.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut start = Property::new("DTSTART", date);
    start.add_parameter("VALUE", "DATE");
    let mut event = Event::new();
    let id = id.to_lowercase();
    event.add_property("UID", format!("{id}@crosstrust"));
    event.add_property("DTSTAMP", &written);
    event.append_property(start.done());
    event.alarm(reminder(&id, &written, title));
    event.add_property("SUMMARY", title);
    event.add_property("DESCRIPTION", text);
    event.done()
}

/// A reminder at nine in the morning of the day before. Not every calendar reminds of a whole day that has
/// begun. Its id and time are given: the library would make up others for each file.
fn reminder(id: &str, written: &str, title: &str) -> Alarm {
    let hours = Property::new("TRIGGER", "PT15H");
    let Ok(Trigger::Duration(hours, _)) = Trigger::try_from(&hours) else {
        unreachable!("BUG: fifteen hours are a duration")
    };
    let mut reminder = Alarm::display(title, Trigger::Duration(-hours, None));
    reminder.add_property("UID", format!("{id}-reminder@crosstrust"));
    reminder.add_property("DTSTAMP", written);
    reminder.done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::fixture::{at, finished, guide_of};

    #[test]
    fn a_certificate_has_a_day_to_renew_it_and_the_day_on_which_it_expires() {
        let (setup, _) = finished();
        let guide = guide_of(&setup);
        let now = at(0);
        let held = view(&setup, &guide, now, false).certificates;
        assert_eq!(held.len(), 1);
        let end = held[0].card.not_after;
        let text = calendar(&setup, &guide, now);
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines.first(), Some(&"BEGIN:VCALENDAR"));
        let starts: Vec<&str> =
            lines.iter().filter_map(|line| line.strip_prefix("DTSTART;VALUE=DATE:")).collect();
        let days = [end - SignedDuration::from_hours(24 * 60), end];
        let days = days.map(|day| day.to_zoned(TimeZone::UTC).strftime("%Y%m%d").to_string());
        assert_eq!(starts, days);
        let ids = lines.iter().filter(|line| line.starts_with("UID:")).count();
        assert_eq!(ids, 4, "two events and their reminders: {text}");
        assert!(lines.iter().all(|line| line.len() <= 75), "long lines are folded");
        assert_eq!(calendar(&setup, &guide, now), text, "the same events again");
    }

    /// The content lines of a file, each unfolded.
    fn content(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    /// The values of the properties of that name.
    fn values<'l>(lines: &'l [String], name: &str) -> Vec<&'l str> {
        lines.iter().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':')).collect()
    }

    #[test]
    fn the_file_is_one_that_any_calendar_takes() {
        let (setup, _) = finished();
        let text = calendar(&setup, &guide_of(&setup), at(0));
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "lines end with CRLF");
        assert_eq!(text.matches('\r').count(), text.matches("\r\n").count());
        let lines = content(&text);
        assert_eq!(values(&lines, "VERSION"), ["2.0"]);
        assert_eq!(values(&lines, "PRODID").len(), 1);
        // What an event or a reminder must have, it has once.
        for (kind, required) in [
            ("VEVENT", &["UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"][..]),
            ("VALARM", &["ACTION", "TRIGGER", "DESCRIPTION"][..]),
        ] {
            let (begin, end) = (format!("BEGIN:{kind}"), format!("END:{kind}"));
            let begins = lines.iter().enumerate().filter(|(_, line)| **line == begin);
            let mut seen = 0;
            for (at, _) in begins {
                let own = lines[at + 1..].iter().take_while(|line| **line != end);
                let own = own.take_while(|line| !line.starts_with("BEGIN:"));
                let own: Vec<String> = own.cloned().collect();
                for name in required {
                    assert_eq!(values(&own, name).len(), 1, "{kind} {name}: {own:?}");
                }
                seen += 1;
            }
            assert_eq!(seen, 2, "{kind}: {text}");
        }
        let mut ids = values(&lines, "UID");
        assert_eq!(ids.len(), 4);
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 4, "an id is of one thing alone");
    }

    #[test]
    fn a_reminder_comes_in_the_morning_of_the_day_before() {
        let (setup, _) = finished();
        let text = calendar(&setup, &guide_of(&setup), at(0));
        let lines = content(&text);
        assert_eq!(values(&lines, "ACTION"), ["DISPLAY"; 2]);
        // Fifteen hours.
        assert_eq!(values(&lines, "TRIGGER"), ["-PT54000S"; 2]);
    }

    #[test]
    fn signs_that_mean_something_in_the_format_are_escaped_and_long_lines_are_folded() {
        let title = r"Renew; now, or C:\later";
        let text = format!("First line\nSecond line {}", "\u{e4}\u{65e5}, ".repeat(60));
        let mut calendar = Calendar::new();
        calendar.push(event("A-renew", at(0), at(0), title, &text));
        let file = calendar.done().to_string();
        for line in file.split("\r\n") {
            // The space before the rest of a line is one more.
            assert!(line.len() <= 76, "{} bytes: {line}", line.len());
        }
        let lines = content(&file);
        let escaped = |text: &str| {
            let text = text.replace('\\', r"\\").replace(';', r"\;").replace(',', r"\,");
            text.replace('\n', r"\n")
        };
        assert_eq!(values(&lines, "SUMMARY"), [escaped(title)]);
        assert_eq!(values(&lines, "DESCRIPTION"), [escaped(&text), escaped(title)]);
    }
}
