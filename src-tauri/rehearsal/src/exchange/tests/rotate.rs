//! The scripts and receipts of the guide for renewing the Auth Certificate, and what the tenant holds.

use super::*;
use crate::cloud::{CLOUD_VOICEMAIL, SKYPE_ONLINE, TEAMS_SCHEDULER};
use crate::exchange::organisation::AuthCertificate;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

const GUIDE: &str = "rotate";

fn organisation(situation: Situation) -> Organisation {
    organisation_of(GUIDE, situation)
}

fn script_with(id: &str, given: &Given) -> String {
    script_of(GUIDE, id, given)
}

fn script(id: &str) -> String {
    script_with(id, &Given::default())
}

/// The facts of a step after a run of its script.
fn reported(organisation: &mut Organisation, id: &str) -> serde_json::Map<String, Value> {
    let (_, receipt) = run(organisation, &script(id));
    assert_eq!(receipt.failure, None, "{id}");
    step(&receipt, id).facts.clone()
}

/// A certificate that was made and is not set as the next one.
fn new_thumbprint(organisation: &Organisation) -> String {
    let known = [&organisation.current_certificate, &organisation.previous_certificate];
    let mut waiting = organisation.certificates.iter().map(|one| &one.thumbprint);
    waiting.find(|thumbprint| !known.contains(thumbprint)).unwrap().clone()
}

fn setting(thumbprint: &str, takeover: &str) -> String {
    let given = Given::with(&[("next_thumbprint", thumbprint), ("takeover", takeover)]);
    script_with("next", &given)
}

/// The thumbprints of the keys that an application holds when the rehearsal begins.
fn keys(organisation: &Organisation, app_id: &str) -> Vec<String> {
    let start = organisation.tenant_start(now()).unwrap().unwrap();
    let principal = start.principals.iter().find(|one| one.app_id == app_id).unwrap();
    principal.keys.iter().map(|key| crate::certificate::thumbprint(&key.der)).collect()
}

#[test]
fn every_script_can_be_rehearsed_in_each_situation() {
    let library = library();
    assert!(Situation::of(GUIDE).len() > 4);
    for spec in &guide(library, GUIDE).scripts {
        let text = script(spec.id.as_str());
        for situation in Situation::of(GUIDE) {
            for what_if in [true, false] {
                let output = organisation(*situation).run(&text, what_if, now());
                let output = output.unwrap_or_else(|error| panic!("{} {error}", spec.id));
                let wrong = *situation == Situation::WrongShell;
                assert_eq!(output.failed, wrong, "{} {situation:?}", spec.id);
            }
        }
    }
}

#[test]
fn the_days_left_are_counted_and_both_certificates_come_with_the_receipt() {
    let mut fresh = organisation(Situation::Fresh);
    let facts = reported(&mut fresh, "certificates");
    assert_eq!(facts["currentDaysLeft"], 28, "28 days and a half");
    assert_eq!(facts["nextDaysLeft"], Value::Null);
    assert_eq!(facts["certificates"].as_array().unwrap().len(), 1);
    let mut waits = organisation(Situation::NextCertificate);
    let facts = reported(&mut waits, "certificates");
    let uses: Vec<_> =
        facts["certificates"].as_array().unwrap().iter().map(|one| &one["use"]).collect();
    assert_eq!(uses, ["current", "next"]);
    for one in facts["certificates"].as_array().unwrap() {
        let der = BASE64_STANDARD.decode(one["der"].as_str().unwrap()).unwrap();
        assert_eq!(one["thumbprint"], crate::certificate::thumbprint(&der));
    }
    let facts = reported(&mut organisation(Situation::ExpiredCertificate), "certificates");
    assert_eq!(facts["currentDaysLeft"], -3, "it ended two days and a half ago");
}

#[test]
fn without_a_next_certificate_the_window_says_how_to_make_one_and_discovery_finds_one_that_was_made()
 {
    let (output, receipt) = run(&mut organisation(Situation::Fresh), &script("next"));
    assert_eq!(step(&receipt, "next").facts["successor"], "");
    assert!(output.console.contains("New-ExchangeCertificate -KeySize 2048"));
    let mut begun = organisation(Situation::HalfDoneByHand);
    let (_, receipt) = run(&mut begun, &script("discover-rotation"));
    let found = &step(&receipt, "discovery").facts["candidates"];
    assert_eq!(found[0]["thumbprint"], new_thumbprint(&begun).as_str());
    assert_eq!(found.as_array().unwrap().len(), 1);
}

