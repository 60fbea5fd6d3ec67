use super::*;
use crate::graph::{KeyFate, KeyOwner, PrincipalState};
use crate::guide::{OnlyWhen, Question};
use crate::receipt::{CertificateUse, Finding, FindingState, Verdict};
use crate::setup::fixture::{
    SFB, all_in_place, answered, asking, at, both, certificate, changing, current, days, finished,
    given, guide, guide_of, held_key, id, journal, new, receipt, received, result, step,
};
use crate::setup::view::{Evidence, JournalPart};
use crate::setup::{OPERATOR, SetupError, TenantOperation, migrate};

fn needs(setup: &Setup, step: &str) -> Vec<String> {
    let view = view(setup, &guide(), at(60), false);
    view.steps.into_iter().find(|shown| shown.id.as_str() == step).unwrap().needs
}

fn script_needs(setup: &Setup, script: &str) -> Vec<String> {
    let view = view(setup, &guide(), at(60), false);
    view.scripts.into_iter().find(|shown| shown.id.as_str() == script).unwrap().needs
}

#[test]
fn a_question_is_asked_where_another_answer_makes_it_one_and_a_decision_never_is() {
    let asked = |setup: &Setup, change: &dyn Fn(&mut AnswerSpec)| {
        let mut guide = guide();
        let mut specs = guide.answers.iter_mut();
        change(specs.find(|one| one.id.as_str() == "organization_name").unwrap());
        let mut answers = view(setup, &guide, at(60), false).answers.into_iter();
        answers.find(|one| one.spec.id.as_str() == "organization_name").unwrap().asked
    };
    let mut setup = answered();
    for (cloud, is_asked) in [("global", false), ("china", true), ("", false)] {
        setup.set_answers(&guide(), given(&[("cloud", cloud)]), at(2), OPERATOR).unwrap();
        for condition in ["is = 'china'", "is = 'dod'\nor = ['china']"] {
            let only_when = toml::from_str(&format!("id = 'cloud'\n{condition}")).unwrap();
            let asked = asked(&setup, &|spec| spec.only_when = Some(OnlyWhen::clone(&only_when)));
            assert_eq!(asked, is_asked, "{cloud}: {condition}");
        }
    }
    assert!(asked(&setup, &|_| ()));
    assert!(!asked(&setup, &|spec| spec.decision = true));
}

#[test]
fn an_answer_is_missing_only_where_the_guide_cannot_go_on_without_it() {
    let missing = |setup: &Setup| -> Vec<String> {
        let answers = view(setup, &guide(), at(60), false).answers.into_iter();
        answers.filter(|one| one.missing).map(|one| one.spec.id.to_string()).collect()
    };
    let wanted = missing(&new());
    assert!(!wanted.is_empty(), "a new setup has answers to give");
    for spec in &guide().answers {
        let can_do_without =
            spec.optional || spec.default.is_some() || spec.kind == AnswerKind::Flag;
        assert_eq!(wanted.contains(&spec.id.to_string()), !can_do_without, "{}", spec.id);
    }
    assert_eq!(missing(&answered()), [""; 0]);
}

#[test]
fn what_discovery_found_is_offered_for_an_empty_answer_unless_a_person_has_to_choose() {
    let found = |value: &str, choose| Suggestion {
        answer: "tenant".into(),
        value: value.to_owned(),
        source: "Accepted domains".to_owned(),
        choose,
    };
    let offered = |suggestions: Vec<Suggestion>, typed: &str| {
        let mut setup = new();
        let mut judgement = receipt(10, Vec::new());
        judgement.discovery = Some(Discovery {
            prerequisites: Vec::new(),
            part: "discovery".into(),
            suggestions,
            notes: Vec::new(),
            unread: Vec::new(),
            likely_done: Vec::new(),
            facts: serde_json::Map::new(),
        });
        setup.take_receipt(&guide(), &judgement, at(11)).unwrap();
        setup.set_answers(&guide(), given(&[("tenant", typed)]), at(12), OPERATOR).unwrap();
        let mut answers = view(&setup, &guide(), at(60), false).answers.into_iter();
        answers.find(|one| one.spec.id.as_str() == "tenant").unwrap().offered
    };
    let several = vec![found("contoso.com", false), found("fabrikam.com", false)];
    assert_eq!(offered(several.clone(), ""), Some("contoso.com".to_owned()), "the best one");
    assert_eq!(offered(several, "tailspin.com"), None, "there is an answer");
    assert_eq!(offered(vec![found("contoso.com", true), found("fabrikam.com", true)], ""), None);
}

