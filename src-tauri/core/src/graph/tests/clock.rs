//! A clock that moves only while somebody sleeps.

use super::certificates::{TODAY, at};
use crate::clock::Clock;
use jiff::{SignedDuration, Timestamp};
use std::pin::Pin;
use std::sync::Mutex;
use std::time::{Duration, Instant};

pub(super) struct TestClock {
    start: Instant,
    passed: Mutex<Duration>,
    day: Mutex<Timestamp>,
    slept: Mutex<Vec<Duration>>,
}

impl TestClock {
    pub(super) fn new() -> Self {
        Self {
            start: Instant::now(),
            passed: Mutex::default(),
            day: Mutex::new(at(TODAY)),
            slept: Mutex::default(),
        }
    }

    /// Lets time pass without anybody sleeping: an operator who thinks.
    pub(super) fn pass(&self, seconds: u64) {
        *self.passed.lock().unwrap() += Duration::from_secs(seconds);
        self.set(i64::try_from(seconds).unwrap());
    }

    /// Sets the time of day on or back; the monotonic clock does not notice, as when the computer
    /// sleeps.
    pub(super) fn set(&self, seconds: i64) {
        *self.day.lock().unwrap() += SignedDuration::from_secs(seconds);
    }

    pub(super) fn slept(&self) -> Vec<Duration> {
        self.slept.lock().unwrap().clone()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        self.start + *self.passed.lock().unwrap()
    }

    fn time_of_day(&self) -> Timestamp {
        *self.day.lock().unwrap()
    }

    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        *self.passed.lock().unwrap() += pause;
        *self.day.lock().unwrap() += pause;
        self.slept.lock().unwrap().push(pause);
        Box::pin(tokio::task::yield_now())
    }
}
