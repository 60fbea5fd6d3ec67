//! The plan, reading back, verification and what results cover are one rule: each case is asked of all.

use super::bench::{Bench, OPTIONS, SKYPE, want};
use super::certificates::{CURRENT, FOREIGN, NEXT, TODAY, TestCertificate, at};
use super::fake::{Key, Principal, Shows};
use crate::graph::{
    Coverage, DesiredState, KeyName, PlanAction, PrincipalResult, PrincipalState, verify,
};

const NAME: &str = "https://mail.contoso.com/";

struct Case {
    what: &'static str,
    keys: Vec<Key>,
    desired: DesiredState,
    comes_to: Coverage,
}

fn case(what: &'static str, keys: Vec<Key>, desired: DesiredState, comes_to: Coverage) -> Case {
    Case { what, keys, desired, comes_to }
}

fn with(made: &[&TestCertificate]) -> DesiredState {
    let certificates: Vec<_> = made.iter().map(|made| made.certificate().clone()).collect();
    DesiredState { certificates, ..want() }
}

fn without(made: &TestCertificate) -> DesiredState {
    DesiredState { removes: vec![KeyName::Thumbprint(made.thumbprint())], ..want() }
}

fn named(name: &str) -> DesiredState {
    DesiredState { names: vec![name.to_owned()], ..want() }
}

fn ending(end: Option<&str>) -> Key {
    Key { ends: end.map(at), ..Key::of(&CURRENT) }
}

fn cases() -> Vec<Case> {
    use Coverage::{NotAsked, NotSatisfied, Satisfied};
    let past = Some("2026-01-01T00:00:00Z");
    let signs = Key { usage: "Sign".into(), ..Key::of(&CURRENT) };
    let nameless = Key { content_shows: Shows::Never, ..Key::of(&CURRENT) };
    let where_held =
        |of: &TestCertificate| DesiredState { where_held: vec![of.thumbprint()], ..with(&[&NEXT]) };
    let twice = || vec![ending(past), Key::of(&CURRENT)];
    vec![
        case("the certificate", vec![Key::of(&CURRENT)], with(&[&CURRENT]), Satisfied),
        case("no key", vec![], with(&[&CURRENT]), NotSatisfied),
        case("another key", vec![Key::of(&FOREIGN)], with(&[&CURRENT]), NotSatisfied),
        case("one of two", vec![Key::of(&CURRENT)], with(&[&CURRENT, &NEXT]), NotSatisfied),
        case(
            "ends early",
            vec![ending(Some("2026-09-01T00:00:00Z"))],
            with(&[&CURRENT]),
            Satisfied,
        ),
        case("ends late", vec![ending(Some("2050-01-01T00:00:00Z"))], with(&[&CURRENT]), Satisfied),
        case("no end", vec![ending(None)], with(&[&CURRENT]), Satisfied),
        case("an expired entry", vec![ending(past)], with(&[&CURRENT]), NotSatisfied),
        case("an expired entry and a valid one", twice(), with(&[&CURRENT]), Satisfied),
        case("another kind", vec![signs.clone()], with(&[&CURRENT]), NotSatisfied),
        case("known by its identifier", vec![nameless], with(&[&CURRENT]), Satisfied),
        case("to be removed", vec![Key::of(&FOREIGN)], without(&FOREIGN), NotSatisfied),
        case("another kind to be removed", vec![signs.clone()], without(&CURRENT), NotSatisfied),
        case("an expired entry to be removed", vec![ending(past)], without(&CURRENT), NotSatisfied),
        case("removed before", vec![Key::of(&CURRENT)], without(&FOREIGN), Satisfied),
        case("a name in capitals", vec![], named("HTTPS://there.example/"), Satisfied),
        case("no name", vec![], named(NAME), NotSatisfied),
        case("enabled", vec![], DesiredState { enabled: true, ..want() }, Satisfied),
        case("held", vec![Key::of(&CURRENT)], where_held(&CURRENT), NotSatisfied),
        case("held, expired", vec![ending(past)], where_held(&CURRENT), NotSatisfied),
        case("not held", vec![Key::of(&CURRENT)], where_held(&FOREIGN), NotAsked),
        case("held by another kind", vec![signs], where_held(&CURRENT), NotAsked),
    ]
}

