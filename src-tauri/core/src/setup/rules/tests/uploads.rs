//! Steps that write more than keys, and more than one of them in a guide.

use super::{evidence, last, moves, state};
use crate::certificate::Certificate;
use crate::error::{ErrorCode, Problem};
use crate::graph::{DesiredState, KeyName, Plan, PrincipalResult, PrincipalState};
use crate::guide::{FactRef, Guide, StepId};
use crate::ids::{AppId, Thumbprint};
use crate::receipt::{CertificateUse, Verdict};
use crate::setup::fixture::{
    SFB, VOICEMAIL, at, certificate, current, days, given, held_key, id, journal, receipt,
    received, result, step, with_fact,
};
use crate::setup::view::{Evidence, StepState, StepView};
use crate::setup::{Notice, OPERATOR, PlanFor, Setup, SetupError, TenantOperation, view};
use serde_json::json;

const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";
const WORD: &str = "CVE-2025-53786";

fn guide() -> Guide {
    toml::from_str(include_str!("../../fixtures/writes.toml")).unwrap()
}

fn answered() -> Setup {
    let mut setup = Setup::new(id(7), &guide(), false, at(0), OPERATOR);
    let answers =
        given(&[("tenant", "contoso.onmicrosoft.com"), ("verified_domain", "contoso.com")]);
    setup.set_answers(&guide(), answers, at(1), OPERATOR).unwrap();
    setup
}

/// Takes in a receipt of a step that reports these texts.
fn tell(setup: &mut Setup, minutes: i64, of: &str, fact: &str, texts: &[&str]) {
    let reported = with_fact(step(of, Verdict::InPlace), fact, json!(texts));
    setup.take_receipt(&guide(), &receipt(minutes, vec![reported]), at(minutes + 1)).unwrap();
}

/// Answered, with a certificate and two host names from receipts.
fn ready() -> (Setup, Certificate) {
    let mut setup = answered();
    tell(&mut setup, 10, "hosts", "hosts", &["mail.contoso.com", "pool.contoso.com"]);
    let certificate = current();
    bring(&mut setup, 12, &certificate);
    (setup, certificate)
}

/// A receipt of the export step with this certificate in use.
fn bring(setup: &mut Setup, minutes: i64, certificate: &Certificate) {
    let mut judgement = receipt(minutes, vec![step("export", Verdict::InPlace)]);
    judgement.certificates = vec![received(CertificateUse::Current, certificate)];
    setup.take_receipt(&guide(), &judgement, at(minutes + 1)).unwrap();
}

fn named(result: PrincipalResult, names: &[&str]) -> PrincipalResult {
    PrincipalResult { names: names.iter().map(|name| (*name).to_owned()).collect(), ..result }
}

/// Everything that the first upload wants, read back.
fn in_place(certificate: &Certificate) -> Vec<PrincipalResult> {
    vec![
        named(
            result(SFB, PrincipalState::Done, &[certificate]),
            &["https://mail.contoso.com/", "https://pool.contoso.com/", "https://others.example/"],
        ),
        result(EXCHANGE, PrincipalState::AlreadyThere, &[]),
    ]
}

fn wanted(setup: &Setup, step: &str) -> Vec<DesiredState> {
    setup.desired(&guide(), &step.into(), at(20)).unwrap()
}

fn refusal(setup: &Setup, step: &str) -> SetupError {
    setup.desired(&guide(), &step.into(), at(20)).unwrap_err()
}

fn needs(setup: &Setup, step: &str) -> Vec<String> {
    let view = view(setup, &guide(), at(20), false);
    view.steps.into_iter().find(|one| one.id == StepId::from(step)).unwrap().needs
}

fn upload(
    setup: &mut Setup,
    step: &str,
    minutes: i64,
    results: Vec<PrincipalResult>,
) -> Vec<String> {
    setup
        .start_operation(&guide(), TenantOperation::Upload, &step.into(), at(minutes), "admin")
        .unwrap();
    moves(&setup.end_operation(&guide(), results, at(minutes + 1), "admin").unwrap())
}

fn agree(setup: &mut Setup, minutes: i64) {
    let (step, answer) = ("upload".into(), "shared_key".into());
    setup.decide_write(&guide(), &step, &answer, true, WORD, at(minutes), OPERATOR).unwrap();
}

fn decline(setup: &mut Setup, minutes: i64) -> crate::setup::Effect {
    let (step, answer) = ("upload".into(), "shared_key".into());
    setup.decide_write(&guide(), &step, &answer, false, "", at(minutes), OPERATOR).unwrap()
}

/// The first upload done, and the certificate changed over: the former one is to go.
fn changed_over() -> (Setup, Certificate, Certificate) {
    let (mut setup, former) = ready();
    upload(&mut setup, "upload", 20, in_place(&former));
    let now = certificate("now", at(0) - days(1), at(0) + days(900));
    bring(&mut setup, 30, &now);
    upload(&mut setup, "upload", 32, in_place(&now));
    tell(&mut setup, 40, "change-over", "former", &[&former.thumbprint().to_string()]);
    (setup, former, now)
}

#[test]
fn writes_to_one_application_are_one_and_what_was_not_agreed_to_is_left_out() {
    let (mut setup, certificate) = ready();
    let app = |id: &str| id.parse::<AppId>().unwrap();
    let keys_and_names = DesiredState {
        names: vec!["https://mail.contoso.com/".to_owned(), "https://pool.contoso.com/".to_owned()],
        ..DesiredState::certificates(app(SFB), std::slice::from_ref(&certificate))
    };
    let enabled = DesiredState { enabled: true, ..DesiredState::certificates(app(EXCHANGE), &[]) };
    assert_eq!(wanted(&setup, "upload"), [keys_and_names.clone(), enabled.clone()]);
    agree(&mut setup, 15);
    let with_key =
        DesiredState { certificates: vec![certificate], despite_warning: true, ..enabled };
    assert_eq!(wanted(&setup, "upload"), [keys_and_names, with_key], "one write, not two");
}

