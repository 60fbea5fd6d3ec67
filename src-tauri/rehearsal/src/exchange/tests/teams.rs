//! The Teams guide's scripts and receipts.

use super::*;
use serde_json::json;

const GUIDE: &str = "teams";

fn as_recorded(situation: Situation) -> Organisation {
    on_recorded_build(organisation(situation))
}

fn organisation(situation: Situation) -> Organisation {
    organisation_of(GUIDE, situation)
}

fn script_with(id: &str, given: &Given) -> String {
    script_of(GUIDE, id, given)
}

fn script(id: &str) -> String {
    script_with(id, &Given::default())
}

#[test]
fn each_situation_answers_the_whole_script_as_it_was_recorded() {
    let script = script("teams-on-premises");
    for (situation, name) in [
        (Situation::Fresh, "fresh.txt"),
        (Situation::FullyConfigured, "again.txt"),
        (Situation::ExpiredCertificate, "expired-certificate.txt"),
        (Situation::FailedInRole, "failed-in-role.txt"),
        (Situation::HalfDoneByHand, "half-done-by-hand.txt"),
        (Situation::NextCertificate, "next-certificate.txt"),
        (Situation::SplitPermissions, "split-permissions.txt"),
        (Situation::WrongShell, "wrong-shell.txt"),
    ] {
        let output = as_recorded(situation).run(&script, false, now()).unwrap();
        hold_against(name, &output.console);
    }
}

#[test]
fn a_second_run_and_a_dry_run_are_as_recorded() {
    let script = script("teams-on-premises");
    let mut fresh = as_recorded(Situation::Fresh);
    let before = fresh.clone();
    let dry = fresh.run(&script, true, now()).unwrap();
    hold_against("whatif.txt", &dry.console);
    assert_eq!(fresh, before, "a dry run changes nothing");
    run(&mut fresh, &script);
    let after = fresh.clone();
    let again = fresh.run(&script, false, now()).unwrap();
    hold_against("again.txt", &again.console);
    assert_eq!(fresh, after, "the second run changes nothing");
}

#[test]
fn discovery_is_as_recorded() {
    let script = script("discover-exchange");
    let mut organisation = as_recorded(Situation::FullyConfigured);
    let output = organisation.run(&script, false, now()).unwrap();
    hold_against("discover-exchange.txt", &output.console);
}

#[test]
fn undo_is_as_recorded_and_leaves_the_organisation_from_before() {
    let mut organisation = as_recorded(Situation::Fresh);
    let before = organisation.clone();
    let (_, receipt) = run(&mut organisation, &script("teams-on-premises"));
    let undo_list = undo_list(&receipt);
    let mut names = undo_list.created.clone();
    names.sort();
    let all = ["account", "assignment", "cloud-voicemail", "role", "sfbonline", "teams-scheduler"];
    assert_eq!(names, all, "the guide recognises each change of the simulation");
    let undo = script_with("teams-undo", &Given { undo_list, ..Given::default() });
    let output = organisation.run(&undo, false, now()).unwrap();
    hold_against("teams-undo.txt", &output.console);
    assert_eq!(without_files(&organisation), before);
}

#[test]
fn undo_takes_back_what_was_changed_by_hand_before() {
    let mut organisation = organisation(Situation::HalfDoneByHand);
    let before = organisation.clone();
    let relink = Given::with(&[("relink", "true")]);
    let (_, receipt) = run(&mut organisation, &script_with("teams-on-premises", &relink));
    assert_eq!(
        step(&receipt, "sfbonline").facts["linkedAccount"],
        "contoso.com/Users/TeamsScheduler",
        "relinked because the operator said so"
    );
    let undo_list = undo_list(&receipt);
    assert_eq!(undo_list.enabled, ["cloud-voicemail"]);
    assert_eq!(undo_list.relinked["sfbonline"], "contoso.com/Users/SfBOnline-ApplicationAccount");
    run(&mut organisation, &script_with("teams-undo", &Given { undo_list, ..Given::default() }));
    assert_eq!(without_files(&organisation), without_files(&before));
}

