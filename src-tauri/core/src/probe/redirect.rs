//! Where a redirect leads, and what a page is: recognized by addresses and by HTML, never by words, which
//! come in every language.

use super::autodiscover::{MOST_LETTERS, is_v2};
use super::hosts::is_hybrid_agent;
use super::request::ProbeResponse;
use crate::clouds::{Cloud, is_in_domain};
use crate::http::check_url;
use url::Url;

/// Where a redirect leads.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Target {
    /// To the Hybrid Agent.
    HybridAgent(Url),
    /// To a sign-in page.
    SignIn(Url),
    /// To Autodiscover, here or on another host.
    Autodiscover(Url),
    /// To another path of the same host.
    OtherPath(Url),
    /// To another host.
    OtherHost(Url),
    /// To nowhere that could be asked: unreadable, too long, or not protected.
    Unusable,
}

/// Where an answer redirects to; none for one that does not.
pub(super) fn target(asked: &Url, answer: &ProbeResponse) -> Option<Target> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = answer.location().filter(|text| text.len() <= MOST_LETTERS);
    let url = location.and_then(|text| asked.join(text.trim()).ok());
    Some(match url.filter(Url::has_host) {
        None => Target::Unusable,
        Some(url) if is_hybrid_agent(&url) => Target::HybridAgent(url),
        Some(url) if is_sign_in(&url) => Target::SignIn(url),
        Some(url) if check_url(&url).is_err() => Target::Unusable,
        Some(url) if is_v2(&url) => Target::Autodiscover(url),
        Some(url) if url.host_str() == asked.host_str() => Target::OtherPath(url),
        Some(url) => Target::OtherHost(url),
    })
}

/// Whether an address is that of a page on which people sign in, as far as an address shows it.
fn is_sign_in(url: &Url) -> bool {
    // The mailbox address is in the addresses of Autodiscover, and may hold any word.
    if is_v2(url) {
        return false;
    }
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    let label = host.split('.').next().unwrap_or_default();
    let hosts = ["login", "logon", "signin", "adfs", "sts", "sso", "auth", "idp", "fs"];
    let services = ["login.windows.net", "msappproxy.net", "okta.com"];
    let mut services = Cloud::all().map(Cloud::login_host).chain(services);
    let path = url.path().to_ascii_lowercase();
    let parts = [
        "logon",
        "login",
        "signin",
        "sign-in",
        "/adfs/",
        "/saml",
        "/sso",
        "/idp",
        "/oauth2/",
        "/owa/auth",
        "/my.policy",
        "cookieauth.dll",
        "/vpn/",
        "/auth/",
    ];
    let query = url.query().unwrap_or_default().to_ascii_lowercase();
    let marks = ["samlrequest=", "wa=wsignin", "response_type="];
    hosts.contains(&label)
        || services.any(|name| is_in_domain(&host, name))
        || parts.iter().any(|part| path.contains(part))
        || marks.iter().any(|mark| query.contains(mark))
}

/// What kind of page a body is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum BodyKind {
    /// HTML that asks for a password, or hands over to a page that does.
    SignIn,
    /// Other HTML.
    Other,
    /// No HTML.
    None,
}

/// What kind of page an answer holds.
pub(super) fn page(answer: &ProbeResponse) -> BodyKind {
    let body = String::from_utf8_lossy(&answer.body).to_ascii_lowercase();
    let declared = answer.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let begin = body.trim_start_matches('\u{feff}').trim_start();
    let html = declared.contains("html")
        || begin.starts_with("<!doctype html")
        || begin.starts_with("<html");
    if !html {
        return BodyKind::None;
    }
    let close: String = body.chars().filter(|sign| !sign.is_whitespace()).collect();
    let marks = ["type=\"password\"", "type='password'", "type=password", "samlrequest", "wresult"];
    if marks.iter().any(|mark| close.contains(mark)) { BodyKind::SignIn } else { BodyKind::Other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn redirected(to: &str) -> Target {
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, HeaderValue::from_str(to).unwrap());
        let answer = ProbeResponse { status: 302, headers, body: Vec::new() };
        target(&url("https://mail.contoso.com/EWS/Exchange.asmx"), &answer).unwrap()
    }

    #[test]
    fn sign_in_pages_of_common_devices_are_known_by_their_address() {
        for page in [
            "https://login.microsoftonline.com/common/oauth2/authorize?client_id=x",
            "https://adfs.contoso.com/",
            "https://portal.contoso.com/adfs/ls/?wa=wsignin1.0",
            "/owa/auth/logon.aspx?url=x",
            "/CookieAuth.dll?GetLogon?curl=x",
            "/my.policy",
            "/vpn/index.html",
            "https://portal.contoso.com/?SAMLRequest=x",
            "http://login.contoso.com/",
        ] {
            assert!(matches!(redirected(page), Target::SignIn(_)), "{page}");
        }
    }

    #[test]
    fn other_targets_are_distinguished() {
        for (to, expected) in [
            (
                "https://a.example/autodiscover/autodiscover.json?Email=login%40contoso.com",
                Target::Autodiscover(url(
                    "https://a.example/autodiscover/autodiscover.json?Email=login%40contoso.com",
                )),
            ),
            (
                "https://6ca7c832.resource.mailboxmigration.his.msappproxy.net/autodiscover/autodiscover.json?Email=a",
                Target::HybridAgent(url(
                    "https://6ca7c832.resource.mailboxmigration.his.msappproxy.net/autodiscover/autodiscover.json?Email=a",
                )),
            ),
            (
                "https://mail-contoso.msappproxy.net/",
                Target::SignIn(url("https://mail-contoso.msappproxy.net/")),
            ),
            ("/owa/", Target::OtherPath(url("https://mail.contoso.com/owa/"))),
            ("https://www.contoso.com/", Target::OtherHost(url("https://www.contoso.com/"))),
            ("http://www.contoso.com/", Target::Unusable),
            ("javascript:alert(1)", Target::Unusable),
            ("https://", Target::Unusable),
        ] {
            assert_eq!(redirected(to), expected, "{to}");
        }
        assert_eq!(redirected(&format!("/{}", "x".repeat(MOST_LETTERS))), Target::Unusable);
        let none = ProbeResponse { status: 302, headers: HeaderMap::new(), body: Vec::new() };
        assert_eq!(target(&url("https://a.example/"), &none), Some(Target::Unusable));
        let answer = ProbeResponse { status: 401, ..none };
        assert_eq!(target(&url("https://a.example/"), &answer), None);
    }

    #[test]
    fn pages_are_reported_by_their_html() {
        let read = |kind: &str, body: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
            page(&ProbeResponse { status: 200, headers, body: body.as_bytes().to_vec() })
        };
        let form = "<form><input name=p type = 'Password'></form>";
        assert_eq!(read("text/html; charset=utf-8", form), BodyKind::SignIn);
        assert_eq!(
            read("", "\u{feff} <!DOCTYPE HTML><input name=\"SAMLRequest\">"),
            BodyKind::SignIn
        );
        assert_eq!(read("text/html", "<h1>Welcome</h1>"), BodyKind::Other);
        assert_eq!(read("application/json", form), BodyKind::None);
        assert_eq!(read("", ""), BodyKind::None);
    }
}