#[test]
fn a_name_that_is_reported_twice_is_wanted_once() {
    let (mut setup, _) = ready();
    tell(&mut setup, 14, "hosts", "hosts", &["Mail.contoso.com", "mail.contoso.com", "ex01"]);
    let names = wanted(&setup, "upload").remove(0).names;
    assert_eq!(names, ["https://Mail.contoso.com/", "https://ex01/"]);
}

#[test]
fn a_guide_that_names_no_writes_wants_the_certificates_everywhere() {
    let (setup, certificate) = ready();
    let mut guide = guide();
    for step in &mut guide.steps {
        step.writes.clear();
    }
    let guide = guide.with_default_writes();
    let wanted = setup.desired(&guide, &"upload".into(), at(20)).unwrap();
    let everywhere: Vec<DesiredState> = [SFB, EXCHANGE, VOICEMAIL]
        .map(|id| {
            DesiredState::certificates(id.parse().unwrap(), std::slice::from_ref(&certificate))
        })
        .into();
    assert_eq!(wanted, everywhere);
}

#[test]
fn a_page_shows_one_write_for_each_application_and_what_it_waits_for() {
    let shown = |setup: &Setup, id: &str| {
        let steps = view(setup, &guide(), at(20), false).steps;
        steps.into_iter().find(|step| step.id == StepId::from(id)).unwrap()
    };
    let mut setup = answered();
    let before = shown(&setup, "upload");
    assert_eq!(before.waits_for, [StepId::from("hosts")]);
    let keys = |step: &StepView| step.writes.iter().map(|one| one.keys).collect::<Vec<_>>();
    assert_eq!(keys(&before), [true, false], "before a certificate or a name is known");
    assert_eq!(shown(&setup, "remove").waits_for, [StepId::from("change-over")], "each once");
    assert!(shown(&setup, "verify").writes.is_empty());

    tell(&mut setup, 10, "hosts", "hosts", &["mail.contoso.com"]);
    let upload = shown(&setup, "upload");
    assert!(upload.waits_for.is_empty());
    assert_eq!(upload.writes[0].names, ["https://mail.contoso.com/"]);
    assert_eq!(upload.asks.iter().map(|one| one.agreed).collect::<Vec<_>>(), [false]);
    agree(&mut setup, 15);
    let upload = shown(&setup, "upload");
    assert_eq!(keys(&upload), [true, true], "one write to Exchange Online, not two");
    assert!(upload.writes[1].enabled && upload.asks[0].agreed);

    let former = "AB".repeat(20);
    tell(&mut setup, 16, "change-over", "former", &[&former.to_lowercase(), &former]);
    let removes = shown(&setup, "remove").writes;
    assert_eq!(removes[0].removes, [former.as_str()], "thumbprints are the same in either case");
    let all = view(&setup, &guide(), at(20), false).writes;
    let each = all.iter().map(|one| (one.app_id.to_string(), one.names.len(), one.removes.len()));
    let expected = [(SFB, 1, 1), (EXCHANGE, 0, 0), (VOICEMAIL, 0, 1)];
    let expected = expected.map(|(app, names, removes)| (app.to_owned(), names, removes));
    assert_eq!(each.collect::<Vec<_>>(), expected);
}

#[test]
fn a_key_counts_as_written_where_held_only_when_every_key_of_that_application_is() {
    let (setup, _) = ready();
    for (of_upload, of_remove, expected) in
        [(true, true, true), (true, false, false), (false, true, false)]
    {
        let mut guide = guide();
        for step in &mut guide.steps {
            let where_held = if step.id == "upload".into() { of_upload } else { of_remove };
            step.writes.retain(|write| write.app_id == SFB);
            for write in &mut step.writes {
                (write.keys, write.where_held) = (true, where_held);
            }
        }
        let all = view(&setup, &guide, at(20), false).writes;
        let each: Vec<_> = all.iter().map(|one| (one.keys, one.where_held)).collect();
        assert_eq!(each, [(true, expected)], "{of_upload} {of_remove}");
    }
}

#[test]
fn what_is_missing_is_reported_in_words_and_nothing_begins_without_it() {
    let mut setup = answered();
    assert_eq!(
        needs(&setup, "upload"),
        [
            "You need a certificate. Import the script result of the export step, or select a file.",
            "First run the script of \"Host names\" and import its result.",
        ]
    );
    let before = setup.clone();
    let error = setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(5), "admin")
        .unwrap_err();
    assert!(matches!(error, SetupError::NoCertificate), "{error}");
    assert_eq!(setup, before);
    bring(&mut setup, 10, &current());
    assert!(
        matches!(refusal(&setup, "upload"), SetupError::NotReportedYet { title } if title == "Host names")
    );
    tell(&mut setup, 12, "hosts", "hosts", &["mail.contoso.com"]);
    assert_eq!(needs(&setup, "upload"), Vec::<String>::new());
    setup
        .start_operation(&guide(), TenantOperation::Upload, &"upload".into(), at(15), "admin")
        .unwrap();
}

#[test]
fn a_removal_of_reported_keys_needs_no_certificate_where_none_is_asked_about() {
    let mut setup = answered();
    tell(&mut setup, 10, "change-over", "former", &[&"AB".repeat(20)]);
    assert!(matches!(refusal(&setup, "remove"), SetupError::NoCertificate), "where-held asks");
    let mut guide = guide();
    let writes =
        &mut guide.steps.iter_mut().find(|step| step.id == "remove".into()).unwrap().writes;
    writes.retain(|write| !write.where_held);
    let wanted = setup.desired(&guide, &"remove".into(), at(20)).unwrap();
    let thumbprint = Thumbprint::from_hex(&"AB".repeat(20)).unwrap();
    assert_eq!(wanted[0].removes, [KeyName::Thumbprint(thumbprint)]);
}

