//! Files as people bring them: in any encoding, and with the marks that dialogs and web pages add.

use crate::cloud::Place;
use crate::program::{Desk, Ended, made, names};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crosstrust_rehearsal::certificate::thumbprint;
use crosstrust_rehearsal::cloud::{CLOUD_VOICEMAIL, Person, SKYPE_ONLINE};
use crosstrust_tests::encodings::encodings;
use serde_json::json;
use std::path::{Path, PathBuf};

/// A file that went wrong once.
pub(crate) fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/cases").join(name)
}

fn export(desk: &Desk, guide: &str, out: &str) -> Ended {
    let words = ["export", "--guide", guide, "--answers", "answers.json", "--out", out];
    desk.run(&[&words[..], &["--json"]].concat())
}

/// The bytes of every file of a bundle.
fn bundle(desk: &Desk, folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = desk.path(folder);
    let read = |name: String| (name.clone(), std::fs::read(folder.join(name)).unwrap());
    names(&folder).into_iter().map(read).collect()
}

#[test]
fn answers_are_read_in_every_encoding() {
    let desk = Desk::new();
    let answers = json!({
        "organization_name": "M\u{fc}ller Z\u{fc}rich",
        "tenant": "contoso.com",
        "verified_domain": "contoso.com",
        "domain_controller": "dc01.contoso.com",
    });
    let text = serde_json::to_string_pretty(&answers).unwrap().replace('\n', "\r\n");
    let mut expected = None;
    for (number, (encoding, bytes)) in encodings(&text).into_iter().enumerate() {
        desk.put("answers.json", bytes);
        let out = number.to_string();
        let ended = export(&desk, "teams", &out);
        assert_eq!(ended.code, 0, "{encoding}: {ended:?}");
        let written = bundle(&desk, &out);
        assert_eq!(expected.get_or_insert_with(|| written.clone()), &written, "{encoding}");
    }
}

#[test]
fn answers_that_windows_powershell_wrote_are_read() {
    let desk = Desk::new();
    desk.put("answers.json", std::fs::read(case("answers/windows-powershell.json")).unwrap());
    let ended = export(&desk, "teams", "bundle");
    assert_eq!(ended.code, 0, "{ended:?}");
}

#[test]
fn marks_in_a_thumbprint_an_id_and_a_name_are_left_out_of_scripts() {
    let desk = Desk::new();
    let print = "BC46F693AA5776AA0404C986A9BF8A6605480417";
    let spaced = "\u{200e}bc 46 f6 93 aa 57 76 aa 04 04 c9 86 a9 bf 8a 66 05 48 04 17";
    let answers = |print: &str, tenant: &str, host: &str| {
        json!({ "next_thumbprint": print, "tenant": tenant, "domain_controller": host }).to_string()
    };
    let id = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
    desk.put("answers.json", answers(print, id, "dc01.contoso.com"));
    let ended = export(&desk, "rotate", "plain");
    assert_eq!(ended.code, 0, "{ended:?}");
    let marked = (format!("\u{202a}{id}\u{202c}"), "\u{feff}dc01\u{200b}.contoso.com\u{a0}");
    desk.put("answers.json", answers(spaced, &marked.0, marked.1));
    let ended = export(&desk, "rotate", "marked");
    assert_eq!(ended.code, 0, "{ended:?}");
    let plain = bundle(&desk, "plain");
    assert_eq!(plain, bundle(&desk, "marked"));
    let holds = |(_, bytes): &(String, Vec<u8>)| String::from_utf8_lossy(bytes).contains(print);
    assert!(plain.iter().any(holds), "the thumbprint stands in a script");
}

#[test]
fn a_certificate_in_text_is_read_in_every_encoding() {
    let desk = Desk::new();
    let der = made(-1, 700);
    let base64 = STANDARD.encode(&der);
    let pem = format!(
        "F\u{fc}r Z\u{fc}rich\n-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n"
    );
    for text in [&base64, &pem] {
        for (encoding, bytes) in encodings(text) {
            desk.put("auth.cer", bytes);
            let ended = desk.run(&["certificate", "auth.cer", "--json"]);
            assert_eq!(ended.code, 0, "{encoding}: {ended:?}");
            assert_eq!(ended.object()["thumbprint"], thumbprint(&der), "{encoding}");
        }
    }
}

