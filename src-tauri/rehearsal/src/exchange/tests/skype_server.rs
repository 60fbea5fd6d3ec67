//! The scripts and receipts of the guide for Skype for Business Server with Exchange Server, in both of
//! its shells.

use super::*;
use crate::exchange::skype::StorageTest;

const GUIDE: &str = "skype-server";
const EXCHANGE: &str = "skype-server-exchange";
const SKYPE: &str = "skype-server-skype";
const PARTNER: &str = "https://autodiscover.contoso.com/autodiscover/metadata/json/1";
const POOL: &str = "https://pool1.contoso.com/metadata/json/1";

fn organisation(situation: Situation) -> Organisation {
    organisation_of(GUIDE, situation)
}

fn script_with(id: &str, given: &Given) -> String {
    script_of(GUIDE, id, given)
}

fn script(id: &str) -> String {
    script_with(id, &Given::default())
}

fn tested() -> Given {
    Given::with(&[("test_sip_uri", "sip:anna@contoso.com")])
}

fn restarted() -> Given {
    Given::with(&[("restart_iis_on", "ex01.contoso.com, ex02.contoso.com")])
}

/// The server without an autodiscover address was chosen to be given one.
fn filled() -> Given {
    Given::with(&[("fill_autodiscover_on", "ex02.contoso.com")])
}

#[test]
fn the_script_of_the_exchange_side_is_answered_as_it_was_recorded() {
    // The recorded script did not look at the certificate yet.
    let script =
        script_with(EXCHANGE, &filled()).replace("    Invoke-ExchangeCertificateStep\n", "");
    let mut fresh = on_recorded_build(organisation(Situation::Fresh));
    let output = fresh.run(&script, false, now()).unwrap();
    hold_against("skype-server-exchange.txt", &output.console);
}

#[test]
fn the_script_of_the_skype_for_business_side_is_answered_as_it_was_recorded() {
    // The recorded script came to the certificate later, and did not look at DNS.
    let script = script(SKYPE)
        .replace("    Invoke-TokenIssuerStep\n    Invoke-DnsStep\n", "")
        .replace("    Invoke-TestStep\n", "    Invoke-TokenIssuerStep\n    Invoke-TestStep\n");
    let mut organisation = organisation(Situation::Fresh);
    // The recorded script left replication to itself.
    organisation.missing_commands.insert("Invoke-CsManagementStoreReplication".to_owned());
    // It was recorded on a server that was everything at once.
    "EX01".clone_into(&mut organisation.skype.computer);
    let der = crate::certificate::make("ex01.contoso.com", now(), now()).unwrap();
    organisation.skype.certificates[0].der =
        base64::Engine::encode(&base64::prelude::BASE64_STANDARD, der);
    let output = organisation.run(&script, false, now()).unwrap();
    hold_against("skype-server-skype.txt", &output.console);
}

#[test]
fn a_dry_run_changes_nothing_on_either_side() {
    for id in [EXCHANGE, SKYPE] {
        for situation in Situation::of(GUIDE) {
            let mut organisation = organisation(*situation);
            let before = organisation.clone();
            organisation.run(&script_with(id, &tested()), true, now()).unwrap();
            assert_eq!(organisation, before, "{id} {situation:?}");
        }
    }
    let dry = organisation(Situation::Fresh).run(&script_with(SKYPE, &tested()), true, now());
    let receipt = receipt::read(dry.unwrap().console.as_bytes()).unwrap().newest().clone();
    assert_eq!(step(&receipt, "test").facts["result"], "not run with -WhatIf");
    assert_eq!(step(&receipt, "exchange-partner").outcome, Outcome::Planned);
}

#[test]
fn each_shell_refuses_the_scripts_of_the_other() {
    for (id, other) in [(EXCHANGE, SKYPE), (SKYPE, EXCHANGE)] {
        let shell = |id| {
            let text = script(id);
            let named = text.split("Assert-Shell '").nth(1).unwrap();
            named.split('\'').next().unwrap().to_owned()
        };
        // A script that says it belongs elsewhere is taken there, and its commands are missing.
        let moved = script(id).replace(
            &format!("Assert-Shell '{}'", shell(id)),
            &format!("Assert-Shell '{}'", shell(other)),
        );
        let (_, receipt) = run(&mut organisation(Situation::Fresh), &moved);
        assert_eq!(failure(&receipt), ("shell".into(), "wrong-shell".into()), "{id}");
    }
    for id in [EXCHANGE, SKYPE] {
        let (_, receipt) = run(&mut organisation(Situation::WrongShell), &script(id));
        assert_eq!(failure(&receipt), ("shell".into(), "wrong-shell".into()), "{id}");
    }
}

