//! `crosstrust verify --hybrid-application`

use super::VerifyArguments;
use crate::app::guide;
use crate::cli::output::{self, Exit};
use crate::cli::{TenantOptions, keys, sign_in};
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::graph::{self, ApplicationFinding, FindingSeverity, Known, ReadApplication};
use crosstrust_core::guide::{AnswerRole, Answers, Guide, GuideId, Library};
use crosstrust_core::ids::AppId;
use crosstrust_core::messages::say;
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;

/// The guide that knows how Microsoft's script is called in each cloud.
const GUIDE: &str = "exchange-oauth";

/// Reads the application and the shared principal, and reports what that comes to.
pub(super) async fn verify(app: AppId, options: &VerifyArguments) -> Result<Exit, Problem> {
    let now = Timestamp::now();
    let (_, at_hand) = keys::split(options.certificates.read(now)?);
    let library = Library::built_in()?;
    let guide = guide(&library, &GuideId::from(GUIDE))?;
    let reads = guide.application_reads().ok_or_else(|| {
        Problem::new(ErrorCode::GuideBroken, say!("command-line-no-hybrid-applications"))
    })?;
    let environment = guide.script_environment(&answers(guide, &options.tenant));
    let client = sign_in::graph(&options.tenant, options.json).await?;
    let reading = graph::read_applications(&client, &[app]).await;
    let known = Known {
        at_hand: &at_hand,
        environment: &environment,
        blocked_since: &reads.blocked_since,
        can_be_named: true,
        now,
    };
    let findings = graph::judge(&reading, &known);
    let applications = reading.shown(&known);
    if options.json {
        output::json(&json!({
            "event": "result",
            "readAt": now,
            "findings": findings,
            "applications": applications,
        }));
    } else {
        for one in &applications {
            print_application(one, &at_hand);
        }
        findings.iter().for_each(print_finding);
    }
    Ok(match ApplicationFinding::worst(&findings) {
        FindingSeverity::Ok => Exit::Done,
        FindingSeverity::Unknown => Exit::NeedsOperator,
        FindingSeverity::Warning | FindingSeverity::Failed => Exit::Failed,
    })
}

/// The cloud, as the guide's texts ask for it.
fn answers(guide: &Guide, tenant: &TenantOptions) -> Answers {
    let cloud = if tenant.login_url.is_some() { "custom" } else { tenant.cloud.id() };
    let cloud =
        guide.answer_with(AnswerRole::Cloud).map(|spec| (spec.id.clone(), cloud.to_owned()));
    let raw: BTreeMap<_, _> = cloud.into_iter().collect();
    Answers::parse(guide, &raw).0
}

fn print_application(one: &ReadApplication, at_hand: &[graph::KnownCertificate]) {
    let name = one.name.clone().unwrap_or_else(|| say!("command-line-without-name"));
    output::text(&format!("{}  {name}", one.app_id));
    for key in &one.keys {
        for line in keys::read_lines(key, at_hand) {
            output::text(&line);
        }
    }
}

fn print_finding(finding: &ApplicationFinding) {
    let ApplicationFinding { code, severity_words, words, .. } = finding;
    output::text(&format!("{severity_words} ({}): {words}", code.as_str()));
    for line in &finding.remedy {
        output::text(&format!("  - {line}"));
    }
    if let Some(link) = &finding.link {
        output::text(&format!("  {link}"));
    }
    if let Some(detail) = &finding.detail {
        output::text(&format!("  ({})", detail.replace('\n', ", ")));
    }
}