async fn bench(keys: Vec<Key>) -> Bench {
    let mut principal = Principal::new(SKYPE, keys);
    principal.names.push("https://there.example/".into());
    Bench::new(vec![principal]).await
}

/// The result as if nobody had compared it with what is wanted: only what was read counts.
fn only_read(result: &PrincipalResult) -> [PrincipalResult; 1] {
    [PrincipalResult { state: PrincipalState::AlreadyThere, error: None, ..result.clone() }]
}

#[tokio::test]
async fn each_case_comes_to_the_same_for_plan_verification_and_coverage() {
    for Case { what, keys, desired, comes_to } in cases() {
        let missing = comes_to == Coverage::NotSatisfied;
        let bench = bench(keys).await;
        let prepared = bench.plan_for(std::slice::from_ref(&desired), OPTIONS).await;
        let action = prepared.plan().principals[0].action;
        assert_eq!(action != PlanAction::Nothing, missing, "{what}: plan {action:?}");

        let read = verify(&bench.client, std::slice::from_ref(&desired), &|_| {}).await.unwrap();
        let state = if missing { PrincipalState::Failed } else { PrincipalState::AlreadyThere };
        assert_eq!(read[0].state, state, "{what}: {:?}", read[0].error);
        assert_eq!(desired.coverage(&only_read(&read[0]), at(TODAY)), comes_to, "{what}");
        assert_eq!(desired.is_contradicted_by(&read, at(TODAY)), missing, "{what}");
    }
}

#[tokio::test]
async fn what_was_written_and_read_back_is_covered_and_verified() {
    for Case { what, keys, desired, comes_to } in cases() {
        let bench = bench(keys).await;
        let prepared = bench.plan_for(std::slice::from_ref(&desired), OPTIONS).await;
        if prepared.plan().principals[0].action == PlanAction::Cannot {
            assert!(what.starts_with("another kind"), "{what}: {:?}", prepared.plan());
            continue;
        }
        let written = bench.apply(&prepared).await;
        let state = match comes_to {
            Coverage::NotSatisfied => PrincipalState::Done,
            Coverage::Satisfied | Coverage::NotAsked => PrincipalState::AlreadyThere,
        };
        assert_eq!(written[0].state, state, "{what}: {:?}", written[0].error);
        let read = verify(&bench.client, std::slice::from_ref(&desired), &|_| {}).await.unwrap();
        for results in [written, read] {
            assert_ne!(desired.coverage(&results, at(TODAY)), Coverage::NotSatisfied, "{what}");
        }
    }
}

#[tokio::test]
async fn a_key_that_has_expired_since_is_covered_no_more() {
    let bench = bench(vec![ending(Some("2026-09-01T00:00:00Z"))]).await;
    let desired = with(&[&CURRENT]);
    let read = verify(&bench.client, std::slice::from_ref(&desired), &|_| {}).await.unwrap();
    assert_eq!(desired.coverage(&read, at(TODAY)), Coverage::Satisfied);
    assert_eq!(desired.coverage(&read, at("2026-09-01T00:00:00Z")), Coverage::NotSatisfied);
    assert_eq!(desired.coverage(&[], at(TODAY)), Coverage::NotSatisfied, "nothing was read");
}

/// A key without content and identifier may be the one on which all depends.
#[tokio::test]
async fn nothing_is_concluded_from_a_key_that_is_not_known() {
    let unknown = Key { content: String::new(), content_shows: Shows::Never, ..Key::of(&CURRENT) };
    let bench = bench(vec![unknown]).await;
    let desired = DesiredState { where_held: vec![FOREIGN.thumbprint()], ..with(&[&NEXT]) };
    let prepared = bench.plan_for(std::slice::from_ref(&desired), OPTIONS).await;
    assert_eq!(prepared.plan().principals[0].action, PlanAction::Cannot);
    let read = verify(&bench.client, std::slice::from_ref(&desired), &|_| {}).await.unwrap();
    assert_eq!(read[0].state, PrincipalState::Failed);
    assert_eq!(desired.coverage(&only_read(&read[0]), at(TODAY)), Coverage::NotSatisfied);
}
