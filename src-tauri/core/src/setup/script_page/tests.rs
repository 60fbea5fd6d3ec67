use super::*;
use crate::error::{ErrorCode, Problem};
use crate::receipt::{CertificateUse, Discovery, FindingState, Judgement};
use crate::setup::fixture::{
    ON_PREMISES, all_in_place, answered, asking, at, changing, current, days, dry, finding, given,
    guide, receipt, received, step,
};
use crate::setup::{Event, OPERATOR, Setup, view};
use serde_json::json;

/// The page of this step: with the others of its script, or by itself.
fn page_at(setup: &Setup, alone: bool, step: &str, now: Timestamp) -> ScriptPage {
    let view = view(setup, &guide(), now, false);
    let pages = if alone { view.single_pages } else { view.pages };
    let page = pages.into_iter().find(|page| page.steps.iter().any(|id| id.as_str() == step));
    page.and_then(|page| page.script_page).expect("it has a script")
}

fn together(setup: &Setup) -> ScriptPage {
    page_at(setup, false, "account", at(100))
}

fn alone(setup: &Setup) -> ScriptPage {
    page_at(setup, true, "account", at(100))
}

fn took(receipts: Vec<Judgement>) -> Setup {
    let mut setup = answered();
    for (minute, judgement) in (11..).zip(receipts) {
        setup.take_receipt(&guide(), &judgement, at(minute)).unwrap();
    }
    setup
}

fn in_place(steps: &[&str]) -> Vec<StepJudgement> {
    steps.iter().map(|id| step(id, Verdict::InPlace)).collect()
}

#[test]
fn a_page_begins_with_its_script() {
    let page = together(&answered());
    assert_eq!((page.stage, page.runs, page.taken), (ScriptStage::Script, true, false));
    assert_eq!(page.title, ScriptTitle::Together);
    assert_eq!(page.lead, ScriptLead::Together { steps: vec![2, 3, 4, 5] });
    let page = alone(&answered());
    assert_eq!((page.title, page.lead), (ScriptTitle::Step, ScriptLead::None));
}

#[test]
fn only_pages_of_scripts_have_one() {
    let pages = view(&answered(), &guide(), at(100), false).pages;
    let of = |step: &str| {
        let found = pages.iter().find(|page| page.steps.iter().any(|id| id.as_str() == step));
        found.unwrap().script_page.is_some()
    };
    assert_eq!(
        ["organisation", "account", "upload", "verify"].map(of),
        [false, true, false, false]
    );
}

#[test]
fn a_dry_run_is_read_before_the_script_runs_and_proves_nothing() {
    let planned = ON_PREMISES.map(|id| changing(step(id, Verdict::Planned), &["Create it"]));
    let mut setup = took(vec![dry(receipt(10, planned.to_vec()))]);
    let page = together(&setup);
    assert_eq!((page.stage, page.runs), (ScriptStage::DryRun, true));
    assert!(page.has_receipt && page.names_receipt);
    assert_eq!(page.title, ScriptTitle::DryRun);
    assert_eq!(page.lead, ScriptLead::DryRun { outdated: false });
    for step in ON_PREMISES {
        setup.confirm(&guide(), &step.into(), "by hand", at(20), OPERATOR).unwrap();
    }
    let page = together(&setup);
    assert_eq!(page.stage, ScriptStage::Result, "nothing is open any more");
    assert!(!page.names_receipt, "no step rests on a receipt");
    assert_eq!(page.lead, ScriptLead::Marked { count: 4 });
}

#[test]
fn a_dry_run_calls_a_step_in_place_only_when_that_was_read() {
    let judged = vec![
        changing(step("account", Verdict::Planned), &["Create it"]),
        step("role", Verdict::InPlace),
        step("sfbonline", Verdict::NotRead),
        step("export", Verdict::NotReached),
    ];
    let page = together(&took(vec![dry(receipt(10, judged))]));
    let instead: Vec<Option<NoChange>> = page.dry_run.iter().map(|one| one.instead).collect();
    assert_eq!(
        instead,
        [None, Some(NoChange::InPlace), Some(NoChange::NotRead), Some(NoChange::NotRun)]
    );
    assert_eq!(page.dry_run[0].changes.len(), 1);
    for verdict in [Verdict::Planned, Verdict::Differs, Verdict::Decide, Verdict::Failed] {
        let of = DryRunStep::of(&step("account", verdict));
        assert_eq!(of.instead, Some(NoChange::Nothing), "{verdict:?}");
    }
    assert_eq!(together(&answered()).dry_run, []);
}

