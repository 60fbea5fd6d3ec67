//! Principals that have to be created first, when that does not go well.

use super::bench::{Bench, CREATE, SKYPE, thumbprints};
use super::certificates::CURRENT;
use super::fake::Fault;
use crate::error::ErrorCode;
use crate::graph::PrincipalState;
use axum::http::Method;

const OFTEN: usize = 40;

#[tokio::test]
async fn a_creation_of_unknown_end_is_settled_by_reading() {
    for fault in [Fault::ResetAfter, Fault::ResetBefore] {
        let bench = Bench::new(vec![]).await;
        bench.fake.tenant().available = vec![SKYPE.into()];
        bench.faults(Method::POST, &[fault]);
        let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
        let result = bench.apply(&prepared).await.remove(0);
        assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
        assert_eq!(bench.held(SKYPE), thumbprints(&[&CURRENT]));
    }
}

#[tokio::test]
async fn a_creation_that_never_gets_an_answer_ends_as_not_known() {
    let bench = Bench::new(vec![]).await;
    bench.faults(Method::POST, &[Fault::ResetBefore, Fault::ResetBefore]);
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Unknown);
    assert!(result.error.unwrap().message.contains("added to the tenant"));
}

#[tokio::test]
async fn a_creation_that_is_turned_away_is_tried_again() {
    let bench = Bench::new(vec![]).await;
    bench.fake.tenant().available = vec![SKYPE.into()];
    bench.faults(Method::POST, &[Fault::Later(429, "3")]);
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
    assert_eq!(bench.apply(&prepared).await[0].state, PrincipalState::Done);

    let bench = Bench::new(vec![]).await;
    bench.faults(Method::POST, &vec![Fault::Later(429, "3"); OFTEN]);
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.error.unwrap().code, ErrorCode::GraphThrottled);
    assert_eq!(bench.writes().len(), 5);
}

#[tokio::test]
async fn a_new_principal_may_take_a_while_to_show() {
    let absent = Fault::Refused(404, "Request_ResourceNotFound", "");
    let bench = Bench::new(vec![]).await;
    bench.fake.tenant().available = vec![SKYPE.into()];
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
    bench.faults(Method::GET, &[absent.clone(), absent.clone(), Fault::None, absent.clone()]);
    bench.faults(Method::PATCH, &[absent.clone(), absent]);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&CURRENT]));
}

#[tokio::test]
async fn a_new_principal_that_never_shows_is_reported_as_created() {
    let absent = Fault::Refused(404, "Request_ResourceNotFound", "");
    let bench = Bench::new(vec![]).await;
    bench.fake.tenant().available = vec![SKYPE.into()];
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
    bench.faults(Method::GET, &vec![absent; OFTEN]);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Failed);
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::PrincipalNotReplicated);
    assert!(error.message.contains("is in the tenant now"), "{error}");
}

#[tokio::test]
async fn a_creation_that_is_refused_because_of_another_object_ends_in_graphs_words() {
    let words = "Another object with the same value for property servicePrincipalNames exists.";
    let taken = Fault::Refused(409, "Request_MultipleObjectsWithSameKeyValue", words);
    let bench = Bench::new(vec![]).await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
    bench.faults(Method::POST, &vec![taken.clone(); OFTEN]);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Failed);
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::PrincipalNameTaken);
    assert!(error.message.contains(words), "{error}");
    assert!(error.message.ends_with("Nothing was written."), "{error}");
    assert!(!error.message.contains("is in the tenant now"), "{error}");
    assert_eq!(bench.writes().len(), 1, "it is not tried again");

    // One whose first try had no answer may have been created by it.
    let bench = Bench::new(vec![]).await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
    bench.faults(Method::POST, &[Fault::ResetBefore, taken]);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Unknown);
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::PrincipalNameTaken);
    assert!(error.message.contains("can't tell whether the application was added"), "{error}");
}

#[tokio::test]
async fn a_creation_that_is_tried_again_does_not_hide_that_keys_may_be_written() {
    let absent = Fault::Refused(404, "Request_ResourceNotFound", "");
    let bench = Bench::new(vec![]).await;
    bench.fake.tenant().available = vec![SKYPE.into()];
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
    bench.faults(Method::PATCH, &[Fault::ResetAfter]);
    bench.faults(Method::GET, &[vec![Fault::None; 3], vec![absent; OFTEN]].concat());
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&CURRENT]));
    let error = result.error.unwrap();
    assert_eq!(result.state, PrincipalState::Unknown, "{error}");
    assert!(error.message.contains("can't tell whether the certificates were uploaded"), "{error}");
    let posts = bench.writes().iter().filter(|sent| sent.method == Method::POST).count();
    assert_eq!(posts, 2, "it was created, seemed absent, and was created again");
}
