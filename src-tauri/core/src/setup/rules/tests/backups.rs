//! Copies of keys beside the scripts: where they go, and what is reported when they do not get there.

use super::{at_work, last};
use crate::error::{ErrorCode, Problem};
use crate::graph::{
    Backup, BackupKey, KeyFate, NameFate, Plan, PlanAction, PlannedKey, PlannedName, PrincipalPlan,
    PrincipalResult, PrincipalState,
};
use crate::setup::fixture::{
    SFB, TENANT, VOICEMAIL, answered, at, current, guide, id, journal, plan_for, result, thumbprint,
};
use crate::setup::view::SetupView;
use crate::setup::{OPERATOR, Setup, TenantOperation, view};
use std::path::Path;

fn backup() -> Backup {
    Backup {
        keys_untouched: false,
        names: None,
        account_enabled: None,
        tenant_id: TENANT.parse().unwrap(),
        app_id: SFB.parse().unwrap(),
        object_id: "0b0a7e0f-8f32-4a1c-9a2e-1d6a5e9d0001".to_owned(),
        taken_at: at(30),
        keys: Vec::new(),
    }
}

fn shown(setup: &Setup) -> SetupView {
    view(setup, &guide(), at(60), false)
}

/// An upload whose copy of keys is kept in the setup and then in this folder.
fn upload_into(setup: &mut Setup, folder: &Path) {
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(29), "admin")
        .unwrap();
    setup.store_backup(vec![backup()], at(30), "admin");
    setup.save_backup(backup().save(folder), at(30), "admin");
    setup.end_operation(&guide(), Vec::new(), at(31), "admin").unwrap();
}

fn ready() -> Setup {
    let mut setup = answered();
    setup.choose_certificate(&guide(), &current(), "a.cer", at(20), OPERATOR).unwrap();
    setup
}

/// An upload to both applications whose copies are kept, and what came of it for each.
fn upload_with(setup: &mut Setup, minutes: i64, written: [Option<bool>; 2]) {
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(minutes), "admin")
        .unwrap();
    for app_id in [SFB, VOICEMAIL] {
        let copy = Backup { app_id: app_id.parse().unwrap(), ..backup() };
        setup.store_backup(vec![copy], at(minutes + 1), "admin");
    }
    let results = [SFB, VOICEMAIL].into_iter().zip(written).map(|(app_id, written)| {
        PrincipalResult { written, ..result(app_id, PrincipalState::Failed, &[]) }
    });
    setup.end_operation(&guide(), results.collect(), at(minutes + 2), "admin").unwrap();
}

#[test]
fn a_copy_over_which_nothing_was_written_is_not_offered() {
    for (written, offered) in [
        ([Some(false), Some(false)], 0),
        ([Some(false), Some(true)], 1),
        ([Some(true), Some(true)], 1),
        // Results of earlier versions do not say.
        ([None, Some(false)], 1),
    ] {
        let mut setup = ready();
        upload_with(&mut setup, 30, written);
        assert_eq!(shown(&setup).backups.len(), offered, "{written:?}");
        assert_eq!(setup.backups().len(), 1, "it is kept all the same");
        // One that was written over before stays on offer.
        upload_with(&mut setup, 40, [Some(false), Some(false)]);
        assert_eq!(shown(&setup).backups.len(), offered, "{written:?}");
    }
}

#[test]
fn the_folder_of_the_last_export_is_where_copies_go() {
    let mut setup = ready();
    assert_eq!((setup.backup_folder(), shown(&setup).backup_folder), (None, None));
    for folder in ["/srv/first", "/srv/second"] {
        setup.export_scripts(Path::new(folder), at(25), OPERATOR);
        assert_eq!(setup.backup_folder(), Some(Path::new(folder)));
        assert_eq!(shown(&setup).backup_folder.as_deref(), Some(folder));
        assert_eq!(last(&setup), (OPERATOR, format!("Exported all scripts to {folder}.").as_str()));
    }
    let copied = setup.duplicate(id(2), &guide(), "", at(26), OPERATOR).unwrap();
    assert_eq!(copied.backup_folder(), None, "another organisation's copies lie elsewhere");
}

