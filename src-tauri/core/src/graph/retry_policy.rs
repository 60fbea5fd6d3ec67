//! How patient the client is: tries, pauses, time limits. A value, so that tests wait for nothing
//! and the same seed gives the same pauses.

use crate::clock::{Clock, SystemClock};
use std::sync::Arc;
use std::time::Duration;

/// How patient the client is with Graph.
#[derive(Clone)]
pub struct RetryPolicy {
    /// How often one request is tried before its fault is reported.
    pub tries: u32,
    /// The pause before the second try when Graph names none; it doubles from try to try.
    pub base: Duration,
    /// The longest of these doubled pauses.
    pub cap: Duration,
    /// The longest `Retry-After` that is waited for. A longer one ends the request at once, because
    /// trying earlier only prolongs the throttling, and an operator should not wait unasked.
    pub longest_pause: Duration,
    /// How long one read may take.
    pub read_timeout: Duration,
    /// How long one write may take.
    pub write_timeout: Duration,
    /// How old a reading may be and still be written upon without reading again.
    pub fresh_for: Duration,
    /// The pauses between pairs of reads that contradict each other before a write.
    pub consistent_read: Vec<Duration>,
    /// The pauses between the reads that follow a write; together the time given to replication.
    pub read_back: Vec<Duration>,
    /// The pauses between the reads of a verification that does not find a certificate at once.
    pub verify: Vec<Duration>,
    /// Seed of the jitter and of the client request ids.
    pub seed: u64,
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
}

impl RetryPolicy {
    /// The policy for Microsoft's own service: about 30 seconds for replication after a write.
    pub fn real(seed: u64) -> Self {
        let seconds = |list: &[u64]| list.iter().copied().map(Duration::from_secs).collect();
        Self {
            tries: 5,
            base: Duration::from_secs(1),
            cap: Duration::from_secs(20),
            longest_pause: Duration::from_mins(2),
            read_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_mins(1),
            fresh_for: Duration::from_secs(2),
            consistent_read: seconds(&[1, 2, 4, 8, 15]),
            read_back: seconds(&[1, 2, 3, 4, 5, 5, 5, 5]),
            verify: seconds(&[1, 2]),
            seed,
            clock: Arc::new(SystemClock),
        }
    }

    /// The pause after the failed try number `failed` (from 1) when Graph names none: half of the
    /// doubled pause for certain, the other half by jitter, so that clients do not return in step.
    pub(super) fn backoff(&self, failed: u32, jitter: f64) -> Duration {
        let doubled = self.base.saturating_mul(2_u32.saturating_pow(failed.saturating_sub(1)));
        doubled.min(self.cap).mul_f64(0.5 + jitter / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_cap() {
        let policy = RetryPolicy::real(0);
        let longest: Vec<_> = (1..=7).map(|failed| policy.backoff(failed, 1.0).as_secs()).collect();
        assert_eq!(longest, [1, 2, 4, 8, 16, 20, 20]);
        assert_eq!(policy.backoff(3, 0.0), Duration::from_secs(2));
        assert_eq!(policy.backoff(u32::MAX, 1.0), policy.cap, "no overflow");
    }

    #[test]
    fn replication_is_given_thirty_seconds() {
        let policy = RetryPolicy::real(0);
        assert_eq!(policy.read_back.iter().sum::<Duration>(), Duration::from_secs(30));
        assert_eq!(policy.consistent_read.iter().sum::<Duration>(), Duration::from_secs(30));
    }
}
