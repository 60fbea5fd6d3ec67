//! The DNS of the simulated organisation.

use std::net::{IpAddr, Ipv4Addr};

/// Where the simulated server is. The network is one that documentation may use (RFC 5737), so that
/// nothing is ever reached there.
const SERVER: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 10);

/// The addresses of a host of the organisation. Every name that a rehearsal's answers give leads to the
/// one simulated server.
pub fn addresses(host: &str) -> Vec<IpAddr> {
    if host.trim().is_empty() { Vec::new() } else { vec![IpAddr::V4(SERVER)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_is_at_an_address_that_only_documentation_uses() {
        let found = addresses("autodiscover.contoso.com");
        assert_eq!(found, ["192.0.2.10".parse::<IpAddr>().expect("an address")]);
        assert_eq!(addresses(" "), Vec::<IpAddr>::new());
    }
}
