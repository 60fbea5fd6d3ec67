//! DNS, connections and time.

use crate::world::{World, faults, good, only};
use crosstrust_core::probe::{ProbeCode, ProbeOutcome, ProbeVerdict};
use crosstrust_tests::publication::{AUTODISCOVER, CLOUD, EWS, MAIL, MAILBOX, Reply, Server};
use std::net::TcpListener;
use std::time::Duration;
use url::Url;

/// A port on which nobody listens.
fn closed() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_refused_connection_is_reported_with_where_it_was_tried() {
    let port = closed();
    let world = World::new().map(&format!("{MAIL}:443:127.0.0.1:{port}"));
    let found = only(&world.probe(), ProbeCode::ConnectionRefused, ProbeVerdict::Failed);
    assert_eq!((found.url.as_str(), found.status), (EWS, None));
    for words in [MAIL, &format!("127.0.0.1:{port}")] {
        assert!(found.words.contains(words), "{found:?}");
    }
}

#[test]
fn a_name_without_an_address_is_reported() {
    let world = World::new().map(&format!("{MAIL}::nowhere.invalid:443"));
    let found = only(&world.probe(), ProbeCode::DnsNotFound, ProbeVerdict::Failed);
    assert!(found.words.contains("nowhere.invalid"), "{found:?}");
}

#[test]
fn silence_is_reported_after_the_limit() {
    let mut world = World::with(|request| request.is(MAIL, "/EWS").then_some(Reply::Silence));
    world.options.limits.answer = Duration::from_millis(1500);
    let found = only(&world.probe(), ProbeCode::TimedOut, ProbeVerdict::Failed);
    assert_eq!(found.url, EWS);
    // A server that takes the connection and never speaks TLS.
    let mute = Server::start_raw(|stream| {
        let _ = std::io::Read::read_to_end(&mut { stream }, &mut Vec::new());
    });
    let mut world = World::new().map(&mute.rule(MAIL));
    world.options.limits.answer = Duration::from_millis(1500);
    only(&world.probe(), ProbeCode::TimedOut, ProbeVerdict::Failed);
}

#[test]
fn an_address_of_this_computer_is_internal_when_the_dns_gives_it() {
    let mut world = World::new();
    let plain = Server::start_plain(|request| {
        if request.path.starts_with("/EWS") || request.is_of_service() {
            return Some(Reply::challenge(crosstrust_tests::publication::TENANT));
        }
        let port = request.header("host").unwrap().rsplit(':').next().unwrap().to_owned();
        Some(Reply::names(&format!("http://localhost:{port}/EWS/Exchange.asmx")))
    });
    let own = format!("http://localhost:{}/autodiscover/autodiscover.xml", plain.port());
    world.options.autodiscover = Some(Url::parse(&own).unwrap());
    world.options.connect_to = vec![
        world.server.rule(CLOUD).parse().unwrap(),
        world.server.rule(AUTODISCOVER).parse().unwrap(),
        world.server.rule(MAIL).parse().unwrap(),
    ];
    let found = only(&world.probe(), ProbeCode::DnsPrivateAddress, ProbeVerdict::Warning);
    assert!(found.words.contains("localhost") && found.words.contains("127.0.0.1"), "{found:?}");
    assert_eq!(plain.seen().iter().filter(|it| it.path.starts_with("/EWS")).count(), 1);
}

#[test]
fn without_exchange_online_the_rest_is_reported_all_the_same() {
    let world = World::new().map(&format!("{CLOUD}::127.0.0.1:{}", closed()));
    let report = world.probe();
    let found = only(&report, ProbeCode::CloudNotReached, ProbeVerdict::Unknown);
    assert!(found.words.contains("refused"), "{found:?}");
    assert_eq!(
        good(&report),
        [ProbeCode::AutodiscoverOk, ProbeCode::AutodiscoverOk, ProbeCode::EwsOk]
    );
}

#[test]
fn nobody_that_could_be_asked_is_another_outcome_than_a_fault() {
    let port = closed();
    let mut world = World::new();
    world.options.connect_to = vec![format!("::127.0.0.1:{port}").parse().unwrap()];
    let report = world.probe();
    assert_eq!(report.outcome(), ProbeOutcome::Unreachable);
    assert_eq!(report.requests, 0);
    assert!(report.log.iter().all(|request| !request.sent), "{:#?}", report.log);
    let advice = report.findings[0].remedy.clone().unwrap();
    assert!(advice.contains("this PC") && !advice.contains("IIS"), "{advice}");
    assert_eq!(
        faults(&report),
        [
            (ProbeCode::ConnectionRefused, ProbeVerdict::Unknown),
            (ProbeCode::ConnectionRefused, ProbeVerdict::Failed)
        ]
    );
    let own = World::new().map(&format!("{AUTODISCOVER}::127.0.0.1:{port}")).probe();
    only(&own, ProbeCode::ConnectionRefused, ProbeVerdict::Failed);
}

#[test]
fn what_answers_with_something_else_than_http_is_broken_off() {
    let world = World::with(|request| {
        request.is(MAIL, "/EWS").then(|| Reply::Bytes(b"220 mail ESMTP\r\n".to_vec()))
    });
    only(&world.probe(), ProbeCode::ConnectionRefused, ProbeVerdict::Failed);
    let smtp = Server::start_raw(|mut stream| {
        let _ = std::io::Write::write_all(&mut stream, b"220 mail ESMTP\r\n");
        let _ = std::io::Read::read(&mut stream, &mut [0; 1024]);
    });
    let world = World::new().map(&smtp.rule(MAIL));
    let found = only(&world.probe(), ProbeCode::ConnectionRefused, ProbeVerdict::Failed);
    assert!(found.words.contains("does not speak TLS"), "{found:?}");
}

#[test]
fn answers_without_end_are_read_up_to_a_limit() {
    let endless = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(8 * 1024 * 1024));
    let bytes = endless.into_bytes();
    let world = World::with(move |request| {
        request.looks_up(AUTODISCOVER).then(|| Reply::Bytes(bytes.clone()))
    });
    only(&world.probe(), ProbeCode::AutodiscoverNotJson, ProbeVerdict::Failed);
    let headers = format!("HTTP/1.1 401 X\r\nx: {}\r\n\r\n", "x".repeat(1024 * 1024)).into_bytes();
    let world =
        World::with(move |request| request.is(MAIL, "/EWS").then(|| Reply::Bytes(headers.clone())));
    only(&world.probe(), ProbeCode::ConnectionRefused, ProbeVerdict::Failed);
}

#[test]
fn the_name_stays_where_the_connection_leads_elsewhere() {
    let world = World::new();
    world.probe();
    for request in world.server.seen() {
        assert_eq!(request.header("host"), Some(request.host.as_str()), "no port of the rule");
    }
    assert!(MAILBOX.ends_with("contoso.com"));
}
