//! How many requests are sent, and how many of them wait for others: what decides how long a probe
//! takes where every answer takes its time.

use crate::world::World;
use crosstrust_core::probe::ProbeOutcome;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
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
    assert_eq!(report.outcome(), ProbeOutcome::Good, "{:#?}", report.findings);
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

/// Carries bytes to a server and back, each chunk half a round trip late, and a new connection a whole
/// one.
fn distant(port: u16, round_trip: Duration) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let near = listener.local_addr().unwrap().port();
    let carry = move |mut from: TcpStream, mut to: TcpStream| {
        let mut chunk = [0; 16 * 1024];
        while let Ok(read @ 1..) = from.read(&mut chunk) {
            thread::sleep(round_trip / 2);
            if to.write_all(&chunk[..read]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    };
    thread::spawn(move || {
        for here in listener.incoming().flatten() {
            thread::spawn(move || {
                thread::sleep(round_trip);
                let there = TcpStream::connect(("127.0.0.1", port)).unwrap();
                let (back, out) = (there.try_clone().unwrap(), here.try_clone().unwrap());
                thread::spawn(move || carry(back, out));
                carry(here, there);
            });
        }
    });
    near
}

/// Prints the figures: `cargo test --workspace --test probe hundred -- --nocapture`.
#[test]
fn at_a_hundred_milliseconds_the_requests_of_a_round_take_the_time_of_one() {
    let round_trip = Duration::from_millis(100);
    let mut world = World::new();
    let near = distant(world.server.port(), round_trip);
    world.options.connect_to = vec![format!("::127.0.0.1:{near}").parse().unwrap()];
    let report = world.probe();
    assert_eq!(report.outcome(), ProbeOutcome::Good, "{:#?}", report.findings);
    println!("{} requests in {:.2} seconds at {round_trip:?}", report.requests, report.seconds);
    let one_request = 3.0 * round_trip.as_secs_f64();
    assert!(report.seconds >= 2.0 * one_request, "{} seconds are too few", report.seconds);
    let one_after_another = f64::from(report.requests) * one_request;
    assert!(report.seconds < one_after_another, "{} seconds", report.seconds);
}

/// The window runs commands on several threads.
#[test]
fn a_probe_can_run_on_any_thread() {
    fn is_send(_: &impl Send) {}
    let world = World::new();
    is_send(&crosstrust_core::probe::probe(&world.options));
}
