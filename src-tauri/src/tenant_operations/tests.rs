//! Plans are carried out as they were shown, and copies of keys are kept.

use super::*;
use crate::rehearsal::Situation;
use crosstrust_core::certificate::Certificate;
use crosstrust_core::entra::SignInEnd;
use crosstrust_core::guide::{AnswerId, GuideId};
use crosstrust_rehearsal::certificate;
use crosstrust_rehearsal::cloud::{Cloud, CloudOptions, Person, RunningCloud};

/// A program with one setup, whose scripts were exported into this folder.
fn exported(data: &Path, scripts: &Path) -> (App, SetupId) {
    let app = App::for_tests(data);
    let now = Timestamp::now();
    let guide = app.guide(&GuideId::from("teams")).expect("a guide");
    let setup = Setup::new(App::new_id(now), guide, false, now, OPERATOR);
    let id = setup.id();
    app.create_setup(&setup, Situation::Fresh).expect("it is saved");
    app.change(id, OPERATOR, Event::ScriptsExported { folder: scripts.to_owned() })
        .expect("it is saved");
    (app, id)
}

fn backup() -> Backup {
    Backup {
        keys_untouched: false,
        names: None,
        account_enabled: None,
        tenant_id: "aaaabbbb-0000-cccc-1111-dddd2222eeee".parse().expect("an id"),
        app_id: "7557eb47-c689-4224-abcf-aef9bd7573df".parse().expect("an id"),
        object_id: "0b0a7e0f-8f32-4a1c-9a2e-1d6a5e9d0001".to_owned(),
        taken_at: Timestamp::now(),
        keys: Vec::new(),
    }
}

#[test]
fn a_copy_of_keys_goes_into_the_setup_and_beside_the_scripts() {
    let folder = tempfile::tempdir().expect("a folder");
    let scripts = tempfile::tempdir().expect("a folder");
    let (app, id) = exported(folder.path(), scripts.path());
    let backup = backup();
    store_backup(&app, id, &backup, OPERATOR).expect("it is kept");
    let (setup, _) = app.read(id).expect("the setup");
    assert_eq!(setup.backup("1").expect("a copy").principals, std::slice::from_ref(&backup));
    let files: Vec<_> = std::fs::read_dir(scripts.path()).expect("the folder").collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let file = files[0].as_ref().expect("a file").path();
    assert_eq!(Backup::load(&file).expect("it is whole"), backup);
    assert_eq!(app.view(id).expect("it is shown").backup_problem, None);
}

#[test]
fn a_folder_of_scripts_that_is_gone_holds_no_write_up_and_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let gone = folder.path().join("stick");
    let (app, id) = exported(folder.path(), &gone);
    store_backup(&app, id, &backup(), OPERATOR).expect("the copy in the setup is enough");
    let view = app.view(id).expect("it is shown");
    assert_eq!(view.backups.len(), 1);
    assert_eq!(view.backup_problem.expect("it is shown").code, ErrorCode::StorageFailed);
    assert!(!gone.exists(), "it is not made anew");
}

#[test]
fn a_copy_that_the_setup_cannot_keep_is_no_copy() {
    let folder = tempfile::tempdir().expect("a folder");
    let scripts = tempfile::tempdir().expect("a folder");
    let (app, id) = exported(folder.path(), scripts.path());
    std::fs::remove_dir_all(folder.path().join("setups")).expect("the disk is gone");
    store_backup(&app, id, &backup(), OPERATOR).expect_err("a write must not follow");
    let files = std::fs::read_dir(scripts.path()).expect("the folder").count();
    assert_eq!(files, 0, "the setup comes first");
}

#[test]
fn a_tenant_that_was_found_by_answers_of_before_is_not_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let (app, id) = exported(folder.path(), folder.path());
    let typed = |domain: &str| {
        let answers = [(AnswerId::from("tenant"), domain.to_owned())].into();
        app.change(id, OPERATOR, Event::AnswersSet { answers }).expect("it is taken");
        let (setup, guide) = app.read(id).expect("the setup");
        setup.way_to_tenant(guide)
    };
    let known = || {
        let (setup, guide) = app.read(id).expect("the setup");
        setup.tenant_id(guide)
    };
    let half = typed("contoso.co");
    let (before, _) = app.read(id).expect("the setup");
    let whole = typed("contoso.com");
    let (now, guide) = app.read(id).expect("the setup");
    assert_eq!(code(still_leads_there(&before, &now, guide)), ErrorCode::StepNotReady);
    still_leads_there(&now, &now, guide).expect("the same");
    let tenant = |id: &str| -> TenantId { id.parse().expect("an id") };
    let theirs = tenant("bbbbcccc-0000-dddd-2222-eeee3333ffff");
    let ours = tenant("aaaabbbb-0000-cccc-1111-dddd2222eeee");
    store_tenant(&app, id, &half, theirs, OPERATOR).expect("it is left");
    assert_eq!(known(), None, "scripts would be written for another organisation's tenant");
    store_tenant(&app, id, &whole, ours, OPERATOR).expect("it is kept");
    store_tenant(&app, id, &half, theirs, OPERATOR).expect("it is left");
    assert_eq!(known(), Some(ours));
}

