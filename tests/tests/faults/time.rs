//! The time of a test: the service's, and the clocks of the computer that the program runs on.

use crosstrust_core::clock::Clock;
use crosstrust_rehearsal as rehearsal;
use jiff::{SignedDuration, Timestamp};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Time that stands still until somebody waits. Clones are the same time.
#[derive(Clone)]
pub(crate) struct Time(Arc<Mutex<ClockState>>);

struct ClockState {
    /// By the service's clock.
    service: Timestamp,
    /// How far this computer's time of day is ahead of it.
    off: SignedDuration,
    /// This computer's monotonic clock.
    monotonic: Instant,
    slept: Duration,
}

impl Time {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(ClockState {
            service: "2026-08-01T12:00:00Z".parse().unwrap(),
            off: SignedDuration::ZERO,
            monotonic: Instant::now(),
            slept: Duration::ZERO,
        })))
    }

    /// The clock of the simulated cloud.
    pub(crate) fn of_the_service(&self) -> rehearsal::Clock {
        let time = self.clone();
        rehearsal::Clock::new(move || time.service())
    }

    pub(crate) fn service(&self) -> Timestamp {
        self.0.lock().unwrap().service
    }

    /// This computer's clock is set wrong by that much.
    pub(crate) fn set_wrong(&self, off: SignedDuration) {
        self.0.lock().unwrap().off = off;
    }

    /// Time passes while the computer is awake.
    pub(crate) fn pass(&self, much: Duration) {
        self.0.lock().unwrap().monotonic += much;
        self.sleep_deeply(much);
    }

    /// The computer sleeps: its monotonic clock stands still.
    pub(crate) fn sleep_deeply(&self, much: Duration) {
        self.0.lock().unwrap().service += much;
    }

    /// How long the program has waited.
    pub(crate) fn waited(&self) -> Duration {
        self.0.lock().unwrap().slept
    }
}

impl Clock for Time {
    fn now(&self) -> Instant {
        self.0.lock().unwrap().monotonic
    }

    fn time_of_day(&self) -> Timestamp {
        let state = self.0.lock().unwrap();
        state.service + state.off
    }

    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.pass(pause);
        self.0.lock().unwrap().slept += pause;
        Box::pin(tokio::task::yield_now())
    }
}
