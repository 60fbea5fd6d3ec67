use super::*;
use crate::certificate::Certificate;
use crate::error::ErrorCode;
use crate::guide::{AnswerId, FactRule, WaitForDay, WaitForOthers};
use crate::ids::{TenantId, Thumbprint};
use crate::receipt::{CertificateUse, JudgedBy, read};
use crate::setup::StepStatus;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::LazyLock;

const SETUP: &str = "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11";
const FINGERPRINT: &str = "5f0c9f6d1a4b";

/// The steps of the Teams guide, with what matters to judging and nothing else.
static GUIDE: LazyLock<Guide> = LazyLock::new(|| {
    let step = |id: &str, expect: &str| {
        format!(
            "[[steps]]\nid = '{id}'\nkind = 'script'\nphase = ''\ntitle = ''\nwhy = ''\nplace = ''\nrights = []\nminutes = 1\nsection = ''\nexpectation = ''\nundo = ''\n{expect}\n"
        )
    };
    let expect = |fact: &str, label: &str, rule: &str, more: &str| {
        format!(
            "[[steps.expect]]\nfact = '{fact}'\nlabel = '{label}'\nwords = 'as expected'\nrule = {rule}\n{more}\n"
        )
    };
    let enabled = expect("enabled", "Enabled", "{ is = true }", "");
    let ask = "otherwise = 'Set-PartnerApplication in {{ verified_domain }} on {{domain_controller}}'\n[steps.expect.ask]\nanswer = 'relink'\ntitle = 'SfBOnline is linked to another account'\ntext = ''\nkeep = ''\nchange = ''\ndifference = ''";
    let linked =
        |more| expect("linkedAccount", "Linked account", "{ ends-with = '/TeamsScheduler' }", more);
    let text = [
        "id = 'teams'\ntitle = ''\nsummary = ''\nphases = []\napplications = []\n[article]\ntitle = ''\nurl = ''\n".to_owned(),
        answers(),
        step(
            "exchange-oauth",
            &[
                expect("realm", "Realm", "{ empty = true }", ""),
                expect("authServers", "evoSTS", "{ item = { type = 'AzureAD', enabled = true } }", ""),
                expect("exchangeOnlinePartner", "Exchange Online", "{ is = true }", ""),
                expect("oauthTest", "Test", "{ is = 'Success' }", "optional = true"),
            ]
            .concat(),
        ),
        step(
            "account",
            &[
                expect("identity", "Mail user", "{ ends-with = '/TeamsScheduler' }", ""),
                expect("hidden", "Hidden", "{ is = true }", "otherwise = 'Hide it.'"),
                expect("address", "Address", "{ ends-with = '@{{ verified_domain }}' }", "optional = true"),
            ]
            .concat(),
        ),
        step(
            "role",
            &[
                expect("entries", "Commands", "{ exactly = ['GetDelegate'] }", ""),
                expect("assignees", "Assigned to", "{ holds = 'TeamsScheduler' }", ""),
            ]
            .concat(),
        ),
        step("sfbonline", &[enabled.clone(), linked(ask)].concat()),
        step("teams-scheduler", &[enabled.clone(), linked("")].concat()),
        step("cloud-voicemail", &enabled),
        step("export", &expect("certificates", "Certificate", "{ item = { use = 'current' } }", "")),
        step("upload", ""),
        script("account", "step", "'account'"),
        script("teams-on-premises", "all-in-one", ALL),
        script("verify", "verification", ALL),
        script("undo", "undo", "'cloud-voicemail', 'teams-scheduler', 'sfbonline', 'role', 'account'"),
    ];
    toml::from_str(&text.concat()).unwrap()
});

const ALL: &str = "'exchange-oauth', 'account', 'role', 'sfbonline', 'teams-scheduler', 'cloud-voicemail', 'export'";

fn answers() -> String {
    ["verified_domain", "domain_controller", "tenant"]
        .map(|id| {
            format!("[[answers]]\nid = '{id}'\nkind = 'text'\nlabel = 'The {id}'\nhelp = ''\nexample = ''\n")
        })
        .concat()
        + "[[answers]]\nid = 'relink'\nkind = 'flag'\nlabel = ''\nhelp = ''\nexample = 'false'\n"
}

fn script(id: &str, role: &str, steps: &str) -> String {
    format!(
        "[[scripts]]\nid = '{id}'\ntemplate = ''\ntitle = ''\nrole = '{role}'\nsteps = [{steps}]\n"
    )
}

struct Case {
    answers: BTreeMap<AnswerId, String>,
    accepted_differences: BTreeSet<StepId>,
    setup: &'static str,
    fingerprint: &'static str,
    tenant_id: Option<TenantId>,
    now: Timestamp,
}

impl Case {
    fn new() -> Self {
        Self {
            answers: BTreeMap::from([(
                AnswerId::from("verified_domain"),
                "contoso.com".to_owned(),
            )]),
            accepted_differences: BTreeSet::new(),
            setup: SETUP,
            fingerprint: FINGERPRINT,
            tenant_id: None,
            now: "2026-11-21T12:00:00Z".parse().unwrap(),
        }
    }

    fn try_judge(&self, receipt: &Receipt) -> Result<Judgement, ReceiptError> {
        self.try_judge_by(&GUIDE, receipt)
    }

    fn try_judge_by(&self, guide: &Guide, receipt: &Receipt) -> Result<Judgement, ReceiptError> {
        let (answers, problems) = Answers::parse(guide, &self.answers);
        assert_eq!(problems, []);
        judge(
            receipt,
            &Expected {
                guide,
                setup_id: self.setup,
                answers: &answers,
                fingerprint: self.fingerprint,
                tenant_id: self.tenant_id,
                accepted_differences: &self.accepted_differences,
                now: self.now,
            },
        )
    }

    fn judge(&self, receipt: &Receipt) -> Judgement {
        self.try_judge(receipt).unwrap()
    }
}

fn recorded(name: &str) -> Receipt {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/recorded/");
    read(&std::fs::read(format!("{folder}{name}.txt")).unwrap()).unwrap().newest().clone()
}

fn verdicts(judgement: &Judgement) -> Vec<(&str, Verdict)> {
    let of = |step: &StepJudgement| step.verdict;
    judgement.steps.iter().map(|step| (step.step.as_str(), of(step))).collect()
}

fn step<'a>(judgement: &'a Judgement, id: &str) -> &'a StepJudgement {
    judgement.steps.iter().find(|step| step.step.as_str() == id).unwrap()
}

fn finding<'a>(step: &'a StepJudgement, label: &str) -> &'a Finding {
    step.findings.iter().find(|finding| finding.label == label).unwrap()
}

/// A receipt of these steps, each as (id, outcome, facts).
fn receipt(steps: &Value) -> Receipt {
    let json = json!({
        "format": 1, "guide": "teams", "setup": SETUP, "answers": FINGERPRINT, "computer": "EX01",
        "powershell": "5.1", "whatIf": false, "started": "2026-11-21T02:03:40Z",
        "ended": "2026-11-21T02:03:41Z", "steps": steps, "failure": null,
    });
    read(json.to_string().as_bytes()).unwrap().newest().clone()
}

