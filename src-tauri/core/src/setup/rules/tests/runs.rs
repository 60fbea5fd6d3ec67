use super::{last, moves, state};
use crate::error::{ErrorCode, Problem};
use crate::guide::{Guide, ScriptEffect, Switch};
use crate::receipt::Verdict;
use crate::setup::fixture::{all_in_place, answered, at, current, guide, receipt, step};
use crate::setup::show;
use crate::setup::view::{FailedRun, StepState};
use crate::setup::{Effect, Event, OPERATOR, Setup, SetupError};

/// The small guide, whose scripts change something.
fn changing_guide() -> Guide {
    let mut guide = guide();
    for script in &mut guide.scripts {
        if script.id.as_str() != "discover" {
            script.running.effect = ScriptEffect::Changes;
        }
    }
    guide
}

fn start(
    setup: &mut Setup,
    guide: &Guide,
    script: &str,
    what_if: bool,
) -> Result<Effect, SetupError> {
    let started = Event::RunStarted { script: script.into(), what_if, switches: Vec::new() };
    setup.apply(guide, started, at(20), OPERATOR)
}

fn fail(setup: &mut Setup, guide: &Guide, began: bool) -> Effect {
    let problem = Problem::of(ErrorCode::RunBrokeOff);
    setup.apply(guide, Event::RunFailed { began, problem }, at(30), OPERATOR).unwrap()
}

/// A setup in which one step is done and one is skipped.
fn begun() -> (Setup, Guide) {
    let guide = changing_guide();
    let mut setup = answered();
    let found = receipt(10, vec![step("account", Verdict::InPlace)]);
    setup.take_receipt(&guide, &found, at(11)).unwrap();
    setup.skip(&guide, &"export".into(), "", at(12), OPERATOR).unwrap();
    (setup, guide)
}

#[test]
fn nothing_else_begins_while_a_script_runs() {
    let (mut setup, guide) = begun();
    start(&mut setup, &guide, "all", false).unwrap();
    assert_eq!(last(&setup).1, "Crosstrust started the script \"All on-premises steps\".");
    let again = start(&mut setup, &guide, "all", true);
    let Err(refused @ SetupError::UnderWay { .. }) = again else { panic!("{again:?}") };
    assert!(refused.to_string().contains("running a script"), "{refused}");
    let skipped = setup.skip(&guide, &"role".into(), "", at(21), OPERATOR);
    assert!(matches!(skipped, Err(SetupError::UnderWay { .. })), "{skipped:?}");
    assert_eq!(setup.script_in_flight().unwrap().script.as_str(), "all");
}

/// The small guide, whose script for all steps only reads without its switch.
fn guide_with_switch(on_this_server: bool) -> Guide {
    let mut guide = guide();
    let all = guide.scripts.iter_mut().find(|script| script.id.as_str() == "all").unwrap();
    all.running.effect = ScriptEffect::Reads;
    let (name, does) = ("-Publish".to_owned(), String::new());
    all.running.switches = vec![Switch { name, does, on_this_server }];
    guide
}

#[test]
fn a_run_is_noted_with_its_switches_and_they_decide_what_is_unknown() {
    for (switches, on_this_server, unknown) in
        [(vec!["-Publish"], false, true), (vec!["-Publish"], true, false), (vec![], false, false)]
    {
        let guide = guide_with_switch(on_this_server);
        let (mut setup, _) = begun();
        let switches: Vec<String> = switches.into_iter().map(str::to_owned).collect();
        let started =
            Event::RunStarted { script: "all".into(), what_if: false, switches: switches.clone() };
        setup.apply(&guide, started, at(20), OPERATOR).unwrap();
        let told = last(&setup).1;
        assert_eq!(told.ends_with(" Switches: -Publish"), !switches.is_empty(), "{told}");
        let saved = serde_json::to_value(&setup).unwrap();
        let kept: Setup = serde_json::from_value(saved.clone()).unwrap();
        assert_eq!(kept.script_in_flight().unwrap().switches, switches);
        assert_eq!(saved.to_string().contains("\"switches\""), !switches.is_empty(), "as before");
        let moved = moves(&fail(&mut setup, &guide, true));
        assert_eq!(moved.contains(&"account: Done to Unknown".to_owned()), unknown, "{moved:?}");
    }
}

