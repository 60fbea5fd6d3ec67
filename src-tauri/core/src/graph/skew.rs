//! Whether the clock of this computer agrees with the service's.
//!
//! Nothing is judged by this computer's clock that Graph's own can judge. But a wrong clock makes
//! sign-in and protected connections fail in ways that nobody would trace back to it, so it is reported.

use crate::messages::say;
use jiff::SignedDuration;

/// How far the clocks may differ without being reported: what Entra itself tolerates in tokens.
const MAY_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// How far the clock of this computer is off; none when it is right. `ahead` is how far the clock of
/// the service runs ahead of it.
pub(super) fn describe(ahead: SignedDuration) -> Option<String> {
    let much = much(ahead)?;
    Some(if ahead.is_positive() {
        say!("graph-clock-detail-behind", much = much)
    } else {
        say!("graph-clock-detail-ahead", much = much)
    })
}

/// The same as a note to the operator.
pub(super) fn note(ahead: SignedDuration) -> Option<String> {
    let much = much(ahead)?;
    Some(if ahead.is_positive() {
        say!("graph-clock-behind", much = much)
    } else {
        say!("graph-clock-ahead", much = much)
    })
}

/// The same in seconds, to be saved.
pub(super) fn to_save(ahead: SignedDuration) -> Option<i64> {
    (ahead.abs() > MAY_DIFFER).then(|| ahead.as_secs())
}

/// How far it is off; none when it is no more than clocks may differ.
fn much(ahead: SignedDuration) -> Option<String> {
    let minutes = ahead.abs().as_mins();
    let much = match (minutes / 1_440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => say!("graph-clock-minutes", minutes = minutes),
        (0, hours, minutes) => say!("graph-clock-hours", hours = hours, minutes = minutes),
        (days, hours, _) => say!("graph-clock-days", days = days, hours = hours),
    };
    (ahead.abs() > MAY_DIFFER).then_some(much)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_of_a_clock_says_the_same_as_what_was_read() {
        for seconds in [0, 300, -300, 301, -301, 90_061, -90_061] {
            let ahead = SignedDuration::from_secs(seconds);
            let saved = to_save(ahead).map(SignedDuration::from_secs);
            assert_eq!(saved.and_then(note), note(ahead), "{seconds}");
            assert_eq!(saved.is_some(), seconds.abs() > 300, "{seconds}");
        }
    }

    #[test]
    fn a_clock_that_is_off_is_reported_in_the_largest_units_that_say_it() {
        let reported = |seconds| describe(SignedDuration::from_secs(seconds));
        for right in [0, 300, -300] {
            assert_eq!(reported(right), None, "{right}");
        }
        assert_eq!(
            reported(301).unwrap(),
            "the clock of this computer is 5 min behind Microsoft's"
        );
        assert_eq!(
            reported(-3 * 3_600 - 600).unwrap(),
            "the clock of this computer is 3 h 10 min ahead of Microsoft's"
        );
        assert_eq!(
            reported(-400 * 86_400 - 7_200).unwrap(),
            "the clock of this computer is 400 d 2 h ahead of Microsoft's"
        );
    }
}
