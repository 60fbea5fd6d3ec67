//! What the hosts of the simulated publication answer.

use super::{Options, PublicationFault};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A tenant that is not the own one.
const OTHER_TENANT: &str = "99999999-8888-4777-8666-555555555555";

/// The address that a Hybrid Agent has for EWS.
const HYBRID_AGENT: &str = "https://6ca7c832-49a2-4a5d-aeae-a616f6d4b8e7.resource.mailboxmigration.his.msappproxy.net/EWS/Exchange.asmx";

/// The head of a request, as far as it matters.
pub(super) struct HttpRequest {
    /// Without a port, in lower case.
    host: String,
    /// Path and query.
    path: String,
    empty_token: bool,
}

impl HttpRequest {
    pub(super) fn read(head: &str) -> Option<Self> {
        let path = head.split(' ').nth(1)?.to_owned();
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(':'));
            let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.trim().to_owned())
        };
        let host = header("host")?.to_ascii_lowercase();
        let host = host.split(':').next().unwrap_or_default().to_owned();
        Some(Self { host, path, empty_token: header("authorization").as_deref() == Some("Bearer") })
    }

    fn is_under(&self, folder: &str) -> bool {
        self.path.to_ascii_lowercase().starts_with(folder)
    }
}

/// What all hosts answer.
pub(super) struct Answers {
    options: Options,
    /// What was asked once already, where the first answer is another one.
    asked: Mutex<BTreeSet<String>>,
}

impl Answers {
    pub(super) fn new(options: Options) -> Self {
        Self { options, asked: Mutex::default() }
    }

    /// The answer, as it goes over the wire.
    pub(super) fn to(&self, request: &HttpRequest) -> String {
        let Options { exchange_online, sign_in, autodiscover, domain, fault, .. } = &self.options;
        if request.host == *exchange_online {
            return self.exchange_online(request);
        }
        if request.host == *sign_in {
            return self.sign_in();
        }
        let own = request.host == *autodiscover;
        let ews =
            request.host == format!("mail.{domain}") && request.is_under("/ews/exchange.asmx");
        let faulty = if ews {
            self.ews_fault(request)
        } else if own && request.is_under("/autodiscover/autodiscover.json") {
            autodiscover_fault(*fault)
        } else {
            None
        };
        if let Some(answer) = faulty {
            return answer;
        }
        if ews || (own && request.is_under("/autodiscover/autodiscover.svc")) {
            return self.challenge(request);
        }
        if own && request.is_under("/autodiscover/autodiscover.json") {
            return if request.path.contains("Protocol=REST") {
                error(404, "MailboxNotEnabledForRESTAPI")
            } else if *fault == Some(PublicationFault::UserNotFound) {
                error(404, "UserNotFound")
            } else if *fault == Some(PublicationFault::HybridAgent) {
                names(HYBRID_AGENT)
            } else {
                names(&format!("https://mail.{domain}/EWS/Exchange.asmx"))
            };
        }
        answer(404, &["content-type: text/html"], "<h1>Not found</h1>")
    }

    fn exchange_online(&self, request: &HttpRequest) -> String {
        let Options { exchange_online, autodiscover, domain, fault, .. } = &self.options;
        if !request.is_under("/autodiscover/autodiscover.json") {
            return answer(404, &[], "");
        }
        if *fault == Some(PublicationFault::MailboxInCloud) {
            return names(&format!("https://{exchange_online}/EWS/Exchange.asmx"));
        }
        if *fault == Some(PublicationFault::UserNotFound) {
            return error(404, "UserNotFound");
        }
        let email = Self::email(request).unwrap_or_else(|| format!("rehearsal@{domain}"));
        redirect(&format!(
            "https://{autodiscover}/autodiscover/autodiscover.json?Email={email}&Protocol=EWS&RedirectCount=1"
        ))
    }

    /// The tenant of any domain.
    fn sign_in(&self) -> String {
        let Options { sign_in, tenant, .. } = &self.options;
        let body = format!(
            r#"{{"issuer":"https://{sign_in}/{tenant}/v2.0","token_endpoint":"https://{sign_in}/{tenant}/oauth2/v2.0/token"}}"#
        );
        answer(200, &["content-type: application/json"], &body)
    }

