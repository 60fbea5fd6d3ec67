//! Keys that are removed because they were named, and wishes that depend on a certificate.

use super::bench::{
    Bench, CREATE, KEEP_EXPIRED, OPTIONS, SKYPE, fates, foreign, properties, thumbprints, want,
};
use super::certificates::{CURRENT, EXPIRED, FOREIGN, LATE, NEXT, TestCertificate};
use super::fake::{Fault, Key, Principal, Shows};
use crate::error::{ErrorCode, Problem};
use crate::graph::{
    DesiredState, KeyFate, KeyName, PlanAction, PrincipalState, plan_restore, verify,
};
use crate::ids::AppId;
use axum::http::Method;
use std::time::Duration;

const ID: &str = "5b0a7e0f-8f32-4a1c-9a2e-1d6a5e9d0007";

fn without(made: &TestCertificate) -> DesiredState {
    DesiredState { removes: vec![KeyName::Thumbprint(made.thumbprint())], ..want() }
}

fn without_id() -> DesiredState {
    DesiredState { removes: vec![KeyName::Id(ID.parse().unwrap())], ..want() }
}

/// A key with the id [`ID`].
fn with_id(made: &TestCertificate) -> Key {
    Key { id: ID.to_owned(), ..Key::of(made) }
}

/// Why nothing can be done about this wish where these keys are.
async fn stopped(keys: Vec<Key>, wanted: DesiredState) -> Problem {
    let bench = Bench::skype(keys).await;
    let before = bench.held(SKYPE);
    let prepared = bench.plan_for(&[wanted], OPTIONS).await;
    let plan = &prepared.plan().principals[0];
    assert_eq!(plan.action, PlanAction::Cannot);
    assert_eq!(bench.apply(&prepared).await[0].state, PrincipalState::Failed);
    assert_eq!(bench.held(SKYPE), before);
    assert!(bench.writes().is_empty());
    plan.problem.clone().unwrap()
}

#[tokio::test]
async fn a_key_that_was_named_goes_and_all_others_stay() {
    for (wanted, key) in [(without(&LATE), Key::of(&LATE)), (without_id(), with_id(&LATE))] {
        let bench = Bench::skype(vec![Key::of(&FOREIGN), key, Key::of(&EXPIRED)]).await;
        let prepared = bench.plan_for(&[wanted], OPTIONS).await;
        let expected = [
            (FOREIGN.thumbprint(), KeyFate::Keep),
            (LATE.thumbprint(), KeyFate::Remove),
            (EXPIRED.thumbprint(), KeyFate::Drop),
        ];
        assert_eq!(fates(prepared.plan(), 0), expected);
        let result = bench.apply(&prepared).await.remove(0);
        assert_eq!((result.state, result.error), (PrincipalState::Done, None));
        assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN]));
        assert_eq!(result.thumbprints, bench.held(SKYPE), "claimed and held");
        let backup = bench.backups.lock().unwrap()[0].clone();
        assert_eq!(backup.keys.len(), 3, "all can be put back");
        let apps = [SKYPE.parse().unwrap()];
        let prepared = plan_restore(&bench.client, &[backup], &apps, &|_| {}).await.unwrap();
        assert_eq!(bench.apply(&prepared).await[0].state, PrincipalState::Done);
        assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &LATE]));
    }
}

#[tokio::test]
async fn an_expired_key_that_was_named_goes_and_no_other() {
    let bench = Bench::skype(vec![Key::of(&FOREIGN), Key::of(&EXPIRED)]).await;
    let prepared = bench.plan_for(&[without(&EXPIRED)], KEEP_EXPIRED).await;
    assert_eq!(bench.apply(&prepared).await[0].state, PrincipalState::Done);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN]));
}

#[tokio::test]
async fn the_last_key_can_be_removed() {
    let bench = foreign().await;
    let result = bench.bring_about(&without(&FOREIGN)).await;
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(bench.held(SKYPE), thumbprints(&[]));
    assert_eq!(bench.writes()[0].body["keyCredentials"], serde_json::json!([]));
}

#[tokio::test]
async fn a_removal_of_unknown_end_is_settled_by_reading() {
    for ending in [Fault::ResetAfter, Fault::ResetBefore, Fault::StatusAfter(504)] {
        // The write gives every key another id.
        let bench = Bench::skype(vec![Key::of(&FOREIGN), with_id(&LATE)]).await;
        bench.faults(Method::PATCH, std::slice::from_ref(&ending));
        let result = bench.bring_about(&without_id()).await;
        assert_eq!(result.state, PrincipalState::Done, "{ending:?}: {:?}", result.error);
        assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN]), "{ending:?}");
    }
}

