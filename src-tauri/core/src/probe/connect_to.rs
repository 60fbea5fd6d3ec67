//! Where connections are made instead: `--connect-to HOST1:PORT1:HOST2:PORT2`, as curl has it.
//!
//! Only the connection leads elsewhere. The name in the request and in the TLS handshake stays the
//! one of the address, so that a publication is tested before the DNS points to it.

use crate::messages::say;
use std::fmt;
use std::str::FromStr;

/// One rule: connections to `HOST1:PORT1` go to `HOST2:PORT2`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConnectTo {
    /// Which host it is for; every one when there is none.
    from_host: Option<String>,
    /// Which port it is for; every one when there is none.
    from_port: Option<u16>,
    /// The host to connect to; the same one when there is none.
    to_host: Option<String>,
    /// The port to connect to; the same one when there is none.
    to_port: Option<u16>,
}

/// Why a rule cannot be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum InvalidConnectTo {
    /// It does not have four parts.
    #[error(
        "{}", say!("probe-connect-to-parts"))]
    Parts,
    /// A port is none.
    #[error("{}", say!("probe-connect-to-port"))]
    Port,
    /// A host is none.
    #[error("{}", say!("probe-connect-to-host"))]
    Host,
}

impl FromStr for ConnectTo {
    type Err = InvalidConnectTo;

    fn from_str(text: &str) -> Result<Self, InvalidConnectTo> {
        let (from_host, rest) = host(text)?;
        let (from_port, rest) = rest.split_once(':').ok_or(InvalidConnectTo::Parts)?;
        let (to_host, to_port) = host(rest)?;
        if to_port.contains(':') {
            return Err(InvalidConnectTo::Parts);
        }
        Ok(Self { from_host, from_port: port(from_port)?, to_host, to_port: port(to_port)? })
    }
}

/// The host before the next colon, in lower case and without brackets, and what follows the colon.
fn host(text: &str) -> Result<(Option<String>, &str), InvalidConnectTo> {
    if let Some(inside) = text.strip_prefix('[') {
        let (address, rest) = inside.split_once(']').ok_or(InvalidConnectTo::Host)?;
        let address: std::net::Ipv6Addr = address.parse().map_err(|_| InvalidConnectTo::Host)?;
        let rest = rest.strip_prefix(':').ok_or(InvalidConnectTo::Parts)?;
        return Ok((Some(address.to_string()), rest));
    }
    let (name, rest) = text.split_once(':').ok_or(InvalidConnectTo::Parts)?;
    if name.is_empty() {
        return Ok((None, rest));
    }
    let host = url::Host::parse(name).map_err(|_| InvalidConnectTo::Host)?;
    Ok((Some(host.to_string()), rest))
}

fn port(text: &str) -> Result<Option<u16>, InvalidConnectTo> {
    match text {
        "" => Ok(None),
        _ if !text.bytes().all(|byte| byte.is_ascii_digit()) => Err(InvalidConnectTo::Port),
        _ => text.parse().ok().filter(|port| *port > 0).map(Some).ok_or(InvalidConnectTo::Port),
    }
}

impl ConnectTo {
    fn matches(&self, host: &str, port: u16) -> bool {
        let same = |known: &String| known.eq_ignore_ascii_case(host);
        self.from_host.as_ref().is_none_or(same) && self.from_port.is_none_or(|it| it == port)
    }
}

impl fmt::Display for ConnectTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = |host: &Option<String>| match host {
            Some(host) if host.contains(':') => format!("[{host}]"),
            Some(host) => host.clone(),
            None => String::new(),
        };
        let port = |port: Option<u16>| port.map_or(String::new(), |port| port.to_string());
        let (from, to) = (host(&self.from_host), host(&self.to_host));
        write!(f, "{from}:{}:{to}:{}", port(self.from_port), port(self.to_port))
    }
}

/// Where a connection is made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Endpoint {
    /// A name or an IP address, without brackets.
    pub(super) host: String,
    /// The port.
    pub(super) port: u16,
    /// Whether a rule led here.
    pub(super) mapped: bool,
}

/// `host:port`, with brackets around an IPv6 address.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, .. } = self;
        if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
    }
}

