//! Uploads in a tenant that does what it should.

use super::bench::{
    Bench, CREATE, KEEP_EXPIRED, OPTIONS, SCHEDULER, SKYPE, TENANT, VOICEMAIL, thumbprints,
};
use super::certificates::{CURRENT, EXPIRED, FOREIGN, LATE, NEXT};
use super::fake::{Key, Principal};
use crate::error::{ErrorCode, Problem};
use crate::graph::{KeyFate, PlanAction, PrincipalState, ProgressPhase, apply};
use axum::http::Method;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Barrier;

fn three() -> Vec<Principal> {
    [SKYPE, SCHEDULER, VOICEMAIL]
        .map(|app| Principal::new(app, vec![Key::of(&FOREIGN), Key::of(&EXPIRED)]))
        .into()
}

#[tokio::test]
async fn three_principals_take_three_round_trips_side_by_side() {
    // The barrier lets no request be answered before three are there; one after the other would
    // run into the time limit.
    let bench = Bench::paced(three(), |policy| {
        policy.tries = 1;
        policy.read_timeout = Duration::from_secs(20);
        policy.write_timeout = Duration::from_secs(20);
    })
    .await;
    bench.fake.tenant().barrier = Some(Arc::new(Barrier::new(3)));

    let prepared = bench.plan(&[SKYPE, SCHEDULER, VOICEMAIL], &[&CURRENT], OPTIONS).await;
    let results = bench.apply(&prepared).await;

    let methods: Vec<_> = bench.sent().into_iter().map(|sent| sent.method).collect();
    let expected = [vec![Method::GET; 6], vec![Method::PATCH; 3], vec![Method::GET; 3]].concat();
    assert_eq!(methods, expected, "two reads side by side, write, read back, and nothing else");
    for (result, app) in results.iter().zip([SKYPE, SCHEDULER, VOICEMAIL]) {
        assert_eq!((result.app_id, result.state), (app.parse().unwrap(), PrincipalState::Done));
        assert_eq!(result.error, None);
        assert_eq!(result.thumbprints, thumbprints(&[&FOREIGN, &CURRENT]));
        assert_eq!(bench.held(app), result.thumbprints, "claimed and held");
    }
    assert_eq!(bench.waited(), Duration::ZERO, "no pause on the good path");
}

#[tokio::test]
async fn a_write_holds_three_fields_a_key_and_nothing_else() {
    let bench = Bench::skype(vec![Key::of(&FOREIGN), Key::of(&EXPIRED)]).await;
    bench.upload(&[&CURRENT, &NEXT]).await;
    let writes = bench.writes();
    assert_eq!(writes.len(), 1, "current and next go in one write");
    let entry = |key: String| json!({"type": "AsymmetricX509Cert", "usage": "Verify", "key": key});
    assert_eq!(
        writes[0].body,
        json!({"keyCredentials": [
            entry(FOREIGN.base64()),
            entry(CURRENT.base64()),
            entry(NEXT.base64()),
        ]})
    );
    assert_eq!(writes[0].target, "/v1.0/servicePrincipals/aaaaaaaa-0000-0ff1-ce00-000000000000");
}

#[tokio::test]
async fn reads_ask_for_one_object_by_its_application_id() {
    let bench = Bench::skype(vec![]).await;
    bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    let sent = bench.sent();
    assert_eq!(
        sent[0].target,
        "/v1.0/servicePrincipals(appId='00000004-0000-0ff1-ce00-000000000000')?$select=id,appId,displayName,accountEnabled,servicePrincipalNames,keyCredentials"
    );
    assert_eq!(sent[0].token, "Bearer token-0");
    assert_eq!(sent[0].client_request_id.len(), 36);
}

#[tokio::test]
async fn a_certificate_that_is_there_is_not_written_again() {
    let bench = Bench::skype(vec![Key::of(&EXPIRED), Key::of(&CURRENT)]).await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    assert_eq!(prepared.plan().principals[0].action, PlanAction::Nothing);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::AlreadyThere);
    assert_eq!(result.keys[0].fate, KeyFate::KeepExpired);
    assert_eq!(result.keys[1].fate, KeyFate::Present);
    assert!(bench.writes().is_empty(), "nothing is written");
    assert_eq!(bench.sent().len(), 3, "but it is read back");
    assert!(bench.backups.lock().unwrap().is_empty());
}

