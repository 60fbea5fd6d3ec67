//! What a reading of the principals shows of what upload steps want. Names, enabled and removed keys
//! count as keys do: only as read back.

use super::Effect;
use crate::certificate::Certificate;
use crate::error::ErrorCode;
use crate::graph::{KeyName, PrincipalResult, PrincipalState, Wanted};
use crate::guide::{Guide, Step, StepId, StepKind};
use crate::setup::view::{StepState, Witness};
use crate::setup::{Reading, Setup};
use jiff::Timestamp;

/// What a reading says of what is wanted of one principal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shown {
    /// All of it is there.
    All,
    /// Nothing is asked of it: it does not hold the certificate that it would have to hold.
    NotAsked,
    /// Something is missing, or was not read.
    NotAll,
}

impl Setup {
    /// Moves the upload steps to where the readings have them: one that was read back and is no longer
    /// covered is stale, and comes back when the same readings cover it again.
    pub(super) fn recompute_uploads(&mut self, guide: &Guide, now: Timestamp, effect: &mut Effect) {
        for step in uploads(guide) {
            let record = self.step(&step.id);
            if record.witness != Some(Witness::ReadBack) {
                continue;
            }
            let holds = self.is_uploaded(guide, step, now);
            match record.state {
                StepState::Done if !holds => {
                    self.move_to(&step.id, StepState::Stale, now, effect);
                }
                StepState::Stale
                    if holds
                        && record.fingerprint.as_ref()
                            == Some(&self.fingerprint(guide, &step.uses)) =>
                {
                    self.move_to(&step.id, StepState::Done, now, effect);
                }
                StepState::Todo
                | StepState::HandedOut
                | StepState::Done
                | StepState::Waiting
                | StepState::Decide
                | StepState::Failed
                | StepState::Skipped
                | StepState::Stale
                | StepState::Unknown => {}
            }
        }
    }

    /// Whether everything an upload step wants was seen, by a write or by a later reading.
    pub(super) fn is_uploaded(&self, guide: &Guide, step: &Step, now: Timestamp) -> bool {
        self.covers(guide, step, self.verified.as_ref(), now) || self.is_satisfied(guide, step, now)
    }

    /// Whether the results of the last write, or of the reading that took their place, show everything
    /// that this step wants.
    pub(in crate::setup) fn is_satisfied(
        &self,
        guide: &Guide,
        step: &Step,
        now: Timestamp,
    ) -> bool {
        self.covers(guide, step, self.written.as_ref(), now)
            && !self.is_contradicted(guide, step, now)
    }

    /// Whether the last reading for the verification shows what every upload step wants; where nothing
    /// is uploaded, nothing has to be read back.
    pub(in crate::setup) fn tenant_is_verified(&self, guide: &Guide, now: Timestamp) -> bool {
        let mut steps = self.uploads_that_count(guide).into_iter();
        steps.all(|step| self.covers(guide, step, self.verified.as_ref(), now))
    }

    /// The same as far as it can be known: steps that still wait for something are not asked.
    pub(super) fn tenant_is_verified_so_far(&self, guide: &Guide, now: Timestamp) -> bool {
        let mut steps = self.uploads_that_count(guide).into_iter();
        let waits = |step: &Step| !self.wishes(guide, step, now).needs.is_empty();
        let mut known = 0;
        steps.all(|step| {
            let waits = waits(step);
            known += u32::from(!waits);
            waits || self.covers(guide, step, self.verified.as_ref(), now)
        }) && (known > 0 || !guide.uploads())
    }

    /// Whether every application was read back as an upload step wants it, in the tenant that the
    /// answers name. A step of which nothing is known, or that asks nothing of any application, is not
    /// covered.
    pub(super) fn covers(
        &self,
        guide: &Guide,
        step: &Step,
        reading: Option<&Reading>,
        now: Timestamp,
    ) -> bool {
        let Some(reading) = reading else { return false };
        if reading.fingerprint != self.fingerprint_of_tenant(guide) {
            return false;
        }
        let Ok(wanted) = self.wanted(guide, &step.id, now) else { return false };
        let shown: Vec<Shown> =
            wanted.iter().map(|wanted| shown(wanted, &reading.principals, now)).collect();
        shown.contains(&Shown::All) && !shown.contains(&Shown::NotAll)
    }

