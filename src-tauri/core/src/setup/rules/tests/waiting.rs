//! Steps that wait for a day: one that a receipt names, or one so long after another step.

use super::{moves, state};
use crate::error::ErrorCode;
use crate::graph::PrincipalState;
use crate::guide::{Guide, Wait, WaitAfter, WaitForDay};
use crate::receipt::{FindingState, StepJudgement, Verdict};
use crate::setup::fixture::{
    all_in_place, answered, asking, at, both, changing, current, days, dry, finding, finished,
    guide, receipt, step,
};
use crate::setup::view::{StepState, WaitView};
use crate::setup::{OPERATOR, Setup, TenantOperation, view};
use jiff::Timestamp;

/// The day that the receipts of these tests name.
fn day() -> Timestamp {
    at(0) + days(30)
}

/// The small guide, whose role step waits for a day and whose upload waits a day after the role.
fn waiting_guide() -> Guide {
    let mut guide = guide();
    for step in &mut guide.steps {
        match step.id.as_str() {
            "role" => step.waits.push(Wait::Day(WaitForDay {
                fact: "day".to_owned(),
                allows: vec!["there".to_owned()],
                heading: Some("It changes on {date}".to_owned()),
                announcement: Some("The role changes on {date}".to_owned()),
                reason: "It changes by itself.".to_owned(),
            })),
            "upload" => step.waits.push(Wait::After(WaitAfter {
                after: "role".into(),
                days: 1,
                reason: "It takes a day.".to_owned(),
            })),
            _ => {}
        }
    }
    guide
}

fn waits() -> StepJudgement {
    StepJudgement { waits_until: Some(day()), ..step("role", Verdict::Waiting) }
}

fn take(setup: &mut Setup, minutes: i64, judged: StepJudgement) -> Vec<String> {
    let judgement = receipt(minutes, vec![judged]);
    moves(&setup.take_receipt(&waiting_guide(), &judgement, at(minutes + 1)).unwrap())
}

/// The state of a step at this time, and what it waits for.
fn shown(setup: &Setup, id: &str, now: Timestamp) -> (StepState, Option<WaitView>) {
    let view = view(setup, &waiting_guide(), now, false);
    let step = view.steps.into_iter().find(|step| step.id.as_str() == id).unwrap();
    (step.state, step.waiting)
}

#[test]
fn a_step_waits_for_the_day_and_then_for_another_run_of_its_script() {
    let mut setup = answered();
    assert_eq!(take(&mut setup, 10, waits()), ["role: Todo to Waiting"]);
    let until = |over| {
        Some(WaitView {
            until: day(),
            over,
            reason: "It changes by itself.".to_owned(),
            heading: Some("It changes on {date}".to_owned()),
        })
    };
    assert_eq!(shown(&setup, "role", at(20)), (StepState::Waiting, until(false)));
    assert_eq!(shown(&setup, "role", day()), (StepState::Waiting, until(true)), "it has come");
    // A script taken before the day has nothing new to report; one taken after it has.
    let take_script = |setup: &mut Setup, now| {
        moves(&setup.take_script(&waiting_guide(), &"all".into(), now, OPERATOR).unwrap())
    };
    let moved = take_script(&mut setup, at(30));
    assert!(!moved.iter().any(|line| line.starts_with("role")), "{moved:?}");
    assert_eq!(take_script(&mut setup, day()), ["role: Waiting to HandedOut"]);
    let role = step("role", Verdict::InPlace);
    assert_eq!(take(&mut setup, 50, role), ["role: HandedOut to Done"]);
    assert_eq!(shown(&setup, "role", day()).1, None);
}

#[test]
fn the_first_page_tells_the_day_of_the_step_that_waits() {
    let mut setup = answered();
    let account = receipt(5, vec![step("account", Verdict::InPlace), waits()]);
    setup.take_receipt(&waiting_guide(), &account, at(6)).unwrap();
    let summary = |now| crate::setup::summary(&setup, &waiting_guide(), now, false);
    let before = summary(at(20));
    assert_eq!(before.position, "Step 3 of 7: Management role, waiting until 21 Dec 2026");
    assert_eq!(before.waiting.unwrap().until, day());
    let after = summary(day()).position;
    assert!(after.ends_with("Management role. Date reached. Run its script again"), "{after}");
}

#[test]
fn what_a_dry_run_finds_waiting_leaves_a_finished_step_as_it_is() {
    let mut setup = answered();
    take(&mut setup, 10, step("role", Verdict::InPlace));
    let run = dry(receipt(20, vec![waits()]));
    let effect = setup.take_receipt(&waiting_guide(), &run, at(21)).unwrap();
    assert_eq!(moves(&effect), [""; 0]);
    assert_eq!(state(&setup, "role"), StepState::Done);
}

#[test]
fn a_step_that_waits_is_stale_with_its_answers_and_comes_back_with_them() {
    let mut setup = answered();
    take(&mut setup, 10, waits());
    let given = |value| crate::setup::fixture::given(&[("domain_controller", value)]);
    let guide = waiting_guide();
    setup.set_answers(&guide, given("dc02.contoso.com"), at(20), OPERATOR).unwrap();
    assert_eq!(shown(&setup, "role", at(21)), (StepState::Stale, None));
    setup.set_answers(&guide, given("dc01.contoso.com"), at(22), OPERATOR).unwrap();
    assert_eq!(shown(&setup, "role", at(23)).0, StepState::Waiting);
}