#[test]
fn single_steps_in_order_do_what_the_scripts_for_all_steps_do() {
    let mut whole = organisation(Situation::Fresh);
    let mut single = whole.clone();
    run(&mut whole, &script(EXCHANGE));
    run(&mut whole, &script(SKYPE));
    for id in [
        "exchange-certificate",
        "autodiscover",
        "skype-partner",
        "iis",
        "token-issuer",
        "dns",
        "oauth-configuration",
        "exchange-partner",
        "test",
    ] {
        let (_, receipt) = run(&mut single, &script(&format!("skype-server-{id}")));
        let ids: Vec<_> = receipt.steps.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(ids, ["shell", id]);
        assert_eq!(receipt.failure, None);
    }
    assert_eq!(single, whole);
}

#[test]
fn what_was_begun_is_finished_and_a_server_keeps_the_address_it_has() {
    let mut organisation = organisation(Situation::PartlyConfigured);
    let (_, exchange) = run(&mut organisation, &script(EXCHANGE));
    assert_eq!(step(&exchange, "autodiscover").outcome, Outcome::Unchanged);
    let (_, skype) = run(&mut organisation, &script(SKYPE));
    let facts = &step(&skype, "oauth-configuration").facts;
    let host = "https://autodiscover.contoso.com/autodiscover";
    assert_eq!(facts["formerAutodiscoverUrl"], format!("{host}/autodiscover.xml"));
    assert_eq!(facts["exchangeAutodiscoverUrl"], format!("{host}/autodiscover.svc"));
    let first = &organisation.servers.client_access[0].autodiscover_uri;
    assert!(first.ends_with("/Autodiscover/Autodiscover.xml"), "as it was: {first}");
}

#[test]
fn what_points_elsewhere_is_pointed_here_and_remembered() {
    let mut organisation = organisation(Situation::HalfDoneByHand);
    let (_, exchange) = run(&mut organisation, &script(EXCHANGE));
    assert_eq!(undo_list(&exchange).enabled, ["skype-partner"]);
    let (_, skype) = run(&mut organisation, &script(SKYPE));
    let undo_list = undo_list(&skype);
    assert!(undo_list.created.is_empty(), "{undo_list:?}");
    let former = "https://old.contoso.com/autodiscover";
    assert_eq!(undo_list.relinked["exchange-partner"], format!("{former}/metadata/json/1"));
    assert_eq!(undo_list.relinked["exchange-partner-trust"], "None");
    assert_eq!(undo_list.relinked["exchange-partner-enabled"], "True");
    assert_eq!(undo_list.relinked["oauth-configuration"], format!("{former}/autodiscover.svc"));
}

#[test]
fn undo_of_both_sides_leaves_the_organisation_from_before() {
    for situation in Situation::of(GUIDE) {
        let mut organisation = organisation(*situation);
        organisation.put_right(now()).unwrap();
        let before = organisation.clone();
        for (id, undo) in
            [(EXCHANGE, "skype-server-undo-exchange"), (SKYPE, "skype-server-undo-skype")]
        {
            let (_, receipt) = run(&mut organisation, &script(id));
            assert_eq!(receipt.failure, None, "{situation:?}");
            let undo =
                script_with(undo, &Given { undo_list: undo_list(&receipt), ..Given::default() });
            let (_, receipt) = run(&mut organisation, &undo);
            assert_eq!(receipt.failure, None, "{situation:?}");
            let after = organisation.clone();
            let (_, again) = run(&mut organisation, &undo);
            assert_eq!(again.failure, None, "{situation:?}");
            assert_eq!(organisation, after, "a second undo changes nothing");
        }
        assert_eq!(without_files(&organisation), without_files(&before), "{situation:?}");
    }
}

