//! The days of the certificates as an iCalendar file (RFC 5545), for a calendar outside the program.

use crate::certificate::never_ends;
use crate::guide::Guide;
use crate::messages::{civil_day, day, say};
use crate::setup::view::HeldCertificate;
use crate::setup::{Setup, view};
use icalendar::{Calendar, Component, Event, Property};
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
    event.add_property("UID", format!("{}@crosstrust", id.to_lowercase()));
    event.add_property("DTSTAMP", written);
    event.append_property(start.done());
    event.add_property("SUMMARY", title);
    event.add_property("DESCRIPTION", text);
    event.done()
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
        assert_eq!(ids, 2, "{text}");
        assert!(lines.iter().all(|line| line.len() <= 75), "long lines are folded");
        assert_eq!(calendar(&setup, &guide, now), text, "the same events again");
    }
}
