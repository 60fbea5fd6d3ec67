use super::*;
use crate::guide::Library;
use crate::receipt::{StepJudgement, Verdict};
use crate::setup::fixture::{
    answered, asking, at, days, finished, given, guide, id, new, receipt, step,
};
use crate::setup::{OPERATOR, TenantOperation, view};

fn page_of(setup: &Setup, guide: &Guide, alone: bool, step: &str) -> StepPage {
    let view = view(setup, guide, at(100), false);
    let pages = if alone { view.single_pages } else { view.pages };
    let holds = |page: &StepPage| page.steps.iter().any(|id| id.as_str() == step);
    pages.into_iter().find(holds).expect("every step is on a page")
}

/// The pages as their scripts and steps: "all: account role".
fn outline(setup: &Setup, guide: &Guide, alone: bool) -> Vec<String> {
    let view = view(setup, guide, at(100), false);
    let pages = if alone { view.single_pages } else { view.pages };
    let line = |page: &StepPage| {
        let script = page.script.as_ref().map_or("-", ScriptId::as_str);
        let steps: Vec<&str> = page.steps.iter().map(StepId::as_str).collect();
        format!("{script}: {}", steps.join(" "))
    };
    pages.iter().map(line).collect()
}

/// What holds the page of the on-premises steps up once these were judged.
fn after(judged: Vec<StepJudgement>) -> Option<PageBlocker> {
    let mut setup = answered();
    setup.take_receipt(&guide(), &receipt(10, judged), at(11)).unwrap();
    page_of(&setup, &guide(), false, "account").blocked_by
}

fn in_place(steps: &[&str]) -> Vec<StepJudgement> {
    steps.iter().map(|id| step(id, Verdict::InPlace)).collect()
}

#[test]
fn steps_in_a_row_that_one_script_does_are_one_page() {
    assert_eq!(
        outline(&answered(), &guide(), false),
        [
            "discover: organisation",
            "all: account role sfbonline export",
            "-: upload",
            "check: verify"
        ]
    );
}

#[test]
fn each_step_has_its_own_page_and_script_where_that_is_asked_for() {
    assert_eq!(
        outline(&answered(), &guide(), true),
        [
            "discover: organisation",
            "account: account",
            "-: role",
            "-: sfbonline",
            "-: export",
            "-: upload",
            "check: verify"
        ]
    );
}

#[test]
fn a_guide_without_a_script_for_several_steps_has_a_page_for_each() {
    let mut guide = guide();
    guide.scripts.retain(|script| script.role != ScriptRole::AllInOne);
    assert_eq!(outline(&answered(), &guide, false), outline(&answered(), &guide, true));
    assert_eq!(outline(&answered(), &guide, false).len(), guide.steps.len());
}

#[test]
fn a_guide_for_two_places_has_a_page_for_the_script_of_each() {
    let library = Library::built_in().unwrap();
    let guide = library.guide(&"skype-server".into()).unwrap();
    let setup = Setup::new(id(3), guide, false, at(0), OPERATOR);
    assert_eq!(
        outline(&setup, guide, false),
        [
            "skype-server-discover-exchange: organisation",
            "skype-server-exchange-certificate: exchange-certificate",
            "skype-server-token-issuer: token-issuer",
            "skype-server-exchange: autodiscover skype-partner iis",
            "skype-server-skype: dns oauth-configuration exchange-partner test",
            "skype-server-verify-exchange: verify",
        ]
    );
}

#[test]
fn nothing_holds_a_page_up_whose_steps_ask_for_nothing_more() {
    let (mut setup, _) = finished();
    setup.skip(&guide(), &"role".into(), "", at(40), OPERATOR).unwrap();
    for page in view(&setup, &guide(), at(100), false).pages {
        assert_eq!(page.blocked_by, None, "{:?}", page.steps);
    }
    let page = page_of(&setup, &guide(), false, "account");
    assert_eq!(page.progress.words, "3 of 4 steps verified (1 skipped)");
}

#[test]
fn the_most_pressing_reason_comes_first() {
    let rest = in_place(&["account", "export"]);
    let with = |more: Vec<StepJudgement>| after([rest.clone(), more].concat());
    assert_eq!(after(rest.clone()), Some(PageBlocker::Receipt));
    let failed = [step("role", Verdict::Failed)];
    assert_eq!(with(failed.to_vec()), Some(PageBlocker::Failed { steps: vec![3] }));
    let differs = [step("role", Verdict::Failed), step("sfbonline", Verdict::Differs)];
    assert_eq!(with(differs.to_vec()), Some(PageBlocker::Failed { steps: vec![3, 4] }));
    let asks = vec![step("role", Verdict::Failed), asking()];
    assert_eq!(with(asks), Some(PageBlocker::Decisions { count: 1 }));
}

