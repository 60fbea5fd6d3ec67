//! The scripts and receipts of the guide for a hybrid deployment of Skype for Business Server.

use super::*;
use crate::cloud::SKYPE_ONLINE;
use serde_json::json;

const GUIDE: &str = "skype-hybrid";
const WHOLE: &str = "skype-hybrid-skype";
const UNDO: &str = "skype-hybrid-undo";
const STEPS: [&str; 5] =
    ["oauth-server", "exchange-partner", "service-name", "token-issuer", "web-services"];
const STS: &str = "https://accounts.accesscontrol.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/metadata/json/1";
const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";

fn organisation(situation: Situation) -> Organisation {
    organisation_of(GUIDE, situation)
}

fn script_with(id: &str, given: &Given) -> String {
    script_of(GUIDE, id, given)
}

fn script(id: &str) -> String {
    script_with(id, &Given::default())
}

fn undo(undo_list: UndoList) -> String {
    script_with(UNDO, &Given { undo_list, ..Given::default() })
}

fn relinked(entries: &[(&str, &str)]) -> UndoList {
    let entries = entries.iter().map(|(name, former)| ((*name).to_owned(), (*former).to_owned()));
    UndoList { relinked: entries.collect(), ..UndoList::default() }
}

#[test]
fn the_whole_script_is_answered_as_it_was_recorded() {
    let mut organisation = organisation(Situation::Fresh);
    // It was recorded on a server that was everything at once.
    "EX01".clone_into(&mut organisation.skype.computer);
    let der = crate::certificate::make("ex01.contoso.com", now(), now()).unwrap();
    organisation.skype.certificates[0].der =
        base64::Engine::encode(&base64::prelude::BASE64_STANDARD, der);
    let output = organisation.run(&script(WHOLE), false, now()).unwrap();
    hold_against("skype-hybrid-skype.txt", &output.console);
}

#[test]
fn a_dry_run_changes_nothing() {
    for situation in Situation::of(GUIDE) {
        let mut organisation = organisation(*situation);
        let before = organisation.clone();
        organisation.run(&script(WHOLE), true, now()).unwrap();
        assert_eq!(organisation, before, "{situation:?}");
    }
}

#[test]
fn the_partner_application_is_made_or_made_anew_or_trusted() {
    for (situation, actions) in [
        (Situation::Fresh, &["Create the partner application"][..]),
        (Situation::PartlyConfigured, &["Trust it fully, through the authorization server"]),
        (
            Situation::HalfDoneByHand,
            &[
                "Remove it, because it has another application identifier",
                "Create the partner application",
            ],
        ),
        (Situation::FullyConfigured, &[]),
    ] {
        let mut organisation = organisation(situation);
        let (_, receipt) = run(&mut organisation, &script("skype-hybrid-exchange-partner"));
        let changes = &step(&receipt, "exchange-partner").changes;
        let reported: Vec<_> = changes.iter().map(|change| change.action.as_str()).collect();
        assert_eq!(reported, actions, "{situation:?}");
        let facts = &step(&receipt, "exchange-partner").facts;
        assert_eq!(facts["applicationIdentifier"], EXCHANGE_ONLINE, "{situation:?}");
        assert_eq!(
            (&facts["trustLevel"], &facts["useOAuthServer"]),
            (&json!("Full"), &json!(true))
        );
    }
}

#[test]
fn the_authorization_server_is_led_to_the_tenant_and_the_former_values_are_reported() {
    let mut organisation = organisation(Situation::HalfDoneByHand);
    let (_, receipt) = run(&mut organisation, &script(WHOLE));
    let facts = &step(&receipt, "oauth-server").facts;
    assert_eq!((&facts["metadataUrl"], &facts["ofTenant"]), (&json!(STS), &json!(true)));
    assert!(facts["formerMetadataUrl"].as_str().unwrap().contains("/contoso.com/"));
    let facts = &step(&receipt, "service-name").facts;
    assert_eq!(facts["serviceName"], SKYPE_ONLINE);
    assert_eq!(facts["formerServiceName"], "lync.contoso.com");
}