#[test]
fn what_a_receipt_tells_is_written_only_when_it_can_be_what_it_should() {
    let (mut setup, _) = ready();
    for (minutes, reported) in (20..).zip([
        "",
        "a b",
        "mail.contoso.com/x",
        "https://x",
        "a..b",
        "x\u{202e}y",
        &"a".repeat(254),
    ]) {
        tell(&mut setup, minutes, "hosts", "hosts", &["mail.contoso.com", reported]);
        let error = refusal(&setup, "upload");
        assert!(
            matches!(&error, SetupError::InvalidFactValue { title, .. } if title == "Host names"),
            "{reported:?}"
        );
        assert_eq!(error.code(), ErrorCode::StepNotReady);
    }
    for (minutes, reported) in (40..).zip(["", "current", &"a".repeat(39), &"g".repeat(40)]) {
        tell(&mut setup, minutes, "change-over", "former", &[reported]);
        assert!(
            matches!(refusal(&setup, "remove"), SetupError::InvalidFactValue { .. }),
            "{reported:?}"
        );
    }
}

#[test]
fn a_persons_word_makes_no_facts_of_what_a_script_did_not_come_to_read() {
    for verdict in [Verdict::Failed, Verdict::Planned] {
        let (mut setup, _) = ready();
        let part = with_fact(step("hosts", verdict), "hosts", json!(["mail.contoso.com"]));
        setup.take_receipt(&guide(), &receipt(14, vec![part]), at(15)).unwrap();
        setup.confirm(&guide(), &"hosts".into(), "", at(16), OPERATOR).unwrap();
        assert_eq!(state(&setup, "hosts"), StepState::Done);
        assert!(
            matches!(refusal(&setup, "upload"), SetupError::NotReportedYet { .. }),
            "half of the names would be taken for all: {verdict:?}"
        );
    }
    let (mut setup, _) = ready();
    setup.confirm(&guide(), &"hosts".into(), "", at(16), OPERATOR).unwrap();
    assert_eq!(wanted(&setup, "upload")[0].names.len(), 2, "what a receipt showed stays told");
}

#[test]
fn receipts_that_tell_nothing_to_remove_leave_nothing_to_write() {
    let (mut setup, certificate) = ready();
    tell(&mut setup, 14, "change-over", "former", &[]);
    assert!(matches!(refusal(&setup, "remove"), SetupError::NothingToWrite { .. }));
    assert_eq!(
        needs(&setup, "remove"),
        [
            "The script results contain nothing that \"Remove the old key\" can write or delete. If that is right, skip the step."
        ]
    );
    verify(&mut setup, 20, in_place(&certificate));
    assert_eq!(state(&setup, "remove"), StepState::Todo, "it is not done in silence");
    tell(&mut setup, 30, "hosts", "hosts", &[]);
    let without_names = wanted(&setup, "upload").remove(0);
    assert_eq!((without_names.names.len(), without_names.certificates.len()), (0, 1));
}

#[test]
fn only_an_upload_is_written() {
    let (mut setup, _) = ready();
    assert!(matches!(refusal(&setup, "hosts"), SetupError::NotAnUpload { .. }));
    assert!(matches!(refusal(&setup, "none"), SetupError::UnknownStep(_)));
    for (operation, step) in [
        (TenantOperation::Upload, "verify"),
        (TenantOperation::Restore, "hosts"),
        (TenantOperation::Removal, "verify"),
        (TenantOperation::Verify, "upload"),
    ] {
        let error =
            setup.start_operation(&guide(), operation, &step.into(), at(20), "admin").unwrap_err();
        assert!(matches!(error, SetupError::NotAnUpload { .. }), "{operation:?}: {error}");
    }
}

#[test]
fn names_and_enabled_count_only_as_read_back() {
    let (_, certificate) = ready();
    let whole = || in_place(&certificate);
    let with = |change: &dyn Fn(&mut Vec<PrincipalResult>)| {
        let mut results = whole();
        change(&mut results);
        results
    };
    for (why, results) in [
        ("a name is missing", with(&|all| drop(all[0].names.remove(1)))),
        ("no name was read", with(&|all| all[0].names.clear())),
        ("a name is another one", with(&|all| all[0].names[0].push('x'))),
        ("the certificate is missing", with(&|all| all[0].keys.clear())),
        ("it is disabled", with(&|all| all[1].account_enabled = Some(false))),
        ("whether it is enabled was not read", with(&|all| all[1].account_enabled = None)),
        ("one application is not mentioned", with(&|all| drop(all.pop()))),
        ("one was not tried", with(&|all| all[1].state = PrincipalState::Skipped)),
    ] {
        let (mut setup, _) = ready();
        bring(&mut setup, 14, &certificate);
        upload(&mut setup, "upload", 20, results);
        assert_eq!(state(&setup, "upload"), StepState::Todo, "{why}");
    }
    let (mut setup, _) = ready();
    bring(&mut setup, 14, &certificate);
    let capitals = with(&|all| all[0].names[0].make_ascii_uppercase());
    assert_eq!(upload(&mut setup, "upload", 20, capitals), ["upload: Todo to Done"]);
    assert_eq!(evidence(&setup, "upload"), Some(Evidence::ReadBack));
}

