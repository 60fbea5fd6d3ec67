//! A proxy of the system: it is used for addresses elsewhere, and never for one on this computer.

use crate::program::Desk;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// A server that writes down the first line of every request and answers all of them alike.
struct Server {
    address: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(status: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let note = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = [0; 4_096];
                let length = stream.read(&mut request).unwrap_or_default();
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                let first = request.lines().next().unwrap_or_default().to_owned();
                note.lock().unwrap().push(first);
                let answer =
                    format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { address, seen }
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

/// What the proxy and the server on this computer see of a sign-in at these addresses.
fn seen(login: Option<&str>, graph: Option<&str>) -> (Vec<String>, Vec<String>) {
    let (proxy, here) = (Server::start("502 Bad Gateway"), Server::start("404 Not Found"));
    let desk = Desk::new();
    desk.put_certificate("auth.cer", -1, 1_500);
    let (login, graph) = (login.unwrap_or(&here.address), graph.unwrap_or(&here.address));
    let words = ["verify", "--json", "--certificate", "auth.cer", "--tenant", "contoso.com"];
    let words = [&words[..], &["--login-url", login, "--graph-url", graph]].concat();
    let mut command = desk.command(&words);
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    {
        command.env(name, &proxy.address);
    }
    for name in ["NO_PROXY", "no_proxy"] {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    assert!(!output.status.success(), "nobody signs in there: {output:?}");
    (proxy.seen(), here.seen())
}

#[test]
fn what_is_sent_to_this_computer_never_goes_through_a_proxy() {
    for graph in [None, Some("https://graph.invalid")] {
        let (proxy, here) = seen(None, graph);
        assert_eq!(proxy, Vec::<String>::new(), "{graph:?}");
        assert!(here.iter().any(|line| line.starts_with("GET /contoso.com/")), "{here:?}");
    }
}

#[test]
fn what_is_sent_elsewhere_goes_through_the_proxy() {
    for graph in [None, Some("https://graph.invalid")] {
        let (proxy, here) = seen(Some("https://login.invalid"), graph);
        assert!(
            proxy.iter().any(|line| line.starts_with("CONNECT login.invalid:443")),
            "{proxy:?}"
        );
        assert_eq!(here, Vec::<String>::new(), "{graph:?}");
    }
}
