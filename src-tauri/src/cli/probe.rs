//! `crosstrust probe ADDRESS`
//!
//! Its exit codes are its own, for those who watch a publication with it. 0: all as Teams needs it. 1:
//! something was found, or could not be found out. 2: nobody could be asked. 64: wrong usage.

use super::certificate::unreadable;
use super::output::{self, Exit};
use super::{address, clouds};
use clap::Args;
use crosstrust_core::disk::{self, LONGEST_NAMED};
use crosstrust_core::entra::{Cloud, TenantName};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::SmtpAddress;
use crosstrust_core::http::check_url;
use crosstrust_core::messages::{say, tenths};
use crosstrust_core::probe::{
    self, ConnectTo, EndpointFinding, Limits, LoggedRequest, ProbeOutcome, ProbeVerdict, Proxies,
    Report, Root,
};
use crosstrust_core::text::without_marks;
use jiff::Timestamp;
use std::path::PathBuf;
use url::Url;

/// Check from outside: send the same requests as Microsoft Teams, and show what Teams would see.
///
/// The command queries Autodiscover at Exchange Online and at your own host. Then it queries the services
/// in the response, with an empty token. Without --tenant, it also looks up the tenant of the domain at
/// Microsoft's sign-in service. It needs no password, sends nothing else, and changes nothing.
///
/// It ends with 0 if everything is as Teams needs it, and with 1 if it found a problem. It ends with 2 if it
/// couldn't reach any host, and with 64 after wrong usage.
#[derive(Args, Debug)]
pub(crate) struct ProbeArguments {
    /// The email address of a mailbox on premises.
    #[arg(value_name = "ADDRESS", value_parser = mailbox)]
    address: SmtpAddress,
    /// The tenant whose tokens the server must accept: its ID or one of its domains.
    #[arg(long, value_name = "ID", value_parser = tenant)]
    tenant: Option<TenantName>,
    /// The cloud of the tenant.
    #[arg(long, value_name = "NAME", default_value = "global", value_parser = clouds())]
    cloud: Cloud,
    /// Your own Autodiscover host, if it isn't autodiscover and the domain of the email address. Only the
    /// host and the port count. It can begin with http:// only for this computer.
    #[arg(long, value_name = "URL", value_parser = own_host)]
    autodiscover: Option<Url>,
    /// Connect to HOST2:PORT2 for requests to HOST1:PORT1, as in curl. Repeat this option for several
    /// hosts: the first that matches counts. An empty HOST1 or PORT1 matches all. An empty HOST2 or PORT2
    /// changes nothing. Put IPv6 addresses in brackets. The name in the request and in TLS stays.
    #[arg(long = "connect-to", value_name = "HOST1:PORT1:HOST2:PORT2")]
    connect_to: Vec<ConnectTo>,
    /// Also trust the certificates in this file (PEM or DER). Repeat this option for several files.
    #[arg(long = "cacert", value_name = "FILE")]
    roots: Vec<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

fn mailbox(text: &str) -> Result<SmtpAddress, String> {
    text.parse().map_err(|error: crosstrust_core::guide::answer::InvalidAnswer| error.reason)
}

fn tenant(text: &str) -> Result<TenantName, String> {
    TenantName::parse(text).map_err(|problem| problem.message.to_string())
}

pub(super) fn own_host(text: &str) -> Result<Url, String> {
    let url = address(text).map_err(|_| {
        say!("command-line-not-an-address", text = format!("{:?}", without_marks(text)))
    })?;
    check_url(&url).map_err(|problem| problem.message.to_string())?;
    Ok(url)
}

pub(super) fn run(options: &ProbeArguments) -> Exit {
    match super::runtime().block_on(ask(options)) {
        Ok(report) => {
            if options.json {
                output::json(&report);
            } else {
                output::lines(&describe(&report));
            }
            match report.outcome() {
                ProbeOutcome::Good => Exit::Done,
                ProbeOutcome::Found => Exit::Failed,
                ProbeOutcome::Unreachable => Exit::NobodyAsked,
            }
        }
        Err(problem) => match output::problem(&problem, options.json) {
            Exit::Usage => Exit::ProbeUsage,
            _ => Exit::NobodyAsked,
        },
    }
}

async fn ask(options: &ProbeArguments) -> Result<Report, Problem> {
    probe::probe(&probe::Options {
        address: options.address.clone(),
        tenant: options.tenant.clone(),
        cloud: options.cloud,
        autodiscover: options.autodiscover.clone(),
        connect_to: options.connect_to.clone(),
        names: None,
        roots: roots(&options.roots)?,
        proxies: Proxies::System,
        limits: Limits::default(),
        now: Timestamp::now(),
    })
    .await
}

pub(super) fn roots(files: &[PathBuf]) -> Result<Vec<Root>, Problem> {
    let mut roots = Vec::new();
    for file in files {
        let wrong = |reason: String| {
            Problem::new(
                ErrorCode::FileUnreadable,
                format!("--cacert {}: {reason}", file.display()),
            )
        };
        let bytes =
            disk::read_any(file, LONGEST_NAMED).map_err(|error| unreadable(file, &error))?;
        roots.extend(probe::read_roots(&bytes).map_err(wrong)?);
    }
    Ok(roots)
}

/// The report for a person.
fn describe(report: &Report) -> Vec<String> {
    let mut lines: Vec<String> = report.findings.iter().flat_map(finding_lines).collect();
    let seconds = tenths(report.seconds);
    lines.push(say!("command-line-requests", count = report.requests, seconds = seconds));
    lines.extend(report.log.iter().flat_map(request_lines));
    lines.push(String::new());
    lines.extend(probe::limitations(None).lines().map(str::to_owned));
    lines
}

fn finding_lines(finding: &EndpointFinding) -> Vec<String> {
    let verdict = match finding.verdict {
        ProbeVerdict::Ok => say!("command-line-verdict-ok"),
        ProbeVerdict::Unknown => say!("command-line-verdict-unknown"),
        ProbeVerdict::Warning => say!("command-line-verdict-warning"),
        ProbeVerdict::Failed => say!("command-line-verdict-failed"),
    };
    let status = finding.status.map_or(String::new(), |status| format!(" ({status})"));
    let mut lines =
        vec![format!("{verdict}: {}{status}", finding.url), format!("    {}", finding.words)];
    lines.extend(finding.remedy.iter().map(|remedy| format!("  - {remedy}")));
    lines.extend(finding.command.iter().map(|command| format!("      {command}")));
    lines.push(String::new());
    lines
}

fn request_lines(request: &LoggedRequest) -> Vec<String> {
    let answer = match (request.status, &request.redirect) {
        (Some(status), Some(to)) => say!("command-line-redirects", status = status, to = to),
        (Some(status), None) => status.to_string(),
        (None, _) if request.sent => say!("command-line-no-answer"),
        (None, _) => say!("command-line-not-sent"),
    };
    let line = if request.empty_token {
        say!("command-line-request-empty-token", url = request.url, answer = answer)
    } else {
        say!("command-line-request", url = request.url, answer = answer)
    };
    let mut lines = vec![format!("  {line}")];
    lines.extend(request.challenge.iter().map(|challenge| format!("    {challenge}")));
    lines
}
