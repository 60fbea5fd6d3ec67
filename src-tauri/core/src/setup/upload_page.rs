//! What the page of an upload is about, what has to come first, and what the last write came to; and
//! what a plan comes to in numbers.

use super::certificates::each_once;
use super::desired::Desired;
use super::view::{Evidence, HeldCertificate, StepState, WriteView};
use super::{Setup, TenantOperation};
use crate::error::{ErrorCode, Problem};
use crate::graph::{
    KeyFate, NameFate, Plan, PlanAction, PlannedKey, PrincipalPlan, PrincipalState,
    VerifiedPrincipal, WriteEffect,
};
use crate::guide::{Guide, Step, StepId, StepKind};
use crate::ids::Thumbprint;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;
use ts_rs::TS;

/// What writes are about.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WriteScope {
    /// The known certificates become keys.
    pub keys: bool,
    /// Nothing but keys: no application gets a name, and none is enabled.
    pub only_keys: bool,
    /// Certificates are deleted, and nothing else is done.
    pub only_deletes: bool,
}

impl WriteScope {
    pub(super) fn of(writes: &[WriteView]) -> Self {
        let deletes = |write: &WriteView| {
            !write.keys && write.names.is_empty() && !write.enabled && !write.removes.is_empty()
        };
        Self {
            keys: writes.iter().any(|write| write.keys),
            only_keys: writes.iter().all(|write| write.names.is_empty() && !write.enabled),
            only_deletes: !writes.is_empty() && writes.iter().all(deletes),
        }
    }
}

/// The page of an upload.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UploadPage {
    /// What it writes.
    pub scope: WriteScope,
    /// The tenant that it writes to, as the operator named it; else the name of the setup.
    pub tenant: String,
    /// The certificates that it writes, each once; empty where it writes none.
    pub certificates: Vec<HeldCertificate>,
    /// What has to come before the applications can be read; none when nothing.
    pub first: Option<UploadNeed>,
    /// Whether the last write was made for this step, or asked for on its page: a guide may upload more
    /// than once.
    pub wrote_last: bool,
    /// What was last read back of the applications that this step writes to; of all that were read,
    /// where the guide uploads once.
    pub results: Vec<VerifiedPrincipal>,
    /// What that comes to; none while nothing was written.
    pub outcome: Option<UploadOutcome>,
}

/// What has to come before the applications of an upload can be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum UploadNeed {
    /// A day.
    Date,
    /// Receipts that report what is written.
    Receipts,
    /// A certificate that can be uploaded.
    Certificate,
}

/// What a write to the tenant came to.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "code")]
#[ts(export)]
pub enum UploadOutcome {
    /// Not every application came to its end.
    NotDone {
        /// How many did not.
        failed: u32,
        /// How many there are.
        applications: u32,
        /// Of one at least it is not known whether it was written.
        unknown: bool,
        /// Nothing was written to any of them.
        unchanged: bool,
        /// One key was to be deleted.
        deletion: bool,
    },
    /// One key was deleted.
    KeyDeleted {
        /// Everything that the step writes is still there.
        complete: bool,
    },
    /// Written, and what was read back is not all that the step writes.
    Incomplete,
    /// Certificates were deleted, and nothing else was to be done.
    Deleted {
        /// How many certificates that were in use before; 0: expired ones.
        certificates: u32,
        /// From how many applications.
        applications: u32,
    },
    /// Certificates were to be deleted, and no application had them.
    NothingToDelete,
    /// The certificate was read back from every application.
    CertificateThere {
        /// From how many applications expired certificates were deleted.
        expired_deleted_from: u32,
    },
    /// Everything that the step writes was read back.
    Written,
}

/// What a plan comes to.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PlanSummary {
    /// How many applications are written or created.
    pub applications: u32,
    /// How many get a key.
    pub keys_to: u32,
    /// How many names are added.
    pub names: u32,
    /// To how many applications.
    pub names_to: u32,
    /// How many are enabled.
    pub enables: u32,
    /// How many certificates are deleted that have not expired.
    pub deletes_old: u32,
    /// How many expired certificates are deleted.
    pub deletes_expired: u32,
    /// How many expired certificates of a backup cannot be restored.
    pub not_restored: u32,
    /// From how many applications certificates are deleted.
    pub deletes_from: u32,
    /// How many applications are not in the tenant, or would be created there.
    pub absent: u32,
    /// Some application has an expired key.
    pub has_expired: bool,
    /// The plan is about keys alone, of every application.
    pub only_keys: bool,
}