    /// The address in either form of the question.
    fn email(request: &HttpRequest) -> Option<String> {
        let in_query = request.path.split_once("Email=").map(|(_, rest)| rest);
        let in_path = request.path.split_once("/v1.0/").map(|(_, rest)| rest);
        let text = in_query.or(in_path)?;
        let written = text.split(['&', '?']).next().unwrap_or_default();
        // Both forms lead to one address.
        Some(written.replace("%40", "@"))
    }

    fn ews_fault(&self, request: &HttpRequest) -> Option<String> {
        let html = ["content-type: text/html"];
        match self.options.fault? {
            PublicationFault::EwsNotPublished => Some(answer(404, &html, "<h1>Not found</h1>")),
            PublicationFault::EwsForbidden => Some(answer(403, &html, "<h1>Forbidden</h1>")),
            PublicationFault::OauthOff => Some(windows_only()),
            PublicationFault::PreAuthentication => {
                let form = "<html><form><input name=user><input name=p type=\"password\"></form>";
                Some(answer(200, &html, form))
            }
            PublicationFault::RedirectElsewhere => {
                Some(redirect(&format!("https://www.{}/", self.options.domain)))
            }
            PublicationFault::ServerError => {
                Some(answer(503, &html, "<h1>Service unavailable</h1>"))
            }
            PublicationFault::ServerStarting => {
                let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
                asked.insert(request.path.clone()).then(|| answer(500, &html, "<h1>Error</h1>"))
            }
            PublicationFault::MailboxInCloud
            | PublicationFault::UserNotFound
            | PublicationFault::HybridAgent
            | PublicationFault::AutodiscoverNotPublished
            | PublicationFault::AutodiscoverNotJson
            | PublicationFault::OtherTenant
            | PublicationFault::DnsNotFound
            | PublicationFault::DnsPrivateAddress
            | PublicationFault::ConnectionRefused
            | PublicationFault::TimedOut
            | PublicationFault::CertificateExpired
            | PublicationFault::CertificateName
            | PublicationFault::CertificateUntrusted
            | PublicationFault::TlsTooOld
            | PublicationFault::CloudNotReached => None,
        }
    }

    /// What Exchange answers to an empty token.
    fn challenge(&self, request: &HttpRequest) -> String {
        if !request.empty_token {
            return windows_only();
        }
        let Options { domain, tenant, fault, .. } = &self.options;
        let tenant =
            if *fault == Some(PublicationFault::OtherTenant) { OTHER_TENANT } else { tenant };
        let bearer = format!(
            "www-authenticate: Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", trusted_issuers=\"00000001-0000-0000-c000-000000000000@{tenant}\", token_types=\"app_asserted_user_v1 service_asserted_app_v1\", error=\"invalid_token\""
        );
        let diagnostics = format!(
            "x-ms-diagnostics: 4000000;reason=\"Flighting is not enabled for domain '{domain}'.\";error_category=\"oauth_not_available\""
        );
        let headers = [
            &bearer,
            "www-authenticate: Negotiate",
            "www-authenticate: NTLM",
            &diagnostics,
            "x-feserver: EX01",
        ];
        answer(401, &headers, "")
    }
}

fn autodiscover_fault(fault: Option<PublicationFault>) -> Option<String> {
    let html = ["content-type: text/html"];
    if fault == Some(PublicationFault::AutodiscoverNotPublished) {
        Some(answer(404, &html, "<h1>Not found</h1>"))
    } else if fault == Some(PublicationFault::AutodiscoverNotJson) {
        Some(answer(200, &html, "<html><h1>Welcome</h1>"))
    } else {
        None
    }
}

fn windows_only() -> String {
    let headers = ["www-authenticate: Negotiate", "www-authenticate: NTLM", "x-feserver: EX01"];
    answer(401, &headers, "")
}

fn names(url: &str) -> String {
    let body = format!(r#"{{"Protocol":"EWS","Url":"{url}"}}"#);
    answer(200, &["content-type: application/json; charset=utf-8"], &body)
}

fn error(status: u16, code: &str) -> String {
    let body = format!(r#"{{"ErrorCode":"{code}","ErrorMessage":"Simulated."}}"#);
    answer(status, &["content-type: application/json; charset=utf-8", "jsonerror: true"], &body)
}

fn redirect(to: &str) -> String {
    answer(302, &[&format!("location: {to}")], "")
}

fn answer(status: u16, headers: &[&str], body: &str) -> String {
    let mut text = format!("HTTP/1.1 {status} Simulated\r\ncontent-length: {}\r\n", body.len());
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str("connection: close\r\n\r\n");
    text.push_str(body);
    text
}
