//! Which hosts are asked, and which of them are Microsoft's.

use crate::clouds::{exchange_online, is_in_domain};
use crate::entra::Cloud;
use crate::guide::SmtpAddress;
use url::Url;

/// The hosts of a probe.
#[derive(Clone, Debug)]
pub(super) struct Hosts {
    exchange_online: Url,
    autodiscover: Url,
    sign_in: Url,
    domain: String,
}

impl Hosts {
    /// The hosts for a mailbox: Exchange Online of that cloud, and the organisation's own host, which
    /// is `autodiscover.` and the domain unless another one is given.
    pub(super) fn of(address: &SmtpAddress, cloud: Cloud, own: Option<&Url>) -> Self {
        let domain = address.as_str().rsplit('@').next().unwrap_or_default().to_owned();
        let https = |host: &str| {
            Url::parse(&format!("https://{host}/")).expect("BUG: a mail domain is a host name")
        };
        let own = own.cloned().unwrap_or_else(|| https(&format!("autodiscover.{domain}")));
        let exchange_online = https(cloud.exchange_host());
        Self { exchange_online, autodiscover: own, sign_in: cloud.endpoints().login, domain }
    }

    /// Exchange Online.
    pub(super) fn exchange_online(&self) -> &Url {
        &self.exchange_online
    }

    /// The organisation's own host.
    pub(super) fn autodiscover(&self) -> &Url {
        &self.autodiscover
    }

    /// The domain of the mailbox address.
    pub(super) fn domain(&self) -> &str {
        &self.domain
    }

    /// Whether an address is one of Exchange Online.
    pub(super) fn is_cloud(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default().trim_end_matches('.');
        is_exchange_online(host) || Some(host) == self.exchange_online.host_str()
    }

    /// Whether an address is that of Microsoft's sign-in service.
    pub(super) fn is_sign_in(&self, url: &Url) -> bool {
        url.host_str() == self.sign_in.host_str()
    }

    /// Whether Exchange Online is expected to redirect there.
    pub(super) fn is_own(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        Some(host) == self.autodiscover.host_str()
            || host.strip_prefix("autodiscover.") == Some(&self.domain)
    }
}

/// The domain in which the Hybrid Agent of each organization has its address. Only Exchange Online can reach
/// it.
pub(super) const HYBRID_AGENT: &str = "resource.mailboxmigration.his.msappproxy.net";

/// Whether an address is that of a Hybrid Agent.
pub(super) fn is_hybrid_agent(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    is_in_domain(host, HYBRID_AGENT)
}

/// Whether a host is in a domain of Exchange Online, in any cloud.
fn is_exchange_online(host: &str) -> bool {
    exchange_online().into_iter().any(|domain| is_in_domain(host, domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn the_own_host_is_that_of_the_domain_or_the_one_that_is_given() {
        let anna = "anna@contoso.com".parse().unwrap();
        let hosts = Hosts::of(&anna, Cloud::global(), None);
        assert_eq!(hosts.exchange_online().as_str(), "https://outlook.office365.com/");
        assert_eq!(hosts.autodiscover().as_str(), "https://autodiscover.contoso.com/");
        let given = url("https://mail.contoso.com:8443/x");
        let hosts = Hosts::of(&anna, Cloud::from_id("china").unwrap(), Some(&given));
        assert_eq!(hosts.exchange_online().as_str(), "https://partner.outlook.cn/");
        assert!(hosts.is_own(&url("https://mail.contoso.com/")));
        assert!(hosts.is_own(&url("https://autodiscover.contoso.com/")));
        assert!(!hosts.is_own(&url("https://autodiscover.fabrikam.com/")));
    }

    #[test]
    fn microsofts_hosts_are_known_and_lookalikes_are_not() {
        let hosts = Hosts::of(&"anna@contoso.com".parse().unwrap(), Cloud::global(), None);
        for cloud in [
            "https://outlook.office365.com/",
            "https://OUTLOOK.office.com./",
            "https://autodiscover-s.outlook.com/",
            "https://autodiscover.contoso.mail.onmicrosoft.com/",
        ] {
            assert!(hosts.is_cloud(&url(cloud)), "{cloud}");
        }
        for cloud in Cloud::all() {
            assert!(is_exchange_online(cloud.exchange_host()), "{}", cloud.id());
        }
        for own in [
            "https://mail.contoso.com/",
            "https://notoffice365.com/",
            "https://office365.com.example/",
        ] {
            assert!(!hosts.is_cloud(&url(own)), "{own}");
        }
    }
}
