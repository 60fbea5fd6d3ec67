use super::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[test]
fn only_https_and_plain_http_to_this_computer_are_accepted() {
    for good in [
        "https://login.microsoftonline.com/",
        "https://127.0.0.1:8443/",
        "http://127.0.0.1:4711/",
        "http://127.8.9.1/",
        "http://[::1]:80/",
        "http://localhost:1/",
        "http://LOCALHOST/",
    ] {
        assert_eq!(check_url(&url(good)), Ok(()), "{good}");
    }
    for bad in [
        "http://login.microsoftonline.com/",
        "http://localhost.example.com/",
        "http://127.0.0.1.example.com/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "http://[::ffff:10.0.0.1]/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "data:text/plain,a",
    ] {
        let problem = check_url(&url(bad)).unwrap_err();
        assert_eq!(problem.code, ErrorCode::InsecureAddress, "{bad}");
    }
}

#[test]
fn a_refused_address_is_reported_without_its_secrets() {
    let problem = check_url(&url("http://me:hush@example.com/hush?hush")).unwrap_err();
    let reported = format!("{problem:?}");
    assert!(reported.contains("http://example.com"), "{reported}");
    assert!(!reported.contains("hush"), "{reported}");
}

/// A listener that treats each connection with `serve`, and its address with a secret in the path.
async fn server<F, Fut>(serve: F) -> Url
where
    F: Fn(tokio::net::TcpStream) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            serve(stream).await;
        }
    });
    url(&format!("http://{address}/hush?code=hush"))
}

fn assert_reported(problem: &Problem, code: ErrorCode, server: &Url) {
    assert_eq!(problem.code, code, "{problem:?}");
    assert!(problem.message.contains(server.host_str().unwrap()), "{problem:?}");
    assert!(problem.detail.as_deref().is_some_and(|text| !text.is_empty()), "{problem:?}");
    assert!(!format!("{problem:?}").contains("hush"), "{problem:?}");
}

#[tokio::test]
async fn a_refused_connection_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = url(&format!("http://{}/hush?hush", listener.local_addr().unwrap()));
    drop(listener);
    let error = loopback_client().unwrap().get(address.clone()).send().await.unwrap_err();
    assert_reported(&problem(&error), ErrorCode::NetworkUnreachable, &address);
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_unreachable() {
    let address = server(async |mut stream| {
        let mut bytes = [0; 1024];
        let _ = stream.read(&mut bytes).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf").await;
    })
    .await;
    let answer = loopback_client().unwrap().get(address.clone()).send().await.unwrap();
    let problem = problem(&answer.bytes().await.unwrap_err());
    assert_reported(&problem, ErrorCode::NetworkUnreachable, &address);
    assert!(problem.message.contains("was interrupted"), "{problem:?}");
}

#[tokio::test]
async fn silence_is_reported_as_no_answer_in_time() {
    let address = server(async |stream| {
        // The connection is held open until the test's runtime ends.
        std::mem::forget(stream);
    })
    .await;
    let error = loopback_client()
        .unwrap()
        .get(address.clone())
        .timeout(Duration::from_millis(20))
        .send()
        .await
        .unwrap_err();
    assert_reported(&problem(&error), ErrorCode::NetworkTimeout, &address);
}

#[tokio::test]
async fn a_proxy_that_asks_for_a_password_is_named() {
    let proxy = server(async |mut stream| {
        let mut bytes = [0; 1024];
        let _ = stream.read(&mut bytes).await;
        let _ = stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").await;
    })
    .await;
    let client = client_through(&url(&proxy.origin().ascii_serialization())).unwrap();
    // The name is never looked up: the proxy refuses first.
    let target = url("https://graph.example.invalid/hush");
    let error = client.get(target.clone()).send().await.unwrap_err();
    assert_reported(&problem(&error), ErrorCode::NetworkProxy, &target);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_unreachable_not_untrusted() {
    let mut address = server(async |mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    })
    .await;
    address.set_scheme("https").unwrap();
    let error = loopback_client().unwrap().get(address.clone()).send().await.unwrap_err();
    assert_reported(&problem(&error), ErrorCode::NetworkUnreachable, &address);
}

/// A server with a certificate of its own making for that name, valid for those years.
fn tls_server(name: &str, years: [i32; 2]) -> (Url, Vec<u8>) {
    let mut params = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(years[0], 1, 1);
    params.not_after = rcgen::date_time_ymd(years[1], 1, 1);
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let identity = native_tls::Identity::from_pkcs8(
        certificate.pem().as_bytes(),
        key.serialize_pem().as_bytes(),
    )
    .unwrap();
    let acceptor = native_tls::TlsAcceptor::new(identity).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = url(&format!("https://{}/hush?hush", listener.local_addr().unwrap()));
    // One handshake, which the client ends; the thread ends with it.
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        acceptor.accept(stream).map(drop).ok();
    });
    (address, certificate.der().to_vec())
}

