//! A publication, and a probe of it.

use crosstrust_core::entra::{Cloud, TenantName};
use crosstrust_core::probe::{
    EndpointFinding, Limits, Options, ProbeCode, ProbeOutcome, ProbeVerdict, Proxies, Report,
    probe, read_roots,
};
use crosstrust_tests::publication::{
    AUTODISCOVER, Authority, CLOUD, LOGIN, MAIL, MAILBOX, Reply, Seen, Server, TENANT,
};
use jiff::Timestamp;
use std::time::Duration;

/// The names of all hosts.
pub(crate) const HOSTS: [&str; 5] = [CLOUD, AUTODISCOVER, MAIL, LOGIN, "*.fabrikam.com"];

/// A publication on one server.
pub(crate) struct World {
    pub(crate) authority: Authority,
    pub(crate) server: Server,
    pub(crate) options: Options,
}

impl World {
    /// One in good order.
    pub(crate) fn new() -> Self {
        Self::with(|_| None)
    }

    /// One that answers some requests in another way.
    pub(crate) fn with(answers: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let authority = Authority::new();
        let server = Server::start(authority.issue(&HOSTS, [2020, 2099]), answers);
        let options = Options {
            address: MAILBOX.parse().unwrap(),
            tenant: Some(TenantName::parse(TENANT).unwrap()),
            cloud: Cloud::global(),
            autodiscover: None,
            connect_to: vec![server.rule("").parse().unwrap()],
            names: None,
            roots: read_roots(authority.pem().as_bytes()).unwrap(),
            proxies: Proxies::None,
            limits: Limits {
                connect: Duration::from_secs(20),
                answer: Duration::from_secs(20),
                pause: Duration::ZERO,
            },
            now: Timestamp::now(),
        };
        Self { authority, server, options }
    }

    /// Leads a host elsewhere.
    pub(crate) fn map(mut self, rule: &str) -> Self {
        self.options.connect_to.insert(0, rule.parse().unwrap());
        self
    }

    /// Probes it.
    pub(crate) fn probe(&self) -> Report {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(probe(&self.options)).unwrap()
    }
}

/// Codes and verdicts of what is not good.
pub(crate) fn faults(report: &Report) -> Vec<(ProbeCode, ProbeVerdict)> {
    let faults = report.findings.iter().filter(|finding| finding.verdict != ProbeVerdict::Ok);
    faults.map(|finding| (finding.code, finding.verdict)).collect()
}

/// The one thing that is not good, of that code and verdict.
pub(crate) fn only(report: &Report, code: ProbeCode, verdict: ProbeVerdict) -> EndpointFinding {
    assert_eq!(faults(report), [(code, verdict)], "{:#?}", report.findings);
    assert_eq!(report.outcome(), ProbeOutcome::Found);
    let found = report.findings.iter().find(|finding| finding.verdict != ProbeVerdict::Ok);
    found.unwrap().clone()
}

/// The codes of what is good.
pub(crate) fn good(report: &Report) -> Vec<ProbeCode> {
    let good = report.findings.iter().filter(|finding| finding.verdict == ProbeVerdict::Ok);
    good.map(|finding| finding.code).collect()
}
