//! Certificates made once for all tests of `graph`; only their keys differ from run to run.

use crate::certificate::Certificate;
use crate::ids::Thumbprint;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use std::sync::OnceLock;

/// The day on which all tests take place.
pub(in crate::graph) const TODAY: &str = "2026-08-01T12:00:00Z";

/// In use on Exchange.
pub(in crate::graph) static CURRENT: TestCertificate = TestCertificate::new("current", 2024, 2029);
/// Takes over on rollover day.
pub(in crate::graph) static NEXT: TestCertificate = TestCertificate::new("next", 2026, 2031);
/// Another forest's, still valid.
pub(in crate::graph) static FOREIGN: TestCertificate = TestCertificate::new("foreign", 2025, 2028);
/// Another tool's, that comes late.
pub(in crate::graph) static LATE: TestCertificate = TestCertificate::new("late", 2025, 2030);
/// No longer valid.
pub(in crate::graph) static EXPIRED: TestCertificate = TestCertificate::new("expired", 2020, 2025);
/// Not yet valid.
pub(in crate::graph) static FUTURE: TestCertificate = TestCertificate::new("future", 2027, 2032);

/// A certificate, made when it is first needed; valid from one New Year's Day to another.
pub(in crate::graph) struct TestCertificate {
    name: &'static str,
    from: i32,
    to: i32,
    certificate: OnceLock<Certificate>,
}

impl TestCertificate {
    const fn new(name: &'static str, from: i32, to: i32) -> Self {
        Self { name, from, to, certificate: OnceLock::new() }
    }

    pub(in crate::graph) fn certificate(&self) -> &Certificate {
        self.certificate.get_or_init(|| {
            let mut params = rcgen::CertificateParams::new(vec![self.name.to_owned()]).unwrap();
            params.not_before = rcgen::date_time_ymd(self.from, 1, 1);
            params.not_after = rcgen::date_time_ymd(self.to, 1, 1);
            let key = rcgen::KeyPair::generate().unwrap();
            Certificate::read(params.self_signed(&key).unwrap().der()).unwrap()
        })
    }

    pub(in crate::graph) fn thumbprint(&self) -> Thumbprint {
        self.certificate().thumbprint()
    }

    /// The thumbprint as text.
    pub(in crate::graph) fn name(&self) -> String {
        self.thumbprint().to_string()
    }

    pub(in crate::graph) fn base64(&self) -> String {
        STANDARD.encode(self.certificate().der())
    }
}

/// A moment.
pub(in crate::graph) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
