use super::*;
use crate::graph::{BackupKey, KeyFate, Plan, PrincipalPlan};
use crate::receipt::{StepJudgement, Verdict};
use crate::setup::fixture::{
    SFB, TENANT, VOICEMAIL, answered, at, changing, current, dry, finished, guide, held_key,
    journal, plan_for, receipt, result, step, thumbprint, with_fact,
};
use crate::setup::{OPERATOR, migrate};
use serde_json::{Value, json};

const ADMIN: &str = r"CONTOSO\admin";

/// A run that creates the account, the role and its assignment.
fn first_run() -> Judgement {
    let role = ["Create the role from UserApplication", "Assign to TeamsScheduler"];
    Judgement {
        account: Some(ADMIN.to_owned()),
        script: Some("all".into()),
        ..receipt(
            10,
            vec![
                changing(step("account", Verdict::InPlace), &["Create the mail user"]),
                changing(step("role", Verdict::InPlace), &role),
            ],
        )
    }
}

fn take(setup: &mut Setup, judgement: &Judgement) {
    setup.take_receipt(&guide(), judgement, at(60)).unwrap();
}

/// The changes of scripts in short: which run, step and action, and whether they were made.
fn reported(setup: &Setup) -> Vec<String> {
    let changes = setup.history().scripts.iter();
    changes
        .map(|change| {
            let made = if change.done { "" } else { " (planned)" };
            let minutes = change.started.duration_since(at(0)).as_mins();
            format!("{minutes}: {} {}{made}", change.step, change.action)
        })
        .collect()
}

const FIRST: [&str; 3] = [
    "10: account Create the mail user",
    "10: role Create the role from UserApplication",
    "10: role Assign to TeamsScheduler",
];

#[test]
fn a_change_is_kept_with_who_made_it_when_where_and_by_which_script() {
    let mut setup = answered();
    take(&mut setup, &first_run());
    assert_eq!(reported(&setup), FIRST);
    assert_eq!(
        setup.history().scripts[0],
        ScriptChange {
            started: at(10),
            computer: "EX01".to_owned(),
            account: Some(ADMIN.to_owned()),
            script: Some("all".into()),
            step: "account".into(),
            target: "TeamsScheduler".to_owned(),
            action: "Create the mail user".to_owned(),
            done: true,
            unknown: false,
            kind: Some(ReversibleKind::Created),
            former: Vec::new(),
            became: None,
            before: None,
            after: None,
        }
    );
}

#[test]
fn no_later_receipt_takes_a_change_away() {
    let mut setup = answered();
    take(&mut setup, &first_run());
    let all = ["account", "role", "sfbonline", "export"];
    let later: [Vec<StepJudgement>; 4] = [
        all.map(|id| step(id, Verdict::InPlace)).into(),
        all.map(|id| step(id, Verdict::Failed)).into(),
        all.map(|id| step(id, Verdict::Decide)).into(),
        all.map(|id| step(id, Verdict::NotReached)).into(),
    ];
    for (steps, minutes) in later.into_iter().zip(20..) {
        take(&mut setup, &receipt(minutes, steps));
        assert_eq!(reported(&setup), FIRST, "after the run at {minutes}");
    }
    let planned = changing(step("role", Verdict::Planned), &["Create the role"]);
    take(&mut setup, &dry(receipt(30, vec![planned])));
    assert_eq!(reported(&setup)[..3], FIRST);
    assert_eq!(reported(&setup)[3..], ["30: role Create the role (planned)"]);
    let older = changing(step("role", Verdict::InPlace), &["Create the role"]);
    take(&mut setup, &receipt(5, vec![older]));
    assert_eq!(
        reported(&setup)[4..],
        ["5: role Create the role"],
        "older than what is known, and kept"
    );
}