#[tokio::test]
async fn running_again_changes_nothing() {
    let bench = Bench::skype(vec![Key::of(&FOREIGN)]).await;
    assert_eq!(bench.upload(&[&CURRENT]).await.state, PrincipalState::Done);
    let held = bench.fake.tenant().principal(SKYPE).keys.clone();
    let again = bench.upload(&[&CURRENT]).await;
    assert_eq!(again.state, PrincipalState::AlreadyThere);
    assert_eq!(bench.fake.tenant().principal(SKYPE).keys, held);
}

#[tokio::test]
async fn a_backup_of_the_public_keys_is_kept_before_the_write() {
    let bench = Bench::skype(vec![Key::of(&FOREIGN), Key::of(&EXPIRED)]).await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    let keep = |backup: &_| {
        assert!(bench.writes().is_empty(), "nothing was written before");
        bench.backups.lock().unwrap().push(Clone::clone(backup));
        Ok(())
    };
    apply(&bench.client, &prepared, &keep, &|_| {}).await;
    let backups = bench.backups.lock().unwrap();
    assert_eq!(
        serde_json::to_value(&backups[0]).unwrap(),
        json!({
            "tenantId": TENANT,
            "appId": SKYPE,
            "objectId": "aaaaaaaa-0000-0ff1-ce00-000000000000",
            "takenAt": "2026-08-01T12:00:00Z",
            "keys": [
                {"type": "AsymmetricX509Cert", "usage": "Verify", "key": FOREIGN.base64(),
                 "thumbprint": FOREIGN.name(), "notAfter": "2028-01-01T00:00:00Z"},
                {"type": "AsymmetricX509Cert", "usage": "Verify", "key": EXPIRED.base64(),
                 "thumbprint": EXPIRED.name(), "notAfter": "2025-01-01T00:00:00Z"},
            ],
        })
    );
}

#[tokio::test]
async fn a_result_says_what_was_there_before_the_write_and_only_where_something_was_written() {
    let bench = Bench::skype(vec![Key::of(&FOREIGN), Key::of(&EXPIRED)]).await;
    let written = bench.upload(&[&CURRENT]).await;
    let before = written.before.unwrap();
    let held: Vec<_> = before.keys.iter().filter_map(|key| key.thumbprint).collect();
    assert_eq!(held, thumbprints(&[&FOREIGN, &EXPIRED]));
    assert_eq!((before.present, before.account_enabled), (true, Some(true)));
    assert_eq!(before.names, Some(bench.named(SKYPE)));
    assert_eq!(written.thumbprints, thumbprints(&[&FOREIGN, &CURRENT]));
    assert_eq!(bench.upload(&[&CURRENT]).await.before, None, "nothing had to be written");

    let bench = Bench::new(vec![]).await;
    bench.fake.tenant().available = vec![SKYPE.into()];
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
    let before = bench.apply(&prepared).await.remove(0).before.unwrap();
    assert_eq!((before.present, before.keys, before.names), (false, Vec::new(), None));
}

#[tokio::test]
async fn without_a_backup_nothing_is_written() {
    let bench = Bench::skype(vec![Key::of(&FOREIGN)]).await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    let full = |_: &_| Err(Problem::new(ErrorCode::StorageFailed, "The disk is full."));
    let result = apply(&bench.client, &prepared, &full, &|_| {}).await.remove(0);
    assert_eq!(result.state, PrincipalState::Failed);
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::StorageFailed);
    assert_eq!(error.message, "The disk is full. Nothing was written.");
    assert!(bench.writes().is_empty());
}

#[tokio::test]
async fn an_absent_principal_is_created_only_after_asking() {
    let bench = Bench::new(vec![]).await;
    bench.fake.tenant().available = vec![SKYPE.into()];

    let unasked = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    let plan = &unasked.plan().principals[0];
    assert_eq!(plan.action, PlanAction::Cannot);
    assert_eq!(plan.problem.as_ref().unwrap().code, ErrorCode::PrincipalAbsent);
    let result = bench.apply(&unasked).await.remove(0);
    assert_eq!(result.state, PrincipalState::Failed);
    assert!(bench.writes().is_empty());

    let asked = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
    assert_eq!(asked.plan().principals[0].action, PlanAction::Create);
    let result = bench.apply(&asked).await.remove(0);
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.writes()[0].body, json!({ "appId": SKYPE }));
    assert_eq!(bench.held(SKYPE), thumbprints(&[&CURRENT]));
    let phases = bench.progress.lock().unwrap();
    assert!(phases.iter().any(|reported| reported.phase == ProgressPhase::Creating));
}

#[tokio::test]
async fn an_application_that_microsoft_does_not_offer_is_reported() {
    let bench = Bench::new(vec![]).await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Failed);
    assert_eq!(result.error.unwrap().code, ErrorCode::ApplicationNotAvailable);
}

