//! A guide that is content alone: a folder of the tests beside the built-in guides. No line of Rust or
//! TypeScript knows it, and a rehearsal goes from the first answer to the last check and back.

use crosstrust_core::guide::{AnswerId, Answers, Guide, GuideId, Library, ScriptId, StepId};
use crosstrust_core::receipt::read;
use crosstrust_core::script::{ScriptContext, UndoList, write};
use crosstrust_core::setup::view::StepState;
use crosstrust_core::setup::{
    Event, OPERATOR, Setup, SetupId, SetupStanding, StepStatus, summary, view,
};
use crosstrust_rehearsal::exchange::{Organisation, Situation};
use crosstrust_tests::repository::{files, has_extension, root, text};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const GUIDES: &str = "src-tauri/core/guides/";
const OURS: &str = "tests/data/guides/";
const ID: &str = "remote-domain";
const TENANT: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

/// A folder with the built-in guides and the one of the tests, after a change of one of its files.
fn folder(changed: Option<(&str, &str, &str)>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for from in [GUIDES, OURS] {
        for path in files(from) {
            let name = path.strip_prefix(from).expect("it is in that folder");
            let mut content = text(&path);
            if let Some((file, what, by)) = changed.filter(|(file, ..)| name == *file) {
                assert!(content.contains(what), "{file} does not contain {what:?}");
                content = content.replacen(what, by, 1);
            }
            let to = folder.path().join(name);
            fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            fs::write(to, content).expect("it is written");
        }
    }
    folder
}

fn library() -> Library {
    let folder = folder(None);
    Library::read(folder.path()).unwrap_or_else(|error| panic!("{error}"))
}

/// Why the guide is refused after that change.
fn refusal(file: &str, what: &str, by: &str) -> String {
    let folder = folder(Some((&format!("{ID}/{file}"), what, by)));
    match Library::read(folder.path()) {
        Ok(_) => panic!("it was taken: {by}"),
        Err(error) => error.to_string(),
    }
}

struct GuideRun<'a> {
    library: &'a Library,
    guide: &'a Guide,
    setup: Setup,
    organisation: Organisation,
    now: Timestamp,
}

impl<'a> GuideRun<'a> {
    fn begin(library: &'a Library, situation: Situation) -> Self {
        let guide = library.guide(&GuideId::from(ID)).expect("the guide of the tests");
        let now: Timestamp = "2026-11-21T02:00:00Z".parse().expect("a time");
        let plan = library.rehearsal(&guide.id);
        let organisation = Organisation::planned(ID, plan, situation, "contoso.com", TENANT, now);
        let organisation = organisation.unwrap_or_else(|error| panic!("{situation:?}: {error}"));
        let setup = Setup::new(SetupId::new(now, [7; 10]), guide, true, now, OPERATOR);
        let mut guide_run = Self { library, guide, setup, organisation, now };
        let answers =
            [("partner_domain", "fabrikam.com"), ("dc", "dc01.contoso.com"), ("name", "Contoso")];
        let answers = answers.map(|(id, value)| (AnswerId::from(id), value.to_owned())).into();
        guide_run.apply(Event::AnswersSet { answers });
        assert_eq!(Answers::parse(guide, guide_run.setup.raw_answers()).1, []);
        guide_run
    }

    fn apply(&mut self, event: Event<'_>) {
        drop(self.setup.apply(self.guide, event, self.now, OPERATOR).expect("it is allowed"));
    }

    /// Runs a script and imports its receipt.
    fn run(&mut self, script: &str, what_if: bool) {
        self.now += SignedDuration::from_mins(5);
        let id = ScriptId::from(script);
        self.apply(Event::ScriptTaken { script: id.clone() });
        let (answers, _) = Answers::parse(self.guide, self.setup.raw_answers());
        let setup_id = self.setup.id().to_string();
        let context = ScriptContext {
            setup_id: &setup_id,
            answers: &answers,
            tenant_id: None,
            undo_list: self.setup.undo_list(),
            uploaded: &[],
        };
        let text = write(self.library, self.guide, &id, &context).expect("it is answered").text;
        let output = self.organisation.run(&text, what_if, self.now).expect("it is rehearsed");
        let found = read(output.console.as_bytes()).expect("a receipt");
        self.apply(Event::ReceiptsImported { found: &found });
    }

