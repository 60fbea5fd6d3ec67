//! What the guides for Skype for Business Server make of receipts that their scripts have printed.

use super::*;
use Verdict::Differs;
use crosstrust_core::script::write;
use crosstrust_rehearsal::exchange::{Organisation, Situation};
use crosstrust_tests::answer_sets::SETUP_ID;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn guide(id: &str) -> &'static Guide {
    LIBRARY.guide(&GuideId::from(id)).unwrap()
}

fn judged_as(receipt: &Receipt, more: &[(&str, &str)], kept: &[&str]) -> Judgement {
    let guide = guide(receipt.guide.as_str());
    judged_by(guide, receipt, &given_to(guide, more), kept).unwrap()
}

fn judged(name: &str) -> Judgement {
    judged_as(&recorded(name), &[], &[])
}

/// The recorded receipt with a fact of one step replaced.
fn with_fact(name: &str, step: &str, fact: &str, value: Value) -> Receipt {
    let mut receipt = recorded(name);
    let step = receipt.steps.iter_mut().find(|one| one.id.as_str() == step).unwrap();
    step.facts.insert(fact.to_owned(), value);
    receipt
}

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
fn the_certificate_comes_with_the_receipt_of_a_front_end_server() {
    for name in ["skype-server-skype", "skype-hybrid-skype"] {
        let judgement = judged(name);
        let [certificate] = judgement.certificates.as_slice() else { panic!("{name}") };
        assert!(certificate.refused.is_none(), "{name}");
        let reported = &step(&judgement, "token-issuer").facts["certificates"][0]["thumbprint"];
        assert_eq!(reported, &json!(certificate.card.thumbprint), "{name}");
    }
    assert!(judged("skype-server-exchange").certificates.is_empty());
}

#[test]
fn without_a_test_the_operator_decides() {
    let receipt = recorded("skype-server-skype");
    let kept = judged_as(&receipt, &[], &["test"]);
    assert_eq!(step(&kept, "test").verdict, InPlace);
    let wanted = judged_as(&receipt, &[("test_wanted", "yes")], &[]);
    assert_eq!(step(&wanted, "test").verdict, Differs);
}

#[test]
fn a_blank_autodiscover_address_is_a_decision() {
    let blank = with_fact("skype-server-exchange", "autodiscover", "undecided", json!(["EX02"]));
    let asked = judged_as(&blank, &[], &[]);
    assert_eq!(step(&asked, "autodiscover").verdict, Decide);
    let question = step(&asked, "autodiscover").question.as_ref().unwrap();
    assert!(question.keep.contains("recommended") && question.difference.contains("$null"));
    assert_eq!(step(&judged_as(&blank, &[], &["autodiscover"]), "autodiscover").verdict, InPlace);
    let wanted = judged_as(&blank, &[("fill_autodiscover", "yes")], &[]);
    assert_eq!(step(&wanted, "autodiscover").verdict, Differs, "no server was chosen yet");
}

#[test]
fn what_the_test_said_is_read_by_the_operator_in_every_language() {
    for said in [
        "Test passed.",
        "True",
        "",
        "Der Test wurde erfolgreich abgeschlossen.",
        "Der Test ist fehlgeschlagen.",
        "\u{30c6}\u{30b9}\u{30c8}\u{306b}\u{5408}\u{683c}\u{3057}\u{307e}\u{3057}\u{305f}\u{3002}",
    ] {
        let mut receipt = with_fact("skype-server-skype", "test", "result", json!("run"));
        let test = receipt.steps.iter_mut().find(|one| one.id.as_str() == "test").unwrap();
        test.facts.insert("said".to_owned(), json!(said));
        // Neither a wish nor an earlier decision to go on without a test answers for it.
        for kept in [&[][..], &["test"]] {
            let judgement = judged_as(&receipt, &[("test_wanted", "yes")], kept);
            let test = step(&judgement, "test");
            assert_eq!(test.verdict, Decide, "{said}");
            assert!(test.question.is_none(), "no button settles it: {said}");
            let shown = test.findings.iter().find(|one| one.label == "Output of the test").unwrap();
            assert_eq!(
                shown.found,
                if said.is_empty() { "no error and no other output" } else { said }
            );
        }
    }
    let cut = with_fact("skype-server-skype", "test", "result", json!("run"));
    assert_eq!(step(&judged_as(&cut, &[], &[]), "test").verdict, Differs, "nothing to read");
}

