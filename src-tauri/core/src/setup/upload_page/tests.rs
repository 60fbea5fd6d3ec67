use super::*;
use crate::certificate::Certificate;
use crate::graph::{Plan, PlannedName, PrincipalResult};
use crate::guide::{AnswerId, Library};
use crate::receipt::CertificateUse;
use crate::setup::fixture::{
    SFB, all_in_place, answered, at, both, certificate, current, days, finished, guide, held_key,
    id, received, result, thumbprint,
};
use crate::setup::{OPERATOR, PlanFor, StepRecord, migrate, view};
use serde_json::{Value, json};

fn upload(setup: &Setup, guide: &Guide, step: &str) -> UploadPage {
    let view = view(setup, guide, at(100), false);
    let found = view.steps.into_iter().find(|one| one.id.as_str() == step).unwrap();
    found.upload.expect("it is an upload")
}

fn plan(principals: Vec<PrincipalPlan>) -> PlanSummary {
    PlanSummary::of(&Plan { principals, read_at: at(0), clock_ahead: None })
}

fn principal(keys: &[(KeyFate, Option<&str>)]) -> PrincipalPlan {
    let key = |(fate, thumbprint): &(KeyFate, Option<&str>)| PlannedKey {
        fate: *fate,
        thumbprint: thumbprint.map(self::thumbprint),
        ..held_key(&current())
    };
    PrincipalPlan {
        app_id: SFB.parse().unwrap(),
        display_name: None,
        account_enabled: Some(true),
        action: PlanAction::Write,
        keys: keys.iter().map(key).collect(),
        names: Vec::new(),
        sets_enabled: None,
        problem: None,
        warning: None,
    }
}

/// What these results come to, of a setup whose certificate is this one.
fn came_of(results: impl FnOnce(&Certificate) -> Vec<PrincipalResult>) -> UploadOutcome {
    let (mut setup, certificate) = finished();
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(40), OPERATOR)
        .unwrap();
    setup.end_operation(&guide(), results(&certificate), at(41), "admin").unwrap();
    upload(&setup, &guide(), "upload").outcome.unwrap()
}

#[test]
fn a_plan_is_counted_by_application_certificate_and_name() {
    let names = |fates: &[NameFate]| {
        let name = |fate: &NameFate| PlannedName { name: "n".to_owned(), fate: *fate };
        fates.iter().map(name).collect::<Vec<_>>()
    };
    let with_names = PrincipalPlan {
        names: names(&[NameFate::Add, NameFate::Add, NameFate::Present]),
        ..principal(&[])
    };
    let enabled = PrincipalPlan { sets_enabled: Some(true), ..principal(&[]) };
    let idle =
        PrincipalPlan { action: PlanAction::Nothing, ..principal(&[(KeyFate::Add, Some("AA"))]) };
    let summary = plan(vec![
        principal(&[(KeyFate::Add, Some("AA")), (KeyFate::Drop, Some("DD"))]),
        principal(&[(KeyFate::Remove, Some("BB")), (KeyFate::Drop, Some("DD"))]),
        principal(&[(KeyFate::Remove, Some("BB")), (KeyFate::Remove, None)]),
        with_names,
        enabled,
        idle,
    ]);
    assert_eq!(
        summary,
        PlanSummary {
            applications: 5,
            keys_to: 1,
            names: 2,
            names_to: 1,
            enables: 1,
            deletes_old: 2,
            deletes_expired: 1,
            not_restored: 0,
            deletes_from: 3,
            absent: 0,
            has_expired: true,
            only_keys: false,
        }
    );
    let kept = plan(vec![principal(&[(KeyFate::Keep, Some("AA"))])]);
    assert_eq!((kept.absent, kept.has_expired), (0, false));
    assert!(plan(vec![principal(&[(KeyFate::KeepExpired, Some("AA"))])]).has_expired);
    let created = PrincipalPlan { action: PlanAction::Create, ..principal(&[]) };
    let absent = PrincipalPlan {
        action: PlanAction::Cannot,
        problem: Some(Problem::of(ErrorCode::PrincipalAbsent)),
        ..principal(&[])
    };
    let other = PrincipalPlan {
        action: PlanAction::Cannot,
        problem: Some(Problem::of(ErrorCode::GraphAccessDenied)),
        ..principal(&[])
    };
    assert_eq!(plan(vec![created, absent, other]).absent, 2);
    assert!(plan(vec![principal(&[(KeyFate::Add, Some("AA"))])]).only_keys);
}

