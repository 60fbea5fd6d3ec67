//! What only the Teams guide promises.

use super::Scripts;
use crosstrust_core::guide::{AnswerId, Answers, Guide, GuideId, Library, ScriptId, StepId};
use crosstrust_core::receipt::{Expected, FindingState, Receipt, Verdict, judge, read};
use crosstrust_core::report;
use crosstrust_core::script::{ScriptContext, UndoList, write};
use crosstrust_core::setup::{Event, OPERATOR, Setup, SetupId, StepStatus, summary, view};
use crosstrust_rehearsal::exchange::{Organisation, Situation};
use crosstrust_tests::answer_sets::{PLAIN, library};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::BTreeSet;

fn teams(library: &Library) -> &Guide {
    library.guide(&GuideId::from("teams")).expect("there is a Teams guide")
}

#[test]
fn the_shared_exchange_online_principal_is_read_and_never_an_application_of_the_upload() {
    let library = library();
    let scripts = Scripts::of(&library, teams(&library));
    let shared = "00000002-0000-0ff1-ce00-000000000000";
    let ids: Vec<String> =
        scripts.guide.applications.iter().map(|one| one.app_id.to_string()).collect();
    assert_eq!(
        ids,
        [
            "db7de2b5-2149-435e-8043-e080dd50afae",
            "7557eb47-c689-4224-abcf-aef9bd7573df",
            "00000004-0000-0ff1-ce00-000000000000",
        ]
    );
    for (id, text) in &scripts.texts {
        for line in text.lines().filter(|line| line.contains(shared)) {
            assert!(line.contains("Get-PartnerApplication @Dc | Where-Object"), "{id}: {line}");
        }
    }
}

#[test]
fn it_is_offered_first() {
    let first = library().guides().next().map(|guide| guide.id.clone());
    assert_eq!(first, Some(GuideId::from("teams")));
}

#[test]
fn the_makings_are_counted() {
    let library = library();
    let count = teams(&library).steps.iter().map(|step| step.reversible.len()).sum::<usize>();
    assert_eq!(count, 11, "account, role, assignment; three created, three enabled, two relinked");
}

#[test]
fn the_refusal_to_remove_the_legacy_application_stands_before_the_removal() {
    let library = library();
    let scripts = Scripts::of(&library, teams(&library));
    let text = &scripts.texts["remove-legacy"];
    assert!(text.contains("MicrosoftAdvised = $true"));
    let (guard, change) = (
        text.find("'not-confirmed'").expect("it refuses"),
        text.find("{ Remove-PartnerApplication").expect("it removes"),
    );
    assert!(guard < change);
}

#[test]
fn the_test_of_oauth_goes_to_exchange_online_of_the_chosen_cloud() {
    let library = library();
    let uri = |more: &[(&str, &str)]| {
        let setup = PLAIN.with(teams(&library), &more.iter().copied().collect());
        let text = Scripts::with(&library, teams(&library), &setup).texts["exchange-oauth"].clone();
        let line = text
            .lines()
            .find(|line| line.contains("TestUri          ="))
            .expect("it is among the answers");
        line.split('\'').nth(1).expect("it is quoted").to_owned()
    };
    assert_eq!(uri(&[]), "https://outlook.office365.com/ews/exchange.asmx");
    assert_eq!(uri(&[("cloud", "dod")]), "https://outlook-dod.office365.us/ews/exchange.asmx");
    let own = [
        ("cloud", "custom"),
        ("login_url", "https://login.example.com"),
        ("graph_url", "https://graph.example.com"),
    ];
    assert_eq!(uri(&own), "", "nothing is known of other clouds, so nothing is tested");
}

const TENANT: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

/// The step that looks for requests of Teams.
const CALLS: &str = "teams-calls";

/// A rehearsed setup of the guide.
struct GuideRun<'a> {
    library: &'a Library,
    setup: Setup,
    organization: Organisation,
    now: Timestamp,
}

impl<'a> GuideRun<'a> {
    fn begin(library: &'a Library) -> Self {
        let now: Timestamp = "2026-11-21T02:00:00Z".parse().expect("a time");
        let organization = Organisation::new("teams", Situation::Fresh, "contoso.com", TENANT, now);
        let setup = Setup::new(SetupId::new(now, [7; 10]), teams(library), true, now, OPERATOR);
        let organization = organization.expect("an organization");
        let mut guide_run = Self { library, setup, organization, now };
        let answers = [
            ("tenant", TENANT),
            ("verified_domain", "contoso.com"),
            ("hybrid_domain", "contoso.mail.onmicrosoft.com"),
            ("domain_controller", "dc01.contoso.com"),
        ];
        let answers = answers.map(|(id, value)| (AnswerId::from(id), value.to_owned())).into();
        guide_run.apply(Event::AnswersSet { answers });
        guide_run
    }

    fn apply(&mut self, event: Event<'_>) {
        let guide = teams(self.library);
        drop(self.setup.apply(guide, event, self.now, OPERATOR).expect("it is allowed"));
    }

