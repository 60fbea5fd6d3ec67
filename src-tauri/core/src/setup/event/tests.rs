//! Random events on every guide, and what holds after each.

use super::*;
use crate::error::ErrorCode;
use crate::graph::{BackupNotSaved, KeyFate, PlanAction, PrincipalPlan, PrincipalState};
use crate::guide::answer::AnswerKind;
use crate::guide::{AnswerSpec, Answers, Library, Question, StepKind};
use crate::receipt::{CertificateUse, Outcome, StepJudgement, Verdict};
use crate::setup::fixture::{
    at, certificate, changing, current, days, dry, held_key, id, receipt, received, result, step,
};
use crate::setup::view::{Evidence, StepState};
use crate::setup::{OPERATOR, migrate};
use proptest::prelude::*;
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::built_in().unwrap());

/// Two that are valid and one that has expired.
static CERTIFICATES: LazyLock<[Certificate; 3]> = LazyLock::new(|| {
    [current(), current(), certificate("old", at(0) - days(800), at(0) - days(70))]
});

/// An event as numbers; what it is depends on the guide.
#[derive(Clone, Debug)]
enum Draw {
    Answer {
        answer: usize,
        value: usize,
    },
    Script {
        script: usize,
    },
    Receipt {
        verdicts: Vec<(usize, Verdict, bool)>,
        dry: bool,
        ago: i64,
        certificate: Option<usize>,
    },
    Difference {
        step: usize,
        change: bool,
    },
    Write {
        step: usize,
        change: bool,
        typed: bool,
    },
    Done {
        step: usize,
    },
    Skipped {
        step: usize,
    },
    Reopened {
        step: usize,
    },
    Ticked {
        step: usize,
        ticked: bool,
    },
    Chosen {
        certificate: usize,
    },
    Released,
    Planned {
        step: usize,
        operation: TenantOperation,
    },
    Began {
        step: usize,
        operation: TenantOperation,
    },
    Ended {
        states: Vec<PrincipalState>,
        certificate: usize,
    },
    Verified {
        states: Vec<PrincipalState>,
        certificate: usize,
    },
    Failed {
        cancelled: bool,
    },
    Run {
        script: usize,
        dry: bool,
        /// How it ended: after the script began, or before; it starts where this is none.
        began: Option<bool>,
    },
    Backup,
    BackupSaved {
        saved: bool,
    },
    Exported,
    Renamed {
        name: usize,
    },
    Tenant,
    Opened,
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![
        4 => Just(Verdict::InPlace),
        1 => Just(Verdict::Planned),
        1 => Just(Verdict::Differs),
        1 => Just(Verdict::Waiting),
        1 => Just(Verdict::Decide),
        1 => Just(Verdict::Failed),
        1 => Just(Verdict::NotReached),
        1 => Just(Verdict::NotRead),
    ]
}

fn operation() -> impl Strategy<Value = TenantOperation> {
    prop_oneof![
        Just(TenantOperation::Upload),
        Just(TenantOperation::Restore),
        Just(TenantOperation::Removal),
        Just(TenantOperation::Verify)
    ]
}

fn states() -> impl Strategy<Value = Vec<PrincipalState>> {
    let state = prop_oneof![
        4 => Just(PrincipalState::Done),
        2 => Just(PrincipalState::AlreadyThere),
        1 => Just(PrincipalState::Failed),
        1 => Just(PrincipalState::Unknown),
        1 => Just(PrincipalState::Skipped),
    ];
    prop::collection::vec(state, 1..5)
}

