//! What is not understood, and help.

use crate::program::Desk;

const COMMANDS: [&str; 9] = [
    "guides",
    "export",
    "certificate",
    "receipt",
    "upload",
    "restore",
    "verify",
    "probe",
    "rehearse",
];

#[test]
fn the_program_lists_its_commands() {
    let ended = Desk::new().run(&["--help"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    for command in COMMANDS {
        assert!(ended.stdout.contains(&format!("  {command} ")), "{command}: {}", ended.stdout);
    }
}

#[test]
fn every_command_explains_itself_and_its_options() {
    let desk = Desk::new();
    for command in COMMANDS {
        let ended = desk.run(&[command, "--help"]);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{command}");
        assert!(ended.stdout.contains(&format!("Usage: crosstrust {command}")), "{}", ended.stdout);
        assert!(ended.stdout.contains("--json"), "{command} speaks JSON");
    }
    let upload = desk.run(&["upload", "--help"]).stdout;
    for option in [
        "--certificate",
        "--next-certificate",
        "--tenant",
        "--cloud",
        "--login-url",
        "--graph-url",
        "--client-id",
        "--app-id",
        "--keep-expired",
        "--create-missing",
        "--dry-run",
        "--yes",
        "--json",
    ] {
        assert!(upload.contains(option), "{option}: {upload}");
    }
    let restore = desk.run(&["restore", "--help"]).stdout;
    for option in ["--backup", "--tenant", "--copies", "--dry-run", "--yes", "--json"] {
        assert!(restore.contains(option), "{option}: {restore}");
    }
    for cloud in ["global", "gcc-high", "dod", "china", "bleu", "delos"] {
        assert!(upload.contains(cloud), "{cloud}: {upload}");
    }
}

#[test]
fn the_version_is_reported() {
    let ended = Desk::new().run(&["--version"]);
    assert_eq!(ended.code, 0);
    assert_eq!(ended.stdout.trim(), concat!("crosstrust ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_is_not_understood_ends_with_2_and_leaves_standard_output_alone() {
    let desk = Desk::new();
    let wrong: [&[&str]; 10] = [
        &["nonsense"],
        &["--nonsense"],
        &["export"],
        &["guides", "--nonsense"],
        &["upload", "--certificate", "x.cer"],
        &["upload", "--tenant", "contoso.com"],
        &["upload", "--certificate", "x", "--tenant", "t", "--dry-run", "--yes"],
        &["restore", "--tenant", "contoso.com"],
        &["rehearse", "--port", "65536"],
        &["--rehearsal", "guides"],
    ];
    for words in wrong {
        let ended = desk.run(words);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{words:?}");
        assert!(ended.stderr.contains("error: "), "{words:?}: {}", ended.stderr);
    }
}

#[test]
fn what_is_not_understood_is_reported_as_json_where_that_was_asked_for() {
    let desk = Desk::new();
    for (words, named) in [
        (&["guides", "--json", "--nonsense"][..], "--nonsense"),
        (&["upload", "--json", "--tenant", "contoso.com"], "--certificate"),
        (
            &["verify", "--json", "--certificate", "x", "--tenant", "t", "--cloud", "mars"],
            "gcc-high",
        ),
        (
            &["verify", "--json", "--certificate", "x", "--tenant", "t", "--login-url", "no url"],
            "--login-url",
        ),
        (
            &[
                "verify",
                "--json",
                "--certificate",
                "x",
                "--tenant",
                "t",
                "--login-url",
                "https://l",
            ],
            "--graph-url",
        ),
    ] {
        let ended = desk.run(words);
        assert_eq!(ended.code, 2, "{words:?}");
        let object = ended.object();
        assert_eq!(
            (&object["event"], &object["error"]["code"]),
            (&"error".into(), &"usage".into())
        );
        let message = object["error"]["message"].as_str().unwrap();
        assert!(message.contains(named) || ended.stderr.contains(named), "{words:?}: {ended:?}");
        assert!(!message.contains('\n') && !message.starts_with("error"), "{message}");
    }
}

#[test]
fn a_cloud_and_own_addresses_do_not_go_together() {
    let ended = Desk::new().run(&[
        "verify",
        "--certificate",
        "x",
        "--tenant",
        "contoso.com",
        "--cloud",
        "china",
        "--login-url",
        "https://login.contoso.com",
        "--graph-url",
        "https://graph.contoso.com",
    ]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("cannot be used with"), "{}", ended.stderr);
}

#[test]
fn the_guides_are_listed() {
    let desk = Desk::new();
    let listed = desk.run(&["guides"]);
    assert_eq!((listed.code, listed.stderr.as_str()), (0, ""));
    assert!(listed.stdout.lines().any(|line| line.starts_with("teams ")), "{}", listed.stdout);
    let object = desk.run(&["guides", "--json"]).object();
    let guides = object["guides"].as_array().unwrap();
    let ids: Vec<&str> = guides.iter().map(|guide| guide["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"teams"), "{ids:?}");
    assert_eq!(ids.len(), listed.stdout.lines().count(), "both ways list the same");
}