#[test]
fn a_script_runs_where_it_says_or_else_where_its_first_step_does() {
    let mut guide = guide();
    let place = |guide: &Guide| {
        let mut scripts = view(&new(), guide, at(60), false).scripts.into_iter();
        scripts.find(|one| one.steps.iter().map(StepId::as_str).eq(["account"])).unwrap().place
    };
    let step = guide.steps.iter_mut().find(|step| step.id.as_str() == "account").unwrap();
    step.place = "A server".to_owned();
    assert_eq!(place(&guide), "A server");
    let own =
        guide.scripts.iter_mut().find(|one| one.steps.iter().map(StepId::as_str).eq(["account"]));
    own.unwrap().place = Some("Every server".to_owned());
    assert_eq!(place(&guide), "Every server", "what the script itself says comes first");
}

#[test]
fn answers_stand_in_the_checks_that_a_person_makes() {
    let mut guide = guide();
    let steps = guide.steps.iter_mut();
    let mut checks = steps.flat_map(|step| &mut step.checks);
    let check = checks.next().unwrap();
    check.text = "Open {{ verified_domain }}.".to_owned();
    check.if_not = vec!["Ask {{ organization_name }}.".to_owned()];
    let id = check.id.clone();
    let view = view(&answered(), &guide, at(60), false);
    let shown = view.steps.into_iter().flat_map(|step| step.checks).find(|one| one.check.id == id);
    let shown = shown.unwrap().check;
    assert_eq!(shown.text, "Open contoso.com.");
    assert_eq!(shown.if_not, ["Ask <Organisation>."]);
}

#[test]
fn a_new_setup_begins_at_the_first_step() {
    let summary = summary(&new(), &guide(), at(60), true);
    assert_eq!(summary.name, "New setup");
    assert_eq!(summary.position, "Step 1 of 7: Your organisation");
    assert_eq!(summary.resume_at.as_str(), "organisation");
    assert_eq!((summary.done, summary.total), (0, 7));
    assert_eq!(summary.certificate_days, None);
    assert!(summary.locked);
}

#[test]
fn resuming_goes_to_the_first_step_that_is_neither_done_nor_left_out() {
    let mut setup = answered();
    setup.skip(&guide(), &"account".into(), "", at(5), OPERATOR).unwrap();
    setup
        .take_receipt(&guide(), &receipt(10, vec![step("sfbonline", Verdict::InPlace)]), at(11))
        .unwrap();
    let summary = summary(&setup, &guide(), at(60), false);
    assert_eq!(summary.position, "Step 3 of 7: Management role");
    assert_eq!(summary.resume_at.as_str(), "role");
    assert_eq!(summary.done, 3);
}

#[test]
fn a_stale_step_is_the_one_to_resume_at() {
    let (mut setup, _) = finished();
    setup
        .set_answers(&guide(), given(&[("verified_domain", "fabrikam.com")]), at(40), OPERATOR)
        .unwrap();
    assert_eq!(summary(&setup, &guide(), at(60), false).resume_at.as_str(), "account");
}

#[test]
fn a_finished_setup_tells_how_long_its_certificate_is_valid() {
    let (mut setup, certificate) = finished();
    let end = certificate.not_after();
    for check in ["calendar", "voicemail"] {
        setup.tick(&guide(), &"verify".into(), check, true, at(40), OPERATOR).unwrap();
    }
    for (now, words) in [
        (end - days(412), "In place. Certificate valid for 412 more days"),
        (end - days(1), "In place. Certificate valid for 1 more day"),
        (end, "In place. Certificate expires today"),
        (end + days(1), "In place. Certificate has expired"),
    ] {
        let summary = summary(&setup, &guide(), now, false);
        assert_eq!(summary.position, words);
        assert_eq!(
            summary.resume_at.as_str(),
            "verify",
            "the last step is where there is something to see"
        );
    }
}

