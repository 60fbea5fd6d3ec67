//! What a plan shows before anything is written.

use super::bench::{Bench, KEEP_EXPIRED, OPTIONS, SCHEDULER, SKYPE, fates, wanted};
use super::certificates::{CURRENT, EXPIRED, FOREIGN, FUTURE, NEXT, TODAY, at};
use super::fake::{Key, Principal, Shows};
use crate::error::{ErrorCode, Problem};
use crate::graph::{KeyFate, PlanAction, PrincipalPlan, UploadOptions, plan};

/// The plan for one principal with these keys.
async fn planned(keys: Vec<Key>, options: UploadOptions) -> PrincipalPlan {
    let bench = Bench::skype(keys).await;
    bench.plan(&[SKYPE], &[&CURRENT, &NEXT], options).await.plan().principals[0].clone()
}

/// Why nothing can be done with a principal that holds these keys.
async fn stopped(keys: Vec<Key>, options: UploadOptions) -> Problem {
    let plan = planned(keys, options).await;
    assert_eq!(plan.action, PlanAction::Cannot);
    plan.problem.unwrap()
}

#[tokio::test]
async fn a_plan_shows_the_fate_of_every_key() {
    let keys = vec![Key::of(&FOREIGN), Key::of(&EXPIRED), Key::of(&CURRENT)];
    let bench = Bench::skype(keys).await;
    let prepared = bench.plan(&[SKYPE, SCHEDULER], &[&CURRENT, &NEXT], OPTIONS).await;
    let plan = prepared.plan();
    assert_eq!(plan.read_at, at(TODAY));
    let principal = &plan.principals[0];
    assert_eq!(principal.app_id, SKYPE);
    assert_eq!(principal.action, PlanAction::Write);
    assert_eq!(principal.account_enabled, Some(true));
    assert!(principal.display_name.as_ref().unwrap().contains(SKYPE));
    assert_eq!(
        fates(plan, 0),
        [
            (FOREIGN.thumbprint(), KeyFate::Keep),
            (EXPIRED.thumbprint(), KeyFate::Drop),
            (CURRENT.thumbprint(), KeyFate::Present),
            (NEXT.thumbprint(), KeyFate::Add),
        ]
    );
    assert_eq!(principal.keys[0].key_id, Some(format!("id-of-{}", FOREIGN.name())));
    assert_eq!(principal.keys[3].key_id, None);
    assert_eq!(principal.keys[3].not_after, Some(NEXT.certificate().not_after()));
    assert_eq!(plan.principals[1].app_id, SCHEDULER);
    assert_eq!(plan.principals[1].action, PlanAction::Cannot);
    assert!(bench.writes().is_empty());
}

#[tokio::test]
async fn a_disabled_principal_can_be_written_and_is_warned_of() {
    let mut principal = Principal::new(SKYPE, vec![Key::of(&FOREIGN)]);
    principal.enabled = false;
    let bench = Bench::new(vec![principal]).await;
    let plan = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await.plan().principals[0].clone();
    assert_eq!((plan.action, plan.problem), (PlanAction::Write, None));
    let warning = plan.warning.unwrap();
    assert_eq!(warning.code, ErrorCode::PrincipalDisabled);
    assert!(warning.message.contains("You can upload certificates"), "{warning}");

    let enabled = planned(vec![Key::of(&FOREIGN)], OPTIONS).await;
    assert_eq!(enabled.warning, None);
}

#[tokio::test]
async fn an_entry_that_ended_before_its_certificate_is_replaced() {
    let mut ended = Key::of(&CURRENT);
    ended.ends = Some(at("2026-01-01T00:00:00Z"));
    for options in [OPTIONS, KEEP_EXPIRED] {
        let bench = Bench::skype(vec![ended.clone(), Key::of(&NEXT)]).await;
        let prepared = bench.plan(&[SKYPE], &[&CURRENT, &NEXT], options).await;
        assert_eq!(
            fates(prepared.plan(), 0),
            [
                (CURRENT.thumbprint(), KeyFate::Drop),
                (NEXT.thumbprint(), KeyFate::Present),
                (CURRENT.thumbprint(), KeyFate::Add),
            ]
        );
        let result = bench.apply(&prepared).await.remove(0);
        assert_eq!(result.error, None);
        let ends: Vec<_> = result.keys.iter().map(|key| key.not_after.unwrap()).collect();
        assert_eq!(ends, [NEXT.certificate().not_after(), CURRENT.certificate().not_after()]);
    }
}

