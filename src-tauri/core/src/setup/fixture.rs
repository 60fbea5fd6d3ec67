//! A small guide, certificates and receipts for the tests of setups and reports.

use super::{OPERATOR, PlanFor, Setup, SetupId, TenantOperation};
use crate::certificate::Certificate;
use crate::graph::{KeyFate, PlannedKey, PrincipalResult, PrincipalState};
use crate::guide::{AnswerId, Answers, Guide, Library, StepId};
use crate::ids::Thumbprint;
use crate::receipt::{
    CertificateUse, Change, Finding, FindingState, Judgement, Outcome, ReceivedCertificate,
    StepJudgement, Verdict,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use rcgen::{CertificateParams, DnType, KeyPair};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub(crate) const SFB: &str = "00000004-0000-0ff1-ce00-000000000000";
pub(crate) const VOICEMAIL: &str = "db7de2b5-2149-435e-8043-e080dd50afae";
pub(crate) const TENANT: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

const GUIDE: &str = include_str!("fixtures/guide.toml");

pub(crate) fn guide() -> Guide {
    toml::from_str::<Guide>(GUIDE).unwrap().with_default_writes()
}

/// So many minutes after the tests begin.
pub(crate) fn at(minutes: i64) -> Timestamp {
    let start: Timestamp = "2026-11-21T02:00:00Z".parse().unwrap();
    start + SignedDuration::from_mins(minutes)
}

pub(crate) fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

pub(crate) fn id(number: u8) -> SetupId {
    SetupId::new(at(0), [number; 10])
}

pub(crate) fn new() -> Setup {
    Setup::new(id(1), &guide(), false, at(0), OPERATOR)
}

pub(crate) fn given(pairs: &[(&str, &str)]) -> BTreeMap<AnswerId, String> {
    pairs.iter().map(|(id, value)| (AnswerId::from(*id), (*value).to_owned())).collect()
}

/// A setup with every question answered.
pub(crate) fn answered() -> Setup {
    let mut setup = new();
    let answers = given(&[
        ("tenant", "contoso.onmicrosoft.com"),
        ("verified_domain", "contoso.com"),
        ("domain_controller", "dc01.contoso.com"),
    ]);
    let taken = setup.set_answers(&guide(), answers, at(1), OPERATOR).unwrap();
    assert_eq!(taken.problems, []);
    setup
}

/// A self-signed certificate that is valid between these times.
pub(crate) fn certificate(name: &str, from: Timestamp, until: Timestamp) -> Certificate {
    let time = |time: Timestamp| {
        let date = time.strftime("%Y-%m-%d").to_string();
        let mut parts = date.split('-').map(|part| part.parse::<u16>().unwrap());
        let mut next = || parts.next().unwrap();
        let (year, month, day) = (next(), next(), next());
        rcgen::date_time_ymd(
            i32::from(year),
            u8::try_from(month).unwrap(),
            u8::try_from(day).unwrap(),
        )
    };
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = time(from);
    // RFC 5280 writes this second for a certificate without an end.
    params.not_after = if until == Timestamp::MAX {
        rcgen::date_time_ymd(9999, 12, 31) + std::time::Duration::from_secs(86_399)
    } else {
        time(until)
    };
    let key = KeyPair::generate().unwrap();
    Certificate::read(params.self_signed(&key).unwrap().der()).unwrap()
}

/// One that is valid now and for about 400 days.
pub(crate) fn current() -> Certificate {
    certificate("Microsoft Exchange Server Auth Certificate", at(0) - days(100), at(0) + days(400))
}

pub(crate) fn received(r#use: CertificateUse, certificate: &Certificate) -> ReceivedCertificate {
    ReceivedCertificate {
        r#use,
        card: certificate.card(at(0)),
        refused: certificate.check(at(0)).err().map(Into::into),
        der: STANDARD.encode(certificate.der()),
    }
}

pub(crate) fn step(id: &str, verdict: Verdict) -> StepJudgement {
    StepJudgement {
        step: StepId::from(id),
        verdict,
        outcome: match verdict {
            Verdict::InPlace
            | Verdict::Waiting
            | Verdict::Decide
            | Verdict::Differs
            | Verdict::NotReached => Outcome::Unchanged,
            Verdict::Planned => Outcome::Planned,
            Verdict::Failed | Verdict::NotRead => Outcome::Failed,
        },
        findings: Vec::new(),
        changes: Vec::new(),
        problem: None,
        question: None,
        waits_until: None,
        facts: Map::new(),
        judged_by: None,
    }
}

/// The same step after these changes.
pub(crate) fn changing(mut step: StepJudgement, actions: &[&str]) -> StepJudgement {
    let done = step.outcome != Outcome::Planned;
    if step.outcome == Outcome::Unchanged {
        step.outcome = Outcome::Changed;
    }
    step.changes = actions
        .iter()
        .map(|action| Change {
            target: "TeamsScheduler".to_owned(),
            action: (*action).to_owned(),
            done,
            before: None,
            after: None,
        })
        .collect();
    step
}

pub(crate) fn with_fact(mut step: StepJudgement, name: &str, value: Value) -> StepJudgement {
    step.facts.insert(name.to_owned(), value);
    step
}

/// SfBOnline linked to another account.
pub(crate) fn asking() -> StepJudgement {
    let guide = guide();
    let (_, spec) = guide.step(&"sfbonline".into()).unwrap();
    let mut step = step("sfbonline", Verdict::Decide);
    step.question.clone_from(&spec.expect[1].ask);
    step.findings =
        vec![finding("Enabled", FindingState::Met), finding("Linked account", FindingState::Ask)];
    step
}

pub(crate) fn finding(label: &str, state: FindingState) -> Finding {
    Finding {
        certificate: None,
        fact: None,
        label: label.to_owned(),
        expected: "TeamsScheduler".to_owned(),
        found: "contoso.com/Users/SfBOnline-ApplicationAccount".to_owned(),
        empty: false,
        state,
        otherwise: None,
    }
}

/// A receipt of a run that began so many minutes after the tests did.
pub(crate) fn receipt(minutes: i64, steps: Vec<StepJudgement>) -> Judgement {
    Judgement {
        steps,
        refused: None,
        script: None,
        computer: "EX01".to_owned(),
        account: None,
        build: Some("Version 15.2 (Build 1748.10)".to_owned()),
        powershell: "5.1".to_owned(),
        what_if: false,
        started: at(minutes),
        ended: at(minutes),
        certificates: Vec::new(),
        discovery: None,
        interrupted: Vec::new(),
    }
}

pub(crate) fn dry(judgement: Judgement) -> Judgement {
    Judgement { what_if: true, ..judgement }
}

pub(crate) const ON_PREMISES: [&str; 4] = ["account", "role", "sfbonline", "export"];

/// Every on-premises step in place, with this certificate.
pub(crate) fn all_in_place(minutes: i64, certificate: &Certificate) -> Judgement {
    let steps = ON_PREMISES.iter().map(|id| step(id, Verdict::InPlace)).collect();
    let mut judgement = receipt(minutes, steps);
    judgement.certificates = vec![received(CertificateUse::Current, certificate)];
    judgement
}

pub(crate) fn result(
    app_id: &str,
    state: PrincipalState,
    held: &[&Certificate],
) -> PrincipalResult {
    PrincipalResult {
        names: Vec::new(),
        app_id: app_id.parse().unwrap(),
        state,
        thumbprints: held.iter().map(|held| held.thumbprint()).collect(),
        keys: held.iter().map(|held| held_key(held)).collect(),
        account_enabled: Some(true),
        effect: None,
        error: None,
        before: None,
        written: None,
    }
}

/// The thumbprint of a certificate that is not needed itself, by a name for it.
pub(crate) fn thumbprint(name: &str) -> Thumbprint {
    Thumbprint::of_der(name.as_bytes())
}

/// A key as it is read from a principal.
pub(crate) fn held_key(certificate: &Certificate) -> PlannedKey {
    PlannedKey {
        thumbprint: Some(certificate.thumbprint()),
        key_id: Some("1f3b1a0a-0000-4000-8000-000000000001".to_owned()),
        not_before: Some(certificate.not_before()),
        not_after: Some(certificate.not_after()),
        fate: KeyFate::Keep,
        other_kind: None,
        other_end: None,
    }
}

/// Both applications holding these certificates.
pub(crate) fn both(state: PrincipalState, held: &[&Certificate]) -> Vec<PrincipalResult> {
    vec![result(VOICEMAIL, state, held), result(SFB, state, held)]
}

/// Every application of this guide holding these certificates.
pub(crate) fn all_of(
    guide: &Guide,
    state: PrincipalState,
    held: &[Certificate],
) -> Vec<PrincipalResult> {
    let held: Vec<&Certificate> = held.iter().collect();
    let apps = guide.applications.iter();
    apps.map(|application| result(&application.app_id.to_string(), state, &held)).collect()
}

/// A plan of the small guide made for this work.
pub(crate) fn plan_for(operation: TenantOperation) -> PlanFor {
    PlanFor { step: StepId::from("upload"), operation, page: None }
}

/// A setup in which every step is done, with its certificate.
pub(crate) fn finished() -> (Setup, Certificate) {
    let guide = guide();
    let certificate = current();
    let mut setup = answered();
    setup.take_receipt(&guide, &all_in_place(10, &certificate), at(11)).unwrap();
    setup
        .end_operation(&guide, both(PrincipalState::Done, &[&certificate]), at(20), "admin")
        .unwrap();
    setup
        .record_verified(&guide, both(PrincipalState::Done, &[&certificate]), at(30), "admin")
        .unwrap();
    (setup, certificate)
}

/// The guide of a setup: one of these tests, or one that is built in.
pub(crate) fn guide_of(setup: &Setup) -> Guide {
    match setup.guide().as_str() {
        "writes" => toml::from_str(include_str!("fixtures/writes.toml")).unwrap(),
        "small" => guide(),
        "full" => {
            let mut guide = guide();
            guide.id = "full".into();
            guide
        }
        _ => Library::built_in().unwrap().guide(setup.guide()).unwrap().clone(),
    }
}

/// The journal of a setup in words, oldest first. Titles are those of the guides of these tests.
pub(crate) fn journal(setup: &Setup) -> Vec<String> {
    let guide = guide_of(setup);
    let (answers, _) = Answers::parse(&guide, setup.raw_answers());
    setup.journal().iter().map(|entry| entry.event.words(&guide, &answers).to_string()).collect()
}

pub(crate) fn some_facts() -> Map<String, Value> {
    let Value::Object(facts) =
        json!({ "identity": "contoso.com/Users/TeamsScheduler", "hidden": true })
    else {
        unreachable!()
    };
    facts
}
