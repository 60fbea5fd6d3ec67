//! The scripts and receipts of the guide for Exchange Server and Exchange Online.

use super::*;
use crate::exchange::hybrid::{HYBRID_APPLICATION, SettingOverride};
use crate::exchange::organisation::Organisation;
use crosstrust_core::receipt::FindingState;
use crosstrust_core::setup::StepStatus;
use jiff::SignedDuration;
use serde_json::json;

const GUIDE: &str = "exchange-oauth";
const WHOLE: &str = "exchange-oauth-on-premises";
const ONLINE: &str = "exchange-oauth-online";
const ON_PREMISES: [&str; 9] = [
    "auth-servers",
    "exchange-online-partner",
    "host-names",
    "hybrid-application",
    "export",
    "connector",
    "availability",
    "test",
    "enable-connector",
];
const OWN_CONNECTOR: &str = "connector:ExchangeHybridOnPremisesToOnline";
const SITUATIONS: [Situation; 5] = [
    Situation::EwsBlocked,
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
    Given::with(&[
        ("test_mailbox", "anna@contoso.com"),
        ("online_mailbox", "ben@contoso.com"),
        ("hybrid_application_id", HYBRID_APPLICATION),
        ("allow_application", "true"),
    ])
}

/// The same, with the names registered and everything decided that a script may ask.
fn decided() -> Given {
    let mut given = tested();
    for answer in ["enable_connector", "enable_online_connector", "add_address_space"] {
        given.answers.push((answer.to_owned(), "true".to_owned()));
    }
    Given { uploaded: vec![StepId::from("register-names")], ..given }
}