#[tokio::test]
async fn a_removed_key_that_servers_which_are_behind_still_show_is_no_stranger() {
    let bench = Bench::skype(vec![Key::of(&FOREIGN), Key::of(&LATE)]).await;
    let shows =
        Fault::Meanwhile(|principal| principal.keys = vec![Key::of(&FOREIGN), Key::of(&LATE)]);
    let gone = Fault::Meanwhile(|principal| principal.keys = vec![Key::of(&FOREIGN)]);
    // Reading back shows it until the time is up; then two reads agree that it has gone, and after
    // them comes one more that is behind.
    let behind = vec![shows.clone(); bench.client.policy().read_back.len() + 1];
    let planning = [Fault::None, Fault::None];
    let after = [gone.clone(), Fault::None, shows, gone];
    bench.faults(Method::PATCH, &[Fault::ResetAfter]);
    bench.faults(Method::GET, &[&planning, behind.as_slice(), &after].concat());
    let result = bench.bring_about(&without(&LATE)).await;
    assert_eq!((result.state, result.error), (PrincipalState::Done, None), "nobody added it");
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN]));
    assert_eq!(bench.writes().len(), 1);
}

#[tokio::test]
async fn a_removal_that_does_not_show_in_time_is_not_claimed() {
    let bench = Bench::skype(vec![Key::of(&FOREIGN), Key::of(&LATE)]).await;
    bench.fake.tenant().principal(SKYPE).lag = 40;
    let result = bench.bring_about(&without(&LATE)).await;
    assert_eq!(result.state, PrincipalState::Unknown);
    let error = result.error.unwrap();
    assert!(error.message.contains(&format!("{} still exists", LATE.name())), "{error}");
}

#[tokio::test]
async fn a_key_that_has_gone_already_leaves_nothing_to_do() {
    let bench = foreign().await;
    let result = bench.bring_about(&without(&LATE)).await;
    assert_eq!((result.state, result.error), (PrincipalState::AlreadyThere, None));
    // An application that is not in the tenant holds no key, and is not created for that.
    let absent = Bench::new(vec![]).await;
    absent.fake.tenant().available = vec![SKYPE.into()];
    let prepared = absent.plan_for(&[without(&LATE)], CREATE).await;
    assert_eq!(prepared.plan().principals[0].action, PlanAction::Nothing);
    let result = absent.apply(&prepared).await.remove(0);
    assert_eq!((result.state, result.error), (PrincipalState::AlreadyThere, None));
    assert!(bench.writes().is_empty() && absent.writes().is_empty());
}

#[tokio::test]
async fn an_application_that_comes_meanwhile_is_not_called_without_keys() {
    let bench = Bench::new(vec![]).await;
    let prepared = bench.plan_for(&[without(&LATE)], OPTIONS).await;
    bench.fake.tenant().principals.push(Principal::new(SKYPE, vec![Key::of(&LATE)]));
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Failed);
    assert!(result.error.unwrap().message.contains("added the application in the meantime"));
}

#[tokio::test]
async fn an_id_that_nothing_has_says_to_read_again() {
    let problem = stopped(vec![Key::of(&FOREIGN)], without_id()).await;
    assert_eq!(problem.code, ErrorCode::KeysChangedMeanwhile);
    assert!(problem.message.contains(ID), "{problem}");
    assert!(problem.next[0].starts_with("Read the application again"), "{problem:?}");
}

#[tokio::test]
async fn an_id_that_does_not_tell_a_key_from_others_removes_none() {
    let signs = Key { usage: "Sign".into(), ..Key::of(&LATE) };
    let problem = stopped(vec![with_id(&LATE), signs], without_id()).await;
    assert_eq!(problem.code, ErrorCode::AnswerInvalid);
    assert!(problem.next[0].contains(&LATE.name()), "{problem:?}");
}

#[tokio::test]
async fn all_keys_with_a_thumbprint_go() {
    let twice = vec![Key::of(&LATE), Key::of(&FOREIGN), with_id(&LATE)];
    let bench = Bench::skype(twice).await;
    let result = bench.bring_about(&without(&LATE)).await;
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN]));
}

