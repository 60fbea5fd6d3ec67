//! The scripts and receipts of the guide for Exchange Server and Exchange Online.

use super::*;
use crosstrust_core::guide::StepId;
use serde_json::json;

const GUIDE: &str = "exchange-oauth";
const WHOLE: &str = "exchange-oauth-on-premises";
const ONLINE: &str = "exchange-oauth-online";
const ON_PREMISES: [&str; 8] = [
    "auth-servers",
    "exchange-online-partner",
    "connector",
    "host-names",
    "hybrid-application",
    "export",
    "availability",
    "test",
];
const SITUATIONS: [Situation; 4] = [
    Situation::Fresh,
    Situation::PartlyConfigured,
    Situation::HalfDoneByHand,
    Situation::SeveralTenants,
];

fn organisation(situation: Situation) -> Organisation {
    organisation_of(GUIDE, situation)
}

/// With a mailbox on each side.
fn tested() -> Given {
    Given::with(&[("test_mailbox", "anna@contoso.com"), ("online_mailbox", "ben@contoso.com")])
}

fn script(id: &str) -> String {
    script_of(GUIDE, id, &tested())
}

/// The same organisation where nothing is waiting for others.
fn settled(organisation: &Organisation) -> Organisation {
    let mut settled = organisation.clone();
    settled.hybrid.asked.clear();
    settled.hybrid.routing_domain.clear();
    settled
}

#[test]
fn the_whole_script_is_answered_as_it_was_recorded() {
    // The recorded script read no servers, and said nothing of Microsoft's script.
    let script = script_of(GUIDE, WHOLE, &Given::default());
    let script = script.replace("    Invoke-AvailabilityStep\n", "");
    let output = organisation(Situation::Fresh).run(&script, false, now()).unwrap();
    let (before, rest) = output.console.split_once("  Not in place yet.").unwrap();
    let (_, after) = rest.split_once("next script is run.\n").unwrap();
    hold_against("exchange-oauth-on-premises.txt", &format!("{before}{after}"));
}

#[test]
fn two_runs_of_every_script_bring_any_organisation_in_order() {
    for situation in SITUATIONS {
        let mut organisation = organisation(situation);
        run(&mut organisation, &script(WHOLE));
        run(&mut organisation, &script(ONLINE));
        for id in ["verify-oauth", "verify-oauth-online"] {
            let (_, receipt) = run(&mut organisation, &script(id));
            assert_eq!(to_do(&receipt, &tested()), BTreeMap::new(), "{situation:?} {id}");
        }
    }
}

#[test]
fn what_is_not_in_place_is_told_with_what_to_do() {
    let told = |situation, id: &str| {
        let (_, receipt) = run(&mut organisation(situation), &script(id));
        to_do(&receipt, &tested())
    };
    let expect = |told: BTreeMap<String, String>, expected: &[(&str, &str)]| {
        let ids: Vec<_> = told.keys().map(String::as_str).collect();
        assert_eq!(ids, expected.iter().map(|(id, _)| *id).collect::<Vec<_>>());
        for (id, words) in expected {
            assert!(told[*id].contains(words), "{id}: {}", told[*id]);
        }
    };
    let application = ("hybrid-application", "-FullyConfigureExchangeHybridApplication\n");
    let no_key = ("test", "does not know the certificate");
    expect(told(Situation::Fresh, WHOLE), &[application, no_key]);
    let off = ("hybrid-application", "switches the dedicated application off");
    let role = ("exchange-online-partner", "New-ManagementRoleAssignment");
    expect(told(Situation::HalfDoneByHand, WHOLE), &[role, off, no_key]);
    expect(told(Situation::HalfDoneByHand, ONLINE), &[("test-online", "load balancer")]);
    let expired = ("test", "no certificate to sign with");
    expect(told(Situation::ExpiredCertificate, WHOLE), &[application, expired]);
    expect(told(Situation::FullyConfigured, WHOLE), &[]);
    expect(told(Situation::NextCertificate, WHOLE), &[]);
    expect(told(Situation::PartlyConfigured, "availability"), &[]);
    let (_, read) = run(&mut organisation(Situation::PartlyConfigured), &script("verify-oauth"));
    let old = to_do(&read, &tested()).remove("availability").unwrap();
    assert!(old.contains("adds the address space for contoso.mail.onmicrosoft.com"), "{old}");
}