#[test]
fn a_finished_setup_tells_what_is_not_ticked() {
    let (mut setup, _) = finished();
    let position = |setup: &Setup| summary(setup, &guide(), at(60), false).position;
    assert!(position(&setup).starts_with("In place, 2 checks left. Certificate valid"));
    setup.tick(&guide(), &"verify".into(), "calendar", true, at(40), OPERATOR).unwrap();
    assert!(position(&setup).starts_with("In place, 1 check left. Certificate valid"));
}

#[test]
fn a_setup_finished_without_a_certificate_says_just_that() {
    let mut setup = answered();
    for id in ["account", "role", "sfbonline", "export", "upload"] {
        setup.skip(&guide(), &id.into(), "", at(5), OPERATOR).unwrap();
    }
    setup.confirm(&guide(), &"verify".into(), "", at(6), OPERATOR).unwrap();
    assert_eq!(
        summary(&setup, &guide(), at(60), false).position,
        "0 of 6 steps verified, 1 marked as done (5 skipped)"
    );
}

#[test]
fn an_organisation_is_named_by_the_best_answer_that_is_right() {
    let mut setup = new();
    let mut name_after = |answer: (&str, &str)| {
        setup.set_answers(&guide(), given(&[answer]), at(5), OPERATOR).unwrap();
        summary(&setup, &guide(), at(60), false).name
    };
    assert_eq!(name_after(("tenant", "Contoso.onmicrosoft.com")), "contoso.onmicrosoft.com");
    assert_eq!(name_after(("verified_domain", "not a domain")), "contoso.onmicrosoft.com");
    assert_eq!(name_after(("verified_domain", "contoso.com")), "contoso.com");
    assert_eq!(name_after(("organization_name", "Contoso Ltd.")), "Contoso Ltd.");
}

#[test]
fn what_a_step_needs_is_reported_by_the_labels_of_its_questions() {
    let mut setup = new();
    assert_eq!(
        needs(&setup, "account"),
        ["Verified domain isn't answered yet.", "Domain controller isn't answered yet."]
    );
    assert_eq!(needs(&setup, "organisation"), Vec::<String>::new());
    setup
        .set_answers(&guide(), given(&[("verified_domain", "not a domain")]), at(5), OPERATOR)
        .unwrap();
    let reported = needs(&setup, "account");
    assert!(
        reported[0].starts_with("Verified domain: ")
            && reported[0].contains("Example: contoso.com"),
        "{reported:?}"
    );
    assert_eq!(needs(&answered(), "account"), Vec::<String>::new());
}

#[test]
fn an_upload_needs_a_certificate_that_can_be_uploaded() {
    let mut setup = answered();
    assert_eq!(
        needs(&setup, "upload"),
        ["You need a certificate. Import the script result of the export step, or select a file."]
    );
    let old = certificate("old", at(0) - days(800), at(0) - days(70));
    setup.take_receipt(&guide(), &all_in_place(10, &old), at(11)).unwrap();
    let reported = needs(&setup, "upload");
    assert!(
        reported[0].starts_with("You need a certificate that can be uploaded. ")
            && reported[0].contains("expired"),
        "{reported:?}"
    );
    setup.take_receipt(&guide(), &all_in_place(20, &current()), at(21)).unwrap();
    assert_eq!(needs(&setup, "upload"), Vec::<String>::new());
    setup.skip(&guide(), &"upload".into(), "", at(22), OPERATOR).unwrap();
    setup.take_receipt(&guide(), &all_in_place(30, &old), at(31)).unwrap();
    assert_eq!(needs(&setup, "upload"), Vec::<String>::new(), "what is left out needs nothing");
}

#[test]
fn the_verification_tells_which_half_and_which_checks_are_missing() {
    let mut setup = answered();
    assert_eq!(
        needs(&setup, "verify"),
        [
            "Verify the certificates in the tenant.",
            "Run the verification script on premises.",
            "2 checks are open. Only you can confirm them.",
        ]
    );
    setup.take_receipt(&guide(), &all_in_place(10, &current()), at(11)).unwrap();
    assert_eq!(needs(&setup, "verify").len(), 2);
    let (setup, _) = finished();
    assert_eq!(needs(&setup, "verify"), ["2 checks are open. Only you can confirm them."]);
}

