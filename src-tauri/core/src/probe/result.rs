//! What is kept of a probe: by a setup, for the window and the report.

use super::finding::{EndpointFinding, Mends, ProbeCode, ProbeVerdict};
use super::{LoggedRequest, ProbeOutcome, Report};
use crate::messages::{SavedText, say};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use ts_rs::TS;

/// The result of a probe. It proves no step of a guide.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, TS)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[ts(export)]
pub struct Probed {
    /// When it asked.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The mailbox.
    pub address: String,
    /// The computer on which the script asked; none for this PC.
    pub computer: Option<String>,
    /// All in all.
    pub outcome: ProbeOutcome,
    /// What was found, in the order in which Teams meets it.
    pub findings: Vec<ProbeFinding>,
    /// How many requests were sent.
    pub requests: u32,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Every request, redirects included.
    pub log: Vec<LoggedRequest>,
    /// What it cannot show.
    pub limitations: String,
}

/// One thing that was found, with its heading.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[ts(export)]
pub struct ProbeFinding {
    /// What kind of thing.
    pub code: ProbeCode,
    /// What it means to Teams, as a heading.
    pub title: String,
    /// The address that was asked.
    pub url: String,
    /// The HTTP status of the answer; none where there was no answer.
    pub status: Option<u16>,
    /// How it is judged.
    pub verdict: ProbeVerdict,
    /// What was found and why.
    pub words: String,
    /// The same as it is saved, and what to do. None in the form that is shown, and in that of earlier
    /// versions, which saved words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(skip)]
    pub said: Option<SavedFinding>,
    /// What to do; none where there is nothing to do.
    pub remedy: Option<String>,
    /// A command for the Exchange Management Shell that shows more, or that mends it.
    pub command: Option<String>,
    /// The steps that mend it, one for each guide that has one.
    #[serde(default, deserialize_with = "mends")]
    pub mends: Vec<Mends>,
}

/// What a finding says, as it is saved: without the computer that asked.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SavedFinding {
    /// What was found and why.
    found: SavedText,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    remedy: Option<SavedText>,
}

/// The messages are about this PC. Where another computer asked, they are about that one.
fn seen_from(text: &str, computer: Option<&str>) -> String {
    match computer {
        None => text.to_owned(),
        Some(computer) => text
            .replace("This PC", &format!("The computer {computer}"))
            .replace("this PC", &format!("the computer {computer}")),
    }
}

/// Results that were saved earlier have one step, or null.
fn mends<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Mends>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum SavedMends {
        Several(Vec<Mends>),
        One(Mends),
        None,
    }
    Ok(match SavedMends::deserialize(deserializer)? {
        SavedMends::Several(mends) => mends,
        SavedMends::One(mends) => vec![mends],
        SavedMends::None => Vec::new(),
    })
}

impl ProbeFinding {
    fn new(finding: &EndpointFinding, computer: Option<&str>) -> Self {
        let EndpointFinding { code, url, status, verdict, words, remedy, command, mends } =
            finding.clone();
        let saved = SavedFinding {
            found: words.saved().clone(),
            remedy: remedy.as_ref().map(|remedy| remedy.saved().clone()),
        };
        Self {
            code,
            title: code.title(),
            url,
            status,
            verdict,
            words: seen_from(&words, computer),
            said: Some(saved),
            remedy: remedy.map(|remedy| seen_from(&remedy, computer)),
            command,
            mends,
        }
    }

    fn without_words(mut self) -> Self {
        if self.said.is_some() {
            self.title.clear();
            self.words.clear();
            self.remedy = None;
        }
        self
    }

    fn reworded(mut self, computer: Option<&str>) -> Self {
        let Some(said) = self.said.take() else { return self };
        let worded = |text: SavedText| text.worded().map(|text| seen_from(&text, computer));
        self.title = self.code.title();
        // Of a message that is no longer in the catalog the heading is left.
        self.words = worded(said.found).unwrap_or_else(|| self.title.clone());
        self.remedy = said.remedy.and_then(worded);
        self
    }
}

impl Probed {
    /// What is kept of a report from that time; of this PC where no computer is named.
    pub fn new(report: &Report, at: Timestamp, computer: Option<String>) -> Self {
        Self {
            at,
            address: report.address.clone(),
            outcome: report.outcome(),
            findings: report
                .findings
                .iter()
                .map(|finding| ProbeFinding::new(finding, computer.as_deref()))
                .collect(),
            requests: report.requests,
            seconds: report.seconds,
            log: report.log.clone(),
            limitations: limitations(computer.as_deref()),
            computer,
        }
    }

    /// The same without what [`Probed::reworded`] makes again.
    #[must_use]
    pub fn without_words(mut self) -> Self {
        self.findings = self.findings.into_iter().map(ProbeFinding::without_words).collect();
        self.limitations.clear();
        self
    }

    /// The same in the words of today. Earlier versions saved words alone: there those of the findings stay.
    #[must_use]
    pub fn reworded(mut self) -> Self {
        let computer = self.computer.as_deref();
        let findings = self.findings.into_iter().map(|finding| finding.reworded(computer));
        self.findings = findings.collect();
        self.limitations = limitations(self.computer.as_deref());
        self
    }

    /// What the journal keeps of it.
    pub fn summary(&self) -> ProbeSummary {
        ProbeSummary {
            computer: self.computer.clone(),
            outcome: self.outcome,
            good: self
                .findings
                .iter()
                .filter(|finding| finding.verdict == ProbeVerdict::Ok)
                .count(),
            all: self.findings.len(),
        }
    }
}

/// What the journal keeps of a check from outside. Its `Display` form is a sentence.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ProbeSummary {
    /// The computer that it was made from; none where it was this PC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computer: Option<String>,
    /// How it ended.
    pub outcome: ProbeOutcome,
    /// How many findings are as Teams needs them.
    pub good: usize,
    /// How many findings there are.
    pub all: usize,
}

impl fmt::Display for ProbeSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (good, all) = (self.good, self.all);
        f.write_str(&match (self.computer.as_deref(), self.outcome) {
            (None, ProbeOutcome::Good) => say!("probe-journal-good"),
            (None, ProbeOutcome::Found) => say!("probe-journal-found", good = good, all = all),
            (None, ProbeOutcome::Unreachable) => say!("probe-journal-unreachable"),
            (Some(computer), ProbeOutcome::Good) => {
                say!("probe-journal-computer-good", computer = computer)
            }
            (Some(computer), ProbeOutcome::Found) => {
                say!("probe-journal-computer-found", computer = computer, good = good, all = all)
            }
            (Some(computer), ProbeOutcome::Unreachable) => {
                say!("probe-journal-computer-unreachable", computer = computer)
            }
        })
    }
}

/// What a probe from there cannot show; from this PC where no computer is named.
pub fn limitations(computer: Option<&str>) -> String {
    match computer {
        Some(computer) => say!("probe-limits-computer", computer = computer),
        None => say!("probe-limits"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_result_that_was_saved_with_one_step_or_none_is_read() {
        let step = json!({ "guide": "exchange-oauth", "step": "auth-servers" });
        for (saved, count) in [(json!(null), 0), (step.clone(), 1), (json!([step, step]), 2)] {
            let finding = json!({
                "code": "ews-ok", "title": "", "url": "", "status": null, "verdict": "ok",
                "words": "", "remedy": null, "command": null, "mends": saved,
            });
            let finding: ProbeFinding = serde_json::from_value(finding).unwrap();
            assert_eq!(finding.mends.len(), count);
        }
    }
}
