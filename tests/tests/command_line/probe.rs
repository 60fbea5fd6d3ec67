//! `crosstrust probe ADDRESS`

use crate::program::{Desk, Ended};
use crosstrust_tests::publication::{
    AUTODISCOVER, Authority, CLOUD, EWS, LOGIN, MAIL, MAILBOX, Reply, Seen, Server, TENANT,
};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A publication, and a folder with its authority's certificate.
struct Place {
    server: Server,
    desk: Desk,
}

impl Place {
    fn new() -> Self {
        Self::with(|_| None)
    }

    fn with(answers: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let authority = Authority::new();
        let names = [CLOUD, AUTODISCOVER, MAIL, LOGIN, "partner.outlook.cn", "*.contoso.invalid"];
        let server = Server::start(authority.issue(&names, [2020, 2099]), answers);
        let desk = Desk::new();
        desk.put("authority.pem", authority.pem());
        Self { server, desk }
    }

    /// The words of a probe whose hosts are all mapped here.
    fn words(&self, more: &[&str]) -> Vec<String> {
        let rule = self.server.rule("");
        let words = ["probe", MAILBOX, "--cacert", "authority.pem", "--connect-to", &rule];
        words.iter().chain(more).map(|word| (*word).to_owned()).collect()
    }

    fn run(&self, more: &[&str]) -> Ended {
        let words = self.words(more);
        self.desk.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// Codes and verdicts of the findings.
fn found(report: &Value) -> Vec<(&str, &str)> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|it| (it["code"].as_str().unwrap(), it["verdict"].as_str().unwrap())).collect()
}