#[test]
fn nobody_makes_a_certificate_in_a_rehearsal_so_there_is_one_once_the_command_was_shown() {
    let mut begun = organisation(Situation::Fresh);
    let before = begun.clone();
    begun.run(&script("next"), true, now()).unwrap();
    assert_eq!(begun, before, "not in a dry run");
    let (output, receipt) = run(&mut begun, &script("next"));
    assert!(output.console.contains("[Rehearsal] The rehearsal ran the command for you"));
    assert_eq!(step(&receipt, "next").facts["candidates"], json!([]), "there was none yet");
    let wanted = new_thumbprint(&begun);
    for _ in 0..2 {
        let (output, receipt) = run(&mut begun, &script("next"));
        assert!(output.console.contains(&wanted), "it stays the same one");
        let candidates = &step(&receipt, "next").facts["candidates"];
        assert_eq!(candidates[0]["thumbprint"], wanted.as_str());
        assert_eq!(candidates.as_array().unwrap().len(), 1);
    }
    assert_eq!(begun.certificates.len(), 2);
    let (_, receipt) = run(&mut begun, &setting(&wanted, "30"));
    assert_eq!(step(&receipt, "next").facts["successor"], wanted.as_str());
    let mut over = organisation(Situation::PartlyConfigured);
    let before = over.clone();
    run(&mut over, &script("next"));
    assert_eq!(over, before, "nothing is due");
}

#[test]
fn a_question_that_nobody_can_answer_ends_the_script_before_its_change() {
    let mut begun = organisation(Situation::HalfDoneByHand);
    let text = setting(&new_thumbprint(&begun), "30");
    let before = begun.clone();
    let mut unattended = |given: &[(&str, bool)]| {
        let given = given.iter().map(|(name, on)| ((*name).to_owned(), *on)).collect();
        begun.run_with(&text, &Parameters::unattended(&given), now()).unwrap()
    };
    let dry = unattended(&[("WhatIf", true)]);
    assert!(!dry.failed && dry.console.contains("What if: "), "{}", dry.console);
    let asked = unattended(&[]);
    assert!(asked.failed && asked.console.contains("NonInteractive"), "{}", asked.console);
    let receipt = receipt::read(asked.console.as_bytes()).unwrap().newest().clone();
    assert_eq!(failure(&receipt), ("next".to_owned(), "exchange-error".to_owned()));
    let told = unattended(&[("Confirm", false)]);
    assert!(!told.failed, "{}", told.console);
    assert_ne!(begun, before);
    assert!(!begun.next_certificate.is_empty());
}

/// Runs a script with a switch, dry or not.
fn run_with(
    organisation: &mut Organisation,
    text: &str,
    switch: &str,
    what_if: bool,
) -> (RunOutput, Receipt) {
    let switches = BTreeSet::from([switch.to_owned()]);
    let given = Parameters { switches, ..Parameters::attended(what_if) };
    let output = organisation.run_with(text, &given, now()).unwrap();
    let receipt = receipt::read(output.console.as_bytes()).unwrap().newest().clone();
    (output, receipt)
}

#[test]
fn the_next_certificate_is_published_with_the_switch_on_its_day_alone() {
    let mut due = organisation(Situation::HalfDoneByHand);
    let (wanted, before) = (new_thumbprint(&due), due.current_certificate.clone());
    run(&mut due, &setting(&wanted, "0"));
    let text = script("rollover");
    let (_, planned) = run_with(&mut due, &text, "Publish", true);
    let change = &step(&planned, "rollover").changes[0];
    assert_eq!((change.action.as_str(), change.done), ("Publish the next certificate", false));
    assert_eq!(due.current_certificate, before);
    let (_, done) = run_with(&mut due, &text, "Publish", false);
    assert_eq!(step(&done, "rollover").outcome, Outcome::Changed);
    assert_eq!(step(&done, "rollover").facts["rolledOver"], true);
    assert_eq!((&due.current_certificate, &due.previous_certificate), (&wanted, &before));

    let mut early = organisation(Situation::NextCertificate);
    let (_, receipt) = run_with(&mut early, &text, "Publish", false);
    assert!(step(&receipt, "rollover").changes.is_empty(), "its day has not come");
    let mut elsewhere = organisation(Situation::CertificateElsewhere);
    elsewhere.next_effective = Some(now());
    let (_, receipt) = run_with(&mut elsewhere, &text, "Publish", false);
    assert_eq!(failure(&receipt).1, "certificate-not-on-server");
}