#[test]
fn writes_are_about_keys_names_or_deletions() {
    let write = |keys: bool, names: &[&str], enabled: bool, removes: &[&str]| WriteView {
        app_id: SFB.parse().unwrap(),
        keys,
        names: names.iter().map(|&name| name.to_owned()).collect(),
        enabled,
        removes: removes.iter().map(|&removed| thumbprint(removed)).collect(),
        where_held: false,
    };
    let scope = |writes: &[WriteView]| {
        let WriteScope { keys, only_keys, only_deletes } = WriteScope::of(writes);
        (keys, only_keys, only_deletes)
    };
    assert_eq!(scope(&[]), (false, true, false), "nothing is deleted where nothing is written");
    assert_eq!(scope(&[write(true, &[], false, &[])]), (true, true, false));
    assert_eq!(scope(&[write(false, &["a"], false, &[])]), (false, false, false));
    assert_eq!(scope(&[write(false, &[], false, &["AA"])]), (false, true, true));
    let mixed = [write(false, &[], false, &["AA"]), write(false, &[], true, &["AA"])];
    assert_eq!(scope(&mixed), (false, false, false));
}

#[test]
fn what_has_to_come_first_is_a_certificate_that_can_be_uploaded() {
    let mut setup = answered();
    assert_eq!(upload(&setup, &guide(), "upload").first, Some(UploadNeed::Certificate));
    let expired = certificate("Old", at(0) - days(400), at(0) - days(1));
    setup.take_receipt(&guide(), &all_in_place(10, &expired), at(11)).unwrap();
    assert_eq!(upload(&setup, &guide(), "upload").first, Some(UploadNeed::Certificate));
    setup.take_receipt(&guide(), &all_in_place(20, &current()), at(21)).unwrap();
    assert_eq!(upload(&setup, &guide(), "upload").first, None);
}

#[test]
fn an_upload_that_receipts_describe_waits_for_them() {
    let guide: Guide = toml::from_str(include_str!("../fixtures/writes.toml")).unwrap();
    let setup = Setup::new(id(3), &guide, false, at(0), OPERATOR);
    let waiting = |step: &&Step| {
        step.kind == StepKind::Upload
            && upload(&setup, &guide, step.id.as_str()).first == Some(UploadNeed::Receipts)
    };
    assert!(guide.steps.iter().any(|step| waiting(&step)));
}

#[test]
fn the_certificate_is_there_only_where_every_application_showed_it() {
    let there = UploadOutcome::CertificateThere { expired_deleted_from: 0 };
    assert_eq!(came_of(|held| both(PrincipalState::Done, &[held])), there);
    let other = current();
    assert_eq!(came_of(|_| both(PrincipalState::Done, &[&other])), UploadOutcome::Incomplete);
    let cleaned = |held: &_| {
        let mut results = both(PrincipalState::Done, &[held]);
        results[0].effect = Some(WriteEffect::Both);
        results
    };
    let expired_deleted_from = 1;
    assert_eq!(came_of(cleaned), UploadOutcome::CertificateThere { expired_deleted_from });
}