fn one(id: &str, facts: &Value) -> Receipt {
    receipt(&json!([{ "id": id, "outcome": "unchanged", "facts": facts }]))
}

fn account(facts: &Value) -> StepJudgement {
    let judgement = Case::new().judge(&one("account", facts));
    judgement.steps.into_iter().next().unwrap()
}

const IN_PLACE: [(&str, Verdict); 7] = [
    ("exchange-oauth", Verdict::InPlace),
    ("account", Verdict::InPlace),
    ("role", Verdict::InPlace),
    ("sfbonline", Verdict::InPlace),
    ("teams-scheduler", Verdict::InPlace),
    ("cloud-voicemail", Verdict::InPlace),
    ("export", Verdict::InPlace),
];

#[test]
fn a_complete_run_puts_every_step_in_place() {
    for name in ["fresh", "again", "next-certificate"] {
        let judgement = Case::new().judge(&recorded(name));
        assert_eq!(verdicts(&judgement), IN_PLACE, "{name}");
        let all_met = |step: &StepJudgement| {
            !step.findings.is_empty()
                && step.findings.iter().all(|finding| finding.state == FindingState::Met)
        };
        assert!(judgement.steps.iter().all(all_met), "{name}");
        assert_eq!(judgement.refused, None);
        assert_eq!(judgement.discovery, None);
        assert!(!judgement.what_if);
        assert_eq!(judgement.computer, "EX01");
        assert_eq!(judgement.build.as_deref(), Some("Version 15.2 (Build 1748.10)"));
    }
    let fresh = Case::new().judge(&recorded("fresh"));
    let account = step(&fresh, "account");
    assert_eq!(account.outcome, Outcome::Changed);
    assert_eq!(account.changes.len(), 2);
    assert_eq!(finding(account, "Mail user").found, "contoso.com/Users/TeamsScheduler");
    assert_eq!(finding(account, "Hidden").found, "yes");
    assert_eq!(finding(account, "Hidden").otherwise, None);
}

