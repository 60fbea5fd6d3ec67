//! The names that a certificate is for (RFC 6125, RFC 9525): its subject alternative names.

use std::net::IpAddr;
use url::Host;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

/// One name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Name {
    /// A host name, perhaps with a wildcard as its first label.
    Dns(String),
    /// An IP address.
    Ip(IpAddr),
}

/// The most names that are listed in a sentence.
const MOST_LISTED: usize = 6;

/// The names of a certificate in DER. One that cannot be read has none.
pub(super) fn of(der: &[u8]) -> Vec<Name> {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else { return Vec::new() };
    let Ok(Some(extension)) = certificate.subject_alternative_name() else { return Vec::new() };
    let name = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some(Name::Dns((*name).to_owned())),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes).ok().map(|it| Name::Ip(IpAddr::from(it))),
            16 => <[u8; 16]>::try_from(*bytes).ok().map(|it| Name::Ip(IpAddr::from(it))),
            _ => None,
        },
        _ => None,
    };
    extension.value.general_names.iter().filter_map(name).collect()
}

/// Whether one of the names is that host.
pub(super) fn fit(names: &[Name], host: &Host<&str>) -> bool {
    names.iter().any(|name| match (name, host) {
        (Name::Dns(name), Host::Domain(host)) => fits(name, host.trim_end_matches('.')),
        (Name::Ip(name), Host::Ipv4(host)) => *name == IpAddr::from(*host),
        (Name::Ip(name), Host::Ipv6(host)) => *name == IpAddr::from(*host),
        (Name::Dns(_) | Name::Ip(_), _) => false,
    })
}

/// A wildcard is the whole first label and represents exactly one.
fn fits(name: &str, host: &str) -> bool {
    let name = name.trim_end_matches('.');
    match name.strip_prefix("*.") {
        Some(rest) => host
            .split_once('.')
            .is_some_and(|(first, behind)| !first.is_empty() && behind.eq_ignore_ascii_case(rest)),
        None => name.eq_ignore_ascii_case(host),
    }
}

/// The names in a sentence.
pub(super) fn listed(names: &[Name]) -> String {
    let mut texts: Vec<String> = names
        .iter()
        .take(MOST_LISTED)
        .map(|name| match name {
            Name::Dns(name) => name.clone(),
            Name::Ip(address) => address.to_string(),
        })
        .collect();
    if texts.is_empty() {
        return "none".to_owned();
    }
    if names.len() > MOST_LISTED {
        texts.push("…".to_owned());
    }
    texts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(names: &[&str]) -> Vec<Name> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(names).unwrap();
        of(params.self_signed(&key).unwrap().der())
    }

    fn fit_host(names: &[Name], url: &str) -> bool {
        fit(names, &url::Url::parse(url).unwrap().host().unwrap())
    }

    #[test]
    fn a_host_fits_its_name_and_the_wildcard_of_its_domain() {
        let names = made(&["Mail.Contoso.com", "*.contoso.com", "192.0.2.1", "::1"]);
        for good in [
            "https://mail.contoso.com",
            "https://MAIL.contoso.com.",
            "https://autodiscover.contoso.com",
            "https://192.0.2.1",
            "https://[::1]",
        ] {
            assert!(fit_host(&names, good), "{good}");
        }
        for bad in [
            "https://contoso.com",
            "https://a.b.contoso.com",
            "https://mail.contoso.com.example",
            "https://192.0.2.2",
            "https://[::2]",
        ] {
            assert!(!fit_host(&names, bad), "{bad}");
        }
    }

    #[test]
    fn names_are_listed_and_many_are_cut() {
        assert_eq!(listed(&[]), "none");
        assert_eq!(listed(&made(&["a.example", "192.0.2.1"])), "a.example, 192.0.2.1");
        let many: Vec<Name> = (0..9).map(|n| Name::Dns(format!("n{n}.example"))).collect();
        assert!(listed(&many).ends_with("n5.example, …"), "{}", listed(&many));
        assert_eq!(of(b"no certificate"), []);
    }
}