#[test]
fn a_copy_beside_the_scripts_is_reported_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let mut setup = ready();
    setup.export_scripts(folder.path(), at(25), OPERATOR);
    upload_into(&mut setup, folder.path());
    let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    assert_eq!(Backup::load(&file).unwrap(), backup());
    let reported = format!("Saved a backup as {}.", file.display());
    assert!(journal(&setup).contains(&reported), "{reported}");
    assert_eq!(shown(&setup).backup_problem, None);
}

#[test]
fn a_folder_that_is_gone_loses_nothing_and_is_reported_until_it_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("stick");
    let mut setup = ready();
    setup.export_scripts(&gone, at(25), OPERATOR);
    upload_into(&mut setup, &gone);
    assert_eq!(setup.backup("1").unwrap().principals, [backup()], "it is in the setup");
    let problem = shown(&setup).backup_problem.unwrap();
    assert_eq!(problem.code, ErrorCode::StorageFailed);
    assert!(problem.message.contains("stick") && problem.message.contains("only in this setup"));
    assert!(journal(&setup).contains(&problem.message.to_string()), "it stays told");

    setup
        .start_operation(&guide(), TenantOperation::Verify, &"verify".into(), at(40), "admin")
        .unwrap();
    setup.record_verified(&guide(), Vec::new(), at(41), "admin").unwrap();
    assert!(shown(&setup).backup_problem.is_some(), "reading keys mends nothing");

    let mut exported = setup.clone();
    exported.export_scripts(folder.path(), at(50), OPERATOR);
    assert_eq!(shown(&exported).backup_problem, None);
    upload_into(&mut setup, folder.path());
    assert_eq!(shown(&setup).backup_problem, None, "the next write got its copy there");
}

#[test]
fn a_copy_that_got_there_does_not_hide_one_that_did_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut setup = ready();
    setup
        .start_operation(&guide(), TenantOperation::Restore, &"upload".into(), at(29), "admin")
        .unwrap();
    for place in [folder.path().join("gone"), folder.path().to_owned()] {
        setup.save_backup(backup().save(&place), at(30), "admin");
    }
    assert!(shown(&setup).backup_problem.is_some());
}

fn copy(app_id: &str, keys: &[&str]) -> Backup {
    Backup {
        keys_untouched: false,
        names: None,
        account_enabled: None,
        tenant_id: TENANT.parse().unwrap(),
        app_id: app_id.parse().unwrap(),
        object_id: "1".to_owned(),
        taken_at: at(20),
        keys: keys
            .iter()
            .map(|key| BackupKey {
                r#type: "AsymmetricX509Cert".to_owned(),
                usage: "Verify".to_owned(),
                key: "AAAA".to_owned(),
                thumbprint: thumbprint(key),
                not_after: None,
            })
            .collect(),
    }
}

#[test]
fn what_one_upload_writes_over_stands_in_one_copy() {
    let mut setup = ready();
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(21), "admin")
        .unwrap();
    for (app_id, keys) in [(SFB, &["A"][..]), (VOICEMAIL, &[]), (SFB, &["A", "B"])] {
        assert_eq!(setup.store_backup(vec![copy(app_id, keys)], at(21), "admin"), "1");
    }
    let kept = &setup.backup("1").unwrap().principals;
    assert_eq!(kept, &[copy(SFB, &["A", "B"]), copy(VOICEMAIL, &[])], "no key is lost or twice");
    setup.fail_operation(&Problem::of(ErrorCode::Cancelled), at(22), "admin");
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(30), "admin")
        .unwrap();
    assert_eq!(setup.store_backup(vec![copy(SFB, &["C"])], at(31), "admin"), "2");
}