    fn state(&self, step: &str) -> StepState {
        self.setup.step(&StepId::from(step)).state
    }

    fn is_set_up(&self) -> bool {
        ["domain", "replies"].iter().all(|step| self.state(step) == StepState::Done)
    }

    fn statuses(&self) -> BTreeMap<String, StepStatus> {
        let view = view(&self.setup, self.guide, self.now, false);
        view.steps.into_iter().map(|step| (step.id.to_string(), step.status)).collect()
    }
}

/// The organization without what interrupts or hinders once.
fn objects(organisation: &Organisation) -> BTreeMap<String, serde_json::Value> {
    let mut objects = organisation.objects.clone();
    objects.retain(|_, list| list.as_array().is_some_and(|list| !list.is_empty()));
    objects
}

#[test]
fn a_guide_of_content_alone_is_done_from_every_situation_and_taken_back() {
    let library = library();
    let plan = library.rehearsal(&GuideId::from(ID)).expect("it has a plan");
    let situations = Situation::offered(ID, Some(plan));
    assert_eq!(situations.len(), 6, "{situations:?}");
    let mut hindered = 0;
    for situation in situations {
        let mut guide_run = GuideRun::begin(&library, situation);
        let before = guide_run.organisation.clone();
        guide_run.run("set-up", true);
        assert_eq!(objects(&guide_run.organisation), objects(&before), "{situation:?}: a dry run");
        guide_run.run("set-up", false);
        if !guide_run.is_set_up() {
            let right =
                guide_run.organisation.put_right(guide_run.now).expect("it can be put right");
            let passed_by_itself = situation == Situation::FailedInRole;
            assert_eq!(right.is_empty(), passed_by_itself, "{situation:?}: {right:?}");
            hindered += 1;
            guide_run.run("set-up", false);
        }
        assert!(guide_run.is_set_up(), "{situation:?}");
        guide_run.run("verify", false);
        let (step, check) = ("verify".into(), "reply".to_owned());
        guide_run.apply(Event::CheckTicked { step, check, ticked: true });
        let shown = summary(&guide_run.setup, guide_run.guide, guide_run.now, false);
        assert_eq!(shown.name, "Contoso", "the role of the answer names the setup");
        assert_eq!(shown.done, shown.total, "{situation:?}: {}", shown.position);
        assert_eq!(shown.standing, SetupStanding::InPlace, "{situation:?}");
        let statuses = guide_run.statuses();
        for step in ["domain", "replies"] {
            assert_eq!(statuses[step], StepStatus::Verified, "{situation:?}: {step}");
        }

        let created = guide_run.setup.undo_list().created.clone();
        guide_run.run("undo", false);
        assert_eq!(guide_run.setup.undo_list(), &UndoList::default(), "{situation:?}");
        if created.is_empty() {
            assert!(
                guide_run.organisation.objects.contains_key("remoteDomains"),
                "it was there before"
            );
        } else {
            assert_eq!(created, ["domain"], "{situation:?}");
            assert_eq!(objects(&guide_run.organisation), objects(&before), "{situation:?}: undo");
        }
    }
    assert_eq!(hindered, 3, "a missing right, the wrong window and a domain controller that lags");
}

#[test]
fn a_rehearsed_organization_that_was_kept_is_the_same_one() {
    let library = library();
    let mut guide_run = GuideRun::begin(&library, Situation::Fresh);
    guide_run.run("set-up", false);
    let kept = serde_json::to_string(&guide_run.organisation).expect("it is plain data");
    let again: Organisation = serde_json::from_str(&kept).expect("it is read again");
    let again = again.with_plan(library.rehearsal(&GuideId::from(ID)));
    assert_eq!(again, guide_run.organisation);
    guide_run.organisation = again;
    guide_run.run("verify", false);
    assert!(guide_run.is_set_up());
}

