//! Work that is under way keeps its setup open, and what it comes to is never lost.

use super::*;
use crate::app::OpenSetup;
use crosstrust_core::setup::view::{StepState, StepView};
use crosstrust_rehearsal::cloud::{Fault, FaultKind, TENANT_ID};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// What a write or a read takes here, in milliseconds.
const SLOW: u32 = 400;

/// Everything is carried out at once, and answered late.
fn slow(cloud: &RunningCloud, method: &str) {
    cloud.add_fault(Fault {
        method: Some(method.to_owned()),
        milliseconds: Some(SLOW),
        times: Some(100),
        applied: true,
        ..Fault::new(FaultKind::Delay)
    });
}

fn step<'a>(view: &'a SetupView, id: &str) -> &'a StepView {
    view.steps.iter().find(|step| step.id.as_str() == id).expect("the step")
}

fn tells_of_a_crash(app: &App, id: SetupId) -> bool {
    let output = format!("{:?}", app.journal(id).expect("the journal"));
    output.contains("Crosstrust closed before it ended")
}

/// A setup whose upload was shown and takes a while, and what is shown once the first write began.
async fn about_to_upload(data: &Path) -> (App, SetupId, RunningCloud, Arc<Notify>) {
    let (app, id, cloud) = signed_in(data).await;
    plan_upload(&app, id, "upload".into(), UPLOAD).await.expect("a plan");
    slow(&cloud, "PATCH");
    (app, id, cloud, Arc::new(Notify::new()))
}

async fn upload(app: &App, id: SetupId, writes: &Notify) -> Result<SetupView, Problem> {
    let output = |progress: Progress| {
        if progress.phase == graph::ProgressPhase::Writing {
            writes.notify_one();
        }
    };
    apply(app, id, TenantOperation::Upload, &output).await
}