#[test]
fn a_test_that_nobody_asked_for_proves_nothing() {
    for (id, step) in [(WHOLE, "test"), (ONLINE, "test-online")] {
        let plain = Given::default();
        let script = script_of(GUIDE, id, &plain);
        let (_, receipt) = run(&mut organisation(Situation::FullyConfigured), &script);
        let told = to_do(&receipt, &plain);
        assert!(told[step].starts_with("No mailbox was given"), "{told:?}");
        assert_eq!(told.len(), 1, "{told:?}");
    }
}

#[test]
fn exchange_online_is_refused_for_the_reason_that_holds() {
    let cases: [(Change, &str); 4] = [
        (|o| o.applications[0].enabled = false, "pre-authentication"),
        (|o| o.auth_servers[0].enabled = false, "pre-authentication"),
        (|o| o.assignments.clear(), "holds no role"),
        (|o| o.applications[0].linked_account.clear(), "holds no role"),
    ];
    for (change, words) in cases {
        let mut organisation = organisation(Situation::FullyConfigured);
        change(&mut organisation);
        let (_, receipt) = run(&mut organisation, &script("test-online"));
        let told = to_do(&receipt, &tested());
        assert!(told["test-online"].contains(words), "{told:?}");
    }
}

#[test]
fn microsofts_script_counts_as_run_once_its_command_was_shown() {
    let step = script("hybrid-application");
    let mut organisation = organisation(Situation::Fresh);
    run(&mut organisation, &script("auth-servers"));
    let before = organisation.clone();
    let dry = organisation.run(&step, true, now()).unwrap();
    assert!(dry.console.contains("-FullyConfigureExchangeHybridApplication\n"));
    assert_eq!(organisation, before, "a dry run asks nobody for anything");
    let (first, _) = run(&mut organisation, &step);
    assert!(first.console.contains("[Rehearsal] Microsoft's script is taken as run"));
    assert_eq!(organisation.auth_servers, before.auth_servers, "nobody has run it yet");
    let (second, receipt) = run(&mut organisation, &step);
    let meanwhile = "[Rehearsal] Meanwhile Microsoft's script ConfigureExchange";
    assert!(second.console.starts_with(meanwhile), "{}", second.console);
    assert!(!second.console.contains("Not in place yet"));
    assert_eq!(to_do(&receipt, &tested()), BTreeMap::new());
    let (third, _) = run(&mut organisation, &step);
    assert!(!third.console.contains("[Rehearsal]"));
}

#[test]
fn microsofts_script_is_given_the_routing_domain_of_the_answers() {
    let named = Given::with(&[("hybrid_domain", "tailspin.mail.onmicrosoft.com")]);
    let step = script_of(GUIDE, "hybrid-application", &named);
    let mut organisation = organisation(Situation::FullyConfigured);
    let (_, first) = run(&mut organisation, &step);
    let told = to_do(&first, &named);
    assert!(told["hybrid-application"].contains("-DomainName @{ Add = 'tailspin."), "{told:?}");
    let (_, second) = run(&mut organisation, &step);
    assert_eq!(to_do(&second, &named), BTreeMap::new());
}

#[test]
fn microsofts_script_finds_nothing_to_work_on_before_the_authorization_servers_are_there() {
    let mut organisation = organisation(Situation::Fresh);
    for _ in 0..3 {
        let (output, _) = run(&mut organisation, &script("hybrid-application"));
        assert!(!output.console.contains("Meanwhile") && output.console.contains("Not in place"));
    }
    run(&mut organisation, &script("auth-servers"));
    let (output, _) = run(&mut organisation, &script("hybrid-application"));
    assert!(output.console.contains("Meanwhile"), "{}", output.console);
}

#[test]
fn the_commands_that_are_shown_fit_the_organisation() {
    let given = Given::with(&[("cloud", "gcc-high")]);
    let script = script_of(GUIDE, "hybrid-application", &given);
    let (output, _) = run(&mut organisation(Situation::Fresh), &script);
    for line in [
        r"    .\ConfigureExchangeHybridApplication.ps1 -FullyConfigureExchangeHybridApplication -AzureEnvironment USGovernmentL4",
        r"    .\ConfigureExchangeHybridApplication.ps1 -CreateApplication -UpdateCertificate -CertificateMethod 'File' -CertificateInformation 'C:\OAuthConfig\OAuthCert.cer' -AzureEnvironment USGovernmentL4",
        r"    .\ConfigureExchangeHybridApplication.ps1 -ConfigureAuthServer -EnableExchangeHybridApplicationOverride -CustomAppId <App ID> -TenantId aaaabbbb-0000-cccc-1111-dddd2222eeee -RemoteRoutingDomain contoso.mail.onmicrosoft.com",
    ] {
        assert!(output.console.lines().any(|shown| shown == line), "{line}");
    }
    // What the rehearsal shows stands in the script, but for the values.
    for line in output.console.lines().filter(|line| line.starts_with("  ")) {
        let fixed = line.split(&['\'', ':'][..]).next().unwrap();
        let fixed = fixed.split(".ps1").next().unwrap();
        assert!(script.contains(fixed), "{fixed}");
    }
}

