use super::{evidence, last, moves, state};
use crate::certificate::Certificate;
use crate::guide::{ScriptEffect, ScriptRole, ScriptSpec, StepId};
use crate::receipt::{
    CertificateUse, Discovery, FindingState, InterruptedChange, InterruptedRun, Judgement, Outcome,
    ScriptProblem, Suggestion, Verdict,
};
use crate::setup::fixture::{
    all_in_place, answered, asking, at, certificate, changing, current, days, dry, finished, given,
    guide, new, receipt, received, step, with_fact,
};
use crate::setup::view::{Evidence, StepState};
use crate::setup::{CertificateSource, Effect, Notice, OPERATOR, Setup, SetupError};
use serde_json::json;
use std::collections::BTreeMap;

fn take(setup: &mut Setup, judgement: &Judgement) -> Effect {
    setup.take_receipt(&guide(), judgement, at(60)).unwrap()
}

#[test]
fn a_script_handed_out_makes_its_steps_wait_unless_they_are_settled() {
    let mut setup = answered();
    take(&mut setup, &receipt(10, vec![step("account", Verdict::InPlace), asking()]));
    setup.skip(&guide(), &"export".into(), "", at(12), OPERATOR).unwrap();
    let effect = setup.take_script(&guide(), &"all".into(), at(13), OPERATOR).unwrap();
    assert_eq!(moves(&effect), ["role: Todo to HandedOut"]);
    assert_eq!(state(&setup, "account"), StepState::Done);
    assert_eq!(state(&setup, "sfbonline"), StepState::Decide, "the question still stands");
    assert_eq!(state(&setup, "export"), StepState::Skipped);
    assert_eq!(last(&setup).1, "Copied or saved the script \"All on-premises steps\".");
}

#[test]
fn a_dry_run_comes_first_until_the_script_was_run_with_the_answers_as_they_are() {
    let mut guide = guide();
    for script in guide.scripts.iter_mut().filter(|script| script.role != ScriptRole::Discovery) {
        script.running.effect = ScriptEffect::Changes;
    }
    let first = |setup: &Setup, script: &str| {
        let view = crate::setup::view(setup, &guide, at(100), false);
        let mut choices = view.scripts.iter();
        choices.find(|choice| choice.id.as_str() == script).unwrap().dry_run_first
    };
    let mut setup = answered();
    assert!(first(&setup, "all") && first(&setup, "undo"));
    assert!(!first(&setup, "discover"), "it only reads");

    let of = |script: Option<&str>, minutes| Judgement {
        script: script.map(Into::into),
        ..receipt(minutes, Vec::new())
    };
    let refused = ScriptProblem {
        code: "wrong-shell".to_owned(),
        title: "Not the right window".to_owned(),
        message: "This is not the Exchange Management Shell.".to_owned(),
        next: Vec::new(),
        detail: String::new(),
    };
    let ended_early = Judgement { refused: Some(refused), ..of(Some("all"), 9) };
    for nothing in [of(None, 9), of(Some("somebody-elses"), 9), ended_early] {
        setup.take_receipt(&guide, &nothing, at(10)).unwrap();
        assert!(first(&setup, "all"), "{:?}", nothing.script);
    }
    setup.take_receipt(&guide, &dry(of(Some("all"), 10)), at(11)).unwrap();
    assert!(!first(&setup, "all"), "its dry run came back");
    assert!(first(&setup, "account"), "another script was not run");
    setup.take_receipt(&guide, &of(Some("account"), 12), at(13)).unwrap();
    assert!(!first(&setup, "account"), "it was run");

    let saved = serde_json::to_value(&setup).unwrap();
    let kept: Setup = serde_json::from_value(saved).unwrap();
    assert!(!first(&kept, "all"), "that is kept");

    let other = given(&[("verified_domain", "fabrikam.com")]);
    setup.set_answers(&guide, other, at(14), OPERATOR).unwrap();
    assert!(first(&setup, "all") && first(&setup, "account"), "it would do something else now");
}

#[test]
fn scripts_that_only_read_or_take_back_move_no_step() {
    for script in ["discover", "undo", "remove-legacy"] {
        let mut setup = answered();
        let effect = setup.take_script(&guide(), &script.into(), at(10), OPERATOR).unwrap();
        assert_eq!(effect.changes, [], "{script}");
    }
    let mut setup = answered();
    let effect = setup.take_script(&guide(), &"check".into(), at(10), OPERATOR).unwrap();
    assert_eq!(moves(&effect), ["verify: Todo to HandedOut"], "the verification waits for it");
}

#[test]
fn an_unknown_script_is_refused() {
    let error = answered().take_script(&guide(), &"nonsense".into(), at(1), OPERATOR).unwrap_err();
    assert!(matches!(error, SetupError::UnknownScript(_)));
}

#[test]
fn each_verdict_moves_its_step() {
    for (verdict, expected, by) in [
        (Verdict::InPlace, StepState::Done, Some(Evidence::Receipt)),
        (Verdict::Planned, StepState::HandedOut, None),
        (Verdict::Differs, StepState::Failed, None),
        (Verdict::Failed, StepState::Failed, None),
        (Verdict::Decide, StepState::Decide, None),
        (Verdict::Waiting, StepState::Waiting, None),
        (Verdict::NotReached, StepState::Todo, None),
    ] {
        let mut setup = answered();
        take(&mut setup, &receipt(10, vec![step("role", verdict)]));
        assert_eq!(
            (state(&setup, "role"), evidence(&setup, "role")),
            (expected, by),
            "{verdict:?}"
        );
        let judged = setup.step(&"role".into()).judgement.map(|judgement| judgement.verdict);
        let kept = (verdict != Verdict::NotReached).then_some(verdict);
        assert_eq!(judged, kept, "what was told is kept, what was not reached tells nothing");
    }
}