/// The names are registered, the connector is this setup's own, and nothing was decided.
fn registered() -> Given {
    let undo_list = UndoList { created: vec![OWN_CONNECTOR.to_owned()], ..UndoList::default() };
    Given { undo_list, uploaded: vec![StepId::from("register-names")], ..tested() }
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
fn what_the_whole_script_has_always_done_is_as_it_was_recorded() {
    let (_, reported) =
        run(&mut organisation(Situation::Fresh), &script_of(GUIDE, WHOLE, &Given::default()));
    let recorded = recorded("exchange-oauth-on-premises.txt");
    let recorded = receipt::read(recorded.as_bytes()).unwrap().newest().clone();
    let mut seen = 0;
    // The recorded script created the connector enabled.
    for expected in recorded.steps.iter().filter(|step| step.id.as_str() != "connector") {
        let reported = step(&reported, expected.id.as_str());
        assert_eq!(reported.outcome, expected.outcome, "{}", expected.id);
        let actions = |step: &ReportedStep| -> Vec<_> {
            step.changes.iter().map(|one| (one.action.clone(), one.done)).collect()
        };
        assert_eq!(actions(reported), actions(expected), "{}", expected.id);
        let (simulated, facts) = (reported.facts.clone().into(), expected.facts.clone().into());
        assert!(covers(&simulated, &facts), "{}:\n{simulated}\n{facts}", expected.id);
        seen += 1;
    }
    assert!(seen > 6, "{seen}");
}

#[test]
fn two_runs_of_every_script_bring_any_organisation_in_order() {
    let given = decided();
    let script = |id| script_of(GUIDE, id, &given);
    for situation in SITUATIONS {
        let mut organisation = organisation(situation);
        for id in [WHOLE, ONLINE, WHOLE] {
            run(&mut organisation, &script(id));
        }
        for id in ["verify-oauth", "verify-oauth-online"] {
            let (_, receipt) = run(&mut organisation, &script(id));
            let mut reported = to_do(&receipt, &given);
            if situation == Situation::PartlyConfigured && id == "verify-oauth" {
                // No script updates a server.
                let builds = reported.remove("hybrid-application").unwrap();
                assert!(builds.contains("Update a server that is too old"), "{builds}");
            }
            assert_eq!(reported, BTreeMap::new(), "{situation:?} {id}");
        }
    }
}

#[test]
fn what_is_not_in_place_is_reported_with_what_to_do() {
    let reported = |situation, id: &str| {
        let (_, receipt) = run(&mut organisation(situation), &script(id));
        to_do(&receipt, &tested())
    };
    let expect = |reported: BTreeMap<String, String>, expected: &[(&str, &str)]| {
        let ids: Vec<_> = reported.keys().map(String::as_str).collect();
        assert_eq!(ids, expected.iter().map(|(id, _)| *id).collect::<Vec<_>>());
        for (id, words) in expected {
            assert!(reported[*id].contains(words), "{id}: {}", reported[*id]);
        }
    };
    let application = ("hybrid-application", "-FullyConfigureExchangeHybridApplication\n");
    let no_key = ("test", "doesn't know the certificate");
    let off = ("enable-connector", "stays disabled until everything else");
    expect(reported(Situation::Fresh, WHOLE), &[off, application, no_key]);
    let waits = off;
    let off = ("hybrid-application", "turns the dedicated application off");
    let role = ("exchange-online-partner", "New-ManagementRoleAssignment");
    expect(reported(Situation::HalfDoneByHand, WHOLE), &[waits, role, off, no_key]);
    let asked = ("connector-online", "creates or enables the connector");
    let added = ("ews-access", "");
    let online = [asked, added, ("test-online", "load balancer")];
    expect(reported(Situation::HalfDoneByHand, ONLINE), &online);
    expect(reported(Situation::EwsBlocked, ONLINE), &[added]);
    let refused = ("test", "doesn't allow your hybrid application");
    expect(reported(Situation::EwsBlocked, WHOLE), &[refused]);
    let expired = ("test", "no certificate to sign with");
    expect(reported(Situation::ExpiredCertificate, WHOLE), &[waits, application, expired]);
    expect(reported(Situation::FullyConfigured, WHOLE), &[]);
    expect(reported(Situation::NextCertificate, WHOLE), &[]);
    let space = ("availability", "adds the address space for contoso.mail.onmicrosoft.com");
    expect(reported(Situation::PartlyConfigured, "availability"), &[space]);
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
        let reported = to_do(&receipt, &plain);
        assert!(reported[step].starts_with("You entered no mailbox"), "{reported:?}");
        let unknown = reported
            .get("ews-access")
            .is_some_and(|reported| reported.contains("Crosstrust then enters the ID"));
        assert_eq!(reported.len(), 1 + usize::from(unknown), "{reported:?}");
        assert_eq!(unknown, id == ONLINE, "nothing says whose id to look for");
    }
}

