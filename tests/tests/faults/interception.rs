//! The built program in a network with a proxy: one that asks for credentials, one that opens the
//! connection and reads what is in it, one that is not there. The names are Microsoft's; nothing
//! leaves this machine, because the proxy is on it.

use crosstrust_rehearsal::certificate;
use crosstrust_tests::program;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

/// A proxy, and what it was asked.
struct Proxy {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn new(answer: impl Fn(TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let shown = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
                shown.lock().unwrap().push(lines.next().unwrap_or_default());
                // The head ends with an empty line; nothing follows until it is answered.
                let _ = lines.find(String::is_empty);
                answer(stream);
            }
        });
        Self { address, asked }
    }

    fn asking_for_credentials() -> Self {
        Self::new(|mut stream| {
            let answer = "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: NTLM\r\ncontent-length: 0\r\n\r\n";
            let _ = stream.write_all(answer.as_bytes());
        })
    }

    /// A proxy that reads: it shows a certificate of its own for the server's name.
    fn reading(years: [i32; 2]) -> Self {
        let acceptor = acceptor(years);
        Self::new(move |mut stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n");
            if let Ok(mut inside) = acceptor.accept(stream) {
                let mut read = String::new();
                let _ = inside.read_to_string(&mut read);
                panic!("the program went on over a connection that somebody reads: {read}");
            }
        })
    }

    /// What the program says when this is the way to Microsoft.
    fn said(&self) -> Value {
        let error = said(&self.address);
        let asked = self.asked.lock().unwrap();
        assert!(!asked.is_empty(), "it went by way of the proxy");
        for line in &*asked {
            assert_eq!(line, "CONNECT login.microsoftonline.com:443 HTTP/1.1");
        }
        error
    }
}

/// A certificate for Microsoft's name, issued by an authority of this test.
fn acceptor(years: [i32; 2]) -> native_tls::TlsAcceptor {
    let authority_key = rcgen::KeyPair::generate().unwrap();
    let mut authority = rcgen::CertificateParams::new([]).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    authority.distinguished_name.push(rcgen::DnType::CommonName, "Corporate inspection");
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let key = rcgen::KeyPair::generate().unwrap();
    let mut server =
        rcgen::CertificateParams::new(["login.microsoftonline.com".to_owned()]).unwrap();
    server.not_before = rcgen::date_time_ymd(years[0], 1, 1);
    server.not_after = rcgen::date_time_ymd(years[1], 1, 1);
    let certificate = server.signed_by(&key, &issuer).unwrap();
    let identity = native_tls::Identity::from_pkcs8(
        certificate.pem().as_bytes(),
        key.serialize_pem().as_bytes(),
    );
    native_tls::TlsAcceptor::new(identity.unwrap()).unwrap()
}

/// Runs an upload to Microsoft's own cloud by way of that proxy; the error it ends with.
fn said(proxy: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let day = |days: i64| Timestamp::now() + SignedDuration::from_hours(24 * days);
    let der = certificate::make(certificate::AUTH_CERTIFICATE, day(-1), day(1_500)).unwrap();
    std::fs::write(folder.path().join("auth.cer"), der).unwrap();
    let mut command = Command::new(program::crosstrust());
    for name in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_ascii_lowercase());
    }
    let output = command
        .args(["upload", "--certificate", "auth.cer", "--tenant", "contoso.com", "--yes", "--json"])
        .env("HTTPS_PROXY", proxy)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_ne!(output.status.code(), Some(0));
    let stdout = String::from_utf8(output.stdout).unwrap();
    let event: Value = serde_json::from_str(stdout.lines().last().unwrap()).unwrap();
    let error = event["error"].clone();
    assert!(error["message"].as_str().unwrap().contains("login.microsoftonline.com"), "{error}");
    error
}

fn next(error: &Value) -> String {
    error["next"].as_array().unwrap().iter().map(|next| next.as_str().unwrap()).collect()
}

#[test]
fn a_proxy_that_asks_for_credentials_is_reported_with_what_to_ask_the_network_team() {
    let error = Proxy::asking_for_credentials().said();
    assert_eq!(error["code"], "network-proxy", "{error}");
    assert!(next(&error).contains("Ask the network team"), "{error}");
}

#[test]
fn a_proxy_that_reads_is_reported_as_an_unknown_authority_and_given_nothing() {
    let error = Proxy::reading([2020, 2099]).said();
    assert_eq!(error["code"], "network-untrusted", "{error}");
    assert!(error["message"].as_str().unwrap().contains("doesn't know"), "{error}");
    assert!(next(&error).contains("root certificate"), "{error}");
    assert!(next(&error).contains("date and time of this computer"), "{error}");
}

#[test]
fn a_certificate_out_of_its_time_is_not_trusted_either() {
    let error = Proxy::reading([2001, 2002]).said();
    assert_eq!(error["code"], "network-untrusted", "{error}");
}

#[test]
fn a_proxy_that_is_not_there_is_reported_as_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = said(&address);
    assert_eq!(error["code"], "network-unreachable", "{error}");
    assert!(next(&error).contains("Check the network and the proxy"), "{error}");
}