#[test]
fn a_receipt_that_did_not_reach_a_step_leaves_it_as_it_is() {
    let (mut setup, _) = finished();
    take(
        &mut setup,
        &receipt(50, vec![step("account", Verdict::Failed), step("role", Verdict::NotReached)]),
    );
    assert_eq!(state(&setup, "account"), StepState::Failed);
    assert_eq!(state(&setup, "role"), StepState::Done);
    assert_eq!(state(&setup, "verify"), StepState::Stale, "what it verified is out of place");
}

#[test]
fn a_dry_run_never_takes_back_what_is_done() {
    for verdict in [Verdict::Planned, Verdict::Differs, Verdict::Failed, Verdict::Decide] {
        let (mut setup, _) = finished();
        let before = setup.step(&"role".into());
        let effect = take(&mut setup, &dry(receipt(50, vec![step("role", verdict)])));
        assert_eq!(setup.step(&"role".into()), before, "{verdict:?}");
        let differs = Notice::DryRunDiffers { steps: vec!["role".into()] };
        let line = format!(
            "Imported the result of a dry run that started at 2026-11-21T02:50:00Z. {}",
            differs.text(&guide())
        );
        assert_eq!(last(&setup).1, line, "nothing of it was taken");
        assert_eq!(effect.notices, [differs]);
    }
}

#[test]
fn a_dry_run_that_finds_a_step_in_place_proves_it() {
    let mut setup = answered();
    take(&mut setup, &dry(receipt(10, vec![step("role", Verdict::InPlace)])));
    assert_eq!(state(&setup, "role"), StepState::Done);
}

#[test]
fn a_dry_run_leaves_a_step_that_was_left_out() {
    let mut setup = answered();
    setup.skip(&guide(), &"role".into(), "", at(5), OPERATOR).unwrap();
    take(&mut setup, &dry(receipt(10, vec![step("role", Verdict::Planned)])));
    assert_eq!(state(&setup, "role"), StepState::Skipped);
    take(&mut setup, &receipt(11, vec![step("role", Verdict::InPlace)]));
    assert_eq!(state(&setup, "role"), StepState::Done, "a real run proves more than a word");
}

#[test]
fn an_older_receipt_changes_nothing_and_is_reported() {
    let mut setup = answered();
    take(&mut setup, &receipt(20, vec![step("role", Verdict::InPlace)]));
    let effect = take(
        &mut setup,
        &receipt(10, vec![step("role", Verdict::Failed), step("account", Verdict::InPlace)]),
    );
    assert_eq!(state(&setup, "role"), StepState::Done);
    assert_eq!(state(&setup, "account"), StepState::Done, "of this step nothing newer is known");
    assert_eq!(effect.notices, [Notice::OlderReceipt { steps: vec!["role".into()] }]);
    assert_eq!(
        last(&setup).1,
        "Imported the result of a run that started at 2026-11-21T02:10:00Z. In place: \"Application account\". This script result is older than what Crosstrust already knows. These steps didn't change: \"Management role\".",
        "the journal does not say that a step is in place that was left"
    );
    assert_eq!(setup.last_receipt.as_ref().unwrap().started, at(20));
}

#[test]
fn the_same_receipt_twice_is_the_same() {
    let (mut setup, certificate) = finished();
    let before = setup.clone();
    let effect = take(&mut setup, &all_in_place(10, &certificate));
    assert_eq!((effect.changes.len(), effect.notices), (0, vec![Notice::AlreadyImported]));
    assert_eq!(setup, before, "and nothing is written down twice");
    assert_eq!(setup.steps, before.steps);
    assert_eq!(setup.undo_list, before.undo_list);
    assert_eq!(setup.certificates, before.certificates);
}

#[test]
fn whatever_is_imported_again_is_reported() {
    let dry_run = dry(receipt(10, vec![step("role", Verdict::Planned)]));
    let mut discovery = receipt(10, Vec::new());
    discovery.discovery = Some(Discovery {
        facts: serde_json::Map::new(),
        prerequisites: Vec::new(),
        part: "discovery".into(),
        suggestions: Vec::new(),
        notes: vec!["The certificate ends in 400 days.".to_owned()],
        unread: Vec::new(),
        likely_done: Vec::new(),
    });
    let mut refused = receipt(10, Vec::new());
    refused.refused = Some(ScriptProblem {
        code: "wrong-shell".to_owned(),
        title: "Wrong window".to_owned(),
        message: "This is not the Exchange Management Shell.".to_owned(),
        next: Vec::new(),
        detail: String::new(),
    });
    let failed = receipt(10, vec![step("account", Verdict::Failed)]);
    for judgement in [dry_run, discovery, refused, failed] {
        let mut setup = answered();
        assert_eq!(take(&mut setup, &judgement).notices, [], "{judgement:?}");
        let before = setup.clone();
        assert_eq!(take(&mut setup, &judgement).notices, [Notice::AlreadyImported]);
        assert_eq!(setup, before);
        let later = receipt(20, vec![step("export", Verdict::InPlace)]);
        assert_eq!(take(&mut setup, &later).notices, [], "another receipt");
    }
}

