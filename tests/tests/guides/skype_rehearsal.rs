//! The guides for Skype for Business Server from the first answer to the last receipt, and back: the
//! setup as the program keeps it, the scripts as it writes them, the organisation as it is rehearsed.

use crosstrust_core::guide::{AnswerId, Answers, Guide, Library, ScriptId, StepId, StepKind};
use crosstrust_core::receipt::read;
use crosstrust_core::script::{ScriptContext, UndoList, write};
use crosstrust_core::setup::view::StepState;
use crosstrust_core::setup::{Event, OPERATOR, Setup, SetupId, summary};
use crosstrust_rehearsal::exchange::{Organisation, Situation};
use crosstrust_tests::answer_sets::library;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

const TENANT: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

/// One run through a guide.
struct GuideRun<'a> {
    library: &'a Library,
    guide: &'a Guide,
    setup: Setup,
    organisation: Organisation,
    now: Timestamp,
}

impl<'a> GuideRun<'a> {
    fn begin(library: &'a Library, id: &str, situation: Situation) -> Self {
        let guide = library.guide(&id.into()).expect("the guide is built in");
        let now: Timestamp = "2026-11-21T02:00:00Z".parse().expect("a time");
        let organisation = Organisation::new(id, situation, "contoso.com", TENANT, now);
        let organisation = organisation.expect("an organisation");
        let setup = Setup::new(SetupId::new(now, [7; 10]), guide, true, now, OPERATOR);
        let mut guide_run = Self { library, guide, setup, organisation, now };
        guide_run.answer(&[
            ("autodiscover_host", "autodiscover.contoso.com"),
            ("skype_pool", "pool1.contoso.com"),
            ("sip_domain", "contoso.com"),
            ("domain_controller", "dc01.contoso.com"),
            ("fill_autodiscover_on", "ex02.contoso.com"),
            ("restart_iis_on", "ex01.contoso.com"),
            ("test_sip_uri", "sip:anna@contoso.com"),
            ("tenant", TENANT),
        ]);
        guide_run
    }

    fn answer(&mut self, answers: &[(&str, &str)]) {
        let answers = answers.iter().map(|(id, value)| (AnswerId::from(*id), (*value).to_owned()));
        let answers: BTreeMap<_, _> =
            answers.filter(|(id, _)| self.guide.answer(id).is_some()).collect();
        let effect =
            self.setup.apply(self.guide, Event::AnswersSet { answers }, self.now, OPERATOR);
        drop(effect.expect("they are taken"));
        assert_eq!(Answers::parse(self.guide, self.setup.raw_answers()).1, []);
    }

    /// Takes a script out, runs it, and hands its receipt in.
    fn run(&mut self, script: &str) {
        self.now += SignedDuration::from_mins(5);
        let id = ScriptId::from(script);
        let taken = Event::ScriptTaken { script: id.clone() };
        drop(self.setup.apply(self.guide, taken, self.now, OPERATOR).expect("it is a script"));
        let (answers, _) = Answers::parse(self.guide, self.setup.raw_answers());
        let setup_id = self.setup.id().to_string();
        let context = ScriptContext {
            setup_id: &setup_id,
            answers: &answers,
            tenant_id: self.setup.tenant_id(self.guide),
            undo_list: self.setup.undo_list(),
            uploaded: &[],
        };
        let text = write(self.library, self.guide, &id, &context).expect("it is answered").text;
        let output = self.organisation.run(&text, false, self.now).expect("it is rehearsed");
        let found = read(output.console.as_bytes()).expect("a receipt");
        let imported = Event::ReceiptsImported { found: &found };
        drop(self.setup.apply(self.guide, imported, self.now, OPERATOR).expect("it is ours"));
    }

    /// Runs a script until its steps are done. What hinders is put right once.
    fn finish(&mut self, script: &str) {
        self.run(script);
        self.read_the_test();
        if !self.open(script).is_empty() {
            let right = self.organisation.put_right(self.now).expect("it can be put right");
            assert!(!right.is_empty(), "{script}: {:?}", self.open(script));
            self.run(script);
            self.read_the_test();
        }
        assert_eq!(self.open(script), [""; 0], "{script}");
    }

    /// What a script printed or found is read by a person, who marks the step as done.
    fn read_the_test(&mut self) {
        for step in ["test", "hybrid-application"].map(StepId::from) {
            if self.guide.step(&step).is_some() && self.setup.step(&step).state == StepState::Decide
            {
                let confirmed = Event::MarkedDone { step, note: "Read.".to_owned() };
                let confirmed = self.setup.apply(self.guide, confirmed, self.now, OPERATOR);
                drop(confirmed.expect("it waits for a person"));
            }
        }
    }

    /// The steps of a script that are not done.
    fn open(&self, script: &str) -> Vec<&'a str> {
        let spec = self.guide.script(&script.into()).expect("a script of the guide");
        let open = spec.steps.iter().filter(|id| self.setup.step(id).state != StepState::Done);
        open.map(StepId::as_str).collect()
    }
}

/// What the scripts can change, without the files they leave.
fn changeable(organisation: &Organisation) -> Organisation {
    let mut changeable = organisation.clone();
    changeable.files.clear();
    changeable
}

