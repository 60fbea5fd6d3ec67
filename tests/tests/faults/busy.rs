//! A service that has no time: 429, 503 and 504, with and without a time to wait, before a request is
//! carried out and after it.

use crate::stage::{End, Stage, asking, fault, faults_end, on};
use crosstrust_core::error::ErrorCode::{GraphThrottled, GraphUnavailable};
use crosstrust_rehearsal::cloud::FaultKind::{GatewayTimeout, Throttle, Unavailable};
use std::time::Duration;

/// More often than anybody tries.
const ALWAYS: u32 = 1_000;

#[tokio::test]
async fn reads_that_are_turned_away_for_a_while_are_repeated() {
    for fault in [
        fault(Throttle),
        asking(12, fault(Throttle)),
        fault(Throttle).times(3),
        fault(Unavailable),
        asking(12, fault(Unavailable)),
        fault(GatewayTimeout),
    ] {
        let (stage, _) = faults_end(&[on("GET", fault)], End::Done).await;
        assert_eq!(stage.writes(), 1);
    }
}

#[tokio::test]
async fn the_time_to_wait_is_the_services_own() {
    let (stage, _) = faults_end(&[on("PATCH", asking(12, fault(Throttle)))], End::Done).await;
    assert_eq!(stage.time.waited(), Duration::from_secs(12 + 5), "12 s, and 5 s for the code");
}

#[tokio::test]
async fn writes_that_are_turned_away_for_a_while_are_repeated_after_reading() {
    for fault in [
        fault(Throttle),
        asking(12, fault(Throttle)),
        asking(12, fault(Throttle)).times(3),
        asking(12, fault(Unavailable)),
    ] {
        let (stage, _) = faults_end(&[on("PATCH", fault)], End::Done).await;
        assert_eq!(stage.writes(), 1);
    }
}

#[tokio::test]
async fn a_service_that_never_has_time_for_reads_leaves_everything_as_it_was() {
    for (kind, code) in [
        (Throttle, GraphThrottled),
        (Unavailable, GraphUnavailable),
        (GatewayTimeout, GraphUnavailable),
    ] {
        let fault = on("GET", fault(kind).times(ALWAYS));
        let (_, run) = faults_end(&[fault], End::Failed(code)).await;
        assert!(run.said().contains("few minutes"), "{}", run.said());
    }
}

#[tokio::test]
async fn a_service_that_never_has_time_for_writes_leaves_everything_as_it_was() {
    for fault in [
        fault(Throttle).times(ALWAYS),
        asking(1, fault(Throttle)).times(ALWAYS),
        // Longer than the program waits by itself.
        asking(3_600, fault(Throttle)),
    ] {
        faults_end(&[on("PATCH", fault)], End::Failed(GraphThrottled)).await;
    }
}

#[tokio::test]
async fn a_gateway_that_gives_up_after_the_write_is_settled_by_reading() {
    for kind in [Unavailable, GatewayTimeout] {
        let (stage, _) = faults_end(&[fault(kind).applied()], End::Done).await;
        assert_eq!(stage.writes(), 1, "not written twice after {kind:?}");
    }
}

#[tokio::test]
async fn a_gateway_that_gives_up_before_the_write_is_settled_by_reading_for_thirty_seconds() {
    for kind in [Unavailable, GatewayTimeout] {
        let (stage, _) = faults_end(&[on("PATCH", fault(kind))], End::Done).await;
        assert_eq!(stage.writes(), 1);
        assert!(stage.time.waited() >= Duration::from_secs(30), "{kind:?}");
    }
}

#[tokio::test]
async fn a_gateway_that_always_gives_up_on_writes_ends_in_what_is_not_known() {
    for kind in [Unavailable, GatewayTimeout] {
        let fault = on("PATCH", fault(kind).times(ALWAYS));
        let (_, run) = faults_end(&[fault], End::Unknown(GraphUnavailable)).await;
        assert!(run.said().contains("verify"), "{}", run.said());
    }
}

#[tokio::test]
async fn a_write_that_got_through_before_the_service_went_away_is_not_called_failed() {
    let stage = Stage::set().await;
    stage.cloud.add_fault(fault(GatewayTimeout).applied());
    let prepared = stage.plan().await;
    stage.cloud.add_fault(on("GET", fault(Unavailable).times(ALWAYS)));
    let run = stage.apply(&prepared).await;
    stage.compare(&run);
    run.assert_end(End::Unknown(GraphUnavailable));
    stage.finish().await;
    assert_eq!(stage.writes(), 1, "running again finds it there");
}
