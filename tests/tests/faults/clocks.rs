//! A clock of this computer that is wrong, and a computer that sleeps in the middle.

use crate::stage::{End, MET, Stage, fault};
use crosstrust_rehearsal::cloud::Fault;
use crosstrust_rehearsal::cloud::FaultKind::{
    Delay, ForeignKeyAddedBetween, ResetAfterApply, ResetBeforeApply, WrongDate,
};
use jiff::SignedDuration;
use std::time::Duration;

const YEAR: i64 = 365 * 24;

#[tokio::test]
async fn a_wrong_clock_of_this_computer_drops_no_valid_key_and_is_reported() {
    for hours in [-20 * YEAR, -1, 1, 20 * YEAR] {
        let stage = Stage::set().await;
        stage.time.set_wrong(SignedDuration::from_hours(hours));
        let prepared = stage.plan().await;
        let note = prepared.plan().clock_note().unwrap();
        let way = if hours > 0 { "ahead of" } else { "behind" };
        assert!(note.contains(way) && note.contains("Correct the date and time"), "{note}");
        let run = stage.apply(&prepared).await;
        stage.compare(&run);
        run.assert_end(End::Done);
        stage.finish().await;
    }
}

#[tokio::test]
async fn a_clock_that_is_a_little_off_is_not_mentioned() {
    let stage = Stage::set().await;
    stage.time.set_wrong(SignedDuration::from_mins(4));
    assert_eq!(stage.plan().await.plan().clock_note(), None);
}

#[tokio::test]
async fn a_wrong_clock_does_not_keep_an_application_from_being_created() {
    let stage = Stage::lacking().await;
    stage.time.set_wrong(SignedDuration::from_hours(20 * YEAR));
    let run = stage.upload().await;
    run.assert_end(End::Done);
    assert_eq!(stage.held(), [stage.thumbprint()]);
}

#[tokio::test]
async fn a_refusal_names_the_wrong_clock_in_its_details() {
    let stage = Stage::set().await;
    stage.cloud.add_fault(Fault { hours: Some(3), ..Fault::new(WrongDate) });
    stage.cloud.add_fault(fault(crosstrust_rehearsal::cloud::FaultKind::Locked));
    let run = stage.upload().await;
    let detail = run.met().error.as_ref().unwrap().detail.clone().unwrap();
    assert!(
        detail.contains("the clock of this computer is 3 h 0 min behind Microsoft's"),
        "{detail}"
    );
}

#[tokio::test]
async fn a_computer_that_slept_before_the_operator_agreed_reads_again() {
    let stage = Stage::set().await;
    stage.cloud.add_fault(fault(ForeignKeyAddedBetween).reads(2));
    let prepared = stage.plan().await;
    stage.time.sleep_deeply(Duration::from_mins(30));
    let run = stage.apply(&prepared).await;
    stage.compare(&run);
    run.assert_end(End::Done);
    assert_eq!(stage.cloud.state().principal(MET).unwrap().of_others.len(), 1);
}

#[tokio::test]
async fn a_computer_that_slept_while_a_copy_was_kept_reads_again() {
    let stage = Stage::set().await;
    stage.cloud.add_fault(fault(ForeignKeyAddedBetween).reads(2));
    let prepared = stage.plan().await;
    let run = stage
        .apply_keeping(&prepared, |_| {
            stage.time.sleep_deeply(Duration::from_hours(1));
            Ok(())
        })
        .await;
    stage.compare(&run);
    run.assert_end(End::Done);
    assert_eq!(stage.cloud.state().principal(MET).unwrap().of_others.len(), 1);
}

#[tokio::test]
async fn a_computer_that_slept_while_its_write_was_on_the_way_reads_what_became_of_it() {
    let silence = Fault { milliseconds: Some(60_000), ..fault(Delay) };
    let before_it = Fault { method: Some("PATCH".to_owned()), ..silence.clone() };
    for fault in [silence.applied(), before_it, fault(ResetAfterApply), fault(ResetBeforeApply)] {
        let stage = Stage::set().await;
        let prepared = stage.plan().await;
        stage.cloud.add_fault(fault);
        // The lid is closed when the write is about to leave, and nothing is left of the connection
        // and of the access token when it is opened.
        stage.time.sleep_deeply(Duration::from_hours(2));
        let run = stage.apply(&prepared).await;
        stage.compare(&run);
        run.assert_end(End::Done);
        assert_eq!(stage.writes(), 1);
        stage.finish().await;
    }
}