#[test]
fn each_upload_stands_for_itself() {
    let (mut setup, former, now) = changed_over();
    assert_eq!(
        (state(&setup, "upload"), state(&setup, "remove")),
        (StepState::Done, StepState::Todo)
    );
    let still_there = vec![
        named(
            result(SFB, PrincipalState::Done, &[&now, &former]),
            &["https://mail.contoso.com/", "https://pool.contoso.com/"],
        ),
        result(VOICEMAIL, PrincipalState::Done, &[&now]),
    ];
    let gone = |mut results: Vec<PrincipalResult>| {
        results[0].keys.pop();
        results
    };
    assert_eq!(upload(&mut setup, "remove", 50, still_there.clone()), Vec::<String>::new());
    assert_eq!(state(&setup, "remove"), StepState::Todo, "the old key is still there");
    assert_eq!(upload(&mut setup, "remove", 52, gone(still_there)), ["remove: Todo to Done"]);
    assert_eq!(state(&setup, "upload"), StepState::Done, "what it wrote was read back as well");
}

#[test]
fn a_write_that_fails_leaves_no_other_step_certain_until_it_is_read_again() {
    let (mut setup, _, now) = changed_over();
    let failed = vec![
        result(SFB, PrincipalState::Failed, &[]),
        result(VOICEMAIL, PrincipalState::Done, &[&now]),
    ];
    assert_eq!(
        upload(&mut setup, "remove", 50, failed),
        ["remove: Todo to Failed", "upload: Done to Stale"]
    );
    let mut again = in_place(&now);
    again[1] = result(VOICEMAIL, PrincipalState::AlreadyThere, &[&now]);
    assert_eq!(
        upload(&mut setup, "remove", 60, again),
        ["remove: Failed to Done", "upload: Stale to Done"]
    );
}

#[test]
fn an_application_that_was_left_with_the_certificate_before_is_asked_as_well() {
    let (setup, former, now) = changed_over();
    let mut guide = guide();
    let step = guide.steps.iter_mut().find(|step| step.id == "upload".into()).unwrap();
    step.writes.retain(|write| write.app_id == SFB && write.keys);
    step.writes[0].where_held = true;
    step.writes[0].names = None;
    let left = vec![result(SFB, PrincipalState::AlreadyThere, &[&former])];
    let covered = |guide: &Guide, results: &[PrincipalResult]| {
        let mut setup = setup.clone();
        setup.record_verified(guide, results.to_vec(), at(60), OPERATOR).unwrap();
        let desired = setup.desired(guide, &"upload".into(), at(60)).unwrap();
        (
            setup.asks_nothing(&desired, at(60)),
            setup.covers(guide, &desired, setup.verified.as_ref(), at(60)),
        )
    };
    assert!(!covered(&guide, &left).1, "it holds no certificate in use");
    let former_reported = FactRef { step: "change-over".into(), fact: "former".to_owned() };
    let step = guide.steps.iter_mut().find(|step| step.id == "upload".into()).unwrap();
    step.writes[0].or_held = vec![former_reported];
    let wanted = setup.desired(&guide, &"upload".into(), at(50)).unwrap().remove(0);
    assert_eq!(wanted.where_held, [now.thumbprint(), former.thumbprint()]);
    assert!(!covered(&guide, &left).1, "it is asked, and lacks the new one");
    let both = vec![result(SFB, PrincipalState::AlreadyThere, &[&former, &now])];
    assert!(covered(&guide, &both).1);
    let only_new = vec![result(SFB, PrincipalState::AlreadyThere, &[&now])];
    assert!(covered(&guide, &only_new).1, "the one before may be gone by then");
}

#[test]
fn nothing_is_asked_of_an_application_that_does_not_hold_the_certificate_in_use() {
    let (mut setup, former, now) = changed_over();
    let wanted = wanted(&setup, "remove");
    assert_eq!(
        wanted.iter().map(|one| one.where_held.clone()).collect::<Vec<_>>(),
        [Vec::new(), vec![now.thumbprint()]]
    );
    let not_ours = |state, held: &[&Certificate]| {
        vec![in_place(&now).remove(0), result(VOICEMAIL, state, held)]
    };
    let mut absent = not_ours(PrincipalState::Failed, &[]);
    absent[1].error = Some(Problem::of(ErrorCode::PrincipalAbsent));
    for results in [not_ours(PrincipalState::AlreadyThere, &[&former]), absent] {
        let mut setup = setup.clone();
        upload(&mut setup, "remove", 50, results);
        assert_eq!(state(&setup, "remove"), StepState::Done);
    }
    upload(&mut setup, "remove", 50, not_ours(PrincipalState::AlreadyThere, &[&former, &now]));
    assert_eq!(state(&setup, "remove"), StepState::Todo, "it holds ours, so the old one must go");
}

#[test]
fn a_step_that_asked_nothing_of_any_application_is_not_done() {
    let (mut setup, _, now) = changed_over();
    let mut guide = guide();
    let writes =
        &mut guide.steps.iter_mut().find(|step| step.id == "remove".into()).unwrap().writes;
    writes.retain(|write| write.where_held);
    setup
        .start_operation(&guide, TenantOperation::Upload, &"remove".into(), at(50), "admin")
        .unwrap();
    let results = vec![result(VOICEMAIL, PrincipalState::AlreadyThere, &[])];
    let effect = setup.end_operation(&guide, results, at(51), "admin").unwrap();
    assert_eq!(state(&setup, "remove"), StepState::Todo);
    let nothing = Notice::NothingWritten { step: "remove".into() };
    assert_eq!(last(&setup).1, nothing.text(&guide));
    assert_eq!(effect.notices, [nothing]);
    let held = vec![result(VOICEMAIL, PrincipalState::AlreadyThere, &[&now])];
    setup
        .start_operation(&guide, TenantOperation::Upload, &"remove".into(), at(52), "admin")
        .unwrap();
    let effect = setup.end_operation(&guide, held, at(53), "admin").unwrap();
    assert_eq!((state(&setup, "remove"), effect.notices.len()), (StepState::Done, 0));
}