#[test]
fn a_receipt_that_brings_something_back_is_not_called_imported_already() {
    type Change = fn(&mut Setup) -> Result<Effect, SetupError>;
    let in_place = receipt(10, vec![step("role", Verdict::InPlace)]);
    let changes: [Change; 3] = [
        |setup| setup.reopen(&guide(), &"role".into(), at(61), OPERATOR),
        |setup| setup.skip(&guide(), &"role".into(), "", at(61), OPERATOR),
        // The operator's word takes the place of the receipt, and the receipt that of the word.
        |setup| setup.confirm(&guide(), &"role".into(), "", at(61), OPERATOR),
    ];
    for change in changes {
        let mut setup = answered();
        take(&mut setup, &in_place);
        change(&mut setup).unwrap();
        assert_eq!(take(&mut setup, &in_place).notices, []);
        assert_eq!(evidence(&setup, "role"), Some(Evidence::Receipt));
    }
    let (mut setup, certificate) = finished();
    setup.reopen(&guide(), &"verify".into(), at(61), OPERATOR).unwrap();
    assert!(!setup.on_premises_holds(&guide()));
    assert_eq!(take(&mut setup, &all_in_place(10, &certificate)).notices, []);
    assert!(setup.on_premises_holds(&guide()), "the servers count as read again");
}

#[test]
fn a_second_dry_run_that_shows_the_same_is_reported() {
    let mut setup = answered();
    let run = |minutes, verdict| dry(receipt(minutes, vec![step("role", verdict)]));
    assert_eq!(take(&mut setup, &run(10, Verdict::Planned)).notices, []);
    assert_eq!(take(&mut setup, &run(20, Verdict::Planned)).notices, [Notice::SameDryRun]);
    assert!(last(&setup).1.contains("started at 2026-11-21T02:20:00Z"), "it was run all the same");
    assert_eq!(take(&mut setup, &run(30, Verdict::InPlace)).notices, [], "this one shows more");
    let real = receipt(40, vec![step("role", Verdict::InPlace)]);
    assert_eq!(take(&mut setup, &real).notices, [], "a real run proves it anew");
}

#[test]
fn a_real_receipt_outweighs_the_operators_word() {
    let mut setup = answered();
    setup.confirm(&guide(), &"role".into(), "sure", at(5), OPERATOR).unwrap();
    take(&mut setup, &receipt(10, vec![step("role", Verdict::Differs)]));
    assert_eq!((state(&setup, "role"), evidence(&setup, "role")), (StepState::Failed, None));
}

#[test]
fn a_receipt_naming_an_unknown_step_is_refused_whole() {
    let mut setup = answered();
    let before = setup.clone();
    let judgement =
        receipt(10, vec![step("role", Verdict::InPlace), step("nonsense", Verdict::InPlace)]);
    let error = setup.take_receipt(&guide(), &judgement, at(11)).unwrap_err();
    assert!(matches!(error, SetupError::UnknownStep(id) if id.as_str() == "nonsense"));
    assert_eq!(setup, before);
}

#[test]
fn a_receipt_cannot_finish_the_upload_or_the_questions() {
    let mut setup = new();
    take(
        &mut setup,
        &receipt(
            10,
            vec![
                step("upload", Verdict::InPlace),
                step("organisation", Verdict::InPlace),
                step("verify", Verdict::InPlace),
            ],
        ),
    );
    for id in ["upload", "organisation", "verify"] {
        assert_eq!(state(&setup, id), StepState::Todo, "{id}");
    }
}

#[test]
fn a_refusal_before_the_first_step_is_kept_and_reported() {
    let mut setup = answered();
    setup.take_script(&guide(), &"all".into(), at(5), OPERATOR).unwrap();
    let mut judgement = receipt(10, Vec::new());
    judgement.refused = Some(ScriptProblem {
        code: "wrong-shell".to_owned(),
        title: "Wrong window".to_owned(),
        message: "This is not the Exchange Management Shell.".to_owned(),
        next: Vec::new(),
        detail: String::new(),
    });
    take(&mut setup, &judgement);
    assert_eq!(state(&setup, "role"), StepState::HandedOut);
    let stored = judgement.without_words(&setup.judged_by(&guide()));
    assert_eq!(setup.last_receipt, Some(stored));
    let (who, what) = last(&setup);
    assert_eq!(who, "EX01");
    assert!(what.contains("This is not the Exchange Management Shell."), "{what}");
}

#[test]
fn the_journal_names_the_account_that_ran_the_script_and_its_computer() {
    let mut setup = answered();
    let mut judgement = receipt(10, vec![step("role", Verdict::InPlace)]);
    take(&mut setup, &judgement);
    assert_eq!(last(&setup).0, "EX01", "scripts of earlier versions do not say who");
    judgement.account = Some(r"CONTOSO\admin".to_owned());
    judgement.started = at(11);
    take(&mut setup, &judgement);
    assert_eq!(last(&setup).0, r"CONTOSO\admin on EX01");
    judgement.computer = String::new();
    judgement.started = at(12);
    take(&mut setup, &judgement);
    assert_eq!(last(&setup).0, r"CONTOSO\admin on an unnamed computer");
}

