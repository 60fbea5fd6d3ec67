//! The page of the verification: how far it has come, what its heading is about, and what is left. The
//! window has the words.

use super::standing::SetupStanding;
use super::status::StepStatus;
use super::view::{SetupSummary, StepView};
use crate::graph::{PrincipalState, VerifiedPrincipal};
use serde::Serialize;
use ts_rs::TS;

/// The page of the verification.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct VerifyPage {
    /// How far reading the applications has come.
    pub stage: VerifyStage,
    /// What the heading is about.
    pub heading: VerifyHeading,
    /// Whether everything that can be read again was.
    pub verified: bool,
    /// Whether nothing is open at all, not even what only a person can see.
    pub complete: bool,
    /// Whether reading the servers again is what comes next.
    pub servers_next: bool,
    /// What is left; none where nothing is, or where nothing is known to be.
    pub open: Option<VerifyOpen>,
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

/// The page of this verification, with what was last read of the applications. `in_cloud`: the guide has
/// applications.
pub(super) fn verify_page(
    step: &StepView,
    summary: &SetupSummary,
    read: &[VerifiedPrincipal],
    in_cloud: bool,
) -> VerifyPage {
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
    let heading = if !step.rests_on_receipts {
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
    VerifyPage {
        stage,
        heading,
        verified,
        complete,
        servers_next: !verified && (stage == VerifyStage::Good || !in_cloud),
        open,
    }
}

#[cfg(test)]
mod tests;