#[test]
fn undo_leaves_what_was_changed_since() {
    let created = ["skype-partner", "autodiscover-address:EX02", "exchange-partner"];
    let relinked = [("oauth-configuration", "https://old")];
    let undo_list = UndoList {
        created: created.map(str::to_owned).into(),
        relinked: relinked.map(|(name, former)| (name.to_owned(), former.to_owned())).into(),
        ..UndoList::default()
    };
    let by_hand = UndoList {
        relinked: [("exchange-partner".to_owned(), String::new())].into(),
        ..UndoList::default()
    };
    let cases: [(&str, &str, &str, &UndoList, Change); 4] = [
        ("skype-server-undo-exchange", "autodiscover", "undo-changed-since", &undo_list, |o| {
            o.servers.client_access[1].autodiscover_uri = "https://mail.contoso.com/x".into();
        }),
        ("skype-server-undo-skype", "exchange-partner", "undo-changed-since", &undo_list, |o| {
            o.skype.partner_applications[0].metadata_url = "https://other".into();
        }),
        ("skype-server-undo-skype", "oauth-configuration", "undo-changed-since", &undo_list, |o| {
            o.skype.autodiscover_url = "https://other".into();
        }),
        ("skype-server-undo-skype", "exchange-partner", "undo-by-hand", &by_hand, |_| {}),
    ];
    for (undo, at, code, undo_list, change) in cases {
        let mut organisation = organisation(Situation::FullyConfigured);
        change(&mut organisation);
        let undo = script_with(undo, &Given { undo_list: undo_list.clone(), ..Given::default() });
        let (_, receipt) = run(&mut organisation, &undo);
        assert_eq!(failure(&receipt), (at.to_owned(), code.to_owned()));
    }
}

#[test]
fn verification_reads_the_same_facts_and_changes_nothing() {
    for (verify, id, steps) in [
        (
            "skype-server-verify-exchange",
            EXCHANGE,
            &["exchange-certificate", "autodiscover", "skype-partner"][..],
        ),
        (
            "skype-server-verify-skype",
            SKYPE,
            &["token-issuer", "dns", "oauth-configuration", "exchange-partner"],
        ),
    ] {
        for situation in Situation::of(GUIDE) {
            let mut organisation = organisation(*situation);
            let before = organisation.clone();
            let (_, receipt) = run(&mut organisation, &script(verify));
            assert_eq!(organisation, before, "{situation:?}");
            assert!(receipt.steps.iter().all(|step| step.changes.is_empty()), "{situation:?}");
        }
        let mut organisation = organisation(Situation::FullyConfigured);
        let (_, read) = run(&mut organisation, &script_with(verify, &tested()));
        let ids: Vec<_> = read.steps.iter().skip(1).map(|step| step.id.as_str()).collect();
        assert_eq!(ids, steps);
        let (_, whole) = run(&mut organisation, &script_with(id, &tested()));
        for id in steps {
            assert_eq!(step(&read, id).facts, step(&whole, id).facts, "{id}");
        }
    }
}

#[test]
fn verification_goes_on_after_what_cannot_be_read() {
    let mut organisation = organisation(Situation::PartnerTwice);
    organisation.skype.token_issuer.clear();
    let (_, receipt) = run(&mut organisation, &script("skype-server-verify-skype"));
    assert_eq!(failure(&receipt), ("token-issuer".into(), "no-token-issuer".into()));
    let code = |id| step(&receipt, id).error.as_ref().map(|error| error.code.as_str());
    assert_eq!(code("exchange-partner"), Some("partner-duplicate"));
    assert_eq!(code("dns"), None);
}