#[test]
fn the_same_receipt_twice_adds_nothing_and_the_same_change_again_does() {
    let mut setup = answered();
    let twice = changing(step("export", Verdict::InPlace), &["Restart IIS", "Restart IIS"]);
    let run = receipt(10, vec![twice]);
    take(&mut setup, &run);
    assert_eq!(reported(&setup), ["10: export Restart IIS"; 2], "one run made it twice");
    take(&mut setup, &run);
    take(&mut setup, &Judgement { computer: "ex01".to_owned(), ..run.clone() });
    assert_eq!(reported(&setup).len(), 2, "the same receipt");
    take(&mut setup, &Judgement { computer: "EX02".to_owned(), ..run.clone() });
    assert_eq!(reported(&setup).len(), 4, "another computer");
    take(&mut setup, &Judgement { started: at(11), ..run });
    assert_eq!(reported(&setup).len(), 6, "another run");
}

#[test]
fn a_receipt_that_is_refused_leaves_no_change() {
    let mut setup = answered();
    let mut run = first_run();
    run.steps.push(step("nonsense", Verdict::InPlace));
    setup.take_receipt(&guide(), &run, at(60)).unwrap_err();
    assert_eq!(setup.history(), &History::default());
}

#[test]
fn what_was_replaced_is_kept_with_what_took_its_place() {
    let mut setup = answered();
    let linked = changing(
        step("sfbonline", Verdict::InPlace),
        &["Enable the partner application", "Link to contoso.com/Users/TeamsScheduler"],
    );
    let linked = with_fact(linked, "formerLinkedAccount", json!("contoso.com/Users/Old"));
    take(&mut setup, &receipt(10, vec![linked]));
    let [enabled, linked] = setup.history().scripts.as_slice() else { panic!("two changes") };
    assert_eq!((enabled.kind, enabled.former.len()), (Some(ReversibleKind::Enabled), 0));
    assert_eq!(linked.kind, Some(ReversibleKind::Relinked));
    assert_eq!(linked.former[0].fact, "formerLinkedAccount");
    assert_eq!(linked.former[0].value, "contoso.com/Users/Old");
    assert_eq!(linked.became.as_deref(), Some("contoso.com/Users/TeamsScheduler"));
}

#[test]
fn what_undo_took_back_is_a_change_too() {
    let mut setup = answered();
    take(&mut setup, &first_run());
    let undone = changing(step("role", Verdict::Differs), &["Remove the role"]);
    take(&mut setup, &receipt(20, vec![with_fact(undone, "present", json!(false))]));
    assert!(
        !setup.undo_list().created.contains(&"role".to_owned()),
        "it can not be taken back twice"
    );
    assert_eq!(reported(&setup)[..3], FIRST);
    assert_eq!(reported(&setup)[3..], ["20: role Remove the role"]);
}

#[test]
fn the_journal_says_how_many_changes_a_run_made_and_which() {
    let mut setup = answered();
    take(&mut setup, &first_run());
    let last = |setup: &Setup| journal(setup).pop().unwrap();
    let made = last(&setup);
    assert!(
        made.ends_with(
            "Made 3 changes: Create the mail user (TeamsScheduler); Create the role from UserApplication (TeamsScheduler); Assign to TeamsScheduler (TeamsScheduler)."
        ),
        "{made}"
    );
    assert!(!made.contains("in place"), "nothing was found so: {made}");
    let one = changing(step("role", Verdict::InPlace), &["Create the role"]);
    take(&mut setup, &receipt(20, vec![one, step("account", Verdict::InPlace)]));
    assert!(
        last(&setup).ends_with(
            "Changed: \"Management role\". In place: \"Application account\". Made 1 change: Create the role (TeamsScheduler)."
        ),
        "what it made is not told as found: {}",
        last(&setup)
    );
    let planned = changing(step("export", Verdict::Planned), &["Write the certificate"]);
    take(&mut setup, &dry(receipt(30, vec![planned])));
    let planned = last(&setup);
    assert!(planned.ends_with("Planned 1 change: Write the certificate (TeamsScheduler)."));
    assert!(!planned.contains("Made"), "{planned}");
    take(&mut setup, &receipt(40, vec![step("role", Verdict::InPlace)]));
    assert!(!last(&setup).contains("change"), "{}", last(&setup));
}

