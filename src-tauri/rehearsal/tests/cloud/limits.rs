//! Everybody on this computer can connect: nobody takes all connections.

use crosstrust_core::serving::ListenerLimits;
use crosstrust_rehearsal::cloud::{Cloud, CloudOptions};
use crosstrust_rehearsal::publication::{Options, Publication, PublicationFault};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Far more than are let in.
const MANY: usize = 2 * ListenerLimits::PROGRAMS.connections;

/// A record of a handshake that is to have 512 bytes (RFC 8446 section 5.1).
const BEGINNING_OF_TLS: [u8; 5] = [22, 3, 1, 2, 0];

/// Connections to this port that begin like this and go no further.
async fn flood(port: u16, beginning: &[u8]) -> Vec<TcpStream> {
    let mut all = Vec::new();
    for _ in 0..MANY {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let _ = stream.write_all(beginning).await;
        all.push(stream);
    }
    all
}

/// How many of them were ended.
async fn ended(mut all: Vec<TcpStream>) -> usize {
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut ended = 0;
    for stream in &mut all {
        let mut bytes = [0; 64];
        let read = stream.read(&mut bytes);
        let is_over = tokio::time::timeout(Duration::from_millis(5), read).await;
        ended += usize::from(matches!(is_over, Ok(Ok(0) | Err(_))));
    }
    ended
}

#[tokio::test]
async fn a_flood_of_connections_neither_fills_the_cloud_nor_keeps_others_out() {
    let cloud = Cloud::start(CloudOptions::default()).await.unwrap();
    let all = flood(cloud.url().port().unwrap(), b"GET / HTTP/1.1\r\n").await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = cloud.url().join("contoso.com/v2.0/.well-known/openid-configuration").unwrap();
    assert_eq!(client.get(url).send().await.unwrap().status(), 200);
    assert!(ended(all).await >= MANY - ListenerLimits::PROGRAMS.connections);
    cloud.stop().await;
}

#[tokio::test]
async fn a_flood_of_connections_does_not_fill_the_published_hosts() {
    for fault in [None, Some(PublicationFault::TimedOut)] {
        let hosts = Publication::start(Options {
            exchange_online: "outlook.office365.com".to_owned(),
            sign_in: "login.microsoftonline.com".to_owned(),
            autodiscover: "autodiscover.contoso.com".to_owned(),
            domain: "contoso.com".to_owned(),
            tenant: "8f5e2c1a-0000-0000-0000-000000000000".to_owned(),
            fault,
        })
        .await
        .unwrap();
        for rule in &hosts.connect_to {
            let port = rule.rsplit(':').next().unwrap().parse().unwrap();
            let Ok(first) = TcpStream::connect(("127.0.0.1", port)).await else { continue };
            drop(first);
            let ended = ended(flood(port, &BEGINNING_OF_TLS).await).await;
            assert!(ended >= MANY - ListenerLimits::PROGRAMS.connections, "{rule}: {ended}");
        }
    }
}