#[test]
fn each_refusal_has_its_code_and_changes_nothing_more() {
    let cases: [(&str, &str, Change); 10] = [
        (EXCHANGE, "no-auth-certificate", |o| o.current_certificate.clear()),
        (EXCHANGE, "bad-thumbprint", |o| o.current_certificate = "12".into()),
        (EXCHANGE, "certificate-not-on-server", |o| o.certificates.clear()),
        (EXCHANGE, "partner-duplicate", |o| {
            let mut copy = o.application_mut("LyncEnterprise").unwrap().clone();
            copy.name = "Copy".into();
            o.applications.push(copy);
        }),
        (EXCHANGE, "not-elevated", |o| {
            o.servers.lacks.insert(Lack::Elevation);
        }),
        (EXCHANGE, "iis-not-restarted", |o| {
            o.servers.iis_fails_on.insert("EX01.contoso.com".into());
        }),
        (SKYPE, "no-token-issuer", |o| o.skype.token_issuer.clear()),
        (SKYPE, "bad-thumbprint", |o| o.skype.token_issuer = "12".into()),
        (SKYPE, "certificate-not-on-server", |o| o.skype.certificates.clear()),
        (SKYPE, "cmdlet-not-in-role", |o| {
            o.missing_commands.insert("Get-CsCertificate".into());
        }),
    ];
    for (id, code, change) in cases {
        let mut organisation = organisation(Situation::FullyConfigured);
        change(&mut organisation);
        let before = organisation.clone();
        let (_, receipt) = run(&mut organisation, &script_with(id, &restarted_where_asked(id)));
        assert_eq!(failure(&receipt).1, code);
        assert_eq!(organisation, before, "{code}");
    }
}

/// IIS is restarted on the Exchange side alone.
fn restarted_where_asked(id: &str) -> Given {
    if id == EXCHANGE { restarted() } else { Given::default() }
}

#[test]
fn iis_is_restarted_on_each_server_that_was_named_until_one_fails() {
    let mut organisation = organisation(Situation::FullyConfigured);
    let script = script_with("skype-server-iis", &restarted());
    let (_, receipt) = run(&mut organisation, &script);
    let servers = ["ex01.contoso.com", "ex02.contoso.com"];
    assert_eq!(step(&receipt, "iis").facts["restarted"], serde_json::json!(servers));
    organisation.servers.iis_fails_on.insert(servers[1].to_owned());
    let (_, receipt) = run(&mut organisation, &script);
    assert_eq!(failure(&receipt).1, "iis-not-restarted");
    let targets = step(&receipt, "iis").changes.iter().map(|one| one.target.as_str());
    assert_eq!(targets.collect::<Vec<_>>(), [servers[0]], "what was restarted is reported");
}

#[test]
fn the_next_server_is_touched_only_when_this_one_answers_again() {
    let servers = ["ex01.contoso.com", "ex02.contoso.com"];
    let restarts = |with: &[(&str, &str)], change: Change| {
        let mut organisation = organisation(Situation::FullyConfigured);
        change(&mut organisation);
        let mut given = restarted();
        given
            .answers
            .extend(with.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())));
        let (_, receipt) = run(&mut organisation, &script_with("skype-server-iis", &given));
        let iis = step(&receipt, "iis");
        let reported = |change: &receipt::Change| format!("{}: {}", change.target, change.action);
        let code = iis.error.as_ref().map(|error| error.code.clone());
        (code, iis.changes.iter().map(reported).collect::<Vec<_>>())
    };
    let (code, touched) = restarts(&[], |o| {
        o.servers.not_back.insert("EX01.contoso.com".into());
    });
    assert_eq!(code.as_deref(), Some("iis-not-back"));
    assert_eq!(touched, [format!("{}: Restart IIS", servers[0])], "the second is left alone");
    let (code, touched) = restarts(&[], |o| {
        o.servers.silent.insert("ex01.contoso.com".into());
    });
    assert_eq!((code.as_deref(), touched.len()), (Some("iis-health-unknown"), 0));
    let (code, touched) = restarts(&[("restart_iis_with", "pools")], |_| {});
    assert_eq!(code, None);
    let action = "Recycle the application pools of EWS and Autodiscover";
    assert_eq!(touched, servers.map(|server| format!("{server}: {action}")));
    let (code, touched) =
        restarts(&[("restart_iis_on", "ex01.contoso.com, pc7.contoso.com")], |_| {});
    assert_eq!((code.as_deref(), touched.len()), (Some("not-an-exchange-server"), 0));
}

