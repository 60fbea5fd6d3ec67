//! Names and "enabled": what is sent, what is kept of others, and what is claimed.

use super::bench::{Bench, CREATE, OPTIONS, SKYPE, properties, thumbprints, want};
use super::certificates::{CURRENT, FOREIGN, LATE};
use super::fake::{Fault, Key, Principal, Shows};
use crate::error::ErrorCode;
use crate::graph::{DesiredState, NameFate, PlanAction, PlannedName, PrincipalState, plan, verify};
use axum::http::Method;
use std::time::Duration;

pub(super) const MAIL: &str = "https://mail.contoso.com/";
pub(super) const DISCOVER: &str = "https://autodiscover.contoso.com/";
/// Another tool's, that comes late.
pub(super) const OTHERS: &str = "https://owa.contoso.com/";

pub(super) fn named(names: &[&str]) -> DesiredState {
    DesiredState { names: names.iter().map(|name| (*name).to_owned()).collect(), ..want() }
}

pub(super) fn rows(rows: &[PlannedName]) -> Vec<(&str, NameFate)> {
    rows.iter().map(|row| (row.name.as_str(), row.fate)).collect()
}

/// A tenant whose Skype principal has a key and these names besides its id.
pub(super) async fn holding(names: &[&str]) -> Bench {
    let mut principal = Principal::new(SKYPE, vec![Key::of(&FOREIGN)]);
    principal.names.extend(names.iter().map(|name| (*name).to_owned()));
    Bench::new(vec![principal]).await
}

pub(super) fn arrives(principal: &mut Principal) {
    principal.names.push(OTHERS.to_owned());
}

fn leaves(principal: &mut Principal) {
    principal.names.retain(|name| name != OTHERS);
}

#[tokio::test]
async fn missing_names_are_added_and_all_others_stay_letter_by_letter() {
    let strange = "No Address/AT ALL";
    let bench = holding(&[strange, "https://MAIL.contoso.com/"]).await;
    let wanted = named(&[MAIL, DISCOVER]);
    let prepared = bench.plan_for(&[wanted.clone(), wanted], OPTIONS).await;
    let plan = &prepared.plan().principals[0];
    assert_eq!(prepared.plan().principals.len(), 1, "one write for one application");
    assert_eq!(plan.action, PlanAction::Write);
    assert_eq!(rows(&plan.names), [(MAIL, NameFate::Present), (DISCOVER, NameFate::Add)]);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    let all = [SKYPE, strange, "https://MAIL.contoso.com/", DISCOVER];
    assert_eq!(bench.named(SKYPE), all);
    assert_eq!(result.names, all, "claimed and held");
    let writes = bench.writes();
    assert_eq!(writes.len(), 1);
    assert_eq!(properties(&writes[0]), ["servicePrincipalNames"], "and nothing else is sent");
    let backup = bench.backups.lock().unwrap()[0].clone();
    assert_eq!(backup.names.unwrap(), all[..3]);
    assert!(backup.keys_untouched && backup.account_enabled.is_none());
}

#[tokio::test]
async fn names_that_are_there_are_not_written() {
    let bench = holding(&["HTTPS://MAIL.CONTOSO.COM/"]).await;
    let result = bench.bring_about(&named(&[MAIL])).await;
    assert_eq!((result.state, result.error), (PrincipalState::AlreadyThere, None));
    assert!(bench.writes().is_empty());
    assert_eq!(result.names, [SKYPE, "HTTPS://MAIL.CONTOSO.COM/"]);
}