#[test]
fn iis_on_this_server_is_restarted_with_a_switch_alone() {
    let text = script("verify-rotation");
    let mut begun = organisation(Situation::NextCertificate);
    let (output, _) = run(&mut begun, &text);
    assert!(!output.console.contains("Restart IIS"), "{}", output.console);
    for (switch, action) in [
        ("RestartIis", "Restart IIS"),
        ("RecyclePools", "Recycle the application pools of EWS and Autodiscover"),
    ] {
        let (_, dry) = run_with(&mut begun, &text, switch, true);
        assert_eq!(step(&dry, "iis").outcome, Outcome::Planned);
        let (output, done) = run_with(&mut begun, &text, switch, false);
        let change = &step(&done, "iis").changes[0];
        assert_eq!((change.action.as_str(), change.done), (action, true));
        assert!(output.console.contains("* Restart IIS on this server"), "{}", output.console);
    }
    let given = Parameters { switches: ["Publish".to_owned()].into(), ..Parameters::default() };
    let refused = begun.run_with(&text, &given, now()).unwrap_err();
    assert_eq!(refused, NotRehearsed::UnknownParameter("Publish".to_owned()));
}

#[test]
fn what_the_window_says_stands_in_the_script() {
    let text = script("next");
    let output = organisation(Situation::Fresh).run(&text, false, now()).unwrap();
    let spoken: Vec<_> = spoken(&output.console);
    assert!(spoken.len() > 5);
    for line in spoken.iter().filter(|line| line.starts_with("  ")) {
        let written = line.replace('\'', "''");
        assert!(text.contains(&format!("Write-Output '{written}'")), "{line}");
    }
}

/// What the page of a step warns of, by its heading there.
fn alarms(organisation: &mut Organisation, id: &str) -> Vec<String> {
    let (_, receipt) = run(organisation, &script(id));
    let judgement = judged(&receipt, &Given::default());
    let findings = judgement.steps.into_iter().flat_map(|step| step.findings);
    let reported = findings.filter(|finding| finding.otherwise.is_some());
    reported.map(|finding| format!("{}: {}", finding.label, finding.found)).collect()
}

#[test]
fn no_next_certificate_and_one_that_ends_too_soon_are_kept_apart() {
    let none = alarms(&mut organisation(Situation::Fresh), "next");
    assert_eq!(none, ["Next certificate: not set"]);
    let mut soon = organisation(Situation::NextCertificate);
    let end = now() + jiff::SignedDuration::from_hours(24 * 50 + 1);
    let der = crate::certificate::make("Microsoft Exchange Server Auth Certificate", now(), end);
    let der = der.unwrap();
    let thumbprint = crate::certificate::thumbprint(&der);
    let next = std::mem::replace(&mut soon.next_certificate, thumbprint.clone());
    let certificate = soon.certificates.iter_mut().find(|one| one.thumbprint == next).unwrap();
    *certificate = AuthCertificate {
        thumbprint,
        not_before: now(),
        not_after: end,
        der: BASE64_STANDARD.encode(der),
        exportable: Some(true),
    };
    assert_eq!(alarms(&mut soon, "next"), ["Days left of the next certificate: 50"]);
    let mut late = organisation(Situation::NextCertificate);
    late.next_effective = Some(now() + jiff::SignedDuration::from_hours(24 * 40));
    assert_eq!(alarms(&mut late, "next"), ["Rollover before the current certificate expires: no"]);
    for fine in [Situation::NextCertificate, Situation::PartlyConfigured] {
        assert_eq!(alarms(&mut organisation(fine), "next"), [""; 0], "{fine:?}");
    }
}

#[test]
fn nothing_is_said_of_a_next_certificate_where_none_is_needed() {
    let mut over = organisation(Situation::PartlyConfigured);
    let (_, receipt) = run(&mut over, &script("next"));
    let judgement = judged(&receipt, &Given::default());
    let labels: Vec<_> =
        judgement.steps[0].findings.iter().map(|finding| finding.label.as_str()).collect();
    assert_eq!(
        labels,
        ["Auth Certificates missing on this server", "Days left of the current certificate"]
    );
    assert_eq!(judgement.steps[0].verdict, Verdict::InPlace);
}

