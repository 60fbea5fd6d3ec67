//! Answers that send the client to another address: reported as what the network did, and never followed.
//! The other server is a real one, so that a token that follows is seen.

use super::bench::{
    Bench, CREATE, OPTIONS, SKYPE, Tokens, assert_done, assert_untouched, foreign, tenant,
};
use super::certificates::{CURRENT, FOREIGN};
use super::clock::TestClock;
use super::fake::Fault;
use crate::error::{ErrorCode, Problem};
use crate::graph::{Client, PlanAction, PrincipalState, RetryPolicy, RoleCheck, role_check};
use crate::http;
use crate::http::elsewhere::Elsewhere;
use axum::http::Method;
use serde_json::json;
use std::sync::Arc;

const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];

const OFTEN: usize = 40;

/// The words that a web page with a good status gets, and the server that was named.
fn assert_reported(problem: &Problem, elsewhere: &Elsewhere) {
    assert_eq!(problem.code, ErrorCode::GraphUnreadable, "{problem}");
    assert_eq!(problem.next, ErrorCode::GraphUnreadable.remedy().next);
    assert!(problem.message.contains("a proxy or a sign-in page of the network"), "{problem}");
    assert!(problem.message.contains(&format!("redirect to {}.", elsewhere.origin())), "{problem}");
    assert!(!problem.message.contains("/login") && !format!("{problem:?}").contains("hush"));
}

#[tokio::test]
async fn a_read_is_not_followed_anywhere() {
    let elsewhere = Elsewhere::start().await;
    for status in STATUSES {
        let to = elsewhere.at("/login?ticket=hush");
        let bench = foreign().await;
        bench.faults(Method::GET, &vec![Fault::Redirect(status, to); OFTEN]);
        let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
        let plan = &prepared.plan().principals[0];
        assert_eq!(plan.action, PlanAction::Cannot, "{status}");
        assert_reported(plan.problem.as_ref().unwrap(), &elsewhere);
        elsewhere.assert_unseen(&status.to_string()).await;
    }
}

#[tokio::test]
async fn a_redirect_that_passes_is_only_a_read_that_is_tried_again() {
    let elsewhere = Elsewhere::start().await;
    let bench = foreign().await;
    bench.faults(Method::GET, &[Fault::Redirect(302, elsewhere.at("/"))]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_done(&bench, &result);
    elsewhere.assert_unseen("a read").await;
}

#[tokio::test]
async fn a_write_is_not_followed_anywhere_and_nothing_is_claimed() {
    let elsewhere = Elsewhere::start().await;
    for status in STATUSES {
        let bench = foreign().await;
        let redirect = Fault::Redirect(status, elsewhere.at("/login?ticket=hush"));
        bench.faults(Method::PATCH, &vec![redirect; OFTEN]);
        let result = bench.upload(&[&CURRENT]).await;
        if status == 303 {
            // "See other" may follow a write that was carried out.
            assert_eq!(result.state, PrincipalState::Unknown);
        } else {
            assert_untouched(&bench, &result, ErrorCode::GraphUnreadable);
        }
        assert_reported(result.error.as_ref().unwrap(), &elsewhere);
        elsewhere.assert_unseen(&status.to_string()).await;
        assert_eq!(bench.held(SKYPE), [FOREIGN.thumbprint()]);
    }
}

#[tokio::test]
async fn a_creation_is_not_followed_anywhere_and_not_claimed() {
    let elsewhere = Elsewhere::start().await;
    for status in STATUSES {
        let bench = Bench::new(vec![]).await;
        let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
        let redirect = Fault::Redirect(status, elsewhere.at("/login?ticket=hush"));
        bench.faults(Method::POST, &vec![redirect; OFTEN]);
        let result = bench.apply(&prepared).await.remove(0);
        let expected = if status == 303 { PrincipalState::Unknown } else { PrincipalState::Failed };
        let error = result.error.unwrap();
        assert_eq!(result.state, expected, "{error}");
        assert_reported(&error, &elsewhere);
        assert!(!error.message.contains("is in the tenant now"), "{error}");
        elsewhere.assert_unseen(&status.to_string()).await;
    }
}

#[tokio::test]
async fn the_next_page_of_a_list_is_not_read_from_another_server() {
    let elsewhere = Elsewhere::start().await;
    let link = elsewhere.at("/v1.0/me/memberOf/microsoft.graph.directoryRole?$skiptoken=x");
    let first = json!({ "value": [], "@odata.nextLink": link }).to_string();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    let router = axum::Router::new().fallback(move || async move { first });
    tokio::spawn(async move { axum::serve(listener, router).await });
    let policy = RetryPolicy { clock: Arc::new(TestClock::new()), ..RetryPolicy::real(7) };
    let http = http::loopback_client().unwrap();
    let check = role_check(&Client::new(http, base, Tokens::default(), tenant(), policy)).await;
    let RoleCheck::Unknown { problem } = check else { panic!("{check:?}") };
    assert_eq!(problem.code, ErrorCode::GraphUnreadable);
    elsewhere.assert_unseen("the next page").await;
}
