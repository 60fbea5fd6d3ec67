use super::{at_work, evidence, last, moves, state};
use crate::certificate::{Certificate, CertificateError};
use crate::error::{ErrorCode, Problem};
use crate::graph::{Backup, BackupKey, Plan, PlanAction, PrincipalPlan, PrincipalState};
use crate::receipt::{CertificateUse, Verdict};
use crate::setup::fixture::{
    ON_PREMISES, SFB, TENANT, VOICEMAIL, all_in_place, answered, at, both, certificate, changing,
    current, days, finished, given, guide, journal, plan_for, receipt, received, result, step,
    thumbprint,
};
use crate::setup::view::{Evidence, StepState};
use crate::setup::{Effect, OPERATOR, Setup, SetupError, TenantOperation, view};

/// Answered, and with a certificate from a receipt.
fn ready() -> (Setup, Certificate) {
    let certificate = current();
    let mut setup = answered();
    setup.take_receipt(&guide(), &all_in_place(10, &certificate), at(11)).unwrap();
    (setup, certificate)
}

#[test]
fn an_upload_is_done_when_every_application_was_read_back_with_the_certificate() {
    let (mut setup, certificate) = ready();
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(20), "admin")
        .unwrap();
    let results = vec![
        result(VOICEMAIL, PrincipalState::AlreadyThere, &[&certificate]),
        result(SFB, PrincipalState::Done, &[&certificate]),
    ];
    let effect = setup.end_operation(&guide(), results, at(21), "admin").unwrap();
    assert_eq!(moves(&effect), ["upload: Todo to Done"]);
    assert_eq!(evidence(&setup, "upload"), Some(Evidence::ReadBack));
    assert_eq!(setup.in_flight(), None);
}

#[test]
fn an_upload_that_lacks_anything_is_not_done() {
    let (_, certificate) = ready();
    let other = self::certificate("other", at(0) - days(1), at(0) + days(9));
    let done = PrincipalState::Done;
    for (why, results, expected) in [
        (
            "one failed",
            vec![
                result(VOICEMAIL, done, &[&certificate]),
                result(SFB, PrincipalState::Failed, &[]),
            ],
            StepState::Failed,
        ),
        (
            "one is not known",
            vec![
                result(VOICEMAIL, PrincipalState::Failed, &[]),
                result(SFB, PrincipalState::Unknown, &[]),
            ],
            StepState::Unknown,
        ),
        (
            "one was not tried",
            vec![
                result(VOICEMAIL, done, &[&certificate]),
                result(SFB, PrincipalState::Skipped, &[]),
            ],
            StepState::Todo,
        ),
        ("one is not mentioned", vec![result(VOICEMAIL, done, &[&certificate])], StepState::Todo),
        ("another certificate was read back", both(done, &[&other]), StepState::Todo),
        ("no certificate was read back", both(done, &[]), StepState::Todo),
        ("nothing came back", Vec::new(), StepState::Todo),
    ] {
        let mut setup = answered();
        setup.take_receipt(&guide(), &all_in_place(10, &certificate), at(11)).unwrap();
        setup.end_operation(&guide(), results, at(21), "admin").unwrap();
        assert_eq!(state(&setup, "upload"), expected, "{why}");
        assert_eq!(evidence(&setup, "upload"), None, "{why}");
    }
}

#[test]
fn trying_again_finishes_the_rest() {
    let (mut setup, certificate) = ready();
    let first = vec![
        result(VOICEMAIL, PrincipalState::Done, &[&certificate]),
        result(SFB, PrincipalState::Failed, &[]),
    ];
    setup.end_operation(&guide(), first, at(20), "admin").unwrap();
    assert_eq!(state(&setup, "upload"), StepState::Failed);
    setup
        .end_operation(
            &guide(),
            vec![result(SFB, PrincipalState::Done, &[&certificate])],
            at(25),
            "admin",
        )
        .unwrap();
    assert_eq!(state(&setup, "upload"), StepState::Done);
    assert_eq!(setup.results().len(), 2, "the other is still known");
}