#[test]
fn a_certificate_that_does_not_begin_as_one_is_refused_as_damaged() {
    let desk = Desk::new();
    desk.put("auth.pem", std::fs::read(case("certificates/first-tag-changed.pem")).unwrap());
    let ended = desk.run(&["certificate", "auth.pem", "--json"]);
    let problem = ended.assert_problem(1, "certificate-unreadable");
    assert!(problem["message"].as_str().unwrap().contains("damaged"), "{problem}");
}

#[test]
fn a_certificate_without_an_end_is_read_uploaded_and_never_expires() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put("auth.cer", std::fs::read(case("certificates/without-end.cer")).unwrap());
    let ended = desk.run(&["certificate", "auth.cer", "--json"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.object()["neverEnds"], true);
    let words = desk.run(&["certificate", "auth.cer"]);
    assert!(words.stdout.contains("Expires     never"), "{}", words.stdout);
    let only = ["--certificate", "auth.cer", "--app-id", CLOUD_VOICEMAIL];
    let upload = [&["upload", "--yes", "--backup", "copies"][..], &only].concat();
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &upload);
    assert_eq!(ended.code, 0, "{ended:?}");
    let verify = [&["verify"][..], &only].concat();
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &verify);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.contains("never expires"), "{}", ended.stdout);
}

#[test]
fn a_copy_of_keys_is_read_in_every_encoding() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put_certificate("auth.cer", -1, 1_500);
    let only = ["--app-id", CLOUD_VOICEMAIL, "--json"];
    let upload = ["upload", "--certificate", "auth.cer", "--yes", "--backup", "copies"];
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &[&upload[..], &only].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    let kept = desk.path("copies").join(&names(&desk.path("copies"))[0]);
    let text = std::fs::read_to_string(kept).unwrap();
    for (encoding, bytes) in encodings(&text) {
        desk.put("copy.json", bytes);
        let restore = ["restore", "--backup", "copy.json", "--dry-run"];
        let ended =
            place.run_as(Person::GlobalAdministrator, &desk, &[&restore[..], &only].concat());
        assert_eq!(ended.code, 0, "{encoding}: {ended:?}");
        assert_eq!(ended.events(), ["sign-in", "role", "plan"], "{encoding}");
    }
}

#[test]
fn a_copy_of_keys_that_an_editor_saved_again_is_a_copy() {
    let (place, desk) = (Place::new(), Desk::new());
    desk.put("copy.json", std::fs::read(case("keys/saved-again.json")).unwrap());
    let restore = ["restore", "--backup", "copy.json", "--dry-run", "--json"];
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &restore);
    // The example is of another tenant, which only somebody knows who has read it.
    ended.assert_problem(2, "backup-foreign");
}

#[test]
fn marks_around_the_values_of_options_are_left_out() {
    let (place, desk) = (Place::new(), Desk::new());
    let print = desk.put_certificate("auth.cer", -1, 1_500);
    let url = format!("\u{200e}{}", place.cloud.url());
    let words = [
        "upload",
        "--tenant",
        "\u{202a}contoso.com\u{202c}",
        "--login-url",
        &url,
        "--graph-url",
        &url,
        "--client-id",
        "\u{200e}14d82eec-204b-4c2f-b7e8-296a70dab67e",
        "--app-id",
        &format!("\u{200b}{SKYPE_ONLINE}\u{a0}"),
        "--name",
        "\u{2066}https://mail.contoso.com/\u{2069}",
        "--remove-key",
        &format!("\u{200e}{}", print.to_lowercase()),
        "--dry-run",
        "--json",
    ];
    let ended = place.run_as(Person::GlobalAdministrator, &desk, &words);
    assert_eq!(ended.code, 0, "{ended:?}");
    let names = &ended.event("plan")["principals"][0]["names"];
    let added = names.as_array().unwrap().iter().find(|name| name["fate"] == "add");
    assert_eq!(added.unwrap()["name"], "https://mail.contoso.com/");
}
