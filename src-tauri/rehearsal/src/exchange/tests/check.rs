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
