//! Networks that let nothing through: nobody listens, a name that is none, a proxy that asks for
//! credentials.

use crate::compare::compare;
use crate::stage::Stage;
use crosstrust_core::error::ErrorCode::{self, NetworkProxy, NetworkUnreachable};
use crosstrust_core::graph::PrincipalState;
use crosstrust_core::http;
use crosstrust_rehearsal::Home;
use crosstrust_rehearsal::cloud::{Cloud, CloudOptions};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;
use url::Url;

/// A plan was made; then the network is another one, and nothing gets through.
async fn nothing_gets_through(client: reqwest::Client, graph: &str, code: ErrorCode, words: &str) {
    let mut stage = Stage::set().await;
    let before = stage.cloud.state();
    let prepared = stage.plan().await;
    stage.reach(client, Url::parse(graph).unwrap());
    for thinking in [0, 60] {
        stage.time.pass(Duration::from_secs(thinking));
        let run = stage.apply(&prepared).await;
        stage.compare(&run);
        for result in &run.results {
            assert_eq!(result.state, PrincipalState::Failed);
            let error = result.error.as_ref().unwrap();
            assert_eq!(error.code, code, "{error:?}");
            let said = format!("{} {}", error.message, error.next.join(" "));
            assert!(said.contains(words), "{said}");
        }
    }
    assert_eq!(stage.cloud.state(), before, "nothing was sent");
    stage.sign_in_again().await;
    stage.finish().await;
}

/// A proxy that answers everything with 407.
fn proxy() -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 8_192]);
            let answer = "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Negotiate\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    url
}

#[tokio::test]
async fn a_proxy_that_asks_for_credentials_is_reported_to_an_administrator() {
    let words = "Ask the network team to allow this computer to reach";
    // By a tunnel, as for https, and as a plain request. Names are never looked up.
    for graph in ["https://graph.example.invalid/", "http://graph.example.invalid/"] {
        let client = http::client_through(&proxy()).unwrap();
        nothing_gets_through(client, graph, NetworkProxy, words).await;
    }
}

#[tokio::test]
async fn an_address_on_which_nobody_listens_is_reported_as_no_connection() {
    // A port that is taken and on which nobody listens.
    let port = tokio::net::TcpSocket::new_v4().unwrap();
    port.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let graph = format!("http://{}/", port.local_addr().unwrap());
    let client = http::loopback_client().unwrap();
    nothing_gets_through(client, &graph, NetworkUnreachable, "couldn't reach").await;
}

#[tokio::test]
async fn a_name_that_is_none_is_reported_as_no_connection() {
    // Too long for a name, so that no name server is asked.
    let graph = format!("https://{}.invalid/", "a".repeat(64));
    let client = http::loopback_client().unwrap();
    nothing_gets_through(client, &graph, NetworkUnreachable, "Check the network").await;
}

#[tokio::test]
async fn a_service_that_is_gone_and_comes_back_is_finished_by_running_again() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::File(folder.path().join("tenant.json"));
    let mut stage = Stage::kept(home.clone()).await;
    let prepared = stage.plan().await;
    let stand_in = Cloud::start(CloudOptions::default()).await.unwrap();
    let cloud = std::mem::replace(&mut stage.cloud, stand_in);
    let (held, port) = (cloud.state(), cloud.url().port());
    cloud.stop().await;
    let mut run = stage.apply(&prepared).await;
    run.before = held.clone();
    compare(&held, &run, stage.time.service(), &stage.thumbprint());
    for result in &run.results {
        assert_eq!(result.error.as_ref().unwrap().code, NetworkUnreachable);
    }
    let clock = stage.time.of_the_service();
    let options = CloudOptions { port, home, clock, ..CloudOptions::default() };
    stage.cloud = Cloud::start(options).await.unwrap();
    assert_eq!(stage.cloud.state(), held, "nothing was sent");
    stage.finish().await;
}