#[test]
fn discovery_is_kept_and_an_older_one_does_not_replace_it() {
    let found = |value: &str| Discovery {
        facts: serde_json::Map::new(),
        prerequisites: Vec::new(),
        part: "discovery".into(),
        suggestions: vec![Suggestion {
            answer: "tenant".into(),
            value: value.to_owned(),
            source: "Accepted domains".to_owned(),
            choose: false,
        }],
        notes: Vec::new(),
        unread: Vec::new(),
        likely_done: vec!["role".into()],
    };
    let mut setup = new();
    let mut judgement = receipt(10, Vec::new());
    judgement.discovery = Some(found("new"));
    take(&mut setup, &judgement);
    judgement.started = at(5);
    judgement.discovery = Some(found("old"));
    take(&mut setup, &judgement);
    assert_eq!(setup.discovery(&guide(), at(0)), Some(found("new")));
    assert_eq!(state(&setup, "role"), StepState::Todo, "a likely step is not a proved one");
}

#[test]
fn what_discovery_found_in_several_places_stands_together() {
    let found = |part: &str, value: &str| Discovery {
        facts: serde_json::Map::new(),
        prerequisites: Vec::new(),
        part: part.into(),
        suggestions: vec![Suggestion {
            answer: "tenant".into(),
            value: value.to_owned(),
            source: part.to_owned(),
            choose: false,
        }],
        notes: vec!["Common".to_owned(), part.to_owned()],
        unread: Vec::new(),
        likely_done: vec!["role".into()],
    };
    let mut setup = new();
    for (minutes, part, value) in [
        (10, "discovery", "contoso.com"),
        (11, "discovery-skype", "Contoso.com"),
        (12, "discovery-skype", "fabrikam.com"),
    ] {
        let mut judgement = receipt(minutes, Vec::new());
        judgement.discovery = Some(found(part, value));
        take(&mut setup, &judgement);
    }
    let whole = setup.discovery(&guide(), at(0)).unwrap();
    let values: Vec<&str> = whole.suggestions.iter().map(|one| one.value.as_str()).collect();
    assert_eq!(values, ["contoso.com", "fabrikam.com"], "the newer one of each place");
    assert_eq!(whole.notes, ["Common", "discovery", "discovery-skype"]);
    assert_eq!(whole.likely_done, ["role".into()]);
}

#[test]
fn two_servers_that_use_different_certificates_are_reported() {
    let (first, second) = (current(), certificate("other", at(0) - days(1), at(0) + days(900)));
    let mut setup = answered();
    take(&mut setup, &all_in_place(10, &first));
    let mut elsewhere = all_in_place(20, &first);
    elsewhere.computer = "EX02".to_owned();
    assert_eq!(take(&mut setup, &elsewhere).notices, [], "it is the same one");
    elsewhere = all_in_place(30, &second);
    elsewhere.computer = "EX03".to_owned();
    let differ = Notice::CertificatesDiffer {
        computer: "EX03".to_owned(),
        thumbprint: second.thumbprint(),
        other: first.thumbprint(),
        source: CertificateSource::Receipt { computer: "EX02".to_owned() },
    };
    let notices = take(&mut setup, &elsewhere).notices;
    assert!(notices.contains(&differ), "{notices:?}");
    let (_, line) = last(&setup);
    assert!(line.ends_with(&differ.text(&guide())), "it can be read up later: {line}");
    let renewed = certificate("renewed", at(0) - days(1), at(0) + days(901));
    let mut again = all_in_place(40, &renewed);
    again.computer = "EX03".to_owned();
    let thumbprint = renewed.thumbprint();
    let received = [Notice::CertificateReceived { thumbprint }];
    assert_eq!(take(&mut setup, &again).notices, received, "renewed on the same server");
}

