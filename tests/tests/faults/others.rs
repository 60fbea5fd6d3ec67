//! Another tool that adds a key at the worst moment.

use crate::compare::thumbprints;
use crate::stage::{End, Stage, fault};
use crosstrust_core::error::ErrorCode::KeysChangedMeanwhile;
use crosstrust_core::graph::PrincipalState;
use crosstrust_rehearsal::cloud::Fault;
use crosstrust_rehearsal::cloud::FaultKind::{
    ForeignKeyAddedBetween, GatewayTimeout, Lag, ResetAfterApply, Throttle,
};
use std::time::Duration;

/// What the other tool added; it is certain that it did.
fn added(stage: &Stage) -> String {
    let tenant = stage.cloud.state();
    let met = tenant.principal(crate::stage::MET).unwrap();
    assert_eq!(met.of_others.len(), 1, "another tool has added a key");
    met.of_others[0].clone()
}

#[tokio::test]
async fn a_key_that_comes_between_the_two_reads_is_kept() {
    let stage = Stage::set().await;
    stage.cloud.add_fault(fault(ForeignKeyAddedBetween).reads(1));
    let run = stage.upload().await;
    run.assert_end(End::Done);
    assert!(stage.held().contains(&added(&stage)));
    stage.finish().await;
}

#[tokio::test]
async fn a_key_that_comes_while_the_operator_thinks_is_kept() {
    for thinking in [3, 60, 86_400] {
        let stage = Stage::set().await;
        stage.cloud.add_fault(fault(ForeignKeyAddedBetween).reads(2));
        let prepared = stage.plan().await;
        stage.time.pass(Duration::from_secs(thinking));
        let run = stage.apply(&prepared).await;
        stage.compare(&run);
        run.assert_end(End::Done);
        assert!(stage.held().contains(&added(&stage)));
    }
}

#[tokio::test]
async fn a_key_that_comes_during_a_pause_is_kept() {
    let stage = Stage::set().await;
    stage.cloud.add_fault(fault(ForeignKeyAddedBetween).reads(2));
    stage.cloud.add_fault(Fault {
        method: Some("PATCH".to_owned()),
        retry_after: Some(20),
        ..fault(Throttle)
    });
    let run = stage.upload().await;
    run.assert_end(End::Done);
    assert!(stage.held().contains(&added(&stage)));
}

#[tokio::test]
async fn a_key_that_came_right_before_the_write_is_put_back_and_reported_when_it_shows() {
    let lost_answers =
        [vec![], vec![fault(ResetAfterApply)], vec![fault(GatewayTimeout).applied()]];
    for lost_answer in lost_answers {
        let stage = Stage::set().await;
        stage.cloud.add_fault(fault(ForeignKeyAddedBetween).reads(2));
        stage.cloud.add_fault(fault(Lag).reads(1));
        for fault in lost_answer {
            stage.cloud.add_fault(fault);
        }
        let run = stage.upload().await;
        let added = added(&stage);
        let met = run.met();
        assert_eq!(met.state, PrincipalState::Done, "{:?}", met.error);
        assert_eq!(met.error.as_ref().unwrap().code, KeysChangedMeanwhile);
        assert!(run.said().contains(&added), "{}", run.said());
        assert!(stage.held().contains(&added));
        assert_eq!(stage.writes(), 2, "ours, and the one that puts it back");
        assert_eq!(stage.copies(), 2, "one before every write");
        stage.finish().await;
    }
}

#[tokio::test]
async fn a_key_that_comes_after_everything_was_read_back_stays() {
    let stage = Stage::set().await;
    stage.cloud.add_fault(fault(ForeignKeyAddedBetween).reads(3));
    let prepared = stage.plan().await;
    let run = stage.apply(&prepared).await;
    run.assert_end(End::Done);
    let added = added(&stage);
    assert!(!thumbprints(run.met()).contains(&added), "it came after the last read");
    stage.finish().await;
    assert!(stage.held().contains(&added));
}
