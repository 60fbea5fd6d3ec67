//! Connections that break: before a write was carried out, after it, and in the middle of an answer.

use crate::stage::{End, Stage, fault, faults_end, on};
use crosstrust_core::error::ErrorCode::{NetworkTimeout, NetworkUnreachable};
use crosstrust_rehearsal::cloud::Fault;
use crosstrust_rehearsal::cloud::FaultKind::{
    Delay, HalfAnswer, ResetAfterApply, ResetBeforeApply,
};
use std::time::Duration;

const ALWAYS: u32 = 1_000;

/// Nobody waits that long for an answer.
fn silence() -> Fault {
    Fault { milliseconds: Some(60_000), ..fault(Delay) }
}

#[tokio::test]
async fn reads_that_break_are_repeated() {
    for fault in [on("GET", fault(ResetBeforeApply)), on("GET", fault(HalfAnswer)), silence()] {
        let (stage, _) = faults_end(&[fault], End::Done).await;
        assert_eq!(stage.writes(), 1);
    }
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_found_by_reading() {
    for fault in [fault(ResetAfterApply), on("PATCH", fault(HalfAnswer)), silence().applied()] {
        let (stage, _) = faults_end(&[fault], End::Done).await;
        assert_eq!(stage.writes(), 1, "not written twice");
    }
}

#[tokio::test]
async fn a_write_that_never_arrived_is_sent_again_after_thirty_seconds_of_reading() {
    for fault in [fault(ResetBeforeApply), on("PATCH", silence())] {
        let (stage, _) = faults_end(&[fault], End::Done).await;
        assert_eq!(stage.writes(), 1);
        assert!(stage.time.waited() >= Duration::from_secs(30));
    }
}

#[tokio::test]
async fn writes_that_never_arrive_end_in_what_is_not_known() {
    let fault = fault(ResetBeforeApply).times(ALWAYS);
    let (_, run) = faults_end(&[fault], End::Unknown(NetworkUnreachable)).await;
    assert!(
        run.said().contains("Crosstrust can't tell whether the certificates were uploaded"),
        "{}",
        run.said()
    );
    let fault = on("PATCH", silence()).times(ALWAYS);
    let (_, run) = faults_end(&[fault], End::Unknown(NetworkTimeout)).await;
    assert!(run.said().contains("verify first"), "{}", run.said());
}

#[tokio::test]
async fn a_network_that_is_gone_after_the_write_is_not_called_failed() {
    for (answer, words) in [
        (None, "accepted the certificates, but Crosstrust couldn't verify them"),
        (
            Some(fault(ResetAfterApply)),
            "Crosstrust can't tell whether the certificates were uploaded",
        ),
    ] {
        let stage = Stage::set().await;
        let prepared = stage.plan().await;
        for fault in answer.into_iter().chain([on("GET", fault(ResetBeforeApply).times(ALWAYS))]) {
            stage.cloud.add_fault(fault);
        }
        let run = stage.apply(&prepared).await;
        stage.compare(&run);
        run.assert_end(End::Unknown(NetworkUnreachable));
        assert!(run.said().contains(words), "{}", run.said());
        assert!(stage.held().contains(&stage.thumbprint()), "in truth it was carried out");
        stage.finish().await;
        assert_eq!(stage.writes(), 1, "running again finds it there");
    }
}
