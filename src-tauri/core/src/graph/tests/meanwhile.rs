//! What others do to the keys between the plan and the write, and what a wrong clock does not do.

use super::bench::{Bench, CREATE, OPTIONS, SKYPE, assert_done, foreign, thumbprints};
use super::certificates::{CURRENT, EXPIRED, FOREIGN, LATE, at};
use super::clock::TestClock;
use super::fake::{Fault, Key, Principal};
use crate::error::ErrorCode;
use crate::graph::{PrincipalState, apply};
use axum::http::Method;

#[tokio::test]
async fn a_key_that_came_during_a_pause_is_kept() {
    let bench = foreign().await;
    bench.faults(Method::PATCH, &[Fault::Later(429, "20")]);
    let late = |principal: &mut Principal| principal.keys.push(Key::of(&LATE));
    bench.faults(Method::GET, &[Fault::None, Fault::None, Fault::Meanwhile(late)]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &LATE, &CURRENT]));
    assert_eq!(bench.backups.lock().unwrap().len(), 2, "the new keys have a copy, too");
}

#[tokio::test]
async fn while_the_operator_thinks_a_new_key_is_kept() {
    let bench = foreign().await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    bench.fake.tenant().principal(SKYPE).keys.push(Key::of(&LATE));
    bench.clock.pass(60);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &LATE, &CURRENT]));
    assert_eq!(bench.backups.lock().unwrap()[0].keys.len(), 2, "the copy is of the new state");
}

#[tokio::test]
async fn a_computer_that_slept_reads_again_before_it_writes() {
    // While it sleeps the monotonic clock may stop; setting the clock may hide the time of day.
    for sleep in [
        |clock: &TestClock| clock.set(8 * 3_600),
        |clock: &TestClock| {
            clock.pass(8 * 3_600);
            clock.set(-8 * 3_600);
        },
    ] {
        let bench = foreign().await;
        let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
        bench.fake.tenant().principal(SKYPE).keys.push(Key::of(&LATE));
        sleep(&bench.clock);
        bench.apply(&prepared).await;
        assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &LATE, &CURRENT]));
    }
}

#[tokio::test]
async fn what_was_read_before_a_copy_that_took_long_is_read_again() {
    let bench = foreign().await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    let keep = |_: &_| {
        // The computer sleeps here for a while, and another tool does not.
        let mut tenant = bench.fake.tenant();
        let principal = tenant.principal(SKYPE);
        if principal.keys.len() == 1 {
            principal.keys.push(Key::of(&LATE));
        }
        bench.clock.set(600);
        Ok(())
    };
    let result = apply(&bench.client, &prepared, &keep, &|_| {}).await.remove(0);
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &LATE, &CURRENT]));
}

#[tokio::test]
async fn a_clock_that_was_set_back_makes_a_reading_old() {
    let bench = foreign().await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    bench.fake.tenant().principal(SKYPE).keys.push(Key::of(&LATE));
    bench.clock.set(-60);
    bench.apply(&prepared).await;
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &LATE, &CURRENT]));
}

#[tokio::test]
async fn what_the_operator_did_not_see_is_not_done() {
    let changes: [fn(&mut Principal); 4] = [
        // A key that was to stay is gone.
        |principal| principal.keys.clear(),
        // An expired key would be dropped that was not in the plan.
        |principal| principal.keys.push(Key::of(&EXPIRED)),
        // A key that was to stay would now be dropped.
        |principal| principal.keys[0].ends = Some(at("2026-01-01T00:00:00Z")),
        // The principal is another one.
        |principal| principal.app = "gone".into(),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let bench = foreign().await;
        let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
        change(bench.fake.tenant().principal(SKYPE));
        bench.clock.pass(60);
        let result = bench.apply(&prepared).await.remove(0);
        assert_eq!(result.state, PrincipalState::Failed, "change {number}");
        let error = result.error.unwrap();
        assert_eq!(error.code, ErrorCode::KeysChangedMeanwhile, "change {number}");
        assert!(error.message.ends_with("Nothing was written."), "{error}");
        assert!(bench.writes().is_empty(), "change {number}");
    }
}

#[tokio::test]
async fn what_somebody_else_has_done_already_is_no_hindrance() {
    let bench = Bench::skype(vec![Key::of(&FOREIGN), Key::of(&EXPIRED)]).await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    bench.fake.tenant().principal(SKYPE).keys = vec![Key::of(&FOREIGN), Key::of(&CURRENT)];
    bench.clock.pass(60);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::AlreadyThere, "{:?}", result.error);
    assert!(bench.writes().is_empty());
}

#[tokio::test]
async fn graphs_word_that_keys_changed_leads_to_one_more_look() {
    let changed = Fault::Refused(
        400,
        "Request_BadRequest",
        "Update to existing credential with KeyId 'x' is not allowed.",
    );
    let bench = foreign().await;
    bench.faults(Method::PATCH, std::slice::from_ref(&changed));
    let result = bench.upload(&[&CURRENT]).await;
    assert_done(&bench, &result);

    let bench = foreign().await;
    bench.faults(Method::PATCH, &[changed.clone(), changed]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Failed);
    assert_eq!(result.error.unwrap().code, ErrorCode::KeysChangedMeanwhile);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN]));
}

#[tokio::test]
async fn a_wrong_clock_of_this_computer_drops_no_valid_key() {
    let bench = foreign().await;
    // This computer believes it is three years later; Graph's own date says otherwise.
    bench.clock.set(3 * 365 * 86_400);
    bench.fake.tenant().hours_ahead = -3 * 365 * 24;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    let note = prepared.plan().clock_note().unwrap();
    assert!(note.contains("1,095 d 0 h ahead of Microsoft's"), "{note}");
    let result = bench.apply(&prepared).await.remove(0);
    assert_done(&bench, &result);
}

#[tokio::test]
async fn a_clock_that_is_right_is_not_mentioned() {
    let bench = foreign().await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    assert_eq!(prepared.plan().clock_note(), None);
}

#[tokio::test]
async fn a_wrong_clock_does_not_hide_that_a_certificate_has_expired() {
    // The application is absent, so there is no reading of keys to take the time from.
    for hours in [0, 24 * 365 * 4] {
        let bench = Bench::new(vec![]).await;
        bench.clock.set(-hours * 3_600);
        bench.fake.tenant().hours_ahead = hours + 24 * 365 * 4;
        let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
        let problem = prepared.plan().principals[0].problem.clone().unwrap();
        assert_eq!(problem.code, ErrorCode::CertificateExpired, "{problem}");
    }
}