#[test]
fn the_rollover_that_cannot_come_the_one_that_waits_and_the_one_that_is_overdue_are_kept_apart() {
    let none = alarms(&mut organisation(Situation::Fresh), "rollover");
    assert_eq!(none, ["Days left of the current certificate: 28"], "by its bytes, to the second");
    let mut waits = organisation(Situation::NextCertificate);
    let day = waits.next_effective;
    assert_eq!(alarms(&mut waits, "rollover"), [""; 0], "waiting is no fault");
    let mut waits = organisation(Situation::NextCertificate);
    let (_, receipt) = run(&mut waits, &script("rollover"));
    let judged = judged(&receipt, &Given::default()).steps.remove(0);
    assert_eq!((judged.verdict, judged.waits_until), (Verdict::Waiting, day));
    let mut due = organisation(Situation::NextCertificate);
    due.next_effective = Some(now() - jiff::SignedDuration::from_hours(13));
    assert_eq!(alarms(&mut due, "rollover"), ["Rollover overdue: yes"]);
    assert_eq!(alarms(&mut organisation(Situation::PartlyConfigured), "rollover"), [""; 0]);
}

#[test]
fn the_receipt_names_every_certificate_that_could_be_the_next_one_and_no_other() {
    let candidates = |organisation: &mut Organisation| -> Vec<String> {
        let facts = reported(organisation, "next");
        let listed = facts["candidates"].as_array().unwrap();
        listed.iter().map(|one| one["thumbprint"].as_str().unwrap().to_owned()).collect()
    };
    let mut begun = organisation(Situation::HalfDoneByHand);
    let first = new_thumbprint(&begun);
    assert_eq!(candidates(&mut begun), std::slice::from_ref(&first));
    begun.make_next(now() - jiff::SignedDuration::from_hours(24 * 5)).unwrap();
    assert_eq!(candidates(&mut begun).len(), 2, "one that lasts longer stands first");
    assert_eq!(candidates(&mut begun)[0], first);
    let too_short = begun.certificates.iter_mut().find(|one| one.thumbprint == first).unwrap();
    too_short.not_after = now() + jiff::SignedDuration::from_hours(24 * 100);
    assert_eq!(candidates(&mut begun).len(), 1);
    begun.next_certificate = first;
    assert_eq!(candidates(&mut begun), [""; 0], "one is set");
}

#[test]
fn the_next_certificate_is_set_takes_over_in_time_and_is_set_once() {
    // The certificate in use ends in 28 days and a half; the next one takes over two days before.
    for (takeover, limit) in [("3", 3 * 24), ("14", 14 * 24), ("30", 26 * 24 + 12)] {
        let mut begun = organisation(Situation::HalfDoneByHand);
        let wanted = new_thumbprint(&begun);
        let text = setting(&wanted, takeover);
        let (_, receipt) = run(&mut begun, &text);
        let facts = &step(&receipt, "next").facts;
        assert_eq!(
            (&facts["nextThumbprint"], &facts["successor"]),
            (&json!(wanted), &json!(wanted))
        );
        assert_eq!(facts["takesOverInTime"], true);
        let day = begun.next_effective.unwrap();
        let hours = (day.as_second() - now().as_second()) / 3600;
        assert!((limit - 1..=limit).contains(&hours), "{takeover}: {hours} hours");
        let (_, again) = run(&mut begun, &text);
        assert_eq!(step(&again, "next").outcome, Outcome::Unchanged, "{takeover}");
    }
}

#[test]
fn once_the_one_in_use_has_ended_the_next_one_takes_over_at_once() {
    let mut ended = organisation(Situation::ExpiredCertificate);
    let wanted = new_thumbprint(&ended);
    run(&mut ended, &setting(&wanted, "30"));
    assert!(ended.next_effective.unwrap() <= now());
    assert_eq!(reported(&mut ended, "rollover")["overdue"], true);
    let facts = reported(&mut ended, "rollover");
    assert_eq!((&facts["rolledOver"], &facts["overdue"]), (&json!(true), &json!(false)));
}

