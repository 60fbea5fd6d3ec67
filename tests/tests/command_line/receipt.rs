//! `crosstrust receipt`: what scripts of an export report, judged by the answers of that export.

use crate::export::ANSWERS;
use crate::program::{Desk, Ended};
use crosstrust_rehearsal::cloud::{DOMAINS, TENANT_ID};
use crosstrust_rehearsal::exchange::{Organisation, Situation};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The setup that the recorded receipts are of.
const RECORDED_SETUP: &str = "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11";

/// Exports the scripts, runs one in a simulated organisation and keeps what the window showed.
fn ran(desk: &Desk, script: &str, situation: Situation, what_if: bool) {
    desk.put("answers.json", ANSWERS);
    let words = ["export", "--guide", "teams", "--answers", "answers.json", "--out", "bundle"];
    assert_eq!(desk.run(&words).code, 0);
    let text = std::fs::read_to_string(desk.path("bundle").join(script)).unwrap();
    let now = Timestamp::now();
    let mut organisation =
        Organisation::new("teams", situation, DOMAINS[0], TENANT_ID, now).unwrap();
    desk.put("receipt.txt", organisation.run(&text, what_if, now).unwrap().console);
}

fn judged(desk: &Desk, more: &[&str]) -> Ended {
    let words = ["receipt", "receipt.txt", "--guide", "teams", "--answers", "answers.json"];
    desk.run(&[&words, more].concat())
}

/// The verdict on each step.
fn verdicts(object: &Value) -> Vec<&str> {
    let steps = object["steps"].as_array().unwrap();
    steps.iter().map(|step| step["verdict"].as_str().unwrap()).collect()
}