#[test]
fn of_several_verification_scripts_those_are_named_that_are_still_to_be_run() {
    let mut guide = guide();
    let here = guide.scripts.iter_mut().find(|one| one.role == ScriptRole::Verification).unwrap();
    let mut there = here.clone();
    there.id = "verify-elsewhere".into();
    "Elsewhere".clone_into(&mut there.title);
    there.steps = vec![here.steps.pop().unwrap()];
    let (title, last) = (here.title.clone(), there.steps[0].clone());
    guide.scripts.push(there);
    let reported = |setup: &Setup| {
        let view = view(setup, &guide, at(60), false);
        let step = view.steps.into_iter().find(|one| one.id.as_str() == "verify").unwrap();
        step.needs.into_iter().filter(|one| one.starts_with("Run the script")).collect::<Vec<_>>()
    };
    let sentence = |title: &str| format!("Run the script \"{title}\".");
    let mut setup = answered();
    assert_eq!(reported(&setup), [sentence(&title), sentence("Elsewhere")]);
    let mut part = all_in_place(10, &current());
    part.steps.retain(|step| step.step != last);
    setup.take_receipt(&guide, &part, at(11)).unwrap();
    assert_eq!(reported(&setup), [sentence("Elsewhere")]);
}

#[test]
fn where_names_are_written_it_is_not_keys_alone_that_are_read_back() {
    let mut guide = guide();
    let upload = guide.steps.iter_mut().find(|step| step.kind == StepKind::Upload).unwrap();
    let write = format!("app-id = '{SFB}'\nenabled = true");
    upload.writes = vec![toml::from_str(&write).unwrap()];
    let view = view(&answered(), &guide, at(60), false);
    let verify = view.steps.into_iter().find(|one| one.id.as_str() == "verify").unwrap();
    let reported = "Verify the applications in the tenant.".to_owned();
    assert!(verify.needs.contains(&reported), "{:?}", verify.needs);
}

#[test]
fn an_undo_script_needs_something_to_take_back() {
    let mut setup = answered();
    assert_eq!(
        script_needs(&setup, "undo"),
        ["There is nothing to undo. No script result says that this setup created something."]
    );
    let made = changing(step("role", Verdict::InPlace), &["Create the role"]);
    setup.take_receipt(&guide(), &receipt(10, vec![made]), at(11)).unwrap();
    assert_eq!(script_needs(&setup, "undo"), Vec::<String>::new());
    assert_eq!(script_needs(&new(), "account").len(), 2);
}

#[test]
fn a_guarded_script_needs_the_operators_decision() {
    let mut guide = guide();
    let guarded =
        guide.scripts.iter_mut().find(|script| script.id.as_str() == "remove-legacy").unwrap();
    guarded.ask = Some(Question {
        answer: "relink".into(),
        title: "Do not remove the legacy application yet".to_owned(),
        text: String::new(),
        keep: String::new(),
        change: String::new(),
        difference: String::new(),
        typed: None,
        shows: None,
    });
    let reported = |setup: &Setup| {
        let view = view(setup, &guide, at(60), false);
        view.scripts.into_iter().find(|script| script.id.as_str() == "remove-legacy").unwrap().needs
    };
    let mut setup = answered();
    assert_eq!(reported(&setup), ["Your decision: Do not remove the legacy application yet."]);
    setup.set_answers(&guide, given(&[("relink", "yes")]), at(5), OPERATOR).unwrap();
    assert_eq!(reported(&setup), Vec::<String>::new());
}

#[test]
fn a_view_holds_everything_in_the_order_it_is_shown() {
    let (mut setup, certificate) = finished();
    setup.store_backup(Vec::new(), at(40), "admin");
    setup.store_backup(Vec::new(), at(41), "admin");
    let shown = view(&setup, &guide(), at(60), false);
    let numbers: Vec<(u32, &str)> =
        shown.steps.iter().map(|step| (step.number, step.id.as_str())).collect();
    assert_eq!(numbers[0], (1, "organisation"));
    assert_eq!(numbers[6], (7, "verify"));
    assert_eq!(
        shown.backups.iter().map(|backup| backup.id.as_str()).collect::<Vec<_>>(),
        ["2", "1"],
        "newest first"
    );
    let text = |entry: &JournalView| match entry.what.as_slice() {
        [JournalPart::Text(text)] => text.clone(),
        other => panic!("{other:?}"),
    };
    let entries = crate::setup::journal(&setup, &guide());
    assert_eq!(entries.len(), setup.journal().len());
    assert_eq!(shown.journal_entries, count(entries.len()));
    assert!(text(entries.first().unwrap()).contains("Backup 2: "), "newest first");
    assert_eq!(text(entries.last().unwrap()), "Started this setup of \"A small guide\".");
    assert_eq!(shown.certificates[0].card.thumbprint, certificate.thumbprint());
    assert_eq!(shown.verified_at, Some(at(30)));
    assert_eq!((shown.results.len(), shown.verified.len()), (2, 2));
    assert_eq!(shown.steps[1].evidence, Some(Evidence::Receipt));
    assert_eq!(shown.last_receipt.unwrap().computer, "EX01");
}

