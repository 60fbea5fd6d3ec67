//! What explains what users complain of: the findings of the receipts and of the check from outside that a guide names
//! as its causes, the most likely first.
//!
//! Nothing is decided here: what a finding is worth was judged where it was found.

use super::view::StepView;
use crate::guide::{ComplaintSpec, Guide, StepId};
use crate::probe::{Mends, ProbeCode, ProbeVerdict, Probed};
use crate::receipt::FindingState;
use serde::Serialize;
use ts_rs::TS;

/// What users complain of, and what was read that explains it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ComplaintView {
    /// Its name: "calendar-app".
    pub id: String,
    /// What users see: "The Calendar app is missing in Teams".
    pub title: String,
    /// What is known of it.
    pub state: ComplaintState,
    /// What explains it, the most likely first.
    pub causes: Vec<CauseView>,
    /// What else to look at, where nothing explains it.
    pub otherwise: String,
}

/// What is known of the causes of a complaint.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ComplaintState {
    /// Something was read that explains it.
    Explained,
    /// Nothing that was read explains it, and not everything was read.
    NotKnown,
    /// Everything was read, and nothing explains it.
    NothingFound,
}

/// One thing that explains a complaint, or may explain it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CauseView {
    /// Where it was found.
    pub source: CauseSource,
    /// Whether it was read, and is not as it has to be. Otherwise it is not known.
    pub certain: bool,
    /// What was looked at: "EWS policy for delegates".
    pub title: String,
    /// What was found there.
    pub found: String,
    /// What to do.
    pub remedy: Option<String>,
    /// The steps that mend it, one for each guide that has one.
    pub mends: Vec<Mends>,
}

/// Where a cause was found.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum CauseSource {
    /// By a script on a server.
    Server,
    /// By the check from outside.
    Outside,
}

/// What one cause comes to.
enum Looked {
    Cause(CauseView),
    AsItShouldBe,
    NotRead,
}

/// The complaints that the guide explains.
pub(super) fn complaints(
    guide: &Guide,
    steps: &[StepView],
    probed: Option<&Probed>,
) -> Vec<ComplaintView> {
    guide.complaints.iter().map(|complaint| explain(guide, complaint, steps, probed)).collect()
}

fn explain(
    guide: &Guide,
    complaint: &ComplaintSpec,
    steps: &[StepView],
    probed: Option<&Probed>,
) -> ComplaintView {
    let mut causes = Vec::new();
    let mut all_read = true;
    for cause in &complaint.causes {
        let looked = match (&cause.step, &cause.label, &cause.probe) {
            (Some(step), Some(label), _) => on_server(guide, step, label, steps),
            (_, _, Some(code)) => from_outside(code, probed),
            // A guide with such a cause is refused when it is read.
            _ => Looked::NotRead,
        };
        match looked {
            Looked::Cause(cause) => {
                all_read &= cause.certain;
                causes.push(cause);
            }
            Looked::AsItShouldBe => {}
            Looked::NotRead => all_read = false,
        }
    }
    // What is only possible comes after what was read; the order of the guide stays in both.
    causes.sort_by_key(|cause| !cause.certain);
    let state = match causes.first() {
        Some(cause) if cause.certain => ComplaintState::Explained,
        None if all_read => ComplaintState::NothingFound,
        Some(_) | None => ComplaintState::NotKnown,
    };
    ComplaintView {
        id: complaint.id.clone(),
        title: complaint.title.clone(),
        state,
        causes,
        otherwise: complaint.otherwise.clone(),
    }
}

fn on_server(guide: &Guide, id: &StepId, label: &str, steps: &[StepView]) -> Looked {
    let judgement =
        steps.iter().find(|step| step.id == *id).and_then(|step| step.judgement.as_ref());
    let Some(judgement) = judgement else { return Looked::NotRead };
    let Some(finding) = judgement.findings.iter().find(|one| one.label == label) else {
        return Looked::NotRead;
    };
    let certain = match finding.state {
        FindingState::Met => return Looked::AsItShouldBe,
        FindingState::Differs => true,
        FindingState::Missing | FindingState::Ask | FindingState::Kept | FindingState::Waiting => {
            false
        }
    };
    let mends = guide.step(id).and_then(|(_, step)| {
        let guide = step.opens.clone()?;
        let same = step.expects_as.as_ref().map(|like| like.step.clone());
        Some(Mends { guide, step: same.unwrap_or_else(|| id.clone()) })
    });
    Looked::Cause(CauseView {
        source: CauseSource::Server,
        certain,
        title: finding.label.clone(),
        found: finding.found.clone(),
        remedy: finding.otherwise.clone(),
        mends: mends.into_iter().collect(),
    })
}

fn from_outside(code: &str, probed: Option<&Probed>) -> Looked {
    let Some(probed) = probed else { return Looked::NotRead };
    let code = read_code(code);
    let mut found = probed.findings.iter().filter(|one| Some(one.code) == code);
    let Some(finding) = found.find(|one| one.verdict != ProbeVerdict::Ok) else {
        return Looked::AsItShouldBe;
    };
    Looked::Cause(CauseView {
        source: CauseSource::Outside,
        certain: finding.verdict == ProbeVerdict::Failed,
        title: finding.title.clone(),
        found: finding.words.clone(),
        remedy: finding.remedy.clone(),
        mends: finding.mends.clone(),
    })
}

/// The code of that name; tests hold every guide to those there are.
fn read_code(name: &str) -> Option<ProbeCode> {
    serde_json::from_value(name.into()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::Library;

    #[test]
    fn every_cause_names_what_can_be_found() {
        let library = Library::built_in().unwrap();
        let mut count = 0;
        for guide in library.guides() {
            for complaint in &guide.complaints {
                for cause in &complaint.causes {
                    if let Some(probe) = &cause.probe {
                        assert!(read_code(probe).is_some(), "{}: {probe}", complaint.id);
                        count += 1;
                    }
                }
            }
        }
        assert!(count > 5, "{count} causes of the check from outside were looked at");
    }
}