#[test]
fn undo_leaves_the_organisation_from_before() {
    for situation in Situation::of(GUIDE) {
        let mut organisation = organisation(*situation);
        organisation.put_right(now()).unwrap();
        let before = organisation.clone();
        for (id, back) in [(WHOLE, "exchange-oauth-undo"), (ONLINE, "exchange-oauth-undo-online")] {
            let (_, receipt) = run(&mut organisation, &script(id));
            assert_eq!(receipt.failure, None, "{situation:?}");
            // Nobody has done anything of what was asked for yet.
            organisation = settled(&organisation);
            let undo = Given { made: made(&receipt), ..tested() };
            let (_, receipt) = run(&mut organisation, &script_of(GUIDE, back, &undo));
            assert_eq!(receipt.failure, None, "{situation:?}");
        }
        // The address space is taken back by hand, and told so.
        organisation.hybrid.address_spaces.clear();
        assert_eq!(without_files(&organisation), without_files(&before), "{situation:?}");
    }
}

#[test]
fn undo_leaves_what_was_changed_since() {
    let mut done = organisation(Situation::Fresh);
    let (_, on_premises) = run(&mut done, &script(WHOLE));
    let (_, online) = run(&mut done, &script(ONLINE));
    let undo = |receipt, id| script_of(GUIDE, id, &Given { made: made(receipt), ..tested() });
    let on_premises = undo(&on_premises, "exchange-oauth-undo");
    let online = undo(&online, "exchange-oauth-undo-online");
    let cases: [(&str, &str, &str, Change); 3] = [
        (&on_premises, "undo-in-use", "auth-servers", |_| {}),
        (&on_premises, "undo-changed-since", "connector", |o| {
            o.connectors[0].domains.push("fabrikam.mail.onmicrosoft.com".into());
        }),
        (&online, "undo-changed-since", "connector-online", |o| {
            o.hybrid.online_connectors[0].domains.push("fabrikam.com".into());
        }),
    ];
    for (script, code, at, change) in cases {
        let mut organisation = done.clone();
        change(&mut organisation);
        let (_, receipt) = run(&mut organisation, script);
        assert_eq!(failure(&receipt), (at.to_owned(), code.to_owned()));
    }
}

#[test]
fn each_refusal_has_its_code() {
    let cases: [(Situation, &str, &str, &str, Change); 10] = [
        (Situation::SplitPermissions, WHOLE, "auth-servers", "cmdlet-not-in-role", |_| {}),
        (Situation::FailedInRole, WHOLE, "auth-servers", "exchange-error", |_| {}),
        (Situation::WrongShell, WHOLE, "shell", "wrong-shell", |_| {}),
        (Situation::WrongShell, ONLINE, "shell", "exchange-online-not-connected", |_| {}),
        (Situation::Fresh, WHOLE, "shell", "exchange-online-loaded", |o| {
            o.window = Window::ExchangeOnline;
        }),
        (Situation::Fresh, WHOLE, "shell", "cmdlet-not-in-role", |o| {
            o.missing_commands.insert("Get-SettingOverride".into());
        }),
        (Situation::Fresh, ONLINE, "shell", "other-tenant", |o| o.domain = "fabrikam.com".into()),
        (
            Situation::Fresh,
            WHOLE,
            "exchange-online-partner",
            "exchange-online-partner-missing",
            |o| o.applications.clear(),
        ),
        (
            Situation::Fresh,
            WHOLE,
            "exchange-online-partner",
            "exchange-online-partner-missing",
            |o| o.applications[0].realm = "bbbbcccc-0000-cccc-1111-dddd2222eeee".into(),
        ),
        (Situation::NextCertificate, "export", "export", "certificate-not-on-server", |o| {
            o.certificates.pop();
        }),
    ];
    for (situation, id, at, code, change) in cases {
        let mut organisation = organisation(situation);
        change(&mut organisation);
        let (_, receipt) = run(&mut organisation, &script(id));
        assert_eq!(failure(&receipt), (at.to_owned(), code.to_owned()), "{situation:?} {id}");
    }
}