#[tokio::test]
async fn a_key_without_content_does_not_stand_in_the_way_of_names() {
    let hidden = Key { content_shows: Shows::Never, ..Key::of(&FOREIGN) };
    let other = Key { kind: "Symmetric".into(), ..Key::of(&LATE) };
    let bench = Bench::skype(vec![hidden, other]).await;
    let mut wanted = named(&[MAIL]);
    wanted.enabled = true;
    bench.fake.tenant().principal(SKYPE).enabled = false;
    let result = bench.bring_about(&wanted).await;
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &LATE]));
    assert_eq!(properties(&bench.writes()[0]), ["accountEnabled", "servicePrincipalNames"]);

    // With keys to write it does.
    wanted.certificates = vec![CURRENT.certificate().clone()];
    wanted.names.push(DISCOVER.to_owned());
    let prepared = bench.plan_for(&[wanted], OPTIONS).await;
    let problem = prepared.plan().principals[0].problem.clone().unwrap();
    assert_eq!(problem.code, ErrorCode::KeyBytesMissing);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.state, PrincipalState::Failed);
    assert_eq!(bench.named(SKYPE), [SKYPE, MAIL], "all of it or nothing");
}

#[tokio::test]
async fn names_do_not_stand_in_the_way_of_keys() {
    let bench = holding(&[MAIL]).await;
    // Names that come and go are nothing to somebody who writes keys.
    bench.faults(Method::GET, &[Fault::None, Fault::Meanwhile(arrives)]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(properties(&bench.writes()[0]), ["keyCredentials"]);
    assert_eq!(bench.waited(), Duration::ZERO);
    let backup = bench.backups.lock().unwrap()[0].clone();
    assert_eq!((backup.names, backup.account_enabled), (None, None), "a restore leaves them alone");
    assert!(!backup.keys_untouched);
}

#[tokio::test]
async fn keys_names_and_enabled_go_in_one_write() {
    let bench = holding(&[]).await;
    bench.fake.tenant().principal(SKYPE).enabled = false;
    let wanted = DesiredState {
        certificates: vec![CURRENT.certificate().clone()],
        enabled: true,
        ..named(&[MAIL])
    };
    let prepared = bench.plan_for(std::slice::from_ref(&wanted), OPTIONS).await;
    let plan = &prepared.plan().principals[0];
    assert_eq!((plan.account_enabled, plan.sets_enabled), (Some(false), Some(true)));
    assert_eq!(plan.warning, None, "it does not stay disabled");
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(result.account_enabled, Some(true));
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &CURRENT]));
    assert_eq!(bench.named(SKYPE), [SKYPE, MAIL]);
    let writes = bench.writes();
    assert_eq!(writes.len(), 1, "one write for all of it");
    assert_eq!(
        properties(&writes[0]),
        ["accountEnabled", "keyCredentials", "servicePrincipalNames"]
    );
    let results = verify(&bench.client, &[wanted], &|_| {}).await.unwrap();
    assert_eq!(results[0].state, PrincipalState::AlreadyThere, "{:?}", results[0].error);
}

#[tokio::test]
async fn enabling_what_is_enabled_writes_nothing() {
    let bench = holding(&[]).await;
    let result = bench.bring_about(&DesiredState { enabled: true, ..want() }).await;
    assert_eq!((result.state, result.error), (PrincipalState::AlreadyThere, None));
    assert!(bench.writes().is_empty());
}

#[tokio::test]
async fn names_that_differ_between_two_reads_are_read_again_and_kept() {
    let bench = holding(&[]).await;
    let arrives = Fault::Meanwhile(arrives);
    let leaves = Fault::Meanwhile(leaves);
    // One server has the new name; then the next two reads agree, but are behind.
    let reads = [&arrives, &leaves, &Fault::None, &Fault::None, &arrives, &Fault::None];
    bench.faults(Method::GET, &reads.map(Clone::clone));
    let result = bench.bring_about(&named(&[MAIL])).await;
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.named(SKYPE), [SKYPE, OTHERS, MAIL]);
    assert_eq!(bench.waited(), Duration::from_secs(1 + 2), "{:?}", bench.notes());
}