#[test]
fn undo_leaves_what_was_changed_since() {
    let created =
        ["account", "role", "assignment", "sfbonline", "teams-scheduler", "cloud-voicemail"];
    let undo_list = UndoList { created: created.map(str::to_owned).into(), ..UndoList::default() };
    let undo = script_with("teams-undo", &Given { undo_list, ..Given::default() });
    let cases: [(&str, &str, Change); 8] = [
        ("undo-changed-since", "sfbonline", |o| {
            o.application_mut("SfBOnline").unwrap().name = "Mine".into();
        }),
        ("undo-changed-since", "sfbonline", |o| {
            o.application_mut("SfBOnline").unwrap().linked_account = o.identity("Other");
        }),
        ("undo-changed-since", "teams-scheduler", |o| {
            o.application_mut("TeamsScheduler").unwrap().linked_account.clear();
        }),
        ("undo-changed-since", "cloud-voicemail", |o| {
            o.application_mut("CloudVoicemail").unwrap().linked_account = o.identity("Other");
        }),
        ("undo-changed-since", "account", |o| o.accounts[1].kind = "UserMailbox".into()),
        ("undo-in-use", "role", |o| {
            let mut other = o.assignments[0].clone();
            (other.name, other.assignee) = ("x".into(), "Somebody".into());
            o.assignments.push(other);
        }),
        ("undo-in-use", "role", |o| {
            let account = o.identity("TeamsScheduler");
            o.applications[0].linked_account = account;
        }),
        ("undo-in-use", "account", |o| {
            o.assignments.push(Assignment::new("ArchiveApplication", "TeamsScheduler"));
        }),
    ];
    for (code, at, change) in cases {
        let mut organisation = organisation(Situation::FullyConfigured);
        change(&mut organisation);
        let before = organisation.clone();
        let (_, receipt) = run(&mut organisation, &undo);
        assert_eq!(failure(&receipt), (at.to_owned(), code.to_owned()));
        let kept = |o: &Organisation| match at {
            "account" => json!(o.accounts),
            "role" => json!([o.roles, o.assignments.last()]),
            _ => {
                let app_id = match at {
                    "sfbonline" => crate::cloud::SKYPE_ONLINE,
                    "teams-scheduler" => crate::cloud::TEAMS_SCHEDULER,
                    _ => crate::cloud::CLOUD_VOICEMAIL,
                };
                json!(o.applications_of(app_id))
            }
        };
        assert_eq!(kept(&organisation), kept(&before), "{at}: what is in use stays");
    }
}

#[test]
fn undo_takes_the_account_back_only_once_nothing_acts_through_it() {
    let undo_list = UndoList { created: vec!["account".to_owned()], ..UndoList::default() };
    let undo = script_with("teams-undo", &Given { undo_list, ..Given::default() });
    let mut organisation = organisation(Situation::FullyConfigured);
    let before = organisation.clone();
    let (_, receipt) = run(&mut organisation, &undo);
    assert_eq!(failure(&receipt), ("account".to_owned(), "undo-in-use".to_owned()));
    assert_eq!(organisation, before);
    for application in &mut organisation.applications {
        application.linked_account.clear();
    }
    let (_, receipt) = run(&mut organisation, &undo);
    assert_eq!(receipt.failure, None, "the role of this guide alone is no use by somebody else");
    assert!(organisation.accounts_named("TeamsScheduler").is_empty());
}

#[test]
fn undo_leaves_the_assignment_of_an_account_that_was_there_before_only_where_it_did_not_make_it() {
    let undo_list = UndoList { created: vec!["assignment".to_owned()], ..UndoList::default() };
    let undo = script_with("teams-undo", &Given { undo_list, ..Given::default() });
    let mut organisation = organisation(Situation::FullyConfigured);
    let (_, receipt) = run(&mut organisation, &undo);
    assert_eq!(receipt.failure, None, "its applications may have been linked to it all along");
    assert!(organisation.assignments.is_empty());
}

#[test]
fn undo_leaves_an_application_that_somebody_linked_elsewhere_since() {
    let former = ("sfbonline".to_owned(), "contoso.com/Users/Former".to_owned());
    let undo_list = UndoList { relinked: [former].into(), ..UndoList::default() };
    let undo = script_with("teams-undo", &Given { undo_list, ..Given::default() });
    let mut organisation = organisation(Situation::FullyConfigured);
    let other = "contoso.com/Users/Other".to_owned();
    organisation.application_mut("SfBOnline").unwrap().linked_account = other;
    let before = organisation.clone();
    let (output, receipt) = run(&mut organisation, &undo);
    assert_eq!(receipt.failure, None, "the rest is still taken back");
    assert_eq!(organisation, before);
    assert!(output.console.contains("left: somebody linked SfBOnline"), "and it is said");
}

