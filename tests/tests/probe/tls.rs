//! Certificates and versions of TLS.

use crate::world::{World, faults, only};
use crosstrust_core::probe::{ProbeCode, ProbeOutcome, ProbeVerdict, read_roots};
use crosstrust_tests::publication::{Authority, EWS, MAIL, Server};
use std::io::{Read, Write};

/// A world whose EWS host is another server.
fn with(server: &Server, world: World) -> World {
    world.map(&server.rule(MAIL))
}

#[test]
fn an_expired_certificate_and_one_of_the_future_are_reported_with_the_day() {
    for (years, words) in [([2001, 2002], "2002-01-01"), ([2098, 2099], "2098-01-01")] {
        let world = World::new();
        let server = Server::start(world.authority.issue(&[MAIL], years), |_| None);
        let world = with(&server, world);
        let found = only(&world.probe(), ProbeCode::TlsExpired, ProbeVerdict::Failed);
        assert_eq!((found.url.as_str(), found.status), (EWS, None));
        assert!(found.words.contains(words), "{found:?}");
        assert_eq!(server.seen(), [], "nothing is sent to it");
    }
}

#[test]
fn a_certificate_that_ends_soon_is_a_warning() {
    let world = World::new();
    let soon = Server::start(world.authority.issue_for_days(&[MAIL], 3), |_| None);
    let found = only(&with(&soon, world).probe(), ProbeCode::TlsExpired, ProbeVerdict::Warning);
    assert_eq!(found.url, EWS);
    let world = World::new();
    let later = Server::start(world.authority.issue_for_days(&[MAIL], 10), |_| None);
    assert_eq!(with(&later, world).probe().outcome(), ProbeOutcome::Good);
}

#[test]
fn a_certificate_for_another_name_is_reported_with_its_names() {
    let world = World::new();
    let names = ["www.contoso.com", "contoso.com"];
    let server = Server::start(world.authority.issue(&names, [2020, 2099]), |_| None);
    let found = only(&with(&server, world).probe(), ProbeCode::TlsName, ProbeVerdict::Failed);
    assert!(found.words.contains("www.contoso.com, contoso.com"), "{found:?}");
    assert_eq!(server.seen(), []);
}

#[test]
fn a_certificate_of_an_unknown_authority_is_reported_with_its_issuer() {
    let other = Authority::new();
    let server = Server::start(other.issue(&[MAIL], [2020, 2099]), |_| None);
    let mut world = with(&server, World::new());
    let found = only(&world.probe(), ProbeCode::TlsUntrusted, ProbeVerdict::Failed);
    assert!(found.words.contains("Contoso Test Authority"), "{found:?}");
    assert_eq!(server.seen(), []);
    // Both authorities in one file, as curl takes them.
    let file = format!("{}\nsome words\n{}", world.authority.pem(), other.pem());
    world.options.roots = read_roots(file.as_bytes()).unwrap();
    assert_eq!(world.options.roots.len(), 2);
    assert_eq!(world.probe().outcome(), ProbeOutcome::Good);
}

#[test]
fn several_faults_of_one_certificate_are_reported_each() {
    let world = World::new();
    let server = Server::start(world.authority.issue(&["x.example"], [2001, 2002]), |_| None);
    let report = with(&server, world).probe();
    assert_eq!(
        faults(&report),
        [(ProbeCode::TlsExpired, ProbeVerdict::Failed), (ProbeCode::TlsName, ProbeVerdict::Failed)]
    );
    let other = Authority::new();
    let server = Server::start(other.issue(&["x.example"], [2020, 2099]), |_| None);
    let report = with(&server, World::new()).probe();
    assert_eq!(
        faults(&report),
        [
            (ProbeCode::TlsName, ProbeVerdict::Failed),
            (ProbeCode::TlsUntrusted, ProbeVerdict::Failed)
        ]
    );
}

#[test]
fn a_server_with_old_tls_only_is_reported() {
    let world = World::new();
    let old = Server::start_old(world.authority.issue(&[MAIL], [2020, 2099]));
    only(&with(&old, world).probe(), ProbeCode::TlsTooOld, ProbeVerdict::Failed);
}

/// A server that answers the beginning of a handshake with these bytes.
fn answers(bytes: &'static [u8]) -> Server {
    Server::start_raw(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(bytes);
        let _ = stream.read(&mut [0; 4096]);
    })
}

#[test]
fn what_the_server_says_in_the_handshake_is_kept_apart() {
    // A server that chooses TLS 1.0.
    let hello = answers(
        b"\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\x00\x00\x2f\x00",
    );
    only(&with(&hello, World::new()).probe(), ProbeCode::TlsTooOld, ProbeVerdict::Failed);
    let no_common = answers(b"\x15\x03\x03\x00\x02\x02\x28");
    only(&with(&no_common, World::new()).probe(), ProbeCode::TlsTooOld, ProbeVerdict::Unknown);
    let no_name = answers(b"\x15\x03\x03\x00\x02\x02\x70");
    only(&with(&no_name, World::new()).probe(), ProbeCode::TlsName, ProbeVerdict::Failed);
    let closed = Server::start_raw(drop);
    only(&with(&closed, World::new()).probe(), ProbeCode::ConnectionRefused, ProbeVerdict::Failed);
}

#[test]
fn a_file_without_a_certificate_is_refused() {
    for bytes in [
        &b""[..],
        b"no certificate",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        assert!(read_roots(bytes).is_err(), "{bytes:?}");
    }
    let authority = Authority::new();
    assert_eq!(read_roots(&der(authority.pem())).unwrap().len(), 1, "DER is taken too");
}

/// The certificate of a PEM text in DER.
fn der(pem: &str) -> Vec<u8> {
    use base64::Engine;
    let lines: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    base64::engine::general_purpose::STANDARD.decode(lines).unwrap()
}