fn draw() -> impl Strategy<Value = Draw> {
    let index = || 0..64_usize;
    prop_oneof![
        6 => (index(), 0..4_usize).prop_map(|(answer, value)| Draw::Answer { answer, value }),
        2 => index().prop_map(|script| Draw::Script { script }),
        6 => (
            prop::collection::vec((index(), verdict(), any::<bool>()), 0..8),
            prop::bool::weighted(0.2),
            prop_oneof![4 => Just(0_i64), 1 => 1..9_i64],
            prop::option::of(0..3_usize),
        )
            .prop_map(|(verdicts, dry, ago, certificate)| Draw::Receipt {
                verdicts,
                dry,
                ago,
                certificate,
            }),
        1 => (index(), any::<bool>()).prop_map(|(step, change)| Draw::Difference { step, change }),
        2 => (index(), any::<bool>(), any::<bool>())
            .prop_map(|(step, change, typed)| Draw::Write { step, change, typed }),
        2 => index().prop_map(|step| Draw::Done { step }),
        1 => index().prop_map(|step| Draw::Skipped { step }),
        1 => index().prop_map(|step| Draw::Reopened { step }),
        1 => (index(), any::<bool>()).prop_map(|(step, ticked)| Draw::Ticked { step, ticked }),
        2 => (0..3_usize).prop_map(|certificate| Draw::Chosen { certificate }),
        1 => Just(Draw::Released),
        1 => (index(), operation()).prop_map(|(step, operation)| Draw::Planned { step, operation }),
        2 => (index(), operation()).prop_map(|(step, operation)| Draw::Began { step, operation }),
        3 => (states(), 0..2_usize)
            .prop_map(|(states, certificate)| Draw::Ended { states, certificate }),
        3 => (states(), 0..2_usize)
            .prop_map(|(states, certificate)| Draw::Verified { states, certificate }),
        1 => any::<bool>().prop_map(|cancelled| Draw::Failed { cancelled }),
        2 => (index(), any::<bool>(), any::<Option<bool>>())
            .prop_map(|(script, dry, began)| Draw::Run { script, dry, began }),
        1 => Just(Draw::Backup),
        1 => any::<bool>().prop_map(|saved| Draw::BackupSaved { saved }),
        1 => Just(Draw::Exported),
        1 => index().prop_map(|name| Draw::Renamed { name }),
        1 => Just(Draw::Tenant),
        1 => Just(Draw::Opened),
    ]
}

/// A value for a question: two that are right, a wrong one, and none.
fn value(spec: &AnswerSpec, which: usize) -> String {
    let right = match spec.kind {
        AnswerKind::Tenant => ["contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"],
        AnswerKind::SmtpDomain => ["contoso.com", "fabrikam.com"],
        AnswerKind::Fqdn | AnswerKind::FqdnList => ["ex01.contoso.com", "ex02.contoso.com"],
        AnswerKind::SmtpAddress => ["anna@contoso.com", "bert@contoso.com"],
        AnswerKind::SipUri => ["sip:anna@contoso.com", "sip:bert@contoso.com"],
        AnswerKind::Url => ["https://one.contoso.com/", "https://two.contoso.com/"],
        AnswerKind::Thumbprint => {
            ["D8BB38FFBDCBF4650A1B2C3D4E5F60718293189F", "08BB38FFBDCBF4650A1B2C3D4E5F60718293189F"]
        }
        AnswerKind::Uuid => {
            ["aaaabbbb-0000-cccc-1111-dddd2222eeee", "bbbbcccc-0000-cccc-1111-dddd2222eeee"]
        }
        AnswerKind::Text => ["Contoso", "Fabrikam"],
        AnswerKind::Choice => [spec.choices[0].value.as_str(), spec.choices[1].value.as_str()],
        AnswerKind::Flag => ["true", "false"],
    };
    match which {
        0 | 1 => right[which].to_owned(),
        2 => "\u{7} not this".to_owned(),
        _ => String::new(),
    }
}

/// One of them.
fn pick<T>(of: &[T], which: usize) -> Option<&T> {
    of.get(which.checked_rem(of.len())?)
}