#[tokio::test]
async fn names_that_come_while_the_operator_thinks_are_kept() {
    let bench = holding(&[]).await;
    let prepared = bench.plan_for(&[named(&[MAIL])], OPTIONS).await;
    arrives(bench.fake.tenant().principal(SKYPE));
    bench.clock.pass(60);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(bench.named(SKYPE), [SKYPE, OTHERS, MAIL]);
}

#[tokio::test]
async fn a_wanted_name_that_somebody_takes_away_meanwhile_is_reported() {
    let bench = holding(&[MAIL]).await;
    let prepared = bench.plan_for(&[named(&[MAIL, DISCOVER])], OPTIONS).await;
    bench.fake.tenant().principal(SKYPE).names.retain(|name| name != MAIL);
    bench.clock.pass(60);
    let result = bench.apply(&prepared).await.remove(0);
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::KeysChangedMeanwhile, "nobody agreed to add it");
    assert!(error.message.contains("names"), "{error}");
    assert!(bench.writes().is_empty());
}

#[tokio::test]
async fn a_state_that_somebody_changes_meanwhile_is_not_changed_unseen() {
    let bench = holding(&[]).await;
    let wanted = DesiredState { enabled: true, ..named(&[MAIL]) };
    let prepared = bench.plan_for(&[wanted], OPTIONS).await;
    assert_eq!(prepared.plan().principals[0].sets_enabled, None);
    bench.fake.tenant().principal(SKYPE).enabled = false;
    bench.clock.pass(60);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!(result.error.unwrap().code, ErrorCode::KeysChangedMeanwhile);
    assert!(bench.writes().is_empty());
}

#[tokio::test]
async fn a_name_that_a_write_took_away_and_that_shows_afterwards_is_put_back_and_reported() {
    for ending in [Fault::None, Fault::ResetAfter] {
        let bench = holding(&[]).await;
        bench.fake.tenant().principal(SKYPE).lag = 1;
        bench.faults(Method::PATCH, &[Fault::Meanwhile(arrives), ending.clone()]);
        let result = bench.bring_about(&named(&[MAIL])).await;
        assert_eq!(result.state, PrincipalState::Done, "{ending:?}: {:?}", result.error);
        assert_eq!(bench.named(SKYPE), [SKYPE, MAIL, OTHERS], "{ending:?}");
        assert_eq!(result.names, bench.named(SKYPE), "claimed and held");
        let error = result.error.unwrap();
        assert_eq!(error.code, ErrorCode::KeysChangedMeanwhile);
        assert!(error.message.contains(&format!("the name {OTHERS}")), "{error}");
        assert!(error.message.contains("Crosstrust restored it"), "{error}");
        for write in bench.writes() {
            assert_eq!(properties(&write), ["servicePrincipalNames"], "{ending:?}");
        }
    }
}

#[tokio::test]
async fn a_name_that_cannot_be_put_back_is_reported_and_the_write_not_called_done() {
    let bench = holding(&[]).await;
    bench.fake.tenant().principal(SKYPE).lag = 1;
    let refused = Fault::Refused(403, "Authorization_RequestDenied", "");
    bench.faults(Method::PATCH, &[Fault::Meanwhile(arrives), refused]);
    let result = bench.bring_about(&named(&[MAIL])).await;
    assert_eq!(result.state, PrincipalState::Failed);
    let error = result.error.unwrap();
    assert!(error.message.contains(OTHERS), "{error}");
    assert!(error.message.contains("couldn't restore it"), "{error}");
    assert!(error.message.ends_with("were written and verified."), "{error}");
    assert!(error.next[0].contains("this name"), "{error:?}");
}

#[tokio::test]
async fn a_key_that_comes_and_goes_while_names_are_written_is_nobodys_loss() {
    let bench = holding(&[]).await;
    let comes: fn(&mut Principal) = |principal| principal.keys.push(Key::of(&LATE));
    let goes: fn(&mut Principal) = |principal| principal.keys.truncate(1);
    bench.fake.tenant().principal(SKYPE).lag = 1;
    bench.faults(Method::PATCH, &[Fault::Meanwhile(comes)]);
    bench.faults(
        Method::GET,
        &[Fault::None, Fault::None, Fault::None, Fault::Meanwhile(goes), Fault::None],
    );
    let result = bench.bring_about(&named(&[MAIL])).await;
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN]), "names alone were written");
}