#[test]
fn a_blank_address_is_filled_in_only_where_it_was_chosen() {
    let mut organisation = organisation(Situation::Fresh);
    organisation.servers.client_access[0].autodiscover_uri.clear();
    let blank = organisation.clone();
    let (_, receipt) = run(&mut organisation, &script("skype-server-autodiscover"));
    assert_eq!(organisation, blank, "by default none");
    let facts = &step(&receipt, "autodiscover").facts;
    assert_eq!(facts["undecided"], serde_json::json!(["EX01", "EX02"]));
    assert_eq!(facts["serverAddresses"], serde_json::json!(["EX01: blank", "EX02: blank"]));
    assert_eq!(facts["blankServers"][1]["host"], "ex02.contoso.com");

    let (_, receipt) = run(&mut organisation, &script_with("skype-server-autodiscover", &filled()));
    let servers = &organisation.servers.client_access;
    assert!(servers[0].autodiscover_uri.is_empty() && !servers[1].autodiscover_uri.is_empty());
    let facts = &step(&receipt, "autodiscover").facts;
    assert_eq!(facts["undecided"], serde_json::json!([]), "the choice is the decision");
    assert_eq!(facts["withoutAddress"], serde_json::json!(["EX01"]));
    assert_eq!(facts["notFilled"], serde_json::json!([]));

    let elsewhere = Given::with(&[("fill_autodiscover_on", "ex01.contoso.com, ex9.contoso.com")]);
    let before = organisation.clone();
    let (_, receipt) =
        run(&mut organisation, &script_with("skype-server-autodiscover", &elsewhere));
    assert_eq!(failure(&receipt).1, "autodiscover-server-unknown");
    assert_eq!(organisation, before, "nothing is changed before every name is known");
}

#[test]
fn the_test_waits_for_the_servers_of_this_pool_alone() {
    let mut organisation = organisation(Situation::ReplicationLate);
    run(&mut organisation, &script(EXCHANGE));
    let (_, receipt) = run(&mut organisation, &script_with(SKYPE, &tested()));
    assert_eq!(failure(&receipt), ("test".into(), "replication-pending".into()));
    let sent = |id| {
        let changes = step(&receipt, id).changes.iter();
        let sent = changes.filter(|one| one.action == "Send the settings to this server");
        sent.map(|one| one.target.clone()).collect::<Vec<_>>()
    };
    let pool = ["fe01.contoso.com", "fe02.contoso.com"];
    assert_eq!(sent("oauth-configuration"), pool);
    assert_eq!(sent("exchange-partner"), pool, "the other pool is left alone");
    organisation.put_right(now()).unwrap();
    let (_, receipt) = run(&mut organisation, &script_with("skype-server-test", &tested()));
    assert_eq!(step(&receipt, "test").facts["said"], "Test passed.");
    let (_, again) = run(&mut organisation, &script(SKYPE));
    assert!(again.steps.iter().all(|step| step.changes.is_empty()), "nothing new to send");
}

#[test]
fn without_the_script_of_exchange_no_partner_application_is_made() {
    for (lack, code) in [
        (Lack::InstallPath, "exchange-folder-unknown"),
        (Lack::EnterpriseScript, "exchange-script-missing"),
        (Lack::Replication, "skype-partner-missing"),
    ] {
        let mut organisation = organisation(Situation::Fresh);
        organisation.servers.lacks.insert(lack);
        let (_, receipt) = run(&mut organisation, &script(EXCHANGE));
        assert_eq!(failure(&receipt), ("skype-partner".into(), code.into()));
        let undo_list = organisation.applications.iter().any(|one| one.metadata_url == POOL);
        assert_eq!(undo_list, lack == Lack::Replication, "{code}");
        organisation.servers.lacks.clear();
        let (_, receipt) = run(&mut organisation, &script(EXCHANGE));
        assert_eq!(receipt.failure, None, "{code}");
        let applications = organisation.applications.iter();
        assert_eq!(applications.filter(|one| one.metadata_url == POOL).count(), 1, "{code}");
    }
}

#[test]
fn addresses_are_set_with_the_command_that_the_version_of_exchange_has() {
    for (missing, code) in [
        (&["Get-ClientAccessService", "Set-ClientAccessService"][..], None),
        (&["Set-ClientAccessServer"], None),
        (&["Set-ClientAccessService"], Some("cmdlet-not-in-role")),
    ] {
        let mut organisation = organisation(Situation::Fresh);
        organisation.missing_commands.extend(missing.iter().map(|one| (*one).to_owned()));
        let (_, receipt) =
            run(&mut organisation, &script_with("skype-server-autodiscover", &filled()));
        let reported =
            step(&receipt, "autodiscover").error.as_ref().map(|error| error.code.as_str());
        assert_eq!(reported, code, "{missing:?}");
        let blank = organisation.servers.client_access[1].autodiscover_uri.is_empty();
        assert_eq!(blank, code.is_some(), "{missing:?}");
    }
}

