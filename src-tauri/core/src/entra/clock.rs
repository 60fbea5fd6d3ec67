//! Time as sign-in needs it, as a value: how long, what time of day, and waiting.
//!
//! Lifetimes are counted on the monotonic clock, so that setting the computer's clock neither ends
//! nor prolongs a code. The time of day is used only across a restart.

use jiff::Timestamp;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// Where sign-in takes its time from.
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