/// A script that reads everything discovers the organization too.
#[test]
fn a_run_that_came_to_no_result_is_read_before_what_its_dry_run_listed() {
    let mut guide = guide();
    for script in &mut guide.scripts {
        script.running.effect = crate::guide::ScriptEffect::Changes;
    }
    let listed = || dry(receipt(10, vec![step("account", Verdict::Planned)]));
    let mut setup = took(vec![listed()]);
    assert_eq!(together(&setup).stage, ScriptStage::DryRun);
    let started = Event::RunStarted { script: "all".into(), what_if: false, switches: Vec::new() };
    setup.apply(&guide, started, at(20), OPERATOR).unwrap();
    let problem = Problem::of(ErrorCode::Cancelled);
    setup.apply(&guide, Event::RunFailed { began: true, problem }, at(21), OPERATOR).unwrap();
    let page = together(&setup);
    assert_eq!((page.stage, page.runs, page.has_receipt), (ScriptStage::Result, true, false));
    assert_eq!((page.title, page.lead), (ScriptTitle::Interrupted, ScriptLead::Interrupted));
    let page = alone(&setup);
    assert_eq!((page.title, page.lead), (ScriptTitle::Status, ScriptLead::Interrupted));

    let again = dry(receipt(30, vec![step("account", Verdict::Planned)]));
    setup.take_receipt(&guide, &again, at(31)).unwrap();
    assert_eq!(together(&setup).stage, ScriptStage::DryRun, "a dry run after it is read");
}

#[test]
fn a_result_that_also_holds_discovery_is_one_of_its_steps() {
    let mut judgement = receipt(10, in_place(&["account"]));
    judgement.discovery = Some(Discovery {
        part: "discovery".into(),
        suggestions: Vec::new(),
        notes: Vec::new(),
        unread: Vec::new(),
        prerequisites: Vec::new(),
        likely_done: Vec::new(),
        facts: serde_json::Map::new(),
    });
    let page = together(&took(vec![judgement.clone()]));
    assert_eq!(page.stage, ScriptStage::Result);
    assert!(page.has_receipt && page.names_receipt);
    judgement.steps.clear();
    assert!(!together(&took(vec![judgement])).has_receipt, "of discovery alone it is none");
}

