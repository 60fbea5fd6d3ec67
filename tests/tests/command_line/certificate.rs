//! `crosstrust certificate FILE`

use crate::program::{Desk, Ended, made};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crosstrust_rehearsal::certificate::{self, thumbprint};
use std::path::Path;

/// Bytes as text between lines that name what they are.
fn pem_of(kind: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap());
    let lines: Vec<&str> = lines.collect();
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", lines.join("\n"))
}

fn pem(der: &[u8]) -> String {
    pem_of("CERTIFICATE", der)
}

/// A file with the bytes of one that OpenSSL has made.
fn openssl(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/certificates");
    std::fs::read(folder.join(name)).unwrap()
}

#[test]
fn one_certificate_is_described_the_same_in_every_form() {
    let desk = Desk::new();
    let der = made(-1, 700);
    desk.put("der.cer", &der);
    desk.put("pem.cer", pem(&der));
    desk.put("base64.txt", STANDARD.encode(&der));
    let utf16: Vec<u8> = pem(&der).encode_utf16().flat_map(u16::to_le_bytes).collect();
    desk.put("utf16.cer", [&[0xff, 0xfe][..], &utf16].concat());
    for name in ["der.cer", "pem.cer", "base64.txt", "utf16.cer"] {
        let ended = desk.run(&["certificate", name, "--json"]);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{name}");
        let card = ended.object();
        assert_eq!(card["thumbprint"], thumbprint(&der), "{name}");
        assert_eq!(card["subject"], "CN=Microsoft Exchange Server Auth Certificate", "{name}");
        assert_eq!(card["daysLeft"], 700, "{name}");
        assert_eq!(card["warnings"], serde_json::json!([]), "{name}");
        assert_eq!(card["refused"], serde_json::Value::Null, "{name}");
        assert_eq!(card["thumbprintSha256"].as_str().unwrap().len(), 64, "{name}");
    }
}