#[test]
fn certificates_come_with_the_receipt_and_those_it_no_longer_names_go() {
    let (first, second) = (current(), certificate("next", at(0) - days(1), at(0) + days(900)));
    let mut setup = answered();
    let mut judgement = all_in_place(10, &first);
    judgement.certificates.insert(0, received(CertificateUse::Next, &second));
    let effect = take(&mut setup, &judgement);
    let received = |certificate: &Certificate| Notice::CertificateReceived {
        thumbprint: certificate.thumbprint(),
    };
    assert_eq!(effect.notices, [received(&second), received(&first)]);
    let held: Vec<CertificateUse> =
        setup.certificates(at(60)).iter().map(|held| held.r#use).collect();
    assert_eq!(held, [CertificateUse::Current, CertificateUse::Next]);
    assert_eq!(setup.certificates(at(60))[0].source, "From the script result of EX01");

    take(&mut setup, &all_in_place(20, &second));
    let held = setup.certificates(at(60));
    assert_eq!(held.len(), 1, "rollover day has passed");
    assert_eq!(held[0].card.thumbprint, second.thumbprint());

    take(&mut setup, &all_in_place(15, &first));
    assert_eq!(setup.certificates(at(60)).len(), 1, "an older receipt brings nothing back");
    take(&mut setup, &receipt(30, vec![step("role", Verdict::InPlace)]));
    assert_eq!(
        setup.certificates(at(60)).len(),
        1,
        "a receipt without certificates takes none away"
    );
}

#[test]
fn keeping_a_difference_finishes_the_step_on_its_receipt() {
    let mut setup = answered();
    take(&mut setup, &receipt(10, vec![asking()]));
    assert_eq!(state(&setup, "sfbonline"), StepState::Decide);
    setup.decide_difference(&guide(), &"sfbonline".into(), false, at(61), OPERATOR).unwrap();
    let record = setup.step(&"sfbonline".into());
    assert_eq!((record.state, record.evidence), (StepState::Done, Some(Evidence::Receipt)));
    let judgement = record.judgement.unwrap();
    assert_eq!((judgement.verdict, judgement.question), (Verdict::InPlace, None));
    let states: Vec<FindingState> =
        judgement.findings.iter().map(|finding| finding.state).collect();
    assert_eq!(states, [FindingState::Met, FindingState::Kept]);
    assert!(setup.accepted_differences().contains(&"sfbonline".into()));
    assert_eq!(last(&setup).1, "Decided to keep it: SfBOnline is linked to another account.");
}

#[test]
fn changing_a_difference_goes_into_the_script_and_the_step_runs_again() {
    let mut setup = answered();
    take(&mut setup, &receipt(10, vec![asking(), step("role", Verdict::InPlace)]));
    let effect =
        setup.decide_difference(&guide(), &"sfbonline".into(), true, at(61), OPERATOR).unwrap();
    assert_eq!(state(&setup, "sfbonline"), StepState::Todo);
    assert_eq!(setup.raw_answers()[&"relink".into()], "true");
    assert!(!setup.accepted_differences().contains(&"sfbonline".into()));
    assert_eq!(state(&setup, "role"), StepState::Done, "it does not use the decision");
    assert_eq!(effect.notices, [Notice::RunAgain { step: "sfbonline".into() }]);
    let question = setup.step(&"sfbonline".into()).judgement.unwrap().question;
    assert_eq!(question, None, "it is answered");
}

#[test]
fn a_decision_can_be_turned_round_by_the_next_receipt() {
    let mut setup = answered();
    take(&mut setup, &receipt(10, vec![asking()]));
    setup.decide_difference(&guide(), &"sfbonline".into(), true, at(61), OPERATOR).unwrap();
    take(&mut setup, &receipt(20, vec![asking()]));
    setup.decide_difference(&guide(), &"sfbonline".into(), false, at(62), OPERATOR).unwrap();
    assert!(!setup.raw_answers().contains_key(&"relink".into()), "the script no longer relinks");
    assert_eq!(state(&setup, "sfbonline"), StepState::Done);
}

#[test]
fn without_a_question_there_is_nothing_to_decide() {
    let mut setup = answered();
    for change in [true, false] {
        let error =
            setup.decide_difference(&guide(), &"role".into(), change, at(5), OPERATOR).unwrap_err();
        assert!(matches!(error, SetupError::NothingToDecide { .. }));
    }
    take(&mut setup, &receipt(10, vec![asking()]));
    setup.skip(&guide(), &"sfbonline".into(), "", at(11), OPERATOR).unwrap();
    let before = setup.clone();
    setup.decide_difference(&guide(), &"sfbonline".into(), true, at(12), OPERATOR).unwrap_err();
    assert_eq!(setup, before);
}

#[test]
fn what_a_receipt_changed_is_remembered_for_undo() {
    let mut setup = answered();
    let role = changing(
        step("role", Verdict::InPlace),
        &[
            "Create the role from UserApplication",
            "Remove 16 entries, keep GetDelegate",
            "Assign to TeamsScheduler",
        ],
    );
    let application = changing(
        step("sfbonline", Verdict::InPlace),
        &["Enable the partner application", "Link to contoso.com/Users/TeamsScheduler"],
    );
    let application = with_fact(application, "formerLinkedAccount", json!("contoso.com/Users/Old"));
    take(&mut setup, &receipt(10, vec![role, application]));
    assert_eq!(setup.undo_list().created, ["role", "assignment"]);
    assert_eq!(setup.undo_list().enabled, ["sfbonline"]);
    assert_eq!(setup.undo_list().relinked["sfbonline"], "contoso.com/Users/Old");
}

#[test]
fn what_was_changed_before_a_failure_is_remembered_too() {
    let mut setup = answered();
    let failed = changing(step("role", Verdict::Failed), &["Create the role from UserApplication"]);
    take(&mut setup, &receipt(10, vec![failed]));
    assert_eq!(state(&setup, "role"), StepState::Failed);
    assert_eq!(setup.undo_list().created, ["role"]);
}

#[test]
fn a_dry_run_makes_nothing() {
    let mut setup = answered();
    let planned =
        changing(step("role", Verdict::Planned), &["Create the role from UserApplication"]);
    take(&mut setup, &dry(receipt(10, vec![planned])));
    assert_eq!(setup.undo_list(), &crate::script::UndoList::default());
    let lying = changing(step("role", Verdict::InPlace), &["Create the role from UserApplication"]);
    take(&mut setup, &dry(receipt(11, vec![lying])));
    assert_eq!(
        setup.undo_list(),
        &crate::script::UndoList::default(),
        "a dry run that says otherwise is not believed"
    );
}

#[test]
fn the_first_former_value_stands_and_what_was_created_needs_none() {
    let mut setup = answered();
    let link = |former: &str| {
        with_fact(
            changing(step("sfbonline", Verdict::InPlace), &["Link to x"]),
            "formerLinkedAccount",
            json!(former),
        )
    };
    take(&mut setup, &receipt(10, vec![link("")]));
    take(&mut setup, &receipt(20, vec![link("contoso.com/Users/Ours")]));
    assert_eq!(setup.undo_list().relinked["sfbonline"], "", "it had none before this setup");

    let mut setup = answered();
    take(
        &mut setup,
        &receipt(
            10,
            vec![changing(
                step("sfbonline", Verdict::InPlace),
                &["Create the partner application"],
            )],
        ),
    );
    take(
        &mut setup,
        &receipt(
            20,
            vec![
                link("x"),
                changing(step("sfbonline", Verdict::InPlace), &["Enable the partner application"]),
            ],
        ),
    );
    assert_eq!(setup.undo_list().created, ["sfbonline"]);
    assert!(
        setup.undo_list().relinked.is_empty() && setup.undo_list().enabled.is_empty(),
        "undo removes the whole of it"
    );
}

#[test]
fn without_the_former_value_a_link_cannot_be_taken_back() {
    let mut setup = answered();
    take(
        &mut setup,
        &receipt(10, vec![changing(step("sfbonline", Verdict::InPlace), &["Link to x"])]),
    );
    assert!(setup.undo_list().relinked.is_empty());
}

#[test]
fn an_undo_receipt_takes_entries_and_states_back() {
    let (mut setup, _) = finished();
    take(
        &mut setup,
        &receipt(
            40,
            vec![
                changing(step("account", Verdict::InPlace), &["Create the mail user"]),
                changing(
                    step("role", Verdict::InPlace),
                    &["Create the role", "Assign to TeamsScheduler"],
                ),
                changing(step("sfbonline", Verdict::InPlace), &["Enable the partner application"]),
            ],
        ),
    );
    assert_eq!(setup.undo_list().created, ["account", "role", "assignment"]);
    take(
        &mut setup,
        &receipt(
            50,
            vec![
                with_fact(
                    changing(
                        step("sfbonline", Verdict::Differs),
                        &["Disable the partner application again"],
                    ),
                    "present",
                    json!(true),
                ),
                with_fact(
                    changing(step("role", Verdict::Differs), &["Remove the role"]),
                    "present",
                    json!(false),
                ),
            ],
        ),
    );
    assert_eq!(setup.undo_list().created, ["account"]);
    assert!(setup.undo_list().enabled.is_empty());
    assert_eq!(state(&setup, "role"), StepState::Todo);
    assert_eq!(state(&setup, "sfbonline"), StepState::Todo, "it is as it was before this setup");
    assert_eq!(state(&setup, "account"), StepState::Done);
    assert_eq!(state(&setup, "verify"), StepState::Stale);
}

#[test]
fn an_undo_that_left_a_thing_or_failed_or_was_dry_takes_nothing_back() {
    let created = || {
        let mut setup = answered();
        take(
            &mut setup,
            &receipt(10, vec![changing(step("role", Verdict::InPlace), &["Create the role"])]),
        );
        setup
    };
    let left = with_fact(step("role", Verdict::Differs), "present", json!(true));
    let mut setup = created();
    take(&mut setup, &receipt(20, vec![left.clone()]));
    assert_eq!((setup.undo_list().created.len(), state(&setup, "role")), (1, StepState::Done));

    let mut failed = left.clone();
    failed.outcome = Outcome::Failed;
    failed.verdict = Verdict::Failed;
    let mut setup = created();
    take(&mut setup, &receipt(20, vec![failed]));
    assert_eq!((setup.undo_list().created.len(), state(&setup, "role")), (1, StepState::Failed));

    let mut setup = created();
    take(
        &mut setup,
        &dry(receipt(20, vec![with_fact(step("role", Verdict::Planned), "present", json!(false))])),
    );
    assert_eq!((setup.undo_list().created.len(), state(&setup, "role")), (1, StepState::Done));

    let mut still_there = left;
    still_there.outcome = Outcome::Changed;
    let mut setup = created();
    take(&mut setup, &receipt(20, vec![still_there]));
    assert_eq!(
        setup.undo_list().created,
        ["role"],
        "it was to be removed and is there: it can be tried again"
    );
}

#[test]
fn a_receipt_from_before_the_undo_makes_nothing_undoable_again() {
    let mut setup = answered();
    let made = receipt(10, vec![changing(step("role", Verdict::InPlace), &["Create the role"])]);
    take(
        &mut setup,
        &receipt(20, vec![with_fact(step("role", Verdict::Differs), "present", json!(false))]),
    );
    take(&mut setup, &made);
    assert_eq!(setup.undo_list(), &crate::script::UndoList::default());

    let mut setup = answered();
    take(&mut setup, &receipt(20, vec![step("role", Verdict::InPlace)]));
    take(&mut setup, &made);
    assert_eq!(
        setup.undo_list().created,
        ["role"],
        "a later look took nothing away: it was made by this setup"
    );
}

#[test]
fn only_a_reading_of_everything_that_changed_nothing_verifies_on_premises() {
    let certificate = current();
    let whole = all_in_place(10, &certificate);
    let mut setup = answered();
    take(&mut setup, &whole);
    assert!(setup.on_premises_holds(&guide()));

    let mut part = whole.clone();
    part.steps.pop();
    let mut changed = whole.clone();
    changed.steps[1].outcome = Outcome::Changed;
    let mut differs = whole.clone();
    differs.steps[1].verdict = Verdict::Differs;
    for judgement in [part, changed, differs, dry(whole.clone())] {
        let mut setup = answered();
        take(&mut setup, &judgement);
        assert!(!setup.on_premises_holds(&guide()), "{judgement:?}");
    }
}

#[test]
fn a_verification_with_several_scripts_takes_a_receipt_of_each() {
    let mut guide = guide();
    let verification = |script: &&ScriptSpec| script.role == ScriptRole::Verification;
    let mut elsewhere = guide.scripts.iter().find(verification).unwrap().clone();
    elsewhere.id = "verify-elsewhere".into();
    let last = elsewhere.steps.pop().unwrap();
    let whole = all_in_place(10, &current());
    for script in guide.scripts.iter_mut().filter(|script| script.role == ScriptRole::Verification)
    {
        script.steps = vec![last.clone()];
    }
    guide.scripts.push(elsewhere);
    let part = |minutes: i64, of: fn(&StepId, &StepId) -> bool| {
        let mut part = all_in_place(minutes, &current());
        part.steps.retain(|step| of(&step.step, &last));
        part
    };
    let here = part(20, |step, last| step == last);
    let there = part(10, |step, last| step != last);
    for receipts in [[&here, &there], [&there, &here]] {
        let mut setup = answered();
        setup.take_receipt(&guide, receipts[0], at(30)).unwrap();
        assert!(!setup.on_premises_holds(&guide), "one of the two places was not read");
        setup.take_receipt(&guide, receipts[1], at(31)).unwrap();
        assert!(setup.on_premises_holds(&guide), "both were");
    }
    let mut setup = answered();
    setup.take_receipt(&guide, &whole, at(30)).unwrap();
    assert!(setup.on_premises_holds(&guide), "one receipt may stand for both");
}

#[test]
fn a_step_that_was_left_out_need_not_be_read_again() {
    let mut setup = answered();
    let mut part = all_in_place(10, &current());
    let left_out = part.steps.remove(0).step;
    take(&mut setup, &part);
    assert!(!setup.on_premises_holds(&guide()), "it was neither read nor left out");
    setup.skip(&guide(), &left_out, "", at(20), OPERATOR).unwrap();
    part.started = at(21);
    take(&mut setup, &part);
    assert!(setup.on_premises_holds(&guide()));
}

#[test]
fn a_change_is_remembered_with_what_it_was_made_to() {
    let mut guide = guide();
    let role = guide.steps.iter_mut().find(|step| step.id.as_str() == "role").unwrap();
    for change in &mut role.reversible {
        change.name = "role:{}".to_owned();
    }
    let mut made =
        changing(step("role", Verdict::InPlace), &["Create the role from UserApplication"]);
    made.changes[0].target = "A {} 'name'".to_owned();
    let mut setup = answered();
    setup.take_receipt(&guide, &receipt(10, vec![made]), at(10)).unwrap();
    assert_eq!(setup.undo_list().created, ["role:A {} 'name'"]);
    let gone = with_fact(step("role", Verdict::Differs), "present", json!(false));
    setup.take_receipt(&guide, &receipt(20, vec![gone]), at(20)).unwrap();
    assert!(setup.undo_list().is_empty(), "{:?}", setup.undo_list());
}

#[test]
fn the_journal_tells_a_receipt_in_words() {
    let mut setup = answered();
    take(
        &mut setup,
        &receipt(
            10,
            vec![step("account", Verdict::InPlace), step("role", Verdict::Failed), asking()],
        ),
    );
    assert_eq!(
        last(&setup),
        (
            "EX01",
            "Imported the result of a run that started at 2026-11-21T02:10:00Z. In place: \"Application account\". Needs a decision: \"Partner application SfBOnline\". Not in place: \"Management role\"."
        )
    );
}

/// A receipt of the Teams guide as a script writes it, of these steps.
fn reported(
    setup: &Setup,
    guide: &crate::guide::Guide,
    minutes: i64,
    steps: &serde_json::Value,
) -> String {
    let (answers, _) = crate::guide::Answers::parse(guide, setup.raw_answers());
    let receipt = json!({
        "format": 1, "guide": guide.id, "setup": setup.id().to_string(),
        "answers": answers.fingerprint(guide), "computer": "EX01", "powershell": "5.1",
        "whatIf": false, "started": at(minutes), "ended": at(minutes), "steps": steps,
    });
    let base64 =
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, receipt.to_string());
    format!("-----BEGIN CROSSTRUST RECEIPT-----\n{base64}\n-----END CROSSTRUST RECEIPT-----\n")
}