#[test]
fn a_page_names_the_certificates_that_came_with_its_results_each_once() {
    let certificate = current();
    let mut judgement = all_in_place(10, &certificate);
    judgement.certificates.push(received(CertificateUse::Next, &certificate));
    let setup = took(vec![judgement.clone()]);
    assert_eq!(together(&setup).certificates, [], "no step has read them");
    let exported = judgement.steps.iter_mut().find(|one| one.step.as_str() == "export").unwrap();
    exported.facts.insert(CERTIFICATES_FACT.to_owned(), json!([]));
    let setup = took(vec![judgement]);
    let uses: Vec<CertificateUse> =
        together(&setup).certificates.iter().map(|held| held.r#use).collect();
    assert_eq!(uses, [CertificateUse::Current], "after a rollover, next is the same one");
    assert_eq!(setup.certificates(at(100)).len(), 2);
}

#[test]
fn finished_steps_say_what_they_rest_on() {
    let verified = took(vec![all_in_place(10, &current())]);
    let page = together(&verified);
    assert_eq!((page.stage, page.runs), (ScriptStage::Result, false));
    assert_eq!(page.title, ScriptTitle::Progress);
    assert_eq!(page.lead, ScriptLead::Verified { online: false });
    assert_eq!(alone(&verified).title, ScriptTitle::Status);

    let reported = ON_PREMISES.map(|id| changing(step(id, Verdict::InPlace), &["Create it"]));
    let mut mixed = took(vec![receipt(10, reported.to_vec())]);
    mixed.skip(&guide(), &"role".into(), "", at(20), OPERATOR).unwrap();
    let lead = ScriptLead::Mixed { reported: 3, marked: 0, skipped: 1 };
    assert_eq!(together(&mixed).lead, lead);

    let mut skipped = answered();
    for step in ON_PREMISES {
        skipped.skip(&guide(), &step.into(), "", at(20), OPERATOR).unwrap();
    }
    assert_eq!(together(&skipped).lead, ScriptLead::Skipped { count: 4 });
}

#[test]
fn a_failed_script_is_named_by_the_step_at_which_it_stopped() {
    let failed = vec![step("account", Verdict::InPlace), step("role", Verdict::Failed)];
    let page = together(&took(vec![receipt(10, failed)]));
    assert_eq!(page.title, ScriptTitle::Failed { number: 3, title: "Management role".to_owned() });
    assert_eq!((page.lead, page.runs), (ScriptLead::Fix, true));
}

#[test]
fn a_receipt_of_other_steps_is_not_of_the_page() {
    let setup = took(vec![
        receipt(9, in_place(&["account"])),
        receipt(10, in_place(&["role", "sfbonline", "export"])),
    ]);
    let page = alone(&setup);
    assert_eq!((page.stage, page.has_receipt), (ScriptStage::Result, false));
}

#[test]
fn decisions_come_first_where_nothing_else_has_to_run() {
    let others = in_place(&["account", "role", "export"]);
    let page = together(&took(vec![receipt(10, [others, vec![asking()]].concat())]));
    assert_eq!((page.lead, page.runs), (ScriptLead::Decide { count: 1 }, false));
    let page = together(&took(vec![receipt(10, vec![asking()])]));
    assert_eq!((page.lead, page.runs), (ScriptLead::Fix, true), "other steps are open");
    // Nothing is asked here: somebody has to act outside of the program.
    let outside = StepJudgement {
        findings: vec![finding("Linked account", FindingState::Ask)],
        ..step("account", Verdict::Decide)
    };
    assert_eq!(alone(&took(vec![receipt(10, vec![outside])])).lead, ScriptLead::NoScript);
}

#[test]
fn a_step_waits_for_its_day_and_then_has_to_be_read() {
    let until = at(0) + days(3);
    let waits = StepJudgement { waits_until: Some(until), ..step("account", Verdict::Waiting) };
    let setup = took(vec![receipt(10, vec![waits])]);
    let ScriptLead::Waiting { reason } = alone(&setup).lead else { panic!("it waits") };
    let later = page_at(&setup, true, "account", until);
    assert_eq!(
        (later.title, later.lead),
        (ScriptTitle::Status, ScriptLead::DateReached { reason })
    );
}

#[test]
fn a_step_waits_for_other_steps_only_where_all_that_is_open_does() {
    let held = step("role", Verdict::Waiting);
    let others = in_place(&["account", "sfbonline", "export"]);
    let all = together(&took(vec![receipt(10, [others, vec![held.clone()]].concat())]));
    assert_eq!(all.lead, ScriptLead::NotYet);
    let some = in_place(&["account", "export"]);
    let some = together(&took(vec![receipt(10, [some, vec![held]].concat())]));
    assert_eq!(some.lead, ScriptLead::Fix);
}

#[test]
fn a_script_with_an_old_answer_has_to_be_taken_again() {
    let mut setup = took(vec![receipt(10, vec![step("account", Verdict::Differs)])]);
    setup.take_script(&guide(), &"all".into(), at(20), OPERATOR).unwrap();
    assert!(together(&setup).taken);
    setup
        .set_answers(&guide(), given(&[("verified_domain", "fabrikam.com")]), at(30), OPERATOR)
        .unwrap();
    let page = together(&setup);
    assert_eq!((page.lead, page.runs), (ScriptLead::Outdated, true));
}