#[test]
fn a_publication_in_order_ends_with_0_and_one_object() {
    let place = Place::new();
    let ended = place.run(&["--tenant", TENANT, "--json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    let report = ended.object();
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(keys(&report), ["address", "findings", "requests", "seconds"]);
    assert_eq!(report["address"], MAILBOX);
    assert_eq!(report["requests"], 8);
    assert!(report["seconds"].as_f64().unwrap() > 0.0);
    assert_eq!(
        found(&report),
        [
            ("autodiscover-ok", "ok"),
            ("autodiscover-ok", "ok"),
            ("autodiscover-ok", "ok"),
            ("ews-ok", "ok"),
        ]
    );
    let ews = &report["findings"][3];
    assert_eq!(keys(ews), ["code", "remedy", "status", "url", "verdict", "words"]);
    assert_eq!(
        (&ews["url"], &ews["status"], &ews["remedy"]),
        (&json!(EWS), &json!(401), &Value::Null)
    );
}

#[test]
fn a_person_reads_what_was_found_and_whom_it_was_sent_to() {
    let place = Place::with(|request| request.is(MAIL, "/EWS").then(|| Reply::html(403, "")));
    let ended = place.run(&[]);
    assert_eq!((ended.code, ended.stderr.as_str()), (1, ""), "{ended:?}");
    for words in [
        &format!("failed: {EWS} (403)"),
        "  - Let the addresses of Microsoft Teams",
        "ok: https://outlook.office365.com/",
        "Crosstrust sent 9 requests in",
        &format!("  GET {EWS} with an empty token: 403"),
        "  GET https://login.microsoftonline.com/contoso.com/v2.0/.well-known/openid-configuration: 200",
        "    Bearer client_id=00000002-0000-0ff1-ce00-000000000000",
        "This check can't show whether",
    ] {
        assert!(ended.stdout.contains(words), "{words}: {}", ended.stdout);
    }
    assert_eq!(place.server.seen().len(), 9);
}

#[test]
fn several_findings_are_reported_at_once() {
    let other = Authority::new();
    let old = Server::start(other.issue(&["x.example"], [2020, 2099]), |_| None);
    let place = Place::with(|request| {
        if request.is_of_service() {
            return Some(Reply::with(401, &["www-authenticate: NTLM"], ""));
        }
        request.looks_up(CLOUD).then(|| Reply::error(404, "UserNotFound"))
    });
    let rule = old.rule(MAIL);
    let words = [
        "probe",
        MAILBOX,
        "--connect-to",
        &rule,
        "--connect-to",
        &place.server.rule(""),
        "--cacert",
        "authority.pem",
        "--tenant",
        "contoso.com",
        "--json",
    ];
    let ended = place.desk.run(&words);
    assert_eq!(ended.code, 1, "{ended:?}");
    let report = ended.object();
    assert_eq!(
        found(&report),
        [
            ("autodiscover-user-not-found", "failed"),
            ("autodiscover-ok", "ok"),
            ("oauth-not-offered", "warning"),
            ("tls-name", "failed"),
            ("tls-untrusted", "failed"),
        ]
    );
    for finding in report["findings"].as_array().unwrap() {
        let is_good = finding["verdict"] == "ok";
        assert_eq!(finding["remedy"].is_null(), is_good, "{finding}");
    }
    assert_eq!(report["findings"][3]["status"], Value::Null);
}

#[test]
fn an_authority_is_trusted_only_when_it_is_given() {
    let place = Place::new();
    let rule = place.server.rule("");
    let ended = place.desk.run(&["probe", MAILBOX, "--connect-to", &rule, "--json"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let report = ended.object();
    assert!(found(&report).contains(&("tls-untrusted", "failed")), "{report}");
    assert_eq!(report["requests"], 0);
    assert_eq!(place.server.seen(), [], "nothing is sent to a server that is not trusted");
}

#[test]
fn nobody_that_can_be_asked_ends_with_2() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let rule = format!("::127.0.0.1:{port}");
    let ended = Desk::new().run(&["probe", MAILBOX, "--connect-to", &rule, "--json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (2, ""), "{ended:?}");
    assert_eq!(
        found(&ended.object()),
        [("connection-refused", "unknown"), ("connection-refused", "failed")]
    );
}

#[test]
fn the_cloud_and_the_own_host_are_those_that_are_named() {
    let place = Place::new();
    let ended = place.run(&["--cloud", "china", "--tenant", TENANT, "--json"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(place.server.seen().iter().any(|it| it.looks_up("partner.outlook.cn")));
    assert!(place.server.seen().iter().all(|it| it.host != CLOUD));
    let place = Place::with(|request| {
        let own = request.looks_up("owa.contoso.invalid");
        own.then(|| Reply::names(EWS))
    });
    let own = "https://owa.contoso.invalid/autodiscover/autodiscover.xml";
    place.run(&["--autodiscover", own, "--json"]);
    assert!(place.server.seen().iter().any(|it| it.looks_up("owa.contoso.invalid")));
}

#[test]
fn wrong_usage_ends_with_64_and_a_sentence() {
    let desk = Desk::new();
    desk.put("empty.pem", "");
    let wrong: [(&[&str], &str); 15] = [
        (&["probe"], "ADDRESS"),
        (&["probe", "anna"], "@"),
        (&["probe", "anna@"], "@"),
        (&["probe", MAILBOX, "--nonsense"], "--nonsense"),
        (&["probe", MAILBOX, "other@contoso.com"], "other@contoso.com"),
        (&["probe", MAILBOX, "--tenant", "contoso"], "tenant"),
        (&["probe", MAILBOX, "--cloud", "mars"], "gcc-high"),
        (&["probe", MAILBOX, "--connect-to", "127.0.0.1:443"], "HOST1:PORT1:HOST2:PORT2"),
        (&["probe", MAILBOX, "--connect-to", "a:1:b:x"], "port"),
        (&["probe", MAILBOX, "--connect-to", "[::1:1:b:2"], "brackets"),
        (&["probe", MAILBOX, "--autodiscover", "mail.contoso.com"], "https://"),
        (&["probe", MAILBOX, "--autodiscover", "http://mail.contoso.com"], "https://"),
        (&["probe", MAILBOX, "--autodiscover", "ftp://127.0.0.1"], "https://"),
        (&["probe", MAILBOX, "--cacert", "gone.pem"], "gone.pem"),
        (&["probe", MAILBOX, "--cacert", "empty.pem"], "no certificate"),
    ];
    for (words, named) in wrong {
        let ended = desk.run(words);
        assert_eq!((ended.code, ended.stdout.as_str()), (64, ""), "{words:?}: {ended:?}");
        assert!(ended.stderr.contains(named), "{words:?}: {}", ended.stderr);
        let json = desk.run(&[words, &["--json"]].concat());
        assert_eq!(json.code, 64, "{words:?}");
        let code = if words.contains(&"--cacert") { "file-unreadable" } else { "usage" };
        assert_eq!(json.object()["error"]["code"], code, "{words:?}");
    }
    assert_eq!(desk.run(&["probe", "--help"]).code, 0);
}

#[test]
fn what_servers_say_reaches_the_terminal_without_control_characters() {
    let hostile = "\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}";
    let line = format!("www-authenticate: Bearer client_id=\"{hostile}\", error=\"{hostile}\"");
    let location = format!("location: https://www.fabrikam.com/{hostile}");
    let error = format!("{{\"ErrorCode\":{}}}", json!(hostile));
    let place = Place::with(move |request| match request.host.as_str() {
        MAIL => Some(Reply::with(401, &[&line], "")),
        CLOUD => Some(Reply::with(302, &[&location], "")),
        AUTODISCOVER if request.path.contains("/v1.0/") => Some(Reply::json(404, &error)),
        _ => None,
    });
    for more in [&[][..], &["--json"]] {
        let ended = place.run(more);
        assert_eq!((ended.code, ended.stderr.as_str()), (1, ""), "{ended:?}");
        let hidden = |sign: &char| (sign.is_control() && *sign != '\n') || *sign == '\u{202e}';
        assert_eq!(ended.stdout.chars().find(hidden), None, "{:?}", ended.stdout);
        assert!(!ended.stdout.contains("\\u001b"), "{}", ended.stdout);
        assert!(ended.stdout.contains("owned"), "they were shown: {}", ended.stdout);
    }
}

/// A proxy that leads every tunnel to that port, and writes down what was asked for.
fn proxy(to: u16) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let note = Arc::clone(&seen);
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let note = Arc::clone(&note);
            std::thread::spawn(move || tunnel(client, to, &note));
        }
    });
    (address, seen)
}

fn tunnel(mut client: TcpStream, to: u16, note: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(client.try_clone().unwrap());
    let mut first = String::new();
    let mut line = String::new();
    while reader.read_line(&mut line).unwrap_or(0) > 2 {
        if first.is_empty() {
            line.trim_end().clone_into(&mut first);
        }
        line.clear();
    }
    note.lock().unwrap().push(first);
    let mut server = TcpStream::connect(("127.0.0.1", to)).unwrap();
    client.write_all(b"HTTP/1.1 200 Made\r\n\r\n").unwrap();
    let mut back = (server.try_clone().unwrap(), client.try_clone().unwrap());
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut back.0, &mut back.1);
        let _ = back.1.shutdown(std::net::Shutdown::Both);
    });
    let _ = std::io::copy(&mut reader, &mut server);
    let _ = server.shutdown(std::net::Shutdown::Both);
}