#[test]
fn what_failed_changed_nothing_only_where_that_is_known() {
    let failed = |written: [Option<bool>; 2]| {
        came_of(|_| {
            let mut results = both(PrincipalState::Failed, &[]);
            for (result, written) in results.iter_mut().zip(written) {
                result.written = written;
            }
            results
        })
    };
    let not_done = |unchanged| UploadOutcome::NotDone {
        failed: 2,
        applications: 2,
        unknown: false,
        unchanged,
        deletion: false,
    };
    assert_eq!(failed([Some(false), Some(false)]), not_done(true));
    assert_eq!(failed([Some(false), Some(true)]), not_done(false));
    assert_eq!(failed([Some(false), None]), not_done(false));
    let one = came_of(|held| {
        let mut results = both(PrincipalState::Done, &[held]);
        results[1].state = PrincipalState::Unknown;
        results
    });
    let UploadOutcome::NotDone { failed, unknown, .. } = one else { panic!("{one:?}") };
    assert_eq!((failed, unknown), (1, true));
}

#[test]
fn the_deletion_of_a_key_says_whether_everything_is_still_there() {
    let removed = |held: &[&Certificate], state: PrincipalState| {
        let (mut setup, _) = finished();
        setup
            .start_operation(&guide(), TenantOperation::Removal, &"upload".into(), at(40), OPERATOR)
            .unwrap();
        let results = vec![result(SFB, state, held)];
        setup.end_operation(&guide(), results, at(41), "admin").unwrap();
        upload(&setup, &guide(), "upload").outcome.unwrap()
    };
    let complete = false;
    assert_eq!(removed(&[], PrincipalState::Done), UploadOutcome::KeyDeleted { complete });
    let failed = removed(&[], PrincipalState::Failed);
    assert!(matches!(failed, UploadOutcome::NotDone { deletion: true, .. }), "{failed:?}");
}

#[test]
fn nothing_came_of_an_upload_before_it_was_made() {
    let mut setup = answered();
    setup.take_receipt(&guide(), &all_in_place(10, &current()), at(11)).unwrap();
    let page = upload(&setup, &guide(), "upload");
    assert_eq!((page.outcome, page.wrote_last), (None, false));
    assert!(page.results.is_empty());
}

#[test]
fn the_last_results_are_of_the_upload_that_wrote_them_also_after_reopening() {
    let library = Library::built_in().unwrap();
    let guide = library.guide(&"rotate".into()).unwrap();
    let uploads: Vec<&str> = uploads(guide).map(|step| step.id.as_str()).collect();
    assert_eq!(uploads, ["upload", "remove"]);
    let mut setup = Setup::new(id(3), guide, false, at(0), OPERATOR);
    let last = |setup: &Setup| {
        uploads.iter().map(|step| upload(setup, guide, step).wrote_last).collect::<Vec<_>>()
    };
    assert_eq!(last(&setup), [false, false]);
    let app = &guide.applications[0].app_id.to_string();
    for (minute, (step, expected)) in
        [("remove", [false, true]), ("upload", [true, false])].into_iter().enumerate()
    {
        let minute = 40 + 2 * i64::try_from(minute).unwrap();
        setup
            .start_operation(guide, TenantOperation::Removal, &step.into(), at(minute), OPERATOR)
            .unwrap();
        let results = vec![result(app, PrincipalState::Done, &[])];
        setup.end_operation(guide, results, at(minute + 1), "admin").unwrap();
        assert_eq!(last(&setup), expected);
        let saved = serde_json::to_vec(&setup).unwrap();
        assert_eq!(last(&migrate::read(&saved).unwrap()), expected);
    }
}

#[test]
fn results_are_also_on_the_page_on_which_the_write_was_asked_for() {
    let library = Library::built_in().unwrap();
    let guide = library.guide(&"rotate".into()).unwrap();
    let mut setup = Setup::new(id(3), guide, false, at(0), OPERATOR);
    let plan_for = PlanFor {
        step: "upload".into(),
        operation: TenantOperation::Restore,
        page: Some("remove".into()),
    };
    let plan = Plan { principals: vec![principal(&[])], read_at: at(39), clock_ahead: None };
    setup.record_plan(plan_for, plan, at(39), "admin");
    setup
        .start_operation(guide, TenantOperation::Restore, &"upload".into(), at(40), OPERATOR)
        .unwrap();
    let app = &guide.applications[0].app_id.to_string();
    let results = vec![result(app, PrincipalState::Done, &[])];
    setup.end_operation(guide, results, at(41), "admin").unwrap();
    let last =
        |setup: &Setup| ["upload", "remove"].map(|step| upload(setup, guide, step).wrote_last);
    assert_eq!(last(&setup), [true, true]);
    let saved = serde_json::to_vec(&setup).unwrap();
    assert_eq!(last(&migrate::read(&saved).unwrap()), [true, true]);
}