/// Until every principal of the guide is another one in the tenant.
async fn written(cloud: &RunningCloud) {
    let before = cloud.state().principals;
    let changed = || {
        let now = cloud.state().principals;
        before.iter().zip(&now).filter(|(before, now)| before != now).count()
    };
    while changed() < 3 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[test]
fn who_leaves_and_comes_back_during_an_upload_finds_it_under_way_and_then_its_outcome() {
    let folder = tempfile::tempdir().expect("a folder");
    run(async {
        let (app, id, cloud, writes) = about_to_upload(folder.path()).await;
        let leave = async {
            writes.notified().await;
            app.close_setup(id);
            let home = app.home().expect("the list");
            assert!(!home.setups[0].locked, "no other window has it");
            let lost = app.lost_by_closing().expect("the window asks before it closes");
            assert!(lost.starts_with("An upload is in progress."), "{lost}");
            let view = app.open_setup(id).expect("it opens");
            assert_ne!(step(&view, "upload").state, StepState::Unknown);
            assert!(!tells_of_a_crash(&app, id));
            app.close_setup(id);
        };
        assert_eq!(app.lost_by_closing(), None);
        let (ended, ()) = tokio::join!(upload(&app, id, &writes), leave);
        assert_eq!(app.lost_by_closing(), None);
        assert_eq!(ended.expect("an outcome").results.len(), 3);
        assert!(!app.home().expect("the list").setups[0].locked);
        let view = app.open_setup(id).expect("it opens");
        assert_eq!(step(&view, "upload").state, StepState::Done);
        assert!(!tells_of_a_crash(&app, id));
        cloud.stop().await;
    });
}

#[test]
fn a_verification_that_was_left_records_its_own_result() {
    let folder = tempfile::tempdir().expect("a folder");
    run(async {
        let (app, id, cloud, writes) = about_to_upload(folder.path()).await;
        cloud.clear_faults();
        upload(&app, id, &writes).await.expect("an outcome");
        slow(&cloud, "GET");
        let leave = async {
            tokio::time::sleep(Duration::from_millis(u64::from(SLOW) / 2)).await;
            assert_eq!(app.lost_by_closing(), None, "reading can be repeated");
            app.close_setup(id);
            app.open_setup(id).expect("it opens");
            assert!(!tells_of_a_crash(&app, id));
            app.close_setup(id);
        };
        let (ended, ()) = tokio::join!(verify(&app, id), leave);
        assert_eq!(ended.expect("a reading").verified.len(), 3);
        app.open_setup(id).expect("it opens");
        assert!(!tells_of_a_crash(&app, id));
        cloud.stop().await;
    });
}

/// A service that answers when the test does, and its address.
async fn late_service() -> (TcpListener, String) {
    let service = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", service.local_addr().expect("an address"));
    (service, url)
}

/// A setup whose tenant is looked for there.
fn led_to(url: &str, data: &Path) -> (App, SetupId) {
    let (app, id) = exported(data, data);
    let answers =
        [("cloud", "custom"), ("login_url", url), ("graph_url", url), ("tenant", "contoso.com")];
    let answers = answers.map(|(answer, value)| (AnswerId::from(answer), value.to_owned())).into();
    app.change(id, OPERATOR, Event::AnswersSet { answers }).expect("they are taken");
    (app, id)
}

#[test]
fn who_leaves_while_the_tenant_is_looked_up_finds_it_afterwards() {
    let folder = tempfile::tempdir().expect("a folder");
    run(async {
        let (service, url) = late_service().await;
        let (app, id) = led_to(&url, folder.path());
        app.open_setup(id).expect("it opens");
        let known = || {
            let (setup, guide) = app.read(id).expect("the setup");
            setup.tenant_id(guide).map(|found| found.to_string())
        };
        let leave = async {
            let (mut asked, _) = service.accept().await.expect("it is asked");
            asked.read_buf(&mut Vec::new()).await.expect("a question");
            app.close_setup(id);
            assert_eq!(code(App::for_tests(folder.path()).open_setup(id)), ErrorCode::SetupLocked);
            app.open_setup(id).expect("it opens");
            assert_eq!(known(), None, "it is still looked up");
            app.close_setup(id);
            let body = format!(r#"{{"issuer":"{url}/{TENANT_ID}/v2.0"}}"#);
            let length = body.len();
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}");
            asked.write_all(answer.as_bytes()).await.expect("it listens");
            asked
        };
        let (found, _asked) = tokio::join!(look_tenant_up(&app, id), leave);
        found.expect("it is shown");
        app.open_setup(id).expect("it opens");
        assert_eq!(known().as_deref(), Some(TENANT_ID));
        assert!(!tells_of_a_crash(&app, id));
    });
}

#[test]
fn who_leaves_while_a_plan_is_made_finds_it_and_can_carry_it_out() {
    let folder = tempfile::tempdir().expect("a folder");
    run(async {
        let (app, id, cloud) = signed_in(folder.path()).await;
        slow(&cloud, "GET");
        let leave = async {
            tokio::time::sleep(Duration::from_millis(u64::from(SLOW) / 2)).await;
            app.close_setup(id);
            assert_eq!(code(App::for_tests(folder.path()).open_setup(id)), ErrorCode::SetupLocked);
            let view = app.open_setup(id).expect("it opens");
            assert!(view.plan.is_none(), "it is still made");
        };
        let plan = plan_upload(&app, id, "upload".into(), UPLOAD);
        let (planned, ()) = tokio::join!(plan, leave);
        planned.expect("a plan");
        cloud.clear_faults();
        assert!(app.view(id).expect("it is shown").plan.is_some());
        let view = upload(&app, id, &Notify::new()).await.expect("an outcome");
        assert_eq!(step(&view, "upload").state, StepState::Done);
        cloud.stop().await;
    });
}

#[test]
fn a_setup_is_not_deleted_during_an_upload_and_nothing_of_it_is_destroyed() {
    let folder = tempfile::tempdir().expect("a folder");
    run(async {
        let (app, id, cloud, writes) = about_to_upload(folder.path()).await;
        let delete = async {
            writes.notified().await;
            app.close_setup(id);
            let refused = app.delete_setup(id).await.expect_err("it is refused");
            assert_eq!(refused.code, ErrorCode::StepNotReady);
            assert!(refused.message.contains("in progress"), "{}", refused.message);
        };
        let (ended, ()) = tokio::join!(upload(&app, id, &writes), delete);
        let view = ended.expect("an outcome");
        assert_eq!(step(&view, "upload").state, StepState::Done, "it was not signed out either");

        let left = app.delete_setup(id).await.expect("nothing holds it up");
        assert!(left.sign_in.is_none() && left.files.is_none());
        let gone = ErrorCode::SetupNotFound;
        assert_eq!(code(app.open_setup(id)), gone);
        assert_eq!(code(app.begin_operation(id).map(drop)), gone);
        assert!(app.home().expect("the list").setups.is_empty());
        cloud.stop().await;
    });
}

#[test]
fn an_outcome_that_the_disk_refuses_is_shown_and_saved_as_soon_as_it_can_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let (setups, away) = (folder.path().join("setups"), folder.path().join("away"));
    run(async {
        let (app, id, cloud, writes) = about_to_upload(folder.path()).await;
        let full = async {
            written(&cloud).await;
            std::fs::rename(&setups, &away).expect("the disk is gone");
        };
        let (ended, ()) = tokio::join!(upload(&app, id, &writes), full);
        let view = ended.expect("what was written is shown");
        let output = view.not_saved.clone().expect("the view says that it is not saved");
        assert_eq!(output.code, ErrorCode::StorageFailed);
        assert!(output.message.contains("tries again"), "{}", output.message);
        let lost = app.lost_by_closing().expect("the window asks before it closes");
        assert!(lost.contains("isn't saved yet"), "{lost}");
        assert_eq!(step(&view, "upload").state, StepState::Done);

        // What can be repeated is refused; what was written is not forgotten over it, nor by leaving.
        let renamed = app.change(id, OPERATOR, Event::Renamed { name: "Contoso".to_owned() });
        assert_eq!(code(renamed), ErrorCode::StorageFailed);
        app.close_setup(id);
        let view = app.open_setup(id).expect("it opens");
        assert_eq!(step(&view, "upload").state, StepState::Done);
        assert!(view.not_saved.is_some());

        std::fs::rename(&away, &setups).expect("the disk is back");
        let saved = async {
            while app.view(id).expect("it is shown").not_saved.is_some() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), saved).await.expect("it is saved");
        let (setup, _) = app.read(id).expect("the setup");
        assert_eq!(app.peek(id).expect("the file"), *setup);
        assert_eq!(step(&app.view(id).expect("it is shown"), "upload").state, StepState::Done);
        cloud.stop().await;
    });
}

