//! A connection to where an address leads: the DNS of this PC, a rule of `--connect-to`, or the
//! proxy of this PC.

use super::connect_to::{ConnectTo, Endpoint, place};
use super::hosts::Hosts;
use crate::http::is_loopback;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpStream;
use tower_service::Service;
use url::Url;

/// The most addresses of a name that are tried.
const MOST_ADDRESSES: usize = 16;

/// Whether requests go by way of a proxy. Hosts on this computer, and hosts that a rule of
/// [`ConnectTo`] leads elsewhere, never do.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Proxies {
    /// As this system is set up.
    #[default]
    System,
    /// None.
    None,
}

/// Why there is no connection.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum ConnectFailure {
    /// The name has no address.
    NoAddress {
        /// The name that was looked up.
        name: String,
    },
    /// No DNS server answered in time.
    NoDns {
        /// The name that was looked up.
        name: String,
    },
    /// All addresses refuse.
    Refused {
        /// Where the connection was to be made.
        place: String,
    },
    /// No address took the connection in time.
    TimedOut {
        /// Where the connection was to be made.
        place: String,
    },
    /// This PC has no way there.
    Unreachable {
        /// Where the connection was to be made.
        place: String,
        /// The system's words.
        detail: String,
    },
    /// The proxy did not let the request through.
    Proxy {
        /// What it said.
        detail: String,
    },
}

/// What was seen of the way to a host.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Route {
    /// A proxy carried the request.
    pub(super) proxied: bool,
    /// The addresses of internal networks that the name has on this PC.
    pub(super) private: Vec<IpAddr>,
    /// This PC finds no address for the name, which matters little behind a proxy.
    pub(super) no_address: bool,
}

/// Makes connections.
pub(super) struct Connector {
    rules: Vec<ConnectTo>,
    names: Option<Names>,
    proxies: Option<Matcher>,
    hosts: Hosts,
    limit: Duration,
}

/// Host names with their addresses.
pub type Names = BTreeMap<String, Vec<IpAddr>>;

impl Connector {
    pub(super) fn new(
        rules: Vec<ConnectTo>,
        names: Option<Names>,
        proxies: Proxies,
        hosts: Hosts,
        limit: Duration,
    ) -> Self {
        let proxies = match proxies {
            Proxies::System => Some(Matcher::from_system()),
            Proxies::None => None,
        };
        Self { rules, names, proxies, hosts, limit }
    }

    /// A connection for that address, and what was seen on the route.
    pub(super) async fn connect(&self, url: &Url) -> (Route, Result<TcpStream, ConnectFailure>) {
        let place = self.place(url);
        if let Some(names) = &self.names {
            return self.connect_by_names(names, url, &place).await;
        }
        if let Some(proxy) = self.proxy(url, &place) {
            let (route, stream) =
                tokio::join!(self.look_behind_proxy(url, &place), self.tunnel(&proxy, &place));
            return (route, stream);
        }
        match self.addresses(&place).await {
            Ok(addresses) => {
                // Where the operator maps a host, or writes an address, the DNS says nothing.
                let looked_up = !place.mapped && url.domain().is_some();
                let private = if looked_up { internal(&addresses) } else { Vec::new() };
                let route = Route { private, ..Route::default() };
                (route, self.first(&place, addresses).await)
            }
            Err(failure) => (Route::default(), Err(failure)),
        }
    }

    /// The same where these names take the place of the DNS.
    async fn connect_by_names(
        &self,
        names: &Names,
        url: &Url,
        place: &Endpoint,
    ) -> (Route, Result<TcpStream, ConnectFailure>) {
        let name = url.host_str().unwrap_or_default().to_owned();
        let Some(known) = names.get(&name) else {
            return (Route::default(), Err(ConnectFailure::NoAddress { name }));
        };
        let private = known.iter().copied().filter(|address| is_internal(*address)).collect();
        let route = Route { private, ..Route::default() };
        match self.addresses(place).await {
            Ok(addresses) => (route, self.first(place, addresses).await),
            Err(failure) => (route, Err(failure)),
        }
    }

