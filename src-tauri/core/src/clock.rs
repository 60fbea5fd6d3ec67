//! Time as a value: how long, what time of day, and waiting.
//!
//! Two clocks, because neither shows everything. Setting the computer's clock moves the time of day
//! and not the monotonic clock; a computer that sleeps may stop the monotonic clock and not the time
//! of day. So lifetimes of codes and tokens are counted on the monotonic clock, what outlasts a
//! restart on the time of day, and a reading is as old as the clock says that makes it older.

use jiff::Timestamp;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// Where sign-in and uploads take their time from.
pub trait Clock: Send + Sync {
    /// The monotonic clock.
    fn now(&self) -> Instant;

    /// The time of day.
    fn time_of_day(&self) -> Timestamp;

    /// Waits.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The clock of this computer, waiting on tokio's timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn time_of_day(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_system_clock_moves_on_while_it_sleeps() {
        let (now, day) = (SystemClock.now(), SystemClock.time_of_day());
        SystemClock.sleep(Duration::from_millis(2)).await;
        assert!(SystemClock.now() > now);
        assert!(SystemClock.time_of_day() > day);
    }
}