#[test]
fn certificates_come_with_the_receipt_and_their_bytes_do_not_stay_in_the_facts() {
    let judgement = Case::new().judge(&recorded("next-certificate"));
    let [current, next] = judgement.certificates.as_slice() else {
        panic!("{:?}", judgement.certificates)
    };
    assert_eq!((current.r#use, next.r#use), (CertificateUse::Current, CertificateUse::Next));
    for received in [current, next] {
        assert_eq!(received.refused, None);
        let certificate = Certificate::read(received.der.as_bytes()).unwrap();
        assert_eq!(certificate.thumbprint(), received.card.thumbprint);
    }
    let facts = &step(&judgement, "export").facts;
    let text = serde_json::to_string(facts).unwrap();
    assert!(
        text.contains(&current.card.thumbprint.to_string()),
        "the rest of the facts stays: {text}"
    );
    assert!(!text.contains("der") && !text.contains("MII"), "{text}");
}

#[test]
fn an_expired_certificate_is_exported_but_not_fit_for_upload() {
    let judgement = Case::new().judge(&recorded("expired-certificate"));
    assert_eq!(verdicts(&judgement), IN_PLACE, "the export itself is done");
    let refused = judgement.certificates[0].refused.as_ref().unwrap();
    assert_eq!(refused.code, ErrorCode::CertificateExpired);
    let reported = finding(step(&judgement, "export"), "Current certificate");
    assert_eq!(reported.state, FindingState::Differs);
    assert!(reported.found.contains("expired on 18 Nov 2026"), "{}", reported.found);
    assert!(reported.otherwise.as_ref().unwrap().contains("Renew"));
}

#[test]
fn a_certificate_that_is_not_yet_valid_is_not_fit_for_upload() {
    let mut case = Case::new();
    case.now = "2023-01-01T00:00:00Z".parse().unwrap();
    let judgement = case.judge(&recorded("fresh"));
    let refused = judgement.certificates[0].refused.as_ref().unwrap();
    assert_eq!(refused.code, ErrorCode::CertificateNotYetValid);
}

#[test]
fn another_linked_account_waits_for_the_operators_decision() {
    let receipt = recorded("half-done-by-hand");
    let mut case = Case::new();
    let judgement = case.judge(&receipt);
    let sfbonline = step(&judgement, "sfbonline");
    assert_eq!(sfbonline.verdict, Verdict::Decide);
    assert_eq!(sfbonline.question.as_ref().unwrap().answer.as_str(), "relink");
    let linked = finding(sfbonline, "Linked account");
    assert_eq!(linked.state, FindingState::Ask);
    assert_eq!(linked.found, "contoso.com/Users/SfBOnline-ApplicationAccount");
    assert_eq!(
        linked.otherwise.as_deref(),
        Some("Set-PartnerApplication in contoso.com on <The domain_controller>"),
        "answers stand in the text, and one that is missing is named"
    );
    let others = judgement.steps.iter().filter(|step| step.step.as_str() != "sfbonline");
    assert!(others.into_iter().all(|step| step.verdict == Verdict::InPlace));

    case.accepted_differences.insert(StepId::from("sfbonline"));
    let judgement = case.judge(&receipt);
    let kept = step(&judgement, "sfbonline");
    assert_eq!(kept.verdict, Verdict::InPlace);
    assert_eq!(kept.question, None);
    assert_eq!(finding(kept, "Linked account").state, FindingState::Kept);
    assert_eq!(finding(kept, "Linked account").otherwise, None);

    case.answers.insert(AnswerId::from("relink"), "true".to_owned());
    let judgement = case.judge(&receipt);
    let wanted = step(&judgement, "sfbonline");
    assert_eq!(wanted.verdict, Verdict::Differs, "it should have been linked anew");
    assert_eq!(wanted.question, None);
}

#[test]
fn a_question_says_what_the_receipt_tells_and_nothing_that_was_not_read() {
    let shown = crate::guide::ShownFact {
        fact: "linkedAccountRoles".to_owned(),
        held: "It holds: {}.".to_owned(),
        none: "It holds none.".to_owned(),
        unknown: "Not known.".to_owned(),
    };
    let mut guide = GUIDE.clone();
    let step = guide.steps.iter_mut().find(|step| step.id.as_str() == "sfbonline").unwrap();
    let question = step.expect.iter_mut().find_map(|one| one.ask.as_mut()).unwrap();
    question.text = "Another account.".to_owned();
    question.shows = Some(shown);
    let mut receipt = recorded("half-done-by-hand");
    let mut asked = |roles: Option<Value>| {
        let of = receipt.steps.iter_mut().find(|step| step.id.as_str() == "sfbonline").unwrap();
        of.facts.remove("linkedAccountRoles");
        of.facts.extend(roles.map(|roles| ("linkedAccountRoles".to_owned(), roles)));
        let answers = Answers::default();
        let expected = Expected {
            guide: &guide,
            setup_id: &receipt.setup,
            answers: &answers,
            fingerprint: &receipt.answers,
            tenant_id: None,
            accepted_differences: &BTreeSet::new(),
            now: receipt.started,
        };
        let judgement = judge(&receipt, &expected).unwrap();
        let of = judgement.steps.into_iter().find(|step| step.step.as_str() == "sfbonline");
        of.unwrap().question.unwrap().text
    };
    assert_eq!(asked(Some(json!(["A", "B"]))), "Another account. It holds: A, B.");
    assert_eq!(asked(Some(json!("A"))), "Another account. It holds: A.");
    assert_eq!(asked(Some(json!([]))), "Another account. It holds none.");
    assert_eq!(asked(Some(Value::Null)), "Another account. Not known.");
    assert_eq!(asked(None), "Another account. Not known.");
}

#[test]
fn a_missing_link_is_no_question_because_there_is_nothing_to_keep() {
    let facts = json!({ "enabled": false, "linkedAccount": "" });
    let judgement = Case::new().judge(&one("sfbonline", &facts));
    let sfbonline = step(&judgement, "sfbonline");
    assert_eq!(sfbonline.verdict, Verdict::Differs);
    assert_eq!(sfbonline.question, None);
    let linked = finding(sfbonline, "Linked account");
    assert_eq!((linked.found.as_str(), linked.empty), ("nothing", true));
    assert!(!finding(sfbonline, "Enabled").empty, "it was read");
}

#[test]
fn a_difference_weighs_more_than_an_open_question() {
    let facts = json!({ "enabled": false, "linkedAccount": "contoso.com/Users/Other" });
    let judgement = Case::new().judge(&one("sfbonline", &facts));
    assert_eq!(step(&judgement, "sfbonline").verdict, Verdict::Differs);
    assert!(step(&judgement, "sfbonline").question.is_some(), "it is asked all the same");
}

#[test]
fn a_step_that_failed_is_reported_with_its_remedy_and_later_ones_were_not_reached() {
    let judgement = Case::new().judge(&recorded("failed-in-role"));
    let (in_place, rest) = IN_PLACE.split_at(2);
    let mut expected = in_place.to_vec();
    expected.push(("role", Verdict::Failed));
    expected.extend(rest[1..].iter().map(|(id, _)| (*id, Verdict::NotReached)));
    assert_eq!(verdicts(&judgement), expected);
    let role = step(&judgement, "role");
    assert_eq!(role.findings, [], "what it could not read is no finding");
    assert_eq!(role.changes.len(), 2, "what it did before it failed");
    let problem = role.problem.as_ref().unwrap();
    assert_eq!(problem.code, "exchange-error");
    assert!(problem.message.contains("couldn't be found on 'dc01.contoso.com'"));
    assert!(problem.detail.contains("ADTransientException"), "{}", problem.detail);
    assert!(problem.detail.ends_with("line 228 of the script"), "{}", problem.detail);
    assert!(!problem.next.is_empty());
    assert_eq!(judgement.refused, None);
}

#[test]
fn a_command_outside_the_operators_role_is_reported_once() {
    let judgement = Case::new().judge(&recorded("split-permissions"));
    let problem = step(&judgement, "account").problem.clone().unwrap();
    assert_eq!(problem.code, "cmdlet-not-in-role");
    assert_eq!(problem.detail, "Code cmdlet-not-in-role, line 85 of the script");
    assert_ne!(problem.title, script_remedy(GENERAL).unwrap().title);
}

#[test]
fn a_script_that_refused_its_window_reports_no_step() {
    let receipt = recorded("wrong-shell");
    let mut case = Case::new();
    let judgement = case.judge(&receipt);
    assert_eq!(verdicts(&judgement), []);
    let refused = judgement.refused.unwrap();
    assert_eq!(refused.code, "wrong-shell");
    assert!(refused.message.contains("not the Exchange Management Shell"));
    case.fingerprint = "changed";
    assert!(case.judge(&receipt).refused.is_some(), "it says nothing about answers");
}

#[test]
fn an_unknown_code_has_the_general_words() {
    let error = json!({ "code": "from-the-future", "message": "Oh." });
    let steps = json!([{ "id": "account", "outcome": "failed", "error": error }]);
    let judgement = Case::new().judge(&receipt(&steps));
    let problem = step(&judgement, "account").problem.clone().unwrap();
    assert_eq!(problem.title, script_remedy(GENERAL).unwrap().title);
    assert_eq!((problem.code.as_str(), problem.message.as_str()), ("from-the-future", "Oh."));
    assert_eq!(problem.detail, "Code from-the-future");
}

#[test]
fn a_failure_without_a_reason_is_a_failure() {
    let steps = json!([{ "id": "account", "outcome": "failed" }]);
    let judgement = Case::new().judge(&receipt(&steps));
    assert_eq!(step(&judgement, "account").verdict, Verdict::Failed);
    assert!(step(&judgement, "account").problem.is_some());
}

#[test]
fn a_verification_goes_on_after_a_step_that_failed() {
    let error = json!({ "code": "partner-duplicate", "message": "Two." });
    let mut steps = json!(recorded("again").steps);
    let failed = steps.as_array_mut().unwrap().iter_mut().find(|step| step["id"] == "sfbonline");
    let failed = failed.unwrap();
    failed["outcome"] = json!("failed");
    failed["error"] = error;
    let judgement = Case::new().judge(&receipt(&steps));
    let mut expected = IN_PLACE.to_vec();
    expected[3].1 = Verdict::Failed;
    assert_eq!(verdicts(&judgement), expected);
}

#[test]
fn what_a_verification_may_not_read_is_not_known() {
    let failed = |code: &str, script: &str| {
        let mut steps = json!(recorded("again").steps);
        let role = steps.as_array_mut().unwrap().iter_mut().find(|step| step["id"] == "role");
        let role = role.unwrap();
        role["outcome"] = json!("failed");
        role["error"] = json!({ "code": code, "message": "Your account may not use it." });
        let mut receipt = receipt(&steps);
        receipt.script = Some(script.into());
        let judgement = Case::new().judge(&receipt);
        let step = step(&judgement, "role");
        assert!(step.problem.is_some(), "it says why");
        step.verdict
    };
    assert_eq!(failed("cmdlet-not-in-role", "verify"), Verdict::NotRead);
    assert_eq!(failed("exchange-error", "verify"), Verdict::Failed);
    assert_eq!(failed("cmdlet-not-in-role", "teams-on-premises"), Verdict::Failed);
}

#[test]
fn the_script_of_one_step_claims_nothing_about_others() {
    let failed = json!([{ "id": "shell", "outcome": "unchanged" }, { "id": "account", "outcome": "failed" }]);
    let judgement = Case::new().judge(&receipt(&failed));
    assert_eq!(verdicts(&judgement), [("account", Verdict::Failed)]);
    let judgement = Case::new().judge(&one("role", &json!({})));
    assert_eq!(verdicts(&judgement), [("role", Verdict::Differs)], "no failure, nothing unreached");
}

#[test]
fn a_failure_in_a_step_the_guide_does_not_have_is_not_lost() {
    let error = json!({ "code": "iis-not-restarted", "message": "iisreset ended with 5." });
    let steps = json!([
        { "id": "account", "outcome": "unchanged", "facts": { "identity": "a/TeamsScheduler", "hidden": true } },
        { "id": "iis", "outcome": "failed", "error": error },
    ]);
    let judgement = Case::new().judge(&receipt(&steps));
    assert_eq!(verdicts(&judgement), [("account", Verdict::InPlace)]);
    assert_eq!(judgement.refused.unwrap().code, "iis-not-restarted");
}

#[test]
fn a_dry_run_of_changes_proves_nothing_about_them() {
    let judgement = Case::new().judge(&recorded("whatif"));
    assert!(judgement.what_if);
    let mut expected = IN_PLACE.map(|(id, _)| (id, Verdict::Planned));
    expected[0].1 = Verdict::InPlace;
    assert_eq!(verdicts(&judgement), expected, "only what was read and is right is in place");
    let account = step(&judgement, "account");
    assert_eq!(account.findings, [], "what was not there to be read is no finding");
    assert!(!account.changes[0].done);
    assert_eq!(judgement.certificates.len(), 1, "the certificate was read all the same");
}

#[test]
fn a_dry_run_that_finds_a_difference_stays_a_dry_run() {
    let facts = json!({ "enabled": true, "linkedAccount": "contoso.com/Users/Other" });
    let mut receipt = one("sfbonline", &facts);
    receipt.what_if = true;
    let judgement = Case::new().judge(&receipt);
    let sfbonline = step(&judgement, "sfbonline");
    assert_eq!(sfbonline.verdict, Verdict::Planned);
    assert_eq!(sfbonline.question, None, "nobody is asked on the strength of a dry run");
    assert_eq!(finding(sfbonline, "Linked account").state, FindingState::Ask, "but it is shown");
}

/// With a switch that does more, such as a restart of IIS, a verification has dry runs too.
#[test]
fn a_dry_run_of_a_verification_is_judged_by_what_it_read() {
    let wrong = json!({ "identity": "a/Other", "hidden": true });
    let right = json!({ "identity": "a/TeamsScheduler", "hidden": true });
    let other = json!({ "enabled": true, "linkedAccount": "contoso.com/Users/Other" });
    let error = json!({ "code": "exchange-error", "message": "It did not work." });
    let change = json!({ "target": "x", "action": "Hide it", "done": false });
    let step =
        |id: &str, facts: &Value| json!([{ "id": id, "outcome": "unchanged", "facts": facts }]);
    let failed = json!([{ "id": "account", "outcome": "failed", "error": error }]);
    let plans = json!([{
        "id": "account", "outcome": "unchanged", "changes": [change], "facts": wrong,
    }]);
    for (steps, of_verification, of_others) in [
        (step("account", &wrong), Verdict::Differs, Verdict::Planned),
        (step("account", &right), Verdict::InPlace, Verdict::InPlace),
        (step("sfbonline", &other), Verdict::Decide, Verdict::Planned),
        (failed, Verdict::Failed, Verdict::Failed),
        (plans, Verdict::Planned, Verdict::Planned),
    ] {
        for (script, expected) in [
            (Some("verify"), of_verification),
            (Some("teams-on-premises"), of_others),
            (None, of_others),
        ] {
            let mut receipt = receipt(&steps);
            receipt.what_if = true;
            receipt.script = script.map(Into::into);
            let judgement = Case::new().judge(&receipt);
            assert_eq!(judgement.steps[0].verdict, expected, "{script:?}: {steps}");
            assert!(judgement.what_if);
        }
    }
}

#[test]
fn a_change_the_operator_declined_at_the_prompt_is_only_planned() {
    let change = json!({ "target": "x", "action": "Hide from address lists", "done": false });
    let facts = json!({ "identity": "a/TeamsScheduler", "hidden": true });
    let declined = |outcome: &str| {
        receipt(
            &json!([{ "id": "account", "outcome": outcome, "changes": [change], "facts": facts }]),
        )
    };
    for outcome in ["planned", "changed"] {
        let judgement = Case::new().judge(&declined(outcome));
        assert_eq!(step(&judgement, "account").verdict, Verdict::Planned, "{outcome}");
    }
}

#[test]
fn a_fact_that_differs_is_reported_with_what_to_do() {
    let account =
        account(&json!({ "identity": "contoso.com/Users/TeamsScheduler", "hidden": false }));
    assert_eq!(account.verdict, Verdict::Differs);
    let hidden = finding(&account, "Hidden");
    assert_eq!((hidden.state, hidden.found.as_str()), (FindingState::Differs, "no"));
    assert_eq!(hidden.expected, "as expected");
    assert_eq!(hidden.otherwise.as_deref(), Some("Hide it."));
}

#[test]
fn a_fact_that_is_absent_is_missing_and_not_merely_different() {
    let account = account(&json!({ "hidden": true }));
    assert_eq!(account.verdict, Verdict::Differs);
    let identity = finding(&account, "Mail user");
    assert_eq!(identity.state, FindingState::Missing);
    assert_eq!(identity.found, "not in the script result");
    assert!(identity.otherwise.as_ref().unwrap().contains("again"));
}

/// The guide of these tests, with a condition on what is expected of whether the account is hidden.
fn conditional() -> Guide {
    let mut guide = GUIDE.clone();
    let step = guide.steps.iter_mut().find(|step| step.id.as_str() == "account").unwrap();
    let identity = step.expect.iter_mut().find(|one| one.fact == "identity").unwrap();
    identity.none = Some("not in {{ verified_domain }}".to_owned());
    let hidden = step.expect.iter_mut().find(|one| one.fact == "hidden").unwrap();
    hidden.only_if = vec![FactRule { fact: "identity".to_owned(), rule: Rule::Empty(false) }];
    guide
}

fn judged_by(guide: &Guide, facts: &Value) -> StepJudgement {
    Case::new().try_judge_by(guide, &one("account", facts)).unwrap().steps.remove(0)
}

#[test]
fn what_is_said_of_an_object_is_left_out_where_there_is_none() {
    let absent = judged_by(&conditional(), &json!({ "identity": "", "hidden": false }));
    assert_eq!(absent.verdict, Verdict::Differs, "that it is not there is told");
    let labels: Vec<_> = absent.findings.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(labels, ["Mail user"], "and nothing is told of what does not exist");
    let there = json!({ "identity": "contoso.com/Users/TeamsScheduler", "hidden": false });
    let there = judged_by(&conditional(), &there);
    assert_eq!(finding(&there, "Hidden").state, FindingState::Differs);
}

#[test]
fn a_receipt_that_does_not_say_whether_the_object_exists_leaves_nothing_out() {
    let silent = judged_by(&conditional(), &json!({ "hidden": false }));
    assert_eq!(finding(&silent, "Hidden").state, FindingState::Differs);
}

#[test]
fn an_empty_fact_is_reported_in_the_words_of_its_guide() {
    let absent = judged_by(&conditional(), &json!({ "identity": "", "hidden": false }));
    assert_eq!(finding(&absent, "Mail user").found, "not in contoso.com");
    let other = judged_by(&conditional(), &json!({ "identity": "contoso.com/Other" }));
    assert_eq!(finding(&other, "Mail user").found, "contoso.com/Other");
}

#[test]
fn a_cause_that_is_known_by_its_words_has_a_remedy_of_its_own() {
    let mut guide = GUIDE.clone();
    let step = guide.steps.iter_mut().find(|step| step.id.as_str() == "exchange-oauth").unwrap();
    let test = step.expect.iter_mut().find(|one| one.fact == "oauthTest").unwrap();
    test.otherwise = Some("Read the whole answer.".to_owned());
    test.symptoms_in = Some("detail".to_owned());
    let known = |contains: &str, means: &str| Symptom {
        contains: contains.to_owned(),
        means: means.to_owned(),
        next: "Ask {{ verified_domain }}.".to_owned(),
    };
    test.symptoms = vec![
        known("not asked", "Nothing was tested."),
        known("AADSTS50012", "The key is not there."),
        known("401", "Refused."),
    ];
    let otherwise = |facts: Value| {
        let receipt = one("exchange-oauth", &facts);
        let judgement = Case::new().try_judge_by(&guide, &receipt).unwrap();
        let finding = judgement.steps[0].findings.iter().find(|one| one.label == "Test").unwrap();
        finding.otherwise.clone()
    };
    let detail = "HTTP (401): aadsts50012: The key was not found.";
    for (facts, remedy) in [
        (
            json!({ "oauthTest": "Error", "detail": detail }),
            "The key is not there. Ask contoso.com.",
        ),
        (
            json!({ "oauthTest": "Error", "detail": [detail] }),
            "The key is not there. Ask contoso.com.",
        ),
        (json!({ "oauthTest": "Not asked" }), "Nothing was tested. Ask contoso.com."),
        (json!({ "oauthTest": "Error", "detail": "(401)" }), "Refused. Ask contoso.com."),
        (json!({ "oauthTest": "Error", "detail": { "code": 401 } }), "Read the whole answer."),
        (json!({ "oauthTest": "Error", "other": "401" }), "Read the whole answer."),
    ] {
        assert_eq!(otherwise(facts.clone()).as_deref(), Some(remedy), "{facts}");
    }
    let met = json!({ "oauthTest": "Success", "detail": "AADSTS50012" });
    assert_eq!(otherwise(met), None, "what is in order has no cause to tell");
}

#[test]
fn an_optional_fact_is_judged_only_when_it_is_there() {
    let mut facts = recorded("again").steps[1].facts.clone();
    let judged = |facts: &serde_json::Map<String, Value>| {
        let judgement = Case::new().judge(&one("exchange-oauth", &json!(facts)));
        (judgement.steps[0].verdict, judgement.steps[0].findings.len())
    };
    assert_eq!(judged(&facts), (Verdict::InPlace, 3));
    facts.insert("oauthTest".to_owned(), Value::Null);
    assert_eq!(judged(&facts), (Verdict::InPlace, 3), "null was not asked for");
    facts.insert("oauthTest".to_owned(), json!("Error"));
    assert_eq!(judged(&facts), (Verdict::Differs, 4));
    facts.insert("oauthTest".to_owned(), json!("success"));
    assert_eq!(judged(&facts), (Verdict::InPlace, 4));
}

#[test]
fn what_undo_removed_is_reported_as_not_there() {
    let judgement = Case::new().judge(&recorded("teams-undo"));
    assert_eq!(judgement.steps.len(), 5);
    for step in &judgement.steps {
        assert_eq!(step.verdict, Verdict::Differs, "{}", step.step);
        assert_eq!(step.findings[0].found, "no longer exists", "{}", step.step);
        assert_eq!(step.facts["present"], json!(false));
    }
}

#[test]
fn a_step_that_stands_twice_is_judged_by_its_last_word() {
    let judgement = Case::new().judge(&receipt(&json!([
        { "id": "cloud-voicemail", "outcome": "unchanged", "facts": { "enabled": false } },
        { "id": "cloud-voicemail", "outcome": "changed", "facts": { "enabled": true } },
    ])));
    assert_eq!(verdicts(&judgement), [("cloud-voicemail", Verdict::InPlace)]);
}

#[test]
fn steps_stand_in_the_guides_order_and_unknown_ones_are_passed_over() {
    let judgement = Case::new().judge(&receipt(&json!([
        { "id": "cloud-voicemail", "outcome": "unchanged", "facts": { "enabled": true } },
        { "id": "from-the-future", "outcome": "changed" },
        { "id": "role", "outcome": "unchanged", "facts": { "entries": "GetDelegate", "assignees": "TeamsScheduler" } },
    ])));
    let expected = [("role", Verdict::InPlace), ("cloud-voicemail", Verdict::InPlace)];
    assert_eq!(verdicts(&judgement), expected);
    assert_eq!(judgement.refused, None);
}

#[test]
fn receipts_that_do_not_belong_here_are_distinguished() {
    let fresh = recorded("fresh");
    let mut case = Case::new();

    for name in ["exchange-oauth-on-premises", "skype-online-on-premises", "skype-hybrid-skype"] {
        let refusal = case.try_judge(&recorded(name)).unwrap_err();
        assert!(matches!(refusal, ReceiptError::OtherGuide { .. }), "{name}: {refusal:?}");
    }

    case.fingerprint = "000000000000";
    let stale = case.try_judge(&fresh).unwrap_err();
    assert!(matches!(stale, ReceiptError::Stale { .. }), "{stale:?}");
    let again = case.try_judge(&recorded("again")).unwrap_err();
    assert!(matches!(again, ReceiptError::Stale { .. }), "other answers look elsewhere");

    case.setup = "0190b6f0-0000-7d52-9a41-2f6f4f6f0c11";
    let foreign = case.try_judge(&fresh).unwrap_err();
    assert!(matches!(foreign, ReceiptError::OtherSetup { .. }), "before staleness: {foreign:?}");
    assert!(foreign.to_string().contains("EX01"), "{foreign}");

    let mut unnamed = fresh;
    unnamed.computer = String::new();
    let foreign = case.try_judge(&unnamed).unwrap_err();
    assert!(foreign.to_string().contains("an unnamed computer"), "{foreign}");
}

#[test]
fn a_receipt_names_its_script_and_who_ran_it_where_they_are_known() {
    let mut receipt = recorded("fresh");
    let judgement = Case::new().judge(&receipt);
    assert_eq!((judgement.script, judgement.account), (None, None), "earlier scripts do not say");
    receipt.account = Some(r"CONTOSO\admin".to_owned());
    receipt.script = Some(GUIDE.scripts[0].id.clone());
    let judgement = Case::new().judge(&receipt);
    assert_eq!(judgement.who(), r"CONTOSO\admin on EX01");
    assert_eq!(judgement.script.as_ref(), Some(&GUIDE.scripts[0].id));
    receipt.script = Some("somebody-elses".into());
    assert_eq!(Case::new().judge(&receipt).script, None, "the guide has no such script");
}

#[test]
fn a_setups_id_and_fingerprint_are_compared_without_regard_to_case() {
    let mut receipt = recorded("fresh");
    receipt.setup = receipt.setup.to_uppercase();
    receipt.answers = receipt.answers.to_uppercase();
    assert_eq!(verdicts(&Case::new().judge(&receipt)), IN_PLACE);
}

fn exported(certificates: &Value) -> Judgement {
    Case::new().judge(&one("export", &json!({ "certificates": certificates })))
}

fn pem() -> (String, Thumbprint) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.not_before = date_time_ymd(2024, 1, 1);
    params.not_after = date_time_ymd(2029, 1, 1);
    let made = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
    (made.pem(), Thumbprint::of_der(made.der()))
}

#[test]
fn a_certificate_that_is_not_what_the_receipt_says_is_refused() {
    let (der, thumbprint) = pem();
    let other = "A9993E364706816ABA3E25717850C26C9CD0D89D";
    for said in [json!(other), json!(""), json!(null), json!("x".repeat(9_000))] {
        let judgement = exported(&json!([{ "use": "current", "thumbprint": said, "der": der }]));
        assert_eq!(step(&judgement, "export").verdict, Verdict::Differs);
        let refused = judgement.certificates[0].refused.as_ref().unwrap();
        assert_eq!(refused.code, ErrorCode::ReceiptUnreadable);
        assert!(refused.message.contains(&thumbprint.to_string()), "{}", refused.message);
        assert!(refused.message.len() < 250, "{}", refused.message);
    }
}

#[test]
fn a_certificate_of_one_is_a_list_of_one() {
    let (der, thumbprint) = pem();
    let judgement = exported(&json!({ "use": "current", "thumbprint": thumbprint, "der": der }));
    assert_eq!(step(&judgement, "export").verdict, Verdict::InPlace);
    assert_eq!(judgement.certificates[0].refused, None);
}

#[test]
fn a_certificate_that_cannot_be_read_is_a_finding() {
    let key = KeyPair::generate().unwrap().serialize_pem();
    for (der, says) in [
        (json!("MIIC"), "not a certificate"),
        (json!(""), "It is empty"),
        (json!(5), "It is empty"),
        (json!(key), "private key"),
    ] {
        let entry = json!([{ "use": "next", "thumbprint": "", "der": der }]);
        let judgement = exported(&entry);
        let export = step(&judgement, "export");
        assert_eq!(export.verdict, Verdict::Differs, "{der}");
        let reported = finding(export, "Next certificate");
        assert!(reported.found.contains(says), "{}", reported.found);
        assert_eq!(judgement.certificates, [], "{der}");
    }
}

#[test]
fn a_certificate_for_another_use_is_a_finding() {
    let (der, thumbprint) = pem();
    let judgement = exported(&json!([{ "use": "previous", "thumbprint": thumbprint, "der": der }]));
    assert_eq!(judgement.certificates, []);
    let found = &finding(step(&judgement, "export"), "Use of the certificate").found;
    assert!(found.contains("previous"), "{found}");
}

#[test]
fn what_is_wrong_with_a_certificate_is_stored_without_words_and_shown_with_the_same() {
    let (der, thumbprint) = pem();
    let key = KeyPair::generate().unwrap().serialize_pem();
    let one =
        |of: &str, der: &str| exported(&json!([{ "use": of, "thumbprint": "00", "der": der }]));
    let answers = Answers::default();
    let case = Case::new();
    let expected = Expected {
        guide: &GUIDE,
        setup_id: case.setup,
        answers: &answers,
        fingerprint: case.fingerprint,
        tenant_id: None,
        accepted_differences: &case.accepted_differences,
        now: case.now,
    };
    let judged_by = JudgedBy { answers: BTreeMap::new(), tenant_id: None };
    for (judgement, says) in [
        (one("previous", &der), "previous".to_owned()),
        (one("next", "MIIC"), "not a certificate".to_owned()),
        (one("next", &key), "private key".to_owned()),
        (one("current", &der), thumbprint.to_string()),
        (Case::new().judge(&recorded("expired-certificate")), "expired on 18 Nov 2026".to_owned()),
    ] {
        let export = step(&judgement, "export");
        let of = |step: &StepJudgement| {
            step.findings.iter().filter(|one| one.fact.is_none()).cloned().collect::<Vec<_>>()
        };
        let stored = export.clone().without_words(&judged_by);
        let stored = serde_json::to_value(&stored).unwrap();
        assert!(!stored["findings"].to_string().contains(' '), "{stored}");
        let read: StepJudgement = serde_json::from_value(stored).unwrap();
        let shown = of(&read.reworded(&expected));
        let judged = of(export);
        assert!(!shown.is_empty() && judged.iter().any(|one| one.found.contains(&says)), "{says}");
        let bare = |one: Finding| Finding { certificate: None, ..one };
        assert_eq!(shown, judged.into_iter().map(bare).collect::<Vec<_>>(), "{says}");
    }
}

#[test]
fn the_general_words_are_there() {
    assert!(script_remedy(GENERAL).is_some());
}

#[test]
fn an_answer_in_a_rule_is_what_is_compared() {
    let facts = |address: &str| {
        let facts = json!({
            "identity": "contoso.com/Users/TeamsScheduler", "hidden": true, "address": address
        });
        receipt(&json!([{ "id": "account", "outcome": "unchanged", "facts": facts }]))
    };
    let verdict =
        |case: &Case, address: &str| step(&case.judge(&facts(address)), "account").verdict;
    let mut case = Case::new();
    assert_eq!(verdict(&case, "x@Contoso.com"), Verdict::InPlace);
    assert_eq!(verdict(&case, "x@fabrikam.com"), Verdict::Differs);
    case.answers.insert("verified_domain".into(), "fabrikam.com".to_owned());
    assert_eq!(verdict(&case, "x@fabrikam.com"), Verdict::InPlace);
    case.answers.clear();
    assert_eq!(
        verdict(&case, "x@"),
        Verdict::Differs,
        "an answer that is missing agrees with nothing"
    );
}

/// A step that waits for the day in a fact, and what a receipt of it shows.
fn waiting(facts: &Value, outcome: &str, what_if: bool) -> StepJudgement {
    let mut guide = GUIDE.clone();
    let account = guide.steps.iter_mut().find(|step| step.id.as_str() == "account").unwrap();
    account.waits = vec![Wait::Day(WaitForDay {
        fact: "day".to_owned(),
        allows: vec!["hidden".to_owned()],
        heading: None,
        announcement: None,
        reason: "It hides itself.".to_owned(),
    })];
    let mut receipt = receipt(&json!([{ "id": "account", "outcome": outcome, "facts": facts }]));
    receipt.what_if = what_if;
    let mut judgement = Case::new().try_judge_by(&guide, &receipt).unwrap();
    judgement.steps.remove(0)
}

#[test]
fn only_the_day_that_has_not_come_makes_a_step_wait() {
    let account = |identity: &str, hidden: Value, day: Value| json!({ "identity": identity, "hidden": hidden, "day": day });
    let (right, wrong) = ("contoso.com/Users/TeamsScheduler", "contoso.com/Users/Other");
    // The receipts of these tests end at 2026-11-21T02:03:41Z.
    let (after, before) = ("2026-11-21T02:03:42.0000000Z", "2026-11-21T02:03:41Z");
    for (facts, verdict, state) in [
        (account(right, json!(false), json!(after)), Verdict::Waiting, FindingState::Waiting),
        (account(right, json!(true), json!(after)), Verdict::InPlace, FindingState::Met),
        (account(wrong, json!(false), json!(after)), Verdict::Differs, FindingState::Waiting),
        (account(right, json!(false), json!(before)), Verdict::Differs, FindingState::Differs),
        (account(right, json!(false), json!("")), Verdict::Differs, FindingState::Differs),
        (account(right, json!(false), json!("soon")), Verdict::Differs, FindingState::Differs),
        (account(right, json!(false), json!(null)), Verdict::Differs, FindingState::Differs),
    ] {
        let judged = waiting(&facts, "unchanged", false);
        assert_eq!(judged.verdict, verdict, "{facts}");
        let found = finding(&judged, "Hidden");
        assert_eq!(found.state, state, "{facts}");
        assert_eq!(found.otherwise.is_some(), state == FindingState::Differs, "{facts}");
        let day = (state == FindingState::Waiting).then(|| after.parse().unwrap());
        assert_eq!(judged.waits_until, day, "{facts}");
    }
    let missing = waiting(&json!({ "identity": right, "day": after }), "unchanged", false);
    assert_eq!(missing.verdict, Verdict::Differs, "what was not read is not what is waited for");
    let waits = account(right, json!(false), json!(after));
    assert_eq!(waiting(&waits, "failed", false).verdict, Verdict::Failed);
    assert_eq!(waiting(&waits, "planned", true).verdict, Verdict::Planned);
    assert_eq!(waiting(&waits, "unchanged", true).verdict, Verdict::Waiting, "it was read");
}

#[test]
fn what_has_to_be_in_place_first_makes_a_step_wait_and_asks_nothing() {
    let mut guide = GUIDE.clone();
    let account = guide.steps.iter_mut().find(|step| step.id.as_str() == "sfbonline").unwrap();
    account.waits = vec![Wait::Others(WaitForOthers {
        until_empty: "waitsFor".to_owned(),
        allows: vec!["linkedAccount".to_owned(), "enabled".to_owned()],
        reason: "The account comes first.".to_owned(),
    })];
    let enabled = account.expect.iter_mut().find(|one| one.fact == "enabled").unwrap();
    enabled.otherwise = Some("Enable it first.".to_owned());
    let judged = |linked: &str, enabled: bool, waits: Value| {
        let facts = json!({
            "name": "SfBOnline", "realm": "", "enabled": enabled, "linkedAccount": linked,
            "waitsFor": waits,
        });
        let steps = json!([{ "id": "sfbonline", "outcome": "unchanged", "facts": facts }]);
        Case::new().try_judge_by(&guide, &receipt(&steps)).unwrap().steps.remove(0)
    };
    let (right, other) = ("contoso.com/Users/TeamsScheduler", "contoso.com/Users/Other");
    let waits = judged(other, false, json!(["account"]));
    assert_eq!((waits.verdict, waits.waits_until), (Verdict::Waiting, None));
    assert_eq!(waits.question, None, "it is not asked before its time");
    assert_eq!(StepStatus::of_receipt(&waits), StepStatus::NotYet);
    let link = finding(&waits, "Linked account");
    assert_eq!(link.otherwise.as_deref(), Some("The account comes first."));
    let enabled = finding(&waits, "Enabled");
    assert_eq!(enabled.state, FindingState::Waiting);
    assert_eq!(enabled.otherwise.as_deref(), Some("Enable it first."), "it has its own words");
    for nothing in [json!([]), json!(null), json!("")] {
        let asked = judged(other, true, nothing.clone());
        assert_eq!(asked.verdict, Verdict::Decide, "{nothing}");
        assert!(asked.question.is_some());
        assert_eq!(judged(right, false, nothing).verdict, Verdict::Differs);
    }
    assert_eq!(judged(right, true, json!("account")).verdict, Verdict::InPlace);
}

#[test]
fn a_task_for_a_person_is_never_in_place_where_there_is_something_to_do() {
    let mut guide = GUIDE.clone();
    let account = guide.steps.iter_mut().find(|step| step.id.as_str() == "account").unwrap();
    let hidden = account.expect.iter_mut().find(|one| one.fact == "hidden").unwrap();
    hidden.by_hand = true;
    hidden.otherwise = Some("Do it yourself.".to_owned());
    let judged = |hidden: bool| {
        let facts = json!({ "identity": "contoso.com/Users/TeamsScheduler", "hidden": hidden });
        let receipt =
            receipt(&json!([{ "id": "account", "outcome": "unchanged", "facts": facts }]));
        Case::new().try_judge_by(&guide, &receipt).unwrap().steps.remove(0)
    };
    let open = judged(false);
    assert_eq!((open.verdict, &open.question), (Verdict::Decide, &None));
    let found = finding(&open, "Hidden");
    assert_eq!(found.state, FindingState::Ask);
    assert_eq!(found.otherwise.as_deref(), Some("Do it yourself."));
    assert_eq!(judged(true).verdict, Verdict::InPlace, "there is nothing to do");
}

#[test]
fn advice_is_shown_and_nothing_waits_for_it() {
    let mut guide = GUIDE.clone();
    let account = guide.steps.iter_mut().find(|step| step.id.as_str() == "account").unwrap();
    let hidden = account.expect.iter_mut().find(|one| one.fact == "hidden").unwrap();
    hidden.advice = true;
    hidden.ask = None;
    hidden.otherwise = Some("Hide it some day.".to_owned());
    let facts = json!({ "identity": "contoso.com/Users/TeamsScheduler", "hidden": false });
    let receipt = receipt(&json!([{ "id": "account", "outcome": "unchanged", "facts": facts }]));
    let judged = Case::new().try_judge_by(&guide, &receipt).unwrap().steps.remove(0);
    assert_eq!((judged.verdict, &judged.question), (Verdict::InPlace, &None));
    let found = finding(&judged, "Hidden");
    assert_eq!(found.state, FindingState::Noted);
    assert_eq!(found.otherwise.as_deref(), Some("Hide it some day."));
}

/// A public key of RSA of this many bytes, for a certificate that nobody could sign with.
struct RsaKey(Vec<u8>);

impl RsaKey {
    /// PKCS #1 (RFC 8017, A.1.1): a sequence of modulus and exponent.
    fn new(bytes: u8) -> Self {
        let mut modulus = vec![0xa5; usize::from(bytes)];
        modulus[0] |= 0x80;
        let mut der = vec![0x02, 0x81, bytes + 1, 0x00];
        der.extend(modulus);
        der.extend([0x02, 0x03, 0x01, 0x00, 0x01]);
        let length = u8::try_from(der.len()).unwrap();
        Self([vec![0x30, 0x81, length], der].concat())
    }
}

impl rcgen::PublicKeyData for RsaKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_RSA_SHA256
    }
}

