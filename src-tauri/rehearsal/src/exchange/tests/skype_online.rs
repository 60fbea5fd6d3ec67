//! The scripts and receipts of the guide for Skype for Business Online.

use super::*;

const GUIDE: &str = "skype-online";
const WHOLE: &str = "skype-online-on-premises";
const ACCOUNT: &str = "contoso.com/Users/SfBOnline-ApplicationAccount";

fn organisation(situation: Situation) -> Organisation {
    organisation_of(GUIDE, situation)
}

fn script_with(id: &str, given: &Given) -> String {
    script_of(GUIDE, id, given)
}

fn script(id: &str) -> String {
    script_with(id, &Given::default())
}

#[test]
fn the_whole_script_is_answered_as_it_was_recorded() {
    // The recorded script did not read the trust with Exchange Online yet.
    let script = script(WHOLE).replace("    Invoke-OAuthStep\n", "");
    let mut fresh = on_recorded_build(organisation(Situation::Fresh));
    let output = fresh.run(&script, false, now()).unwrap();
    hold_against("skype-online-on-premises.txt", &output.console);
}

#[test]
fn undo_leaves_the_organisation_from_before() {
    for situation in situations_of(GUIDE) {
        let mut organisation = organisation(situation);
        organisation.put_right(now()).unwrap();
        let before = organisation.clone();
        let relink = Given::with(&[("relink", "true")]);
        let (_, receipt) = run(&mut organisation, &script_with(WHOLE, &relink));
        assert_eq!(receipt.failure, None, "{situation:?}");
        let undo = Given { undo_list: undo_list(&receipt), ..Given::default() };
        let (_, receipt) = run(&mut organisation, &script_with("skype-online-undo", &undo));
        assert_eq!(receipt.failure, None, "{situation:?}");
        // That an account was hidden is not undone, and the script says so.
        for account in &mut organisation.accounts {
            let then = before.accounts.iter().find(|one| one.name == account.name);
            account.hidden = then.is_some_and(|then| then.hidden);
        }
        assert_eq!(without_files(&organisation), without_files(&before), "{situation:?}");
    }
}

#[test]
fn what_was_done_by_hand_is_finished_and_the_link_is_kept_until_the_operator_says_otherwise() {
    let mut organisation = organisation(Situation::HalfDoneByHand);
    let (_, receipt) = run(&mut organisation, &script(WHOLE));
    let actions = |id: &str| -> Vec<String> {
        step(&receipt, id).changes.iter().map(|change| change.action.clone()).collect()
    };
    assert_eq!(actions("role"), ["Assign ArchiveApplication"]);
    assert_eq!(actions("sfbonline"), ["Enable the partner application"]);
    let facts = &step(&receipt, "sfbonline").facts;
    assert_eq!(facts["linkedAccount"], "contoso.com/Users/TeamsScheduler");
    let relink = Given::with(&[("relink", "true")]);
    let (_, receipt) = run(&mut organisation, &script_with("sfbonline", &relink));
    let facts = &step(&receipt, "sfbonline").facts;
    assert_eq!(facts["linkedAccount"], ACCOUNT);
    assert_eq!(facts["formerLinkedAccount"], "contoso.com/Users/TeamsScheduler");
}

#[test]
fn a_script_that_failed_at_a_role_is_finished_by_running_it_again() {
    let mut organisation = organisation(Situation::FailedInRole);
    let (_, first) = run(&mut organisation, &script(WHOLE));
    assert_eq!(failure(&first), ("role".into(), "exchange-error".into()));
    let error = step(&first, "role").error.clone().unwrap();
    assert!(error.line > Some(0), "the line was found in the script");
    let (_, second) = run(&mut organisation, &script(WHOLE));
    assert_eq!(second.failure, None);
    assert_eq!(step(&second, "account").outcome, Outcome::Unchanged);
    assert_eq!(step(&second, "role").changes.len(), 2);
}

#[test]
fn single_steps_in_order_do_what_the_whole_script_does() {
    let mut whole = organisation(Situation::Fresh);
    let mut single = whole.clone();
    run(&mut whole, &script(WHOLE));
    for id in ["exchange-oauth", "account", "role", "sfbonline", "export"] {
        let (_, receipt) = run(&mut single, &script(id));
        let ids: Vec<_> = receipt.steps.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(ids, ["shell", id]);
        assert_eq!(receipt.failure, None);
    }
    assert_eq!(single, whole);
}

#[test]
fn verification_reads_the_same_facts_and_changes_nothing() {
    for situation in situations_of(GUIDE) {
        let mut organisation = organisation(situation);
        let before = organisation.clone();
        let (_, receipt) = run(&mut organisation, &script("verify-exchange"));
        assert_eq!(organisation, before, "{situation:?}");
        assert!(receipt.steps.iter().all(|step| step.changes.is_empty()), "{situation:?}");
    }
    let mut organisation = organisation(Situation::FullyConfigured);
    let (_, read) = run(&mut organisation, &script("verify-exchange"));
    let (_, whole) = run(&mut organisation, &script(WHOLE));
    for id in ["exchange-oauth", "account", "role", "sfbonline", "export"] {
        assert_eq!(step(&read, id).facts, step(&whole, id).facts, "{id}");
    }
}

#[test]
fn a_role_step_without_its_account_says_so_and_a_dry_run_goes_on() {
    for id in ["role", "sfbonline"] {
        let (_, receipt) = run(&mut organisation(Situation::Fresh), &script(id));
        assert_eq!(failure(&receipt), (id.to_owned(), "account-missing".to_owned()));
        let dry = organisation(Situation::Fresh).run(&script(id), true, now()).unwrap();
        assert!(!dry.failed, "a dry run goes on: {id}");
    }
}

#[test]
fn the_simulation_reports_every_fact_a_script_names_and_no_other() {
    let answers = [("test_mailbox", "adele@contoso.com"), ("relink", "true")];
    hold_facts(GUIDE, &Given::with(&answers), |_| {});
}

#[test]
fn undo_leaves_what_others_have_come_to_depend_on() {
    let created = ["account", "UserApplication", "ArchiveApplication", "sfbonline"];
    let undo_list = UndoList { created: created.map(str::to_owned).into(), ..UndoList::default() };
    let undo = script_with("skype-online-undo", &Given { undo_list, ..Given::default() });
    let account = "SfBOnline-ApplicationAccount";
    let cases: [(&str, &str, Change); 3] = [
        ("undo-changed-since", "sfbonline", |o| {
            o.application_mut("SfBOnline").unwrap().linked_account = o.identity("TeamsScheduler");
        }),
        ("undo-in-use", "role", |o| {
            o.applications[0].linked_account = o.identity("SfBOnline-ApplicationAccount");
        }),
        ("undo-in-use", "account", |o| {
            let role = "TeamsSchedulerRole";
            o.assignments.push(Assignment::new(role, "SfBOnline-ApplicationAccount"));
        }),
    ];
    for (code, at, change) in cases {
        let mut organisation = organisation(Situation::FullyConfigured);
        change(&mut organisation);
        let before = organisation.clone();
        let (_, receipt) = run(&mut organisation, &undo);
        assert_eq!(failure(&receipt), (at.to_owned(), code.to_owned()));
        assert_eq!(organisation.accounts, before.accounts, "{at}: the account stays");
        if at != "account" {
            assert_eq!(organisation.assignments, before.assignments, "{at}");
        }
    }
    let mut done = organisation(Situation::FullyConfigured);
    let (_, receipt) = run(&mut done, &undo);
    assert_eq!(receipt.failure, None);
    assert!(done.accounts_named(account).is_empty() && done.assignments.is_empty());
}
