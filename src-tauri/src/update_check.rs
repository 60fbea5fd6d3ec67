//! The check for a newer version. It is off until the operator agrees to it. It reads one small file, and it installs
//! nothing: the window shows that a new version is there, and opens the download page.
//!
//! The addresses of the file and of the page are built in. Nothing in the file leads anywhere, so a forged one can at
//! most announce a version that is not there: a signature of its own would protect nothing more. What is downloaded is
//! signed for the system. A build without these addresses has no check: it is updated in the way it was installed.

use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::http::{self, check_url};
use crosstrust_core::messages::say;
use semver::Version;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::Url;

/// The file is no longer than this, in bytes.
const LONGEST: usize = 64 << 10;

/// Where a build looks for a newer version.
#[derive(Clone, Debug)]
pub struct UpdateSource {
    /// The file that names the newest version: `{"version": "1.2.3"}`.
    pub manifest: Url,
    /// The page from which it is downloaded.
    pub page: Url,
}

/// Whether the program checks for a newer version when it starts.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub(crate) enum UpdateCheck {
    /// It does, because the operator agreed.
    On,
    /// It does not.
    Off,
    /// It cannot: this build names nobody to ask.
    Unavailable,
}

/// A version that is newer than this one.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct NewVersion {
    /// Its number.
    version: String,
    /// The page from which it is downloaded.
    page: String,
}

/// The file that names the newest version. It may hold more, for later programs.
#[derive(Deserialize)]
struct Manifest {
    version: String,
}

impl UpdateSource {
    /// The addresses of this build; none where it was built without them.
    pub(crate) fn built_in() -> Option<Self> {
        Self::of(option_env!("CROSSTRUST_UPDATE_MANIFEST"), option_env!("CROSSTRUST_DOWNLOAD_PAGE"))
    }

    fn of(manifest: Option<&str>, page: Option<&str>) -> Option<Self> {
        let address = |text: &str| text.parse().ok().filter(|url| check_url(url).is_ok());
        Some(Self { manifest: address(manifest?)?, page: address(page?)? })
    }

    /// The newest version, where it is newer than this one.
    ///
    /// # Errors
    /// The file cannot be read, or is no such file.
    pub(crate) async fn newer(&self, than: &str) -> Result<Option<NewVersion>, Problem> {
        let this = Version::parse(than).map_err(|error| unreadable(&error.to_string()))?;
        check_url(&self.manifest)?;
        let client = http::client_for(&self.manifest)?;
        let sent = client.get(self.manifest.clone()).send().await;
        let mut answer = sent.map_err(|error| http::problem(&error))?;
        if !answer.status().is_success() {
            return Err(unreadable(&format!("HTTP {}", answer.status().as_u16())));
        }
        let body = http::body(&mut answer, LONGEST).await;
        let body = body.map_err(|error| http::problem(&error))?;
        let body = body.ok_or_else(|| unreadable("the file is too long"))?;
        let manifest: Manifest =
            serde_json::from_slice(&body).map_err(|error| unreadable(&error.to_string()))?;
        let newest = Version::parse(&manifest.version);
        let newest = newest.map_err(|error| unreadable(&error.to_string()))?;
        // What is before a release is for those who look for it.
        let newer = newest.pre.is_empty() && newest.cmp_precedence(&this).is_gt();
        Ok(newer.then(|| NewVersion { version: newest.to_string(), page: self.page.to_string() }))
    }
}

fn unreadable(cause: &str) -> Problem {
    Problem::new(ErrorCode::NetworkUnreachable, say!("program-update-unreadable"))
        .with_detail(cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// A server that gives each request this answer, and its address.
    async fn server(answer: String) -> UpdateSource {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        let address =
            |path: &str| format!("http://127.0.0.1:{port}/{path}").parse().expect("a URL");
        UpdateSource { manifest: address("newest.json"), page: address("download") }
    }

    async fn serves(body: &str) -> UpdateSource {
        server(format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ))
        .await
    }

    #[tokio::test]
    async fn a_newer_version_is_named_with_the_page_of_this_build() {
        let body = r#"{"version":"1.10.0","page":"https://evil.example/","url":"file:///x"}"#;
        let source = serves(body).await;
        let newer = source.newer("1.9.9").await.expect("an answer").expect("it is newer");
        assert_eq!(newer.version, "1.10.0");
        assert_eq!(newer.page, source.page.as_str(), "no address of the file is used");
    }

    #[tokio::test]
    async fn the_same_version_and_an_older_one_are_no_news() {
        for version in ["1.9.9", "1.9.8", "0.99.0", "1.9.9-rc.1", "2.0.0-beta.1", "1.9.9+build.7"] {
            let source = serves(&format!(r#"{{"version":"{version}"}}"#)).await;
            assert_eq!(source.newer("1.9.9").await.expect("an answer"), None, "{version}");
        }
    }

    #[tokio::test]
    async fn what_is_no_such_file_is_refused() {
        for body in ["", "<html>", "{}", r#"{"version":7}"#, r#"{"version":"newest"}"#, "\0"] {
            let refused = serves(body).await.newer("1.0.0").await.expect_err("it is refused");
            assert_eq!(refused.code, ErrorCode::NetworkUnreachable, "{body}");
            assert!(refused.message.to_string().contains("newest version"), "{}", refused.message);
        }
        let long = format!(r#"{{"version":"9.0.0","more":"{}"}}"#, "x".repeat(LONGEST));
        serves(&long).await.newer("1.0.0").await.expect_err("it is too long");
    }

    #[tokio::test]
    async fn an_error_and_a_redirect_are_no_answer() {
        for status in ["404 Not Found", "500 Oh", "302 Found\r\nLocation: https://evil.example/"] {
            let answer =
                format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            let refused = server(answer).await.newer("1.0.0").await.expect_err("no answer");
            assert!(refused.detail.expect("a cause").contains(&status[..3]));
        }
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_named() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let address: Url = format!("http://127.0.0.1:{port}/").parse().expect("a URL");
        let source = UpdateSource { manifest: address.clone(), page: address };
        let refused = source.newer("1.0.0").await.expect_err("nobody answers");
        assert_eq!(refused.code, ErrorCode::NetworkUnreachable);
        assert!(refused.message.to_string().contains(&port.to_string()), "{}", refused.message);
    }

    #[test]
    fn a_build_without_both_addresses_or_with_an_unprotected_one_checks_nothing() {
        let page = Some("https://example.com/download");
        for manifest in
            [None, Some(""), Some("newest.json"), Some("http://example.com/newest.json")]
        {
            assert!(UpdateSource::of(manifest, page).is_none(), "{manifest:?}");
        }
        let manifest = Some("https://example.com/newest.json");
        assert!(UpdateSource::of(manifest, None).is_none());
        assert!(UpdateSource::of(manifest, page).is_some());
    }
}