#[test]
fn the_key_of_a_certificate_at_hand_is_not_removed_where_the_guide_puts_it() {
    let (mut setup, certificate) = ready();
    tell(&mut setup, 14, "change-over", "former", &[&certificate.thumbprint().to_string()]);
    let error = refusal(&setup, "remove");
    assert!(matches!(&error, SetupError::RemovesAtHand { .. }), "{error}");
    let mut guide = guide();
    for step in &mut guide.steps {
        step.writes.retain(|write| !write.keys);
    }
    assert!(setup.desired(&guide, &"remove".into(), at(20)).is_ok(), "no step puts it there");
}

#[test]
fn a_decision_that_has_to_be_typed_is_taken_to_the_letter() {
    let (mut setup, _) = ready();
    let before = setup.clone();
    for typed in
        ["", "cve-2025-53786", "CVE-2025-53786 ", " CVE-2025-53786", "CVE-2025-5378", "yes"]
    {
        let (step, answer) = ("upload".into(), "shared_key".into());
        let error = setup
            .decide_write(&guide(), &step, &answer, true, typed, at(15), OPERATOR)
            .unwrap_err();
        assert_eq!(error.code(), ErrorCode::AnswerInvalid, "{typed:?}");
        assert_eq!(setup, before);
    }
    agree(&mut setup, 16);
    assert_eq!(setup.raw_answers()[&"shared_key".into()], "true");
    assert_eq!(
        last(&setup),
        (OPERATOR, "Agreed to write it, and typed CVE-2025-53786: Do not upload it there.")
    );
    let (step, other) = ("remove".into(), "shared_key".into());
    let error =
        setup.decide_write(&guide(), &step, &other, true, WORD, at(17), OPERATOR).unwrap_err();
    assert!(matches!(error, SetupError::NothingToDecide { .. }), "{error}");
}

#[test]
fn a_decision_that_need_not_be_typed_is_taken_without_a_word() {
    let (mut setup, certificate) = ready();
    let mut guide = guide();
    for write in guide.steps.iter_mut().flat_map(|step| &mut step.writes) {
        if let Some(ask) = &mut write.ask {
            ask.typed = None;
        }
    }
    let (step, answer) = ("upload".into(), "shared_key".into());
    setup.decide_write(&guide, &step, &answer, true, "", at(15), OPERATOR).unwrap();
    assert_eq!(last(&setup).1, "Agreed to write it: Do not upload it there.");
    let wanted = setup.desired(&guide, &step, at(20)).unwrap().remove(1);
    assert_eq!((wanted.certificates, wanted.despite_warning), (vec![certificate], false));
}

#[test]
fn a_decision_about_a_write_is_no_answer_among_others() {
    let (mut setup, _) = ready();
    let yes = given(&[("shared_key", "true")]);
    let error = setup.set_answers(&guide(), yes.clone(), at(15), OPERATOR).unwrap_err();
    assert!(matches!(error, SetupError::ByDecisionOnly { .. }), "{error}");
    assert!(setup.raw_answers().get(&"shared_key".into()).is_none());
    agree(&mut setup, 16);
    setup.set_answers(&guide(), yes, at(17), OPERATOR).unwrap();
    let no = given(&[("shared_key", "")]);
    assert!(setup.set_answers(&guide(), no, at(18), OPERATOR).is_err(), "nor taken back there");
}

#[test]
fn agreeing_after_the_upload_makes_it_stale_and_taking_it_back_opens_it() {
    let (mut setup, certificate) = ready();
    upload(&mut setup, "upload", 20, in_place(&certificate));
    agree(&mut setup, 30);
    assert_eq!(state(&setup, "upload"), StepState::Stale, "the key is not there yet");
    let mut with_key = in_place(&certificate);
    with_key[1] = result(EXCHANGE, PrincipalState::Done, &[&certificate]);
    upload(&mut setup, "upload", 32, with_key);
    assert_eq!(state(&setup, "upload"), StepState::Done);
    let effect = decline(&mut setup, 40);
    assert_eq!(moves(&effect), ["upload: Done to Todo"]);
    let remains = Notice::WriteRemains { step: "upload".into() };
    assert!(journal(&setup).ends_with(&[
        "Withdrew the agreement: Do not upload it there.".to_owned(),
        remains.text(&guide()),
    ]));
    assert_eq!(effect.notices, [remains]);
    assert_eq!(setup.raw_answers()[&"shared_key".into()], "false");
    upload(&mut setup, "upload", 42, in_place(&certificate));
    assert_eq!(state(&setup, "upload"), StepState::Done);
    let effect = decline(&mut setup, 50);
    assert_eq!((effect.changes.len(), effect.notices.len()), (0, 0), "it was declined already");
    assert_eq!(last(&setup).1, "Decided not to write it: Do not upload it there.");
}

#[test]
fn what_was_typed_for_one_tenant_is_not_agreed_to_for_another() {
    let (mut setup, certificate) = ready();
    agree(&mut setup, 15);
    let same = given(&[("tenant", " contoso.onmicrosoft.com ")]);
    setup.set_answers(&guide(), same, at(16), OPERATOR).unwrap();
    assert_eq!(wanted(&setup, "upload")[1].certificates, [certificate], "the same tenant");
    let other = given(&[("tenant", "fabrikam.onmicrosoft.com")]);
    let taken = setup.set_answers(&guide(), other, at(17), OPERATOR).unwrap();
    let withdrawn =
        Notice::AgreementWithdrawn { answer: "shared_key".into(), step: "upload".into() };
    assert!(taken.effect.notices.contains(&withdrawn), "{taken:?}");
    let journal = journal(&setup);
    assert!(journal.contains(&withdrawn.text(&guide())), "{journal:?}");
    let exchange = || wanted(&setup, "upload").remove(1);
    assert_eq!((exchange().certificates.len(), exchange().despite_warning), (0, false));
    let back = given(&[("tenant", "contoso.onmicrosoft.com")]);
    setup.set_answers(&guide(), back, at(18), OPERATOR).unwrap();
    assert_eq!(wanted(&setup, "upload")[1].certificates, [], "it has to be typed anew");
}

