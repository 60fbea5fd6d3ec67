//! What changes of a setup leave and report, also when they come at the same time.

use super::*;
use crosstrust_core::guide::AnswerId;
use crosstrust_core::setup::Notice;
use crosstrust_core::setup::view::{StepState, StepView};
use crosstrust_rehearsal::exchange::Parameters;

/// How often the answers change while receipts are taken.
const ROUNDS: usize = 60;

/// A program whose data lie in a folder of the test.
fn app() -> (App, tempfile::TempDir) {
    let data = tempfile::tempdir().expect("a folder");
    (App::for_tests(data.path()), data)
}

/// A rehearsal of the Teams guide that is open.
fn rehearsal(app: &App) -> SetupId {
    let now = Timestamp::now();
    let guide = app.guide(&GuideId::from("teams")).expect("a guide");
    let setup = Setup::new(App::new_id(now), guide, true, now, OPERATOR);
    app.create_setup(&setup, Situation::Fresh).expect("it is saved");
    app.open_setup(setup.id()).expect("it opens");
    setup.id()
}

fn answer(app: &App, id: SetupId, domain_controller: &str) {
    let answers = [
        ("organization_name", "Contoso"),
        ("tenant", "contoso.com"),
        ("verified_domain", "contoso.com"),
        ("domain_controller", domain_controller),
    ];
    let answers = answers.map(|(answer, value)| (AnswerId::from(answer), value.to_owned())).into();
    app.change(id, OPERATOR, Event::AnswersSet { answers }).expect("they are taken");
}

/// What the simulated server prints for a script of this setup.
fn printed(app: &App, id: SetupId, script: &str) -> Vec<u8> {
    let script = app.write_script(id, &script.into()).expect("it is answered");
    let open = app.get(id).expect("it is open");
    let answers = app.answers(id).expect("answers");
    let rehearsal = open.tenant.rehearsal().expect("it is rehearsed");
    let console =
        rehearsal.run(&answers, &script.text, &Parameters::attended(false), Timestamp::now());
    console.expect("it runs").into_bytes()
}

fn account(view: &SetupView) -> &StepView {
    view.steps.iter().find(|step| step.id.as_str() == "account").expect("the step")
}

#[test]
fn answers_that_change_while_a_receipt_is_taken_are_never_proved_by_it() {
    let (app, _data) = app();
    let id = rehearsal(&app);
    let (mine, other) = ("dc01.contoso.com", "dc02.contoso.com");
    answer(&app, id, mine);
    let receipt = printed(&app, id, "account");
    let mut taken = 0;
    std::thread::scope(|threads| {
        let changing = threads.spawn(|| {
            for _ in 0..ROUNDS {
                answer(&app, id, other);
                answer(&app, id, mine);
            }
        });
        while !changing.is_finished() {
            match app.take_receipt(id, &receipt) {
                Ok(_) => taken += 1,
                Err(problem) => assert_eq!(problem.code, ErrorCode::ReceiptStale, "{problem:?}"),
            }
            let view = app.view(id).expect("it is shown");
            let typed = view.answers.iter().find(|one| one.spec.id.as_str() == "domain_controller");
            if typed.expect("the question").value == other {
                let step = account(&view);
                assert_ne!(step.state, StepState::Done, "its script did not have {other}");
            }
        }
    });
    assert!(taken > 0, "a receipt of the answers as they are is taken");
    app.take_receipt(id, &receipt).expect("it is of these answers");
    assert_eq!(account(&app.view(id).expect("it is shown")).state, StepState::Done);
}

/// What a view shows.
fn output(view: Result<SetupView, Problem>) -> Vec<Notice> {
    view.expect("it is shown").notices.into_iter().map(|view| view.notice).collect()
}