#[test]
fn results_of_another_tenant_do_not_count() {
    let (mut setup, certificate) = ready();
    setup
        .end_operation(
            &guide(),
            vec![result(VOICEMAIL, PrincipalState::Done, &[&certificate])],
            at(20),
            "admin",
        )
        .unwrap();
    let answers = given(&[("tenant", "fabrikam.onmicrosoft.com")]);
    setup.set_answers(&guide(), answers, at(21), OPERATOR).unwrap();
    setup
        .end_operation(
            &guide(),
            vec![result(SFB, PrincipalState::Done, &[&certificate])],
            at(25),
            "admin",
        )
        .unwrap();
    assert_eq!(state(&setup, "upload"), StepState::Todo);
    assert_eq!(setup.results().len(), 1);
}

#[test]
fn current_and_next_both_have_to_be_there() {
    let (first, second) = (current(), certificate("next", at(0) - days(1), at(0) + days(900)));
    let mut setup = answered();
    let mut judgement = all_in_place(10, &first);
    judgement.certificates.push(received(CertificateUse::Next, &second));
    setup.take_receipt(&guide(), &judgement, at(11)).unwrap();
    setup.end_operation(&guide(), both(PrincipalState::Done, &[&first]), at(20), "admin").unwrap();
    assert_eq!(state(&setup, "upload"), StepState::Todo, "rollover day would be an outage");
    setup
        .end_operation(&guide(), both(PrincipalState::Done, &[&first, &second]), at(21), "admin")
        .unwrap();
    assert_eq!(state(&setup, "upload"), StepState::Done);
}

#[test]
fn a_certificate_that_came_later_makes_the_upload_and_the_verification_stale() {
    let (mut setup, _) = finished();
    let renewed = certificate("renewed", at(0) - days(1), at(0) + days(900));
    let effect = setup.take_receipt(&guide(), &all_in_place(50, &renewed), at(51)).unwrap();
    assert_eq!(moves(&effect), ["upload: Done to Stale", "verify: Done to Stale"]);
}

#[test]
fn an_expired_certificate_cannot_be_uploaded() {
    let old = certificate("old", at(0) - days(800), at(0) - days(70));
    let mut setup = answered();
    setup.take_receipt(&guide(), &all_in_place(10, &old), at(11)).unwrap();
    assert!(setup.usable_certificates(at(11)).is_empty());
    assert_eq!(
        setup.certificates(at(11))[0].refused.as_ref().unwrap().code,
        ErrorCode::CertificateExpired
    );
    let error = setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(20), "admin")
        .unwrap_err();
    assert!(matches!(error, SetupError::Certificate(CertificateError::Expired { .. })));
    setup.end_operation(&guide(), both(PrincipalState::Done, &[&old]), at(21), "admin").unwrap();
    assert_eq!(state(&setup, "upload"), StepState::Todo);
}