/// The files of a setup.
fn files_of(data: &Path, id: SetupId) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(data.join("setups")).expect("the folder");
    let paths = entries.map(|entry| entry.expect("a file").path());
    paths.filter(|path| path.display().to_string().contains(&id.to_string())).collect()
}

fn remove_files_of(data: &Path, id: SetupId) {
    for path in files_of(data, id) {
        std::fs::remove_file(path).expect("it is deleted");
    }
}

#[test]
fn a_file_that_is_lost_while_its_setup_is_open_takes_nothing_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    run(async {
        let (app, id, cloud, writes) = about_to_upload(folder.path()).await;
        cloud.clear_faults();
        upload(&app, id, &writes).await.expect("an outcome");
        let main = folder.path().join("setups").join(format!("{id}.json"));
        let lose: [&dyn Fn(); 3] = [
            &|| std::fs::remove_file(&main).expect("it is deleted"),
            &|| std::fs::write(&main, "{").expect("it is damaged"),
            &|| remove_files_of(folder.path(), id),
        ];
        for (number, lose) in lose.iter().enumerate() {
            lose();
            let view = app.view(id).expect("it is shown");
            assert_eq!(step(&view, "upload").state, StepState::Done, "{number}");
            assert_eq!(app.peek(id).expect("the file"), *app.read(id).expect("the setup").0);
            let entry = format!("{:?}", app.journal(id).expect("the journal")[0]);
            assert!(entry.contains("saved the whole setup again"), "{entry}");
            assert_eq!(entry.contains("The file was kept as"), number == 1, "{entry}");
            let name = format!("Contoso {number}");
            app.change(id, OPERATOR, Event::Renamed { name }).expect("nothing is in its way");
        }
        app.close_setup(id);
        let view = app.open_setup(id).expect("it opens");
        assert_eq!(step(&view, "upload").state, StepState::Done);
        assert!(!tells_of_a_crash(&app, id));
        cloud.stop().await;
    });
}

