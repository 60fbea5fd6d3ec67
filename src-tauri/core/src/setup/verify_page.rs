//! The page of the verification: how far it has come, what its heading is about, and what is left. The
//! window has the words.

use super::standing::SetupStanding;
use super::status::StepStatus;
use super::upload_page::WriteScope;
use super::view::{HeldCertificate, SetupSummary, StepView};
use crate::graph::{PrincipalState, VerifiedPrincipal};
use crate::guide::{Guide, ScriptId, ScriptRole, ScriptSpec, Shell, StepKind};
use crate::probe::{ProbeFinding, ProbeOutcome, ProbeVerdict, Probed};
use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// The page of the verification.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the page")]
pub struct VerifyPage {
    /// How far reading the applications has come.
    pub stage: VerifyStage,
    /// What the heading is about.
    pub heading: VerifyHeading,
    /// Whether everything that can be read again was.
    pub verified: bool,
    /// Whether nothing is open at all, not even what only a person can see.
    pub complete: bool,
    /// The verification script that comes next; none where something else does, or where several scripts read
    /// the servers.
    pub script_next: Option<ScriptId>,
    /// Where the verification scripts run.
    pub scripts_at: ScriptsAt,
    /// What is left; none where nothing is, or where nothing is known to be.
    pub open: Option<VerifyOpen>,
    /// Whether the guide only checks what is there, so that nothing is deleted from its page.
    pub checks: bool,
    /// Of a guide that only checks: which of its parts were read.
    pub parts: Option<CheckParts>,
    /// Whether certificates are all that is read of the applications.
    pub only_keys: bool,
    /// How long the certificate in use is valid; none while it is not known.
    pub certificate: Option<CertificateEnd>,
    /// What the last check from outside found; none where there was none.
    pub outside: Option<OutsideResult>,
    /// Whether a restart of IIS on the servers can be needed.
    pub restarts_iis: bool,
}

/// Where the verification scripts run.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ScriptsAt {
    /// One script, on one server.
    Server,
    /// Several scripts, on servers.
    Servers,
    /// Several scripts, and one of them in Exchange Online.
    Online,
}

/// Which parts of a check were read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CheckParts {
    /// The servers, by a script.
    pub server: bool,
    /// The published hosts, by the check from outside.
    pub outside: bool,
    /// The applications in the tenant.
    pub tenant: bool,
}

