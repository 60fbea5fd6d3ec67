//! How long what a finished setup put in place will hold, and what to do before it ends.
//!
//! A setup knows the certificate by the last receipt it took in and the tenant by its own last reading;
//! the words say so, for another setup may have renewed the certificate since.

use super::Setup;
use super::view::{SetupSummary, StepState};
use crate::certificate::NO_END;
use crate::graph::PrincipalState;
use crate::guide::{Guide, GuideId, Library, Step, StepKind};
use crate::ids::{AppId, Thumbprint};
use crate::messages::{day, say};
use crate::receipt::CertificateUse;
use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// From so many days before the end on, the next certificate has to be made.
const ACT: i32 = 60;

/// From so many days before the end on, it has to be thought of.
const THINK: i32 = 90;

/// How long a finished setup holds.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Expiry {
    /// Days left of the certificate in use, negative once it has ended; 2147483647 where it never does.
    pub days: i32,
    /// How urgent it is.
    pub level: ExpiryLevel,
    /// What to do and why, in a sentence or two.
    pub words: String,
    /// The guide that does it, where there is one.
    pub guide: Option<GuideId>,
}

/// How urgent it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ExpiryLevel {
    /// Nothing to do.
    Fine,
    /// To be planned, or to be looked at.
    Soon,
    /// To be done now.
    Now,
    /// It has ended.
    Over,
}

/// What is urgent about a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "code")]
#[ts(export)]
pub enum CertificateAlarm {
    /// Something has to be planned.
    Soon,
    /// Something has to be done now.
    Now,
    /// Something has to be done before the certificate ends.
    Before {
        /// The end.
        #[ts(type = "string")]
        end: Timestamp,
    },
    /// It has ended.
    Over,
}

/// What is urgent about the certificate in use of a setup with this expiry.
pub(super) fn alarm(
    setup: &Setup,
    expiry: Option<&Expiry>,
    now: Timestamp,
) -> Option<CertificateAlarm> {
    let card = setup.certificate_in_use(now)?.card;
    let before = CertificateAlarm::Before { end: card.not_after };
    let Some(expiry) = expiry else {
        return match card.days_left {
            ..0 => Some(CertificateAlarm::Over),
            0..=ACT => Some(before),
            _ => None,
        };
    };
    match expiry.level {
        ExpiryLevel::Fine => None,
        ExpiryLevel::Soon => Some(CertificateAlarm::Soon),
        ExpiryLevel::Now if expiry.days >= 0 => Some(before),
        ExpiryLevel::Now => Some(CertificateAlarm::Now),
        ExpiryLevel::Over => Some(CertificateAlarm::Over),
    }
}

/// The end of the certificate in use; none where it never ends or none is known.
pub(super) fn end(setup: &Setup, now: Timestamp) -> Option<Timestamp> {
    let card = setup.certificate_in_use(now)?.card;
    (!card.never_ends).then_some(card.not_after)
}

/// When a finished setup ends, as far as a certificate is known.
pub(super) fn expiry(setup: &Setup, guide: &Guide, now: Timestamp) -> Option<Expiry> {
    if !guide.required_steps().all(|step| was_finished(setup, step)) {
        return None;
    }
    let card = setup.certificate_in_use(now)?.card;
    let (days, end) = (card.days_left, day(card.not_after));
    let next = setup.certificates(now).into_iter().find(|held| {
        held.r#use == CertificateUse::Next
            && held.card.thumbprint != card.thumbprint
            && held.card.days_left >= 0
    });
    let next_is_there =
        next.as_ref().map(|held| is_held_everywhere(setup, guide, held.card.thumbprint, now));
    if card.never_ends {
        return Some(without_end(next_is_there));
    }
    let (level, words) = match (days, next_is_there) {
        (..0, Some(true)) => (ExpiryLevel::Now, say!("setup-due-switch-expired", end = end)),
        (..0, _) => (ExpiryLevel::Over, say!("setup-due-expired", end = end, loss = guide.summary)),
        (0..=ACT, Some(true)) => {
            (ExpiryLevel::Soon, say!("setup-due-switch", days = days, end = end))
        }
        (_, Some(false)) => (
            if days <= ACT { ExpiryLevel::Now } else { ExpiryLevel::Soon },
            say!("setup-due-upload", days = days, end = end),
        ),
        (0..=ACT, None) => (ExpiryLevel::Now, say!("setup-due-create", days = days, end = end)),
        (..=THINK, None) => (ExpiryLevel::Soon, say!("setup-due-plan", days = days, end = end)),
        (_, Some(true)) => (ExpiryLevel::Fine, say!("setup-due-next-ready", end = end)),
        (_, None) => (ExpiryLevel::Fine, say!("setup-due-fine", end = end)),
    };
    Some(Expiry { days, level, words, guide: None })
}

