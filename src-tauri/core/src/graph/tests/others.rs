//! Reads that contradict each other before a write, and keys of others that a write took away.

use super::bench::{Bench, OPTIONS, SKYPE, assert_untouched, foreign, thumbprints};
use super::certificates::{CURRENT, EXPIRED, FOREIGN, LATE};
use super::fake::{Fault, Key, Principal};
use crate::error::ErrorCode;
use crate::graph::{KeyFate, PlanAction, PrincipalResult, PrincipalState};
use axum::http::Method;
use std::time::Duration;

fn arrives(principal: &mut Principal) {
    principal.keys.push(Key::of(&LATE));
}

/// The other tool writes its own set of keys over ours.
fn writes_over(principal: &mut Principal) {
    principal.keys = vec![Key::of(&FOREIGN), Key::of(&LATE)];
}

/// The other tool adds its key again, beside ours.
fn adds_again(principal: &mut Principal) {
    principal.keys = vec![Key::of(&FOREIGN), Key::of(&CURRENT), Key::of(&LATE)];
}

/// The upload to an application to which another tool adds a key between our read and our write. The
/// write is read back at the second read, and the third and the fourth are made to put that key back.
async fn upload_over_a_stranger(
    bench: &Bench,
    patches: &[Fault],
    gets: &[Fault],
) -> PrincipalResult {
    bench.fake.tenant().principal(SKYPE).lag = 1;
    let prepared = bench.plan(&[SKYPE], &[&CURRENT], OPTIONS).await;
    let first = [Fault::Meanwhile(arrives)];
    bench.faults(Method::PATCH, &[&first, patches].concat());
    bench.faults(Method::GET, &[&[Fault::None, Fault::None], gets].concat());
    bench.apply(&prepared).await.remove(0)
}

fn assert_open(result: &PrincipalResult, words: &[&str]) {
    let error = result.error.as_ref().unwrap();
    assert_eq!(result.state, PrincipalState::Unknown, "{error}");
    for words in words {
        assert!(error.message.contains(words), "{words}: {error}");
    }
    for claim in ["restored it", "were uploaded and verified."] {
        assert!(!error.message.contains(claim), "no reading shows that: {error}");
    }
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
    assert_eq!(bench.notes(), ["Waiting 1 s: Microsoft's servers don't agree yet"]);
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
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &LATE, &CURRENT]));
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
async fn a_key_that_a_write_took_away_and_that_shows_afterwards_is_put_back_and_reported() {
    for ending in [Fault::None, Fault::ResetAfter] {
        let bench = foreign().await;
        bench.fake.tenant().principal(SKYPE).lag = 1;
        bench.faults(Method::PATCH, &[Fault::Meanwhile(arrives), ending.clone()]);
        let result = bench.upload(&[&CURRENT]).await;
        assert_eq!(result.state, PrincipalState::Done, "{ending:?}: {:?}", result.error);
        assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &CURRENT, &LATE]), "{ending:?}");
        assert_eq!(result.thumbprints, bench.held(SKYPE), "claimed and held");
        let error = result.error.unwrap();
        assert_eq!(error.code, ErrorCode::KeysChangedMeanwhile);
        assert!(error.message.contains(&LATE.name()), "{error}");
        assert!(error.message.contains("Crosstrust restored it"), "{error}");
        assert_eq!(bench.writes().len(), 2, "{ending:?}");
    }
}

#[tokio::test]
async fn a_key_that_cannot_be_put_back_is_reported_and_the_upload_not_called_done() {
    let refused = Fault::Refused(403, "Authorization_RequestDenied", "");
    let bench = foreign().await;
    bench.fake.tenant().principal(SKYPE).lag = 1;
    bench.faults(Method::PATCH, &[Fault::Meanwhile(arrives), refused]);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!(result.state, PrincipalState::Failed);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &CURRENT]));
    assert_eq!(result.thumbprints, bench.held(SKYPE), "claimed and held");
    let error = result.error.unwrap();
    assert!(error.message.contains(&LATE.name()), "{error}");
    assert!(error.message.contains("couldn't restore it"), "{error}");
    assert!(error.message.ends_with("were uploaded and verified."), "{error}");
    assert!(error.detail.unwrap().contains("Authorization_RequestDenied"));
}

#[tokio::test]
async fn a_key_without_content_that_a_write_took_away_is_reported() {
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
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &CURRENT]));
    assert_eq!(bench.writes().len(), 1);
}

#[tokio::test]
async fn a_key_that_comes_after_the_write_stays_and_is_nobodys_loss() {
    let bench = foreign().await;
    let reads = [Fault::None, Fault::None, Fault::Meanwhile(arrives)];
    bench.faults(Method::GET, &reads);
    let result = bench.upload(&[&CURRENT]).await;
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &CURRENT, &LATE]));
    assert_eq!(bench.writes().len(), 1);
}