#[test]
fn what_a_script_refuses_ends_the_rehearsed_step_with_its_code() {
    let library = library();
    let mut guide_run = GuideRun::begin(&library, Situation::PartlyConfigured);
    let answers = BTreeMap::from([(AnswerId::from("partner_domain"), "tailspin.com".to_owned())]);
    guide_run.apply(Event::AnswersSet { answers });
    guide_run.run("set-up", false);
    let judgement = guide_run.setup.step(&"domain".into()).judgement.expect("it was judged");
    let problem = judgement.problem.expect("it ended there");
    assert_eq!(problem.code, "undo-changed-since");
    assert_eq!(
        problem.message,
        "The remote domain Partner is for fabrikam.com. The script did not change it."
    );
    assert_eq!(guide_run.state("replies"), StepState::HandedOut, "the script ended before it");
}

#[test]
fn no_code_knows_the_guide() {
    let sources = ["src-tauri", "ui/src", "xtask"].into_iter().flat_map(files);
    for path in sources.filter(|path| has_extension(path, &["rs", "ts", "svelte"])) {
        let code = text(&path).to_lowercase();
        for name in [ID, "remotedomain", "partner_domain"] {
            assert!(!code.contains(name), "{path} names {name}");
        }
    }
    assert!(Path::new(root()).join(OURS).join(ID).join("rehearsal.toml").is_file());
}

#[test]
fn a_plan_whose_names_lead_nowhere_is_refused_with_the_place() {
    for (what, by, words) in [
        ("id = \"fresh\"", "id = \"frosh\"", "situation \"frosh\" is none of: fresh, "),
        ("id = \"fresh\"", "id = \"wrong-shell\"", "there are two situations \"wrong-shell\""),
        ("id = \"fresh\"", "id = \"ews-blocked\"", "there is no situation \"fresh\""),
        ("step = \"domain\"", "step = \"domian\"", "it names step \"domian\", which is not there"),
        (
            "name = \"Invoke-DomainStep\"",
            "name = \"Invoke-DomianStep\"",
            "function \"Invoke-DomianStep\": no template of the guide has a function of that name",
        ),
        (
            "name = \"Invoke-ReplyStep\"",
            "name = \"Invoke-DomainStep\"",
            "there are two functions \"Invoke-DomainStep\"",
        ),
        (
            "code = \"undo-changed-since\"",
            "code = \"undo-changed\"",
            "no template of the guide ends with the code \"undo-changed\"",
        ),
        (
            "target = \"Partner\"",
            "target = \"{partner}\"",
            "it names \"{partner}\", which is not there",
        ),
        ("target = \"Partner\"", "targets = \"Partner\"", "unknown field `targets`"),
        (
            "title = \"Automatic replies to the partner\"",
            "title = \"{titel}\"",
            "it names \"{titel}\", which is not there",
        ),
        (
            "[functions.facts.domainName.of]",
            "[functions.facts.domain.of]",
            "no function of the step \"domain\" reads the fact \"domainName\"",
        ),
        (
            "[functions.facts.domainName.of]",
            "[functions.facts.domainName.off]",
            "unknown variant `off`",
        ),
        (
            "[[functions.does]]\nif-missing",
            "[[functions.does]]\neach = \"names\"\nif-missing",
            "it names argument \"names\", which is not there",
        ),
    ] {
        // A fact is read by the verification as well.
        let refusal = if what.starts_with("[functions.facts") && by.contains("domain.of") {
            let folder = folder(None);
            let path = folder.path().join(ID).join("rehearsal.toml");
            let plan = fs::read_to_string(&path).expect("the plan").replace(what, by);
            fs::write(&path, plan).expect("it is written");
            match Library::read(folder.path()) {
                Ok(_) => panic!("it was taken: {by}"),
                Err(error) => error.to_string(),
            }
        } else {
            refusal("rehearsal.toml", what, by)
        };
        assert!(refusal.starts_with("remote-domain/rehearsal.toml: "), "{refusal}");
        assert!(refusal.contains(words), "{by}: {refusal}");
    }
    let refusal = refusal(
        "rehearsal.toml",
        "[functions.does.refuse]\n",
        "[functions.does.change]\ntarget = \"x\"\naction = \"x\"\ncommand = \"x\"\n\n[functions.does.refuse]\n",
    );
    assert!(refusal.contains("each action refuses or changes"), "{refusal}");
}