#[test]
fn a_plan_is_remembered_with_its_work_and_forgotten_when_it_is_another() {
    let plan_for =
        PlanFor { step: "upload".into(), operation: TenantOperation::Upload, page: None };
    let plan = || Plan { principals: Vec::new(), read_at: at(16), clock_ahead: None };
    let (mut setup, certificate) = ready();
    setup.record_plan(plan_for.clone(), plan(), at(16), "admin");
    assert_eq!(view(&setup, &guide(), at(17), false).plan_for, Some(plan_for.clone()));
    agree(&mut setup, 17);
    assert_eq!((setup.plan(), setup.plan_for()), (None, None), "it was made without the agreement");
    setup.record_plan(plan_for.clone(), plan(), at(18), "admin");
    agree(&mut setup, 19);
    assert_eq!(setup.plan_for(), Some(&plan_for), "nothing new was decided");
    let other = given(&[("tenant", "fabrikam.onmicrosoft.com")]);
    setup.set_answers(&guide(), other, at(20), OPERATOR).unwrap();
    assert_eq!(setup.plan_for(), None, "it was read in another tenant");
    setup.record_plan(plan_for, plan(), at(21), "admin");
    upload(&mut setup, "upload", 22, in_place(&certificate));
    assert_eq!(setup.plan_for(), None, "it is carried out");
}

/// The same guide, with nothing in its first upload but what is asked about.
fn only_asked() -> Guide {
    let mut guide = guide();
    let writes =
        &mut guide.steps.iter_mut().find(|step| step.id == "upload".into()).unwrap().writes;
    writes.retain(|write| write.ask.is_some());
    guide
}

#[test]
fn a_step_of_which_nothing_was_agreed_to_waits_and_is_never_done_in_silence() {
    let (mut setup, certificate) = ready();
    let guide = only_asked();
    let step: StepId = "upload".into();
    let said = "Make your decision first: \"Upload to the tenant\" writes only what you agree to. Or skip the step.";
    let shown = view(&setup, &guide, at(16), false);
    assert_eq!(shown.steps[2].needs, [said]);
    for decided in [false, true] {
        if decided {
            let answer = "shared_key".into();
            setup.decide_write(&guide, &step, &answer, false, "", at(17), OPERATOR).unwrap();
        }
        let error = setup
            .start_operation(&guide, TenantOperation::Upload, &step, at(18), "admin")
            .unwrap_err();
        assert!(matches!(error, SetupError::NothingAgreed { .. }), "{error}");
        assert_eq!(state(&setup, "upload"), StepState::Todo);
    }
    let all = vec![result(EXCHANGE, PrincipalState::AlreadyThere, &[&certificate])];
    setup.record_verified(&guide, all, at(20), "admin").unwrap();
    assert_eq!(state(&setup, "upload"), StepState::Todo, "a reading does not agree for him");
}

/// Both halves of a verification, with this reading.
fn verify(setup: &mut Setup, minutes: i64, results: Vec<PrincipalResult>) -> Vec<String> {
    let steps = ["hosts", "export"].map(|id| step(id, Verdict::InPlace));
    let mut reported = steps.to_vec();
    reported[0] =
        with_fact(reported[0].clone(), "hosts", json!(["mail.contoso.com", "pool.contoso.com"]));
    setup.take_receipt(&guide(), &receipt(minutes, reported), at(minutes)).unwrap();
    setup
        .start_operation(&guide(), TenantOperation::Verify, &"verify".into(), at(minutes), "admin")
        .unwrap();
    moves(&setup.record_verified(&guide(), results, at(minutes + 1), "admin").unwrap())
}

#[test]
fn the_verification_answers_for_every_upload() {
    let (mut setup, former, now) = changed_over();
    let all = setup.desired_of_all(&guide(), at(45)).unwrap();
    let thumbprint = KeyName::Thumbprint(former.thumbprint());
    assert_eq!(all.len(), 3, "an application once: {all:?}");
    assert_eq!((all[0].removes.as_slice(), all[0].names.len()), (&[thumbprint][..], 2));
    assert!(all[1].enabled);
    assert_eq!(all[2].where_held, [now.thumbprint()]);
    let mut reading = in_place(&now);
    reading.push(result(VOICEMAIL, PrincipalState::AlreadyThere, &[&now]));
    let mut old_key = reading.clone();
    old_key[0].keys.push(held_key(&former));
    assert_eq!(verify(&mut setup, 50, old_key), ["verify: Todo to Failed"]);
    assert_eq!(
        verify(&mut setup, 60, reading),
        ["remove: Todo to Done", "verify: Failed to Done"],
        "a reading proves an upload, whoever made it"
    );
}

#[test]
fn an_application_that_two_steps_ask_differently_is_read_for_both_and_shown_once() {
    let (mut setup, former, now) = changed_over();
    let mut guide = guide();
    let upload = guide.steps.iter_mut().find(|step| step.id == "upload".into()).unwrap();
    upload.writes[0].where_held = true;
    let all = setup.desired_of_all(&guide, at(45)).unwrap();
    let of_it: Vec<_> = all.iter().filter(|one| one.app == SFB).collect();
    assert_eq!(of_it.len(), 2, "{all:?}");
    assert_eq!((&of_it[0].where_held[..], of_it[0].removes.len()), (&[now.thumbprint()][..], 0));
    assert_eq!((&of_it[1].where_held[..], of_it[1].removes.len()), (&[][..], 1));
    let fine = in_place(&now);
    let mut faulty = fine[0].clone();
    faulty.state = PrincipalState::Failed;
    faulty.error = Some(Problem::of(ErrorCode::NotReadBack));
    faulty.keys.push(held_key(&former));
    for (minutes, order) in
        [(50, [fine[0].clone(), faulty.clone()]), (60, [faulty, fine[0].clone()])]
    {
        let results = [&order[..], &fine[1..]].concat();
        setup.record_verified(&guide, results, at(minutes), "admin").unwrap();
        let shown = view(&setup, &guide, at(minutes), false).verified;
        assert_eq!(shown.len(), 2, "an application once");
        assert_eq!(shown[0].state, PrincipalState::Failed, "what is wrong is not passed over");
        assert_eq!(state(&setup, "verify"), StepState::Failed);
    }
}