#[test]
fn of_two_certificates_the_one_that_will_be_valid_is_named() {
    let old = certificate("old", at(0) - days(800), at(0) - days(70));
    let next = certificate("next", at(0) + days(5), at(0) + days(900));
    let refused = |certificates: &[(CertificateUse, &Certificate)]| {
        let mut judgement = all_in_place(10, &old);
        let received = certificates.iter().map(|(r#use, one)| received(*r#use, one));
        judgement.certificates = received.collect();
        let mut setup = answered();
        setup.take_receipt(&guide(), &judgement, at(11)).unwrap();
        let upload = TenantOperation::Upload;
        setup.start_operation(&guide(), upload, &"upload".into(), at(20), "admin").unwrap_err()
    };
    let both = refused(&[(CertificateUse::Current, &old), (CertificateUse::Next, &next)]);
    assert!(
        matches!(both, SetupError::Certificate(CertificateError::NotYetValid { .. })),
        "{both}"
    );
    let not_in_use = refused(&[(CertificateUse::Next, &old)]);
    assert!(matches!(not_in_use, SetupError::NoCertificate), "{not_in_use}");
}

#[test]
fn a_wrong_clock_is_named_as_the_reason() {
    let certificate = certificate("new", at(0) - days(1), at(0) + days(500));
    let mut setup = answered();
    setup.take_receipt(&guide(), &all_in_place(10, &certificate), at(11)).unwrap();
    for (wrong, code, reported) in [
        (
            at(0) - days(730),
            ErrorCode::CertificateNotYetValid,
            "The clock of this PC says 21 Nov 2024",
        ),
        (
            at(0) + days(1_096),
            ErrorCode::CertificateExpired,
            "The clock of this PC says 21 Nov 2029",
        ),
    ] {
        for operation in [TenantOperation::Upload, TenantOperation::Verify] {
            let step = if operation == TenantOperation::Upload { "upload" } else { "verify" };
            let error = setup
                .start_operation(&guide(), operation, &step.into(), wrong, "admin")
                .unwrap_err();
            let problem = Problem::from(error);
            assert_eq!(problem.code, code);
            assert!(problem.message.contains(reported), "{}", problem.message);
        }
        let view = view(&setup, &guide(), wrong, false);
        let upload = view.steps.iter().find(|step| step.id == "upload".into()).unwrap();
        assert!(upload.needs.iter().any(|need| need.contains(reported)), "{:?}", upload.needs);
    }
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(20), "admin")
        .unwrap();
}

#[test]
fn whether_a_certificate_can_be_used_is_asked_each_day() {
    let (setup, certificate) = ready();
    assert_eq!(setup.usable_certificates(at(20)).len(), 1);
    let later = certificate.not_after() + days(1);
    assert!(setup.usable_certificates(later).is_empty());
    assert_eq!(setup.certificates(later)[0].card.days_left, -1);

    let soon = self::certificate("soon", at(0) + days(5), at(0) + days(400));
    let mut setup = answered();
    setup.take_receipt(&guide(), &all_in_place(10, &soon), at(11)).unwrap();
    assert!(setup.usable_certificates(at(20)).is_empty(), "not yet valid when it came");
    assert_eq!(setup.usable_certificates(at(0) + days(6)).len(), 1, "valid since");
}

#[test]
fn a_certificate_refused_for_another_reason_stays_refused() {
    let certificate = current();
    let mut judgement = all_in_place(10, &certificate);
    judgement.certificates[0].refused = Some(Problem::of(ErrorCode::CertificateUnreadable));
    let mut setup = answered();
    setup.take_receipt(&guide(), &judgement, at(11)).unwrap();
    assert!(setup.usable_certificates(at(20)).is_empty());
}

#[test]
fn a_saved_certificate_that_was_tampered_with_is_refused_and_not_lost() {
    let saved = serde_json::to_value(ready().0).unwrap();
    let tampered = |der: &str| -> Setup {
        let mut saved = saved.clone();
        saved["certificates"][0]["received"]["der"] = der.into();
        serde_json::from_value(saved).unwrap()
    };
    for der in ["not base64!", "AAAA"] {
        let setup = tampered(der);
        assert!(setup.usable_certificates(at(20)).is_empty(), "{der}");
        let held = setup.certificates(at(20));
        let refused = held[0].refused.as_ref().unwrap();
        assert_eq!(refused.code, ErrorCode::CertificateUnreadable, "{der}");
    }
}

#[test]
fn a_file_chosen_by_the_operator_stands_beside_the_receipt_until_it_is_let_go() {
    let mut setup = answered();
    let (first, second) = (current(), current());
    setup.choose_certificate(&guide(), &first, "first.cer", at(5), OPERATOR).unwrap();
    setup.choose_certificate(&guide(), &second, "OAuthCert.cer", at(6), OPERATOR).unwrap();
    let held = setup.certificates(at(7));
    assert_eq!(held.len(), 1, "the second file replaces the first");
    assert_eq!(
        (held[0].r#use, held[0].source.as_str()),
        (CertificateUse::Chosen, "From the file OAuthCert.cer")
    );
    setup.take_receipt(&guide(), &all_in_place(10, &first), at(11)).unwrap();
    assert_eq!(setup.usable_certificates(at(12)).len(), 2);
    setup.take_receipt(&guide(), &all_in_place(20, &second), at(21)).unwrap();
    assert_eq!(setup.certificates(at(22)).len(), 1, "the chosen one came by receipt as well");
    assert!(matches!(
        setup.release_certificate(&guide(), at(23), OPERATOR),
        Err(SetupError::NoCertificate)
    ));
    setup.choose_certificate(&guide(), &first, "again.cer", at(24), OPERATOR).unwrap();
    setup.release_certificate(&guide(), at(25), OPERATOR).unwrap();
    assert_eq!(setup.certificates(at(26)).len(), 1);
}

#[test]
fn a_file_with_an_expired_certificate_is_refused_at_the_door() {
    let mut setup = answered();
    let before = setup.clone();
    let old = certificate("old", at(0) - days(800), at(0) - days(70));
    let error = setup.choose_certificate(&guide(), &old, "old.cer", at(5), OPERATOR).unwrap_err();
    assert!(matches!(&error, SetupError::Certificate(CertificateError::Expired { .. })));
    assert_eq!(error.code(), ErrorCode::CertificateExpired);
    assert_eq!(setup, before);
}

#[test]
fn work_is_noted_before_it_begins_and_only_one_at_a_time() {
    let (mut setup, _) = ready();
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(20), "admin")
        .unwrap();
    assert_eq!(setup.in_flight().unwrap().step.as_str(), "upload");
    assert_eq!(last(&setup), ("admin", "The upload started."));
    for operation in [TenantOperation::Upload, TenantOperation::Restore, TenantOperation::Verify] {
        let error = setup
            .start_operation(&guide(), operation, &at_work(operation), at(21), "admin")
            .unwrap_err();
        assert!(matches!(error, SetupError::UnderWay { .. }));
    }
}

#[test]
fn a_guide_without_the_step_has_no_such_work() {
    let mut guide = guide();
    guide.steps.retain(|step| step.id.as_str() != "upload" && step.id.as_str() != "verify");
    let (mut setup, _) = ready();
    for operation in [TenantOperation::Upload, TenantOperation::Restore, TenantOperation::Verify] {
        assert!(matches!(
            setup.start_operation(&guide, operation, &at_work(operation), at(20), "admin"),
            Err(SetupError::UnknownStep(_))
        ));
    }
    assert!(setup.end_operation(&guide, Vec::new(), at(20), "admin").is_err());
    assert!(setup.record_verified(&guide, Vec::new(), at(20), "admin").is_err());
}

#[test]
fn work_that_ended_without_a_result_fails_its_step_and_says_why() {
    let (mut setup, _) = ready();
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(20), "admin")
        .unwrap();
    let problem = Problem::new(ErrorCode::NotSignedIn, "Nobody is signed in.");
    let effect = setup.fail_operation(&problem, at(21), "admin");
    assert_eq!(moves(&effect), ["upload: Todo to Failed"]);
    assert_eq!(last(&setup).1, "The upload stopped: Nobody is signed in.");
    assert_eq!(setup.in_flight(), None);
}