#[tokio::test]
async fn a_principal_that_somebody_else_created_meanwhile_is_used() {
    let bench = Bench::new(vec![]).await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], CREATE).await;
    let there = Principal::new(SKYPE, vec![Key::of(&LATE)]);
    bench.fake.tenant().principals.push(there);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&LATE, &CURRENT]));
}

#[tokio::test]
async fn one_principal_that_fails_does_not_stop_the_others() {
    let mut principals = three();
    principals.remove(1);
    let bench = Bench::new(principals).await;
    let prepared = bench.plan(&[SKYPE, SCHEDULER, VOICEMAIL], &[&CURRENT], OPTIONS).await;
    let states: Vec<_> = bench.apply(&prepared).await.iter().map(|it| it.state).collect();
    assert_eq!(states, [PrincipalState::Done, PrincipalState::Failed, PrincipalState::Done]);
}

#[tokio::test]
async fn one_application_named_twice_is_written_once() {
    let bench = Bench::skype(vec![]).await;
    let prepared = bench.plan(&[SKYPE, SKYPE], &[&CURRENT, &CURRENT], OPTIONS).await;
    assert_eq!(prepared.plan().principals.len(), 1);
    bench.apply(&prepared).await;
    assert_eq!(bench.held(SKYPE), thumbprints(&[&CURRENT]));
}

#[tokio::test]
async fn a_plan_of_one_tenant_is_not_applied_to_another() {
    let bench = Bench::skype(vec![]).await;
    let mut prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    prepared.tenant_id = "99999999-2222-3333-4444-555555555555".parse().unwrap();
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.error.unwrap().code, ErrorCode::SignInTenantMismatch);
    assert!(bench.writes().is_empty());
}

#[tokio::test]
async fn twenty_keys_all_stay() {
    let mut keys = vec![Key::of(&FOREIGN), Key::of(&LATE), Key::of(&NEXT)];
    let more: Vec<_> = (0..17)
        .map(|_| {
            let key = rcgen::KeyPair::generate().unwrap();
            let params = rcgen::CertificateParams::new(vec!["another".to_owned()]).unwrap();
            let der = params.self_signed(&key).unwrap().der().to_vec();
            let certificate = crate::certificate::Certificate::read(&der).unwrap();
            Key {
                content: base64::Engine::encode(
                    &base64::engine::general_purpose::STANDARD,
                    certificate.der(),
                ),
                ends: Some(certificate.not_after()),
                id: certificate.thumbprint().to_string(),
                ..Key::of(&FOREIGN)
            }
        })
        .collect();
    keys.extend(more);
    let bench = Bench::skype(keys).await;
    let before = bench.held(SKYPE);
    assert_eq!(bench.upload(&[&CURRENT]).await.state, PrincipalState::Done);
    let after = bench.held(SKYPE);
    assert_eq!(after[..20], before[..], "each one, in its place");
    assert_eq!(after[20..], thumbprints(&[&CURRENT]));
}

#[tokio::test]
async fn an_expired_key_stays_when_the_operator_says_so() {
    // The fake refuses every expired key, as Graph may; then the operator sees the way out.
    let bench = Bench::skype(vec![Key::of(&EXPIRED)]).await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], KEEP_EXPIRED).await;
    assert_eq!(prepared.plan().principals[0].keys[0].fate, KeyFate::KeepExpired);
    let result = bench.apply(&prepared).await.remove(0);
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::GraphCertificateEndDate);
    assert!(
        error.message.contains("Let Crosstrust delete the expired certificates"),
        "{}",
        error.message
    );
    assert_eq!(bench.held(SKYPE), thumbprints(&[&EXPIRED]), "nothing is lost");
}

#[tokio::test]
async fn an_upload_can_run_on_any_thread() {
    fn is_send<T: Send>(_: &T) {}
    let bench = Bench::skype(vec![]).await;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    let upload = apply(&bench.client, &prepared, &|_| Ok(()), &|_| {});
    is_send(&upload);
    assert_eq!(upload.await[0].state, PrincipalState::Done);
}

#[tokio::test]
async fn progress_tells_the_stations_in_order() {
    let bench = Bench::skype(vec![]).await;
    bench.upload(&[&CURRENT]).await;
    let phases: Vec<_> =
        bench.progress.lock().unwrap().iter().map(|reported| reported.phase).collect();
    assert_eq!(
        phases,
        [
            ProgressPhase::Reading,
            ProgressPhase::Writing,
            ProgressPhase::ReadingBack,
            ProgressPhase::Ended,
        ]
    );
}