#[test]
fn the_test_reports_its_causes_apart() {
    for (situation, code) in [
        (Situation::FullyConfigured, None),
        (Situation::Fresh, Some("exchange-refuses-token")),
        (Situation::TokenRefused, Some("exchange-refuses-token")),
        (Situation::StorageDenied, Some("storage-access-denied")),
    ] {
        let (_, receipt) =
            run(&mut organisation(situation), &script_with("skype-server-test", &tested()));
        let reported = step(&receipt, "test").error.as_ref().map(|error| error.code.as_str());
        assert_eq!(reported, code, "{situation:?}");
    }
    let (_, receipt) =
        run(&mut organisation(Situation::FullyConfigured), &script("skype-server-test"));
    assert_eq!(step(&receipt, "test").facts["result"], "not asked");
}

#[test]
fn the_test_is_judged_by_its_error_and_never_by_the_words_of_a_language() {
    let ends = |ends: StorageTest| {
        let mut organisation = organisation(Situation::FullyConfigured);
        organisation.skype.storage_test = Some(ends);
        let (_, receipt) = run(&mut organisation, &script_with("skype-server-test", &tested()));
        step(&receipt, "test").clone()
    };
    for said in [
        "Test passed.",
        "Der Test wurde erfolgreich abgeschlossen.",
        "Der Test ist fehlgeschlagen. Zugriff verweigert.",
        "\u{30c6}\u{30b9}\u{30c8}\u{306b}\u{5408}\u{683c}\u{3057}\u{307e}\u{3057}\u{305f}\u{3002}",
        "\u{30c6}\u{30b9}\u{30c8}\u{306b}\u{5931}\u{6557}\u{3057}\u{307e}\u{3057}\u{305f}\u{3002}",
        "Access Denied",
        "",
    ] {
        let step = ends(StorageTest::Says(said.to_owned()));
        assert!(step.error.is_none(), "{said}");
        assert_eq!(step.facts["result"], "run", "{said}");
        assert_eq!(step.facts["said"], said);
    }
    for (fails, code) in [
        (StorageTest::Fails("The mailbox 4011 was not found.".into()), "storage-test-failed"),
        (StorageTest::Fails("Access Denied".into()), "storage-test-failed"),
        (StorageTest::Fails("Test passed.".into()), "storage-test-failed"),
        (StorageTest::Denied("Zugriff verweigert".into()), "storage-access-denied"),
        (
            StorageTest::Fails(
                "Der Remoteserver hat einen Fehler zur\u{fc}ckgegeben: (401) Nicht autorisiert."
                    .into(),
            ),
            "exchange-refuses-token",
        ),
        (
            StorageTest::Fails(
                "\u{30ea}\u{30e2}\u{30fc}\u{30c8}: (401) \u{8a31}\u{53ef}\u{3055}\u{308c}\u{3066}\u{3044}\u{307e}\u{305b}\u{3093}".into(),
            ),
            "exchange-refuses-token",
        ),
    ] {
        let reported = ends(fails.clone()).error.map(|error| error.code);
        assert_eq!(reported.as_deref(), Some(code), "{fails:?}");
    }
}

#[test]
fn a_number_in_the_address_of_the_user_is_no_answer_of_exchange() {
    let mut organisation = organisation(Situation::FullyConfigured);
    organisation.skype.storage_test =
        Some(StorageTest::Fails("No mailbox: 401@contoso.com".to_owned()));
    let given = Given::with(&[("test_sip_uri", "sip:401@contoso.com")]);
    let (_, receipt) = run(&mut organisation, &script_with("skype-server-test", &given));
    assert_eq!(failure(&receipt).1, "storage-test-failed");
}

#[test]
fn a_host_that_is_not_found_is_a_finding_and_no_failure() {
    let (output, receipt) = run(&mut organisation(Situation::HostUnknown), &script(SKYPE));
    let facts = &step(&receipt, "dns").facts;
    assert_eq!(facts["addresses"], serde_json::json!([]));
    assert!(output.console.contains("  not found: autodiscover.contoso.com ("));
    assert_eq!(receipt.failure, None);
}

