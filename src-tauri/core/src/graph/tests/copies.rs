//! Putting names and "enabled" back, and what is special about Exchange Online's principal.

use super::bench::{Bench, CREATE, OPTIONS, SKYPE, properties, thumbprints};
use super::certificates::{CURRENT, EXPIRED, FOREIGN, LATE};
use super::fake::{Fault, Key, Principal};
use super::names::{DISCOVER, MAIL, OTHERS, arrives, holding, named, rows};
use crate::error::ErrorCode;
use crate::graph::{Backup, DesiredState, NameFate, PlanAction, PrincipalState, plan_restore};
use crate::ids::AppId;
use axum::http::Method;

/// A copy that was kept before names were added and the application was enabled.
async fn written() -> (Bench, Backup) {
    let bench = holding(&[]).await;
    bench.fake.tenant().principal(SKYPE).enabled = false;
    let wanted = DesiredState { enabled: true, ..named(&[MAIL]) };
    assert_eq!(bench.bring_about(&wanted).await.state, PrincipalState::Done);
    let backup = bench.backups.lock().unwrap()[0].clone();
    (bench, backup)
}

#[tokio::test]
async fn a_copy_makes_names_and_state_what_they_were_and_leaves_keys_alone() {
    let (bench, backup) = written().await;
    let text = serde_json::to_string(&backup).unwrap();
    let backup: Backup = serde_json::from_str(&text).unwrap();
    // Since then another key came and one went.
    bench.fake.tenant().principal(SKYPE).keys = vec![Key::of(&LATE), Key::of(&EXPIRED)];
    let apps = [SKYPE.parse().unwrap()];
    let prepared = plan_restore(&bench.client, &[backup], &apps, &|_| {}).await.unwrap();
    let plan = &prepared.plan().principals[0];
    assert_eq!(rows(&plan.names), [(SKYPE, NameFate::Present), (MAIL, NameFate::Remove)]);
    assert_eq!(plan.sets_enabled, Some(false));
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!((bench.named(SKYPE), result.account_enabled), (vec![SKYPE.into()], Some(false)));
    assert_eq!(
        bench.held(SKYPE),
        thumbprints(&[&LATE, &EXPIRED]),
        "they are not in the copy's charge"
    );
    let write = bench.writes().pop().unwrap();
    assert_eq!(properties(&write), ["accountEnabled", "servicePrincipalNames"]);
}

#[tokio::test]
async fn a_name_that_came_after_the_plan_is_not_removed_unseen() {
    let (bench, backup) = written().await;
    let apps = [SKYPE.parse().unwrap()];
    let prepared = plan_restore(&bench.client, &[backup], &apps, &|_| {}).await.unwrap();
    arrives(bench.fake.tenant().principal(SKYPE));
    bench.clock.pass(60);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.error.unwrap().code, ErrorCode::KeysChangedMeanwhile);
    assert_eq!(bench.named(SKYPE), [SKYPE, MAIL, OTHERS]);
}

#[tokio::test]
async fn a_name_that_a_restore_took_away_and_that_shows_afterwards_is_put_back() {
    let (bench, backup) = written().await;
    let apps = [SKYPE.parse().unwrap()];
    let prepared = plan_restore(&bench.client, &[backup], &apps, &|_| {}).await.unwrap();
    bench.fake.tenant().principal(SKYPE).lag = 1;
    bench.faults(Method::PATCH, &[Fault::Meanwhile(arrives)]);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.named(SKYPE), [SKYPE, OTHERS], "what the copy lacks is gone all the same");
    assert!(result.error.unwrap().message.contains("Crosstrust restored it"));
}

#[tokio::test]
async fn a_copy_of_keys_takes_no_names_away() {
    let bench = holding(&[]).await;
    bench.upload(&[&CURRENT]).await;
    let backup = bench.backups.lock().unwrap()[0].clone();
    arrives(bench.fake.tenant().principal(SKYPE));
    let apps = [SKYPE.parse().unwrap()];
    let prepared = plan_restore(&bench.client, &[backup], &apps, &|_| {}).await.unwrap();
    assert_eq!(prepared.plan().principals[0].names, []);
    bench.apply(&prepared).await;
    assert_eq!(bench.named(SKYPE), [SKYPE, OTHERS]);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN]));
}

/// A tenant with Exchange Online's principal, which holds this.
async fn exchange(keys: Vec<Key>) -> Bench {
    Bench::new(vec![Principal::new(&AppId::EXCHANGE_ONLINE.to_string(), keys)]).await
}

#[tokio::test]
async fn names_but_no_keys_are_added_to_exchange_online() {
    let app = AppId::EXCHANGE_ONLINE;
    let bench = exchange(vec![Key::of(&FOREIGN)]).await;
    let names_alone = DesiredState { app, enabled: true, ..named(&[MAIL]) };
    let result = bench.bring_about(&names_alone).await;
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(bench.named(&app.to_string()), [app.to_string(), MAIL.to_owned()]);

    let with_key = DesiredState {
        certificates: vec![CURRENT.certificate().clone()],
        ..DesiredState { app, ..named(&[MAIL, DISCOVER]) }
    };
    for options in [OPTIONS, CREATE] {
        let prepared = bench.plan_for(std::slice::from_ref(&with_key), options).await;
        let problem = prepared.plan().principals[0].problem.clone().unwrap();
        assert!(problem.message.contains("CVE-2025-53786"), "{problem}");
        bench.apply(&prepared).await;
    }
    assert_eq!(bench.writes().len(), 1, "not even the names");
    let empty = Bench::new(vec![]).await;
    let prepared = empty.plan_for(std::slice::from_ref(&with_key), CREATE).await;
    assert_eq!(prepared.plan().principals[0].action, PlanAction::Cannot, "nor where it is absent");

    let warned = DesiredState { despite_warning: true, ..with_key };
    let prepared = bench.plan_for(&[warned], OPTIONS).await;
    let warning = prepared.plan().principals[0].warning.clone().unwrap();
    assert!(warning.message.contains("CVE-2025-53786"), "{warning}");
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.held(&app.to_string()), thumbprints(&[&FOREIGN, &CURRENT]));

    // It is taken off again, and a key that was removed comes back only under a warning.
    let backup = bench.backups.lock().unwrap().last().unwrap().clone();
    let restored = async || {
        plan_restore(&bench.client, std::slice::from_ref(&backup), &[app], &|_| {}).await.unwrap()
    };
    let prepared = restored().await;
    assert_eq!(prepared.plan().principals[0].warning, None, "it only goes");
    assert_eq!(bench.apply(&prepared).await[0].state, PrincipalState::Done);
    assert_eq!(bench.held(&app.to_string()), thumbprints(&[&FOREIGN]));
    bench.fake.tenant().principal(&app.to_string()).keys.clear();
    let prepared = restored().await;
    let warning = prepared.plan().principals[0].warning.clone().unwrap();
    assert!(warning.message.contains("CVE-2025-53786"), "{warning}");
}
