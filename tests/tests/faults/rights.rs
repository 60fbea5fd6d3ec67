//! Tokens that are refused, sessions that end, and rights that are missing.

use crate::stage::{End, Stage, fault, faults_end, on};
use crosstrust_core::error::ErrorCode::{
    GraphAccessDenied, GraphTokenRefused, PrincipalAbsent, SignInSessionEnded,
};
use crosstrust_core::graph::PrincipalState;
use crosstrust_rehearsal::cloud::FaultKind::{Denied, SignInError, Unauthorized};
use crosstrust_rehearsal::cloud::{Fault, Person};
use std::time::Duration;

const ALWAYS: u32 = 1_000;

#[tokio::test]
async fn a_token_that_is_refused_in_the_middle_is_renewed_in_silence() {
    for fault in [on("GET", fault(Unauthorized)), on("PATCH", fault(Unauthorized))] {
        let (stage, _) = faults_end(&[fault], End::Done).await;
        assert_eq!(stage.writes(), 1);
        let renewals = stage.cloud.requests().into_iter().filter(|request| {
            let body = request.body.as_ref();
            body.is_some_and(|body| body["grant_type"] == "refresh_token")
        });
        assert_eq!(renewals.count(), 1, "once, without anybody signing in");
    }
}

#[tokio::test]
async fn a_token_that_is_refused_while_reading_back_is_renewed_in_silence() {
    let stage = Stage::set().await;
    let prepared = stage.plan().await;
    stage.cloud.add_fault(on("GET", fault(Unauthorized)));
    let run = stage.apply(&prepared).await;
    stage.compare(&run);
    run.assert_end(End::Done);
    assert_eq!(stage.writes(), 1);
}

#[tokio::test]
async fn tokens_that_are_always_refused_leave_everything_as_it_was() {
    for method in ["GET", "PATCH"] {
        let fault = on(method, fault(Unauthorized).times(ALWAYS));
        let (_, run) = faults_end(&[fault], End::Failed(GraphTokenRefused)).await;
        assert!(run.said().contains("Sign in again"), "{}", run.said());
    }
}

#[tokio::test]
async fn a_session_that_ends_after_the_write_is_reported_and_signing_in_again_finishes() {
    let mut stage = Stage::set().await;
    let prepared = stage.plan().await;
    stage.cloud.add_fault(on("GET", fault(Unauthorized)));
    stage.cloud.add_fault(Fault {
        error: Some("invalid_grant".to_owned()),
        number: Some(700_082),
        ..Fault::new(SignInError)
    });
    let run = stage.apply(&prepared).await;
    stage.compare(&run);
    let met = run.met();
    assert_eq!(met.state, PrincipalState::Unknown);
    assert_eq!(met.error.as_ref().unwrap().code, SignInSessionEnded);
    assert!(stage.held().contains(&stage.thumbprint()), "in truth it was written");
    stage.sign_in_again().await;
    stage.finish().await;
    assert_eq!(stage.writes(), 1);
}

#[tokio::test]
async fn an_access_token_that_ended_while_the_computer_slept_is_renewed_in_silence() {
    let stage = Stage::set().await;
    let prepared = stage.plan().await;
    // By the monotonic clock the token is as good as new.
    stage.time.sleep_deeply(Duration::from_hours(8));
    let run = stage.apply(&prepared).await;
    stage.compare(&run);
    run.assert_end(End::Done);
    let refused = stage.cloud.requests().into_iter().filter(|request| request.status == 401);
    assert!(refused.count() > 0, "Graph refused the old one");
}

#[tokio::test]
async fn a_missing_right_is_reported_with_the_role_to_activate() {
    let (_, run) = faults_end(&[fault(Denied)], End::Failed(GraphAccessDenied)).await;
    assert!(run.said().contains("Global Administrator"), "{}", run.said());
    assert!(run.met().error.as_ref().unwrap().detail.as_ref().unwrap().contains("request-id"));
}

#[tokio::test]
async fn a_role_that_microsofts_own_applications_refuse_writes_nothing_anywhere() {
    for person in [Person::ApplicationAdministrator, Person::NoRole] {
        let mut stage = Stage::signed_in_as(person).await;
        let before = stage.cloud.state();
        let run = stage.upload().await;
        for result in &run.results {
            assert_eq!(result.error.as_ref().unwrap().code, GraphAccessDenied);
        }
        assert_eq!(stage.cloud.state(), before);
        stage.sign_in_again().await;
        stage.finish().await;
    }
}

#[tokio::test]
async fn creating_without_a_role_leaves_the_application_absent() {
    let mut stage = Stage::signed_in_as(Person::NoRole).await;
    stage.options.create_missing = true;
    stage.cloud.add_fault(fault(crosstrust_rehearsal::cloud::FaultKind::Absent));
    let run = stage.upload().await;
    assert_eq!(run.met().error.as_ref().unwrap().code, GraphAccessDenied);
    stage.options.create_missing = false;
    let run = stage.upload().await;
    assert_eq!(run.met().error.as_ref().unwrap().code, PrincipalAbsent);
}