#[test]
fn a_script_that_does_not_know_the_id_of_the_tenant_changes_nothing() {
    let text = script(WHOLE).replace(&format!("= '{TENANT}'"), "= 'contoso.com'");
    let mut organisation = organisation(Situation::Fresh);
    let before = organisation.clone();
    let (_, receipt) = run(&mut organisation, &text);
    assert_eq!(failure(&receipt), ("oauth-server".into(), "tenant-id-unknown".into()));
    assert_eq!(organisation, before);
}

#[test]
fn single_steps_in_order_do_what_the_whole_script_does() {
    let mut whole = organisation(Situation::Fresh);
    let mut single = whole.clone();
    run(&mut whole, &script(WHOLE));
    for id in STEPS {
        let (_, receipt) = run(&mut single, &script(&format!("skype-hybrid-{id}")));
        let ids: Vec<_> = receipt.steps.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(ids, ["shell", id]);
        assert_eq!(receipt.failure, None);
    }
    assert_eq!(single, whole);
}

#[test]
fn undo_leaves_the_deployment_from_before() {
    for situation in Situation::of(GUIDE) {
        let mut organisation = organisation(*situation);
        organisation.put_right(now()).unwrap();
        let before = organisation.clone();
        let (_, receipt) = run(&mut organisation, &script(WHOLE));
        assert_eq!(receipt.failure, None, "{situation:?}");
        let undo = undo(undo_list(&receipt));
        let (_, receipt) = run(&mut organisation, &undo);
        assert_eq!(receipt.failure, None, "{situation:?}");
        assert_eq!(without_files(&organisation), without_files(&before), "{situation:?}");
        let (_, again) = run(&mut organisation, &undo);
        assert_eq!(again.failure, None, "{situation:?}");
        assert_eq!(without_files(&organisation), without_files(&before), "once: {situation:?}");
    }
}

#[test]
fn undo_makes_again_what_was_described_by_an_address() {
    let former = "https://old.contoso.com/autodiscover/metadata/json/1";
    let change: [(&str, Change); 2] = [
        ("it trusted an address", |o| {
            let partner = &mut o.skype.partner_applications[0];
            partner.use_oauth_server = false;
            partner.metadata_url = "https://old.contoso.com/autodiscover/metadata/json/1".into();
        }),
        ("and had another identifier", |o| {
            let partner = &mut o.skype.partner_applications[0];
            partner.use_oauth_server = false;
            partner.application_identifier = "00000002-0000-0000-0000-000000000000".into();
            partner.metadata_url = "https://old.contoso.com/autodiscover/metadata/json/1".into();
        }),
    ];
    for (case, change) in change {
        let mut organisation = organisation(Situation::FullyConfigured);
        change(&mut organisation);
        let before = organisation.clone();
        let (_, receipt) = run(&mut organisation, &script(WHOLE));
        let undo_list = undo_list(&receipt);
        assert_eq!(undo_list.relinked["exchange-partner-address"], former, "{case}");
        let (_, receipt) = run(&mut organisation, &undo(undo_list));
        assert_eq!(receipt.failure, None, "{case}");
        assert_eq!(organisation, before, "{case}");
    }
}

#[test]
fn an_application_that_is_off_is_enabled_and_undo_disables_it_again() {
    let mut organisation = organisation(Situation::FullyConfigured);
    organisation.skype.partner_applications[0].enabled = false;
    let before = organisation.clone();
    let (_, verified) = run(&mut organisation, &script("skype-hybrid-verify"));
    assert_eq!(step(&verified, "exchange-partner").facts["enabled"], false);
    let (_, receipt) = run(&mut organisation, &script("skype-hybrid-exchange-partner"));
    assert_eq!(step(&receipt, "exchange-partner").facts["enabled"], true);
    let undo_list = undo_list(&receipt);
    assert_eq!(undo_list.enabled, ["exchange-partner"]);
    let undo = undo(undo_list);
    for _ in 0..2 {
        let (_, receipt) = run(&mut organisation, &undo);
        assert_eq!(receipt.failure, None);
        assert_eq!(organisation, before);
    }
}