#[test]
fn all_receipts_of_a_text_are_taken_and_the_newest_of_each_step_counts_wherever_it_stands() {
    let guide = guide();
    let failed = json!([{
        "id": "role", "outcome": "failed",
        "error": { "code": "exchange-error", "message": "It did not work." },
    }]);
    let planned = json!([{ "id": "role", "outcome": "planned" }]);
    let account = json!([{ "id": "account", "outcome": "planned" }]);
    let mut setup = answered();
    let newest = reported(&setup, &guide, 30, &failed);
    let older = reported(&setup, &guide, 10, &planned);
    let other_step = reported(&setup, &guide, 5, &account);
    let cut = newest.split("-----END").next().unwrap().to_owned();
    let text = format!("{newest}From: Grace\n{older}\n{other_step}\n{cut}");
    let found = crate::receipt::read(text.as_bytes()).unwrap();
    let before = setup.clone();
    setup.import_receipts(&guide, &found, at(60)).unwrap();
    assert_eq!(state(&setup, "role"), StepState::Failed, "by the newest, which stands first");
    assert_eq!(state(&setup, "account"), StepState::HandedOut, "by the only one that tells of it");
    let mut other = before;
    let text = format!("{older}\n{cut}");
    let shorter = crate::receipt::read(&text.as_bytes()[..text.len() - 40]).unwrap();
    let effect = other.import_receipts(&guide, &shorter, at(60)).unwrap();
    let words: Vec<String> = effect.notices.iter().map(|one| one.view(&guide).text).collect();
    assert!(words.iter().any(|note| note.contains("incomplete")), "{words:?}");
}