/// A certificate of 2026 with a key of its own kind: its thumbprint and its bytes.
fn made(key: Option<RsaKey>) -> (String, String) {
    let mut params = CertificateParams::default();
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2026, 12, 1);
    let own = KeyPair::generate().unwrap();
    let made = match key {
        Some(key) => {
            let issuer = rcgen::Issuer::from_params(&params, own);
            params.signed_by(&key, &issuer).unwrap()
        }
        None => params.self_signed(&own).unwrap(),
    };
    let thumbprint = Thumbprint::of_der(made.der()).to_string();
    (thumbprint, base64::Engine::encode(&base64::engine::general_purpose::STANDARD, made.der()))
}

/// The guide of these tests, with what is expected of a certificate that a step looks at.
fn of_certificate() -> Guide {
    let mut guide = GUIDE.clone();
    let expect = |fact: &str, label: &str, rule: &str| {
        let text = format!(
            "fact = '{fact}'\nlabel = '{label}'\nwords = ''\nrule = {rule}\notherwise = 'Replace it.'"
        );
        toml::from_str::<Expectation>(&text).unwrap()
    };
    let step = guide.steps.iter_mut().find(|step| step.id.as_str() == "account").unwrap();
    step.expect = vec![
        expect("keyLength", "Length", "{ at-least = 2048 }"),
        expect("validToday", "Valid today", "{ is = true }"),
    ];
    guide
}