#[test]
fn exchange_online_is_refused_for_the_reason_that_holds() {
    let cases: [(Change, &str); 4] = [
        (|o| o.applications[0].enabled = false, "pre-authentication"),
        (|o| o.auth_servers[0].enabled = false, "pre-authentication"),
        (|o| o.assignments.clear(), "has no role"),
        (|o| o.applications[0].linked_account.clear(), "has no role"),
    ];
    for (change, words) in cases {
        let mut organisation = organisation(Situation::FullyConfigured);
        change(&mut organisation);
        let (_, receipt) = run(&mut organisation, &script("test-online"));
        let reported = to_do(&receipt, &tested());
        assert!(reported["test-online"].contains(words), "{reported:?}");
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
    assert!(first.console.contains("[Rehearsal] The rehearsal runs Microsoft's script for you"));
    assert_eq!(organisation.auth_servers, before.auth_servers, "nobody has run it yet");
    let (second, receipt) = run(&mut organisation, &step);
    let meanwhile = "[Rehearsal] Meanwhile, somebody ran Microsoft's script ConfigureExchange";
    assert!(second.console.starts_with(meanwhile), "{}", second.console);
    assert!(!second.console.contains("The application is not configured yet"));
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
    let reported = to_do(&first, &named);
    assert!(
        reported["hybrid-application"].contains("-DomainName @{ Add = 'tailspin."),
        "{reported:?}"
    );
    let (_, second) = run(&mut organisation, &step);
    assert_eq!(to_do(&second, &named), BTreeMap::new());
}

#[test]
fn microsofts_script_finds_nothing_to_work_on_before_the_authorization_servers_are_there() {
    let mut organisation = organisation(Situation::Fresh);
    for _ in 0..3 {
        let (output, _) = run(&mut organisation, &script("hybrid-application"));
        assert!(
            !output.console.contains("Meanwhile")
                && output.console.contains("is not configured yet")
        );
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
        r"    .\ConfigureExchangeHybridApplication.ps1 -ConfigureAuthServer -ConfigureTargetSharingEpr -EnableExchangeHybridApplicationOverride -CustomAppId <App ID> -TenantId aaaabbbb-0000-cccc-1111-dddd2222eeee -RemoteRoutingDomain contoso.mail.onmicrosoft.com",
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
            let (_, receipt) = run(&mut organisation, &script_of(GUIDE, id, &decided()));
            assert_eq!(receipt.failure, None, "{situation:?}");
            // Nobody has done anything of what was asked for yet.
            organisation = settled(&organisation);
            let undo = Given { undo_list: undo_list(&receipt), ..tested() };
            let (_, receipt) = run(&mut organisation, &script_of(GUIDE, back, &undo));
            assert_eq!(receipt.failure, None, "{situation:?}");
        }
        // The address space is removed by hand, and the script says so.
        organisation.hybrid.address_spaces.clear();
        assert_eq!(without_files(&organisation), without_files(&before), "{situation:?}");
    }
}