#[test]
fn a_domain_that_is_none_is_refused_before_anything_is_made() {
    let given = Given::with(&[("more_domains", "anna@contoso.com")]);
    let mut organisation = organisation(Situation::Fresh);
    let (_, receipt) = run(&mut organisation, &script_of(GUIDE, "connector-online", &given));
    assert_eq!(failure(&receipt), ("connector-online".into(), "domain-unreadable".into()));
    assert!(organisation.hybrid.online_connectors.is_empty());
}

#[test]
fn domains_that_no_connector_leads_to_are_told() {
    let given = Given::with(&[("more_domains", "Fabrikam.com; contoso.com")]);
    let script = script_of(GUIDE, "connector-online", &given);
    let (_, receipt) = run(&mut organisation(Situation::FullyConfigured), &script);
    assert_eq!(step(&receipt, "connector-online").facts["missingDomains"], json!(["fabrikam.com"]));
    let mut fresh = organisation(Situation::Fresh);
    run(&mut fresh, &script);
    assert_eq!(fresh.hybrid.online_connectors[0].domains, ["contoso.com", "fabrikam.com"]);
}

#[test]
fn without_the_tenants_id_what_is_there_is_neither_taken_nor_doubled() {
    let unknown = |id: &str| script(id).replace(TENANT, "contoso.com");
    let mut done = organisation(Situation::HalfDoneByHand);
    done.auth_servers[0].metadata_url = "https://other.example".into();
    for (id, at) in
        [(WHOLE, "auth-servers"), ("exchange-online-partner", "exchange-online-partner")]
    {
        let mut organisation = done.clone();
        organisation.applications[0].realm = TENANT.into();
        let before = organisation.clone();
        let (_, receipt) = run(&mut organisation, &unknown(id));
        assert_eq!(failure(&receipt), (at.to_owned(), "tenant-id-unknown".to_owned()));
        assert_eq!(organisation, before);
    }
}

#[test]
fn a_script_that_failed_is_finished_by_running_it_again() {
    let mut organisation = organisation(Situation::FailedInRole);
    let (_, first) = run(&mut organisation, &script(WHOLE));
    let error = step(&first, "auth-servers").error.clone().unwrap();
    assert!(error.line > Some(0), "the line was found in the script");
    let (_, second) = run(&mut organisation, &script(WHOLE));
    assert_eq!(second.failure, None);
    assert_eq!(step(&second, "auth-servers").changes.len(), 2);
}

#[test]
fn what_the_wizard_made_is_enabled_and_not_doubled() {
    let mut organisation = organisation(Situation::HalfDoneByHand);
    let (_, receipt) = run(&mut organisation, &script(WHOLE));
    let actions: Vec<_> = receipt.steps.iter().flat_map(|step| &step.changes).collect();
    let actions: Vec<_> = actions.iter().map(|change| change.action.as_str()).collect();
    let expected = [
        "Enable the authorization server",
        "Enable the partner application",
        "Enable the connector",
    ];
    assert_eq!(actions, expected);
    let (_, receipt) = run(&mut organisation, &script(ONLINE));
    let online = &step(&receipt, "connector-online").changes;
    assert_eq!(online.len(), 1);
    assert_eq!(online[0].action, "Enable the connector");
    assert_eq!((organisation.auth_servers.len(), organisation.connectors.len()), (2, 1));
    assert_eq!(organisation.hybrid.online_connectors.len(), 1);
}

#[test]
fn what_another_tenant_has_is_left_alone_and_this_tenant_is_set_up_beside_it() {
    let mut organisation = organisation(Situation::SeveralTenants);
    let before = organisation.clone();
    let (_, receipt) = run(&mut organisation, &script("verify-oauth"));
    for id in ["auth-servers", "exchange-online-partner", "connector"] {
        assert!(to_do(&receipt, &tested()).contains_key(id), "{id}: only the other tenant has it");
    }
    let (_, on_premises) = run(&mut organisation, &script(WHOLE));
    let (_, online) = run(&mut organisation, &script(ONLINE));
    let changes = on_premises.steps.iter().chain(&online.steps).flat_map(|step| &step.changes);
    let targets: Vec<_> = changes.map(|change| change.target.as_str()).collect();
    let made = [
        "WindowsAzureACS 2",
        "evoSTS 2",
        "Exchange Online",
        "ExchangeHybridOnPremisesToOnline 2",
        r"C:\OAuthConfig\OAuthCert.cer",
        "ExchangeHybridOnlineToOnPremises 2",
    ];
    assert_eq!(targets, made, "no name is given twice");
    let others = |organisation: &Organisation| {
        let servers = organisation.auth_servers.iter().filter(|one| one.realm != TENANT).cloned();
        let applications = organisation.applications.iter().filter(|one| !one.realm.is_empty());
        let connectors = [&organisation.connectors[0], &organisation.hybrid.online_connectors[0]];
        (
            servers.collect::<Vec<_>>(),
            applications.cloned().collect::<Vec<_>>(),
            connectors.map(Clone::clone),
        )
    };
    assert_eq!(others(&organisation), others(&before));
}