/// A step of a receipt with that verdict, as far as a receipt of this guide can have it.
fn reported(guide: &Guide, which: usize, wanted: Verdict, changed: bool) -> StepJudgement {
    let spec = pick(&guide.steps, which).expect("a guide has steps");
    let question = spec.expect.iter().find_map(|expectation| expectation.ask.clone());
    // A judge puts what the receipt shows into the text.
    let question = question.map(|question| Question { shows: None, ..question });
    let wanted = match wanted {
        Verdict::Decide if question.is_none() => Verdict::Differs,
        other => other,
    };
    let mut judged = step(spec.id.as_str(), wanted);
    if wanted == Verdict::Decide {
        judged.question = question;
    }
    if changed && judged.outcome == Outcome::Unchanged {
        judged = changing(judged, &["Create the object"]);
    }
    judged
}

/// A random setup on its way.
struct EventRun<'g> {
    guide: &'g Guide,
    setup: Setup,
    minute: i64,
}

impl<'g> EventRun<'g> {
    fn begin(guide: &'g Guide) -> Self {
        Self { guide, setup: Setup::new(id(1), guide, false, at(0), OPERATOR), minute: 0 }
    }

    fn step(&self, which: usize) -> StepId {
        pick(&self.guide.steps, which).expect("a guide has steps").id.clone()
    }

    fn results(&self, states: &[PrincipalState], certificate: usize) -> Vec<PrincipalResult> {
        let held = [&CERTIFICATES[certificate]];
        let apps = self.guide.applications.iter().zip(states.iter().cycle());
        apps.map(|(application, state)| result(&application.app_id.to_string(), *state, &held))
            .collect()
    }

    fn plan(&self) -> Plan {
        let principal = |app_id| PrincipalPlan {
            names: Vec::new(),
            sets_enabled: None,
            app_id,
            display_name: None,
            account_enabled: Some(true),
            action: PlanAction::Write,
            keys: vec![crate::graph::PlannedKey {
                fate: KeyFate::Remove,
                ..held_key(&CERTIFICATES[0])
            }],
            problem: None,
            warning: None,
        };
        let apps = self.guide.applications.iter();
        let principals = apps.map(|application| principal(application.app_id)).collect();
        Plan { principals, read_at: at(self.minute), clock_ahead: None }
    }

    fn backup(&self) -> Option<Backup> {
        let application = self.guide.applications.first()?;
        Some(Backup {
            keys_untouched: false,
            names: None,
            account_enabled: None,
            tenant_id: "aaaabbbb-0000-cccc-1111-dddd2222eeee".parse().unwrap(),
            app_id: application.app_id,
            object_id: "1".to_owned(),
            taken_at: at(self.minute),
            keys: Vec::new(),
        })
    }