#[tokio::test]
async fn a_key_that_is_wanted_is_never_removed() {
    for keys in [vec![], vec![Key::of(&CURRENT)]] {
        let wanted = DesiredState {
            certificates: vec![CURRENT.certificate().clone(), NEXT.certificate().clone()],
            ..without(&CURRENT)
        };
        let problem = stopped(keys, wanted).await;
        assert_eq!(problem.code, ErrorCode::AnswerInvalid);
        assert!(problem.message.contains(&CURRENT.name()), "{problem}");
    }
}

#[tokio::test]
async fn a_key_without_content_forbids_the_removal_of_itself_and_of_others() {
    let hidden = Key { content_shows: Shows::Never, ..with_id(&LATE) };
    for wanted in [without(&LATE), without_id()] {
        let problem = stopped(vec![Key::of(&FOREIGN), hidden.clone()], wanted).await;
        assert_eq!(problem.code, ErrorCode::KeyBytesMissing);
        assert!(problem.message.contains("Crosstrust can't back it up"), "{problem}");
    }
    let problem = stopped(vec![Key::of(&FOREIGN), hidden], without(&FOREIGN)).await;
    assert_eq!(problem.code, ErrorCode::KeyBytesMissing);
    assert!(problem.message.contains("The upload must keep"), "{problem}");
    let nameless = Key { kind: "Symmetric".into(), content: String::new(), ..with_id(&LATE) };
    let problem = stopped(vec![nameless], without_id()).await;
    assert!(problem.message.contains("Symmetric"), "{problem}");

    // By object id the content comes.
    let shy = Key { content_shows: Shows::ByObjectId, ..Key::of(&LATE) };
    let bench = Bench::skype(vec![Key::of(&FOREIGN), shy]).await;
    assert_eq!(bench.bring_about(&without(&LATE)).await.state, PrincipalState::Done);
}

#[tokio::test]
async fn a_key_that_came_back_meanwhile_is_not_removed_unseen() {
    let bench = foreign().await;
    let prepared = bench.plan_for(&[without(&LATE)], OPTIONS).await;
    bench.fake.tenant().principal(SKYPE).keys.push(Key::of(&LATE));
    bench.clock.pass(60);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.error.unwrap().code, ErrorCode::KeysChangedMeanwhile);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &LATE]));
}

#[tokio::test]
async fn a_key_that_went_meanwhile_is_removed() {
    let bench = Bench::skype(vec![Key::of(&FOREIGN), with_id(&LATE)]).await;
    let prepared = bench.plan_for(&[without_id()], OPTIONS).await;
    bench.fake.tenant().principal(SKYPE).keys.truncate(1);
    bench.clock.pass(60);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!((result.state, result.error), (PrincipalState::AlreadyThere, None));
}

#[tokio::test]
async fn the_next_key_comes_only_where_the_current_one_is_held() {
    let wanted = DesiredState {
        certificates: vec![NEXT.certificate().clone()],
        names: vec!["https://mail.contoso.com/".to_owned()],
        enabled: true,
        where_held: vec![CURRENT.thumbprint()],
        ..without(&FOREIGN)
    };
    let bench = Bench::skype(vec![Key::of(&FOREIGN), Key::of(&CURRENT)]).await;
    let result = bench.bring_about(&wanted).await;
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(bench.held(SKYPE), thumbprints(&[&CURRENT, &NEXT]));

    let bench = Bench::skype(vec![Key::of(&FOREIGN), Key::of(&EXPIRED)]).await;
    bench.fake.tenant().principal(SKYPE).enabled = false;
    let prepared = bench.plan_for(std::slice::from_ref(&wanted), OPTIONS).await;
    let plan = &prepared.plan().principals[0];
    assert_eq!((plan.action, plan.sets_enabled), (PlanAction::Nothing, None));
    let untouched =
        [(FOREIGN.thumbprint(), KeyFate::Keep), (EXPIRED.thumbprint(), KeyFate::KeepExpired)];
    assert_eq!(fates(prepared.plan(), 0), untouched);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!((result.state, result.error), (PrincipalState::AlreadyThere, None));
    assert_eq!(result.thumbprints, thumbprints(&[&FOREIGN, &EXPIRED]), "so that it can be told");
    let results = verify(&bench.client, std::slice::from_ref(&wanted), &|_| {}).await.unwrap();
    assert_eq!((results[0].state, &results[0].error), (PrincipalState::AlreadyThere, &None));

    let absent = Bench::new(vec![]).await;
    absent.fake.tenant().available = vec![SKYPE.into()];
    let prepared = absent.plan_for(std::slice::from_ref(&wanted), CREATE).await;
    let result = absent.apply(&prepared).await.remove(0);
    assert_eq!((result.state, result.error), (PrincipalState::AlreadyThere, None));
    let results = verify(&absent.client, &[wanted], &|_| {}).await.unwrap();
    assert_eq!(results[0].state, PrincipalState::AlreadyThere);
    assert!(
        bench.writes().is_empty() && absent.writes().is_empty(),
        "it is never created for that"
    );
}