#[test]
fn what_an_upload_or_a_restore_itself_added_is_not_in_the_copy_of_what_was_before() {
    let planned = |key: &str, fate| PlannedKey {
        thumbprint: Some(thumbprint(key)),
        key_id: None,
        not_before: None,
        not_after: None,
        fate,
        other_kind: None,
        other_end: None,
    };
    let writes = |app_id: &str, keys| PrincipalPlan {
        names: Vec::new(),
        sets_enabled: None,
        app_id: app_id.parse().unwrap(),
        display_name: None,
        account_enabled: Some(true),
        action: PlanAction::Write,
        keys,
        problem: None,
        warning: None,
    };
    for operation in [TenantOperation::Upload, TenantOperation::Restore] {
        let mut setup = ready();
        let plan = Plan {
            read_at: at(19),
            principals: vec![
                writes(SFB, vec![planned("OLD", KeyFate::Keep), planned("OURS", KeyFate::Add)]),
                writes(VOICEMAIL, vec![planned("OURS", KeyFate::Add)]),
            ],
            clock_ahead: None,
        };
        setup.record_plan(plan_for(operation), plan, at(19), "admin");
        setup.start_operation(&guide(), operation, &at_work(operation), at(21), "admin").unwrap();
        // Somebody was quicker than the first write to the one, and nobody was to the other.
        setup.store_backup(vec![copy(VOICEMAIL, &["OURS"])], at(21), "admin");
        setup.store_backup(vec![copy(SFB, &["OLD"])], at(21), "admin");
        // Written, and a key of another tool was taken away and came again before the next write.
        setup.store_backup(vec![copy(SFB, &["OLD", "OURS", "STRANGER"])], at(22), "admin");
        setup.store_backup(vec![copy(VOICEMAIL, &["OURS"])], at(22), "admin");
        let kept = &setup.backup("1").unwrap().principals;
        assert_eq!(kept, &[copy(VOICEMAIL, &["OURS"]), copy(SFB, &["OLD", "STRANGER"])]);
    }
}

#[test]
fn names_of_others_that_came_between_two_tries_are_in_the_copy_and_our_own_are_not() {
    let named = |names: &[&str]| Backup {
        names: Some(names.iter().map(|name| (*name).to_owned()).collect()),
        ..backup()
    };
    let mut setup = ready();
    let ours = PlannedName { name: "https://ours.example/".to_owned(), fate: NameFate::Add };
    let principal = PrincipalPlan {
        names: vec![ours],
        sets_enabled: None,
        app_id: SFB.parse().unwrap(),
        display_name: None,
        account_enabled: Some(true),
        action: PlanAction::Write,
        keys: Vec::new(),
        problem: None,
        warning: None,
    };
    let plan = Plan { read_at: at(19), principals: vec![principal], clock_ahead: None };
    setup.record_plan(plan_for(TenantOperation::Upload), plan, at(19), "admin");
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(21), "admin")
        .unwrap();
    setup.store_backup(vec![named(&["old"])], at(21), "admin");
    let later = ["OLD", "https://Ours.example/", "stranger"];
    setup.store_backup(vec![named(&later)], at(22), "admin");
    let kept = &setup.backup("1").unwrap().principals;
    assert_eq!(kept, &[named(&["old", "stranger"])]);

    setup.end_operation(&guide(), Vec::new(), at(23), "admin").unwrap();
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(24), "admin")
        .unwrap();
    setup.store_backup(vec![backup()], at(24), "admin");
    setup.store_backup(
        vec![Backup { account_enabled: Some(false), ..named(&later) }],
        at(25),
        "admin",
    );
    let kept = &setup.backup("2").unwrap().principals[0];
    assert_eq!(
        kept.names.as_ref().map(Vec::len),
        Some(3),
        "the second write is the first to names"
    );
    assert_eq!(kept.account_enabled, Some(false));
}