#[test]
fn a_dry_run_changes_nothing_in_any_situation() {
    for situation in Situation::of(GUIDE) {
        for id in [WHOLE, ONLINE] {
            let mut organisation = organisation(*situation);
            let before = organisation.clone();
            organisation.run(&script(id), true, now()).unwrap();
            assert_eq!(organisation, before, "{situation:?} {id}");
        }
    }
}

#[test]
fn single_steps_in_order_do_what_the_whole_script_does() {
    for situation in SITUATIONS {
        let mut whole = organisation(situation);
        let mut single = whole.clone();
        run(&mut whole, &script(WHOLE));
        for id in ON_PREMISES {
            let (_, receipt) = run(&mut single, &script(id));
            let ids: Vec<_> = receipt.steps.iter().map(|step| step.id.as_str()).collect();
            assert_eq!(ids, ["shell", id]);
            assert_eq!(receipt.failure, None);
        }
        whole.do_what_was_asked();
        assert_eq!(single, whole, "{situation:?}");
    }
}

#[test]
fn verification_reads_the_same_facts_and_changes_nothing() {
    for situation in Situation::of(GUIDE) {
        for id in ["verify-oauth", "verify-oauth-online"] {
            let mut organisation = organisation(*situation);
            let before = organisation.clone();
            let (_, receipt) = run(&mut organisation, &script(id));
            assert_eq!(settled(&organisation), before, "{situation:?}");
            assert!(receipt.steps.iter().all(|step| step.changes.is_empty()), "{situation:?}");
        }
    }
    let mut organisation = organisation(Situation::FullyConfigured);
    for (verify, whole, steps) in [
        ("verify-oauth", WHOLE, &ON_PREMISES[..]),
        ("verify-oauth-online", ONLINE, &["connector-online", "test-online"]),
    ] {
        let (_, read) = run(&mut organisation, &script(verify));
        let (_, whole) = run(&mut organisation, &script(whole));
        for id in steps {
            assert_eq!(step(&read, id).facts, step(&whole, id).facts, "{id}");
        }
    }
}

#[test]
fn scripts_for_exchange_online_are_run_on_another_computer() {
    let (_, receipt) = run(&mut organisation(Situation::Fresh), &script(ONLINE));
    assert_eq!((receipt.computer.as_str(), receipt.build), ("PC01", None));
    let (_, receipt) = run(&mut organisation(Situation::Fresh), &script(WHOLE));
    assert_eq!(receipt.computer, "EX01");
    assert!(receipt.build.is_some());
}

#[test]
fn discovery_suggests_answers_and_tells_old_servers() {
    let plain = Given::default();
    let discover = script_of(GUIDE, "discover-oauth", &plain);
    let (_, receipt) = run(&mut organisation(Situation::PartlyConfigured), &discover);
    let found = judged(&receipt, &plain).discovery.unwrap();
    let suggested: BTreeMap<_, _> =
        found.suggestions.iter().rev().map(|one| (one.answer.as_str(), &*one.value)).collect();
    assert_eq!(suggested["ews_host"], "mail.contoso.com");
    assert_eq!(suggested["tenant"], TENANT);
    let (acs, sts) = (suggested["acs_metadata_url"], suggested["evosts_metadata_url"]);
    assert!(acs.ends_with("/metadata/json/1") && sts.ends_with("/federationmetadata.xml"));
    assert_eq!(suggested["hybrid_domain"], "contoso.mail.onmicrosoft.com");
    assert!(found.notes.iter().any(|note| note.contains("EX10 is older")), "{:?}", found.notes);
    let done: Vec<_> = found.likely_done.iter().map(StepId::as_str).collect();
    assert_eq!(done, ["auth-servers"]);
    assert!(found.unread.is_empty(), "{:?}", found.unread);
    let mut narrow = organisation(Situation::Fresh);
    narrow.missing_commands.insert("Get-WebServicesVirtualDirectory".into());
    let (_, receipt) = run(&mut narrow, &discover);
    let unread = judged(&receipt, &plain).discovery.unwrap().unread;
    assert_eq!(unread.len(), 1, "{unread:?}");
}

#[test]
fn the_simulation_tells_every_fact_a_script_names_and_no_other() {
    hold_facts(GUIDE, &tested(), |_| {});
}