/// A run that began so many minutes after the tests did, made the account, and was interrupted while it
/// made the role.
fn interrupted(minutes: i64) -> InterruptedRun {
    let change = |step: &str, target: &str, action: &str, confirmed| InterruptedChange {
        step: step.into(),
        target: target.to_owned(),
        action: action.to_owned(),
        confirmed,
        former: BTreeMap::new(),
        before: None,
        after: None,
    };
    InterruptedRun {
        started: at(minutes),
        computer: "EX01".to_owned(),
        account: None,
        script: Some("all".into()),
        changes: vec![
            change("account", "TeamsScheduler", "Create the mail user", true),
            change("role", "TeamsSchedulerRole", "Create the role from UserApplication", false),
        ],
        damaged: 0,
    }
}

#[test]
fn what_an_interrupted_run_made_is_not_lost_when_the_next_one_finds_it_unchanged() {
    let mut setup = answered();
    let steps = vec![step("account", Verdict::InPlace), step("role", Verdict::InPlace)];
    let next = Judgement { interrupted: vec![interrupted(5)], ..receipt(10, steps) };
    let effect = take(&mut setup, &next);
    let reported = Notice::InterruptedRun {
        computer: "EX01".to_owned(),
        started: at(5),
        confirmed: 1,
        unknown: 1,
    };
    assert_eq!(effect.notices, [reported]);
    assert_eq!(
        setup.undo_list().created,
        ["account", "role"],
        "what is not known is looked at by undo"
    );
    let history: Vec<_> = setup
        .history()
        .scripts
        .iter()
        .map(|change| (change.started, change.step.as_str(), change.done, change.unknown))
        .collect();
    assert_eq!(history, [(at(5), "account", true, false), (at(5), "role", true, true)]);
    assert!(last(&setup).1.contains("ended without a script result"), "{}", last(&setup).1);

    // The same receipt, the next one, and that of the interrupted run itself add nothing.
    let before = setup.clone();
    assert_eq!(take(&mut setup, &next).notices, [Notice::AlreadyImported]);
    let later = vec![step("account", Verdict::InPlace), step("role", Verdict::InPlace)];
    take(&mut setup, &receipt(20, later));
    let own = changing(step("account", Verdict::InPlace), &["Create the mail user"]);
    take(&mut setup, &receipt(5, vec![own]));
    assert_eq!(setup.undo_list(), before.undo_list());
    assert_eq!(setup.history().scripts, before.history().scripts);
}