#[test]
fn the_receipt_of_an_exported_script_proves_every_step() {
    let desk = Desk::new();
    ran(&desk, "02-teams-on-premises.ps1", Situation::Fresh, false);
    let ended = judged(&desk, &["--json"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let object = ended.object();
    assert_eq!(verdicts(&object), ["in-place"; 7]);
    assert_eq!(object["certificates"].as_array().unwrap().len(), 1);
    let thumbprint = object["certificates"][0]["card"]["thumbprint"].as_str().unwrap();
    let [notice] = object["notices"].as_array().unwrap().as_slice() else { panic!("{object}") };
    assert_eq!(notice["code"], "certificate-received");
    assert_eq!(notice["thumbprint"], thumbprint);
    let words = judged(&desk, &[]);
    assert!(words.stderr.contains(notice["text"].as_str().unwrap()), "{}", words.stderr);
    assert!(notice["text"].as_str().unwrap().contains(thumbprint), "{notice}");
    assert_eq!(words.code, 0);
    let shown = |what: &str| words.stdout.matches(what).count();
    let (verified, reported) = (shown("Verified"), shown("Reported by the script"));
    assert_eq!(verified + reported, 7, "{}", words.stdout);
    assert!(reported > 0, "a script that made changes verifies none of them: {}", words.stdout);
    let statuses = object["steps"].as_array().unwrap().iter().map(|step| &step["status"]);
    let count = |code: &str| statuses.clone().filter(|status| *status == code).count();
    assert_eq!((count("verified"), count("reported")), (verified, reported), "{object}");
    assert!(words.stdout.contains("Certificate "), "{}", words.stdout);
}

#[test]
fn a_dry_run_waits_for_the_operator() {
    let desk = Desk::new();
    ran(&desk, "02-teams-on-premises.ps1", Situation::Fresh, true);
    let ended = judged(&desk, &["--json"]);
    assert_eq!(ended.code, 3, "{ended:?}");
    let object = ended.object();
    assert_eq!(object["whatIf"], true);
    assert!(verdicts(&object).contains(&"planned"), "{object}");
    assert!(judged(&desk, &[]).stdout.contains("Dry run: nothing was changed"));
}

#[test]
fn a_failed_script_is_reported_with_what_to_do_next() {
    let desk = Desk::new();
    ran(&desk, "02-teams-on-premises.ps1", Situation::SplitPermissions, false);
    let ended = judged(&desk, &["--json"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let object = ended.object();
    assert!(verdicts(&object).contains(&"failed"), "{object}");
    assert!(verdicts(&object).contains(&"not-reached"), "{object}");
    let words = judged(&desk, &[]);
    assert_eq!(words.code, 1);
    assert!(words.stdout.contains("Failed") && words.stdout.contains("  - "), "{}", words.stdout);
}

#[test]
fn another_linked_account_waits_for_a_decision() {
    let desk = Desk::new();
    ran(&desk, "02-teams-on-premises.ps1", Situation::HalfDoneByHand, false);
    let ended = judged(&desk, &["--json"]);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(verdicts(&ended.object()).contains(&"decide"), "{ended:?}");
    assert!(judged(&desk, &[]).stdout.contains("Needs your decision"));
}

#[test]
fn discovery_reports_answers_to_put_into_the_file() {
    let desk = Desk::new();
    ran(&desk, "01-discover-exchange.ps1", Situation::Fresh, false);
    let ended = judged(&desk, &["--json"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(!ended.object()["discovery"]["suggestions"].as_array().unwrap().is_empty());
    let words = judged(&desk, &[]).stdout;
    assert!(words.lines().any(|line| line.starts_with("verified_domain ")), "{words}");
}

#[test]
fn a_receipt_of_other_answers_is_stale() {
    let desk = Desk::new();
    ran(&desk, "02-teams-on-premises.ps1", Situation::Fresh, false);
    desk.put("answers.json", ANSWERS.replace("dc01", "dc02"));
    let error = judged(&desk, &["--json"]).assert_problem(1, "receipt-stale");
    assert!(error["message"].as_str().unwrap().contains("have changed"), "{error}");
}

#[test]
fn a_receipt_of_a_setup_is_judged_for_that_setup_alone() {
    let desk = Desk::new();
    desk.put("answers.json", ANSWERS);
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/recorded/wrong-shell.txt");
    desk.put("receipt.txt", std::fs::read(recorded).unwrap());
    judged(&desk, &["--json"]).assert_problem(1, "receipt-of-other-setup");
    let ended = judged(&desk, &["--json", "--setup", RECORDED_SETUP]);
    assert_eq!(ended.code, 1, "a script that was refused has done nothing");
    assert_eq!(ended.object()["refused"]["code"], "wrong-shell");
    let words = judged(&desk, &["--setup", RECORDED_SETUP]);
    assert!(words.stdout.contains("  - "), "{}", words.stdout);
    let in_capitals = judged(&desk, &["--json", "--setup", &RECORDED_SETUP.to_uppercase()]);
    assert_eq!(in_capitals.object()["refused"]["code"], "wrong-shell");
    let error = judged(&desk, &["--json", "--setup", "contoso"]).assert_problem(2, "usage");
    assert!(error["message"].as_str().unwrap().contains("\"contoso\""), "{error}");
}

#[test]
fn a_recorded_receipt_is_stale_for_answers_it_was_not_made_with() {
    let desk = Desk::new();
    desk.put("answers.json", ANSWERS);
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/recorded/fresh.txt");
    desk.put("receipt.txt", std::fs::read(recorded).unwrap());
    let ended = judged(&desk, &["--json", "--setup", RECORDED_SETUP]);
    ended.assert_problem(1, "receipt-stale");
}

/// Judges a receipt of an organisation that trusts two tenants. Of the tenant in the answers something
/// is off, and the other tenant has it on.
fn of_two_tenants(receipt: &str, more: &str) -> (Ended, Ended) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/cases/several-tenants");
    let desk = Desk::new();
    desk.put("receipt.txt", std::fs::read(folder.join(receipt)).unwrap());
    let answers = std::fs::read_to_string(folder.join("answers.json")).unwrap();
    desk.put("answers.json", answers.replace('}', more));
    (judged(&desk, &["--json"]), judged(&desk, &[]))
}

/// What was found of each thing that is not as it should be.
fn open_findings(object: &Value) -> BTreeMap<&str, &str> {
    let findings = object["steps"][0]["findings"].as_array().unwrap().iter();
    let open = findings.filter(|finding| finding["state"] != "met");
    open.map(|one| (one["label"].as_str().unwrap(), one["found"].as_str().unwrap())).collect()
}

const ROUTING_DOMAIN: &str = r#", "hybrid_domain": "contoso.mail.onmicrosoft.com"}"#;

#[test]
fn authorization_servers_of_another_tenant_put_nothing_in_place() {
    for more in ["}", ROUTING_DOMAIN] {
        let (json, words) = of_two_tenants("own-servers-off.txt", more);
        assert_eq!((json.code, words.code), (1, 1), "{json:?}");
        let object = json.object();
        assert_eq!(object["steps"][0]["verdict"], "differs");
        let open = open_findings(&object);
        assert_eq!(
            open["Authorization server ACS"],
            "ACS - y (enabled no); of another tenant: ACS - x (enabled yes)"
        );
        assert_eq!(
            open["Authorization server evoSTS"],
            "EvoSts - y (enabled no); of another tenant: EvoSts - x (enabled yes)"
        );
        assert_eq!(open["Partner application Exchange Online"], "not in the script result");
        assert_eq!(open.contains_key("Connector to Exchange Online"), more == "}");
        assert!(words.stdout.contains("exchange-oauth Not as expected"), "{}", words.stdout);
        assert!(words.stdout.contains("again and run it."), "{}", words.stdout);
    }
}

#[test]
fn a_connector_to_another_tenant_puts_nothing_in_place() {
    let (json, words) = of_two_tenants("own-connector-off.txt", ROUTING_DOMAIN);
    assert_eq!((json.code, words.code), (1, 1), "{json:?}");
    assert_eq!(
        open_findings(&json.object())["Connector to Exchange Online"],
        "HybridIOC (enabled no); for other domains: HybridIOC - old tenant (enabled yes)"
    );
    let (json, words) = of_two_tenants("own-connector-off.txt", "}");
    assert_eq!((json.code, words.code), (1, 1), "{json:?}");
    let object = json.object();
    let found = open_findings(&object)["Connector to Exchange Online"];
    assert!(found.contains("doesn't know the routing domain"), "{found}");
    assert!(words.stdout.contains("\"Hybrid routing domain\""), "{}", words.stdout);
}

#[test]
fn text_that_is_no_whole_receipt_is_refused_with_the_reason() {
    let desk = Desk::new();
    ran(&desk, "04-account.ps1", Situation::Fresh, false);
    let whole = std::fs::read_to_string(desk.path("receipt.txt")).unwrap();
    let cut = whole.split("-----END").next().unwrap();
    for (text, code) in [
        ("", "receipt-not-found"),
        ("nothing of that kind", "receipt-not-found"),
        (cut, "receipt-cut-off"),
        (&"x".repeat(1024 * 1024 + 1), "receipt-too-large"),
    ] {
        desk.put("receipt.txt", text);
        judged(&desk, &["--json"]).assert_problem(1, code);
    }
    std::fs::remove_file(desk.path("receipt.txt")).unwrap();
    judged(&desk, &["--json"]).assert_problem(2, "file-unreadable");
}
