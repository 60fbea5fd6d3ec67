//! Ends of validity, and certificates that have none.
//!
//! RFC 5280 (4.1.2.5) writes 99991231235959Z for a certificate without a "well-defined expiration
//! date". That lies beyond the last moment of [`Timestamp`], which represents it here; so does
//! whatever else lies beyond, such as what .NET makes of it in another time zone.

use jiff::Timestamp;
use jiff::civil::DateTime;

/// The days left of a certificate without an end.
pub const NO_END: i32 = i32::MAX;

/// Whether an end of validity means that there is none.
pub fn never_ends(end: Timestamp) -> bool {
    end.as_second() >= Timestamp::MAX.as_second()
}

/// The end of a validity that a certificate states in seconds since 1970. None: it is no time.
pub(super) fn end_of(seconds: i64) -> Option<Timestamp> {
    if seconds > Timestamp::MAX.as_second() {
        return Some(Timestamp::MAX);
    }
    Timestamp::from_second(seconds).ok()
}

/// The end of a validity as a script or Graph writes it, in UTC.
pub(crate) fn read_end(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let beyond = || {
        let time: DateTime = text.strip_suffix('Z')?.parse().ok()?;
        (time.year() == 9999 && time.month() == 12 && time.day() >= 30).then_some(Timestamp::MAX)
    };
    text.parse().ok().or_else(beyond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_beyond_the_last_moment_has_no_end() {
        let last_second_of_9999 = 253_402_300_799;
        for seconds in [last_second_of_9999, Timestamp::MAX.as_second() + 1] {
            assert!(end_of(seconds).is_some_and(never_ends), "{seconds}");
        }
        let year_8999 = end_of(221_845_392_000).unwrap();
        assert!(!never_ends(year_8999), "{year_8999}");
        assert_eq!(end_of(i64::MIN), None);
    }

    #[test]
    fn an_end_is_read_as_scripts_and_graph_write_it() {
        for text in [
            "9999-12-31T23:59:59Z",
            "9999-12-31T23:59:59.0000000Z",
            "9999-12-31T22:59:59.9999999Z",
            " 9999-12-31T09:59:59Z ",
        ] {
            assert!(read_end(text).is_some_and(never_ends), "{text}");
        }
        let end = read_end("2027-09-25T01:31:43.1234567Z").unwrap();
        assert_eq!(end.to_string(), "2027-09-25T01:31:43.1234567Z");
        for text in ["", "never", "9999", "9999-13-31T00:00:00Z", "yesterday"] {
            assert_eq!(read_end(text), None, "{text:?}");
        }
    }
}