#[test]
fn the_guide_for_the_servers_is_done_from_every_situation_and_taken_back() {
    let library = library();
    for situation in Situation::of("skype-server") {
        let mut guide_run = GuideRun::begin(&library, "skype-server", *situation);
        guide_run.run("skype-server-discover-exchange");
        guide_run.run("skype-server-discover-skype");
        // Everything that hinders is put right at once, so that undo can be compared.
        let mut before = guide_run.organisation.clone();
        before.put_right(guide_run.now).expect("it can be put right");
        guide_run.finish("skype-server-exchange");
        guide_run.finish("skype-server-skype");
        guide_run.finish("skype-server-verify-exchange");
        guide_run.finish("skype-server-verify-skype");
        let shown = summary(&guide_run.setup, guide_run.guide, guide_run.now, false);
        assert_eq!(shown.done, shown.total, "{situation:?}: {}", shown.position);

        for script in ["skype-server-undo-skype", "skype-server-undo-exchange"] {
            guide_run.run(script);
        }
        assert_eq!(guide_run.setup.undo_list(), &UndoList::default(), "{situation:?}");
        let mut after = changeable(&guide_run.organisation);
        // Certificates are made anew where one was put right.
        after.skype.certificates.clone_from(&before.skype.certificates);
        after.skype.token_issuer.clone_from(&before.skype.token_issuer);
        after.certificates.clone_from(&before.certificates);
        after.current_certificate.clone_from(&before.current_certificate);
        assert_eq!(after, changeable(&before), "{situation:?}");
    }
}

#[test]
fn a_blank_address_is_kept_by_decision_and_filled_in_only_where_it_was_chosen() {
    let library = library();
    let step = StepId::from("autodiscover");
    let mut guide_run = GuideRun::begin(&library, "skype-server", Situation::Fresh);
    guide_run.answer(&[("fill_autodiscover_on", "")]);
    let addresses = |guide_run: &GuideRun<'_>| -> Vec<String> {
        let servers = &guide_run.organisation.servers.client_access;
        servers.iter().map(|one| one.autodiscover_uri.clone()).collect()
    };
    let before = addresses(&guide_run);
    guide_run.run("skype-server-autodiscover");
    assert_eq!(addresses(&guide_run), before, "none is filled in by itself");
    assert_eq!(guide_run.setup.step(&step).state, StepState::Decide);
    let raw = guide_run.setup.raw_answers();
    assert!(
        raw.get(&AnswerId::from("fill_autodiscover_on")).is_none_or(String::is_empty),
        "the only blank server is offered, and not filled in as the answer"
    );
    let view =
        crosstrust_core::setup::view(&guide_run.setup, guide_run.guide, guide_run.now, false);
    let judgement =
        view.steps.iter().find(|one| one.id == step).unwrap().judgement.as_ref().unwrap();
    let shown = judgement.findings.iter().find(|one| one.label == "Autodiscover addresses");
    assert!(shown.unwrap().found.contains("EX02: blank"), "each server with its address");

    let mut kept = GuideRun {
        organisation: guide_run.organisation.clone(),
        setup: guide_run.setup.clone(),
        ..guide_run
    };
    let left = Event::DifferenceDecided { step: step.clone(), change: false };
    drop(kept.setup.apply(kept.guide, left, kept.now, OPERATOR).unwrap());
    assert_eq!(kept.setup.step(&step).state, StepState::Done);
    kept.run("skype-server-verify-exchange");
    assert_eq!(kept.setup.step(&step).state, StepState::Done, "the decision stands");
    assert_eq!(addresses(&kept), before);

    let mut filled = GuideRun::begin(&library, "skype-server", Situation::Fresh);
    filled.run("skype-server-autodiscover");
    assert_eq!(filled.setup.step(&step).state, StepState::Done);
    assert_ne!(addresses(&filled), before);
    assert_eq!(filled.setup.undo_list().created, ["autodiscover-address:EX02"]);
}

#[test]
fn the_hybrid_guide_is_done_on_premises_from_every_situation_and_waits_for_the_tenant() {
    let library = library();
    for situation in Situation::of("skype-hybrid") {
        let mut guide_run = GuideRun::begin(&library, "skype-hybrid", *situation);
        let (guide, now) = (guide_run.guide, guide_run.now);
        let (tenant_id, way) = (TENANT.parse().unwrap(), guide_run.setup.way_to_tenant(guide));
        let found = Event::TenantFound { tenant_id, way };
        drop(guide_run.setup.apply(guide, found, now, OPERATOR).expect("it is kept"));
        guide_run.run("skype-hybrid-discover");
        guide_run.finish("skype-hybrid-skype");
        guide_run.finish("skype-hybrid-verify");
        guide_run.finish("skype-hybrid-application");
        for step in &guide_run.guide.steps {
            let done = guide_run.setup.step(&step.id).state == StepState::Done;
            let in_cloud = matches!(step.kind, StepKind::Upload | StepKind::Verify);
            assert_eq!(done, !in_cloud, "{situation:?}: {}", step.id);
        }
        assert_eq!(guide_run.setup.certificates(guide_run.now).len(), 1, "{situation:?}");
        guide_run.run("skype-hybrid-undo");
        assert_eq!(guide_run.setup.undo_list(), &UndoList::default(), "{situation:?}");
    }
}