    /// Runs a script and imports its receipt.
    fn run(&mut self, script: &str) -> Receipt {
        self.now += SignedDuration::from_mins(5);
        let guide = teams(self.library);
        let (answers, _) = Answers::parse(guide, self.setup.raw_answers());
        let context = ScriptContext {
            setup_id: &self.setup.id().to_string(),
            answers: &answers,
            tenant_id: None,
            undo_list: &UndoList::default(),
            uploaded: &[],
        };
        let script = write(self.library, guide, &ScriptId::from(script), &context);
        let text = script.expect("it is answered").text;
        let output = self.organization.run(&text, false, self.now).expect("it is rehearsed");
        let found = read(output.console.as_bytes()).expect("a receipt");
        self.apply(Event::ReceiptsImported { found: &found });
        found.newest().clone()
    }

    fn status(&self) -> StepStatus {
        let guide = teams(self.library);
        let (_, step) = guide.step(&CALLS.into()).expect("the guide has the step");
        self.setup.status(guide, step, self.now)
    }

    /// What was found of each application, and how it compares.
    fn found(&self) -> Vec<(String, FindingState, String)> {
        let shown = view(&self.setup, teams(self.library), self.now, false);
        let step = shown.steps.into_iter().find(|step| step.id == StepId::from(CALLS));
        let judgement = step.and_then(|step| step.judgement).expect("it was judged");
        let findings = judgement.findings.into_iter();
        findings.map(|finding| (finding.label, finding.state, finding.found)).collect()
    }
}

#[test]
fn an_optional_step_shows_whether_requests_of_teams_arrive() {
    let library = library();
    let mut guide_run = GuideRun::begin(&library);
    assert_eq!(guide_run.status(), StepStatus::ToDo, "nobody looked");
    let total = summary(&guide_run.setup, teams(&library), guide_run.now, false).total;
    assert_eq!(usize::try_from(total).expect("a number"), teams(&library).steps.len() - 1);

    guide_run.run(CALLS);
    assert_eq!(guide_run.status(), StepStatus::Decide, "two applications are missing yet");
    let refused = |one: &(String, FindingState, String)| one.1 == FindingState::Ask;
    let labels: Vec<String> =
        guide_run.found().into_iter().filter(refused).map(|one| one.0).collect();
    assert_eq!(labels, ["Delegates (Teams Calendar Scheduler)", "Cloud Voicemail"]);

    guide_run.run("teams-on-premises");
    let receipt = guide_run.run(CALLS);
    assert_eq!(guide_run.status(), StepStatus::Verified);
    let (label, state, found) = guide_run.found().swap_remove(0);
    assert_eq!((label.as_str(), state), ("Teams calendar", FindingState::Met));
    assert!(found.starts_with("12 requests, the last on 21 Nov 2026"), "{found}");

    let reported = report::json(&guide_run.setup, teams(&library), guide_run.now);
    let steps = reported["steps"].as_array().expect("steps");
    let step = steps.iter().find(|one| one["id"] == CALLS).expect("the step is in the report");
    assert_eq!(
        (&step["optional"], &step["status"], &step["findings"][0]["found"]),
        (&json!(true), &json!("verified"), &json!(found))
    );
    let open = reported["summary"]["openSteps"].as_array().expect("open steps");
    assert!(!open.is_empty() && open.iter().all(|one| one["id"] != CALLS), "{open:?}");

    nothing_is_proved_by_no_request(&guide_run, receipt);
}

/// The same result, had nobody used Teams, or had the logs not been there.
fn nothing_is_proved_by_no_request(guide_run: &GuideRun<'_>, mut receipt: Receipt) {
    let guide = teams(guide_run.library);
    let (answers, _) = Answers::parse(guide, guide_run.setup.raw_answers());
    let mut judged = |calls: serde_json::Value| {
        let mut steps = receipt.steps.iter_mut();
        let step = steps.find(|step| step.id.as_str() == CALLS).expect("the step");
        step.facts.insert("calls".to_owned(), calls);
        let expected = Expected {
            guide,
            setup_id: &guide_run.setup.id().to_string(),
            answers: &answers,
            fingerprint: &answers.fingerprint(guide),
            tenant_id: None,
            accepted_differences: &BTreeSet::new(),
            now: guide_run.now,
        };
        let judgement = judge(&receipt, &expected).expect("it belongs here").steps.swap_remove(0);
        (judgement.verdict, judgement.findings[0].state, judgement.findings[0].found.clone())
    };
    let none = json!([{ "id": "calendar", "count": 0, "last": "", "agents": [], "statuses": [] }]);
    assert_eq!(judged(none), (Verdict::Decide, FindingState::Ask, "no request".to_owned()));
    let (verdict, state, _) = judged(json!(null));
    assert_eq!((verdict, state), (Verdict::Differs, FindingState::Missing), "no log was read");
}