#[test]
fn a_file_that_is_lost_while_something_is_under_way_does_not_take_the_outcome_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    run(async {
        let (app, id, cloud, writes) = about_to_upload(folder.path()).await;
        let lose = async {
            writes.notified().await;
            remove_files_of(folder.path(), id);
            assert!(app.view(id).is_ok(), "it is shown meanwhile");
            std::fs::write(folder.path().join("setups").join(format!("{id}.json")), "{")
                .expect("it is damaged");
        };
        let (ended, ()) = tokio::join!(upload(&app, id, &writes), lose);
        let view = ended.expect("an outcome");
        assert_eq!(step(&view, "upload").state, StepState::Done);
        assert!(view.not_saved.is_none() && !tells_of_a_crash(&app, id));
        assert_eq!(app.peek(id).expect("the file"), *app.read(id).expect("the setup").0);
        cloud.stop().await;
    });
}

#[test]
fn a_copy_that_is_put_back_does_not_revive_work_that_has_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    run(async {
        let (app, id, cloud, writes) = about_to_upload(folder.path()).await;
        let main = folder.path().join("setups").join(format!("{id}.json"));
        let copy = async {
            writes.notified().await;
            std::fs::read(&main).expect("the file")
        };
        let (ended, copy) = tokio::join!(upload(&app, id, &writes), copy);
        assert_eq!(step(&ended.expect("an outcome"), "upload").state, StepState::Done);

        std::fs::write(&main, copy).expect("somebody puts an older copy there");
        let view = app.view(id).expect("it is shown");
        assert_eq!(step(&view, "upload").state, StepState::Unknown, "the copy does not know it");
        app.change(id, OPERATOR, Event::Renamed { name: "Contoso".to_owned() })
            .expect("it is free");
        cloud.clear_faults();
        assert_eq!(verify(&app, id).await.expect("a reading").verified.len(), 3);
        cloud.stop().await;
    });
}

#[test]
fn a_copy_that_is_put_back_does_not_end_work_that_is_under_way() {
    let folder = tempfile::tempdir().expect("a folder");
    run(async {
        let (app, id, cloud, writes) = about_to_upload(folder.path()).await;
        let main = folder.path().join("setups").join(format!("{id}.json"));
        let before = std::fs::read(&main).expect("the file");
        let put_back = async {
            writes.notified().await;
            std::fs::write(&main, before).expect("somebody puts an older copy there");
            let started = Event::OperationStarted {
                operation: TenantOperation::Verify,
                step: "verify".into(),
            };
            assert_eq!(code(app.change(id, OPERATOR, started)), ErrorCode::StepNotReady);
        };
        let (ended, ()) = tokio::join!(upload(&app, id, &writes), put_back);
        assert_eq!(step(&ended.expect("an outcome"), "upload").state, StepState::Done);
        cloud.stop().await;
    });
}

#[test]
fn a_setup_that_crashed_opens_also_where_nothing_can_be_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    run(async {
        let (app, id, cloud, _) = about_to_upload(folder.path()).await;
        let began =
            Event::OperationStarted { operation: TenantOperation::Upload, step: "upload".into() };
        app.change(id, OPERATOR, began).expect("it is saved");
        app.close_setup(id);
        // A name that is taken, so that nothing can be saved there.
        let taken = folder.path().join("setups").join(format!("{id}.json.new"));
        std::fs::create_dir(&taken).expect("a folder");
        let view = app.open_setup(id).expect("it opens");
        assert_eq!(step(&view, "upload").state, StepState::Unknown);
        assert!(view.not_saved.is_some() && tells_of_a_crash(&app, id));
        cloud.stop().await;
    });
}

