//! Reads after a write that show the old keys, some of the new ones, or others than were written.

use super::bench::{Bench, SKYPE, assert_done, foreign, thumbprints};
use super::certificates::{CURRENT, EXPIRED, FOREIGN, at};
use super::fake::{Fault, Key, Principal};
use crate::error::ErrorCode;
use crate::graph::PrincipalState;
use axum::http::Method;
use std::time::Duration;

#[tokio::test]
async fn replication_lag_of_thirty_seconds_is_waited_for() {
    let bench = foreign().await;
    bench.fake.tenant().principal(SKYPE).lag = 8;
    let result = bench.upload(&[&CURRENT]).await;
    assert_done(&bench, &result);
    assert_eq!(bench.waited(), Duration::from_secs(30));
}

#[tokio::test]
async fn a_change_that_does_not_show_in_time_is_not_claimed() {
    let bench = foreign().await;
    bench.fake.tenant().principal(SKYPE).lag = 9;
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Unknown);
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::NotReadBack);
    assert!(error.message.contains(&CURRENT.name()), "{error}");
    assert_eq!(result.thumbprints, thumbprints(&[&FOREIGN]), "what was read, not what was sent");

    // Running again finds it there.
    let again = bench.upload(&[&CURRENT]).await;
    assert_eq!(again.state, PrincipalState::AlreadyThere);
}

#[tokio::test]
async fn reads_that_alternate_between_old_and_new_end_well() {
    for fault in [Fault::None, Fault::ResetAfter] {
        let bench = foreign().await;
        bench.fake.tenant().principal(SKYPE).alternates = true;
        bench.faults(Method::PATCH, &[fault]);
        let result = bench.upload(&[&CURRENT]).await;
        assert_done(&bench, &result);
        assert_eq!(bench.writes().len(), 1);
    }
}

#[tokio::test]
async fn a_dropped_key_that_still_shows_is_waited_for() {
    let bench = Bench::skype(vec![Key::of(&FOREIGN), Key::of(&EXPIRED)]).await;
    let leave = |principal: &mut Principal| principal.keys.push(Key::of(&EXPIRED));
    let gone = |principal: &mut Principal| principal.keys.truncate(2);
    let faults = [Fault::None, Fault::None, Fault::Meanwhile(leave), Fault::Meanwhile(gone)];
    bench.faults(Method::GET, &faults);
    let result = bench.upload(&[&CURRENT]).await;
    assert_done(&bench, &result);
    assert_eq!(bench.clock.slept().len(), 1);
}

#[tokio::test]
async fn a_kept_key_that_is_gone_afterwards_is_reported() {
    let bench = foreign().await;
    let lose =
        |principal: &mut Principal| principal.keys.retain(|key| key.content != FOREIGN.base64());
    bench.faults(Method::GET, &[Fault::None, Fault::None, Fault::Meanwhile(lose)]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Unknown);
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::NotReadBack);
    assert!(error.message.contains(&FOREIGN.name()), "{error}");
}

#[tokio::test]
async fn a_key_that_was_written_shows_by_its_certificate_whatever_end_is_reported() {
    let changes: [fn(&mut Principal); 3] = [
        |principal| principal.keys.last_mut().unwrap().ends = Some(at("2026-09-01T00:00:00Z")),
        |principal| principal.keys.last_mut().unwrap().ends = Some(at("2050-01-01T00:00:00Z")),
        |principal| principal.keys.last_mut().unwrap().ends = None,
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let bench = foreign().await;
        bench.faults(Method::GET, &[Fault::None, Fault::None, Fault::Meanwhile(change)]);
        let result = bench.upload(&[&CURRENT]).await;
        assert_done(&bench, &result);
        assert_eq!(bench.waited(), Duration::ZERO, "change {number}: one read shows it");
    }
}

#[tokio::test]
async fn a_key_that_shows_with_an_end_in_the_past_is_not_taken_for_one_that_works() {
    let bench = foreign().await;
    let end = |principal: &mut Principal| {
        principal.keys.last_mut().unwrap().ends = Some(at("2026-07-01T00:00:00Z"));
    };
    bench.faults(Method::GET, &[Fault::None, Fault::None, Fault::Meanwhile(end)]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Unknown);
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::NotReadBack);
    assert!(error.message.contains("expired at 1 Jul 2026, 00:00 UTC"), "{error}");
}