#[test]
fn undo_does_not_disable_an_application_that_somebody_linked_elsewhere_since() {
    let former = ("sfbonline".to_owned(), "contoso.com/Users/Former".to_owned());
    let enabled = vec!["sfbonline".to_owned()];
    let undo_list = UndoList { relinked: [former].into(), enabled, ..UndoList::default() };
    let undo = script_with("teams-undo", &Given { undo_list, ..Given::default() });
    let mut organisation = organisation(Situation::FullyConfigured);
    let other = organisation.identity("Other");
    organisation.application_mut("SfBOnline").unwrap().linked_account = other;
    let before = organisation.clone();
    run(&mut organisation, &undo);
    assert_eq!(organisation, before, "it serves somebody else by now");
}

#[test]
fn single_steps_in_order_do_what_the_whole_script_does() {
    let mut whole = organisation(Situation::Fresh);
    let mut single = whole.clone();
    run(&mut whole, &script("teams-on-premises"));
    for id in [
        "exchange-oauth",
        "account",
        "role",
        "sfbonline",
        "teams-scheduler",
        "cloud-voicemail",
        "export",
    ] {
        let (_, receipt) = run(&mut single, &script(id));
        let ids: Vec<_> = receipt.steps.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(ids, ["shell", id]);
        assert_eq!(receipt.failure, None);
    }
    assert_eq!(single, whole);
}

#[test]
fn verification_reads_the_same_steps_and_changes_nothing() {
    let verify = script("verify-exchange");
    for situation in Situation::of(GUIDE).iter().copied() {
        let mut organisation = organisation(situation);
        let before = organisation.clone();
        let (_, receipt) = run(&mut organisation, &verify);
        assert_eq!(organisation, before, "{situation:?}");
        assert!(receipt.steps.iter().all(|step| step.changes.is_empty()), "{situation:?}");
    }
    let mut organisation = organisation(Situation::FullyConfigured);
    let (output, receipt) = run(&mut organisation, &verify);
    let ids: Vec<_> = receipt.steps.iter().map(|step| step.id.as_str()).collect();
    let steps = [
        "exchange-oauth",
        "account",
        "role",
        "sfbonline",
        "teams-scheduler",
        "cloud-voicemail",
        "export",
    ];
    assert_eq!(ids, [&["shell"], &steps[..]].concat());
    assert!(output.console.contains("* Partner application SfBOnline (only read)"));
    let (_, whole) = run(&mut organisation, &script("teams-on-premises"));
    for id in &steps[..6] {
        assert_eq!(step(&receipt, id).facts, step(&whole, id).facts, "{id}");
    }
}

#[test]
fn verification_goes_on_after_what_cannot_be_read() {
    let mut organisation = organisation(Situation::FullyConfigured);
    organisation.roles.iter_mut().for_each(|role| role.kind = "MailRecipients".into());
    organisation.applications.iter_mut().for_each(|one| one.realm = "other".into());
    let (output, receipt) = run(&mut organisation, &script("verify-exchange"));
    assert_eq!(failure(&receipt), ("role".into(), "role-of-other-type".into()));
    assert_eq!(
        step(&receipt, "cloud-voicemail").error.as_ref().unwrap().code,
        "partner-foreign-realm"
    );
    assert_eq!(step(&receipt, "export").outcome, Outcome::Unchanged);
    assert_eq!(output.console.matches("WARNING: Completed changes are kept").count(), 1);
}

#[test]
fn each_refusal_of_the_script_has_its_code_and_changes_nothing_more() {
    let cases: [(&str, Change); 11] = [
        ("exchange-online-loaded", |o| o.window = Window::ExchangeOnline),
        ("cmdlet-not-in-role", |o| o.missing_commands.extend(["Get-AuthConfig".into()])),
        ("account-name-taken", |o| o.accounts[1].kind = "UserMailbox".into()),
        ("account-ambiguous", |o| o.accounts.push(o.accounts[1].clone())),
        ("role-of-other-type", |o| o.roles[2].kind = "MailRecipients".into()),
        ("role-without-getdelegate", |o| o.roles[2].entries = vec!["GetItem".into()]),
        ("partner-duplicate", |o| {
            let mut copy = o.applications_of(crate::cloud::SKYPE_ONLINE)[0].clone();
            copy.name = "Copy".into();
            o.applications.push(copy);
        }),
        ("partner-foreign-realm", |o| {
            o.application_mut("SfBOnline").unwrap().realm = "ffff".into();
        }),
        ("no-auth-certificate", |o| o.current_certificate.clear()),
        ("bad-thumbprint", |o| o.current_certificate = "12".into()),
        ("certificate-not-on-server", |o| o.certificates.clear()),
    ];
    for (code, change) in cases {
        let mut organisation = organisation(Situation::FullyConfigured);
        change(&mut organisation);
        let before = organisation.clone();
        let (_, receipt) = run(&mut organisation, &script("teams-on-premises"));
        assert_eq!(failure(&receipt).1, code);
        assert_eq!(organisation, before, "{code}");
    }
}

