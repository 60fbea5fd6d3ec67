//! How many requests are sent, and how many of them wait for others: what decides how long a probe
//! takes where every answer takes its time.

use crate::world::World;
use crosstrust_core::probe::Outcome;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Holds back answers until so many requests are waiting as a round has.
struct Rounds {
    sizes: Vec<usize>,
    /// How many have come, and whether somebody waited in vain.
    come: Mutex<(usize, bool)>,
    all: Condvar,
}

impl Rounds {
    /// Waits until the round is complete to which the next request belongs.
    fn wait(&self) {
        let mut come = self.come.lock().unwrap();
        come.0 += 1;
        let mine = come.0;
        let mut end = 0;
        for size in &self.sizes {
            end += size;
            if mine <= end {
                break;
            }
        }
        self.all.notify_all();
        let waited = self.all.wait_timeout_while(come, Duration::from_secs(15), |it| it.0 < end);
        let (mut come, timed_out) = waited.unwrap();
        come.1 |= timed_out.timed_out();
    }
}

/// Runs a probe whose answers are held back by rounds; its requests.
fn probed(sizes: &[usize], tenant_given: bool) -> u32 {
    let rounds =
        Arc::new(Rounds { sizes: sizes.to_vec(), come: Mutex::default(), all: Condvar::new() });
    let gate = Arc::clone(&rounds);
    let mut world = World::with(move |_| {
        gate.wait();
        None
    });
    if !tenant_given {
        world.options.tenant = None;
    }
    let report = world.probe();
    assert_eq!(report.outcome(), Outcome::Good, "{:#?}", report.findings);
    let come = rounds.come.lock().unwrap();
    assert!(!come.1, "requests of a round came one after another: {}", come.0);
    report.requests
}

/// Two rounds, each of three round trips (connection, TLS 1.3, request): six, so 0.6 seconds where a
/// round trip takes 100 milliseconds.
#[test]
fn nine_requests_are_sent_in_two_rounds() {
    assert_eq!(probed(&[7, 2], false), 9);
}

#[test]
fn with_the_tenant_it_is_one_less() {
    assert_eq!(probed(&[6, 2], true), 8);
}

/// The window runs commands on several threads.
#[test]
fn a_probe_can_run_on_any_thread() {
    fn is_send(_: &impl Send) {}
    let world = World::new();
    is_send(&crosstrust_core::probe::probe(&world.options));
}
