use super::*;
use crate::guide::{Wait, WaitAfter, WaitForDay};
use crate::messages::day;
use crate::receipt::{StepJudgement, Verdict};
use crate::setup::fixture::{
    answered, at, current, days, finished, guide, id, receipt, received, step,
};
use crate::setup::{Event, OPERATOR};

/// The small guide, whose role waits a day after the account and then for a day that its receipt names.
fn waiting_guide() -> Guide {
    let mut guide = guide();
    let role = guide.steps.iter_mut().find(|step| step.id.as_str() == "role").unwrap();
    role.waits.push(Wait::After(WaitAfter {
        after: "account".into(),
        days: 1,
        reason: "It takes a day.".to_owned(),
    }));
    role.waits.push(Wait::Day(WaitForDay {
        fact: "day".to_owned(),
        allows: vec!["there".to_owned()],
        heading: None,
        announcement: None,
        reason: "It changes by itself.".to_owned(),
    }));
    guide
}

/// A setup whose account was done at this minute, so that its role waits for a day.
fn waiting(minutes: i64) -> Setup {
    let mut setup = answered();
    let judgement = receipt(minutes, vec![step("account", Verdict::InPlace)]);
    setup.take_receipt(&waiting_guide(), &judgement, at(minutes + 1)).unwrap();
    setup
}

fn as_rehearsal(setup: &Setup) -> Setup {
    Setup { rehearsal: true, ..setup.clone() }
}

/// What is due of these setups, for an operator who looks at none of them.
fn look(reminders: &mut Reminders, setups: &[Setup], now: Timestamp) -> ReminderLook {
    let guide = waiting_guide();
    let outlines: Vec<Outline> = setups.iter().cloned().map(Outline::of).collect();
    reminders.look(outlines.iter().map(|outline| (outline, &guide)), now, |_| false)
}

/// The same, and everything is shown. Gives the words.
fn shown(reminders: &mut Reminders, setups: &[Setup], now: Timestamp) -> Vec<String> {
    let look = look(reminders, setups, now);
    for notification in &look.notifications {
        reminders.give(notification, now);
    }
    look.notifications.into_iter().map(|one| one.words).collect()
}

const WAIT_IS_OVER: &str = "The wait is over. Next step: Management role";

#[test]
fn a_wait_is_announced_once_when_it_has_ended() {
    let setups = [waiting(10)];
    let end = at(10) + days(1);
    let mut reminders = Reminders::since(at(20));
    let before = look(&mut reminders, &setups, at(20));
    assert_eq!((before.notifications, before.next), (vec![], Some(end)));

    let over = look(&mut reminders, &setups, end);
    assert_eq!(over.next, None);
    let [notification] = over.notifications.try_into().unwrap();
    assert_eq!(notification.title, "contoso.com");
    assert_eq!(notification.words, WAIT_IS_OVER);
    let again = look(&mut reminders, &setups, end);
    assert_eq!(again.notifications.len(), 1, "it was not shown");

    reminders.give(&notification, end);
    assert_eq!(look(&mut reminders, &setups, end + days(2)).notifications, []);
    let mut restarted = Reminders::since(at(20));
    restarted.recall(reminders.given().clone());
    assert_eq!(look(&mut restarted, &setups, end).notifications, []);
}

#[test]
fn a_day_that_a_receipt_names_is_announced_until_its_script_is_run_again() {
    let until = at(0) + days(30);
    let mut setup = waiting(10);
    let waits = StepJudgement { waits_until: Some(until), ..step("role", Verdict::Waiting) };
    let judgement = receipt(20, vec![waits]);
    setup.take_receipt(&waiting_guide(), &judgement, at(21)).unwrap();
    let mut reminders = Reminders::since(at(30));
    assert_eq!(look(&mut reminders, &[setup.clone()], at(30)).next, Some(until));
    let due = |setup: Setup| look(&mut reminders.clone(), &[setup], until).notifications.len();
    assert_eq!(due(setup.clone()), 1);
    let done = receipt(20 + 43_200, vec![step("role", Verdict::InPlace)]);
    let mut continued = setup.clone();
    continued.take_receipt(&waiting_guide(), &done, until).unwrap();
    assert_eq!(due(continued), 0);
}

#[test]
fn a_wait_that_ended_before_the_program_started_is_no_news() {
    let end = at(10) + days(1);
    let mut reminders = Reminders::since(end + days(1));
    assert_eq!(shown(&mut reminders, &[waiting(10)], end + days(2)), [""; 0]);
}

#[test]
fn a_clock_that_is_set_back_repeats_nothing_and_hides_nothing() {
    let (first, second) = (waiting(10), Setup { id: id(2), ..waiting(60) });
    let setups = [first, second];
    let [one, two] = [at(10) + days(1), at(60) + days(1)];
    let mut reminders = Reminders::since(at(20));
    assert_eq!(shown(&mut reminders, &setups, one).len(), 1);
    assert_eq!(shown(&mut reminders, &setups, at(0)), [""; 0]);
    assert_eq!(look(&mut reminders, &setups, at(0)).next, Some(one));
    assert_eq!(shown(&mut reminders, &setups, one), [""; 0], "it was given");
    assert_eq!(shown(&mut reminders, &setups, two).len(), 1);

    // A program that was started while the clock was years ahead.
    let mut ahead = Reminders::since(at(0) + days(3650));
    assert_eq!(shown(&mut ahead, &setups, at(70)), [""; 0]);
    assert_eq!(shown(&mut ahead, &setups, two).len(), 2);
}