#[test]
fn whether_results_show_all_that_a_step_writes_is_reported_with_the_step() {
    let guide = guide();
    let (mut setup, current) = finished();
    let satisfied = |setup: &Setup| {
        let view = view(setup, &guide, at(60), false);
        let of = |id: &str| view.steps.iter().find(|one| one.id == id.into()).unwrap().satisfied;
        assert!(!of("verify"), "only an upload writes");
        of("upload")
    };
    assert!(satisfied(&setup));
    // Thumbprints are the same in capitals and small letters.
    let print = current.thumbprint().to_string();
    let small = |one: PrincipalResult| -> PrincipalResult {
        let saved = serde_json::to_string(&one).unwrap();
        serde_json::from_str(&saved.replace(&print, &print.to_lowercase())).unwrap()
    };
    let write = |setup: &mut Setup, results: Vec<PrincipalResult>| {
        setup
            .start_operation(&guide, TenantOperation::Upload, &"upload".into(), at(50), "admin")
            .unwrap();
        setup.end_operation(&guide, results, at(51), "admin").unwrap();
    };
    let all = || both(PrincipalState::Done, &[&current]);
    write(&mut setup, all().into_iter().map(small).collect());
    assert!(satisfied(&setup));
    let shown = view(&setup, &guide, at(60), false).results;
    assert!(shown.iter().all(|one| one.keys[0].standing == KeyOwner::Current));

    let mut ended = all();
    ended[0].keys[0].fate = KeyFate::KeepExpired;
    write(&mut setup, ended);
    assert!(!satisfied(&setup), "a key that has ended is not the one that is written");
    assert!(view(&setup, &guide, at(60), false).results[0].keys[0].ended);

    let mut without = all();
    without[1].keys.clear();
    write(&mut setup, without);
    assert!(!satisfied(&setup));
}

#[test]
fn keys_that_were_read_are_reported_by_the_certificates_and_the_day_of_now() {
    let guide = guide();
    let (mut setup, current) = finished();
    let next = certificate("Next", at(0) - days(1), at(0) + days(800));
    let stranger = certificate("Another forest", at(0) - days(1), at(0) + days(30));
    let mut read = result(SFB, PrincipalState::AlreadyThere, &[&current]);
    read.keys = [&stranger, &next, &current].map(held_key).into();
    read.account_enabled = Some(false);
    setup.record_verified(&guide, vec![read], at(60), "admin").unwrap();
    let reported = |setup: &Setup, now: Timestamp| -> Vec<(KeyOwner, i32)> {
        let keys = view(setup, &guide, now, false).verified.remove(0).keys;
        keys.iter().map(|key| (key.standing, key.days_left.unwrap())).collect()
    };
    // Certificates end at midnight.
    assert_eq!(
        reported(&setup, at(60)),
        [(KeyOwner::Unknown, 29), (KeyOwner::Unknown, 799), (KeyOwner::Current, 399)]
    );

    // What a later receipt reports on the certificates counts for what was read before it.
    let mut receipt = all_in_place(70, &current);
    receipt.certificates.push(received(CertificateUse::Next, &next));
    setup.take_receipt(&guide, &receipt, at(71)).unwrap();
    assert_eq!(
        reported(&setup, at(0) + days(40)),
        [(KeyOwner::Unknown, -11), (KeyOwner::Next, 759), (KeyOwner::Current, 359)],
        "days are counted when they are shown"
    );
    let shown = view(&setup, &guide, at(72), false).verified.remove(0);
    assert_eq!(shown.account_enabled, Some(false));
}