/// The findings about a certificate, as their state and what was found.
fn looked_at(facts: &Value) -> Vec<(String, FindingState, String)> {
    let judged = judged_by(&of_certificate(), facts);
    let reported = |one: &Finding| (one.label.clone(), one.state, one.found.clone());
    judged.findings.iter().map(reported).collect()
}

#[test]
fn what_the_bytes_of_a_certificate_say_counts_and_not_what_the_script_says() {
    let (thumbprint, der) = made(Some(RsaKey::new(128)));
    let facts =
        json!({ "thumbprint": thumbprint, "der": der, "keyLength": 4096, "validToday": false });
    let expected = [
        ("Length".to_owned(), FindingState::Differs, "1024".to_owned()),
        ("Valid today".to_owned(), FindingState::Met, "yes".to_owned()),
    ];
    assert_eq!(looked_at(&facts), expected);
    let silent = json!({ "thumbprint": thumbprint, "der": der });
    assert_eq!(looked_at(&silent), expected, "the script need not say anything");
    let handed_on =
        json!({ "certificates": [{ "use": "current", "thumbprint": thumbprint, "der": der }] });
    assert_eq!(looked_at(&handed_on), expected);
    let judged = judged_by(&of_certificate(), &silent);
    assert_eq!(judged.facts.get("der"), None, "the bytes do not stay in the facts");
    assert_eq!(judged.facts["keyLength"], 1024);
}

