//! The text with which a problem is reported: what runs here, where it happened and which errors there were. It holds
//! nothing that a person typed or that Microsoft answered, so it can be sent to anybody.

use crosstrust_core::error::ErrorCode;
use crosstrust_core::guide::{GuideId, StepId};
use crosstrust_core::messages::say;
use crosstrust_core::setup::StepStatus;
use serde::Serialize;
use ts_rs::TS;
use url::Url;

/// A prepared report of a problem.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ProblemReport {
    /// What to send. The person adds what happened.
    text: String,
    /// The form of the project in which it can be entered; none where the project has no public place.
    form: Option<String>,
}

/// What a report names.
pub(crate) struct Facts<'a> {
    pub(crate) version: &'a str,
    pub(crate) system: String,
    pub(crate) webview: String,
    /// The page; none where it is of no setup.
    pub(crate) place: Option<ReportedPlace<'a>>,
    /// The codes of the last errors, oldest first.
    pub(crate) codes: Vec<ErrorCode>,
    /// The public repository of the project; empty where it has none.
    pub(crate) repository: &'a str,
}

/// The page of a setup on which the problem is.
pub(crate) struct ReportedPlace<'a> {
    pub(crate) guide: &'a GuideId,
    pub(crate) rehearsal: bool,
    pub(crate) step: Option<(&'a StepId, StepStatus)>,
}

impl ProblemReport {
    pub(crate) fn new(facts: &Facts<'_>) -> Self {
        let mut lines = vec![
            say!("support-problem-happened"),
            String::new(),
            say!("support-problem-expected"),
            String::new(),
            say!("support-problem-version", version = facts.version),
            say!("support-problem-system", system = facts.system.as_str()),
            say!("support-problem-webview", version = facts.webview.as_str()),
        ];
        if let Some(ReportedPlace { guide, rehearsal, step }) = &facts.place {
            let kind = if *rehearsal { "rehearsal" } else { "real" };
            lines.push(say!("support-problem-guide", guide = guide.as_str(), kind = kind));
            if let Some((step, status)) = step {
                let status = serde_json::to_value(status).expect("BUG: a status has a JSON form");
                let status = status.as_str().unwrap_or_default().to_owned();
                lines.push(say!("support-problem-step", step = step.as_str(), status = status));
            }
        }
        let codes: Vec<&str> = facts.codes.iter().map(|code| code.as_str()).collect();
        lines.push(match codes.as_slice() {
            [] => say!("support-problem-no-codes"),
            codes => say!("support-problem-codes", codes = codes.join(", ")),
        });
        let text = lines.join("\n");
        let form = form(facts.repository, &text);
        Self { text, form }
    }
}

/// The page of a repository for a new issue, with this text in it. None for anything but a repository on the web.
fn form(repository: &str, text: &str) -> Option<String> {
    let mut form: Url = repository.parse().ok()?;
    if form.scheme() != "https" {
        return None;
    }
    form.path_segments_mut().ok()?.pop_if_empty().extend(["issues", "new"]);
    form.query_pairs_mut().clear().append_pair("body", text);
    Some(form.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(repository: &str) -> Facts<'_> {
        Facts {
            version: "1.2.3",
            system: "linux, Debian, x86_64".to_owned(),
            webview: "2.50".to_owned(),
            place: None,
            codes: Vec::new(),
            repository,
        }
    }

    #[test]
    fn a_report_names_what_runs_and_where_it_happened() {
        let (guide, step) = (GuideId::from("teams"), StepId::from("upload"));
        let step = Some((&step, StepStatus::Failed));
        let place = Some(ReportedPlace { guide: &guide, rehearsal: true, step });
        let codes = vec![ErrorCode::StorageFailed, ErrorCode::Internal];
        let report = ProblemReport::new(&Facts { place, codes, ..facts("") });
        for named in [
            "1.2.3",
            "Debian",
            "2.50",
            "teams",
            "rehearsal",
            "upload",
            "failed",
            "storage-failed, internal",
        ] {
            assert!(report.text.contains(named), "{named} is missing:\n{}", report.text);
        }
        assert_eq!(report.form, None, "no address is made up");
    }

    #[test]
    fn a_report_without_a_setup_says_so_by_its_silence() {
        let report = ProblemReport::new(&facts(""));
        assert!(!report.text.contains("Guide"), "{}", report.text);
        assert!(report.text.contains("none"), "{}", report.text);
    }

    #[test]
    fn only_a_repository_on_the_web_has_a_form() {
        for none in ["", "git@example.com:crosstrust.git", "http://example.com/x", "file:///srv/x"]
        {
            assert_eq!(ProblemReport::new(&facts(none)).form, None, "{none}");
        }
        for repository in ["https://example.com/a/crosstrust", "https://example.com/a/crosstrust/"]
        {
            let report = ProblemReport::new(&facts(repository));
            let form: Url = report.form.expect("a form").parse().expect("an address");
            assert_eq!(form.path(), "/a/crosstrust/issues/new");
            let body = form.query_pairs().find(|(name, _)| name == "body").expect("a body");
            assert_eq!(body.1, report.text, "the whole text is in it");
        }
    }
}
