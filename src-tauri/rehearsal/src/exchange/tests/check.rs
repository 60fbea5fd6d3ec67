//! The scripts and receipts of the guide that checks what is there.

use super::*;

const GUIDE: &str = "check";

#[test]
fn what_a_delegate_lacks_is_said_with_the_exact_command() {
    let given = Given::with(&[
        ("test_mailbox", "anna@contoso.com"),
        ("owner", "anna.o'neil@contoso.com"),
        ("delegate", "bert@contoso.com"),
    ]);
    let script = script_of(GUIDE, "check-delegate", &given);
    let (_, receipt) = run(&mut organisation_of(GUIDE, Situation::TeamsKeptOut), &script);
    let next = &to_do(&receipt, &given)["delegate"];
    let command = "Set-Mailbox -Identity 'anna.o''neil@contoso.com' -GrantSendOnBehalfTo @{Add='bert@contoso.com'}";
    assert!(next.contains(command), "{next}");
    assert!(next.contains("Delegate Access"), "{next}");
    let (_, receipt) = run(&mut organisation_of(GUIDE, Situation::Fresh), &script);
    assert_eq!(to_do(&receipt, &given), BTreeMap::new());
}

#[test]
fn rights_that_were_set_only_on_the_folder_are_shown_and_not_held_for_the_cause() {
    let given = Given::with(&[
        ("test_mailbox", "anna@contoso.com"),
        ("owner", "anna.o'neil@contoso.com"),
        ("delegate", "bert@contoso.com"),
    ]);
    let script = script_of(GUIDE, "check-delegate", &given);
    let mut organisation = organisation_of(GUIDE, Situation::DelegateUnmarked);
    let flag = |receipt: &Receipt| {
        let steps = judged(receipt, &given).steps;
        let step = steps.into_iter().find(|step| step.step.as_str() == "delegate").unwrap();
        assert_eq!(
            step.verdict,
            Verdict::InPlace,
            "everything that is known to be needed is there"
        );
        let mut findings = step.findings.into_iter();
        findings.find(|one| one.label == "Delegate flag in the calendar")
    };
    let (_, receipt) = run(&mut organisation, &script);
    let finding = flag(&receipt).unwrap();
    assert_eq!((finding.found.as_str(), finding.state), ("None", FindingState::Noted));
    let next = finding.otherwise.unwrap();
    for part in [
        "It is unknown whether Teams reads this flag",
        "Delegate Access",
        "Get-MailboxFolderPermission -Identity ('anna.o''neil@contoso.com' + ':' + $_.FolderPath.Replace('/', '\\')) -User 'bert@contoso.com'",
    ] {
        assert!(next.contains(part), "{part}: {next}");
    }
    assert!(organisation.put_right(now()).unwrap()[0].contains("Outlook"));
    let (_, receipt) = run(&mut organisation, &script);
    assert_eq!(flag(&receipt).unwrap().state, FindingState::Met);

    // A server that does not report the flag, one without rights, and a receipt of an earlier version.
    let with = |fact: &str, value: Value| {
        let mut receipt = receipt.clone();
        let step = receipt.steps.iter_mut().find(|step| step.id.as_str() == "delegate").unwrap();
        step.facts.insert(fact.to_owned(), value);
        receipt
    };
    let unreported = flag(&with("sharingFlags", "not reported".into())).unwrap();
    assert_eq!(
        (unreported.found.as_str(), unreported.state),
        ("not reported", FindingState::Noted)
    );
    assert_eq!(flag(&with("sharingFlags", Value::Null)), None);
    assert_eq!(
        flag(&with("calendarRights", serde_json::json!(["Author"]))),
        None,
        "of an Editor alone"
    );
}
