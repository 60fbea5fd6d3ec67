//! What explains what users complain of: the findings of the receipts, of the check from outside and of the
//! reading of the tenant that a guide names as its causes, the most likely first.
//!
//! Nothing is decided here: what a finding is worth was judged where it was found.

use super::mending::CauseMend;
use super::view::{ApplicationView, StepView};
use super::{Reading, Setup};
use crate::error::ErrorCode;
use crate::graph::{Coverage, DesiredState, FindingSeverity, PrincipalResult};
use crate::guide::{ComplaintCause, ComplaintSpec, Guide, StepId};
use crate::ids::AppId;
use crate::messages::say;
use crate::probe::{Mends, ProbeCode, ProbeVerdict, Probed};
use crate::receipt::FindingState;
use jiff::Timestamp;
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
    pub mends: Vec<CauseMend>,
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
    /// By the program, in the tenant.
    Tenant,
}

/// What one cause comes to.
enum Looked {
    Cause(CauseView),
    AsItShouldBe,
    NotRead,
}

/// All that was read, for the causes to be looked up in.
pub(super) struct WhatWasRead<'a> {
    /// The steps, with their receipts.
    pub(super) steps: &'a [StepView],
    /// The check from outside.
    pub(super) probed: Option<Probed>,
    /// The applications that the guide only reads, in the tenant that the answers name.
    compared: Option<Compared<'a>>,
    /// The dedicated hybrid application.
    hybrid: Option<ApplicationView>,
}

/// What is expected of applications, and what was read of them.
struct Compared<'a> {
    expected: Vec<DesiredState>,
    reading: &'a Reading,
    now: Timestamp,
}

impl<'a> WhatWasRead<'a> {
    /// All that was read for this setup.
    pub(super) fn of(
        setup: &'a Setup,
        guide: &Guide,
        steps: &'a [StepView],
        now: Timestamp,
    ) -> Self {
        let same = |reading: &&Reading| reading.fingerprint == setup.way_to_tenant(guide);
        let reads = guide.application_reads().filter(|reads| reads.compares_certificates);
        let reading = reads.and(setup.verified.as_ref()).filter(same);
        let in_use = setup.thumbprint_in_use();
        let compared = reading.map(|reading| {
            let mut expected = setup.compared(guide, now);
            // What only the next certificate lacks explains nothing that happens today.
            for state in &mut expected {
                state.certificates.retain(|one| Some(one.thumbprint()) == in_use);
            }
            Compared { expected, reading, now }
        });
        let hybrid = setup.application_view(guide, now);
        Self { steps, probed: setup.probed.clone().map(Probed::reworded), compared, hybrid }
    }
}

/// The complaints that the guide explains.
pub(super) fn complaints(guide: &Guide, read: &WhatWasRead<'_>) -> Vec<ComplaintView> {
    guide.complaints.iter().map(|complaint| explain(guide, complaint, read)).collect()
}

fn explain(guide: &Guide, complaint: &ComplaintSpec, read: &WhatWasRead<'_>) -> ComplaintView {
    let mut causes = Vec::new();
    let mut all_read = true;
    for cause in &complaint.causes {
        let looked = match cause {
            ComplaintCause { step: Some(step), label: Some(label), .. } => {
                on_server(guide, step, label, read.steps)
            }
            ComplaintCause { probe: Some(code), .. } => from_outside(code, read.probed.as_ref()),
            ComplaintCause { application: Some(id), .. } => {
                of_application(guide, *id, cause, read.compared.as_ref())
            }
            ComplaintCause { hybrid: Some(code), .. } => {
                of_hybrid(code, cause, read.hybrid.as_ref())
            }
            // A guide with such a cause is refused when it is read.
            ComplaintCause { .. } => Looked::NotRead,
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
        FindingState::Missing
        | FindingState::Ask
        | FindingState::Kept
        | FindingState::Waiting
        | FindingState::Noted => false,
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
        mends: CauseMend::all(&mends),
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
        mends: CauseMend::all(&finding.mends),
    })
}