/// How long a certificate is valid.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "code")]
#[ts(export)]
pub enum CertificateEnd {
    /// It never expires.
    Never,
    /// It has expired.
    Expired {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// It will expire.
    Expires {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
}

/// What a check from outside found.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
#[ts(export)]
pub enum OutsideResult {
    /// Everything is as Teams requires it.
    Good {
        /// When it was made.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// Something is not, or is not known.
    Found {
        /// When it was made.
        #[ts(type = "string")]
        at: Timestamp,
        /// The headings of what is not as Teams requires it.
        findings: Vec<String>,
    },
    /// No host answered.
    Unreachable {
        /// When it was made.
        #[ts(type = "string")]
        at: Timestamp,
    },
}

/// How far reading the applications has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum VerifyStage {
    /// Nothing was read.
    Before,
    /// Every application is as it should be.
    Good,
    /// Not every application is as it should be.
    Bad,
}

/// What the heading of the page is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "code")]
#[ts(export)]
pub enum VerifyHeading {
    /// The guide only checks what is there.
    Check,
    /// The operator marked or skipped the step, or another setup verified it.
    NotRead,
    /// Everything was read and every check is made.
    Complete,
    /// Everything was read, and checks that only a person can make are open.
    Checks {
        /// How many.
        count: u32,
    },
    /// The verification was made, and not every step is verified.
    Partly,
    /// Nothing was read of the applications.
    Before,
    /// The applications are as they should be, and something else is open.
    Good,
    /// Not every application is as it should be.
    Bad,
}

/// What is left to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "code")]
#[ts(export)]
pub enum VerifyOpen {
    /// Checks that only a person can make.
    Checks {
        /// How many.
        count: u32,
    },
    /// Other steps, which are not verified.
    Steps,
    /// What the verification needs.
    Items {
        /// How many.
        count: u32,
    },
}

/// What was read of a setup, for the page of its verification.
#[derive(Clone, Copy)]
pub(super) struct ReadSoFar<'v> {
    /// All steps.
    pub(super) steps: &'v [StepView],
    /// What was last read of the applications.
    pub(super) applications: &'v [VerifiedPrincipal],
    /// What the last check from outside found.
    pub(super) probed: Option<&'v Probed>,
    /// The certificate in use.
    pub(super) certificate: Option<&'v HeldCertificate>,
}

/// The page of this verification.
pub(super) fn verify_page(
    guide: &Guide,
    step: &StepView,
    summary: &SetupSummary,
    scope: WriteScope,
    so_far: ReadSoFar<'_>,
) -> VerifyPage {
    let read = so_far.applications;
    let in_cloud = !guide.applications.is_empty();
    let checks = !guide.complaints.is_empty();
    let is_good = |one: &VerifiedPrincipal| {
        matches!(one.state, PrincipalState::Done | PrincipalState::AlreadyThere)
    };
    let stage = if read.is_empty() {
        VerifyStage::Before
    } else if read.iter().all(is_good) {
        VerifyStage::Good
    } else {
        VerifyStage::Bad
    };
    let verified = step.status == StepStatus::Verified;
    let in_place = summary.standing == SetupStanding::InPlace;
    let count = summary.checks_open;
    let complete = in_place && count == 0;
    let heading = if checks {
        VerifyHeading::Check
    } else if !step.rests_on_receipts {
        VerifyHeading::NotRead
    } else if complete {
        VerifyHeading::Complete
    } else if in_place {
        VerifyHeading::Checks { count }
    } else if verified {
        VerifyHeading::Partly
    } else {
        match stage {
            VerifyStage::Before => VerifyHeading::Before,
            VerifyStage::Good => VerifyHeading::Good,
            VerifyStage::Bad => VerifyHeading::Bad,
        }
    };
    let needs = u32::try_from(step.needs.len()).unwrap_or(u32::MAX);
    let open = if complete {
        None
    } else if verified && in_place {
        Some(VerifyOpen::Checks { count })
    } else if verified {
        Some(VerifyOpen::Steps)
    } else {
        (needs > 0).then_some(VerifyOpen::Items { count: needs })
    };
    let scripts: Vec<&ScriptSpec> =
        guide.scripts.iter().filter(|one| one.role == ScriptRole::Verification).collect();
    let servers_next = !verified && (checks || stage == VerifyStage::Good || !in_cloud);
    VerifyPage {
        stage,
        heading,
        verified,
        complete,
        script_next: match scripts.as_slice() {
            [only] if servers_next => Some(only.id.clone()),
            _ => None,
        },
        scripts_at: match scripts.as_slice() {
            [_] => ScriptsAt::Server,
            all if all.iter().any(|one| one.running.shell == Shell::ExchangeOnline) => {
                ScriptsAt::Online
            }
            _ => ScriptsAt::Servers,
        },
        open,
        checks,
        parts: checks.then(|| CheckParts {
            server: so_far
                .steps
                .iter()
                .any(|one| one.kind == StepKind::Script && one.judgement.is_some()),
            outside: so_far.probed.is_some(),
            tenant: !read.is_empty(),
        }),
        only_keys: checks || scope.only_keys,
        certificate: so_far.certificate.map(CertificateEnd::of),
        outside: so_far.probed.map(OutsideResult::of),
        restarts_iis: so_far.steps.iter().any(|one| one.shell == Some(Shell::Exchange)),
    }
}

impl CertificateEnd {
    fn of(held: &HeldCertificate) -> Self {
        let at = held.card.not_after;
        if held.card.never_ends {
            Self::Never
        } else if held.card.days_left < 0 {
            Self::Expired { at }
        } else {
            Self::Expires { at }
        }
    }
}

impl OutsideResult {
    fn of(probed: &Probed) -> Self {
        let at = probed.at;
        let differs = |one: &&ProbeFinding| one.verdict != ProbeVerdict::Ok;
        match probed.outcome {
            ProbeOutcome::Good => Self::Good { at },
            ProbeOutcome::Unreachable => Self::Unreachable { at },
            ProbeOutcome::Found => Self::Found {
                at,
                findings: probed
                    .findings
                    .iter()
                    .filter(differs)
                    .map(|one| one.title.clone())
                    .collect(),
            },
        }
    }
}

#[cfg(test)]
mod tests;