#[test]
fn a_certificate_that_would_not_work_is_refused_and_nothing_is_set() {
    let mut begun = organisation(Situation::HalfDoneByHand);
    let before = begun.clone();
    let missing = "A37D3948CA6F4F2214230F8240C31903857A29B1";
    let (_, receipt) = run(&mut begun, &setting(missing, "30"));
    assert_eq!(failure(&receipt), ("next".to_owned(), "certificate-not-on-server".to_owned()));
    assert_eq!(begun, before);
    let wanted = new_thumbprint(&begun);
    let changes: [fn(&mut AuthCertificate); 3] = [
        |one| one.not_before = now() + jiff::SignedDuration::from_hours(24),
        |one| one.not_after = now() + jiff::SignedDuration::from_hours(24 * 119),
        |one| one.not_after = now() + jiff::SignedDuration::from_hours(24 * 200),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let mut begun = organisation(Situation::HalfDoneByHand);
        let wanted = new_thumbprint(&begun);
        if at == 2 {
            begun.certificates[0].not_after = now() + jiff::SignedDuration::from_hours(24 * 300);
        }
        change(begun.certificates.iter_mut().find(|one| one.thumbprint == wanted).unwrap());
        let (_, receipt) = run(&mut begun, &setting(&wanted, "30"));
        assert_eq!(failure(&receipt).1, "next-certificate-unusable", "{at}");
        assert!(begun.next_certificate.is_empty(), "{at}");
    }
    begun.missing_commands.insert("Set-AuthConfig".to_owned());
    let (_, receipt) = run(&mut begun, &setting(&wanted, "30"));
    assert_eq!(failure(&receipt).1, "cmdlet-not-in-role");
}

#[test]
fn a_dry_run_sets_nothing_and_does_not_let_the_day_come() {
    let mut begun = organisation(Situation::HalfDoneByHand);
    let before = begun.clone();
    let text = setting(&new_thumbprint(&begun), "30");
    assert!(!begun.run(&text, true, now()).unwrap().failed);
    assert_eq!(begun, before);
    let mut waits = organisation(Situation::NextCertificate);
    let before = waits.clone();
    waits.run(&script("rollover"), true, now()).unwrap();
    assert_eq!(waits, before);
}

#[test]
fn the_rollover_is_reported_as_still_to_come_and_then_it_comes() {
    let mut waits = organisation(Situation::NextCertificate);
    let (old, new) = (waits.current_certificate.clone(), waits.next_certificate.clone());
    let (output, receipt) = run(&mut waits, &script("rollover"));
    let facts = &step(&receipt, "rollover").facts;
    assert_eq!((&facts["rolledOver"], &facts["overdue"]), (&json!(false), &json!(false)));
    assert_eq!(facts["previousThumbprints"], json!([]), "nothing is done with before");
    assert!(output.console.contains("The rehearsal moved the clock to the rollover date"));
    let facts = reported(&mut waits, "rollover");
    assert_eq!(facts["rolledOver"], true);
    assert_eq!(facts["currentThumbprint"], new.as_str());
    assert_eq!(facts["previousThumbprints"], json!([old]));
    let before = waits.clone();
    reported(&mut waits, "rollover");
    assert_eq!(waits, before, "it comes once");
}

#[test]
fn where_no_hybrid_application_is_in_use_its_step_is_in_place_by_that_fact() {
    let (output, receipt) =
        run(&mut organisation(Situation::NextCertificate), &script("hybrid-application"));
    let judged = judged(&receipt, &Given::default()).steps.remove(0);
    assert_eq!(judged.verdict, Verdict::InPlace);
    assert_eq!(judged.facts["hybridApplication"], false);
    assert!(!output.console.contains("ConfigureExchangeHybridApplication.ps1"));
}

#[test]
fn where_a_hybrid_application_is_in_use_no_run_of_the_script_finishes_its_step() {
    let mut hybrid = organisation(Situation::HalfDoneByHand);
    for (cloud, environment) in [("global", "\n"), ("dod", " -AzureEnvironment USGovernmentL5\n")] {
        let given = Given::with(&[("cloud", cloud)]);
        let text = script_with("hybrid-application", &given);
        let before = hybrid.clone();
        let (output, receipt) = run(&mut hybrid, &text);
        assert_eq!(hybrid, before, "it only reads");
        let judged = judged(&receipt, &given).steps.remove(0);
        assert_eq!((judged.verdict, judged.question), (Verdict::Decide, None));
        let next = judged.findings[0].otherwise.clone().unwrap();
        let command = format!(
            "\n    .\\ConfigureExchangeHybridApplication.ps1 -UpdateCertificate{environment}"
        );
        assert!(next.contains(&command), "{next}");
        assert!(
            output.console.contains("ConfigureExchangeHybridApplication.ps1 -UpdateCertificate\n")
        );
        for line in spoken(&output.console).iter().filter(|line| line.starts_with("  ")) {
            let written = line.replace('\'', "''");
            assert!(text.contains(&format!("Write-Output '{written}'")), "{line}");
        }
    }
}