/// The words about a certificate, for a client that trusts its issuer or not.
async fn distrusted(name: &str, years: [i32; 2], trusted: bool) -> Problem {
    let (address, der) = tls_server(name, years);
    let mut client = base().no_proxy();
    if trusted {
        client = client.tls_certs_merge([reqwest::Certificate::from_der(&der).unwrap()]);
    }
    let error = client.build().unwrap().get(address.clone()).send().await.unwrap_err();
    let problem = problem(&error);
    assert_reported(&problem, ErrorCode::NetworkUntrusted, &address);
    problem
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_reported_as_that_of_a_proxy_that_reads() {
    let problem = distrusted("127.0.0.1", [2020, 2099], false).await;
    assert!(
        problem.message.contains("doesn't know issued it. A proxy that inspects"),
        "{problem:?}"
    );
    assert!(problem.next[0].contains("root certificate"), "{problem:?}");
}

#[tokio::test]
async fn a_certificate_out_of_its_time_leads_to_the_clock_of_this_computer() {
    for years in [[2001, 2002], [2098, 2099]] {
        let problem = distrusted("127.0.0.1", years, true).await;
        assert!(problem.message.contains("the clock"), "{problem:?}");
        let next = problem.next.join(" ");
        assert!(next.contains("date and time of this computer"), "{next}");
    }
}

#[tokio::test]
async fn a_certificate_of_another_server_is_reported_as_such() {
    let problem = distrusted("127.0.0.2", [2020, 2099], true).await;
    assert!(problem.message.contains("belongs to another server"), "{problem:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let address = server(async |mut stream| {
        let mut bytes = [0; 1024];
        let _ = stream.read(&mut bytes).await;
        let _ = stream
            .write_all(
                b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
            )
            .await;
    })
    .await;
    let answer = loopback_client().unwrap().get(address).send().await.unwrap();
    assert_eq!(answer.status(), 302, "a token must not travel on");
}

#[test]
fn each_system_says_untrusted_in_its_own_words() {
    for causes in [
        "client error (Connect): error:0A000086:SSL routines:tls_post_process_server_certificate:\
         certificate verify failed:../ssl/statem/statem_clnt.c:1889: (self-signed certificate)",
        "client error (Connect): Eine Zertifikatkette wurde zwar verarbeitet, endete jedoch mit einem \
         Stammzertifikat, das beim Vertrauensanbieter nicht als vertrauenswürdig gilt. (os error -2146762487)",
        "The target principal name is incorrect. (os error -2146893022)",
        "client error (Connect): The certificate was not trusted.",
    ] {
        assert_eq!(classify(false, causes), ErrorCode::NetworkUntrusted, "{causes}");
    }
    for (causes, distrust) in [
        (
            "certificate verify failed (self-signed certificate in certificate chain)",
            Distrust::UnknownIssuer,
        ),
        ("certificate verify failed (certificate has expired)", Distrust::Time),
        ("(os error -2146762481)", Distrust::Name),
        ("(os error -2146762484)", Distrust::Revocation),
        ("certificate verify failed", Distrust::Unsaid),
    ] {
        assert_eq!(Distrust::of(causes), Some(distrust), "{causes}");
    }
    for causes in ["dns error: failed to lookup", "connection reset by peer (os error 104)", ""] {
        assert_eq!(classify(false, causes), ErrorCode::NetworkUnreachable, "{causes}");
    }
    assert_eq!(classify(true, "certificate verify failed"), ErrorCode::NetworkTimeout);
}

/// A server that answers with this many bytes, and how many of them were taken.
async fn talkative(length: usize) -> (Url, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let note = Arc::clone(&taken);
    let url = server(move |mut stream| {
        let taken = Arc::clone(&note);
        async move {
            let _ = stream.read(&mut [0; 4_096]).await;
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
            let mut left = length;
            let mut sent = stream.write_all(head.as_bytes()).await.is_ok();
            while sent && left > 0 {
                let part = left.min(64 << 10);
                sent = stream.write_all(&vec![b'x'; part]).await.is_ok();
                left -= part;
                taken.fetch_add(part, Ordering::SeqCst);
            }
        }
    })
    .await;
    (url, taken)
}

#[tokio::test]
async fn no_more_of_an_answer_is_read_than_its_limit() {
    let limit = 100_000;
    for (length, whole) in [(0, true), (limit - 1, true), (limit, true), (limit + 1, false)] {
        let (url, _) = talkative(length).await;
        let mut answer = loopback_client().unwrap().get(url).send().await.unwrap();
        let read = body(&mut answer, limit).await.unwrap();
        assert_eq!(read.map(|read| read.len()), whole.then_some(length), "{length}");
    }
    let (url, taken) = talkative(1 << 30).await;
    let mut answer = loopback_client().unwrap().get(url).send().await.unwrap();
    assert_eq!(body(&mut answer, limit).await.unwrap(), None);
    let taken = taken.load(Ordering::SeqCst);
    assert!(taken < 64 << 20, "the rest stays where it is: {taken}");
}