#[test]
fn cancelling_and_a_failed_second_reading_change_no_step() {
    let (mut setup, _) = finished();
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(40), "admin")
        .unwrap();
    let effect = setup.fail_operation(&Problem::of(ErrorCode::Cancelled), at(41), "admin");
    assert_eq!((effect.changes.len(), state(&setup, "upload")), (0, StepState::Done));
    assert_eq!(last(&setup).1, "The upload was canceled.");
    setup
        .start_operation(&guide(), TenantOperation::Verify, &"verify".into(), at(42), "admin")
        .unwrap();
    setup.fail_operation(&Problem::of(ErrorCode::NetworkTimeout), at(43), "admin");
    assert_eq!(state(&setup, "verify"), StepState::Done, "what was proved stays proved");
    let before = setup.clone();
    setup.fail_operation(&Problem::of(ErrorCode::NetworkTimeout), at(44), "admin");
    assert_eq!(setup, before, "nothing was under way");
}

#[test]
fn what_was_under_way_when_the_program_ended_reopens_as_unknown() {
    for (operation, step) in [
        (TenantOperation::Upload, "upload"),
        (TenantOperation::Restore, "upload"),
        (TenantOperation::Verify, "verify"),
    ] {
        let (mut setup, _) = finished();
        setup.start_operation(&guide(), operation, &at_work(operation), at(40), "admin").unwrap();
        let effect = setup.reopen_after_crash(&guide(), at(50));
        assert_eq!(
            (effect.changes[0].step.as_str(), effect.changes[0].to),
            (step, StepState::Unknown)
        );
        assert_eq!((state(&setup, step), evidence(&setup, step)), (StepState::Unknown, None));
        let (who, what) = last(&setup);
        assert_eq!(who, "Crosstrust");
        assert!(what.contains("Check again"), "{what}");
        assert_eq!(
            setup.reopen_after_crash(&guide(), at(51)),
            Effect::default(),
            "it is told once"
        );
    }
}

#[test]
fn an_unknown_upload_is_settled_by_the_next_result() {
    let (mut setup, certificate) = ready();
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(20), "admin")
        .unwrap();
    setup.reopen_after_crash(&guide(), at(30));
    setup.fail_operation(&Problem::of(ErrorCode::NetworkTimeout), at(31), "admin");
    assert_eq!(state(&setup, "upload"), StepState::Unknown);
    setup
        .end_operation(
            &guide(),
            both(PrincipalState::AlreadyThere, &[&certificate]),
            at(40),
            "admin",
        )
        .unwrap();
    assert_eq!(state(&setup, "upload"), StepState::Done);
}

