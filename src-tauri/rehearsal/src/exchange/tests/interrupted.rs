//! Runs that are interrupted: whatever they changed is known after the next run, and undo takes it back.

use super::*;
use crosstrust_core::setup::{Event, Notice, OPERATOR, Setup};
use jiff::SignedDuration;

fn minutes(number: i64) -> Timestamp {
    now() + SignedDuration::from_mins(number)
}

/// A setup whose scripts these are, with nothing known yet.
fn setup_of(id: &str) -> Setup {
    let guide = guide(library(), id);
    let answers = answers_of(guide, &given_to_whole(id));
    Setup::in_memory(SETUP.parse().unwrap(), guide, &answers, now())
}

fn import(setup: &mut Setup, id: &str, console: &str) -> Vec<Notice> {
    let found = receipt::read(console.as_bytes()).unwrap();
    let imported = Event::ReceiptsImported { found: &found };
    setup.apply(guide(library(), id), imported, minutes(60), OPERATOR).unwrap().notices
}

/// What a setup has made, in no order.
fn sorted(undo_list: &UndoList) -> UndoList {
    let mut undo_list = undo_list.clone();
    undo_list.created.sort();
    undo_list.enabled.sort();
    undo_list
}

/// Runs every undo script of the guide.
fn undo(organisation: &mut Organisation, id: &str, undo_list: &UndoList) {
    let undoing = |spec: &&ScriptSpec| spec.role == ScriptRole::Undo;
    for spec in guide(library(), id).scripts.iter().filter(undoing) {
        let given = Given { undo_list: undo_list.clone(), ..given_to_whole(id) };
        let script = script_of(id, spec.id.as_str(), &given);
        organisation.run(&script, false, minutes(30)).unwrap();
    }
}

#[test]
fn after_any_interruption_the_next_run_reports_all_and_undo_takes_all_back() {
    let mut taken_back = BTreeSet::new();
    for id in rehearsed() {
        for (at, script) in whole(&id).iter().enumerate() {
            let mut before = organisation_of(&id, Situation::Fresh);
            // What runs elsewhere comes first.
            for earlier in &whole(&id)[..at] {
                run(&mut before, earlier);
            }
            let mut organisation = before.clone();
            let (output, reported) = run(&mut organisation, script);
            // What somebody was asked for is done between two runs.
            let (again, _) = run(&mut organisation, script);
            let done = organisation.clone();
            let changes: usize = reported.steps.iter().map(|step| step.changes.len()).sum();
            let mut setup = setup_of(&id);
            import(&mut setup, &id, &output.console);
            import(&mut setup, &id, &again.console);
            let undo_list = sorted(setup.undo_list());
            undo(&mut organisation, &id, &undo_list);
            let comes_back = without_files(&organisation) == without_files(&before);
            if comes_back && changes > 0 {
                taken_back.insert(id.clone());
            }
            for number in 1..=changes {
                for interruption in [
                    Interruption::KilledBefore(number),
                    Interruption::KilledAfter(number),
                    Interruption::Stopped(number),
                ] {
                    let named = format!("{id}, script {at}, {interruption:?}");
                    let mut organisation = before.clone();
                    organisation.interruption = Some(interruption);
                    let first = organisation.run(script, false, minutes(1)).unwrap();
                    assert!(first.failed, "{named}");
                    let leaves_receipt = receipt::read(first.console.as_bytes()).is_ok();
                    let stopped = matches!(interruption, Interruption::Stopped(_));
                    assert_eq!(leaves_receipt, stopped, "{named}");
                    let second = organisation.run(script, false, minutes(2)).unwrap();
                    assert!(!second.failed, "{named}: {}", second.console);
                    // What somebody was asked for is done between two runs here too.
                    let third = organisation.run(script, false, minutes(3)).unwrap();
                    assert!(organisation == done, "{named}: the next run goes on");
                    // The first receipt, if there is one, is not brought back.
                    let mut setup = setup_of(&id);
                    let notices = import(&mut setup, &id, &second.console);
                    let reported =
                        notices.iter().any(|one| matches!(one, Notice::InterruptedRun { .. }));
                    assert!(reported, "{named}: {notices:?}");
                    import(&mut setup, &id, &third.console);
                    assert_eq!(sorted(setup.undo_list()), undo_list, "{named}");
                    undo(&mut organisation, &id, setup.undo_list());
                    let back = without_files(&organisation) == without_files(&before);
                    assert_eq!(back, comes_back, "{named}: undo");
                }
            }
        }
    }
    assert!(taken_back.len() >= 4, "{taken_back:?}");
}