#[test]
fn a_certificate_is_due_once_each_time_it_becomes_more_urgent() {
    let (setup, certificate) = finished();
    let end = certificate.not_after();
    let setups = [setup];
    let mut reminders = Reminders::since(end - days(200));
    let mut given = Vec::new();
    for before in (-5..=200).rev() {
        // Another start on each day: only what was kept counts.
        let mut started = Reminders::since(end - days(before));
        started.recall(reminders.given().clone());
        for words in shown(&mut started, &setups, end - days(before)) {
            given.push((before, words));
        }
        reminders = started;
    }
    let on: Vec<i64> = given.iter().map(|(before, _)| *before).collect();
    assert_eq!(on, [90, 60, -1]);
    for (_, words) in given {
        assert!(words.contains(&day(end)), "{words}");
    }
}

#[test]
fn the_certificate_of_an_unfinished_setup_is_due_too() {
    let mut setup = answered();
    let certificate = current();
    let mut judgement = receipt(10, vec![step("export", Verdict::InPlace)]);
    judgement.certificates = vec![received(crate::receipt::CertificateUse::Current, &certificate)];
    setup.take_receipt(&guide(), &judgement, at(11)).unwrap();
    let end = certificate.not_after();
    let due = |before| shown(&mut Reminders::since(at(20)), &[setup.clone()], end - days(before));
    assert_eq!(due(61), [""; 0]);
    assert_eq!(due(60), [format!("The certificate expires on {}.", day(end))]);
    assert_eq!(due(-1), [format!("The certificate expired on {}.", day(end))]);
}

#[test]
fn a_setup_in_the_archive_is_never_due() {
    let (mut setup, certificate) = finished();
    let mut waits = waiting(10);
    for setup in [&mut setup, &mut waits] {
        setup.apply(&guide(), Event::Archived { archived: true }, at(40), OPERATOR).unwrap();
    }
    let now = certificate.not_after();
    let look = look(&mut Reminders::since(at(20)), &[setup, waits], now);
    assert_eq!(look, ReminderLook { notifications: vec![], next: None });
}

#[test]
fn a_rehearsal_says_that_it_is_one_and_has_no_certificate_that_is_due() {
    let (setup, certificate) = finished();
    let end = certificate.not_after();
    let mut reminders = Reminders::since(at(20));
    assert_eq!(shown(&mut reminders, &[as_rehearsal(&setup)], end), [""; 0]);

    let until = at(0) + days(30);
    let mut setup = waiting(10);
    let waits = StepJudgement { waits_until: Some(until), ..step("role", Verdict::Waiting) };
    setup.take_receipt(&waiting_guide(), &receipt(20, vec![waits]), at(21)).unwrap();
    let look = look(&mut reminders, &[as_rehearsal(&setup)], until);
    let [notification] = look.notifications.try_into().unwrap();
    assert_eq!(notification.title, "contoso.com (rehearsal)");
}

#[test]
fn many_reminders_are_one_notification() {
    let setups = |count: u8| -> Vec<Setup> {
        (1..=count).map(|number| Setup { id: id(number), ..waiting(10) }).collect()
    };
    let end = at(10) + days(1);
    assert_eq!(look(&mut Reminders::since(at(20)), &setups(3), end).notifications.len(), 3);

    let mut reminders = Reminders::since(at(20));
    let [one] = look(&mut reminders, &setups(50), end).notifications.try_into().unwrap();
    assert_eq!(one.title, "50 reminders");
    reminders.give(&one, end);
    assert_eq!(look(&mut reminders, &setups(50), end).notifications, []);
}

#[test]
fn who_looks_at_a_setup_is_not_reminded_of_it() {
    let guide = waiting_guide();
    let outline = Outline::of(waiting(10));
    let end = at(10) + days(1);
    let mut reminders = Reminders::since(at(20));
    let mut look = |looks: bool| reminders.look([(&outline, &guide)], end, |_| looks).notifications;
    assert_eq!(look(true), []);
    assert_eq!(look(false), [], "the page has said it");
}

#[test]
fn a_name_is_one_short_line_without_hidden_characters() {
    let mut setup = waiting(10);
    setup.name = Some(format!("<b>one</b>\n\u{202e}two\u{200b}{}", "x".repeat(500)));
    let look = look(&mut Reminders::since(at(20)), &[setup], at(10) + days(1));
    let [notification] = look.notifications.try_into().unwrap();
    assert!(notification.title.starts_with("<b>one</b>twoxxx"), "{}", notification.title);
    assert_eq!(notification.title.chars().count(), LONGEST_TITLE);
    assert_eq!(notification.words, WAIT_IS_OVER, "no name is among the words, which may be markup");
}

#[test]
fn what_was_given_is_forgotten_long_after_it_was_due() {
    let mut reminders = Reminders::since(at(0));
    reminders.recall(BTreeMap::from([("old".to_owned(), at(0)), ("new".to_owned(), at(600))]));
    look(&mut reminders, &[], at(60) + KEPT);
    assert_eq!(reminders.given().keys().collect::<Vec<_>>(), ["new"]);
}