/// One application that the guide only reads: whether it is there, is enabled, and has the certificate in
/// use.
fn of_application(
    guide: &Guide,
    id: AppId,
    spec: &ComplaintCause,
    compared: Option<&Compared<'_>>,
) -> Looked {
    let Some(Compared { expected, reading, now }) = compared else { return Looked::NotRead };
    let same = |result: &&PrincipalResult| result.app_id == id;
    let result = reading.principals.iter().find(same);
    let state = expected.iter().find(|state| state.app == id);
    let (Some(result), Some(state)) = (result, state) else { return Looked::NotRead };
    let one = std::slice::from_ref(result);
    let cause = |certain: bool, found: String, remedy: Vec<String>| {
        let named = guide.applications.iter().find(|one| one.app_id == id);
        let name = named.map_or_else(|| id.to_string(), |one| one.name.clone());
        Looked::Cause(CauseView {
            source: CauseSource::Tenant,
            certain,
            title: say!("cause-application", name = name),
            found,
            remedy: (!remedy.is_empty()).then(|| remedy.join("\n")),
            mends: mends(spec),
        })
    };
    let not_compared = || {
        let found = say!("cause-no-certificate");
        cause(false, found, vec![say!("cause-no-certificate-remedy")])
    };
    let upload = || vec![say!("cause-upload-remedy")];
    match &result.error {
        Some(error) if error.code == ErrorCode::NotReadBack => {
            match (state.is_contradicted_by(one, *now), state.certificates.is_empty()) {
                (true, _) => cause(true, error.message.to_string(), upload()),
                (false, true) => not_compared(),
                (false, false) => Looked::AsItShouldBe,
            }
        }
        Some(error) => {
            let known =
                matches!(error.code, ErrorCode::PrincipalAbsent | ErrorCode::PrincipalDisabled);
            let next = error.next.iter().map(ToString::to_string).collect();
            cause(known, error.message.to_string(), next)
        }
        None if state.certificates.is_empty() => not_compared(),
        None if state.coverage(one, *now) == Coverage::Satisfied => Looked::AsItShouldBe,
        // A receipt has brought another certificate since.
        None => cause(false, say!("cause-read-again"), vec![say!("cause-read-again-remedy")]),
    }
}

/// A finding about the dedicated hybrid application. What was not read of it says nothing.
fn of_hybrid(code: &str, spec: &ComplaintCause, hybrid: Option<&ApplicationView>) -> Looked {
    let Some(hybrid) = hybrid else { return Looked::NotRead };
    let of_own = || hybrid.findings.iter().filter(|finding| !finding.is_of_shared());
    let Some(finding) = of_own().find(|finding| finding.code.as_str() == code) else {
        let unknown = of_own().any(|finding| finding.severity == FindingSeverity::Unknown);
        let nothing = of_own().next().is_none();
        return if unknown || nothing { Looked::NotRead } else { Looked::AsItShouldBe };
    };
    Looked::Cause(CauseView {
        source: CauseSource::Tenant,
        certain: finding.severity == FindingSeverity::Failed,
        title: say!("cause-hybrid-application"),
        found: finding.words.clone(),
        remedy: (!finding.remedy.is_empty()).then(|| finding.remedy.join("\n")),
        mends: mends(spec),
    })
}

/// The step that the guide names for it.
fn mends(spec: &ComplaintCause) -> Vec<CauseMend> {
    let step = spec.mends.iter();
    let step = step.map(|one| Mends { guide: one.guide.clone(), step: one.step.clone() });
    CauseMend::all(&step.collect::<Vec<_>>())
}

/// The code of that name; tests hold every guide to those there are.
fn read_code(name: &str) -> Option<ProbeCode> {
    serde_json::from_value(name.into()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::FindingCode;
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
                    if let Some(code) = &cause.hybrid {
                        let known = serde_json::from_value::<FindingCode>(code.as_str().into());
                        assert!(known.is_ok(), "{}: {code}", complaint.id);
                    }
                    if let Some(mends) = &cause.mends {
                        let known = library.guide(&mends.guide).and_then(|it| it.step(&mends.step));
                        assert!(known.is_some(), "{}: {mends:?}", complaint.id);
                    }
                }
            }
        }
        assert!(count > 5, "{count} causes of the check from outside were looked at");
    }
}