#[test]
fn only_hosts_that_are_not_mapped_take_the_proxy() {
    let place = Place::new();
    let (address, seen) = proxy(place.server.port());
    let (own, mail) = (place.server.rule(AUTODISCOVER), place.server.rule(MAIL));
    let words = [
        "probe",
        MAILBOX,
        "--connect-to",
        &own,
        "--connect-to",
        &mail,
        "--cacert",
        "authority.pem",
        "--json",
    ];
    let mut command = place.desk.command(&words);
    command.env("HTTPS_PROXY", &address).env_remove("NO_PROXY").env_remove("no_proxy");
    let ended = Ended::of(command.output().unwrap());
    assert_eq!(ended.code, 0, "{ended:?}");
    let mut tunnels = seen.lock().unwrap().clone();
    tunnels.sort();
    assert_eq!(
        tunnels,
        [
            "CONNECT login.microsoftonline.com:443 HTTP/1.1",
            "CONNECT outlook.office365.com:443 HTTP/1.1",
            "CONNECT outlook.office365.com:443 HTTP/1.1",
        ]
    );
}

#[test]
fn behind_a_proxy_a_name_that_this_pc_does_not_know_is_not_called_a_fault() {
    let place = Place::with(|request| {
        if request.is_of_service() {
            return Some(Reply::challenge(TENANT));
        }
        request.looks_up("owa.contoso.invalid").then(|| Reply::names(EWS))
    });
    let (address, _) = proxy(place.server.port());
    let words = [
        "probe",
        MAILBOX,
        "--autodiscover",
        "https://owa.contoso.invalid",
        "--tenant",
        TENANT,
        "--connect-to",
        &place.server.rule(AUTODISCOVER),
        "--connect-to",
        &place.server.rule(MAIL),
        "--cacert",
        "authority.pem",
        "--json",
    ];
    let mut command = place.desk.command(&words);
    command.env("HTTPS_PROXY", &address).env_remove("NO_PROXY").env_remove("no_proxy");
    let ended = Ended::of(command.output().unwrap());
    let report = ended.object();
    let faults: Vec<_> = found(&report).into_iter().filter(|it| it.1 != "ok").collect();
    assert_eq!((ended.code, faults), (1, vec![("dns-not-found", "unknown")]), "{report}");

    let mut command = place.desk.command(&words);
    command.env("HTTPS_PROXY", "http://127.0.0.1:1").env_remove("NO_PROXY");
    let report = Ended::of(command.output().unwrap()).object();
    let refused: Vec<_> = found(&report).into_iter().filter(|it| it.1 != "ok").collect();
    assert!(refused.contains(&("connection-refused", "unknown")), "{report}");
}