#[test]
fn the_day_can_also_be_brought_about() {
    let mut waits = organisation(Situation::NextCertificate);
    assert_eq!(waits.put_right(now()).unwrap(), ["The rollover date was reached."]);
    assert!(waits.put_right(now()).unwrap().is_empty());
    assert_eq!(reported(&mut waits, "rollover")["rolledOver"], true);
}

#[test]
fn where_no_next_certificate_was_ever_set_no_rollover_is_reported() {
    let facts = reported(&mut organisation(Situation::Fresh), "rollover");
    assert_eq!((&facts["rolledOver"], &facts["overdue"]), (&json!(false), &json!(false)));
    let mut lingers = organisation(Situation::Fresh);
    lingers.previous_certificate = "A37D3948CA6F4F2214230F8240C31903857A29B1".to_owned();
    let facts = reported(&mut lingers, "rollover");
    assert_eq!(facts["rolledOver"], false, "the one in use ends in four weeks");
    assert_eq!(facts["previousThumbprints"], json!([]));
}

#[test]
fn undo_takes_back_only_what_this_setup_set_and_only_before_the_rollover() {
    let mut begun = organisation(Situation::HalfDoneByHand);
    let before = begun.clone();
    let wanted = new_thumbprint(&begun);
    let (_, receipt) = run(&mut begun, &setting(&wanted, "30"));
    let change = &step(&receipt, "next").changes[0];
    let library = library();
    let reversible = &guide(library, GUIDE).step(&"next".into()).unwrap().1.reversible[0];
    assert!(change.action.starts_with(&reversible.action));
    let undo_list =
        UndoList { created: vec![reversible.name_for(&change.target)], ..UndoList::default() };
    let given = Given { undo_list, ..Given::default() };
    let set = begun.clone();
    let (_, receipt) = run(&mut begun, &script("rotate-undo"));
    assert_eq!(receipt.failure, None);
    assert_eq!(begun, set, "what no receipt names stays");
    let undo = script_with("rotate-undo", &given);
    let (_, receipt) = run(&mut begun, &undo);
    assert_eq!(step(&receipt, "next").facts["present"], false);
    assert_eq!(begun, before);
    let mut over = set;
    over.roll_over();
    let (_, receipt) = run(&mut over, &undo);
    assert_eq!(failure(&receipt).1, "undo-in-use");
}

#[test]
fn the_verification_reports_what_the_scripts_of_the_steps_report() {
    for situation in [Situation::Fresh, Situation::PartlyConfigured] {
        let mut organisation = organisation(situation);
        let (_, read) = run(&mut organisation, &script("verify-rotation"));
        for id in ["certificates", "next", "rollover"] {
            assert_eq!(step(&read, id).facts, reported(&mut organisation, id), "{id}");
        }
    }
}

#[test]
fn the_simulation_reports_every_fact_a_script_names_and_no_other() {
    let library = library();
    let (mut all_reported, mut all_named) = (BTreeSet::new(), BTreeSet::new());
    for spec in &guide(library, GUIDE).scripts {
        let text = script(spec.id.as_str());
        let mut reported = BTreeSet::new();
        for situation in [Situation::NextCertificate, Situation::HalfDoneByHand] {
            let mut organisation = organisation(situation);
            // What is reported only where a certificate is set.
            let setting =
                (spec.id.as_str() == "next").then(|| setting(&new_thumbprint(&organisation), "30"));
            for text in std::iter::once(text.clone()).chain(setting) {
                let (_, receipt) = run(&mut organisation, &text);
                reported.extend(receipt.steps.iter().flat_map(|step| step.facts.keys().cloned()));
            }
        }
        let named = named_facts(&text);
        assert!(
            reported.is_subset(&named),
            "{} reports {:?}",
            spec.id,
            reported.difference(&named)
        );
        all_reported.extend(reported);
        all_named.extend(named);
    }
    assert_eq!(all_reported, all_named);
}

