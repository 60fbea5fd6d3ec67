//! What the guides of Skype for Business Server make of receipts that their scripts have printed.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by unwrapping it")]

use crosstrust_core::guide::{AnswerId, Answers, Guide, GuideId, Library, StepId};
use crosstrust_core::receipt::{Expected, Judgement, Receipt, StepJudgement, Verdict, judge, read};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The answers the recorded scripts were written with.
const GIVEN: [(&str, &str); 5] = [
    ("tenant", "aaaabbbb-0000-cccc-1111-dddd2222eeee"),
    ("domain_controller", "dc01.contoso.com"),
    ("autodiscover_host", "autodiscover.contoso.com"),
    ("skype_pool", "pool1.contoso.com"),
    ("sip_domain", "contoso.com"),
];

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::built_in().unwrap());

fn guide(id: &str) -> &'static Guide {
    LIBRARY.guide(&GuideId::from(id)).unwrap()
}

fn recorded(name: &str) -> Receipt {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/recorded/");
    read(&std::fs::read(format!("{folder}{name}.txt")).unwrap()).unwrap()
}

fn judged_with(receipt: &Receipt, more: &[(&str, &str)], kept: &[&str]) -> Judgement {
    let guide = guide(receipt.guide.as_str());
    let raw: BTreeMap<AnswerId, String> = GIVEN
        .iter()
        .chain(more)
        .map(|(id, value)| (AnswerId::from(*id), (*value).to_owned()))
        .filter(|(id, _)| guide.answer(id).is_some())
        .collect();
    let (answers, problems) = Answers::parse(guide, &raw);
    assert!(problems.is_empty(), "{problems:?}");
    let kept: BTreeSet<StepId> = kept.iter().map(|id| StepId::from(*id)).collect();
    let expected = Expected {
        guide,
        setup_id: "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11",
        answers: &answers,
        fingerprint: "5f0c9f6d1a4b",
        kept: &kept,
        now: "2026-11-21T12:00:00Z".parse().unwrap(),
    };
    judge(receipt, &expected).unwrap()
}

fn judged(name: &str) -> Judgement {
    judged_with(&recorded(name), &[], &[])
}

fn verdicts(judgement: &Judgement) -> Vec<(&str, Verdict)> {
    judgement.steps.iter().map(|step| (step.step.as_str(), step.verdict)).collect()
}

fn step<'a>(judgement: &'a Judgement, id: &str) -> &'a StepJudgement {
    judgement.steps.iter().find(|step| step.step.as_str() == id).unwrap()
}

/// The recorded receipt with a fact of one step replaced.
fn with_fact(name: &str, step: &str, fact: &str, value: Value) -> Receipt {
    let mut receipt = recorded(name);
    let step = receipt.steps.iter_mut().find(|one| one.id.as_str() == step).unwrap();
    step.facts.insert(fact.to_owned(), value);
    receipt
}

use Verdict::{Decide, Differs, InPlace};

#[test]
fn each_side_of_the_servers_proves_its_own_steps() {
    assert_eq!(
        verdicts(&judged("skype-server-exchange")),
        [("autodiscover", InPlace), ("skype-partner", InPlace), ("iis", InPlace)]
    );
    assert_eq!(
        verdicts(&judged("skype-server-skype")),
        [
            ("token-issuer", InPlace),
            ("oauth-configuration", InPlace),
            ("exchange-partner", InPlace),
            ("test", Decide),
        ],
        "nobody was named to test with"
    );
}

#[test]
fn every_step_of_the_hybrid_is_in_place() {
    let all = ["oauth-server", "exchange-partner", "service-name", "token-issuer", "web-services"];
    assert_eq!(verdicts(&judged("skype-hybrid-skype")), all.map(|step| (step, InPlace)));
}

#[test]
fn the_certificate_comes_with_the_receipt_of_a_front_end_server() {
    for name in ["skype-server-skype", "skype-hybrid-skype"] {
        let judgement = judged(name);
        let [certificate] = judgement.certificates.as_slice() else { panic!("{name}") };
        assert!(certificate.refused.is_none(), "{name}");
        let told = &step(&judgement, "token-issuer").facts["certificates"][0]["thumbprint"];
        assert_eq!(told, &json!(certificate.card.thumbprint), "{name}");
    }
    assert!(judged("skype-server-exchange").certificates.is_empty());
}

#[test]
fn without_a_test_the_operator_decides() {
    let kept = judged_with(&recorded("skype-server-skype"), &[], &["test"]);
    assert_eq!(step(&kept, "test").verdict, InPlace);
    let receipt = recorded("skype-server-skype");
    let wanted = judged_with(&receipt, &[("test_wanted", "yes")], &[]);
    assert_eq!(step(&wanted, "test").verdict, Differs);
    let passed = with_fact("skype-server-skype", "test", "result", json!("Test passed."));
    assert_eq!(step(&judged_with(&passed, &[], &[]), "test").verdict, InPlace);
}