#[test]
fn an_upload_that_waits_holds_the_verification_up_and_fails_nothing() {
    let (mut setup, certificate) = ready();
    upload(&mut setup, "upload", 20, in_place(&certificate));
    assert_eq!(setup.desired_of_all(&guide(), at(22)).unwrap().len(), 2, "what is known is read");
    assert_eq!(verify(&mut setup, 30, in_place(&certificate)), Vec::<String>::new());
    assert_eq!(state(&setup, "verify"), StepState::Todo);
    assert!(
        needs(&setup, "verify")
            .contains(&"First run the script of \"Change over\" and import its result.".to_owned())
    );
    setup.skip(&guide(), &"remove".into(), "", at(40), OPERATOR).unwrap();
    assert_eq!(state(&setup, "verify"), StepState::Done, "what was left out is not asked");
}

#[test]
fn a_verification_that_could_read_nothing_does_not_begin() {
    let mut setup = answered();
    let error = setup
        .start_operation(&guide(), TenantOperation::Verify, &"verify".into(), at(5), "admin")
        .unwrap_err();
    assert!(matches!(error, SetupError::NoCertificate), "{error}");
    for step in ["upload", "remove"] {
        setup.skip(&guide(), &step.into(), "", at(6), OPERATOR).unwrap();
    }
    assert!(setup.desired_of_all(&guide(), at(7)).is_err(), "leaving all out verifies nothing");
}

#[test]
fn what_a_newer_reading_does_not_show_makes_the_upload_stale() {
    let (mut setup, certificate) = ready();
    upload(&mut setup, "upload", 20, in_place(&certificate));
    let mut missing = in_place(&certificate);
    missing[0].state = PrincipalState::Failed;
    missing[0].error = Some(Problem::of(ErrorCode::NetworkTimeout));
    verify(&mut setup, 30, missing.clone());
    assert_eq!(state(&setup, "upload"), StepState::Done, "not read is not missing");
    missing[0].error = Some(Problem::of(ErrorCode::NotReadBack));
    missing[0].names.remove(0);
    verify(&mut setup, 32, missing);
    assert_eq!(state(&setup, "upload"), StepState::Stale, "somebody took the name away");
    verify(&mut setup, 34, in_place(&certificate));
    assert_eq!(state(&setup, "upload"), StepState::Done);
}

#[test]
fn what_receipts_no_longer_tell_unsettles_what_was_written_of_it() {
    let (mut setup, certificate) = ready();
    upload(&mut setup, "upload", 20, in_place(&certificate));
    let other = given(&[("verified_domain", "fabrikam.com")]);
    setup.set_answers(&guide(), other, at(30), OPERATOR).unwrap();
    assert_eq!(state(&setup, "upload"), StepState::Stale, "the names are of the old answers");
    let back = given(&[("verified_domain", "contoso.com")]);
    setup.set_answers(&guide(), back, at(31), OPERATOR).unwrap();
    assert_eq!(state(&setup, "upload"), StepState::Done, "what was read is wanted again");
    tell(&mut setup, 40, "hosts", "hosts", &["mail.contoso.com", "new.contoso.com"]);
    assert_eq!(state(&setup, "upload"), StepState::Stale, "a name more");
}

#[test]
fn putting_a_copy_back_unsettles_every_upload_that_it_undoes() {
    let (mut setup, former, now) = changed_over();
    let mut removed = in_place(&now);
    removed[1] = result(VOICEMAIL, PrincipalState::AlreadyThere, &[&now]);
    upload(&mut setup, "remove", 50, removed);
    let step = setup.step_of_application(&guide(), SFB.parse().ok()).unwrap();
    setup.start_operation(&guide(), TenantOperation::Restore, &step, at(60), "admin").unwrap();
    let restored = vec![result(SFB, PrincipalState::Done, &[&former])];
    let effect = setup.end_operation(&guide(), restored, at(61), "admin").unwrap();
    assert_eq!(moves(&effect), ["upload: Done to Todo", "remove: Done to Stale"]);
}

#[test]
fn work_on_another_application_does_not_hide_what_a_reading_missed() {
    let (mut setup, certificate) = ready();
    upload(&mut setup, "upload", 20, in_place(&certificate));
    let mut missing = in_place(&certificate);
    missing[0].state = PrincipalState::Failed;
    missing[0].error = Some(Problem::of(ErrorCode::NotReadBack));
    missing[0].keys.clear();
    verify(&mut setup, 30, missing);
    assert_eq!(state(&setup, "upload"), StepState::Stale, "somebody took the key away");
    setup
        .start_operation(&guide(), TenantOperation::Removal, &"upload".into(), at(40), "admin")
        .unwrap();
    let elsewhere = vec![result(EXCHANGE, PrincipalState::Done, &[])];
    setup.end_operation(&guide(), elsewhere, at(41), "admin").unwrap();
    assert_eq!(
        state(&setup, "upload"),
        StepState::Stale,
        "the other application was not written, and still lacks its key"
    );
    upload(&mut setup, "upload", 50, in_place(&certificate));
    assert_eq!(state(&setup, "upload"), StepState::Done);
}