impl PlanSummary {
    pub(super) fn of(plan: &Plan) -> Self {
        let is_changed =
            |one: &&PrincipalPlan| matches!(one.action, PlanAction::Write | PlanAction::Create);
        let changed: Vec<&PrincipalPlan> = plan.principals.iter().filter(is_changed).collect();
        let having = |test: &dyn Fn(&PrincipalPlan) -> bool| {
            count(changed.iter().filter(|one| test(one)).count())
        };
        let has_key = |one: &PrincipalPlan, fate| one.keys.iter().any(|key| key.fate == fate);
        let added = |one: &PrincipalPlan| {
            one.names.iter().filter(|name| name.fate == NameFate::Add).count()
        };
        Self {
            applications: count(changed.len()),
            keys_to: having(&|one| has_key(one, KeyFate::Add)),
            names: count(changed.iter().map(|one| added(one)).sum()),
            names_to: having(&|one| added(one) > 0),
            enables: having(&|one| one.sets_enabled == Some(true)),
            deletes_old: certificates(&changed, KeyFate::Remove),
            deletes_expired: certificates(&changed, KeyFate::Drop),
            not_restored: certificates(&changed, KeyFate::NotRestored),
            deletes_from: having(&|one| {
                has_key(one, KeyFate::Remove) || has_key(one, KeyFate::Drop)
            }),
            absent: count(plan.principals.iter().filter(|one| is_absent(one)).count()),
            has_expired: plan
                .principals
                .iter()
                .flat_map(|one| &one.keys)
                .any(|key| matches!(key.fate, KeyFate::Drop | KeyFate::KeepExpired)),
            only_keys: plan
                .principals
                .iter()
                .all(|one| one.names.is_empty() && one.sets_enabled.is_none()),
        }
    }
}

fn is_absent(principal: &PrincipalPlan) -> bool {
    let absent = |problem: &Problem| problem.code == ErrorCode::PrincipalAbsent;
    principal.action == PlanAction::Create || principal.problem.as_ref().is_some_and(absent)
}

/// How many certificates have this fate. A key whose certificate is not known counts as one.
fn certificates(principals: &[&PrincipalPlan], fate: KeyFate) -> u32 {
    let keys = principals.iter().flat_map(|one| &one.keys).filter(|key| key.fate == fate);
    let (known, unknown): (Vec<&PlannedKey>, Vec<&PlannedKey>) =
        keys.partition(|key| key.thumbprint.is_some());
    let known: BTreeSet<_> = known.iter().map(|key| key.thumbprint).collect();
    count(known.len() + unknown.len())
}

/// The page of an upload step, with all that was read back in the last write.
pub(super) fn upload_page(
    setup: &Setup,
    guide: &Guide,
    step: &Step,
    (desired, satisfied): (&Desired, bool),
    read_back: &[VerifiedPrincipal],
    now: Timestamp,
) -> UploadPage {
    let writes = desired.writes();
    let scope = WriteScope::of(&writes);
    let usable = setup.certificates(now).into_iter().filter(|held| held.refused.is_none());
    let certificates = each_once(usable.filter(|_| scope.keys));
    let first = if setup.waits(guide, step, now).is_some() {
        Some(UploadNeed::Date)
    } else if !desired.waits_for.is_empty() {
        Some(UploadNeed::Receipts)
    } else if scope.keys && certificates.is_empty() {
        Some(UploadNeed::Certificate)
    } else {
        None
    };
    let of_step = |result: &&VerifiedPrincipal| {
        uploads(guide).count() < 2 || writes.iter().any(|write| write.app_id == result.app_id)
    };
    let results: Vec<VerifiedPrincipal> =
        read_back.iter().filter(of_step).cloned().map(|read| beside(read, &writes)).collect();
    let outcome = (!read_back.is_empty()).then(|| {
        let removal =
            setup.written_for().is_some_and(|of| of.operation == TenantOperation::Removal);
        outcome(&writes, scope, &results, satisfied, removal)
    });
    UploadPage {
        scope,
        tenant: setup.tenant_words(guide),
        certificates,
        first,
        wrote_last: setup.last_written(guide, now) == Some(&step.id)
            || setup.written_for().is_some_and(|of| of.page.as_ref() == Some(&step.id)),
        results,
        outcome,
    }
}