#[tokio::test]
async fn an_old_reading_after_a_write_is_no_stranger() {
    let bench = holding(&[OTHERS]).await;
    bench.fake.tenant().principal(SKYPE).lag = 3;
    let result = bench.bring_about(&named(&[MAIL])).await;
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(bench.writes().len(), 1);
}

#[tokio::test]
async fn a_write_of_names_of_unknown_end_is_settled_by_reading() {
    for (ending, writes) in [(Fault::ResetAfter, 1), (Fault::ResetBefore, 2)] {
        let bench = holding(&[]).await;
        bench.faults(Method::PATCH, std::slice::from_ref(&ending));
        let result = bench.bring_about(&named(&[MAIL])).await;
        assert_eq!(result.state, PrincipalState::Done, "{ending:?}: {:?}", result.error);
        assert_eq!(bench.named(SKYPE), [SKYPE, MAIL]);
        assert_eq!(bench.writes().len(), writes, "{ending:?}");
    }
}

#[tokio::test]
async fn names_that_do_not_show_in_time_are_not_claimed() {
    let bench = holding(&[]).await;
    bench.fake.tenant().principal(SKYPE).lag = 40;
    let result = bench.bring_about(&named(&[MAIL])).await;
    assert_eq!(result.state, PrincipalState::Unknown);
    assert_eq!(result.names, [SKYPE], "what was read");
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::NotReadBack);
    assert!(error.message.contains(&format!("The name {MAIL} doesn't show")), "{error}");
    assert!(
        error.message.contains("accepted the change, but Crosstrust couldn't verify"),
        "{error}"
    );
}

#[tokio::test]
async fn a_state_that_does_not_show_in_time_is_not_claimed() {
    let bench = holding(&[]).await;
    bench.fake.tenant().principal(SKYPE).enabled = false;
    bench.fake.tenant().principal(SKYPE).lag = 40;
    let result = bench.bring_about(&DesiredState { enabled: true, ..want() }).await;
    assert_eq!((result.state, result.account_enabled), (PrincipalState::Unknown, Some(false)));
    assert!(result.error.unwrap().message.contains("doesn't show as enabled"));
    assert_eq!(properties(&bench.writes()[0]), ["accountEnabled"]);
}

#[tokio::test]
async fn a_refusal_of_names_gives_them_for_a_support_case() {
    for (status, code, reported) in [
        (400, "CannotUpdateLockedServicePrincipalProperty", ErrorCode::PrincipalLocked),
        (403, "CannotUpdateLockedServicePrincipalProperty", ErrorCode::PrincipalLocked),
        (403, "Authorization_RequestDenied", ErrorCode::GraphAccessDenied),
    ] {
        let bench = holding(&[MAIL]).await;
        bench.faults(Method::PATCH, &[Fault::Refused(status, code, "")]);
        let result = bench.bring_about(&named(&[MAIL, DISCOVER])).await;
        assert_eq!(result.state, PrincipalState::Failed);
        let error = result.error.unwrap();
        assert_eq!(error.code, reported);
        let missing = format!("These names are missing: {DISCOVER}. Nothing was written.");
        assert!(error.message.ends_with(&missing), "{error}");
        let next = error.next.last().unwrap();
        assert!(next.contains("support case") && next.contains(DISCOVER), "{next}");
        assert!(!next.contains(MAIL), "that one is there: {next}");
    }
    // A refusal of keys names no names.
    let bench = holding(&[]).await;
    bench.faults(Method::PATCH, &[Fault::Refused(403, "Authorization_RequestDenied", "")]);
    let error = bench.upload(&[&CURRENT]).await.error.unwrap();
    assert!(!error.message.contains("names"), "{error}");
}