#[test]
fn the_tenant_holds_the_certificate_in_use_when_the_rehearsal_begins() {
    for app_id in [CLOUD_VOICEMAIL, TEAMS_SCHEDULER, SKYPE_ONLINE] {
        for situation in
            [Situation::Fresh, Situation::NextCertificate, Situation::ExpiredCertificate]
        {
            let organisation = organisation(situation);
            let keys = keys(&organisation, app_id);
            assert!(keys.contains(&organisation.current_certificate), "{situation:?} {app_id}");
            assert!(
                !keys.contains(&organisation.next_certificate),
                "{situation:?}: not uploaded yet"
            );
        }
        let over = organisation(Situation::PartlyConfigured);
        let held = keys(&over, app_id);
        assert!(held.contains(&over.current_certificate), "the new key was uploaded");
        assert!(held.contains(&over.previous_certificate), "the old key is still there");
        let done = organisation(Situation::FullyConfigured);
        assert!(!keys(&done, app_id).contains(&done.previous_certificate));
    }
    let teams = organisation_of("teams", Situation::FullyConfigured);
    assert!(
        teams.tenant_start(now()).unwrap().is_none(),
        "a guide that uploads for the first time"
    );
}

#[test]
fn an_organisation_that_was_kept_before_it_knew_of_rollovers_is_read_again() {
    let mut kept = serde_json::to_value(organisation_of("teams", Situation::Fresh)).unwrap();
    for name in ["nextEffective", "previousCertificate", "inTheCloud"] {
        assert!(kept.as_object_mut().unwrap().remove(name).is_some(), "{name}");
    }
    let read: Organisation = serde_json::from_value(kept).unwrap();
    assert!(read.next_effective.is_none() && read.previous_certificate.is_empty());
}

#[test]
fn where_the_certificates_are_on_another_server_the_rest_is_reported_and_what_is_not_known_is_null()
{
    for id in ["certificates", "next", "rollover"] {
        let mut elsewhere = organisation(Situation::CertificateElsewhere);
        elsewhere.next_effective = Some(now() + jiff::SignedDuration::from_hours(24 * 40));
        let before = elsewhere.clone();
        let facts = reported(&mut elsewhere, id);
        assert_eq!(facts["notOnThisServer"], json!(["current", "next"]), "{id}");
        assert_eq!(facts["certificates"], json!([]), "{id}");
        assert_eq!(facts["currentDaysLeft"], Value::Null, "{id}");
        match id {
            "next" => assert_eq!(facts["takesOverInTime"], Value::Null, "its end is not known"),
            _ => assert_eq!(facts["serversWithoutNext"], json!(["EX01"]), "{id}"),
        }
        let (output, receipt) = run(&mut before.clone(), &script(id));
        assert!(output.console.contains("  not on this server: the current Auth Certificate "));
        let step = judged(&receipt, &Given::default()).steps.remove(0);
        assert_ne!(step.verdict, Verdict::InPlace, "{id}");
        let labels: Vec<_> = step
            .findings
            .iter()
            .filter(|one| one.otherwise.is_some())
            .map(|one| one.label.as_str())
            .collect();
        assert!(labels.contains(&"Auth Certificates missing on this server"), "{id}: {labels:?}");
        let wrong = "Rollover before the current certificate expires";
        assert!(!labels.contains(&wrong), "{id}: nobody knows");
    }
    let mut elsewhere = organisation(Situation::CertificateElsewhere);
    elsewhere.next_certificate.clear();
    elsewhere.next_effective = None;
    let (output, receipt) = run(&mut elsewhere, &script("next"));
    assert_eq!(step(&receipt, "next").facts["nextNeeded"], Value::Null);
    assert!(
        !output.console.contains("New-ExchangeCertificate"),
        "whether one is needed is unknown"
    );
    assert_eq!(reported(&mut elsewhere, "rollover")["rolledOver"], Value::Null);
    let (_, receipt) = run(&mut elsewhere, &script("rollover"));
    let found = judged(&receipt, &Given::default()).steps.remove(0).findings.remove(0);
    assert_eq!(found.label, "Exchange uses the new certificate");
    assert_eq!(found.state, FindingState::Missing, "neither yes nor no");
}