#[test]
fn a_partner_application_of_another_tenant_is_left_alone_beside_the_own_one() {
    let mut organisation = organisation(Situation::FullyConfigured);
    let mut other = organisation.applications_of(crate::cloud::SKYPE_ONLINE)[0].clone();
    other.name = "SfBOnline of Fabrikam".into();
    other.realm = "11112222-0000-3333-4444-555566667777".into();
    other.enabled = false;
    organisation.applications.insert(0, other);
    let before = organisation.clone();
    let (_, receipt) = run(&mut organisation, &script("sfbonline"));
    assert_eq!(receipt.failure, None);
    assert_eq!(step(&receipt, "sfbonline").facts["name"], "SfBOnline");
    assert_eq!(organisation, before);
}

#[test]
fn without_the_tenant_id_an_application_with_a_realm_is_not_taken_for_the_own_one() {
    let mut organisation = organisation(Situation::FullyConfigured);
    organisation.application_mut("SfBOnline").unwrap().realm = TENANT.into();
    let before = organisation.clone();
    let (_, receipt) = run(&mut organisation, &script("sfbonline"));
    assert_eq!(receipt.failure, None, "the id says that it is the own one");
    let unknown = script("sfbonline").replace(TENANT, "contoso.com");
    let (_, receipt) = run(&mut organisation, &unknown);
    assert_eq!(failure(&receipt), ("sfbonline".into(), "tenant-id-unknown".into()));
    assert_eq!(organisation, before);
}

#[test]
fn a_step_that_builds_on_the_account_says_that_it_is_missing() {
    for id in ["role", "sfbonline", "teams-scheduler"] {
        let (_, receipt) = run(&mut organisation(Situation::Fresh), &script(id));
        assert_eq!(failure(&receipt), (id.to_owned(), "account-missing".to_owned()));
        let dry = organisation(Situation::Fresh).run(&script(id), true, now()).unwrap();
        assert!(!dry.failed, "a dry run goes on: {id}");
    }
}

#[test]
fn another_linked_account_stays_until_the_operator_says_otherwise() {
    let mut organisation = organisation(Situation::HalfDoneByHand);
    let (_, receipt) = run(&mut organisation, &script("sfbonline"));
    let older = "contoso.com/Users/SfBOnline-ApplicationAccount";
    assert_eq!(step(&receipt, "sfbonline").facts["linkedAccount"], older);
    let roles = json!(["ArchiveApplication", "UserApplication"]);
    assert_eq!(step(&receipt, "sfbonline").facts["linkedAccountRoles"], roles);
    let asked = |receipt: &Receipt| {
        let steps = judged(receipt, &Given::default()).steps.into_iter();
        steps.filter_map(|step| step.question).map(|question| question.text).collect::<String>()
    };
    let held = "holds these roles: ArchiveApplication, UserApplication.";
    assert!(asked(&receipt).ends_with(held), "{}", asked(&receipt));
    let mut unread = organisation.clone();
    unread.missing_commands.insert("Get-ManagementRoleAssignment".to_owned());
    let (output, receipt) = run(&mut unread, &script("sfbonline"));
    assert_eq!(receipt.failure, None, "nothing depends on it");
    assert_eq!(step(&receipt, "sfbonline").facts["linkedAccountRoles"], Value::Null);
    assert!(output.console.contains(&format!("  not read: the roles of {older} (")));
    assert!(asked(&receipt).contains("didn't read which roles"), "{}", asked(&receipt));
    unread.missing_commands.clear();
    unread.assignments.retain(|one| one.assignee == "TeamsScheduler");
    let (_, receipt) = run(&mut unread, &script("sfbonline"));
    assert!(asked(&receipt).contains("holds no role"), "{}", asked(&receipt));
    let relink = Given::with(&[("relink", "true")]);
    let (_, receipt) = run(&mut organisation, &script_with("sfbonline", &relink));
    assert_eq!(step(&receipt, "sfbonline").facts["formerLinkedAccount"], older);
}