#[test]
fn a_former_value_of_an_interrupted_run_is_the_one_that_undo_sets_again() {
    let mut setup = answered();
    let mut run = interrupted(5);
    run.changes.truncate(1);
    run.changes[0] = InterruptedChange {
        step: "sfbonline".into(),
        target: "SfBOnline".to_owned(),
        action: "Link to contoso.com/Users/TeamsScheduler".to_owned(),
        confirmed: false,
        former: BTreeMap::from([(
            "formerLinkedAccount".to_owned(),
            "contoso.com/Users/Old".to_owned(),
        )]),
        before: None,
        after: None,
    };
    let found = vec![step("sfbonline", Verdict::InPlace)];
    take(&mut setup, &Judgement { interrupted: vec![run], ..receipt(10, found) });
    assert_eq!(setup.undo_list().relinked["sfbonline"], "contoso.com/Users/Old");
    assert_eq!(setup.history().scripts[0].former[0].value, "contoso.com/Users/Old");
}

#[test]
fn an_interrupted_run_counts_in_a_dry_run_and_where_no_step_was_reached() {
    for next in [dry(receipt(10, vec![])), receipt(10, vec![])] {
        let mut setup = answered();
        take(&mut setup, &Judgement { interrupted: vec![interrupted(5)], ..next });
        assert_eq!(setup.undo_list().created, ["account", "role"]);
    }
}

#[test]
fn what_an_interrupted_undo_did_is_nothing_to_take_back() {
    let mut setup = answered();
    let run = InterruptedRun { script: Some("undo".into()), ..interrupted(5) };
    take(&mut setup, &Judgement { interrupted: vec![run], ..receipt(10, vec![]) });
    assert!(setup.undo_list().is_empty(), "{:?}", setup.undo_list());
    assert_eq!(setup.history().scripts.len(), 2, "it is told all the same");
}

#[test]
fn what_was_undone_since_an_interrupted_run_stays_undone() {
    let mut setup = answered();
    let gone = with_fact(step("account", Verdict::Differs), "present", json!(false));
    take(&mut setup, &receipt(10, vec![gone]));
    take(&mut setup, &Judgement { interrupted: vec![interrupted(5)], ..receipt(20, vec![]) });
    assert_eq!(setup.undo_list().created, ["role"]);
}

#[test]
fn what_a_verification_may_not_read_changes_no_step_and_verifies_none() {
    let (mut setup, _) = finished();
    let states = |setup: &Setup| ["account", "role"].map(|id| state(setup, id));
    let before = states(&setup);
    let steps = vec![step("account", Verdict::InPlace), step("role", Verdict::NotRead)];
    let effect = take(&mut setup, &receipt(50, steps));
    assert_eq!(effect.notices, [Notice::NotRead { steps: vec!["role".into()] }]);
    assert_eq!(states(&setup), before);
    let mut setup = answered();
    take(&mut setup, &receipt(50, vec![step("role", Verdict::NotRead)]));
    assert_eq!(state(&setup, "role"), StepState::Todo);
}
