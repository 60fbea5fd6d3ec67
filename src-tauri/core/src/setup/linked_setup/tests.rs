use super::*;
use crate::graph::PrincipalState;
use crate::guide::StepKind;
use crate::receipt::Verdict;
use crate::setup::fixture::{
    TENANT, all_in_place, at, both, current, given, guide, id, journal, receipt, step,
};
use crate::setup::{Notice, OPERATOR};

const OTHER_TENANT: &str = "11112222-0000-cccc-1111-dddd2222eeee";

/// A guide whose step `account` is done in full by [`full`].
fn brief() -> Guide {
    let mut guide = guide();
    guide.steps.iter_mut().find(|step| step.id.as_str() == "account").unwrap().opens =
        Some("full".into());
    guide
}

fn full() -> Guide {
    let mut guide = guide();
    guide.id = "full".into();
    guide.title = "The whole of it".to_owned();
    guide
}

fn answers() -> BTreeMap<AnswerId, String> {
    given(&[
        ("tenant", "contoso.onmicrosoft.com"),
        ("verified_domain", "contoso.com"),
        ("domain_controller", "dc01.contoso.com"),
    ])
}

fn answered(guide: &Guide, number: u8, rehearsal: bool) -> Setup {
    let mut setup = Setup::new(id(number), guide, rehearsal, at(0), OPERATOR);
    setup.set_answers(guide, answers(), at(1), OPERATOR).unwrap();
    setup
}

/// Everything read again at minute ten, and the keys at minute thirty.
fn finished(mut setup: Setup, guide: &Guide) -> Setup {
    let certificate = current();
    setup.take_receipt(guide, &all_in_place(10, &certificate), at(11)).unwrap();
    let held = both(PrincipalState::Done, &[&certificate]);
    setup.end_operation(guide, held.clone(), at(20), "admin").unwrap();
    setup.record_verified(guide, held, at(30), "admin").unwrap();
    assert_eq!(setup.step(&"verify".into()).state, StepState::Done);
    setup
}

/// A setup, and the finished one that was opened from its step.
fn pair() -> (Setup, Setup) {
    let mut setup = answered(&brief(), 1, false);
    let other = finished(answered(&full(), 2, false), &full());
    setup.open_linked_guide(&brief(), &"account".into(), &other, &full(), at(5), OPERATOR).unwrap();
    (setup, other)
}

fn take(setup: &mut Setup, other: &Setup) -> Result<Effect, SetupError> {
    setup.import_linked_result(&brief(), &"account".into(), other, &full(), at(60), OPERATOR)
}

