//! Servers of Microsoft's that are behind: after our write, and after somebody else's.

use crate::compare::thumbprints;
use crate::stage::{End, Stage, fault, faults_end, on};
use crosstrust_core::error::ErrorCode::NotReadBack;
use crosstrust_core::graph::PrincipalState;
use crosstrust_rehearsal::cloud::Fault;
use crosstrust_rehearsal::cloud::FaultKind::{
    AlternateReads, ForeignKeyAddedBetween, GatewayTimeout, Lag, ResetAfterApply,
};
use std::time::Duration;

/// Reads show the old keys for that many seconds after a write.
fn lag(seconds: u32) -> Fault {
    Fault { seconds: Some(seconds), ..fault(Lag) }
}

#[tokio::test]
async fn a_write_that_shows_late_is_waited_for() {
    for seconds in [1, 10, 30] {
        let (stage, _) = faults_end(&[lag(seconds)], End::Done).await;
        assert_eq!(stage.writes(), 1, "after {seconds} s");
        assert!(stage.time.waited() >= Duration::from_secs(seconds.into()));
    }
}

#[tokio::test]
async fn a_write_that_does_not_show_in_time_is_not_called_done() {
    let stage = Stage::set().await;
    stage.cloud.add_fault(lag(60));
    let run = stage.upload().await;
    run.assert_end(End::Unknown(NotReadBack));
    assert!(run.said().contains(&stage.thumbprint()), "{}", run.said());
    assert!(
        !thumbprints(run.met()).contains(&stage.thumbprint()),
        "what was read, not what was sent"
    );
    stage.time.pass(Duration::from_mins(2));
    stage.finish().await;
    assert_eq!(stage.writes(), 1, "running again finds it there");
}

#[tokio::test]
async fn running_again_while_servers_are_still_behind_loses_nothing() {
    let stage = Stage::set().await;
    stage.cloud.add_fault(lag(100));
    stage.upload().await.assert_end(End::Unknown(NotReadBack));
    // The same certificate is written once more upon the old reading: the same keys in the end.
    let again = stage.upload().await;
    assert_ne!(again.met().state, PrincipalState::Failed, "{:?}", again.met().error);
    stage.time.pass(Duration::from_mins(5));
    stage.finish().await;
}

#[tokio::test]
async fn reads_that_alternate_between_old_and_new_end_well() {
    for reads in [1, 2, 4, 5] {
        let (stage, _) = faults_end(&[fault(AlternateReads).reads(reads)], End::Done).await;
        assert_eq!(stage.writes(), 1);
    }
}

#[tokio::test]
async fn a_lost_answer_and_servers_that_are_behind_end_well_together() {
    for answer in [fault(ResetAfterApply), fault(GatewayTimeout).applied()] {
        for behind in [lag(20), fault(AlternateReads).reads(4)] {
            let (stage, _) = faults_end(&[answer.clone(), behind], End::Done).await;
            assert_eq!(stage.writes(), 1, "one write, found by reading");
        }
    }
}

#[tokio::test]
async fn a_write_that_never_arrived_is_not_confused_with_one_that_shows_late() {
    let faults = [on("PATCH", fault(GatewayTimeout)), lag(20)];
    let (stage, _) = faults_end(&faults, End::Done).await;
    assert_eq!(stage.writes(), 1);
}

#[tokio::test]
async fn servers_that_are_behind_another_tools_write_do_not_cost_it_its_key() {
    let faults = [fault(AlternateReads).reads(6), fault(ForeignKeyAddedBetween).reads(1)];
    let (stage, run) = faults_end(&faults, End::Done).await;
    let held = stage.cloud.state();
    let met = held.principal(&run.met().app_id.to_string()).unwrap();
    assert_eq!(met.of_others.len(), 1, "another tool has added one");
    assert!(stage.held().contains(&met.of_others[0]));
    assert!(stage.time.waited() > Duration::from_secs(5), "reads did not agree at once");
}