/// A certificate that never expires asks for nothing; a next one that is made does all the same.
fn without_end(next_is_there: Option<bool>) -> Expiry {
    let (level, words) = match next_is_there {
        Some(false) => (ExpiryLevel::Soon, say!("setup-due-upload-never")),
        Some(true) | None => (ExpiryLevel::Fine, say!("setup-due-never")),
    };
    Expiry { days: NO_END, level, words, guide: None }
}

/// A step that was finished and is only no longer certain counts: time alone brings that about.
fn was_finished(setup: &Setup, step: &Step) -> bool {
    match setup.step(&step.id).state {
        StepState::Done | StepState::Skipped | StepState::Stale => true,
        StepState::Todo
        | StepState::HandedOut
        | StepState::Waiting
        | StepState::Decide
        | StepState::Failed
        | StepState::Unknown => false,
    }
}

/// Whether every application that is given certificates was last seen with this one, in the tenant
/// that the answers name. Where none is given any, there is nothing to see.
fn is_held_everywhere(
    setup: &Setup,
    guide: &Guide,
    thumbprint: Thumbprint,
    now: Timestamp,
) -> bool {
    let fingerprint = setup.fingerprint_of_tenant(guide);
    // A reading is newer than the write it follows.
    let reading = setup.verified.as_ref().or(setup.written.as_ref());
    let reading = reading.filter(|reading| reading.fingerprint == fingerprint);
    given_keys(guide).all(|app_id| {
        reading.is_some_and(|reading| {
            reading.principals.iter().any(|principal| {
                principal.app_id == app_id
                    && matches!(
                        principal.state,
                        PrincipalState::Done | PrincipalState::AlreadyThere
                    )
                    && principal.has_working_key(thumbprint, now)
            })
        })
    })
}

/// The applications that uploads give certificates to.
fn given_keys(guide: &Guide) -> impl Iterator<Item = AppId> {
    let uploads = || guide.steps.iter().filter(|step| step.kind == StepKind::Upload);
    guide.applications.iter().map(|application| application.app_id).filter(move |app_id| {
        uploads().any(|step| step.writes.iter().any(|write| write.keys && write.app_id == *app_id))
    })
}