#[test]
fn a_page_waits_for_other_steps_only_where_all_that_is_open_does() {
    let held = step("role", Verdict::Waiting);
    let others = in_place(&["account", "sfbonline", "export"]);
    assert_eq!(after([others, vec![held.clone()]].concat()), Some(PageBlocker::OtherSteps));
    let some = in_place(&["account", "export"]);
    assert_eq!(after([some, vec![held]].concat()), Some(PageBlocker::Receipt));
}

#[test]
fn a_page_waits_for_a_day_until_it_has_come() {
    let until = at(0) + days(3);
    let waits = StepJudgement { waits_until: Some(until), ..step("role", Verdict::Waiting) };
    let others = in_place(&["account", "sfbonline", "export"]);
    let judged = [others, vec![waits]].concat();
    assert_eq!(after(judged.clone()), Some(PageBlocker::Date { until }));
    let mut setup = answered();
    setup.take_receipt(&guide(), &receipt(10, judged), at(11)).unwrap();
    let later = view(&setup, &guide(), until, false).pages;
    let page = later.into_iter().find(|page| page.steps.len() > 1).unwrap();
    assert_eq!(page.blocked_by, Some(PageBlocker::DateReached));
}

#[test]
fn what_changed_or_is_not_known_is_said_before_what_is_missing() {
    let (mut setup, _) = finished();
    let answers = given(&[("verified_domain", "fabrikam.com")]);
    setup.set_answers(&guide(), answers, at(40), OPERATOR).unwrap();
    let blocker = |setup: &Setup, step: &str| page_of(setup, &guide(), false, step).blocked_by;
    assert_eq!(blocker(&setup, "account"), Some(PageBlocker::OutOfDate));
    let (mut setup, _) = finished();
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(40), OPERATOR)
        .unwrap();
    let _moves = setup.reopen_after_crash(&guide(), at(41));
    assert_eq!(blocker(&setup, "upload"), Some(PageBlocker::Unknown));
}

#[test]
fn what_is_missing_depends_on_the_kind_of_the_step() {
    let blocker = |step: &str| page_of(&answered(), &guide(), false, step).blocked_by;
    assert_eq!(blocker("account"), Some(PageBlocker::Receipt));
    assert_eq!(blocker("upload"), Some(PageBlocker::Upload));
    assert_eq!(blocker("verify"), Some(PageBlocker::Verification));
    let unanswered = page_of(&new(), &guide(), false, "organisation").blocked_by;
    assert_eq!(unanswered, Some(PageBlocker::Answers));
}

#[test]
fn a_script_that_cannot_be_written_holds_its_page_up_until_nothing_is_asked_any_more() {
    let mut setup = new();
    assert_eq!(page_of(&setup, &guide(), false, "account").blocked_by, Some(PageBlocker::Needs));
    for step in ["account", "role", "sfbonline", "export"] {
        setup.skip(&guide(), &step.into(), "", at(5), OPERATOR).unwrap();
    }
    assert_eq!(page_of(&setup, &guide(), false, "account").blocked_by, None);
}

#[test]
fn a_page_names_the_undo_scripts_of_its_steps_and_the_verification_all_of_several() {
    let named = |guide: &Guide, step: &str| -> Vec<String> {
        let scripts = page_of(&answered(), guide, true, step).undo_scripts;
        scripts.iter().map(ToString::to_string).collect()
    };
    let mut guide = guide();
    guide.scripts.retain(|script| script.role != ScriptRole::Undo);
    assert_eq!(named(&guide, "account"), [""; 0]);
    let undo = |id: &str, steps: &[&str]| ScriptSpec {
        id: id.into(),
        role: ScriptRole::Undo,
        steps: steps.iter().map(|step| StepId::from(*step)).collect(),
        ..guide.scripts[0].clone()
    };
    let scripts = [undo("undo-account", &["account"]), undo("undo-role", &["role"])];
    guide.scripts.push(scripts[0].clone());
    assert_eq!(named(&guide, "account"), ["undo-account"]);
    assert_eq!(named(&guide, "role"), ["undo-account"], "the only one of the guide");
    for page in ["organisation", "upload", "verify"] {
        assert_eq!(named(&guide, page), [""; 0], "{page}");
    }
    guide.scripts.push(scripts[1].clone());
    assert_eq!(named(&guide, "role"), ["undo-role"]);
    assert_eq!(named(&guide, "export"), [""; 0], "no script undoes it");
    assert_eq!(named(&guide, "verify"), ["undo-account", "undo-role"]);
    assert_eq!(named(&guide, "upload"), [""; 0]);
}