#[test]
fn a_key_of_another_kind_has_no_length_in_bits_and_is_reported_by_its_name() {
    let (thumbprint, der) = made(None);
    let found = looked_at(&json!({ "thumbprint": thumbprint, "der": der }));
    assert_eq!(found[0], ("Length".to_owned(), FindingState::Differs, "EC P-256".to_owned()));
}

#[test]
fn a_length_that_the_script_could_not_read_is_not_known_and_not_too_short() {
    for unread in [json!(null), json!(0)] {
        let facts = json!({ "keyLength": unread, "validToday": true });
        let judged = judged_by(&of_certificate(), &facts);
        let length = finding(&judged, "Length");
        assert_eq!(length.state, FindingState::Missing, "{unread}");
        assert_eq!(length.found, "not readable");
        let next = length.otherwise.as_deref().unwrap();
        assert!(!next.contains("Replace"), "what is not known is no reason to replace it: {next}");
        assert_ne!(judged.verdict, Verdict::InPlace);
    }
    let short = judged_by(&of_certificate(), &json!({ "keyLength": 1024, "validToday": true }));
    assert_eq!(finding(&short, "Length").state, FindingState::Differs);
    assert_eq!(finding(&short, "Length").otherwise.as_deref(), Some("Replace it."));
}

#[test]
fn of_bytes_that_are_damaged_or_of_another_certificate_nothing_is_known() {
    let (thumbprint, der) = made(Some(RsaKey::new(128)));
    for facts in [
        json!({ "thumbprint": thumbprint, "der": &der[..200], "keyLength": 2048 }),
        json!({ "thumbprint": "A37D3948CA6F4F2214230F8240C31903857A29B1", "der": der }),
        json!({ "certificates": [{ "use": "current", "thumbprint": thumbprint, "der": "x" }], "keyLength": 2048 }),
    ] {
        let found = looked_at(&facts);
        assert_eq!(found[0].1, FindingState::Missing, "{facts}");
        let damaged = ("Current certificate".to_owned(), FindingState::Differs);
        let reported: Vec<_> =
            found.iter().map(|(label, state, _)| (label.clone(), *state)).collect();
        assert!(reported.contains(&damaged), "{reported:?}");
    }
}