#[test]
fn a_decision_to_keep_does_not_end_the_wait() {
    let mut setup = answered();
    let mut asks = asking();
    asks.findings.push(finding("There", FindingState::Waiting));
    asks.waits_until = Some(day());
    take(&mut setup, 10, asks);
    let effect =
        setup.decide_difference(&waiting_guide(), &"sfbonline".into(), false, at(20), OPERATOR);
    assert_eq!(moves(&effect.unwrap()), ["sfbonline: Decide to Waiting"]);
}

#[test]
fn what_a_waiting_step_leaves_open_holds_the_verification_up() {
    let (mut setup, _) = finished();
    take(&mut setup, 60, waits());
    assert_eq!(state(&setup, "verify"), StepState::Stale, "the role is not in place any more");
}

#[test]
fn an_upload_waits_a_day_after_the_step_that_it_names() {
    let guide = waiting_guide();
    let mut setup = answered();
    setup.take_receipt(&guide, &all_in_place(10, &current()), at(15)).unwrap();
    let day_after = at(10) + days(1);
    let wait = WaitView {
        until: day_after,
        over: false,
        reason: "It takes a day.".to_owned(),
        heading: None,
    };
    assert_eq!(
        shown(&setup, "upload", at(20)),
        (StepState::Waiting, Some(wait)),
        "from the end of the run on, not from when its receipt came"
    );
    let early = setup
        .start_operation(&guide, TenantOperation::Upload, &"upload".into(), at(20), "admin")
        .unwrap_err();
    assert_eq!(early.code(), ErrorCode::StepNotReady);
    assert_eq!(early.to_string(), "Wait until 22 Nov 2026, 02:10 UTC. It takes a day.");
    assert_eq!(shown(&setup, "upload", day_after), (StepState::Todo, None), "the day has passed");
    setup
        .start_operation(&guide, TenantOperation::Upload, &"upload".into(), day_after, "admin")
        .unwrap();
}

#[test]
fn a_later_reading_does_not_begin_the_wait_again_but_a_later_change_does() {
    let mut setup = answered();
    take(&mut setup, 10, step("role", Verdict::InPlace));
    take(&mut setup, 20, step("role", Verdict::InPlace));
    let until = |setup: &Setup| shown(setup, "upload", at(100)).1.unwrap().until;
    assert_eq!(until(&setup), at(10) + days(1));
    take(&mut setup, 30, changing(step("role", Verdict::InPlace), &["Create the role"]));
    assert_eq!(until(&setup), at(30) + days(1));
}

#[test]
fn no_time_passes_after_a_step_that_was_skipped_or_is_not_done() {
    let mut setup = answered();
    assert_eq!(shown(&setup, "upload", at(20)), (StepState::Todo, None));
    setup.skip(&waiting_guide(), &"role".into(), "", at(20), OPERATOR).unwrap();
    assert_eq!(shown(&setup, "upload", at(21)), (StepState::Todo, None));
}

#[test]
fn a_rehearsal_lets_no_time_pass() {
    let guide = waiting_guide();
    let mut setup = Setup::new(crate::setup::fixture::id(2), &guide, true, at(0), OPERATOR);
    setup.set_answers(&guide, answered().raw_answers().clone(), at(1), OPERATOR).unwrap();
    take(&mut setup, 10, step("role", Verdict::InPlace));
    assert_eq!(shown(&setup, "upload", at(20)), (StepState::Todo, None));
}

#[test]
fn an_upload_that_is_done_does_not_wait() {
    let (mut setup, certificate) = finished();
    let late = changing(step("role", Verdict::InPlace), &["Create the role"]);
    take(&mut setup, 60, late);
    assert_eq!(shown(&setup, "upload", at(61)), (StepState::Done, None));
    let seen = both(PrincipalState::Done, &[&certificate]);
    setup.record_verified(&waiting_guide(), seen, at(70), "admin").unwrap();
    assert_eq!(state(&setup, "upload"), StepState::Done);
}

/// The steps on whose pages the day is announced.
fn announcing(setup: &Setup, now: Timestamp) -> Vec<String> {
    let steps = view(setup, &waiting_guide(), now, false).steps.into_iter();
    let reported = steps.filter(|step| {
        step.announced.as_ref().inspect(|day| assert_eq!(day.words, "The role changes on {date}"));
        step.announced.as_ref().is_some_and(|announced| announced.at == day())
    });
    reported.map(|step| step.id.to_string()).collect()
}

#[test]
fn a_day_is_announced_until_the_step_that_waits_for_it_as_the_newest_receipt_names_it() {
    let guide = waiting_guide();
    let before: Vec<String> = guide.steps.iter().map(|step| step.id.to_string()).collect();
    let until_role = before.iter().position(|id| id == "role").unwrap() + 1;
    let naming = |day: &str| {
        let mut judged = step("account", Verdict::InPlace);
        judged.facts.insert("day".to_owned(), day.into());
        judged
    };
    let mut setup = answered();
    assert_eq!(announcing(&setup, at(5)), [""; 0], "no receipt names one");
    take(&mut setup, 10, naming(&day().to_string()));
    assert_eq!(announcing(&setup, at(20)), before[..until_role], "before the step and on it");
    let page = crate::report::html(&setup, &guide, at(20), &jiff::tz::TimeZone::UTC);
    assert!(page.contains("The role changes on 20"), "{page}");
    assert!(!page.contains("{date}"), "{page}");
    assert_eq!(announcing(&setup, day()), [""; 0], "it has come");
    take(&mut setup, 30, naming(""));
    assert_eq!(announcing(&setup, at(40)), [""; 0], "the newest receipt names none");
}
