//! Whether certificates are there, without writing.

use super::bench::{Bench, OPTIONS, SCHEDULER, SKYPE, thumbprints, wanted};
use super::certificates::{CURRENT, EXPIRED, FOREIGN, NEXT, TODAY, TestCertificate, at};
use super::fake::{Fault, Key, Principal};
use crate::error::ErrorCode;
use crate::graph::{KeyFate, OtherEnd, PlanAction, PrincipalResult, PrincipalState, verify};
use axum::http::Method;
use std::time::Duration;

async fn verified(
    bench: &Bench,
    apps: &[&str],
    certificates: &[&TestCertificate],
) -> Vec<PrincipalResult> {
    let wanted = wanted(apps, certificates);
    verify(&bench.client, &wanted, &|it| bench.reported(it)).await.unwrap()
}

#[tokio::test]
async fn certificates_that_are_there_are_found_and_others_are_named() {
    let keys = vec![Key::of(&FOREIGN), Key::of(&EXPIRED), Key::of(&CURRENT), Key::of(&NEXT)];
    let bench = Bench::skype(keys).await;
    let result = verified(&bench, &[SKYPE], &[&CURRENT, &NEXT]).await.remove(0);
    assert_eq!(result.state, PrincipalState::AlreadyThere);
    assert_eq!(result.error, None);
    assert_eq!(result.account_enabled, Some(true));
    let fates: Vec<_> = result.keys.iter().map(|key| key.fate).collect();
    assert_eq!(fates, [KeyFate::Keep, KeyFate::KeepExpired, KeyFate::Present, KeyFate::Present]);
    assert_eq!(bench.sent().len(), 1, "one read is enough");
    assert!(bench.writes().is_empty());
}

#[tokio::test]
async fn a_missing_certificate_is_named_after_a_second_look() {
    let bench = Bench::skype(vec![Key::of(&CURRENT)]).await;
    let result = verified(&bench, &[SKYPE], &[&CURRENT, &NEXT]).await.remove(0);
    assert_eq!(result.state, PrincipalState::Failed);
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::NotReadBack);
    assert!(error.message.contains(&NEXT.name()), "{error}");
    assert!(!error.message.contains(&CURRENT.name()), "{error}");
    assert_eq!(bench.waited(), Duration::from_secs(3));
}

#[tokio::test]
async fn a_read_that_is_behind_is_not_believed_at_once() {
    let bench = Bench::skype(vec![]).await;
    let arrive = |principal: &mut Principal| principal.keys.push(Key::of(&CURRENT));
    bench.faults(Method::GET, &[Fault::None, Fault::Meanwhile(arrive)]);
    let result = verified(&bench, &[SKYPE], &[&CURRENT]).await.remove(0);
    assert_eq!(result.state, PrincipalState::AlreadyThere);
}

#[tokio::test]
async fn an_entry_that_has_ended_or_signs_does_not_count() {
    let ended = Key { ends: Some(at("2026-01-01T00:00:00Z")), ..Key::of(&CURRENT) };
    let signs = Key { usage: "Sign".into(), ..Key::of(&CURRENT) };
    for (key, words) in [
        (ended, "expired at 1 Jan 2026, 00:00 UTC, so Microsoft no longer accepts it"),
        (signs, "doesn't have"),
    ] {
        let bench = Bench::skype(vec![key]).await;
        let result = verified(&bench, &[SKYPE], &[&CURRENT]).await.remove(0);
        let error = result.error.unwrap();
        assert_eq!(error.code, ErrorCode::NotReadBack);
        assert!(error.message.contains(words), "{error}");
    }
}