    fn script_run(&self, script: usize, what_if: bool, began: Option<bool>) -> Event<'static> {
        let script = pick(&self.guide.scripts, script);
        let script = script.map_or("none".into(), |script| script.id.clone());
        match began {
            None => Event::RunStarted { script, what_if, switches: Vec::new() },
            Some(began) => Event::RunFailed { began, problem: Problem::of(ErrorCode::RunBrokeOff) },
        }
    }

    fn apply(&mut self, draw: &Draw) -> Result<Effect, SetupError> {
        self.minute += 1;
        let now = at(self.minute);
        let event = match draw {
            Draw::Receipt { verdicts, dry: is_dry, ago, certificate } => {
                let mut steps: Vec<StepJudgement> = Vec::new();
                for (which, verdict, changed) in verdicts {
                    let judged = reported(self.guide, *which, *verdict, *changed);
                    if steps.iter().all(|known| known.step != judged.step) {
                        steps.push(judged);
                    }
                }
                let mut judgement = receipt(self.minute - ago, steps);
                if let Some(certificate) = certificate.map(|index| &CERTIFICATES[index]) {
                    judgement.certificates = vec![received(CertificateUse::Current, certificate)];
                }
                let judgement = if *is_dry { dry(judgement) } else { judgement };
                return self.setup.apply_one(
                    self.guide,
                    SetupChange::Receipt(&judgement),
                    now,
                    OPERATOR,
                );
            }
            Draw::Answer { answer, value: which } => {
                let spec = pick(&self.guide.answers, *answer).expect("a guide asks questions");
                let answers = BTreeMap::from([(spec.id.clone(), value(spec, *which))]);
                Event::AnswersSet { answers }
            }
            Draw::Script { script } => match pick(&self.guide.scripts, *script) {
                Some(script) => Event::ScriptTaken { script: script.id.clone() },
                None => Event::ScriptTaken { script: "none".into() },
            },
            Draw::Difference { step, change } => {
                Event::DifferenceDecided { step: self.step(*step), change: *change }
            }
            Draw::Write { step, change, typed } => {
                let step = pick(&self.guide.steps, *step).expect("a guide has steps");
                let question = step.writes.iter().find_map(|write| write.ask.as_ref());
                let word = question.and_then(|question| question.typed.clone());
                Event::WriteDecided {
                    step: step.id.clone(),
                    answer: question.map_or("none".into(), |question| question.answer.clone()),
                    change: *change,
                    typed: word.filter(|_| *typed).unwrap_or_default(),
                }
            }
            Draw::Done { step } => {
                Event::MarkedDone { step: self.step(*step), note: " seen ".to_owned() }
            }
            Draw::Skipped { step } => {
                Event::Skipped { step: self.step(*step), note: String::new() }
            }
            Draw::Reopened { step } => Event::Reopened { step: self.step(*step) },
            Draw::Ticked { step, ticked } => {
                let step = pick(&self.guide.steps, *step).expect("a guide has steps");
                let check = step.checks.first().map_or("none".to_owned(), |check| check.id.clone());
                Event::CheckTicked { step: step.id.clone(), check, ticked: *ticked }
            }
            Draw::Chosen { certificate } => Event::CertificateChosen {
                certificate: &CERTIFICATES[*certificate],
                file: "auth.cer".to_owned(),
            },
            Draw::Released => Event::CertificateReleased,
            Draw::Planned { step, operation } => {
                let plan_for =
                    PlanFor { step: self.step(*step), operation: *operation, page: None };
                Event::Planned { plan_for, plan: self.plan() }
            }
            Draw::Began { step, operation } => {
                Event::OperationStarted { operation: *operation, step: self.step(*step) }
            }
            Draw::Ended { states, certificate } => {
                Event::OperationEnded { results: self.results(states, *certificate) }
            }
            Draw::Verified { states, certificate } => {
                Event::Verified { results: self.results(states, *certificate) }
            }
            Draw::Failed { cancelled } => {
                let code =
                    if *cancelled { ErrorCode::Cancelled } else { ErrorCode::NetworkTimeout };
                Event::OperationFailed { problem: Problem::of(code) }
            }
            Draw::Run { script, dry, began } => self.script_run(*script, *dry, *began),
            Draw::Backup => Event::BackupStored { principals: self.backup().into_iter().collect() },
            Draw::BackupSaved { saved } => Event::BackupSaved {
                written: if *saved {
                    Ok("/srv/copy.json".into())
                } else {
                    Err(BackupNotSaved { path: Some("/srv/copy.json".to_owned()), cause: None })
                },
            },
            Draw::Exported => Event::ScriptsExported { folder: "/srv".into() },
            Draw::Renamed { name } => Event::Renamed { name: format!("Forest {}", name % 3) },
            Draw::Tenant => Event::TenantFound {
                tenant_id: "aaaabbbb-0000-cccc-1111-dddd2222eeee".parse().unwrap(),
                way: self.setup.way_to_tenant(self.guide),
            },
            Draw::Opened => Event::Opened,
        };
        self.setup.apply(self.guide, event, now, OPERATOR)
    }

    /// What holds of every setup at any time.
    fn check(&self) -> Result<(), TestCaseError> {
        let (setup, guide) = (&self.setup, self.guide);
        for step in &guide.steps {
            let record = setup.step(&step.id);
            let answers_now = setup.fingerprint(guide, &setup.stands_on(guide, step));
            let id = &step.id;
            match record.state {
                StepState::Done => {
                    prop_assert!(record.evidence.is_some(), "{id} is done on nothing");
                    prop_assert!(record.done_at.is_some(), "{id} is done since never");
                    prop_assert_eq!(
                        record.fingerprint.as_deref(),
                        Some(answers_now.as_str()),
                        "{} is done with other answers",
                        id
                    );
                    if record.evidence == Some(Evidence::Receipt) && step.kind == StepKind::Script {
                        let verdict = record.judgement.as_ref().map(|one| one.verdict);
                        prop_assert_eq!(verdict, Some(Verdict::InPlace), "{} by its receipt", id);
                    }
                }
                StepState::Stale if step.kind == StepKind::Script => {
                    prop_assert!(
                        record.fingerprint.as_ref() != Some(&answers_now),
                        "{id} is stale, and no answer it uses has changed"
                    );
                }
                StepState::Stale => {}
                StepState::Todo
                | StepState::HandedOut
                | StepState::Waiting
                | StepState::Decide
                | StepState::Failed
                | StepState::Skipped
                | StepState::Unknown => {
                    prop_assert!(record.evidence.is_none(), "{id} is open, with evidence");
                }
            }
        }
        Ok(())
    }

    fn recomputed(&self, setup: &Setup) -> (Setup, Effect) {
        let mut next = setup.clone();
        let mut effect = Effect::default();
        next.recompute_derived(self.guide, setup, at(self.minute), &mut effect);
        (next, effect)
    }
}

