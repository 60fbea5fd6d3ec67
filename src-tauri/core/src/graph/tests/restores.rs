//! Putting a backup back.

use super::bench::{Bench, OPTIONS, SCHEDULER, SKYPE, VOICEMAIL, fates, thumbprints};
use super::certificates::{CURRENT, EXPIRED, FOREIGN, LATE, at};
use super::fake::{Fault, Key, Principal, Shows};
use crate::error::{ErrorCode, Problem};
use crate::graph::{Backup, KeyFate, PlanAction, Prepared, PrincipalState, plan_restore};
use crate::ids::AppId;
use axum::http::Method;

/// A tenant after an upload, with the backup that the upload left.
async fn uploaded(keys: Vec<Key>) -> (Bench, Backup) {
    let bench = Bench::skype(keys).await;
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Done);
    let backup = bench.backups.lock().unwrap()[0].clone();
    (bench, backup)
}

async fn planned(bench: &Bench, backups: &[Backup]) -> Result<Prepared, Problem> {
    let apps = [SKYPE, SCHEDULER].map(|app| app.parse().unwrap());
    plan_restore(&bench.client, backups, &apps, &|it| bench.reported(it)).await
}

#[tokio::test]
async fn a_backup_brings_back_what_was_there() {
    let (bench, backup) = uploaded(vec![Key::of(&FOREIGN)]).await;
    // Through JSON, as it is stored.
    let text = serde_json::to_string(&backup).unwrap();
    let backup: Backup = serde_json::from_str(&text).unwrap();
    let prepared = planned(&bench, &[backup]).await.unwrap();
    assert_eq!(
        fates(prepared.plan(), 0),
        [(FOREIGN.thumbprint(), KeyFate::Present), (CURRENT.thumbprint(), KeyFate::Remove)]
    );
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN]));
    assert_eq!(bench.backups.lock().unwrap().len(), 2, "putting back can be taken back, too");
}

#[tokio::test]
async fn a_lost_key_is_put_back_and_an_expired_one_stays_away() {
    let (bench, backup) = uploaded(vec![Key::of(&FOREIGN), Key::of(&EXPIRED)]).await;
    bench.fake.tenant().principal(SKYPE).keys.clear();
    let prepared = planned(&bench, &[backup]).await.unwrap();
    assert_eq!(
        fates(prepared.plan(), 0),
        [(FOREIGN.thumbprint(), KeyFate::Add), (EXPIRED.thumbprint(), KeyFate::NotRestored)]
    );
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN]));
}

#[tokio::test]
async fn a_principal_without_keys_is_emptied_again() {
    let (bench, backup) = uploaded(vec![]).await;
    let prepared = planned(&bench, &[backup]).await.unwrap();
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.held(SKYPE), thumbprints(&[]));
}

#[tokio::test]
async fn what_is_as_in_the_backup_is_not_written() {
    let (bench, backup) = uploaded(vec![Key::of(&FOREIGN)]).await;
    bench.fake.tenant().principal(SKYPE).keys = vec![Key::of(&FOREIGN)];
    let prepared = planned(&bench, &[backup]).await.unwrap();
    assert_eq!(prepared.plan().principals[0].action, PlanAction::Nothing);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::AlreadyThere);
    assert_eq!(bench.writes().len(), 1, "the upload, and nothing since");
}

#[tokio::test]
async fn a_key_with_another_end_than_its_certificate_is_as_in_the_backup() {
    for ends in [Some(at("2026-09-01T00:00:00Z")), Some(at("2050-01-01T00:00:00Z")), None] {
        let (bench, backup) = uploaded(vec![Key::of(&FOREIGN)]).await;
        bench.fake.tenant().principal(SKYPE).keys = vec![Key { ends, ..Key::of(&FOREIGN) }];
        let prepared = planned(&bench, &[backup]).await.unwrap();
        let result = bench.apply(&prepared).await.remove(0);
        assert_eq!((result.state, result.error), (PrincipalState::AlreadyThere, None), "{ends:?}");
        assert_eq!(bench.waited(), std::time::Duration::ZERO);
    }
}

#[tokio::test]
async fn a_key_that_came_after_the_plan_is_not_removed_unseen() {
    let (bench, backup) = uploaded(vec![Key::of(&FOREIGN)]).await;
    let prepared = planned(&bench, &[backup]).await.unwrap();
    bench.fake.tenant().principal(SKYPE).keys.push(Key::of(&LATE));
    bench.clock.pass(60);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.error.unwrap().code, ErrorCode::KeysChangedMeanwhile);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &CURRENT, &LATE]));
}