/// A setup whose tenant is a simulated one, with a certificate and somebody signed in.
async fn signed_in(data: &Path) -> (App, SetupId, RunningCloud) {
    let (app, id) = exported(data, data);
    let cloud = Cloud::start(CloudOptions { poll_interval: 1, ..CloudOptions::default() })
        .await
        .expect("a cloud");
    let url = cloud.url().to_string();
    let answers =
        [("cloud", "custom"), ("login_url", &url), ("graph_url", &url), ("tenant", "contoso.com")];
    let answers = answers.map(|(answer, value)| (AnswerId::from(answer), value.to_owned())).into();
    let now = Timestamp::now();
    let day = jiff::SignedDuration::from_hours(24);
    let made = certificate::make("Auth", now - day, now + day * 500).expect("a certificate");
    let held = Certificate::read(&made).expect("it is one");
    app.change(id, OPERATOR, Event::AnswersSet { answers }).expect("they are taken");
    let file = "auth.cer".to_owned();
    app.change(id, OPERATOR, Event::CertificateChosen { certificate: &held, file })
        .expect("it is taken");
    app.open_setup(id).expect("it opens");
    let open = app.get(id).expect("it is open");
    let answers = app.answers(id).expect("answers");
    let code = open.tenant.start(&answers).await.expect("a code").view();
    assert!(cloud.sign_in(&code.user_code, Person::GlobalAdministrator));
    let end = open.tenant.wait(&answers).await.expect("an end");
    assert!(matches!(end, SignInEnd::SignedIn { .. }), "{end:?}");
    (app, id, cloud)
}

mod under_way;

const UPLOAD: UploadOptions = UploadOptions { drop_expired: true, create_missing: false };

fn code<T>(outcome: Result<T, Problem>) -> ErrorCode {
    outcome.err().expect("it is refused").code
}

fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work)
}

#[test]
fn a_plan_is_carried_out_once_for_its_own_work_and_only_as_it_was_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    run(async {
        let (app, id, cloud) = signed_in(folder.path()).await;
        let before = cloud.state();
        let step = || StepId::from("upload");
        let not_ready = ErrorCode::StepNotReady;
        let nothing_shown = apply(&app, id, TenantOperation::Upload, &silent).await;
        assert_eq!(code(nothing_shown), not_ready);
        let unknown = plan_upload(&app, id, StepId::from("none"), UPLOAD).await;
        assert_eq!(code(unknown), ErrorCode::NotInGuide);

        let view = plan_upload(&app, id, step(), UPLOAD).await.expect("a plan");
        let made_for = PlanFor { step: step(), operation: TenantOperation::Upload, page: None };
        assert_eq!(view.plan_for, Some(made_for));
        for other in [TenantOperation::Removal, TenantOperation::Restore] {
            plan_upload(&app, id, step(), UPLOAD).await.expect("a plan");
            assert_eq!(code(apply(&app, id, other, &silent).await), not_ready, "{other:?}");
        }

        plan_upload(&app, id, step(), UPLOAD).await.expect("a plan");
        app.change(id, OPERATOR, Event::CertificateReleased).expect("it is released");
        let (now, day) = (Timestamp::now(), jiff::SignedDuration::from_hours(24));
        let made = certificate::make("Next", now - day, now + day * 500).expect("made");
        let held = Certificate::read(&made).expect("it is one");
        let file = "next.cer".to_owned();
        app.change(id, OPERATOR, Event::CertificateChosen { certificate: &held, file })
            .expect("it is taken");
        let refused =
            apply(&app, id, TenantOperation::Upload, &silent).await.expect_err("it is refused");
        assert!(refused.message.contains("has changed since"), "{}", refused.message);
        assert_eq!(cloud.state(), before, "nothing was written");

        plan_upload(&app, id, step(), UPLOAD).await.expect("a plan");
        let other = UploadOptions { create_missing: true, ..UPLOAD };
        plan_upload(&app, id, step(), other).await.expect("a plan");
        let mut plan = app.read(id).expect("the setup").0.plan().cloned().expect("a plan");
        // A reading that began before and ended after it.
        plan.read_at = Timestamp::now();
        let plan_for = PlanFor { step: step(), operation: TenantOperation::Upload, page: None };
        app.change(id, OPERATOR, Event::Planned { plan_for, plan }).expect("it is shown");
        assert_eq!(code(apply(&app, id, TenantOperation::Upload, &silent).await), not_ready);
        assert_eq!(cloud.state(), before, "what is carried out is what is shown");

        plan_upload(&app, id, step(), UPLOAD).await.expect("a plan");
        let view = apply(&app, id, TenantOperation::Upload, &silent).await.expect("results");
        assert_eq!((view.results.len(), view.plan_for), (3, None));
        assert_ne!(cloud.state(), before);
        let again = apply(&app, id, TenantOperation::Upload, &silent).await;
        assert_eq!(code(again), not_ready, "a plan is used up");
        cloud.stop().await;
    });
}

#[test]
fn only_a_key_of_an_application_of_the_guide_can_be_named_for_removal() {
    let folder = tempfile::tempdir().expect("a folder");
    let (app, id) = exported(folder.path(), folder.path());
    app.open_setup(id).expect("it opens");
    let teams = "7557eb47-c689-4224-abcf-aef9bd7573df";
    let exchange = "00000002-0000-0ff1-ce00-000000000000";
    let key = "AB".repeat(20);
    let page = StepId::from("upload");
    for (app_id, key, expected) in [
        (exchange, key.as_str(), ErrorCode::NotInGuide),
        ("Teams", &key, ErrorCode::AnswerInvalid),
        (teams, "the old one", ErrorCode::AnswerInvalid),
        (teams, "", ErrorCode::AnswerInvalid),
    ] {
        let refused = run(plan_removal(&app, id, &page, app_id, key));
        assert_eq!(code(refused), expected, "{app_id} {key}");
    }
    let nowhere = StepId::from("nowhere");
    assert_eq!(code(run(plan_removal(&app, id, &nowhere, teams, &key))), ErrorCode::NotInGuide);
}