#[test]
fn what_is_not_as_the_answers_want_it_is_not_in_place() {
    let server = "skype-server-skype";
    let hybrid = "skype-hybrid-skype";
    for (name, id, fact, value) in [
        ("skype-server-exchange", "autodiscover", "withoutAddress", json!(["EX02"])),
        ("skype-server-exchange", "skype-partner", "enabled", json!(false)),
        (
            server,
            "oauth-configuration",
            "exchangeAutodiscoverUrl",
            json!("https://autodiscover.contoso.com/autodiscover/autodiscover.xml"),
        ),
        (
            server,
            "exchange-partner",
            "metadataUrl",
            json!("https://autodiscover.fabrikam.com/autodiscover/metadata/json/1"),
        ),
        (server, "exchange-partner", "enabled", json!(false)),
        (server, "token-issuer", "subject", json!("CN=pool1.fabrikam.com")),
        (server, "token-issuer", "keyLength", json!(1024)),
        (server, "token-issuer", "validToday", json!(false)),
        (hybrid, "oauth-server", "ofTenant", json!(false)),
        (hybrid, "exchange-partner", "useOAuthServer", json!(false)),
        (hybrid, "web-services", "externalFqdns", json!([])),
        (hybrid, "service-name", "serviceName", json!("00000002-0000-0ff1-ce00-000000000000")),
    ] {
        let judgement = judged_with(&with_fact(name, id, fact, value.clone()), &[], &[]);
        assert_eq!(step(&judgement, id).verdict, Differs, "{name}, {id}: {fact} {value}");
    }
    let elsewhere = [("autodiscover_host", "mail.contoso.com")];
    let judgement = judged_with(&recorded(server), &elsewhere, &[]);
    assert_eq!(step(&judgement, "oauth-configuration").verdict, Differs, "another host was meant");
}

#[test]
fn a_receipt_that_ended_says_which_steps_of_its_own_side_were_not_reached() {
    for (name, ended, missing) in [
        // The verification script begins in the same way, and ends one step earlier.
        ("skype-server-exchange", "autodiscover", &["skype-partner"][..]),
        ("skype-server-skype", "oauth-configuration", &["exchange-partner", "test"]),
    ] {
        let mut receipt = recorded(name);
        let first: Vec<&str> = match name {
            "skype-server-exchange" => vec!["exchange-certificate"],
            _ => vec!["token-issuer", "dns"],
        };
        let mut steps: Vec<_> = first
            .iter()
            .map(|id| {
                let mut step = receipt.steps[0].clone();
                step.id = StepId::from(*id);
                step
            })
            .collect();
        let at = receipt.steps.iter().position(|step| step.id.as_str() == ended).unwrap();
        steps.push(receipt.steps[at].clone());
        steps.last_mut().unwrap().outcome = crosstrust_core::receipt::Outcome::Failed;
        receipt.steps = steps;
        receipt.failure = Some(ended.into());
        let judgement = judged_with(&receipt, &[], &[]);
        let not_reached: Vec<&str> = judgement
            .steps
            .iter()
            .filter(|step| step.verdict == Verdict::NotReached)
            .map(|step| step.step.as_str())
            .collect();
        assert_eq!(not_reached, missing, "{name}");
    }
}

/// What a discovery of the Skype for Business side prints where everything is set up.
fn discovered(id: &str) -> Receipt {
    let mut receipt =
        recorded(if id == "skype-server" { "skype-server-skype" } else { "skype-hybrid-skype" });
    let host = "https://autodiscover.contoso.com/autodiscover";
    let facts = json!({
        "unread": [],
        "pools": [{ "fqdn": "pool1.contoso.com", "computers": ["fe01.contoso.com"] }],
        "webServices": [{ "pool": "pool1.contoso.com", "externalFqdn": "pool1web.contoso.com" }],
        "oauthConfiguration": {
            "serviceName": "00000004-0000-0ff1-ce00-000000000000",
            "exchangeAutodiscoverUrl": format!("{host}/autodiscover.svc"),
            "realm": "contoso.com",
        },
        "oauthServers": [{ "name": "microsoft.sts", "metadataUrl": "https://x", "realm": GIVEN[0].1 }],
        "skypePartners": [
            { "name": "Exchange", "applicationIdentifier": "", "trustLevel": "Full", "useOAuthServer": false, "metadataUrl": format!("{host}/metadata/json/1"), "enabled": true },
            { "name": "microsoft.exchange", "applicationIdentifier": "00000002-0000-0ff1-ce00-000000000000", "trustLevel": "Full", "useOAuthServer": true, "metadataUrl": "", "enabled": true },
        ],
        "tokenIssuers": [{ "thumbprint": "AA", "subject": "CN=pool1.contoso.com", "notAfter": "2027-01-01T00:00:00Z", "onThisServer": true }],
    });
    let Value::Object(facts) = facts else { panic!("facts are an object") };
    let mut step = receipt.steps[0].clone();
    (step.id, step.facts) = ("discovery-skype".into(), facts);
    receipt.steps = vec![step];
    receipt
}

#[test]
fn discovery_fills_answers_in_and_tells_what_looks_done() {
    for (id, found, done) in [
        (
            "skype-server",
            &[
                ("autodiscover_host", "autodiscover.contoso.com"),
                ("skype_pool", "pool1.contoso.com"),
                ("sip_domain", "contoso.com"),
            ][..],
            &["token-issuer", "oauth-configuration", "exchange-partner"][..],
        ),
        (
            "skype-hybrid",
            &[("tenant", GIVEN[0].1)],
            &["oauth-server", "exchange-partner", "service-name"],
        ),
    ] {
        let discovery = judged_with(&discovered(id), &[], &[]).discovery.unwrap();
        let suggested: Vec<(&str, &str)> = discovery
            .suggestions
            .iter()
            .map(|one| (one.answer.as_str(), one.value.as_str()))
            .collect();
        assert_eq!(suggested, found, "{id}");
        let likely: Vec<&str> = discovery.likely_done.iter().map(StepId::as_str).collect();
        assert_eq!(likely, done, "{id}");
        assert!(
            discovery.notes.iter().all(|note| !note.contains(['{', '}'])),
            "{:?}",
            discovery.notes
        );
        assert!(discovery.notes.len() >= 6, "{:?}", discovery.notes);
    }
}