/// A result with what was there before: another key, and disabled.
fn written(app_id: &str, state: PrincipalState) -> PrincipalResult {
    let (before, after) = (current(), current());
    PrincipalResult {
        keys: vec![held_key(&after)],
        names: vec![app_id.to_owned(), "https://mail.contoso.com/".to_owned()],
        before: Some(PrincipalBefore {
            present: true,
            keys: vec![held_key(&before)],
            names: Some(vec![app_id.to_owned()]),
            account_enabled: Some(false),
        }),
        ..result(app_id, state, &[&after])
    }
}

#[test]
fn a_write_to_the_tenant_is_kept_with_what_was_there_before_and_after() {
    let guide = guide();
    let mut setup = answered();
    setup.find_tenant(&guide, TENANT, at(2), OPERATOR);
    setup.choose_certificate(&guide, &current(), "a.cer", at(3), OPERATOR).unwrap();
    for (operation, minutes) in [
        (TenantOperation::Upload, 10),
        (TenantOperation::Removal, 20),
        (TenantOperation::Restore, 30),
    ] {
        setup.start_operation(&guide, operation, &"upload".into(), at(minutes), ADMIN).unwrap();
        let untouched =
            PrincipalResult { before: None, ..written(VOICEMAIL, PrincipalState::AlreadyThere) };
        let results = vec![written(SFB, PrincipalState::Done), untouched];
        setup.end_operation(&guide, results.clone(), at(minutes + 1), ADMIN).unwrap();
        let change = setup.history().tenant.last().unwrap();
        assert_eq!(
            (change.operation, change.at, change.who.as_str()),
            (operation, at(minutes + 1), ADMIN)
        );
        assert_eq!((change.app_id.to_string().as_str(), change.step.as_str()), (SFB, "upload"));
        assert_eq!(change.tenant_id, TENANT.parse().ok());
        let key = |keys: &[PlannedKey]| keys[0].thumbprint;
        let after = change.after.as_ref().unwrap();
        let was = results[0].before.as_ref().unwrap();
        assert_eq!(change.before.keys[0].thumbprint, key(&was.keys));
        assert_eq!(after.keys[0].thumbprint, key(&results[0].keys));
        assert_eq!(change.before.names.as_ref().unwrap().len(), 1);
        assert_eq!(after.names.as_ref().unwrap().len(), 2);
        assert_eq!(
            (change.before.account_enabled, after.account_enabled),
            (Some(false), Some(true))
        );
    }
    assert_eq!(setup.history().tenant.len(), 3, "what was only read is no change");
    assert!(setup.results().iter().all(|result| result.before.is_none()), "it is kept once");
    for state in [PrincipalState::Unknown, PrincipalState::Failed] {
        let result =
            PrincipalResult { before: Some(PrincipalBefore::default()), ..result(SFB, state, &[]) };
        let result = PrincipalResult { account_enabled: None, ..result };
        setup.end_operation(&guide, vec![result], at(35), ADMIN).unwrap();
        let change = setup.history.tenant.pop().unwrap();
        assert_eq!((change.state, change.after), (state, None), "what is there now is not known");
    }
    setup
        .start_operation(&guide, TenantOperation::Verify, &"verify".into(), at(40), ADMIN)
        .unwrap();
    let read = vec![written(SFB, PrincipalState::AlreadyThere)];
    setup.record_verified(&guide, read, at(41), ADMIN).unwrap();
    assert_eq!(setup.history().tenant.len(), 3, "nor is what a verification read");
}