#[test]
fn the_servers_that_lack_a_certificate_are_reported_before_anything_else() {
    for id in ["certificates", "rollover", "verify-rotation"] {
        let mut elsewhere = organisation(Situation::CertificateElsewhere);
        let (output, receipt) = run(&mut elsewhere, &script(id));
        assert_eq!(receipt.failure, None, "{id}");
        let at =
            |words: &str| output.console.find(words).unwrap_or_else(|| panic!("{id}: {words}"));
        assert!(at("without the certificate in use: EX01") < at("not on this server: "), "{id}");
    }
    let mut elsewhere = organisation(Situation::CertificateElsewhere);
    assert_eq!(elsewhere.put_right(now()).unwrap().len(), 2, "imported, and the day came");
    assert_eq!(reported(&mut elsewhere, "rollover")["rolledOver"], true);
}

#[test]
fn the_cloud_knows_a_certificate_wherever_it_is() {
    let elsewhere = organisation(Situation::CertificateElsewhere);
    assert!(keys(&elsewhere, TEAMS_SCHEDULER).contains(&elsewhere.current_certificate));
}

#[test]
fn a_certificate_whose_private_key_cannot_be_exported_is_not_offered_and_refused() {
    let mut begun = organisation(Situation::KeyNotExportable);
    let wanted = new_thumbprint(&begun);
    let (_, found) = run(&mut begun, &script("discover-rotation"));
    assert_eq!(step(&found, "discovery").facts["candidates"], json!([]));
    let before = begun.clone();
    let (_, receipt) = run(&mut begun, &setting(&wanted, "30"));
    let refused = ("next".to_owned(), "next-certificate-not-exportable".to_owned());
    assert_eq!(failure(&receipt), refused);
    assert_eq!(step(&receipt, "next").facts["keyExportable"], false);
    assert_eq!(begun, before, "nothing was set");
    let (output, receipt) = run(&mut begun, &script("next"));
    let facts = &step(&receipt, "next").facts;
    assert_eq!((&facts["candidates"], &facts["notExportable"]), (&json!([]), &json!([wanted])));
    assert!(output.console.contains(&format!("it would stay on this server: {wanted}")));
    assert!(output.console.contains("-PrivateKeyExportable $true"), "how to make another");
    assert!(output.console.contains("[Rehearsal] The rehearsal ran the command for you"));
    let (_, receipt) = run(&mut begun, &script("next"));
    let candidates = step(&receipt, "next").facts["candidates"].as_array().unwrap().clone();
    let other = candidates[0]["thumbprint"].as_str().unwrap();
    assert_eq!((candidates.len(), other == wanted), (1, false));
    let (_, receipt) = run(&mut begun, &setting(other, "30"));
    assert_eq!(receipt.failure, None);
    assert_eq!(begun.next_certificate, other);
}

#[test]
fn where_exchange_does_not_say_whether_a_key_can_be_exported_the_operator_is_warned() {
    let mut begun = organisation(Situation::HalfDoneByHand);
    let wanted = new_thumbprint(&begun);
    begun.certificates.iter_mut().find(|one| one.thumbprint == wanted).unwrap().exportable = None;
    let given = Given::with(&[("next_thumbprint", &wanted), ("takeover", "30")]);
    let (output, receipt) = run(&mut begun, &script_with("next", &given));
    assert_eq!(receipt.failure, None, "not known is not a no");
    let facts = &step(&receipt, "next").facts;
    assert_eq!(facts["keyExportable"], Value::Null);
    assert!(output.console.contains("WARNING: Exchange does not show whether the private key"));
    let action = &step(&receipt, "next").changes[0].action;
    assert!(action.contains("it is not known whether its private key"), "{action}");
    let own = format!("next-certificate:{wanted}");
    assert_eq!(undo_list(&receipt).created, [own], "undo still knows it");
    assert_eq!(judged(&receipt, &given).steps.remove(0).verdict, Verdict::InPlace, "and no fault");
}

#[test]
fn exchange_is_kept_from_asking_only_where_the_day_is_near() {
    let text = script("next");
    let line =
        text.lines().find(|line| line.contains("-NewCertificateThumbprint $wanted")).unwrap();
    assert!(!line.contains("-Force"), "{line}");
    assert!(text.contains(".TotalHours -lt 48) { $near['Force'] = $true }"));
}