/// Where connections to that host (without brackets) and port go: the first rule that fits counts.
pub(super) fn place(rules: &[ConnectTo], host: &str, port: u16) -> Endpoint {
    match rules.iter().find(|rule| rule.matches(host, port)) {
        Some(rule) => Endpoint {
            host: rule.to_host.clone().unwrap_or_else(|| host.to_owned()),
            port: rule.to_port.unwrap_or(port),
            mapped: rule.to_host.is_some() || rule.to_port.is_some(),
        },
        None => Endpoint { host: host.to_owned(), port, mapped: false },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(rules: &[&str], host: &str, port: u16) -> (String, u16, bool) {
        let rules: Vec<ConnectTo> = rules.iter().map(|rule| rule.parse().unwrap()).collect();
        let place = place(&rules, host, port);
        (place.host, place.port, place.mapped)
    }

    #[test]
    fn a_rule_is_for_one_host_and_one_port() {
        let rule = ["mail.contoso.com:443:127.0.0.1:8443"];
        assert_eq!(to(&rule, "mail.contoso.com", 443), ("127.0.0.1".into(), 8443, true));
        assert_eq!(to(&rule, "MAIL.Contoso.com", 443), ("127.0.0.1".into(), 8443, true));
        assert_eq!(to(&rule, "mail.contoso.com", 444), ("mail.contoso.com".into(), 444, false));
        assert_eq!(to(&rule, "x.contoso.com", 443), ("x.contoso.com".into(), 443, false));
    }

    #[test]
    fn empty_parts_fit_all_and_keep_what_is_there() {
        assert_eq!(to(&["::127.0.0.1:8443"], "a.example", 1), ("127.0.0.1".into(), 8443, true));
        assert_eq!(to(&[":443::8443"], "a.example", 443), ("a.example".into(), 8443, true));
        assert_eq!(to(&["a.example::b.example:"], "a.example", 9), ("b.example".into(), 9, true));
        assert_eq!(to(&[":::"], "a.example", 9), ("a.example".into(), 9, false));
    }

    #[test]
    fn the_first_rule_that_fits_counts() {
        let rules = ["a.example:443:one:1", "a.example::two:2", "::three:3"];
        assert_eq!(to(&rules, "a.example", 443).0, "one");
        assert_eq!(to(&rules, "a.example", 80).0, "two");
        assert_eq!(to(&rules, "b.example", 443).0, "three");
    }

    #[test]
    fn ipv6_addresses_stand_in_brackets() {
        assert_eq!(to(&["a.example:443:[::1]:8443"], "a.example", 443), ("::1".into(), 8443, true));
        assert_eq!(to(&["[2001:DB8:0::1]::[::1]:"], "2001:db8::1", 443), ("::1".into(), 443, true));
        let rule: ConnectTo = "[2001:db8::1]:443:[::1]:1".parse().unwrap();
        assert_eq!(rule.to_string(), "[2001:db8::1]:443:[::1]:1");
    }

    #[test]
    fn what_is_no_rule_is_refused_with_the_reason() {
        for (text, reason) in [
            ("", InvalidConnectTo::Parts),
            ("a.example", InvalidConnectTo::Parts),
            ("a.example:443", InvalidConnectTo::Parts),
            ("a.example:443:b.example", InvalidConnectTo::Parts),
            ("a.example:443:b.example:1:2", InvalidConnectTo::Parts),
            ("::1:443:b.example:1", InvalidConnectTo::Parts),
            ("[::1]443:b.example:1", InvalidConnectTo::Parts),
            ("a.example:x:b.example:1", InvalidConnectTo::Port),
            ("a.example:443:b.example:65536", InvalidConnectTo::Port),
            ("a.example:443:b.example:0", InvalidConnectTo::Port),
            ("a.example:443:b.example:+1", InvalidConnectTo::Port),
            ("[::1:443:b.example:1", InvalidConnectTo::Host),
            ("[a.example]:443:b.example:1", InvalidConnectTo::Host),
            ("a example:443:b.example:1", InvalidConnectTo::Host),
        ] {
            assert_eq!(text.parse::<ConnectTo>(), Err(reason), "{text}");
        }
    }
}
