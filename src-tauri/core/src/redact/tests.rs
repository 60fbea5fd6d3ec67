use super::*;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::Write as _;

const JWT: &str = "eyJ0eXAiOiJKV1QifQ.eyJ0aWQiOiJjb250b3NvIn0.c2lnbmF0dXJl";
const REFRESH: &str = "1.AXoAqq7MzAAA3ERd3d3i7u4F0xBuRRuT0JUaFo6mTGi6vf8AAPQ.AQABAAEAAAD";

/// No twelve characters of the secret in a row are in the text.
fn holds_nothing_of(text: &str, secret: &str) -> bool {
    let letters: Vec<char> = secret.chars().collect();
    letters.windows(12).all(|part| !text.contains(&part.iter().collect::<String>()))
}

#[test]
fn every_form_of_a_secret_is_taken_out_and_its_name_stays() {
    for (text, expected) in [
        (format!("got {JWT} back"), "got [redacted] back"),
        (format!("authorization: Bearer {JWT}"), "authorization: [redacted] [redacted]"),
        ("header Bearer abc".to_owned(), "header Bearer [redacted]"),
        ("Basic dXNlcjpwYXNz".to_owned(), "Basic [redacted]"),
        (format!("refresh_token={REFRESH}&scope=x"), "refresh_token=[redacted]&scope=x"),
        ("device_code=abc&client_id=x".to_owned(), "device_code=[redacted]&client_id=x"),
        ("DEVICE_CODE = abc".to_owned(), "DEVICE_CODE = [redacted]"),
        (r#"{"access_token":"a b\"c","x":1}"#.to_owned(), r#"{"access_token":[redacted],"x":1}"#),
        (r#"{\"id_token\":\"abc\"}"#.to_owned(), r#"{\"id_token\":[redacted]\"}"#),
        ("client_info: eyJ1aWQiOiIx".to_owned(), "client_info: [redacted]"),
        (
            "http://localhost:1/?code=0.A-b&state=s1".to_owned(),
            "http://localhost:1/?code=[redacted]&state=[redacted]",
        ),
        ("code=0.A-b".to_owned(), "code=[redacted]"),
        ("https://anna:pass@contoso.com/x".to_owned(), "https://[redacted]@contoso.com/x"),
        ("proxy http://anna@proxy:8080".to_owned(), "proxy http://[redacted]@proxy:8080"),
        ("password: hunter2, next".to_owned(), "password: [redacted], next"),
        ("access_token%3Dabc".to_owned(), "access_token%3D[redacted]"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- and".to_owned(),
            "[redacted] and",
        ),
        ("-----BEGIN PRIVATE KEY-----\nMIIE".to_owned(), "[redacted]"),
        (format!("{:?}", [7_u8; 32]), "[[redacted]]"),
        (format!("token={REFRESH}"), "token=[redacted]"),
        (REFRESH.to_owned(), "[redacted]"),
    ] {
        assert_eq!(redact(&text), expected, "{text}");
    }
}

#[test]
fn what_a_support_case_needs_stays() {
    for text in [
        "client-request-id 14d82eec-204b-4c2f-b7e8-296a70dab67e",
        "request_id=14d82eec-204b-4c2f-b7e8-296a70dab67e status=200",
        "0A1B2C3D4E5F60718293A4B5C6D7E8F901234567 until 2026-11-21T02:03:40Z",
        "thumbprint=0A1B2C3D4E5F60718293A4B5C6D7E8F901234567",
        "/home/anna/.local/share/crosstrust/setups/0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11.json.unreadable-20261121T020340Z",
        "/tmp/.tmpAbC123/crosstrust-keys-db7de2b5-2149-435e-8043-e080dd50afae-1795233600.json",
        r"C:\Users\anna\AppData\Local\com.crosstrust.app\logs\crosstrust.2026-11-21.log",
        "crosstrust_core::graph::client a_name_of_a_test_that_is_a_whole_sentence",
        "HTTP 403 Authorization_RequestDenied: Insufficient privileges to complete the operation.",
        "AADSTS530035: Access has been blocked by security defaults.",
        "ended=\"sign-in-device-code-blocked\" code: sign-in-expired",
        r#"{"code":"CredentialInvalidLifetimeAsPerAppPolicy","error":"authorization_pending"}"#,
        "https://graph.microsoft.com/v1.0/servicePrincipals(appId='db7de2b5-2149-435e-8043-e080dd50afae')?$select=id,appId",
        "urn:ietf:params:oauth:grant-type:device_code",
        "FailureCategory=Cmdlet-ManagementObjectNotFoundException",
        "Microsoft.Exchange.Management.SystemConfigurationTasks.GetPartnerApplication",
        "the session state is \"signed-in\"; the sign-in token is not kept",
        "10.0.17763, 15.2.1748.10, 2026-11-21",
    ] {
        assert_eq!(redact(text), text);
    }
}

#[test]
fn a_secret_in_pieces_is_taken_out_when_the_record_is_whole() {
    let mut out = Vec::new();
    {
        let mut writer = Redacting::new(&mut out);
        for letter in format!("token {REFRESH} end\n").chars() {
            write!(writer, "{letter}").unwrap();
            writer.flush().unwrap();
        }
    }
    assert_eq!(String::from_utf8(out).unwrap(), "token [redacted] end\n");
}

#[test]
fn a_record_without_end_is_cut_and_its_secrets_are_not() {
    let mut out = Vec::new();
    let mut text = "word ".repeat(20_000);
    text.insert_str(32 * 1024 - 10, REFRESH);
    Redacting::new(&mut out).write_all(text.as_bytes()).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(out.ends_with("...\n") && out.len() < 33 * 1024);
    assert!(holds_nothing_of(&out, REFRESH));
}

#[test]
fn a_token_that_falls_into_parts_of_a_letter_or_two_is_seen_by_its_length() {
    let token = "0aaA_-aa_A00a-a-a0-Aa_0a0--aAaAAa-0A-AAAaAA-0a_0A-A-0_-_--aAaaAa0_A_Aa-__aaa";
    assert_eq!(redact(token), REDACTED);
    let name = "crosstrust-keys-00000004-0000-0ff1-ce00-000000000000-20261121T020340Z-OAuth.json";
    assert_eq!(redact(name), name, "a name with an id in it is as long");
}

#[test]
fn a_disk_that_refuses_stops_nobody() {
    struct Refusing;
    impl std::io::Write for Refusing {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
    }
    Redacting::new(Refusing).write_all(b"x").unwrap();
}

/// Text that people and programs write, without anything secret.
fn words() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,40}", "\\PC{0,20}", Just("\r\n\t\"'".to_owned())]
}