    fn place(&self, url: &Url) -> Endpoint {
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        place(&self.rules, host, url.port_or_known_default().unwrap_or_default())
    }

    /// The proxy for that address; none for hosts on this computer and mapped ones.
    fn proxy(&self, url: &Url, place: &Endpoint) -> Option<Intercept> {
        if place.mapped || is_loopback(url) || url.scheme() != "https" {
            return None;
        }
        self.proxies.as_ref()?.intercept(&url.as_str().parse().ok()?)
    }

    /// What the DNS of this PC says of an own name that a proxy looks up by itself.
    async fn look_behind_proxy(&self, url: &Url, place: &Endpoint) -> Route {
        let route = Route { proxied: true, ..Route::default() };
        let own = !self.hosts.is_cloud(url) && !self.hosts.is_sign_in(url);
        if url.domain().is_none() || !own {
            return route;
        }
        match self.addresses(place).await {
            Ok(addresses) => Route { private: internal(&addresses), ..route },
            Err(_) => Route { no_address: true, ..route },
        }
    }

    async fn addresses(&self, place: &Endpoint) -> Result<Vec<SocketAddr>, ConnectFailure> {
        let name = || place.host.clone();
        let asked = tokio::net::lookup_host((place.host.as_str(), place.port));
        let found = tokio::time::timeout(self.limit, asked)
            .await
            .map_err(|_| ConnectFailure::NoDns { name: name() })?
            .map_err(|_| ConnectFailure::NoAddress { name: name() })?;
        let mut addresses: Vec<SocketAddr> = Vec::new();
        for address in found.take(MOST_ADDRESSES) {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if addresses.is_empty() {
            return Err(ConnectFailure::NoAddress { name: name() });
        }
        Ok(addresses)
    }

    /// The first connection that is made; all addresses are tried at once.
    async fn first(
        &self,
        place: &Endpoint,
        addresses: Vec<SocketAddr>,
    ) -> Result<TcpStream, ConnectFailure> {
        let named = || place.to_string();
        let mut tries: FuturesUnordered<_> =
            addresses.into_iter().map(TcpStream::connect).collect();
        let mut errors = Vec::new();
        let first = async {
            while let Some(tried) = tries.next().await {
                match tried {
                    Ok(stream) => return Some(stream),
                    Err(error) => errors.push(error),
                }
            }
            None
        };
        let Ok(first) = tokio::time::timeout(self.limit, first).await else {
            return Err(ConnectFailure::TimedOut { place: named() });
        };
        if let Some(stream) = first {
            // Small requests, each waited for.
            let _ = stream.set_nodelay(true);
            return Ok(stream);
        }
        let kind = |kind| move |error: &io::Error| error.kind() == kind;
        if errors.iter().any(kind(io::ErrorKind::ConnectionRefused)) {
            return Err(ConnectFailure::Refused { place: named() });
        }
        if errors.iter().any(kind(io::ErrorKind::TimedOut)) {
            return Err(ConnectFailure::TimedOut { place: named() });
        }
        let detail = errors.first().map(ToString::to_string).unwrap_or_default();
        Err(ConnectFailure::Unreachable { place: named(), detail })
    }

    /// A tunnel through the proxy.
    async fn tunnel(
        &self,
        proxy: &Intercept,
        place: &Endpoint,
    ) -> Result<TcpStream, ConnectFailure> {
        let refused = |detail: String| ConnectFailure::Proxy { detail };
        let target = format!("https://{place}/")
            .parse()
            .map_err(|_| refused("the address is not usable".to_owned()))?;
        let mut tunnel = Tunnel::new(proxy.uri().clone(), HttpConnector::new());
        if let Some(credentials) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(credentials.clone());
        }
        let made = async {
            std::future::poll_fn(|context| tunnel.poll_ready(context)).await?;
            tunnel.call(target).await
        };
        match tokio::time::timeout(self.limit, made).await {
            Ok(Ok(stream)) => Ok(TokioIo::into_inner(stream)),
            Ok(Err(error)) => Err(refused(error.to_string())),
            Err(_) => Err(refused("no answer in time".to_owned())),
        }
    }
}