#[test]
fn undo_leaves_what_was_changed_since() {
    let mut done = organisation(Situation::Fresh);
    let (_, on_premises) = run(&mut done, &script(WHOLE));
    let (_, online) = run(&mut done, &script(ONLINE));
    let undo =
        |receipt, id| script_of(GUIDE, id, &Given { undo_list: undo_list(receipt), ..tested() });
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
fn domains_that_no_connector_leads_to_are_reported() {
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

/// What a receipt of a step shows, and what it asks.
fn standing(receipt: &Receipt, given: &Given, id: &str) -> (Verdict, StepStatus, bool) {
    let steps = judged(receipt, given).steps;
    let step = steps.into_iter().find(|step| step.step.as_str() == id).unwrap();
    (step.verdict, StepStatus::of_receipt(&step), step.question.is_some())
}

const ENABLE: &str = "enable-connector";
const WAITS: (Verdict, StepStatus, bool) = (Verdict::Waiting, StepStatus::NotYet, false);
const ASKS: (Verdict, StepStatus, bool) = (Verdict::Decide, StepStatus::Decide, true);

/// Everything is set up, with the connector off.
fn ready() -> Organisation {
    let mut ready = organisation(Situation::FullyConfigured);
    ready.connectors[0].enabled = false;
    ready
}

#[test]
fn a_new_connector_is_off_until_everything_before_it_is_in_place() {
    let mut organisation = organisation(Situation::Fresh);
    let (output, first) = run(&mut organisation, &script(WHOLE));
    assert!(!organisation.connectors[0].enabled, "free and busy times go on as before");
    let steps = "These steps come first: hybrid-application, register-names, test";
    assert!(output.console.contains(steps), "{}", output.console);
    assert_eq!(standing(&first, &tested(), "connector").0, Verdict::InPlace, "it is there");
    assert_eq!(standing(&first, &tested(), ENABLE), WAITS);
    // Microsoft's script was run meanwhile, and the names are not registered.
    let mut given = registered();
    given.uploaded.clear();
    let (output, second) = run(&mut organisation, &script_of(GUIDE, WHOLE, &given));
    assert!(output.console.contains("come first: register-names\n"), "{}", output.console);
    assert_eq!(standing(&second, &given, ENABLE), WAITS);
    assert!(!organisation.connectors[0].enabled);
    let (output, read) = run(&mut organisation, &script_of(GUIDE, "verify-oauth", &registered()));
    assert_eq!(standing(&read, &registered(), ENABLE), WAITS, "{}", output.console);
    let (_, third) = run(&mut organisation, &script_of(GUIDE, WHOLE, &registered()));
    assert!(organisation.connectors[0].enabled, "it is this setup's own and nothing is asked");
    assert_eq!(standing(&third, &registered(), ENABLE).0, Verdict::InPlace);
    let (_, read) = run(&mut organisation, &script_of(GUIDE, "verify-oauth", &registered()));
    assert_eq!(standing(&read, &registered(), ENABLE).1, StepStatus::Verified);
}

#[test]
fn a_connector_that_somebody_disabled_is_asked_about() {
    let foreign = Given { undo_list: UndoList::default(), ..registered() };
    let mut enabled_once = registered();
    enabled_once
        .undo_list
        .enabled
        .push("connector-enabled:ExchangeHybridOnPremisesToOnline".into());
    for given in [foreign, enabled_once] {
        for id in [WHOLE, ENABLE, "verify-oauth"] {
            let mut organisation = ready();
            let (_, receipt) = run(&mut organisation, &script_of(GUIDE, id, &given));
            assert_eq!(standing(&receipt, &given, ENABLE), ASKS, "{id}");
            assert!(!organisation.connectors[0].enabled, "{id}");
        }
    }
    let mut organisation = ready();
    run(&mut organisation, &script_of(GUIDE, ENABLE, &decided()));
    assert!(organisation.connectors[0].enabled);
}

#[test]
fn without_a_test_only_the_operator_enables_the_connector() {
    let untested = |given: Given| {
        let mut given = given;
        given.answers.retain(|(id, _)| id != "test_mailbox");
        given
    };
    let mut organisation = ready();
    let given = untested(registered());
    let (_, receipt) = run(&mut organisation, &script_of(GUIDE, ENABLE, &given));
    assert_eq!(standing(&receipt, &given, ENABLE), ASKS);
    assert!(!organisation.connectors[0].enabled, "never in silence");
    let (_, receipt) = run(&mut organisation, &script_of(GUIDE, ENABLE, &untested(decided())));
    assert_eq!(standing(&receipt, &untested(decided()), ENABLE).0, Verdict::InPlace);
    assert!(organisation.connectors[0].enabled);
}

#[test]
fn no_decision_enables_the_connector_before_its_time() {
    let cases: [(Change, &str); 4] = [
        (|o| o.hybrid.setting_overrides.clear(), "hybrid-application, test"),
        (|o| o.auth_servers[1].application_identifier.clear(), "hybrid-application, test"),
        (|o| o.certificates.clear(), "test"),
        (|o| o.connectors.clear(), "connector"),
    ];
    for (change, missing) in cases {
        let mut organisation = ready();
        change(&mut organisation);
        let (output, receipt) = run(&mut organisation, &script_of(GUIDE, ENABLE, &decided()));
        let first = format!("come first: {missing}\n");
        assert!(output.console.contains(&first), "{missing}: {}", output.console);
        assert_eq!(standing(&receipt, &decided(), ENABLE), WAITS, "{missing}");
        assert!(organisation.connectors.iter().all(|one| !one.enabled), "{missing}");
    }
}

#[test]
fn a_connector_that_is_enabled_stays_as_it_is() {
    for change in [(|_| {}) as Change, |o| o.hybrid.setting_overrides.clear()] {
        let mut organisation = organisation(Situation::FullyConfigured);
        change(&mut organisation);
        let before = organisation.clone();
        let (_, receipt) = run(&mut organisation, &script_of(GUIDE, ENABLE, &tested()));
        assert_eq!(organisation, before);
        assert_eq!(standing(&receipt, &tested(), ENABLE).1, StepStatus::Verified);
    }
}

#[test]
fn what_enabling_the_connector_replaces_is_reported_first() {
    let mut organisation = ready();
    let through_relationship = organisation_of(GUIDE, Situation::PartlyConfigured);
    organisation.hybrid.relationships = through_relationship.hybrid.relationships;
    let through = |receipt: &Receipt| step(receipt, ENABLE).facts["freeBusyThrough"].clone();
    let given = registered();
    let dry = organisation.run(&script_of(GUIDE, ENABLE, &given), true, now()).unwrap();
    let words = "no longer through the organization relationship On-premises to O365";
    assert!(dry.console.contains(words), "{}", dry.console);
    assert!(!organisation.connectors[0].enabled);
    let asks = Given { undo_list: UndoList::default(), ..given.clone() };
    let (_, receipt) = run(&mut organisation, &script_of(GUIDE, ENABLE, &asks));
    assert_eq!(through(&receipt), json!(["On-premises to O365"]));
    assert_eq!(standing(&receipt, &asks, ENABLE), ASKS);
    let mut narrow = organisation.clone();
    narrow.missing_commands.insert("Get-OrganizationRelationship".into());
    let (_, receipt) = run(&mut narrow, &script_of(GUIDE, ENABLE, &asks));
    assert_eq!(through(&receipt), json!(null), "what cannot be read is not none");
    assert_eq!(standing(&receipt, &asks, ENABLE), ASKS);
    let (_, receipt) = run(&mut organisation, &script_of(GUIDE, ENABLE, &given));
    assert_eq!(through(&receipt), json!([]));
    // Another forest's relationship, and one that provides nothing, are not replaced.
    let mut other = ready();
    other.hybrid.relationships = organisation.hybrid.relationships.clone();
    other.hybrid.relationships[0].free_busy = false;
    let (_, receipt) = run(&mut other, &script_of(GUIDE, ENABLE, &asks));
    assert_eq!(through(&receipt), json!([]));
}

#[test]
fn undo_leaves_what_teams_needs_and_says_what_users_lose() {
    let mut organisation = organisation(Situation::Fresh);
    let (_, made_by) = run(&mut organisation, &script(WHOLE));
    let undo = Given { undo_list: undo_list(&made_by), ..tested() };
    let undo = script_of(GUIDE, "exchange-oauth-undo", &undo);
    organisation.hybrid.asked.clear();
    for connector in &mut organisation.connectors {
        connector.enabled = true;
    }
    organisation.add_application("CloudVoicemail", "db7de2b5-2149-435e-8043-e080dd50afae", None);
    let (output, receipt) = run(&mut organisation.clone(), &undo);
    let warned =
        output.console.find("WARNING: No organization relationship replaces the connector");
    let removed = output.console.find("Remove the connector:");
    assert!(warned.is_some() && warned < removed, "{}", output.console);
    assert_eq!(failure(&receipt), ("exchange-online-partner".into(), "undo-in-use".into()));
    let mut without_partner = organisation.clone();
    without_partner.applications[0].enabled = false;
    let (_, receipt) = run(&mut without_partner, &undo);
    assert_eq!(failure(&receipt), ("auth-servers".into(), "undo-in-use".into()));
    let left: Vec<_> = without_partner.auth_servers.iter().map(|one| one.enabled).collect();
    assert_eq!(left, [true, true]);
    let harmless: [Change; 2] = [
        |o| o.applications[1].enabled = false,
        |o| o.applications[1].realm = "11112222-0000-3333-4444-555566667777".into(),
    ];
    for change in harmless {
        let mut organisation = organisation.clone();
        change(&mut organisation);
        let (_, receipt) = run(&mut organisation, &undo);
        assert_eq!(receipt.failure, None);
    }
}

#[test]
fn undo_disables_no_authorization_server_that_the_hybrid_application_uses() {
    let undo_list = UndoList { enabled: vec!["auth-server:evoSTS".into()], ..UndoList::default() };
    let undo = script_of(GUIDE, "exchange-oauth-undo", &Given { undo_list, ..tested() });
    let mut organisation = organisation(Situation::FullyConfigured);
    let (_, receipt) = run(&mut organisation, &undo);
    assert_eq!(failure(&receipt), ("auth-servers".into(), "undo-in-use".into()));
    organisation.hybrid.setting_overrides.clear();
    let (_, receipt) = run(&mut organisation, &undo);
    assert_eq!(receipt.failure, None, "nobody has switched the application on");
}

#[test]
fn the_names_in_the_answers_are_registered_with_those_of_the_servers() {
    let given = Given::with(&[("ews_host", "ews.contoso.com"), ("autodiscover_host", "")]);
    let text = script_of(GUIDE, "host-names", &given);
    let mut organisation = organisation(Situation::Fresh);
    for directory in &mut organisation.hybrid.virtual_directories {
        directory.autodiscover = "https://scp.contoso.local/Autodiscover.xml".into();
    }
    let (_, receipt) = run(&mut organisation, &text);
    let facts = &step(&receipt, "host-names").facts;
    assert_eq!(
        facts["hostNames"],
        json!([
            "autodiscover.contoso.com",
            "ews.contoso.com",
            "ex02.contoso.com",
            "mail.contoso.com",
            "scp.contoso.local"
        ])
    );
    let origins = |name: &str| {
        let all = facts["hostNameOrigins"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap()["origins"].clone()
    };
    assert_eq!(origins("autodiscover.contoso.com"), json!(["answer"]));
    assert_eq!(origins("mail.contoso.com"), json!(["external", "internal"]));
    assert_eq!(to_do(&receipt, &given), BTreeMap::new());
}

#[test]
fn an_edge_server_is_not_old_and_an_old_one_is_asked_about() {
    let mut organisation = organisation(Situation::PartlyConfigured);
    let (output, receipt) = run(&mut organisation, &script("availability"));
    assert!(output.console.contains("Older than Exchange 2013 SP1: EX10. Decide"));
    assert_eq!(step(&receipt, "availability").facts["withoutAddressSpace"], json!(["EX10"]));
    assert!(organisation.hybrid.address_spaces.is_empty());
    assert_eq!(standing(&receipt, &tested(), "availability"), ASKS);
    let (_, receipt) = run(&mut organisation, &script_of(GUIDE, "availability", &decided()));
    assert_eq!(standing(&receipt, &decided(), "availability").0, Verdict::InPlace);
    assert_eq!(organisation.hybrid.address_spaces.len(), 1);
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
    assert_eq!(actions, ["Enable the authorization server", "Enable the partner application"]);
    let (output, receipt) = run(&mut organisation, &script(ONLINE));
    assert!(output.console.contains("is disabled, and stays disabled until you decide"));
    assert_eq!(step(&receipt, "connector-online").changes, []);
    let asked = judged(&receipt, &tested()).steps.remove(0);
    assert_eq!(asked.question.unwrap().answer.as_str(), "enable_online_connector");
    let (_, receipt) = run(&mut organisation, &script_of(GUIDE, ONLINE, &decided()));
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
    let undo_list = [
        "WindowsAzureACS 2",
        "evoSTS 2",
        "Exchange Online",
        r"C:\OAuthConfig\OAuthCert.cer",
        "ExchangeHybridOnPremisesToOnline 2",
        "ExchangeHybridOnlineToOnPremises 2",
    ];
    assert_eq!(targets, undo_list, "no name is given twice");
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
        ("verify-oauth-online", ONLINE, &["connector-online", "ews-access", "test-online"]),
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
fn discovery_suggests_answers_and_reports_old_servers() {
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
fn the_simulation_reports_every_fact_a_script_names_and_no_other() {
    hold_facts(GUIDE, &tested(), |organisation| {
        // Undo reports more of a connector that is in use.
        for connector in &mut organisation.connectors {
            connector.enabled = true;
        }
    });
}

#[test]
fn a_connector_through_the_hybrid_agent_is_noted_with_what_to_do_and_fails_nothing() {
    const LABEL: &str = "Connectors through the Hybrid Agent";
    for (situation, names, state) in [
        (Situation::HybridAgent, json!(["ExchangeHybridOnlineToOnPremises"]), FindingState::Noted),
        (Situation::FullyConfigured, json!([]), FindingState::Met),
    ] {
        for id in [ONLINE, "verify-oauth-online"] {
            let (_, receipt) = run(&mut organisation(situation), &script(id));
            let facts = &step(&receipt, "connector-online").facts;
            assert_eq!(facts["hybridAgentConnectors"], names, "{situation:?} {id}");
            let judged = judged(&receipt, &tested());
            let mut steps = judged.steps.iter();
            let connector = steps.find(|one| one.step.as_str() == "connector-online").unwrap();
            assert_eq!(connector.verdict, Verdict::InPlace, "{situation:?} {id}");
            let finding = connector.findings.iter().find(|one| one.label == LABEL).unwrap();
            assert_eq!(finding.state, state, "{situation:?} {id}");
            let next = finding.otherwise.as_deref().unwrap_or_default();
            let says = next.contains("publish EWS and Autodiscover to the internet");
            assert_eq!(says, state == FindingState::Noted, "{next}");
        }
    }
}

/// A script for Exchange Online about this application.
fn ews_script(id: &str, allow: bool) -> String {
    let mut given = tested();
    given.answers.retain(|(id, _)| id != "allow_application");
    given.answers.push(("allow_application".to_owned(), allow.to_string()));
    script_of(GUIDE, id, &given)
}

#[test]
fn the_application_is_added_to_the_list_that_is_there_and_only_after_a_decision() {
    let mut organisation = organisation(Situation::EwsBlocked);
    let before = organisation.hybrid.ews.clone();
    let (_, read) = run(&mut organisation, &ews_script("ews-access", false));
    assert_eq!(organisation.hybrid.ews, before, "nobody has decided");
    let asked = judged(&read, &tested()).steps.remove(0);
    assert_eq!(step(&read, "ews-access").facts["applicationListed"], json!(false));
    assert!(asked.findings.iter().any(|one| one.label.contains("EwsAllowedAppIDs")));
    let (_, added) = run(&mut organisation, &ews_script("ews-access", true));
    let mut wanted = before.clone();
    wanted.allowed_app_ids.push(HYBRID_APPLICATION.to_owned());
    assert_eq!(organisation.hybrid.ews, wanted, "every other entry and EwsEnabled stay");
    let facts = &step(&added, "ews-access").facts;
    assert_eq!(facts["formerEwsAllowedAppIds"], json!(before.allowed_app_ids.join(",")));
    let judged = judged(&added, &tested());
    let waiting = judged.steps.iter().find(|one| one.step.as_str() == "ews-access").unwrap();
    assert_eq!(waiting.verdict, Verdict::Waiting, "it takes up to a day");
    assert_eq!(waiting.waits_until, Some(now() + SignedDuration::from_hours(24)));
    let (_, again) = run(&mut organisation, &ews_script("ews-access", true));
    assert_eq!(to_do(&again, &tested()), BTreeMap::new());
    assert!(step(&again, "ews-access").changes.is_empty());
}

#[test]
fn undo_removes_its_own_entry_and_keeps_what_others_added_since() {
    let mut done = organisation(Situation::EwsBlocked);
    let before = done.clone();
    let (_, added) = run(&mut done, &ews_script("ews-access", true));
    let undo = Given { undo_list: undo_list(&added), ..tested() };
    let undo = script_of(GUIDE, "exchange-oauth-undo-online", &undo);
    let since = "4444ffff-5555-aaaa-6666-bbbb7777cccc";
    let mut changed = done.clone();
    changed.hybrid.ews.allowed_app_ids.push(since.to_owned());
    run(&mut changed, &undo);
    let mut wanted = before.hybrid.ews.clone();
    wanted.allowed_app_ids.push(since.to_owned());
    assert_eq!(changed.hybrid.ews, wanted);
    done.hybrid.ews.allowed_app_ids = vec![HYBRID_APPLICATION.to_uppercase()];
    let (_, receipt) = run(&mut done, &undo);
    assert_eq!(failure(&receipt), ("ews-access".to_owned(), "undo-in-use".to_owned()));
    done.hybrid.ews.enabled = None;
    run(&mut done, &undo);
    assert!(done.hybrid.ews.allowed_app_ids.is_empty(), "the list is ignored while it is not set");
}

#[test]
fn a_list_that_is_empty_or_unreadable_is_not_written() {
    let cases: [(&str, Change); 2] = [
        ("ews-list-empty", |o| o.hybrid.ews.allowed_app_ids.clear()),
        ("ews-list-unreadable", |o| o.hybrid.ews.allowed_app_ids.push("Outlook".to_owned())),
    ];
    for (code, change) in cases {
        let mut organisation = organisation(Situation::EwsBlocked);
        change(&mut organisation);
        let before = organisation.hybrid.ews.clone();
        let (_, receipt) = run(&mut organisation, &ews_script("ews-access", true));
        assert_eq!(failure(&receipt), ("ews-access".to_owned(), code.to_owned()));
        assert_eq!(organisation.hybrid.ews, before);
    }
}

#[test]
fn what_exchange_online_says_about_ews_is_judged_and_never_changed() {
    for (enabled, refused) in [(Some(false), true), (None, false), (Some(true), false)] {
        let mut organisation = organisation(Situation::FullyConfigured);
        organisation.hybrid.ews.enabled = enabled;
        let (_, receipt) = run(&mut organisation, &script("verify-oauth-online"));
        let reported = to_do(&receipt, &tested());
        let decides = reported
            .get("ews-access")
            .is_some_and(|reported| reported.contains("EwsEnabled $true"));
        assert_eq!(decides, enabled != Some(true), "{enabled:?}: {reported:?}");
        run(&mut organisation, &script(ONLINE));
        assert_eq!(organisation.hybrid.ews.enabled, enabled);
        let (_, receipt) = run(&mut organisation, &script("test"));
        let reported = to_do(&receipt, &tested());
        assert_eq!(
            reported.get("test").is_some_and(|reported| reported.contains("EWS is off")),
            refused
        );
    }
}

#[test]
fn an_override_that_is_limited_and_a_server_that_is_too_old_are_reported() {
    let reported = |change: &dyn Fn(&mut Organisation)| {
        let mut organisation = organisation(Situation::FullyConfigured);
        change(&mut organisation);
        let (_, receipt) = run(&mut organisation, &script("hybrid-application"));
        to_do(&receipt, &tested()).remove("hybrid-application").unwrap_or_default()
    };
    assert_eq!(reported(&|_| {}), "");
    let limited = reported(&|o| o.hybrid.setting_overrides[0].scope = "on EX01".to_owned());
    assert!(limited.contains("for some servers or versions only"), "{limited}");
    let old =
        reported(&|o| o.hybrid.other_servers[0].build = "Version 15.2 (Build 1258.12)".to_owned());
    assert!(old.contains("Update a server that is too old"), "{old}");
    let unknown = reported(&|o| o.hybrid.setup_build.clear());
    assert!(unknown.contains("its hotfixes"), "the update level alone does not show it: {unknown}");
    let mut graph = organisation(Situation::FullyConfigured);
    graph.hybrid.setting_overrides.push(SettingOverride {
        name: "EnableRouteThroughMSGraphFeature".to_owned(),
        section: "RouteThroughMSGraph".to_owned(),
        parameters: "Enabled=true".to_owned(),
        scope: String::new(),
    });
    let (_, receipt) = run(&mut graph, &script("hybrid-application"));
    assert_eq!(step(&receipt, "hybrid-application").facts["graphOverride"], json!(true));
}