#[tokio::test]
async fn names_are_added_to_a_principal_that_is_created() {
    let bench = Bench::new(vec![]).await;
    bench.fake.tenant().available = vec![SKYPE.into()];
    let wanted = DesiredState { enabled: true, ..named(&[MAIL]) };
    let prepared = bench.plan_for(std::slice::from_ref(&wanted), CREATE).await;
    let plan = &prepared.plan().principals[0];
    assert_eq!((plan.action, plan.sets_enabled), (PlanAction::Create, Some(true)));
    assert_eq!(rows(&plan.names), [(MAIL, NameFate::Add)]);
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(bench.named(SKYPE), [SKYPE, MAIL]);
    assert_eq!(properties(&bench.writes()[1]), ["servicePrincipalNames"]);

    // Created, and nothing is left to write.
    let bench = Bench::new(vec![]).await;
    bench.fake.tenant().available = vec![SKYPE.into()];
    let prepared = bench.plan_for(&[DesiredState { enabled: true, ..want() }], CREATE).await;
    let result = bench.apply(&prepared).await.remove(0);
    assert_eq!((result.state, bench.writes().len()), (PrincipalState::Done, 1));

    // Created, and the names are refused.
    let bench = Bench::new(vec![]).await;
    bench.fake.tenant().available = vec![SKYPE.into()];
    let locked = Fault::Refused(400, "CannotUpdateLockedServicePrincipalProperty", "");
    let prepared = bench.plan_for(&[wanted], CREATE).await;
    bench.faults(Method::PATCH, &[locked]);
    let error = bench.apply(&prepared).await.remove(0).error.unwrap();
    assert!(error.message.ends_with("but nothing else was written."), "{error}");
}

#[tokio::test]
async fn whoever_wants_nothing_or_what_is_no_name_is_reported_before_anything_is_read() {
    let bench = holding(&[]).await;
    for (wanted, code) in [
        (want(), ErrorCode::CertificateMissing),
        (named(&["https://a b/"]), ErrorCode::AnswerInvalid),
    ] {
        let wanted = [wanted];
        let problem = plan(&bench.client, &wanted, OPTIONS, &|_| {}).await.unwrap_err();
        assert_eq!(problem.code, code);
        let problem = verify(&bench.client, &wanted, &|_| {}).await.unwrap_err();
        assert_eq!(problem.code, code);
    }
    assert!(bench.sent().is_empty());
}

#[tokio::test]
async fn verification_names_what_is_missing() {
    let bench = holding(&[MAIL]).await;
    bench.fake.tenant().principal(SKYPE).enabled = false;
    let verified = async |wanted: DesiredState| {
        verify(&bench.client, &[wanted], &|_| {}).await.unwrap().remove(0)
    };
    let result = verified(named(&["HTTPS://MAIL.contoso.com/", DISCOVER])).await;
    assert_eq!(result.names, [SKYPE, MAIL]);
    let error = result.error.unwrap();
    assert_eq!((result.state, error.code), (PrincipalState::Failed, ErrorCode::NotReadBack));
    assert!(
        error
            .message
            .contains(&format!("these names: {DISCOVER}. The application is also disabled")),
        "{error}"
    );
    let result = verified(named(&[MAIL])).await;
    assert_eq!(result.error.unwrap().code, ErrorCode::PrincipalDisabled);
    let before = bench.waited();
    let result = verified(DesiredState { enabled: true, ..want() }).await;
    assert_eq!(result.error.unwrap().code, ErrorCode::PrincipalDisabled);
    let waited = bench.waited();
    assert_eq!(waited, before + Duration::from_secs(3), "it may just have been enabled");
    bench.fake.tenant().principal(SKYPE).enabled = true;
    let result = verified(DesiredState { enabled: true, ..named(&[MAIL]) }).await;
    assert_eq!((result.state, result.error), (PrincipalState::AlreadyThere, None));
}