/// The addresses of internal networks among these, each once.
fn internal(addresses: &[SocketAddr]) -> Vec<IpAddr> {
    let all: BTreeSet<IpAddr> = addresses.iter().map(SocketAddr::ip).collect();
    all.into_iter().filter(|address| is_internal(*address)).collect()
}

/// Whether an address is not reached from the internet: private (RFC 1918, RFC 4193), shared behind
/// a carrier's NAT (RFC 6598), link-local, loopback or unspecified.
pub(super) fn is_internal(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_internal_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(inside) => is_internal_v4(inside),
            None => is_internal_v6(address),
        },
    }
}

fn is_internal_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let shared = first == 100 && (64..128).contains(&second);
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || shared
}

fn is_internal_v6(address: Ipv6Addr) -> bool {
    address.is_loopback()
        || address.is_unspecified()
        || address.is_unique_local()
        || address.is_unicast_link_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn connector(rule: &str, proxies: Option<Matcher>) -> Connector {
        let address = "anna@contoso.com".parse().unwrap();
        let hosts = Hosts::of(&address, crate::entra::Cloud::global(), None);
        let rules = vec![rule.parse().unwrap()];
        Connector {
            proxies,
            ..Connector::new(rules, None, Proxies::None, hosts, Duration::from_secs(20))
        }
    }

    #[test]
    fn addresses_of_internal_networks_are_reported_from_public_ones() {
        for internal in [
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "127.0.0.1",
            "169.254.1.1",
            "100.64.0.1",
            "100.127.255.255",
            "0.0.0.0",
            "::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(is_internal(internal.parse().unwrap()), "{internal}");
        }
        for public in [
            "11.0.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.169.0.1",
            "100.63.0.1",
            "100.128.0.1",
            "40.96.0.1",
            "2001:db8::1",
            "2603:1036::1",
            "::ffff:40.96.0.1",
        ] {
            assert!(!is_internal(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn mapped_hosts_and_hosts_on_this_computer_never_take_the_proxy() {
        let proxy = Matcher::builder().all("http://proxy.contoso.com:3128").build();
        let connector = connector("mail.contoso.com:443:203.0.113.9:443", Some(proxy));
        let taken = |address: &str| {
            let url = url(address);
            connector.proxy(&url, &connector.place(&url)).is_some()
        };
        assert!(taken("https://autodiscover.contoso.com/"));
        assert!(taken("https://mail.contoso.com:444/"), "the rule is for another port");
        for direct in [
            "https://mail.contoso.com/",
            "https://localhost/",
            "https://127.0.0.1:8443/",
            "https://[::1]/",
            "http://127.0.0.1/",
        ] {
            assert!(!taken(direct), "{direct}");
        }
    }

    #[tokio::test]
    async fn a_refused_connection_and_a_name_without_an_address_are_distinguished() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let address = url("https://mail.contoso.com/");
        let rule = format!("::127.0.0.1:{port}");
        let (route, stream) = connector(&rule, None).connect(&address).await;
        assert!(stream.is_ok());
        assert_eq!(route, Route::default(), "a mapped host is not judged by its address");
        drop(listener);
        let (_, refused) = connector(&rule, None).connect(&address).await;
        let place = format!("127.0.0.1:{port}");
        assert_eq!(refused.unwrap_err(), ConnectFailure::Refused { place });
        let (_, missing) = connector("::nowhere.invalid:", None).connect(&address).await;
        let name = "nowhere.invalid".to_owned();
        assert_eq!(missing.unwrap_err(), ConnectFailure::NoAddress { name });
    }
}
