use super::*;
use crate::error::{ErrorCode, Problem};
use crate::text::tests::encodings;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use rcgen::{
    CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, SerialNumber, date_time_ymd,
};

const BUNDLE: &[u8] = include_bytes!("../../../../tests/data/certificates/bundle.pfx");
const CHAIN: &[u8] = include_bytes!("../../../../tests/data/certificates/chain.p7b");
const CHAIN_PEM: &[u8] = include_bytes!("../../../../tests/data/certificates/chain-pem.p7b");
const ENCRYPTED: &[u8] = include_bytes!("../../../../tests/data/certificates/encrypted.key");
const PKCS1: &[u8] = include_bytes!("../../../../tests/data/certificates/pkcs1.key");
const SEC1: &[u8] = include_bytes!("../../../../tests/data/certificates/sec1.key");
const PUBLIC: &[u8] = include_bytes!("../../../../tests/data/certificates/public.der");
const PUBLIC_PKCS1: &[u8] = include_bytes!("../../../../tests/data/certificates/public-pkcs1.der");
const RSA_1024: &str = include_str!("../../../../tests/data/certificates/rsa-1024.pem");
const EC_P384: &str = include_str!("../../../../tests/data/certificates/ec-p384.pem");

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn params() -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    let name = &mut params.distinguished_name;
    name.push(DnType::CommonName, "Microsoft Exchange Server Auth Certificate");
    params.not_before = date_time_ymd(2024, 1, 1);
    params.not_after = date_time_ymd(2029, 1, 1);
    params.serial_number = Some(SerialNumber::from_slice(&[0x0A, 0xBC]));
    params
}

fn made() -> rcgen::Certificate {
    params().self_signed(&KeyPair::generate().unwrap()).unwrap()
}

fn refusal(bytes: &[u8]) -> CertificateError {
    Certificate::read(bytes).expect_err("this must not be read as a certificate")
}