#[test]
fn what_a_change_reports_comes_with_the_next_view_and_once() {
    let (app, _data) = app();
    let id = rehearsal(&app);
    let answer = |server: &str| answer(&app, id, &format!("{server}.contoso.com"));
    let changed = || vec![Notice::AnswerChanged { steps: vec!["account".into()] }];
    answer("dc01");
    let receipt = printed(&app, id, "account");
    assert_eq!(output(app.take_receipt(id, &receipt)), []);
    assert_eq!(output(app.take_receipt(id, &receipt)), [Notice::AlreadyImported]);

    // The one who changed the setup did not look at it.
    answer("dc02");
    assert_eq!(output(app.view(id)), changed());
    assert_eq!(output(app.view(id)), [], "it was shown");
    for server in ["dc01", "dc02", "dc01", "dc03"] {
        answer(server);
    }
    assert_eq!(output(app.view(id)), changed(), "the same is shown once");

    // A change after which the command failed.
    answer("dc01");
    answer("dc02");
    app.take_receipt(id, &receipt).expect_err("it is of other answers");
    app.close_setup(id);
    assert_eq!(output(app.open_setup(id)), changed(), "it waits for the setup to be looked at");
}

#[test]
fn a_file_that_was_changed_outside_the_window_is_read_again() {
    let (app, data) = app();
    let id = rehearsal(&app);
    let main = data.path().join("rehearsals").join(format!("{id}.json"));
    let controller = || {
        let (setup, _) = app.read(id).expect("it is read");
        setup.raw_answers()[&AnswerId::from("domain_controller")].clone()
    };
    answer(&app, id, "dc01.contoso.com");
    let older = std::fs::read(&main).expect("the file");
    answer(&app, id, "dc02-in-another-site.contoso.com");
    assert_eq!(controller(), "dc02-in-another-site.contoso.com");
    std::fs::write(&main, older).expect("somebody puts an older copy there");
    assert_eq!(controller(), "dc01.contoso.com", "what is on disk counts");
    answer(&app, id, "dc03.contoso.com");
    std::fs::write(&main, "{").expect("the file is damaged");
    assert_eq!(controller(), "dc03.contoso.com", "nothing of it is lost");
    assert_eq!(app.peek(id).expect("the file"), *app.read(id).expect("it is read").0);
}

#[test]
fn two_settings_are_kept_side_by_side() {
    let (app, _data) = app();
    app.set(|settings| settings.theme = crate::settings::Theme::Dark).expect("it is saved");
    app.set(|settings| settings.zoom = 150_u16.into()).expect("it is saved");
    let settings = app.settings();
    assert_eq!((settings.theme, settings.zoom), (crate::settings::Theme::Dark, 150_u16.into()));
}

/// The file of a real setup of another computer, and its id.
fn file_of_elsewhere() -> (Vec<u8>, SetupId) {
    let (other, data) = app();
    let now = Timestamp::now();
    let guide = other.guide(&GuideId::from("teams")).expect("a guide");
    let setup = Setup::new(App::new_id(now), guide, false, now, OPERATOR);
    other.create_setup(&setup, Situation::Fresh).expect("it is saved");
    answer(&other, setup.id(), "dc01.contoso.com");
    let file = data.path().join("setups").join(format!("{}.json", setup.id()));
    (std::fs::read(file).expect("the file"), setup.id())
}

#[test]
fn a_setup_of_another_computer_is_opened_under_its_own_id_and_only_once() {
    let (file, id) = file_of_elsewhere();
    let (app, _data) = app();
    let view = app.import_setup(&file, None).expect("it is opened");
    assert_eq!(
        (view.summary.id.as_str(), view.summary.name.as_str()),
        (&*id.to_string(), "Contoso")
    );
    let (setup, _) = app.read(id).expect("it is read");
    assert_eq!(setup.raw_answers()[&AnswerId::from("domain_controller")], "dc01.contoso.com");

    app.change(id, OPERATOR, Event::Renamed { name: "Mine".to_owned() }).expect("it is renamed");
    let refused = app.import_setup(&file, None).expect_err("it is here already");
    assert_eq!(refused.code, ErrorCode::StepNotReady);
    assert!(refused.message.to_string().contains("Mine"), "{}", refused.message);
    assert_eq!(app.read(id).expect("it is read").0.own_name(), Some("Mine"), "it is unchanged");
}