/// The plan, the reading back, the verification and what a setup keeps of them agree.
#[tokio::test]
async fn a_key_with_another_end_than_its_certificate_is_there_already() {
    let earlier = Some(at("2026-09-01T00:00:00Z"));
    let later = Some(at("2050-01-01T00:00:00Z"));
    for ends in [earlier, later, None] {
        let key = Key { ends, ..Key::of(&CURRENT) };
        let bench = Bench::skype(vec![Key::of(&FOREIGN), key]).await;
        let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
        let plan = &prepared.plan().principals[0];
        assert_eq!(plan.action, PlanAction::Nothing, "{ends:?}");
        let row = &plan.keys[1];
        assert_eq!(row.fate, KeyFate::Present, "{ends:?}");
        let certificate_end = CURRENT.certificate().not_after();
        let remark = Some(OtherEnd { reported: ends, certificate_end });
        assert_eq!((row.other_end, plan.keys[0].other_end), (remark, None));

        let applied = bench.apply(&prepared).await.remove(0);
        assert_eq!((applied.state, &applied.error), (PrincipalState::AlreadyThere, &None));
        assert_eq!(bench.waited(), Duration::ZERO, "{ends:?}: it shows at once");
        assert!(bench.writes().is_empty());

        let read = verified(&bench, &[SKYPE], &[&CURRENT]).await.remove(0);
        assert_eq!((read.state, &read.error), (PrincipalState::AlreadyThere, &None));
        for result in [applied, read] {
            assert_eq!(result.keys[1].other_end, remark, "{ends:?}");
            assert!(result.has_working_key(CURRENT.thumbprint(), at(TODAY)));
        }
    }
}

#[tokio::test]
async fn a_key_with_another_end_stays_when_another_is_written() {
    for ends in [Some(at("2026-09-01T00:00:00Z")), Some(at("2050-01-01T00:00:00Z")), None] {
        let key = Key { ends, ..Key::of(&CURRENT) };
        let bench = Bench::skype(vec![key]).await;
        let result = bench.upload(&[&CURRENT, &NEXT]).await;
        assert_eq!((result.state, result.error), (PrincipalState::Done, None), "{ends:?}");
        assert_eq!(bench.waited(), Duration::ZERO);
        assert_eq!(bench.held(SKYPE), thumbprints(&[&CURRENT, &NEXT]));
    }
}

#[tokio::test]
async fn a_certificate_that_has_expired_verifies_nothing() {
    let bench = Bench::skype(vec![Key::of(&EXPIRED)]).await;
    let result = verified(&bench, &[SKYPE], &[&EXPIRED]).await.remove(0);
    assert_eq!(result.state, PrincipalState::Failed);
    assert_eq!(result.error.unwrap().code, ErrorCode::CertificateExpired);
}

#[tokio::test]
async fn a_disabled_principal_is_not_as_it_should_be_whatever_keys_it_holds() {
    let mut principal = Principal::new(SKYPE, vec![Key::of(&CURRENT)]);
    principal.enabled = false;
    let bench = Bench::new(vec![principal]).await;
    let result = verified(&bench, &[SKYPE], &[&CURRENT]).await.remove(0);
    assert_eq!((result.state, result.account_enabled), (PrincipalState::Failed, Some(false)));
    assert_eq!(result.error.unwrap().code, ErrorCode::PrincipalDisabled);
    assert_eq!(bench.sent().len(), 1, "waiting enables nothing");

    let both = verified(&bench, &[SKYPE], &[&CURRENT, &NEXT]).await.remove(0).error.unwrap();
    assert_eq!(both.code, ErrorCode::NotReadBack);
    assert!(both.message.contains(&NEXT.name()) && both.message.contains("disabled"), "{both}");
    let enable = &ErrorCode::PrincipalDisabled.remedy().next;
    assert!(enable.iter().all(|line| both.next.contains(line)), "both remedies are given");
}

#[tokio::test]
async fn one_principal_that_fails_does_not_hide_the_others() {
    let bench = Bench::skype(vec![Key::of(&CURRENT)]).await;
    let results = verified(&bench, &[SCHEDULER, SKYPE], &[&CURRENT]).await;
    assert_eq!(results[0].error.as_ref().unwrap().code, ErrorCode::PrincipalAbsent);
    assert_eq!(results[1].state, PrincipalState::AlreadyThere);

    let bench = Bench::skype(vec![Key::of(&CURRENT)]).await;
    let refused = Fault::Refused(403, "Authorization_RequestDenied", "");
    bench.faults(Method::GET, &[refused]);
    let result = verified(&bench, &[SKYPE], &[&CURRENT]).await.remove(0);
    assert_eq!(result.error.unwrap().code, ErrorCode::GraphAccessDenied);
}

#[tokio::test]
async fn without_a_certificate_there_is_nothing_to_verify() {
    let bench = Bench::skype(vec![]).await;
    let problem = verify(&bench.client, &wanted(&[SKYPE], &[]), &|_| {}).await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::CertificateMissing);
}
