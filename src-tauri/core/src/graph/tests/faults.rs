//! Uploads over a network and a service with faults. What is claimed in the end is what the tenant
//! holds.

use super::bench::{
    Bench, OPTIONS, SKYPE, Tokens, assert_done, assert_untouched, foreign, tenant, thumbprints,
};
use super::certificates::{CURRENT, FOREIGN};
use super::fake::{Fault, Key, Principal, Shows};
use crate::error::ErrorCode;
use crate::graph::{Client, PlanAction, PrincipalState, Progress, RetryPolicy, apply};
use crate::http;
use axum::http::Method;
use std::sync::Mutex;
use std::time::Duration;

const OFTEN: usize = 40;

#[tokio::test]
async fn a_read_is_tried_again_after_faults_that_pass() {
    for fault in [
        Fault::Later(429, "12"),
        Fault::Refused(429, "TooManyRequests", ""),
        Fault::Later(503, "12"),
        Fault::Refused(503, "ServiceUnavailable", ""),
        Fault::Refused(502, "", ""),
        Fault::Refused(504, "", ""),
        Fault::ResetBefore,
        Fault::HalfAnswer,
        Fault::WebPage,
    ] {
        let bench = foreign().await;
        bench.faults(Method::GET, &[fault.clone(), fault.clone(), Fault::None, fault]);
        let result = bench.upload(&[&CURRENT]).await;
        assert_done(&bench, &result);
        assert_eq!(bench.writes().len(), 1);
    }
}

#[tokio::test]
async fn retry_after_is_waited_for_and_reported() {
    let bench = foreign().await;
    bench.faults(Method::GET, &[Fault::Later(429, "12")]);
    bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    assert_eq!(bench.clock.slept(), [Duration::from_secs(12)]);
    assert_eq!(bench.notes(), ["Waiting 12 s: Microsoft Graph asks for a pause"]);
}

#[tokio::test]
async fn retry_after_as_a_date_is_waited_for() {
    let bench = foreign().await;
    bench.faults(Method::GET, &[Fault::Later(429, "Sat, 01 Aug 2026 12:00:30 GMT")]);
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    assert_eq!(prepared.plan().principals[0].action, PlanAction::Write);
    assert_eq!(bench.clock.slept(), [Duration::from_secs(30)]);
}

#[tokio::test]
async fn a_pause_that_is_too_long_is_reported_instead_of_waited_for() {
    let bench = foreign().await;
    bench.faults(Method::GET, &[Fault::Later(429, "3600")]);
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    let problem = prepared.plan().principals[0].problem.clone().unwrap();
    assert_eq!(problem.code, ErrorCode::GraphThrottled);
    assert!(problem.message.contains("3,600 seconds"), "{}", problem.message);
    assert_eq!(bench.waited(), Duration::ZERO);

    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    bench.faults(Method::PATCH, &[Fault::Later(429, "3600")]);
    let result = bench.apply(&prepared).await.remove(0);
    assert_untouched(&bench, &result, ErrorCode::GraphThrottled);
}

#[tokio::test]
async fn a_storm_of_429_ends_after_a_few_growing_pauses() {
    let bench = foreign().await;
    bench.faults(Method::GET, &vec![Fault::Refused(429, "TooManyRequests", ""); OFTEN]);
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    let plan = &prepared.plan().principals[0];
    assert_eq!(plan.action, PlanAction::Cannot);
    assert_eq!(plan.problem.as_ref().unwrap().code, ErrorCode::GraphThrottled);
    assert_eq!(bench.sent().len(), 6, "the second read of the pair is not tried again");
    let slept = bench.clock.slept();
    assert_eq!(slept.len(), 4);
    for (pause, longest) in slept.iter().zip([1, 2, 4, 8]) {
        let longest = Duration::from_secs(longest);
        assert!(longest / 2 <= *pause && *pause <= longest, "{pause:?} of {longest:?}");
    }
}

#[tokio::test]
async fn a_write_that_was_turned_away_is_tried_again_after_reading() {
    for fault in [
        Fault::Later(429, "12"),
        Fault::Refused(429, "TooManyRequests", ""),
        Fault::Later(503, "12"),
    ] {
        let bench = foreign().await;
        bench.faults(Method::PATCH, &[fault.clone(), fault]);
        let result = bench.upload(&[&CURRENT]).await;
        assert_done(&bench, &result);
        let methods: Vec<_> = bench.sent().into_iter().map(|sent| sent.method).collect();
        let (get, patch) = (Method::GET, Method::PATCH);
        assert_eq!(
            methods,
            [&get, &get, &patch, &get, &get, &patch, &get, &get, &patch, &get].map(Clone::clone),
            "two reads before every write"
        );
        assert_eq!(bench.backups.lock().unwrap().len(), 1, "one copy of the same keys");
    }
}