/// What the page of a script says of the last run.
fn failed_run(setup: &Setup, guide: &Guide) -> Option<FailedRun> {
    show::view(setup, guide, at(60), false).failed_run
}

#[test]
fn why_the_last_run_had_no_result_is_shown_until_another_run_or_a_result() {
    let (mut setup, guide) = begun();
    assert!(failed_run(&setup, &guide).is_none());
    start(&mut setup, &guide, "all", true).unwrap();
    fail(&mut setup, &guide, false);
    setup.skip(&guide, &"role".into(), "", at(31), OPERATOR).unwrap();
    let saved = serde_json::to_value(&setup).unwrap();
    let kept: Setup = serde_json::from_value(saved).unwrap();
    let failed = failed_run(&kept, &guide).unwrap();
    assert_eq!((failed.script.as_str(), failed.dry_run, failed.at), ("all", true, at(30)));
    assert_eq!(failed.problem, Problem::of(ErrorCode::RunBrokeOff));
    let mut again = kept.clone();
    start(&mut again, &guide, "discover", false).unwrap();
    assert!(failed_run(&again, &guide).is_none(), "another run began");
    let mut came = kept;
    came.take_receipt(&guide, &all_in_place(40, &current()), at(41)).unwrap();
    assert!(failed_run(&came, &guide).is_none(), "a result came");
}

#[test]
fn a_failed_run_of_another_computer_is_not_shown() {
    let (mut setup, guide) = begun();
    start(&mut setup, &guide, "all", true).unwrap();
    fail(&mut setup, &guide, false);
    assert!(failed_run(&setup, &guide).is_some());
    let mut imported = setup.imported(at(40), OPERATOR);
    assert!(failed_run(&imported, &guide).is_none());
    start(&mut imported, &guide, "all", true).unwrap();
    fail(&mut imported, &guide, false);
    assert!(failed_run(&imported, &guide).is_some(), "this one is from here");
}

#[test]
fn a_run_that_the_operator_ended_did_not_fail() {
    let (mut setup, guide) = begun();
    start(&mut setup, &guide, "all", true).unwrap();
    fail(&mut setup, &guide, false);
    start(&mut setup, &guide, "all", true).unwrap();
    let cancelled = Event::RunFailed { began: true, problem: Problem::of(ErrorCode::Cancelled) };
    setup.apply(&guide, cancelled, at(31), OPERATOR).unwrap();
    assert!(failed_run(&setup, &guide).is_none());
}

#[test]
fn a_failed_run_is_over_when_the_operator_sees_to_its_steps() {
    let (mut setup, guide) = begun();
    start(&mut setup, &guide, "all", true).unwrap();
    fail(&mut setup, &guide, false);
    setup.confirm(&guide, &"role".into(), "", at(31), OPERATOR).unwrap();
    assert!(failed_run(&setup, &guide).is_some(), "one step is still open");
    setup.skip(&guide, &"sfbonline".into(), "", at(32), OPERATOR).unwrap();
    assert!(failed_run(&setup, &guide).is_none());

    let (mut setup, guide) = begun();
    start(&mut setup, &guide, "account", true).unwrap();
    fail(&mut setup, &guide, false);
    assert!(failed_run(&setup, &guide).is_some(), "it was done before the run");
}

#[test]
fn a_run_that_the_end_of_the_program_cut_off_says_so() {
    for (script, what_if, shown) in
        [("all", true, true), ("discover", false, true), ("all", false, false)]
    {
        let (mut setup, guide) = begun();
        start(&mut setup, &guide, script, what_if).unwrap();
        assert!(failed_run(&setup, &guide).is_none(), "it runs");
        setup.apply(&guide, Event::Opened, at(50), OPERATOR).unwrap();
        let failed = failed_run(&setup, &guide);
        assert_eq!(failed.is_some(), shown, "{script} {what_if}: its steps say it otherwise");
        let Some(failed) = failed else { continue };
        assert_eq!((failed.script.as_str(), failed.dry_run, failed.at), (script, what_if, at(20)));
        assert_eq!(failed.problem.code, ErrorCode::RunBrokeOff);
        assert!(failed.problem.message.contains("closed while the script ran"), "{failed:?}");
        start(&mut setup, &guide, script, what_if).unwrap();
        assert!(failed_run(&setup, &guide).is_none(), "another run began");
    }
}