#[tokio::test]
async fn a_key_of_which_no_copy_can_be_kept_is_not_removed() {
    let (bench, backup) = uploaded(vec![Key::of(&FOREIGN)]).await;
    bench
        .fake
        .tenant()
        .principal(SKYPE)
        .keys
        .push(Key { content_shows: Shows::Never, ..Key::of(&LATE) });
    let prepared = planned(&bench, &[backup]).await.unwrap();
    let plan = &prepared.plan().principals[0];
    assert_eq!(plan.action, PlanAction::Cannot);
    assert_eq!(plan.problem.as_ref().unwrap().code, ErrorCode::KeyBytesMissing);
}

#[tokio::test]
async fn a_restore_survives_a_write_without_an_answer() {
    let (bench, backup) = uploaded(vec![Key::of(&FOREIGN)]).await;
    let prepared = planned(&bench, &[backup]).await.unwrap();
    bench.faults(Method::PATCH, &[Fault::ResetAfter]);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN]));
}

#[tokio::test]
async fn a_backup_of_another_tenant_is_refused() {
    let (bench, mut backup) = uploaded(vec![]).await;
    backup.tenant_id = "99999999-2222-3333-4444-555555555555".parse().unwrap();
    let before = bench.sent().len();
    let problem = planned(&bench, &[backup]).await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::BackupForeign);
    assert!(problem.message.contains("99999999-"), "{}", problem.message);
    assert_eq!(bench.sent().len(), before, "nothing is even read");
}

#[tokio::test]
async fn a_backup_of_another_principal_is_refused() {
    let (bench, backup) = uploaded(vec![]).await;
    let mut other = backup.clone();
    other.object_id = "bbbbbbbb-0000-0ff1-ce00-000000000000".into();
    let mut absent = backup;
    absent.app_id = SCHEDULER.parse().unwrap();
    for (backup, code) in [(other, ErrorCode::BackupForeign), (absent, ErrorCode::PrincipalAbsent)]
    {
        let prepared = planned(&bench, std::slice::from_ref(&backup)).await.unwrap();
        let plan = &prepared.plan().principals[0];
        assert_eq!(plan.action, PlanAction::Cannot);
        let problem = plan.problem.as_ref().unwrap();
        assert_eq!(problem.code, code);
        let named = code == ErrorCode::PrincipalAbsent || problem.message.contains("bbbbbbbb-");
        assert!(named, "{problem}");
        let writes = bench.writes().len();
        let result = bench.apply(&prepared).await.remove(0);
        assert_eq!((result.state, result.error.unwrap().code), (PrincipalState::Failed, code));
        assert_eq!(bench.writes().len(), writes, "nothing is written");
    }
}

#[tokio::test]
async fn a_backup_of_an_application_that_is_not_written_here_is_refused() {
    let (bench, backup) = uploaded(vec![]).await;
    let before = bench.sent().len();
    for app_id in [VOICEMAIL.parse().unwrap(), AppId::EXCHANGE_ONLINE] {
        let stranger = Backup { app_id, ..backup.clone() };
        let problem = planned(&bench, &[stranger]).await.unwrap_err();
        assert_eq!(problem.code, ErrorCode::BackupForeign);
        assert!(problem.message.contains(&app_id.to_string()), "{problem}");
    }
    assert_eq!(bench.sent().len(), before, "nothing is even read");
}

#[tokio::test]
async fn a_damaged_backup_is_refused() {
    let (bench, backup) = uploaded(vec![Key::of(&FOREIGN)]).await;
    let damages: [fn(&mut Backup); 5] = [
        |backup| backup.keys[0].key = "***".into(),
        |backup| backup.keys[0].key = LATE.base64(),
        |backup| backup.keys[0].thumbprint = LATE.thumbprint(),
        |backup| backup.keys[0].r#type = "Symmetric".into(),
        |backup| backup.keys[0].usage = "Sign".into(),
    ];
    for (number, damage) in damages.into_iter().enumerate() {
        let mut spoilt = backup.clone();
        damage(&mut spoilt);
        let problem = planned(&bench, &[spoilt]).await.unwrap_err();
        assert_eq!(problem.code, ErrorCode::BackupUnreadable, "damage {number}");
    }
}

#[tokio::test]
async fn two_backups_of_one_application_are_refused() {
    let (bench, backup) = uploaded(vec![]).await;
    let problem = planned(&bench, &[backup.clone(), backup]).await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::AnswerInvalid);
}

#[tokio::test]
async fn several_principals_are_put_back_side_by_side() {
    let principals = [SKYPE, SCHEDULER].map(|app| Principal::new(app, vec![Key::of(&FOREIGN)]));
    let bench = Bench::new(principals.into()).await;
    let prepared = bench.plan(&[SKYPE, SCHEDULER], &[&CURRENT], OPTIONS).await;
    bench.apply(&prepared).await;
    let backups = bench.backups.lock().unwrap().clone();
    let prepared = planned(&bench, &backups).await.unwrap();
    for result in bench.apply(&prepared).await {
        assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
        assert_eq!(bench.held(&result.app_id.to_string()), thumbprints(&[&FOREIGN]));
    }
}