#[tokio::test]
async fn writes_that_are_always_turned_away_end_untouched() {
    let bench = foreign().await;
    bench.faults(Method::PATCH, &vec![Fault::Later(429, "1"); OFTEN]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_untouched(&bench, &result, ErrorCode::GraphThrottled);
    assert_eq!(bench.writes().len(), 5);
}

#[tokio::test]
async fn a_write_that_was_applied_without_an_answer_is_found_by_reading() {
    for fault in [
        Fault::ResetAfter,
        Fault::StatusAfter(502),
        Fault::StatusAfter(503),
        Fault::StatusAfter(504),
        Fault::StatusAfter(500),
    ] {
        let bench = foreign().await;
        bench.faults(Method::PATCH, std::slice::from_ref(&fault));
        let result = bench.upload(&[&CURRENT]).await;
        assert_done(&bench, &result);
        assert_eq!(bench.writes().len(), 1, "not written twice after {fault:?}");
    }
}

#[tokio::test]
async fn a_write_that_was_not_applied_is_sent_again_only_when_replication_has_had_its_time() {
    for fault in [Fault::ResetBefore, Fault::Refused(504, "", ""), Fault::WebPage] {
        let bench = foreign().await;
        bench.faults(Method::PATCH, std::slice::from_ref(&fault));
        let result = bench.upload(&[&CURRENT]).await;
        assert_done(&bench, &result);
        assert_eq!(bench.writes().len(), 2, "a web page with a good status is no word of Graph's");
        assert_eq!(bench.waited(), Duration::from_secs(30));
    }
}

#[tokio::test]
async fn a_write_without_an_answer_in_time_is_settled_by_reading() {
    let short = |policy: &mut RetryPolicy| policy.write_timeout = Duration::from_millis(200);
    let principal = || vec![Principal::new(SKYPE, vec![Key::of(&FOREIGN)])];

    let bench = Bench::paced(principal(), short).await;
    bench.faults(Method::PATCH, &[Fault::SilenceAfter]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_done(&bench, &result);

    let bench = Bench::paced(principal(), short).await;
    bench.faults(Method::PATCH, &[Fault::SilenceBefore, Fault::SilenceBefore]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Unknown);
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::NetworkTimeout);
    assert!(error.message.contains("can't tell whether the certificates were uploaded"), "{error}");
    assert_eq!(result.thumbprints, bench.held(SKYPE), "what was read last is told");
    assert_eq!(bench.writes().len(), 2, "tried again once, and then no more");
}

#[tokio::test]
async fn a_write_of_unknown_end_stays_unknown_when_reading_fails_too() {
    let bench = foreign().await;
    bench.faults(Method::PATCH, &[Fault::ResetAfter]);
    let mut reads = vec![Fault::None; 2];
    reads.resize(OFTEN, Fault::ResetBefore);
    bench.faults(Method::GET, &reads);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Unknown);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &CURRENT]), "in truth it was applied");
    assert_eq!(bench.writes().len(), 1, "never written blindly");
    let before = result.before.expect("something may have been written");
    assert_eq!(before.keys[0].thumbprint, Some(FOREIGN.thumbprint()));

    // The same again: what is there is found, and nothing is written.
    let keys = bench.fake.tenant().principal(SKYPE).keys.clone();
    let bench = Bench::skype(keys).await;
    let again = bench.upload(&[&CURRENT]).await;
    assert_eq!(again.state, PrincipalState::AlreadyThere);
}

#[tokio::test]
async fn a_refusal_after_a_write_of_unknown_end_does_not_claim_that_nothing_was_written() {
    let bench = foreign().await;
    bench.faults(
        Method::PATCH,
        &[
            Fault::ResetBefore,
            Fault::Refused(403, "Authorization_RequestDenied", "Insufficient privileges."),
        ],
    );
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Unknown);
    assert_eq!(result.error.unwrap().code, ErrorCode::GraphAccessDenied);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_silently() {
    for (method, at) in [(Method::GET, 0), (Method::PATCH, 0), (Method::GET, 1)] {
        let bench = foreign().await;
        let mut faults = vec![Fault::None; at];
        faults.push(Fault::Refused(401, "InvalidAuthenticationToken", "expired"));
        bench.faults(method.clone(), &faults);
        let result = bench.upload(&[&CURRENT]).await;
        assert_done(&bench, &result);
        let tokens: Vec<_> = bench.sent().into_iter().map(|sent| sent.token).collect();
        assert!(tokens.contains(&"Bearer token-1".to_owned()), "{tokens:?}");
        assert_eq!(bench.waited(), Duration::ZERO);
    }
}

