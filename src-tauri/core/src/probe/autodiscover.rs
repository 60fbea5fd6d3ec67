//! Autodiscover v2: the two forms of its address, and what its JSON says.

use crate::guide::SmtpAddress;
use serde_json::{Map, Value};
use url::Url;

/// What is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Protocol {
    /// Exchange Web Services.
    Ews,
    /// The REST service, which older procedures name for presence.
    Rest,
}

impl Protocol {
    /// The name in address and answer.
    const fn name(self) -> &'static str {
        match self {
            Self::Ews => "EWS",
            Self::Rest => "REST",
        }
    }
}

/// `…/autodiscover/autodiscover.json/v1.0/<address>?Protocol=…`
pub(super) fn in_path(server: &Url, address: &SmtpAddress, protocol: Protocol) -> Url {
    let mut url = bare(server);
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.clear().extend(["autodiscover", "autodiscover.json", "v1.0", address.as_str()]);
    }
    url.query_pairs_mut().append_pair("Protocol", protocol.name());
    url
}

/// `…/autodiscover/autodiscover.json?Email=<address>&Protocol=…`
pub(super) fn in_query(server: &Url, address: &SmtpAddress, protocol: Protocol) -> Url {
    let mut url = bare(server);
    url.set_path("/autodiscover/autodiscover.json");
    url.query_pairs_mut()
        .append_pair("Email", address.as_str())
        .append_pair("Protocol", protocol.name());
    url
}

/// `…/autodiscover/autodiscover.svc`, which takes tokens.
pub(super) fn service(server: &Url) -> Url {
    let mut url = bare(server);
    url.set_path("/autodiscover/autodiscover.svc");
    url
}

/// The server alone, without what an operator may have given behind it.
fn bare(server: &Url) -> Url {
    let mut url = server.clone();
    url.set_query(None);
    url.set_fragment(None);
    // Fails only for addresses without a host, which are not accepted.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// Whether it is an address of Autodiscover v2, to which a redirect may lead.
pub(super) fn is_v2(url: &Url) -> bool {
    url.path().to_ascii_lowercase().starts_with("/autodiscover/autodiscover.json")
}

/// What a body says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum LookupAnswer {
    /// The address of the service that was asked for.
    Names(Url),
    /// JSON without a usable address of that service.
    NamesNothing,
    /// An error of Autodiscover, by its `ErrorCode`.
    Error(String),
    /// Something else than JSON.
    NotJson,
}

/// Reads a body, whatever its status.
pub(super) fn read(body: &[u8], protocol: Protocol) -> LookupAnswer {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let Ok(object) = serde_json::from_slice::<Map<String, Value>>(body) else {
        return LookupAnswer::NotJson;
    };
    let text = |name: &str| {
        let found = object.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| value.as_str()).map(str::trim).filter(|it| !it.is_empty())
    };
    if let Some(code) = text("ErrorCode") {
        return LookupAnswer::Error(code.to_owned());
    }
    let other = text("Protocol").is_some_and(|name| !name.eq_ignore_ascii_case(protocol.name()));
    let url = text("Url").and_then(|url| Url::parse(url).ok());
    match url.filter(|url| !other && url.has_host() && url.as_str().len() <= MOST_LETTERS) {
        Some(url) => LookupAnswer::Names(url),
        None => LookupAnswer::NamesNothing,
    }
}

/// The longest address that is taken from a server, in characters.
pub(super) const MOST_LETTERS: usize = 2048;

/// The words "no such mailbox" of Autodiscover v2, among its error codes.
pub(super) fn is_unknown_user(code: &str) -> bool {
    ["UserNotFound", "InvalidUserId", "DomainNotFound"]
        .iter()
        .any(|known| code.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn address(text: &str) -> SmtpAddress {
        text.parse().unwrap()
    }

    #[test]
    fn both_forms_hold_the_address_whole() {
        let host = server("https://autodiscover.contoso.com/autodiscover/autodiscover.xml?a=b#c");
        let anna = address("anna@contoso.com");
        assert_eq!(
            in_path(&host, &anna, Protocol::Ews).as_str(),
            "https://autodiscover.contoso.com/autodiscover/autodiscover.json/v1.0/anna@contoso.com?Protocol=EWS"
        );
        assert_eq!(
            in_query(&host, &anna, Protocol::Rest).as_str(),
            "https://autodiscover.contoso.com/autodiscover/autodiscover.json?Email=anna%40contoso.com&Protocol=REST"
        );
        assert_eq!(
            service(&host).as_str(),
            "https://autodiscover.contoso.com/autodiscover/autodiscover.svc"
        );
        let odd = address("o'brien+a/b?c#d%e&f=g@contoso.com");
        let path = in_path(&host, &odd, Protocol::Ews);
        let last = path.path_segments().unwrap().next_back().unwrap().to_owned();
        assert!(last.contains("%2Fb%3Fc%23d%25e&f=g@"), "{last}");
        let query = in_query(&host, &odd, Protocol::Ews);
        let email = query.query_pairs().find(|(name, _)| name == "Email").unwrap();
        assert_eq!(email.1, odd.as_str());
        for url in [path, query] {
            assert!(is_v2(&url), "{url}");
            assert_eq!(url.query_pairs().last().unwrap().1, "EWS", "{url}");
        }
    }

    #[test]
    fn a_body_is_read_by_its_fields() {
        let ews = |body: &str| read(body.as_bytes(), Protocol::Ews);
        let named = LookupAnswer::Names(server("https://mail.contoso.com/EWS/Exchange.asmx"));
        assert_eq!(
            ews(r#"{"Protocol":"EWS","Url":"https://mail.contoso.com/EWS/Exchange.asmx"}"#),
            named
        );
        assert_eq!(
            ews("\u{feff}{\"url\":\"https://mail.contoso.com/EWS/Exchange.asmx\",\"x\":[1]}"),
            named
        );
        for nothing in [
            "{}",
            r#"{"Protocol":"EWS","Url":""}"#,
            r#"{"Protocol":"EWS","Url":null}"#,
            r#"{"Protocol":"EWS","Url":"mail"}"#,
            r#"{"Protocol":"EWS","Url":"mailto:a@b.c"}"#,
            r#"{"Protocol":"REST","Url":"https://mail.contoso.com/api"}"#,
        ] {
            assert_eq!(ews(nothing), LookupAnswer::NamesNothing, "{nothing}");
        }
        let long = format!(r#"{{"Url":"https://mail.contoso.com/{}"}}"#, "x".repeat(MOST_LETTERS));
        assert_eq!(ews(&long), LookupAnswer::NamesNothing);
        assert_eq!(
            ews(r#"{"ErrorCode":"UserNotFound","ErrorMessage":"x"}"#),
            LookupAnswer::Error("UserNotFound".to_owned())
        );
        for other in ["", "<html>", "[]", "\"x\"", "{\"Url\":", "\u{0}"] {
            assert_eq!(ews(other), LookupAnswer::NotJson, "{other}");
        }
    }

    #[test]
    fn an_unknown_user_is_reported_by_the_code() {
        for code in ["UserNotFound", "usernotfound", "InvalidUserId", "DomainNotFound"] {
            assert!(is_unknown_user(code), "{code}");
        }
        assert!(!is_unknown_user("InvalidProtocol"));
    }
}