#[test]
fn what_is_not_as_the_answers_want_it_is_not_in_place() {
    let server = "skype-server-skype";
    let hybrid = "skype-hybrid-skype";
    for (name, id, fact, value) in [
        ("skype-server-exchange", "autodiscover", "notFilled", json!(["EX02"])),
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
        (hybrid, "oauth-server", "ofTenant", json!(false)),
        (hybrid, "exchange-partner", "useOAuthServer", json!(false)),
        (hybrid, "exchange-partner", "enabled", json!(false)),
        (hybrid, "web-services", "externalFqdns", json!([])),
        (hybrid, "service-name", "serviceName", json!("00000002-0000-0ff1-ce00-000000000000")),
    ] {
        let judgement = judged_as(&with_fact(name, id, fact, value.clone()), &[], &[]);
        assert_eq!(step(&judgement, id).verdict, Differs, "{name}, {id}: {fact} {value}");
    }
    let elsewhere = [("autodiscover_host", "mail.contoso.com")];
    let judgement = judged_as(&recorded(server), &elsewhere, &[]);
    assert_eq!(step(&judgement, "oauth-configuration").verdict, Differs, "another host was meant");
}

/// What a script with plain answers prints in an organisation in that situation.
fn printed(guide: &Guide, script: &str, situation: Situation) -> Receipt {
    printed_with(guide, script, situation, |_| {})
}

/// The same after somebody changed the organisation.
fn printed_with(
    guide: &Guide,
    script: &str,
    situation: Situation,
    change: fn(&mut Organisation),
) -> Receipt {
    let setup = PLAIN.setup(guide);
    let text = write(&LIBRARY, guide, &script.into(), &setup.context()).unwrap().text;
    let now = "2026-11-21T11:00:00Z".parse().unwrap();
    let tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
    let mut organisation =
        Organisation::new(guide.id.as_str(), situation, "contoso.com", tenant, now).unwrap();
    change(&mut organisation);
    let output = organisation.run(&text, false, now).unwrap();
    read(output.console.as_bytes()).unwrap().newest().clone()
}

fn judged_now(guide: &Guide, receipt: &Receipt) -> Judgement {
    let answers = given_to(guide, &[]);
    let fingerprint = answers.fingerprint(guide);
    let expected = Expected {
        guide,
        setup_id: SETUP_ID,
        answers: &answers,
        fingerprint: &fingerprint,
        tenant_id: None,
        accepted_differences: &BTreeSet::new(),
        now: "2026-11-21T12:00:00Z".parse().unwrap(),
    };
    judge(receipt, &expected).unwrap()
}

#[test]
fn a_receipt_that_ended_says_which_steps_of_its_own_side_were_not_reached() {
    for (script, situation, ended, missing) in [
        // The verification scripts begin in the same way, and end one step earlier.
        ("skype-server-exchange", Situation::Fresh, "autodiscover", &["skype-partner", "iis"][..]),
        ("skype-server-skype", Situation::PartnerTwice, "exchange-partner", &["test"]),
    ] {
        let guide = guide("skype-server");
        let receipt = printed_with(guide, script, situation, |organisation| {
            organisation.missing_commands.insert("Set-ClientAccessService".to_owned());
        });
        let judgement = judged_now(guide, &receipt);
        let with = |verdict| -> Vec<&str> {
            let steps = judgement.steps.iter().filter(|step| step.verdict == verdict);
            steps.map(|step| step.step.as_str()).collect()
        };
        assert_eq!(with(Failed), [ended], "{script}");
        assert_eq!(with(NotReached), missing, "{script}");
    }
}

#[test]
fn what_goes_wrong_is_reported_with_what_to_do() {
    for (script, situation, id, words) in [
        (
            "skype-server-exchange",
            Situation::ExpiredCertificate,
            "exchange-certificate",
            "Renew it",
        ),
        ("skype-server-skype", Situation::ExpiredCertificate, "token-issuer", "assign it to OAuth"),
        ("skype-server-skype", Situation::HostUnknown, "dns", "alias (CNAME)"),
        ("skype-hybrid-skype", Situation::ExpiredCertificate, "token-issuer", "assign it to OAuth"),
    ] {
        let guide =
            guide(if script.starts_with("skype-server") { "skype-server" } else { "skype-hybrid" });
        let judgement = judged_now(guide, &printed(guide, script, situation));
        let step = step(&judgement, id);
        assert_eq!(step.verdict, Differs, "{script} {id}");
        let reported = step.findings.iter().filter_map(|finding| finding.otherwise.as_deref());
        let reported: Vec<_> = reported.collect();
        assert!(reported.iter().any(|one| one.contains(words)), "{script} {id}: {reported:?}");
        assert!(reported.iter().all(|one| !one.contains("{{")), "{script} {id}: {reported:?}");
    }
}