#[test]
fn a_sign_in_is_cancelled_without_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    run(async {
        let (app, id, cloud) = signed_in(folder.path()).await;
        let answers = app.answers(id).expect("answers");
        let open = app.get(id).expect("it is open");
        open.tenant.start_browser(&answers).await.expect("a page");
        std::fs::remove_dir_all(folder.path().join("setups")).expect("the disk is gone");
        let cancel = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            app.get(id).expect("it is open").tenant.cancel().await;
        };
        let (ended, ()) = tokio::join!(open.tenant.wait(&answers), cancel);
        let ended = ended.expect("an end");
        assert!(matches!(ended, SignInEnd::Cancelled), "{ended:?}");
        cloud.stop().await;
    });
}

#[test]
fn nobody_waits_for_a_sign_in_service_that_never_answers() {
    run(async {
        let (service, url) = late_service().await;
        let ways = ["cancel", "sign out", "begin anew", "forget everything", "delete"];
        for (way, in_browser) in ways.into_iter().flat_map(|way| [(way, false), (way, true)]) {
            let folder = tempfile::tempdir().expect("a folder");
            let (app, id) = led_to(&url, folder.path());
            let answers = app.answers(id).expect("answers");
            let open = app.get(id).expect("it is open");
            let begin = async {
                if in_browser {
                    open.tenant.start_browser(&answers).await.map(drop)
                } else {
                    open.tenant.start(&answers).await.map(drop)
                }
            };
            let end = async {
                let (asked, _) = service.accept().await.expect("it is asked");
                match way {
                    "cancel" => open.tenant.cancel().await,
                    "sign out" => open.tenant.sign_out(&answers).await.expect("it is over"),
                    "forget everything" => drop(app.forget_everything().await),
                    "delete" => drop(app.delete_setup(id).await.expect("it is gone")),
                    _ => {
                        let again = open.tenant.start(&answers);
                        let again = tokio::time::timeout(Duration::from_millis(200), again).await;
                        assert!(again.is_err(), "it waits for an answer of its own");
                    }
                }
                asked
            };
            let both = async { tokio::join!(begin, end) };
            let ended = tokio::time::timeout(Duration::from_secs(10), both).await;
            let (outcome, _asked) = ended.unwrap_or_else(|_| panic!("{way}, {in_browser}: waits"));
            assert_eq!(code(outcome), ErrorCode::Cancelled, "{way}, {in_browser}");
        }
    });
}

#[test]
fn a_setup_that_is_not_open_is_never_in_its_own_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let (app, id) = exported(folder.path(), folder.path());
    let one: Arc<OpenSetup> = app.get(id).expect("it is free");
    let other = app.get(id).expect("it is this window that holds it");
    assert!(Arc::ptr_eq(&one, &other));
    assert!(!app.home().expect("the list").setups[0].locked);
    let state = run(async { app.get(id)?.tenant.state(&app.answers(id)?).await });
    assert_eq!(code(state), ErrorCode::AnswerMissing, "and not that it is locked");
    drop((one, other));
    let second = App::for_tests(folder.path());
    second.open_setup(id).expect("it is free again");
    assert_eq!(code(app.open_setup(id)), ErrorCode::SetupLocked);
    assert!(app.home().expect("the list").setups[0].locked);
}

#[test]
fn an_id_of_no_setup_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let (app, _) = exported(folder.path(), folder.path());
    let unknown = App::new_id(Timestamp::now());
    assert_eq!(code(app.open_setup(unknown)), ErrorCode::SetupNotFound);
    assert_eq!(code(run(app.delete_setup(unknown))), ErrorCode::SetupNotFound);
    assert!(!folder.path().join("locks").join(format!("{unknown}.lock")).exists());
}