fn read_again(setup: &Setup) -> Setup {
    migrate::read(&serde_json::to_vec(setup).unwrap()).unwrap()
}

fn holds(guide: &Guide, draws: &[Draw]) -> Result<(), TestCaseError> {
    let mut run = EventRun::begin(guide);
    for draw in draws {
        let before = run.setup.clone();
        let applied = run.apply(draw);
        if applied.is_err() {
            prop_assert_eq!(&run.setup, &before, "refused, and changed: {:?}", draw);
        }
        run.check()?;
        let (once, _) = run.recomputed(&run.setup);
        let (twice, effect) = run.recomputed(&once);
        prop_assert_eq!(&twice, &once, "computed again, it is another setup: {:?}", draw);
        prop_assert_eq!(effect, Effect::default());
        prop_assert!(run.setup.journal.len() + 1 >= before.journal.len());
    }
    prop_assert_eq!(&read_again(&run.setup), &run.setup, "loaded as it was saved");
    let mut again = EventRun::begin(guide);
    for draw in draws {
        drop(again.apply(draw));
        again.setup = read_again(&again.setup);
    }
    prop_assert_eq!(&again.setup, &run.setup, "the same events, saved between any two of them");
    let (answers, _) = Answers::parse(guide, run.setup.raw_answers());
    for entry in run.setup.journal.iter() {
        let words = entry.event.words(guide, &answers).to_string();
        prop_assert!(!words.is_empty() && !words.contains("{{"), "{words}");
    }
    Ok(())
}

macro_rules! random_events {
    ($($name:ident: $guide:literal,)*) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(12))]
            $(
                #[test]
                fn $name(draws in prop::collection::vec(draw(), 1..30)) {
                    holds(LIBRARY.guide(&$guide.into()).unwrap(), &draws)?;
                }
            )*
        }

        #[test]
        fn every_guide_gets_random_events() {
            let tested = [$($guide),*];
            let guides = LIBRARY.guides().map(|guide| guide.id.as_str());
            assert_eq!(guides.filter(|guide| !tested.contains(guide)).collect::<Vec<_>>(), [""; 0]);
        }
    };
}

random_events! {
    any_events_of_teams_keep_what_always_holds: "teams",
    any_events_of_check_keep_what_always_holds: "check",
    any_events_of_exchange_oauth_keep_what_always_holds: "exchange-oauth",
    any_events_of_rotate_keep_what_always_holds: "rotate",
    any_events_of_skype_hybrid_keep_what_always_holds: "skype-hybrid",
    any_events_of_skype_online_keep_what_always_holds: "skype-online",
    any_events_of_skype_server_keep_what_always_holds: "skype-server",
}
