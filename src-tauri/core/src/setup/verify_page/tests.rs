use super::*;
use crate::guide::Library;
use crate::probe::ProbeCode;
use crate::receipt::Verdict;
use crate::setup::fixture::{answered, at, both, days, finished, guide, id, receipt, step};
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
    assert_eq!(page.script_next, None, "the applications come first");
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
    assert!(!bad.verified && !bad.complete && bad.script_next.is_none());
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
    let mut guide = guide();
    guide.applications.clear();
    let shown = view(&setup, &guide, at(100), false);
    let page = shown.steps.into_iter().find_map(|step| step.verify).unwrap();
    assert_eq!(page.script_next, Some("check".into()));
    let script = guide.scripts.iter().find(|one| one.id.as_str() == "check").unwrap();
    let mut other = script.clone();
    other.id = "check-again".into();
    guide.scripts.push(other);
    let shown = view(&setup, &guide, at(100), false);
    let page = shown.steps.into_iter().find_map(|step| step.verify).unwrap();
    assert_eq!((page.script_next, page.scripts_at), (None, ScriptsAt::Servers));
    guide.scripts.last_mut().unwrap().running.shell = Shell::ExchangeOnline;
    let shown = view(&setup, &guide, at(100), false);
    let page = shown.steps.into_iter().find_map(|step| step.verify).unwrap();
    assert_eq!(page.scripts_at, ScriptsAt::Online);
}

#[test]
fn a_guide_that_only_checks_begins_with_its_script_and_says_which_parts_were_read() {
    let library = Library::built_in().unwrap();
    let checks = |guide: &&Guide| !guide.complaints.is_empty();
    let guide = library.guides().find(checks).expect("a guide checks what is there");
    let mut setup = Setup::new(id(3), guide, false, at(0), OPERATOR);
    let shown = |setup: &Setup| {
        let steps = view(setup, guide, at(100), false).steps;
        steps.into_iter().find_map(|step| step.verify).unwrap()
    };
    let begins = shown(&setup);
    assert!(begins.checks && begins.only_keys);
    assert_eq!(begins.heading, VerifyHeading::Check);
    assert!(begins.script_next.is_some(), "it waits for nothing");
    let unread = CheckParts { server: false, outside: false, tenant: false };
    assert_eq!(begins.parts, Some(unread));
    setup.record_probe(probed(ProbeOutcome::Good), at(10), OPERATOR);
    assert_eq!(shown(&setup).parts, Some(CheckParts { outside: true, ..unread }));
    assert_eq!(page(&answered()).parts, None);
    assert!(!page(&answered()).checks);
}

#[test]
fn the_check_from_outside_names_only_what_is_not_as_teams_requires_it() {
    let of = |outcome| OutsideResult::of(&probed(outcome));
    assert_eq!(of(ProbeOutcome::Good), OutsideResult::Good { at: at(7) });
    assert_eq!(of(ProbeOutcome::Unreachable), OutsideResult::Unreachable { at: at(7) });
    let findings = vec!["warning".to_owned(), "failed".to_owned(), "unknown".to_owned()];
    assert_eq!(of(ProbeOutcome::Found), OutsideResult::Found { at: at(7), findings });
    assert_eq!(page(&answered()).outside, None);
}

#[test]
fn the_certificate_in_use_is_the_one_whose_end_is_shown() {
    assert_eq!(page(&answered()).certificate, None);
    let (setup, certificate) = finished();
    let end = certificate.not_after();
    assert_eq!(page(&setup).certificate, Some(CertificateEnd::Expires { at: end }));
    let steps = view(&setup, &guide(), end + days(1), false).steps;
    let later = steps.into_iter().find_map(|step| step.verify).unwrap();
    assert_eq!(later.certificate, Some(CertificateEnd::Expired { at: end }));
}

fn probed(outcome: ProbeOutcome) -> Probed {
    let verdicts = [
        ("ok", ProbeVerdict::Ok),
        ("warning", ProbeVerdict::Warning),
        ("failed", ProbeVerdict::Failed),
        ("unknown", ProbeVerdict::Unknown),
    ];
    let finding = |(title, verdict): (&str, ProbeVerdict)| ProbeFinding {
        code: ProbeCode::OauthNotOffered,
        title: title.to_owned(),
        url: String::new(),
        status: None,
        verdict,
        words: String::new(),
        said: None,
        remedy: None,
        command: None,
        mends: Vec::new(),
    };
    Probed {
        at: at(7),
        address: "anna@contoso.com".to_owned(),
        computer: None,
        outcome,
        findings: verdicts.map(finding).to_vec(),
        requests: 8,
        seconds: 0.6,
        log: Vec::new(),
        limitations: String::new(),
    }
}