fn form(bytes: &[u8]) -> Form {
    match refusal(bytes) {
        CertificateError::Unreadable { looks_like } => looks_like,
        other => panic!("{other:?} instead of unreadable"),
    }
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn the_same_certificate_is_read_from_every_form() {
    let made = made();
    let der = made.der().to_vec();
    let pem = made.pem();
    let bare = STANDARD.encode(&der);
    let wrapped = bare
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect::<Vec<_>>()
        .join("\r\n  ");
    let talkative = format!("Bag Attributes\n  friendlyName: Auth\nsubject=CN\n{pem}\ntrailer\n");
    let renamed = pem.replace(" CERTIFICATE-", " X509 CERTIFICATE-");
    for (form, bytes) in [
        ("DER", der.clone()),
        ("DER with a line end behind it", [&der[..], b"\r\n"].concat()),
        ("PEM", pem.clone().into_bytes()),
        ("PEM with CRLF", pem.replace('\n', "\r\n").into_bytes()),
        ("PEM with text around it", talkative.into_bytes()),
        ("PEM by its older name", renamed.into_bytes()),
        ("PEM with invisible marks", pem.replace('\n', "\u{200e}\n\u{200b}\u{ad}").into_bytes()),
        ("base64", bare.clone().into_bytes()),
        ("base64 without padding", bare.trim_end_matches('=').as_bytes().to_vec()),
        ("base64 in lines", format!("\n {wrapped}\n").into_bytes()),
    ] {
        let certificate =
            Certificate::read(&bytes).unwrap_or_else(|error| panic!("{form}: {error}"));
        assert_eq!(certificate.der(), der, "{form}");
    }
}

#[test]
fn text_with_a_certificate_is_read_in_every_encoding() {
    let made = made();
    let bare = STANDARD.encode(made.der());
    let talkative = format!("Auth Certificate f\u{fc}r Z\u{fc}rich\r\n{}", made.pem());
    for text in [made.pem(), bare, talkative] {
        for (encoding, bytes) in encodings(&text) {
            let certificate = Certificate::read(&bytes);
            let certificate = certificate.unwrap_or_else(|error| panic!("{encoding}: {error}"));
            assert_eq!(certificate.der(), &made.der()[..], "{encoding}");
        }
    }
}

#[test]
fn a_certificate_that_does_not_begin_as_one_is_refused() {
    let altered = include_str!("../../../../tests/data/cases/certificates/first-tag-changed.pem");
    assert_eq!(form(altered.as_bytes()), Form::BrokenDer);
    let der = Certificate::read(altered.replacen("UII", "MII", 1).as_bytes());
    assert!(der.is_ok(), "it is one but for its first letter");
}

#[test]
fn the_card_says_what_openssl_says() {
    let certificate = Certificate::read(RSA_1024.as_bytes()).unwrap();
    let card = certificate.card(at("2026-11-21T12:00:00Z"));
    assert_eq!(card.subject, r"CN=\ #Zürich\\x\ ,OU=A\+B,O=Contoso\, Ltd.,C=CH");
    assert_eq!(card.issuer, card.subject);
    assert_eq!(card.serial, "147109C5B4D663CB734C98A75D05365BAE37A662");
    assert_eq!(card.thumbprint, "5693B00E29C69CE33F55C92C989E8597B334D090");
    assert_eq!(
        card.thumbprint_sha256,
        "F80622EDFFA50B22BF7C0B01F3BD3C2F61338BEECA88574888730F1D5ED026DD"
    );
    assert_eq!(card.not_before, at("2026-11-21T07:13:21Z"));
    assert_eq!(card.not_after, at("2036-11-18T07:13:21Z"));
    assert_eq!(card.key, "RSA 1024");
    assert_eq!(certificate.key(), &Key::Rsa(1024));
    assert_eq!(certificate.thumbprint(), card.thumbprint);
}

#[test]
fn a_short_rsa_key_is_warned_about() {
    let card = Certificate::read(RSA_1024.as_bytes()).unwrap().card(at("2026-11-21T12:00:00Z"));
    assert_eq!(card.warnings.len(), 1, "{:?}", card.warnings);
    assert!(card.warnings[0].contains("1024 bits"), "{:?}", card.warnings);
}

#[test]
fn curves_and_other_keys_are_named() {
    let card = |bytes: &[u8]| Certificate::read(bytes).unwrap().card(at("2026-01-01T00:00:00Z"));
    assert_eq!(card(made().der()).key, "EC P-256");
    assert_eq!(card(EC_P384.as_bytes()).key, "EC P-384");
    let key = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    assert_eq!(card(params().self_signed(&key).unwrap().der()).key, "Ed25519");
}

#[test]
fn days_are_counted_down_to_the_end_and_below_zero_after_it() {
    let certificate = Certificate::read(made().der()).unwrap();
    for (now, days) in [
        ("2028-12-31T00:00:00Z", 1),
        ("2028-12-31T00:00:01Z", 0),
        ("2029-01-01T00:00:00Z", 0),
        ("2029-01-01T00:00:01Z", -1),
        ("2029-01-31T00:00:00Z", -30),
    ] {
        assert_eq!(certificate.days_left(at(now)), days, "at {now}");
    }
}

#[test]
fn a_certificate_without_an_end_is_read_and_never_expires() {
    let der = include_bytes!("../../../../tests/data/cases/certificates/without-end.cer");
    let certificate = Certificate::read(der).unwrap();
    let (now, late) = (at("2026-12-01T00:00:00Z"), at("9999-12-30T00:00:00Z"));
    for now in [now, late] {
        assert_eq!(certificate.check(now), Ok(()));
        let card = certificate.card(now);
        assert!(card.never_ends);
        assert_eq!((card.days_left, card.warnings), (NO_END, Vec::<String>::new()), "{now}");
    }
    let made = Certificate::read(made().der()).unwrap().card(now);
    assert!(!made.never_ends);
    let saved = serde_json::to_string(&made).unwrap().replace(r#""neverEnds":false,"#, "");
    let loaded: CertificateCard = serde_json::from_str(&saved).unwrap();
    assert_eq!(loaded, made, "as earlier versions saved it");
}

#[test]
fn fewer_than_sixty_days_are_warned_about() {
    let certificate = Certificate::read(made().der()).unwrap();
    let warnings = |now| certificate.card(at(now)).warnings;
    assert!(warnings("2028-11-02T00:00:00Z").is_empty(), "60 days are enough");
    assert!(
        warnings("2028-11-03T00:00:00Z")[0]
            .starts_with("The certificate expires in 59 days (1 Jan 2029).")
    );
    assert!(warnings("2028-12-31T00:00:00Z")[0].starts_with("The certificate expires in 1 day "));
    assert!(warnings("2028-12-31T12:00:00Z")[0].starts_with("The certificate expires today "));
    assert!(warnings("2029-01-02T00:00:00Z").is_empty(), "an expired one is refused instead");
}

#[test]
fn validity_is_checked_against_the_given_time() {
    let certificate = Certificate::read(made().der()).unwrap();
    assert_eq!(certificate.check(certificate.not_before()), Ok(()));
    assert_eq!(certificate.check(certificate.not_after()), Ok(()));
    let expired = certificate.check(at("2029-01-01T00:00:01Z")).unwrap_err();
    assert!(matches!(expired, CertificateError::Expired { .. }));
    assert!(expired.to_string().contains("expired on 1 Jan 2029"), "{expired}");
    assert!(expired.to_string().contains("The clock of this PC says 1 Jan 2029."), "{expired}");
    let early = certificate.check(at("2023-12-31T23:59:59Z")).unwrap_err();
    assert!(matches!(early, CertificateError::NotYetValid { .. }));
    assert!(early.to_string().contains("valid only from 1 Jan 2024"), "{early}");
    assert!(early.to_string().contains("The clock of this PC says 31 Dec 2023."), "{early}");
}

#[test]
fn every_file_with_a_private_key_is_refused_and_nothing_of_it_repeated() {
    let key = KeyPair::generate().unwrap();
    let certificate = params().self_signed(&key).unwrap();
    let key_pem = key.serialize_pem();
    let labelled = |label: &str| {
        format!("-----BEGIN {label}-----\nTUVHQVNFQ1JFVA==\n-----END {label}-----\n").into_bytes()
    };
    for (name, bytes) in [
        ("PKCS#12", BUNDLE.to_vec()),
        ("PKCS#12 as base64", STANDARD.encode(BUNDLE).into_bytes()),
        ("PKCS#12 cut off", BUNDLE[..100].to_vec()),
        ("PKCS#12 larger than the limit", [BUNDLE, &vec![0; 70_000]].concat()),
        ("PKCS#12 in BER", [&[0x30, 0x80, 2, 1, 3, 0x30, 0x80][..], &[6, 9, 42]].concat()),
        ("PKCS#8", key.serialize_der()),
        ("PKCS#8 as base64", STANDARD.encode(key.serialize_der()).into_bytes()),
        ("PKCS#8 encrypted", ENCRYPTED.to_vec()),
        ("PKCS#1", PKCS1.to_vec()),
        ("SEC 1", SEC1.to_vec()),
        ("PEM", key_pem.clone().into_bytes()),
        ("PEM after the certificate", format!("{}{key_pem}", certificate.pem()).into_bytes()),
        ("PEM in UTF-16", utf16(&key_pem, u16::to_le_bytes)),
        ("PEM without its end", key_pem.split("-----END").next().unwrap().into()),
        ("PEM larger than the limit", format!("{key_pem}{}", " ".repeat(70_000)).into_bytes()),
        ("PEM encrypted", labelled("ENCRYPTED PRIVATE KEY")),
        ("PEM RSA", labelled("RSA PRIVATE KEY")),
        ("PEM EC", labelled("EC PRIVATE KEY")),
        ("PEM OpenSSH", labelled("OPENSSH PRIVATE KEY")),
        ("PuTTY", b"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none".to_vec()),
        ("XML", b"<RSAKeyValue><Modulus>AA==</Modulus><D>AA==</D></RSAKeyValue>".to_vec()),
        ("DER behind the certificate", [&certificate.der()[..], PKCS1].concat()),
    ] {
        let refusal = refusal(&bytes);
        assert!(matches!(refusal, CertificateError::PrivateKey { .. }), "{name}: {refusal:?}");
        let said = format!("{refusal:?} {refusal}");
        assert!(!said.contains("TUVHQ") && !said.contains("AA=="), "{name}: {said}");
    }
}

#[test]
fn several_certificates_are_refused() {
    let (one, two) = (made(), made());
    for (name, bytes, how_many) in [
        (
            "PEM",
            format!("{}{}", one.pem(), two.pem()).into_bytes(),
            "The file holds 2 certificates.",
        ),
        ("DER", [&one.der()[..], &two.der()[..]].concat(), "The file holds several certificates."),
        ("PKCS#7", CHAIN.to_vec(), "The file holds a chain of certificates"),
        (
            "PKCS#7 as base64",
            STANDARD.encode(CHAIN).into_bytes(),
            "The file holds a chain of certificates",
        ),
        ("PKCS#7 as PEM", CHAIN_PEM.to_vec(), "The file holds a chain of certificates"),
    ] {
        let refused = refusal(&bytes);
        assert_eq!(refused.code(), ErrorCode::CertificateSeveral, "{name}: {refused:?}");
        assert!(refused.to_string().starts_with(how_many), "{name}: {refused}");
    }
}

#[test]
fn what_else_a_file_may_be_is_named() {
    let key = KeyPair::generate().unwrap();
    let plain = CertificateParams::new(Vec::new()).unwrap();
    let request = plain.serialize_request(&key).unwrap();
    let der = made().der().to_vec();
    let pem = made().pem();
    let block =
        |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----").into_bytes();
    for (bytes, expected) in [
        (Vec::new(), Form::Empty),
        (b" \r\n\t".to_vec(), Form::Empty),
        (b"\xEF\xBB\xBF".to_vec(), Form::Empty),
        (request.der().to_vec(), Form::Request),
        (request.pem().unwrap().into_bytes(), Form::Request),
        (block("NEW CERTIFICATE REQUEST"), Form::Request),
        (revocation_list(), Form::RevocationList),
        (block("X509 CRL"), Form::RevocationList),
        (PUBLIC.to_vec(), Form::PublicKey),
        (PUBLIC_PKCS1.to_vec(), Form::PublicKey),
        (block("PUBLIC KEY"), Form::PublicKey),
        (b"<!DOCTYPE html><html>Sign in</html>".to_vec(), Form::Markup),
        (block("CROSSTRUST RECEIPT"), Form::Receipt),
        (block("PGP MESSAGE"), Form::OtherPem("PGP MESSAGE".to_owned())),
        (b"-----BEGIN CERT".to_vec(), Form::BrokenPem),
        (pem.split("-----END").next().unwrap().into(), Form::BrokenPem),
        (pem.replace("MII", "M*I").into_bytes(), Form::BrokenPem),
        (der[..der.len() - 20].to_vec(), Form::BrokenDer),
        ([&der[..], b"rest"].concat(), Form::BrokenDer),
        (STANDARD.encode(&der[..90]).into_bytes(), Form::BrokenDer),
        (b"0\x82\x01\x00\x04\x02hi".to_vec(), Form::Binary),
        (b"0".to_vec(), Form::Binary),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), Form::Binary),
        (b"Dear colleague, here it is.".to_vec(), Form::Text),
        (b"aGVsbG8=".to_vec(), Form::Text),
    ] {
        assert_eq!(form(&bytes), expected, "{:?}", String::from_utf8_lossy(&bytes));
    }
}

