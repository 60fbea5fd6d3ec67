//! How long something lasts, in words.

use crosstrust_core::messages::say;

/// Whole minutes, rounded down: nobody is promised time that is not left.
pub(super) fn minutes(seconds: u32) -> String {
    say!("command-line-minutes", minutes = seconds / 60)
}

/// Whole days until an end, negative after it, as [`crosstrust_core::graph::VerifiedKey`] counts
/// them.
pub(super) fn days_left(days: i32) -> String {
    if days < 0 {
        say!("command-line-days-ago", days = days.unsigned_abs())
    } else {
        say!("command-line-days-left", days = days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_never_none() {
        for (seconds, words) in [
            (0, "less than a minute"),
            (1, "less than a minute"),
            (59, "less than a minute"),
            (60, "1 minute"),
            (119, "1 minute"),
            (120, "2 minutes"),
            (899, "14 minutes"),
            (900, "15 minutes"),
        ] {
            assert_eq!(minutes(seconds), words, "{seconds}");
        }
    }

    #[test]
    fn one_day_is_one_day_before_and_after() {
        let words = [-2, -1, 0, 1, 2].map(days_left);
        assert_eq!(
            words,
            [
                "expired 2 days ago",
                "expired 1 day ago",
                "expires today",
                "1 day left",
                "2 days left"
            ]
        );
    }
}
