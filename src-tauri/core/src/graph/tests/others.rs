//! Reads that contradict each other before a write, and keys of others that a write took away.

use super::bench::{Bench, OPTIONS, SKYPE, assert_untouched, foreign, names};
use super::certificates::{CURRENT, EXPIRED, FOREIGN, LATE};
use super::fake::{Fault, Key, Principal};
use crate::error::ErrorCode;
use crate::graph::{KeyFate, PlanAction, PrincipalState};
use axum::http::Method;
use std::time::Duration;

fn arrives(principal: &mut Principal) {
    principal.keys.push(Key::of(&LATE));
}

fn leaves(principal: &mut Principal) {
    principal.keys.retain(|key| key.content != LATE.base64());
}

#[tokio::test]
async fn reads_that_differ_are_repeated_until_two_agree() {
    let bench = foreign().await;
    bench.faults(Method::GET, &[Fault::None, Fault::Meanwhile(arrives)]);
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    let fates: Vec<_> = prepared.plan().principals[0].keys.iter().map(|key| key.fate).collect();
    assert_eq!(fates, [KeyFate::Keep, KeyFate::Keep, KeyFate::Add]);
    assert_eq!(bench.waited(), Duration::from_secs(1));
    assert_eq!(bench.notes(), ["Waiting 1 s: Microsoft's servers do not agree yet"]);
}

#[tokio::test]
async fn two_reads_that_agree_on_less_than_was_seen_are_not_believed() {
    let bench = foreign().await;
    // One server has the new key; then four reads come from servers that are behind.
    let arrives = Fault::Meanwhile(arrives);
    let leaves = Fault::Meanwhile(leaves);
    let reads = [&arrives, &leaves, &Fault::None, &Fault::None, &Fault::None, &Fault::None];
    bench.faults(Method::GET, &reads.map(Clone::clone));
    bench.faults(Method::GET, &[arrives]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Done, "{:?}", result.error);
    assert_eq!(bench.held(SKYPE), names(&[&FOREIGN, &LATE, &CURRENT]));
    assert_eq!(bench.waited(), Duration::from_secs(1 + 2 + 4), "{:?}", bench.notes());
}

#[tokio::test]
async fn while_reads_go_on_differing_nothing_is_written() {
    let bench = foreign().await;
    let turns = [Fault::Meanwhile(arrives), Fault::Meanwhile(leaves)];
    bench.faults(Method::GET, &turns.iter().cycle().take(40).cloned().collect::<Vec<_>>());
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    assert_eq!(prepared.plan().principals[0].action, PlanAction::Cannot);
    let result = bench.apply(&prepared).await.remove(0);
    assert_untouched(&bench, &result, ErrorCode::PrincipalNotReplicated);
    assert!(bench.writes().is_empty());
    assert_eq!(bench.waited(), Duration::from_secs(30));
}

#[tokio::test]
async fn a_key_that_a_write_took_away_and_that_shows_afterwards_is_put_back_and_told() {
    for ending in [Fault::None, Fault::ResetAfter] {
        let bench = foreign().await;
        bench.fake.tenant().principal(SKYPE).lag = 1;
        bench.faults(Method::PATCH, &[Fault::Meanwhile(arrives), ending.clone()]);
        let result = bench.upload(&[&CURRENT]).await;
        assert_eq!(result.state, PrincipalState::Done, "{ending:?}: {:?}", result.error);
        assert_eq!(bench.held(SKYPE), names(&[&FOREIGN, &CURRENT, &LATE]), "{ending:?}");
        assert_eq!(result.thumbprints, bench.held(SKYPE), "claimed and held");
        let error = result.error.unwrap();
        assert_eq!(error.code, ErrorCode::KeysChangedMeanwhile);
        assert!(error.message.contains(&LATE.name()), "{error}");
        assert!(error.message.contains("has been put back"), "{error}");
        assert_eq!(bench.writes().len(), 2, "{ending:?}");
    }
}

#[tokio::test]
async fn a_key_that_cannot_be_put_back_is_told_and_the_upload_not_called_done() {
    let refused = Fault::Refused(403, "Authorization_RequestDenied", "");
    let bench = foreign().await;
    bench.fake.tenant().principal(SKYPE).lag = 1;
    bench.faults(Method::PATCH, &[Fault::Meanwhile(arrives), refused]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Failed);
    assert_eq!(bench.held(SKYPE), names(&[&FOREIGN, &CURRENT]));
    assert_eq!(result.thumbprints, bench.held(SKYPE), "claimed and held");
    let error = result.error.unwrap();
    assert!(error.message.contains(&LATE.name()), "{error}");
    assert!(error.message.contains("could not be put back"), "{error}");
    assert!(error.message.ends_with("were written and read back."), "{error}");
    assert!(error.detail.unwrap().contains("Authorization_RequestDenied"));
}

#[tokio::test]
async fn a_key_without_content_that_a_write_took_away_is_told() {
    let bench = foreign().await;
    bench.fake.tenant().principal(SKYPE).lag = 1;
    let arrives = |principal: &mut Principal| {
        let content_shows = super::fake::Shows::Never;
        principal.keys.push(Key { content_shows, ..Key::of(&LATE) });
    };
    bench.faults(Method::PATCH, &[Fault::Meanwhile(arrives)]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Failed);
    assert!(result.error.unwrap().message.contains(&LATE.name()));
    assert_eq!(bench.writes().len(), 1, "nothing is sent without its content");
}

#[tokio::test]
async fn keys_that_were_to_go_or_have_expired_are_not_put_back() {
    let bench = Bench::skype(vec![Key::of(&FOREIGN), Key::of(&EXPIRED)]).await;
    bench.fake.tenant().principal(SKYPE).lag = 2;
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(bench.held(SKYPE), names(&[&FOREIGN, &CURRENT]));
    assert_eq!(bench.writes().len(), 1);
}

#[tokio::test]
async fn a_key_that_comes_after_the_write_stays_and_is_nobodys_loss() {
    let bench = foreign().await;
    let reads = [Fault::None, Fault::None, Fault::Meanwhile(arrives)];
    bench.faults(Method::GET, &reads);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(bench.held(SKYPE), names(&[&FOREIGN, &CURRENT, &LATE]));
    assert_eq!(bench.writes().len(), 1);
}