#[test]
fn undo_leaves_what_was_changed_since_or_cannot_be_given_back() {
    let created = |name: &str| UndoList { created: vec![name.to_owned()], ..UndoList::default() };
    let certificate = relinked(&[
        ("exchange-partner-trust", "Full"),
        ("exchange-partner-server", "False"),
        ("exchange-partner-address", ""),
    ]);
    let cases: [(&str, &str, UndoList, Change); 5] = [
        ("oauth-server", "undo-changed-since", created("oauth-server"), |o| {
            o.skype.oauth_servers[0].metadata_url = "https://other".into();
        }),
        ("oauth-server", "undo-changed-since", relinked(&[("oauth-server", "https://old")]), |o| {
            o.skype.oauth_servers[0].metadata_url = "https://other".into();
        }),
        ("service-name", "undo-changed-since", relinked(&[("service-name", "x")]), |o| {
            o.skype.service_name = "other".into();
        }),
        ("exchange-partner", "undo-changed-since", created("exchange-partner"), |o| {
            o.skype.partner_applications[0].trust_level = "None".into();
        }),
        ("exchange-partner", "undo-by-hand", certificate, |_| {}),
    ];
    for (at, code, undo_list, change) in cases {
        let mut organisation = organisation(Situation::FullyConfigured);
        change(&mut organisation);
        let before = organisation.clone();
        let (_, receipt) = run(&mut organisation, &undo(undo_list));
        assert_eq!(failure(&receipt), (at.to_owned(), code.to_owned()));
        assert_eq!(organisation, before, "{code}");
    }
}

#[test]
fn verification_reads_the_same_facts_and_changes_nothing() {
    for situation in Situation::of(GUIDE) {
        let mut organisation = organisation(*situation);
        let before = organisation.clone();
        let (_, receipt) = run(&mut organisation, &script("skype-hybrid-verify"));
        assert_eq!(organisation, before, "{situation:?}");
        assert!(receipt.steps.iter().all(|step| step.changes.is_empty()), "{situation:?}");
    }
    let mut organisation = organisation(Situation::FullyConfigured);
    let (_, read) = run(&mut organisation, &script("skype-hybrid-verify"));
    let (_, whole) = run(&mut organisation, &script(WHOLE));
    for id in STEPS {
        assert_eq!(step(&read, id).facts, step(&whole, id).facts, "{id}");
    }
    organisation.skype.token_issuer.clear();
    let (_, read) = run(&mut organisation, &script("skype-hybrid-verify"));
    assert_eq!(failure(&read), ("token-issuer".into(), "no-token-issuer".into()));
    assert_eq!(step(&read, "web-services").outcome, Outcome::Unchanged, "the rest is read");
}

#[test]
fn each_refusal_has_its_code_and_changes_nothing_more() {
    let cases: [(&str, Change); 5] = [
        ("no-token-issuer", |o| o.skype.token_issuer.clear()),
        ("bad-thumbprint", |o| o.skype.token_issuer = "12".into()),
        ("certificate-not-on-server", |o| o.skype.certificates.clear()),
        ("cmdlet-not-in-role", |o| {
            o.missing_commands.insert("Get-CsOAuthServer".into());
        }),
        ("exchange-online-loaded", |o| o.window = Window::ExchangeOnline),
    ];
    for (code, change) in cases {
        let mut organisation = organisation(Situation::FullyConfigured);
        change(&mut organisation);
        let before = organisation.clone();
        let (_, receipt) = run(&mut organisation, &script(WHOLE));
        assert_eq!(failure(&receipt).1, code);
        assert_eq!(organisation, before, "{code}");
    }
    let (_, receipt) = run(&mut organisation(Situation::WrongShell), &script(WHOLE));
    assert_eq!(failure(&receipt), ("shell".into(), "wrong-shell".into()));
}

#[test]
fn names_of_every_pool_are_reported_once_and_in_order() {
    let mut organisation = organisation(Situation::Fresh);
    let mut more = organisation.skype.web_servers[1].clone();
    more.external.clear();
    organisation.skype.web_servers.insert(0, more);
    organisation.skype.web_servers.push(organisation.skype.web_servers[1].clone());
    let (_, receipt) = run(&mut organisation, &script("skype-hybrid-web-services"));
    let reported = &step(&receipt, "web-services").facts["externalFqdns"];
    assert_eq!(*reported, json!(["pool1web.contoso.com", "pool2web.contoso.com"]));
}

