//! Whether the clock of this computer agrees with the service's.
//!
//! Nothing is judged by this computer's clock that Graph's own can judge. But a wrong clock makes
//! sign-in and protected connections fail in ways that nobody would trace back to it, so it is told.

use jiff::SignedDuration;

/// How far the clocks may differ without being told: what Entra itself tolerates in tokens.
const MAY_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// How far the clock of this computer is off; none when it is right. `ahead` is how far the clock of
/// the service runs ahead of it.
pub(super) fn describe(ahead: SignedDuration) -> Option<String> {
    let minutes = ahead.abs().as_mins();
    let way = if ahead.is_positive() { "behind" } else { "ahead of" };
    let much = match (minutes / 1_440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    };
    (ahead.abs() > MAY_DIFFER).then(|| format!("{much} {way} Microsoft's"))
}

/// The same as a note to the operator.
pub(super) fn note(ahead: SignedDuration) -> Option<String> {
    let off = describe(ahead)?;
    Some(format!(
        "The clock of this computer is {off}. What is valid was judged by Microsoft's time. Set the date and time of this computer right: with a wrong clock, sign-in and protected connections fail."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_is_told_in_the_largest_units_that_say_it() {
        let told = |seconds| describe(SignedDuration::from_secs(seconds));
        for right in [0, 300, -300] {
            assert_eq!(told(right), None, "{right}");
        }
        assert_eq!(told(301).unwrap(), "5 min behind Microsoft's");
        assert_eq!(told(-3 * 3_600 - 600).unwrap(), "3 h 10 min ahead of Microsoft's");
        assert_eq!(told(-400 * 86_400 - 7_200).unwrap(), "400 d 2 h ahead of Microsoft's");
    }
}