#[tokio::test]
async fn a_token_that_is_refused_again_ends_it() {
    let refused = Fault::Refused(401, "InvalidAuthenticationToken", "expired");
    let bench = foreign().await;
    bench.faults(Method::PATCH, &[refused.clone(), refused.clone()]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_untouched(&bench, &result, ErrorCode::GraphTokenRefused);

    // After the write, what is not known is not claimed.
    bench.faults(Method::GET, &[Fault::None, Fault::None, refused.clone(), refused]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Unknown);
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::GraphTokenRefused);
    assert!(error.message.contains("accepted the certificates"), "{error}");
}

#[tokio::test]
async fn refusals_are_reported_with_their_code_and_nothing_is_tried_again() {
    for (status, code, message, expected) in [
        (403, "Authorization_RequestDenied", "", ErrorCode::GraphAccessDenied),
        (400, "CannotUpdateLockedServicePrincipalProperty", "", ErrorCode::PrincipalLocked),
        (400, "CredentialInvalidLifetimeAsPerAppPolicy", "", ErrorCode::GraphLifetimePolicy),
        (400, "KeyCredentialsInvalidEndDate", "", ErrorCode::GraphCertificateEndDate),
        (404, "Directory_ObjectNotFound", "", ErrorCode::PrincipalNotReplicated),
        (400, "Request_BadRequest", "Something else.", ErrorCode::GraphRefused),
        (403, "Directory_ResourceSizeExceeded", "", ErrorCode::GraphObjectFull),
        (403, "SomethingNew", "Not today.", ErrorCode::GraphRefused),
        (409, "Directory_ConcurrencyViolation", "Not now.", ErrorCode::GraphRefused),
        (407, "", "", ErrorCode::NetworkProxy),
    ] {
        let bench = foreign().await;
        bench.faults(Method::PATCH, &[Fault::Refused(status, code, message)]);
        let result = bench.upload(&[&CURRENT]).await;
        assert_untouched(&bench, &result, expected);
        assert_eq!(result.before, None, "a refused write has changed nothing");
        let error = result.error.unwrap();
        let detail = error.detail.unwrap();
        assert!(detail.contains("request-id r-1"), "{detail}");
        assert!(!detail.contains("token-"), "{detail}");
        assert_eq!(bench.writes().len(), 1);
        if expected == ErrorCode::GraphRefused {
            let words = format!(": {message} ({code})");
            assert!(error.message.contains(&words), "{}", error.message);
        }
    }
}

#[tokio::test]
async fn a_refused_read_is_reported_and_the_principal_left_alone() {
    let bench = foreign().await;
    bench.faults(Method::GET, &[Fault::Refused(403, "Authorization_RequestDenied", "")]);
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    let result = bench.apply(&prepared).await.remove(0);
    assert_untouched(&bench, &result, ErrorCode::GraphAccessDenied);
    assert_eq!(bench.sent().len(), 2, "two side by side, and neither again");
}

#[tokio::test]
async fn without_a_network_nothing_is_claimed() {
    let bench = foreign().await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    // A port that is taken and on which nobody listens.
    let port = tokio::net::TcpSocket::new_v4().unwrap();
    port.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let base = format!("http://{}/", port.local_addr().unwrap()).parse().unwrap();
    let client = Client::new(
        http::loopback_client().unwrap(),
        base,
        Tokens::default(),
        tenant(),
        bench.client.policy().clone(),
    );
    let reported = Mutex::new(Vec::new());
    let tell = |it| reported.lock().unwrap().push(it);
    let result = apply(&client, &prepared, &|_| Ok(()), &tell).await.remove(0);
    assert_untouched(&bench, &result, ErrorCode::NetworkUnreachable);
    let reported = reported.into_inner().unwrap();
    let waiting: Vec<_> = reported.into_iter().filter_map(|it: Progress| it.note).collect();
    assert!(!waiting.is_empty(), "the operator is told why nothing happens");
    assert!(waiting.iter().all(|note| note.ends_with("the connection failed")), "{waiting:?}");
}

#[tokio::test]
async fn a_key_without_content_is_read_again_by_object_id() {
    let mut key = Key::of(&FOREIGN);
    key.content_shows = Shows::ByObjectId;
    let bench = Bench::skype(vec![key]).await;
    let result = bench.upload(&[&CURRENT]).await;
    assert_done(&bench, &result);
    assert!(bench.sent()[2].target.starts_with("/v1.0/servicePrincipals/aaaaaaaa-"));
}

#[tokio::test]
async fn a_key_whose_content_never_shows_forbids_the_write() {
    let mut key = Key::of(&FOREIGN);
    key.content_shows = Shows::Never;
    let bench = Bench::skype(vec![key]).await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    let plan = &prepared.plan().principals[0];
    assert_eq!(plan.action, PlanAction::Cannot);
    assert!(plan.problem.as_ref().unwrap().message.contains(&FOREIGN.name()));
    let result = bench.apply(&prepared).await.remove(0);
    assert_untouched(&bench, &result, ErrorCode::KeyBytesMissing);
    assert!(bench.writes().is_empty());
}