#[test]
fn each_kind_of_step_has_its_script() {
    let shown = view(&new(), &guide(), at(60), false);
    let scripts: Vec<Option<&str>> = shown
        .steps
        .iter()
        .map(|step| step.script.as_ref().map(crate::guide::ScriptId::as_str))
        .collect();
    assert_eq!(scripts, [Some("discover"), Some("account"), None, None, None, None, Some("check")]);
}

#[test]
fn a_stale_step_shows_no_witness() {
    let (mut setup, _) = finished();
    setup
        .set_answers(&guide(), given(&[("verified_domain", "fabrikam.com")]), at(40), OPERATOR)
        .unwrap();
    let shown = view(&setup, &guide(), at(60), false);
    assert_eq!((shown.steps[1].state, shown.steps[1].evidence), (StepState::Stale, None));
}

#[test]
fn answers_are_shown_as_typed_beside_what_is_wrong_with_them() {
    let mut setup = new();
    setup.set_answers(&guide(), given(&[("tenant", " not a tenant ")]), at(5), OPERATOR).unwrap();
    let shown = view(&setup, &guide(), at(60), false);
    let tenant = shown.answers.iter().find(|answer| answer.spec.id.as_str() == "tenant").unwrap();
    assert_eq!(tenant.value, " not a tenant ");
    assert!(tenant.problem.is_some());
    let cloud = shown.answers.iter().find(|answer| answer.spec.id.as_str() == "cloud").unwrap();
    assert_eq!((cloud.value.as_str(), &cloud.problem), ("", &None));
}

#[test]
fn guides_are_reported_with_their_size() {
    let shown = guides(&[guide()]);
    assert_eq!((shown[0].steps, shown[0].minutes), (7, 35));
    assert_eq!(shown[0].title, "A small guide");
}

#[test]
fn a_guide_without_steps_does_not_break_the_list() {
    let mut guide = guide();
    guide.steps.clear();
    let summary = summary(&new(), &guide, at(60), false);
    assert_eq!((summary.total, summary.position.as_str()), (0, "0 of 0 steps verified"));
}

#[test]
fn a_rehearsal_made_real_takes_its_answers_and_nothing_else() {
    let mut rehearsal = Setup::new(id(5), &guide(), true, at(0), OPERATOR);
    let answers = given(&[
        ("tenant", "contoso.onmicrosoft.com"),
        ("verified_domain", "not a domain"),
        ("domain_controller", "dc01.contoso.com"),
    ]);
    rehearsal.set_answers(&guide(), answers.clone(), at(1), OPERATOR).unwrap();
    let mut judgement = all_in_place(10, &current());
    judgement.steps[2] = asking();
    rehearsal.take_receipt(&guide(), &judgement, at(11)).unwrap();
    rehearsal.decide_difference(&guide(), &"sfbonline".into(), true, at(12), OPERATOR).unwrap();
    rehearsal.store_backup(Vec::new(), at(13), "admin");

    let real = rehearsal.made_real(id(6), &guide(), at(20), OPERATOR).unwrap();
    let mut expected = Setup::new(id(6), &guide(), false, at(20), OPERATOR);
    expected.set_answers(&guide(), answers, at(20), OPERATOR).unwrap();
    assert_eq!(
        real.raw_answers(),
        expected.raw_answers(),
        "decisions stay behind, wrong answers come along"
    );
    assert_eq!(real.steps, expected.steps);
    assert!(!real.is_rehearsal());
    assert!(
        real.certificates(at(20)).is_empty()
            && real.backups().is_empty()
            && real.accepted_differences().is_empty()
    );
    assert_eq!(real.undo_list(), expected.undo_list());
    assert_eq!(journal(&real).pop().unwrap(), "Copied the answers from the rehearsal.");

    let error = real.made_real(id(7), &guide(), at(21), OPERATOR).unwrap_err();
    assert!(matches!(error, SetupError::NotARehearsal));
}

