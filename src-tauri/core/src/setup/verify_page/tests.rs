use super::*;
use crate::receipt::Verdict;
use crate::setup::fixture::{answered, at, both, finished, guide, receipt, step};
use crate::setup::{OPERATOR, Setup, view};

fn page(setup: &Setup) -> VerifyPage {
    let steps = view(setup, &guide(), at(100), false).steps;
    steps.into_iter().find_map(|step| step.verify).expect("the guide verifies")
}

fn tick(setup: &mut Setup, checks: &[&str]) {
    for check in checks {
        setup.tick(&guide(), &"verify".into(), check, true, at(40), OPERATOR).unwrap();
    }
}

#[test]
fn nothing_was_read_at_first() {
    let page = page(&answered());
    assert_eq!((page.stage, page.heading), (VerifyStage::Before, VerifyHeading::Before));
    assert!(matches!(page.open, Some(VerifyOpen::Items { count: 1.. })), "{:?}", page.open);
    assert!(!page.servers_next, "the applications come first");
}

#[test]
fn applications_are_good_only_where_all_are() {
    let (mut setup, certificate) = finished();
    let good = page(&setup);
    assert_eq!(good.stage, VerifyStage::Good);
    let mut results = both(PrincipalState::AlreadyThere, &[&certificate]);
    results[1].state = PrincipalState::Failed;
    setup.record_verified(&guide(), results, at(50), "admin").unwrap();
    let bad = page(&setup);
    assert_eq!((bad.stage, bad.heading), (VerifyStage::Bad, VerifyHeading::Bad));
    assert!(!bad.verified && !bad.complete && !bad.servers_next);
}

#[test]
fn it_is_complete_when_the_last_check_is_made() {
    let (mut setup, _) = finished();
    let open = page(&setup);
    assert!(open.verified && !open.complete);
    assert_eq!(open.heading, VerifyHeading::Checks { count: 2 });
    assert_eq!(open.open, Some(VerifyOpen::Checks { count: 2 }));
    tick(&mut setup, &["calendar", "voicemail"]);
    let done = page(&setup);
    assert!(done.verified && done.complete);
    assert_eq!((done.heading, done.open), (VerifyHeading::Complete, None));
}

#[test]
fn a_step_that_was_skipped_stays_open_whatever_was_ticked() {
    let (mut setup, _) = finished();
    tick(&mut setup, &["calendar", "voicemail"]);
    setup.skip(&guide(), &"role".into(), "", at(50), OPERATOR).unwrap();
    let partly = page(&setup);
    assert!(!partly.complete);
    assert_eq!((partly.heading, partly.open), (VerifyHeading::Partly, Some(VerifyOpen::Steps)));
}

#[test]
fn what_the_operator_said_is_not_called_read() {
    let mut setup = answered();
    let judged = receipt(10, vec![step("account", Verdict::InPlace)]);
    setup.take_receipt(&guide(), &judged, at(11)).unwrap();
    setup.skip(&guide(), &"verify".into(), "", at(20), OPERATOR).unwrap();
    let page = page(&setup);
    assert_eq!(page.heading, VerifyHeading::NotRead);
    assert!(!page.verified && !page.complete);
}

#[test]
fn a_guide_without_applications_reads_its_servers_first() {
    let setup = answered();
    let shown = view(&setup, &guide(), at(100), false);
    let verify = shown.steps.iter().find(|step| step.id.as_str() == "verify").unwrap();
    assert!(verify_page(verify, &shown.summary, &[], false).servers_next);
}
