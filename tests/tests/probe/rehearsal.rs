//! The simulated publication: in good order, and with each fault, which a probe finds by its code.

use crate::world::{faults, good};
use crosstrust_core::entra::{Cloud, TenantName};
use crosstrust_core::probe::{
    Limits, Options, ProbeCode, ProbeOutcome, ProbeVerdict, Proxies, Report, probe, read_roots,
};
use crosstrust_rehearsal::publication::{self, Publication, PublicationFault};
use crosstrust_tests::publication::{AUTODISCOVER, CLOUD, LOGIN, MAILBOX, TENANT};
use jiff::Timestamp;
use std::time::Duration;

fn probed(fault: Option<PublicationFault>, tenant: Option<&str>) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let publication = Publication::start(publication::Options {
            exchange_online: CLOUD.to_owned(),
            sign_in: LOGIN.to_owned(),
            autodiscover: AUTODISCOVER.to_owned(),
            domain: "contoso.com".to_owned(),
            tenant: TENANT.to_owned(),
            fault,
        })
        .await
        .unwrap();
        let rules = publication.connect_to.iter().map(|rule| rule.parse().unwrap());
        probe(&Options {
            address: MAILBOX.parse().unwrap(),
            tenant: tenant.map(|name| TenantName::parse(name).unwrap()),
            cloud: Cloud::global(),
            autodiscover: None,
            connect_to: rules.collect(),
            names: Some(publication.names.clone()),
            roots: read_roots(publication.authority.as_bytes()).unwrap(),
            proxies: Proxies::None,
            limits: Limits {
                connect: Duration::from_secs(20),
                answer: Duration::from_secs(if fault == Some(PublicationFault::TimedOut) {
                    2
                } else {
                    20
                }),
                pause: Duration::ZERO,
            },
            now: Timestamp::now(),
        })
        .await
        .unwrap()
    })
}

#[test]
fn in_good_order_everything_is_as_teams_needs_it() {
    for tenant in [Some(TENANT), None] {
        let report = probed(None, tenant);
        assert_eq!(report.outcome(), ProbeOutcome::Good, "{:#?}", report.findings);
        assert_eq!(report.requests, if tenant.is_some() { 8 } else { 9 });
    }
}

#[test]
fn each_fault_is_found_by_its_code_and_by_no_other() {
    for fault in PublicationFault::ALL {
        let report = probed(Some(fault), Some(TENANT));
        let code: ProbeCode = serde_json::from_value(fault.text().code.into()).unwrap();
        let found = faults(&report);
        assert!(!found.is_empty(), "{fault:?}: {:#?}", report.findings);
        assert!(found.iter().all(|(it, _)| *it == code), "{fault:?}: {:#?}", report.findings);
        let ews_is_good = matches!(
            fault,
            PublicationFault::MailboxInCloud
                | PublicationFault::DnsPrivateAddress
                | PublicationFault::ServerStarting
                | PublicationFault::CloudNotReached
        );
        let is_good = good(&report).contains(&ProbeCode::EwsOk);
        assert_eq!(is_good, ews_is_good, "{fault:?}: {:#?}", report.findings);
        let remedies = report.findings.iter().filter(|finding| finding.verdict != ProbeVerdict::Ok);
        assert!(remedies.into_iter().all(|finding| finding.remedy.is_some()), "{fault:?}");
    }
}

#[test]
fn a_fault_that_was_put_right_is_found_no_more() {
    assert_eq!(
        probed(Some(PublicationFault::OauthOff), Some(TENANT)).outcome(),
        ProbeOutcome::Found
    );
    assert_eq!(probed(None, Some(TENANT)).outcome(), ProbeOutcome::Good);
}