#[test]
fn both_discoveries_read_what_the_answers_are_filled_in_from() {
    let mut organisation = organisation(Situation::FullyConfigured);
    let (_, exchange) = run(&mut organisation, &script("skype-server-discover-exchange"));
    let facts = &step(&exchange, "discovery").facts;
    assert_eq!(facts["clientAccess"][1]["name"], "EX02");
    assert_eq!(facts["withoutAddress"], serde_json::json!([]));
    assert_eq!(facts["partnerApplications"][1]["metadataUrl"], POOL);
    assert_eq!(facts["unread"], serde_json::json!([]));
    let (_, skype) = run(&mut organisation, &script("skype-server-discover-skype"));
    let facts = &step(&skype, "discovery-skype").facts;
    assert_eq!(facts["webServices"][0]["pool"], "pool1.contoso.com");
    assert_eq!(facts["pools"][0]["computers"][1], "fe02.contoso.com");
    assert_eq!(facts["skypePartners"][0]["metadataUrl"], PARTNER);
    assert_eq!(facts["tokenIssuers"][0]["subject"], "CN=pool1.contoso.com");
    assert_eq!(facts["oauthConfiguration"]["realm"], "contoso.com");
    organisation.missing_commands.insert("Get-CsPool".into());
    let (_, skype) = run(&mut organisation, &script("skype-server-discover-skype"));
    let facts = &step(&skype, "discovery-skype").facts;
    assert_eq!(facts["unread"][0]["name"], "pools");
    assert!(facts.contains_key("webServices") && !facts.contains_key("pools"));
}

#[test]
fn whatever_hinders_can_be_put_right_and_both_scripts_then_run() {
    for situation in Situation::of(GUIDE) {
        let mut organisation = organisation(*situation);
        let begins = [
            Situation::Fresh,
            Situation::PartlyConfigured,
            Situation::FullyConfigured,
            Situation::HalfDoneByHand,
        ];
        let hindered = !begins.contains(situation);
        assert_eq!(!organisation.put_right(now()).unwrap().is_empty(), hindered, "{situation:?}");
        assert!(organisation.put_right(now()).unwrap().is_empty(), "once: {situation:?}");
        run(&mut organisation, &script(EXCHANGE));
        let (_, receipt) = run(&mut organisation, &script_with(SKYPE, &tested()));
        assert_eq!(receipt.failure, None, "{situation:?}");
        let facts = |id| &step(&receipt, id).facts;
        let until = facts("token-issuer")["certificates"][0]["notAfter"].as_str().unwrap();
        assert!(until > now().to_string().as_str(), "{situation:?}: {until}");
        assert_ne!(facts("dns")["addresses"], serde_json::json!([]), "{situation:?}");
        assert_eq!(facts("test")["said"], "Test passed.", "{situation:?}");
    }
}

#[test]
fn the_simulation_reports_every_fact_a_script_names_and_no_other() {
    let given = Given {
        undo_list: UndoList {
            relinked: [("oauth-configuration".to_owned(), String::new())].into(),
            ..UndoList::default()
        },
        ..tested()
    };
    hold_facts(GUIDE, &given, |organisation| {
        organisation.skype.host_unknown = organisation.situation == Situation::Fresh;
    });
}

#[test]
fn dates_and_length_of_a_certificate_are_read_from_its_bytes_on_both_sides() {
    for (id, step_id) in [
        ("skype-server-exchange-certificate", "exchange-certificate"),
        ("skype-server-token-issuer", "token-issuer"),
    ] {
        let (_, receipt) = run(&mut organisation(Situation::FullyConfigured), &script(id));
        let facts = &step(&receipt, step_id).facts;
        assert!(!facts.contains_key("keyLength") && !facts.contains_key("validToday"), "{id}");
        let judgement = judged(&receipt, &Given::default());
        let found = |label: &str| {
            let mut all = judgement.steps.iter().flat_map(|step| &step.findings);
            all.find(|finding| finding.label == label).map(|finding| finding.found.clone())
        };
        assert_eq!(found("Key length").as_deref(), Some("2048"), "{id}");
        assert_eq!(found("Valid today").as_deref(), Some("yes"), "{id}");
    }
}