#[tokio::test]
async fn a_certificate_that_is_written_over_while_a_key_is_put_back_is_not_called_done() {
    let bench = foreign().await;
    let gets = [Fault::None, Fault::None, Fault::Meanwhile(writes_over)];
    let result = upload_over_a_stranger(&bench, &[], &gets).await;
    assert_open(
        &result,
        &[
            &format!("{} doesn't show", CURRENT.name()),
            "couldn't verify them",
            &format!("added {} at the same time. The last reading shows it", LATE.name()),
        ],
    );
    assert_eq!(result.error.as_ref().unwrap().code, ErrorCode::NotReadBack);
    assert_eq!(result.thumbprints, thumbprints(&[&FOREIGN, &LATE]));
    assert_eq!(bench.held(SKYPE), result.thumbprints, "claimed and held");
    assert_eq!(bench.writes().len(), 2);

    // Running again finishes.
    let again = bench.upload(&[&CURRENT]).await;
    assert_eq!(again.state, PrincipalState::Done, "{:?}", again.error);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &LATE, &CURRENT]));
}

#[tokio::test]
async fn putting_back_that_nobody_could_read_is_not_known_rather_than_failed() {
    let denied = Fault::Refused(403, "Authorization_RequestDenied", "");
    for (ending, so_far) in [
        (Fault::ResetBefore, "Crosstrust can't tell whether the certificates were uploaded"),
        (Fault::ResetAfter, "Crosstrust can't tell whether the certificates were uploaded"),
        (Fault::None, "accepted the certificates, but Crosstrust couldn't verify them"),
    ] {
        let bench = foreign().await;
        let unread = vec![denied.clone(); 40];
        let gets = [&[Fault::None, Fault::None], unread.as_slice()].concat();
        let result = upload_over_a_stranger(&bench, std::slice::from_ref(&ending), &gets).await;
        let stranger =
            format!("added {} at the same time. The last reading doesn't show it", LATE.name());
        assert_open(&result, &[so_far, &stranger]);
        let error = result.error.unwrap();
        assert_eq!(error.code, ErrorCode::GraphAccessDenied, "{ending:?}: the cause is told");
        assert!(
            error.next.iter().any(|next| next.contains("Ask them to upload it again")),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn putting_back_that_does_not_show_in_time_is_not_known() {
    let bench = foreign().await;
    let leaves = vec![Fault::Meanwhile(leaves); 40];
    let gets = [&[Fault::None, Fault::None], leaves.as_slice()].concat();
    let result = upload_over_a_stranger(&bench, &[], &gets).await;
    let stranger = format!("{} doesn't show", LATE.name());
    assert_open(&result, &[&stranger, "couldn't verify them"]);
    assert_eq!(result.thumbprints, thumbprints(&[&FOREIGN, &CURRENT]));
    assert_eq!(bench.held(SKYPE), result.thumbprints, "claimed and held");
}

#[tokio::test]
async fn a_certificate_that_the_last_reading_does_not_show_any_more_is_not_called_written() {
    let bench = foreign().await;
    let denied = Fault::Refused(403, "Authorization_RequestDenied", "");
    let gets = [Fault::Meanwhile(writes_over), Fault::Meanwhile(writes_over)];
    let result = upload_over_a_stranger(&bench, &[denied], &gets).await;
    let gone = format!("no longer shows them. {} doesn't show", CURRENT.name());
    assert_open(&result, &[&gone]);
    assert_eq!(result.error.as_ref().unwrap().code, ErrorCode::GraphAccessDenied);
    assert_eq!(result.thumbprints, thumbprints(&[&FOREIGN, &LATE]));
    assert_eq!(bench.held(SKYPE), result.thumbprints, "claimed and held");
}

#[tokio::test]
async fn a_key_that_was_to_stay_and_is_gone_after_the_write_is_reported() {
    let bench = foreign().await;
    let change: fn(&mut Principal) = |principal| {
        principal.keys = vec![Key::of(&CURRENT), Key::of(&LATE)];
    };
    let gets = [Fault::Meanwhile(change), Fault::Meanwhile(change)];
    let result = upload_over_a_stranger(&bench, &[], &gets).await;
    assert_open(&result, &[&format!("{} doesn't show", FOREIGN.name())]);
    assert_eq!(result.error.unwrap().code, ErrorCode::KeysChangedMeanwhile);
    assert_eq!(bench.held(SKYPE), thumbprints(&[&CURRENT, &LATE]));
    assert_eq!(bench.writes().len(), 1);
}

#[tokio::test]
async fn what_broke_off_after_all_was_read_back_is_reported() {
    let bench = foreign().await;
    let denied = Fault::Refused(403, "Authorization_RequestDenied", "");
    let gets = [Fault::Meanwhile(adds_again), Fault::Meanwhile(adds_again), denied];
    let result = upload_over_a_stranger(&bench, &[], &gets).await;
    assert_eq!(result.state, PrincipalState::Done, "the last reading shows all of it");
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &CURRENT, &LATE]));
    assert_eq!(result.thumbprints, bench.held(SKYPE), "claimed and held");
    let error = result.error.unwrap();
    assert_eq!(error.code, ErrorCode::GraphAccessDenied, "the cause is told");
    assert!(error.message.ends_with("were uploaded and verified."), "{error}");
}

#[tokio::test]
async fn a_key_that_its_owner_adds_again_ends_as_done_because_something_was_written() {
    let bench = foreign().await;
    let gets = [Fault::Meanwhile(adds_again), Fault::Meanwhile(adds_again)];
    let result = upload_over_a_stranger(&bench, &[], &gets).await;
    assert_eq!((result.state, result.error), (PrincipalState::Done, None));
    assert_eq!(bench.held(SKYPE), thumbprints(&[&FOREIGN, &CURRENT, &LATE]));
    assert_eq!(bench.writes().len(), 1);
}