/// A long run as services make them.
fn opaque() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9]{120,300}",
        "[A-Z0-9]{120,200}",
        "[A-Za-z0-9_-]{120,300}",
        prop::collection::vec(any::<u8>(), 100..300)
            .prop_map(|bytes| BASE64_STANDARD.encode(bytes)),
        prop::collection::vec(any::<u8>(), 100..300).prop_map(|bytes| {
            bytes.iter().fold(String::new(), |mut text, byte| {
                write!(text, "{byte:02x}").unwrap();
                text
            })
        }),
        prop::collection::vec(any::<u8>(), 100..300).prop_map(|bytes| format!(
            "{}.{}.c2ln",
            "eyJhbGciOiJub25lIn0",
            BASE64_URL_SAFE_NO_PAD.encode(bytes)
        )),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_long_run_survives_whatever_stands_around_it(
        before in words(), secret in opaque(), after in words(),
    ) {
        for text in [
            format!("{before} {secret} {after}"),
            format!("{before}={secret}&{after}"),
            format!("{before}\"{secret}\"{after}"),
            format!("{before}({secret:?}){after}"),
            secret.chars().flat_map(|letter| [letter, '\0']).collect(),
            format!("{before}{:?}{after}", secret.as_bytes()),
        ] {
            let out = redact(&text);
            prop_assert!(holds_nothing_of(&out, &secret), "{}", out);
            let bytes = format!("{:?}", &secret.as_bytes()[..12]);
            prop_assert!(!out.contains(bytes.trim_matches(['[', ']'])), "{}", out);
        }
    }

    #[test]
    fn a_named_value_is_taken_out_however_short_it_is(
        name in prop::sample::select(vec![
            "access_token", "refresh_token", "id_token", "device_code", "client_info",
            "client_secret", "code_verifier", "password", "Authorization", "authorization_code",
        ]),
        value in "[A-Za-z0-9_-]{1,12}Q7[A-Za-z0-9_-]{1,12}",
        between in prop::sample::select(vec!["=", ": ", "\":\"", "\": \"", "%3D", "=\"", "\\\":\\\""]),
    ) {
        let out = redact(&format!("x {name}{between}{value} y")).into_owned();
        prop_assert!(!out.contains(&value), "{}", out);
        prop_assert!(out.contains(name), "what it was is still said: {}", out);
    }

    #[test]
    fn redacting_twice_changes_nothing_more(text in words(), secret in opaque(), more in words()) {
        let once = redact(&format!("{text}{secret} {more} code={text} Bearer {more}")).into_owned();
        prop_assert_eq!(redact(&once).into_owned(), once);
    }

    #[test]
    fn any_text_is_taken(text in "\\PC{0,400}", bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = redact(&text);
        let _ = redact(&String::from_utf8_lossy(&bytes));
    }
}