#[test]
fn results_that_an_earlier_version_saved_are_of_the_upload_that_was_read_back_last() {
    let library = Library::built_in().unwrap();
    let guide = library.guide(&"rotate".into()).unwrap();
    let mut setup = Setup::new(id(3), guide, false, at(0), OPERATOR);
    setup
        .start_operation(guide, TenantOperation::Removal, &"upload".into(), at(40), OPERATOR)
        .unwrap();
    let app = &guide.applications[0].app_id.to_string();
    let results = vec![result(app, PrincipalState::Done, &[])];
    setup.end_operation(guide, results, at(41), "admin").unwrap();
    let with = |steps: Value| {
        let mut saved = serde_json::to_value(&setup).unwrap();
        saved["written"].as_object_mut().unwrap().remove("of").expect("it is saved");
        for (id, given) in steps.as_object().unwrap() {
            let mut record = serde_json::to_value(StepRecord::default()).unwrap();
            record.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
            saved["steps"][id] = record;
        }
        let setup = migrate::read(&serde_json::to_vec(&saved).unwrap()).unwrap();
        ["upload", "remove"].map(|step| upload(&setup, guide, step).wrote_last)
    };
    let read_back =
        |minute: i64| json!({ "state": "done", "witness": "read-back", "changed": at(minute) });
    assert_eq!(with(json!({ "upload": read_back(50) })), [true, false]);
    let failed = json!({ "state": "failed", "changed": at(60) });
    let both = json!({ "upload": read_back(50), "remove": failed });
    assert_eq!(with(both), [false, true]);
    let word = json!({ "state": "done", "witness": "word", "changed": at(50) });
    assert_eq!(with(json!({ "upload": word })), [false, false]);
}

#[test]
fn an_upload_that_shares_a_guide_shows_what_was_read_of_its_own_applications() {
    let (mut setup, certificate) = finished();
    let mut results = both(PrincipalState::Done, &[&certificate]);
    results.push(result("00000002-0000-0ff1-ce00-000000000000", PrincipalState::Done, &[]));
    setup.end_operation(&guide(), results, at(40), "admin").unwrap();
    assert_eq!(upload(&setup, &guide(), "upload").results.len(), 3, "the guide uploads once");
    let mut guide = guide();
    let mut second = guide.step(&"upload".into()).unwrap().1.clone();
    second.id = "second".into();
    guide.steps.push(second);
    assert_eq!(upload(&setup, &guide, "upload").results.len(), 2);
}

#[test]
fn an_upload_names_its_tenant_and_writes_each_certificate_that_can_be_uploaded_once() {
    let certificate = current();
    let mut setup = answered();
    let mut judgement = all_in_place(10, &certificate);
    judgement.certificates.push(received(CertificateUse::Next, &certificate));
    setup.take_receipt(&guide(), &judgement, at(11)).unwrap();
    let page = upload(&setup, &guide(), "upload");
    assert_eq!(page.tenant, setup.raw_answers()[&AnswerId::from("tenant")]);
    let uses: Vec<CertificateUse> = page.certificates.iter().map(|held| held.r#use).collect();
    assert_eq!(uses, [CertificateUse::Current]);
    let late = view(&setup, &guide(), certificate.not_after() + days(1), false).steps;
    let late = late.into_iter().find_map(|step| step.upload).unwrap();
    assert_eq!((late.certificates, late.first), (Vec::new(), Some(UploadNeed::Certificate)));
    let unanswered = Setup::new(id(3), &guide(), false, at(0), OPERATOR);
    assert_eq!(upload(&unanswered, &guide(), "upload").tenant, "New setup");
}