#[test]
fn copies_of_keys_are_numbered_and_found_again() {
    let mut setup = answered();
    let copy = Backup {
        keys_untouched: false,
        names: None,
        account_enabled: None,
        tenant_id: TENANT.parse().unwrap(),
        app_id: SFB.parse().unwrap(),
        object_id: "1".to_owned(),
        taken_at: at(5),
        keys: vec![BackupKey {
            r#type: "AsymmetricX509Cert".to_owned(),
            usage: "Verify".to_owned(),
            key: "AAAA".to_owned(),
            thumbprint: thumbprint("held before"),
            not_after: None,
        }],
    };
    assert_eq!(setup.store_backup(vec![copy.clone()], at(5), "admin"), "1");
    assert_eq!(setup.store_backup(Vec::new(), at(6), "admin"), "2");
    assert_eq!(setup.backup("1").unwrap().principals, [copy]);
    assert_eq!(journal(&setup)[setup.journal().len() - 2], "Backup 1: 1 certificate.");
    for id in ["0", "3", "", "../1"] {
        assert!(matches!(setup.backup(id), Err(SetupError::UnknownBackup(_))));
    }
}

#[test]
fn putting_a_copy_back_opens_the_upload_again() {
    let (mut setup, _) = finished();
    setup
        .start_operation(&guide(), TenantOperation::Restore, &"upload".into(), at(40), "admin")
        .unwrap();
    let effect =
        setup.end_operation(&guide(), both(PrincipalState::Done, &[]), at(41), "admin").unwrap();
    assert_eq!(moves(&effect), ["upload: Done to Todo", "verify: Done to Stale"]);
    assert!(last(&setup).1.starts_with("Restoring the backup ended"));
}

#[test]
fn a_plan_is_kept_reported_in_numbers_and_used_up_by_the_upload() {
    let (mut setup, certificate) = ready();
    let principal = |action| PrincipalPlan {
        names: Vec::new(),
        sets_enabled: None,
        app_id: SFB.parse().unwrap(),
        display_name: None,
        account_enabled: None,
        action,
        keys: Vec::new(),
        problem: None,
        warning: None,
    };
    let principals = vec![
        principal(PlanAction::Write),
        principal(PlanAction::Write),
        principal(PlanAction::Cannot),
    ];
    let plan = Plan { principals, read_at: at(20), clock_ahead: None };
    setup.record_plan(plan_for(TenantOperation::Upload), plan.clone(), at(20), "admin");
    assert_eq!(setup.plan(), Some(&plan));
    assert_eq!(
        last(&setup).1,
        "Planned an upload: 2 to write, 0 to create, 0 unchanged, 1 not possible."
    );
    setup
        .end_operation(&guide(), both(PrincipalState::Done, &[&certificate]), at(21), "admin")
        .unwrap();
    assert_eq!(setup.plan(), None);
}

#[test]
fn the_verification_is_done_when_both_halves_were_read() {
    let (mut setup, certificate) = ready();
    setup
        .end_operation(&guide(), both(PrincipalState::Done, &[&certificate]), at(20), "admin")
        .unwrap();
    assert_eq!(state(&setup, "verify"), StepState::Todo);
    setup
        .record_verified(&guide(), both(PrincipalState::Done, &[&certificate]), at(30), "admin")
        .unwrap();
    assert_eq!(
        (state(&setup, "verify"), evidence(&setup, "verify")),
        (StepState::Done, Some(Evidence::ReadBack))
    );
}

#[test]
fn the_halves_of_the_verification_may_come_in_either_order() {
    let certificate = current();
    let mut setup = answered();
    setup.choose_certificate(&guide(), &certificate, "a.cer", at(5), OPERATOR).unwrap();
    for id in ON_PREMISES {
        setup.confirm(&guide(), &id.into(), "", at(6), OPERATOR).unwrap();
    }
    setup
        .record_verified(
            &guide(),
            both(PrincipalState::AlreadyThere, &[&certificate]),
            at(30),
            "admin",
        )
        .unwrap();
    assert_eq!(
        state(&setup, "verify"),
        StepState::Todo,
        "the operator's word does not verify on premises"
    );
    let effect = setup.take_receipt(&guide(), &all_in_place(40, &certificate), at(41)).unwrap();
    assert_eq!(moves(&effect), ["verify: Todo to Done"]);
}