#[test]
fn the_legacy_application_is_removed_only_when_that_was_confirmed() {
    let reported = Given::with(&[("legacy_removal", "true")]);
    let text = script_with("remove-legacy", &reported);
    let mut organisation = organisation(Situation::FullyConfigured);
    let (_, receipt) = run(
        &mut organisation,
        &text.replace("MicrosoftAdvised = $true", "MicrosoftAdvised = $false"),
    );
    assert_eq!(failure(&receipt).1, "not-confirmed");
    let (_, receipt) = run(&mut organisation, &text);
    let facts = &step(&receipt, "remove-legacy").facts;
    assert_eq!(
        (&facts["present"], &facts["removed"]["name"]),
        (&false.into(), &"SfBOnline".into())
    );
    assert!(organisation.applications_of(crate::cloud::SKYPE_ONLINE).is_empty());
    assert_eq!(organisation.applications.len(), 3, "nothing else goes");
}

#[test]
fn discovery_finds_a_global_catalog_of_the_domain_and_warns_of_another_choice() {
    let mut organisation = organisation(Situation::Fresh);
    organisation.global_catalogs.push("gc01.child.contoso.com".to_owned());
    let (_, receipt) = run(&mut organisation, &script("discover-exchange"));
    let found = |answer: &str| {
        let given = Given::with(&[("domain_controller", answer)]);
        judged(&receipt, &given).discovery.unwrap()
    };
    let discovery = found("dc03.contoso.com");
    let offered: Vec<_> = discovery
        .suggestions
        .iter()
        .filter(|one| one.answer.as_str() == "domain_controller")
        .map(|one| (one.value.as_str(), one.source.as_str()))
        .collect();
    let source = "Global catalog of contoso.com that Exchange uses";
    assert_eq!(
        offered,
        [("dc01.contoso.com", source), ("dc03.contoso.com", source)],
        "not dc02, which answered about the organisation, and none of another domain"
    );
    let warned = |answer: &str| -> Vec<String> {
        let notes = found(answer).notes.into_iter();
        notes.filter(|note| note.starts_with("The answer \"Domain controller\"")).collect()
    };
    assert_eq!(warned("dc03.contoso.com"), [""; 0]);
    let [none] = &warned("dc02.contoso.com")[..] else { panic!("no warning") };
    assert!(none.contains("isn't one of the global catalogs of contoso.com"), "{none}");
    assert!(none.ends_with("Select one of: dc01.contoso.com, dc03.contoso.com."), "{none}");
    let [other] = &warned("gc01.child.contoso.com")[..] else { panic!("no warning") };
    assert!(other.contains("isn't in the domain of this Exchange server, contoso.com"), "{other}");
}

#[test]
fn discovery_reads_on_where_a_command_is_missing() {
    let mut organisation = organisation(Situation::SplitPermissions);
    organisation.missing_commands.insert("Get-ManagementRole".into());
    let (output, receipt) = run(&mut organisation, &script("discover-exchange"));
    let facts = &step(&receipt, "discovery").facts;
    assert_eq!(facts["unread"][0]["name"], "roles");
    assert_eq!(facts["mayCreateMailUser"], false);
    assert!(facts.contains_key("accounts") && !facts.contains_key("roles"));
    assert!(output.console.contains("  not read: roles ("));
}

#[test]
fn whatever_hinders_can_be_put_right_and_the_script_then_runs() {
    let script = script("teams-on-premises");
    for situation in Situation::of(GUIDE).iter().copied() {
        let mut organisation = organisation(situation);
        let hindered = matches!(
            situation,
            Situation::SplitPermissions
                | Situation::WrongShell
                | Situation::FailedInRole
                | Situation::ExpiredCertificate
                | Situation::SeveralTenants
                | Situation::TeamsKeptOut
        );
        assert_eq!(!organisation.put_right(now()).unwrap().is_empty(), hindered, "{situation:?}");
        assert!(organisation.put_right(now()).unwrap().is_empty(), "once: {situation:?}");
        let (_, receipt) = run(&mut organisation, &script);
        assert_eq!(receipt.failure, None, "{situation:?}");
        let current = organisation.certificate(&organisation.current_certificate).unwrap();
        assert!(current.not_after > now(), "{situation:?}");
    }
}

