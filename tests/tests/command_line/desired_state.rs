//! `crosstrust upload` and `crosstrust verify`, asked about more than certificates.

use crate::cloud::Place;
use crate::program::{Desk, Ended};
use crosstrust_rehearsal::cloud::{CLOUD_VOICEMAIL, Person, SKYPE_ONLINE};

const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";
const NAME: &str = "https://mail.contoso.com/";

/// The words were not understood, and this was named.
fn assert_not_understood(ended: &Ended, named: &str) {
    assert_eq!(ended.code, 2, "{ended:?}");
    assert_eq!(ended.object()["error"]["code"], "usage", "{ended:?}");
    assert!(ended.stderr.contains(named), "{named}: {ended:?}");
}

#[test]
fn help_reports_what_else_can_be_wanted() {
    let desk = Desk::new();
    for command in ["upload", "verify"] {
        let help = desk.run(&[command, "--help"]).stdout;
        for option in ["--name <NAME>", "--enable", "--remove-key <THUMBPRINT|KEYID>", "--app-id"] {
            assert!(help.contains(option), "{command} {option}: {help}");
        }
    }
}

#[test]
fn what_is_wanted_of_one_application_names_it() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put_certificate("auth.cer", -1, 1_500);
    let certificate = ["--certificate", "auth.cer", "--json"];
    for command in ["upload", "verify"] {
        for option in [&["--name", NAME][..], &["--enable"], &["--remove-key", &"AB".repeat(20)]] {
            let unnamed = [&[command], &certificate[..], option].concat();
            let ended = place.run(&desk, &unnamed);
            assert_not_understood(&ended, "--app-id");
            let two = ["--app-id", SKYPE_ONLINE, "--app-id", CLOUD_VOICEMAIL];
            let ended = place.run(&desk, &[&unnamed[..], &two].concat());
            assert_not_understood(&ended, "Use --app-id only once");
        }
    }
    assert!(place.is_untouched(), "nobody was asked to sign in");
}

#[test]
fn what_can_be_no_name_and_no_key_is_refused_before_anybody_signs_in() {
    let (place, desk) = (Place::new(), Desk::new());
    for (option, values) in [
        (
            "--name",
            &[
                "",
                "mail.contoso.com",
                "http://mail.contoso.com/",
                "https:///",
                "https:///mail.contoso.com/",
                "https:/mail.contoso.com/",
                "https:mail.contoso.com/",
                "https:\\\\mail.contoso.com/",
                "https://admin@mail.contoso.com/",
                "https://mail contoso/",
                "00000004-0000-0ff1-ce00-000000000000/",
                "00000004-0000-0ff1-ce00-000000000000/a/b",
                "00000004/pool.contoso.com",
                "https://mail.\u{2028}contoso.com/",
            ][..],
        ),
        ("--remove-key", &["", "current", "ABAB", "1f3b1a0a-0000-4000-8000-00000000000g"]),
    ] {
        for value in values {
            let words = ["upload", "--json", "--app-id", SKYPE_ONLINE, option, value];
            let ended = place.run(&desk, &words);
            assert_not_understood(&ended, option);
        }
    }
    assert!(place.is_untouched());
}

#[test]
fn a_certificate_may_be_left_out_only_where_something_else_is_wanted() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put_certificate("next.cer", -1, 1_500);
    for words in [
        &["verify", "--json", "--app-id", SKYPE_ONLINE][..],
        &[
            "verify",
            "--json",
            "--app-id",
            SKYPE_ONLINE,
            "--enable",
            "--next-certificate",
            "next.cer",
        ],
    ] {
        let ended = place.run(&desk, words);
        assert_not_understood(&ended, "--certificate <FILE>");
    }
    assert!(place.is_untouched());
}

#[test]
fn no_key_goes_to_exchange_online_whatever_else_is_wanted_of_it() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put_certificate("auth.cer", -1, 1_500);
    let words = [
        "upload",
        "--certificate",
        "auth.cer",
        "--app-id",
        EXCHANGE_ONLINE,
        "--name",
        NAME,
        "--enable",
        "--yes",
        "--json",
    ];
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &words);
    assert_ne!(ended.code, 0, "{ended:?}");
    let problem = &ended.event("plan")["principals"][0]["problem"];
    assert_eq!(problem["code"], "answer-invalid");
    assert!(problem["message"].as_str().unwrap().contains("CVE-2025-53786"), "{problem}");
    place.assert_nothing_sent_to_write();
}

#[test]
fn verifying_reports_the_names_of_each_application() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put_certificate("auth.cer", -1, 1_500);
    let words = ["verify", "--certificate", "auth.cer", "--json"];
    let ended = place.run_as(Person::NoRole, &desk, &words);
    let result = ended.event("result");
    for principal in result["principals"].as_array().unwrap() {
        assert!(principal["names"].is_array(), "{principal}");
    }
}