#[test]
fn a_file_that_is_refused_leaves_nothing_behind() {
    let (file, id) = file_of_elsewhere();
    let (app, data) = app();
    for bytes in [&file[..file.len() - 20], b"", b"{}", b"no setup"] {
        let refused = app.import_setup(bytes, None).expect_err("it is refused");
        assert!(!refused.next.is_empty(), "it says what to do: {refused:?}");
    }
    assert!(app.home().expect("the list").setups.is_empty());
    let left = std::fs::read_dir(data.path().join("setups")).expect("the folder").count();
    assert_eq!((left, app.store.holds(id)), (0, false));
}

#[test]
fn an_archived_setup_stays_in_the_list_and_says_so() {
    let (app, _data) = app();
    let id = rehearsal(&app);
    app.change(id, OPERATOR, Event::Archived { archived: true }).expect("it is archived");
    let home = app.home().expect("the list");
    assert_eq!(home.setups.iter().map(|one| one.archived).collect::<Vec<_>>(), [true]);
    app.change(id, OPERATOR, Event::Archived { archived: false }).expect("it is taken out");
    assert!(!app.home().expect("the list").setups[0].archived);
}

#[tokio::test]
async fn nobody_is_asked_for_a_newer_version_before_the_operator_agrees() {
    let data = tempfile::tempdir().expect("a folder");
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let address: url::Url = format!("http://127.0.0.1:{port}/").parse().expect("a URL");
    let updates = Some(UpdateSource { manifest: address.clone(), page: address });
    let environment = Environment { updates, ..Environment::real(crate::desktop::NoDesktop) };
    let app = App::at(data.path().to_owned(), WindowOptions::default(), environment);
    let app = app.expect("a data folder");
    let check = async || {
        let nothing = serde_json::json!({});
        crate::commands::dispatch(&app, "check_for_update", &nothing, Arc::new(|_| {})).await
    };
    assert_eq!(check().await.expect("nothing is looked for"), serde_json::Value::Null);
    let waiting = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
    assert!(waiting.is_err(), "nobody connected");

    app.set(|settings| settings.updates = true).expect("it is saved");
    drop(listener);
    check().await.expect_err("nobody answers any more");
}

#[tokio::test]
async fn a_setup_is_deleted_to_its_end_where_some_of_its_files_do_not_go() {
    for ending in ["zzz", "tenant", "exchange", "journal.new"] {
        let (app, data) = app();
        let id = rehearsal(&app);
        answer(&app, id, "dc01.contoso.com");
        let rehearsals = data.path().join("rehearsals");
        let stuck = rehearsals.join(format!("{id}.{ending}"));
        if stuck.exists() {
            std::fs::remove_file(&stuck).expect("it is removed");
        }
        std::fs::create_dir_all(stuck.join("x")).expect("a folder");
        let left = app.delete_setup(id).await.expect("it is deleted");
        let problem = left.files.expect("it says what is left");
        let said = format!("{} {:?}", problem.message, problem.detail);
        assert!(said.contains(&stuck.display().to_string()), "{said}");
        assert!(left.sign_in.is_none());
        let names: Vec<_> = std::fs::read_dir(&rehearsals).expect("the folder").collect();
        assert_eq!(names.len(), 1, "{names:?}");
        assert!(app.home().expect("the list").setups.is_empty());
        assert!(app.open_setup(id).is_err(), "it is not found any more");
    }
}

#[tokio::test]
async fn a_setup_whose_files_something_else_deleted_can_be_deleted() {
    let (app, data) = app();
    let id = rehearsal(&app);
    for entry in std::fs::read_dir(data.path().join("rehearsals")).expect("the folder") {
        std::fs::remove_file(entry.expect("a file").path()).expect("it is removed");
    }
    assert!(app.delete_setup(id).await.expect("it is gone").files.is_none());
    assert!(app.open_setup(id).is_err());
}