/// What was read of an application, beside what these writes want of it.
pub(super) fn beside(read: VerifiedPrincipal, writes: &[WriteView]) -> VerifiedPrincipal {
    let mut of_it = writes.iter().filter(|write| write.app_id == read.app_id);
    match of_it.next() {
        Some(write) => read.beside(&write.names, write.enabled),
        None => read.beside(&[], false),
    }
}

fn uploads(guide: &Guide) -> impl Iterator<Item = &Step> {
    guide.steps.iter().filter(|step| step.kind == StepKind::Upload)
}

impl Setup {
    /// The upload that the last results are of.
    fn last_written<'g>(&'g self, guide: &'g Guide, now: Timestamp) -> Option<&'g StepId> {
        if self.results().is_empty() {
            return None;
        }
        if let Some(of) = self.written_for() {
            return Some(&of.step);
        }
        // Earlier versions did not save it: it is the upload that a write moved last.
        let wrote = |step: &&Step| {
            let record = self.step(&step.id);
            match self.state_now(guide, step, now) {
                StepState::Failed | StepState::Unknown => true,
                StepState::Done => record.evidence == Some(Evidence::ReadBack),
                StepState::Todo
                | StepState::HandedOut
                | StepState::Waiting
                | StepState::Decide
                | StepState::Skipped
                | StepState::Stale => false,
            }
        };
        if uploads(guide).count() < 2 {
            return uploads(guide).next().map(|step| &step.id);
        }
        let mut last: Option<(&Step, Option<Timestamp>)> = None;
        for step in uploads(guide).filter(wrote) {
            let changed = self.step(&step.id).changed;
            if changed.is_some() && last.is_none_or(|(_, latest)| latest < changed) {
                last = Some((step, changed));
            }
        }
        last.map(|(step, _)| &step.id)
    }
}

fn outcome(
    writes: &[WriteView],
    scope: WriteScope,
    results: &[VerifiedPrincipal],
    complete: bool,
    removal: bool,
) -> UploadOutcome {
    let any = |wanted: PrincipalState| results.iter().any(|result| result.state == wanted);
    let not_done = |result: &&VerifiedPrincipal| {
        matches!(result.state, PrincipalState::Failed | PrincipalState::Unknown)
    };
    let failed = results.iter().filter(not_done).count();
    if failed > 0 {
        return UploadOutcome::NotDone {
            failed: count(failed),
            applications: count(results.len()),
            unknown: any(PrincipalState::Unknown),
            unchanged: results.iter().all(|result| result.written == Some(false)),
            deletion: removal,
        };
    }
    if removal {
        return UploadOutcome::KeyDeleted { complete };
    }
    if !complete {
        return UploadOutcome::Incomplete;
    }
    let deleted = |result: &&VerifiedPrincipal| {
        matches!(result.effect, Some(WriteEffect::Deletes | WriteEffect::Both))
    };
    let deleted_from = count(results.iter().filter(deleted).count());
    let removes: BTreeSet<&Thumbprint> = writes.iter().flat_map(|write| &write.removes).collect();
    if scope.only_deletes {
        return match deleted_from {
            0 => UploadOutcome::NothingToDelete,
            applications => {
                UploadOutcome::Deleted { certificates: count(removes.len()), applications }
            }
        };
    }
    if scope.only_keys && removes.is_empty() && writes.iter().all(|write| write.keys) {
        return UploadOutcome::CertificateThere { expired_deleted_from: deleted_from };
    }
    UploadOutcome::Written
}

/// Guides and setups have far fewer parts than a `u32` counts.
fn count(parts: usize) -> u32 {
    u32::try_from(parts).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