fn refused(setup: &mut Setup, other: &Setup) -> String {
    let before = setup.clone();
    let why = match take(setup, other) {
        Err(SetupError::OutcomeLacks { why, .. }) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(*setup, before, "a refusal changes nothing");
    why
}

fn state(setup: &Setup, step: &str) -> (StepState, Option<Evidence>) {
    let record = setup.step(&step.into());
    (record.state, record.evidence)
}

#[test]
fn answers_are_taken_by_name_and_kind_and_decisions_stay_behind() {
    let mut other = answered(&full(), 2, false);
    let more = given(&[("organization_name", "Contoso"), ("relink", "true"), ("cloud", "china")]);
    other.set_answers(&full(), more, at(2), OPERATOR).unwrap();
    let mut own = brief();
    for spec in &mut own.answers {
        match spec.id.as_str() {
            "relink" => spec.decision = true,
            "verified_domain" => spec.kind = AnswerKind::Text,
            "cloud" => spec.choices.retain(|choice| choice.value != "china"),
            _ => {}
        }
    }
    own.answers.retain(|spec| spec.id.as_str() != "domain_controller");
    let mut setup = Setup::new(id(1), &own, false, at(3), OPERATOR);
    setup.import_answers(&own, &other, &full(), at(4), OPERATOR).unwrap();
    let taken: Vec<(&str, &str)> =
        setup.raw_answers().iter().map(|(id, value)| (id.as_str(), value.as_str())).collect();
    assert_eq!(taken, [("organization_name", "Contoso"), ("tenant", "contoso.onmicrosoft.com")]);
    let last = setup.journal().last().unwrap().event.words(&own, &Answers::default()).to_string();
    assert_eq!(
        last,
        "Copied answers from the setup of \"The whole of it\" that started on 21 Nov 2026: Tenant, Organisation."
    );
}

#[test]
fn a_wrong_answer_is_left_where_it_is() {
    let mut other = answered(&full(), 2, false);
    other.set_answers(&full(), given(&[("domain_controller", "dc 01")]), at(2), OPERATOR).unwrap();
    let mut setup = Setup::new(id(1), &brief(), false, at(3), OPERATOR);
    setup.import_answers(&brief(), &other, &full(), at(4), OPERATOR).unwrap();
    assert!(!setup.raw_answers().contains_key(&"domain_controller".into()));
    assert!(setup.raw_answers().contains_key(&"verified_domain".into()));
}

#[test]
fn a_setup_without_a_shared_answer_says_nothing_in_the_journal() {
    let other = Setup::new(id(2), &full(), false, at(0), OPERATOR);
    let mut setup = Setup::new(id(1), &brief(), false, at(3), OPERATOR);
    setup.import_answers(&brief(), &other, &full(), at(4), OPERATOR).unwrap();
    assert_eq!(setup.journal().len(), 1);
}

#[test]
fn the_id_of_the_tenant_comes_along_with_all_that_leads_to_it() {
    let mut other = answered(&full(), 2, false);
    other.find_tenant(&full(), TENANT, at(2), "Crosstrust");
    let began = |rehearsal, own: &Guide| {
        let mut setup = Setup::new(id(1), own, rehearsal, at(3), OPERATOR);
        setup.import_answers(own, &other, &full(), at(4), OPERATOR).unwrap();
        setup.tenant_id(own)
    };
    assert_eq!(began(false, &brief()), TENANT.parse().ok());
    assert_eq!(began(true, &brief()), None, "a real tenant is none of a rehearsal's");
    let mut elsewhere = brief();
    elsewhere.answers.retain(|spec| spec.id.as_str() != "tenant");
    assert_eq!(began(false, &elsewhere), None, "the tenant is not asked for");
    let mut other_default = brief();
    let cloud = other_default.answers.iter_mut().find(|spec| spec.id.as_str() == "cloud");
    cloud.unwrap().default = Some("china".to_owned());
    assert_eq!(began(false, &other_default), None, "it leads to another cloud");
}

#[test]
fn only_setups_with_an_answer_to_give_are_sources() {
    let library = Library::built_in().unwrap();
    let teams = library.guide(&"teams".into()).unwrap();
    let skype = library.guide(&"skype-online".into()).unwrap();
    let mut known = Setup::new(id(1), teams, true, at(0), OPERATOR);
    let answers = given(&[("verified_domain", "contoso.com"), ("organization_name", "Contoso")]);
    known.set_answers(teams, answers, at(1), OPERATOR).unwrap();
    let empty = Setup::new(id(2), teams, false, at(0), OPERATOR);
    let sources = answer_sources([&known, &empty], skype, &library, at(9));
    let [source] = sources.as_slice() else { panic!("{sources:?}") };
    assert_eq!((source.name.as_str(), source.rehearsal), ("Contoso", true));
    assert_eq!(source.id, id(1).to_string());
    assert_eq!(source.guide_title, teams.title);
    assert_eq!(source.changed, at(1));
    assert_eq!(source.answers.len(), 2, "{:?}", source.answers);
}

#[test]
fn an_outcome_makes_the_step_done_and_says_whose_it_is() {
    let (mut setup, other) = pair();
    let effect = take(&mut setup, &other).unwrap();
    assert_eq!(state(&setup, "account"), (StepState::Done, Some(Evidence::Setup)));
    assert_eq!(effect.changes.len(), 1);
    let outcome = setup.outcome(&"account".into()).unwrap();
    assert_eq!((outcome.name.as_str(), outcome.finished), ("contoso.com", at(30)));
    assert_eq!(outcome.read, at(10), "what the verification script read");
    assert!(journal(&setup).last().unwrap().contains("Used the outcome"));
    assert_eq!(state(&setup, "role").0, StepState::Todo, "no other step is done by it");
    let report = crate::report::html(&setup, &brief(), at(70), &jiff::tz::TimeZone::UTC);
    assert!(report.contains("Another setup: contoso.com (The whole of it)"), "{report}");
    let saved = serde_json::to_vec(&setup).unwrap();
    assert_eq!(serde_json::from_slice::<Setup>(&saved).unwrap(), setup);
}

#[test]
fn a_newer_receipt_of_the_step_wins_and_an_older_one_does_not() {
    let (mut setup, other) = pair();
    take(&mut setup, &other).unwrap();
    let older = receipt(9, vec![step("account", Verdict::Differs)]);
    let effect = setup.take_receipt(&brief(), &older, at(70)).unwrap();
    assert_eq!(state(&setup, "account"), (StepState::Done, Some(Evidence::Setup)));
    assert!(matches!(effect.notices.as_slice(), [Notice::OlderReceipt { .. }]), "{effect:?}");
    let newer = receipt(12, vec![step("account", Verdict::Differs)]);
    setup.take_receipt(&brief(), &newer, at(71)).unwrap();
    assert_eq!(state(&setup, "account"), (StepState::Failed, None));
    assert_eq!(setup.outcome(&"account".into()), None, "the step does not stand on it any more");
    assert!(refused(&mut setup, &other).contains("newer than the verification there"));
    let put_right = receipt(13, vec![step("account", Verdict::InPlace)]);
    setup.take_receipt(&brief(), &put_right, at(72)).unwrap();
    assert_eq!(state(&setup, "account"), (StepState::Done, Some(Evidence::Receipt)));
}

#[test]
fn a_setup_with_an_open_step_shows_nothing() {
    let (mut setup, mut other) = pair();
    other.reopen(&full(), &"role".into(), at(40), OPERATOR).unwrap();
    let why = refused(&mut setup, &other);
    assert!(why.contains("Not finished there yet") && why.contains("Management role"), "{why}");
}

#[test]
fn a_verification_on_a_persons_word_or_left_out_shows_nothing() {
    let (mut setup, other) = pair();
    let mut on_word = answered(&full(), 2, false);
    for step in full().steps.iter().filter(|step| step.kind != StepKind::Answers) {
        on_word.confirm(&full(), &step.id, "I looked", at(40), OPERATOR).unwrap();
    }
    assert!(refused(&mut setup, &on_word).contains("without marking it as done"));
    let mut skipped = other;
    skipped.skip(&full(), &"verify".into(), "", at(40), OPERATOR).unwrap();
    assert!(refused(&mut setup, &skipped).contains("without marking it as done"));
}

#[test]
fn a_step_that_was_left_out_there_does_not_stand_in_the_way() {
    let (mut setup, mut other) = pair();
    other.skip(&full(), &"role".into(), "", at(40), OPERATOR).unwrap();
    take(&mut setup, &other).unwrap();
    assert_eq!(state(&setup, "account").1, Some(Evidence::Setup));
}

#[test]
fn another_tenant_or_domain_shows_nothing() {
    let (setup, other) = pair();
    for (answer, value) in
        [("tenant", "fabrikam.com"), ("verified_domain", "fabrikam.com"), ("cloud", "china")]
    {
        let mut setup = setup.clone();
        setup.set_answers(&brief(), given(&[(answer, value)]), at(50), OPERATOR).unwrap();
        assert!(refused(&mut setup, &other).contains("another tenant"), "{answer}");
    }
    let mut setup = setup;
    setup.set_answers(&brief(), given(&[("tenant", "")]), at(50), OPERATOR).unwrap();
    let mut other = other;
    other.set_answers(&full(), given(&[("tenant", "")]), at(50), OPERATOR).unwrap();
    assert!(refused(&mut setup, &other).contains("another tenant"), "no tenant is no tenant");
}

#[test]
fn the_ids_of_tenants_decide_once_they_are_looked_up() {
    let (mut setup, mut other) = pair();
    other.find_tenant(&full(), TENANT, at(40), "Crosstrust");
    setup.find_tenant(&brief(), OTHER_TENANT, at(40), "Crosstrust");
    assert!(refused(&mut setup, &other).contains("another tenant"), "alike in name only");
    setup.set_answers(&brief(), given(&[("tenant", TENANT)]), at(41), OPERATOR).unwrap();
    setup.find_tenant(&brief(), TENANT, at(42), "Crosstrust");
    take(&mut setup, &other).unwrap();
    assert_eq!(state(&setup, "account").0, StepState::Done, "written otherwise, and the same");
}

#[test]
fn another_domain_controller_is_the_same_organisation() {
    let (mut setup, other) = pair();
    let answers = given(&[("domain_controller", "dc02.contoso.com")]);
    setup.set_answers(&brief(), answers, at(50), OPERATOR).unwrap();
    take(&mut setup, &other).unwrap();
}

#[test]
fn a_rehearsal_shows_nothing_of_what_is_real() {
    let mut setup = answered(&brief(), 1, false);
    let other = finished(answered(&full(), 2, true), &full());
    setup.open_linked_guide(&brief(), &"account".into(), &other, &full(), at(5), OPERATOR).unwrap();
    assert!(refused(&mut setup, &other).contains("rehearsal"));
}

#[test]
fn only_the_setup_that_was_opened_from_the_step_counts_for_it() {
    let (mut setup, other) = pair();
    let stranger = finished(answered(&full(), 3, false), &full());
    assert!(matches!(take(&mut setup, &stranger), Err(SetupError::OpensNothing { .. })));
    let role: StepId = "role".into();
    let linked = setup.open_linked_guide(&brief(), &role, &other, &full(), at(50), OPERATOR);
    assert!(matches!(linked, Err(SetupError::OpensNothing { .. })), "that step opens nothing");
    let taken = setup.import_linked_result(&brief(), &role, &other, &full(), at(50), OPERATOR);
    assert!(matches!(taken, Err(SetupError::OpensNothing { .. })));
    assert_eq!(setup.linked(&"account".into()), Some(other.id()));
    assert_eq!(setup.linked(&role), None);
}

#[test]
fn nothing_is_taken_while_the_program_is_at_work() {
    let (mut setup, other) = pair();
    setup
        .start_operation(
            &brief(),
            crate::setup::TenantOperation::Restore,
            &"upload".into(),
            at(55),
            OPERATOR,
        )
        .unwrap();
    assert!(matches!(take(&mut setup, &other), Err(SetupError::UnderWay { .. })));
}

#[test]
fn an_outcome_does_not_outlive_the_tenant_it_was_taken_in() {
    let (mut setup, other) = pair();
    take(&mut setup, &other).unwrap();
    let tenant = |value: &str| given(&[("tenant", value)]);
    assert!(
        !brief().step(&"account".into()).unwrap().1.uses.contains(&"tenant".into()),
        "the step itself does not use it"
    );
    setup.set_answers(&brief(), tenant("fabrikam.onmicrosoft.com"), at(70), OPERATOR).unwrap();
    assert_eq!(state(&setup, "account").0, StepState::Stale, "nothing is known of that tenant");
    setup.set_answers(&brief(), tenant("contoso.onmicrosoft.com"), at(71), OPERATOR).unwrap();
    assert_eq!(state(&setup, "account"), (StepState::Done, Some(Evidence::Setup)));
}

#[test]
fn a_domain_that_need_not_be_answered_and_is_not_says_nothing() {
    let teams = Library::built_in().unwrap().guide(&"teams".into()).unwrap().clone();
    let full = Library::built_in().unwrap().guide(&"exchange-oauth".into()).unwrap().clone();
    let step = teams.step(&"exchange-oauth".into()).unwrap().1.clone();
    let answered = |guide: &Guide, number: u8, routing: &[(&str, &str)]| {
        let mut setup = Setup::new(id(number), guide, false, at(0), OPERATOR);
        let mut all = answers();
        all.extend(given(routing));
        setup.set_answers(guide, all, at(1), OPERATOR).unwrap();
        setup
    };
    let contoso = [("hybrid_domain", "contoso.mail.onmicrosoft.com")];
    let other = answered(&full, 2, &contoso);
    let same = |routing: &[(&str, &str)]| {
        answered(&teams, 1, routing).is_of_the_same_tenant(&teams, &step, &other, &full)
    };
    assert!(same(&[]));
    assert!(same(&contoso));
    assert!(!same(&[("hybrid_domain", "fabrikam.mail.onmicrosoft.com")]));
}

#[test]
fn what_is_under_way_there_or_broke_off_shows_nothing() {
    let (mut setup, mut other) = pair();
    other
        .start_operation(
            &full(),
            crate::setup::TenantOperation::Upload,
            &"upload".into(),
            at(40),
            OPERATOR,
        )
        .unwrap();
    assert!(refused(&mut setup, &other).contains("in progress there"));
    other.reopen_after_crash(&full(), at(50));
    assert!(refused(&mut setup, &other).contains("Not finished there yet"));
}

#[test]
fn an_outcome_grows_stale_with_an_answer_and_comes_back_with_it() {
    let (mut setup, other) = pair();
    take(&mut setup, &other).unwrap();
    let domain = |value: &str| given(&[("verified_domain", value)]);
    setup.set_answers(&brief(), domain("fabrikam.com"), at(70), OPERATOR).unwrap();
    assert_eq!(state(&setup, "account").0, StepState::Stale);
    setup.set_answers(&brief(), domain("contoso.com"), at(71), OPERATOR).unwrap();
    assert_eq!(state(&setup, "account"), (StepState::Done, Some(Evidence::Setup)));
    setup.reopen(&brief(), &"account".into(), at(72), OPERATOR).unwrap();
    assert_eq!(state(&setup, "account"), (StepState::Todo, None));
    assert_eq!(setup.outcome(&"account".into()), None);
}

#[test]
fn the_card_of_a_step_tells_where_the_other_setup_stands() {
    let library = Library::built_in().unwrap();
    let mut own = brief();
    let step_of = |guide: &Guide| guide.step(&"account".into()).unwrap().1.clone();
    assert_eq!(
        linked_guide(&answered(&own, 1, false), &own, &step_of(&own), &library, None, at(9)),
        None,
        "a guide that is not offered is not named"
    );
    let teams = library.guide(&"teams".into()).unwrap();
    let account = own.steps.iter_mut().find(|step| step.id.as_str() == "account").unwrap();
    account.opens = Some(teams.id.clone());
    let mut setup = answered(&own, 1, false);
    let card = linked_guide(&setup, &own, &step_of(&own), &library, None, at(9)).unwrap();
    assert_eq!((card.title.as_str(), card.setup), (teams.title.as_str(), None));
    let mut other = Setup::new(id(2), teams, false, at(2), OPERATOR);
    other.import_answers(teams, &setup, &own, at(2), OPERATOR).unwrap();
    setup.open_linked_guide(&own, &"account".into(), &other, teams, at(3), OPERATOR).unwrap();
    let card = linked_guide(&setup, &own, &step_of(&own), &library, Some(&other), at(9)).unwrap();
    let shown = card.setup.unwrap();
    assert_eq!((shown.id, shown.name.as_str()), (id(2).to_string(), "contoso.com"));
    assert_eq!(usize::try_from(shown.total).unwrap(), teams.required_steps().count());
    assert!(shown.missing[0].contains("Not finished there yet"), "{:?}", shown.missing);
    let deleted = linked_guide(&setup, &own, &step_of(&own), &library, None, at(9)).unwrap();
    assert_eq!(deleted.setup, None, "a setup that is not there any more can be begun anew");
}

fn built_in(library: &Library, id: &str) -> Guide {
    library.guide(&id.into()).unwrap().clone()
}

#[test]
fn the_id_of_a_tenant_is_forgotten_with_its_answer_also_where_nothing_is_uploaded() {
    let library = Library::built_in().unwrap();
    let check = built_in(&library, "check");
    let mut setup = Setup::new(id(1), &check, false, at(0), OPERATOR);
    setup.set_answers(&check, given(&[("tenant", "contoso.com")]), at(1), OPERATOR).unwrap();
    let way = setup.way_to_tenant(&check);
    let found = super::super::Event::TenantFound { tenant_id: TENANT.parse().unwrap(), way };
    drop(setup.apply(&check, found, at(2), OPERATOR).unwrap());
    assert_eq!(setup.tenant_id(&check), TENANT.parse().ok());
    setup.set_answers(&check, given(&[("tenant", "fabrikam.com")]), at(3), OPERATOR).unwrap();
    assert_eq!(setup.tenant_id(&check), None);
}

#[test]
fn a_check_hands_on_what_was_typed_and_the_tenant_that_was_looked_up() {
    let library = Library::built_in().unwrap();
    let (check, teams) = (built_in(&library, "check"), built_in(&library, "teams"));
    let mut setup = Setup::new(id(1), &check, false, at(0), OPERATOR);
    let typed = given(&[
        ("verified_domain", "contoso.com"),
        ("test_mailbox", "anna@contoso.com"),
        ("owner", "ben@contoso.com"),
    ]);
    setup.set_answers(&check, typed, at(1), OPERATOR).unwrap();
    let way = setup.way_to_tenant(&check);
    let found = super::super::Event::TenantFound { tenant_id: TENANT.parse().unwrap(), way };
    drop(setup.apply(&check, found, at(2), OPERATOR).unwrap());
    let carried = carried_answers(&setup, &check, &teams);
    let reported: Vec<(&str, &str, bool)> =
        carried.iter().map(|one| (one.answer.as_str(), one.value.as_str(), one.read)).collect();
    assert_eq!(
        reported,
        [
            ("tenant", TENANT, true),
            ("verified_domain", "contoso.com", false),
            ("test_mailbox", "anna@contoso.com", false),
        ]
    );
    // What another guide has read is its own affair.
    let mut other = Setup::new(id(2), &teams, false, at(0), OPERATOR);
    other
        .set_answers(&teams, given(&[("verified_domain", "contoso.com")]), at(1), OPERATOR)
        .unwrap();
    let carried = carried_answers(&other, &teams, &check);
    assert!(carried.iter().all(|one| !one.read), "{carried:?}");
}

#[test]
fn only_setups_of_the_same_organization_are_offered() {
    let library = Library::built_in().unwrap();
    let (check, teams) = (built_in(&library, "check"), built_in(&library, "teams"));
    let with = |number: u8, guide: &Guide, domain: &str, rehearsal: bool| {
        let mut setup = Setup::new(id(number), guide, rehearsal, at(0), OPERATOR);
        let answers = given(&[("verified_domain", domain)]);
        setup.set_answers(guide, answers, at(1), OPERATOR).unwrap();
        setup
    };
    let own = with(1, &check, "contoso.com", false);
    let others = [
        with(2, &teams, "Contoso.com", false),
        with(3, &teams, "fabrikam.com", false),
        with(4, &teams, "contoso.com", true),
        with(5, &check, "contoso.com", false),
    ];
    let offered = setups_that_mend(&others, (&own, &check), &teams, at(2));
    let ids: Vec<String> = offered.into_iter().map(|one| one.id).collect();
    assert_eq!(ids, [id(2).to_string()]);
}