#[test]
fn discovery_reads_what_the_answers_are_filled_in_from() {
    let mut organisation = organisation(Situation::FullyConfigured);
    let (_, receipt) = run(&mut organisation, &script("skype-hybrid-discover"));
    let facts = &step(&receipt, "discovery-skype").facts;
    assert_eq!(facts["oauthServers"][0]["realm"], TENANT);
    assert_eq!(facts["skypePartners"][0]["useOAuthServer"], true);
    assert_eq!(facts["oauthConfiguration"]["serviceName"], SKYPE_ONLINE);
    assert_eq!(facts["unread"], json!([]));
}

#[test]
fn whatever_hinders_can_be_put_right_and_the_script_then_runs() {
    for situation in Situation::of(GUIDE) {
        let mut organisation = organisation(*situation);
        let hindered = matches!(
            situation,
            Situation::WrongShell
                | Situation::ExpiredCertificate
                | Situation::TokenIssuerMissing
                | Situation::BuildTooOld
        );
        assert_eq!(!organisation.put_right(now()).unwrap().is_empty(), hindered, "{situation:?}");
        assert!(organisation.put_right(now()).unwrap().is_empty(), "once: {situation:?}");
        let (_, receipt) = run(&mut organisation, &script(WHOLE));
        assert_eq!(receipt.failure, None, "{situation:?}");
        let until = step(&receipt, "token-issuer").facts["certificates"][0]["notAfter"].clone();
        assert!(until.as_str().unwrap() > now().to_string().as_str(), "{situation:?}: {until}");
    }
}

#[test]
fn the_simulation_reports_every_fact_a_script_names_and_no_other() {
    hold_facts(GUIDE, &Given::default(), |_| {});
}

#[test]
fn the_build_is_held_against_the_one_that_knows_the_dedicated_application() {
    for (product, build, knows) in [
        ("Skype for Business Server 2019", "7.0.2046.553", json!(true)),
        ("Skype for Business Server 2019", "7.0.2046.530", json!(false)),
        ("Skype for Business Server 2015", "6.0.9319.1000", json!(true)),
        ("Skype for Business Server Subscription Edition", "7.0.2046.553", json!(false)),
        ("Skype for Business Server", "7.0.2046.553", Value::Null),
        ("Skype for Business Server 2019", "", Value::Null),
    ] {
        let mut organisation = organisation(Situation::FullyConfigured);
        product.clone_into(&mut organisation.skype.product);
        build.clone_into(&mut organisation.skype.build);
        let (_, receipt) = run(&mut organisation, &script("skype-hybrid-application"));
        let facts = &step(&receipt, "hybrid-application").facts;
        assert_eq!(facts["buildKnowsApplication"], knows, "{product} {build}");
    }
}

#[test]
fn what_has_changed_since_the_first_reading_is_reported() {
    let mut organisation = organisation(Situation::FullyConfigured);
    let read = |organisation: &mut Organisation| {
        let (_, receipt) = run(organisation, &script("skype-hybrid-application"));
        step(&receipt, "hybrid-application").facts.clone()
    };
    let first = read(&mut organisation);
    assert_eq!(first["changes"], json!([]));
    assert!(first["before"].is_null());
    assert_eq!(read(&mut organisation)["changes"], json!([]), "nothing has changed");
    organisation.skype.partner("microsoft.exchange").unwrap();
    organisation.skype.partner_mut("microsoft.exchange").unwrap().enabled = false;
    let later = read(&mut organisation);
    let line = |enabled| {
        format!(
            "Partner application microsoft.exchange: 00000002-0000-0ff1-ce00-000000000000, trust Full, enabled {enabled}"
        )
    };
    let expected = [format!("now: {}", line("False")), format!("no longer: {}", line("True"))];
    assert_eq!(later["changes"], json!(expected));
}