#[test]
fn a_script_that_failed_in_the_middle_is_finished_by_running_it_again() {
    let script = script("teams-on-premises");
    let mut organisation = organisation(Situation::FailedInRole);
    let (_, first) = run(&mut organisation, &script);
    assert_eq!(failure(&first), ("role".into(), "exchange-error".into()));
    let (_, second) = run(&mut organisation, &script);
    assert_eq!(second.failure, None);
    assert_eq!(step(&second, "account").outcome, Outcome::Unchanged);
    let changes = &step(&second, "role").changes;
    assert_eq!(changes.len(), 1, "only the assignment was missing");
}

#[test]
fn an_organisation_is_kept_as_plain_data() {
    for situation in Situation::of(GUIDE).iter().copied() {
        let organisation = organisation(situation);
        let text = serde_json::to_string(&organisation).unwrap();
        assert_eq!(serde_json::from_str::<Organisation>(&text).unwrap(), organisation);
        assert!(!text.contains("PRIVATE"), "there is no private key");
    }
}

#[test]
fn hostile_answers_come_back_as_they_were_given() {
    let domain = "it's-\u{2019}$(x)`\".example";
    let quoted = domain.replace('\'', "''").replace('\u{2019}', "\u{2019}\u{2019}");
    let text = script("account").replace("'contoso.com'", &format!("'{quoted}'"));
    let (_, receipt) = run(&mut organisation(Situation::Fresh), &text);
    let address = &step(&receipt, "account").facts["address"];
    assert_eq!(*address, format!("TeamsScheduler-ApplicationAccount@{domain}"));
}

#[test]
fn a_text_that_is_no_script_changes_nothing() {
    let mut organisation = organisation(Situation::Fresh);
    let before = organisation.clone();
    let strange = script("account")
        .replace("    Invoke-AccountStep", "    Invoke-AccountStep\n    Invoke-Surprise");
    for text in ["", "Remove-Mailbox *", strange.as_str()] {
        assert!(organisation.run(text, false, now()).is_err());
    }
    assert_eq!(organisation, before);
}

#[test]
fn the_simulation_reports_every_fact_a_script_names_and_no_other() {
    let answers = [
        ("test_mailbox", "adele@contoso.com"),
        ("relink", "true"),
        ("relink_scheduler", "true"),
        ("legacy_removal", "true"),
    ];
    hold_facts(GUIDE, &Given::with(&answers), |organisation| {
        if let Some(one) = organisation.application_mut("TeamsScheduler") {
            one.linked_account = "contoso.com/Users/Other".to_owned();
        }
    });
}

/// What the first step finds that is not as it should be, by its label.
fn open_with(receipt: &Receipt, given: &Given) -> BTreeMap<String, receipt::Finding> {
    let findings = judged(receipt, given).steps.remove(0).findings.into_iter();
    let open = findings.filter(|one| one.state != FindingState::Met);
    open.map(|one| (one.label.clone(), one)).collect()
}

fn notes(receipt: &Receipt) -> Vec<String> {
    judged(receipt, &Given::default()).discovery.unwrap().notes
}

#[test]
fn what_keeps_teams_out_is_found_and_nothing_else_is() {
    let given = Given::with(&[("test_mailbox", "adele@contoso.com")]);
    let script = script_with("exchange-oauth", &given);
    let mut organisation = organisation(Situation::TeamsKeptOut);
    let (_, receipt) = run(&mut organisation, &script);
    let open = open_with(&receipt, &given);
    let found: Vec<(&str, &str)> =
        open.values().map(|one| (one.label.as_str(), one.found.as_str())).collect();
    let policy = "organization: EnforceAllowList without";
    assert_eq!(
        found,
        [
            ("Accepted domains with a wildcard", "*.contoso.com"),
            ("EWS policy for delegates", &format!("{policy} *SchedulingService*")),
            ("EWS policy for presence", &format!("{policy} *Microsoft.Skype.Presence.App/*")),
            (
                "EWS policy for the Teams calendar",
                &format!("{policy} MicrosoftNinja/*, *Teams/*, SkypeSpaces/*"),
            ),
            ("Servers without the Auth Certificate", "EX02"),
            (
                "Updates of your Exchange servers",
                "EX02: 15.2.2562.29 (Exchange Server SE, newest on 8 October 2026: 15.2.2562.53); EX01: 15.2.2562.53 (Exchange Server SE, September 2026 v2)",
            ),
            (
                "Virtual directories of Autodiscover without OAuth",
                r"EX01\Autodiscover (Default Web Site)",
            ),
            ("Virtual directories of EWS without OAuth", r"EX01\EWS (Default Web Site)"),
        ]
    );
    let update = open["Updates of your Exchange servers"].state;
    assert_eq!(update, FindingState::Noted, "nothing waits for an update");
    for one in open.values() {
        let advice = one.otherwise.as_deref().unwrap_or_default();
        assert!(
            !advice.contains("-EwsApplicationAccessPolicy "),
            "no policy is switched: {advice}"
        );
    }
    assert!(!organisation.put_right(now()).unwrap().is_empty());
    let (_, receipt) = run(&mut organisation, &script);
    assert!(open_with(&receipt, &given).is_empty());
}