#[test]
fn a_duplicate_is_of_the_same_kind_and_begins_anew() {
    let (mut setup, _) = finished();
    setup
        .start_operation(&guide(), TenantOperation::Verify, &"verify".into(), at(40), "admin")
        .unwrap();
    let copy = setup.duplicate(id(8), &guide(), "", at(50), OPERATOR).unwrap();
    assert_eq!(copy.raw_answers(), setup.raw_answers());
    assert_eq!((copy.is_rehearsal(), copy.in_flight(), copy.created()), (false, None, at(50)));
    assert_eq!(copy.step(&"role".into()).state, StepState::Todo);
    assert_eq!(copy.step(&"organisation".into()).state, StepState::Done, "its answers are right");
    let rehearsal = Setup::new(id(5), &guide(), true, at(0), OPERATOR);
    assert!(rehearsal.duplicate(id(9), &guide(), "", at(1), OPERATOR).unwrap().is_rehearsal());
}

/// A setup of the Teams guide that version 3 saved.
fn saved_before(change: impl FnOnce(&mut serde_json::Value)) -> Setup {
    let mut saved =
        serde_json::from_slice(include_bytes!("../fixtures/version-3-teams.json")).unwrap();
    change(&mut saved);
    migrate::read(&serde_json::to_vec(&saved).unwrap()).unwrap()
}

#[test]
fn a_mended_text_of_the_guide_reaches_what_was_saved_before() {
    let setup = saved_before(|_| {});
    let mut guide = guide_of(&setup);
    let judged = |guide: &Guide| {
        let shown = view(&setup, guide, at(70), false);
        let step = shown.steps.into_iter().find(|step| step.id.as_str() == "sfbonline").unwrap();
        step.judgement.unwrap()
    };
    let before = judged(&guide);
    let spec = guide.steps.iter_mut().find(|step| step.id.as_str() == "sfbonline").unwrap();
    for expectation in &mut spec.expect {
        expectation.words = "as it should be".to_owned();
        expectation.otherwise = Some("Do this instead.".to_owned());
        if let Some(ask) = &mut expectation.ask {
            ask.title = "A mended question".to_owned();
        }
    }
    let after = judged(&guide);
    assert_eq!(after.verdict, before.verdict);
    assert_eq!(after.question.unwrap().title, "A mended question");
    assert_eq!(after.findings.len(), before.findings.len());
    let asked = |findings: &[Finding]| {
        findings.iter().find(|one| one.state == FindingState::Ask).cloned().unwrap()
    };
    let (old, new) = (asked(&before.findings), asked(&after.findings));
    assert_eq!((&new.label, &new.found), (&old.label, &old.found));
    assert_eq!(new.expected, "as it should be");
    assert_eq!(new.otherwise.as_deref(), Some("Do this instead."));
}

#[test]
fn a_mended_remedy_of_the_table_reaches_what_was_saved_before() {
    let shown = |setup: &Setup| {
        let shown = view(setup, &guide_of(setup), at(70), false);
        let role = shown.steps.into_iter().find(|step| step.id.as_str() == "role").unwrap();
        (role.judgement.unwrap().problem.unwrap(), shown.last_receipt.unwrap().refused.unwrap())
    };
    let today = shown(&saved_before(|_| {}));
    let old = saved_before(|saved| {
        for problem in ["/steps/role/judgement/problem", "/lastReceipt/refused"] {
            let problem = saved.pointer_mut(problem).unwrap();
            problem["title"] = "The heading of then".into();
            problem["next"] = serde_json::json!(["The remedy of then."]);
        }
    });
    assert_eq!(shown(&old), today, "what the script said stays, and the table words it");
}

#[test]
fn words_of_other_answers_stay_with_the_judgement_that_was_made_by_them() {
    let guide = guide_of(&saved_before(|_| {}));
    let mut setup = saved_before(|saved| {
        let finding = saved.pointer_mut("/steps/account/judgement/findings/0/expected").unwrap();
        *finding = "the words of then".into();
    });
    let expected = |setup: &Setup| {
        let shown = view(setup, &guide, at(70), false);
        let step = shown.steps.into_iter().find(|step| step.id.as_str() == "account").unwrap();
        step.judgement.unwrap().findings[0].expected.clone()
    };
    assert_ne!(expected(&setup), "the words of then");
    setup
        .set_answers(&guide, given(&[("verified_domain", "fabrikam.com")]), at(65), OPERATOR)
        .unwrap();
    assert_eq!(expected(&setup), "the words of then");
}