#[test]
fn a_reading_that_shows_the_keys_proves_the_upload_whoever_made_it() {
    let (mut setup, certificate) = ready();
    setup
        .record_verified(
            &guide(),
            both(PrincipalState::AlreadyThere, &[&certificate]),
            at(30),
            "admin",
        )
        .unwrap();
    assert_eq!(
        (state(&setup, "upload"), evidence(&setup, "upload")),
        (StepState::Done, Some(Evidence::ReadBack))
    );
}

#[test]
fn a_reading_that_misses_a_key_fails_the_verification() {
    let (mut setup, certificate) = finished();
    let results = vec![
        result(VOICEMAIL, PrincipalState::Done, &[&certificate]),
        result(SFB, PrincipalState::Failed, &[]),
    ];
    setup.record_verified(&guide(), results, at(50), "admin").unwrap();
    assert_eq!(state(&setup, "verify"), StepState::Failed);
    setup
        .record_verified(&guide(), both(PrincipalState::Done, &[&certificate]), at(51), "admin")
        .unwrap();
    assert_eq!(state(&setup, "verify"), StepState::Done);
}

#[test]
fn a_verification_on_premises_that_finds_something_out_of_place_unsettles_it() {
    let (mut setup, _) = finished();
    let mut steps: Vec<_> = ON_PREMISES.iter().map(|id| step(id, Verdict::InPlace)).collect();
    steps[1] = step("role", Verdict::Differs);
    setup.take_receipt(&guide(), &receipt(50, steps), at(51)).unwrap();
    assert_eq!(state(&setup, "role"), StepState::Failed);
    assert_eq!(state(&setup, "verify"), StepState::Stale);
}

#[test]
fn the_tenants_id_is_kept_once() {
    let mut setup = answered();
    setup.find_tenant(&guide(), TENANT, at(5), "admin");
    let entries = setup.journal().len();
    setup.find_tenant(&guide(), TENANT, at(6), "admin");
    assert_eq!(setup.tenant_id(&guide()), TENANT.parse().ok());
    assert_eq!(setup.journal().len(), entries);
}

#[test]
fn what_was_read_in_another_tenant_verifies_nothing_here() {
    let (mut setup, certificate) = finished();
    let answers = given(&[("tenant", "fabrikam.onmicrosoft.com")]);
    setup.set_answers(&guide(), answers, at(40), OPERATOR).unwrap();
    setup.take_receipt(&guide(), &all_in_place(50, &certificate), at(51)).unwrap();
    assert_eq!(state(&setup, "sfbonline"), StepState::Done, "on premises all is in place");
    assert_eq!(state(&setup, "upload"), StepState::Stale);
    assert_eq!(state(&setup, "verify"), StepState::Stale, "the keys were read in the old tenant");
}

#[test]
fn a_verification_on_premises_does_not_hold_for_other_answers() {
    let (mut setup, _) = finished();
    let answers = given(&[("domain_controller", "dc02.contoso.com")]);
    setup.set_answers(&guide(), answers, at(40), OPERATOR).unwrap();
    let steps = ON_PREMISES
        .iter()
        .map(|id| changing(step(id, Verdict::InPlace), &["Put something right"]))
        .collect();
    setup.take_receipt(&guide(), &receipt(50, steps), at(51)).unwrap();
    assert_eq!(state(&setup, "role"), StepState::Done);
    assert_eq!(state(&setup, "verify"), StepState::Stale, "nothing was read again since");
}

#[test]
fn a_step_put_right_after_the_verification_is_verified_anew() {
    let (mut setup, _) = finished();
    let found = receipt(50, vec![step("role", Verdict::Differs)]);
    setup.take_receipt(&guide(), &found, at(51)).unwrap();
    let put_right = changing(step("role", Verdict::InPlace), &["Assign to TeamsScheduler"]);
    setup.take_receipt(&guide(), &receipt(60, vec![put_right]), at(61)).unwrap();
    assert_eq!(state(&setup, "role"), StepState::Done);
    assert_eq!(state(&setup, "verify"), StepState::Stale, "the reading is older than the fault");
}