#[test]
fn what_may_have_been_written_when_the_program_ended_is_kept_as_not_known() {
    let guide = guide();
    let mut setup = answered();
    setup.choose_certificate(&guide, &current(), "a.cer", at(3), OPERATOR).unwrap();
    let planned = |app_id: &str, action| PrincipalPlan {
        app_id: app_id.parse().unwrap(),
        display_name: None,
        account_enabled: Some(true),
        action,
        keys: vec![PlannedKey { fate: KeyFate::Add, ..held_key(&current()) }],
        names: Vec::new(),
        sets_enabled: None,
        problem: None,
        warning: None,
    };
    let principals = vec![planned(SFB, PlanAction::Write), planned(VOICEMAIL, PlanAction::Create)];
    let plan = Plan { principals, read_at: at(8), clock_ahead: None };
    setup.record_plan(plan_for(TenantOperation::Upload), plan, at(9), ADMIN);
    setup
        .start_operation(&guide, TenantOperation::Upload, &"upload".into(), at(10), ADMIN)
        .unwrap();
    let copy = Backup {
        keys_untouched: false,
        names: None,
        account_enabled: Some(false),
        tenant_id: TENANT.parse().unwrap(),
        app_id: SFB.parse().unwrap(),
        object_id: "0b1".to_owned(),
        taken_at: at(11),
        keys: vec![BackupKey {
            r#type: "AsymmetricX509Cert".to_owned(),
            usage: "Verify".to_owned(),
            key: "AAAA".to_owned(),
            thumbprint: thumbprint("held before"),
            not_after: Some(at(100)),
        }],
    };
    setup.store_backup(vec![copy], at(11), ADMIN);
    setup.reopen_after_crash(&guide, at(50));
    let [kept, created] = setup.history().tenant.as_slice() else { panic!("both applications") };
    assert_eq!((kept.state, kept.who.as_str()), (PrincipalState::Unknown, ADMIN));
    assert_eq!((kept.app_id, kept.at), (SFB.parse().unwrap(), at(50)));
    assert_eq!(kept.before.keys[0].thumbprint, Some(thumbprint("held before")));
    assert_eq!((kept.before.account_enabled, &kept.after), (Some(false), &None));
    assert_eq!((created.app_id, created.before.present), (VOICEMAIL.parse().unwrap(), false));
    let (mut reading, certificate) = finished();
    let before = reading.history().clone();
    reading.choose_certificate(&guide, &certificate, "a.cer", at(40), OPERATOR).unwrap();
    reading
        .start_operation(&guide, TenantOperation::Verify, &"verify".into(), at(41), ADMIN)
        .unwrap();
    reading.reopen_after_crash(&guide, at(50));
    assert_eq!(reading.history(), &before, "a verification writes nothing");
}

fn saved(setup: &Setup) -> Value {
    serde_json::to_value(setup).unwrap()
}

fn opened(saved: &Value) -> Setup {
    migrate::read(saved.to_string().as_bytes()).unwrap()
}

#[test]
fn the_history_is_saved_and_a_setup_without_one_tells_what_its_receipts_still_hold() {
    let guide = guide();
    let mut setup = answered();
    setup.choose_certificate(&guide, &current(), "a.cer", at(3), OPERATOR).unwrap();
    take(&mut setup, &first_run());
    let results = vec![written(SFB, PrincipalState::Done)];
    setup.end_operation(&guide, results, at(20), ADMIN).unwrap();
    assert_eq!(opened(&saved(&setup)), setup);
    let mut earlier = saved(&setup);
    earlier.as_object_mut().unwrap().remove("history").unwrap();
    let mut opened = opened(&earlier);
    assert_eq!(reported(&opened), FIRST, "from the steps and the last receipt, each once");
    assert_eq!(opened.history().scripts[0].account, None, "it was not reported then");
    take(&mut opened, &first_run());
    assert_eq!(reported(&opened), FIRST, "the same receipt again adds nothing");
}
