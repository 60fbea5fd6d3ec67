//! Keys that make a write dangerous: without content, of another kind, or very many.

use crate::stage::{End, MET, Stage, fault, faults_end};
use crate::time::Time;
use crosstrust_core::error::ErrorCode::KeyBytesMissing;
use crosstrust_core::graph::PlanAction;
use crosstrust_rehearsal::certificate;
use crosstrust_rehearsal::cloud::FaultKind::KeyWithoutBytes;
use crosstrust_rehearsal::cloud::{Fault, KeyStart, TenantStart};
use jiff::SignedDuration;

/// A key of somebody else's that is valid for those days from now.
fn key(time: &Time, days: i64) -> KeyStart {
    let day = |days: i64| time.service() + SignedDuration::from_hours(24 * days);
    certificate::make("Somebody else", day(-1_000), day(days)).unwrap().into()
}

fn of_kind(time: &Time, kind: &str, usage: &str) -> KeyStart {
    KeyStart { kind: kind.to_owned(), usage: usage.to_owned(), ..key(time, 400) }
}

#[tokio::test]
async fn a_key_without_content_by_one_address_is_read_by_the_other() {
    let fault = Fault { only_by_app_id: true, ..fault(KeyWithoutBytes) };
    faults_end(&[fault], End::Done).await;
}

#[tokio::test]
async fn a_key_without_content_forbids_the_write_until_it_shows() {
    let (_, run) = faults_end(&[fault(KeyWithoutBytes)], End::Failed(KeyBytesMissing)).await;
    assert!(run.said().contains("returned a certificate without its content"), "{}", run.said());
    assert!(run.said().contains("Try again in a few minutes"), "{}", run.said());
}

#[tokio::test]
async fn one_of_twenty_without_content_forbids_the_write_as_well() {
    let keys = |time: &Time| (0..20).map(|number| key(time, 100 + number)).collect::<Vec<_>>();
    let start = |time: &Time| TenantStart::without_keys().and_keys(MET, keys(time));
    let stage = Stage::holding(start).await;
    let held = stage.held();
    assert_eq!(held.len(), 20);
    stage.cloud.add_fault(Fault { entry: Some(13), ..fault(KeyWithoutBytes) });
    let run = stage.upload().await;
    run.assert_end(End::Failed(KeyBytesMissing));
    assert!(run.said().contains(&held[13]), "the key is named: {}", run.said());
    stage.finish().await;
    assert_eq!(stage.held().len(), 21);
}

#[tokio::test]
async fn twenty_keys_all_stay_each_in_its_place() {
    let keys = |time: &Time| (0..20).map(|number| key(time, 100 + number)).collect::<Vec<_>>();
    let start = |time: &Time| TenantStart::without_keys().and_keys(MET, keys(time));
    let stage = Stage::holding(start).await;
    let before = stage.held();
    let run = stage.upload().await;
    run.assert_end(End::Done);
    assert_eq!(stage.held()[..20], before);
    assert_eq!(stage.held()[20], stage.thumbprint());
}

#[tokio::test]
async fn a_key_of_another_kind_forbids_the_write_and_is_named() {
    for (kind, usage) in
        [("Symmetric", "Verify"), ("AsymmetricX509Cert", "Sign"), ("Symmetric", "Sign")]
    {
        let start = |time: &Time| {
            TenantStart::without_keys().and_keys(MET, [key(time, 300), of_kind(time, kind, usage)])
        };
        let stage = Stage::holding(start).await;
        let (before, held) = (stage.cloud.state(), stage.held());
        let plan = stage.plan().await;
        let met = plan.plan().principals.iter().find(|principal| principal.app_id == MET).unwrap();
        assert_eq!(met.action, PlanAction::Cannot, "shown before anybody agrees");
        let run = stage.upload().await;
        run.assert_end(End::Failed(KeyBytesMissing));
        let said = run.said();
        for words in [kind, usage, &held[1], "another kind", "who added that entry"] {
            assert!(said.contains(words), "{words} in {said}");
        }
        assert!(!said.contains("Try again in a few minutes"), "waiting does not help: {said}");
        // Running again cannot finish it, and leaves it as it was.
        stage.upload().await.assert_end_of_met(End::Failed(KeyBytesMissing));
        assert_eq!(stage.cloud.state().principal(MET), before.principal(MET));
    }
}

#[tokio::test]
async fn an_expired_key_of_another_kind_does_not_forbid_the_write() {
    let start = |time: &Time| {
        let expired = KeyStart { kind: "Symmetric".to_owned(), ..key(time, -100) };
        TenantStart::without_keys().and_keys(MET, [key(time, 300), expired])
    };
    let stage = Stage::holding(start).await;
    stage.upload().await.assert_end(End::Done);
    assert_eq!(stage.held().len(), 2, "the valid one and the new one");
}