#[test]
fn what_may_not_be_read_of_it_is_not_known_and_nothing_is_said_of_it() {
    let mut organisation = organisation(Situation::TeamsKeptOut);
    for command in ["Get-AutodiscoverVirtualDirectory", "Get-ClientAccessService"] {
        organisation.missing_commands.insert(command.into());
    }
    let (output, receipt) = run(&mut organisation, &script("exchange-oauth"));
    assert_eq!(receipt.failure, None);
    assert!(output.console.contains("  not read: Virtual directories ("));
    let open = open_with(&receipt, &Given::default());
    let unread = &open["Unread settings"];
    assert_eq!(unread.found, "Virtual directories, Autodiscover service connection points");
    assert_eq!(unread.state, FindingState::Ask);
    assert!(!open.contains_key("Virtual directories of EWS without OAuth"));
}

#[test]
fn discovery_says_what_keeps_teams_out_and_which_step_says_what_to_do() {
    let mut organisation = organisation(Situation::TeamsKeptOut);
    let (_, receipt) = run(&mut organisation, &script("discover-exchange"));
    let reported = notes(&receipt);
    for note in [
        "Accepted domains with a wildcard: *.contoso.com. Change this. Step 2 says what to do.",
        r"Virtual directories of EWS without OAuth: EX01\EWS (Default Web Site). Change this. Step 2 says what to do.",
        "Servers without the Auth Certificate: EX02. Change this. Step 2 says what to do.",
        "Updates of your Exchange servers: EX02: 15.2.2562.29 (Exchange Server SE, newest on 8 October 2026: 15.2.2562.53); EX01: 15.2.2562.53 (Exchange Server SE, September 2026 v2). Step 2 says what to do.",
    ] {
        assert!(reported.iter().any(|one| one == note), "{reported:#?}");
    }
    organisation.put_right(now()).unwrap();
    let (_, receipt) = run(&mut organisation, &script("discover-exchange"));
    let reported = notes(&receipt);
    assert!(!reported.iter().any(|one| one.contains("Change this")), "{reported:#?}");
}

#[test]
fn the_simulation_takes_the_actions_that_a_script_names() {
    let text = script("teams-on-premises");
    let mut organisation = organisation(Situation::HalfDoneByHand);
    organisation.roles.truncate(2);
    organisation.assignments.clear();
    organisation.accounts.retain(|one| one.name != "TeamsScheduler");
    organisation.applications.retain(|one| one.name != "TeamsScheduler");
    let relink = Given::with(&[("relink", "true")]);
    let (_, receipt) = run(&mut organisation, &script_with("teams-on-premises", &relink));
    let changes = receipt.steps.iter().flat_map(|step| &step.changes);
    let mut count = 0;
    for change in changes {
        let beginning =
            change.action.split(|letter: char| letter.is_ascii_digit() || letter == '/').next();
        let beginning = beginning.unwrap().trim_end_matches("contoso.com");
        // What an action names may come from the call: then its beginning is a text of its own.
        let own =
            |end| change.action.get(..end).is_some_and(|own| text.contains(&format!("'{own}' +")));
        let named = text.contains(&format!("'{beginning}")) || (7..change.action.len()).any(own);
        assert!(named, "{}", change.action);
        count += 1;
    }
    assert!(count >= 8, "{count} changes were looked at");
}