fn revocation_list() -> Vec<u8> {
    let mut params = params();
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::CrlSign];
    let issuer = Issuer::new(params, KeyPair::generate().unwrap());
    let list = CertificateRevocationListParams {
        this_update: date_time_ymd(2026, 1, 1),
        next_update: date_time_ymd(2027, 1, 1),
        crl_number: SerialNumber::from_slice(&[1]),
        issuing_distribution_point: None,
        revoked_certs: Vec::new(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    list.signed_by(&issuer).unwrap().der().to_vec()
}

#[test]
fn a_file_beyond_the_limit_is_refused() {
    let large = [&made().der()[..], &vec![b' '; 64 * 1024]].concat();
    assert_eq!(refusal(&large), CertificateError::TooLarge { bytes: large.len() });
    let text = "A".repeat(64 * 1024 + 1);
    assert!(matches!(refusal(text.as_bytes()), CertificateError::TooLarge { .. }));
}

#[test]
fn a_name_cannot_hide_behind_control_characters() {
    let mut params = params();
    params
        .distinguished_name
        .push(DnType::CommonName, "good\u{202E}live\r\n\"<;>\"\u{AD}\u{E0041}");
    params.distinguished_name.push(DnType::CustomDnType(vec![1, 2, 3, 4]), "own");
    let made = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
    let subject = Certificate::read(made.der()).unwrap().card(Timestamp::UNIX_EPOCH).subject;
    assert!(
        subject.contains(r#"CN=good\E2\80\AElive\0D\0A\"\<\;\>\"\C2\AD\F3\A0\81\81"#),
        "{subject}"
    );
    assert!(subject.contains("1.2.3.4=#0C036F776E"), "{subject}");
}

#[test]
fn each_refusal_crosses_the_border_with_its_code_and_words() {
    let thumbprint = Thumbprint::of_der(b"");
    let now = Timestamp::UNIX_EPOCH;
    let unreadable = CertificateError::Unreadable { looks_like: Form::Empty };
    let key = CertificateError::PrivateKey { form: PrivateKeyForm::Pem };
    let expired = CertificateError::Expired { thumbprint, not_after: now, now: Some(now) };
    let early = CertificateError::NotYetValid { thumbprint, not_before: now, now };
    for (error, code) in [
        (CertificateError::TooLarge { bytes: 1 }, ErrorCode::CertificateUnreadable),
        (unreadable, ErrorCode::CertificateUnreadable),
        (key, ErrorCode::CertificatePrivateKey),
        (several_of_two(), ErrorCode::CertificateSeveral),
        (expired, ErrorCode::CertificateExpired),
        (early, ErrorCode::CertificateNotYetValid),
    ] {
        let said = error.to_string();
        let problem = Problem::from(error);
        assert_eq!((problem.code, problem.message), (code, said.into()));
    }
}

fn several_of_two() -> CertificateError {
    refusal(format!("{0}{0}", made().pem()).as_bytes())
}

#[test]
fn a_long_label_is_shortened() {
    let label = "X".repeat(5_000);
    let bytes = format!("-----BEGIN {label}-----\n-----END {label}-----");
    assert_eq!(form(bytes.as_bytes()), Form::OtherPem("X".repeat(40)));
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_fail(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = Certificate::read(&bytes);
        let _ = Certificate::read(&[&[0x30, 0x82], &bytes[..]].concat());
    }

    #[test]
    fn what_is_read_reads_back_from_its_own_bytes(
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        form in 0..3_usize,
    ) {
        let der = made_once();
        let base64 = STANDARD.encode(der);
        let pem = format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n");
        let mut bytes = [der, base64.as_bytes(), pem.as_bytes()][form].to_vec();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(certificate) = Certificate::read(&bytes) {
            prop_assert_eq!(Certificate::read(certificate.der()), Ok(certificate));
        }
    }

    #[test]
    fn the_first_bytes_decide_as_the_rest_does(letters in "[A-Za-z0-9+/]{1,4}") {
        let base64 = STANDARD.encode(made_once());
        let text = format!("-----BEGIN CERTIFICATE-----\n{letters}{}\n-----END CERTIFICATE-----", &base64[letters.len()..]);
        if let Ok(certificate) = Certificate::read(text.as_bytes()) {
            prop_assert_eq!(Certificate::read(certificate.der()), Ok(certificate));
        }
    }

    #[test]
    fn a_certificate_with_a_flipped_byte_is_read_or_refused(place in any::<prop::sample::Index>(), flip in 1_u8..) {
        let mut der = made_once().to_vec();
        let place = place.index(der.len());
        der[place] ^= flip;
        if let Ok(certificate) = Certificate::read(&der) {
            let _ = certificate.card(Timestamp::UNIX_EPOCH);
        }
    }
}

fn made_once() -> &'static [u8] {
    static MADE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    MADE.get_or_init(|| made().der().to_vec())
}