#[test]
fn the_receipt_of_a_stopped_run_reports_where_it_was_stopped_and_counts_once() {
    let script = &whole("teams")[0];
    let mut organisation = organisation_of("teams", Situation::Fresh);
    organisation.interruption = Some(Interruption::Stopped(3));
    let first = organisation.run(script, false, minutes(1)).unwrap();
    let reported = receipt::read(first.console.as_bytes()).unwrap().newest().clone();
    assert_eq!(failure(&reported), ("role".to_owned(), "interrupted".to_owned()));
    let second = organisation.run(script, false, minutes(2)).unwrap();
    let mut setup = setup_of("teams");
    import(&mut setup, "teams", &first.console);
    let known = setup.history().scripts.len();
    assert_eq!(known, 3);
    let notices = import(&mut setup, "teams", &second.console);
    assert!(
        !notices.iter().any(|one| matches!(one, Notice::InterruptedRun { .. })),
        "it is known already: {notices:?}"
    );
    let of_first = setup.history().scripts.iter().filter(|one| one.started == minutes(1));
    assert_eq!(of_first.count(), 3);
}

#[test]
fn a_journal_stays_until_a_run_that_came_to_its_end_has_reported_of_it() {
    let script = &whole("teams")[0];
    let mut organisation = organisation_of("teams", Situation::FailedInRole);
    organisation.interruption = Some(Interruption::KilledAfter(1));
    organisation.run(script, false, minutes(1)).unwrap();
    assert_eq!(organisation.journals.len(), 1);
    let dry = organisation.run(script, true, minutes(2)).unwrap();
    let reported = |output: &RunOutput| {
        receipt::read(output.console.as_bytes()).unwrap().newest().interrupted.len()
    };
    assert_eq!((reported(&dry), organisation.journals.len()), (1, 1), "a dry run leaves it");
    let failed = organisation.run(script, false, minutes(3)).unwrap();
    assert!(failed.failed);
    assert_eq!((reported(&failed), organisation.journals.len()), (1, 2), "and leaves its own");
    let last = organisation.run(script, false, minutes(4)).unwrap();
    assert!(!last.failed, "{}", last.console);
    assert_eq!((reported(&last), organisation.journals.len()), (2, 0));
    assert_eq!(reported(&organisation.run(script, false, minutes(5)).unwrap()), 0);
}

#[test]
fn the_journal_of_another_setup_is_passed_over() {
    let script = &whole("teams")[0];
    let mut organisation = organisation_of("teams", Situation::Fresh);
    organisation.interruption = Some(Interruption::KilledAfter(1));
    organisation.run(script, false, minutes(1)).unwrap();
    for line in &mut organisation.journals[0].lines {
        *line = line.replace(SETUP, "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c12");
    }
    let second = organisation.run(script, false, minutes(2)).unwrap();
    let mut setup = setup_of("teams");
    import(&mut setup, "teams", &second.console);
    assert!(!setup.undo_list().created.contains(&"account".to_owned()), "{:?}", setup.undo_list());
}

#[test]
fn what_a_verification_may_not_read_is_not_known_and_the_rest_is_read() {
    let given = Given::default();
    let mut organisation = organisation_of("teams", Situation::FullyConfigured);
    organisation.missing_commands.insert("Get-ManagementRoleAssignment".into());
    let (output, receipt) = run(&mut organisation, &script_of("teams", "verify-exchange", &given));
    assert!(
        output.console.contains("The script cannot read what needs them"),
        "{}",
        output.console
    );
    assert_eq!(failure(&receipt), ("role".to_owned(), "cmdlet-not-in-role".to_owned()));
    let verdicts: BTreeMap<String, Verdict> = judged(&receipt, &given)
        .steps
        .into_iter()
        .map(|step| (step.step.to_string(), step.verdict))
        .collect();
    assert_eq!(verdicts["role"], Verdict::NotRead);
    let others = verdicts.iter().filter(|(step, _)| *step != "role");
    assert!(others.clone().count() >= 5, "{verdicts:?}");
    assert!(others.clone().all(|(_, verdict)| *verdict == Verdict::InPlace), "{verdicts:?}");
    let (_, refused) = run(&mut organisation, &script_of("teams", "role", &given));
    assert_eq!(failure(&refused).0, "shell", "what changes something stops before its first step");
}
