use super::*;
use crosstrust_core::receipt::{self, Outcome, Receipt};
use serde_json::Value;
use std::collections::BTreeMap;

fn now() -> Timestamp {
    "2026-11-21T02:03:40Z".parse().unwrap()
}

/// A script as far as the server reads it, with this run block.
fn script(answers: &str, calls: &str) -> String {
    format!(
        "$Answers = @{{\n    SetupId = 's'\n    AnswersHash = 'h'\n    VerifiedDomain = 'contoso.com'\n\
         {answers}\n}}\n        guide       = 'teams'\n# ---- Run ----\ntry {{\n{calls}\n}}\n"
    )
}

const EVERYTHING: &str = "Invoke-OAuthStep\nInvoke-AccountStep\nInvoke-RoleStep
Invoke-PartnerApplicationStep 'sfbonline' 'SfBOnline' '00000004-0000-0ff1-ce00-000000000000' { Get-RequiredAccount } $Answers.Relink
Invoke-PartnerApplicationStep 'teams-scheduler' 'TeamsScheduler' '7557eb47-c689-4224-abcf-aef9bd7573df' { Get-RequiredAccount } $Answers.RelinkScheduler
Invoke-PartnerApplicationStep 'cloud-voicemail' 'CloudVoicemail' 'db7de2b5-2149-435e-8043-e080dd50afae'
Invoke-ExportStep";

const UNDO: &str = "Invoke-UndoApplicationStep 'cloud-voicemail' 'CloudVoicemail' 'db7de2b5-2149-435e-8043-e080dd50afae'
Invoke-UndoApplicationStep 'teams-scheduler' 'TeamsScheduler' '7557eb47-c689-4224-abcf-aef9bd7573df'
Invoke-UndoApplicationStep 'sfbonline' 'SfBOnline' '00000004-0000-0ff1-ce00-000000000000'
Invoke-UndoRoleStep\nInvoke-UndoAccountStep";

fn run(organisation: &mut Organisation, answers: &str, calls: &str, what_if: bool) -> Receipt {
    let output = organisation.run(&script(answers, calls), what_if, now());
    let receipt = receipt::read(output.console.as_bytes()).unwrap();
    assert_eq!(output.failed, receipt.failure.is_some(), "the exit tells what the receipt tells");
    receipt
}

fn recorded(name: &str) -> Receipt {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/recorded/");
    receipt::read(&std::fs::read(format!("{folder}{name}.txt")).unwrap()).unwrap()
}

/// What must not differ from the recorded run: the steps, their outcomes, changes, errors and facts.
/// Left out: what is of one moment or one machine only, and facts that scripts of today report in
/// addition.
fn essence(receipt: &Receipt, known: Option<&Receipt>) -> Value {
    let steps = receipt.steps.iter().map(|step| {
        let recorded = known.and_then(|known| known.steps.iter().find(|one| one.id == step.id));
        let facts: BTreeMap<&String, Value> = step
            .facts
            .iter()
            .filter(|(name, _)| recorded.is_none_or(|one| one.facts.contains_key(*name)))
            .map(|(name, value)| (name, without_moment(value)))
            .collect();
        let changes: Vec<(String, &str, bool)> = step
            .changes
            .iter()
            .map(|change| (file_name(&change.target), change.action.as_str(), change.done))
            .collect();
        let error = step.error.as_ref().map(|error| (&error.code, &error.message));
        serde_json::json!([step.id, step.outcome, facts, changes, error])
    });
    serde_json::json!([steps.collect::<Vec<_>>(), receipt.what_if, receipt.failure])
}

fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap().to_owned()
}

