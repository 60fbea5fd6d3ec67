//! The two addresses that make a cloud.

pub use crate::clouds::Cloud;

use crate::error::{ErrorCode, Problem};
use crate::http;
use crate::messages::text;
use serde::{Deserialize, Serialize};
use url::Url;

impl Cloud {
    /// Its addresses.
    pub fn endpoints(self) -> Endpoints {
        Endpoints { login: https(self.login_host()), graph: https(self.graph_host()) }
    }
}

fn https(host: &str) -> Url {
    Url::parse(&format!("https://{host}/")).expect("BUG: hosts are checked when they are read")
}

/// Where to sign in and which Graph to talk to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Endpoints {
    /// Sign-in host, without a path: `https://login.microsoftonline.com/`.
    pub login: Url,
    /// Graph host, without a path: `https://graph.microsoft.com/`.
    pub graph: Url,
}

impl Endpoints {
    /// Addresses that the operator gave.
    ///
    /// # Errors
    /// [`ErrorCode::AnswerInvalid`] for one that is no address of a host alone;
    /// [`ErrorCode::InsecureAddress`] for `http://` to anything but this computer.
    pub fn custom(login: &str, graph: &str) -> Result<Self, Problem> {
        Ok(Self {
            login: host_alone(login, "https://login.microsoftonline.com")?,
            graph: host_alone(graph, "https://graph.microsoft.com")?,
        })
    }

    /// Refuses addresses that would send a token unprotected.
    ///
    /// # Errors
    /// [`ErrorCode::InsecureAddress`].
    pub fn check(&self) -> Result<(), Problem> {
        http::check_url(&self.login)?;
        http::check_url(&self.graph)
    }

    /// The client that signs in.
    ///
    /// # Errors
    /// As [`http::client_for`].
    pub fn sign_in_client(&self) -> Result<reqwest::Client, Problem> {
        http::client_for(&self.login)
    }

    /// The client that talks to Graph: that of the sign-in where it fits. It is another one where only one of the
    /// two addresses is on this computer, where no proxy may come between. A new client reads all certificates
    /// that the system trusts, which takes long.
    ///
    /// # Errors
    /// As [`http::client_for`].
    pub fn graph_client(&self, sign_in: &reqwest::Client) -> Result<reqwest::Client, Problem> {
        if http::is_loopback(&self.login) == http::is_loopback(&self.graph) {
            Ok(sign_in.clone())
        } else {
            http::client_for(&self.graph)
        }
    }
}

/// An address without user, path, query and fragment. The given text is not repeated in the error,
/// because it may hold a password.
fn host_alone(text: &str, example: &str) -> Result<Url, Problem> {
    let invalid =
        || Problem::new(ErrorCode::AnswerInvalid, text!("sign-in-host-alone", example = example));
    let url = Url::parse(text.trim()).map_err(|_| invalid())?;
    http::check_url(&url)?;
    let alone = url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none();
    if alone { Ok(url) } else { Err(invalid()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read as _, Write as _};

    #[test]
    fn each_cloud_is_asked_at_the_hosts_of_its_row() {
        assert!(Cloud::all().count() > 1);
        for cloud in Cloud::all() {
            let endpoints = cloud.endpoints();
            endpoints.check().unwrap();
            assert_eq!(endpoints.login.as_str(), format!("https://{}/", cloud.login_host()));
            assert_eq!(endpoints.graph.as_str(), format!("https://{}/", cloud.graph_host()));
        }
    }

    #[test]
    fn own_addresses_are_hosts_alone() {
        let endpoints =
            Endpoints::custom(" http://127.0.0.1:4711 ", "https://graph.example").unwrap();
        assert_eq!(endpoints.login.as_str(), "http://127.0.0.1:4711/");
        assert_eq!(endpoints.graph.as_str(), "https://graph.example/");
        for (bad, code) in [
            ("http://login.example", ErrorCode::InsecureAddress),
            ("ftp://login.example", ErrorCode::InsecureAddress),
            ("login.example", ErrorCode::AnswerInvalid),
            ("", ErrorCode::AnswerInvalid),
            ("https://login.example/common", ErrorCode::AnswerInvalid),
            ("https://login.example/?a=hush", ErrorCode::AnswerInvalid),
            ("https://login.example/#hush", ErrorCode::AnswerInvalid),
            ("https://me:hush@login.example", ErrorCode::AnswerInvalid),
        ] {
            for problem in [
                Endpoints::custom(bad, "https://graph.example").unwrap_err(),
                Endpoints::custom("https://login.example", bad).unwrap_err(),
            ] {
                assert_eq!(problem.code, code, "{bad}");
                assert!(!format!("{problem:?}").contains("hush"), "{problem:?}");
            }
        }
    }

    #[test]
    fn addresses_made_by_hand_are_checked_as_well() {
        let mut endpoints = Cloud::global().endpoints();
        endpoints.graph = Url::parse("http://graph.microsoft.com/").unwrap();
        assert_eq!(endpoints.check().unwrap_err().code, ErrorCode::InsecureAddress);
        assert!(endpoints.sign_in_client().is_ok());
    }

    #[tokio::test]
    async fn no_proxy_comes_between_where_only_graph_is_on_this_computer() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let graph = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 1024]).unwrap();
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
        });
        let endpoints = Endpoints::custom("https://login.example", &graph).unwrap();
        // Nobody answers there.
        let proxy = Url::parse("http://127.0.0.2:9/").unwrap();
        let sign_in = http::client_through(&proxy).unwrap();
        let client = endpoints.graph_client(&sign_in).unwrap();
        let answer = client.get(endpoints.graph.clone()).send().await.unwrap();
        assert_eq!(answer.status(), 204);
    }
}
