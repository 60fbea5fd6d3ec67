//! Applications that Microsoft has locked, that are absent, or that cannot be had.

use crate::stage::{End, MET, Stage, fault, faults_end, on};
use crosstrust_core::error::ErrorCode::{
    ApplicationNotAvailable, GraphLifetimePolicy, PrincipalAbsent, PrincipalLocked,
};
use crosstrust_core::graph::{PlanAction, PrincipalState};
use crosstrust_rehearsal::cloud::FaultKind::{
    Absent, GatewayTimeout, LifetimePolicy, Locked, NoBackingApplication, ResetAfterApply,
    ResetBeforeApply, Throttle,
};

#[tokio::test]
async fn a_locked_application_is_left_alone_and_reported() {
    let (_, run) = faults_end(&[fault(Locked)], End::Failed(PrincipalLocked)).await;
    assert!(run.said().contains("support case"), "{}", run.said());
}

#[tokio::test]
async fn a_policy_about_lifetimes_is_reported() {
    let (_, run) = faults_end(&[fault(LifetimePolicy)], End::Failed(GraphLifetimePolicy)).await;
    assert!(run.said().contains("shorter validity"), "{}", run.said());
}

#[tokio::test]
async fn an_absent_application_is_not_created_unasked() {
    let stage = Stage::set().await;
    stage.cloud.add_fault(fault(Absent));
    let run = stage.upload().await;
    run.assert_end(End::Failed(PrincipalAbsent));
    assert!(run.said().contains("Let Crosstrust create it"), "{}", run.said());
    assert!(
        stage
            .cloud
            .requests()
            .iter()
            .all(|request| { request.method != "POST" || !request.path.starts_with("/v1.0/") })
    );
    stage.finish().await;
}

#[tokio::test]
async fn an_absent_application_is_created_and_given_its_key_where_that_is_wished() {
    let stage = Stage::lacking().await;
    let plan = stage.plan().await;
    let met = plan.plan().principals.iter().find(|principal| principal.app_id == MET).unwrap();
    assert_eq!(met.action, PlanAction::Create);
    let run = stage.apply(&plan).await;
    stage.compare(&run);
    run.assert_end(End::Done);
    assert_eq!(stage.held(), [stage.thumbprint()]);
    stage.finish().await;
}

#[tokio::test]
async fn a_creation_that_is_disturbed_is_settled_by_reading() {
    for disturbance in [
        fault(ResetBeforeApply),
        fault(ResetAfterApply),
        fault(GatewayTimeout),
        fault(GatewayTimeout).applied(),
        fault(Throttle),
    ] {
        let stage = Stage::lacking().await;
        stage.cloud.add_fault(on("POST", disturbance));
        let run = stage.upload().await;
        run.assert_end(End::Done);
        let created = stage.cloud.requests().into_iter().filter(|request| request.status == 201);
        assert!(created.count() <= 1, "created once");
        assert_eq!(stage.held(), [stage.thumbprint()]);
    }
}

#[tokio::test]
async fn an_application_that_cannot_be_had_is_reported_and_running_again_changes_nothing() {
    let stage = Stage::lacking().await;
    stage.cloud.add_fault(fault(NoBackingApplication));
    let run = stage.upload().await;
    run.assert_end(End::Failed(ApplicationNotAvailable));
    assert!(run.said().contains("skip this application"), "{}", run.said());
    let before = stage.cloud.state();
    let again = stage.upload().await;
    again.assert_end_of_met(End::Failed(ApplicationNotAvailable));
    for other in again.results.iter().filter(|result| result.app_id != MET) {
        assert_eq!(other.state, PrincipalState::AlreadyThere);
    }
    assert_eq!(stage.cloud.state(), before);
}