#[tokio::test]
async fn a_key_of_another_kind_that_is_to_stay_forbids_the_write() {
    for (kind, usage) in [("Symmetric", "Verify"), ("AsymmetricX509Cert", "Sign")] {
        let odd = Key {
            kind: kind.into(),
            usage: usage.into(),
            content_shows: Shows::Never,
            ..Key::of(&FOREIGN)
        };
        let problem = stopped(vec![odd], OPTIONS).await;
        assert_eq!(problem.code, ErrorCode::KeyBytesMissing);
        assert!(problem.message.contains(kind), "{}", problem.message);
        assert!(problem.message.contains(usage), "{}", problem.message);
        assert!(problem.message.contains(&FOREIGN.name()), "{}", problem.message);
    }
}

#[tokio::test]
async fn the_same_certificate_for_signing_is_not_the_one_for_verifying() {
    let signing = Key { usage: "Sign".into(), ..Key::of(&CURRENT) };
    let plan = planned(vec![signing], OPTIONS).await;
    assert_eq!(plan.keys[0].fate, KeyFate::Keep);
    assert_eq!(plan.keys[1].fate, KeyFate::Add);
    assert_eq!(plan.action, PlanAction::Cannot, "it could not be sent back");
}

#[tokio::test]
async fn an_expired_key_that_cannot_be_sent_back_may_still_be_dropped() {
    let odd = Key { kind: "Symmetric".into(), content_shows: Shows::Never, ..Key::of(&EXPIRED) };
    let plan = planned(vec![odd.clone()], OPTIONS).await;
    assert_eq!((plan.action, plan.keys[0].fate), (PlanAction::Write, KeyFate::Drop));
    let problem = stopped(vec![odd], KEEP_EXPIRED).await;
    assert_eq!(problem.code, ErrorCode::KeyBytesMissing, "to stay it would have to be sent");
}

#[tokio::test]
async fn a_key_without_content_hinders_nothing_when_nothing_is_written() {
    let hidden = Key { content_shows: Shows::Never, ..Key::of(&FOREIGN) };
    let keys = vec![hidden, Key::of(&CURRENT), Key::of(&NEXT)];
    assert_eq!(planned(keys, OPTIONS).await.action, PlanAction::Nothing);
}

#[tokio::test]
async fn a_certificate_that_is_not_valid_is_refused_before_writing() {
    for (made, code, words) in [
        (&EXPIRED, ErrorCode::CertificateExpired, "expired on"),
        (&FUTURE, ErrorCode::CertificateNotYetValid, "is valid only from"),
    ] {
        let bench = Bench::skype(vec![Key::of(&FOREIGN)]).await;
        let prepared = bench.plan(&[SKYPE], &[&CURRENT, made], OPTIONS).await;
        let plan = &prepared.plan().principals[0];
        assert_eq!(plan.action, PlanAction::Cannot);
        let problem = plan.problem.as_ref().unwrap();
        assert_eq!(problem.code, code);
        assert!(problem.message.contains(words), "{}", problem.message);
        assert!(problem.message.contains("Microsoft's clock says"), "{}", problem.message);
        bench.apply(&prepared).await;
        assert!(bench.writes().is_empty());
    }
}

#[tokio::test]
async fn nothing_is_uploaded_to_exchange_online() {
    let exchange = "00000002-0000-0ff1-ce00-000000000000";
    let bench = Bench::new(vec![Principal::new(exchange, vec![Key::of(&FOREIGN)])]).await;
    let prepared = bench.plan(&[exchange], &[&CURRENT], OPTIONS).await;
    let plan = &prepared.plan().principals[0];
    assert_eq!(plan.action, PlanAction::Cannot);
    assert!(plan.problem.as_ref().unwrap().message.contains("CVE-2025-53786"));
    bench.apply(&prepared).await;
    assert!(bench.writes().is_empty());
}

#[tokio::test]
async fn without_a_certificate_there_is_no_plan() {
    let bench = Bench::skype(vec![]).await;
    let problem = plan(&bench.client, &wanted(&[SKYPE], &[]), OPTIONS, &|_| {}).await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::CertificateMissing);
    assert!(bench.sent().is_empty());
}