    /// Whether nothing was asked of any application, because none holds the certificate in use.
    pub(super) fn asks_nothing(&self, guide: &Guide, step: &StepId, now: Timestamp) -> bool {
        let (Some(reading), Ok(wanted)) = (&self.written, self.wanted(guide, step, now)) else {
            return false;
        };
        !wanted.is_empty()
            && wanted
                .iter()
                .all(|wanted| shown(wanted, &reading.principals, now) == Shown::NotAsked)
    }

    /// Whether a reading that is newer than the write looked for something and did not find it.
    fn is_contradicted(&self, guide: &Guide, step: &Step, now: Timestamp) -> bool {
        let Some(reading) = &self.verified else { return false };
        let Ok(wanted) = self.wanted(guide, &step.id, now) else { return false };
        reading.fingerprint == self.fingerprint_of_tenant(guide)
            && wanted.iter().any(|wanted| {
                entries(wanted, &reading.principals).any(|principal| {
                    let code = principal.error.as_ref().map(|error| error.code);
                    code == Some(ErrorCode::NotReadBack) && !holds_all(wanted, principal, now)
                })
            })
    }
}

/// The upload steps.
pub(super) fn uploads(guide: &Guide) -> impl Iterator<Item = &Step> {
    guide.steps.iter().filter(|step| step.kind == StepKind::Upload)
}

fn entries<'r>(
    wanted: &Wanted,
    principals: &'r [PrincipalResult],
) -> impl Iterator<Item = &'r PrincipalResult> {
    let app = wanted.app.to_string();
    principals.iter().filter(move |principal| principal.app_id.eq_ignore_ascii_case(&app))
}

fn shown(wanted: &Wanted, principals: &[PrincipalResult], now: Timestamp) -> Shown {
    let each: Vec<Shown> =
        entries(wanted, principals).map(|principal| shown_of(wanted, principal, now)).collect();
    match each.as_slice() {
        [] => Shown::NotAll,
        each if each.contains(&Shown::NotAll) => Shown::NotAll,
        each if each.contains(&Shown::All) => Shown::All,
        _ => Shown::NotAsked,
    }
}

fn shown_of(wanted: &Wanted, principal: &PrincipalResult, now: Timestamp) -> Shown {
    let read = matches!(principal.state, PrincipalState::Done | PrincipalState::AlreadyThere);
    let all = read && holds_all(wanted, principal, now);
    // What was wanted may have taken the place of the certificate by which it was known. Where nothing
    // was to be there, nothing tells this application from one that is somebody else's.
    let replaced = all && !wanted.certificates.is_empty();
    if !wanted.where_held.is_empty() && !replaced {
        let absent = principal.error.as_ref().is_some_and(|error| {
            principal.state == PrincipalState::Failed && error.code == ErrorCode::PrincipalAbsent
        });
        let mut known = wanted.where_held.iter();
        if absent || (read && !known.any(|known| principal.has_key(*known))) {
            return Shown::NotAsked;
        }
    }
    if all { Shown::All } else { Shown::NotAll }
}

/// Whether a principal is as it is wanted. Which key counts as the key of a certificate is `graph`'s
/// to say.
fn holds_all(wanted: &Wanted, principal: &PrincipalResult, now: Timestamp) -> bool {
    let removed = |name: &KeyName| match name {
        KeyName::Thumbprint(thumbprint) => !principal.has_entry(*thumbprint),
        KeyName::Id(id) => {
            let id = id.to_string();
            let is = |held: &str| held.eq_ignore_ascii_case(&id);
            !principal.keys.iter().any(|key| key.key_id.as_deref().is_some_and(is))
        }
    };
    let there =
        |certificate: &Certificate| principal.has_working_key(certificate.thumbprint(), now);
    wanted.certificates.iter().all(there)
        && wanted
            .names
            .iter()
            .all(|name| principal.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
        && (!wanted.enabled || principal.account_enabled == Some(true))
        && wanted.removes.iter().all(removed)
}