#[test]
fn a_key_that_was_removed_by_hand_is_missed_where_it_is_wanted_and_only_there() {
    let (mut setup, certificate) = ready();
    upload(&mut setup, "upload", 20, in_place(&certificate));
    assert_eq!(
        setup.step_of_application(&guide(), VOICEMAIL.to_uppercase().parse().ok()).unwrap(),
        "remove".into()
    );
    for other in [Some(AppId::GRAPH), None] {
        assert_eq!(setup.step_of_application(&guide(), other).unwrap(), "upload".into());
    }
    let step = setup.step_of_application(&guide(), SFB.parse().ok()).unwrap();
    let mut remove = |minutes, results| {
        setup
            .start_operation(&guide(), TenantOperation::Removal, &step, at(minutes), "admin")
            .unwrap();
        let effect = setup.end_operation(&guide(), results, at(minutes + 1), "admin").unwrap();
        (moves(&effect), last(&setup).1.to_owned())
    };
    let (nothing, reported) = remove(30, vec![in_place(&certificate).remove(0)]);
    assert_eq!(nothing, Vec::<String>::new(), "a stranger's key");
    assert!(reported.starts_with("Deleting the certificate ended. 00000004-"), "{reported}");
    let mut without = in_place(&certificate).remove(0);
    without.keys.clear();
    assert_eq!(remove(32, vec![without.clone()]).0, ["upload: Done to Stale"]);
    without.state = PrincipalState::Unknown;
    assert_eq!(remove(34, vec![without.clone()]).0, ["upload: Stale to Unknown"]);
    without.state = PrincipalState::Done;
    assert_eq!(remove(36, vec![without]).0, ["upload: Unknown to Todo"]);
}

#[test]
fn a_key_that_ended_before_its_certificate_is_no_key() {
    use crate::graph::{KeyFate, OtherEnd, PlannedKey};
    let (mut setup, certificate) = ready();
    let step = setup.step_of_application(&guide(), SFB.parse().ok()).unwrap();
    let key = held_key(&certificate);
    let ended = PlannedKey { fate: KeyFate::KeepExpired, ..key.clone() };
    // It worked when it was read, and has ended since.
    let ended_since = PlannedKey { not_after: Some(at(33)), ..key.clone() };
    let other_kind = PlannedKey { other_kind: Some("Symmetric, Sign".into()), ..key.clone() };
    let certificate_end = certificate.not_after();
    let other_end = Some(OtherEnd { reported: Some(at(9_000)), certificate_end });
    let earlier = PlannedKey { not_after: Some(at(9_000)), other_end, ..key.clone() };
    for (minutes, keys, expected) in [
        (30, vec![ended.clone()], StepState::Todo),
        (32, vec![ended_since], StepState::Todo),
        (34, vec![other_kind], StepState::Todo),
        (36, vec![earlier], StepState::Done),
        (38, vec![ended, key], StepState::Done),
    ] {
        setup
            .start_operation(&guide(), TenantOperation::Removal, &step, at(minutes), "admin")
            .unwrap();
        let mut results = in_place(&certificate);
        results[0].keys = keys;
        setup.end_operation(&guide(), results, at(minutes + 1), "admin").unwrap();
        assert_eq!(state(&setup, "upload"), expected, "after {minutes} minutes");
    }
}

#[test]
fn a_removal_proves_no_step_that_was_left_out() {
    let (mut setup, certificate) = ready();
    setup.skip(&guide(), &"upload".into(), "", at(15), OPERATOR).unwrap();
    setup
        .start_operation(&guide(), TenantOperation::Removal, &"upload".into(), at(20), "admin")
        .unwrap();
    setup.end_operation(&guide(), in_place(&certificate), at(21), "admin").unwrap();
    assert_eq!(state(&setup, "upload"), StepState::Skipped);
}

#[test]
fn a_program_that_ends_while_it_writes_leaves_no_upload_certain() {
    for operation in [TenantOperation::Upload, TenantOperation::Restore, TenantOperation::Removal] {
        let (mut setup, _, _) = changed_over();
        setup.start_operation(&guide(), operation, &"remove".into(), at(50), "admin").unwrap();
        setup.reopen_after_crash(&guide(), at(60));
        assert_eq!(
            (state(&setup, "upload"), state(&setup, "remove")),
            (StepState::Stale, StepState::Unknown),
            "a write replaces what is there: {operation:?}"
        );
    }
}

#[test]
fn keys_that_go_are_named_in_the_journal() {
    use crate::graph::{KeyFate, PlanAction, PlannedKey, PrincipalPlan};
    let (mut setup, certificate) = ready();
    let key = PlannedKey { fate: KeyFate::Remove, ..held_key(&certificate) };
    let principal = PrincipalPlan {
        app_id: SFB.parse().unwrap(),
        display_name: None,
        account_enabled: Some(true),
        action: PlanAction::Write,
        keys: vec![key],
        names: Vec::new(),
        sets_enabled: None,
        problem: None,
        warning: None,
    };
    let plan = Plan { principals: vec![principal], read_at: at(16), clock_ahead: None };
    for (operation, words) in [
        (TenantOperation::Removal, "Planned to delete a certificate"),
        (TenantOperation::Restore, "Planned to restore a backup"),
        (TenantOperation::Upload, "Planned an upload"),
    ] {
        setup.record_plan(
            PlanFor { step: "upload".into(), operation, page: None },
            plan.clone(),
            at(17),
            "admin",
        );
        let reported = format!(
            "{words}: 1 to write, 0 to create, 0 unchanged, 0 not possible. {SFB} would lose the certificate {}.",
            certificate.thumbprint()
        );
        assert_eq!(last(&setup).1, reported);
    }
}