impl SetupSummary {
    /// Names the guide that makes the next certificate, where something is to be done and the library
    /// offers it.
    #[must_use]
    pub fn with_renewal_guide(mut self, library: &Library) -> Self {
        if let Some(expiry) =
            self.expiry.as_mut().filter(|expiry| expiry.level != ExpiryLevel::Fine)
        {
            expiry.guide =
                library.guides().find(|guide| guide.renews).map(|guide| guide.id.clone());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::Certificate;
    use crate::receipt::Verdict;
    use crate::setup::fixture::{
        all_in_place, answered, at, both, certificate, current, days, finished, guide, receipt,
        received, step,
    };

    fn at_the_end(setup: &Setup, end: Timestamp, before: i64) -> Expiry {
        expiry(setup, &guide(), end - days(before)).unwrap()
    }

    /// A finished setup whose receipt reported a next certificate as well, and whose tenant holds these.
    fn with_next(next: &Certificate, uploaded: bool) -> (Setup, Certificate) {
        let guide = guide();
        let current = current();
        let mut setup = answered();
        let mut judgement = all_in_place(10, &current);
        if uploaded {
            judgement.certificates.push(received(CertificateUse::Next, next));
        }
        setup.take_receipt(&guide, &judgement, at(11)).unwrap();
        let held = if uploaded { vec![&current, next] } else { vec![&current] };
        setup.end_operation(&guide, both(PrincipalState::Done, &held), at(20), "admin").unwrap();
        setup.record_verified(&guide, both(PrincipalState::Done, &held), at(30), "admin").unwrap();
        if !uploaded {
            judgement.certificates.push(received(CertificateUse::Next, next));
            judgement.started = at(40);
            setup.take_receipt(&guide, &judgement, at(41)).unwrap();
        }
        (setup, current)
    }

    fn next() -> Certificate {
        certificate("Next", at(0) - days(1), at(0) + days(1800))
    }

    #[test]
    fn a_certificate_without_an_end_never_asks_for_anything() {
        let forever = certificate("Forever", at(0) - days(1), Timestamp::MAX);
        let guide = guide();
        let mut setup = answered();
        setup.take_receipt(&guide, &all_in_place(10, &forever), at(11)).unwrap();
        setup
            .end_operation(&guide, both(PrincipalState::Done, &[&forever]), at(20), "admin")
            .unwrap();
        setup
            .record_verified(&guide, both(PrincipalState::Done, &[&forever]), at(30), "admin")
            .unwrap();
        let expiry = expiry(&setup, &guide, at(0) + days(365_000)).unwrap();
        assert_eq!((expiry.level, expiry.days), (ExpiryLevel::Fine, NO_END));
        assert_eq!(expiry.words, "The current certificate never expires.");
    }

    #[test]
    fn without_a_next_certificate_it_grows_urgent_as_the_end_comes_near() {
        let (setup, certificate) = finished();
        let end = certificate.not_after();
        for (before, level, says) in [
            (412, ExpiryLevel::Fine, "expires on"),
            (91, ExpiryLevel::Fine, "expires on"),
            (90, ExpiryLevel::Soon, "Plan the next certificate."),
            (61, ExpiryLevel::Soon, "in 61 days"),
            (60, ExpiryLevel::Now, "Create the next certificate now."),
            (1, ExpiryLevel::Now, "in 1 day "),
            (0, ExpiryLevel::Now, "today"),
            (-1, ExpiryLevel::Over, "What no longer works: Everything works."),
        ] {
            let expiry = at_the_end(&setup, end, before);
            assert_eq!(
                (i64::from(expiry.days), expiry.level),
                (before, level),
                "{before} days before"
            );
            assert!(expiry.words.contains(says), "{before}: {}", expiry.words);
            assert!(
                expiry.words.contains(&day(end)),
                "{before}: the day is told: {}",
                expiry.words
            );
        }
    }

    #[test]
    fn a_next_certificate_in_the_tenant_takes_the_urgency_away() {
        let (setup, current) = with_next(&next(), true);
        let end = current.not_after();
        assert_eq!(at_the_end(&setup, end, 61).level, ExpiryLevel::Fine);
        let near = at_the_end(&setup, end, 18);
        assert_eq!(near.level, ExpiryLevel::Soon);
        assert!(near.words.contains("switches to it"), "{}", near.words);
        let after = at_the_end(&setup, end, -3);
        assert_eq!(after.level, ExpiryLevel::Now, "nothing need have stopped");
        assert!(after.words.contains("Make sure"), "{}", after.words);
    }

    #[test]
    fn a_next_certificate_that_the_tenant_does_not_have_is_to_be_uploaded() {
        let (setup, current) = with_next(&next(), false);
        let end = current.not_after();
        let early = at_the_end(&setup, end, 300);
        assert_eq!(early.level, ExpiryLevel::Soon, "Exchange may go over to it at any time");
        assert!(early.words.contains("Upload it"), "{}", early.words);
        assert_eq!(at_the_end(&setup, end, 60).level, ExpiryLevel::Now);
        assert_eq!(at_the_end(&setup, end, -1).level, ExpiryLevel::Over);
    }

    #[test]
    fn a_next_certificate_that_has_ended_helps_nobody() {
        let short = certificate("Next", at(0) - days(1), at(0) + days(380));
        let (setup, current) = with_next(&short, true);
        let expiry = at_the_end(&setup, current.not_after(), 10);
        assert_eq!(expiry.level, ExpiryLevel::Now, "{}", expiry.words);
        assert!(expiry.words.contains("Create the next certificate now"), "{}", expiry.words);
    }

    #[test]
    fn what_was_read_in_another_tenant_proves_nothing() {
        let (mut setup, current) = with_next(&next(), true);
        let answers = crate::setup::fixture::given(&[("tenant", "fabrikam.com")]);
        setup.set_answers(&guide(), answers, at(60), "operator").unwrap();
        let expiry = at_the_end(&setup, current.not_after(), 300);
        assert!(expiry.words.contains("isn't in the tenant yet"), "{}", expiry.words);
    }

    #[test]
    fn a_setup_that_was_never_finished_says_nothing() {
        let mut setup = answered();
        assert_eq!(expiry(&setup, &guide(), at(60)), None);
        let judgement = all_in_place(10, &current());
        setup.take_receipt(&guide(), &judgement, at(11)).unwrap();
        assert_eq!(expiry(&setup, &guide(), at(60)), None, "nothing is uploaded");
        let (mut setup, _) = finished();
        let failed = receipt(50, vec![step("role", Verdict::Differs)]);
        setup.take_receipt(&guide(), &failed, at(51)).unwrap();
        assert_eq!(expiry(&setup, &guide(), at(60)), None, "something else comes first");
    }

    #[test]
    fn an_alarm_names_the_end_as_long_as_there_is_time() {
        let (setup, certificate) = finished();
        let end = certificate.not_after();
        let alarm_of = |setup: &Setup, before: i64| {
            crate::setup::summary(setup, &guide(), end - days(before), false).alarm
        };
        assert_eq!(alarm_of(&setup, 91), None);
        assert_eq!(alarm_of(&setup, 90), Some(CertificateAlarm::Soon));
        assert_eq!(alarm_of(&setup, 60), Some(CertificateAlarm::Before { end }));
        assert_eq!(alarm_of(&setup, 0), Some(CertificateAlarm::Before { end }));
        assert_eq!(alarm_of(&setup, -1), Some(CertificateAlarm::Over));

        let (setup, current) = with_next(&next(), true);
        let later = current.not_after() + days(3);
        let alarm = crate::setup::summary(&setup, &guide(), later, false).alarm;
        assert_eq!(alarm, Some(CertificateAlarm::Now), "the end is no day to come any more");
    }

    #[test]
    fn an_unfinished_setup_is_alarmed_by_the_end_of_its_certificate_alone() {
        let certificate = current();
        let mut setup = answered();
        setup.take_receipt(&guide(), &all_in_place(10, &certificate), at(11)).unwrap();
        let end = certificate.not_after();
        let alarm_of = |before: i64| {
            let summary = crate::setup::summary(&setup, &guide(), end - days(before), false);
            assert_eq!(summary.expiry, None, "it is not finished");
            summary.alarm
        };
        assert_eq!(alarm_of(61), None);
        assert_eq!(alarm_of(60), Some(CertificateAlarm::Before { end }));
        assert_eq!(alarm_of(-1), Some(CertificateAlarm::Over));
    }

    #[test]
    fn the_way_out_is_named_where_there_is_something_to_do() {
        let library = Library::built_in().unwrap();
        let (setup, certificate) = finished();
        let summary = |before: i64| {
            let now = certificate.not_after() - days(before);
            crate::setup::summary(&setup, &guide(), now, false).with_renewal_guide(&library)
        };
        assert_eq!(summary(30).expiry.unwrap().guide, Some("rotate".into()));
        assert_eq!(summary(300).expiry.unwrap().guide, None, "nothing is to be done");
    }
}