#[test]
fn discovery_fills_answers_in_and_reports_what_looks_done() {
    for (script, found, done) in [
        (
            "skype-server-discover-exchange",
            &[
                ("autodiscover_host", "autodiscover.contoso.com"),
                ("domain_controller", "dc02.contoso.com"),
            ][..],
            &["exchange-certificate", "autodiscover", "skype-partner"][..],
        ),
        (
            "skype-server-discover-skype",
            &[
                ("autodiscover_host", "autodiscover.contoso.com"),
                ("skype_pool", "pool1.contoso.com"),
                ("sip_domain", "contoso.com"),
            ],
            &["token-issuer", "oauth-configuration", "exchange-partner"],
        ),
        (
            "skype-hybrid-discover",
            &[("tenant", "aaaabbbb-0000-cccc-1111-dddd2222eeee")],
            &["oauth-server", "exchange-partner", "service-name"],
        ),
    ] {
        let guide =
            guide(if script.starts_with("skype-server") { "skype-server" } else { "skype-hybrid" });
        let judged = judged_now(guide, &printed(guide, script, Situation::FullyConfigured));
        let discovery = judged.discovery.unwrap();
        let mut best = BTreeMap::new();
        for one in &discovery.suggestions {
            best.entry(one.answer.as_str()).or_insert(one.value.as_str());
        }
        assert_eq!(best, found.iter().copied().collect(), "{script}");
        let likely: Vec<&str> = discovery.likely_done.iter().map(StepId::as_str).collect();
        assert_eq!(likely, done, "{script}");
        assert_eq!(discovery.unread, [""; 0], "{script}");
        assert!(discovery.notes.len() >= 6, "{script}: {:?}", discovery.notes);
        let whole = |note: &String| !note.contains(['{', '}']);
        assert!(discovery.notes.iter().all(whole), "{script}: {:?}", discovery.notes);
    }
    for script in ["skype-server-discover-exchange", "skype-server-discover-skype"] {
        let guide = guide("skype-server");
        let judged = judged_now(guide, &printed(guide, script, Situation::Fresh));
        let likely = judged.discovery.unwrap().likely_done;
        let certificate = ["exchange-certificate", "token-issuer"];
        assert!(likely.iter().all(|step| certificate.contains(&step.as_str())), "{likely:?}");
    }
}

#[test]
fn the_dedicated_application_of_skype_is_finished_by_a_person_and_an_old_build_is_reported() {
    let guide = guide("skype-hybrid");
    for (situation, verdict, words) in [
        (Situation::FullyConfigured, Decide, "4445144"),
        (Situation::BuildTooOld, Differs, "7.0.2046.553"),
    ] {
        let receipt = printed(guide, "skype-hybrid-application", situation);
        let judgement = judged_now(guide, &receipt);
        let step = step(&judgement, "hybrid-application");
        assert_eq!(step.verdict, verdict, "{situation:?}");
        let reported: Vec<&str> =
            step.findings.iter().filter_map(|one| one.otherwise.as_deref()).collect();
        assert!(reported.join(" ").contains(words), "{reported:?}");
    }
    let unknown = printed_with(guide, "skype-hybrid-application", Situation::Fresh, |o| {
        o.skype.build.clear();
    });
    let judgement = judged_now(guide, &unknown);
    let build = &step(&judgement, "hybrid-application").findings[0];
    assert_eq!(build.found, "not known");
    assert_eq!(step(&judgement, "hybrid-application").verdict, Decide, "not known is not too old");
}

#[test]
fn builds_of_the_dedicated_application_are_those_of_the_timeline() {
    let script = include_str!("../../../src-tauri/core/guides/skype-hybrid/steps/builds.ps1");
    let builds = script.split("build = '").skip(1).filter_map(|rest| rest.split('\'').next());
    let builds: BTreeSet<String> = builds.map(str::to_owned).collect();
    let needed = LIBRARY.timeline().requirement("skype-dedicated-application").unwrap();
    let needed: BTreeSet<String> = needed.builds.iter().map(|one| one.build.to_string()).collect();
    assert_eq!(builds, needed);
}

#[test]
fn no_remedy_of_an_online_mailbox_leads_to_uploading_again() {
    let guide = guide("skype-hybrid");
    let steps = guide.steps.iter();
    let mut checks = steps.flat_map(|step| &step.checks);
    let check = checks.find(|check| check.id == "online-mailbox").unwrap();
    assert!(check.if_not[0].contains("Dedicated hybrid application"));
    let upload = |text: &&String| text.contains("and upload the certificate");
    assert_eq!(check.if_not.iter().find(upload), None);
}