#[tokio::test]
async fn an_expired_certificate_that_is_held_counts_as_held() {
    let bench = Bench::skype(vec![Key::of(&EXPIRED)]).await;
    let wanted = DesiredState {
        certificates: vec![NEXT.certificate().clone()],
        where_held: vec![EXPIRED.thumbprint()],
        ..want()
    };
    assert_eq!(bench.bring_about(&wanted).await.state, PrincipalState::Done);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&NEXT]));
}

#[tokio::test]
async fn a_certificate_that_comes_meanwhile_is_not_called_not_held() {
    let bench = foreign().await;
    let wanted = DesiredState {
        certificates: vec![NEXT.certificate().clone()],
        where_held: vec![CURRENT.thumbprint()],
        ..want()
    };
    for waits in [0, 60] {
        let prepared = bench.plan_for(std::slice::from_ref(&wanted), OPTIONS).await;
        bench.fake.tenant().principal(SKYPE).keys.push(Key::of(&CURRENT));
        bench.clock.pass(waits);
        let result = bench.apply(&prepared).await.remove(0);
        assert_eq!(result.state, PrincipalState::Failed, "it was planned as nothing to do");
        assert!(bench.writes().is_empty());
        bench.fake.tenant().principal(SKYPE).keys.truncate(1);
    }
}

#[tokio::test]
async fn whether_it_is_held_is_not_guessed() {
    // No content and no identifier: it could be the one.
    let nameless = Key { content: String::new(), content_shows: Shows::Never, ..Key::of(&LATE) };
    let wanted = DesiredState { where_held: vec![CURRENT.thumbprint()], ..without(&FOREIGN) };
    let problem = stopped(vec![Key::of(&FOREIGN), nameless.clone()], wanted.clone()).await;
    assert_eq!(problem.code, ErrorCode::KeyBytesMissing);
    let bench = Bench::skype(vec![nameless]).await;
    let results = verify(&bench.client, &[wanted], &|_| {}).await.unwrap();
    assert_eq!(results[0].error.as_ref().unwrap().code, ErrorCode::KeyBytesMissing);
}

#[tokio::test]
async fn keys_are_removed_from_exchange_online_as_well() {
    let app = AppId::EXCHANGE_ONLINE;
    let keys = vec![Key::of(&FOREIGN), Key::of(&LATE)];
    let bench = Bench::new(vec![Principal::new(&app.to_string(), keys)]).await;
    let result = bench.bring_about(&DesiredState { app, ..without(&LATE) }).await;
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(bench.held(&app.to_string()), thumbprints(&[&FOREIGN]));
    assert_eq!(properties(&bench.writes()[0]), ["keyCredentials"]);
}

#[tokio::test]
async fn verification_tells_keys_that_should_have_gone() {
    let mut principal = Principal::new(SKYPE, vec![Key::of(&FOREIGN), with_id(&LATE)]);
    principal.enabled = false;
    let bench = Bench::new(vec![principal]).await;
    let verified = async |wanted: DesiredState| {
        verify(&bench.client, &[wanted], &|_| {}).await.unwrap().remove(0)
    };
    for wanted in [without(&LATE), without_id()] {
        let result = verified(wanted).await;
        let error = result.error.unwrap();
        assert_eq!((result.state, error.code), (PrincipalState::Failed, ErrorCode::NotReadBack));
        assert!(error.message.contains("still exists."), "{error}");
    }
    assert_eq!(bench.waited(), Duration::from_secs(6), "each was read once more");
    let gone = verified(without(&CURRENT)).await;
    assert_eq!((gone.state, gone.error), (PrincipalState::AlreadyThere, None), "disabled or not");

    bench.fake.tenant().principal(SKYPE).keys.truncate(1);
    let error = verified(without_id()).await.error.unwrap();
    assert!(error.message.contains("Crosstrust can't tell whether"), "{error}");
    bench.fake.tenant().principals.clear();
    assert_eq!(verified(without(&LATE)).await.state, PrincipalState::AlreadyThere);
    assert_eq!(verified(without_id()).await.error.unwrap().code, ErrorCode::PrincipalAbsent);
}
