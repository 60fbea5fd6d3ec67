//! A clock that stands still until somebody sleeps.

use super::certificates::{TODAY, at};
use crate::graph::Clock;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use std::sync::Mutex;
use std::time::Duration;

pub(super) struct TestClock {
    now: Mutex<Timestamp>,
    slept: Mutex<Vec<Duration>>,
}

impl TestClock {
    pub(super) fn new() -> Self {
        Self { now: Mutex::new(at(TODAY)), slept: Mutex::default() }
    }

    /// Lets time pass without anybody sleeping: an operator who thinks, a machine put to sleep.
    pub(super) fn pass(&self, seconds: i64) {
        *self.now.lock().unwrap() += SignedDuration::from_secs(seconds);
    }

    pub(super) fn slept(&self) -> Vec<Duration> {
        self.slept.lock().unwrap().clone()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    fn sleep(&self, pause: Duration) -> BoxFuture<'_, ()> {
        *self.now.lock().unwrap() += pause;
        self.slept.lock().unwrap().push(pause);
        Box::pin(tokio::task::yield_now())
    }
}