#[test]
fn a_script_that_the_guide_does_not_have_is_refused() {
    let (mut setup, guide) = begun();
    let refused = start(&mut setup, &guide, "none", false);
    assert!(matches!(refused, Err(SetupError::UnknownScript(_))), "{refused:?}");
    assert!(setup.script_in_flight().is_none());
}

#[test]
fn what_a_script_changes_is_unknown_when_nothing_came_back_of_its_run() {
    let (mut setup, guide) = begun();
    start(&mut setup, &guide, "all", false).unwrap();
    let effect = fail(&mut setup, &guide, true);
    let moved = moves(&effect);
    assert!(moved.contains(&"account: Done to Unknown".to_owned()), "{moved:?}");
    assert!(moved.contains(&"role: Todo to Unknown".to_owned()), "{moved:?}");
    assert_eq!(state(&setup, "export"), StepState::Skipped, "what a person said stays");
    let told = last(&setup).1;
    assert!(
        told.contains("ended without a result") && told.contains("Run the same script again"),
        "{told}"
    );
    assert!(setup.script_in_flight().is_none());
    assert_eq!(fail(&mut setup, &guide, true), Effect::default(), "nothing is under way");

    setup.take_receipt(&guide, &all_in_place(40, &current()), at(41)).unwrap();
    assert_eq!(state(&setup, "account"), StepState::Done, "the next run settles it");
}

#[test]
fn a_run_that_changed_nothing_leaves_every_step_as_it_was() {
    for (script, what_if, began) in
        [("all", false, false), ("all", true, true), ("discover", false, true)]
    {
        let (mut setup, guide) = begun();
        let before = state(&setup, "account");
        start(&mut setup, &guide, script, what_if).unwrap();
        let effect = fail(&mut setup, &guide, began);
        assert_eq!((moves(&effect), state(&setup, "account")), (Vec::new(), before), "{script}");
        assert!(!last(&setup).1.contains("can't tell"), "{}", last(&setup).1);
    }
}

#[test]
fn a_run_that_was_under_way_when_the_program_ended_reopens_as_unknown() {
    let (mut setup, guide) = begun();
    start(&mut setup, &guide, "all", false).unwrap();
    let saved = serde_json::to_value(&setup).unwrap();
    let mut kept: Setup = serde_json::from_value(saved).unwrap();
    let effect = kept.apply(&guide, Event::Opened, at(50), OPERATOR).unwrap();
    assert!(moves(&effect).contains(&"account: Done to Unknown".to_owned()), "{effect:?}");
    let (who, what) = last(&kept);
    assert_eq!(who, "Crosstrust");
    assert!(
        what.contains("closed before it ended") && what.contains("Run the same script again"),
        "{what}"
    );
    let again = kept.apply(&guide, Event::Opened, at(51), OPERATOR).unwrap();
    assert_eq!(again, Effect::default(), "it is told once");

    let (mut dry, guide) = begun();
    start(&mut dry, &guide, "all", true).unwrap();
    let effect = dry.apply(&guide, Event::Opened, at(50), OPERATOR).unwrap();
    assert_eq!(moves(&effect), Vec::<String>::new());
    assert!(last(&dry).1.contains("It changed nothing"), "{}", last(&dry).1);
}

#[test]
fn a_file_that_was_changed_elsewhere_neither_revives_a_run_nor_ends_one() {
    let (idle, guide) = begun();
    let mut running = idle.clone();
    start(&mut running, &guide, "all", false).unwrap();

    let mut read = running.clone();
    let changed = Event::FileChanged { known: &idle };
    let effect = read.apply(&guide, changed, at(50), OPERATOR).unwrap();
    assert!(moves(&effect).contains(&"account: Done to Unknown".to_owned()), "{effect:?}");
    assert!(read.script_in_flight().is_none(), "nothing is in the way of another run");

    for file in [&idle, &running] {
        let mut read = file.clone();
        let changed = Event::FileChanged { known: &running };
        let effect = read.apply(&guide, changed, at(50), OPERATOR).unwrap();
        assert_eq!(effect, Effect::default());
        assert_eq!(read.script_in_flight(), running.script_in_flight(), "it continues");
    }
}