#[test]
fn the_dates_of_a_certificate_are_those_of_its_bytes() {
    let (thumbprint, der) = made(Some(RsaKey::new(128)));
    let entry = json!({ "use": "current", "thumbprint": thumbprint, "der": der, "notBefore": "2569-01-01T00:00:00Z", "notAfter": "2569-12-01T00:00:00Z" });
    let judged =
        judged_by(&of_certificate(), &json!({ "certificates": [entry], "currentDaysLeft": 99 }));
    let reported = &judged.facts["certificates"][0];
    assert_eq!(reported["notBefore"], "2026-01-01T00:00:00Z");
    assert_eq!(reported["notAfter"], "2026-12-01T00:00:00Z");
    assert_eq!(judged.facts["currentDaysLeft"], 9, "from the 21st of November, at noon");
}

#[test]
fn whether_a_thing_is_expected_may_itself_not_be_known() {
    let mut guide = conditional();
    let step = guide.steps.iter_mut().find(|step| step.id.as_str() == "account").unwrap();
    let hidden = step.expect.iter_mut().find(|one| one.fact == "hidden").unwrap();
    hidden.only_if = vec![FactRule { fact: "needed".to_owned(), rule: Rule::Is(json!(true)) }];
    let hidden = |needed: Value| {
        let judged = judged_by(
            &guide,
            &json!({ "identity": "x/TeamsScheduler", "needed": needed, "hidden": false }),
        );
        judged.findings.into_iter().find(|one| one.label == "Hidden")
    };
    assert_eq!(hidden(json!(true)).unwrap().state, FindingState::Differs);
    assert_eq!(hidden(json!(false)), None);
    let unknown = hidden(json!(null)).unwrap();
    assert_eq!(unknown.state, FindingState::Missing, "nothing is advised on what is not known");
    assert_ne!(unknown.otherwise.as_deref(), Some("Hide it."));
}