#[test]
fn a_person_reads_it_in_words() {
    let desk = Desk::new();
    let print = desk.put_certificate("near.cer", -700, 30);
    let ended = desk.run(&["certificate", "near.cer"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    for words in
        [&print, "Microsoft Exchange Server Auth Certificate", "(30 days left)", "Warning "]
    {
        assert!(ended.stdout.contains(words), "{words}: {}", ended.stdout);
    }
}

#[test]
fn days_have_the_form_of_the_region_and_json_has_iso() {
    let desk = Desk::new();
    let (from, to) = ("2020-09-02T22:30:00Z", "2090-11-28T13:05:00Z");
    let [begin, end] = [from, to].map(|time| time.parse().unwrap());
    let der = certificate::make(certificate::AUTH_CERTIFICATE, begin, end).unwrap();
    desk.put("auth.cer", der);
    let ran = |language: &str, all: &str, words: &[&str]| {
        let mut command = desk.command(words);
        command.envs([("LC_ALL", all), ("LANG", language), ("TZ", "Europe/Berlin")]);
        command.env_remove("LC_TIME");
        Ended::of(command.output().unwrap())
    };
    for (language, all, written) in [
        ("C", "de_DE.UTF-8", ["3 Sept 2020, 00:30", "28 Nov 2090, 14:05"]),
        ("de_DE.UTF-8", "", ["3 Sept 2020, 00:30", "28 Nov 2090, 14:05"]),
        (
            "de_DE.UTF-8",
            "en_US.UTF-8",
            ["Sep 3, 2020, 12:30\u{a0}AM", "Nov 28, 2090, 2:05\u{a0}PM"],
        ),
        ("ja_JP.UTF-8", "", ["Sep 3, 2020, 0:30", "Nov 28, 2090, 14:05"]),
        ("de_DE.UTF-8", "C", ["3 Sept 2020, 00:30", "28 Nov 2090, 14:05"]),
        ("", "", ["3 Sept 2020, 00:30", "28 Nov 2090, 14:05"]),
    ] {
        let words = ran(language, all, &["certificate", "auth.cer"]);
        for day in written {
            assert!(words.stdout.contains(day), "{language}, {all}: {day}: {}", words.stdout);
        }
        let card = ran(language, all, &["certificate", "auth.cer", "--json"]).object();
        assert_eq!((&card["notBefore"], &card["notAfter"]), (&from.into(), &to.into()));
    }
    let german = ran("de_DE.UTF-8", "", &["certificate", "auth.cer"]).stdout;
    let days = card_days(&german);
    assert!(days.contains('.') && !days.contains(','), "a thousand days have a separator: {days}");
}

/// The days left, as they are written: "23.369".
fn card_days(text: &str) -> String {
    let (before, _) = text.split_once(" days left").expect("the days are there");
    before
        .rsplit(|sign: char| !sign.is_ascii_digit() && !".,".contains(sign))
        .next()
        .unwrap()
        .into()
}

#[test]
fn a_certificate_that_cannot_be_uploaded_is_described_and_refused_in_one_object() {
    let desk = Desk::new();
    for (from, to, code) in
        [(-800, -3, "certificate-expired"), (2, 800, "certificate-not-yet-valid")]
    {
        let print = desk.put_certificate("auth.cer", from, to);
        let ended = desk.run(&["certificate", "auth.cer", "--json"]);
        assert_eq!(ended.code, 1, "{code}");
        let card = ended.object();
        assert_eq!((&card["thumbprint"], &card["refused"]["code"]), (&print.into(), &code.into()));
        assert!(!ended.stderr.is_empty(), "a person sees it too");
        let words = desk.run(&["certificate", "auth.cer"]);
        assert_eq!(words.code, 1);
        assert!(words.stdout.contains("Thumbprint") && words.stderr.contains("  - "), "{words:?}");
    }
}

#[test]
fn what_is_no_single_public_certificate_is_refused_with_the_reason() {
    let desk = Desk::new();
    let (one, other) = (made(-1, 700), made(-1, 700));
    desk.put("auth.pfx", openssl("bundle.pfx"));
    desk.put("sealed.key", openssl("encrypted.key"));
    let key = pem_of("RSA PRIVATE KEY", &openssl("pkcs1.key"));
    desk.put("with-key.pem", format!("{}{key}", pem(&one)));
    desk.put("two.pem", format!("{}{}", pem(&one), pem(&other)));
    desk.put("chain.p7b", openssl("chain.p7b"));
    desk.put("note.txt", "Dear colleague,\nthe certificate is on the share.\n");
    desk.put("empty.cer", "");
    desk.put("cut.cer", &one[..one.len() / 2]);
    desk.put("large.cer", vec![b'x'; 65 * 1024]);
    for (name, code) in [
        ("auth.pfx", "certificate-private-key"),
        ("sealed.key", "certificate-private-key"),
        ("with-key.pem", "certificate-private-key"),
        ("two.pem", "certificate-several"),
        ("chain.p7b", "certificate-several"),
        ("note.txt", "certificate-unreadable"),
        ("empty.cer", "certificate-unreadable"),
        ("cut.cer", "certificate-unreadable"),
        ("large.cer", "certificate-unreadable"),
    ] {
        let ended = desk.run(&["certificate", name, "--json"]);
        ended.assert_problem(1, code);
        assert_eq!(ended.objects().len(), 1, "{name}");
        let words = desk.run(&["certificate", name]);
        assert_eq!((words.code, words.stdout.as_str()), (1, ""), "{name}");
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("folder.cer")).unwrap();
    for name in ["gone.cer", "folder.cer"] {
        let ended = desk.run(&["certificate", name, "--json"]);
        let error = ended.assert_problem(2, "file-unreadable");
        assert!(error["message"].as_str().unwrap().contains(name), "{error}");
        let words = desk.run(&["certificate", name]).stderr;
        assert!(words.contains("can't read a file"), "its title speaks of the file: {words}");
    }
}