fn without_moment(value: &Value) -> Value {
    match value {
        Value::Array(entries) => entries.iter().map(without_moment).collect(),
        Value::Object(object) => object
            .iter()
            .filter(|(name, _)| {
                !["thumbprint", "der", "notBefore", "notAfter"].contains(&name.as_str())
            })
            .map(|(name, value)| (name.clone(), without_moment(value)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn assert_same(here: &Receipt, name: &str) {
    let real = recorded(name);
    assert_eq!(essence(here, Some(&real)), essence(&real, None), "as the recorded run \"{name}\"");
}

#[test]
fn a_run_reports_what_the_real_one_reported_in_the_same_situation() {
    let cases = [
        (Situation::Fresh, false, "fresh"),
        (Situation::Fresh, true, "whatif"),
        (Situation::SplitPermissions, false, "split-permissions"),
        (Situation::ExpiredCertificate, false, "expired-certificate"),
    ];
    for (situation, what_if, name) in cases {
        let mut organisation = Organisation::begin(situation, now()).unwrap();
        assert_same(&run(&mut organisation, "", EVERYTHING, what_if), name);
    }
}

#[test]
fn a_second_run_changes_nothing_as_the_real_one() {
    let mut organisation = Organisation::begin(Situation::Fresh, now()).unwrap();
    run(&mut organisation, "", EVERYTHING, false);
    let before = organisation.clone();
    assert_same(&run(&mut organisation, "", EVERYTHING, false), "again");
    assert_eq!(organisation, before, "nothing is changed");
}

#[test]
fn what_was_done_by_hand_is_kept_as_in_the_real_run() {
    let mut organisation = Organisation::begin(Situation::HalfDoneByHand, now()).unwrap();
    organisation.files.insert(
        r"C:\OAuthConfig\OAuthCert.cer".to_owned(),
        organisation.certificates[0].thumbprint.clone(),
    );
    assert_same(&run(&mut organisation, "", EVERYTHING, false), "half-done-by-hand");
}

#[test]
fn the_next_certificate_is_exported_as_in_the_real_run() {
    let mut organisation = Organisation::begin(Situation::NextCertificate, now()).unwrap();
    organisation.files.insert(
        r"C:\OAuthConfig\OAuthCert.cer".to_owned(),
        organisation.certificates[0].thumbprint.clone(),
    );
    assert_same(&run(&mut organisation, "", EVERYTHING, false), "next-certificate");
}

#[test]
fn undo_takes_back_what_was_made_as_in_the_real_run() {
    let fresh = Organisation::begin(Situation::Fresh, now()).unwrap();
    let mut organisation = fresh.clone();
    run(&mut organisation, "", EVERYTHING, false);
    let made = "    Created = @('account', 'role', 'assignment', 'sfbonline', 'teams-scheduler', 'cloud-voicemail')";
    assert_same(&run(&mut organisation, made, UNDO, false), "teams-undo");
    organisation.files.clear();
    assert_eq!(organisation, fresh, "the organisation is as before, but for the exported file");
}

#[test]
fn undo_leaves_what_was_there_before() {
    let mut organisation = Organisation::begin(Situation::FullyConfigured, now()).unwrap();
    let before = organisation.clone();
    run(&mut organisation, "    Created = @()", UNDO, false);
    assert_eq!(organisation, before, "nothing was made, so nothing is taken back");
}

#[test]
fn discovery_reads_what_the_real_one_reads_and_changes_nothing() {
    let mut organisation = Organisation::begin(Situation::FullyConfigured, now()).unwrap();
    let before = organisation.clone();
    let here = run(&mut organisation, "", "Invoke-DiscoveryStep", false);
    let real = recorded("discover-exchange");
    let names = |receipt: &Receipt| -> Vec<String> {
        receipt.steps.iter().flat_map(|step| step.facts.keys().cloned()).collect()
    };
    let missing: Vec<String> =
        names(&real).into_iter().filter(|name| !names(&here).contains(name)).collect();
    assert_eq!(missing, Vec::<String>::new(), "every fact of the real run is there");
    assert_eq!(organisation, before, "discovery only reads");
}

#[test]
fn relinking_is_done_only_when_it_was_decided() {
    let mut organisation = Organisation::begin(Situation::HalfDoneByHand, now()).unwrap();
    let receipt = run(&mut organisation, "    Relink = $true", EVERYTHING, false);
    let step = receipt.steps.iter().find(|step| step.id.as_str() == "sfbonline").unwrap();
    assert_eq!(step.outcome, Outcome::Changed, "the decision was to link it");
    assert_eq!(
        step.facts["formerLinkedAccount"], "contoso.com/Users/SfBOnline-ApplicationAccount",
        "undo needs the former account"
    );
}

#[test]
fn a_step_alone_stops_when_what_it_builds_on_is_missing() {
    let mut organisation = Organisation::begin(Situation::Fresh, now()).unwrap();
    let receipt = run(&mut organisation, "", "Invoke-RoleStep", false);
    let error = receipt.steps.last().and_then(|step| step.error.clone()).unwrap();
    assert_eq!(error.code, "account-missing");
}

#[test]
fn the_legacy_application_goes_only_on_the_operators_word() {
    let mut organisation = Organisation::begin(Situation::FullyConfigured, now()).unwrap();
    let refused = run(&mut organisation, "", "Invoke-RemoveLegacyStep", false);
    assert_eq!(refused.failure.map(|step| step.to_string()).as_deref(), Some("remove-legacy"));
    run(&mut organisation, "    MicrosoftAdvised = $true", "Invoke-RemoveLegacyStep", false);
    assert_eq!(
        organisation.application("00000004-0000-0ff1-ce00-000000000000"),
        None,
        "it is gone"
    );
}
